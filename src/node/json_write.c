// SPDX-License-Identifier: Apache-2.0
/* One pass, no tree: every byte is written once, straight into the buffer. Same calls, same bytes: they get
 * hashed. */
#include "node/json.h"

#include "base/hex.h"

enum { LEVELS = 64 }; /* bits of Json.first */

void json_init(Json *j, StrBuf *out) {
    *j = (Json){.out = out};
}

/* A comma, unless this is the first thing in its container or the value of a key. */
static void json_turn(Json *j) {
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (!j->depth) return;
    uint64_t bit = UINT64_C(1) << (j->depth - 1);
    if (j->first & bit)
        j->first &= ~bit;
    else
        strbuf_putc(j->out, ',');
}

static void json_open(Json *j, char c) {
    json_turn(j);
    ASSERT(j->depth < LEVELS);
    j->first |= UINT64_C(1) << j->depth++;
    strbuf_putc(j->out, c);
}

static void json_close(Json *j, char c) {
    ASSERT(j->depth > 0 && !j->after_key);
    j->depth--;
    strbuf_putc(j->out, c);
}

void json_obj(Json *j) {
    json_open(j, '{');
}

void json_end_obj(Json *j) {
    json_close(j, '}');
}

void json_arr(Json *j) {
    json_open(j, '[');
}

void json_end_arr(Json *j) {
    json_close(j, ']');
}

/* Bytes of the valid UTF-8 sequence of two or more at p, or 0. */
static size_t wide_char(const unsigned char *p, size_t n) {
    unsigned char c = p[0];
    size_t len = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (c < 0xC2 || c > 0xF4 || n < len) return 0;
    for (size_t i = 1; i < len; i++)
        if ((p[i] & 0xC0) != 0x80) return 0;
    if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F)) return 0;
    if ((c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F)) return 0;
    return len;
}

static void put_escape(StrBuf *out, unsigned char c) {
    static const char HEX[] = "0123456789abcdef";
    static const char SHORT[32] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    if (c == '"' || c == '\\' || SHORT[c & 31]) {
        strbuf_put(out, str_n((char[]){'\\', c == '"' || c == '\\' ? (char)c : SHORT[c]}, 2));
    } else {
        strbuf_put(out, str_n((char[]){'\\', 'u', '0', '0', HEX[c >> 4], HEX[c & 15]}, 6));
    }
}

static void put_text(StrBuf *out, Str s) {
    const unsigned char *p = (const unsigned char *)s.p;
    strbuf_putc(out, '"');
    size_t run = 0, i = 0; /* [run, i) is fit to be copied as it is */
    while (i < s.n) {
        unsigned char c = p[i];
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
            i++;
            continue;
        }
        size_t len = c >= 0x80 ? wide_char(p + i, s.n - i) : 0;
        if (len) {
            i += len;
            continue;
        }
        strbuf_put(out, str_n(s.p + run, i - run));
        if (c >= 0x80)
            strbuf_put(out, S("\xEF\xBF\xBD"));
        else
            put_escape(out, c);
        run = ++i;
    }
    if (i > run) strbuf_put(out, str_n(s.p + run, i - run));
    strbuf_putc(out, '"');
}

/* A key of the program's own: a plain word, nothing to escape. */
void json_key(Json *j, const char *key) {
    ASSERT(j->depth > 0 && !j->after_key);
    json_turn(j);
    strbuf_putc(j->out, '"');
    strbuf_put(j->out, str_c(key));
    strbuf_put(j->out, S("\":"));
    j->after_key = true;
}

void json_keys(Json *j, Str key) {
    ASSERT(j->depth > 0 && !j->after_key);
    json_turn(j);
    put_text(j->out, key);
    strbuf_putc(j->out, ':');
    j->after_key = true;
}

void json_str(Json *j, Str s) {
    json_turn(j);
    put_text(j->out, s);
}

void json_strz(Json *j, const char *s) {
    json_str(j, str_c(s));
}

void json_i64(Json *j, int64_t v) {
    json_turn(j);
    strbuf_i64(j->out, v);
}

void json_raw(Json *j, Str json) {
    json_turn(j);
    strbuf_put(j->out, json);
}

void json_bool(Json *j, bool v) {
    json_raw(j, v ? S("true") : S("false"));
}

void json_none(Json *j) {
    json_raw(j, S("null"));
}

/* Text that cannot need escaping. */
static void json_plain(Json *j, Str s) {
    json_turn(j);
    strbuf_putc(j->out, '"');
    strbuf_put(j->out, s);
    strbuf_putc(j->out, '"');
}

void json_time(Json *j, Time t) {
    char buf[TIME_TEXT];
    if (t == TIME_NONE)
        json_none(j);
    else
        json_plain(j, time_format(t, buf));
}

void json_day(Json *j, Day d) {
    char buf[DAY_TEXT];
    if (d == DAY_NONE)
        json_none(j);
    else
        json_plain(j, day_format(d, buf));
}

void json_id(Json *j, int64_t id) {
    char buf[ID_TEXT];
    if (!id)
        json_none(j);
    else
        json_plain(j, id_format(id, buf));
}

void json_hash(Json *j, Hash h) {
    char buf[HASH_TEXT];
    json_plain(j, hash_format(h, buf));
}

static void put_list(Json *j, const Node *n) {
    json_arr(j);
    for (size_t i = 0; i < n->list.n; i++) json_node(j, n->list.v[i]);
    json_end_arr(j);
}

static void put_map(Json *j, const Node *n) {
    json_obj(j);
    for (size_t i = 0; i < n->map.n; i++) {
        json_keys(j, n->map.v[i].key);
        json_node(j, n->map.v[i].value);
    }
    json_end_obj(j);
}

void json_node(Json *j, const Node *n) {
    switch (n->kind) {
    case NODE_NULL: json_none(j); return;
    case NODE_BOOL: json_bool(j, n->b); return;
    case NODE_INT: json_i64(j, n->i); return;
    case NODE_STR: json_str(j, n->s); return;
    case NODE_LIST: put_list(j, n); return;
    case NODE_MAP: put_map(j, n); return;
    }
    ASSERT(!"a node of no kind");
}

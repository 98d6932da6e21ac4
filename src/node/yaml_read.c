// SPDX-License-Identifier: Apache-2.0
/* libyaml's events, folded into a tree by a stack of open containers. The only file that knows libyaml. */
#include "node/yaml.h"

#include <yaml.h>

typedef struct Open {
    Node *node;
    NodePair *pair; /* of a map: its key is read and its value due */
} Open;

typedef struct Reader {
    yaml_parser_t parser;
    Arena *a;
    Err *err;
    const char *name;
    Str text;
    Open open[NODE_DEPTH_MAX];
    int depth;
    size_t nodes;
    Node *root;
} Reader;

#define BAD(r, mark, status, code, ...)                                                                      \
    (FAIL((r)->err, (status), (code), __VA_ARGS__), where_mark((r), (mark)), (status))

static void where_mark(Reader *r, yaml_mark_t m) {
    err_where(r->err, "%s:%zu:%zu", r->name, m.line + 1, m.column + 1);
}

/* The parser's own words; libyaml gives no mark for a byte it could not even read as text. */
static Status syntax_fault(Reader *r) {
    yaml_parser_t *p = &r->parser;
    if (p->error == YAML_READER_ERROR) {
        yaml_mark_t m = {0};
        for (size_t i = 0; i < MIN(p->problem_offset, r->text.n); i++) {
            if (r->text.p[i] == '\n')
                m.line++, m.column = 0;
            else
                m.column += ((unsigned char)r->text.p[i] & 0xC0) != 0x80;
        }
        return BAD(r, m, ERR_INVALID, "yaml.text", "not UTF-8 text: %s", p->problem);
    }
    size_t at = p->problem_mark.index;
    bool tab = at < r->text.n && r->text.p[at] == '\t';
    return BAD(r, p->problem_mark, ERR_INVALID, "yaml.syntax", "%s%s%s%s",
               p->problem ? p->problem : "not YAML", p->context ? " " : "", p->context ? p->context : "",
               tab ? " (a tab; indent with spaces)" : "");
}

static Str text_of(const yaml_event_t *e) {
    return str_n((const char *)e->data.scalar.value, e->data.scalar.length);
}

/* A new value goes under the key that waits, into the open list, or becomes the root. */
static Status place_value(Reader *r, Node *n, yaml_mark_t mark) {
    n->file = r->name;
    n->line = (int)mark.line + 1;
    n->col = (int)mark.column + 1;
    if (++r->nodes > YAML_NODES_MAX)
        return BAD(r, mark, ERR_LIMIT, "yaml.nodes", "more than %d values in one file", YAML_NODES_MAX);
    if (!r->depth) {
        r->root = n;
        return OK;
    }
    Open *o = &r->open[r->depth - 1];
    if (o->node->kind == NODE_LIST) {
        node_add(r->a, o->node, n);
        return OK;
    }
    if (!o->pair) return BAD(r, mark, ERR_INVALID, "yaml.key", "a key must be one word or quoted text");
    o->pair->value = n;
    o->pair = NULL;
    return OK;
}

static Status open_container(Reader *r, NodeKind kind, const yaml_event_t *e) {
    if (r->depth == NODE_DEPTH_MAX)
        return BAD(r, e->start_mark, ERR_LIMIT, "yaml.depth", "more than %d levels of lists and maps",
                   NODE_DEPTH_MAX);
    Node *n = kind == NODE_MAP ? node_map(r->a) : node_list(r->a);
    TRY(place_value(r, n, e->start_mark));
    r->open[r->depth++] = (Open){.node = n};
    return OK;
}

static Status repeated(Reader *r, const NodePair *first, const NodePair *again) {
    yaml_mark_t m = {.line = (size_t)again->line - 1, .column = (size_t)again->col - 1};
    return BAD(r, m, ERR_INVALID, "yaml.duplicate", "key '%.*s' stands twice; first on line %d",
               (int)MIN(again->key.n, (size_t)60), again->key.p, first->line);
}

/* Small maps compare in pairs; large ones through a table, so that no file can make this quadratic. */
static Status check_keys(Reader *r, const Node *map) {
    const NodePair *v = map->map.v;
    size_t n = map->map.n, size = 64;
    if (n <= 16) {
        for (size_t i = 1; i < n; i++)
            for (size_t k = 0; k < i; k++)
                if (str_eq(v[i].key, v[k].key)) return repeated(r, &v[k], &v[i]);
        return OK;
    }
    while (size < 2 * n) size *= 2;
    _cleanup_(arena_freep) Arena *scratch = arena_new();
    uint32_t *slots = NEW_N(scratch, uint32_t, size); /* index + 1 */
    for (size_t i = 0; i < n; i++) {
        size_t at = (size_t)str_hash(v[i].key) & (size - 1);
        for (; slots[at]; at = (at + 1) & (size - 1))
            if (str_eq(v[slots[at] - 1].key, v[i].key)) return repeated(r, &v[slots[at] - 1], &v[i]);
        slots[at] = (uint32_t)i + 1;
    }
    return OK;
}

static Status take_scalar(Reader *r, const yaml_event_t *e) {
    Str s = text_of(e);
    bool plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (s.n && memchr(s.p, 0, s.n))
        return BAD(r, e->start_mark, ERR_INVALID, "yaml.text", "text with a NUL in it");
    if (!str_utf8(s)) return BAD(r, e->start_mark, ERR_INVALID, "yaml.text", "text that is not valid UTF-8");
    Open *o = r->depth ? &r->open[r->depth - 1] : NULL;
    if (o && o->node->kind == NODE_MAP && !o->pair) {
        if (!s.n) return BAD(r, e->start_mark, ERR_INVALID, "yaml.key", "an empty key");
        o->pair = PUSH(r->a, &o->node->map);
        *o->pair = (NodePair){.key = str_dup(r->a, s),
                              .line = (int)e->start_mark.line + 1,
                              .col = (int)e->start_mark.column + 1};
        return OK;
    }
    Node *n = NEW(r->a, Node);
    n->plain = plain;
    if (!plain || (s.n && !str_eq(s, S("~")))) {
        n->kind = NODE_STR;
        n->s = str_dup(r->a, s);
    }
    return place_value(r, n, e->start_mark);
}

static Status no_extras(Reader *r, const yaml_event_t *e, const yaml_char_t *anchor, const yaml_char_t *tag) {
    if (anchor)
        return BAD(r, e->start_mark, ERR_INVALID, "yaml.anchor",
                   "anchors are not taken: write the value where it is used");
    if (tag)
        return BAD(r, e->start_mark, ERR_INVALID, "yaml.tag", "tags are not taken: the field says the type");
    return OK;
}

static Status take(Reader *r, const yaml_event_t *e) {
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (r->root)
            return BAD(r, e->start_mark, ERR_INVALID, "yaml.document", "a second document in one file");
        if (e->data.document_start.tag_directives.start != e->data.document_start.tag_directives.end)
            return BAD(r, e->start_mark, ERR_INVALID, "yaml.tag", "tag directives are not taken");
        return OK;
    case YAML_ALIAS_EVENT:
        return BAD(r, e->start_mark, ERR_INVALID, "yaml.alias",
                   "aliases are not taken: write the value where it is used");
    case YAML_SCALAR_EVENT:
        TRY(no_extras(r, e, e->data.scalar.anchor, e->data.scalar.tag));
        return take_scalar(r, e);
    case YAML_SEQUENCE_START_EVENT:
        TRY(no_extras(r, e, e->data.sequence_start.anchor, e->data.sequence_start.tag));
        return open_container(r, NODE_LIST, e);
    case YAML_MAPPING_START_EVENT:
        TRY(no_extras(r, e, e->data.mapping_start.anchor, e->data.mapping_start.tag));
        return open_container(r, NODE_MAP, e);
    case YAML_SEQUENCE_END_EVENT: r->depth--; return OK;
    case YAML_MAPPING_END_EVENT: r->depth--; return check_keys(r, r->open[r->depth].node);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT: return OK;
    }
    return OK;
}

static Status read_events(Reader *r) {
    for (bool more = true; more;) {
        yaml_event_t e;
        if (!yaml_parser_parse(&r->parser, &e)) return syntax_fault(r);
        more = e.type != YAML_STREAM_END_EVENT;
        Status st = take(r, &e);
        yaml_event_delete(&e);
        TRY(st);
    }
    return OK;
}

Status yaml_read(Str text, const char *name, Arena *a, Node **ret, Err *err) {
    Reader r = {.a = a, .err = err, .name = str_cstr(a, str_c(name)), .text = text};
    if (text.n > YAML_BYTES_MAX)
        return BAD(&r, (yaml_mark_t){0}, ERR_LIMIT, "yaml.size", "%zu bytes; a file may have %d", text.n,
                   YAML_BYTES_MAX);
    if (!yaml_parser_initialize(&r.parser)) ASSERT(!"out of memory");
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(text.p ? text.p : ""), text.n);
    Status st = read_events(&r);
    yaml_parser_delete(&r.parser);
    TRY(st);
    if (!r.root) return BAD(&r, (yaml_mark_t){0}, ERR_INVALID, "yaml.empty", "the file says nothing");
    *ret = r.root;
    return OK;
}

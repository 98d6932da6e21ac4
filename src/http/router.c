// SPDX-License-Identifier: Apache-2.0
#include "http/router.h"

/* A tree of path segments. A table of some hundred rows is walked once at start; finding is a few
 * comparisons. */
typedef struct Step Step;
struct Step {
    Str word; /* empty: a {name} */
    Step *words, *any, *next;
    const Route *rows[METHOD_COUNT], *rest[METHOD_COUNT];
};

struct Router {
    Step root;
};

size_t route_body_max(const Route *r) {
    return r->body_max ? r->body_max : r->in ? BODY_DEFAULT : 0;
}

static bool segment_next(Str *path, Str *ret) {
    if (!path->n || path->p[0] != '/') return false;
    Str rest = str_n(path->p + 1, path->n - 1);
    const char *slash = rest.n ? memchr(rest.p, '/', rest.n) : NULL;
    size_t n = slash ? (size_t)(slash - rest.p) : rest.n;
    *ret = str_n(rest.p, n);
    *path = str_n(rest.p + n, rest.n - n);
    return true;
}

static bool is_name(Str seg) {
    return seg.n >= 3 && seg.p[0] == '{' && seg.p[seg.n - 1] == '}';
}

static bool is_rest(Str seg) {
    return is_name(seg) && seg.p[seg.n - 2] == '*';
}

static Str name_of(Str seg) {
    return str_n(seg.p + 1, seg.n - 2 - is_rest(seg));
}

static Status row_check(const Route *r, Err *err) {
    const char *fault = NULL;
    if (!r->pattern || r->pattern[0] != '/')
        fault = "the pattern does not begin with /";
    else if (r->method <= METHOD_NONE || r->method >= METHOD_COUNT || r->method == HEAD ||
             r->method == OPTIONS)
        fault = "no method, or one the router answers by itself";
    else if (!r->may)
        fault = "the permission is unset";
    else if (!r->handler == !r->upload)
        fault = "needs a handler or upload functions, and not both";
    else if (r->upload && (!r->upload->begin || !r->upload->feed || !r->upload->end || !r->upload->abort))
        fault = "an upload function is missing";
    else if (r->upload && (r->in || !r->body_max))
        fault = "an upload needs body_max and has no body shape";
    if (fault)
        return FAIL(err, ERR_INVALID, "route.row", "%s: %s", r->pattern ? r->pattern : "a route", fault);
    return OK;
}

static Step *step_into(Step *at, Str seg, Arena *a) {
    if (is_name(seg)) {
        if (!at->any) at->any = NEW(a, Step);
        return at->any;
    }
    for (Step *s = at->words; s; s = s->next)
        if (str_eq(s->word, seg)) return s;
    Step *s = NEW(a, Step);
    s->word = seg;
    s->next = at->words;
    at->words = s;
    return s;
}

static Status row_add(Router *router, const Route *r, Arena *a, Err *err) {
    TRY(row_check(r, err));
    Step *at = &router->root;
    Str path = str_c(r->pattern), seg;
    size_t names = 0;
    const Route **slot = NULL;
    while (segment_next(&path, &seg)) {
        if (is_name(seg) && ++names > PARAM_MAX)
            return FAIL(err, ERR_INVALID, "route.row", "%s: more than %d names", r->pattern, PARAM_MAX);
        if (is_rest(seg)) {
            if (path.n) return FAIL(err, ERR_INVALID, "route.row", "%s: {rest*} is not last", r->pattern);
            slot = &at->rest[r->method];
            break;
        }
        at = step_into(at, seg, a);
    }
    if (!slot) slot = &at->rows[r->method];
    if (*slot)
        return FAIL(err, ERR_INVALID, "route.row", "%s and %s answer the same", (*slot)->pattern, r->pattern);
    *slot = r;
    return OK;
}

Status router_new(const Route *routes, size_t n, Arena *a, Router **ret, Err *err) {
    Router *r = NEW(a, Router);
    for (size_t i = 0; i < n; i++) TRY(row_add(r, &routes[i], a, err));
    *ret = r;
    return OK;
}

static const Route *row_take(const Route *const rows[METHOD_COUNT], Method m, unsigned *allow) {
    for (Method i = GET; i < METHOD_COUNT; i++)
        if (rows[i]) *allow |= 1u << i | (i == GET ? 1u << HEAD : 0) | 1u << OPTIONS;
    return rows[m == HEAD ? GET : m];
}

static const Route *step_find(const Step *at, Str path, Method m, unsigned *allow) {
    Str seg, rest = path;
    if (!path.n) return row_take(at->rows, m, allow);
    if (!segment_next(&rest, &seg)) return NULL;
    const Route *hit = NULL;
    for (const Step *s = at->words; s && !hit; s = s->next)
        if (str_eq(s->word, seg)) hit = step_find(s, rest, m, allow);
    if (!hit && at->any && seg.n) hit = step_find(at->any, rest, m, allow);
    if (!hit) hit = row_take(at->rest, m, allow);
    return hit;
}

static Status params_read(const Route *r, Str path, Arena *a, RouteMatch *ret, Err *err) {
    Str pattern = str_c(r->pattern), want, have;
    while (segment_next(&pattern, &want)) {
        Str all = path;
        if (!segment_next(&path, &have)) break;
        if (!is_name(want)) continue;
        Pair *p = &ret->params[ret->n_params++];
        p->name = name_of(want);
        if (is_rest(want)) have = str_n(all.p + 1, all.n - 1);
        if (!percent_decode(have, false, a, &p->value))
            return FAIL(err, ERR_INVALID, "path.encoding", "the path is not percent-encoded UTF-8");
    }
    return OK;
}

Status router_find(const Router *r, Method m, Str path, Arena *a, RouteMatch *ret, Err *err) {
    *ret = (RouteMatch){0};
    if (!path.n || path.p[0] != '/') return OK;
    const Route *hit = step_find(&r->root, path, m == METHOD_NONE ? OPTIONS : m, &ret->allow);
    if (!hit) return OK;
    ret->route = hit;
    return params_read(hit, path, a, ret, err);
}

Str router_allow_text(unsigned allow, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, 128);
    for (Method m = GET; m < METHOD_COUNT; m++) {
        if (!(allow & 1u << m)) continue;
        if (b.n) strbuf_put(&b, S(", "));
        strbuf_put(&b, str_c(method_name(m)));
    }
    return strbuf_str(&b);
}

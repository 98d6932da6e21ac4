// SPDX-License-Identifier: Apache-2.0
#include "api/openapi.h"

#include "api/answers.h"

#include "app/access.h"

enum { ROUTES_MAX = 400 };

static void pair(Json *j, const char *key, const char *value) {
    json_key(j, key);
    json_strz(j, value);
}

static void parameter(Json *j, Str name, const char *in, bool required, const char *doc) {
    json_obj(j);
    json_key(j, "name");
    json_str(j, name);
    pair(j, "in", in);
    if (required) json_key(j, "required"), json_bool(j, true);
    if (doc) pair(j, "description", doc);
    json_key(j, "schema");
    json_obj(j);
    pair(j, "type", "string");
    json_end_obj(j);
    json_end_obj(j);
}

static void path_parameters(Json *j, Str pattern) {
    Str before, rest = pattern;
    while (str_cut(rest, '{', &before, &rest)) {
        Str name, after;
        if (!str_cut(rest, '}', &name, &after)) return;
        parameter(j, name, "path", true, NULL);
        rest = after;
    }
}

static void parameters(Json *j, const Route *r, bool keyed) {
    json_key(j, "parameters");
    json_arr(j);
    path_parameters(j, str_c(r->pattern));
    for (size_t i = 0; r->query && i < r->query->n; i++) {
        const Field *f = &r->query->fields[i];
        parameter(j, str_c(f->key), "query", f->flags & F_REQUIRED, f->doc);
    }
    if (keyed) parameter(j, S("Idempotency-Key"), "header", true, "1 to 64 visible ASCII characters");
    bool unsafe = r->method != GET && !(r->flags & ROUTE_NO_AUTH);
    if (unsafe) parameter(j, S("X-CSRF-Token"), "header", false, "with a cookie session: the csrf of GET /me");
    if (r->flags & ROUTE_SSE) parameter(j, S("Last-Event-ID"), "header", false, "resume after this position");
    json_end_arr(j);
}

static void content(Json *j, const char *type, const Shape *shape) {
    json_key(j, "content");
    json_obj(j);
    json_key(j, type);
    json_obj(j);
    json_key(j, "schema");
    if (shape) shape_schema(shape, j);
    else json_raw(j, S("{}"));
    json_end_obj(j);
    json_end_obj(j);
}

static void response(Json *j, const char *status, const char *doc) {
    json_key(j, status);
    json_obj(j);
    pair(j, "description", doc);
}

static void answered(Json *j, const Answer *a) {
    static const char *const TYPES[] = {[ANSWER_BYTES] = "application/octet-stream", [ANSWER_STREAM] = "text/event-stream"};
    if (a->form == ANSWER_NONE) return;
    json_key(j, "content");
    json_obj(j);
    bool json = a->form != ANSWER_BYTES && a->form != ANSWER_STREAM;
    json_key(j, json ? "application/json" : TYPES[a->form]);
    json_obj(j);
    json_key(j, "schema");
    if (json) answer_response(a, j);
    else json_raw(j, S("{}"));
    json_end_obj(j);
    json_end_obj(j);
}

static void responses(Json *j, const Route *r) {
    char status[8];
    json_key(j, "responses");
    json_obj(j);
    if (r->out) { /* none: the walk over the routes says so */
        snprintf(status, sizeof status, "%d", r->out->status ? r->out->status : 200);
        response(j, status, r->out->form == ANSWER_NONE ? "done, nothing to tell" : "OK");
        answered(j, r->out);
        json_end_obj(j);
        if (r->out->form == ANSWER_BYTES) {
            response(j, "206", "the range that was asked for");
            json_end_obj(j);
        }
        if (r->flags & ROUTE_PACKED) {
            response(j, "304", "it is as the asker has it");
            json_end_obj(j);
        }
    }
    response(j, "default", "RFC 9457 problem");
    json_key(j, "content");
    json_raw(j, S("{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}"));
    json_end_obj(j);
    json_end_obj(j);
}

static void operation_id(Json *j, const Route *r, StrBuf *scratch) {
    scratch->n = 0;
    strbuf_f(scratch, "%s", method_name(r->method));
    for (const char *p = r->pattern; *p; p++) {
        bool word = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');
        if (word) strbuf_putc(scratch, *p);
        else if (scratch->n && scratch->p[scratch->n - 1] != '_') strbuf_putc(scratch, '_');
    }
    json_key(j, "operationId");
    json_str(j, strbuf_str(scratch));
}

static void operation(Json *j, const Route *r, bool keyed, StrBuf *scratch) {
    static const char *const KEYS[METHOD_COUNT] = {[GET] = "get",   [HEAD] = "head",   [POST] = "post",
                                                   [PUT] = "put",   [PATCH] = "patch", [DELETE] = "delete",
                                                   [OPTIONS] = "options"};
    json_key(j, KEYS[r->method]);
    json_obj(j);
    operation_id(j, r, scratch);
    pair(j, "summary", r->doc_zh);
    pair(j, "description", r->doc_en);
    pair(j, "x-jindu-may", PERMISSION_NAMES[r->may]);
    if (r->flags & ROUTE_NO_AUTH) json_key(j, "security"), json_raw(j, S("[]"));
    parameters(j, r, keyed);
    if (r->in || r->body_max) {
        json_key(j, "requestBody");
        json_obj(j);
        json_key(j, "required");
        json_bool(j, true);
        if (r->in) content(j, "application/json", r->in);
        else content(j, "application/octet-stream", NULL);
        json_end_obj(j);
    }
    responses(j, r);
    json_end_obj(j);
}

static void components(const Route *routes, size_t n, Json *j) {
    const Answer *all[ROUTES_MAX];
    size_t answers = 0;
    ASSERT(n <= ROUTES_MAX);
    for (size_t i = 0; i < n; i++)
        if (routes[i].out && routes[i].out->form != ANSWER_NONE && routes[i].out->form != ANSWER_BYTES && routes[i].out->form != ANSWER_STREAM)
            all[answers++] = routes[i].out;
    json_key(j, "components");
    json_obj(j);
    json_key(j, "schemas");
    json_obj(j);
    answer_components(all, answers, j);
    json_key(j, "Problem");
    json_raw(j,
             S("{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"code\","
               "\"request_id\"],\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
               "\"status\":{\"type\":\"integer\"},\"code\":{\"type\":\"string\"},\"where\":{\"type\":\"string\"},"
               "\"detail\":{\"type\":\"string\"},\"detail_zh\":{\"type\":\"string\"},\"message_zh\":{\"type\":\"string\"},"
               "\"message_en\":{\"type\":\"string\"},\"todo_zh\":{\"type\":\"string\"},\"todo_en\":{\"type\":\"string\"},"
               "\"request_id\":{\"type\":\"string\"}}}"));
    json_end_obj(j);
    json_key(j, "securitySchemes");
    json_raw(j,
             S("{\"session\":{\"type\":\"apiKey\","
               "\"in\":\"cookie\",\"name\":\"jindu_session\"},\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}}"));
    json_end_obj(j);
    json_key(j, "security");
    json_raw(j, S("[{\"session\":[]},{\"bearer\":[]}]"));
}

void openapi_write(const Route *routes, size_t n, RouteFn *keyed, StrBuf *out) {
    Json j;
    StrBuf scratch;
    strbuf_init(&scratch, NULL, KB(1));
    json_init(&j, out);
    json_obj(&j);
    pair(&j, "openapi", "3.1.0");
    json_key(&j, "info");
    json_obj(&j);
    pair(&j, "title", "津渡 Jindu");
    pair(&j, "version", "1");
    pair(&j, "description",
         "案件流转接口 · ids are base32 texts with a check character; times are ISO 8601 with an offset; numbers are integers");
    json_end_obj(&j);
    components(routes, n, &j);
    json_key(&j, "paths");
    json_obj(&j);
    for (size_t i = 0; i < n; i++) { /* the rows of one path stand together, at its first row */
        bool first = true;
        for (size_t k = 0; k < i; k++) first &= strcmp(routes[k].pattern, routes[i].pattern) != 0;
        if (!first) continue;
        json_key(&j, routes[i].pattern);
        json_obj(&j);
        for (size_t k = i; k < n; k++)
            if (strcmp(routes[k].pattern, routes[i].pattern) == 0) operation(&j, &routes[k], keyed(&routes[k]), &scratch);
        json_end_obj(&j);
    }
    json_end_obj(&j);
    json_end_obj(&j);
    strbuf_done(&scratch);
}

// SPDX-License-Identifier: Apache-2.0
#include "http/problem.h"

static const struct {
    int status;
    const char *reason;
} REASONS[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
};

/* Codes whose HTTP status is finer than their Status says. */
static const struct {
    const char *code;
    int status;
} FINER[] = {
    {"auth.required", 401},         {"auth.expired", 401},
    {"auth.failed", 401},           {"auth.throttled", 429},
    {"auth.locked", 429},           {"method.not_allowed", 405},
    {"uri.too_long", 414},          {"body.type", 415},
    {"rate.limited", 429},          {"precondition.failed", 412},
    {"precondition.required", 428},
};

const char *http_reason(int status) {
    for (size_t i = 0; i < LEN(REASONS); i++)
        if (REASONS[i].status == status) return REASONS[i].reason;
    return "Unknown";
}

int problem_http(Status s, const char *code, ProblemLookup *lookup) {
    const ProblemText *text = lookup && code ? lookup(code) : NULL;
    if (text && text->http) return text->http;
    for (size_t i = 0; code && i < LEN(FINER); i++)
        if (strcmp(FINER[i].code, code) == 0) return FINER[i].status;
    switch (s) {
    case OK: return 200;
    case ERR_INVALID: return 400;
    case ERR_NOT_FOUND: return 404;
    case ERR_DENIED: return 403;
    case ERR_CONFLICT: return 409;
    case ERR_LIMIT: return 413;
    case ERR_BUSY: return 503;
    case ERR_STORAGE:
    case ERR_IO: return 500;
    }
    return 500;
}

Problem problem_of(const Err *err, int64_t request_id, ProblemLookup *lookup) {
    Problem p = {.http = problem_http(err->status, err->code, lookup),
                 .code = err->code ? err->code : "unknown",
                 .request_id = request_id,
                 .incident = err->status == ERR_STORAGE || err->status == ERR_IO};
    p.text = lookup ? lookup(p.code) : NULL;
    if (p.incident) return p;
    p.where = str_c(err->where);
    p.detail = str_c(err->msg);
    return p;
}

static void member(Json *j, const char *key, const char *text) {
    if (!text) return;
    json_key(j, key);
    json_strz(j, text);
}

void problem_write(const Problem *p, StrBuf *out) {
    Json j;
    json_init(&j, out);
    json_obj(&j);
    json_key(&j, "type");
    char type[96];
    snprintf(type, sizeof type, "urn:jindu:problem:%s", p->code);
    json_strz(&j, type);
    member(&j, "title", http_reason(p->http));
    json_key(&j, "status");
    json_i64(&j, p->http);
    json_key(&j, "code");
    json_strz(&j, p->code);
    if (p->detail.n) {
        json_key(&j, "detail");
        json_str(&j, p->detail);
    }
    if (p->where.n) {
        json_key(&j, "where");
        json_str(&j, p->where);
    }
    if (p->text) {
        member(&j, "message_zh", p->text->zh);
        member(&j, "message_en", p->text->en);
        member(&j, "todo_zh", p->text->todo_zh);
        member(&j, "todo_en", p->text->todo_en);
    }
    json_key(&j, "request_id");
    json_id(&j, p->request_id);
    if (p->incident) {
        json_key(&j, "incident");
        json_id(&j, p->request_id);
    }
    if (p->extra.n) {
        strbuf_putc(out, ',');
        strbuf_put(out, p->extra);
    }
    json_end_obj(&j);
}

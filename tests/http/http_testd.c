// SPDX-License-Identifier: Apache-2.0
/*
 * A small server over the http room alone, for http.test.mjs and for looking at figures: every way a handler
 * may answer, none of the trade. Prints "port N", serves until stdin ends, then stops with the grace given.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/cookie.h"
#include "http/server.h"
#include "http/sse.h"

enum { ANYONE = 1, KNOWN = 2, HUB_MAX = 4096, LATER_MAX = 4096 };

typedef struct App {
    Server *server;
    const char *file;
    atomic_int aborted, opened, closed, broken;
    atomic_int_fast64_t uploaded, lines;
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct {
        Token *token;
        int n;
    } later[LATER_MAX];
    size_t n_later;
    Sse *hub[HUB_MAX];
    bool stop, hold;
} App;

typedef struct Note {
    Str text;
    int64_t n;
} Note;
static const Field NOTE_FIELDS[] = {FIELD(Note, text, F_STR, .flags = F_REQUIRED, .max = 100),
                                    FIELD(Note, n, F_I64)};
static SHAPE(NOTE, Note, "note", NOTE_FIELDS);

typedef struct Find {
    Str q;
    int limit;
    LIST_OF(Str) kind;
} Find;
static const Field FIND_FIELDS[] = {FIELD(Find, q, F_STR), FIELD(Find, limit, F_INT),
                                    FIELD(Find, kind, F_STRS, .flags = F_SCALAR_OK)};
static SHAPE(FIND, Find, "find", FIND_FIELDS);

static Status hello(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    resp_text(resp, "text/plain", S("hello"));
    return OK;
}

static Status who(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "actor");
    json_i64(&j, ctx->who.actor);
    json_key(&j, "remote");
    json_str(&j, req->remote);
    json_key(&j, "local");
    json_bool(&j, ctx->local != NULL);
    json_end_obj(&j);
    return resp_cookie(resp, &(Cookie){.name = S("seen"), .value = S("1")}, err);
}

static Status echo(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    Note n = *(const Note *)req->in;
    n.n++;
    resp->status = 201;
    resp_view(resp, &NOTE, &n);
    return OK;
}

static Status item(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    resp->etag = S("\"v1\"");
    resp_text(resp, "text/plain", req_param(req, "item"));
    return OK;
}

static Status find(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    resp_view(resp, &FIND, req->args);
    return OK;
}

static Status faulty(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    return FAIL(err, ERR_STORAGE, "db.lost", "the password of the disk is 1234");
}

static Status slow(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    usleep(300000);
    resp_text(resp, "text/plain", S("slow"));
    return OK;
}

/* The stand-in of a writer: takes all that waits, then answers all. */
static Status later(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    App *app = ctx->app;
    Token *t = resp_defer(resp);
    pthread_mutex_lock(&app->lock);
    bool full = app->n_later == LATER_MAX;
    if (!full) {
        app->later[app->n_later].token = t;
        app->later[app->n_later++].n = req->in ? (int)((const Note *)req->in)->n : 0;
        if (app->n_later == 1) pthread_cond_signal(&app->some);
    }
    pthread_mutex_unlock(&app->lock);
    return full ? FAIL(err, ERR_BUSY, "writer.full", "too many commands are waiting") : OK;
}

static void later_answer(Token *t, int n) {
    Err err = {0};
    if (n < 0) {
        resp_complete(t, FAIL(&err, ERR_CONFLICT, "case.moved", "somebody else was first"), &err);
        return;
    }
    Json j = resp_json(resp_of(t));
    json_obj(&j);
    json_key(&j, "n");
    json_i64(&j, n);
    json_end_obj(&j);
    resp_complete(t, OK, NULL);
}

static void *writer(void *arg) {
    App *app = arg;
    static Token *tokens[LATER_MAX];
    static int numbers[LATER_MAX];
    pthread_mutex_lock(&app->lock);
    for (;;) {
        while ((!app->n_later || app->hold) && !app->stop) pthread_cond_wait(&app->some, &app->lock);
        size_t n = app->n_later;
        if (!n) break;
        for (size_t i = 0; i < n; i++) tokens[i] = app->later[i].token, numbers[i] = app->later[i].n;
        app->n_later = 0;
        pthread_mutex_unlock(&app->lock);
        for (size_t i = 0; i < n; i++) later_answer(tokens[i], numbers[i]);
        pthread_mutex_lock(&app->lock);
    }
    pthread_mutex_unlock(&app->lock);
    return NULL;
}

static Status hold(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    App *app = ctx->app;
    pthread_mutex_lock(&app->lock);
    app->hold = str_eq(req_param(req, "how"), S("on"));
    pthread_cond_signal(&app->some);
    pthread_mutex_unlock(&app->lock);
    return OK;
}

typedef struct Sum {
    App *app;
    int64_t n, max_piece;
    uint32_t sum;
    bool slow;
} Sum;

static Status sum_begin(Ctx *ctx, const Req *req, void **ret, Err *err) {
    if (str_eq(req_header(req, "x-refuse"), S("1")))
        return FAIL(err, ERR_DENIED, "upload.refused", "not here");
    Sum *s = NEW(req->arena, Sum);
    s->app = ctx->app;
    s->slow = str_eq(req_header(req, "x-slow"), S("1"));
    *ret = s;
    s->app->opened++;
    return OK;
}

static Status sum_feed(void *upload, Str bytes, Err *err) {
    Sum *s = upload;
    for (size_t i = 0; i < bytes.n; i++) s->sum = s->sum * 31 + (unsigned char)bytes.p[i];
    s->n += (int64_t)bytes.n;
    s->max_piece = MAX(s->max_piece, (int64_t)bytes.n);
    s->app->uploaded += (int64_t)bytes.n;
    if (s->slow) usleep(20000);
    return OK;
}

static Status sum_end(Ctx *ctx, const Req *req, void *upload, Resp *resp, Err *err) {
    Sum *s = upload;
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "n");
    json_i64(&j, s->n);
    json_key(&j, "sum");
    json_i64(&j, s->sum);
    json_key(&j, "max_piece");
    json_i64(&j, s->max_piece);
    json_end_obj(&j);
    return OK;
}

static void sum_abort(Ctx *ctx, void *upload) {
    ((App *)ctx->app)->aborted++;
}

static const UploadOps SUM = {sum_begin, sum_feed, sum_end, sum_abort};

static Status file(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    App *app = ctx->app;
    struct stat st;
    int fd = app->file ? open(app->file, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0 || fstat(fd, &st) != 0) return FAIL(err, ERR_NOT_FOUND, "file.none", "no file was given");
    resp_attachment(resp, S("卷宗 1.bin"));
    resp_file(resp, fd, (uint64_t)st.st_size, S("application/octet-stream"), S("\"file\""));
    return OK;
}

/* A text, the file (as often as a number says), nothing, a text again; the file is said longer or not to be there, if asked. */
static Status parts_open(void *u, size_t i, int *ret_fd, Err *err) {
    *ret_fd = i && u ? open(u, O_RDONLY | O_CLOEXEC) : -1;
    return *ret_fd < 0 ? FAIL(err, ERR_NOT_FOUND, "file.none", "part %zu", i) : OK;
}

static Status parts(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    App *app = ctx->app;
    struct stat st;
    Str how = req_param(req, "how");
    if (!app->file || stat(app->file, &st) != 0) return FAIL(err, ERR_NOT_FOUND, "file.none", "no file was given");
    int64_t times = 1;
    if (str_i64(how, &times) && (times < 0 || times > 10000)) return FAIL(err, ERR_INVALID, "times", "how many?");
    size_t n = (size_t)times;
    RespPart *v = NEW_N(req->arena, RespPart, n + 3);
    v[0].text = S("before ");
    for (size_t i = 1; i <= n; i++) v[i].size = (uint64_t)st.st_size + str_eq(how, S("short"));
    v[n + 2].text = S(" after");
    void *u = str_eq(how, S("gone")) ? NULL : (void *)(uintptr_t)app->file;
    resp_parts(resp, S("application/zip"), &(RespParts){v, n + 3, parts_open, u});
    return OK;
}

typedef struct Slot {
    App *app;
    size_t i;
} Slot;
static Slot slots[HUB_MAX];

static void sse_left(void *u) {
    Slot *slot = u;
    App *app = slot->app;
    pthread_mutex_lock(&app->lock);
    Sse *s = TAKE(app->hub[slot->i]);
    pthread_mutex_unlock(&app->lock);
    if (s) sse_unref(s);
    app->closed++;
}

static Status events(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    App *app = ctx->app;
    Status status = FAIL(NULL, ERR_BUSY, "hub.full", "no more");
    pthread_mutex_lock(&app->lock);
    for (size_t i = 0; i < HUB_MAX; i++) {
        if (app->hub[i]) continue;
        slots[i] = (Slot){app, i};
        app->hub[i] = resp_sse(resp, sse_left, &slots[i]);
        (void)sse_send(app->hub[i], S("1"), S("hello"), req_header(req, "last-event-id"));
        status = OK;
        break;
    }
    pthread_mutex_unlock(&app->lock);
    return status == OK ? OK : FAIL(err, ERR_BUSY, "hub.full", "no more");
}

static Status publish(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    App *app = ctx->app;
    int64_t n = 0;
    pthread_mutex_lock(&app->lock);
    for (size_t i = 0; i < HUB_MAX; i++)
        if (app->hub[i]) n += sse_send(app->hub[i], S("2"), S("tick"), S("one\ntwo"));
    pthread_mutex_unlock(&app->lock);
    Json j = resp_json(resp);
    json_i64(&j, n);
    return OK;
}

static void number(Json *j, const char *key, int64_t v) {
    json_key(j, key);
    json_i64(j, v);
}

static Status state(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    App *app = ctx->app;
    Json j = resp_json(resp);
    json_obj(&j);
    number(&j, "aborted", app->aborted);
    number(&j, "opened", app->opened);
    number(&j, "closed", app->closed);
    number(&j, "broken", app->broken);
    number(&j, "uploaded", app->uploaded);
    number(&j, "lines", app->lines);
    json_end_obj(&j);
    return OK;
}

static Status metrics(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    resp->type = S("text/plain; version=0.0.4");
    http_metrics(((App *)ctx->app)->server, &resp->body);
    return OK;
}

enum { PUBLIC = ROUTE_NO_AUTH, INLINE = ROUTE_NO_AUTH | ROUTE_INLINE };
static const Route ROUTES[] = {
    {GET, "/api/inline", hello, ANYONE, .flags = INLINE},
    {GET, "/api/worker", hello, ANYONE, .flags = PUBLIC},
    {GET, "/api/later", later, ANYONE, .flags = PUBLIC},
    {GET, "/api/later-inline", later, ANYONE, .flags = INLINE},
    {POST, "/api/later", later, ANYONE, .in = &NOTE, .flags = PUBLIC},
    {POST, "/api/hold/{how}", hold, ANYONE, .flags = INLINE},
    {GET, "/api/who", who, KNOWN},
    {POST, "/api/echo", echo, ANYONE, .in = &NOTE, .flags = PUBLIC},
    {GET, "/api/items/{item}", item, ANYONE, .flags = PUBLIC},
    {DELETE, "/api/items/{item}", item, ANYONE, .flags = PUBLIC},
    {GET, "/api/find", find, ANYONE, .query = &FIND, .flags = PUBLIC},
    {GET, "/api/faulty", faulty, ANYONE, .flags = PUBLIC},
    {GET, "/api/slow", slow, ANYONE, .flags = PUBLIC},
    {PUT, "/api/upload", .may = KNOWN, .upload = &SUM, .body_max = MB(64)},
    {GET, "/api/file", file, ANYONE, .flags = PUBLIC | ROUTE_DOWNLOAD},
    {GET, "/api/parts/{how}", parts, ANYONE, .flags = PUBLIC | ROUTE_DOWNLOAD},
    {GET, "/api/events", events, ANYONE, .flags = PUBLIC | ROUTE_SSE},
    {POST, "/api/publish", publish, ANYONE, .flags = PUBLIC},
    {GET, "/api/state", state, ANYONE, .flags = PUBLIC},
    {GET, "/api/metrics", metrics, ANYONE, .flags = PUBLIC},
};

static Status authorize(void *app, void *local, const Req *req, const Route *route, Who *ret, Err *err) {
    if (!str_eq(req_cookie(req, "session"), S("good")))
        return FAIL(err, ERR_DENIED, "auth.required", "log in first");
    ret->actor = 7;
    return OK;
}

static const ProblemText *text_of(const char *code) {
    static const ProblemText MOVED = {"他人已先行办理", "somebody else was first", "请刷新后重试",
                                      "look again", 0};
    return strcmp(code, "case.moved") == 0 ? &MOVED : NULL;
}

static void access_line(void *app, const AccessLine *line) {
    ((App *)app)->lines++;
    if (!line->complete) ((App *)app)->broken++;
}

static void *local_begin(void *app, int index) {
    return app;
}

static int option(const char *name, int otherwise) {
    const char *text = getenv(name);
    int64_t v;
    return text && str_i64(str_c(text), &v) ? (int)v : otherwise;
}

/* The text of a file named by the environment; NULL without one. */
static const char *text_option(const char *name, char *buf, size_t size) {
    const char *path = getenv(name);
    FILE *f = path ? fopen(path, "re") : NULL;
    if (!f) return NULL;
    buf[fread(buf, 1, size - 1, f)] = 0;
    fclose(f);
    return buf;
}

int main(int argc, char **argv) {
    static char cert[8192], key[8192];
    static App app = {.lock = PTHREAD_MUTEX_INITIALIZER, .some = PTHREAD_COND_INITIALIZER};
    app.file = argc > 1 ? argv[1] : NULL;
    Err err = {0};
    HttpConfig config = {
        .routes = ROUTES,
        .n_routes = LEN(ROUTES),
        .port = option("PORT", 0),
        .loops = option("LOOPS", 0),
        .workers = option("WORKERS", 0),
        .queue_max = (size_t)option("QUEUE", 0),
        .head_ms = option("HEAD_MS", 0),
        .body_ms = option("BODY_MS", 0),
        .idle_s = option("IDLE_S", 0),
        .tls_cert = text_option("TLS_CERT", cert, sizeof cert),
        .tls_key = text_option("TLS_KEY", key, sizeof key),
        .heartbeat_ms = option("HEARTBEAT_MS", 0),
        .site = {.dir = getenv("SITE"), .immutable = "/assets/", .api = "/api/", .csp = "default-src 'self'"},
        .hooks = {.app = &app,
                  .authorize = authorize,
                  .texts = text_of,
                  .access = access_line,
                  .worker_begin = local_begin}};
    pthread_t thread;
    if (http_start(&config, &app.server, &err) != OK) {
        fprintf(stderr, "%s %s\n", err.code, err.msg);
        return 1;
    }
    if (pthread_create(&thread, NULL, writer, &app) != 0) return 1;
    printf("port %d\n", http_port(app.server));
    fflush(stdout);
    char c;
    while (read(0, &c, 1) > 0) {
    }
    int64_t began = clock_monotonic_us();
    http_stop(app.server, option("GRACE_MS", 2000));
    printf("stopped in %lld ms\n", (long long)(clock_monotonic_us() - began) / 1000);
    pthread_mutex_lock(&app.lock);
    app.stop = true;
    pthread_cond_signal(&app.some);
    pthread_mutex_unlock(&app.lock);
    pthread_join(thread, NULL);
    return 0;
}

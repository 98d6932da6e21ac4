// SPDX-License-Identifier: Apache-2.0
/*
 * libmicrohttpd in poll mode with a small pool of loops. Not in epoll mode: version 0.9.75 stalls there from
 * 128 connections a loop on. Its rules that shape this file:
 * - it calls back again and again until an answer is queued; suspending is allowed only inside a callback;
 * - an answer can be queued at the first call (the connection is then closed) or after the whole body, never
 * between: a body refused midway is read and thrown away up to a bound, so that the client gets to see the
 * answer;
 * - a suspended connection is not polled: a client that leaves meanwhile is noticed on resume;
 * - stopping with a suspended connection is fatal.
 */
#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/framing.h"
#include "http/parts.h"

#define SWALLOW_MAX MB(16)
#define UPLOAD_STEP KB(16)

typedef struct Conn {
    struct Conn *prev, *next;
    int fd;
    atomic_int_fast64_t deadline_us; /* 0: none */
    pthread_mutex_t lock;            /* of exchange */
    Exchange *exchange;
} Conn;

struct Listener {
    Server *server;
    struct MHD_Daemon *daemon;
    int fd, port;
    pthread_mutex_t lock; /* of the list; taken before a Conn's */
    Conn *first;
};

void park(Park *p) {
    MHD_suspend_connection(p->connection);
    int state = 0;
    if (atomic_compare_exchange_strong(&p->state, &state, 1)) return;
    p->state = 0;
    MHD_resume_connection(p->connection);
}

void park_wake(Park *p) {
    for (;;) {
        int state = p->state;
        if (state == 2) return;
        if (!atomic_compare_exchange_strong(&p->state, &state, state == 1 ? 0 : 2)) continue;
        if (state == 1) MHD_resume_connection(p->connection);
        return;
    }
}

static Conn *conn_of(struct MHD_Connection *c) {
    return MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static void conn_deadline(struct MHD_Connection *c, int64_t ms) {
    conn_of(c)->deadline_us = ms ? clock_monotonic_us() + ms * 1000 : 0;
}

static void conn_hold(struct MHD_Connection *c, Exchange *ex) {
    Conn *conn = conn_of(c);
    pthread_mutex_lock(&conn->lock);
    conn->exchange = ex;
    pthread_mutex_unlock(&conn->lock);
}

static void conn_opened(Listener *l, struct MHD_Connection *c, void **context) {
    Conn *conn = calloc(1, sizeof *conn);
    ASSERT(conn && "out of memory");
    conn->fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    conn->deadline_us = clock_monotonic_us() + (int64_t)l->server->config.head_ms * 1000;
    pthread_mutex_init(&conn->lock, NULL);
    *context = conn;
    pthread_mutex_lock(&l->lock);
    conn->next = l->first;
    if (l->first) l->first->prev = conn;
    l->first = conn;
    pthread_mutex_unlock(&l->lock);
    l->server->n_connections++;
}

static void conn_closed(Listener *l, void **context) {
    Conn *conn = *context;
    if (!conn) return;
    *context = NULL;
    pthread_mutex_lock(&l->lock);
    if (conn->prev) conn->prev->next = conn->next;
    if (conn->next) conn->next->prev = conn->prev;
    if (l->first == conn) l->first = conn->next;
    pthread_mutex_unlock(&l->lock);
    pthread_mutex_destroy(&conn->lock);
    free(conn);
    l->server->n_connections--;
}

static void on_connection(void *cls, struct MHD_Connection *c, void **context,
                          enum MHD_ConnectionNotificationCode code) {
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        conn_opened(cls, c, context);
    else
        conn_closed(cls, context);
}

static size_t on_unescape(void *cls, struct MHD_Connection *c, char *text) {
    return strlen(text); /* the router decodes, part by part */
}

static void *on_uri(void *cls, const char *uri, struct MHD_Connection *c) {
    Listener *l = cls;
    Exchange *ex = exchange_new(l->server, c, str_c(uri));
    conn_deadline(c, l->server->config.head_ms);
    conn_hold(c, ex);
    return ex;
}

static ssize_t on_parts(void *cls, uint64_t pos, char *buf, size_t max) {
    size_t n;
    return parts_read(cls, buf, max, &n) ? (ssize_t)n : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void on_parts_free(void *cls) {
    exchange_unref(cls);
}

static ssize_t on_sse(void *cls, uint64_t pos, char *buf, size_t max) {
    Sse *s = cls;
    size_t n = 0;
    switch (sse_read(s, buf, max, &n)) {
    case SSE_BYTES: return (ssize_t)n;
    case SSE_END: return MHD_CONTENT_READER_END_OF_STREAM;
    case SSE_WAIT: park(sse_park(s)); return 0;
    }
    return MHD_CONTENT_READER_END_WITH_ERROR;
}

static void on_sse_free(void *cls) {
    sse_gone(cls);
}

static struct MHD_Response *response_make(Exchange *ex, const Answer *an) {
    switch (an->form) {
    case RESP_BODY:
        return MHD_create_response_from_buffer(an->body.n, (void *)(uintptr_t)an->body.p,
                                               MHD_RESPMEM_PERSISTENT);
    case RESP_FILE: {
        struct MHD_Response *r = MHD_create_response_from_fd_at_offset64(an->size, ex->resp.fd, an->from);
        if (r) ex->resp.fd = -1;
        return r;
    }
    case RESP_PARTS: {
        exchange_ref(ex);
        struct MHD_Response *r = MHD_create_response_from_callback(an->size, KB(128), on_parts, ex, on_parts_free);
        if (!r) on_parts_free(ex);
        return r;
    }
    case RESP_SSE: {
        Sse *s = TAKE(ex->resp.sse);
        sse_park(s)->connection = ex->park.connection;
        struct MHD_Response *r =
            MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, KB(1), on_sse, s, on_sse_free);
        if (!r) sse_gone(s);
        return r;
    }
    }
    return NULL;
}

static void header_add(struct MHD_Response *r, Arena *a, Pair h) {
    (void)MHD_add_response_header(r, str_cstr(a, h.name), str_cstr(a, h.value));
}

static enum MHD_Result answer(Exchange *ex) {
    struct MHD_Connection *c = ex->park.connection;
    Answer an;
    answer_prepare(ex, &an);
    struct MHD_Response *r = response_make(ex, &an);
    if (!r) return MHD_NO;
    Arena *a = ex->spare ? ex->spare : ex->arena;
    for (size_t i = 0; i < an.headers.n; i++) header_add(r, a, an.headers.v[i]);
    ex->phase = PHASE_SENT;
    ex->status_sent = an.status;
    enum MHD_Result ok = MHD_queue_response(c, (unsigned)an.status, r);
    MHD_destroy_response(r);
    if (an.form == RESP_SSE) { /* hours to come: keep nothing that is not needed */
        arena_free(ex->arena);
        ex->arena = NULL;
    }
    return ok;
}

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_n,
                                 const char *value, size_t value_n) {
    Req *req = cls; /* copied: an upload's worker may outlive the connection */
    *PUSH(req->arena, &req->headers) =
        (Pair){str_dup(req->arena, str_n(name, name_n)), str_dup(req->arena, str_n(value, value_n))};
    return MHD_YES;
}

static Str remote_text(Exchange *ex) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(ex->park.connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[INET6_ADDRSTRLEN] = "";
    if (info && info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)info->client_addr)->sin_addr, text, sizeof text);
    else if (info && info->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)info->client_addr)->sin6_addr, text, sizeof text);
    return str_dup(ex->arena, str_c(text));
}

/* The last address was put there by our own proxy; those before it are anybody's claim. */
static Str remote_behind(const Req *req, Str direct) {
    Str list = req_header(req, "x-forwarded-for"), first, rest;
    while (str_cut(list, ',', &first, &rest)) list = rest;
    list = str_trim(list);
    return list.n ? list : direct;
}

static enum MHD_Result on_head(Exchange *ex, const char *method) {
    Server *s = ex->server;
    struct MHD_Connection *c = ex->park.connection;
    Req *req = &ex->req;
    ex->began_us = clock_monotonic_us();
    ex->counted = true;
    s->in_flight++;
    req->method = method_parse(str_c(method));
    MHD_get_connection_values_n(c, MHD_HEADER_KIND, on_header, req);
    req->remote = remote_text(ex);
    if (s->config.trust_proxy) req->remote = remote_behind(req, req->remote);
    if (!framing_read(&req->headers, &ex->body_length)) {
        ex->close = true;
        exchange_refuse(ex, ERR_INVALID, "request.framing", "where the request ends cannot be told");
        return answer(ex);
    }
    exchange_admit(ex);
    conn_deadline(c, ex->body_length ? s->config.body_ms : 0);
    if (!ex->done) {
        ex->phase = PHASE_BODY;
        if (req->route->upload) upload_start(ex);
        return MHD_YES;
    }
    ex->phase = PHASE_SWALLOW;
    bool waits = req_header(req, "expect").n > 0;
    bool huge = ex->body_length != BODY_UNSAID && ex->body_length > SWALLOW_MAX;
    return waits || huge ? answer(ex) : MHD_YES;
}

static enum MHD_Result on_upload(Exchange *ex, Str bytes, size_t *left) {
    if (ex->done) {
        ex->phase = PHASE_SWALLOW;
        *left = 0;
        return MHD_YES;
    }
    if (ex->server->killed) return MHD_NO;
    size_t n = pipe_offer(ex->upload.pipe, bytes);
    uint64_t before = ex->body_seen;
    ex->body_seen += n;
    *left -= n;
    if (ex->body_seen / UPLOAD_STEP != before / UPLOAD_STEP || *left)
        conn_deadline(ex->park.connection, *left ? 0 : ex->server->config.body_ms);
    upload_schedule(ex);
    if (*left) park(&ex->park);
    return MHD_YES;
}

static enum MHD_Result on_piece(Exchange *ex, Str bytes, size_t *left) {
    if (ex->phase == PHASE_BODY && ex->body_seen + bytes.n > ex->body_max) {
        ex->too_long = true;
        ex->phase = PHASE_SWALLOW;
        if (ex->upload.pipe) {
            pipe_break(ex->upload.pipe);
            upload_schedule(ex);
        }
    }
    if (ex->phase == PHASE_BODY && ex->upload.pipe) return on_upload(ex, bytes, left);
    if (ex->phase == PHASE_BODY) exchange_body(ex, bytes);
    ex->body_seen += bytes.n;
    *left = 0;
    return ex->body_seen > ex->body_max + SWALLOW_MAX ? MHD_NO : MHD_YES;
}

static void on_whole_body(Exchange *ex) {
    conn_deadline(ex->park.connection, 0);
    if (!ex->upload.pipe) {
        exchange_run(ex);
        return;
    }
    ex->phase = PHASE_RUN;
    pipe_end(ex->upload.pipe);
    upload_schedule(ex);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **context) {
    Exchange *ex = *context;
    if (ex->phase == PHASE_HEAD) return on_head(ex, method);
    if (ex->phase == PHASE_SENT) return MHD_YES;
    if (*size) return on_piece(ex, str_n(data, *size), size);
    if (ex->phase == PHASE_BODY) on_whole_body(ex);
    if (ex->phase == PHASE_SWALLOW) conn_deadline(c, 0);
    if (ex->phase == PHASE_SWALLOW || ex->done) return answer(ex);
    if (ex->server->killed && ex->deferred) return answer(ex); /* as unfinished */
    park(&ex->park);
    return MHD_YES;
}

static void access_line(const Exchange *ex, bool complete) {
    const Server *s = ex->server;
    int64_t us = clock_monotonic_us() - ex->began_us;
    int status = ex->status_sent ? ex->status_sent : 499; /* the client left before there was an answer */
    metrics_count(s->metrics, ex->req.route, ex->site, status, us);
    if (!s->config.hooks.access) return;
    AccessLine line = {.request_id = ex->req.id,
                       .actor = ex->ctx.who.actor,
                       .us = us,
                       .method = method_name(ex->req.method),
                       .pattern = ex->req.route ? ex->req.route->pattern
                                  : ex->site    ? "site"
                                                : "none",
                       .status = status,
                       .complete = complete};
    s->config.hooks.access(s->config.hooks.app, &line);
}

static void on_completed(void *cls, struct MHD_Connection *c, void **context,
                         enum MHD_RequestTerminationCode why) {
    Exchange *ex = *context;
    Server *s = ((Listener *)cls)->server;
    if (!ex) return;
    *context = NULL;
    conn_hold(c, NULL);
    conn_deadline(c, (int64_t)s->config.idle_s * 1000 + s->config.head_ms);
    if (ex->upload.pipe && !ex->done) {
        pipe_break(ex->upload.pipe);
        upload_schedule(ex);
    }
    if (ex->counted) {
        access_line(ex, why == MHD_REQUEST_TERMINATED_COMPLETED_OK);
        s->in_flight--;
    }
    exchange_unref(ex);
}

static Status socket_open(const HttpConfig *c, int *ret_fd, int *ret_port, Err *err) {
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                             .ai_socktype = SOCK_STREAM};
    struct addrinfo *ai = NULL;
    char port[12];
    snprintf(port, sizeof port, "%d", c->port);
    if (getaddrinfo(c->host, port, &hints, &ai) != 0)
        return FAIL(err, ERR_INVALID, "listen.address", "%s is not a numeric address", c->host);
    int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
    bool ok = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
              bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 && listen(fd, 1024) == 0;
    int error = errno;
    freeaddrinfo(ai);
    if (!ok) {
        if (fd >= 0) close(fd);
        return FAIL(err, ERR_IO, "listen.socket", "cannot listen on %s port %s: %s", c->host, port,
                    strerror(error));
    }
    struct sockaddr_storage at = {0};
    socklen_t n = sizeof at;
    getsockname(fd, (struct sockaddr *)&at, &n);
    *ret_port = ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port
                                               : ((struct sockaddr_in *)&at)->sin_port);
    *ret_fd = fd;
    return OK;
}

Status listener_start(Server *s, Err *err) {
    const HttpConfig *c = &s->config;
    Listener *l = NEW(s->arena, Listener);
    l->server = s;
    s->listener = l;
    pthread_mutex_init(&l->lock, NULL);
    TRY(socket_open(c, &l->fd, &l->port, err));
    bool tls = c->tls_cert && c->tls_key;
    struct MHD_OptionItem more[8] = {0};
    size_t n = 0;
    if (c->loops > 1) more[n++] = (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE, c->loops, NULL};
    if (c->per_ip_max)
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_PER_IP_CONNECTION_LIMIT, c->per_ip_max, NULL};
    if (tls) {
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)c->tls_cert};
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)c->tls_key};
    }
    more[n] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME | (tls ? MHD_USE_TLS : 0u);
    l->daemon = MHD_start_daemon(
        flags, (uint16_t)l->port, NULL, NULL, on_request, l, MHD_OPTION_LISTEN_SOCKET, l->fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)c->connections_max, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)c->idle_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT, c->head_memory, MHD_OPTION_STRICT_FOR_CLIENT,
        1, MHD_OPTION_URI_LOG_CALLBACK, on_uri, l, MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, l, MHD_OPTION_NOTIFY_CONNECTION, on_connection, l,
        MHD_OPTION_ARRAY, more, MHD_OPTION_END);
    if (l->daemon) return OK;
    close(l->fd);
    return FAIL(err, ERR_IO, "listen.start", "the HTTP library does not start%s",
                tls ? " (certificate or key?)" : "");
}

int listener_port(const Listener *l) {
    return l->port;
}

void listener_quiesce(Listener *l) {
    (void)MHD_quiesce_daemon(l->daemon);
    close(l->fd);
}

void listener_sweep(Listener *l, int64_t now_us) {
    pthread_mutex_lock(&l->lock);
    for (Conn *c = l->first; c; c = c->next) {
        int64_t deadline = c->deadline_us;
        if (!deadline || now_us < deadline) continue;
        c->deadline_us = 0;
        shutdown(c->fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&l->lock);
}

void listener_wake(Listener *l) {
    pthread_mutex_lock(&l->lock);
    for (Conn *c = l->first; c; c = c->next) {
        pthread_mutex_lock(&c->lock);
        if (c->exchange) park_wake(&c->exchange->park);
        pthread_mutex_unlock(&c->lock);
    }
    pthread_mutex_unlock(&l->lock);
}

void listener_cut(Listener *l) {
    pthread_mutex_lock(&l->lock);
    for (Conn *c = l->first; c; c = c->next) shutdown(c->fd, SHUT_RDWR);
    pthread_mutex_unlock(&l->lock);
}

void listener_stop(Listener *l) {
    MHD_stop_daemon(l->daemon);
    pthread_mutex_destroy(&l->lock);
}

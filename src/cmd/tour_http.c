// SPDX-License-Identifier: Apache-2.0
#include "cmd/tour_http.h"

#include <errno.h>
#include <netdb.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { ANSWER_MAX = 64 << 20, WAIT_SECONDS = 60 };

Status tour_server(const char *url, TourServer *ret, Err *err) {
    Str rest = str_c(url), host, port = S("80"), path;
    if (!str_starts(rest, S("http://"))) return FAIL(err, ERR_INVALID, "tour.url", "%s is no http://HOST:PORT", url);
    rest = str_n(rest.p + 7, rest.n - 7);
    if (str_cut(rest, '/', &host, &path)) rest = host;
    if (!str_cut(rest, ':', &host, &port)) host = rest;
    if (!host.n || host.n >= sizeof ret->host || !port.n || port.n >= sizeof ret->port)
        return FAIL(err, ERR_INVALID, "tour.url", "%s is no http://HOST:PORT", url);
    *ret = (TourServer){0};
    memcpy(ret->host, host.p, host.n);
    memcpy(ret->port, port.p, port.n);
    return OK;
}

static Status dial(const TourServer *s, int *ret, Err *err) {
    struct addrinfo *found = NULL, hints = {.ai_socktype = SOCK_STREAM};
    int rc = getaddrinfo(s->host, s->port, &hints, &found);
    if (rc != 0) return FAIL(err, ERR_IO, "tour.connect", "%s: %s", s->host, gai_strerror(rc));
    int fd = -1;
    for (struct addrinfo *x = found; x && fd < 0; x = x->ai_next) {
        fd = socket(x->ai_family, x->ai_socktype | SOCK_CLOEXEC, 0);
        if (fd >= 0 && connect(fd, x->ai_addr, x->ai_addrlen) != 0) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    if (fd < 0) return FAIL(err, ERR_IO, "tour.connect", "%s:%s: %s", s->host, s->port, strerror(errno));
    struct timeval wait = {.tv_sec = WAIT_SECONDS};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    *ret = fd;
    return OK;
}

static Status send_all(int fd, Str s, Err *err) {
    while (s.n) {
        ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return FAIL(err, ERR_IO, "tour.send", "sending failed: %s", strerror(errno));
        s = str_n(s.p + n, s.n - (size_t)n);
    }
    return OK;
}

static Status receive_all(int fd, StrBuf *out, Err *err) {
    char part[KB(16)];
    for (;;) {
        ssize_t n = recv(fd, part, sizeof part, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return FAIL(err, ERR_IO, "tour.receive", "no answer: %s", strerror(errno));
        if (n == 0) break;
        strbuf_put(out, str_n(part, (size_t)n));
    }
    return out->overflow ? FAIL(err, ERR_LIMIT, "tour.receive", "the answer is too long") : OK;
}

static Status take_apart(Str whole, TourAnswer *ret, Err *err) {
    size_t gap = str_find(whole, S("\r\n\r\n"));
    int64_t status;
    if (gap == SIZE_MAX || gap < 12 || !str_i64(str_n(whole.p + 9, 3), &status))
        return FAIL(err, ERR_IO, "tour.answer", "this is no answer of an HTTP server");
    *ret = (TourAnswer){(int)status, str_n(whole.p, gap + 2), str_n(whole.p + gap + 4, whole.n - gap - 4)};
    return OK;
}

Status tour_request(const TourServer *s, const char *method, Str path, Str headers, Str body, Arena *a, TourAnswer *ret,
                    Err *err) {
    int fd = -1;
    Str head = str_format(a, "%s " STR_FMT " HTTP/1.0\r\nHost: %s:%s\r\nConnection: close\r\nContent-Length: %zu\r\n" STR_FMT "\r\n",
                          method, STR_ARG(path), s->host, s->port, body.n, STR_ARG(headers));
    TRY(dial(s, &fd, err));
    StrBuf out;
    strbuf_init(&out, a, ANSWER_MAX);
    Status st = send_all(fd, head, err);
    if (st == OK) st = send_all(fd, body, err);
    if (st == OK) st = receive_all(fd, &out, err);
    close(fd);
    TRY(st);
    return take_apart(strbuf_str(&out), ret, err);
}

Str tour_header(const TourAnswer *x, const char *name) {
    Str rest = x->head, one, key, value;
    while (str_cut(rest, '\n', &one, &rest))
        if (str_cut(one, ':', &key, &value) && key.n == strlen(name) && strncasecmp(key.p, name, key.n) == 0) return str_trim(value);
    return (Str){0};
}

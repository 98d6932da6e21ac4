// SPDX-License-Identifier: Apache-2.0
/*
 * Sends prepared requests over kept connections, each connection one request at a time, and says how fast they were
 * answered. One thread. Each line of the file is METHOD, path, bearer token, body, parted by tabs; each is sent once
 * (the file's lines [from, from + count)), or over and over with --seconds.
 *
 *     load PORT FILE [--conns C] [--from N] [--count N] [--seconds S] [--name TEXT] [--expect STATUS]
 *     load PORT FILE --streams N --seconds S    holds N event streams of the file's tokens and counts what they carry
 *
 * `gap_ms` is the longest time in which no connection at all got an answer: a stall shows there.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEAD_MAX = 16384, SEND_MAX = 65536, EVENTS = 256, CONNS_MAX = 8192, DRAIN = 65536 };

typedef struct Request {
    char *method, *path, *token, *body;
} Request;

typedef struct Conn {
    int fd;
    bool busy, open;
    int64_t began, left; /* left: bytes of the body still to come; -1: the head is not through */
    size_t n, sent, to_send;
    int status;
    char head[HEAD_MAX], out[SEND_MAX];
} Conn;

typedef struct Load {
    int port, ep;
    Request *requests;
    size_t n_requests, next, last, conns, streams;
    int64_t until, begin, latest, gap, seconds;
    Conn *conn;
    int64_t *us;
    size_t done, cap, bad;
    int expect, first_bad;
    char bad_text[300];
    unsigned long long run, bytes, events;
} Load;

static int64_t now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void die(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void read_requests(Load *l, const char *path) {
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;
    if (!f) die(path);
    for (ssize_t n; (n = getline(&line, &size, f)) > 0;) {
        if (line[n - 1] == '\n') line[n - 1] = 0;
        if ((l->n_requests & (l->n_requests - 1)) == 0) {
            size_t cap = l->n_requests ? l->n_requests * 2 : 1;
            l->requests = realloc(l->requests, cap * sizeof *l->requests);
            if (!l->requests) die("memory");
        }
        char *rest = strdup(line), *cell[4];
        for (int i = 0; i < 4; i++) cell[i] = rest ? strsep(&rest, "\t") : NULL;
        if (!cell[3]) die("a line without four cells");
        l->requests[l->n_requests++] = (Request){cell[0], cell[1], cell[2], cell[3]};
    }
    free(line);
    fclose(f);
}

static bool finished(const Load *l) {
    return l->until ? now_us() >= l->until : l->next >= l->last;
}

static void give(Load *l, Conn *c) {
    const Request *r = &l->requests[l->next % l->n_requests];
    size_t body = strlen(r->body);
    int n = snprintf(c->out, sizeof c->out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n", r->method, r->path,
                     r->token);
    if (strcmp(r->method, "GET") != 0)
        n += snprintf(c->out + n, sizeof c->out - (size_t)n,
                      "Idempotency-Key: %llx-%zx\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n", l->run, l->next, body);
    if (l->streams) n += snprintf(c->out + n, sizeof c->out - (size_t)n, "Accept: text/event-stream\r\n");
    n += snprintf(c->out + n, sizeof c->out - (size_t)n, "\r\n%s", r->body);
    if ((size_t)n >= sizeof c->out) die("a request too long");
    l->next++;
    c->to_send = (size_t)n;
    c->sent = c->n = 0;
    c->left = -1;
    c->busy = true;
    c->began = now_us();
}

static void connect_one(Load *l, Conn *c) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)l->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0) die("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(l->ep, EPOLL_CTL_ADD, c->fd, &e) != 0) die("epoll");
    c->open = true;
    c->busy = false;
}

static void push_out(Conn *c) {
    while (c->sent < c->to_send) {
        ssize_t n = send(c->fd, c->out + c->sent, c->to_send - c->sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) { /* a request is small: this hardly happens */
            usleep(100);
            continue;
        }
        if (n <= 0) die("send");
        c->sent += (size_t)n;
    }
}

static void answered(Load *l, Conn *c) {
    int64_t now = now_us();
    if (now - l->latest > l->gap) l->gap = now - l->latest;
    l->latest = now;
    if (l->done == l->cap) {
        l->cap = l->cap ? l->cap * 2 : 1 << 16;
        l->us = realloc(l->us, l->cap * sizeof *l->us);
        if (!l->us) die("memory");
    }
    l->us[l->done++] = now - c->began;
    if (c->status != l->expect) {
        l->bad++;
        if (!l->first_bad) {
            l->first_bad = c->status;
            char *text = strstr(c->head, "\r\n\r\n");
            snprintf(l->bad_text, sizeof l->bad_text, "%s", text ? text + 4 : "");
            for (char *p = l->bad_text; *p; p++)
                if (*p == '"' || *p == '\\' || (unsigned char)*p < 0x20) *p = ' ';
        }
    }
    c->busy = false;
}

/* The head is through: what is still to come of the body. */
static bool head_read(Load *l, Conn *c) {
    c->head[c->n] = 0;
    char *end = strstr(c->head, "\r\n\r\n");
    if (!end) return c->n < HEAD_MAX - 1;
    c->status = (int)strtol(c->head + 9, NULL, 10);
    if (l->streams) {
        c->left = INT64_MAX;
        return true;
    }
    char *length = strcasestr(c->head, "\r\nContent-Length:");
    if (!length || length > end) return false;
    c->left = strtoll(length + 17, NULL, 10) - (int64_t)(c->n - (size_t)(end + 4 - c->head));
    return true;
}

static bool take_in(Load *l, Conn *c) {
    static char drain[DRAIN];
    for (;;) {
        bool head = c->left < 0;
        ssize_t n = recv(c->fd, head ? c->head + c->n : drain, head ? HEAD_MAX - 1 - c->n : sizeof drain, 0);
        if (n < 0 && errno == EAGAIN) return true;
        if (n <= 0) return false;
        l->bytes += (unsigned long long)n;
        if (head) {
            c->n += (size_t)n;
            if (!head_read(l, c)) return false;
        } else {
            c->left -= n;
        }
        if (l->streams) {
            const char *p = head ? c->head : drain;
            for (ssize_t i = 0; i + 3 < n; i++) l->events += memcmp(p + i, "id: ", 4) == 0 || memcmp(p + i, "\nid:", 4) == 0;
        } else if (c->left == 0) {
            answered(l, c);
            return true;
        }
    }
}

static int by_size(const void *x, const void *y) {
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

static void told(Load *l, const char *name) {
    double s = (double)(l->latest - l->begin) / 1e6;
    qsort(l->us, l->done, sizeof *l->us, by_size);
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    double cpu = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
    int64_t p50 = l->done ? l->us[l->done / 2] : 0, p99 = l->done ? l->us[l->done * 99 / 100] : 0, max = l->done ? l->us[l->done - 1] : 0;
    printf("{\"bench\":\"load\",\"what\":\"%s\",\"conns\":%zu,\"requests\":%zu,\"seconds\":%.2f,\"per_s\":%.0f,\"p50_ms\":%.2f,"
           "\"p99_ms\":%.2f,\"max_ms\":%.2f,\"gap_ms\":%.2f,\"bad\":%zu,\"bad_status\":%d,\"bad_text\":\"%s\",\"mb\":%.1f,"
           "\"client_cpu_s\":%.2f}\n",
           name, l->conns, l->done, s, (double)l->done / s, (double)p50 / 1e3, (double)p99 / 1e3, (double)max / 1e3,
           (double)l->gap / 1e3, l->bad, l->first_bad, l->bad_text, (double)l->bytes / 1e6, cpu);
}

static void run(Load *l) {
    struct epoll_event e[EVENTS];
    size_t busy = 0;
    l->begin = l->latest = now_us();
    if (l->seconds) l->until = l->begin + l->seconds * 1000000;
    for (size_t i = 0; i < l->conns && !finished(l); i++, busy++) {
        give(l, &l->conn[i]);
        push_out(&l->conn[i]);
    }
    while (busy) {
        int n = epoll_wait(l->ep, e, EVENTS, 10000);
        if (n == 0) {
            fprintf(stderr, "load: no answer for 10 s with %zu requests under way\n", busy);
            exit(1);
        }
        for (int i = 0; i < n; i++) {
            Conn *c = e[i].data.ptr;
            if (!take_in(l, c)) {
                fprintf(stderr, "load: a connection was closed or made no sense: %.200s\n", c->head);
                exit(1);
            }
            if (c->busy) continue;
            if (finished(l)) {
                busy--;
                continue;
            }
            give(l, c);
            push_out(c);
        }
    }
}

static void hold_streams(Load *l, const char *name) {
    struct epoll_event e[EVENTS];
    size_t lost = 0, live = 0;
    l->until = now_us() + l->seconds * 1000000;
    for (size_t i = 0; i < l->conns; i++) {
        give(l, &l->conn[i]);
        push_out(&l->conn[i]);
    }
    for (int64_t left; (left = l->until - now_us()) > 0;) {
        int n = epoll_wait(l->ep, e, EVENTS, (int)(left / 1000) + 1);
        for (int i = 0; i < n; i++) {
            Conn *c = e[i].data.ptr;
            if (!take_in(l, c)) {
                epoll_ctl(l->ep, EPOLL_CTL_DEL, c->fd, NULL);
                lost++;
            }
        }
    }
    for (size_t i = 0; i < l->conns; i++) live += l->conn[i].status == 200;
    printf("{\"bench\":\"streams\",\"what\":\"%s\",\"streams\":%zu,\"live\":%zu,\"lost\":%zu,\"events\":%llu,\"mb\":%.1f}\n", name,
           l->conns, live, lost, l->events, (double)l->bytes / 1e6);
}

int main(int argc, char **argv) {
    Load l = {.conns = 64, .expect = 200, .last = SIZE_MAX};
    const char *name = "";
    size_t from = 0, count = SIZE_MAX;
    if (argc < 3) {
        fprintf(stderr, "usage: see the head of bench/load.c\n");
        return 2;
    }
    l.port = (int)strtol(argv[1], NULL, 10);
    read_requests(&l, argv[2]);
    for (int i = 3; i + 1 < argc; i += 2) {
        size_t v = strtoul(argv[i + 1], NULL, 10);
        if (!strcmp(argv[i], "--conns")) l.conns = v;
        if (!strcmp(argv[i], "--streams")) l.conns = l.streams = v;
        if (!strcmp(argv[i], "--from")) from = v;
        if (!strcmp(argv[i], "--count")) count = v;
        if (!strcmp(argv[i], "--seconds")) l.seconds = (int64_t)v;
        if (!strcmp(argv[i], "--expect")) l.expect = (int)v;
        if (!strcmp(argv[i], "--name")) name = argv[i + 1];
    }
    if (!l.n_requests || l.conns > CONNS_MAX) die("nothing to send");
    l.next = from;
    l.last = count > l.n_requests - from ? l.n_requests : from + count;
    l.run = (unsigned long long)now_us();
    l.ep = epoll_create1(0);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){CONNS_MAX + 64, CONNS_MAX + 64});
    l.conn = calloc(l.conns, sizeof *l.conn);
    if (!l.conn || l.ep < 0) die("memory");
    for (size_t i = 0; i < l.conns; i++) connect_one(&l, &l.conn[i]);
    if (l.streams) {
        hold_streams(&l, name);
    } else {
        run(&l);
        told(&l, name);
    }
    return l.bad ? 1 : 0;
}

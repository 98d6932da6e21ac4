// SPDX-License-Identifier: Apache-2.0
/*
 * Walks one fresh case through every organ of a demo site over HTTP, as each user in turn, and says of each step what it
 * changed and how long it took. Anything unforeseen ends it. The walk ends when the judgment is served and the term of
 * appeal runs: its end is time's, and the tour does not move the clock of a site others may be looking at.
 */
#include "app/demo_county.h"
#include "app/demo_pages.h"
#include "base/clock.h"
#include "cmd/cmd.h"
#include "cmd/tour_http.h"
#include "node/json.h"

#include <getopt.h>

static const char HELP[] =
    "usage: jindu tour --url URL [--rules DIR] [--password TEXT]\n\n"
    "Walks a fresh case of theft through the organs of a demo site, over HTTP and as each user in turn. Its first part\n"
    "happened two days ago and is entered late, as after a line that was down; what is late is shown so. Filing,\n"
    "detention, arrest, a dossier returned and corrected, a list to be supplied, a wrong entry put right, a custody\n"
    "transfer entered late, a supplementary investigation, prosecution, an assessment, judgment and its service. It ends\n"
    "there: an appeal term ends by time alone. Then the history is read and its chain checked.\n\n"
    "  --url URL        the server, as http://127.0.0.1:8600; it must serve a site made by `jindu demo`\n"
    "  --rules DIR      where the demo county is described (rules/demo/county.yaml)\n"
    "  --password TEXT  of the demo accounts, if it is not the one of that file\n\n"
    "Exit code 0 if everything went as foreseen, else 1.\n";

enum { USERS_MAX = 24 };

typedef struct Account {
    Str login, cookie, csrf, user, agency;
} Account;

typedef struct Known { /* a fact and its value as last seen by anyone; a clock or duty that was told of */
    Str name, value;
} Known;

typedef struct Tour {
    TourServer server;
    Arena *a;
    Str password;
    Account users[USERS_MAX];
    size_t n_users;
    Str id;                             /* of the case */
    LIST_OF(Known) known;
    const Node *page; /* the case as last seen */
    int steps, keys;
    uint64_t salt;
    int64_t began;
    Time past; /* not TIME_NONE: what is told now happened then, and is entered late */
    Err *err;
} Tour;

typedef struct Wanted { /* one request and what must come of it */
    const char *method;
    Str path, body, type;
    int status;
} Wanted;

static Str text_at(const Node *n, const char *key) {
    const Node *v = n ? node_find(n, str_c(key)) : NULL;
    return v && v->kind == NODE_STR ? v->s : (Str){0};
}

static const Node *list_at(const Node *n, const char *key, size_t i) {
    const Node *v = n ? node_find(n, str_c(key)) : NULL;
    return v && v->kind == NODE_LIST && i < v->list.n ? v->list.v[i] : NULL;
}

static size_t count_at(const Node *n, const char *key) {
    const Node *v = n ? node_find(n, str_c(key)) : NULL;
    return v && v->kind == NODE_LIST ? v->list.n : 0;
}

static Account *account(Tour *t, const char *login) {
    for (size_t i = 0; i < t->n_users; i++)
        if (str_eqz(t->users[i].login, login)) return &t->users[i];
    return NULL;
}

static Status ask(Tour *t, const Account *who, const Wanted *w, const Node **ret) {
    Str headers = str_format(t->a, "Content-Type: " STR_FMT "\r\n", STR_ARG(w->type.n ? w->type : S("application/json")));
    if (who)
        headers = str_format(t->a, STR_FMT "Cookie: " STR_FMT "\r\nX-CSRF-Token: " STR_FMT "\r\nIdempotency-Key: tour-%llx-%d\r\n",
                             STR_ARG(headers), STR_ARG(who->cookie), STR_ARG(who->csrf), (unsigned long long)t->salt, ++t->keys);
    TourAnswer x;
    TRY(tour_request(&t->server, w->method, w->path, headers, w->body, t->a, &x, t->err));
    if (x.status != w->status) {
        Str said = str_n(x.body.p, MIN(x.body.n, 250));
        return FAIL(t->err, ERR_INVALID, "tour.surprise", "%s " STR_FMT ": %d instead of %d: " STR_FMT, w->method,
                    STR_ARG(w->path), x.status, w->status, STR_ARG(said));
    }
    if (!ret) return OK;
    Node *n;
    TRY(json_read(x.body, (JsonLimits){.bytes_max = MB(32)}, t->a, &n, t->err));
    *ret = n;
    return OK;
}

static Status sign_in(Tour *t, const char *login) {
    ASSERT(t->n_users < USERS_MAX);
    Str body = str_format(t->a, "{\"user\":\"%s\",\"password\":\"" STR_FMT "\"}", login, STR_ARG(t->password));
    TourAnswer x;
    Node *n;
    TRY(tour_request(&t->server, "POST", S("/api/v1/session"), S("Content-Type: application/json\r\n"), body, t->a, &x, t->err));
    if (x.status != 200) return FAIL(t->err, ERR_DENIED, "tour.sign_in", "%s may not sign in (%d)", login, x.status);
    TRY(json_read(x.body, (JsonLimits){.bytes_max = MB(1)}, t->a, &n, t->err));
    Str cookie = tour_header(&x, "set-cookie"), rest;
    (void)str_cut(cookie, ';', &cookie, &rest);
    const Node *demo = node_find(n, S("demo"));
    if (!demo || demo->kind != NODE_BOOL || !demo->b)
        return FAIL(t->err, ERR_INVALID, "tour.no_demo", "this is no demo site; the tour leaves it alone");
    t->users[t->n_users++] = (Account){.login = str_c(login), .cookie = cookie, .csrf = text_at(n, "csrf"),
                                       .user = text_at(node_find(n, S("user")), "id"),
                                       .agency = text_at(node_find(list_at(n, "posts", 0), S("agency")), "id")};
    return OK;
}

/* ---- telling what changed */

static Str word_for(const Tour *t, Str id) {
    const Node *words = t->page ? node_find(t->page, S("words")) : NULL;
    const Node *w = words ? node_find(words, id) : NULL;
    return w && w->kind == NODE_STR ? w->s : id;
}

/* Each user is shown his own part of a case: what one does not see of it has not changed for that. */
static Known *known(Tour *t, Str name) {
    for (size_t i = 0; i < t->known.n; i++)
        if (str_eq(t->known.v[i].name, name)) return &t->known.v[i];
    Known *x = PUSH(t->a, &t->known);
    *x = (Known){.name = name};
    return x;
}

static void tell_facts(Tour *t, StrBuf *out) {
    const Node *facts = node_find(list_at(t->page, "persons", 0), S("facts"));
    for (size_t i = 0; facts && i < facts->list.n; i++) {
        Str fact = text_at(facts->list.v[i], "fact"), value = text_at(facts->list.v[i], "value");
        Known *x = known(t, fact);
        if (x->value.n && !str_eq(x->value, value))
            strbuf_f(out, "  " STR_FMT "→" STR_FMT, STR_ARG(word_for(t, fact)),
                     STR_ARG(word_for(t, str_format(t->a, STR_FMT "=" STR_FMT, STR_ARG(fact), STR_ARG(value)))));
        x->value = value;
    }
}

static size_t open_count(const Node *page, const char *list, const char *life) {
    size_t n = 0;
    for (size_t i = 0; i < count_at(page, list); i++) n += str_eqz(text_at(list_at(page, list, i), "life"), life);
    return n;
}

static void tell_new(Tour *t, const char *list, const char *sign, StrBuf *out) {
    for (size_t i = 0; i < count_at(t->page, list); i++) {
        const Node *is = list_at(t->page, list, i);
        Known *x = known(t, text_at(is, "id"));
        if (!x->value.n) strbuf_f(out, "  %s" STR_FMT, sign, STR_ARG(word_for(t, text_at(is, "rule"))));
        x->value = S("seen");
    }
}

static Status look(Tour *t, const Account *who, int64_t took, const char *what) {
    const Node *now;
    StrBuf out;
    strbuf_init(&out, t->a, KB(16));
    Wanted w = {"GET", str_format(t->a, "/api/v1/cases/" STR_FMT, STR_ARG(t->id)), {0}, {0}, 200};
    TRY(ask(t, who, &w, &now));
    t->page = now;
    tell_facts(t, &out);
    tell_new(t, "clocks", "⏱", &out);
    tell_new(t, "duties", "☐", &out);
    printf("%3d %5lld.%lld ms  %-10.*s %s" STR_FMT "  [%zu open duties, %zu running terms]\n", ++t->steps, (long long)(took / 1000),
           (long long)(took % 1000 / 100), STR_ARG(who->login), what, STR_ARG(strbuf_str(&out)), open_count(now, "duties", "open"),
           open_count(now, "clocks", "running"));
    return OK;
}

/* ---- the verbs */

/* The first half of the case happened while the line was down: each act is entered with the time it really happened. */
static Str stamped(Tour *t, Str body, const char *path_end) {
    static const char *const WITHOUT[] = {"drafts", "check", "assignment", "numbers", "corrections"};
    char buf[TIME_TEXT];
    if (t->past == TIME_NONE || body.n < 2) return body;
    for (size_t i = 0; i < LEN(WITHOUT); i++)
        if (str_ends(str_c(path_end), str_c(WITHOUT[i]))) return body;
    t->past += 15 * MINUTE;
    return str_format(t->a, STR_FMT "%s\"effective\":\"" STR_FMT "\",\"late_reason\":\"专线中断，恢复后补录\"}",
                      STR_ARG(str_n(body.p, body.n - 1)), body.n > 2 ? "," : "", STR_ARG(time_format(t->past, buf)));
}

static Status step_at(Tour *t, const char *login, const char *what, const char *method, Str path, Str body, Str *made) {
    const Account *who = account(t, login);
    const Node *n;
    int64_t start = clock_monotonic_us();
    bool opens = str_eqz(path, "/api/v1/cases");
    Wanted w = {method, path, stamped(t, body, str_cstr(t->a, path)), {0}, opens ? 201 : 200};
    TRY(ask(t, who, &w, &n));
    int64_t took = clock_monotonic_us() - start;
    if (opens) t->id = text_at(n, "case");
    if (made) *made = text_at(n, "made");
    return look(t, who, took, what);
}

static Status step(Tour *t, const char *login, const char *what, const char *tail, Str body, Str *made) {
    return step_at(t, login, what, "POST", str_format(t->a, "/api/v1/cases/" STR_FMT "/%s", STR_ARG(t->id), tail), body, made);
}

static Status on_transfer(Tour *t, const char *login, const char *what, Str transfer, const char *verb, Str body, Str *made) {
    return step(t, login, what, str_format(t->a, "transfers/" STR_FMT "/%s", STR_ARG(transfer), verb).p, body.n ? body : S("{}"), made);
}

static Str docs(Tour *t, const char *kinds) {
    StrBuf b;
    strbuf_init(&b, t->a, KB(8));
    Str rest = str_c(kinds), kind;
    while (rest.n) {
        if (!str_cut(rest, ' ', &kind, &rest)) kind = rest, rest = (Str){0};
        strbuf_f(&b, "%s{\"kind\":\"" STR_FMT "\",\"number\":\"导字〔2021〕%d号\",\"dated\":\"2021-08-24\",\"pages\":1}", b.n ? "," : "",
                 STR_ARG(kind), ++t->keys);
    }
    return strbuf_str(&b);
}

typedef struct Sending { /* what goes with an act; to: login of somebody in the receiving agency */
    const char *act, *docs, *to;
    Str more; /* further members, each begun by a comma */
} Sending;

static Str body_of(Tour *t, Sending x) {
    Str to = x.to ? str_format(t->a, ",\"to\":\"" STR_FMT "\"", STR_ARG(account(t, x.to)->agency)) : (Str){0};
    return str_format(t->a, "{\"act\":\"%s\",\"docs\":[" STR_FMT "]" STR_FMT STR_FMT "}", x.act, STR_ARG(docs(t, x.docs)), STR_ARG(to),
                      STR_ARG(x.more));
}

/* Drafted, checked by a second person, and pushed (or done). */
static Status checked(Tour *t, const char *login, const char *checker, const char *what, Sending x, Str *made) {
    Str draft;
    TRY(step(t, login, str_format(t->a, "拟稿 %s", what).p, "drafts", body_of(t, x), &draft));
    TRY(on_transfer(t, checker, str_format(t->a, "审核 %s", what).p, draft, "check", S("{\"approve\":true}"), NULL));
    return on_transfer(t, login, what, draft, "push", (Str){0}, made);
}

static Status done(Tour *t, const char *login, const char *what, Sending x) {
    return step(t, login, what, "acts", body_of(t, x), NULL);
}

static Status sent(Tour *t, const char *login, const char *what, Sending x, Str *made) {
    return step(t, login, what, "transfers", body_of(t, x), made);
}

static Status taken(Tour *t, const char *login, const char *what, Str transfer) {
    TRY(on_transfer(t, login, str_format(t->a, "签收 %s", what).p, transfer, "receive", (Str){0}, NULL));
    return on_transfer(t, login, str_format(t->a, "受理 %s", what).p, transfer, "accept", (Str){0}, NULL);
}

static Status custody(Tour *t, const char *login, const char *act, const char *what, Str more, Str *made) {
    TRY(sent(t, login, what, (Sending){.act = act, .docs = "custody_transfer", .to = "kanshou1", .more = more}, made));
    TRY(taken(t, "kanshou1", what, *made));
    return done(t, "kanshou1", "登记阶段与期限", (Sending){.act = "HSE-03", .docs = ""});
}

static Status surprise(Tour *t, const char *what) {
    return FAIL(t->err, ERR_INVALID, "tour.surprise", "%s", what);
}

static Status expect_fact(Tour *t, const char *fact, const char *value) {
    const Node *facts = node_find(list_at(t->page, "persons", 0), S("facts"));
    for (size_t i = 0; facts && i < facts->list.n; i++)
        if (str_eqz(text_at(facts->list.v[i], "fact"), fact) && str_eqz(text_at(facts->list.v[i], "value"), value)) return OK;
    return surprise(t, str_format(t->a, "the person's %s is not %s", fact, value).p);
}

static const Node *transfer_of(const Tour *t, Str id) {
    for (size_t i = 0; i < count_at(t->page, "transfers"); i++)
        if (str_eq(text_at(list_at(t->page, "transfers", i), "id"), id)) return list_at(t->page, "transfers", i);
    return NULL;
}

/* ---- the dossier */

static Status upload(Tour *t, int dpi, int number, Str *ret) {
    DemoPage page = {.dpi = dpi, .number = number, .sealed = number == 3, .seed = t->salt + (uint64_t)number};
    const Node *n;
    Wanted w = {"POST", S("/api/v1/blobs"), demo_page_png(&page, t->a), S("image/png"), 201};
    TRY(ask(t, account(t, "gongan1"), &w, &n));
    *ret = text_at(n, "blob");
    return OK;
}

static Status dossier(Tour *t, int dpi, Str *ret) {
    Str pages[3];
    const Node *n;
    int64_t start = clock_monotonic_us();
    for (int i = 0; i < 3; i++) TRY(upload(t, dpi, i + 1, &pages[i]));
    Wanted w = {"POST", S("/api/v1/manifests"), {0}, {0}, 201};
    w.body = str_format(t->a, "{\"note\":\"导览卷宗 %d dpi\",\"volumes\":[{\"kind\":\"evidence\",\"name\":\"证据材料卷\",\"documents\":["
                              "{\"kind\":\"suspect_statement\",\"name\":\"讯问笔录\",\"dated\":\"2021-08-24\",\"pages\":[\"" STR_FMT
                              "\",\"" STR_FMT "\",\"" STR_FMT "\"]}]}]}", dpi, STR_ARG(pages[0]), STR_ARG(pages[1]), STR_ARG(pages[2]));
    TRY(ask(t, account(t, "gongan1"), &w, &n));
    *ret = text_at(n, "manifest");
    int64_t took = clock_monotonic_us() - start;
    printf("%3d %5lld.%lld ms  %-10s 上传卷宗，3页，%d dpi\n", ++t->steps, (long long)(took / 1000), (long long)(took % 1000 / 100), "gongan1", dpi);
    return OK;
}

/* ---- the way of the case */

static Status to_arrest(Tour *t, Str manifest) {
    Str slot, with = str_format(t->a, ",\"manifest\":\"" STR_FMT "\"", STR_ARG(manifest));
    Str open = str_format(t->a, "{\"class\":\"盗窃\",\"name\":\"导某渡涉嫌盗窃案\",\"people\":[{\"name\":\"导某渡\",\"sex\":\"male\","
                                "\"birth\":\"1990-01-01\",\"charges\":[\"盗窃罪\"],\"facts\":[{\"fact\":\"age\",\"value\":\"adult\"}]}]}");
    TRY(step_at(t, "gongan1", "立案登记", "POST", S("/api/v1/cases"), open, NULL));
    TRY(checked(t, "gongan1", "fazhi1", "立案", (Sending){.act = "INV-01", .docs = "filing_decision", .more = S(",\"option\":\"file\"")}, &slot));
    TRY(expect_fact(t, "stage", "investigation"));
    TRY(checked(t, "gongan1", "fazhi1", "拘留", (Sending){.act = "INV-02", .docs = "detention_warrant"}, &slot));
    TRY(done(t, "gongan1", "拘留后讯问", (Sending){.act = "INV-12", .docs = "suspect_statement"}));
    TRY(done(t, "gongan1", "通知家属", (Sending){.act = "INV-11", .docs = ""}));
    TRY(checked(t, "gongan1", "fazhi1", "延长拘留", (Sending){.act = "INV-03", .docs = "detention_extension", .more = S(",\"option\":\"seven\"")}, &slot));
    TRY(sent(t, "gongan1", "羁押期限变更通知", (Sending){.act = "EXT-06", .docs = "term_notice", .to = "kanshou1"}, &slot));
    TRY(taken(t, "kanshou1", "羁押期限变更通知", slot));
    TRY(done(t, "kanshou1", "收押登记", (Sending){.act = "CUS-13", .docs = "health_form"}));
    TRY(checked(t, "gongan1", "fazhi1", "提请批准逮捕", (Sending){.act = "ARR-01", .docs = "arrest_request", .to = "anguan1", .more = with}, &slot));
    TRY(taken(t, "anguan1", "提请批准逮捕", slot));
    Str assign = str_format(t->a, "{\"user\":\"" STR_FMT "\"}", STR_ARG(account(t, "jiancha1")->user));
    TRY(step(t, "anguan1", "分派检察官", "assignment", assign, NULL));
    Str approve = str_format(t->a, "{\"option\":\"approve\",\"docs\":[" STR_FMT "]}", STR_ARG(docs(t, "approve_arrest")));
    TRY(on_transfer(t, "jiancha1", "批准逮捕", slot, "answer", approve, NULL));
    TRY(done(t, "gongan1", "执行逮捕", (Sending){.act = "INV-04", .docs = "arrest_warrant"}));
    TRY(expect_fact(t, "custody", "arrested"));
    TRY(done(t, "gongan1", "逮捕后讯问", (Sending){.act = "INV-12", .docs = "suspect_statement"}));
    TRY(done(t, "gongan1", "通知家属", (Sending){.act = "INV-11", .docs = ""}));
    TRY(sent(t, "gongan1", "逮捕执行回执", (Sending){.act = "ARR-05", .docs = "execution_receipt", .to = "anguan1"}, &slot));
    return taken(t, "anguan1", "逮捕执行回执", slot);
}

static Status supplied(Tour *t, Str slot) {
    const Node *head = transfer_of(t, slot);
    Str item = text_at(list_at(head, "supply", 0), "id");
    if (!item.n) return surprise(t, "the list to be supplied is not on the transfer");
    return on_transfer(t, "gongan1", "补送材料", slot, "supply", str_format(t->a, "{\"items\":[\"" STR_FMT "\"]}", STR_ARG(item)), NULL);
}

static Status put_right(Tour *t) {
    Str wrong, body;
    TRY(step(t, "anguan1", "登记受案号（录错）", "numbers",
             S("{\"system\":\"procuratorate_case\",\"number\":\"望检刑受〔2021〕9998号\"}"), &wrong));
    body = str_format(t->a, "{\"target\":\"" STR_FMT "\",\"field\":\"number\",\"value\":\"望检刑受〔2021〕9989号\",\"reason\":\"顺序号录入颠倒\"}",
                      STR_ARG(wrong));
    TRY(step(t, "anguan1", "更正受案号", "corrections", body, NULL));
    const Node *fix = list_at(t->page, "corrections", 0);
    if (!str_eqz(text_at(fix, "was"), "望检刑受〔2021〕9998号") || !str_eqz(text_at(fix, "is"), "望检刑受〔2021〕9989号"))
        return surprise(t, "the correction does not keep the old value beside the new");
    for (size_t i = 0; i < count_at(t->page, "numbers"); i++)
        if (str_eqz(text_at(list_at(t->page, "numbers", i), "number"), "望检刑受〔2021〕9989号")) return OK;
    return surprise(t, "the number still reads as it was mistyped");
}

static Status to_review(Tour *t, Str poor, Str good) {
    Str slot, again, more = str_format(t->a, ",\"manifest\":\"" STR_FMT "\"", STR_ARG(poor));
    TRY(checked(t, "gongan1", "fazhi1", "移送审查起诉", (Sending){.act = "PRO-01", .docs = "prosecution_opinion", .to = "anguan1", .more = more}, &slot));
    TRY(on_transfer(t, "anguan1", "签收", slot, "receive", (Str){0}, NULL));
    TRY(on_transfer(t, "anguan1", "退回：分辨率低", slot, "return",
                    S("{\"marks\":[{\"code\":\"resolution\",\"volume\":\"evidence\",\"document\":\"suspect_statement\",\"page\":2,"
                      "\"measured\":120}],\"note\":\"请按200dpi以上重新扫描\"}"), NULL));
    again = str_format(t->a, "{\"manifest\":\"" STR_FMT "\",\"note\":\"已重新扫描\"}", STR_ARG(good));
    TRY(on_transfer(t, "gongan1", "整改后再次推送", slot, "push", again, NULL));
    const Node *head = transfer_of(t, slot), *round = head ? node_find(head, S("round")) : NULL;
    if (!round || round->kind != NODE_INT || round->i != 2) return surprise(t, "the corrected push is not the second round");
    TRY(on_transfer(t, "anguan1", "受理，附补送清单", slot, "accept", S("{\"supply\":[\"价格认定机构资质证明\"]}"), NULL));
    TRY(expect_fact(t, "stage", "review"));
    TRY(supplied(t, slot));
    return OK;
}

static Status late_custody(Tour *t) {
    Str slot;
    TRY(custody(t, "gongan1", "CUS-01", "换押（补录）", (Str){0}, &slot));
    const Node *late = node_find(transfer_of(t, slot), S("late"));
    if (!late || late->kind != NODE_BOOL || !late->b) return surprise(t, "the custody transfer entered late is not shown as late");
    t->past = TIME_NONE;
    return OK;
}

static Status go_back(Tour *t) {
    const Node *me;
    Wanted w = {"GET", S("/api/v1/me"), {0}, {0}, 200};
    TRY(ask(t, account(t, "gongan1"), &w, &me));
    if (!time_parse(text_at(me, "now"), &t->past)) return surprise(t, "the server does not tell its time");
    t->past -= 2 * DAY_US + 12 * HOUR;
    return OK;
}

static Status supplement(Tour *t, Str good) {
    Str slot, more = str_format(t->a, ",\"manifest\":\"" STR_FMT "\"", STR_ARG(good));
    TRY(checked(t, "jiancha1", "bumen1", "退回补充侦查",
                (Sending){.act = "PRO-08", .docs = "supplement_decision supplement_outline", .to = "gongan1", .more = more}, &slot));
    TRY(taken(t, "gongan1", "退回补充侦查", slot));
    TRY(expect_fact(t, "stage", "supplement"));
    TRY(custody(t, "jiancha1", "CUS-02", "换押（退查）", (Str){0}, &slot));
    TRY(checked(t, "gongan1", "fazhi1", "补查重报", (Sending){.act = "PRO-09", .docs = "supplement_report", .to = "anguan1", .more = more}, &slot));
    TRY(taken(t, "anguan1", "补查重报", slot));
    TRY(expect_fact(t, "stage", "review"));
    return custody(t, "gongan1", "CUS-03", "换押（重报）", (Str){0}, &slot);
}

static Status to_judgment(Tour *t, Str good) {
    Str slot, more = str_format(t->a, ",\"manifest\":\"" STR_FMT "\"", STR_ARG(good));
    TRY(done(t, "jiancha1", "签署具结书", (Sending){.act = "REV-12", .docs = "plea_statement"}));
    TRY(checked(t, "jiancha1", "bumen1", "提起公诉", (Sending){.act = "TRI-01", .docs = "indictment", .to = "lian", .more = more}, &slot));
    TRY(taken(t, "lian", "提起公诉", slot));
    TRY(expect_fact(t, "stage", "trial1"));
    TRY(step(t, "lian", "分派法官", "assignment", str_format(t->a, "{\"user\":\"" STR_FMT "\"}", STR_ARG(account(t, "faguan1")->user)), NULL));
    TRY(custody(t, "jiancha1", "CUS-04", "换押（起诉）", (Str){0}, &slot));
    TRY(sent(t, "faguan1", "委托调查评估", (Sending){.act = "EXE-03", .docs = "assess_request", .to = "jiaozheng"}, &slot));
    TRY(taken(t, "jiaozheng", "委托调查评估", slot));
    Str fit = str_format(t->a, "{\"option\":\"fit\",\"docs\":[" STR_FMT "]}", STR_ARG(docs(t, "assess_opinion")));
    TRY(on_transfer(t, "jiaozheng", "评估意见：适宜", slot, "answer", fit, NULL));
    TRY(checked(t, "faguan1", "tingzhang", "一审判决",
                (Sending){.act = "JUD-01", .docs = "judgment",
                          .more = S(",\"option\":\"custodial\",\"data\":[{\"key\":\"penalty\",\"value\":\"imprisonment\"},"
                                    "{\"key\":\"sentence_months\",\"value\":\"8\"}]")}, &slot));
    TRY(expect_fact(t, "stage", "judged"));
    return done(t, "faguan1", "送达判决书", (Sending){.act = "TRI-15", .docs = "judgment service_receipt"});
}

/* ---- at the end */

static Status check_ended(Tour *t) {
    for (size_t i = 0; i < count_at(t->page, "clocks"); i++) {
        const Node *k = list_at(t->page, "clocks", i);
        if (str_eqz(text_at(k, "rule"), "appeal_period") && str_eqz(text_at(k, "life"), "running")) return OK;
    }
    return surprise(t, "the term of appeal does not run");
}

/* Every record names the hash of the one before it, and the numbers have no gap. */
static Status check_chain(Tour *t) {
    Str last = {0};
    int64_t next = 0;
    size_t records = 0;
    for (;;) {
        const Node *page;
        Wanted w = {"GET", str_format(t->a, "/api/v1/cases/" STR_FMT "/history?after=%lld&limit=100", STR_ARG(t->id), (long long)next), {0}, {0}, 200};
        TRY(ask(t, account(t, "anguan1"), &w, &page));
        size_t n = count_at(page, "records");
        for (size_t i = 0; i < n; i++) {
            const Node *r = list_at(page, "records", i), *seq = node_find(r, S("seq"));
            if (records && !str_eq(text_at(r, "prev"), last)) return surprise(t, "a record does not name the one before it");
            if (!seq || seq->kind != NODE_INT || seq->i != next) return surprise(t, "the numbers of the history have a gap");
            last = text_at(r, "hash");
            next += (int64_t)count_at(r, "events");
            records++;
        }
        if (!n) break;
    }
    if (records < 60) return surprise(t, "the history is shorter than what was done");
    printf("history: %zu records, %lld events, the chain holds, its head is " STR_FMT "\n", records, (long long)next, STR_ARG(last));
    return OK;
}

static Status check_access(Tour *t) {
    Wanted hidden = {"GET", str_format(t->a, "/api/v1/cases/" STR_FMT, STR_ARG(t->id)), {0}, {0}, 404};
    TRY(ask(t, account(t, "lin_jiancha"), &hidden, NULL));
    const Node *seen;
    Wanted progress = {"GET", hidden.path, {0}, {0}, 200};
    TRY(ask(t, account(t, "zhengfa1"), &progress, &seen));
    if (!str_eqz(text_at(seen, "access"), "progress")) return surprise(t, "the committee sees more than progress");
    printf("access: the neighbour county finds nothing, the committee sees progress only\n");
    Wanted zip = {"GET", str_format(t->a, "/api/v1/cases/" STR_FMT "/dossier.zip", STR_ARG(t->id)), {0}, {0}, 200};
    return ask(t, account(t, "jiancha1"), &zip, NULL);
}

static Status walk(Tour *t) {
    static const char *const LOGINS[] = {"gongan1", "fazhi1", "anguan1", "jiancha1", "bumen1", "lian", "faguan1", "tingzhang",
                                         "kanshou1", "jiaozheng", "zhengfa1", "lin_jiancha"};
    Str poor, good;
    for (size_t i = 0; i < LEN(LOGINS); i++) TRY(sign_in(t, LOGINS[i]));
    printf("%zu users are signed in\n", t->n_users);
    TRY(dossier(t, 120, &poor));
    TRY(dossier(t, 200, &good));
    TRY(go_back(t));
    TRY(to_arrest(t, poor));
    TRY(to_review(t, poor, good));
    TRY(late_custody(t));
    TRY(put_right(t));
    TRY(done(t, "jiancha1", "告知委托辩护人", (Sending){.act = "REV-11", .docs = "rights_notice_review"}));
    TRY(supplement(t, good));
    TRY(to_judgment(t, good));
    TRY(check_ended(t));
    TRY(check_access(t));
    return check_chain(t);
}

int cmd_tour(int argc, char **argv) {
    static const struct option OPTIONS[] = {{"url", required_argument, NULL, 'u'},      {"rules", required_argument, NULL, 'r'},
                                            {"password", required_argument, NULL, 'p'}, {"help", no_argument, NULL, 'h'},
                                            {0}};
    const char *url = NULL, *rules = NULL, *password = NULL;
    for (int c; (c = getopt_long(argc, argv, "h", OPTIONS, NULL)) != -1;) {
        switch (c) {
        case 'u': url = optarg; break;
        case 'r': rules = optarg; break;
        case 'p': password = optarg; break;
        case 'h': fputs(HELP, stdout); return EXIT_DONE;
        default: return EXIT_USAGE;
        }
    }
    if (!url || optind < argc) {
        fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    _cleanup_(arena_freep) Arena *a = arena_new();
    Err err = {0};
    DemoCounty *county;
    DemoClasses *classes;
    Tour t = {.a = a, .err = &err, .salt = (uint64_t)clock_now(), .began = clock_monotonic_us()};
    Status s = password ? OK : demo_county_read(rules_dir(rules, a), a, &county, &classes, &err);
    if (s == OK) {
        t.password = password ? str_c(password) : county->password;
        s = tour_server(url, &t.server, &err);
    }
    if (s == OK) s = walk(&t);
    if (s != OK) {
        fflush(stdout);
        fprintf(stderr, "jindu tour: after %d steps: %s%s%s (%s)\n", t.steps, err.where, *err.where ? ": " : "", err.msg, err.code);
        return EXIT_FAULT;
    }
    printf("the tour is over: %d steps in %lld ms, case " STR_FMT "\n", t.steps,
           (long long)((clock_monotonic_us() - t.began) / 1000), STR_ARG(t.id));
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAULT;
}

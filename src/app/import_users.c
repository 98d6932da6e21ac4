// SPDX-License-Identifier: Apache-2.0
#include "app/import_users.h"

#include "app/spelled.h"
#include "app/writer.h"
#include "base/hex.h"

enum { LOGIN_LEAST = 3, LOGIN_MOST = 40, NAME_MOST = 200 };
enum { COLUMN_LOGIN = COLUMN_NOTE + 1, COLUMN_USER, COLUMN_POST_AGENCY, COLUMN_ROLES, COLUMN_SECTION };
enum { COLUMN_TITLE = COLUMN_NOTE + 1, COLUMN_KIND, COLUMN_REGION, COLUMN_LEVEL, COLUMN_PARENT, COLUMN_ON };

typedef struct Word {
    int kind;
    const char *word;
} Word;

static void map(const Table *t, const Word *words, size_t n, BadCells *bad, Arena *a, Sheet *ret) {
    Headings h = {0};
    for (size_t i = 0; i < n; i++) heading_add(&h, a, str_c(words[i].word), words[i].kind, S(""));
    heading_add(&h, a, S("序号"), COLUMN_NOTE, S(""));
    heading_add(&h, a, S("备注"), COLUMN_NOTE, S(""));
    sheet_map(t, &h, bad, a, ret);
}

typedef struct At {
    const Sheet *s;
    const TableRow *row;
    const SiteState *site;
    const Codes *codes;
    Arena *a;
    bool bad;
} At;

static void bad(At *x, BadIs is) {
    x->bad = true;
    bad_cell(x->s, x->row, is);
}

static Str text_of(At *x, int kind, bool needed) {
    Cell c = sheet_cell(x->s, x->row, kind, S(""));
    if (!c.text.n && needed) bad(x, (BadIs){I_EMPTY, kind});
    if (c.text.n > NAME_MOST) bad(x, (BadIs){I_LONG, kind});
    if (c.kind == CELL_ERROR) bad(x, (BadIs){I_ERROR, kind});
    return c.text.n > NAME_MOST || c.kind == CELL_ERROR ? (Str){0} : c.text;
}

static Str near_name(const CodeTable *t, Str s, Arena *a) {
    Str *names = NEW_N(a, Str, t->n + 1);
    for (size_t i = 0; i < t->n; i++) names[i] = t->rows[i]->name;
    return str_nearest(s, names, t->n);
}

/* ---- users */

static bool login_fits(Str s) {
    if (s.n < LOGIN_LEAST || s.n > LOGIN_MOST) return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && !strchr("._-", c)) return false;
    }
    return true;
}

static const Agency *agency_of(At *x, int kind, bool needed) {
    Str s = text_of(x, kind, needed);
    if (!s.n) return NULL;
    Str *names = NEW_N(x->a, Str, x->site->agencies.n + 1);
    char id[ID_TEXT];
    for (size_t i = 0; i < x->site->agencies.n; i++) {
        const Agency *a = &x->site->agencies.v[i];
        names[i] = a->name;
        if (str_eq(a->name, s) || str_eq(id_format(a->id, id), s)) return a;
    }
    bad(x, (BadIs){.fault = I_AGENCY, .kind = kind, .near = str_nearest(s, names, x->site->agencies.n)});
    return NULL;
}

static void read_role(At *x, Str s, const Agency *agency, Strs *ret) {
    const CodeRole *role = (const CodeRole *)codes_find_named(x->codes, CODE_ROLE, s);
    if (!role) role = codes_find_role(x->codes, s);
    if (!role) {
        bad(x, (BadIs){.fault = I_ROLE, .kind = COLUMN_ROLES, .about_zh = s, .about_en = s,
                       .near = near_name(&x->codes->tables[CODE_ROLE], s, x->a)});
        return;
    }
    if (agency && !code_words_have(&role->agencies, agency->kind))
        bad(x, (BadIs){.fault = I_ROLE_KIND, .kind = COLUMN_ROLES, .about_zh = role->code.name, .about_en = role->code.en});
    for (size_t i = 0; i < ret->n; i++)
        if (str_eq(ret->v[i], role->code.id)) return;
    *PUSH(x->a, ret) = role->code.id;
}

static void read_roles(At *x, const Agency *agency, Strs *ret) {
    static const char *const MARKS[] = {"、", "，", ",", ";", "；", "\n", "/"};
    Str s = text_of(x, COLUMN_ROLES, true);
    while (s.n) {
        size_t at = SIZE_MAX, n = 0;
        for (size_t i = 0; i < LEN(MARKS); i++) {
            size_t k = str_find(s, str_c(MARKS[i]));
            if (k < at) at = k, n = strlen(MARKS[i]);
        }
        Str part = str_trim(at == SIZE_MAX ? s : str_n(s.p, at));
        s = at == SIZE_MAX ? (Str){0} : str_n(s.p + at + n, s.n - at - n);
        if (part.n) read_role(x, part, agency, ret);
    }
}

static bool same_roles(const Strs *a, const Strs *b) {
    for (size_t i = 0; i < a->n; i++) {
        bool has = false;
        for (size_t k = 0; k < b->n; k++) has |= str_eq(a->v[i], b->v[k]);
        if (!has) return false;
    }
    return a->n == b->n;
}

static void find_known(At *x, ImportUser *u) {
    const User *known = site_login(x->site, u->user.login);
    u->account = u->grant = IMPORT_READY;
    if (!known) return;
    if (!str_eq(known->name, u->user.name))
        bad(x, (BadIs){.fault = I_LOGIN_TWICE, .kind = COLUMN_LOGIN, .about_zh = known->name, .about_en = known->name});
    u->user = *known;
    u->account = IMPORT_KNOWN;
    for (size_t i = 0; i < x->site->posts.n; i++) {
        const UserPost *p = &x->site->posts.v[i];
        if (p->user != known->id || p->agency != u->post.agency || p->ended) continue;
        u->post.id = p->id;
        if (same_roles(&p->roles, &u->post.roles) && str_eq(p->section, u->post.section)) u->grant = IMPORT_KNOWN;
    }
}

static void find_same(At *x, UsersPlan *p, size_t at) {
    ImportUser *u = &p->users.v[at];
    u->same = at;
    for (size_t i = 0; i < at; i++) {
        ImportUser *v = &p->users.v[i];
        if (!u->user.login.n || !str_eq(u->user.login, v->user.login)) continue;
        if (!str_eq(u->user.name, v->user.name)) {
            Str about = str_format(x->a, "第%d行 " STR_FMT, v->row->number, STR_ARG(v->user.name));
            bad(x, (BadIs){.fault = I_LOGIN_TWICE, .kind = COLUMN_LOGIN, .about_zh = about, .about_en = about});
        }
        u->same = v->same;
        return;
    }
}

void import_users_plan(const Table *t, const SiteState *site, const Codes *codes, Arena *a, UsersPlan *ret) {
    static const Word WORDS[] = {{COLUMN_LOGIN, "登录名"},      {COLUMN_LOGIN, "用户名"}, {COLUMN_LOGIN, "login"},
                                 {COLUMN_USER, "姓名"},         {COLUMN_USER, "name"},    {COLUMN_POST_AGENCY, "单位"},
                                 {COLUMN_POST_AGENCY, "agency"}, {COLUMN_ROLES, "岗位"},  {COLUMN_ROLES, "role"},
                                 {COLUMN_SECTION, "科室"},      {COLUMN_SECTION, "部门"}, {COLUMN_SECTION, "section"}};
    Sheet s;
    *ret = (UsersPlan){0};
    map(t, WORDS, LEN(WORDS), &ret->bad, a, &s);
    if (!t->n) return;
    bool all = sheet_needs(&s, COLUMN_LOGIN, "登录名");
    all &= sheet_needs(&s, COLUMN_USER, "姓名");
    all &= sheet_needs(&s, COLUMN_POST_AGENCY, "单位");
    all &= sheet_needs(&s, COLUMN_ROLES, "岗位");
    for (size_t i = s.first; all && i < t->n; i++) {
        At x = {&s, &t->v[i], site, codes, a, false};
        if (sheet_remark(x.row)) continue;
        ret->rows++;
        ImportUser *u = PUSH(a, &ret->users);
        u->row = x.row;
        u->user.login = text_of(&x, COLUMN_LOGIN, true);
        if (u->user.login.n && !login_fits(u->user.login)) bad(&x, (BadIs){I_LOGIN, COLUMN_LOGIN});
        u->user.name = text_of(&x, COLUMN_USER, true);
        const Agency *agency = agency_of(&x, COLUMN_POST_AGENCY, true);
        u->post.agency = agency ? agency->id : 0;
        read_roles(&x, agency, &u->post.roles);
        u->post.section = text_of(&x, COLUMN_SECTION, false);
        find_same(&x, ret, ret->users.n - 1);
        find_known(&x, u);
        if (x.bad) u->account = u->grant = IMPORT_BAD;
    }
    if (all && !ret->rows) bad_cell(&s, NULL, (BadIs){I_NO_ROWS});
}

/* One command; a refusal becomes the row's `why`. */
static Status run_one(Site *site, SiteCommand *cmd, const Asker *who, Arena *a, int64_t *made, Str *why, Err *err) {
    WriteAsk ask = {.site = cmd, .post = who->post->id,
                    .who = {.user = who->user->id, .agency = who->agency->id, .roles = who->post->roles.v,
                            .n_roles = who->post->roles.n}};
    WriteResult r = {0};
    TRY(writer_run(site_writer(site), &ask, a, &r, err));
    if (r.refused) *why = str_format(a, "%s: " STR_FMT, r.refusal.code, STR_ARG(r.refusal.zh));
    else *made = r.made;
    return OK;
}

static Status run_account(Site *site, UsersPlan *p, ImportUser *u, const Asker *who, Arena *a, Err *err) {
    const ImportUser *first = &p->users.v[u->same];
    if (first != u) { /* made by its first row */
        u->account = first->account == IMPORT_DONE ? IMPORT_KNOWN : first->account;
        u->user = first->user;
        return OK;
    }
    SiteCommand cmd = {.kind = SITE_USER, .user = u->user};
    TRY(run_one(site, &cmd, who, a, &u->user.id, &u->why, err));
    u->account = u->why.n ? IMPORT_FAILED : IMPORT_DONE;
    return OK;
}

Status import_users_run(Site *site, UsersPlan *p, const Asker *accounts, const Asker *grants, UserMade *made, void *ctx,
                        Arena *a, Err *err) {
    for (size_t i = 0; i < p->users.n; i++) {
        ImportUser *u = &p->users.v[i];
        if (u->account == IMPORT_READY && accounts) {
            TRY(run_account(site, p, u, accounts, a, err));
            if (u->account == IMPORT_DONE && made) TRY(made(ctx, &u->user, err));
        }
        if (u->grant != IMPORT_READY || !grants || !u->user.id) continue;
        SiteCommand cmd = {.kind = SITE_POST, .post = u->post};
        cmd.post.user = u->user.id;
        TRY(run_one(site, &cmd, grants, a, &u->post.id, &u->why, err));
        u->grant = u->why.n ? IMPORT_FAILED : IMPORT_DONE;
    }
    return OK;
}

/* ---- agencies */

static int level_of(Str s) {
    static const char *const LEVELS[][3] = {
        {"部级", "中央", "central"}, {"省级", "省", "province"}, {"市级", "市", "city"}, {"县级", "县", "county"}, {"派出机构", "所", "station"}};
    for (size_t i = 0; i < LEN(LEVELS); i++)
        for (size_t k = 0; k < 3; k++)
            if (str_eqz(s, LEVELS[i][k])) return (int)i;
    return -1;
}

static void read_kind_and_level(At *x, Agency *to) {
    Str s = text_of(x, COLUMN_KIND, true);
    const CodeAgencyKind *kind = (const CodeAgencyKind *)codes_find_named(x->codes, CODE_AGENCY_KIND, s);
    if (!kind) kind = codes_find_agency_kind(x->codes, s);
    if (s.n && !kind)
        bad(x, (BadIs){.fault = I_KIND, .kind = COLUMN_KIND, .near = near_name(&x->codes->tables[CODE_AGENCY_KIND], s, x->a)});
    if (kind) to->kind = kind->code.id;
    s = text_of(x, COLUMN_LEVEL, true);
    to->level = level_of(s);
    bool fits = to->level >= 0 && (!kind || kind->levels >> to->level & 1);
    if (s.n && !fits) bad(x, (BadIs){I_LEVEL, COLUMN_LEVEL});
}

static void read_region(At *x, Agency *to) {
    Str s = text_of(x, COLUMN_REGION, true);
    const Code *c = codes_find(x->codes, CODE_REGION, s);
    if (!c) c = codes_find_named(x->codes, CODE_REGION, s);
    if (c) to->region = c->id;
    else if (s.n)
        bad(x, (BadIs){.fault = I_REGION, .kind = COLUMN_REGION, .near = near_name(&x->codes->tables[CODE_REGION], s, x->a)});
}

static void read_parent(At *x, const AgenciesPlan *p, ImportAgency *to) {
    Str s = text_of(x, COLUMN_PARENT, false);
    for (size_t i = 0; s.n && i + 1 < p->agencies.n; i++)
        if (str_eq(p->agencies.v[i].agency.name, s)) {
            to->parent = i + 1;
            return;
        }
    const Agency *a = agency_of(x, COLUMN_PARENT, false);
    to->agency.parent = a ? a->id : 0;
}

static void read_agency(At *x, AgenciesPlan *p, ImportAgency *to) {
    bool hour;
    Agency *a = &to->agency;
    a->name = text_of(x, COLUMN_TITLE, true);
    read_kind_and_level(x, a);
    read_region(x, a);
    read_parent(x, p, to);
    Str s = text_of(x, COLUMN_ON, false);
    if (s.n && !spelled_time(s, x->a, &a->on_from, &hour)) bad(x, (BadIs){I_DAY, COLUMN_ON});
    for (size_t i = 0; i < x->site->agencies.n; i++)
        if (str_eq(x->site->agencies.v[i].name, a->name)) {
            to->life = IMPORT_KNOWN;
            a->id = x->site->agencies.v[i].id;
        }
    for (size_t i = 0; i + 1 < p->agencies.n; i++)
        if (a->name.n && str_eq(p->agencies.v[i].agency.name, a->name))
            bad(x, (BadIs){.fault = I_DIFFERS, .kind = COLUMN_TITLE,
                           .about_zh = str_format(x->a, "第%d行已有此单位", p->agencies.v[i].row->number),
                           .about_en = str_format(x->a, "row %d has it", p->agencies.v[i].row->number)});
    if (x->bad) to->life = IMPORT_BAD;
}

void import_agencies_plan(const Table *t, const SiteState *site, const Codes *codes, Arena *a, AgenciesPlan *ret) {
    static const Word WORDS[] = {{COLUMN_TITLE, "单位名称"},   {COLUMN_TITLE, "单位"},     {COLUMN_TITLE, "name"},
                                 {COLUMN_KIND, "单位种类"},    {COLUMN_KIND, "种类"},      {COLUMN_KIND, "kind"},
                                 {COLUMN_REGION, "行政区划"},  {COLUMN_REGION, "region"},  {COLUMN_LEVEL, "级别"},
                                 {COLUMN_LEVEL, "level"},      {COLUMN_PARENT, "上级单位"}, {COLUMN_PARENT, "parent"},
                                 {COLUMN_ON, "上线日期"},      {COLUMN_ON, "on_from"}};
    Sheet s;
    *ret = (AgenciesPlan){0};
    map(t, WORDS, LEN(WORDS), &ret->bad, a, &s);
    if (!t->n) return;
    bool all = sheet_needs(&s, COLUMN_TITLE, "单位名称");
    all &= sheet_needs(&s, COLUMN_KIND, "单位种类");
    all &= sheet_needs(&s, COLUMN_REGION, "行政区划");
    all &= sheet_needs(&s, COLUMN_LEVEL, "级别");
    for (size_t i = s.first; all && i < t->n; i++) {
        At x = {&s, &t->v[i], site, codes, a, false};
        if (sheet_remark(x.row)) continue;
        ret->rows++;
        ImportAgency *to = PUSH(a, &ret->agencies);
        to->row = x.row;
        read_agency(&x, ret, to);
    }
    if (all && !ret->rows) bad_cell(&s, NULL, (BadIs){I_NO_ROWS});
}

Status import_agencies_run(Site *site, AgenciesPlan *p, const Asker *who, Arena *a, Err *err) {
    for (size_t i = 0; i < p->agencies.n; i++) {
        ImportAgency *x = &p->agencies.v[i];
        if (x->life != IMPORT_READY) continue;
        if (x->parent) x->agency.parent = p->agencies.v[x->parent - 1].agency.id;
        SiteCommand cmd = {.kind = SITE_AGENCY, .agency = x->agency};
        TRY(run_one(site, &cmd, who, a, &x->agency.id, &x->why, err));
        x->life = x->why.n ? IMPORT_FAILED : IMPORT_DONE;
    }
    return OK;
}

// SPDX-License-Identifier: Apache-2.0
/* Running cases, users and agencies from a sheet, .xlsx or CSV. */
#include "app/aside.h"
#include "app/import_run.h"
#include "app/import_users.h"
#include "app/password.h"
#include "base/hex.h"
#include "cmd/cmd.h"
#include "db/queries.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <unistd.h>

static const char HELP[] =
    "usage: jindu import --site DIR --user LOGIN [--agency NAME|ID] [--dry-run] [--partial] [--json] FILE\n"
    "       jindu import --kind users --site DIR --user LOGIN [--granter LOGIN] [--passwords FILE] [--dry-run] FILE\n"
    "       jindu import --kind agencies --site DIR --user LOGIN [--dry-run] FILE\n"
    "       jindu import --template CLASS FILE.csv\n\n"
    "Enters running cases in mid-course, one row a person, from an .xlsx or a CSV (UTF-8 or GB18030). Every bad cell\n"
    "is named, as F12, with what to do; nothing is entered while there are any. The same rows may be entered again:\n"
    "what is there already is left alone. See docs/manual-import.md.\n\n"
    "  --site DIR          the site; it must not be served meanwhile\n"
    "  --db URL            its database, if it is not DIR/site.db\n"
    "  --rules DIR         the folder of the rules (default: $JINDU_RULES, ./rules, the installed one)\n"
    "  --user LOGIN        who enters: cases by a post that works on cases, agencies and accounts by the system\n"
    "                      administrator\n"
    "  --agency NAME|ID    his agency, where he has posts in several\n"
    "  --dry-run           judge everything, decide every case on trial, write nothing\n"
    "  --partial           enter the cases that are right although others are not\n"
    "  --json              one JSON object instead of text\n"
    "  --clock TIME        the site's time, for a demo site whose clock is not the machine's\n"
    "  --kind KIND         cases (default), users or agencies\n"
    "  --granter LOGIN     the security administrator, who gives the posts; without him accounts alone are made\n"
    "  --passwords FILE    a new file for the first passwords of new users; without it they have none yet\n"
    "  --template CLASS    write an empty sheet for that class, with what each column takes\n\n"
    "Exit 0: all is right. 1: bad cells, or a case that could not be entered. 2: the file or the site cannot be read.\n";

enum { EXIT_BAD = 1, EXIT_UNREADABLE = 2 };

typedef struct Wish {
    const char *site, *db, *rules, *user, *agency, *kind, *granter, *passwords, *template, *file;
    bool dry, partial, json;
    Time clock;
} Wish;

/* -1: go on; otherwise the exit code. */
static int wish_parse(int argc, char **argv, Wish *w) {
    static const struct option OPTIONS[] = {
        {"site", required_argument, NULL, 's'},     {"db", required_argument, NULL, 'd'},
        {"rules", required_argument, NULL, 'r'},    {"user", required_argument, NULL, 'u'},
        {"agency", required_argument, NULL, 'a'},   {"kind", required_argument, NULL, 'k'},
        {"granter", required_argument, NULL, 'g'},  {"passwords", required_argument, NULL, 'p'},
        {"template", required_argument, NULL, 't'}, {"dry-run", no_argument, NULL, 'n'},
        {"partial", no_argument, NULL, 'l'},        {"json", no_argument, NULL, 'j'},
        {"clock", required_argument, NULL, 'c'},    {"help", no_argument, NULL, 'h'},
        {0}};
    *w = (Wish){.kind = "cases"};
    for (int c; (c = getopt_long(argc, argv, "h", OPTIONS, NULL)) != -1;) {
        switch (c) {
        case 's': w->site = optarg; break;
        case 'd': w->db = optarg; break;
        case 'r': w->rules = optarg; break;
        case 'u': w->user = optarg; break;
        case 'a': w->agency = optarg; break;
        case 'k': w->kind = optarg; break;
        case 'g': w->granter = optarg; break;
        case 'p': w->passwords = optarg; break;
        case 't': w->template = optarg; break;
        case 'n': w->dry = true; break;
        case 'l': w->partial = true; break;
        case 'j': w->json = true; break;
        case 'c':
            if (time_parse(str_c(optarg), &w->clock)) break;
            fprintf(stderr, "jindu import: --clock %s is no time such as 2021-03-01T09:30\n", optarg);
            return EXIT_USAGE;
        case 'h': fputs(HELP, stdout); return EXIT_DONE;
        default: return EXIT_USAGE;
        }
    }
    Str kind = str_c(w->kind);
    bool known = str_eqz(kind, "cases") || str_eqz(kind, "users") || str_eqz(kind, "agencies");
    if (optind == argc - 1) w->file = argv[optind];
    if (w->file && known && (w->template || (w->site && w->user))) return -1;
    fputs(HELP, stderr);
    return EXIT_USAGE;
}

static Status read_file(const char *path, Arena *a, Str *ret, Err *err) {
    FILE *f = fopen(path, "rbe");
    if (!f) return FAIL(err, ERR_IO, "import.file", "%s: %s", path, strerror(errno));
    char *p = arena_alloc(a, (size_t)TABLE_FILE_MAX + 1);
    size_t n = fread(p, 1, (size_t)TABLE_FILE_MAX + 1, f);
    bool bad = ferror(f);
    fclose(f);
    *ret = str_n(p, n);
    return bad ? FAIL(err, ERR_IO, "import.file", "%s cannot be read", path) : OK;
}

/* A live post of his, in the agency asked for and with the permission that is needed. */
static Status find_post(const SiteState *site, const Codes *codes, const char *login, const char *agency, Permission may,
                        Asker *ret, Err *err) {
    const User *u = site_login(site, str_c(login));
    char id[ID_TEXT];
    if (!u) return FAIL(err, ERR_NOT_FOUND, "import.user", "there is no user %s", login);
    for (size_t i = 0; i < site->posts.n; i++) {
        Asker as;
        if (site->posts.v[i].user != u->id || !asker_of(site, codes, u->id, site->posts.v[i].id, &as)) continue;
        bool here = !agency || str_eqz(as.agency->name, agency) || str_eqz(id_format(as.agency->id, id), agency);
        if (!here || !asker_may(&as, may)) continue;
        *ret = as;
        return OK;
    }
    return FAIL(err, ERR_DENIED, "import.post", "%s has no post%s%s that may do this (%s)", login, agency ? " in " : "",
                agency ? agency : "", PERMISSION_NAMES[may]);
}

static void print(StrBuf *b) {
    fwrite(b->p ? b->p : "", 1, b->n, stdout);
}

typedef struct Job {
    const Wish *w;
    Site *site;
    const SiteView *view;
    const Codes *codes;
    Table table;
    Arena *a;
    StrBuf out;
} Job;

/* ---- cases */

static Status cases(Job *job, int *code, Err *err) {
    const Wish *w = job->w;
    Asker who;
    ImportPlan plan;
    Json j;
    TRY(find_post(job->view->state, job->codes, w->user, w->agency, MAY_ACT, &who, err));
    ImportHow how = {.site = job->view->state, .world = &job->view->world, .codes = job->codes, .who = &who,
                     .now = site_now(job->site), .known = import_known, .known_ctx = job->site};
    TRY(import_plan(&job->table, &how, job->a, &plan, err));
    bool dry = w->dry || (plan.bad.n && !w->partial);
    if (!dry) TRY(import_run(job->site, &plan, job->a, err));
    json_init(&j, &job->out);
    if (w->json) import_plan_json(&plan, dry, &j);
    else import_plan_text(&plan, dry, &job->out);
    if (plan.bad.n || import_count(&plan, IMPORT_FAILED)) *code = EXIT_BAD;
    return OK;
}

/* ---- users and agencies */

typedef struct FirstPasswords { /* of new users: into the database as a hash, to the file as they are */
    Site *site;
    Aside *aside;
    FILE *file;
} FirstPasswords;

static Status password_for(void *ctx, const User *u, Err *err) {
    FirstPasswords *x = ctx;
    char password[PASSWORD_TEXT], hash[PASSWORD_TEXT];
    password_make(password);
    TRY(password_hash(str_c(password), hash, err));
    aside_put(x->aside, Q_SECRET_PUT, ARGS(VAL(u->id), VAL(str_c(hash)), VAL(site_now(x->site)), VAL((int64_t)1)));
    TRY(aside_sync(x->aside, err));
    fprintf(x->file, STR_FMT "," STR_FMT ",%s\n", STR_ARG(u->login), STR_ARG(u->name), password);
    return fflush(x->file) == 0 ? OK : FAIL(err, ERR_IO, "import.passwords", "the passwords cannot be written");
}

static Status passwords_open(const Job *job, FirstPasswords *x, Err *err) {
    int fd = open(job->w->passwords, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return FAIL(err, ERR_IO, "import.passwords", "%s: %s", job->w->passwords, strerror(errno));
    x->site = job->site;
    x->file = fdopen(fd, "w");
    ASSERT(x->file);
    return aside_open(site_url(job->site), &JINDU_QUERIES, &x->aside, err);
}

static void life_line(StrBuf *out, int row, Str name, ImportLife life, Str why) {
    static const char *const ZH[] = {"待办理", "有错误", "已有", "已登记", "此前已登记", "失败"};
    strbuf_f(out, "第%d行 " STR_FMT "：%s%s" STR_FMT "\n", row, STR_ARG(name), ZH[life], why.n ? "：" : "", STR_ARG(why));
}

static void row_json(Json *j, int row, Str name, ImportLife life, Str why) {
    json_obj(j);
    json_key(j, "row"), json_i64(j, row);
    json_key(j, "name"), json_str(j, name);
    json_key(j, "life"), json_strz(j, IMPORT_LIFE[life]);
    if (why.n) json_key(j, "why"), json_str(j, why);
    json_end_obj(j);
}

typedef struct Told { /* rows of users or agencies, as they are told */
    int row;
    Str name, why;
    ImportLife life;
} Told;

static void tell(Job *job, const BadCells *bad, const Told *v, size_t n, bool dry) {
    Json j;
    if (!job->w->json) {
        bad_cells_text(bad, &job->out);
        for (size_t i = 0; i < n; i++) life_line(&job->out, v[i].row, v[i].name, v[i].life, v[i].why);
        if (dry) strbuf_put(&job->out, S("这是试运行，未写入任何内容。\n"));
        return;
    }
    json_init(&j, &job->out);
    json_obj(&j);
    json_key(&j, "dry_run"), json_bool(&j, dry);
    json_key(&j, "bad"), bad_cells_json(bad, &j);
    json_key(&j, "rows");
    json_arr(&j);
    for (size_t i = 0; i < n; i++) row_json(&j, v[i].row, v[i].name, v[i].life, v[i].why);
    json_end_arr(&j);
    json_end_obj(&j);
}

static Status users(Job *job, int *code, Err *err) {
    const Wish *w = job->w;
    Asker who, granter;
    UsersPlan plan;
    FirstPasswords x = {0};
    TRY(find_post(job->view->state, job->codes, w->user, w->agency, MAY_SYSTEM, &who, err));
    if (w->granter) TRY(find_post(job->view->state, job->codes, w->granter, NULL, MAY_SECURITY, &granter, err));
    import_users_plan(&job->table, job->view->state, job->codes, job->a, &plan);
    bool dry = w->dry || plan.bad.n;
    if (!dry && w->passwords) TRY(passwords_open(job, &x, err));
    Status s = dry ? OK
                   : import_users_run(job->site, &plan, &who, w->granter ? &granter : NULL, x.aside ? password_for : NULL, &x,
                                      job->a, err);
    if (x.aside) aside_close(x.aside);
    if (x.file && fclose(x.file) != 0 && s == OK) s = FAIL(err, ERR_IO, "import.passwords", "the passwords cannot be written");
    TRY(s);
    Told *told = NEW_N(job->a, Told, plan.users.n + 1);
    for (size_t i = 0; i < plan.users.n; i++) {
        const ImportUser *u = &plan.users.v[i];
        ImportLife life = u->account == IMPORT_KNOWN ? u->grant : u->account; /* what is still to do of the two */
        if (u->account == IMPORT_DONE && u->grant != IMPORT_DONE) life = u->grant;
        told[i] = (Told){u->row->number, u->user.login, u->why, life};
        if (life == IMPORT_FAILED) *code = EXIT_BAD;
    }
    tell(job, &plan.bad, told, plan.users.n, dry);
    if (plan.bad.n) *code = EXIT_BAD;
    return OK;
}

static Status agencies(Job *job, int *code, Err *err) {
    Asker who;
    AgenciesPlan plan;
    TRY(find_post(job->view->state, job->codes, job->w->user, job->w->agency, MAY_SYSTEM, &who, err));
    import_agencies_plan(&job->table, job->view->state, job->codes, job->a, &plan);
    bool dry = job->w->dry || plan.bad.n;
    if (!dry) TRY(import_agencies_run(job->site, &plan, &who, job->a, err));
    Told *told = NEW_N(job->a, Told, plan.agencies.n + 1);
    for (size_t i = 0; i < plan.agencies.n; i++) {
        const ImportAgency *x = &plan.agencies.v[i];
        told[i] = (Told){x->row->number, x->agency.name, x->why, x->life};
        if (x->life == IMPORT_FAILED) *code = EXIT_BAD;
    }
    tell(job, &plan.bad, told, plan.agencies.n, dry);
    if (plan.bad.n) *code = EXIT_BAD;
    return OK;
}

/* ---- */

static Status run(const Wish *w, Arena *a, int *code, Err *err) {
    Str bytes;
    Job job = {.w = w, .a = a};
    strbuf_init(&job.out, a, MB(256));
    TRY(read_file(w->file, a, &bytes, err));
    TRY(table_read(bytes, a, &job.table, err));
    _cleanup_(site_closep) Site *site = NULL;
    SiteHow how = {.dir = w->site, .db = w->db, .rules = rules_dir(w->rules, a), .clock = w->clock};
    TRY(site_open(&how, &site, err));
    job.site = site;
    job.codes = site_rules(site)->codes;
    if (!job.codes) return FAIL(err, ERR_NOT_FOUND, "import.codes", "the rules have no code tables");
    job.view = site_view(site);
    Status s = str_eqz(str_c(w->kind), "users")      ? users(&job, code, err)
               : str_eqz(str_c(w->kind), "agencies") ? agencies(&job, code, err)
                                                     : cases(&job, code, err);
    site_view_drop(job.view);
    print(&job.out);
    if (s == OK && w->json) fputc('\n', stdout);
    return s;
}

static Status write_template(const Wish *w, Arena *a, Err *err) {
    Rules *rules;
    Guide *g;
    StrBuf b;
    strbuf_init(&b, a, MB(1));
    TRY(rules_read(rules_dir(w->rules, a), a, &rules, err));
    if (!rules->codes) return FAIL(err, ERR_NOT_FOUND, "import.codes", "the rules have no code tables");
    TRY(rules_guide(rules, str_c(w->template), a, &g, err));
    import_template(g, rules->codes, a, &b);
    FILE *f = fopen(w->file, "wbe");
    if (!f) return FAIL(err, ERR_IO, "import.file", "%s: %s", w->file, strerror(errno));
    bool ok = fwrite(b.p, 1, b.n, f) == b.n;
    ok &= fclose(f) == 0;
    return ok ? OK : FAIL(err, ERR_IO, "import.file", "%s cannot be written", w->file);
}

int cmd_import(int argc, char **argv) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Wish w;
    Err err = {0};
    int code = wish_parse(argc, argv, &w);
    if (code >= 0) return code;
    code = EXIT_DONE;
    Status s = w.template ? write_template(&w, a, &err) : run(&w, a, &code, &err);
    if (s != OK) {
        fprintf(stderr, "jindu import: %s%s%s\n", err.where, *err.where ? ": " : "", err.msg);
        return EXIT_UNREADABLE;
    }
    return fflush(stdout) == 0 ? code : EXIT_UNREADABLE;
}

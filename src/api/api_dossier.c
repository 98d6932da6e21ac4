// SPDX-License-Identifier: Apache-2.0
/* The dossier as it is read: its manifests, earlier ones too; what is missing in it; what a reader notes on its pages. */
#include <unistd.h>

#include "api/api.h"
#include "api/handlers.h"
#include "app/page_look.h"
#include "core/catalogue.h"
#include "db/queries.h"

enum { NOTES_MAX = 2000, DPI_LEAST = 150 };

/* ---- manifests */

bool manifest_of_case(const Ask *k, const Case *c, Hash id) {
    char hex[HASH_TEXT];
    Rows *r;
    if (hash_eq(id, (Hash){0})) return false;
    bool has = hash_eq(c->manifest, id);
    for (size_t i = 0; i < c->transfers.n; i++) has |= hash_eq(c->transfers.v[i].manifest, id);
    if (has) return true;
    Str text = hash_format(id, hex);
    return db_run(k->db, Q_LOG_NAMES, ARGS(VAL(c->id), VAL(text)), k->a, &r, NULL) == OK && r->n;
}

static Status manifest_asked(const Ask *k, const char *param, CaseSeen *seen, Hash *ret, Err *err) {
    TRY(case_and_hash(k, param, ACCESS_READ, seen, ret, err));
    if (manifest_of_case(k, &seen->c, *ret)) return OK;
    return FAIL(err, ERR_NOT_FOUND, "case.none", "nothing is here that you may see");
}

Status api_manifest_get(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    CaseSeen seen;
    Hash id;
    int fd;
    uint64_t size;
    TRY(manifest_asked(&k, "manifest", &seen, &id, err));
    TRY(vault_find(site_vault(k.api->site), id, &fd, &size, err));
    resp_file(resp, fd, size, S("application/json"), (Str){0});
    return OK;
}

static void put_place(const char *key, const Manifest *m, ManifestPlace at, Json *j) {
    const DossierVolume *v = &m->volumes.v[at.volume];
    json_key(j, key);
    json_obj(j);
    json_key(j, "volume"), json_str(j, v->name);
    json_key(j, "document"), json_str(j, v->documents.v[at.document].name);
    json_key(j, "page"), json_i64(j, (int64_t)at.page + 1);
    if (at.item) json_key(j, "item"), json_bool(j, true);
    json_end_obj(j);
}

static void put_change(const ManifestChange *ch, const Manifest *was, const Manifest *is, Json *j) {
    static const char *const KINDS[] = {"added", "removed", "moved", "replaced"};
    json_obj(j);
    json_key(j, "what"), json_strz(j, KINDS[ch->kind]);
    if (ch->kind != CHANGE_ADDED) {
        json_key(j, "was"), json_hash(j, ch->was);
        put_place("from", was, ch->from, j);
    }
    if (ch->kind != CHANGE_REMOVED) {
        json_key(j, "is"), json_hash(j, ch->is);
        put_place("to", is, ch->to, j);
    }
    json_end_obj(j);
}

Status api_manifest_changes(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    CaseSeen seen;
    Hash is_id, was_id;
    Manifest was, is;
    ManifestChanges all = {0};
    TRY(manifest_asked(&k, "manifest", &seen, &is_id, err));
    TRY(manifest_asked(&k, "from", &seen, &was_id, err));
    TRY(manifest_read(site_vault(k.api->site), is_id, k.a, &is, err));
    TRY(manifest_read(site_vault(k.api->site), was_id, k.a, &was, err));
    manifest_diff(&was, &is, hash_sha256, k.a, &all);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "changes");
    json_arr(&j);
    for (size_t i = 0; i < all.n; i++) put_change(&all.v[i], &was, &is, &j);
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}

/* ---- against the catalogue */

typedef struct Checking {
    const Ask *k;
    const Case *c;
    const Codes *codes;
    const Manifest *m;
    Str catalogue, papers; /* papers: kinds of the documents that go beside it, by commas */
    int64_t bytes;
} Checking;

static bool is_item(Str kind, const CodeItem *item) {
    return kind.n && (str_eq(kind, item->document) || str_eq(kind, item->code.id));
}

static int64_t documents_of(const Checking *x, const CodeItem *item) {
    int64_t n = 0;
    Str rest = x->papers, kind;
    for (size_t v = 0; v < x->m->volumes.n; v++)
        for (size_t d = 0; d < x->m->volumes.v[v].documents.n; d++) n += is_item(x->m->volumes.v[v].documents.v[d].kind, item);
    for (bool more = true; more; n += is_item(kind, item)) {
        Str all = rest;
        more = str_cut(all, ',', &kind, &rest);
        if (!more) kind = all;
    }
    return n;
}

static void put_item(const Checking *x, const CodeItem *item, Json *j) {
    static const char *const ASKED[] = {NULL, "wanted", "required"};
    const CodeGroup *group = codes_find_group(x->codes, item->group);
    ItemNeed asked = catalogue_asks(x->codes, item, x->catalogue, x->c);
    if (!catalogue_has(x->codes, item, x->c)) return;
    json_obj(j);
    json_key(j, "id"), json_str(j, item->code.id);
    json_key(j, "name"), json_str(j, item->code.name);
    if (item->code.en.n) json_key(j, "en"), json_str(j, item->code.en);
    json_key(j, "kind"), json_str(j, catalogue_kind(item));
    json_key(j, "group"), json_str(j, item->group);
    if (group) json_key(j, "volume"), json_str(j, group->volume);
    if (asked) json_key(j, "asked"), json_strz(j, ASKED[asked]);
    if (item->person) json_key(j, "persons"), json_i64(j, catalogue_persons(item, x->c));
    json_key(j, "have"), json_i64(j, documents_of(x, item));
    if (item->code.basis.n) json_key(j, "basis"), json_str(j, item->code.basis.v[0]);
    json_end_obj(j);
}

static void put_code_row(const Code *c, Str volume, Json *j) {
    json_obj(j);
    json_key(j, "id"), json_str(j, c->id);
    json_key(j, "name"), json_str(j, c->name);
    json_key(j, "en"), json_str(j, c->en);
    if (volume.n) json_key(j, "volume"), json_str(j, volume);
    json_end_obj(j);
}

static void put_volumes(const Checking *x, Json *j) {
    const CodeTable *volumes = &x->codes->tables[CODE_VOLUME], *groups = &x->codes->tables[CODE_GROUP];
    json_key(j, "volumes");
    json_arr(j);
    for (size_t i = 0; i < volumes->n; i++)
        if (((const CodeVolume *)volumes->rows[i])->moves) put_code_row(volumes->rows[i], (Str){0}, j);
    json_end_arr(j);
    json_key(j, "groups");
    json_arr(j);
    for (size_t i = 0; i < groups->n; i++) put_code_row(groups->rows[i], ((const CodeGroup *)groups->rows[i])->volume, j);
    json_end_arr(j);
}

static void fd_closep(int *fd) {
    if (*fd >= 0) close(*fd);
}

/* False: it is not in the vault. */
static bool look_at(Checking *x, Hash blob, PageLook *ret) {
    _cleanup_(fd_closep) int fd = -1;
    uint64_t size;
    char *head = arena_alloc(x->k->a, PAGE_HEAD), tail[PAGE_TAIL];
    if (vault_find(site_vault(x->k->api->site), blob, &fd, &size, NULL) != OK) return false;
    x->bytes += (int64_t)size;
    ssize_t h = pread(fd, head, PAGE_HEAD, 0), t = pread(fd, tail, PAGE_TAIL, size > PAGE_TAIL ? (off_t)size - PAGE_TAIL : 0);
    *ret = page_look(str_n(head, h > 0 ? (size_t)h : 0), str_n(tail, t > 0 ? (size_t)t : 0));
    return true;
}

static void put_fault(ManifestPlace at, const char *what, int64_t value, Json *j) {
    json_obj(j);
    json_key(j, "volume"), json_i64(j, (int64_t)at.volume);
    json_key(j, "document"), json_i64(j, (int64_t)at.document);
    if (at.page != SIZE_MAX) json_key(j, "page"), json_i64(j, (int64_t)at.page + 1);
    json_key(j, "what"), json_strz(j, what);
    if (value) json_key(j, "value"), json_i64(j, value);
    json_end_obj(j);
}

static void judge_page(Checking *x, ManifestPlace at, Hash blob, Json *j) {
    PageLook look;
    if (!look_at(x, blob, &look)) put_fault(at, "gone", 0, j);
    else if (look.kind == FILE_OTHER || look.cut) put_fault(at, "unreadable", 0, j);
    else if ((look.kind == FILE_JPEG || look.kind == FILE_PNG) && page_dpi(&look) < DPI_LEAST) put_fault(at, "small", page_dpi(&look), j);
}

typedef struct Seen { /* one page and where it stands, to be sorted by content and place */
    Hash blob;
    ManifestPlace at;
    int64_t order;
    bool twice;
} Seen;
typedef LIST_OF(Seen) SeenPages;

static int by_blob(const void *a, const void *b) {
    const Seen *x = a, *y = b;
    int c = memcmp(&x->blob, &y->blob, sizeof x->blob);
    return c ? c : (x->order > y->order) - (x->order < y->order);
}

static int by_order(const void *a, const void *b) {
    const Seen *x = a, *y = b;
    return (x->order > y->order) - (x->order < y->order);
}

static void all_pages(const Checking *x, SeenPages *ret, Json *j) {
    for (size_t v = 0; v < x->m->volumes.n; v++)
        for (size_t d = 0; d < x->m->volumes.v[v].documents.n; d++) {
            const DossierDocument *doc = &x->m->volumes.v[v].documents.v[d];
            if (!doc->pages.n && !doc->items.n) put_fault((ManifestPlace){.volume = v, .document = d, .page = SIZE_MAX}, "empty", 0, j);
            for (size_t p = 0; p < doc->pages.n; p++) {
                Seen s = {.at = {.volume = v, .document = d, .page = p}, .order = (int64_t)ret->n};
                if (hash_parse(doc->pages.v[p], &s.blob)) *PUSH(x->k->a, ret) = s;
            }
        }
}

static void put_faults(Checking *x, Json *j) {
    SeenPages all = {0};
    json_key(j, "faults");
    json_arr(j);
    all_pages(x, &all, j);
    if (all.n) qsort(all.v, all.n, sizeof *all.v, by_blob);
    for (size_t i = 1; i < all.n; i++) all.v[i].twice = hash_eq(all.v[i].blob, all.v[i - 1].blob);
    if (all.n) qsort(all.v, all.n, sizeof *all.v, by_order);
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].twice) put_fault(all.v[i].at, "twice", 0, j);
        else judge_page(x, all.v[i].at, all.v[i].blob, j);
    }
    json_end_arr(j);
    json_key(j, "pages"), json_i64(j, (int64_t)all.n);
    json_key(j, "bytes"), json_i64(j, x->bytes);
}

Status api_dossier_check(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    CaseSeen seen;
    int64_t id;
    TRY(req_param_id(req, "case", &id, err));
    TRY(case_see(&k, id, ACCESS_READ, &seen, err));
    Checking x = {.k = &k, .c = &seen.c, .codes = site_rules(k.api->site)->codes, .m = req->in, .papers = q->papers};
    x.catalogue = catalogue_of_act(k.world, &seen.c, q->act);
    const Code *catalogue = codes_find(x.codes, CODE_CATALOGUE, x.catalogue);
    const CodeTable *items = &x.codes->tables[CODE_ITEM];
    Json j = resp_json(resp);
    json_obj(&j);
    if (catalogue) {
        json_key(&j, "catalogue"), json_str(&j, catalogue->name);
        json_key(&j, "catalogue_en"), json_str(&j, catalogue->en);
    }
    put_volumes(&x, &j);
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < items->n; i++) put_item(&x, (const CodeItem *)items->rows[i], &j);
    json_end_arr(&j);
    put_faults(&x, &j);
    json_end_obj(&j);
    return OK;
}

/* ---- one's own marks and notes */

Status api_notes(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    CaseSeen seen;
    int64_t id;
    Rows *r;
    TRY(req_param_id(req, "case", &id, err));
    TRY(case_see(&k, id, ACCESS_OWN, &seen, err));
    TRY(db_run(k.db, Q_PAGE_NOTES, ARGS(VAL(k.who->asker.user->id), VAL(id)), k.a, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "notes");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) {
        json_obj(&j);
        json_key(&j, "page"), json_hash(&j, row_hash(r, i, 0));
        json_key(&j, "sheet"), json_i64(&j, row_i64(r, i, 1));
        json_key(&j, "marked"), json_bool(&j, row_i64(r, i, 2) != 0);
        json_key(&j, "note"), json_str(&j, row_str(r, i, 3));
        json_key(&j, "at"), json_time(&j, row_i64(r, i, 4));
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}

Status api_note_put(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageNoteIn *in = req->in;
    int64_t id, user = k.who->asker.user->id;
    CaseSeen seen;
    Rows *r;
    TRY(req_param_id(req, "case", &id, err));
    TRY(case_see(&k, id, ACCESS_OWN, &seen, err));
    TRY(db_run(k.db, Q_PAGE_NOTES_COUNT, ARGS(VAL(user), VAL(id)), k.a, &r, err));
    if (!in->marked && !in->note.n) {
        aside_put(k.api->aside, Q_PAGE_NOTE_DROP, ARGS(VAL(user), VAL(id), VAL(in->page), VAL(in->sheet)));
    } else if (row_i64(r, 0, 0) >= NOTES_MAX) {
        return FAIL(err, ERR_LIMIT, "note.many", "a reader keeps %d notes in one case", NOTES_MAX);
    } else {
        aside_put(k.api->aside, Q_PAGE_NOTE_PUT,
                  ARGS(VAL(user), VAL(id), VAL(in->page), VAL(in->sheet), VAL(in->marked), VAL(in->note), VAL(k.now)));
    }
    TRY(aside_sync(k.api->aside, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "at"), json_time(&j, k.now);
    json_end_obj(&j);
    return OK;
}

// SPDX-License-Identifier: Apache-2.0
/* Bytes: uploads straight into the vault, downloads by sendfile, manifests, and the dossier as one ZIP. */
#include <errno.h>
#include <unistd.h>

#include "api/api.h"
#include "api/handlers.h"
#include "api/zip.h"
#include "app/dossier.h"
#include "app/sweeper.h"
#include "base/clock.h"
#include "db/queries.h"

/* ---- uploads */

typedef struct Uploading {
    VaultPut *put;
    Api *api;
} Uploading;

static Status upload_begin(Ctx *ctx, const Req *req, void **ret, Err *err) {
    Api *api = ctx->app;
    Uploading *u = NEW(req->arena, Uploading);
    u->api = api;
    uint64_t max = route_body_max(req->route);
    if (api->upload_max) max = MIN(max, (uint64_t)api->upload_max);
    TRY(vault_put_new(site_vault(api->site), max, &u->put, err));
    *ret = u;
    return OK;
}

static Status upload_feed(void *upload, Str bytes, Err *err) {
    return vault_put_feed(((Uploading *)upload)->put, bytes, err);
}

static Status upload_end(Ctx *ctx, const Req *req, void *upload, Resp *resp, Err *err) {
    Uploading *u = upload;
    _cleanup_(vault_put_freep) VaultPut *put = TAKE(u->put);
    Hash id;
    uint64_t size = vault_put_size(put);
    uint32_t crc = vault_put_crc(put);
    Str type = req_header(req, "content-type");
    Time now = clock_now();
    if (!size) return FAIL(err, ERR_INVALID, "upload.empty", "there are no bytes");
    TRY(vault_put_keep(put, &id, err));
    aside_put(u->api->aside, Q_BLOB_PUT,
              ARGS(VAL(id), VAL((int64_t)size), VAL(type.n ? type : S("application/octet-stream")), VAL(now), VAL(now + VAULT_LEASE), VAL(crc)));
    int64_t user = ((const Signed *)ctx->who.more)->asker.user->id;
    aside_put(u->api->aside, Q_UPLOAD_PUT, ARGS(VAL(user), VAL(id), VAL(now)));
    aside_put(u->api->aside, Q_UPLOAD_SWEEP, ARGS(VAL(user), VAL(now - VAULT_LEASE)));
    resp->status = 201;
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "blob"), json_hash(&j, id);
    json_key(&j, "size"), json_i64(&j, (int64_t)size);
    json_end_obj(&j);
    return OK;
}

static void upload_abort(Ctx *ctx, void *upload) {
    Uploading *u = upload;
    vault_put_free(TAKE(u->put));
}

const UploadOps BLOB_UPLOAD = {upload_begin, upload_feed, upload_end, upload_abort};

/* ---- downloads */

static bool in_docs(const Docs *docs, Hash blob) {
    for (size_t i = 0; i < docs->n; i++)
        if (hash_eq(docs->v[i].blob, blob)) return true;
    return false;
}

static bool sealed(const Case *c, Hash blob) {
    for (size_t i = 0; i < c->seals.n; i++)
        if (c->seals.v[i].sealed != TIME_NONE && hash_eq(c->seals.v[i].blob, blob)) return true;
    return false;
}

static bool in_manifest(const Ask *k, Hash manifest, Hash blob) {
    Manifest m;
    Hashes all;
    if (hash_eq(manifest, (Hash){0})) return false;
    if (manifest_read(site_vault(k->api->site), manifest, k->a, &m, NULL) != OK) return false;
    if (manifest_blobs(&m, k->a, &all, NULL) != OK || !all.n) return false;
    for (size_t i = 0; i < all.n; i++)
        if (hash_eq(all.v[i], blob)) return true;
    return false;
}

static bool case_names(const Ask *k, const Case *c, Hash blob) {
    for (size_t i = 0; i < c->transfers.n; i++)
        if (in_docs(&c->transfers.v[i].docs, blob)) return true;
    for (size_t i = 0; i < c->deeds.n; i++)
        if (in_docs(&c->deeds.v[i].docs, blob)) return true;
    if (in_manifest(k, c->manifest, blob)) return true;
    for (size_t i = c->transfers.n; i-- > 0;)
        if (!hash_eq(c->transfers.v[i].manifest, c->manifest) && in_manifest(k, c->transfers.v[i].manifest, blob)) return true;
    return false;
}

/* A page that a correction took out: whoever reads the case may still compare. */
static bool case_named(const Ask *k, const CaseSeen *seen, Hash blob) {
    Rows *r;
    if (seen->access < ACCESS_READ || db_run(k->db, Q_MANIFESTS_OF_BLOB, ARGS(VAL(blob)), k->a, &r, NULL) != OK) return false;
    for (size_t i = 0; i < r->n; i++)
        if (manifest_of_case(k, &seen->c, row_hash(r, i, 0))) return true;
    return false;
}

/* What a browser may show in place; everything else is saved, so that no upload becomes a page of ours. */
static bool shown(Str type) {
    static const char *const TYPES[] = {"image/jpeg", "image/png",  "image/webp", "image/tiff", "application/pdf",
                                        "video/mp4",  "audio/mpeg", "audio/mp4",  "text/plain"};
    for (size_t i = 0; i < LEN(TYPES); i++)
        if (str_eqz(type, TYPES[i])) return true;
    return false;
}

Status case_and_hash(const Ask *k, const char *param, Access least, CaseSeen *seen, Hash *ret, Err *err) {
    int64_t id;
    TRY(req_param_id(k->req, "case", &id, err));
    TRY(case_see(k, id, least, seen, err));
    if (hash_parse(req_param(k->req, param), ret)) return OK;
    return FAIL(err, ERR_NOT_FOUND, "case.none", "nothing is here that you may see");
}

/* What somebody has uploaded he may look at until something names it; then the case's rights alone count. */
static bool uploaded(const Ask *k, Hash blob) {
    Rows *r;
    return db_run(k->db, Q_UPLOAD_GET, ARGS(VAL(k->who->asker.user->id), VAL(blob)), k->a, &r, NULL) == OK && r->n;
}

Status api_blob_get(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    CaseSeen seen;
    Hash blob;
    Rows *r;
    int fd;
    uint64_t size;
    char hex[HASH_TEXT];
    TRY(case_and_hash(&k, "blob", ACCESS_OWN, &seen, &blob, err));
    const Case *shown_of = seen.access == ACCESS_OWN ? &seen.own : &seen.c;
    if (sealed(&seen.c, blob) || !(case_names(&k, shown_of, blob) || case_named(&k, &seen, blob) || uploaded(&k, blob)))
        return FAIL(err, ERR_NOT_FOUND, "case.none", "nothing is here that you may see");
    TRY(db_run(k.db, Q_BLOB_GET, ARGS(VAL(blob)), k.a, &r, err));
    Str type = r->n ? row_str(r, 0, 1) : (Str){0}, text = hash_format(blob, hex);
    if (!type.n) type = S("application/octet-stream");
    TRY(vault_find(site_vault(k.api->site), blob, &fd, &size, err));
    ask_audit(&k, "read", seen.c.id, "ok", text);
    resp_header(resp, "Content-Security-Policy", S("sandbox; default-src 'none'"));
    if (!shown(type)) resp_attachment(resp, text);
    resp_file(resp, fd, size, shown(type) ? type : S("application/octet-stream"),
              str_format(k.a, "\"" STR_FMT "\"", STR_ARG(text)));
    resp->cache = S("private, no-cache"); /* kept, but rights are asked again */
    return OK;
}

/* ---- manifests */

static Status missing_from(Vault *v, const Hashes *all, Arena *a, Hashes *ret, Err *err) {
    for (size_t i = 0; i < all->n; i++) {
        uint64_t size;
        Status s = vault_lease(v, all->v[i], &size, err);
        if (s == ERR_NOT_FOUND) *PUSH(a, ret) = all->v[i];
        else if (s != OK) return s;
    }
    return OK;
}

static void put_missing(const Hashes *missing, Json *j) {
    json_key(j, "missing");
    json_arr(j);
    for (size_t i = 0; i < missing->n; i++) json_hash(j, missing->v[i]);
    json_end_arr(j);
}

static Status pages_missing(Resp *resp, const Hashes *missing, Arena *a) {
    StrBuf b;
    Json j;
    strbuf_init(&b, a, MB(8));
    json_init(&j, &b);
    json_obj(&j);
    put_missing(missing, &j);
    json_end_obj(&j);
    resp_problem(resp, 422, &(Problem){.code = "manifest.missing", .extra = str_n(b.p + 1, b.n - 2)});
    return OK;
}

Status api_blobs_missing(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const BlobsIn *in = req->in;
    Hashes all = {0}, missing = {0};
    for (size_t i = 0; i < in->blobs.n; i++)
        if (!hash_parse(in->blobs.v[i], PUSH(k.a, &all))) return FAIL(err, ERR_INVALID, "manifest.page", "a page is named by 64 hex digits");
    TRY(missing_from(site_vault(k.api->site), &all, k.a, &missing, err));
    Json j = resp_json(resp);
    json_obj(&j);
    put_missing(&missing, &j);
    json_end_obj(&j);
    return OK;
}

Status api_manifest_put(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const Manifest *m = req->in;
    Vault *v = site_vault(k.api->site);
    Hashes all, missing = {0};
    Hash id;
    uint64_t size;
    Time now = clock_now();
    TRY(manifest_blobs(m, k.a, &all, err));
    TRY(missing_from(v, &all, k.a, &missing, err));
    if (missing.n) return pages_missing(resp, &missing, k.a);
    TRY(manifest_keep(v, m, k.a, &id, &size, err));
    aside_put(k.api->aside, Q_BLOB_PUT, ARGS(VAL(id), VAL((int64_t)size), VAL(S("application/json")), VAL(now), VAL(now + VAULT_LEASE), val_null()));
    aside_put(k.api->aside, Q_MANIFEST_ADD,
              ARGS(VAL(id), VAL((int64_t)0), VAL(k.now), VAL(k.who->asker.user->id), VAL(k.who->asker.agency->id),
                   VAL((int64_t)manifest_documents(m)), VAL((int64_t)all.n), VAL((int64_t)size)));
    for (size_t i = 0; i < all.n; i++) aside_put(k.api->aside, Q_MANIFEST_BLOB_ADD, ARGS(VAL(id), VAL(all.v[i])));
    TRY(aside_sync(k.api->aside, err)); /* before anybody names it: a sweep must know what it refers to */
    resp->status = 201;
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "manifest"), json_hash(&j, id);
    json_key(&j, "documents"), json_i64(&j, (int64_t)manifest_documents(m));
    json_key(&j, "pages"), json_i64(&j, (int64_t)all.n);
    put_missing(&missing, &j);
    json_end_obj(&j);
    return OK;
}

/* ---- the dossier as a ZIP */

typedef struct Export {
    Vault *vault;
    Arena *a;
    const Ask *ask;
    const Case *c; /* its sealed pages are left out */
    Hash id;
    Manifest manifest;
    const Rows *sums; /* CRC-32 by blob, in order of their names */
    uint64_t at;
    LIST_OF(ZipFile) files;
    LIST_OF(RespPart) parts; /* a head and a file in turns, and the directory */
    Hashes blobs;        /* the files' */
} Export;

static const char *suffix(const unsigned char *p, size_t n) {
    if (n >= 3 && p[0] == 0xFF && p[1] == 0xD8) return ".jpg";
    if (n >= 4 && memcmp(p, "\x89PNG", 4) == 0) return ".png";
    if (n >= 4 && memcmp(p, "%PDF", 4) == 0) return ".pdf";
    if (n >= 4 && (memcmp(p, "II*\0", 4) == 0 || memcmp(p, "MM\0*", 4) == 0)) return ".tif";
    if (n >= 12 && memcmp(p, "RIFF", 4) == 0 && memcmp(p + 8, "WEBP", 4) == 0) return ".webp";
    if (n >= 8 && memcmp(p + 4, "ftyp", 4) == 0) return ".mp4";
    return ".bin";
}

static Str file_name(Str s, Arena *a) { /* no way out of its folder, whatever it is called */
    Str copy = str_dup(a, s.n > 120 ? str_n(s.p, 120) : s);
    while (copy.n && !str_utf8(copy)) copy.n--;
    char *p = (char *)copy.p;
    for (size_t i = 0; i < copy.n; i++)
        if (p[i] == '/' || p[i] == '\\' || p[i] == ':' || (unsigned char)p[i] < 0x20 || (i == 0 && p[i] == '.')) p[i] = '_';
    return copy;
}

static void blob_closep(int *fd) {
    if (*fd >= 0) close(*fd);
}

static bool sum_known(const Export *x, Hash id, uint32_t *ret) {
    size_t from = 0, to = x->sums->n;
    while (from < to) {
        size_t i = (from + to) / 2;
        Hash at = row_hash(x->sums, i, 0);
        int order = memcmp(at.b, id.b, sizeof at.b);
        if (!order) {
            *ret = (uint32_t)row_i64(x->sums, i, 1);
            return true;
        }
        if (order < 0) from = i + 1;
        else to = i;
    }
    return false;
}

/* What was put before sums were kept is read once, and its sum kept for the next time. */
static Status sum_of(const Export *x, Hash id, uint32_t *ret, Err *err) {
    if (sum_known(x, id, ret)) return OK;
    TRY(vault_verify(x->vault, id, ret, err));
    aside_put(x->ask->api->aside, Q_BLOB_SUM, ARGS(VAL(id), VAL(*ret)));
    return OK;
}

static Status export_blob(Export *x, Hash id, Str path, bool name_by_content, Err *err) {
    _cleanup_(blob_closep) int fd = -1;
    unsigned char first[16];
    ZipFile *f = PUSH(x->a, &x->files);
    *f = (ZipFile){.path = path};
    TRY(vault_find(x->vault, id, &fd, &f->size, err));
    TRY(sum_of(x, id, &f->crc, err));
    ssize_t n = read(fd, first, sizeof first);
    if (n < 0) return FAIL(err, ERR_IO, "vault.io", "%s", strerror(errno));
    if (name_by_content && n) f->path = str_format(x->a, STR_FMT "%s", STR_ARG(path), suffix(first, (size_t)n));
    Str head = zip_head(f, x->at, x->ask->now, x->a);
    *PUSH(x->a, &x->parts) = (RespPart){.text = head};
    *PUSH(x->a, &x->parts) = (RespPart){.size = f->size};
    *PUSH(x->a, &x->blobs) = id;
    x->at += head.n + f->size;
    return OK;
}

static Status export_document(Export *x, Str folder, const DossierDocument *d, Err *err) {
    Hash id;
    for (size_t p = 0; p < d->pages.n; p++) {
        if (!hash_parse(d->pages.v[p], &id) || sealed(x->c, id)) continue;
        TRY(export_blob(x, id, str_format(x->a, STR_FMT "/%04zu", STR_ARG(folder), p + 1), true, err));
    }
    for (size_t i = 0; i < d->items.n; i++) {
        id = d->items.v[i].blob;
        if (hash_eq(id, (Hash){0}) || sealed(x->c, id)) continue;
        Str name = file_name(d->items.v[i].name, x->a);
        TRY(export_blob(x, id, str_format(x->a, STR_FMT "/%zu " STR_FMT, STR_ARG(folder), i + 1, STR_ARG(name)), false, err));
    }
    return OK;
}

static Status export_all(Export *x, Err *err) {
    TRY(export_blob(x, x->id, S("manifest.json"), false, err));
    for (size_t v = 0; v < x->manifest.volumes.n; v++) {
        const DossierVolume *vol = &x->manifest.volumes.v[v];
        Str volume = str_format(x->a, "%02zu " STR_FMT, v + 1, STR_ARG(file_name(vol->name, x->a)));
        for (size_t d = 0; d < vol->documents.n; d++) {
            Str name = file_name(vol->documents.v[d].name, x->a);
            Str folder = str_format(x->a, STR_FMT "/%03zu " STR_FMT, STR_ARG(volume), d + 1, STR_ARG(name));
            TRY(export_document(x, folder, &vol->documents.v[d], err));
        }
    }
    *PUSH(x->a, &x->parts) = (RespPart){.text = zip_end(x->files.v, x->files.n, x->at, x->ask->now, x->a)};
    return OK;
}

static Status export_open(void *u, size_t part, int *ret_fd, Err *err) {
    const Export *x = u;
    uint64_t size;
    return vault_find(x->vault, x->blobs.v[part / 2], ret_fd, &size, err);
}

/* The dossier as it stands: the case's own, or what was last sent along. */
static Hash dossier_of(const Case *c) {
    const Hash none = {0};
    for (size_t i = c->transfers.n; hash_eq(c->manifest, none) && i-- > 0;)
        if (!hash_eq(c->transfers.v[i].manifest, none)) return c->transfers.v[i].manifest;
    return c->manifest;
}

Status api_dossier_zip(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    int64_t id;
    CaseSeen seen;
    Rows *sums;
    TRY(req_param_id(req, "case", &id, err));
    TRY(case_see(&k, id, ACCESS_READ, &seen, err));
    Hash manifest = dossier_of(&seen.c);
    if (hash_eq(manifest, (Hash){0})) return FAIL(err, ERR_CONFLICT, "export.empty", "the case has no dossier");
    Export *x = NEW(k.a, Export);
    *x = (Export){.vault = site_vault(k.api->site), .a = k.a, .ask = &k, .c = &seen.c, .id = manifest};
    TRY(manifest_read(x->vault, manifest, k.a, &x->manifest, err));
    TRY(db_run(k.db, Q_MANIFEST_SUMS, ARGS(VAL(manifest)), k.a, &sums, err));
    x->sums = sums;
    TRY(export_all(x, err));
    ask_audit(&k, "export", id, "ok", S("zip"));
    resp_attachment(resp, str_format(k.a, STR_FMT ".zip", STR_ARG(seen.c.name)));
    resp_parts(resp, S("application/zip"), &(RespParts){x->parts.v, x->parts.n, export_open, x});
    return OK;
}

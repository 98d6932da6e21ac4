// SPDX-License-Identifier: Apache-2.0
/* Bytes: uploads straight into the vault, downloads by sendfile, manifests, and the dossier as one streamed ZIP. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <unistd.h>

#include "api/api.h"
#include "api/handlers.h"
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
    Str type = req_header(req, "content-type");
    Time now = clock_now();
    if (!size) return FAIL(err, ERR_INVALID, "upload.empty", "there are no bytes");
    TRY(vault_put_keep(put, &id, err));
    aside_put(u->api->aside, Q_BLOB_PUT,
              ARGS(VAL(id), VAL((int64_t)size), VAL(type.n ? type : S("application/octet-stream")), VAL(now), VAL(now + VAULT_LEASE)));
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
    aside_put(k.api->aside, Q_BLOB_PUT, ARGS(VAL(id), VAL((int64_t)size), VAL(S("application/json")), VAL(now), VAL(now + VAULT_LEASE)));
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

typedef struct Zip {
    Vault *vault;
    Arena *a;
    Hash id;
    Manifest manifest;
    Case *c; /* its sealed pages are left out */
    Time at;
    Stream *out;
    Err *err;
    Status status;
    struct archive *archive;
} Zip;

static la_ssize_t zip_write(struct archive *ar, void *u, const void *bytes, size_t n) {
    Zip *z = u;
    z->status = stream_put(z->out, str_n(bytes, n), z->err);
    return z->status == OK ? (la_ssize_t)n : -1;
}

static Status zip_fault(Zip *z) {
    if (z->status != OK) return z->status;
    const char *what = archive_error_string(z->archive);
    return FAIL(z->err, ERR_IO, "export.failed", "%s", what ? what : "the archive could not be written");
}

static const char *suffix(const unsigned char *p, size_t n) {
    if (n >= 3 && p[0] == 0xFF && p[1] == 0xD8) return ".jpg";
    if (n >= 4 && memcmp(p, "\x89PNG", 4) == 0) return ".png";
    if (n >= 4 && memcmp(p, "%PDF", 4) == 0) return ".pdf";
    if (n >= 4 && (memcmp(p, "II*\0", 4) == 0 || memcmp(p, "MM\0*", 4) == 0)) return ".tif";
    if (n >= 12 && memcmp(p, "RIFF", 4) == 0 && memcmp(p + 8, "WEBP", 4) == 0) return ".webp";
    if (n >= 8 && memcmp(p + 4, "ftyp", 4) == 0) return ".mp4";
    return ".bin";
}

static Str file_name(Zip *z, Str s) { /* no way out of its folder, whatever it is called */
    Str copy = str_dup(z->a, s.n > 120 ? str_n(s.p, 120) : s);
    while (copy.n && !str_utf8(copy)) copy.n--;
    char *p = (char *)copy.p;
    for (size_t i = 0; i < copy.n; i++)
        if (p[i] == '/' || p[i] == '\\' || p[i] == ':' || (unsigned char)p[i] < 0x20 || (i == 0 && p[i] == '.')) p[i] = '_';
    return copy;
}

static void blob_closep(int *fd) {
    if (*fd >= 0) close(*fd);
}

static Status zip_entry(Zip *z, Str path, uint64_t size) {
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname_utf8(e, str_cstr(z->a, path));
    archive_entry_set_size(e, (la_int64_t)size);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_mtime(e, (time_t)(z->at / SECOND), 0);
    int code = archive_write_header(z->archive, e);
    archive_entry_free(e);
    return code == ARCHIVE_OK ? OK : zip_fault(z);
}

static Status zip_blob(Zip *z, Hash id, Str path, bool name_by_content) {
    _cleanup_(blob_closep) int fd = -1;
    unsigned char buf[131072];
    uint64_t size;
    TRY(vault_find(z->vault, id, &fd, &size, z->err));
    ssize_t n = read(fd, buf, sizeof buf);
    if (name_by_content && n > 0) path = str_format(z->a, STR_FMT "%s", STR_ARG(path), suffix(buf, (size_t)n));
    TRY(zip_entry(z, path, size));
    for (; n > 0; n = read(fd, buf, sizeof buf))
        if (archive_write_data(z->archive, buf, (size_t)n) != n) return zip_fault(z);
    return n == 0 ? OK : FAIL(z->err, ERR_IO, "vault.io", "%s", strerror(errno));
}

static Status zip_document(Zip *z, Str folder, const DossierDocument *d) {
    Hash id;
    for (size_t p = 0; p < d->pages.n; p++) {
        if (!hash_parse(d->pages.v[p], &id) || sealed(z->c, id)) continue;
        TRY(zip_blob(z, id, str_format(z->a, STR_FMT "/%04zu", STR_ARG(folder), p + 1), true));
    }
    for (size_t i = 0; i < d->items.n; i++) {
        if (hash_eq(d->items.v[i].blob, (Hash){0}) || sealed(z->c, d->items.v[i].blob)) continue;
        Str name = file_name(z, d->items.v[i].name);
        TRY(zip_blob(z, d->items.v[i].blob, str_format(z->a, STR_FMT "/%zu " STR_FMT, STR_ARG(folder), i + 1, STR_ARG(name)), true));
    }
    return OK;
}

static Status zip_all(Zip *z) {
    TRY(zip_blob(z, z->id, S("manifest.json"), false));
    for (size_t v = 0; v < z->manifest.volumes.n; v++) {
        const DossierVolume *vol = &z->manifest.volumes.v[v];
        Str volume = str_format(z->a, "%02zu " STR_FMT, v + 1, STR_ARG(file_name(z, vol->name)));
        for (size_t d = 0; d < vol->documents.n; d++) {
            Str name = file_name(z, vol->documents.v[d].name);
            Str folder = str_format(z->a, STR_FMT "/%03zu " STR_FMT, STR_ARG(volume), d + 1, STR_ARG(name));
            TRY(zip_document(z, folder, &vol->documents.v[d]));
        }
    }
    return archive_write_close(z->archive) == ARCHIVE_OK ? OK : zip_fault(z);
}

static Status zip_produce(void *u, Stream *out, Err *err) {
    Zip *z = u;
    z->out = out;
    z->err = err;
    z->archive = archive_write_new();
    ASSERT(z->archive && "out of memory");
    archive_write_set_format_zip(z->archive);
    archive_write_set_options(z->archive, "zip:compression=store,zip:hdrcharset=UTF-8");
    archive_write_set_bytes_per_block(z->archive, 0);
    Status s = archive_write_open(z->archive, z, NULL, zip_write, NULL) == ARCHIVE_OK ? zip_all(z) : zip_fault(z);
    if (s != OK) archive_write_fail(z->archive); /* no trailer that would make it look whole */
    archive_write_free(z->archive);
    return s;
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
    TRY(req_param_id(req, "case", &id, err));
    TRY(case_see(&k, id, ACCESS_READ, &seen, err));
    Hash manifest = dossier_of(&seen.c);
    if (hash_eq(manifest, (Hash){0})) return FAIL(err, ERR_CONFLICT, "export.empty", "the case has no dossier");
    Zip *z = NEW(k.a, Zip);
    *z = (Zip){.vault = site_vault(k.api->site), .a = k.a, .id = manifest, .at = k.now,
               .c = NEW(k.a, Case)};
    case_copy_deep(&seen.c, k.a, z->c); /* it is used when this request's hold on the case has ended */
    TRY(manifest_read(z->vault, z->id, k.a, &z->manifest, err));
    ask_audit(&k, "export", id, "ok", S("zip"));
    resp_attachment(resp, str_format(k.a, STR_FMT ".zip", STR_ARG(seen.c.name)));
    resp_stream(resp, S("application/zip"), zip_produce, z);
    return OK;
}

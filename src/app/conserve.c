// SPDX-License-Identifier: Apache-2.0
#include "app/conserve.h"

static const Hash NONE;

/* The dossier as it was last sent in that transfer, or as the case has it. */
static Hash dossier_before(const Conserving *x) {
    const Transfer *t = x->cmd->transfer ? case_transfer(x->c, x->cmd->transfer) : NULL;
    if (t && !hash_eq(t->manifest, NONE)) return t->manifest;
    for (size_t i = x->c->transfers.n; hash_eq(x->c->manifest, NONE) && i-- > 0;)
        if (!hash_eq(x->c->transfers.v[i].manifest, NONE)) return x->c->transfers.v[i].manifest;
    return x->c->manifest;
}

static Status read_one(const Conserving *x, Hash id, Manifest *ret, Err *err) {
    *ret = (Manifest){0};
    return hash_eq(id, NONE) ? OK : manifest_read(x->vault, id, x->a, ret, err);
}

static bool has_reason(const Conserving *x, Hash key) {
    for (size_t i = 0; x->removed && i < x->removed->n; i++)
        if (hash_eq(x->removed->v[i].key, key)) return x->removed->v[i].reason.n > 0;
    return x->cmd->note.n > 0;
}

static Status tell(Conserved how, Hash key, Err *err) {
    static const char *const CODES[] = {NULL, "dossier.lost", "dossier.from_nowhere", "dossier.no_reason"};
    static const char *const WHAT[] = {NULL, "this page is left out without a reason", "this page was in no dossier before",
                                       "this page is taken out without a reason"};
    char hex[HASH_TEXT];
    (void)FAIL(err, ERR_INVALID, CODES[how], "%s", WHAT[how]);
    hash_format(key, hex);
    err_where(err, "/manifest/%s", hex);
    return ERR_INVALID;
}

static Status changed(const Conserving *x, Err *err) {
    Manifest was, is;
    ManifestChanges changes = {0};
    Hash before = dossier_before(x);
    if (hash_eq(before, NONE) || hash_eq(before, x->cmd->manifest)) return OK;
    TRY(read_one(x, before, &was, err));
    if (read_one(x, x->cmd->manifest, &is, NULL) != OK) return OK; /* not in the vault: the writer says so */
    const Transfer *t = x->cmd->transfer ? case_transfer(x->c, x->cmd->transfer) : NULL;
    bool returned = t && t->life == HEAD_RETURNED;
    manifest_diff(&was, &is, hash_sha256, x->a, &changes);
    for (size_t i = 0; i < changes.n; i++) {
        const ManifestChange *ch = &changes.v[i];
        bool out = ch->kind == CHANGE_REMOVED || (ch->kind == CHANGE_REPLACED && !returned);
        if (out && !has_reason(x, ch->was)) return tell(CONSERVED_NO_REASON, ch->was, err);
    }
    return OK;
}

static Status split(const Conserving *x, Err *err) {
    Manifest whole, part;
    ManifestLeaves leaves = {0};
    Removals copies = {0};
    Hash key;
    TRY(read_one(x, dossier_before(x), &whole, err));
    TRY(read_one(x, x->cmd->manifest, &part, err));
    manifest_leaves(&part, hash_sha256, x->a, &leaves);
    for (size_t i = 0; i < leaves.n; i++) *PUSH(x->a, &copies) = (Removal){leaves.v[i].key, S("split")};
    Conserved how = manifest_conserved((const Manifest *const[]){&whole}, 1, (const Manifest *const[]){&whole, &part}, 2, NULL,
                                       &copies, hash_sha256, x->a, &key);
    return how == CONSERVED ? OK : tell(how, key, err);
}

static size_t count_of(const ManifestLeaves *v, Hash key) {
    size_t n = 0;
    for (size_t i = 0; i < v->n; i++) n += hash_eq(v->v[i].key, key);
    return n;
}

/* A page of both stands once in the new one, unless it is wanted twice. */
static void add_doubles(const Manifest *from, const Manifest *into, const Manifest *both, Arena *a, Removals *out) {
    ManifestLeaves x = {0}, y = {0}, z = {0};
    manifest_leaves(from, hash_sha256, a, &x);
    manifest_leaves(into, hash_sha256, a, &y);
    manifest_leaves(both, hash_sha256, a, &z);
    for (size_t i = 0; i < x.n; i++) {
        Hash key = x.v[i].key;
        size_t had = count_of(&x, key) + count_of(&y, key), has = count_of(&z, key);
        bool first = true;
        for (size_t j = 0; j < i; j++) first &= !hash_eq(x.v[j].key, key);
        if (!first || !count_of(&y, key) || !has) continue;
        for (size_t n = has; n < had; n++) *PUSH(a, out) = (Removal){key, S("stands in both")};
    }
}

static Status merge(const Conserving *x, Err *err) {
    Manifest from, into, both;
    Removals out = {0};
    Hash key, was = dossier_before(x);
    Conserving other = *x;
    other.c = x->other;
    if (hash_eq(was, NONE) && hash_eq(x->cmd->manifest, NONE)) return OK; /* nothing comes */
    TRY(read_one(x, was, &from, err));
    TRY(read_one(x, dossier_before(&other), &into, err));
    TRY(read_one(x, x->cmd->manifest, &both, err));
    for (size_t i = 0; x->removed && i < x->removed->n; i++) *PUSH(x->a, &out) = x->removed->v[i];
    add_doubles(&from, &into, &both, x->a, &out);
    Conserved how = manifest_conserved((const Manifest *const[]){&from, &into}, 2, (const Manifest *const[]){&both}, 1, &out,
                                       NULL, hash_sha256, x->a, &key);
    return how == CONSERVED ? OK : tell(how, key, err);
}

Status dossier_conserved(const Conserving *x, Err *err) {
    bool named = !hash_eq(x->cmd->manifest, NONE);
    if (x->cmd->kind == CMD_MERGE) return merge(x, err);
    if (x->cmd->kind == CMD_SPLIT) return named ? split(x, err) : OK;
    if (x->cmd->kind == CMD_SEAL || x->cmd->kind == CMD_OPEN) return OK;
    return named ? changed(x, err) : OK;
}

Str removals_note(Str note, const Removals *removed, Arena *a) {
    StrBuf b;
    if (!removed->n) return note;
    strbuf_init(&b, a, MB(1));
    strbuf_put(&b, note);
    for (size_t i = 0; i < removed->n; i++) {
        char hex[HASH_TEXT];
        hash_format(removed->v[i].key, hex);
        strbuf_f(&b, "%s移除 %.12s：" STR_FMT, b.n ? "；" : "", hex, STR_ARG(removed->v[i].reason));
    }
    return strbuf_str(&b);
}

// SPDX-License-Identifier: Apache-2.0
#include "core/manifest.h"

#include "node/json.h"

static const Field ITEM_FIELDS[] = {
    FIELD(DossierItem, name, F_STR, .flags = F_REQUIRED, .max = 200),
    FIELD(DossierItem, kind, F_STR, .max = 60, .doc = "image video sound data thing"),
    FIELD(DossierItem, place, F_STR, .max = 200, .doc = "实物存放处"),
    FIELD(DossierItem, blob, F_HASH),
};
static SHAPE(ITEM_SHAPE, DossierItem, "DossierItem", ITEM_FIELDS);

static const Field DOCUMENT_FIELDS[] = {
    FIELD(DossierDocument, kind, F_STR, .max = 120, .doc = "文书种类"),
    FIELD(DossierDocument, name, F_STR, .flags = F_REQUIRED, .max = 200, .doc = "文书名称"),
    FIELD(DossierDocument, number, F_STR, .max = 120, .doc = "文号"),
    FIELD(DossierDocument, dated, F_DAY),
    FIELD(DossierDocument, pages, F_STRS, .max = MANIFEST_PAGES_MAX, .doc = "各页的内容地址，按顺序"),
    FIELD(DossierDocument, items, F_LIST, .shape = &ITEM_SHAPE, .doc = "非纸面材料"),
};
static SHAPE(DOCUMENT_SHAPE, DossierDocument, "DossierDocument", DOCUMENT_FIELDS);

static const Field VOLUME_FIELDS[] = {
    FIELD(DossierVolume, kind, F_STR, .max = 60, .doc = "卷别，见 /codes/volumes"),
    FIELD(DossierVolume, name, F_STR, .flags = F_REQUIRED, .max = 200, .doc = "卷名"),
    FIELD(DossierVolume, documents, F_LIST, .shape = &DOCUMENT_SHAPE, .max = 5000),
};
static SHAPE(VOLUME_SHAPE, DossierVolume, "DossierVolume", VOLUME_FIELDS);

static const Field MANIFEST_FIELDS[] = {
    FIELD(Manifest, note, F_STR),
    FIELD(Manifest, volumes, F_LIST, .flags = F_REQUIRED, .shape = &VOLUME_SHAPE, .max = 500),
};
SHAPE(MANIFEST_SHAPE, Manifest, "Manifest", MANIFEST_FIELDS);

bool manifest_text(const Manifest *m, StrBuf *out) {
    Json j;
    json_init(&j, out);
    shape_encode(&MANIFEST_SHAPE, m, &j);
    return !out->overflow;
}

Hash manifest_hash(const Manifest *m, HashFn *hash, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, MANIFEST_BYTES);
    ASSERT(manifest_text(m, &b));
    Str text = strbuf_str(&b);
    return hash(&text, 1);
}

size_t manifest_pages(const Manifest *m) {
    size_t n = 0;
    for (size_t v = 0; v < m->volumes.n; v++)
        for (size_t d = 0; d < m->volumes.v[v].documents.n; d++)
            n += m->volumes.v[v].documents.v[d].pages.n + m->volumes.v[v].documents.v[d].items.n;
    return n;
}

static bool is_thing(const DossierItem *i) {
    return str_eqz(i->kind, "thing");
}

static Status document_valid(const DossierDocument *d, Err *err) {
    Hash h;
    for (size_t p = 0; p < d->pages.n; p++)
        if (!hash_parse(d->pages.v[p], &h) || hash_eq(h, (Hash){0})) {
            (void)FAIL(err, ERR_INVALID, "manifest.page", "a page is named by the 64 hex digits of its content");
            err_where(err, "/pages/%zu", p);
            return ERR_INVALID;
        }
    for (size_t i = 0; i < d->items.n; i++) {
        bool bytes = !hash_eq(d->items.v[i].blob, (Hash){0});
        if (is_thing(&d->items.v[i]) ? d->items.v[i].place.n > 0 : bytes) continue;
        (void)FAIL(err, ERR_INVALID, "manifest.item", "a thing needs its place, anything else its content");
        err_where(err, "/items/%zu", i);
        return ERR_INVALID;
    }
    return OK;
}

Status manifest_valid(const Manifest *m, Err *err) {
    if (manifest_pages(m) > MANIFEST_PAGES_MAX)
        return FAIL(err, ERR_LIMIT, "manifest.large", "a dossier has at most %d pages and items", MANIFEST_PAGES_MAX);
    for (size_t v = 0; v < m->volumes.n; v++)
        for (size_t d = 0; d < m->volumes.v[v].documents.n; d++) {
            Err inner = {0};
            if (document_valid(&m->volumes.v[v].documents.v[d], &inner) == OK) continue;
            (void)FAIL(err, ERR_INVALID, inner.code, "%s", inner.msg);
            err_where(err, "/volumes/%zu/documents/%zu%s", v, d, inner.where);
            return ERR_INVALID;
        }
    return OK;
}

Status manifest_decode(Str text, Arena *a, Manifest *ret, Err *err) {
    Node *tree;
    TRY(json_read(text, (JsonLimits){.bytes_max = MANIFEST_BYTES, .nodes_max = 1000000}, a, &tree, err));
    TRY(shape_decode(&MANIFEST_SHAPE, tree, NULL, a, ret, err));
    return manifest_valid(ret, err);
}

static Hash item_key(const DossierItem *i, HashFn *hash) {
    if (!is_thing(i)) return i->blob;
    char len[8];
    for (int b = 0; b < 8; b++) len[b] = (char)((uint64_t)i->name.n >> (56 - 8 * b) & 0xff);
    return hash((Str[]){S("thing"), str_n(len, sizeof len), i->name, i->place}, 4);
}

void manifest_leaves(const Manifest *m, HashFn *hash, Arena *a, ManifestLeaves *ret) {
    for (size_t v = 0; v < m->volumes.n; v++)
        for (size_t d = 0; d < m->volumes.v[v].documents.n; d++) {
            const DossierDocument *doc = &m->volumes.v[v].documents.v[d];
            for (size_t p = 0; p < doc->pages.n; p++) {
                ManifestLeaf *l = PUSH(a, ret);
                l->at = (ManifestPlace){v, d, p, false};
                (void)hash_parse(doc->pages.v[p], &l->key);
            }
            for (size_t i = 0; i < doc->items.n; i++)
                *PUSH(a, ret) = (ManifestLeaf){item_key(&doc->items.v[i], hash), {v, d, i, true}};
        }
}

static bool has_kind(const Manifest *m, Str kind) {
    for (size_t v = 0; v < m->volumes.n; v++)
        for (size_t d = 0; d < m->volumes.v[v].documents.n; d++)
            if (str_eq(m->volumes.v[v].documents.v[d].kind, kind)) return true;
    return false;
}

void manifest_missing(const Manifest *m, const Codes *codes, Str catalogue, Str class,
                      bool (*applies)(const void *by, const CodeItem *item), const void *by, Arena *a, Missings *ret) {
    const CodeTable *t = &codes->tables[CODE_ITEM];
    for (size_t i = 0; i < t->n; i++) {
        const CodeItem *item = (const CodeItem *)t->rows[i];
        bool required = code_words_have(&item->required, catalogue), wanted = code_words_have(&item->wanted, catalogue);
        if (!required && !wanted) continue;
        if (item->classes.n && !code_words_have(&item->classes, class)) continue;
        if (item->when && (!applies || !applies(by, item))) continue;
        if (has_kind(m, item->document) || has_kind(m, item->code.id)) continue;
        *PUSH(a, ret) = (Missing){item, required};
    }
}

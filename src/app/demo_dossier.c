// SPDX-License-Identifier: Apache-2.0
#include "app/demo_dossier.h"

#include "app/demo_pages.h"
#include "app/dossier.h"
#include "base/clock.h"
#include "core/catalogue.h"
#include "db/queries.h"

enum { ITEMS_MOST = 256, COPIES_MOST = 8, PAGES_MOST = 8, DPI_GOOD = 200, DPI_POOR = 120 };
typedef LIST_OF(BatchStmt) Stmts;

typedef struct Grown { /* the dossier of one case as last made */
    Hash manifest;
    int made;
    bool poor, lacking;
    uint8_t copies[ITEMS_MOST]; /* documents of each item of the catalogue */
} Grown;

struct DemoDossiers {
    Site *site;
    Arena *a;
    const CodeTable *items;
    const DemoClasses *classes;
    const Codes *codes;
    Grown *plots;
    Hash *images[2]; /* poor and good, by item, copy and page; zero: not drawn yet */
    size_t drawn;
};

DemoDossiers *demo_dossiers_new(Site *site, const DemoClasses *classes, const Codes *codes, size_t plots, Arena *a) {
    DemoDossiers *d = NEW(a, DemoDossiers);
    *d = (DemoDossiers){.site = site, .a = a, .items = &codes->tables[CODE_ITEM], .classes = classes, .codes = codes};
    ASSERT(d->items->n <= ITEMS_MOST);
    d->plots = NEW_N(a, Grown, plots);
    for (size_t i = 0; i < LEN(d->images); i++) d->images[i] = NEW_N(a, Hash, d->items->n * COPIES_MOST * PAGES_MOST);
    return d;
}

size_t demo_dossiers_pages(const DemoDossiers *d) {
    return d->drawn;
}

static void add_row(Stmts *rows, Arena *a, Query q, const Val *args, size_t n) {
    *PUSH(a, rows) = (BatchStmt){q, arena_dup(a, args, n * sizeof *args), n};
}

static void add_blob(Stmts *rows, Arena *a, Hash id, uint64_t size, Str type) {
    Time now = clock_now();
    add_row(rows, a, Q_BLOB_PUT, ARGS(VAL(id), VAL(size), VAL(type), VAL(now), VAL(now + 7 * DAY_US), val_null()));
    add_row(rows, a, Q_BLOB_KEEP, ARGS(VAL(id), VAL(size), VAL(now)));
}

static Status keep_page(const DemoDossiers *d, Str png, Hash *ret, Err *err) {
    _cleanup_(vault_put_freep) VaultPut *put = NULL;
    TRY(vault_put_new(site_vault(d->site), MB(8), &put, err));
    TRY(vault_put_feed(put, png, err));
    return vault_put_keep(put, ret, err);
}

typedef struct Sheets { /* the pages of one document to be drawn */
    size_t item;
    int copy, pages, dpi;
} Sheets;

static Status put_pages(DemoDossiers *d, const Sheets *x, DossierDocument *doc, Stmts *rows, Arena *a, Err *err) {
    for (int i = 0; i < x->pages; i++) {
        size_t at = (x->item * COPIES_MOST + (size_t)x->copy) * PAGES_MOST + (size_t)i;
        Hash *h = &d->images[x->dpi == DPI_GOOD][at];
        char hex[HASH_TEXT];
        if (hash_eq(*h, (Hash){0})) {
            _cleanup_(arena_freep) Arena *work = arena_new();
            Str png = demo_page_png(&(DemoPage){.dpi = x->dpi, .number = i + 1, .sealed = i == x->pages - 1, .seed = at + 1}, work);
            TRY(keep_page(d, png, h, err));
            add_blob(rows, a, *h, png.n, S("image/png"));
            d->drawn++;
        }
        *PUSH(a, &doc->pages) = str_dup(a, str_c(hash_format(*h, hex).p));
    }
    return OK;
}

static int pages_of(const DemoClasses *k, Str document) {
    for (size_t i = 0; i < k->papers.n; i++)
        if (str_eq(k->papers.v[i].document, document)) return MIN(k->papers.v[i].pages, PAGES_MOST);
    return 1;
}

/* What the catalogue asks for and was not yet there. False: nothing. */
static bool grow(const DemoDossiers *d, const DemoDossierAsk *q, Grown *g) {
    bool more = false;
    for (size_t i = 0; i < d->items->n; i++) {
        const CodeItem *item = (const CodeItem *)d->items->rows[i];
        if (catalogue_asks(d->codes, item, q->catalogue, q->c) != ITEM_REQUIRED) continue;
        int n = item->person ? MIN(catalogue_persons(item, q->c), COPIES_MOST) : 1;
        more |= n > g->copies[i];
        g->copies[i] = (uint8_t)MAX(n, g->copies[i]);
    }
    return more;
}

static Status put_document(DemoDossiers *d, const DemoDossierAsk *q, const Sheets *x, DossierVolume *volume, Stmts *rows, Arena *a, Err *err) {
    const CodeItem *item = (const CodeItem *)d->items->rows[x->item];
    DossierDocument *doc = PUSH(a, &volume->documents);
    doc->kind = catalogue_kind(item);
    doc->name = item->code.name;
    if (item->person && q->c->persons.n > 1 && (size_t)x->copy < q->c->persons.n)
        doc->name = str_format(a, STR_FMT "（" STR_FMT "）", STR_ARG(doc->name), STR_ARG(q->c->persons.v[x->copy].name));
    doc->dated = q->begun;
    return put_pages(d, x, doc, rows, a, err);
}

static Status fill(DemoDossiers *d, const DemoDossierAsk *q, const Grown *g, Stmts *rows, Manifest *ret, Arena *a, Err *err) {
    const CodeTable *volumes = &d->codes->tables[CODE_VOLUME];
    for (size_t v = 0; v < volumes->n; v++) {
        const Code *kind = volumes->rows[v];
        DossierVolume volume = {.kind = kind->id, .name = kind->name};
        for (size_t i = 0; i < d->items->n; i++) {
            const CodeItem *item = (const CodeItem *)d->items->rows[i];
            const CodeGroup *group = codes_find_group(d->codes, item->group);
            if (!group || !str_eq(group->volume, kind->id)) continue;
            if (g->lacking && str_eqz(item->code.id, "identity_proof")) continue;
            Sheets x = {.item = i, .pages = pages_of(d->classes, item->document),
                        .dpi = g->poor && str_eqz(kind->id, "evidence") ? DPI_POOR : DPI_GOOD};
            for (; x.copy < g->copies[i]; x.copy++) TRY(put_document(d, q, &x, &volume, rows, a, err));
        }
        if (volume.documents.n) *PUSH(a, &ret->volumes) = volume;
    }
    return OK;
}

Status demo_dossier(DemoDossiers *d, const DemoDossierAsk *q, Arena *a, DemoOrder *o, Err *err) {
    Grown *g = &d->plots[q->plot];
    bool more = grow(d, q, g), first = !g->made;
    o->cmd.manifest = g->manifest;
    if (!first && !more && !q->again) return OK;
    g->poor = first && q->way->returned && strcmp(q->way->returned, "resolution") == 0;
    g->lacking = first && q->way->returned && strcmp(q->way->returned, "missing") == 0;
    Manifest m = {.note = str_format(a, STR_FMT "，第%d版", STR_ARG(q->names), ++g->made)};
    Stmts rows = {0};
    Hashes blobs = {0};
    uint64_t size;
    TRY(fill(d, q, g, &rows, &m, a, err));
    TRY(manifest_keep(site_vault(d->site), &m, a, &g->manifest, &size, err));
    TRY(manifest_blobs(&m, a, &blobs, err));
    add_blob(&rows, a, g->manifest, size, S("application/json"));
    add_row(&rows, a, Q_MANIFEST_ADD,
            ARGS(VAL(g->manifest), VAL(o->cmd.case_id), VAL(q->at), VAL(q->user), VAL(q->agency), VAL(manifest_documents(&m)), VAL(blobs.n),
                 VAL(size)));
    for (size_t i = 0; i < blobs.n; i++) add_row(&rows, a, Q_MANIFEST_BLOB_ADD, ARGS(VAL(g->manifest), VAL(blobs.v[i])));
    o->cmd.manifest = g->manifest;
    o->rows = rows.v;
    o->n_rows = rows.n;
    return OK;
}

// SPDX-License-Identifier: Apache-2.0
#include "core/catalogue.h"

Str catalogue_of_act(const World *w, const Case *c, Str act) {
    for (size_t i = 0; i < w->n_guides; i++) {
        const Guide *g = w->guides[i];
        int at = str_eq(g->id, c->class) ? guide_act(g, act) : -1;
        if (at >= 0) return g->acts[at].needs.catalogue;
    }
    return (Str){0};
}

static bool has_word(const CodeWords *w, Str word) {
    for (size_t i = 0; i < w->n; i++)
        if (str_eq(w->v[i], word)) return true;
    return false;
}

/* A case names its class as its guide does; the table's rows have that name. */
bool catalogue_has(const Codes *codes, const CodeItem *item, const Case *c) {
    const Code *class = codes_find_named(codes, CODE_CLASS, c->class);
    return !item->classes.n || (class && has_word(&item->classes, class->id));
}

ItemNeed catalogue_asks(const Codes *codes, const CodeItem *item, Str catalogue, const Case *c) {
    if (!catalogue_has(codes, item, c) || !catalogue_persons(item, c)) return ITEM_FREE;
    return has_word(&item->required, catalogue) ? ITEM_REQUIRED : has_word(&item->wanted, catalogue) ? ITEM_WANTED : ITEM_FREE;
}

static bool value_among(Str value, const Node *words) {
    if (words->kind == NODE_STR) return str_eq(words->s, value);
    for (size_t i = 0; words->kind == NODE_LIST && i < words->list.n; i++)
        if (words->list.v[i]->kind == NODE_STR && str_eq(words->list.v[i]->s, value)) return true;
    return false;
}

int catalogue_persons(const CodeItem *item, const Case *c) {
    int n = 0;
    for (size_t p = 0; p < c->persons.n; p++) {
        bool fits = !c->persons.v[p].moved_to;
        for (size_t f = 0; item->when && item->when->kind == NODE_MAP && f < item->when->map.n; f++)
            fits &= value_among(person_fact(&c->persons.v[p], item->when->map.v[f].key), item->when->map.v[f].value);
        n += fits;
    }
    return n;
}

Str catalogue_kind(const CodeItem *item) {
    return item->document.n ? item->document : item->code.id;
}

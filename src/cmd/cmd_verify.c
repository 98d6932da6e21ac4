// SPDX-License-Identifier: Apache-2.0
/* Recomputes a site from its bytes and names the first thing that is not as it was stored. */
#include "app/verify.h"
#include "base/hex.h"
#include "cmd/cmd.h"
#include "node/json.h"

#include <getopt.h>
#include <unistd.h>

static const char HELP[] =
    "usage: jindu verify --site DIR [--db URL] [--no-blobs] [--json]\n\n"
    "Recomputes every hash of the log, its chains and its order; replays all cases, persons and the site from their\n"
    "events and compares them with what is stored and shown; reads every kept byte again and compares it with its\n"
    "name. Changes nothing; the site may be in use meanwhile.\n\n"
    "  --site DIR   the folder of the site\n"
    "  --db URL     its database, if it is not sqlite:DIR/site.db\n"
    "  --no-blobs   leave the vault out, which takes longest\n"
    "  --json       one JSON object instead of text\n\n"
    "Exit 0: all is as it was stored. 1: something is not; the first such thing is named. 2: it could not be read.\n"
    "`head` is the hash of the last commit: compare it with one noted elsewhere to see that nothing was cut off.\n";

typedef struct Wish {
    const char *site, *db;
    bool blobs, json;
} Wish;

static int wish_parse(int argc, char **argv, Wish *w) {
    static const struct option OPTIONS[] = {{"site", required_argument, NULL, 's'}, {"db", required_argument, NULL, 'd'},
                                            {"no-blobs", no_argument, NULL, 'n'},   {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},       {0}};
    *w = (Wish){.blobs = true};
    for (int c; (c = getopt_long(argc, argv, "h", OPTIONS, NULL)) != -1;) {
        switch (c) {
        case 's': w->site = optarg; break;
        case 'd': w->db = optarg; break;
        case 'n': w->blobs = false; break;
        case 'j': w->json = true; break;
        case 'h': fputs(HELP, stdout); return EXIT_DONE;
        default: return EXIT_USAGE;
        }
    }
    if (w->site && optind == argc) return -1;
    fputs(HELP, stderr);
    return EXIT_USAGE;
}

static Status verify(const Wish *w, Arena *a, Verified *ret, Err *err) {
    _cleanup_(db_closep) Db *db = NULL;
    _cleanup_(vault_closep) Vault *vault = NULL;
    Str url = w->db ? str_c(w->db) : str_format(a, "sqlite:%s/site.db", w->site);
    Str bytes = str_format(a, "%s/vault", w->site);
    TRY(db_open(url, &(DbHow){.role = DB_READER, .queries = &JINDU_QUERIES}, &db, err));
    TRY(db_schema_check(db, &JINDU_MIGRATIONS, err));
    if (w->blobs && access(bytes.p, F_OK) == 0) TRY(vault_open(bytes, VAULT_READ, &vault, err));
    return site_verify(db, vault, NULL, ret, err);
}

static void print_json(const Verified *v, Arena *a) {
    StrBuf b;
    Json j;
    strbuf_init(&b, a, KB(8));
    json_init(&j, &b);
    json_obj(&j);
    json_key(&j, "sound");
    json_bool(&j, !bad_is(&v->bad));
    json_key(&j, "records");
    json_i64(&j, v->records);
    json_key(&j, "commits");
    json_i64(&j, v->commits);
    json_key(&j, "cases");
    json_i64(&j, v->cases);
    json_key(&j, "persons");
    json_i64(&j, v->subjects);
    json_key(&j, "blobs");
    json_i64(&j, v->blobs);
    json_key(&j, "head");
    json_hash(&j, v->head);
    if (bad_is(&v->bad)) {
        json_key(&j, "code");
        json_strz(&j, v->bad.code);
        json_key(&j, "pos");
        json_i64(&j, v->bad.pos);
        json_key(&j, "stream");
        json_id(&j, v->bad.stream);
        json_key(&j, "text");
        json_strz(&j, v->bad.text);
    }
    json_end_obj(&j);
    printf(STR_FMT "\n", STR_ARG(strbuf_str(&b)));
}

static void print_text(const Verified *v) {
    char hex[HASH_TEXT], id[ID_TEXT];
    printf("%lld records in %lld commits, %lld cases, %lld persons, %lld blobs\n", (long long)v->records,
           (long long)v->commits, (long long)v->cases, (long long)v->subjects, (long long)v->blobs);
    printf("head " STR_FMT "\n", STR_ARG(hash_format(v->head, hex)));
    if (!bad_is(&v->bad)) {
        puts("sound: nothing was changed or removed");
        return;
    }
    printf("NOT SOUND: %s: %s\n", v->bad.code, v->bad.text);
    if (v->bad.pos) printf("first bad record: %lld\n", (long long)v->bad.pos);
    if (v->bad.stream) printf("stream: " STR_FMT "\n", STR_ARG(id_format(v->bad.stream, id)));
}

int cmd_verify(int argc, char **argv) {
    Wish w;
    int code = wish_parse(argc, argv, &w);
    if (code >= 0) return code;
    _cleanup_(arena_freep) Arena *a = arena_new();
    Verified v;
    Err err = {0};
    if (verify(&w, a, &v, &err) != OK) {
        fprintf(stderr, "jindu verify: %s: %s\n", err.code, err.msg);
        return EXIT_USAGE;
    }
    if (w.json) print_json(&v, a);
    else print_text(&v);
    return bad_is(&v.bad) ? EXIT_FAULT : EXIT_DONE;
}

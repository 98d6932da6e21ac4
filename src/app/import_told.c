// SPDX-License-Identifier: Apache-2.0
/* What came of a sheet of cases, for people and as JSON. */
#include "app/import_cases.h"

#include "base/hex.h"

static const char *const LIFE_ZH[] = {"可以录入", "有错误", "案号已在平台，未再录入", "已录入", "此前已录入", "录入失败"};

void import_plan_text(const ImportPlan *p, bool dry, StrBuf *out) {
    bad_cells_text(&p->bad, out);
    for (size_t i = 0; i < p->cases.n; i++) {
        const ImportCase *c = &p->cases.v[i];
        char id[ID_TEXT];
        if (c->life == IMPORT_READY || c->life == IMPORT_BAD || (c->life == IMPORT_DONE && p->cases.n > 200)) continue;
        strbuf_f(out, "第%d行 " STR_FMT "：%s", c->first_row, STR_ARG(c->cmd.name), LIFE_ZH[c->life]);
        if (c->case_id) strbuf_f(out, " " STR_FMT, STR_ARG(id_format(c->case_id, id)));
        if (c->why.n) strbuf_f(out, "（" STR_FMT "）", STR_ARG(c->why));
        strbuf_putc(out, '\n');
    }
    strbuf_f(out, "共 %zu 行，%zu 个案件，%zu 人", p->rows, p->cases.n, p->persons);
    bool first = true;
    for (size_t life = 0; life < LEN(LIFE_ZH); life++) {
        size_t n = import_count(p, (ImportLife)life);
        if (!n) continue;
        strbuf_f(out, "%s%s %zu 件", first ? "；" : "，", LIFE_ZH[life], n);
        first = false;
    }
    strbuf_f(out, "；错误单元格 %zu 处。\n", p->bad.n + p->bad.more);
    if (dry) strbuf_put(out, S("这是试运行，未写入任何内容。\n"));
}

static void case_json(const ImportCase *c, Json *j) {
    json_obj(j);
    json_key(j, "row");
    json_i64(j, c->first_row);
    json_key(j, "name");
    json_str(j, c->cmd.name);
    if (c->cmd.number.n) json_key(j, "number"), json_str(j, c->cmd.number);
    json_key(j, "persons");
    json_i64(j, (int64_t)c->cmd.people.n);
    json_key(j, "life");
    json_strz(j, IMPORT_LIFE[c->life]);
    if (c->case_id) json_key(j, "case"), json_id(j, c->case_id);
    if (c->why.n) json_key(j, "why"), json_str(j, c->why);
    json_end_obj(j);
}

void import_plan_json(const ImportPlan *p, bool dry, Json *j) {
    json_obj(j);
    json_key(j, "dry_run");
    json_bool(j, dry);
    json_key(j, "rows");
    json_i64(j, (int64_t)p->rows);
    json_key(j, "persons");
    json_i64(j, (int64_t)p->persons);
    json_key(j, "counts");
    json_obj(j);
    for (int life = 0; IMPORT_LIFE[life]; life++) {
        json_key(j, IMPORT_LIFE[life]);
        json_i64(j, (int64_t)import_count(p, (ImportLife)life));
    }
    json_end_obj(j);
    json_key(j, "bad_more");
    json_i64(j, (int64_t)p->bad.more);
    json_key(j, "bad");
    bad_cells_json(&p->bad, j);
    json_key(j, "cases");
    json_arr(j);
    for (size_t i = 0; i < p->cases.n; i++) case_json(&p->cases.v[i], j);
    json_end_arr(j);
    json_end_obj(j);
}

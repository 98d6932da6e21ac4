// SPDX-License-Identifier: Apache-2.0
/* The empty sheets of users and of agencies. */
#include "app/import_users.h"

static void put_names(const Codes *codes, CodeKind kind, StrBuf *out) {
    const CodeTable *t = &codes->tables[kind];
    for (size_t i = 0; i < t->n; i++) strbuf_f(out, "%s" STR_FMT, i ? "／" : "", STR_ARG(t->rows[i]->name));
}

void import_users_template(const Codes *codes, StrBuf *out) {
    strbuf_put(out, S("\xEF\xBB\xBF登录名,姓名,单位,岗位,科室\r\n"
                      "#必填；3至40个字母、数字或 . _ -,必填,必填；平台登记的单位全称,必填；几个用顿号隔开："));
    put_names(codes, CODE_ROLE, out);
    strbuf_put(out, S(",可不填\r\n#zhangmm,张某某,某某县公安局,办案民警,刑侦大队\r\n"));
}

void import_agencies_template(const Codes *codes, StrBuf *out) {
    strbuf_put(out, S("\xEF\xBB\xBF单位名称,单位种类,行政区划,级别,上级单位,上线日期\r\n#必填；全称,必填："));
    put_names(codes, CODE_AGENCY_KIND, out);
    strbuf_put(out, S(",必填；六位代码或名称,必填：部级／省级／市级／县级／派出机构,没有则空着；须在本表前面或已在平台,如 2021-03-05；空着为尚未上线\r\n"
                      "#某某县公安局,公安机关,620503,县级,,2021-03-05\r\n"));
}

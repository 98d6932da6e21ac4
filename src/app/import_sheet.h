// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What all bulk entries have in common: which column of a sheet is which, and the list of everything that is wrong in
 * it, cell by cell, so that one look is enough to put a whole sheet right.
 *
 * It knows headings and cells. What a column means, and whether its value is right, is import_cases' and import_users'.
 */
#include "node/json.h"
#include "node/table.h"

/* X(id, code, what is wrong zh, en, what to do zh, en) */
#define IMPORT_FAULTS(X)                                                                                          \
    X(I_NO_ROWS, "import.no_rows", "表中没有数据行", "the sheet has no rows", "请在列名下逐行填写", "fill in rows below the headings") \
    X(I_HEADING, "import.heading", "没有这个列名", "there is no such heading", "请改用模板中的列名，或删除此列",          \
      "use a heading of the template, or remove the column")                                                      \
    X(I_HEADING_TWICE, "import.heading_twice", "列名重复", "the heading is there twice", "请只保留一列", "keep one of the columns") \
    X(I_NO_COLUMN, "import.no_column", "缺少必需的列", "a needed column is missing", "请增加此列", "add the column")      \
    X(I_EMPTY, "import.empty", "必填项为空", "a needed cell is empty", "请填写", "fill it in")                          \
    X(I_LONG, "import.long", "文字过长", "the text is too long", "请缩短", "shorten it")                                \
    X(I_ERROR, "import.error_cell", "单元格是错误值", "the cell shows an error", "请修正公式或直接填写", "mend the formula or type the value") \
    X(I_CLASS, "import.class", "没有这一类别的流转指引", "no guide is in force for this class", "请填写已生效的类别", "use a class in force") \
    X(I_AGENCY, "import.agency", "没有这个单位", "there is no such agency", "请填写平台登记的单位全称", "use the registered name") \
    X(I_NOT_THEIRS, "import.not_theirs", "录入人在该单位没有岗位，且该单位已在平台办案",                             \
      "the user has no post in this agency, and it works on the platform itself", "请由该单位录入", "have that agency enter it") \
    X(I_SYSTEM, "import.system", "没有这种案号", "there is no such kind of number", "请填写编号种类", "use a kind of the code table") \
    X(I_DAY, "import.day", "日期写法不对", "this is no date", "请写成 2021-03-05", "write it as 2021-03-05")            \
    X(I_FUTURE, "import.future", "日期晚于今天", "the date lies in the future", "请核对日期", "check the date")          \
    X(I_SEX, "import.sex", "没有这种性别", "there is no such sex", "请填写男或女", "use 男 or 女")                       \
    X(I_ID_KIND, "import.id_kind", "没有这种证件", "there is no such kind of paper", "请填写证件种类", "use a kind of the code table") \
    X(I_ID_LENGTH, "import.id_length", "证件号码位数不对", "the number has the wrong length", "请核对证件", "check the paper") \
    X(I_ID_OLD, "import.id_old", "这是15位旧号码", "this is an old number of 15 places", "请填写18位号码", "use the number of 18 places") \
    X(I_ID_SIGNS, "import.id_signs", "证件号码含有不应有的字符", "the number holds a sign it cannot have", "请核对证件", "check the paper") \
    X(I_ID_CHECK, "import.id_check", "证件号码末位校验不符，前17位对应的末位是", "the check character does not fit; the first 17 places give", \
      "请对照证件逐位核对", "compare it place by place with the paper")                                            \
    X(I_ID_DAY, "import.id_day", "证件号码中的出生日期不存在", "the birthday in the number does not exist", "请核对证件", "check the paper") \
    X(I_ID_REGION, "import.id_region", "证件号码前两位不是省份代码", "no province begins with these two places", "请核对证件", "check the paper") \
    X(I_ID_BIRTH, "import.id_birth", "出生日期与证件号码不一致，号码中为", "the birthday differs from the number, which says", "请核对两栏", "check both cells") \
    X(I_ID_SEX, "import.id_sex", "性别与证件号码不一致，号码中为", "the sex differs from the number, which says", "请核对两栏", "check both cells") \
    X(I_ROUNDED, "import.rounded", "号码按数字保存，末几位已丢失", "the number was kept as a figure and has lost its last places", \
      "请将该列设为“文本”后重新填写", "format the column as text and type it again")                              \
    X(I_PERSON_TWICE, "import.person_twice", "同一案件中此人已在前面出现", "this person is in the case already, in", "请删除重复的一行", "remove one of the rows") \
    X(I_MANY, "import.many", "一案人数过多", "too many persons in one case", "请先录入一部分，其余用“增加人员”", "enter a part, add the others later") \
    X(I_CHARGE, "import.charge", "没有这个罪名", "there is no such charge", "请填写规范罪名", "use the official name")     \
    X(I_VALUE, "import.value", "取值不在指引所列范围", "the guide has no such value", "请从所列取值中选择", "choose one of the values") \
    X(I_NOT_IN_CLASS, "import.not_in_class", "该类别的流转指引没有此项", "the guide of this class does not have this", "请将此格留空", "leave the cell empty") \
    X(I_DIFFERS, "import.differs", "与同一案件前面的行不一致", "differs from an earlier row of the same case", "同一案件各行应一致，或留空", \
      "make the rows agree, or leave it empty")                                                                   \
    X(I_AMBIGUOUS, "import.ambiguous", "有几个同名案件", "several cases have this name", "请填写案号", "give the number") \
    X(I_ENDED, "import.ended", "程序已终结，不是在办案件", "the proceeding has ended: it is no running case", "请删除此行", "remove the row") \
    X(I_ACT, "import.act", "没有这个移送事项", "there is no such transfer", "请写成“事项名称 已受理 2021-03-05”", "write name, step, date") \
    X(I_LIFE, "import.life", "没有写明进行到哪一步", "it does not say how far it has come", "请在事项名称后写已移送、已签收、已受理或已退回", \
      "write 已移送 已签收 已受理 or 已退回 after the name")                                                     \
    X(I_DUTY, "import.duty", "没有这项义务", "there is no such duty", "请填写指引中的义务名称", "use the name of a duty of the guide") \
    X(I_CLOCK, "import.clock", "没有这个期限，或没有填它的起算日", "there is no such clock, or its start is not filled in", \
      "请写成“期限名称 一延 2021-03-05”，并填写该期限的起算日", "write the clock's name first, and fill in its start")   \
    X(I_EXTENSION, "import.extension", "该期限没有这种延长", "the clock has no such extension",                     \
      "请填写指引所列的延长，如“一延”", "use an extension the guide lists")                                       \
    X(I_STATE, "import.state", "按流转指引，所填状态走不到结案", "from this state the guide leads to no lawful end", \
      "请核对阶段、羁押状态和期限", "check stage, custody and clocks")                                            \
    X(I_REFUSED, "import.refused", "不能这样录入", "this cannot be entered", "请按说明更正", "mend what is named")         \
    X(I_LOGIN, "import.login", "登录名应为3至40位字母、数字或 . _ -", "a login has 3 to 40 letters, digits or . _ -", "请改写", "rewrite it") \
    X(I_LOGIN_TWICE, "import.login_twice", "登录名已由他人使用", "the login belongs to another person", "请换一个登录名", "choose another") \
    X(I_ROLE, "import.role", "没有这个岗位", "there is no such role", "请填写岗位名称", "use the name of a role")          \
    X(I_ROLE_KIND, "import.role_kind", "该岗位不设在这类单位", "agencies of this kind have no such role", "请核对岗位和单位", "check role and agency") \
    X(I_KIND, "import.kind", "没有这种单位", "there is no such kind of agency", "请填写单位种类", "use a kind of the code table") \
    X(I_REGION, "import.region", "没有这个行政区划", "there is no such region", "请填写六位区划代码或名称", "use the six digits or the name") \
    X(I_LEVEL, "import.level", "没有这个级别", "there is no such level", "请填写省级、市级、县级或派出机构", "use 省级 市级 县级 派出机构")

#define X(id, code, zh, en, todo_zh, todo_en) id,
typedef enum ImportFault { IMPORT_FAULTS(X) I_N } ImportFault;
#undef X

typedef struct ImportFaultText {
    const char *code, *zh, *en, *todo_zh, *todo_en;
} ImportFaultText;
extern const ImportFaultText IMPORT_FAULT_TEXTS[I_N];

enum { COLUMN_UNKNOWN, COLUMN_NOTE }; /* other kinds begin after these; a note column is not read */

typedef struct Heading { /* one word a column may be called */
    Str word;
    int kind;
    Str id; /* what it is about, where one kind stands for many columns */
} Heading;
typedef struct Headings {
    Heading *v;
    size_t n, cap;
} Headings;
void heading_add(Headings *h, Arena *a, Str word, int kind, Str id);

typedef struct SheetColumn {
    int kind;
    Str id, heading;
} SheetColumn;

typedef struct BadCell {
    int row;   /* 0: the sheet as a whole */
    Str cell, heading, value; /* F12; 12 for a whole row */
    ImportFault fault;
    Str about_zh, about_en, near; /* the particulars; the nearest right word */
} BadCell;

enum { BAD_CELLS_MAX = 20000 };
typedef struct BadCells {
    BadCell *v;
    size_t n, cap;
    size_t more; /* beyond BAD_CELLS_MAX: counted only */
} BadCells;

typedef struct Sheet {
    const Table *table;
    size_t first; /* the first row of data, in table->v */
    int header;   /* row number of the headings */
    SheetColumn *columns;
    size_t n;
    BadCells *bad;
    Arena *a;
} Sheet;

/*
 * Finds the row of headings among the first ten (a title may stand above it) and names every column. Rows whose first
 * cell begins with # are remarks, as the template's.
 */
void sheet_map(const Table *t, const Headings *known, BadCells *bad, Arena *a, Sheet *ret);
size_t sheet_column(const Sheet *s, int kind, Str id); /* SIZE_MAX if it is not there */
bool sheet_needs(const Sheet *s, int kind, const char *heading); /* notes it where it is missing */
Cell sheet_cell(const Sheet *s, const TableRow *row, int kind, Str id);
bool sheet_remark(const TableRow *row);

typedef struct BadIs {
    ImportFault fault;
    int kind; /* the column; COLUMN_UNKNOWN: the whole row */
    Str id, about_zh, about_en, near;
} BadIs;
/* row NULL: the sheet as a whole. */
void bad_cell(const Sheet *s, const TableRow *row, BadIs what);
void bad_at(const Sheet *s, const TableRow *row, size_t column, BadIs what);

void bad_cells_text(const BadCells *b, StrBuf *out); /* a line each, Chinese */
void bad_cells_json(const BadCells *b, Json *j);     /* an array */

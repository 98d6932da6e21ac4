// SPDX-License-Identifier: Apache-2.0
/* Sheets of running cases against the shipped rules, without a database; and through the writer of a small county. */
#include "app/import_run.h"

#include "app/import_users.h"
#include "app/rules.h"
#include "app/spelled.h"
#include "app/testsite.h"
#include "core/guide_check.h"

/* Made-up people: the last places are computed. */
#define ID_MAN "620503199001011012"   /* 1990-01-01, male */
#define ID_WOMAN "620503199203042028" /* 1992-03-04, female */

typedef struct Desk { /* a police desk of one county, under the guide of dangerous driving */
    Arena *a;
    Rules *rules;
    Guide *guide;
    const Guide *guides[1];
    GuideGraph *graph;
    World world;
    SiteState site;
    Asker who;
    ImportHow how;
} Desk;

static bool in_graph(const void *by, const Guide *g, const Machine *m) {
    return guide_state(by, m) >= 0;
}

static Agency *desk_agency(Desk *d, int64_t id, const char *name, const char *kind, bool on) {
    Agency *a = PUSH(d->a, &d->site.agencies);
    *a = (Agency){.id = id, .name = str_c(name), .kind = str_c(kind), .region = S("620503"), .level = 3,
                  .on_from = on ? day_start(day_from_ymd(2020, 8, 1)) : TIME_NONE};
    return a;
}

/* The rules and the guide's states, read and explored once for all tests. */
static const Desk *desk_law(void) {
    static Desk law;
    Err err = {0};
    if (law.a) return &law;
    law.a = arena_new();
    CHECK_OK(rules_read(RULES_DIR, law.a, &law.rules, &err), &err);
    CHECK_OK(rules_guide(law.rules, S("危险驾驶"), law.a, &law.guide, &err), &err);
    guide_sides(law.guide);
    law.graph = guide_explore(law.guide, law.a);
    law.guides[0] = law.guide;
    return &law;
}

static Desk *desk_new(void) {
    Arena *a = arena_new();
    Desk *d = arena_dup(a, desk_law(), sizeof *d);
    d->a = a;
    desk_agency(d, 11, "测县公安局", "police", true);
    desk_agency(d, 12, "测县人民检察院", "procuratorate", true);
    desk_agency(d, 13, "测县人民法院", "court", false);
    static Str role = {"handler", 7};
    *PUSH(a, &d->site.users) = (User){.id = 21, .login = S("lihua"), .name = S("李华")};
    *PUSH(a, &d->site.posts) = (UserPost){.id = 31, .user = 21, .agency = 11, .roles = {&role, 1, 1}};
    d->world = (World){.agencies = d->site.agencies, .calendar = d->rules->calendar, .guides = d->guides, .n_guides = 1,
                       .late_after = DAY_US, .certified = in_graph, .certified_by = d->graph};
    CHECK(asker_of(&d->site, d->rules->codes, 21, 31, &d->who));
    d->how = (ImportHow){.site = &d->site, .world = &d->world, .codes = d->rules->codes, .who = &d->who,
                         .now = day_start(day_from_ymd(2021, 3, 20)) + 9 * HOUR};
    return d;
}

static ImportPlan desk_plan(Desk *d, const char *csv) {
    ImportPlan p = {0};
    Table t;
    Err err = {0};
    CHECK_OK(table_read(str_c(csv), d->a, &t, &err), &err);
    CHECK_OK(import_plan(&t, &d->how, d->a, &p, &err), &err);
    return p;
}

static const BadCell *bad_there(const ImportPlan *p, const char *cell, ImportFault fault) {
    for (size_t i = 0; i < p->bad.n; i++)
        if (str_eqz(p->bad.v[i].cell, cell) && p->bad.v[i].fault == fault) return &p->bad.v[i];
    StrBuf b;
    strbuf_init(&b, NULL, KB(64));
    bad_cells_text(&p->bad, &b);
    TEST_FAIL("%s is not told as %s; told is:\n" STR_FMT, cell, IMPORT_FAULT_TEXTS[fault].code, STR_ARG(strbuf_str(&b)));
    strbuf_done(&b);
    return NULL;
}

static void show_if_bad(const ImportPlan *p) {
    if (!p->bad.n) return;
    StrBuf b;
    strbuf_init(&b, NULL, KB(64));
    import_plan_text(p, true, &b);
    TEST_FAIL("unexpected:\n" STR_FMT, STR_ARG(strbuf_str(&b)));
    strbuf_done(&b);
}

#define HEAD "案件名称,类别,案号,立案日期,姓名,证件种类,证件号码,性别,出生日期,罪名,阶段,羁押状态,涉案时年龄,适用程序,一审羁押期限起算日,侦查羁押期限,单位\n"

TEST(dates_are_read_in_their_usual_spellings) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    static const char *const SAME[] = {"2021-03-05", "2021/3/5", "2021.3.5", "20210305", "2021年3月5日", "2021 年 3 月 5 日",
                                       "二〇二一年三月五日", "２０２１－０３－０５", "44260", "2021年03月05号", " 2021-3-5 "};
    Time t;
    bool hour;
    for (size_t i = 0; i < LEN(SAME); i++) {
        bool ok = spelled_time(str_c(SAME[i]), a, &t, &hour);
        if (!ok || t != day_start(day_from_ymd(2021, 3, 5)) || hour) TEST_FAIL("%s", SAME[i]);
    }
    static const char *const HOURS[] = {"2021-03-05 09:30", "2021-03-05T09:30:00", "2021年3月5日9时30分", "2021/3/5 9点30分"};
    for (size_t i = 0; i < LEN(HOURS); i++) {
        bool ok = spelled_time(str_c(HOURS[i]), a, &t, &hour);
        if (!ok || t != day_start(day_from_ymd(2021, 3, 5)) + 9 * HOUR + 30 * MINUTE || !hour) TEST_FAIL("%s", HOURS[i]);
    }
    static const char *const WRONG[] = {"", "2021", "2021-13-01", "2021-02-29", "3月5日", "昨天", "2021-03-05x", "2021-03-05 25:00",
                                        "99999999999", "五", "2021-3", "123456"};
    for (size_t i = 0; i < LEN(WRONG); i++)
        if (spelled_time(str_c(WRONG[i]), a, &t, &hour)) TEST_FAIL("%s was read", WRONG[i]);
    CHECK(spelled_time(S("二〇二一年十二月二十五日"), a, &t, &hour));
    CHECK_EQ(day_of(t), day_from_ymd(2021, 12, 25));
}

TEST(identity_numbers_are_verified) {
    Desk *d = desk_new();
    const CodeIdKind *citizen = codes_find_id_kind(d->rules->codes, S("citizen"));
    static const struct {
        const char *number;
        IdFault fault;
        const char *should;
    } IDS[] = {{ID_MAN, ID_FINE, ""},
               {"６２０５０３ 19900101 1012", ID_FINE, ""},
               {"11010519491231002x", ID_FINE, ""}, /* the standard's own example */
               {"620503199001011018", ID_CHECK_CHARACTER, "2"},
               {"620503900101101", ID_OLD, ID_MAN},
               {"62050319900101", ID_LENGTH, ""},
               {"62050319900101101A", ID_SIGNS, ""},
               {"620503199002301012", ID_DAY, ""},
               {"990503199001011012", ID_REGION, ""}};
    for (size_t i = 0; i < LEN(IDS); i++) {
        IdNumber id = id_number_read(d->rules->codes, citizen, str_c(IDS[i].number), d->a);
        if (id.fault != IDS[i].fault) TEST_FAIL("%s: %d, expected %d", IDS[i].number, id.fault, IDS[i].fault);
        CHECK_STR(id.should, str_c(IDS[i].should));
    }
    IdNumber id = id_number_read(d->rules->codes, citizen, S(ID_WOMAN), d->a);
    CHECK_EQ(id.fault, ID_FINE);
    CHECK_EQ(id.birth, day_from_ymd(1992, 3, 4));
    CHECK(!id.male);
    arena_free(d->a);
}

TEST(charges_may_have_commas_of_their_own) {
    Desk *d = desk_new();
    CodeWords w = {0};
    Str bad = {0};
    CHECK(charges_read(d->rules->codes, S("非法持有、私藏枪支、弹药罪、盗窃罪，危险驾驶"), d->a, &w, &bad));
    CHECK_EQ(w.n, 3);
    w = (CodeWords){0};
    CHECK(!charges_read(d->rules->codes, S("盗窃罪，危险驾使罪"), d->a, &w, &bad));
    CHECK_STR(bad, S("危险驾使罪"));
    CHECK_STR(charge_near(d->rules->codes, bad, d->a), S("危险驾驶罪"));
    arena_free(d->a);
}

TEST(numbers_are_one_however_written) {
    Desk *d = desk_new();
    const CodeTable *t = &d->rules->codes->tables[CODE_NUMBER];
    for (size_t i = 0; i < t->n; i++) { /* the table itself says which writings are one */
        const CodeNumber *n = (const CodeNumber *)t->rows[i];
        CHECK_STR(number_key(n->example, d->a), n->key);
        for (size_t k = 0; k < n->written.n; k++) CHECK_STR(number_key(n->written.v[k], d->a), n->key);
    }
    arena_free(d->a);
}

TEST(rows_of_one_case_become_one_command) {
    Desk *d = desk_new();
    ImportPlan p = desk_plan(d, "在办案件登记表\n" HEAD
        "#同一案件每人一行\n"
        "赵甲等危险驾驶案,危险驾驶,（2021）甘0503刑初12号,2021年1月5日,赵甲,,"ID_MAN",,,危险驾驶罪,一审,逮捕,成年,,2021/3/1,,\n"
        ",,(2021)甘0503刑初第12号,,钱乙,居民身份证,"ID_WOMAN",女,1992-3-4,危险驾驶,一审,取保候审,成年,,,,\n"
        "孙丙危险驾驶案,危险驾驶,,2021-03-19,孙丙,身份不明,,男,,危险驾驶,侦查,未采取强制措施,成年,速裁程序,,,测县人民法院\n");
    show_if_bad(&p);
    CHECK_EQ(p.cases.n, 2);
    CHECK_EQ(p.persons, 3);
    CHECK_EQ(import_count(&p, IMPORT_READY), 2);
    const ImportCase *c = &p.cases.v[0];
    CHECK(c->cmd.opening);
    CHECK_EQ(c->first_row, 4);
    CHECK_STR(c->cmd.name, S("赵甲等危险驾驶案"));
    CHECK_STR(c->cmd.class, S("危险驾驶"));
    CHECK_EQ(c->cmd.effective, day_start(day_from_ymd(2021, 1, 5)));
    CHECK_EQ(c->cmd.people.n, 2);
    const NewPerson *zhao = &c->cmd.people.v[0], *qian = &c->cmd.people.v[1];
    CHECK_EQ(zhao->birth, day_from_ymd(1990, 1, 1)); /* both from the number */
    CHECK_STR(zhao->sex, S("male"));
    CHECK_STR(zhao->id_kind, S("citizen"));
    CHECK_STR(zhao->charges.v[0], S("c055"));
    CHECK_EQ(zhao->clocks.n, 1);
    CHECK_STR(zhao->clocks.v[0].fact, S("custody_trial1"));
    CHECK_STR(zhao->clocks.v[0].value, S("2021-03-01"));
    CHECK_STR(qian->sex, S("female"));
    CHECK_EQ(c->who.agency, 11);
    CHECK_EQ(p.cases.v[1].who.behalf, 13); /* the court is not on the platform */
    CHECK_STR(p.cases.v[1].cmd.people.v[0].id_kind, S("none"));
    arena_free(d->a);
}

TEST(every_bad_cell_is_named_in_one_run) {
    Desk *d = desk_new();
    ImportPlan p = desk_plan(d, HEAD
        "甲案,危险驾使,,2021-13-01,赵甲,身份正,"ID_MAN",南,2021-04-01,危险驾使罪,一审,逮捕,成年,,,,测县公安居\n"
        "乙案,危险驾驶,,2021-01-05,钱乙,,620503199001011018,女,1990-01-01,盗窃罪,审查起述,捕,成年,普通,昨天,,\n"
        "丙案,危险驾驶,,2021-01-05,孙丙,,"ID_MAN",女,1990-01-02,危险驾驶罪,,,,,2022-01-01,,测县人民检察院\n"
        "丁案,危险驾驶,A1,2021-01-05,李丁,,"ID_MAN",,,危险驾驶罪,一审,取保候审,成年,,,,\n"
        "丁案,交通肇事,A1,2021-01-06,李丁,,"ID_MAN",,,危险驾驶罪,一审,取保候审,成年,,,,\n"
        ",,,,周戊,,,,,,一审,取保候审,成年,,,,\n"
        "己案,,,,,,620503199001011,,,,结案,取保候审,成年,,,,\n"
        "庚案,危险驾驶,,2021-01-05,吴庚,,"ID_WOMAN",,,危险驾驶罪,一审,逮捕,成年,,,2021-02-01,\n");
    const BadCell *b;
    if ((b = bad_there(&p, "B2", I_CLASS))) CHECK_STR(b->near, S("危险驾驶"));
    bad_there(&p, "D2", I_DAY);
    bad_there(&p, "F2", I_ID_KIND);
    bad_there(&p, "H2", I_SEX);
    bad_there(&p, "I2", I_FUTURE);
    if ((b = bad_there(&p, "J2", I_CHARGE))) CHECK_STR(b->near, S("危险驾驶罪"));
    if ((b = bad_there(&p, "Q2", I_AGENCY))) CHECK_STR(b->near, S("测县公安局"));
    if ((b = bad_there(&p, "G3", I_ID_CHECK))) CHECK_STR(b->about_zh, S("2"));
    if ((b = bad_there(&p, "K3", I_VALUE))) CHECK_STR(b->near, S("审查起诉"));
    bad_there(&p, "L3", I_VALUE);
    bad_there(&p, "N3", I_VALUE);
    bad_there(&p, "O3", I_DAY);
    bad_there(&p, "H4", I_ID_SEX);
    if ((b = bad_there(&p, "I4", I_ID_BIRTH))) CHECK_STR(b->about_zh, S("1990-01-01"));
    bad_there(&p, "K4", I_EMPTY);
    bad_there(&p, "L4", I_EMPTY);
    bad_there(&p, "M4", I_EMPTY);
    bad_there(&p, "O4", I_FUTURE);
    bad_there(&p, "Q4", I_NOT_THEIRS);
    bad_there(&p, "B6", I_DIFFERS);
    bad_there(&p, "D6", I_DIFFERS);
    bad_there(&p, "G6", I_PERSON_TWICE);
    bad_there(&p, "A7", I_EMPTY);
    bad_there(&p, "B8", I_EMPTY);
    bad_there(&p, "E8", I_EMPTY);
    bad_there(&p, "G8", I_ID_OLD);
    if ((b = bad_there(&p, "K9", I_STATE))) { /* arrested before the court, and the clock of the investigation runs */
        CHECK(str_find(b->about_zh, S("填写“一审羁押期限起算日”")) != SIZE_MAX);
        CHECK(str_find(b->about_zh, S("清空“侦查羁押期限起算日”")) != SIZE_MAX);
    }
    CHECK_EQ(import_count(&p, IMPORT_READY), 0);
    for (size_t i = 1; i < p.bad.n; i++) CHECK(p.bad.v[i - 1].row <= p.bad.v[i].row);
    arena_free(d->a);
}

#define OPEN_HEAD "案件名称,类别,立案日期,姓名,证件种类,阶段,羁押状态,涉案时年龄,侦查羁押期限,备注,在办事项,待办义务\n"

TEST(what_is_under_way_is_entered_with_the_case) {
    Desk *d = desk_new();
    ImportPlan p = desk_plan(d, OPEN_HEAD
        "甲案,危险驾驶,2021-01-05,赵甲,身份不明,侦查,逮捕,成年,2021-03-10,,"
        "移送审查起诉：已签收 2021-03-15，2021年3月16日 9:30；,\n");
    show_if_bad(&p);
    if (!p.cases.n || p.cases.v[0].cmd.people.v[0].lines.n != 1) {
        TEST_FAIL("no line was read");
        return;
    }
    const OpenLine *l = &p.cases.v[0].cmd.people.v[0].lines.v[0];
    CHECK_EQ(l->life, LINE_RECEIVED);
    CHECK_EQ(l->pushed, day_start(day_from_ymd(2021, 3, 15)));
    CHECK_EQ(l->received, day_start(day_from_ymd(2021, 3, 16)) + 9 * HOUR + 30 * MINUTE);
    CHECK_EQ(import_count(&p, IMPORT_READY), 1);
    arena_free(d->a);
}

#define CLOCK_HEAD "案件名称,类别,立案日期,姓名,证件种类,阶段,羁押状态,涉案时年龄,审查起诉羁押期限,审查起诉期限,延长情况,停止计算\n"

TEST(what_had_happened_to_a_running_clock_is_entered_with_it) {
    Desk *d = desk_new();
    ImportPlan p = desk_plan(d, CLOCK_HEAD
        "甲案,危险驾驶,2021-01-05,赵甲,身份不明,审查起诉,逮捕,成年,2021-02-10,2021-02-10,"
        "审查起诉羁押期限　延长十五日 2021年3月5日，测县人民检察院，测检延〔2021〕3号；审查起诉期限：延长十五日 2021-03-05,\n");
    show_if_bad(&p);
    if (!p.cases.n || p.cases.v[0].cmd.people.v[0].clocks.n != 2) {
        TEST_FAIL("no clocks were read");
        return;
    }
    const OpenClock *k = &p.cases.v[0].cmd.people.v[0].clocks.v[0];
    CHECK_STR(k->fact, S("custody_review"));
    CHECK_EQ(k->extensions.n, 1);
    CHECK_STR(k->extensions.v[0].extension, S("half_month"));
    CHECK_STR(k->extensions.v[0].authority, S("测县人民检察院"));
    CHECK_STR(k->extensions.v[0].number, S("测检延〔2021〕3号"));
    CHECK_EQ(k->extensions.v[0].granted, day_start(day_from_ymd(2021, 3, 5)));
    CHECK_EQ(import_count(&p, IMPORT_READY), 1); /* decided on trial: without the extension he would be overdue */
    arena_free(d->a);
}

TEST(time_that_did_not_count_is_entered_with_its_clock) {
    Desk *d = desk_new();
    ImportPlan p = desk_plan(d, "案件名称,类别,立案日期,姓名,证件种类,阶段,羁押状态,涉案时年龄,侦查羁押期限,停止计算\n"
        "甲案,危险驾驶,2021-01-05,赵甲,身份不明,侦查,逮捕,成年,2021-01-10,侦查羁押期限 2021-02-01，2021-03-03，精神病鉴定\n"
        "乙案,危险驾驶,2021-01-05,赵乙,身份不明,侦查,逮捕,成年,2021-01-10,侦查羁押期限 2021-02-01，精神病鉴定\n"
        "丙案,危险驾驶,2021-01-05,赵丙,身份不明,侦查,逮捕,成年,2021-03-10,侦查期限 2021-03-11\n"
        "丁案,危险驾驶,2021-01-05,赵丁,身份不明,侦查,逮捕,成年,2021-03-10,审查起诉期限 2021-03-11，鉴定\n"
        "戊案,危险驾驶,2021-01-05,赵戊,身份不明,侦查,逮捕,成年,2021-03-10,侦查羁押期限 三月，鉴定\n"
        "己案,危险驾驶,2021-01-05,赵己,身份不明,侦查,逮捕,成年,2021-03-10,侦查羁押期限 2021-03-11，2022-01-01，鉴定\n");
    CHECK_EQ(import_count(&p, IMPORT_READY), 2);
    const Pause *over = &p.cases.v[0].cmd.people.v[0].clocks.v[0].pauses.v[0];
    CHECK_EQ(over->to, day_start(day_from_ymd(2021, 3, 3)));
    CHECK_STR(over->reason, S("精神病鉴定"));
    CHECK_EQ(p.cases.v[1].cmd.people.v[0].clocks.v[0].pauses.v[0].to, TIME_NONE);
    bad_there(&p, "J4", I_CLOCK);
    bad_there(&p, "J5", I_CLOCK);
    bad_there(&p, "J6", I_DAY);
    bad_there(&p, "J7", I_FUTURE);
    arena_free(d->a);
}

TEST(an_extension_that_is_none_is_named_with_the_nearest_word) {
    Desk *d = desk_new();
    ImportPlan p = desk_plan(d, CLOCK_HEAD
        "甲案,危险驾驶,2021-01-05,赵甲,身份不明,审查起诉,逮捕,成年,2021-02-10,2021-02-10,审查起诉期限 延长十六日 2021-03-05,\n"
        "乙案,危险驾驶,2021-01-05,赵乙,身份不明,审查起诉,逮捕,成年,2021-02-10,2021-02-10,审查起诉期限 延长十五日 三月,\n"
        "丙案,危险驾驶,2021-01-05,赵丙,身份不明,审查起诉,逮捕,成年,2021-02-10,2021-02-10,审查起诉羁押期限 延长十五日 2021-03-15,\n");
    const BadCell *b;
    if ((b = bad_there(&p, "K2", I_EXTENSION))) CHECK_STR(b->near, S("延长十五日"));
    bad_there(&p, "K3", I_DAY);
    CHECK_EQ(import_count(&p, IMPORT_READY), 0);
    StrBuf told;
    strbuf_init(&told, NULL, KB(64));
    import_plan_text(&p, true, &told);
    CHECK(str_find(strbuf_str(&told), S("延长批准时期限已届满")) != SIZE_MAX);
    strbuf_done(&told);
    arena_free(d->a);
}

TEST(what_is_under_way_and_wrong_is_named_with_the_nearest_word) {
    Desk *d = desk_new();
    ImportPlan p = desk_plan(d, OPEN_HEAD
        "甲案,危险驾驶,2021-01-05,赵甲,身份不明,侦查,逮捕,成年,2021-03-10,,移送审查起訴 已签收,羁押超期纠\n"
        "乙案,危险驾驶,2021-01-05,赵乙,身份不明,侦查,逮捕,成年,2021-03-10,,移送审查起诉 已受里 2021-03-15,\n"
        "丙案,危险驾驶,2021-01-05,赵丙,身份不明,侦查,逮捕,成年,2021-03-10,,移送审查起诉 已签收 三月,\n"
        "丁案,危险驾驶,2021-01-05,赵丁,身份不明,侦查,逮捕,成年,2021-03-10,,移送审查起诉 已签收 2022-03-15,\n"
        "戊案,危险驾驶,2021-01-05,赵戊,身份不明,侦查,逮捕,成年,,,移送审查起诉 已签收 2021-03-15,\n");
    const BadCell *b;
    if ((b = bad_there(&p, "K2", I_ACT))) CHECK_STR(b->near, S("移送审查起诉"));
    bad_there(&p, "L2", I_DUTY);
    if ((b = bad_there(&p, "K3", I_LIFE))) CHECK_STR(b->near, S("已受理"));
    bad_there(&p, "K4", I_DAY);
    bad_there(&p, "K5", I_FUTURE);
    if ((b = bad_there(&p, "F6", I_STATE))) CHECK(str_find(b->about_zh, S("填写“侦查羁押期限起算日”")) != SIZE_MAX);
    arena_free(d->a);
}

TEST(headings_are_judged_first) {
    Desk *d = desk_new();
    ImportPlan p = desk_plan(d, "案件名称,类别,姓明,姓名,性别,性别,天气\n甲案,危险驾驶,x,赵甲,男,男,晴\n");
    const BadCell *b;
    if ((b = bad_there(&p, "C1", I_HEADING))) CHECK_STR(b->near, S("姓名"));
    bad_there(&p, "F1", I_HEADING_TWICE);
    bad_there(&p, "G1", I_HEADING);
    CHECK(p.bad.v[0].row == 0 && p.bad.v[0].fault == I_NO_COLUMN); /* no stage */
    p = desk_plan(d, "");
    CHECK_EQ(p.bad.n, 1);
    CHECK_EQ(p.bad.v[0].fault, I_NO_ROWS);
    p = desk_plan(d, HEAD);
    CHECK_EQ(p.bad.n, 1);
    arena_free(d->a);
}

TEST(the_template_is_a_sheet_without_faults_but_rows) {
    Desk *d = desk_new();
    StrBuf b;
    Table t;
    ImportPlan p;
    Err err = {0};
    strbuf_init(&b, d->a, MB(1));
    import_template(d->guide, d->rules->codes, d->a, &b);
    CHECK_OK(table_read(strbuf_str(&b), d->a, &t, &err), &err);
    CHECK_EQ(t.n, 3);
    CHECK_OK(import_plan(&t, &d->how, d->a, &p, &err), &err);
    CHECK_EQ(p.bad.n, 1);
    CHECK_EQ(p.bad.v[0].fault, I_NO_ROWS);
    arena_free(d->a);
}

TEST(the_row_to_follow_is_a_right_row_once_its_mark_is_gone) {
    Desk *d = desk_new();
    StrBuf b;
    Table t;
    ImportPlan p;
    Err err = {0};
    strbuf_init(&b, d->a, MB(1));
    import_template(d->guide, d->rules->codes, d->a, &b);
    Str text = strbuf_str(&b);
    size_t at = str_find(text, S("\"#张某某"));
    CHECK(at != SIZE_MAX);
    Str without = str_format(d->a, "%.*s\"" STR_FMT, (int)at, text.p, STR_ARG(str_n(text.p + at + 2, text.n - at - 2)));
    CHECK_OK(table_read(without, d->a, &t, &err), &err);
    CHECK_OK(import_plan(&t, &d->how, d->a, &p, &err), &err);
    show_if_bad(&p);
    CHECK_EQ(p.bad.n, 0);
    CHECK_EQ(p.cases.n, 1);
    CHECK_EQ(p.cases.v[0].life, IMPORT_READY);
    arena_free(d->a);
}

TEST(the_same_rows_have_the_same_key_in_any_file) {
    Desk *d = desk_new();
    static const char ROW[] = "甲案,危险驾驶,,2021-01-05,赵甲,,"ID_MAN",,,危险驾驶罪,一审,取保候审,成年,,,,\n";
    ImportPlan p = desk_plan(d, str_format(d->a, HEAD "%s", ROW).p);
    ImportPlan q = desk_plan(d, str_format(d->a, HEAD "乙案,危险驾驶,,2021-01-05,钱乙,,"ID_WOMAN",,,危险驾驶罪,一审,取保候审,成年,,,,\n%s", ROW).p);
    show_if_bad(&q);
    CHECK_STR(p.cases.v[0].key, q.cases.v[1].key);
    CHECK(!str_eq(p.cases.v[0].key, q.cases.v[0].key));
    arena_free(d->a);
}

TEST(users_and_agencies_are_planned_with_every_fault) {
    Desk *d = desk_new();
    Table t;
    Err err = {0};
    UsersPlan u;
    CHECK_OK(table_read(S("登录名,姓名,单位,岗位,科室\n"
                          "wangwu,王五,测县人民检察院,检察官、案件管理（案管）,第一检察部\n"
                          "wangwu,王五,测县公安局,办案民警,\n"
                          "lihua,李华,测县公安局,办案民警,\n"
                          "李四,李四,测县公安局,检察官,\n"
                          "wangwu,王六,测县公安局,办案民景,\n"
                          "lihua,李花,,,\n"),
                        d->a, &t, &err), &err);
    import_users_plan(&t, &d->site, d->rules->codes, d->a, &u);
    CHECK_EQ(u.users.n, 6);
    CHECK_EQ(u.users.v[0].account, IMPORT_READY);
    CHECK_EQ(u.users.v[0].post.roles.n, 2);
    CHECK_EQ(u.users.v[1].same, 0);
    CHECK_EQ(u.users.v[2].account, IMPORT_KNOWN);
    CHECK_EQ(u.users.v[2].grant, IMPORT_KNOWN);
    ImportPlan p = {.bad = u.bad};
    bad_there(&p, "A5", I_LOGIN);
    bad_there(&p, "D5", I_ROLE_KIND);
    bad_there(&p, "A6", I_LOGIN_TWICE);
    const BadCell *b = bad_there(&p, "D6", I_ROLE);
    if (b) CHECK_STR(b->near, S("办案民警"));
    bad_there(&p, "A7", I_LOGIN_TWICE);
    bad_there(&p, "C7", I_EMPTY);
    bad_there(&p, "D7", I_EMPTY);
    AgenciesPlan g;
    CHECK_OK(table_read(S("单位名称,单位种类,行政区划,级别,上级单位,上线日期\n"
                          "测县公安局东关派出所,公安机关,620503,派出机构,测县公安局,2021-08-01\n"
                          "东关警务室,公安机关,620503,派出机构,测县公安局东关派出所,\n"
                          "测县监狱,监狱,620503,县级,,\n"
                          "某局,公安机构,62050,县极,无此单位,八月\n"),
                        d->a, &t, &err), &err);
    import_agencies_plan(&t, &d->site, d->rules->codes, d->a, &g);
    p.bad = g.bad;
    CHECK_EQ(g.agencies.v[0].agency.parent, 11);
    CHECK_EQ(g.agencies.v[1].parent, 1);
    bad_there(&p, "D4", I_LEVEL); /* prisons are the province's */
    bad_there(&p, "B5", I_KIND);
    bad_there(&p, "C5", I_REGION);
    bad_there(&p, "D5", I_LEVEL);
    bad_there(&p, "E5", I_AGENCY);
    bad_there(&p, "F5", I_DAY);
    CHECK_EQ(g.bad.n, 6);
    arena_free(d->a);
}

/* ---- through the writer */

#define COUNTY_HEAD "案件名称,类别,案号,立案日期,姓名,证件号码,阶段,羁押状态,年龄,拘留期限起算日\n"

/* The view is what the plan points into: the caller drops it. */
static ImportPlan county_plan(County *c, const SiteView *v, const Codes *codes, const char *csv, Err *err) {
    ImportPlan p = {0};
    Asker who;
    Table t;
    CHECK(asker_of(v->state, codes, c->handler.user, first_post(v->state, c->handler.user)->id, &who));
    ImportHow how = {.site = v->state, .world = &v->world, .codes = codes, .who = &who, .now = site_now(c->site),
                     .known = import_known, .known_ctx = c->site};
    CHECK_OK(table_read(str_c(csv), c->a, &t, err), err);
    CHECK_OK(import_plan(&t, &how, c->a, &p, err), err);
    return p;
}

TEST(what_is_planned_is_entered_once) {
    County county, *c = &county;
    Rules *rules;
    Err err = {0};
    county_new(c, DB_SQLITE);
    CHECK_OK(rules_read(RULES_DIR, c->a, &rules, &err), &err);
    StrBuf b;
    strbuf_init(&b, c->a, MB(1));
    strbuf_put(&b, S(COUNTY_HEAD));
    for (int i = 0; i < 600; i++) strbuf_f(&b, "第%d案,细线,甘公刑立字〔2020〕%d号,2020-08-05,赵%d,,侦查,未羁押,成年,\n", i, i, i);
    const SiteView *v = site_view(c->site);
    ImportPlan p = county_plan(c, v, rules->codes, str_cstr(c->a, strbuf_str(&b)), &err);
    show_if_bad(&p);
    CHECK_EQ(import_count(&p, IMPORT_READY), 600);
    CHECK_OK(import_run(c->site, &p, c->a, &err), &err);
    CHECK_EQ(import_count(&p, IMPORT_DONE), 600);
    Db *db;
    Case k;
    CHECK_OK(db_pool_take(site_readers(c->site), 5000, &db, &err), &err);
    CHECK_OK(case_read(db, p.cases.v[599].case_id, c->a, &k, &err), &err);
    db_pool_give(site_readers(c->site), db);
    CHECK(k.opening);
    CHECK_STR(k.name, S("第599案"));
    CHECK_STR(person_fact(&k.persons.v[0], S("stage")), S("investigation"));
    for (size_t i = 0; i < p.cases.n; i++) /* as if the number were not looked up: the key alone must hold */
        p.cases.v[i].life = IMPORT_READY;
    CHECK_OK(import_run(c->site, &p, c->a, &err), &err);
    CHECK_EQ(import_count(&p, IMPORT_REPEATED), 600);
    p = county_plan(c, v, rules->codes, COUNTY_HEAD "另名,细线,甘公刑立字(2020)第７号,2020-08-05,钱乙,,侦查,未羁押,成年,\n", &err);
    CHECK_EQ(import_count(&p, IMPORT_KNOWN), 1);
    p = county_plan(c, v, rules->codes, COUNTY_HEAD "新案,细线,甘公刑立字〔2020〕701号,2020-08-05,钱乙,,侦查,拘留,成年,\n", &err);
    const BadCell *x = bad_there(&p, "G2", I_STATE); /* detained, and no clock runs */
    if (x) CHECK(str_find(x->about_zh, S("填写“拘留期限起算日”")) != SIZE_MAX);
    site_view_drop(v);
    county_done(c);
}

TEST(accounts_and_posts_are_given_by_two_hands) {
    County county, *c = &county;
    Rules *rules;
    Err err = {0};
    Table t;
    UsersPlan u;
    county_new(c, DB_SQLITE);
    CHECK_OK(rules_read(RULES_DIR, c->a, &rules, &err), &err);
    const SiteView *v = site_view(c->site);
    Asker who;
    CHECK(asker_of(v->state, rules->codes, c->handler.user, first_post(v->state, c->handler.user)->id, &who));
    CHECK_OK(table_read(S("登录名,姓名,单位,岗位\nzhou.ba,周八,县检察院,检察官\nzhou.ba,周八,县公安局,办案民警\n"), c->a, &t, &err), &err);
    import_users_plan(&t, v->state, rules->codes, c->a, &u);
    CHECK_EQ(u.bad.n, 0);
    CHECK_OK(import_users_run(c->site, &u, &who, NULL, NULL, NULL, c->a, &err), &err);
    CHECK_EQ(u.users.v[0].account, IMPORT_DONE);
    CHECK_EQ(u.users.v[0].grant, IMPORT_READY);
    CHECK_OK(import_users_run(c->site, &u, NULL, &who, NULL, NULL, c->a, &err), &err);
    CHECK_EQ(u.users.v[1].grant, IMPORT_DONE);
    const SiteView *now = site_view(c->site);
    const User *made = site_login(now->state, S("zhou.ba"));
    CHECK(made != NULL);
    size_t posts = 0;
    for (size_t i = 0; made && i < now->state->posts.n; i++) posts += now->state->posts.v[i].user == made->id;
    CHECK_EQ(posts, 2);
    import_users_plan(&t, now->state, rules->codes, c->a, &u);
    CHECK_EQ(u.users.v[0].grant, IMPORT_KNOWN);
    CHECK_EQ(u.users.v[1].grant, IMPORT_KNOWN);
    site_view_drop(now);
    site_view_drop(v);
    county_done(c);
}

TEST_MAIN()

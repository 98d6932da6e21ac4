// SPDX-License-Identifier: Apache-2.0
#include "api/bodies.h"

static const Field OPEN_LINE_FIELDS[] = {
    FIELD(OpenLine, act, F_STR, .flags = F_REQUIRED, .max = 40, .doc = "事项"),
    FIELD(OpenLine, life, F_ENUM, .flags = F_REQUIRED, .names = LINE_LIFE, .doc = "进行到哪一步"),
    FIELD(OpenLine, from, F_ID, .doc = "移送单位；不填按辖区"),
    FIELD(OpenLine, to, F_ID, .doc = "接收单位；不填按辖区"),
    FIELD(OpenLine, round, F_INT, .max = 1000, .doc = "第几次推送；不填为第一次"),
    FIELD(OpenLine, pushed, F_TIME),
    FIELD(OpenLine, received, F_TIME),
    FIELD(OpenLine, accepted, F_TIME),
    FIELD(OpenLine, returned, F_TIME),
};
static SHAPE(OPEN_LINE_IN, OpenLine, "OpenLine", OPEN_LINE_FIELDS);
static const Field OPEN_DUTY_FIELDS[] = {
    FIELD(OpenDuty, rule, F_STR, .flags = F_REQUIRED, .max = 60, .doc = "义务"),
    FIELD(OpenDuty, opened, F_TIME, .doc = "产生时间；不填为立案时间"),
    FIELD(OpenDuty, due, F_TIME, .doc = "到期时间；不填按指引计算"),
};
static SHAPE(OPEN_DUTY_IN, OpenDuty, "OpenDuty", OPEN_DUTY_FIELDS);

static const Field OPEN_CLOCK_FIELDS[] = {
    FIELD(OpenClock, fact, F_STR, .flags = F_REQUIRED, .max = 60, .doc = "期限"),
    FIELD(OpenClock, value, F_STR, .flags = F_REQUIRED, .max = 40, .doc = "起算日"),
    FIELD(OpenClock, extensions, F_LIST, .shape = &CLOCK_GRANT_SHAPE, .max = 20, .doc = "已批准的延长，按先后"),
    FIELD(OpenClock, pauses, F_LIST, .shape = &PAUSE_SHAPE, .max = 50, .doc = "不计入期限的时间"),
};
static SHAPE(OPEN_CLOCK_IN, OpenClock, "OpenClock", OPEN_CLOCK_FIELDS);

static const Field NEW_PERSON_FIELDS[] = {
    FIELD(NewPerson, name, F_STR, .flags = F_REQUIRED, .max = 200, .doc = "姓名；未查明身份的写明特征"),
    FIELD(NewPerson, id_kind, F_STR, .max = 40, .doc = "证件种类，见 /codes/id_kinds"),
    FIELD(NewPerson, id_number, F_STR, .max = 60, .doc = "证件号码"),
    FIELD(NewPerson, sex, F_STR, .max = 10, .doc = "性别，见 /codes/sexes"),
    FIELD(NewPerson, birth, F_DAY, .doc = "出生日期"),
    FIELD(NewPerson, subject, F_ID, .doc = "已建档的人"),
    FIELD(NewPerson, charges, F_STRS, .max = 50, .doc = "涉嫌罪名"),
    FIELD(NewPerson, facts, F_LIST, .shape = &FACT_VALUE_SHAPE, .max = FACT_MAX, .doc = "指引所列情况"),
    FIELD(NewPerson, clocks, F_LIST, .shape = &OPEN_CLOCK_IN, .max = 64, .doc = "中途录入：在算期限及起算日"),
    FIELD(NewPerson, lines, F_LIST, .shape = &OPEN_LINE_IN, .max = 32, .doc = "中途录入：在办协同事项"),
    FIELD(NewPerson, duties, F_LIST, .shape = &OPEN_DUTY_IN, .max = 64, .doc = "中途录入：待办义务"),
};
static SHAPE(NEW_PERSON_IN, NewPerson, "NewPerson", NEW_PERSON_FIELDS);

/* A paper as its sender names it; id and agency are the engine's to give. */
static const Field DOC_IN_FIELDS[] = {
    FIELD(Doc, kind, F_STR, .flags = F_REQUIRED, .max = 120, .doc = "文书种类，见 /codes/documents"),
    FIELD(Doc, number, F_STR, .max = 120, .doc = "文号"),
    FIELD(Doc, dated, F_DAY, .doc = "成文日期"),
    FIELD(Doc, blob, F_HASH, .doc = "先上传到 /blobs"),
    FIELD(Doc, pages, F_INT, .max = 100000),
};
static SHAPE(DOC_IN, Doc, "NewDoc", DOC_IN_FIELDS);

static const Field REMOVAL_IN_FIELDS[] = {
    FIELD_AS(Removal, key, "page", F_HASH, .flags = F_REQUIRED, .doc = "移除的页"),
    FIELD(Removal, reason, F_STR, .flags = F_REQUIRED, .max = 200, .doc = "理由"),
};
static SHAPE(REMOVAL_IN, Removal, "Removal", REMOVAL_IN_FIELDS);

#define C(member, kind, ...) FIELD_AS(CommandIn, c.member, #member, kind, ##__VA_ARGS__)
#define BEHALF FIELD(CommandIn, behalf, F_ID, .doc = "代录的未上线单位")
#define NAMED C(persons, F_IDS, .doc = "涉及人员；不填为全部")
#define DOCS C(docs, F_LIST, .shape = &DOC_IN, .max = 200, .doc = "文书")
#define DATA C(data, F_LIST, .shape = &DATUM_SHAPE, .max = 100, .doc = "数据")
#define WHEN                                                                                                      \
    C(effective, F_TIME, .doc = "实际发生时间；不填为现在"), C(late_reason, F_STR, .doc = "补录原因"), BEHALF
#define NOTE C(note, F_STR, .doc = "说明")
#define REASON C(reason, F_STR, .doc = "理由")
#define REMOVED                                                                                                   \
    FIELD(CommandIn, removed, F_LIST, .shape = &REMOVAL_IN, .max = 5000, .doc = "移除的页及理由；不填以说明为准")
#define DOSSIER C(manifest, F_HASH, .doc = "卷宗目录，先提交到 /manifests"), REMOVED
#define ACT C(act, F_STR, .flags = F_REQUIRED, .max = 40, .doc = "事项，见 /cases/{case}/next")
#define OPTION C(option, F_STR, .max = 40, .doc = "办理结果")
#define PAPER C(volumes, F_INT, .max = PAPER_MAX, .doc = "随案移送的纸质卷册数")
#define BODY_SHAPE(var, name, ...)                                                                                \
    static const Field var##_FIELDS[] = {__VA_ARGS__};                                                            \
    SHAPE(var, CommandIn, name, var##_FIELDS)

BODY_SHAPE(OPEN_IN, "OpenCase", C(class, F_STR, .flags = F_REQUIRED, .max = 120, .doc = "案件类别，见 /guides"),
           C(name, F_STR, .flags = F_REQUIRED, .max = 300, .doc = "案件名称"),
           C(people, F_LIST, .shape = &NEW_PERSON_IN, .max = 500, .doc = "涉案人员"),
           C(number, F_STR, .max = 120, .doc = "案号"), C(system, F_STR, .max = 60, .doc = "案号所属系统"),
           C(opening, F_BOOL, .doc = "中途录入"), DOSSIER, WHEN);
BODY_SHAPE(PEOPLE_IN, "AddPersons", C(people, F_LIST, .flags = F_REQUIRED, .shape = &NEW_PERSON_IN, .max = 500),
           C(opening, F_BOOL, .doc = "中途录入"), WHEN);
BODY_SHAPE(ACT_IN, "DoAct", ACT, OPTION, NAMED, DOCS, DATA, REASON, NOTE, WHEN);
BODY_SHAPE(DRAFT_IN, "Draft", ACT, OPTION, NAMED, C(to, F_ID, .doc = "接收单位；不填按辖区"), DOCS, DATA, DOSSIER, NOTE,
           REASON, WHEN);
BODY_SHAPE(PUSH_NEW_IN, "NewTransfer", ACT, NAMED, C(to, F_ID, .doc = "接收单位；不填按辖区"), DOCS, DATA, DOSSIER, NOTE,
           REASON, PAPER, WHEN);
BODY_SHAPE(CHECK_IN, "Check", C(approve, F_BOOL, .flags = F_REQUIRED, .doc = "同意"), NOTE, BEHALF);
BODY_SHAPE(PUSH_IN, "Push", NAMED, DOCS, DATA, DOSSIER, NOTE, PAPER, WHEN);
BODY_SHAPE(STEP_IN, "Step", WHEN);
BODY_SHAPE(ACCEPT_IN, "Accept", C(supply, F_STRS, .max = 100, .doc = "需补送的材料"), C(number, F_STR, .max = 120, .doc = "本单位案号"),
           C(system, F_STR, .max = 60, .doc = "编号所属系统，填案号时必填"), NOTE, WHEN);
BODY_SHAPE(RETURN_IN, "Return",
           C(marks, F_LIST, .flags = F_REQUIRED, .shape = &RETURN_MARK_SHAPE, .max = 500, .doc = "退回原因"), NOTE, WHEN);
BODY_SHAPE(ANSWER_IN, "Answer", C(option, F_STR, .flags = F_REQUIRED, .max = 40, .doc = "办理结果"), NAMED, DOCS, DATA,
           REASON, NOTE, WHEN);
BODY_SHAPE(SUPPLY_IN, "Supply", C(items, F_IDS, .flags = F_REQUIRED, .doc = "已补送的项目"), DOSSIER, DOCS, NOTE, WHEN);
BODY_SHAPE(PAPER_IN, "PaperReceived", C(volume, F_INT, .flags = F_REQUIRED, .max = PAPER_MAX, .doc = "收到的册号"), BEHALF);
BODY_SHAPE(NOTE_IN, "Note", NOTE, BEHALF);
BODY_SHAPE(NUMBER_IN, "NewNumber", C(system, F_STR, .flags = F_REQUIRED, .max = 60, .doc = "编号所属系统"),
           C(number, F_STR, .flags = F_REQUIRED, .max = 120, .doc = "编号"), C(transfer, F_ID), BEHALF);
BODY_SHAPE(MANIFEST_IN, "SetManifest", C(manifest, F_HASH, .flags = F_REQUIRED, .doc = "新卷宗目录"), REMOVED, NOTE, BEHALF);
BODY_SHAPE(ASSIGN_IN, "Assign", C(user, F_ID, .doc = "承办人；不填则按 how 分派，或整件交给 section"),
           FIELD_AS(CommandIn, c.option, "how", F_STR, .max = 20, .doc = "rotation 轮流 / load 按在办量"), C(helpers, F_IDS, .max = 50, .doc = "协办人"),
           C(section, F_STR, .max = 60, .doc = "部门"));
#define CORRECTED                                                                                                  \
    C(target, F_ID, .flags = F_REQUIRED, .doc = "被更正的记录"), C(field, F_STR, .flags = F_REQUIRED, .max = 60, .doc = "字段"), \
        C(value, F_STR, .flags = F_REQUIRED, .doc = "正确的值"), BEHALF
BODY_SHAPE(CORRECT_IN, "Correct", CORRECTED, C(reason, F_STR, .flags = F_REQUIRED, .doc = "更正理由"));
BODY_SHAPE(CORRECT_ASK_IN, "CorrectAsk", CORRECTED);
BODY_SHAPE(GRANT_IN, "Grant", C(user, F_ID, .flags = F_REQUIRED, .doc = "被授权人"),
           C(until, F_TIME, .flags = F_REQUIRED, .doc = "截止时间"), C(note, F_STR, .flags = F_REQUIRED, .doc = "理由"));

#define WHY C(note, F_STR, .flags = F_REQUIRED, .doc = "理由")
BODY_SHAPE(REASON_IN, "Reason", WHY);
BODY_SHAPE(PARTICIPANT_IN, "NewParticipant",
           FIELD_AS(CommandIn, c.option, "kind", F_STR, .flags = F_REQUIRED, .max = 40, .doc = "种类，见 /codes/participants"),
           C(name, F_STR, .flags = F_REQUIRED, .max = 200, .doc = "姓名"),
           FIELD_AS(CommandIn, c.number, "id_number", F_STR, .max = 60, .doc = "证件号码"), C(birth, F_DAY, .doc = "出生日期"),
           C(persons, F_IDS, .doc = "与哪些涉案人员有关；不填为全案"), C(note, F_STR, .max = 1000, .doc = "说明"), BEHALF);
BODY_SHAPE(SHIELD_IN, "ShieldParticipant", FIELD_AS(CommandIn, c.name, "alias", F_STR, .flags = F_REQUIRED, .max = 200, .doc = "化名"), WHY, BEHALF);
BODY_SHAPE(REASON_BEHALF_IN, "ReasonFor", WHY, BEHALF);
BODY_SHAPE(SEAL_IN, "SealPage", FIELD_AS(CommandIn, c.manifest, "blob", F_HASH, .flags = F_REQUIRED, .doc = "该页的内容地址"),
           FIELD_AS(CommandIn, c.name, "volume", F_STR, .max = 200), FIELD_AS(CommandIn, c.value, "document", F_STR, .max = 200),
           C(page, F_INT, .max = 100000), WHY);
BODY_SHAPE(SPLIT_IN, "Split", C(persons, F_IDS, .flags = F_REQUIRED), C(name, F_STR, .max = 300, .doc = "新案名称"),
           C(target, F_ID, .doc = "并入的已有案件"), DOSSIER, WHY, WHEN);
BODY_SHAPE(MERGE_IN, "Merge", C(target, F_ID, .flags = F_REQUIRED, .doc = "并入的案件"), DOSSIER, WHY, WHEN);
BODY_SHAPE(REBIND_IN, "ChangeOrgan", C(target, F_ID, .flags = F_REQUIRED, .doc = "原单位"),
           C(to, F_ID, .flags = F_REQUIRED, .doc = "新单位"), WHY, WHEN);
BODY_SHAPE(IDENTIFY_IN, "Identify", C(target, F_ID, .flags = F_REQUIRED, .doc = "同一人的人员编号"), WHY);
BODY_SHAPE(PART_IN, "Part", C(target, F_ID, .doc = "本人的人员编号；不填按其证件号码，没有的新建"), WHY);
BODY_SHAPE(RECLASSIFY_IN, "ChangeCharge", C(class, F_STR, .flags = F_REQUIRED, .max = 120), NAMED,
           C(charges, F_STRS, .max = 50), DATA, WHY, WHEN);

static const Field SIGN_IN_FIELDS[] = {
    FIELD(SignIn, user, F_STR, .flags = F_REQUIRED, .max = 60, .doc = "登录名"),
    FIELD(SignIn, password, F_STR, .flags = F_REQUIRED, .max = 200, .doc = "密码"),
};
SHAPE(SIGN_IN, SignIn, "SignIn", SIGN_IN_FIELDS);
static const Field PASSWORD_IN_FIELDS[] = {
    FIELD_AS(PasswordIn, was, "old", F_STR, .flags = F_REQUIRED, .max = 200),
    FIELD_AS(PasswordIn, is, "new", F_STR, .flags = F_REQUIRED, .max = 200),
};
SHAPE(PASSWORD_IN, PasswordIn, "ChangePassword", PASSWORD_IN_FIELDS);
static const Field POST_IN_FIELDS[] = {FIELD(PostIn, post, F_ID, .flags = F_REQUIRED, .doc = "岗位")};
SHAPE(POST_IN, PostIn, "SwitchPost", POST_IN_FIELDS);
static const Field ASK_IN_FIELDS[] = {
    FIELD_AS(AskIn, about, "case", F_STR, .flags = F_REQUIRED, .max = 120, .doc = "案件编号或案号，按所知填写"),
    FIELD(AskIn, reason, F_STR, .flags = F_REQUIRED, .max = 1000, .doc = "申请理由"),
};
SHAPE(ASK_IN, AskIn, "AskAccess", ASK_IN_FIELDS);

static const Field PAGE_NOTE_IN_FIELDS[] = {
    FIELD(PageNoteIn, page, F_HASH, .flags = F_REQUIRED, .doc = "该页的内容地址"),
    FIELD(PageNoteIn, sheet, F_INT, .max = 100000, .doc = "一个文件有多页时，第几页；否则不填"),
    FIELD(PageNoteIn, marked, F_BOOL, .doc = "加页签"),
    FIELD(PageNoteIn, note, F_STR, .max = 2000, .doc = "批注；页签和批注都不填为删除"),
};
SHAPE(PAGE_NOTE_IN, PageNoteIn, "PageNote", PAGE_NOTE_IN_FIELDS);

static const Field BLOBS_IN_FIELDS[] = {
    FIELD(BlobsIn, blobs, F_STRS, .flags = F_REQUIRED, .max = 1000, .doc = "各文件的内容地址"),
};
SHAPE(BLOBS_IN, BlobsIn, "Blobs", BLOBS_IN_FIELDS);

#define Q(member, kind, ...) FIELD(PageQuery, member, kind, ##__VA_ARGS__)
#define LIMIT Q(limit, F_INT, .max = 500, .doc = "最多条数")
#define QUERY_SHAPE(var, name, ...)                                                                               \
    static const Field var##_FIELDS[] = {__VA_ARGS__};                                                            \
    SHAPE(var, PageQuery, name, var##_FIELDS)
#define SPAN Q(from, F_STR, .max = 40, .doc = "起，含"), Q(to, F_STR, .max = 40, .doc = "止，日期含当日"), Q(agency, F_ID)
#define PERIOD SPAN, Q(class, F_STR, .max = 60, .doc = "只算这一类案件")
QUERY_SHAPE(INBOX_QUERY, "InboxQuery", Q(desk, F_STR, .max = 20, .doc = "mine | section | agency | deputy"),
            FIELD_AS(PageQuery, cursor, "after", F_STR, .max = 60, .doc = "上一页的 next"), LIMIT);
QUERY_SHAPE(REGISTER_QUERY, "RegisterQuery", Q(from, F_STR, .flags = F_REQUIRED, .max = 10, .doc = "起，含"),
            Q(to, F_STR, .flags = F_REQUIRED, .max = 10, .doc = "止，含当日"), Q(desk, F_STR, .max = 20, .doc = "mine：只列本人"),
            FIELD_AS(PageQuery, cursor, "after", F_STR, .max = 60, .doc = "上一页的 next"), LIMIT);
QUERY_SHAPE(CASES_QUERY, "CasesQuery", Q(before, F_ID), Q(open, F_STR, .max = 5, .doc = "true：只列在办"), LIMIT);
QUERY_SHAPE(HISTORY_QUERY, "HistoryQuery", Q(after, F_I64, .doc = "已看到的序号"), LIMIT);
QUERY_SHAPE(WHY_QUERY, "WhyQuery", Q(act, F_STR, .flags = F_REQUIRED, .max = 40), Q(person, F_ID, .flags = F_REQUIRED));
QUERY_SHAPE(CLASSES_QUERY, "ClassesQuery", Q(person, F_ID, .flags = F_REQUIRED, .doc = "涉案人员"));
QUERY_SHAPE(CHECK_QUERY, "CheckQuery", Q(act, F_STR, .max = 40, .doc = "对照哪一事项的目录"),
            Q(papers, F_STR, .max = 800, .doc = "随案另附原件的文书种类，以逗号分隔"));
QUERY_SHAPE(FIND_QUERY, "FindQuery", Q(q, F_STR, .flags = F_REQUIRED, .max = 120, .doc = "姓名、拼音首字母、证件号或任何编号"), LIMIT);
QUERY_SHAPE(BALANCE_QUERY, "BalanceQuery", PERIOD);
QUERY_SHAPE(FIGURES_QUERY, "FiguresQuery", PERIOD, FIELD_AS(PageQuery, kind, "stage", F_STR, .max = 60, .doc = "各单位待办只算此阶段"));
QUERY_SHAPE(BEHIND_QUERY, "BehindQuery", PERIOD, Q(outcome, F_STR, .max = 40),
            FIELD_AS(PageQuery, cursor, "after", F_STR, .max = 60, .doc = "上一页的 next"), LIMIT);
QUERY_SHAPE(ENTRIES_QUERY, "EntriesQuery", PERIOD, Q(outcome, F_STR, .max = 60),
            FIELD_AS(PageQuery, about, "unit", F_ID, .doc = "该单位本身的数字"),
            FIELD_AS(PageQuery, cursor, "after", F_STR, .max = 60, .doc = "上一页的 next"), LIMIT);
QUERY_SHAPE(OPEN_QUERY, "OpenQuery", Q(agency, F_ID), Q(class, F_STR, .max = 60), FIELD_AS(PageQuery, kind, "stage", F_STR, .max = 60),
            Q(after, F_ID, .doc = "上一页的 next"), LIMIT);
QUERY_SHAPE(RATE_CASES_QUERY, "RateCasesQuery", PERIOD,
            FIELD_AS(PageQuery, outcome, "side", F_STR, .max = 5, .doc = "above：只列分子；不填为分母"), Q(after, F_ID, .doc = "上一页的 next"), LIMIT);
QUERY_SHAPE(STAYS_QUERY, "StaysQuery", PERIOD,
            FIELD_AS(PageQuery, kind, "stage", F_STR, .flags = F_REQUIRED, .max = 60), Q(after, F_I64, .doc = "上一页的 next"), LIMIT);
QUERY_SHAPE(DUE_QUERY, "DueQuery", Q(agency, F_ID), Q(class, F_STR, .max = 60, .doc = "只算这一类案件"), Q(days, F_INT, .max = 366, .doc = "几日内到期，默认3"),
            FIELD_AS(PageQuery, kind, "stage", F_STR, .max = 60, .doc = "只列此阶段"), FIELD_AS(PageQuery, outcome, "which", F_STR, .max = 8, .doc = "over 逾期 / soon 临期 / red 督办 / all 全部在办；不填为逾期和临期"),
            FIELD_AS(PageQuery, cursor, "after", F_STR, .max = 80, .doc = "上一页的 next"), LIMIT);
QUERY_SHAPE(SENT_QUERY, "SentQuery", Q(after, F_I64, .doc = "上一页的 next"), LIMIT);
QUERY_SHAPE(AGENCIES_QUERY, "AgenciesQuery", Q(kind, F_STR, .max = 40), Q(region, F_STR, .max = 12));
QUERY_SHAPE(PAGE_QUERY, "PageQuery", Q(before, F_ID, .doc = "上一页的 before"), LIMIT);
QUERY_SHAPE(AUDIT_QUERY, "AuditQuery", Q(before, F_ID, .doc = "上一页的 before"), Q(user, F_ID),
            FIELD_AS(PageQuery, q, "login", F_STR, .max = 60, .doc = "登录名"), FIELD_AS(PageQuery, about, "case", F_ID),
            FIELD_AS(PageQuery, act, "what", F_STR, .max = 40, .doc = "操作"), Q(outcome, F_STR, .max = 40, .doc = "结果"), SPAN, LIMIT);
QUERY_SHAPE(LIMIT_QUERY, "LimitQuery", LIMIT);
#define DRY Q(dry, F_STR, .max = 5, .doc = "1：试运行，不写入")
QUERY_SHAPE(SHEET_QUERY, "SheetQuery", DRY);
QUERY_SHAPE(HELD_QUERY, "HeldQuery", FIELD_AS(PageQuery, cursor, "after", F_STR, .max = 60, .doc = "上一页的 next"),
            Q(q, F_STR, .max = 60, .doc = "姓名或证件号码的一部分"), LIMIT);
QUERY_SHAPE(ROLL_QUERY, "RollQuery", Q(said, F_INT, .max = 100000, .doc = "本所清点的人数"));
QUERY_SHAPE(CASE_SHEET_QUERY, "CaseSheetQuery", DRY, Q(partial, F_STR, .max = 5, .doc = "1：其他案件有错误时，仍录入正确的案件"));
QUERY_SHAPE(GUIDE_QUERY, "GuideQuery", Q(version, F_STR, .max = 64, .doc = "版本的 hash；不填为现行版本"));
QUERY_SHAPE(TEMPLATE_QUERY, "TemplateQuery", Q(class, F_STR, .max = 120, .doc = "案件表：案件类别"),
            Q(kind, F_STR, .max = 20, .doc = "users | agencies；不填为案件表"));

#define P(member, kind, ...) FIELD(ProblemIn, member, kind, ##__VA_ARGS__)
#define PROBLEM_BODY(var, name, ...)                                                                              \
    static const Field var##_FIELDS[] = {__VA_ARGS__};                                                            \
    SHAPE(var, ProblemIn, name, var##_FIELDS)
PROBLEM_BODY(PROBLEM_IN, "ReportProblem", P(text, F_STR, .flags = F_REQUIRED, .max = 2000, .doc = "做了什么、看到了什么；请勿写案情"),
             P(page, F_STR, .max = 60, .doc = "所在页面"), P(request, F_STR, .max = 60, .doc = "出错请求的编号"));
PROBLEM_BODY(PROBLEM_ANSWER_IN, "AnswerProblem", P(life, F_ENUM, .names = PROBLEM_LIFE, .flags = F_REQUIRED),
             P(title, F_STR, .max = 200, .doc = "标题，不含案情"), P(answer, F_STR, .max = 2000, .doc = "答复；已知问题写明目前怎么办"),
             P(same_as, F_ID, .doc = "并入的问题"));
PROBLEM_BODY(PRACTICE_IN, "PracticeDone", P(exercise, F_STR, .flags = F_REQUIRED, .max = 40, .doc = "练习编号"));

#define A(member, kind, ...) FIELD(AdminIn, member, kind, ##__VA_ARGS__)
#define ADMIN_SHAPE(var, name, ...)                                                                               \
    static const Field var##_FIELDS[] = {__VA_ARGS__};                                                            \
    SHAPE(var, AdminIn, name, var##_FIELDS)
ADMIN_SHAPE(AGENCY_IN, "SetAgency", A(id, F_ID, .doc = "不填为新增"), A(name, F_STR, .flags = F_REQUIRED, .max = 200),
            A(kind, F_STR, .flags = F_REQUIRED, .max = 40, .doc = "见 /codes/agency_kinds"),
            A(region, F_STR, .flags = F_REQUIRED, .max = 12, .doc = "GB/T 2260"),
            A(level, F_INT, .max = 4, .doc = "0部 1省 2市 3县 4所"), A(parent, F_ID),
            A(on_from, F_TIME, .doc = "上线时间；不填为未上线"), A(serves, F_IDS, .max = 100));
ADMIN_SHAPE(USER_IN, "NewUser", A(login, F_STR, .flags = F_REQUIRED, .max = 60), A(name, F_STR, .flags = F_REQUIRED, .max = 100));
ADMIN_SHAPE(USER_POST_IN, "NewPost", A(agency, F_ID, .flags = F_REQUIRED), A(roles, F_STRS, .flags = F_REQUIRED, .max = 20),
            A(section, F_STR, .max = 60), A(post, F_ID, .doc = "变更已有岗位"), A(ended, F_BOOL, .doc = "撤销岗位"));
ADMIN_SHAPE(USER_PATCH_IN, "PatchUser", A(enabled, F_BOOL, .flags = F_REQUIRED));
ADMIN_SHAPE(DEPUTY_IN, "NewDeputy", A(user, F_ID, .flags = F_REQUIRED, .doc = "代岗人B"),
            A(for_user, F_ID, .flags = F_REQUIRED, .doc = "被代人A"), A(from, F_TIME, .flags = F_REQUIRED),
            A(until, F_TIME, .flags = F_REQUIRED), A(reason, F_STR),
            A(id, F_ID, .doc = "已有的代岗；空：新设"), A(ended, F_BOOL, .doc = "提前结束"));
ADMIN_SHAPE(TOKEN_IN, "NewToken", A(post, F_ID, .flags = F_REQUIRED, .doc = "系统对接账号的岗位"),
            A(name, F_STR, .flags = F_REQUIRED, .max = 100), A(until, F_TIME, .flags = F_REQUIRED));
ADMIN_SHAPE(HANDOVER_IN, "Handover", FIELD_AS(AdminIn, user, "to", F_ID, .flags = F_REQUIRED, .doc = "接手人"), A(note, F_STR, .flags = F_REQUIRED, .doc = "理由"));
ADMIN_SHAPE(PUBLISH_IN, "PublishGuide", A(note, F_STR));
ADMIN_SHAPE(BULLETIN_IN, "PublishBulletin", FIELD_AS(AdminIn, region, "month", F_STR, .flags = F_REQUIRED, .max = 7, .doc = "2021-07"),
            A(note, F_STR, .max = 2000, .doc = "按语"));
ADMIN_SHAPE(BULLETIN_NOTE_IN, "CorrectBulletin", A(note, F_STR, .flags = F_REQUIRED, .max = 2000, .doc = "更正说明"));
ADMIN_SHAPE(PRINTED_IN, "Printed", A(name, F_STR, .flags = F_REQUIRED, .max = 60, .doc = "所打印的页面"));
ADMIN_SHAPE(UNMASK_IN, "Unmask", A(reason, F_STR, .flags = F_REQUIRED, .max = 500, .doc = "为何需要查看"));
ADMIN_SHAPE(VERIFY_IN, "Verify", FIELD_AS(AdminIn, enabled, "files", F_BOOL, .doc = "连同每个文件的内容"));
ADMIN_SHAPE(RESET_IN, "ResetPassword", A(note, F_STR));

static const Field HOUSE_LINE_FIELDS[] = {
    FIELD(HouseLine, subject, F_ID, .doc = "已建档的人"),
    FIELD(HouseLine, hold, F_ID, .doc = "变更已有登记时填写"),
    FIELD(HouseLine, name, F_STR, .flags = F_REQUIRED, .max = 200, .doc = "姓名"),
    FIELD(HouseLine, id_kind, F_STR, .max = 40, .doc = "证件种类，见 /codes/id_kinds；不填为居民身份证"),
    FIELD(HouseLine, id_number, F_STR, .max = 60, .doc = "证件号码"),
    FIELD(HouseLine, sex, F_STR, .max = 10),
    FIELD(HouseLine, birth, F_DAY),
    FIELD(HouseLine, measure, F_STR, .flags = F_REQUIRED, .max = 40, .doc = "羁押种类，见 /codes/measures"),
    FIELD(HouseLine, organ, F_STR, .max = 200, .doc = "办案单位名称"),
    FIELD(HouseLine, charge, F_STR, .max = 200, .doc = "涉嫌罪名"),
    FIELD(HouseLine, number, F_STR, .max = 60, .doc = "在押人员编号"),
    FIELD(HouseLine, from, F_TIME, .flags = F_REQUIRED, .doc = "羁押起始"),
    FIELD(HouseLine, due, F_TIME, .doc = "期限届满；不填为无期限"),
};
static SHAPE(HOUSE_LINE_IN, HouseLine, "HouseLine", HOUSE_LINE_FIELDS);
#define H(member, kind, ...) FIELD_AS(HouseIn, c.member, #member, kind, ##__VA_ARGS__)
#define WHOM FIELD(HouseIn, subject, F_ID, .flags = F_REQUIRED, .doc = "在押人员")
#define HOUSE_SHAPE(var, name, ...)                                                                               \
    static const Field var##_FIELDS[] = {__VA_ARGS__};                                                            \
    SHAPE(var, HouseIn, name, var##_FIELDS)
HOUSE_SHAPE(HOUSE_ENTER_IN, "HouseEnter", H(lines, F_LIST, .flags = F_REQUIRED, .shape = &HOUSE_LINE_IN, .max = 500));
HOUSE_SHAPE(HOUSE_LEAVE_IN, "HouseLeave", WHOM, H(at, F_TIME, .doc = "离所时间；不填为现在"),
            H(how, F_STR, .flags = F_REQUIRED, .max = 20, .doc = "released 释放 / moved 移送他所 / prison 送监狱 / joined 并入平台案件 / other"),
            H(note, F_STR, .max = 1000));
HOUSE_SHAPE(HOUSE_HAND_IN, "HouseHand", WHOM, H(to, F_ID, .flags = F_REQUIRED, .doc = "接收的看守所"), H(note, F_STR, .max = 1000));
HOUSE_SHAPE(HOUSE_NOTICES_IN, "HouseNotices", H(note, F_STR, .max = 1000));
HOUSE_SHAPE(HOUSE_APPOINT_IN, "HouseAppoint", WHOM, H(at, F_TIME, .flags = F_REQUIRED),
            H(what, F_STR, .flags = F_REQUIRED, .max = 40, .doc = "interrogation 提讯 / hearing 开庭 / meeting 律师会见 / other"),
            H(organ, F_STR, .max = 200, .doc = "办案单位"), H(note, F_STR, .max = 1000));
HOUSE_SHAPE(HOUSE_END_IN, "HouseEnd", WHOM, H(how, F_STR, .flags = F_REQUIRED, .max = 20, .doc = "done 已办 / cancelled 取消"));

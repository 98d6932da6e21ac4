// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Every answer "no" of the engine: a stable code, what it says, and what to do next, in Chinese and English.
 * The particulars of a case (which guard, which paper) stand in Refusal.zh and .en beside it.
 */
#define REFUSALS(X)                                                                                               \
    X(R_NO_CASE, "case.none", "没有这个案件", "there is no such case", "请核对案件编号", "check the case number") \
    X(R_CASE_CLOSED, "case.closed", "案件已办结", "the case is closed", "如需补充，请使用更正",                   \
      "use a correction if something recorded is wrong")                                                          \
    X(R_CLASS, "class.unknown", "没有该类案件的流转指引", "no guide is in force for this class of case",          \
      "请选择已生效的流转指引", "choose a class whose guide is in force")                                         \
    X(R_NO_PERSON, "person.none", "案件中没有此人", "no such person in this case", "请核对人员", "check the persons") \
    X(R_PERSON_NEEDED, "person.needed", "至少应有一名涉案人员", "at least one person is needed",                  \
      "请登记涉案人员", "name the persons concerned")                                                             \
    X(R_PERSON_CLOSED, "person.closed", "此人的程序已终结", "the proceeding of this person has ended",            \
      "如有错误，请使用更正", "use a correction if this is wrong")                                                \
    X(R_FACT, "fact.invalid", "情况填写不符合流转指引", "a fact does not fit the guide", "请按指引列出的取值填写", \
      "use the values the guide lists")                                                                           \
    X(R_STATE, "opening.not_certified", "按流转指引，所填状态走不到结案",                                         \
      "from the state entered the guide leads to no lawful end", "请核对阶段、羁押状态和期限",                    \
      "check stage, custody and clocks")                                                                          \
    X(R_ACT, "act.unknown", "流转指引中没有该事项", "the guide has no such act", "请从下一步列表中选择",          \
      "choose from the next steps")                                                                               \
    X(R_KIND, "act.wrong_kind", "该事项不能这样办理", "the act is not done this way", "请按事项类型办理",         \
      "send acts are pushed, the others are done")                                                                \
    X(R_NOT_POSSIBLE, "act.not_possible", "现在不能办理该事项", "the act is not possible now",                    \
      "请先满足所列条件，或查看可办理的下一步", "meet what is named, or see the next steps")                      \
    X(R_NOT_YOURS, "act.not_yours", "该事项应由其他单位或岗位办理", "another agency or post does this",           \
      "请转交有权办理的人员", "hand it to whoever may do it")                                                     \
    X(R_SAME_USER, "act.same_person", "须由另一人办理", "a different person must do this", "请由其他承办人办理",  \
      "have another officer do it")                                                                               \
    X(R_CHECK_FIRST, "act.check_first", "须先经审核", "this must be checked by a second person first",            \
      "请先提交审核", "save a draft and have it checked")                                                         \
    X(R_OUTCOME, "outcome.unknown", "请选择办理结果", "choose one of the outcomes", "请从列出的结果中选择",       \
      "use an outcome the guide lists")                                                                           \
    X(R_DOCUMENT, "document.missing", "缺少必备文书", "a required paper is missing", "请补齐文书后再办理",        \
      "attach the papers named")                                                                                  \
    X(R_DOSSIER, "dossier.missing", "缺少电子卷宗", "the dossier is missing", "请先制作电子卷宗",                 \
      "make the dossier first")                                                                                   \
    X(R_REASON, "reason.missing", "请选择理由", "a reason must be chosen", "请从列出的理由中选择",                \
      "use a reason the guide lists")                                                                             \
    X(R_FIELD, "field.missing", "缺少必填数据", "required data is missing", "请填写所列各项", "fill in what is named") \
    X(R_RECEIVER, "receiver.wrong", "接收单位不符合该事项", "this agency cannot receive the act",                 \
      "请选择可接收的单位", "choose one of the agencies that can")                                                \
    X(R_NO_TRANSFER, "transfer.none", "没有该协同事项", "there is no such transfer", "请核对编号", "check the number") \
    X(R_LIFE, "transfer.not_now", "该协同事项目前的状态不允许此操作", "the transfer is not in a state for this",  \
      "请刷新后查看现状", "look at where it stands now")                                                          \
    X(R_MARKS, "return.no_reason", "退回须写明原因", "a return must give its reasons", "请选择退回原因",          \
      "give at least one coded reason")                                                                           \
    X(R_FUTURE, "effective.future", "发生时间不能晚于现在", "the effective time lies in the future",              \
      "请填写实际发生的时间", "enter when it really happened")                                                    \
    X(R_TOO_OLD, "effective.too_old", "发生时间过早", "the effective time is too long ago", "请核对日期",         \
      "check the date")                                                                                           \
    X(R_BEFORE, "effective.before_start", "发生时间早于其所终止事项的起始时间",                                    \
      "the effective time lies before the beginning of what it ends", "请核对日期", "check the date")             \
    X(R_LATE, "late.reason_needed", "补录须说明原因", "a late entry must say why", "请填写补录原因",              \
      "give the reason for the late entry")                                                                       \
    X(R_EXTENDED, "clock.extended_enough", "该期限不能再延长", "the clock cannot be extended again",              \
      "请在期限内办结或变更措施", "finish within the term or change the measure")                                 \
    X(R_GRANTED_LATE, "clock.granted_late", "延长批准时期限已届满", "the term had run out before it was extended",      \
      "请核对批准日期；确已届满的，按超期录入", "check the date; if it had run out, enter the person as overdue")    \
    X(R_NO_CLOCK, "clock.not_running", "该期限未在计算", "the clock is not running", "请核对期限", "check the clocks") \
    X(R_NO_DUTY, "duty.none", "没有该义务", "there is no such open duty", "请刷新后查看", "look at the open duties") \
    X(R_BY_ACT, "duty.by_act_only", "该义务须通过相应事项了结", "the duty is cleared by its act only",            \
      "请办理相应事项", "do the act that clears it")                                                              \
    X(R_TARGET, "correct.no_target", "没有可更正的内容", "there is nothing of that name to correct",              \
      "请从全程留痕中选择", "choose an entry of the history")                                                     \
    X(R_CORRECT_OTHER, "correct.not_yours", "只能更正本单位录入的内容", "only the organ that entered it may correct it", \
      "请联系录入单位", "ask the organ that entered it")                                                          \
    X(R_CORRECT_SAME, "correct.same", "更正前后相同", "the correction changes nothing", "请核对新值", "check the new value") \
    X(R_CORRECT_VALUE, "correct.value", "更正后的值格式不对", "the new value has the wrong form", "请按格式填写", \
      "write it in the field's form")                                                                             \
    X(R_FOLLOWED, "undo.followed", "其后已有办理，不能撤销", "something has followed from it; it cannot be taken back", \
      "请使用更正或与对方协商", "use a correction, or agree with the other organ")                                \
    X(R_ASK_REASON, "reason.needed", "请填写理由", "a reason is needed", "请填写理由", "give the reason")         \
    X(R_IN_FLIGHT, "transfer.in_flight", "有正在交接的事项", "a hand-over is under way", "请先签收、受理或退回",        \
      "have it accepted, returned or taken back first")                                                           \
    X(R_LONG, "field.too_long", "内容过长", "the text is too long", "请缩短内容", "shorten it")                   \
    X(R_NO_HOLD, "hold.none", "没有这条在押登记", "there is no such entry of a held person", "请刷新名册后重试",      \
      "read the board anew")                                                                                      \
    X(R_HOLD_OF_CASE, "hold.of_case", "此人的羁押由平台上的案件决定", "this hold follows from a case on the platform", \
      "请通过案件办理换押、释放或变更", "use the steps of the case")                                               \
    X(R_HOLD_TERM, "hold.term", "期限届满日早于羁押起始日", "the term ends before the hold began", "请核对日期",       \
      "check the dates")                                                                                          \
    X(R_NO_HOUSE, "house.none", "请选择另一看守所", "choose another detention house", "请从看守所名单中选择",         \
      "choose from the houses")                                                                                   \
    X(R_APPOINTMENT, "appointment.none", "没有这项安排", "there is no such appointment", "请刷新后重试", "read the list anew") \
    X(R_TWICE, "person.twice", "此人已在该案中", "this human being is in that case already", "请核对人员",        \
      "check the persons")                                                                                        \
    X(R_SAME_SELF, "subject.same", "按现有登记仍是同一人", "by what is recorded this is the same human being",        \
      "证件号码有误的，请先更正证件号码，再行分立", "correct the number of the paper first if it is wrong")          \
    X(R_OTHER_CASE, "case.other", "须指明另一案件", "a second case must be named", "请选择并入的案件",            \
      "choose the case to join")                                                                                  \
    X(R_NO_SEAL, "seal.none", "没有待封存的页", "there is no such page to seal", "请核对编号", "check the number") \
    X(R_NO_GRANT, "grant.none", "没有该授权，或已结束", "there is no such grant, or it has ended", "请刷新后查看",  \
      "read the list anew")                                                                                       \
    X(R_GRANT_LONG, "grant.too_long", "授权查阅的时间过长", "access is granted for too long",                          \
      "请缩短查阅期限，到期仍需查阅的重新授权", "make it shorter, and grant it again if it is still needed then")    \
    X(R_MAP, "reclassify.no_place", "新类案件的流转指引没有此状态", "the guide of the new class has no place for this", \
      "请先了结所列事项", "finish what is named first")                                                           \
    X(R_BARRED, "reclassify.not_now", "此时不能变更为该类案件", "the class cannot be changed to this one now",         \
      "请先办理所列事项，再变更", "do what is named first, then change it")                                      \
    X(R_VOLUME, "paper.no_volume", "没有这一册纸质卷", "there is no such paper volume", "请核对标签上的册号和随案册数",  \
      "check the label's volume number against how many were sent")                                              \
    X(R_VOLUME_TWICE, "paper.received_twice", "这一册已登记收到", "this volume was received already",             \
      "请核对标签，登记尚未收到的册", "check the label, and receive the volumes still missing")                   \
    X(R_NO_PARTICIPANT, "participant.none", "没有这名诉讼参与人，或已移除", "there is no such participant, or he was removed", \
      "请刷新后查看", "read the page anew")                                                                       \
    X(R_ALIAS, "participant.alias", "化名须与真实姓名和现有化名不同", "an alias must differ from the name and from the alias he has", \
      "请另取化名，例如“证人甲”", "choose another, such as “witness A”")                                          \
    X(R_NAME, "name.missing", "缺少名称", "a name is missing", "请填写名称", "fill in the name")

#define X(id, code, zh, en, todo_zh, todo_en) id,
typedef enum RefusalId { REFUSALS(X) R_N } RefusalId;
#undef X

typedef struct RefusalText {
    const char *code, *zh, *en, *todo_zh, *todo_en;
} RefusalText;
extern const RefusalText REFUSAL_TEXTS[R_N];

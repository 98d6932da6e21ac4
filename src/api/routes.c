// SPDX-License-Identifier: Apache-2.0
/* THE table: every address the server answers, who may use it, what it takes and how much of it. */
#include "api/answers.h"
#include "api/api.h"
#include "api/handlers.h"

#include "app/access.h"

#define V1 "/api/v1"
#define CASE V1 "/cases/{case}"
#define TRANSFER CASE "/transfers/{transfer}"
#define TEXT(zh, en) .doc_zh = zh, .doc_en = en

enum { PUBLIC = ROUTE_NO_AUTH };

const Route API_ROUTES[] = {
    /* signing in */
    {POST, V1 "/session", api_sign_in, MAY_ANYONE, .in = &SIGN_IN, .flags = PUBLIC, .out = &ME, TEXT("登录", "sign in")},
    {DELETE, V1 "/session", api_sign_out, MAY_SIGNED_IN, .out = &NOTHING, TEXT("退出登录", "sign out")},
    {GET, V1 "/me", api_me, MAY_SIGNED_IN, .out = &ME, TEXT("当前用户与岗位", "who is signed in, and in which post")},
    {POST, V1 "/session/post", api_switch_post, MAY_SIGNED_IN, .in = &POST_IN, .out = &ME, TEXT("切换岗位", "act in another post")},
    {POST, V1 "/session/password", api_change_password, MAY_SIGNED_IN, .in = &PASSWORD_IN, .out = &NOTHING, TEXT("修改密码", "change the password")},
    /* what can be known without a case */
    {GET, V1 "/agencies", api_agencies, MAY_SIGNED_IN, .query = &AGENCIES_QUERY, .out = &AGENCY_LIST, TEXT("单位", "agencies")},
    {GET, V1 "/guides", api_guides, MAY_SIGNED_IN, .flags = ROUTE_PACKED, .out = &GUIDE_LIST, TEXT("已生效的流转指引", "guides in force")},
    {GET, V1 "/guides/{class}", api_guide_tree, MAY_SIGNED_IN, .flags = ROUTE_PACKED, .query = &GUIDE_QUERY, .out = &GUIDE_TREE, TEXT("一部流转指引", "one guide, resolved")},
    {GET, V1 "/guides/{class}/versions", api_guide_versions, MAY_SIGNED_IN, .out = &GUIDE_VERSIONS, TEXT("一部流转指引的各个版本", "the versions of a guide, newest first; the draft only for those who may publish it")},
    {GET, V1 "/codes/{table}", api_code_table, MAY_SIGNED_IN, .flags = ROUTE_PACKED, .out = &CODE_LIST, TEXT("代码表", "a code table")},
    {GET, V1 "/users", api_users, MAY_SIGNED_IN, .query = &LIMIT_QUERY, .out = &USER_LIST, TEXT("本单位用户", "users of one's own agency; for administrators all")},
    /* cases */
    {POST, V1 "/cases", api_case_open, MAY_ACT, .in = &OPEN_IN, .body_max = KB(512), .out = &MADE_CASE, TEXT("立案登记", "open a case")},
    {GET, V1 "/cases", api_cases, MAY_CONTENT, .query = &CASES_QUERY, .out = &CASE_LIST, TEXT("本单位案件", "cases of one's agency")},
    {GET, CASE, api_case_page, MAY_PROGRESS, .out = &CASE_ANSWER, TEXT("案件", "a case as it stands")},
    {GET, CASE "/next", api_case_next_steps, MAY_CONTENT, .out = &NEXT, TEXT("下一步", "the lawful next steps of each person")},
    {GET, CASE "/history", api_case_history, MAY_CONTENT, .query = &HISTORY_QUERY, .out = &HISTORY, TEXT("全程留痕", "the history, with its hashes")},
    {GET, CASE "/why", api_case_why, MAY_CONTENT, .query = &WHY_QUERY, .out = &WHY, TEXT("为何可办或不可办", "why an act is possible or not")},
    {POST, CASE "/persons", api_add_persons, MAY_ACT, .in = &PEOPLE_IN, .body_max = KB(512), .out = &MADE, TEXT("增加涉案人员", "add persons")},
    {POST, CASE "/acts", api_do_act, MAY_ACT, .in = &ACT_IN, .out = &MADE, TEXT("作出决定或登记情况", "decide, or record what happened")},
    {POST, CASE "/drafts", api_draft, MAY_ACT, .in = &DRAFT_IN, .out = &MADE, TEXT("拟稿", "draft what a second person must check")},
    {POST, CASE "/transfers", api_push_new, MAY_ACT, .in = &PUSH_NEW_IN, .out = &MADE, TEXT("直接推送", "push at once")},
    {POST, TRANSFER "/check", api_check, MAY_ACT, .in = &CHECK_IN, .out = &MADE, TEXT("审核", "approve or refuse a draft")},
    {POST, TRANSFER "/push", api_push, MAY_ACT, .in = &PUSH_IN, .out = &MADE, TEXT("推送", "push a checked draft, or the next round")},
    {POST, TRANSFER "/receive", api_receive, MAY_ACT, .in = &STEP_IN, .out = &MADE, TEXT("签收", "receive")},
    {POST, TRANSFER "/accept", api_accept_transfer, MAY_ACT, .in = &ACCEPT_IN, .out = &MADE, TEXT("受理", "accept, with a list to be supplied if need be")},
    {POST, TRANSFER "/return", api_return_transfer, MAY_ACT, .in = &RETURN_IN, .body_max = KB(256), .out = &MADE, TEXT("退回", "return with reasons")},
    {POST, TRANSFER "/answer", api_answer, MAY_ACT, .in = &ANSWER_IN, .out = &MADE, TEXT("办理结果", "answer")},
    {POST, TRANSFER "/supply", api_supply, MAY_ACT, .in = &SUPPLY_IN, .out = &MADE, TEXT("补送", "supply what was asked for")},
    {POST, TRANSFER "/paper", api_receive_paper, MAY_ACT, .in = &PAPER_IN, .out = &MADE, TEXT("登记收到一册纸质卷", "receive one paper volume")},
    {POST, TRANSFER "/withdraw", api_withdraw, MAY_ACT, .in = &NOTE_IN, .out = &MADE, TEXT("撤回", "take back, or ask to")},
    {POST, TRANSFER "/consent", api_consent, MAY_ACT, .in = &NOTE_IN, .out = &MADE, TEXT("同意撤回", "consent to a withdrawal")},
    {POST, TRANSFER "/undo", api_undo, MAY_ACT, .in = &NOTE_IN, .out = &MADE, TEXT("撤销误受理或误退回", "undo a wrong accept or return")},
    {POST, CASE "/notices/{notice}/sign", api_sign_notice, MAY_ACT, .in = &NOTE_IN, .out = &MADE, TEXT("签收通知", "sign for a notice")},
    {POST, CASE "/duties/{duty}/fulfil", api_fulfil, MAY_ACT, .in = &NOTE_IN, .out = &MADE, TEXT("了结义务", "clear a duty by hand")},
    {POST, CASE "/numbers", api_add_number, MAY_ACT, .in = &NUMBER_IN, .out = &MADE, TEXT("登记编号", "add a number")},
    {PUT, CASE "/manifest", api_set_manifest, MAY_ACT, .in = &MANIFEST_IN, .out = &MADE, TEXT("更新卷宗", "change the dossier")},
    {POST, CASE "/assignment", api_assign, MAY_ACT, .in = &ASSIGN_IN, .out = &MADE, TEXT("分派", "assign")},
    {POST, CASE "/corrections", api_correct, MAY_ACT, .in = &CORRECT_IN, .out = &MADE, TEXT("更正", "correct what was recorded")},
    {POST, CASE "/corrections/{correction}/agree", api_agree, MAY_ACT, .in = &NOTE_IN, .out = &MADE, TEXT("同意更正", "agree to a correction")},
    {POST, CASE "/grants", api_grant, MAY_ACT, .in = &GRANT_IN, .out = &MADE, TEXT("授权查阅", "grant access for a time")},
    {POST, CASE "/grants/{grant}/end", api_end_grant, MAY_ACT, .in = &REASON_IN, .out = &MADE, TEXT("提前结束授权查阅", "end a grant before its time")},
    {POST, CASE "/seals", api_ask_seal, MAY_ACT, .in = &SEAL_IN, .out = &MADE, TEXT("申请封存错入的页", "ask to seal off a page of another case")},
    {POST, CASE "/seals/{seal}/agree", api_agree_seal, MAY_ACT, .in = &NOTE_IN, .out = &MADE, TEXT("第二人同意封存", "the second person seals it")},
    {POST, CASE "/split", api_split, MAY_ACT, .in = &SPLIT_IN, .out = &MADE, TEXT("拆案", "split persons off")},
    {POST, CASE "/merge", api_merge, MAY_ACT, .in = &MERGE_IN, .out = &MADE, TEXT("并案", "merge into another case")},
    {POST, CASE "/organs", api_rebind, MAY_ACT, .in = &REBIND_IN, .out = &MADE, TEXT("变更管辖", "another organ takes the place of one")},
    {POST, CASE "/class", api_reclassify, MAY_ACT, .in = &RECLASSIFY_IN, .out = &MADE, TEXT("变更罪名与案件类别", "persons go on under another class")},
    {POST, CASE "/persons/{person}/identity", api_identify, MAY_ACT, .in = &IDENTIFY_IN, .out = &MADE, TEXT("查明身份，并入同一人", "two who were entered apart are one human being")},
    {POST, CASE "/persons/{person}/parting", api_part, MAY_ACT, .in = &PART_IN, .out = &MADE, TEXT("查明并非同一人，分立", "one who was taken for another is not him")},
    {POST, CASE "/persons/{person}/unmask", api_unmask, MAY_CONTENT, .in = &UNMASK_IN, .out = &UNMASKED, TEXT("查看完整证件号码", "the whole identity number, with a reason; audited")},
    {GET, V1 "/subjects/{subject}", api_subject_page, MAY_CONTENT, .out = &SUBJECT_PAGE, TEXT("羁押台账", "the custody ledger of one human being")},
    /* what waits */
    {GET, V1 "/inbox", api_inbox, MAY_CONTENT, .query = &INBOX_QUERY, .out = &INBOX, TEXT("待办", "what waits, most pressing first")},
    {GET, V1 "/sent", api_sent, MAY_CONTENT, .query = &SENT_QUERY, .out = &SENT, TEXT("已推送", "what was pushed")},
    {GET, V1 "/register", api_register, MAY_CONTENT, .query = &REGISTER_QUERY, .out = &REGISTER, TEXT("台账：一段时间内本单位办理的事项", "what the agency did in a period, from the same records")},
    {GET, V1 "/find", api_find_cases, MAY_CONTENT, .query = &FIND_QUERY, .out = &FOUND, TEXT("查找", "find by name, initials or any number")},
    {GET, V1 "/events", api_events, MAY_PROGRESS, .flags = ROUTE_SSE, .out = &EVENT_STREAM, TEXT("实时事件", "server-sent events, resumable")},
    {POST, V1 "/access-requests", api_ask_access, MAY_CONTENT, .in = &ASK_IN, .out = &ASKED, TEXT("申请查阅", "ask for access with a reason")},
    {GET, V1 "/access-requests", api_access_asks, MAY_LEAD, .query = &LIMIT_QUERY, .out = &ACCESS_REQUESTS, TEXT("待处理的查阅申请", "requests for access that wait here")},
    {GET, V1 "/access-requests/own", api_own_asks, MAY_CONTENT, .query = &LIMIT_QUERY, .out = &OWN_REQUESTS, TEXT("本人的查阅申请", "what one has asked for, and what became of it")},
    {POST, V1 "/access-requests/{request}/refuse", api_refuse_access, MAY_LEAD, .in = &REASON_IN, .out = &MADE, TEXT("不同意查阅申请", "refuse a request for access, with a reason")},
    {GET, V1 "/grants", api_grants, MAY_LEAD, .query = &LIMIT_QUERY, .out = &GRANT_LIST, TEXT("本单位准予的查阅授权", "grants of one's agency that still hold")},
    /* the dossier */
    {POST, V1 "/blobs", .may = MAY_ACT, .upload = &BLOB_UPLOAD, .body_max = MB(UPLOAD_MAX_MB), .out = &BLOB_MADE, TEXT("上传文件", "upload bytes")},
    {POST, V1 "/blobs/missing", api_blobs_missing, MAY_ACT, .in = &BLOBS_IN, .body_max = KB(256), .out = &BLOBS_MISSING, TEXT("哪些文件还须上传", "which of these files must still be uploaded")},
    {GET, CASE "/blobs/{blob}", api_blob_get, MAY_CONTENT, .flags = ROUTE_DOWNLOAD, .out = &FILE_BYTES, TEXT("下载文件", "download, also in ranges")},
    {POST, V1 "/manifests", api_manifest_put, MAY_ACT, .in = &MANIFEST_SHAPE, .body_max = MB(8), .out = &MANIFEST_MADE, TEXT("提交卷宗目录", "hand in a manifest")},
    {GET, CASE "/manifests/{manifest}", api_manifest_get, MAY_CONTENT, .flags = ROUTE_DOWNLOAD, .out = &MANIFEST_TREE, TEXT("卷宗目录", "a manifest")},
    {GET, CASE "/manifests/{manifest}/changes/{from}", api_manifest_changes, MAY_CONTENT, .out = &MANIFEST_CHANGES, TEXT("卷宗前后对照", "what changed since an earlier manifest")},
    {POST, CASE "/dossier-check", api_dossier_check, MAY_CONTENT, .in = &MANIFEST_SHAPE, .query = &CHECK_QUERY, .body_max = MB(8), .out = &DOSSIER_CHECK, TEXT("对照卷宗目录检查", "a dossier against the catalogue, and its pages one by one")},
    {GET, CASE "/page-notes", api_notes, MAY_CONTENT, .out = &PAGE_NOTES, TEXT("本人的页签和批注", "one's own marks and notes on pages")},
    {PUT, CASE "/page-notes", api_note_put, MAY_CONTENT, .in = &PAGE_NOTE_IN, .out = &PAGE_NOTED, TEXT("写页签或批注", "mark a page or note something on it, for oneself")},
    {GET, CASE "/dossier.zip", api_dossier_zip, MAY_CONTENT, .flags = ROUTE_DOWNLOAD, .out = &FILE_BYTES, TEXT("导出卷宗", "the dossier as one ZIP")},
    /* figures */
    {GET, V1 "/balance", api_balance, MAY_PROGRESS, .query = &BALANCE_QUERY, .out = &BALANCE_PAGE, TEXT("收结存", "the balance")},
    {GET, V1 "/balance/{column}", api_balance_behind, MAY_PROGRESS, .query = &BEHIND_QUERY, .out = &BEHIND, TEXT("数字背后的清单", "the list behind a figure")},
    {GET, V1 "/figures", api_figures, MAY_PROGRESS, .query = &BALANCE_QUERY, .out = &FIGURES, TEXT("监督指标", "rates, units, classes, reasons and stages of a period")},
    {GET, V1 "/due", api_due, MAY_PROGRESS, .query = &DUE_QUERY, .out = &DUE_LIST, TEXT("逾期与临期", "what is over or soon due, most pressing first")},
    {GET, V1 "/bulletins", api_bulletins, MAY_PROGRESS, .out = &BULLETIN_LIST, TEXT("已发布的通报", "the months that were published")},
    {GET, V1 "/bulletins/{month}", api_bulletin, MAY_PROGRESS, .query = &AGENCIES_QUERY, .out = &BULLETIN_PAGE, TEXT("月度通报", "a month's bulletin: as published, or as it would be today")},
    {POST, V1 "/bulletins", api_publish_bulletin, MAY_GUIDES, .in = &BULLETIN_IN, .out = &BULLETIN_MADE, TEXT("发布通报", "publish a month; its figures stay as they are")},
    {POST, V1 "/bulletins/{month}/corrections", api_correct_bulletin, MAY_GUIDES, .in = &BULLETIN_NOTE_IN, .out = &BULLETIN_MADE, TEXT("通报更正", "a correction of a published month, on a line of its own")},
    /* administrators */
    {POST, V1 "/agencies", api_set_agency, MAY_SYSTEM, .in = &AGENCY_IN, .out = &ADMIN_MADE, TEXT("登记或变更单位", "add or change an agency")},
    {POST, V1 "/users", api_add_user, MAY_SYSTEM, .in = &USER_IN, .out = &USER_MADE, TEXT("新增用户", "add a user; the answer has the first password")},
    {PATCH, V1 "/users/{user}", api_patch_user, MAY_SYSTEM, .in = &USER_PATCH_IN, .out = &ADMIN_MADE, TEXT("启用或停用用户", "enable or disable a user")},
    {POST, V1 "/users/{user}/password-reset", api_reset_password, MAY_SYSTEM, .in = &RESET_IN, .out = &PASSWORD_MADE, TEXT("重置密码", "a new first password")},
    {POST, V1 "/users/{user}/posts", api_set_user_post, MAY_SECURITY, .in = &USER_POST_IN, .out = &ADMIN_MADE, TEXT("授予或变更岗位", "give, change or end a post")},
    {POST, V1 "/users/{user}/handover", api_hand_over, MAY_LEAD, .in = &HANDOVER_IN, .out = &HANDED_OVER, TEXT("移交一人全部在办", "hand over all of one user's work")},
    {POST, V1 "/deputies", api_set_deputy, MAY_ACT, .in = &DEPUTY_IN, .out = &ADMIN_MADE, TEXT("设置代岗：本人的，内勤和领导可为他人设置", "B for A, for a period: of oneself; who leads, of anybody")},
    {POST, V1 "/tokens", api_add_token, MAY_SYSTEM, .in = &TOKEN_IN, .out = &TOKEN_MADE, TEXT("发放接口令牌", "a bearer token for a machine")},
    {GET, V1 "/tokens", api_tokens, MAY_SYSTEM, .query = &PAGE_QUERY, .out = &TOKEN_LIST, TEXT("接口令牌", "the tokens, newest first, never their text")},
    {DELETE, V1 "/tokens/{token}", api_drop_token, MAY_SYSTEM, .out = &NOTHING, TEXT("作废接口令牌", "revoke a token")},
    {POST, V1 "/guides/{class}/publish", api_publish_guide, MAY_GUIDES, .in = &PUBLISH_IN, .out = &ADMIN_MADE, TEXT("发布流转指引", "put a proven guide in force")},
    {GET, V1 "/audit", api_audit_page, MAY_AUDIT, .query = &AUDIT_QUERY, .out = &AUDIT_LIST, TEXT("审计记录", "the audit, newest first, by who, what, outcome, agency, case and time")},
    {POST, V1 "/verifications", api_verify, MAY_AUDIT, .in = &VERIFY_IN, .out = &VERIFY_BEGUN, TEXT("发起校验", "verify the whole site beside the work; one at a time")},
    {GET, V1 "/verifications", api_verifications, MAY_AUDIT, .query = &PAGE_QUERY, .out = &VERIFICATIONS, TEXT("校验进度与历次结果", "how far the one that runs is, and what the earlier ones found")},
    {DELETE, V1 "/verifications/{verification}", api_verify_stop, MAY_AUDIT, .out = &NOTHING, TEXT("停止校验", "stop it")},
    /* help */
    {POST, V1 "/problems", api_report_problem, MAY_SIGNED_IN, .in = &PROBLEM_IN, .out = &PROBLEM_MADE, TEXT("反映问题", "report a problem of the platform")},
    {GET, V1 "/problems", api_problems, MAY_SIGNED_IN, .out = &PROBLEM_LIST, TEXT("问题与答复", "what one has reported, and what is known; for the system administrator all")},
    {PATCH, V1 "/problems/{problem}", api_answer_problem, MAY_SYSTEM, .in = &PROBLEM_ANSWER_IN, .out = &PROBLEM_MADE, TEXT("答复、公布或并入一件问题", "answer a problem, publish it as known, or join it to another")},
    {GET, V1 "/problems/{problem}/report", api_problem_report, MAY_SYSTEM, .out = &PROBLEM_REPORT, TEXT("问题报告，供上报或送供应商", "a report for the superior organ or the supplier, without the sender's words")},
    {POST, V1 "/practice", api_practice_done, MAY_SIGNED_IN, .in = &PRACTICE_IN, .out = &PROBLEM_MADE, TEXT("记录完成的练习", "an exercise was done")},
    {GET, V1 "/practice", api_practices, MAY_SIGNED_IN, .out = &PRACTICE_LIST, TEXT("练习记录", "exercises done: one's own; for who leads, those of the agency; for the system administrator all")},
    /* sheets: the body is the file, .xlsx or CSV */
    {POST, V1 "/import/cases", api_import_cases, MAY_LEAD, .query = &CASE_SHEET_QUERY, .body_max = MB(16), .out = &CASES_IMPORTED, TEXT("批量录入在办案件", "enter running cases from a sheet")},
    {POST, V1 "/import/users", api_import_users, MAY_STAFFING, .query = &SHEET_QUERY, .body_max = MB(16), .out = &USERS_IMPORTED, TEXT("批量录入用户与岗位", "accounts by the system administrator, then posts by the security administrator, from the same sheet")},
    {POST, V1 "/import/agencies", api_import_agencies, MAY_SYSTEM, .query = &SHEET_QUERY, .body_max = MB(16), .out = &AGENCIES_IMPORTED, TEXT("批量录入单位", "agencies from a sheet")},
    {GET, V1 "/import/template", api_import_template, MAY_SIGNED_IN, .query = &TEMPLATE_QUERY, .out = &FILE_BYTES, TEXT("录入表模板：某类在办案件、用户或单位", "an empty sheet of cases of one class, of users or of agencies, as CSV, with a row to follow")},
    /* a detention house: everyone it holds, also those whose case is not here */
    {GET, V1 "/house/held", api_house_held, MAY_HOUSE, .query = &HELD_QUERY, .out = &HELD_LIST, TEXT("在押人员", "everyone the house holds, by when the term ends")},
    {GET, V1 "/house/today", api_house_today, MAY_HOUSE, .out = &HOUSE_TODAY, TEXT("看守所今日", "what today brings: due, coming, leaving, to confirm, appointments")},
    {POST, V1 "/house/held", api_house_enter, MAY_HOUSE, .in = &HOUSE_ENTER_IN, .body_max = KB(512), .out = &HOUSE_MADE, TEXT("登记平台外在押人员", "enter persons whose case is not on the platform, or put them right")},
    {POST, V1 "/house/leave", api_house_leave, MAY_HOUSE, .in = &HOUSE_LEAVE_IN, .out = &HOUSE_MADE, TEXT("平台外在押人员离所", "one of them leaves the house")},
    {POST, V1 "/house/hand", api_house_hand, MAY_HOUSE, .in = &HOUSE_HAND_IN, .out = &HOUSE_MADE, TEXT("向他所移交", "hand somebody over to another house")},
    {POST, V1 "/house/notices", api_house_notices, MAY_HOUSE, .in = &HOUSE_NOTICES_IN, .out = &HOUSE_NOTICES, TEXT("羁押期限届满通知", "tell the organs whose terms end within seven days, all in one go")},
    {POST, V1 "/house/appointments", api_house_appoint, MAY_HOUSE, .in = &HOUSE_APPOINT_IN, .out = &HOUSE_MADE, TEXT("登记提讯、开庭等安排", "somebody is to be brought before somebody")},
    {POST, V1 "/house/appointments/{appointment}/end", api_house_appointment_end, MAY_HOUSE, .in = &HOUSE_END_IN, .out = &HOUSE_MADE, TEXT("安排已办或取消", "an appointment was kept or called off")},
    {GET, V1 "/house/rolls", api_house_rolls, MAY_HOUSE, .query = &LIMIT_QUERY, .out = &ROLL_LIST, TEXT("历次点名", "the last roll calls")},
    {POST, V1 "/house/rolls", api_house_roll, MAY_HOUSE, .query = &ROLL_QUERY, .body_max = MB(16), .out = &ROLL_CALLED, TEXT("点名", "compare the house's roll with the board; the body is the roll, .xlsx, CSV or one name or number a line")},
    {POST, V1 "/house/import", api_house_import, MAY_HOUSE, .query = &SHEET_QUERY, .body_max = MB(16), .out = &HOUSE_IMPORTED, TEXT("批量登记平台外在押人员", "enter the house's roll from a sheet")},
    {GET, V1 "/house/template", api_house_template, MAY_HOUSE, .out = &FILE_BYTES, TEXT("在押人员名册模板", "an empty roll, as CSV")},
    /* the server itself */
    {GET, V1 "/openapi.json", api_openapi, MAY_ANYONE, .flags = PUBLIC, .out = &DESCRIPTION, TEXT("接口说明", "this description")},
    {GET, V1 "/health", api_health, MAY_ANYONE, .flags = PUBLIC | ROUTE_INLINE, .out = &HEALTH, TEXT("存活", "the process answers")},
    {GET, V1 "/ready", api_ready, MAY_ANYONE, .flags = PUBLIC, .out = &READY, TEXT("就绪", "database and writer answer")},
    {GET, V1 "/metrics", api_metrics, MAY_ANYONE, .flags = PUBLIC, .out = &FILE_BYTES, TEXT("运行指标", "figures for Prometheus")},
};
const size_t API_ROUTES_N = LEN(API_ROUTES);

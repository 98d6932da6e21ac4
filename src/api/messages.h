// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What every code says to people, in two languages, and what they can do about it. One list for faults; the engine's
 * own answers "no" come from core/refusal.h. A test keeps the list whole.
 *
 * X(code, http, zh, en, todo_zh, todo_en); http 0: as the kind of fault says.
 */
#include "http/problem.h"

#define MESSAGES(X)                                                                                                   \
    /* signing in */                                                                                                  \
    X("auth.required", 401, "请先登录", "sign in first", "请登录后重试", "sign in and try again")                     \
    X("auth.expired", 401, "登录已过期", "the session has ended", "请重新登录", "sign in again")                      \
    X("auth.failed", 401, "用户名或密码不正确", "user name or password is wrong", "请核对后重试",                     \
      "check both and try again")                                                                                     \
    X("auth.locked", 429, "登录失败次数过多，暂时锁定", "too many failed sign-ins: locked for a while",               \
      "请稍后再试，或请系统管理员重置密码", "wait, or ask the system administrator for a new password")               \
    X("audit.behind", 503, "查阅记录暂时无法保存，案件内容暂停查看", "reading cannot be put on record, so cases are not shown for now", \
      "请稍后重试；持续出现请联系运维人员", "try again in a moment; if it lasts, call the operator")                  \
    X("auth.busy", 503, "登录人数较多", "many are signing in at once", "请稍后重试", "try again in a moment")         \
    X("auth.csrf", 403, "请求缺少防伪标记", "the request lacks the anti-forgery mark",                                \
      "请刷新页面后重试", "reload the page; send X-CSRF-Token")                                                       \
    X("auth.change_password", 403, "首次登录须修改密码", "the first password must be changed",                        \
      "请先修改密码", "change the password first: POST /session/password")                                            \
    X("auth.no_post", 403, "该用户没有可用岗位", "this user holds no post", "请联系安全保密管理员",                   \
      "ask the security administrator for a post")                                                                    \
    X("password.weak", 422, "密码太简单", "the password is too weak", "至少12位，且不得与用户名相同",                 \
      "at least 12 characters, and not the user name")                                                                \
    X("password.same", 422, "新旧密码相同", "the new password is the old one", "请换一个密码", "choose another")      \
    X("password.old", 422, "原密码不正确", "the old password is wrong", "请核对后重试", "check it and try again")     \
    X("password.hash", 0, "密码处理失败", "the password could not be hashed", NULL, NULL)                             \
    X("access.role", 403, "您的岗位不能办理此项", "your post may not do this", "请切换岗位，或转交有权人员",          \
      "switch posts, or hand it to someone who may")                                                                  \
    X("access.behalf", 403, "不能代该单位录入", "you may not enter for that organ",                                   \
      "只能代尚未上线的单位录入", "only acts of an organ that is not on the platform may be entered")                 \
    X("participant.not_protected", 422, "此类诉讼参与人不适用化名保护", "participants of this kind are not protected by an alias", \
      "刑事诉讼法第六十四条保护的是证人、鉴定人、被害人", "the law protects witnesses, experts and victims (Criminal Procedure Law 64)") \
    X("participant.protected", 403, "该诉讼参与人受保护，只有承办人员可查看真实身份", "this participant is protected: who he is is for those who handle the case", \
      "确需查看的，请联系承办人", "ask who handles the case if you must know")                                      \
    X("access.none", 404, "没有这件待答复的查阅申请", "there is no such request for access", "请刷新后查看", "read the list anew") \
    X("access.answered", 409, "这件申请已有答复", "this request was answered before", "请刷新后查看", "read the list anew")    \
/* a detention house */                                                                                           \
    X("house.not_held", 404, "本所没有这名在押人员", "this house holds no such person", "请刷新名册后重试", "read the board anew") \
    X("house.id_number", 422, "证件号码不正确", "the number of the papers is wrong", "请对照证件逐位核对", "compare it with the paper") \
    X("house.measure", 422, "没有这种羁押", "nobody is held on that measure", "请从所列羁押种类中选择", "choose one of the kinds") \
    X("house.roll_empty", 422, "名单为空", "the roll is empty", "请填写人数，或粘贴、上传名单", "give a count, or the names") \
    X("house.changed", 409, "名册刚有变动", "the board has changed meanwhile", "请刷新后重试", "read the board anew and try again") \
    /* requests */                                                                                                    \
    X("idempotency.missing", 428, "缺少幂等键", "the header Idempotency-Key is missing",                              \
      "请为每个操作附上唯一的 Idempotency-Key", "send a key of your own for each command")                            \
    X("idempotency.form", 400, "幂等键格式不对", "the idempotency key has the wrong form",                            \
      "应为1至64个可见ASCII字符", "1 to 64 visible ASCII characters")                                                 \
    X("idempotency.other_body", 422, "该幂等键已用于另一请求", "this key was used with another request",              \
      "请换用新的幂等键", "use a new key for a new command")                                                          \
    X("path.unknown", 404, "地址不存在", "there is nothing at this address", "请查看接口说明",                        \
      "see /api/v1/openapi.json")                                                                                     \
    X("path.encoding", 400, "地址编码错误", "the address is not encoded properly", NULL, NULL)                        \
    X("id.unknown", 404, "没有找到，或您无权查看", "nothing is here that you may see",                                \
      "请核对编号；如确有需要，可申请查阅", "check the number; you may ask for access with a reason")                 \
    X("method.not_allowed", 405, "该地址不支持此方法", "this address does not take that method", NULL, NULL)          \
    X("query.unknown", 400, "不认识的查询参数", "an unknown query parameter", NULL, NULL)                             \
    X("query.too_many", 400, "查询参数过多", "too many query parameters", NULL, NULL)                                 \
    X("query.encoding", 400, "查询参数编码错误", "the query is not encoded properly", NULL, NULL)                     \
    X("uri.too_long", 414, "地址过长", "the address is too long", NULL, NULL)                                         \
    X("request.framing", 400, "请求边界不明确", "where the request ends is not clear", NULL, NULL)                    \
    X("command.too_large", 413, "一次办理的内容过多", "one command does too much", "请分次办理", "do it in parts")     \
    X("body.type", 415, "请求体应为 application/json", "the body must be application/json", NULL, NULL)               \
    X("body.too_large", 413, "请求体过大", "the body is too large", NULL, NULL)                                       \
    X("answer.too_large", 500, "结果过大", "the answer is too large", "请缩小范围", "ask for less")                   \
    X("json.syntax", 400, "JSON 格式错误", "this is not JSON", NULL, NULL)                                            \
    X("json.text", 400, "JSON 文本不是有效的 UTF-8", "a text in the JSON is not valid", NULL, NULL)                   \
    X("json.duplicate", 400, "JSON 键重复", "a key stands twice", NULL, NULL)                                         \
    X("json.number", 400, "只接受整数", "numbers must be integers", NULL, NULL)                                       \
    X("json.size", 413, "JSON 过大", "the JSON is too large", NULL, NULL)                                             \
    X("json.nodes", 413, "JSON 项目过多", "the JSON has too many values", NULL, NULL)                                 \
    X("json.depth", 413, "JSON 嵌套过深", "the JSON is nested too deeply", NULL, NULL)                                \
    X("field.unknown", 400, "不认识的字段", "an unknown field", "请核对字段名", "check the name")                     \
    X("field.missing", 422, "缺少必填数据", "required data is missing", "请填写所列各项", "fill in what is named")    \
    X("field.type", 400, "字段类型不对", "a field has the wrong type", NULL, NULL)                                    \
    X("field.value", 400, "字段取值不在范围内", "a field has a value it cannot have", NULL, NULL)                     \
    X("field.range", 400, "数值超出范围", "a number is out of range", NULL, NULL)                                     \
    X("field.long", 400, "文字过长", "a text is too long", NULL, NULL)                                                \
    X("field.many", 400, "项目过多", "a list has too many items", NULL, NULL)                                         \
    X("field.form", 400, "字段格式不对", "a field has the wrong form", NULL, NULL)                                    \
    X("field.twice", 400, "重复的项目", "an item stands twice", NULL, NULL)                                           \
    X("cookie.text", 0, "无法设置会话", "the session could not be set", NULL, NULL)                                   \
    X("rate.limited", 429, "请求过于频繁", "too many requests", "请稍后重试", "wait a moment")                        \
    X("precondition.failed", 412, "内容已变化", "it has changed meanwhile", "请刷新后重试", "look again")             \
    /* the site */                                                                                                    \
    X("practice.real", 0, "练习副本必须是演示站点", "the practice copy is no demo site", "请另指定目录", "name another folder")  \
    X("problem.none", 404, "没有这件问题", "there is no such problem", "请核对编号", "check the number")              \
    X("user.none", 404, "没有这个用户", "there is no such user", "请核对", "check the id")                            \
    X("post.none", 404, "没有这个岗位", "there is no such post", "请核对", "check the id")                            \
    X("agency.none", 404, "没有这个单位", "there is no such agency", "请核对", "check the id")                        \
    X("token.none", 404, "没有这个令牌", "there is no such token", "请核对", "check the id")                          \
    X("token.post", 422, "接口令牌只能用于系统对接或内勤岗位", "a machine acts only as an organ's desk",              \
      "请选择相应岗位", "choose such a post")                                                                         \
    X("verify.running", 409, "已有一次校验正在进行", "a verification is running", "请等它结束，或先停止它", "wait for it, or stop it first") \
    X("verify.none", 404, "没有这次进行中的校验", "no such verification runs", "请刷新后查看", "read the list anew")      \
    X("verify.thread", 0, "校验无法启动", "the verification cannot be started", "请联系运维人员", "call the operator")  \
    X("subject.none", 404, "没有找到，或您无权查看", "nothing is here that you may see",                              \
      "请核对编号", "check the id")                                                                                   \
    X("guide.unsound", 422, "流转指引未通过校验", "the guide is not sound", "请按所列问题修改指引",                   \
      "mend what is listed")                                                                                          \
    X("certificate.packed", 0, "结案证书无法读取", "a certificate could not be packed or unpacked", NULL, NULL)         \
    X("certificate.changed", 0, "结案证书与摘要不符", "a certificate is not what its hash says",                       \
      "请联系运维人员", "call the operator")                                                                          \
    X("guide.none", 404, "没有这个流转指引", "there is no such guide", "请核对名称", "check the name")                \
    X("table.none", 404, "没有这个代码表", "there is no such code table", "请核对名称", "check the name")             \
    X("bulletin.none", 404, "该月通报尚未发布", "the month is not published", "请等待发布", "wait until it is published")  \
    X("bulletin.month", 422, "月份格式不对", "there is no such month", "月份写作 2021-07", "write a month as 2021-07")    \
    X("bulletin.lost", 500, "已发布的数字读不出来", "the published figures cannot be read", "请联系系统管理员校验数据",   \
      "ask the system administrator to verify the site")                                                              \
    X("column.none", 404, "没有这一栏", "there is no such column", "请核对名称", "check the name")                    \
    X("manifest.invalid", 422, "卷宗目录不符合规则", "the dossier's contents break its rules", "请按所列问题修正",             \
      "mend what is listed")                                                                                          \
    X("assign.how", 422, "没有这种分派方式", "work is not assigned this way", "请选择轮流（rotation）或按在办量（load）",     \
      "choose `rotation` or `load`")                                                                                  \
    X("assign.nobody", 422, "该部门没有可用的承办人", "no enabled handler is there", "请换一个部门，或先授予岗位",          \
      "choose another section, or give somebody the post first")                                                      \
    X("dossier.lost", 422, "卷宗有页遗漏", "a page is left out of the dossier", "请补入该页，或在 removed 中说明移除理由",    \
      "put the page in, or say in `removed` why it is left out")                                                      \
    X("dossier.from_nowhere", 422, "卷宗有来源不明的页", "a page was in no dossier before",                           \
      "拆案、并案只能使用原卷宗的页", "a part or a merger holds only pages of the cases it comes from")               \
    X("dossier.no_reason", 422, "移除卷宗页未说明理由", "a page is taken out without a reason",                       \
      "请在 removed 中或说明中写明理由", "say why, in `removed` or in the note")                                      \
    X("manifest.unknown", 422, "没有登记过这份卷宗目录", "these contents of a dossier were never handed in",                     \
      "请先提交卷宗目录，再办理", "hand them in first")                                                  \
    X("manifest.page", 422, "页的内容地址不对", "a page is not named by its content address", NULL, NULL)             \
    X("manifest.item", 422, "卷宗材料填写不完整", "an item of the dossier lacks its place or its bytes",             \
      "请补填存放处或文件", "name a place or a file")                                                                 \
    X("manifest.large", 413, "卷宗目录过大", "the dossier's contents are too large", "请分卷提交", "hand it in by volumes")      \
    X("note.many", 409, "本案的页签和批注过多", "too many marks and notes in this case", "请删除不再需要的", "remove some") \
    X("manifest.missing", 422, "卷宗缺页", "pages of the dossier are not there", "请先上传所列各页",                 \
      "upload what is listed under missing")                                                                          \
    X("request.none", 404, "没有这个申请", "there is no such request", NULL, NULL)                                    \
    X("blob.none", 422, "没有这个文件", "there is no such file", "请重新上传", "upload it again")                     \
    X("upload.empty", 422, "文件为空", "the file is empty", "请选择文件", "send some bytes")                          \
    X("hub.full", 503, "实时连接过多", "too many live connections", "请稍后重试", "try again later")                  \
    X("export.empty", 409, "案件没有电子卷宗", "the case has no dossier", "请先制作电子卷宗", "make the dossier first") \
    X("export.failed", 0, "导出失败", "the export failed", NULL, NULL)                                                \
    X("client.gone", 0, "客户端已断开", "the client left", NULL, NULL)                                                \
    /* the machine */                                                                                                 \
    X("server.busy", 503, "系统繁忙", "the server is busy", "请稍后重试", "try again in a moment")                    \
    X("server.stopping", 503, "系统正在停止", "the server is stopping", "请稍后重试", "try again in a moment")        \
    X("writer.full", 503, "系统繁忙", "too many commands are waiting", "请稍后重试，同一次提交不会办两遍",                      \
      "try again: one request is never carried out twice")                                                            \
    X("writer.stopping", 503, "系统正在停止", "the writer is stopping", "请稍后重试，同一次提交不会办两遍",                     \
      "try again: one request is never carried out twice")                                                            \
    X("writer.taken", 503, "另一进程正在写入", "another process is the writer", NULL, NULL)                           \
    X("writer.fenced", 503, "写入权已被接管", "another writer took over", "请稍后重试，同一次提交不会办两遍",                   \
      "try again: one request is never carried out twice")                                                            \
    X("writer.lock", 503, "无法取得写入权", "the writer's place could not be taken", NULL, NULL)                      \
    X("writer.stopped", 503, "系统已停止写入", "this process no longer writes", "请稍后重试，同一次提交不会办两遍",             \
      "try again: one request is never carried out twice")                                                            \
    X("aside.lost", 0, "记录未能保存", "a row could not be stored", "请重试", "try again")                            \
    X("db.busy", 503, "数据库繁忙", "the database is busy", "请稍后重试", "try again in a moment")                    \
    X("db.pool-empty", 503, "数据库连接繁忙", "no database connection is free", "请稍后重试", "try again")            \
    X("db.unique", 409, "已经存在", "it is there already", "请核对", "check it")                                      \
    X("db.constraint", 0, "数据库拒绝了该数据", "the database refused the data", NULL, NULL)                          \
    X("db.corrupt", 0, "数据库损坏", "the database is damaged", "请联系运维人员", "call the operator")                \
    X("db.encoding", 0, "数据库编码不对", "the database has the wrong encoding", NULL, NULL)                          \
    X("db.full", 0, "磁盘已满", "the disk is full", "请联系运维人员", "call the operator")                            \
    X("db.io", 0, "磁盘读写失败", "the disk failed", "请联系运维人员", "call the operator")                           \
    X("db.lost", 0, "与数据库的连接中断", "the database was lost", "请稍后重试，同一次提交不会办两遍", "try again: one request is never carried out twice") \
    X("db.open", 0, "无法打开数据库", "the database cannot be opened", NULL, NULL)                                    \
    X("db.outcome-unknown", 0, "结果未知", "the outcome is not known", "请重试，同一次提交不会办两遍", "try again: one request is never carried out twice") \
    X("db.readonly", 0, "数据库只读", "the database is read-only", "请联系运维人员", "call the operator")             \
    X("db.rolled-back", 0, "写入已撤销", "the write was undone", "请稍后重试，同一次提交不会办两遍", "try again: one request is never carried out twice") \
    X("db.sql", 0, "数据库语句错误", "the database refused a statement", NULL, NULL)                                  \
    X("db.type", 0, "数据类型不对", "the database gave an unexpected type", NULL, NULL)                               \
    X("db.url", 0, "数据库地址不对", "the database address is wrong", NULL, NULL)                                     \
    X("part.read", 0, "文件读取失败", "a file could not be read", "请联系运维人员", "call the operator")                 \
    X("part.short", 0, "文件比记录的短", "a file is shorter than it is recorded", "请联系运维人员", "call the operator")  \
    X("vault.changed", 0, "文件与其摘要不符", "a file is not what its name says", "请联系运维人员", "call the operator") \
    X("vault.full", 0, "文件库已满", "the vault is full", "请联系运维人员", "call the operator")                      \
    X("vault.io", 0, "文件库读写失败", "the vault failed", "请联系运维人员", "call the operator")                     \
    X("vault.missing", 404, "没有这个文件", "there is no such file", "请重新上传", "upload it again")                 \
    X("vault.readonly", 0, "文件库只读", "the vault is read-only", "请联系运维人员", "call the operator")             \
    X("vault.sync", 0, "文件未能落盘", "the disk did not keep the file", "请重新上传", "upload it again")             \
    X("vault.taken", 503, "文件库被另一进程占用", "another process holds the vault", NULL, NULL)                      \
    X("vault.too-large", 413, "文件过大", "the file is too large", "请拆分后上传", "split it")

const ProblemText *message_find(const char *code); /* NULL: no such code */
size_t message_count(void);
const char *message_code(size_t i); /* of all, faults first */

// SPDX-License-Identifier: Apache-2.0
#include "api/messages.h"

#include "core/refusal.h"
#include "core/site.h"

typedef struct Message {
    const char *code;
    ProblemText text;
} Message;

/* Refusals that speak of the sender's input are 422; the rest say that the case does not stand so: 409. */
enum { STATE = 409, INPUT = 422, ABSENT = 404 };
static const char *const INPUTS[] = {
    "class.unknown", "person.none", "person.needed", "fact.invalid", "opening.not_certified", "act.unknown",
    "act.wrong_kind", "outcome.unknown", "document.missing", "dossier.missing", "reason.missing",
    "receiver.wrong", "return.no_reason", "effective.future", "effective.too_old", "late.reason_needed",
    "correct.value", "correct.same", "correct.no_target", "reason.needed", "grant.too_long", "name.missing", "participant.alias",
    "site.name", "user.login", "agency.unknown", "agency.parent", "user.unknown", "post.roles", "deputy.period", "deputy.self",
};

#define X(code, http, zh, en, todo_zh, todo_en) {code, {zh, en, todo_zh, todo_en, http}},
static const Message FAULTS[] = {MESSAGES(X)};
#undef X

#define X(id, code, zh, en, todo_zh, todo_en) {code, {zh, en, todo_zh, todo_en, STATE}},
static const Message ANSWERS[] = {REFUSALS(X) SITE_REFUSALS(X)};
#undef X
#define X(id, code, zh, en, todo_zh, todo_en) {code, {zh, en, todo_zh, todo_en, INPUT}},
static const Message ANSWERS_INPUT[] = {REFUSALS(X) SITE_REFUSALS(X)};
#undef X
/* A case that is not there and one the asker may not see are told in the same words. */
static const ProblemText NO_CASE = {"没有找到，或您无权查看", "nothing is here that you may see",
                                    "请核对编号；如确有需要，可申请查阅",
                                    "check the number; you may ask for access with a reason", ABSENT};

static bool is_input(const char *code) {
    for (size_t i = 0; i < LEN(INPUTS); i++)
        if (strcmp(INPUTS[i], code) == 0) return true;
    return false;
}

const ProblemText *message_find(const char *code) {
    if (!code) return NULL;
    if (strcmp(code, "case.none") == 0) return &NO_CASE;
    for (size_t i = 0; i < LEN(FAULTS); i++)
        if (strcmp(FAULTS[i].code, code) == 0) return &FAULTS[i].text;
    for (size_t i = 0; i < LEN(ANSWERS); i++)
        if (strcmp(ANSWERS[i].code, code) == 0) return is_input(code) ? &ANSWERS_INPUT[i].text : &ANSWERS[i].text;
    return NULL;
}

size_t message_count(void) {
    return LEN(FAULTS) + LEN(ANSWERS);
}

const char *message_code(size_t i) {
    return i < LEN(FAULTS) ? FAULTS[i].code : ANSWERS[i - LEN(FAULTS)].code;
}

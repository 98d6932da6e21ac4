// SPDX-License-Identifier: Apache-2.0
#include "core/rule_name.h"

/* X(id, zh, en): duties no guide declares, and what else waits at a desk */
#define ENGINE_DUTIES(X)                                                                                          \
    X("check", "受理审查", "check for acceptance")                                                                \
    X("answer", "办理", "decide and answer")                                                                      \
    X("correct", "补正", "mend and push again")                                                                   \
    X("supply", "补送", "supply what was asked for")                                                              \
    X("paper", "移送纸质卷", "hand over the paper volumes")                                                       \
    X("paper_in", "接收纸质卷", "receive the paper volumes")                                                      \
    X("assign", "指定承办人", "name who handles it")                                                              \
    X("agree_correction", "同意更正", "agree to a correction")                                                    \
    X("examine_unlawful", "审查违法情形", "examine what was recorded without a lawful basis")                     \
    X("draft", "推送或修改文稿", "push or amend the draft")                                                       \
    X("notice", "签收通知", "sign for a notice")                                                                  \
    X("consent", "同意撤回", "consent to the withdrawal")                                                         \
    X("correction", "同意更正", "agree to a correction")

bool duty_name(const Guide *g, Str id, RuleName *ret) {
    int k = g ? guide_duty(g, id) : -1;
    if (k >= 0) {
        *ret = (RuleName){id, g->duties[k].name, g->duties[k].name_en};
        return true;
    }
#define X(rule, zh, en)                                                                                           \
    if (str_eqz(id, rule)) {                                                                                      \
        *ret = (RuleName){id, S(zh), S(en)};                                                                      \
        return true;                                                                                              \
    }
    ENGINE_DUTIES(X)
#undef X
    return false;
}

bool duty_unit(const Guide *g, Str id, LeftUnit *ret) {
    static const char *const IN_WORKING_DAYS[] = {"supply", "paper", "paper_in", "assign"}; /* the engine's own: the platform's targets */
    int k = g ? guide_duty(g, id) : -1, clock = k >= 0 ? g->duties[k].clock : -1;
    if (clock >= 0 && g->clocks[clock].n_lengths) {
        *ret = left_unit(&g->clocks[clock].lengths[0].length);
        return true;
    }
    *ret = LEFT_WORKING_DAYS;
    for (size_t i = 0; i < LEN(IN_WORKING_DAYS); i++)
        if (str_eqz(id, IN_WORKING_DAYS[i])) return true;
    return false;
}

bool clock_name(const Guide *g, Str id, RuleName *ret) {
    int k = g ? guide_clock(g, id) : -1;
    if (k >= 0) *ret = (RuleName){id, g->clocks[k].name, g->clocks[k].name_en};
    return k >= 0;
}

bool act_name(const Guide *g, Str id, RuleName *ret) {
    int k = g ? guide_act(g, id) : -1;
    if (k >= 0) *ret = (RuleName){id, g->acts[k].name, g->acts[k].name_en};
    return k >= 0;
}

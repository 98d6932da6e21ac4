// SPDX-License-Identifier: Apache-2.0
/* A small guide in the text: detention, request for arrest, return and correction, transfer, acceptance, close. */
#include "core/guide.h"

#include "base/test.h"
#include "core/guide_check.h"
#include "node/yaml.h"

static const char FACTS[] =
    "facts:\n"
    "  stage: {name: 阶段, name_en: stage, values: {filed: 立案, investigation: 侦查, review: 审查起诉, done: 终结},\n"
    "          first: investigation, final: [done]}\n"
    "  custody: {name: 羁押状态, values: {none: 未羁押, detained: 拘留, arrested: 逮捕, overdue: 超期}, first: none,\n"
    "            hold: {none: free, detained: held, arrested: held, overdue: overdue}, overdue_duty: overdue_custody}\n"
    "  tries: {values: [0, 1], first: 0}\n"
    "  age: {name: 年龄, values: [adult, juvenile], given: at filing}\n";
static const char TRANSFERS[] =
    "acts:\n"
    "  DET: {name: 拘留, kind: decide, by: {agency: police, role: [handler]}}\n"
    "  REL: {name: 释放, kind: decide, by: {agency: police, role: [handler]}}\n"
    "  ARR: {name: 提请批准逮捕, name_en: request for arrest, kind: send, by: {agency: police, role: [handler], review: [legal]},\n"
    "        to: {agency: procuratorate, role: [desk]}, needs: {documents: [request], dossier: true}}\n"
    "  PRO: {name: 移送审查起诉, kind: send, by: {agency: police, role: [handler]}, to: {agency: procuratorate, role: [desk]}}\n"
    "  NOT: {name: 通知, kind: send, by: {agency: police}, to: {agency: procuratorate}}\n"
    "  CLO: {name: 结案, kind: decide, by: {agency: procuratorate, role: [prosecutor]}}\n"
    "  SUP: {name: 督办, kind: decide, by: {agency: committee}}\n"
    "  OTH: {name: 别的, kind: decide, by: {agency: police}}\n";
static const char CLOCKS[] =
    "clocks:\n"
    "  hold: {name: 羁押期限, kind: deadline, custody: true, holder: police,\n"
    "         lengths: [{when: {age: juvenile}, days: 3}, {days: 7}],\n"
    "         extensions: {first: {name: 一延, days: 4}}, on_end: {then: {custody: overdue}, owes: [overdue_custody]}}\n"
    "  review: {kind: deadline, holder: procuratorate, lengths: {days: 7}}\n"
    "  mend: {kind: deadline, holder: police, lengths: {days: 3}}\n"
    "  today: {kind: deadline, holder: police, lengths: {days: 0}}\n"
    "  unused: {kind: deadline, holder: police, lengths: {days: 1}}\n";
static const char DUTIES[] =
    "duties:\n"
    "  overdue_custody: {name: 超期处置, holder: procuratorate, red: true, cleared_by: [REL, OTH.done]}\n"
    "  decide: {holder: procuratorate, clock: review}\n"
    "  supervise_lapse: {holder: committee, cleared_by: [SUP]}\n";
static const char GUIDE[] =
    "guide: small\nname: 小案\nversion: '1'\n"
    "acts:\n"
    "  DET:\n    when: {stage: investigation, custody: none, not_open: [ARR, PRO]}\n"
    "    done: {then: {custody: detained}, starts: [hold]}\n"
    "  REL: {when: {custody: [detained, arrested, overdue], not_open: [ARR]}, done: {then: {custody: none}, stops: [hold]}}\n"
    "  ARR:\n    when: {stage: investigation, custody: [none, detained], not_open: [PRO]}\n"
    "    on_push: {stops: [mend]}\n"
    "    on_receive: {starts: [review]}\n"
    "    on_return: {stops: [review], starts: [mend]}\n"
    "    answers:\n"
    "      approve: {name: 批准, by: {role: [prosecutor]}, then: {custody: arrested}, stops: [review], starts: [hold], clears: [overdue_custody]}\n"
    "      refuse: {name: 不批准, stops: [review, hold], clears: [overdue_custody],\n"
    "               cases: [{when: {tries: 0}, then: {custody: none, tries: 1}}, {when: {tries: 1}, then: {custody: none, tries: 0}}]}\n"
    "  PRO:\n    when: {stage: investigation, custody: none, not_open: [ARR]}\n"
    "    on_accept: {then: {stage: review}, starts: [today]}\n"
    "    outcome_by: [CLO.close]\n    outcome_duty: decide\n"
    "  NOT: {when: {stage: investigation}}\n"
    "  CLO: {when: {stage: review, custody: none}, outcomes: {close: {then: {stage: done}, stops: [today]}}}\n"
    "  SUP: {}\n";

typedef struct Fixture {
    Arena *a;
    GuideSource src;
    const Node *bases[4];
    Guide *g;
    Err err;
} Fixture;

static const Node *tree(Fixture *f, const char *text, const char *name) {
    Node *n = NULL;
    CHECK_OK(yaml_read(str_c(text), name, f->a, &n, &f->err), &f->err);
    return n;
}

static Status load(Fixture *f, const char *guide) {
    f->a = arena_new();
    f->src = (GuideSource){.facts = tree(f, FACTS, "facts.yaml"), .transfers = tree(f, TRANSFERS, "transfers.yaml"),
                           .clocks = tree(f, CLOCKS, "clocks.yaml"), .duties = tree(f, DUTIES, "duties.yaml")};
    f->bases[0] = tree(f, GUIDE, "small.yaml");
    f->bases[1] = f->src.guide = tree(f, guide, "guide.yaml");
    f->src.bases = f->bases;
    f->src.n_bases = 2;
    return guide_load(&f->src, hash_sha256, f->a, &f->g, &f->err);
}

static void done(Fixture *f) {
    arena_free(f->a);
}

static void start(const Fixture *f, Machine *m) {
    uint8_t given[FACT_MAX] = {0};
    machine_first(f->g, given, m);
}

static bool custody_is(const Fixture *f, const Machine *m, const char *value) {
    const Fact *c = &f->g->facts[f->g->fact_custody];
    return str_eqz(c->values[m->fact[f->g->fact_custody]], value);
}

static const Finding *finding(const GuideReport *r, const char *code) {
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->v[i].code, code) == 0) return &r->v[i];
    return NULL;
}

TEST(a_guide_holds_what_it_uses_and_nothing_else) {
    Fixture f = {0};
    CHECK_OK(load(&f, GUIDE), &f.err);
    CHECK_EQ(f.g->n_acts, 7);
    CHECK(guide_act(f.g, S("OTH")) < 0);
    CHECK(guide_clock(f.g, S("unused")) < 0);
    CHECK(guide_duty(f.g, S("supervise_lapse")) >= 0);
    CHECK_STR(f.g->acts[guide_act(f.g, S("ARR"))].name, S("提请批准逮捕"));
    CHECK(f.g->clocks[guide_clock(f.g, S("today"))].flags.same_day);
    CHECK(!f.g->clocks[guide_clock(f.g, S("hold"))].flags.roll);
    CHECK(f.g->clocks[guide_clock(f.g, S("review"))].flags.roll);
    done(&f);
}

TEST(the_stored_text_loads_to_the_same_guide_without_any_file) {
    Fixture f = {0};
    Guide *again = NULL;
    CHECK_OK(load(&f, GUIDE), &f.err);
    CHECK_OK(guide_from_text(f.g->text, hash_sha256, f.a, f.a, &again, &f.err), &f.err);
    CHECK(again && hash_eq(again->hash, f.g->hash));
    if (again) {
        GuideReport x = guide_check(f.g, &(Staffing){.full = true}, hash_sha256, f.a);
        GuideReport y = guide_check(again, &(Staffing){.full = true}, hash_sha256, f.a);
        CHECK_EQ(x.n_states, y.n_states);
        CHECK_EQ(x.n_edges, y.n_edges);
    }
    done(&f);
}

TEST(a_line_goes_from_push_to_answer_and_a_returned_one_waits_for_its_next_round) {
    Fixture f = {0};
    Machine m;
    CHECK_OK(load(&f, GUIDE), &f.err);
    int arr = guide_act(f.g, S("ARR")), mend = guide_clock(f.g, S("mend"));
    start(&f, &m);
    CHECK(act_possible(f.g, arr, &m));
    phase_run(f.g, arr, PHASE_PUSH, &m);
    CHECK(!act_possible(f.g, arr, &m));
    CHECK(phase_possible(f.g, arr, PHASE_WITHDRAW, &m));
    phase_run(f.g, arr, PHASE_RECEIVE, &m);
    CHECK(!phase_possible(f.g, arr, PHASE_WITHDRAW, &m));
    phase_run(f.g, arr, PHASE_RETURN, &m);
    CHECK(set_has(&m.running, mend));
    CHECK(act_possible(f.g, arr, &m));
    phase_run(f.g, arr, PHASE_PUSH, &m);
    CHECK(!set_has(&m.running, mend));
    phase_run(f.g, arr, PHASE_RECEIVE, &m);
    CHECK(!option_possible(f.g, arr, 0, &m));
    phase_run(f.g, arr, PHASE_ACCEPT, &m);
    CHECK(option_possible(f.g, arr, 0, &m));
    option_run(f.g, arr, guide_option(&f.g->acts[arr], S("approve")), &m);
    CHECK(custody_is(&f, &m, "arrested"));
    CHECK_EQ(m.line[arr], LINE_NONE);
    done(&f);
}

TEST(all_guards_of_a_step_are_read_before_it) {
    Fixture f = {0};
    Machine m;
    CHECK_OK(load(&f, GUIDE), &f.err);
    int arr = guide_act(f.g, S("ARR")), tries = guide_fact(f.g, S("tries"));
    start(&f, &m);
    m.line[arr] = LINE_ACCEPTED;
    option_run(f.g, arr, guide_option(&f.g->acts[arr], S("refuse")), &m);
    CHECK_EQ(m.fact[tries], 1); /* the second case did not see what the first had set */
    done(&f);
}

TEST(a_lapse_marks_overdue_custody_and_only_a_release_clears_its_duty) {
    Fixture f = {0};
    Machine m;
    CHECK_OK(load(&f, GUIDE), &f.err);
    int hold = guide_clock(f.g, S("hold"));
    start(&f, &m);
    phase_run(f.g, guide_act(f.g, S("DET")), PHASE_DONE, &m);
    CHECK(set_has(&m.running, hold));
    clock_end_run(f.g, hold, &m);
    CHECK(custody_is(&f, &m, "overdue"));
    CHECK(!set_has(&m.running, hold));
    CHECK(set_has(&m.owed, f.g->duty_overdue));
    phase_run(f.g, guide_act(f.g, S("REL")), PHASE_DONE, &m);
    CHECK(!set_has(&m.owed, f.g->duty_overdue));
    done(&f);
}

TEST(a_deadline_without_a_duty_of_its_own_opens_a_supervision) {
    Fixture f = {0};
    Machine m;
    CHECK_OK(load(&f, GUIDE), &f.err);
    int review = guide_clock(f.g, S("review"));
    start(&f, &m);
    set_add(&m.running, review);
    clock_end_run(f.g, review, &m);
    CHECK(set_has(&m.owed, guide_duty(f.g, S("supervise_lapse"))));
    done(&f);
}

TEST(a_later_act_is_the_outcome_and_clears_the_duty_of_acceptance) {
    Fixture f = {0};
    Machine m;
    CHECK_OK(load(&f, GUIDE), &f.err);
    int pro = guide_act(f.g, S("PRO")), clo = guide_act(f.g, S("CLO")), duty = guide_duty(f.g, S("decide"));
    start(&f, &m);
    for (int ph = PHASE_PUSH; ph <= PHASE_ACCEPT; ph++) phase_run(f.g, pro, (Phase)ph, &m);
    CHECK_EQ(m.line[pro], LINE_ACCEPTED);
    CHECK(set_has(&m.owed, duty));
    CHECK(!set_has(&m.running, guide_clock(f.g, S("review")))); /* a duty's clock is its due time only */
    option_run_open(f.g, clo, 0, &m);
    CHECK_EQ(m.line[pro], LINE_NONE);
    CHECK(!set_has(&m.owed, duty));
    CHECK(machine_final(f.g, &m));
    CHECK(!act_possible(f.g, guide_act(f.g, S("SUP")), &m));
    done(&f);
}

TEST(a_notice_ends_when_it_is_accepted) {
    Fixture f = {0};
    Machine m;
    CHECK_OK(load(&f, GUIDE), &f.err);
    int notice = guide_act(f.g, S("NOT"));
    start(&f, &m);
    for (int ph = PHASE_PUSH; ph <= PHASE_ACCEPT; ph++) phase_run(f.g, notice, (Phase)ph, &m);
    CHECK_EQ(m.line[notice], LINE_NONE);
    done(&f);
}

TEST(a_refusal_names_the_guard_in_words) {
    Fixture f = {0};
    Machine m;
    StrBuf zh, en;
    CHECK_OK(load(&f, GUIDE), &f.err);
    start(&f, &m);
    strbuf_init(&zh, f.a, KB(1));
    strbuf_init(&en, f.a, KB(1));
    CHECK(guard_why(f.g, &f.g->acts[guide_act(f.g, S("CLO"))].when, &m, &zh, &en));
    CHECK_STR(strbuf_str(&zh), S("阶段须为审查起诉，现为侦查"));
    CHECK_STR(strbuf_str(&en), S("stage must be review, and is investigation"));
    m.line[guide_act(f.g, S("ARR"))] = LINE_PUSHED;
    strbuf_init(&zh, f.a, KB(1));
    CHECK(guard_why(f.g, &f.g->acts[guide_act(f.g, S("DET"))].when, &m, &zh, &en));
    CHECK_STR(strbuf_str(&zh), S("“提请批准逮捕”尚未办结"));
    CHECK(!guard_why(f.g, &f.g->acts[guide_act(f.g, S("NOT"))].when, &m, &zh, &en));
    done(&f);
}

TEST(a_class_says_only_what_differs) {
    Fixture f = {0};
    Machine m;
    CHECK_OK(load(&f, "guide: other\nextends: small\nversion: '2'\nremove_acts: [NOT]\n"
                      "acts:\n  ARR:\n    answers:\n      approve: {starts: null}\n      refuse: null\n"
                      "  DET: {when: {stage: [investigation, review], custody: none}}\n"), &f.err);
    int arr = guide_act(f.g, S("ARR"));
    CHECK_EQ(f.g->acts[arr].n_options, 1);
    CHECK(guide_act(f.g, S("NOT")) < 0);
    CHECK(guide_fact(f.g, S("tries")) < 0); /* only the answer that was taken away read it */
    start(&f, &m);
    m.line[arr] = LINE_PUSHED;
    CHECK(act_possible(f.g, guide_act(f.g, S("DET")), &m)); /* the guard was replaced whole */
    m.line[arr] = LINE_ACCEPTED;
    option_run(f.g, arr, 0, &m);
    CHECK(custody_is(&f, &m, "arrested"));
    CHECK(!set_has(&m.running, guide_clock(f.g, S("hold"))));
    done(&f);
}

TEST(a_wrong_word_is_reported_with_its_place_and_the_nearest_right_one) {
    static const struct {
        const char *guide, *code, *where, *has;
    } CASES[] = {
        {"guide: x\nextends: small\nversion: '1'\nacts:\n  DET:\n    done: {starts: [hodl]}\n", "guide.unknown",
         "guide.yaml:6:21", "'hold'"},
        {"guide: x\nextends: smal\nversion: '1'\n", "guide.unknown", "guide.yaml:2:10", "'small'"},
        {"guide: x\nextends: small\nversion: '1'\nacts:\n  DET: {wen: {stage: done}}\n", "guide.key", "guide.yaml:5:9",
         "'when'"},
        {"guide: x\nextends: small\nversion: '1'\nremove_acts: [DTE]\n", "guide.unknown", "guide.yaml:4:15", "'DET'"},
        {"guide: x\nextends: small\nversion: '1'\nduties:\n  decide: {cleared_by: [CLO.clos]}\n", "guide.unknown",
         "guide.yaml:5:25", "'close'"},
        {"guide: x\nextends: small\nversion: '1'\nacts:\n  CLO: {outcomes: {close: {then: {stage: dome}}}}\n",
         "guide.unknown", "guide.yaml:5:42", "'done'"},
    };
    for (size_t i = 0; i < LEN(CASES); i++) {
        Fixture f = {0};
        CHECK_EQ(load(&f, CASES[i].guide), ERR_INVALID);
        CHECK_STR(str_c(f.err.code), str_c(CASES[i].code));
        CHECK_STR(str_c(f.err.where), str_c(CASES[i].where));
        if (!strstr(f.err.msg, CASES[i].has)) TEST_FAIL("'%s' does not name %s", f.err.msg, CASES[i].has);
        done(&f);
    }
}

TEST(the_small_guide_is_sound_and_every_state_has_a_way_down) {
    Fixture f = {0};
    CHECK_OK(load(&f, GUIDE), &f.err);
    GuideReport r = guide_check(f.g, &(Staffing){.full = true}, hash_sha256, f.a);
    CHECK(r.sound);
    for (size_t i = 0; i < r.n; i++)
        if (r.v[i].level == FINDING_UNSOUND) TEST_FAIL("%s: %.*s", r.v[i].code, STR_ARG(r.v[i].en));
    for (size_t s = 0; s < r.n_states; s++) {
        Machine m;
        guide_state_machine(r.graph, s, &m);
        CHECK_EQ(guide_state(r.graph, &m), s);
        CHECK_EQ(r.distance[s] == 0, machine_final(f.g, &m));
        CHECK(r.distance[s] >= 0);
    }
    CHECK(f.g->acts[guide_act(f.g, S("NOT"))].side);
    CHECK(!f.g->acts[guide_act(f.g, S("ARR"))].side);
    CHECK(f.g->clocks[guide_clock(f.g, S("review"))].side);
    CHECK(!f.g->clocks[guide_clock(f.g, S("hold"))].side);
    done(&f);
}

TEST(judging_for_another_staffing_needs_no_new_exploring) {
    static const StaffPost ONE[] = {{1, {"police", 6}, {"handler", 7}, {0}}, {1, {"police", 6}, {"legal", 5}, {0}},
                                    {2, {"procuratorate", 13}, {"desk", 4}, {0}}, {3, {"procuratorate", 13}, {"prosecutor", 10}, {0}},
                                    {4, {"committee", 9}, {"x", 1}, {0}}};
    Fixture f = {0};
    CHECK_OK(load(&f, GUIDE), &f.err);
    GuideGraph *graph = guide_explore(f.g, f.a);
    GuideReport most = guide_judge(graph, &(Staffing){.v = ONE, .n = LEN(ONE)}, hash_sha256, f.a);
    CHECK(most.sound); /* the request for arrest cannot be reviewed by a second person, but it can be left */
    CHECK_EQ(most.n, 1);
    CHECK_STR(str_c(most.v[0].code), S("staff.none"));
    GuideReport few = guide_judge(graph, &(Staffing){.v = ONE, .n = 3}, hash_sha256, f.a);
    CHECK(!few.sound);
    const Finding *lost = finding(&few, "option.unstaffed");
    CHECK(lost && str_find(lost->en, S("prosecutor")) != SIZE_MAX);
    CHECK(!hash_eq(few.staffing, most.staffing));
    CHECK(guide_judge(graph, &(Staffing){.full = true}, hash_sha256, f.a).sound);
    done(&f);
}

TEST(a_finding_tells_the_shortest_way_in_words) {
    Fixture f = {0};
    CHECK_OK(load(&f, "guide: x\nextends: small\nversion: '1'\nacts:\n  ARR: {answers: {approve: {starts: null, stops: [review, hold]}}}\n"), &f.err);
    GuideReport r = guide_check(f.g, &(Staffing){.full = true}, hash_sha256, f.a);
    CHECK(!r.sound);
    const Finding *held = finding(&r, "custody.no_clock");
    CHECK(held != NULL);
    if (held)
        CHECK_STR(held->path_zh, S("开始（年龄：adult） → 提请批准逮捕 → 提请批准逮捕·签收 → 提请批准逮捕·接收 → 提请批准逮捕·批准"));
    done(&f);
}

TEST_MAIN()

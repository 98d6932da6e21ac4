// SPDX-License-Identifier: Apache-2.0
#pragma once
/* The names the route table is made of. Each handler stands in the file of its resource. */
#include "api/bodies.h"
#include "app/dossier.h"
#include "http/route.h"

#define HANDLERS(X)                                                                                               \
    X(sign_in) X(demo) X(sign_out) X(me) X(switch_post) X(change_password) X(agencies) X(guides) X(base_guides) X(guide_tree) X(guide_versions) X(code_table) \
    X(users) X(case_open) X(cases) X(case_page) X(case_next_steps) X(case_classes) X(case_history) X(case_why) X(correct_foreseen) X(add_persons)      \
    X(do_act) X(draft) X(push_new) X(check) X(push) X(receive) X(accept_transfer) X(return_transfer) X(answer)     \
    X(supply) X(receive_paper) X(withdraw) X(consent) X(undo) X(sign_notice) X(fulfil) X(add_number) X(set_manifest) X(assign)      \
    X(correct) X(agree) X(grant) X(ask_seal) X(agree_seal) X(split) X(merge) X(rebind) X(reclassify) X(identify) X(part) \
    X(add_participant) X(shield) X(unshield) X(remove_participant) \
     X(subject_page) X(inbox) X(sent) X(register) X(find_cases) X(events) X(ask_access)            \
    X(access_asks) X(own_asks) X(refuse_access) X(grants) X(end_grant) X(blob_get) X(manifest_put) X(manifest_get) X(manifest_changes) X(blobs_missing) X(dossier_check) X(notes) X(note_put) X(dossier_zip) X(balance) X(balance_behind)         \
    X(set_agency) X(add_user) X(patch_user) X(reset_password) X(set_user_post) X(hand_over) X(set_deputy)          \
    X(tokens) X(add_token) X(drop_token) X(verify) X(verify_stop) X(verifications) X(publish_guide) X(audit_page) \
    X(problems) X(report_problem) X(answer_problem) X(problem_report) X(practices) X(practice_done)                \
    X(import_cases) X(import_users) X(import_agencies) X(import_template) \
    X(house_held) X(house_today) X(house_enter) X(house_leave) X(house_hand) X(house_notices) X(house_appoint)            \
    X(house_appointment_end) X(house_rolls) X(house_roll) X(house_import) X(house_template) X(openapi) X(health) X(ready) X(metrics) \
    X(figures) X(figure_entries) X(open_stages) X(open_cases) X(rate_cases) X(stays) X(months) X(due) X(bulletins) X(bulletin) X(publish_bulletin) X(correct_bulletin) X(unmask) X(printed)

#define X(name) Handler api_##name;
HANDLERS(X)
#undef X

extern const UploadOps BLOB_UPLOAD;
extern const Route API_ROUTES[];
extern const size_t API_ROUTES_N;

// SPDX-License-Identifier: Apache-2.0
/*
 * The paper beside an electronic dossier. Each side has a duty from acceptance until the last volume has come: the
 * sender owes the paper by a day, the receiver waits for it without one, so that late paper is no breach of his.
 */
#include "core/deciding.h"

enum { PAPER_WORKDAYS = 3 }; /* the platform's own target, as for what is supplied after acceptance */

bool send_paper(Deciding *d, int64_t transfer) {
    int n = d->cmd->volumes;
    if (n < 0 || n > PAPER_MAX) return refusef(d, R_VOLUME, "volumes", "%d", n);
    if (n) emit(d, EV_PAPER_SENT, d->effective, BODY(d, PaperStep, .transfer = transfer, .volumes = n));
    return true;
}

void owe_paper(Deciding *d, int64_t transfer) {
    const Transfer *t = case_transfer(d->c, transfer);
    if (t->paper.received.n >= (size_t)t->paper.volumes || d->c->closed != TIME_NONE) return;
    int64_t from = t->from, to = t->to;
    Time due = day_end(calendar_add_workdays(d->w->calendar, day_of(d->effective), PAPER_WORKDAYS));
    open_duty(d, "paper", from, transfer, due, false);
    open_duty(d, "paper_in", to, transfer, TIME_NONE, false);
}

void end_paper(Deciding *d, int64_t transfer, DutyLife how, Time effective) {
    close_duties(d, "paper", transfer, how, effective);
    close_duties(d, "paper_in", transfer, how, effective);
}

/* What has come has come: also before acceptance, and after the case is closed. */
bool decide_paper(Deciding *d) {
    const Transfer *t = case_transfer(d->c, d->cmd->transfer);
    if (!t) return refuse(d, R_NO_TRANSFER, "transfer", S(""), S(""));
    if (!actor_in(d, t->to)) return refuse(d, R_NOT_YOURS, "transfer", S(""), S(""));
    if (t->life != HEAD_PUSHED && t->life != HEAD_RECEIVED && t->life != HEAD_ACCEPTED)
        return refuse(d, R_LIFE, "transfer", str_c(HEAD_LIFE[t->life]), str_c(HEAD_LIFE[t->life]));
    int volume = d->cmd->volume;
    if (volume < 1 || volume > t->paper.volumes)
        return refusef(d, R_VOLUME, "volume", "%d / %d", volume, t->paper.volumes);
    for (size_t i = 0; i < t->paper.received.n; i++)
        if (t->paper.received.v[i].volume == volume) return refusef(d, R_VOLUME_TWICE, "volume", "%d", volume);
    int64_t id = t->id;
    emit(d, EV_PAPER_RECEIVED, d->effective, BODY(d, PaperStep, .transfer = id, .volume = volume));
    t = case_transfer(d->c, id);
    if (t->paper.received.n == (size_t)t->paper.volumes) end_paper(d, id, DUTY_CLEARED, d->effective);
    d->made = id;
    return true;
}

// SPDX-License-Identifier: Apache-2.0
/*
 * The guided first cases, one table: whose work it is, as whom it is practised on the copy, what is prepared before, and
 * how each step is seen to be done. Nothing here touches a real site: the copy is a demo site and says so.
 */
import type { CasePage, Transfer } from '../api/answers';
import { call } from '../api/call';
import type { Key } from '../text/text';
import { aidAsked, arrestRequest, assessmentAsked, newcomer, openedCase, pushed, taken, type Stage } from './prepare';

export interface Seen { path: string[]; id: string; c: CasePage | null; before: Set<string>; changed: boolean }
export interface Step { say: Key; done: (x: Seen) => boolean }
export interface Exercise {
  id: string; name: Key; roles: string[]; login: string;
  /** Brings the copy to where the exercise begins; answers the case it is about, if there is one yet. */
  prepare?: (s: Stage) => Promise<string>;
  /** What shows on the copy that it was done, apart from a case: another value than when it began. */
  trace?: () => Promise<string>;
  /** Plays the other persons while the exercise goes on. */
  between?: (s: Stage, x: Seen) => Promise<boolean>;
  steps: Step[];
}

const request = (x: Seen): Transfer | undefined => x.c?.transfers?.find((m) => m.act === 'ARR-01');
const life = (...which: string[]) => (x: Seen): boolean => which.includes(request(x)?.life ?? '');
const at = (...p: string[]) => (x: Seen): boolean => p.every((w, i) => x.path[i] === w);
const inCase = (x: Seen): boolean => x.path[0] === 'case' && x.path[1] === x.id;
const sent = (act: string) => (x: Seen): boolean => !!x.c?.transfers?.some((m) => m.act === act && !!m.pushed);
const answered = (act: string) => (x: Seen): boolean => !!x.c?.transfers?.some((m) => m.act === act && m.lines.some((l) => !!l.answer && l.answer !== 'accepted'));
const decided = (act: string) => (x: Seen): boolean => !!x.c?.deeds?.some((d) => d.act === act);
const accounts = async (): Promise<string> => String(new Set((await call('GET /users', {})).map((u) => u.id)).size);
const seats = async (): Promise<string> => String((await call('GET /users', {})).filter((u) => !!u.post).length);
/* Whoever works with cases finds them; of some of these the demo county has nobody, and they practise as the police do. */
const EVERYBODY = ['handler', 'station_officer', 'prosecutor', 'judge', 'clerk', 'house_officer', 'defence_lawyer', 'examiner', 'appraiser', 'admin_handler'];
const LATER = ['checked', 'pushed', 'received', 'accepted', 'ended'];

export const EXERCISES: Exercise[] = [
  { id: 'open', name: 'practice.open', roles: ['handler', 'supervision_handler'], login: 'gongan1', steps: [
    { say: 'practice.open_1', done: (x) => at('new')(x) || !!x.id },
    { say: 'practice.open_2', done: (x) => !!x.id && inCase(x) },
    { say: 'practice.open_3', done: (x) => !!x.id && (at('case', x.id, 'act', 'INV-01')(x) || !!x.c?.transfers?.length) },
    { say: 'practice.open_4', done: (x) => !!x.c?.transfers?.some((m) => m.act === 'INV-01') || !!x.c?.deeds?.some((d) => d.act === 'INV-01') },
  ] },
  { id: 'push', name: 'practice.push', roles: ['handler', 'supervision_handler'], login: 'gongan1', prepare: openedCase,
    between: async (s, x) => request(x)?.life === 'draft' && (await s.check(x.id, request(x)!.id)),
    steps: [
      { say: 'practice.find_case', done: (x) => inCase(x) || !!request(x) },
      { say: 'practice.push_2', done: (x) => at('case', x.id, 'act', 'ARR-01')(x) || !!request(x) },
      { say: 'practice.push_3', done: (x) => !!request(x) },
      { say: 'practice.push_4', done: life('pushed', 'received', 'accepted') },
    ] },
  { id: 'review', name: 'practice.review', roles: ['legal_section', 'section_leader', 'leader', 'supervision_review'], login: 'fazhi1', prepare: arrestRequest, steps: [
    { say: 'practice.review_1', done: (x) => inCase(x) || life(...LATER, 'check_refused')(x) },
    { say: 'practice.review_2', done: life(...LATER, 'check_refused') },
  ] },
  { id: 'accept', name: 'practice.accept', roles: ['case_desk', 'filing_desk', 'justice_desk', 'execution_desk', 'prison_desk', 'house_desk'], login: 'anguan1', prepare: pushed, steps: [
    { say: 'practice.accept_1', done: (x) => at('case', x.id, 'receive')(x) || life('accepted', 'returned')(x) },
    { say: 'practice.accept_2', done: life('accepted') },
  ] },
  { id: 'return', name: 'practice.return', roles: ['case_desk', 'filing_desk'], login: 'anguan1', prepare: pushed, steps: [
    { say: 'practice.accept_1', done: (x) => at('case', x.id, 'receive')(x) || life('accepted', 'returned')(x) },
    { say: 'practice.return_2', done: life('returned') },
  ] },
  { id: 'answer', name: 'practice.answer', roles: ['prosecutor', 'prosecutor_assistant', 'judge', 'clerk'], login: 'jiancha1', prepare: taken, steps: [
    { say: 'practice.find_case', done: (x) => inCase(x) || life('ended')(x) },
    { say: 'practice.answer_2', done: (x) => request(x)?.lines.some((l) => !!l.answer) ?? false },
  ] },
  { id: 'property', name: 'practice.property', roles: ['property_keeper', 'scan_desk'], login: 'saomiao', prepare: openedCase, steps: [
    { say: 'practice.find_case', done: inCase },
    { say: 'practice.property_2', done: (x) => at('case', x.id, 'act', 'PRP-02')(x) || sent('PRP-02')(x) },
    { say: 'practice.property_3', done: sent('PRP-02') },
  ] },
  { id: 'oral', name: 'practice.oral', roles: ['supervision_section', 'resident_procurator'], login: 'zhusuo', prepare: taken, steps: [
    { say: 'practice.find_case', done: inCase },
    { say: 'practice.oral_2', done: (x) => at('case', x.id, 'act', 'SUP-06')(x) || decided('SUP-06')(x) },
    { say: 'practice.oral_3', done: decided('SUP-06') },
  ] },
  { id: 'aid', name: 'practice.aid', roles: ['legal_aid', 'defence_lawyer'], login: 'yuanzhu', prepare: aidAsked, steps: [
    { say: 'practice.find_case', done: (x) => inCase(x) || answered('AID-01')(x) },
    { say: 'practice.aid_2', done: answered('AID-01') },
  ] },
  { id: 'assess', name: 'practice.assess', roles: ['correction_officer'], login: 'jiaozheng', prepare: assessmentAsked, steps: [
    { say: 'practice.find_case', done: (x) => inCase(x) || answered('EXE-03J')(x) },
    { say: 'practice.assess_2', done: answered('EXE-03J') },
  ] },
  { id: 'roll', name: 'practice.roll', roles: ['house_desk', 'house_officer'], login: 'kanshou1', trace: async () => (await call('GET /house/rolls', { query: { limit: 1 } })).rolls[0]?.id ?? '', steps: [
    { say: 'practice.board_1', done: (x) => at('board')(x) || x.changed },
    { say: 'practice.roll_2', done: (x) => x.changed },
  ] },
  { id: 'figures', name: 'practice.figures', roles: ['committee_supervisor', 'committee_leader', 'leader'], login: 'zhengfa1', steps: [
    { say: 'practice.figures_1', done: at('balance') },
    { say: 'practice.figures_2', done: () => !!document.getElementById('behind') },
    { say: 'practice.figures_3', done: at('bulletin') },
  ] },
  { id: 'users', name: 'practice.users', roles: ['system_admin'], login: 'xitong', trace: accounts, steps: [
    { say: 'practice.users_1', done: (x) => at('admin', 'users')(x) || x.changed },
    { say: 'practice.users_2', done: (x) => x.changed },
  ] },
  { id: 'posts', name: 'practice.posts', roles: ['security_admin'], login: 'anquan', prepare: newcomer, trace: seats, steps: [
    { say: 'practice.posts_1', done: (x) => at('admin', 'posts')(x) || x.changed },
    { say: 'practice.posts_2', done: (x) => x.changed },
  ] },
  { id: 'audit', name: 'practice.audit', roles: ['audit_admin'], login: 'shenji', trace: async () => (await call('GET /verifications', { query: { limit: 5 } })).verifications.find((v) => v.ended)?.id ?? '', steps: [
    { say: 'practice.audit_1', done: at('admin', 'audit') },
    { say: 'practice.audit_2', done: (x) => x.changed },
  ] },
  { id: 'find', name: 'practice.find', roles: EVERYBODY, login: 'gongan1', prepare: openedCase, steps: [
    { say: 'practice.find_1', done: inCase },
    { say: 'practice.find_2', done: () => !!document.querySelector('.past') },
  ] },
];
export const exercise = (id: string): Exercise | undefined => EXERCISES.find((e) => e.id === id);

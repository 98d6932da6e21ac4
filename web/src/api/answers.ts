// SPDX-License-Identifier: Apache-2.0
// What the server answers. Absent keys are empty: the server leaves out what has no value.
import type { Calls, Datum, FactValue, ReturnMark } from './schema';

export interface Post { id: string; agency: { id: string; name: string; kind: string; region: string }; roles: string[]; section?: string }
export interface DeputyRow { id: string; agency: string; user: string; user_name: string; for_user: string; for_name: string; from: string; until: string }
export type Entry = 'opened' | 'drafted' | 'checked' | 'pushed' | 'received' | 'accepted' | 'returned' | 'answered' | 'supplied' | 'withdrawn' | 'undone' | 'assigned' | 'done' | 'signed';
export interface RegisterRow { pos: number; at: string; what: Entry; user: string; user_name?: string; for_name?: string; case: string; name: string; class: string; transfer?: string; act?: string; from?: string; to?: string; to_user?: string; persons?: string[]; note?: string }
export interface Me {
  user: { id: string; name: string; login: string }; posts: Post[]; post: string | null; csrf: string;
  deputies?: DeputyRow[]; must_change_password: boolean; site: string; demo: boolean; now: string;
}
export interface Agency { id: string; name: string; kind: string; region: string; level: number; parent: string | null; on_platform: boolean; on_from: string | null }
export interface UserRow { id: string; name: string; login?: string; enabled: boolean; post: string; agency: string; agency_name?: string; section: string; roles: string[] }
export interface GuideRow { class: string; name: string; name_en: string; version: string; acts: number }
export interface Code { id: string; name: string; en?: string; number?: number; agencies?: string[]; used_by?: string[]; code?: string; unit?: string }

export interface NeedsText { documents?: string[]; fields?: string[]; reasons?: string[]; dossier?: string; catalogue?: string }
export interface GuideOption { name: string; name_en?: string; by?: { role?: string[] }; needs?: NeedsText; basis?: string[] }
export interface GuideAct {
  name: string; name_en?: string; kind: 'send' | 'decide' | 'report'; group?: string; basis?: string[]; needs?: NeedsText;
  by?: { agency?: string | string[]; role?: string[]; review?: string[] }; to?: { agency?: string | string[]; role?: string[]; level?: string };
  answers?: Record<string, GuideOption>; outcomes?: Record<string, GuideOption>;
}
export interface GuideRule { name: string; name_en?: string; basis?: string[]; lengths?: Array<Record<string, string>>; holder?: string; clock?: string }
export interface GuideFact { name: string; name_en?: string; values: Record<string, string> | string[]; given?: string; final?: string[] }
export interface Guide {
  guide: string; name_en?: string; version: string; charges?: string[]; facts: Record<string, GuideFact>;
  clocks: Record<string, GuideRule>; duties: Record<string, GuideRule>; acts: Record<string, GuideAct>;
}

export interface Wait { what: 'duty' | 'check' | 'draft' | 'consent' | 'notice' | 'correction'; id: string; rule?: string; act?: string; transfer?: string; person?: string; user?: string; due?: string; breached?: boolean }
export interface DeskRow {
  case: string; name: string; class: string; stage: string; due: string | null; alert: string | null; newest: string | null;
  open: number; breached: number; red: number; user: string | null; user_name?: string; section?: string; waits: Wait[];
}
export interface Inbox { counts: { cases: number; open: number; breached: number; red: number }; items: DeskRow[]; next?: string }
export interface Sent { items: Array<{ at: string; case: string; name: string; transfer: string; act: string; persons: number; to?: string; life?: Life }>; next?: number }
export interface CaseRow { id: string; name: string; class: string; agency?: string; stage: string; persons: number; opened: string; closed: string | null; next_due: string | null }
export interface Found { found: Array<{ case: string; name: string; class: string; stage: string; by: string; person?: string; person_name?: string; opened: string; closed: string | null }> }

export type Life = 'draft' | 'checked' | 'check_refused' | 'pushed' | 'received' | 'returned' | 'accepted' | 'withdrawn' | 'ended';
export type LineLife = 'none' | 'pushed' | 'received' | 'accepted' | 'returned';
export interface Doc { id?: string; kind: string; number?: string; dated?: string; blob?: string; pages?: number; agency?: string }
export interface Person {
  id: string; subject: string; name: string; id_kind?: string; id_number?: string; sex?: string; birth?: string;
  charges?: string[]; guide: string; facts: Array<Required<FactValue>>; joined: string; closed?: string; moved_to?: string;
}
export interface Line { person: string; life?: LineLife; answer?: string; answered_at?: string; answered_by?: string }
export interface Transfer {
  id: string; act: string; from: string; to?: string; life: Life; round?: number; drafted?: string; drafted_by?: string; checked_by?: string;
  pushed?: string; pushed_by?: string; received?: string; received_by?: string; accepted?: string; accepted_by?: string; manifest?: string;
  docs?: Doc[]; data?: Datum[]; outcome?: string; note?: string; reason?: string; late?: boolean; late_reason?: string; withdraw_asked?: string;
  lines: Line[]; returns?: Array<{ round: number; at: string; by: string; marks: ReturnMark[]; note?: string }>;
  supply?: Array<{ id: string; duty: string; what: string; done?: string }>;
}
export interface Deed { id: string; act: string; option?: string; reason?: string; persons: string[]; at: string; effective?: string; by: string; agency: string; docs?: Doc[]; data?: Datum[]; late?: boolean; late_reason?: string; unlawful?: string; taken_back?: boolean }
export interface Duty { id: string; rule: string; person?: string; transfer?: string; agency: string; user?: string; life: 'open' | 'cleared' | 'ended'; opened: string; due?: string; breached?: string; cleared?: string; red?: boolean }
export interface Clock { id: string; rule: string; person?: string; transfer?: string; agency: string; life: 'running' | 'paused' | 'closed' | 'lapsed' | 'ended' | 'superseded'; period?: boolean; length?: Record<string, number>; start: string; due?: string; alert?: string; closed?: string; extensions?: string[] }
export interface Hold { id: string; measure: string; agency: string; house?: string; from: string; to?: string; due?: string; case_id?: string; person?: string }
export interface Standing { hold: 'free' | 'held' | 'overdue' | 'serving'; live: number; basis?: Hold }
export interface CasePage {
  id: string; name: string; class: string; opened: string; closed?: string; agency: string; seq: number; manifest?: string;
  organs: Array<{ kind: string; agency: string }>; persons: Person[]; transfers?: Transfer[]; deeds?: Deed[]; duties?: Duty[]; clocks?: Clock[];
  numbers?: Array<{ id: string; system: string; number: string; agency: string; transfer?: string; at: string }>;
  notices?: Array<{ id: string; deed: string; agency: string; at: string; signed_at?: string }>;
  corrections?: Array<{ id: string; target: string; agency: string; agree_agency?: string; field: string; was: string; is: string; reason: string; at: string; agreed?: string }>;
  assignments?: Array<{ agency: string; user: string; helpers?: string[]; section?: string; at: string }>;
  access: 'act' | 'read' | 'progress'; stage: string; agencies: Record<string, { name: string; kind: string }>; users: Record<string, string>;
  words: Record<string, string>; standing: Record<string, Standing>;
}
export interface Needs { documents: string[]; fields: string[]; reasons: string[]; dossier: boolean }
export interface StepOption { id: string; name: string; holds: boolean; needs: Needs }
export interface Step {
  act: string; name: string; name_en: string; kind: 'send' | 'decide' | 'report'; group: string; possible: boolean; mine: boolean;
  why_zh?: string; why_en?: string; basis: string; by: { kind: string; level?: string; roles: string[]; review: string[] };
  to?: { kind: string; level?: string; roles: string[] }; needs: Needs; options: StepOption[];
}
export interface Next { case: string; next: Array<{ person: string; name: string; steps: Step[] }> }
export interface HistoryEvent { kind: string; zh: string; effective: string | null; body: Record<string, unknown> }
export interface HistoryRecord { pos: number; seq: number; at: string; command: string; by: { id: string | null; name: string }; for?: { name: string }; agency?: string; behalf?: string; hash: string; prev: string; events: HistoryEvent[] }
export interface Made { case: string; made: string; pos: number; seq: number; said_zh?: string; said_en?: string }
export interface Column { id: string; zh: string; en: string; unit_zh: string; unit_en: string; definition_zh: string; definition_en: string }
export interface Balance { agency: string | null; closes: boolean; columns: Column[]; [figure: string]: unknown }
export interface Behind { column: string; definition_zh: string; entries: Array<{ pos: number; at: string; column: string; heads: number; persons: number; case: string; transfer: string; act: string; class: string; from?: string; to?: string }>; next?: string }
export interface AuditRow { id: string; at: string; user: string | null; login?: string; agency: string | null; what: string; case: string | null; detail: string; outcome: string }
export interface DossierItem { name: string; kind?: string; place?: string; blob?: string }
export interface DossierDocument { kind?: string; name: string; number?: string; dated?: string; pages?: string[]; items?: DossierItem[] }
export interface DossierVolume { kind?: string; name: string; documents?: DossierDocument[] }
export interface Manifest { note?: string; volumes: DossierVolume[] }
export interface CatalogueItem { id: string; name: string; en?: string; kind: string; group: string; volume?: string; asked?: 'required' | 'wanted'; persons?: number; have: number; basis?: string }
export interface Fault { volume: number; document: number; page?: number; what: 'gone' | 'empty' | 'twice' | 'small' | 'unreadable'; value?: number }
export interface DossierCheck { catalogue?: string; catalogue_en?: string; volumes: Code[]; groups: Array<Code & { volume: string }>; items: CatalogueItem[]; faults: Fault[]; pages: number; bytes: number }
export interface Place { volume: string; document: string; page: number; item?: boolean }
export interface Change { what: 'added' | 'removed' | 'moved' | 'replaced'; was?: string; is?: string; from?: Place; to?: Place }
export interface PageNote { page: string; sheet: number; marked: boolean; note: string; at: string }

/* A detention house. */
export interface HeldPerson {
  subject: string; hold: string; name: string; id_number: string; sex: string; measure: string; measure_name?: string; measure_name_en?: string; agency?: string; agency_name?: string;
  handed_to?: string; since: string; due?: string; noticed?: boolean; serving: boolean; overdue: boolean; case?: string; person?: string; case_name?: string; entered?: string; bases: number;
  charge?: string; number?: string; term?: string; article?: string;
}
export interface HouseCounts { all: number; over: number; near: number; entered: number }
export interface HouseWait {
  for: 'confirm' | 'interview' | 'coming' | 'leaving' | 'register' | 'notice' | 'other'; case: string; case_name: string; class: string; act: string; rule: string; name: string; name_en: string;
  transfer?: string; life?: Life; from?: string; from_name?: string; at?: string; due?: string; notice?: string; persons: Array<{ id: string; name: string }>;
}
export interface HouseMoving { subject: string; name: string; case: string; transfer: string; act: string; to: string; to_name: string; at: string; handed: boolean }
export interface HouseDay { id: string; subject: string; name: string; kind: string; organ: string; note: string; how: string; at: string }
export interface HouseToday { counts: HouseCounts; due: HeldPerson[]; waiting: HouseWait[]; moving: HouseMoving[]; appointments: HouseDay[] }
export interface RollName { subject?: string; name?: string; id_number?: string }
export interface Roll { said: number; listed: number; held: number; only_house: RollName[]; only_board: RollName[] }
export interface HouseNotice { told: boolean; sent: boolean; transfer?: string; why?: string; held: HeldPerson }
export interface BadCell { cell?: string; heading?: string; value?: string; code: string; zh: string; en: string; about_zh?: string; about_en?: string; near?: string; todo_zh?: string; todo_en?: string }
export interface RollSheet { dry_run: boolean; bad: BadCell[]; persons: number; said_zh?: string; said_en?: string }

/** The answer of each call. A call that the server's description does not have makes `Answers` fail to compile. */
interface Answered {
  'POST /session': Me; 'GET /me': Me; 'POST /session/post': Me; 'POST /session/password': null; 'DELETE /session': null;
  'GET /agencies': Agency[]; 'GET /users': UserRow[]; 'GET /guides': GuideRow[]; 'GET /guides/{class}': Guide; 'GET /codes/{table}': Code[];
  'GET /inbox': Inbox; 'GET /sent': Sent; 'GET /cases': { cases: CaseRow[]; before?: string }; 'GET /find': Found;
  'GET /cases/{case}': CasePage; 'GET /cases/{case}/next': Next; 'GET /cases/{case}/history': { records: HistoryRecord[]; next?: number };
  'GET /cases/{case}/manifests/{manifest}': Manifest; 'GET /cases/{case}/manifests/{manifest}/changes/{from}': { changes: Change[] };
  'POST /blobs/missing': { missing: string[] }; 'POST /cases/{case}/dossier-check': DossierCheck; 'GET /cases/{case}/page-notes': { notes: PageNote[] }; 'PUT /cases/{case}/page-notes': { at: string };
  'GET /subjects/{subject}': { subject: { holds?: Hold[] }; standing: Standing };
  'POST /cases': Made; 'POST /cases/{case}/persons': Made; 'POST /cases/{case}/acts': Made; 'POST /cases/{case}/drafts': Made; 'POST /cases/{case}/transfers': Made;
  'POST /cases/{case}/transfers/{transfer}/check': Made; 'POST /cases/{case}/transfers/{transfer}/push': Made; 'POST /cases/{case}/transfers/{transfer}/receive': Made;
  'POST /cases/{case}/transfers/{transfer}/accept': Made; 'POST /cases/{case}/transfers/{transfer}/return': Made; 'POST /cases/{case}/transfers/{transfer}/answer': Made;
  'POST /cases/{case}/transfers/{transfer}/supply': Made; 'POST /cases/{case}/transfers/{transfer}/withdraw': Made; 'POST /cases/{case}/transfers/{transfer}/consent': Made;
  'POST /cases/{case}/transfers/{transfer}/undo': Made; 'POST /cases/{case}/notices/{notice}/sign': Made; 'POST /cases/{case}/duties/{duty}/fulfil': Made;
  'POST /cases/{case}/numbers': Made; 'POST /cases/{case}/assignment': Made; 'POST /cases/{case}/corrections': Made; 'POST /cases/{case}/corrections/{correction}/agree': Made;
  'POST /manifests': { manifest: string; documents: number; pages: number };
  'GET /balance': Balance; 'GET /balance/{column}': Behind;
  'POST /agencies': { made: string }; 'POST /users': { made: string; password?: string }; 'PATCH /users/{user}': { made: string };
  'POST /users/{user}/password-reset': { password: string }; 'POST /users/{user}/posts': { made: string }; 'GET /audit': { entries: AuditRow[]; before?: string };
  'POST /deputies': { made: string }; 'GET /register': { entries: RegisterRow[]; next?: string };
  'GET /house/held': { counts: HouseCounts; items: HeldPerson[]; next?: string }; 'GET /house/today': HouseToday; 'POST /house/held': { made: string | null };
  'POST /house/leave': { made: string | null }; 'POST /house/hand': { made: string | null }; 'POST /house/notices': { notices: HouseNotice[] };
  'POST /house/appointments': { made: string }; 'POST /house/appointments/{appointment}/end': { made: string | null };
  'GET /house/rolls': { rolls: Array<Roll & { id: string; at: string; by?: string }> }; 'POST /house/rolls': Roll; 'POST /house/import': RollSheet;
}
type OnlyOf<K extends keyof Calls> = K;
export type Known = OnlyOf<keyof Answered>;
export type Answers = Answered;

// SPDX-License-Identifier: Apache-2.0
/*
 * A new case as it is filled in: by hand, or from one paper. What was read carries its place in the paper and is
 * confirmed or changed before the case is entered.
 */
import type { Guide } from '../api/answers';
import type { NewPerson, OpenCase, OpenDuty, OpenLine } from '../api/schema';
import type { PaperKind } from '../paper/patterns';
import { inForce, type Found, type PaperPerson, type PaperRead } from '../paper/read';
import type { Span } from '../paper/text';
import { t } from '../text/text';
import { idCard } from '../paper/idcard';

export interface Mark { span: Span; said: string; ok: boolean }
export interface Dropped { file: string; blob: string; text: string; pages: number; kind: PaperKind | ''; number: string; dated: string; filed: string; house: string }
export interface Start { rule: string; day: string }
export interface Entered { name: string; id_number: string; sex: string; birth: string; charges: string[]; facts: Record<string, string>; clocks: Start[]; lines: OpenLine[]; duties: OpenDuty[]; known: Known | null }
export interface Known { name: string; sex: string; birth: string; cases: Array<{ id: string; name: string }> }
export interface CaseForm { class: string; name: string; number: string; running: boolean; people: Entered[]; paper: Dropped | null; marks: Record<string, Mark> }

export const nobody = (): Entered => ({ name: '', id_number: '', sex: 'male', birth: '', charges: [], facts: {}, clocks: [], lines: [], duties: [], known: null });
export const emptyForm = (): CaseForm => ({ class: '', name: '', number: '', running: false, people: [nobody()], paper: null, marks: {} });

/* Where a person of such a measure stands, and the term that runs with it. */
const CLOCK_OF: Record<string, string> = { detained: 'custody_detention', arrested: 'custody_investigation', bail: 'bail_term', residence: 'residence_term' };
/** The act each paper is made for: where the way leads when the case is entered. */
export const ACT_OF: Record<PaperKind, string> = { filing_decision: 'INV-01', arrest_request: 'ARR-01', prosecution_opinion: 'PRO-01' };

export const markKey = (i: number, field: string): string => `people.${i}.${field}`;

function personOf(p: PaperPerson, i: number, running: boolean, mark: (key: string, f: Found | undefined) => string): Entered {
  const e = { ...nobody(), name: mark(markKey(i, 'name'), p.name), charges: p.charges.map((c) => c.name) };
  if (p.charges[0]) mark(markKey(i, 'charges'), { value: e.charges.join(), span: p.charges[0].span });
  e.id_number = mark(markKey(i, 'id_number'), p.id_number);
  const card = idCard(e.id_number);
  /* What the number says needs no second look; where the paper says otherwise it is asked. */
  e.sex = p.sex && !(card?.ok && card.sex === p.sex.value) ? mark(markKey(i, 'sex'), p.sex) : (card?.sex ?? 'unknown');
  e.birth = p.birth && !(card?.ok && card.birth === p.birth.value) ? mark(markKey(i, 'birth'), p.birth) : (card?.birth ?? '');
  const now = inForce(p);
  if (running) e.facts = { stage: 'investigation', custody: now?.measure ?? 'none' };
  if (running && now) {
    mark(markKey(i, 'custody'), { value: now.measure, span: now.span });
    mark(markKey(i, 'since'), { value: now.date, span: now.span });
    e.clocks = [{ rule: CLOCK_OF[now.measure]!, day: now.date }];
  }
  return e;
}

export function fromPaper(read: PaperRead, file: { name: string; blob: string; text: string; pages: number }): CaseForm {
  const marks: Record<string, Mark> = {};
  const mark = (key: string, f: Found | undefined): string => {
    if (f) marks[key] = { span: f.span, said: f.value, ok: false };
    return f?.value ?? '';
  };
  const kind = read.kind?.value ?? '', running = kind === 'arrest_request' || kind === 'prosecution_opinion';
  const people = read.persons.map((p, i) => personOf(p, i, running, mark));
  return { class: '', name: '', running, marks, number: mark('number', read.police_case), people: people.length ? people : [{ ...nobody(), charges: read.charges.slice(0, 1).map((c) => c.name) }],
    paper: { file: file.name, blob: file.blob, text: file.text, pages: file.pages, kind, number: mark('paper.number', read.number), dated: mark('paper.dated', read.dated), filed: read.filed?.value ?? '', house: read.persons.find((p) => p.house)?.house?.value ?? '' } };
}

/** What changes with the measure: the term that runs. */
export function setMeasure(e: Entered, measure: string, day: string): void {
  e.facts.custody = measure;
  const others = e.clocks.filter((k) => !Object.values(CLOCK_OF).includes(k.rule));
  e.clocks = CLOCK_OF[measure] ? [...others, { rule: CLOCK_OF[measure]!, day }] : others;
}
export const measureDay = (e: Entered): string => e.clocks.find((k) => k.rule === CLOCK_OF[e.facts.custody ?? ''])?.day ?? '';
export const hasTerm = (measure: string | undefined): boolean => !!measure && measure in CLOCK_OF;

const dayStart = (day: string): string => `${day}T00:00:00+08:00`;

/** A number of another kind of paper is no number of citizens: it goes as it is. */
export function personBody(p: Entered, guide: Guide | null, running: boolean): NewPerson {
  const given = Object.entries(guide?.facts ?? {}).filter(([id, f]) => f.given || (running && p.facts[id]));
  const number = p.id_number.replace(/\s/g, '').toUpperCase();
  return {
    name: p.name.trim(), id_kind: number ? 'citizen' : undefined, id_number: number || undefined, sex: p.sex, birth: p.birth || undefined, charges: p.charges,
    facts: given.map(([fact]) => ({ fact, value: p.facts[fact] ?? '' })),
    ...(running ? { clocks: p.clocks.filter((k) => k.rule && k.day).map((k) => ({ fact: k.rule, value: dayStart(k.day) })),
      lines: p.lines.filter((l) => l.act).map((l) => ({ ...l, from: l.from || undefined, to: l.to || undefined, pushed: l.pushed ? dayStart(l.pushed) : undefined, received: l.received ? dayStart(l.received) : undefined, accepted: l.accepted ? dayStart(l.accepted) : undefined, returned: l.returned ? dayStart(l.returned) : undefined })),
      duties: p.duties.filter((d) => d.rule).map((d) => ({ rule: d.rule, opened: d.opened ? dayStart(d.opened) : undefined, due: d.due ? dayStart(d.due) : undefined })) } : {}),
  };
}

/** As cases are called: the first person, how many there are, and of what he is suspected: his charge without its last character, or the class. */
export const suggestedName = (first: string, n: number, charge: string | undefined, of: string): string => `${first}${n > 1 ? t('new.and_others', { n }) : ''}${t('new.suspected')}${charge?.slice(0, -1) || of}${t('new.case')}`;

export function caseBody(form: CaseForm, guide: Guide | null, name: string, manifest: string): OpenCase {
  return {
    class: form.class, name, ...(form.number.trim() ? { number: form.number.trim(), system: 'police_case' } : {}), ...(form.running ? { opening: true } : {}), manifest: manifest || undefined,
    people: form.people.filter((p) => p.name.trim()).map((p) => personBody(p, guide, form.running)),
  };
}

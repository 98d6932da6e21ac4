// SPDX-License-Identifier: Apache-2.0
/*
 * What a paper says, each value with its place in the paper: nothing is taken that has no place. A reader that may be
 * wrong: every value is shown beside its words and confirmed or changed by whoever enters the case.
 */
import { chargeBook, chargeEnding, chargesBetween, type ChargeBook, type ChargeFound } from './charge';
import { dateOf } from './date';
import { idCard } from './idcard';
import * as P from './patterns';
import { flat, groupSpan, lines, spanOf, type Span, type View } from './text';

export interface Found { value: string; span: Span }
export interface MeasureFound { measure: P.Measure; date: string; span: Span }
export interface PaperPerson { name: Found; sex?: Found; birth?: Found; id_number?: Found & { ok: boolean }; charges: ChargeFound[]; measures: MeasureFound[]; house?: Found }
export interface PaperRead {
  kind?: { value: P.PaperKind; span: Span }; number?: Found; police_case?: Found; organ?: Found; receiver?: Found; dated?: Found; filed?: Found;
  charges: ChargeFound[]; persons: PaperPerson[];
}

const found = (text: string, span: Span): Found => ({ value: text.slice(span.from, span.to).replace(/\s+/g, ''), span });

function titleOf(l: View): PaperRead['kind'] {
  for (const k of P.KINDS) {
    const m = k.title.exec(l.text);
    if (m) return { value: k.kind, span: spanOf(l, m.index, m[0].length) };
  }
  return undefined;
}

/** The number with the letters of its kind; else the first. It stands at the head, not among the papers that are told of. */
function numberOf(text: string, l: View, kind: PaperRead['kind']): Found | undefined {
  const all = [...l.text.split('\n').slice(0, 14).join('\n').matchAll(P.PAPER_NUMBER)];
  const word = P.KINDS.find((k) => k.kind === kind?.value)?.word;
  const m = all.find((x) => word?.test(x[0])) ?? all[0];
  return m ? found(text, spanOf(l, m.index, m[0].length)) : undefined;
}

function datedOf(l: View): Found | undefined {
  const all = [...l.text.matchAll(new RegExp(`(?:^|(?<=\\n))${P.FULL_DATE}(?=$|\\n)`, 'g'))];
  const m = all[all.length - 1] ?? [...l.text.matchAll(new RegExp(`${P.FULL_DATE}(?=\\s*$)`, 'g'))][0];
  const value = m ? dateOf(m[0]) : null;
  return m && value ? { value, span: spanOf(l, m.index, m[0].length) } : undefined;
}

function wordOf(text: string, v: View, pattern: RegExp): Found | undefined {
  const m = pattern.exec(v.text);
  return m ? found(text, groupSpan(v, m, m[1] ?? m[0])) : undefined;
}

interface Intro { name: string; at: number; end: number; span: Span; sex: Found }
function introsOf(f: View, until: number): Intro[] {
  const out: Intro[] = [];
  for (const pattern of P.INTROS)
    for (const m of f.text.slice(0, until).matchAll(pattern)) {
      const name = m.groups!.name!, sex = m.groups!.sex!, e = m as unknown as RegExpExecArray;
      if (P.NOT_SUSPECTS.test(name) || out.some((x) => x.name === name)) continue;
      out.push({ name, at: m.index, end: m.index + m[0].length, span: groupSpan(f, e, name),
        sex: { value: P.SEXES[sex]!, span: spanOf(f, m.index + m[0].lastIndexOf(sex), 1) } });
    }
  return out.sort((a, b) => a.at - b.at);
}

function idOf(f: View, from: number, to: number): PaperPerson['id_number'] {
  let bad: PaperPerson['id_number'];
  for (const m of f.text.slice(from, to).matchAll(P.ID_NUMBER)) {
    const card = idCard(m[1]!);
    if (!card) continue;
    const is = { value: card.number, ok: card.ok, span: spanOf(f, from + m.index, m[0].length) };
    if (card.ok) return is;
    if (P.ID_LABEL.test(f.text.slice(0, from + m.index))) bad ??= is;
  }
  return bad;
}

function birthOf(f: View, from: number, to: number): Found | undefined {
  for (const pattern of P.BIRTHS) {
    const m = pattern.exec(f.text.slice(from, to)), value = m ? dateOf(m.groups!.date!) : null;
    if (m && value) return { value, span: spanOf(f, from + m.index + m[0].indexOf(m.groups!.date!), m.groups!.date!.length) };
  }
  return undefined;
}

const WORDS = P.MEASURES.map((m) => m.word).join('|');
/** Each measure with the date before it that no other date stands between. */
function measuresOf(f: View, from: number, to: number): MeasureFound[] {
  const out: MeasureFound[] = [];
  let before: string | null = null;
  for (const sentence of f.text.slice(from, to).matchAll(/[^。]+/g)) {
    const earlier = P.EARLIER.test(sentence[0]);
    let day: string | null = null, dayAt = 0;
    for (const m of sentence[0].matchAll(new RegExp(`(${P.ANY_DATE})|(${WORDS})`, 'g'))) {
      if (m[1]) {
        day = dateOf(m[1], before);
        before = day ?? before;
        dayAt = m.index;
        continue;
      }
      const measure = P.MEASURES.find((x) => x.word === m[2])!.measure;
      if (measure && day && !earlier && !out.some((x) => x.measure === measure && x.date === day))
        out.push({ measure, date: day, span: spanOf(f, from + sentence.index + dayAt, m.index + m[0].length - dayAt) });
    }
  }
  return out.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

/** Those a decision to file names: "对张某、李某涉嫌盗窃案立案侦查"; of a case "被盗窃" nobody is known yet. */
function filedAgainst(text: string, f: View, book: ChargeBook): { persons: PaperPerson[]; charges: ChargeFound[] } {
  for (const pattern of P.FILES) {
    const m = pattern.exec(f.text), what = m?.[1];
    const charge = what ? chargeEnding(book, what) : null;
    if (!m || !what || !charge) continue;
    const at = m.index + m[0].indexOf(what), c: ChargeFound = { name: charge.name, span: spanOf(f, at + charge.from, what.length - charge.from) };
    const who = what.slice(0, charge.from).replace(new RegExp(`${P.SUSPECTED.source}$`), '').replace(P.AND_OTHERS, '');
    const persons: PaperPerson[] = [];
    let from = at;
    for (const part of who.endsWith(P.OF_VICTIM) ? [] : who.split(P.NAME_PARTS)) {
      const name = part.replace(P.SUSPECT_PREFIX, ''), begins = f.text.indexOf(name, from);
      from = begins + name.length;
      if (P.ONLY_NAME.test(name) && begins >= 0) persons.push({ name: found(text, spanOf(f, begins, name.length)), charges: [c], measures: [] });
    }
    return { persons, charges: [c] };
  }
  return { persons: [], charges: [] };
}

/** What the conclusion says of each by name goes before what he was first suspected of. */
function conclude(f: View, book: ChargeBook, persons: PaperPerson[], from: number): void {
  for (const sentence of f.text.slice(from).matchAll(/[^。;]+/g)) {
    const charges = chargesBetween(book, f, from + sentence.index, from + sentence.index + sentence[0].length);
    if (!charges.length) continue;
    const named = persons.filter((p) => sentence[0].includes(p.name.value));
    for (const p of named) p.charges = charges;
  }
}

function personsOf(text: string, f: View, book: ChargeBook): PaperPerson[] {
  const tells = P.NARRATIVE.exec(f.text)?.index ?? f.text.length;
  const intros = introsOf(f, tells);
  const persons = intros.map((x, i): PaperPerson => {
    const next = intros[i + 1]?.at ?? tells;
    const line = i + 1 < intros.length ? null : P.CASE_LINE.exec(f.text.slice(x.end, next));
    const to = line && line.index > 0 ? x.end + line.index : next;
    const house = P.HOUSE.exec(f.text.slice(x.at, to));
    return { name: found(text, x.span), sex: x.sex, birth: birthOf(f, x.at, to), id_number: idOf(f, x.at, to), charges: chargesBetween(book, f, x.at, to), measures: measuresOf(f, x.at, to),
      house: house ? found(text, spanOf(f, x.at + house.index + house[0].indexOf(house[1]!), house[1]!.length)) : undefined };
  });
  const end = P.CONCLUSION.exec(f.text);
  if (end) conclude(f, book, persons, end.index);
  return persons;
}

export function readPaper(text: string, charges: string[]): PaperRead {
  const f = flat(text), l = lines(text), book = chargeBook(charges);
  const kind = titleOf(l), dated = datedOf(l), against = filedAgainst(text, f, book);
  let persons = personsOf(text, f, book);
  if (!persons.length) persons = against.persons;
  const all = [...against.charges, ...chargesBetween(book, f, 0, f.text.length)].filter((c, i, v) => v.findIndex((x) => x.name === c.name) === i);
  for (const p of persons) if (!p.charges.length) p.charges = all.slice(0, 1);
  const filing = kind?.value === 'filing_decision', m = filing ? null : P.FILED.exec(f.text);
  const year = m ? [...f.text.slice(0, m.index).matchAll(new RegExp(P.FULL_DATE, 'g'))].map((x) => dateOf(x[0])).filter(Boolean).pop() ?? null : null;
  const filed = m ? dateOf(m.groups!.date!, year) : null;
  return { kind, number: numberOf(text, l, kind), police_case: wordOf(text, f, P.POLICE_CASE), organ: wordOf(text, l, P.ORGAN), receiver: wordOf(text, f, P.RECEIVER), dated,
    filed: filing ? dated : m && filed ? { value: filed, span: spanOf(f, m.index, m[0].length) } : undefined, charges: all, persons };
}

/** The measure in force when the paper was made: the last one. */
export const inForce = (p: PaperPerson): MeasureFound | undefined => p.measures[p.measures.length - 1];

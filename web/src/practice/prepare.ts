// SPDX-License-Identifier: Apache-2.0
/*
 * What goes before an exercise, done on the practice copy as its demo persons: a case filed, a suspect detained, a request
 * drafted, checked, pushed. The same calls anybody makes; the copy's accounts and their password are known to all.
 */
import { call, keepMark, upload } from '../api/call';
import type { Datum } from '../api/schema';
import { readCase } from '../trade/case';
import { DEMO_PASSWORD } from './practice';

const OFFICER = 'gongan1', LEGAL = 'fazhi1', DESK = 'anguan1', PROSECUTOR = 'jiancha1', JUSTICE = 'jiaozheng', SYSTEM = 'xitong';
export interface Stage { as: (login: string) => Promise<void>; check: (id: string, transfer: string) => Promise<boolean>; name: string; today: string; told: () => void }

/** Somebody of the copy from here on; the session before is left behind. */
export async function become(login: string): Promise<{ user: { id: string }; agency: string; now: string }> {
  const me = await call('POST /session', { body: { user: login, password: DEMO_PASSWORD } });
  keepMark(me.csrf ?? '');
  return { user: { id: me.user.id }, agency: me.posts.find((p) => p.id === me.post)?.agency.id ?? '', now: me.now };
}

let number = 0;
const paper = (s: Stage, kind: string): { kind: string; number: string; dated: string; pages: number } =>
  ({ kind, number: `${s.name}〔${s.today.slice(0, 4)}〕${++number}`, dated: s.today, pages: 1 });

async function checked(s: Stage, id: string, body: { act: string; docs: ReturnType<typeof paper>[]; option?: string; to?: string; manifest?: string; data?: Datum[] }, push = true): Promise<string> {
  await s.as(OFFICER);
  const transfer = (await call('POST /cases/{case}/drafts', { params: { case: id }, body })).made!;
  if (!push) return transfer;
  await s.check(id, transfer);
  await s.as(OFFICER);
  await call('POST /cases/{case}/transfers/{transfer}/push', { params: { case: id, transfer }, body: {} });
  return transfer;
}

async function filedCase(s: Stage, age: 'adult' | 'juvenile' = 'adult'): Promise<string> {
  await s.as(OFFICER);
  const birth = age === 'adult' ? '1990-01-01' : `${Number(s.today.slice(0, 4)) - 17}-01-01`;
  const people = [{ name: s.name, sex: 'male' as const, birth, charges: ['盗窃罪'], facts: [{ fact: 'age', value: age }] }];
  const { case: id } = await call('POST /cases', { body: { class: '盗窃', name: `${s.name}涉嫌盗窃案`, people } });
  s.told();
  await checked(s, id, { act: 'INV-01', docs: [paper(s, 'filing_decision')], option: 'file' });
  s.told();
  return id;
}

/** A case filed, its suspect detained. */
export async function openedCase(s: Stage): Promise<string> {
  const id = await filedCase(s);
  await checked(s, id, { act: 'INV-02', docs: [paper(s, 'detention_warrant')] });
  s.told();
  return id;
}

/* One page of a dossier, drawn here: lines such as a written page has. */
async function page(): Promise<string> {
  const c = document.createElement('canvas');
  c.width = 1240, c.height = 1754;
  const g = c.getContext('2d')!;
  g.fillStyle = '#fff', g.fillRect(0, 0, c.width, c.height);
  g.fillStyle = '#333';
  for (let y = 200; y < 1500; y += 60) g.fillRect(140, y, 400 + Math.floor(Math.random() * 560), 6);
  const image = await new Promise<Blob>((done) => c.toBlob((b) => done(b!), 'image/png'));
  return (await upload(image)).blob;
}

/** And a request for arrest drafted, waiting for its check. */
export async function arrestRequest(s: Stage, push = false): Promise<string> {
  const id = await openedCase(s);
  const desk = await become(DESK);
  await s.as(OFFICER);
  const manifest = await dossier(s);
  await checked(s, id, { act: 'ARR-01', docs: [paper(s, 'arrest_request')], to: desk.agency, manifest }, push);
  s.told();
  return id;
}
async function dossier(s: Stage): Promise<string> {
  const volumes = [{ kind: 'evidence', name: '证据材料卷', documents: [{ kind: 'suspect_statement', name: '讯问笔录', dated: s.today, pages: [await page()] }] }];
  return (await call('POST /manifests', { body: { volumes } })).manifest;
}

export const pushed = (s: Stage): Promise<string> => arrestRequest(s, true);

/** And accepted and assigned. */
export const taken = async (s: Stage): Promise<string> => accepted(s, await pushed(s), 'ARR-01');
async function accepted(s: Stage, id: string, act: string): Promise<string> {
  const prosecutor = await become(PROSECUTOR);
  await s.as(DESK);
  const transfer = (await readCase(id)).transfers!.find((m) => m.act === act)!.id;
  await call('POST /cases/{case}/transfers/{transfer}/receive', { params: { case: id, transfer }, body: {} });
  await call('POST /cases/{case}/transfers/{transfer}/accept', { params: { case: id, transfer }, body: {} });
  await call('POST /cases/{case}/assignment', { params: { case: id }, body: { user: prosecutor.user.id } });
  s.told();
  return id;
}

/** The second person's check, played while somebody practises; true: it was done. */
export async function legalChecks(id: string, transfer: string): Promise<boolean> {
  await become(LEGAL);
  await call('POST /cases/{case}/transfers/{transfer}/check', { params: { case: id, transfer }, body: { approve: true } });
  return true;
}

/* Sent by somebody to the justice bureau and taken in there. */
async function atJustice(s: Stage, id: string, by: string, act: string, kind: string): Promise<string> {
  const justice = await become(JUSTICE);
  await s.as(by);
  const transfer = (await call('POST /cases/{case}/transfers', { params: { case: id }, body: { act, docs: [paper(s, kind)], to: justice.agency } })).made!;
  await s.as(JUSTICE);
  await call('POST /cases/{case}/transfers/{transfer}/accept', { params: { case: id, transfer }, body: {} });
  s.told();
  return id;
}

/** One under age is suspected: a lawyer has been asked for. */
export const aidAsked = async (s: Stage): Promise<string> => atJustice(s, await filedCase(s, 'juvenile'), OFFICER, 'AID-01', 'legal_aid_notice');

/** Under review for prosecution; the justice bureau has taken on an assessment. */
export async function assessmentAsked(s: Stage): Promise<string> {
  const id = await filedCase(s), desk = await become(DESK);
  await s.as(OFFICER);
  await checked(s, id, { act: 'PRO-01', docs: [paper(s, 'prosecution_opinion')], to: desk.agency, manifest: await dossier(s) });
  await accepted(s, id, 'PRO-01');
  return atJustice(s, id, PROSECUTOR, 'EXE-03J', 'assess_request');
}

/** Somebody has an account and no post yet. */
export async function newcomer(s: Stage): Promise<string> {
  await s.as(SYSTEM);
  await call('POST /users', { body: { login: `lianxi${Math.floor(Math.random() * 1e8)}`, name: s.name } });
  s.told();
  return '';
}

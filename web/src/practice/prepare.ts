// SPDX-License-Identifier: Apache-2.0
/*
 * What goes before an exercise, done on the practice copy as its demo persons: a case filed, a suspect detained, a request
 * drafted, checked, pushed. The same calls anybody makes; the copy's accounts and their password are known to all.
 */
import { call, keepMark, upload } from '../api/call';
import type { Datum } from '../api/schema';
import { readCase } from '../trade/case';
import { DEMO_PASSWORD } from './practice';

const OFFICER = 'gongan1', LEGAL = 'fazhi1', DESK = 'anguan1', PROSECUTOR = 'jiancha1';
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

/** A case filed, its suspect detained. */
export async function openedCase(s: Stage): Promise<string> {
  await s.as(OFFICER);
  const people = [{ name: s.name, sex: 'male' as const, birth: '1990-01-01', charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] }];
  const { case: id } = await call('POST /cases', { body: { class: '盗窃', name: `${s.name}涉嫌盗窃案`, people } });
  s.told();
  await checked(s, id, { act: 'INV-01', docs: [paper(s, 'filing_decision')], option: 'file' });
  s.told();
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
  const volumes = [{ kind: 'evidence', name: '证据材料卷', documents: [{ kind: 'suspect_statement', name: '讯问笔录', dated: s.today, pages: [await page()] }] }];
  const { manifest } = await call('POST /manifests', { body: { volumes } });
  await checked(s, id, { act: 'ARR-01', docs: [paper(s, 'arrest_request')], to: desk.agency, manifest }, push);
  s.told();
  return id;
}

export const pushed = (s: Stage): Promise<string> => arrestRequest(s, true);

/** And accepted and assigned. */
export async function taken(s: Stage): Promise<string> {
  const id = await pushed(s);
  const prosecutor = await become(PROSECUTOR);
  await s.as(DESK);
  const transfer = (await readCase(id)).transfers!.find((m) => m.act === 'ARR-01')!.id;
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

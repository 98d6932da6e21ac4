// SPDX-License-Identifier: Apache-2.0
// 代录: an organ that is not on the platform yet holds no case up. What it did on paper is entered by one that is.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { stage } from './stage.mjs';

const e = encodeURIComponent;
let s;
const COURT = '望川县人民法院', PROCURATORATE = '望川县人民检察院';
before(async () => {
  s = await stage();
  const admin = await s.as('xitong');
  const away = (await admin.get('/agencies')).filter((a) => [COURT, PROCURATORATE].includes(a.name));
  await Promise.all(away.map(({ id, name, kind, region, level, parent }) => admin.post('/agencies', { id, name, kind, region, level, ...(parent ? { parent } : {}), on_from: '2099-01-01' })));
});
after(async () => { await s?.done(); });
// The first case of this desk that has such a transfer.
async function having(p, act, lives, unanswered = false) {
  for (const k of (await p.get('/cases?open=true&limit=500')).cases) {
    const c = await p.get(`/cases/${e(k.id)}`), x = c.transfers?.find((t) => t.act === act && lives.includes(t.life) && (!unanswered || t.lines.every((l) => l.life === 'accepted' && !l.answer)));
    if (x) return { of: c, now: async () => (await p.get(`/cases/${e(c.id)}`)).transfers.find((t) => t.id === x.id) };
  }
  throw new Error(`no ${act}`);
}

test('the sender enters that a case was accepted, from the paper', async () => {
  const officer = await s.as('anguan1'), p = officer.page, { of, now } = await having(officer, 'TRI-01', ['pushed', 'received']);
  await officer.go(`case/${e(of.id)}`);
  await p.getByRole('link', { name: `代录受理（${COURT}未上线）` }).click();
  await officer.h1('提起公诉');
  await p.getByText(`为未上线的“${COURT}”代录`).waitFor();
  for (const point of await p.locator('.points input').all()) await point.check();
  await officer.shot('stead-accept');
  assert.deepEqual(await officer.axe(), []);
  await p.getByRole('button', { name: /^受理 / }).click();
  await officer.h1(of.name);
  assert.equal((await now()).life, 'accepted');
});

test('and what an organ answered; the history names both', async () => {
  const officer = await s.as('fazhi1'), p = officer.page, { of, now } = await having(officer, 'ARR-01', ['accepted'], true);
  await officer.go(`case/${e(of.id)}`);
  await p.getByRole('link', { name: `代录办理结果（${PROCURATORATE}未上线）` }).click();
  await p.getByText(`为未上线的“${PROCURATORATE}”代录`).waitFor();
  await p.getByLabel('批准逮捕', { exact: true }).check();
  for (const n of await p.locator('fieldset.paper input[id^="n-"]').all()) await n.fill('望检捕〔2021〕801号');
  await officer.shot('stead-answer');
  assert.deepEqual(await officer.axe(), []);
  await p.locator('.doing aside button.main').click();
  await p.locator('.receipt h1').waitFor();
  assert.ok((await now()).lines.every((l) => l.answer === 'approve'), JSON.stringify((await now()).lines));
  await officer.go(`case/${e(of.id)}`);
  await p.getByRole('tab', { name: '全程留痕' }).click();
  await p.getByText(`代录 ${PROCURATORATE}`).first().waitFor();
});

test('what only that organ may do is entered from the next steps', async () => {
  const officer = s.people.find((x) => x.login === 'fazhi1'), p = officer.page;
  await p.getByRole('tab', { name: '移送往来' }).click();
  await p.getByText(/^由其他单位办理/).click();
  const link = p.locator('.next details li').getByRole('link', { name: '未上线，代录' });
  await link.first().waitFor();
  await officer.shot('stead-next');
  assert.deepEqual(await officer.axe(), []);
  await link.first().click();
  await p.getByText(`为未上线的“${PROCURATORATE}”代录`).waitFor();
  assert.deepEqual(await officer.markup(), []);
});

test('no console error in any browser', () => { for (const p of s.people) assert.deepEqual(p.heard, [], p.login); });

// SPDX-License-Identifier: Apache-2.0
// Every screen as the people who use it see it: no serious finding of axe, valid HTML, no console error, nothing wider
// than the window, and a picture of each at two sizes in build/screens.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { stage, sleep, SCREENS, TOP } from './stage.mjs';

let s;
const e = encodeURIComponent;
const people = new Map();
const markup = [];
before(async () => { s = await stage(); });
after(async () => { await s?.done(); });
async function who(login) {
  if (!people.has(login)) people.set(login, await s.as(login));
  return people.get(login);
}
async function quiet(p) { await p.page.waitForFunction(() => !/正在打开|Opening…/.test(document.body.innerText)); await sleep(300); }

/* Text in sight that is smaller than 16 px. */
const smallText = (page) => page.evaluate(() => {
  const found = new Set(), walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const of = walk.currentNode.parentElement, size = parseFloat(getComputedStyle(of).fontSize);
    if (walk.currentNode.data.trim() && size < 16 && of.getBoundingClientRect().width > 1 && !['SCRIPT', 'STYLE'].includes(of.tagName)) found.add(`${size} px: ${walk.currentNode.data.trim().slice(0, 20)}`);
  }
  return [...found];
});
/* What reaches beyond the window's right edge and cannot be scrolled to within its own box. */
const cutOff = async (page) => { // a window just made smaller takes a moment
  await page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth + 1, null, { timeout: 3000 }).catch(() => undefined);
  return page.evaluate(() => (document.documentElement.scrollWidth <= window.innerWidth + 1 ? [] : [...document.querySelectorAll('body *')]
  .filter((x) => x.getBoundingClientRect().right > window.innerWidth + 1 && !x.closest('.scroll, .listbox')).slice(0, 5).map((x) => x.outerHTML.slice(0, 120))));
};
/* As somebody with weak eyes has it: 1366x768 at 200 %, in colours of his own. */
async function enlarged(p, name) {
  await p.page.emulateMedia({ forcedColors: 'active' });
  await p.page.setViewportSize({ width: 683, height: 384 });
  assert.deepEqual(await cutOff(p.page), [], `${name}: cut off at 200 %`);
  await p.page.setViewportSize({ width: 1366, height: 768 });
  await p.page.emulateMedia({ forcedColors: null });
}

/* Two of them stand in the README: JINDU_PICTURES=write makes those anew. */
const README = { '10-workbench-desk': 'workbench', '20-case-talk': 'case' };
async function picture(p, name) {
  if (!README[name] || process.env.JINDU_PICTURES !== 'write') return;
  const page = await p.context.newPage(), shown = await p.page.screenshot();
  await page.setViewportSize({ width: 960, height: 540 });
  await page.setContent(`<body style="margin:0"><img style="width:960px;display:block" src="data:image/png;base64,${shown.toString('base64')}">`);
  await page.screenshot({ path: path.join(TOP, 'docs/pictures', `${README[name]}.png`) });
  await page.close();
}

async function screen(name, login, where, also) {
  const p = await who(login);
  await p.go(typeof where === 'string' ? where : await where(p));
  await quiet(p);
  if (also) { await also(p); await quiet(p); }
  await p.shot(name);
  await picture(p, name);
  assert.deepEqual(await p.axe(), [], `${name}: axe`);
  for (const m of await p.markup()) markup.push(`${name}: ${m}`);
  assert.deepEqual(await cutOff(p.page), [], `${name}: wider than 1366`);
  assert.deepEqual(await smallText(p.page), [], `${name}: small text`);
  await enlarged(p, name);
  assert.deepEqual(p.heard, [], `${name}: console`);
  assert.ok(!/undefined|NaN|\[object|\bnull\b/.test(await p.page.locator('body').innerText()), `${name}: a hole in the text`);
}
const waiting = (rule, act) => async (p) => {
  const box = await p.get('/inbox?desk=agency&limit=300');
  for (const r of box.items) for (const w of r.waits) if (w.rule === rule && (!act || w.act === act)) return { r, w };
  throw new Error(`nothing waits: ${rule}`);
};

test('signing in', async () => {
  const p = await s.someone('nobody');
  await p.page.goto(s.url);
  await p.page.getByLabel(/^用户名/).waitFor();
  await p.shot('01-signin');
  assert.deepEqual(await p.axe(), []);
  assert.deepEqual(await p.markup(), []);
  p.expected = /401/;
  await p.page.getByLabel(/^用户名/).fill('nobody');
  await p.page.getByLabel(/^密码/).fill('wrong password');
  await p.page.getByRole('button', { name: '登录', exact: true }).click();
  await p.page.getByRole('alert').waitFor();
  assert.deepEqual(p.heard, []);
});

test('the workbench of each organ', async () => {
  await screen('10-workbench-desk', 'anguan1', '');
  await screen('11-workbench-officer', 'gongan1', '');
  await screen('15-workbench-prosecutor', 'jiancha1', '');
  await screen('16-workbench-house', 'kanshou1', '');
  await screen('17-workbench-agency', 'anguan1', '', (p) => p.page.getByRole('tab', { name: '本单位' }).click());
  await screen('18-workbench-court', 'lian', '');
});

test('a case from all sides', async () => {
  const where = async (p) => `case/${e((await waiting('answer', 'PRO-08')(await who('gongan1')).catch(() => waiting('answer')(p))).r.case)}`;
  await screen('20-case-talk', 'gongan1', where);
  const tab = (name) => (p) => p.page.getByRole('tab', { name }).click();
  await screen('21-case-persons', 'gongan1', where, async (p) => { await tab('人员')(p); await sleep(200); const line = p.page.getByRole('button', { name: '羁押经过' }).first(); if (await line.count()) await line.click(); });
  await screen('22-case-papers', 'gongan1', where, tab('文书与卷宗'));
  await screen('23-case-history', 'gongan1', where, async (p) => { await tab('全程留痕')(p); await p.page.locator('.proof summary').first().click(); });
});

test('doing and receiving', async () => {
  await screen('12-new-case', 'gongan1', 'new', async (p) => { await p.page.getByLabel('盗窃', { exact: true }).check(); });
  await screen('30-act', 'gongan1', async (p) => {
    for (const k of (await p.get('/cases?open=true&limit=100')).cases)
      for (const n of (await p.get(`/cases/${e(k.id)}/next`)).next ?? []) for (const st of n.steps) if (st.possible && st.mine && st.needs.dossier) return `case/${e(k.id)}/act/${st.act}`;
    throw new Error('no act with a dossier is possible');
  });
  const receive = async (p) => { const { r, w } = await waiting('check')(p); return `case/${e(r.case)}/receive/${e(w.transfer)}`; };
  await screen('40-receive', 'lian', receive);
  await screen('41-return', 'lian', receive, (p) => p.page.keyboard.press('t'));
  await screen('50-answer', 'jiancha1', async (p) => { const { r, w } = await waiting('answer', 'ARR-01')(p).catch(() => waiting('answer')(p)); return `case/${e(r.case)}/answer/${e(w.transfer)}`; });
});

test('lists, the house, figures, administration', async () => {
  await screen('13-cases', 'gongan1', 'cases', (p) => p.page.getByText(/剩 \d+ 个月/).first().waitFor()); // in the law's own unit
  await screen('14-find', 'gongan1', `find?q=${e('王')}`);
  await screen('19-sent', 'jiancha1', 'sent');
  await screen('60-board', 'kanshou1', 'board', (p) => p.page.locator('#board > .card').first().waitFor());
  await screen('70-balance', 'zhengfa1', 'balance');
  await screen('71-balance-list', 'zhengfa1', 'balance', async (p) => { await p.page.locator('.figure').first().click(); await p.page.locator('#behind tbody tr').first().waitFor(); });
  await screen('72-case-progress', 'zhengfa1', async (p) => `case/${e((await p.get('/balance/pushed')).entries[0].case)}`);
  await screen('80-users', 'xitong', 'admin/users');
  await screen('81-agencies', 'xitong', 'admin/agencies');
  await screen('82-posts', 'anquan', 'admin/posts');
  await screen('83-audit', 'shenji', 'admin/audit');
});

test('in English, larger, at twice the size, in forced colours', async () => {
  const p = await who('anguan1');
  await p.go('');
  await p.page.locator('.bar .me').click();
  await p.page.getByRole('button', { name: 'English' }).click();
  await screen('90-english', 'anguan1', '');
  assert.equal(await p.page.locator('html').getAttribute('lang'), 'en');
  assert.match(await p.page.locator('table.waits').innerText(), /Dangerous driving · review/, 'a class by its English name');
  await p.page.locator('.bar .me').click();
  await p.page.getByRole('button', { name: 'Larger text' }).click();
  await screen('91-large', 'anguan1', '');
  await p.page.evaluate(() => localStorage.clear());
  const zoomed = await s.as('anguan1', { viewport: { width: 683, height: 384 }, deviceScaleFactor: 2, forcedColors: 'active' });
  await zoomed.page.screenshot({ path: path.join(SCREENS, '92-zoomed.png') });
  assert.ok(await zoomed.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1), 'at 200 % nothing is cut off');
  assert.deepEqual(zoomed.heard, []);
});

test('every screen is valid HTML', () => assert.deepEqual(markup, []));

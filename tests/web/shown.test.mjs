// SPDX-License-Identifier: Apache-2.0
// How things are shown: the English interface, the larger text, what is left of a term, and what is printed.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { stage } from './stage.mjs';

let s;
before(async () => { s = await stage(); });
after(async () => { await s?.done(); });
const e = encodeURIComponent;
async function kept(p, key, value) {
  await p.page.evaluate(([k, v]) => localStorage.setItem(k, v), [key, value]);
  await p.page.reload();
  await p.page.locator('header.bar').waitFor();
  return p;
}
const firsts = (p, of) => p.page.locator(of).allInnerTexts();

test('in English a title begins with a capital, one is not many, and one act has one name', async () => {
  const p = await kept(await s.as('gongan1'), 'jindu.lang', 'en');
  const box = await p.get('/inbox?desk=agency&limit=300');
  const row = box.items.find((r) => r.waits.some((w) => w.rule === 'answer'));
  await p.go(`case/${e(row.case)}`);
  await p.page.locator('.next .step').first().waitFor();
  for (const of of ['.next .step .strong', '.talk h3', '.terms li .strong']) {
    const all = await firsts(p, of);
    assert.ok(all.length, of);
    for (const x of all) assert.match(x, /^[^a-z]/, `${of}: ${x}`);
  }
  const text = await p.page.locator('#main').innerText();
  assert.match(text, /\b1 (page|month)\b/);
  assert.doesNotMatch(text, /\b1 (pages|months|days|hours|documents)\b/);
  // The name and the arrow share a line, however long the name.
  for (const b of await p.page.locator('.next .step').evaluateAll((all) => all.map((a) => [a.querySelector('.strong'), a.querySelector('.arrow')].map((x) => x.getBoundingClientRect()).map((r) => [r.top, r.bottom]))))
    assert.ok(b[1][0] < b[0][1] && b[1][1] <= b[0][1] + 4, `the arrow stands below the name: ${JSON.stringify(b)}`);
  const life = await firsts(p, '.talk .chip');
  assert.ok(life.includes('accepted') && !/taken in/i.test(text), `${life}`);
  await p.go('');
  await p.page.getByText(/^Accepted \d/).waitFor();
  assert.deepEqual(p.heard, []);
});

test('a step under a conversation begins where its text begins', async () => {
  const p = await s.as('gongan1');
  const box = await p.get('/inbox?desk=agency&limit=300');
  await p.go(`case/${e(box.items.find((r) => r.waits.some((w) => w.rule === 'answer')).case)}`);
  const lefts = await p.page.locator('.talk article:has(.acts > .bare:first-child)').evaluateAll((all) => all.map((a) => {
    const word = document.createRange();
    word.selectNodeContents(a.querySelector('.acts > .bare'));
    return [a.querySelector('h3').getBoundingClientRect().left, word.getBoundingClientRect().left];
  }));
  assert.ok(lefts.length);
  for (const [title, step] of lefts) assert.ok(Math.abs(title - step) < 1.5, `${title} and ${step}`);
});

test('in larger text no hint is cut, and a long list shows what it says', async () => {
  const officer = await kept(await s.as('gongan1'), 'jindu.large', '1'), desk = await kept(await s.as('anguan1'), 'jindu.large', '1'), admin = await kept(await s.as('xitong'), 'jindu.large', '1');
  const cut = (p) => p.page.locator('input[placeholder]').evaluateAll((all) => all.filter((i) => i.offsetWidth && i.placeholder).map((i) => {
    const css = getComputedStyle(i), pen = document.createElement('canvas').getContext('2d');
    pen.font = `${css.fontSize} ${css.fontFamily}`;
    return { says: i.placeholder, over: pen.measureText(i.placeholder).width - (i.clientWidth - parseFloat(css.paddingLeft) - parseFloat(css.paddingRight)) };
  }));
  const step = async () => {
    for (const k of (await officer.get('/cases?open=true&limit=100')).cases)
      for (const n of (await officer.get(`/cases/${e(k.id)}/next`)).next ?? []) for (const x of n.steps) if (x.possible && x.mine && x.needs.documents.length) return `case/${e(k.id)}/act/${x.act}`;
    throw new Error('no act with a paper is possible');
  };
  for (const [p, where, least] of [[officer, await step(), 2], [officer, 'new', 2], [desk, '', 2], [admin, 'admin/users', 1]])
    for (const width of [1366, 1100]) {
      await p.page.setViewportSize({ width, height: 768 });
      await p.go(where);
      const all = await cut(p);
      assert.ok(all.length >= least, `${where}: ${all.length} hints`);
      assert.deepEqual(all.filter((x) => x.over > 1), [], `${where} at ${width}`);
    }
  await desk.page.setViewportSize({ width: 1366, height: 768 });
  await desk.go('register');
  await desk.page.locator('#register-view').selectOption('all');
  await desk.page.locator('#register-from').fill('2020-08-01');
  await desk.page.locator('.listing.virtual tbody tr[data-row]').first().waitFor();
  const lost = await desk.page.locator('.listing.virtual .cell').evaluateAll((all) => all.filter((c) => c.scrollHeight > c.clientHeight + 1 || c.scrollWidth > c.clientWidth + 1).map((c) => c.textContent));
  assert.deepEqual(lost, []);
  const tall = await desk.page.locator('.listing.virtual tbody tr[data-row]').evaluateAll((all) => [...new Set(all.map((r) => Math.round(r.getBoundingClientRect().height)))]);
  assert.ok(tall.every((h) => Math.abs(h - 2.75 * 19) <= 1), `rows of ${tall}`);
});

async function dossier(p) {
  const { cases } = await p.get('/cases?open=true&limit=20');
  for (const k of cases) {
    const page = await p.get(`/cases/${e(k.id)}`);
    if (!page.manifest && !(page.transfers ?? []).some((x) => x.manifest)) continue;
    await p.go(`case/${e(k.id)}/dossier`);
    break;
  }
  await p.page.locator('.desk .leaf[data-ready]').waitFor();
}

test('at twice the size, and in forced colours, a dossier is still read', async () => {
  const p = await s.as('gongan1');
  await dossier(p);
  await p.page.setViewportSize({ width: 683, height: 384 });
  await p.page.emulateMedia({ forcedColors: 'active' });
  await p.page.getByRole('tab', { name: '缩略图' }).click();
  await p.page.locator('.thumb img').first().waitFor();
  for (const part of ['.viewer .side', '.viewer .desk']) assert.ok((await p.page.locator(part).boundingBox()).height > 100, part);
  assert.ok(await p.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assert.match(await p.page.locator('.watermark span').first().evaluate((x) => getComputedStyle(x).color), /0?\.\d+\)$/, 'the mark lets the page through');
  await p.page.emulateMedia({ forcedColors: 'none' });
  assert.deepEqual(p.heard, []);
});

test('a whole dossier is printed page by page', async () => {
  const p = await s.as('gongan1');
  await dossier(p);
  await p.page.evaluate(() => { globalThis.print = () => undefined; });
  await p.page.getByRole('button', { name: '打印', exact: true }).click();
  const all = Number(/（(\d+) 页）/.exec(await p.page.getByText(/^全部卷宗/).innerText())[1]);
  assert.ok(all > 5, `${all} pages`);
  await p.page.getByText(/^全部卷宗/).click();
  await p.shot('46-print-choose');
  await p.page.getByRole('button', { name: '准备打印' }).click();
  await p.page.getByText(`${all} 页已备好`).waitFor({ timeout: 60_000 });
  assert.equal((await p.page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length, all);
  assert.deepEqual(p.heard, []);
});

test('the workbench tells of every case what its page tells, also while nothing waits there', async () => {
  const p = await s.as('gongan1');
  const { items } = await p.get('/inbox?desk=agency&limit=300');
  const running = items.filter((r) => r.left), quiet = running.filter((r) => !r.waits.length);
  assert.ok(running.length > quiet.length && quiet.length, `${running.length} ${quiet.length}`);
  for (const r of running) {
    const c = await p.get(`/cases/${e(r.case)}`);
    const same = [...c.duties, ...c.clocks].filter((x) => x.due === r.due && c.left[x.id]).map((x) => JSON.stringify(c.left[x.id]));
    assert.ok(same.includes(JSON.stringify(r.left)), `${r.name}: ${r.rule} ${JSON.stringify(r.left)} and not ${same}`);
  }
  const line = p.page.locator('tr', { has: p.page.locator(`a[href*="${e(quiet[0].case)}"]`) });
  await line.getByText(/剩 \d+ 个月/).waitFor();
  await line.getByText('侦查羁押期限', { exact: true }).waitFor();
  await p.page.locator('table').last().scrollIntoViewIfNeeded();
  await p.shot('workbench-quiet');
});

/* Mid-Autumn 2021: Saturday the 18th is worked, Sunday to Tuesday are free; Thursday the 23rd is the third working day. */
test('a term in working days is told in working days, over a holiday and a worked Saturday', async () => {
  await s.restart(['--clock', '2021-09-17T10:00:00']);
  const court = await s.as('lian');
  const box = await court.get('/inbox?desk=agency&limit=300');
  const row = box.items.find((r) => r.waits.some((w) => w.rule === 'check')), wait = row.waits.find((w) => w.rule === 'check');
  await court.post(`/cases/${e(row.case)}/transfers/${e(wait.transfer)}/accept`, { supply: ['户籍证明'] });
  const desk = await s.as('anguan1');
  await desk.page.getByRole('tab', { name: '本单位' }).click();
  const line = desk.page.locator('.waits tbody tr', { has: desk.page.locator(`a[href*="${e(row.case)}"]`), hasText: '补送' });
  await line.getByText('剩 3 个工作日').waitFor();
  await desk.go(`case/${e(row.case)}`);
  await desk.page.locator('.terms').getByText('剩 3 个工作日').first().waitFor();
  await kept(desk, 'jindu.lang', 'en');
  await desk.page.locator('.terms').getByText('3 working days left').first().waitFor();
  const paper = await desk.get(`/cases/${e(row.case)}`);
  assert.match(paper.duties.find((d) => d.rule === 'supply').due, /^2021-09-23/);
  await s.restart(['--clock', '2021-09-20T10:00:00']); // in the holiday: Wednesday and Thursday are left
  await desk.go('');
  await desk.page.getByRole('tab', { name: 'My agency' }).click();
  await desk.page.locator('.waits tbody tr', { has: desk.page.locator(`a[href*="${e(row.case)}"]`), hasText: 'Supply' }).getByText('2 working days left').waitFor();
  assert.deepEqual(desk.heard.filter((x) => !/ERR_|Failed to fetch/.test(x)), []);
});

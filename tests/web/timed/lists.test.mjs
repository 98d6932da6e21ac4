// SPDX-License-Identifier: Apache-2.0
// Long lists: a hundred thousand rows, by wheel and by keys, and what is saved of them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { entries, saved } from '../saved.mjs';
import { stage, sleep } from '../stage.mjs';

let s, desk;
before(async () => { s = await stage(); desk = await s.as('anguan1'); });
after(async () => { await s?.done(); });

const N = 100_000, ROWS = 'tr[data-row]';
const made = (i) => ({ id: `id-${i}`, name: `张某${i}涉嫌盗窃案`, class: '盗窃', agency: '示例县公安局', stage: 'investigation', persons: 1 + (i % 3), opened: '2021-03-01T09:00:00+08:00', closed: null, next_due: null });
// The server's own paging, played by the test: `before` is where the page before ended.
async function manyCases(page) {
  let asked = 0;
  await page.route('**/api/v1/cases?**', async (route) => {
    const q = new URL(route.request().url()).searchParams, from = Number(q.get('before') ?? 0), to = Math.min(N, from + Number(q.get('limit')));
    asked++;
    await route.fulfill({ json: { cases: Array.from({ length: to - from }, (_, k) => made(from + k)), ...(to < N ? { before: String(to) } : {}) } });
  });
  return () => asked;
}
async function toTheEnd(p) { // by the wheel, then by the End key; how many rows the page ever held, and how long its tasks took
  await p.go('sent');
  await p.go('cases');
  await p.page.locator(ROWS).first().waitFor();
  await p.page.evaluate(() => {
    globalThis.slow = [];
    globalThis.watching?.disconnect();
    globalThis.watching = new PerformanceObserver((l) => { for (const e of l.getEntries()) globalThis.slow.push(Math.round(e.duration)); });
    globalThis.watching.observe({ entryTypes: ['longtask'] });
  });
  const box = p.page.locator('.listbox');
  let most = 0;
  const look = async () => { await sleep(30); most = Math.max(most, await p.page.locator(ROWS).count()); };
  for (let i = 0; i < 20; i++) { await box.evaluate((b) => { b.scrollTop += 2500; }); await look(); }
  const seen = await box.evaluate((b) => { // the row in the middle of what is seen stands where its number says
    const r = b.getBoundingClientRect(), row = document.elementFromPoint(r.x + 200, r.y + r.height / 2).closest('tr[data-row]');
    return { row: Number(row.dataset.row), by: (b.scrollTop + r.height / 2) / row.getBoundingClientRect().height };
  });
  assert.ok(Math.abs(seen.row + 1.5 - seen.by) < 2, JSON.stringify(seen));
  await p.page.locator(ROWS).first().focus();
  for (let i = 0; i < 400 && !(await p.page.getByText(`共 ${N} 行`).count()); i++) { await p.page.keyboard.press('End'); await look(); }
  await p.page.getByText(`共 ${N} 行`).waitFor({ timeout: 60_000 });
  await p.page.keyboard.press('End');
  await p.page.locator(`tr[data-row="${N - 1}"]`).waitFor();
  assert.match(await p.page.locator(`tr[data-row="${N - 1}"]`).innerText(), /张某99999/);
  return { most, slow: await p.page.evaluate(() => globalThis.slow) };
}

test('a list of 100,000 rows: few rows in the page, the end is reached, nothing stalls', async () => {
  const asked = await manyCases(desk.page);
  let r, tries = 0;
  do { r = await toTheEnd(desk); tries++; } while (tries < 3 && r.slow.some((ms) => ms > 200)); // a busy machine may hold up any one task
  assert.ok(r.most < 80, `${r.most} rows in the page`);
  assert.ok(asked() >= tries * N / 500 && asked() < tries * N / 100, `${asked()} pages`);
  assert.ok(r.slow.every((ms) => ms <= 200), `long tasks: ${r.slow}`);
});

test('arrows go from row to row, Enter opens', async () => {
  const p = desk;
  await p.page.keyboard.press('Home');
  await p.page.locator('tr[data-row="0"]:focus').waitFor();
  for (let i = 0; i < 30; i++) await p.page.keyboard.press('ArrowDown');
  await p.page.locator('tr[data-row="30"]:focus').waitFor();
  await p.page.keyboard.press('PageDown');
  assert.ok(Number(await p.page.locator('tr[data-row]:focus').getAttribute('data-row')) > 34);
  await p.page.keyboard.press('Home');
  await p.page.locator('tr[data-row="0"]:focus').waitFor();
  p.expected = /404/; // the case of the test's own making is none
  await p.page.keyboard.press('Enter');
  await p.page.waitForURL(/#\/case\/id-0$/);
  await p.page.unroute('**/api/v1/cases?**');
});

test('saving a long list walks its pages up to a bound, and says so', async () => {
  const p = desk;
  await manyCases(p.page);
  await p.go('cases');
  await p.page.locator(ROWS).first().waitFor();
  const d = await saved(p, () => p.page.getByRole('button', { name: '存为 Excel' }).click());
  assert.match(d.name, /^案件_\d{4}-\d\d-\d\d\.xlsx$/);
  await p.page.getByText('清单很长，只取了前 20000 行').waitFor();
  const rows = entries(d.file)['xl/worksheets/sheet1.xml'].match(/<row /g).length;
  assert.equal(rows, 20_000 + 3);
  await p.page.unroute('**/api/v1/cases?**');
});

test('what is on the screen is what is saved, in the order chosen', async () => {
  const p = desk;
  p.expected = null;
  await p.go('sent');
  await p.go('cases');
  await p.page.locator(ROWS).first().waitFor();
  await p.page.getByRole('button', { name: /^人数|^涉案人数|^人员/ }).click();
  await p.page.locator('th[aria-sort="ascending"]').waitFor();
  const shown = await p.page.locator(`${ROWS} td:nth-child(2)`).allInnerTexts();
  const d = await saved(p, () => p.page.getByRole('button', { name: '存为 Excel' }).click());
  const files = entries(d.file), strings = files['xl/sharedStrings.xml'] ?? files['xl/worksheets/sheet1.xml'];
  const at = shown.slice(0, 40).map((x) => strings.indexOf(x));
  assert.ok(at.every((x) => x > 0), 'every row is in the file');
  assert.deepEqual(p.heard, []);
});

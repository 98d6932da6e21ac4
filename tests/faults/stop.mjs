// SPDX-License-Identifier: Apache-2.0
// SIGTERM while clients give commands, guides are judged and other programs want the same cores: the server ends soon,
// and what it acknowledged is there. node --test-reporter=tap stop.mjs
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { county, opening, sleep, JINDU } from '../api/site.mjs';

const STOPS = 2, SOON_MS = 4000; // by itself it takes a tenth of a second; the rest is for a busy machine

function unjudged(site) { // with Python's own SQLite
  execFileSync('python3', ['-c', 'import sqlite3,sys\nc=sqlite3.connect(sys.argv[1])\nc.execute("DELETE FROM verdicts")\nc.commit()\nc.close()', path.join(site, 'site.db')]);
}

// Opens cases until told to end; what was answered is kept.
async function work(c, id, acked, run) {
  for (let i = 0; !run.over; i++) {
    try {
      const r = await c.raw('POST', '/cases', { body: opening(`甲${id}第${i}`), headers: { 'idempotency-key': `${id}-${i}` } });
      if (r.status === 201 || r.status === 200) acked.push((await r.json()).case);
      else await r.text();
    } catch { await sleep(5); } // the server is gone
  }
}

async function follow(c, run) { // an event stream, held open until it is cut
  try {
    const r = await c.raw('GET', '/events');
    for await (const piece of r.body) if (run.over || !piece) break;
  } catch { /* cut */ }
}

test('a stop under load is soon over and loses nothing', { skip: process.env.JINDU_TEST_PG ? 'verdicts are taken away with SQLite' : false }, async () => {
  const t = await county({ logins: ['officer'] }), site = t.server.dir, acked = [], took = [];
  const others = Array.from({ length: os.cpus().length * 2 }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  try {
    for (let k = 0; k < STOPS; k++) {
      await t.server.stop();
      unjudged(site);
      await t.server.start();
      await t.officer.login('officer', t.password);
      const run = { over: false }, all = [follow(t.officer, run)];
      for (let i = 0; i < 6; i++) all.push(work(t.officer, `${k}-${i}`, acked, run));
      await sleep(500 + 250 * k); // judging begins half a second after the start
      const begun = Date.now();
      const exit = await t.server.stop();
      took.push(Date.now() - begun);
      run.over = true;
      await Promise.all(all);
      assert.equal(exit, 0);
      const v = spawnSync(JINDU, ['verify', '--site', site], { encoding: 'utf8' });
      assert.equal(v.status, 0, `${v.stdout}${v.stderr}`);
      await t.server.start();
      await t.officer.login('officer', t.password);
    }
    assert.ok(acked.length >= STOPS, `${acked.length} acknowledged`);
    for (const id of acked) await t.officer.get(`/cases/${id}`);
    assert.ok(Math.max(...took) < SOON_MS, `${took.join(', ')} ms`);
    console.log(`# ${acked.length} cases acknowledged; stops took ${took.join(', ')} ms`);
  } finally {
    for (const p of others) p.kill('SIGKILL');
    await t.done();
  }
});

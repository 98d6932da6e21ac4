// SPDX-License-Identifier: Apache-2.0
// node wal.mjs [SECONDS] [BOUND_MB] [held]: SQLite's write-ahead log stays small under full load while export clients stand
// still in the middle of a dossier, and the load itself never stands still for long. With `held`, another program keeps
// one moment of the database open all the time: then the log must grow, and the bound is kept by taking no more commands.
import { spawn, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { county, opening, key, sleep, JINDU } from '../api/site.mjs';

const SECONDS = Number(process.argv[2] ?? 10), BOUND_MB = Number(process.argv[3] ?? 128), CHAINS = 48, HELD = process.argv[4] === 'held';
let told = 0, failed = 0;
function tell(sentence, good, more = '') {
  console.log(`${good ? 'ok' : 'not ok'} ${++told} - ${sentence}${more && `\n# ${more}`}`);
  failed += !good;
}

const t = await county({ logins: ['officer'] }), c = t.officer;
const wal = () => fs.statSync(path.join(t.server.dir, 'site.db-wal'), { throwIfNoEntry: false })?.size ?? 0;

// A dossier larger than all buffers on the way, and clients that read a little of it and then nothing.
const id = (await c.post('/cases', opening('李某'))).case, pages = [];
for (let i = 0; i < 6; i++) pages.push((await c.upload(crypto.randomBytes(8 << 20))).blob);
const { manifest } = await c.post('/manifests', { volumes: [{ kind: 'evidence', name: '证据卷', documents: [{ name: '讯问笔录', pages }] }] });
await c.call('PUT', `/cases/${id}/manifest`, { manifest, note: '入卷' });
const stalled = await Promise.all(Array.from({ length: 3 }, () => new Promise((ok, no) => {
  const s = net.connect(t.server.port, '127.0.0.1', () => s.write(`GET /api/v1/cases/${id}/dossier.zip HTTP/1.1\r\nHost: x\r\nCookie: ${c.cookie}\r\n\r\n`));
  s.once('data', (d) => { s.pause(); String(d).startsWith('HTTP/1.1 200') ? ok(s) : no(new Error(String(d))); });
  s.on('error', () => {});
})));

const holder = HELD && spawn('python3', ['-c', `import sqlite3,sys,time
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute('BEGIN')
c.execute('SELECT COUNT(*) FROM sqlite_schema').fetchone()
print('held', flush=True)
time.sleep(100000)`, path.join(t.server.dir, 'site.db')], { stdio: ['ignore', 'pipe', 'inherit'] });
if (HELD) await new Promise((ok) => holder.stdout.once('data', ok));
const person = opening('甲').people[0]; // many persons: much is written with each command
const crowd = (name) => ({ ...opening(name), people: Array.from({ length: 40 }, (_, i) => ({ ...person, name: `${name}${i}` })) });

let done = 0, busy = 0, peak = 0, longest = 0, last = Date.now(), over = false;
async function chain(n) {
  for (let i = 0, at; !over; i++) {
    const body = i % 40 ? { system: 'police', number: `${n}-${i}` } : HELD ? crowd(`链${n}第${i}`) : opening(`链${n}第${i}`);
    const r = await c.raw('POST', i % 40 ? `/cases/${at}/numbers` : '/cases', { body, headers: { 'idempotency-key': key() } });
    const answer = await r.json();
    if (r.status === 503) { busy++; i--; await sleep(20); continue; }
    if (!r.ok) throw new Error(`${r.status} ${JSON.stringify(answer)}`);
    at = answer.case;
    done++;
    longest = Math.max(longest, Date.now() - last);
    last = Date.now();
  }
}
const began = Date.now(), chains = Promise.all(Array.from({ length: CHAINS }, (_, n) => chain(n)));
let trouble = null;
chains.catch((e) => { trouble = e; over = true; });

while (!over && Date.now() - began < SECONDS * 1000) {
  const size = wal();
  peak = Math.max(peak, size);
  await sleep(20);
}
if (HELD) {
  tell('commands were told to come again while the log was full', busy > 0);
  holder.kill();
  const before = done;
  for (let i = 0; i < 300 && done === before; i++) await sleep(100);
  tell('and taken again once the holder had gone', done > before);
}
const still = stalled.filter((s) => !s.destroyed).length;
over = true;
await chains.catch(() => {});
tell('commands go through while export clients stand still', !trouble && done > SECONDS * 10, trouble ? trouble.stack : `${done} commands in ${SECONDS} s, ${busy} told to come again, longest pause ${longest} ms`);
tell(`the write-ahead log stayed under ${BOUND_MB} MB`, peak < BOUND_MB << 20, `at most ${(peak / 1048576).toFixed(1)} MB; ${still} of ${stalled.length} exports still open`);
tell('nothing stood still for ten seconds', HELD || longest < 10000);
for (const s of stalled) s.destroy();
await t.server.stop();
const v = spawnSync(JINDU, ['verify', '--site', t.server.dir], { encoding: 'utf8' });
tell('the site verifies', v.status === 0, `${v.stdout}${v.stderr}`.trim().replaceAll('\n', ' | '));
tell('a stopped server leaves an empty log', wal() === 0, `${wal()} bytes`);
console.log(`1..${told}`);
await t.done();
process.exit(failed ? 1 : 0);

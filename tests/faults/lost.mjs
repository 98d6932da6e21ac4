// SPDX-License-Identifier: Apache-2.0
// node lost.mjs [TIMES]: PostgreSQL ends the writer's connection at random moments, also while it commits, under commands of
// several clients. A client that was told of a fault asks again under the same key. In the end every command is there
// exactly once, with the answer given, the server has never been restarted, and the site verifies.
import { spawnSync } from 'node:child_process';
import { county, opening, sleep, key, JINDU } from '../api/site.mjs';

const TIMES = Number(process.argv[2] ?? 25), CLIENTS = 6;
if (!process.env.JINDU_TEST_PG) {
  console.log('1..0 # SKIP needs tools/with_postgres.sh');
  process.exit(0);
}
let failed = 0, told = 0;
const tell = (sentence, ok, more = '') => { failed += !ok; console.log(`${ok ? 'ok' : 'not ok'} ${++told} - ${sentence}${more}`); };

const t = await county({ logins: ['officer'] });
await t.server.stop();
t.server.log = 'ignore'; // each loss is logged, as it should be
await t.server.start();
await t.officer.login('officer', t.password);
const url = t.server.extra[t.server.extra.indexOf('--db') + 1];
// The writer is the one that holds the site's lock.
const END = "SELECT count(pg_terminate_backend(l.pid)) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database()";
const end = () => Number(spawnSync('psql', ['-qtA', url, '-c', END], { encoding: 'utf8' }).stdout.trim());

let over = false, repeats = 0, strange = [];
const done = [];
async function work(id, n) {
  for (let i = 0; !over; i++) {
    const body = { system: 'police', number: `L${n}-${i}` }, headers = { 'idempotency-key': key() };
    for (let tries = 0; ; tries++) {
      const r = await t.officer.raw('POST', `/cases/${id}/numbers`, { body, headers });
      const answer = await r.json();
      if (r.ok) { done.push({ id, number: body.number, headers, body, pos: answer.pos }); repeats += tries > 0; break; }
      if (r.status < 500) strange.push(`${r.status} ${answer.code}`);
      if (tries > 200) { strange.push(`no answer: ${r.status} ${answer.code}`); return; }
      await sleep(20);
    }
  }
}
const ids = await Promise.all(Array.from({ length: CLIENTS }, async (_, n) => (await t.officer.post('/cases', opening(`失${n}`))).case));
const works = ids.map((id, n) => work(id, n));
let ended = 0;
for (let i = 0; i < TIMES; i++) {
  await sleep(20 + Math.floor(Math.random() * 180));
  ended += end();
}
await sleep(200);
over = true;
await Promise.all(works);
tell(`the writer's connection was ended (${ended} times) and came back each time`, ended >= TIMES / 2 && done.length > 0);
tell('a fault was told as a fault, never as something else', !strange.length, ` ${strange.slice(0, 3)}`);
let bad = [];
for (const id of ids) {
  const there = (await t.officer.get(`/cases/${id}`)).numbers.map((x) => x.number).filter((x) => x[0] === 'L').sort();
  const asked = done.filter((x) => x.id === id).map((x) => x.number).sort();
  if (JSON.stringify(there) !== JSON.stringify(asked)) bad.push(`${id}: ${there.length} there, ${asked.length} acknowledged`);
}
tell(`each of ${done.length} commands is there once (${repeats} were asked for again)`, !bad.length, ` ${bad}`);
bad = [];
for (const x of done.slice(0, 300)) {
  const r = await t.officer.raw('POST', `/cases/${x.id}/numbers`, { body: x.body, headers: x.headers });
  if (!r.ok || (await r.json()).pos !== x.pos) bad.push(x.number);
}
tell('asked for again, each is answered as before', !bad.length, ` ${bad.slice(0, 3)}`);
const v = spawnSync(JINDU, ['verify', '--site', t.server.dir, '--db', url], { encoding: 'utf8' });
tell('the site verifies', v.status === 0, v.status ? v.stdout + v.stderr : '');
await t.done();
console.log(`1..${told}`);
process.exit(failed ? 1 : 0);

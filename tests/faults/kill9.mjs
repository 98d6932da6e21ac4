// SPDX-License-Identifier: Apache-2.0
// node kill9.mjs [KILLS] [SEED]: a served site is killed with SIGKILL at random moments while several clients give it
// commands. A client that heard no answer asks again under the same key once the server is back. In the end every
// command must be there exactly once, with the answer the client was given, and the site must verify after each kill.
import { spawnSync } from 'node:child_process';
import { county, opening, sleep, JINDU } from '../api/site.mjs';

const KILLS = Number(process.argv[2] ?? 50), SEED = Number(process.argv[3] ?? (Date.now() >>> 0));
const CLIENTS = 6, LOAD_MS = [20, 300];
let state = BigInt(SEED) | 1n;
function random(n) { // xorshift64: the same moments for the same seed, as far as the machine allows
  state ^= (state << 13n) & 0xffffffffffffffffn;
  state ^= state >> 7n;
  state ^= (state << 17n) & 0xffffffffffffffffn;
  return Number(state % BigInt(n));
}

let failed = 0, told = 0;
function tell(sentence, faults) {
  told++;
  for (const f of faults.slice(0, 10)) console.log(`#   ${f}`);
  if (faults.length > 10) console.log(`#   and ${faults.length - 10} more`);
  failed += faults.length > 0;
  console.log(`${faults.length ? 'not ok' : 'ok'} ${told} - ${sentence}`);
}

let up = Promise.resolve(), open = () => {}, over = false, unanswered = 0, repeats = 0;

// One command until it is acknowledged, always under the same key.
async function insist(c, where, body, key) {
  for (let tries = 0; ; tries++) {
    await up;
    try {
      const r = await c.raw('POST', where, { body, headers: { 'idempotency-key': key } });
      const text = await r.text();
      if (r.status === 200 || r.status === 201) {
        if (tries) repeats++;
        return JSON.parse(text);
      }
      const code = /"code":"([^"]*)"/.exec(text)?.[1];
      if (code === 'auth.required' || code === 'auth.expired') await signIn(c);
      else if (r.status !== 503) throw Object.assign(new Error(`${where}: ${r.status} ${text.slice(0, 300)}`), { answered: true });
    } catch (e) {
      if (e.answered) throw e;
      unanswered++;
    }
    if (tries > 400) throw new Error(`${where}: no answer after ${tries} tries`);
    await sleep(5);
  }
}

async function signIn(c) {
  try { await c.login(c.name, t.password); } catch (e) { if (e.status && e.status < 500) throw e; }
}

// A client works on a case of its own, and opens another one now and then.
const acked = []; // { where, body, key, answer, case, number }
async function work(c, id) {
  let at = null;
  for (let i = 0; !over; i++) {
    const key = `${SEED}-${id}-${i}`;
    if (!at || i % 25 === 0) {
      const body = opening(`甲${id}第${i}`), answer = await insist(c, '/cases', body, key);
      at = answer.case;
      acked.push({ where: '/cases', body, key, answer, case: at, name: body.name });
    } else {
      const where = `/cases/${at}/numbers`, body = { system: 'police', number: `k${key}` };
      acked.push({ where, body, key, answer: await insist(c, where, body, key), case: at, number: body.number });
    }
  }
}

function verify() {
  const args = ['verify', '--site', t.server.dir, ...t.server.extra];
  const r = spawnSync(JINDU, args, { encoding: 'utf8' });
  return r.status === 0 ? [] : [`${r.stdout}${r.stderr}`.trim().replaceAll('\n', ' | ')];
}

async function start() {
  for (let tries = 0; ; tries++) {
    try { return await t.server.start(); } catch (e) { // PostgreSQL notices a dead client's connection a moment later
      if (tries > 50) throw e;
      await sleep(100);
    }
  }
}

console.log(`# seed ${SEED}, ${KILLS} kills`);
const t = await county({ logins: ['officer', 'officer2'] });
const clients = [];
for (let i = 0; i < CLIENTS; i++) {
  const c = t.server.client();
  c.name = i % 2 ? 'officer2' : 'officer';
  await c.login(c.name, t.password);
  clients.push(c);
}
const unsound = [];
const began = Date.now();
const workers = clients.map((c, i) => work(c, i));
const trouble = Promise.all(workers).then(() => null, (e) => e);
let ended = null;
trouble.then((e) => { ended = e; });
for (let k = 0; k < KILLS && !ended; k++) {
  await sleep(LOAD_MS[0] + random(LOAD_MS[1] - LOAD_MS[0]));
  up = new Promise((r) => { open = r; });
  await t.server.stop('SIGKILL');
  unsound.push(...verify().map((f) => `after kill ${k + 1}: ${f}`));
  await start();
  open();
}
await sleep(100);
over = true;
const fault = await trouble;
tell('every command was acknowledged in the end', fault ? [fault.stack] : []);
tell('the site verifies after every kill', [...unsound, ...verify()]);

// Each case as the API shows it, against all that was acknowledged: nothing missing, nothing twice, nothing more.
const owner = (x) => clients[Number(x.key.split('-')[1])];
const wrong = [], byCase = new Map();
for (const x of acked) byCase.set(x.case, [...(byCase.get(x.case) ?? []), x]);
for (const [id, list] of byCase) {
  const page = await owner(list[0]).get(`/cases/${id}`);
  const numbers = (page.numbers ?? []).map((n) => n.number).filter((n) => n.startsWith('k')), set = new Set(numbers);
  const wanted = list.filter((x) => x.number);
  if (set.size !== numbers.length) wrong.push(`case ${id}: a number stands twice`);
  for (const x of wanted) if (!set.has(x.number)) wrong.push(`case ${id}: ${x.number} is lost`);
  if (numbers.length !== wanted.length) wrong.push(`case ${id}: ${numbers.length} numbers, ${wanted.length} acknowledged`);
  if (list.filter((x) => x.name).length !== 1) wrong.push(`case ${id} was given to several commands`);
}
tell('every acknowledged command is there exactly once, and nothing else', wrong);

const opened = acked.filter((x) => x.name), names = new Map();
for (const c of clients.slice(0, 2)) for (let before = ''; ;) {
  const { cases, before: next } = await c.get(`/cases?limit=100${before && `&before=${before}`}`);
  for (const r of cases) names.set(r.name, (names.get(r.name) ?? 0) + 1);
  if (!next) break;
  before = next;
}
tell('every case was opened once', opened.filter((x) => names.get(x.name) !== 1).map((x) => `${x.name}: ${names.get(x.name) ?? 0} times`));

const other = [];
for (const x of [...acked.slice(0, 20), ...acked.slice(-60)]) { // the answer was lost on the way: ask once more
  const again = await insist(owner(x), x.where, x.body, x.key);
  if (JSON.stringify(again) !== JSON.stringify(x.answer)) other.push(`${x.key}: ${JSON.stringify(again)} after ${JSON.stringify(x.answer)}`);
}
tell('a key gives the stored answer, before and after a kill', other);
tell('clients were cut off in the middle of commands', unanswered && acked.length > KILLS ? [] : [`${unanswered} unanswered, ${acked.length} acknowledged`]);
console.log(`# ${KILLS} kills in ${((Date.now() - began) / 1000).toFixed(1)} s: ${acked.length} commands acknowledged, ${unanswered} cut off, ${repeats} repeated`);
console.log(`1..${told}`);
await t.done();
process.exit(failed ? 1 : 0);

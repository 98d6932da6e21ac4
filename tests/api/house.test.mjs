// SPDX-License-Identifier: Apache-2.0
// A detention house: everyone it holds, also those whose case is not here; roll calls, notices, appointments; two houses;
// one subject and one ledger for a number; and that all of it follows from the log.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { JINDU, county, key, opening } from './site.mjs';

let t;
const doc = (kind) => ({ kind, number: '麦公（刑）字〔2021〕8号', dated: '2021-03-01', pages: 1 });
const day = (n) => new Date(Date.now() + n * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
function citizen(n) { // plainly made up: a region no place has, and a right check character
  const s = `62990119${70 + (n % 30)}0101${String(100 + n).slice(-3)}`;
  const w = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return s + '10X98765432'[[...s].reduce((x, d, i) => x + Number(d) * w[i], 0) % 11];
}
const line = (name, n, more = {}) => ({ name, id_number: citizen(n), measure: '逮捕', organ: '某某县监察委员会', from: day(-30), due: day(20), charge: '诈骗罪', ...more });
const held = async (who = t.house) => (await who.get('/house/held?limit=500')).items;
const raw = async (where, body, o = {}) => { const r = await t.house.raw('POST', where, { body, type: 'text/csv', headers: { 'idempotency-key': key() }, ...o }); return { status: r.status, ...(await r.json()) }; };

before(async () => {
  t = await county();
  const made = (await t.system.post('/agencies', { name: '邻县看守所', kind: 'detention_house', region: '620502', level: 3, on_from: '2020-01-01' })).made;
  t.agencies.house2 = made;
  const u = await t.system.post('/users', { login: 'house2', name: '邻所（测试）' });
  await t.security.post(`/users/${u.made}/posts`, { agency: made, roles: ['house_desk'] });
  t.house2 = t.server.client();
  await t.house2.login('house2', u.password);
  await t.house2.post('/session/password', { old: u.password, new: t.password });
});
after(async () => { await t?.done(); });

async function checked(id, draft) {
  const d = await t.officer.post(`/cases/${id}/drafts`, draft);
  await t.legal.post(`/cases/${id}/transfers/${d.made}/check`, { approve: true });
  await t.officer.post(`/cases/${id}/transfers/${d.made}/push`, {});
}
async function detained(name, n, more = 0) { // a case whose persons are detained
  const body = opening(name);
  body.people[0].id_number = citizen(n);
  for (let i = 0; i < more; i++) body.people.push({ ...body.people[0], name: `${name}${i + 2}`, id_number: citizen(n + i + 1) });
  const id = (await t.officer.post('/cases', body)).case;
  await checked(id, { act: 'INV-01', option: 'file', docs: [doc('filing_decision')] });
  await checked(id, { act: 'INV-02', docs: [doc('detention_warrant')] });
  return id;
}

test('persons whose case is not here are entered, put right and let go; only a house may', async () => {
  await t.officer.get('/house/held', { status: 403 });
  await t.house.post('/house/held', { lines: [line('张某甲', 1), line('李某乙', 2, { measure: 'serving', organ: '县人民法院', due: null })].map((l) => Object.fromEntries(Object.entries(l).filter(([, v]) => v !== null))) });
  let list = await held();
  assert.deepEqual(list.map((r) => [r.name, r.measure_name, r.agency_name, Boolean(r.due), r.bases, r.case]), [
    ['张某甲', '逮捕', '某某县监察委员会', true, 1, undefined], ['李某乙', '服刑（看守所代为执行）', '县人民法院', false, 1, undefined]]);
  assert.match(list[0].article, /刑事诉讼法/);
  await t.house.post('/house/held', { lines: [line('张某甲', 1)] }); // the same again changes nothing
  await t.house.post('/house/held', { lines: [line('张某甲', 1, { hold: list[0].entered, due: day(50) })] });
  list = await held();
  assert.equal(list.length, 2);
  assert.equal(list.find((r) => r.name === '张某甲').due.slice(0, 10), day(50));
  for (const [bad, code] of [[{ id_number: `${citizen(3).slice(0, 17)}${citizen(3)[17] === '1' ? '2' : '1'}` }, 'house.id_number'], [{ measure: '取保候审' }, 'house.measure'], [{ from: day(2) }, 'effective.future'], [{ due: day(-40) }, 'hold.term']])
    assert.equal((await t.house.post('/house/held', { lines: [line('王某丙', 3, bad)] }, { status: [409, 422] })).code, code);
  await t.house.post('/house/leave', { subject: list[1].subject, how: 'prison', note: '送某某监狱' });
  assert.deepEqual((await held()).map((r) => r.name), ['张某甲']);
  assert.equal((await t.house2.post('/house/leave', { subject: list[0].subject, how: 'other' }, { status: 404 })).code, 'house.not_held');
  const ledger = (await t.house.get(`/subjects/${list[1].subject}`)).subject;
  assert.equal(ledger.holds[0].how, 'prison');
});

test('the roll as a sheet: every bad cell named, nothing entered before it is right', async () => {
  const head = '姓名,证件种类,证件号码,性别,羁押种类,办案单位,羁押日期,期限届满日\n';
  const bad = await raw('/house/import?dry=1', `${head}赵某,身份证,${citizen(10)},女,取保候审,某县公安局,${day(3)},\n钱某,,,,逮捕,,2021年3月5日,2021-02-01\n`);
  assert.deepEqual(bad.bad.map((b) => [b.cell, b.code]), [['E2', 'import.value'], ['G2', 'import.future'], ['F3', 'import.empty'], ['H3', 'import.refused']]);
  const good = `${head}${Array.from({ length: 60 }, (_, i) => `孙某${i},身份证,${citizen(100 + i)},,逮捕,某某市公安局,${day(-20)},${day(3 + i)}`).join('\n')}\n`;
  assert.equal((await raw('/house/import?dry=1', good)).persons, 60);
  assert.equal((await held()).length, 1, 'a dry run enters nothing');
  assert.equal((await raw('/house/import', good)).dry_run, false);
  await raw('/house/import', good); // the same sheet twice
  const list = await held();
  assert.equal(list.length, 61);
  assert.deepEqual(list.map((r) => r.due), [...list.map((r) => r.due)].sort(), 'by term left');
  const first = await t.house.get('/house/held?limit=25'), second = await t.house.get(`/house/held?limit=25&after=${first.next}`);
  assert.deepEqual([...first.items, ...second.items].map((r) => r.subject), list.slice(0, 50).map((r) => r.subject));
  assert.equal(first.counts.all, 61);
  assert.deepEqual((await t.house.get(`/house/held?q=${encodeURIComponent('孙某59')}`)).items.map((r) => r.name), ['孙某59']);
});

test('a roll call names whom either side lacks, and is kept', async () => {
  const list = await held();
  const roll = list.slice(1).map((r, i) => (i % 2 ? r.id_number : r.name)).concat(['周某外']);
  const r = await raw('/house/rolls', roll.join('\n'));
  assert.deepEqual([r.said, r.listed, r.held], [61, 61, 61]);
  assert.deepEqual(r.only_house.map((x) => x.name), ['周某外']);
  assert.deepEqual(r.only_board.map((x) => x.name), [list[0].name]);
  const count = await raw('/house/rolls?said=400', undefined);
  assert.deepEqual([count.said, count.held, count.only_house.length], [400, 61, 0]);
  assert.equal((await raw('/house/rolls', undefined)).code, 'house.roll_empty');
  const kept = (await t.house.get('/house/rolls')).rolls;
  assert.deepEqual(kept.map((x) => x.said), [400, 61]);
  assert.deepEqual(kept[1].only_board, r.only_board);
  assert.equal((await t.house2.get('/house/rolls')).rolls.length, 0);
});

test('who comes by a case with the same number is the same human being, in one ledger', async () => {
  await t.house.post('/house/held', { lines: [line('吴某归', 300, { measure: '刑拘', organ: '县公安局', due: day(5) })] });
  const was = (await held()).find((r) => r.name === '吴某归');
  const id = await detained('吴某归', 300);
  const now = (await held()).filter((r) => r.name === '吴某归');
  assert.equal(now.length, 1);
  assert.deepEqual([now[0].subject, now[0].bases, now[0].case], [was.subject, 1, id]);
  const { subject } = await t.officer.get(`/subjects/${was.subject}`);
  assert.equal(subject.holds.length, 2);
  assert.equal(subject.holds[0].how, 'joined');
  assert.equal(subject.holds[0].until, subject.holds[1].from, 'no second between the two');
  await t.house.post('/house/leave', { subject: was.subject, how: 'released' }, { status: 409 }).then((r) => assert.equal(r.code, 'hold.of_case'));
  // another kind of hold by another organ stays beside it, and the house may join the two
  await t.house.post('/house/held', { lines: [line('郑某双', 310, { measure: 'serving', organ: '某某县人民法院' })] });
  await detained('郑某双', 310);
  let two = (await held()).find((r) => r.name === '郑某双');
  assert.equal(two.bases, 2);
  await t.house.post('/house/leave', { subject: two.subject, how: 'joined' });
  two = (await held()).find((r) => r.name === '郑某双');
  assert.deepEqual([two.bases, two.entered], [1, undefined]);
});

test('all whose term ends within seven days are told of in one go, each once', async () => {
  const id = await detained('冯某届', 320, 1);
  await t.officer.get(`/cases/${id}`);
  const due = (await t.house.get('/house/today')).due.filter((r) => !r.overdue);
  assert.ok(due.length >= 7);
  assert.ok(due.some((r) => r.case === id), 'the detention of three days ends within seven');
  const first = await t.house.post('/house/notices', {});
  assert.equal(first.notices.length, due.length);
  assert.deepEqual(first.notices.filter((n) => !n.told), []);
  const sent = first.notices.filter((n) => n.held.case === id);
  assert.equal(sent.length, 2);
  assert.equal(new Set(sent.map((n) => n.transfer)).size, 1, 'both persons of the case on one notice');
  const page = await t.officer.get(`/cases/${id}`);
  assert.equal(page.transfers.find((x) => x.act === 'EXT-07').lines.length, 2);
  assert.equal((await t.house.post('/house/notices', {})).notices.length, 0);
  assert.ok((await t.house.get('/house/today')).due.every((r) => r.noticed || r.overdue));
});

test('an appointment is made, shown on its day, and kept or called off', async () => {
  const who = (await held()).find((r) => r.name === '张某甲');
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const made = (await t.house.post('/house/appointments', { subject: who.subject, at, what: 'interrogation', organ: '某某县监察委员会' })).made;
  let list = (await t.house.get('/house/today')).appointments;
  assert.deepEqual(list.map((x) => [x.id, x.name, x.kind, x.how]), [[made, '张某甲', 'interrogation', '']]);
  assert.equal((await t.house2.get('/house/today')).appointments.length, 0);
  await t.house2.post(`/house/appointments/${made}/end`, { subject: who.subject, how: 'done' }, { status: 409 });
  await t.house.post(`/house/appointments/${made}/end`, { subject: who.subject, how: 'done' });
  list = (await t.house.get('/house/today')).appointments;
  assert.equal(list[0].how, 'done');
});

test('across counties: the sending house hands over, the other one confirms, and he is on its board', async () => {
  const id = await detained('陈某移', 330, 1);
  const page = await t.officer.get(`/cases/${id}`);
  const one = page.persons[0];
  await t.officer.post(`/cases/${id}/transfers`, { act: 'CUS-10', to: t.agencies.house2, persons: [one.id], docs: [doc('custody_transfer'), doc('escort_warrant')] });
  const moving = (await t.house.get('/house/today')).moving;
  assert.deepEqual(moving.map((m) => [m.name, m.to_name, m.handed]), [['陈某移', '邻县看守所', false]]);
  assert.equal((await t.house.post('/house/hand', { subject: one.subject, to: t.agencies.house }, { status: 409 })).code, 'house.none');
  await t.house.post('/house/hand', { subject: one.subject, to: t.agencies.house2 });
  assert.equal((await t.house.get('/house/today')).moving[0].handed, true);
  const waits = (await t.house2.get('/house/today')).waiting.filter((w) => w.for === 'confirm');
  assert.deepEqual(waits.map((w) => w.persons.map((p) => p.name)), [['陈某移']], 'only whom the transfer names');
  await t.house2.post(`/cases/${id}/transfers/${waits[0].transfer}/accept`, {});
  assert.ok((await held(t.house2)).some((r) => r.name === '陈某移'));
  const left = (await held()).map((r) => r.name);
  assert.ok(!left.includes('陈某移') && left.includes('陈某移2'), 'the other person of the case stays');
  assert.equal((await t.house.get('/house/today')).moving.length, 0);
});

test('of one human being each house sees the holds that are its own, and of one it never held nothing', async () => {
  await t.house.post('/house/held', { lines: [line('周某', 340)] });
  const { subject } = (await held()).find((r) => r.name === '周某');
  await t.house2.get(`/subjects/${subject}`, { status: 404 });
  await t.house.post('/house/leave', { subject, how: 'released' });
  await t.house2.post('/house/held', { lines: [line('周某', 340, { from: day(-1) })] });
  assert.equal((await held(t.house2)).find((r) => r.name === '周某').subject, subject, 'one human being');
  const [first, second] = await Promise.all([t.house, t.house2].map((c) => c.get(`/subjects/${subject}`)));
  assert.deepEqual(first.subject.holds.map((h) => [h.house, h.how]), [[t.agencies.house, 'released']]);
  assert.equal(first.standing, undefined, 'it cannot say that he is free');
  assert.deepEqual(second.subject.holds.map((h) => h.house), [t.agencies.house2]);
  assert.equal(second.standing.hold, 'held');
});

test('the log says all of it: verify finds nothing, and rebuild makes the same', async () => {
  const before = [await held(), await held(t.house2), (await t.house.get('/house/rolls')).rolls];
  await t.server.stop();
  const run = (cmd, ...more) => execFileSync(JINDU, [cmd, '--site', t.server.dir, ...t.server.extra, ...more], { encoding: 'utf8' });
  run('verify');
  run('rebuild');
  run('verify');
  await t.server.start();
  for (const c of [t.house, t.house2]) await c.login(c === t.house ? 'house' : 'house2', t.password);
  assert.deepEqual([await held(), await held(t.house2), (await t.house.get('/house/rolls')).rolls], before);
});

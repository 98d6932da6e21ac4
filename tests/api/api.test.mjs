// SPDX-License-Identifier: Apache-2.0
// The API over sockets, on a county of its own: sessions, commands, rights, bytes, events, stopping.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { county, inDays, opening, manifestOf, picture, key, sleep } from './site.mjs';

let t;
before(async () => { t = await county(); });
after(async () => { await t?.done(); });

const crc32 = (bytes) => { // as ZIP has it
  let c = ~0;
  for (const b of bytes) for (let i = 0; i < 8; i++) c = ((c ^ (b >> i)) & 1 ? 0xEDB88320 : 0) ^ (c >>> 1);
  return ~c >>> 0;
};
const doc = (kind, more = {}) => ({ kind, number: '麦公（刑）字〔2021〕8号', dated: '2021-03-01', pages: 1, ...more });
const open = async (name, extra) => (await t.officer.post('/cases', opening(name, extra))).case;

async function checked(id, draft) { // drafted, approved by the second person, done
  const d = await t.officer.post(`/cases/${id}/drafts`, draft);
  await t.legal.post(`/cases/${id}/transfers/${d.made}/check`, { approve: true });
  await t.officer.post(`/cases/${id}/transfers/${d.made}/push`, {});
  return d.made;
}

async function arrest(name, extra) { // filed, detained, arrest asked for
  const id = await open(name, extra);
  await checked(id, { act: 'INV-01', option: 'file', docs: [doc('filing_decision')] });
  await checked(id, { act: 'INV-02', docs: [doc('detention_warrant')] });
  const m = await manifestOf(t.officer, [`${name}1`, `${name}2`, `${name}3`]);
  const transfer = await checked(id, { act: 'ARR-01', docs: [doc('arrest_request')], manifest: m.manifest });
  return { id, transfer, m };
}

test('what a correction will change is told before, holds afterwards, and telling changes nothing', async () => {
  const id = await open('施一');
  await checked(id, { act: 'INV-01', option: 'file', docs: [doc('filing_decision')] });
  const deed = await checked(id, { act: 'INV-02', docs: [doc('detention_warrant')] });
  const before = await t.officer.get(`/cases/${id}`), x = before.deeds.find((d) => d.act === 'INV-02'), at = x.effective ?? x.at;
  assert.ok(deed && at);
  const wrong = { target: x.id, field: 'effective', value: `${new Date(Date.parse(at) - 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00` };
  const told = await t.officer.post(`/cases/${id}/corrections/foreseen`, wrong);
  const term = told.changes.find((k) => k.rule === 'custody_detention');
  assert.ok(term && !term.duty && term.open && Date.parse(term.due_was) - Date.parse(term.due) === 86_400_000, JSON.stringify(told));
  assert.equal(told.agree, undefined);
  assert.equal((await t.officer.get(`/cases/${id}`)).seq, before.seq);
  assert.equal((await t.officer.post(`/cases/${id}/corrections/foreseen`, { ...wrong, value: '2099-01-01T00:00:00+08:00' }, { status: 422 })).code, 'effective.future');
  assert.equal((await t.desk.post(`/cases/${id}/corrections/foreseen`, wrong, { status: 404 })).code, 'case.none');
  await t.officer.post(`/cases/${id}/corrections`, { ...wrong, reason: '日期录错' });
  assert.equal((await t.officer.get(`/cases/${id}`)).clocks.find((k) => k.rule === 'custody_detention').due, term.due);
});

test('a case goes from the police to the procuratorate and back for a correction', async () => {
  const { id, transfer } = await arrest('赵一');
  const inbox = await t.desk.get('/inbox');
  const waits = inbox.items.find((i) => i.case === id).waits;
  assert.deepEqual(waits.filter((w) => w.rule === 'check').map((w) => [w.name_zh, w.name_en]), [['受理审查', 'check for acceptance']]);
  const asked = await t.officer.get(`/cases/${id}`);
  for (const [kind, ids] of [['duties', asked.duties.map((v) => v.rule)], ['clocks', asked.clocks.map((v) => v.rule)], ['acts', [...asked.transfers, ...asked.deeds].map((v) => v.act)]])
    for (const x of ids) assert.ok(asked.names[kind][x]?.name_zh !== x && asked.names[kind][x]?.name_en, `${kind} ${x}`);
  await t.desk.post(`/cases/${id}/transfers/${transfer}/return`, { marks: [{ code: 'missing', volume: '证据卷', page: 3 }], note: '缺页' });
  let page = await t.officer.get(`/cases/${id}`);
  assert.equal(page.transfers.find((x) => x.id === transfer).life, 'returned');
  await t.officer.post(`/cases/${id}/transfers/${transfer}/push`, {});
  await t.desk.post(`/cases/${id}/transfers/${transfer}/accept`, { supply: ['补充鉴定意见'] });
  // What is asked for is due in three working days, and is told so whatever weekend lies between.
  page = await t.officer.get(`/cases/${id}`);
  const owed = page.duties.find((v) => v.rule === 'supply' && v.life === 'open');
  assert.deepEqual(page.left[owed.id], { unit: 'working_days', n: 3 });
  const waiting = (await t.officer.get('/inbox')).items.find((i) => i.case === id).waits.find((w) => w.rule === 'supply');
  assert.deepEqual(waiting.left, { unit: 'working_days', n: 3 });
  const review = (await t.desk.get('/inbox?desk=agency')).items.find((i) => i.case === id).waits.find((w) => w.rule === 'answer');
  assert.equal(review.left.unit, 'days');
  assert.ok(!('unit' in review) && page.clocks.filter((k) => k.life === 'running').every((k) => page.left[k.id]));
  const within = page.clocks.find((k) => k.life === 'running' && k.length?.months);
  assert.ok(!within || page.left[within.id].unit === 'months');
  await t.prosecutor.post(`/cases/${id}/transfers/${transfer}/answer`, { option: 'approve', docs: [doc('approve_arrest')] });
  page = await t.officer.get(`/cases/${id}`);
  const x = page.transfers.find((v) => v.id === transfer);
  assert.equal(x.round, 2);
  assert.equal(x.supply.length, 1);
  assert.equal(page.words['ARR-01'], '提请批准逮捕');
  assert.equal(page.agencies[t.agencies.procuratorate].kind, 'procuratorate');
  const h = await t.desk.get(`/cases/${id}/history?limit=3`);
  assert.equal(h.records.length, 3);
  const more = await t.desk.get(`/cases/${id}/history?after=${h.next}`);
  assert.equal(more.records[0].prev, h.records[2].hash, 'the chain goes on over the pages');
  const subject = await t.officer.get(`/subjects/${page.persons[0].subject}`);
  assert.ok(subject.subject.holds.length > 0);
});

test('what was done by its day and is entered after it leaves nobody to be pressed for it', async () => {
  const when = (hours) => ({ effective: new Date(Date.now() - 48 * 3_600_000 + hours * 3_600_000).toISOString(), late_reason: '专线中断，恢复后补录' });
  const id = (await t.officer.post('/cases', { ...opening('迟录'), ...when(0) })).case;
  const late = async (draft, hours) => {
    const d = await t.officer.post(`/cases/${id}/drafts`, { ...draft, ...when(hours) });
    await t.legal.post(`/cases/${id}/transfers/${d.made}/check`, { approve: true });
    await t.officer.post(`/cases/${id}/transfers/${d.made}/push`, when(hours));
  };
  await late({ act: 'INV-01', option: 'file', docs: [doc('filing_decision')] }, 1);
  await late({ act: 'INV-02', docs: [doc('detention_warrant')] }, 2);
  const duties = async () => (await t.officer.get(`/cases/${id}`)).duties.filter((d) => d.life === 'open').map((d) => d.rule);
  await t.officer.post(`/cases/${id}/acts`, { act: 'INV-11', docs: [doc('family_notice')], ...when(3) });
  assert.ok((await duties()).includes('supervise_lapse'), 'two of three are still missed');
  await t.officer.post(`/cases/${id}/acts`, { act: 'INV-12', docs: [doc('suspect_statement')], ...when(4) });
  assert.ok((await duties()).includes('supervise_lapse'));
  await t.house.post(`/cases/${id}/acts`, { act: 'CUS-13', docs: [doc('health_form')], ...when(5) });
  assert.ok(!(await duties()).includes('supervise_lapse'), 'all three were done in time');
  const page = await t.officer.get(`/cases/${id}`);
  const told = page.duties.find((d) => d.rule === 'tell_family');
  assert.ok(told.breached && told.cleared < told.due, 'that it was not known by then stays in the record');
  assert.equal(page.duties.find((d) => d.rule === 'supervise_lapse').life, 'ended');
});

test('a refusal is a problem with its code, its texts and its particulars', async () => {
  const id = await open('钱二');
  const p = await t.officer.post(`/cases/${id}/acts`, { act: 'INV-02', docs: [doc('detention_warrant')] }, { status: [409, 422] });
  assert.match(p.type, /^urn:jindu:problem:/);
  for (const k of ['title', 'status', 'code', 'message_zh', 'message_en', 'todo_zh', 'todo_en', 'request_id']) assert.ok(p[k], k);
  const none = await t.officer.post(`/cases/${id}/acts`, { act: 'NO-SUCH' }, { status: 422 });
  assert.equal(none.code, 'act.unknown');
  const field = await t.officer.post('/cases', { ...opening('钱三'), nmae: 'x' }, { status: 400 });
  assert.equal(field.code, 'field.unknown');
  assert.match(field.detail, /name/);
});

test('why is answered to who may see, and to nobody else', async () => {
  const id = await open('孙三');
  const { persons } = await t.officer.get(`/cases/${id}`);
  const why = await t.officer.get(`/cases/${id}/why?act=PRO-01&person=${persons[0].id}`);
  assert.equal(why.possible, false);
  assert.ok(why.why_zh.length > 0);
  const no = await t.stranger.get(`/cases/${id}/why?act=PRO-01&person=${persons[0].id}`, { status: 404 });
  assert.equal(no.code, 'case.none');
});

test('one key does one thing once', async () => {
  const k = key();
  const o = { headers: { 'idempotency-key': k } };
  const a = await t.officer.post('/cases', opening('李四'), o);
  const b = await t.officer.post('/cases', opening('李四'), o);
  assert.deepEqual(b, a);
  const other = await t.officer.post('/cases', opening('李五'), { ...o, status: 422 });
  assert.equal(other.code, 'idempotency.other_body');
  const k2 = { headers: { 'idempotency-key': key() } };
  const many = await Promise.all(Array.from({ length: 8 }, () => t.officer.post('/cases', opening('周五'), k2)));
  assert.equal(new Set(many.map((x) => x.case)).size, 1, 'asked for at once, made once');
  const none = await t.officer.raw('POST', '/cases', { body: opening('吴六') });
  assert.equal(none.status, 428);
  assert.equal((await t.officer.post('/cases', opening('吴六'), { headers: { 'idempotency-key': 'a b' }, status: 400 })).code, 'idempotency.form');
  // A refusal is not kept: the same key may succeed later.
  const id = await open('郑七');
  const k3 = { headers: { 'idempotency-key': key() } };
  await t.officer.post(`/cases/${id}/numbers`, { system: 'police_paper', number: ' ' }, { ...k3, status: [200, 409, 422] });
  await t.desk.get(`/cases/${id}`, { status: 404 });
});

test('a cookie alone changes nothing, and first passwords are good for nothing else', async () => {
  const r = await t.officer.raw('POST', '/cases', { body: opening('王八'), headers: { 'x-csrf-token': null, 'idempotency-key': key() } });
  assert.equal(r.status, 403);
  assert.equal((await r.json()).code, 'auth.csrf');
  const wrong = await t.officer.raw('POST', '/cases', { body: opening('王八'), headers: { 'x-csrf-token': 'f'.repeat(64), 'idempotency-key': key() } });
  assert.equal(wrong.status, 403);
  const u = await t.system.post('/users', { login: 'fresh', name: '新人' });
  await t.security.post(`/users/${u.made}/posts`, { agency: t.agencies.police, roles: ['handler'] });
  const c = t.server.client();
  const me = await c.login('fresh', u.password);
  assert.equal(me.must_change_password, true);
  assert.equal((await c.get('/inbox', { status: 403 })).code, 'auth.change_password');
  assert.equal((await c.post('/session/password', { old: u.password, new: 'short' }, { status: 422 })).code, 'password.weak');
  await c.post('/session/password', { old: u.password, new: 'long enough 2026' });
  await c.get('/inbox');
  const set = await t.server.client().raw('POST', '/session', { body: { user: 'fresh', password: 'long enough 2026' } });
  assert.match(set.headers.get('set-cookie'), /HttpOnly/i);
  assert.match(set.headers.get('set-cookie'), /SameSite=Strict/i);
  await c.call('DELETE', '/session');
  assert.equal((await c.get('/me', { status: 401 })).code, 'auth.required');
});

test('a login is locked after five wrong passwords, also one that does not exist', async () => {
  for (const login of ['judge', 'nobody-here']) {
    const c = t.server.client();
    const codes = [];
    for (let i = 0; i < 7; i++) codes.push(await c.login(login, 'wrong password').then(() => 'in', (e) => e.code));
    assert.deepEqual(codes, [...Array(5).fill('auth.failed'), 'auth.locked', 'auth.locked'], login);
  }
  assert.equal(await t.server.client().login('judge', t.password).then(() => 'in', (e) => e.code), 'auth.locked', 'the right one does not help');
  await t.system.post(`/users/${t.users.judge}/password-reset`, {});
});

test('another agency, an administrator and nobody see the same nothing', async () => {
  const { id } = await arrest('冯九');
  const absent = id.slice(0, -3) + '000';
  for (const c of [t.stranger, t.strangerdesk]) {
    const strip = ({ request_id, ...p }) => p;
    const a = strip(await c.get(`/cases/${id}`, { status: 404 }));
    const there = await c.raw('GET', `/cases/${id}/history`);
    assert.equal(there.status, 404);
    const no = await c.raw('GET', `/cases/${t.users.officer}`); // an id of the right form that is no case
    assert.deepEqual(strip(await no.json()), a, absent);
    await c.post(`/cases/${id}/numbers`, { system: 'x', number: '1' }, { status: 404 });
  }
  for (const c of [t.system, t.security, t.audit]) await c.get(`/cases/${id}`, { status: 403 });
  assert.equal((await t.server.client().raw('GET', `/cases/${id}`)).status, 401);
  await t.prosecutor.get(`/cases/${id}`); // not yet assigned there: any prosecutor of the organ
  assert.equal((await t.officer2.get(`/cases/${id}`, { status: 404 })).code, 'case.none', "a colleague's case");
  await t.officer.post(`/cases/${id}/assignment`, { user: t.users.officer, helpers: [t.users.officer2] });
  await t.officer2.get(`/cases/${id}`);
  await t.officer.post(`/cases/${id}/assignment`, { user: t.users.stranger }, { status: 422 });
});

test('the committee sees progress and no name, no paper, no dossier', async () => {
  const { id } = await arrest('陈十');
  const p = await t.watcher.get(`/cases/${id}`);
  assert.equal(p.access, 'progress');
  assert.ok(!JSON.stringify(p).includes('陈十'));
  assert.ok(p.clocks.length > 0 && p.transfers.length > 0);
  assert.ok(!('docs' in p.transfers[0]) && !('name' in p));
  await t.watcher.get(`/cases/${id}/history`, { status: 403 });
  await t.watcher.get(`/cases/${id}/dossier.zip`, { status: 403 });
  const b = await t.watcher.get('/balance');
  assert.ok(b.pushed > 0 && b.closes && b.columns.every((c) => Number.isInteger(b[c.id]) && c.definition_zh));
  const heads = async (column) => (await t.watcher.get(`/balance/${column}?limit=500`)).entries.reduce((n, e) => n + e.heads, 0);
  for (const column of ['pushed', 'returned', 'accepted', 'arrest_reviews_ended']) assert.equal(await heads(column), b[column], column);
  await t.watcher.get('/balance/no-such', { status: 404 });
});

test('a detention house sees whom it holds and what was sent to it, and nothing else of the case', async () => {
  const two = opening('褚一');
  two.people.push({ ...two.people[0], name: '褚二' });
  const { case: id } = await t.officer.post('/cases', two);
  const people = (await t.officer.get(`/cases/${id}`)).persons;
  await checked(id, { act: 'INV-01', option: 'file', docs: [doc('filing_decision')] });
  const warrant = (await t.officer.upload(picture('褚一拘留证'))).blob, secret = (await t.officer.upload(picture('褚一讯问'))).blob;
  await checked(id, { act: 'INV-02', persons: [people[0].id], docs: [doc('detention_warrant', { blob: warrant })] });
  const m = await manifestOf(t.officer, ['褚一1']);
  await checked(id, { act: 'ARR-01', persons: [people[0].id], docs: [doc('arrest_request', { blob: secret })], manifest: m.manifest });
  const before = await t.house.get(`/cases/${id}`); // it owes one thing: to take him in
  assert.deepEqual([before.access, before.persons.map((p) => p.name), (before.transfers ?? []).length, before.duties.map((d) => d.rule)], ['own', ['褚一'], 0, ['intake']]);
  const paper = (await t.officer.upload(picture('褚一换押证'))).blob;
  const sent = await t.officer.post(`/cases/${id}/transfers`, { act: 'CUS-10', to: t.agencies.house, persons: [people[0].id], docs: [doc('custody_transfer', { blob: paper }), doc('escort_warrant')] });
  const page = await t.house.get(`/cases/${id}`);
  assert.equal(page.access, 'own');
  assert.deepEqual(page.persons.map((p) => p.name), ['褚一']);
  assert.deepEqual(page.persons[0].facts.map((f) => f.fact), ['custody']);
  assert.deepEqual(page.transfers.map((x) => x.act), ['CUS-10']);
  assert.equal(page.standing[page.persons[0].subject].hold, 'held');
  assert.ok(page.clocks.length > 0 && page.clocks.every((x) => x.person === people[0].id));
  for (const s of ['褚二', m.manifest, secret, warrant, 'arrest_request', 'ARR-01', 'INV-01']) assert.ok(!JSON.stringify(page).includes(s), s);
  await t.house.raw('GET', `/cases/${id}/blobs/${paper}`).then((r) => assert.equal(r.status, 200));
  for (const b of [secret, m.blobs[0]]) await t.house.raw('GET', `/cases/${id}/blobs/${b}`).then((r) => assert.equal(r.status, 404));
  for (const where of ['dossier.zip', `manifests/${m.manifest}`, `why?act=PRO-01&person=${people[1].id}`]) await t.house.get(`/cases/${id}/${where}`, { status: 404 });
  for (const [where, body] of [['persons', opening('褚三')], ['grants', { user: t.users.house, until: inDays(30), note: 'x' }]]) {
    const no = await t.house.post(`/cases/${id}/${where}`, where === 'persons' ? { people: body.people } : body, { status: 404 });
    assert.equal(no.code, 'case.none');
  }
  const history = JSON.stringify(await t.house.get(`/cases/${id}/history`));
  assert.ok(history.includes('CUS-10') && !history.includes('褚二') && !history.includes('ARR-01'));
  const next = await t.house.get(`/cases/${id}/next`);
  assert.deepEqual(next.next.map((p) => p.name), ['褚一']);
  assert.deepEqual((await t.house.get('/find?q=褚二')).found, []);
  const hears = listen(t.house, (g) => g.some((e) => e.event === 'case' && e.data.case === id));
  await sleep(200);
  await t.house.post(`/cases/${id}/transfers/${sent.made}/accept`, {});
  const told = (await hears).find((e) => e.event === 'case');
  assert.deepEqual(Object.keys(told.data).sort(), ['at', 'case', 'pos'], 'that something happened, not what');
  assert.equal((await t.house.get(`/cases/${id}`)).transfers[0].life, 'accepted');
});

test('access is asked for without learning anything, and granted for a time', async () => {
  const id = await open('褚一', { number: '麦公（刑）立字〔2021〕77号', system: 'police_paper' });
  const a = await t.prosecutor.post('/access-requests', { case: '麦公（刑）立字〔2021〕77号', reason: '并案审查' }, { status: 202 });
  const b = await t.prosecutor.post('/access-requests', { case: '麦公（刑）立字〔2021〕78号', reason: '并案审查' }, { status: 202 });
  assert.deepEqual(a, b);
  const { requests } = await t.legal.get('/access-requests');
  const ask = requests.find((r) => r.case === id);
  assert.equal(ask.user, t.users.prosecutor);
  await t.prosecutor.get(`/cases/${id}`, { status: 404 });
  await t.officer.post(`/cases/${id}/grants`, { user: ask.user, until: inDays(30), note: '同意查阅' });
  const seen = await t.prosecutor.get(`/cases/${id}`);
  assert.equal(seen.access, 'read');
  await t.prosecutor.post(`/cases/${id}/numbers`, { system: 'x', number: '1' }, { status: 404 });
  assert.ok((await t.prosecutor.get(`/find?q=${encodeURIComponent('褚一')}`)).found.some((f) => f.case === id));
  assert.ok(!(await t.legal.get('/access-requests')).requests.some((r) => r.case === id), 'answered');
  const h = await t.officer.get(`/cases/${id}/history`);
  assert.ok(h.records.some((r) => r.events.some((e) => e.kind === 'grant.given.1')));
});

test('a case is found by part of a name, initials and any spelling of a number', async () => {
  const id = await open('欧阳明', { number: '麦公（刑）立字〔2021〕35号', system: 'police_paper' });
  const finds = async (q, c = t.officer) => (await c.get(`/find?q=${encodeURIComponent(q)}`)).found.some((f) => f.case === id);
  for (const q of ['欧阳明', '欧阳', '阳明', 'oym', 'OYM', '麦公（刑）立字〔2021〕35号', '麦公(刑)立字[2021]35号', '麦公刑立字（２０２１）35号', ' 麦公（刑）立字 〔2021〕 35 号 '])
    assert.ok(await finds(q), q);
  assert.ok(!await finds('欧阳明', t.stranger));
  assert.ok(!await finds('欧阳亮'));
});

test('bytes come back whole, in ranges and to nobody else', async () => {
  const { id, m } = await arrest('卫二');
  const bytes = picture('卫二1');
  const r = await t.desk.raw('GET', `/cases/${id}/blobs/${m.blobs[0]}`);
  assert.equal(r.status, 200);
  assert.equal(r.headers.get('content-type'), 'image/jpeg');
  assert.deepEqual(Buffer.from(await r.arrayBuffer()), bytes);
  const part = await t.desk.raw('GET', `/cases/${id}/blobs/${m.blobs[0]}`, { headers: { range: 'bytes=4-19' } });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get('content-range'), `bytes 4-19/${bytes.length}`);
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(4, 20));
  assert.equal((await t.desk.raw('GET', `/cases/${id}/blobs/${m.blobs[0]}`, { headers: { range: 'bytes=9999-' } })).status, 416);
  const again = await t.desk.raw('GET', `/cases/${id}/blobs/${m.blobs[0]}`, { headers: { 'if-none-match': r.headers.get('etag') } });
  assert.equal(again.status, 304);
  const other = await open('卫三');
  assert.equal((await t.officer.raw('GET', `/cases/${other}/blobs/${m.blobs[0]}`)).status, 404, 'not a page of that case');
  assert.equal((await t.stranger.raw('GET', `/cases/${id}/blobs/${m.blobs[0]}`)).status, 404);
  const html = await t.officer.upload(Buffer.from('<script>alert(1)</script>'), 'text/html');
  await t.officer.post(`/cases/${other}/acts`, { act: 'REP-05', docs: [doc('other_paper', { blob: html.blob })] }, { status: [200, 409, 422] });
});

test('what is named must be there; what is empty or too large is refused', async () => {
  const id = await open('蒋三');
  const ghost = 'ab'.repeat(32);
  const p = await t.officer.call('PUT', `/cases/${id}/manifest`, { manifest: ghost, note: 'x' }, { status: 422 });
  assert.equal(p.code, 'blob.none');
  const m = await t.officer.post('/manifests', { volumes: [{ name: '卷', documents: [{ name: 'd', pages: [ghost] }] }] }, { status: 422 });
  assert.equal(m.code, 'manifest.missing');
  assert.deepEqual(m.missing, [ghost]);
  const { blob: page } = await t.officer.upload(picture('蒋三'));
  const text = JSON.stringify({ volumes: [{ kind: 'evidence', name: '卷', documents: [{ name: 'd', pages: [page] }] }] });
  const { blob: bare } = await t.officer.upload(Buffer.from(text), 'application/json'); // bytes alone keep no page
  assert.equal((await t.officer.call('PUT', `/cases/${id}/manifest`, { manifest: bare, note: 'x' }, { status: 422 })).code, 'manifest.unknown');
  assert.equal((await t.officer.upload(Buffer.alloc(0), 'image/jpeg', 422)).code, 'upload.empty');
  const size = 3 * 1024 ** 3; // over the limit by its own word: refused before a byte flows
  const status = await new Promise((resolve, reject) => {
    const u = new URL(`${t.server.url}/blobs`);
    const q = http.request(u, { method: 'POST', headers: { cookie: t.officer.cookie, 'x-csrf-token': t.officer.csrf, 'content-length': size, expect: '100-continue' } }, (r) => { resolve(r.statusCode); q.destroy(); });
    q.on('error', reject);
    q.flushHeaders();
  });
  assert.equal(status, 413);
});

test('the dossier comes as one ZIP with its manifest and pages in order', async () => {
  const { id, m } = await arrest('沈四');
  const r = await t.desk.raw('GET', `/cases/${id}/dossier.zip`);
  assert.equal(r.status, 200);
  const zip = Buffer.from(await r.arrayBuffer());
  assert.equal(r.headers.get('content-length'), String(zip.length), 'its length is said before');
  const names = [];
  for (let at = zip.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4, 'latin1')) {
    assert.equal(zip.readUInt16LE(at + 10), 0, 'stored');
    const head = zip.readUInt32LE(at + 42);
    const begin = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28);
    const bytes = zip.subarray(begin, begin + zip.readUInt32LE(at + 24));
    assert.equal(zip.readUInt32LE(at + 16), crc32(bytes), 'the sum of its bytes');
    names.push(zip.subarray(at + 46, at + 46 + zip.readUInt16LE(at + 28)).toString('utf8'));
  }
  assert.deepEqual(names, ['manifest.json', ...[1, 2, 3].map((n) => `01 证据卷/001 讯问笔录/000${n}.jpg`)]);
  for (const n of [1, 2, 3]) assert.ok(zip.includes(picture(`沈四${n}`)), `page ${n} is whole`);
  assert.equal(m.blobs.length, 3);
  const { entries } = await t.audit.get('/audit?limit=50');
  assert.ok(entries.some((e) => e.what === 'export' && e.case === id && e.login === 'desk'));
});

test('a page of another case is sealed off by two persons and read by nobody', async () => {
  const { id, m } = await arrest('施八');
  const s = await t.officer.post(`/cases/${id}/seals`, { blob: m.blobs[1], volume: '证据卷', document: '讯问笔录', page: 2, note: '他案材料' });
  assert.equal((await t.officer.post(`/cases/${id}/seals/${s.made}/agree`, {}, { status: 409 })).code, 'act.same_person');
  await t.desk.raw('GET', `/cases/${id}/blobs/${m.blobs[1]}`).then((r) => assert.equal(r.status, 200));
  await t.legal.post(`/cases/${id}/seals/${s.made}/agree`);
  await t.desk.raw('GET', `/cases/${id}/blobs/${m.blobs[1]}`).then((r) => assert.equal(r.status, 404));
  const zip = Buffer.from(await (await t.desk.raw('GET', `/cases/${id}/dossier.zip`)).arrayBuffer());
  assert.ok(zip.includes(picture('施八1')) && !zip.includes(picture('施八2')) && zip.includes(picture('施八3')));
});

// Reads a stream of events until `enough`.
async function listen(client, enough, { last, ms = 5000 } = {}) {
  const r = await client.raw('GET', '/events', { headers: last ? { 'last-event-id': String(last) } : {} });
  assert.equal(r.status, 200);
  const got = [];
  let text = '';
  const reader = r.body.getReader();
  const end = Date.now() + ms;
  while (!enough(got) && Date.now() < end) {
    const x = await Promise.race([reader.read(), sleep(end - Date.now()).then(() => null)]);
    if (!x || x.done) break;
    text += Buffer.from(x.value).toString('utf8');
    const parts = text.split('\n\n');
    text = parts.pop();
    for (const p of parts) {
      const e = Object.fromEntries(p.split('\n').filter((l) => l.includes(': ')).map((l) => [l.slice(0, l.indexOf(':')), l.slice(l.indexOf(':') + 2)]));
      if (e.event === 'case') got.push({ ...e, data: JSON.parse(e.data) });
      else if (e.event) got.push(e);
    }
  }
  await reader.cancel();
  return got;
}

test('events are heard by those concerned, and taken up again where one left', async () => {
  const hears = listen(t.legal, (g) => g.some((e) => e.data.command === 'open' && e.event === 'case'));
  const deaf = listen(t.stranger, () => false, { ms: 1500 });
  await sleep(200);
  const id = await open('韩五');
  const got = await hears;
  const first = got.find((e) => e.data.case === id);
  assert.ok(first, JSON.stringify(got));
  assert.ok(!(await deaf).some((e) => e.event === 'case'));
  await t.officer.post(`/cases/${id}/numbers`, { system: 'x', number: 'A1' });
  await t.officer.post(`/cases/${id}/numbers`, { system: 'x', number: 'A2' });
  const later = await listen(t.legal, (g) => g.filter((e) => e.event === 'case' && e.data.case === id).length >= 2, { last: first.id });
  assert.deepEqual(later.filter((e) => e.event === 'case' && e.data.case === id).map((e) => e.data.command), ['number', 'number']);
});

test('who may decide a request for access hears at once that it came, and nobody else', async () => {
  const id = await open('韩六');
  const came = (g) => g.some((e) => e.event === 'asked');
  const hears = listen(t.legal, came), deaf = [t.officer, t.stranger, t.desk].map((c) => listen(c, came, { ms: 1500 }));
  await sleep(300);
  const at = Date.now();
  await t.stranger.post('/access-requests', { case: id, reason: '串案' }, { status: 202 });
  assert.ok(came(await hears));
  assert.ok(Date.now() - at < 4000, `${Date.now() - at} ms`);
  for (const d of await Promise.all(deaf)) assert.ok(!came(d));
});

test('a desk enters for an organ that is not on the platform, and for no other', async () => {
  const off = (await t.system.post('/agencies', { name: '县国安局', kind: 'police', region: '620503', level: 3 })).made;
  const no = await t.desk.post('/cases', { ...opening('离线零'), behalf: t.agencies.court }, { status: 403 });
  assert.equal(no.code, 'access.behalf');
  const { case: id } = await t.desk.post('/cases', { ...opening('离线一'), behalf: off });
  await t.desk.post(`/cases/${id}/acts`, { act: 'INV-01', option: 'file', docs: [doc('filing_decision')], behalf: off });
  const page = await t.desk.get(`/cases/${id}`);
  assert.deepEqual(page.organs, [{ kind: 'police', agency: off }]);
  assert.equal((await t.desk.get(`/cases/${id}/history`)).records[0].behalf, '县国安局');
  await t.officer.get(`/cases/${id}`, { status: 404 });
});

test('a deputy acts for another for a period, and all of one user goes to the next', async () => {
  const people = {};
  for (const login of ['ann', 'ben']) {
    const u = await t.system.post('/users', { login, name: login });
    await t.security.post(`/users/${u.made}/posts`, { agency: t.agencies.police, roles: ['handler'] });
    people[login] = { id: u.made, c: t.server.client() };
    await people[login].c.login(login, u.password);
    await people[login].c.post('/session/password', { old: u.password, new: `${login} crosses 2026` });
  }
  const { ann, ben } = people;
  const { case: id } = await ann.c.post('/cases', opening('移交一'));
  await ben.c.get(`/cases/${id}`, { status: 404 });
  await t.legal.post('/deputies', { user: ben.id, for_user: ann.id, from: '2020-01-01', until: '2099-01-01', reason: '出差' });
  await ben.c.post(`/cases/${id}/numbers`, { system: 'x', number: 'B1' });
  const last = (await ann.c.get(`/cases/${id}/history`)).records.at(-1);
  assert.deepEqual([last.by.id, last.for.id], [ben.id, ann.id]);
  assert.deepEqual(await t.legal.post(`/users/${ann.id}/handover`, { to: ben.id, note: '调离' }), { moved: 1, refused: 0 });
  assert.equal((await ben.c.get(`/cases/${id}`)).assignments[0].user, ben.id);
  await ann.c.get(`/cases/${id}`, { status: 404 });
});

test('a machine works with a token until it is taken away', async () => {
  const u = await t.system.post('/users', { login: 'ems', name: '对接账号' });
  const p = await t.security.post(`/users/${u.made}/posts`, { agency: t.agencies.police, roles: ['machine_client'] });
  const tok = await t.system.post('/tokens', { post: p.made, name: '公安系统', until: '2099-01-01' });
  const m = t.server.client();
  m.bearer = tok.token;
  await m.get('/inbox');
  await m.post('/cases', opening('杨六'));
  await t.system.call('DELETE', `/tokens/${tok.id}`);
  await m.get('/inbox', { status: 401 });
});

test('what leaves no record in the log is done once under its key, too', async () => {
  const again = { headers: { 'idempotency-key': key() } };
  const u = await t.system.post('/users', { login: 'once', name: '一次' });
  const first = await t.system.post(`/users/${u.made}/password-reset`, {}, again);
  assert.ok(first.password && !first.repeated);
  assert.deepEqual(await t.system.post(`/users/${u.made}/password-reset`, {}, again), { repeated: true });
  await t.server.client().login('once', first.password);
  assert.equal((await t.system.post(`/users/${u.made}/password-reset`, { note: 'x' }, { ...again, status: 422 })).code, 'idempotency.other_body');
  const p = await t.security.post(`/users/${u.made}/posts`, { agency: t.agencies.police, roles: ['machine_client'] });
  const k2 = { headers: { 'idempotency-key': key() } }, k3 = { headers: { 'idempotency-key': key() } };
  const body = { post: p.made, name: 'x', until: '2099-01-01' };
  const tok = await t.system.post('/tokens', body, k2);
  assert.deepEqual(await t.system.post('/tokens', body, k2), { repeated: true });
  await t.system.call('DELETE', `/tokens/${tok.id}`, undefined, k3);
  await t.system.call('DELETE', `/tokens/${tok.id}`, undefined, { ...k3, status: 204 });
  await t.system.call('DELETE', `/tokens/${tok.id}`, undefined, { status: 404 });
});

test('agencies, users and running cases come from sheets, judged first and entered once', async () => {
  const sheet = async (c, what, text, status = 200) => {
    const r = await c.raw('POST', `/import/${what}`, { body: Buffer.from(text), type: 'text/csv' });
    assert.equal(r.status, status, await r.clone().text());
    return r.json();
  };
  const agencies = '单位名称,单位种类,行政区划,级别,上级单位,上线日期\n测县公安局,公安机关,620503,县级,,2020-01-01\n';
  assert.equal((await sheet(t.system, 'agencies?dry=1', agencies)).dry_run, true);
  assert.ok(!(await t.system.get('/agencies')).some((a) => a.name === '测县公安局'));
  assert.equal((await sheet(t.system, 'agencies', agencies)).rows[0].life, 'done');
  assert.equal((await sheet(t.system, 'agencies', agencies)).rows[0].life, 'known');
  assert.equal((await sheet(t.security, 'agencies', agencies, 403)).code, 'access.role');
  const users = '登录名,姓名,单位,岗位,科室\nlihua,李华,测县公安局,法制审核,法制科\n';
  const bad = await sheet(t.system, 'users', users.replace('法制审核', '法师'));
  assert.ok(bad.dry_run && bad.bad.length === 1, JSON.stringify(bad));
  const made = await sheet(t.system, 'users', users);
  assert.deepEqual(made.passwords.map((p) => p.login), ['lihua']);
  assert.equal((await sheet(t.security, 'users', users)).rows[0].life, 'done', 'the posts are the security administrator\'s');
  const li = t.server.client();
  await li.login('lihua', made.passwords[0].password);
  await li.post('/session/password', { old: made.passwords[0].password, new: 'sheets cross 2026' });
  const csv = await (await li.raw('GET', `/import/template?class=${encodeURIComponent('盗窃')}`)).text();
  assert.match(csv, /案件名称/);
  const cases = '案件名称,类别,案号,立案日期,姓名,身份证号,罪名,阶段,羁押状态,涉案时年龄\n李甲盗窃案,盗窃,测公(刑)立字〔2021〕1号,2021-07-01,李甲,,盗窃罪,侦查,未采取强制措施,成年\n';
  const plan = await sheet(li, 'cases?dry=1', cases);
  assert.deepEqual(plan.bad, []);
  assert.equal(plan.counts.ready, 1, JSON.stringify(plan));
  const done = await sheet(li, 'cases', cases);
  assert.equal(done.counts.done, 1, JSON.stringify(done));
  assert.equal((await li.get(`/cases/${done.cases[0].case}`)).opening, true);
  const again = await sheet(li, 'cases', cases);
  assert.equal(again.counts.done, 0);
  assert.equal((await sheet(t.officer, 'cases', cases, 403)).code, 'access.role', 'a handler does not');
  assert.equal((await sheet(li, 'cases', '', 422)).code, 'upload.empty');
});

test('the empty sheets of agencies and users say what each column takes, and their row to follow is right', async () => {
  const sheet = async (c, what, body) => (await c.raw('POST', `/import/${what}?dry=1`, { body, type: 'application/octet-stream' })).json();
  const form = async (kind) => (await t.system.raw('GET', `/import/template?kind=${kind}`)).text();
  for (const kind of ['agencies', 'users']) {
    const csv = await form(kind), lines = csv.trim().split('\r\n');
    assert.equal(lines.length, 3);
    assert.ok(lines[1].startsWith('#') && lines[2].startsWith('#'));
    assert.deepEqual((await sheet(t.system, kind, csv)).bad.map((b) => b.code), ['import.no_rows'], 'remarks are no rows');
    const row = lines[2].slice(1).replace('某某县公安局', kind === 'users' ? '县公安局' : '某某县公安局');
    const r = await sheet(t.system, kind, `${lines[0]}\r\n${row}\r\n`);
    assert.deepEqual([r.bad, r.rows.map((x) => x.life)], [[], ['ready']], csv);
  }
  const { rows } = await sheet(t.system, 'users', '登录名,姓名,单位,岗位,科室\nnewone,新某,县公安局,办案民警,\nofficer,officer（测试）,县公安局,法制审核,\n');
  assert.deepEqual(rows.map((r) => [r.name, r.person, r.account, r.post]), [['newone', '新某', 'ready', 'ready'], ['officer', 'officer（测试）', 'known', 'ready']], 'two hands, each with its part');
});

test('administrators see who has no post yet, and nobody else does', async () => {
  const u = await t.system.post('/users', { login: 'unseated', name: '待定岗' });
  const row = (await t.security.get('/users')).find((x) => x.id === u.made);
  assert.deepEqual([row.login, row.post, row.agency, row.roles], ['unseated', null, null, []]);
  assert.ok(!(await t.officer.get('/users')).some((x) => x.id === u.made));
  await t.security.post(`/users/${u.made}/posts`, { agency: t.agencies.court, roles: ['judge'] });
  assert.deepEqual((await t.system.get('/users')).filter((x) => x.id === u.made).map((x) => x.agency), [t.agencies.court]);
});

test('a disabled user is out at once, and sign-ins and refusals stand in the audit', async () => {
  const u = await t.system.post('/users', { login: 'leaver', name: '离岗' });
  await t.security.post(`/users/${u.made}/posts`, { agency: t.agencies.court, roles: ['judge'] });
  const c = t.server.client();
  await c.login('leaver', u.password);
  await t.system.call('PATCH', `/users/${u.made}`, { enabled: false });
  await c.get('/me', { status: 401 });
  assert.equal(await t.server.client().login('leaver', u.password).then(() => 'in', (e) => e.code), 'auth.failed');
  const { entries } = await t.audit.get('/audit?limit=500');
  const of = (what, outcome) => entries.filter((e) => e.what === what && e.outcome === outcome).length;
  assert.ok(of('sign_in', 'ok') > 0 && of('sign_in', 'failed') > 0 && of('sign_in', 'denied') > 0);
  assert.ok(of('read', 'denied') > 0 && of('refused', 'denied') > 0 && of('command', 'refused') > 0);
  await t.system.get('/audit', { status: 403 });
});

test('the page is there with a strict policy, and the server tells of itself', async () => {
  const page = await fetch(`${t.server.root}/`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
  assert.ok((await page.text()).includes('津渡'));
  const metrics = await (await fetch(`${t.server.url}/metrics`)).text();
  assert.match(metrics, /jindu_writer_commits_total \d+/);
  assert.equal((await (await fetch(`${t.server.url}/ready`)).json()).ok, true);
});

// Last: it ends the server.
test('told to stop under load it loses nothing that it acknowledged', async () => {
  const id = await open('朱七');
  const kept = [];
  let going = true;
  const load = Array.from({ length: 8 }, async (_, w) => {
    for (let i = 0; going && i < 500; i++) {
      const number = `S${w}-${i}`;
      try {
        const r = await t.officer.raw('POST', `/cases/${id}/numbers`, { body: { system: 'load', number }, headers: { 'idempotency-key': key() } });
        if (r.status === 200) kept.push(number);
        else if (r.status === 503) return;
      } catch { return; }
    }
  });
  await sleep(300);
  const code = await t.server.stop();
  going = false;
  await Promise.all(load);
  assert.equal(code, 0);
  assert.ok(kept.length > 0);
  await t.server.start();
  const c = t.server.client();
  c.cookie = t.officer.cookie; // the session outlives the restart
  c.csrf = t.officer.csrf;
  const page = await c.get(`/cases/${id}`);
  const there = new Set(page.numbers.map((n) => n.number));
  assert.deepEqual(kept.filter((n) => !there.has(n)), []);
});

test('a lock and the memory of what was said outlive a restart', async () => {
  const c = t.server.client();
  for (let i = 0; i < 5; i++) await c.login('filing', 'wrong password').catch(() => {});
  const id = await open('秦九');
  const from = Number((await t.officer.get('/ready')).pos);
  await t.officer.post(`/cases/${id}/numbers`, { system: 'x', number: 'R1' });
  await t.officer.post(`/cases/${id}/numbers`, { system: 'x', number: 'R2' });
  assert.equal(await t.server.stop(), 0);
  await t.server.start();
  assert.equal(await t.server.client().login('filing', t.password).then(() => 'in', (e) => e.code), 'auth.locked');
  const url = t.server.url;
  for (const x of [t.officer, t.stranger]) x.url = url;
  await t.officer.post(`/cases/${id}/numbers`, { system: 'x', number: 'R3' });
  const of = (g) => g.filter((e) => e.event === 'case' && e.data.case === id).map((e) => e.data.command);
  assert.deepEqual(of(await listen(t.officer, (g) => of(g).length >= 3, { last: from })), ['number', 'number', 'number'], 'from the log, then from memory');
  assert.deepEqual(of(await listen(t.stranger, () => false, { last: from, ms: 700 })), []);
});

test('hundreds of connections at once all come through, and none of them waits for long', async () => {
  const id = await open('尤十');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  const slow = [];
  const one = (number) => new Promise((resolve, reject) => {
    const body = JSON.stringify({ system: 'load', number }), at = Date.now();
    const q = http.request(`${t.server.url}/cases/${id}/numbers`, { method: 'POST', agent, headers: { cookie: t.officer.cookie, 'x-csrf-token': t.officer.csrf, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'idempotency-key': key() } }, (r) => {
      r.resume();
      r.on('end', () => { slow.push(Date.now() - at); resolve(r.statusCode); });
    });
    q.on('error', reject);
    q.end(body);
  });
  const codes = await Promise.all(Array.from({ length: 256 }, async (_, w) => {
    const got = [];
    for (let i = 0; i < 4; i++) got.push(await one(`C${w}-${i}`));
    return got;
  }));
  agent.destroy();
  assert.deepEqual([...new Set(codes.flat())], [200]);
  assert.equal((await t.officer.get(`/cases/${id}`)).numbers.length, 1024);
  assert.ok(Math.max(...slow) < 10000, `${Math.max(...slow)} ms`);
});

test('an upload that does not tell its length ends at the limit and leaves nothing', async () => {
  await t.server.stop();
  t.server.extra.push('--upload-max', '1');
  await t.server.start();
  const send = (kib) => new Promise((resolve, reject) => {
    const q = http.request(`${t.server.url}/blobs`, { method: 'POST', headers: { cookie: t.officer.cookie, 'x-csrf-token': t.officer.csrf, 'content-type': 'image/jpeg' } }, (r) => {
      let text = '';
      r.on('data', (d) => { text += d; }).on('end', () => resolve({ status: r.statusCode, ...JSON.parse(text) }));
    });
    q.on('error', reject);
    assert.equal(q.getHeader('content-length'), undefined);
    for (let i = 0; i < kib; i++) q.write(Buffer.alloc(1024, i));
    q.end();
  });
  assert.equal((await send(1024)).status, 201);
  const over = await send(1100);
  assert.deepEqual([over.status, over.code], [413, 'vault.too-large']);
  assert.deepEqual(fs.readdirSync(path.join(t.dir, 'site'), { recursive: true }).filter((f) => /tmp.*\/./.test(f)), []);
});

// SPDX-License-Identifier: Apache-2.0
// Access asked for, granted for a time, refused, ended early; and that nobody learns from it whether there is a case.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { Server, county, inDays, key, opening } from './site.mjs';

const THERE = '麦公（刑）立字〔2021〕901号', ABSENT = '麦公（刑）立字〔2021〕902号';
let t, id;
before(async () => {
  t = await county({ logins: ['officer', 'officer2', 'legal', 'desk', 'prosecutor', 'stranger', 'strangerdesk'] });
  id = (await t.officer.post('/cases', opening('褚甲', { number: THERE, system: 'police_paper' }))).case;
});
after(async () => { await t?.done(); });

const ask = (who, about, reason = '并案审查') => who.post('/access-requests', { case: about, reason }, { status: 202 });
const own = async (who) => (await who.get('/access-requests/own')).requests;
const waiting = async (who = t.legal) => (await who.get('/access-requests')).requests;
const bare = ({ id: _, at, by, asked, ...rest }) => rest; // apart from its own number, time and the words asked with
const until = inDays(30);

test('whether there is such a case is told neither by the answer nor by the list of one’s requests', async () => {
  const answers = [];
  for (const about of [THERE, ABSENT, '褚甲', '褚乙', id, t.users.desk]) {
    const r = await t.stranger.raw('POST', '/access-requests', { body: { case: about, reason: '串案' } });
    assert.equal(r.status, 202);
    answers.push(await r.text());
  }
  assert.equal(new Set(answers).size, 1, 'equal byte for byte');
  const mine = await own(t.stranger);
  assert.deepEqual(mine.map((r) => r.asked), [t.users.desk, id, '褚乙', '褚甲', ABSENT, THERE]);
  assert.equal(new Set(mine.map((r) => JSON.stringify(bare(r)))).size, 1);
  assert.deepEqual(bare(mine[0]), { reason: '串案', granted: [], state: 'waiting' });
  const came = (await waiting()).filter((r) => r.user === t.users.stranger);
  assert.deepEqual(came.map((r) => [r.asked, r.case]), [[THERE, id], ['褚甲', id], [id, id]], 'by number, by name, by id');
  assert.deepEqual(await own(t.prosecutor), [], 'nobody sees another’s requests');
});

test('only who leads the agency that holds the case decides', async () => {
  await t.officer.get('/access-requests', { status: 403 });
  const [r] = await waiting();
  assert.deepEqual(await waiting(t.strangerdesk), []);
  assert.deepEqual(await waiting(t.desk), []);
  await t.officer.post(`/access-requests/${r.id}/refuse`, { note: '与该案无关' }, { status: 403 });
  const others = [];
  for (const x of [r.id, t.users.desk]) others.push(await t.strangerdesk.post(`/access-requests/${x}/refuse`, { note: '与该案无关' }, { status: 404 }));
  assert.deepEqual({ ...others[0], request_id: 0 }, { ...others[1], request_id: 0 });
  assert.equal(others[0].code, 'access.none');
  assert.equal((await t.desk.post(`/access-requests/${r.id}/refuse`, { note: '与该案无关' }, { status: 404 })).code, 'access.none');
  assert.ok((await waiting()).some((x) => x.id === r.id), 'nobody has settled another’s request');
});

test('a refusal has its reason in the history and tells the asker nothing', async () => {
  const before = JSON.stringify((await own(t.stranger)).map(bare));
  const [first, ...rest] = (await waiting()).filter((r) => r.user === t.users.stranger);
  assert.ok((await t.legal.post(`/access-requests/${first.id}/refuse`, { note: '' }, { status: [409, 422] })).code);
  const headers = { 'idempotency-key': key() };
  const a = await t.legal.post(`/access-requests/${first.id}/refuse`, { note: '与该案无关' }, { headers });
  assert.deepEqual(await t.legal.post(`/access-requests/${first.id}/refuse`, { note: '与该案无关' }, { headers }), a, 'once under its key');
  assert.equal((await t.legal.post(`/access-requests/${first.id}/refuse`, { note: '再次' }, { status: 409 })).code, 'access.answered');
  for (const r of rest) await t.legal.post(`/access-requests/${r.id}/refuse`, { note: '与该案无关' });
  assert.equal((await waiting()).filter((r) => r.user === t.users.stranger).length, 0);
  const told = (await t.officer.get(`/cases/${id}/history`)).records.flatMap((r) => r.events).filter((e) => e.kind === 'grant.refused.1');
  assert.deepEqual(told.map((e) => [e.body.user, e.body.reason]), Array(3).fill([t.users.stranger, '与该案无关']));
  assert.equal(JSON.stringify((await own(t.stranger)).map(bare)), before, 'refused, unanswered and no such case look alike');
  await t.stranger.get(`/cases/${id}`, { status: 404 });
});

test('of several refusals at one moment one is done, and the others are told so', async () => {
  await ask(t.stranger, '褚甲');
  const [r] = (await waiting()).filter((x) => x.user === t.users.stranger);
  const before = (await t.officer.get(`/cases/${id}/history?limit=200`)).records.flatMap((x) => x.events).filter((e) => e.kind === 'grant.refused.1').length;
  const all = await Promise.all(Array.from({ length: 12 }, (_, i) => t.legal.post(`/access-requests/${r.id}/refuse`, { note: `理由${i}` }, { status: [200, 409] })));
  assert.equal(all.filter((x) => x.made).length, 1);
  assert.ok(all.filter((x) => !x.made).every((x) => x.code === 'access.answered'), JSON.stringify(all.map((x) => x.code)));
  const after_ = (await t.officer.get(`/cases/${id}/history?limit=200`)).records.flatMap((x) => x.events).filter((e) => e.kind === 'grant.refused.1').length;
  assert.equal(after_, before + 1);
});

test('of a grant and refusals at one moment no refusal comes after the grant', async () => {
  await ask(t.officer2, '褚甲盗窃案');
  const [r] = (await waiting()).filter((x) => x.user === t.users.officer2);
  const all = await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2
    ? t.legal.post(`/cases/${id}/grants`, { user: r.user, until, note: `同意${i}` }, { status: [200, 201, 409] })
    : t.legal.post(`/access-requests/${r.id}/refuse`, { note: `不同意${i}` }, { status: [200, 409] }))));
  assert.ok(all.some((x) => x.made) && all.filter((x) => !x.made).every((x) => x.code === 'access.answered'), JSON.stringify(all.map((x) => x.code)));
  const said = (await t.officer.get(`/cases/${id}/history?limit=300`)).records.flatMap((x) => x.events).filter((e) => /同意\d/.test(e.body.reason ?? '')).map((e) => e.kind);
  assert.equal(said.length, all.filter((x) => x.made).length);
  assert.ok(said.lastIndexOf('grant.refused.1') <= 0, said.join()); // once at most, and then first
  for (const g of (await t.legal.get('/grants')).grants.filter((x) => x.user === r.user)) await t.legal.post(`/cases/${id}/grants/${g.id}/end`, { note: '试毕' });
});

test('a grant answers the request, is listed, and ends early with a reason', async () => {
  await ask(t.prosecutor, '褚甲盗窃案');
  const [r] = (await waiting()).filter((x) => x.user === t.users.prosecutor);
  await t.legal.post(`/cases/${id}/grants`, { user: r.user, until, note: '同意查阅' });
  assert.equal((await waiting()).length, 0);
  const [mine] = await own(t.prosecutor);
  assert.equal(mine.state, 'granted');
  assert.deepEqual(mine.granted.map((g) => g.case), [id]);
  await t.prosecutor.get(`/cases/${id}`);
  const { grants } = await t.legal.get('/grants');
  assert.deepEqual(grants.map((g) => [g.case, g.user, g.reason, g.agency]), [[id, t.users.prosecutor, '同意查阅', '县人民检察院']]);
  assert.deepEqual((await t.strangerdesk.get('/grants')).grants, []);
  await t.prosecutor.post(`/cases/${id}/grants/${grants[0].id}/end`, { note: '自行结束' }, { status: 404 });
  await t.stranger.post(`/cases/${id}/grants/${grants[0].id}/end`, { note: '外人' }, { status: 404 });
  assert.equal((await t.legal.post(`/cases/${id}/grants/${t.users.desk}/end`, { note: '查毕' }, { status: 409 })).code, 'grant.none');
  await t.legal.post(`/cases/${id}/grants/${grants[0].id}/end`, { note: '查毕' });
  await t.prosecutor.get(`/cases/${id}`, { status: 404 });
  assert.equal((await own(t.prosecutor))[0].state, 'over');
  assert.deepEqual((await own(t.prosecutor))[0].granted, []);
  assert.deepEqual((await t.legal.get('/grants')).grants, []);
  assert.ok((await t.officer.get(`/cases/${id}/history`)).records.some((x) => x.events.some((e) => e.kind === 'grant.ended.1' && e.body.reason === '查毕')));
});

test('a grant has a bound, which its refusal tells', async () => {
  const no = await t.legal.post(`/cases/${id}/grants`, { user: t.users.prosecutor, until: inDays(92), note: '长期查阅' }, { status: 422 });
  assert.equal(no.code, 'grant.too_long');
  const last = new Date(Date.now() + 8 * 3_600_000 + 90 * 86_400_000).toISOString().slice(0, 10);
  assert.ok(JSON.stringify(no).includes(`最长90日，最迟至${last}`), JSON.stringify(no));
  assert.ok(JSON.stringify(no).includes(`90 days at most, until ${last}`));
  await t.prosecutor.get(`/cases/${id}`, { status: 404 });
  const made = (await t.legal.post(`/cases/${id}/grants`, { user: t.users.prosecutor, until: inDays(90), note: '长期查阅' })).made;
  await t.legal.post(`/cases/${id}/grants/${made}/end`, { note: '查毕' });
});

test('a case of an organ that is not on the platform is answered for by one that works on it', async () => {
  const off = (await t.system.post('/agencies', { name: '未上线派出所', kind: 'police', region: '620503', level: 4 })).made;
  const other = (await t.desk.post('/cases', { ...opening('褚丙'), behalf: off })).case;
  await ask(t.stranger, '褚丙');
  const found = [];
  for (const who of [t.legal, t.desk]) found.push(...(await waiting(who)).filter((r) => r.case === other));
  assert.equal(found.length, 1);
  assert.equal((await t.legal.post(`/access-requests/${found[0].id}/refuse`, { note: '他人之事' }, { status: 404 })).code, 'access.none');
  await t.desk.post(`/access-requests/${found[0].id}/refuse`, { note: '与该案无关' });
  await t.desk.post(`/cases/${other}/grants`, { user: t.users.officer2, until, note: '串案' });
  await t.officer2.get(`/cases/${other}`);
  const [g] = (await t.desk.get('/grants')).grants;
  await t.desk.post(`/cases/${other}/grants/${g.id}/end`, { note: '查毕' });
  await t.officer2.get(`/cases/${other}`, { status: 404 });
  assert.deepEqual(await waiting(t.desk), []);
});

test('three days without a grant are a no, whatever the reason for it', async () => {
  const extra = [...t.server.extra, '--clock', '2099-06-01T09:00:00+08:00'];
  await t.server.stop();
  const later = await new Server(path.join(t.dir, 'site'), t.server.rules, extra).start();
  try {
    const c = later.client();
    await c.login('stranger', t.password);
    const mine = await own(c);
    assert.ok(mine.length > 6);
    assert.deepEqual([...new Set(mine.map((r) => JSON.stringify({ ...bare(r), reason: '' })))], [JSON.stringify({ reason: '', granted: [], state: 'no' })]);
  } finally { await later.stop(); await t.server.start(); }
});

test('how many cases a name means is not seen in the list of one’s requests', async () => {
  for (const n of [1, 2, 3]) await t.officer.post('/cases', { ...opening('褚丁'), name: `褚丁第${n}案` });
  const ids = [];
  for (const name of ['褚丁', '褚戊']) for (let i = 0; i < 2; i++) await ask(t.desk, name, `${i}`);
  const mine = await own(t.desk);
  assert.deepEqual(mine.map((r) => [r.asked, r.reason]), [['褚戊', '1'], ['褚戊', '0'], ['褚丁', '1'], ['褚丁', '0']]);
  assert.equal((await t.desk.get('/access-requests/own?limit=3')).requests.length, 3);
  ids.push(...(await waiting()).filter((r) => r.asked === '褚丁').map((r) => r.id));
  assert.equal(ids.length, 6, 'each of the three is asked for, twice');
  await t.legal.post(`/cases/${(await waiting()).find((r) => r.asked === '褚丁').case}/grants`, { user: t.users.desk, until, note: '其中一件' });
  assert.deepEqual((await own(t.desk)).map((r) => r.state), ['waiting', 'waiting', 'granted', 'granted']);
});

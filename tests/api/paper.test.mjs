// SPDX-License-Identifier: Apache-2.0
// Paper volumes beside a push: named by the sender, expected at both desks from acceptance, received one by one.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { JINDU, county, opening, manifestOf } from './site.mjs';

let t;
before(async () => { t = await county({ logins: ['officer', 'legal', 'desk', 'stranger'] }); });
after(async () => { await t?.done(); });

const doc = (kind) => ({ kind, number: '麦公（刑）字〔2021〕8号', dated: '2021-03-01', pages: 1 });
async function checked(id, draft, push = {}) {
  const { made } = await t.officer.post(`/cases/${id}/drafts`, draft);
  await t.legal.post(`/cases/${id}/transfers/${made}/check`, { approve: true });
  await t.officer.post(`/cases/${id}/transfers/${made}/push`, push);
  return made;
}
async function arrest(name, push) {
  const id = (await t.officer.post('/cases', opening(name))).case;
  await checked(id, { act: 'INV-01', option: 'file', docs: [doc('filing_decision')] });
  await checked(id, { act: 'INV-02', docs: [doc('detention_warrant')] });
  const { manifest } = await manifestOf(t.officer, [`${name}1`]);
  return { id, at: `/cases/${id}/transfers/${await checked(id, { act: 'ARR-01', docs: [doc('arrest_request')], manifest }, push)}` };
}
const paper = async (id) => (await t.officer.get(`/cases/${id}`)).transfers.find((x) => x.act === 'ARR-01').paper;
const waiting = async (who, id) => (await who.get('/inbox')).items.find((i) => i.case === id)?.waits
  .filter((w) => w.rule?.startsWith('paper')).map((w) => [w.rule, w.name_zh, w.due]) ?? [];

test('paper waits at both desks from acceptance until the last volume has come, to the day of its sender', async () => {
  const { id, at } = await arrest('纸一', { volumes: 2 });
  assert.deepEqual(await paper(id), { volumes: 2 });
  assert.deepEqual(await waiting(t.desk, id), []);
  await t.desk.post(`${at}/accept`, {});
  const [owed] = await waiting(t.officer, id);
  assert.deepEqual(owed.slice(0, 2), ['paper', '移送纸质卷']);
  assert.ok(owed[2] > new Date().toISOString());
  assert.deepEqual(await waiting(t.desk, id), [['paper_in', '接收纸质卷', owed[2]]]);
  await t.desk.post(`${at}/paper`, { volume: 2 });
  const { received } = await paper(id);
  assert.deepEqual(received.map((v) => [v.volume, v.by]), [[2, t.users.desk]]);
  assert.ok(received[0].at);
  assert.ok((await t.officer.get(`/cases/${id}`)).users[t.users.desk], 'who received it has a name');
  assert.equal((await waiting(t.desk, id)).length, 1);
  await t.desk.post(`${at}/paper`, { volume: 1 });
  assert.deepEqual([await waiting(t.desk, id), await waiting(t.officer, id)], [[], []]);
});

test('a volume that was not sent, one that is there, and whoever is not its receiver are refused', async () => {
  const { id, at } = await arrest('纸二', { volumes: 1 });
  const code = async (who, volume, status) => (await who.post(`${at}/paper`, { volume }, { status })).code;
  assert.equal(await code(t.desk, 2, 409), 'paper.no_volume');
  assert.equal(await code(t.officer, 1, 409), 'act.not_yours');
  await t.stranger.post(`${at}/paper`, { volume: 1 }, { status: 404 });
  await t.desk.post(`${at}/paper`, { volume: 1 });
  assert.equal(await code(t.desk, 1, 409), 'paper.received_twice');
  await t.desk.post(`${at}/accept`, {});
  assert.deepEqual(await waiting(t.desk, id), []);
  assert.equal((await paper(id)).received.length, 1);
});

test('the log holds it: verified, and the same state when built anew from it', { skip: !!process.env.JINDU_TEST_PG }, async () => {
  const { id, at } = await arrest('纸三', { volumes: 3 });
  await t.desk.post(`${at}/accept`, {});
  await t.desk.post(`${at}/paper`, { volume: 3 });
  const was = await paper(id), waited = await waiting(t.officer, id);
  assert.equal(waited.length, 1);
  await t.server.stop();
  const site = path.join(t.dir, 'site');
  execFileSync(JINDU, ['verify', '--site', site]);
  execFileSync(JINDU, ['rebuild', '--site', site]);
  await t.server.start();
  assert.deepEqual(await paper(id), was);
  assert.deepEqual(await waiting(t.officer, id), waited);
});

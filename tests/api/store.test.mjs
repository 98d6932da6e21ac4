// SPDX-License-Identifier: Apache-2.0
// What must outlive the process: bytes that are named, keys, the end of sessions.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { county, opening, manifestOf, picture, key, JINDU } from './site.mjs';

let t;
before(async () => { t = await county(); });
after(async () => { await t?.done(); });

const doc = (kind, more = {}) => ({ kind, number: '麦公（刑）字〔2021〕8号', dated: '2021-03-01', pages: 1, ...more });

async function checked(id, draft) {
  const d = await t.officer.post(`/cases/${id}/drafts`, draft);
  await t.legal.post(`/cases/${id}/transfers/${d.made}/check`, { approve: true });
  await t.officer.post(`/cases/${id}/transfers/${d.made}/push`, {});
  return d.made;
}

function verify() {
  const r = spawnSync(JINDU, ['verify', '--site', t.server.dir, '--json', ...t.server.extra.filter((x, i, all) => x === '--db' || all[i - 1] === '--db')], { encoding: 'utf8' });
  assert.equal(r.status, 0, `${r.stdout}${r.stderr}`);
}

test('whatever names bytes keeps them: papers of drafts, acts and answers, dossiers, sealed pages', async () => {
  const bytes = async (n) => (await t.officer.upload(picture(`store ${n}`))).blob;
  const id = (await t.officer.post('/cases', opening('甄一'))).case;
  await checked(id, { act: 'INV-01', option: 'file', docs: [doc('filing_decision', { blob: await bytes(1) })] });
  await checked(id, { act: 'INV-02', docs: [doc('detention_warrant', { blob: await bytes(2) })] });
  const first = await manifestOf(t.officer, ['甄1', '甄2']);
  await t.officer.call('PUT', `/cases/${id}/manifest`, { manifest: first.manifest, note: '入卷' });
  const m = await manifestOf(t.officer, ['甄1', '甄2', '甄3']);
  const transfer = await checked(id, { act: 'ARR-01', docs: [doc('arrest_request', { blob: await bytes(3) })], manifest: m.manifest });
  await t.officer.post(`/cases/${id}/seals`, { blob: m.blobs[1], volume: '证据卷', document: '讯问笔录', page: 2, note: '他案材料' });
  await t.desk.post(`/cases/${id}/transfers/${transfer}/accept`, {});
  const { blob } = await t.prosecutor.upload(picture('store 4'));
  await t.prosecutor.post(`/cases/${id}/transfers/${transfer}/answer`, { option: 'approve', docs: [doc('approve_arrest', { blob })] });
  verify(); // it knows every paper, dossier and seal of the case, and what keeps it
  assert.match(await (await fetch(`${t.server.url}/metrics`)).text(), /jindu_vault_swept_total 0/);
});

test('of two commands that each keep the dossier it was judged on, the later is judged on what it finds', async () => {
  const id = (await t.officer.post('/cases', opening('甄二'))).case;
  const base = await manifestOf(t.officer, ['乙1']);
  await t.officer.call('PUT', `/cases/${id}/manifest`, { manifest: base.manifest, note: '入卷' });
  for (let round = 0; round < 12; round++) {
    const [a, b] = await Promise.all([[...Array(round + 1).keys()].map((i) => `乙${i + 1}`).concat(`甲${round}`), [...Array(round + 1).keys()].map((i) => `乙${i + 1}`).concat(`丙${round}`)].map((p) => manifestOf(t.officer, p)));
    const before = (await t.officer.get(`/cases/${id}`)).manifest;
    const answers = await Promise.all([a, b].map((m) => t.officer.raw('PUT', `/cases/${id}/manifest`, { body: { manifest: m.manifest }, headers: { 'idempotency-key': key() } }).then(async (r) => ({ status: r.status, ...(await r.json()) }))));
    const ok = answers.filter((x) => x.status === 200), no = answers.filter((x) => x.status === 422);
    assert.deepEqual([ok.length, no.map((x) => x.code)], [1, ['dossier.no_reason']], JSON.stringify(answers)); // each lacks the other's page
    assert.notEqual((await t.officer.get(`/cases/${id}`)).manifest, before);
    const all = await manifestOf(t.officer, [...Array(round + 2).keys()].map((i) => `乙${i + 1}`));
    await t.officer.call('PUT', `/cases/${id}/manifest`, { manifest: all.manifest, note: '本轮试页移出' });
  }
});

test('a new password ends every session of the old one, also after a restart', async () => {
  const c = t.server.client(), d = t.server.client();
  await c.login('stranger', t.password);
  await d.login('stranger', t.password);
  const reset = await t.system.post(`/users/${t.users.stranger}/password-reset`, {});
  for (const x of [c, d, t.stranger]) await x.get('/me', { status: 401 });
  await t.server.stop('SIGKILL');
  await t.server.start();
  for (const x of [c, d, t.stranger]) await x.get('/me', { status: 401 });
  await assert.rejects(c.login('stranger', t.password));
  await c.login('stranger', reset.password);
});

test('the key of a password or a token outlives the process', async () => {
  const again = { headers: { 'idempotency-key': key() } }, other = { headers: { 'idempotency-key': key() } };
  const where = `/users/${t.users.judge}/password-reset`;
  const body = { name: '公安系统', until: '2099-01-01' };
  const { made: user } = await t.system.post('/users', { login: 'machine', name: '公安系统接口' });
  const { made: machine } = await t.security.post(`/users/${user}/posts`, { agency: t.agencies.police, roles: ['machine_client'] });
  const first = await t.system.post(where, {}, again);
  const token = await t.system.post('/tokens', { ...body, post: machine }, other);
  assert.ok(first.password && token.token);
  await t.server.stop('SIGKILL');
  await t.server.start();
  assert.deepEqual(await t.system.post(where, {}, again), { repeated: true });
  assert.equal((await t.system.post(where, { note: 'x' }, { ...again, status: 422 })).code, 'idempotency.other_body');
  assert.deepEqual(await t.system.post('/tokens', { ...body, post: machine }, other), { repeated: true });
  await t.server.client().login('judge', first.password); // it was not made anew
});

// SPDX-License-Identifier: Apache-2.0
// The three administrators' own work over the API: tokens listed and revoked, the audit looked through, a verification beside
// the work, a password reset, and an organ of a kind the site did not have.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { county, opening, key, sleep } from './site.mjs';

let t;
before(async () => { t = await county({ logins: ['officer', 'legal', 'desk'] }); });
after(async () => { await t?.done(); });
const entries = async (q) => (await t.audit.get(`/audit?${new URLSearchParams(q)}`)).entries;
async function ended(who = t.audit) {
  for (let i = 0; i < 600; i++) {
    const r = await who.get('/verifications');
    if (!r.running) return r.verifications;
    assert.ok(r.running.done >= 0 && r.running.of >= 0);
    await sleep(50);
  }
  throw new Error('the verification does not end');
}

test('each administrator has his own part, and nobody else has any', async () => {
  const nobody = t.server.client();
  const parts = [['GET', '/tokens', 'system'], ['GET', '/audit', 'audit'], ['GET', '/verifications', 'audit'], ['POST', '/verifications', 'audit'], ['DELETE', `/verifications/${t.users.desk}`, 'audit']];
  for (const [method, where, whose] of parts) {
    assert.equal((await nobody.raw(method, where)).status, 401, where);
    for (const login of ['system', 'security', 'audit', 'officer', 'desk'].filter((l) => l !== whose))
      await t[login].call(method, where, method === 'POST' ? {} : undefined, { status: 403 });
  }
});

test('a token is shown once, listed without its text, seen to be used, and revoked by its id', async () => {
  const post = (await t.system.get('/users')).find((u) => u.login === 'desk').post;
  const body = { post, name: '统一业务应用系统接口', until: '2099-01-01T00:00:00+08:00' };
  const made = await t.system.post('/tokens', body);
  const [row] = (await t.system.get('/tokens')).tokens;
  assert.deepEqual([row.id, row.name, row.life, row.login, row.agency_name, row.used, row.revoked], [made.id, body.name, 'live', 'desk', '县人民检察院', null, null]);
  assert.deepEqual(row.roles, ['case_desk']);
  assert.equal(row.made_by, t.system.me?.user.name ?? row.made_by);
  assert.ok(!JSON.stringify(row).includes(made.token));
  const machine = t.server.client();
  machine.bearer = made.token;
  await machine.get('/inbox');
  assert.ok(Date.now() - Date.parse((await t.system.get('/tokens')).tokens[0].used) < 600_000);
  await t.system.post('/tokens', { ...body, name: '第二个', until: '2020-01-01T00:00:00+08:00' });
  const page = await t.system.get('/tokens?limit=1'), next = await t.system.get(`/tokens?limit=1&before=${page.before}`);
  assert.deepEqual([page.tokens[0].name, page.tokens[0].life, next.tokens[0].id], ['第二个', 'expired', made.id]);
  await t.system.call('DELETE', `/tokens/${made.id}`);
  await machine.get('/inbox', { status: 401 });
  const gone = (await t.system.get('/tokens')).tokens.find((x) => x.id === made.id);
  assert.equal(gone.life, 'revoked');
  assert.ok(gone.revoked);
  await t.system.call('DELETE', `/tokens/${made.id}`, undefined, { status: 404 });
});

test('the audit is looked through by what, outcome, who, agency, case and time, page by page', async () => {
  const id = (await t.officer.post('/cases', opening('审计甲'))).case;
  await t.officer.get(`/cases/${id}`);
  await t.desk.get(`/cases/${id}`, { status: 404 });
  const first = await t.audit.get('/audit?limit=2');
  assert.ok(first.whats.includes('sign_in') && first.whats.includes('read') && first.whats.includes('admin'), `${first.whats}`);
  const all = [];
  for (let before = ''; ;) {
    const p = await t.audit.get(`/audit?limit=7${before && `&before=${before}`}`);
    all.push(...p.entries);
    if (!(before = p.before)) break;
  }
  assert.equal(new Set(all.map((e) => e.id)).size, all.length);
  assert.deepEqual(all, [...all].sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || 0));
  // The same entries, by each question and by two at once, as anybody can count them in the whole.
  const ids = (list) => list.map((e) => e.id);
  const same = async (q, pick) => {
    const got = await entries({ limit: 500, ...q });
    const want = all.filter(pick);
    assert.ok(want.length, `nothing to be found by ${JSON.stringify(q)}`);
    assert.deepEqual(ids(got.filter((e) => all.some((x) => x.id === e.id))), ids(want), JSON.stringify(q));
    assert.ok(got.every(pick), JSON.stringify(q));
  };
  const agency = t.agencies.police;
  await same({ what: 'sign_in' }, (e) => e.what === 'sign_in');
  await same({ what: 'read' }, (e) => e.what === 'read');
  await same({ outcome: 'denied' }, (e) => e.outcome === 'denied');
  await same({ outcome: 'ok' }, (e) => e.outcome === 'ok');
  await same({ login: 'officer' }, (e) => e.login === 'officer');
  await same({ user: t.users.officer, what: 'read' }, (e) => e.login === 'officer' && e.what === 'read');
  await same({ agency }, (e) => e.agency === agency);
  await same({ agency, what: 'read', outcome: 'ok' }, (e) => e.agency === agency && e.what === 'read' && e.outcome === 'ok');
  await same({ case: id }, (e) => e.case === id);
  await same({ case: id, outcome: 'denied' }, (e) => e.case === id && e.outcome === 'denied');
  const day = all[0].at.slice(0, 10);
  await same({ from: day, to: day }, (e) => e.at.slice(0, 10) === day);
  assert.deepEqual(await entries({ login: 'nobody' }), []);
  assert.deepEqual(await entries({ to: '2001-01-01' }), []);
  assert.deepEqual(await entries({ from: '2098-01-01' }), []);
  await t.audit.get('/audit?from=gestern', { status: [400, 422] });
});

test('a verification runs beside the work, says what it found and who asked, one at a time', async () => {
  await t.officer.post('/cases', opening('校验甲'));
  const begun = key(), ask = () => t.audit.post('/verifications', { files: true }, { headers: { 'idempotency-key': begun } });
  const made = await ask();
  assert.equal((await ask()).repeated, true); // no second one
  const [v] = await ended();
  assert.deepEqual([v.id, v.outcome, v.code], [made.id, 'sound', undefined]);
  assert.ok(v.records > 10 && v.commits > 10 && v.cases >= 1 && v.persons >= 1 && v.files >= 0 && v.ended && v.by);
  const noted = await entries({ what: 'verify' });
  assert.deepEqual(noted.map((e) => e.outcome), ['sound', 'ok']);
  const without = await t.audit.post('/verifications', {});
  const [w] = await ended();
  assert.deepEqual([w.id, w.outcome, w.files], [without.id, 'sound', undefined]);
});

test('what somebody changed behind the back is named, with its record', { skip: process.env.JINDU_TEST_PG ? 'it changes the file of SQLite' : false }, async () => {
  const db = path.join(t.server.dir, 'site.db');
  const sql = (q) => execFileSync('python3', ['-c', 'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()', db, q]);
  sql('UPDATE log SET user_id = user_id + 1 WHERE pos = 7');
  await t.audit.post('/verifications', {});
  const [v] = await ended();
  assert.deepEqual([v.outcome, v.code, v.pos], ['unsound', 'record.hash', 7]);
  assert.equal((await entries({ what: 'verify' }))[0].outcome, 'unsound');
  sql('UPDATE log SET user_id = user_id - 1 WHERE pos = 7');
  await t.audit.post('/verifications', {});
  assert.equal((await ended())[0].outcome, 'sound');
});

test('a password is reset without a case being seen, and the temporary one is good for one thing', async () => {
  const { password, repeated } = await t.system.post(`/users/${t.users.desk}/password-reset`, {});
  assert.equal(repeated, false);
  await t.desk.get('/inbox', { status: 401 });
  const c = t.server.client();
  await c.login('desk', password);
  await c.get('/inbox', { status: 403 });
  await t.system.get('/cases', { status: 403 });
});

test('a server that is stopped ends what it verifies, and says so afterwards', async () => {
  await t.audit.post('/verifications', { files: true });
  assert.equal(await t.server.stop(), 0);
  await t.server.start();
  const [v] = await ended();
  assert.ok(['stopped', 'sound'].includes(v.outcome), v.outcome); // a small site may be done before the word reaches it
  await t.audit.post('/verifications', {});
  assert.equal((await ended())[0].outcome, 'sound');
});

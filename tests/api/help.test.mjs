// SPDX-License-Identifier: Apache-2.0
// A problem of the platform from its sender to the administrator and back; practice and who has done it.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { JINDU, county } from './site.mjs';

let t;
before(async () => { t = await county({ logins: ['officer', 'legal', 'desk'] }); });
after(async () => { await t?.done(); });
const mine = async (who) => (await who.get('/problems')).problems;

test('a problem lands with the administrator, has a number, and its answer comes back', async () => {
  await t.officer.post('/problems', { text: '' }, { status: 409 });
  await t.officer.post('/problems', { text: '推送后页面空白，案件是张某盗窃案 620102199001011234', page: 'case', request: '77' });
  const [p] = await mine(t.officer);
  assert.deepEqual([p.number, p.life, p.mine, p.page, p.request], [1, 'open', true, 'case', '77']);
  assert.deepEqual(await mine(t.desk), []);
  await t.officer.call('PATCH', `/problems/${p.id}`, { life: 'known' }, { status: 403 });
  const [seen] = await mine(t.system);
  assert.match(seen.text, /空白/);
  assert.equal(seen.by, t.officer.me.user.name);
  await t.system.call('PATCH', `/problems/${p.id}`, { life: 'known' }, { status: 409 });
  await t.system.call('PATCH', `/problems/${p.id}`, { life: 'known', title: '推送后空白（如 620102199001011234）', answer: '刷新页面即可，推送已经成功' });
  const [back] = await mine(t.officer);
  assert.equal(back.answer, '刷新页面即可，推送已经成功');
  const [known] = await mine(t.desk); // published: the administrator's words, never the sender's
  assert.equal(known.life, 'known');
  assert.ok(!('text' in known) && !('by' in known));
});

test('doubles are joined, and every sender reads the one answer', async () => {
  await t.legal.post('/problems', { text: '也是空白页' });
  await t.desk.post('/problems', { text: '打不开' });
  const all = await mine(t.system);
  const [main, second, third] = [1, 2, 3].map((n) => all.find((p) => p.number === n));
  await t.system.call('PATCH', `/problems/${second.id}`, { life: 'open', same_as: main.id });
  await t.system.call('PATCH', `/problems/${third.id}`, { life: 'open', same_as: second.id }, { status: 409 });
  await t.system.call('PATCH', `/problems/${main.id}`, { life: 'open', same_as: third.id }, { status: 409 });
  await t.system.call('PATCH', `/problems/${third.id}`, { life: 'open', same_as: third.id }, { status: 409 });
  const joined = (await mine(t.legal)).find((p) => p.mine);
  assert.deepEqual([joined.same_as, joined.life, joined.answer], [1, 'known', '刷新页面即可，推送已经成功']);
  const report = await t.system.get(`/problems/${second.id}/report`);
  assert.equal(report.joined, 1);
  assert.equal(report.title, '推送后空白（如 ******************）');
  assert.ok(!JSON.stringify(report).includes('张某'));
  await t.officer.get(`/problems/${main.id}/report`, { status: 403 });
});

test('an exercise is recorded once, and who leads sees his unit', async () => {
  await t.officer.post('/practice', { exercise: 'push' });
  await t.officer.post('/practice', { exercise: 'push' }, { status: 409 });
  await t.desk.post('/practice', { exercise: 'accept' });
  const names = async (who) => (await who.get('/practice')).done.map((d) => d.exercise);
  assert.deepEqual(await names(t.officer), ['push']);
  assert.deepEqual(await names(t.legal), ['push']); // the same bureau
  assert.deepEqual(await names(t.desk), ['accept']);
  assert.deepEqual(await names(t.system), ['push', 'accept']);
});

test('it outlives a restart, the site verifies, and nobody practises on a real one', async () => {
  const real = path.join(t.dir, 'real');
  await t.server.stop();
  execFileSync(JINDU, ['verify', '--site', t.server.dir], { stdio: 'pipe' });
  fs.cpSync(t.server.dir, real, { recursive: true });
  const run = spawnSync(JINDU, ['serve', '--site', t.server.dir, '--practice', real, '--listen', '127.0.0.1:0', '--rules', t.server.rules], { encoding: 'utf8' });
  assert.notEqual(run.status, 0);
  assert.match(run.stderr, /practice\.real/);
  await t.server.start();
  assert.equal((await mine(t.system)).length, 3);
});

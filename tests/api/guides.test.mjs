// SPDX-License-Identifier: Apache-2.0
// Guides over HTTP: who reads and who publishes, the draft of the rules folder beside what is in force, a draft that is
// unsound is refused by what the checker found in words, and what was published outlives a kill.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { STAFF, county, sleep } from './site.mjs';

const CLASS = encodeURIComponent('盗窃'), BASE = encodeURIComponent('普通刑事案件');
let t, file, was;
before(async () => {
  t = await county({ logins: Object.keys(STAFF).filter((l) => !l.startsWith('stranger')) });
  file = path.join(t.dir, 'rules/guides/盗窃.yaml');
  was = fs.readFileSync(file, 'utf8');
});
after(async () => { await t?.done(); });
const versions = (who = t.watcher) => who.get(`/guides/${CLASS}/versions`);
const judged = async () => { for (let i = 0; i < 600; i++) { const r = await t.watcher.get('/guides'); if (r.every((g) => g.judged)) return r; await sleep(100); } throw new Error('not judged'); };
const draft = (version, more = '') => fs.writeFileSync(file, was.replace(/^version: .*$/m, `version: ${version}`) + more);

test('everybody reads the guide in force and the base it stands on; only the committee publishes', async () => {
  for (const who of [t.officer, t.judge, t.watcher]) {
    const [row, ...others] = await who.get('/guides');
    assert.deepEqual([row.class, others.length], ['盗窃', 0]);
    const g = await who.get(`/guides/${CLASS}`);
    assert.equal(Object.keys(g.acts).length, row.acts);
  }
  const [base] = await t.officer.get('/base-guides');
  assert.equal(base.class, '普通刑事案件');
  const text = await t.officer.get(`/guides/${BASE}`);
  assert.equal(Object.keys(text.acts).length, base.acts);
  await t.officer.get(`/guides/${BASE}/versions`, { status: 404 });
  await t.officer.get(`/guides/${encodeURIComponent('没有这一类')}`, { status: 404 });
  for (const who of [t.officer, t.desk, t.system]) assert.equal((await who.post(`/guides/${CLASS}/publish`, {}, { status: 403 })).code, 'access.role');
  assert.equal((await t.watcher.post(`/guides/${BASE}/publish`, {}, { status: 404 })).code, 'guide.none');
});

test('what is found names organs and posts by their tables', async () => {
  const [row] = await judged();
  const found = row.verdicts.flatMap((v) => v.findings);
  assert.ok(found.some((f) => f.code === 'staff.none'), 'this county has no lawyer');
  for (const f of found) assert.doesNotMatch(f.zh, /[a-z]{3}/, `a code in the text: ${f.zh}`);
});

test('with everybody there, the guide passes for the county', async () => {
  /* Three to each organ, each in every post of it: whoever must be another person is there. */
  const posts = fs.readFileSync(path.join(t.dir, 'rules/codes/roles.yaml'), 'utf8').split('\n').map((l) => l.match(/^- \{id: (\w+),.* agencies: \[([^\]]+)\]/)).filter(Boolean);
  const kinds = { police: 'police', procuratorate: 'procuratorate', court: 'court', house: 'detention_house', justice: 'justice', committee: 'committee' };
  for (const k of ['police', 'procuratorate', 'court']) { // what is asked of the organ above needs one
    t.agencies[`${k}_above`] = (await t.system.post('/agencies', { name: `市级单位（${k}）`, kind: k, region: '620500', level: 2, on_from: '2020-01-01' })).made;
    kinds[`${k}_above`] = k;
  }
  for (const [agency, kind] of Object.entries(kinds))
    for (let i = 0; i < 3; i++) {
      const u = await t.system.post('/users', { login: `${agency}.all${i}`, name: `${agency}${i}（测试）` });
      const roles = posts.filter((m) => m[2].split(/, */).includes(kind) && m[1] !== 'machine_client').map((m) => m[1]).slice(0, 16);
      await t.security.post(`/users/${u.made}/posts`, { agency: t.agencies[agency], roles });
    }
  for (let i = 0; i < 600; i++) { if ((await t.watcher.get('/guides'))[0].verdicts.every((v) => v.sound)) return; await sleep(100); }
  assert.fail(JSON.stringify((await t.watcher.get('/guides'))[0].verdicts));
});

test('a draft is seen by the committee alone, beside what is in force', async () => {
  const [now] = (await versions()).versions;
  draft('2099.1');
  const all = (await versions()).versions;
  assert.deepEqual(all.map((v) => [v.version, v.life, v.stored]), [['2099.1', 'draft', false], [now.version, 'in_force', true]]);
  assert.equal((await versions(t.officer)).versions.length, 1);
  assert.equal((await t.watcher.get(`/guides/${CLASS}?version=${all[0].hash}`)).version, '2099.1');
  await t.officer.get(`/guides/${CLASS}?version=${all[0].hash}`, { status: 404 });
  assert.equal((await t.officer.get(`/guides/${CLASS}`)).version, now.version);
  fs.writeFileSync(file, `${was}\n  nonsense: [`);
  const broken = await versions();
  assert.match(broken.fault, /盗窃\.yaml/);
  assert.equal(broken.versions.length, 1);
  await t.watcher.post(`/guides/${CLASS}/publish`, {}, { status: [400, 422, 500] });
});

test('an unsound draft is refused with what is wrong, and nothing changes', async () => {
  const before = await versions();
  const g = await t.watcher.get(`/guides/${CLASS}`);
  const base = path.join(t.dir, 'rules/guides/普通刑事案件.yaml'), text = fs.readFileSync(base, 'utf8');
  /* Nobody can try the case any more: the court takes in what it can never decide. */
  const act = Object.keys(g.acts).filter((id) => id.startsWith('TRI-') && Object.keys(g.acts[id].outcomes ?? {}).length);
  assert.ok(act.length);
  fs.writeFileSync(base, text.replace(/then: \{stage: (concluded|effective|judged)\}/g, 'then: {stage: trial1}'));
  draft('2099.2');
  const p = await t.watcher.post(`/guides/${CLASS}/publish`, {}, { status: 422 });
  fs.writeFileSync(base, text);
  assert.equal(p.code, 'guide.unsound');
  assert.ok(p.findings.length > 0);
  for (const f of p.findings) assert.doesNotMatch(f.zh, /[a-z]{3}/, f.zh);
  fs.writeFileSync(file, was);
  assert.deepEqual((await versions()).versions.map((v) => v.hash), before.versions.filter((v) => v.stored).map((v) => v.hash));
});

test('a sound draft is put in force, new cases take it, and it is there after a kill', async () => {
  draft('2099.3');
  const made = await t.watcher.post(`/guides/${CLASS}/publish`, { note: '期限按新规定调整' });
  assert.ok(made.pos);
  const told = (v) => v.map((x) => [x.version, x.life, x.note ?? '', x.by ?? '']);
  const now = (await versions()).versions;
  assert.deepEqual(told(now)[0], ['2099.3', 'in_force', '期限按新规定调整', 'watcher（测试）']);
  assert.equal(now[1].life, 'retired');
  assert.equal(now.length, 2);
  assert.equal((await t.officer.get(`/guides/${CLASS}`)).version, '2099.3');
  await t.server.stop('SIGKILL');
  await t.server.start();
  assert.deepEqual(told((await versions()).versions), told(now));
  assert.equal((await t.officer.get('/guides'))[0].version, '2099.3');
  const again = await t.watcher.post(`/guides/${CLASS}/publish`, {}, { status: [200, 201, 409, 422] });
  assert.equal((await versions()).versions.filter((v) => v.life === 'in_force').length, 1, JSON.stringify(again));
});

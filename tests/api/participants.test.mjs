// SPDX-License-Identifier: Apache-2.0
// Victims, witnesses, defenders: who is told what of them. An alias protects a name from everybody until he gives a reason.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { county, inDays, JINDU, opening } from './site.mjs';

const WITNESS = { kind: 'witness', name: '郑目击', id_number: '629901198001011234', birth: '1980-01-01', note: '当晚在场' };
let t, id, at, witness, victim, defender;
const of = async (who, x) => (await who.get(`/cases/${id}`)).participants.find((y) => y.id === x);
before(async () => {
  t = await county({ logins: ['officer', 'officer2', 'legal', 'desk', 'stranger'] });
  id = (await t.officer.post('/cases', opening('钱乙丙'))).case;
  at = `/cases/${id}/participants`;
  await t.officer.post(`/cases/${id}/grants`, { user: t.users.stranger, until: inDays(30), note: '串案' });
});
after(async () => { await t?.done(); });

test('a participant of each kind is recorded with whom he concerns; what is wrong is refused', async () => {
  const accused = (await t.officer.get(`/cases/${id}`)).persons[0].id;
  witness = (await t.officer.post(at, WITNESS)).made;
  victim = (await t.officer.post(at, { kind: 'victim', name: '钱乙', id_number: '629901199001011234' })).made;
  defender = (await t.officer.post(at, { kind: 'defender', name: '冯律师', persons: [accused] })).made;
  const { agency, by, at: when, ...rest } = await of(t.officer, witness);
  assert.deepEqual(rest, { id: witness, ...WITNESS });
  assert.deepEqual((await of(t.officer, defender)).persons, [accused]);
  assert.equal((await t.officer.post(at, { kind: 'onlooker', name: '某' }, { status: 400 })).code, 'field.value');
  assert.equal((await t.officer.post(at, { kind: 'defender', name: '某', persons: [witness] }, { status: 422 })).code, 'person.none');
  assert.equal((await t.desk.post(at, WITNESS, { status: 404 })).code, 'case.none', 'the procuratorate has no part in it yet');
  const kinds = await t.officer.get('/codes/participants');
  assert.deepEqual(kinds.filter((k) => k.protects).map((k) => k.name), ['被害人', '证人', '鉴定人']);
});

test('who does not handle the case reads neither a victim’s or witness’s name nor a number; the accused’s longer name stays whole', async () => {
  const page = await t.stranger.get(`/cases/${id}`);
  assert.equal(page.masked, true);
  assert.equal(page.persons[0].name, '钱乙丙');
  const told = Object.fromEntries(page.participants.map((x) => [x.id, [x.name, x.id_number]]));
  assert.deepEqual(told, { [witness]: ['郑某某', '629901********1234'], [victim]: ['钱某某', '629901********1234'], [defender]: ['冯律师', undefined] });
  const history = JSON.stringify(await t.stranger.get(`/cases/${id}/history`));
  assert.ok(!history.includes('郑目击') && !/钱乙(?!丙)/.test(history) && !history.includes('19800101'));
});

test('under protection everybody reads the alias, also who handles the case, on the page and in the whole history', async () => {
  assert.equal((await t.officer.post(`${at}/${defender}/shield`, { alias: '某甲', note: '申请' }, { status: 422 })).code, 'participant.not_protected');
  assert.equal((await t.officer.post(`${at}/${witness}/shield`, { alias: '郑目击', note: '申请' }, { status: 422 })).code, 'participant.alias');
  await t.officer.post(`${at}/${witness}/shield`, { alias: '证人甲', note: '本人申请，人身安全面临危险' });
  await t.officer.post(`/cases/${id}/corrections`, { target: witness, field: 'name', value: '郑目睹', reason: '身份证核对' });
  for (const who of [t.officer, t.stranger]) {
    const x = await of(who, witness);
    assert.deepEqual([x.name, x.alias, x.id_number, x.birth, x.note], ['证人甲', '证人甲', undefined, undefined, undefined]);
    const all = JSON.stringify([await who.get(`/cases/${id}`), await who.get(`/cases/${id}/history`)]);
    for (const secret of ['郑目击', '郑目睹', '629901198001011234', '1980-01-01']) assert.ok(!all.includes(secret), `${who.login}: ${secret}`);
    assert.ok(all.includes('证人甲'));
  }
});

test('who is behind an alias is told to who handles the case, with a reason', async () => {
  const shown = await t.officer.post(`${at}/${witness}/unmask`, { reason: '通知出庭' });
  assert.deepEqual(shown, { person: witness, name: '郑目睹', id_number: WITNESS.id_number });
  assert.equal((await t.stranger.post(`${at}/${witness}/unmask`, { reason: '串案' }, { status: 403 })).code, 'participant.protected');
  assert.equal((await t.stranger.post(`${at}/${victim}/unmask`, { reason: '串案' })).name, '钱乙', 'an uncovered victim is an act of its own too');
});

test('the protection is lifted and what was entered by mistake is removed, each with its reason; nothing is lost by a restart', async () => {
  assert.equal((await t.officer.post(`${at}/${witness}/unshield`, { note: '' }, { status: [409, 422] })).code, 'reason.needed');
  await t.officer.post(`${at}/${witness}/unshield`, { note: '案件已审结，危险消除' });
  assert.equal((await of(t.officer, witness)).name, '郑目睹');
  await t.officer.post(`${at}/${defender}/removal`, { note: '误录他案辩护人' });
  assert.ok((await of(t.officer, defender)).removed);
  assert.equal((await t.officer.post(`${at}/${defender}/removal`, { note: '再次' }, { status: 409 })).code, 'participant.none');
  const before = await t.officer.get(`/cases/${id}`);
  await t.server.stop();
  for (const what of ['verify', 'rebuild', 'verify']) execFileSync(JINDU, [what, '--site', t.server.dir], { stdio: 'pipe' });
  await t.server.start();
  assert.deepEqual((await t.officer.get(`/cases/${id}`)).participants, before.participants);
});

// SPDX-License-Identifier: Apache-2.0
// 变更罪名: which classes a person may be brought under now, what bars the others by which article, and what a change does.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { county, inDays, key, opening } from './site.mjs';

const doc = (kind) => ({ kind, number: '麦公（刑）字〔2021〕31号', dated: '2021-03-01', pages: 1 });
let t, id, ann, ben;
before(async () => {
  t = await county({ logins: ['officer', 'legal', 'prosecutor', 'judge', 'house', 'stranger'], guides: ['寻衅滋事.yaml', '分则第二章.yaml', '危险驾驶.yaml'] });
  const two = opening('卫一');
  two.people.push({ ...two.people[0], name: '卫二' });
  id = (await t.officer.post('/cases', two)).case;
  [ann, ben] = (await t.officer.get(`/cases/${id}`)).persons.map((p) => p.id);
});
after(async () => { await t?.done(); });

const classes = (person, who = t.officer) => who.get(`/cases/${id}/classes?person=${person}`);
const one = async (person, of) => (await classes(person)).classes.find((x) => x.class === of);
async function checked(draft) { // drafted, approved by the second person, done
  const d = await t.officer.post(`/cases/${id}/drafts`, draft);
  await t.legal.post(`/cases/${id}/transfers/${d.made}/check`, { approve: true });
  return t.officer.post(`/cases/${id}/transfers/${d.made}/push`, {});
}

test('the classes in force are told, but for his own, each with its name in both languages', async () => {
  const all = await classes(ann);
  assert.deepEqual([all.case, all.person, all.class], [id, ann, '盗窃']);
  assert.deepEqual(all.classes.map((x) => [x.class, x.name_en]).sort(), [['危险驾驶', 'dangerous driving'], ['寻衅滋事', 'picking quarrels']].sort());
  assert.ok(all.classes.every((x) => x.possible && x.asks.length === 0 && !('why_zh' in x)));
});

test('what bars one person is told with its article and bars nobody else', async () => {
  await checked({ act: 'INV-01', option: 'file', docs: [doc('filing_decision')] });
  await checked({ act: 'INV-02', persons: [ann], docs: [doc('detention_warrant')] });
  assert.equal((await one(ann, '危险驾驶')).possible, true, 'three days of detention are lawful in any class');
  await checked({ act: 'INV-03', option: 'thirty', reason: 'roaming', persons: [ann], docs: [doc('detention_extension')] });
  const barred = await one(ann, '危险驾驶');
  assert.equal(barred.possible, false);
  assert.match(barred.why_zh, /先办结提请批捕，或者变更强制措施、释放/);
  assert.match(barred.why_en, /change the measure first/);
  assert.equal(barred.basis, '刑事诉讼法 91 96');
  assert.equal((await one(ann, '寻衅滋事')).possible, true);
  assert.equal((await one(ben, '危险驾驶')).possible, true);
  const no = await t.officer.post(`/cases/${id}/class`, { class: '危险驾驶', persons: [ann], charges: ['危险驾驶罪'], note: '查明事实' }, { status: 409 });
  assert.equal(no.code, 'reclassify.not_now');
  assert.ok(JSON.stringify(no).includes(barred.why_zh), 'the list and the refusal say the same');
});

test('what the list allows is done, shown on the page and told by the history', async () => {
  const body = { class: '危险驾驶', persons: [ben], charges: ['危险驾驶罪'], note: '查明系危险驾驶' };
  const headers = { 'idempotency-key': key() };
  assert.equal((await t.officer.post(`/cases/${id}/class`, { ...body, note: '' }, { status: [409, 422] })).code, 'reason.needed');
  const done = await t.officer.post(`/cases/${id}/class`, body, { headers });
  assert.deepEqual(await t.officer.post(`/cases/${id}/class`, body, { headers }), done, 'once under its key');
  const page = await t.officer.get(`/cases/${id}`);
  const of = (p) => page.classes[page.persons.find((x) => x.id === p).guide];
  assert.deepEqual([of(ann), of(ben)], ['盗窃', '危险驾驶']);
  assert.deepEqual(page.persons.find((x) => x.id === ben).charges, ['危险驾驶罪']);
  assert.equal((await classes(ben)).class, '危险驾驶');
  assert.ok((await classes(ben)).classes.some((x) => x.class === '盗窃'));
  const told = (await t.officer.get(`/cases/${id}/history`)).records.flatMap((r) => r.events).filter((e) => e.kind === 'person.reclassified.1');
  assert.deepEqual(told.map((e) => [e.body.person, e.class, e.body.charges, e.body.note, e.body.guide]), [[ben, '危险驾驶', ['危险驾驶罪'], '查明系危险驾驶', page.persons.find((x) => x.id === ben).guide]]);
});

test('another charge of the same class is not barred, and one must be named', async () => {
  assert.equal((await t.officer.post(`/cases/${id}/class`, { class: '盗窃', persons: [ann], note: '查明' }, { status: [409, 422] })).code, 'field.missing');
  await t.officer.post(`/cases/${id}/class`, { class: '盗窃', persons: [ann], charges: ['侵占罪'], note: '查明为侵占' });
  const page = await t.officer.get(`/cases/${id}`), is = page.persons.find((p) => p.id === ann);
  assert.deepEqual([is.charges, page.classes[is.guide], is.facts.find((f) => f.fact === 'detention_term').value], [['侵占罪'], '盗窃', 'thirty']);
});

test('only who may act in the case is told', async () => {
  assert.equal((await classes(t.users.officer).catch((e) => e.message)).includes('person.none'), true);
  await t.officer.get(`/cases/${id}/classes`, { status: 422 });
  for (const who of [t.stranger, t.house, t.prosecutor, t.judge]) assert.equal((await who.get(`/cases/${id}/classes?person=${ann}`, { status: 404 })).code, 'case.none');
  await t.officer.post(`/cases/${id}/grants`, { user: t.users.prosecutor, until: inDays(10), note: '串案' });
  const page = await t.prosecutor.get(`/cases/${id}`);
  assert.equal(page.access, 'read');
  assert.deepEqual(page.grants.map((g) => [page.users[g.user], page.readers[g.user], page.users[g.by]]), [['prosecutor（测试）', '县人民检察院', 'officer（测试）']]);
  assert.equal((await t.prosecutor.get(`/cases/${id}/classes?person=${ann}`, { status: 404 })).code, 'case.none', 'a reader');
});

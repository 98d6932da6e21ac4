// SPDX-License-Identifier: Apache-2.0
// Cases that part, come together and go to another organ; pages of another case closed off; a duty done by hand; all work of
// one person handed on.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { sleep, stage } from './stage.mjs';

const e = encodeURIComponent;
let s, officer, legal, id, apart;
before(async () => {
  s = await stage();
  [officer, legal] = await Promise.all(['gongan1', 'fazhi1'].map((u) => s.as(u)));
  const person = (name) => ({ name, charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] });
  id = (await officer.post('/cases', { class: '盗窃', name: '甲某分等人涉嫌盗窃案', people: [person('甲某分'), person('乙某合')] })).case;
});
after(async () => { await s?.done(); });
const form = (p) => p.page.getByRole('dialog');
async function open(p, of, what) {
  await p.go(`case/${e(of)}`);
  await p.page.getByText('拆案、并案、变更管辖').click();
  await p.page.getByRole('button', { name: what, exact: true }).click();
}
async function fair(p, shot) {
  await p.shot(shot);
  assert.deepEqual(await p.axe(), []);
  assert.deepEqual(await p.markup(), []);
}

test('one of two goes on in a case of his own; all of them cannot', async () => {
  await open(officer, id, '拆案');
  for (const name of ['甲某分', '乙某合']) await form(officer).getByLabel(name).check();
  await form(officer).getByText('全部转出请用“并案”').waitFor();
  assert.ok(await form(officer).getByRole('button', { name: '拆案', exact: true }).isDisabled());
  await form(officer).getByLabel('甲某分').uncheck();
  assert.equal(await form(officer).getByLabel('案件名称').inputValue(), '乙某合涉嫌盗窃案');
  await form(officer).getByLabel('理由').fill('乙某合另有他案，需分案侦查');
  await fair(officer, 'moves-split');
  await form(officer).getByRole('button', { name: '拆案', exact: true }).click();
  await officer.h1('乙某合涉嫌盗窃案');
  apart = decodeURIComponent(officer.page.url().split('/case/')[1]);
  assert.notEqual(apart, id);
  assert.deepEqual((await officer.get(`/cases/${e(apart)}`)).persons.map((p) => p.name), ['乙某合']);
  assert.ok((await officer.get(`/cases/${e(id)}`)).persons.find((p) => p.name === '乙某合').moved_to);
});

test('it is merged into another, which is found by its name; the closed one leads there', async () => {
  await open(officer, apart, '并案');
  await form(officer).getByLabel('另一案件').fill('甲某分');
  await form(officer).getByRole('button', { name: '查找' }).click();
  await form(officer).getByText('甲某分等人涉嫌盗窃案').waitFor();
  await form(officer).getByLabel('理由').fill('查明系共同犯罪');
  await fair(officer, 'moves-merge');
  await form(officer).getByRole('button', { name: '并案', exact: true }).click();
  await officer.h1('甲某分等人涉嫌盗窃案');
  assert.deepEqual((await officer.get(`/cases/${e(id)}`)).persons.filter((p) => !p.moved_to).map((p) => p.name).sort(), ['乙某合', '甲某分'].sort());
  await officer.go(`case/${e(apart)}`);
  await officer.page.getByText('本案已并入另一案件').waitFor();
  await officer.page.getByRole('link', { name: '打开该案' }).click();
  await officer.h1('甲某分等人涉嫌盗窃案');
});

test('two dossiers become one in the merge, and no page is lost', async () => {
  const page = (n) => officer.page.evaluate(async (text) => {
    const { csrf } = await (await fetch('/api/v1/me')).json();
    return (await (await fetch('/api/v1/blobs', { method: 'POST', headers: { 'X-CSRF-Token': csrf, 'Content-Type': 'application/octet-stream', 'Idempotency-Key': text }, body: text })).json()).blob;
  }, `page ${n}`);
  const [p1, p2, p3] = [await page(1), await page(2), await page(3)];
  const made = [];
  for (const [name, who, pages] of [['丙某卷', '丙某卷', [p1, p2]], ['丁某卷', '丁某卷', [p2, p3]]]) {
    const { manifest } = await officer.post('/manifests', { volumes: [{ kind: 'evidence', name: '证据材料卷', documents: [{ name: '讯问笔录', pages }] }] });
    made.push((await officer.post('/cases', { class: '盗窃', name: `${name}涉嫌盗窃案`, manifest, people: [{ name: who, charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] }] })).case);
  }
  await open(officer, made[0], '并案');
  await form(officer).getByLabel('另一案件').fill('丁某卷');
  await form(officer).getByRole('button', { name: '查找' }).click();
  await form(officer).getByText('丁某卷涉嫌盗窃案').waitFor();
  await form(officer).getByLabel('理由').fill('并案侦查');
  await form(officer).getByRole('button', { name: '并案', exact: true }).click();
  await officer.h1('丁某卷涉嫌盗窃案');
  const c = await officer.get(`/cases/${e(made[1])}`), m = await officer.get(`/cases/${e(made[1])}/manifests/${c.manifest}`);
  assert.deepEqual([...new Set(m.volumes.flatMap((v) => v.documents.flatMap((d) => d.pages)))].sort(), [p1, p2, p3].sort());
  id = made[1];
});

test('a page of another case is closed off by two persons, and then nobody opens it', async () => {
  await officer.go(`case/${e(id)}/dossier`);
  await officer.page.locator('.viewer .where', { hasText: '讯问笔录' }).waitFor();
  await officer.page.getByRole('button', { name: '不属本案' }).click();
  await form(officer).locator('textarea').fill('系他案笔录，扫描时夹入');
  await fair(officer, 'moves-seal');
  await form(officer).getByRole('button', { name: '确认' }).click();
  await officer.page.getByText('已申请封存，等待本单位另一人同意').waitFor();
  await officer.go(`case/${e(id)}`);
  await officer.page.getByText('等待另一人同意').waitFor();
  const { blob } = (await officer.get(`/cases/${e(id)}`)).seals[0], read = (p) => p.page.evaluate(async (w) => (await fetch(w)).status, `/api/v1/cases/${e(id)}/blobs/${blob}`);
  assert.equal(await read(legal), 200);
  await legal.go(`case/${e(id)}`);
  await legal.page.getByText('系他案笔录，扫描时夹入').waitFor();
  await fair(legal, 'moves-seal-agree');
  await legal.page.getByRole('button', { name: '同意封存' }).click();
  await legal.page.getByRole('button', { name: '同意封存' }).waitFor({ state: 'detached' });
  for (const p of [legal, officer]) { p.expected = /404/; assert.equal(await read(p), 404); }
});

test('another organ of its kind takes a case over', async () => {
  await open(officer, id, '变更管辖');
  await form(officer).getByLabel('接替单位').selectOption({ label: '岚溪县公安局' });
  await form(officer).getByLabel('理由').fill('主要犯罪地在岚溪县，移送管辖');
  await fair(officer, 'moves-organ');
  await form(officer).getByRole('button', { name: '变更管辖', exact: true }).click();
  await officer.page.getByText('已变更为 岚溪县公安局 办理').waitFor();
  const other = await s.as('lin_fazhi');
  await other.go(`case/${e(id)}`);
  await other.h1('丁某卷涉嫌盗窃案');
  await other.page.getByText('拆案、并案、变更管辖').waitFor(); // it is theirs now
  await officer.page.getByText('拆案、并案、变更管辖').waitFor({ state: 'detached' });
});

test('who leads hands on all that one person works on', async () => {
  const lead = await s.as('juzhang'), of = (name) => async () => (await lead.get('/cases?limit=500&open=true')).cases.length && (await lead.get('/inbox?desk=agency&limit=300')).items.filter((x) => x.user_name === name).length;
  const row = (await lead.get('/inbox?desk=agency&limit=300')).items.find((x) => x.user_name), users = await lead.get('/users'), own = (await lead.get('/me')).posts[0].agency.id;
  const to = users.find((u) => u.agency === own && u.enabled && u.name !== row.user_name && u.roles.includes('handler'));
  const had = await of(row.user_name)(), has = await of(to.name)();
  assert.ok(had > 0);
  await lead.page.getByRole('button', { name: '移交在办' }).click();
  const choose = async (label, name) => { const one = form(lead).getByLabel(label).locator('option', { hasText: name }).first(); await one.waitFor({ state: 'attached' }); await form(lead).getByLabel(label).selectOption(await one.getAttribute('value')); };
  await choose('移交人', row.user_name);
  await choose('接手人', to.name);
  await form(lead).getByLabel('理由').fill('岗位调整');
  await fair(lead, 'moves-over');
  await form(lead).getByRole('button', { name: '移交', exact: true }).click();
  await lead.page.getByText(new RegExp(`已移交 \\d+ 件给 ${to.name}`)).waitFor();
  assert.equal(await of(row.user_name)(), 0);
  assert.equal(await of(to.name)(), had + has);
});

test('who oversees says what he did about a term that was let pass, and reads no name there', async () => {
  await s.restart(['--clock', '2021-10-20T10:00:00']);
  const p = await s.as('zhengfa1');
  const owed = async () => { // the clocks of the first minute let terms lapse
    for (const x of (await p.get('/due?days=1&limit=200')).items) {
      const duty = (await p.get(`/cases/${e(x.case)}`)).duties.find((d) => d.rule === 'supervise_lapse' && d.life === 'open');
      if (duty) return { of: x.case, duty };
    }
    return null;
  };
  let one = null;
  for (let i = 0; i < 60 && !one; i++) { one = await owed(); if (!one) await sleep(500); }
  assert.ok(one, 'a term has lapsed');
  await p.go(`case/${e(one.of)}`);
  const buttons = p.page.locator('.terms').getByRole('button', { name: '登记处置情况' });
  await buttons.first().waitFor();
  const before = await buttons.count();
  await buttons.first().click();
  await form(p).locator('textarea').fill('已督促办案单位变更强制措施');
  await fair(p, 'moves-clear');
  await form(p).getByRole('button', { name: '确认' }).click();
  await p.page.waitForFunction((n) => [...document.querySelectorAll('.terms button')].filter((b) => b.innerText === '登记处置情况').length === n - 1, before);
  const now = (await p.get(`/cases/${e(one.of)}`)).duties;
  assert.equal(now.filter((d) => d.rule === 'supervise_lapse' && d.life === 'open').length, before - 1);
  const other = now.find((d) => d.life === 'open' && d.agency !== one.duty.agency); // not what others owe
  if (other) { p.expected = /4\d\d/; await assert.rejects(p.post(`/cases/${e(one.of)}/duties/${e(other.id)}/fulfil`, { note: '代办' })); }
});

test('no console error in any browser', () => {
  for (const p of s.people) assert.deepEqual(p.heard.filter((x) => !/ERR_|Failed to fetch|503/.test(x)), [], p.login);
});

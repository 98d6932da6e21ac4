// SPDX-License-Identifier: Apache-2.0
// Two counties of one city on one site: the committee of each is told the figures of its own organs, the city's of both.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { county, opening, manifestOf, picture } from './site.mjs';

const doc = (kind, more = {}) => ({ kind, number: '麦公（刑）字〔2021〕8号', dated: '2021-03-01', pages: 1, ...more });
const MONTH = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 7);
let t, here, near, both, cases;

async function hire(login, agency, roles) {
  const u = await t.system.post('/users', { login, name: `${login}（测试）` });
  await t.security.post(`/users/${u.made}/posts`, { agency, roles });
  const c = t.server.client();
  await c.login(login, u.password);
  await c.post('/session/password', { old: u.password, new: t.password });
  return c;
}

// Filed, detained, arrest asked for.
async function arrest(officer, legal, name) {
  const id = (await officer.post('/cases', opening(name))).case;
  const checked = async (draft) => {
    const d = await officer.post(`/cases/${id}/drafts`, draft);
    await legal.post(`/cases/${id}/transfers/${d.made}/check`, { approve: true });
    await officer.post(`/cases/${id}/transfers/${d.made}/push`, {});
    return d.made;
  };
  await checked({ act: 'INV-01', option: 'file', docs: [doc('filing_decision')] });
  await checked({ act: 'INV-02', docs: [doc('detention_warrant')] });
  const m = await manifestOf(officer, [name]);
  return { id, transfer: await checked({ act: 'ARR-01', docs: [doc('arrest_request')], manifest: m.manifest }) };
}

before(async () => {
  t = await county({ logins: ['officer', 'legal', 'desk', 'watcher', 'stranger'] });
  const made = async (name, kind, region, level) => (await t.system.post('/agencies', { name, kind, region, level, on_from: '2020-01-01' })).made;
  t.agencies.procuratorate2 = await made('邻县人民检察院', 'procuratorate', '620502', 3);
  t.agencies.house2 = await made('邻县看守所', 'detention_house', '620502', 3);
  here = t.watcher;
  near = await hire('watcher2', await made('邻县县委政法委', 'committee', '620502', 3), ['committee_leader']);
  both = await hire('watcher3', await made('市委政法委', 'committee', '620500', 2), ['committee_supervisor']);
  const legal2 = await hire('legal2', t.agencies.police2, ['legal_section']);
  const desk2 = await hire('desk2', t.agencies.procuratorate2, ['case_desk']);
  const one = await arrest(t.officer, t.legal, '赵甲'), two = await arrest(t.officer, t.legal, '赵乙'), other = await arrest(t.stranger, legal2, '钱丙');
  await t.desk.post(`/cases/${one.id}/transfers/${one.transfer}/accept`, {});
  await t.desk.post(`/cases/${two.id}/transfers/${two.transfer}/return`, { marks: [{ code: 'missing', volume: '证据卷', page: 1 }], note: '缺页' });
  await desk2.post(`/cases/${other.id}/transfers/${other.transfer}/return`, { marks: [{ code: 'order', volume: '证据卷', page: 1 }], note: '顺序' });
  await t.stranger.post(`/cases/${other.id}/transfers/${other.transfer}/push`, {});
  // One man of this county is held in the house of the other: that is work of both.
  const people = (await t.officer.get(`/cases/${one.id}`)).persons;
  const paper = (await t.officer.upload(picture('赵甲换押证'))).blob;
  await t.officer.post(`/cases/${one.id}/transfers`, { act: 'CUS-10', to: t.agencies.house2, persons: [people[0].id], docs: [doc('custody_transfer', { blob: paper }), doc('escort_warrant')] });
  cases = { one: one.id, two: two.id, other: other.id };
});
after(async () => { await t?.done(); });

const all = (id) => id.split(' ').map((x) => cases[x]).sort();
const listed = async (who, column, more = '') => [...new Set((await who.get(`/balance/${column}?limit=500${more}`)).entries.map((e) => e.case))].sort();

test('the balance of a committee is that of its region, and so is the list behind each figure', async () => {
  const figures = async (who, agency) => { const b = await who.get(`/balance${agency ? `?agency=${agency}` : ''}`); return [b.pushed, b.returned, b.accepted, b.waiting, b.in_hand, b.custody_transfers, b.closes, b.region]; };
  assert.deepEqual(await figures(here), [2, 1, 1, 0, 1, 1, true, '620503']);
  assert.deepEqual(await figures(near), [2, 1, 0, 1, 0, 1, true, '620502']);
  assert.deepEqual(await figures(both), [4, 2, 1, 1, 1, 1, true, '6205']);
  assert.deepEqual(await figures(both, t.agencies.police2), [2, 1, 0, 1, 0, 0, true, undefined]);
  assert.deepEqual(await figures(near, t.agencies.house2), [0, 0, 0, 0, 0, 1, true, undefined]);
  assert.deepEqual(await figures(t.officer), [2, 1, 1, 0, 1, 1, true, undefined], 'who works sees his agency’s');
  for (const [who, pushed, custody] of [[here, 'one two', 'one'], [near, 'other', 'one'], [both, 'one two other', 'one']]) {
    assert.deepEqual(await listed(who, 'pushed'), all(pushed));
    assert.deepEqual(await listed(who, 'custody_transfers'), all(custody));
  }
  assert.deepEqual(await listed(both, 'pushed', `&agency=${t.agencies.police2}`), all('other'));
  const first = await both.get('/balance/pushed?limit=1'), next = await both.get(`/balance/pushed?limit=1&after=${first.next}`);
  assert.notEqual(first.entries[0].pos, next.entries[0].pos, 'the pages go on');
});

test('units, classes, reasons, stages, rates and desks are those of the region', async () => {
  const [h, n, b] = await Promise.all([here, near, both].map((c) => c.get('/figures')));
  const names = (f) => f.units.map((u) => u.name).sort();
  assert.ok(names(h).includes('县公安局') && names(h).includes('县人民检察院') && names(h).every((x) => !/^(邻县|市)/.test(x)), names(h).join());
  assert.ok(names(n).includes('邻县公安局') && names(n).every((x) => /^邻县/.test(x)), names(n).join());
  assert.ok(names(b).includes('县公安局') && names(b).includes('邻县公安局'));
  assert.deepEqual([h, n, b].map((f) => f.units.find((u) => u.name.endsWith('县公安局')).pushed), [2, 2, 2]);
  assert.deepEqual([h, n, b].map((f) => f.classes.map((c) => [c.class, c.pushed, c.returned])), [[['盗窃', 2, 1]], [['盗窃', 2, 1]], [['盗窃', 4, 2]]]);
  assert.deepEqual([h, n, b].map((f) => f.reasons.map((r) => [r.id, r.n])), [[['missing', 1]], [['order', 1]], [['missing', 1], ['order', 1]]]);
  const rate = (f, id) => { const r = f.rates.find((x) => x.id === id); return [r.above, r.below]; };
  assert.deepEqual([h, n, b].map((f) => rate(f, 'returned')), [[1, 2], [1, 2], [2, 4]]);
  const desks = (f) => f.desks.map((d) => d.agency);
  assert.ok(desks(h).includes(t.agencies.police) && desks(n).includes(t.agencies.procuratorate2));
  assert.ok(desks(h).every((a) => !desks(n).includes(a)), 'no desk in two counties');
  assert.deepEqual(desks(b).sort(), [...desks(h), ...desks(n)].sort());
  const persons = (f, stage) => f.stages.find((s) => s.stage === stage)?.persons ?? 0;
  const [hs, ns, bs] = [h, n, b].map((f) => persons(f, 'received'));
  assert.ok(hs === 2 && ns >= 1 && bs === 3, `${hs} ${ns} ${bs}: who left the first stage`);
});

test('what is due is listed from the desks of the region, page by page', async () => {
  const due = async (who, agency) => {
    const rows = [];
    for (let after = ''; after !== undefined;) {
      const r = await who.get(`/due?days=365&limit=1${agency ? `&agency=${agency}` : ''}${after ? `&after=${after}` : ''}`);
      rows.push(...r.items.map((x) => `${x.case} ${x.agency}`));
      after = r.next;
    }
    return rows.sort();
  };
  const [h, n, b] = [await due(here), await due(near), await due(both)];
  assert.ok(h.length && n.length && h.every((x) => !/ (邻县|市)/.test(x)) && n.every((x) => / 邻县/.test(x)), [...h, ...n].join('; '));
  assert.deepEqual(b, [...h, ...n].sort());
  assert.deepEqual(await due(both, t.agencies.procuratorate2), n.filter((x) => x.endsWith('邻县人民检察院')));
});

test('an agency outside the region is refused like one that is not there', async () => {
  const strip = ({ request_id, ...p }) => JSON.stringify(p);
  for (const where of ['/balance', '/balance/pushed', '/figures', '/due']) {
    const no = await here.get(`${where}?agency=${t.agencies.police2}`, { status: 404 });
    assert.equal(no.code, 'agency.none', where);
    assert.equal(strip(await here.get(`${where}?agency=${cases.other}`, { status: 404 })), strip(no), `${where}: an id that is no agency`);
    await here.get(`${where}?agency=${t.agencies.police}`);
    await both.get(`${where}?agency=${t.agencies.police2}`);
  }
});

test('a committee finds a case of its region by its whole number, however written; no name, and nobody by name', async () => {
  await t.officer.post(`/cases/${cases.one}/numbers`, { system: 'police_paper', number: '麦公（刑）立字〔2021〕0777号' });
  const found = async (who, q) => (await who.get(`/find?q=${encodeURIComponent(q)}`)).found;
  for (const who of [here, both]) {
    const [f, ...more] = await found(who, '麦公(刑)立字[2021]第777号');
    assert.deepEqual([f.case, f.name, f.class, f.by, f.person, more.length], [cases.one, '盗窃', '盗窃', 'number', undefined, 0]);
  }
  assert.deepEqual(await found(near, '麦公（刑）立字〔2021〕0777号'), [], 'not of another county');
  for (const q of ['赵甲', 'zj', '麦公（刑）立字〔2021〕07']) assert.deepEqual(await found(here, q), [], q);
});

test('a bulletin counts the region of the committee that makes it', async () => {
  const now = async (who) => { const b = await who.get(`/bulletins/${MONTH}`); return [b.figures.now.balance.pushed, b.figures.now.balance.accepted, b.figures.now.rates.find((r) => r.id === 'returned').below, b.published]; };
  assert.deepEqual(await now(here), [2, 1, 2, false]);
  assert.deepEqual(await now(near), [2, 0, 2, false]);
  assert.deepEqual(await now(both), [4, 1, 4, false]);
});

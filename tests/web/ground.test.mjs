// SPDX-License-Identifier: Apache-2.0
// What holds on every page: browsers too old are told so, each post lands on few things, lists are walked by arrows and
// saved; and of a case: each entry can be put right from where it is read, its numbers and the same person's other cases.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { sleep, stage } from './stage.mjs';

const e = encodeURIComponent;
let s;
before(async () => { s = await stage(); });
after(async () => { await s?.done(); });

async function caseWhere(p, good, most = 200) {
  for (const k of (await p.get(`/cases?limit=${most}`)).cases) {
    const c = await p.get(`/cases/${e(k.id)}`), found = c.access === 'act' && good(c);
    if (found) return { c, found };
  }
  throw new Error('no such case in the demo');
}

test('a browser that is too old is told what to install; the policy lets no script in but the site\'s own', async () => {
  const p = await s.someone('nobody', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/78.0.3904.108 Safari/537.36' });
  const answer = await p.page.goto(s.url);
  await p.page.getByText('请安装 Chromium 86 或更新版本').waitFor();
  const policy = answer.headers()['content-security-policy'];
  assert.match(policy, /script-src 'self'(;|$)/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
});

test('each kind of post lands on one screen, with at most three things to choose and nothing refused', async () => {
  const logins = ['gongan1', 'fazhi1', 'anguan1', 'jiancha1', 'zhuli1', 'bumen1', 'zhusuo', 'lian', 'shuji1', 'zhixing', 'kanshou1', 'kanshou2', 'jiaozheng', 'yuanzhu', 'zhengfa1', 'xitong', 'anquan', 'shenji'];
  const lands = async (login) => {
    const p = await s.as(login);
    await p.settled();
    await p.page.waitForFunction(() => !/正在打开/.test(document.querySelector('#main').innerText));
    await sleep(500); // what is asked for after that
    assert.equal(await p.page.locator('#main h1').count(), 1, login);
    const nav = await p.page.locator('header.bar nav a').allInnerTexts();
    assert.ok(nav.length >= 1 && nav.length <= 3, `${login}: ${nav}`);
    assert.equal(await p.page.locator('#main .problem').count(), 0, login);
    assert.deepEqual(p.heard, [], login);
    await p.context.close();
  };
  while (logins.length) await Promise.all(logins.splice(0, 3).map(lands));
});

test('from the workbench a clean case is accepted in ten keys, and within a minute', async () => {
  const p = await s.as('lian'), began = Date.now();
  let keys = 0;
  const press = async (k) => { keys++; await p.page.keyboard.press(k); };
  const at = () => p.page.evaluate(() => document.activeElement?.innerText ?? '');
  await p.page.locator('#desk tr.link button', { hasText: '受理' }).first().waitFor();
  for (let i = 0; i < 5 && (await at()) !== '受理'; i++) await press('ArrowDown');
  assert.equal(await at(), '受理');
  await press('Enter');
  await p.page.locator('.points input').first().waitFor();
  const points = await p.page.locator('.points input').count();
  for (let n = 1; n <= points; n++) await press(String(n));
  await press('Enter');
  await p.page.getByText('已受理，登记和回执已生成').waitFor();
  assert.ok(keys <= 10, `${keys} keys`);
  assert.ok(Date.now() - began < 60_000, `${Date.now() - began} ms`);
});

test('the workbench is saved as it stands', async () => {
  const p = await s.as('jiancha1');
  await p.page.locator('#desk tr.link').first().waitFor();
  const [file] = await Promise.all([p.page.waitForEvent('download'), p.page.getByRole('button', { name: '存为 Excel' }).click()]);
  assert.match(file.suggestedFilename(), /^工作台_等我办_.*\.xlsx$/);
  assert.deepEqual(p.heard, []);
});

test('an entry of the history is put right from there', async () => {
  const p = await s.as('anguan1');
  const own = (await p.get('/me')).posts[0].agency.id;
  const { c, found: x } = await caseWhere(p, (k) => !k.closed && k.transfers?.find((t) => t.to === own && t.accepted && t.life === 'accepted'));
  await p.go(`case/${e(c.id)}`);
  await p.page.getByRole('tab', { name: '全程留痕' }).click();
  const entry = p.page.locator('.past > li > ul > li', { hasText: '受理' }).filter({ has: p.page.getByRole('button', { name: '有误，更正' }) });
  await entry.first().waitFor();
  for (const what of ['推送', '立案登记', '登记涉案人员']) // others may answer for it; that it can be said is what counts here
    assert.ok(await p.page.locator('.past > li > ul > li', { hasText: what }).filter({ has: p.page.getByRole('button', { name: '有误，更正' }) }).count(), what);
  // Every entry says how it is put right: in its own form, or what is done instead.
  const entries = p.page.locator('.past > li > ul > li'), n = await entries.count();
  assert.equal(await entries.filter({ has: p.page.getByRole('button', { name: /^有误/ }) }).count(), n);
  const assigned = entries.filter({ hasText: /^分派/ }).first();
  await assigned.getByRole('button', { name: '有误怎么办' }).click();
  await assigned.getByText('重新分派即可').waitFor();
  const at = new Date(Date.parse(x.accepted) + 8 * 3_600_000 - 60_000).toISOString().slice(0, 16);
  const paper = (t) => `${Number(t.slice(0, 4))}年${Number(t.slice(5, 7))}月${Number(t.slice(8, 10))}日`; // as the page writes days
  const line = p.page.locator('.past > li', { hasText: `${paper(x.accepted)} ${x.accepted.slice(11, 16)}` }).locator('ul > li', { hasText: '受理' });
  await line.first().getByRole('button', { name: '有误，更正' }).click();
  assert.equal(await p.page.locator('#wrong-field').inputValue(), 'accepted');
  const told = p.page.locator('dialog .notice');
  const moved = async () => [...await told.locator('li.strong').allInnerTexts()];
  await p.page.locator('#wrong-value').fill('2099-01-01T10:00');
  await p.page.locator('dialog .problem').waitFor(); // what the correction itself would be refused for is said at once
  await p.page.locator('#wrong-value').fill(at);
  await told.getByText(/须其同意后生效|没有期限因此改变|→|仍至/).first().waitFor();
  assert.equal(await p.page.locator('dialog .problem').count(), 0);
  const expected = await moved();
  await p.page.locator('#wrong-reason').fill('录入晚了一分钟');
  await p.shot('25-correction-history');
  await p.page.getByRole('button', { name: '提交更正' }).click();
  await p.page.getByText('更正已提交').waitFor();
  const after = await p.get(`/cases/${e(c.id)}`), made = after.corrections.at(-1);
  const dues = [...after.clocks, ...after.duties].map((k) => k.due && paper(k.due));
  for (const l of expected) if (l.includes(' → ')) assert.ok(dues.some((d) => d && l.includes(`→ ${d}`)), l);
  assert.equal(made.field, 'accepted');
  assert.equal(made.target, x.id);
  assert.equal(made.is.slice(0, 16), at);
});

test('a number is entered on the case whenever it is given, and the case is found by it however it is written', async () => {
  const p = await s.as('gongan1');
  const { case: id } = await p.post('/cases', { class: '盗窃', name: '号某案涉嫌盗窃案', people: [{ name: '号某案', charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] }] });
  await p.go(`case/${e(id)}`);
  await p.page.getByRole('button', { name: '登记案号' }).click();
  await p.page.locator('#own-number').fill('望公（刑）立字〔2021〕7707号');
  await p.page.getByRole('dialog').getByRole('button', { name: '登记', exact: true }).click();
  await p.page.locator('.number', { hasText: '7707' }).waitFor();
  await p.shot('26-case-number');
  assert.deepEqual(await p.axe(), []);
  assert.deepEqual(await p.markup(), []);
  await p.page.keyboard.press('/');
  await p.page.keyboard.type('望公(刑)立字[2021]第07707号');
  await p.page.keyboard.press('Enter');
  await p.page.locator('tbody a', { hasText: '号某案' }).waitFor();
});

test('the same person\'s other cases are said on the case; his term is told in the law\'s own unit', async () => {
  const p = await s.as('gongan1');
  const { c, found: k } = await caseWhere(p, (x) => x.persons.length === 1 && x.persons[0].id_number && x.clocks?.find((q) => q.life === 'running' && q.due === x.standing[x.persons[0].subject]?.basis?.due && x.left[q.id]?.unit === 'months' && x.left[q.id].n > 0));
  const [known] = c.persons;
  const { case: second } = await p.post('/cases', { class: '盗窃', name: '又一案', people: [{ name: known.name, id_number: known.id_number, charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] }] });
  await p.go(`case/${e(second)}`);
  await p.page.getByRole('tab', { name: '人员' }).click();
  await p.page.locator('.others a', { hasText: c.name }).waitFor();
  await p.go(`case/${e(c.id)}`);
  await p.page.getByRole('tab', { name: '人员' }).click();
  await p.page.locator('.others a', { hasText: '又一案' }).waitFor();
  const left = p.page.locator('dt', { hasText: '强制措施' }).locator('xpath=following-sibling::dd[1]').locator('.due');
  assert.match(await left.innerText(), new RegExp(`剩 ${c.left[k.id].n} 个月`));
  assert.ok((await left.getAttribute('title')).split('\n').length > 1, 'its article is told on hover');
});

test('an answer that is half filled in outlives a closed page', async () => {
  const p = await s.as('jiancha1');
  let where = '';
  for (const r of (await p.get('/inbox?desk=mine&limit=300')).items) for (const w of r.waits) if (!where && w.what === 'duty' && w.rule === 'answer' && w.act === 'ARR-01' && w.transfer) where = `case/${e(r.case)}/answer/${e(w.transfer)}`;
  assert.ok(where);
  await p.go(where);
  await p.page.locator('input[name=answer]').first().check();
  await p.page.locator('#note').fill('写到一半');
  await p.page.waitForFunction(() => Object.entries(localStorage).some(([k, v]) => k.includes('.answer') && v.includes('写到一半')));
  await p.page.reload();
  await p.settled();
  assert.equal(await p.page.locator('#note').inputValue(), '写到一半');
  assert.equal(await p.page.locator('input[name=answer]').first().isChecked(), true);
  assert.deepEqual(p.heard, []);
});

// SPDX-License-Identifier: Apache-2.0
// A case from one dropped paper to the other organ; the desk's day; somebody away; a session that ends over a page in use.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { stage, sleep, TOP } from './stage.mjs';

const require = createRequire(path.join(TOP, 'web/package.json'));
const { zipSync, strToU8 } = require('fflate');
const e = encodeURIComponent;
let s, officer, legal, desk;
before(async () => { s = await stage(); [officer, legal, desk] = await Promise.all(['gongan1', 'fazhi1', 'anguan1'].map((u) => s.as(u))); });
after(async () => { await s?.done(); });

const paper = (name) => fs.readFileSync(path.join(TOP, `tests/web/papers/${name}.txt`), 'utf8');
const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const run = (text) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
const line = (text) => (text.includes('\t') ? `<w:tbl><w:tr>${text.split('\t').map((c) => `<w:tc><w:p>${run(c)}</w:p></w:tc>`).join('')}</w:tr></w:tbl>` : `<w:p>${run(text.slice(0, 7))}${run(text.slice(7))}</w:p>`);
const docx = (text) => ({ name: '文书.docx', mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  buffer: Buffer.from(zipSync({ 'word/document.xml': strToU8(`<?xml version="1.0" encoding="UTF-8"?><w:document ${WORD}><w:body>${text.split('\n').map(line).join('')}</w:body></w:document>`) })) });
async function pdf(p, text) {
  const sheet = await p.context.newPage();
  await sheet.setContent(`<meta charset="utf-8"><pre style="font: 14px sans-serif; white-space: pre-wrap">${text}</pre>`);
  const buffer = await sheet.pdf({ format: 'A4' });
  await sheet.close();
  return { name: '文书.pdf', mimeType: 'application/pdf', buffer };
}
const give = (p, file) => p.page.locator('.droppaper input[type=file]').setInputFiles(file);
const open = (p) => p.page.locator('[data-open]');
const id = (p) => decodeURIComponent(/case\/([^/]+)/.exec(p.page.url())[1]);

// Each field somebody types in or chooses counts once; saying "right" to what was read is no typing.
const countHands = (p) => p.page.evaluate(() => {
  globalThis.hands = new Set();
  const note = (ev) => { if (ev.isTrusted && ev.target.type !== 'file') globalThis.hands.add(ev.target.id || ev.target.name || ev.target.ariaLabel); };
  for (const k of ['input', 'change']) document.addEventListener(k, note, true);
});

test('one dropped Word paper fills a case in; each value is shown in its place and confirmed by Enter', async () => {
  await officer.go('new');
  await give(officer, docx(paper('arrest-1')));
  await open(officer).first().waitFor();
  assert.equal(await officer.page.locator('#name-0').inputValue(), '张某山');
  assert.equal(await officer.page.locator('#idn-0').inputValue(), '629901199005061217');
  assert.equal(await officer.page.locator('#name-1').inputValue(), '孙某英');
  assert.equal(await officer.page.locator('#m-0').inputValue(), 'detained');
  assert.equal(await officer.page.locator('#ms-0').inputValue(), '2021-08-19');
  assert.equal(await officer.page.locator('#m-1').inputValue(), 'bail');
  assert.equal(await officer.page.getByLabel('盗窃', { exact: true }).isChecked(), true);
  await officer.page.locator('#idn-0').focus();
  assert.equal((await officer.page.locator('mark.now').allInnerTexts()).join(''), '629901199005061217');
  await officer.shot('12-new-paper');
  assert.deepEqual(await officer.axe(), []);
  const n = await open(officer).count();
  assert.ok(n >= 10, `${n} values were read`);
  await officer.page.getByRole('button', { name: '登记案件' }).click();
  await officer.page.getByText(/还有 \d+ 项待核对/).waitFor();
  await officer.page.locator('#paper-number').focus();
  await officer.page.keyboard.press('Enter');
  await officer.page.waitForFunction((was) => document.querySelectorAll('[data-open]').length === was - 1, n);
  assert.equal(await officer.page.evaluate(() => document.activeElement.id), 'paper-dated', 'the next one is at hand');
});

test('a browser that is closed keeps the dropped paper and what was confirmed', async () => {
  const left = await open(officer).count();
  await officer.page.locator('#name-1').fill('孙某英改');
  await sleep(100);
  await officer.page.close();
  officer.page = await officer.context.newPage();
  officer.listen(officer.page);
  await officer.go('new');
  await officer.page.getByText('已恢复上次未提交的内容').waitFor();
  assert.equal(await officer.page.locator('#name-1').inputValue(), '孙某英改');
  assert.equal(await open(officer).count(), left - 1, 'a changed field is looked at');
  await officer.page.locator('#name-0').focus();
  assert.equal((await officer.page.locator('mark.now').allInnerTexts()).join(''), '张某山');
  await officer.page.getByRole('button', { name: '清空重填' }).click();
  assert.equal(await officer.page.locator('#name-0').inputValue(), '');
});

let first = '';
test('from one PDF to the other organ: at most eight fields by hand, checked by a second person', async () => {
  await countHands(officer);
  await give(officer, await pdf(officer, paper('opinion-1')));
  await open(officer).first().waitFor();
  assert.equal(await officer.page.getByLabel('危险驾驶', { exact: true }).isChecked(), true);
  for (let i = 0; i < 30 && (await open(officer).count()); i++) await open(officer).first().getByRole('button', { name: '核对无误' }).click();
  await officer.page.locator('#case-name').fill('郑某舟危险驾驶案'); // one field, so that the counting is seen to count
  await officer.page.getByRole('button', { name: '登记案件' }).click();
  await officer.h1('移送审查起诉');
  first = id(officer);
  await officer.page.getByText('材料齐备').waitFor();
  assert.equal(await officer.page.locator('#n-prosecution_opinion').inputValue(), '望公（交）诉字〔2021〕88号');
  await officer.shot('30-act-from-paper');
  await officer.page.getByRole('button', { name: '提交审核' }).click();
  await officer.page.getByText('已提交审核').waitFor();
  await legal.go('');
  await legal.page.locator('tbody tr', { hasText: '郑某舟' }).filter({ hasText: '审核' }).getByRole('button').click();
  await legal.page.getByRole('button', { name: '同意', exact: true }).click();
  await legal.page.getByText('审核通过').waitFor();
  await officer.go('');
  await officer.page.locator('tbody tr', { hasText: '郑某舟' }).filter({ hasText: '移送审查起诉' }).getByRole('button').click();
  await officer.h1('推送：移送审查起诉');
  await officer.page.getByRole('button', { name: '推送', exact: true }).click();
  await officer.page.getByText('已推送：移送审查起诉').waitFor();
  const hands = await officer.page.evaluate(() => [...globalThis.hands]);
  console.log(`# fields by hand from the paper to the push: ${hands.length} ${hands.join(' ')}`);
  assert.ok(hands.includes('case-name') && hands.length <= 8, hands.join());
  const page = await officer.get(`/cases/${e(first)}`);
  assert.equal(page.transfers[0].life, 'pushed');
  const m = await officer.get(`/cases/${e(first)}/manifests/${page.manifest}`);
  assert.equal(m.volumes[0].documents[0].kind, 'prosecution_opinion', 'the paper is the first document of the case');
  assert.equal(page.transfers[0].docs[0].blob, m.volumes[0].documents[0].pages[0]);
});

test('whom the platform knows is told and not asked again; a number that fails its check is not passed over', async () => {
  await officer.go('new');
  await give(officer, docx(paper('opinion-1')));
  await officer.page.getByText('平台已有此人').waitFor();
  assert.equal(await officer.page.locator('#name-0').count(), 0);
  assert.equal(await officer.page.locator('#birth-0').count(), 0);
  assert.match(await officer.page.locator('.known').innerText(), /郑某舟.*1988年11月11日[\s\S]*危险驾驶/);
  await officer.shot('12-new-known');
  await give(officer, docx(paper('opinion-3')));
  await officer.page.getByText('身份证号有误').waitFor();
  await officer.page.getByRole('button', { name: '清空重填' }).click();
});

test('a decision to file leads to the filing with the paper at hand; a paper with no text is refused in words', async () => {
  await officer.go('new');
  await give(officer, { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('not a paper at all') });
  await officer.page.getByText('只能读取 Word').waitFor();
  await give(officer, docx(paper('filing-1')));
  await open(officer).first().waitFor();
  for (let i = 0; i < 30 && (await open(officer).count()); i++) await open(officer).first().getByRole('button', { name: '核对无误' }).click();
  await officer.page.getByRole('button', { name: '登记案件' }).click();
  await officer.h1('立案审查决定');
  await officer.page.getByText('材料齐备').waitFor();
  assert.equal(await officer.page.getByLabel('立案', { exact: true }).isChecked(), true);
});

test('a running case is entered with its transfer under way, and waits at the other desk', async () => {
  await officer.go('new');
  await officer.page.getByLabel('在办案件补录').check();
  await officer.page.getByLabel('盗窃', { exact: true }).check();
  await officer.page.locator('#name-0').fill('冯某录');
  await officer.page.locator('#m-0').selectOption('bail');
  await officer.page.locator('#ms-0').fill('2021-08-10');
  await officer.page.getByRole('button', { name: '添加移送' }).click();
  await officer.page.getByLabel('正在办理的移送').selectOption({ label: '移送审查起诉' });
  await officer.page.getByLabel('状态').selectOption('pushed');
  await officer.page.getByLabel('移送日').fill('2021-08-20');
  await officer.shot('12-new-running');
  await officer.page.getByRole('button', { name: '登记案件' }).click();
  await officer.h1('冯某录');
  const page = await officer.get(`/cases/${e(id(officer))}`);
  assert.equal(page.opening, true);
  assert.equal(page.transfers[0].life, 'pushed');
  assert.equal(page.transfers[0].act, 'PRO-01');
  assert.equal(page.standing[page.persons[0].subject].hold, 'free');
  await desk.go('');
  await desk.page.locator('tbody tr', { hasText: '冯某录' }).filter({ hasText: '受理' }).waitFor();
});

test('the desk takes many in at once and gives them on; the end of the day names what was done', async () => {
  await desk.go('');
  const line = (name) => desk.page.locator('tbody tr', { hasText: name }).filter({ hasText: '受理：' });
  await line('郑某舟').waitFor();
  for (const n of ['郑某舟', '冯某录']) await line(n).getByRole('checkbox').check();
  await desk.page.getByRole('button', { name: '批量受理（2）' }).click();
  const box = desk.page.locator('dialog[open]');
  assert.equal(await box.locator('.btn.main').isDisabled(), true, 'not before each was said to be checked');
  await box.getByLabel(/均已审查/).check();
  await desk.shot('10-bulk');
  await box.locator('.btn.main').click();
  await desk.page.getByText('已受理 2 件').waitFor();
  assert.equal((await desk.get(`/cases/${e(first)}`)).transfers[0].life, 'accepted');
  for (const n of ['郑某舟', '冯某录']) await desk.page.locator('tbody tr', { hasText: n }).first().getByRole('checkbox').check();
  await desk.page.getByLabel('分派给…').selectOption({ label: '沈某明（第一检察部）' });
  await desk.page.getByRole('button', { name: '分派', exact: true }).click();
  await desk.page.getByText('已将 2 件分派给沈某明').waitFor();
  await desk.page.getByRole('link', { name: '今日小结' }).click();
  await desk.h1('今日小结');
  const part = (name) => desk.page.locator('section.card', { has: desk.page.locator('h2', { hasText: name }) });
  for (const name of ['受理', '分派']) for (const who of ['郑某舟', '冯某录']) await part(name).getByText(who).first().waitFor();
  assert.match(await part('分派').innerText(), /沈某明/);
  await desk.shot('17-day');
  assert.deepEqual(await desk.axe(), []);
  await desk.go('register');
  await desk.page.getByText('郑某舟').first().waitFor();
  await desk.shot('17-register');
  assert.deepEqual(await desk.axe(), []);
  const all = (await desk.get('/register?from=2021-08-01&to=2021-08-31&limit=500')).entries;
  assert.ok(all.length > 50 && all.every((x, i) => !i || all[i - 1].at >= x.at), 'newest first');
  const a = await desk.get('/register?from=2021-08-01&to=2021-08-31&limit=20');
  const next = await desk.get(`/register?from=2021-08-01&to=2021-08-31&limit=20&after=${a.next}`);
  assert.ok(next.entries.length > 0);
  assert.ok(!next.entries.some((x) => a.entries.some((y) => y.pos === x.pos)), 'pages do not overlap');
});

test('who goes away names a colleague, who then has that work until it is ended', async () => {
  const shen = await s.as('jiancha1'), other = await s.as('jiancha2');
  const mine = await shen.get('/inbox?desk=mine&limit=100');
  assert.ok(mine.items.length > 0);
  await other.go('');
  assert.equal(await other.page.getByRole('tab', { name: /^代/ }).count(), 0);
  const who = (await other.get('/me')).user.name;
  await shen.page.getByRole('button', { name: '我要外出' }).click();
  await shen.page.locator('#away-user option', { hasText: who }).first().waitFor({ state: 'attached' });
  await shen.page.locator('#away-user').selectOption({ index: await shen.page.locator('#away-user option').evaluateAll((all, n) => all.findIndex((o) => o.textContent.startsWith(n)), who) });
  await shen.page.locator('#away-until').fill('2021-08-31');
  await shen.shot('15-away');
  await shen.page.getByRole('button', { name: '确定', exact: true }).click();
  await shen.page.getByText(`已设置：由${who}代办`).waitFor();
  await other.page.reload();
  const tab = other.page.getByRole('tab', { name: '代 沈某明' });
  await tab.click();
  await other.page.locator('#desk tbody tr', { hasText: '郑某舟' }).first().waitFor();
  await other.shot('15-deputy');
  await shen.page.getByRole('button', { name: '我要外出' }).click();
  await shen.page.getByRole('button', { name: '我回来了' }).click();
  await shen.page.getByText('代办已结束').waitFor();
  await other.page.reload();
  await other.page.locator('table.waits, .empty').first().waitFor();
  assert.equal(await tab.count(), 0);
  const refused = await other.page.evaluate(async ([user, for_user]) => {
    const me = await (await fetch('/api/v1/me')).json();
    return (await fetch('/api/v1/deputies', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': me.csrf, 'Idempotency-Key': 'k1' }, body: JSON.stringify({ user, for_user, from: '2021-08-24T00:00:00+08:00', until: '2021-09-01T00:00:00+08:00' }) })).status;
  }, [(await other.get('/me')).user.id, (await shen.get('/me')).user.id]);
  other.expected = /403/;
  assert.equal(refused, 403, 'a prosecutor names nobody for a colleague');
  other.heard = other.heard.filter((x) => !/403/.test(x));
});

test('of a person the case draws where he was held', async () => {
  const list = (await officer.get('/cases?limit=200')).cases;
  let held = '';
  for (const k of list) { const c = await officer.get(`/cases/${e(k.id)}`); if (c.persons?.some((p) => ['held', 'overdue'].includes(c.standing?.[p.subject]?.hold))) { held = k.id; break; } }
  assert.ok(held, 'somebody is held');
  await officer.go(`case/${e(held)}`);
  await officer.page.getByRole('tab', { name: '人员' }).click();
  await officer.page.getByRole('button', { name: '羁押经过' }).first().click();
  await officer.page.locator('.holdline rect.now, .holdline rect.over').first().waitFor();
  await officer.shot('21-case-held');
  assert.deepEqual(await officer.axe(), []);
});

test('somebody entered without a name is found to be one the platform knows, and the two are one', async () => {
  await officer.go('new');
  await officer.page.getByRole('button', { name: '清空重填' }).click({ timeout: 500 }).catch(() => undefined);
  await officer.page.getByLabel('盗窃', { exact: true }).check();
  await officer.page.locator('#name-0').fill('无名氏甲');
  await officer.page.getByRole('button', { name: '登记案件' }).click();
  await officer.h1('无名氏甲');
  const of = id(officer), was = (await officer.get(`/cases/${e(of)}`)).persons[0].subject;
  const known = (await officer.get(`/find?q=${e('姚某军')}`)).found.find((f) => f.person);
  const subject = (await officer.get(`/cases/${e(known.case)}`)).persons.find((x) => x.id === known.person).subject;
  await officer.page.getByRole('tab', { name: '人员' }).click();
  await officer.page.getByRole('button', { name: '查明身份' }).click();
  await officer.page.locator('#identity-q').fill('姚某军');
  await officer.page.getByRole('button', { name: '查找', exact: true }).click();
  await officer.page.locator(`dialog input[value="${subject}"]`).check();
  await officer.page.locator('#identity-note').fill('指纹比对一致');
  await officer.shot('24-identity');
  await officer.page.getByRole('button', { name: '并为一人' }).click();
  await officer.page.locator('dialog[open]').waitFor({ state: 'detached' });
  const is = (await officer.get(`/cases/${e(of)}`)).persons[0].subject;
  assert.notEqual(is, was);
  assert.equal(is, subject);
});

test('a session that ends leaves the page and its work; the same user goes on where he was', async () => {
  const p = await s.as('gongan2');
  p.expected = /401/;
  await p.go('new');
  await p.page.locator('#name-0').fill('留某存');
  await p.context.clearCookies();
  await p.page.getByLabel('交通肇事', { exact: true }).check();
  await p.page.getByText('登录已过期').waitFor();
  await p.shot('03-signed-out');
  assert.equal(await p.page.locator('#name-0').inputValue(), '留某存');
  assert.equal(await p.page.locator('.signin #user').inputValue(), 'gongan2');
  await p.page.locator('.signin #password').fill('jindu-demo-2021');
  await p.page.getByRole('button', { name: '登录', exact: true }).click();
  await p.page.locator('.signin').waitFor({ state: 'detached' });
  await p.page.getByRole('button', { name: '登记案件' }).click();
  await p.h1('留某存');
});

test('what a page asked for while the session ended comes by itself after signing in', async () => {
  const p = await s.as('gongan2');
  p.expected = /401/;
  await p.page.route('**/codes/charges', async (r) => { await p.context.clearCookies(); await r.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"code":"auth.missing","status":401}' }); }, { times: 1 });
  await p.go('new');
  await p.page.locator('#name-0').fill('留某补');
  await p.page.getByText('登录已过期').waitFor();
  await p.page.locator('.signin #password').fill('jindu-demo-2021');
  await p.page.getByRole('button', { name: '登录', exact: true }).click();
  await p.page.getByLabel('交通肇事', { exact: true }).check();
  await p.page.getByRole('button', { name: '登记案件' }).click();
  await p.h1('留某补');
  const [person] = (await p.get(`/cases/${e(id(p))}`)).persons;
  assert.ok(person.charges.length, 'the charge that goes with the class');
});

test('who has posts in two agencies changes between them, and sees each one\'s own', async () => {
  const security = await s.as('anquan'), two = await s.as('gongan3');
  const me = await two.get('/me');
  const house = (await two.get('/agencies')).find((a) => a.name === '望川县看守所');
  const status = await security.page.evaluate(async ([user, agency]) => {
    const own = await (await fetch('/api/v1/me')).json();
    return (await fetch(`/api/v1/users/${user}/posts`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': own.csrf, 'Idempotency-Key': 'two' }, body: JSON.stringify({ agency, roles: ['house_desk'] }) })).status;
  }, [me.user.id, house.id]);
  assert.ok(status < 300, `${status}`);
  await two.page.reload();
  await two.page.locator('.bar .me').click();
  await two.page.locator('.bar .item', { hasText: '望川县看守所' }).click();
  await two.page.locator('.bar .me .at', { hasText: '望川县看守所' }).waitFor();
  await two.page.getByRole('link', { name: '在押人员' }).waitFor();
  assert.equal(await two.page.getByRole('link', { name: '新案件' }).count(), 0, 'no menu of the other post');
  await two.page.locator('.bar .me').click();
  await two.page.locator('.bar .item', { hasText: '望川县公安局 ·' }).click();
  await two.page.getByRole('link', { name: '新案件' }).first().waitFor();
});

test('no console error in any browser', () => {
  for (const p of s.people) assert.deepEqual(p.heard.filter((x) => !p.expected?.test(x)), [], p.login);
});

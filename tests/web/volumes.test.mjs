// SPDX-License-Identifier: Apache-2.0
// Paper beside the electronic dossier, in two organs' browsers: how many volumes go, their labels, the scanner that types
// like a keyboard, and paper that is late at both desks.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { stage, sleep } from './stage.mjs';

let s, officer, legal, desk, court;
const e = encodeURIComponent;
before(async () => { s = await stage(); [officer, legal, desk, court] = await Promise.all(['gongan1', 'fazhi1', 'anguan1', 'lian'].map((u) => s.as(u))); });
after(async () => { await s?.done(); });

const paper = (kind) => ({ kind, number: '试公刑字〔2021〕1号', dated: '2021-08-01', pages: 1 });
const JPEG = (n) => `\xff\xd8\xff\xe0 volumes ${n}`;
let made = 0;

// A case up to a request for arrest that a second person has approved; `back` days ago, if not today.
async function approved(name, back = 0) {
  let at = Date.parse((await officer.get('/me')).now) - back * 86_400_000;
  const when = () => (back ? { effective: new Date((at += 600_000)).toISOString(), late_reason: '专线中断，恢复后补录' } : {});
  const id = (await officer.post('/cases', { class: '盗窃', name: `${name}涉嫌盗窃案`, people: [{ name, sex: 'male', birth: '1990-01-01', charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] }], ...when() })).case;
  const draft = async (body) => {
    const t = (await officer.post(`/cases/${id}/drafts`, body)).made;
    await legal.post(`/cases/${id}/transfers/${e(t)}/check`, { approve: true });
    return t;
  };
  for (const body of [{ act: 'INV-01', option: 'file', docs: [paper('filing_decision')] }, ...(back ? [] : [{ act: 'INV-02', docs: [paper('detention_warrant')] }])]) // who was detained so long ago is held too long by now
    await officer.post(`/cases/${id}/transfers/${e(await draft(body))}/push`, when());
  const { blob } = await officer.post('/blobs', JPEG(++made), 'image/jpeg');
  const { manifest } = await officer.post('/manifests', { volumes: [{ kind: 'evidence', name: '证据材料卷', documents: [{ kind: 'suspect_statement', name: '讯问笔录', pages: [blob] }] }] });
  return { id, transfer: await draft({ act: 'ARR-01', docs: [paper('arrest_request')], manifest }), when };
}
const row = (p, name, text) => p.page.locator('table.waits tbody tr', { hasText: name }).filter({ hasText: text });
async function scan(p, text) { await p.page.keyboard.type(text, { delay: 3 }); await p.page.keyboard.press('Enter'); }
const unfocus = (p) => p.page.evaluate(() => document.activeElement?.blur());
async function sound(p, what) {
  assert.deepEqual(await p.axe(), [], `${what}: axe`);
  assert.deepEqual(await p.markup(), [], `${what}: HTML`);
}

let first, labels;
test('the sender says how many volumes go and prints a label for each', async () => {
  first = await approved('卷某一');
  await officer.go(`case/${e(first.id)}/push/${e(first.transfer)}`);
  await officer.page.getByLabel('随案移送的纸质卷（册）').fill('3');
  await officer.shot('33-push-paper');
  await officer.page.getByRole('button', { name: '推送', exact: true }).click();
  await officer.page.getByText('已推送：提请批准逮捕').waitFor();
  await officer.page.getByRole('link', { name: '打印标签' }).click();
  await officer.page.locator('.labels li').nth(2).waitFor();
  labels = await officer.page.locator('.labels .text').allInnerTexts();
  assert.deepEqual(labels, [1, 2, 3].map((n) => `${first.id}.${first.transfer}.${n}`));
  assert.deepEqual(await officer.page.locator('.labels svg').evaluateAll((all) => all.map((v) => v.getAttribute('aria-label'))), labels);
  assert.match(await officer.page.locator('.labels li').nth(1).innerText(), /第 2 册，共 3 册\s+卷某一涉嫌盗窃案\s+提请批准逮捕/);
  await officer.shot('34-labels');
  await sound(officer, 'labels');
  await officer.page.emulateMedia({ media: 'print' });
  assert.equal(await officer.page.getByRole('button', { name: '打印', exact: true }).isVisible(), false);
  await officer.shot('35-labels-printed');
  await officer.page.emulateMedia({ media: 'screen' });
});

test('a volume that comes before acceptance is scanned where the case is received; no answer is ticked by its digits', async () => {
  await desk.go(`case/${e(first.id)}/receive/${e(first.transfer)}`);
  await desk.page.getByText('待收 3 册').waitFor();
  await unfocus(desk);
  await desk.page.keyboard.press('2');
  await sleep(400);
  await scan(desk, labels[0].toLowerCase()); // a scanner whose caps lock is the other way round
  await desk.page.getByText('第 1 册已收到，共 3 册').waitFor();
  await sleep(300);
  assert.deepEqual(await desk.page.locator('.points input').evaluateAll((all) => all.map((x) => x.checked)), [false, true, false, false, false]);
  assert.equal(await desk.page.locator('#supply, [id=mark-0]').count(), 0);
  assert.equal((await desk.get(`/cases/${e(first.id)}`)).transfers.find((x) => x.id === first.transfer).life, 'pushed');
  await desk.page.locator('.volumes').scrollIntoViewIfNeeded();
  await desk.shot('43-receive-paper');
  await sound(desk, 'receive');
});

test('what is still to come is expected from acceptance, at both desks, and each has the verb that helps', async () => {
  await desk.page.evaluate(() => document.activeElement?.blur());
  for (const k of ['1', '3', '4', '5']) await desk.page.keyboard.press(k);
  await desk.page.keyboard.press('Enter');
  await desk.page.getByText('已受理，登记和回执已生成').waitFor();
  await desk.go('');
  await officer.go('');
  await row(desk, '卷某一', '接收纸质卷').getByRole('button', { name: '登记收到' }).waitFor();
  await row(officer, '卷某一', '移送纸质卷').getByRole('button', { name: '打印标签' }).click();
  await officer.h1('打印标签');
});

test('on the workbench a label is received in one go, and the field says how far it is, the last one too', async () => {
  await officer.go('');
  await unfocus(desk);
  await scan(desk, labels[1]); // nobody has touched the field
  await desk.page.getByText('第 2 册已收到，共 3 册').waitFor();
  await desk.page.getByText('待收 1 册').waitFor();
  const field = desk.page.getByLabel('扫描纸质卷标签');
  desk.expected = /409/;
  await field.focus();
  await scan(desk, labels[1]);
  await desk.page.getByText(/第 2 册已于 .* 由卫某渡登记收到/).waitFor();
  await desk.shot('44-scan-twice');
  await scan(desk, labels[2]); // what was refused stands there selected, so the next label takes its place
  await desk.page.getByText('第 3 册已收到，共 3 册').waitFor();
  await desk.page.getByText('已收齐').waitFor();
  assert.equal(await field.inputValue(), '');
  await row(desk, '卷某一', '接收纸质卷').waitFor({ state: 'detached' });
  assert.ok(await desk.page.getByText('第 3 册已收到，共 3 册').isVisible());
  await row(officer, '卷某一', '移送纸质卷').waitFor({ state: 'detached', timeout: 10_000 }); // live
  await desk.shot('45-scan-last');
  await sound(desk, 'workbench');
});

test('a wrong label, another organ\'s, and one that was never sent are told as what they are', async () => {
  const field = desk.page.getByLabel('扫描纸质卷标签'), said = (p) => p.page.locator('.scan [role=status]');
  desk.expected = court.expected = /404|409/;
  await field.fill('https://example.test/1234');
  await field.press('Enter');
  await said(desk).getByText('这不是纸质卷标签').waitFor();
  await field.fill(labels[0].replace(/1$/, '7'));
  await field.press('Enter');
  await said(desk).getByText('没有这一册纸质卷').waitFor();
  await unfocus(desk);
  await scan(desk, '9787020002207'); // a book that lay on the desk: said, and no key of the page is pressed
  await said(desk).getByText('这不是纸质卷标签').waitFor();
  await court.go('');
  await scan(court, labels[0]);
  await said(court).getByText('这一册不是移送本单位的').waitFor();
  await court.shot('46-scan-wrong');
});

test('paper that is late is named at both desks, in the end of the day, and received by hand when its label is gone', async () => {
  const { id, transfer, when } = await approved('卷某二', 12);
  await officer.post(`/cases/${id}/transfers/${e(transfer)}/push`, { volumes: 2, ...when() });
  await desk.post(`/cases/${id}/transfers/${e(transfer)}/accept`, when());
  for (const [p, text] of [[desk, '接收纸质卷'], [officer, '移送纸质卷']]) {
    await p.go('');
    assert.match(await row(p, '卷某二', text).locator('.due').innerText(), /■.*逾期|■.*超/);
  }
  await desk.shot('47-paper-late');
  await officer.shot('48-paper-late-sender');
  await desk.go('day');
  const line = desk.page.locator('tr', { hasText: '纸质卷第 1、2 册未到（共 2 册）' });
  await line.waitFor();
  assert.match(await line.innerText(), /■[\s\S]*提请批准逮捕[\s\S]*卷某二/);
  await desk.shot('49-day-paper');
  await sound(desk, 'day');
  await desk.go('');
  await row(desk, '卷某二', '接收纸质卷').getByRole('button', { name: '登记收到' }).click();
  await desk.page.getByRole('button', { name: '登记收到第 2 册' }).click();
  await desk.page.getByText('第 2 册已收到').waitFor();
  await desk.shot('50-paper');
  await sound(desk, 'paper');
  assert.deepEqual((await desk.get(`/cases/${e(id)}`)).transfers.find((x) => x.id === transfer).paper.received.map((v) => v.volume), [2]);
});

test('the conversation of the case says what paper is still to come', async () => {
  await officer.go(`case/${e(first.id)}`);
  await officer.page.locator('.talk .volumesline', { hasText: '纸质卷 3 册' }).getByText('已收齐').waitFor();
  await officer.shot('51-talk-paper');
});

test('no console error in any browser', () => { for (const p of s.people) assert.deepEqual(p.heard, [], p.login); });

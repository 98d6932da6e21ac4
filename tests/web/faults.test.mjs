// SPDX-License-Identifier: Apache-2.0
// What goes wrong on a working day: the server restarts, the line breaks, a sign-in ends, two act on one case, somebody
// looks for what he may not see; and what is merely unusual: very long names, sixty persons in one case.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import net from 'node:net';
import { stage, sleep } from './stage.mjs';

const e = encodeURIComponent;
const LINE = /ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|ERR_NETWORK|ERR_SOCKET|ERR_ABORTED/; // what a browser says by itself of a broken line
let s, officer, legal, desk;
before(async () => { s = await stage(); [officer, legal, desk] = await Promise.all(['gongan1', 'fazhi1', 'anguan1'].map((u) => s.as(u))); });
after(async () => { await s?.done(); });

const doc = (kind) => ({ kind, number: '望公（刑）字〔2021〕77号', dated: '2021-08-20', pages: 1 });
const wide = (p) => p.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
async function opened(name, people = [name]) {
  return (await officer.post('/cases', { class: '盗窃', name, people: people.map((n) => ({ name: n, charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] })) })).case;
}
async function decided(id, act, option, paper, more = {}) {
  const made = (await officer.post(`/cases/${e(id)}/drafts`, { act, ...(option ? { option } : {}), docs: [doc(paper)], ...more })).made;
  await legal.post(`/cases/${e(id)}/transfers/${e(made)}/check`, { approve: true });
  await officer.post(`/cases/${e(id)}/transfers/${e(made)}/push`, {});
  return made;
}
async function pushed(name) { // a case that waits at the procuratorate's desk
  const id = await opened(name);
  await decided(id, 'INV-01', 'file', 'filing_decision');
  await decided(id, 'INV-02', undefined, 'detention_warrant');
  const { blob } = await officer.post('/blobs', `讯问笔录 ${name}`, 'image/jpeg');
  const { manifest } = await officer.post('/manifests', { volumes: [{ kind: 'evidence', name: '证据材料卷', documents: [{ kind: 'suspect_statement', name: '讯问笔录', dated: '2021-08-24', pages: [blob] }] }] });
  return { id, transfer: await decided(id, 'ARR-01', undefined, 'arrest_request', { manifest }) };
}
const receive = ({ id, transfer }) => `case/${e(id)}/receive/${e(transfer)}`;
const points = async (p) => { for (const k of ['1', '2', '3', '4', '5']) await p.page.keyboard.press(k); };

// A line that can be pulled out between one browser and the server.
async function cable(to) {
  const open = new Set();
  let cut = false;
  const server = net.createServer((a) => {
    if (cut) { a.resetAndDestroy(); return; }
    const b = net.connect(Number(new URL(to).port), new URL(to).hostname);
    for (const [x, y] of [[a, b], [b, a]]) { open.add(x); x.pipe(y); x.on('error', () => y.destroy()); x.on('close', () => { open.delete(x); y.destroy(); }); }
  });
  await new Promise((r) => server.listen(0, '127.0.0.1', r));
  return { url: `http://127.0.0.1:${server.address().port}`, pull: () => { cut = true; for (const x of open) x.destroy(); }, hold: () => { for (const x of open) { x.unpipe(); x.pause(); } }, plug: () => { cut = false; }, close: () => { for (const x of open) x.destroy(); server.close(); } };
}

test('the server restarts under a form: it stays, goes on, and is handed in once', async () => {
  officer.expected = LINE;
  await officer.go('new');
  await officer.page.getByLabel('盗窃', { exact: true }).check();
  await officer.page.locator('#name-0').fill('重某启');
  await s.stopServer();
  await officer.page.locator('.offline', { hasText: '连接已中断' }).waitFor({ timeout: 15_000 });
  await officer.page.getByRole('button', { name: '登记案件' }).click();
  await officer.page.getByText('连不上服务器').first().waitFor();
  assert.equal(await officer.page.locator('#name-0').inputValue(), '重某启');
  await s.startServer();
  await officer.page.locator('.offline').waitFor({ state: 'detached', timeout: 20_000 });
  await officer.page.getByRole('button', { name: '登记案件' }).click();
  await officer.h1('重某启');
  assert.equal((await officer.get('/cases?limit=500')).cases.filter((k) => k.name.includes('重某启')).length, 1);
});

test('a pulled line: the bar says so, the page stays; back again, it catches up by itself', async () => {
  const line = await cable(s.url);
  try {
    const p = await Object.assign(Object.create(s), { url: line.url }).as('gongan1');
    p.expected = LINE;
    const id = await opened('线某断涉嫌盗窃案', ['线某断']);
    await p.go(`case/${e(id)}`);
    await p.h1('线某断');
    line.pull();
    await p.page.locator('.offline', { hasText: '已填写的内容不会丢失' }).waitFor({ timeout: 15_000 });
    await p.shot('04-offline');
    assert.deepEqual(await p.axe(), []);
    await decided(id, 'INV-01', 'file', 'filing_decision'); // meanwhile others go on
    assert.ok(await p.page.locator('h1', { hasText: '线某断' }).isVisible(), 'what was on the page is still there');
    line.plug();
    await p.page.locator('.offline').waitFor({ state: 'detached', timeout: 20_000 });
    await p.page.locator('.road [aria-current]', { hasText: '侦查' }).waitFor();
  } finally { line.close(); }
});

test('a file broken off in its middle, or a line that falls silent under it, is sent again; nothing half is kept', async () => {
  const line = await cable(s.url);
  try {
    const p = await Object.assign(Object.create(s), { url: line.url }).as('gongan1'), sent = [];
    p.expected = LINE;
    const id = await opened('半某页涉嫌盗窃案', ['半某页']);
    await decided(id, 'INV-01', 'file', 'filing_decision');
    await decided(id, 'INV-02', undefined, 'detention_warrant');
    await p.page.clock.install();
    await p.go(`case/${e(id)}/act/ARR-01`);
    const box = p.page.locator('.dropbox input[type=file]').first(), bar = (to) => p.page.waitForFunction((n) => Number(document.querySelector('#up-bar')?.value) > n, to);
    await box.waitFor({ state: 'attached' });
    const cdp = await p.context.newCDPSession(p.page), speed = (up) => cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: up });
    p.page.on('request', (r) => { if (r.method() === 'POST' && r.url().endsWith('/api/v1/blobs')) sent.push(r); });
    const bytes = Buffer.concat([Buffer.from('\xff\xd8\xff\xe0 half', 'latin1'), Buffer.alloc(1_000_000, 7)]), hash = createHash('sha256').update(bytes).digest('hex');
    await cdp.send('Network.enable');
    await speed(150_000);
    await box.setInputFiles({ name: '勘验照片.jpg', mimeType: 'image/jpeg', buffer: bytes });
    await bar(5);
    line.hold(); // nothing breaks, nothing comes: given up after half a minute, and begun again
    const first = sent.length;
    for (let i = 0; i < 40 && sent.length === first; i++) { await p.page.clock.fastForward(31_000); await sleep(100); }
    assert.ok(sent.length > first, 'a silent line is not waited for');
    await bar(5);
    line.pull();
    for (let i = 0; i < 20 && !(await p.page.locator('.sending [role=alert]').count()); i++) { await p.page.clock.fastForward(2000); await sleep(100); }
    await p.page.locator('.sending [role=alert]').waitFor();
    assert.match(await p.page.locator('.sending').innerText(), /已上传 0 \/ 1 个文件/);
    await p.shot('68-upload-broken-off');
    line.plug();
    assert.deepEqual((await officer.post('/blobs/missing', { blobs: [hash] })).missing, [hash]);
    await speed(-1);
    await p.page.getByRole('button', { name: '继续上传' }).press('Enter');
    await p.page.getByText('现有 1 份材料，1 页').waitFor();
    assert.deepEqual((await officer.post('/blobs/missing', { blobs: [hash] })).missing, []);
  } finally { line.close(); }
});

test('a sign-in that ends keeps the page and the form; after it the same work goes on', async () => {
  const id = await opened('期某满涉嫌盗窃案', ['期某满']);
  const p = await s.as('gongan1');
  p.expected = /401/;
  await p.go(`case/${e(id)}/act/INV-01`);
  await p.h1('立案');
  await p.page.getByLabel('立案', { exact: true }).check();
  await p.page.getByLabel('文号').first().fill('望公立字〔2021〕31号');
  await p.page.evaluate(async () => { // the session is ended at the server, as an administrator or time ends it
    const { csrf } = await (await fetch('/api/v1/me')).json();
    await fetch('/api/v1/session', { method: 'DELETE', headers: { 'X-CSRF-Token': csrf, 'Idempotency-Key': 'away' } });
  });
  await p.page.getByRole('button', { name: '提交审核' }).click();
  await p.page.getByText('登录已过期').waitFor();
  await p.shot('05-signed-out-act');
  assert.equal(await p.page.getByLabel('文号').first().inputValue(), '望公立字〔2021〕31号');
  await p.page.locator('.signin #password').fill('jindu-demo-2021');
  await p.page.keyboard.press('Enter');
  await p.page.locator('.signin').waitFor({ state: 'detached' });
  assert.equal(await p.page.getByLabel('文号').first().inputValue(), '望公立字〔2021〕31号');
  await p.page.getByRole('button', { name: '提交审核' }).click();
  await p.page.getByText('已提交审核').waitFor();
  assert.deepEqual((await p.get(`/cases/${e(id)}`)).transfers.map((x) => x.act), ['INV-01']);
});

test('two at one desk with the same case: the slower sees at once that it is done', async () => {
  const one = await pushed('同某时涉嫌盗窃案'), other = await s.as('anguan2');
  for (const p of [desk, other]) { await p.go(receive(one)); await p.h1('提请批准逮捕'); }
  await points(other);
  await points(desk);
  await desk.page.keyboard.press('Enter');
  await desk.page.getByText('已受理，登记和回执已生成').waitFor();
  await other.page.getByText('这次移送已经处理').waitFor();
  await other.page.getByText('本案刚有新进展').waitFor();
  assert.equal(await other.page.getByRole('button', { name: /^受理/ }).count(), 0, 'nothing to press twice');
});

test('two in the same moment: one is first, the second is told, sees what changed, and decides again', async () => {
  const one = await pushed('争某先涉嫌盗窃案'), other = s.people.find((p) => p.login === 'anguan2');
  other.expected = /40[09]|422|ERR_FAILED/;
  await other.go(receive(one));
  await other.h1('提请批准逮捕');
  await points(other);
  await other.page.route(`**/api/v1/cases/${e(one.id)}`, (r) => r.abort()); // what the first does is not seen yet
  await desk.post(`/cases/${e(one.id)}/transfers/${e(one.transfer)}/return`, { marks: [{ code: 'resolution', volume: 'evidence', document: 'suspect_statement', page: 1 }], note: '请重新扫描' });
  await sleep(1500);
  assert.ok(await other.page.getByRole('button', { name: '受理 Enter' }).isVisible(), 'a look that fails takes nothing from the page');
  await other.page.unroute(`**/api/v1/cases/${e(one.id)}`);
  await other.page.getByRole('button', { name: '受理 Enter' }).click();
  await other.page.getByText('这次移送已经处理').waitFor();
  await other.page.locator('.side2 .notice a').first().click();
  await other.page.locator('.returned', { hasText: '请重新扫描' }).waitFor();
  assert.equal((await desk.get(`/cases/${e(one.id)}`)).transfers.find((x) => x.id === one.transfer).life, 'returned');
});

test('a form that stands open hears that the case moved', async () => {
  const id = await opened('并某行涉嫌盗窃案', ['并某行']), p = await s.as('gongan1');
  await p.go(`case/${e(id)}/act/INV-01`);
  await p.h1('立案');
  await decided(id, 'INV-01', 'file', 'filing_decision');
  await p.page.getByText('本案刚有新进展').waitFor();
});

test('what one may not see and what is not there look alike', async () => {
  const far = await s.as('lin_gongan');
  far.expected = /40[34]/;
  const id = await opened('藏某某涉嫌盗窃案', ['藏某某']);
  const seen = [];
  for (const x of [id, `${id.slice(0, -1)}${id.endsWith('1') ? '2' : '1'}`, 'nothing']) {
    await far.go('');
    await far.page.goto(`${s.url}/#/case/${e(x)}`);
    await far.page.locator('#main .empty .strong').waitFor();
    seen.push((await far.page.locator('#main').innerText()).replaceAll(x, 'X'));
  }
  assert.equal(seen[0], seen[1]);
  assert.equal(seen[0], seen[2]);
  assert.ok(!seen[0].includes('藏'), seen[0]);
  await far.shot('06-nothing');
  assert.deepEqual(await far.axe(), []);
  const find = async (q) => { await far.go(`find?q=${e(q)}`); await far.page.getByText('共 0 行').waitFor(); await far.page.locator('.empty').first().waitFor(); return (await far.page.locator('#main').innerText()).replaceAll(q, 'X'); };
  assert.equal(await find('藏某某'), await find('无某人'));
});

test('very long names break no page', async () => {
  const name = '阿卜杜热合曼·买买提吐尔逊·'.repeat(5).slice(0, 65), title = `${'某某县特大跨区域团伙'.repeat(9)}盗窃案`;
  const id = await opened(title, [name, 'W'.repeat(180)]);
  await officer.page.setViewportSize({ width: 1366, height: 768 });
  for (const where of [`case/${e(id)}`, `case/${e(id)}/act/INV-01`, '', 'cases', `find?q=${e(name.slice(0, 6))}`]) {
    await officer.go(where);
    await sleep(400);
    assert.ok(await wide(officer) <= 1, `${where}: wider than the window`);
  }
  await officer.go(`case/${e(id)}`);
  await officer.page.getByRole('tab', { name: '人员' }).click();
  await sleep(200);
  await officer.shot('25-long-names');
  assert.ok(await wide(officer) <= 1, 'persons');
});

test('sixty persons in one case: usable, and each next step stands there once', async () => {
  const names = Array.from({ length: 60 }, (_, i) => `众某${'甲乙丙丁戊己庚辛壬癸'[i % 10]}${'一二三四五六'[Math.floor(i / 10)]}`);
  const id = await opened('众某甲一等60人盗窃案', names);
  await decided(id, 'INV-01', 'file', 'filing_decision');
  const began = Date.now();
  await officer.go(`case/${e(id)}`);
  await officer.page.locator('.next .step').first().waitFor();
  console.log(`# case of sixty on the page after ${Date.now() - began} ms`);
  assert.ok(Date.now() - began < 5000);
  const every = officer.page.locator('.next button', { hasText: '全部' });
  if (await every.count()) await every.click();
  const acts = await officer.page.locator('.next .step .strong').allInnerTexts();
  assert.equal(new Set(acts).size, acts.length, `a step stands there twice: ${acts}`);
  assert.match(await officer.page.locator('.next .step').first().innerText(), /全部人员/);
  assert.ok(await officer.page.locator('.casehead').evaluate((x) => x.getBoundingClientRect().height) < 500);
  await officer.shot('26-sixty-case');
  await officer.page.getByRole('tab', { name: '人员' }).click();
  await officer.page.locator('.persons h3').nth(59).waitFor();
  await officer.shot('27-sixty-persons');
  assert.deepEqual(await officer.axe(), []);
  await officer.page.locator('.next .step', { hasText: '拘留' }).first().click();
  await officer.h1('拘留');
  assert.equal(await officer.page.getByRole('checkbox', { name: /^众某/ }).count(), 60);
  await officer.shot('33-sixty-act');
  await officer.page.getByLabel('文号').first().fill('望公拘字〔2021〕60号');
  await officer.page.getByText('材料齐备').waitFor();
  await officer.page.getByRole('button', { name: '提交审核' }).click();
  await officer.page.getByText('已提交审核').waitFor();
  assert.equal((await officer.get(`/cases/${e(id)}`)).transfers.find((x) => x.act === 'INV-02').lines.length, 60);
  assert.ok(await wide(officer) <= 1);
});

test('a text is as long as the server takes it: told near the end, stopped where the server would stop it', async () => {
  const p = desk, most = 1000, han = Math.floor(most / 3); // bytes of a reason, three a character
  const send = (reason) => p.page.evaluate(async (r) => {
    const { csrf } = await (await fetch('/api/v1/me')).json();
    return (await fetch('/api/v1/access-requests', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: JSON.stringify({ case: '无此案', reason: r }) })).status;
  }, reason);
  p.expected = /status of 4/;
  assert.deepEqual([await send('由'.repeat(han)), await send('由'.repeat(han + 1))], [202, 400]);
  await p.go(`find?q=${e('无此案号')}`);
  const field = p.page.getByLabel('申请理由'), button = p.page.getByRole('button', { name: '提交申请' });
  await field.fill('由'.repeat(han - 30));
  assert.equal(await p.page.locator('.askaccess .fits:not(:empty)').count(), 0, 'far from the end nothing is said');
  await field.fill('由'.repeat(han - 5));
  await p.page.getByText('还可输入 5 个汉字').waitFor();
  let asked = 0;
  p.page.on('request', (r) => { if (r.method() === 'POST' && r.url().endsWith('/access-requests')) asked++; });
  await field.fill('由'.repeat(han + 2));
  await p.page.getByText('超出 2 个汉字，请缩短').waitFor();
  await p.shot('34-too-long');
  assert.deepEqual(await p.axe(), []);
  await button.click();
  await sleep(300);
  assert.equal(asked, 0, 'not sent');
  await field.fill('由'.repeat(han));
  await p.page.getByText('还可输入 0 个汉字').waitFor();
  await button.click();
  await p.page.locator('.askaccess [role=status]').waitFor();
  assert.equal(asked, 1);
  const one = await pushed('长某单涉嫌盗窃案'); // where nothing is a form: the list to be supplied, each line a text of its own
  await p.go(receive(one));
  await p.h1('提请批准逮捕');
  await points(p);
  await p.page.keyboard.press('b');
  await p.page.getByLabel('需要补送的材料').fill(`${'料'.repeat(600)}\n${'料'.repeat(667)}`);
  await p.page.getByText('超出 1 个汉字，请缩短').waitFor();
  await p.page.getByRole('button', { name: '受理，并要求补送' }).click();
  await sleep(300);
  assert.notEqual((await p.get(`/cases/${e(one.id)}`)).transfers.find((x) => x.id === one.transfer).life, 'accepted');
});

test('a class whose guide is not there is asked for once, not once a row', async () => {
  const p = officer, asked = [];
  await p.page.reload();
  await p.page.route('**/api/v1/cases?*', async (r) => {
    const answer = await r.fetch(), body = await answer.json();
    for (const c of body.cases) c.class = '无此类别';
    await r.fulfill({ response: answer, json: body });
  });
  p.expected = /status of 404/;
  p.page.on('request', (r) => { if (/\/guides\/%/.test(r.url()) && decodeURIComponent(r.url()).includes('无此类别')) asked.push(r.url()); });
  await p.go('cases');
  await p.page.locator('.listbox tbody tr').nth(10).waitFor();
  await sleep(1500);
  await p.page.getByLabel('只看在办').click();
  await p.page.locator('.listbox tbody tr').nth(10).waitFor();
  await sleep(1000);
  await p.page.unroute('**/api/v1/cases?*');
  assert.equal(asked.length, 1, asked.join());
});

test('no console error but of the line that was broken on purpose', () => {
  for (const p of s.people) assert.deepEqual(p.heard, [], p.login);
});

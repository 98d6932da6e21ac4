// SPDX-License-Identifier: Apache-2.0
// What the committee and leaders look at: figures with their lists, rates and rankings, the monthly bulletin, masking.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { entries, saved } from './saved.mjs';
import { stage, sleep } from './stage.mjs';

let s, desk;
before(async () => { s = await stage(); desk = await s.as('anguan1'); });
after(async () => { await s?.done(); });

const text = (p, where) => p.page.locator(where).innerText();
async function quiet(p) { await p.page.waitForFunction(() => !/正在打开/.test(document.body.innerText)); await sleep(300); }
async function fine(p, name) {
  await quiet(p);
  await p.shot(name);
  assert.deepEqual(await p.axe(), [], `${name}: axe`);
  assert.ok(await p.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1), `${name}: wider than 1366`);
  assert.ok(!/undefined|NaN|\[object|\bnull\b/.test(await text(p, 'body')), `${name}: a hole in the text`);
  assert.deepEqual(p.heard, [], `${name}: console`);
}

test('the committee sees figures with their lists, rates with both numbers, units, and what is due', async () => {
  const p = await s.as('zhengfa1');
  await p.go('balance');
  await p.page.locator('.figure').first().click();
  await p.page.locator('#behind tr[data-row]').first().waitFor();
  const organs = await p.page.locator('#organ option').allInnerTexts();
  assert.equal(organs[0], '本辖区全部单位');
  assert.ok(organs.includes('望川县公安局') && organs.slice(1).every((x) => x.startsWith('望川县')), organs.join());
  const pushed = (await p.get('/balance?from=2021-01-01&to=2021-08-24')).pushed;
  await p.page.locator('#behind').getByText(`共 ${pushed} 行`).waitFor();
  await fine(p, '73-supervision-list');
  const f = await p.get('/figures?from=2021-01-01&to=2021-08-24');
  await p.page.getByRole('tab', { name: '指标' }).click();
  const row = p.page.locator('tr', { hasText: '退回率' }), r = f.rates.find((x) => x.id === 'returned');
  await row.waitFor();
  assert.match(await row.innerText(), new RegExp(`${(100 * r.above / r.below).toFixed(1)}%\\s+${r.above}\\s+${r.below} 件次`));
  for (const [what, word] of [['指标', '退回率'], ['各阶段用时', '审查起诉']]) {
    const d = await saved(p, () => p.page.getByRole('button', { name: `存为 Excel ${what}` }).click()), files = entries(d.file);
    assert.ok(d.name.startsWith(what) && (files['xl/sharedStrings.xml'] ?? files['xl/worksheets/sheet1.xml']).includes(word), d.name);
  }
  await row.getByRole('button', { name: `分母 ${r.below}` }).click();
  await p.page.locator('#behind').getByText(`共 ${r.below} 行`).waitFor();
  await p.page.locator('#behind').getByRole('button', { name: '关闭' }).click();
  const told = f.rates.find((x) => x.id === 'judgment_notice');
  await p.page.locator('tr', { hasText: '生效裁判线上通知率' }).getByRole('button', { name: `分子 ${told.above}` }).click();
  await p.page.locator('#behind').getByText(`共 ${told.above} 行`).waitFor();
  await p.page.locator('#behind').getByRole('button', { name: '关闭' }).click();
  await p.page.getByRole('button', { name: new RegExp(`^侦查 ${f.stages.find((x) => x.stage === 'investigation').persons}$`) }).click();
  await p.page.locator('#behind tr[data-row]').first().waitFor();
  await fine(p, '74-supervision-stays');
  await p.page.locator('#behind').getByRole('button', { name: '关闭' }).click();
  await p.page.locator('.chart canvas').first().waitFor();
  await fine(p, '74-supervision-rates');
  await p.page.getByRole('tab', { name: '单位与类别' }).click();
  await p.page.locator('tr', { hasText: '望川县公安局' }).first().waitFor();
  const police = f.units.find((u) => u.name === '望川县公安局');
  await p.page.getByRole('button', { name: `望川县公安局 被退回（件次） ${police.returned}` }).click();
  await p.page.locator('#behind').getByText(`共 ${police.returned} 行`).waitFor();
  await fine(p, '75-supervision-units');
  await p.page.locator('#behind').getByRole('button', { name: '关闭' }).click();
  const feedback = f.ranks.find((x) => x.rate === 'result_feedback').units.find((u) => u.name === '望川县人民检察院');
  await p.page.locator('#rank-rate').selectOption('result_feedback');
  await fine(p, '75-supervision-ranking');
  await p.page.getByRole('button', { name: `望川县人民检察院 分母 ${feedback.below}` }).click();
  await p.page.locator('#behind').getByText(`清单（${feedback.below}）`).waitFor();
  await p.page.locator('#behind tr[data-row]').first().waitFor();
  await p.page.getByRole('tab', { name: '阶段与趋势' }).click();
  const month = (await p.get('/figures/months')).months.find((m) => m.month === '2021-07');
  await p.page.getByRole('button', { name: `2021年7月 推送（件次） ${month.pushed}` }).click();
  await p.page.locator('#behind').getByText(`共 ${month.pushed} 行`).waitFor();
  await p.page.locator('#behind').getByRole('button', { name: '关闭' }).click();
  const { stages } = await p.get('/figures/open'), most = stages.reduce((x, y) => (y.cases > x.cases ? y : x));
  await p.page.getByRole('button', { name: new RegExp(`^${most.class} .* ${most.cases}$`) }).first().click();
  await p.page.locator('#behind').getByText(/^共 \d+ 行$/).waitFor();
  await p.page.locator('.trend canvas').waitFor();
  await fine(p, '76-supervision-stages');
  await p.page.getByRole('tab', { name: '逾期与临期' }).click();
  await p.page.locator('tr[data-row] .due').first().waitFor();
  await fine(p, '76-supervision-due');
  const desk = f.desks.find((d) => d.name === '望川县人民检察院');
  await p.page.getByRole('button', { name: new RegExp(`^望川县人民检察院 .* ${desk.soon}$`) }).first().click();
  await p.page.locator('#due-list').getByText(`（${desk.soon}）`).waitFor();
  await p.page.locator('.card', { has: p.page.locator('#due-list') }).getByText(`共 ${desk.soon} 行`).waitFor();
  await fine(p, '76-supervision-desk');
  await p.page.locator('#stage').selectOption('review');
  const inReview = (await p.get('/due?days=3&stage=review&limit=500')).items.length;
  await p.page.locator('.card', { has: p.page.locator('#due-list') }).getByText(`共 ${inReview} 行`).waitFor();
  assert.match(p.page.url(), /stage=review/);
  await p.page.locator('#stage').selectOption('');
  assert.equal(f.units.reduce((n, u) => n + u.pushed, 0), f.units.reduce((n, u) => n + u.received, 0), 'what is pushed is received by somebody');
});

test('what is looked at stands in the address: it outlives a reload, a case in between, and is passed on', async () => {
  const p = s.people.find((x) => x.login === 'zhengfa1');
  await p.go('balance');
  await p.page.locator('#kind').selectOption('盗窃');
  await p.page.locator('#span').selectOption('all');
  await p.page.locator('#organ').selectOption({ label: '望川县公安局' });
  await p.page.getByRole('tab', { name: '单位与类别' }).click();
  await p.page.locator('tr', { hasText: '盗窃' }).first().waitFor();
  const where = p.page.url();
  const stands = async (page) => {
    await page.locator('tr', { hasText: '盗窃' }).first().waitFor();
    assert.deepEqual([await page.locator('#kind').inputValue(), await page.locator('#span').inputValue(), await page.locator('#organ option:checked').innerText()], ['盗窃', 'all', '望川县公安局']);
    assert.equal(await page.getByRole('tab', { name: '单位与类别' }).getAttribute('aria-selected'), 'true');
  };
  await p.page.reload();
  await stands(p.page);
  await p.go('guides');
  await p.page.goBack();
  await stands(p.page);
  const other = await p.context.newPage();
  await other.goto(where);
  await stands(other);
  await other.close();
});

test('the committee finds a case by its number and sees how far it is', async () => {
  const p = s.people.find((x) => x.login === 'zhengfa1');
  const number = '望公（刑）立字〔2021〕8765号', case_ = (await desk.get('/cases?limit=1')).cases[0].id;
  await desk.post(`/cases/${encodeURIComponent(case_)}/numbers`, { system: 'procuratorate_paper', number });
  await p.go('balance');
  await p.page.keyboard.press('/');
  await p.page.locator('#find-box:focus').fill('望公(刑)立字[2021]8765');
  await p.page.keyboard.press('Enter');
  await p.page.locator('tr[data-row]').first().waitFor();
  await fine(p, '14-find-number');
  await p.page.locator('tr[data-row] a').first().click();
  await p.page.getByText('不显示人员姓名和文书').waitFor();
  await p.go(`find?q=${encodeURIComponent('赵')}`);
  await p.page.getByText('只看进度，不按姓名查找').waitFor();
});

test('every count of a unit, a class, a reason and a stage is the sum of the entries it opens', async () => {
  const p = s.people.find((x) => x.login === 'zhengfa1'), span = 'from=2021-01-01&to=2021-08-24';
  const all = async (where, list) => {
    const out = [];
    for (let next = ''; next !== undefined;) { const r = await p.get(`${where}&limit=500${next ? `&after=${next}` : ''}`); out.push(...r[list]); next = r.next; }
    return out;
  };
  const sum = async (figure, more) => (await all(`/figures/entries/${figure}?${span}${more}`, 'entries')).reduce((n, e) => n + e.heads, 0);
  const f = await p.get(`/figures?${span}`);
  let checked = 0;
  for (const figure of ['pushed', 'returned', 'received', 'accepted', 'answered', 'lapsed', 'breached', 'told', 'same_day']) {
    for (const u of f.units) if (u[figure]) { assert.equal(await sum(figure, `&unit=${u.agency}`), u[figure], `${figure} ${u.name}`); checked++; }
    for (const c of f.classes) if (c[figure]) { assert.equal(await sum(figure, `&class=${encodeURIComponent(c.class)}`), c[figure], `${figure} ${c.class}`); checked++; }
  }
  for (const r of f.reasons) { assert.equal(await sum('reason', `&outcome=${r.id}`), r.n, r.zh); checked++; }
  for (const r of f.lapsed) { assert.equal(await sum('lapsed', `&outcome=${r.id}`), r.n, r.zh); checked++; }
  const under = { returned: 'pushed', same_day: 'told', missed: 'terms', on_line: 'rounds', result_feedback: 'results', prosecution_transfer: 'indicted' };
  for (const [rate, figure] of Object.entries(under)) { assert.equal(await sum(figure, ''), f.rates.find((r) => r.id === rate).below, rate); checked++; }
  const over = { returned: 'returned', same_day: 'same_day', missed: 'lapsed', on_line: 'rounds_own', result_feedback: 'results_told', prosecution_transfer: 'indicted_own' };
  for (const [rate, figure] of Object.entries(over)) { assert.equal(await sum(figure, ''), f.rates.find((r) => r.id === rate).above, `${rate} above`); checked++; }
  for (const rate of ['judgment_notice', 'correction_transfer', 'property_transfer', 'property_disposal']) {
    const of = f.rates.find((r) => r.id === rate), below = await all(`/figures/cases/${rate}?${span}`, 'cases'), above = await all(`/figures/cases/${rate}?${span}&side=above`, 'cases');
    assert.deepEqual([above.length, below.length], [of.above, of.below], rate);
    assert.ok(above.every((x) => below.some((y) => y.case === x.case)), `${rate}: of those below`);
  }
  assert.ok(f.rates.find((r) => r.id === 'judgment_notice').below > f.rates.find((r) => r.id === 'judgment_notice').above, 'one that was not told stands below alone');
  for (const st of f.stages) {
    const rows = [];
    for (let next = 0; next !== undefined;) { const r = await p.get(`/figures/stays?${span}&stage=${st.stage}&limit=100&after=${next}`); rows.push(...r.stays); next = r.next; }
    assert.equal(rows.length, st.persons, st.stage);
    assert.deepEqual([rows[0].hours, rows[Math.floor(rows.length / 2)].hours], [st.longest_hours, st.median_hours], st.stage);
    assert.equal(new Set(rows.map((r) => `${r.person} ${r.from}`)).size, rows.length, 'one line a stay');
  }
  assert.ok(checked > 60, `${checked}`);
  const { stages } = await p.get('/figures/open');
  for (const o of stages) {
    const rows = await all(`/figures/open-cases?class=${encodeURIComponent(o.class)}&stage=${o.stage}`, 'cases');
    assert.deepEqual([rows.length, rows.reduce((n, r) => n + r.persons, 0)], [o.cases, o.persons], `${o.class} ${o.stage}`);
  }
  // Of one class alone the balance closes too, and the classes add up to the whole.
  const whole = await p.get(`/balance?${span}`), parts = await Promise.all(f.classes.map((c) => p.get(`/balance?${span}&class=${encodeURIComponent(c.class)}`)));
  for (const figure of ['pushed', 'accepted', 'returned', 'in_hand', 'prosecuted_same_level']) assert.equal(parts.reduce((n, b) => n + b[figure], 0), whole[figure], figure);
  assert.ok(parts.every((b) => b.closes));
  const theft = await p.get(`/figures?${span}&class=${encodeURIComponent('盗窃')}`);
  assert.deepEqual(theft.classes.map((c) => [c.class, c.pushed]), f.classes.filter((c) => c.class === '盗窃').map((c) => [c.class, c.pushed]));
  assert.equal(theft.rates.find((r) => r.id === 'returned').below, theft.classes[0].pushed);
  // Each unit's share of a rate is what one sees who looks at that unit alone, and opens the same list.
  const kinds = new Set();
  for (const { rate, units } of f.ranks) for (const u of units) {
    const own = (await p.get(`/figures?${span}&agency=${u.agency}`)).rates.find((r) => r.id === rate), side = { ...under, ...over };
    if (['judgment_notice', 'correction_transfer', 'property_transfer', 'property_disposal'].includes(rate)) assert.deepEqual([own.above, own.below], [u.above, u.below], `${rate} ${u.name}`);
    else assert.deepEqual([await sum(over[rate], `&unit=${u.agency}`), await sum(under[rate], `&unit=${u.agency}`)], [u.above, u.below], `${rate} ${u.name}`);
    kinds.add(rate);
    assert.ok(side && u.above <= u.below, `${rate} ${u.name}`);
  }
  assert.ok(kinds.size >= 8, [...kinds].join());
  assert.deepEqual((await p.get(`/figures?${span}&agency=${f.units[0].agency}`)).ranks, [], 'of one unit alone there is no ranking');
  // What is counted of a desk is what its list has, in every stage together and in one alone.
  for (const stage of ['', 'review']) for (const d of (await p.get(`/figures?${span}${stage && `&stage=${stage}`}`)).desks) {
    const rows = async (which) => all(`/due?agency=${d.agency}&which=${which}${stage && `&stage=${stage}`}`, 'items');
    assert.deepEqual([(await rows('all')).length, (await rows('over')).length, (await rows('soon')).length, (await rows('red')).reduce((n, x) => n + x.red, 0)], [d.cases, d.over, d.soon, d.red], `${d.name} ${stage}`);
    assert.ok(!stage || (await rows('all')).every((x) => x.stage === stage));
  }
  const { months } = await p.get('/figures/months');
  assert.equal(months.at(-1).month, '2021-08');
  assert.equal(months.filter((m) => m.month >= '2021-01').reduce((n, m) => n + m.pushed, 0), (await p.get(`/balance?${span}`)).pushed);
});

test('a bulletin is made, saved as Word, published once, and never moves', async () => {
  const p = await s.as('zhengfa2');
  await p.go('bulletin/2021-07');
  await p.page.getByText('未发布，数字为当前统计').waitFor();
  await p.page.getByText('不排名').first().waitFor();
  await fine(p, '77-bulletin-draft');
  const before = await p.get('/bulletins/2021-07');
  await p.page.getByRole('button', { name: '发布', exact: true }).click();
  await p.page.getByLabel('按语（可不填）').fill('七月协同平稳。');
  await p.page.getByRole('button', { name: '确认' }).click();
  await p.page.getByText('此后数字不再变动').waitFor();
  const after = await p.get('/bulletins/2021-07');
  assert.equal(after.published, true);
  assert.deepEqual(after.figures, before.figures);
  const d = await saved(p, () => p.page.getByRole('button', { name: '存为 Word' }).click());
  assert.match(d.name, /2021年7月.*\.docx$/);
  const xml = entries(d.file)['word/document.xml'];
  const pushed = after.figures.now.balance.pushed;
  for (const t of ['政法跨部门协同办案情况通报', `${pushed} 件次`, '七月协同平稳。', '退回率', '不排名']) assert.ok(xml.includes(t), t);
  await p.page.getByRole('button', { name: '更正说明' }).click();
  await p.page.getByLabel('更正内容').fill('补登一件，列入八月。');
  await p.page.getByRole('button', { name: '确认' }).click();
  await p.page.getByText('更正：补登一件，列入八月。').waitFor();
  assert.deepEqual((await p.get('/bulletins/2021-07')).figures, before.figures);
  await fine(p, '78-bulletin-published');
  const again = await p.page.evaluate(async () => {
    const me = await (await fetch('/api/v1/me')).json();
    const post = (month) => fetch('/api/v1/bulletins', { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': me.csrf, 'idempotency-key': `k${Math.random()}` }, body: JSON.stringify({ month }) });
    return [(await (await post('2021-07')).json()).code, (await (await post('2021-08')).json()).code];
  });
  assert.deepEqual(again, ['bulletin.frozen', 'bulletin.month']);
  p.heard.length = 0; // the two refusals
});

test('a leader sees his own organ and the published bulletin', async () => {
  const p = await s.as('jianzhang');
  await p.go('balance');
  await p.page.getByRole('tab', { name: '单位与类别' }).click();
  await p.page.locator('tr[data-row]').first().waitFor();
  const f = await p.get('/figures');
  assert.deepEqual(f.units.map((u) => u.name), ['望川县人民检察院']);
  await fine(p, '79-leader-units');
  await p.page.getByRole('link', { name: '月度通报' }).click();
  await p.page.getByText('此后数字不再变动').waitFor();
  assert.equal((await p.page.evaluate(async () => (await fetch('/api/v1/bulletins/2021-06')).status)), 404);
  p.heard.length = 0;
});

test('who does not handle a case sees no whole identity number and no minor by name, until he says why', async () => {
  const leader = await s.as('jianzhang'), officer = await s.as('jiancha1');
  const list = (await officer.get('/cases?limit=200')).cases;
  let at;
  for (const k of list) {
    const own = await officer.get(`/cases/${k.id}`), his = await leader.get(`/cases/${k.id}`);
    if (own.access === 'act' && !own.masked && his.masked && own.persons[0].id_number) { at = { own, his }; break; }
  }
  assert.ok(at, 'a case assigned to one, overseen by the other');
  const whole = at.own.persons[0].id_number, covered = at.his.persons[0].id_number;
  assert.equal(covered, `${whole.slice(0, 6)}${'*'.repeat(whole.length - 10)}${whole.slice(-4)}`);
  const say = (p, w) => p.page.evaluate(async (x) => (await fetch(`/api/v1${x}`)).text(), w);
  for (const w of [`/cases/${at.own.id}`, `/cases/${at.own.id}/history?limit=500`, `/subjects/${at.own.persons[0].subject}`]) assert.ok(!(await say(leader, w)).includes(whole), w);
  await leader.go(`case/${encodeURIComponent(at.own.id)}`);
  await leader.page.getByRole('tab', { name: '人员' }).click();
  await leader.page.getByText(covered).first().waitFor();
  await leader.page.getByRole('button', { name: '查看完整号码' }).first().click();
  await leader.page.getByLabel(/请写明理由/).fill('核对身份');
  await leader.page.getByRole('button', { name: '确认' }).click();
  await leader.page.getByText(whole).waitFor();
  await fine(leader, '80-unmasked');
  const audit = await (await s.as('shenji')).get('/audit?limit=100');
  assert.ok(audit.entries.some((x) => x.what === 'unmask' && x.case === at.own.id && x.detail === '核对身份'));
});

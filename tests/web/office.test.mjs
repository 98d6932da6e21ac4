// SPDX-License-Identifier: Apache-2.0
// The administrators' pages: tokens, the audit and its verification, a password reset, and an organ of a kind the site did not
// have. What somebody has to do is counted in his own acts: a click, a choice, a field typed into.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { county } from '../api/site.mjs';
import { stage, WEB } from './stage.mjs';

let s;
before(async () => { s = await stage(); });
after(async () => { await s?.done(); });

// Counts what a hand does.
function hand(p) {
  let n = 0;
  return {
    get acts() { return n; },
    async click(what) { n++; await what.click(); },
    async type(what, text) { n++; await what.fill(text); },
    async choose(what, value) { n++; await what.selectOption(value); },
  };
}
async function look(p, name) {
  assert.deepEqual(await p.axe(), [], name);
  assert.deepEqual(await p.markup(), [], name);
  await p.shot(name);
}
const asked = (p) => { const seen = []; p.page.on('request', (r) => { const u = new URL(r.url()); if (u.pathname.startsWith('/api/')) seen.push(u.pathname); }); return seen; };

test('a password is reset in a few acts, shown once, and no case is seen on the way', async () => {
  const p = await s.someone('xitong'), seen = asked(p);
  await p.signIn();
  await p.h1('用户');
  const h = hand(p);
  const name = (await p.get('/users')).find((u) => u.login === 'gongan1').name;
  await h.type(p.page.getByPlaceholder('按姓名、登录名、单位筛选'), 'gongan1');
  await h.click(p.page.getByRole('button', { name: `重置密码 ${name}` }));
  await look(p, 'office-reset-sure');
  await h.click(p.page.getByRole('button', { name: `确认重置 ${name}` }));
  const secret = await p.page.locator('.secret').innerText();
  assert.match(secret, /^\S{12,}$/);
  await look(p, 'office-reset');
  await p.page.getByRole('button', { name: '复制' }).click();
  await p.page.getByText('已复制').waitFor();
  await h.click(p.page.getByRole('button', { name: '已交给本人' }));
  assert.equal(await p.page.locator('.secret').count(), 0);
  assert.equal(h.acts, 4);
  assert.deepEqual(seen.filter((x) => /\/(cases|subjects|inbox|find|manifests|house)\b/.test(x)), []);
  await p.page.reload();
  await p.h1('用户');
  assert.ok(!(await p.page.content()).includes(secret));
  const other = await s.someone('gongan1');
  await other.page.goto(s.url);
  await other.page.getByLabel(/^用户名/).fill('gongan1');
  await other.page.getByLabel(/^密码/).fill(secret);
  await other.page.getByRole('button', { name: '登录', exact: true }).click();
  await other.page.getByText(/首次登录|修改密码/).first().waitFor(); // good for nothing else
  assert.deepEqual(p.heard, []);
});

test('a token is made, shown once, listed and revoked', async () => {
  const p = await s.as('xitong');
  await p.page.getByRole('link', { name: '接口令牌' }).click();
  await p.h1('接口令牌');
  await look(p, 'office-tokens-none');
  await p.page.getByLabel('用途').fill('统一业务应用系统2.0接口');
  const seat = await p.page.locator('#k-post option', { hasText: '望川县人民检察院' }).first().getAttribute('value');
  await p.page.getByLabel('单位和岗位').selectOption(seat);
  await p.page.getByRole('button', { name: '发放' }).click();
  const token = await p.page.locator('.secret').innerText();
  assert.match(token, /^\S{40,}$/);
  await p.page.locator('tbody tr', { hasText: '统一业务应用系统2.0接口' }).getByText('有效').waitFor();
  await look(p, 'office-tokens');
  const status = () => p.page.evaluate(async (x) => (await fetch('/api/v1/inbox', { headers: { authorization: `Bearer ${x}` }, credentials: 'omit' })).status, token);
  assert.equal(await status(), 200);
  await p.page.getByRole('button', { name: '已填入对接系统' }).click();
  assert.ok(!(await p.page.content()).includes(token));
  await p.page.getByRole('button', { name: '作废 统一业务应用系统2.0接口' }).click();
  await p.page.getByRole('button', { name: '确认作废' }).click();
  await p.page.locator('tbody tr', { hasText: '统一业务应用系统2.0接口' }).getByText('已作废').waitFor();
  p.expected = /401/;
  assert.equal(await status(), 401);
  assert.deepEqual(p.heard, []);
});

test('the audit is looked through, and the site is verified beside the work', async () => {
  const p = await s.as('shenji');
  await p.h1('审计记录');
  await p.page.getByLabel('操作', { exact: true }).selectOption('sign_in');
  await p.page.getByLabel('登录名').fill('shenji');
  await p.page.getByRole('button', { name: '查询' }).click();
  await p.page.waitForFunction(() => { // no row of what was shown before is left
    const rows = [...document.querySelectorAll('tbody tr[data-row]')].map((r) => r.innerText);
    return rows.length && rows.every((r) => r.includes('登录') && r.includes('shenji'));
  });
  await look(p, 'office-audit');
  await p.page.getByLabel('至（含当日）').fill('2001-01-01');
  await p.page.getByText('没有').first().waitFor();
  await p.page.getByRole('button', { name: '清除条件' }).click();
  await p.page.locator('tbody tr', { hasText: '重置密码' }).first().waitFor(); // said in words
  const [file] = await Promise.all([p.page.waitForEvent('download'), p.page.getByRole('button', { name: '存为 Excel' }).click()]);
  assert.match(file.suggestedFilename(), /^审计记录.*\.xlsx$/);
  await p.page.getByRole('link', { name: '数据校验' }).click();
  await p.h1('数据校验');
  await look(p, 'office-verify-never');
  await p.page.getByRole('button', { name: '开始校验' }).click();
  await p.page.getByText('正在校验').waitFor();
  await p.page.locator('.parts li.now').waitFor();
  await look(p, 'office-verify-runs');
  await p.page.getByText('完好，未被改动').first().waitFor({ timeout: 60_000 });
  await p.page.locator('tbody tr', { hasText: '条记录' }).waitFor();
  await look(p, 'office-verify');
  assert.deepEqual(p.heard, []);
});

// The pilot stood still for want of a user of one kind. Here: a county with everybody but a detention house.
async function without(kind) {
  const t = await county({ logins: [], without: ['police', 'procuratorate', 'court', 'house', 'justice', 'committee', 'police2'], client: WEB });
  const p = await s.as('xitong'), ids = new Map();
  const organs = (await p.get('/agencies')).filter((a) => a.kind !== kind).sort((a, b) => a.level - b.level), users = await p.get('/users');
  for (const { id, name, kind: k, region, level, parent } of organs) ids.set(id, (await t.system.post('/agencies', { name, kind: k, region, level, on_from: '2020-01-01', parent: ids.get(parent) })).made);
  for (const u of users.filter((x) => ids.has(x.agency) && !x.roles.some((r) => /_admin$/.test(r)))) {
    const made = await t.system.post('/users', { login: `${u.login}.${u.post}`, name: u.name });
    await t.security.post(`/users/${made.made}/posts`, { agency: ids.get(u.agency), roles: u.roles, section: u.section || undefined });
  }
  return t;
}
test('an organ of a kind that was missing: in few acts, and what could not be closed before now can', async () => {
  const t = await without('detention_house');
  try {
    const at = async (login) => { const p = await s.someone(login); p.stage = { ...s, url: t.server.root }; return p.signIn(t.password); };
    const verdicts = async () => (await t.system.get('/guides')).flatMap((g) => g.verdicts.map((v) => v.sound));
    for (let i = 0; i < 120 && !(await verdicts()).length; i++) await new Promise((r) => setTimeout(r, 500));
    assert.ok((await verdicts()).every((x) => !x), 'without a detention house no case of theft comes to its end');

    const p = await at(t.system.me.user.login), h = hand(p);
    await h.click(p.page.getByRole('link', { name: '单位', exact: true }));
    await h.click(p.page.getByRole('link', { name: '开通单位' }));
    await p.h1('开通单位');
    assert.match(await p.page.locator('#set-1 optgroup').first().innerText(), /看守所/);
    await look(p, 'office-setup');
    await h.choose(p.page.getByLabel('类型'), 'detention_house');
    await h.type(p.page.getByLabel('单位', { exact: true }), '望川县看守所');
    assert.equal(await p.page.getByLabel('行政区划代码').inputValue(), '629901');
    await h.click(p.page.getByRole('button', { name: '登记单位' }));
    await h.type(p.page.getByLabel('登录名'), 'kanshou1');
    await h.type(p.page.getByLabel('姓名'), '看某');
    await h.click(p.page.getByRole('button', { name: '新增' }));
    await p.page.locator('.secret').waitFor();
    await look(p, 'office-setup-done');
    await h.click(p.page.getByRole('button', { name: '已交给本人' }));

    const q = await at(t.security.me.user.login), g = hand(q);
    await g.click(q.page.getByRole('button', { name: '授予岗位 看某' }));
    await q.page.locator('#post-agency option:checked', { hasText: /^望川县看守所$/ }).waitFor({ state: 'attached' });
    await look(q, 'office-post');
    await g.click(q.page.getByRole('button', { name: '授予', exact: true }));
    await q.page.getByText('望川县公安局：“盗窃”原来不能办结，现在可以办结').waitFor({ timeout: 60_000 });
    await look(q, 'office-turned');
    assert.deepEqual([h.acts, g.acts], [9, 2]);
    assert.ok((await verdicts()).every((x) => x));
    await q.page.getByPlaceholder('按姓名、登录名、单位筛选').fill('看某'); // it stays until it is put away
    await q.page.locator('.turns').waitFor();
    await q.page.getByRole('button', { name: '知道了' }).click();
    assert.equal(await q.page.locator('.turns').count(), 0);

    // And back: the post ends, and it is said which class that closes to which county.
    await q.page.getByRole('button', { name: '变更岗位 看某' }).click();
    await q.page.getByRole('button', { name: '撤销岗位' }).click();
    await q.page.getByText('望川县公安局：“盗窃”原来可以办结，现在不能办结').waitFor({ timeout: 60_000 });
    assert.ok(!/[a-z]+_[a-z]+/.test(await q.page.locator('.turns').innerText()), 'kinds and posts by their names');
    await look(q, 'office-turned-back');
    assert.deepEqual([p.heard, q.heard], [[], []]);
  } finally { await t.done(); }
});

// SPDX-License-Identifier: Apache-2.0
// Agencies, users and cases from a sheet in the browser: the empty sheet, every bad cell by name, the first passwords once.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { stage } from './stage.mjs';

let s, system, security, desk;
before(async () => {
  s = await stage();
  [system, security, desk] = await Promise.all(['xitong', 'anquan', 'anguan1'].map((u) => s.as(u)));
  for (const p of [system, security, desk]) await p.page.evaluate(() => { globalThis.print = () => { globalThis.printed = (globalThis.printed ?? 0) + 1; }; });
});
after(async () => { await s?.done(); });
const dialog = (p) => p.page.getByRole('dialog');
function sheet(name, text) { const f = path.join(s.dir, name); fs.writeFileSync(f, text); return f; }
async function fine(p, name) {
  await p.shot(name);
  assert.deepEqual(await p.axe(), [], `${name}: axe`);
  assert.deepEqual(await p.markup(), [], `${name}: markup`);
  assert.deepEqual(p.heard, [], `${name}: console`);
}
async function emptySheet(p, name) { // the .xlsx that the browser makes, read back by the server with the rows of a person who fills it in
  const [d] = await Promise.all([p.page.waitForEvent('download'), dialog(p).getByRole('button', { name: '下载空表' }).click()]);
  const file = path.join(s.dir, name);
  await d.saveAs(file);
  assert.match(d.suggestedFilename(), /\.xlsx$/);
  return file;
}

test('agencies: the empty sheet is read as it is, bad cells are named, right ones entered', async () => {
  const p = system;
  await p.go('admin/agencies');
  await p.page.getByRole('button', { name: '批量录入单位' }).click();
  const input = p.page.locator('#agency-sheet');
  await input.setInputFiles(await emptySheet(p, 'agencies.xlsx'));
  await dialog(p).getByText('表中没有数据行').waitFor(); // headings known, remarks no rows
  assert.equal(await dialog(p).locator('tbody tr').count(), 1);
  assert.equal(await input.evaluate((e) => e.value), '', 'the same file can be chosen again once it is mended');
  const head = '单位名称,单位种类,行政区划,级别,上级单位,上线日期\n';
  await input.setInputFiles(sheet('bad.csv', `${head}某某县禁毒大队,公安局,620503,县级,,昨天\n`));
  for (const cell of ['B2', 'F2']) await dialog(p).getByText(cell, { exact: true }).waitFor();
  await fine(p, 'import-agencies-bad');
  await input.setInputFiles(sheet('good.csv', `${head}某某县森林公安局,公安机关,620503,县级,,2021-03-05\n`));
  await dialog(p).getByRole('button', { name: '导入 1 个单位' }).click();
  await p.page.getByText('已导入 1 个单位').first().waitFor();
  await p.page.locator('tr', { hasText: '某某县森林公安局' }).first().waitFor();
});

test('users: accounts with first passwords shown once, then posts from the same sheet by the other administrator', async () => {
  const p = system, text = '登录名,姓名,单位,岗位,科室\nzhangmm,张某某,望川县公安局,办案民警,刑侦大队\nlimm,李某某,望川县公安局,法制审核,法制大队\nlimm,李某某,望川县人民法院,刑庭法官,刑庭\n';
  const users = sheet('users.csv', text);
  await p.go('admin/users');
  await p.page.getByRole('button', { name: '批量录入用户' }).click();
  await p.page.locator('#user-sheet').setInputFiles(sheet('wrong.csv', text.replace('办案民警', '办案明警')));
  await dialog(p).getByText('是否为：办案民警').waitFor();
  await p.page.locator('#user-sheet').setInputFiles(users);
  await dialog(p).getByText('试读通过，将导入 2 个账号').waitFor();
  await fine(p, 'import-users-tried');
  await dialog(p).getByRole('button', { name: '导入 2 个账号' }).click();
  await dialog(p).getByText('初始密码只显示这一次').waitFor();
  await fine(p, 'import-users-secrets');
  const password = await dialog(p).locator('.secrets tr', { hasText: 'zhangmm' }).locator('.code').innerText();
  await p.page.keyboard.press('Escape');
  await dialog(p).getByRole('button', { name: '关闭', exact: true }).click();
  await dialog(p).getByText('初始密码只显示这一次').waitFor(); // still there: neither printed nor saved
  await dialog(p).getByRole('button', { name: '打印' }).click();
  await p.page.waitForFunction(() => globalThis.printed === 1);
  await p.page.emulateMedia({ media: 'print' });
  await p.page.evaluate(() => document.documentElement.classList.add('printing-sheet'));
  const paper = await p.page.evaluate(() => [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility({ checkVisibilityCSS: true }) && e.children.length === 0 && e.textContent.trim()).map((e) => e.textContent.trim()));
  assert.ok(paper.includes(password) && paper.includes('初始密码表') && !paper.includes('用户'), paper.join());
  await p.page.emulateMedia({ media: null });
  await p.page.evaluate(() => document.documentElement.classList.remove('printing-sheet'));
  await dialog(p).getByRole('button', { name: '已保存，关闭' }).click();
  await p.page.getByText('2 人已有账号，尚无岗位').waitFor();
  await p.page.getByRole('button', { name: '只看待授岗' }).click();
  assert.equal(await p.page.locator('tbody tr').count(), 2);
  await fine(p, 'import-users-waiting');
  await p.page.getByRole('button', { name: '批量录入用户' }).click();
  await p.page.locator('#user-sheet').setInputFiles(users);
  await dialog(p).getByText('表中没有需要导入的内容，均已在平台。').waitFor();
  assert.ok(!(await p.page.content()).includes(password), 'nothing of the password is left');

  await security.page.reload();
  await security.page.getByText('2 人已有账号，尚无岗位').waitFor();
  await security.page.getByRole('button', { name: '批量授予岗位' }).click();
  await security.page.locator('#user-sheet').setInputFiles(users);
  await dialog(security).getByRole('button', { name: '导入 3 个岗位' }).click();
  await security.page.getByText('已导入 3 个岗位').first().waitFor();
  await security.page.getByText('尚无岗位').first().waitFor({ state: 'detached' });
  const fresh = await s.someone('zhangmm');
  await fresh.page.goto(s.url);
  await fresh.page.getByLabel(/^用户名/).fill('zhangmm');
  await fresh.page.getByLabel(/^密码/).fill(password);
  await fresh.page.getByRole('button', { name: '登录', exact: true }).click();
  await fresh.page.getByText('首次登录，请设置自己的密码').waitFor();
  assert.deepEqual(security.heard, []);
});

test('cases: the empty sheet of a class, what is wrong by cell, what is right first, and again without doubles', async () => {
  const p = desk;
  await p.go('cases');
  await p.page.getByRole('button', { name: '批量录入案件' }).click();
  await dialog(p).getByLabel('空表的案件类别').selectOption('盗窃');
  const input = p.page.locator('#case-sheet');
  await input.setInputFiles(await emptySheet(p, 'cases.xlsx'));
  await dialog(p).getByText('表中没有数据行').waitFor();
  assert.equal(await dialog(p).locator('tbody tr').count(), 1, 'all headings are known');
  const head = '案件名称,类别,案号,立案日期,姓名,证件种类,罪名,诉讼阶段,羁押状态,涉案时年龄\n', good = '张某甲盗窃案,盗窃,望检受字〔2021〕9001号,2021-07-01,张某甲,身份不明,盗窃罪,审查起诉,未采取强制措施,成年\n';
  await input.setInputFiles(sheet('cases.csv', `${head}${good}李某乙盗窃案,盗窃,望检受字〔2021〕9002号,2021-07-02,李某乙,身份不明,偷窃罪,审查起诉,未采取强制措施,成年\n`));
  await dialog(p).getByText('有 1 处需要更正，尚未导入').waitFor();
  await dialog(p).getByText('G3', { exact: true }).waitFor();
  await fine(p, 'import-cases-bad');
  await dialog(p).getByRole('button', { name: '先导入没有错误的 1 件案件' }).click();
  await p.page.getByText('已导入 1 件案件').first().waitFor();
  await input.setInputFiles(sheet('again.csv', head + good));
  await dialog(p).getByText('表中没有需要导入的内容，均已在平台。').waitFor();
  await fine(p, 'import-cases-again');
  await dialog(p).getByRole('button', { name: '关闭', exact: true }).click();
  const { found } = await p.get(`/find?q=${encodeURIComponent('张某甲')}`);
  assert.equal(found.length, 1);
});

// SPDX-License-Identifier: Apache-2.0
// The tour (jindu tour) by hand: one case of theft from the first form to the service of the judgment and its effect, as ten
// people in ten browsers that stand open all the time. Its first part happened two days ago and is entered late.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { stage, sleep } from './stage.mjs';

const NAME = '导某渡', CASE = `${NAME}涉嫌盗窃案`;
const e = encodeURIComponent;
let s, id = '', past = 0, number = 0;
const who = {};
before(async () => {
  s = await stage();
  for (const login of ['gongan1', 'fazhi1', 'anguan1', 'jiancha1', 'bumen1', 'kanshou1', 'lian', 'faguan1', 'tingzhang', 'jiaozheng']) who[login] = await s.as(login);
});
after(async () => { await s?.done(); });

const waits = (p, text) => p.page.locator('table.waits tbody tr', { hasText: CASE }).filter({ hasText: text });
const home = (p) => p.go('');
const exact = (p, text) => p.page.getByText(text, { exact: true });
const theCase = (p) => p.get(`/cases/${e(id)}`);
const fact = async (name) => (await theCase(who.gongan1)).persons[0].facts.find((f) => f.fact === name)?.value;

/* A quarter of an hour after the act before, on China's clock. */
async function late(p) {
  if (!past) return;
  past += 900_000;
  await p.page.locator('.latefield summary').click();
  await p.page.getByLabel('实际发生时间').fill(new Date(past + 8 * 3_600_000).toISOString().slice(0, 16));
  await p.page.getByLabel('补录原因').fill('专线中断，恢复后补录');
}
async function papers(p) {
  const list = p.page.locator('fieldset.paper input[id^="n-"]');
  for (let i = 0; i < await list.count(); i++) await list.nth(i).fill(`导字〔2021〕${++number}号`);
}
async function receipt(p, text) { await p.page.locator('.receipt h1', { hasText: text }).waitFor(); }
async function open(p, tab) {
  await p.go(`case/${e(id)}`);
  await p.h1(CASE);
  if (tab) await p.page.getByRole('tab', { name: tab }).click();
}

// From the next steps of the case to the receipt: done at once, or handed to the second person and then carried out.
async function does(p, act, { option, pages, data = {}, checker, to } = {}) {
  await open(p);
  const step = p.page.locator('.next .step').filter({ has: exact(p, act) });
  await p.page.locator('.next li').first().waitFor();
  if (!await step.count()) await p.page.locator('.next > button').click();
  await step.click();
  await p.h1(act);
  if (option) await p.page.getByLabel(option, { exact: true }).check();
  for (const [label, value] of Object.entries(data)) {
    const field = p.page.getByLabel(label);
    if (await field.evaluate((el) => el.tagName) === 'SELECT') await field.selectOption({ label: value });
    else await field.fill(value);
  }
  await papers(p);
  if (pages) {
    await p.page.getByLabel('选择文件（图片或PDF，可多选）').setInputFiles(pages);
    await p.page.getByText(`现有 1 份材料，${pages.length} 页`).waitFor();
  }
  if (to) await p.page.getByLabel('接收单位').selectOption({ label: to });
  if (!checker) await late(p);
  await p.page.getByText('材料齐备').waitFor();
  await p.page.locator('.doing aside button.main').click();
  if (!checker) return receipt(p, act);
  await receipt(p, '已提交审核');
  await waits(checker, act).getByRole('button', { name: /^审核/ }).click(); // it appeared there by itself
  await checker.h1(act);
  await checker.page.getByRole('button', { name: '同意', exact: true }).click();
  await receipt(checker, '审核通过');
  await home(checker);
  await home(p);
  await waits(p, act).getByRole('button', { name: /^推送/ }).click();
  await late(p);
  await p.page.locator('button.main.wide').click();
  await receipt(p, act);
  return home(p);
}
// The receiving desk, whose workbench stood open: what came is there, and is taken in by keys.
async function takes(p, act, { then = 'Enter' } = {}) {
  await waits(p, `受理：${act}`).getByRole('button').click();
  await p.h1(act);
  await late(p);
  await p.page.evaluate(() => document.activeElement?.blur());
  const points = p.page.locator('.points input');
  await points.first().waitFor();
  for (let n = 1; n <= await points.count(); n++) await p.page.keyboard.press(String(n));
  if (then !== 'Enter') return;
  await p.page.keyboard.press('Enter');
  await p.page.getByText('已受理，登记和回执已生成').last().waitFor();
  await home(p);
}
// The house confirms on its own board, where the transfer appeared by itself; stage and term are registered with it.
async function confirms(act) {
  const p = who.kanshou1, line = p.page.locator('.transfer', { hasText: CASE }).locator('.item', { hasText: act });
  await line.getByRole('button', { name: /^确认/ }).click();
  await line.waitFor({ state: 'detached' });
  assert.equal((await theCase(who.gongan1)).transfers.filter((x) => x.to && x.life === 'accepted' && x.act.startsWith('CUS')).length > 0, true);
}
const page = (n, across) => ({ name: `讯问笔录${n}.png`, mimeType: 'image/png', buffer: Buffer.from(who.drawn[`${n}.${across}`], 'base64') });

/* Where the road breaks off it is not walked on: what would follow says nothing new. */
let off = false;
const part = (name, walk) => test(name, async (c) => {
  if (off) { c.skip('the road broke off before'); return; }
  off = true;
  await walk();
  off = false;
});

part('ten people sign in, each in a browser of his own, and leave their desks open', async () => {
  for (const p of Object.values(who)) await home(p);
  who.drawn = {};
  for (const across of [992, 1654]) for (const n of [1, 2, 3]) { // A4 at 120 and at 200 dots an inch
    who.drawn[`${n}.${across}`] = await who.gongan1.page.evaluate(([k, w]) => {
      const c = document.createElement('canvas');
      [c.width, c.height] = [w, Math.round(w * 1.414)];
      const g = c.getContext('2d');
      g.fillStyle = '#fff'; g.fillRect(0, 0, c.width, c.height);
      g.fillStyle = '#000'; g.font = `${w / 30}px sans-serif`;
      for (let i = 0; i < 30; i++) g.fillText(`讯问笔录 第${k}页 第${i + 1}行 问：答：`, w / 12, w / 8 + i * w / 24);
      return c.toDataURL('image/png').split(',')[1];
    }, [n, across]);
  }
  past = Date.parse((await who.gongan1.get('/me')).now) - 60 * 3_600_000;
});

part('filing, detention and arrest, each entered with the time it really happened', async () => {
  const { gongan1, fazhi1, kanshou1, anguan1, jiancha1 } = who;
  await gongan1.go('new');
  await gongan1.page.getByLabel('盗窃', { exact: true }).check();
  await gongan1.page.getByLabel('姓名').fill(NAME);
  await gongan1.page.getByLabel('居民身份证号').fill('629901199005061211');
  await gongan1.page.getByRole('button', { name: '登记案件' }).click();
  await gongan1.h1(CASE);
  id = decodeURIComponent(gongan1.page.url().split('/case/')[1]);
  await does(gongan1, '立案审查决定', { option: '立案', checker: fazhi1 });
  assert.equal(await fact('stage'), 'investigation');
  await does(gongan1, '拘留', { checker: fazhi1 });
  await does(gongan1, '拘留、逮捕后讯问');
  await does(gongan1, '通知家属');
  await does(gongan1, '延长拘留期限', { option: '延长一至四日', checker: fazhi1 });
  await does(gongan1, '羁押期限变更通知（公安机关）');
  await takes(kanshou1, '羁押期限变更通知（公安机关）');
  await does(kanshou1, '收押登记');
  await does(gongan1, '提请批准逮捕', { checker: fazhi1, pages: [1, 2, 3].map((n) => page(n, 992)) });
  await takes(anguan1, '提请批准逮捕');
  await open(gongan1);
  await open(anguan1);
  await anguan1.page.getByLabel('分派给').selectOption({ label: '沈某明（第一检察部）' });
  await anguan1.page.getByRole('button', { name: '分派', exact: true }).click();
  await home(anguan1);
  await waits(jiancha1, '办理：提请批准逮捕').getByRole('button').click();
  await jiancha1.page.getByRole('link', { name: '办理结果' }).click();
  await jiancha1.page.getByLabel('批准逮捕', { exact: true }).check();
  await papers(jiancha1);
  await late(jiancha1);
  await jiancha1.shot('90-tour-answer');
  await jiancha1.page.getByRole('button', { name: '办理结果' }).click();
  await receipt(jiancha1, '已作出办理结果');
  await home(jiancha1);
  await gongan1.page.locator('.talk .chip', { hasText: '批准逮捕' }).waitFor(); // on the page that stood open
  await does(gongan1, '执行逮捕');
  assert.equal(await fact('custody'), 'arrested');
  await does(gongan1, '拘留、逮捕后讯问');
  await does(gongan1, '通知家属');
  await does(gongan1, '逮捕执行情况回执');
  await takes(anguan1, '逮捕执行情况回执');
});

part('a dossier too coarse is returned with its page marked, scanned anew, and accepted with a list to be supplied', async () => {
  const { gongan1, fazhi1, anguan1 } = who;
  await does(gongan1, '移送审查起诉', { checker: fazhi1 });
  await takes(anguan1, '移送审查起诉', { then: 'look' });
  await anguan1.page.locator('.check li', { hasText: '第2页' }).filter({ hasText: '分辨率低' }).getByRole('button', { name: '列为退回原因' }).click();
  await anguan1.page.getByLabel('给对方的说明').fill('请按200dpi以上重新扫描');
  await anguan1.shot('91-tour-return');
  await anguan1.page.getByRole('button', { name: '退回对方' }).click();
  await anguan1.page.getByText('已退回，对方会看到').waitFor();
  await home(anguan1);
  await home(gongan1);
  await waits(gongan1, '补正').getByRole('button').click();
  await gongan1.h1('补正后重新推送');
  await gongan1.page.locator('.arrange .entry').click();
  await gongan1.page.getByRole('button', { name: '移出卷宗' }).click();
  await gongan1.page.getByLabel('选择文件（图片或PDF，可多选）').setInputFiles([1, 2, 3].map((n) => page(n, 1654)));
  await gongan1.page.getByText('现有 1 份材料，3 页').waitFor();
  await gongan1.page.locator('fieldset input[type=checkbox]').check();
  await late(gongan1);
  await gongan1.shot('92-tour-mended');
  await gongan1.page.getByRole('button', { name: '补正后重新推送' }).click();
  await receipt(gongan1, '已重新推送');
  await home(gongan1);
  await takes(anguan1, '移送审查起诉', { then: 'list' });
  await anguan1.page.keyboard.press('b');
  await anguan1.page.getByLabel('需要补送的材料').fill('价格认定机构资质证明');
  await anguan1.page.getByLabel('本单位案号').fill('望检刑受〔2021〕9998号'); // two figures the wrong way round
  await anguan1.shot('93-tour-list');
  await anguan1.page.getByRole('button', { name: '受理，并要求补送' }).click();
  await anguan1.page.getByText('已受理，补送清单已发给对方').waitFor();
  await anguan1.page.locator('.said a', { hasText: '受理回执' }).last().click();
  const slip = anguan1.page.locator('.receiptpaper');
  await slip.getByText('望检刑受〔2021〕9998号').waitFor();
  for (const what of ['移送审查起诉', '望川县公安局', '望川县人民检察院', '价格认定机构资质证明', '卫某渡']) assert.ok((await slip.innerText()).includes(what), what);
  await anguan1.shot('93-tour-receipt');
  assert.deepEqual(await anguan1.axe(), []);
  assert.equal(await fact('stage'), 'review');
  await waits(gongan1, '补送材料').getByRole('button').click();
  await gongan1.page.getByLabel('价格认定机构资质证明').check();
  await late(gongan1);
  await gongan1.shot('94-tour-supply');
  await gongan1.page.getByRole('button', { name: '补送', exact: true }).click();
  await receipt(gongan1, '补送');
  await open(anguan1);
  await anguan1.page.locator('.talk li', { hasText: '移送审查起诉' }).getByText('☑').waitFor();
});

part('a custody transfer entered late is shown as late, and confirmed by the house', async () => {
  const { gongan1, kanshou1 } = who;
  await kanshou1.go('board');
  await does(gongan1, '换押（侦查→审查起诉）');
  await confirms('换押（侦查→审查起诉）');
  past = 0;
  await open(gongan1);
  const card = gongan1.page.locator('.talk > li', { hasText: '换押（侦查→审查起诉）' });
  await card.getByText(/^补录，实际发生 2021年8月22日 \d\d:\d\d：专线中断，恢复后补录$/).waitFor();
  await card.getByText('已受理', { exact: true }).waitFor();
  await gongan1.shot('95-tour-late');
});

part('a number entered wrongly is put right; both stay readable', async () => {
  const p = who.anguan1;
  await open(p, '全程留痕');
  await p.page.locator('.past li', { hasText: '望检刑受〔2021〕9998号' }).getByRole('button', { name: '有误，更正' }).last().click();
  await p.page.getByLabel('正确的内容').fill('望检刑受〔2021〕9989号');
  await p.page.getByLabel('更正理由').fill('顺序号录入颠倒');
  await p.shot('96-tour-number');
  await p.page.getByRole('button', { name: '提交更正' }).click();
  await p.page.getByText('更正已提交').waitFor();
  await p.page.locator('.casehead', { hasText: '望检刑受〔2021〕9989号' }).waitFor();
  await p.page.getByText('望检刑受〔2021〕9998号 → 望检刑受〔2021〕9989号').waitFor();
  await home(p);
});

part('the case goes back for a supplementary investigation and comes again, the person with it', async () => {
  const { gongan1, fazhi1, anguan1, jiancha1, bumen1, kanshou1 } = who;
  await does(jiancha1, '告知委托辩护人、诉讼代理人');
  await home(gongan1);
  await does(jiancha1, '退回补充侦查', { checker: bumen1 });
  await takes(gongan1, '退回补充侦查');
  assert.equal(await fact('stage'), 'supplement');
  await does(jiancha1, '换押（退回补充侦查）');
  await confirms('换押（退回补充侦查）');
  await does(gongan1, '补充侦查重报', { checker: fazhi1 });
  await takes(anguan1, '补充侦查重报');
  assert.equal(await fact('stage'), 'review');
  await does(gongan1, '换押（补查重报）');
  await confirms('换押（补查重报）');
});

part('prosecution, assessment, judgment and its service', async () => {
  const { jiancha1, bumen1, lian, faguan1, tingzhang, jiaozheng } = who;
  await does(jiancha1, '签署认罪认罚具结书');
  await does(jiancha1, '提起公诉', { checker: bumen1 });
  await takes(lian, '提起公诉');
  assert.equal(await fact('stage'), 'trial1');
  await open(lian);
  await lian.page.getByLabel('分派给').selectOption({ label: '施某裁（刑事审判庭）' });
  await lian.page.getByRole('button', { name: '分派', exact: true }).click();
  await does(jiancha1, '换押（提起公诉）');
  await confirms('换押（提起公诉）');
  await does(faguan1, '委托调查评估（法院）', { to: '望川县司法局' });
  await takes(jiaozheng, '委托调查评估（法院）');
  await waits(jiaozheng, '办理：委托调查评估').getByRole('button').click();
  await jiaozheng.page.getByRole('link', { name: '办理结果' }).click();
  await jiaozheng.page.getByLabel('适宜社区矫正', { exact: true }).check();
  await papers(jiaozheng);
  await jiaozheng.page.getByRole('button', { name: '办理结果' }).click();
  await receipt(jiaozheng, '已作出办理结果');
  await does(faguan1, '一审判决', { option: '有罪，判处实刑', data: { 判处刑罚: '有期徒刑', '刑期（月）': '8' }, checker: tingzhang });
  assert.equal(await fact('stage'), 'judged');
  await does(faguan1, '判决书送达');
  await open(faguan1);
  await faguan1.page.locator('.terms', { hasText: '上诉' }).waitFor();
  assert.equal(await faguan1.page.getByText('须立即处置').count(), 0, 'what was done in time and entered late leaves nothing red');
  await faguan1.shot('97-tour-judged');
});

part('when nobody has appealed the judgment takes effect by itself, and the court is told what is to be done', async () => {
  const day = new Date(Date.parse((await who.faguan1.get('/me')).now) + 12 * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 16);
  for (const p of s.people) p.expected = /ERR_|Failed to load resource/; // the server goes away while all their pages stand open
  await s.restart(['--clock', day]);
  const judge = await s.as('faguan1');
  await judge.go(`case/${e(id)}`);
  await judge.page.locator('.road [aria-current]', { hasText: '裁判生效' }).waitFor();
  await judge.shot('98-tour-effect');
});

test('no console error in any browser', () => { for (const p of s.people) assert.deepEqual(p.heard, [], p.login); });

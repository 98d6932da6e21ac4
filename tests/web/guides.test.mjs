// SPDX-License-Identifier: Apache-2.0
// The guides: seen by the committee, drawn and as a list, with papers, terms, verdict and differences; and compare.ts alone.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { sleep, stage, TOP } from './stage.mjs';

const require = createRequire(path.join(TOP, 'web/package.json'));
let s, p, compare;
before(async () => {
  const { rolldown } = require('rolldown');
  const { output } = await (await rolldown({ input: path.join(TOP, 'web/src/guides/compare.ts') })).generate({ format: 'esm' });
  ({ compare } = await import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`));
  s = await stage({ ownRules: true });
  p = await s.as('zhengfa2');
  for (let i = 0; i < 300 && !(await p.get('/guides')).every((r) => r.judged); i++) await sleep(200); // the checker works after the start
});
after(async () => { await s?.done(); });

async function fine(name) {
  assert.deepEqual(await p.axe(), [], name);
  assert.deepEqual(await p.markup(), [], name);
  await p.shot(name);
  assert.deepEqual(p.heard, [], name);
}
const guide = (of) => p.get(`/guides/${encodeURIComponent(of)}`);
const tab = (name) => p.page.getByRole('tab', { name, exact: true }).click();

test('what differs between two guides is told, and nothing else', async () => {
  const from = await guide('盗窃'), to = structuredClone(from);
  assert.deepEqual(compare(from, to), { acts: [], papers: [], terms: [], duties: [] });
  const [act, gone] = Object.keys(to.acts), [clock] = Object.keys(to.clocks);
  to.acts[act].needs = { documents: [...(to.acts[act].needs?.documents ?? []), 'paper_of_the_test'] };
  to.clocks[clock].name = '改名的期限';
  delete to.acts[gone];
  const d = compare(from, to);
  assert.deepEqual(d.acts.find((x) => x.id === act).added, [{ kind: 'needs', value: 'paper_of_the_test', table: 'documents', at: '' }]);
  assert.equal(d.acts.find((x) => x.id === gone).how, 'removed');
  assert.equal(d.terms.find((x) => x.id === clock).was_named, from.clocks[clock].name);
  assert.deepEqual(d.papers.filter((x) => x.how === 'added').map((x) => x.id), ['paper_of_the_test']);
  const back = compare(to, from);
  assert.equal(back.acts.find((x) => x.id === gone).how, 'added');
});

test('the committee opens a guide from its list and reads its flow, drawn and in words', async () => {
  await p.page.getByRole('link', { name: '流转指引' }).click();
  await p.h1('流转指引');
  const rows = await p.get('/guides');
  await p.page.locator('tbody tr').nth(rows.length - 1).waitFor();
  const bases = await p.get('/base-guides');
  assert.equal(await p.page.locator('tbody tr').count(), rows.length + bases.length);
  await fine('90-guides');
  await p.page.getByRole('link', { name: '盗窃', exact: true }).click();
  const g = await guide('盗窃'), inReview = Object.values(g.acts).filter((a) => [a.when?.stage ?? []].flat().includes('review')).length;
  const review = p.page.getByRole('button', { name: new RegExp(`^审查起诉：${inReview} 项`) });
  await review.focus();
  await p.page.keyboard.press('Enter');
  assert.equal(await review.getAttribute('aria-pressed'), 'true');
  assert.equal(await p.page.locator('.actlist li').count(), inReview);
  await p.page.locator('.actlist button', { hasText: '提起公诉' }).first().click();
  await p.page.getByRole('heading', { name: '“提起公诉”的规则' }).waitFor();
  await p.page.getByText(/依据：刑事诉讼法 /).first().waitFor();
  await p.page.waitForFunction(() => !document.querySelector('#guide').textContent.includes('…'), null, { timeout: 5000 }).catch(() => undefined);
  await fine('91-guide-flow');
});

test('papers, terms with their articles, and what the checker found', async () => {
  const g = await guide('盗窃');
  await tab('文书');
  await p.page.getByText('起诉意见书').first().waitFor();
  await fine('92-guide-papers');
  await tab('期限');
  await p.page.locator('#guide table').nth(1).waitFor();
  assert.equal(await p.page.locator('#guide tbody tr.rule').count(), Object.keys(g.clocks).length + Object.keys(g.duties).length);
  await p.page.getByText(/刑事诉讼法 91/).first().waitFor();
  assert.doesNotMatch(await p.page.locator('#guide').innerText(), /undefined|\[object|_days|_months/);
  await fine('93-guide-terms');
  await tab('检查结论');
  const row = (await p.get('/guides')).find((r) => r.class === '盗窃');
  await p.page.getByText(row.verdicts[0].findings[0].zh).first().waitFor();
  assert.equal(await p.page.locator('#guide tbody tr').count(), row.verdicts.reduce((n, v) => n + v.findings.length, 0));
  await fine('94-guide-verdict');
});

test('two classes are compared in words, and the versions are listed', async () => {
  await tab('比较');
  const d = compare(await guide('盗窃'), await guide('故意伤害')), all = Object.values(d).flat();
  await p.page.getByLabel('比较的终点').selectOption({ label: '故意伤害 2026.1（生效）' });
  const many = (how) => all.filter((x) => x.how === how).length;
  assert.ok(all.length > 0);
  await p.page.getByText(`新增 ${many('added')} 处、删去 ${many('removed')} 处、改变 ${many('changed')} 处`).waitFor();
  assert.equal(await p.page.locator('.differs li').count(), all.length);
  await fine('95-guide-differs');
  await tab('版本');
  await p.page.getByRole('cell', { name: '生效', exact: true }).waitFor();
  assert.equal(await p.page.getByRole('button', { name: '发布草稿' }).count(), 0, 'no draft, nothing to publish');
  await fine('96-guide-versions');
});

test('the base guide is drawn too, and nothing of it is published', async () => {
  await p.go('guides');
  await p.page.getByRole('link', { name: '普通刑事案件', exact: true }).click();
  await p.page.getByText('这是各类案件共同的基本流程', { exact: false }).waitFor();
  await p.page.getByRole('button', { name: /^审查起诉：/ }).waitFor();
  assert.deepEqual(await p.page.getByRole('tab').allInnerTexts(), ['流程', '文书', '期限']);
  await fine('97-guide-base');
});

test('a draft is published from the browser: refused with what is wrong while it is unsound, then put in force, and it outlives a kill', async () => {
  const base = path.join(s.dir, 'rules/guides/普通刑事案件.yaml'), file = path.join(s.dir, 'rules/guides/盗窃.yaml');
  const sound = fs.readFileSync(base, 'utf8');
  fs.writeFileSync(base, sound.replace(/then: \{stage: (concluded|effective|judged)\}/g, 'then: {stage: trial1}'));
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/^version: .*$/m, 'version: 2099.1'));
  await p.go('guides/盗窃');
  await p.page.reload();
  await p.page.getByRole('button', { name: '发布草稿' }).click();
  await p.page.getByLabel('发布说明').fill('按新规定调整');
  p.expected = /422|ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|503|Failed to load/; // the refusal, and a server that is killed
  await p.page.getByRole('button', { name: '确认', exact: true }).click();
  await p.page.getByRole('alert').getByText('没有发布', { exact: false }).waitFor({ timeout: 120_000 });
  assert.ok(await p.page.getByRole('alert').locator('li').count() > 0);
  await fine('98-guide-refused');
  fs.writeFileSync(base, sound);
  await p.page.getByRole('button', { name: '确认', exact: true }).click();
  await p.page.getByText('已发布。').waitFor({ timeout: 120_000 });
  await s.restart([], 'SIGKILL');
  await p.go('guides/盗窃/versions');
  await p.page.reload();
  await p.page.getByRole('cell', { name: '2099.1', exact: true }).waitFor();
  await p.page.getByRole('cell', { name: /按新规定调整/ }).waitFor();
  assert.equal((await p.get('/guides')).find((r) => r.class === '盗窃').version, '2099.1');
  await fine('99-guide-published');
});

test('on a case one sees where a person stands on the drawn guide, what he has passed and what is possible', async () => {
  const q = await s.as('jiancha1');
  const cases = (await q.get('/cases?limit=100')).cases ?? (await q.get('/cases?limit=100')).items;
  const of = cases.find((c) => c.stage === 'review') ?? cases[0];
  await q.go(`case/${of.id}`);
  await q.page.getByRole('button', { name: '在流转指引中的位置' }).click();
  const box = q.page.getByRole('dialog');
  await box.getByText(/现在处于/).waitFor();
  await box.locator('.marked.on').waitFor();
  assert.equal(await box.locator('.marked.on').count(), 1);
  await box.locator('.marked.past').first().waitFor();
  await q.shot('99b-case-place');
  assert.deepEqual(await q.axe(), []);
});

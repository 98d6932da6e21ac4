// SPDX-License-Identifier: Apache-2.0
// The reader of papers, without a browser: what it finds in papers of several makes, and that each value is in its place.
import { test, before } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const TOP = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(path.join(TOP, 'web/package.json'));
const CHARGES = [...fs.readFileSync(path.join(TOP, 'rules/codes/charges.yaml'), 'utf8').matchAll(/^- \{id: \w+, number: \d+, name: ([^ ]+), py:/gm)].map((m) => m[1]);
let made;
before(async () => {
  const { rolldown } = require('rolldown');
  const source = 'export * from "./read"; export * from "./date"; export * from "./idcard"; export * from "./text"; export * from "./charge";';
  const bundle = await rolldown({ input: 'all', plugins: [{ name: 'all', resolveId: (id) => (id === 'all' ? path.join(TOP, 'web/src/paper/all.ts') : null), load: (id) => (id.endsWith('paper/all.ts') ? source : null) }] });
  const { output } = await bundle.generate({ format: 'esm' });
  made = await import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`);
});
const text = (name) => fs.readFileSync(path.join(TOP, `tests/web/papers/${name}.txt`), 'utf8');
const read = (name) => { const t = text(name); return { t, r: made.readPaper(t, CHARGES) }; };
const words = (t, f) => t.slice(f.span.from, f.span.to).replace(/\s/g, '');
const is = (r) => ({ kind: r.kind?.value, number: r.number?.value, dated: r.dated?.value, filed: r.filed?.value,
  persons: r.persons.map((p) => [p.name.value, p.id_number?.value, p.sex?.value, p.birth?.value, p.charges.map((c) => c.name).join(), p.measures.map((m) => `${m.measure} ${m.date}`).join(), p.house?.value]) });

test('the code table has its 483 charges', () => assert.equal(CHARGES.length, 483));

const SAID = {
  'filing-1': { kind: 'filing_decision', number: '望公（刑）立字〔2021〕123号', dated: '2021-08-20', filed: '2021-08-20', persons: [['张某山', undefined, undefined, undefined, '盗窃罪', '', undefined]] },
  'filing-2': { kind: 'filing_decision', number: '望公(经)立字[2021]0045号', dated: '2021-08-18', filed: '2021-08-18', persons: ['李某水', '王某田'].map((n) => [n, undefined, undefined, undefined, '掩饰、隐瞒犯罪所得、犯罪所得收益罪', '', undefined]) },
  'filing-3': { kind: 'filing_decision', number: '岚公（刑）立字［２０２１］７７号', dated: '2021-07-31', filed: '2021-07-31', persons: [] },
  'arrest-1': { kind: 'arrest_request', number: '望公（刑）提捕字〔2021〕35号', dated: '2021-08-21', filed: '2021-08-18', persons: [
    ['张某山', '629901199005061217', 'male', '1990-05-06', '盗窃罪', 'detained 2021-08-19', '望川县看守所'],
    ['孙某英', '629901198507120040', 'female', '1985-07-12', '掩饰、隐瞒犯罪所得、犯罪所得收益罪', 'bail 2021-08-19', undefined]] },
  'arrest-2': { kind: 'arrest_request', number: '望公刑提捕字（2021）第036号', dated: '2021-08-16', filed: '2021-08-10', persons: [['钱某河', '629901200401203331', 'male', '2004-01-20', '寻衅滋事罪', 'detained 2021-08-10', '望川县看守所']] },
  'arrest-3': { kind: 'arrest_request', number: '望公（刑）提捕字〔2021〕40号', dated: '2021-08-05', filed: undefined, persons: [['吴某岭', '629901197909305510', 'male', '1979-09-30', '故意伤害罪', 'detained 2021-08-01', '望川县看守所']] },
  'opinion-1': { kind: 'prosecution_opinion', number: '望公（交）诉字〔2021〕88号', dated: '2021-08-20', filed: '2021-08-01', persons: [['郑某舟', '629901198811111173', 'male', '1988-11-11', '危险驾驶罪', 'bail 2021-08-02', undefined]] },
  'opinion-2': { kind: 'prosecution_opinion', number: '望公（刑）诉字〔2021〕90号', dated: '2021-08-21', filed: undefined, persons: [
    ['张某山', '629901199005061217', 'male', '1990-05-06', '盗窃罪', 'detained 2021-05-20,arrested 2021-06-01', '望川县看守所'],
    ['李某水', '629901198507120059', 'male', '1985-07-12', '盗窃罪,掩饰、隐瞒犯罪所得、犯罪所得收益罪', 'detained 2021-05-21,arrested 2021-06-02,residence 2021-07-05', undefined]] },
};
for (const [name, said] of Object.entries(SAID)) test(`${name} is read whole`, () => assert.deepEqual(is(read(name).r), said));

test('each value stands in the paper where it is said to stand', () => {
  for (const name of Object.keys(SAID)) {
    const { t, r } = read(name);
    assert.equal(words(t, r.number), r.number.value, name);
    for (const p of r.persons) {
      assert.equal(words(t, p.name), p.name.value, name);
      if (p.id_number) assert.equal(words(t, p.id_number), p.id_number.value, name);
      if (p.birth) assert.equal(made.dateOf(made.flat(words(t, p.birth)).text), p.birth.value, name);
      if (p.house) assert.equal(words(t, p.house), p.house.value);
      for (const m of p.measures) assert.match(words(t, m), /(拘留|逮捕|取保候审|监视居住)$/, name);
      for (const c of p.charges) assert.ok(words(t, c).length >= 2, name);
    }
  }
});

test('a number that fails its check is shown as what it is', () => {
  const { r } = read('opinion-3');
  assert.equal(r.persons[0].id_number.ok, false);
  assert.equal(made.idCard('629901199005061217').ok, true);
  assert.equal(made.idCard('629901199005061218').ok, false, 'one digit off');
  assert.equal(made.idCard('629901199013061217').ok, false, 'no such month');
  assert.equal(made.idCard('12345'), null);
});

test('victims, witnesses and earlier sentences are not taken for suspects and measures of this case', () => {
  for (const name of ['arrest-1', 'opinion-2', 'filing-3']) assert.ok(!is(read(name).r).persons.some((p) => /周|何|赵/.test(p[0])), name);
  assert.ok(!read('opinion-2').r.persons[0].measures.some((m) => m.date.startsWith('2018')));
});

test('of a paper that is none of these nothing is made up', () => {
  assert.deepEqual(is(read('other').r), { kind: undefined, number: undefined, dated: undefined, filed: undefined, persons: [] });
  assert.deepEqual(made.readPaper('', CHARGES).persons, []);
});

test('the number, place and date survive other blanks and widths of the same paper', () => {
  const t = text('arrest-1').replace(/[0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).replace(/，/g, ', ').replace(/\n/g, '\r\n');
  const r = made.readPaper(t, CHARGES);
  assert.equal(r.persons[0].id_number.value, '629901199005061217');
  assert.equal(r.persons[0].measures[0].date, '2021-08-19');
  assert.match(r.number.value, /提捕字/);
});

test('dates as papers write them', () => {
  const said = [['二〇二一年三月五日', null, '2021-03-05'], ['二○二一年十二月二十一日', null, '2021-12-21'], ['2021.3.5', null, '2021-03-05'], ['同年4月1日', '2021-03-05', '2021-04-01'], ['同月9日', '2021-03-05', '2021-03-09'], ['次日', '2021-03-31', '2021-04-01'], ['5月6日', '2020-01-01', '2020-05-06'], ['2021年2月30日', null, null], ['次日', null, null]];
  for (const [t, before, is_] of said) assert.equal(made.dateOf(t, before), is_, t);
});

test('a long paper is read at once, and so is one made to be slow', () => {
  const long = text('opinion-1').replace('经依法侦查查明', `经依法侦查查明：${'某日某时某地，何某陈述。'.repeat(8000)}`);
  const began = performance.now();
  assert.equal(made.readPaper(long, CHARGES).persons.length, 1);
  made.readPaper('犯罪嫌疑人'.repeat(4000), CHARGES);
  made.readPaper('某'.repeat(20000), CHARGES);
  made.readPaper('对'.repeat(5000) + '1990年'.repeat(5000), CHARGES);
  assert.ok(performance.now() - began < 4000, `${performance.now() - began} ms`);
});

test('the signs of radicals some PDFs are written with are read as characters', () => {
  assert.equal(made.ordinary('起诉意\u2ec5书，\u2f84\u2f47\u2f08'), '起诉意见书，至日人');
});

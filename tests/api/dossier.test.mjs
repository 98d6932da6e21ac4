// SPDX-License-Identifier: Apache-2.0
// A dossier against its catalogue: what the class of the case asks for, and what goes beside the volumes with its own file.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { county, opening } from './site.mjs';

let t;
before(async () => { t = await county({ logins: ['officer'] }); });
after(async () => { await t?.done(); });

const missing = (check) => check.items.filter((i) => i.asked === 'required' && !i.have).map((i) => i.name);
const asked = async (of, act, papers = '') => missing(await t.officer.post(`/cases/${of}/dossier-check?act=${act}${papers}`, { volumes: [] }));

test('a catalogue asks what the class of the case needs, and of no other class', async () => {
  const all = await asked((await t.officer.post('/cases', opening('卷甲'))).case, 'PRO-01');
  assert.ok(all.includes('价格认定结论书') && all.includes('讯问笔录'), all.join());
  assert.ok(!all.includes('血液酒精含量鉴定意见') && !all.includes('道路交通事故认定书'), all.join());
});

test('a paper that goes beside the volumes with its own file is not missing in them', async () => {
  const id = (await t.officer.post('/cases', opening('卷丙'))).case;
  assert.ok((await asked(id, 'ARR-01')).includes('提请批准逮捕书'));
  assert.ok(!(await asked(id, 'ARR-01', '&papers=filing_decision,arrest_request')).includes('提请批准逮捕书'));
  assert.ok((await asked(id, 'ARR-01', '&papers=arrest_request_,arrest')).includes('提请批准逮捕书'));
});

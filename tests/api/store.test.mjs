// SPDX-License-Identifier: Apache-2.0
// What must outlive the process: bytes that are named, keys, the end of sessions.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { county, opening, manifestOf, picture, key, JINDU } from './site.mjs';

let t;
before(async () => { t = await county(); });
after(async () => { await t?.done(); });

const doc = (kind, more = {}) => ({ kind, number: '麦公（刑）字〔2021〕8号', dated: '2021-03-01', pages: 1, ...more });

async function checked(id, draft) {
  const d = await t.officer.post(`/cases/${id}/drafts`, draft);
  await t.legal.post(`/cases/${id}/transfers/${d.made}/check`, { approve: true });
  await t.officer.post(`/cases/${id}/transfers/${d.made}/push`, {});
  return d.made;
}

function verify() {
  const r = spawnSync(JINDU, ['verify', '--site', t.server.dir, '--json', ...t.server.extra.filter((x, i, all) => x === '--db' || all[i - 1] === '--db')], { encoding: 'utf8' });
  assert.equal(r.status, 0, `${r.stdout}${r.stderr}`);
}

test('whatever names bytes keeps them: papers of drafts, acts and answers, dossiers, sealed pages', async () => {
  const bytes = async (n) => (await t.officer.upload(picture(`store ${n}`))).blob;
  const id = (await t.officer.post('/cases', opening('甄一'))).case;
  await checked(id, { act: 'INV-01', option: 'file', docs: [doc('filing_decision', { blob: await bytes(1) })] });
  await checked(id, { act: 'INV-02', docs: [doc('detention_warrant', { blob: await bytes(2) })] });
  const first = await manifestOf(t.officer, ['甄1', '甄2']);
  await t.officer.call('PUT', `/cases/${id}/manifest`, { manifest: first.manifest, note: '入卷' });
  const m = await manifestOf(t.officer, ['甄1', '甄2', '甄3']);
  const transfer = await checked(id, { act: 'ARR-01', docs: [doc('arrest_request', { blob: await bytes(3) })], manifest: m.manifest });
  await t.officer.post(`/cases/${id}/seals`, { blob: m.blobs[1], volume: '证据卷', document: '讯问笔录', page: 2, note: '他案材料' });
  await t.desk.post(`/cases/${id}/transfers/${transfer}/accept`, {});
  const { blob } = await t.prosecutor.upload(picture('store 4'));
  await t.prosecutor.post(`/cases/${id}/transfers/${transfer}/answer`, { option: 'approve', docs: [doc('approve_arrest', { blob })] });
  verify(); // it knows every paper, dossier and seal of the case, and what keeps it
  assert.match(await (await fetch(`${t.server.url}/metrics`)).text(), /jindu_vault_swept_total 0/);
});

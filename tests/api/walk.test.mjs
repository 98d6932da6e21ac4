// SPDX-License-Identifier: Apache-2.0
// Every route of the table, as its own description lists them: nobody gets in, the wrong post gets nothing, and what one
// may not see looks like what is not there. And every code the program can answer with has its two texts.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { JINDU, county, opening, key } from './site.mjs';

const TOP = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
let t, routes, known;
before(async () => {
  t = await county({ logins: ['officer', 'legal', 'desk', 'watcher', 'stranger', 'house'] });
  const api = await (await fetch(`${t.server.url}/openapi.json`)).json();
  assert.equal(api.openapi, '3.1.0');
  routes = Object.entries(api.paths).flatMap(([where, ops]) => Object.entries(ops).map(([method, op]) => ({ where, method: method.toUpperCase(), ...op })));
  const id = (await t.officer.post('/cases', opening('走一'))).case;
  const page = await t.officer.get(`/cases/${id}`);
  known = { case: id, subject: page.persons[0].subject, person: page.persons[0].id, user: t.users.officer };
});
after(async () => { await t?.done(); });

// A body that is good enough to get as far as the rights: made from the schema.
function sample(s) {
  if (!s || !s.type) return {};
  const type = [].concat(s.type)[0];
  if (type === 'object') return Object.fromEntries((s.required ?? []).map((k) => [k, sample(s.properties[k])]));
  if (type === 'array') return s.items ? [sample(s.items)] : [];
  if (type === 'integer') return 1;
  if (type === 'boolean') return true;
  if (s.enum) return s.enum[0];
  if (s.format === 'date') return '2021-03-01';
  if (s.format === 'date-time') return '2099-03-01T00:00:00+08:00';
  if (/64/.test(s.pattern ?? '')) return 'ab'.repeat(32);
  return s.pattern || s.format === 'id' ? known.user : 'x';
}

function ask(r, ids) {
  const filled = r.where.replace('/api/v1', '').replace(/\{(\w+)\}/g, (_, n) => ids[n] ?? ({ blob: 'ab'.repeat(32), manifest: 'ab'.repeat(32), class: encodeURIComponent('盗窃'), table: 'sexes', column: 'pushed' }[n] ?? known.user));
  const needed = r.parameters.filter((p) => p.in === 'query' && p.required).map((p) => `${p.name}=${p.name === 'person' ? known.person : 'x'}`);
  const schema = r.requestBody?.content['application/json']?.schema;
  const o = { headers: { 'idempotency-key': key() } };
  if (schema) o.body = sample(schema);
  else if (r.requestBody?.content['application/octet-stream']) Object.assign(o, { body: Buffer.from('x'), type: 'image/jpeg' });
  return [r.method, filled + (needed.length ? `?${needed.join('&')}` : ''), o];
}
const name = (r) => `${r.method} ${r.where}`;
const isPublic = (r) => r.security?.length === 0;

test('the description tells of every route what a client needs', () => {
  assert.ok(routes.length > 60, `${routes.length}`);
  for (const r of routes) {
    assert.ok(r.summary && r.description && r['x-jindu-may'], name(r));
    for (const p of r.where.matchAll(/\{(\w+)\}/g)) assert.ok(r.parameters.some((x) => x.in === 'path' && x.name === p[1]), name(r));
    const unsafe = r.method !== 'GET' && !isPublic(r);
    if (unsafe) assert.ok(r.parameters.some((p) => p.name === 'X-CSRF-Token'), name(r));
    if (unsafe && r.where.startsWith('/api/v1/cases') && !r.where.endsWith('/foreseen')) // which changes nothing
      assert.ok(r.parameters.some((p) => p.name === 'Idempotency-Key' && p.required), name(r));
  }
  assert.equal(new Set(routes.map((r) => r.operationId)).size, routes.length);
});

test('every route says what it answers', () => {
  for (const r of routes) {
    const said = Object.entries(r.responses).filter(([status]) => /^20[0-4]$/.test(status));
    assert.equal(said.length, 1, `${name(r)} has no .out in src/api/routes.c`);
    const [[status, { content }]] = said;
    if (status === '204') assert.equal(content, undefined, name(r));
    else if (content['application/json']) assert.match(content['application/json'].schema.$ref, /^#\/components\/schemas\/\w+$/, name(r));
    else assert.ok(content['application/octet-stream'] || content['text/event-stream'], name(r));
  }
});

test('nobody gets in anywhere but where anybody may', async () => {
  const nobody = t.server.client();
  for (const r of routes) {
    if (isPublic(r)) { assert.ok(r['x-jindu-may'] === 'anyone', name(r)); continue; }
    const x = await nobody.raw(...ask(r, known));
    assert.equal(x.status, 401, name(r));
    assert.equal((await x.json()).code, 'auth.required', name(r));
  }
});

test('the wrong post is refused before anything is looked at', async () => {
  const may = { // what each of these posts may do, by permission
    officer: ['signed_in', 'progress', 'content', 'act'], watcher: ['signed_in', 'progress', 'guides'],
    system: ['signed_in', 'system', 'staffing'], security: ['signed_in', 'security', 'staffing'], audit: ['signed_in', 'audit'],
  };
  for (const [who, list] of Object.entries(may)) {
    for (const r of routes) {
      if (isPublic(r) || list.includes(r['x-jindu-may'])) continue;
      const x = await t[who].raw(...ask(r, known));
      assert.equal(x.status, 403, `${who} ${name(r)}`);
      assert.equal((await x.json()).code, 'access.role', `${who} ${name(r)}`);
    }
  }
});

test('to another agency a case that is there and one that is not are one', async () => {
  const absent = { ...known, case: t.users.desk, subject: t.users.desk };
  const about = routes.filter((r) => /\{(case|subject)\}/.test(r.where));
  assert.ok(about.length > 25);
  for (const r of about) {
    const answers = [];
    for (const ids of [known, absent]) {
      const x = await t.stranger.raw(...ask(r, ids));
      assert.equal(x.status, 404, `${name(r)} ${JSON.stringify(ask(r, ids))}`);
      const { request_id, ...p } = await x.json();
      answers.push(p);
    }
    assert.deepEqual(answers[0], answers[1], name(r));
  }
});

test('the description says who must send an idempotency key, and it is so', async () => {
  const may = { system: ['signed_in', 'system', 'staffing'], security: ['security'], watcher: ['guides'], audit: ['audit'], legal: ['progress', 'content', 'act', 'lead'], house: ['house'] };
  let demanded = 0;
  for (const r of routes.filter((x) => x.method !== 'GET' && !isPublic(x) && !/^\/api\/v1\/session/.test(x.where))) {
    const who = Object.keys(may).find((w) => may[w].includes(r['x-jindu-may']));
    const [method, where, o] = ask(r, known);
    const x = await t[who].raw(method, where, { ...o, headers: { ...o.headers, 'idempotency-key': null } });
    const said = r.parameters.some((p) => p.name === 'Idempotency-Key' && p.required);
    assert.equal(x.status === 428, said, `${name(r)} ${x.status}`);
    demanded += said;
  }
  assert.ok(demanded > 35, `${demanded}`);
});

test('without the anti-forgery mark no cookie changes anything', async () => {
  for (const r of routes.filter((x) => x.method !== 'GET' && !isPublic(x))) {
    const [method, where, o] = ask(r, known);
    const x = await t.officer.raw(method, where, { ...o, headers: { ...o.headers, 'x-csrf-token': null } });
    assert.equal(x.status, 403, name(r));
    assert.equal((await x.json()).code, 'auth.csrf', name(r));
  }
});

test('every code the server can answer with has its texts', () => {
  const texts = fs.readFileSync(path.join(TOP, 'src/api/messages.h'), 'utf8') + fs.readFileSync(path.join(TOP, 'src/core/refusal.h'), 'utf8') + fs.readFileSync(path.join(TOP, 'src/core/site.h'), 'utf8');
  const catalogue = new Set([...texts.matchAll(/X\((?:\w+, )?"([a-z_]+\.[a-z_-]+)"/g)].map((m) => m[1]));
  const used = new Map();
  for (const room of ['http', 'api', 'app', 'store', 'db', 'vault', 'node', 'core']) {
    for (const file of fs.readdirSync(path.join(TOP, 'src', room))) {
      if (!file.endsWith('.c') || /_test\.c$|demo_|testsite|rules\.c|guide_|codes|calendar|term|fixture|import_|migrate|replay|verify|rebuild|csv_|xlsx_|table\.c|checkpoint/.test(file)) continue;
      const text = fs.readFileSync(path.join(TOP, 'src', room, file), 'utf8');
      for (const m of text.matchAll(/(?:FAIL\([^;"]*|exchange_refuse\([^;"]*|\.code = )"([a-z_]+\.[a-z_-]+)"/g)) used.set(m[1], `${room}/${file}`);
    }
  }
  assert.ok(used.size > 60, `${used.size}`);
  const atStart = /^(site\.|checkpoint\.|route\.|listen\.|schema\.|guide\.(hash|twice|changed|unsound)|rules\.|\w+\.thread|codes\.|log\.empty|event\.|test\.)/; // told on the terminal
  const without = [...used].filter(([code]) => !catalogue.has(code) && !atStart.test(code));
  assert.deepEqual(without, []);
});

// UPDATE=1 writes the table instead of comparing it.
test('the page about the API lists the routes the program has', () => {
  const page = path.join(TOP, 'docs/http-api.md'), begin = '<!-- routes: made by `UPDATE=1 node --test tests/api/walk.test.mjs` -->\n', end = '<!-- end of routes -->';
  const api = JSON.parse(execFileSync(JINDU, ['openapi'], { encoding: 'utf8' }));
  const rows = Object.entries(api.paths).flatMap(([where, ops]) => Object.entries(ops).map(([method, op]) =>
    `| ${method.toUpperCase()} | \`${where.replace('/api/v1', '')}\` | ${op.summary} | ${op.description} | ${op['x-jindu-may']} | ${op.parameters.some((p) => p.name === 'Idempotency-Key' && p.required) ? 'yes' : ''} |`));
  const table = `| | under /api/v1 | | | who | key |\n|---|---|---|---|---|---|\n${rows.join('\n')}\n`;
  const text = fs.readFileSync(page, 'utf8'), at = text.indexOf(begin) + begin.length;
  assert.ok(at > begin.length && text.includes(end));
  const made = text.slice(0, at) + table + text.slice(text.indexOf(end));
  if (process.env.UPDATE) fs.writeFileSync(page, made);
  else assert.equal(text, made);
});

test('what is large and the same for many goes out packed, and is not sent again to who has it', async () => {
  const where = `/guides/${encodeURIComponent('盗窃')}`;
  const plain = await t.officer.raw('GET', where, { headers: { 'accept-encoding': 'identity' } });
  const packed = await t.officer.raw('GET', where, { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.equal(packed.headers.get('content-encoding'), 'gzip');
  assert.ok(Number(packed.headers.get('content-length')) * 3 < Number(plain.headers.get('content-length')));
  assert.equal(await packed.text(), await plain.text());
  const again = await t.officer.raw('GET', where, { headers: { 'if-none-match': packed.headers.get('etag') } });
  assert.equal(again.status, 304);
  assert.equal((await t.officer.raw('GET', '/me')).headers.get('content-encoding'), null, 'nothing with a secret is packed');
});

// SPDX-License-Identifier: Apache-2.0
// A disk that is full, read-only or does not keep what is written, under a served site: every client gets a clear
// refusal, nothing is acknowledged that is not there, and once the disk is well the server goes on without a restart.
// node --test-reporter=tap disk.mjs [PATH_OF_disk_fault.so]
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { county, opening, picture, sleep, key, JINDU } from '../api/site.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const SHIM = process.argv[2] ?? path.join(path.dirname(JINDU), 'tests/faults/disk_fault.so');

function verify(t) {
  const r = spawnSync(JINDU, ['verify', '--site', t.server.dir], { encoding: 'utf8' });
  assert.equal(r.status, 0, `${r.stdout}${r.stderr}`);
  return Number(/^(\d+) records/m.exec(r.stdout)[1]);
}

// A refusal a client can act on: problem+json, a stable code, no inner names, and an incident to ask about.
async function refused(r, codes) {
  const text = await r.text();
  assert.ok(r.status >= 500 && r.status <= 507, `${r.status} ${text}`);
  assert.equal(r.headers.get('content-type'), 'application/problem+json');
  const p = JSON.parse(text);
  assert.match(p.code, codes, text);
  assert.ok(p.incident, `no incident: ${text}`);
  assert.ok(p.message_zh && p.todo_zh, `nothing a person can read: ${text}`);
  assert.ok(!text.includes('site.db'), `it tells of the inside: ${text}`);
}

async function command(c, id, number, k) {
  return c.raw('POST', `/cases/${id}/numbers`, { body: { system: 'police', number }, headers: { 'idempotency-key': k } });
}

async function numbers(c, id) {
  return (await c.get(`/cases/${id}`)).numbers.map((n) => n.number).filter((n) => /^d/.test(n));
}

// The same story for every kind of fault: `fail` breaks the disk, `mend` makes it well again.
async function story(t, codes, fail, mend) {
  const c = t.officer, id = (await c.post('/cases', opening('赵某'))).case;
  await c.post(`/cases/${id}/numbers`, { system: 'police', number: 'd-before' });
  const before = verify(t);
  const asked = [];
  await fail();
  for (let round = 0; round < 3; round++) {
    const batch = Array.from({ length: 12 }, (_, i) => ({ number: `d-${round}-${i}`, key: key() }));
    const answers = await Promise.all(batch.map((x) => command(c, id, x.number, x.key)));
    for (const [i, r] of answers.entries()) {
      if (r.ok) batch[i].answer = await r.json(); // some room may have been left: then it must be there
      else await refused(r, codes);
    }
    asked.push(...batch);
  }
  assert.ok(asked.some((x) => !x.answer), 'the disk never failed');
  const up = await c.raw('POST', '/blobs', { body: Buffer.alloc(300000, picture(1)), type: 'image/jpeg' });
  await refused(up, /^(vault|aside|db)\./);
  assert.deepEqual((await numbers(c, id)).sort(), ['d-before', ...asked.filter((x) => x.answer).map((x) => x.number)].sort(), 'reading goes on');
  await mend();
  await sleep(100);
  for (const x of asked) { // under the same keys
    const r = await command(c, id, x.number, x.key), text = await r.text();
    assert.equal(r.status, 200, text);
    if (x.answer) assert.deepEqual(JSON.parse(text), x.answer);
  }
  await c.upload(picture(2));
  const wanted = ['d-before', ...asked.map((x) => x.number)].sort();
  assert.deepEqual((await numbers(c, id)).sort(), wanted, 'each command once');
  assert.equal(verify(t), before + asked.length);
  await t.server.stop('SIGKILL');
  await t.server.start();
  await c.login('officer', t.password);
  assert.deepEqual((await numbers(c, id)).sort(), wanted, 'also after a kill');
  assert.equal(verify(t), before + asked.length);
  assert.deepEqual(fs.readdirSync(path.join(t.server.dir, 'vault/tmp')), [], 'no half upload stays');
}

const FAULTS = [['full', 'f', /^(db\.full|db\.io|db\.rolled-back)$/], ['read-only', 'r', /^db\.(io|readonly)$/], ['unable to sync', 's', /^db\.(io|rolled-back)$/]];
for (const [name, letter, codes] of FAULTS)
  test(`a disk that becomes ${name} costs no acknowledged command`, { skip: fs.existsSync(SHIM) ? false : 'no disk_fault.so' }, async () => {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'jindu-disk-')), fault = path.join(dir, 'fault');
    fs.writeFileSync(fault, '.');
    const set = (x) => { const fd = fs.openSync(fault, 'r+'); fs.writeSync(fd, x, 0); fs.closeSync(fd); };
    const kept = process.env.TMPDIR;
    process.env.TMPDIR = dir;
    const t = await county({ logins: ['officer'] });
    await t.server.stop();
    Object.assign(process.env, { LD_PRELOAD: SHIM, JINDU_DISK: t.dir, JINDU_DISK_FAULT: fault });
    try {
      t.server.log = 'ignore'; // each refusal is logged, as it should be
      await t.server.start();
      delete process.env.LD_PRELOAD;
      await t.officer.login('officer', t.password);
      await story(t, codes, () => set(letter), () => set('.'));
    } finally {
      set('.');
      delete process.env.LD_PRELOAD;
      if (kept === undefined) delete process.env.TMPDIR; else process.env.TMPDIR = kept;
      await t.done();
      fs.rmSync(dir, { recursive: true, force: true });
    }
  });

test('who cannot be put on record may not read on; what was read before is on record once the disk is well', { skip: fs.existsSync(SHIM) ? false : 'no disk_fault.so' }, async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'jindu-disk-')), fault = path.join(dir, 'fault');
  fs.writeFileSync(fault, '.');
  const set = (x) => { const fd = fs.openSync(fault, 'r+'); fs.writeSync(fd, x, 0); fs.closeSync(fd); };
  const kept = process.env.TMPDIR;
  process.env.TMPDIR = dir;
  const t = await county({ logins: ['officer'] });
  try {
    const id = (await t.officer.post('/cases', opening('钱某'))).case;
    await t.server.stop();
    Object.assign(process.env, { LD_PRELOAD: SHIM, JINDU_DISK: t.dir, JINDU_DISK_FAULT: fault });
    t.server.log = 'ignore';
    await t.server.start();
    delete process.env.LD_PRELOAD;
    const read = async () => { const r = await t.officer.raw('GET', `/cases/${id}`); return [r.status, r.ok ? null : (await r.json()).code]; };
    set('f');
    let seen = 0, code = null;
    for (const until = Date.now() + 60000; !code && Date.now() < until; seen += !code) {
      const [status, why] = await read();
      if (status !== 200) code = `${status} ${why}`;
    }
    assert.equal(code, '503 audit.behind');
    assert.ok(seen >= 200, `${seen} reads before it stopped`);
    assert.equal((await t.officer.raw('GET', '/me')).status, 200, 'what is no case is still told');
    set('.');
    for (const until = Date.now() + 30000; (await read())[0] !== 200;) {
      assert.ok(Date.now() < until, 'it does not recover');
      await sleep(100);
    }
    await t.audit.login(t.audit.me.user.login, t.password);
    let found = 0, before = '';
    for (let page; (page = (await t.audit.get(`/audit?limit=500${before}`)).entries).length;) {
      found += page.filter((e) => e.what === 'read' && e.case === id && e.outcome === 'ok').length;
      before = `&before=${page.at(-1).id}`;
    }
    assert.equal(found, seen + 1, 'each read once');
  } finally {
    set('.');
    delete process.env.LD_PRELOAD;
    if (kept === undefined) delete process.env.TMPDIR; else process.env.TMPDIR = kept;
    await t.done();
    fs.rmSync(dir, { recursive: true, force: true });
  }
});

function mounted(mb) { // a small disk of its own; null where mounting is not allowed
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'jindu-small-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mb}m`, 'tmpfs', dir]).status === 0) return dir;
  fs.rmdirSync(dir);
  return null;
}

test('a file system that really is full', async (x) => {
  const dir = mounted(96);
  if (!dir) return x.skip('mounting is not allowed here');
  const kept = process.env.TMPDIR, ballast = path.join(dir, 'ballast');
  process.env.TMPDIR = dir;
  let t;
  try {
    t = await county({ logins: ['officer'] });
    await t.server.stop();
    t.server.log = 'ignore';
    await t.server.start();
    await t.officer.login('officer', t.password);
    await story(t, /^db\.(full|io|rolled-back)$/, () => {
      const fd = fs.openSync(ballast, 'w');
      try { for (const b = Buffer.alloc(65536, 1); ;) fs.writeSync(fd, b); } catch (e) { assert.equal(e.code, 'ENOSPC'); }
      fs.closeSync(fd);
    }, () => fs.rmSync(ballast));
  } finally {
    if (kept === undefined) delete process.env.TMPDIR; else process.env.TMPDIR = kept;
    if (t) await t.done();
    execFileSync('umount', [dir]);
    fs.rmdirSync(dir);
  }
});

test('a limit on the size of files is a full disk, not the end of the server', { skip: spawnSync('prlimit', ['--version']).status === 0 ? false : 'no prlimit' }, async () => {
  const t = await county({ logins: ['officer'] });
  try {
    await t.server.stop();
    t.server.log = 'ignore';
    await t.server.start();
    await t.officer.login('officer', t.password);
    const limit = (n) => execFileSync('prlimit', ['--pid', String(t.server.child.pid), `--fsize=${n}:unlimited`]);
    await story(t, /^db\.(full|io|rolled-back)$/, () => limit(8192), () => limit('unlimited'));
  } finally {
    await t.done();
  }
});

test('a site on a disk that is read-only from the start is refused in plain words', async (x) => {
  const dir = mounted(96);
  if (!dir) return x.skip('mounting is not allowed here');
  const kept = process.env.TMPDIR;
  process.env.TMPDIR = dir;
  try {
    const t = await county({ logins: [] });
    await t.server.stop();
    execFileSync('mount', ['-o', 'remount,ro', dir]);
    const r = spawnSync(JINDU, ['serve', '--site', t.server.dir, '--listen', '127.0.0.1:0', '--rules', path.join(here, '../../rules')], { encoding: 'utf8', timeout: 10000 });
    assert.equal(r.status, 1, r.stderr);
    assert.match(r.stderr, /read-?only|cannot be written/i);
    assert.equal(r.stdout, '');
  } finally {
    if (kept === undefined) delete process.env.TMPDIR; else process.env.TMPDIR = kept;
    execFileSync('umount', [dir]);
    fs.rmdirSync(dir);
  }
});

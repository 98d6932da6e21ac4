// SPDX-License-Identifier: Apache-2.0
// What keeps a site from starting: a rule file with a mistake, a database of a newer program, one that was altered.
// Each is told in one line with its place, and nothing is changed. node --test-reporter=tap start.mjs
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { JINDU } from '../api/site.mjs';

const RULES = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../rules');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'jindu-start-')), site = path.join(dir, 'site');
let number = 0;

before(() => execFileSync(JINDU, ['init', '--site', site, '--name', '试点县', '--admin', 'root', '--rules', RULES]));
after(() => fs.rmSync(dir, { recursive: true }));

const digest = (file) => crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');

function copied() { // the shipped rules, to be broken
  const to = path.join(dir, `rules${++number}`);
  fs.cpSync(RULES, to, { recursive: true });
  return to;
}

// Replaces the first match in a file of a copy; tells on which line that was.
function broken(file, from, to) {
  const rules = copied(), at = path.join(rules, file), text = fs.readFileSync(at, 'utf8');
  const where = text.search(from);
  assert.ok(where >= 0, `${file} has no ${from}`);
  fs.writeFileSync(at, text.replace(from, to));
  return { rules, at, line: text.slice(0, where).split('\n').length };
}

function serve(rules, folder = site) {
  return spawnSync(JINDU, ['serve', '--site', folder, '--listen', '127.0.0.1:0', '--rules', rules], { encoding: 'utf8', timeout: 10000 });
}

function refused(r) {
  assert.equal(r.status, 1, `status ${r.status}, signal ${r.signal}: ${r.stdout}${r.stderr}`);
  assert.equal(r.stdout, '');
  assert.equal(r.stderr.trim().split('\n').length, 1, r.stderr);
  return r.stderr;
}

const MISTAKES = [ // file, what, by what, what the message must say
  ['clocks.yaml', /^( +)basis:/m, '$1bassis:', /basis/],
  ['transfers.yaml', /^( +)by:/m, '$1byy:', /by/],
  ['facts.yaml', /^(\S+:.*)$/m, '$1\n\tx: 1', /./],
  ['duties.yaml', /^( +)holder:/m, '$1holdr:', /holder/],
  ['codes/agency_kinds.yaml', /^([^#\n]*)\bname:/m, '$1nane:', /name/],
  ['guides/盗窃.yaml', /^extends: .*$/m, 'extends: 普通刑事案见', /普通刑事案件/],
  ['holidays.yaml', /\d\d-\d\d/, '13-45', /./],
];
for (const [file, from, to, says] of MISTAKES) {
  const skip = fs.existsSync(path.join(RULES, file)) ? false : `no ${file}`;
  test(`a mistake in ${file} keeps the site from starting and its place is told`, { skip }, () => {
    const { rules, at, line } = broken(file, from, to), bytes = digest(path.join(site, 'site.db'));
    const said = refused(serve(rules));
    const place = /([^ :]+\.yaml):(\d+):(\d+)/.exec(said);
    assert.ok(place, `no file:line:column in: ${said}`);
    assert.ok(at.endsWith(place[1]) || place[1].endsWith(path.basename(at)), said);
    assert.ok(Math.abs(Number(place[2]) - line) <= 1, `line ${place[2]}, the mistake is on ${line}: ${said}`);
    assert.match(said, says);
    assert.equal(digest(path.join(site, 'site.db')), bytes, 'nothing was changed');
  });
}

function sql(db, text) { // with Python's own SQLite
  execFileSync('python3', ['-c', 'import sqlite3,sys\nc=sqlite3.connect(sys.argv[1])\nc.executescript(sys.argv[2])\nc.commit()\nc.close()', db, text]);
}
function twin(name) {
  const to = path.join(dir, name);
  fs.cpSync(site, to, { recursive: true });
  return to;
}

test('a site of a newer program is refused and left as it is', () => {
  const folder = twin('newer'), db = path.join(folder, 'site.db');
  sql(db, "INSERT INTO schema_migration VALUES ((SELECT MAX(version) FROM schema_migration) + 1, 'later', x'00', 1)");
  const bytes = digest(db);
  assert.match(refused(serve(RULES, folder)), /schema\.newer/);
  assert.match(spawnSync(JINDU, ['verify', '--site', folder], { encoding: 'utf8' }).stderr, /schema\.newer/);
  assert.equal(digest(db), bytes);
});

test('a site made by other scripts than this program knows is refused', () => {
  const folder = twin('altered'), db = path.join(folder, 'site.db');
  sql(db, "UPDATE schema_migration SET checksum = zeroblob(32) WHERE version = 1");
  assert.match(refused(serve(RULES, folder)), /schema\.changed/);
});

test('a folder without a site, and rules that are not there, are told apart', () => {
  assert.match(refused(serve(RULES, path.join(dir, 'nowhere'))), /site\.none/);
  assert.match(refused(serve(path.join(dir, 'no-rules'))), /no-rules/);
});

test('a database that is no database is told as damaged', () => {
  const folder = twin('damaged');
  fs.writeFileSync(path.join(folder, 'site.db'), crypto.randomBytes(65536));
  for (const f of ['site.db-wal', 'site.db-shm']) fs.rmSync(path.join(folder, f), { force: true });
  assert.match(refused(serve(RULES, folder)), /db\.corrupt/);
});

test('a site that is being served is not served twice', async () => {
  const first = spawn(JINDU, ['serve', '--site', site, '--listen', '127.0.0.1:0', '--rules', RULES], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await new Promise((ok, no) => { first.stdout.once('data', ok); first.once('exit', no); });
    assert.match(refused(serve(RULES)), /(writer|vault)\.taken/);
  } finally {
    first.kill();
  }
});

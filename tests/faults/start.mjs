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

test('a clock before the last record is refused, and says when that was', () => {
  const said = refused(spawnSync(JINDU, ['serve', '--site', site, '--listen', '127.0.0.1:0', '--rules', RULES, '--clock', '2020-01-01T09:00'], { encoding: 'utf8', timeout: 10000 }));
  assert.match(said, /the last record of the site is of 20\d\d-\d\d-\d\dT.*site\.clock_back/);
});

function sql(db, text) { // with Python's own SQLite
  execFileSync('python3', ['-c', 'import sqlite3,sys\nc=sqlite3.connect(sys.argv[1])\nc.executescript(sys.argv[2])\nc.commit()\nc.close()', db, text]);
}
function twin(name) {
  const to = path.join(dir, name);
  fs.cpSync(site, to, { recursive: true });
  return to;
}

// A site as the first version made it: its tables from the first script, filled with what they share with today's.
function older(name) {
  const folder = twin(name), db = path.join(folder, 'site.db'), first = path.join(RULES, '../sql/migrations/sqlite/0001_site.sql');
  execFileSync('python3', ['-c', `import os, sqlite3, sys
now, script = sys.argv[1:]
c = sqlite3.connect(now + '.old', isolation_level=None)
c.execute('ATTACH ? AS new', (now,))
for (sql,) in c.execute("SELECT sql FROM new.sqlite_schema WHERE name IN ('schema_migration', 'writer_epoch')").fetchall(): c.execute(sql)
c.executescript(open(script, encoding='utf-8').read())
c.execute('PRAGMA foreign_keys=OFF')
made = c.execute("SELECT name, sql FROM main.sqlite_schema WHERE type = 'table'").fetchall()
virtual = [n for n, sql in made if 'VIRTUAL' in sql]
for name, sql in made:
    if any(name == v or name.startswith(v + '_') for v in virtual) or name.startswith('sqlite_'): continue
    old = [r[1] for r in c.execute(f'PRAGMA main.table_info({name})')]
    new = {r[1] for r in c.execute(f'PRAGMA new.table_info({name})')}
    if not new: continue
    c.execute(f"INSERT OR REPLACE INTO main.{name} ({','.join(old)}) SELECT {','.join(k if k in new else chr(39) * 2 for k in old)} FROM new.{name}")
c.execute('DELETE FROM main.schema_migration WHERE version > 1')
c.close()
os.replace(now + '.old', now)`, db, first]);
  for (const f of ['site.db-wal', 'site.db-shm']) fs.rmSync(path.join(folder, f), { force: true });
  return folder;
}

const versions = fs.readdirSync(path.join(RULES, '../sql/migrations/sqlite')).length;
test('an older site is upgraded, after a copy', { skip: versions > 1 ? false : 'there is one version so far' }, () => {
  const folder = older('older');
  assert.match(spawnSync(JINDU, ['verify', '--site', folder], { encoding: 'utf8' }).stderr, /schema\.older/);
  const was = execFileSync('python3', ['-c', 'import sqlite3,sys\nprint(list(sqlite3.connect(sys.argv[1]).execute("SELECT COUNT(*) FROM log")))', path.join(folder, 'site.db')], { encoding: 'utf8' });
  const r = spawnSync('timeout', ['-s', 'TERM', '3', JINDU, 'serve', '--site', folder, '--listen', '127.0.0.1:0', '--rules', RULES], { encoding: 'utf8' });
  assert.match(r.stdout, /^http:/, r.stderr);
  const copies = fs.readdirSync(folder).filter((f) => /^site\.db\.v0001-\d+\.copy$/.test(f));
  assert.equal(copies.length, 1, fs.readdirSync(folder).join(' '));
  assert.equal(execFileSync('python3', ['-c', 'import sqlite3,sys\nprint(list(sqlite3.connect(sys.argv[1]).execute("SELECT COUNT(*) FROM log")))', path.join(folder, copies[0])], { encoding: 'utf8' }), was);
  const v = spawnSync(JINDU, ['verify', '--site', folder], { encoding: 'utf8' });
  assert.equal(v.status, 0, `${v.stdout}${v.stderr}`);
});

test('what another program showed is made anew before it is served', () => {
  const folder = twin('shown'), db = path.join(folder, 'site.db');
  sql(db, "UPDATE agencies SET region = '000000'; UPDATE shown SET version = 0");
  assert.match(spawnSync(JINDU, ['verify', '--site', folder], { encoding: 'utf8' }).stdout, /shown\.differs/);
  const r = spawnSync('timeout', ['-s', 'TERM', '3', JINDU, 'serve', '--site', folder, '--listen', '127.0.0.1:0', '--rules', RULES], { encoding: 'utf8' });
  assert.match(r.stdout, /^http:/, r.stderr);
  const v = spawnSync(JINDU, ['verify', '--site', folder], { encoding: 'utf8' });
  assert.equal(v.status, 0, `${v.stdout}${v.stderr}`);
});

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

// SPDX-License-Identifier: Apache-2.0
// A small county for the API's tests: made by `jindu init`, staffed over the API itself, served on a free port.
// JINDU names the program (default build/jindu); JINDU_TEST_PG, if set, a PostgreSQL to use instead of SQLite.
import { spawn, execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { holdAgainst } from './described.mjs';

const TOP = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const JINDU = path.resolve(process.env.JINDU ?? path.join(TOP, 'build/jindu'));
const RULES = process.env.JINDU_RULES ?? path.join(TOP, 'rules');
const GUIDES = ['普通刑事案件.yaml', '盗窃.yaml']; // what the tests use: proving all takes seconds
export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
export const key = () => crypto.randomUUID();
export const inDays = (n) => new Date(Date.now() + n * 86_400_000).toISOString();

// One user's way to the server: keeps the cookie and the CSRF mark, gives every command a key of its own.
export class Client {
  constructor(url) { this.url = url; this.cookie = ''; this.csrf = ''; }

  async raw(method, where, { body, headers = {}, type = 'application/json' } = {}) {
    const h = { ...headers };
    if (this.cookie && !('cookie' in h)) h.cookie = this.cookie;
    if (this.csrf && !('x-csrf-token' in h)) h['x-csrf-token'] = this.csrf;
    if (this.bearer) h.authorization = `Bearer ${this.bearer}`;
    if (body !== undefined && !('content-type' in h)) h['content-type'] = type;
    for (const k of Object.keys(h)) if (h[k] === null) delete h[k];
    const r = await fetch(this.url + where, { method, headers: h, body: body !== undefined && type === 'application/json' && typeof body !== 'string' ? JSON.stringify(body) : body });
    await holdAgainst(JINDU, method, where, r);
    return r;
  }

  // The parsed answer; `status` is asserted if given.
  async call(method, where, body, { status, headers } = {}) {
    const unsafe = method !== 'GET';
    const r = await this.raw(method, where, { body, headers: { ...(unsafe ? { 'idempotency-key': key() } : {}), ...headers } });
    const text = await r.text();
    let json = null;
    try { json = text ? JSON.parse(text) : null; } catch { json = text; }
    const want = status ?? [200, 201, 202, 204];
    if (![].concat(want).includes(r.status)) throw new Error(`${method} ${where}: ${r.status}, expected ${want}: ${text.slice(0, 600)}`);
    return json;
  }
  get(where, o) { return this.call('GET', where, undefined, o); }
  post(where, body = {}, o) { return this.call('POST', where, body, o); }

  async login(user, password) {
    const r = await this.raw('POST', '/session', { body: { user, password } });
    const me = await r.json();
    if (r.status !== 200) throw Object.assign(new Error(`login ${user}: ${r.status} ${me.code}`), { status: r.status, code: me.code });
    this.cookie = r.headers.get('set-cookie').split(';')[0];
    this.csrf = me.csrf;
    this.me = me;
    return me;
  }

  async upload(bytes, type = 'image/jpeg', status = 201) {
    const r = await this.raw('POST', '/blobs', { body: bytes, type });
    const j = await r.json();
    if (r.status !== status) throw new Error(`upload: ${r.status} ${JSON.stringify(j)}`);
    return j;
  }
}

export class Server {
  constructor(dir, rules, extra = [], web = null) { Object.assign(this, { dir, rules, extra, web, port: 0 }); }

  async start() {
    const args = ['serve', '--site', this.dir, '--listen', `127.0.0.1:${this.port}`, '--rules', this.rules, ...this.extra, ...(this.web ? ['--web', this.web] : [])];
    this.child = spawn(JINDU, args, { stdio: ['ignore', 'pipe', this.log] });
    this.exited = new Promise((r) => this.child.on('exit', (code, signal) => r(code ?? signal)));
    this.root = await new Promise((resolve, reject) => {
      let out = '';
      this.child.stdout.on('data', (d) => { out += d; if (out.includes('\n')) resolve(out.trim().replace(/\/$/, '')); });
      this.child.on('exit', () => reject(new Error('the server did not start')));
    });
    this.port = Number(new URL(this.root).port);
    this.url = `${this.root}/api/v1`;
    return this;
  }
  client() { return new Client(this.url); }
  async stop(signal = 'SIGTERM') { this.child.kill(signal); return this.exited; }
}

export function picture(n) { // bytes that begin like a JPEG and differ
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), crypto.createHash('sha512').update(`page ${n}`).digest()]);
}

function database() { // a database of its own in the test's PostgreSQL
  const url = process.env.JINDU_TEST_PG;
  if (!url) return [];
  const name = `api_${crypto.randomBytes(6).toString('hex')}`;
  execFileSync('psql', ['-q', url, '-c', `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`]);
  return ['--db', url.replace('/postgres?', `/${name}?`)];
}

const PASSWORD = '渡口-Crossing-2026';
export const STAFF = { // login: [agency, roles]
  officer: ['police', ['handler']], officer2: ['police', ['handler']], legal: ['police', ['legal_section']],
  desk: ['procuratorate', ['case_desk']], prosecutor: ['procuratorate', ['prosecutor']],
  filing: ['court', ['filing_desk']], judge: ['court', ['judge']], house: ['house', ['house_desk']],
  watcher: ['committee', ['committee_leader']], stranger: ['police2', ['handler']], strangerdesk: ['police2', ['section_leader']],
};
const AGENCIES = {
  police: ['县公安局', 'police', '620503'], procuratorate: ['县人民检察院', 'procuratorate', '620503'],
  court: ['县人民法院', 'court', '620503'], house: ['县看守所', 'detention_house', '620503'],
  justice: ['县司法局', 'justice', '620503'], committee: ['县委政法委', 'committee', '620503'],
  police2: ['邻县公安局', 'police', '620502'],
};

async function admin(server, login, password) {
  const c = server.client();
  await c.login(login, password);
  await c.post('/session/password', { old: password, new: PASSWORD });
  return c;
}

// `without`: organs the county does not have; `guides`: files beside those every county has; `client`: the folder of the built
// client to be served.
export async function county({ logins = Object.keys(STAFF), without = [], guides = [], client = null } = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'jindu-api-'));
  const db = database(), rules = path.join(dir, 'rules');
  fs.cpSync(RULES, rules, { recursive: true, filter: (p) => !/^guides\/./.test(path.relative(RULES, p)) || GUIDES.concat(guides).includes(path.basename(p)) });
  const out = execFileSync(JINDU, ['init', '--site', path.join(dir, 'site'), '--name', '试点县', '--admin', 'root', '--region', '620503', '--rules', rules, ...db], { encoding: 'utf8' });
  const first = Object.fromEntries(out.trim().split('\n').map((l) => l.trim().split(/\s+/)).map(([role, login, pw]) => [role, [login, pw]]));
  const web = path.join(dir, 'web'); // the client has tests of its own; here only how a page is served
  fs.mkdirSync(web);
  fs.writeFileSync(path.join(web, 'index.html'), '<!doctype html><title>津渡</title>');
  const server = await new Server(path.join(dir, 'site'), rules, db, client ?? web).start();
  const t = { dir, server, agencies: {}, users: {}, password: PASSWORD };
  [t.system, t.security, t.audit] = await Promise.all(['system_admin', 'security_admin', 'audit_admin'].map((r) => admin(server, ...first[r])));
  for (const [k, [name, kind, region]] of Object.entries(AGENCIES).filter(([k]) => !without.includes(k)))
    t.agencies[k] = (await t.system.post('/agencies', { name, kind, region, level: 3, on_from: '2020-01-01' })).made;
  await Promise.all(logins.map(async (login) => {
    const [agency, roles] = STAFF[login];
    const u = await t.system.post('/users', { login, name: `${login}（测试）` });
    t.users[login] = u.made;
    await t.security.post(`/users/${u.made}/posts`, { agency: t.agencies[agency], roles });
    const c = server.client();
    await c.login(login, u.password);
    await c.post('/session/password', { old: u.password, new: PASSWORD });
    c.me = await c.get('/me');
    t[login] = c;
  }));
  t.done = async () => { await server.stop(); fs.rmSync(dir, { recursive: true, force: true }); };
  return t;
}

// A case of 盗窃 with one adult; `extra` goes into the body.
export const opening = (name, extra = {}) => ({
  class: '盗窃', name: `${name}盗窃案`,
  people: [{ name, id_kind: 'citizen', sex: 'male', birth: '1990-05-06', charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] }], ...extra,
});

export async function manifestOf(client, pages) {
  const blobs = [];
  for (const p of pages) blobs.push((await client.upload(picture(p))).blob);
  const m = { volumes: [{ kind: 'evidence', name: '证据卷', documents: [{ name: '讯问笔录', pages: blobs }] }] };
  return { ...(await client.post('/manifests', m)), blobs };
}

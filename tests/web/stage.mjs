// SPDX-License-Identifier: Apache-2.0
// A stage for the browser's tests: a demo site of its own, the real binary serving the built client, and Chromium with a
// context a user. JINDU names the program (build/jindu), JINDU_WEB_DIR the client (build/web), CHROMIUM the browser.
import { spawn, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const TOP = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(path.join(TOP, 'web/package.json'));
const { chromium } = require('playwright-core');
const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const { HtmlValidate } = require('html-validate');
// The document as it stands in the browser. How a text is written (void tags, upper case, length of lines) is not asked of
// what a browser prints; what is asked is whether the page is lawful HTML that names its parts.
const MARKUP = new HtmlValidate({ root: true, extends: ['html-validate:standard', 'html-validate:document', 'html-validate:a11y'],
  rules: { 'attr-quotes': 'off', 'void-style': 'off', 'doctype-style': 'off', 'no-inline-style': 'off', 'no-trailing-whitespace': 'off', 'attribute-boolean-style': 'off', 'attribute-empty-style': 'off', 'long-title': 'off', 'no-implicit-button-type': 'off', 'require-sri': 'off', 'aria-label-misuse': ['error', { allowAnyNamable: true }], 'prefer-native-element': 'off', 'valid-id': ['error', { relaxed: true }] } });
export const JINDU = path.resolve(process.env.JINDU ?? path.join(TOP, 'build/jindu'));
export const WEB = path.resolve(process.env.JINDU_WEB_DIR ?? path.join(TOP, 'build/web'));
export const SCREENS = path.resolve(process.env.JINDU_SCREENS ?? path.join(TOP, 'build/screens'));
const PASSWORD = 'jindu-demo-2021';
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=zh-CN'];
// The address of this machine in its own network, where a browser gives no secure context; JINDU_STAGE=plain puts every stage there.
export const ADDRESS = Object.values(os.networkInterfaces()).flat().find((x) => x && !x.internal && x.family === 'IPv4')?.address;
const HOST = (process.env.JINDU_STAGE === 'plain' && ADDRESS) || '127.0.0.1';
// So many milliseconds more for every request: what shakes out who does not wait. A slower processor has a test of its own.
const LATENCY = Number(process.env.JINDU_LATENCY ?? 0);
export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

function browserPath() {
  for (const p of [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) if (p && fs.existsSync(p)) return p;
  throw new Error('no Chromium: install it (apt-get install chromium) or name it in CHROMIUM');
}

async function serve(site, host, port, extra = [], rules = path.join(TOP, 'rules')) {
  const child = spawn(JINDU, ['serve', '--site', site, '--listen', `${host}:${port}`, '--rules', rules, '--web', WEB, ...extra], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = new Promise((r) => child.on('exit', r));
  const url = await new Promise((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (d) => { out += d; if (out.includes('\n')) resolve(out.trim().replace(/\/$/, '')); });
    child.on('exit', () => reject(new Error('the server did not start')));
  });
  return { url, stop: async (signal = 'SIGTERM') => { child.kill(signal); await exited; } };
}

// Somebody at a browser of his own. `heard` holds every console error and every exception of his pages.
export class Person {
  constructor(stage, login, context, page) { Object.assign(this, { stage, login, context, page, heard: [] }); this.listen(page); }
  listen(page) {
    page.on('console', (m) => { if (m.type() === 'error' && !this.expected?.test(m.text())) this.heard.push(`${m.text()} ${m.location().url}`); });
    page.on('pageerror', (e) => this.heard.push(String(e.stack ?? e)));
  }
  async signIn(password = PASSWORD) {
    await this.page.goto(this.stage.url);
    await this.page.getByLabel(/^用户名/).fill(this.login);
    await this.page.getByLabel(/^密码/).fill(password);
    await this.page.getByRole('button', { name: '登录', exact: true }).click();
    await this.page.locator('header.bar').waitFor();
    return this;
  }
  async go(where) { await this.page.goto(`${this.stage.url}/#/${where}`); await this.settled(); }
  async settled() { await this.page.waitForLoadState('domcontentloaded'); await this.page.waitForFunction(() => document.querySelector('#main h1')); }
  async h1(text) { await this.page.locator('h1', { hasText: text }).waitFor(); }
  // What the API says to this very session.
  async get(where) { return this.page.evaluate(async (w) => (await fetch(`/api/v1${w}`)).json(), where); }
  // What this session sends: the steps before the one that is tried.
  async post(where, body, as = 'application/json') {
    return this.page.evaluate(async ([w, b, type]) => {
      const { csrf } = await (await fetch('/api/v1/me')).json();
      const r = await fetch(`/api/v1${w}`, { method: 'POST', headers: { 'Content-Type': type, 'X-CSRF-Token': csrf, 'Idempotency-Key': String(Math.random()).slice(2) }, body: type === 'application/json' ? JSON.stringify(b) : b });
      const j = await r.json();
      if (!r.ok) throw new Error(`${w}: ${r.status} ${JSON.stringify(j)}`);
      return j;
    }, [where, body, as]);
  }
  async axe() {
    await this.page.evaluate(AXE);
    const r = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    // What axe does not look at: the colour of text that is not typed yet.
    const blind = await this.page.evaluate(() => [...document.querySelectorAll('input:not([type=checkbox]):not([type=radio]):not([type=file]), textarea, select')]
      .filter((e) => e.offsetParent && getComputedStyle(e).color === getComputedStyle(e).backgroundColor).map((e) => `what is typed cannot be seen: ${e.id || e.outerHTML.slice(0, 80)}`));
    return blind.concat(r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.help}\n    ${v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160)).join('\n    ')}`));
  }
  async markup() {
    const r = await MARKUP.validateString(await this.page.content());
    return r.results.flatMap((x) => x.messages).filter((m) => m.severity === 2).map((m) => `${m.ruleId}: ${m.message} ${m.selector ?? ''}`);
  }
  async shot(name, page = this.page) {
    fs.mkdirSync(SCREENS, { recursive: true });
    for (const [w, h] of [[1366, 768], [1920, 1080]]) {
      await page.setViewportSize({ width: w, height: h });
      await sleep(120);
      await page.screenshot({ path: path.join(SCREENS, `${name}-${w}.png`) });
    }
    await page.setViewportSize({ width: 1366, height: 768 });
  }
}

async function farther(page) {
  const line = await page.context().newCDPSession(page);
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: LATENCY, downloadThroughput: -1, uploadThroughput: -1 }).catch(() => undefined); // a page may close at once
}

// The demo is made once for each program and each state of the rules: every stage stands on a copy of it.
function demoCopy(to) {
  const newest = (d) => fs.readdirSync(d, { recursive: true }).reduce((t, f) => Math.max(t, fs.statSync(path.join(d, f)).mtimeMs), 0);
  const rules = path.join(TOP, 'rules'), made = path.join(TOP, 'build', `demo-${Math.round(fs.statSync(JINDU).mtimeMs)}-${Math.round(newest(rules))}`);
  if (!fs.existsSync(made)) {
    const part = fs.mkdtempSync(`${made}-`);
    execFileSync(JINDU, ['demo', '--dir', path.join(part, 'site'), '--rules', rules], { stdio: ['ignore', 'ignore', 'inherit'] });
    try { fs.renameSync(path.join(part, 'site'), made); } catch (e) { if (!fs.existsSync(made)) throw e; } // another file was first
    fs.rmSync(part, { recursive: true, force: true });
  }
  fs.cpSync(made, to, { recursive: true });
}

// practice: a copy to practise on is served beside it; host: the address that is listened on; ownRules: the rules are a copy
// in `dir`/rules, for a test to change.
export async function stage({ practice = false, host = HOST, ownRules = false } = {}) {
  if (!fs.existsSync(path.join(WEB, 'index.html'))) throw new Error(`no client in ${WEB}: run tools/build_web.sh`);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'jindu-web-'));
  const site = path.join(dir, 'site');
  demoCopy(site);
  const extra = practice ? ['--practice', path.join(dir, 'practice')] : [];
  if (practice) fs.cpSync(site, path.join(dir, 'practice'), { recursive: true });
  const rules = ownRules ? path.join(dir, 'rules') : path.join(TOP, 'rules');
  if (ownRules) fs.cpSync(path.join(TOP, 'rules'), rules, { recursive: true });
  let server = await serve(site, host, 0, extra, rules);
  const browser = await chromium.launch({ executablePath: browserPath(), args: FLAGS, headless: true, env: { ...process.env, LANGUAGE: 'zh_CN' } });
  const people = [];
  return {
    url: server.url, dir, browser, people,
    async someone(login, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options });
      context.setDefaultTimeout(30_000);
      if (LATENCY) context.on('page', farther);
      const p = new Person(this, login, context, await context.newPage());
      people.push(p);
      return p;
    },
    async as(login, options) { return (await this.someone(login, options)).signIn(); },
    async restart(more = [], signal) { const port = Number(new URL(server.url).port); await server.stop(signal); await sleep(300); server = await serve(site, host, port, [...extra, ...more], rules); },
    async stopServer() { await server.stop(); },
    async startServer() { server = await serve(site, host, Number(new URL(this.url).port), extra, rules); },
    async done() { await browser.close(); await server.stop(); fs.rmSync(dir, { recursive: true, force: true }); },
  };
}

// SPDX-License-Identifier: Apache-2.0
// The words of the client: both catalogues whole, nothing said outside them, plain words in front; and what was built.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { TOP, WEB } from './stage.mjs';

const SRC = path.join(TOP, 'web/src');
const require = createRequire(path.join(TOP, 'web/package.json'));
const files = (dir, end) => fs.readdirSync(dir, { recursive: true }).filter((f) => end.test(f)).map((f) => path.join(dir, f));
const catalogue = (name) => Object.fromEntries([...fs.readdirSync(path.join(SRC, 'text', name)).sort().map((f) => fs.readFileSync(path.join(SRC, 'text', name, f), 'utf8')).join('\n').matchAll(/^ {2}'([\w.]+)': '((?:[^'\\]|\\.)*)',$/gm)].map((m) => [m[1], m[2]]));
const zh = catalogue('zh'), en = catalogue('en');
/* The words of the organs' papers, which the reader looks for and practice writes, are no words of the interface. */
const code = files(SRC, /\.(vue|ts)$/).filter((f) => !/text\/(zh|en)(\.ts|\/\w+\.ts)$|schema\.ts$|paper\/patterns\.ts$|practice\/(prepare\.ts|Begin\.vue)$/.test(f));

test('both catalogues are whole, with the same places for values', () => {
  assert.ok(Object.keys(zh).length > 300);
  assert.deepEqual(Object.keys(en), Object.keys(zh));
  const places = (s) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().join();
  for (const k of Object.keys(zh)) {
    assert.ok(zh[k].trim() || /^mark\./.test(k), `${k} is empty`);
    assert.equal(places(en[k]), places(zh[k]), `${k}: the languages name other values`);
    if (k !== 'bar.lang' && !/^new\.(suspected|case)$/.test(k)) assert.ok(!/[\u4e00-\u9fff]/.test(en[k]), `${k}: Chinese in the English catalogue`);
  }
});

test('no text stands in a component', () => {
  const { parse } = require('@vue/compiler-dom');
  const found = [];
  for (const f of code) {
    const text = fs.readFileSync(f, 'utf8'), plain = text.replace(/<!--[\s\S]*?-->/g, '').replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');
    for (const m of plain.matchAll(/[\u4e00-\u9fff]+/g)) if (!/(诉讼阶段)/.test(m[0])) found.push(`${path.relative(SRC, f)}: ${m[0]}`);
    if (!f.endsWith('.vue')) continue;
    const body = /<template>([\s\S]*)<\/template>/.exec(text)?.[1] ?? '';
    const visit = (n) => {
      if (n.type === 2 && /[A-Za-z]{2,}/.test(n.content) && n.parentTag !== 'kbd') found.push(`${path.relative(SRC, f)}: text "${n.content.trim()}"`);
      for (const p of n.props ?? []) if (p.type === 6 && ['placeholder', 'title', 'aria-label', 'alt'].includes(p.name) && /[A-Za-z]{2,}/.test(p.value?.content ?? '')) found.push(`${path.relative(SRC, f)}: ${p.name}="${p.value.content}"`);
      for (const c of n.children ?? []) if (typeof c === 'object') visit(Object.assign(c, { parentTag: n.tag }));
    };
    visit(parse(body));
  }
  assert.deepEqual(found, []);
});

/* What the server says to people comes from these tables; some of it only a program that calls it wrongly ever meets. */
const SAID = ['src/api/messages.h', 'src/core/refusal.h', 'src/app/import_sheet.h'].flatMap((f) => [...fs.readFileSync(path.join(TOP, f), 'utf8').replace(/\\\n/g, '').matchAll(/X\((?:\w+,\s*)?"([\w.-]+)",\s*(?:\d+,\s*)?((?:\s*(?:"(?:[^"\\]|\\.)*"|NULL)\s*,?)+)\)/g)]
  .map((m) => [m[1], m[2]])).filter(([k]) => !/^(idempotency|json|body|path|password|certificate)\./.test(k));
test('plain words in front, proof behind', () => {
  const never = [/哈希/, /清单哈希/, /事件/, /投影/, /证书/, /轮次/, /密钥/, /\bhash/i, /\bmanifest/i, /\bevents?\b/i, /\bprojection/i, /\bcertificate/i, /\brounds?\b/i, /\bpayload/i, /\bblob/i];
  for (const [name, words] of [['zh', zh], ['en', en]])
    for (const [k, v] of Object.entries(words)) {
      if (/^(proof|admin|audit|audit_outcome)\./.test(k)) continue;
      for (const w of never) assert.ok(!w.test(v), `${name} ${k}: ${v}`);
    }
  assert.ok(SAID.length > 200, `${SAID.length}`);
  for (const [k, v] of SAID) for (const w of [...never, /幂等/, /\bidempotency/i, /\bJSON\b/]) assert.ok(!w.test(v), `${k}: ${v}`);
  assert.ok(never.some((w) => w.test(zh['proof.hash'])), 'the list finds what it looks for');
});

test('every key that is used is there, and every key is used', () => {
  const all = code.map((f) => fs.readFileSync(f, 'utf8')).join('\n');
  for (const m of all.matchAll(/\bt\('([\w.]+)'/g)) assert.ok(m[1] in zh, m[1]);
  const made = /^(paper|step|day|register|mark|level|sex|term|stage|custody|age|life|hold|by|data|value|field|rule|audit|audit_outcome|audit_detail|token_life|verify_code|verify_part|verify_outcome|verify_about|past|balance|unit|ask|work|wait|entry|practice|problem_life|help|guide_(?:says|at|word|tab|part|how|life))\b|^case\.tab_/;
  const unused = Object.keys(zh).filter((k) => !made.test(k) && !all.includes(`'${k}'`));
  assert.deepEqual(unused, []);
});

/* Styles are the whole page's: a bare class of one component would dress whatever another component calls so, once it was loaded. */
test('no component dresses another by accident', () => {
  const SHARED = ['a4', 'chart', 'doing', 'flag', 'gapped', 'linky', 'nowrap2', 'redtext', 'third', 'waits']; // meant for those who stand in or beside it
  const used = new Map(), bare = [];
  for (const f of files(SRC, /\.vue$/)) {
    const text = fs.readFileSync(f, 'utf8'), name = path.relative(SRC, f);
    for (const m of (/<template>([\s\S]*)<\/template>/.exec(text)?.[1] ?? '').matchAll(/(?<![:\w])class="([^"]*)"/g)) for (const c of m[1].split(/\s+/)) if (c) used.set(c, (used.get(c) ?? new Set()).add(name));
    for (const [, style] of text.matchAll(/<style>([\s\S]*?)<\/style>/g))
      for (const [, all] of style.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(/(?:^|[{}])\s*([^{}@]+)\{/g))
        for (const one of all.split(',')) { const c = /^\.([\w-]+)(:[\w-]+(\([^)]*\))?)?$/.exec(one.trim())?.[1]; if (c) bare.push([c, name]); }
  }
  assert.ok(bare.length > 50);
  assert.deepEqual([...new Set(bare.flatMap(([c, name]) => (SHARED.includes(c) ? [] : [...(used.get(c) ?? [])].filter((u) => u !== name).map((u) => `.${c} of ${name} in ${u}`))))], []);
});

test('what is built is small at first, packed, hashed, and asks nobody else for anything', () => {
  const html = fs.readFileSync(path.join(WEB, 'index.html'), 'utf8');
  assert.ok(!/<script(?![^>]*src=)|<style|\son\w+=|style="/.test(html), 'nothing inline');
  const first = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((m) => m[1]);
  let bytes = 0;
  for (const f of first) {
    if (f.startsWith('/assets/')) assert.match(f, /-[\w-]{8}\.(js|css)$/);
    bytes += fs.statSync(path.join(WEB, `${f}.gz`)).size;
  }
  assert.ok(first.length >= 3 && bytes < 400_000, `first load: ${bytes} bytes in ${first.length} files`);
  const older = files(WEB, /older-[\w-]{8}\.js$/).some((f) => /\bhasOwn\b[^]*\bstructuredClone\b/.test(fs.readFileSync(f, 'utf8')));
  for (const f of files(WEB, /\.(m?js|css|html)$/)) {
    assert.ok(fs.existsSync(`${f}.gz`) && fs.existsSync(`${f}.br`), f);
    const text = fs.readFileSync(f, 'utf8');
    for (const m of text.matchAll(/(?:src|href|url|import)\s*[=(]\s*["'(]?(https?:)?\/\/([\w.-]+\.\w+)/g)) assert.fail(`${f}: ${m[0]}`);
    // Syntax and calls newer than Chromium 86.
    const plain = text.replace(/"[^"\n]*"/g, '""'), script = /\.m?js$/.test(f);
    assert.ok(!script || !/#\w+ in |static\s*\{/.test(plain), `${f}: written in a newer language than Chromium 86 reads`);
    const own = /\/pdf(_worker)?-[\w-]{8}\.js$/.test(f) && older; // pdf.js is given the calls they lack (trade/older.ts)
    if (script && !own) assert.ok(!/\.at\(-?\d\)|Object\.hasOwn\(|structuredClone\(|crypto\.randomUUID|crypto\.subtle/.test(plain), `${f}: newer than Chromium 86`);
    if (f.endsWith('.css')) assert.ok(!/\binset:|:has\(|@container|@layer|color-mix\(|\bdvh\b/.test(text), `${f}: newer than Chromium 86`);
  }
});

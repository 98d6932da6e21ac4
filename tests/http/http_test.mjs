// SPDX-License-Identifier: Apache-2.0
// The HTTP room over real sockets: node http_test.mjs PATH_OF_HTTP_TESTD
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';

const TESTD = process.argv[2];
const sanitized = fs.readFileSync(TESTD).includes('__sanitizer'); // then memory figures say nothing
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'http-test-'));
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

async function until(what, ms = 4000) {
  for (const end = Date.now() + ms; ;) {
    if (await what()) return;
    if (Date.now() > end) assert.fail(`not within ${ms} ms: ${what}`);
    await sleep(20);
  }
}

async function start(env = {}) {
  const child = spawn(TESTD, [path.join(dir, 'file.bin')], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  const s = { child, exited: new Promise((r) => child.on('exit', (code, signal) => r(code ?? signal))) };
  await new Promise((resolve, reject) => {
    child.on('exit', () => reject(new Error('the server did not start')));
    child.stdout.on('data', (d) => { out += d; if (out.includes('\n')) resolve(); });
  });
  s.port = Number(/port (\d+)/.exec(out)[1]);
  s.url = `http://127.0.0.1:${s.port}/api`;
  s.rss = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]);
  s.peak = () => Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]);
  s.files = () => fs.readdirSync(`/proc/${child.pid}/fd`).map((fd) => { try { return fs.readlinkSync(`/proc/${child.pid}/fd/${fd}`); } catch { return ''; } }).filter((f) => f === path.join(dir, 'file.bin')).length;
  s.state = async () => (await fetch(`${s.url}/state`)).json();
  s.stop = async () => { child.stdin.end(); const code = await s.exited; return { code, out }; };
  return s;
}

// A request as written, and all that comes back until the server closes or `enough` says so.
function raw(port, text, enough = () => false, ms = 5000) {
  return new Promise((resolve) => {
    let got = '';
    const c = net.connect(port, '127.0.0.1', () => c.write(text));
    const done = () => { clearTimeout(timer); c.destroy(); resolve(got); };
    const timer = setTimeout(() => { got += '[timed out]'; done(); }, ms);
    c.setEncoding('latin1');
    c.on('data', (d) => { got += d; if (enough(got)) done(); });
    c.on('error', done);
    c.on('close', done);
  });
}
const ends = (s) => (got) => got.endsWith(s);
const post = (url, body, headers = {}) => fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

let s;
const file = Buffer.alloc(300000, 0).map((_, i) => (i * 7) & 255);
before(async () => {
  fs.writeFileSync(path.join(dir, 'file.bin'), file);
  fs.mkdirSync(path.join(dir, 'site/assets'), { recursive: true });
  fs.writeFileSync(path.join(dir, 'secret.txt'), 'secret');
  fs.writeFileSync(path.join(dir, 'site/index.html'), '<p>index');
  fs.writeFileSync(path.join(dir, 'site/assets/app-1234.js'), 'plain');
  fs.writeFileSync(path.join(dir, 'site/assets/app-1234.js.gz'), zlib.gzipSync('packed'));
  s = await start({ SITE: path.join(dir, 'site'), HEARTBEAT_MS: '400', HEAD_MS: '1000', BODY_MS: '1000', IDLE_S: '2', LOOPS: '2' });
});
after(async () => {
  if (s) assert.equal((await s.stop()).code, 0);
  fs.rmSync(dir, { recursive: true });
});

test('routes, methods and the forms of a refusal', async () => {
  assert.equal(await (await fetch(`${s.url}/items/%E5%BC%A0`)).text(), '张');
  const missing = await fetch(`${s.url}/nothing`);
  assert.equal(missing.status, 404);
  assert.equal(missing.headers.get('content-type'), 'application/problem+json');
  assert.equal((await missing.json()).code, 'path.unknown');
  const wrong = await post(`${s.url}/items/1`, '{}');
  assert.equal(wrong.status, 405);
  assert.equal(wrong.headers.get('allow'), 'GET, HEAD, DELETE, OPTIONS');
  const options = await fetch(`${s.url}/items/1`, { method: 'OPTIONS' });
  assert.equal(options.status, 204);
  assert.equal(options.headers.get('allow'), 'GET, HEAD, DELETE, OPTIONS');
  const head = await fetch(`${s.url}/items/abc`, { method: 'HEAD' });
  assert.equal(head.headers.get('content-length'), '3');
  assert.equal((await fetch(`${s.url}/items/1`, { headers: { 'if-none-match': '"v1"' } })).status, 304);
  assert.equal((await fetch(`${s.url}/items/%ff`)).status, 400);
});

test('permission is asked, and a fault of storage says nothing', async () => {
  const stranger = await fetch(`${s.url}/who`);
  assert.equal(stranger.status, 401);
  assert.equal((await stranger.json()).code, 'auth.required');
  const known = await fetch(`${s.url}/who`, { headers: { cookie: 'a=b; session=good' } });
  assert.deepEqual(await known.json(), { actor: 7, remote: '127.0.0.1', local: true });
  assert.match(known.headers.get('set-cookie'), /^seen=1; Path=\/; SameSite=Strict; HttpOnly$/);
  const faulty = await fetch(`${s.url}/faulty`);
  assert.equal(faulty.status, 500);
  const told = await faulty.json();
  assert.ok(told.incident && !JSON.stringify(told).includes('1234'));
});

test('bodies and queries are decoded by their tables', async () => {
  const r = await post(`${s.url}/echo`, '{"text":"津渡","n":41}');
  assert.equal(r.status, 201);
  assert.deepEqual(await r.json(), { text: '津渡', n: 42 });
  const told = await (await post(`${s.url}/echo`, '{"text":"x","m":1}')).json();
  assert.equal(told.where, '/m');
  assert.equal((await post(`${s.url}/echo`, '{"text":"x"}', { 'content-type': 'text/plain' })).status, 415);
  assert.equal((await post(`${s.url}/echo`, '{"text":')).status, 400);
  assert.deepEqual(await (await fetch(`${s.url}/find?q=%E5%BC%A0+x&limit=3&kind=a&kind=b&kind=`)).json(),
    { q: '张 x', limit: 3, kind: ['a', 'b'] });
  assert.equal((await fetch(`${s.url}/find?nonsense=1`)).status, 400);
  assert.equal((await (await fetch(`${s.url}/items/1?x=1`)).json()).code, 'query.unknown');
});

test('a body over the limit is refused, said or unsaid', async () => {
  const said = await post(`${s.url}/echo`, 'x'.repeat(70000));
  assert.equal(said.status, 413);
  const unsaid = await fetch(`${s.url}/echo`, { method: 'POST', duplex: 'half', headers: { 'content-type': 'application/json' },
    body: new ReadableStream({ start(c) { for (let i = 0; i < 8; i++) c.enqueue(Buffer.alloc(16000)); c.close(); } }) });
  assert.equal(unsaid.status, 413);
  assert.equal((await unsaid.json()).code, 'body.too_large');
  const expecting = await raw(s.port, `POST /api/echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n`);
  assert.match(expecting, /^HTTP\/1.1 413 /);
  const none = await fetch(`${s.url}/items/1`, { method: 'DELETE', body: 'x' });
  assert.equal(none.status, 413);
});

test('256 connections, 40 requests each, without a stall', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  const one = (p) => new Promise((resolve, reject) => {
    http.get(`${s.url}/${p}`, { agent }, (r) => { r.resume(); r.on('end', () => resolve(r.statusCode)); }).on('error', reject);
  });
  for (const p of ['inline', 'worker', 'later', 'later-inline']) {
    const began = Date.now();
    const chain = async () => { for (let i = 0; i < 10; i++) assert.equal(await one(p), 200); };
    await Promise.all(Array.from({ length: 256 }, chain));
    assert.ok(Date.now() - began < (sanitized ? 30000 : 10000), `${p} took ${Date.now() - began} ms`);
  }
  agent.destroy();
});

test('one loop holds 256 connections too', async () => {
  const one = await start({ LOOPS: '1' });
  const sockets = await Promise.all(Array.from({ length: 256 }, () => new Promise((resolve) => {
    const c = net.connect(one.port, '127.0.0.1', () => resolve(c));
    c.setEncoding('latin1');
    c.got = '';
    c.on('data', (d) => { c.got += d; });
  })));
  for (let round = 1; round <= 5; round++) {
    for (const c of sockets) c.write(`GET /api/${round % 2 ? 'later' : 'worker'} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await until(() => sockets.every((c) => c.got.split('HTTP/1.1 200').length === round + 1));
  }
  for (const c of sockets) c.destroy();
  assert.equal((await one.stop()).code, 0);
});

test('pipelined requests are answered in order', async () => {
  const text = ['inline', 'worker', 'items/second', 'later', 'items/last'].map((p) => `GET /api/${p} HTTP/1.1\r\nHost: x\r\n\r\n`).join('');
  const got = await raw(s.port, text, ends('\r\n\r\nlast'));
  assert.deepEqual(got.split('\r\n\r\n').slice(1).map((b) => b.split('HTTP/1.1')[0]), ['hello', 'hello', 'second', '{"n":0}', 'last']);
});

test('commands completed by another thread, faults among them', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => post(`${s.url}/later`, `{"text":"x","n":${i}}`).then((r) => r.json())));
  answers.forEach((a, i) => assert.equal(a.n, i));
});

test('a command whose client left is completed all the same', async () => {
  await fetch(`${s.url}/hold/on`, { method: 'POST' });
  const control = new AbortController();
  const gone = fetch(`${s.url}/later`, { signal: control.signal }).catch(() => 'left');
  const stays = fetch(`${s.url}/later`);
  await sleep(100);
  control.abort();
  assert.equal(await gone, 'left');
  await fetch(`${s.url}/hold/off`, { method: 'POST' });
  assert.equal((await stays).status, 200);
});

test('an upload of 50 MB flows through in bounded memory', async () => {
  const before = s.peak();
  const piece = Buffer.alloc(1 << 20, 1);
  const r = await fetch(`${s.url}/upload`, { method: 'PUT', duplex: 'half', headers: { cookie: 'session=good' },
    body: new ReadableStream({ n: 0, pull(c) { if (this.n++ < 50) c.enqueue(piece); else c.close(); } }) });
  const told = await r.json();
  assert.equal(told.n, 50 << 20);
  assert.ok(told.max_piece <= 256 << 10);
  if (!sanitized) assert.ok(s.peak() - before < 16000, `peak grew by ${s.peak() - before} KB`);
});

test('uploads: refused before, at the start, midway and when the client leaves', async () => {
  const put = (headers, body) => fetch(`${s.url}/upload`, { method: 'PUT', headers, body });
  assert.equal((await put({}, 'x')).status, 401);
  assert.equal((await put({ cookie: 'session=good', 'x-refuse': '1' }, Buffer.alloc(1 << 20))).status, 403);
  const empty = await put({ cookie: 'session=good' }, '');
  assert.equal((await empty.json()).n, 0);
  const slow = await put({ cookie: 'session=good', 'x-slow': '1' }, Buffer.alloc(2 << 20));
  assert.equal((await slow.json()).n, 2 << 20);
  const aborted = (await s.state()).aborted;
  const c = net.connect(s.port, '127.0.0.1', () => c.write('PUT /api/upload HTTP/1.1\r\nHost: x\r\nCookie: session=good\r\nContent-Length: 1000000\r\n\r\n' + 'x'.repeat(5000)));
  await sleep(100);
  c.destroy();
  await until(async () => (await s.state()).aborted === aborted + 1);
  const waiting = await raw(s.port, 'PUT /api/upload HTTP/1.1\r\nHost: x\r\nCookie: session=good\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n', ends('\r\n\r\n'));
  assert.match(waiting, /^HTTP\/1.1 100 /);
  const chunk = `10000\r\n${'x'.repeat(65536)}\r\n`;
  const long = await raw(s.port, `PUT /api/upload HTTP/1.1\r\nHost: x\r\nCookie: session=good\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(64 * 16 + 1)}0\r\n\r\n`, ends('}'), 9000);
  assert.match(long, /^HTTP\/1.1 413 /);
});

test('ranges of a file', async () => {
  const get = async (range, more = {}) => {
    const r = await fetch(`${s.url}/file`, { headers: { range, ...more } });
    return [r.status, r.headers.get('content-range'), Buffer.from(await r.arrayBuffer())];
  };
  const whole = await fetch(`${s.url}/file`);
  assert.ok(Buffer.from(await whole.arrayBuffer()).equals(file));
  assert.equal(whole.headers.get('accept-ranges'), 'bytes');
  assert.equal(whole.headers.get('content-disposition'), "attachment; filename*=UTF-8''%E5%8D%B7%E5%AE%97%201.bin");
  let [status, range, body] = await get('bytes=1000-1999');
  assert.deepEqual([status, range], [206, 'bytes 1000-1999/300000']);
  assert.ok(body.equals(file.subarray(1000, 2000)));
  [status, range, body] = await get('bytes=-5');
  assert.deepEqual([status, body.equals(file.subarray(-5))], [206, true]);
  [status, range] = await get('bytes=300000-');
  assert.deepEqual([status, range], [416, 'bytes */300000']);
  [status] = await get('bytes=0-4', { 'if-range': '"other"' });
  assert.equal(status, 200);
  [status] = await get('bytes=0-4', { 'if-none-match': '"file"' });
  assert.equal(status, 304);
});

test('parts of many places: their length first, and broken off where one fails', async () => {
  const r = await fetch(`${s.url}/parts/whole`);
  assert.equal(r.headers.get('content-length'), String(file.length + 13));
  assert.equal(r.headers.get('transfer-encoding'), null);
  assert.ok(Buffer.from(await r.arrayBuffer()).equals(Buffer.concat([Buffer.from('before '), file, Buffer.from(' after')])));
  const head = await fetch(`${s.url}/parts/whole`, { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, String(file.length + 13), '']);
  for (const how of ['short', 'gone']) await assert.rejects(fetch(`${s.url}/parts/${how}`).then((x) => x.arrayBuffer()), how);
  assert.equal((await fetch(`${s.url}/parts/whole`)).status, 200);
});

test('an answer of many files: whole, and left by the client', async () => {
  const many = (n) => Buffer.concat([Buffer.from('before '), ...Array(n).fill(file), Buffer.from(' after')]);
  const bytes = async (n) => Buffer.from(await (await fetch(`${s.url}/parts/${n}`)).arrayBuffer());
  assert.ok((await bytes(70)).equals(many(70)), '21 MB as they are');
  assert.equal(String(await bytes(0)), 'before  after');
  await until(() => s.files() === 0);
  const [{ broken }, peak] = [await s.state(), s.peak()];
  const c = net.connect(s.port, '127.0.0.1', () => c.write('GET /api/parts/1700 HTTP/1.1\r\nHost: x\r\n\r\n'));
  await new Promise((r) => c.once('data', r));
  c.pause();
  await sleep(200);
  assert.equal((await s.state()).broken, broken, 'who is slow is waited for');
  assert.equal(s.files(), 1, 'one file is open, and only while it is read');
  c.destroy();
  await until(async () => (await s.state()).broken === broken + 1);
  await until(() => s.files() === 0);
  if (!sanitized) assert.ok(s.peak() - peak < 16000, `peak grew by ${s.peak() - peak} KB`);
});

test('500 event streams hear an event and heartbeats, and cost little', async () => {
  const before = s.rss();
  const clients = await Promise.all(Array.from({ length: 500 }, () => new Promise((resolve) => {
    const c = net.connect(s.port, '127.0.0.1', () => c.write('GET /api/events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 41\r\n\r\n'));
    c.got = '';
    c.setEncoding('latin1');
    c.on('data', (d) => { c.got += d; resolve(c); });
  })));
  await until(() => clients.every((c) => c.got.includes('event: hello\ndata: 41\n\n')));
  const each = (s.rss() - before) / clients.length;
  if (!sanitized) assert.ok(each < 32, `${each} KB a stream`);
  console.log(`# ${each.toFixed(1)} KB of RSS a stream`);
  assert.equal(await (await post(`${s.url}/publish`, '')).json(), 500);
  await until(() => clients.every((c) => c.got.includes('id: 2\nevent: tick\ndata: one\ndata: two\n\n')));
  await until(() => clients.every((c) => c.got.includes(': still here\n\n')), 2000);
  const closed = (await s.state()).closed;
  for (const c of clients) c.destroy();
  await until(async () => (await s.state()).closed === closed + 500);
});

test('malformed requests are refused and the server lives', async () => {
  const bad = [
    'nonsense\r\n\r\n', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', '\0\0\0\0\r\n\r\n', 'GET /api/inline HTTP/1.1\r\n\r\n',
    'GET /api/inline HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
    'POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n',
    'POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n',
    `GET /api/items/${'x'.repeat(9000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET /api/inline HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(60000)}\r\n\r\n`,
    'POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx',
    'GET /api/inline HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\nGET /api/inline HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /api/inline HTTP/1.1\r\nHost: x\r\nContent-Length : 3\r\n\r\nabc',
    'BREW /api/inline HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'GET http://evil/api/inline HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  ];
  await Promise.all(bad.map(async (text) => {
    const got = await raw(s.port, text, undefined, 3000);
    assert.ok(got === '' || /^HTTP\/1.[01] (4\d\d|505) /.test(got), `${JSON.stringify(text.slice(0, 60))}: ${got.slice(0, 60)}`);
  }));
  assert.equal((await fetch(`${s.url}/inline`)).status, 200);
});

test('a client that dawdles over its request is cut off', async () => {
  const drip = (head) => new Promise((resolve) => {
    const began = Date.now();
    const c = net.connect(s.port, '127.0.0.1', () => c.write(head));
    const timer = setInterval(() => c.write('x'), 150);
    c.on('error', () => {});
    c.on('close', () => { clearInterval(timer); resolve(Date.now() - began); });
  });
  const times = await Promise.all([
    drip('GET /api/inline HTTP/1.1\r\nHost: x\r\nX-Slow: '),
    drip('POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n'),
    drip('PUT /api/upload HTTP/1.1\r\nHost: x\r\nCookie: session=good\r\nContent-Length: 60000\r\n\r\n'),
  ]);
  for (const t of times) assert.ok(t > 900 && t < 2500, `${t} ms`);
});

test('the files of the client', async () => {
  const get = (p, headers = {}) => new Promise((resolve) => {
    http.get({ port: s.port, path: p, headers }, (r) => {
      let body = '';
      r.setEncoding('latin1');
      r.on('data', (d) => { body += d; });
      r.on('end', () => resolve({ status: r.statusCode, headers: r.headers, body }));
    });
  });
  const index = await get('/');
  assert.equal(index.body, '<p>index');
  assert.equal(index.headers['content-security-policy'], "default-src 'self'");
  assert.equal(index.headers['cache-control'], 'no-cache');
  assert.equal((await get('/', { 'if-none-match': index.headers.etag })).status, 304);
  const plain = await get('/assets/app-1234.js');
  assert.equal(plain.body, 'plain');
  assert.match(plain.headers['cache-control'], /immutable/);
  const packed = await get('/assets/app-1234.js', { 'accept-encoding': 'gzip' });
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.equal(packed.headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal(zlib.gunzipSync(Buffer.from(packed.body, 'latin1')).toString(), 'packed');
  assert.equal((await get('/cases/1', { accept: 'text/html' })).body, '<p>index');
  assert.equal((await get('/cases/1.png', { accept: 'text/html' })).status, 404);
  assert.equal((await get('/api/none', { accept: 'text/html' })).status, 404);
  for (const p of ['/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '//secret.txt', '/assets/%00'])
    assert.equal((await get(p)).status, 404, p);
});

test('a full queue answers 503 and says when to come again', async () => {
  const small = await start({ WORKERS: '1', QUEUE: '2' });
  const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(`${small.url}/slow`)));
  const busy = answers.filter((a) => a.status === 503);
  assert.ok(busy.length >= 5, `${busy.length} of 8`);
  assert.equal(busy[0].headers.get('retry-after'), '1');
  assert.equal((await small.stop()).code, 0);
});

test('the same over TLS', async (t) => {
  const [key, cert] = ['key.pem', 'cert.pem'].map((n) => path.join(dir, n));
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost']);
  if (made.status !== 0) return t.skip('no openssl program');
  const own = await start({ TLS_CERT: cert, TLS_KEY: key });
  const get = (p) => new Promise((resolve, reject) => {
    https.get({ port: own.port, path: p, ca: fs.readFileSync(cert), servername: 'localhost', checkServerIdentity: () => undefined }, (r) => {
      const parts = [];
      r.on('data', (d) => parts.push(d));
      r.on('end', () => resolve(Buffer.concat(parts)));
    }).on('error', reject);
  });
  assert.equal(String(await get('/api/later')), '{"n":0}');
  assert.ok((await get('/api/file')).equals(file));
  assert.equal((await get('/api/parts/7')).length, 7 * file.length + 13);
  assert.equal((await own.stop()).code, 0);
});

test('metrics name patterns, never addresses', async () => {
  const text = await (await fetch(`${s.url}/metrics`)).text();
  assert.match(text, /http_requests_total\{method="GET",route="\/api\/items\/\{item\}",status="200"\} \d+/);
  assert.match(text, /http_request_seconds_count\{method="POST",route="\/api\/echo"\} \d+/);
  assert.ok(!text.includes('%E5'));
});

test('a graceful stop finishes what is in flight and says goodbye to event streams', async () => {
  const own = await start();
  const slow = fetch(`${own.url}/slow`);
  let heard = '';
  const events = (async () => { for await (const d of (await fetch(`${own.url}/events`)).body) heard += Buffer.from(d); })();
  await sleep(100);
  const stopped = own.stop();
  assert.equal(await (await slow).text(), 'slow');
  await events;
  assert.match(heard, /event: stop\n/);
  const { code, out } = await stopped;
  assert.equal(code, 0);
  assert.ok(Number(/stopped in (\d+)/.exec(out)[1]) < 1500, out);
  await assert.rejects(fetch(`${own.url}/inline`));
});

test('a stop does not wait for ever for a completion, an upload or a stalled client', async () => {
  const own = await start({ GRACE_MS: '300' });
  await fetch(`${own.url}/hold/on`, { method: 'POST' });
  const held = fetch(`${own.url}/later`);
  const upload = raw(own.port, 'PUT /api/upload HTTP/1.1\r\nHost: x\r\nCookie: session=good\r\nContent-Length: 1000\r\n\r\nx');
  const c = net.connect(own.port, '127.0.0.1', () => c.write('GET /api/parts/1700 HTTP/1.1\r\nHost: x\r\n\r\n'));
  await new Promise((r) => c.once('data', r));
  c.pause();
  c.on('error', () => {});
  const { code, out } = await own.stop();
  assert.equal((await held).status, 503);
  await upload;
  c.destroy();
  assert.equal(code, 0);
  assert.ok(Number(/stopped in (\d+)/.exec(out)[1]) < 3000, out);
});

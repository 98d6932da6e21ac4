// SPDX-License-Identifier: Apache-2.0
// Every answer a test sees is held against the server's own description: a key it does not name, one it promises and does not
// send, a status it does not know, all end the test.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const Ajv = require('ajv/dist/2020').default;
const MAX = 1 << 24;
let description = null;

function read(program) {
  const api = JSON.parse(execFileSync(program, ['openapi'], { encoding: 'utf8', maxBuffer: MAX }));
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: false });
  ajv.addSchema({ $id: 'api', components: api.components });
  const routes = Object.entries(api.paths).flatMap(([where, ops]) => Object.entries(ops).map(([method, op]) => ({
    method: method.toUpperCase(), responses: op.responses, name: `${method.toUpperCase()} ${where}`, checks: new Map(),
    pattern: new RegExp(`^${where.replace('/api/v1', '').replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`), words: where.split('/').filter((p) => !p.startsWith('{')).length,
  }))).sort((a, b) => b.words - a.words); // words of a path win over names
  return { api, ajv, routes };
}

/** The check of one response's schema; made once. */
function checkOf(route, status, schema) {
  const key = `${status}`;
  if (!route.checks.has(key)) {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
    route.checks.set(key, description.ajv.compile(JSON.parse(text)));
  }
  return route.checks.get(key);
}

export const seen = new Set(); // which routes answered well in this run

export async function holdAgainst(program, method, where, r) {
  description ??= read(program);
  const path = where.split('?')[0];
  const route = description.routes.find((x) => x.method === method && x.pattern.test(path));
  if (!route || r.status >= 400) {
    const type = r.headers.get('content-type') ?? '';
    if (r.status >= 400 && type.startsWith('application/problem+json')) hold(await r.clone().json(), checkOf({ checks: new Map() }, 'problem', PROBLEM), `${method} ${where} (${r.status})`);
    return;
  }
  const bytes = route.responses[200]?.content?.['application/octet-stream'];
  if (r.status === 304 && bytes) return; // unchanged
  const said = route.responses[r.status];
  if (!said) throw new Error(`${route.name} answered ${r.status}, which is not described`);
  seen.add(route.name);
  const schema = said.content?.['application/json']?.schema;
  if (r.status === 206) return; // bytes
  if (!said.content) {
    const text = await r.clone().text();
    if (text) throw new Error(`${route.name} is described as telling nothing, and told ${text.slice(0, 200)}`);
  } else if (schema) {
    hold(await r.clone().json(), checkOf(route, r.status, schema), route.name);
  }
}

/* What is wrong may add particulars of its own: findings, missing pages. */
const PROBLEM = { $ref: '#/components/schemas/Problem' };

function hold(answer, check, name) {
  if (check(answer)) return;
  const e = check.errors[0];
  throw new Error(`${name} is not what its description says: ${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}\n${JSON.stringify(answer).slice(0, 400)}`);
}

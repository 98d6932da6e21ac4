// SPDX-License-Identifier: Apache-2.0
// Writes src/api/schema.ts, and src/api/limits.ts with how long a text may be, from the server's own description of its API (`jindu openapi`): what each call takes and what it
// answers, so that a call the server would not understand, or a key it does not send, does not compile. JINDU names the
// program (default ../build/jindu).
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const jindu = path.resolve(process.env.JINDU ?? path.join(top, '../build/jindu'));
const api = JSON.parse(execFileSync(jindu, ['openapi'], { encoding: 'utf8', maxBuffer: 1 << 24 }));
const shapes = new Map(), limits = new Map(); // by name

function type(s) {
  if (!s || Object.keys(s).length === 0) return 'unknown';
  if (s.$ref) return s.$ref.split('/').pop();
  if (s.anyOf) return s.anyOf.map(type).join(' | ');
  if (s.enum) return s.enum.map((x) => JSON.stringify(x)).join(' | ');
  if (s.type === 'array') return `Array<${type(s.items)}>`;
  if (s.type === 'integer' || s.type === 'number') return 'number';
  if (s.type === 'boolean') return 'boolean';
  if (s.type === 'null') return 'null';
  if (s.type === 'object' && s.title) return named(s);
  if (s.type === 'object' && s.additionalProperties && !s.properties) return `Record<string, ${type(s.additionalProperties)}>`;
  if (s.type === 'object') return fields(s);
  return 'string';
}

const fields = (s) => `{ ${Object.entries(s.properties ?? {}).map(([k, v]) => `${k}${s.required?.includes(k) ? '' : '?'}: ${type(v)}`).join('; ')} }`;

/** One name is one shape, whether it is taken or answered. */
function keep(name, body) {
  if (shapes.get(name) && shapes.get(name) !== body) throw new Error(`two shapes are called ${name}:\n${shapes.get(name)}\n${body}`);
  shapes.set(name, body);
}

function named(s) {
  if (!shapes.has(s.title)) shapes.set(s.title, ''); // a shape that holds itself
  if (s.properties) keep(s.title, `interface ${s.title} ${fields(s)}`);
  for (const [k, f] of Object.entries(s.properties ?? {})) {
    const n = f.type === 'array' ? f.items?.maxLength : f.maxLength;
    if (n && !(f.pattern ?? f.items?.pattern)) limits.set(`${s.title}.${k}`, n);
  }
  return s.title;
}

for (const [name, s] of Object.entries(api.components.schemas)) keep(name, s.type === 'object' ? `interface ${name} ${fields(s)}` : `type ${name} = ${type(s)};`);

function answer(op) {
  const [, r] = Object.entries(op.responses).find(([status]) => status.startsWith('2')) ?? [];
  if (!r) throw new Error(`no answer is described: ${op.operationId}`);
  if (!r.content) return 'null';
  return r.content['application/json'] ? type(r.content['application/json'].schema) : 'never'; // bytes and streams are not called so
}

const calls = [], answers = [];
for (const [where, methods] of Object.entries(api.paths)) {
  for (const [method, op] of Object.entries(methods)) {
    const of = (kind) => (op.parameters ?? []).filter((p) => p.in === kind).map((p) => `${p.name}${p.required ? '' : '?'}: string | number | boolean`);
    const body = op.requestBody?.content?.['application/json']?.schema;
    const parts = [];
    if (of('path').length) parts.push(`params: { ${of('path').join('; ')} }`);
    if (of('query').length) parts.push(`query${of('query').every((q) => q.includes('?:')) ? '?' : ''}: { ${of('query').join('; ')} }`);
    if (body) parts.push(`body: ${type(body)}`);
    else if (op.requestBody) parts.push('body: Blob');
    const name = `'${method.toUpperCase()} ${where.replace('/api/v1', '')}'`;
    calls.push(`  /** ${op.description} */\n  ${name}: { ${parts.join('; ')} };`);
    answers.push(`  ${name}: ${answer(op)};`);
  }
}
const text = `// SPDX-License-Identifier: Apache-2.0
// Made by tools/make_types.mjs from the server's description; not kept in the repository.
${[...shapes.values()].map((body) => `export ${body}`).join('\n')}

export interface Calls {
${calls.join('\n')}
}

export interface Answers {
${answers.join('\n')}
}
`;
const bounds = `// SPDX-License-Identifier: Apache-2.0
// Made by tools/make_types.mjs from the server's description; not kept in the repository.
/** The most bytes of UTF-8 the server takes in a text: three a Chinese character. */
export const LIMITS = {
${[...limits].map(([k, n]) => `  '${k}': ${n},`).join('\n')}
} as const;
export type Limit = keyof typeof LIMITS;
`;
for (const [file, is] of [['schema.ts', text], ['limits.ts', bounds]]) {
  const to = path.join(top, 'src/api', file);
  if (!fs.existsSync(to) || fs.readFileSync(to, 'utf8') !== is) fs.writeFileSync(to, is);
}

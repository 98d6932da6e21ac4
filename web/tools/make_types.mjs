// SPDX-License-Identifier: Apache-2.0
// Writes src/api/schema.ts from the server's own description of its API (`jindu openapi`), so that a call the server
// would not understand does not compile. JINDU names the program (default ../build/jindu).
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const jindu = path.resolve(process.env.JINDU ?? path.join(top, '../build/jindu'));
const api = JSON.parse(execFileSync(jindu, ['openapi'], { encoding: 'utf8', maxBuffer: 1 << 24 }));
const shapes = new Map(); // by title; the same title is the same shape

function type(s) {
  if (!s || Object.keys(s).length === 0) return 'unknown';
  if (s.$ref) return s.$ref.split('/').pop();
  if (s.enum) return s.enum.map((x) => JSON.stringify(x)).join(' | ');
  if (s.type === 'array') return `Array<${type(s.items)}>`;
  if (s.type === 'integer' || s.type === 'number') return 'number';
  if (s.type === 'boolean') return 'boolean';
  if (s.type === 'object' && s.title) return named(s);
  if (s.type === 'object') return fields(s);
  return 'string';
}

const fields = (s) => `{ ${Object.entries(s.properties ?? {}).map(([k, v]) => `${k}${s.required?.includes(k) ? '' : '?'}: ${type(v)}`).join('; ')} }`;

function named(s) {
  if (!shapes.has(s.title)) {
    shapes.set(s.title, '');
    shapes.set(s.title, fields(s));
  }
  return s.title;
}

const calls = [];
for (const [where, methods] of Object.entries(api.paths)) {
  for (const [method, op] of Object.entries(methods)) {
    const of = (kind) => (op.parameters ?? []).filter((p) => p.in === kind).map((p) => `${p.name}${p.required ? '' : '?'}: string | number | boolean`);
    const body = op.requestBody?.content?.['application/json']?.schema;
    const parts = [];
    if (of('path').length) parts.push(`params: { ${of('path').join('; ')} }`);
    if (of('query').length) parts.push(`query${of('query').every((q) => q.includes('?:')) ? '?' : ''}: { ${of('query').join('; ')} }`);
    if (body) parts.push(`body: ${type(body)}`);
    calls.push(`  /** ${op.description} */\n  '${method.toUpperCase()} ${where.replace('/api/v1', '')}': { ${parts.join('; ')} };`);
  }
}
shapes.set('Problem', fields(api.components.schemas.Problem));
const text = `// Made by tools/make_types.mjs from the server's description; not kept in the repository.
${[...shapes].map(([name, body]) => `export interface ${name} ${body}`).join('\n')}

export interface Calls {
${calls.join('\n')}
}
`;
const to = path.join(top, 'src/api/schema.ts');
if (!fs.existsSync(to) || fs.readFileSync(to, 'utf8') !== text) fs.writeFileSync(to, text);

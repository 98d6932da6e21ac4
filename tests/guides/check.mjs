// SPDX-License-Identifier: Apache-2.0
// The independent checker: reads the resolved guide and the certificate that jindu writes, checks the ranking without
// any search, and then explores for itself and compares the verdict and the number of states. TAP.
//   node tests/guides/check.mjs [JINDU]     from the top of the tree; JINDU: the program (build/jindu)
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { Machine } from './machine.mjs';
import { explored, pair } from './pairs.mjs';
import { judge, staffed } from './prove.mjs';

const here = dirname(fileURLToPath(import.meta.url)), top = join(here, '..', '..');
const jindu = process.argv[2] ?? join(top, 'build', 'jindu');
const scratch = mkdtempSync(join(tmpdir(), 'jindu-guides-'));
const BUDGET = 100000, LIFE = ['none', 'pushed', 'received', 'accepted', 'returned'];
const graphs = new Map(); // of the guides that are sound, by file
let count = 0, bad = 0;

function tell(name, faults) {
  count++;
  if (faults.length) bad++;
  console.log(`${faults.length ? 'not ok' : 'ok'} ${count} - ${name}`);
  for (const f of faults.slice(0, 10)) console.log(`#   ${f}`);
}

function run(args) {
  try {
    return { code: 0, out: execFileSync(jindu, args, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] }) };
  } catch (e) {
    return { code: e.status, out: e.stdout, err: e.stderr };
  }
}

function readPosts(path) {
  return [...readFileSync(path, 'utf8').matchAll(/\{([^}]*)\}/g)].map(([, body]) =>
    Object.fromEntries(body.split(',').map((kv) => kv.split(':').map((x) => x.trim()))));
}

// The state of the certificate as this checker packs it.
function packed(machine, s) {
  const state = new Uint8Array(machine.slots.size), put = (name, v) => {
    if (!machine.slots.has(name)) throw new Error(`the certificate has ${name} in its state, which is side here`);
    state[machine.slots.get(name)] = v;
  };
  for (const [f, v] of Object.entries(s.facts)) put(`fact ${f}`, machine.value(f, v));
  for (const [a, life] of Object.entries(s.lines)) put(`line ${a}`, LIFE.indexOf(life));
  for (const c of s.running) put(`clock ${c}`, 1);
  for (const d of s.owed) put(`duty ${d}`, 1);
  return state;
}

// No search: starts are in it, every step stays in it, every rank is lowered by the step it names.
function ranking(machine, cert, posts, faults) {
  const by = new Map(), steps = new Map(machine.steps.map((s) => [s.id, s])), moving = machine.steps.filter((s) => s.main);
  const entries = cert.ranking.map((e) => ({ ...e, at: packed(machine, e.state) }));
  for (const e of entries) by.set(machine.key(e.at), e);
  if (by.size !== cert.states) faults.push(`the certificate says ${cert.states} states and lists ${by.size}`);
  for (const s of machine.starts()) if (!by.has(machine.key(s))) faults.push('a start is not in the certificate');
  let stuck = 0;
  for (const e of entries) {
    const end = machine.final(e.at);
    if (end !== (e.d === 0)) faults.push(`distance ${e.d} of a state that is ${end ? '' : 'not '}final`);
    for (const s of moving)
      if (machine.can(s, e.at) && !by.has(machine.key(machine.run(s, e.at).next))) faults.push(`${s.id} leads out of the certificate`);
    if (e.d < 0) stuck++;
    if (e.d <= 0) continue;
    const s = steps.get(e.step);
    if (!s || s.chance || !staffed(machine, s, posts) || !machine.can(s, e.at)) faults.push(`${e.step} cannot lower the rank ${e.d}`);
    else if (by.get(machine.key(machine.run(s, e.at).next))?.d !== e.d - 1) faults.push(`${e.step} does not lower the rank ${e.d}`);
  }
  return stuck;
}

// What two checkers can be compared by: the traps of the first proof are one thing here.
const plain = (code) => (code.startsWith('option.') ? 'option' : code);

function checkGuide(name, rules, file, extra, posts) {
  const faults = [], cert = join(scratch, 'certificate.json');
  const got = run(['guide', 'check', '--rules', rules, '--json', '--certificate', cert, ...extra, file]);
  if (got.code > 1) return tell(name, [`cannot be read: ${got.err}`]), null;
  const report = JSON.parse(got.out), certificate = JSON.parse(readFileSync(cert, 'utf8'));
  const machine = new Machine(JSON.parse(run(['guide', 'show', '--json', '--rules', rules, file]).out));
  const unsound = new Set(report.findings.filter((f) => f.level === 'unsound').map((f) => plain(f.code)));
  if (report.sound !== (unsound.size === 0) || (got.code === 0) !== report.sound) faults.push('verdict, findings and exit code disagree');
  for (const kind of ['line', 'clock', 'duty']) {
    const mine = [...machine.slots.keys()].filter((k) => k.startsWith(`${kind} `)).map((k) => k.slice(kind.length + 1)).sort().join();
    const key = kind === 'duty' ? 'duties' : `${kind}s`;
    if (mine !== [...certificate.main[key]].sort().join()) faults.push(`main ${key}: ${certificate.main[key]} here: ${mine}`);
  }
  const graph = machine.explore(BUDGET);
  if (graph && report.sound && !machine.guide.base) graphs.set(file, { machine, graph });
  if (!graph) {
    if (!unsound.has('budget.states')) faults.push('over the budget, and the report does not say so');
    return tell(name, faults), report;
  }
  if (graph.states.length !== report.states) faults.push(`${report.states} states, here ${graph.states.length}`);
  const edges = graph.edges.reduce((n, out) => n + out.length, 0);
  if (edges !== report.edges) faults.push(`${report.edges} steps, here ${edges}`);
  const stuck = ranking(machine, certificate, posts, faults), codes = judge(machine, graph, posts);
  if (stuck > 0 !== codes.has('option')) faults.push(`the certificate leaves ${stuck} states without an end`);
  for (const c of codes) if (!unsound.has(c)) faults.push(`${c} is found here and not there`);
  for (const c of unsound) if (!codes.has(c)) faults.push(`${c} is found there and not here`);
  tell(`${name}: ${graph.states.length} states, ${edges} steps, ${codes.size ? [...codes].join(' ') : 'sound'}`, faults);
  return report;
}

// A certificate has every pair of its guide, to it and from it, as the run told them, with the hash of the guide beside.
function certified(c, told, hashes, faults) {
  const mine = told.filter((r) => r.from === c.guide || r.to === c.guide);
  if (c.pairs.length !== mine.length) faults.push(`the certificate of ${c.guide} has ${c.pairs.length} pairs of ${mine.length}`);
  for (const { other, ...r } of c.pairs) {
    if (!mine.some((t) => isDeepStrictEqual(t, r))) faults.push(`the certificate of ${c.guide} has ${r.from} to ${r.to} otherwise`);
    if (other !== hashes.get(r.from === c.guide ? r.to : r.from)) faults.push(`${r.from} to ${r.to} is of another version`);
  }
}

// Each guide beside each other: whether a person of the one has his place in the other.
function checkPairs(name, rules, files, total) {
  const cert = join(scratch, 'certificates.json');
  const got = run(['guide', 'check', '--json', '--certificate', cert, '--rules', rules, ...files]), faults = [];
  if (got.code > 1) return tell(name, [`cannot be read: ${got.err}`]);
  const told = got.out.trim().split('\n').map((l) => JSON.parse(l)).filter((r) => r.from), all = new Map();
  const proofs = readFileSync(cert, 'utf8').trim().split('\n').map((l) => JSON.parse(l));
  for (const f of files) {
    const known = graphs.get(f), machine = known?.machine ?? new Machine(JSON.parse(run(['guide', 'show', '--json', '--rules', rules, f]).out));
    if (!machine.guide.base) all.set(machine.guide.guide, explored(machine, known?.graph ?? machine.explore(BUDGET)));
  }
  if (told.length !== all.size * (all.size - 1)) faults.push(`${told.length} pairs are told of ${all.size} guides`);
  const found = new Set(), hashes = new Map(proofs.map((c) => [c.guide, c.hash]));
  for (const c of proofs) certified(c, told, hashes, faults);
  for (const r of told) {
    const mine = pair(all.get(r.from), all.get(r.to)), codes = [...new Set(r.findings.map((f) => f.code))].sort().join();
    for (const k of ['states', 'placed', 'barred']) if (mine[k] !== r[k]) faults.push(`${r.from} to ${r.to}: ${k} ${r[k]}, here ${mine[k]}`);
    if ([...mine.codes].sort().join() !== codes || r.total !== !codes) faults.push(`${r.from} to ${r.to}: ${codes}, here ${[...mine.codes]}`);
    for (const c of mine.codes) found.add(c);
  }
  if (total !== (found.size === 0) || total !== (got.code === 0)) faults.push(`found ${[...found]}, exit ${got.code}`);
  tell(`${name}: ${told.length} pairs, ${found.size ? [...found].join(' ') : 'total'}`, faults);
  return found;
}

function checkBroken(file) {
  const path = join(here, 'broken', file), text = readFileSync(path, 'utf8'), rules = join(here, 'rules');
  const expect = /^# expect: (.*)$/m.exec(text)[1], extra = (/^# with: (.*)$/m.exec(text)?.[1] ?? '').split(' ').filter(Boolean);
  const args = extra.map((x) => (x.startsWith('../') ? join(here, 'broken', x) : x));
  if (expect.startsWith('load ')) {
    const got = run(['guide', 'check', '--rules', rules, path]), faults = [];
    if (got.code !== 2) faults.push(`exit ${got.code}, expected 2`);
    if (!new RegExp(`${file}:\\d+:\\d+: `).test(got.err)) faults.push(`no file:line:column in: ${got.err}`);
    return tell(`${file} cannot be loaded, and the place is named`, faults);
  }
  const beside = /^# beside: (.*)$/m.exec(text)?.[1];
  if (beside) {
    tell(`${file} is sound for itself`, run(['guide', 'check', '--rules', rules, path]).code === 0 ? [] : ['it is not']);
    const found = checkPairs(`broken/${file}`, rules, [path, join(here, 'broken', beside)], false);
    return tell(`${file} is refused with ${expect}`, found.has(expect) ? [] : [`found: ${[...found]}`]);
  }
  const posts = args[0] === '--staff' ? readPosts(args[1]) : null;
  const report = checkGuide(`broken/${file}`, rules, path, args, posts);
  const found = report?.findings.filter((f) => f.level === 'unsound') ?? [];
  tell(`${file} is refused with ${expect}`, found.some((f) => f.code === expect) ? [] : [`found: ${found.map((f) => f.code)}`]);
}

// A certificate that was tampered with must not pass: otherwise the tests above prove nothing.
function checkTampered(rules, file) {
  const cert = join(scratch, 'certificate.json');
  run(['guide', 'check', '--rules', rules, '--certificate', cert, file]);
  const machine = new Machine(JSON.parse(run(['guide', 'show', '--json', '--rules', rules, file]).out));
  const far = (c) => c.ranking.find((e) => e.d > 1);
  const changes = {
    'a distance is one more': (c) => far(c).d++,
    'a step is another': (c) => (far(c).step = 'DIE-01.done'),
    'a step is a lapse': (c) => (c.ranking.find((e) => e.state.running.length && e.d > 0).step = 'clock:custody_detention'),
    'a state is missing': (c) => c.ranking.splice(c.ranking.indexOf(far(c)), 1),
    'an open state is called final': (c) => (far(c).d = 0),
    'a fact is another': (c) => (far(c).state.facts.custody = 'serving'),
    'the number of states is wrong': (c) => c.states++,
  };
  for (const [what, change] of Object.entries(changes)) {
    const c = JSON.parse(readFileSync(cert, 'utf8')), faults = [];
    change(c);
    ranking(machine, c, null, faults);
    tell(`a certificate in which ${what} is refused`, faults.length ? [] : ['it passed']);
  }
}

const shipped = join(top, 'rules'), fixture = join(here, 'rules');
for (const rules of [fixture, shipped])
  for (const f of readdirSync(join(rules, 'guides')).filter((x) => x.endsWith('.yaml')).sort()) {
    const path = join(rules, 'guides', f);
    if (/^overlay: *true/m.test(readFileSync(path, 'utf8'))) continue;
    const report = checkGuide(f, rules, path, [], null);
    tell(`${f} is sound`, report?.sound ? [] : (report?.findings ?? []).filter((x) => x.level === 'unsound').map((x) => `${x.code}: ${x.en}`));
  }
checkPairs('the guides shipped', shipped, readdirSync(join(shipped, 'guides')).filter((f) => f.endsWith('.yaml')).map((f) => join(shipped, 'guides', f))
  .filter((f) => !/^overlay: *true/m.test(readFileSync(f, 'utf8'))), true);
checkTampered(fixture, join(fixture, 'guides', '细线.yaml'));
for (const f of readdirSync(join(here, 'broken')).filter((x) => x.endsWith('.yaml')).sort()) checkBroken(f);
rmSync(scratch, { recursive: true });
console.log(`1..${count}`);
process.exit(bad ? 1 : 0);

// SPDX-License-Identifier: Apache-2.0
// Who closes a case: the organ whose decision ended it, in every class and however it ended. Reads the certificates (all
// states) and the resolved guides of what is shipped. TAP.
//   node tests/guides/closing.mjs [JINDU]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..'), rules = join(top, 'rules');
const jindu = process.argv[2] ?? join(top, 'build', 'jindu'), scratch = mkdtempSync(join(tmpdir(), 'jindu-closing-'));
const run = (...args) => execFileSync(jindu, ['guide', ...args], { encoding: 'utf8', maxBuffer: 1 << 30 });
let count = 0, bad = 0;

function tell(name, faults) {
  if (faults.length) bad++;
  console.log(`${faults.length ? 'not ok' : 'ok'} ${++count} - ${name}`);
  for (const f of faults.slice(0, 10)) console.log(`#   ${f}`);
}

const facts = (when, state) => Object.entries(when).filter(([k]) => k in state).every(([k, v]) => [v].flat().map(String).includes(state[k]));

// Every place of an act that says the proceeding is over, with what it says beside.
function* endings(node) {
  if (node === null || typeof node !== 'object') return;
  if (node.then?.stage === 'concluded') yield node.then;
  for (const v of Object.values(node)) yield* endings(v);
}

for (const f of readdirSync(join(rules, 'guides')).filter((x) => x.endsWith('.yaml')).sort()) {
  const path = join(rules, 'guides', f), cert = join(scratch, 'certificate.json');
  if (/^(overlay|base): *true/m.test(readFileSync(path, 'utf8'))) continue;
  run('check', '--rules', rules, '--certificate', cert, path);
  const guide = JSON.parse(run('show', '--json', '--rules', rules, path));
  const closing = Object.values(guide.acts).filter((a) => a.done?.then?.stage === 'done' && a.when?.stage === 'concluded');
  const faults = new Set(), seen = new Set();
  for (const { state } of JSON.parse(readFileSync(cert, 'utf8')).ranking) {
    if (state.facts.stage !== 'concluded') continue;
    const who = closing.filter((a) => facts(a.when, state.facts)).map((a) => a.by.agency);
    if (who.length !== 1) faults.add(`${who.join(' and ') || 'nobody'} closes ${JSON.stringify(state.facts)}`);
    who.forEach((w) => seen.add(w));
  }
  if ([...seen].sort().join() !== 'court,police,procuratorate') faults.add(`closed by ${[...seen]}`);
  tell(`${f}: one organ closes it, however it ended`, [...faults]);
  const wrong = [];
  for (const [id, act] of Object.entries(guide.acts))
    for (const then of endings(act)) {
      const by = act.kind === 'send' ? act.to.agency : act.by.agency;
      // a sentence is carried out by the police too, and was judged by a court
      const judged = by !== 'police' && by !== 'procuratorate' ? undefined : then.custody === 'serving' ? undefined : by;
      if (then.ended_by !== judged) wrong.push(`${id}: ended by ${then.ended_by}, decided by ${by}`);
    }
  tell(`${f}: what ends a proceeding without a judgment says whose decision it was`, wrong);
}
rmSync(scratch, { recursive: true });
console.log(`1..${count}`);
process.exit(bad ? 1 : 0);

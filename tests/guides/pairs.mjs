// SPDX-License-Identifier: Apache-2.0
// Reclassification judged a second time: everybody of one guide has his place in another, or a bar says why not.
import { flow } from './prove.mjs';

const list = (v) => (v === undefined || v === null ? [] : Array.isArray(v) ? v : [v]);
const LISTS = { any_open: 'line', any_running: 'clock', any_owed: 'duty' };

// One guide explored, ready to be paired.
export function explored(machine, graph) {
  graph.machine = machine;
  const f = flow(graph);
  const has = (name, i, set) => (machine.sides.has(name) ? f.has(set, i * f.K, machine.sides.get(name)) === 1 : false);
  return { machine, graph, may: (name, i) => has(name, i, f.may), must: (name, i) => has(name, i, f.must) };
}

const knows = (m, name) => {
  const [kind, id] = name.split(' ');
  return kind === 'line' ? id in m.acts : kind === 'clock' ? id in m.clocks : id in m.duties;
};

function holds(bar, m, state, beside) {
  return Object.entries(bar.when).every(([k, v]) => {
    if (!LISTS[k]) {
      const fact = m.facts.find((f) => f.id === k);
      return fact !== undefined && list(v).map(String).includes(fact.values[state[m.slots.get(`fact ${k}`)]]);
    }
    return list(v).some((id) => {
      const name = `${LISTS[k]} ${id}`;
      return m.slots.has(name) ? state[m.slots.get(name)] > 0 : beside.has(name);
    });
  });
}

function subsets(names) {
  return names.reduce((all, n) => all.flatMap((s) => [s, [...s, n]]), [[]]);
}

// The places in `to` of one state and what is open beside it: one for each value of what only `to` asks for.
function places(from, to, state, beside, ends) {
  const a = from.machine, b = to.machine, turns = b.guide.reclassify?.values ?? {};
  const next = new Uint8Array(b.slots.size);
  let all = [next];
  for (const f of b.facts) {
    const slot = b.slots.get(`fact ${f.id}`), mine = a.facts.find((x) => x.id === f.id);
    let values;
    if (!mine) values = f.first === null ? f.values.map((_, i) => i) : [f.values.indexOf(f.first)];
    else {
      const word = mine.values[state[a.slots.get(`fact ${f.id}`)]];
      let v = f.values.indexOf(word);
      if (v < 0) v = f.values.indexOf(String(turns[f.id]?.[word]));
      if (v < 0) return null;
      values = [v];
    }
    all = all.flatMap((s) => values.map((v) => Uint8Array.from(s, (x, i) => (i === slot ? v : x))));
  }
  const open = [...[...a.slots].filter(([n, slot]) => !n.startsWith('fact ') && state[slot]).map(([n, slot]) => [n, state[slot]]),
    ...[...beside].map((n) => [n, n.startsWith('line ') ? 3 : 1])];
  for (const [name, value] of open) {
    if (ends.has(name)) continue;
    if (!knows(b, name)) return null;
    if (b.slots.has(name)) for (const s of all) s[b.slots.get(name)] = value;
  }
  return all;
}

export function pair(from, to) {
  const a = from.machine, b = to.machine, codes = new Set();
  const bars = [...Object.values(a.guide.reclassify?.out ?? {}), ...Object.values(b.guide.reclassify?.in ?? {})];
  const ends = new Set(list(a.guide.reclassify?.ends).map((d) => `duty ${d}`).filter((n) => !knows(b, n)));
  const sides = [...a.sides.keys()].filter((n) => !n.startsWith('paper ') && !ends.has(n));
  const homeless = sides.filter((n) => !knows(b, n)), turning = sides.filter((n) => b.slots.has(n));
  let states = 0, placed = 0, barred = 0;
  from.graph.states.forEach((state, i) => {
    if (a.final(state)) return;
    states++;
    for (const n of homeless)
      if (from.may(n, i) && !bars.some((x) => holds(x, a, state, new Set([n])))) codes.add('reclassify.no_place');
    let here = false, not = false;
    for (const some of subsets(turning)) {
      const beside = new Set(some);
      if (turning.some((n) => (beside.has(n) ? !from.may(n, i) : from.must(n, i)))) continue;
      if (bars.some((x) => holds(x, a, state, beside))) {
        not = true;
        continue;
      }
      const all = places(from, to, state, beside, ends);
      if (!all) codes.add('reclassify.no_place');
      else if (all.every((s) => to.graph.index.has(b.key(s)))) here = true;
      else codes.add('reclassify.no_state');
    }
    placed += here;
    barred += not;
  });
  return { codes, states, placed, barred };
}

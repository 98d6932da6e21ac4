// SPDX-License-Identifier: Apache-2.0
// The five proofs, judged a second time over the graph of machine.mjs. Gives the set of codes of what is wrong.
import { Machine } from './machine.mjs';

const list = (v) => (v === undefined || v === null ? [] : Array.isArray(v) ? v : [v]);

// Distinct users for every seat, by trying.
export function staffed(machine, step, posts) {
  if (!posts || step.clock) return true;
  const act = machine.acts[step.act], seats = [];
  const seat = (p, roles) => seats.push({ kind: p.agency, roles: list(roles), level: p.level ?? 'same' });
  seat(step.party, step.party.role);
  if ((step.begins || step.option) && step.party.review) seat(step.party, step.party.review);
  if (step.begins)
    for (const ref of list(act.other_than)) {
      const [id, option] = ref.split('.'), other = machine.acts[id];
      const o = option && machine.steps.find((s) => s.act === id && s.option === option);
      const p = o ? o.party : other.kind === 'send' ? other.to : other.by;
      seat(p, p.role);
    }
  const fits = (s, p) =>
    (s.kind === 'any' || s.kind === p.agency) && (s.level === 'any' || !p.level || p.level === s.level) && (!s.roles.length || s.roles.includes(p.role));
  const fill = (i, taken) => i === seats.length || posts.some((p) => !taken.includes(p.user) && fits(seats[i], p) && fill(i + 1, [...taken, p.user]));
  return fill(0, []);
}

function lost(graph, ok) {
  const back = graph.states.map(() => []), seen = new Uint8Array(graph.states.length), queue = [];
  graph.edges.forEach((out, from) => out.forEach((e) => ok(e.step) && back[e.to].push(from)));
  graph.states.forEach((s, i) => graph.machine.final(s) && (seen[i] = 1, queue.push(i)));
  while (queue.length) for (const from of back[queue.pop()]) if (!seen[from]) (seen[from] = 1), queue.push(from);
  return graph.states.map((_, i) => i).filter((i) => !seen[i]);
}

// Side parts that may be open in each main state, and those that surely are.
export function flow(graph) {
  return (graph.flow ??= flowOf(graph));
}

function flowOf(graph) {
  const { machine, states, edges } = graph, n = machine.sides.size, K = Math.max(1, Math.ceil(n / 32));
  const may = new Int32Array(states.length * K), must = new Int32Array(states.length * K);
  const beside = machine.steps.filter((s) => !s.main && (s.around.length || s.clock));
  const papers = new Int32Array(K);
  for (const [name, i] of machine.sides) if (name.startsWith('paper ')) papers[i >> 5] |= 1 << (i & 31);
  const has = (set, at, i) => (set[at + (i >> 5)] >>> (i & 31)) & 1;
  const beyond = (g, at) => {
    for (const [i, open] of g.beside) if (open && !has(may, at, i)) return false;
    return true;
  };
  const possible = (g, state, at) => Machine.holds(g.tests, state) && beyond(g, at);
  const m = new Int32Array(K), u = new Int32Array(K);
  for (const s of beside) s.own = s.clock && !s.lapse ? machine.sides.get(`clock ${s.clock}`) : -1; // a period that ends is gone
  const apply = (s, state, at, m, u) => {
    for (const e of s.around) {
      if (!possible(e.guard, state, at)) continue;
      const w = e.part >> 5, bit = 1 << (e.part & 31), sure = !e.guard.beside.length;
      if (e.opens) (m[w] |= bit), sure && (u[w] |= bit);
      else sure && (m[w] &= ~bit), (u[w] &= ~bit);
    }
  };
  const seen = new Uint8Array(states.length), due = new Uint8Array(states.length);
  for (let i = 0; i < graph.starts; i++) seen[i] = due[i] = 1;
  for (let any = true; any; ) {
    any = false;
    for (let i = 0; i < states.length; i++) {
      if (!due[i]) continue;
      due[i] = 0;
      const at = i * K, state = states[i];
      const here = machine.final(state) ? [] : beside.filter((s) => Machine.holds(s.guard.tests, state));
      for (let grew = here.length > 0; grew; ) {
        grew = false;
        for (const s of here) {
          if (!beyond(s.guard, at)) continue;
          for (let w = 0; w < K; w++) (m[w] = may[at + w]), (u[w] = must[at + w]);
          apply(s, state, at, m, u);
          if (s.own >= 0) u[s.own >> 5] &= ~(1 << (s.own & 31));
          for (let w = 0; w < K; w++) {
            const nm = may[at + w] | m[w], nu = must[at + w] & u[w];
            if (nm !== may[at + w] || nu !== must[at + w]) grew = true;
            may[at + w] = nm;
            must[at + w] = nu;
          }
        }
      }
      for (const e of edges[i]) {
        const to = e.to * K;
        for (let w = 0; w < K; w++) (m[w] = may[at + w]), (u[w] = must[at + w]);
        apply(e.step, state, at, m, u);
        let news = !seen[e.to];
        const end = machine.final(states[e.to]);
        for (let w = 0; w < K; w++) {
          const nm = may[to + w] | (end ? m[w] & papers[w] : m[w]), nu = seen[e.to] ? must[to + w] & u[w] : u[w];
          const nuu = end ? 0 : nu;
          if (nm !== may[to + w] || nuu !== must[to + w]) news = true;
          may[to + w] = nm;
          must[to + w] = nuu;
        }
        seen[e.to] = 1;
        if (news) due[e.to] = 1, (any ||= e.to <= i);
      }
    }
  }
  return { K, may, must, has, possible };
}

export function judge(machine, graph, posts) {
  const codes = new Set();
  graph.machine = machine;
  for (const s of machine.steps) s.staffed = staffed(machine, s, posts);
  if (lost(graph, (s) => !s.chance && s.staffed).length) codes.add('option');
  const { states, edges } = graph, facts = machine.facts, at = (kind, id) => machine.slots.get(`${kind} ${id}`);
  for (const out of edges)
    for (const e of out) if (e.left && !e.step.report) for (const k of ['line', 'duty', 'clock']) if (e.left[k]) codes.add(`completion.${k}`);

  if (machine.custody) {
    const c = machine.custody, slot = at('fact', c.id), overdue = c.overdue && at('duty', c.overdue);
    const clocks = Object.entries(machine.clocks).filter(([, k]) => String(k.custody) === 'true').map(([id]) => at('clock', id));
    for (const s of states) {
      if (machine.final(s)) continue;
      const hold = c.hold[c.values[s[slot]]], runs = clocks.some((k) => s[k]);
      if (hold === 'held' && !runs) codes.add('custody.no_clock');
      if (hold === 'free' && runs) codes.add('custody.free_clock');
      if (hold === 'serving' && runs) codes.add('custody.serving_clock');
      if (hold === 'overdue' && !(overdue !== undefined && s[overdue])) codes.add('custody.no_duty');
    }
    if (c.overdue && String(machine.duties[c.overdue].red) !== 'true') codes.add('custody.not_red');
  }

  const f = flow(graph);
  const enabled = (s, i) => !machine.final(states[i]) && f.possible(s.guard, states[i], i * f.K);

  const holder = (d) => machine.duties[d].holder;
  const organs = new Set(machine.steps.filter((s) => s.main && s.party && s.party.agency !== 'any').map((s) => s.party.agency));
  const duties = Object.keys(machine.duties), clocks = Object.keys(machine.clocks);
  const place = (kind) => new Map((kind === 'duty' ? duties : clocks).map((id) => [id, { slot: at(kind, id), part: machine.sides.get(`${kind} ${id}`) }]));
  const places = { duty: place('duty'), clock: place('clock') };
  const open = (set, kind, id, i) => {
    const { slot, part } = places[kind].get(id);
    return slot === undefined ? f.has(set, i * f.K, part) : states[i][slot];
  };
  const wakes = Object.fromEntries(machine.steps.filter((s) => s.clock).map((s) => [s.clock, s.effects.filter((e) => e.kind === 'owe').map((e) => holder(e.on))]));
  for (const organ of organs) {
    const other = (s) => !s.clock && !s.report && s.staffed && s.party.agency !== organ;
    const awake = states.map((s, i) =>
      machine.final(s) || edges[i].some((e) => other(e.step)) || duties.some((d) => open(f.must, 'duty', d, i) && holder(d) !== organ) ||
      clocks.some((c) => open(f.must, 'clock', c, i) && wakes[c].some((h) => h !== organ)) ||
      machine.steps.some((s) => !s.main && s.begins && other(s) && enabled(s, i)));
    for (let more = true; more; ) {
      more = false;
      edges.forEach((out, i) => !awake[i] && out.some((e) => e.step.clock && awake[e.to]) && (awake[i] = more = true));
    }
    if (awake.includes(false)) codes.add('silence.stuck');
  }

  // Nothing dead.
  const alive = new Set(), before = new Map(), owedSomewhere = new Set(), cleared = new Set(), runs = new Set();
  const values = facts.map(() => new Set()), factSlots = facts.map((fact) => at('fact', fact.id));
  states.forEach((s, i) => {
    factSlots.forEach((slot, k) => values[k].add(s[slot]));
    for (const d of duties) if (open(f.may, 'duty', d, i)) owedSomewhere.add(d);
    for (const c of clocks) if (open(f.may, 'clock', c, i)) runs.add(c);
    for (const step of machine.steps) {
      if (!enabled(step, i)) continue;
      alive.add(step);
      const have = before.get(step) ?? new Set();
      for (const p of step.papers) if (machine.sides.has(`paper ${p}`) && f.has(f.may, i * f.K, machine.sides.get(`paper ${p}`))) have.add(p);
      before.set(step, have);
      for (const e of step.effects) if (e.kind === 'clear' && open(f.may, 'duty', e.on, i)) cleared.add(e.on);
    }
  });
  for (const s of machine.steps) {
    if (s.clock) continue;
    if (!alive.has(s)) {
      if (!s.option) (s.phase === 'push' || s.phase === 'done') && codes.add('dead.act');
      else if (s.begins || machine.steps.some((p) => p.act === s.act && p.phase === 'push' && alive.has(p))) codes.add('dead.option');
      continue;
    }
    for (const p of s.papers) if (machine.sides.has(`paper ${p}`) && !s.makes.includes(p) && !before.get(s).has(p)) codes.add('dead.paper');
  }
  for (const d of owedSomewhere) if (!cleared.has(d)) codes.add('dead.duty');
  const whens = [];
  for (const s of machine.steps) whens.push(...s.guards, ...s.effects.flatMap((e) => e.when));
  for (const c of Object.values(machine.clocks)) for (const l of list(c.lengths)) if (l.when) whens.push(l.when);
  const tests = (word) => new Set(whens.flatMap((w) => list(w[word])));
  const tested = new Set([...tests('running'), ...tests('not_running')]);
  for (const s of machine.steps) if (s.clock && runs.has(s.clock) && !s.effects.length && !tested.has(s.clock)) codes.add('dead.clock');
  facts.forEach((fact, k) => {
    const spoken = whens.filter((w) => fact.id in w);
    if (!spoken.length && fact !== machine.custody && fact !== machine.ender) codes.add('dead.fact');
    const set = new Set(machine.steps.flatMap((s) => s.effects.filter((e) => e.kind === 'set' && e.on === fact.id).map((e) => e.value)));
    fact.values.forEach((v, i) => {
      const named = set.has(v) || (fact === machine.ender && spoken.some((w) => list(w[fact.id]).map(String).includes(v)));
      if (named && !values[k].has(i)) codes.add('dead.value');
    });
  });
  return codes;
}

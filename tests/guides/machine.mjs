// SPDX-License-Identifier: Apache-2.0
// The guide language read a second time, from docs/guide-language.md and the resolved guide alone. Shares no code with
// the product: what both find is found twice.
const list = (v) => (v === undefined || v === null ? [] : Array.isArray(v) ? v : [v]);
const truth = (v) => v === true || v === 'true';
const WORDS = { open: 'line', not_open: 'line', running: 'clock', not_running: 'clock', owed: 'duty', not_owed: 'duty' };
const PHASES = ['push', 'receive', 'accept', 'return', 'withdraw'];
const LIFE = { none: 0, pushed: 1, received: 2, accepted: 3, returned: 4 };

// A step's effects with every guard that must hold, outermost first.
function flatten(node, guards = []) {
  const out = [];
  if (!node) return out;
  const items = (key, kind, name) => {
    for (const item of list(node[key])) {
      const map = typeof item === 'object';
      out.push({ kind, on: map ? item[name] : item, when: map && item.when ? [...guards, item.when] : guards });
    }
  };
  for (const [fact, value] of Object.entries(node.then ?? {})) out.push({ kind: 'set', on: fact, value: String(value), when: guards });
  items('stops', 'stop', 'clock');
  items('clears', 'clear', 'duty');
  items('starts', 'start', 'clock');
  items('owes', 'owe', 'duty');
  for (const c of list(node.cases)) out.push(...flatten(c, c.when ? [...guards, c.when] : guards));
  return out;
}

export class Machine {
  constructor(guide) {
    this.guide = guide;
    this.facts = Object.entries(guide.facts).map(([id, f]) => ({
      id,
      values: Array.isArray(f.values) ? f.values.map(String) : Object.keys(f.values),
      first: f.first === undefined ? null : String(f.first),
      final: list(f.final).map(String),
      hold: f.hold ?? null,
      overdue: f.overdue_duty,
    }));
    this.acts = guide.acts;
    this.clocks = guide.clocks ?? {};
    this.duties = guide.duties ?? {};
    this.custody = this.facts.find((f) => f.hold);
    this.ender = this.facts.find((f) => f.final.length);
    this.steps = [];
    this.readActs();
    this.readClocks();
    this.addReferences();
    this.split();
    this.layOut();
    this.endSlot = this.slots.get(`fact ${this.ender.id}`);
    this.finals = this.ender.final.reduce((m, w) => m | (1 << this.ender.values.indexOf(w)), 0);
    for (const s of this.steps) this.compile(s);
  }

  step(s) {
    this.steps.push({ chance: s.act ? truth(this.acts[s.act].chance) || (s.report && s.party.agency === 'any') : false, effects: [], guards: [], makes: [], papers: [], ...s });
  }

  readActs() {
    for (const [id, act] of Object.entries(this.acts)) {
      const options = Object.entries(act.answers ?? act.outcomes ?? {});
      const send = act.kind === 'send';
      const whens = act.when ? [act.when] : [];
      const report = act.kind === 'report';
      const begin = { makes: list(act.needs?.makes), papers: list(act.needs?.documents) };
      const late = list(act.outcome_by).length > 0;
      if (send) {
        const to = { push: 'pushed', receive: 'received', accept: options.length || late ? 'accepted' : 'none', return: 'returned', withdraw: 'none' };
        const from = { push: ['none', 'returned'], receive: ['pushed'], accept: ['received'], return: ['received'], withdraw: ['pushed', 'returned'] };
        for (const p of PHASES) {
          const receiver = p === 'receive' || p === 'accept' || p === 'return';
          this.step({ id: `${id}.${p}`, act: id, phase: p, begins: p === 'push', party: receiver ? act.to : act.by, report, from: from[p], to: to[p],
            guards: p === 'push' ? whens : [], effects: flatten(act[`on_${p}`]), ...(p === 'push' ? begin : {}) });
        }
      } else if (!options.length) {
        this.step({ id: `${id}.done`, act: id, phase: 'done', begins: true, party: act.by, report, guards: whens, effects: flatten(act.done), ...begin });
      }
      for (const [name, o] of options) {
        const own = o ?? {};
        const party = { ...(send ? act.to : act.by), ...(own.by ?? {}) };
        if (own.by && !own.by.review) delete party.review;
        this.step({ id: `${id}.${name}`, act: id, option: name, begins: !send, party, report, from: send ? ['accepted'] : undefined, to: send ? 'none' : undefined,
          guards: [...(send ? [] : whens), ...(own.when ? [own.when] : [])],
          effects: [...(send ? [] : flatten(act.done)), ...flatten(own)],
          makes: [...(send ? [] : begin.makes), ...list(own.needs?.makes)], papers: [...(send ? [] : begin.papers), ...list(own.needs?.documents)] });
      }
    }
  }

  readClocks() {
    const lapse = 'supervise_lapse' in this.duties;
    for (const [id, c] of Object.entries(this.clocks)) {
      const effects = flatten(c.on_end);
      if (c.kind === 'deadline' && lapse && !effects.some((e) => e.kind === 'owe')) effects.push({ kind: 'owe', on: 'supervise_lapse', when: [] });
      this.step({ id: `clock:${id}`, clock: id, lapse: c.kind === 'deadline', chance: c.kind === 'deadline', effects });
    }
  }

  // The steps a reference names: ARR-01, ARR-01.approve, PRO-01.push.
  named(ref) {
    const [act, part] = String(ref).split('.');
    const mine = this.steps.filter((s) => s.act === act);
    if (part) return mine.filter((s) => s.option === part || (!s.option && s.phase === part));
    const options = mine.filter((s) => s.option);
    return options.length ? options : mine.filter((s) => s.phase === 'accept' || s.phase === 'done');
  }

  addReferences() {
    for (const [id, act] of Object.entries(this.acts)) {
      const duty = act.outcome_duty;
      if (duty) for (const s of this.named(`${id}.accept`)) s.effects.unshift({ kind: 'owe', on: duty, when: [] });
      for (const ref of list(act.outcome_by))
        for (const s of this.named(ref)) {
          s.effects.unshift({ kind: 'answer', on: id, when: [] });
          if (duty) s.effects.unshift({ kind: 'clear', on: duty, when: [] });
        }
    }
    for (const [id, d] of Object.entries(this.duties))
      for (const ref of list(d.cleared_by)) for (const s of this.named(ref)) s.effects.unshift({ kind: 'clear', on: id, when: [] });
  }

  // Main is what something that moves a fact depends on; grown from the facts until nothing is added.
  split() {
    const main = new Set(Object.entries(this.clocks).filter(([, c]) => truth(c.custody)).map(([id]) => `clock ${id}`));
    if (this.custody?.overdue) main.add(`duty ${this.custody.overdue}`);
    const part = { start: 'clock', stop: 'clock', owe: 'duty', clear: 'duty', answer: 'line' };
    const moves = (e) => e.kind === 'set' || main.has(`${part[e.kind]} ${e.on}`);
    const need = (guards) => {
      for (const g of guards) for (const [k, v] of Object.entries(g)) if (WORDS[k]) for (const id of list(v)) main.add(`${WORDS[k]} ${id}`);
    };
    for (let before = -1; before !== main.size; ) {
      before = main.size;
      for (const s of this.steps) {
        const name = s.act ? `line ${s.act}` : `clock ${s.clock}`;
        const movers = s.effects.filter(moves);
        if (movers.length) main.add(name);
        for (const e of movers) need(e.when);
        if (s.act && main.has(name)) need(s.guards);
      }
    }
    this.main = main;
    for (const s of this.steps) s.main = main.has(s.act ? `line ${s.act}` : `clock ${s.clock}`);
  }

  layOut() {
    this.slots = new Map();
    const add = (name) => this.slots.set(name, this.slots.size);
    for (const f of this.facts) add(`fact ${f.id}`);
    for (const [id, a] of Object.entries(this.acts)) if (a.kind === 'send' && this.main.has(`line ${id}`)) add(`line ${id}`);
    for (const id of Object.keys(this.clocks)) if (this.main.has(`clock ${id}`)) add(`clock ${id}`);
    for (const id of Object.keys(this.duties)) if (this.main.has(`duty ${id}`)) add(`duty ${id}`);
    this.sides = new Map();
    const side = (name) => this.slots.has(name) || this.sides.set(name, this.sides.size);
    for (const [id, a] of Object.entries(this.acts)) if (a.kind === 'send') side(`line ${id}`);
    for (const id of Object.keys(this.clocks)) side(`clock ${id}`);
    for (const id of Object.keys(this.duties)) side(`duty ${id}`);
    for (const s of this.steps) for (const p of s.makes) if (!this.sides.has(`paper ${p}`)) this.sides.set(`paper ${p}`, this.sides.size);
  }

  value(fact, word) {
    const v = this.facts.find((f) => f.id === fact).values.indexOf(String(word));
    if (v < 0) throw new Error(`${fact} has no value ${word}`);
    return v;
  }

  // Guards as tests [slot, bits allowed] on the main state and [side part, must be open] beside it.
  guard(guards) {
    const tests = [], beside = [];
    for (const g of guards)
      for (const [k, v] of Object.entries(g)) {
        const kind = WORDS[k];
        if (!kind) {
          tests.push([this.slots.get(`fact ${k}`), list(v).reduce((m, w) => m | (1 << this.value(k, w)), 0)]);
          continue;
        }
        for (const id of list(v)) {
          const name = `${kind} ${id}`, no = k.startsWith('not_');
          if (this.slots.has(name)) tests.push([this.slots.get(name), no ? 1 : ~1]);
          else beside.push([this.sides.get(name), !no]);
        }
      }
    return { tests, beside };
  }

  compile(s) {
    s.guard = this.guard(s.guards);
    if (s.clock || s.to !== undefined) s.slot = this.slots.get(s.clock ? `clock ${s.clock}` : `line ${s.act}`);
    if (s.act && s.main && s.from) s.guard.tests.push([this.slots.get(`line ${s.act}`), s.from.reduce((m, w) => m | (1 << LIFE[w]), 0)]);
    if (s.clock && s.main) s.guard.tests.push([this.slots.get(`clock ${s.clock}`), 2]);
    if (s.act && !s.main && s.from && !s.begins) s.guard.beside.push([this.sides.get(`line ${s.act}`), true]);
    if (s.clock && !s.main) s.guard.beside.push([this.sides.get(`clock ${s.clock}`), true]);
    const kinds = { set: 'fact', start: 'clock', stop: 'clock', owe: 'duty', clear: 'duty', answer: 'line' };
    s.moves = [];
    s.around = [];
    for (const e of s.effects) {
      const name = `${kinds[e.kind]} ${e.on}`, guard = this.guard(e.when);
      const opens = e.kind === 'start' || e.kind === 'owe';
      if (this.slots.has(name)) s.moves.push({ slot: this.slots.get(name), value: e.kind === 'set' ? this.value(e.on, e.value) : opens ? 1 : 0, guard });
      else s.around.push({ part: this.sides.get(name), opens, guard });
    }
    for (const p of s.makes) s.around.push({ part: this.sides.get(`paper ${p}`), opens: true, guard: { tests: [], beside: [] } });
    if (!s.main && s.phase === 'push') s.around.push({ part: this.sides.get(`line ${s.act}`), opens: true, guard: { tests: [], beside: [] } });
  }

  static holds(tests, state) {
    for (const [slot, bits] of tests) if (!((bits >> state[slot]) & 1)) return false;
    return true;
  }

  final(state) {
    return ((this.finals >> state[this.endSlot]) & 1) === 1;
  }

  can(s, state) {
    return !this.final(state) && Machine.holds(s.guard.tests, state);
  }

  // The state after the step, and what it left open if it ended the proceeding.
  run(s, state) {
    const next = Uint8Array.from(state);
    if (s.slot !== undefined) next[s.slot] = s.clock ? 0 : LIFE[s.to];
    for (const m of s.moves) if (Machine.holds(m.guard.tests, state)) next[m.slot] = m.value;
    let left = null;
    if (this.final(next)) {
      left = { line: false, duty: false, clock: false };
      for (const [name, slot] of this.slots) {
        const [kind, id] = name.split(' ');
        if (kind === 'fact') continue;
        if (next[slot] && (kind !== 'clock' || truth(this.clocks[id].custody))) left[kind] = true;
        next[slot] = 0;
      }
    }
    return { next, left };
  }

  starts() {
    let all = [new Uint8Array(this.slots.size)];
    for (const f of this.facts) {
      const slot = this.slots.get(`fact ${f.id}`);
      const values = f.first === null ? f.values.map((_, i) => i) : [f.values.indexOf(f.first)];
      all = all.flatMap((s) => values.map((v) => Uint8Array.from(s, (x, i) => (i === slot ? v : x))));
    }
    return all;
  }

  key(state) {
    return String.fromCharCode(...state);
  }

  explore(limit) {
    const index = new Map(), states = [], edges = [];
    const add = (s) => {
      const k = this.key(s);
      if (!index.has(k)) {
        index.set(k, states.length);
        states.push(s);
      }
      return index.get(k);
    };
    this.starts().forEach(add);
    const starts = states.length, moving = this.steps.filter((s) => s.main);
    for (let i = 0; i < states.length; i++) {
      const out = [];
      for (const s of moving) {
        if (!this.can(s, states[i])) continue;
        const { next, left } = this.run(s, states[i]);
        out.push({ to: add(next), step: s, left });
      }
      edges.push(out);
      if (states.length > limit) return null;
    }
    return { index, states, edges, starts };
  }
}

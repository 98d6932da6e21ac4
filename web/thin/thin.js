// SPDX-License-Identifier: Apache-2.0
// A thin page over the API: sign in, the inbox, one case with its next steps and history, and a form to do an act.
const $ = (id) => document.getElementById(id);
let me = null;

// el('td.red', 'text', child, {onclick}): elements only; no text ever becomes markup.
function el(what, ...rest) {
  const [tag, ...classes] = what.split('.');
  const e = document.createElement(tag);
  e.className = classes.join(' ');
  for (const x of rest.flat()) {
    if (x === null || x === undefined || x === false) continue;
    if (typeof x === 'object' && !(x instanceof Node)) Object.assign(e, x);
    else e.append(x);
  }
  return e;
}
const show = (...sections) => $('main').replaceChildren(...sections);
const say = (text) => { $('say').textContent = text; if (text) setTimeout(() => { if ($('say').textContent === text) $('say').textContent = ''; }, 8000); };
const when = (t) => (t ? t.slice(0, 16).replace('T', ' ') : '');

async function api(method, where, body) {
  const headers = {};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') { headers['Idempotency-Key'] = crypto.randomUUID(); if (me) headers['X-CSRF-Token'] = me.csrf; }
  const r = await fetch('/api/v1' + where, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await r.text();
  const json = text ? JSON.parse(text) : null;
  if (r.ok) return json;
  if (r.status === 401 && me) { me = null; signIn(); }
  const parts = [json.message_zh, json.detail_zh, json.todo_zh].filter(Boolean);
  throw new Error(parts.join('；') || json.detail || json.code);
}
const guard = (fn) => async (ev) => { ev?.preventDefault?.(); try { await fn(ev); } catch (e) { say(e.message); } };

function field(label, name, more = {}) { return el('label', label, el('input', { name, required: true, ...more })); }

function signIn() {
  $('bar').hidden = true;
  const form = el('form', field('用户名', 'user', { autocomplete: 'username' }), field('密码', 'password', { type: 'password', autocomplete: 'current-password' }), el('button', '登录'));
  form.onsubmit = guard(async () => {
    const d = new FormData(form);
    me = await api('POST', '/session', { user: d.get('user'), password: d.get('password') });
    await enter(d.get('password'));
  });
  show(el('section', el('h2', '登录'), form));
  form.user.focus();
}

function changePassword(old) {
  const form = el('form', field('新密码（至少12位）', 'fresh', { type: 'password', minLength: 12, autocomplete: 'new-password' }), el('button', '修改密码'));
  form.onsubmit = guard(async () => { await api('POST', '/session/password', { old, new: form.fresh.value }); me.must_change_password = false; await enter(); });
  show(el('section', el('h2', '首次登录，请修改密码'), form));
}

async function enter(password) {
  $('demo').hidden = !me.demo;
  $('bar').hidden = false;
  if (me.must_change_password) { if (password) return changePassword(password); me = null; return signIn(); }
  $('posts').replaceChildren(...me.posts.map((p) => el('option', `${p.agency.name ?? ''} · ${p.roles.join('、')}`, { value: p.id, selected: p.id === me.post })));
  listen();
  await home();
}

const row = (go, cells) => el('tr.go', cells.map((c) => (c instanceof Node ? c : el('td', c))), { tabIndex: 0, onclick: go, onkeydown: (e) => e.key === 'Enter' && go() });
const table = (heads, rows) => el('table', el('thead', el('tr', heads.map((h) => el('th', h)))), el('tbody', rows));

const home = guard(async () => {
  location.hash = '';
  const parts = [];
  try {
    const box = await api('GET', '/inbox');
    const rows = box.items.map((i) => row(() => openCase(i.case), [i.name, i.class, el(i.breached ? 'td.red' : 'td', when(i.due)), String(i.open), i.user_name ?? '未分派']));
    parts.push(el('section', el('h2', `待办 ${box.counts.cases} 件，其中逾期 ${box.counts.breached} 项`), rows.length ? table(['案件', '类别', '最早到期', '事项', '承办人'], rows) : el('p.dim', '没有待办')));
    const { cases } = await api('GET', '/cases?open=true');
    parts.push(el('section', el('h2', '在办案件'), table(['案件', '类别', '阶段', '立案'], cases.map((c) => row(() => openCase(c.id), [c.name, c.class, c.stage, when(c.opened)])))));
  } catch (e) { parts.push(el('section', el('p.dim', e.message))); }
  show(...parts);
});

const find = guard(async () => {
  const q = $('q').value.trim();
  if (!q) return home();
  const { found } = await api('GET', '/find?q=' + encodeURIComponent(q));
  show(el('section', el('h2', `查到 ${found.length} 件`), table(['案件', '人员', '阶段', '立案'], found.map((f) => row(() => openCase(f.case), [f.name, f.person_name ?? '', f.stage, when(f.opened)])))));
});

let current = null;
const openCase = guard(async (id) => {
  current = id;
  location.hash = id;
  const c = await api('GET', `/cases/${id}`);
  if (c.access === 'progress') return show(el('section', el('h2', `${c.class} · ${c.stage}`), el('p', `转办 ${c.transfers.length} 次，期限 ${c.clocks.length} 个`)));
  const [next, history] = await Promise.all([api('GET', `/cases/${id}/next`), api('GET', `/cases/${id}/history?limit=200`)]);
  show(head(c), people(c), transfers(c), clocks(c), ...next.next.map((n) => steps(c, n)), past(c, history));
});

const word = (c, w) => c.words[w] ?? w;
const head = (c) => el('section', el('div.row', el('h2', c.name), el('span.dim', `${c.class} · ${word(c, 'stage=' + c.stage)} · ${when(c.opened)}`),
  el('button.quiet', '返回', { onclick: home }), el('a', '导出卷宗', { href: `/api/v1/cases/${c.id}/dossier.zip` })),
  el('p.dim', (c.numbers ?? []).map((n) => n.number).join('　')));
const HOLD = { free: '未羁押', held: '在押', overdue: '超期羁押', serving: '服刑' };
const people = (c) => el('section', el('h2', '涉案人员'), table(['姓名', '涉嫌', '情况', '羁押'], c.persons.map((p) => el('tr', el('td', p.name), el('td', (p.charges ?? []).join('、')),
  el('td', p.facts.map((f) => word(c, `${f.fact}=${f.value}`)).join('，')), el(c.standing[p.subject]?.hold === 'overdue' ? 'td.red' : 'td', HOLD[c.standing[p.subject]?.hold] ?? '')))));
const LIFE = { draft: '待审核', checked: '已审核', check_refused: '审核退改', pushed: '已推送', received: '已签收', returned: '已退回', accepted: '已受理', withdrawn: '已撤回', ended: '已了结' };
const ways = (c, t) => ({
  draft: [['同意', 'check', { approve: true }], ['退改', 'check', { approve: false, note: '?' }]], checked: [['推送', 'push', {}]], returned: [['重新推送', 'push', {}]],
  pushed: [['签收', 'receive', {}], ['受理', 'accept', {}], ['退回', 'return', { marks: [{ code: '?' }] }], ['撤回', 'withdraw', { note: '?' }]],
  received: [['受理', 'accept', {}], ['退回', 'return', { marks: [{ code: '?' }] }]], accepted: [['办理结果', 'answer', { option: '?' }]],
}[t.life] ?? []);

function transfers(c) {
  const act = (t, way, body) => guard(async () => {
    const b = structuredClone(body);
    if (b.note === '?') b.note = prompt('说明') ?? '';
    if (b.marks) b.marks[0].code = prompt('退回原因代码（见代码表）', 'missing') ?? '';
    if (b.option) b.option = prompt('办理结果代码', 'approve') ?? '';
    if (way === 'answer') b.docs = (prompt('文书种类，用空格分开') ?? '').split(/\s+/).filter(Boolean).map((kind) => ({ kind }));
    await api('POST', `/cases/${c.id}/transfers/${t.id}/${way}`, b);
    say('已办理');
    await openCase(c.id);
  });
  return el('section', el('h2', '协同事项'), table(['事项', '从', '到', '状态', '轮次', ''], (c.transfers ?? []).map((t) => el('tr', el('td', word(c, t.act)), el('td', c.agencies[t.from]?.name ?? ''), el('td', c.agencies[t.to]?.name ?? ''),
    el('td', LIFE[t.life] ?? t.life), el('td', String(t.round ?? '')), el('td.row', ways(c, t).map(([name, way, body]) => el('button.quiet', name, { onclick: act(t, way, body) })))))));
}

const clocks = (c) => el('section', el('h2', '期限与义务'), table(['名称', '责任单位', '到期', '状态'], [
  ...(c.clocks ?? []).filter((k) => k.life === 'running' || k.life === 'lapsed').map((k) => el('tr', el('td', word(c, k.rule)), el('td', c.agencies[k.agency]?.name ?? ''), el('td', when(k.due)), el(k.life === 'lapsed' ? 'td.red' : 'td', k.life === 'lapsed' ? '已届满' : '计算中'))),
  ...(c.duties ?? []).filter((d) => d.life === 'open').map((d) => el('tr', el('td', word(c, d.rule)), el('td', c.agencies[d.agency]?.name ?? ''), el('td', when(d.due)), el(d.breached ? 'td.red' : 'td', d.breached ? '逾期' : '待办')))]));

function steps(c, n) {
  const mine = n.steps.filter((s) => s.mine && s.possible), later = n.steps.filter((s) => s.mine && !s.possible);
  return el('section', el('h2', `${n.name} · 下一步`), mine.map((s) => el('details', el('summary', `${s.name}　`, el('span.dim', s.basis)), form(c, n, s))),
    later.length ? el('details', el('summary.dim', `暂不能办理 ${later.length} 项`), later.map((s) => el('p.dim', `${s.name}：${s.why_zh}`))) : null);
}

function form(c, n, s) {
  const docs = [...new Set([...s.needs.documents, ...s.options.flatMap((o) => o.needs.documents)])];
  const f = el('form',
    s.options.length ? el('label', '结果', el('select', { name: 'option' }, s.options.map((o) => el('option', o.name, { value: o.id })))) : null,
    s.needs.reasons.length ? el('label', '理由', el('select', { name: 'reason' }, s.needs.reasons.map((r) => el('option', r, { value: r })))) : null,
    docs.map((d) => el('label', el('span', el('input', { type: 'checkbox', name: 'doc', value: d, checked: s.needs.documents.includes(d) }), ` 文书 ${d}`))),
    s.needs.fields.map((d) => field(d, `data:${d}`)), el('label', '说明', el('input', { name: 'note' })),
    el('button', s.by.review.length ? '提交审核' : s.kind === 'send' ? '推送' : '办理'));
  f.onsubmit = guard(async () => {
    const d = new FormData(f), body = { act: s.act, persons: [n.person], docs: d.getAll('doc').map((kind) => ({ kind })), data: s.needs.fields.map((k) => ({ key: k, value: d.get(`data:${k}`) })), note: d.get('note') };
    const drafted = s.by.review.length > 0;
    if (d.get('option') && (s.kind !== 'send')) body.option = d.get('option');
    if (d.get('reason')) body.reason = d.get('reason');
    if (s.needs.dossier && c.manifest) body.manifest = c.manifest;
    await api('POST', `/cases/${c.id}/${drafted ? 'drafts' : s.kind === 'send' ? 'transfers' : 'acts'}`, body);
    say('已办理');
    await openCase(c.id);
  });
  return f;
}

const past = (c, h) => el('section', el('h2', '全程留痕'), table(['时间', '单位', '人', '经过'], h.records.toReversed().map((r) => el('tr', el('td', when(r.at)), el('td', r.behalf ?? r.agency ?? ''), el('td', r.by.name), el('td', r.events.map((e) => e.zh).join('；'))))));

let source = null;
function listen() {
  source?.close();
  source = new EventSource('/api/v1/events');
  source.addEventListener('case', (e) => { const x = JSON.parse(e.data); if (x.case === current) say('本案有新进展'); else say('有新事项'); });
}

$('q').onkeydown = (e) => { if (e.key === 'Enter') find(); };
$('posts').onchange = guard(async () => { me = await api('POST', '/session/post', { post: $('posts').value }); await enter(); });
$('out').onclick = guard(async () => { source?.close(); await api('DELETE', '/session'); me = null; signIn(); });

try { me = await api('GET', '/me'); await enter(); } catch { me = null; signIn(); }

// SPDX-License-Identifier: Apache-2.0
// Sheets that are entered: what each kind sends, what came of it in one form for all, and its empty sheet.
import type { BadCell, FirstPassword, RowImported } from '../api/answers';
import { call, textOf } from '../api/call';
import { either, t, type Key } from '../text/text';
import { saveForm } from './sheet';

export type ImportLife = RowImported['life'];
export interface Told { dry: boolean; bad: BadCell[]; more: number; n: number; rows: RowImported[]; secrets: FirstPassword[]; note: string }
export interface Importing {
  id: string; title: Key; why: Key; again: Key;
  count: (n: number) => string;
  send: (list: Blob, how: { dry?: string; partial?: string }) => Promise<Told>;
  form: () => Promise<void>;
  partial?: boolean; // what is right may go in although other rows are not
}

const NOTHING = { more: 0, secrets: [], note: '' };
const NEW: ImportLife[] = ['ready', 'done'];

export const rollSheet: Importing = {
  id: 'roll-sheet', title: 'house.sheet', why: 'house.sheet_why', again: 'import.again',
  count: (n) => t('import.persons', { n }),
  async send(list, how) {
    const r = await call('POST /house/import', { query: how, body: list });
    return { ...NOTHING, dry: r.dry_run, bad: r.bad, n: r.persons, rows: [], note: either(r.said_zh, r.said_en) };
  },
  form: async () => saveForm(await textOf('/api/v1/house/template'), t('house.sheet')),
};

export const agencySheet: Importing = {
  id: 'agency-sheet', title: 'import.agencies', why: 'import.agencies_why', again: 'import.again',
  count: (n) => t('import.count_agencies', { n }),
  async send(list, { dry }) {
    const r = await call('POST /import/agencies', { query: { dry }, body: list });
    return { ...NOTHING, dry: r.dry_run, bad: r.bad, n: r.rows.filter((x) => NEW.includes(x.life)).length, rows: r.rows };
  },
  form: async () => saveForm(await textOf('/api/v1/import/template?kind=agencies'), t('import.agencies')),
};

/** Accounts by one administrator, posts by the other: each is told of his own part. */
export const userSheet = (accounts: boolean): Importing => ({
  id: 'user-sheet', title: accounts ? 'import.users' : 'import.posts', why: accounts ? 'import.users_why' : 'import.posts_why', again: accounts ? 'import.then_posts' : 'import.again',
  count: (n) => t(accounts ? 'import.count_users' : 'import.count_posts', { n }),
  async send(list, { dry }) {
    const r = await call('POST /import/users', { query: { dry }, body: list });
    const rows = r.rows.map((x) => {
      const first = r.rows.find((y) => y.name === x.name) ?? x; // several posts of one user are one account
      const life: ImportLife = x.life === 'bad' || x.life === 'failed' ? x.life : accounts ? first.account : x.post;
      const why = !accounts && x.account === 'ready' && x.post === 'ready' ? t('import.no_account') : x.why;
      return { row: x.row, name: `${x.person}（${x.name}）`, life, why };
    });
    return { ...NOTHING, dry: r.dry_run, bad: r.bad, n: accounts ? new Set(rows.filter((x) => NEW.includes(x.life)).map((x) => x.name)).size : rows.filter((x) => NEW.includes(x.life) && !x.why).length, rows, secrets: r.passwords };
  },
  form: async () => saveForm(await textOf('/api/v1/import/template?kind=users'), t('import.users')),
});

export const caseSheet = (of: () => string): Importing => ({
  id: 'case-sheet', title: 'import.cases', why: 'import.cases_why', again: 'import.again', partial: true,
  count: (n) => t('import.count_cases', { n }),
  async send(list, how) {
    const r = await call('POST /import/cases', { query: how, body: list });
    const rows = r.cases.map((x) => ({ row: x.row, name: [x.name, x.number].filter(Boolean).join(' '), life: x.life, why: x.why }));
    return { ...NOTHING, dry: r.dry_run, bad: r.bad, more: r.bad_more, n: rows.filter((x) => NEW.includes(x.life)).length, rows };
  },
  form: async () => saveForm(await textOf(`/api/v1/import/template?class=${encodeURIComponent(of())}`), of()),
});

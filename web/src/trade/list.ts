// SPDX-License-Identifier: Apache-2.0
// A list as the server gives it: page after page. What is here already stays; what is further down is asked for when it is wanted.
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import { lang } from '../text/text';

/** One column. `sorts`: may be ordered here when the whole list is here; `server`: the word by which the server orders it. */
export interface Col<T> { id: string; name: string; text: (row: T) => string | number; width?: number; num?: boolean; sorts?: boolean; server?: string }
export interface Page<T> { rows: T[]; next?: string; total?: number }
/** `after` is the `next` of the page before, `order` a column's `server` word, with a minus when it runs downwards. */
export type Ask<T> = (after: string, order: string) => Promise<Page<T>>;
export interface Order { id: string; down: boolean }

const HERE_MAX = 5000; // more rows than this are ordered by the server or not at all

export interface List<T> {
  rows: ComputedRef<T[]>; whole: Ref<boolean>; total: Ref<number>; busy: Ref<boolean>; order: Ref<Order | null>;
  begin: () => Promise<void>; until: (n: number, told?: (n: number) => boolean) => Promise<void>;
  sortable: (c: Col<T>) => boolean; orderBy: (c: Col<T>) => void;
}

function compare<T>(c: Col<T>): (a: T, b: T) => number {
  const words = new Intl.Collator(lang.value === 'en' ? 'en' : 'zh-CN', { numeric: true });
  return (a, b) => {
    const x = c.text(a), y = c.text(b);
    return typeof x === 'number' && typeof y === 'number' ? x - y : words.compare(String(x), String(y));
  };
}

export function listOf<T>(ask: () => Ask<T>, columns: () => Col<T>[]): List<T> {
  let all: T[] = [], next = '', turn = 0, under: Promise<void> | null = null;
  const version = ref(0), whole = ref(false), total = ref(0), busy = ref(false), order = ref<Order | null>(null);
  const sorted = shallowRef<T[] | null>(null);
  const rows = computed<T[]>(() => { void version.value; return sorted.value ?? all; });
  const word = (): string => {
    const c = columns().find((x) => x.id === order.value?.id);
    return c?.server ? (order.value?.down ? '-' : '') + c.server : '';
  };
  function sortHere(): void {
    const c = columns().find((x) => x.id === order.value?.id);
    const here = c && !c.server && whole.value && all.length <= HERE_MAX;
    sorted.value = here ? [...all].sort((a, b) => compare(c)(a, b) * (order.value!.down ? -1 : 1)) : null;
  }
  async function page(mine: number, after: string): Promise<void> {
    busy.value = true;
    try {
      const p = await ask()(after, word());
      if (mine !== turn) return;
      if (!after) all = p.rows;
      else for (const r of p.rows) all.push(r);
      next = p.next ?? '';
      whole.value = !next;
      total.value = Math.max(p.total ?? 0, all.length);
      sortHere();
      version.value++;
    } finally { if (mine === turn) busy.value = false; }
  }
  async function begin(): Promise<void> { const mine = ++turn; under = null; await page(mine, ''); }
  /** Goes on until `n` rows are here, the list ends, or `told` says that it is enough. */
  async function until(n: number, told?: (n: number) => boolean): Promise<void> {
    const mine = turn;
    while (mine === turn && all.length < n && next) {
      under ??= page(mine, next).finally(() => { under = null; });
      await under;
      if (told && !told(all.length)) return;
    }
  }
  const sortable = (c: Col<T>): boolean => !!c.server || (!!c.sorts && whole.value && all.length <= HERE_MAX);
  function orderBy(c: Col<T>): void {
    const was = order.value;
    order.value = was?.id !== c.id ? { id: c.id, down: false } : was.down ? null : { id: c.id, down: true };
    const server = c.server || columns().find((x) => x.id === was?.id)?.server;
    if (server) void begin();
    else { sortHere(); version.value++; }
  }
  return { rows, whole, total, busy, order, begin, until, sortable, orderBy };
}

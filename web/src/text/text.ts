// SPDX-License-Identifier: Apache-2.0
// The words of the interface: one catalogue a language, chosen by the user and kept in this browser.
import { ref, shallowRef } from 'vue';
import { zh } from './zh';

export type Key = keyof typeof zh;
export type Lang = 'zh' | 'en';
const KEEP = 'jindu.lang';
export const lang = ref<Lang>('zh');
const words = shallowRef<Record<Key, string>>(zh);

/** The other language is brought when it is asked for: most never do. */
async function take(to: Lang): Promise<void> {
  words.value = to === 'en' ? (await import('./en')).en : zh;
  lang.value = to;
  document.documentElement.lang = to === 'en' ? 'en' : 'zh-CN';
}
/** Before the first page is drawn: in the language this browser keeps. */
export const beginText = (): Promise<void> => (localStorage.getItem(KEEP) === 'en' ? take('en').catch(() => undefined) : Promise.resolve());

export async function setLang(to: Lang): Promise<void> {
  await take(to);
  localStorage.setItem(KEEP, to);
}

/** {n} is the value; {n|page|pages} the word that goes with it: the first for one, else the second. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return words.value[key].replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (_, name: string, one?: string, more?: string) =>
    one === undefined ? String(values[name] ?? '') : String(values[name]) === '1' ? one : (more ?? ''));
}

const has = (key: string): key is Key => key in zh;
/** A word whose key is made of a code the server sent; the code itself if there is no such word. */
export const word = (prefix: string, code: string, values?: Record<string, string | number>): string => (has(`${prefix}.${code}`) ? t(`${prefix}.${code}` as Key, values) : code);
/** Of what the server says in both languages, the one of the interface. */
export const either = (inChinese: string | undefined, inEnglish: string | undefined): string =>
  (lang.value === 'en' ? inEnglish || inChinese : inChinese || inEnglish) ?? '';
/** The same where it stands as a title: a line, a button, a cell of its own. The rules name acts in lower case, as within a sentence. */
export const titled = (inChinese: string | undefined, inEnglish: string | undefined): string => either(inChinese, inEnglish).replace(/^\p{Ll}/u, (c) => c.toUpperCase());

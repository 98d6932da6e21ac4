// SPDX-License-Identifier: Apache-2.0
// The words of the interface: one catalogue a language, chosen by the user and kept in this browser.
import { ref } from 'vue';
import { en } from './en';
import { zh } from './zh';

export type Key = keyof typeof zh;
export type Lang = 'zh' | 'en';
const KEEP = 'jindu.lang';
export const lang = ref<Lang>(localStorage.getItem(KEEP) === 'en' ? 'en' : 'zh');
document.documentElement.lang = lang.value === 'en' ? 'en' : 'zh-CN';

export function setLang(to: Lang): void {
  lang.value = to;
  localStorage.setItem(KEEP, to);
  document.documentElement.lang = to === 'en' ? 'en' : 'zh-CN';
}

export function t(key: Key, values: Record<string, string | number> = {}): string {
  const text = (lang.value === 'en' ? en : zh)[key];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

const has = (key: string): key is Key => key in zh;
/** A word whose key is made of a code the server sent; the code itself if there is no such word. */
export const word = (prefix: string, code: string): string => (has(`${prefix}.${code}`) ? t(`${prefix}.${code}` as Key) : code);
/** Of what the server says in both languages, the one of the interface. */
export const either = (inChinese: string | undefined, inEnglish: string | undefined): string =>
  (lang.value === 'en' ? inEnglish || inChinese : inChinese || inEnglish) ?? '';

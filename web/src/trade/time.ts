// SPDX-License-Identifier: Apache-2.0
// Time as the site keeps it (a demo site lives in another year), in China's civil time, and what is left of a term.
import { ref } from 'vue';
import type { TermLeft, TermLength } from '../api/answers';
import { lang, t } from '../text/text';

let ahead = 0; // of this machine's clock, in milliseconds
export const minute = ref(0); // grows, so that what is shown of time is shown anew
export function setSiteTime(now: string): void { ahead = Date.parse(now) - Date.now(); minute.value++; }
export const siteNow = (): number => { void minute.value; return Date.now() + ahead; };
window.setInterval(() => { minute.value++; }, 30_000);

const DAY = 86_400_000;
const ZONE = 8 * 3_600_000;
const dayOf = (ms: number): number => Math.floor((ms + ZONE) / DAY);

/** The day of a moment, YYYY-MM-DD: for fields, file names and comparing; people read `dayText`. */
export const dayIn = (at: string | null | undefined): string => at?.slice(0, 10) ?? '';
export const hourIn = (at: string): string => at.slice(11, 16);
export const today = (): string => dayIn(inZone(siteNow()));
/** A moment of this machine as the server writes moments, in China's civil time. */
export const inZone = (ms: number): string => new Date(ms + ZONE).toISOString();
/** 2021年8月24日, as papers have it; in English 2021-08-24. */
export function dayText(at: string | null | undefined): string {
  const part = (from: number): string | number => (lang.value === 'zh' ? Number(at!.slice(from, from + 2)) : at!.slice(from, from + 2));
  return at ? t('time.day', { y: at.slice(0, 4), m: part(5), d: part(8) }) : '';
}
export const timeText = (at: string | null | undefined): string => (at ? `${dayText(at)} ${hourIn(at)}` : '');
export const dayAfter = (n: number): string => dayIn(inZone(siteNow() + n * DAY));
export const nowText = (): string => timeText(inZone(siteNow()));
/** Until the first moment of a day: the day before is the last. */
export const lastDay = (until: string): string => dayText(inZone(Date.parse(until) - 1));
export function ago(at: string): string {
  const days = dayOf(siteNow()) - dayOf(Date.parse(at));
  return days === 0 ? t('time.today_at', { time: hourIn(at) }) : days === 1 ? t('time.yesterday_at', { time: hourIn(at) }) : timeText(at);
}

export type Level = 'over' | 'near' | 'calm' | 'none';
export interface Left { level: Level; text: string }

/** What is left until `due`, in the unit the law counts it in, as the server told it; hours tick on here. From `alert` on it is near. */
export function left(due: string | null | undefined, alert?: string | null, breached = false, told?: TermLeft): Left {
  if (!due) return { level: 'none', text: t('due.none') };
  const at = Date.parse(due), now = siteNow(), days = dayOf(at) - dayOf(now);
  if (breached || at < now) return { level: 'over', text: days === 0 ? t('due.over_today') : t('due.over_days', { n: Math.max(1, -days) }) };
  const endOfDay = due.slice(11, 16) === '23:59';
  const hours = Math.floor((at - now) / 3_600_000);
  const near = days <= 3 || (told?.unit === 'working_days' && told.n <= 3) || (!!alert && Date.parse(alert) <= now);
  const text = told?.unit === 'months' && told.n > 0 ? t(told.days ? 'due.months_days' : 'due.months', { m: told.n, n: told.days ?? 0 })
    : told?.unit === 'working_days' && told.n > 0 ? t('due.working_days', { n: told.n })
    : told?.unit === 'hours' && hours >= 1 ? t('due.hours', { n: hours }) : !endOfDay && hours < 48 ? (hours < 1 ? t('due.minutes', { n: Math.max(1, Math.floor((at - now) / 60_000)) }) : t('due.hours', { n: hours }))
    : days === 0 ? t('due.today') : days === 1 ? t('due.tomorrow') : t('due.days', { n: days });
  return { level: near ? 'near' : 'calm', text };
}

const UNITS = ['hours', 'days', 'working_days', 'half_months', 'months', 'years'] as const;
/** The length of a term as the law says it: 三日, 两个月 … as figures with their unit. */
export function termText(length: TermLength | undefined): string {
  if (!length) return '';
  return UNITS.filter((u) => Number(length[u]) > 0).map((u) => t(`term.${u}`, { n: Number(length[u]) })).join('');
}

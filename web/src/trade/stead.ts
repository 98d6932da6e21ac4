// SPDX-License-Identifier: Apache-2.0
// 代录: what an organ did that is not on the platform yet is entered by one that is; the history names both.
import { ref } from 'vue';
import type { Agency, CasePage } from '../api/answers';
import { asked } from './route';
import { post } from './session';
import { agencies } from './site';

const off = ref<Agency[]>([]);
export async function knowOff(): Promise<void> { off.value = (await agencies()).filter((a) => !a.on_platform); }
export const isOff = (agency: string | undefined): boolean => off.value.some((a) => a.id === agency);
/** The organ of that kind which acts in the case, if it is not on the platform: the one that takes part, or the region's. */
export function offOfKind(c: CasePage, kind: string): string {
  const part = c.organs.find((o) => o.kind === kind);
  if (part) return isOff(part.agency) ? part.agency : '';
  return off.value.find((a) => a.kind === kind && a.region === post.value?.agency.region)?.id ?? '';
}
/** For whom a form is filled in, as its address says; nothing: for one's own organ. */
export const stead = (): string => asked.value.get('for') ?? '';
export const steadBody = (): { behalf?: string } => (stead() ? { behalf: stead() } : {});

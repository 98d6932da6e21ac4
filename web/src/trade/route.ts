// SPDX-License-Identifier: Apache-2.0
// Where the user is: the part of the address after #, as a path and its words. Back and forward work as everywhere.
import { computed, ref } from 'vue';

const at = ref(location.hash.slice(1) || '/');
/** The page before this one, by its name only, never the case: a report of a problem takes it along. */
export const before = ref('');
window.addEventListener('hashchange', () => {
  const was = pageName();
  at.value = location.hash.slice(1) || '/';
  if (pageName() !== was) before.value = was;
});
export const path = computed(() => at.value.split('?')[0]!.split('/').filter(Boolean).map(decodeURIComponent));
export const pageName = (): string => path.value.filter((_, i) => i !== 1).join('/');
export const asked = computed(() => new URLSearchParams(at.value.split('?')[1] ?? ''));
export const here = (...parts: string[]): string => '#/' + parts.map(encodeURIComponent).join('/');
export function go(...parts: string[]): void { location.hash = here(...parts); }
/** Whether the user is still on that page: who went elsewhere while something was on its way is not called away. */
export function stays(): () => boolean {
  const was = path.value.join('/');
  return () => path.value.join('/') === was;
}
/** What the page shows of itself stands in its address, without a step of its own to go back over. */
export function keepAsking(query: Record<string, string>, ...parts: string[]): void {
  const words = new URLSearchParams(query).toString();
  history.replaceState(history.state, '', here(...parts) + (words ? `?${words}` : ''));
  at.value = location.hash.slice(1);
}
export function goAsking(query: Record<string, string>, ...parts: string[]): void {
  location.hash = `${here(...parts)}?${new URLSearchParams(query).toString()}`;
}

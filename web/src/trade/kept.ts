// SPDX-License-Identifier: Apache-2.0
// What somebody has filled in but not handed in stays in this browser, for him alone, until it is handed in or he signs out.
import { computed, watch, type Ref, type WritableComputedRef } from 'vue';
import { me } from './session';

const key = (name: string): string => `jindu.form.${me.value?.user.id ?? ''}.${name}`;
export function keepForm<T>(name: string, form: Ref<T>): { drop: () => void; had: boolean } {
  let had = false;
  try {
    const was = localStorage.getItem(key(name));
    if (was) { form.value = { ...form.value, ...(JSON.parse(was) as T) }; had = true; }
  } catch { /* what cannot be read is left */ }
  const stop = watch(form, (v) => localStorage.setItem(key(name), JSON.stringify(v)), { deep: true });
  return { had, drop: () => { stop(); localStorage.removeItem(key(name)); } };
}
/** The fields of a kept form, each to be bound by itself. */
export const partsOf = <T extends object>(form: Ref<T>) => <K extends keyof T>(k: K): WritableComputedRef<T[K]> => computed({ get: () => form.value[k], set: (v) => { form.value[k] = v; } });

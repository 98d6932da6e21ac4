// SPDX-License-Identifier: Apache-2.0
// v-fits: how much of a text the server takes, counted as the server counts: in bytes, three a Chinese character. Near the
// end it is said how much is left; what is too long is said at once, and its form does not send it. Nothing typed is cut off.
import type { Directive } from 'vue';
import { LIMITS, type Limit } from '../api/limits';
import { t } from '../text/text';

const HAN = 3, NEAR = 60; // bytes of a Chinese character; from when on it is said
type Field = HTMLInputElement | HTMLTextAreaElement;
interface Kept { note: HTMLElement; most: number; lines: boolean; look: () => void }
const kept = new WeakMap<Field, Kept>();
const bytes = new TextEncoder();

function over(text: string, k: Kept): number { // of the longest line, where each is a text of its own
  const parts = k.lines ? text.split('\n') : [text];
  return Math.max(...parts.map((p) => bytes.encode(p).length)) - k.most;
}

function look(el: Field, k: Kept): void {
  const by = over(el.value, k), said = by > 0 ? t('form.over', { n: Math.ceil(by / HAN) }) : by > -NEAR && el.value ? t('form.left', { n: Math.floor(-by / HAN) }) : '';
  if (k.note.textContent === said) return;
  k.note.textContent = said;
  k.note.classList.toggle('over', by > 0);
  el.setCustomValidity(by > 0 ? said : '');
  if (by > 0) el.setAttribute('aria-invalid', 'true');
  else el.removeAttribute('aria-invalid');
}

export const fits: Directive<Field, Limit, 'lines'> = {
  mounted(el, { value, modifiers }) {
    const note = el.ownerDocument.createElement('span');
    note.className = 'fits';
    note.setAttribute('aria-live', 'polite');
    const k: Kept = { note, most: LIMITS[value], lines: !!modifiers.lines, look: () => look(el, k) };
    if (!k.most) throw new Error(`no limit is known: ${value}`);
    el.insertAdjacentElement('afterend', note);
    el.addEventListener('input', k.look);
    kept.set(el, k);
    k.look();
  },
  updated(el) { kept.get(el)?.look(); },
  beforeUnmount(el) { kept.get(el)?.note.remove(); },
};

/** Whether a text in there is too long; then it is shown which. For what is sent without a form. */
export function tooLong(within: ParentNode | null | undefined): boolean {
  const field = [...(within?.querySelectorAll<Field>('input, textarea') ?? [])].find((x) => x.validity.customError);
  field?.reportValidity();
  return !!field;
}

declare module 'vue' {
  interface GlobalDirectives { vFits: typeof fits }
}

// SPDX-License-Identifier: Apache-2.0
// v-hint: the hint in an empty field, the first of several that fits the field as wide as it is now; a cut one helps nobody.
import type { Directive } from 'vue';

interface Kept { says: string[]; watch: ResizeObserver }
const kept = new WeakMap<HTMLInputElement, Kept>();
const pen = document.createElement('canvas').getContext('2d');

function look(el: HTMLInputElement, says: string[]): void {
  const css = getComputedStyle(el), room = el.clientWidth - parseFloat(css.paddingLeft) - parseFloat(css.paddingRight);
  if (pen) pen.font = `${css.fontStyle} ${css.fontWeight} ${css.fontSize} ${css.fontFamily}`;
  const fit = says.find((x) => !pen || Math.ceil(pen.measureText(x).width) <= room) ?? '';
  if (el.placeholder !== fit) el.placeholder = fit;
}

export const hint: Directive<HTMLInputElement, string[]> = {
  mounted(el, { value }) {
    const k: Kept = { says: value, watch: new ResizeObserver(() => look(el, k.says)) };
    kept.set(el, k);
    k.watch.observe(el);
    look(el, value);
  },
  updated(el, { value }) {
    const k = kept.get(el);
    if (!k) return;
    k.says = value;
    look(el, value);
  },
  beforeUnmount(el) { kept.get(el)?.watch.disconnect(); },
};

declare module 'vue' {
  interface GlobalDirectives { vHint: typeof hint }
}

// SPDX-License-Identifier: Apache-2.0
// The label on a paper volume: case, transfer and number of the volume, in one word a scanner types and a hand can.
export interface Label { case: string; transfer: string; volume: number }

export const labelText = (caseId: string, transfer: string, volume: number): string => `${caseId}.${transfer}.${volume}`;

/* A keyboard set to Chinese types full stops and signs of money of its own; ids are read in either case. */
export function readLabel(text: string): Label | null {
  const plain = text.normalize('NFKC').replace(/[。·]/g, '.').replace(/[¥￥]/g, '$').toUpperCase();
  const m = /^\s*([0-9A-Z-]{13,16}[0-9A-Z*~$=])\.([0-9A-Z-]{13,16}[0-9A-Z*~$=])\.(\d{1,3})\s*$/.exec(plain);
  return m ? { case: m[1]!, transfer: m[2]!, volume: Number(m[3]) } : null;
}

const PAUSE_MS = 150, LONG = 12; // a scanner does not pause; nobody types twelve characters so quickly one after another

/** Hears a scanner wherever the cursor is not in a field. `heard` gets what it typed; no key of the page sees its Enter. */
export function hearScanner(heard: (text: string) => void): () => void {
  let typed = '', last = 0;
  function key(e: KeyboardEvent): void {
    const at = e.target as HTMLElement;
    if (e.ctrlKey || e.altKey || e.metaKey || at.closest('input:not([type=checkbox], [type=radio]), textarea, select, dialog, [contenteditable]')) { typed = ''; return; }
    if (e.timeStamp - last > PAUSE_MS) typed = '';
    if (e.key === 'Enter' && typed.length >= LONG) {
      e.preventDefault();
      e.stopImmediatePropagation();
      heard(typed);
      typed = '';
    } else if (e.key.length === 1) { typed += e.key; last = e.timeStamp; }
  }
  document.addEventListener('keydown', key, true);
  return () => document.removeEventListener('keydown', key, true);
}

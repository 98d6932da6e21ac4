// SPDX-License-Identifier: Apache-2.0
// The few calls pdf.js makes that Chromium 86 has not, for the page and for its worker; where the browser has them, nothing is done.
type Any = Record<string, unknown>;
const put = (on: object, name: string, value: unknown): void => { if (!(name in on)) Object.defineProperty(on, name, { value, configurable: true, writable: true, enumerable: false }); };

function at(this: { length: number; [i: number]: unknown }, i: number): unknown { const n = Math.trunc(i) || 0; return this[n < 0 ? this.length + n : n]; }
for (const kind of [Array, Object.getPrototypeOf(Int8Array) as { prototype: object }]) put(kind.prototype, 'at', at);
put(String.prototype, 'at', function (this: string, i: number) { return at.call(Object(this) as never, i); });
put(Object, 'hasOwn', (o: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(o, key));

/* Of plain data: objects, lists, maps and numbers in bulk. What is handed over is handed over as it is. */
function clone(v: unknown, given: unknown[]): unknown {
  if (typeof v !== 'object' || v === null || given.includes(v)) return v;
  if (ArrayBuffer.isView(v)) return given.includes(v.buffer) ? v : (v as Uint8Array).slice();
  if (v instanceof ArrayBuffer) return v.slice(0);
  if (v instanceof Map) return new Map([...v].map(([k, x]) => [k, clone(x, given)]));
  if (v instanceof Set) return new Set([...v].map((x) => clone(x, given)));
  if (Array.isArray(v)) return v.map((x) => clone(x, given));
  const proto: unknown = Object.getPrototypeOf(v);
  if (proto !== Object.prototype && proto !== null) return v;
  const out: Any = {};
  for (const k of Object.keys(v)) out[k] = clone((v as Any)[k], given);
  return out;
}
put(globalThis, 'structuredClone', (v: unknown, how?: { transfer?: unknown[] }) => clone(v, how?.transfer ?? []));
export {};

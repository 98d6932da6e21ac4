// SPDX-License-Identifier: Apache-2.0
// GB 11643: a citizen's number says the day of birth and the sex, and by its last character whether it was mistyped.
const WEIGHT = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
export interface IdCard { number: string; ok: boolean; birth: string; sex: 'male' | 'female' }

/** Null: not of the form of such a number. */
export function idCard(text: string): IdCard | null {
  const n = text.replace(/\s/g, '').toUpperCase();
  if (!/^\d{17}[\dX]$/.test(n)) return null;
  const birth = `${n.slice(6, 10)}-${n.slice(10, 12)}-${n.slice(12, 14)}`, at = new Date(`${birth}T00:00:00Z`);
  const day = !isNaN(at.getTime()) && at.toISOString().slice(0, 10) === birth;
  const check = '10X98765432'[WEIGHT.reduce((s, w, i) => s + w * Number(n[i]), 0) % 11] === n[17];
  return { number: n, ok: day && check, birth: day ? birth : '', sex: Number(n[16]) % 2 ? 'male' : 'female' };
}

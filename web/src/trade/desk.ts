// SPDX-License-Identifier: Apache-2.0
// Whose a line of the agenda is.
import type { DeskRow, Wait } from '../api/answers';
import { isDesk, leads, me } from './session';

/** A desk takes in whatever comes to its organ; who leads checks what leaves; all others do what is theirs. */
export function forMe(r: DeskRow, w: Wait): boolean {
  if (w.user ? w.user === me.value?.user.id : r.user === me.value?.user.id) return w.what !== 'check' || !leads.value;
  if (isDesk.value && (w.rule === 'check' || w.rule === 'paper' || w.rule === 'paper_in' || ['notice', 'consent', 'correction'].includes(w.what))) return true;
  if (isDesk.value && !r.user) return true;
  return leads.value && !isDesk.value && w.what === 'check';
}

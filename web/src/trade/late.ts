// SPDX-License-Identifier: Apache-2.0
// What happened before it is entered: terms count from when it was, and why it comes late stands beside it.
export interface Late { when: string; why: string }
export const notLate = (): Late => ({ when: '', why: '' });
/** What a request says of it: nothing, or the time on China's clock and the reason. */
export const lateBody = (l: Late): { effective?: string; late_reason?: string } => (l.when ? { effective: `${l.when}:00+08:00`, late_reason: l.why || undefined } : {});
export const unexplained = (l: Late): boolean => !!l.when && !l.why.trim();

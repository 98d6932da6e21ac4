// SPDX-License-Identifier: Apache-2.0
// What of a case goes to the printer is told to the audit, by whichever button or key it went.
import { call } from '../api/call';
import { path } from './route';

function told(): void {
  const [screen, id, part] = path.value;
  if (screen !== 'case' || !id) return;
  void call('POST /cases/{case}/printed', { params: { case: id }, body: { name: part ?? screen } }).catch(() => undefined);
}
export const tellPrints = (): void => window.addEventListener('beforeprint', told);

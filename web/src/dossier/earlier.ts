// SPDX-License-Identifier: Apache-2.0
// The dossiers a transfer went with before, newest last, as the history has them.
import { call } from '../api/call';

export async function earlierDossiers(caseId: string, transfer: string): Promise<string[]> {
  const out: string[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page: { records: Array<{ events: Array<{ kind: string; body: Record<string, unknown> }> }>; next?: number } = await call('GET /cases/{case}/history', { params: { case: caseId }, query: { after, limit: 500 } });
    for (const r of page.records) for (const e of r.events) {
      const of = e.body.transfer ?? e.body.id, m = e.body.manifest;
      if (of === transfer && /^transfer\./.test(e.kind) && typeof m === 'string' && out[out.length - 1] !== m) out.push(m);
    }
    after = page.next;
  }
  return out;
}

// SPDX-License-Identifier: Apache-2.0
// Papers that lie in a case's dossier, as an act would take them.
import type { Manifest } from '../api/answers';
import { call } from '../api/call';
import type { NewDoc } from '../api/schema';

/** What goes beside the dossier with its own file, as the catalogue's check asks for it. */
export const beside = (docs: Array<{ kind: string; blob?: string | null }> | undefined): string => [...new Set((docs ?? []).filter((d) => d.blob).map((d) => d.kind))].join(',');

/** The last of each kind that has a file. */
export async function papersOf(of: string, manifest: string, kinds: string[]): Promise<NewDoc[]> {
  const m: Manifest = await call('GET /cases/{case}/manifests/{manifest}', { params: { case: of, manifest } });
  const out = new Map<string, NewDoc>();
  for (const v of m.volumes)
    for (const d of (v.documents ?? []) as Array<{ kind?: string; number?: string; dated?: string; pages?: string[] }>)
      if (d.kind && kinds.includes(d.kind) && d.pages?.length === 1) out.set(d.kind, { kind: d.kind, number: d.number ?? '', dated: d.dated, blob: d.pages[0], pages: 1 });
  return [...out.values()];
}

// SPDX-License-Identifier: Apache-2.0
// Cases that part and come together: who is still in a case, and the one dossier of two.
import type { CasePage, Manifest, Person } from '../api/answers';
import { call } from '../api/call';
import { dossierOf } from './case';

/** Whose proceeding goes on in this case. */
export const living = (c: CasePage): Person[] => c.persons.filter((p) => !p.closed && !p.moved_to);

async function read(c: CasePage): Promise<Manifest | null> {
  const manifest = dossierOf(c);
  return manifest ? call('GET /cases/{case}/manifests/{manifest}', { params: { case: c.id, manifest } }) : null;
}
/** Volumes of the other case first, then those that come; volumes of one kind and name are one. The empty text: nothing comes. */
export async function bothDossiers(from: CasePage, into: CasePage): Promise<string> {
  const [comes, there] = await Promise.all([read(from), read(into)]);
  if (!comes) return '';
  const volumes = (there?.volumes ?? []).map((v) => ({ ...v, documents: [...(v.documents ?? [])] }));
  for (const v of comes.volumes) {
    const same = volumes.find((x) => x.kind === v.kind && x.name === v.name);
    if (same) same.documents.push(...(v.documents ?? []));
    else volumes.push({ ...v, documents: [...(v.documents ?? [])] });
  }
  return (await call('POST /manifests', { body: { volumes } as never })).manifest;
}

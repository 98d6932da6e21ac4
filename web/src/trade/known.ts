// SPDX-License-Identifier: Apache-2.0
// What the platform knows of a person by his number, as far as the asker may see it: that is not asked again.
import { call } from '../api/call';
import { readCase } from './case';
import type { Known } from './newcase';

export async function knownPerson(id_number: string): Promise<Known | null> {
  const { found } = await call('GET /find', { query: { q: id_number } });
  const by = found.filter((f) => f.person && f.by === 'id_number');
  if (!by[0]) return null;
  const page = await readCase(by[0].case);
  const p = page.persons.find((x) => x.id === by[0]!.person);
  return p ? { name: p.name, sex: p.sex ?? 'unknown', birth: p.birth ?? '', cases: by.map((f) => ({ id: f.case, name: f.name })) } : null;
}

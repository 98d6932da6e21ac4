// SPDX-License-Identifier: Apache-2.0
// What a page saved, and what is in it: .xlsx and .docx are ZIP files.
import fs from 'node:fs';
import zlib from 'node:zlib';

export const entries = (file) => { // the names and the inflated bytes of a ZIP's entries
  const b = fs.readFileSync(file), found = {};
  let at = b.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  at = b.readUInt32LE(at + 16);
  while (b.readUInt32LE(at) === 0x02014b50) {
    const how = b.readUInt16LE(at + 10), size = b.readUInt32LE(at + 20), n = b.readUInt16LE(at + 28), head = b.readUInt32LE(at + 42);
    const body = head + 30 + b.readUInt16LE(head + 26) + b.readUInt16LE(head + 28), bytes = b.subarray(body, body + size);
    found[b.toString('utf8', at + 46, at + 46 + n)] = (how ? zlib.inflateRawSync(bytes) : bytes).toString('utf8');
    at += 46 + n + b.readUInt16LE(at + 30) + b.readUInt16LE(at + 32);
  }
  return found;
};
export async function saved(p, press) {
  const [d] = await Promise.all([p.page.waitForEvent('download', { timeout: 60_000 }), press()]);
  return { name: d.suggestedFilename(), file: await d.path() };
}

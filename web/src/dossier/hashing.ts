// SPDX-License-Identifier: Apache-2.0
// The worker that names files by their content, a piece at a time, so that no file need be in memory whole.
import { Sha256 } from './sha256';

const PIECE = 4 << 20;
self.onmessage = async (e: MessageEvent<{ id: number; file: File }>) => {
  const { id, file } = e.data, sum = new Sha256();
  try {
    for (let at = 0; at < file.size; at += PIECE) sum.put(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
    self.postMessage({ id, hash: sum.hex() });
  } catch { self.postMessage({ id, hash: '' }); } // the file is gone or cannot be read
};

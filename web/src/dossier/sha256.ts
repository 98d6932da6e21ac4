// SPDX-License-Identifier: Apache-2.0
// SHA-256 in plain arithmetic (FIPS 180-4): the browser's own is not to be had on a page without TLS.
const K = new Uint32Array(64);
const START = new Uint32Array(8);
{
  let n = 0;
  const part = (x: number): number => ((x - Math.floor(x)) * 4294967296) | 0;
  for (let p = 2; n < 64; p++) {
    let prime = true;
    for (let d = 2; d * d <= p; d++) if (p % d === 0) { prime = false; break; }
    if (!prime) continue;
    if (n < 8) START[n] = part(Math.sqrt(p));
    K[n++] = part(Math.cbrt(p));
  }
}

export class Sha256 {
  private h = START.slice();
  private w = new Uint32Array(64);
  private tail = new Uint8Array(64);
  private in = 0;
  private total = 0;

  private block(b: Uint8Array, at: number): void {
    const w = this.w, h = this.h;
    for (let i = 0; i < 16; i++, at += 4) w[i] = (b[at]! << 24) | (b[at + 1]! << 16) | (b[at + 2]! << 8) | b[at + 3]!;
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!, y = w[i - 2]!;
      w[i] = (w[i - 16]! + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + w[i - 7]! + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10)) | 0;
    }
    let a = h[0]!, bb = h[1]!, c = h[2]!, d = h[3]!, e = h[4]!, f = h[5]!, g = h[6]!, hh = h[7]!;
    for (let i = 0; i < 64; i++) {
      const t1 = (hh + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
      const t2 = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & bb) ^ (a & c) ^ (bb & c))) | 0;
      hh = g; g = f; f = e; e = (d + t1) | 0; d = c; c = bb; bb = a; a = (t1 + t2) | 0;
    }
    h[0]! += a; h[1]! += bb; h[2]! += c; h[3]! += d; h[4]! += e; h[5]! += f; h[6]! += g; h[7]! += hh;
  }

  put(b: Uint8Array): void {
    let at = 0;
    this.total += b.length;
    if (this.in) {
      at = Math.min(64 - this.in, b.length);
      this.tail.set(b.subarray(0, at), this.in);
      this.in += at;
      if (this.in < 64) return;
      this.block(this.tail, 0);
      this.in = 0;
    }
    for (; at + 64 <= b.length; at += 64) this.block(b, at);
    if (at < b.length) { this.tail.set(b.subarray(at)); this.in = b.length - at; }
  }

  hex(): string {
    const bits = this.total * 8, end = new Uint8Array(this.in < 56 ? 64 - this.in : 128 - this.in);
    end[0] = 0x80;
    new DataView(end.buffer).setUint32(end.length - 8, Math.floor(bits / 4294967296));
    new DataView(end.buffer).setUint32(end.length - 4, bits >>> 0);
    this.put(end);
    return Array.from(this.h, (x) => x.toString(16).padStart(8, '0')).join('');
  }
}

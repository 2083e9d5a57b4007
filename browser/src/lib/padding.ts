// Sizes. Every plaintext is padded to a Padmé size of at least 4 KiB, so that the length of a sealed file tells next to
// nothing of it.

/** The smallest padded size, in bytes. */
export const MIN_PADDED = 4096;
/** Plaintext bytes per chunk of an age payload. */
export const CHUNK = 64 * 1024;
/** Bytes of authentication tag per chunk. */
export const TAG = 16;
/** Bytes of nonce between header and payload. */
export const NONCE = 16;

/** The padded size for `length` bytes: the next Padmé size. At most an eighth more. For lengths below 2^53. */
export function padme(length: number): number {
  if (length <= MIN_PADDED) return MIN_PADDED;
  const e = Math.floor(log2(length));
  const s = Math.floor(log2(e)) + 1;
  const step = 2 ** (e - s);
  return Math.ceil(length / step) * step;
}

/** The whole part of the binary logarithm; `Math.log2` rounds up close below a power of two. */
function log2(n: number): number {
  let log = 0;
  for (let rest = n; rest >= 2; rest = Math.floor(rest / 2)) log++;
  return log;
}

/** The length of a sealed file for a plaintext of `length` bytes (padding included). */
export function sealedSize(length: number, headerLength: number): number {
  return headerLength + NONCE + length + TAG * Math.max(1, Math.ceil(length / CHUNK));
}

/** Appends spaces, which JSON ignores, up to the padded size. */
export function padJson(json: Uint8Array): Uint8Array {
  const padded = new Uint8Array(padme(json.length)).fill(0x20);
  padded.set(json);
  return padded;
}

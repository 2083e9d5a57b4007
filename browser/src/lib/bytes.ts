// Bytes and texts: the few forms in which the parts of a sealed report are written.
import { base64, base64nopad, base64urlnopad } from "@scure/base";
import { sha256 } from "@noble/hashes/sha2.js";

/** Where random bytes come from; tests pass their own. */
export type Random = (length: number) => Uint8Array;

/** The browser's own source of randomness. Asked for at most 64 KiB at a time, which is all it gives. */
export const secureRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

const encoder = new TextEncoder();

/** UTF-8. Halves of a character (lone surrogates) become U+FFFD, as they do when a form is sent. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text of UTF-8 bytes; anything that is none is an error, a byte order mark is kept. */
export function fromUtf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** The same text without halves of characters. */
export function wellFormed(text: string): string {
  return fromUtf8(utf8(text));
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether two byte strings are the same, in a time that tells nothing of where they differ. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

/** Does `work` with opened bytes and overwrites them, whether it succeeds or not. */
export function wiped<T>(bytes: Uint8Array, work: (bytes: Uint8Array) => T): T {
  try {
    return work(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** Lower-case hexadecimal: the one text form of identifiers and hashes. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The inverse of `hex`; upper case and other lengths are refused. */
export function unhex(text: string, length: number): Uint8Array {
  if (text.length !== 2 * length || !/^[0-9a-f]*$/.test(text)) throw new Error("not an identifier");
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

export function isHex(text: unknown, length: number): text is string {
  return typeof text === "string" && text.length === 2 * length && /^[0-9a-f]*$/.test(text);
}

/** SHA-256 in hexadecimal. */
export function hashOf(bytes: Uint8Array): string {
  return hex(sha256(bytes));
}

/** Base64 as age writes it (no padding), as signatures are written (URL-safe), as JSON answers carry files (padded). */
export { base64, base64nopad, base64urlnopad };

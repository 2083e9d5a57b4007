// Words of the English BIP-39 list: nine drawn one by one for a passphrase (99 bits), or the standard's twelve with a
// checksum for the printed kit (128 bits). Made by us, never chosen.
import { sha256 } from "@noble/hashes/sha2.js";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import type { Random } from "../../lib/bytes.ts";
import { Refusal } from "./refusal.ts";

/** How many words a secret has. */
export type Count = 9 | 12;

export function newWords(count: Count, random: Random): string {
  if (count === 12) return kitWords(random);
  const bytes = random(2 * count);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  // 2,048 words divide 65,536 evenly: every word is as likely.
  const words = Array.from({ length: count }, (_, at) => wordlist[view.getUint16(2 * at) & 0x7ff]!);
  bytes.fill(0);
  return words.join(" ");
}

/** The one spelling of typed words, which keys are derived of; refused if they cannot be right. */
export function readWords(typed: string): { words: string; count: Count } {
  const found = typed.normalize("NFKC").toLowerCase().match(/\p{L}+/gu) ?? [];
  const unknown = found.findIndex((word) => !wordlist.includes(word));
  if (unknown >= 0) throw new Refusal("words", { place: String(unknown + 1) });
  if (found.length !== 9 && found.length !== 12) throw new Refusal("words", { found: String(found.length) });
  if (found.length === 12 && !checksumHolds(found)) throw new Refusal("words", { found: "12" });
  return { words: found.join(" "), count: found.length };
}

function kitWords(random: Random): string {
  const entropy = random(16);
  let number = 0n;
  for (const byte of entropy) number = (number << 8n) | BigInt(byte);
  number = (number << 4n) | checksum(entropy);
  entropy.fill(0);
  return Array.from({ length: 12 }, (_, at) => wordlist[Number((number >> BigInt(121 - 11 * at)) & 0x7ffn)]!).join(" ");
}

function checksumHolds(words: readonly string[]): boolean {
  let number = 0n;
  for (const word of words) number = (number << 11n) | BigInt(wordlist.indexOf(word));
  const entropy = new Uint8Array(16);
  for (let at = 15, rest = number >> 4n; at >= 0; at--, rest >>= 8n) entropy[at] = Number(rest & 0xffn);
  const holds = checksum(entropy) === (number & 15n);
  entropy.fill(0);
  return holds;
}

/** BIP-39's checksum of 128 bits: the first four bits of their SHA-256. */
function checksum(entropy: Uint8Array): bigint {
  return BigInt(sha256(entropy)[0]! >> 4);
}

// Words that somebody typed and did not send, sealed to themselves while their desk is locked: with one symmetric operation
// under a key of their own identity, so that a lock need not wait, and nobody but them opens it.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, fromUtf8, unhex, utf8, wiped, type Random } from "../../lib/bytes.ts";
import type { PersonKeys } from "./person.ts";

const NONCE = 12;
const LABEL = utf8("tocsin/unsent/1");

/** `name` is what it was typed for: sealed words open under no other. */
export function sealUnsent(words: string, name: string, person: PersonKeys, random: Random): Uint8Array {
  const plain = utf8(words);
  const nonce = random(NONCE);
  const sealed = concat(nonce, withKey(person, (key) => chacha20poly1305(key, nonce, utf8(name)).encrypt(plain)));
  plain.fill(0);
  return sealed;
}

/** `null` if it does not open: somebody else's, for something else, or altered. */
export function openUnsent(sealed: Uint8Array, name: string, person: PersonKeys): string | null {
  try {
    const plain = withKey(person, (key) => chacha20poly1305(key, sealed.subarray(0, NONCE), utf8(name)).decrypt(sealed.subarray(NONCE)));
    return wiped(plain, fromUtf8);
  } catch {
    return null;
  }
}

function withKey<T>({ account, identity }: PersonKeys, work: (key: Uint8Array) => T): T {
  const key = hkdf(sha256, identity.seed, unhex(account, 16), LABEL, 32);
  try {
    return work(key);
  } finally {
    key.fill(0);
  }
}

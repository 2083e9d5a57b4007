// Ed25519. Every signature is made over a context, a zero byte and the message, so that none is ever valid for another
// purpose.
import { ed25519 } from "@noble/curves/ed25519.js";
import { decodeKey, encodeKey } from "./bech.ts";
import { base64urlnopad, concat, hashOf, utf8 } from "./bytes.ts";

const PUBLIC = "tocsinpub";

// A page signs and checks some ten times. The library's tables are made for thousands, and making them would take longer
// than all of that; smaller ones halve the whole.
ed25519.Point.BASE.precompute(4);

/** A signing key; its secret half stays inside. */
export class SigningKey {
  readonly #seed: Uint8Array;
  /** The public half, `tocsinpub1…`. */
  readonly publicKey: string;

  constructor(seed: Uint8Array) {
    this.#seed = seed;
    this.publicKey = encodeKey(PUBLIC, ed25519.getPublicKey(seed));
  }

  /** Signs `message` for one purpose; unpadded URL-safe base64. */
  sign(context: string, message: Uint8Array): string {
    return base64urlnopad.encode(ed25519.sign(inContext(context, message), this.#seed));
  }

  /** Overwrites the secret half; signing is over. */
  forget(): void {
    this.#seed.fill(0);
  }
}

/** Whether `signature` is `publicKey`'s over `message` in `context`. Whatever is malformed is not. */
export function verifies(publicKey: string, context: string, message: Uint8Array, signature: string): boolean {
  try {
    const key = decodeKey(PUBLIC, 32, publicKey);
    const bytes = base64urlnopad.decode(signature);
    // RFC 8032's own rules, as the server has them: no second encoding of a point, no key of small order.
    return ed25519.verify(bytes, inContext(context, message), key, { zip215: false });
  } catch {
    return false;
  }
}

/** Throws unless `text` is a public signing key in its one text form. */
export function checkPublicKey(text: string): void {
  decodeKey(PUBLIC, 32, text);
}

/** Sixteen digits (the start of the key's SHA-256) for people to compare. */
export function keyFingerprint(publicKey: string): string {
  return hashOf(decodeKey(PUBLIC, 32, publicKey)).slice(0, 16);
}

/** The same text, if it is a signature's; whose is not looked at. */
export function checkSignature(text: string): string {
  if (base64urlnopad.decode(text).length !== 64) throw new Error("not a signature");
  return text;
}

function inContext(context: string, message: Uint8Array): Uint8Array {
  return concat(utf8(`${context}\0`), message);
}

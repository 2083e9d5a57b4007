// Secret keys in memory, and grants: one key sealed to a recipient, in a file that stock `age` opens and uses as an identity
// file. Exactly one key line of the kind expected; several keys, a comment or a plugin's line is refused, because each of them
// would make a reader's tool do something else.
import { checkRecipient, identityOf, NotForUs, open, recipientOf, seal } from "../../lib/age.ts";
import { decodeKey, encodeKey } from "../../lib/bech.ts";
import { fromUtf8, hashOf, utf8, wiped, type Random } from "../../lib/bytes.ts";
import { SigningKey } from "../../lib/signing.ts";
import { Refusal } from "./refusal.ts";

const IDENTITY = "AGE-SECRET-KEY-PQ-";
const SIGNING = "TOCSIN-SIGN-KEY-";

/** Opens what is sealed to its recipient. */
export class Identity {
  readonly #seed: Uint8Array;
  #recipient: string | undefined;

  /** Takes over the 32 bytes of `seed`. */
  constructor(seed: Uint8Array) {
    this.#seed = seed;
  }

  static parse(text: string): Identity {
    return new Identity(decodeKey(IDENTITY, 32, text));
  }

  /** The public half. Computed when first asked for: it takes milliseconds. */
  get recipient(): string {
    this.#recipient ??= recipientOf(this.#seed);
    return this.#recipient;
  }

  /** The 32 secret bytes, for what is derived of them. */
  get seed(): Uint8Array {
    return this.#seed;
  }

  /** The secret text form. A text cannot be overwritten, so it is made where it is needed and not kept. */
  text(): string {
    return identityOf(this.#seed);
  }

  open(sealed: Uint8Array, stanzas: number): Uint8Array {
    return open(sealed, this.text(), stanzas);
  }

  forget(): void {
    this.#seed.fill(0);
  }
}

/** A signing key whose secret half can be granted. */
export class SecretSigning {
  readonly #seed: Uint8Array;
  readonly #key: SigningKey;

  /** Takes over the 32 bytes of `seed`. */
  constructor(seed: Uint8Array) {
    this.#seed = seed;
    this.#key = new SigningKey(seed);
  }

  static parse(text: string): SecretSigning {
    return new SecretSigning(decodeKey(SIGNING, 32, text));
  }

  get publicKey(): string {
    return this.#key.publicKey;
  }

  sign(context: string, message: Uint8Array): string {
    return this.#key.sign(context, message);
  }

  /** The secret text form. */
  text(): string {
    return encodeKey(SIGNING.toLowerCase(), this.#seed).toUpperCase();
  }

  forget(): void {
    this.#seed.fill(0);
  }
}

/** The recipient, if it is one in its one text form and of full order. */
export function soundRecipient(text: string): string {
  try {
    checkRecipient(text);
  } catch {
    throw new Refusal("recipient");
  }
  return text;
}

/** Sixteen hexadecimal digits of a recipient, as files of grants are named by it. */
export function recipientFingerprint(recipient: string): string {
  return hashOf(decodeKey("age1pq", 1216, recipient)).slice(0, 16);
}

export function grant(identity: Identity, to: string, random: Random): Uint8Array {
  return sealLine(identity.text(), to, random);
}

export function grantSigning(key: SecretSigning, to: string, random: Random): Uint8Array {
  return sealLine(key.text(), to, random);
}

/** The granted identity; `undefined` if the grant is for somebody else, an error if it is anything but one key. */
export function openGrant(sealed: Uint8Array, by: Identity): Identity | undefined {
  const line = openLine(sealed, by);
  return line === undefined ? undefined : Identity.parse(line);
}

export function openSigningGrant(sealed: Uint8Array, by: Identity): SecretSigning | undefined {
  const line = openLine(sealed, by);
  return line === undefined ? undefined : SecretSigning.parse(line);
}

function sealLine(secret: string, to: string, random: Random): Uint8Array {
  const line = utf8(`${secret}\n`);
  const sealed = seal(line, [to], random);
  line.fill(0);
  return sealed;
}

function openLine(sealed: Uint8Array, by: Identity): string | undefined {
  let plain: Uint8Array;
  try {
    plain = by.open(sealed, 1);
  } catch (error) {
    if (error instanceof NotForUs) return undefined;
    throw error;
  }
  const text = wiped(plain, fromUtf8);
  if (!text.endsWith("\n")) throw new Error("the grant does not hold exactly one line");
  return text.slice(0, -1);
}

// What a receipt opens: the mailbox's name, the reporter's age identity and signing key, and the key of the capsule's MAC.
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { identityOf, recipientOf } from "./age.ts";
import { hex, isHex, utf8 } from "./bytes.ts";
import { SigningKey } from "./signing.ts";

/** Keys derived from a receipt, for one installation (HKDF-SHA256, one label each). They never leave the page. */
export class MailboxKeys {
  /** The mailbox's name. A secret towards everybody but the server that keeps the mailbox. */
  readonly mailboxId: string;
  /** Opens replies. */
  readonly identity: string;
  readonly #seed: Uint8Array;
  readonly #signing: SigningKey;
  readonly #macKey: Uint8Array;
  #recipient: string | undefined;

  constructor(entropy: Uint8Array, deployment: string) {
    if (entropy.length !== 16 || !deployment.startsWith("d-") || !isHex(deployment.slice(2), 16)) throw new Error("not a receipt or no deployment");
    const part = (label: string, length: number) => hkdf(sha256, entropy, utf8(deployment), utf8(`tocsin/receipt/1/${label}`), length);
    this.mailboxId = hex(part("mailbox-id", 16));
    this.#seed = part("age-seed", 32);
    this.identity = identityOf(this.#seed);
    this.#signing = new SigningKey(part("sign", 32));
    this.#macKey = part("mac", 32);
  }

  /** Replies are sealed to this. Computed when first asked for: it is slow and only a new report needs it. */
  get recipient(): string {
    this.#recipient ??= recipientOf(this.#seed);
    return this.#recipient;
  }

  /** Verifies the reporter's statements and calls. */
  get publicKey(): string {
    return this.#signing.publicKey;
  }

  /** Signs `message` for one purpose as the reporter. */
  sign(context: string, message: Uint8Array): string {
    return this.#signing.sign(context, message);
  }

  /** The MAC by which a capsule proves that this receipt made it. */
  mac(message: Uint8Array): Uint8Array {
    return hmac(sha256, this.#macKey, message);
  }

  /** Overwrites what can be overwritten; texts (the identity) stay until the page is gone. */
  forget(): void {
    this.#seed.fill(0);
    this.#macKey.fill(0);
    this.#signing.forget();
  }
}

export function mailboxKeys(entropy: Uint8Array, deployment: string): MailboxKeys {
  return new MailboxKeys(entropy, deployment);
}

// Sealing and opening age files. The format is npm `age-encryption`'s, by age's author; what is added here is what makes
// a file look like the server's (one grease stanza) and what is demanded of a file before it is opened.
import { MLKEM768X25519 } from "@noble/post-quantum/hybrid.js";
import { Decrypter, Encrypter, Stanza, type Recipient as AgeRecipient } from "age-encryption";
import { decodeKey, encodeKey } from "./bech.ts";
import { base64nopad, type Random } from "./bytes.ts";

const RECIPIENT = "age1pq";
const RECIPIENT_BYTES = 1216;
const IDENTITY = "AGE-SECRET-KEY-PQ-";

/** The text form `AGE-SECRET-KEY-PQ-1…` of an identity's seed. */
export function identityOf(seed: Uint8Array): string {
  return encodeKey(IDENTITY.toLowerCase(), seed).toUpperCase();
}

/** The public half `age1pq1…` of an identity's seed. */
export function recipientOf(seed: Uint8Array): string {
  return encodeKey(RECIPIENT, MLKEM768X25519.getPublicKey(seed));
}

/** Throws unless `text` is a post-quantum recipient in its one text form, with an X25519 half of full order. */
export function checkRecipient(text: string): void {
  const bytes = decodeKey(RECIPIENT, RECIPIENT_BYTES, text);
  if (lowOrder(bytes.subarray(-32))) throw new Error("a recipient of low order");
}

/** Seals `plain`, as it is (padding is the caller's), to `recipients`. */
export async function seal(plain: Uint8Array, recipients: readonly string[], random: Random): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  encrypter.addRecipient(greaseRecipient(random));
  return encrypter.encrypt(plain);
}

/** Opens a file sealed to exactly `stanzas` recipients, `identity` among them. */
export async function open(sealed: Uint8Array, identity: string, stanzas: number): Promise<Uint8Array> {
  checkHeader(sealed, stanzas);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(sealed);
}

/**
 * A recipient that reads nothing: Rust's age adds one random stanza behind the others of every file, so a file without
 * would tell that a browser made it. Tag of 1 to 8 characters and `-grease`, 0 to 4 arguments, 0 to 99 bytes.
 */
export function greaseRecipient(random: Random): AgeRecipient {
  return { wrapFileKey: () => [grease(random)] };
}

function grease(random: Random): Stanza {
  const args = [`${word(random)}-grease`];
  for (let more = below(5, random); more > 0; more--) args.push(word(random));
  return new Stanza(args, random(below(100, random)));
}

/** One to eight visible ASCII characters. */
function word(random: Random): string {
  let text = "";
  for (let length = 1 + below(8, random); length > 0; length--) text += String.fromCharCode(33 + below(94, random));
  return text;
}

/** A number below `limit` (at most 256), each as likely: a remainder alone would favour the small ones. */
function below(limit: number, random: Random): number {
  for (;;) {
    const byte = random(1)[0]!;
    if (byte < 256 - (256 % limit)) return byte % limit;
  }
}

const VERSION_LINE = "age-encryption.org/v1";
const STANZA_TAG = "mlkem768x25519";
const ENC_BYTES = 1120;
const WRAPPED_BYTES = 32;
const COLUMNS = 64;
const MAX_LINE = 1600;
const MAX_HEADER = 16 * 1024;

/**
 * The strict check of a header, as the server has it, before anything is opened: the version line, one stanza per
 * intended recipient, one grease stanza, the MAC line, in the one spelling of each. Returns the header's length.
 */
export function checkHeader(bytes: Uint8Array, stanzas: number): number {
  const lines = new Lines(bytes);
  if (lines.next() !== VERSION_LINE) throw new Error("not an age file");
  let recipients = 0;
  let greased = 0;
  for (let line = lines.next(); ; line = lines.next()) {
    if (line.startsWith("---")) {
      if (!line.startsWith("--- ") || decode(line.slice(4)).length !== 32) throw new Error("the header's last line is malformed");
      break;
    }
    if (!line.startsWith("-> ")) throw new Error("the header is malformed");
    const [tag, ...args] = line.slice(3).split(" ") as [string, ...string[]];
    if (tag === STANZA_TAG) {
      const shape = args.length === 1 && decode(args[0]!).length === ENC_BYTES && body(lines, WRAPPED_BYTES) === WRAPPED_BYTES;
      if (!shape) throw new Error("a stanza is malformed");
      recipients++;
    } else if (/^[!-~]{1,8}-grease$/.test(tag)) {
      if (args.length > 4 || !args.every((arg) => /^[!-~]{1,8}$/.test(arg))) throw new Error("the grease is malformed");
      body(lines, 99);
      greased++;
    } else {
      throw new Error("the header holds something else than its recipients");
    }
  }
  if (recipients !== stanzas || greased !== 1) throw new Error("sealed to another number of recipients than it should be");
  return lines.at;
}

/** Canonical unpadded base64; the library refuses stray bits and foreign letters. */
function decode(text: string): Uint8Array {
  return base64nopad.decode(text);
}

/** Reads a stanza's body: full lines of 64 characters, then one shorter line, perhaps empty. Returns its bytes. */
function body(lines: Lines, limit: number): number {
  let total = 0;
  for (;;) {
    const line = lines.next();
    if (line.length > COLUMNS) throw new Error("a stanza's line is too long");
    total += decode(line).length;
    if (total > limit) throw new Error("a stanza's body is too long");
    if (line.length < COLUMNS) return total;
  }
}

class Lines {
  at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  /** The next line without its line feed. */
  next(): string {
    const end = this.bytes.subarray(0, Math.min(this.at + MAX_LINE, MAX_HEADER)).indexOf(10, this.at);
    if (end < 0) throw new Error("the file ends inside its header");
    const line = String.fromCharCode(...this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return line;
  }
}

const P = 2n ** 255n - 19n;
const LOW_ORDER = new Set([
  0n,
  1n,
  P - 1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
]);

/** Whether an X25519 key gives a shared secret known to everybody (RFC 7748, section 6.1). */
function lowOrder(key: Uint8Array): boolean {
  let number = 0n;
  for (let i = 31; i >= 0; i--) number = (number << 8n) | BigInt(i === 31 ? key[i]! & 0x7f : key[i]!);
  return LOW_ORDER.has(number % P);
}

// Sealing and opening age files (age v1, https://age-encryption.org/v1). Recipients, identities and the header's form are
// npm `age-encryption`'s, by age's author, imported file by file: its entry point would bring passphrases, armor and
// curves that no file of ours uses. Added here are what makes a file look like the server's (one grease stanza) and what
// is demanded of a file before it is opened.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { MLKEM768X25519 } from "@noble/post-quantum/hybrid.js";
import { Stanza, encodeHeader, encodeHeaderNoMAC } from "../../node_modules/age-encryption/dist/format.js";
import { HybridIdentity, HybridRecipient } from "../../node_modules/age-encryption/dist/recipients.js";
import { decodeKey, encodeKey } from "./bech.ts";
import { base64nopad, concat, equal, utf8, type Random } from "./bytes.ts";
import { CHUNK, NONCE, TAG, sealedSize } from "./padding.ts";

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

/** A sound file that another identity opens. */
export class NotForUs extends Error {}

/** Seals `plain`, as it is (padding is the caller's), to `recipients`. */
export function seal(plain: Uint8Array, recipients: readonly string[], random: Random): Uint8Array {
  const { head, key } = beginFile(recipients, random);
  const sealed = new Uint8Array(sealedSize(plain.length, head.length - NONCE));
  sealed.set(head);
  const chunks = Math.max(1, Math.ceil(plain.length / CHUNK));
  for (let number = 0, at = head.length; number < chunks; number++) {
    const chunk = sealChunk(key, number, number === chunks - 1, plain.subarray(number * CHUNK, (number + 1) * CHUNK));
    sealed.set(chunk, at);
    at += chunk.length;
  }
  key.fill(0);
  return sealed;
}

/** Opens a file sealed to exactly `stanzas` recipients, `identity` among them. */
export function open(sealed: Uint8Array, identity: string, stanzas: number): Uint8Array {
  const header = readHeader(sealed, stanzas);
  const fileKey = new HybridIdentity(identity).unwrapFileKey(header.recipients);
  if (!fileKey) throw new NotForUs("not sealed to this identity");
  if (!equal(headerMac(fileKey, sealed.subarray(0, header.covered)), header.mac)) throw new Error("the header was altered");
  const payload = sealed.subarray(header.length + NONCE);
  const key = payloadKey(fileKey, sealed.subarray(header.length, header.length + NONCE));
  fileKey.fill(0);
  const chunks = Math.ceil(payload.length / (CHUNK + TAG));
  const plain = new Uint8Array(Math.max(0, payload.length - chunks * TAG));
  for (let number = 0; number < chunks; number++) {
    const chunk = payload.subarray(number * (CHUNK + TAG), (number + 1) * (CHUNK + TAG));
    const last = number === chunks - 1;
    // Only an empty file has an empty chunk.
    if (number > 0 && chunk.length <= TAG) throw new Error("the file ends in an empty chunk");
    plain.set(chacha20poly1305(key, chunkNonce(number, last)).decrypt(chunk), number * CHUNK);
  }
  if (chunks === 0) throw new Error("the file is cut off");
  return plain;
}

/** The header with the nonce behind it, and the key of the chunks that follow. */
export function beginFile(recipients: readonly string[], random: Random): { head: Uint8Array; key: Uint8Array } {
  const fileKey = random(16);
  const stanzas = recipients.flatMap((recipient) => new HybridRecipient(recipient).wrapFileKey(fileKey));
  stanzas.push(grease(random));
  const nonce = random(NONCE);
  const head = concat(encodeHeader(stanzas, headerMac(fileKey, encodeHeaderNoMAC(stanzas))), nonce);
  const key = payloadKey(fileKey, nonce);
  fileKey.fill(0);
  return { head, key };
}

/** One chunk of at most 64 KiB, by its number and whether it is the last. */
export function sealChunk(key: Uint8Array, number: number, last: boolean, plain: Uint8Array): Uint8Array {
  return chacha20poly1305(key, chunkNonce(number, last)).encrypt(plain);
}

/** age's nonce of a chunk: its number in eleven bytes, then whether it is the last. */
function chunkNonce(number: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(3, BigInt(number));
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function headerMac(fileKey: Uint8Array, header: Uint8Array): Uint8Array {
  return hmac(sha256, hkdf(sha256, fileKey, undefined, utf8("header"), 32), header);
}

function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return hkdf(sha256, fileKey, nonce, utf8("payload"), 32);
}

/**
 * A stanza that opens nothing: Rust's age adds a random one behind the others of every file, so a file without would
 * tell that a browser made it. Tag of 1 to 8 characters and `-grease`, 0 to 4 arguments, 0 to 99 bytes.
 */
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

/** A header that passed the strict check. */
interface Header {
  /** Its length in bytes; the payload's nonce follows. */
  length: number;
  /** Bytes that its MAC covers. */
  covered: number;
  recipients: Stanza[];
  mac: Uint8Array;
}

/**
 * The strict check of a header, as the server has it, before anything is opened: the version line, one stanza per
 * intended recipient, one grease stanza, the MAC line, in the one spelling of each.
 */
export function readHeader(bytes: Uint8Array, stanzas: number): Header {
  const lines = new Lines(bytes);
  if (lines.next() !== VERSION_LINE) throw new Error("not an age file");
  const recipients: Stanza[] = [];
  let greased = 0;
  for (;;) {
    const before = lines.at;
    const line = lines.next();
    if (line.startsWith("--- ")) {
      const mac = decode(line.slice(4));
      if (mac.length !== 32) throw new Error("the header's last line is malformed");
      if (recipients.length !== stanzas || greased !== 1) throw new Error("sealed to another number of recipients than it should be");
      return { length: lines.at, covered: before + 3, recipients, mac };
    }
    if (!line.startsWith("-> ")) throw new Error("the header is malformed");
    const [tag, ...args] = line.slice(3).split(" ") as [string, ...string[]];
    if (tag === STANZA_TAG) {
      if (args.length !== 1 || decode(args[0]!).length !== ENC_BYTES) throw new Error("a stanza is malformed");
      const wrapped = body(lines, WRAPPED_BYTES);
      if (wrapped.length !== WRAPPED_BYTES) throw new Error("a stanza's body is too short");
      recipients.push(new Stanza([tag, ...args], wrapped));
    } else if (/^[!-~]{1,8}-grease$/.test(tag)) {
      if (args.length > 4 || !args.every((arg) => /^[!-~]{1,8}$/.test(arg))) throw new Error("the grease is malformed");
      body(lines, 99);
      greased++;
    } else {
      throw new Error("the header holds something else than its recipients");
    }
  }
}

/** Canonical unpadded base64; the library refuses stray bits and foreign letters. */
function decode(text: string): Uint8Array {
  return base64nopad.decode(text);
}

/** Reads a stanza's body: full lines of 64 characters, then one shorter line, perhaps empty. Returns its bytes. */
function body(lines: Lines, limit: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let left = limit; ; ) {
    const line = lines.next();
    if (line.length > COLUMNS) throw new Error("a stanza's line is too long");
    const part = decode(line);
    parts.push(part);
    left -= part.length;
    if (left < 0) throw new Error("a stanza's body is too long");
    if (line.length < COLUMNS) return concat(...parts);
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

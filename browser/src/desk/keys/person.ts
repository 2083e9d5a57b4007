// One of the staff: how sign-in and unlocking are derived from a secret, the sealed copies of a person's keys, the proof that
// both keys were made together, and the digits by which a lead knows them.
import { gcm } from "@noble/ciphers/aes.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { checkRecipient } from "../../lib/age.ts";
import { base64, concat, fromUtf8, hashOf, unhex, utf8, wiped, type Random } from "../../lib/bytes.ts";
import { asText, fields, type Json } from "../../lib/canonical.ts";
import { checkPublicKey, verifies } from "../../lib/signing.ts";
import type { Under } from "../errands.ts";
import type { Member, Wrap } from "../wire.ts";
import { Identity, SecretSigning } from "./identity.ts";
import { Refusal } from "./refusal.ts";
import { readWords } from "./words.ts";

const FORMAT = "tocsin.keys/1";
const ENROL = "tocsin/enrol/1";
const NONCE = 12;
const MAX_WRAP = 512;
/** What a passkey's PRF gives. */
const PRF = 32;

/** A person's secret keys. */
export interface PersonKeys {
  account: string;
  identity: Identity;
  actor: SecretSigning;
}

export function newKeys(account: string, random: Random): PersonKeys {
  unhex(account, 16);
  return { account, identity: new Identity(random(32)), actor: new SecretSigning(random(32)) };
}

/** The derived sign-in secret, base64: what the server may see. */
export function authOf(account: string, words: string): string {
  const auth = ofWords(account, words, "tocsin/auth/1");
  const text = base64.encode(auth);
  auth.fill(0);
  return text;
}

/** The actor's signature that these two keys belong to this account. */
export function prove({ account, identity, actor }: PersonKeys): string {
  return actor.sign(ENROL, enrolment(account, identity.recipient));
}

/** The digits that are compared by voice. */
export function personFingerprint(recipient: string, actor: string): string {
  return hashOf(utf8(`${recipient}\n${actor}\n`)).slice(0, 16);
}

/** Refused unless both keys are sound, the person vouched for them at enrolment, and the fingerprint is theirs. */
export function checkMember({ account, recipient, actor, fingerprint, proof }: Member): void {
  let sound = false;
  try {
    checkRecipient(recipient);
    checkPublicKey(actor);
    sound = verifies(actor, ENROL, enrolment(account, recipient), proof) && fingerprint === personFingerprint(recipient, actor);
  } catch {
    // Told below.
  }
  if (!sound) throw new Refusal("member", { account });
}

/** The keys, sealed under a passkey's PRF output or words. */
export function wrap(keys: PersonKeys, under: Under, random: Random): Wrap {
  const key = unwrapKey(keys.account, under);
  const nonce = random(NONCE);
  // The order of the fields is the format's.
  const plain = utf8(JSON.stringify({ format: FORMAT, identity: keys.identity.text(), actor: keys.actor.text() }));
  const sealed = concat(nonce, gcm(key, nonce, additional(keys.account, under.kind)).encrypt(plain));
  plain.fill(0);
  key.fill(0);
  const credential = under.kind === "passkey" ? { credential: under.credential } : {};
  return { kind: under.kind, ...credential, sealed: base64.encode(sealed) };
}

export function unwrap(account: string, { kind, sealed }: Wrap, under: Under): PersonKeys {
  if (kind !== under.kind) throw new Refusal("wrap");
  const key = unwrapKey(account, under);
  try {
    const bytes = base64.decode(sealed);
    if (bytes.length > MAX_WRAP) throw new Error("too long");
    const plain = gcm(key, bytes.subarray(0, NONCE), additional(account, kind)).decrypt(bytes.subarray(NONCE));
    const inner = wiped(plain, () => fields(JSON.parse(fromUtf8(plain)) as Json, "format", "identity", "actor"));
    if (inner["format"] !== FORMAT) throw new Error("of another format");
    return { account, identity: Identity.parse(asText(inner["identity"])), actor: SecretSigning.parse(asText(inner["actor"])) };
  } catch {
    throw new Refusal("wrap");
  } finally {
    key.fill(0);
  }
}

function unwrapKey(account: string, under: Under): Uint8Array {
  if (under.kind === "passkey") {
    if (under.prf.length !== PRF) throw new Refusal("wrap");
    return derive(account, under.prf, "tocsin/unwrap/1");
  }
  const { words, count } = readWords(under.words);
  if (count !== (under.kind === "kit" ? 12 : 9)) throw new Refusal("words", { found: String(count) });
  return ofWords(account, words, "tocsin/unwrap/1");
}

function ofWords(account: string, words: string, label: string): Uint8Array {
  const secret = utf8(words);
  const key = derive(account, secret, label);
  secret.fill(0);
  return key;
}

/** HKDF-SHA256 with the account's id as salt. */
function derive(account: string, secret: Uint8Array, label: string): Uint8Array {
  return hkdf(sha256, secret, unhex(account, 16), utf8(label), 32);
}

function enrolment(account: string, recipient: string): Uint8Array {
  return utf8(`${account}\n${recipient}\n`);
}

function additional(account: string, kind: string): Uint8Array {
  return utf8(`tocsin/wrap/1|${account}|${kind}`);
}

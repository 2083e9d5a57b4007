// The capsule: by it a mailbox proves to its receipt which case it belongs to, so that nobody can put another in its place.
import { checkRecipient } from "./age.ts";
import { base64urlnopad, equal, isHex, utf8 } from "./bytes.ts";
import { asCount, asText, canonical, fields, readCanonical } from "./canonical.ts";
import type { MailboxKeys } from "./keys.ts";
import { checkPublicKey } from "./signing.ts";

const FORMAT = "tocsin.capsule/1";
const CONTEXT = "tocsin/capsule/1\0";
const MAX = 8 * 1024;

export interface Capsule {
  caseId: string;
  /** Later messages and files are sealed to this. */
  caseRecipient: string;
  /** The administrators' key that rosters must be signed with. */
  rosterKey: string;
  /** The roster epoch at sending; an older one is a replay. */
  epoch: number;
}

/** Writes a capsule with its MAC (not encrypted: the server's vault does that). */
export function sealCapsule(keys: MailboxKeys, capsule: Capsule): Uint8Array {
  const inner = {
    case_id: capsule.caseId,
    case_recipient: capsule.caseRecipient,
    epoch: capsule.epoch,
    format: FORMAT,
    roster_key: capsule.rosterKey,
  };
  const mac = base64urlnopad.encode(keys.mac(utf8(CONTEXT + canonical(inner))));
  return utf8(canonical({ capsule: inner, mac }));
}

/** Reads a capsule if this receipt made it, else throws. */
export function openCapsule(keys: MailboxKeys, text: string): Capsule {
  const document = readCanonical(text, MAX, "capsule", "mac");
  const inner = fields(document["capsule"], "case_id", "case_recipient", "epoch", "format", "roster_key");
  const mac = base64urlnopad.decode(asText(document["mac"]));
  if (!equal(mac, keys.mac(utf8(CONTEXT + canonical(inner))))) throw new Error("the capsule was not made by this receipt");
  const capsule: Capsule = {
    caseId: asText(inner["case_id"]),
    caseRecipient: asText(inner["case_recipient"]),
    rosterKey: asText(inner["roster_key"]),
    epoch: asCount(inner["epoch"]),
  };
  if (inner["format"] !== FORMAT || !isHex(capsule.caseId, 16)) throw new Error("the capsule is malformed");
  checkRecipient(capsule.caseRecipient);
  checkPublicKey(capsule.rosterKey);
  return capsule;
}

// Succession of the roster key: the old key names the one that signs rosters from now on, and both sign that. It stands in the chain
// behind the last roster that the old key signed, and holds its hash.
import { isHex, utf8 } from "./bytes.ts";
import { asCount, asText, canonical, fields, readCanonical, type Json } from "./canonical.ts";
import { checkPublicKey, checkSignature, verifies } from "./signing.ts";

const FORMAT = "tocsin.roster-key/1";
const CONTEXT = "tocsin/roster-key/1";
const MAX = 2 * 1024;
/** Longest time between signing and the last day on which it may be brought in. */
const LONGEST = 366 * 86_400;

/** What a succession says; whoever signed it. */
export interface Succession {
  readonly deployment: string;
  readonly number: number;
  readonly old: string;
  readonly new: string;
  /** The last roster that the old key signed, and its hash. */
  readonly epoch: number;
  readonly roster: string;
  readonly format: string;
  readonly signedAt: number;
  readonly expires: number;
  readonly message: Uint8Array;
  readonly signatures: { readonly old: string; readonly new: string };
}

/** The document, if it has the form of a succession. */
export function readSuccession(text: string): Succession | undefined {
  try {
    const document = readCanonical(text, MAX, "signatures", "succession");
    const inner = fields(document["succession"], "deployment", "epoch", "expires", "format", "new", "number", "old", "roster", "signed_at");
    const signatures = fields(document["signatures"], "new", "old");
    const read: Succession = {
      deployment: asText(inner["deployment"]),
      number: asCount(inner["number"]),
      old: asText(inner["old"]),
      new: asText(inner["new"]),
      epoch: asCount(inner["epoch"]),
      roster: asText(inner["roster"]),
      format: asText(inner["format"]),
      signedAt: asTime(inner["signed_at"]),
      expires: asTime(inner["expires"]),
      message: utf8(canonical(inner)),
      signatures: { old: checkSignature(asText(signatures["old"])), new: checkSignature(asText(signatures["new"])) },
    };
    checkPublicKey(read.old);
    checkPublicKey(read.new);
    const wellFormed =
      read.number <= 0xffff_ffff && read.epoch <= 0xffff_ffff && isHex(read.roster, 32) && read.deployment.startsWith("d-") && isHex(read.deployment.slice(2), 16);
    return wellFormed ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Why a succession is none, its place in the chain aside. */
export function faultOf(said: Succession): "malformed" | "key_signature" | "inconsistent" | undefined {
  if (said.format !== FORMAT) return "malformed";
  const signed = (key: string, signature: string): boolean => verifies(key, CONTEXT, said.message, signature);
  if (!signed(said.old, said.signatures.old) || !signed(said.new, said.signatures.new)) return "key_signature";
  const times = said.signedAt >= 0 && said.signedAt < said.expires && Number.isSafeInteger(said.expires) && said.expires - said.signedAt <= LONGEST;
  return times && said.number > 0 && said.epoch > 0 && said.old !== said.new ? undefined : "inconsistent";
}

function asTime(value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw new Error("not a time");
  return value;
}

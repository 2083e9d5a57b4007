// The roster: the public, signed statement of which team key is current. The administrators' roster key and, from the
// second epoch on, the team before must both have signed: nobody adds a reader alone.
import { checkRecipient } from "./age.ts";
import { hashOf, isHex, utf8 } from "./bytes.ts";
import { asCount, asText, canonical, fields, readCanonical, type Json } from "./canonical.ts";
import { checkPublicKey, checkSignature, verifies } from "./signing.ts";
import { faultOf, readSuccession, type Succession } from "./succession.ts";

const FORMAT = "tocsin.roster/1";
/** Context of both signatures. */
export const CONTEXT = "tocsin/roster/1";
const MAX = 16 * 1024;
const FIELDS = ["deployment", "epoch", "expires", "format", "not_before", "previous", "recovery", "team_recipient", "team_signing_key"];
/** How long after its expiry a roster may still be sealed to: an exile's form must not close because a volunteer is late. */
export const GRACE_SECONDS = 30 * 24 * 3600;

/** Why rosters are refused. */
export type RosterProblem =
  | "malformed" // not a roster document in canonical form
  | "inconsistent" // contradicts itself
  | "admin_signature" // not signed by the administrators' roster key
  | "key_signature" // names a new roster key, and is not signed by the old one and the new
  | "team_signature" // not signed by the team before
  | "chain" // does not follow the one before (epoch, hash, deployment)
  | "not_pinned" // the roster that this page was built with is not in the chain
  | "none" // no roster at all
  | "not_yet" // the newest one's time has not come by this device's clock
  | "expired"; // expired for more than 30 days by this device's clock

export class RosterError extends Error {
  constructor(readonly code: RosterProblem) {
    super(`the roster is refused: ${code}`);
  }
}

/** A roster whose signatures and place in the chain were checked. Only `verifyChain` makes one. */
export interface Roster {
  readonly deployment: string;
  readonly epoch: number;
  readonly notBefore: number;
  readonly expires: number;
  /** Reports are sealed to this. */
  readonly teamRecipient: string;
  /** Verifies what the team says. */
  readonly teamSigningKey: string;
  readonly recovery: boolean;
  /** The recovery key's recipient. A roster of the first versions does not name it. */
  readonly recoveryRecipient: string | undefined;
  readonly previous: string | null;
  /** SHA-256 of the canonical roster, signatures not included. */
  readonly hash: string;
  /** The administrators' key it was verified with. */
  readonly rosterKey: string;
  /** That key and those whose place it took, the first first. */
  readonly rosterKeys: readonly string[];
}

/** A chain whose every signature and link was checked. */
export interface Chain {
  readonly rosters: Roster[];
  /** Every roster key, the first first; the last one is in force. */
  readonly keys: string[];
}

/**
 * Checks all rosters of an installation, oldest first, epochs from 1 upward without gaps, and that the newest may be
 * used at `now` (Unix seconds). `pinnedHash` is what the page itself names as its newest: it must be in the chain.
 */
export function verifyChain(documents: readonly string[], rosterKey: string, deployment: string, now: number, pinnedHash?: string): Roster[] {
  const chain = verifySignatures(documents, rosterKey, deployment);
  newestUsable(chain, now, pinnedHash);
  return chain;
}

/** The newest of a checked chain, if it may be sealed to at `now`; also for the chain that came with a mailbox. */
export function newestUsable(chain: readonly Roster[], now: number, pinnedHash?: string): Roster {
  const newest = chain[chain.length - 1];
  if (!newest) throw new RosterError("none");
  if (pinnedHash !== undefined && !chain.some((roster) => roster.hash === pinnedHash)) throw new RosterError("not_pinned");
  if (now < newest.notBefore) throw new RosterError("not_yet");
  if (now > newest.expires + GRACE_SECONDS) throw new RosterError("expired");
  return newest;
}

/** The chain without a look at the clock: old answers stay readable after a team's time is over. */
export function verifySignatures(documents: readonly string[], rosterKey: string, deployment: string): Roster[] {
  return followChain(documents, rosterKey, deployment).rosters;
}

/**
 * All documents, rosters and what names a new roster key, oldest first. `pinned` is a roster key that is known from elsewhere: the
 * first, or any that took its place. An older one than that is believed, since the newer key signed what follows from it as well.
 */
export function followChain(documents: readonly string[], pinned: string, deployment: string): Chain {
  const claims = documents.map(readSuccession);
  const first = claims.find((claim) => claim !== undefined)?.old ?? pinned;
  const [rosters, keys]: [Roster[], string[]] = [[], [first]];
  for (const [at, document] of documents.entries()) {
    const [claim, before] = [claims[at], rosters[rosters.length - 1]];
    if (claim) keys.push(successor(claim, before, keys));
    else rosters.push(verifyOne(document, keys, before));
    if (rosters[rosters.length - 1]?.deployment !== deployment) throw new RosterError("chain");
  }
  // Here it is decided whether any of this was signed by whom we know.
  if (!keys.includes(pinned)) throw new RosterError("admin_signature");
  return { rosters, keys };
}

/** The key that signs from here on. One that was given up does not come back. */
function successor(said: Succession, last: Roster | undefined, keys: readonly string[]): string {
  const fault = faultOf(said);
  if (fault) throw new RosterError(fault);
  const follows = said.old === keys[keys.length - 1] && said.number === keys.length && said.epoch === last?.epoch && said.roster === last.hash && said.deployment === last.deployment;
  if (!follows || keys.includes(said.new)) throw new RosterError("chain");
  return said.new;
}

function verifyOne(document: string, keys: readonly string[], before: Roster | undefined): Roster {
  const rosterKey = keys[keys.length - 1] ?? "";
  const { roster, message, admin, previousTeam } = read(document, keys);
  if (!verifies(rosterKey, CONTEXT, message, admin)) throw new RosterError("admin_signature");
  const times = roster.notBefore >= 0 && Number.isSafeInteger(roster.expires);
  const recovery = roster.recoveryRecipient === undefined || (roster.recovery && roster.recoveryRecipient !== roster.teamRecipient);
  const consistent = times && recovery && roster.epoch >= 1 && (roster.epoch === 1) === (roster.previous === null) && roster.notBefore < roster.expires;
  if (!consistent) throw new RosterError("inconsistent");
  if (!before) {
    if (roster.epoch !== 1 || previousTeam !== null) throw new RosterError("chain");
    return roster;
  }
  if (roster.epoch !== before.epoch + 1 || roster.previous !== before.hash || roster.deployment !== before.deployment) throw new RosterError("chain");
  if (previousTeam === null || !verifies(before.teamSigningKey, CONTEXT, message, previousTeam)) throw new RosterError("team_signature");
  return roster;
}

function read(text: string, keys: readonly string[]): { roster: Roster; message: Uint8Array; admin: string; previousTeam: string | null } {
  try {
    const document = readCanonical(text, MAX, "roster", "signatures");
    const inner = fields(document["roster"], ...FIELDS, ...(named(document["roster"]) ? ["recovery_recipient"] : []));
    const signatures = fields(document["signatures"], "admin", "previous_team");
    const message = utf8(canonical(inner));
    const roster: Roster = {
      deployment: asText(inner["deployment"]),
      epoch: asCount(inner["epoch"]),
      notBefore: asTime(inner["not_before"]),
      expires: asTime(inner["expires"]),
      teamRecipient: asText(inner["team_recipient"]),
      teamSigningKey: asText(inner["team_signing_key"]),
      recovery: inner["recovery"] === true,
      recoveryRecipient: inner["recovery_recipient"] === undefined ? undefined : asText(inner["recovery_recipient"]),
      previous: inner["previous"] === null ? null : asText(inner["previous"]),
      hash: hashOf(message),
      rosterKey: keys[keys.length - 1] ?? "",
      rosterKeys: [...keys],
    };
    checkRecipient(roster.teamRecipient);
    if (roster.recoveryRecipient !== undefined) checkRecipient(roster.recoveryRecipient);
    checkPublicKey(roster.teamSigningKey);
    const wellFormed =
      inner["format"] === FORMAT &&
      typeof inner["recovery"] === "boolean" &&
      roster.epoch <= 0xffff_ffff &&
      roster.deployment.startsWith("d-") &&
      isHex(roster.deployment.slice(2), 16) &&
      (roster.previous === null || isHex(roster.previous, 32));
    if (!wellFormed) throw new Error("malformed");
    const admin = checkSignature(asText(signatures["admin"]));
    const previousTeam = signatures["previous_team"] ?? null;
    return { roster, message, admin, previousTeam: previousTeam === null ? null : checkSignature(asText(previousTeam)) };
  } catch {
    throw new RosterError("malformed");
  }
}

function named(inner: Json | undefined): boolean {
  return typeof inner === "object" && inner !== null && "recovery_recipient" in inner;
}

/** Unix seconds; what lies before 1970 or beyond exact numbers is read, and refused later as a contradiction. */
function asTime(value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw new Error("not a time");
  return value;
}

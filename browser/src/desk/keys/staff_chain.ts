// What staff wrote for each other in one case, and the staff identity that opens it. The reporter made the case key and may be
// the adversary, so none of it is sealed to that.
//
// Anybody can grant a key to the team's public recipient; nobody but the team signs. So the identity is believed if the newest
// part of the chain, signed by the team, opens with it. An older one would prove too little: a former identity, put back by whoever
// writes to the database, opens those. What else does not open is said and left out, and keeps nobody from the rest.
import { hashOf } from "../../lib/bytes.ts";
import { covers } from "../../lib/statement.ts";
import type { Warning } from "../errands.ts";
import type { CaseDetail } from "../wire.ts";
import type { Linked } from "./chain.ts";
import type { Identity } from "./identity.ts";
import { granted } from "./grants.ts";
import { hostile, Refusal } from "./refusal.ts";
import { agrees, readStaff, type StaffPayload } from "./staff.ts";

/** A part that can be read. */
export interface StaffPart {
  words: StaffPayload;
  part: string;
  hash: string;
}

/** A part as it was sealed, for sealing it again. */
export interface Sealed {
  seq: number;
  part: string;
  padded: Uint8Array;
}

export interface StaffChain {
  /** The identity that staff write to; none if the chain is empty, or if the one granted is not the chain's. */
  identity: Identity | undefined;
  /** False: what was granted is not what staff wrote to; nothing may be written. */
  sound: boolean;
  parts: StaffPart[];
  /** All that open, words that can be read or not. */
  sealed: Sealed[];
  /** Where the next part stands. */
  next: { seq: number; prev: string | null };
  warnings: Warning[];
}

/** `chain` are the statements, signed and in order. */
export function openStaffChain(detail: CaseDetail, chain: readonly Linked[], next: StaffChain["next"], holders: readonly Identity[]): StaffChain {
  const staff: StaffChain = { identity: undefined, sound: true, parts: [], sealed: [], next, warnings: [] };
  // An identity that nobody has written to proves nothing: the first note brings its own.
  const newest = chain[chain.length - 1];
  if (!newest) return staff;
  const mismatch = (why: string): Warning => ({ code: "grant_mismatch", values: { kind: "staff", why } });
  const junk: string[] = [];
  const candidates = granted(detail.grants, "staff", holders, junk);
  const identity = candidates.find((candidate) => opens(newest, candidate));
  if (!identity) return { ...staff, sound: false, warnings: [mismatch(candidates.length === 0 ? "missing" : "other_key")] };
  staff.identity = identity;
  // The chain vouches for one; what else is there was put there by somebody.
  if (candidates.length > 1 || identity.recipient !== detail.staff_recipient) staff.warnings.push(mismatch("another"));
  if (junk.length > 0) staff.warnings.push(mismatch("malformed"));
  /** Bodies that were sealed again, by their place: the newest word on it. */
  const again = new Map<number, string>();
  for (const linked of [...chain].reverse()) {
    const { hash, part, statement } = linked;
    const { seq } = statement;
    const unread = (why: string): void => void staff.warnings.push({ code: "unread_message", values: { kind: "note", seq: String(seq), why } });
    let padded: Uint8Array;
    try {
      padded = unsealed(linked, identity, again.get(seq));
    } catch (error) {
      unread((error instanceof Refusal && error.values["why"]) || "unreadable");
      continue;
    }
    staff.sealed.unshift({ seq, part, padded });
    const words = wordsOf(linked, padded);
    if (!words) unread("unreadable");
    else staff.parts.unshift({ words, part, hash });
    if (words?.format !== "tocsin.note/1") continue;
    for (const { seq: place, sha256 } of words.resealed) if (place < seq && !again.has(place)) again.set(place, sha256);
  }
  return staff;
}

function opens(linked: Linked, identity: Identity): boolean {
  try {
    unsealed(linked, identity, undefined).fill(0);
    return true;
  } catch {
    return false;
  }
}

/** What was sealed, if the bytes are those that were signed, or that a later note says they were sealed again to. */
function unsealed({ statement, body }: Linked, identity: Identity, again: string | undefined): Uint8Array {
  if (!body) throw hostile("note", "missing", statement.seq);
  if (again === undefined ? !covers(statement, body) : hashOf(body) !== again) throw hostile("note", "other_file", statement.seq);
  try {
    return identity.open(body, 1);
  } catch {
    throw hostile("note", "unreadable", statement.seq);
  }
}

/** The words, if they are such as staff write, and stand where they were signed to stand. */
function wordsOf({ statement }: Linked, padded: Uint8Array): StaffPayload | undefined {
  try {
    const words = readStaff(padded);
    return agrees(words, statement) && statement.attachments.length === 0 ? words : undefined;
  } catch {
    return undefined;
  }
}

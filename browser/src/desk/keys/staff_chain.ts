// What staff wrote for each other in one case, and the staff identity that opens it. The reporter made the case key and may be
// the adversary, so none of it is sealed to that.
//
// Anybody can grant a key to the team's public recipient; nobody but the team signs. So the identity is believed if the newest
// part of the chain, signed by the team, opens with it. An older one would prove too little: a former identity, put back by whoever
// writes to the database, opens those. What else does not open is said and left out, and keeps nobody from the rest. Where the
// newest does not open, nothing is written to what was granted: the next part brings an identity of its own.
import { hashOf } from "../../lib/bytes.ts";
import { covers } from "../../lib/statement.ts";
import type { Warning } from "../errands.ts";
import type { CaseDetail } from "../wire.ts";
import type { Claimed, Linked, StaffLinks } from "./chain.ts";
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
  /** False: what was granted is not what staff wrote to last; the next part is sealed to a fresh identity. */
  sound: boolean;
  parts: StaffPart[];
  /** All that open, words that can be read or not. */
  sealed: Sealed[];
  /** Ids of those that do not. */
  left: string[];
  /** Where the next part stands. */
  next: { seq: number; prev: string | null };
  warnings: Warning[];
}

/** `links` are the statements as far as they are signed, `claims` all that stand there. */
export function openStaffChain(detail: CaseDetail, links: StaffLinks, claims: readonly Claimed[], holders: readonly Identity[]): StaffChain {
  const staff: StaffChain = { identity: undefined, sound: true, parts: [], sealed: [], left: claims.map(({ part }) => part), next: links.next, warnings: [] };
  // An identity that nobody has written to proves nothing: the first note brings its own.
  if (links.next.seq === 1) return { ...staff, warnings: links.faults.map(unread) };
  const mismatch = (why: string): Warning => ({ code: "grant_mismatch", values: { kind: "staff", why } });
  const junk: string[] = [];
  const candidates = granted(detail.grants, "staff", holders, junk);
  const used = new Set<Identity>();
  const faults = new Map(links.faults.map((fault) => [fault.seq, fault.why]));
  /** Bodies that were sealed again, by their place: the newest word on it. */
  const again = new Map<number, string>();
  for (const linked of [...links.linked].reverse()) {
    const { hash, part, statement } = linked;
    const { seq } = statement;
    let padded: Uint8Array;
    try {
      padded = opened(linked, candidates, again.get(seq), (identity) => {
        used.add(identity);
        if (linked === links.linked.at(-1) && links.whole) staff.identity = identity;
      });
    } catch (error) {
      faults.set(seq, (error instanceof Refusal && error.values["why"]) || "unreadable");
      continue;
    }
    staff.sealed.unshift({ seq, part, padded });
    const words = wordsOf(linked, padded);
    if (!words) faults.set(seq, "unreadable");
    else staff.parts.unshift({ words, part, hash });
    if (words?.format !== "tocsin.note/1") continue;
    for (const { seq: place, sha256 } of words.resealed) if (place < seq && !again.has(place)) again.set(place, sha256);
  }
  staff.sound = staff.identity !== undefined;
  const open = new Set(staff.sealed.map(({ part }) => part));
  staff.left = staff.left.filter((part) => !open.has(part));
  if (!staff.sound) staff.warnings.push(mismatch(candidates.length === 0 ? "missing" : "other_key"));
  // What opens nothing was put there by somebody; so was another one in the row than the newest part was written to.
  const others = candidates.some((candidate) => !used.has(candidate)) || (staff.identity && staff.identity.recipient !== detail.staff_recipient);
  if (staff.sound && others) staff.warnings.push(mismatch("another"));
  if (junk.length > 0) staff.warnings.push(mismatch("malformed"));
  // Where nothing opens at all, that is said once.
  if (used.size > 0 || links.faults.length > 0) {
    const told = used.size > 0 ? [...faults].map(([seq, why]) => ({ seq, why })) : links.faults;
    staff.warnings.push(...told.sort((a, b) => a.seq - b.seq).map(unread));
  }
  return staff;
}

function unread({ seq, why }: { seq: number; why: string }): Warning {
  return { code: "unread_message", values: { kind: "note", seq: String(seq), why } };
}

/** The part, opened with whichever identity opens it. */
function opened(linked: Linked, candidates: readonly Identity[], again: string | undefined, by: (identity: Identity) => void): Uint8Array {
  let last: unknown = hostile("note", "unreadable", linked.statement.seq);
  for (const identity of candidates) {
    try {
      const padded = unsealed(linked, identity, again);
      by(identity);
      return padded;
    } catch (error) {
      last = error;
    }
  }
  throw last;
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

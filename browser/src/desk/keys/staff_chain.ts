// What staff wrote for each other in one case, and the staff identity that opens it. The reporter made the case key and may be
// the adversary, so none of it is sealed to that.
//
// Anybody can grant a key to the team's public recipient; nobody but the team signs. So the identity is believed if the newest
// part of the chain, signed by the team, opens with it.
import { hashOf } from "../../lib/bytes.ts";
import { covers } from "../../lib/statement.ts";
import type { Warning } from "../errands.ts";
import type { CaseDetail } from "../wire.ts";
import type { Linked } from "./chain.ts";
import type { Identity } from "./identity.ts";
import { granted } from "./grants.ts";
import { hostile } from "./refusal.ts";
import { agrees, readStaff, type StaffPayload } from "./staff.ts";

export interface StaffPart {
  words: StaffPayload;
  part: string;
  hash: string;
  /** As it was sealed, for sealing it again. */
  padded: Uint8Array;
}

export interface StaffChain {
  /** The identity that staff write to; none if the chain is empty, or if the one granted is not the chain's. */
  identity: Identity | undefined;
  /** False: what was granted is not what staff wrote to; nothing may be written. */
  sound: boolean;
  parts: StaffPart[];
  /** Where the next part stands. */
  next: { seq: number; prev: string | null };
  warnings: Warning[];
}

/** `chain` are the statements, signed and in order. */
export function openStaffChain(detail: CaseDetail, chain: readonly Linked[], next: StaffChain["next"], holders: readonly Identity[]): StaffChain {
  // An identity that nobody has written to proves nothing: the first note brings its own.
  if (chain.length === 0) return { identity: undefined, sound: true, parts: [], next, warnings: [] };
  const mismatch = (why: string): StaffChain => ({ identity: undefined, sound: false, parts: [], next, warnings: [{ code: "grant_mismatch", values: { kind: "staff", why } }] });
  let identities: Identity[];
  try {
    identities = granted(detail.grants, "staff", holders);
  } catch {
    return mismatch("malformed");
  }
  if (identities.length === 0) return mismatch("missing");
  const identity = identities.find(({ recipient }) => recipient === detail.staff_recipient);
  if (!identity || identities.length > 1) return mismatch("other_key");
  const parts: StaffPart[] = [];
  const warnings: Warning[] = [];
  /** Bodies that were sealed again, by their place: the newest word on it. */
  const again = new Map<number, string>();
  for (const linked of [...chain].reverse()) {
    const { seq } = linked.statement;
    const opened = openPart(linked, identity, again.get(seq));
    if (typeof opened === "string") {
      if (parts.length === 0) return mismatch(opened);
      warnings.push({ code: "unread_message", values: { kind: "note", seq: String(seq), why: opened } });
      continue;
    }
    parts.unshift(opened);
    if (opened.words.format !== "tocsin.note/1") continue;
    for (const { seq: place, sha256 } of opened.words.resealed) if (place < seq && !again.has(place)) again.set(place, sha256);
  }
  return { identity, sound: true, parts, next, warnings };
}

/** One part, or why it cannot be read. */
function openPart({ statement, hash, part, body }: Linked, identity: Identity, again: string | undefined): StaffPart | string {
  if (!body) throw hostile("note", "missing", statement.seq);
  if (again === undefined ? !covers(statement, body) : hashOf(body) !== again) return "other_file";
  try {
    const padded = identity.open(body, 1);
    const words = readStaff(padded);
    return agrees(words, statement) && statement.attachments.length === 0 ? { words, part, hash, padded } : "other_place";
  } catch {
    return "unreadable";
  }
}

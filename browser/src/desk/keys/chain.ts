// One author's statements of one case, in their order: every one signed, none missing, none twice, each naming the one before.
import type { Roster } from "../../lib/roster.ts";
import { claimedStatement, covers, verifyStatement, type Kind, type SignedStatement, type Statement } from "../../lib/statement.ts";
import { base64, fromUtf8 } from "../../lib/bytes.ts";
import type { Part } from "../wire.ts";
import { hostile, Refusal, refusedAs } from "./refusal.ts";

/** A sealed thing with its statement, before and after its signature was checked. */
export interface Claimed {
  part: string;
  text: string;
  claimed: Statement;
  /** None: deleted by its reader. */
  body: Uint8Array | undefined;
}
export interface Linked extends SignedStatement {
  part: string;
  body: Uint8Array | undefined;
}

/** A case's parts by what they are, each kind in its order; nothing is proved yet but that the parts fit their statements. */
export function sortParts(parts: readonly Part[], bodies: ReadonlyMap<string, Uint8Array>): Record<Kind, Claimed[]> {
  const sorted: Record<Kind, Claimed[]> = { report: [], message: [], reply: [], note: [] };
  for (const part of parts) {
    const one = refusedAs(() => hostile("part", "malformed"), () => {
      const text = fromUtf8(base64.decode(part.statement));
      return { part: part.id, text, claimed: claimedStatement(text), body: part.size === 0 ? undefined : bodies.get(part.id) };
    });
    const { kind, seq } = one.claimed;
    // Only a reply may be gone: its reader may delete it. A note that is gone is named in its place.
    if (!one.body && kind !== "note" && (kind !== "reply" || part.size !== 0)) throw hostile(kind, "missing", seq);
    // What staff wrote may have been sealed again; `staff_chain.ts` looks what to.
    if (one.body && kind !== "note" && !covers(one.claimed, one.body)) throw hostile(kind, "other_file", seq);
    sorted[kind].push(one);
  }
  for (const claims of Object.values(sorted)) claims.sort((a, b) => a.claimed.seq - b.claimed.seq);
  return sorted;
}


/** Follows a chain and takes statements only in their order, of one case and mailbox, and of authors that `author` finds. */
export class Chain {
  #next: number;
  #last: string | null = null;

  constructor(
    private readonly caseId: string,
    private readonly mailboxId: string,
    first: 0 | 1,
  ) {
    this.#next = first;
  }

  accept({ part, text, claimed, body }: Claimed, author: string): Linked {
    const { kind, seq } = claimed;
    const signed = refusedAs(() => hostile(kind, "signature", seq), () => verifyStatement(text, author));
    const { caseId, mailboxId, prev } = signed.statement;
    if (caseId !== this.caseId || mailboxId !== this.mailboxId) throw hostile(kind, "elsewhere", seq);
    if (seq !== this.#next || prev !== this.#last) throw hostile(kind, "order", seq);
    this.#next++;
    this.#last = signed.hash;
    return { ...signed, part, body };
  }

  /** The place of the next statement. */
  next(): { seq: number; prev: string | null } {
    return { seq: this.#next, prev: this.#last };
  }
}

/** The staff's chain, as far as it is signed; whatever else stands there is named and keeps nobody from the rest. */
export interface StaffLinks {
  linked: Linked[];
  /** What is not signed as it must be, is for elsewhere, or stands there twice; and gaps in front of what is signed. */
  faults: { seq: number; why: string }[];
  /** The place of the next part. */
  next: { seq: number; prev: string | null };
  /** Whether the last part there is, by the server's word, is the last one that is signed. */
  whole: boolean;
}

/**
 * Follows the chain of what staff write for each other over parts that are damaged or false: one of them must not make the rest
 * unreadable, nor the next impossible. `tip` is where the server says that it ends; it vouches for nothing.
 */
export function staffLinks(claims: readonly Claimed[], at: { caseId: string; mailboxId: string }, author: (one: Claimed) => Roster, tip?: { seq: number; hash: string }): StaffLinks {
  const links: StaffLinks = { linked: [], faults: [], next: { seq: 1, prev: null }, whole: true };
  const seen = new Set<string>();
  for (const one of claims) {
    const { kind, seq } = one.claimed;
    try {
      const signed = refusedAs(() => hostile(kind, "signature", seq), () => verifyStatement(one.text, author(one).teamSigningKey));
      const { caseId, mailboxId, prev } = signed.statement;
      if (caseId !== at.caseId || mailboxId !== at.mailboxId) throw hostile(kind, "elsewhere", seq);
      if (seen.has(signed.hash)) throw hostile(kind, "twice", seq);
      seen.add(signed.hash);
      if (seq !== links.next.seq || prev !== links.next.prev) links.faults.push({ seq, why: "order" });
      links.linked.push({ ...signed, part: one.part, body: one.body });
      links.next = { seq: seq + 1, prev: signed.hash };
      links.whole = true;
    } catch (error) {
      links.faults.push({ seq, why: (error instanceof Refusal && error.values["why"]) || "signature" });
      links.whole = false;
    }
  }
  if (tip && (tip.seq !== links.next.seq - 1 || tip.hash !== links.next.prev)) {
    if (links.whole) links.faults.push({ seq: tip.seq, why: "missing" });
    links.whole = false;
    if (tip.seq >= links.next.seq - 1) links.next = { seq: tip.seq + 1, prev: tip.hash };
  } else if (tip) links.whole = true;
  return links;
}

/** The team that may have signed: that of the roster which the statement names. Never one from before the report: whoever left it kept its key. */
export function teamOf({ claimed }: Claimed, rosters: readonly Roster[], since: number): Roster {
  const roster = rosters.find(({ hash }) => hash === claimed.rosterHash);
  if (!roster) throw hostile(claimed.kind, "roster", claimed.seq);
  if (roster.epoch < since) throw hostile(claimed.kind, "old_team", claimed.seq);
  return roster;
}

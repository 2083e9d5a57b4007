// What staff write into one case: sealed, signed by the team, at its place in the chain. Nothing moves here when something is
// written; only the case read again shows that the server took it.
import { seal } from "../../lib/age.ts";
import { base64, hashOf, type Random } from "../../lib/bytes.ts";
import { NARRATIVE_LIMIT } from "../../lib/fields.ts";
import type { Roster } from "../../lib/roster.ts";
import { signStatement, type Kind } from "../../lib/statement.ts";
import { characters, evenLines, trim } from "../../lib/text.ts";
import type { Regranted, SealedPart } from "../errands.ts";
import type { Grant } from "../wire.ts";
import { grant, Identity, recipientFingerprint, type SecretSigning } from "./identity.ts";
import type { OpenedCase } from "./open_case.ts";
import { hostile, Refusal } from "./refusal.ts";
import { ABOUT, replyPayload, staffPayload, type Place, type Resealed, type StaffWords } from "./staff.ts";

const ALIAS_LIMIT = 60;
const LABELS_LIMIT = 32;
const LABEL_LIMIT = 60;
/** Language tags: `en`, `zh-Hans`. */
const TAG = /^[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){0,3}$/;
/** Characters that change how the rest reads: a name that holds one pretends to be another. */
const HIDDEN = /[\p{Cc}\u061c\u180e\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u;

export class Pen {
  readonly #case: OpenedCase;
  readonly #roster: Roster;
  readonly #signing: SecretSigning;
  readonly #now: number;
  readonly #random: Random;

  constructor(opened: OpenedCase, roster: Roster, signing: SecretSigning, now: number, random: Random) {
    this.#case = opened;
    this.#roster = roster;
    this.#signing = signing;
    this.#now = now;
    this.#random = random;
  }

  /** An answer, sealed to the reporter's mailbox and to the case. */
  reply(author: string, text: string): SealedPart {
    const place = this.#place(author, this.#case.next);
    const { mailboxRecipient, caseRecipient } = this.#case.report.words;
    return this.#sealed("reply", place, replyPayload({ ...place, text: sound(text) }), [mailboxRecipient, caseRecipient]);
  }

  note(author: string, about: string, text: string): SealedPart {
    const known = ABOUT.find((one) => one === about && one !== "restricted");
    if (!known) throw new Refusal("text", { why: "about" });
    return this.#staff(author, { format: "tocsin.note/1", text: sound(text), about: known, resealed: [] });
  }

  translation(author: string, words: { of: string; sourceSha256: string; from: string; to: string; text: string }): SealedPart {
    const by = alias(author);
    return this.#staff(author, { format: "tocsin.translation/1", ...words, from: tag(words.from), to: tag(words.to), text: sound(words.text), by });
  }

  /** All labels, replacing the former. */
  labels(author: string, labels: readonly string[]): SealedPart {
    const plain = [...new Set(labels.map(trim))];
    const fits = plain.every((label) => label !== "" && characters(label) <= LABEL_LIMIT && !HIDDEN.test(label));
    if (!fits || plain.length > LABELS_LIMIT) throw new Refusal("text", { why: "label" });
    return this.#staff(author, { format: "tocsin.labels/1", labels: plain });
  }

  draft(author: string, words: { text: string; translation: string; language: string }): SealedPart {
    const translation = trim(words.translation) === "" ? "" : sound(words.translation);
    return this.#staff(author, { format: "tocsin.draft/1", text: sound(words.text), translation, language: tag(words.language) });
  }

  /**
   * The case for these recipients: its identity and that of its staff. With an author, who restricts it or opens it again, the
   * staff get a new identity, everything they wrote is sealed again to it, and a note says so.
   */
  grants(recipients: readonly string[], author: string | undefined): Regranted {
    const { identity, staff } = this.#case;
    const cases = this.#grantsOf("case", identity, recipients);
    if (author === undefined) {
      // An identity that was swapped is not handed on; one that nobody has written to yet does not exist.
      if (!staff.sound) throw hostile("staff_grant", "other_key");
      const theirs = staff.identity ? this.#grantsOf("staff", staff.identity, recipients) : [];
      return { staff_recipient: staff.identity?.recipient ?? "", grants: [...cases, ...theirs], resealed: [], left: [] };
    }
    const fresh = new Identity(this.#random(32));
    const again = staff.sealed.map(({ seq, part, padded }) => ({ seq, part, sealed: seal(padded, [fresh.recipient], this.#random) }));
    const hashes = again.map(({ seq, sealed }): Resealed => ({ seq, sha256: hashOf(sealed) }));
    const place = this.#place(author, staff.next);
    const words: StaffWords = { format: "tocsin.note/1", text: "", about: "restricted", resealed: hashes };
    const note = this.#sealed("note", place, staffPayload(place, words), [fresh.recipient]);
    const grants = [...cases, ...this.#grantsOf("staff", fresh, recipients)];
    const made = { staff_recipient: fresh.recipient, grants, note: { statement: note.statement, body: note.body }, left: [...staff.left], resealed: again.map(({ part, sealed }) => ({ part, body: base64.encode(sealed) })) };
    fresh.forget();
    return made;
  }

  /**
   * Something that staff write for each other. The first of a case makes the identity that it is sealed to, and so does whoever
   * cannot open the last: what was granted may be somebody's who put it there.
   */
  #staff(author: string, words: StaffWords): SealedPart {
    const { staff, restricted } = this.#case;
    // Restricting writes a note, which brings an identity for those who are named. Here nobody knows their keys, and the team is not to read.
    if (restricted && !staff.identity) throw new Refusal("restricted");
    const place = this.#place(author, staff.next);
    const padded = staffPayload(place, words);
    if (staff.identity) return this.#sealed("note", place, padded, [staff.identity.recipient]);
    const fresh = new Identity(this.#random(32));
    const part = this.#sealed("note", place, padded, [fresh.recipient]);
    const said = { ...part.said, staff: recipientFingerprint(fresh.recipient) };
    const made = { ...part, said, staff: { recipient: fresh.recipient, grants: this.#grantsOf("staff", fresh, [this.#roster.teamRecipient]) } };
    fresh.forget();
    return made;
  }

  #place(author: string, next: { seq: number; prev: string | null }): Place {
    const { id, report } = this.#case;
    return { caseId: id, mailboxId: report.words.mailboxId, ...next, rosterHash: this.#roster.hash, writtenAt: this.#now, author: alias(author) };
  }

  #sealed(kind: Kind, { caseId, mailboxId, seq, prev, rosterHash }: Place, padded: Uint8Array, recipients: readonly string[]): SealedPart {
    const sealed = seal(padded, recipients, this.#random);
    padded.fill(0);
    const place = { caseId, mailboxId, seq, prev, rosterHash };
    const signed = signStatement(this.#signing, { kind, ...place, sealedSha256: hashOf(sealed), sealedLength: sealed.length, attachments: [] });
    const statement = new TextEncoder().encode(signed.text);
    return { statement: base64.encode(statement), body: base64.encode(sealed), said: { seq: String(seq), statement: signed.hash } };
  }

  #grantsOf(kind: Grant["kind"], identity: Identity, recipients: readonly string[]): Grant[] {
    return recipients.map((to) => ({ kind, to: recipientFingerprint(to), grant: base64.encode(grant(identity, to, this.#random)) }));
  }
}

/** Words as they are sealed: line ends made alike, nothing but blanks behind cut off. */
function sound(text: string): string {
  const even = evenLines(text).replace(/\p{White_Space}+$/u, "");
  if (trim(even) === "") throw new Refusal("text", { why: "empty" });
  if (even.includes("\0")) throw new Refusal("text", { why: "control" });
  if (characters(even) > NARRATIVE_LIMIT) throw new Refusal("text", { why: "too_long" });
  return even;
}

function alias(typed: string): string {
  const name = trim(typed);
  if (name === "" || characters(name) > ALIAS_LIMIT || HIDDEN.test(name)) throw new Refusal("author");
  return name;
}

function tag(language: string): string {
  if (!TAG.test(language)) throw new Refusal("text", { why: "language" });
  return language;
}

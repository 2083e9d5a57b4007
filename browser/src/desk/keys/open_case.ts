// A case opened: every payload compared with its statement, its neighbours and the roster. What the rows say beside it is
// believed in nothing. The twin of the offline desk's `case.rs`: it refuses what that refuses.
import { wiped } from "../../lib/bytes.ts";
import { readReply, type Attachment, type Reply } from "../../lib/payload.ts";
import type { Roster } from "../../lib/roster.ts";
import type { Statement } from "../../lib/statement.ts";
import type { Warning } from "../errands.ts";
import type { CaseDetail } from "../wire.ts";
import { Chain, sortParts, staffLinks, teamOf, type Linked } from "./chain.ts";
import { caseIdentity } from "./grants.ts";
import type { Identity } from "./identity.ts";
import { hostile, Refusal, refusedAs } from "./refusal.ts";
import { junk, review, type Verdict } from "./review.ts";
import { readMessage, readReport, type Message, type Report } from "./said.ts";
import { openStaffChain, type StaffChain } from "./staff_chain.ts";

/** Something that was read, and the signed statement beside it. */
export interface Read<T> {
  words: T;
  linked: Linked;
}

export interface OpenedCase {
  id: string;
  /** As people say it: the server's word. */
  number: string;
  identity: Identity;
  report: Read<Report>;
  messages: Read<Message>[];
  /** Messages and answers in their place in the chain, signed as they must be, and not to be read. */
  unread: { linked: Linked; why: string }[];
  replies: ({ kept: Read<Reply> } | { deleted: number; linked: Linked })[];
  staff: StaffChain;
  verdict: Verdict;
  warnings: Warning[];
  /** Where the next answer stands. */
  next: { seq: number; prev: string | null };
  restricted: boolean;
  /** Hashes of all statements: what a later look must still find. */
  seen: Set<string>;
}

/** Opens and verifies a case with the identities that we hold: team keys, and the person's own. */
export function openCase(
  detail: CaseDetail,
  bodies: ReadonlyMap<string, Uint8Array>,
  holders: readonly Identity[],
  rosters: readonly Roster[],
  before: OpenedCase | undefined,
): OpenedCase {
  const id = detail.line.id;
  const sorted = sortParts(detail.parts, bodies);
  const first = sorted.report[0];
  if (!first) throw hostile("report", "missing");
  if (sorted.report.length > 1) throw hostile("report", "twice");
  const strayGrants: string[] = [];
  const identity = caseIdentity(detail.grants, holders, detail.case_recipient, strayGrants);
  const report = refusedAs(() => hostile("report", "unreadable"), () => wiped(identity.open(first.body!, 1), readReport));
  const epoch = selfDescription(report, detail, first.claimed, identity, rosters);
  const reporter = new Chain(id, report.mailboxId, 0);
  const said = { words: report, linked: reporter.accept(first, report.receiptKey) };
  asSigned(said.linked.statement, report);
  const messages: Read<Message>[] = [];
  const unread: OpenedCase["unread"] = [];
  for (const claimed of sorted.message) {
    const linked = reporter.accept(claimed, report.receiptKey);
    try {
      messages.push({ words: message(linked, identity, rosters), linked });
    } catch (error) {
      // Whoever took the receipt from the reporter must not be able to shut us out of what was said before.
      unread.push({ linked, why: whyOf(error) });
    }
  }
  const team = new Chain(id, report.mailboxId, 1);
  const replies: OpenedCase["replies"] = [];
  for (const claimed of sorted.reply) {
    const linked = team.accept(claimed, teamOf(claimed, rosters, epoch).teamSigningKey);
    try {
      replies.push(answer(linked, identity, rosters));
    } catch (error) {
      // Nor must one of the team, with an answer of which nothing can be read.
      unread.push({ linked, why: whyOf(error) });
    }
  }
  const links = staffLinks(sorted.note, { caseId: id, mailboxId: report.mailboxId }, (claimed) => teamOf(claimed, rosters, epoch), detail.staff_tip);
  const staff = openStaffChain(detail, links, sorted.note, holders);
  const opened = { id, number: detail.line.number, identity, report: said, messages, unread, replies, staff, next: team.next(), restricted: detail.line.restricted };
  const lost = unread.map((one) => one.linked);
  const theirs = [said.linked, ...messages.map((one) => one.linked), ...lost.filter(({ statement }) => statement.kind === "message")];
  const ours = [...replies.map((one) => ("kept" in one ? one.kept.linked : one.linked)), ...lost, ...links.linked];
  const seen = new Set([...theirs, ...ours].map(({ hash }) => hash));
  const verdict = review(report, messages.map(({ words }) => words), detail.line.urgency, changedByStaff(detail));
  const warnings = [...verdict.warnings, ...unreadWarnings(unread), ...staff.warnings, ...missing(theirs, detail, before, seen), ...junk(detail.line.junk)];
  if ((detail.damaged_grants ?? 0) > 0) strayGrants.push("damaged");
  for (const why of new Set(strayGrants)) warnings.push({ code: "grant_mismatch", values: { kind: "case", why } });
  if (!report.answerHere) warnings.push({ code: "no_answer_wanted", values: {} });
  return { ...opened, seen, verdict, warnings };
}

/** What the report says about itself, against the rows and the granted identity; the epoch of its roster. */
function selfDescription(report: Report, detail: CaseDetail, claimed: Statement, identity: Identity, rosters: readonly Roster[]): number {
  const wrong = (why: string): Refusal => hostile("report", why);
  if (report.caseId !== detail.line.id) throw wrong("other_case");
  if (report.caseRecipient !== identity.recipient) throw hostile("grant", "other_key");
  if (report.mailboxId !== claimed.mailboxId || report.mailboxId !== detail.mailbox) throw wrong("other_mailbox");
  const roster = rosters.find(({ hash }) => hash === report.rosterHash);
  if (!roster) throw wrong("roster");
  const rows = [detail.case_recipient, detail.receipt_key, detail.roster_hash, detail.epoch];
  const sealed = [report.caseRecipient, report.receiptKey, report.rosterHash, roster.epoch];
  if (rows.some((value, at) => value !== sealed[at])) throw wrong("rows_differ");
  return roster.epoch;
}

/** The statement is of this roster and of exactly these files. */
function asSigned({ kind, seq, rosterHash, attachments }: Statement, words: { rosterHash: string; attachments: readonly Attachment[] }): void {
  if (rosterHash !== words.rosterHash) throw hostile(kind, "other_roster", seq);
  const same = (ref: Statement["attachments"][number], at: number): boolean => {
    const file = words.attachments[at];
    return file?.id === ref.id && file.sealedSha256 === ref.sha256 && file.sealedLength === ref.len;
  };
  if (attachments.length !== words.attachments.length || !attachments.every(same)) throw hostile(kind, "other_files", seq);
}

/** A message, if what stands inside is what was signed outside. */
function message({ statement, body }: Linked, identity: Identity, rosters: readonly Roster[]): Message {
  const words = refusedAs(() => hostile("message", "unreadable", statement.seq), () => wiped(identity.open(body!, 1), readMessage));
  asSigned(statement, words);
  agreesWith(statement, words, rosters);
  return words;
}

function answer(linked: Linked, identity: Identity, rosters: readonly Roster[]): OpenedCase["replies"][number] {
  const { statement, body } = linked;
  if (!body) return { deleted: statement.seq, linked };
  const words = refusedAs(() => hostile("reply", "unreadable", statement.seq), () => wiped(identity.open(body, 2), readReply));
  agreesWith(statement, words, rosters);
  return { kept: { words, linked } };
}

/** What a payload says about its place is what its statement says. */
function agreesWith(statement: Statement, words: Pick<Reply, "caseId" | "mailboxId" | "seq" | "prev" | "rosterHash">, rosters: readonly Roster[]): void {
  const place = (one: Pick<Reply, "caseId" | "mailboxId" | "seq" | "prev">): string => [one.caseId, one.mailboxId, one.seq, one.prev].join(" ");
  if (place(statement) !== place(words)) throw hostile(statement.kind, "other_place", statement.seq);
  if (words.rosterHash !== statement.rosterHash || rosters.every(({ hash }) => hash !== words.rosterHash)) throw hostile(statement.kind, "other_roster", statement.seq);
}

function whyOf(error: unknown): string {
  return (error instanceof Refusal && error.values["why"]) || "unreadable";
}

function unreadWarnings(unread: OpenedCase["unread"]): Warning[] {
  return unread.map(({ linked, why }) => ({ code: "unread_message", values: { kind: linked.statement.kind, seq: String(linked.statement.seq), why } }));
}

/** Whether the log tells of a change of urgency by staff: then the server's word may differ from what was sealed. A guest is told nothing of it. */
function changedByStaff({ timeline, lowered, guest }: CaseDetail): boolean {
  return guest === true || lowered !== undefined || timeline.some(({ action }) => action === "raised" || action === "lowering_confirmed");
}

/** What was signed and is not there: files that no server keeps any more, and statements that were here when we last looked. */
function missing(theirs: readonly Linked[], detail: CaseDetail, before: OpenedCase | undefined, seen: ReadonlySet<string>): Warning[] {
  const warnings: Warning[] = [];
  const named = theirs.flatMap(({ statement }) => statement.attachments);
  if (new Set(named.map(({ id }) => id)).size !== named.length) throw hostile("file", "twice");
  for (const { id, len } of named) {
    const kept = detail.files.find((file) => file.id === id);
    if (kept && kept.size !== len) throw hostile("file", "other_size");
    if (!kept) warnings.push({ code: "gap", values: { what: "file", id } });
  }
  const gone = [...(before?.seen ?? [])].filter((hash) => !seen.has(hash)).length;
  if (gone > 0) warnings.push({ code: "gap", values: { what: "statements", count: String(gone) } });
  return warnings;
}

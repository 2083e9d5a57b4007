// A report sealed in the page, in the one file `tocsin.sealed/1` that the server and the offline desk take as well.
import { identityOf, recipientOf, seal } from "./age.ts";
import { hashOf, hex, utf8, wellFormed, type Random } from "./bytes.ts";
import { canonical } from "./canonical.ts";
import { sealCapsule, type Capsule } from "./capsule.ts";
import type { ReportDraft } from "./draft.ts";
import { mailboxKeys, type MailboxKeys } from "./keys.ts";
import { reportPayload } from "./payload.ts";
import type { Roster } from "./roster.ts";
import { frame } from "./sections.ts";
import { signStatement, type Tip } from "./statement.ts";
import type { Decision } from "./triage.ts";

const MAGIC = "tocsin.sealed/1";
/** The media type under which it is sent. */
export const MEDIA_TYPE = "application/vnd.tocsin.sealed";
const ENVELOPE = "tocsin.envelope/1";
const ENVELOPE_CONTEXT = "tocsin/envelope/1";

export interface ReportToSeal {
  draft: ReportDraft;
  decision: Decision;
  /** Tag of the form's language. */
  language: string;
  /** The newest of a checked chain. */
  roster: Roster;
  deployment: string;
  /** The receipt. */
  entropy: Uint8Array;
  /** Its keys, if they were made beforehand (`prepareKeys`). */
  keys?: MailboxKeys;
  /** Unix seconds. */
  now: number;
  random: Random;
}

export interface SealedReport {
  /** The body of `POST /api/v1/reports`. */
  bytes: Uint8Array;
  keys: MailboxKeys;
  capsule: Capsule;
  caseRecipient: string;
  caseId: string;
  /** The report's place: what the first message follows. */
  tip: Tip;
}

/** A case that nothing was said in yet. */
export interface PreparedCase {
  caseId: string;
  caseRecipient: string;
  /** The case identity, sealed to the team. */
  grant: Uint8Array;
  /** Hash of the roster whose team it was sealed to. */
  rosterHash: string;
}

/**
 * Makes the parts of a case that do not depend on its words: while somebody writes, so that sending is quick. The case
 * identity is forgotten at once; only the team can open the grant.
 */
export async function prepareCase(roster: Roster, random: Random): Promise<PreparedCase> {
  const seed = random(32);
  const caseRecipient = recipientOf(seed);
  const line = utf8(`${identityOf(seed)}\n`);
  seed.fill(0);
  const grant = seal(line, [roster.teamRecipient], random);
  line.fill(0);
  return { caseId: hex(random(16)), caseRecipient, grant, rosterHash: roster.hash };
}

/** The keys of a new receipt with all that a report says of them: while somebody writes. */
export function prepareKeys(entropy: Uint8Array, deployment: string): MailboxKeys {
  const keys = mailboxKeys(entropy, deployment);
  void keys.recipient;
  return keys;
}

/** Seals a report. `prepared` is used if it was made for the same roster, and may be used only once. */
export async function sealReport(report: ReportToSeal, prepared?: PreparedCase): Promise<SealedReport> {
  const { draft, decision, roster, now, random } = report;
  const language = wellFormed(report.language);
  const keys = report.keys ?? prepareKeys(report.entropy, report.deployment);
  const made = prepared?.rosterHash === roster.hash ? prepared : await prepareCase(roster, random);
  const { caseId, caseRecipient, grant } = made;
  const capsule = { caseId, caseRecipient, rosterKey: roster.rosterKey, epoch: roster.epoch };
  const envelope = {
    answer_here: draft.answerHere,
    case_id: caseId,
    format: ENVELOPE,
    language,
    receipt_key: keys.publicKey,
    urgency: decision.urgency,
    wakes: decision.wakes,
  };
  const plain = reportPayload({
    caseId,
    caseRecipient,
    mailboxId: keys.mailboxId,
    mailboxRecipient: keys.recipient,
    receiptKey: keys.publicKey,
    rosterHash: roster.hash,
    writtenAt: now,
    language,
    draft,
    decision,
  });
  const sealed = seal(plain, [caseRecipient], random);
  plain.fill(0);
  const signed = signStatement(keys, {
    kind: "report",
    caseId,
    mailboxId: keys.mailboxId,
    seq: 0,
    prev: null,
    rosterHash: roster.hash,
    sealedSha256: hashOf(sealed),
    sealedLength: sealed.length,
    attachments: [],
  });
  const signature = keys.sign(ENVELOPE_CONTEXT, utf8(canonical(envelope)));
  const bytes = frame(MAGIC, utf8(canonical({ envelope, signature })), sealCapsule(keys, capsule), utf8(signed.text), grant, sealed);
  return { bytes, keys, capsule, caseRecipient, caseId, tip: { seq: 0, hash: signed.hash } };
}

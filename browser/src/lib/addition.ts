// A further message of a case, sealed in the page: `tocsin.addition/1`.
import { seal } from "./age.ts";
import { hashOf, utf8, wellFormed, type Random } from "./bytes.ts";
import { signedCall } from "./call.ts";
import type { Capsule } from "./capsule.ts";
import type { MessageDraft } from "./draft.ts";
import type { MailboxKeys } from "./keys.ts";
import { messagePayload, sealedRef, type Attachment } from "./payload.ts";
import type { Roster } from "./roster.ts";
import { frame } from "./sections.ts";
import { signStatement, type Tip } from "./statement.ts";
import type { Decision } from "./triage.ts";

const MAGIC = "tocsin.addition/1";
/** The media type under which it is sent. */
export const ADDITION_MEDIA_TYPE = "application/vnd.tocsin.addition";

export interface AdditionToSeal {
  keys: MailboxKeys;
  /** As `openCapsule` read it or `sealReport` made it. */
  capsule: Capsule;
  /** The reporter's last statement. */
  tip: Tip;
  draft: MessageDraft;
  decision: Decision;
  /** Files whose sealed form the server holds already. */
  files: readonly Attachment[];
  language: string;
  /** The newest of a checked chain. */
  roster: Roster;
  /** Unix seconds. */
  now: number;
  challenge: string;
  random: Random;
}

export interface SealedAddition {
  /** The body of `POST /api/v1/mailbox/messages`. */
  bytes: Uint8Array;
  /** What the next message follows, once this one was taken. */
  tip: Tip;
}

export async function sealAddition(addition: AdditionToSeal): Promise<SealedAddition> {
  const { keys, capsule, tip, draft, decision, files, roster, now, random } = addition;
  // A roster of another administration, or one older than the case, was put in the place of the true one.
  if (!roster.rosterKeys.includes(capsule.rosterKey) || roster.epoch < capsule.epoch) throw new Error("the roster does not belong to this case");
  const place = { caseId: capsule.caseId, mailboxId: keys.mailboxId, seq: tip.seq + 1, prev: tip.hash, rosterHash: roster.hash };
  const language = wellFormed(addition.language);
  const plain = messagePayload({ ...place, writtenAt: now, language, draft, decision, attachments: files });
  const sealed = seal(plain, [capsule.caseRecipient], random);
  plain.fill(0);
  const signed = signStatement(keys, {
    ...place,
    kind: "message",
    sealedSha256: hashOf(sealed),
    sealedLength: sealed.length,
    attachments: files.map(sealedRef),
  });
  const envelope = signedCall(keys, "message", addition.challenge, { urgency: decision.urgency, wakes: decision.wakes });
  const bytes = frame(MAGIC, utf8(envelope), utf8(signed.text), sealed);
  return { bytes, tip: { seq: place.seq, hash: signed.hash } };
}

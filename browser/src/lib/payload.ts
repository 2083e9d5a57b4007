// What is inside the sealed files: UTF-8 JSON, then spaces up to a padded size; byte for byte what the server writes for
// the same words.
import { fromUtf8, utf8 } from "./bytes.ts";
import { asCount, asText, fields, type Json } from "./canonical.ts";
import type { MessageDraft, ReportDraft } from "./draft.ts";
import { padJson, padme } from "./padding.ts";
import { id, type SealedRef } from "./statement.ts";
import type { Decision } from "./triage.ts";
import { trimBehind } from "./text.ts";

/** A file as the reporter sent it, and where its sealed form is. */
export interface Attachment {
  id: string;
  name: string;
  mediaType: string;
  /** Bytes of the true file. */
  length: number;
  /** SHA-256 of the true file. */
  sha256: string;
  sealedSha256: string;
  sealedLength: number;
  /** The file of which this one is a copy without hidden data, if it is one. */
  cleanCopyOf?: string;
}

/** What the statement says of a file: the sealed form alone. */
export function sealedRef({ id, sealedLength, sealedSha256 }: Attachment): SealedRef {
  return { id, len: sealedLength, sha256: sealedSha256 };
}

export interface ReportPayload {
  caseId: string;
  caseRecipient: string;
  mailboxId: string;
  mailboxRecipient: string;
  receiptKey: string;
  rosterHash: string;
  /** Unix seconds. */
  writtenAt: number;
  language: string;
  draft: ReportDraft;
  decision: Decision;
}

export interface MessagePayload {
  caseId: string;
  mailboxId: string;
  seq: number;
  prev: string;
  rosterHash: string;
  writtenAt: number;
  language: string;
  draft: MessageDraft;
  decision: Decision;
  attachments: readonly Attachment[];
}

/** The team's answer. */
export interface Reply {
  caseId: string;
  mailboxId: string;
  seq: number;
  prev: string | null;
  rosterHash: string;
  writtenAt: number;
  /** The caseworker's alias. */
  author: string;
  text: string;
}

export function reportPayload(p: ReportPayload): Uint8Array {
  return padJson(
    object(
      ["format", text("tocsin.report/1")],
      ["case_id", text(p.caseId)],
      ["case_recipient", text(p.caseRecipient)],
      ["mailbox_id", text(p.mailboxId)],
      ["mailbox_recipient", text(p.mailboxRecipient)],
      ["receipt_key", text(p.receiptKey)],
      ["roster_hash", text(p.rosterHash)],
      ["written_at", number(p.writtenAt)],
      ["language", text(p.language)],
      ["narrative", text(p.draft.narrative)],
      ["danger", text(p.draft.danger)],
      ["answer_here", String(p.draft.answerHere)],
      ["methods", list(p.draft.methods.map(text))],
      ["facts", facts(p.draft.facts)],
      ["urgency", urgency(p.decision)],
      ["attachments", list([])],
    ),
  );
}

export function messagePayload(p: MessagePayload): Uint8Array {
  return padJson(
    object(
      ["format", text("tocsin.message/1")],
      ["case_id", text(p.caseId)],
      ["mailbox_id", text(p.mailboxId)],
      ["seq", number(p.seq)],
      ["prev", text(p.prev)],
      ["roster_hash", text(p.rosterHash)],
      ["written_at", number(p.writtenAt)],
      ["language", text(p.language)],
      ["text", text(p.draft.text)],
      ["danger", text(p.draft.danger)],
      ["facts", facts(p.draft.facts)],
      ["urgency", urgency(p.decision)],
      ["attachments", list(p.attachments.map(attachment))],
    ),
  );
}

/** Reads a padded reply; anything else than the one shape is an error. */
export function readReply(padded: Uint8Array): Reply {
  // The first answer has none before it.
  const value = { prev: null, ...(JSON.parse(unpadded(padded)) as object) } as Json;
  const inner = fields(value, "format", "case_id", "mailbox_id", "seq", "prev", "roster_hash", "written_at", "author", "text");
  if (inner["format"] !== "tocsin.reply/1") throw new Error("not a reply of this version");
  const prev = inner["prev"] ?? null;
  return {
    caseId: id(inner["case_id"], 16),
    mailboxId: id(inner["mailbox_id"], 16),
    seq: asCount(inner["seq"]),
    prev: prev === null ? null : id(prev, 32),
    rosterHash: id(inner["roster_hash"], 32),
    writtenAt: asCount(inner["written_at"]),
    author: asText(inner["author"]),
    text: asText(inner["text"]),
  };
}

/** The text of a padded payload: nothing but spaces behind it, and a padded size. */
export function unpadded(padded: Uint8Array): string {
  if (padme(padded.length) !== padded.length || padded[0] !== 0x7b) throw new Error("not a padded payload");
  const json = trimBehind(fromUtf8(padded), (character) => character === " ");
  if (!json.endsWith("}")) throw new Error("something else than spaces behind the payload");
  return json;
}

// Written by hand and not from an object: JavaScript puts keys that look like numbers first, and one field of a form may
// be called `1` or `__proto__`.
export function object(...entries: readonly (readonly [string, string])[]): Uint8Array {
  return utf8(inner(entries));
}

export function inner(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`;
}

export function list(values: readonly string[]): string {
  return `[${values.join(",")}]`;
}

export const text = (value: string): string => JSON.stringify(value);

export function number(value: number): string {
  if (!Number.isSafeInteger(value)) throw new Error("not a whole number");
  return String(value);
}

function facts(values: ReadonlyMap<string, string>): string {
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return inner(sorted.map(([name, value]) => [name, text(value)]));
}

function urgency(decision: Decision): string {
  return inner([
    ["level", text(decision.urgency)],
    ["wakes", String(decision.wakes)],
    ["rules", list(decision.rules.map((rule) => inner([["id", text(rule.id)], ["sentence", text(rule.sentence)]])))],
    ["rule_set", text(decision.ruleSet)],
  ]);
}

function attachment(file: Attachment): string {
  const copy: [string, string][] = file.cleanCopyOf === undefined ? [] : [["clean_copy_of", text(file.cleanCopyOf)]];
  return inner([
    ["id", text(file.id)],
    ["name", text(file.name)],
    ["media_type", text(file.mediaType)],
    ["length", number(file.length)],
    ["sha256", text(file.sha256)],
    ["sealed_sha256", text(file.sealedSha256)],
    ["sealed_length", number(file.sealedLength)],
    ...copy,
  ]);
}

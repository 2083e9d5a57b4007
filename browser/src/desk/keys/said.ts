// What the reporter said: reports and messages as they stand sealed. The desk believes only these, not the rows beside them.
import { checkRecipient } from "../../lib/age.ts";
import { asCount, type Json } from "../../lib/canonical.ts";
import { id } from "../../lib/statement.ts";
import { checkPublicKey } from "../../lib/signing.ts";
import type { Attachment } from "../../lib/payload.ts";
import { flag, list, readPadded, shaped, text, texts, time } from "./strict.ts";

/** The urgency as the sealer computed it. */
export interface SealedUrgency {
  level: string;
  wakes: boolean;
  rules: { id: string; sentence: string }[];
  ruleSet: string;
}

/** What reports and messages have alike. */
interface Words {
  caseId: string;
  mailboxId: string;
  rosterHash: string;
  writtenAt: number;
  language: string;
  danger: string;
  facts: Map<string, string>;
  urgency: SealedUrgency;
  attachments: Attachment[];
}

export interface Report extends Words {
  caseRecipient: string;
  mailboxRecipient: string;
  receiptKey: string;
  narrative: string;
  answerHere: boolean;
  methods: string[];
}

export interface Message extends Words {
  seq: number;
  prev: string;
  text: string;
}

const SHARED = ["format", "case_id", "mailbox_id", "roster_hash", "written_at", "language", "danger", "facts", "urgency", "attachments"];

export function readReport(padded: Uint8Array): Report {
  const names = [...SHARED, "case_recipient", "mailbox_recipient", "receipt_key", "narrative", "answer_here", "methods"];
  const inner = shaped(readPadded(padded, "facts"), names);
  if (inner["format"] !== "tocsin.report/1") throw new Error("not a report of this version");
  const report = {
    ...words(inner),
    caseRecipient: text(inner["case_recipient"]),
    mailboxRecipient: text(inner["mailbox_recipient"]),
    receiptKey: text(inner["receipt_key"]),
    narrative: text(inner["narrative"]),
    answerHere: flag(inner["answer_here"]),
    methods: list(inner["methods"], text),
  };
  checkRecipient(report.caseRecipient);
  checkRecipient(report.mailboxRecipient);
  checkPublicKey(report.receiptKey);
  return report;
}

export function readMessage(padded: Uint8Array): Message {
  const inner = shaped(readPadded(padded, "facts"), [...SHARED, "seq", "prev", "text"]);
  if (inner["format"] !== "tocsin.message/1") throw new Error("not a message of this version");
  return { ...words(inner), seq: asCount(inner["seq"]), prev: id(inner["prev"], 32), text: text(inner["text"]) };
}

function words(inner: Record<string, Json>): Words {
  return {
    caseId: id(inner["case_id"], 16),
    mailboxId: id(inner["mailbox_id"], 16),
    rosterHash: id(inner["roster_hash"], 32),
    writtenAt: time(inner["written_at"]),
    language: text(inner["language"]),
    danger: text(inner["danger"]),
    facts: texts(inner["facts"]),
    urgency: urgency(inner["urgency"]),
    attachments: list(inner["attachments"], attachment),
  };
}

function urgency(value: Json | undefined): SealedUrgency {
  const inner = shaped(value, ["level", "wakes", "rules", "rule_set"]);
  const rule = (entry: Json) => {
    const { id, sentence } = shaped(entry, ["id", "sentence"]);
    return { id: text(id), sentence: text(sentence) };
  };
  return { level: text(inner["level"]), wakes: flag(inner["wakes"]), rules: list(inner["rules"], rule), ruleSet: text(inner["rule_set"]) };
}

function attachment(entry: Json): Attachment {
  const names = ["id", "name", "media_type", "length", "sha256", "sealed_sha256", "sealed_length"];
  const inner = shaped(entry, names, ["clean_copy_of"]);
  const original = inner["clean_copy_of"] ?? null;
  return {
    id: id(inner["id"], 16),
    name: text(inner["name"]),
    mediaType: text(inner["media_type"]),
    length: asCount(inner["length"]),
    sha256: id(inner["sha256"], 32),
    sealedSha256: id(inner["sealed_sha256"], 32),
    sealedLength: asCount(inner["sealed_length"]),
    ...(original === null ? {} : { cleanCopyOf: id(original, 16) }),
  };
}

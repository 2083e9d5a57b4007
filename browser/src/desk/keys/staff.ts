// What staff write: answers to the reporter, and notes, translations, labels and drafts for each other. Byte for byte what the
// desk without a browser writes for the same words.
import { asCount, type Json } from "../../lib/canonical.ts";
import { padJson } from "../../lib/padding.ts";
import { inner, list as listed, number, object, text as quoted, type Reply } from "../../lib/payload.ts";
import { id, type Statement } from "../../lib/statement.ts";
import { list, maybeId, readPadded, shaped, text, time } from "./strict.ts";

/** Where a payload stands. */
export type Place = Omit<Reply, "text">;

export const ABOUT = ["note", "lowered", "handover", "closed", "shared", "restricted"] as const;
export type About = (typeof ABOUT)[number];

/** A part of the staff chain whose body was sealed again: its statement speaks of the former bytes. */
export interface Resealed {
  seq: number;
  /** SHA-256 of the new body. */
  sha256: string;
}

export type StaffWords =
  | { format: "tocsin.note/1"; text: string; about: About; resealed: Resealed[] }
  | { format: "tocsin.translation/1"; of: string; sourceSha256: string; from: string; to: string; text: string; by: string }
  | { format: "tocsin.labels/1"; labels: string[] }
  | { format: "tocsin.draft/1"; text: string; translation: string; language: string };

export type StaffPayload = Place & StaffWords;

export function replyPayload(reply: Reply): Uint8Array {
  return padJson(object(["format", quoted("tocsin.reply/1")], ...place(reply), ["text", quoted(reply.text)]));
}

export function staffPayload(at: Place, words: StaffWords): Uint8Array {
  return padJson(object(["format", quoted(words.format)], ...place(at), ...own(words)));
}

export function readStaff(padded: Uint8Array): StaffPayload {
  const value = readPadded(padded);
  const shape = SHAPES[value["format"] as StaffWords["format"]];
  if (!shape) throw new Error("not of a format that staff write");
  const fields = shaped({ prev: null, ...value }, [...PLACE, ...shape], ["resealed"]);
  return { ...readPlace(fields), ...readOwn(fields) };
}

/** Whether the sealed words stand where the signed statement says. */
export function agrees(words: Place, statement: Statement): boolean {
  return (
    statement.caseId === words.caseId &&
    statement.mailboxId === words.mailboxId &&
    statement.seq === words.seq &&
    statement.prev === words.prev &&
    statement.rosterHash === words.rosterHash
  );
}

const PLACE = ["format", "case_id", "mailbox_id", "seq", "prev", "roster_hash", "written_at", "author"];
const SHAPES: Readonly<Record<StaffWords["format"], readonly string[] | undefined>> = {
  "tocsin.note/1": ["text", "about"],
  "tocsin.translation/1": ["of", "source_sha256", "from", "to", "text", "by"],
  "tocsin.labels/1": ["labels"],
  "tocsin.draft/1": ["text", "translation", "language"],
};

function place(at: Place): [string, string][] {
  return [
    ["case_id", quoted(at.caseId)],
    ["mailbox_id", quoted(at.mailboxId)],
    ["seq", number(at.seq)],
    ["prev", at.prev === null ? "null" : quoted(at.prev)],
    ["roster_hash", quoted(at.rosterHash)],
    ["written_at", number(at.writtenAt)],
    ["author", quoted(at.author)],
  ];
}

function own(words: StaffWords): [string, string][] {
  switch (words.format) {
    case "tocsin.note/1": {
      const entries = words.resealed.map(({ seq, sha256 }) => inner([["seq", number(seq)], ["sha256", quoted(sha256)]]));
      const resealed: [string, string][] = entries.length === 0 ? [] : [["resealed", listed(entries)]];
      return [["text", quoted(words.text)], ["about", quoted(words.about)], ...resealed];
    }
    case "tocsin.translation/1":
      return [
        ["of", quoted(words.of)],
        ["source_sha256", quoted(words.sourceSha256)],
        ["from", quoted(words.from)],
        ["to", quoted(words.to)],
        ["text", quoted(words.text)],
        ["by", quoted(words.by)],
      ];
    case "tocsin.labels/1":
      return [["labels", listed(words.labels.map(quoted))]];
    case "tocsin.draft/1":
      return [["text", quoted(words.text)], ["translation", quoted(words.translation)], ["language", quoted(words.language)]];
  }
}

function readPlace(fields: Record<string, Json>): Place {
  return {
    caseId: id(fields["case_id"], 16),
    mailboxId: id(fields["mailbox_id"], 16),
    seq: asCount(fields["seq"]),
    prev: maybeId(fields["prev"], 32),
    rosterHash: id(fields["roster_hash"], 32),
    writtenAt: time(fields["written_at"]),
    author: text(fields["author"]),
  };
}

function readOwn(fields: Record<string, Json>): StaffWords {
  const format = fields["format"] as StaffWords["format"];
  if (format !== "tocsin.note/1" && Object.hasOwn(fields, "resealed")) throw new Error("fields missing or unknown");
  switch (format) {
    case "tocsin.note/1": {
      const about = ABOUT.find((known) => known === fields["about"]);
      if (!about) throw new Error("a note about something unknown");
      const entry = (value: Json) => {
        const { seq, sha256 } = shaped(value, ["seq", "sha256"]);
        return { seq: asCount(seq), sha256: id(sha256, 32) };
      };
      return { format, text: text(fields["text"]), about, resealed: fields["resealed"] === undefined ? [] : list(fields["resealed"], entry) };
    }
    case "tocsin.translation/1":
      return {
        format,
        of: id(fields["of"], 32),
        sourceSha256: id(fields["source_sha256"], 32),
        from: text(fields["from"]),
        to: text(fields["to"]),
        text: text(fields["text"]),
        by: text(fields["by"]),
      };
    case "tocsin.labels/1":
      return { format, labels: list(fields["labels"], text) };
    case "tocsin.draft/1":
      return { format, text: text(fields["text"]), translation: text(fields["translation"]), language: text(fields["language"]) };
  }
}

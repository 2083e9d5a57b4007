// The parts of a case that were chosen for a body outside: by the ids of parts and files, and `contact` for the ways to reach the
// reporter. Never notes, drafts or labels.
import { utf8 } from "../../../lib/bytes.ts";
import type { Attachment } from "../../../lib/payload.ts";
import { openFile, safeName } from "../files.ts";
import { hostile, Refusal } from "../refusal.ts";
import type { OpenedCase } from "../open_case.ts";
import type { Item } from "./bundle.ts";
import { contactWords, messageWords, NOT_MY_COMMUNITY, reportWords } from "./words.ts";

export function chosen(opened: OpenedCase, ids: readonly string[], files: ReadonlyMap<string, Uint8Array>): Item[] {
  if (new Set(ids).size !== ids.length) throw new Refusal("text", { why: "twice" });
  return ids.map((id) => {
    const item = wordsOf(opened, id) ?? fileOf(opened, id, files);
    if (!item) throw new Refusal("text", { why: "part" });
    return item;
  });
}

/** The reporter's wishes that bind whoever reads on. */
export function cautionsOf({ report, messages }: OpenedCase): string[] {
  return [report.words, ...messages.map(({ words }) => words)].some(({ facts }) => facts.has(NOT_MY_COMMUNITY)) ? [NOT_MY_COMMUNITY] : [];
}

/** The case's number as people say it: the server's word, in the one form that may be told outside. */
export function numberOf({ number }: OpenedCase): string {
  if (!/^[0-9-]{1,32}$/.test(number)) throw hostile("case", "number");
  return number;
}

function wordsOf({ report, messages, replies, staff }: OpenedCase, id: string): Item | undefined {
  const words = (kind: Item["kind"], number: number, at: number, language: string, bytes: Uint8Array): Item => ({ kind, number, at, language, name: "", mediaType: "text/plain", bytes });
  const { writtenAt, language } = report.words;
  if (id === "contact") {
    const ways = contactWords(report.words);
    return ways && words("contact", 0, writtenAt, "", ways);
  }
  if (id === report.linked.part) return words("report", 0, writtenAt, language, reportWords(report.words));
  for (const { words: said, linked } of messages) {
    if (linked.part === id) return words("message", said.seq, said.writtenAt, said.language, messageWords(said));
  }
  for (const reply of replies) {
    if ("kept" in reply && reply.kept.linked.part === id) return words("reply", reply.kept.words.seq, reply.kept.words.writtenAt, "", utf8(reply.kept.words.text));
  }
  const part = staff.parts.find((one) => one.part === id)?.words;
  return part?.format === "tocsin.translation/1" ? words("translation", part.seq, part.writtenAt, part.to, utf8(part.text)) : undefined;
}

function fileOf({ report, messages, identity }: OpenedCase, id: string, files: ReadonlyMap<string, Uint8Array>): Item | undefined {
  const from = (attachments: readonly Attachment[], number: number, at: number): Item | undefined => {
    const file = attachments.find((one) => one.id === id);
    if (!file) return undefined;
    const sealed = files.get(id);
    if (!sealed) throw new Refusal("file", { why: "missing" });
    return { kind: "file", number, at, language: "", name: safeName(file.name), mediaType: file.mediaType, bytes: openFile(file, sealed, identity) };
  };
  const first = from(report.words.attachments, 0, report.words.writtenAt);
  return messages.reduce((found, { words }) => found ?? from(words.attachments, words.seq, words.writtenAt), first);
}

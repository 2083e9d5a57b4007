// An opened case as the page shows it: words, dates, codes; no key.
import { hashOf, utf8 } from "../../lib/bytes.ts";
import type { Attachment } from "../../lib/payload.ts";
import type { OpenCase, Said } from "../errands.ts";
import { safeName } from "./files.ts";
import type { OpenedCase, Read } from "./open_case.ts";
import type { Message, Report } from "./said.ts";
import { labelsOf } from "./summary.ts";

/** How to answer safely: shown on top and at the moment of answering. */
const SAFE = ["never_contact", "contact", "not_my_community"];

export function shown(opened: OpenedCase): OpenCase {
  const { verdict, report, messages, unread, replies, warnings } = opened;
  const texts = new Map([...textsOf(opened)].map(([hash, all]) => [hash, new Set(all.map((text) => hashOf(utf8(text))))]));
  const staff = staffWords(opened, (of, sha256) => texts.get(of)?.has(sha256) ?? false);
  return {
    id: opened.id,
    level: verdict.level,
    rules: verdict.rules,
    warnings,
    report: said(report, report.words.narrative, 0),
    messages: messages.map((one) => said(one, one.words.text, one.words.seq)),
    unread: unread.map(({ linked: { statement }, why }) => ({ kind: statement.kind === "reply" ? "reply" : "message", seq: statement.seq, reason: why })),
    replies: replies.map((one) => {
      if (!("kept" in one)) return { seq: one.deleted, deleted: true };
      const { words, linked } = one.kept;
      return { seq: words.seq, author: words.author, at: words.writtenAt, text: words.text, part: linked.part, hash: linked.hash };
    }),
    ...staff,
    labels: labelsOf(opened.staff.parts),
    safe: safe(opened),
  };
}

/** Every file that the reporter sent, by report and message. */
export function filesOf({ report, messages }: OpenedCase): Attachment[] {
  return [report.words, ...messages.map(({ words }) => words)].flatMap(({ attachments }) => attachments);
}

/** What there is to translate, by the hash of its statement: words, and every answer on the form. */
export function textsOf({ report, messages, replies }: OpenedCase): Map<string, string[]> {
  const ours = replies.flatMap((one): [string, string[]][] => ("kept" in one ? [[one.kept.linked.hash, [one.kept.words.text]]] : []));
  return new Map([
    [report.linked.hash, [report.words.narrative, ...report.words.facts.values()]],
    ...messages.map(({ words, linked }): [string, string[]] => [linked.hash, [words.text, ...words.facts.values()]]),
    ...ours,
  ]);
}

function said({ words, linked }: Read<Report | Message>, text: string, seq: number): Said {
  const methods = "methods" in words ? words.methods : (words.facts.get("method") ?? "").split(/\p{White_Space}+/u).filter((code) => code !== "");
  return {
    seq,
    at: words.writtenAt,
    language: words.language,
    text,
    danger: words.danger,
    methods,
    facts: Object.fromEntries(words.facts),
    files: words.attachments.map(file),
    part: linked.part,
    hash: linked.hash,
  };
}

function file({ id, name, mediaType, length, cleanCopyOf, sealedLength }: Attachment): Said["files"][number] {
  const copy = cleanCopyOf === undefined ? {} : { clean_copy_of: cleanCopyOf };
  return { id, name, safe_name: safeName(name), type: mediaType, length, ...copy, sealed_length: sealedLength };
}

function staffWords({ staff }: OpenedCase, matches: (of: string, sha256: string) => boolean): Pick<OpenCase, "notes" | "translations" | "drafts"> {
  const found: Pick<OpenCase, "notes" | "translations" | "drafts"> = { notes: [], translations: [], drafts: [] };
  for (const { words, part } of staff.parts) {
    const common = { seq: words.seq, author: words.author, at: words.writtenAt, part };
    switch (words.format) {
      case "tocsin.note/1":
        found.notes.push({ ...common, about: words.about, text: words.text });
        break;
      case "tocsin.translation/1": {
        const { of, from, to, text, by, sourceSha256 } = words;
        found.translations.push({ ...common, of, from, to, text, by, matches: matches(of, sourceSha256) });
        break;
      }
      case "tocsin.draft/1":
        found.drafts.push({ ...common, text: words.text, translation: words.translation, language: words.language });
        break;
      case "tocsin.labels/1":
        break;
    }
  }
  return found;
}

function safe({ report, messages }: OpenedCase): OpenCase["safe"] {
  const all = [report.words, ...messages.map(({ words }) => words)];
  const given = SAFE.flatMap((field) => [...new Set(all.flatMap(({ facts }) => facts.get(field) ?? []))].map((value) => ({ field, value })));
  return report.words.answerHere ? given : [...given, { field: "answer_here", value: "no" }];
}

// The name and type under which a file is sealed: made harmless in the same way as by the server.
import { wellFormed } from "./bytes.ts";
import { trimEnds } from "./text.ts";

const MAX_CHARACTERS = 255;
/** Marks that turn the writing direction: they hide extensions. */
const TURNS = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** What file systems and lines of text do not take. */
const REFUSED = /[\p{Cc}\u2028\u2029:*?"<>|]/gu;

/** The last component of any path, at most 255 characters, the extension kept; never empty, never `.` or `..`. */
export function fileName(sent: string): string {
  const last = wellFormed(sent).split(/[/\\]/).pop() ?? "";
  const name = trimEnds(last.replace(TURNS, "").replace(REFUSED, "_"), (character) => character === " " || character === ".");
  if (name === "") return "attachment";
  const characters = [...name];
  if (characters.length <= MAX_CHARACTERS) return name;
  const dot = name.lastIndexOf(".");
  const extension = dot < 0 ? [] : [...name.slice(dot + 1)];
  if (extension.length < 1 || extension.length > 16) return characters.slice(0, MAX_CHARACTERS).join("");
  const stem = [...name.slice(0, dot)].slice(0, MAX_CHARACTERS - extension.length - 1);
  return `${stem.join("")}.${extension.join("")}`;
}

/** A plain `type/subtype` of at most 100 characters, else `application/octet-stream`. */
export function mediaType(sent: string): string {
  const plain = (sent.split(";")[0] ?? "").trim().toLowerCase();
  const sound = plain.length <= 100 && /^[a-z0-9!#$&\-^_.+]+\/[a-z0-9!#$&\-^_.+]+$/.test(plain);
  return sound ? plain : "application/octet-stream";
}

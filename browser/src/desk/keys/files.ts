// Files of a case: opened whole, used only once the last chunk and both hashes are known to be right.
import { hashOf } from "../../lib/bytes.ts";
import { padme } from "../../lib/padding.ts";
import type { Attachment } from "../../lib/payload.ts";
import { isBlank, trimBehind, trimEnds } from "../../lib/text.ts";
import type { Identity } from "./identity.ts";
import { Refusal } from "./refusal.ts";

/** The true bytes of a file as its message announces it. */
export function openFile(file: Attachment, sealed: Uint8Array, identity: Identity): Uint8Array {
  const wrong = (why: string): Refusal => new Refusal("file", { why });
  if (sealed.length !== file.sealedLength || hashOf(sealed) !== file.sealedSha256) throw wrong("not_signed");
  let plain: Uint8Array;
  try {
    plain = identity.open(sealed, 1);
  } catch {
    // Its sealed bytes are those that were signed: what is wrong inside is its sender's doing.
    throw wrong("unreadable");
  }
  const announced = plain.length === padme(file.length) && plain.subarray(file.length).every((byte) => byte === 0);
  const content = plain.slice(0, announced ? file.length : 0);
  plain.fill(0);
  if (!announced || hashOf(content) !== file.sha256) throw wrong("not_announced");
  return content;
}

const MAX_NAME = 100;
const MAX_ENDING = 12;
/** For the underscore before a reserved name. */
const ROOM = MAX_NAME - 1;
/** Directions, joiners, line separators, tags, variation selectors, controls: they change how the rest of a name reads. */
const HIDDEN = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufff9-\ufffb\ufeff\u{e0000}-\u{e0fff}]/gu;
/** Dots and blanks, which no name begins or ends with. */
const edge = (character: string): boolean => character === "." || isBlank(character);

/** A name that is safe as a file's on every system: no path, no hidden or reserved name, at most 100 bytes, never empty. */
export function safeName(name: string): string {
  const parts = name.split(/[/\\]/).reverse();
  const last = parts.find((part) => !/^\p{White_Space}*$/u.test(part)) ?? "";
  const clean = trimEnds(last.replace(HIDDEN, "").replace(/[:*?"<>|]/g, "_"), edge);
  const short = trimBehind(shorten(clean), edge);
  if (short === "") return "file";
  return reserved(short) ? `_${short}` : short;
}

/** Cuts between characters and keeps a short ending. */
function shorten(name: string): string {
  if (bytes(name) <= ROOM) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot >= 0 && bytes(name.slice(dot)) <= MAX_ENDING ? name.slice(dot) : "";
  const room = ROOM - bytes(ending);
  let kept = "";
  let length = 0;
  for (const character of name) {
    length += bytes(character);
    if (length > room) break;
    kept += character;
  }
  return kept + ending;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Names that mean a device on Windows, with any ending. */
function reserved(name: string): boolean {
  const stem = name.split(".")[0]!.trimEnd().replace(/[a-z]/g, (letter) => letter.toUpperCase());
  return /^(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])$/.test(stem);
}

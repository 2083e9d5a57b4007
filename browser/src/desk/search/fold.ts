// Text as it is searched: what people write differently and mean alike becomes one spelling. Only for finding; what is
// shown is never folded. Marks of scripts that need them (Tibetan and Indic vowels) stay.
import { HAN } from "./han.ts";

/** Accents of Latin, Greek and Cyrillic; Arabic vowel signs, hamza above and below, tatweel; marks without a width. */
const DROPPED =
  /[\u0300-\u036f\u0483-\u0487\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/gu;
/** Letters that one keyboard writes for another's. */
const ALIKE: Readonly<Record<string, string>> = {
  "\u06cc": "\u064a", // Persian yeh
  "\u0649": "\u064a", // alef maksura, Uyghur i
  "\u06d2": "\u064a",
  "\u06a9": "\u0643", // Persian kaf
  "\u06aa": "\u0643",
  "\u0629": "\u0647", // teh marbuta
  "\u06c1": "\u0647",
  "\u06be": "\u0647", // Uyghur h
  "\u06d5": "\u0647", // Uyghur a, Persian final heh
  "\u0671": "\u0627",
  "\u0621": "", // hamza that stands alone is often left out
  "\u0131": "i",
  "\u03c2": "\u03c3",
  "\u00df": "ss",
  "\u00f8": "o",
  "\u0142": "l",
  "\u0111": "d",
};
const LETTERS = /[\u0621\u0629\u0649\u0671\u06a9\u06aa\u06be\u06c1\u06cc\u06d2\u06d5\u0131\u03c2\u00df\u00f8\u0142\u0111]/gu;
const CHINESE = /[\u2e80-\u9fff\uf900-\ufaff]/gu;
/** Digits of every script but our own. */
const DIGITS = /(?![0-9])\p{Nd}/gu;
const NO_WORD = /[^\p{L}\p{M}\p{N}]+/gu;
const PLAIN = /^[\x20-\x7e\n\t]*$/;

let han: Map<string, string> | undefined;

/** One spelling of what people write in several. Words are separated by one blank, digits stand together. */
export function fold(text: string): string {
  let folded = text;
  if (!PLAIN.test(text)) {
    folded = text
      .normalize("NFKD")
      .replace(DROPPED, "")
      .toLowerCase()
      .replace(DROPPED, "")
      .replace(LETTERS, (letter) => ALIKE[letter] ?? letter)
      .replace(CHINESE, simplified)
      .replace(DIGITS, (digit) => String(valueOf(digit)));
  }
  return folded
    .toLowerCase()
    .replace(NO_WORD, " ")
    .trim()
    .replace(/(?<=[0-9]) (?=[0-9])/g, "");
}

function simplified(character: string): string {
  if (!han) {
    han = new Map();
    for (let at = 0; at < HAN.length; at += 2) han.set(HAN.charAt(at), HAN.charAt(at + 1));
  }
  return han.get(character) ?? character;
}

/** Unicode's digits stand in rows of ten: the place in the row is the value. */
function valueOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return (code - first) % 10;
}

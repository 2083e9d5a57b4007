// The receipt: 128 secret bits that open a mailbox. Two text forms of the same 132 bits (128 and the four checksum bits
// of BIP-39): twelve words where the language has a BIP-39 list, or the number in decimal, 40 digits.
import { sha256 } from "@noble/hashes/sha2.js";
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as simplified } from "@scure/bip39/wordlists/simplified-chinese.js";
import { wordlist as traditional } from "@scure/bip39/wordlists/traditional-chinese.js";
import type { Random } from "./bytes.ts";
import { asciiDigit } from "./text.ts";

/** Words of a receipt. */
export const WORDS = 12;
/** Digits of a receipt. */
export const DIGITS = 40;

export type WordList = "english" | "chinese_simplified" | "chinese_traditional";
const LISTS: Readonly<Record<WordList, readonly string[]>> = {
  english,
  chinese_simplified: simplified,
  chinese_traditional: traditional,
};

/** What is wrong with a typed receipt, in terms its owner can act on. `place` counts from 1. */
export type ReceiptProblem =
  | { problem: "empty" }
  | { problem: "word_count"; found: number }
  | { problem: "unknown_word"; place: number }
  | { problem: "digit_count"; found: number }
  | { problem: "checksum" };

/** A fresh receipt. */
export function newReceipt(random: Random): Uint8Array {
  return random(16);
}

/** The list for a language tag (`en`, `zh-Hans`, `zh-Hant`, also with a region), if there is one. */
export function wordListFor(tag: string): WordList | undefined {
  const [language, ...parts] = tag.toLowerCase().replaceAll("_", "-").split("-");
  if (language === "en") return "english";
  if (language !== "zh") return undefined;
  const old = parts.some((part) => ["hant", "tw", "hk", "mo"].includes(part)) && !parts.some((part) => part.includes("hans"));
  return old ? "chinese_traditional" : "chinese_simplified";
}

/** The twelve words, separated by spaces. */
export function words(entropy: Uint8Array, list: WordList): string {
  const number = toNumber(entropy);
  const found: string[] = [];
  for (let place = WORDS - 1; place >= 0; place--) found.push(LISTS[list][Number((number >> BigInt(place * 11)) & 0x7ffn)]!);
  return found.join(" ");
}

/** The forty digits in groups of four, separated by spaces. */
export function digits(entropy: Uint8Array): string {
  return toNumber(entropy).toString().padStart(DIGITS, "0").replace(/(.{4})(?=.)/g, "$1 ");
}

/**
 * Reads what a person typed: words of any list or digits of any script, in any spacing, case and width, with hyphens,
 * commas and numbering or without.
 */
export function parseReceipt(typed: string): Uint8Array | ReceiptProblem {
  const { words: found, digits: number } = tokens(typed);
  if (found.length > 0) return parseWords(found);
  if (number.length === 0) return { problem: "empty" };
  if (number.length !== DIGITS) return { problem: "digit_count", found: number.length };
  return fromNumber(BigInt(number)) ?? { problem: "checksum" };
}

function parseWords(found: string[]): Uint8Array | ReceiptProblem {
  if (found.length !== WORDS) return { problem: "word_count", found: found.length };
  let best: ReceiptProblem = { problem: "unknown_word", place: 0 };
  for (const list of Object.values(LISTS)) {
    let number = 0n;
    let unknown = 0;
    for (const [at, word] of found.entries()) {
      const index = list.indexOf(word);
      if (index < 0) {
        unknown = at + 1;
        break;
      }
      number = (number << 11n) | BigInt(index);
    }
    if (unknown === 0) {
      const receipt = fromNumber(number);
      if (receipt) return receipt;
      best = { problem: "checksum" };
    } else if (best.problem === "unknown_word" && best.place < unknown) {
      // The list that understands most of the words tells best which one is wrong.
      best = { problem: "unknown_word", place: unknown };
    }
  }
  return best;
}

/** BIP-39's checksum of 128 bits: the first four bits of their SHA-256. */
function checksum(entropy: Uint8Array): bigint {
  return BigInt(sha256(entropy)[0]! >> 4);
}

function toNumber(entropy: Uint8Array): bigint {
  let number = 0n;
  for (const byte of entropy) number = (number << 8n) | BigInt(byte);
  return (number << 4n) | checksum(entropy);
}

function fromNumber(number: bigint): Uint8Array | undefined {
  if (number >> 132n !== 0n) return undefined;
  const entropy = new Uint8Array(16);
  for (let i = 0, rest = number >> 4n; i < 16; i++, rest >>= 8n) entropy[15 - i] = Number(rest & 0xffn);
  return checksum(entropy) === (number & 15n) ? entropy : undefined;
}

/** Marks that change how text looks or runs, not what it says; phones and pages add them. */
const INVISIBLE = /[\u00ad\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u0300-\u036f]/gu;
const CHINESE = /^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]$/u;
const LETTER = /^\p{Alphabetic}$/u;
/** Arabic, Persian, Devanagari, Bengali, Tibetan, full-width, Burmese, Khmer. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0f20, 0xff10, 0x1040, 0x17e0] as const;

/** Words (letters of an alphabet together, each Chinese character alone) and digits. */
function tokens(typed: string): { words: string[]; digits: string } {
  const found: string[] = [];
  let number = "";
  let word = "";
  for (const character of typed.replace(INVISIBLE, "")) {
    const c = plain(character);
    if (c >= "0" && c <= "9" && c.length === 1) number += c;
    const chinese = CHINESE.test(c);
    if (LETTER.test(c) && !chinese) {
      word += c;
      continue;
    }
    if (word !== "") found.push(word);
    word = "";
    if (chinese) found.push(c);
  }
  if (word !== "") found.push(word);
  return { words: found, digits: number };
}

/** Lower-case, half-width letters and European digits. */
function plain(character: string): string {
  const digit = asciiDigit(character, ZEROS);
  if (digit !== character) return digit;
  const code = character.codePointAt(0) ?? 0;
  const wide = (code >= 0xff21 && code <= 0xff3a) || (code >= 0xff41 && code <= 0xff5a);
  if (wide) return String.fromCharCode(code - 0xff21 + 0x41).toLowerCase();
  // Turkish keyboards.
  if (character === "İ" || character === "ı") return "i";
  return character >= "A" && character <= "Z" ? character.toLowerCase() : character;
}

// Days as the triage rules count them, from 1970-01-01 (day 0).
import { asciiDigit, trim } from "./text.ts";

const DAY = 86_400;
/** Arabic, Persian, full-width. */
const ZEROS = [0x0660, 0x06f0, 0xff10] as const;

/** The day (UTC) a Unix time lies in. */
export function dayOf(unix: number): number {
  return Math.floor(unix / DAY);
}

/** The same text with the decimal digits a reporter's keyboard may produce in ASCII. */
export function plainDigits(text: string): string {
  let plain = "";
  for (const character of text) plain += asciiDigit(character, ZEROS);
  return plain;
}

/** Reads `YYYY-MM-DD` or `D.M.YYYY`, years 1900 to 2999. Anything else is no date, never an error. */
export function parseDate(text: string): number | undefined {
  const plain = plainDigits(trim(text));
  const parts = plain.split(plain.includes("-") ? "-" : ".").map(trim);
  if (parts.length !== 3 || !parts.every((part) => /^[0-9]{1,4}$/.test(part))) return undefined;
  const [a, b, c] = parts.map(Number) as [number, number, number];
  return plain.includes("-") ? dayOfDate(a, b, c) : dayOfDate(c, b, a);
}

function dayOfDate(year: number, month: number, day: number): number | undefined {
  if (year < 1900 || year > 2999 || month < 1 || month > 12 || day < 1) return undefined;
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time / (DAY * 1000) : undefined;
}

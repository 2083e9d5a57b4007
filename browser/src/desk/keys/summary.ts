// What a list shows of a case: a few words sealed with one symmetric operation, so that ten thousand open in a second.
//
// Anybody of the team can have made it: it is for finding one's way, and never believed against the sealed report.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, fromUtf8, unhex, utf8, wiped, type Random } from "../../lib/bytes.ts";
import { fields, type Json } from "../../lib/canonical.ts";
import type { Summary } from "../errands.ts";
import type { Identity } from "./identity.ts";
import type { OpenedCase } from "./open_case.ts";
import { list, text } from "./strict.ts";

const PLAIN = 256;
const NONCE = 12;
const TAG = 16;
const LABEL = utf8("tocsin/summary/1");

export function sealSummary(summary: Summary, team: Identity, caseId: string, random: Random): Uint8Array {
  const plain = new Uint8Array(PLAIN).fill(0x20);
  const json = utf8(written(summary));
  plain.set(json);
  const nonce = random(NONCE);
  const sealed = concat(nonce, withKey(team, caseId, (key) => chacha20poly1305(key, nonce).encrypt(plain)));
  plain.fill(0);
  json.fill(0);
  return sealed;
}

/** `null` if it does not open: of another team or case, or altered. */
export function openSummary(sealed: Uint8Array, team: Identity, caseId: string): Summary | null {
  if (sealed.length !== NONCE + PLAIN + TAG) return null;
  try {
    const plain = withKey(team, caseId, (key) => chacha20poly1305(key, sealed.subarray(0, NONCE)).decrypt(sealed.subarray(NONCE)));
    const json = wiped(plain, fromUtf8);
    if (!json.startsWith("{")) return null;
    const inner = fields(JSON.parse(json) as Json, "kind", "text", "who", "labels");
    return { kind: text(inner["kind"]), text: text(inner["text"]), who: text(inner["who"]), labels: list(inner["labels"], text) };
  } catch {
    return null;
  }
}

/** The case's first words, cut to what fits. */
export function summaryOf({ report, staff }: OpenedCase): Summary {
  const { words } = report;
  const oneLine = (value: string): string => value.replace(/[\p{Cc}\p{White_Space}]+/gu, " ").trim();
  const summary: Summary = { kind: words.methods[0] ?? "", text: oneLine(words.narrative), who: oneLine(words.facts.get("at_risk_who") ?? ""), labels: labelsOf(staff.parts) };
  // Labels are what people look for; of the rest as much as there is room for.
  while (summary.labels.length > 0 && size({ ...summary, text: "", who: "" }) > PLAIN) summary.labels.pop();
  summary.who = cut(summary.who, (who) => size({ ...summary, who, text: "" }) <= PLAIN / 2);
  summary.text = cut(summary.text, (words) => size({ ...summary, text: words }) <= PLAIN);
  return summary;
}

/** All labels of a case: the last word on them. */
export function labelsOf(parts: OpenedCase["staff"]["parts"]): string[] {
  const last = parts.map(({ words }) => words).filter((words) => words.format === "tocsin.labels/1").pop();
  return [...(last?.labels ?? [])];
}

/** The order of the fields is the format's. */
function written({ kind, text, who, labels }: Summary): string {
  return JSON.stringify({ kind, text, who, labels });
}

function size(summary: Summary): number {
  return utf8(written(summary)).length;
}

/** As many of its first characters as fit; never half of one. */
function cut(text: string, fits: (text: string) => boolean): string {
  const characters = [...text.slice(0, 2 * PLAIN)];
  while (characters.length > 0 && !fits(characters.join(""))) characters.pop();
  return characters.join("");
}

function withKey<T>(team: Identity, caseId: string, work: (key: Uint8Array) => T): T {
  const key = hkdf(sha256, team.seed, unhex(caseId, 16), LABEL, 32);
  try {
    return work(key);
  } finally {
    key.fill(0);
  }
}

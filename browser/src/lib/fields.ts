// The names and kinds of the form's fields: the same table as in the server (a test compares them).
import { squeeze } from "./text.ts";

/** What an answer may be. */
export type FieldKind = "choice" | "tick" | "text";

/** Longest narrative or message, in Unicode scalar values. */
export const NARRATIVE_LIMIT = 100_000;
/** Longest other text, in Unicode scalar values. */
export const FACT_LIMIT = 10_000;
/** Fields this program does not know are kept only while a report has fewer facts than this. */
export const FACTS_LIMIT = 64;

/** The optional fields of a report, in the order of the form. */
export const FACTS: readonly (readonly [string, FieldKind])[] = [
  ["safe_now", "choice"],
  ["at_door", "choice"],
  ["medical", "choice"],
  ["held", "choice"],
  ["held_who", "text"],
  ["child", "choice"],
  ["travel_from", "text"],
  ["travel_to", "text"],
  ["travel_via", "text"],
  ["travel_when", "text"],
  ["deadline", "choice"],
  ["deadline_when", "text"],
  ["knows_address", "choice"],
  ["papers", "choice"],
  ["at_risk", "text"],
  ["at_risk_who", "text"],
  ["never_contact", "text"],
  ["contact", "text"],
  ["not_my_community", "tick"],
  ["consent_pass_on", "tick"],
  ["consent_count", "tick"],
  ["consent_publish", "tick"],
  ["consent_keep", "tick"],
  ["wrote_before", "tick"],
  // Written by the parser itself: method codes that the taxonomy does not know.
  ["method_other", "text"],
];

/** The facts a later message carries beside its text and its danger answer. */
export const MESSAGE_FACTS: readonly string[] = ["safe_now", "at_door", "held", "travel_from", "travel_to", "travel_via", "travel_when"];

/** Fields that steer the form and are no part of a report. */
export const CONTROLS: readonly string[] = [
  "token", "session", "receipt", "files", "file", "clean_photos", "language", "lang", "action", "send", "submit", "add", "script", "csrf", "id",
  "page", "place", "work", "work_nonce",
];

export function fact(name: string): readonly [string, FieldKind] | undefined {
  return FACTS.find(([known]) => known === name);
}

/**
 * The one form of a choice. Common short forms are understood; an answer in no known form is `unsure`, because it was
 * given and cannot be read. Empty and `unknown` are no answer at all.
 */
export function choice(typed: string): "yes" | "no" | "unsure" | undefined {
  switch (squeeze(typed)) {
    case "":
    case "unknown":
      return undefined;
    case "yes":
    case "y":
    case "true":
    case "on":
    case "1":
      return "yes";
    case "no":
    case "n":
    case "false":
    case "off":
    case "0":
      return "no";
    default:
      return "unsure";
  }
}

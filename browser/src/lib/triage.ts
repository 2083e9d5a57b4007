// The interpreter of the triage rules. The rules are the server's data and come with the kit; the highest wins, each
// hit says its id and one sentence, nothing lowers.
import { dayOf, parseDate, plainDigits } from "./dates.ts";
import { parseDanger, type Danger, type MessageDraft, type ReportDraft } from "./draft.ts";
import { choice } from "./fields.ts";
import { lines, squeeze, trimEnds } from "./text.ts";

export type Urgency = "routine" | "urgent" | "critical";
const LEVELS: readonly Urgency[] = ["routine", "urgent", "critical"];

/**
 * One alternative of a rule: all of its conditions must hold. `method` and `danger` and every choice field of the form
 * list the answers that fit; `travel_within` and `deadline_within` are days; `has_text` and `has_files` are plain.
 */
export type Alternative = Readonly<Record<string, readonly string[] | number | boolean>>;

/** A rule as in the server's rule file: `when` lists alternatives, or `otherwise` is true. */
export interface Rule {
  id: string;
  urgency: Urgency;
  wakes: boolean;
  sentence: string;
  when?: readonly Alternative[];
  otherwise?: boolean;
}

/** The rules as the kit carries them. */
export interface Rules {
  /** Format and version, e.g. `tocsin.triage/1 2026-11-24`. */
  rule_set: string;
  rules: readonly Rule[];
}

/** What the rules look at. */
export interface TriageInput {
  methods: readonly string[];
  danger: string;
  facts: ReadonlyMap<string, string>;
  hasText: boolean;
  hasFiles: boolean;
  /** The day of sending (`dayOf`). */
  today: number;
}

/** What the rules decided; sealed with the report. */
export interface Decision {
  urgency: Urgency;
  wakes: boolean;
  /** Every rule that held, the most urgent first. */
  rules: { id: string; sentence: string }[];
  ruleSet: string;
}

/** The urgency of a report sent at `now` (Unix seconds), with or without files to follow. */
export function decideReport(rules: Rules, draft: ReportDraft, hasFiles: boolean, now: number): Decision {
  const { methods, danger, facts, narrative } = draft;
  return evaluate(rules, { methods, danger, facts, hasText: narrative !== "", hasFiles, today: dayOf(now) });
}

/** The urgency of a further message. Its case has its text: files alone are no empty report. */
export function decideMessage(rules: Rules, draft: MessageDraft, hasFiles: boolean, now: number): Decision {
  const { danger, facts } = draft;
  return evaluate(rules, { methods: [], danger, facts, hasText: true, hasFiles, today: dayOf(now) });
}

/** Applies every rule. A condition of a kind this script does not know is an error: better none than a wrong one. */
export function evaluate({ rule_set, rules }: Rules, input: TriageInput): Decision {
  let hits = rules.filter((rule) => (rule.when ?? []).some((all) => Object.entries(all).every(([key, value]) => holds(key, value, input))));
  if (hits.length === 0) hits = rules.filter((rule) => rule.otherwise === true);
  // Stable: rules of one level keep the order of the file.
  hits.sort((a, b) => LEVELS.indexOf(b.urgency) - LEVELS.indexOf(a.urgency));
  return {
    urgency: hits[0]?.urgency ?? "routine",
    wakes: hits.some((rule) => rule.wakes),
    rules: hits.map(({ id, sentence }) => ({ id, sentence })),
    ruleSet: rule_set,
  };
}

function holds(key: string, value: Alternative[string], input: TriageInput): boolean {
  if (key === "has_text" || key === "has_files") return value === (key === "has_text" ? input.hasText : input.hasFiles);
  if (typeof value === "number") {
    // From yesterday on: where the reporter is, it may still be that day.
    if (key === "travel_within" || key === "deadline_within") {
      const field = key === "travel_within" ? "travel_when" : "deadline_when";
      return answers(input, field).some((line) => {
        const ahead = daysAhead(line, input.today);
        return ahead !== undefined && ahead >= -1 && ahead <= value;
      });
    }
  } else if (Array.isArray(value)) {
    if (key === "method") return input.methods.some((method) => value.includes(method));
    if (key === "danger") return value.includes(parseDanger(input.danger) satisfies Danger);
    return answers(input, key).some((line) => value.includes(choice(line)));
  }
  throw new Error(`a triage rule asks for ${key}, which this script does not know`);
}

/** A field sent twice is one fact of several lines; each line counts. */
function answers(input: TriageInput, field: string): string[] {
  return lines(input.facts.get(field) ?? "");
}

/**
 * How many days ahead a typed time lies: the short answers of the form, a few plain words, or the nearest date from
 * yesterday on that stands anywhere in the text.
 */
function daysAhead(text: string, today: number): number | undefined {
  switch (squeeze(text)) {
    case "now":
    case "today":
      return 0;
    case "tomorrow":
      return 1;
    case "3days":
    case "within3days":
    case "soon":
      return 3;
    case "2weeks":
    case "within2weeks":
      return 14;
  }
  let nearest: number | undefined;
  for (const piece of plainDigits(text).split(/[^0-9.-]/)) {
    const day = parseDate(trimEnds(piece, (character) => character === "." || character === "-"));
    if (day === undefined || day - today < -1) continue;
    nearest = Math.min(nearest ?? Infinity, day - today);
  }
  return nearest;
}

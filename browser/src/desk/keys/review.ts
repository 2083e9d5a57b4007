// The urgency computed again from what was sealed, by the rules that this program was built with, and compared with what was
// claimed.
import rules from "../../../../config/triage.toml";
import { dayOf } from "../../lib/dates.ts";
import { trim } from "../../lib/text.ts";
import { evaluate, type Decision, type Rules, type Urgency } from "../../lib/triage.ts";
import type { Warning } from "../errands.ts";
import type { Message, Report, SealedUrgency } from "./said.ts";

/** How urgent a case is, and why. */
export interface Verdict {
  /** The highest of all that was sealed and all that was computed again. */
  level: Urgency;
  /** Reasons, the most urgent first, each once. */
  rules: { id: string; sentence: string }[];
  warnings: Warning[];
}

/** What one payload gives the rules. */
interface Facts {
  what: string;
  methods: readonly string[];
  danger: string;
  facts: ReadonlyMap<string, string>;
  hasText: boolean;
  hasFiles: boolean;
  writtenAt: number;
  sealed: SealedUrgency;
}

const LEVELS: readonly Urgency[] = ["routine", "urgent", "critical"];

/**
 * Applies the rules to the report and every message. Warns where the sealed level differs from the computed one, and where the
 * server claims another level than was sealed, unless staff changed it (`changed`).
 */
export function review(report: Report, messages: readonly Message[], claimed: string, changed: boolean): Verdict {
  const warnings: Warning[] = [];
  const decisions: Decision[] = [];
  let sealedLevel: Urgency = "routine";
  for (const facts of [ofReport(report), ...messages.map(ofMessage)]) {
    const decision = decide(facts, facts.hasText, facts.hasFiles);
    // Files that are sent with the words count with them, and are sealed with a later message or without words.
    const fair = [decision, decide(facts, facts.hasText, true), decide(facts, true, true)];
    const level = LEVELS.find((known) => known === facts.sealed.level);
    if (level) sealedLevel = higher(sealedLevel, level);
    if (!level || fair.every(({ urgency }) => urgency !== level)) warnings.push(...difference(facts, decision));
    decisions.push(decision);
  }
  const level = decisions.reduce((highest, { urgency }) => higher(highest, urgency), sealedLevel);
  if (claimed !== sealedLevel && !changed) warnings.push({ code: "server_urgency", values: { claimed: word(claimed), sealed: sealedLevel, computed: level } });
  return { level, rules: reasons(decisions), warnings };
}

/** Signs of junk that the server noticed. Its word alone: a sign to look twice, nothing more. */
export function junk(signs: readonly string[]): Warning[] {
  return signs.map((sign) => ({ code: "junk", values: { sign } }));
}

function higher(one: Urgency, other: Urgency): Urgency {
  return LEVELS.indexOf(other) > LEVELS.indexOf(one) ? other : one;
}

function decide({ methods, danger, facts, writtenAt }: Facts, hasText: boolean, hasFiles: boolean): Decision {
  return evaluate(rules as Rules, { methods, danger, facts, hasText, hasFiles, today: dayOf(writtenAt) });
}

function difference({ what, sealed }: Facts, computed: Decision): Warning[] {
  const values = { what, sealed: word(sealed.level), computed: computed.urgency };
  const others = { ...values, rules: sealed.ruleSet.replace(/[^ -~]/g, "?").slice(0, 60), here: rules.rule_set };
  return [{ code: "urgency_differs", values }, ...(sealed.ruleSet === rules.rule_set ? [] : [{ code: "old_rules" as const, values: others }])];
}

/** A level, or `none` for whatever else somebody wrote in its place. */
function word(level: string): string {
  return LEVELS.find((known) => known === level) ?? "none";
}

/** Every rule that held, each once, those of the most urgent payload first. */
function reasons(decisions: readonly Decision[]): { id: string; sentence: string }[] {
  const sorted = [...decisions].sort((a, b) => LEVELS.indexOf(b.urgency) - LEVELS.indexOf(a.urgency));
  const found = new Map<string, { id: string; sentence: string }>();
  for (const rule of sorted.flatMap((decision) => decision.rules)) if (!found.has(rule.id)) found.set(rule.id, rule);
  // The rule for "nothing else held" says nothing once another rule holds somewhere.
  if (found.size > 1) found.delete("R1");
  return [...found.values()];
}

function ofReport(report: Report): Facts {
  return {
    what: "report",
    methods: report.methods,
    danger: report.danger,
    facts: report.facts,
    hasText: trim(report.narrative) !== "",
    hasFiles: report.attachments.length > 0,
    writtenAt: report.writtenAt,
    sealed: report.urgency,
  };
}

/** A form sent again with other content is a message whose methods stand in the fact `method`. */
function ofMessage(message: Message): Facts {
  return {
    what: String(message.seq),
    methods: (message.facts.get("method") ?? "").split(/\p{White_Space}+/u).filter((code) => code !== ""),
    danger: message.danger,
    facts: message.facts,
    // The report before it has said something: files alone are nothing to be puzzled by here.
    hasText: true,
    hasFiles: message.attachments.length > 0,
    writtenAt: message.writtenAt,
    sealed: message.urgency,
  };
}

// A report or a message as typed: bounded, line ends made alike, nothing judged. The twin of the server's parser: the
// same fields give the same draft and the same problems with script and without.
import { wellFormed } from "./bytes.ts";
import { CONTROLS, FACTS_LIMIT, FACT_LIMIT, MESSAGE_FACTS, NARRATIVE_LIMIT, choice, fact, type FieldKind } from "./fields.ts";
import { characters, evenLines, squeeze, trim } from "./text.ts";

/** Is someone in danger now or in the next hours? In rising order. */
export const DANGERS = ["unknown", "no", "later", "2weeks", "3days", "now"] as const;
export type Danger = (typeof DANGERS)[number];

/** What is wrong with a field; never its value. `field` is `other` for a field this program does not know. */
export type FieldProblem =
  | { field: string; kind: "empty" }
  | { field: string; kind: "control" }
  | { field: string; kind: "too_long"; limit: number; length: number };

export interface Problems {
  problems: FieldProblem[];
}

/** A report as typed. */
export interface ReportDraft {
  narrative: string;
  danger: Danger;
  answerHere: boolean;
  /** Known method codes, in the order picked, each once. */
  methods: string[];
  /** Every other field that was filled in, by name. */
  facts: Map<string, string>;
}

/** A later message as typed. */
export interface MessageDraft {
  text: string;
  danger: Danger;
  facts: Map<string, string>;
}

/** What a draft needs of the kit: the codes of the methods that the form offers. */
export interface DraftKit {
  methods: readonly string[];
}

/** A form's text fields in the order in which they stand in it. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** Any case and spacing; what cannot be read is `unknown`, never refused. */
export function parseDanger(typed: string): Danger {
  switch (squeeze(typed)) {
    case "now":
    case "yes":
      return "now";
    case "3days":
    case "within3days":
      return "3days";
    case "2weeks":
    case "within2weeks":
      return "2weeks";
    case "later":
      return "later";
    case "no":
      return "no";
    default:
      return "unknown";
  }
}

/** Reads a report's fields. `hasFiles` is whether files come with them; an entirely empty form is one problem. */
export function reportDraft(fields: Fields, kit: DraftKit, hasFiles: boolean): ReportDraft | Problems {
  const reader = new Reader();
  const draft: ReportDraft = { narrative: "", danger: "unknown", answerHere: true, methods: [], facts: new Map() };
  for (const [name, value] of fields) {
    const typed = wellFormed(value);
    switch (name) {
      case "narrative":
        draft.narrative = reader.join(draft.narrative, name, "narrative", typed, NARRATIVE_LIMIT);
        break;
      case "danger":
        draft.danger = worse(draft.danger, parseDanger(typed));
        break;
      case "answer_here":
        draft.answerHere &&= choice(typed) !== "no";
        break;
      case "method":
        reader.method(typed, kit, draft);
        break;
      default:
        reader.fact(name, typed, draft.facts);
    }
  }
  // A button or hidden field nobody knows does not make an empty form a report.
  const said = [...draft.facts.keys()].some((name) => fact(name) !== undefined);
  const empty = trim(draft.narrative) === "" && draft.danger === "unknown" && draft.methods.length === 0 && !said && !hasFiles;
  return reader.finish(draft, "narrative", empty);
}

/** Reads a further message: `text` (or `narrative`), `danger` and the facts that a message may carry. */
export function messageDraft(fields: Fields, hasFiles: boolean): MessageDraft | Problems {
  const reader = new Reader();
  const draft: MessageDraft = { text: "", danger: "unknown", facts: new Map() };
  for (const [name, value] of fields) {
    const typed = wellFormed(value);
    if (name === "text" || name === "narrative") draft.text = reader.join(draft.text, "text", "text", typed, NARRATIVE_LIMIT);
    else if (name === "danger") draft.danger = worse(draft.danger, parseDanger(typed));
    else if (MESSAGE_FACTS.includes(name)) reader.fact(name, typed, draft.facts);
  }
  const empty = trim(draft.text) === "" && draft.danger === "unknown" && draft.facts.size === 0 && !hasFiles;
  return reader.finish(draft, "text", empty);
}

function worse(a: Danger, b: Danger): Danger {
  return DANGERS.indexOf(b) > DANGERS.indexOf(a) ? b : a;
}

/** Collects problems while fields are read. */
class Reader {
  readonly #problems: FieldProblem[] = [];
  /** Characters per field so far: a field sent a thousand times is not counted a thousand times over. */
  readonly #lengths = new Map<string, number>();

  /** Puts a typed value behind what the field already holds; a field sent twice becomes two lines. */
  join(held: string, name: string, field: string, typed: string, limit: number): string {
    if (typed.includes("\0")) {
      this.#report({ field, kind: "control" });
      return held;
    }
    const value = evenLines(typed);
    if (trim(value) === "") return held;
    const before = this.#lengths.get(name);
    const length = (before === undefined ? 0 : before + 1) + characters(value);
    this.#lengths.set(name, length);
    if (length > limit) this.#report({ field, kind: "too_long", limit, length });
    return held === "" ? value : `${held}\n${value}`;
  }

  method(typed: string, kit: DraftKit, draft: ReportDraft): void {
    const code = trim(typed).toLowerCase();
    if (code === "" || code === "unknown") return;
    if (!kit.methods.includes(code)) this.fact("method_other", typed, draft.facts);
    else if (!draft.methods.includes(code)) draft.methods.push(code);
  }

  fact(name: string, typed: string, facts: Map<string, string>): void {
    const known = fact(name);
    if (!known && (CONTROLS.includes(name) || !plainName(name))) return;
    const [field, kind]: readonly [string, FieldKind] = known ?? ["other", "text"];
    if (field === "other" && facts.size >= FACTS_LIMIT && !facts.has(name)) return;
    if (kind === "choice" && choice(typed) === undefined) return;
    // Consent is given by a plain yes and by nothing else.
    if (kind === "tick" && choice(typed) !== "yes") return;
    const value = kind === "tick" ? "yes" : this.join(facts.get(name) ?? "", name, field, typed, FACT_LIMIT);
    if (value !== "") facts.set(name, value);
  }

  finish<T>(draft: T, field: string, empty: boolean): T | Problems {
    if (this.#problems.length === 0 && empty) this.#problems.push({ field, kind: "empty" });
    return this.#problems.length === 0 ? draft : { problems: this.#problems };
  }

  /** One problem per field: the latest, whose length is the whole one. */
  #report(problem: FieldProblem): void {
    const at = this.#problems.findIndex((known) => known.field === problem.field);
    if (at < 0) this.#problems.push(problem);
    else this.#problems[at] = problem;
  }
}

/** Fields this program does not know are kept if their name looks like one of a form. */
function plainName(name: string): boolean {
  return /^[a-z0-9_]{1,40}$/.test(name);
}

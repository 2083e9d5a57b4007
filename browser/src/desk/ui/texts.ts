// The desk's words, from the server's Fluent files. Only what our files use is understood here: texts, `{ $name }`, `{ "x" }`
// and one choice by number.

import type { TextSources } from "../wire.ts";

export type Values = Readonly<Record<string, string | number>>;

type Piece = string | { value: string } | { by: string; forms: ReadonlyMap<string, readonly Piece[]>; other: string };

export class Texts {
  readonly language: string;
  readonly dir: "ltr" | "rtl";
  readonly #texts = new Map<string, readonly Piece[]>();
  readonly #plural: Intl.PluralRules;

  constructor({ language, dir, sources }: TextSources) {
    this.language = language;
    this.dir = dir;
    this.#plural = new Intl.PluralRules(language);
    for (const source of sources) for (const [id, text] of entries(source)) this.#texts.set(id, pieces(text));
  }

  /** The text of `id` with its values. Values are set apart in their own direction. The id itself where there is none. */
  t(id: string, values: Values = {}): string {
    const text = this.#texts.get(id);
    return text === undefined ? id : this.#said(text, values).trim();
  }

  has(id: string): boolean {
    return this.#texts.has(id);
  }

  ids(): string[] {
    return [...this.#texts.keys()];
  }

  /** The lines of `id`: paragraphs or points. */
  lines(id: string, values: Values = {}): string[] {
    return this.t(id, values).split("\n").map((line) => line.trim()).filter((line) => line !== "");
  }

  #said(text: readonly Piece[], values: Values): string {
    return text.map((piece) => {
      if (typeof piece === "string") return piece;
      if ("value" in piece) return shown(values[piece.value], piece.value, this.language);
      const value = values[piece.by];
      const form = piece.forms.get(String(value)) ?? (typeof value === "number" ? piece.forms.get(this.#plural.select(value)) : undefined);
      return this.#said(form ?? piece.forms.get(piece.other) ?? [], values);
    }).join("");
  }
}

function shown(value: string | number | undefined, name: string, language: string): string {
  if (value === undefined) return `{${name}}`;
  return typeof value === "number" ? value.toLocaleString(language) : `\u2068${value}\u2069`;
}

/** `id = text` with indented lines below it; comments and blank lines between. */
function* entries(source: string): Generator<[string, string]> {
  let id = "";
  let text: string[] = [];
  for (const line of source.split(/\r?\n/)) {
    const begins = /^([a-zA-Z][\w-]*)\s*=\s*(.*)$/.exec(line);
    if (begins) {
      if (id !== "") yield [id, text.join("\n")];
      id = begins[1] ?? "";
      text = [begins[2] ?? ""];
    } else if (/^\s+\S/.test(line) || (line === "}" && id !== "")) {
      text.push(line.trim());
    } else if (line.startsWith("#") && id !== "") {
      yield [id, text.join("\n")];
      id = "";
    }
  }
  if (id !== "") yield [id, text.join("\n")];
}

/** A text in pieces. What is not understood is an error, which a test of all our files would show. */
function pieces(text: string): Piece[] {
  const made: Piece[] = [];
  let rest = text;
  while (rest !== "") {
    const open = rest.indexOf("{");
    if (open < 0) return [...made, rest];
    if (open > 0) made.push(rest.slice(0, open));
    const close = closing(rest, open);
    made.push(placeable(rest.slice(open + 1, close).trim()));
    rest = rest.slice(close + 1);
  }
  return made;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return at;
  }
  throw new Error(`a text without its closing brace: ${text}`);
}

function placeable(inside: string): Piece {
  const literal = /^"([^"\\]*)"$/.exec(inside);
  if (literal) return literal[1] ?? "";
  const value = /^\$([\w-]+)$/.exec(inside);
  if (value) return { value: value[1] ?? "" };
  const choice = /^\$([\w-]+)\s*->\s*([\s\S]+)$/.exec(inside);
  if (!choice) throw new Error(`a text that is not understood: ${inside}`);
  const forms = new Map<string, readonly Piece[]>();
  let other = "";
  for (const form of (choice[2] ?? "").split(/(?<=^|\n)\s*(?=\*?\[)/).filter((form) => form.trim() !== "")) {
    const [, star, key = "", said = ""] = /^\s*(\*?)\[\s*([\w.-]+)\s*\]\s*([\s\S]*)$/.exec(form) ?? [];
    if (star === "*") other = key;
    forms.set(key, pieces(said.trim()));
  }
  if (!forms.has(other)) throw new Error(`a choice without its last resort: ${inside}`);
  return { by: choice[1] ?? "", forms, other };
}

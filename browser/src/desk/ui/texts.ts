// The desk's words in the page's language.
import type { DeskTexts } from "../wire.ts";

export type Values = Readonly<Record<string, string | number>>;

export class Texts {
  readonly #plural: Intl.PluralRules;

  constructor(readonly language: string, private readonly texts: DeskTexts) {
    this.#plural = new Intl.PluralRules(language);
  }

  /** The text of `id` with its values; the first number chooses the form. The id itself where there is no text. */
  t(id: string, values: Values = {}): string {
    const form = this.texts[id];
    if (form === undefined) return id;
    let text = typeof form === "string" ? form : this.#form(form, Object.values(values).find((value) => typeof value === "number") ?? 0);
    for (const [name, value] of Object.entries(values)) {
      const said = typeof value === "number" ? value.toLocaleString(this.language) : value;
      text = text.replaceAll(`{${name}}`, () => said);
    }
    return text;
  }

  has(id: string): boolean {
    return Object.hasOwn(this.texts, id);
  }

  /** The lines of `id`: paragraphs or points. */
  lines(id: string, values: Values = {}): string[] {
    return this.t(id, values).split("\n").map((line) => line.trim()).filter((line) => line !== "");
  }

  /** There is one sample number of every category; none and one may be said in words of their own. */
  #form(forms: Readonly<Record<string, string>>, number: number): string {
    const category = this.#plural.select(number);
    const alike = Object.keys(forms).find((sample) => sample !== "0" && this.#plural.select(Number(sample)) === category);
    return forms[String(number)] ?? forms[alike ?? ""] ?? Object.values(forms).pop() ?? "";
  }
}

// The kit: one document per language with everything that is shown or decided here, so that no request tells a choice;
// and what the page itself holds the server to.
import { RosterError, canonical, followChain, hashOf, utf8, verifyChain, type Json, type Roster, type Rules } from "../lib/index.ts";
import { request } from "./net.ts";

/** What the server wrote into the page. */
export interface Pins {
  language: string;
  deployment: string;
  rosterKey: string;
  /** Hash of the newest roster when the page was made. */
  roster: string;
  /** Hash of categories and rules. */
  rules: string;
  /** Most bytes of files in one sending; 0 if none are taken. */
  fileLimit: number;
}

export interface Guidance {
  label?: string;
  do: string[];
  avoid: string[];
  keep: string[];
}

type Form = string | Readonly<Record<string, string>>;

export interface Kit {
  format: string;
  language: string;
  receipt_words: boolean;
  reading: string;
  text: Readonly<Record<string, Form>>;
  guidance: Readonly<Record<string, Guidance>>;
  rule_sentences: Readonly<Record<string, string[]>>;
  rules: Rules;
  methods: readonly string[];
  deployment: string;
  roster_key: string;
  rosters: readonly string[];
}

/** The page's words in its language. */
export class Words {
  readonly #plural: Intl.PluralRules;

  constructor(private readonly kit: Kit) {
    this.#plural = new Intl.PluralRules(kit.language);
  }

  /** The text of `id`, its placeholders filled. The first number chooses the form. A text that is not there is an error. */
  t(id: string, values: Readonly<Record<string, string | number>> = {}): string {
    const form = this.kit.text[id];
    if (form === undefined) throw new Error(`the kit lacks the text ${id}`);
    const number = Object.values(values).find((value) => typeof value === "number");
    let text = typeof form === "string" ? form : this.#form(form, number ?? 0);
    for (const [name, value] of Object.entries(values)) text = text.replaceAll(`{${name}}`, () => String(value));
    return text;
  }

  /** The points or sentences of `id`. */
  lines(id: string): string[] {
    return this.t(id)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  }

  /** The kit has one sample number of every category; none and one may be said in words of their own. */
  #form(forms: Readonly<Record<string, string>>, number: number): string {
    const category = this.#plural.select(number);
    const alike = Object.keys(forms).find((sample) => sample !== "0" && this.#plural.select(Number(sample)) === category);
    const text = forms[String(number)] ?? forms[alike ?? ""] ?? Object.values(forms).pop();
    if (text === undefined) throw new Error("a text without forms");
    return text;
  }
}

/** Everything that sealing needs, checked. */
export interface Ready {
  kit: Kit;
  words: Words;
  roster: Roster;
}

export function pinsOf(): Pins {
  const { deployment = "", rosterKey = "", roster = "", rules = "", files = "0" } = document.getElementById("script")?.dataset ?? {};
  return { language: document.documentElement.lang, deployment, rosterKey, roster, rules, fileLimit: Number(files) };
}

/** Fetches and checks the kit. Its word for who we are must be the page's, and its rosters must follow from the page's. */
export async function ready(pins: Pins): Promise<Ready> {
  const answer = await request(`/${pins.language}/api/v1/kit`, { method: "GET" });
  if (answer?.status !== 200) throw new Error("no kit");
  const kit = answer.json as Kit;
  if (kit.format !== "tocsin.kit/1" || kit.language !== pins.language) throw new Error("another kit");
  // The key may have been replaced since the page was made: then the chain leads from the page's to the kit's.
  const { keys } = followChain(kit.rosters, pins.rosterKey, pins.deployment);
  if (kit.deployment !== pins.deployment || !keys.includes(kit.roster_key)) throw new RosterError("inconsistent");
  // Rules of somebody else could have the urgency, or the length of what is sealed, tell the category.
  const decides = canonical({ methods: kit.methods, rules: kit.rules as unknown as Json });
  if (hashOf(utf8(decides)) !== pins.rules) throw new Error("other rules than the page's");
  return { kit, words: new Words(kit), roster: newest(kit.rosters, pins) };
}

/** The roster to seal to, of a chain that leads from the one this page was made with. */
export function newest(documents: readonly string[], pins: Pins): Roster {
  const chain = verifyChain(documents, pins.rosterKey, pins.deployment, seconds(), pins.roster);
  const last = chain[chain.length - 1];
  if (!last) throw new RosterError("none");
  return last;
}

/** Now, in Unix seconds. */
export function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

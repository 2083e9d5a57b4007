// Approved sentences, by id, in every language of the form: part of the program, so that no server can put other words in
// a caseworker's mouth.
import ar from "../../../../templates/locale/ar/phrases.ftl";
import en from "../../../../templates/locale/en/phrases.ftl";
import fa from "../../../../templates/locale/fa/phrases.ftl";
import kk from "../../../../templates/locale/kk/phrases.ftl";
import ru from "../../../../templates/locale/ru/phrases.ftl";
import tr from "../../../../templates/locale/tr/phrases.ftl";
import ug from "../../../../templates/locale/ug/phrases.ftl";
import vi from "../../../../templates/locale/vi/phrases.ftl";
import zhHans from "../../../../templates/locale/zh-Hans/phrases.ftl";
import zhHant from "../../../../templates/locale/zh-Hant/phrases.ftl";

/** Sentences of one language by id, in the order of the file. */
function read(source: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, id = "", text = ""] of source.matchAll(/^(phrase-[a-z-]+) = (.+)$/gm)) found.set(id, text.trim());
  return found;
}

const ALL: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries({ ar, en, fa, kk, ru, tr, ug, vi, "zh-Hans": zhHans, "zh-Hant": zhHant }).map(([tag, source]) => [tag, read(source)]),
);

/** Languages that have the sentences. */
export const PHRASE_LANGUAGES: readonly string[] = [...ALL.keys()];

/** The sentences of a language tag, also with a region; undefined where there are none. */
export function phrasesIn(tag: string): ReadonlyMap<string, string> | undefined {
  const exact = ALL.get(tag);
  if (exact) return exact;
  const [language = "", ...parts] = tag.toLowerCase().replaceAll("_", "-").split("-");
  if (language === "zh") {
    const old = parts.some((part) => ["hant", "tw", "hk", "mo"].includes(part));
    return ALL.get(old ? "zh-Hant" : "zh-Hans");
  }
  return ALL.get(language);
}

/** Whether a text is made of approved sentences of that language alone, each on a line of its own. */
export function onlyPhrases(text: string, tag: string): boolean {
  const known = new Set(phrasesIn(tag)?.values() ?? []);
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return lines.length > 0 && lines.every((line) => known.has(line));
}

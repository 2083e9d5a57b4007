// Adding a translation: who translated, from which language into which, of exactly these words.
import { languageName } from "../inbox/line.ts";
import { dialog } from "../ui/dialog.ts";
import { button, foreign, h } from "../ui/dom.ts";
import { area, field, form } from "../ui/form.ts";
import type { Desk } from "../ui/view.ts";
import { keep } from "./keep.ts";
import type { Room } from "./room.ts";

export interface Source {
  of: string;
  text: string;
  from: string;
}

/** Languages that are offered: those of the form, those of the world's big neighbours of it, and the desk's own. */
const OFFERED = ["en", "zh-Hans", "zh-Hant", "ug", "bo", "fa", "ru", "ar", "tr", "kk", "uz", "ky", "mn", "vi", "de", "fr", "es", "be", "uk", "ti", "am", "ku", "az"];

export function languageSelect(desk: Desk, chosen: string): HTMLSelectElement {
  const tags = [...new Set([chosen, desk.texts.language, ...OFFERED])].filter((tag) => tag !== "");
  const select = h("select", {}, ...tags.map((tag) => h("option", { value: tag, selected: tag === chosen }, languageName(desk, tag))));
  return select;
}

export async function translate(room: Room, { of, text, from }: Source, again: () => Promise<void>): Promise<void> {
  const { desk } = room;
  const kept = `translation/${room.id}/${of}`;
  await dialog<true>(desk.t("translate-title"), (done) => {
    const source = field(desk.t("translate-from"), languageSelect(desk, from));
    const target = field(desk.t("translate-to"), languageSelect(desk, desk.texts.language === from ? "en" : desk.texts.language));
    const words = area(desk.t("translate-words"), { rows: 8, lang: target.control.value, oninput: () => keep(desk, kept, words.control.value) });
    const before = desk.kept.get(kept);
    words.control.value = typeof before === "string" ? before : "";
    target.control.addEventListener("change", () => (words.control.lang = target.control.value));
    const send = async (): Promise<void> => {
      const said = words.control.value.trim();
      if (said === "") return words.fault(desk.t("translate-empty"));
      if (source.control.value === target.control.value) return target.fault(desk.t("translate-same"));
      const sealed = await desk.ask("translation", { case: room.id, author: room.me(), of, source: text, from: source.control.value, to: target.control.value, text: said });
      await room.part(sealed, "translated");
      desk.kept.delete(kept);
      done(true);
      desk.say(desk.t("translate-done"));
      await again();
    };
    return [
      h("p", { class: "hint" }, desk.t("translate-hint")),
      h("details", { open: true }, h("summary", {}, desk.t("translate-source")), h("div", { class: "inner" }, foreign(text, from))),
      form([source.node, target.node, words.node], desk.t("translate-yes"), send, desk.problem, [button(desk.t("case-no"), () => done())]),
    ];
  });
}

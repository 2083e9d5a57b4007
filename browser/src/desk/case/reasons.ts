// Why a case is urgent, and what is wrong with it. What looks like an attack is said first and loudest.
import type { Kit } from "../../page/kit.ts";
import type { Warning } from "../errands.ts";
import { h, own } from "../ui/dom.ts";
import type { Room } from "./room.ts";
import { ruleSentence } from "./words.ts";

/** Codes that no honest server and no honest reporter brings about. */
const HOSTILE: ReadonlySet<Warning["code"]> = new Set(["grant_mismatch", "gap", "unread_message", "server_urgency"]);

export function isHostile({ code }: Warning): boolean {
  return HOSTILE.has(code);
}

export function warnings(room: Room): HTMLElement | false {
  const { desk } = room;
  const found = room.open.warnings;
  if (found.length === 0) return false;
  const sentence = ({ code, values }: Warning): HTMLElement => {
    const id = `warning-${code.replaceAll("_", "-")}`;
    // The values are others' words: each stands by itself, and turns nothing.
    return h("li", {}, desk.t(id), ...Object.entries(values).map(([name, value]) => h("span", { class: "value" }, " ", h("span", { class: "soft" }, `${valueName(room, name)}: `), own(valueWords(room, value)))));
  };
  const hostile = found.filter(isHostile);
  const other = found.filter((warning) => !isHostile(warning));
  return h(
    "div",
    {},
    hostile.length > 0 && h("section", { class: "trouble hostile", "aria-labelledby": "hostile" }, h("h2", { id: "hostile" }, desk.t("case-hostile-title")), h("p", {}, desk.t("case-hostile")), h("ul", {}, ...hostile.map(sentence))),
    other.length > 0 && h("section", { class: "warn", "aria-labelledby": "notices-title" }, h("h2", { id: "notices-title" }, desk.t("case-warnings-title")), h("ul", {}, ...other.map(sentence))),
  );
}

function valueName({ desk }: Room, name: string): string {
  return desk.texts.has(`warning-value-${name.replaceAll("_", "-")}`) ? desk.t(`warning-value-${name.replaceAll("_", "-")}`) : name;
}

function valueWords({ desk }: Room, value: string): string {
  for (const id of [`case-level-${value}`, `junk-${value}`]) if (desk.texts.has(id)) return desk.t(id);
  return value;
}

export function why(room: Room, kit: Kit | undefined): HTMLElement {
  const { desk } = room;
  return h(
    "section",
    { class: "box", "aria-labelledby": "why" },
    h("h2", { id: "why" }, desk.t("case-why", { level: desk.t(`case-level-${room.open.level}`) })),
    h("ul", {}, ...room.open.rules.map(({ id, sentence }) => h("li", {}, own(ruleSentence(kit, id, sentence)), h("span", { class: "soft" }, ` (${id})`)))),
  );
}

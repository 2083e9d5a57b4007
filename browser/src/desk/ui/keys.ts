// The desk by keyboard: single keys while nobody types. They can be switched off (WCAG 2.1.4): a voice that is taken for
// keys would press them. Which there are stands behind `?`, on every page.
import { dialog } from "./dialog.ts";
import { button, h } from "./dom.ts";
import { tick } from "./form.ts";
import type { Desk } from "./view.ts";

/** What each key does. */
export type Keys = Readonly<Record<string, () => void>>;
/** A list that is gone through by arrows as well, from its search too. */
export interface Moves {
  next(): void;
  previous(): void;
}

let on = true;

/** Listens until the function it returns is called. */
export function watchKeys(keys: Keys, list?: Moves): () => void {
  const heard = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const { target } = event;
    const types = target instanceof HTMLElement && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
    if (types) {
      // Arrow down leads from the search into the list.
      if (list && event.key === "ArrowDown" && target instanceof HTMLInputElement && target.type === "search") act(event, () => list.next());
      return;
    }
    if (list && target instanceof HTMLElement && target.closest(".cases") !== null) {
      if (event.key === "ArrowDown") return act(event, () => list.next());
      if (event.key === "ArrowUp") return act(event, () => list.previous());
    }
    // The key for help is no letter, and is how somebody finds the switch.
    const does = on || event.key === "?" ? keys[event.key] : undefined;
    if (does) act(event, does);
  };
  addEventListener("keydown", heard);
  return () => removeEventListener("keydown", heard);
}

function act(event: KeyboardEvent, does: () => void): void {
  event.preventDefault();
  does();
}

const IN_LIST = [["j", "inbox-key-next"], ["k", "inbox-key-previous"], ["Enter", "inbox-key-open"], ["x", "inbox-key-choose"], ["/", "inbox-key-search"], ["r", "inbox-key-again"]] as const;
const IN_CASE = [["t", "case-key-call"], ["a", "case-key-answer"], ["n", "case-key-note"], ["u", "case-key-back"]] as const;
const ANYWHERE = [["?", "inbox-key-help"], ["Esc Esc Esc", "inbox-key-lock"]] as const;

/** Which keys there are. */
export async function help(desk: Desk): Promise<void> {
  const group = (title: string, keys: readonly (readonly [string, string])[]): HTMLElement[] => [
    h("h3", {}, desk.t(title)),
    h("dl", { class: "keys" }, ...keys.flatMap(([key, id]) => [h("dt", {}, h("kbd", { dir: "ltr" }, key)), h("dd", {}, desk.t(id))])),
  ];
  await dialog<true>(desk.t("inbox-keys-title"), (done) => {
    const single = tick(desk.t("inbox-keys-on"), { checked: on, onchange: () => (on = single.control.checked) });
    return [
      ...group("inbox-keys-list", IN_LIST),
      ...group("inbox-keys-case", IN_CASE),
      ...group("inbox-keys-anywhere", ANYWHERE),
      single.node,
      h("div", { class: "acts" }, button(desk.t("desk-close"), () => done(true), { class: "main" })),
    ];
  });
}

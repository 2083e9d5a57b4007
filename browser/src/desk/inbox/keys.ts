// The list by keyboard: single keys while nobody types. They can be switched off (WCAG 2.1.4): a voice that is taken for
// keys would press them.
import { button, h } from "../ui/dom.ts";
import { dialog } from "../ui/dialog.ts";
import { tick } from "../ui/form.ts";
import type { Desk } from "../ui/view.ts";

export interface Moves {
  next(): void;
  previous(): void;
  choose(): void;
  search(): void;
  again(): void;
}

let on = true;

/** Listens until the function it returns is called. */
export function watchKeys(desk: Desk, moves: Moves): () => void {
  const heard = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const { target } = event;
    const types = target instanceof HTMLElement && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
    if (types) {
      // Arrow down leads from the search into the list.
      if (event.key === "ArrowDown" && target instanceof HTMLInputElement && target.type === "search") act(event, moves.next);
      return;
    }
    const inList = target instanceof HTMLElement && target.closest(".cases") !== null;
    if (inList && event.key === "ArrowDown") return act(event, moves.next);
    if (inList && event.key === "ArrowUp") return act(event, moves.previous);
    if (event.key === "?") return act(event, () => void help(desk));
    if (!on) return;
    const move = { j: moves.next, k: moves.previous, x: moves.choose, "/": moves.search, r: moves.again }[event.key];
    if (move) act(event, move);
  };
  addEventListener("keydown", heard);
  return () => removeEventListener("keydown", heard);
}

function act(event: KeyboardEvent, move: () => void): void {
  event.preventDefault();
  move();
}

/** Which keys there are. */
export async function help(desk: Desk): Promise<void> {
  const keys: readonly (readonly [string, string])[] = [
    ["j", "inbox-key-next"],
    ["k", "inbox-key-previous"],
    ["Enter", "inbox-key-open"],
    ["x", "inbox-key-choose"],
    ["/", "inbox-key-search"],
    ["r", "inbox-key-again"],
    ["?", "inbox-key-help"],
    ["Esc Esc Esc", "inbox-key-lock"],
  ];
  await dialog<true>(desk.t("inbox-keys-title"), (done) => {
    const single = tick(desk.t("inbox-keys-on"), { checked: on, onchange: () => (on = single.control.checked) });
    return [
      h("dl", { class: "keys" }, ...keys.flatMap(([key, id]) => [h("dt", {}, h("kbd", { dir: "ltr" }, key)), h("dd", {}, desk.t(id))])),
      single.node,
      h("div", { class: "acts" }, button(desk.t("desk-close"), () => done(true), { class: "main" })),
    ];
  });
}

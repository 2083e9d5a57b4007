// Who could read a case before somebody changed that, and the way back to them: whoever changes rights seals the keys anew, and
// may have sealed nothing.
import { shelfOf } from "../inbox/shelf.ts";
import { sure } from "../ui/dialog.ts";
import { h, own } from "../ui/dom.ts";
import { act } from "../ui/form.ts";
import { Times } from "../ui/time.ts";
import type { Desk } from "../ui/view.ts";
import type { Former } from "../wire.ts";

/** One change of rights, with the button that undoes it. */
export function formerReaders(desk: Desk, id: string, { set, at, by, to }: Former, again: () => Promise<void>): HTMLElement {
  const shelf = shelfOf(desk);
  const who = to.length === 0 ? desk.t("former-team") : to.map((account) => shelf.alias(account)).join(", ");
  const when = new Times(desk.texts.language).at(at);
  const bring = async (): Promise<void> => {
    if (!(await sure(desk.t("former-title"), desk.texts.lines("former-sure", { who }), desk.t("former-yes"), desk.t("case-no"), true))) return;
    await desk.api.change(`cases/${id}/former`, { set }, { action: "former_readers", subject: id, details: { set: String(set) } });
    desk.say(desk.t("former-done", { who }));
    await again();
  };
  return h(
    "div",
    { class: "former" },
    h("p", { class: "soft" }, own(desk.t("former-text", { who, by: shelf.alias(by), at: when }))),
    h("div", { class: "acts" }, act(desk.t("former-yes"), bring, (thrown) => desk.say(desk.problem(thrown), "bad"), { class: "small" })),
  );
}

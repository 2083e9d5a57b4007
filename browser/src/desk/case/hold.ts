// A case that must not end: one lead asks, another confirms, and two let it go. The server knows who asked; the same word of
// another lead confirms.
import { dialog } from "../ui/dialog.ts";
import { button, h } from "../ui/dom.ts";
import { act, field, form } from "../ui/form.ts";
import { Times } from "../ui/time.ts";
import type { HoldFor } from "../wire.ts";
import type { Changed } from "./manage.ts";
import type { Room } from "./room.ts";

const WHY: readonly HoldFor[] = ["legal", "safety"];

export async function askHold(room: Room, changed: Changed): Promise<void> {
  const { desk } = room;
  await dialog<true>(desk.t("hold-title"), (done) => {
    const why = field(desk.t("hold-why"), h("select", {}, ...WHY.map((value) => h("option", { value }, desk.t(`hold-for-${value}`)))));
    const send = async (): Promise<void> => {
      const hold = why.control.value as HoldFor;
      await changed({ hold }, "hold_asked", { why: hold });
      done(true);
    };
    return [h("p", {}, desk.t("hold-text")), form([why.node], desk.t("hold-ask"), send, desk.problem, [button(desk.t("case-no"), () => done())])];
  });
}

/** How a hold stands, and what this person can do about it. */
export function hold(room: Room, again: () => Promise<void>): HTMLElement | false {
  const { desk } = room;
  const held = room.detail.line.hold;
  if (!held) return false;
  const times = new Times(desk.texts.language);
  const mine = held.by === desk.session.me?.account;
  const doing = (id: string, change: Parameters<Room["change"]>[0], action: string): HTMLButtonElement =>
    act(desk.t(id), async () => {
      await room.change(change, action, { why: held.why });
      desk.say(desk.t("manage-done"));
      await again();
    }, (thrown) => desk.say(desk.problem(thrown), "bad"));
  const acts = {
    asked: [!mine && doing("hold-confirm", { hold: held.why }, "hold_confirmed"), doing("hold-drop", { release: true }, "hold_dropped")],
    held: [doing("release-ask", { release: true }, "release_asked")],
    release: [!mine && doing("release-confirm", { release: true }, "hold_released"), doing("release-drop", { hold: held.why }, "release_dropped")],
  }[held.state];
  return h(
    "section",
    { class: "warn", "aria-labelledby": "hold" },
    h("h2", { id: "hold" }, desk.t(`hold-${held.state}-title`)),
    h("p", {}, desk.t(`hold-${held.state}-text`, { alias: room.alias(held.by), why: desk.t(`hold-for-${held.why}`), at: times.at(held.at) })),
    mine && held.state !== "held" && h("p", { class: "hint" }, desk.t("hold-mine")),
    room.staff() && desk.session.any("lead") && h("div", { class: "acts" }, ...acts),
  );
}

// Words among colleagues: sealed to a key that the reporter never had.
import { foreign, h, own } from "../ui/dom.ts";
import { area, form } from "../ui/form.ts";
import { Times } from "../ui/time.ts";
import { keep } from "./keep.ts";
import type { Room } from "./room.ts";

export function notes(room: Room, again: () => Promise<void>): HTMLElement {
  const { desk } = room;
  const times = new Times(desk.texts.language);
  const kept = `note/${room.id}`;
  const word = area(desk.t("note-new"), { oninput: () => keep(desk, kept, word.control.value) }, desk.t("note-hint"));
  const before = desk.kept.get(kept);
  word.control.value = typeof before === "string" ? before : "";
  const send = async (): Promise<void> => {
    const text = word.control.value.trim();
    if (text === "") return word.fault(desk.t("note-empty"));
    await room.note("note", text);
    desk.kept.delete(kept);
    desk.say(desk.t("note-done"));
    await again();
  };
  return h(
    "section",
    { "aria-labelledby": "notes" },
    h("h2", { id: "notes" }, desk.t("case-notes", { count: room.open.notes.length })),
    ...room.open.notes.map(({ author, at, about, text }) =>
      h(
        "article",
        { class: "box quiet" },
        h("p", { class: "soft" }, own(author), ` · ${times.at(at)}`, about !== "note" && h("span", { class: "pill" }, desk.t(`note-about-${about}`))),
        foreign(text),
      ),
    ),
    room.staff() && form([word.node], desk.t("note-send"), send, desk.problem),
  );
}

// The end of a shift: everything of mine goes to a colleague, with a word in each case.
import { shelfOf } from "../inbox/shelf.ts";
import { area } from "../ui/form.ts";
import type { Desk } from "../ui/view.ts";
import { chooseColleague } from "./people.ts";
import { keep } from "./keep.ts";
import { Room } from "./room.ts";

const KEPT = "shift-note";

/**
 * The note goes into every case first: whoever takes over must find it. A case whose note could not be written is named and
 * handed over all the same. What the other may not read stays, and is named: it would wait for somebody who went home.
 */
export async function handOver(desk: Desk): Promise<void> {
  const shelf = shelfOf(desk);
  const me = desk.session.me?.account;
  const mine = [...shelf.lines.values()].filter(({ assignee, status }) => assignee === me && status !== "closed");
  if (mine.length === 0) return desk.say(desk.t("shift-none"));
  const word = area(desk.t("shift-note"), { value: "", oninput: () => keep(desk, KEPT, word.control.value) }, desk.t("shift-note-hint"));
  const kept = desk.kept.get(KEPT);
  word.control.value = typeof kept === "string" ? kept : "";
  const to = await chooseColleague(desk, desk.t("shift-title"), desk.t("shift-yes", { count: mine.length }), [desk.t("shift-text", { count: mine.length })], [word.node]);
  if (!to) return;
  const failed: string[] = [];
  const text = word.control.value.trim();
  if (text !== "") {
    for (const [at, line] of mine.entries()) {
      desk.say(desk.t("shift-writing", { count: at + 1, all: mine.length }));
      try {
        const room = new Room(desk, line.id);
        await room.load();
        await room.note("handover", text);
      } catch {
        failed.push(line.number);
      }
    }
  }
  const { cases } = await desk.api.change<{ cases: string[] }>("handover", { to: to.account }, { action: "handover", subject: to.account });
  desk.kept.delete(KEPT);
  await shelf.load();
  desk.say(desk.t("shift-done", { count: cases.length, alias: to.alias }));
  // Whoever is not named in a restricted case cannot look after it: nobody may think that somebody does.
  const left = mine.filter(({ id }) => !cases.includes(id));
  if (left.length > 0) desk.say(desk.t("shift-left", { alias: to.alias, numbers: left.map(({ number }) => number).join(", ") }), "bad");
  if (failed.length > 0) desk.say(desk.t("shift-failed", { numbers: failed.join(", ") }), "bad");
}


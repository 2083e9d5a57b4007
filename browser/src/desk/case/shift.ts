// The end of a shift: everything of mine goes to a colleague, with a word in each case.
import { shelfOf } from "../inbox/shelf.ts";
import { many } from "../ui/api.ts";
import { area } from "../ui/form.ts";
import type { Desk } from "../ui/view.ts";
import type { CaseDetail, CaseLine } from "../wire.ts";
import { chooseColleague } from "./people.ts";
import { keep } from "./keep.ts";
import { Room } from "./room.ts";

const KEPT = "shift-note";

/**
 * A restricted case goes only to somebody who may read it; others stay, and are named. The note goes into every case first: whoever
 * takes over must find it. A case whose note could not be written is named and handed over all the same.
 */
export async function handOver(desk: Desk): Promise<void> {
  const shelf = shelfOf(desk);
  const me = desk.session.me?.account;
  const mine = [...shelf.lines.values()].filter(({ assignee, status }) => assignee === me && status !== "closed");
  if (mine.length === 0) return desk.say(desk.t("shift-none"));
  // The word is sealed into each case, and what is typed of it while the desk is locked could not be.
  if (!desk.session.unlocked) await desk.ask("summaries", []);
  const word = area(desk.t("shift-note"), { value: "", oninput: () => keep(desk, KEPT, word.control.value) }, desk.t("shift-note-hint"));
  const kept = desk.kept.get(KEPT);
  word.control.value = typeof kept === "string" ? kept : "";
  const to = await chooseColleague(desk, desk.t("shift-title"), desk.t("shift-yes", { count: mine.length }), [desk.t("shift-text", { count: mine.length })], [word.node]);
  if (!to) return;
  const failed: string[] = [];
  const stay: string[] = [];
  const handed: CaseLine[] = [];
  for (const line of mine) {
    const may = !line.restricted || (await desk.api.get<CaseDetail>(`cases/${line.id}`)).people.some(({ account }) => account === to.account);
    if (may) handed.push(line);
    else stay.push(line.number);
  }
  // Whoever is not named in a restricted case cannot look after it: nobody may think that somebody does.
  const left = (): void => {
    if (stay.length > 0) desk.say(desk.t("shift-stay", { numbers: stay.join(", "), alias: to.alias }), "bad");
  };
  if (handed.length === 0) return left();
  const text = word.control.value.trim();
  if (text !== "") {
    for (const [at, line] of handed.entries()) {
      desk.say(desk.t("shift-writing", { count: at + 1, all: handed.length }));
      try {
        const room = new Room(desk, line.id);
        await room.load();
        await room.note("handover", text);
      } catch {
        failed.push(line.number);
      }
    }
  }
  const cases = handed.map(({ id }) => id);
  await desk.api.change("handover", { to: to.account, cases }, { action: "handover", subject: to.account, details: { count: String(cases.length), cases: many(cases) } });
  desk.kept.delete(KEPT);
  await shelf.load();
  desk.say(desk.t("shift-done", { count: handed.length, alias: to.alias }));
  left();
  if (failed.length > 0) desk.say(desk.t("shift-failed", { numbers: failed.join(", ") }), "bad");
}


// What happened, in order: what arrived, what was answered, what the staff did.
import { h, own, type Child } from "../ui/dom.ts";
import { Times } from "../ui/time.ts";
import type { Room } from "./room.ts";

interface Event {
  at: number;
  what: Child[];
}

/** Details of a log entry that are said in words; anything else in it is for the log. */
const ACCOUNTS = new Set(["to", "from_account", "account", "assignee"]);
const ID = /^[0-9a-f]{32}$/;
const WORDS: Readonly<Record<string, string>> = { status: "case-status", from: "case-level", urgency: "case-level", level: "case-level", reason: "case-reason", about: "note-about" };

export function timeline(room: Room): HTMLElement {
  const { desk } = room;
  const times = new Times(desk.texts.language);
  const { report, messages, replies } = room.open;
  const events: Event[] = [
    { at: report.at, what: [desk.t("timeline-report", { files: report.files.length })] },
    ...messages.map((message) => ({ at: message.at, what: [desk.t("timeline-message", { files: message.files.length })] })),
    ...replies.flatMap((reply) => ("deleted" in reply ? [] : [{ at: reply.at, what: [own(reply.author), " ", desk.t("timeline-replied")] }])),
    // Answers are in the list already, by their own author.
    ...room.detail.timeline.filter(({ action }) => action !== "replied").map(({ at, action, actor, details }) => ({ at, what: staffAct(room, action, actor, details) })),
  ];
  events.sort((a, b) => a.at - b.at);
  return h(
    "details",
    { class: "timeline" },
    h("summary", {}, desk.t("case-timeline", { count: events.length })),
    h("ol", { class: "inner" }, ...events.map(({ at, what }) => h("li", {}, h("time", { class: "soft", datetime: new Date(at * 1000).toISOString() }, times.at(at)), h("div", {}, ...what)))),
  );
}

function staffAct(room: Room, action: string, actor: string, said: Record<string, string>): Child[] {
  const { desk } = room;
  // What a note is about stands in the note alone; the entry names its number.
  const about = action === "noted" ? room.open.notes.find(({ seq }) => String(seq) === said["seq"])?.about : undefined;
  const details = about === undefined ? said : { ...said, about };
  const id = `timeline-${action.replaceAll("_", "-")}`;
  const more = Object.entries(details).flatMap(([name, value]) => {
    if (ACCOUNTS.has(name)) return value === "" ? [] : [value === "nobody" ? desk.t("manage-nobody") : ID.test(value) ? room.alias(value) : value];
    if (name === "day" && value !== "none") return [value];
    const prefix = WORDS[name];
    const words = prefix === undefined ? undefined : `${prefix}-${value.replaceAll("_", "-")}`;
    return words !== undefined && desk.texts.has(words) ? [desk.t(words)] : [];
  });
  return [own(who(room, actor)), " ", desk.texts.has(id) ? desk.t(id) : own(action), ...more.flatMap((one) => [" · ", own(one)])];
}

/** An account id, an alias, or the service's own name. */
function who(room: Room, actor: string): string {
  if (actor === "" || actor === "service") return room.desk.t("timeline-service");
  return ID.test(actor) ? room.alias(actor) : actor.startsWith("tocsinpub") ? `…${actor.slice(-8)}` : actor;
}

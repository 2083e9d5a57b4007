// What is done with a case: who has it, how far it is, when somebody looks again, who may read it.
import { shelfOf } from "../inbox/shelf.ts";
import { many } from "../ui/api.ts";
import { dialog, sure } from "../ui/dialog.ts";
import { button, h, own, type Child } from "../ui/dom.ts";
import { act, area, field, form, line, tick } from "../ui/form.ts";
import { Times } from "../ui/time.ts";
import type { Level, Member, Reason, Status } from "../wire.ts";
import { formerReaders } from "./former.ts";
import { guest } from "./guest.ts";
import { askHold } from "./hold.ts";
import { chooseColleague, communityWarning, members } from "./people.ts";
import type { Room } from "./room.ts";
import { mayBePassedOn, share } from "./share.ts";

/** What may follow: nothing becomes new again, and what is closed is taken up or stays closed for another reason. */
function next(status: Status): readonly Status[] {
  if (status === "closed") return ["working", "closed"];
  return status === "new" ? ["acknowledged", "working", "referred", "closed"] : ["working", "referred", "closed"];
}
const REASONS: readonly Reason[] = ["done", "spam", "duplicate", "out_of_scope", "test"];
const LEVELS: readonly Level[] = ["routine", "urgent", "critical"];

/** From the beginning of a day to its middle: the same day in nearly every zone. */
const NOON = 43_200;

type Again = () => Promise<void>;

export function manage(room: Room, again: Again): HTMLElement {
  const { desk } = room;
  const { line, guests, links, people, former = [] } = room.detail;
  const times = new Times(desk.texts.language);
  const me = desk.session.me?.account;
  const lead = desk.session.any("lead");
  // Many buttons say the same word; whoever hears only the button must know what it changes.
  const changing = (of: string, action: () => Promise<void>): HTMLButtonElement => doing("manage-change", action, { "aria-label": `${desk.t("manage-change")}: ${desk.t(of)}` });
  const doing = (id: string, action: () => Promise<void>, attributes: Readonly<Record<string, string>> = {}): HTMLButtonElement =>
    act(desk.t(id), async () => {
      await action();
    }, (thrown) => {
      desk.say(desk.problem(thrown), "bad");
      // Somebody else was faster: what stands here is old.
      void again().catch(() => undefined);
    }, { class: "small", ...attributes });
  const changed = async (change: Parameters<Room["change"]>[0], action: string, details: Record<string, string> = {}): Promise<void> => {
    await room.change(change, action, details);
    desk.say(desk.t("manage-done"));
    await again();
  };
  const row = (term: string, ...value: Child[]): Child => [h("dt", {}, desk.t(term)), h("dd", {}, ...value)];
  const staff = room.staff();
  return h(
    "section",
    { class: "box manage", "aria-labelledby": "manage" },
    h("h2", { id: "manage" }, desk.t("case-manage")),
    h(
      "dl",
      {},
      row("manage-number", h("span", { class: "sayable", dir: "ltr" }, line.number), h("div", { class: "hint" }, desk.t("manage-number-hint"))),
      row(
        "manage-status",
        desk.t(`case-status-${line.status}`),
        line.reason !== undefined && ` (${desk.t(`case-reason-${line.reason}`)})`,
        staff && h("div", {}, changing("manage-status", () => changeStatus(room, changed))),
      ),
      row(
        "manage-assignee",
        line.assignee === undefined ? desk.t("manage-nobody") : own(room.alias(line.assignee)),
        staff && h("div", { class: "acts" }, line.assignee !== me && me !== undefined && doing("manage-take", () => changed({ assignee: me }, "assigned", { to: me })), doing("manage-assign", () => assign(room, changed)), line.assignee !== undefined && doing("manage-release", () => changed({ assignee: null }, "assigned", { to: "nobody" }))),
      ),
      row("manage-urgency", desk.t(`case-level-${line.urgency}`), staff && h("div", {}, changing("manage-urgency", () => changeUrgency(room, changed)))),
      row(
        "manage-labels",
        room.open.labels.length === 0 ? desk.t("manage-no-labels") : room.open.labels.map((label) => h("span", { class: "label" }, own(label))),
        staff && h("div", {}, changing("manage-labels", () => changeLabels(room, again))),
      ),
      row("manage-contact", line.next_contact === undefined ? desk.t("manage-no-contact") : times.day(line.next_contact + NOON), staff && h("div", {}, changing("manage-contact", () => changeContact(room, changed)))),
      row(
        "manage-links",
        links.length === 0 ? desk.t("manage-no-links") : h("ul", { class: "plain-list" }, ...links.map((id) => linked(room, id, staff && doing("manage-unlink", () => changed({ unlink: id }, "unlinked", { other: id }))))),
        staff && h("div", {}, doing("manage-link", () => link(room, changed))),
      ),
      row(
        "manage-readers",
        desk.t(line.restricted ? "manage-restricted" : "manage-team"),
        people.length > 0 && h("div", { class: "soft" }, `${desk.t(line.restricted ? "manage-may-read" : "manage-have-read")} `, ...people.flatMap(({ alias }, at) => [at > 0 ? ", " : "", own(alias)])),
        ...guests.map(({ account, until }) => h("div", {}, desk.t("manage-guest-until", { alias: room.alias(account), at: times.at(until) }))),
        staff && h("div", { class: "acts" }, doing("manage-guest", () => guest(room, again)), lead && doing("manage-restrict", () => restrict(room, again)), lead && line.restricted && doing("manage-open", () => openToTeam(room, again))),
        ...former.map((one) => formerReaders(desk, room.id, one, async () => {
          room.forget();
          await again();
        })),
      ),
      row(
        "manage-expires",
        times.day(room.detail.expires),
        line.ending === true && h("div", { class: "hint" }, desk.t("manage-ending")),
        staff && lead && line.hold === undefined && h("div", {}, doing("hold-ask", () => askHold(room, changed))),
      ),
    ),
    staff && outside(room, lead, (id) => doing(id, () => share(room, again))),
  );
}

/** Handing parts outside: offered where the reporter allowed it; else only to a lead, beside the words that say so. */
function outside(room: Room, lead: boolean, doing: (id: string) => HTMLElement): HTMLElement {
  if (mayBePassedOn(room)) return h("div", { class: "acts" }, doing("manage-share"));
  return h("div", {}, h("p", { class: "hint" }, room.desk.t("share-not-agreed")), lead && h("div", { class: "acts" }, doing("manage-share-without")));
}

function linked(room: Room, id: string, unlink: Child): HTMLElement {
  const other = shelfOf(room.desk).lines.get(id);
  return h("li", {}, h("a", { href: `#case/${id}` }, other?.number ?? room.desk.t("manage-linked-elsewhere")), " ", unlink);
}

export type Changed = (change: Parameters<Room["change"]>[0], action: string, details?: Record<string, string>) => Promise<void>;

async function changeStatus(room: Room, changed: Changed): Promise<void> {
  const { desk } = room;
  await dialog<true>(desk.t("status-title"), (done) => {
    const status = field(desk.t("manage-status"), h("select", {}, ...next(room.detail.line.status).map((value) => h("option", { value }, desk.t(`case-status-${value}`)))));
    const reason = field(desk.t("status-reason"), h("select", {}, h("option", { value: "" }, desk.t("status-reason-choose")), ...REASONS.map((value) => h("option", { value }, desk.t(`case-reason-${value}`)))), desk.t("status-reason-hint"));
    const show = (): void => void (reason.node.hidden = status.control.value !== "closed");
    status.control.addEventListener("change", show);
    show();
    const send = async (): Promise<void> => {
      const value = status.control.value as Status;
      if (value !== "closed") await changed({ status: value }, "status", { status: value });
      else {
        const why = reason.control.value as Reason | "";
        if (why === "") return reason.fault(desk.t("status-reason-choose"));
        await changed({ status: value, reason: why }, "status", { status: value, reason: why });
      }
      done(true);
    };
    return [form([status.node, reason.node], desk.t("manage-save"), send, desk.problem, [button(desk.t("case-no"), () => done())])];
  });
}

async function assign(room: Room, changed: Changed): Promise<void> {
  const { desk } = room;
  const to = await chooseColleague(desk, desk.t("assign-title"), desk.t("assign-yes"), [], [room.notMyCommunity() && communityWarning(desk)]);
  if (to) await changed({ assignee: to.account }, "assigned", { to: to.account });
}

/** Raising is done at once; lowering waits for a colleague, and its reason stands in a note. */
async function changeUrgency(room: Room, changed: Changed): Promise<void> {
  const { desk } = room;
  const now = room.detail.line.urgency;
  await dialog<true>(desk.t("urgency-title"), (done) => {
    const level = field(desk.t("manage-urgency"), h("select", {}, ...LEVELS.map((value) => h("option", { value, selected: value === now }, desk.t(`case-level-${value}`)))));
    const why = area(desk.t("urgency-why"), {}, desk.t("urgency-why-hint"));
    const lowers = (): boolean => LEVELS.indexOf(level.control.value as Level) < LEVELS.indexOf(now);
    const show = (): void => void (why.node.hidden = !lowers());
    level.control.addEventListener("change", show);
    show();
    const send = async (): Promise<void> => {
      const urgency = level.control.value as Level;
      if (urgency === now) return done();
      if (!lowers()) await changed({ urgency }, "raised", { urgency });
      else {
        const text = why.control.value.trim();
        if (text === "") return why.fault(desk.t("urgency-why-empty"));
        await room.note("lowered", text);
        await room.load();
        await changed({ urgency }, "lowered", { urgency });
      }
      done(true);
    };
    return [form([level.node, why.node], desk.t("manage-save"), send, desk.problem, [button(desk.t("case-no"), () => done())])];
  });
}

/** A lowered urgency that somebody else must look at. */
export function lowered(room: Room, again: Again): HTMLElement | false {
  const { desk } = room;
  const waiting = room.detail.lowered;
  if (!waiting) return false;
  const mine = waiting.by === desk.session.me?.account;
  const reason = room.open.notes.filter(({ about }) => about === "lowered").pop();
  const doing = (id: string, change: Parameters<Room["change"]>[0], action: string, details: Record<string, string>): HTMLButtonElement =>
    act(desk.t(id), async () => {
      await room.change(change, action, details);
      await again();
    }, (thrown) => desk.say(desk.problem(thrown), "bad"));
  return h(
    "section",
    { class: "warn", "aria-labelledby": "lowered" },
    h("h2", { id: "lowered" }, desk.t("lowered-title")),
    h("p", {}, desk.t("lowered-text", { alias: room.alias(waiting.by), from: desk.t(`case-level-${waiting.from}`), to: desk.t(`case-level-${waiting.to}`) })),
    reason && h("blockquote", {}, own(reason.text)),
    mine ? h("p", { class: "hint" }, desk.t("lowered-mine")) : h("div", { class: "acts" }, doing("lowered-confirm", { confirm_lowered: true }, "lowering_confirmed", { urgency: waiting.to }), doing("lowered-refuse", { urgency: waiting.from }, "raised", { urgency: waiting.from })),
  );
}

async function changeLabels(room: Room, again: Again): Promise<void> {
  const { desk } = room;
  await dialog<true>(desk.t("labels-title"), (done) => {
    const known = shelfOf(desk).allLabels();
    const suggestions = h("datalist", { id: "known-labels" }, ...known.map((label) => h("option", { value: label })));
    const words = line(desk.t("labels-field"), { value: room.open.labels.join(", "), list: "known-labels", dir: "auto" }, desk.t("labels-hint"));
    const send = async (): Promise<void> => {
      const labels = [...new Set(words.control.value.split(/[,،，、;]/u).map((label) => label.trim().slice(0, 40)).filter((label) => label !== ""))].slice(0, 12);
      await room.part(await desk.ask("labels", { case: room.id, author: room.me(), labels }), "labelled");
      await room.load();
      await room.summarise();
      done(true);
      desk.say(desk.t("manage-done"));
      await again();
    };
    return [form([words.node, suggestions], desk.t("manage-save"), send, desk.problem, [button(desk.t("case-no"), () => done())])];
  });
}

async function changeContact(room: Room, changed: Changed): Promise<void> {
  const { desk } = room;
  const now = room.detail.line.next_contact;
  await dialog<true>(desk.t("contact-title"), (done) => {
    const at = field(desk.t("manage-contact"), h("input", { type: "date", value: now === undefined ? "" : dayOf(now) }), desk.t("contact-hint"));
    const send = async (): Promise<void> => {
      const value = at.control.value === "" ? null : Math.floor(Date.parse(`${at.control.value}T00:00:00Z`) / 1000);
      if (value !== null && !Number.isSafeInteger(value)) return at.fault(desk.t("contact-wrong"));
      await changed({ next_contact: value }, "next_contact", { day: value === null ? "none" : dayOf(value) });
      done(true);
    };
    return [form([at.node], desk.t("manage-save"), send, desk.problem, [button(desk.t("case-no"), () => done())])];
  });
}

/** A day as the field of the browser takes it. Days are kept, not times: they are the same for everybody. */
function dayOf(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10);
}

async function link(room: Room, changed: Changed): Promise<void> {
  const { desk } = room;
  await dialog<true>(desk.t("link-title"), (done) => {
    const number = line(desk.t("link-number"), { inputmode: "numeric", dir: "ltr" }, desk.t("link-hint"));
    const send = async (): Promise<void> => {
      const typed = number.control.value.replace(/[^0-9]/g, "");
      const other = [...shelfOf(desk).lines.values()].find((one) => one.id !== room.id && one.number.replace(/[^0-9]/g, "") === typed);
      if (!other) return number.fault(desk.t("link-unknown"));
      await changed({ link: other.id }, "linked", { other: other.id });
      done(true);
    };
    return [h("p", {}, desk.t("link-text")), form([number.node], desk.t("link-yes"), send, desk.problem, [button(desk.t("case-no"), () => done())])];
  });
}

async function restrict(room: Room, again: Again): Promise<void> {
  const { desk } = room;
  const me = desk.session.me?.account;
  const people = (await members(desk)).filter(({ roles, granted }) => granted && (roles.includes("caseworker") || roles.includes("lead")));
  await dialog<true>(desk.t("restrict-title"), (done) => {
    const ticks = people.map((member) => ({ member, ...tick(member.account === me ? desk.t("restrict-me", { alias: member.alias }) : own(member.alias), { checked: member.account === me, disabled: member.account === me }) }));
    const send = async (): Promise<void> => {
      const chosen = ticks.filter(({ control }) => control.checked).map(({ member }) => member);
      if (chosen.length < 2 && !(await sure(desk.t("restrict-alone-title"), [desk.t("restrict-alone")], desk.t("restrict-alone-yes"), desk.t("case-no"), true))) return;
      await regrant(room, chosen, "restricted");
      done(true);
      desk.say(desk.t("restrict-done", { count: chosen.length }));
      await again();
    };
    return [
      ...desk.texts.lines("restrict-text").map((text) => h("p", {}, text)),
      room.notMyCommunity() && communityWarning(desk),
      form([h("fieldset", {}, h("legend", {}, desk.t("restrict-who")), ...ticks.map(({ node }) => node))], desk.t("restrict-yes"), send, desk.problem, [button(desk.t("case-no"), () => done())]),
    ];
  });
}

async function openToTeam(room: Room, again: Again): Promise<void> {
  const { desk } = room;
  if (room.notMyCommunity() && !(await sure(desk.t("case-not-community-title"), [desk.t("case-not-community")], desk.t("manage-open"), desk.t("case-no"), true))) return;
  await regrant(room, [], "opened_to_team");
  desk.say(desk.t("manage-done"));
  await again();
}

/** New grants and a new staff identity; what colleagues had written is sealed on to it by the worker. */
async function regrant(room: Room, to: readonly Member[], action: "restricted" | "opened_to_team"): Promise<void> {
  const { desk } = room;
  const made = await desk.ask("grants", { case: room.id, author: room.me(), to: to.map(({ account, recipient }) => ({ to: account, recipient })), fresh: true });
  await desk.api.change(`cases/${room.id}/grants`, { version: room.detail.version, to: to.map(({ account }) => account), ...made }, room.act(action, { people: String(to.length), named: many(to.map(({ account }) => account)) }));
  room.forget();
  await room.load();
  await room.summarise();
}

// The page of one case.
import type { Kit } from "../../page/kit.ts";
import { ageOf, flags, languageName, urgency } from "../inbox/line.ts";
import { shelfOf } from "../inbox/shelf.ts";
import { Refused } from "../ui/api.ts";
import { attend, fill, h, own } from "../ui/dom.ts";
import { act } from "../ui/form.ts";
import { watchKeys } from "../ui/keys.ts";
import type { Desk, Parting, Place, View } from "../ui/view.ts";
import { answer, unsent } from "./answer.ts";
import { files } from "./files.ts";
import { formerReaders } from "./former.ts";
import { hold } from "./hold.ts";
import { lowered, manage } from "./manage.ts";
import { notes } from "./notes.ts";
import { communityWarning } from "./people.ts";
import { warnings, why } from "./reasons.ts";
import { Room } from "./room.ts";
import { conversation } from "./said.ts";
import { timeline } from "./timeline.ts";
import { kitOf } from "./words.ts";
import { sealOn } from "../views/sealing_on.ts";

export const casePlace: Place = {
  name: "case",
  roles: ["caseworker", "lead", "interpreter"],
  keys: true,
  open: (desk, id) => new CaseView(desk, id),
};

class CaseView implements View {
  readonly title: string;
  #room: Room | undefined;
  #main: HTMLElement | undefined;
  #kit: Kit | undefined;
  #ends: (() => void)[] = [];
  readonly #news = h("div", { hidden: true });

  constructor(
    private readonly desk: Desk,
    private readonly id: string,
  ) {
    const known = shelfOf(desk).lines.get(id)?.number;
    this.title = known === undefined ? desk.t("case-title-plain") : desk.t("case-title", { number: known });
  }

  async render(main: HTMLElement): Promise<void> {
    const { desk, id } = this;
    this.#main = main;
    if (!/^[0-9a-f]{32}$/.test(id)) {
      fill(main, back(desk), h("h1", {}, desk.t("case-none")), h("p", {}, desk.t("case-none-text")));
      return;
    }
    fill(main, back(desk), h("h1", {}, this.title), h("p", { class: "soft", role: "status" }, desk.t("case-opening")));
    const room = new Room(desk, id);
    const shelf = shelfOf(desk);
    try {
      // The list knows colleagues, numbers of linked cases and labels: whoever came by a link has none of it yet.
      const [kit] = await Promise.all([kitOf(desk), room.load(), shelf.heardAt === 0 ? shelf.load() : undefined]);
      this.#kit = kit;
    } catch (thrown) {
      main.querySelector("[role=status]")?.remove();
      const former = shelf.lines.get(id)?.former;
      // Closed to this lead, who could read it before.
      if (former && thrown instanceof Refused && thrown.fault === "forbidden") {
        fill(main, back(desk), h("h1", {}, desk.t("former-closed")), ...desk.texts.lines("former-closed-text").map((text) => h("p", {}, text)), formerReaders(desk, id, former, async () => {
          await shelf.load();
          await this.render(main);
        }));
        return;
      }
      throw thrown;
    }
    // Somebody went elsewhere, or it was locked, while it opened.
    if (this.#main !== main) return;
    this.#room = room;
    this.#draw();
    // Half a word in the answer's field is worth a look when somebody comes back.
    if (unsent(room)) desk.say(desk.t("answer-kept"));
    const to = (selector: string) => (): void => {
      const target = main.querySelector<HTMLElement>(selector);
      target?.scrollIntoView({ block: "center" });
      target?.focus({ preventScroll: true });
    };
    this.#ends.push(
      shelf.on((heard) => {
        if (heard.kind === "lines") this.#compare();
      }),
      watchKeys({
        t: to(".call button"),
        a: to("[aria-labelledby=answer] .composer textarea"),
        n: to("[aria-labelledby=notes] form textarea"),
        u: () => desk.router.go("#inbox"),
      }),
    );
    // Nobody waits for this: the page is there.
    void room.seen().catch(() => undefined);
  }

  leave(_parting: Parting): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#room = undefined;
    this.#main = undefined;
  }

  /** What is typed stays in the page when somebody goes to the list and comes back; only leaving the desk would lose it. */
  unsaved(): boolean {
    return false;
  }

  /** Everything again, from the server: after a change of ours. The focus stays where the person was. */
  readonly #again = async (): Promise<void> => {
    const room = this.#room;
    if (!room) return;
    const focus = document.activeElement?.closest("section")?.getAttribute("aria-labelledby");
    const scroll = scrollY;
    await room.load();
    if (this.#room !== room) return;
    this.#draw();
    scrollTo(0, scroll);
    // What was pressed may be gone, as the button of a call that was taken.
    const heading = (focus === null || focus === undefined ? null : document.getElementById(focus)) ?? this.#main?.querySelector<HTMLElement>("h1");
    if (heading && !document.querySelector("dialog[open]")) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  };

  /** The list heard of something that stands not here yet. */
  #compare(): void {
    const line = shelfOf(this.desk).lines.get(this.id);
    const room = this.#room;
    if (!line || !room || (line.version <= room.detail.version && line.messages <= room.detail.line.messages)) return;
    if (!this.#news.hidden) return;
    const look = act(this.desk.t("case-look"), this.#again, (thrown) => this.desk.say(this.desk.problem(thrown), "bad"), { class: "small" });
    this.#news.hidden = false;
    this.#news.className = "note";
    fill(this.#news, h("p", { role: "status" }, this.desk.t(line.messages > room.detail.line.messages ? "case-more-came" : "case-changed")), look);
  }

  #draw(): void {
    const room = this.#room;
    const main = this.#main;
    if (!room || !main) return;
    const { desk } = this;
    const { line } = room.detail;
    this.#news.hidden = true;
    fill(
      main,
      back(desk),
      h(
        "div",
        { class: "case-head" },
        h("h1", {}, desk.t("case-title", { number: line.number })),
        h("p", { class: "line-head" }, urgency(desk, line), h("span", {}, ageOf(desk, line.last)), h("span", {}, desk.t(`case-status-${line.status}`)), h("span", {}, languageName(desk, line.language)), line.assignee !== undefined && own(room.alias(line.assignee))),
        h("p", { class: "line-flags" }, ...flags(desk, line).filter((flag) => flag !== "unread").map((flag) => h("span", { class: `flag ${flag}` }, desk.t(`inbox-flag-${flag}`)))),
      ),
      this.#news,
      this.#call(room),
      warnings(room),
      this.#sealOn(room),
      room.notMyCommunity() && communityWarning(desk),
      line.practice === true && h("p", { class: "note" }, desk.t("case-practice")),
      line.withdrawn && h("p", { class: "warn" }, desk.t("case-withdrawn")),
      lowered(room, this.#again),
      hold(room, this.#again),
      h(
        "nav",
        { class: "jumps", "aria-label": desk.t("case-parts") },
        ...(["conversation", "files", "answer", "notes", "manage"] as const)
          .filter((part) => part !== "files" || [room.open.report, ...room.open.messages].some((said) => said.files.length > 0))
          .map((part) => jump(desk, part)),
      ),
      h(
        "div",
        { class: "case" },
        h("div", { class: "case-main" }, why(room, this.#kit), conversation(room, this.#kit, this.#again), files(room), answer(room, this.#again), notes(room, this.#again)),
        h("div", { class: "case-side" }, manage(room, this.#again), timeline(room)),
      ),
    );
  }

  /** What somebody put in place of the key for the newest team, mended by whoever has the true one. */
  #sealOn(room: Room): HTMLElement | false {
    const { desk } = this;
    if (!room.staff() || !room.open.warnings.some(({ code, values }) => code === "grant_mismatch" && values["why"] === "newest")) return false;
    const seal = act(
      desk.t("case-seal-on"),
      async () => {
        await sealOn(desk, room.detail);
        await this.#again();
      },
      (thrown) => desk.say(desk.problem(thrown), "bad"),
      { class: "main" },
    );
    return h("div", { class: "note" }, h("p", {}, desk.t("case-seal-on-why")), h("div", { class: "acts" }, seal));
  }

  #call(room: Room): HTMLElement | false {
    const { desk } = this;
    if (!room.detail.line.wakes || !room.staff()) return false;
    const take = act(
      desk.t("inbox-take-call"),
      async () => {
        await desk.api.change(`cases/${room.id}/acknowledge`, {}, room.act("acknowledged"));
        await this.#again();
      },
      (thrown) => desk.say(desk.problem(thrown), "bad"),
      { class: "main", "aria-label": desk.t("inbox-take-call-named", { number: room.detail.line.number }) },
    );
    return h("div", { class: "note call" }, h("p", {}, desk.t("case-rings")), h("div", { class: "acts" }, take));
  }
}

function back(desk: Desk): HTMLElement {
  return h("p", { class: "back" }, h("a", { href: "#inbox" }, desk.t("case-back")));
}

/** Addresses belong to the desk's pages, so parts of a page are reached by buttons. */
function jump(desk: Desk, part: string): HTMLElement {
  return h("button", { type: "button", class: "plain small", onclick: () => {
    const heading = document.getElementById(part);
    if (heading) {
      attend(heading);
      heading.scrollIntoView({ block: "start" });
    }
  } }, desk.t(`case-jump-${part}`));
}

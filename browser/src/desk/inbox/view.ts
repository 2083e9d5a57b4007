// The list of cases. Before the keys are open it shows what the server knows: at night on a phone that is enough to take a
// call or to pass it on.
import { handOver } from "../case/shift.ts";
import { chooseColleague } from "../case/people.ts";
import { act, once } from "../ui/form.ts";
import { button, fill, h } from "../ui/dom.ts";
import { many } from "../ui/api.ts";
import { sure } from "../ui/dialog.ts";
import { help, watchKeys } from "../ui/keys.ts";
import type { Desk, Parting, Place, View } from "../ui/view.ts";
import type { CaseLine } from "../wire.ts";
import { Filters } from "./filters.ts";
import { callCard, lineRow } from "./line.ts";
import { FIRST, compare, contactsDue, fits, narrowed, type Filter } from "./order.ts";
import { Rows } from "./rows.ts";
import { shelfOf, type Heard, type Shelf } from "./shelf.ts";

/** Most that are closed at once. */
const BULK = 500;
/** Calls that are shown above the list; more than that are a flood, and the list has them first anyway. */
const CALLS = 12;

/** What somebody had narrowed the list to, and where they stood in it: while the page lives. */
interface Before {
  filter: Filter;
  query: string;
  scroll: number;
  focus: string | undefined;
}
const before = new WeakMap<Desk, Before>();

export const inboxPlace: Place = {
  name: "inbox",
  label: "inbox-title",
  roles: ["caseworker", "lead", "interpreter"],
  keys: false,
  open: (desk) => new InboxView(desk),
};

class InboxView implements View {
  readonly title: string;
  readonly #shelf: Shelf;
  readonly #chosen = new Set<string>();
  readonly #ends: (() => void)[] = [];
  readonly #count = h("p", { class: "soft", role: "status" });
  readonly #empty = h("div", { class: "empty", hidden: true });
  readonly #locked = h("div", { class: "note", hidden: true });
  readonly #bulk = h("div", { class: "bulk", role: "group", hidden: true });
  readonly #calls = h("section", { class: "calls", hidden: true });
  readonly #contacts = h("p", { hidden: true });
  #rows!: Rows<CaseLine>;
  #filters!: Filters;
  #due = false;

  constructor(private readonly desk: Desk) {
    this.title = desk.t("inbox-title");
    this.#shelf = shelfOf(desk);
    if (!before.has(desk)) {
      before.set(desk, { filter: { ...FIRST }, query: "", scroll: 0, focus: undefined });
      // What somebody searched for is as much theirs as what they found.
      desk.session.on((happened) => {
        const last = before.get(desk);
        if (last && (happened === "locked" || happened === "out")) before.set(desk, { ...last, query: "" });
      });
    }
  }

  async render(main: HTMLElement): Promise<void> {
    const { desk } = this;
    const kept = before.get(desk) ?? { filter: { ...FIRST }, query: "", scroll: 0, focus: undefined };
    this.#filters = new Filters(desk, this.#shelf, kept.filter, kept.query, () => this.#soon());
    this.#rows = new Rows(
      desk.t("inbox-list"),
      (line) => lineRow(desk, this.#shelf, line, this.#chosen, (id, yes) => this.#choose(id, yes)),
      (ids) => void this.#shelf.openFirst(ids),
    );
    const staff = desk.session.any("caseworker", "lead");
    this.#bulk.setAttribute("aria-label", desk.t("inbox-bulk"));
    fill(
      main,
      h("h1", {}, this.title),
      this.#calls,
      this.#contacts,
      this.#locked,
      h(
        "div",
        { class: "acts inbox-acts" },
        staff && h("a", { href: "#new", class: "button" }, desk.t("inbox-new")),
        staff && act(desk.t("inbox-handover"), () => handOver(desk), (thrown) => desk.say(desk.problem(thrown), "bad")),
        button(desk.t("inbox-keys"), () => void help(desk), { class: "plain keyboard" }),
      ),
      this.#filters.node,
      this.#count,
      this.#bulk,
      this.#rows.node,
      this.#empty,
    );
    fill(
      this.#locked,
      h("p", {}, desk.t("inbox-locked")),
      act(desk.t("inbox-unlock"), async () => void (await desk.ask("summaries", [])), (thrown) => desk.say(desk.problem(thrown), "bad")),
    );
    const moves = {
      next: (): void => this.#rows.focus(this.#rows.place(this.#rows.focused()) + 1),
      previous: (): void => this.#rows.focus(this.#rows.place(this.#rows.focused()) - 1),
    };
    this.#ends.push(
      this.#shelf.on((heard) => this.#heard(heard)),
      desk.session.on(() => this.#whole()),
      watchKeys({ j: moves.next, k: moves.previous, x: () => this.#chooseFocused(), "/": () => this.#filters.search.focus(), r: () => void this.#again() }, moves),
      () => this.#rows.end(),
    );
    this.#show();
    if (this.#shelf.heardAt === 0) this.#count.textContent = desk.t("inbox-loading");
    const restored = this.#shelf.complete;
    if (restored) this.#restore(kept);
    await this.#shelf.load();
    this.#show();
    if (!restored) this.#restore(kept);
  }

  leave(parting: Parting): void {
    for (const end of this.#ends) end();
    if (this.#filters) before.set(this.desk, { filter: this.#filters.filter, query: parting === "left" ? this.#filters.query : "", scroll: scrollY, focus: this.#rows.focused() });
  }

  #restore({ scroll, focus }: Before): void {
    if (scroll > 0) scrollTo(0, scroll);
    const place = this.#rows.place(focus);
    if (place >= 0) this.#rows.focus(place);
  }

  async #again(): Promise<void> {
    try {
      await this.#shelf.load();
      this.desk.say(this.desk.t("inbox-looked"));
    } catch (thrown) {
      this.desk.say(this.desk.problem(thrown), "bad");
    }
  }

  #heard(heard: Heard): void {
    if (heard.kind === "purged") this.#whole();
    else if (heard.kind === "summaries") {
      this.#rows.refresh();
      this.#soon();
    } else this.#soon();
  }

  #whole(): void {
    this.#rows.refresh();
    this.#soon();
  }

  /** Many things change together: the list is made once for all of them. */
  #soon(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#show();
    });
  }

  #show(): void {
    const { desk } = this;
    const { me, unlocked } = desk.session;
    if (!me || !this.#rows) return;
    const all = [...this.#shelf.lines.values()];
    const fitting = this.#shelf.index.matcher(unlocked ? this.#filters.query : "");
    const around = { me: me.account, now: desk.session.now(), labels: (id: string) => this.#shelf.labels(id) };
    const numbers = this.#filters.query.replace(/[^0-9]/g, "");
    const byNumber = numbers.length >= 4;
    const shown = all
      .filter((line) => fits(this.#filters.filter, line, around) && (fitting(line.id) || (byNumber && line.number.replace(/[^0-9]/g, "").includes(numbers))))
      .sort(compare);
    for (const id of [...this.#chosen]) if (!this.#shelf.lines.has(id)) this.#chosen.delete(id);
    this.#locked.hidden = unlocked !== undefined || all.length === 0;
    this.#filters.show();
    this.#rows.set(shown);
    this.#showCalls(all.filter((line) => line.wakes && line.status !== "closed").sort(compare));
    this.#showContacts(contactsDue(all, around));
    this.#showBulk();
    const counted = desk.t(shown.length === all.length ? "inbox-count" : "inbox-count-of", { count: shown.length, all: all.length });
    const old = Date.now() - this.#shelf.heardAt > 120_000 ? ` ${desk.t("inbox-old")}` : "";
    const text = this.#shelf.heardAt === 0 ? desk.t("inbox-loading") : counted + old;
    // Said again only when it differs: a status that repeats itself is noise.
    if (this.#count.textContent !== text) this.#count.textContent = text;
    this.#empty.hidden = shown.length > 0 || !this.#shelf.complete;
    if (!this.#empty.hidden) {
      const nothing = narrowed(this.#filters.filter) === 0 && this.#filters.query === "";
      fill(this.#empty, h("p", {}, desk.t(nothing ? "inbox-empty" : "inbox-empty-narrow")), nothing ? false : button(desk.t("inbox-all"), () => this.#filters.reset()));
    }
  }

  #showCalls(ringing: readonly CaseLine[]): void {
    const { desk } = this;
    const signature = ringing.map(({ id, version }) => `${id} ${version}`).join();
    this.#calls.hidden = ringing.length === 0;
    if (this.#calls.dataset["shown"] === signature) return;
    this.#calls.dataset["shown"] = signature;
    fill(
      this.#calls,
      h("h2", {}, desk.t("inbox-calls", { count: ringing.length })),
      h("ul", {}, ...ringing.slice(0, CALLS).map((line) => callCard(desk, line, () => this.#take(line), () => this.#pass(line)))),
    );
  }

  /** How many contacts are due, and the way to them. */
  #showContacts({ all, mine }: { all: number; mine: number }): void {
    const { desk } = this;
    this.#contacts.hidden = all === 0;
    const text = desk.t("inbox-contacts", { count: all, mine });
    if (this.#contacts.dataset["shown"] === text) return;
    this.#contacts.dataset["shown"] = text;
    fill(this.#contacts, text, " ", button(desk.t("inbox-contacts-show"), () => this.#filters.only("contact", "due"), { class: "plain" }));
  }

  async #take(line: CaseLine): Promise<void> {
    await answerCall(this.desk, `cases/${line.id}/acknowledge`, {}, { action: "acknowledged", subject: line.id });
    this.#shelf.changed({ ...line, wakes: false, status: line.status === "new" ? "acknowledged" : line.status });
    this.desk.say(this.desk.t("inbox-taken", { number: line.number }));
  }

  async #pass(line: CaseLine): Promise<void> {
    const to = await chooseColleague(this.desk, this.desk.t("inbox-pass-title"), this.desk.t("inbox-pass-call"), [this.desk.t("inbox-pass-text", { number: line.number })]);
    if (!to) return;
    await answerCall(this.desk, `cases/${line.id}/pass`, { to: to.account }, { action: "passed", subject: line.id, details: { to: to.account } });
    this.desk.say(this.desk.t("inbox-passed", { number: line.number, alias: to.alias }));
  }

  #choose(id: string, yes: boolean): void {
    if (yes) this.#chosen.add(id);
    else this.#chosen.delete(id);
    this.#showBulk();
  }

  #chooseFocused(): void {
    const id = this.#rows.focused();
    if (id === undefined) return;
    const box = this.#rows.node.querySelector<HTMLInputElement>(`li[data-id="${CSS.escape(id)}"] input`);
    if (!box) return;
    box.checked = !box.checked;
    this.#choose(id, box.checked);
  }

  #showBulk(): void {
    const { desk } = this;
    const count = this.#chosen.size;
    this.#bulk.hidden = count === 0;
    if (count === 0 || this.#bulk.dataset["count"] === String(count)) return;
    this.#bulk.dataset["count"] = String(count);
    const close = (id: string, reason: "spam" | "test"): HTMLButtonElement => {
      const made: HTMLButtonElement = button(desk.t(id), () => void once(made, () => this.#close(reason).catch((thrown: unknown) => desk.say(desk.problem(thrown), "bad"))));
      return made;
    };
    fill(
      this.#bulk,
      h("strong", {}, desk.t("inbox-chosen", { count })),
      close("inbox-close-spam", "spam"),
      close("inbox-close-test", "test"),
      button(desk.t("inbox-choose-none"), () => {
        this.#chosen.clear();
        this.#whole();
      }),
    );
  }

  async #close(reason: "spam" | "test"): Promise<void> {
    const { desk } = this;
    const lines = [...this.#chosen].flatMap((id) => this.#shelf.lines.get(id) ?? []).slice(0, BULK);
    const urgent = lines.filter(({ urgency }) => urgency === "critical").length;
    const text = [desk.t("inbox-bulk-text"), ...(urgent > 0 ? [desk.t("inbox-bulk-critical", { count: urgent })] : [])];
    if (!(await sure(desk.t(`inbox-bulk-${reason}`, { count: lines.length }), text, desk.t("inbox-bulk-yes"), desk.t("case-no"), true))) return;
    await desk.api.change("cases/bulk", { cases: lines.map(({ id, version }) => ({ id, version })), reason }, { action: "bulk_closed", subject: "", details: { count: String(lines.length), cases: many(lines.map(({ id }) => id)), reason } });
    this.#chosen.clear();
    await this.#shelf.load();
    this.#whole();
    desk.say(desk.t("inbox-bulk-done", { count: lines.length }));
  }
}

/** Taking and passing a call work from a locked page: then the service signs for it. */
async function answerCall(desk: Desk, path: string, body: object, act: { action: string; subject: string; details?: Record<string, string> }): Promise<void> {
  if (desk.session.unlocked) await desk.api.change(path, body, act);
  else await desk.api.post(path, body);
}

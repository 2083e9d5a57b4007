// The audit log: fetched in pages, checked by the worker entry by entry, and said in sentences.
import type { AuditLine } from "../errands.ts";
import { WorkerRefused } from "../office.ts";
import { Refused } from "../ui/api.ts";
import { fill, h, own } from "../ui/dom.ts";
import { act, field } from "../ui/form.ts";
import { Memory, shelf } from "../ui/memory.ts";
import type { Desk, View } from "../ui/view.ts";
import type { AuditPage, Head, LogEntry, Overview, Team } from "../wire.ts";

/** So many lines at a time. */
const SHOWN = 200;
/** Entries that the server gives at once. */
const PAGE = 500;
/** Acts whose subject is a person; that of any other is a case. */
const OF_ACCOUNTS: ReadonlySet<string> = new Set([
  ...["enrolled", "signed_in_by_kit", "confirmed_by_kit", "invited", "reinvited", "roles", "disabled"],
  ...["device_added", "device_revoked", "passphrase_set", "kit_set", "granted", "handover"],
]);
const EMPTY: Head = { seq: 0, hash: "0".repeat(64) };

export class LogView implements View {
  readonly title: string;
  #left = false;
  #lines: AuditLine[] = [];
  #service = "";
  #aliasOf = new Map<string, string>();
  #most = SHOWN;
  /** Entries that are none of this person's business. */
  #hidden = 0;
  /** What stands before the oldest line that is here. */
  #first: Head = EMPTY;
  readonly #troubles = h("div", {});
  readonly #state = h("div", { role: "status" });
  readonly #list = h("ul", { class: "rows" });
  readonly #more: HTMLButtonElement;
  readonly #who: HTMLSelectElement;
  readonly #what: HTMLSelectElement;
  readonly #search: HTMLInputElement;

  constructor(private readonly desk: Desk) {
    const { t } = desk;
    this.title = t("desk-log");
    const changed = (): void => {
      this.#most = SHOWN;
      this.#show();
    };
    this.#who = h("select", { onchange: changed });
    this.#what = h("select", { onchange: changed });
    this.#search = h("input", { type: "search", autocomplete: "off", oninput: changed });
    this.#more = act(t("desk-log-more"), async () => {
      this.#most += SHOWN;
      if (this.#most > this.#lines.length) await this.#older();
      if (!this.#left) this.#ready();
    }, (thrown) => desk.say(desk.problem(thrown), "bad"));
  }

  async render(main: HTMLElement): Promise<void> {
    const { t } = this.desk;
    const filters = h("div", { class: "filters" }, field(t("desk-log-who"), this.#who).node, field(t("desk-log-what"), this.#what).node, field(t("desk-log-search"), this.#search).node);
    fill(this.#state, h("p", {}, t("desk-log-checking")));
    fill(main, h("h1", {}, this.title), h("p", {}, t("desk-log-why")), this.#troubles, this.#state, filters, this.#list, h("div", { class: "acts" }, this.#more));
    this.#more.hidden = true;
    await this.#names();
    await this.#read();
  }

  leave(): void {
    this.#left = true;
    this.#lines = [];
  }

  /** Names of actors: the team's, and everybody's for administrators. */
  async #names(): Promise<void> {
    const { api, session } = this.desk;
    if (session.me) this.#put(session.me.account, session.me.actor, session.me.alias);
    try {
      const { members } = await api.get<Team>("team");
      for (const { account, actor, alias } of members) this.#put(account, actor, alias);
    } catch (thrown) {
      if (!(thrown instanceof Refused && thrown.fault === "forbidden")) throw thrown;
    }
    if (!session.any("administrator")) return;
    const { people } = await api.get<Overview>("/admin/api/v1/overview");
    for (const { account, actor, alias } of people) this.#put(account, actor, alias);
  }

  #put(account: string, actor: string | undefined, alias: string): void {
    if (actor !== undefined) this.#aliasOf.set(actor, alias);
    this.#aliasOf.set(account, alias);
  }

  /** Whose key it is stands in the log too, where somebody sees no list of the team. */
  #learn(entries: readonly AuditLine[]): void {
    for (const { action, actor, subject, details } of entries) {
      const alias = this.#aliasOf.get(subject);
      if (action === "enrolled" && actor === this.#service && details["actor"] !== undefined && alias !== undefined) this.#aliasOf.set(details["actor"], alias);
    }
  }

  /** Goes on from where an earlier visit ended; what stood there must stand there still. */
  async #read(): Promise<void> {
    const { t, api, session } = this.desk;
    const memory = new Memory(session.start.deployment, session.me?.session.shared ?? true, shelf());
    let from = memory.read().checked ?? EMPTY;
    let head = from;
    let remembers = true;
    try {
      for (;;) {
        const page = await api.get<AuditPage>(`audit?after=${head.seq}`);
        if (this.#left) return;
        this.#service = page.service;
        if (page.after?.hash !== head.hash) {
          if (head !== from || from === EMPTY) throw new WorkerRefused("audit", { seq: String(head.seq) });
          // Set back, or written anew: said, and then read as it is now. What was remembered stays, so that it is said the next time too.
          this.#trouble(t(page.after ? "desk-alarm-other-log" : "desk-alarm-shorter-log", { seq: head.seq, from: head.seq, to: page.head.seq }));
          [from, head, remembers] = [EMPTY, EMPTY, false];
          continue;
        }
        if (page.entries.length === 0) break;
        head = await this.#checked(page.entries, head);
        if (this.#left) return;
        if (remembers) memory.write({ ...memory.read(), checked: head });
        fill(this.#state, h("p", {}, t("desk-log-checked-so-far", { count: head.seq, all: page.head.seq })), h("progress", { max: page.head.seq, value: head.seq, "aria-label": t("desk-log-checking") }));
        if (head.seq >= page.head.seq) break;
      }
      this.#lines.reverse();
      this.#first = from;
      if (this.#lines.length < SHOWN) await this.#older();
    } catch (thrown) {
      if (!(thrown instanceof WorkerRefused && thrown.reason === "audit")) throw thrown;
      this.#trouble(t("desk-log-broken", { seq: Number(thrown.values["seq"] ?? head.seq + 1) }));
      fill(this.#state);
      this.#ready();
      return;
    }
    fill(
      this.#state,
      h("p", { class: "note good" }, head.seq === 0 ? t("desk-log-empty") : t("desk-log-checked", { count: head.seq })),
      from.seq > 0 && h("p", { class: "hint" }, t("desk-log-since", { seq: from.seq })),
      this.#hidden > 0 && h("p", { class: "hint" }, t("desk-log-hidden", { count: this.#hidden })),
      h("p", { class: "hint mono" }, own(`${head.seq}:${head.hash}`, { dir: "ltr" })),
    );
    this.#ready();
  }

  #actors(): string[] {
    return [...this.#aliasOf.keys(), this.#service].filter((key) => key.startsWith("tocsinpub"));
  }

  /** Checks a page that follows; where it ends. */
  async #checked(documents: LogEntry[], after: Head): Promise<Head> {
    const { head, entries, hidden } = await this.desk.ask("audit", { documents, after, actors: this.#actors() });
    this.#lines.push(...entries);
    this.#hidden += hidden;
    this.#learn(entries);
    return head;
  }

  /** What stands before the first line, a page of it: it must end with the entry that the first line names. */
  async #older(): Promise<void> {
    const to = this.#first;
    if (to.seq === 0) return;
    const seq = Math.max(0, to.seq - PAGE);
    const page = await this.desk.api.get<AuditPage>(`audit?after=${seq}`);
    const documents = page.entries.slice(0, to.seq - seq);
    const after = seq === 0 ? EMPTY : { seq, hash: "" };
    const { entries, hidden, before } = await this.desk.ask("audit", { documents, after, actors: this.#actors(), ...(to.hash === "" ? {} : { until: to }) });
    this.#first = { seq, hash: before };
    this.#lines.push(...entries.reverse());
    this.#hidden += hidden;
    this.#learn(entries);
  }

  #trouble(what: string): void {
    this.#troubles.append(h("div", { class: "note hostile", role: "alert" }, h("p", {}, h("strong", {}, what)), h("p", {}, this.desk.t("desk-alarm-hostile"))));
  }

  #ready(): void {
    const { t } = this.desk;
    const [who, what] = [this.#who.value, this.#what.value];
    const actors = [...new Set(this.#lines.map(({ actor }) => actor))];
    const actions = [...new Set(this.#lines.map(({ action }) => action))].map((action) => ({ action, label: this.#kind(action) }));
    fill(this.#who, h("option", { value: "" }, t("desk-log-everyone")), ...actors.map((actor) => h("option", { value: actor, selected: actor === who }, this.#name(actor))));
    fill(this.#what, h("option", { value: "" }, t("desk-log-everything")), ...actions.sort((a, b) => a.label.localeCompare(b.label)).map(({ action, label }) => h("option", { value: action, selected: action === what }, label)));
    this.#show();
  }

  #show(): void {
    const { t } = this.desk;
    const [who, what, text] = [this.#who.value, this.#what.value, this.#search.value.trim().toLowerCase()];
    const found = this.#lines.filter((one) => (who === "" || one.actor === who) && (what === "" || one.action === what) && (text === "" || this.#plain(one).includes(text)));
    fill(this.#list, found.slice(0, this.#most).map((one) => this.#row(one)));
    if (found.length === 0 && this.#lines.length > 0) fill(this.#list, h("li", {}, t("desk-log-none")));
    this.#more.hidden = found.length <= this.#most && this.#first.seq === 0;
  }

  #row(one: AuditLine): HTMLElement {
    const { t, times } = this.desk;
    const details = Object.entries(one.details).map(([name, value]) => `${name}: ${value}`).join(" · ");
    return h(
      "li",
      {},
      h("div", { class: "split" }, h("span", {}, this.#sentence(one), !one.known && h("span", {}, " ", h("span", { class: "pill wait" }, t("desk-log-unknown")))), h("span", { class: "hint" }, h("time", { datetime: new Date(one.at * 1000).toISOString() }, times.at(one.at)), ` · ${one.seq}`)),
      this.#subject(one),
      details !== "" && h("div", { class: "hint mono" }, own(details, { dir: "ltr" })),
    );
  }

  #sentence({ action, actor }: AuditLine): string {
    const { texts, t } = this.desk;
    const id = `desk-act-${action.replaceAll("_", "-")}`;
    return texts.has(id) ? t("desk-log-line", { who: this.#name(actor), what: t(id) }) : t("desk-log-line", { who: this.#name(actor), what: action });
  }

  #kind(action: string): string {
    const id = `desk-act-${action.replaceAll("_", "-")}`;
    return this.desk.texts.has(id) ? this.desk.t(id) : action;
  }

  #subject({ subject, action }: AuditLine): HTMLElement | undefined {
    if (subject === "") return undefined;
    const alias = this.#aliasOf.get(subject);
    if (alias !== undefined) return h("div", {}, own(alias));
    if (OF_ACCOUNTS.has(action)) return h("div", {}, this.desk.t("desk-log-account", { id: subject.slice(0, 8) }));
    const label = this.desk.t("desk-log-about", { id: subject.slice(0, 8) });
    return h("div", {}, this.desk.session.any("caseworker", "lead") ? h("a", { href: `#case/${subject}` }, label) : label);
  }

  #name(actor: string): string {
    const { t } = this.desk;
    if (actor === this.#service) return t("desk-log-server");
    return this.#aliasOf.get(actor) ?? t("desk-log-somebody", { key: actor.slice(-8) });
  }

  #plain(one: AuditLine): string {
    return [this.#sentence(one), one.subject, this.#aliasOf.get(one.subject) ?? "", ...Object.values(one.details)].join(" ").toLowerCase();
  }
}

// The audit log: fetched in pages, checked by the worker entry by entry, and said in sentences.
import type { AuditLine } from "../errands.ts";
import { WorkerRefused } from "../office.ts";
import { Refused } from "../ui/api.ts";
import { button, fill, h, own } from "../ui/dom.ts";
import { field } from "../ui/form.ts";
import type { AuditPage } from "../ui/notices.ts";
import type { Desk, View } from "../ui/view.ts";
import type { Head, Team } from "../wire.ts";

/** So many lines at a time. */
const SHOWN = 200;
const EMPTY: Head = { seq: 0, hash: "0".repeat(64) };

export class LogView implements View {
  readonly title: string;
  #left = false;
  #lines: AuditLine[] = [];
  #service = "";
  #aliasOf = new Map<string, string>();
  #most = SHOWN;
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
    this.#more = button(t("desk-log-more"), () => {
      this.#most += SHOWN;
      this.#show();
    });
  }

  async render(main: HTMLElement): Promise<void> {
    const { t } = this.desk;
    const filters = h("div", { class: "filters" }, field(t("desk-log-who"), this.#who).node, field(t("desk-log-what"), this.#what).node, field(t("desk-log-search"), this.#search).node);
    fill(this.#state, h("p", {}, t("desk-log-checking")));
    fill(main, h("h1", {}, this.title), h("p", {}, t("desk-log-why")), this.#state, filters, this.#list, h("div", { class: "acts" }, this.#more));
    this.#more.hidden = true;
    await this.#names();
    await this.#read();
  }

  leave(): void {
    this.#left = true;
    this.#lines = [];
  }

  /** Names of actors. Administrators alone see no list of the team: then keys stand for names. */
  async #names(): Promise<void> {
    const { api, session } = this.desk;
    if (session.me) this.#put(session.me.account, session.me.actor, session.me.alias);
    try {
      const { members } = await api.get<Team>("team");
      for (const { account, actor, alias } of members) this.#put(account, actor, alias);
    } catch (thrown) {
      if (!(thrown instanceof Refused && thrown.fault === "forbidden")) throw thrown;
    }
  }

  #put(account: string, actor: string, alias: string): void {
    this.#aliasOf.set(actor, alias);
    this.#aliasOf.set(account, alias);
  }

  /** Whose key it is stands in the log too, where somebody sees no list of the team. */
  #learn(entries: readonly AuditLine[]): void {
    for (const { action, actor, subject, details } of entries) {
      const alias = this.#aliasOf.get(subject);
      if (action === "enrolled" && actor === this.#service && details["actor"] !== undefined && alias !== undefined) this.#aliasOf.set(details["actor"], alias);
    }
  }

  async #read(): Promise<void> {
    const { t, api } = this.desk;
    let head = EMPTY;
    try {
      for (;;) {
        const page = await api.get<AuditPage>(`audit?after=${head.seq}`);
        this.#service = page.service;
        if (page.entries.length === 0) break;
        const actors = [...this.#aliasOf.keys(), page.service].filter((key) => key.startsWith("tocsinpub"));
        const checked = await this.desk.ask("audit", { documents: page.entries, after: head, actors });
        if (this.#left) return;
        head = checked.head;
        this.#lines.push(...checked.entries);
        this.#learn(checked.entries);
        fill(this.#state, h("p", {}, t("desk-log-checked-so-far", { count: head.seq, all: page.head.seq })), h("progress", { max: page.head.seq, value: head.seq, "aria-label": t("desk-log-checking") }));
        if (head.seq >= page.head.seq) break;
      }
    } catch (thrown) {
      if (!(thrown instanceof WorkerRefused && thrown.reason === "audit")) throw thrown;
      fill(this.#state, h("div", { class: "note hostile", role: "alert" }, h("p", {}, h("strong", {}, t("desk-log-broken", { seq: Number(thrown.values["seq"] ?? head.seq + 1) }))), h("p", {}, t("desk-alarm-hostile"))));
      this.#ready();
      return;
    }
    fill(this.#state, h("p", { class: "note good" }, this.#lines.length === 0 ? t("desk-log-empty") : t("desk-log-checked", { count: head.seq })), h("p", { class: "hint mono" }, own(`${head.seq}:${head.hash}`, { dir: "ltr" })));
    this.#ready();
  }

  #ready(): void {
    const { t } = this.desk;
    this.#lines.reverse();
    const actors = [...new Set(this.#lines.map(({ actor }) => actor))];
    const actions = [...new Set(this.#lines.map(({ action }) => action))].map((action) => ({ action, label: this.#kind(action) }));
    fill(this.#who, h("option", { value: "" }, t("desk-log-everyone")), ...actors.map((actor) => h("option", { value: actor }, this.#name(actor))));
    fill(this.#what, h("option", { value: "" }, t("desk-log-everything")), ...actions.sort((a, b) => a.label.localeCompare(b.label)).map(({ action, label }) => h("option", { value: action }, label)));
    this.#show();
  }

  #show(): void {
    const { t } = this.desk;
    const [who, what, text] = [this.#who.value, this.#what.value, this.#search.value.trim().toLowerCase()];
    const found = this.#lines.filter((one) => (who === "" || one.actor === who) && (what === "" || one.action === what) && (text === "" || this.#plain(one).includes(text)));
    fill(this.#list, found.slice(0, this.#most).map((one) => this.#row(one)));
    if (found.length === 0 && this.#lines.length > 0) fill(this.#list, h("li", {}, t("desk-log-none")));
    this.#more.hidden = found.length <= this.#most;
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

  #subject({ subject }: AuditLine): HTMLElement | undefined {
    if (subject === "") return undefined;
    const alias = this.#aliasOf.get(subject);
    if (alias !== undefined) return h("div", {}, own(alias));
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

// Administration: people, keys, mail, storage. No case, no content.
import { hex } from "../../lib/bytes.ts";
import { dialog, sure } from "../ui/dialog.ts";
import { type Child, attend, button, fill, h, own } from "../ui/dom.ts";
import { act, form, line, once, tick } from "../ui/form.ts";
import type { Desk, Parting, View } from "../ui/view.ts";
import type { Overview, Role } from "../wire.ts";

const ROLES: readonly Role[] = ["caseworker", "lead", "administrator", "interpreter"];
type Person = Overview["people"][number];
/** Where a lock leaves what was typed. */
const KEPT = "admin-invite";
interface Typed { alias: string; email: string; roles: Role[] }
interface Link { link_token: string; until: number }

export class AdminView implements View {
  readonly title: string;
  #main!: HTMLElement;
  #left = false;
  #all: readonly Person[] = [];
  /** What stands in the form for inviting, if anything. */
  #typed: (() => Typed | undefined) | undefined;
  /** Puts what a lock kept back into the form, once the keys are open. */
  #restore: (() => void) | undefined;
  #unwatch: (() => void) | undefined;

  constructor(private readonly desk: Desk) {
    this.title = desk.t("desk-admin");
  }

  async render(main: HTMLElement): Promise<void> {
    this.#main = main;
    const { t, api } = this.desk;
    fill(main, h("h1", {}, this.title), h("p", {}, t("desk-loading")));
    const overview = await api.get<Overview>("/admin/api/v1/overview");
    if (this.#left) return;
    this.#all = overview.people;
    fill(
      main,
      h("h1", { tabindex: "-1" }, this.title),
      h("p", { class: "soft" }, t("desk-admin-why")),
      this.#draft(overview),
      h("div", { class: "grid" }, h("div", {}, this.#people(overview), this.#invite()), h("div", {}, this.#health(overview))),
    );
  }

  leave(parting: Parting): void {
    this.#left = true;
    this.#unwatch?.();
    const typed = this.#typed?.();
    if (parting === "locked" && typed) this.desk.kept.set(KEPT, typed);
  }

  unsaved(): boolean {
    return this.#typed?.() !== undefined;
  }

  #bad = (thrown: unknown): void => this.desk.say(this.desk.problem(thrown), "bad");

  // Whoever has gone on meanwhile is on another page, which is not to be painted over.
  #again = async (): Promise<void> => {
    if (this.#left) return;
    await this.render(this.#main);
    attend(this.#main.querySelector("h1") ?? this.#main);
  };

  #draft({ draft }: Overview): HTMLElement | undefined {
    const { t, times } = this.desk;
    if (!draft) return undefined;
    return h(
      "section",
      { class: "note warn" },
      h("h2", {}, t("desk-draft", { epoch: String(draft.epoch) })),
      ...this.desk.texts.lines("desk-sign-roster", { at: times.at(draft.at) }).map((one) => h("p", {}, one)),
      h("code", { dir: "ltr" }, "tocsin roster draft"),
      h("code", { dir: "ltr" }, "tocsin roster sign --draft --key FILE"),
    );
  }

  #people({ people }: Overview): HTMLElement {
    const { t } = this.desk;
    return h("section", {}, h("h2", {}, t("desk-people")), people.length === 0 ? h("p", { class: "soft" }, t("desk-people-none")) : h("ul", { class: "rows" }, ...people.map((person) => this.#person(person))));
  }

  #person(person: Person): HTMLElement {
    const { t, session } = this.desk;
    const self = person.account === session.me?.account;
    const look = { enrolled: "ok", invited: "wait", added: "wait", disabled: "off" }[person.state];
    const link = t(person.state === "enrolled" || person.state === "disabled" ? "desk-person-reinvite" : "desk-person-invite");
    const reader = person.roles.includes("caseworker") || person.roles.includes("lead");
    return h(
      "li",
      {},
      h("div", { class: "split" }, h("strong", {}, own(person.alias), self ? ` (${t("desk-you").toLowerCase()})` : ""), h("span", { class: `pill ${look}` }, t(`desk-person-${person.state}`))),
      person.kit_used !== undefined && h("div", {}, h("span", { class: "pill off" }, t("desk-kit-used-by", { at: this.desk.times.at(person.kit_used) }))),
      h(
        "div",
        { class: "hint" },
        [person.roles.map((role) => t(`desk-role-${role}`)).join(", "), ...(reader && person.state === "enrolled" ? [t(person.granted ? "desk-member-reads" : "desk-member-waits")] : []), ...(person.on_call ? [t("desk-person-on-call")] : [])].filter((one) => one !== "").join(" · "),
      ),
      h(
        "div",
        { class: "acts" },
        person.state !== "disabled" && act(t("desk-person-roles"), () => this.#roles(person), this.#bad, { class: "small", "aria-label": t("desk-person-roles-named", { alias: person.alias }) }),
        !self && act(link, () => this.#reinvite(person), this.#bad, { class: "small", "aria-label": `${link}: ${person.alias}` }),
        !self && person.state !== "disabled" && act(t("desk-person-disable"), () => this.#disable(person), this.#bad, { class: "small danger", "aria-label": t("desk-person-disable-named", { alias: person.alias }) }),
      ),
    );
  }

  #invite(): HTMLElement {
    const { t, api, problem } = this.desk;
    const alias = line(t("desk-alias-new"), { maxlength: 60 }, t("desk-alias-new-hint"));
    const email = line(t("desk-email"), { type: "email", inputmode: "email", dir: "ltr", maxlength: 254 }, t("desk-email-hint"));
    const roles = this.#ticks(["caseworker"]);
    const again = (): void => {
      const kept = this.desk.kept.get(KEPT) as Typed | undefined;
      if (!kept || this.#left) return;
      this.desk.kept.delete(KEPT);
      alias.control.value = kept.alias;
      email.control.value = kept.email;
      roles.choose(kept.roles);
    };
    again();
    this.#unwatch ??= this.desk.session.on((happened) => {
      if (happened === "unlocked") this.#restore?.();
    });
    this.#restore = again;
    this.#typed = () => (alias.control.value + email.control.value === "" ? undefined : { alias: alias.control.value, email: email.control.value, roles: roles.chosen() });
    const send = async (): Promise<void> => {
      const chosen = roles.chosen();
      if (chosen.length === 0) return roles.fault(t("desk-roles-none"));
      const body = { alias: alias.control.value.trim(), email: email.control.value.trim(), roles: chosen, salt: hex(crypto.getRandomValues(new Uint8Array(16))) };
      const link = await api.change<Link>("/admin/api/v1/invite", body, { action: "invited", subject: "", details: { roles: chosen.join(",") } });
      alias.control.value = email.control.value = "";
      await this.#link(link, body.alias);
    };
    return h("section", { class: "card" }, h("h2", {}, t("desk-invite")), form([alias.node, email.node, roles.node], t("desk-invite-make"), send, problem));
  }

  #ticks(first: readonly Role[]): { node: HTMLElement; chosen: () => Role[]; choose: (roles: readonly Role[]) => void; fault: (text: string) => void } {
    const { t } = this.desk;
    const ticks = ROLES.map((role) => ({ role, ...tick([t(`desk-role-${role}`), h("span", { class: "hint" }, t(`desk-role-${role}-means`))], { checked: first.includes(role) }) }));
    const wrong = h("p", { class: "fault", role: "alert", hidden: true });
    const fault = (text: string): void => {
      fill(wrong, text);
      wrong.hidden = text === "";
    };
    const node = h("fieldset", { onchange: () => fault("") }, h("legend", {}, t("desk-roles")), wrong, ...ticks.map((one) => one.node));
    const choose = (roles: readonly Role[]): void => {
      for (const { role, control } of ticks) control.checked = roles.includes(role);
    };
    return { node, chosen: () => ticks.filter(({ control }) => control.checked).map(({ role }) => role), choose, fault };
  }

  /** The link is shown this once: the server keeps only a hash of it. */
  async #link({ link_token, until }: Link, alias: string): Promise<void> {
    const { t, times } = this.desk;
    const link = `${location.origin}/desk#invite=${link_token}`;
    await dialog(t("desk-link", { alias }), (done) => {
      const copied = h("p", { role: "status" });
      const copy = button(t("desk-copy"), () => void once(copy, async () => {
        try {
          await navigator.clipboard.writeText(link);
          fill(copied, t("desk-copied"));
        } catch {
          fill(copied, t("desk-copy-by-hand"));
        }
      }), { class: "main" });
      return [...this.desk.texts.lines("desk-link-why", { alias, until: times.at(until) }).map((one) => h("p", {}, one)), h("code", { dir: "ltr", tabindex: "0" }, link), copied, h("div", { class: "acts" }, copy, button(t("desk-close"), () => done()))];
    });
    await this.#again();
  }

  async #reinvite(person: Person): Promise<void> {
    const { t, api } = this.desk;
    const { alias, account, state } = person;
    const lost = state === "enrolled" || state === "disabled";
    if (lost && !(await sure(t("desk-person-reinvite-named", { alias }), [t("desk-reinvite-why", { alias })], t("desk-person-reinvite"), t("desk-cancel"), true))) return;
    await this.#link(await api.change<Link>("/admin/api/v1/reinvite", { account }, { action: "reinvited", subject: account }), alias);
  }

  async #roles(person: Person): Promise<void> {
    const { t, api, problem } = this.desk;
    const changed = await dialog<boolean>(t("desk-person-roles-named", { alias: person.alias }), (done) => {
      const roles = this.#ticks(person.roles);
      const send = async (): Promise<void> => {
        const chosen = roles.chosen();
        if (chosen.length === 0) return roles.fault(t("desk-roles-none"));
        if (!chosen.includes("lead") && this.#lastLead(person) && !(await sure(t("desk-last-lead-title"), [t("desk-last-lead")], t("desk-roles-set"), t("desk-cancel"), true))) return;
        await api.change("/admin/api/v1/roles", { account: person.account, roles: chosen }, { action: "roles", subject: person.account, details: { roles: chosen.join(",") } });
        done(true);
      };
      return [h("p", {}, t("desk-roles-why")), form([roles.node], t("desk-roles-set"), send, problem, [button(t("desk-cancel"), () => done())])];
    });
    if (changed !== true) return;
    this.desk.say(t("desk-roles-are-set"));
    await this.#again();
  }

  /** Whether nobody else leads: then nobody could give the team key or make a new team. */
  #lastLead({ account, roles }: Person): boolean {
    return roles.includes("lead") && !this.#all.some((other) => other.account !== account && other.state === "enrolled" && other.roles.includes("lead"));
  }

  async #disable(person: Person): Promise<void> {
    const { t, api } = this.desk;
    const { alias, account } = person;
    const why = [...this.desk.texts.lines("desk-disable-why", { alias }), ...(this.#lastLead(person) ? [t("desk-last-lead")] : [])];
    if (!(await sure(t("desk-person-disable-named", { alias }), why, t("desk-person-disable"), t("desk-cancel"), true))) return;
    await api.change("/admin/api/v1/disable", { account }, { action: "disabled", subject: account });
    this.desk.say(t("desk-disabled", { alias }));
    await this.#again();
  }

  #health({ roster, mail, keys, storage, backup, retention, form_open }: Overview): HTMLElement {
    const { t, times, session } = this.desk;
    const pill = (good: boolean, text: string): HTMLElement => h("span", { class: `pill ${good ? "ok" : "off"}` }, text);
    const rows = (...pairs: readonly (readonly [string, Child])[]): HTMLElement => h("dl", {}, ...pairs.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
    const now = session.now();
    const old = backup.at === null || now - backup.at > 8 * 86_400;
    return h(
      "div",
      {},
      h("section", { class: "card" }, h("h2", {}, t("desk-service")), rows(
        [t("desk-form"), pill(form_open, t(form_open ? "desk-form-open" : "desk-form-closed"))],
        [t("desk-roster"), roster ? [t("desk-roster-line", { epoch: String(roster.epoch), day: times.day(roster.expires) }), " ", pill(roster.state === "current", this.#word(`desk-roster-state-${roster.state}`, roster.state))] : pill(false, t("desk-roster-none"))],
        [t("desk-backup"), backup.at === null ? pill(false, t("desk-backup-never")) : [times.ago(backup.at, now), " ", pill(!old && backup.verified, t(old ? "desk-backup-old" : backup.verified ? "desk-backup-verified" : "desk-backup-unverified"))]],
      )),
      h("section", { class: "card" }, h("h2", {}, t("desk-mail")), rows(
        [t("desk-mail-last"), mail.last_sent === null ? t("desk-never") : times.ago(mail.last_sent, now)],
        [t("desk-mail-waiting"), mail.waiting],
        [t("desk-mail-dead"), [mail.dead, " ", mail.dead > 0 ? pill(false, t("desk-mail-dead-do")) : undefined]],
      )),
      h("section", { class: "card" }, h("h2", {}, t("desk-storage")), rows(
        [t("desk-cases"), storage.cases.toLocaleString(this.desk.texts.language)],
        [t("desk-files"), `${storage.blobs.toLocaleString(this.desk.texts.language)} · ${this.#bytes(storage.bytes)}`],
        [t("desk-free"), storage.free === null ? t("desk-unknown") : this.#bytes(storage.free)],
        [t("desk-retention"), t("desk-retention-line", { days: retention.case_days })],
        [t("desk-retention-grace"), t("desk-retention-line", { days: retention.grace_days })],
        [t("desk-retention-ending"), retention.ending],
        [t("desk-retention-held"), retention.held],
        [t("desk-retention-wishes"), retention.wishes],
        [t("desk-retention-next"), retention.next === null ? t("desk-none") : times.day(retention.next)],
      )),
      h("section", { class: "card" }, h("h2", {}, t("desk-keys")), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("desk-keys") }, h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ...["desk-key", "desk-key-protects", "desk-key-age", "desk-key-rows", "desk-key-state"].map((id) => h("th", { scope: "col" }, t(id))))),
        h("tbody", {}, ...keys.map((key) => h("tr", {}, h("td", { class: "mono" }, own(key.id)), h("td", {}, own(key.protects)), h("td", {}, t("desk-days", { count: key.age_days })), h("td", {}, key.rows.toLocaleString(this.desk.texts.language)), h("td", {}, own(key.state))))),
      ))),
    );
  }

  /** A text, or the machine's word for it where there is none. */
  #word(id: string, word: string): string {
    return this.desk.texts.has(id) ? this.desk.t(id) : word;
  }

  #bytes(bytes: number): string {
    const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
    let at = 0;
    while (bytes >= 1000 && at < units.length - 1) {
      bytes /= 1000;
      at++;
    }
    return new Intl.NumberFormat(this.desk.texts.language, { style: "unit", unit: units[at] ?? "byte", maximumSignificantDigits: 3 }).format(bytes);
  }
}

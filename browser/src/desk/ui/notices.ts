// Banners above every page: what must not be overlooked. Kept until it is confirmed.
import type { AuditLine } from "../errands.ts";
import { WorkerRefused } from "../office.ts";
import type { AuditPage, Head } from "../wire.ts";
import type { App } from "./app.ts";
import { type Child, button, fill, h, own } from "./dom.ts";
import { act } from "./form.ts";
import { grouped } from "./fingerprint.ts";
import { type Alarm, Memory, alarms, shelf } from "./memory.ts";

/** Whether it is an ordinary change, which is confirmed, or something that only a hostile or broken server shows. */
const ORDINARY: ReadonlySet<Alarm["kind"]> = new Set(["new_team", "new_key"]);

export class Notices {
  #memory: Memory | undefined;
  #made: HTMLElement[] = [];

  constructor(private readonly app: App) {
    app.session.on((happened) => {
      if (happened === "in") this.#kit();
      if (happened === "unlocked" || (happened === "me" && app.session.unlocked)) void this.#look();
      if (happened === "out") this.#made = [];
    });
  }

  /**
   * Somebody used the kit: if it was not its owner, the paper is in other hands. Said at every sign-in for a month, and whoever is here by the kit
   * cannot put it aside: it may be them.
   */
  #kit(): void {
    const { app } = this;
    const used = app.session.me?.kit_used ?? [];
    const last = used.at(-1);
    if (!last) return;
    const text = [h("p", {}, app.t("desk-kit-used", { count: used.length, at: app.times.at(last.at) })), h("p", {}, h("a", { href: "#security" }, app.t("desk-kit-used-do")))];
    this.#put("warn", "kit", text, used.some(({ here }) => here) ? undefined : app.t("desk-kit-used-ok"));
  }

  async #look(): Promise<void> {
    const { session, t } = this.app;
    const { me, unlocked } = session;
    if (!me || !unlocked) return;
    this.#memory = new Memory(session.start.deployment, me.session.shared, shelf());
    const remembered = this.#memory.read();
    const newest = unlocked.rosters.at(-1);
    this.#waiting();
    for (const epoch of unlocked.false_teams) this.#put("hostile", `false-${epoch}`, [h("p", {}, h("strong", {}, t("desk-false-team", { epoch })))]);
    this.#roster(newest?.state, newest?.expires);
    const signs = unlocked.roster_keys.at(-1);
    const found = alarms(remembered, newest, me.head, unlocked.roster_keys);
    for (const alarm of found) {
      const ordinary = ORDINARY.has(alarm.kind);
      const { kind, ...values } = alarm;
      const text = [h("p", {}, h("strong", {}, t(`desk-alarm-${kind.replaceAll("_", "-")}`, values))), h("p", {}, t(alarm.kind === "new_key" ? "desk-alarm-compare-key" : ordinary ? "desk-alarm-compare" : "desk-alarm-hostile"))];
      const compared = alarm.kind === "new_key" ? alarm.to : newest?.team;
      if (compared !== undefined && ordinary) text.push(h("p", { class: "spoken" }, own(grouped(compared), { dir: "ltr" })));
      const confirmed = (): void => {
        if (alarm.kind === "new_key" && signs) this.#remember({ key: signs.key });
        else if (newest) this.#remember({ roster: { epoch: newest.epoch, hash: newest.hash } });
      };
      this.#put(ordinary ? "warn" : "hostile", kind, text, ordinary ? t("desk-alarm-confirm") : undefined, confirmed);
    }
    if (remembered.key === undefined && signs && newest) this.#remember({ key: signs.key });
    if (!remembered.roster && newest) this.#remember({ roster: { epoch: newest.epoch, hash: newest.hash } });
    if (found.every(({ kind }) => ORDINARY.has(kind))) await this.#follow(remembered.head, me.head);
  }

  /** Somebody new has no team key: what they must do, until they have it. */
  #waiting(): void {
    const { session, t } = this.app;
    const { me, unlocked } = session;
    if (!me || !unlocked || !session.any("caseworker", "lead")) return;
    this.#take("key");
    if (unlocked.rosters.length === 0 || unlocked.epochs.includes(unlocked.rosters.at(-1)?.epoch ?? 0)) return;
    const look = act(t("desk-waiting-look"), () => this.app.refresh().then(() => this.app.again()), (thrown) => this.app.say(this.app.problem(thrown), "bad"), { class: "small" });
    this.#put("warn", "key", [h("p", {}, h("strong", {}, t("desk-waiting"))), h("p", {}, t("desk-waiting-do")), h("p", { class: "spoken" }, own(grouped(me.fingerprint), { dir: "ltr" })), look]);
  }

  #roster(state: string | undefined, expires: number | undefined): void {
    const { session, times, t } = this.app;
    if (expires === undefined || !session.any("lead", "administrator")) return;
    const days = Math.floor((expires - session.now()) / 86_400);
    if (state === "late" || state === "refused") this.#put("hostile", "roster", [h("p", {}, t("desk-roster-over", { day: times.day(expires) }))]);
    else if (days <= 30) this.#put("warn", "roster", [h("p", {}, t("desk-roster-soon", { day: times.day(expires) }))]);
  }

  /** Checks that the log goes on from where this browser last saw its end, and remembers the new end. */
  async #follow(from: Head | undefined, to: Head): Promise<void> {
    const { api, session, t } = this.app;
    if (!from) return this.#remember({ head: to });
    let head = from;
    try {
      while (head.seq < to.seq && session.unlocked) {
        const page = await api.get<AuditPage>(`audit?after=${head.seq}`);
        // What is hidden from us is linked by hashes that we cannot check: that the end which we remember still stands is said by itself.
        if (page.entries.length === 0 || page.after?.hash !== head.hash) throw new WorkerRefused("audit");
        const checked: { head: Head; entries: AuditLine[] } = await session.office().ask("audit", { documents: page.entries, after: head, actors: [] });
        head = checked.head;
      }
      this.#remember({ head });
    } catch (thrown) {
      if (thrown instanceof WorkerRefused && thrown.reason === "audit") {
        this.#put("hostile", "log", [h("p", {}, h("strong", {}, t("desk-alarm-other-log", { seq: from.seq }))), h("p", {}, t("desk-alarm-hostile"))]);
      }
      // Without an answer, or locked meanwhile: at the next sign-in.
    }
  }

  #remember(what: { roster?: { epoch: number; hash: string }; head?: Head; key?: string }): void {
    const memory = this.#memory;
    if (memory) memory.write({ ...memory.read(), ...what });
  }

  #take(kind: string): void {
    for (const one of this.#made) if (one.dataset["kind"] === kind) one.remove();
    this.#made = this.#made.filter((one) => one.isConnected);
  }

  /** One banner of a kind; confirmed, it goes. */
  #put(look: "warn" | "hostile", kind: string, text: readonly Child[], confirm?: string, confirmed?: () => void): void {
    this.#take(kind);
    const node: HTMLElement = h(
      "section",
      { class: `note ${look}`, "data-kind": kind, "aria-label": this.app.t("desk-notice") },
      ...text,
      confirm !== undefined && button(confirm, () => {
        confirmed?.();
        node.remove();
      }, { class: "small" }),
    );
    this.#made.push(node);
    fill(this.app.notices, this.#made);
  }
}

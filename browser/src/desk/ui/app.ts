// The desk's frame: the bar with the menu, the one view that is open, the gate before it, and what is said about anything.
import { FrontDoor, Mistyped } from "../door/door.ts";
import { Gate } from "../door/gate.ts";
import type { Errands } from "../errands.ts";
import { Office, WorkerRefused } from "../office.ts";
import type { Start } from "../wire.ts";
import { Api, Declined, Refused, Unreachable } from "./api.ts";
import { closeDialogs, sure } from "./dialog.ts";
import { attend, button, fill, h, own } from "./dom.ts";
import { Idle, Triple, watch } from "./idle.ts";
import type { Kept } from "./kept.ts";
import { help, watchKeys } from "./keys.ts";
import { Notices } from "./notices.ts";
import { Router, fragment } from "./router.ts";
import { type Happened, Locked, NoWrap, Session } from "./session.ts";
import type { Texts, Values } from "./texts.ts";
import { Times } from "./time.ts";
import type { Desk, Place, View } from "./view.ts";

export class App implements Desk {
  readonly session: Session;
  readonly api: Api;
  readonly router: Router;
  readonly gate: Gate;
  readonly times: Times;
  readonly kept: Kept;
  /** Banners above the view: what nobody should overlook. */
  readonly notices = h("div", { id: "notices" });
  readonly #main = h("main", { id: "main", tabindex: "-1" });
  readonly #menu = h("ul", { class: "menu" });
  readonly #person = h("div", { class: "person" });
  readonly #header: HTMLElement;
  readonly #status = h("div", { class: "said-softly", role: "status" });
  readonly #alerts = h("div", { class: "alerts", role: "alert" });
  readonly #idle = new Idle(Date.now);
  #unwatch: (() => void) | undefined;
  /** `opened`: it may show what keys opened. */
  #view: { view: View; place: Place; parameter: string; opened: boolean } | undefined;
  /** The view behind the gate was taken away; another is made when the gate opens. */
  #dropped = false;
  #softly: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly texts: Texts, start: Start, private readonly places: readonly Place[], private readonly onInvite: (app: App, token: string) => void) {
    this.times = new Times(texts.language);
    const door = new FrontDoor(() => this);
    this.session = new Session(start, () => new Office());
    this.kept = this.session.kept;
    this.api = new Api(this.session, door);
    this.gate = new Gate((open) => {
      this.#main.hidden = this.notices.hidden = open;
      this.#frame();
      if (!open) this.#passed();
    });
    this.#header = h(
      "header",
      {},
      h("div", { class: "bar" }, h("strong", { class: "brand" }, own(start.name)), h("nav", { "aria-label": this.t("desk-menu") }, this.#menu), this.#person),
    );
    const skip = button(this.t("desk-skip"), () => attend(this.gate.open ? this.gate.node : this.#main), { class: "skip" });
    // What the server says to everybody, as that this is a demo.
    this.#header.append(document.getElementById("top") ?? "");
    document.body.replaceChildren(skip, this.#header, this.notices, this.#main, this.gate.node, this.#status, this.#alerts);
    this.router = new Router(() => void this.#arrive(), () => this.#invited());
    this.session.on((happened) => this.#heard(happened));
    new Notices(this);
    this.#watchKeys();
    addEventListener("beforeunload", (event) => {
      if (this.#view?.view.unsaved?.() === true || this.kept.size > 0) event.preventDefault();
    });
    // A page that the browser keeps for "back" would come back open.
    addEventListener("pagehide", () => this.session.lock(true));
  }

  t = (id: string, values: Values = {}): string => this.texts.t(id, values);

  async ask<K extends keyof Errands>(errand: K, request: Errands[K]["takes"]): Promise<Errands[K]["gives"]> {
    if (!this.session.unlocked) await new FrontDoor(() => this).unlock();
    return this.session.office().ask(errand, request);
  }

  say(text: string, kind: "good" | "bad" = "good"): void {
    if (text === "") return;
    if (kind === "bad") {
      const alert: HTMLElement = h("div", { class: "alert" }, h("p", {}, text), button(this.t("desk-close"), () => alert.remove()));
      this.#alerts.append(alert);
      return;
    }
    clearTimeout(this.#softly);
    fill(this.#status, h("p", {}, text));
    this.#softly = setTimeout(() => fill(this.#status), 8000);
  }

  problem = (thrown: unknown): string => {
    if (thrown instanceof Declined || thrown instanceof Mistyped) return "";
    if (thrown instanceof Locked) return this.t("desk-problem-locked");
    if (thrown instanceof NoWrap) return this.t("desk-problem-no-wrap");
    if (thrown instanceof Unreachable) return this.t("desk-problem-unreachable");
    if (thrown instanceof Refused) {
      const minutes = Math.max(1, Math.ceil((thrown.retryAfter ?? 60) / 60));
      if (thrown.fault === "too_many") return this.t("desk-problem-too-many", { minutes });
      return this.t(`desk-problem-${thrown.fault.replaceAll("_", "-")}`);
    }
    if (thrown instanceof WorkerRefused) {
      const id = `desk-refused-${thrown.reason.replaceAll(/[^a-z]+/g, "-")}`;
      const values = { what: "", seq: "", why: "", problem: "", epoch: "", ...thrown.values };
      return this.texts.has(id) ? this.t(id, values) : this.t("desk-refused", { reason: thrown.reason });
    }
    // An authenticator that has one already, says the browser.
    if (thrown instanceof DOMException) return this.t(thrown.name === "InvalidStateError" ? "desk-passkey-there" : "desk-passkey-left");
    return this.t("desk-problem-here");
  };

  /** Opens the first page: an invitation, a session that lives, or signing in. */
  async begin(): Promise<void> {
    if (this.#invited()) return;
    try {
      this.session.take(await this.api.get("me"));
    } catch (thrown) {
      if (!(thrown instanceof Declined)) throw thrown;
    }
    await this.#arrive();
  }

  async refresh(): Promise<void> {
    await this.session.refresh(await this.api.get("me"));
  }

  /** Shows the view of the address anew, as after a change of roles. */
  async again(): Promise<void> {
    await this.#arrive(true);
  }

  #invited(): boolean {
    const token = this.router.takeInvite();
    if (token === undefined) return false;
    this.onInvite(this, token);
    return true;
  }

  async #arrive(anyway = false): Promise<void> {
    if (!this.session.me) return;
    const route = this.router.here();
    const place = this.places.find(({ name, roles }) => name === route.name && this.#may(roles)) ?? this.places.find(({ label, roles }) => label !== undefined && this.#may(roles));
    if (!place) return;
    const parameter = place.name === route.name ? route.parameter : "";
    const now = this.#view;
    if (!anyway && now && now.place === place && now.parameter === parameter) return;
    if (now && now.view.unsaved?.() === true && !(await sure(this.t("desk-unsaved-title"), [this.t("desk-unsaved")], this.t("desk-unsaved-go"), this.t("desk-unsaved-stay"), true))) {
      history.replaceState(null, "", fragment({ name: now.place.name, parameter: now.parameter }));
      return;
    }
    this.#close("left");
    if (place.keys && !this.session.unlocked) {
      try {
        await new FrontDoor(() => this).unlock();
      } catch (thrown) {
        if (!(thrown instanceof Declined)) throw thrown;
        return this.#closedDoor();
      }
      // Somebody chose another page while the door was shut: that one opens, not the one that was asked for first.
      if (fragment(this.router.here()) !== fragment(route)) return this.#arrive(true);
    }
    await this.#open(place, parameter);
  }

  async #open(place: Place, parameter: string): Promise<void> {
    const view = place.open(this, parameter);
    this.#view = { view, place, parameter, opened: this.session.unlocked !== undefined };
    document.title = `${view.title} · ${this.session.start.name}`;
    this.#frame();
    this.#main.tabIndex = -1;
    this.#main.focus({ preventScroll: true });
    scrollTo(0, 0);
    try {
      const rendered = view.render(this.#main);
      this.#toHeading(view);
      await rendered;
      // What was there while it loaded may have been replaced, and the focus gone with it.
      this.#toHeading(view);
    } catch (thrown) {
      const text = this.problem(thrown);
      if (this.#view?.view === view) {
        this.#main.append(h("div", { class: "trouble", role: "alert" }, h("p", {}, text === "" ? this.t("desk-problem-declined") : text), button(this.t("desk-again"), () => void this.again())));
      }
    }
  }

  /** The focus goes to the page's heading, unless it is somewhere on the page already. */
  #toHeading(view: View): void {
    const { activeElement } = document;
    const heading = this.#main.querySelector("h1");
    if (this.#view?.view !== view || this.gate.open || !heading || (activeElement !== null && activeElement !== document.body && activeElement !== this.#main)) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  #close(parting: "left" | "locked" | "out"): void {
    // What was said of the last page is no news on the next.
    clearTimeout(this.#softly);
    fill(this.#status);
    this.#view?.view.leave?.(parting);
    this.#view = undefined;
    closeDialogs();
    fill(this.#main);
  }

  /** The gate was passed, or left: what stands behind it may not be for whoever is there now. */
  #passed(): void {
    if (this.#view?.opened === true && !this.session.unlocked) this.#drop("locked");
    if (!this.#dropped || !this.session.me) return;
    this.#dropped = false;
    void this.#arrive(true);
  }

  #drop(parting: "locked" | "out"): void {
    this.#close(parting);
    this.#dropped = true;
  }

  /** Nobody unlocked: a view that needs keys has nothing to show but the way to them. */
  #closedDoor(): void {
    document.title = this.session.start.name;
    fill(this.#main, h("h1", {}, this.t("desk-locked-title")), h("p", {}, this.t("desk-locked")), button(this.t("desk-passkey-unlock"), () => void this.again(), { class: "main" }));
    this.#frame();
  }

  #heard(happened: Happened): void {
    if (happened === "in") {
      // Another person than before: nothing that was here is theirs.
      if (this.#view) {
        this.kept.clear();
        this.#drop("out");
      }
      this.#unwatch?.();
      this.#idle.begin();
      this.#unwatch = watch(this.#idle, { soon: (yes) => this.#soon(yes), over: () => this.lock() });
    }
    if (happened === "unlocked") {
      this.#idle.begin();
      if (this.#view) this.#view.opened = true;
    }
    if (happened === "out") {
      this.#unwatch?.();
      this.#close("out");
      this.kept.clear();
      fill(this.notices);
    }
    if (happened === "locked" && !this.gate.open) {
      // The view is made anew, without what was opened. What was typed is in `kept`.
      this.#close("locked");
      this.#frame();
      void this.#arrive(true);
      return;
    }
    this.#frame();
  }

  /** Forgets the keys and takes what they opened off the screen. */
  lock(): void {
    this.#soon(false);
    // Whatever waits behind the gate was left too long.
    if (this.gate.open && this.#view) this.#drop("locked");
    this.session.lock();
    this.#idle.begin();
  }

  async signOut(): Promise<void> {
    if ((this.#view?.view.unsaved?.() === true || this.kept.size > 0) && !(await sure(this.t("desk-unsaved-title"), [this.t("desk-unsaved")], this.t("desk-unsaved-out"), this.t("desk-unsaved-stay"), true))) return;
    this.session.lock();
    try {
      await this.api.plain("sign-out", {});
    } catch (thrown) {
      // Signed out already is signed out.
      if (!(thrown instanceof Refused && thrown.fault === "signed_out")) return this.say(this.problem(thrown), "bad");
    }
    this.session.out();
    location.replace(location.pathname);
  }

  #soon(yes: boolean): void {
    const id = "lock-soon";
    document.getElementById(id)?.remove();
    if (yes) this.#alerts.append(h("div", { class: "alert", id }, h("p", {}, this.t("desk-lock-soon")), button(this.t("desk-lock-stay"), () => this.#soon(false))));
  }

  #watchKeys(): void {
    const triple = new Triple(Date.now);
    addEventListener("keydown", ({ key, repeat }) => {
      if (key === "Escape" && !repeat && triple.press()) this.lock();
    }, { capture: true });
    watchKeys({
      "?": () => {
        if (!this.gate.open && this.session.me) void help(this);
      },
    });
  }

  #may(roles: Place["roles"]): boolean {
    return roles.length === 0 || this.session.any(...roles);
  }

  /** The bar as it is now. */
  #frame(): void {
    const { me, unlocked } = this.session;
    const gone = !me || (this.gate.open && !unlocked);
    const current = this.#view?.place.name;
    fill(
      this.#menu,
      gone ? [] : this.places
        .filter(({ label, roles }) => label !== undefined && this.#may(roles))
        .map(({ name, label }) => h("li", {}, h("a", { href: `#${name}`, "aria-current": current === name ? "page" : undefined }, this.t(label ?? "")))),
    );
    fill(
      this.#person,
      me && [
        h("span", { class: "alias" }, own(me.alias)),
        unlocked && button(this.t("desk-lock"), () => this.lock(), { title: this.t("desk-lock-hint") }),
        button(this.t("desk-sign-out"), () => void this.signOut(), { class: "plain" }),
      ],
    );
    this.#header.classList.toggle("signed", me !== undefined);
  }
}

// One's own security: the ways in, the places where one is signed in, and new words.
import { hashOf, utf8 } from "../../lib/bytes.ts";
import { available, create, deviceName } from "../door/passkey.ts";
import { written } from "../enrol/words.ts";
import type { Under } from "../errands.ts";
import { sure } from "../ui/dialog.ts";
import { attend, button, fill, h, own } from "../ui/dom.ts";
import { grouped } from "../ui/fingerprint.ts";
import { act, form, line } from "../ui/form.ts";
import { qr } from "../ui/qr.ts";
import type { Desk, View } from "../ui/view.ts";
import type { PasskeyBegun, Security, Wrap } from "../wire.ts";

interface NewCodes { state: string; totp: { secret: string; uri: string } }

/** How an entry names a device: a credential's id can be longer than a detail. */
function deviceWord(credential: string): string {
  return hashOf(utf8(credential));
}

export class SecurityView implements View {
  readonly title: string;
  #main!: HTMLElement;
  #left = false;
  /** Words are on the screen that nobody has written down yet. */
  #showing = false;

  constructor(private readonly desk: Desk) {
    this.title = desk.t("desk-security");
  }

  async render(main: HTMLElement): Promise<void> {
    this.#main = main;
    const { t, api } = this.desk;
    fill(main, h("h1", {}, this.title), h("p", {}, t("desk-loading")));
    const security = await api.get<Security>("security");
    if (this.#left) return;
    this.#showing = false;
    fill(main, h("h1", { tabindex: "-1" }, this.title), h("div", { class: "grid" }, h("div", {}, this.#me(), this.#devices(security)), h("div", {}, this.#sessions(security), this.#words(security))));
  }

  leave(): void {
    this.#left = true;
  }

  unsaved(): boolean {
    return this.#showing;
  }

  #bad = (thrown: unknown): void => this.desk.say(this.desk.problem(thrown), "bad");

  // Whoever has gone on meanwhile is on another page, which is not to be painted over.
  #again = async (): Promise<void> => {
    if (this.#left) return;
    await this.render(this.#main);
    attend(this.#main.querySelector("h1") ?? this.#main);
  };

  #account(): string {
    return this.desk.session.me?.account ?? "";
  }

  #me(): HTMLElement {
    const { t, session: { me } } = this.desk;
    return h(
      "section",
      { class: "card" },
      h("h2", {}, t("desk-you")),
      h(
        "dl",
        {},
        h("dt", {}, t("desk-alias")), h("dd", {}, own(me?.alias ?? "")),
        h("dt", {}, t("desk-roles")), h("dd", {}, (me?.roles ?? []).map((role) => t(`desk-role-${role}`)).join(", ")),
        h("dt", {}, t("desk-fingerprint")), h("dd", { class: "sayable" }, own(grouped(me?.fingerprint ?? ""), { dir: "ltr" })),
        h("dt", {}, t("desk-daily-code")), h("dd", { class: "mono" }, own(me?.daily_code ?? "", { dir: "ltr" })),
      ),
      h("p", { class: "hint" }, t("desk-daily-code-hint")),
    );
  }

  #devices({ devices, passphrase }: Security): HTMLElement {
    const { t, times } = this.desk;
    const ways = devices.length + (passphrase ? 1 : 0);
    return h(
      "section",
      { class: "card" },
      h("h2", {}, t("desk-devices")),
      devices.length === 0
        ? h("p", { class: "soft" }, t("desk-devices-none"))
        : h("ul", { class: "rows" }, ...devices.map((device) => h(
            "li",
            { class: "split" },
            h("div", {}, h("strong", {}, own(device.name)), h("div", { class: "hint" }, t("desk-device-added", { day: times.day(device.added) }), " · ", t(device.prf ? "desk-device-opens" : "desk-device-signs"))),
            act(t("desk-device-remove"), () => this.#revoke(device, ways === 1), this.#bad, { class: "small danger", "aria-label": t("desk-device-remove-named", { name: device.name }) }),
          ))),
      available() ? this.#adding() : h("p", { class: "hint" }, t("desk-no-passkeys-here")),
    );
  }

  #adding(): HTMLElement {
    const { t, api, problem } = this.desk;
    const name = line(t("desk-device-name"), { maxlength: 60 }, t("desk-device-name-hint"));
    const second = h("div", { role: "status" });
    const add = async (): Promise<void> => {
      const { options, state } = await api.post<PasskeyBegun>("security/device", { begin: true });
      const made = await create(options, () => fill(second, h("p", { class: "note" }, t("desk-touch-second"))));
      fill(second);
      const wrap = made.prf && (await this.desk.ask("rewrap", { under: { kind: "passkey", credential: made.credential, prf: made.prf } }));
      const body = { state, credential: made.json, name: deviceName(name.control.value, t("desk-device-mine")), ...(wrap ? { wrap } : {}) };
      await api.change("security/device", body, { action: "device_added", subject: this.#account(), details: { device: deviceWord(made.credential) } });
      this.desk.say(t(wrap ? "desk-device-is-added" : "desk-device-is-added-signs"));
      await this.#again();
    };
    return h("details", {}, h("summary", {}, t("desk-device-add")), h("div", { class: "inner" }, form([name.node, second], t("desk-touch"), add, problem)));
  }

  async #revoke(device: Security["devices"][number], last: boolean): Promise<void> {
    const { t, api } = this.desk;
    const text = [t("desk-device-remove-why"), ...(last ? [t("desk-device-last")] : [])];
    if (!(await sure(t("desk-device-remove-named", { name: device.name }), text, t("desk-device-remove"), t("desk-cancel"), true))) return;
    await api.change("security/revoke", { credential: device.credential }, { action: "device_revoked", subject: this.#account(), details: { device: deviceWord(device.credential) } });
    this.desk.say(t("desk-device-removed"));
    await this.#again();
  }

  #sessions({ sessions }: Security): HTMLElement {
    const { t, times, session, api } = this.desk;
    const end = async (ids: readonly string[]): Promise<void> => {
      for (const id of ids) await api.post("security/end", { session: id });
      this.desk.say(t("desk-session-ended"));
      await this.#again();
    };
    const others = sessions.filter(({ current }) => !current);
    return h(
      "section",
      { class: "card" },
      h("h2", {}, t("desk-sessions")),
      h("ul", { class: "rows" }, ...sessions.map((one) => h(
        "li",
        { class: "split" },
        h(
          "div",
          {},
          h("strong", {}, t(`desk-by-${one.by}`)),
          one.current && h("span", {}, " ", h("span", { class: "pill ok" }, t("desk-session-this"))),
          h("div", { class: "hint" }, t("desk-session-since", { since: times.at(one.since), seen: times.ago(one.seen, session.now()) }), one.shared ? ` · ${t("desk-session-shared")}` : ""),
        ),
        !one.current && act(t("desk-session-end"), () => end([one.id]), this.#bad, { class: "small", "aria-label": t("desk-session-end-named", { since: times.at(one.since) }) }),
      ))),
      others.length > 0 ? h("div", { class: "acts" }, act(t("desk-session-end-others"), () => end(others.map(({ id }) => id)), this.#bad)) : h("p", { class: "soft" }, t("desk-session-only")),
    );
  }

  #words({ passphrase }: Security): HTMLElement {
    const { t } = this.desk;
    return h(
      "section",
      { class: "card" },
      h("h2", {}, t("desk-words-section")),
      h("p", {}, t(passphrase ? "desk-passphrase-there" : "desk-passphrase-not-there")),
      act(t(passphrase ? "desk-passphrase-new" : "desk-passphrase-add"), () => this.#passphrase(), this.#bad),
      h("h3", {}, t("desk-kit-paper")),
      h("p", {}, t("desk-kit-new-why")),
      act(t("desk-kit-new"), () => this.#kit(), this.#bad),
    );
  }

  async #made(kind: "passphrase" | "kit"): Promise<{ auth: string; wrap: Wrap }> {
    const { session, texts } = this.desk;
    const made = await this.desk.ask("words", { account: this.#account(), count: kind === "kit" ? 12 : 9 });
    const under: Under = { kind, words: made.words };
    const wrap = await this.desk.ask("rewrap", { under });
    const paper = { address: `${location.origin}/desk`, alias: session.me?.alias ?? "", service: session.start.name, account: this.#account() };
    this.#showing = true;
    await written(this.#main, { t: (id, values) => texts.t(id, values), problem: this.desk.problem }, made.words, kind, kind === "kit" ? paper : undefined);
    return { auth: made.auth, wrap };
  }

  async #kit(): Promise<void> {
    const { t, api } = this.desk;
    if (!(await sure(t("desk-kit-new"), [t("desk-kit-new-sure")], t("desk-kit-new"), t("desk-cancel")))) return;
    const { auth, wrap } = await this.#made("kit");
    await this.#last(t("desk-kit-finish"), t("desk-kit-finish-do"), [], async () => {
      await api.change("security/kit", { auth, wrap }, { action: "kit_set", subject: this.#account() });
      this.desk.say(t("desk-kit-is-new"));
    });
  }

  async #passphrase(): Promise<void> {
    const { t, api, texts } = this.desk;
    const begun = await api.post<NewCodes>("security/passphrase", { begin: true });
    const { auth, wrap } = await this.#made("passphrase");
    const code = line(t("desk-code"), { inputmode: "numeric", autocomplete: "one-time-code", maxlength: 12, dir: "ltr" }, t("desk-code-hint"));
    const parts = [
      ...texts.lines("desk-totp-why").map((one) => h("p", {}, one)),
      qr(begun.totp.uri, t("desk-totp-qr")),
      h("p", {}, t("desk-totp-by-hand")),
      h("code", { dir: "ltr" }, begun.totp.secret.replace(/(.{4})(?=.)/g, "$1 ")),
      code.node,
    ];
    await this.#last(t("desk-totp-title"), t("desk-passphrase-finish"), parts, async () => {
      const body = { state: begun.state, auth, code: code.control.value.replace(/\D/g, ""), wrap };
      await api.change("security/passphrase", body, { action: "passphrase_set", subject: this.#account(), details: { codes: "new" } });
      this.desk.say(t("desk-passphrase-is-new"));
    });
  }

  /** The last step: only now anything changes. A failed try may be made again. */
  #last(title: string, label: string, parts: readonly Node[], send: () => Promise<void>): Promise<void> {
    const { t, problem } = this.desk;
    const heading = h("h1", { tabindex: "-1" }, title);
    const back = button(t("desk-cancel"), () => void this.#again());
    return new Promise((resolve) => {
      const go = async (): Promise<void> => {
        await send();
        resolve();
        await this.#again();
      };
      fill(this.#main, h("div", { class: "text" }, heading, form(parts, label, go, problem, [back])));
      attend(heading);
    });
  }
}

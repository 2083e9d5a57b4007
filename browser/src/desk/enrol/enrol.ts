// Setting up an account by a one-time link: the keys are made here, and the server gets what it can do nothing with.
import { available, create, deviceName } from "../door/passkey.ts";
import type { Under } from "../errands.ts";
import type { App } from "../ui/app.ts";
import { Refused } from "../ui/api.ts";
import { attend, button, fill, h, own } from "../ui/dom.ts";
import { choice, form, line, once, tick } from "../ui/form.ts";
import { grouped } from "../ui/fingerprint.ts";
import { qr } from "../ui/qr.ts";
import type { Enrol, Invited, SignedIn } from "../wire.ts";
import { written } from "./words.ts";

type Way = "passkey" | "passphrase";
interface Secret { words: string; auth: string }

/** One account being set up. Steps go forward; what was written down stays valid if a later step fails. */
export class Enrolment {
  #way: Way = "passkey";
  #shared = false;
  #passphrase: Secret | undefined;
  #kit: Secret | undefined;

  constructor(private readonly app: App, private readonly main: HTMLElement, private readonly token: string, private readonly done: () => void) {}

  async begin(): Promise<void> {
    const { t, problem, api } = this.app;
    fill(this.main, h("h1", {}, t("desk-enrol-title")), h("p", {}, t("desk-loading")));
    try {
      this.#welcome(await api.plain<Invited>("invite", { token: this.token }));
    } catch (thrown) {
      const gone = thrown instanceof Refused && thrown.fault === "unknown_invite";
      const more = gone ? button(t("desk-enrol-sign-in"), this.done) : button(t("desk-again"), () => void this.begin());
      fill(this.main, h("h1", {}, t("desk-enrol-title")), h("div", { class: "trouble", role: "alert" }, problem(thrown)), more);
    }
  }

  #welcome(invited: Invited): void {
    const { t, problem, session } = this.app;
    const heading = h("h1", { tabindex: "-1" }, t("desk-enrol-title"));
    const way = choice<Way>(t("desk-enrol-way"), [
      ...(available() ? [{ value: "passkey" as const, label: t("desk-enrol-passkey"), hint: t("desk-enrol-passkey-hint") }] : []),
      { value: "passphrase" as const, label: t("desk-enrol-passphrase"), hint: t("desk-enrol-passphrase-hint") },
    ], available() ? "passkey" : "passphrase");
    const shared = tick(t("desk-shared"));
    const go = async (): Promise<void> => {
      this.#way = way.value();
      this.#shared = shared.control.checked;
      await this.#words(invited);
    };
    fill(
      this.main,
      heading,
      h("p", {}, t("desk-enrol-welcome", { alias: invited.alias, service: session.start.name })),
      h("ul", {}, ...invited.roles.map((role) => h("li", {}, h("strong", {}, t(`desk-role-${role}`)), ": ", t(`desk-role-${role}-means`)))),
      h("p", {}, t("desk-enrol-keys")),
      form([way.node, shared.node, h("p", { class: "hint" }, t("desk-shared-hint"))], t("desk-next"), go, problem),
    );
    attend(heading);
  }

  async #words(invited: Invited): Promise<void> {
    const { session } = this.app;
    const make = (count: 9 | 12): Promise<Secret> => session.worker().ask("words", { account: invited.account, count });
    if (this.#way === "passphrase") {
      this.#passphrase ??= await make(9);
      await written(this.main, this.app, this.#passphrase.words, "passphrase", undefined);
    }
    this.#kit ??= await make(12);
    const paper = { address: `${location.origin}/desk`, alias: invited.alias, service: session.start.name, account: invited.account };
    await written(this.main, this.app, this.#kit.words, "kit", paper);
    if (this.#way === "passkey") this.#touch();
    else this.#code(invited);
  }

  /** The last step with a passkey: its options are asked for anew, since writing down may have taken long. */
  #touch(): void {
    const { t, problem, api } = this.app;
    const name = line(t("desk-device-name"), { value: t("desk-device-mine"), maxlength: 60 }, t("desk-device-name-hint"));
    const heading = h("h1", { tabindex: "-1" }, t("desk-touch-title"));
    const second = h("div", { role: "status" });
    const touch = async (): Promise<void> => {
      const invited = await api.plain<Invited>("invite", { token: this.token });
      const made = await create(invited.passkey, () => fill(second, h("p", { class: "note" }, t("desk-touch-second"))));
      fill(second);
      const passkey = { credential: made.json, name: deviceName(name.control.value, t("desk-device-mine")) };
      if (made.prf) return this.#send(invited, { passkey }, { kind: "passkey", credential: made.credential, prf: made.prf });
      await this.#withoutPrf(invited, passkey);
    };
    fill(this.main, heading, h("p", {}, t("desk-touch-why")), form([name.node, second], t("desk-touch"), touch, problem));
    attend(heading);
  }

  /** The passkey signs in and opens nothing: the passphrase opens. */
  async #withoutPrf(invited: Invited, passkey: { credential: unknown; name: string }): Promise<void> {
    const { t, session, problem } = this.app;
    const heading = h("h1", { tabindex: "-1" }, t("desk-no-prf-title"));
    await new Promise<void>((resolve) => {
      fill(this.main, heading, h("p", {}, t("desk-no-prf-why")), h("div", { class: "acts" }, button(t("desk-next"), resolve, { class: "main" })));
      attend(heading);
    });
    this.#passphrase ??= await session.worker().ask("words", { account: invited.account, count: 9 });
    const { words } = this.#passphrase;
    await written(this.main, this.app, words, "passphrase", undefined);
    const end = h("h1", { tabindex: "-1" }, t("desk-finish-title"));
    const finish = (): Promise<void> => this.#send(invited, { passkey }, { kind: "passphrase", words });
    fill(this.main, end, h("p", {}, t("desk-finish-why")), form([], t("desk-finish"), finish, problem));
    attend(end);
  }

  /** The last step with a passphrase: the app that makes codes. */
  #code(invited: Invited): void {
    const { t, problem } = this.app;
    const heading = h("h1", { tabindex: "-1" }, t("desk-totp-title"));
    const code = line(t("desk-code"), { inputmode: "numeric", autocomplete: "one-time-code", maxlength: 12, dir: "ltr" }, t("desk-code-hint"));
    const spaced = invited.totp.secret.replace(/(.{4})(?=.)/g, "$1 ");
    const finish = async (): Promise<void> => {
      const { words, auth } = this.#passphrase ?? { words: "", auth: "" };
      await this.#send(invited, { passphrase: { auth, code: code.control.value.replace(/\D/g, "") } }, { kind: "passphrase", words });
    };
    fill(
      this.main,
      heading,
      ...this.app.texts.lines("desk-totp-why").map((one) => h("p", {}, one)),
      qr(invited.totp.uri, t("desk-totp-qr")),
      h("p", {}, h("a", { href: invited.totp.uri }, t("desk-totp-open"))),
      h("p", {}, t("desk-totp-by-hand")),
      h("code", { dir: "ltr" }, spaced),
      form([code.node], t("desk-finish"), finish, problem),
    );
    attend(heading);
  }

  async #send(invited: Invited, ways: Pick<Enrol, "passkey" | "passphrase">, under: Under): Promise<void> {
    const { session, api } = this.app;
    const kit = this.#kit;
    if (!kit) throw new Error("a kit is always made first");
    const all: Under[] = [under, { kind: "kit", words: kit.words }];
    const { recipient, actor, proof, wraps } = await session.worker().ask("enrol", { account: invited.account, under: all });
    const body: Enrol = { token: this.token, state: invited.state, recipient, actor, proof, ...ways, kit: kit.auth, wraps, shared: this.#shared };
    const signed = await api.plain<SignedIn>("enrol", body);
    session.take(signed.me);
    await session.unlock(signed.wraps, under);
    this.#kit = this.#passphrase = undefined;
    this.#welcomed(signed.me.fingerprint);
  }

  #welcomed(fingerprint: string): void {
    const { t } = this.app;
    const heading = h("h1", { tabindex: "-1" }, t("desk-enrolled-title"));
    const go = button(t("desk-enrolled-go"), () => void once(go, async () => this.done()), { class: "main" });
    fill(
      this.main,
      heading,
      h("p", {}, t("desk-enrolled-why")),
      h("p", {}, t("desk-fingerprint-yours")),
      h("p", { class: "sayable" }, own(grouped(fingerprint), { dir: "ltr" })),
      h("p", { class: "hint" }, t("desk-fingerprint-how")),
      h("div", { class: "acts" }, go),
    );
    attend(heading);
  }
}

// Signing in, unlocking, and showing once more who one is: the same two ways for all three.
import type { Under } from "../errands.ts";
import { WorkerRefused } from "../office.ts";
import { type Api, Declined, type Door, Refused } from "../ui/api.ts";
import { type Child, button, fill, h } from "../ui/dom.ts";
import { type Field, act, area, choice, form, line, tick } from "../ui/form.ts";
import { NoWrap, type Session } from "../ui/session.ts";
import type { Fresh, PasskeyBegun, Salt, SignedIn, Wrap } from "../wire.ts";
import type { Gate } from "./gate.ts";
import { available, get } from "./passkey.ts";

/** What the door needs of the frame. */
export interface House {
  session: Session;
  api: Api;
  gate: Gate;
  t(id: string, values?: Record<string, string | number>): string;
  problem(thrown: unknown): string;
}

/** `in`: nobody is signed in. `unlock`: the keys are closed. `prove`: keys may be open, but it must be shown who is there. */
type Purpose = "in" | "unlock" | "prove";
type Words = "passphrase" | "kit";

/** How many words each way has. */
export const COUNT: Readonly<Record<Words, 9 | 12>> = { passphrase: 9, kit: 12 };

export class FrontDoor implements Door {
  /** House is made after the door: the door asks for it when somebody knocks. */
  constructor(private readonly house: () => House) {}

  async signIn(): Promise<void> {
    const { session, gate } = this.house();
    const former = session.me?.account;
    const passed = gate.pass((main, done, leave) => this.#show(main, "in", done, former === undefined ? undefined : leave));
    // A session that was ended elsewhere may have been ended because this device is in other hands. What was typed waits behind the gate.
    session.lock();
    await passed;
    // Whatever waited for this was the other person's.
    if (former !== undefined && session.me?.account !== former) throw new Declined();
  }

  unlock(): Promise<void> {
    return this.house().gate.pass((main, done, leave) => this.#show(main, "unlock", done, leave));
  }

  prove(): Promise<void> {
    return this.house().gate.pass((main, done, leave) => this.#show(main, "prove", done, leave));
  }

  #show(main: HTMLElement, purpose: Purpose, done: () => void, leave?: () => void): void {
    const { t, session } = this.house();
    // A session that is over shows only when something is asked of it: then it is signing in that is needed.
    const problem = (thrown: unknown): string => {
      if (purpose === "in" || !(thrown instanceof Refused && thrown.fault === "signed_out")) return this.house().problem(thrown);
      session.lock();
      this.#show(main, "in", done, leave);
      main.querySelector("h1")?.focus();
      return "";
    };
    const shared = tick(t("desk-shared"), { checked: session.me?.session.shared ?? false });
    const former = session.me?.account;
    const finish = async (wraps: readonly Wrap[], under: Under | undefined): Promise<void> => {
      // Whatever waited for this is not for another person.
      const end = former === undefined || former === session.me?.account ? done : (leave ?? done);
      if (session.unlocked) return end();
      // Administrators without a content role have keys too: they sign the log.
      if (!under) return this.#openBy(main, wraps, end);
      try {
        await session.unlock(wraps, under);
      } catch (thrown) {
        if (thrown instanceof NoWrap) return this.#openBy(main, wraps, end);
        throw thrown;
      }
      end();
    };
    const trouble = h("div", { class: "trouble", role: "alert", hidden: true });
    const failed = (thrown: unknown): void => {
      const text = thrown instanceof DOMException ? t("desk-passkey-left") : problem(thrown);
      fill(trouble, text);
      trouble.hidden = text === "";
    };
    const passkey = act(t(purpose === "unlock" ? "desk-passkey-unlock" : "desk-passkey-in"), async () => {
      trouble.hidden = true;
      const { wraps, under } = await this.#byPasskey(purpose, shared.control.checked);
      await finish(wraps, under);
    }, failed, { class: "main wide" });
    // Whoever signs in could have any way; of whoever is known only those are shown that they have.
    const ways = purpose === "in" ? undefined : session.me?.ways;
    const words = this.#words(purpose, () => shared.control.checked, finish, problem, ways?.passphrase === false ? ["kit"] : ["passphrase", "kit"]);
    const byPasskey = ways?.passkey !== false;
    const first = byPasskey && available();
    fill(
      main,
      h("h1", { tabindex: "-1" }, t(`desk-${purpose}-title`)),
      h("p", {}, t(`desk-${purpose}-why`, { alias: session.me?.alias ?? "" })),
      purpose === "in" && [shared.node, h("p", { class: "hint" }, t("desk-shared-hint"))],
      first && [purpose === "unlock" && ways?.opens === false && h("p", { class: "hint" }, t("desk-unlock-then-words")), passkey, trouble],
      byPasskey && !first && h("p", { class: "hint" }, t("desk-no-passkeys")),
      // The kit is for the day on which the passkey is lost: it does not stand in the way on the others.
      first && ways?.passphrase === false
        ? h("details", {}, h("summary", {}, t("desk-other-way")), h("div", { class: "inner" }, words))
        : [first && h("p", { class: "or" }, h("span", {}, t("desk-or"))), words],
      leave ? h("p", {}, button(t(session.me ? "desk-not-now" : "desk-cancel"), leave)) : undefined,
    );
  }

  async #byPasskey(purpose: Purpose, shared: boolean): Promise<{ wraps: Wrap[]; under: Under | undefined }> {
    const { api } = this.house();
    const { options, state } = await api.plain<PasskeyBegun>("passkey/begin", {});
    const { credential, json, prf } = await get(options);
    const wraps = await this.#taken(purpose, { state, credential: json }, shared);
    return { wraps, under: prf && { kind: "passkey", credential, prf } };
  }

  async #taken(purpose: Purpose, passkey: { state: string; credential: unknown }, shared: boolean): Promise<Wrap[]> {
    const { api, session } = this.house();
    if (purpose !== "in") return this.#proved({ passkey });
    const { me, wraps } = await api.plain<SignedIn>("passkey/finish", { ...passkey, shared });
    session.take(me);
    return wraps;
  }

  async #proved(shown: object): Promise<Wrap[]> {
    const { api, session } = this.house();
    const { fresh_until, wraps } = await api.plain<Fresh>("fresh", shown);
    if (session.me) session.me.session.fresh_until = fresh_until;
    return wraps;
  }

  #words(purpose: Purpose, shared: () => boolean, finish: (wraps: readonly Wrap[], under: Under) => Promise<void>, problem: (thrown: unknown) => string, kinds: readonly [Words, ...Words[]]): HTMLFormElement {
    const { t, session, api } = this.house();
    const alias = line(t("desk-alias"), { autocomplete: "username", value: session.me?.alias, maxlength: 100 });
    const code = line(t("desk-code"), { inputmode: "numeric", autocomplete: "one-time-code", maxlength: 12, dir: "ltr" }, t("desk-code-hint"));
    const typed = wordsField(t("desk-passphrase"), t("desk-passphrase-hint"));
    const kind = choice<Words>(t("desk-words-kind"), kinds.map((value) => ({ value, label: t(`desk-kind-${value}`) })), kinds[0], (value) => (code.node.hidden = value === "kit"));
    code.node.hidden = kinds[0] === "kit";
    const send = async (): Promise<void> => {
      const which = kind.value();
      const account = purpose === "in" ? (await api.plain<Salt>("salt", { alias: alias.control.value.trim() })).account : session.me?.account;
      if (account === undefined) throw new Declined();
      const words = tidy(typed.control.value);
      const auth = await this.#derived(account, words, which, typed);
      const given = { kind: which, auth, ...(which === "passphrase" ? { code: code.control.value.replace(/\D/g, "") } : {}) };
      let wraps: Wrap[];
      if (purpose === "in") {
        const signed = await api.plain<SignedIn>("code", { alias: alias.control.value.trim(), ...given, shared: shared() });
        session.take(signed.me);
        wraps = signed.wraps;
      } else {
        wraps = await this.#proved(given);
      }
      await finish(wraps, { kind: which, words });
      typed.control.value = "";
    };
    return form([purpose === "in" ? alias.node : undefined, kind.node, typed.node, code.node], t(`desk-${purpose}-words`), send, problem);
  }

  /** Signed in, but what was shown opens nothing: the passphrase or the kit does. */
  #openBy(main: HTMLElement, wraps: readonly Wrap[], done: () => void): void {
    const { t, session, problem } = this.house();
    const typed = wordsField(t("desk-words-either"), t("desk-words-either-hint"));
    const open = async (): Promise<void> => {
      const words = tidy(typed.control.value);
      const kind: Words = words.split(" ").length === COUNT.kit ? "kit" : "passphrase";
      await this.#derived(session.me?.account ?? "", words, kind, typed);
      await session.unlock(wraps, { kind, words });
      done();
    };
    fill(
      main,
      h("h1", { tabindex: "-1" }, t("desk-open-title")),
      h("p", {}, t("desk-open-why")),
      form([typed.node], t("desk-unlock-words"), open, problem, [button(t("desk-open-later"), done)]),
    );
    main.querySelector("h1")?.focus();
  }

  async #derived(account: string, words: string, kind: Words, typed: Field): Promise<string> {
    const { session, t } = this.house();
    const wrong = (): never => {
      typed.fault(t("desk-words-wrong", { count: COUNT[kind] }));
      throw new Mistyped();
    };
    if (words.split(" ").length !== COUNT[kind]) wrong();
    try {
      return (await session.worker().ask("derive", { account, words })).auth;
    } catch (thrown) {
      if (thrown instanceof WorkerRefused && thrown.reason === "words") wrong();
      throw thrown;
    }
  }
}

/** The fault stands at the field; there is nothing more to say. */
export class Mistyped extends Error {
  constructor() {
    super("mistyped");
  }
}

/** A field for words of a passphrase or kit: never kept by the browser, never corrected. */
export function wordsField(label: string, hint: Child): Field<HTMLTextAreaElement> {
  return area(label, { rows: 2, class: "words", dir: "ltr", lang: "en", autocapitalize: "off", autocorrect: "off", spellcheck: "false" }, hint);
}

/** Words as they are meant: small letters, one space between; numbers before them, as on the printed kit, are left out. */
export function tidy(typed: string): string {
  return typed.toLowerCase().normalize("NFKD").replace(/[^a-z]+/g, " ").trim();
}

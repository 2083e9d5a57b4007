// The open mailbox: answers, what was sent, writing more, taking it back.
import { decideMessage, messageDraft, type MailboxKeys } from "../lib/index.ts";
import { attend, button, el, fill, isolated, type Child } from "./dom.ts";
import { FileSending, cleanBox, fileInput, fileQuestion, underWay } from "./files.ts";
import { filesProblem, read } from "./form.ts";
import { seconds, type Pins, type Ready } from "./kit.ts";
import { empty, onGoing, wipeAll } from "./leave.ts";
import { lock, watch } from "./lock.ts";
import { look, type Found } from "./mailbox.ts";
import { record, request } from "./net.ts";
import { clearProblems, fieldProblems, showProblems } from "./problems.ts";
import { ask, say, settle, type Sealed, type Talk } from "./talk.ts";

const DANGERS = [
  ["now", "danger-now"],
  ["3days", "danger-3days"],
  ["2weeks", "danger-2weeks"],
  ["later", "danger-later"],
  ["no", "danger-no"],
  ["unknown", "danger-unknown"],
] as const;

export class Room {
  readonly #notice = el("p", { class: "state", role: "status", hidden: true });
  readonly #answers = el("div", {});
  readonly #sent = el("div", {});
  readonly #uploads = el("div", {});
  readonly #form: HTMLFormElement;
  /** What we hold the server to: never less than what it took from us. */
  readonly #talk: Talk;
  #busy = false;
  /** A message whose fate is not known, and the words it was made from. */
  #doubt: { sealed: Sealed; words: string } | undefined;

  constructor(
    private readonly main: HTMLElement,
    private readonly ready: Ready,
    private readonly pins: Pins,
    private readonly keys: MailboxKeys,
    private found: Found,
  ) {
    const { capsule, tip } = found;
    this.#talk = { pins, keys, capsule, tip, roster: ready.roster };
    this.#form = this.#messageForm();
    onGoing(() => {
      this.#form.reset();
      empty(main);
      keys.forget();
    });
    watch(pins.language, ready.words, () => underWay > 0);
  }

  /** Shows everything, with a sentence about what was just done. */
  show(notice: string): void {
    const { words } = this.ready;
    const heading = el("h1", {}, words.t("mailbox-title"));
    this.#fillAnswers();
    this.#fillSent();
    fill(
      this.main,
      heading,
      this.#notice,
      el("div", { class: "note" }, el("p", {}, el("strong", {}, words.t("mailbox-never-ask")))),
      this.#answers,
      el(
        "div",
        { class: "acts" },
        this.#act(words.t("check-again"), () => this.#refresh("notice-checked")),
        button(words.t("lock-now"), () => lock(this.pins.language)),
      ),
      el("p", { class: "hint" }, words.t("mailbox-locks-device")),
      el("p", { class: "hint" }, words.t("mailbox-ends"), " ", isolated(this.found.ends, "ltr")),
      this.#uploads,
      this.#sent,
      el("h2", {}, words.t("message-title")),
      this.#form,
      el("h2", {}, words.t("withdraw-heading")),
      button(words.t("withdraw-ask"), () => this.#askWithdraw(), { "aria-describedby": "withdraw-note" }),
      el("p", { class: "hint", id: "withdraw-note" }, words.t("withdraw-note")),
    );
    this.#say(notice);
    attend(heading);
  }

  #fillAnswers(): void {
    const { words, kit } = this.ready;
    const { replies, troubled, gaps } = this.found;
    const none: Child[] = [el("p", { class: "lead" }, words.t("mailbox-no-replies")), el("p", {}, kit.reading)];
    fill(
      this.#answers,
      ...(replies.length === 0 ? none : [el("p", { class: "hint" }, words.t("checks-device"))]),
      ...replies.map((reply) => this.#reply(reply)),
      troubled > 0 && el("div", { class: "note warn" }, el("p", {}, words.t("mailbox-troubled-device", { count: troubled }))),
      gaps && el("div", { class: "note warn" }, el("p", {}, words.t("mailbox-gaps"))),
    );
  }

  #reply({ id, number, day, author, text }: Found["replies"][number]): HTMLElement {
    const { words } = this.ready;
    return el(
      "article",
      { class: "box", "aria-labelledby": `reply-${number}` },
      el("h2", { id: `reply-${number}` }, words.t("reply-heading", { number })),
      el("p", { class: "hint" }, words.t("reply-from", { author }), " · ", words.t("reply-day"), " ", isolated(day, "ltr")),
      el("div", { class: "said", dir: "auto" }, text),
      this.#act(words.t("reply-delete"), () => this.#delete(id), { "aria-describedby": `gone-${number}` }),
      el("p", { class: "hint", id: `gone-${number}` }, words.t("reply-delete-note")),
    );
  }

  #fillSent(): void {
    const { words } = this.ready;
    const { sent, sentTroubled } = this.found;
    const items = sent.map(({ number, day, files, collected }) =>
      el(
        "li",
        {},
        el("strong", {}, number === 0 ? words.t("sent-report") : words.t("sent-message", { number })),
        " · ",
        isolated(day, "ltr"),
        " · ",
        words.t("sent-files", { count: files }),
        el("br"),
        words.t(collected ? "sent-collected" : "sent-waiting"),
      ),
    );
    fill(
      this.#sent,
      ...(items.length === 0 ? [] : [el("h2", {}, words.t("sent-title")), el("ul", {}, ...items)]),
      sentTroubled && el("div", { class: "note warn" }, el("p", {}, words.t("sent-troubled-device"))),
    );
  }

  #messageForm(): HTMLFormElement {
    const { words } = this.ready;
    const text = el("textarea", { id: "f-text", name: "text", rows: "7", dir: "auto", autocomplete: "off", spellcheck: "false", "aria-describedby": "h-text" });
    const dangers = DANGERS.map(([value, id]) =>
      el("label", { class: "choice" }, el("input", { type: "radio", name: "danger", value }), " ", el("span", {}, words.t(id))),
    );
    const form = el(
      "form",
      {},
      el("div", { class: "ask" }, el("label", { for: "f-text" }, words.t("q-text")), el("p", { class: "hint", id: "h-text" }, words.t("q-text-hint")), text),
      el("fieldset", { id: "f-danger" }, el("legend", {}, words.t("q-danger")), el("div", { class: "long" }, ...dangers)),
      ...(this.pins.fileLimit > 0 ? [fileQuestion(words, this.pins, fileInput()), cleanBox(words)] : []),
      el("p", { class: "hint" }, words.t("mode-device")),
      el("button", { class: "main" }, words.t("send-message")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#once(() => this.#send());
    });
    return form;
  }

  async #send(): Promise<void> {
    const { words, kit } = this.ready;
    clearProblems(this.main);
    const { fields, files } = read(this.#form);
    const draft = messageDraft(fields, files.length > 0);
    if ("problems" in draft) return showProblems(this.main, fieldProblems(draft.problems, "problem-message-empty", words), words);
    const tooLarge = filesProblem(files, this.pins, words);
    if (tooLarge) return showProblems(this.main, [tooLarge], words);
    const clean = this.#form.querySelector<HTMLInputElement>("input[type=checkbox]")?.checked ?? false;
    const talk = this.#talk;
    const own = JSON.stringify([draft.text, draft.danger, [...draft.facts]]);
    const wordless = draft.text === "" && draft.danger === "unknown" && draft.facts.size === 0;
    this.#say(words.t("seal-locking"));
    const hooks = {
      onSending: () => this.#say(words.t("seal-sending")),
      onBroken: (left: number) => this.#say(words.t("seal-resending", { seconds: left })),
      onWaiting: (left: number) => this.#say(words.t("seal-waiting", { seconds: left })),
    };
    let settled = false;
    if (this.#doubt) {
      const before = await settle(talk, this.#doubt.sealed, hooks);
      if (before.kind === "unknown" || before.kind === "closed") return this.#failed(`seal-${before.kind}`);
      settled = before.kind === "taken" && this.#doubt.words === own;
      this.#doubt = undefined;
    }
    if (!wordless && !settled) {
      const decision = decideMessage(kit.rules, draft, false, seconds());
      const said = await say(talk, { draft, decision }, hooks, (sealed) => (this.#doubt = { sealed, words: own }));
      if (said.kind !== "taken") {
        if (said.kind !== "unknown") this.#doubt = undefined;
        if (said.kind === "refused" && said.code === "full") return this.#failed("message-full");
        return this.#failed(`seal-${said.kind === "missing" ? "failed" : said.kind}`);
      }
      this.#doubt = undefined;
    }
    this.#form.reset();
    if (files.length === 0) return this.#refresh("notice-message-sent");
    const sending = new FileSending({ words, rules: kit.rules, talk }, files, clean);
    this.#uploads.append(sending.node);
    this.#say(wordless ? "" : words.t("notice-message-sent"));
    attend(sending.node);
    if (await sending.run()) await this.#refresh("notice-files-sent");
  }

  async #delete(part: string): Promise<void> {
    const answer = await ask(this.keys, "delete", { part });
    const gone = record(answer?.json)["outcome"] === "deleted";
    await this.#refresh(gone ? "notice-deleted" : "notice-not-deleted");
  }

  #askWithdraw(): void {
    const { words } = this.ready;
    const heading = el("h1", {}, words.t("withdraw-title"));
    const note = el("p", { class: "problem", role: "alert" });
    fill(
      this.main,
      heading,
      ...words.lines("withdraw-text").map((line) => el("p", {}, line)),
      el("div", { class: "note" }, el("p", {}, words.t("withdraw-forced"))),
      note,
      el(
        "div",
        { class: "acts" },
        button(words.t("withdraw-no"), () => this.show("")),
        this.#act(words.t("withdraw-yes"), () => this.#withdraw(note)),
      ),
    );
    attend(heading);
  }

  async #withdraw(note: HTMLElement): Promise<void> {
    const { words } = this.ready;
    const answer = await ask(this.keys, "withdraw", {});
    const said = record(answer?.json);
    // Gone by now, for whatever reason, is gone.
    if (said["outcome"] !== "withdrawn" && said["error"] !== "unknown_mailbox") {
      note.textContent = words.t(answer ? "act-failed" : "act-unknown");
      return;
    }
    const { language } = this.pins;
    const done = [el("h1", {}, words.t("withdrawn-title")), el("p", {}, words.t("withdrawn-text"))];
    wipeAll();
    this.main.append(...done);
    // Asked for the sake of its headers alone: the browser forgets what it keeps of us. Without credentials it would not.
    await request(`/${language}/mailbox/lock`, { method: "GET", credentials: "same-origin" });
  }

  /** Looks again. */
  async #refresh(notice: string): Promise<void> {
    const { words } = this.ready;
    const found = await look(this.keys, this.pins);
    if (found === "unknown") return lock(this.pins.language);
    if (found === "failed") return this.#say(words.t("act-unknown"));
    this.found = this.#held(found);
    this.#fillAnswers();
    this.#fillSent();
    this.#say(words.t(notice));
    attend(this.#notice);
  }

  /** What was found, if it holds at least what was taken from us; else with the word that something is missing. */
  #held(found: Found): Found {
    const { tip } = this.#talk;
    if (found.tip.seq > tip.seq && !found.sentTroubled) this.#talk.tip = found.tip;
    const less = found.tip.seq < tip.seq || (found.tip.seq === tip.seq && found.tip.hash !== tip.hash);
    return less ? { ...found, sentTroubled: true } : found;
  }

  #failed(id: string): void {
    const { words } = this.ready;
    this.#say("");
    showProblems(this.main, [{ sentence: words.t(id) }], words);
  }

  #act(label: string, action: () => Promise<void>, attributes: Record<string, string> = {}): HTMLButtonElement {
    return button(label, () => void this.#once(action), attributes);
  }

  /** One thing at a time: a second press does nothing. */
  async #once(action: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.main.setAttribute("aria-busy", "true");
    try {
      await action();
    } catch {
      this.#failed("seal-failed");
    } finally {
      this.#busy = false;
      this.main.removeAttribute("aria-busy");
    }
  }

  #say(text: string): void {
    this.#notice.hidden = text === "";
    this.#notice.textContent = text;
  }
}

// The report form: sealed on this device. Whatever fails, nothing is sent; the way without script is a press of its own.
import { reportDraft } from "../lib/index.ts";
import { showAnswer } from "./answer.ts";
import { attend, button, el, mainOf } from "./dom.ts";
import { filesHint, filesProblem, read } from "./form.ts";
import { ready, type Pins, type Ready } from "./kit.ts";
import { within } from "./net.ts";
import { clearProblems, fieldProblems, showProblems, type Problem } from "./problems.ts";
import { Sending } from "./sending.ts";
import { SEALING } from "./talk.ts";

interface Prepared extends Ready {
  sending: Sending;
}

export function reportPage(form: HTMLFormElement, pins: Pins): void {
  const page = new ReportPage(form, pins);
  form.addEventListener("submit", (event) => {
    // From now on nothing leaves but through `press` or by the reporter's own second choice.
    event.preventDefault();
    void page.press(event.submitter);
  });
  page.start();
}

class ReportPage {
  readonly #main = mainOf();
  /** Where progress is said. */
  readonly #status = el("p", { class: "state", role: "status", hidden: true });
  #prepared: Promise<Prepared> | undefined;
  #busy = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly pins: Pins,
  ) {
    form.querySelector("button.main")?.after(this.#status);
  }

  start(): void {
    this.#prepare().then(
      ({ words, sending }) => {
        for (const place of this.#main.querySelectorAll(".mode")) place.textContent = words.t("mode-device");
        // In pieces larger files go through than in one form.
        const hint = this.#main.querySelector("#h-files");
        if (hint && this.pins.fileLimit > 0) hint.textContent = filesHint(words, this.pins);
        document.getElementById("leave")?.setAttribute("title", words.t("leave-shift"));
        // After what was typed so far is on the screen.
        setTimeout(() => void sending.prepare(), 500);
      },
      () => undefined,
    );
  }

  /** Kit and rosters; asked for again if that failed before. */
  #prepare(): Promise<Prepared> {
    this.#prepared ??= ready(this.pins).then((all) => ({ ...all, sending: new Sending(all, this.pins) }));
    this.#prepared.catch(() => (this.#prepared = undefined));
    return this.#prepared;
  }

  /** One press at a time: a second one while the first is under way does nothing. */
  async press(submitter: HTMLElement | null): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    submitter?.after(this.#status);
    try {
      await this.#send();
    } catch {
      // Nobody knows what it was: then it counts as failed, and nothing more is sent.
      this.#fail("seal-failed", undefined);
    } finally {
      this.#busy = false;
      this.#say("");
      this.form.inert = false;
    }
  }

  async #send(): Promise<void> {
    clearProblems(this.#main);
    this.form.inert = true;
    this.#say("…");
    let prepared: Prepared;
    try {
      prepared = await within(SEALING, this.#prepare());
    } catch {
      return this.#fail("seal-failed", undefined);
    }
    const { kit, words, sending } = prepared;
    const { fields, files } = read(this.form);
    const draft = reportDraft(fields, kit, files.length > 0);
    if ("problems" in draft) return this.#show(fieldProblems(draft.problems, "problem-empty", words), prepared);
    const tooLarge = filesProblem(files, this.pins, words);
    if (tooLarge) return this.#show([tooLarge], prepared);
    const sent = await sending.send(draft, files.length > 0, {
      onLocking: () => this.#say(words.t("seal-locking")),
      onSending: () => this.#say(words.t("seal-sending")),
      onBroken: (seconds) => this.#say(words.t("seal-resending", { seconds })),
      onWaiting: (seconds) => this.#say(words.t("seal-waiting", { seconds })),
    });
    if (sent.kind !== "arrived") return this.#fail(`seal-${sent.kind}`, prepared);
    const clean = this.form.querySelector<HTMLInputElement>("input[type=checkbox][name=clean_photos]")?.checked ?? true;
    showAnswer(this.#main, prepared, this.pins, sent.arrived, files, clean);
  }

  #show(problems: readonly Problem[], { words }: Prepared): void {
    showProblems(this.#main, problems, words, this.#kept() && el("p", {}, words.t("problems-kept")));
    this.#again(words.t("send-again"));
  }

  /** Says that nothing was sent (or that nobody knows), and offers the way without script as a choice of its own. */
  #fail(id: string, prepared: Prepared | undefined): void {
    if (!prepared) return this.#failWithoutWords();
    const { words } = prepared;
    const offer = button(words.t("seal-offer-button"), () => this.#sendUnsealed());
    showProblems(this.#main, [{ sentence: words.t(id) }], words, el("p", {}, words.t("seal-offer")), el("p", {}, offer));
    this.#again(words.t("send-again"));
  }

  /** Even the words could not be had: the page brought these few along for this. */
  #failWithoutWords(): void {
    const spare = document.getElementById("seal-spare");
    if (!(spare instanceof HTMLTemplateElement)) return;
    const box = el("div", { class: "problems", role: "alert" }, spare.content.cloneNode(true));
    box.querySelector("button")?.addEventListener("click", () => this.#sendUnsealed());
    this.#main.querySelector("h1")?.after(box);
    attend(box);
  }

  /** The form as the browser sends it, to be sealed by the server: only ever by the reporter's own press. */
  #sendUnsealed(): void {
    if (this.#busy) return;
    HTMLFormElement.prototype.submit.call(this.form);
  }

  #again(label: string): void {
    const first = this.form.querySelector("button.main");
    if (first) first.textContent = label;
  }

  #kept(): boolean {
    return read(this.form).fields.some(([name, value]) => name !== "token" && value.trim() !== "");
  }

  #say(text: string): void {
    this.#status.hidden = text === "";
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }
}

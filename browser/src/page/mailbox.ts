// The mailbox: the code stays in this page; answers are checked and opened here.
import { MailboxError, mailboxKeys, openMailbox, parseReceipt, type MailboxKeys, type ReceiptProblem } from "../lib/index.ts";
import { attend, button, el, mainOf } from "./dom.ts";
import { ready, type Pins, type Ready, type Words } from "./kit.ts";
import { record, within } from "./net.ts";
import { clearProblems, showProblems } from "./problems.ts";
import { Room } from "./room.ts";
import { SEALING, ask } from "./talk.ts";

export function mailboxPage(form: HTMLFormElement, pins: Pins): void {
  const entry = new Entry(form, pins);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void entry.press();
  });
  entry.start();
}

class Entry {
  readonly #main = mainOf();
  readonly #status = el("p", { class: "state", role: "status", hidden: true });
  #ready: Promise<Ready> | undefined;
  #busy = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly pins: Pins,
  ) {
    form.append(this.#status);
  }

  start(): void {
    this.#prepare().then(
      ({ words }) => {
        for (const place of this.#main.querySelectorAll(".mode")) place.textContent = words.t("mode-mailbox-device");
        document.getElementById("leave")?.setAttribute("title", words.t("leave-shift"));
      },
      () => undefined,
    );
  }

  #prepare(): Promise<Ready> {
    this.#ready ??= ready(this.pins);
    this.#ready.catch(() => (this.#ready = undefined));
    return this.#ready;
  }

  async press(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#open();
    } catch {
      this.#fail(undefined);
    } finally {
      this.#busy = false;
      this.form.inert = false;
      this.#status.hidden = true;
    }
  }

  async #open(): Promise<void> {
    clearProblems(this.#main);
    this.form.inert = true;
    this.#say("…");
    let all: Ready;
    try {
      all = await within(SEALING, this.#prepare());
    } catch {
      return this.#fail(undefined);
    }
    const { words } = all;
    this.#say(words.t("mailbox-opening"));
    const entropy = parseReceipt(this.#typed().value);
    if (!(entropy instanceof Uint8Array)) return this.#wrong(sentence(entropy, words), words);
    const keys = mailboxKeys(entropy, this.pins.deployment);
    entropy.fill(0);
    const found = await look(keys, this.pins);
    if (found === "unknown") return this.#wrong(words.t("receipt-problem-not-found"), words);
    if (found === "failed") return this.#fail(words);
    this.#typed().value = "";
    new Room(this.#main, all, this.pins, keys, found).show("");
  }

  #typed(): HTMLInputElement {
    const input = this.form.querySelector<HTMLInputElement>("[name=receipt]");
    if (!input) throw new Error("no field for the code");
    return input;
  }

  #wrong(text: string, words: Words): void {
    showProblems(this.#main, [{ field: "receipt", sentence: text }], words);
  }

  /** Nothing was sent. The server may open it, by a press of its own. */
  #fail(words: Words | undefined): void {
    const send = (): void => {
      if (!this.#busy) HTMLFormElement.prototype.submit.call(this.form);
    };
    if (words) {
      const offer = button(words.t("open-offer-button"), send);
      return showProblems(this.#main, [{ sentence: words.t("open-failed") }], words, el("p", {}, words.t("open-offer")), el("p", {}, offer));
    }
    const spare = document.getElementById("seal-spare");
    if (!(spare instanceof HTMLTemplateElement)) return;
    const box = el("div", { class: "problems", role: "alert" }, spare.content.cloneNode(true));
    box.querySelector("button")?.addEventListener("click", send);
    this.#main.querySelector("h1")?.after(box);
    attend(box);
  }

  #say(text: string): void {
    this.#status.hidden = false;
    this.#status.textContent = text;
  }
}

export type Found = Awaited<ReturnType<typeof openMailbox>>;

/** Asks for the mailbox and checks what comes. Wrong, withdrawn and expired look alike. */
export async function look(keys: MailboxKeys, pins: Pins): Promise<Found | "unknown" | "failed"> {
  const answer = await ask(keys, "read", {});
  if (record(answer?.json)["error"] === "unknown_mailbox") return "unknown";
  if (answer?.status !== 200) return "failed";
  try {
    return await within(SEALING, openMailbox(answer.text, keys, pins.deployment, pins.rosterKey));
  } catch (error) {
    // Somebody put another mailbox or other keys in the place of the true ones: nothing of it is shown.
    if (error instanceof MailboxError) return "failed";
    throw error;
  }
}

function sentence(wrong: ReceiptProblem, words: Words): string {
  switch (wrong.problem) {
    case "empty":
      return words.t("receipt-problem-empty");
    case "word_count":
      return words.t("receipt-problem-word-count", { count: wrong.found });
    case "unknown_word":
      return words.t("receipt-problem-unknown-word", { number: wrong.place });
    case "digit_count":
      return words.t("receipt-problem-digit-count", { count: wrong.found });
    case "checksum":
      return words.t("receipt-problem-checksum");
  }
}

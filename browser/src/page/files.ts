// Files after the words: sealed as a stream, sent in pieces that go on where they were cut, named to the team in one
// message once they are there.
import {
  FileChanged,
  Pause,
  UploadError,
  decideMessage,
  sealFile,
  secureRandom,
  signedCall,
  upload,
  type Attachment,
  type MessageDraft,
  type Rules,
  type SealedFile,
} from "../lib/index.ts";
import { button, el, isolated } from "./dom.ts";
import { filesHint, filesProblem } from "./form.ts";
import type { Pins, Words } from "./kit.ts";
import { cleanCopyOf } from "./photos.ts";
import { freshChallenge, say, type Talk } from "./talk.ts";

interface Context {
  words: Words;
  rules: Rules;
  talk: Talk;
}

/** Uploads under way in this page; it does not lock itself while one is. */
export let underWay = 0;

/** Some files on their way, and what the page says of them. */
export class FileSending {
  readonly node: HTMLElement;
  readonly #status: HTMLElement;
  readonly #rows: Row[];

  constructor(
    private readonly context: Context,
    files: readonly File[],
    private readonly clean: boolean,
  ) {
    const { words } = context;
    this.#status = el("p", { role: "status" }, words.t("files-keep-open"));
    this.#rows = files.map((file) => new Row(file, words));
    const size = files.reduce((sum, file) => sum + file.size, 0);
    this.node = el(
      "section",
      { class: "box", "aria-labelledby": "files-title" },
      el("h2", { id: "files-title" }, words.t("files-sending")),
      this.#status,
      el("p", { class: "hint" }, words.t("files-size", { size: megabytes(size) })),
      ...this.#rows.map((row) => row.node),
    );
  }

  /** Sends them one after the other and tells the team. Whether all of them arrived. */
  async run(): Promise<boolean> {
    underWay++;
    try {
      return await this.#run();
    } finally {
      underWay--;
    }
  }

  async #run(): Promise<boolean> {
    const { words } = this.context;
    let attachments: Attachment[] = [];
    for (const row of this.#rows) attachments = attachments.concat(await row.send(this.context, this.clean));
    let told = attachments.length === 0 || (await this.#tell(attachments));
    if (!told) for (const row of this.#rows) row.failed("file-reason-broken");
    told &&= this.#rows.every((row) => row.arrived);
    const heading = this.node.querySelector("h2");
    if (heading) heading.textContent = words.t("files-title");
    this.#status.textContent = words.t(told ? "files-added" : "upload-broken");
    this.#status.className = told ? "state" : "note warn";
    return told;
  }

  /** One message that names them. A file that the server lost on the way is left out, and said. */
  async #tell(attachments: Attachment[]): Promise<boolean> {
    const draft: MessageDraft = { text: "", danger: "unknown", facts: new Map() };
    const { rules, talk } = this.context;
    for (let left = attachments; left.length > 0; ) {
      const decision = decideMessage(rules, draft, true, Math.floor(Date.now() / 1000));
      const said = await say(talk, { draft, decision, files: left });
      if (said.kind === "taken") return true;
      if (said.kind !== "missing") return false;
      const rest = left.filter(({ id }) => !said.ids.includes(id));
      if (rest.length === left.length) return false;
      for (const { id } of left) if (said.ids.includes(id)) this.#rows.find((row) => row.holds(id))?.failed("file-reason-broken");
      left = rest;
    }
    return false;
  }
}

/** One file: its name, how far it is, a way to pause it. */
class Row {
  readonly node: HTMLElement;
  arrived = false;
  readonly #bar: HTMLProgressElement;
  readonly #text: HTMLElement;
  readonly #pauseButton: HTMLButtonElement;
  readonly #pause = new Pause();
  readonly #ids = new Set<string>();
  /** Bytes of what was sent before the part that is under way, and of all parts that are known. */
  #before = 0;
  #whole: number;
  #done = false;

  constructor(
    private readonly file: File,
    private readonly words: Words,
  ) {
    const name = shownName(file.name, words);
    this.#whole = file.size;
    this.#bar = el("progress", { max: "1", value: "0", "aria-label": name });
    this.#text = el("span", {}, words.t("file-waiting"));
    this.#pauseButton = button(words.t("file-pause"), () => this.#toggle(), { "aria-label": `${words.t("file-pause")}: ${name}` });
    this.node = el("div", { class: "file" }, el("p", {}, isolated(name), " · ", this.#text), this.#bar, this.#pauseButton);
  }

  holds(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Sends the file, and a clean copy of a photo behind it. What arrived, to be named; nothing if the file did not. */
  async send(context: Context, clean: boolean): Promise<Attachment[]> {
    if (this.file.size === 0) return this.failed("file-reason-empty");
    try {
      const original = await this.#one(context, await sealFile(this.file, context.talk.capsule.caseRecipient, secureRandom));
      const copy = clean ? await this.#copy(context, original.id) : "no picture";
      this.#finished("file-ok");
      this.arrived = true;
      if (copy === "no picture") return [original];
      this.#text.append(" ", this.words.t(copy === "not made" ? "file-not-clean" : "file-clean"));
      return copy === "not made" ? [original] : [original, copy];
    } catch (error) {
      const refused = error instanceof UploadError && error.code === "refused";
      if (refused && error.status === 413) return this.failed("file-reason-too-large");
      return this.failed(refused ? "file-reason-refused" : "file-reason-broken");
    }
  }

  failed(reason: string): Attachment[] {
    this.arrived = false;
    this.#finished("file-failed");
    this.#text.append(" ", this.words.t(reason));
    return [];
  }

  /** A copy without place and device. That there is none costs nothing but the copy. */
  async #copy(context: Context, original: string): Promise<Attachment | "not made" | "no picture"> {
    try {
      const copy = await cleanCopyOf(this.file);
      if (typeof copy === "string") return copy;
      this.#before = this.#whole;
      return await this.#one(context, await sealFile(copy, context.talk.capsule.caseRecipient, secureRandom, { cleanCopyOf: original }));
    } catch (error) {
      if (error instanceof FileChanged || error instanceof UploadError || error instanceof DOMException) return "not made";
      throw error;
    }
  }

  async #one({ talk }: Context, sealed: SealedFile): Promise<Attachment> {
    this.#ids.add(sealed.id);
    this.#whole = this.#before + sealed.sealedLength;
    this.#progress(0);
    await upload(sealed, {
      endpoint: "/api/v1/files",
      call: async () => signedCall(talk.keys, "file", await freshChallenge(), { id: sealed.id, len: sealed.sealedLength }),
      onProgress: (sent) => this.#progress(sent),
      onTrouble: (trouble) => {
        if (trouble) this.#text.textContent = this.words.t("file-again");
      },
      pause: this.#pause,
    });
    return sealed.attachment();
  }

  #progress(sent: number): void {
    const done = this.#before + sent;
    this.#bar.value = done / this.#whole;
    if (!this.#pause.paused) this.#text.textContent = this.words.t("file-progress", { done: megabytes(done), all: megabytes(this.#whole) });
  }

  #toggle(): void {
    if (this.#done) return;
    if (this.#pause.paused) this.#pause.resume();
    else this.#pause.pause();
    const { paused } = this.#pause;
    this.#pauseButton.textContent = this.words.t(paused ? "file-go-on" : "file-pause");
    this.#pauseButton.setAttribute("aria-label", `${this.#pauseButton.textContent}: ${shownName(this.file.name, this.words)}`);
    if (paused) this.#text.textContent = this.words.t("file-paused");
  }

  #finished(id: string): void {
    this.#done = true;
    this.#text.replaceChildren(id === "file-ok" ? this.words.t(id) : el("strong", {}, this.words.t(id)));
    this.#bar.remove();
    this.#pauseButton.remove();
  }
}

/** A form for (more) files. It is read here and never sent as a form. */
export function fileForm(words: Words, pins: Pins, chosen: (files: readonly File[], clean: boolean) => void): HTMLElement {
  const input = fileInput();
  const note = el("p", { class: "problem", role: "alert" });
  const send = button(words.t("add-files-send"), () => {
    const files = [...(input.files ?? [])];
    note.textContent = filesProblem(files, pins, words)?.sentence ?? "";
    if (files.length === 0 || note.textContent !== "") return;
    const clean = box.querySelector("input")?.checked ?? true;
    input.value = "";
    chosen(files, clean);
  });
  const box = cleanBox(words);
  if (pins.fileLimit === 0) return el("div", {});
  return el("section", {}, el("h2", {}, words.t("add-files-title")), fileQuestion(words, pins, input), box, note, send);
}

export function fileInput(): HTMLInputElement {
  return el("input", { type: "file", id: "f-files", name: "files", multiple: true, "aria-describedby": "h-files" });
}

export function fileQuestion(words: Words, pins: Pins, input: HTMLInputElement): HTMLElement {
  const hint = filesHint(words, pins);
  return el("div", { class: "ask" }, el("label", { for: "f-files" }, words.t("q-files")), el("p", { class: "hint", id: "h-files" }, hint), input);
}

/** The choice of a clean copy for photos; taken unless it is taken away. */
export function cleanBox(words: Words): HTMLElement {
  const box = el("input", { type: "checkbox", checked: true, "aria-describedby": "h-clean" });
  return el("div", {}, el("label", { class: "choice" }, box, " ", el("span", {}, words.t("q-clean"))), el("p", { class: "hint", id: "h-clean" }, words.t("q-clean-hint")));
}

/** A name as the server shows it: without marks that reverse the order of letters, and not endless. */
function shownName(name: string, words: Words): string {
  const kept = [...name.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")];
  const shown = (kept.length > 60 ? `${kept.slice(0, 60).join("")}…` : kept.join("")).trim();
  return shown === "" ? words.t("file-unnamed") : shown;
}

/** Megabytes with one decimal, at least a tenth. */
function megabytes(bytes: number): string {
  return (bytes === 0 ? 0 : Math.max(0.1, bytes / 1_000_000)).toFixed(1);
}

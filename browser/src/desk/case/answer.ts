// Answering. How to answer safely stands above the field and is ticked, not merely shown; approved sentences go out at once;
// anything else in a language that the sender does not read waits for a colleague.
import { languageName } from "../inbox/line.ts";
import { attend, button, fill, foreign, h, own, type Child } from "../ui/dom.ts";
import { area, form, once, tick } from "../ui/form.ts";
import { Times } from "../ui/time.ts";
import type { Desk } from "../ui/view.ts";
import { asksFor, namesAddress } from "./asks.ts";
import { onlyPhrases, phrasesIn } from "./phrases.ts";
import { ticked } from "./must.ts";
import { isHostile } from "./reasons.ts";
import type { Room } from "./room.ts";
import { sentTexts } from "./said.ts";
import { factName, factValue } from "./words.ts";

/** What is typed and not sent: in `desk.kept`, which a lock seals; never stored. */
interface Unsent {
  text: string;
  translation: string;
}

/** Languages that this person said they read, while the page lives. */
const reads = new WeakMap<Desk, Set<string>>();

export function keptAnswer(room: Room): Unsent {
  const kept = room.desk.kept.get(`answer/${room.id}`) as Unsent | undefined;
  return kept ?? { text: "", translation: "" };
}

/** Whether something stands in the fields that is not sent. */
export function unsent(room: Room): boolean {
  const { text, translation } = keptAnswer(room);
  return text.trim() !== "" || translation.trim() !== "";
}

export function answer(room: Room, again: () => Promise<void>): HTMLElement {
  const { desk } = room;
  const head = h("h2", { id: "answer" }, desk.t("case-answer"));
  const section = h("section", { "aria-labelledby": "answer" }, head);
  if (!room.staff()) return section;
  if (!room.detail.line.answer_here) {
    section.append(h("p", { class: "note" }, desk.t("answer-not-wanted")));
    return section;
  }
  if (room.detail.line.withdrawn) {
    section.append(h("p", { class: "note" }, desk.t("answer-withdrawn")));
    return section;
  }
  const composer = new Composer(room, again);
  section.append(...composer.drafts(), composer.node);
  return section;
}

class Composer {
  readonly node: HTMLElement;
  readonly #language: string;
  readonly #own: string;
  readonly #text;
  readonly #translation;
  readonly #safe: { node: HTMLElement; control: HTMLInputElement } | undefined;
  readonly #asks: { node: HTMLElement; control: HTMLInputElement };
  readonly #asksBox = h("div", { class: "warn", hidden: true });
  readonly #reads: { node: HTMLElement; control: HTMLInputElement };
  readonly #say = h("p", { class: "hint", role: "status" });
  readonly #submit: HTMLElement;

  constructor(
    private readonly room: Room,
    private readonly again: () => Promise<void>,
  ) {
    const { desk } = room;
    this.#language = room.open.report.language;
    this.#own = desk.texts.language;
    const language = languageName(desk, this.#language);
    const kept = keptAnswer(room);
    this.#text = area(desk.t("answer-text", { language }), { rows: 7, lang: this.#language, oninput: () => this.#changed() });
    this.#text.control.value = kept.text;
    this.#translation = area(desk.t("answer-translation", { language: languageName(desk, this.#own) }), { rows: 5, lang: this.#own, oninput: () => this.#changed() }, desk.t("answer-translation-hint"));
    this.#translation.control.value = kept.translation;
    this.#safe = safeTick(room);
    this.#asks = tick(desk.t("answer-asks-tick"));
    const known = reads.get(desk) ?? new Set([this.#own]);
    reads.set(desk, known);
    this.#reads = tick(desk.t("answer-reads", { language }), {
      checked: known.has(this.#language),
      onchange: () => {
        if (this.#reads.control.checked) known.add(this.#language);
        else known.delete(this.#language);
        this.#changed();
      },
    });
    this.#submit = form(
      [this.#asksBox, this.#safe?.node],
      desk.t("answer-send"),
      () => this.#send(),
      desk.problem,
      [this.#ask()],
    );
    this.node = h(
      "div",
      { class: "box composer" },
      room.open.warnings.some(isHostile) && h("p", { class: "trouble" }, desk.t("answer-hostile")),
      h("p", { class: "hint" }, desk.t("answer-never")),
      safe(room),
      this.#phrases(),
      this.#text.node,
      this.#language === this.#own ? undefined : this.#reads.node,
      this.#language === this.#own ? undefined : this.#translation.node,
      this.#say,
      this.#submit,
    );
    this.#changed();
  }

  /** Drafts that wait for somebody else's eyes; those that were sent as they are wait no more. */
  drafts(): HTMLElement[] {
    const { room } = this;
    const { desk } = room;
    const sent = sentTexts(room.open);
    const times = new Times(desk.texts.language);
    const latest = new Map(room.open.drafts.map((draft) => [draft.author, draft]));
    return [...latest.values()]
      .filter(({ text }) => !sent.has(text))
      .map((draft) => {
        const mine = draft.author === room.me();
        const asks = asksFor(draft.text, draft.language);
        const sure = tick(desk.t("draft-tick", { language: languageName(desk, draft.language) }));
        // What must be ticked before this is sent stands here, beside its button: the field below is another answer.
        const keeps = mine ? undefined : safeTick(room);
        const send = async (): Promise<void> => {
          for (const one of [sure, keeps]) if (one && !ticked(one.control, desk.t("case-tick"))) return;
          await this.#deliver(draft.text);
        };
        const sending: HTMLButtonElement = button(desk.t("draft-send"), () => void once(sending, () => send().catch((thrown: unknown) => desk.say(desk.problem(thrown), "bad"))), { class: "main" });
        const take = (): void => {
          this.#text.control.value = draft.text;
          this.#translation.control.value = draft.translation;
          this.#changed();
          this.#text.control.focus();
        };
        return h(
          "article",
          { class: "box draft" },
          h("h3", {}, desk.t("draft-title")),
          h("p", { class: "soft" }, own(draft.author), ` · ${times.at(draft.at)}`),
          h("div", { class: "beside" }, foreign(draft.text, draft.language), draft.translation !== "" && h("div", { class: "translation" }, foreign(draft.translation))),
          asks.length > 0 && h("div", { class: "warn" }, h("p", {}, desk.t("answer-asks")), h("ul", {}, ...asks.map((ask) => h("li", {}, desk.t(`answer-asks-${ask}`))))),
          mine ? h("p", { class: "hint" }, desk.t("draft-mine")) : h("div", { class: "ticks-before" }, keeps?.node, sure.node),
          h("div", { class: "acts" }, !mine && sending, button(desk.t("draft-change"), take)),
        );
      });
  }

  #phrases(): Child {
    const { desk } = this.room;
    const theirs = phrasesIn(this.#language);
    const ours = phrasesIn(this.#own) ?? phrasesIn("en");
    if (!theirs || !ours) return h("p", { class: "hint" }, desk.t("answer-no-phrases", { language: languageName(desk, this.#language) }));
    const add = (id: string): void => {
      put(this.#text.control, theirs.get(id) ?? "");
      if (this.#language !== this.#own) put(this.#translation.control, ours.get(id) ?? "");
      this.#changed();
      desk.say(desk.t("answer-phrase-added"));
    };
    return h(
      "details",
      { class: "phrases" },
      h("summary", {}, desk.t("answer-phrases")),
      h(
        "div",
        { class: "inner" },
        h("p", { class: "hint" }, desk.t("answer-phrases-hint")),
        h(
          "ul",
          { class: "plain-list" },
          ...[...ours].map(([id, text]) =>
            h(
              "li",
              { class: "phrase" },
              h("div", { class: this.#language === this.#own ? undefined : "beside" }, foreign(text, this.#own), this.#language !== this.#own && foreign(theirs.get(id) ?? "", this.#language)),
              button(desk.t("answer-phrase-add"), () => add(id), { class: "small", "aria-label": `${desk.t("answer-phrase-add")}: ${text}` }),
            ),
          ),
        ),
      ),
    );
  }

  /** Whether this answer may go without a colleague. */
  #alone(): boolean {
    return this.#language === this.#own || this.#reads.control.checked || onlyPhrases(this.#text.control.value, this.#language);
  }

  #changed(): void {
    const { desk, id } = this.room;
    const text = this.#text.control.value;
    if (text.trim() === "" && this.#translation.control.value.trim() === "") desk.kept.delete(`answer/${id}`);
    else desk.kept.set(`answer/${id}`, { text, translation: this.#translation.control.value } satisfies Unsent);
    const alone = this.#alone();
    const [sending, asking] = this.#submit.querySelectorAll("button");
    if (sending) sending.hidden = !alone;
    if (asking) asking.hidden = this.#language === this.#own;
    const hint = text.trim() === "" ? "" : onlyPhrases(text, this.#language) ? desk.t("answer-approved") : alone ? "" : desk.t("answer-needs-look");
    if (this.#say.textContent !== hint) this.#say.textContent = hint;
    const asks = asksFor(text, this.#language);
    const addressed = namesAddress(text);
    this.#asksBox.hidden = asks.length === 0 && !addressed;
    if (!this.#asksBox.hidden) {
      const points = [...asks.map((ask) => desk.t(`answer-asks-${ask}`)), ...(addressed ? [desk.t("answer-asks-address")] : [])];
      const list = points.join("\n");
      if (this.#asksBox.dataset["points"] !== list) {
        this.#asksBox.dataset["points"] = list;
        this.#asks.control.checked = false;
        fill(this.#asksBox, h("p", {}, desk.t("answer-asks")), h("ul", {}, ...points.map((point) => h("li", {}, point))), this.#asks.node);
      }
    }
  }

  /** What must be so before anything leaves; says what is not and leads there. */
  #ready(): boolean {
    const { desk } = this.room;
    if (this.#text.control.value.trim() === "") {
      this.#text.fault(desk.t("answer-empty"));
      attend(this.#text.control);
      return false;
    }
    for (const box of [this.#safe?.control, this.#asksBox.hidden ? undefined : this.#asks.control]) {
      if (box && !ticked(box, desk.t("case-tick"))) return false;
    }
    return true;
  }

  async #send(): Promise<void> {
    if (!this.#ready() || !this.#alone()) return;
    await this.#deliver(this.#text.control.value.trim());
  }

  async #deliver(text: string): Promise<void> {
    const { room } = this;
    const { desk } = room;
    await room.part(await desk.ask("reply", { case: room.id, text, author: room.me() }), "replied");
    desk.kept.delete(`answer/${room.id}`);
    desk.say(desk.t("answer-done"));
    await this.again();
  }

  #ask(): HTMLButtonElement {
    const { room } = this;
    const { desk } = room;
    const send = async (): Promise<void> => {
      if (!this.#ready()) return;
      if (this.#translation.control.value.trim() === "") {
        this.#translation.fault(desk.t("draft-needs-translation"));
        return attend(this.#translation.control);
      }
      const sealed = await desk.ask("draft", { case: room.id, author: room.me(), text: this.#text.control.value.trim(), translation: this.#translation.control.value.trim(), language: this.#language });
      await room.part(sealed, "drafted");
      desk.kept.delete(`answer/${room.id}`);
      desk.say(desk.t("draft-done"));
      await this.again();
    };
    const asking: HTMLButtonElement = button(desk.t("draft-ask"), () => void once(asking, () => send().catch((thrown: unknown) => desk.say(desk.problem(thrown), "bad"))));
    return asking;
  }
}

function put(control: HTMLTextAreaElement, sentence: string): void {
  const before = control.value.trimEnd();
  control.value = before === "" ? sentence : `${before}\n${sentence}`;
}

/** How to answer safely, in the reporter's own words: seen by whoever types. */
function safe(room: Room): Child {
  const { desk } = room;
  const wishes = room.open.safe;
  if (wishes.length === 0 && !room.notMyCommunity()) return false;
  return h(
    "div",
    { class: "warn safe" },
    h("h3", {}, desk.t("answer-safe-title")),
    h("dl", {}, ...wishes.flatMap(({ field, value }) => [h("dt", {}, factName(desk, field)), h("dd", {}, factValue(desk, field, value) ?? foreign(value, room.open.report.language))])),
    room.notMyCommunity() && h("p", {}, desk.t("case-not-community")),
  );
}

function safeTick(room: Room): { node: HTMLElement; control: HTMLInputElement } | undefined {
  return room.open.safe.length === 0 ? undefined : tick(room.desk.t("answer-safe-tick"), { required: true });
}

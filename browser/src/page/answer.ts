// The page after sending, made here from the kit: the server learns neither the categories nor that this is shown.
import { digits, words as receiptWords, wordListFor } from "../lib/index.ts";
import { attend, el, fill, isolated, points } from "./dom.ts";
import { FileSending, fileForm } from "./files.ts";
import type { Guidance, Pins, Ready, Words } from "./kit.ts";
import { empty, onGoing } from "./leave.ts";
import type { Arrived } from "./sending.ts";

export function showAnswer(main: HTMLElement, ready: Ready, pins: Pins, arrived: Arrived, files: readonly File[], clean: boolean): void {
  const { kit, words } = ready;
  const { outcome, talk, entropy, decision, draft } = arrived;
  const heading = el("h1", {}, words.t(outcome === "added" ? "answer-title-added" : "answer-title"));
  const more = fileForm(words, pins, (chosen, cleanToo) => start(chosen, cleanToo));
  const uploads = el("div", {});
  const start = (chosen: readonly File[], cleanToo: boolean): void => {
    const sending = new FileSending({ words, rules: kit.rules, talk }, chosen, cleanToo);
    more.hidden = true;
    uploads.append(sending.node);
    // What did not arrive can be chosen again.
    void sending.run().finally(() => (more.hidden = false));
  };
  fill(
    main,
    heading,
    el("p", { class: "lead" }, words.t(`answer-${outcome}`)),
    // The code first: whoever stops reading here must have it.
    ...(entropy ? [receipt(entropy, kit.language, kit.receipt_words, words)] : words.lines("receipt-none").map((line) => el("p", {}, line))),
    uploads,
    el("h2", {}, words.t("next-title")),
    el("p", { class: "state" }, kit.reading),
    points((entropy ? ["next-read", "next-return", "next-no-call", "next-tell-nobody"] : ["next-read", "next-no-call", "next-tell-nobody"]).map((id) => words.t(id))),
    el("p", {}, el("strong", {}, words.t("mailbox-never-ask"))),
    ...sentences(decision.rules.map(({ id }) => id), kit.rule_sentences, words),
    el("h2", {}, words.t("guidance-title")),
    el("p", {}, words.t("guidance-choose")),
    ...draft.methods.map((code, at) => guided(kit.guidance[code], at === 0, words)),
    el("div", { class: "box" }, ...advice(kit.guidance["general"], words)),
    el("div", { class: "note" }, ...words.lines("guide-feelings").map((line) => el("p", {}, line))),
    more,
  );
  entropy?.fill(0);
  onGoing(() => {
    empty(main);
    talk.keys.forget();
  });
  openElsewhere();
  // Pulling the page down on a phone would load the form anew, and the code is shown only once.
  document.documentElement.style.overscrollBehavior = "contain";
  attend(heading);
  if (files.length > 0) start(files, clean);
}

function receipt(entropy: Uint8Array, language: string, wordsFirst: boolean, words: Words): HTMLElement {
  const list = wordListFor(language);
  const asWords = el("p", { id: "receipt-words", class: "code" }, isolated(receiptWords(entropy, list ?? "english"), "ltr"));
  const asDigits = el("p", { id: "receipt-digits", class: "code" }, isolated(digits(entropy), "ltr"));
  const first = wordsFirst && list !== undefined;
  const folded = (label: string, code: HTMLElement): HTMLElement =>
    el("details", {}, el("summary", {}, words.t(label)), el("div", { class: "inner" }, code));
  return el(
    "section",
    { class: "box", "aria-labelledby": "receipt-title" },
    el("h2", { id: "receipt-title" }, words.t("receipt-title")),
    el("p", {}, words.t("receipt-why")),
    first ? asWords : asDigits,
    first ? folded("receipt-as-digits", asDigits) : folded("receipt-as-words", asWords),
    el("p", { class: "hint" }, words.t("receipt-either")),
    el("h3", {}, words.t("receipt-keep-title")),
    points(words.lines("receipt-keep")),
  );
}

/** The softer sentence of each rule that held, no sentence twice. */
function sentences(rules: readonly string[], known: Readonly<Record<string, string[]>>, words: Words): HTMLElement[] {
  const said = [...new Set(rules.flatMap((id) => known[id] ?? []))];
  return said.length === 0 ? [] : [el("h2", {}, words.t("rules-title")), points(said)];
}

function guided(guidance: Guidance | undefined, open: boolean, words: Words): HTMLElement | undefined {
  if (!guidance?.label || guidance.do.length === 0) return undefined;
  return el("details", { open }, el("summary", {}, guidance.label), el("div", { class: "inner" }, ...advice(guidance, words)));
}

function advice(guidance: Guidance | undefined, words: Words): HTMLElement[] {
  if (!guidance) return [];
  const parts: [string, string[]][] = [
    ["guide-do", guidance.do],
    ["guide-avoid", guidance.avoid],
    ["guide-keep", guidance.keep],
  ];
  return parts.filter(([, lines]) => lines.length > 0).flatMap(([id, lines]) => [el("h3", {}, words.t(id)), points(lines)]);
}

/** This page cannot be shown again, so links to others open a new window. The way out stays as it is. */
function openElsewhere(): void {
  for (const link of document.querySelectorAll("header a")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noreferrer");
  }
}

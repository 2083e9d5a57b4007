// Words that open everything: shown once, written down, and typed again before anything depends on them.
import { tidy, wordsField } from "../door/door.ts";
import { attend, button, fill, h, own } from "../ui/dom.ts";
import { form } from "../ui/form.ts";

export interface Showing {
  t(id: string, values?: Record<string, string | number>): string;
  problem(thrown: unknown): string;
}

/** The words with their numbers, so that none is lost between two lines. */
export function numbered(words: string): HTMLElement {
  return h("div", { class: "secret", dir: "ltr", lang: "en" }, h("ol", { class: "numbered" }, ...words.split(" ").map((word, at) => h("li", {}, h("span", {}, `${at + 1}.`), word))));
}

/** What stands on the paper besides the words: whoever finds it must not learn more, and its owner must know what to do. */
export interface Paper {
  /** The desk's address. */
  address: string;
  alias: string;
  service: string;
  /** The account's id: with it the words work even where this server is gone. */
  account: string;
}

/** The printed kit. */
export function kitPaper({ t }: Showing, words: string, paper: Paper): HTMLElement {
  return h(
    "section",
    { class: "box paper" },
    h("h2", {}, t("desk-kit-paper")),
    h(
      "dl",
      {},
      h("dt", {}, t("desk-kit-service")), h("dd", {}, own(paper.service)),
      h("dt", {}, t("desk-kit-address")), h("dd", {}, own(paper.address)),
      h("dt", {}, t("desk-alias")), h("dd", {}, own(paper.alias)),
      h("dt", {}, t("desk-kit-account")), h("dd", { class: "mono" }, own(paper.account)),
    ),
    numbered(words),
    h("p", { class: "hint" }, t("desk-kit-paper-how")),
  );
}

/**
 * Shows words, then takes them away and asks for them again; done only when they are right. Who cannot type them may look again.
 * `kit` makes it a page for printing.
 */
export function written(main: HTMLElement, showing: Showing, words: string, kind: "passphrase" | "kit", paper: Paper | undefined): Promise<void> {
  const { t, problem } = showing;
  return new Promise((resolve) => {
    const show = (): void => {
      const heading = h("h1", { tabindex: "-1", class: "no-print" }, t(`desk-${kind}-title`));
      fill(
        main,
        heading,
        ...t(`desk-${kind}-why`).split("\n").map((line) => h("p", { class: "no-print" }, line)),
        paper ? kitPaper(showing, words, paper) : numbered(words),
        h("div", { class: "acts no-print" }, paper && button(t("desk-print"), () => print()), button(t("desk-words-written"), check, { class: "main" })),
      );
      attend(heading);
    };
    const check = (): void => {
      const typed = wordsField(t("desk-words-again"), t("desk-words-again-hint"));
      const heading = h("h1", { tabindex: "-1" }, t("desk-check-title"));
      const compare = async (): Promise<void> => {
        const wrong = firstDifference(tidy(typed.control.value), words);
        if (wrong === undefined) return resolve();
        typed.fault(t("desk-words-differ", { number: wrong }));
        typed.control.focus();
      };
      fill(main, heading, h("p", {}, t("desk-check-why")), form([typed.node], t("desk-next"), compare, problem, [button(t("desk-words-look"), show)]));
      attend(heading);
    };
    show();
  });
}

/** The number (from 1) of the first word that is not as it should be. */
export function firstDifference(typed: string, words: string): number | undefined {
  const given = typed === "" ? [] : typed.split(" ");
  const right = words.split(" ");
  for (let at = 0; at < Math.max(given.length, right.length); at++) if (given[at] !== right[at]) return at + 1;
  return undefined;
}

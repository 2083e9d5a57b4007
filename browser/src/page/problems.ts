// Problems of a form, shown as the server shows them: a list with links on top, a sentence beside each field, and what
// was typed stays.
import type { FieldProblem } from "../lib/index.ts";
import { attend, el, type Child } from "./dom.ts";
import type { Words } from "./kit.ts";

/** A sentence, and the field it is about if the page shows it. */
export interface Problem {
  field?: string;
  sentence: string;
}

export function fieldProblems(found: readonly FieldProblem[], empty: string, words: Words): Problem[] {
  return found.map((one) => ({ field: one.field, sentence: sentence(one, empty, words) }));
}

function sentence(one: FieldProblem, empty: string, words: Words): string {
  if (one.kind === "empty") return words.t(empty);
  if (one.kind === "control") return words.t("problem-unreadable");
  return words.t("problem-too-long", { length: one.length, limit: one.limit });
}

/** Takes earlier problems off the page. */
export function clearProblems(main: HTMLElement): void {
  for (const old of main.querySelectorAll(".problems, .problem")) old.remove();
  for (const field of main.querySelectorAll("[aria-describedby]")) {
    const rest = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.startsWith("p-"));
    field.setAttribute("aria-describedby", rest.join(" "));
    if (rest.length === 0) field.removeAttribute("aria-describedby");
  }
}

/** Shows problems on top of `main` and beside their fields, `after` behind them (an offer, "what you wrote is here"). */
export function showProblems(main: HTMLElement, problems: readonly Problem[], words: Words, ...after: Child[]): void {
  clearProblems(main);
  const items = problems.map(({ field, sentence: text }) => {
    const target = field ? document.getElementById(`f-${field}`) : null;
    if (!target || !field) return el("li", {}, text);
    beside(target, field, text);
    const link = el("a", { href: `#f-${field}` }, text);
    link.addEventListener("click", (event) => {
      // Without a new entry in the history.
      event.preventDefault();
      target.closest("details")?.setAttribute("open", "");
      target.scrollIntoView({ block: "center" });
      if (target instanceof HTMLFieldSetElement) target.querySelector("input")?.focus({ preventScroll: true });
      else target.focus({ preventScroll: true });
    });
    return el("li", {}, link);
  });
  const box = el("div", { class: "problems", role: "alert" }, el("h2", {}, words.t("problems-title")), el("ul", {}, ...items), ...after);
  main.querySelector("h1")?.after(box);
  attend(box);
}

function beside(target: HTMLElement, field: string, text: string): void {
  if (document.getElementById(`p-${field}`)) return;
  const note = el("p", { class: "problem", id: `p-${field}` }, text);
  if (target instanceof HTMLFieldSetElement) target.querySelector("legend")?.after(note);
  else (target.closest(".ask")?.querySelector("label") ?? target).after(note);
  const described = target.getAttribute("aria-describedby");
  target.setAttribute("aria-describedby", described ? `p-${field} ${described}` : `p-${field}`);
  target.closest("details")?.setAttribute("open", "");
}

// One case as the list shows it: what the server knows, always; the summary, once it is opened.
import type { Desk } from "../ui/view.ts";
import { button, h, own, type Child } from "../ui/dom.ts";
import type { CaseLine } from "../wire.ts";
import { age } from "./order.ts";
import type { Shelf } from "./shelf.ts";

/** Urgency in words; the colour only repeats it. */
export function urgency(desk: Desk, line: Pick<CaseLine, "urgency">): HTMLElement {
  return h("span", { class: `pill ${line.urgency}` }, desk.t(`case-level-${line.urgency}`));
}

export function ageOf(desk: Desk, at: number): string {
  const { unit, count } = age(at, desk.session.now());
  return desk.t(`case-age-${unit}`, { count });
}

/** A language's name in the reader's language. */
export function languageName(desk: Desk, tag: string): string {
  try {
    return new Intl.DisplayNames([desk.texts.language], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** What else is to be seen of a case at once, in words. */
export function flags(desk: Desk, line: CaseLine): string[] {
  const { me } = desk.session;
  const found: (string | false)[] = [
    line.practice === true && "practice",
    line.unread && "unread",
    line.wakes && line.status !== "closed" && "rings",
    line.answered && "answered",
    !line.answer_here && "no-answer",
    line.withdrawn && "withdrawn",
    line.restricted && "restricted",
    !line.readable && "unreadable",
    line.lowered && "lowered",
    line.ending === true && "ending",
    line.hold !== undefined && (line.hold.state === "held" ? "held" : "hold-waits"),
    line.junk.length > 0 && "junk",
    line.next_contact !== undefined && line.next_contact <= desk.session.now() && "contact-due",
    line.assignee !== undefined && line.assignee === me?.account && "mine",
  ];
  return found.filter((flag): flag is string => flag !== false);
}

/** A row of the list. */
export function lineRow(desk: Desk, shelf: Shelf, line: CaseLine, chosen: ReadonlySet<string>, choose: (id: string, yes: boolean) => void): HTMLLIElement {
  const box = h("input", {
    type: "checkbox",
    "aria-label": desk.t("inbox-choose", { number: line.number }),
    "data-part": "box",
    onchange: () => choose(line.id, box.checked),
  });
  box.checked = chosen.has(line.id);
  const link = h(
    "a",
    { href: `#case/${line.id}`, "data-part": "link", class: "line" },
    h(
      "span",
      { class: "line-head" },
      urgency(desk, line),
      h("span", { class: "number" }, line.number),
      h("span", { class: "soft" }, ageOf(desk, line.last)),
      h("span", { class: "soft" }, desk.t(`case-status-${line.status}`)),
      line.assignee !== undefined && line.assignee !== desk.session.me?.account && h("span", { class: "soft" }, own(shelf.alias(line.assignee))),
      h("span", { class: "soft" }, languageName(desk, line.language)),
    ),
    h("span", { class: "line-text" }, text(desk, shelf, line)),
    h("span", { class: "line-flags" }, ...flags(desk, line).map((flag) => h("span", { class: `flag ${flag}` }, desk.t(`inbox-flag-${flag}`)))),
  );
  return h("li", { class: line.unread ? "unread" : undefined }, h("label", { class: "choose" }, box), link);
}

function text(desk: Desk, shelf: Shelf, line: CaseLine): Child {
  if (!desk.session.unlocked) return h("span", { class: "soft" }, desk.t("inbox-locked-line"));
  if (!line.readable) return h("span", { class: "soft" }, desk.t("inbox-not-for-you"));
  const summary = shelf.summary(line.id);
  if (!summary) {
    const id = line.restricted ? "inbox-restricted-line" : line.summary ? (summary === null ? "inbox-summary-broken" : "inbox-summary-opening") : "inbox-never-opened";
    return h("span", { class: "soft" }, desk.t(id));
  }
  return [
    ...summary.labels.map((label) => h("span", { class: "label" }, own(label))),
    own(summary.text === "" ? summary.kind : summary.text, { lang: line.language }),
  ];
}

/** A call that nobody has taken, with what can be done about it half asleep. */
export function callCard(desk: Desk, line: CaseLine, take: () => Promise<void>, pass: () => Promise<void>): HTMLElement {
  const act = (id: string, action: () => Promise<void>, look: { class?: string } = {}): HTMLButtonElement => {
    // Several calls stand one below the other: whoever hears only the buttons must know which is whose.
    const attributes = { ...look, "aria-label": desk.t(`${id}-named`, { number: line.number }) };
    const made: HTMLButtonElement = button(desk.t(id), () => {
      if (made.getAttribute("aria-disabled") === "true") return;
      made.setAttribute("aria-disabled", "true");
      void action()
        .catch((thrown: unknown) => desk.say(desk.problem(thrown), "bad"))
        .finally(() => made.removeAttribute("aria-disabled"));
    }, attributes);
    return made;
  };
  return h(
    "li",
    { class: "call" },
    h("p", { class: "line-head" }, urgency(desk, line), h("a", { href: `#case/${line.id}`, class: "number" }, line.number), h("span", {}, ageOf(desk, line.last))),
    h("div", { class: "acts" }, act("inbox-take-call", take, { class: "main" }), act("inbox-pass-call", pass)),
  );
}


// What narrows the list: search and choices. Kept while the page lives, never stored.
import { button, fill, h } from "../ui/dom.ts";
import { field, tick } from "../ui/form.ts";
import type { Desk } from "../ui/view.ts";
import { languageName } from "./line.ts";
import { FIRST, narrowed, type Filter } from "./order.ts";
import type { Shelf } from "./shelf.ts";

type Choices = { [K in keyof Filter]: Filter[K] extends boolean ? never : K }[keyof Filter];
type Ticks = Exclude<keyof Filter, Choices>;

const TICKS: readonly Ticks[] = ["unread", "restricted", "junk", "lowered"];

export class Filters {
  readonly node: HTMLElement;
  readonly search: HTMLInputElement;
  readonly #summary = h("summary", {});
  readonly #selects = new Map<Choices, HTMLSelectElement>();
  readonly #boxes = new Map<Ticks, HTMLInputElement>();
  #languages = "";
  #labels = "";

  constructor(
    private readonly desk: Desk,
    private readonly shelf: Shelf,
    public filter: Filter,
    query: string,
    private readonly changed: () => void,
  ) {
    const fixed: readonly (readonly [Choices, readonly string[]])[] = [
      ["urgency", ["critical", "urgent", "routine"]],
      ["status", ["open", "new", "acknowledged", "working", "referred", "closed"]],
      ["assignee", ["me", "nobody", "somebody"]],
      ["contact", ["due", "day", "any"]],
      ["language", []],
      ["label", []],
    ];
    this.search = h("input", { type: "search", autocomplete: "off", spellcheck: "false", dir: "auto", value: query, oninput: () => this.changed() });
    const searching = field(desk.t("inbox-search"), this.search, desk.t("inbox-search-hint"));
    const ticks = TICKS.map((name) => {
      const { node, control } = tick(desk.t(`inbox-only-${name}`), { onchange: () => this.#put(name, control.checked) });
      this.#boxes.set(name, control);
      return node;
    });
    this.node = h(
      "div",
      { class: "narrowing", role: "search", "aria-label": desk.t("inbox-narrow") },
      searching.node,
      h(
        "details",
        {},
        this.#summary,
        h("div", { class: "choices" }, ...fixed.map(([name, values]) => this.#select(name, values))),
        h("div", { class: "ticks" }, ...ticks),
        button(desk.t("inbox-all"), () => this.reset()),
      ),
    );
    this.show();
  }

  get query(): string {
    return this.search.value;
  }

  reset(): void {
    this.filter = { ...FIRST };
    this.search.value = "";
    this.show();
    this.changed();
  }

  /** The open cases for which this one choice holds. */
  only<K extends keyof Filter>(name: K, value: Filter[K]): void {
    this.search.value = "";
    this.filter = { ...FIRST };
    this.#put(name, value);
  }

  /** Choices as they stand; languages and labels that there are by now. */
  show(): void {
    const tags = [...new Set([...this.shelf.lines.values()].map(({ language }) => language))].sort();
    const labels = this.shelf.allLabels();
    this.#languages = this.#options("language", tags, this.#languages, (tag) => languageName(this.desk, tag));
    this.#labels = this.#options("label", labels, this.#labels, (label) => label);
    for (const [name, select] of this.#selects) select.value = this.filter[name];
    for (const [name, box] of this.#boxes) box.checked = this.filter[name];
    const count = narrowed(this.filter);
    this.#summary.textContent = count === 0 ? this.desk.t("inbox-filters") : this.desk.t("inbox-filters-some", { count });
  }

  #put<K extends keyof Filter>(name: K, value: Filter[K]): void {
    this.filter = { ...this.filter, [name]: value };
    this.show();
    this.changed();
  }

  #select(name: Choices, values: readonly string[]): HTMLElement {
    const select = h(
      "select",
      { onchange: () => this.#put(name, select.value as never) },
      h("option", { value: "" }, this.desk.t(`inbox-any-${name}`)),
      ...values.map((value) => h("option", { value }, this.desk.t(name === "urgency" ? `case-level-${value}` : name === "status" && value !== "open" ? `case-status-${value}` : `inbox-${name}-${value}`))),
    );
    this.#selects.set(name, select);
    return field(this.desk.t(`inbox-by-${name}`), select).node;
  }

  /** Fills a choice whose values come from the cases; `before` is what it held. A chosen value stays though no case has it. */
  #options(name: "language" | "label", found: readonly string[], before: string, words: (value: string) => string): string {
    const chosen = this.filter[name];
    const values = chosen === "" || found.includes(chosen) ? found : [...found, chosen];
    const now = values.join("\n");
    const select = this.#selects.get(name);
    if (select && (now !== before || select.options.length !== values.length + 1)) {
      fill(select, h("option", { value: "" }, this.desk.t(`inbox-any-${name}`)), ...values.map((value) => h("option", { value }, words(value))));
    }
    return now;
  }
}

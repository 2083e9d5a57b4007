// Building the page: elements and texts, never markup from text.

export type Child = Node | string | undefined | false;
type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** An element. A `true` attribute stands without a value, `false` and `undefined` are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string") element.setAttribute(name, value);
    else if (value) element.setAttribute(name, "");
  }
  element.append(...kept(children));
  return element;
}

/** Puts `children` in the place of everything inside `parent`. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren(...kept(children));
}

/** A list of points. */
export function points(lines: readonly string[]): HTMLUListElement {
  return el("ul", {}, ...lines.map((line) => el("li", {}, line)));
}

/** Text whose direction is that of its own letters, and which cannot turn what stands around it. */
export function isolated(text: string, dir?: "ltr"): HTMLElement {
  return el("bdi", { dir }, text);
}

/** A button that does `action`. */
export function button(label: string, action: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = el("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", action);
  return made;
}

/** Shows `element` to whoever looks and to whoever listens. */
export function attend(element: HTMLElement): void {
  element.tabIndex = -1;
  element.scrollIntoView({ block: "start" });
  element.focus({ preventScroll: true });
}

export function mainOf(): HTMLElement {
  const main = document.getElementById("main");
  if (!main) throw new Error("the page has no main part");
  return main;
}

function kept(children: Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => child !== undefined && child !== false);
}

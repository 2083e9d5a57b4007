// Building the desk's pages: elements and texts, never markup from text. What came from outside goes through `foreign`.

export type Child = Node | string | number | undefined | null | false | readonly Child[];
type Handler = (event: Event) => void;
export type Attributes = Readonly<Record<string, string | number | boolean | undefined | Handler>>;

/** Where an address may lead: our own pages, what is in memory, and the TOTP app. Nothing that runs. */
const HARMLESS = /^(?:#|\/(?![/\\])|blob:|otpauth:\/\/)/;
/** Attributes whose value is an address. */
const ADDRESSES = new Set(["href", "src", "action", "formaction", "poster"]);

/** Attributes that nobody sees as text. */
const READ_OUT = new Set(["aria-label", "title", "alt", "placeholder"]);

/**
 * An element. A `true` attribute stands without a value; `false` and `undefined` are left out; `onclick` and the like take
 * functions. Addresses that could run something are an error, whoever wrote them.
 */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) put(element, name, value);
  element.append(...kept(children));
  return element;
}

function put(element: HTMLElement, name: string, value: Attributes[string]): void {
  if (typeof value === "function") return element.addEventListener(name.slice(2), value);
  if (value === undefined || value === false) return;
  if (name.startsWith("on") || name === "style" || name === "srcdoc") throw new Error(`not an attribute for text: ${name}`);
  const text = value === true ? "" : String(value);
  if (ADDRESSES.has(name) && !HARMLESS.test(text)) throw new Error("an address that leads elsewhere");
  // Marks that set a value apart have no place in what is only read out.
  element.setAttribute(name, READ_OUT.has(name) ? text.replace(/[\u2068\u2069]/g, "") : text);
}

/** Puts `children` in the place of everything inside `parent`. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren(...kept(children));
}

function kept(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child): (Node | string)[] => {
    if (child === undefined || child === null || child === false) return [];
    if (typeof child === "number") return [String(child)];
    if (typeof child === "string" || child instanceof Node) return [child];
    return kept(child);
  });
}

/** A button that does `action`. */
export function button(label: string, action: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return h("button", { type: "button", ...attributes, onclick: action }, label);
}

/** A short text of ours or a name, whose direction is that of its own letters and which turns nothing around it. */
export function own(text: string, attributes: Attributes = {}): HTMLElement {
  return h("bdi", attributes, ...marked(text));
}

/** Words of somebody else as they were written: language and direction are theirs, and whatever is invisible is shown. */
export function foreign(text: string, language?: string, attributes: Attributes = {}): HTMLElement {
  return h("div", { class: "said", dir: "auto", lang: language, ...attributes }, ...marked(text));
}

function marked(text: string): (Node | string)[] {
  return reveal(text).map((piece) => (typeof piece === "string" ? piece : h("span", { class: "unseen", dir: "ltr" }, piece.name)));
}

/** Characters that turn the writing direction, or that nobody sees. */
const UNSEEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const NAMES: Readonly<Record<number, string>> = {
  0x61c: "ALM", 0x200b: "ZWSP", 0x200e: "LRM", 0x200f: "RLM", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO", 0x202e: "RLO",
  0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xad: "SHY", 0xfeff: "BOM",
};

/**
 * The text in pieces; what turns or hides is replaced by its name, so that it does neither. Joiners (U+200C, U+200D) stay:
 * Persian and many others are not readable without.
 */
export function reveal(text: string): (string | { name: string })[] {
  const pieces: (string | { name: string })[] = [];
  let from = 0;
  for (const found of text.matchAll(UNSEEN)) {
    if (found.index > from) pieces.push(text.slice(from, found.index));
    const code = found[0].codePointAt(0) ?? 0;
    pieces.push({ name: NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` });
    from = found.index + found[0].length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

/** Shows `element` to whoever looks and to whoever listens. */
export function attend(element: HTMLElement): void {
  if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

// As much of a page as the parts of the desk's frame need when they are looked at without a browser.

class Element extends EventTarget {
  attributes = new Map();
  children = [];
  constructor(name) {
    super();
    this.name = name;
  }
  setAttribute(name, value) {
    this.attributes.set(name, value);
  }
  append(...nodes) {
    this.children.push(...nodes);
  }
  get textContent() {
    return this.children.map((child) => (typeof child === "string" ? child : child.textContent)).join("");
  }
}
globalThis.Node = Element;
globalThis.document = { createElement: (name) => new Element(name), querySelector: () => null };

// Forms: a label, a hint and a fault for every field, one place for what went wrong, and a button that is pressed once.
import { type Attributes, type Child, attend, button, fill, h } from "./dom.ts";

let numbers = 0;
/** An id for an element that a label or a description points to. */
export function fresh(prefix = "f"): string {
  return `${prefix}${++numbers}`;
}

export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
export interface Field<C extends Control = Control> {
  node: HTMLElement;
  control: C;
  /** Shows what is wrong with it; "" takes that away. */
  fault(text: string): void;
}

/** A field with its label above it. */
export function field<C extends Control>(label: string, control: C, hint?: Child): Field<C> {
  const id = fresh();
  control.id = id;
  const hintNode = hint === undefined ? undefined : h("div", { class: "hint", id: `${id}h` }, hint);
  const faultNode = h("p", { class: "fault", id: `${id}e`, hidden: true });
  if (hintNode) control.setAttribute("aria-describedby", hintNode.id);
  const node = h("div", { class: "field" }, h("label", { for: id }, label), hintNode, faultNode, control);
  const fault = (text: string): void => {
    fill(faultNode, text);
    faultNode.hidden = text === "";
    const described = [hintNode?.id, text === "" ? undefined : faultNode.id].filter((one) => one !== undefined).join(" ");
    if (described === "") control.removeAttribute("aria-describedby");
    else control.setAttribute("aria-describedby", described);
    if (text === "") control.removeAttribute("aria-invalid");
    else control.setAttribute("aria-invalid", "true");
  };
  control.addEventListener("input", () => fault(""));
  return { node, control, fault };
}

/** An input of one line. */
export function line(label: string, attributes: Attributes = {}, hint?: Child): Field<HTMLInputElement> {
  return field(label, h("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", ...attributes }), hint);
}

/** An input of several lines. */
export function area(label: string, attributes: Attributes = {}, hint?: Child): Field<HTMLTextAreaElement> {
  return field(label, h("textarea", { rows: 3, autocomplete: "off", dir: "auto", ...attributes }), hint);
}

/** A box to tick. */
export function tick(label: Child, attributes: Attributes = {}): { node: HTMLElement; control: HTMLInputElement } {
  const control = h("input", { type: "checkbox", ...attributes });
  return { node: h("label", { class: "choice" }, control, h("span", {}, label)), control };
}

/** One of several. */
export function choice<T extends string>(legend: string, options: readonly { value: T; label: Child; hint?: Child }[], first: T, changed: (value: T) => void = () => undefined): { node: HTMLElement; value: () => T } {
  const name = fresh("c");
  let value = first;
  const node = h(
    "fieldset",
    {},
    h("legend", {}, legend),
    ...options.map((option) =>
      h(
        "label",
        { class: "choice" },
        h("input", { type: "radio", name, value: option.value, checked: option.value === first, onchange: () => changed((value = option.value)) }),
        h("span", {}, option.label, option.hint === undefined ? undefined : h("span", { class: "hint" }, option.hint)),
      ),
    ),
  );
  return { node, value: () => value };
}

/** A form that sends once at a time. What `send` throws is shown in the form, in the words of `problem`; the fields keep what was typed. */
export function form(parts: readonly Child[], label: string, send: () => Promise<void>, problem: (thrown: unknown) => string, more: readonly Child[] = []): HTMLFormElement {
  const trouble = h("div", { class: "trouble", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", class: "main" }, label);
  const run = async (event: Event): Promise<void> => {
    event.preventDefault();
    trouble.hidden = true;
    await once(submit, async () => {
      try {
        await send();
      } catch (thrown) {
        const text = problem(thrown);
        fill(trouble, text);
        trouble.hidden = text === "";
        const wrong = node.querySelector<HTMLElement>("[aria-invalid]");
        if (wrong) attend(wrong);
      }
    });
  };
  const node = h("form", { novalidate: true, onsubmit: (event) => void run(event) }, ...parts, trouble, h("div", { class: "acts" }, submit, ...more));
  return node;
}

/** Runs `action` and lets `control` be pressed only when it is over; whoever listens hears that it is busy. */
export async function once(control: HTMLButtonElement, action: () => Promise<void>): Promise<void> {
  if (control.getAttribute("aria-disabled") === "true") return;
  control.setAttribute("aria-disabled", "true");
  control.setAttribute("aria-busy", "true");
  try {
    await action();
  } finally {
    control.removeAttribute("aria-disabled");
    control.removeAttribute("aria-busy");
  }
}

/** A button for something that takes time and may be refused; `problem` says a refusal. */
export function act(label: string, action: () => Promise<void>, problem: (thrown: unknown) => void, attributes: Attributes = {}): HTMLButtonElement {
  const node: HTMLButtonElement = button(label, () => void once(node, () => action().catch(problem)), attributes);
  return node;
}

// Questions that wait for an answer, in the browser's own dialog: it keeps the focus and gives it back.
import { type Child, button, fill, h } from "./dom.ts";
import { fresh } from "./form.ts";

/**
 * Shows `body` under `title`; `acts` are made with a function that ends the dialog with an answer. Escape, "back" of a phone
 * and a lock end it with undefined.
 */
export function dialog<T>(title: string, make: (done: (answer?: T) => void) => readonly Child[]): Promise<T | undefined> {
  return new Promise((resolve) => {
    const heading = fresh("d");
    const node = h("dialog", { "aria-labelledby": heading });
    let answer: T | undefined;
    const done = (given?: T): void => {
      answer = given;
      node.close();
    };
    node.addEventListener("close", () => {
      node.remove();
      resolve(answer);
    });
    fill(node, h("h2", { id: heading }, title), ...make(done));
    document.body.append(node);
    node.showModal();
  });
}

/** A question with a yes that says what it does, and a no. */
export async function sure(title: string, text: readonly string[], yes: string, no: string, danger = false): Promise<boolean> {
  const answer = await dialog<boolean>(title, (done) => [
    ...text.map((one) => h("p", {}, one)),
    h("div", { class: "acts" }, button(yes, () => done(true), { class: danger ? "main danger" : "main" }), button(no, () => done(false))),
  ]);
  return answer === true;
}

/** Ends every dialog unanswered: what they show may be no one's to see any more. */
export function closeDialogs(): void {
  for (const node of document.querySelectorAll("dialog")) {
    if (node.open) node.close();
    if (!node.classList.contains("over")) fill(node);
  }
}

// What stands before a page until somebody has shown who they are. The page behind it stays as it is, out of sight.
import { Declined } from "../ui/api.ts";
import { attend, fill, h } from "../ui/dom.ts";

export class Gate {
  readonly node = h("main", { id: "gate", class: "narrow", hidden: true, tabindex: "-1" });
  #leave: (() => void) | undefined;
  /** Where a dialog stands open, nothing beneath it can be reached: then the gate is a dialog over it. */
  #over: HTMLDialogElement | undefined;

  constructor(private readonly changed: (open: boolean) => void) {}

  get open(): boolean {
    return this.#leave !== undefined;
  }

  /** Shows what `make` puts into the gate until it is done, or left. One at a time: the newer takes the older's place. */
  pass(make: (main: HTMLElement, done: () => void, leave: () => void) => void): Promise<void> {
    this.#leave?.();
    return new Promise((resolve, reject) => {
      const close = (): void => {
        if (this.#leave !== leave) return;
        this.#leave = undefined;
        this.node.hidden = true;
        fill(this.node);
        this.#comeDown();
        this.changed(false);
      };
      const leave = (): void => {
        close();
        reject(new Declined());
      };
      this.#leave = leave;
      fill(this.node);
      this.node.hidden = false;
      if (document.querySelector("dialog[open]")) this.#goOver(leave);
      this.changed(true);
      make(
        this.node,
        () => {
          close();
          resolve();
        },
        leave,
      );
      const heading = this.node.querySelector("h1");
      if (heading) attend(heading);
    });
  }

  #goOver(leave: () => void): void {
    const over = h("dialog", { class: "over" }, this.node);
    this.#over = over;
    // Escape, or a lock that closes every dialog.
    over.addEventListener("close", leave);
    document.body.append(over);
    over.showModal();
  }

  #comeDown(): void {
    if (!this.#over) return;
    document.body.append(this.node);
    this.#over.remove();
    this.#over = undefined;
  }

  /** Leaves whatever is shown. */
  close(): void {
    this.#leave?.();
  }
}

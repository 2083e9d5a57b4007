// A box that must be ticked before anything goes on: the browser says why, at the box, also inside a dialog.

export function ticked(box: HTMLInputElement, why: string): boolean {
  box.setCustomValidity(box.checked ? "" : why);
  // Said once: the next change of the box takes it back.
  box.addEventListener("change", () => box.setCustomValidity(""), { once: true });
  return box.reportValidity();
}

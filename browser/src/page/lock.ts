// A mailbox that nobody looks at locks itself, and says so beforehand.
import { button, el } from "./dom.ts";
import type { Words } from "./kit.ts";
import { goTo, onGoing } from "./leave.ts";

const MINUTE = 60_000;
/** Untouched for so long, or out of sight for so long, the page locks. */
const IDLE = 10 * MINUTE;
const HIDDEN = 2 * MINUTE;
/** So long before it says so. */
const WARNING = MINUTE;

/** Locks the page: everything goes off it, and a page that holds nothing takes its place in the history. */
export function lock(language: string): void {
  goTo(`/${language}/mailbox/lock`);
}

/** Watches from now on. `busy` says whether something is under way that must not be cut; then idleness does not count. */
export function watch(language: string, words: Words, busy: () => boolean): void {
  let touched = Date.now();
  let hiddenSince = document.hidden ? Date.now() : undefined;
  const stay = button(words.t("lock-stay"), () => touch());
  const warning = el("div", { class: "note warn soon", role: "alert", hidden: true });
  document.body.append(warning);

  const touch = (): void => {
    touched = Date.now();
    warning.hidden = true;
    warning.replaceChildren();
  };
  const look = (): void => {
    const now = Date.now();
    if (busy()) {
      touched = Math.max(touched, now - IDLE + 2 * WARNING);
      if (hiddenSince !== undefined) hiddenSince = now;
    }
    if (now - touched >= IDLE || (hiddenSince !== undefined && now - hiddenSince >= HIDDEN)) return lock(language);
    if (now - touched >= IDLE - WARNING && warning.hidden) {
      warning.replaceChildren(el("p", {}, el("strong", {}, words.t("lock-soon"))), stay);
      warning.hidden = false;
    }
  };
  const seen = (): void => {
    // First the look: whoever comes back too late finds it locked.
    look();
    hiddenSince = document.hidden ? Date.now() : undefined;
  };
  const timer = setInterval(look, 1000);
  const touches = ["pointerdown", "keydown", "input", "scroll", "touchstart"] as const;
  for (const kind of touches) addEventListener(kind, touch, { passive: true });
  document.addEventListener("visibilitychange", seen);
  onGoing(() => {
    clearInterval(timer);
    for (const kind of touches) removeEventListener(kind, touch);
    document.removeEventListener("visibilitychange", seen);
    warning.remove();
  });
}

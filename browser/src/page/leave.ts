// Leaving and wiping: what a page held is gone from it before the browser shows another.

type Wipe = () => void;
const wipes = new Set<Wipe>();

/** `wipe` is done whenever the page goes away: left, closed, locked, or kept by the browser for "back". */
export function onGoing(wipe: Wipe): void {
  wipes.add(wipe);
}

export function wipeAll(): void {
  for (const wipe of wipes) wipe();
  wipes.clear();
}

/** Leaves for `path`, which takes this page's place in the history. */
export function goTo(path: string): void {
  wipeAll();
  location.replace(path);
}

const TAPS = 3;
const WITHIN = 1500;

/** Three times Shift leaves at once, as the button on top does. */
export function watchKeys(language: string): void {
  let taps: number[] = [];
  let alone = false;
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") taps = [];
    alone = event.key === "Shift";
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    const now = Date.now();
    taps = [...taps.filter((at) => now - at < WITHIN), now];
    if (taps.length >= TAPS) goTo(`/${language}/leave`);
  });
}

/** A page that held something and comes back from the browser's memory is asked for anew. */
export function watchGoing(): void {
  addEventListener("pagehide", wipeAll);
  addEventListener("pageshow", (event) => {
    if (event.persisted && emptied) location.reload();
  });
}

let emptied = false;

/** Takes everything off the page, and remembers that. */
export function empty(main: HTMLElement): void {
  emptied = true;
  main.replaceChildren();
}

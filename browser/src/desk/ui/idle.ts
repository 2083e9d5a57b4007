// Half an hour without a touch locks the desk. It says so beforehand.

const MINUTE = 60_000;
export const IDLE = 30 * MINUTE;
/** So long before it locks it says so. */
export const WARNING = 2 * MINUTE;

export type Idleness = "awake" | "soon" | "over";

/** When somebody was last there. Time is asked of `clock` (milliseconds): a sleeping machine fires no timer. */
export class Idle {
  #touched: number;

  constructor(private readonly clock: () => number) {
    this.#touched = clock();
  }

  /** Somebody is there. Too late is too late: a touch after the time was over does not bring it back. */
  touch(): void {
    if (this.state() !== "over") this.#touched = this.clock();
  }

  /** Begins anew, after unlocking. */
  begin(): void {
    this.#touched = this.clock();
  }

  state(): Idleness {
    const passed = this.clock() - this.#touched;
    // A clock that was set back would keep the desk open.
    if (passed < -MINUTE || passed >= IDLE) return "over";
    return passed >= IDLE - WARNING ? "soon" : "awake";
  }
}

/** Three presses of Escape within a second. */
export class Triple {
  #presses: number[] = [];

  constructor(private readonly clock: () => number) {}

  press(): boolean {
    const now = this.clock();
    this.#presses = [...this.#presses.filter((at) => now - at < 1000), now];
    if (this.#presses.length < 3) return false;
    this.#presses = [];
    return true;
  }
}

/** Watches the page: `soon` when it is about to lock and again when it is not, `over` when it must. Ends with the function it returns. */
export function watch(idle: Idle, heard: { soon: (yes: boolean) => void; over: () => void }): () => void {
  let warned = false;
  const look = (): void => {
    const state = idle.state();
    if (state === "over") return heard.over();
    if ((state === "soon") !== warned) heard.soon((warned = state === "soon"));
  };
  const touch = (): void => {
    look();
    idle.touch();
    look();
  };
  const timer = setInterval(look, 5000);
  const touches = ["pointerdown", "keydown", "input", "wheel", "touchstart"] as const;
  for (const kind of touches) addEventListener(kind, touch, { passive: true, capture: true });
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
  return () => {
    clearInterval(timer);
    for (const kind of touches) removeEventListener(kind, touch, { capture: true });
    document.removeEventListener("visibilitychange", look);
    removeEventListener("pageshow", look);
  };
}

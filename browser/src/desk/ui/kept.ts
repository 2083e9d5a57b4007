// What was typed and not sent, by name. While the keys are open it is here to be read; at a lock only what the worker sealed
// to this person stays, and comes back when they open their keys. A reload or another person finds nothing of it.
import type { Office } from "./session.ts";

/** Milliseconds after the last letter; so much at most is lost where a page goes without a word. */
const SOON = 300;

export class Kept {
  readonly #open = new Map<string, unknown>();
  readonly #sealed = new Map<string, string>();
  /** Changed since they were sealed. */
  readonly #changed = new Set<string>();
  /** Grows with every change of a name: what the worker sealed of an earlier one is not put in the place of a later. */
  readonly #turns = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Nobody could seal it: nothing is taken. */
  #shut = true;

  /** `office`: the worker while the keys are open. */
  constructor(private readonly office: () => Office | undefined) {}

  get(name: string): unknown {
    return this.office() ? this.#open.get(name) : undefined;
  }

  set(name: string, value: unknown): void {
    if (this.#shut) return;
    this.#open.set(name, value);
    this.#changed.add(name);
    this.#turn(name);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const office = this.office();
      if (office) void this.#seal(office);
    }, SOON);
  }

  delete(name: string): void {
    this.#open.delete(name);
    this.#sealed.delete(name);
    this.#changed.delete(name);
    this.#turn(name);
  }

  clear(): void {
    clearTimeout(this.#timer);
    for (const name of this.#turns.keys()) this.#turn(name);
    this.#open.clear();
    this.#sealed.clear();
    this.#changed.clear();
  }

  get size(): number {
    return new Set([...this.#open.keys(), ...this.#sealed.keys()]).size;
  }

  /** The keys go: what is not sealed yet is given to the worker, which may end when this is done; here nothing can be read from now on. */
  close(office: Office): Promise<void> | undefined {
    clearTimeout(this.#timer);
    const last = this.#changed.size > 0 ? this.#seal(office) : undefined;
    this.#shut = true;
    this.#open.clear();
    this.#changed.clear();
    return last;
  }

  /** The keys are open: what was sealed can be read again. What does not open is gone, and keeps nobody out. */
  async open(office: Office): Promise<void> {
    this.#shut = false;
    const entries = [...this.#sealed].map(([name, sealed]) => ({ name, sealed }));
    if (entries.length === 0) return;
    const texts = await office.ask("unsent", entries).catch((): (string | null)[] => []);
    entries.forEach(({ name }, at) => {
      const text = texts[at];
      if (typeof text === "string") this.#open.set(name, JSON.parse(text));
      else this.#sealed.delete(name);
    });
  }

  async #seal(office: Office): Promise<void> {
    const due = [...this.#changed].filter((name) => this.#open.has(name));
    if (due.length === 0) return;
    this.#changed.clear();
    const entries = due.map((name) => ({ name, words: JSON.stringify(this.#open.get(name)) }));
    const turns = due.map((name) => this.#turns.get(name));
    try {
      const sealed = await office.ask("keep", entries);
      due.forEach((name, at) => {
        const one = sealed[at];
        // Sent or emptied meanwhile: then there is nothing to keep.
        if (one !== undefined && this.#turns.get(name) === turns[at]) this.#sealed.set(name, one);
      });
    } catch {
      // The worker ended before: what was sealed earlier is what comes back.
    }
  }

  #turn(name: string): void {
    this.#turns.set(name, (this.#turns.get(name) ?? 0) + 1);
  }
}

// What this browser remembers of an installation, to notice what a server could hide: a team that changed, an older roster, a log
// that lost its end. Nothing on a computer that is not one's own.
import type { Head } from "../wire.ts";

export interface Remembered {
  deployment: string;
  roster?: { epoch: number; hash: string };
  /** The end of the log at the last visit. */
  head?: Head;
  /** As far as the log was checked from its beginning. */
  checked?: Head;
  /** The key that signs rosters. */
  key?: string;
}

/** What does not fit what is remembered. */
export type Alarm =
  | { kind: "new_team"; from: number; to: number }
  | { kind: "older_team"; from: number; to: number }
  | { kind: "other_team"; epoch: number }
  | { kind: "no_team"; from: number }
  | { kind: "new_key"; to: string }
  | { kind: "other_key"; to: string }
  | { kind: "shorter_log"; from: number; to: number }
  | { kind: "other_log"; seq: number };

/** Compares what is remembered with what the server shows now. */
export function alarms(
  remembered: Remembered,
  roster: { epoch: number; hash: string } | undefined,
  head: Head,
  keys: readonly { key: string; fingerprint: string }[],
): Alarm[] {
  const found: Alarm[] = [];
  const { roster: former, head: end } = remembered;
  if (former && !roster) found.push({ kind: "no_team", from: former.epoch });
  if (former && roster) {
    if (roster.epoch < former.epoch) found.push({ kind: "older_team", from: former.epoch, to: roster.epoch });
    if (roster.epoch > former.epoch) found.push({ kind: "new_team", from: former.epoch, to: roster.epoch });
    if (roster.epoch === former.epoch && roster.hash !== former.hash) found.push({ kind: "other_team", epoch: roster.epoch });
  }
  const signs = keys[keys.length - 1];
  if (remembered.key !== undefined && signs && remembered.key !== signs.key) {
    const followed = keys.some(({ key }) => key === remembered.key);
    found.push({ kind: followed ? "new_key" : "other_key", to: signs.fingerprint });
  }
  if (end && head.seq < end.seq) found.push({ kind: "shorter_log", from: end.seq, to: head.seq });
  if (end && head.seq === end.seq && head.hash !== end.hash) found.push({ kind: "other_log", seq: end.seq });
  return found;
}

/** The part of `localStorage` that is used. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The browser's own; where storage is turned off, even asking for it is an error, and nothing is remembered. */
export function shelf(): Shelf {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  }
}

/** One installation's memory. With `shared` it holds nothing, and what was there goes. */
export class Memory {
  readonly #key: string;

  constructor(private readonly deployment: string, private readonly shared: boolean, private readonly shelf: Shelf) {
    this.#key = `tocsin-desk-${deployment}`;
    if (shared) this.#try(() => shelf.removeItem(this.#key));
  }

  read(): Remembered {
    const none = { deployment: this.deployment };
    if (this.shared) return none;
    const text = this.#try(() => this.shelf.getItem(this.#key));
    return (text === undefined || text === null ? undefined : parsed(text, this.deployment)) ?? none;
  }

  write(remembered: Remembered): void {
    if (!this.shared) this.#try(() => this.shelf.setItem(this.#key, JSON.stringify(remembered)));
  }

  /** Storage may be full, or taken away meanwhile: then nothing is remembered. */
  #try<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch {
      return undefined;
    }
  }
}

/** Anything else than what we wrote is nothing. */
function parsed(text: string, deployment: string): Remembered | undefined {
  try {
    const value = JSON.parse(text) as Partial<Remembered> | null;
    if (value?.deployment !== deployment) return undefined;
    const { roster, head, checked, key } = value;
    const sound = (end: Head | undefined): end is Head => end !== undefined && Number.isSafeInteger(end.seq) && typeof end.hash === "string";
    return {
      deployment,
      ...(roster && Number.isSafeInteger(roster.epoch) && typeof roster.hash === "string" ? { roster: { epoch: roster.epoch, hash: roster.hash } } : {}),
      ...(sound(head) ? { head: { seq: head.seq, hash: head.hash } } : {}),
      ...(sound(checked) ? { checked: { seq: checked.seq, hash: checked.hash } } : {}),
      ...(typeof key === "string" ? { key } : {}),
    };
  } catch {
    return undefined;
  }
}

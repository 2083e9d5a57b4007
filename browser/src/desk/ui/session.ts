// Who is signed in, and whether the keys are open. The page never holds a key: the worker does, and locking ends it.
import type { Errands, Under, Unlocked } from "../errands.ts";
import type { Head, Me, Role, Start, Wrap } from "../wire.ts";
import { Kept } from "./kept.ts";

/** What the page needs of the worker's other end (`office.ts`). */
export interface Office {
  ask<K extends keyof Errands>(errand: K, request: Errands[K]["takes"]): Promise<Errands[K]["gives"]>;
  lock(): void;
}

/** The keys are not open, so there is nobody to ask. */
export class Locked extends Error {
  constructor() {
    super("locked");
  }
}
/** None of this person's wraps is opened by what they showed: a passkey without PRF. */
export class NoWrap extends Error {
  constructor() {
    super("no wrap");
  }
}

/** Milliseconds that a worker has for its last errand. */
const LAST_WORDS = 500;

export type Happened = "in" | "me" | "unlocked" | "locked" | "out";

export class Session {
  me: Me | undefined;
  unlocked: Unlocked | undefined;
  /** The end of the audit log as far as this page knows it. */
  head: Head | undefined;
  #office: Office | undefined;
  #ahead = 0;
  /** What was typed and not sent. */
  readonly kept = new Kept(() => (this.unlocked ? this.#office : undefined));
  readonly #listeners = new Set<(happened: Happened) => void>();

  constructor(readonly start: Start, private readonly makeOffice: () => Office, private readonly clock: () => number = Date.now) {
    this.set(start.now);
  }

  /** Now in Unix seconds, by the server's clock: what is signed carries it. */
  now(): number {
    return Math.floor(this.clock() / 1000) + this.#ahead;
  }

  set(serverNow: number): void {
    this.#ahead = serverNow - Math.floor(this.clock() / 1000);
  }

  /** Signed in, or read again. Another person's keys do not stay open. */
  take(me: Me): void {
    const former = this.me;
    if (former && former.account !== me.account) this.lock();
    this.me = me;
    this.head = me.head;
    this.set(me.now);
    this.#tell(former?.account === me.account ? "me" : "in");
  }

  /** Opens the keys with what was shown. Refused if nothing of `wraps` is for it. */
  async unlock(wraps: readonly Wrap[], under: Under): Promise<void> {
    const { me } = this;
    if (!me) throw new Locked();
    const wrap = wraps.find((one) => one.kind === under.kind && (under.kind !== "passkey" || one.credential === under.credential));
    if (!wrap) throw new NoWrap();
    const office = this.worker();
    try {
      const { deployment, roster_key } = this.start;
      const unlocked = await office.ask("unlock", { account: me.account, wrap, by: under, me, deployment, roster_key });
      await this.kept.open(office);
      this.unlocked = unlocked;
    } catch (thrown) {
      this.#end();
      throw thrown;
    }
    this.#tell("unlocked");
  }

  /** After new grants or rosters. */
  async refresh(me: Me): Promise<void> {
    if (this.unlocked && this.me?.account === me.account) this.unlocked = await this.office().ask("refresh", { me });
    this.take(me);
  }

  /** The worker with open keys. */
  office(): Office {
    if (!this.#office || !this.unlocked) throw new Locked();
    return this.#office;
  }

  /** The worker, keys or none: for enrolment and for deriving what is sent to sign in. */
  worker(): Office {
    return (this.#office ??= this.makeOffice());
  }

  /**
   * Forgets the keys; the session stays. The worker ends once it has sealed what was typed and not sent, which takes some
   * milliseconds; `now`: at once, as where the page goes.
   */
  lock(now = false): void {
    const office = this.#office;
    const open = this.unlocked !== undefined;
    this.#office = undefined;
    this.unlocked = undefined;
    // Whoever listens takes off the screen what was opened, and lays what was typed in `kept`.
    if (open) this.#tell("locked");
    if (!office) return;
    const sealed = open ? this.kept.close(office) : undefined;
    if (!sealed || now) return office.lock();
    void Promise.race([sealed, new Promise((resolve) => setTimeout(resolve, LAST_WORDS))]).finally(() => office.lock());
  }

  out(): void {
    const was = this.me !== undefined;
    this.#end();
    this.me = undefined;
    this.head = undefined;
    if (was) this.#tell("out");
  }

  any(...roles: readonly Role[]): boolean {
    return roles.some((role) => this.me?.roles.includes(role));
  }

  /** Calls `listener` from now on; the function it returns ends that. */
  on(listener: (happened: Happened) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #end(): void {
    this.#office?.lock();
    this.#office = undefined;
    this.unlocked = undefined;
  }

  #tell(happened: Happened): void {
    for (const listener of [...this.#listeners]) listener(happened);
  }
}

// The page's side of the worker: questions by number, answers as promises. Ending the worker is what forgets the keys.
import type { Answered, Asked, Errands } from "./errands.ts";

/** The worker refused: `reason` is its word for it. */
export class WorkerRefused extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

export class Office {
  readonly #worker: Worker;
  readonly #open = new Map<number, { resolve: (value: never) => void; reject: (reason: Error) => void }>();
  #next = 1;

  constructor() {
    this.#worker = startWorker();
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Answered>) => {
      const asked = this.#open.get(data.number);
      this.#open.delete(data.number);
      if (data.refused === undefined) asked?.resolve(data.ok as never);
      else asked?.reject(new WorkerRefused(data.refused));
    });
    this.#worker.addEventListener("error", () => this.#end("broken"));
  }

  ask<K extends keyof Errands>(errand: K, request: Errands[K]["takes"]): Promise<Errands[K]["gives"]> {
    const number = this.#next++;
    return new Promise((resolve, reject) => {
      this.#open.set(number, { resolve, reject });
      this.#worker.postMessage({ number, errand, with: request } satisfies Asked<K>);
    });
  }

  /** Ends the worker; whoever still waits hears `locked`. */
  lock(): void {
    this.#worker.terminate();
    this.#end("locked");
  }

  #end(reason: string): void {
    for (const { reject } of this.#open.values()) reject(new WorkerRefused(reason));
    this.#open.clear();
  }
}

/** The worker's one address, the only one that the page's policy lets a script be made of. */
const ADDRESS = "/desk/worker.js";

interface Policies { createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): unknown } }
let policy: { createScriptURL(url: string): unknown } | undefined;

function startWorker(): Worker {
  // Where a browser knows Trusted Types, the address of a script is a type of its own; a policy may be made once.
  const types = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  policy ??= types?.createPolicy("desk-worker", { createScriptURL: (url) => (url === ADDRESS ? url : "") });
  return new Worker((policy?.createScriptURL(ADDRESS) ?? ADDRESS) as string, { type: "module", name: "keys" });
}

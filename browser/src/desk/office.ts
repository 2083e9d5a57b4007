// The page's side of the worker: questions by number, answers as promises. Ending the worker is what forgets the keys.
import type { Answered, Asked, Errands, Refused } from "./errands.ts";

/** The worker refused: `reason` is its word for it, `values` what the sentence about it names. `broken`: there is no worker any more. */
export class WorkerRefused extends Error {
  constructor(
    readonly reason: Refused | "broken",
    readonly values: Readonly<Record<string, string>> = {},
  ) {
    super(reason);
  }
}

/** What of a worker is needed here. */
export interface Helper {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  terminate(): void;
  addEventListener(type: "message", listener: (event: { data: Answered }) => void): void;
  addEventListener(type: "error" | "messageerror", listener: () => void): void;
}

export class Office {
  readonly #worker: Helper;
  readonly #open = new Map<number, { resolve: (value: never) => void; reject: (reason: Error) => void }>();
  #next = 1;
  #over: "locked" | "broken" | undefined;

  constructor(start: () => Helper = startWorker) {
    this.#worker = start();
    this.#worker.addEventListener("message", ({ data }) => {
      const asked = this.#open.get(data.number);
      this.#open.delete(data.number);
      if (data.refused === undefined) asked?.resolve(data.ok as never);
      else asked?.reject(new WorkerRefused(data.refused, data.values));
    });
    for (const wrong of ["error", "messageerror"] as const) this.#worker.addEventListener(wrong, () => this.#end("broken"));
  }

  /** `sealed` bytes of a file go over as they are: the page has them no more. */
  ask<K extends keyof Errands>(errand: K, request: Errands[K]["takes"]): Promise<Errands[K]["gives"]> {
    const number = this.#next++;
    return new Promise((resolve, reject) => {
      if (this.#over) return reject(new WorkerRefused(this.#over));
      this.#open.set(number, { resolve, reject });
      this.#worker.postMessage({ number, errand, with: request } satisfies Asked<K>, handedOver(request));
    });
  }

  /** Ends the worker; whoever still waits, or asks again, hears `locked`. */
  lock(): void {
    this.#end("locked");
  }

  #end(reason: "locked" | "broken"): void {
    this.#over ??= reason;
    this.#worker.terminate();
    for (const { reject } of this.#open.values()) reject(new WorkerRefused(reason));
    this.#open.clear();
  }
}

function handedOver(request: unknown): ArrayBuffer[] {
  const sealed = (request as { sealed?: unknown }).sealed;
  return sealed instanceof Uint8Array && sealed.buffer instanceof ArrayBuffer ? [sealed.buffer] : [];
}

/** The worker's one address, the only one that the page's policy lets a script be made of. */
const ADDRESS = "/desk/worker.js";

interface Policies { createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): unknown } }
let policy: { createScriptURL(url: string): unknown } | undefined;

function startWorker(): Helper {
  // Where a browser knows Trusted Types, the address of a script is a type of its own; a policy may be made once.
  const types = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  policy ??= types?.createPolicy("tocsin-desk", { createScriptURL: (url) => (url === ADDRESS ? url : "") });
  return new Worker((policy?.createScriptURL(ADDRESS) ?? ADDRESS) as string, { name: "keys" });
}

// What the desk asks of the server. One place for headers, for refusals, and for the three that a person can mend: signed out,
// not checked lately, and an audit log that went on meanwhile. What was typed stays where it is while they do.
import { base64, hashOf, utf8 } from "../../lib/bytes.ts";
import { canonical, type Json } from "../../lib/canonical.ts";
import type { Fault, Head, Refusal } from "../wire.ts";
import type { Session } from "./session.ts";

/** The server said no. */
export class Refused extends Error {
  constructor(readonly fault: Fault, readonly status: number, readonly retryAfter?: number, readonly head?: Head) {
    super(fault);
  }
}
/** No answer came: it may or may not have happened. */
export class Unreachable extends Error {
  constructor() {
    super("unreachable");
  }
}
/** A person was asked to sign in, unlock or prove themselves, and went elsewhere instead. */
export class Declined extends Error {
  constructor() {
    super("declined");
  }
}

/** Who asks a person to show who they are. Each is done when it is so, and throws `Declined` if the person leaves it. */
export interface Door {
  signIn(): Promise<void>;
  unlock(): Promise<void>;
  prove(): Promise<void>;
}

/** What an audit entry says of a change; the server takes it only if these are the details of just this act. */
export interface Act {
  action: string;
  /** A case, a person, or "". */
  subject: string;
  details?: Record<string, string>;
}

/** What an entry names of everything that is asked: the hash of the request in canonical form, which is sent with its entry. */
export function requestHash(body: object): string {
  return hashOf(utf8(canonical(JSON.parse(JSON.stringify(body)) as Json)));
}

/** How an entry names more ids than fit into it: sorted, one a line. The twin of `asked::many`. */
export function many(ids: readonly string[]): string {
  return hashOf(utf8([...ids].sort().join("\n")));
}

const PATIENCE = 90_000;
/** So often an entry is signed again because others were faster. */
const TRIES = 6;

export class Api {
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly session: Session, private readonly door: Door, private readonly fetcher: typeof fetch = (...request) => fetch(...request)) {}

  /** Paths are those of wire.ts without `/desk/api/v1/`; one that begins with a slash is taken as it is. */
  async get<T>(path: string): Promise<T> {
    return (await this.#heard(() => this.#send("GET", path))).json() as Promise<T>;
  }

  async bytes(path: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#heard(() => this.#send("GET", path))).arrayBuffer());
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return (await this.#heard(() => this.#send("POST", path, body))).json() as Promise<T>;
  }

  /** Before anybody is signed in: a refusal is the answer. */
  async plain<T>(path: string, body?: unknown): Promise<T> {
    return (await this.#send(body === undefined ? "GET" : "POST", path, body)).json() as Promise<T>;
  }

  /**
   * A change with its signed audit entry; the keys must be open, and whoever locked meanwhile is asked to unlock. One at a
   * time: two at once would take each other's place in the log.
   */
  change<T>(path: string, body: object, act: Act): Promise<T> {
    const done = this.#turn.then(() => this.#change<T>(path, body, act));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #change<T>(path: string, body: object, { action, subject, details = {} }: Act): Promise<T> {
    for (let tries = 1; ; tries++) {
      if (!this.session.me) await this.door.signIn();
      if (!this.session.unlocked) await this.door.unlock();
      const head = this.session.head ?? { seq: 0, hash: "0".repeat(64) };
      const audit = await this.session.office().ask("sign", { head, at: this.session.now(), action, subject, details: { ...details, request: requestHash(body) } });
      try {
        const said = await this.post<T>(path, { ...body, audit });
        this.session.head = { seq: head.seq + 1, hash: hashOf(base64.decode(audit)) };
        return said;
      } catch (thrown) {
        if (!(thrown instanceof Refused && thrown.fault === "audit_moved" && thrown.head) || tries >= TRIES) throw thrown;
        this.session.head = thrown.head;
      }
    }
  }

  /** Asks; where a person can mend the refusal, lets them and asks again. */
  async #heard(send: () => Promise<Response>): Promise<Response> {
    for (let tries = 1; ; tries++) {
      try {
        return await send();
      } catch (thrown) {
        if (!(thrown instanceof Refused) || tries > 3) throw thrown;
        if (thrown.fault === "signed_out") await this.door.signIn();
        else if (thrown.fault === "not_fresh") await this.door.prove();
        else throw thrown;
      }
    }
  }

  async #send(method: "GET" | "POST", path: string, body?: unknown): Promise<Response> {
    const address = path.startsWith("/") ? path : `/desk/api/v1/${path}`;
    const breaker = new AbortController();
    const timer = setTimeout(() => breaker.abort(), PATIENCE);
    const init: RequestInit = {
      method,
      signal: breaker.signal,
      cache: "no-store",
      credentials: "same-origin",
      mode: "same-origin",
      redirect: "error",
      referrerPolicy: "same-origin",
      ...(method === "POST" ? { headers: { "Content-Type": "application/json", "x-desk": "1" }, body: JSON.stringify(body) } : {}),
    };
    let answer: Response;
    try {
      answer = await this.fetcher(address, init);
    } catch {
      throw new Unreachable();
    } finally {
      clearTimeout(timer);
    }
    if (answer.ok) return answer;
    throw await refused(answer);
  }
}

async function refused(answer: Response): Promise<Error> {
  let said: Partial<Refusal> = {};
  try {
    said = ((await answer.json()) ?? {}) as Partial<Refusal>;
  } catch {
    // A proxy's page, say.
  }
  const spare: Fault = answer.status === 429 ? "too_many" : answer.status === 503 ? "busy" : answer.status < 500 ? "bad" : "internal";
  return new Refused(said.error ?? spare, answer.status, said.retry_after, said.head);
}

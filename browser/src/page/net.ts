// Requests: same origin, nothing kept, every answer within a time, and the same bytes again until it is known what became
// of them.

export interface Answer {
  status: number;
  /** The answer's JSON; undefined if it is none. */
  json: unknown;
  /** The answer as text. */
  text: string;
  /** Seconds after which it is worth trying again, if the answer says so. */
  retryAfter: number | undefined;
}

/** No answer within this time (milliseconds) counts as a broken connection: Tor's circuits die without a word. */
const PATIENCE = 90_000;

/** One request; undefined if the connection broke. */
export async function request(path: string, init: RequestInit, patience = PATIENCE): Promise<Answer | undefined> {
  const breaker = new AbortController();
  const timer = setTimeout(() => breaker.abort(), patience);
  try {
    const response = await fetch(path, {
      ...init,
      signal: breaker.signal,
      cache: "no-store",
      credentials: init.credentials ?? "omit",
      mode: "same-origin",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    const text = await response.text();
    const after = Number(response.headers.get("Retry-After") ?? Number.NaN);
    return { status: response.status, json: parsed(text), text, retryAfter: Number.isFinite(after) ? after : undefined };
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** What became of something that was sent. */
export type Delivery =
  | { kind: "taken"; repeated: boolean }
  /** Not taken; something in the answer says what to do. */
  | { kind: "conflict"; code: string; answer: Record<string, unknown> }
  /** Not taken, and the same again would not be either. */
  | { kind: "refused"; code: string }
  /** Not taken now, however long it was tried. */
  | { kind: "closed" }
  /** The connection broke too often: it may have been taken. */
  | { kind: "unknown" };

export interface Delivering {
  /** The connection broke; the same is sent again in so many seconds. Called every second. */
  onBroken?: (seconds: number) => void;
  /** There are too many at once; it is sent again in so many seconds. */
  onWaiting?: (seconds: number) => void;
  onSending?: () => void;
}

/** Seconds between tries when the connection breaks. */
const BACK_OFF = [2, 4, 8, 15, 30, 30, 60] as const;
/** Tries when the server has trouble of its own. */
const TROUBLED = 3;
/** Tries when there are too many at once. */
const CROWDED = 20;
const LONGEST_WAIT = 600;

/** Sends `bytes` until it is known what became of them, or until there is no more hope. */
export async function deliver(path: string, mediaType: string, bytes: Uint8Array, hooks: Delivering = {}): Promise<Delivery> {
  let broken = 0;
  let troubled = 0;
  let crowded = 0;
  let place: string | undefined;
  for (;;) {
    hooks.onSending?.();
    const headers: Record<string, string> = { "Content-Type": mediaType };
    if (place !== undefined) headers["Tocsin-Place"] = place;
    const answer = await request(path, { method: "POST", headers, body: bytes as BodyInit });
    const said = record(answer?.json);
    const code = typeof said["error"] === "string" ? said["error"] : "";
    if (answer && (answer.status === 200 || answer.status === 201) && typeof said["outcome"] === "string") {
      return { kind: "taken", repeated: answer.status === 200 };
    }
    if (answer?.status === 409 && code !== "") return { kind: "conflict", code, answer: said };
    if (code === "closed") return { kind: "closed" };
    if (answer && (answer.status === 429 || answer.status === 503)) {
      if (++crowded > CROWDED) return broken + troubled > 0 ? { kind: "unknown" } : { kind: "closed" };
      if (typeof said["place"] === "string") place = said["place"];
      await pass(Math.min(LONGEST_WAIT, Math.max(1, answer.retryAfter ?? 60)), hooks.onWaiting);
      continue;
    }
    if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 408 && code !== "") {
      // What was in doubt before stays in doubt: an answer about this try does not tell of the last.
      return broken + troubled > 0 ? { kind: "unknown" } : { kind: "refused", code };
    }
    if (answer && ++troubled >= TROUBLED) return { kind: "unknown" };
    const wait = BACK_OFF[broken];
    if (wait === undefined) return { kind: "unknown" };
    broken++;
    await pass(wait, hooks.onBroken);
  }
}

/** Waits, telling every second how long it still takes. */
async function pass(seconds: number, tell?: (seconds: number) => void): Promise<void> {
  for (let left = seconds; left > 0; left--) {
    tell?.(left);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** `promise`, or an error after so many milliseconds. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it took too long")), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

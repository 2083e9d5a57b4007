// Sending a sealed file in pieces over a bad network: tus 1.0 (creation, resuming). What was cut goes on where the
// server has it; a pause breaks the piece that is under way.
import { base64urlnopad, utf8 } from "./bytes.ts";
import type { SealedFile } from "./file.ts";

/** Why a file is not sent. */
export type UploadProblem =
  | "refused" // the server will not take it; `status` says how
  | "gone" // what the server had of it is gone: begin anew
  | "unreachable" // no answer, however often it was tried
  | "stopped"; // by the signal

export class UploadError extends Error {
  /** `status` and `detail` (`too_large`, `unknown_mailbox`, …) are the server's, where it said no. */
  constructor(
    readonly code: UploadProblem,
    readonly status?: number,
    readonly detail?: string,
  ) {
    super(`the file was not sent: ${code}`);
  }
}

/** A switch that the page holds. */
export class Pause {
  #resumed: Promise<void> | undefined;
  #resume: (() => void) | undefined;
  #break: (() => void) | undefined;

  get paused(): boolean {
    return this.#resumed !== undefined;
  }

  pause(): void {
    this.#resumed ??= new Promise((resolve) => (this.#resume = resolve));
    this.#break?.();
  }

  resume(): void {
    this.#resume?.();
    this.#resumed = this.#resume = undefined;
  }

  /** Until it is resumed. */
  async over(): Promise<void> {
    while (this.#resumed) await this.#resumed;
  }

  /** What to break when it is pressed. */
  onPause(action: (() => void) | undefined): void {
    this.#break = action;
  }
}

export interface UploadOptions {
  /** `/api/v1/files` */
  endpoint: string;
  /** Makes a signed call of the action `file` with the file's id and sealed length, under a fresh challenge. */
  call: () => Promise<string>;
  onProgress?: (sent: number, whole: number) => void;
  /** The network is away and it is being tried again (true), or it answers again (false). */
  onTrouble?: (trouble: boolean) => void;
  signal?: AbortSignal;
  pause?: Pause;
  /** For tests. */
  fetch?: typeof fetch;
  wait?: (milliseconds: number) => Promise<void>;
}

const VERSION = "1.0.0";
const SMALLEST = 64 * 1024;
const LARGEST = 4 * 1024 * 1024;
/** A piece that takes longer gets smaller successors; one that is quicker than a quarter of it, larger ones. */
const COMFORT = 8_000;
/** No answer within this time (milliseconds) counts as a broken connection: circuits die without a word. */
const PATIENCE = 90_000;
/** Failures in a row without a single byte of progress. */
const TRIES = 12;

/** Sends all of `file`, however often the connection breaks. */
export async function upload(file: SealedFile, options: UploadOptions): Promise<void> {
  await new Sending(file, options).run();
}

/** Tells the server that the rest will not come, so that it need not keep the beginning. Whether it hears it or not. */
export async function abandon(file: SealedFile, options: Pick<UploadOptions, "endpoint" | "fetch">): Promise<void> {
  const send = options.fetch ?? ((input, init) => fetch(input, init));
  await send(`${options.endpoint}/${file.id}`, { ...SETTINGS, method: "DELETE", headers: { "Tus-Resumable": VERSION } }).catch(() => undefined);
}

/** Nothing is kept, nothing is told of where it comes from, nothing is sent elsewhere. */
const SETTINGS: RequestInit = { cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" };

class Sending {
  readonly #fetch: typeof fetch;
  readonly #wait: (milliseconds: number) => Promise<void>;
  #size = 4 * SMALLEST;
  #failures = 0;
  #asked = false;
  #created = false;
  #troubled = false;
  #offset = 0;

  constructor(
    private readonly file: SealedFile,
    private readonly options: UploadOptions,
  ) {
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#wait = options.wait ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
  }

  async run(): Promise<void> {
    let known = true;
    while (this.#offset < this.file.sealedLength) {
      await this.#breathe();
      const before = this.#offset;
      try {
        if (!this.#created) await this.#create();
        else if (!known) this.#offset = await this.#ask();
        known = true;
        this.#trouble(false);
        await this.#send();
        this.#failures = 0;
      } catch (error) {
        if (this.options.signal?.aborted) throw new UploadError("stopped");
        if (!(error instanceof Broken)) throw error;
        known = false;
        if (this.options.pause?.paused) continue;
        this.#failures = this.#offset > before ? 1 : this.#failures + 1;
        if (this.#failures > TRIES) throw new UploadError("unreachable");
        this.#size = Math.max(SMALLEST, this.#size / 2);
        this.#trouble(true);
        await this.#rest(backOff(this.#failures, error.after));
      }
    }
  }

  #trouble(now: boolean): void {
    if (now !== this.#troubled) this.options.onTrouble?.(now);
    this.#troubled = now;
  }

  /** Waits, but not for somebody who has given up. */
  async #rest(milliseconds: number): Promise<void> {
    const { signal } = this.options;
    let given: (() => void) | undefined;
    const up = new Promise<void>((resolve) => signal?.addEventListener("abort", (given = () => resolve()), { once: true }));
    await Promise.race([this.#wait(milliseconds), up]);
    if (given) signal?.removeEventListener("abort", given);
  }

  get #address(): string {
    return `${this.options.endpoint}/${this.file.id}`;
  }

  async #breathe(): Promise<void> {
    await this.options.pause?.over();
    if (this.options.signal?.aborted) throw new UploadError("stopped");
  }

  /** Opens the way in. Whoever asks again finds the file where it was left. */
  async #create(): Promise<void> {
    const again = this.#asked;
    const call = base64urlnopad.encode(utf8(await this.options.call().catch(broken)));
    this.#asked = true;
    const answer = await this.#request(this.options.endpoint, "POST", { "Upload-Length": String(this.file.sealedLength), "Tocsin-Call": call });
    if (answer.status !== 201) {
      const detail = await said(answer);
      // The next call has a fresh challenge.
      if (detail === "challenge_old") throw new Broken();
      const passing = refused(answer, detail);
      throw passing instanceof Broken && answer.status !== 409 ? passing : new UploadError("refused", answer.status, detail);
    }
    this.#created = true;
    if (again) this.#offset = await this.#ask();
  }

  /** How much the server has. */
  async #ask(): Promise<number> {
    const answer = await this.#request(this.#address, "HEAD", {});
    if (!answer.ok) throw refused(answer);
    return this.#place(answer);
  }

  /** Sends pieces until something breaks or all is there. */
  async #send(): Promise<void> {
    let held: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.file.chunks(this.#offset)) {
      held.push(chunk);
      size += chunk.length;
      if (size < this.#size && this.#offset + size < this.file.sealedLength) continue;
      // Here and not after sending: who pauses while the next piece is being sealed means that one too.
      await this.#breathe();
      const begun = Date.now();
      const answer = await this.#request(
        this.#address,
        "PATCH",
        { "Upload-Offset": String(this.#offset), "Content-Type": "application/offset+octet-stream" },
        new Blob(held as BlobPart[]),
      );
      if (!answer.ok) throw refused(answer, await said(answer));
      const place = this.#place(answer);
      const whole = place === this.#offset + size;
      this.#offset = place;
      this.options.onProgress?.(place, this.file.sealedLength);
      // The server took less than all: its place is not where the next chunk begins.
      if (!whole) return;
      this.#adapt(Date.now() - begun);
      [held, size] = [[], 0];
    }
  }

  #adapt(took: number): void {
    if (took > COMFORT) this.#size = Math.max(SMALLEST, this.#size / 2);
    else if (took < COMFORT / 4) this.#size = Math.min(LARGEST, this.#size * 2);
  }

  #place(answer: Response): number {
    const place = Number(answer.headers.get("Upload-Offset") ?? Number.NaN);
    if (!Number.isSafeInteger(place) || place < 0 || place > this.file.sealedLength) throw new UploadError("refused", answer.status);
    return place;
  }

  async #request(address: string, method: string, headers: Record<string, string>, body?: Blob): Promise<Response> {
    const breaker = new AbortController();
    const stop = (): void => breaker.abort();
    const timer = setTimeout(stop, PATIENCE);
    this.options.signal?.addEventListener("abort", stop, { once: true });
    this.options.pause?.onPause(stop);
    try {
      return await this.#fetch(address, {
        method,
        headers: { "Tus-Resumable": VERSION, ...headers },
        ...(body ? { body } : {}),
        ...SETTINGS,
        signal: breaker.signal,
      });
    } catch {
      throw new Broken();
    } finally {
      clearTimeout(timer);
      this.options.signal?.removeEventListener("abort", stop);
      this.options.pause?.onPause(undefined);
    }
  }
}

/** It can go on after a while. */
class Broken extends Error {
  constructor(readonly after?: number) {
    super("the connection broke");
  }
}

function broken(): never {
  throw new Broken();
}

/** Whether another try can help: the server is busy or passing by, or knows another place than we do. */
function refused(answer: Response, detail?: string): Broken | UploadError {
  if (answer.status === 404 || answer.status === 410) return new UploadError("gone", answer.status, detail);
  const passing = answer.status >= 500 || [408, 409, 423, 425, 429].includes(answer.status);
  // No room is no passing trouble.
  if (!passing || answer.status === 507) return new UploadError("refused", answer.status, detail);
  const after = Number(answer.headers.get("Retry-After") ?? Number.NaN);
  return new Broken(Number.isFinite(after) ? after * 1000 : undefined);
}

/** The server's word for why not, if it gave one. */
async function said(answer: Response): Promise<string | undefined> {
  try {
    const { error } = (await answer.json()) as { error?: unknown };
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}

/** Milliseconds: one, two, four seconds and so on up to half a minute, or what the server asks for up to five minutes. */
function backOff(failures: number, asked: number | undefined): number {
  const doubled = Math.min(30_000, 1000 * 2 ** (failures - 1));
  return Math.max(doubled, Math.min(asked ?? 0, 300_000));
}

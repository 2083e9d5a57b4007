// From a question to its answer, whatever happens.
import type { Answered, Asked, Errands } from "../errands.ts";
import type { Desk } from "./desk.ts";
import { Refusal } from "./refusal.ts";

const ERRANDS: Readonly<Record<keyof Errands, true>> = {
  ...{ enrol: true, words: true, derive: true, unlock: true, rewrap: true, refresh: true },
  ...{ summaries: true, open: true, file: true, reply: true, note: true, translation: true, labels: true, draft: true, summary: true },
  ...{ keep: true, unsent: true },
  ...{ grants: true, let_in: true, share: true, sign: true, grant: true, team: true, regrant: true, audit: true },
};

export function answer(desk: Desk, { number, errand, with: given }: Asked): Answered {
  try {
    if (!Object.hasOwn(ERRANDS, errand)) throw new Refusal("failed");
    const work = desk[errand] as (given: unknown) => unknown;
    return { number, ok: work.call(desk, given) };
  } catch (error) {
    // Whatever else went wrong is not told: what broke may hold words of somebody.
    return error instanceof Refusal ? { number, refused: error.code, values: error.values } : { number, refused: "failed", values: {} };
  }
}

/** Buffers that go over as they are, instead of being copied: opened files may be large. */
export function outgoing({ ok }: Answered): ArrayBuffer[] {
  const bytes = (ok as { bytes?: unknown } | null | undefined)?.bytes;
  return bytes instanceof Uint8Array && bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : [];
}

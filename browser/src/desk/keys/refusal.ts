// Why an errand ends without an answer: a code that the page has words for, and values that are codes and numbers, never
// anybody's words.
import type { Refused } from "../errands.ts";

export class Refusal extends Error {
  constructor(
    readonly code: Refused,
    readonly values: Record<string, string> = {},
  ) {
    super(`refused: ${code} ${JSON.stringify(values)}`);
  }
}

/** A case that contradicts itself: somebody else than an honest sealer made a part of it, or took one away. */
export function hostile(what: string, why: string, seq?: number): Refusal {
  return new Refusal("hostile", { what, why, ...(seq === undefined ? {} : { seq: String(seq) }) });
}

/** Does `work`; whatever goes wrong in it that is no refusal already becomes the one given. */
export function refusedAs<T>(refusal: () => Refusal, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Refusal ? error : refusal();
  }
}

// Search over what this person has opened: kept in memory alone, gone when the page locks. Substrings, so that it works
// for scripts that put no blanks between words.
import { fold } from "./fold.ts";

/** Most that is kept of one case, in characters: the longest report has 100,000. */
const LONGEST = 400_000;

export class SearchIndex {
  readonly #heads = new Map<string, string>();
  readonly #bodies = new Map<string, string>();

  /** What the list shows of a case: number, summary, labels. Replaces what was there. */
  head(id: string, ...texts: readonly string[]): void {
    this.#heads.set(id, joined(texts));
  }

  /** The words of a case that was opened. */
  body(id: string, texts: readonly string[]): void {
    this.#bodies.set(id, joined(texts));
  }

  /** Forgets a case. */
  drop(id: string): void {
    this.#heads.delete(id);
    this.#bodies.delete(id);
  }

  /** Forgets everything. */
  purge(): void {
    this.#heads.clear();
    this.#bodies.clear();
  }

  get size(): number {
    return this.#heads.size;
  }

  /** A test for ids: every word of the query stands in the case, in any order. An empty query fits everything. */
  matcher(query: string): (id: string) => boolean {
    const terms = fold(query).split(" ").filter((term) => term !== "");
    if (terms.length === 0) return () => true;
    return (id) => {
      const head = this.#heads.get(id) ?? "";
      const body = this.#bodies.get(id) ?? "";
      return terms.every((term) => head.includes(term) || body.includes(term));
    };
  }
}

/** Parts are kept apart, so that no word is found across two of them. */
function joined(texts: readonly string[]): string {
  let all = "";
  for (const text of texts) {
    if (all.length >= LONGEST) break;
    all += `${fold(text.slice(0, LONGEST))}\n`;
  }
  return all;
}

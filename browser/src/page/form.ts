// What a form holds.
import type { Fields } from "../lib/index.ts";
import type { Pins, Words } from "./kit.ts";
import type { Problem } from "./problems.ts";

/** The form's texts in the order in which they stand in it, and its files. */
export function read(form: HTMLFormElement): { fields: Fields; files: File[] } {
  const fields: [string, string][] = [];
  const files: File[] = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields.push([name, value]);
    // A field without a file is sent as a nameless empty one.
    else if (value.name !== "" || value.size > 0) files.push(value);
  }
  return { fields, files };
}

/** How large files may be, together, where they go in pieces. */
export function filesHint(words: Words, pins: Pins): string {
  return words.t("q-files-hint", { limit: Math.floor(pins.fileLimit / 1_000_000) });
}

/** What is wrong with the choice of files, if anything is. */
export function filesProblem(files: readonly File[], pins: Pins, words: Words): Problem | undefined {
  if (files.length === 0) return undefined;
  if (pins.fileLimit === 0) return { field: "files", sentence: words.t("problem-files-refused") };
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size <= pins.fileLimit) return undefined;
  return { field: "files", sentence: words.t("problem-files-too-large", { limit: Math.floor(pins.fileLimit / 1_000_000) }) };
}

// The files that Rust wrote, and the library.
import { readFileSync } from "node:fs";
export * as lib from "../build/library.mjs";

export function vectors(name) {
  return JSON.parse(readFileSync(new URL(`../../tests/vectors/twins/${name}`, import.meta.url), "utf8"));
}

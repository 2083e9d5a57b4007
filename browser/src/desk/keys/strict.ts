// Reading what stands in a sealed payload, as strictly as the desk without a browser does: one object, known fields, each once,
// nothing but spaces behind, a padded size.
import { isHex, wellFormed } from "../../lib/bytes.ts";
import { fields, type Json } from "../../lib/canonical.ts";
import { unpadded } from "../../lib/payload.ts";

/** The object in a padded payload. A field in `free` may repeat keys, as forms may. */
export function readPadded(padded: Uint8Array, free?: string): Record<string, Json> {
  const json = unpadded(padded);
  const value = JSON.parse(json) as Json;
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Error("not an object");
  if (repeats(json, free)) throw new Error("a field stands twice");
  return value as Record<string, Json>;
}

/** The object's fields: exactly those named, and those of `optional` that are there. */
export function shaped(value: Json | undefined, names: readonly string[], optional: readonly string[] = []): Record<string, Json> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Error("not an object");
  const there = optional.filter((name) => Object.hasOwn(value as object, name));
  return fields(value as Json, ...names, ...there);
}

/** A text without halves of characters, which other readers refuse. */
export function text(value: Json | undefined): string {
  if (typeof value !== "string" || wellFormed(value) !== value) throw new Error("not a text");
  return value;
}

export function flag(value: Json | undefined): boolean {
  if (typeof value !== "boolean") throw new Error("neither true nor false");
  return value;
}

/** Unix seconds; what lies before 1970 is a time too. */
export function time(value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new Error("not a time");
  return value;
}

export function list<T>(value: Json | undefined, read: (entry: Json) => T): T[] {
  if (!Array.isArray(value)) throw new Error("not a list");
  return (value as Json[]).map(read);
}

/** Texts by name. */
export function texts(value: Json | undefined): Map<string, string> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Error("not an object");
  return new Map(Object.entries(value as object).map(([name, inner]) => [text(name), text(inner as Json)]));
}

/** An identifier or hash; absent if it is `null` or not there. */
export function maybeId(value: Json | undefined, length: number): string | null {
  const given = value ?? null;
  if (given !== null && !isHex(given, length)) throw new Error("not an identifier");
  return given;
}

/** Whether an object in `json`, which parses, names a field twice. `JSON.parse` takes the last, other readers refuse. */
function repeats(json: string, free: string | undefined): boolean {
  /** Of each open bracket: the names so far; none for a list. */
  const open: (Set<string> | undefined)[] = [];
  let outer = "";
  for (let at = 0; at < json.length; at++) {
    const token = json[at]!;
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    if (token !== '"') continue;
    const start = at++;
    while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
    let behind = at + 1;
    while (json.charCodeAt(behind) <= 0x20) behind++;
    if (json[behind] !== ":") continue;
    const name = JSON.parse(json.slice(start, at + 1)) as string;
    if (open.length === 1) outer = name;
    const names = open[open.length - 1];
    if (names?.has(name) && !(open.length > 1 && outer === free)) return true;
    names?.add(name);
  }
  return false;
}

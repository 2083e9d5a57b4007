// Canonical JSON: keys sorted, no white space, whole numbers only. What is signed must have one spelling; it is read,
// written again and compared.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Writes `value`. Keys are plain ASCII names. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** Reads an object that is written exactly as `canonical` writes it, with exactly the keys named. */
export function readCanonical(text: string, limit: number, ...keys: string[]): Record<string, Json> {
  if (text.length > limit) throw new Error("too long");
  const value = JSON.parse(text) as Json;
  if (canonical(value) !== text) throw new Error("not in canonical form");
  return fields(value, ...keys);
}

/** The fields of an object that has exactly the keys named. */
export function fields(value: Json | undefined, ...keys: string[]): Record<string, Json> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Error("not an object");
  const found = Object.keys(value);
  if (found.length !== keys.length || !keys.every((key) => Object.hasOwn(value, key))) throw new Error("fields missing or unknown");
  return value as Record<string, Json>;
}

export function asText(value: Json | undefined): string {
  if (typeof value !== "string") throw new Error("not a text");
  return value;
}

/** A whole number from 0 that every reader holds exactly. */
export function asCount(value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new Error("not a whole number");
  return value;
}

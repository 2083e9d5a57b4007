// What the vector suite compares beside the public library; no part of the bundle.
export * from "./index.ts";
export * from "./age.ts";
export * from "./bech.ts";
export * from "./bytes.ts";
export * from "./canonical.ts";
export * from "./dates.ts";
export * from "./padding.ts";
export * from "./payload.ts";
export * from "./roster.ts";
export * from "./signing.ts";
export * from "./statement.ts";
export * from "./text.ts";

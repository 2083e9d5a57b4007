// The entry point of the bundle.
export * from "./lib/index.ts";

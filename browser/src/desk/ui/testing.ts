// What the tests of the desk's frame look at; no part of any bundle.
export { COUNT, tidy } from "../door/door.ts";
export * as passkey from "../door/passkey.ts";
export { firstDifference } from "../enrol/words.ts";
export * from "./api.ts";
export * from "./dom.ts";
export * from "./fingerprint.ts";
export * from "./idle.ts";
export * from "./memory.ts";
export { outline } from "./qr.ts";
export * from "./router.ts";
export * from "./session.ts";
export * from "./texts.ts";

// What the desk's tests look at beside the library; no part of any bundle.
export * from "./keys/answer.ts";
export * from "./keys/audit.ts";
export { Desk } from "./keys/desk.ts";
export { Office, WorkerRefused } from "./office.ts";
export { openFile, safeName } from "./keys/files.ts";
export * from "./keys/grants.ts";
export * from "./keys/identity.ts";
export * from "./keys/outside/bundle.ts";
export * from "./keys/outside/words.ts";
export * from "./keys/person.ts";
export { default as rules } from "../../../config/triage.toml";
export * from "./keys/said.ts";
export * from "./keys/staff.ts";
export * from "./keys/summary.ts";
export * from "./keys/team.ts";
export * from "./keys/words.ts";

// The library: everything that seals, signs, checks and opens. Pure functions; nothing here touches the page.
export * from "./addition.ts";
export { type Random, secureRandom } from "./bytes.ts";
export * from "./call.ts";
export { type Capsule, openCapsule, sealCapsule } from "./capsule.ts";
export { dayOf } from "./dates.ts";
export * from "./draft.ts";
export * from "./fields.ts";
export { FileChanged, type FileOptions, SealedFile, type Source, sealFile } from "./file.ts";
export { MailboxKeys, mailboxKeys } from "./keys.ts";
export * from "./mailbox.ts";
export * from "./names.ts";
export { type Attachment, type Reply } from "./payload.ts";
export * from "./receipt.ts";
export * from "./report.ts";
export { type Roster, RosterError, type RosterProblem, verifyChain } from "./roster.ts";
export { type SealedRef, type Statement, type Tip } from "./statement.ts";
export { type Alternative, type Decision, type Rule, type Rules, type TriageInput, type Urgency, decideMessage, decideReport, evaluate } from "./triage.ts";
export * from "./tus.ts";

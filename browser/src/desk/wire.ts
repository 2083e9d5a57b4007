// What the desk and the server say to each other: JSON over /desk/api/v1 and /admin/api/v1. The Rust side is
// src/web/desk and src/app/desk; both follow docs/desk.md. Ids are lower-case hexadecimal, bytes are standard base64, times Unix seconds.

export type Role = "caseworker" | "lead" | "administrator" | "interpreter";
export type Level = "critical" | "urgent" | "routine";
export type Status = "new" | "acknowledged" | "working" | "referred" | "closed";
export type Reason = "done" | "spam" | "duplicate" | "out_of_scope" | "test";

/** Every refusal: {error: code} and sometimes what helps. Codes in `Fault`. */
export interface Refusal {
  error: Fault;
  /** With `audit_moved`. */
  head?: Head;
  /** With `too_many`: seconds. */
  retry_after?: number;
}
export type Fault =
  | "signed_out" // no session, or over: 401
  | "not_fresh" // needs a check within ten minutes: 403
  | "forbidden" // the role or the case does not allow it: 403, also where there is no such thing
  | "wrong" // sign-in refused: 401, whatever the reason
  | "too_many" // 429
  | "bad" // not what this address takes: 400
  | "audit_moved" // 409
  | "moved" // somebody else changed it meanwhile: 409, read again
  | "taken" // alias or address: 409
  | "unknown_invite" // 404
  | "last_administrator" // nobody would administer from the desk any more: 409
  | "not_enrolled" // 409
  | "busy" // 503
  | "internal"; // 500

/** End of the audit log. `hash` of an empty log: 64 zeros, seq 0. */
export interface Head { seq: number; hash: string }

/** A sealed copy of a person's keys. `passkey` is opened by the PRF output of `credential`. */
export interface Wrap { kind: "passkey" | "passphrase" | "kit"; credential?: string; sealed: string }

// -- before a session --------------------------------------------------------------------------------------------------

/** GET /desk/api/v1/start: what the page needs before anybody signs in. Public, the same for everyone. */
export interface Start {
  deployment: string;
  roster_key: string;
  demo: boolean;
  name: string;
  languages: string[];
  now: number;
}
/**
 * GET /xx/desk/texts: the desk's words (templates/locale/en/desk.ftl, desk-case.ftl) in the page's language, English where it lacks one.
 * Places for values are `{name}`. A text with forms has one for every sample number ("0", "1", "2", "5", …): the first value that is a
 * number chooses the form of the sample in its own plural category.
 */
export type DeskTexts = Record<string, string | Record<string, string>>;
/** POST /desk/api/v1/invite {token}: who is invited. */
export interface Invited {
  account: string; // id, the salt of derivations
  alias: string;
  roles: Role[];
  /** PublicKeyCredentialCreationOptions as JSON (base64url inside, as WebAuthn's JSON forms). */
  passkey: unknown;
  /** Goes back with the enrolment. */
  state: string;
  /** base32, and the otpauth:// address. */
  totp: { secret: string; uri: string };
}
/** POST /desk/api/v1/enrol: ends with a session. */
export interface Enrol {
  token: string;
  state: string;
  recipient: string;
  actor: string; // tocsinpub1…
  /** Signature by the actor key over `tocsin/enrol/1`, account id and recipient. */
  proof: string;
  /** RegistrationResponseJSON without PRF results, and a name for the device. */
  passkey?: { credential: unknown; name: string };
  /** base64 of the derived sign-in secret; with `passphrase` a code of the TOTP app. */
  passphrase?: { auth: string; code: string };
  /** The kit's derived sign-in secret, base64. */
  kit: string;
  wraps: Wrap[];
  shared: boolean;
}
/** POST /desk/api/v1/passkey/begin {} */
export interface PasskeyBegun { options: unknown; state: string }
/** POST /desk/api/v1/passkey/finish {state, credential, shared} or POST /desk/api/v1/code {alias, kind, auth, code?, shared} */
export interface SignedIn { me: Me; wraps: Wrap[] }
/** POST /desk/api/v1/salt {alias}: the account id for derivations; for an unknown alias one made up, always the same. */
export interface Salt { account: string }

// -- with a session ----------------------------------------------------------------------------------------------------

/** GET /desk/api/v1/me */
export interface Me {
  account: string;
  alias: string;
  roles: Role[];
  recipient: string;
  actor: string;
  fingerprint: string;
  /** Of the newest epoch that was granted; 0: none yet. */
  granted_epoch: number;
  session: { until: number; fresh_until: number; by: "passkey" | "passphrase" | "kit"; shared: boolean };
  /** All roster documents, oldest first, base64. */
  rosters: string[];
  /** This person's team grants, by epoch: identity and signing key, age files. */
  team: { epoch: number; identity: string; signing: string }[];
  head: Head;
  /** The code that stands in today's alert mail to this person. */
  daily_code: string;
  /** When the printed kit was used in the last 30 days, and whether it was in this very session. No visit takes it away. */
  kit_used: { at: number; here: boolean }[];
  /** What this person has besides the kit: a passkey, one that opens the keys too, a passphrase with codes. */
  ways: { passkey: boolean; opens: boolean; passphrase: boolean };
  now: number;
}
/**
 * POST /desk/api/v1/fresh {passkey: {state, credential}} or {kind, auth, code?} → Fresh: who unlocks after a lock or a reload has no
 * wraps any more, and gets them only for this. POST /desk/api/v1/sign-out {}.
 */
export interface Fresh { fresh_until: number; wraps: Wrap[] }

/** GET /desk/api/v1/security */
export interface Security {
  devices: { credential: string; name: string; added: number; prf: boolean }[];
  passphrase: boolean;
  sessions: { id: string; since: number; seen: number; by: string; shared: boolean; current: boolean }[];
}
/**
 * POST /desk/api/v1/security/device {begin: true} → {options, state}; then {state, credential, name, wrap?, audit}.
 * POST /desk/api/v1/security/revoke {credential, audit}; POST /desk/api/v1/security/end {session}.
 * POST /desk/api/v1/security/passphrase {begin: true} → {state, totp: {secret, uri}}; then {state, auth, code, wrap, audit}. POST /desk/api/v1/security/kit {auth, wrap, audit}.
 * Subject of these entries: the person's own account. A credential's id is base64url, as in WebAuthn's JSON, here and in `Wrap`.
 */

/**
 * A signed audit entry as bytes (base64 of the document). Every change carries one as `audit`. Its details are those that docs/desk.md names for the
 * act, neither more nor less, and `request`: SHA-256 of the body without `audit` in canonical form (`Api.change` adds it).
 */
export type SignedEntry = string;

// -- cases -------------------------------------------------------------------------------------------------------------

/** GET /desk/api/v1/cases?after=<cursor>: most urgent and newest first, 2,000 at a time. */
export interface Cases { cases: CaseLine[]; next: string | null; people: Named[] }
export interface Named { account: string; alias: string; roles: Role[]; away: boolean }
export interface CaseLine {
  id: string;
  version: number; // of the case's row: what a change names
  number: string; // sayable, "4711-29"
  urgency: Level;
  wakes: boolean; // an unacknowledged call rings for it
  created: number;
  /** Of the reporter's last word. */
  last: number;
  status: Status;
  reason?: Reason;
  assignee?: string;
  language: string;
  unread: boolean;
  answered: boolean; // the team's answer is newer than the reporter's word
  answer_here: boolean;
  messages: number;
  files: number;
  next_contact?: number;
  restricted: boolean;
  readable: boolean; // this person has a grant
  former?: Former; // of a case that is closed to this lead: whom they may bring back
  withdrawn: boolean;
  lowered: boolean; // waits for a colleague's review
  ending?: boolean; // destroyed within two weeks if nobody does anything
  hold?: Hold;
  junk: string[];
  practice?: boolean; // made by staff to learn with: gone after a day
  /** nonce ‖ sealed summary and the epoch of the team key. */
  summary?: { epoch: number; sealed: string };
}
/** The case must not end. `asked`, `release`: waits for a second person, who `by` is not. */
export interface Hold { why: HoldFor; state: "asked" | "held" | "release"; by: string; at: number }
export type HoldFor = "legal" | "safety";
/**
 * GET /desk/api/v1/cases/{id}. This, a part and a file are given out only with an entry `case_opened` of this person in this session: the service
 * makes it where there is none.
 */
export interface CaseDetail {
  line: CaseLine;
  version: number;
  epoch: number;
  mailbox: string;
  case_recipient: string;
  receipt_key: string;
  roster_hash: string;
  expires: number;
  grants: { kind: "case" | "staff"; to: string; grant: string }[];
  /** Rows of grants that do not open on the server: as good as not there. */
  damaged_grants?: number;
  staff_recipient?: string;
  /** Where the staff's chain ends, by the server's word. */
  staff_tip?: { seq: number; hash: string };
  /** This person is let in for a time, and is not told of colleagues and of what they did. */
  guest?: boolean;
  parts: Part[];
  files: { id: string; size: number }[];
  links: string[];
  lowered?: { from: Level; to: Level; by: string; at: number };
  people: Named[]; // who has read it, if restricted: who may
  guests: { account: string; until: number }[];
  former?: Former[];
  timeline: { at: number; seq: number; action: string; actor: string; details: Record<string, string> }[];
}
/** Who could read a case before its rights were changed, and can again: POST /desk/api/v1/cases/{id}/former {set, audit}. `to` empty: the team. */
export interface Former { set: number; at: number; by: string; to: string[] }
/** One sealed thing with its statement; the body at GET /desk/api/v1/cases/{id}/parts/{part} (octets), files at …/files/{file}. */
export interface Part {
  id: string;
  received: number;
  /** The signed statement's document, base64. */
  statement: string;
  size: number; // 0: deleted by its reader
}
/** POST /desk/api/v1/cases/{id}/parts: a reply, or a note, translation, labels, draft. 201 {seq}. */
export interface NewPart { statement: string; body: string; audit: SignedEntry; staff?: { recipient: string; grants: Grant[] } }
/** `to`: the recipient's fingerprint (16 digits of SHA-256 of the raw key), the team's or a person's. */
export interface Grant { kind: "case" | "staff"; to: string; grant: string }
/** POST /desk/api/v1/cases/{id}/state: one change (`reason` belongs to `status`). 200 {version}. */
export interface Change {
  version: number;
  status?: Status;
  reason?: Reason;
  assignee?: string | null;
  next_contact?: number | null;
  /** Lowering waits for a colleague; `confirm` is that colleague. Raising takes effect at once. */
  urgency?: Level;
  confirm_lowered?: boolean;
  link?: string;
  unlink?: string;
  /** Leads: the first asks, another confirms, each with the same word. Entries: hold_asked, hold_confirmed, release_dropped. */
  hold?: HoldFor;
  /** The same for letting go: hold_dropped, release_asked, hold_released. */
  release?: boolean;
  audit: SignedEntry;
}
/**
 * POST /desk/api/v1/cases/{id}/read {opens?}: this person has seen everything up to now; `opens`: and every key of it is what it must be.
 * POST /desk/api/v1/cases/{id}/acknowledge {audit?}: ends the call. POST /desk/api/v1/cases/{id}/pass {to, audit?}: rings somebody else.
 * These two also work from a locked page (a phone at night): without `audit` the service signs the entry and names the account in it.
 * POST /desk/api/v1/cases/{id}/summary {epoch, sealed}
 * POST /desk/api/v1/cases/{id}/grants {version, grants: Grant[], staff_recipient, to: string[] (account ids; empty: the team), note: {statement, body},
 *   resealed: {part, body}[], left: string[], audit}: restricts or opens. In one transaction: grants replaced, `note` put behind the staff chain, bodies of
 *   `resealed` replaced; `left` are the parts that do not open. What was there before is kept aside for two weeks.
 * POST /desk/api/v1/cases/{id}/former {set, audit}: the former readers again; details of the entry `former_readers`: set.
 * POST /desk/api/v1/cases/{id}/guest {account, until, grants: Grant[], audit}
 * POST /desk/api/v1/cases/{id}/shared {parts: string[] (ids, `contact`), way: "sealed" | "html", to? (recipient, where sealed), bundle (SHA-256 of the file), audit}:
 *   notes that parts were handed to a body outside.
 * POST /desk/api/v1/cases/bulk {cases: [{id, version}], reason: "spam" | "test", audit}
 * GET /xx/desk/api/v1/kit: the form's words, rules and rosters in a language, as GET /xx/api/v1/kit gives them to reporters.
 * POST /desk/api/v1/reports {sealed (base64)}: what somebody told us on the telephone, sealed by the desk as the form seals. → {outcome: "new" | "repeated"}
 *   Both are under /desk because a staff door shows nothing else.
 * POST /desk/api/v1/practice {language, audit?} → {case}: a report to learn with, for leads; it alerts nobody and goes after a day.
 * POST /desk/api/v1/handover {to, cases: string[], audit}: passes these of one's open cases on, all or none. → {cases: string[]}
 */

// -- team --------------------------------------------------------------------------------------------------------------

/** GET /desk/api/v1/team: for leads and caseworkers. */
export interface Team {
  members: Member[];
  /** A roster that waits for the administrators' signature. `members`: account ids. */
  draft?: { epoch: number; by: string; at: number; roster: string; members: string[] };
  /** Cases that are not sealed on to the newest team key yet: how many, and the first 200. */
  regrant: { missing: number; cases: string[] };
}
export interface Member {
  account: string;
  alias: string;
  roles: Role[];
  recipient: string;
  actor: string;
  fingerprint: string;
  granted: boolean; // has a grant of the newest epoch
  /** Signed by the person's own actor key at enrolment. */
  proof: string;
  /** For leads: when the printed kit was last used, if in the last 30 days. */
  kit_used?: number;
}
/** GET /desk/api/v1/audit?after=<seq>: at most 500 entries. Of one that does not concern this person the hash alone. */
export interface AuditPage {
  entries: LogEntry[];
  /** What stands at number `after` now; left out if nothing does. */
  after?: Head;
  head: Head;
  /** Public key of the service's own entries. */
  service: string;
}
/** base64 of the document, or its hash. */
export type LogEntry = string | { hash: string };
/**
 * POST /desk/api/v1/team/grant {account, epoch, identity, signing, audit}: a lead gives the team key to a newcomer.
 *   Bytes in base64: two age files of one stanza. The entry: `granted`, subject the account, details `fingerprint` and `epoch`.
 * POST /desk/api/v1/team/draft {roster (base64, unsigned canonical), team_signature?, grants: {to, identity, signing}[], audit}
 *   `to`: account id, or "recovery" (with an empty `signing`; the body then names its recipient as `recovery`, as the roster does). The entry: `roster_drafted`, subject "", details `epoch` and `roster` (hash).
 * POST /desk/api/v1/team/regrant {case, grants: Grant[], audit}: cases of former epochs, sealed on to the new team key; details of the entry `regranted`: epoch, case, staff
 *   (SHA-256 of each grant; of several of the staff's, of their hashes with line ends between them). Whoever does it again replaces their own. → {missing}
 *   `to` of a case's grant, here and everywhere: the recipient's fingerprint (16 digits of SHA-256 of the raw key).
 */

// -- administrators ----------------------------------------------------------------------------------------------------

/** GET /admin/api/v1/overview: figures and dates; no content, no case ids. */
export interface Overview {
  people: { account: string; alias: string; roles: Role[]; state: "added" | "invited" | "enrolled" | "disabled"; granted: boolean; on_call: boolean; actor?: string; kit_used?: number }[];
  roster: { epoch: number; expires: number; state: string } | null;
  draft: { epoch: number; at: number } | null;
  mail: { waiting: number; dead: number; last_sent: number | null };
  keys: { id: string; protects: string; age_days: number; rows: number; state: string }[];
  storage: { cases: number; blobs: number; bytes: number; free: number | null };
  backup: { at: number | null; verified: boolean };
  retention: { next: number | null; case_days: number; grace_days: number; ending: number; held: number; wishes: number };
  form_open: boolean;
}
/**
 * POST /admin/api/v1/invite {alias, email, roles, salt (16 random bytes, hexadecimal: nobody guesses the address from the entry's hash), audit} → {link_token, until}
 * POST /admin/api/v1/reinvite {account, audit} → {link_token, until}: a new account for whoever lost everything; old keys are gone.
 * POST /admin/api/v1/roles {account, roles, audit}; POST /admin/api/v1/disable {account, audit}
 */

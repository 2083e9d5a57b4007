// What the page asks of the worker, which alone holds secret keys, and what it gets back: words to show, and sealed bytes
// to send. The worker never gives a key away and never talks to the network.
import type { CaseDetail, Grant, Head, Level, LogEntry, Me, Member, Wrap } from "./wire.ts";

/** One request: `errand` with its argument; the answer carries the same number. */
export interface Asked<K extends keyof Errands = keyof Errands> { number: number; errand: K; with: Errands[K]["takes"] }
export interface Answered { number: number; ok?: unknown; refused?: Refused; values?: Record<string, string> }

/** Why an errand is refused; `values` say which part and what of it (codes and numbers, never anybody's words). */
export type Refused =
  | "locked" // no keys: the worker was ended, or never unlocked
  | "words" // not the words of a passphrase or kit; values: place, of an unknown word, if there is one
  | "wrap" // the sealed keys do not open with this
  | "keys" // the keys that opened are not those of this account
  | "rosters" // values: problem, as in lib/roster.ts
  | "roster_refused" // the newest roster expired more than 30 days ago: nothing may be sealed under it
  | "no_team" // no team key was granted to this person; values: epoch, if that of one epoch is needed
  | "no_grant" // this case was not granted to us
  | "hostile" // a case that contradicts itself; values: what (report, message, reply, note, file, grant, staff_grant, part, case), seq, why
  | "unknown_case" // not opened yet
  | "restricted" // not for a restricted case
  | "file" // not the file that was announced; values: why
  | "text" // empty, too long or with a NUL character; values: why
  | "author" // no alias
  | "recipient" // not a key of the kind expected
  | "member" // keys that the person did not vouch for, or given twice; values: account
  | "audit" // values: seq, why
  | "failed"; // anything else

export interface Errands {
  // keys of a person
  /** Makes keys for an account, wrapped under each of these. */
  enrol: {
    takes: { account: string; under: Under[] };
    gives: { recipient: string; actor: string; proof: string; wraps: Wrap[] };
  };
  /** Nine or twelve words and what is derived of them. */
  words: { takes: { account: string; count: 9 | 12 }; gives: { words: string; auth: string } };
  /** What is derived of typed words; refused: `words` if they cannot be right. */
  derive: { takes: { account: string; words: string }; gives: { auth: string } };
  /** Opens the keys. From then on the errands below work. `deployment` and `roster_key` are those of `Start`. */
  unlock: { takes: { account: string; wrap: Wrap; by: Under; me: Me; deployment: string; roster_key: string }; gives: Unlocked };
  /** Wraps the unlocked keys once more: a new device, a new kit. */
  rewrap: { takes: { under: Under }; gives: Wrap };
  /** New team grants or rosters after `me` changed. */
  refresh: { takes: { me: Me }; gives: Unlocked };

  // words that are not sent
  /** Seals them to this person, each for its name; `unsent` opens them again, null where one does not open. */
  keep: { takes: { name: string; words: string }[]; gives: string[] };
  unsent: { takes: { name: string; sealed: string }[]; gives: (string | null)[] };

  // cases
  /** Opens sealed summaries; null where it does not open. */
  summaries: { takes: { case: string; epoch: number; sealed: string }[]; gives: (Summary | null)[] };
  /** Opens and checks a whole case; bodies by part id. */
  open: { takes: { detail: CaseDetail; bodies: Map<string, Uint8Array> }; gives: OpenCase };
  /** Opens a file of a case that `open` was called for. */
  file: { takes: { case: string; file: string; sealed: Uint8Array }; gives: { bytes: Uint8Array } };
  reply: { takes: { case: string; text: string; author: string }; gives: SealedPart };
  note: { takes: { case: string; author: string; about: string; text: string }; gives: SealedPart };
  translation: { takes: { case: string; author: string; of: string; source: string; from: string; to: string; text: string }; gives: SealedPart };
  labels: { takes: { case: string; author: string; labels: string[] }; gives: SealedPart };
  draft: { takes: { case: string; author: string; text: string; translation: string; language: string }; gives: SealedPart };
  summary: { takes: { case: string }; gives: { epoch: number; sealed: string } };
  /** Grants of a case and of its (new) staff identity to these recipients; empty: the team. */
  grants: { takes: { case: string; author: string; to: { to: string; recipient: string }[]; fresh: boolean }; gives: Regranted };
  /** The case for one person for a time, whose key was compared; refused (`member`) if they did not vouch for it. */
  let_in: { takes: { case: string; member: Member }; gives: { grants: Grant[] } };
  /**
   * Chosen parts for a body outside, in their order: sealed to its recipient, or as one HTML file with hashes, signed by the team. `parts` are
   * ids of reports, messages, replies, translations and files, and `contact` (how to reach the reporter); `files` the sealed bytes of files among them.
   * `sealed_to`: the recipient's fingerprint, or `page`.
   */
  share: { takes: { case: string; parts: string[]; files?: { id: string; sealed: Uint8Array }[]; to?: string; note: string }; gives: { name: string; bytes: Uint8Array; sealed_to: string } };

  // team and log
  sign: { takes: { head: Head; at: number; action: string; subject: string; details: Record<string, string> }; gives: string };
  grant: { takes: { member: Member }; gives: { epoch: number; identity: string; signing: string } };
  team: {
    takes: { members: Member[]; recovery?: string; days: number; now: number };
    gives: { epoch: number; roster: string; team_signature?: string; grants: { to: string; identity: string; signing: string }[] };
  };
  regrant: { takes: { detail: CaseDetail }; gives: Grant[] };
  /**
   * Entries behind `after`, whose hash may be "" if nobody remembers it; `until`: what the last of them must be. `hidden`: how many are none of this
   * person's business; their hashes only link the others. `before`: the hash of `after` as the first entry names it; "" if that one is hidden.
   */
  audit: { takes: { documents: LogEntry[]; after: Head; until?: Head; actors: string[] }; gives: { head: Head; entries: AuditLine[]; hidden: number; before: string } };
}

/** What wraps or unwraps: the PRF output of a passkey, or words. */
export type Under =
  | { kind: "passkey"; credential: string; prf: Uint8Array }
  | { kind: "passphrase" | "kit"; words: string };

/**
 * With `fresh` the case gets a new staff identity: everything that staff wrote is sealed again to it (`resealed`, by part), and
 * a note of `about` `restricted` says so. `POST …/grants` takes all of it at once.
 */
export interface Regranted {
  staff_recipient: string;
  grants: Grant[];
  note?: { statement: string; body: string };
  resealed: { part: string; body: string }[];
  /** Parts that do not open, so that they cannot be sealed again. */
  left: string[];
}

export interface Unlocked {
  fingerprint: string;
  /** Epochs whose team key this person holds; and all rosters, checked (`team`: the team recipient's fingerprint, to be compared aloud). */
  epochs: number[];
  /** Epochs whose grant is damaged or holds another key than the roster names: it counts as not given. */
  false_teams: number[];
  /** Every key that signed rosters, the first first; the last one is in force. */
  roster_keys: { key: string; fingerprint: string }[];
  rosters: { epoch: number; hash: string; expires: number; state: "early" | "current" | "late" | "refused"; team: string; signing_key: string; recovery: boolean; recovery_key?: { recipient: string; fingerprint: string } }[];
}
export interface Summary { kind: string; text: string; who: string; labels: string[] }

export interface SealedPart {
  /** What the entry about it says. */
  said: Record<string, string>;
  statement: string;
  body: string;
  /** Where the case had no staff identity yet. */
  staff?: { recipient: string; grants: Grant[] };
}

export interface OpenCase {
  id: string;
  level: Level;
  rules: { id: string; sentence: string }[];
  warnings: Warning[];
  report: Said;
  messages: Said[];
  unread: { kind: "message" | "reply"; seq: number; reason: string }[];
  replies: ({ seq: number; author: string; at: number; text: string; part: string; hash: string } | { seq: number; deleted: true })[];
  notes: { seq: number; author: string; at: number; about: string; text: string; part: string }[];
  /** `matches`: its source is still a text of what it names. */
  translations: { seq: number; author: string; at: number; of: string; from: string; to: string; text: string; by: string; matches: boolean; part: string }[];
  drafts: { seq: number; author: string; at: number; text: string; translation: string; language: string; part: string }[];
  labels: string[];
  /** How to answer safely, as the reporter put it. */
  safe: { field: string; value: string }[];
}
export interface Said {
  seq: number;
  at: number;
  language: string;
  text: string;
  danger: string;
  methods: string[];
  facts: Record<string, string>;
  files: { id: string; name: string; safe_name: string; type: string; length: number; clean_copy_of?: string; sealed_length: number }[];
  part: string;
  /** Hash of its statement: what a translation names. */
  hash: string;
}
/**
 * `code` names a text of the desk; `values` go into it: codes and numbers, but for `rules` (a sealer's name of its rules, visible ASCII).
 * `urgency_differs`: what (`report` or a message's number), sealed (a level or `none`), computed; `old_rules` comes beside it where the sealer had
 * other rules. `server_urgency`: claimed, sealed, computed. `unread_message`: kind (`message`, `reply`, `note`), seq, why. `grant_mismatch`: kind (`staff`, `case`),
 * why (`missing`: not granted to us, `other_key`: not what staff wrote to last: what is written next begins anew; `newest`: the newest team's grant holds no key of this case; `damaged`: a row that does not open; `another`: something was put beside it, and is not
 * used; `malformed`: it holds no key, and is passed over). `gap`: what `file` with its id, or `statements` that were there when we last looked, with their count. `junk`: sign.
 */
export interface Warning { code: "urgency_differs" | "server_urgency" | "unread_message" | "grant_mismatch" | "junk" | "no_answer_wanted" | "gap" | "old_rules"; values: Record<string, string> }

/** An entry of the log whose signature and place were checked. `known`: its actor is among those that were asked for. */
export interface AuditLine { seq: number; at: number; actor: string; action: string; subject: string; details: Record<string, string>; known: boolean }

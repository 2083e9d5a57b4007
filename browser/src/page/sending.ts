// A report on its way: sealed once, and the same bytes sent until it is known what became of them. What is written
// differently after that is a further message of the same case.
import {
  MEDIA_TYPE,
  decideReport,
  newReceipt,
  prepareCase,
  sealReport,
  secureRandom,
  type Decision,
  type MessageDraft,
  type PreparedCase,
  type ReportDraft,
  type Roster,
  type SealedReport,
} from "../lib/index.ts";
import { newest, seconds, type Pins, type Ready } from "./kit.ts";
import { deliver, within, type Delivering } from "./net.ts";
import { SEALING, say, settle, type Sealed, type Talk } from "./talk.ts";

/** What the server has, once it has it. */
export interface Arrived {
  outcome: "new" | "repeated" | "added";
  talk: Talk;
  /** The receipt; none if no answer is wanted. */
  entropy: Uint8Array | undefined;
  decision: Decision;
  draft: ReportDraft;
}

/** How a sending ended. Only after `unknown` may something have arrived. */
export type Sent =
  | { kind: "arrived"; arrived: Arrived }
  | { kind: "failed" | "refused" | "closed" | "unknown" };

export interface Progress extends Delivering {
  onLocking?: () => void;
}

/** What was sealed, and from which words. */
interface Pending {
  entropy: Uint8Array;
  report: SealedReport;
  roster: Roster;
  words: string;
  decision: Decision;
  taken: boolean;
  /** A change that was sealed after it and whose fate is not known. */
  change?: Sealed & { words: string };
}

const ROUNDS = 4;

export class Sending {
  #pending: Pending | undefined;
  #prepared: PreparedCase | undefined;
  #roster: Roster;

  constructor(
    private readonly ready: Ready,
    private readonly pins: Pins,
  ) {
    this.#roster = ready.roster;
  }

  /** Whether something is on its way whose fate is not known. */
  get inDoubt(): boolean {
    return this.#pending !== undefined;
  }

  /** Makes what does not depend on the words, while somebody writes. */
  async prepare(): Promise<void> {
    this.#prepared ??= await prepareCase(this.#roster, secureRandom).catch(() => undefined);
  }

  /** Seals and sends a report, or settles the one before and sends what has changed since. */
  async send(draft: ReportDraft, hasFiles: boolean, progress: Progress): Promise<Sent> {
    const words = fingerprint(draft);
    for (let round = 0; round < ROUNDS; round++) {
      let pending = this.#pending;
      if (!pending) {
        progress.onLocking?.();
        try {
          pending = await within(SEALING, this.#seal(draft, hasFiles, words));
        } catch {
          return { kind: "failed" };
        }
        this.#pending = pending;
      }
      if (!pending.taken) {
        const delivery = await deliver("/api/v1/reports", MEDIA_TYPE, pending.report.bytes, progress);
        if (delivery.kind === "conflict") {
          // Nothing was stored: sealed again, to the team that is the one now, or as another case.
          this.#pending = undefined;
          if (!this.#learn(delivery.code, delivery.answer["rosters"])) return { kind: "refused" };
          continue;
        }
        if (delivery.kind === "unknown") return { kind: "unknown" };
        if (delivery.kind !== "taken") {
          this.#pending = undefined;
          return { kind: delivery.kind };
        }
        pending.taken = true;
        if (pending.words === words) return this.#arrived(pending, draft, pending.decision, delivery.repeated ? "repeated" : "new");
      }
      return await this.#change(pending, draft, hasFiles, words, progress);
    }
    return { kind: "refused" };
  }

  async #seal(draft: ReportDraft, hasFiles: boolean, words: string): Promise<Pending> {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    const entropy = newReceipt(secureRandom);
    const now = seconds();
    const decision = decideReport(this.ready.kit.rules, draft, hasFiles, now);
    const roster = this.#roster;
    const report = await sealReport(
      { draft, decision, language: this.pins.language, roster, deployment: this.pins.deployment, entropy, now, random: secureRandom },
      prepared,
    );
    return { entropy, report, roster, words, decision, taken: false };
  }

  /** The report is there; what was written differently since goes as a message. */
  async #change(pending: Pending, draft: ReportDraft, hasFiles: boolean, words: string, progress: Progress): Promise<Sent> {
    const decision = decideReport(this.ready.kit.rules, draft, hasFiles, seconds());
    const talk = this.#talk(pending);
    const before = pending.change;
    if (before) {
      const delivery = await settle(talk, before, progress);
      if (delivery.kind === "unknown" || delivery.kind === "closed") return { kind: delivery.kind };
      if (delivery.kind === "taken") {
        pending.report = { ...pending.report, tip: talk.tip };
        pending.words = before.words;
      }
      delete pending.change;
    }
    if (pending.words === words) return this.#arrived(pending, draft, decision, "added");
    const said = await say(talk, { draft: asMessage(draft), decision }, progress, (sealed) => {
      pending.change = { ...sealed, words };
    });
    if (said.kind === "taken") {
      pending.report = { ...pending.report, tip: talk.tip };
      return this.#arrived(pending, draft, decision, "added");
    }
    if (said.kind === "unknown" || said.kind === "closed") return { kind: said.kind };
    delete pending.change;
    return { kind: said.kind === "refused" ? "refused" : "failed" };
  }

  #arrived(pending: Pending, draft: ReportDraft, decision: Decision, outcome: Arrived["outcome"]): Sent {
    this.#pending = undefined;
    const entropy = draft.answerHere ? pending.entropy : undefined;
    return { kind: "arrived", arrived: { outcome, talk: this.#talk(pending), entropy, decision, draft } };
  }

  #talk({ report, roster }: Pending): Talk {
    return { pins: this.pins, keys: report.keys, capsule: report.capsule, tip: report.tip, roster };
  }

  #learn(code: string, documents: unknown): boolean {
    if (code === "case_taken" || code === "mailbox_taken") return true;
    if (code !== "roster_old" && code !== "roster_unknown") return false;
    try {
      this.#roster = newest(documents as string[], this.pins);
      return true;
    } catch {
      return false;
    }
  }
}

/** A whole report as a message: the same fields under the same names as when the server makes it. */
function asMessage(draft: ReportDraft): MessageDraft {
  const facts = new Map(draft.facts);
  if (draft.methods.length > 0) facts.set("method", draft.methods.join(" "));
  return { text: draft.narrative, danger: draft.danger, facts };
}

/** The same for the same words only. */
function fingerprint({ narrative, danger, answerHere, methods, facts }: ReportDraft): string {
  return JSON.stringify([narrative, danger, answerHere, methods, [...facts].sort(([a], [b]) => (a < b ? -1 : 1))]);
}

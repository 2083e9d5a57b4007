// What the server answers to a receipt's call, checked in the page: the capsule, the team's signatures, order and gaps.
// The server is believed in nothing that can be checked.
import { open } from "./age.ts";
import { base64, fromUtf8 } from "./bytes.ts";
import { openCapsule, type Capsule } from "./capsule.ts";
import type { MailboxKeys } from "./keys.ts";
import { readReply, type Reply } from "./payload.ts";
import { verifySignatures, type Roster } from "./roster.ts";
import { claimedStatement, covers, verifyStatement, type SignedStatement, type Statement, type Tip } from "./statement.ts";

/** Why nothing of a mailbox can be shown. */
export type MailboxProblem =
  | "malformed" // not an answer of this version
  | "capsule" // the mailbox is not the one that this receipt opened
  | "rosters"; // the team's keys are not those of this installation

export class MailboxError extends Error {
  constructor(readonly code: MailboxProblem) {
    super(`the mailbox is refused: ${code}`);
  }
}

/** A reply whose author, place and words were checked. */
export interface ReplyView {
  /** For deleting it. */
  id: string;
  number: number;
  /** `YYYY-MM-DD`, UTC, when it was written. */
  day: string;
  /** The alias of who wrote it. */
  author: string;
  text: string;
  /** It was shown before. */
  collected: boolean;
}

/** Something the reporter sent. */
export interface SentView {
  /** 0 is the report. */
  number: number;
  /** `YYYY-MM-DD`, UTC, when it arrived: the server's word. */
  day: string;
  files: number;
  /** Caseworkers took it to their desk: the server's word. */
  collected: boolean;
}

export interface Mailbox {
  /** Oldest first. */
  replies: ReplyView[];
  /** Replies that failed a check and are not shown. */
  troubled: number;
  /** A reply is missing in the order. */
  gaps: boolean;
  sent: SentView[];
  /** Something that was sent is missing, altered, or not this reporter's. */
  sentTroubled: boolean;
  /** What the next message follows. */
  tip: Tip;
  capsule: Capsule;
  /** False if no answer was wanted. */
  answerHere: boolean;
  /** `YYYY-MM-DD`, UTC: from this day on the receipt opens nothing. */
  ends: string;
  /** The chain with its signatures checked. Whether its newest may still be sealed to is `newestUsable`'s to say. */
  rosters: Roster[];
}

/** The answer as it comes. */
interface Answer {
  format: string;
  capsule: string;
  answer_here: boolean;
  ends: string;
  tip: Tip;
  team: number | null;
  sent: { day: string; collected: boolean; statement: string }[];
  replies: { id: string; statement: string; body: string | null; collected: boolean }[];
  rosters: string[];
}

export async function openMailbox(json: string, keys: MailboxKeys, deployment: string, rosterKey: string): Promise<Mailbox> {
  const answer = read(json);
  const capsule = refusedAs("capsule", () => openCapsule(keys, fromUtf8(base64.decode(answer.capsule))));
  const rosters = refusedAs("rosters", () => verifySignatures(answer.rosters, rosterKey, deployment));
  const newest = rosters[rosters.length - 1];
  // An older chain than the reporter sealed under is a replay; another administration's key is nobody's.
  // The key that the reporter's device knew signed the roster of that time; those that took its place follow from it.
  const known = rosters.some(({ epoch, rosterKey: signed }) => epoch === capsule.epoch && signed === capsule.rosterKey);
  if (!known || !newest || newest.epoch < capsule.epoch) throw new MailboxError("rosters");
  const theirs = await replies(answer, keys, capsule, rosters);
  return { ...theirs, ...ours(answer, keys, capsule), capsule, answerHere: answer.answer_here, ends: answer.ends, rosters };
}

async function replies(answer: Answer, keys: MailboxKeys, capsule: Capsule, rosters: Roster[]): Promise<Pick<Mailbox, "replies" | "troubled" | "gaps">> {
  const shown: ReplyView[] = [];
  const chain: SignedStatement[] = [];
  let troubled = 0;
  for (const row of answer.replies) {
    try {
      const signed = byTeam(row.statement, rosters, capsule.epoch);
      const { kind, caseId, mailboxId } = signed.statement;
      if (kind !== "reply" || caseId !== capsule.caseId || mailboxId !== keys.mailboxId) throw new Error("from another conversation");
      chain.push(signed);
      if (row.body === null) continue;
      const reply = await openReply(base64.decode(row.body), signed.statement, keys);
      const day = new Date(reply.writtenAt * 1000).toISOString().slice(0, 10);
      shown.push({ id: row.id, number: reply.seq, day, author: reply.author, text: reply.text, collected: row.collected });
    } catch {
      troubled++;
    }
  }
  shown.sort((a, b) => a.number - b.number);
  return { replies: shown, troubled, gaps: broken(chain, 1) || chain.length !== (answer.team ?? 0) };
}

function ours(answer: Answer, keys: MailboxKeys, capsule: Capsule): Pick<Mailbox, "sent" | "sentTroubled" | "tip"> {
  const sent: SentView[] = [];
  const chain: SignedStatement[] = [];
  let troubled = false;
  for (const row of answer.sent) {
    try {
      const signed = verifyStatement(row.statement, keys.publicKey);
      const { kind, caseId, mailboxId, seq, attachments } = signed.statement;
      if ((kind !== "report" && kind !== "message") || caseId !== capsule.caseId || mailboxId !== keys.mailboxId) throw new Error("not this reporter's");
      chain.push(signed);
      sent.push({ number: seq, day: row.day, files: attachments.length, collected: row.collected });
    } catch {
      troubled = true;
    }
  }
  sent.sort((a, b) => a.number - b.number);
  const hole = broken(chain, 0);
  const last = chain[chain.length - 1];
  const sound = !hole && last !== undefined && last.statement.seq === answer.tip.seq && last.hash === answer.tip.hash;
  return { sent, sentTroubled: troubled || !sound, tip: answer.tip };
}

/**
 * The statement, if the team of the very roster that it names signed it. Never a team from before the report: whoever
 * left it kept its key.
 */
function byTeam(text: string, rosters: Roster[], since: number): SignedStatement {
  const named = claimedStatement(text).rosterHash;
  const roster = rosters.find(({ hash, epoch }) => hash === named && epoch >= since);
  if (!roster) throw new Error("under an unknown roster");
  return verifyStatement(text, roster.teamSigningKey);
}

/** Opens a reply and holds what stands inside against what was signed outside. */
async function openReply(body: Uint8Array, statement: Statement, keys: MailboxKeys): Promise<Reply> {
  if (!covers(statement, body)) throw new Error("not the file that was signed");
  const plain = open(body, keys.identity, 2);
  const reply = readReply(plain);
  plain.fill(0);
  const same =
    reply.caseId === statement.caseId &&
    reply.mailboxId === statement.mailboxId &&
    reply.seq === statement.seq &&
    reply.prev === statement.prev &&
    reply.rosterHash === statement.rosterHash;
  if (!same) throw new Error("signed outside as something else than it says inside");
  return reply;
}

/** Puts a chain in order; whether it has a hole or a wrong link, or begins with another number than `first`. */
function broken(chain: SignedStatement[], first: number): boolean {
  chain.sort((a, b) => a.statement.seq - b.statement.seq);
  return chain.some(({ statement }, at) => statement.seq !== first + at || (statement.prev ?? null) !== (chain[at - 1]?.hash ?? null));
}

function refusedAs<T>(code: MailboxProblem, check: () => T): T {
  try {
    return check();
  } catch {
    throw new MailboxError(code);
  }
}

/** Everything is the type it must be, so that what follows can rely on it. */
function read(json: string): Answer {
  return refusedAs("malformed", () => {
    const answer = JSON.parse(json) as Answer;
    const text = (value: unknown): boolean => typeof value === "string";
    const sound =
      answer.format === "tocsin.mailbox/1" &&
      text(answer.capsule) &&
      typeof answer.answer_here === "boolean" &&
      /^\d{4}-\d\d-\d\d$/.test(answer.ends) &&
      Number.isSafeInteger(answer.tip.seq) &&
      /^[0-9a-f]{64}$/.test(answer.tip.hash) &&
      (answer.team === null || Number.isSafeInteger(answer.team)) &&
      answer.sent.every((row) => /^\d{4}-\d\d-\d\d$/.test(row.day) && text(row.statement) && typeof row.collected === "boolean") &&
      answer.replies.every(
        (row) => /^[0-9a-f]{32}$/.test(row.id) && text(row.statement) && (row.body === null || text(row.body)) && typeof row.collected === "boolean",
      ) &&
      answer.rosters.every(text);
    if (!sound) throw new Error("malformed");
    return answer;
  });
}

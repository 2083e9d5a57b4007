// A conversation as this page holds it: the receipt's keys, the case they lead to and what was said last. Everything is
// signed by the receipt's key and sealed to the case; the receipt itself goes nowhere.
import {
  ADDITION_MEDIA_TYPE,
  evenCall,
  sealAddition,
  secureRandom,
  signedCall,
  type Attachment,
  type Calls,
  type Capsule,
  type Decision,
  type MailboxKeys,
  type MessageDraft,
  type Roster,
  type Tip,
} from "../lib/index.ts";
import { newest, seconds, type Pins } from "./kit.ts";
import { deliver, record, request, within, type Answer, type Delivering, type Delivery } from "./net.ts";

export interface Talk {
  pins: Pins;
  keys: MailboxKeys;
  capsule: Capsule;
  tip: Tip;
  roster: Roster;
}

/** Sealing that takes longer than this (milliseconds) has failed. */
export const SEALING = 30_000;
/** How often a message is sealed anew because the server knew something that we did not. */
const ROUNDS = 6;

export interface Saying {
  draft: MessageDraft;
  decision: Decision;
  files?: readonly Attachment[];
}

/** What became of a message; `missing` names files that the server has not got. */
export type Said = Exclude<Delivery, { kind: "conflict" }> | { kind: "missing"; ids: string[] } | { kind: "failed" };

/** A message that was sealed and whose fate may be unknown: the same bytes can be sent again. */
export interface Sealed {
  bytes: Uint8Array;
  tip: Tip;
}

/** Seals a message and delivers it. `keep` hears of every sealed form, so that one in doubt can be settled later. */
export async function say(talk: Talk, saying: Saying, hooks: Delivering = {}, keep?: (sealed: Sealed) => void): Promise<Said> {
  let given: string | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    let sealed: Sealed;
    try {
      const challenge = given ?? (await freshChallenge());
      given = undefined;
      sealed = await within(SEALING, seal(talk, saying, challenge));
    } catch {
      return { kind: "failed" };
    }
    keep?.(sealed);
    const delivery = await settle(talk, sealed, hooks);
    if (delivery.kind !== "conflict") return delivery;
    const { code, answer } = delivery;
    if (code === "challenge_old") given = typeof answer["challenge"] === "string" ? answer["challenge"] : undefined;
    else if (code === "out_of_order" && !follow(talk, answer["tip"])) return { kind: "failed" };
    else if (code.startsWith("roster_") && !renew(talk, answer["rosters"])) return { kind: "failed" };
    else if (code === "missing_file") return { kind: "missing", ids: Array.isArray(answer["missing"]) ? answer["missing"].map(String) : [] };
    else if (!["out_of_order", "roster_old", "roster_unknown"].includes(code)) return { kind: "refused", code };
  }
  return { kind: "failed" };
}

/** Delivers what was sealed before; once taken, the next message follows it. */
export async function settle(talk: Talk, sealed: Sealed, hooks: Delivering = {}): Promise<Delivery> {
  const delivery = await deliver("/api/v1/mailbox/messages", ADDITION_MEDIA_TYPE, sealed.bytes, hooks);
  if (delivery.kind === "taken" && sealed.tip.seq > talk.tip.seq) talk.tip = sealed.tip;
  return delivery;
}

/** Asks a mailbox for something; undefined if the connection broke. */
export async function ask<A extends keyof Calls>(keys: MailboxKeys, action: A, own: Calls[A]): Promise<Answer | undefined> {
  let challenge = await freshChallenge().catch(() => undefined);
  for (let round = 0; round < 2 && challenge !== undefined; round++) {
    const body = evenCall(signedCall(keys, action, challenge, own));
    const answer = await request("/api/v1/mailbox", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const said = record(answer?.json);
    if (said["error"] !== "challenge_old") return answer;
    challenge = typeof said["challenge"] === "string" ? said["challenge"] : undefined;
  }
  return undefined;
}

export async function freshChallenge(): Promise<string> {
  const answer = await request("/api/v1/challenge", { method: "GET" });
  const challenge = record(answer?.json)["challenge"];
  if (answer?.status !== 200 || typeof challenge !== "string") throw new Error("no challenge");
  return challenge;
}

function seal(talk: Talk, { draft, decision, files = [] }: Saying, challenge: string): Promise<Sealed> {
  const { keys, capsule, tip, roster, pins } = talk;
  return sealAddition({ keys, capsule, tip, draft, decision, files, language: pins.language, roster, now: seconds(), challenge, random: secureRandom });
}

/**
 * Another window may have said more; less than what was taken from us there never is. A server that says so would have
 * us sign over something that it wants to drop, and the team would see no gap.
 */
function follow(talk: Talk, tip: unknown): boolean {
  const { seq, hash } = record(tip);
  if (!Number.isSafeInteger(seq) || typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash)) return false;
  if ((seq as number) <= talk.tip.seq) return false;
  talk.tip = { seq: seq as number, hash };
  return true;
}

function renew(talk: Talk, documents: unknown): boolean {
  try {
    talk.roster = newest(documents as string[], talk.pins);
    return true;
  } catch {
    return false;
  }
}

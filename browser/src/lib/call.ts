// A call: something that a mailbox is asked to do, signed by its receipt's key, so that the receipt never leaves the page.
import { utf8 } from "./bytes.ts";
import { canonical, type Json } from "./canonical.ts";
import type { MailboxKeys } from "./keys.ts";

const FORMAT = "tocsin.call/1";
const CONTEXT = "tocsin/call/1";

/** What a mailbox is asked, with what the action needs. */
export interface Calls {
  read: Record<never, never>;
  withdraw: Record<never, never>;
  /** An answer was read: its words go. */
  delete: { part: string };
  /** A sealed file comes, in pieces. */
  file: { id: string; len: number };
  /** A message comes with this call. */
  message: { urgency: string; wakes: boolean };
}

/** A call sent by itself has this length, whatever it asks; the longest is far shorter, and the server takes spaces behind it. */
const EVEN = 1024;

/** The call as it is sent by itself: whoever watches the line does not see whether something was read, deleted or taken back. */
export function evenCall(call: string): string {
  return call.padEnd(EVEN);
}

/** The signed call. `challenge` is the server's: it says when, so that a recorded call is worth nothing later. */
export function signedCall<A extends keyof Calls>(keys: MailboxKeys, action: A, challenge: string, own: Calls[A]): string {
  const call: { [key: string]: Json } = { ...own, action, challenge, format: FORMAT, mailbox_id: keys.mailboxId };
  return canonical({ call, signature: keys.sign(CONTEXT, utf8(canonical(call))) });
}

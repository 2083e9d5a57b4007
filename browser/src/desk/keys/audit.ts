// The audit log: one signed entry per act, each naming the hash of the one before. Machine words alone: no content, no names.
import { base64, fromUtf8, hashOf, isHex, utf8 } from "../../lib/bytes.ts";
import { asCount, asText, canonical, fields, readCanonical } from "../../lib/canonical.ts";
import { checkPublicKey, checkSignature, verifies } from "../../lib/signing.ts";
import type { AuditLine, Errands } from "../errands.ts";
import type { Head, LogEntry } from "../wire.ts";
import type { SecretSigning } from "./identity.ts";
import { Refusal } from "./refusal.ts";

const FORMAT = "tocsin.audit/1";
const CONTEXT = "tocsin/audit/1";
const MAX = 4 * 1024;
const MAX_DETAILS = 12;
const NAME = /^[a-z][a-z0-9_]{0,31}$/;
const VALUE = /^[A-Za-z0-9_.,:/+=-]{0,100}$/;
const ZEROS = "0".repeat(64);

/** What an entry says of an act. */
export interface Act {
  at: number;
  action: string;
  subject: string;
  details: Record<string, string>;
}

/** The entry behind `head`, signed; base64 of the document. */
export function signEntry(actor: SecretSigning, head: Head, act: Act): string {
  const { at, action, subject, details } = act;
  const entry = { action, actor: actor.publicKey, at, details, format: FORMAT, prev: head.hash, seq: head.seq + 1, subject };
  const message = canonical(entry);
  const document = canonical({ entry, signature: actor.sign(CONTEXT, utf8(message)) });
  try {
    read(document);
  } catch {
    throw new Refusal("audit", { seq: String(head.seq + 1), why: "malformed" });
  }
  return base64.encode(utf8(document));
}

/**
 * Entries behind `after`: none missing, none altered, each signed by the actor that it names. Of a hidden one only the hash is here: whatever is
 * shown behind it must name that hash, what stands before it cannot be told from it.
 */
export function readLog(documents: readonly LogEntry[], after: Head, actors: readonly string[], until?: Head): Errands["audit"]["gives"] {
  const known = new Set(actors);
  let [head, hidden, before] = [after, 0, after.hash];
  const entries: AuditLine[] = [];
  const refusal = (why: string): Refusal => new Refusal("audit", { seq: String(head.seq + 1), why });
  for (const shown of documents) {
    if (typeof shown !== "string") {
      if (!isHex(shown.hash, 32)) throw refusal("malformed");
      hidden++;
      head = { seq: head.seq + 1, hash: shown.hash };
      continue;
    }
    let document: string;
    let entry: Omit<AuditLine, "known"> & { prev: string };
    let signature: string;
    try {
      document = fromUtf8(base64.decode(shown));
      ({ entry, signature } = read(document));
    } catch {
      throw refusal("malformed");
    }
    const { prev, ...line } = entry;
    const unknown = head === after && after.hash === "";
    if (unknown) before = prev;
    if (line.seq !== head.seq + 1 || (!unknown && prev !== head.hash)) throw refusal("order");
    if (!verifies(line.actor, CONTEXT, utf8(messageOf(document)), signature)) throw refusal("signature");
    head = { seq: line.seq, hash: hashOf(utf8(document)) };
    entries.push({ ...line, known: known.has(line.actor) });
  }
  if (until && (head.seq !== until.seq || head.hash !== until.hash)) throw refusal("order");
  return { head, entries, hidden, before };
}

/** The signed part of a canonical document. */
function messageOf(document: string): string {
  return canonical((JSON.parse(document) as { entry: never }).entry);
}

function read(text: string): { entry: Omit<AuditLine, "known"> & { prev: string }; signature: string } {
  const document = readCanonical(text, MAX, "entry", "signature");
  const inner = fields(document["entry"], "action", "actor", "at", "details", "format", "prev", "seq", "subject");
  const given = inner["details"] ?? null;
  if (given === null || typeof given !== "object" || Array.isArray(given)) throw new Error("no details");
  const details = Object.entries(given).map(([name, value]): [string, string] => [name, asText(value)]);
  const entry = {
    seq: asCount(inner["seq"]),
    at: asCount(inner["at"]),
    actor: asText(inner["actor"]),
    action: asText(inner["action"]),
    subject: asText(inner["subject"]),
    details: Object.fromEntries(details),
    prev: asText(inner["prev"]),
  };
  checkPublicKey(entry.actor);
  const sound =
    inner["format"] === FORMAT &&
    utf8(text).length <= MAX &&
    /^[a-z_]{1,32}$/.test(entry.action) &&
    isHex(entry.prev, 32) &&
    entry.seq >= 1 &&
    (entry.seq === 1) === (entry.prev === ZEROS) &&
    (entry.subject === "" || isHex(entry.subject, 16)) &&
    details.length <= MAX_DETAILS &&
    details.every(([name, value]) => NAME.test(name) && VALUE.test(value));
  if (!sound) throw new Error("an entry of another form");
  return { entry, signature: checkSignature(asText(document["signature"])) };
}

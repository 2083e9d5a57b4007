// Statements: who said what, in which order. age does not tell who sealed a file; a statement binds the sealed bytes to
// a case, a mailbox, a place in a chain and an author's key.
import { hashOf, isHex, utf8 } from "./bytes.ts";
import { asCount, asText, canonical, fields, readCanonical, type Json } from "./canonical.ts";
import { verifies } from "./signing.ts";

const FORMAT = "tocsin.statement/1";
const CONTEXT = "tocsin/statement/1";
const MAX = 1024 * 1024;
const KINDS = ["report", "message", "reply", "note"] as const;

export type Kind = (typeof KINDS)[number];

/** A sealed file as its keeper sees it. */
export interface SealedRef {
  id: string;
  len: number;
  sha256: string;
}

/** The place of the last statement in a chain. */
export interface Tip {
  seq: number;
  hash: string;
}

export interface Statement {
  kind: Kind;
  caseId: string;
  mailboxId: string;
  /** Place in its chain: 0 for the report, else from 1. */
  seq: number;
  /** Hash of the one before in the chain; absent for the first. */
  prev: string | null;
  /** The roster in force. */
  rosterHash: string;
  sealedSha256: string;
  sealedLength: number;
  attachments: SealedRef[];
}

/** A statement with its signature, and its hash, which the next one names. */
export interface SignedStatement {
  statement: Statement;
  text: string;
  hash: string;
}

/** Who signs: a receipt's keys, or the team's. */
export interface Signer {
  sign(context: string, message: Uint8Array): string;
}

export function signStatement(keys: Signer, statement: Statement): SignedStatement {
  const inner = wire(statement);
  const message = utf8(canonical(inner));
  const signature = keys.sign(CONTEXT, message);
  return { statement, text: canonical({ signature, statement: inner }), hash: hashOf(message) };
}

/** Reads a statement in its canonical form and checks that `author` signed it and that it does not contradict itself. */
export function verifyStatement(text: string, author: string): SignedStatement {
  const { statement, message, signature } = parse(text);
  if (!verifies(author, CONTEXT, message, signature)) throw new Error("the signature is not the author's");
  return { statement, text, hash: hashOf(message) };
}

/** What a statement claims, unverified: good for finding the key to verify it with, nothing else. */
export function claimedStatement(text: string): Statement {
  return parse(text).statement;
}

/** Whether `sealed` are the bytes the statement speaks of. */
export function covers(statement: Statement, sealed: Uint8Array): boolean {
  return sealed.length === statement.sealedLength && hashOf(sealed) === statement.sealedSha256;
}

function wire(s: Statement): { [key: string]: Json } {
  return {
    attachments: s.attachments.map(({ id, len, sha256 }) => ({ id, len, sha256 })),
    case_id: s.caseId,
    format: FORMAT,
    kind: s.kind,
    mailbox_id: s.mailboxId,
    prev: s.prev,
    roster_hash: s.rosterHash,
    sealed_len: s.sealedLength,
    sealed_sha256: s.sealedSha256,
    seq: s.seq,
  };
}

function parse(text: string): { statement: Statement; message: Uint8Array; signature: string } {
  const document = readCanonical(text, MAX, "signature", "statement");
  const inner = fields(
    document["statement"],
    ...["attachments", "case_id", "format", "kind", "mailbox_id", "prev", "roster_hash", "sealed_len", "sealed_sha256", "seq"],
  );
  if (inner["format"] !== FORMAT || !Array.isArray(inner["attachments"])) throw new Error("not a statement of this version");
  const prev = inner["prev"] ?? null;
  const statement: Statement = {
    kind: kindOf(inner["kind"]),
    caseId: id(inner["case_id"], 16),
    mailboxId: id(inner["mailbox_id"], 16),
    seq: asCount(inner["seq"]),
    prev: prev === null ? null : id(prev, 32),
    rosterHash: id(inner["roster_hash"], 32),
    sealedSha256: id(inner["sealed_sha256"], 32),
    sealedLength: asCount(inner["sealed_len"]),
    attachments: inner["attachments"].map((entry: Json) => {
      const ref = fields(entry, "id", "len", "sha256");
      return { id: id(ref["id"], 16), len: asCount(ref["len"]), sha256: id(ref["sha256"], 32) };
    }),
  };
  if (!consistent(statement)) throw new Error("the statement contradicts itself");
  return { statement, message: utf8(canonical(inner)), signature: asText(document["signature"]) };
}

function consistent({ kind, seq, prev, attachments }: Statement): boolean {
  const ids = new Set(attachments.map((ref) => ref.id));
  if (seq > 0xffff_ffff || ids.size !== attachments.length) return false;
  if (kind === "report") return seq === 0 && prev === null;
  if (kind === "message") return seq >= 1 && prev !== null;
  return seq >= 1 && (seq === 1) === (prev === null);
}

function kindOf(value: Json | undefined): Kind {
  const kind = KINDS.find((known) => known === value);
  if (!kind) throw new Error("a statement of an unknown kind");
  return kind;
}

/** An identifier or hash in its one text form. */
export function id(value: Json | undefined, length: number): string {
  if (!isHex(value, length)) throw new Error("not an identifier");
  return value;
}

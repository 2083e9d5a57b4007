// Somebody who wants to speak as the team: sealed to the right readers, in the right place, of the right roster, and signed by
// a key of their own, since they do not have the team's.

export class Forger {
  /** `library` seals, `desk` is the desk's; `report` is what a rogue reporter sealed, `roster` the one in force. */
  constructor(library, desk, report, roster) {
    Object.assign(this, { library, desk, report, roster });
    this.signing = new desk.SecretSigning(library.secureRandom(32));
  }

  /** An answer to the reporter. */
  reply(tip, text) {
    const place = this.#place(tip);
    const { mailboxRecipient, caseRecipient } = this.#readers();
    return this.#sealed('reply', place, this.desk.replyPayload({ ...place, text }), [mailboxRecipient, caseRecipient]);
  }

  /** A note to the team, sealed to what staff write to. */
  note(tip, text, staffRecipient) {
    const place = this.#place(tip);
    return this.#sealed('note', place, this.desk.staffPayload(place, { format: 'tocsin.note/1', text, about: 'note', resealed: [] }), [staffRecipient]);
  }

  #readers() {
    return { mailboxRecipient: this.report.keys.recipient, caseRecipient: this.report.caseRecipient };
  }

  #place({ seq, hash }) {
    return { caseId: this.report.caseId, mailboxId: this.report.keys.mailboxId, seq: seq + 1, prev: hash, rosterHash: this.roster.hash, writtenAt: Math.floor(Date.now() / 1000), author: 'Lena' };
  }

  #sealed(kind, { caseId, mailboxId, seq, prev, rosterHash }, padded, recipients) {
    const { seal, signStatement, hashOf, secureRandom } = this.library;
    const body = seal(padded, recipients, secureRandom);
    const signed = signStatement(this.signing, { kind, caseId, mailboxId, seq, prev, rosterHash, sealedSha256: hashOf(body), sealedLength: body.length, attachments: [] });
    return { body: Buffer.from(body), statement: Buffer.from(signed.text) };
  }
}

/** Where a chain of a case stands, by the statements that the server shows. */
export function tipOf(library, { parts }, kind) {
  const chain = parts.map(({ id, statement }) => ({ id, text: Buffer.from(statement, 'base64').toString() })).map(({ id, text }) => ({ id, statement: library.claimedStatement(text), text }))
    .filter(({ statement }) => statement.kind === kind).sort((a, b) => a.statement.seq - b.statement.seq);
  const last = chain.at(-1);
  if (!last) return { seq: 0, hash: null, part: undefined };
  return { seq: last.statement.seq, hash: library.hashOf(Buffer.from(library.canonical(JSON.parse(last.text).statement))), part: last.id };
}

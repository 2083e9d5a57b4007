// The browser's side of an exchange: `node peer.mjs DIR TASK`. Reads DIR/input.json, writes DIR/output.json.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [dir, task] = process.argv.slice(2);
const lib = await import(pathToFileURL(join(dir, "library.mjs")));
const input = JSON.parse(readFileSync(join(dir, "input.json"), "utf8"));
const random = lib.secureRandom;

function newest({ documents, roster_key, deployment, now }) {
  return lib.verifyChain(documents, roster_key, deployment, now).at(-1);
}

const tasks = {
  // Seals reports as the page does: from the fields of the form to the bytes that are posted.
  async reports() {
    const roster = newest(input);
    const made = [];
    for (const [at, { entropy, fields, language, files }] of input.reports.entries()) {
      const draft = lib.reportDraft(fields, { methods: input.methods }, files);
      const decision = lib.decideReport(input.rules, draft, files, input.now);
      const prepared = at % 2 ? await lib.prepareCase(roster, random) : undefined;
      const sealing = { draft, decision, language, roster, deployment: input.deployment, entropy: lib.unhex(entropy, 16), now: input.now, random };
      const { bytes, caseId, caseRecipient, tip } = await lib.sealReport(sealing, prepared);
      writeFileSync(join(dir, `report-${at}`), bytes);
      made.push({ caseId, caseRecipient, tip });
    }
    return made;
  },

  // Seals files, then a message that names them.
  async addition() {
    const roster = newest(input);
    const keys = lib.mailboxKeys(lib.unhex(input.entropy, 16), input.deployment);
    const capsule = lib.openCapsule(keys, input.capsule);
    const files = [];
    for (const [at, { length, cuts, ...source }] of input.files.entries()) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + at) & 0xff);
      const file = lib.sealFile(Object.assign(new Blob([bytes], { type: source.type }), { name: source.name }), capsule.caseRecipient, random);
      // As a bad network asks for it: again and again from other places, each time only a piece.
      const sealed = Buffer.alloc(file.sealedLength);
      for (const cut of [0, ...cuts]) {
        let place = Math.min(cut, file.sealedLength);
        let pieces = 0;
        for await (const chunk of file.chunks(place)) {
          sealed.set(chunk, place);
          place += chunk.length;
          if (cut !== cuts.at(-1) && ++pieces === 2) break;
        }
      }
      writeFileSync(join(dir, `file-${at}`), sealed);
      files.push(file.attachment());
    }
    const draft = lib.messageDraft(input.fields, files.length > 0);
    const decision = lib.decideMessage(input.rules, draft, files.length > 0, input.now);
    const addition = { keys, capsule, tip: input.tip, draft, decision, files, language: input.language, roster, now: input.now, challenge: input.challenge, random };
    const { bytes, tip } = await lib.sealAddition(addition);
    writeFileSync(join(dir, "addition"), bytes);
    return { tip, files };
  },

  // Opens what the other side sealed: a report with the team's key.
  async open() {
    const team = input.team_identity;
    return input.submissions.map((text) => {
      const bytes = lib.base64.decode(text);
      let at = bytes.indexOf(10) + 1;
      const sections = [];
      while (at < bytes.length) {
        const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0);
        sections.push(bytes.subarray(at + 4, at + 4 + length));
        at += 4 + length;
      }
      const [envelope, , statement, grant, report] = sections;
      const identity = lib.fromUtf8(lib.open(grant, team, 1)).trimEnd();
      const plain = lib.open(report, identity, 1);
      const { receipt_key } = JSON.parse(lib.fromUtf8(envelope)).envelope;
      const signed = lib.verifyStatement(lib.fromUtf8(statement), receipt_key);
      return { plain: lib.fromUtf8(plain), covered: lib.covers(signed.statement, report), sections: sections.length };
    });
  },

  // Opens mailboxes as the server answers them.
  async mailboxes() {
    const keys = lib.mailboxKeys(lib.unhex(input.entropy, 16), input.deployment);
    const seen = [];
    for (const { name, answer } of input.answers) {
      try {
        const { replies, troubled, gaps, sent, sentTroubled, tip } = await lib.openMailbox(answer, keys, input.deployment, input.roster_key);
        seen.push({ name, replies: replies.map(({ number, author, text, day }) => ({ number, author, text, day })), troubled, gaps, sent: sent.length, sentTroubled, tip });
      } catch (error) {
        seen.push({ name, refused: error.code ?? String(error) });
      }
    }
    return seen;
  },

  // Many small files, for how their headers look from outside.
  async many() {
    return Array.from({ length: input.count }, () => Buffer.from(lib.beginFile([], random).head).toString("base64"));
  },
};

writeFileSync(join(dir, "output.json"), JSON.stringify(await tasks[task]()));

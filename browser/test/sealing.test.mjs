// What is written, signed and checked: the same bytes, the same verdicts as the server's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { lib, vectors } from "./vectors.mjs";

const verdict = (check) => {
  try {
    return check();
  } catch {
    return null;
  }
};

test("sizes are padded alike", () => {
  for (const [length, padded, sealed] of vectors("sizes.json")) {
    assert.equal(lib.padme(length), padded, String(length));
    assert.equal(lib.sealedSize(padded, 1700), sealed, String(length));
  }
});

test("a receipt gives the same keys, signatures and capsules", () => {
  for (const [at, v] of vectors("receipts.json").receipts.entries()) {
    const keys = lib.mailboxKeys(lib.unhex(v.entropy, 16), v.deployment);
    assert.deepEqual([keys.mailboxId, keys.identity, keys.publicKey], [v.mailbox_id, v.identity, v.public_key]);
    assert.equal(lib.hashOf(lib.utf8(keys.recipient)), v.recipient_sha256);
    assert.equal(keys.sign("tocsin/test/1", lib.unhex(v.entropy, 16)), v.signature);
    const capsule = lib.openCapsule(keys, v.capsule);
    assert.equal(capsule.epoch, at + 1);
    assert.equal(lib.fromUtf8(lib.sealCapsule(keys, capsule)), v.capsule);
  }
});

test("a signature is good for its key, context and message alone", () => {
  const [one, other] = vectors("receipts.json").receipts;
  const message = lib.unhex(one.entropy, 16);
  assert.ok(lib.verifies(one.public_key, "tocsin/test/1", message, one.signature));
  for (const bad of [
    [other.public_key, "tocsin/test/1", message, one.signature],
    [one.public_key, "tocsin/test/2", message, one.signature],
    [one.public_key, "tocsin/test/1", lib.utf8("x"), one.signature],
    [one.public_key, "tocsin/test/1", message, one.signature.slice(1)],
    [one.public_key.toUpperCase(), "tocsin/test/1", message, one.signature],
  ])
    assert.equal(lib.verifies(...bad), false);
});

test("what is forgotten signs no more as its owner", () => {
  const { entropy, deployment } = vectors("receipts.json").receipts[5];
  const keys = lib.mailboxKeys(lib.unhex(entropy, 16), deployment);
  keys.forget();
  const message = lib.utf8("x");
  assert.equal(lib.verifies(keys.publicKey, "c", message, keys.sign("c", message)), false);
});

test("payloads are the same bytes", () => {
  const { common: c, cases } = vectors("payloads.json");
  const keys = lib.mailboxKeys(lib.unhex(c.entropy, 16), c.deployment);
  assert.equal(lib.recipientOf(lib.decodeKey("AGE-SECRET-KEY-PQ-", 32, c.case_identity)), c.case_recipient);
  const decision = { urgency: c.urgency.level, wakes: c.urgency.wakes, rules: c.urgency.rules, ruleSet: c.urgency.rule_set };
  // Read back in another order than they are written in.
  const facts = new Map([...c.facts].reverse());
  for (const { kind, said, attachments, json, bytes, sha256 } of cases) {
    const text = typeof said === "number" ? "x".repeat(said) : said;
    const place = { caseId: c.case_id, mailboxId: keys.mailboxId, rosterHash: c.roster_hash };
    const made =
      kind === "report"
        ? lib.reportPayload({
            ...place, caseRecipient: c.case_recipient, mailboxRecipient: keys.recipient, receiptKey: keys.publicKey, writtenAt: c.now, language: "ug",
            draft: { narrative: text, danger: "3days", answerHere: false, methods: ["travel.lure", "online.hack"], facts }, decision,
          })
        : lib.messagePayload({
            ...place, seq: 2, prev: lib.hashOf(lib.utf8("before")), writtenAt: c.now + 1, language: "zh-Hans",
            draft: { text, danger: "unknown", facts }, decision, attachments: attachments.map(file),
          });
    if (json) assert.equal(lib.fromUtf8(made).trimEnd(), json);
    assert.deepEqual([made.length, lib.hashOf(made)], [bytes, sha256], JSON.stringify(said));
  }
});

const file = (a) => ({
  id: a.id, name: a.name, mediaType: a.media_type, length: a.length, sha256: a.sha256, sealedSha256: a.sealed_sha256, sealedLength: a.sealed_length,
  ...(a.clean_copy_of ? { cleanCopyOf: a.clean_copy_of } : {}),
});

test("replies are read alike", () => {
  for (const { padded, text, author } of vectors("replies.json")) {
    const bytes = lib.base64.decode(padded);
    const reply = verdict(() => lib.readReply(bytes));
    assert.deepEqual([reply?.text ?? null, reply?.author ?? null], [text, author], lib.fromUtf8(bytes).trim().slice(0, 80));
  }
});

test("statements are signed and refused alike", () => {
  const { entropy, deployment, team, message: m, cases } = vectors("statements.json");
  const keys = lib.mailboxKeys(lib.unhex(entropy, 16), deployment);
  const signed = lib.signStatement(keys, {
    kind: "message", caseId: m.case_id, mailboxId: keys.mailboxId, seq: 1, prev: m.prev, rosterHash: m.roster_hash, sealedSha256: m.sealed_sha256,
    sealedLength: m.sealed_len, attachments: m.attachments,
  });
  assert.equal(signed.text, m.text);
  assert.ok(cases.filter((one) => one.taken).length >= 6 && cases.filter((one) => !one.taken).length >= 20);
  for (const { text, author, taken } of cases) {
    const read = verdict(() => lib.verifyStatement(text, author === "team" ? team : keys.publicKey));
    const found = read && { seq: read.statement.seq, files: read.statement.attachments.length, hash: read.hash };
    assert.deepEqual(found, taken, text);
  }
});

test("calls are the same texts", () => {
  const { common, calls } = vectors("calls.json");
  const keys = lib.mailboxKeys(lib.unhex(common.entropy, 16), common.deployment);
  assert.ok(calls.length >= 7);
  for (const { action, own, text } of calls) {
    assert.equal(lib.signedCall(keys, action, common.challenge, own), text);
    assert.equal(lib.evenCall(text).length, 1024, "on the line all are alike");
    assert.equal(lib.evenCall(text).trimEnd(), text);
  }
});

test("a capsule is believed only from its own receipt", () => {
  const { entropy, deployment, cases } = vectors("capsules.json");
  const keys = lib.mailboxKeys(lib.unhex(entropy, 16), deployment);
  for (const { text, epoch } of cases) assert.equal(verdict(() => lib.openCapsule(keys, text).epoch), epoch, text);
});

test("the same chains of rosters are taken and the others refused for the same reason", () => {
  const { deployment, cases } = vectors("rosters.json");
  assert.ok(cases.length > 40);
  for (const { name, documents, roster_key, now, pinned, verdict: expected } of cases) {
    let found;
    try {
      const chain = lib.verifyChain(documents, roster_key, deployment, now, pinned ?? undefined);
      const newest = chain.at(-1);
      found = { hashes: chain.map((roster) => roster.hash), keys: lib.followChain(documents, roster_key, deployment).keys, recipient: newest.teamRecipient, signs: newest.teamSigningKey };
    } catch (error) {
      assert.ok(error instanceof lib.RosterError, `${name}: ${error.stack}`);
      found = { refused: error.code };
    }
    assert.deepEqual(found, expected, name);
  }
});

test("a recipient of low order is refused before anything is sealed to it", () => {
  const { common } = vectors("payloads.json");
  const bytes = lib.decodeKey("age1pq", 1216, common.case_recipient);
  lib.checkRecipient(common.case_recipient);
  for (const point of [
    "00".repeat(32), "01" + "00".repeat(31), "ec" + "ff".repeat(30) + "7f", "ed" + "ff".repeat(30) + "7f", "ee" + "ff".repeat(30) + "ff",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800", "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  ]) {
    const weak = bytes.slice();
    weak.set(lib.unhex(point, 32), 1184);
    assert.throws(() => lib.checkRecipient(lib.encodeKey("age1pq", weak)), point);
  }
});

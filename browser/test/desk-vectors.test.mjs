// What staff write, sign and derive: the same bytes, the same verdicts as in Rust.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as desk from "../build/desk.mjs";
import { readRules } from "../triage.mjs";
import { lib, vectors } from "./vectors.mjs";

const { base64, fromUtf8, utf8 } = lib;
const verdict = (check) => {
  try {
    return check();
  } catch {
    return null;
  }
};
/** Gives these bytes first, then chance. */
const fixed = (...first) => (length) => {
  const bytes = first.shift();
  if (!bytes) return lib.secureRandom(length);
  assert.equal(bytes.length, length);
  return bytes.slice();
};

test("the worker's rules are those of the server, read from the same file", () => {
  assert.deepEqual(desk.rules, vectors("urgency.json").rules);
});

test("a rule file that is more than the small part of TOML is an error, not half a list of rules", () => {
  const toml = readFileSync(new URL("../../config/triage.toml", import.meta.url), "utf8");
  assert.ok(readRules(toml).rules.length > 30);
  for (const [from, to] of [['"D1"', "'D1'"], ["wakes = true", "wakes = 1979-05-27"], ["id =", "id.x ="], ['urgency = "critical"', 'urgency = "crit\\u0069cal"'], ["]\n", "\n"]]) {
    assert.ok(toml.includes(from), from);
    assert.throws(() => readRules(toml.replace(from, to)), /line \d+/, to);
  }
  assert.throws(() => readRules(`${toml}\nid = "Z"`), /twice/);
});

test("keys of a person are derived, wrapped, proved and known alike", () => {
  const { cases } = vectors("people.json");
  assert.equal(cases.length, 6);
  for (const v of cases) {
    const secret = base64.decode(v.secret);
    const under = v.kind === "passkey" ? { kind: v.kind, credential: "c", prf: secret } : { kind: v.kind, words: fromUtf8(secret) };
    if (v.kind !== "passkey") {
      assert.equal(desk.readWords(under.words).words, under.words);
      assert.equal(desk.authOf(v.account, under.words), v.auth);
    }
    const opened = desk.unwrap(v.account, { kind: v.kind, sealed: v.wrap }, under);
    assert.deepEqual([opened.identity.text(), opened.actor.text()], [v.identity, v.actor_secret]);
    assert.deepEqual([opened.identity.recipient, opened.actor.publicKey], [v.recipient, v.actor]);
    assert.equal(desk.wrap(opened, under, fixed(base64.decode(v.nonce))).sealed, v.wrap);
    assert.equal(desk.prove(opened), v.proof);
    assert.equal(desk.personFingerprint(v.recipient, v.actor), v.fingerprint);
    desk.checkMember({ account: v.account, recipient: v.recipient, actor: v.actor, fingerprint: v.fingerprint, proof: v.proof });
    for (const [account, kind] of [["0".repeat(32), v.kind], [v.account, v.kind === "kit" ? "passphrase" : "kit"]])
      assert.throws(() => desk.unwrap(account, { kind, sealed: v.wrap }, { ...under, kind }), `${kind} ${account}`);
  }
});

test("summaries are sealed and opened alike", () => {
  const { team_identity, cases } = vectors("summaries.json");
  const team = desk.Identity.parse(team_identity);
  for (const v of cases) {
    const seal = () => desk.sealSummary(v.summary, team, v.case_id, fixed(base64.decode(v.nonce)));
    if (v.sealed === null) {
      assert.throws(seal);
      continue;
    }
    assert.equal(base64.encode(seal()), v.sealed);
    const sealed = base64.decode(v.sealed);
    assert.deepEqual(desk.openSummary(sealed, team, v.case_id), v.summary);
    assert.equal(desk.openSummary(sealed, team, "0".repeat(32)), null, "of another case");
    for (const at of [0, 20, sealed.length - 1]) {
      const altered = sealed.slice();
      altered[at] ^= 1;
      assert.equal(desk.openSummary(altered, team, v.case_id), null, String(at));
    }
  }
});

test("staff payloads are the same bytes and refused alike", () => {
  const { cases } = vectors("staff.json");
  let taken = 0;
  for (const { padded, json, format } of cases) {
    const bytes = base64.decode(padded);
    const read = verdict(() => desk.readStaff(bytes));
    assert.equal(read?.format ?? null, format, fromUtf8(bytes).trim().slice(0, 300));
    if (!json) continue;
    taken++;
    const written = desk.staffPayload(read, read);
    assert.equal(fromUtf8(written).trimEnd(), json);
    assert.deepEqual(written, bytes);
  }
  assert.ok(taken >= 7 && cases.length > 60);
});

test("statements of the staff chain are taken from the team alone", () => {
  const { statements, team } = vectors("staff.json");
  const other = vectors("receipts.json").receipts[0].public_key;
  let before = null;
  for (const { text, hash } of statements) {
    const signed = lib.verifyStatement(text, team);
    assert.deepEqual([signed.hash, signed.statement.kind, signed.statement.prev], [hash, "note", before]);
    assert.throws(() => lib.verifyStatement(text, other));
    before = hash;
  }
});

test("audit entries are the same texts and refused alike", () => {
  const { chain, refused } = vectors("audit.json");
  let head = { seq: 0, hash: "0".repeat(64) };
  for (const { actor_secret, action, subject, details, at, document, head: next } of chain) {
    const actor = desk.SecretSigning.parse(actor_secret);
    const signed = desk.signEntry(actor, head, { at, action, subject, details });
    assert.equal(fromUtf8(base64.decode(signed)), document);
    const read = desk.readLog([signed], head, [actor.publicKey]);
    assert.deepEqual(read.head, next);
    assert.deepEqual(read.entries, [{ seq: next.seq, at, actor: actor.publicKey, action, subject, details, known: true }]);
    head = next;
  }
  const before = chain[2].head;
  assert.ok(refused.length >= 15);
  for (const text of refused) assert.throws(() => desk.readLog([base64.encode(utf8(text))], before, []), { code: "audit" }, text);
});

test("words for a body outside are the same bytes", () => {
  const { reports, messages } = vectors("outside-words.json");
  const facts = (object) => new Map(Object.entries(object).reverse());
  for (const v of reports) {
    assert.equal(fromUtf8(desk.reportWords({ ...v, facts: facts(v.facts) })), v.words);
    const contact = desk.contactWords({ facts: facts(v.facts) });
    assert.equal(contact === undefined ? null : fromUtf8(contact), v.contact);
  }
  for (const v of messages) assert.equal(fromUtf8(desk.messageWords({ ...v, facts: facts(v.facts) })), v.words);
  assert.ok(reports.length >= 3 && messages.length >= 2);
});

test("bundles for a body outside are the same bytes, sealed and as a page", () => {
  const { rosters, deployment, roster_key, team, to, to_recipient, bundles } = vectors("bundles.json");
  const chain = lib.verifySignatures(rosters, roster_key, deployment);
  const signing = desk.SecretSigning.parse(team);
  const body = desk.Identity.parse(to);
  assert.equal(bundles.length, 3);
  for (const v of bundles) {
    const items = v.items.map(({ media_type, bytes, ...item }) => ({ ...item, mediaType: media_type, bytes: base64.decode(bytes) }));
    const about = { case: v.case, at: v.at, note: v.note, cautions: v.cautions };
    const sealed = desk.signBundle({ ...about, to: to_recipient }, items, chain.at(-1), rosters, signing);
    assert.deepEqual(sealed.manifest.parts.map(({ path }) => path), v.paths);
    const archive = desk.bundleArchive(sealed);
    assert.deepEqual([archive.length, lib.hashOf(archive)], [v.archive_length, v.archive_sha256], v.name);
    const file = desk.bundleFile(sealed, to_recipient, lib.secureRandom);
    assert.deepEqual(body.open(file.bytes, 1), archive);
    const page = desk.bundleFile(desk.signBundle({ ...about, to: undefined }, items, chain.at(-1), rosters, signing), undefined, lib.secureRandom);
    if (v.page) assert.equal(fromUtf8(page.bytes), v.page);
    assert.equal(lib.hashOf(page.bytes), v.page_sha256, v.name);
    assert.deepEqual([file.name, page.name], ["case-4711-29.tar.age", "case-4711-29.html"]);
  }
});

test("a bundle beyond its bounds is not made", () => {
  const { rosters, deployment, roster_key, team } = vectors("bundles.json");
  const [roster] = lib.verifySignatures(rosters, roster_key, deployment).slice(-1);
  const signing = desk.SecretSigning.parse(team);
  const item = { kind: "report", number: 0, at: 5, language: "", name: "", mediaType: "text/plain", bytes: utf8("x") };
  const about = { case: "1", at: 5, note: "", cautions: [], to: undefined };
  const make = (change, items = [item]) => desk.signBundle({ ...about, ...change }, items, roster, rosters, signing);
  make({});
  const file = { ...item, kind: "file", name: "a.bin", mediaType: "a/b" };
  for (const [change, items] of [
    [{ case: "" }], [{ case: "a b" }], [{ case: "1".repeat(33) }], [{ note: "x".repeat(20_001) }], [{ note: "\ud800" }], [{ at: -1 }], [{ at: 1.5 }],
    [{}, []], [{}, Array(501).fill(item)], [{}, [{ ...file, name: "x".repeat(256) }]], [{}, [{ ...file, name: "a\u202e" }]], [{}, [{ ...item, name: "x" }]],
    [{}, [{ ...item, mediaType: "text/html" }]], [{}, [{ ...item, at: -1 }]],
  ])
    assert.throws(() => make(change, items), { code: "text" }, JSON.stringify(change));
  const large = { ...file, bytes: new Uint8Array(20_000_001) };
  assert.throws(() => make({}, [large]), { code: "file", values: { why: "too_large" } });
  make({ to: vectors("bundles.json").to_recipient }, [large]);
});

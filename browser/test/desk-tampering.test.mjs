// Whoever writes to the database, or answers in the server's place: every change is refused, or said, at the desk.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, base64, Case, desk, fromUtf8, hex, installation, lib, NOW, random, utf8, ZEROS } from "./support/installation.mjs";

const FORM = { narrative: "They came to my door.", method: "travel.lure", danger: "no" };
const encode = (text) => base64.encode(utf8(text));
const textOf = ({ statement }) => fromUtf8(base64.decode(statement));

/** A case with a message, two replies and three notes; the reader's worker; and another case of the same team. */
async function furnished() {
  const { place, lead, worker: li } = installation();
  const one = await Case.report(place, FORM);
  await one.message("more", { files: { "a.txt": utf8("a"), "b.txt": utf8("b") } });
  await one.message("and more");
  const robin = place.sitDown(lead);
  for (const [errand, given] of [
    ["reply", { text: "first" }],
    ["reply", { text: "second" }],
    ["note", { about: "note", text: "first note" }],
    ["note", { about: "note", text: "second note" }],
    ["labels", { labels: ["l"] }],
  ]) {
    one.open(robin);
    one.take(ask(robin, errand, { case: one.id, author: "Robin", ...given }));
  }
  const other = await Case.report(place, { ...FORM, narrative: "Another." });
  await other.message("other");
  other.open(robin);
  other.take(ask(robin, "reply", { case: other.id, author: "Robin", text: "to the other" }));
  other.open(robin);
  other.take(ask(robin, "note", { case: other.id, author: "Robin", about: "note", text: "of the other" }));
  return { place, lead, li, one, other };
}

/** Parts of a detail by kind, in their order. */
function kinds({ detail }) {
  const found = { report: [], message: [], reply: [], note: [] };
  for (const part of detail.parts) found[lib.claimedStatement(textOf(part)).kind].push(part);
  return found;
}

/** Puts a part's statement and body in the place of another's. */
function replace(given, part, from, part2) {
  part.statement = part2.statement;
  given.bodies.set(part.id, from.bodies.get(part2.id));
  part.size = part2.size;
}

/** A statement with other words, signed by whom you like. */
function resigned(part, change, signer) {
  const { statement } = JSON.parse(textOf(part));
  const inner = { ...statement, ...change };
  return encode(lib.canonical({ signature: signer.sign("tocsin/statement/1", utf8(lib.canonical(inner))), statement: inner }));
}

/** With one bit of the byte at `at` turned; counted from the end if it is negative. */
const flipped = (bytes, at) => bytes.map((byte, place) => (place === (at + bytes.length) % bytes.length ? byte ^ 1 : byte));

test("a case that contradicts itself is refused, with the part and the reason", async () => {
  const { place, lead, one, other } = await furnished();
  const worker = place.sitDown(lead);
  assert.deepEqual(one.open(worker).warnings, []);
  const strange = new desk.SecretSigning(random(32));
  const theirs = kinds({ detail: other.detail() });
  const tried = new Set();
  const refused = (name, change, what, why) => {
    tried.add(name);
    const wrong = (error) => (assert.deepEqual([error.code, error.values?.what, error.values?.why], ["hostile", what, why], `${name}: ${error.stack}`), true);
    assert.throws(() => one.open(place.sitDown(lead), (given) => change(given, kinds(given))), wrong, name);
  };

  // Rows beside the sealed words.
  refused("another id", ({ detail }) => (detail.line.id = other.id), "report", "other_case");
  refused("another mailbox", ({ detail }) => (detail.mailbox = other.rows.mailbox), "report", "other_mailbox");
  refused("another case recipient", ({ detail }) => (detail.case_recipient = other.rows.case_recipient), "report", "rows_differ");
  refused("another receipt key", ({ detail }) => (detail.receipt_key = other.rows.receipt_key), "report", "rows_differ");
  refused("another roster", ({ detail }) => (detail.roster_hash = ZEROS), "report", "rows_differ");
  refused("another epoch", ({ detail }) => (detail.epoch = 2), "report", "rows_differ");

  // Grants.
  const grantOf = (identity, to = place.newest().teamRecipient) => ({ kind: "case", to: "x", grant: base64.encode(desk.grant(identity, to, random)) });
  const made = new desk.Identity(random(32));
  refused("the grant of another case", ({ detail }) => (detail.grants = structuredClone(other.grants)), "report", "unreadable");
  refused("a grant of a made-up key", ({ detail }) => (detail.grants = [grantOf(made)]), "report", "unreadable");
  const told = (name, change, why) => {
    tried.add(name);
    for (const end of ["push", "unshift"]) assert.deepEqual(one.open(place.sitDown(lead), ({ detail }) => detail.grants[end](change())).warnings, [{ code: "grant_mismatch", values: { kind: "case", why } }], name);
  };
  told("a second grant of another key", () => grantOf(made), "another");
  refused("two grants of keys that are both not the case's", ({ detail }) => (detail.grants = [grantOf(made), grantOf(new desk.Identity(random(32)))]), "grant", "differ");
  const line = (words) => ({ kind: "case", to: "x", grant: base64.encode(lib.seal(utf8(words), [place.newest().teamRecipient], random)) });
  for (const [name, words] of [
    ["two keys", `${made.text()}\n${made.text()}\n`],
    ["no line end", made.text()],
    ["a comment", `# x\n${made.text()}\n`],
    ["a plugin's line", "AGE-PLUGIN-X-1QQQ\n"],
    ["a signing key", `${strange.text()}\n`],
    ["a key in lower case", `${made.text().toLowerCase()}\n`],
    ["nothing", ""],
  ])
    told(`${name} in a grant`, () => line(words), "malformed");
  told("a grant with two stanzas", () => ({ kind: "case", to: "x", grant: base64.encode(lib.seal(utf8(`${made.text()}\n`), Array(2).fill(place.newest().teamRecipient), random)) }), "malformed");
  refused("a damaged grant", ({ detail }) => (detail.grants[0].grant = base64.encode(flipped(base64.decode(detail.grants[0].grant), -1))), "grant", "malformed");

  // Bodies.
  for (const [kind, at] of [["report", 0], ["message", 1], ["reply", 1]]) {
    const seq = (found) => found[kind][at].id;
    refused(`${kind}: a byte`, (given, found) => given.bodies.set(seq(found), flipped(given.bodies.get(seq(found)), 3_000)), kind, "other_file");
    refused(`${kind}: cut off`, (given, found) => given.bodies.set(seq(found), given.bodies.get(seq(found)).slice(0, -1)), kind, "other_file");
    refused(`${kind}: of another case`, (given, found) => given.bodies.set(seq(found), other.bodies.get(theirs[kind][0].id)), kind, "other_file");
    refused(`${kind}: no body`, (given, found) => given.bodies.delete(seq(found)), kind, "missing");
  }
  refused("a message said to be deleted", (_, found) => (found.message[0].size = 0), "message", "missing");
  refused("the report said to be deleted", (_, found) => (found.report[0].size = 0), "report", "missing");

  // Statements.
  refused("the report of another case", (given, found) => replace(given, found.report[0], other, theirs.report[0]), "report", "unreadable");
  refused("no report", ({ detail }, found) => detail.parts.splice(detail.parts.indexOf(found.report[0]), 1), "report", "missing");
  refused("two reports", (given, found) => (given.detail.parts.push({ ...found.report[0], id: "z" }), given.bodies.set("z", given.bodies.get(found.report[0].id))), "report", "twice");
  for (const [kind, first] of [["message", 0], ["reply", 0]]) {
    refused(`${kind}: of another case`, (given, found) => replace(given, found[kind][first], other, theirs[kind][0]), kind, kind === "message" ? "signature" : "elsewhere");
    refused(`${kind}: the first missing`, ({ detail }, found) => detail.parts.splice(detail.parts.indexOf(found[kind][0]), 1), kind, "order");
    refused(`${kind}: twice`, (given, found) => (given.detail.parts.push({ ...found[kind][0], id: "z" }), given.bodies.set("z", given.bodies.get(found[kind][0].id))), kind, "order");
    refused(`${kind}: signed by somebody else`, (_, found) => (found[kind][0].statement = resigned(found[kind][0], {}, strange)), kind, "signature");
    refused(`${kind}: put behind another by somebody else`, (_, found) => (found[kind][1].statement = resigned(found[kind][1], { prev: "1".repeat(64) }, strange)), kind, "signature");
    refused(`${kind}: not canonical`, (_, found) => (found[kind][0].statement = encode(` ${textOf(found[kind][0])}`)), "part", "malformed");
    refused(`${kind}: under a roster that nobody signed`, (_, found) => (found[kind][0].statement = resigned(found[kind][0], { roster_hash: "1".repeat(64) }, strange)), kind, kind === "message" ? "signature" : "roster");
  }
  // The receipt itself, in the hands of somebody else, cannot reorder what was signed.
  const receipt = { sign: (context, message) => one.keys.sign(context, message) };
  refused("messages in another order", (_, found) => {
    const [first, second] = found.message.map((part) => JSON.parse(textOf(part)).statement);
    found.message[0].statement = resigned(found.message[0], { seq: 2, prev: second.prev }, receipt);
    found.message[1].statement = resigned(found.message[1], { seq: 1, prev: first.prev }, receipt);
  }, "message", "order");
  refused("a message after a hole", (_, found) => (found.message[1].statement = resigned(found.message[1], { seq: 3 }, receipt)), "message", "order");
  refused("a file of another size", ({ detail }) => detail.files[0].size++, "file", "other_size");
  refused("no answer of any server of ours", ({ detail }) => (detail.parts = 7), "case", "malformed");
  refused("no files at all", ({ detail }) => delete detail.files, "case", "malformed");
  assert.ok(tried.size >= 48, String(tried.size));
  assert.deepEqual(one.open(place.sitDown(lead)).warnings, [], "all of it was of the copies");
});

test("a message that only its receipt can have broken is told, and shuts nobody out", async () => {
  const { place, lead, one } = await furnished();
  const receipt = { sign: (context, message) => one.keys.sign(context, message) };
  const sealed = lib.seal(lib.padJson(utf8('{"format":"tocsin.message/1"}')), [one.capsule.caseRecipient], random);
  const last = one.parts.filter((part) => lib.claimedStatement(textOf(part)).kind === "message").at(-1);
  last.statement = resigned(last, { sealed_sha256: lib.hashOf(sealed), sealed_len: sealed.length }, receipt);
  one.bodies.set(last.id, sealed);
  const opened = one.open(place.sitDown(lead));
  assert.deepEqual(opened.unread, [{ kind: "message", seq: 2, reason: "unreadable" }]);
  assert.deepEqual(opened.warnings, [{ code: "unread_message", values: { kind: "message", seq: "2", why: "unreadable" } }]);
  assert.deepEqual([opened.messages.length, opened.replies.length, opened.notes.length], [1, 2, 2]);
});

test("an answer of ours that nobody can read is told, and shuts nobody out", async () => {
  const { place, lead, one } = await furnished();
  const keys = desk.unwrap(lead.account, lead.wraps[0], { kind: "passphrase", words: lead.words });
  const signing = desk.openSigningGrant(base64.decode(lead.team[0].signing), keys.identity);
  const last = one.parts.filter((part) => lib.claimedStatement(textOf(part)).kind === "reply").at(-1);
  for (const plain of [utf8("x"), utf8('{"format":"tocsin.reply/1"}')]) {
    const sealed = lib.seal(lib.padJson(plain), [one.capsule.caseRecipient, one.capsule.caseRecipient], random);
    last.statement = resigned(last, { sealed_sha256: lib.hashOf(sealed), sealed_len: sealed.length }, signing);
    one.bodies.set(last.id, sealed);
    const opened = one.open(place.sitDown(lead));
    assert.deepEqual(opened.unread, [{ kind: "reply", seq: 2, reason: "unreadable" }]);
    assert.deepEqual(opened.warnings, [{ code: "unread_message", values: { kind: "reply", seq: "2", why: "unreadable" } }]);
    assert.deepEqual([opened.messages.length, opened.replies.length, opened.notes.length], [2, 1, 2]);
  }
  // The next answer stands behind it.
  const robin = place.sitDown(lead);
  one.open(robin);
  assert.equal(JSON.parse(textOf(ask(robin, "reply", { case: one.id, author: "Robin", text: "go on" }))).statement.seq, 3);
});

test("a reply by a team from before the report is refused, by a later one taken", async () => {
  const { place, lead, worker: leaver } = installation();
  const teamOne = desk.openSigningGrant(base64.decode(leaver.team[0].signing), desk.unwrap(leaver.account, leaver.wraps[0], { kind: "passphrase", words: leaver.words }).identity);
  const first = place.newest();
  place.newTeam(lead, [lead]);
  const one = await Case.report(place, FORM);
  const robin = place.sitDown(lead);
  one.open(robin);
  one.take(ask(robin, "reply", { case: one.id, author: "Robin", text: "sound" }));
  one.open(robin);
  // Whoever left kept the old key, and may write to the database.
  const forged = { ...one.parts[1], statement: resigned(one.parts[1], { roster_hash: first.hash }, teamOne) };
  assert.throws(() => one.open(robin, ({ detail }) => (detail.parts[1] = forged)), { code: "hostile", values: { what: "reply", seq: "1", why: "old_team" } });
  const underNew = { ...one.parts[1], statement: resigned(one.parts[1], {}, teamOne) };
  assert.throws(() => one.open(robin, ({ detail }) => (detail.parts[1] = underNew)), { code: "hostile", values: { what: "reply", seq: "1", why: "signature" } });
  place.newTeam(lead, [lead]);
  const later = place.sitDown(lead);
  assert.deepEqual(one.open(later).replies.length, 1);
  one.take(ask(later, "reply", { case: one.id, author: "Robin", text: "of the third team" }));
  assert.deepEqual(one.open(later).replies.map(({ text }) => text), ["sound", "of the third team"]);
});

test("a report under a roster that nobody signed, or under another team's, is refused", async () => {
  const { place, lead } = installation();
  const { place: elsewhere, lead: stranger } = installation();
  const theirs = await Case.report(elsewhere, FORM);
  assert.throws(() => theirs.open(place.sitDown(lead)), { code: "no_grant" });
  // Sealed on to our team by a writer to the database: the report still names its own roster.
  const identity = desk.caseIdentity(theirs.grants, [desk.openGrant(base64.decode(stranger.team[0].identity), desk.unwrap(stranger.account, stranger.wraps[0], { kind: "passphrase", words: stranger.words }).identity)]);
  theirs.grants.push({ kind: "case", to: "x", grant: base64.encode(desk.grant(identity, place.newest().teamRecipient, random)) });
  assert.throws(() => theirs.open(place.sitDown(lead)), { code: "hostile", values: { what: "report", why: "roster" } });
});

test("a note that is false, damaged or gone is named, is not shown, and keeps nobody from the rest nor from writing", async () => {
  const { place, lead, li, one, other } = await furnished();
  const strange = new desk.SecretSigning(random(32));
  const theirs = kinds({ detail: other.detail() }).note;
  for (const [name, change, faults, notes] of [
    ["said to be deleted", (_, [first]) => (first.size = 0), [["1", "missing"]], ["second note"]],
    ["no body", (given, [first]) => given.bodies.delete(first.id), [["1", "missing"]], ["second note"]],
    ["a byte of the last", (given, found) => given.bodies.set(found[2].id, flipped(given.bodies.get(found[2].id), -1)), [["3", "other_file"]], ["first note", "second note"]],
    ["of another case", (given, [first]) => replace(given, first, other, theirs[0]), [["1", "elsewhere"], ["2", "order"]], ["second note"]],
    ["the first missing", ({ detail }, [first]) => detail.parts.splice(detail.parts.indexOf(first), 1), [["2", "order"]], ["second note"]],
    ["twice", (given, [first]) => (given.detail.parts.push({ ...first, id: "z" }), given.bodies.set("z", given.bodies.get(first.id))), [["1", "twice"]], ["first note", "second note"]],
    ["signed by somebody else", (_, [first]) => (first.statement = resigned(first, {}, strange)), [["1", "signature"], ["2", "order"]], ["second note"]],
    ["put behind another by somebody else", (_, [, second]) => (second.statement = resigned(second, { prev: "1".repeat(64) }, strange)), [["2", "signature"], ["3", "order"]], ["first note"]],
    ["under a roster that nobody signed", (_, [first]) => (first.statement = resigned(first, { roster_hash: "1".repeat(64) }, strange)), [["1", "roster"], ["2", "order"]], ["second note"]],
  ]) {
    const worker = place.sitDown(lead);
    const opened = one.open(worker, (given) => change(given, kinds(given).note));
    const told = opened.warnings.filter(({ code }) => code === "unread_message").map(({ values }) => [values.seq, values.why]);
    assert.deepEqual(told, faults, name);
    assert.deepEqual(opened.notes.map(({ text }) => text), notes, name);
    assert.equal(opened.replies.length, 2, name);
    assert.ok(ask(worker, "note", { case: one.id, author: "Robin", about: "note", text: "we go on" }).statement, name);
  }
  // The row of the last note is gone, by the server's word: the next stands behind it, and is sealed to no former key.
  const [, , last] = kinds({ detail: one.detail() }).note;
  const { hash } = lib.verifyStatement(textOf(last), place.newest().teamSigningKey);
  const worker = place.sitDown(li);
  const opened = one.open(worker, ({ detail }) => {
    detail.parts = detail.parts.filter(({ id }) => id !== last.id);
    detail.staff_tip = { seq: 3, hash };
  });
  assert.deepEqual(opened.warnings.map(({ code, values }) => [code, values.why]), [["grant_mismatch", "other_key"], ["unread_message", "missing"]]);
  const part = ask(worker, "note", { case: one.id, author: "Li", about: "note", text: "behind it" });
  const { seq, prev } = lib.claimedStatement(textOf(part));
  assert.deepEqual([seq, prev], [4, hash]);
  assert.notEqual(part.staff.recipient, one.staffRecipient);
  // Taken as it is, everybody reads it, and what was written before.
  one.take(part);
  assert.deepEqual(one.open(place.sitDown(lead)).notes.map(({ text }) => text), ["first note", "second note", "behind it"]);
  assert.deepEqual(one.open(place.sitDown(lead)).warnings, []);
});

test("a last note that holds nothing keeps nobody from writing, and nobody is made to write to a stranger", async () => {
  const { place, lead, li, one } = await furnished();
  const keys = desk.unwrap(li.account, li.wraps[0], { kind: "passphrase", words: li.words });
  const signing = desk.openSigningGrant(base64.decode(li.team[0].signing), keys.identity);
  const stranger = new desk.Identity(random(32));
  // A colleague signs junk as the next note, sealed to a key of their own.
  const [, , last] = kinds({ detail: one.detail() }).note;
  const { statement, hash } = lib.verifyStatement(textOf(last), place.newest().teamSigningKey);
  const junk = lib.seal(lib.padJson(utf8("{}")), [stranger.recipient], random);
  const inner = { ...JSON.parse(textOf(last)).statement, seq: 4, prev: hash, sealed_sha256: lib.hashOf(junk), sealed_len: junk.length };
  one.put(encode(lib.canonical({ signature: signing.sign("tocsin/statement/1", utf8(lib.canonical(inner))), statement: inner })), junk);
  assert.equal(statement.seq, 3);
  const robin = place.sitDown(lead);
  const opened = one.open(robin);
  assert.deepEqual(opened.warnings.map(({ code, values }) => [code, values.why]), [["grant_mismatch", "other_key"], ["unread_message", "unreadable"]]);
  assert.deepEqual(opened.notes.map(({ text }) => text), ["first note", "second note"], "what was written before is read");
  // Nobody is given a key that may be a stranger's; a new one is made by whoever writes next.
  assert.throws(() => ask(robin, "grants", { case: one.id, author: "Robin", to: [{ to: li.account, recipient: li.member.recipient }], fresh: false }), { code: "hostile" });
  const part = ask(robin, "note", { case: one.id, author: "Robin", about: "note", text: "we go on" });
  assert.ok(part.staff && part.staff.recipient !== one.staffRecipient && part.staff.recipient !== stranger.recipient);
  assert.equal(lib.claimedStatement(textOf(part)).seq, 5);
  one.take(part);
  const colleague = place.sitDown(li);
  const again = one.open(colleague);
  assert.deepEqual(again.notes.map(({ text }) => text), ["first note", "second note", "we go on"]);
  assert.deepEqual(again.labels, ["l"]);
  assert.deepEqual(again.warnings, [{ code: "unread_message", values: { kind: "note", seq: "4", why: "unreadable" } }]);
  // The one after it needs none any more, and restricting seals on all that opens.
  assert.equal(ask(colleague, "note", { case: one.id, author: "Li", about: "note", text: "x" }).staff, undefined);
  const made = ask(colleague, "grants", { case: one.id, author: "Li", to: [], fresh: true });
  assert.deepEqual([made.resealed.length, made.left.length], [4, 1]);
  one.regrant(made, false);
  assert.deepEqual(one.open(place.sitDown(lead)).notes.map(({ text }) => text), ["first note", "second note", "we go on", ""]);
});

test("a staff identity is believed only if the team wrote to it", async () => {
  const { place, lead, li, one } = await furnished();
  const made = new desk.Identity(random(32));
  const { teamRecipient } = place.newest();
  const planted = { kind: "staff", to: "x", grant: base64.encode(desk.grant(made, teamRecipient, random)) };
  const write = (worker, id) => ask(worker, "note", { case: id, author: "Li", about: "note", text: "secret" });
  const withoutStaff = (detail) => detail.grants.filter(({ kind }) => kind !== "staff");
  for (const [name, change, why] of [
    ["swapped", (detail) => ((detail.staff_recipient = made.recipient), (detail.grants = [...withoutStaff(detail), planted])), "other_key"],
    ["swapped in the grant alone", (detail) => (detail.grants = [...withoutStaff(detail), planted]), "other_key"],
    ["none", (detail) => (detail.grants = withoutStaff(detail)), "missing"],
  ]) {
    const worker = place.sitDown(li);
    const opened = one.open(worker, ({ detail }) => change(detail));
    assert.deepEqual(opened.warnings, [{ code: "grant_mismatch", values: { kind: "staff", why } }], name);
    assert.deepEqual([opened.notes, opened.labels, opened.replies.length], [[], [], 2], "the rest of the case is read all the same");
    const part = write(worker, one.id);
    assert.ok(part.staff.recipient !== made.recipient && part.staff.recipient !== one.staffRecipient, `${name}: to a fresh one`);
    assert.throws(() => made.open(base64.decode(part.body), 1), { message: "not sealed to this identity" }, name);
    assert.throws(() => ask(worker, "grants", { case: one.id, author: "Li", to: [], fresh: false }), { code: "hostile" }, name);
    const again = ask(worker, "grants", { case: one.id, author: "Li", to: [], fresh: true });
    assert.deepEqual([again.resealed.length, again.left.length], [0, 3], `${name}: what does not open is left as it is`);
  }
  // What stands beside the one that the chain vouches for is told, and not written to.
  for (const [name, change] of [
    ["swapped in the row alone", (detail) => (detail.staff_recipient = made.recipient)],
    ["a second one", (detail) => detail.grants.unshift(planted)],
  ]) {
    const worker = place.sitDown(li);
    const opened = one.open(worker, ({ detail }) => change(detail));
    assert.deepEqual(opened.warnings, [{ code: "grant_mismatch", values: { kind: "staff", why: "another" } }], name);
    assert.equal(opened.notes.length, 2);
    const part = write(worker, one.id);
    assert.equal(part.staff, undefined);
    assert.throws(() => made.open(base64.decode(part.body), 1), { message: "not sealed to this identity" }, name);
  }
  const twice = { ...planted, grant: base64.encode(lib.seal(utf8("x"), [teamRecipient], random)) };
  assert.deepEqual(one.open(place.sitDown(li), ({ detail }) => detail.grants.push(twice)).warnings, [{ code: "grant_mismatch", values: { kind: "staff", why: "malformed" } }]);
  // Before the first note: what stands in the row is nobody's, and is not written to.
  const fresh = await Case.report(place, FORM);
  fresh.staffRecipient = made.recipient;
  fresh.grants.push(planted);
  const worker = place.sitDown(lead);
  fresh.open(worker);
  const part = write(worker, fresh.id);
  assert.notEqual(part.staff.recipient, made.recipient);
  assert.throws(() => made.open(base64.decode(part.body), 1), { message: "not sealed to this identity" });
});

test("a first note of a case that is called restricted is sealed to nobody", async () => {
  const { place, lead } = installation();
  const one = await Case.report(place, FORM);
  const worker = place.sitDown(lead);
  one.open(worker, ({ detail }) => (detail.line.restricted = true));
  assert.throws(() => ask(worker, "note", { case: one.id, author: "Robin", about: "note", text: "x" }), { code: "restricted" });
});

test("a former staff identity, put back, is not written to", async () => {
  const { place, lead, li, one } = await furnished();
  const robin = place.sitDown(lead);
  one.open(robin);
  const before = one.detail();
  const old = before.parts.filter((part) => lib.claimedStatement(textOf(part)).kind === "note").map(({ id }) => [id, one.bodies.get(id)]);
  one.regrant(ask(robin, "grants", { case: one.id, author: "Robin", to: [], fresh: true }), false);
  const worker = place.sitDown(li);
  const opened = one.open(worker, ({ detail, bodies }) => {
    detail.staff_recipient = before.staff_recipient;
    detail.grants = before.grants;
    for (const [id, body] of old) bodies.set(id, body);
  });
  assert.deepEqual(opened.warnings.map(({ code, values }) => [code, values.why, values.seq]), [["grant_mismatch", "other_key", undefined], ["unread_message", "unreadable", "4"]]);
  const former = before.grants.find(({ kind }) => kind === "staff");
  const part = ask(worker, "note", { case: one.id, author: "Li", about: "note", text: "x" });
  assert.ok(part.staff.recipient !== before.staff_recipient && part.staff.grants[0].grant !== former.grant);
});

test("a note whose bytes were exchanged after it was sealed again is told, and not shown", async () => {
  const { place, lead, one } = await furnished();
  const robin = place.sitDown(lead);
  one.open(robin);
  const parts = one.parts.filter((part) => lib.claimedStatement(textOf(part)).kind === "note");
  const former = one.bodies.get(parts[0].id);
  const made = ask(robin, "grants", { case: one.id, author: "Robin", to: [], fresh: true });
  one.regrant(made, false);
  assert.deepEqual(one.open(robin).warnings, []);
  for (const body of [former, one.bodies.get(parts[1].id), lib.seal(lib.padJson(utf8("{}")), [made.staff_recipient], random)])
    {
      const opened = one.open(place.sitDown(lead), ({ bodies }) => bodies.set(parts[0].id, body));
      assert.deepEqual(opened.warnings, [{ code: "unread_message", values: { kind: "note", seq: "1", why: "other_file" } }]);
      assert.ok(opened.notes.every(({ seq }) => seq !== 1));
    }
});

test("a note that a colleague's program wrote otherwise is told, and sealed on with the others", async () => {
  const { place, lead, one } = await furnished();
  const keys = desk.unwrap(lead.account, lead.wraps[0], { kind: "passphrase", words: lead.words });
  const signing = desk.openSigningGrant(base64.decode(lead.team[0].signing), keys.identity);
  const team = desk.openGrant(base64.decode(lead.team[0].identity), keys.identity);
  const [staff] = desk.granted(one.grants, "staff", [team]);
  const note = kinds({ detail: one.detail() }).note[1];
  const odd = lib.seal(lib.padJson(utf8('{"format":"tocsin.note/9"}')), [staff.recipient], random);
  // The third names the second: it is signed anew as well.
  const last = one.parts.at(-1);
  const second = one.parts.find(({ id }) => id === note.id);
  second.statement = resigned(second, { sealed_sha256: lib.hashOf(odd), sealed_len: odd.length }, signing);
  one.bodies.set(second.id, odd);
  last.statement = resigned(last, { prev: lib.verifyStatement(textOf(second), place.newest().teamSigningKey).hash }, signing);
  const told = [{ code: "unread_message", values: { kind: "note", seq: "2", why: "unreadable" } }];
  const robin = place.sitDown(lead);
  // What the labels say of their place is not what is signed of it any more either.
  assert.deepEqual(one.open(robin).warnings.map(({ values }) => values.seq), ["2", "3"]);
  one.regrant(ask(robin, "grants", { case: one.id, author: "Robin", to: [], fresh: true }), false);
  const opened = one.open(place.sitDown(lead));
  assert.deepEqual(opened.warnings.slice(0, 1), told);
  assert.deepEqual(opened.notes.map(({ about }) => about), ["note", "restricted"]);
});

test("what was there when we last looked and is gone now is a gap, though the rest is whole", async () => {
  const { place, lead, one } = await furnished();
  const worker = place.sitDown(lead);
  assert.deepEqual(one.open(worker).warnings, []);
  for (const kind of ["message", "reply", "note"]) {
    const shorter = ({ detail }) => (detail.parts = detail.parts.filter((part) => part !== kinds({ detail })[kind].at(-1)));
    const opened = one.open(worker, shorter);
    assert.deepEqual(opened.warnings.filter(({ values }) => values.what === "statements"), [{ code: "gap", values: { what: "statements", count: "1" } }], kind);
    // It is not forgotten by looking a second time.
    assert.equal(one.open(worker, shorter).warnings.filter(({ values }) => values.what === "statements").length, 1, kind);
  }
  const [file] = one.detail().files;
  const opened = one.open(worker, ({ detail }) => detail.files.shift());
  assert.deepEqual(opened.warnings, [{ code: "gap", values: { what: "file", id: file.id } }]);
});

test("a body that is not delivered is not taken for a deleted reply", async () => {
  const { place, lead, one } = await furnished();
  const reply = kinds({ detail: one.detail() }).reply[0];
  assert.throws(() => one.open(place.sitDown(lead), ({ bodies }) => bodies.delete(reply.id)), { code: "hostile", values: { what: "reply", seq: "1", why: "missing" } });
});

test("payloads that other readers refuse are refused here", async () => {
  const identity = new desk.Identity(random(32));
  const { place } = installation();
  const one = await Case.report(place, { ...FORM, contact: "x" });
  const team = place.people.values().next().value;
  const holder = desk.openGrant(base64.decode(team.team[0].identity), desk.unwrap(team.account, team.wraps[0], { kind: "passphrase", words: team.words }).identity);
  const padded = desk.caseIdentity(one.grants, [holder]).open(one.bodies.get(one.parts[0].id), 1);
  const json = fromUtf8(padded).trimEnd();
  desk.readReport(padded);
  const respelt = (from, to) => {
    assert.ok(json.includes(from), from);
    return lib.padJson(utf8(json.replace(from, to)));
  };
  desk.readReport(respelt('"contact":"x"', '"contact":"x","contact":"y"'));
  desk.readReport(respelt(`"written_at":${NOW}`, '"written_at":-5'));
  for (const [from, to] of [
    ["report/1", "report/2"],
    ['"danger":', '"more":1,"danger":'],
    ['"danger":"no",', ""],
    ['"danger":"no"', '"danger":"no","danger":"now"'],
    ['"danger":"no"', '"danger":"no","danger" \n :"now"'],
    ['"danger":"no"', '"danger":"no","d\\u0061nger":"now"'],
    ['"wakes":', '"wakes":false,"wakes":'],
    ['"answer_here":true', '"answer_here":1'],
    ['"narrative":"They', '"narrative":"\\ud800They'],
    [`"written_at":${NOW}`, '"written_at":1.5'],
    ['"methods":["travel.lure"]', '"methods":{}'],
    ['"contact":"x"', '"contact":1'],
    ["age1pq1", "age1pq1q"],
    ["tocsinpub1", "tocsinpub1q"],
  ])
    assert.throws(() => desk.readReport(respelt(from, to)), `${from} -> ${to}`);
  for (const bytes of [utf8(json), lib.padJson(utf8(` ${json}`)), lib.padJson(utf8(`${json} x`)), lib.padJson(utf8(`${json}\n`)), lib.padJson(utf8("[]")), lib.padJson(utf8("{}"))])
    assert.throws(() => desk.readReport(bytes));
  identity.forget();
  assert.equal(hex(identity.seed), ZEROS);
});

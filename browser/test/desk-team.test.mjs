// A new team, newcomers, old cases under a new team, and the log.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, base64, Case, desk, fromUtf8, hex, Installation, installation, lib, NOW, random, utf8, ZEROS } from "./support/installation.mjs";

const FORM = { narrative: "They came to my door.", method: "travel.lure" };

test("a first team can be made, and a newcomer reads once the team key was granted", async () => {
  const place = new Installation();
  const lead = place.enrol("Robin");
  const made = place.newTeam(lead, [lead]);
  assert.deepEqual([made.epoch, made.team_signature, made.grants.length], [1, undefined, 1]);
  const roster = place.newest();
  assert.deepEqual([roster.epoch, roster.notBefore, roster.expires, roster.recovery, roster.previous], [1, NOW, NOW + 90 * 86_400, false, null]);
  const one = await Case.report(place, FORM);
  const newcomer = place.enrol("Li");
  assert.throws(() => one.open(place.sitDown(newcomer)), { code: "no_grant" });
  const { epoch, identity, signing } = ask(place.sitDown(lead), "grant", { member: newcomer.member });
  newcomer.team.push({ epoch, identity, signing });
  const worker = place.sitDown(newcomer);
  assert.equal(one.open(worker).report.text, FORM.narrative);
  one.take(ask(worker, "reply", { case: one.id, author: "Li", text: "Hello" }));
  assert.equal((await one.mailbox()).replies.length, 1);
});

test("nobody is granted anything under keys that they did not vouch for", () => {
  const { place, lead, worker } = installation();
  const stranger = place.enrol("Mallory");
  const robin = place.sitDown(lead);
  const bad = [
    { recipient: stranger.member.recipient },
    { actor: stranger.member.actor },
    { account: stranger.account },
    { proof: stranger.member.proof },
    { fingerprint: stranger.member.fingerprint },
    { recipient: "age1pq1x" },
    { proof: "" },
    // A database writer who makes a proof of their own changes the fingerprint that was compared aloud.
    { recipient: stranger.member.recipient, actor: stranger.member.actor, proof: stranger.member.proof, fingerprint: worker.member.fingerprint },
  ];
  for (const change of bad) {
    const member = { ...worker.member, ...change };
    assert.throws(() => ask(robin, "grant", { member }), { code: "member" }, JSON.stringify(Object.keys(change)));
    assert.throws(() => ask(robin, "team", { members: [lead.member, member], days: 90, now: NOW }), { code: "member" });
  }
  assert.throws(() => ask(robin, "team", { members: [lead.member, lead.member], days: 90, now: NOW }), { code: "member" });
  assert.throws(() => ask(robin, "team", { members: [], days: 90, now: NOW }), { code: "member" });
  for (const days of [0, 367, 1.5]) assert.throws(() => ask(robin, "team", { members: [lead.member], days, now: NOW }), { code: "failed" });
});

test("a new team is signed by the one before, and its recovery key reads and signs nothing", () => {
  const { place, lead, worker } = installation();
  const recovery = new desk.Identity(random(32));
  assert.throws(() => ask(place.sitDown(lead), "team", { members: [lead.member], recovery: lead.member.recipient, days: 1, now: NOW }), { code: "recipient" });
  assert.throws(() => ask(place.sitDown(lead), "team", { members: [lead.member], recovery: "x", days: 1, now: NOW }), { code: "recipient" });
  const made = place.newTeam(lead, [lead, worker], { recovery: recovery.recipient, days: 1 });
  assert.deepEqual(made.grants.map(({ to, signing }) => [to, signing !== ""]), [[lead.account, true], [worker.account, true], ["recovery", false]]);
  const [first, second] = place.chain();
  assert.deepEqual([second.epoch, second.previous, second.recovery, second.expires], [2, first.hash, true, NOW + 86_400]);
  // Administrators and the team before signed for just this key: the next team's desk takes it from there.
  assert.equal(second.recoveryRecipient, recovery.recipient);
  const shown = ask(place.worker(), "unlock", place.unlocking(lead));
  assert.deepEqual(shown.rosters.map((one) => one.recovery_key), [undefined, { recipient: recovery.recipient, fingerprint: desk.recipientFingerprint(recovery.recipient) }]);
  const granted = desk.openGrant(base64.decode(made.grants[2].identity), recovery);
  assert.equal(granted.recipient, second.teamRecipient);
  // Administrators alone make no team, nor does the team alone.
  const inner = JSON.parse(place.rosters[1]);
  for (const signatures of [{ ...inner.signatures, previous_team: null }, { ...inner.signatures, admin: inner.signatures.previous_team }, { ...inner.signatures, previous_team: inner.signatures.admin }]) {
    const kept = place.rosters[1];
    place.rosters[1] = lib.canonical({ ...inner, signatures });
    assert.throws(() => place.sitDown(lead), { code: "rosters" });
    place.rosters[1] = kept;
  }
  // Whoever was left out of the newest team makes no next one, and speaks no more for the team.
  place.newTeam(lead, [lead]);
  assert.throws(() => ask(place.sitDown(worker), "team", { members: [worker.member], days: 1, now: NOW }), { code: "no_team", values: { epoch: "3" } });
  assert.throws(() => ask(place.sitDown(worker), "grant", { member: worker.member }), { code: "no_team", values: { epoch: "3" } });
});

test("a new roster key is followed by desks and receipts of before, and no other is", async () => {
  const { place, lead, worker } = installation();
  const early = await Case.report(place, FORM);
  const robin = place.worker();
  const before = ask(robin, "unlock", place.unlocking(lead));
  assert.equal(before.roster_keys.length, 1);
  const first = place.succeed();
  // Signed in all the while, with the key that the page was made with.
  const after = ask(robin, "refresh", { me: place.me(lead) });
  assert.deepEqual(after.roster_keys.map(({ key }) => key), [first.publicKey, place.rosterKey]);
  assert.deepEqual(after.roster_keys[0], before.roster_keys[0]);
  const between = await Case.report(place, FORM);
  place.newTeam(lead, [lead, worker]);
  ask(robin, "refresh", { me: place.me(lead) });
  const late = await Case.report(place, FORM);
  for (const one of [early, between, late]) {
    one.open(robin);
    one.take(ask(robin, "reply", { case: one.id, author: "Li", text: "we read it" }));
    // The page of the mailbox names the new key; the receipt knows the one of its time.
    const mailbox = await one.mailbox();
    assert.deepEqual([mailbox.replies.length, mailbox.troubled], [1, 0]);
    await one.message("and more", { roster: mailbox.rosters.at(-1) });
    one.open(robin);
  }
  // Another installation's key, and the same chain without what names the new one.
  const told = place.rosters;
  for (const bent of [told.filter((one) => !one.includes("succession")), told.slice(0, -1).filter((one) => !one.includes("succession"))]) {
    place.rosters = bent;
    assert.throws(() => ask(robin, "refresh", { me: place.me(lead) }), { code: "rosters" });
  }
  place.rosters = told.slice(0, 1);
  const [kept, thief] = [place.admin, new desk.SecretSigning(random(32))];
  place.admin = first;
  place.succeed({ new: thief.publicKey });
  assert.throws(() => ask(robin, "refresh", { me: place.me(lead) }), { code: "rosters" }, "signed by the old key, and not by the one it names");
  place.rosters = told.slice(0, 1);
  place.admin = first;
  place.succeed();
  assert.throws(() => ask(robin, "refresh", { me: place.me(lead) }), { code: "rosters", values: { problem: "chain" } }, "a second history by the old key");
  [place.rosters, place.admin] = [told, kept];
  ask(robin, "refresh", { me: place.me(lead) });
});

test("whoever left the team writes nothing in its name, and reads no new case", async () => {
  const { place, lead, worker: leaver } = installation();
  const old = await Case.report(place, FORM);
  place.newTeam(lead, [lead]);
  const fresh = await Case.report(place, FORM);
  const worker = place.sitDown(leaver);
  assert.throws(() => fresh.open(worker), { code: "no_grant" });
  assert.equal(old.open(worker).report.text, FORM.narrative, "what they could read they may have kept");
  for (const [errand, given] of [["reply", { text: "x" }], ["note", { text: "x", about: "note" }], ["share", { parts: [old.parts[0].id], note: "" }], ["summary", {}]])
    assert.throws(() => ask(worker, errand, { case: old.id, author: "Li", ...given }), { code: "no_team", values: { epoch: "2" } }, errand);
});

test("nothing is sealed or signed under a roster that expired more than 30 days ago", async () => {
  const { place, lead } = installation();
  const one = await Case.report(place, FORM);
  const worker = place.sitDown(lead);
  one.open(worker);
  place.clock = NOW + 120 * 86_400;
  ask(worker, "reply", { case: one.id, author: "Robin", text: "late, and said so" });
  place.clock++;
  for (const [errand, given] of [["reply", { text: "x" }], ["note", { text: "x", about: "note" }], ["grants", { to: [], fresh: true }], ["share", { parts: [one.parts[0].id], note: "" }]])
    assert.throws(() => ask(worker, errand, { case: one.id, author: "Robin", ...given }), { code: "roster_refused" }, errand);
  assert.equal(one.open(worker).report.text, FORM.narrative, "reading goes on");
});

test("cases of former teams are sealed on to the new one, whole, and only what is theirs", async () => {
  const { place, lead, worker } = installation();
  const one = await Case.report(place, FORM);
  const robin = place.sitDown(lead);
  one.open(robin);
  one.take(ask(robin, "note", { case: one.id, author: "Robin", about: "note", text: "kept" }));
  const named = await Case.report(place, FORM);
  named.open(robin);
  named.regrant(ask(robin, "grants", { case: named.id, author: "Robin", to: [{ to: lead.account, recipient: lead.member.recipient }], fresh: true }), true);
  place.newTeam(lead, [lead]);
  const newcomer = place.enrol("Noor");
  newcomer.team.push(ask(place.sitDown(lead), "grant", { member: newcomer.member }));
  assert.throws(() => one.open(place.sitDown(newcomer)), { code: "no_grant" });

  const later = place.sitDown(lead);
  assert.throws(() => ask(later, "regrant", { detail: { ...one.detail(), case_recipient: lead.member.recipient } }), { code: "hostile" });
  const grants = ask(later, "regrant", { detail: one.detail() });
  assert.deepEqual(grants.map(({ kind, to }) => [kind, to]), [["case", desk.recipientFingerprint(place.newest().teamRecipient)], ["staff", desk.recipientFingerprint(place.newest().teamRecipient)]]);
  one.grants.push(...grants);
  const opened = one.open(place.sitDown(newcomer));
  assert.deepEqual([opened.warnings, opened.notes.map(({ text }) => text)], [[], ["kept"]]);
  assert.equal(one.open(place.sitDown(worker)).notes.length, 1);
  assert.deepEqual(ask(later, "regrant", { detail: one.detail() }), [], "once is enough");
  assert.deepEqual(ask(later, "regrant", { detail: named.detail() }), [], "named people read a restricted case, and the team does not");
  assert.throws(() => ask(place.sitDown(place.enrol("Eve")), "regrant", { detail: one.detail() }), { code: "no_grant" });
});

/** Ten entries by two people. */
function log() {
  const { place, lead, worker } = installation();
  const desks = [place.sitDown(lead), place.sitDown(worker)];
  let head = { seq: 0, hash: ZEROS };
  const documents = [];
  for (let at = 0; at < 10; at++) {
    const document = ask(desks[at % 2], "sign", { head, at: NOW + at, action: "noted", subject: hex(random(16)), details: { about: "note" } });
    documents.push(document);
    head = { seq: at + 1, hash: lib.hashOf(base64.decode(document)) };
  }
  return { place, desks, documents, head, actors: [lead.member.actor, worker.member.actor] };
}

test("the log is read page by page, and every change to it is found", () => {
  const { desks, documents, head, actors } = log();
  const empty = { seq: 0, hash: ZEROS };
  const read = (given, after = empty, known = actors) => ask(desks[0], "audit", { documents: given, after, actors: known });
  const whole = read(documents);
  assert.deepEqual(whole.head, head);
  assert.deepEqual(whole.entries.map(({ seq, actor, known }) => [seq, actors.indexOf(actor), known]), documents.map((_, at) => [at + 1, at % 2, true]));
  const page = read(documents.slice(0, 4));
  assert.deepEqual(read(documents.slice(4), page.head).head, head);
  assert.deepEqual(read([], head), { head, entries: [], hidden: 0, before: head.hash });
  assert.deepEqual(read(documents, empty, actors.slice(0, 1)).entries.map(({ known }) => known), documents.map((_, at) => at % 2 === 0));

  const wrong = (why, seq, given, after) => assert.throws(() => read(given, after), { code: "audit", values: { seq: String(seq), why } }, `${why} ${seq}`);
  wrong("order", 4, [...documents.slice(0, 3), ...documents.slice(4)]);
  wrong("order", 1, documents.slice(1));
  wrong("order", 3, [...documents.slice(0, 2), documents[1], ...documents.slice(2)]);
  wrong("order", 5, [...documents.slice(0, 4), documents[5], documents[4]]);
  wrong("order", 5, documents.slice(4), { ...page.head, hash: "1".repeat(64) });
  wrong("order", 11, documents, head);
  const change = (at, edit) => documents.map((document, place) => {
    if (place !== at) return document;
    const { entry, signature } = JSON.parse(fromUtf8(base64.decode(document)));
    return base64.encode(utf8(lib.canonical(edit({ entry, signature }))));
  });
  wrong("signature", 3, change(2, ({ entry, signature }) => ({ entry: { ...entry, action: "replied" }, signature })));
  wrong("signature", 3, change(2, ({ entry, signature }) => ({ entry: { ...entry, actor: actors[1] }, signature })));
  wrong("malformed", 3, change(2, ({ entry, signature }) => ({ entry: { ...entry, details: { text: "words of somebody" } }, signature })));
  wrong("malformed", 3, change(2, ({ entry, signature }) => ({ entry: { ...entry, more: 1 }, signature })));
  wrong("malformed", 1, ["?"]);
  // An entry signed anew by its own actor breaks the link of the next.
  const forged = ask(desks[0], "sign", { head: { seq: 2, hash: lib.hashOf(base64.decode(documents[1])) }, at: NOW, action: "noted", subject: "", details: {} });
  wrong("order", 4, documents.map((document, at) => (at === 2 ? forged : document)));
});

test("of what is hidden the hash stands in its place, and what is shown behind it must name that hash", () => {
  const { desks, documents, head, actors } = log();
  const empty = { seq: 0, hash: ZEROS };
  const hash = (at) => lib.hashOf(base64.decode(documents[at]));
  const hide = (...places) => documents.map((document, at) => (places.includes(at) ? { hash: hash(at) } : document));
  const read = (given, after = empty, until) => ask(desks[0], "audit", { documents: given, after, actors, ...(until ? { until } : {}) });
  const some = read(hide(0, 3, 4, 9));
  assert.deepEqual([some.head, some.hidden, some.entries.map(({ seq }) => seq)], [head, 4, [2, 3, 6, 7, 8, 9]]);
  assert.deepEqual(read(documents.map((_, at) => ({ hash: hash(at) }))), { head, entries: [], hidden: 10, before: ZEROS });
  const wrong = (why, seq, given, after, until) => assert.throws(() => read(given, after, until), { code: "audit", values: { seq: String(seq), why } }, `${why} ${seq}`);
  const other = hide(3, 4);
  other[4] = { hash: hash(3) };
  wrong("order", 6, other);
  wrong("malformed", 4, documents.map((document, at) => (at === 3 ? { hash: "x" } : document)));
  wrong("order", 3, [...hide(2).slice(0, 2), ...documents.slice(3)]);

  // A page from the middle, of which only the end is known: it must end there, and says what stands before it.
  const page = read(documents.slice(4, 8), { seq: 4, hash: "" }, { seq: 8, hash: hash(7) });
  assert.deepEqual([page.before, page.entries.map(({ seq }) => seq)], [hash(3), [5, 6, 7, 8]]);
  assert.equal(read(hide(4).slice(4, 8), { seq: 4, hash: "" }).before, "");
  wrong("order", 9, documents.slice(4, 8), { seq: 4, hash: "" }, { seq: 8, hash: hash(6) });
  wrong("order", 6, [documents[4], documents[6]], { seq: 4, hash: "" });
});

test("what no reader of the log would take is not signed", () => {
  const { desks, head } = log();
  const act = { head, at: NOW, action: "status", subject: "", details: { to: "closed" } };
  assert.equal(ask(desks[0], "audit", { documents: [ask(desks[0], "sign", act)], after: head, actors: [] }).head.seq, 11);
  for (const change of [
    { details: { text: "two words" } }, { details: { mail: "a@b" } }, { details: { Upper: "x" } }, { details: { "": "x" } }, { details: { to: "x".repeat(101) } },
    { details: { to: 1 } }, { details: Object.fromEntries(Array.from({ length: 13 }, (_, at) => [`d${at}`, "x"])) },
    { subject: "x" }, { subject: "AB".repeat(16) }, { action: "Status" }, { action: "" }, { at: -1 }, { at: 1.5 },
    { head: { seq: -1, hash: ZEROS } }, { head: { seq: 0, hash: head.hash } }, { head: { seq: 4, hash: ZEROS } }, { head: { seq: 4, hash: "x" } },
  ])
    assert.throws(() => ask(desks[0], "sign", { ...act, ...change }), { code: "audit" }, JSON.stringify(change));
});

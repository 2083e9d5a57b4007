// A person's keys in the worker: made, wrapped, opened, forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, base64, desk, hex, installation, Installation, lib, NOW, random, utf8, ZEROS } from "./support/installation.mjs";

const account = hex(random(16));

test("words are drawn one by one from the whole list, and twelve have the standard's checksum", () => {
  const seen = new Set();
  for (let round = 0; round < 400; round++) for (const word of desk.newWords(9, random).split(" ")) seen.add(word);
  // Of 2,048 words, 3,600 draws show some 1,695.
  assert.ok(seen.size > 1_600 && seen.size < 1_790, String(seen.size));
  for (let round = 0; round < 50; round++) {
    const kit = desk.newWords(12, random);
    assert.equal(lib.parseReceipt(kit).length, 16, kit);
    assert.equal(desk.readWords(kit).words, kit);
  }
  const nought = (length) => new Uint8Array(length);
  assert.equal(desk.newWords(9, nought), Array(9).fill("abandon").join(" "));
  assert.equal(desk.newWords(12, nought), `${Array(11).fill("abandon").join(" ")} about`);
  assert.equal(desk.newWords(9, (length) => new Uint8Array(length).fill(255)), Array(9).fill("zoo").join(" "));
});

test("typed words are read in any spacing and case, and those that cannot be right are refused before anything is sent", () => {
  const worker = new Installation().worker();
  const { words, auth } = ask(worker, "words", { account, count: 9 });
  const typed = words.toUpperCase().split(" ").map((word, at) => `${at + 1}. ${word},\n `).join("");
  assert.equal(ask(worker, "derive", { account, words: typed }).auth, auth);
  assert.notEqual(ask(worker, "derive", { account: hex(random(16)), words }).auth, auth, "another account, another secret");
  assert.equal(base64.decode(auth).length, 32);
  const all = words.split(" ");
  for (const [wrong, values] of [
    [all.slice(1).join(" "), { found: "8" }],
    ["", { found: "0" }],
    [[...all.slice(0, 3), "tocsin", ...all.slice(4)].join(" "), { place: "4" }],
    [[...all, "пароль"].join(" "), { place: "10" }],
    [Array(12).fill("zoo").join(" "), { found: "12" }],
  ])
    assert.throws(() => ask(worker, "derive", { account, words: wrong }), (error) => (assert.deepEqual([error.code, error.values], ["words", values]), true), wrong);
});

test("what is sent to sign in does not open the keys", () => {
  const place = new Installation();
  const person = place.enrol("Robin");
  const auth = base64.decode(ask(place.worker(), "derive", { account: person.account, words: person.words }).auth);
  const asPrf = { kind: "passkey", credential: "c", prf: auth };
  const wrap = { kind: "passkey", credential: "c", sealed: person.wraps[0].sealed };
  assert.throws(() => ask(place.worker(), "unlock", place.unlocking(person, { wrap, by: asPrf })), { code: "wrap" });
});

test("each wrap opens with its own secret, kind and account alone", () => {
  const place = new Installation();
  const prf = random(32);
  const under = [
    { kind: "passkey", credential: "cred", prf },
    { kind: "passphrase", words: desk.newWords(9, random) },
    { kind: "kit", words: desk.newWords(12, random) },
  ];
  const { recipient, actor, proof, wraps } = ask(place.worker(), "enrol", { account, under });
  assert.deepEqual(wraps.map(({ kind, credential }) => [kind, credential]), [["passkey", "cred"], ["passphrase", undefined], ["kit", undefined]]);
  const me = { account, recipient, actor, rosters: [], team: [] };
  const given = { account, me, deployment: place.deployment, roster_key: place.rosterKey };
  const fingerprint = desk.personFingerprint(recipient, actor);
  desk.checkMember({ account, recipient, actor, fingerprint, proof });
  for (const [at, wrap] of wraps.entries()) {
    const unlocked = ask(place.worker(), "unlock", { ...given, wrap, by: under[at] });
    assert.deepEqual(unlocked, { fingerprint, epochs: [], false_teams: [], rosters: [], roster_keys: unlocked.roster_keys });
    assert.deepEqual(unlocked.roster_keys.map(({ key }) => key), [place.rosterKey]);
    for (const [other, by] of under.entries()) if (other !== at) assert.throws(() => ask(place.worker(), "unlock", { ...given, wrap, by }), { code: "wrap" });
    const altered = base64.decode(wrap.sealed);
    altered[20] ^= 1;
    const bad = [
      { wrap: { ...wrap, sealed: base64.encode(altered) } },
      { wrap: { ...wrap, sealed: "" } },
      { wrap: { ...wrap, sealed: "?" } },
      { account: hex(random(16)) },
    ];
    for (const change of bad) assert.throws(() => ask(place.worker(), "unlock", { ...given, wrap, by: under[at], ...change }), { code: "wrap" });
  }
  assert.throws(() => ask(place.worker(), "unlock", { ...given, wrap: wraps[0], by: { ...under[0], prf: prf.subarray(1) } }), { code: "wrap" });
  assert.throws(() => ask(place.worker(), "unlock", { ...given, wrap: wraps[1], by: { kind: "passphrase", words: under[2].words } }), { code: "words" });
});

test("keys that are not those of the account are not used", () => {
  const place = new Installation();
  const [one, other] = [place.enrol("Robin"), place.enrol("Li")];
  for (const change of [{ recipient: other.member.recipient }, { actor: other.member.actor }, { account: other.account }])
    assert.throws(() => ask(place.worker(), "unlock", place.unlocking(one, { me: { ...place.me(one), ...change } })), { code: "keys" });
  const worker = place.sitDown(one);
  assert.throws(() => ask(worker, "refresh", { me: place.me(other) }), { code: "keys" });
});

test("a worker that was not unlocked does nothing with keys", () => {
  const { place, lead } = installation();
  const worker = place.worker();
  const prf = { kind: "passkey", credential: "c", prf: random(32) };
  const needs = {
    ...{ rewrap: { under: prf }, refresh: { me: place.me(lead) }, summaries: [], open: { detail: {}, bodies: new Map() }, file: {}, reply: {}, note: {} },
    ...{ translation: {}, labels: {}, draft: {}, summary: {}, grants: { to: [] }, share: {}, sign: { head: { seq: 0, hash: ZEROS } }, grant: {}, team: {}, regrant: {} },
  };
  for (const [errand, given] of Object.entries(needs)) {
    const detail = { line: { id: "x" } };
    assert.throws(() => ask(worker, errand, { detail, ...given }), { code: "locked" }, errand);
  }
  // A failed unlocking leaves nothing open either.
  assert.throws(() => ask(worker, "unlock", place.unlocking(lead, { roster_key: lead.member.actor })), { code: "rosters" });
  assert.throws(() => ask(worker, "rewrap", { under: prf }), { code: "locked" });
});

test("a further device opens the same keys", () => {
  const { place, lead } = installation();
  const by = { kind: "passkey", credential: "new", prf: random(32) };
  const wrap = ask(place.sitDown(lead), "rewrap", { under: by });
  assert.equal(wrap.credential, "new");
  assert.deepEqual(ask(place.worker(), "unlock", place.unlocking(lead, { wrap, by })).epochs, [1]);
});

test("what no errand is, or is not asked as one, is refused without a word of what was wrong", () => {
  const { place, lead } = installation();
  const worker = place.sitDown(lead);
  for (const errand of ["constructor", "__proto__", "toString", "keys", ""]) assert.deepEqual(desk.answer(worker, { number: 7, errand, with: {} }), { number: 7, refused: "failed", values: {} });
  for (const errand of ["enrol", "sign", "grant", "summaries", "audit"]) assert.deepEqual(desk.answer(worker, { number: 8, errand, with: null }), { number: 8, refused: "failed", values: {} });
});

test("rosters are believed under both signatures, of this installation, and only as a continuation of what was seen", () => {
  const { place, lead, worker: other } = installation();
  const worker = place.sitDown(lead);
  const unlocked = ask(worker, "refresh", { me: place.me(lead) });
  const roster = place.newest();
  const shown = { epoch: 1, hash: roster.hash, expires: roster.expires, state: "current", team: desk.recipientFingerprint(roster.teamRecipient), signing_key: roster.teamSigningKey, recovery: false };
  assert.deepEqual(unlocked.rosters, [shown]);
  for (const [days, state] of [[-1, "early"], [90, "current"], [91, "late"], [121, "refused"]]) {
    place.clock = NOW + days * 86_400;
    assert.equal(ask(worker, "refresh", { me: place.me(lead) }).rosters[0].state, state);
  }
  place.clock = NOW;
  assert.throws(() => ask(place.worker(), "unlock", place.unlocking(lead, { deployment: `d-${"0".repeat(32)}` })), { code: "rosters", values: { problem: "chain" } });
  assert.throws(() => ask(place.worker(), "unlock", place.unlocking(lead, { roster_key: other.member.actor })), { code: "rosters", values: { problem: "admin_signature" } });

  // A fork: the administrators sign another second team than the one that was seen.
  const first = place.rosters.slice();
  place.newTeam(lead, [lead, other]);
  assert.deepEqual(ask(worker, "refresh", { me: place.me(lead) }).epochs, [1, 2]);
  const seen = place.rosters.slice();
  const team = lead.team.slice();
  place.rosters = first;
  lead.team.length = 1;
  place.newTeam(lead, [lead]);
  assert.throws(() => ask(worker, "refresh", { me: place.me(lead) }), { code: "rosters", values: { problem: "chain" } });
  // An old roster replayed is as bad.
  place.rosters = seen.slice(0, 1);
  lead.team = team.slice(0, 1);
  assert.throws(() => ask(worker, "refresh", { me: place.me(lead) }), { code: "rosters", values: { problem: "chain" } });
  place.rosters = seen;
  lead.team = team;
  assert.deepEqual(ask(worker, "refresh", { me: place.me(lead) }).epochs, [1, 2], "what was refused changed nothing");
});

test("team grants that hold anything but the roster's keys are refused", () => {
  const { place, lead } = installation();
  const [sound] = lead.team;
  const { recipient } = lead.member;
  const line = (text) => base64.encode(lib.seal(utf8(text), [recipient], random));
  const strange = new desk.Identity(random(32));
  const signing = new desk.SecretSigning(random(32));
  const bad = [
    { identity: base64.encode(desk.grant(strange, recipient, random)) },
    { signing: base64.encode(desk.grantSigning(signing, recipient, random)) },
    { identity: sound.signing },
    { signing: sound.identity },
    { identity: line(`${strange.text()}\n${strange.text()}\n`) },
    { identity: line(strange.text()) },
    { identity: line(`# key\n${strange.text()}\n`) },
    { identity: base64.encode(desk.grant(strange, strange.recipient, random)) },
    { identity: base64.encode(lib.seal(utf8("x"), [recipient, recipient], random)) },
    { identity: "" },
  ];
  for (const change of bad) {
    lead.team = [{ ...sound, ...change }];
    const unlocked = ask(place.worker(), "unlock", place.unlocking(lead));
    assert.deepEqual([unlocked.epochs, unlocked.false_teams], [[], [1]], JSON.stringify(Object.keys(change)));
  }
  // A grant without a roster is nobody's: it opens nothing, and keeps nobody out.
  lead.team = [sound, { ...sound, epoch: 2 }];
  assert.deepEqual(ask(place.worker(), "unlock", place.unlocking(lead)).epochs, [1]);
  // Whoever has the reading half alone reads, and signs nothing.
  lead.team = [{ ...sound, signing: "" }];
  assert.throws(() => ask(place.sitDown(lead), "grant", { member: lead.member }), { code: "no_team" });
});

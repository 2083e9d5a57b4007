// Keys that are handed on: to a new team, to an interpreter, to the readers of before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, base64, Case, desk, installation, random } from "./support/installation.mjs";

const FORM = { narrative: "They came to my door.", method: "travel.lure", danger: "no" };

test("a case that was sealed on with something else than its key is told, and sealed on again beside it", async () => {
  const { place, lead, worker: li } = installation();
  const one = await Case.report(place, FORM);
  const robin = place.sitDown(lead);
  one.open(robin);
  one.take(ask(robin, "note", { case: one.id, author: "Robin", about: "note", text: "a note" }));
  const newcomer = place.enrol("Noor");
  place.newTeam(lead, [lead, li, newcomer]);
  const to = desk.recipientFingerprint(place.newest().teamRecipient);
  const junk = { kind: "case", to, grant: base64.encode(desk.grant(new desk.Identity(random(32)), place.newest().teamRecipient, random)) };
  one.grants.push(junk);
  // Whoever holds the former team's key opens it all the same, and is told; whoever does not cannot.
  const member = place.sitDown(li);
  assert.deepEqual(one.open(member).warnings.map(({ code, values }) => [code, values.why]), [["grant_mismatch", "another"], ["grant_mismatch", "newest"]]);
  assert.throws(() => one.open(place.sitDown(newcomer)), { code: "hostile" });
  const made = ask(member, "regrant", { detail: one.detail() });
  assert.deepEqual(made.map(({ kind }) => kind), ["case", "staff"]);
  one.grants.push(...made);
  const opened = one.open(place.sitDown(newcomer));
  assert.deepEqual([opened.notes.length, opened.warnings.map(({ values }) => values.why)], [1, ["another"]]);
  assert.deepEqual(ask(member, "regrant", { detail: one.detail() }), [], "once is enough");
});

test("a guest's key is handed on only if its owner vouched for it", async () => {
  const { place, lead } = installation();
  const one = await Case.report(place, FORM);
  const inter = place.enrol("Inter");
  const other = place.enrol("Other");
  const robin = place.sitDown(lead);
  one.open(robin);
  const { grants } = ask(robin, "let_in", { case: one.id, member: inter.member });
  assert.deepEqual(grants.map(({ kind, to }) => [kind, to]), [["case", desk.recipientFingerprint(inter.member.recipient)]]);
  for (const change of [{ recipient: other.member.recipient }, { actor: other.member.actor }, { proof: other.member.proof }, { fingerprint: other.member.fingerprint }]) {
    assert.throws(() => ask(robin, "let_in", { case: one.id, member: { ...inter.member, ...change } }), { code: "member" }, JSON.stringify(change));
  }
});

test("a guest, who is told nothing of what staff did, is not warned of an urgency that staff changed", async () => {
  const { place, lead } = installation();
  const one = await Case.report(place, FORM);
  const changed = ({ detail }) => (detail.line.urgency = "critical");
  assert.deepEqual(one.open(place.sitDown(lead), changed).warnings.map(({ code }) => code), ["server_urgency"]);
  const asGuest = (given) => (changed(given), (given.detail.guest = true));
  assert.deepEqual(one.open(place.sitDown(lead), asGuest).warnings, []);
});

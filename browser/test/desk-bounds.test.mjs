// Words made to keep a reader busy: two million spaces before a letter are read or refused at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desk, lib, utf8 } from "./support/installation.mjs";

const MANY = 2_000_000;
const SPACES = " ".repeat(MANY);

function atOnce(what, work) {
  const start = performance.now();
  work();
  assert.ok(performance.now() - start < 2_000, what);
}

test("runs of spaces, dots and dashes before a letter keep no reader busy", () => {
  const padded = lib.padJson(utf8(`{"format":"${SPACES}x"}`));
  atOnce("a staff payload", () => assert.throws(() => desk.readStaff(padded)));
  atOnce("a report", () => assert.throws(() => desk.readReport(padded)));
  atOnce("a reply", () => assert.throws(() => lib.readReply(padded)));
  atOnce("a name", () => assert.equal(desk.safeName(`a${SPACES}b`), "a"));
  atOnce("a name of dots", () => assert.equal(desk.safeName(`${".".repeat(MANY)}b`), "b"));
  atOnce("a name as it is sealed", () => lib.fileName?.(`a${SPACES}b`));
  atOnce("a text", () => assert.equal(lib.trim(`a${SPACES}b`).length, MANY + 2));
  const facts = new Map([["urgency_time", `1${"-".repeat(MANY)}1`], ["when", `1${".".repeat(MANY)}1`]]);
  const draft = { ...lib.messageDraft([["text", "x"]], false), facts };
  atOnce("dates", () => lib.decideMessage(desk.rules, draft, false, 1_795_500_000));
});

// What is made of a form: the same draft, the same urgency, the same receipts as the server's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { lib, vectors } from "./vectors.mjs";

test("the same answers give the same urgency", () => {
  const { today, now, rules, cases } = vectors("urgency.json");
  assert.equal(lib.dayOf(now), today);
  assert.ok(cases.length > 400);
  for (const { name, methods, danger, facts, text, files, urgency, wakes, rules: hits } of cases) {
    const decision = lib.evaluate(rules, { methods, danger, facts: new Map(Object.entries(facts)), hasText: text, hasFiles: files, today });
    const found = { urgency: decision.urgency, wakes: decision.wakes, rules: decision.rules.map((rule) => rule.id), ruleSet: decision.ruleSet };
    assert.deepEqual(found, { urgency, wakes, rules: hits, ruleSet: rules.rule_set }, name);
  }
});

test("a rule that this script does not know is an error, not a rule that never holds", () => {
  const rule = { id: "Z", urgency: "critical", wakes: true, sentence: "s", when: [{ weather: 3 }] };
  const input = { methods: [], danger: "", facts: new Map(), hasText: true, hasFiles: false, today: 0 };
  assert.throws(() => lib.evaluate({ rule_set: "x", rules: [rule] }, input));
});

test("the same form gives the same draft and the same problems", () => {
  const { methods, cases } = vectors("drafts.json");
  assert.ok(cases.length > 50);
  for (const { name, fields, files, report, message } of cases) {
    const typed = fields.map(([field, value, times]) => [field, times === undefined ? value : value.repeat(times)]);
    assert.deepEqual(shown(lib.reportDraft(typed, { methods }, files)), report, `${name}, report`);
    assert.deepEqual(shown(lib.messageDraft(typed, files)), message, `${name}, message`);
  }
});

test("the form's fields are the server's", () => {
  const { tables } = vectors("drafts.json");
  assert.deepEqual(lib.FACTS, tables.facts);
  assert.deepEqual(lib.MESSAGE_FACTS, tables.message_facts);
  assert.deepEqual(lib.CONTROLS, tables.controls);
  assert.deepEqual([lib.NARRATIVE_LIMIT, lib.FACT_LIMIT, lib.FACTS_LIMIT], [tables.narrative_limit, tables.fact_limit, tables.facts_limit]);
});

test("half a character becomes what a browser's own form would send", () => {
  const draft = lib.reportDraft([["narrative", "a\ud800b"], ["contact", "\udc00"]], { methods: [] }, false);
  assert.deepEqual([draft.narrative, draft.facts.get("contact")], ["a\ufffdb", "\ufffd"]);
});

test("a receipt is the same words and digits", () => {
  for (const { entropy, words, digits } of vectors("receipts.json").receipts) {
    const bits = lib.unhex(entropy, 16);
    for (const [list, expected] of Object.entries(words)) {
      assert.equal(lib.words(bits, list), expected);
      assert.equal(lib.hex(lib.parseReceipt(expected)), entropy, expected);
    }
    assert.equal(lib.digits(bits), digits);
    assert.equal(lib.hex(lib.parseReceipt(digits)), entropy, digits);
  }
});

test("what people type is read alike", () => {
  const { cases, lists } = vectors("typed.json");
  assert.ok(cases.length > 45);
  for (const { typed, read } of cases) {
    const found = lib.parseReceipt(typed);
    assert.deepEqual(found instanceof Uint8Array ? { entropy: lib.hex(found) } : found, read, JSON.stringify(typed));
  }
  for (const [tag, list] of lists) assert.equal(lib.wordListFor(tag) ?? null, list, tag);
});

test("a fresh receipt is 128 bits of the source given", () => {
  const asked = [];
  const receipt = lib.newReceipt((length) => (asked.push(length), new Uint8Array(length).fill(7)));
  assert.deepEqual([asked, lib.hex(receipt)], [[16], "07".repeat(16)]);
});

test("names and types of files are made harmless alike", () => {
  const { names, types } = vectors("names.json");
  assert.ok(names.length > 20 && types.length > 10);
  for (const [sent, kept] of names) assert.equal(lib.fileName(sent), kept, JSON.stringify(sent));
  for (const [sent, kept] of types) assert.equal(lib.mediaType(sent), kept, JSON.stringify(sent));
});

function shown(draft) {
  if ("problems" in draft) return draft;
  const { facts, answerHere, ...rest } = draft;
  const said = [...facts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, short(value)]);
  for (const field of ["narrative", "text"]) if (field in rest) rest[field] = short(rest[field]);
  return { ...rest, ...(answerHere === undefined ? {} : { answer_here: answerHere }), facts: said };
}

// As the vectors write long words: their length and hash.
function short(text) {
  const bytes = lib.utf8(text);
  return bytes.length < 1000 ? text : { bytes: bytes.length, sha256: lib.hashOf(bytes) };
}

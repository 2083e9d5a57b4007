// Every word that the list and the case page ask for stands in the file of words, and none stands there for nothing.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const folder = new URL("../src/desk/", import.meta.url);
const sources = ["case", "files", "inbox"].flatMap((name) => readdirSync(new URL(`${name}/`, folder)).map((file) => readFileSync(new URL(`${name}/${file}`, folder), "utf8"))).join("\n");
const words = ["desk", "desk-case"].map((name) => readFileSync(new URL(`../../templates/locale/en/${name}.ftl`, import.meta.url), "utf8"));
const ids = (text) => [...text.matchAll(/^([a-z][\w-]*) =/gm)].map(([, id]) => id);
const [desk, own] = words.map(ids);

/** Ids that stand whole in the code, and beginnings of those that are put together there. */
const whole = [...sources.matchAll(/\b(?:t|lines)\((?:[^()"`]*\? )?"([a-z][a-z0-9-]+)"/g)].map(([, id]) => id);
const quoted = new Set([...sources.matchAll(/"([a-z][a-z0-9-]+)"/g)].map(([, id]) => id));
const begun = [...sources.matchAll(/`([a-z][a-z-]*-)\$\{/g)].map(([, start]) => start);

test("every word that is asked for is there", () => {
  assert.ok(whole.length > 150, String(whole.length));
  const known = new Set([...desk, ...own]);
  assert.deepEqual([...new Set(whole)].filter((id) => !known.has(id)), []);
});

test("no word stands there for nothing, and none twice", () => {
  assert.equal(new Set([...desk, ...own]).size, desk.length + own.length);
  // Words by a value of the server: its statuses, reasons, levels, what a log entry names.
  const byValue = ["case-status-", "case-reason-", "case-level-", "note-about-", "fact-", "junk-"];
  const wanted = (id) => quoted.has(id) || [...begun, ...byValue].some((start) => id.startsWith(start));
  assert.deepEqual(own.filter((id) => !wanted(id)), []);
});

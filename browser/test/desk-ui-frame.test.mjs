// The desk's frame: addresses, words, elements, the idle lock, what a browser remembers.
import "./support/page.mjs";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import * as frame from "../build/frame.mjs";

const source = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("an address leads to a view, and whatever is not understood leads home", () => {
  assert.deepEqual(frame.parse("#team"), { name: "team", parameter: "" });
  assert.deepEqual(frame.parse("#case/0123456789abcdef0123456789abcdef"), { name: "case", parameter: "0123456789abcdef0123456789abcdef" });
  for (const strange of ["", "#", "#Team", "#case/../x", "#case/a b", "#javascript:alert(1)", "#invite=", "#invite=a/b", `#${"x".repeat(31)}`, "#case/<b>"])
    assert.deepEqual(frame.parse(strange), frame.HOME, strange);
  for (const route of [{ name: "log", parameter: "" }, { name: "case", parameter: "ab12" }]) assert.deepEqual(frame.parse(frame.fragment(route)), route);
});

test("a one-time link is taken out of the address before anything else happens, and is given once", () => {
  const replaced = [];
  globalThis.location = { hash: "#invite=AbC_-9", pathname: "/desk" };
  globalThis.history = { replaceState: (_, __, address) => (replaced.push(address), (location.hash = "")) };
  const heard = {};
  globalThis.addEventListener = (name, action) => (heard[name] = action);
  let arrived = 0;
  let invited = 0;
  const router = new frame.Router(() => arrived++, () => invited++);
  assert.deepEqual(replaced, ["/desk"]);
  assert.equal(router.takeInvite(), "AbC_-9");
  assert.equal(router.takeInvite(), undefined);
  // Typed into the address of an open page.
  location.hash = "#invite=Second";
  heard.hashchange();
  assert.deepEqual([replaced.length, invited, arrived, router.takeInvite()], [2, 1, 0, "Second"]);
  location.hash = "#log";
  heard.hashchange();
  assert.deepEqual([arrived, router.here()], [1, { name: "log", parameter: "" }]);
});

test("words get their values and the form of their number", () => {
  const texts = new frame.Texts("ru", { a: "\u2068{name}\u2069, {name}!", b: { 0: "нет", 1: "{n} день", 2: "{n} дня", 5: "{n} дней" }, c: "one\n\n two" });
  assert.equal(texts.t("a", { name: "$& {name}" }), "\u2068$& {name}\u2069, $& {name}!");
  assert.deepEqual([0, 1, 21, 3, 11, 25].map((n) => texts.t("b", { n })), ["нет", "1 день", "21 день", "3 дня", "11 дней", "25 дней"]);
  assert.deepEqual(texts.lines("c"), ["one", "two"]);
  assert.deepEqual([texts.t("none"), texts.has("none"), texts.has("toString")], ["none", false, false]);
});

test("every text that the desk names exists, and every text of the frame is named", () => {
  const files = ["desk.ftl", "desk-case.ftl"].filter((name) => readdirSync(new URL("../../templates/locale/en", import.meta.url)).includes(name));
  const ids = (name) => [...source(`templates/locale/en/${name}`).matchAll(/^([a-z][\w-]*) ?=/gm)].map(([, id]) => id);
  const all = files.flatMap(ids);
  const known = new Set(all);
  assert.deepEqual(all.filter((id, at) => all.indexOf(id) !== at), [], "an id stands once: twice, the server would have no words at all");
  const folder = new URL("../src/desk/", import.meta.url);
  const code = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".ts")).map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  const named = [...code.matchAll(/["`](desk-[a-z0-9-]*)(\$\{)?/g)].filter(([, id]) => id !== "desk-worker");
  assert.ok(named.length > 200, `${named.length}`);
  const begun = [];
  for (const [, id, more] of named) {
    if (more === undefined && !id.endsWith("-")) assert.ok(known.has(id), `no text ${id}`);
    else {
      begun.push(id);
      assert.ok([...known].some((one) => one.startsWith(id)), `no text begins with ${id}`);
    }
  }
  const whole = new Set(named.filter(([, , more]) => more === undefined).map(([, id]) => id));
  const page = new Set(["desk-title", "desk-no-script", "desk-frame-title"]);
  // "desk-" alone begins everything: it is followed by what somebody came for.
  const ways = /^desk-(?:in|unlock|prove|passphrase|kit)-(?:title|why|words)$/;
  for (const id of ids("desk.ftl")) {
    const used = whole.has(id) || page.has(id) || ways.test(id) || begun.some((prefix) => prefix !== "desk-" && id.startsWith(prefix));
    assert.ok(used, `${id} is nowhere shown`);
  }
});

test("what the log says of every act of the server's list has its words", () => {
  const acts = [...source("src/seal/src/audit.rs").matchAll(/^    [A-Z]\w+ = "([a-z_]+)",$/gm)].map(([, word]) => word);
  assert.ok(acts.length > 40);
  const words = source("templates/locale/en/desk.ftl");
  for (const act of acts) assert.match(words, new RegExp(`^desk-act-${act.replaceAll("_", "-")} = `, "m"));
});

test("every refusal of the server and of the worker is said in words of ours", () => {
  const words = source("templates/locale/en/desk.ftl");
  const codes = (file, from, to) => [...source(file).split(from)[1].split(to)[0].matchAll(/\| "([a-z_]+)"/g)].map(([, code]) => code.replaceAll("_", "-"));
  const faults = codes("browser/src/desk/wire.ts", "export type Fault =", "; //");
  const refusals = codes("browser/src/desk/errands.ts", "export type Refused =", "; //");
  assert.ok(faults.length >= 12 && refusals.length >= 15);
  for (const fault of faults) assert.match(words, new RegExp(`^desk-problem-${fault} =`, "m"));
  for (const refusal of refusals) assert.match(words, new RegExp(`^desk-refused-${refusal} = `, "m"));
});

test("what turns the direction or hides is shown by its name and does neither", () => {
  const shown = (text) => frame.reveal(text).map((piece) => (typeof piece === "string" ? piece : `[${piece.name}]`)).join("");
  assert.equal(shown("photo\u202egpj.exe"), "photo[RLO]gpj.exe");
  assert.equal(shown("a\u200bb\ufeffc\u2066d\u2069\u0007\u00ad"), "a[ZWSP]b[BOM]c[LRI]d[PDI][U+0007][SHY]");
  assert.equal(shown("\u{e0041}x\u2028"), "[U+E0041]x[U+2028]");
  // Persian joiners, tabs and lines stay as they are.
  assert.equal(shown("می\u200cخواهم\n\tx"), "می\u200cخواهم\n\tx");
  assert.deepEqual(frame.reveal(""), []);
});

test("an element takes no text as program, and no address that leads elsewhere", () => {
  for (const [name, value] of [["onclick", "alert(1)"], ["style", "x"], ["srcdoc", "<b>"]]) assert.throws(() => frame.h("a", { [name]: value }), name);
  for (const href of ["javascript:alert(1)", " javascript:alert(1)", "https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "data:text/html,x", "vbscript:x"])
    assert.throws(() => frame.h("a", { href }), href);
  for (const href of ["#team", "/desk", "blob:x", "otpauth://totp/x"]) assert.equal(frame.h("a", { href }).attributes.get("href"), href);
  const made = frame.h("p", { hidden: true, title: "of \u2068Li\u2069", lang: undefined, class: false }, "<b>", 3, undefined, [false, "x"]);
  assert.deepEqual([...made.attributes], [["hidden", ""], ["title", "of Li"]]);
  assert.equal(made.textContent, "<b>3x");
});

test("half an hour without a touch is over, and a late touch does not bring it back", () => {
  let now = 1000;
  const idle = new frame.Idle(() => now);
  now += frame.IDLE - frame.WARNING - 1;
  assert.equal(idle.state(), "awake");
  now += 1;
  assert.equal(idle.state(), "soon");
  idle.touch();
  assert.equal(idle.state(), "awake");
  now += frame.IDLE;
  assert.equal(idle.state(), "over");
  idle.touch();
  assert.equal(idle.state(), "over");
  idle.begin();
  assert.equal(idle.state(), "awake");
  // A clock that was set back by an hour.
  now -= 3_600_000;
  assert.equal(idle.state(), "over");
});

test("three presses within a second lock, slower ones do not", () => {
  let now = 0;
  const triple = new frame.Triple(() => now);
  const press = (at) => ((now = at), triple.press());
  assert.deepEqual([0, 600, 1200, 1800].map(press), [false, false, false, false]);
  assert.deepEqual([5000, 5300, 5600].map(press), [false, false, true]);
  // The next one, which may close a dialog, begins anew.
  assert.equal(press(5700), false);
});

test("a browser shouts when a team or a log goes backwards, and asks when the team is new", () => {
  const remembered = { deployment: "d", roster: { epoch: 3, hash: "c" }, head: { seq: 10, hash: "j" } };
  const kinds = (roster, head, known = remembered, keys = []) => frame.alarms(known, roster, head, keys).map(({ kind }) => kind);
  const [same, log] = [{ epoch: 3, hash: "c" }, { seq: 10, hash: "j" }];
  assert.deepEqual(kinds(same, log), []);
  assert.deepEqual(kinds(same, { seq: 11, hash: "x" }), []);
  assert.deepEqual(kinds({ epoch: 4, hash: "d" }, log), ["new_team"]);
  assert.deepEqual(kinds({ epoch: 2, hash: "b" }, log), ["older_team"]);
  assert.deepEqual(kinds({ epoch: 3, hash: "x" }, log), ["other_team"]);
  assert.deepEqual(kinds(undefined, log), ["no_team"]);
  assert.deepEqual(kinds(same, { seq: 9, hash: "i" }), ["shorter_log"]);
  assert.deepEqual(kinds(same, { seq: 10, hash: "x" }), ["other_log"]);
  const [first, second] = [{ key: "a", fingerprint: "1" }, { key: "b", fingerprint: "2" }];
  const known = { ...remembered, key: "a" };
  assert.deepEqual(kinds(same, log, known, [first]), []);
  assert.deepEqual(kinds(same, log, known, [first, second]), ["new_key"]);
  assert.deepEqual(kinds(same, log, { ...remembered, key: "b" }, [first, second]), []);
  assert.deepEqual(kinds(same, log, { ...remembered, key: "b" }, [first]), ["other_key"], "a key that was given up came back");
  assert.deepEqual(kinds(same, log, known, [second]), ["other_key"]);
  assert.deepEqual(kinds(undefined, { seq: 0, hash: "0" }, { deployment: "d" }), []);
});

/** A shelf that counts. */
class Shelf {
  kept = new Map();
  getItem = (key) => this.kept.get(key) ?? null;
  setItem = (key, value) => void this.kept.set(key, value);
  removeItem = (key) => void this.kept.delete(key);
}

test("a computer that is not one's own remembers nothing, and forgets what it remembered", () => {
  const shelf = new Shelf();
  const what = { deployment: "d", roster: { epoch: 1, hash: "a" }, head: { seq: 2, hash: "b" } };
  const own = new frame.Memory("d", false, shelf);
  own.write(what);
  assert.deepEqual(new frame.Memory("d", false, shelf).read(), what);
  assert.deepEqual(new frame.Memory("other", false, shelf).read(), { deployment: "other" });
  const shared = new frame.Memory("d", true, shelf);
  assert.equal(shelf.kept.size, 0);
  shared.write(what);
  assert.equal(shelf.kept.size, 0);
  assert.deepEqual(shared.read(), { deployment: "d" });
});

test("damaged memory and storage that is turned off are as if nothing was remembered", () => {
  const shelf = new Shelf();
  for (const text of ["", "null", "{", '{"deployment":"x"}', '{"deployment":"d","roster":{"epoch":"1","hash":3},"head":5}']) {
    shelf.kept.set("tocsin-desk-d", text);
    assert.deepEqual(new frame.Memory("d", false, shelf).read(), { deployment: "d" }, text);
  }
  const off = () => {
    throw new Error("off");
  };
  const memory = new frame.Memory("d", false, { getItem: off, setItem: off, removeItem: off });
  memory.write({ deployment: "d" });
  assert.deepEqual(memory.read(), { deployment: "d" });
});

test("a fingerprint is compared whole, however it was said", () => {
  assert.equal(frame.grouped("0123456789abcdef"), "0123 4567 89ab cdef");
  for (const heard of ["0123 4567 89AB CDEF", "0123-4567-89ab-cdef", "0123456789abcdef"]) assert.ok(frame.same(heard, "0123456789abcdef"), heard);
  for (const heard of ["", "0123", "0123 4567 89ab cdee", "0123 4567 89ab cdef 0"]) assert.ok(!frame.same(heard, "0123456789abcdef"), heard);
  assert.ok(!frame.same("", ""));
});

test("words are taken however they are typed, and the first wrong one is named", () => {
  assert.equal(frame.tidy("  1. Abandon\n2) ability,  ABLE "), "abandon ability able");
  assert.equal(frame.firstDifference("a b c", "a b c"), undefined);
  assert.equal(frame.firstDifference("a x c", "a b c"), 2);
  assert.equal(frame.firstDifference("a b", "a b c"), 3);
  assert.equal(frame.firstDifference("a b c d", "a b c"), 4);
  assert.equal(frame.firstDifference("", "a"), 1);
});

test("a QR code is drawn as it is", () => {
  assert.equal(frame.outline([[true, true, false], [false, false, true]]), "M0 0h2v1h-2zM2 1h1v1h-1z");
});

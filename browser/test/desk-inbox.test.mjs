// The list of cases and what an answer is checked for: pure parts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { part } from "./desk-parts.mjs";

const { FIRST, age, compare, contactsDue, fits, narrowed, news, ringing } = await part("inbox/order.ts");
const { asksFor, namesAddress } = await part("case/asks.ts");
const { PHRASE_LANGUAGES, onlyPhrases, phrasesIn } = await part("case/phrases.ts");

const line = (id, more = {}) => ({
  id, version: 1, number: "1000-10", urgency: "routine", wakes: false, created: 0, last: 0, status: "new", language: "en", unread: false, answered: false,
  answer_here: true, messages: 0, files: 0, restricted: false, readable: true, withdrawn: false, lowered: false, junk: [], ...more,
});
const around = { me: "me", now: 1_000_000, labels: (id) => (id === "tagged" ? ["travel"] : []) };
const passes = (filter, made) => fits({ ...FIRST, status: "", ...filter }, made, around);

test("most urgent first, then newest, and equals keep their place", () => {
  const made = [
    line("r-new", { last: 900 }), line("c-old", { urgency: "critical", last: 1 }), line("u", { urgency: "urgent", last: 999 }),
    line("c-new", { urgency: "critical", last: 2 }), line("b", { last: 5 }), line("a", { last: 5 }),
  ];
  const order = [...made].sort(compare).map(({ id }) => id);
  assert.deepEqual(order, ["c-new", "c-old", "u", "r-new", "a", "b"]);
  assert.deepEqual([...made].reverse().sort(compare).map(({ id }) => id), order);
});

test("the first view hides what is closed and nothing else", () => {
  for (const status of ["new", "acknowledged", "working", "referred"]) assert.ok(fits(FIRST, line("x", { status }), around));
  assert.ok(!fits(FIRST, line("x", { status: "closed" }), around));
  assert.ok(fits(FIRST, line("x", { restricted: true, readable: false, junk: ["same-text"], withdrawn: true }), around));
});

test("each filter lets through what it names", () => {
  const cases = [
    [{ urgency: "critical" }, { urgency: "critical" }, { urgency: "urgent" }],
    [{ status: "closed" }, { status: "closed" }, { status: "new" }],
    [{ assignee: "me" }, { assignee: "me" }, { assignee: "other" }],
    [{ assignee: "nobody" }, {}, { assignee: "me" }],
    [{ assignee: "somebody" }, { assignee: "other" }, {}],
    [{ language: "ug" }, { language: "ug" }, { language: "fa" }],
    [{ unread: true }, { unread: true }, {}],
    [{ restricted: true }, { restricted: true }, {}],
    [{ junk: true }, { junk: ["same-text"] }, {}],
    [{ lowered: true }, { lowered: true }, {}],
    [{ contact: "due" }, { next_contact: 1_000_000 }, { next_contact: 1_000_001 }],
    [{ contact: "day" }, { next_contact: 1_086_400 }, { next_contact: 1_086_401 }],
    [{ contact: "any" }, { next_contact: 9_999_999 }, {}],
  ];
  for (const [filter, inside, outside] of cases) {
    assert.ok(passes(filter, line("x", inside)), JSON.stringify(filter));
    assert.ok(!passes(filter, line("x", outside)), JSON.stringify(filter));
  }
  assert.ok(passes({ label: "travel" }, line("tagged")));
  assert.ok(!passes({ label: "travel" }, line("x")));
  assert.ok(!passes({ urgency: "critical", unread: true }, line("x", { urgency: "critical" })), "filters add up");
});

test("the number of narrowing choices is said truly", () => {
  assert.equal(narrowed({ ...FIRST }), 0);
  assert.equal(narrowed({ ...FIRST, status: "", unread: true }), 2);
});

test("a poll tells new cases from further words and from our own doings", () => {
  const before = new Map([["a", line("a", { last: 5, messages: 1 })], ["b", line("b", { last: 5 })]]);
  const after = [line("a", { last: 9, messages: 2 }), line("b", { last: 5, status: "working" }), line("c")];
  const { arrived, more } = news(before, after);
  assert.deepEqual([arrived.map(({ id }) => id), more.map(({ id }) => id)], [["c"], ["a"]]);
});

test("what rings is counted until it is closed", () => {
  assert.equal(ringing([line("a", { wakes: true }), line("b"), line("c", { wakes: true, status: "closed" })]), 1);
});

test("contacts that are due are counted over all open cases, and one's own apart", () => {
  const lines = [
    line("due", { next_contact: 1_000_000, assignee: "me" }), line("overdue", { next_contact: 5, assignee: "other" }), line("nobody's", { next_contact: 5 }),
    line("tomorrow", { next_contact: 1_000_001, assignee: "me" }), line("closed", { next_contact: 5, assignee: "me", status: "closed" }), line("none", { assignee: "me" }),
  ];
  assert.deepEqual(contactsDue(lines, around), { all: 3, mine: 1 });
  assert.deepEqual(contactsDue([], around), { all: 0, mine: 0 });
});

test("ages are said coarsely and never below nought", () => {
  assert.deepEqual(age(100, 50), { unit: "minutes", count: 0 });
  assert.deepEqual(age(0, 3_599), { unit: "minutes", count: 59 });
  assert.deepEqual(age(0, 3_600), { unit: "hours", count: 1 });
  assert.deepEqual(age(0, 172_799), { unit: "hours", count: 47 });
  assert.deepEqual(age(0, 172_800), { unit: "days", count: 2 });
});

test("ten thousand lines are filtered and sorted within a frame or two", () => {
  const levels = ["routine", "urgent", "critical"];
  const many = Array.from({ length: 10_000 }, (_, at) => line(`id${at}`, { urgency: levels[at % 3], last: (at * 7_919) % 10_007, unread: at % 2 === 0 }));
  const once = () => many.filter((one) => fits({ ...FIRST, unread: true }, one, around)).sort(compare).length;
  once();
  const began = process.cpuUsage();
  assert.equal(once(), 5_000);
  assert.ok(process.cpuUsage(began).user < 250_000);
});

test("every approved sentence stands in all six languages, on one line, without a placeholder", () => {
  assert.deepEqual([...PHRASE_LANGUAGES].sort(), ["ar", "en", "fa", "kk", "ru", "tr", "ug", "vi", "zh-Hans", "zh-Hant"]);
  const ids = [...phrasesIn("en").keys()];
  assert.ok(ids.length >= 12);
  for (const tag of PHRASE_LANGUAGES) {
    const source = readFileSync(new URL(`../../templates/locale/${tag}/phrases.ftl`, import.meta.url), "utf8");
    assert.deepEqual([...source.matchAll(/^([^#\s][^\s=]*) =/gm)].map(([, id]) => id), ids, tag);
    assert.deepEqual([...phrasesIn(tag).keys()], ids, tag);
    assert.equal(new Set(phrasesIn(tag).values()).size, ids.length, `${tag}: two are alike`);
    for (const [id, text] of phrasesIn(tag)) assert.ok(text.length > 5 && !/[{}<>]/.test(text), `${tag} ${id}`);
  }
});

test("no approved sentence names an address, and sentences of the reporter's pages are word for word the same", () => {
  for (const tag of PHRASE_LANGUAGES) {
    for (const [id, text] of phrasesIn(tag)) assert.ok(!namesAddress(text), `${tag} ${id}`);
    const pages = readFileSync(new URL(`../../templates/locale/${tag}/ui.ftl`, import.meta.url), "utf8");
    for (const id of ["phrase-never-ask", "phrase-no-call", "phrase-danger", "phrase-door", "phrase-trip"])
      assert.ok(pages.includes(phrasesIn(tag).get(id)), `${tag} ${id}`);
  }
});

test("languages with regions find their sentences; others have none", () => {
  assert.equal(phrasesIn("zh-TW"), phrasesIn("zh-Hant"));
  assert.equal(phrasesIn("zh"), phrasesIn("zh-Hans"));
  assert.equal(phrasesIn("ru-RU"), phrasesIn("ru"));
  assert.equal(phrasesIn("bo"), undefined);
});

test("only whole approved sentences of that language need no second look", () => {
  const ru = phrasesIn("ru");
  assert.ok(onlyPhrases(`${ru.get("phrase-read")}\n\n${ru.get("phrase-door")} `, "ru"));
  assert.ok(!onlyPhrases(`${ru.get("phrase-read")} Приезжайте.`, "ru"));
  assert.ok(!onlyPhrases(ru.get("phrase-read"), "fa"));
  assert.ok(!onlyPhrases(" \n", "ru"));
  assert.ok(!onlyPhrases("anything", "bo"));
});

test("an answer that asks for a trip, a meeting, money or the code is noticed in every language", () => {
  const asks = {
    en: { travel: "Please book a flight.", meet: "Let us meet on Monday.", money: "You have to pay a small fee.", code: "Send us your code." },
    "zh-Hans": { travel: "请买机票。", meet: "我们见面谈吧。", money: "请先汇款。", code: "请把密码发给我们。" },
    "zh-Hant": { travel: "請買機票。", meet: "我們見面談吧。", money: "請先匯款。", code: "請把代碼發給我們。" },
    fa: { travel: "بلیت بخرید.", meet: "شما را ملاقات می‌کنیم.", money: "باید پول بدهید.", code: "کدتان را بفرستید." },
    ru: { travel: "Купите билет.", meet: "Давайте встретимся.", money: "Нужно заплатить.", code: "Пришлите ваш код." },
    ug: { travel: "بېلەت ئېلىڭ.", meet: "كۆرۈشەيلى.", money: "پۇل ئەۋەتىڭ.", code: "كودىڭىزنى ئەۋەتىڭ." },
  };
  for (const [tag, sentences] of Object.entries(asks))
    for (const [ask, sentence] of Object.entries(sentences)) assert.ok(asksFor(sentence, tag).includes(ask), `${tag} ${ask}: ${sentence}`);
});

test("plain answers and approved sentences raise no warning", () => {
  for (const tag of PHRASE_LANGUAGES) assert.deepEqual(asksFor([...phrasesIn(tag).values()].join("\n"), tag), [], tag);
  for (const plain of ["We read it. Are your parents safe?", "Hello, we are thinking.", "我们读过了。", "Мы читаем это.", "گزارش را خواندیم."])
    assert.deepEqual(asksFor(plain, "en"), [], plain);
});

test("addresses and telephone numbers in an answer are noticed", () => {
  for (const text of ["see https://example.org", "write to a@b.example", "WWW.x.org", "call +44 20 7946 0000", "evil.com"]) assert.ok(namesAddress(text), text);
  for (const text of ["No. We wait.", "on 12.05.2026 at 14:00", "e.g. this"]) assert.ok(!namesAddress(text), text);
});

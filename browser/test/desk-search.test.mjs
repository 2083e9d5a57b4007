// Searching what was opened: one spelling for what people write in several, and nothing left after locking.
import assert from "node:assert/strict";
import { test } from "node:test";
import { part } from "./desk-parts.mjs";

const { fold } = await part("search/fold.ts");
const { SearchIndex } = await part("search/index.ts");

test("case, accents and width make no difference", () => {
  assert.equal(fold("Ürümqi"), "urumqi");
  assert.equal(fold("ＣＡＦÉ"), "cafe");
  assert.equal(fold("Straße"), fold("STRASSE"));
  assert.equal(fold("Ёлка Йод"), fold("елка иод"));
  assert.equal(fold("İstanbul ISTANBUL ıstanbul"), "istanbul istanbul istanbul");
});

test("Arabic and Persian keyboards write the same word", () => {
  assert.equal(fold("كتابي"), fold("کتابی"));
  assert.equal(fold("أحمد"), fold("احمد"));
  assert.equal(fold("مُحَمَّد"), fold("محمد"));
  assert.equal(fold("محـــمد"), fold("محمد"));
  assert.equal(fold("مدرسة"), fold("مدرسه"));
  assert.equal(fold("می\u200cخواهم"), fold("میخواهم"));
  assert.equal(fold("\ufee3\ufea4\ufee4\ufeaa"), fold("محمد"), "presentation forms");
});

test("Uyghur letters stay apart where they are letters", () => {
  assert.notEqual(fold("ئۆي"), fold("ئۇي"));
  assert.notEqual(fold("كۈن"), fold("كۇن"));
  assert.equal(fold("ئۇيغۇر"), fold("ئۇيغۇر\u200f"));
});

test("Tibetan vowels are not taken for accents", () => {
  assert.notEqual(fold("བོད"), fold("བད"));
});

test("digits of every script are digits, and stand together", () => {
  for (let code = 0; code < 0x1fbfa; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const character = String.fromCodePoint(code);
    if (!/\p{Nd}/u.test(character)) continue;
    const plain = fold(`a${character}a`);
    assert.match(plain, /^a[0-9]a$/, `U+${code.toString(16)} became ${plain}`);
  }
  assert.equal(fold("۰۱۲۳۴۵۶۷۸۹"), "0123456789");
  assert.equal(fold("०१२ ๓๔๕ ༦༧༨"), "012345678");
  assert.equal(fold("+86 138-0013 8000"), "8613800138000");
  assert.equal(fold("4711-29"), "471129");
});

test("traditional and simplified Chinese find each other", () => {
  assert.equal(fold("護照與簽證"), fold("护照与签证"));
  assert.equal(fold("電話來自烏魯木齊"), fold("电话来自乌鲁木齐"));
  assert.equal(fold("裏裡"), fold("里里"));
});

test("folding twice is folding once", () => {
  for (const text of ["Ürümqi 護照 ۱۲", "أَحْمَد", "İı ß ﬁ ½ Ⅷ", "བོད་ཡིག", "a\u202eb"]) assert.equal(fold(fold(text)), fold(text), text);
});

test("every word must stand in the case, in any order, in its head or its words", () => {
  const index = new SearchIndex();
  index.head("a", "4711-29", "Call from police in Kashgar");
  index.head("b", "2000-11", "Letter at work");
  index.body("b", ["The police wrote to my employer", "خانواده‌ام در تهران"]);
  const found = (query) => ["a", "b", "c"].filter(index.matcher(query));
  assert.deepEqual(found("police"), ["a", "b"]);
  assert.deepEqual(found("POLICE kashg"), ["a"]);
  assert.deepEqual(found("work employer"), ["b"]);
  assert.deepEqual(found("طهران"), []);
  assert.deepEqual(found("تهران"), ["b"]);
  assert.deepEqual(found("4711"), ["a"]);
  assert.deepEqual(found("kashgar employer"), []);
  assert.deepEqual(found("  "), ["a", "b", "c"]);
});

test("no word is found across two texts", () => {
  const index = new SearchIndex();
  index.head("a", "one po", "lice two");
  assert.equal(index.matcher("police")("a"), false);
});

test("after locking nothing is found, and what is dropped is gone", () => {
  const index = new SearchIndex();
  index.head("a", "police");
  index.body("a", ["police"]);
  index.head("b", "police");
  index.drop("b");
  assert.equal(index.matcher("police")("b"), false);
  index.purge();
  assert.equal(index.matcher("police")("a"), false);
  assert.equal(index.size, 0);
  assert.doesNotMatch(JSON.stringify(index), /police/);
});

test("a very long text costs a bounded time", () => {
  const index = new SearchIndex();
  const began = process.cpuUsage();
  index.body("a", ["護".repeat(5_000_000)]);
  const { user } = process.cpuUsage(began);
  assert.ok(user < 5_000_000, `${user} µs`);
  assert.equal(index.matcher("护护")("a"), true);
});

// Files that somebody sent: what is drawn or played is decided by their bytes, and no name of theirs can run or mislead.
import assert from "node:assert/strict";
import { test } from "node:test";
import { part } from "./desk-parts.mjs";

const { kindOf, PICTURE_BYTES } = await part("files/kinds.ts");
const { dangerName, pixelName, shownName } = await part("files/names.ts");

const text = (letters) => new TextEncoder().encode(letters);
const bytes = (...parts) => Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...part].map((letter) => letter.charCodeAt(0)) : part)));
const number = (value, width) => Array.from({ length: width }, (_, at) => (value >>> (8 * (width - 1 - at))) & 255);
const png = (width, height) => bytes([0x89], "PNG\r\n\x1a\n", number(13, 4), "IHDR", number(width, 4), number(height, 4), [8, 6, 0, 0, 0]);
const gif = (width, height) => bytes("GIF89a", [width & 255, width >> 8, height & 255, height >> 8], [0, 0, 0]);
const jpeg = (width, height, ...before) =>
  bytes([0xff, 0xd8], ...before, [0xff, 0xc2, 0, 17, 8], number(height, 2), number(width, 2), [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
const app = (length) => [0xff, 0xe1, ...number(length + 2, 2), ...new Array(length).fill(0x41)];

test("pictures are known by their first bytes and measured before they are decoded", () => {
  assert.deepEqual(kindOf(png(640, 480)), { kind: "picture", type: "image/png", width: 640, height: 480 });
  assert.deepEqual(kindOf(gif(300, 200)), { kind: "picture", type: "image/gif", width: 300, height: 200 });
  assert.deepEqual(kindOf(jpeg(4000, 3000, app(9000), [0xff], app(3))), { kind: "picture", type: "image/jpeg", width: 4000, height: 3000 });
  const vp8x = bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0], [0, 0, 0, 0], [0x7f, 0x02, 0], [0xdf, 0x01, 0]);
  assert.deepEqual(kindOf(vp8x), { kind: "picture", type: "image/webp", width: 640, height: 480 });
  const lossless = bytes("RIFF", [0, 0, 0, 0], "WEBPVP8L", [5, 0, 0, 0], [0x2f, 0x7f, 0xc2, 0x77, 0x00, 0]);
  assert.equal(kindOf(lossless).width, 640);
  const lossy = bytes("RIFF", [0, 0, 0, 0], "WEBPVP8 ", [5, 0, 0, 0], [0, 0, 0], [0x9d, 0x01, 0x2a], [0x80, 0x02, 0xe0, 0x01]);
  assert.deepEqual([kindOf(lossy).width, kindOf(lossy).height], [640, 480]);
});

test("a small file that would become a huge picture is never decoded", () => {
  for (const huge of [png(65_000, 65_000), png(0xffffffff, 0xffffffff), png(20_000, 10), jpeg(65_535, 65_535), png(8000, 8000)])
    assert.deepEqual(kindOf(huge), { kind: "picture_refused", reason: "pixels" });
  const long = new Uint8Array(PICTURE_BYTES + 1);
  long.set(png(10, 10));
  assert.deepEqual(kindOf(long), { kind: "picture_refused", reason: "bytes" });
});

test("a picture without a size, or cut anywhere, is refused and never an error", () => {
  assert.deepEqual(kindOf(png(0, 10)), { kind: "picture_refused", reason: "broken" });
  assert.deepEqual(kindOf(bytes([0xff, 0xd8, 0xff, 0xd9])), { kind: "picture_refused", reason: "broken" });
  assert.deepEqual(kindOf(bytes([0xff, 0xd8, 0xff, 0xe1, 0, 0])), { kind: "picture_refused", reason: "broken" });
  for (const whole of [png(9, 9), gif(9, 9), jpeg(9, 9, app(5))]) {
    for (let length = 0; length < whole.length; length++) {
      const { kind } = kindOf(whole.subarray(0, length));
      assert.ok(["other", "picture_refused", "picture"].includes(kind), `${length}: ${kind}`);
    }
  }
});

test("chance bytes are never an error", () => {
  let seed = 7;
  const next = () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 16;
  const heads = [png(9, 9), gif(9, 9), jpeg(9, 9), bytes("RIFF\0\0\0\0WEBPVP8X"), bytes("\0\0\0\0ftyp"), new Uint8Array(0)];
  for (let round = 0; round < 20_000; round++) {
    const head = heads[round % heads.length];
    const made = new Uint8Array(next() % 200);
    for (let at = 0; at < made.length; at++) made[at] = next();
    made.set(head.subarray(0, Math.min(head.length, made.length, next() % 40)));
    kindOf(made);
  }
});

test("drawings that hold script, pages and documents are none of what is shown", () => {
  const shown = [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<?xml version="1.0"?><svg onload="alert(1)"/>',
    "<!doctype html><script>alert(1)</script>",
    "%PDF-1.7", "PK\x03\x04", "MZ\x90\0", "\x7fELF", "{\\rtf1", "\xd0\xcf\x11\xe0", "BM", "II*\0", "L\0\0\0\x01\x14\x02\0", "[Desktop Entry]", "#!/bin/sh", "",
  ];
  for (const start of shown) assert.deepEqual(kindOf(bytes(start, new Array(64).fill(32))), { kind: "other" }, start.slice(0, 12));
});

test("a polyglot is what its first bytes say: pixels of a picture, whatever follows", () => {
  const both = bytes([...jpeg(20, 20)], "<script>alert(1)</script>");
  assert.equal(kindOf(both).type, "image/jpeg");
  assert.deepEqual(kindOf(bytes("<html>", [...jpeg(20, 20)])), { kind: "other" });
});

test("sound and film are played as what they are; pictures in a film's clothing are not", () => {
  const box = (brand) => bytes([0, 0, 0, 32], "ftyp", brand, [0, 0, 0, 0]);
  assert.deepEqual(kindOf(box("isom")), { kind: "film", type: "video/mp4" });
  assert.deepEqual(kindOf(box("M4A ")), { kind: "sound", type: "audio/mp4" });
  for (const brand of ["heic", "avif", "mif1"]) assert.deepEqual(kindOf(box(brand)), { kind: "other" });
  assert.deepEqual(kindOf(bytes([0x1a, 0x45, 0xdf, 0xa3, 1])), { kind: "film", type: "video/webm" });
  assert.deepEqual(kindOf(bytes("ID3", [4, 0, 0])), { kind: "sound", type: "audio/mpeg" });
  assert.deepEqual(kindOf(bytes([0xff, 0xfb, 0x90, 0x44, 0])), { kind: "sound", type: "audio/mpeg" });
  assert.deepEqual(kindOf(bytes([0xff, 0xf1, 0x50, 0x80, 0])), { kind: "sound", type: "audio/aac" });
  assert.deepEqual(kindOf(bytes([0xff, 0xfe, 0x61, 0x00, 0x62])), { kind: "other" }, "UTF-16 text");
});

const HOSTILE = [
  "letter.pdf", "invoice.pdf.exe", "photo.jpg\u202egnp.exe", "a\u2066b\u2069.scr", "../../etc/passwd", "..\\..\\autoexec.bat", "C:\\x\\CON.txt", "con", "NUL.tar.gz",
  "lpt1", "COM¹.txt", ".bashrc", "...", " . . ", "name.exe. . .", "name.exe ", "a.lnk", "run.desktop", "=cmd|'/c calc'!A1.csv", "-rf", "a\0b.txt", "a\nb.txt",
  "a:b.txt", "x".repeat(20_000), `${"я".repeat(20_000)}.docx`, `${"a.".repeat(10_000)}exe`, `x.${"y".repeat(20_000)}`, "\ud800bad\udc00.txt", "", "护照.pdf", "ئۇيغۇر.doc",
  "🙂.png", "e\u0301".repeat(3_000), `${"\u0301".repeat(20_000)}.txt`,
];

test("no name can run, climb, mislead, or be longer than a folder takes", () => {
  for (const hostile of HOSTILE) {
    const name = dangerName(hostile, "4711-29");
    const shown = JSON.stringify(hostile.slice(0, 30));
    assert.ok(name.endsWith(".danger"), shown);
    assert.match(name, /^4711-29_[\p{L}\p{M}\p{N}_-]+(?:\.[a-z0-9]{1,12})?\.danger$/u, shown);
    assert.ok(Buffer.byteLength(name) <= 255, `${shown}: ${Buffer.byteLength(name)}`);
    const second = name.slice("4711-29_".length);
    assert.doesNotMatch(second, /^(con|prn|aux|nul|com\d|lpt\d)\./i, shown);
    assert.match(pixelName(hostile, "4711-29"), /^4711-29_[\p{L}\p{M}\p{N}_-]+_pixels\.png$/u, shown);
    assert.ok(Buffer.byteLength(pixelName(hostile, "1")) <= 255);
  }
});

test("what a file really is stays in its name", () => {
  assert.equal(dangerName("invoice.pdf.exe", "4711-29"), "4711-29_invoice_pdf.exe.danger");
  assert.equal(dangerName("photo.jpg\u202egnp.exe", "4711-29"), "4711-29_photo_jpggnp.exe.danger");
  assert.equal(dangerName("护照.pdf", "1"), "1_护照.pdf.danger");
  assert.equal(dangerName("name.exe. . .", "1"), "1_name.exe.danger");
});

test("a case's number that was tampered with adds nothing to a name", () => {
  assert.equal(dangerName("a.txt", "../\u202e4711"), "4711_a.txt.danger");
});

test("a name of 20,000 characters is shown by its beginning and its end", () => {
  const shown = shownName(`${"a".repeat(20_000)}.exe`);
  assert.ok([...shown].length <= 80);
  assert.ok(shown.endsWith(".exe"));
  assert.equal(shownName("short.txt"), "short.txt");
  assert.equal(text(shownName("a".repeat(81))).length > 0, true);
});

// Age files: the shape that is taken, and files made again from any place.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Decrypter } from "age-encryption";
import { lib } from "./vectors.mjs";

const folder = new URL("../../tests/vectors/", import.meta.url);
const index = (name) => JSON.parse(readFileSync(new URL(`${name}/index.json`, folder), "utf8"));
const random = lib.secureRandom;

test("files made by age's author's library open, those without grease are not ours", () => {
  const { identity, files } = index("npm");
  for (const { file, stanzas, greased, length, sha256 } of files) {
    const sealed = new Uint8Array(readFileSync(new URL(`npm/${file}`, folder)));
    if (!greased) {
      assert.throws(() => lib.open(sealed, identity, stanzas), file);
      continue;
    }
    const plain = lib.open(sealed, identity, stanzas);
    assert.deepEqual([plain.length, lib.hashOf(plain)], [length, sha256], file);
  }
});

test("every malformed file is refused", () => {
  const { identity, refused } = index("refused");
  assert.ok(refused.length >= 75);
  for (const { file, stanzas } of refused) {
    const sealed = new Uint8Array(readFileSync(new URL(`refused/${file}`, folder)));
    assert.throws(() => lib.open(sealed, identity, stanzas), file);
  }
});

test("what is sealed here opens with age's author's library", async () => {
  const seed = random(32);
  for (const length of [0, 1, 4096, 65_535, 65_536, 65_537, 200_000]) {
    const plain = new Uint8Array(length).fill(length & 0xff);
    const sealed = lib.seal(plain, [lib.recipientOf(seed)], random);
    const decrypter = new Decrypter();
    decrypter.addIdentity(lib.identityOf(seed));
    assert.deepEqual(await decrypter.decrypt(sealed), plain, String(length));
    assert.deepEqual(lib.open(sealed, lib.identityOf(seed), 1), plain, String(length));
  }
});

const recipient = lib.recipientOf(random(32));
const blob = (bytes) => new Blob([bytes]);
const whole = async (file, from = 0) => {
  const parts = [];
  for await (const chunk of file.chunks(from)) parts.push(chunk);
  return lib.concat(...parts);
};

test("a file's sealed bytes are the same from every place, before and after the first pass", async () => {
  const file = lib.sealFile(blob(random(60_000)), recipient, random);
  const large = lib.sealFile(blob(new Uint8Array(300_000).fill(9)), recipient, random);
  for (const one of [file, large]) {
    // Asked from the middle first: what comes before must have passed the hashes all the same.
    const tail = await whole(one, 50_000);
    const all = await whole(one);
    assert.equal(all.length, one.sealedLength);
    assert.deepEqual(tail, all.slice(50_000));
    const attachment = one.attachment();
    assert.deepEqual([attachment.sealedSha256, attachment.sealedLength], [lib.hashOf(all), all.length]);
    for (const from of [0, 1, 1_700, 1_990, 65_000, 67_000, 131_000, all.length - 1, all.length]) {
      assert.deepEqual(await whole(one, from), all.slice(from), String(from));
    }
  }
});

test("a file that changes while it is sent is never sealed twice under one key", async () => {
  const source = { size: 200_000, type: "", bytes: new Uint8Array(200_000), slice(a, b) { return blob(this.bytes.slice(a, b)); } };
  const file = lib.sealFile(source, recipient, random);
  await whole(file);
  source.bytes[100_000] = 1;
  await assert.rejects(whole(file), lib.FileChanged);
  assert.equal((await whole(file, file.sealedLength - 10)).length, 10, "what has not changed can still be had");
  source.bytes = source.bytes.slice(0, 150_000);
  await assert.rejects(whole(file, 180_000), lib.FileChanged);
  source.slice = () => ({ arrayBuffer: () => Promise.reject(new Error("the card is out")) });
  await assert.rejects(whole(file), lib.FileChanged);
});

test("what is known of a file only at its end is not said before", async () => {
  const file = lib.sealFile(blob(new Uint8Array(100_000)), recipient, random);
  assert.throws(() => file.attachment());
  const chunks = file.chunks();
  await chunks.next();
  await chunks.next();
  assert.equal(file.complete, false);
  assert.throws(() => file.attachment());
  await whole(file);
  assert.equal(file.attachment().sha256, lib.hashOf(new Uint8Array(100_000)));
});

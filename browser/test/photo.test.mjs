// The twin of src/domain/tests/photos.rs: the same files, the same bytes out.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { PhotoCleaner, cleanName, cleanPhoto } from '../build/library.mjs';

const vectors = new URL('../../tests/vectors/photos/', import.meta.url);
const read = (path) => new Uint8Array(readFileSync(new URL(path, vectors)));
const names = (folder) => readdirSync(new URL(folder, vectors));

const inPieces = (photo, size) => {
  const cleaner = new PhotoCleaner();
  const copy = [];
  for (let at = 0; at < photo.length; at += size) copy.push(...cleaner.push(photo.subarray(at, at + size)));
  return ['jpeg', 'png'].includes(cleaner.finish()) ? Uint8Array.from(copy) : null;
};

test('every photograph gets the clean copy that the server makes', () => {
  assert.ok(names('good/').length > 20);
  for (const name of names('good/')) assert.deepEqual(cleanPhoto(read(`good/${name}`)), read(`clean/${name}`), name);
});

test('broken photographs get none', () => {
  assert.ok(names('bad/').length > 20);
  for (const name of names('bad/')) {
    const cleaner = new PhotoCleaner();
    cleaner.push(read(`bad/${name}`));
    assert.equal(cleaner.finish(), 'broken', name);
  }
});

test('in whatever pieces a file comes the copy is the same', () => {
  for (const folder of ['good/', 'bad/']) {
    for (const name of names(folder)) {
      const photo = read(folder + name);
      for (const size of [1, 3, 64, 1000]) assert.deepEqual(inPieces(photo, size), cleanPhoto(photo), `${name} in pieces of ${size}`);
    }
  }
});

test('a thousand bent files come out as the server makes them', () => {
  const cases = JSON.parse(readFileSync(new URL('bent.json', vectors), 'utf8'));
  assert.ok(cases.length >= 1000);
  for (const one of cases) {
    let photo = read(`good/${one.photo}`);
    for (const [at, byte] of one.changed) photo[at] = byte;
    if (one.piece !== null) {
      const [from, length, times] = one.piece;
      const piece = [...photo.subarray(from, from + length)];
      photo = Uint8Array.from([...photo.subarray(0, from), ...Array(times).fill(piece).flat(), ...photo.subarray(from + length)]);
    }
    const copy = cleanPhoto(photo);
    assert.equal(copy && createHash('sha256').update(copy).digest('hex'), one.clean, JSON.stringify(one));
  }
});

test('what is no photograph is told from its first bytes', () => {
  for (const other of [[], [0xff], [0xff, 0xd8], [0xff, 0xd8, 0x20], [0x89, 0x50], [0x25, 0x50, 0x44, 0x46]]) {
    const cleaner = new PhotoCleaner();
    assert.equal(cleaner.push(Uint8Array.from(other)).length, 0);
    assert.equal(cleaner.finish(), 'other');
  }
});

test("the copy's name tells that it is one and keeps the ending", () => {
  const named = ['photo.jpg', 'a.b.PNG', 'photo', '.hidden', '', 'dir.d/photo', 'x.'].map(cleanName);
  assert.deepEqual(named, ['photo-clean.jpg', 'a.b-clean.PNG', 'photo-clean', '.hidden-clean', '-clean', 'dir.d/photo-clean', 'x-clean.']);
});

// Another program's memory, as root can read it even where nobody else may: what a core of it would hold.
import fs from 'node:fs';
import assert from 'node:assert/strict';
import { found } from './house.mjs';

/** Whether this may look at all. Who is not root is refused, which is what can be shown then. */
export function mayRead(id) {
  try {
    fs.closeSync(fs.openSync(`/proc/${id}/mem`, 'r'));
    return true;
  } catch (error) {
    assert.notEqual(process.getuid(), 0, `root reads it: ${error.message}`);
    assert.match(error.code, /EACCES|EPERM/);
    return false;
  }
}

/** For each of `texts` the mapping of process `id` that holds it in some form, or undefined. */
export function inMemory(id, texts) {
  const hits = new Map(texts.map((text) => [text, undefined]));
  const memory = fs.openSync(`/proc/${id}/mem`, 'r');
  let read = 0;
  try {
    for (const line of fs.readFileSync(`/proc/${id}/maps`, 'utf8').split('\n')) {
      const [, from, to, name] = line.match(/^(\w+)-(\w+) rw\S+ \S+ \S+ \S+ *(.*)/) ?? [];
      if (from === undefined) continue;
      const bytes = Buffer.alloc(Number(BigInt(`0x${to}`) - BigInt(`0x${from}`)));
      try {
        read += fs.readSync(memory, bytes, 0, bytes.length, BigInt(`0x${from}`));
      } catch {
        // Given back while this reads.
        continue;
      }
      for (const text of texts) {
        const form = found(bytes, text);
        if (form) hits.set(text, `${name || 'anonymous'} at ${from} (${form})`);
      }
    }
  } finally {
    fs.closeSync(memory);
  }
  assert.ok(read > 1 << 20, `only ${read} bytes could be read`);
  return hits;
}

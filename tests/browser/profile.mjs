// What a browser has written to its profile folder: every file as it is, and unpacked where the browser packs it.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { found } from './house.mjs';

/** The first file under `folder` that holds `text` in any form, with the form. */
export function keptIn(folder, text) {
  for (const [name, bytes] of written(folder)) {
    const form = found(bytes, text);
    if (form) return `${name} holds “${text}” (${form})`;
  }
  return undefined;
}

export function* written(folder) {
  for (const name of fs.readdirSync(folder, { recursive: true })) {
    let bytes;
    try {
      // A running browser removes files while this reads, and names a lock by a link that leads nowhere.
      if (!fs.lstatSync(path.join(folder, name)).isFile()) continue;
      bytes = fs.readFileSync(path.join(folder, name));
    } catch {
      continue;
    }
    yield [name, bytes];
    if (bytes.subarray(0, 8).equals(MOZ_LZ4)) yield [`${name}, unpacked`, lz4(bytes)];
    for (const packed of gzips(bytes)) yield [`${name}, a packed part`, packed];
  }
}

const MOZ_LZ4 = Buffer.from('mozLz40\0', 'latin1');

/** One block of LZ4 behind Mozilla's eight letters and the true size. */
export function lz4(file) {
  const out = Buffer.alloc(file.readUInt32LE(8));
  let [at, to] = [12, 0];
  const length = (low) => {
    let sum = low;
    if (low === 15) for (let more = 255; more === 255; sum += more) more = file[at++];
    return sum;
  };
  while (at < file.length) {
    const token = file[at++];
    const plain = length(token >> 4);
    file.copy(out, to, at, at + plain);
    at += plain;
    to += plain;
    if (at >= file.length) break;
    const back = file.readUInt16LE(at);
    at += 2;
    for (let left = length(token & 15) + 4; left > 0; left -= 1, to += 1) out[to] = out[to - back];
  }
  return out.subarray(0, to);
}

/** Answers that came compressed lie so in a cache. */
function* gzips(bytes) {
  for (let at = bytes.indexOf(GZIP); at >= 0; at = bytes.indexOf(GZIP, at + 1)) {
    try {
      yield zlib.gunzipSync(bytes.subarray(at), { finishFlush: zlib.constants.Z_SYNC_FLUSH });
    } catch {
      // Three bytes that only look like it.
    }
  }
}

const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);

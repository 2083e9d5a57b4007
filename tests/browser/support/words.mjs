// The desk's words as its pages show them: tests press what a person reads, and survive a better wording.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../house.mjs';

const folder = path.join(root, 'templates/locale/en');
const texts = new Map();
for (const name of fs.readdirSync(folder).filter((file) => file.startsWith('desk') || file === 'phrases.ftl')) read(fs.readFileSync(path.join(folder, name), 'utf8'));

function read(ftl) {
  let id;
  for (const line of ftl.split('\n')) {
    const begun = line.match(/^([a-z][a-z0-9-]*) =\s?(.*)$/);
    if (begun) { id = begun[1]; texts.set(id, begun[2]); } else if (id && /^\s+\S/.test(line)) texts.set(id, `${texts.get(id)}\n${line.trim()}`.trim());
    else id = undefined;
  }
}

/** The text of `id`, its places filled. Texts with forms are not for this. */
export function t(id, values = {}) {
  const text = texts.get(id);
  if (text === undefined) throw new Error(`the desk has no text ${id}`);
  if (text.includes('->')) throw new Error(`${id} has forms`);
  return text.replaceAll(/\{ \$([a-z_]+) \}/g, (_, name) => String(values[name] ?? ''));
}

/** The text of `id` as an expression: whatever stands in its places. */
export function like(id) {
  const escaped = t(id, Object.fromEntries([...(texts.get(id).matchAll(/\{ \$([a-z_]+) \}/g))].map(([, name]) => [name, '\u0000']))).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(escaped.replaceAll('\u0000', '.*'));
}

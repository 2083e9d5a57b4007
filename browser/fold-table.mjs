// Makes src/desk/search/han.ts from OpenCC's table of single characters: `node fold-table.mjs FOLDER`, the folder of an
// unpacked npm package opencc-js (npm pack opencc-js@1.4.2; Apache-2.0). Not part of building: the table is kept.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const table = readFileSync(join(folder, "dist/esm-lib/dict/TSCharacters.js"), "utf8").match(/"(.*)"/s)[1];

// What people write: simplified characters of GB 2312, the 6,763 that every Chinese keyboard has.
const common = new Set();
const decoder = new TextDecoder("gbk");
for (let row = 0xb0; row <= 0xf7; row++) for (let cell = 0xa1; cell <= 0xfe; cell++) common.add(decoder.decode(Uint8Array.of(row, cell)));

const pairs = [];
for (const entry of table.split("|")) {
  const [traditional, simplified] = entry.split(" ");
  if (traditional.length === 1 && simplified.length === 1 && traditional !== simplified && common.has(simplified)) pairs.push(traditional + simplified);
}
pairs.sort();
const out = new URL("src/desk/search/han.ts", import.meta.url);
writeFileSync(
  out,
  `// Made by fold-table.mjs from OpenCC's TSCharacters (opencc-js ${version}, ${license}): ${pairs.length} traditional and variant characters,
// each followed by its simplified one. Covers what has a simplified form in GB 2312; rarer characters stay as they are.
export const HAN = "${pairs.join("")}";
`,
);
console.log(pairs.length);

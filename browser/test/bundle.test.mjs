// The files that pages load.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const NAMES = ["tocsin.js", "desk.js", "worker.js"];
const bundles = new Map(NAMES.map((name) => [name, readFileSync(new URL(`../dist/${name}`, import.meta.url))]));

test("what reporters load is under 80 kB compressed", () => {
  assert.ok(gzipSync(bundles.get("tocsin.js"), { level: 9 }).length < 80_000);
});

test("no bundle turns text into program, or names an address", () => {
  for (const [name, bundle] of bundles) {
    // The name of the kind of element that a QR code is drawn with; nobody asks for it.
    const text = bundle.toString().replaceAll("http://www.w3.org/2000/svg", "");
    for (const wrong of [/\beval\s*\(/, /\bnew Function\b/, /\bFunction\s*\(/, /https?:\/\//, /\bimport\s*\(/, /sourceMappingURL/, /\bMath\.random\b/, /document\.write/])
      assert.ok(!wrong.test(text), `${name}: ${wrong}`);
  }
});

test("the bundles are the same bytes wherever they are built", () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "bundle-"));
  execFileSync("node", [fileURLToPath(new URL("../build.mjs", import.meta.url)), "--out", elsewhere], { cwd: elsewhere });
  for (const [name, bundle] of bundles) assert.ok(readFileSync(join(elsewhere, name)).equals(bundle), `${name}: run \`npm --prefix browser run build\``);
  rmSync(elsewhere, { recursive: true });
});

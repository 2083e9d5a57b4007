// The one file that pages load.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const bundle = readFileSync(new URL("../dist/tocsin.js", import.meta.url));

test("the bundle is under 80 kB compressed", () => {
  assert.ok(gzipSync(bundle, { level: 9 }).length < 80_000);
});

test("the bundle turns no text into program, and names no address", () => {
  const text = bundle.toString();
  for (const wrong of [/\beval\s*\(/, /\bnew Function\b/, /\bFunction\s*\(/, /https?:\/\//, /\bimport\s*\(/, /sourceMappingURL/, /\bMath\.random\b/, /document\.write/])
    assert.ok(!wrong.test(text), String(wrong));
});

test("the bundle is the same bytes wherever it is built", () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "bundle-"));
  const out = join(elsewhere, "tocsin.js");
  execFileSync("node", [fileURLToPath(new URL("../build.mjs", import.meta.url)), "--out", out], { cwd: elsewhere });
  assert.ok(readFileSync(out).equals(bundle), "run `npm --prefix browser run build`");
  rmSync(elsewhere, { recursive: true });
});

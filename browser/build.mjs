// Makes dist/tocsin.js from src/main.ts: one ES module, the same bytes on every machine. `--for-tests` makes the
// library for node instead, in build/, which is not kept.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { dirname } from "node:path";

const tests = process.argv.includes("--for-tests");
const result = await build({
  absWorkingDir: dirname(fileURLToPath(import.meta.url)),
  entryPoints: [tests ? "src/lib/testing.ts" : "src/main.ts"],
  outfile: tests ? "build/library.mjs" : "dist/tocsin.js",
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: !tests,
  charset: "utf8",
  legalComments: "none",
  write: true,
  metafile: true,
  logLevel: "warning",
});
if (process.argv.includes("--sizes")) {
  const [output] = Object.values(result.metafile.outputs);
  for (const [name, { bytesInOutput }] of Object.entries(output.inputs).sort((a, b) => b[1].bytesInOutput - a[1].bytesInOutput))
    console.log(String(bytesInOutput).padStart(7), name);
}
if (!tests) {
  const { readFileSync } = await import("node:fs");
  const bytes = readFileSync(new URL("dist/tocsin.js", import.meta.url));
  console.log(`dist/tocsin.js: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} compressed`);
}

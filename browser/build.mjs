// Makes dist/tocsin.js from src/main.ts: one ES module, the same bytes on every machine. `--for-tests` makes the library
// for node instead, in build/, which is not kept. `--out FILE` writes elsewhere, `--sizes` says what takes how much.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

// Three constants of @noble/post-quantum are made when the module is read, and would bring two elliptic curves that
// nobody here uses. Said to be without side effects, they are left out.
const leaveOutUnused = {
  name: "leave out unused",
  setup({ onLoad }) {
    onLoad({ filter: /@noble\/post-quantum\/hybrid\.js$/ }, ({ path }) => {
      let marked = 0;
      const mark = (call) => (marked++, `/* @__PURE__ */ ${call}`);
      const contents = readFileSync(path, "utf8").replace(/(?<=^export const \w+ = )(?:QSF|createKitchenSink)\(|ecdhKem\((?=p\d+,)/gm, mark);
      if (marked !== 5) throw new Error("@noble/post-quantum has changed: look at what build.mjs leaves out");
      return { contents };
    });
  },
};

const { values: chosen } = parseArgs({
  options: { "for-tests": { type: "boolean" }, out: { type: "string" }, sizes: { type: "boolean" } },
});
const tests = chosen["for-tests"] ?? false;
const here = dirname(fileURLToPath(import.meta.url));
const outfile = resolve(chosen.out ?? join(here, tests ? "build/library.mjs" : "dist/tocsin.js"));
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: [tests ? "src/lib/testing.ts" : "src/main.ts"],
  outfile,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: !tests,
  charset: "utf8",
  legalComments: "none",
  plugins: [leaveOutUnused],
  metafile: true,
  logLevel: "warning",
});
if (chosen.sizes) {
  const [output] = Object.values(metafile.outputs);
  const parts = Object.entries(output.inputs).map(([name, { bytesInOutput }]) => [bytesInOutput, name]);
  for (const [bytes, name] of parts.sort((a, b) => b[0] - a[0])) console.log(String(bytes).padStart(7), name);
}
if (!tests) {
  const bytes = readFileSync(outfile);
  console.log(`${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} compressed`);
}

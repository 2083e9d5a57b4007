// Makes dist/tocsin.js from src/main.ts, dist/desk.js and dist/worker.js from src/desk: each one file, the same bytes on
// every machine. `--for-tests` makes the library for node instead, in build/, which is not kept. `--out FOLDER` writes
// elsewhere, `--sizes` says what takes how much.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { readRules } from "./triage.mjs";

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

// The desk computes urgency again by the rules that the program was built with, not by some that a server names.
const triageRules = {
  name: "triage rules",
  setup({ onLoad }) {
    onLoad({ filter: /\/triage\.toml$/ }, ({ path }) => ({ contents: JSON.stringify(readRules(readFileSync(path, "utf8"))), loader: "json" }));
  },
};

const { values: chosen } = parseArgs({
  options: { "for-tests": { type: "boolean" }, out: { type: "string" }, sizes: { type: "boolean" } },
});
const tests = chosen["for-tests"] ?? false;
const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(chosen.out ?? join(here, tests ? "build" : "dist"));
const made = tests
  ? { "library.mjs": "src/lib/testing.ts", "desk.mjs": "src/desk/testing.ts", "frame.mjs": "src/desk/ui/testing.ts" }
  : { "tocsin.js": "src/main.ts", "desk.js": "src/desk/main.ts", "worker.js": "src/desk/worker.ts" };
for (const [name, entry] of Object.entries(made)) {
  const outfile = join(folder, name);
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    outfile,
    bundle: true,
    // The worker is a classic script: browsers start such a one from a trusted address alike.
    format: name === "worker.js" ? "iife" : "esm",
    target: "es2022",
    minify: !tests,
    charset: "utf8",
    legalComments: "none",
    // Approved sentences of the desk are words of the program, not of the server.
    loader: { ".ftl": "text" },
    plugins: [leaveOutUnused, triageRules],
    metafile: true,
    logLevel: "warning",
  });
  if (chosen.sizes) {
    const [output] = Object.values(metafile.outputs);
    const parts = Object.entries(output.inputs).map(([input, { bytesInOutput }]) => [bytesInOutput, input]);
    for (const [bytes, input] of parts.sort((a, b) => b[0] - a[0])) console.log(String(bytes).padStart(7), input);
  }
  if (!tests) {
    const bytes = readFileSync(outfile);
    console.log(`${name}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} compressed`);
  }
}

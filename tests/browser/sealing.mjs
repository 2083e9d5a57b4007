// What sealing costs in a real Chromium whose processor is slowed to a quarter: `node tests/browser/sealing.mjs`, after
// `npm ci` in tests/ and in browser/. Every round is a page of its own, as for somebody who comes once: nothing is
// compiled or computed before. Ends with 1 if the median of what a page does at the press takes longer than the limit.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const { chromium } = createRequire(path.join(root, 'tests/package.json'))('playwright-core');
const LIMIT = 200;
const SLOWER = 4;
const ROUNDS = 9;

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'sealing-'));
const library = path.join(home, 'library.mjs');
execFileSync('node', [path.join(root, 'browser/build.mjs'), '--for-tests', '--out', home]);
const vectors = (name) => JSON.parse(fs.readFileSync(path.join(root, 'tests/vectors/twins', name), 'utf8'));
const { deployment, cases } = vectors('rosters.json');
const { documents, roster_key, now } = cases.find(({ name }) => name === 'three epochs');
const { rules } = vectors('urgency.json');
const { methods } = vectors('drafts.json');

// The policy under which the pages run it: its own script and nothing else, no eval.
const headers = { 'content-security-policy': "default-src 'none'; script-src 'self'", 'cache-control': 'no-store' };
const server = http.createServer((request, response) => {
  if (request.url === '/library.mjs') {
    response.writeHead(200, { ...headers, 'content-type': 'text/javascript' }).end(fs.readFileSync(library));
  } else {
    response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end('<!doctype html><title>.</title>');
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}/`;

// As the page does it: the chain and the parts without words while somebody writes, the rest at the press.
const steps = {
  load: async () => { window.lib = await import('/library.mjs'); },
  roster: ({ documents, roster_key, deployment, now }) => { window.roster = lib.verifyChain(documents, roster_key, deployment, now).at(-1); },
  whole: ({ deployment, now, rules, methods }) => {
    window.seal = (prepared, own = {}) => {
      const fields = [['narrative', 'Two men came to my door. '.repeat(80)], ['danger', '3days'], ['method', methods[0]], ['safe_now', 'no']];
      const draft = lib.reportDraft(fields, { methods }, false);
      const decision = lib.decideReport(rules, draft, false, now);
      const entropy = lib.newReceipt(lib.secureRandom);
      return lib.sealReport({ draft, decision, language: 'en', roster, deployment, entropy, now, random: lib.secureRandom, ...own }, prepared);
    };
    return window.seal();
  },
  prepare: async ({ deployment }) => {
    window.prepared = await lib.prepareCase(roster, lib.secureRandom);
    const entropy = lib.newReceipt(lib.secureRandom);
    window.own = { entropy, keys: lib.prepareKeys(entropy, deployment) };
  },
  press: () => window.seal(prepared, own),
  file: async () => {
    const source = new File([new Uint8Array(4 << 20)], 'film.mp4', { type: 'video/mp4' });
    for await (const chunk of lib.sealFile(source, prepared.caseRecipient, lib.secureRandom).chunks()) window.last = chunk.length;
  },
};

const rounds = [];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking'] });
try {
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.goto(base);
    // The processor time of the page's thread: what other programs take of the machine is not in it.
    const spent = async () => (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ThreadTime').value * 1000;
    const taken = {};
    for (const [name, step] of Object.entries(steps)) {
      const source = `(${step})(${JSON.stringify({ deployment, documents, roster_key, now, rules, methods })})`;
      const before = [await spent(), performance.now()];
      await page.evaluate(`Promise.resolve(${source}).then(() => 0)`);
      taken[name] = [(await spent()) - before[0], performance.now() - before[1]];
    }
    rounds.push(taken);
    await context.close();
  }
} finally {
  await browser.close();
  server.close();
  fs.rmSync(home, { recursive: true, force: true });
}
const median = (name, which) => rounds.map((round) => round[name][which]).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
const said = {
  load: 'loading the library',
  roster: 'checking three rosters, the first cryptography of the page',
  whole: 'sealing a report of 2 kB, nothing prepared',
  prepare: 'what can be prepared while somebody writes',
  press: 'sealing a report of 2 kB at the press, prepared',
  file: 'sealing 4 MiB of a file',
};
for (const [name, what] of Object.entries(said)) {
  console.log(`${what}: ${median(name, 0).toFixed(0)} ms of its thread, ${median(name, 1).toFixed(0)} ms by the clock (medians of ${ROUNDS})`);
}
if (median('press', 0) > LIMIT) {
  console.error(`sealing takes more than ${LIMIT} ms`);
  process.exitCode = 1;
}

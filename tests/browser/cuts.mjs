// A large file from the page of a real Chromium, over a network that breaks five times at random: it arrives whole, can be
// paused, and memory is bounded. `node tests/browser/cuts.mjs [MEGABYTES]`, 80 unless told.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Demo, openBrowser, openPage, until } from './house.mjs';

const MEGABYTES = Number(process.argv[2] ?? 80);
const CUTS = 5;
/**
 * What the whole browser may take more than before. It gives memory back late, so this grows with the file at first and then
 * levels off; a page that kept the file and what it sealed of it would be beyond it.
 */
const MOST_BROWSER = MEGABYTES > 100 ? 320e6 : 160e6;
/** What the heap of the page's script may reach. */
const MOST_HEAP = 32e6;
/** And the server, of whom this is a build without optimisation. */
const MOST_SERVER = 32e6;

/** A network between browser and server that breaks when so many bytes have passed in one direction, for a while. */
class Network {
  passed = 0;
  cuts = 0;
  #open = new Set();
  #away = false;

  static async start(port, places) {
    const network = new Network();
    network.server = net.createServer((near) => {
      if (network.#away) return near.resetAndDestroy();
      const far = net.connect(port, '127.0.0.1');
      network.#open.add(near);
      near.on('close', () => { network.#open.delete(near); far.destroy(); });
      near.on('error', () => {});
      far.on('error', () => {});
      far.on('close', () => near.destroy());
      far.pipe(near);
      near.on('data', (bytes) => {
        network.passed += bytes.length;
        if (!far.write(bytes)) { near.pause(); far.once('drain', () => near.resume()); }
        if (network.passed > (places[0] ?? Infinity)) { places.shift(); network.#cut(); }
      });
    });
    await new Promise((resolve) => network.server.listen(0, '127.0.0.1', resolve));
    network.base = `http://127.0.0.1:${network.server.address().port}`;
    return network;
  }

  #cut() {
    this.cuts += 1;
    this.#away = true;
    for (const near of this.#open) near.resetAndDestroy();
    setTimeout(() => { this.#away = false; }, 300);
  }

  stop() {
    for (const near of this.#open) near.destroy();
    this.server.close();
  }
}

/** Bytes that a process keeps for itself, or shares with its like: what it would take from a small phone. */
function resident(id) {
  try {
    const status = fs.readFileSync(`/proc/${id}/status`, 'utf8');
    return ['RssAnon', 'RssShmem'].reduce((sum, name) => sum + 1024 * Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))?.[1] ?? 0), 0);
  } catch {
    return 0;
  }
}

const digest = (file) => new Promise((resolve, reject) => {
  const hash = createHash('sha256');
  fs.createReadStream(file).on('data', (bytes) => hash.update(bytes)).on('end', () => resolve(hash.digest('hex'))).on('error', reject);
});

const size = MEGABYTES * 1_000_000;
const places = Array.from({ length: CUTS }, () => randomInt(Math.floor(size * 0.05), Math.floor(size * 0.95))).sort((a, b) => a - b);
const demo = await Demo.start();
const network = await Network.start(demo.port, [...places]);
let browser;
try {
  const file = path.join(demo.home, 'film.mp4');
  const out = fs.openSync(file, 'w');
  for (let left = size; left > 0; left -= 1_000_000) fs.writeSync(out, randomBytes(1_000_000));
  fs.closeSync(out);

  browser = await openBrowser();
  const page = await openPage(browser);
  await page.goto(`${network.base}/en/report`);
  await until('the script', async () => (await page.locator('.mode').first().textContent()).includes('Locked on this device'));
  await page.fill('[name=narrative]', 'With a film ‹cuts›');
  await page.locator('summary', { hasText: 'Photos, papers' }).click();
  await page.locator('[name=files]').setInputFiles(file);

  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  await devtools.send('HeapProfiler.collectGarbage');
  const whole = await browser.newBrowserCDPSession();
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  const browserBytes = () => processInfo.reduce((sum, { id }) => sum + resident(id), 0);
  const [idle, idleServer] = [browserBytes(), resident(demo.child.pid)];
  const peak = { browser: 0, held: 0, server: 0, heap: 0 };
  const look = () => {
    peak.browser = Math.max(peak.browser, browserBytes() - idle);
    peak.server = Math.max(peak.server, resident(demo.child.pid) - idleServer);
  };
  const watch = setInterval(look, 100);
  let over = false;
  const collecting = (async () => {
    for (; !over; await new Promise((resolve) => setTimeout(resolve, 2_000))) {
      await devtools.send('HeapProfiler.collectGarbage');
      peak.held = Math.max(peak.held, browserBytes() - idle);
      const { metrics } = await devtools.send('Performance.getMetrics');
      peak.heap = Math.max(peak.heap, metrics.find(({ name }) => name === 'JSHeapUsedSize').value);
    }
  })();

  const begun = Date.now();
  await page.locator('form[action$="/report"] button.main').first().click();
  await until('the first part to be there', () => network.passed > size / 10, 120_000);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('paused').waitFor();
  const at = await page.locator('progress').evaluate((bar) => bar.value);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const passed = network.passed;
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  assert.equal(network.passed, passed, 'not a byte passes while it is paused');
  assert.equal(await page.locator('progress').evaluate((bar) => bar.value), at);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('All of them have arrived.', { exact: true }).waitFor({ timeout: Math.max(120_000, MEGABYTES * 2_000) });
  clearInterval(watch);
  over = true;
  await collecting;
  const took = (Date.now() - begun) / 1000;
  assert.equal(network.cuts, CUTS, 'the network broke every time');
  assert.deepEqual(page.complaints, []);

  const [mine] = demo.opened().filter(({ report }) => report.includes('‹cuts›'));
  const arrived = fs.readdirSync(path.join(mine.folder, 'files')).map((name) => path.join(mine.folder, 'files', name));
  assert.equal(arrived.length, 1);
  assert.equal(await digest(arrived[0]), await digest(file), 'whole at the desk');

  const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(`${MEGABYTES} MB whole after ${CUTS} cuts and a pause in ${took.toFixed(1)} s; ${mb(network.passed)} passed; at most over idle: browser ${mb(peak.browser)}, ${mb(peak.held)} just after collecting garbage, server ${mb(peak.server)}; heap of the page ${mb(peak.heap)}`);
  console.log(`cut at ${places.map(mb).join(', ')}`);
  assert.ok(peak.heap > 0 && peak.browser > 0 && peak.held > 0, 'it was looked at');
  assert.ok(peak.heap < MOST_HEAP, 'the heap of the page is bounded');
  assert.ok(peak.browser < MOST_BROWSER, 'the memory of the browser is bounded');
  assert.ok(peak.server < MOST_SERVER, 'the memory of the server is bounded');
} finally {
  await browser?.close();
  network.stop();
  demo.stop();
}
console.log('1 passed, 0 failed');

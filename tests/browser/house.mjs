// What the tests in a real browser share: the demo, a relay that keeps every byte the browser sends, a browser that says
// when anything is refused or goes wrong, and the desk.
import { spawn, execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import assert from 'node:assert/strict';

export const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const { chromium } = createRequire(path.join(root, 'tests/package.json'))('playwright-core');
const target = process.env.CARGO_TARGET_DIR ?? path.join(root, 'target');
const bin = (name) => path.join(target, 'debug', name);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const shots = process.argv.includes('--screenshots') ? process.argv[process.argv.indexOf('--screenshots') + 1] : null;

/** A demo in a folder of its own, and what its staff do with the desk. */
export class Demo {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'sealed-'));
  data = path.join(this.home, 'demo');
  identity = path.join(this.home, 'demo-keys/caseworker.txt');
  log = '';

  static async start() {
    const demo = new Demo();
    demo.port = await demo.run();
    return demo;
  }

  run() {
    return new Promise((resolve, reject) => {
      this.child = spawn(bin('tocsin'), ['demo', '--listen', '127.0.0.1:0', '--data', this.data, '--no-rate-limit']);
      const timer = setTimeout(() => reject(new Error(`the demo did not start:\n${this.log}`)), 60_000);
      const heard = (bytes) => {
        this.log += bytes;
        const found = this.log.match(/http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/);
        if (found) { clearTimeout(timer); resolve(Number(found[1])); }
      };
      this.child.stdout.on('data', heard);
      this.child.stderr.on('data', heard);
      this.child.on('exit', (code) => reject(new Error(`the demo ended with ${code}:\n${this.log}`)));
    });
  }

  mails() {
    const folder = path.join(this.data, 'mail');
    return fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.eml')) : [];
  }

  /** What the desk opens: `{id, folder, report}` of every case. */
  opened() {
    const [bundles, out] = ['bundles', 'opened'].map((name) => fs.mkdtempSync(path.join(this.home, `${name}-`)));
    execFileSync(bin('tocsin'), ['export', '--data', this.data, '--out', path.join(bundles, 'b')]);
    if (!fs.readdirSync(path.join(bundles, 'b')).some((name) => name.startsWith('case-'))) return [];
    execFileSync(bin('tocsin-desk'), ['open', '--identity', this.identity, path.join(bundles, 'b'), '--out', path.join(out, 'o'), '--attachments']);
    this.bundles = path.join(bundles, 'b');
    return fs.readdirSync(path.join(out, 'o')).filter((name) => name.startsWith('case-')).map((name) => {
      const folder = path.join(out, 'o', name);
      return { id: name.slice(5), folder, report: fs.readFileSync(path.join(folder, 'report.txt'), 'utf8') };
    });
  }

  /** Answers a case that was opened before. */
  answer(id, text) {
    const out = fs.mkdtempSync(path.join(this.home, 'replies-'));
    execFileSync(bin('tocsin-desk'), ['reply', '--identity', this.identity, this.bundles, '--case', id, '--text', text, '--out', path.join(out, 'r')]);
    execFileSync(bin('tocsin'), ['import', '--data', this.data, '--from', path.join(out, 'r')]);
  }

  /** Every file and the log. */
  * traces() {
    yield ['the log', Buffer.from(this.log)];
    for (const name of fs.readdirSync(this.home, { recursive: true })) {
      const file = path.join(this.home, name);
      if (/^demo(-keys)?\//.test(name) && fs.statSync(file).isFile()) yield [name, fs.readFileSync(file)];
    }
  }

  stop() {
    this.child.removeAllListeners('exit');
    this.child.kill('SIGTERM');
    fs.rmSync(this.home, { recursive: true, force: true });
  }
}

/** Stands between browser and server and keeps what the browser sends. `cut` may break connections. */
export class Relay {
  sent = [];
  /** Answers that told the browser to forget. If it may not, it says so on the console, which is a complaint. */
  forgets = 0;
  /** Called with a connection's bytes so far at each piece; true breaks it before the answer comes back. */
  cut = () => false;

  static async start(port) {
    const relay = new Relay();
    relay.server = net.createServer((near) => {
      const far = net.connect(port, '127.0.0.1');
      const heard = [];
      let broken = false;
      near.on('data', (bytes) => {
        relay.sent.push(bytes);
        heard.push(bytes);
        far.write(bytes);
        broken ||= relay.cut(Buffer.concat(heard));
      });
      // Cut once the server has answered: it has taken what came, and the browser never hears of it.
      far.on('data', (bytes) => {
        if (/\r\nclear-site-data: [^\r]*"storage"/i.test(bytes.toString('latin1'))) relay.forgets += 1;
        if (broken) near.destroy();
        else near.write(bytes);
      });
      for (const [one, other] of [[near, far], [far, near]]) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.end());
      }
    });
    await new Promise((resolve) => relay.server.listen(0, '127.0.0.1', resolve));
    relay.base = `http://127.0.0.1:${relay.server.address().port}`;
    return relay;
  }

  /** Everything the browser has sent since the last time this was asked. */
  taken() {
    const all = Buffer.concat(this.sent);
    this.sent = [];
    return all;
  }

  stop() {
    this.server.close();
  }
}

export async function openBrowser() {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A page with script on whose every complaint is kept. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en', ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', (message) => {
    if (/^Clear-Site-Data header on .*Cleared data types: "cache", "cookies", "storage"/.test(message.text())) return;
    // The browser's own notes: a broken connection or a refusal, and names of powers that this browser does not have.
    if (!/^Failed to load resource|^Error with Permissions-Policy header: Unrecognized feature/.test(message.text())) page.complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => page.complaints.push(`error: ${error.stack}`));
  page.on('dialog', (dialog) => { page.complaints.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  return page;
}

/** The forms in which a careless program keeps or sends a text. */
export function* forms(text) {
  const raw = Buffer.from(text);
  yield ['raw', raw];
  yield ['hex', Buffer.from(raw.toString('hex'))];
  yield ['UTF-16', Buffer.from(text, 'utf16le')];
  yield ['percent', Buffer.from(encodeURIComponent(text))];
  yield ['JSON', Buffer.from(JSON.stringify(text).slice(1, -1))];
  for (const skip of [0, 1, 2]) yield ['base64', Buffer.from(raw.subarray(skip, skip + Math.floor((raw.length - skip) / 3) * 3).toString('base64'))];
}

/** In which form `bytes` hold `text`, if they do. */
export function found(bytes, text) {
  for (const [form, trace] of forms(text)) if (bytes.includes(trace)) return form;
  return undefined;
}

/** Nothing of `secrets` is in what was sent, nor in anything the browser keeps for this page. */
export async function keepsNothing(page, sent, secrets) {
  for (const secret of secrets) assert.equal(found(sent, secret), undefined, `“${secret}” was sent`);
  const kept = await page.evaluate(async () => JSON.stringify({
    local: { ...localStorage },
    session: { ...sessionStorage },
    caches: await caches.keys(),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    cookies: document.cookie,
    state: history.state,
    name: window.name,
    address: location.href,
  }));
  const { local, session, caches: cached, databases, cookies, state, name } = JSON.parse(kept);
  assert.deepEqual([local, session, cached, databases, cookies, state, name], [{}, {}, [], [], '', null, '']);
  const client = await page.context().newCDPSession(page);
  const { entries } = await client.send('Page.getNavigationHistory');
  await client.detach();
  for (const secret of secrets) assert.equal(found(Buffer.from(JSON.stringify([kept, entries])), secret), undefined, `“${secret}” is kept`);
  assert.equal((await page.context().cookies()).length, 0, 'no cookies');
}

export async function until(what, test, ms = 15_000) {
  const end = Date.now() + ms;
  while (Date.now() < end) { if (await test()) return; await wait(50); }
  assert.fail(`waited in vain for ${what}`);
}

export async function shoot(page, name) {
  if (!shots) return;
  await page.evaluate(() => document.activeElement?.blur());
  await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
}

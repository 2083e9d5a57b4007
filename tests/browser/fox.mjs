// Firefox ESR as a person has it, driven over WebDriver BiDi, the protocol that it speaks itself. What the driver asks of a
// page runs in a sandbox that the page does not see, and does so with the page's own script off as well.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import assert from 'node:assert/strict';
import { root, shots, until } from './house.mjs';

const WebSocket = createRequire(path.join(root, 'tests/package.json'))('ws');

/** What Tor Browser sets for everybody, as far as a page can feel it. */
const TOR_BROWSER = {
  'browser.privatebrowsing.autostart': true,
  'browser.cache.disk.enable': false,
  'browser.sessionstore.privacy_level': 2,
  'privacy.resistFingerprinting': true,
  'privacy.firstparty.isolate': true,
  'dom.security.https_only_mode': true,
  'network.http.referer.defaultPolicy': 2,
};

/** What its level "Safest" sets besides: the rows of its own table, and what its NoScript then refuses. */
export const SAFEST = {
  ...TOR_BROWSER,
  'javascript.enabled': false,
  'javascript.options.ion': false,
  'javascript.options.baselinejit': false,
  'javascript.options.native_regexp': false,
  'javascript.options.asmjs': false,
  'javascript.options.wasm': false,
  'svg.disabled': true,
  'mathml.disabled': true,
  'gfx.font_rendering.graphite.enabled': false,
  'gfx.font_rendering.opentype_svg.enabled': false,
  'gfx.downloadable_fonts.enabled': false,
  'media.mp4.enabled': false,
  'media.webm.enabled': false,
  'media.ogg.enabled': false,
  'webgl.disabled': true,
};

/** Firefox calls nobody of its own accord, asks nothing, and writes down its session every second. */
const QUIET = {
  'app.update.disabledForTesting': true,
  'browser.shell.checkDefaultBrowser': false,
  'browser.sessionstore.interval': 1_000,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'intl.accept_languages': 'en',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.server': '',
};

export class Fox {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'fox-'));
  profile = path.join(this.home, 'profile');
  tabs = new Map();
  #asked = new Map();
  #heard = '';
  #number = 0;

  static async start(settings = {}) {
    const fox = new Fox();
    fs.mkdirSync(fox.profile);
    const lines = Object.entries({ ...QUIET, ...settings }).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
    fs.writeFileSync(path.join(fox.profile, 'user.js'), lines.join(''));
    try {
      await fox.#connect();
    } catch (error) {
      await fox.stop();
      throw error;
    }
    return fox;
  }

  async #connect() {
    const line = ['--headless', '--no-remote', '--profile', this.profile, '--remote-debugging-port', '0', 'about:blank'];
    this.child = spawn('/usr/bin/firefox-esr', line, { env: { ...process.env, HOME: this.home }, stdio: ['ignore', 'ignore', 'pipe'] });
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
    this.child.stderr.on('data', (bytes) => { this.#heard += bytes; });
    const at = () => this.#heard.match(/WebDriver BiDi listening on (ws:\S+)/)?.[1];
    await until('Firefox', () => { assert.equal(this.child.exitCode, null, this.#heard); return at(); }, 60_000);
    this.socket = new WebSocket(`${at()}/session`);
    await new Promise((resolve, reject) => { this.socket.once('open', resolve); this.socket.once('error', reject); });
    this.socket.on('message', (text) => this.#take(JSON.parse(text)));
    this.socket.on('close', () => { for (const { reject } of this.#asked.values()) reject(new Error('Firefox is gone')); });
    const { capabilities } = await this.ask('session.new', { capabilities: { alwaysMatch: { unhandledPromptBehavior: { default: 'ignore' } } } });
    this.version = capabilities.browserVersion;
    await this.ask('session.subscribe', { events: ['log.entryAdded', 'network.beforeRequestSent', 'browsingContext.userPromptOpened'] });
  }

  ask(method, params = {}) {
    const id = ++this.#number;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${method}: no answer`)), 40_000);
      const settled = (then) => (value) => { clearTimeout(late); then(value); };
      this.#asked.set(id, { resolve: settled(resolve), reject: settled(reject) });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  #take({ id, type, result, error, message, method, params }) {
    if (type === 'event') return this.#event(method, params);
    const { resolve, reject } = this.#asked.get(id);
    this.#asked.delete(id);
    if (type === 'success') resolve(result);
    else reject(new Error(`${error}: ${message}`));
  }

  #event(method, params) {
    const tab = this.tabs.get(params.context ?? params.source?.context);
    if (!tab) return;
    if (method === 'network.beforeRequestSent') { if (!params.request.url.startsWith('data:')) tab.requests.push(params.request.url); }
    else if (method === 'browsingContext.userPromptOpened') tab.complaints.push(`prompt: ${params.message}`);
    else if (params.level === 'error' || params.level === 'warn') tab.complaints.push(`${params.type}: ${params.text}`);
  }

  async page({ width = 360, height = 740 } = {}) {
    const { context } = await this.ask('browsingContext.create', { type: 'tab' });
    const tab = new Tab(this, context);
    this.tabs.set(context, tab);
    await this.ask('browsingContext.setViewport', { context, viewport: { width, height } });
    return tab;
  }

  /** Ends Firefox as a person does, so that it writes down whatever it writes when it ends; the profile stays. */
  async quit() {
    await this.ask('browser.close').catch(() => {});
    const late = setTimeout(() => this.child.kill('SIGKILL'), 30_000);
    await this.ended;
    clearTimeout(late);
  }

  async stop() {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await this.ended;
    }
    this.socket?.terminate();
    fs.rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Tab {
  complaints = [];
  /** Addresses of all requests since the last `goto` but those that the page itself answers (`data:`). */
  requests = [];

  constructor(fox, context) {
    this.fox = fox;
    this.context = context;
  }

  async goto(url) {
    this.requests = [];
    await this.fox.ask('browsingContext.navigate', { context: this.context, url, wait: 'complete' });
  }

  /** The value of `code` in the page, which must be JSON. */
  async run(code, ...values) {
    const { type, result, exceptionDetails } = await this.fox.ask('script.callFunction', {
      // Not `async`: with script off no promise is ever kept.
      functionDeclaration: `(values) => {
        const text = (value) => JSON.stringify(value ?? null);
        const value = (${code})(...JSON.parse(values));
        return value instanceof Promise ? value.then(text) : text(value);
      }`,
      arguments: [{ type: 'string', value: JSON.stringify(values) }],
      awaitPromise: true,
      target: { context: this.context, sandbox: 'test' },
    });
    if (type !== 'success') throw new Error(exceptionDetails.text);
    return JSON.parse(result.value);
  }

  /** What a person sees of an element: letters that are shown, none that are hidden. */
  seen(css = 'body') {
    return this.run((css) => (document.readyState === 'loading' ? '' : document.querySelector(css)?.innerText.replace(/[\u2066-\u2069]/g, '') ?? ''), css);
  }

  count(css) {
    return this.run((css) => (document.readyState === 'loading' ? 0 : document.querySelectorAll(css).length), css);
  }

  url() {
    return this.run(() => location.href);
  }

  /** Until these words can be seen. A page that is just being exchanged has none. */
  async see(words, ms = 20_000) {
    let last = '';
    await until(`“${words}”`, async () => (last = await this.seen().catch(() => '')).includes(words), ms).catch((error) => {
      throw new Error(`${error.message}; there is: ${last}`);
    });
  }

  async #element(css, words = '') {
    await until('the whole page', () => this.run(() => document.readyState === 'complete').catch(() => false));
    let mark;
    // Looked at again after a moment: a field in which somebody has just typed scrolls into view of its own accord.
    await until(`${css} to stand still in view`, async () => {
      const look = (css, words, scroll) => {
        const all = [...document.querySelectorAll(css)];
        const one = all.find((one) => one.getClientRects().length > 0 && one.innerText.includes(words));
        if (!one) return [null, true];
        if (scroll) one.scrollIntoView({ block: 'center', behavior: 'instant' });
        const { top, bottom } = one.getBoundingClientRect();
        return [all.indexOf(one), (top + bottom) / 2 > 0 && (top + bottom) / 2 < innerHeight];
      };
      await this.run(look, css, words, true);
      await new Promise((resolve) => setTimeout(resolve, 60));
      const [found, inView] = await this.run(look, css, words, false);
      mark = found;
      return inView;
    });
    assert.notEqual(mark, null, `nothing to be seen is ${css} ${words}`);
    const { nodes } = await this.fox.ask('browsingContext.locateNodes', { context: this.context, locator: { type: 'css', value: css } });
    return { sharedId: nodes[mark].sharedId };
  }

  /** Presses the first element that can be seen and holds `words`, with the mouse. */
  async click(css, words) {
    const origin = { type: 'element', element: await this.#element(css, words) };
    const actions = [{ type: 'pointerMove', x: 0, y: 0, origin }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }];
    await this.fox.ask('input.performActions', { context: this.context, actions: [{ type: 'pointer', id: 'mouse', actions }] });
  }

  /** Types into a field, letter by letter. */
  async type(css, words) {
    await this.click(css);
    const actions = [...words].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
    await this.fox.ask('input.performActions', { context: this.context, actions: [{ type: 'key', id: 'keys', actions }] });
  }

  async choose(css, files) {
    await this.fox.ask('input.setFiles', { context: this.context, element: await this.#element(css), files });
  }

  /** “Back”; whether there was anything behind. A page that would have to be sent again is asked about, and not shown. */
  async back() {
    const before = await this.url().catch(() => '');
    try {
      await this.fox.ask('browsingContext.traverseHistory', { context: this.context, delta: -1 });
    } catch (error) {
      assert.match(error.message, /no such history entry/);
      return false;
    }
    await until('another page', async () => (await this.url().catch(() => '')) !== before, 2_000).catch(() => {});
    await this.fox.ask('browsingContext.handleUserPrompt', { context: this.context, accept: false }).catch(() => {});
    return true;
  }

  async shoot(name) {
    if (!shots) return;
    const { data } = await this.fox.ask('browsingContext.captureScreenshot', { context: this.context, origin: 'document' });
    fs.writeFileSync(path.join(shots, `${name}.png`), Buffer.from(data, 'base64'));
  }

  async close() {
    await this.fox.ask('browsingContext.close', { context: this.context });
    this.fox.tabs.delete(this.context);
  }
}

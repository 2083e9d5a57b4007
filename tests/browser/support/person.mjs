// Somebody who works at the desk: a browser context with a passkey of its own (or none), what they wrote down when they
// set up their account, and a list of everything their browser complained of.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { found, openPage, until } from '../house.mjs';
import { totp } from './desk.mjs';
import { like, t } from './words.mjs';

export class Person {
  words = {};
  /** What the PRF of their passkeys gave, as the page saw it. */
  prf = new Set();
  /** The sealed copies of their keys, as the server has them. */
  wraps = [];
  #steps = new Map();

  /** `passkey`: 'prf', 'plain' (no PRF) or false. */
  static async at(house, browser, alias, { passkey = 'prf', ...options } = {}) {
    const person = new Person();
    Object.assign(person, { house, alias, passkey });
    person.page = await openPage(browser, { viewport: { width: 1280, height: 860 }, ...options });
    await person.prepare(person.page);
    return person;
  }

  /** A page of theirs: with their passkey, and with ears at everything that could go wrong. */
  async prepare(page) {
    page.setDefaultTimeout(20_000);
    page.on('request', (request) => { if (request.url().endsWith('/desk/api/v1/enrol')) this.wraps = request.postDataJSON().wraps; });
    await page.exposeFunction('heardPrf', (hex) => { this.prf.add(hex); });
    await page.exposeFunction('heardViolation', (text) => { page.complaints.push(`policy: ${text}`); });
    await page.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => { void window.heardViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`); });
      const own = globalThis.PublicKeyCredential?.prototype.getClientExtensionResults;
      if (own) {
        globalThis.PublicKeyCredential.prototype.getClientExtensionResults = function results() {
          const given = own.call(this);
          const first = given.prf?.results?.first;
          if (first) void window.heardPrf([...new Uint8Array(first)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
          return given;
        };
      }
    });
    if (!this.passkey) return;
    const client = await page.context().newCDPSession(page);
    await client.send('WebAuthn.enable');
    const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
        isUserVerified: true, automaticPresenceSimulation: true, hasPrf: this.passkey === 'prf',
      },
    });
    this.authenticator = { client, authenticatorId };
  }

  press(id, values) {
    return this.page.getByRole('button', { name: t(id, values), exact: true }).first().click();
  }

  heading(id) {
    return this.page.getByRole('heading', { name: like(id), level: 1 }).waitFor();
  }

  /** Sets the account up by its one-time link; `way`: 'passkey' or 'passphrase'. */
  async enrol(link, way = this.passkey ? 'passkey' : 'passphrase', { shared = false } = {}) {
    const { page } = this;
    await page.goto(link);
    await this.heading('desk-enrol-title');
    await page.getByRole('radio', { name: t(`desk-enrol-${way}`) }).check();
    if (shared) await page.getByRole('checkbox', { name: t('desk-shared') }).check();
    assert.ok(!page.url().includes('invite'), 'the one-time link does not stay in the address');
    await this.press('desk-next');
    if (way === 'passphrase') await this.#written('passphrase');
    await this.#written('kit');
    if (way === 'passkey') {
      await this.press('desk-touch');
      if (this.passkey === 'plain') {
        await this.heading('desk-no-prf-title');
        await this.press('desk-next');
        await this.#written('passphrase');
        await this.heading('desk-finish-title');
        await this.press('desk-finish');
      }
    } else {
      await this.heading('desk-totp-title');
      this.secret = await page.locator('main:visible code').innerText();
      await page.getByLabel(t('desk-code'), { exact: true }).fill(this.code());
      await this.press('desk-finish');
    }
    await this.heading('desk-enrolled-title');
    this.fingerprint = (await page.locator('.sayable').innerText()).replaceAll(/\s/g, '');
    await this.press('desk-enrolled-go');
  }

  /** Writes words down and types them again. */
  async #written(kind) {
    const { page } = this;
    await this.heading(`desk-${kind}-title`);
    const items = await page.locator('main:visible .numbered li').allInnerTexts();
    this.words[kind] = items.map((item) => item.replace(/^\s*\d+\.?\s*/, '').trim()).join(' ');
    assert.equal(this.words[kind].split(' ').length, kind === 'kit' ? 12 : 9);
    await this.press('desk-words-written');
    await page.getByLabel(t('desk-words-again'), { exact: true }).fill(this.words[kind]);
    await this.press('desk-next');
  }

  /** A code that was not used yet: each step counts once, and the one before and the one after count too. */
  code() {
    const now = Math.floor(Date.now() / 30_000);
    const step = Math.max(now - 1, (this.#steps.get('last') ?? 0) + 1);
    assert.ok(step <= now + 1, 'too many codes within a minute');
    this.#steps.set('last', step);
    return totp(this.secret, step - now);
  }

  /** Signs in on the page that is open: 'passkey', 'passphrase' or 'kit'. */
  async signIn(way = this.passkey ? 'passkey' : 'passphrase') {
    const { page } = this;
    await this.heading('desk-in-title');
    if (way === 'passkey') return this.press('desk-passkey-in');
    await page.getByLabel(t('desk-alias'), { exact: true }).fill(this.alias);
    await this.#byWords(way);
    return this.press('desk-in-words');
  }

  async #byWords(way) {
    const { page } = this;
    const folded = page.locator('#gate details:not([open]) > summary');
    if (await folded.count() > 0) await folded.click();
    await page.getByRole('radio', { name: t(`desk-kind-${way}`) }).check();
    await page.getByLabel(t('desk-passphrase'), { exact: true }).fill(this.words[way]);
    if (way === 'passphrase') await page.getByLabel(t('desk-code'), { exact: true }).fill(this.code());
  }

  /** Opens the keys on a page that is locked. */
  async unlock(way = this.passkey ? 'passkey' : 'passphrase') {
    await this.heading('desk-unlock-title');
    if (way === 'passkey') {
      await this.press('desk-passkey-unlock');
      if (this.passkey === 'prf') return undefined;
      // This passkey shows who is there; the words open.
      await this.heading('desk-open-title');
      await this.page.getByLabel(t('desk-words-either'), { exact: true }).fill(this.words.passphrase);
      return this.press('desk-unlock-words');
    }
    await this.#byWords(way);
    return this.press('desk-unlock-words');
  }

  /** As a lead: the first team, which the administrator signs; from then on there is a form. */
  async firstTeam() {
    await this.go('team');
    await this.heading('desk-team');
    await this.press('desk-newteam-make');
    await this.page.getByText('roster sign --draft').waitFor();
    this.house.signDraft();
    await until('the form to open', async () => (await (await fetch(`${this.house.base}/healthz`)).text()) === 'ok\n', 30_000);
    await this.page.reload();
    await this.unlock();
  }

  /** Asks the server as their browser may, without the page: status and text. */
  api(path, body) {
    return this.page.evaluate(async ([to, sent]) => {
      const headers = { 'content-type': 'application/json', 'x-desk': '1' };
      const answer = await fetch(to.startsWith('/') ? to : `/desk/api/v1/${to}`, sent === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(sent) });
      return { status: answer.status, text: await answer.text() };
    }, [path, body]);
  }

  /** Their own keys in a file for the offline desk: what the server has sealed, opened with the words on their paper. */
  async keyFile({ unwrap }) {
    const { account } = JSON.parse((await this.api('me')).text);
    const { identity } = unwrap(account, this.wraps.find(({ kind }) => kind === 'kit'), { kind: 'kit', words: this.words.kit });
    const { roster_key: rosterKey } = await (await fetch(`${this.house.base}/desk/api/v1/start`)).json();
    const file = path.join(this.house.home, `${this.alias}.key`);
    fs.writeFileSync(file, `# roster-key: ${rosterKey}\n${identity.text()}\n`, { mode: 0o600 });
    return file;
  }

  /** Goes to a place of the menu. */
  async go(place) {
    await this.page.evaluate((to) => { location.hash = to; }, `#${place}`);
  }

  /** Nothing that opens their keys was ever sent by anybody: not the PRF's result, not words. */
  neverSent(bytes) {
    for (const hex of this.prf) for (const form of foundBytes(bytes, Buffer.from(hex, 'hex'))) assert.fail(`the PRF's result was sent (${form})`);
    for (const words of Object.values(this.words)) assert.equal(found(bytes, words), undefined, 'words were sent');
  }

  silent() {
    assert.deepEqual(this.page.complaints, [], `${this.alias}: nothing is refused by the policy, nothing is written to the console`);
  }

  /** The workers that live behind the page: who holds keys is one of them. */
  workers() {
    return this.page.workers().length;
  }

  async seen(text) {
    await until(`“${text}”`, async () => (await this.text()).includes(text), 20_000);
  }

  /** What stands on the page, without the marks that isolate directions. */
  async text() {
    return (await this.page.locator('body').innerText()).replaceAll(/[\u2066-\u2069]/g, '');
  }

  close() {
    return this.page.context().close();
  }
}

/** The forms in which `secret` stands in `bytes`. */
export function* foundBytes(bytes, secret) {
  const base64 = [0, 1, 2].map((skip) => secret.subarray(skip, skip + Math.floor((secret.length - skip) / 3) * 3).toString('base64'));
  const forms = [
    ['raw', secret],
    ['hex', Buffer.from(secret.toString('hex'))],
    ['HEX', Buffer.from(secret.toString('hex').toUpperCase())],
    ...base64.flatMap((text) => [['base64', Buffer.from(text)], ['base64url', Buffer.from(text.replaceAll('+', '-').replaceAll('/', '_'))]]),
    ['numbers', Buffer.from([...secret].join(','))],
  ];
  for (const [form, trace] of forms) if (bytes.includes(trace)) yield form;
}

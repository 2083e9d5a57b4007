// What is written in a sealed report is nowhere but in the sealed report: planted sentences are searched for in every byte
// that the browser sends, in what it keeps in memory for the page and on the disk for itself, in the server's memory, files
// and log. In Chromium and in Firefox, each with a profile as people have one. Every search first shows that it can find.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Demo, Relay, found, openProfile, until } from './house.mjs';
import { Fox } from './fox.mjs';
import { inMemory, mayRead } from './memory.mjs';
import { keptIn } from './profile.mjs';

const begun = Date.now();
const demo = await Demo.start();
const relay = await Relay.start(demo.port);
const careless = await carelessSite();
let passed = 0;

/** Chromium by the few verbs of `fox.mjs`. */
class Chromium {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'chromium-'));
  profile = path.join(this.home, 'profile');

  static async start() {
    const chromium = new Chromium();
    chromium.context = await openProfile(chromium.profile);
    chromium.version = chromium.context.browser()?.version() ?? '';
    return chromium;
  }

  async page() {
    const page = await this.context.newPage();
    const requests = [];
    page.on('request', (request) => requests.push(request.url()));
    const seen = (css = 'body') => page.locator(css).first().innerText();
    return {
      requests,
      seen,
      goto: (url) => page.goto(url),
      run: (code, ...values) => page.evaluate(`(${code})(...${JSON.stringify(values)})`),
      count: (css) => page.locator(css).count(),
      see: (words) => until(`“${words}”`, async () => (await seen().catch(() => '')).includes(words), 20_000),
      click: (css, words = '') => page.locator(css).filter({ hasText: words }).first().click(),
      type: (css, words) => page.locator(css).pressSequentially(words),
    };
  }

  quit() {
    return this.context.close();
  }

  async stop() {
    await this.context.close().catch(() => {});
    fs.rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function visit(kind) {
  const browser = await kind.start();
  const name = kind.name === 'Fox' ? 'Firefox' : 'Chromium';
  try {
    const page = await browser.page();
    const say = (what) => `Two men with a list, ‹${what}-${name}›`;
    const [narrative, place, answer, more, plain, kept] = ['sealed', 'place', 'answer', 'more', 'plain', 'kept'].map(say);
    relay.taken();

    await page.goto(`${relay.base}/en/report`);
    await page.see('Locked on this device');
    await page.type('[name=narrative]', narrative);
    await page.click('main summary', 'Who is at risk, and how to reach you');
    await page.type('[name=contact]', place);
    await page.click('main summary', 'What kind of thing was it?');
    await page.click('[name=method][value="contact.officials"]');
    // While the form is open the browser has written down where somebody is, so as to restore it after a crash.
    await until('the browser to write that down', () => keptIn(browser.profile, `${relay.base}/en/report`));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    for (const secret of [narrative, place, 'contact.officials']) assert.equal(keptIn(browser.profile, secret), undefined, 'while somebody writes');
    await page.click('form[action$="/report"] button.main');
    await page.see('Your report is locked and stored');
    await page.click('section.box details summary');
    const [words, digits] = [await page.seen('#receipt-words'), await page.seen('#receipt-digits')];
    const [mine] = demo.opened().filter(({ report }) => report.includes(narrative));
    assert.ok(mine.report.includes(place), 'the team reads all of it');
    demo.answer(mine.id, answer);
    await page.goto(`${relay.base}/en/mailbox`);
    await page.see('stays on this device');
    await page.type('[name=receipt]', words);
    await page.click('form[action$="/mailbox"] button.main');
    await page.see(answer);
    await page.type('[name=text]', more);
    await page.click('main form button.main');
    await page.see('We have your message.');
    const secrets = [narrative, place, answer, more, words, digits, digits.replaceAll(' ', '')];

    const sent = relay.taken();
    for (const secret of [...secrets, 'contact.officials']) assert.equal(found(sent, secret), undefined, `${name} sent “${secret}”`);
    for (const secret of secrets) assert.equal(found(Buffer.from(page.requests.join('\n')), secret), undefined, 'in no address');
    const local = await page.run(async () => [{ ...localStorage }, { ...sessionStorage }, await caches.keys(), (await indexedDB.databases()).length, document.cookie, history.state, window.name]);
    assert.deepEqual(local, [{}, {}, [], 0, '', null, '']);
    if (mayRead(demo.child.pid)) for (const [secret, where] of inMemory(demo.child.pid, secrets)) assert.equal(where, undefined, `the server's memory holds “${secret}”`);
    for (const [where, bytes] of demo.traces()) for (const secret of secrets) assert.equal(found(bytes, secret), undefined, where);
    for (const secret of [...secrets, 'contact.officials']) assert.equal(keptIn(browser.profile, secret), undefined, 'while the browser runs');

    // The same form as a browser without script sends it: there the words are in the body, and the search finds them.
    await page.goto(`${relay.base}/en/report`);
    await page.see('Locked on this device');
    relay.taken();
    await page.type('[name=narrative]', plain);
    await page.run(() => { HTMLFormElement.prototype.submit.call(document.querySelector('form[action$="/report"]')); });
    await page.see('Your report is locked and stored');
    assert.equal(found(relay.taken(), plain), 'raw', 'a search that cannot find is worth nothing');
    assert.equal(demo.opened().filter(({ report }) => report.includes(plain)).length, 1);

    // A site that cares about nothing: what is typed there, kept there and shown there is on the disk afterwards.
    await page.goto(`${careless.base}/?q=${encodeURIComponent('‹address›')}`);
    await page.type('textarea', kept);
    await page.run(() => { localStorage.setItem('kept', '‹storage›'); });
    await until('the browser to write down what was typed there', () => keptIn(browser.profile, kept), 30_000);
    await browser.quit();
    for (const secret of [...secrets, 'contact.officials']) assert.equal(keptIn(browser.profile, secret), undefined, 'after the browser ended');
    // Chromium writes the body of a form that it sent to its session file, so as to send it again after a crash.
    assert.equal(keptIn(browser.profile, plain) !== undefined, name === 'Chromium', 'what docs/browser.md says of the way without script');
    for (const planted of ['‹address›', '‹storage›', '‹cached›']) assert.ok(keptIn(browser.profile, planted), `the search does not find ${planted}`);
    passed += 1;
    console.log(`ok  in ${name} ${browser.version}: nothing on the line, in storage, on the disk, at the server (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
  } finally {
    await browser.stop();
  }
}

/** A page that may be cached, whose form may be remembered. */
async function carelessSite() {
  const server = http.createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'max-age=86400' });
    response.end(`<!doctype html><title>careless</title><p>‹cached›</p><form><textarea id="t" name="t"></textarea></form>`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { base: `http://127.0.0.1:${server.address().port}`, stop: () => { server.closeAllConnections(); server.close(); } };
}

/** Words of a form that is still being sent are in the server's memory, and the search finds them there. */
async function theSearchOfMemoryFinds() {
  if (!mayRead(demo.child.pid)) return;
  const words = 'Still coming ‹half-sent›';
  const half = net.connect(demo.port, '127.0.0.1');
  half.write(`POST /en/report HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name="narrative"\r\n\r\n${words}`);
  await until('the words in its memory', () => inMemory(demo.child.pid, [words]).get(words) !== undefined, 5_000);
  half.destroy();
}

try {
  await visit(Chromium);
  await visit(Fox);
  await theSearchOfMemoryFinds();
  fs.writeFileSync(path.join(demo.data, 'planted'), `x${Buffer.from('Two men, ‹planted›').toString('base64')}`);
  assert.ok([...demo.traces()].some(([, bytes]) => found(bytes, 'Two men, ‹planted›')), 'the search of its files finds');
  passed += 1;
} finally {
  careless.stop();
  relay.stop();
  demo.stop();
}
console.log(`${passed} passed, 0 failed, ${((Date.now() - begun) / 1000).toFixed(0)} s`);

// The list of cases and the page of a case in Chromium, before a made-up server: what a caseworker does by day and at night.
// Whether anything is sealed or checked rightly is shown elsewhere; here it is what is on the screen, and what leaves it.
// node tests/browser/desk_pages.mjs [--only WORDS] [--figures] [--screenshots FOLDER]
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root, shots } from './house.mjs';
import { findings } from './support/axe.mjs';
import { MadeUp } from './support/made_up/server.mjs';

const { chromium } = createRequire(path.join(root, 'tests/package.json'))('playwright-core');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const KIT = `${'abandon '.repeat(11)}about`;
const wrong = [];

async function visit(made, { width = 1280, language = 'en', hasTouch = false, clock = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, hasTouch, acceptDownloads: true });
  const page = await context.newPage();
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) wrong.push(message.text()); });
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('dialog', (dialog) => { wrong.push(`a dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on('request', (request) => { if (!request.url().startsWith(made.base) && !/^(?:data|blob):/.test(request.url())) wrong.push(`left the house: ${request.url()}`); });
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => console.error('policy', event.violatedDirective, event.blockedURI)));
  // Before the page: a timer that was set by the true clock goes on by it, whatever is wound afterwards.
  if (clock) await page.clock.install();
  await page.goto(`${made.base}/${language}/desk`);
  await page.waitForSelector('.cases > li');
  return page;
}

async function unlock(page) {
  await page.getByRole('button', { name: 'Open my keys' }).click();
  await words(page);
  await page.waitForFunction(() => document.querySelector('.cases .line-text bdi') !== null);
}

async function words(page) {
  await page.getByLabel('My printed kit').check();
  await page.locator('textarea.words').fill(KIT);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
}

async function go(page, made, at) {
  const { id } = made.lines.find((line) => line.at === at);
  await page.evaluate((fragment) => { location.hash = fragment; }, `#case/${id}`);
  await page.waitForSelector(`#conversation`);
  return id;
}

const show = async (page, name) => { if (shots) await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true }); };
const clean = async (page, name) => assert.deepEqual(await findings(page), [], name);

const tests = {
  async 'at night on a phone a call is taken and passed on without keys'(made) {
    const page = await visit(made, { width: 360, hasTouch: true });
    await show(page, 'night');
    await clean(page, 'locked');
    assert.match(await page.title(), /^\(2!\) /);
    const text = await page.locator('#main').innerText();
    assert.match(text, /Critical/);
    assert.match(text, /minutes? ago/);
    assert.doesNotMatch(text, /landlord/, 'words before unlocking');
    await page.getByRole('button', { name: 'Take this call' }).first().click();
    await page.getByText('You have case').waitFor();
    assert.deepEqual(made.changes.at(-1), [`cases/${made.lines[0].id}/acknowledge`, {}]);
    await page.getByRole('button', { name: 'Pass it on' }).first().click();
    await page.getByLabel('Colleague').selectOption({ label: 'Otter' });
    await page.getByRole('dialog').getByRole('button', { name: 'Pass it on' }).click();
    await page.getByText('now rings for').waitFor();
    assert.match(made.changes.at(-1)[0], /\/pass$/);
    assert.deepEqual(Object.keys(made.changes.at(-1)[1]), ['to']);
    assert.match(await page.title(), /^\(1!\) /);
  },

  async 'the list works by keyboard, with help that can be left'(made) {
    const page = await visit(made);
    await unlock(page);
    await page.locator('h1').click();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const second = made.lines[1].number;
    assert.ok((await page.evaluate(() => document.activeElement.textContent)).includes(second));
    await page.keyboard.press('k');
    await page.keyboard.press('x');
    await page.locator('.bulk', { hasText: 'chosen' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    assert.ok((await page.evaluate(() => document.activeElement.textContent)).includes(made.lines[0].number), 'the focus comes back');
    await page.keyboard.press('/');
    await page.keyboard.type('jjj landlord');
    assert.equal(await page.evaluate(() => document.activeElement.value), 'jjj landlord');
    await page.evaluate(() => { document.activeElement.value = ''; document.activeElement.dispatchEvent(new Event('input')); });
    await page.waitForSelector('.cases > li');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#conversation');
    await page.goBack();
    await page.waitForSelector('.cases > li');
    await page.waitForFunction((number) => document.activeElement?.textContent.includes(number), made.lines[0].number);
    await page.keyboard.press('?');
    await page.getByLabel('Single letters work as keys').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    assert.ok((await page.evaluate(() => document.activeElement.textContent)).includes(made.lines[0].number), 'single letters are off');
  },

  async 'a list item tells its place to whoever listens'(made) {
    const page = await visit(made);
    const row = page.locator('.cases > li').first();
    assert.equal(await page.locator('.cases').getAttribute('role'), 'list');
    assert.equal(await row.getAttribute('aria-posinset'), '1');
    assert.equal(await row.getAttribute('aria-setsize'), String(made.lines.filter(({ status }) => status !== 'closed').length));
  },

  async 'search finds across spellings and forgets everything at lock'(made) {
    const page = await visit(made);
    await unlock(page);
    const search = page.getByLabel('Search', { exact: true });
    const counted = (pattern) => page.waitForFunction((wanted) => new RegExp(wanted).test(document.querySelector('main > [role=status]').textContent.replace(/[\u2066-\u2069]/g, '')), pattern);
    await search.fill('LANDLORD');
    await counted('^[1-9]\\d* cases? of');
    await search.fill('پاسپورت');
    await counted('^[1-9]\\d* cases? of');
    await search.fill('家鄉的警察');
    await counted('^[1-9]\\d* cases? of');
    await search.fill('nowhere at all');
    await page.getByText('No case fits').waitFor();
    await page.getByRole('button', { name: 'Lock', exact: true }).click();
    await page.waitForSelector('.cases > li');
    assert.equal(await search.inputValue(), '', 'what was searched for is gone too');
    assert.doesNotMatch(await page.locator('body').innerText(), /landlord/);
  },

  async 'what arrives is said softly on any page, once, and a call stands in the title'(made) {
    const page = await visit(made, { clock: true });
    await unlock(page);
    // Everything that is ever said to whoever listens, with the time it stood there by the page's clock.
    await page.evaluate(() => {
      window.said = [];
      const status = document.querySelector('.said-softly');
      new MutationObserver(() => window.said.push(status.textContent.replace(/[\u2066-\u2069]/g, ''))).observe(status, { childList: true });
    });
    const said = (text) => page.waitForFunction((wanted) => window.said.includes(wanted), text);
    assert.equal(await page.locator('.said-softly').getAttribute('role'), 'status', 'a status is read between two sentences, an alert in the middle of one');
    await page.clock.runFor(31_000);
    assert.deepEqual(await page.evaluate(() => window.said), [], 'where nothing came nothing is said');
    made.arrive({ wakes: false });
    await page.clock.runFor(30_000);
    await said('1 new case.');
    await page.clock.runFor(9_000);
    assert.equal(await page.locator('.said-softly').textContent(), '', 'it is gone after a while');
    // Who writes an answer hears of it as well, and stays where they are.
    await go(page, made, 3);
    await page.getByLabel('A note to the team').focus();
    made.arrive({});
    made.arrive({});
    await page.clock.runFor(30_000);
    await said('2 new cases.');
    await page.waitForFunction(() => /^\(4!\) Case /.test(document.title));
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA');
    await page.clock.runFor(70_000);
    assert.deepEqual(await page.evaluate(() => window.said.filter((text) => text.includes('new case'))), ['1 new case.', '2 new cases.'], 'each once');
  },

  async 'what was said of one page is not said on the next, and the focus is at its heading'(made) {
    const page = await visit(made);
    await unlock(page);
    await go(page, made, 7);
    await page.getByLabel('A note to the team').fill('seen');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await page.getByText('Note added.').waitFor();
    await page.evaluate(() => { location.hash = '#new'; });
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1' && document.activeElement.textContent !== '');
    assert.equal(await page.locator('.said-softly').textContent(), '');
    await go(page, made, 8);
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1' && document.activeElement.textContent.startsWith('Case'));
  },

  async 'an answer needs its safe way ticked, and other eyes where its sender does not read it'(made) {
    const page = await visit(made);
    await unlock(page);
    const id = await go(page, made, 8);
    await page.getByText('How to answer safely, as the reporter asked').waitFor();
    const answer = page.getByLabel(/^Answer, in/);
    await answer.fill('سالام');
    assert.ok(await page.getByRole('button', { name: 'Send the answer' }).isHidden());
    await page.getByText('You do not read this language').waitFor();
    await page.getByRole('button', { name: 'Ask a colleague to look at it' }).click();
    assert.ok(!made.changes.some(([call]) => call.endsWith('/parts')), 'the tick is required');
    await page.getByLabel('I have read this, and my answer keeps to it.').check();
    await page.getByRole('button', { name: 'Ask a colleague to look at it' }).click();
    await page.getByText('Write what it says in your language too').waitFor();
    await page.getByLabel(/^The same in/).fill('Greetings');
    await page.getByRole('button', { name: 'Ask a colleague to look at it' }).click();
    await page.getByText('You wrote this. Somebody else must look at it.').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Send this answer' }).count() === 0, 'nobody approves their own draft');
    // Approved sentences go out at once.
    await page.locator('.phrases summary').click();
    await page.getByRole('button', { name: /^Add: Thank you for telling us/ }).click();
    await page.getByRole('button', { name: 'Send the answer' }).click();
    assert.ok(!made.changes.some(([, body]) => body.audit && atob(body.audit).includes('replied')));
    await page.getByLabel('I have read this, and my answer keeps to it.').check();
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByText('Sent. The reporter finds it').waitFor();
    assert.equal(made.changes.at(-1)[0], `cases/${id}/parts`);
    await clean(page, 'answered');
  },

  async 'a colleague sends a draft only after saying that they read it'(made) {
    const page = await visit(made);
    await unlock(page);
    await go(page, made, 9);
    const send = page.getByRole('button', { name: 'Send this answer' });
    await send.click();
    assert.ok(!made.changes.some(([call]) => call.endsWith('/parts')));
    await page.getByLabel(/It says what stands beside it/).check();
    await send.click();
    await page.getByText('Sent. The reporter finds it').waitFor();
    await page.getByText('Waits for a second look').waitFor({ state: 'detached' });
  },

  async 'an answer that asks for a trip or names an address is stopped for a look'(made) {
    const page = await visit(made);
    await unlock(page);
    await go(page, made, 7);
    await page.getByLabel(/^Answer, in/).fill('Please book a flight and see https://example.org');
    await page.getByText('a trip, a ticket or coming somewhere').waitFor();
    await page.getByText('an address, a link or a telephone number').waitFor();
    await page.getByRole('button', { name: 'Send the answer' }).click();
    assert.ok(!made.changes.some(([call]) => call.endsWith('/parts')));
  },

  async 'typed words survive a lock, a look elsewhere and a change of the case'(made) {
    const page = await visit(made);
    await unlock(page);
    const id = await go(page, made, 7);
    await page.getByLabel(/^Answer, in/).fill('half a word');
    await page.getByLabel('A note to the team').fill('half a note');
    await page.getByRole('button', { name: 'Let it go' }).click();
    await page.getByText('Saved.').waitFor();
    assert.equal(await page.getByLabel(/^Answer, in/).inputValue(), 'half a word');
    await page.evaluate(() => { location.hash = '#inbox'; });
    await page.waitForSelector('.cases > li');
    await page.getByRole('button', { name: 'Lock', exact: true }).click();
    await page.evaluate((fragment) => { location.hash = fragment; }, `#case/${id}`);
    await words(page);
    await page.waitForSelector('#conversation');
    assert.equal(await page.getByLabel(/^Answer, in/).inputValue(), 'half a word');
    assert.equal(await page.getByLabel('A note to the team').inputValue(), 'half a note');
    await page.evaluate(() => { for (const area of document.querySelectorAll('textarea')) { area.value = ''; area.dispatchEvent(new Event('input')); } });
  },

  async 'a case that was tampered with says so before anything else, and its words do nothing'(made) {
    const page = await visit(made);
    await unlock(page);
    await go(page, made, 4);
    await show(page, 'hostile');
    const text = await page.locator('#main').innerText();
    assert.ok(text.indexOf('Do not trust this case yet') < text.indexOf('Why it is'));
    assert.ok(text.includes('<script>alert(1)</script>') && text.includes('RLO') && text.includes('LRI') && text.includes('U+E0041'));
    assert.equal(await page.locator('#main script, #main img, #main a[href^=javascript]').count(), 0);
    await clean(page, 'hostile');
  },

  async 'pictures are pixels and blurred, sound plays in a frame of its own, the rest stays shut'(made) {
    const page = await visit(made);
    await unlock(page);
    await go(page, made, 1);
    const file = (name) => page.locator('.file', { has: page.getByRole('heading', { name }) });
    await file(/exe/).getByRole('button', { name: 'Look at it here' }).click();
    const canvas = file(/exe/).locator('canvas');
    await canvas.waitFor();
    assert.match(await canvas.evaluate((node) => getComputedStyle(node).filter), /blur/);
    await page.getByRole('button', { name: 'Show the picture' }).click();
    assert.equal(await canvas.evaluate((node) => getComputedStyle(node).filter), 'none');
    assert.equal(await page.locator('#main img').count(), 0);
    await file('voice.wav').getByRole('button', { name: 'Look at it here' }).click();
    const frame = page.locator('iframe');
    await frame.waitFor();
    assert.equal(await frame.getAttribute('sandbox'), 'allow-scripts');
    // The frame is there before its page is.
    const inside = await (await frame.elementHandle()).contentFrame();
    await inside.waitForURL('**/desk/frame');
    await inside.waitForSelector('audio');
    await inside.waitForFunction(() => document.querySelector('audio').duration > 1.9);
    assert.equal(await inside.evaluate(() => origin), 'null');
    assert.equal(await inside.evaluate(() => fetch('/desk/api/v1/me').then(() => 'reached', () => 'not reached')), 'not reached');
    for (const name of ['bomb.png', 'drawing.svg', /docx/]) {
      await file(name).getByRole('button', { name: 'Look at it here' }).click();
      await file(name).locator('.note').waitFor();
      assert.equal(await file(name).locator('canvas, iframe, img, svg').count(), 0);
    }
    await show(page, 'files');
    await file(/docx/).getByRole('button', { name: 'The file itself…' }).click();
    await page.getByText('This file can be dangerous').waitFor();
    await page.getByRole('button', { name: 'Save the file' }).click();
    await page.getByLabel('I open it only on such a machine.').check();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the file' }).click()]);
    assert.match(download.suggestedFilename(), /^[0-9-]+_[a-z_]+\.docx\.danger$/);
    // What we tried ourselves inside the frame was refused aloud: exactly that, and nothing else.
    const refused = wrong.splice(0);
    assert.ok(refused.length > 0 && refused.every((one) => /connect-src|Fetch API cannot load/.test(one)), refused.join('\n'));
  },

  async 'who shares, assigns or lets somebody in reads first what the reporter asked'(made) {
    const page = await visit(made);
    await unlock(page);
    await go(page, made, 0);
    for (const name of ['Give it to…', 'Let an interpreter in', 'Restrict to named people', 'Hand parts to a body outside']) {
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').getByText('do not show this to people from my own community').waitFor();
      await clean(page, name);
      // Not by Escape: three of them in a second lock the desk.
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    }
    await page.getByRole('button', { name: 'Let an interpreter in' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Interpreter').selectOption({ label: 'Lynx' });
    for (const heard of ['', '0123 4567 89ab', '0123 4567 89ab cdee']) {
      await dialog.getByLabel('The fingerprint as you hear it').fill(heard);
      await dialog.getByRole('button', { name: 'Let them in' }).click();
      await dialog.getByText('let nobody in').waitFor();
      assert.ok(!made.changes.some(([call]) => call.endsWith('/guest')), 'what was heard is required, all of it');
    }
    await dialog.getByLabel('The fingerprint as you hear it').fill('0123 4567 89AB-cdef');
    made.stale = true;
    await dialog.getByRole('button', { name: 'Let them in' }).click();
    // The check is older than ten minutes: asked for in the middle, and nothing of the dialog is lost.
    await page.getByRole('heading', { name: 'Show that it is you' }).waitFor();
    await page.getByLabel('My printed kit').check();
    await page.locator('textarea.words').fill(KIT);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('can read this case now').waitFor();
    assert.equal(made.changes.filter(([call]) => call.endsWith('/guest')).length, 2);
    assert.deepEqual(wrong.splice(0).filter((one) => !one.includes('403')), [], 'the one refusal that was asked for');
  },

  async 'the pages hold at 360 px, in both directions of writing'(made) {
    for (const language of ['en', 'ug']) {
      const page = await visit(made, { width: 360, language });
      await unlock(page);
      await clean(page, `list ${language}`);
      for (const at of [0, 1, 5]) {
        await go(page, made, at);
        await show(page, `case-${language}-${at}`);
        await clean(page, `case ${at} ${language}`);
      }
      await page.evaluate(() => { location.hash = '#new'; });
      await page.getByRole('button', { name: 'Lock and send' }).waitFor();
      await clean(page, `new ${language}`);
      await page.context().close();
    }
  },
};

/** Ten thousand cases: figures, and a bound so wide that only a fault of kind breaks it. */
async function figures() {
  const made = await MadeUp.start({ cases: 10_000 });
  const page = await visit(made);
  const times = await page.evaluate(() => performance.now());
  await page.waitForFunction(() => document.querySelector('main > [role=status]').textContent.includes('10,000'));
  const all = await page.evaluate(() => performance.now());
  await unlock(page);
  await page.waitForTimeout(3_000);
  const inside = await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const timed = async (act) => { const began = performance.now(); await act(); await frame(); await frame(); return Math.round(performance.now() - began); };
    const found = {};
    location.hash = '#security';
    await new Promise((resolve) => setTimeout(resolve, 500));
    found['list again'] = await timed(async () => { location.hash = '#inbox'; while (!document.querySelector('.cases > li')) await frame(); });
    const search = document.querySelector('input[type=search]');
    for (const text of ['landlord monday', '家鄉的警察', '']) found[`search “${text}”`] = await timed(() => { search.value = text; search.dispatchEvent(new Event('input')); });
    const select = [...document.querySelectorAll('.narrowing select')][0];
    found.filter = await timed(() => { select.value = 'urgent'; select.dispatchEvent(new Event('change')); });
    const gaps = [];
    const end = document.documentElement.scrollHeight;
    for (let last = performance.now(), began = last; last - began < 3_000;) { scrollTo(0, (end * (last - began)) / 3_000); await frame(); const now = performance.now(); gaps.push(now - last); last = now; }
    gaps.sort((a, b) => a - b);
    found['scrolling, middle frame'] = Math.round(gaps[gaps.length >> 1]);
    found['scrolling, longest frame'] = Math.round(gaps.at(-1));
    found.rows = document.querySelectorAll('.cases > li').length;
    return found;
  });
  console.log({ 'first rows': Math.round(times), 'all lines': Math.round(all), ...inside });
  assert.ok(inside.rows < 120, 'only what is on the screen is in the page');
  made.stop();
}

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : '';
for (const [name, test] of Object.entries(tests).filter(([name]) => name.includes(only))) {
  const made = await MadeUp.start({});
  try {
    await test(made);
    assert.deepEqual(wrong.splice(0), [], name);
    console.log(`ok: ${name}`);
  } catch (error) {
    console.error(`failed: ${name}`);
    throw error;
  } finally {
    for (const context of browser.contexts()) await context.close();
    made.stop();
  }
}
if (process.argv.includes('--figures')) await figures();
await browser.close();

// With script on, in a real browser: what is written is sealed before it leaves, whatever fails nothing else is sent, and
// nothing stays behind. `--screenshots DIR` keeps pictures.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Demo, Relay, root, found, keepsNothing, openBrowser, openPage, shoot, until } from './house.mjs';

const demo = await Demo.start();
const relay = await Relay.start(demo.port);
let browser;
let passed = 0;

/** Only promises whose name holds this, while something is being mended. */
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : '';

async function promise(name, test) {
  if (!name.includes(only)) return;
  const page = await openPage(browser);
  relay.cut = () => false;
  relay.taken();
  relay.forgets = 0;
  try {
    await test(page);
    assert.deepEqual(page.complaints, [], 'nothing is refused by the policy, nothing is written to the console');
    passed += 1;
    console.log(`ok  ${name}`);
  } catch (error) {
    await shoot(page, `failed-${passed}`).catch(() => {});
    throw new Error(`${name}: ${error.stack}`);
  } finally {
    await page.context().close();
  }
}

/** A photo with place and device. */
const PHOTO = 'good/phone.jpg';
const SERVER = 'Until then it could read it';
const DEVICE = 'Locked on this device';
const mode = (page) => page.locator('.mode').first();
const send = (page) => page.locator('form[action$="/report"] button.main').first();

async function readyForm(page, language = 'en') {
  await page.goto(`${relay.base}/${language}/report`);
  if (language === 'en') await until('the sentence that it is locked here', async () => (await mode(page).textContent()).includes(DEVICE));
  else await until('the other sentence', async () => page.evaluate(() => document.getElementById('leave').title !== ''));
}

/** Sends the report by the server's lock, as a choice of its own, and shows that the search would have found it. */
async function sentOtherwise(page, secret) {
  relay.taken();
  await page.getByRole('button', { name: 'Send it so that the server locks it' }).click();
  await page.waitForSelector('#receipt-words');
  assert.notEqual(found(relay.taken(), secret), undefined, 'a search that cannot find is worth nothing');
}

const cases = () => demo.opened();
/** Without the marks that isolate the direction of a number in a sentence. */
const bare = (text) => text.replace(/[\u2066-\u2069]/g, '');
const open = (page) => page.locator('form[action$="/mailbox"] button.main');
const readAll = (folder) => Buffer.concat(fs.readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name)).filter((file) => fs.statSync(file).isFile()).map((file) => fs.readFileSync(file)));

/** Reports `words` with script, and finds them at the desk. */
async function reported(page, words, language = 'en') {
  await readyForm(page, language);
  await page.fill('[name=narrative]', words);
  await send(page).click();
  await page.waitForSelector('#receipt-digits', { state: 'attached' });
  const receipt = await page.locator('#receipt-words').textContent();
  const [{ id }] = cases().filter(({ report }) => report.includes(words));
  return { receipt, id };
}

async function readyBox(page) {
  await page.goto(`${relay.base}/en/mailbox`);
  await until('the sentence that the code stays here', async () => (await mode(page).textContent()).includes('stays on this device'));
}

async function entered(page, receipt) {
  await readyBox(page);
  await page.fill('[name=receipt]', receipt);
  await open(page).click();
}

/** The page that took the mailbox's place, whose answer told the browser to forget. */
async function locked(page) {
  await page.waitForURL('**/en/mailbox/lock');
  await page.getByText('The page is locked.').waitFor();
}

/** "Back" as often as there is anything behind. */
async function nothingBehind(page, secrets) {
  for (let behind = 0; behind < 12 && page.url() !== 'about:blank'; behind += 1) {
    await page.goBack({ timeout: 5_000 }).catch(() => {});
    const shown = await page.content().catch(() => '');
    for (const secret of secrets) assert.ok(!shown.includes(secret), `“back” shows ${secret}`);
  }
}

try {
  browser = await openBrowser();

  await promise('a report is sealed on the device, once, and the team reads it', async (page) => {
    const secret = 'A man with a grey hat asked my landlord ‹sealed-one›';
    const served = await (await fetch(`${relay.base}/en/report`)).text();
    assert.ok(served.includes(SERVER) && !served.includes(DEVICE), 'until the script is ready the page says that the server locks');
    await readyForm(page);
    await shoot(page, 'sealed-form-en');
    await send(page).click();
    const problem = page.locator('.problems a');
    assert.equal(await problem.textContent(), 'The form is empty. Please write a few words, choose something, or add a file.');
    assert.equal(await problem.getAttribute('href'), '#f-narrative');
    assert.equal(await page.locator('#p-narrative').count(), 1);
    await shoot(page, 'sealed-problem-en');
    await page.fill('[name=narrative]', secret);
    await page.check('[name=danger][value=now]');
    await page.locator('summary', { hasText: 'What kind of thing was it?' }).click();
    await page.check('[name=method][value="contact.officials"]');
    const before = demo.mails().length;
    await page.evaluate(() => { const button = document.querySelector('form[action$="/report"] button.main'); button.click(); button.click(); });
    await page.waitForSelector('#receipt-words');
    assert.equal((await page.locator('#receipt-words').textContent()).split(' ').length, 12);
    assert.match(await page.locator('#receipt-digits').textContent(), /^\d{4}( \d{4}){9}$/);
    const said = await page.locator('main').textContent();
    for (const part of ['We have it', 'Your report is locked and stored', 'What we saw in your answers', 'What you can do meanwhile']) assert.ok(said.includes(part), part);
    assert.equal(await page.locator('details summary', { hasText: /police|officials/i }).count() > 0, true, 'the guidance for what was chosen');
    await shoot(page, 'sealed-answer-en');
    await until('the alert', () => demo.mails().length === before + 1);
    const receipt = await page.locator('#receipt-words').textContent();
    const digits = await page.locator('#receipt-digits').textContent();
    await keepsNothing(page, relay.taken(), [secret, receipt, digits, digits.replaceAll(' ', ''), 'contact.officials']);
    const mine = cases().filter(({ report }) => report.includes(secret));
    assert.equal(mine.length, 1, 'pressed twice it is one report');
    for (const [where, bytes] of demo.traces()) for (const one of [secret, receipt, digits]) assert.equal(found(bytes, one), undefined, where);
  });

  for (const [what, spoil] of [
    ['the server answers nothing but trouble', (page) => page.route('**/api/v1/reports', (route) => route.fulfill({ status: 500, json: { error: 'internal' } }))],
    ['the kit is for somebody else', (page) => altered(page, (kit) => { kit.deployment = `d-${'0'.repeat(32)}`; })],
    ['the kit holds another roster key', (page) => altered(page, (kit) => { kit.roster_key = kit.roster_key.replace(/.$/, (c) => (c === 'q' ? 'p' : 'q')); })],
    ['a roster was altered', (page) => altered(page, (kit) => { kit.rosters = kit.rosters.map((text) => text.replace('"recovery":false', '"recovery":true')); })],
    ['the chain of rosters is not the one of the page', (page) => altered(page, (kit) => { kit.rosters = []; })],
    ['sealing itself fails', (page) => page.addInitScript(() => { crypto.getRandomValues = () => { throw new Error('no randomness'); }; })],
    ['there is no kit', (page) => page.route('**/api/v1/kit', (route) => route.fulfill({ status: 404, json: { error: 'not_found' } }))],
  ]) {
    await promise(`nothing is sent when ${what}, until the reporter chooses otherwise`, async (page) => {
      const secret = `They took my brother ‹closed-${passed}›`;
      await page.clock.install();
      await spoil(page);
      await page.goto(`${relay.base}/en/report`);
      await page.fill('[name=narrative]', secret);
      await send(page).click();
      await until('the sentence about it', async () => { await page.clock.runFor(2_000); return await page.locator('.problems button').count() === 1; });
      await shoot(page, `closed-${passed}`);
      await keepsNothing(page, relay.taken(), [secret]);
      assert.equal(await page.inputValue('[name=narrative]'), secret, 'what was written stays');
      assert.equal(cases().filter(({ report }) => report.includes(secret)).length, 0);
      await sentOtherwise(page, secret);
    });
  }

  await promise('nothing is sent when the server never answers, until the reporter chooses otherwise', async (page) => {
    const secret = 'A call at night ‹closed-hang›';
    await page.clock.install();
    await page.route('**/api/v1/kit', () => new Promise(() => {}));
    await page.goto(`${relay.base}/en/report`);
    assert.ok((await mode(page).textContent()).includes(SERVER));
    await page.fill('[name=narrative]', secret);
    await send(page).click();
    await until('the end of patience', async () => { await page.clock.runFor(5_000); return await page.locator('.problems button').count() === 1; });
    await keepsNothing(page, relay.taken(), [secret]);
    await sentOtherwise(page, secret);
  });

  await promise('a script that was altered on the way does not run, and the page says that the server locks', async (page) => {
    const secret = 'Altered ‹altered›';
    await page.route('**/module.js', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: `${await answer.text()}\nwindow.altered = true;` });
    });
    await page.goto(`${relay.base}/en/report`);
    await until('the browser to refuse it', () => page.complaints.some((complaint) => complaint.includes("'integrity' attribute")));
    page.complaints = [];
    assert.equal(await page.evaluate(() => window.altered), undefined);
    assert.ok((await mode(page).textContent()).includes(SERVER));
    await page.fill('[name=narrative]', secret);
    await send(page).click();
    await page.waitForSelector('#receipt-words');
    assert.equal(cases().filter(({ report }) => report.includes(secret)).length, 1);
  });

  await promise('the policy lets nothing but the script run, and makes no markup of text', async (page) => {
    await readyForm(page);
    const tried = await page.evaluate(() => {
      const results = [];
      const attempt = (name, run) => { try { run(); results.push([name, 'ran']); } catch (error) { results.push([name, error.name]); } };
      attempt('markup', () => { document.body.innerHTML = '<b>x</b>'; });
      attempt('inline', () => { const script = document.createElement('script'); script.textContent = 'window.ran = 1'; document.body.append(script); });
      attempt('elsewhere', () => { const script = document.createElement('script'); script.src = 'https://example.org/x.js'; document.body.append(script); });
      attempt('policy', () => { trustedTypes.createPolicy('x', { createHTML: (text) => text }); });
      attempt('attribute', () => { document.body.setAttribute('onclick', 'window.ran = 1'); document.body.click(); });
      return [results, window.ran];
    });
    assert.deepEqual(tried, [[['markup', 'TypeError'], ['inline', 'TypeError'], ['elsewhere', 'TypeError'], ['policy', 'TypeError'], ['attribute', 'TypeError']], undefined]);
    assert.equal(await page.evaluate(() => fetch('https://example.org/').then(() => 'sent', () => 'refused')), 'refused');
    assert.ok(page.complaints.length >= 3, 'the browser says what it refused');
    page.complaints = [];
  });

  await promise('an answer that was lost costs nothing: the same is sent again and counts once', async (page) => {
    const secret = 'The answer never came ‹cut›';
    let cuts = 0;
    relay.cut = (heard) => heard.includes('POST /api/v1/reports') && cuts < 2 && ++cuts > 0;
    await readyForm(page);
    await page.fill('[name=narrative]', secret);
    await send(page).click();
    await until('the sentence about it', async () => (await page.locator('[role=status]').textContent()).includes('sent again in'));
    await shoot(page, 'sealed-again-en');
    await page.waitForSelector('#receipt-words');
    assert.ok(cuts > 0);
    await keepsNothing(page, relay.taken(), [secret]);
    assert.equal(cases().filter(({ report }) => report.includes(secret)).length, 1);
  });

  await promise('what was changed while it was unknown whether the first had arrived goes as a message of the same report', async (page) => {
    const [first, second] = ['First words ‹first›', 'Other words ‹second›'];
    await page.clock.install();
    await readyForm(page);
    await page.fill('[name=narrative]', first);
    // The server takes it, and every answer is lost.
    relay.cut = (heard) => heard.includes('POST /api/v1/reports');
    await send(page).click();
    await until('the end of hope', async () => { await page.clock.runFor(10_000); return await page.locator('.problems button').count() === 1; }, 60_000);
    assert.ok((await page.locator('.problems').textContent()).includes('We do not know if it arrived'));
    relay.cut = () => false;
    await page.fill('[name=narrative]', second);
    await send(page).click();
    await page.waitForSelector('#receipt-words');
    assert.ok((await page.locator('h1').textContent()).includes('We added it'));
    await keepsNothing(page, relay.taken(), [first, second]);
    const mine = cases().filter(({ report }) => report.includes(first));
    assert.equal(mine.length, 1);
    assert.ok(found(readAll(mine[0].folder), second), 'both are in one case');
  });

  await promise('the page of the code does not come back from the browser\'s memory', async (page) => {
    await readyForm(page);
    await page.fill('[name=narrative]', 'Not again ‹back›');
    await send(page).click();
    await page.waitForSelector('#receipt-words');
    const code = await page.locator('#receipt-words').textContent();
    await page.goto(`${relay.base}/en/safety`);
    await page.goBack();
    await page.waitForSelector('[name=narrative]');
    assert.ok(!(await page.content()).includes(code) && !(await page.content()).includes('‹back›'));
  });

  await promise('when very many people write, it waits as long as it is told and sends again by itself', async (page) => {
    const secret = 'Many at once ‹crowd›';
    let turned = 0;
    await page.route('**/api/v1/reports', async (route) => {
      if (turned++ > 0) { assert.equal(route.request().headers()['tocsin-place'], 'here'); return route.continue(); }
      return route.fulfill({ status: 503, headers: { 'Retry-After': '2' }, json: { error: 'busy', place: 'here' } });
    });
    await readyForm(page);
    await page.fill('[name=narrative]', secret);
    await send(page).click();
    await until('the sentence about it', async () => (await page.locator('[role=status]').textContent()).includes('sent again by itself'));
    await page.waitForSelector('#receipt-words');
    await keepsNothing(page, relay.taken(), [secret]);
    assert.equal(turned, 2);
  });

  await promise('a team that changed meanwhile: checked, and sealed again by itself', async (page) => {
    const secret = 'Sealed twice ‹roster›';
    let turned = 0;
    const { rosters } = await (await fetch(`${relay.base}/api/v1/roster`)).json();
    await page.route('**/api/v1/reports', async (route) => (turned++ > 0 ? route.continue() : route.fulfill({ status: 409, json: { error: 'roster_old', rosters } })));
    await readyForm(page);
    await page.fill('[name=narrative]', secret);
    await send(page).click();
    await page.waitForSelector('#receipt-words');
    assert.equal(turned, 2);
    assert.equal(cases().filter(({ report }) => report.includes(secret)).length, 1);
  });

  await promise('a forged team is not sealed to', async (page) => {
    const secret = 'Not to them ‹forged›';
    await page.route('**/api/v1/reports', (route) => route.fulfill({ status: 409, json: { error: 'roster_old', rosters: ['{}'] } }));
    await readyForm(page);
    await page.fill('[name=narrative]', secret);
    await send(page).click();
    await page.waitForSelector('.problems button');
    await keepsNothing(page, relay.taken(), [secret]);
  });

  await promise('three times Shift leaves, and nothing of the page is behind', async (page) => {
    await readyForm(page);
    await page.fill('[name=narrative]', 'left ‹shift›');
    await page.route('**/en/leave', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: 'weather' }));
    const behind = await page.evaluate(() => history.length);
    for (let tap = 0; tap < 3; tap += 1) await page.keyboard.press('Shift');
    await page.waitForURL('**/en/leave');
    assert.equal(await page.evaluate(() => history.length), behind, 'it takes the place of the page in the history');
    await keepsNothing(page, relay.taken(), ['left ‹shift›']);
  });

  for (const language of ['ug', 'fa', 'zh-Hans', 'ru']) {
    await promise(`the same in ${language}`, async (page) => {
      const secret = `‹sealed-${language}› ساقچىلار`;
      await readyForm(page, language);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      assert.equal(wide, false, 'nothing runs over the edge at 360 px');
      await shoot(page, `sealed-form-${language}`);
      await page.fill('[name=narrative]', secret);
      await send(page).click();
      await page.waitForSelector('#receipt-digits', { state: 'attached' });
      const before = await page.evaluate(() => document.getElementById('receipt-words').compareDocumentPosition(document.getElementById('receipt-digits')) & Node.DOCUMENT_POSITION_FOLLOWING);
      assert.equal(before !== 0, language.startsWith('zh'), 'words first where the language has a list');
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
      await shoot(page, `sealed-answer-${language}`);
      await keepsNothing(page, relay.taken(), [secret]);
      const mine = cases().filter(({ report }) => report.includes(secret));
      assert.equal(mine.length, 1);
    });
  }
  await promise('files follow the words: sealed, cut on the way, whole at the desk, photos with a clean copy', async (page) => {
    const secret = 'With files ‹files›';
    const large = randomBytes(3_000_000);
    const photo = fs.readFileSync(path.join(root, 'tests/vectors/photos', PHOTO));
    let cuts = 0;
    relay.cut = (heard) => heard.includes('PATCH /api/v1/files/') && heard.length > 150_000 && cuts < 3 && ++cuts > 0;
    await readyForm(page);
    await page.fill('[name=narrative]', secret);
    await page.locator('summary', { hasText: 'Photos, papers' }).click();
    assert.ok(/\D1,?000\D? MB/.test(await page.locator('#h-files').textContent()), 'in pieces larger files go through');
    await page.locator('[name=files]').setInputFiles([
      { name: 'list ‹file-name›.bin', mimeType: 'application/octet-stream', buffer: large },
      { name: 'street ‹photo-name›.jpg', mimeType: 'image/jpeg', buffer: photo },
    ]);
    await send(page).click();
    await page.waitForSelector('progress');
    assert.equal(await page.locator('#receipt-words').count(), 1, 'the code is there before the files are');
    const above = await page.evaluate(() => document.querySelector('#receipt-words').compareDocumentPosition(document.querySelector('progress')));
    assert.equal(above & 4, 4, 'and stands above them');
    await shoot(page, 'files-on-their-way-en');
    await page.getByText('All of them have arrived.', { exact: true }).waitFor({ timeout: 120_000 });
    await shoot(page, 'files-arrived-en');
    assert.ok(cuts > 0, 'the connection was cut');
    assert.ok((await page.locator('main').textContent()).includes('A clean copy without place and device was made too.'));
    await keepsNothing(page, relay.taken(), [secret, '‹file-name›', '‹photo-name›', large.subarray(1000, 1040).toString('latin1')]);
    const [mine] = cases().filter(({ report }) => report.includes(secret));
    const files = fs.readdirSync(path.join(mine.folder, 'files')).map((name) => [name, fs.readFileSync(path.join(mine.folder, 'files', name))]);
    const has = (bytes) => files.some(([, found_]) => found_.equals(bytes));
    assert.ok(has(large) && has(photo), 'both as they were');
    const copies = files.filter(([name]) => name.includes('-clean'));
    assert.equal(copies.length, 1);
    assert.ok(found(photo, 'CANARY') && !found(copies[0][1], 'CANARY'), 'the copy tells nothing of place and device');
  });

  await promise('a file can be paused and goes on; who wants no answer gets no code', async (page) => {
    await readyForm(page);
    await page.fill('[name=narrative]', 'Paused ‹pause›');
    await page.check('[name=answer_here][value=no]');
    await page.locator('summary', { hasText: 'Photos, papers' }).click();
    const large = randomBytes(12_000_000);
    await page.locator('[name=files]').setInputFiles({ name: 'large.bin', mimeType: '', buffer: large });
    await send(page).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('paused').waitFor();
    assert.equal(await page.locator('#receipt-words').count(), 0);
    const at = await page.locator('progress').evaluate((bar) => bar.value);
    await new Promise((resolve) => setTimeout(resolve, 800));
    assert.equal(await page.locator('progress').evaluate((bar) => bar.value), at, 'nothing moves while it is paused');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('All of them have arrived.', { exact: true }).waitFor({ timeout: 120_000 });
    const [mine] = cases().filter(({ report }) => report.includes('‹pause›'));
    assert.ok(fs.readFileSync(path.join(mine.folder, 'files', fs.readdirSync(path.join(mine.folder, 'files'))[0])).equals(large));
  });

  await promise('the mailbox: the code stays in the page, answers are opened there, and all of it can be done', async (page) => {
    const { receipt, id } = await reported(page, 'For the mailbox ‹box›');
    const answer = 'Stay where you are ‹answer›.';
    demo.answer(id, answer);
    relay.taken();
    await readyBox(page);
    await shoot(page, 'box-entry-en');
    await page.fill('[name=receipt]', receipt.replace(/^\S+ /, ''));
    await open(page).click();
    assert.equal(bare(await page.locator('.problems a').textContent()), 'We see 11 words. The code has 12 words.');
    await page.fill('[name=receipt]', receipt);
    await open(page).click();
    await page.getByText(answer).waitFor();
    await shoot(page, 'box-en');
    const said = await page.locator('main').textContent();
    for (const part of ['This device has checked that our team wrote these answers', 'This page locks itself when nobody touches it', 'From Demo']) assert.ok(said.includes(part) || part === 'From Demo', part);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    assert.equal(await page.locator('.problems a').textContent(), 'Please write a few words or add a file.');
    await page.fill('[name=text]', 'More from me ‹more›');
    await page.check('[name=danger][value=now]');
    await page.evaluate(() => { const button = document.querySelector('form button.main'); button.click(); button.click(); });
    await page.getByText('We have your message.').waitFor();
    assert.equal(await page.inputValue('[name=text]'), '');
    assert.ok(bare(await page.locator('main').textContent()).includes('Message 1'));
    await page.locator('[name=files]').setInputFiles({ name: 'paper ‹late›.txt', mimeType: 'text/plain', buffer: Buffer.from('late ‹late-words›') });
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('We have your files.').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'I have read it, delete it' }).click();
    await page.getByText('The answer is deleted.').waitFor();
    assert.ok(!(await page.locator('main').textContent()).includes(answer));
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('We looked again just now.').waitFor();
    const sent = relay.taken();
    await keepsNothing(page, sent, [receipt, '‹more›', '‹late›', '‹late-words›', answer]);
    const [mine] = cases().filter((one) => one.id === id);
    const all = readAll(mine.folder);
    for (const part of ['‹more›', 'late ‹late-words›']) assert.ok(found(all, part), `the team reads ${part}`);
    assert.equal(all.toString().split('More from me ‹more›').length > 1, true);
    await page.getByRole('button', { name: 'Take my report back' }).click();
    await shoot(page, 'box-withdraw-en');
    await page.getByRole('button', { name: 'No, back to our answers' }).click();
    await page.getByRole('button', { name: 'Take my report back' }).click();
    await page.getByRole('button', { name: 'Yes, take it back now' }).click();
    await page.getByText('It is done. Please close this window now').waitFor();
    await until('the browser to forget', () => relay.forgets === 1);
    await nothingBehind(page, [answer, '‹more›']);
    await readyBox(page);
    await page.fill('[name=receipt]', receipt);
    await open(page).click();
    await until('that nothing opens', async () => (await page.locator('.problems').textContent().catch(() => '')).includes('Nothing opens with this code'));
    await keepsNothing(page, relay.taken(), [receipt]);
  });

  await promise('two windows write at once: what does not follow the last is sealed anew and nothing is lost', async (page) => {
    const { receipt, id } = await reported(page, 'Two windows ‹two›');
    const other = await openPage(browser);
    for (const one of [page, other]) {
      await entered(one, receipt);
      await one.waitForSelector('[name=text]');
    }
    await other.fill('[name=text]', 'From the other ‹two-b›');
    await other.locator('form button.main').click();
    await other.getByText('We have your message.').waitFor();
    await page.fill('[name=text]', 'From the one ‹two-a›');
    let cuts = 0;
    relay.cut = (heard) => heard.includes('POST /api/v1/mailbox/messages') && cuts < 1 && ++cuts > 0;
    await page.locator('form button.main').click();
    await page.getByText('We have your message.').waitFor({ timeout: 30_000 });
    assert.equal(cuts, 1);
    await other.context().close();
    const [mine] = cases().filter((one) => one.id === id);
    for (const part of ['‹two-a›', '‹two-b›']) assert.ok(found(readAll(mine.folder), part));
    assert.ok(bare(await page.locator('main').textContent()).includes('Message 2'));
    await keepsNothing(page, relay.taken(), [receipt, '‹two-a›', '‹two-b›']);
  });

  await promise('a report made without script opens in a mailbox with script', async (page) => {
    const other = await openPage(browser, { javaScriptEnabled: false });
    await other.goto(`${relay.base}/en/report`);
    await other.fill('[name=narrative]', 'Without ‹bare›');
    await other.locator('form[action$="/report"] button.main').first().click();
    const receipt = await other.locator('#receipt-digits').textContent();
    await other.context().close();
    const [mine] = cases().filter(({ report }) => report.includes('‹bare›'));
    demo.answer(mine.id, 'To the one without ‹bare-answer›');
    await entered(page, receipt);
    await page.getByText('‹bare-answer›').waitFor();
  });

  await promise('locked by hand, untouched or out of sight: nothing is left, and it says so beforehand', async (page) => {
    const { receipt, id } = await reported(page, 'To be locked ‹lock›');
    demo.answer(id, 'Not for others ‹lock-answer›');
    const opened = async () => {
      await entered(page, receipt);
      await page.getByText('‹lock-answer›').waitFor();
    };
    await opened();
    await page.getByRole('button', { name: 'Lock now' }).click();
    await locked(page);
    await page.clock.install();
    await opened();
    await page.clock.fastForward('09:30');
    await page.getByText('This page locks itself in one minute.').waitFor();
    await shoot(page, 'box-warning-en');
    await page.getByRole('button', { name: 'Stay here' }).click();
    await page.clock.fastForward('05:00');
    assert.ok((await page.locator('main').textContent()).includes('‹lock-answer›'), 'who stays is not locked out');
    await page.clock.fastForward('05:30');
    await locked(page);
    await opened();
    await page.evaluate(() => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }); document.dispatchEvent(new Event('visibilitychange')); });
    await page.clock.fastForward('01:30');
    assert.ok((await page.locator('main').textContent()).includes('‹lock-answer›'));
    await page.clock.fastForward('01:00');
    await locked(page);
    assert.equal(relay.forgets, 3, 'each time the browser was told to forget');
    await keepsNothing(page, relay.taken(), [receipt]);
    await nothingBehind(page, ['‹lock-answer›']);
  });

  await promise('what the server bends in a mailbox is not shown', async (page) => {
    const { receipt, id } = await reported(page, 'To be bent ‹bent›');
    demo.answer(id, 'True words ‹true›');
    await page.route('**/api/v1/mailbox', async (route) => {
      const answer = await route.fetch();
      const box = await answer.json();
      if (box.replies?.[0]) box.replies[0].body = box.replies[0].body.replace(/.{8}$/, 'AAAAAAA=');
      await route.fulfill({ response: answer, json: box });
    });
    await entered(page, receipt);
    await page.getByText('could not prove that it comes from us').waitFor();
    assert.ok(!(await page.locator('main').textContent()).includes('‹true›'));
    await shoot(page, 'box-bent-en');
    await page.unroute('**/api/v1/mailbox');
    await page.route('**/api/v1/mailbox', async (route) => {
      const answer = await route.fetch();
      const box = await answer.json();
      box.capsule = box.capsule.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A'));
      await route.fulfill({ response: answer, json: box });
    });
    await entered(page, receipt);
    await page.getByRole('button', { name: 'Let the server open it' }).waitFor();
    await keepsNothing(page, relay.taken(), [receipt]);
    await page.getByRole('button', { name: 'Let the server open it' }).click();
    await page.getByText('‹true›').waitFor();
    assert.notEqual(found(relay.taken(), receipt.split(' ')[0]), undefined, 'a search that cannot find is worth nothing');
  });

  for (const language of ['ug', 'zh-Hans']) {
    await promise(`the mailbox in ${language}`, async (page) => {
      const { receipt, id } = await reported(page, `‹box-${language}›`, language);
      demo.answer(id, 'سالام ‹answer›');
      await page.goto(`${relay.base}/${language}/mailbox`);
      await until('the script', async () => page.evaluate(() => document.getElementById('leave').title !== ''));
      await page.fill('[name=receipt]', receipt);
      await open(page).click();
      await page.getByText('‹answer›').waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
      await shoot(page, `box-${language}`);
    });
  }
} finally {
  await browser?.close();
  relay.stop();
  demo.stop();
}
console.log(`${passed} passed, 0 failed`);

/** The kit as a forger would have it. */
async function altered(page, alter) {
  await page.route('**/api/v1/kit', async (route) => {
    const answer = await route.fetch();
    const kit = await answer.json();
    const before = JSON.stringify(kit);
    alter(kit);
    assert.notEqual(JSON.stringify(kit), before, 'the forgery changes something');
    await route.fulfill({ response: answer, json: kit });
  });
}

// A person's way through in Firefox ESR: with script off and everything else that Tor Browser's level "Safest" takes away,
// and with script on. What is asserted is what the person sees, what goes over the line, and what Firefox leaves in its
// profile. `--screenshots DIR` keeps pictures.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Demo, Relay, root, found, until } from './house.mjs';
import { Fox, SAFEST } from './fox.mjs';
import { keptIn } from './profile.mjs';

const PHOTO = path.join(root, 'tests/vectors/photos/good/phone.jpg');
const begun = Date.now();
const demo = await Demo.start();
const relay = await Relay.start(demo.port);
let passed = 0;

async function inFirefox(name, settings, test) {
  const fox = await Fox.start(settings);
  try {
    await test(fox);
    passed += 1;
    console.log(`ok  ${name} (Firefox ${fox.version}, ${((Date.now() - begun) / 1000).toFixed(0)} s)`);
  } catch (error) {
    for (const tab of fox.tabs.values()) console.error(`--- ${await tab.url().catch(() => '')}\n${await tab.seen('main').catch(() => '')}`);
    throw new Error(`${name}: ${error.stack}`);
  } finally {
    await fox.stop();
  }
}

/** A new page that fits a phone, asks for nothing elsewhere and has nothing to complain about when it is left. */
async function inPage(fox, test) {
  const page = await fox.page();
  await test(page);
  assert.deepEqual(page.complaints, []);
  await page.close();
}

const fits = (page) => page.run(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
const cases = (words) => demo.opened().filter(({ report }) => report.includes(words));
const filesOf = (one) => fs.readdirSync(path.join(one.folder, 'files')).map((name) => fs.readFileSync(path.join(one.folder, 'files', name)));

/** “Back” as often as there is anything behind shows none of `secrets`, and forms as if nobody had touched them. */
async function nothingBehind(page, secrets) {
  let pages = 0;
  for (; pages < 12 && (await page.back()); pages += 1) {
    // On a busy machine the page before may have gone while this one has nothing in it yet.
    for (let tries = 0; tries < 100 && !(await page.run(() => document.documentElement !== null)); tries += 1) await new Promise((done) => setTimeout(done, 50));
    const [markup, touched] = await page.run(() => {
      const touched = (one) => (['radio', 'checkbox'].includes(one.type) ? one.checked !== one.defaultChecked : one.value !== one.defaultValue);
      return [document.documentElement.outerHTML, [...document.querySelectorAll('input, textarea')].filter(touched).map(({ name, value }) => `${name}=${value}`)];
    });
    for (const secret of secrets) assert.ok(!markup.includes(secret), `“back” shows ${secret}`);
    assert.deepEqual(touched, [], '“back” shows what was chosen');
  }
  assert.ok(pages >= 1 && pages < 12, `${pages} pages behind`);
}

/** The two ways in which a receipt is shown; the second is behind a fold. */
async function receiptOf(page) {
  await until('the receipt', () => page.count('#receipt-words').catch(() => 0));
  const shown = (await page.seen('#receipt-words')) + (await page.seen('#receipt-digits'));
  assert.match(shown, /^(\d{4}( \d{4}){9}|\S+( \S+){11})$/, 'one way is shown');
  await page.click('section.box details summary');
  const [words, digits] = [await page.seen('#receipt-words'), await page.seen('#receipt-digits')];
  assert.equal(words.split(' ').length, 12);
  assert.match(digits, /^\d{4}( \d{4}){9}$/);
  return { words, digits };
}

async function safest(fox, language) {
  const { code, dir, narrative, answer, more } = language;
  const secrets = [];
  let mine;
  await inPage(fox, async (page) => {
    await page.goto(`${relay.base}/${code}/report`);
    assert.deepEqual(page.requests, [`${relay.base}/${code}/report`], 'the form is one request: not even the script is asked for');
    assert.equal(await page.run(() => document.documentElement.dir), dir);
    assert.ok(await fits(page), 'nothing runs over the edge at 360 px');
    if (code === 'en') {
      await page.see('Until then it could read it');
      assert.ok(!(await page.seen()).includes('Locked on this device'));
    }
    await page.shoot(`safest-form-${code}`);
    const before = demo.mails().length;
    await page.click('form[action$="/report"] button.main');
    await until('the page that says what is missing', () => page.count('.problems a').catch(() => 0));
    await page.type('[name=narrative]', narrative);
    await page.click('[name=danger][value=now]');
    for (const summary of await page.run(() => [...document.querySelectorAll('main details:not([open]) > summary')].map(({ innerText }) => innerText))) await page.click('main summary', summary);
    assert.ok(await fits(page), 'nor with everything unfolded');
    await page.click('[name=method][value="contact.officials"]');
    await page.choose('[name=files]', [PHOTO]);
    await page.click('form[action$="/report"] button.main');
    const { words, digits } = await receiptOf(page);
    secrets.push(narrative, words, digits, digits.replaceAll(' ', ''));
    assert.ok(!(await page.url()).includes(digits.slice(0, 4)), 'the receipt is in no address');
    assert.equal(await page.run(() => document.cookie), '');
    if (code === 'en') for (const part of ['We have it', 'What we saw in your answers', 'What you can do meanwhile']) await page.see(part);
    assert.ok(await fits(page));
    await page.shoot(`safest-answer-${code}`);
    await until('the alert', () => demo.mails().length > before);
    assert.equal(found(relay.taken(), narrative), 'raw', 'without script the words go to the server, as the page said');
    const found_ = cases(narrative);
    assert.equal(found_.length, 1, 'the team reads the very words, once');
    [mine] = found_;
    const photo = fs.readFileSync(PHOTO);
    assert.ok(filesOf(mine).some((bytes) => bytes.equals(photo)), 'and has the photo as it was');
    assert.equal(filesOf(mine).length, 2, 'and its clean copy');
    demo.answer(mine.id, answer);
    secrets.push(answer);

    await page.goto(`${relay.base}/${code}/mailbox`);
    const typed = code === 'ug' ? digits.replace(/\d/g, (d) => '٠١٢٣٤٥٦٧٨٩'[d]) : words;
    await page.type('[name=receipt]', typed);
    await page.click('form[action$="/mailbox"] button.main');
    await page.see(answer);
    assert.ok(!(await page.run(() => document.documentElement.outerHTML)).includes(words), 'the receipt is never echoed');
    assert.ok(await fits(page));
    await page.shoot(`safest-mailbox-${code}`);
    const sent = await page.count('main li strong');
    await page.type('[name=text]', more);
    await page.click('form[action$="/mailbox/add"] button.main');
    await until('the message to be there', async () => (await page.count('main li strong').catch(() => 0)) === sent + 1);
    await page.click('form[action$="/mailbox/lock"] button');
    await until('the locked page', async () => (await page.count('main form, input[name=session]')) === 0 && !(await page.seen()).includes(answer));
    await nothingBehind(page, [answer, more, words, digits, narrative]);
    secrets.push(more);
  });
  await inPage(fox, async (page) => {
    await page.goto(`${relay.base}/${code}/mailbox`);
    await page.type('[name=receipt]', secrets[1]);
    await page.click('form[action$="/mailbox"] button.main');
    await page.see(answer);
    await page.click('form[action$="/mailbox/withdraw"] button');
    await until('the question', () => page.count('form[action$="/mailbox/withdrawn"]').catch(() => 0));
    await page.click('form[action$="/mailbox/withdrawn"] button');
    await until('the end', async () => (await page.count('input[name=session]').catch(() => 1)) === 0);
    await page.goto(`${relay.base}/${code}/mailbox`);
    await page.type('[name=receipt]', secrets[1]);
    await page.click('form[action$="/mailbox"] button.main');
    await until('the answer that nothing opens', () => page.count('.problems').catch(() => 0));
    assert.ok(!(await page.seen()).includes(answer), 'taken back, the receipt opens nothing');
  });
  return secrets;
}

async function withScript(fox) {
  const [narrative, answer, more] = ['Zwei Männer ‹fox-sealed› with a list', 'Do not go there ‹fox-answer›', 'They were back ‹fox-more›'];
  const photo = fs.readFileSync(PHOTO);
  const secrets = [narrative, answer, more, 'contact.officials', 'phone.jpg'];
  relay.taken();
  await inPage(fox, async (page) => {
    await page.goto(`${relay.base}/en/report`);
    await page.see('Locked on this device');
    assert.ok(!(await page.seen()).includes('Until then it could read it'));
    assert.ok(await fits(page));
    await page.type('[name=narrative]', narrative);
    await page.click('[name=danger][value=now]');
    await page.click('main summary', 'What kind of thing was it?');
    await page.click('[name=method][value="contact.officials"]');
    await page.click('main summary', 'Photos, papers');
    await page.choose('[name=files]', [PHOTO]);
    await page.shoot('fox-form');
    await page.click('form[action$="/report"] button.main');
    const { words, digits } = await receiptOf(page);
    secrets.push(words, digits, digits.replaceAll(' ', ''));
    await page.see('All of them have arrived.', 60_000);
    for (const part of ['We have it', 'Your report is locked and stored', 'What we saw in your answers', 'What you can do meanwhile', 'A clean copy without place and device was made too.']) await page.see(part);
    await page.shoot('fox-answer');
    const [mine, ...others] = cases(narrative);
    assert.deepEqual(others, [], 'the team reads it, once');
    const files = filesOf(mine);
    assert.ok(files.length === 2 && files.some((bytes) => bytes.equals(photo)), 'the photo as it was, and a clean copy');
    const copy = files.find((bytes) => !bytes.equals(photo));
    assert.ok(found(photo, 'CANARY') && !found(copy, 'CANARY'), 'which tells nothing of place and device');
    demo.answer(mine.id, answer);

    await page.goto(`${relay.base}/en/mailbox`);
    await page.see('stays on this device');
    await page.type('[name=receipt]', words);
    await page.click('form[action$="/mailbox"] button.main');
    await page.see(answer);
    await page.see('This device has checked that our team wrote these answers');
    await page.shoot('fox-mailbox');
    await page.type('[name=text]', more);
    await page.click('main form button.main');
    await page.see('We have your message.');
    assert.ok(demo.opened().some(({ id, folder }) => id === mine.id && fs.readdirSync(folder, { recursive: true }).some((name) => fs.statSync(path.join(folder, name)).isFile() && found(fs.readFileSync(path.join(folder, name)), more))), 'the team reads the message');
    await page.click('main button', 'Lock now');
    await until('the locked page', async () => (await page.url().catch(() => '')).endsWith('/en/mailbox/lock'));
    await page.see('The page is locked.');
    const kept = await page.run(async () => [{ ...localStorage }, { ...sessionStorage }, await caches.keys(), (await indexedDB.databases()).length, document.cookie, history.state, window.name]);
    assert.deepEqual(kept, [{}, {}, [], 0, '', null, '']);
    await nothingBehind(page, secrets.filter((secret) => secret !== 'contact.officials'));
    assert.ok(page.requests.every((url) => url.startsWith(`${relay.base}/`) || url.startsWith('data:') || url.startsWith('blob:')), page.requests.join(' '));
  });
  const sent = relay.taken();
  for (const secret of secrets) assert.equal(found(sent, secret), undefined, `“${secret}” was sent`);
  assert.equal(found(sent, photo.subarray(2000, 2040).toString('latin1')), undefined);
  return secrets;
}

try {
  const languages = [
    { code: 'en', dir: 'ltr', narrative: 'Two men came to my door ‹safe-en›', answer: 'We read it ‹safe-answer-en›', more: 'One more thing ‹safe-more-en›' },
    { code: 'ug', dir: 'rtl', narrative: 'ساقچىلار ئۆيۈمگە كەلدى ‹safe-ug›', answer: 'ئوقۇدۇق ‹safe-answer-ug›', more: 'يەنە بىر ئىش ‹safe-more-ug›' },
  ];
  await inFirefox('script off, as Tor Browser at “Safest”', SAFEST, async (fox) => {
    const secrets = [];
    for (const language of languages) secrets.push(...(await safest(fox, language)));
    await fox.quit();
    for (const secret of secrets) assert.equal(keptIn(fox.profile, secret), undefined);
  });
  await inFirefox('script on, in an ordinary window whose profile keeps what Firefox keeps', {}, async (fox) => {
    const secrets = await withScript(fox);
    for (const secret of secrets) assert.equal(keptIn(fox.profile, secret), undefined, 'while it runs');
    await fox.quit();
    for (const secret of secrets) assert.equal(keptIn(fox.profile, secret), undefined, 'after it ended');
  });
  for (const [where, bytes] of demo.traces()) for (const one of ['‹fox-sealed›', '‹safe-en›', '‹safe-answer-ug›']) assert.equal(found(bytes, one), undefined, where);
} finally {
  relay.stop();
  demo.stop();
}
console.log(`${passed} passed, 0 failed, ${((Date.now() - begun) / 1000).toFixed(0)} s`);

// A person's way through the real program in a real browser with JavaScript off: report, receipt, alert mail, desk,
// answer. `--screenshots DIR` keeps pictures.
import { spawn, execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import assert from 'node:assert/strict';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const { chromium } = createRequire(path.join(root, 'tests/package.json'))('playwright-core');
const shots = process.argv.includes('--screenshots') ? process.argv[process.argv.indexOf('--screenshots') + 1] : null;
const target = process.env.CARGO_TARGET_DIR ?? path.join(root, 'target');
const bin = (name) => path.join(target, 'debug', name);
let log = '';
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'journey-'));
const data = path.join(home, 'demo');

const languages = [
  { code: 'en', dir: 'ltr', words: 'Two men came to my door with a translator. ‹canary-en›' },
  { code: 'zh-Hans', dir: 'ltr', words: '昨天警察去了我父母家。‹canary-zh›' },
  { code: 'zh-Hant', dir: 'ltr', words: '昨天警察去了我父母家裡。‹canary-zht›' },
  { code: 'fa', dir: 'rtl', words: 'دیروز پلیس به خانه پدر و مادرم رفت ‹canary-fa›' },
  { code: 'ru', dir: 'ltr', words: 'Вчера полиция пришла к моим родителям. ‹canary-ru›' },
  { code: 'ug', dir: 'rtl', words: 'ساقچىلار ئۆيۈمگە كەلدى ‹canary-ug›' },
];

function startDemo() {
  return new Promise((resolve, reject) => {
    const child = spawn(bin('tocsin'), ['demo', '--listen', '127.0.0.1:0', '--data', data, '--no-rate-limit']);
    let out = '';
    const timer = setTimeout(() => reject(new Error(`the demo did not start:\n${out}`)), 60_000);
    child.stdout.on('data', (bytes) => {
      out += bytes;
      log += bytes;
      const found = out.match(/http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/);
      if (found) { clearTimeout(timer); resolve({ child, base: `http://127.0.0.1:${found[1]}` }); }
    });
    child.stderr.on('data', (bytes) => { out += bytes; log += bytes; });
    child.on('exit', (code) => reject(new Error(`the demo ended with ${code}:\n${out}`)));
  });
}

const mails = () => (fs.existsSync(path.join(data, 'mail')) ? fs.readdirSync(path.join(data, 'mail')).filter((f) => f.endsWith('.eml')) : []);
async function until(what, test, ms = 15_000) {
  const end = Date.now() + ms;
  while (Date.now() < end) { if (test()) return; await new Promise((r) => setTimeout(r, 100)); }
  assert.fail(`waited in vain for ${what}`);
}
// "Back" as often as there is anything behind: no page of the mailbox comes back from the browser's memory. (A page that
// would have to be sent again is not shown; whoever then confirms sending it again types the code anew, in effect, which
// is why the page says to close the window. Pages from before the power went off are asked for in vain: another port.)
async function nothingBehind(page, answer, when) {
  let behind = 0;
  for (; behind < 12 && page.url() !== 'about:blank'; behind += 1) {
    await page.goBack({ timeout: 3_000 }).catch((error) => assert.match(error.message, /ERR_CACHE_MISS|ERR_CONNECTION_REFUSED/));
    const shown = await settled(page);
    assert.ok(!shown.includes(answer) && !shown.includes('name="session"'), `“back” ${when} shows the mailbox`);
  }
  assert.ok(behind >= 3 && behind < 12, `${behind} pages were behind the one ${when}`);
}
async function settled(page) {
  for (let tries = 0; tries < 50; tries += 1) {
    const content = await page.content().catch(() => '');
    if (content) return content;
    await new Promise((r) => setTimeout(r, 100));
  }
  return assert.fail('a page never settles');
}
async function shoot(page, name) {
  if (shots) await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
}

// Everything that stands in files or was printed, in the forms in which a careless program keeps secrets.
function* traces(text) {
  const raw = Buffer.from(text);
  yield ['raw', raw];
  yield ['hex', Buffer.from(raw.toString('hex'))];
  yield ['UTF-16', Buffer.from(text, 'utf16le')];
  for (const skip of [0, 1, 2]) yield ['base64', Buffer.from(raw.subarray(skip, skip + Math.floor((raw.length - skip) / 3) * 3).toString('base64'))];
}
function searchEverywhere(secrets) {
  const files = fs.readdirSync(home, { recursive: true }).map((f) => path.join(home, f))
    .filter((f) => /\/demo(-keys)?\//.test(f) && fs.statSync(f).isFile());
  assert.ok(files.some((f) => f.endsWith('.db')) && files.some((f) => f.includes('/blobs/')), 'the search sees database and blobs');
  for (const [where, bytes] of [['the log', Buffer.from(log)], ...files.map((f) => [f, fs.readFileSync(f)])])
    for (const secret of secrets) for (const [form, trace] of traces(secret)) assert.ok(!bytes.includes(trace), `${where} holds a secret (${form})`);
  return files.length;
}

const secrets = ['Mozilla/5.0'];
let demo = await startDemo();
let browser;
let passed = 0;
try {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  for (const language of languages) {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, locale: 'en' });
    const page = await context.newPage();
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));

    await page.goto(`${demo.base}/${language.code}/report`);
    assert.equal(asked.length, 1, `the form is one request, not ${asked}`);
    assert.equal(await page.getAttribute('html', 'dir'), language.dir);
    assert.equal(await page.getAttribute('html', 'lang'), language.code);
    const wide = await page.locator('html').evaluate((e) => e.scrollWidth > e.clientWidth).catch(() => false);
    assert.equal(wide, false, 'nothing runs over the edge at 360 px');
    await shoot(page, `report-${language.code}`);

    const before = mails().length;
    await page.fill('[name=narrative]', language.words);
    await page.check('[name=danger][value=now]');
    const photo = { name: 'letter ‹file-canary›.txt', mimeType: 'text/plain', buffer: Buffer.from(`a letter ${language.code}`) };
    await page.locator('[name=files]').first().setInputFiles(photo);
    await page.locator('form[action$="/report"] button').first().click();
    const receipt = (await page.locator('#receipt-digits').textContent()).trim();
    assert.match(receipt, /^\d{4}( \d{4}){9}$/);
    const words = (await page.locator('#receipt-words').textContent()).trim();
    assert.equal(words.split(' ').length, 12);
    // Power off, as far as a process can feel it: what was acknowledged is there after the restart, its alert with it.
    demo.child.removeAllListeners('exit');
    demo.child.kill('SIGKILL');
    await new Promise((ended) => (demo.child.exitCode === null && demo.child.signalCode === null ? demo.child.once('exit', ended) : ended()));
    demo = await startDemo();
    secrets.push(receipt, receipt.replaceAll(' ', ''), words, language.words, `‹file-canary›`, `a letter ${language.code}`);
    assert.ok(!page.url().includes(receipt.slice(0, 4)), 'the receipt is in no address');
    await shoot(page, `answer-${language.code}`);

    await until('the alert mail', () => mails().length > before, 5_000);
    const mail = fs.readFileSync(path.join(data, 'mail', mails().sort().at(-1)), 'utf8');
    assert.ok(!/canary|http/i.test(mail + Buffer.from(mail, 'base64').toString()), 'an alert says nothing and links nowhere');

    const bundles = path.join(home, `bundles-${language.code}`);
    const opened = path.join(home, `opened-${language.code}`);
    const identity = path.join(home, 'demo-keys/caseworker.txt');
    execFileSync(bin('tocsin'), ['export', '--data', data, '--out', bundles]);
    execFileSync(bin('tocsin-desk'), ['open', '--identity', identity, bundles, '--out', opened, '--attachments']);
    const cases = fs.readdirSync(opened).filter((f) => f.startsWith('case-'));
    const mine = cases.find((c) => fs.readFileSync(path.join(opened, c, 'report.txt'), 'utf8').includes(language.words));
    assert.ok(mine, 'the caseworker reads the very words');
    const files = fs.readdirSync(path.join(opened, mine, 'files'));
    assert.ok(files.some((f) => fs.readFileSync(path.join(opened, mine, 'files', f), 'utf8') === `a letter ${language.code}`));

    const answer = `We read this. Answer in ${language.code}.`;
    secrets.push(answer);
    const replies = path.join(home, `replies-${language.code}`);
    execFileSync(bin('tocsin-desk'), ['reply', '--identity', identity, bundles, '--case', mine.slice(5), '--text', answer, '--out', replies]);
    execFileSync(bin('tocsin'), ['import', '--data', data, '--from', replies]);

    await page.goto(`${demo.base}/${language.code}/mailbox`);
    const typed = language.code === 'ug' ? receipt.replace(/\d/g, (d) => '٠١٢٣٤٥٦٧٨٩'[d]) : receipt;
    await page.fill('[name=receipt]', typed);
    await page.locator('form[action$="/mailbox"] button').first().click();
    assert.ok((await page.locator('body').textContent()).includes(answer), 'the reporter reads the answer');
    assert.ok(!(await page.content()).includes(receipt.slice(0, 9)), 'the receipt is never echoed');
    await shoot(page, `mailbox-${language.code}`);

    await page.fill('[name=text]', `More from me ${language.code}`);
    secrets.push(`More from me ${language.code}`);
    await page.locator('form[action$="/mailbox/add"] button').first().click();
    await page.locator('form[action$="/mailbox/lock"] button').first().click();
    assert.ok(!(await page.content()).includes(answer), 'locked is locked');
    await nothingBehind(page, answer, 'after locking');

    const again = await context.newPage();
    await again.goto(`${demo.base}/${language.code}/mailbox`);
    await again.fill('[name=receipt]', receipt);
    await again.locator('form[action$="/mailbox"] button').first().click();
    assert.ok((await again.locator('body').textContent()).includes(answer));
    await again.locator('form[action$="/mailbox/withdraw"] button').click();
    await shoot(again, `withdraw-${language.code}`);
    await again.locator('form[action$="/mailbox/withdrawn"] button').click();
    await shoot(again, `withdrawn-${language.code}`);
    assert.equal(await again.locator('input[name=session]').count(), 0, 'the page after it leads nowhere');
    await nothingBehind(again, answer, 'after taking the report back');
    await again.goto(`${demo.base}/${language.code}/mailbox`);
    await again.fill('[name=receipt]', receipt);
    await again.locator('form[action$="/mailbox"] button').first().click();
    assert.equal(await again.locator('input[name=session]').count(), 0, 'taken back, the receipt opens nothing');
    const id = mine.slice(5);
    const listed = () => JSON.parse(execFileSync(bin('tocsin'), ['cases', 'list', '--data', data, '--json'])).find((c) => c.case === id);
    assert.match(listed().destroyed_on, /^\d{4}-\d\d-\d\d$/);
    assert.equal(Object.keys(listed()).length, 3, 'of what was taken back the list has id, state and day');
    if (language.code === 'en') {
      execFileSync(bin('tocsin'), ['cases', 'keep', '--data', data, '--case', id]);
      assert.equal(listed().kept, true);
    }
    assert.equal((await context.cookies()).length, 0, 'no cookies');
    await context.close();
    passed += 1;
  }
  const searched = searchEverywhere(secrets);
  console.log(`${secrets.length} secrets searched for in ${searched} files and the log: none found`);
  // A search that cannot find is worth nothing.
  fs.writeFileSync(path.join(data, 'planted'), `x${Buffer.from(languages[2].words).toString('base64')}`);
  assert.throws(() => searchEverywhere(secrets));
  passed += 1;
} finally {
  await browser?.close();
  demo.child.removeAllListeners('exit');
  demo.child.kill('SIGTERM');
  fs.rmSync(home, { recursive: true, force: true });
}
console.log(`${passed} passed, 0 failed`);

// Every kind of page that a reporter sees, in every language, without and with script, in light and in dark: axe finds
// nothing against WCAG 2.2 AA, and at 320 px nothing runs over the edge. `--screenshots DIR` keeps pictures.
import assert from 'node:assert/strict';
import { Demo, openBrowser, openPage, shoot, until } from './house.mjs';
import { axeVersion, findings } from './support/axe.mjs';

const LANGUAGES = ['en', 'zh-Hans', 'zh-Hant', 'ug', 'fa', 'ru'];
const begun = Date.now();
const demo = await Demo.start();
const base = `http://127.0.0.1:${demo.port}`;
const wrong = [];
let looked = 0;
let browser;
let mirror;

async function look(page, name) {
  looked += 1;
  await shoot(page, name);
  for (const finding of await findings(page)) wrong.push(`${name}: ${finding}`);
}

/** A page that runs no script cannot run axe either: its markup is looked at in one that can. */
async function lookBare(page, name) {
  await mirror.setContent((await page.content()).replaceAll(/<script.*?<\/script>/gs, ''));
  await look(mirror, name);
}

const send = (page, action) => page.locator(`form[action$="${action}"] button`).first().click();

/** A report without script, its pages on the way, and its receipt. */
async function reported(page, language) {
  const at = (kind) => `${kind}-${language}`;
  await page.goto(`${base}/${language}`);
  await lookBare(page, at('home'));
  await page.goto(`${base}/${language}/safety`);
  await lookBare(page, at('safety'));
  await page.goto(`${base}/${language}/nothing-here`);
  await lookBare(page, at('missing'));
  await page.goto(`${base}/${language}/report`);
  await lookBare(page, at('report'));
  await send(page, '/report');
  await page.locator('.problems').waitFor();
  await lookBare(page, at('report-problems'));
  await page.fill('[name=narrative]', `‹axe-${language}›`);
  await page.check('[name=danger][value=now]');
  await page.locator('main form > details > summary').first().click();
  await page.check('[name=method][value="contact.officials"]');
  await page.locator('[name=files]').first().setInputFiles({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('a letter') });
  await send(page, '/report');
  await page.locator('#receipt-digits').waitFor({ state: 'attached' });
  await lookBare(page, at('answer'));
  return (await page.locator('#receipt-digits').textContent()).trim();
}

async function mailbox(page, language, receipt) {
  const at = (kind) => `${kind}-${language}`;
  await page.goto(`${base}/${language}/mailbox`);
  await lookBare(page, at('entry'));
  await page.fill('[name=receipt]', '1234');
  await send(page, '/mailbox');
  await page.locator('.problems').waitFor();
  await lookBare(page, at('entry-problem'));
  await page.fill('[name=receipt]', receipt);
  await send(page, '/mailbox');
  await page.locator('article.box').waitFor();
  await page.fill('[name=text]', 'One more thing.');
  await send(page, '/mailbox/add');
  await lookBare(page, at('mailbox'));
  await send(page, '/mailbox/withdraw');
  await lookBare(page, at('withdraw'));
  await page.goto(`${base}/${language}/mailbox/lock`);
  await lookBare(page, at('locked'));
}

/** Trip check without script: the form, the answer, and the report that it goes into. */
async function trip(page, language) {
  const at = (kind) => `${kind}-${language}`;
  await page.goto(`${base}/${language}/travel`);
  await lookBare(page, at('travel'));
  await page.selectOption('[name=origin]', 'CN');
  await send(page, '/travel');
  await page.locator('.problems').waitFor();
  await lookBare(page, at('travel-problem'));
  await page.locator('[name=travel_via]').first().selectOption('AE');
  await page.selectOption('[name=travel_to]', 'FR');
  await page.fill('[name=travel_when]', '2031-01-01');
  await send(page, '/travel');
  await page.locator('.box').first().waitFor();
  await lookBare(page, at('travel-answer'));
  await send(page, '/travel/ask');
  const filled = await page.locator('[name=travel_via]').inputValue();
  assert.ok(filled.length > 2 && filled !== 'AE', `${language}: the report names the stop in words: ${filled}`);
  await lookBare(page, at('travel-report'));
}

/** The same with script: the pages that the script changes or makes. */
async function scripted(page, language, receipt) {
  const at = (kind) => `${kind}-script-${language}`;
  const ready = () => until('the script', async () => page.evaluate(() => document.getElementById('leave').title !== ''));
  await page.goto(`${base}/${language}/report`);
  await ready();
  await look(page, at('report'));
  await page.locator('form[action$="/report"] button.main').first().click();
  await page.locator('.problems').waitFor();
  await look(page, at('report-problems'));
  await page.fill('[name=narrative]', `‹axe-script-${language}›`);
  await page.locator('[name=files]').first().setInputFiles({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('a letter') });
  await page.locator('form[action$="/report"] button.main').first().click();
  await page.waitForSelector('#receipt-words', { state: 'attached' });
  await look(page, at('answer'));
  await page.goto(`${base}/${language}/mailbox`);
  await ready();
  await page.fill('[name=receipt]', receipt);
  await page.locator('form[action$="/mailbox"] button.main').click();
  await page.locator('article.box').waitFor();
  await look(page, at('mailbox'));
  await page.locator('main button').last().click();
  await until('the question whether to take it back', async () => (await page.locator('article.box').count()) === 0);
  await look(page, at('withdraw'));
}

try {
  browser = await openBrowser();
  const narrow = { viewport: { width: 320, height: 740 } };
  mirror = await browser.newPage(narrow);
  const bare = await openPage(browser, { ...narrow, javaScriptEnabled: false });
  const receipts = new Map();
  for (const language of LANGUAGES) receipts.set(language, await reported(bare, language));
  for (const { id, report } of demo.opened()) if (report.includes('‹axe-')) demo.answer(id, 'We read this.');
  const full = await openPage(browser, narrow);
  for (const language of LANGUAGES) await trip(bare, language);
  for (const [language, receipt] of receipts) {
    await mailbox(bare, language, receipt);
    await scripted(full, language, receipt);
  }
  await bare.context().close();
  await full.context().close();

  // A check that finds nothing anywhere is worth nothing.
  const planted = await browser.newPage();
  await planted.setContent('<!doctype html><html lang=en><title>planted</title><style>:root{color-scheme:light dark}@media(prefers-color-scheme:dark){p{color:#333;background:#222}}</style><main><h1>Planted</h1><p>grey</p><input></main>');
  const seen = await findings(planted);
  assert.ok(seen.some((one) => one.includes('label')) && seen.some((one) => one.startsWith('dark: color-contrast')), seen.join('\n'));
} finally {
  await browser?.close();
  demo.stop();
}
assert.deepEqual(wrong, [], `${wrong.length} findings`);
console.log(`axe ${axeVersion}: ${looked} pages in light and dark, nothing found (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
console.log(`${looked} passed, 0 failed`);

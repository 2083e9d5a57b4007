// With script on, in a real browser: what is written is sealed before it leaves, whatever fails nothing else is sent, and
// nothing stays behind. `--screenshots DIR` keeps pictures.
import assert from 'node:assert/strict';
import { Demo, Relay, found, keepsNothing, openBrowser, openPage, shoot, until } from './house.mjs';

const demo = await Demo.start();
const relay = await Relay.start(demo.port);
let browser;
let passed = 0;

async function promise(name, test) {
  const page = await openPage(browser);
  relay.cut = () => false;
  relay.taken();
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

// With script on, in a real browser: a server that would have the page sign away what was said, whoever watches the line,
// and whoever takes the telephone afterwards.
import assert from 'node:assert/strict';
import { Demo, Relay, openBrowser, openPage, until } from './house.mjs';

const demo = await Demo.start();
const relay = await Relay.start(demo.port);
let browser;
let passed = 0;

async function promise(name, test) {
  const page = await openPage(browser);
  relay.taken();
  try {
    await test(page);
    assert.deepEqual(page.complaints, [], 'nothing is refused by the policy, nothing is written to the console');
    passed += 1;
    console.log(`ok  ${name}`);
  } catch (error) {
    throw new Error(`${name}: ${error.stack}`);
  } finally {
    await page.context().close();
  }
}

/** A mailbox that is open, with an answer in it, and the answer of the server by which it opened. */
async function opened(page, words) {
  await page.goto(`${relay.base}/en/report`);
  await until('the script', async () => (await page.locator('.mode').first().textContent()).includes('Locked on this device'));
  await page.fill('[name=narrative]', words);
  await page.locator('form[action$="/report"] button.main').first().click();
  await page.waitForSelector('#receipt-digits', { state: 'attached' });
  const receipt = await page.locator('#receipt-digits').textContent();
  const { id } = demo.opened().find(({ report }) => report.includes(words));
  demo.answer(id, `An answer to ${words}`);
  await page.goto(`${relay.base}/en/mailbox`);
  await until('the script', async () => (await page.locator('.mode').first().textContent()).includes('stays on this device'));
  await page.fill('[name=receipt]', receipt);
  const answer = page.waitForResponse('**/api/v1/mailbox');
  await page.locator('form[action$="/mailbox"] button.main').click();
  const first = await (await answer).json();
  await page.getByText(`An answer to ${words}`).waitFor();
  return first;
}

async function say(page, words) {
  await page.fill('[name=text]', words);
  await page.locator('form button.main').click();
}

try {
  browser = await openBrowser();

  await promise('a server that took a message cannot have the next one signed as if there had been none', async (page) => {
    const first = await opened(page, '‹dropped›');
    await say(page, 'the one to be dropped');
    await page.getByText('We have your message.').waitFor();
    let posts = 0;
    await page.route('**/api/v1/mailbox/messages', (route) => {
      posts += 1;
      if (posts === 1) return route.fulfill({ status: 409, contentType: 'application/json', body: JSON.stringify({ error: 'out_of_order', tip: first.tip }) });
      return route.continue();
    });
    await say(page, 'the one after it');
    await page.locator('.problems').waitFor();
    assert.equal(posts, 1, 'it was signed anew, in the place of the one before');
    assert.equal(await page.inputValue('[name=text]'), 'the one after it', 'the words stay');
  });

  for (const [what, alter] of [
    ['whose rules tell the category by a length', (kit) => { kit.rules.rules[0].sentence = 'x'.repeat(20_000); }],
    ['whose rules tell the category by the urgency', (kit) => { kit.rules.rules.find(({ otherwise }) => !otherwise).when = [{ method: ['contact.officials'] }]; }],
    ['without a category', (kit) => { kit.methods.shift(); }],
  ]) {
    await promise(`a kit ${what} seals nothing`, async (page) => {
      await page.route('**/api/v1/kit', async (route) => {
        const answer = await route.fetch();
        const kit = await answer.json();
        alter(kit);
        return route.fulfill({ response: answer, json: kit });
      });
      await page.goto(`${relay.base}/en/report`);
      await page.fill('[name=narrative]', 'for a bent kit');
      await page.locator('form[action$="/report"] button.main').first().click();
      await page.locator('.problems').waitFor();
      assert.ok(!relay.taken().includes('POST /'), 'nothing was sent');
    });
  }

  await promise('a mailbox that holds less than it took says that something is missing', async (page) => {
    const first = await opened(page, '‹less›');
    await page.route('**/api/v1/mailbox', async (route) => {
      const answer = await route.fetch();
      const box = await answer.json();
      if (box.sent) Object.assign(box, { sent: first.sent, tip: first.tip });
      return route.fulfill({ response: answer, json: box });
    });
    await say(page, 'the one that is kept back');
    await page.getByText('Part of what you sent is missing in this list.').waitFor();
  });

  await promise('whoever watches the line does not see whether something was read, deleted or taken back', async (page) => {
    const sizes = new Set();
    const asked = [];
    page.on('request', (request) => {
      if (!/\/api\/v1\/mailbox$/.test(request.url())) return;
      sizes.add(request.postDataBuffer().length);
      asked.push(JSON.parse(request.postData()).call.action);
    });
    await opened(page, '‹lengths›');
    await page.getByRole('button', { name: 'I have read it, delete it' }).click();
    await page.getByText('The answer is deleted.').waitFor();
    await page.getByRole('button', { name: 'Take my report back' }).click();
    await page.getByRole('button', { name: 'Yes, take it back now' }).click();
    await page.getByText('It is done.').waitFor();
    assert.deepEqual([...new Set(asked)].sort(), ['delete', 'read', 'withdraw']);
    assert.equal(sizes.size, 1, [...sizes].join());
  });

  await promise('after leaving, “back” shows nothing of what was chosen or written', async (page) => {
    await page.goto(`${relay.base}/en/report`);
    await until('the script', async () => (await page.locator('.mode').first().textContent()).includes('Locked on this device'));
    await page.fill('[name=narrative]', 'written ‹back›');
    await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    for (const choice of ['[name=danger][value=now]', '[name=method][value="contact.officials"]', '[name=answer_here][value=no]']) await page.check(choice);
    await page.goto(`${relay.base}/en/safety`);
    await page.goBack();
    await until('the form', async () => (await page.locator('[name=narrative]').count()) === 1);
    await page.waitForTimeout(500);
    const left = await page.evaluate(() => [...document.querySelectorAll('input:not([type=hidden]),textarea')]
      .filter((one) => (['radio', 'checkbox'].includes(one.type) ? one.checked !== one.defaultChecked : one.value !== one.defaultValue))
      .map((one) => `${one.name}=${one.value}`));
    assert.deepEqual(left, []);
  });
} finally {
  await browser?.close();
  relay.stop();
  demo.stop();
}
console.log(`${passed} passed, 0 failed`);

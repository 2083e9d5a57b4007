// The desk in real hands, on a real server and in a real browser: without a mouse, with two keys on one ring of which one is
// lost, and left open on a table while somebody writes. And axe on the pages of administration and the log.
import assert from 'node:assert/strict';
import { found, openBrowser, shoot, until } from './house.mjs';
import { findings } from './support/axe.mjs';
import { House } from './support/desk.mjs';
import { heapHolds } from './support/heap.mjs';
import { Person } from './support/person.mjs';
import { Reporter } from './support/reporter.mjs';
import { t } from './support/words.mjs';

const begun = Date.now();
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : '';
const STORY = 'They wait before the house of my mother ‹hands-story›';
const SECOND = 'A letter came from the consulate ‹hands-second›';
const NOTE = 'I have told the others ‹hands-note›';
const ANSWER = 'We have read it and we are awake ‹hands-answer›';
const HALF = 'Half a sentence that is not sent ‹hands-half›';
const ASIDE = 'Half a note that is not sent ‹hands-aside›';
let [browser, house, passed] = [undefined, undefined, 0];
const people = [];
const wrong = [];

function done(promise) {
  passed += 1;
  console.log(`ok  ${promise} (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
}

async function joins(alias, roles, options, way) {
  const person = await Person.at(house, browser, alias, options);
  people.push(person);
  await person.enrol(house.invite(alias, ...roles), way);
  return person;
}

/** What holds the focus, as it is read out. */
const focused = (page) => page.evaluate(() => {
  const { activeElement: at } = document;
  const label = at.getAttribute('aria-label') ?? (at.labels?.[0] ?? at).textContent ?? '';
  return `${at.tagName.toLowerCase()} ${label.replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim()}`;
});

/** Tab by Tab to what is read out so; a person would give up after forty. */
async function tabTo(page, wanted, key = 'Tab') {
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await focused(page)).includes(wanted)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`forty presses of ${key} do not lead to “${wanted}” but to “${await focused(page)}”`);
}

// A handle to an element, which the test would hold, keeps alive whatever the element leads to.
const onHeading = (page) => page.waitForFunction(() => document.activeElement?.tagName === 'H1' && document.querySelector('#conversation') !== null);

const tests = {
  async 'a team that was just signed is in force on the page that waits for it, without a reload'(lead) {
    await lead.go('team');
    await lead.heading('desk-team');
    await lead.press('desk-newteam-make');
    await lead.page.getByText('roster sign --draft').waitFor();
    house.signDraft();
    const signed = Date.now();
    await lead.seen(t('desk-draft-signed'));
    assert.ok(Date.now() - signed < 8_000, `after ${Date.now() - signed} ms`);
    assert.equal(await (await fetch(`${house.base}/healthz`)).text(), 'ok\n', 'and the form is open');
    assert.equal(await lead.page.getByText('roster sign --draft').count(), 0);
  },

  async 'a shift without a mouse: sign in, the most urgent, its call, a note, an answer, the next'(lead) {
    const reporter = await Reporter.at(house.base, browser);
    await reporter.report(SECOND, { danger: 'later' });
    await reporter.report(STORY, { danger: 'now' });
    const { page } = lead;
    await lead.go('security');
    await lead.press('desk-sign-out');
    await lead.heading('desk-in-title');
    await page.evaluate(() => {
      window.touched = [];
      for (const kind of ['pointerdown', 'mousedown', 'touchstart']) addEventListener(kind, () => window.touched.push(kind), true);
    });
    await tabTo(page, t('desk-passkey-in'));
    await page.keyboard.press('Enter');
    await lead.heading('inbox-title');
    await page.locator('.cases > li').nth(1).waitFor();
    await page.keyboard.press('?');
    await lead.seen(t('inbox-keys-case'));
    await tabTo(page, t('desk-close'));
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    assert.match(await focused(page), /^a Critical/, 'the most urgent is first');
    await page.keyboard.press('Enter');
    await onHeading(page);
    await lead.seen(STORY);
    await page.keyboard.press('t');
    assert.ok((await focused(page)).startsWith(`button ${t('inbox-take-call')}`));
    await page.keyboard.press('Enter');
    await page.locator('.call').waitFor({ state: 'detached' });
    await until('the focus to stay on the page', async () => !(await focused(page)).startsWith('body'));
    await page.keyboard.press('n');
    await page.keyboard.type(NOTE);
    await tabTo(page, t('note-send'));
    await page.keyboard.press('Enter');
    await page.locator('article').getByText(NOTE).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'notes');
    await page.keyboard.press('a');
    await page.keyboard.type(ANSWER);
    await tabTo(page, t('answer-send'));
    await page.keyboard.press('Enter');
    await page.locator('.ours').getByText(ANSWER).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'answer');
    await page.keyboard.press('u');
    await page.waitForFunction(() => Boolean(document.activeElement?.closest('.cases li')));
    assert.match(await focused(page), /hands-story/, 'back at the line that was left');
    await page.keyboard.press('j');
    assert.match(await focused(page), /^a Routine/);
    await page.keyboard.press('Enter');
    await onHeading(page);
    await lead.seen(SECOND);
    assert.deepEqual(await page.evaluate(() => window.touched), [], 'no mouse, no finger');
    await reporter.close();
  },

  async 'what is typed and not sent cannot be read while the desk is locked, and is there again afterwards'(lead) {
    const { page } = lead;
    await page.getByLabel(/^Answer, in/).fill(HALF);
    await page.getByLabel(t('note-new')).fill(ASIDE);
    const secrets = [HALF, ASIDE, SECOND, STORY];
    const before = await heapHolds(page, secrets);
    assert.ok(before.has(HALF) && before.has(SECOND), 'a search that cannot find is worth nothing');
    await lead.press('desk-lock');
    await until('the worker to end', () => lead.workers() === 0, 3_000);
    const markup = await page.evaluate(() => document.documentElement.outerHTML + [...document.querySelectorAll('input, textarea')].map(({ value }) => value).join('\n'));
    for (const secret of secrets) assert.ok(!markup.includes(secret), `“${secret}” stands in the page`);
    assert.deepEqual([...await heapHolds(page, secrets)], [], 'nor in the memory of its script');
    await lead.unlock();
    await lead.seen(SECOND);
    assert.equal(await page.getByLabel(/^Answer, in/).inputValue(), HALF);
    assert.equal(await page.getByLabel(t('note-new')).inputValue(), ASIDE);
    // Three Escapes at once after the last letter: what was typed in that moment is kept too.
    await page.getByLabel(t('note-new')).press('End');
    await page.keyboard.type('!');
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Escape');
    await lead.unlock();
    await lead.seen(SECOND);
    assert.equal(await page.getByLabel(t('note-new')).inputValue(), `${ASIDE}!`);
    for (const label of [/^Answer, in/, t('note-new')]) await page.getByLabel(label).fill('');
    assert.equal(found(house.relay.taken(), HALF), undefined, 'and was never sent');
  },

  async 'a second key on the ring signs in and opens; the first, lost, is taken out and opens nothing'(lead) {
    const { page, authenticator: { client, authenticatorId: first } } = lead;
    const present = (authenticatorId, enabled) => client.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    await lead.go('security');
    await lead.heading('desk-security');
    // The first lies elsewhere: nobody touches it.
    await present(first, false);
    const { authenticatorId: second } = await client.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'usb', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, hasPrf: true },
    });
    await page.getByText(t('desk-device-add')).click();
    await page.getByLabel(t('desk-device-name')).fill('Ring');
    await lead.press('desk-touch');
    await lead.seen(t('desk-device-is-added'));
    const devices = page.locator('section', { has: page.getByRole('heading', { name: t('desk-devices') }) }).locator('li');
    await devices.nth(1).waitFor();
    assert.equal(await devices.count(), 2);
    assert.equal(await devices.getByText(t('desk-device-opens')).count(), 2, 'each opens the keys by itself');
    await lead.press('desk-sign-out');
    await lead.signIn();
    await lead.heading('inbox-title');
    await lead.seen('hands-story');
    await lead.go('security');
    await lead.heading('desk-security');
    const lost = page.locator('li', { hasNotText: 'Ring' }).getByRole('button', { name: /^Remove/ });
    await lost.click();
    await page.locator('dialog').getByRole('button', { name: t('desk-device-remove'), exact: true }).click();
    await lead.seen(t('desk-device-removed'));
    assert.equal(await devices.count(), 1);
    await lead.press('desk-sign-out');
    await lead.heading('desk-in-title');
    // Whoever found the first one tries it.
    await present(second, false);
    await present(first, true);
    await lead.press('desk-passkey-in');
    await page.locator('.trouble:visible').waitFor();
    assert.equal(await page.evaluate(async () => (await fetch('/desk/api/v1/me')).status), 401, 'it lets nobody in');
    await present(first, false);
    await present(second, true);
    await lead.press('desk-passkey-in');
    await lead.heading('inbox-title');
    await lead.seen('hands-story');
  },

  async 'whoever unlocks is asked for what they have and for nothing that they never had'() {
    const mara = await joins('Mara', ['caseworker'], { passkey: 'plain' });
    const omid = await joins('Omid', ['caseworker'], { passkey: false });
    for (const person of [mara, omid]) {
      await person.page.reload();
      await person.go('new');
      await person.heading('desk-unlock-title');
    }
    const gate = (person) => person.page.locator('#gate');
    assert.equal(await gate(mara).getByRole('button', { name: t('desk-passkey-unlock') }).count(), 1);
    await gate(mara).getByText(t('desk-unlock-then-words')).waitFor();
    assert.equal(await gate(mara).getByRole('radio', { name: t('desk-kind-passphrase') }).count(), 0, 'she has no app for codes');
    assert.ok(await gate(mara).locator('textarea').isHidden(), 'the kit is folded away');
    await shoot(mara.page, 'hands-unlock-plain');
    await mara.unlock();
    assert.equal(await gate(omid).getByRole('button', { name: t('desk-passkey-unlock') }).count(), 0, 'he has no passkey');
    assert.ok(await gate(omid).getByLabel(t('desk-code'), { exact: true }).isVisible());
    await omid.unlock();
    for (const { page } of [mara, omid]) await page.locator('textarea[name=narrative]').waitFor();
    await shoot(omid.page, 'hands-new');
  },

  async 'axe finds nothing on the pages of administration and the log, light and dark, wide and narrow'() {
    const ada = await joins('Ada', ['administrator', 'lead'], {});
    const { page } = ada;
    const look = async (name, scope) => {
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await shoot(page, `hands-${name}-${width}`);
        for (const finding of await findings(page, scope)) wrong.push(`${name} at ${width}: ${finding}`);
      }
      await page.setViewportSize({ width: 1280, height: 860 });
    };
    await ada.go('admin');
    await ada.heading('desk-admin');
    await page.getByRole('heading', { name: t('desk-people') }).waitFor();
    await look('admin');
    await page.getByRole('button', { name: t('desk-person-roles-named', { alias: 'Omid' }) }).click();
    await page.locator('dialog').waitFor();
    await look('admin-roles', 'dialog');
    await page.locator('dialog').getByRole('button', { name: t('desk-cancel') }).click();
    await page.getByLabel(t('desk-alias-new'), { exact: true }).fill('Newcomer');
    await page.getByLabel(t('desk-email'), { exact: true }).fill('newcomer@test.example');
    await page.getByRole('button', { name: t('desk-invite-make') }).click();
    await page.locator('dialog').waitFor();
    await look('admin-link', 'dialog');
    await page.locator('dialog button').last().click();
    await ada.go('log');
    await ada.heading('desk-log');
    await page.locator('.note.good').waitFor();
    await look('log');
    await ada.go('team');
    await ada.heading('desk-team');
    await page.getByRole('heading', { name: t('desk-members') }).waitFor();
    await look('team-waiting');
    assert.deepEqual(wrong, [], `${wrong.length} findings`);
  },
};

try {
  house = await House.start();
  browser = await openBrowser();
  const lead = await joins('Lena', ['lead', 'caseworker'], {});
  for (const [name, test] of Object.entries(tests)) {
    if (only !== '' && !name.includes(only) && !name.startsWith('a team that was just')) continue;
    await test(lead);
    for (const person of people) person.silent();
    done(name);
  }
  for (const person of people) person.neverSent(house.relay.taken());
} catch (error) {
  for (const { page, alias } of people) {
    await shoot(page, `failed-${alias}`).catch(() => {});
    console.error(alias, page.complaints, (await page.locator('body').innerText().catch(() => '')).replaceAll('\n', ' | ').slice(0, 900));
  }
  console.error(house?.log.slice(-1500));
  throw error;
} finally {
  await browser?.close();
  house?.stop();
}
console.log(`${passed} passed, 0 failed`);

// What the desk withstands, in a real browser with a profile on the disk, on a computer that is not its person's alone: a
// hostile report with everything in it, rows that somebody changed in the database, half an hour of nobody, and whoever
// uses the computer next. And on every page: axe, in light and dark, wide and narrow.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { found, openBrowser, openProfile, shoot, until } from './house.mjs';
import { keptIn } from './profile.mjs';
import { findings } from './support/axe.mjs';
import { House } from './support/desk.mjs';
import { Person } from './support/person.mjs';
import { Reporter } from './support/reporter.mjs';
import { like, t } from './support/words.mjs';
import { hostileFiles } from '../hostile/desk/files.mjs';
import { Rogue } from '../hostile/desk/rogue.mjs';
import { hostileFacts, hostileWords } from '../hostile/desk/words.mjs';

const begun = Date.now();
const wrong = [];
let [browser, context, house, lead, passed] = [undefined, undefined, undefined, undefined, 0];
const STORY = 'A man waits before my house ‹guard-story›';
const ANSWER = 'We have read it ‹guard-answer›';
const NOTE = 'He is known to us ‹guard-note›';

function done(promise) {
  passed += 1;
  console.log(`ok  ${promise} (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
}

/** Somebody whose address stands in every booby trap: whoever comes was lured. */
async function listens() {
  const came = [];
  const server = http.createServer((request, response) => { came.push(request.url); response.end(); });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { came, address: `http://127.0.0.1:${server.address().port}/leak`, stop: () => { server.closeAllConnections(); server.close(); } };
}

async function look(person, name) {
  const { page } = person;
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await shoot(page, `guard-${name}-${width}`);
    for (const finding of await findings(page)) wrong.push(`${name} at ${width}: ${finding}`);
  }
  await page.setViewportSize({ width: 1280, height: 860 });
}

/** Opens the case that `sealed` made. */
async function opens(person, id) {
  await person.go('inbox');
  await person.heading('inbox-title');
  await person.go(`case/${id}`);
  await person.page.locator('#conversation').waitFor();
}

const trap = await listens();
try {
  house = await House.start();
  browser = await openBrowser();
  const profile = path.join(house.home, 'profile');
  context = await openProfile(profile);
  lead = await Person.at(house, { newContext: async () => context }, 'Lena');
  const link = house.invite('Lena', 'lead', 'caseworker');
  await lead.page.goto(link);
  await lead.heading('desk-enrol-title');
  await look(lead, 'enrol');
  await lead.enrol(link, 'passkey', { shared: true });
  await lead.firstTeam();
  const asked = [];
  context.on('request', (request) => asked.push(request.url()));

  const rogue = await Rogue.start(house.base);
  const files = hostileFiles(trap.address);
  const hostile = await rogue.report({ narrative: hostileWords(trap.address)[0][1], facts: hostileFacts(trap.address), methods: ['<b>x</b>'], decision: rogue.decision([{ id: '<b>', sentence: `<img src=${trap.address}?rule=1 onerror=window.ran=1>` }]) });
  for (const [, text] of hostileWords(trap.address).slice(1)) await rogue.message(hostile, { text, facts: [['safe_now', '<i>no</i>']] });
  for (let at = 0; at < files.length; at += 12) await rogue.message(hostile, { text: `files ${at}`, files: files.slice(at, at + 12) });
  await opens(lead, hostile.caseId);
  const buttons = lead.page.getByRole('button', { name: t('files-open'), exact: true });
  const count = await buttons.count();
  assert.equal(count, files.length, 'every file is there to be looked at');
  for (let at = count - 1; at >= 0; at -= 1) {
    await buttons.nth(at).click();
    await until('it to open or to be refused', async () => (await lead.page.locator('li.file').nth(at).innerText()).split('\n').length > 3 && (await lead.page.getByText(t('files-opening')).count()) === 0, 20_000);
  }
  const shown = await lead.page.locator('li.file').allInnerTexts();
  assert.ok(shown.filter((text) => text.includes(t('files-reveal'))).length > 10, 'harmless pictures are shown');
  assert.ok(shown.some((text) => text.includes(t('files-refused-pixels'))), 'a picture that would fill the memory is not');
  const curtains = lead.page.getByRole('button', { name: t('files-reveal') });
  while (await curtains.count() > 0) await curtains.first().click();
  const said = await lead.page.locator('#main').innerText();
  assert.ok(!/[\u202a-\u202e]/.test(said) && /RLO/.test(said), 'what turns letters is named and turns nothing');
  assert.ok(await lead.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'a name or a word without end pushes nothing aside');
  for (const frame of lead.page.frames()) assert.equal(await frame.evaluate(() => window.ran).catch(() => undefined), undefined, 'nothing of it ran');
  assert.equal(await lead.page.evaluate(() => ({}).polluted ?? Object.prototype.polluted), undefined);
  assert.ok(lead.page.url().startsWith(house.base), 'nor did it lead elsewhere');
  assert.deepEqual(trap.came, [], 'nothing left');
  assert.deepEqual(asked.filter((url) => !/^(blob|data):/.test(url) && !url.startsWith(house.base)), [], 'nothing was asked of anybody else');
  lead.silent();
  done(`a report of ${files.length} booby-trapped files and ${hostileWords('').length} texts: nothing runs, nothing leaves, no word from the policy`);

  const reporter = await Reporter.at(house.base, browser);
  await reporter.report(STORY, { danger: 'now', files: [{ name: 'door.jpg', mimeType: 'image/jpeg', buffer: files.find(({ name }) => name === 'door.jpg').bytes }] });
  const { id } = await lead.page.evaluate(async (other) => (await (await fetch('/desk/api/v1/cases')).json()).cases.find((line) => line.id !== other), hostile.caseId);
  await opens(lead, id);
  await lead.seen(STORY);
  await lead.page.getByLabel(like('answer-text')).fill(ANSWER);
  await lead.page.getByRole('button', { name: t('answer-send') }).click();
  await lead.page.locator('.ours').getByText(ANSWER).waitFor();
  await lead.page.getByLabel(t('note-new')).fill(NOTE);
  await lead.page.getByRole('button', { name: t('note-send') }).click();
  await lead.page.locator('article').getByText(NOTE).waitFor();

  await look(lead, 'case');
  for (const place of ['inbox', 'new', 'team', 'log', 'security']) {
    await lead.go(place);
    await lead.page.locator('main:visible h1').first().waitFor();
    await lead.page.waitForLoadState('networkidle');
    await look(lead, place);
  }
  assert.deepEqual(wrong, [], `${wrong.length} findings`);
  done('axe finds nothing on the desk’s pages, light and dark, wide and narrow');

  // Half an hour of nobody: by the page's own clock, which is put in place before it loads.
  await lead.page.clock.install();
  await lead.page.reload();
  await lead.go(`case/${id}`);
  await lead.unlock();
  await lead.seen(STORY);
  await until('the worker that holds the keys', () => lead.workers() === 1);
  await lead.page.clock.fastForward('31:00');
  await until('the keys to be forgotten', async () => lead.workers() === 0 && !(await lead.text()).includes('‹guard'));
  await lead.page.clock.resume();
  await look(lead, 'locked');
  assert.equal(await lead.page.evaluate(async () => (await fetch('/desk/api/v1/me')).status), 200, 'the session stays');
  await lead.unlock();
  await lead.seen(STORY);
  done('after half an hour of nobody the keys are gone with their worker and the words from the page; the session stays');

  // Whoever writes to the database: every body of the case under a statement of another.
  forge(path.join(house.data, 'tocsin.db'));
  await lead.page.reload();
  await lead.unlock();
  await until('the refusal', async () => like('desk-refused-hostile').test(await lead.text()), 20_000);
  assert.ok(!(await lead.text()).includes(ANSWER), 'the forged answer is not shown as ours');
  await shoot(lead.page, 'guard-forged');
  const box = await reporter.mailbox();
  assert.ok(!box.includes(ANSWER) && !box.includes('‹guard'), 'nor to the reporter');
  done('bodies exchanged in the database are refused at the desk and in the mailbox');

  const secrets = [STORY, ANSWER, NOTE, ...Object.values(lead.words)];
  await lead.press('desk-sign-out');
  await lead.heading('desk-in-title');
  await look(lead, 'sign-in');
  assert.deepEqual(wrong, [], `${wrong.length} findings`);
  const kept = await lead.page.evaluate(async () => [{ ...localStorage }, { ...sessionStorage }, await caches.keys(), (await indexedDB.databases()).length, document.cookie]);
  assert.deepEqual(kept, [{}, {}, [], 0, '']);
  assert.equal((await context.cookies()).length, 0, 'no cookie stays');
  lead.neverSent(house.relay.taken());
  await context.close();
  context = undefined;
  for (const secret of secrets) assert.equal(keptIn(profile, secret), undefined, `the profile keeps “${secret}”`);
  fs.writeFileSync(path.join(profile, 'planted'), STORY);
  assert.ok(keptIn(profile, STORY), 'a search that cannot find is worth nothing');
  for (const [where, bytes] of house.traces()) if (!where.startsWith('profile')) for (const secret of secrets) assert.equal(found(bytes, secret), undefined, where);
  done('whoever uses the computer next finds nothing: not in storage, not in the profile on the disk');
} catch (error) {
  if (lead) {
    await shoot(lead.page, 'failed').catch(() => {});
    console.error(lead.page.complaints, (await lead.text().catch(() => '')).replaceAll('\n', ' | ').slice(0, 900));
  }
  console.error(house?.log.slice(-1500));
  throw error;
} finally {
  await context?.close().catch(() => {});
  await browser?.close();
  trap.stop();
  house?.stop();
}
console.log(`${passed} passed, 0 failed`);

/** Puts the first body of the newest case in the place of all its others, as whoever writes to the database could. */
function forge(file) {
  const program = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=10)
parts = {}
for row, case, body in db.execute("SELECT id, case_id, body FROM parts WHERE body IS NOT NULL"):
    parts.setdefault(case, []).append((row, body))
small = min(parts.values(), key=len)
assert len(small) >= 3, len(small)
for at, (row, _) in enumerate(small):
    db.execute("UPDATE parts SET body = ? WHERE id = ?", (small[(at + 1) % len(small)][1], row))
db.commit()
`;
  execFileSync('python3', ['-c', program, file]);
}

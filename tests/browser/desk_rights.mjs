// Who may read what at the desk, in a real browser against the real service: a case that a lead restricts to named people, an
// interpreter who is let into one case until a day is over, and parts that are handed to a body outside. Whoever may not read
// is looked for on their page, at the interface and, with their own keys in a file, in everything that the database holds.
// `--screenshots DIR` keeps pictures.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { found, openBrowser, root, shoot, until } from './house.mjs';
import { House } from './support/desk.mjs';
import { Reporter } from './support/reporter.mjs';
import { like, t } from './support/words.mjs';
import { answers, arrived, begins, comesBack, grants, joins, line, listed, notes, opens } from './support/work.mjs';
import { sealing } from '../hostile/desk/rogue.mjs';

const begun = Date.now();
let [browser, house, passed] = [undefined, undefined, 0];
const people = [];
const STORY = 'They know my new address ‹rights-story›';
const OTHER = 'A letter from the consulate came ‹rights-other›';
const BEFORE = 'Two of us have spoken with her ‹rights-before›';
const INSIDE = 'Only we three know the place ‹rights-inside›';
const ANSWER = 'We have read it. Stay inside tonight ‹rights-answer›';
const MORE = 'The car is back ‹rights-more›';
const WORD = 'Given to us by our case 4 ‹rights-word›';
const WHY = 'For the lawyer who is with her tomorrow ‹rights-why›';

function done(promise) {
  passed += 1;
  console.log(`ok  ${promise} (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
}

async function comes(alias, ...roles) {
  const person = await joins(house, browser, alias, roles);
  people.push(person);
  return person;
}

/** What somebody with their key file opens of an export: every word in it, by case, and what is refused. */
function offline(key, folder) {
  const out = house.fresh('opened');
  const { status, said } = house.tried('tocsin-desk', 'open', '--identity', key, folder, '--out', out, '--attachments');
  const cases = new Map();
  for (const name of fs.existsSync(out) ? fs.readdirSync(out).filter((one) => one.startsWith('case-')) : []) {
    const files = fs.readdirSync(path.join(out, name), { recursive: true }).map((file) => path.join(out, name, file)).filter((file) => fs.statSync(file).isFile());
    cases.set(name.slice(5), files.map((file) => fs.readFileSync(file, 'utf8')).join('\n'));
  }
  return { status, said, cases };
}

/** Whatever a person asks the server about a case that is closed to them. */
async function refusedAll(person, id, { parts }) {
  const asked = [`cases/${id}`, ...parts.map((part) => `cases/${id}/parts/${part}`)];
  for (const one of asked) assert.equal((await person.api(one)).status, 403, `${person.alias}: ${one}`);
  const body = { statement: 'AA==', body: 'AA==', audit: 'AA==' };
  const sent = { [`cases/${id}/parts`]: body, [`cases/${id}/read`]: {}, [`cases/${id}/state`]: { version: 1, status: 'closed', reason: 'spam', audit: 'AA==' }, [`cases/${id}/shared`]: { audit: 'AA==' } };
  // What carries an entry that is none is refused before anybody looks whose case it is.
  for (const [one, what] of Object.entries(sent)) assert.ok([400, 403].includes((await person.api(one, what)).status), `${person.alias}: ${one}`);
}

/** What a grant for this person is named by. */
async function holder({ recipientFingerprint }, person) {
  return recipientFingerprint(JSON.parse((await person.api('me')).text).recipient);
}

/** A case that its page does not show, and says so in words. */
async function notShown(person, id) {
  await person.go('inbox');
  await person.heading('inbox-title');
  await person.go(`case/${id}`);
  await person.seen(t('desk-problem-forbidden'));
  const text = await person.text();
  assert.ok(!text.includes('‹rights'), `${person.alias} reads: ${text}`);
}

async function restricts(lead, ...named) {
  const dialog = await begins(lead, 'manage-restrict');
  for (const { alias } of named) await dialog.getByRole('checkbox', { name: alias, exact: true }).check();
  await shoot(lead.page, 'rights-restrict');
  await dialog.getByRole('button', { name: t('restrict-yes'), exact: true }).click();
  await lead.page.locator('.case-head').getByText(t('inbox-flag-restricted')).waitFor();
}

/** Hands the named pieces outside; the file that comes of it. */
async function hands(person, pieces, way, key) {
  const dialog = await begins(person, 'manage-share');
  for (const piece of pieces) await dialog.getByRole('checkbox', { name: piece }).check();
  await dialog.getByRole('radio', { name: t(way), exact: way === 'share-sealed' }).check();
  if (key) await dialog.getByLabel(t('share-key')).fill(key);
  await dialog.getByLabel(t('share-note')).fill(WORD);
  await dialog.getByLabel(t('share-why'), { exact: true }).fill(WHY);
  await dialog.getByLabel(t('share-tick')).check();
  await shoot(person.page, `rights-${way}`);
  const [download] = await Promise.all([person.page.waitForEvent('download'), dialog.getByRole('button', { name: t('share-yes') }).click()]);
  const file = path.join(house.home, `${way}-${download.suggestedFilename()}`);
  await download.saveAs(file);
  await person.seen(t('share-done'));
  return file;
}

try {
  house = await House.start();
  browser = await openBrowser();
  const library = await sealing().then(() => import(path.join(root, 'browser/build/desk.mjs')));
  const lead = await comes('Lena', 'lead', 'caseworker');
  await lead.firstTeam();
  const mara = await comes('Mara', 'caseworker');
  const omid = await comes('Omid', 'caseworker');
  const ada = await comes('Ada', 'administrator');
  const ira = await comes('Ira', 'interpreter');
  const keys = Object.fromEntries(await Promise.all([mara, omid, ada, ira].map(async (one) => [one.alias, await one.keyFile(library)])));

  const reporter = await Reporter.at(house.base, browser);
  await reporter.report(STORY, { danger: '3days', choices: [['consent_pass_on', 'yes']], texts: { contact: 'by the library ‹rights-contact›' }, files: [{ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('the letter itself ‹rights-file›') }] });
  const id = await arrived(lead, []);
  const second = await Reporter.at(house.base, browser);
  await second.report(OTHER);
  const other = await arrived(lead, [id]);
  for (const one of [mara, omid]) {
    await grants(lead, one);
    await comesBack(one);
  }

  // Before: everybody of the team reads it, on the page and offline.
  await opens(mara, STORY, id);
  await notes(mara, BEFORE);
  const before = JSON.parse((await mara.api(`cases/${id}`)).text);
  const parts = before.parts.map((part) => part.id);
  assert.equal((await mara.api(`cases/${id}/parts/${parts[0]}`)).status, 200);
  assert.equal((await mara.api(`cases/${id}/files/${before.files[0].id}`)).status, 200);
  assert.equal((await mara.api(`cases/${id}/read`, {})).status, 200);
  const whole = offline(keys.Mara, house.exported());
  assert.ok(whole.status === 0 && whole.cases.get(id).includes(STORY) && whole.cases.get(id).includes(BEFORE) && whole.cases.get(other).includes(OTHER), whole.said);
  await opens(lead, STORY, id);
  await restricts(lead, omid);
  done('a lead restricts a case to two named people');

  await opens(omid, STORY, id);
  await omid.seen(BEFORE);
  await notes(omid, INSIDE);
  await answers(omid, ANSWER);
  assert.ok((await reporter.mailbox()).includes(ANSWER), 'the reporter still reads answers');
  await reporter.add(MORE);
  await comesBack(omid);
  await opens(omid, MORE, id);
  done('the two go on: what was written before, a note, an answer; the reporter reads it without script, and what they add is read');

  await comesBack(mara);
  const shown = await line(mara, id);
  assert.ok(shown.includes(t('inbox-not-for-you')) && shown.includes(t('inbox-flag-restricted')), shown);
  await notShown(mara, id);
  await shoot(mara.page, 'rights-closed');
  await refusedAll(mara, id, { parts });
  assert.equal((await mara.api(`cases/${id}/files/${before.files[0].id}`)).status, 403);
  const [mine] = (await listed(mara)).filter((one) => one.id === id);
  assert.ok(mine.readable === false && mine.summary === undefined, 'the list has no summary of it');
  await refusedAll(ada, id, { parts });
  assert.equal((await ada.api('cases')).status, 403);
  assert.ok(!(await ada.text()).includes('‹rights'));
  done('a colleague who was not named sees that there is a case and reads nothing of it, on the page or at the interface; nor does the administrator');

  const folder = house.exported();
  const closed = offline(keys.Mara, folder);
  assert.equal(closed.status, 1, closed.said);
  assert.match(closed.said, new RegExp(`case-${id}: .*no grant of this case`));
  assert.ok(!closed.cases.has(id) && closed.cases.get(other).includes(OTHER), 'her key opens the other case still');
  assert.notEqual(offline(keys.Ada, folder).status, 0);
  assert.equal(offline(keys.Ada, folder).cases.size, 0);
  const named = offline(keys.Omid, folder);
  assert.ok(named.cases.get(id).includes(INSIDE) && named.cases.get(id).includes(ANSWER), named.said);
  // The same in the files as they are, whoever opens them: her words are nowhere, and her key is in no grant of the case.
  const allowed = await Promise.all([lead, omid].map((one) => holder(library, one)));
  const names = ['grants', 'staff'].flatMap((one) => fs.readdirSync(path.join(folder, `case-${id}`, one))).filter((name) => name.endsWith('.age')).map((name) => name.slice(0, 16));
  assert.deepEqual([...new Set(names)].sort(), allowed.sort(), 'granted to the two and to nobody else');
  done('her unlocked keys open nothing of it in an export of the database, and the case that is not restricted as before');

  await opens(lead, STORY, id);
  await lead.page.locator('.case-side').getByRole('button', { name: t('manage-open'), exact: true }).click();
  await lead.page.locator('.case-head .restricted').waitFor({ state: 'detached' });
  await comesBack(mara);
  await opens(mara, STORY, id);
  for (const words of [BEFORE, INSIDE, ANSWER, MORE]) await mara.seen(words);
  const again = offline(keys.Mara, house.exported());
  assert.ok(again.status === 0 && again.cases.get(id).includes(INSIDE), again.said);
  done('opened to the team again it is read by everybody of it, with what was written meanwhile');

  // An interpreter.
  await ira.heading('inbox-title');
  assert.deepEqual(await listed(ira), [], 'nothing before somebody lets them in');
  await refusedAll(ira, id, { parts });
  assert.notEqual(offline(keys.Ira, house.exported()).status, 0);
  await opens(lead, OTHER, other);
  const dialog = await begins(lead, 'manage-guest');
  await dialog.getByLabel(t('guest-who')).selectOption({ label: 'Ira' });
  await dialog.getByLabel(t('guest-days')).selectOption('1');
  // Their key is compared by voice: typed as it was heard, or ticked beside its characters.
  const heard = dialog.getByLabel(t('desk-grant-heard'));
  if (await heard.count() > 0) await heard.fill(ira.fingerprint);
  else {
    assert.ok((await dialog.innerText()).replaceAll(' ', '').includes(ira.fingerprint));
    await dialog.getByLabel(t('guest-tick')).check();
  }
  await dialog.getByRole('button', { name: t('guest-yes') }).click();
  await lead.seen(t('guest-done', { alias: 'Ira' }));
  await comesBack(ira);
  await opens(ira, OTHER, other);
  await shoot(ira.page, 'rights-guest');
  assert.deepEqual((await listed(ira)).map((one) => one.id), [other], 'one case is in their list');
  for (const button of ['manage-change', 'manage-assign', 'manage-guest', 'manage-restrict', 'manage-share', 'note-send', 'answer-send']) {
    assert.equal(await ira.page.getByRole('button', { name: t(button), exact: true }).count(), 0, `an interpreter is offered ${button}`);
  }
  const theirs = JSON.parse((await ira.api(`cases/${other}`)).text);
  assert.deepEqual([...new Set(theirs.grants.map(({ to }) => to))], [await holder(library, ira)], 'and no grants but their own');
  await refusedAll(ira, id, { parts });
  for (const place of ['team', 'kit']) assert.equal((await ira.api(place)).status, 403, place);
  assert.ok([400, 403].includes((await ira.api(`cases/${other}/state`, { version: 1, status: 'closed', reason: 'spam', audit: 'AA==' })).status));
  await notShown(ira, id);
  const guest = offline(keys.Ira, house.exported());
  assert.ok(guest.cases.get(other).includes(OTHER) && !guest.cases.has(id), guest.said);
  done('an interpreter reads the one case that a lead let them into, and nothing else in list, interface or export');

  // A body outside.
  const lawyer = path.join(house.home, 'lawyer.key');
  house.desk('keygen', '--out', lawyer);
  const theirKey = fs.readFileSync(`${lawyer}.pub`, 'utf8').match(/age1pq1\S+/)[0];
  const rosterKey = fs.readFileSync(keys.Omid, 'utf8').match(/tocsinpub1\S+/)[0];
  const checks = (file, ...more) => house.tried('tocsin-desk', 'verify-bundle', file, '--roster-key', rosterKey, ...more);
  await comesBack(omid);
  await opens(omid, STORY, id);
  const pieces = [new RegExp(`^${t('case-report')}: `), /letter\.txt/];
  const sealed = await hands(omid, pieces, 'share-sealed', theirKey);
  for (const words of [STORY, WORD, 'the letter itself']) assert.equal(found(fs.readFileSync(sealed), words), undefined, 'it is sealed');
  const out = house.fresh('lawyer');
  const read = checks(sealed, '--identity', lawyer, '--out', out);
  assert.equal(read.status, 0, read.said);
  assert.ok(read.said.includes(WORD) && read.said.includes(before.line.number), read.said);
  const unpacked = fs.readdirSync(path.join(out, 'parts')).sort().map((name) => fs.readFileSync(path.join(out, 'parts', name), 'utf8'));
  assert.equal(unpacked.length, 2);
  assert.ok(unpacked[0].startsWith(STORY) && unpacked[1] === 'the letter itself ‹rights-file›');
  for (const words of [BEFORE, INSIDE, ANSWER, MORE, WHY, '‹rights-contact›', id, 'Omid', 'Mara']) assert.ok(!(read.said + unpacked.join()).includes(words), `“${words}” was not chosen`);
  for (const [why, more] of [['not sealed to this identity', ['--identity', keys.Mara]], ['--identity', []]]) {
    const refused = checks(sealed, ...more);
    assert.ok(refused.status !== 0 && refused.said.includes(why), refused.said);
  }
  done('chosen parts are sealed to a lawyer’s key at the desk; outside they open with it alone, signed by the team, and hold nothing that was not chosen');

  const file = await hands(omid, pieces, 'share-html');
  const html = fs.readFileSync(file, 'utf8');
  assert.ok(html.includes(STORY) && !/<script|https?:\/\//i.test(html), 'one page by itself');
  const page = await browser.newPage();
  const asked = [];
  page.on('request', (request) => { if (!/^(?:file|data):/.test(request.url())) asked.push(request.url()); });
  await page.goto(`file://${file}`);
  const visible = await page.locator('body').innerText();
  const hash = createHash('sha256').update('the letter itself ‹rights-file›').digest('hex');
  assert.ok(visible.includes(STORY) && visible.replaceAll(/\s/g, '').includes(hash), 'a reader sees the words, and the hash of the file');
  assert.deepEqual(asked, [], 'and nothing is fetched from anywhere');
  await page.emulateMedia({ media: 'print' });
  const pdf = await page.pdf();
  assert.ok(pdf.subarray(0, 5).toString() === '%PDF-' && pdf.length > 5_000, 'it prints');
  await page.close();
  const right = checks(file);
  assert.ok(right.status === 0 && right.said.includes(hash), right.said);
  fs.writeFileSync(`${file}.bent.html`, html.replace('new address', 'old address'));
  const bent = checks(`${file}.bent.html`);
  assert.ok(bent.status !== 0 && bent.said.includes('is not the part that was signed'), bent.said);
  await omid.seen(WHY);
  const log = house.tocsin('audit', 'show', '--data', house.data).split('\n').filter((one) => /\bshared\b/.test(one) && !/\bnoted\b/.test(one) && one.includes(id));
  assert.equal(log.length, 2, 'each hand-over stands in the log');
  done('or as one page without script, with hashes: a browser shows and prints it, a changed letter is found, and both stand in the log and in the case');

  await opens(omid, OTHER, other);
  await omid.seen(t('share-not-agreed'));
  for (const button of ['manage-share', 'manage-share-without']) assert.equal(await omid.page.getByRole('button', { name: t(button), exact: true }).count(), 0, 'nothing is offered without consent');
  await opens(lead, OTHER, other);
  const grave = await begins(lead, 'manage-share-without');
  await grave.getByText(t('share-consent-none')).waitFor();
  await grave.getByLabel(t('share-tick-without')).waitFor();
  await grave.getByRole('button', { name: t('case-no') }).click();
  done('where the reporter did not agree nothing is offered, but to a lead who must answer for it');

  // The next day.
  const held = house.exported();
  assert.ok(fs.readdirSync(path.join(held, `case-${other}`, 'grants')).includes(`${await holder(library, ira)}.age`), 'the guest’s key');
  const known = (await listed(lead)).length;
  await house.later(25);
  await until('the guest’s time to be over', () => house.tocsin('audit', 'show', '--data', house.data).includes('guest_ended'));
  for (const one of [ira, lead]) {
    await one.page.goto(`${house.base}/desk`);
    await one.signIn();
    await one.heading('inbox-title');
  }
  assert.deepEqual(await listed(ira), [], 'the list is empty again');
  await refusedAll(ira, other, { parts: theirs.parts.map((part) => part.id) });
  await notShown(ira, other);
  assert.equal((await listed(lead)).length, known, 'the team has what it had');
  assert.equal((await lead.api(`cases/${other}`)).status, 200);
  const after = house.exported();
  const gone = offline(keys.Ira, after);
  assert.ok(gone.status !== 0 && gone.cases.size === 0, gone.said);
  assert.ok(!fs.readdirSync(path.join(after, `case-${other}`, 'grants')).includes(`${await holder(library, ira)}.age`), 'and the key is out of the database');
  done('a day later the interpreter’s time is over: nothing on the page, at the interface or in the database opens for them');

  const verified = house.tocsin('audit', 'verify', '--data', house.data);
  assert.match(verified, /\d/);
  const sent = house.relay.taken();
  for (const person of people) {
    person.neverSent(sent);
    person.silent();
  }
  for (const words of [BEFORE, INSIDE, ANSWER, WORD, WHY]) assert.equal(found(sent, words), undefined, `“${words}” was sent`);
  done('no request held what anybody wrote or what opens their keys, and no page complained');
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

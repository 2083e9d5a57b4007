// The desk from an invitation to a closed case, in a real browser: an administrator, a lead and two caseworkers set up
// their accounts in three ways, a reporter without script gets an answer, and whoever has no key reads nothing.
// `--screenshots DIR` keeps pictures.
import assert from 'node:assert/strict';
import { found, openBrowser, shoot, until } from './house.mjs';
import { House } from './support/desk.mjs';
import { Reporter } from './support/reporter.mjs';
import { like, t } from './support/words.mjs';
import { closes, comesBack, grants, joins, notes, opens } from './support/work.mjs';

const begun = Date.now();
let browser;
let house;
let passed = 0;
const people = [];
const STORY = 'Вчера ко мне домой пришли двое с переводчиком ‹desk-story›';
const MORE = 'Они приходили ещё раз ‹desk-more›';
const NOTE = 'Same car as last month ‹desk-note›';
const TRANSLATION = 'Yesterday two came to my home with a translator ‹desk-translation›';
const ANSWER = 'Мы прочитали. Оставайтесь там, где вы есть ‹desk-answer›';
const HANDED = 'Please look again tomorrow ‹desk-handed›';

function done(promise) {
  passed += 1;
  console.log(`ok  ${promise} (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
}

async function comes(alias, roles, options) {
  const person = await joins(house, browser, alias, roles, options);
  people.push(person);
  return person;
}

async function translates(person, source, words) {
  const { page } = person;
  await page.locator('#said-0').getByRole('button', { name: t('case-translate') }).click();
  const dialog = page.locator('dialog');
  await dialog.getByText(source).waitFor();
  await dialog.getByLabel(t('translate-words')).fill(words);
  await dialog.getByRole('button', { name: t('translate-yes') }).click();
  await page.locator('#said-0 .translation').getByText(words).waitFor();
}

async function drafts({ page }, words, translation) {
  await page.getByLabel(like('answer-text')).fill(words);
  await page.getByLabel(like('answer-translation')).fill(translation);
  const safe = page.locator('.composer').getByRole('checkbox', { name: t('answer-safe-tick') });
  if (await safe.count() > 0) await safe.check();
  await page.getByRole('button', { name: t('draft-ask') }).click();
  await page.getByText(t('draft-done')).waitFor();
}

/** Whoever has no key gets nothing from their page, and nothing that they can open from the server. */
async function readsNothing(person, id) {
  const { page } = person;
  const answers = await page.evaluate(async (known) => {
    const ask = async (path) => { const answer = await fetch(`/desk/api/v1/${path}`); return { status: answer.status, text: await answer.text() }; };
    const list = await ask('cases');
    const cases = list.status === 200 ? JSON.parse(list.text).cases.map((line) => line.id) : [];
    if (known) cases.push(known);
    const all = [list, await ask('me')];
    for (const one of cases) all.push(await ask(`cases/${one}`));
    return { list: cases.length, statuses: all.map(({ status }) => status), team: JSON.parse(all[1].text).team.length, all: all.map(({ text }) => text).join() };
  }, id);
  assert.equal(answers.team, 0, 'no team key is there');
  if (id) assert.ok(answers.statuses.slice(2).every((status) => status === 403 || status === 404), `an administrator gets a case: ${answers.statuses}`);
  assert.equal(found(Buffer.from(answers.all), STORY), undefined);
  assert.ok(!(await page.locator('body').innerText()).includes('‹desk'), 'and reads nothing on the page');
}

try {
  house = await House.start();
  browser = await openBrowser();

  const lead = await comes('Lena', ['lead'], {});
  await lead.heading('inbox-title');
  done('a lead sets up an account by a link, with a passkey that opens the keys');

  await lead.firstTeam();
  done('the first team is made at the desk and signed by the administrator: from then on the form is open');

  const mara = await comes('Mara', ['caseworker'], { passkey: 'plain' });
  const omid = await comes('Omid', ['caseworker'], { passkey: false });
  const ada = await comes('Ada', ['administrator'], {});
  assert.equal(mara.prf.size, 0, 'this passkey opens nothing');
  done('accounts by a passkey that opens nothing, with words beside it, and by words and codes');

  const reporter = await Reporter.at(house.base, browser);
  await reporter.report(STORY, { language: 'ru', danger: '3days', texts: { never_contact: 'моего дяди' } });

  // Nobody has given Mara and Omid the team's key yet.
  for (const person of [mara, omid]) {
    await readsNothing(person);
  }
  done('whoever was not given the team key opens no case, whatever they ask the server for');

  await grants(lead, mara);
  await grants(lead, omid);
  for (const person of [mara, omid]) await comesBack(person);
  done('the lead compares fingerprints and gives the key');

  const id = await opens(mara, STORY);
  await mara.seen('моего дяди');
  await shoot(mara.page, 'desk-case');
  await mara.page.locator('.call').getByRole('button', { name: t('inbox-take-call') }).click();
  await mara.page.locator('.call').waitFor({ state: 'detached' });
  await mara.page.locator('.case-side').getByRole('button', { name: t('manage-take') }).click();
  await mara.page.getByRole('button', { name: t('manage-release') }).waitFor();
  await notes(mara, NOTE);
  await translates(mara, STORY, TRANSLATION);
  await drafts(mara, ANSWER, 'We have read it. Stay where you are.');
  await mara.page.getByRole('heading', { name: t('draft-title') }).waitFor();
  assert.equal(await mara.page.getByRole('button', { name: t('draft-send') }).count(), 0, 'nobody looks at their own draft');
  await shoot(mara.page, 'desk-case-draft');
  done('a caseworker reads, takes, notes, translates, and has a colleague look at an answer in a language that she does not read');

  assert.ok(!(await reporter.mailbox()).includes(ANSWER), 'a draft is not sent');
  await opens(omid, STORY);
  for (const words of [NOTE, TRANSLATION, ANSWER]) await omid.seen(words);
  // Everything that must be ticked stands with the draft's own button.
  for (const box of await omid.page.locator('.draft').getByRole('checkbox').all()) await box.check();
  await omid.page.locator('.draft').getByRole('button', { name: t('draft-send') }).click();
  await omid.seen(t('answer-done'));
  const box = await reporter.mailbox();
  assert.ok(box.includes(ANSWER) && box.includes('Omid'), 'the reporter reads the answer, without script');
  for (const words of [NOTE, TRANSLATION, 'Mara']) assert.ok(!box.includes(words), 'and nothing else');
  assert.ok((await reporter.add(MORE)).length > 0);
  done('a colleague sends it; the reporter reads it without script, and nothing that staff wrote among themselves');

  await mara.go('inbox');
  await mara.page.getByRole('button', { name: t('inbox-handover') }).click();
  await mara.page.getByLabel(t('case-colleague')).selectOption({ label: 'Omid' });
  await mara.page.getByLabel(t('shift-note')).fill(HANDED);
  await mara.page.locator('dialog .acts button.main').click();
  await until('the case to be Omid’s', async () => (await mara.page.locator('[role=status]').allInnerTexts()).some((text) => text.includes('Omid')));
  await opens(omid, MORE, id);
  await omid.seen(HANDED);
  await closes(omid);
  await shoot(omid.page, 'desk-case-closed');
  done('a shift is handed over with a word, and the case is closed');

  await ada.go('admin');
  await ada.heading('desk-admin');
  await shoot(ada.page, 'desk-admin');
  await readsNothing(ada, id);
  await lead.go('log');
  await lead.heading('desk-log');
  await shoot(lead.page, 'desk-log');
  const verified = house.tocsin('audit', 'verify', '--data', house.data);
  assert.match(verified, /\d/);
  done('the administrator sees figures and no case; the log has every act and verifies');

  const sent = house.relay.taken();
  for (const person of people) {
    person.neverSent(sent);
    person.silent();
  }
  assert.ok(lead.prf.size > 0 && ada.prf.size > 0, 'a PRF gave something');
  for (const words of [NOTE, TRANSLATION, ANSWER, HANDED]) assert.equal(found(sent, words), undefined, `“${words}” was sent`);
  assert.ok(found(sent, MORE), 'a search that cannot find is worth nothing');
  for (const [where, bytes] of house.traces()) for (const words of [STORY, NOTE, TRANSLATION, ANSWER, MORE, HANDED, ...people.flatMap((one) => Object.values(one.words))]) assert.equal(found(bytes, words), undefined, where);
  done('no request holds what the PRF gave, words that open, or words that staff wrote; no file and no log holds anybody’s words');
} catch (error) {
  for (const { page, alias } of people) {
    await shoot(page, `failed-${alias}`).catch(() => {});
    console.error(alias, page.complaints, (await page.locator('body').innerText().catch(() => '')).replaceAll('\n', ' | ').slice(0, 700));
  }
  console.error(house?.log);
  throw error;
} finally {
  await browser?.close();
  house?.stop();
}
console.log(`${passed} passed, 0 failed`);

// A day of a team, in a real browser against the real service: a case by phone, two cases of one person, a day of contact, an
// urgency that is lowered by two people, junk that is closed together, a shift that is passed on, and the next day, when
// somebody is away and what was practice is gone. `--screenshots DIR` keeps pictures.
import assert from 'node:assert/strict';
import { found, openBrowser, shoot, until } from './house.mjs';
import { House } from './support/desk.mjs';
import { Reporter } from './support/reporter.mjs';
import { like, t } from './support/words.mjs';
import { answers, arrived, begins, changes, comesBack, grants, joins, line, listed, opens } from './support/work.mjs';
import { Rogue } from '../hostile/desk/rogue.mjs';

const begun = Date.now();
let [browser, house, passed] = [undefined, undefined, 0];
const people = [];
const PHONED = 'She says that they stand at the corner again ‹day-phoned›';
const STORY = 'My cousin was taken for two hours ‹day-story›';
const GRAVE = 'They wrote my name on the door ‹day-grave›';
const ANSWER = 'We have heard you on the telephone ‹day-answer›';
const OTHER_ANSWER = 'We have read about your cousin ‹day-other-answer›';
const WHY = 'An old inscription, the landlord says ‹day-why›';
const WORD = 'I am back on Monday; the first one waits for a call ‹day-word›';

function done(promise) {
  passed += 1;
  console.log(`ok  ${promise} (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
}

async function comes(alias, ...roles) {
  const person = await joins(house, browser, alias, roles);
  people.push(person);
  return person;
}

async function detail(person, id) {
  const { status, text } = await person.api(`cases/${id}`);
  assert.equal(status, 200, `${person.alias}: ${text}`);
  return JSON.parse(text);
}

async function takes(person, words, id) {
  await opens(person, words, id);
  await person.page.locator('.case-side').getByRole('button', { name: t('manage-take') }).click();
  await person.page.getByRole('button', { name: t('manage-release') }).waitFor();
}

try {
  house = await House.start();
  browser = await openBrowser();
  const lead = await comes('Lena', 'lead', 'caseworker');
  await lead.firstTeam();
  const mara = await comes('Mara', 'caseworker');
  const omid = await comes('Omid', 'caseworker');
  const reporter = await Reporter.at(house.base, browser);
  await reporter.report(STORY);
  const told = await arrived(lead, []);
  for (const one of [mara, omid]) {
    await grants(lead, one);
    await comesBack(one);
  }

  // By phone.
  await mara.page.getByRole('link', { name: t('inbox-new') }).click();
  await mara.heading('new-title');
  await mara.page.getByLabel(t('new-narrative')).fill(PHONED);
  await mara.page.getByRole('button', { name: t('new-send') }).click();
  await mara.heading('new-done');
  const caller = await Reporter.at(house.base, browser);
  Object.assign(caller, { language: 'en', receipt: (await mara.page.locator('p.secret').innerText()).trim() });
  assert.match(caller.receipt, /^\d{4}( \d{4}){9}$/);
  await mara.page.evaluate(() => { window.print = () => { window.printed = true; }; });
  await mara.page.getByRole('button', { name: t('new-print') }).click();
  assert.ok(await mara.page.evaluate(() => window.printed));
  await mara.page.emulateMedia({ media: 'print' });
  assert.ok(await mara.page.locator('p.secret').isVisible() && !(await mara.page.getByRole('button', { name: t('new-print') }).isVisible()), 'the paper has the code and no buttons');
  await shoot(mara.page, 'day-receipt');
  await mara.page.emulateMedia({ media: null });
  await mara.page.getByRole('link', { name: t('new-to-case') }).click();
  await mara.seen(PHONED);
  await mara.seen('Mara');
  const phoned = mara.page.url().split('#case/')[1];
  assert.ok((await caller.mailbox()).includes('There is no answer yet'));
  await mara.go('inbox');
  await mara.heading('inbox-title');
  assert.ok(!(await mara.page.content()).includes(caller.receipt), 'the code is shown once');
  await comesBack(omid);
  await opens(omid, PHONED, phoned);
  await answers(omid, ANSWER);
  assert.ok((await caller.mailbox()).includes(ANSWER));
  done('a case by phone prints a receipt, which opens the mailbox without script and brings the answer');

  // Two cases of one person, by the number that is said aloud.
  const { line: { number } } = await detail(omid, phoned);
  assert.match(number, /^\d{4}-\d\d$/);
  assert.equal((await detail(lead, phoned)).line.number, number, 'the same for everybody');
  await omid.go('inbox');
  await omid.page.getByLabel(t('inbox-search'), { exact: true }).fill(number.replace('-', ''));
  await until('that one case', async () => (await omid.page.locator('.cases > li').count()) === 1);
  assert.ok((await line(omid, phoned)).includes(number));
  await omid.page.getByLabel(t('inbox-search'), { exact: true }).fill('');
  await opens(omid, STORY, told);
  const linking = await begins(omid, 'manage-link');
  await linking.getByLabel(t('link-number')).fill('0000-00');
  await linking.getByRole('button', { name: t('link-yes'), exact: true }).click();
  await linking.getByText(t('link-unknown')).waitFor();
  await linking.getByLabel(t('link-number')).fill(number.replace('-', ' '));
  await linking.getByRole('button', { name: t('link-yes'), exact: true }).click();
  await omid.page.locator(`.manage a[href="#case/${phoned}"]`).waitFor();
  await answers(omid, OTHER_ANSWER);
  assert.deepEqual((await detail(omid, phoned)).links, [told], 'each names the other');
  const [one, two] = [await caller.mailbox(), await reporter.mailbox()];
  assert.ok(one.includes(ANSWER) && !one.includes(OTHER_ANSWER) && two.includes(OTHER_ANSWER) && !two.includes(ANSWER), 'both receipts open, each its own');
  done('two cases of one person are linked by the number that is said aloud, and both receipts go on working');

  // The day on which somebody gets in touch again.
  const today = new Date().toISOString().slice(0, 10);
  const dated = await changes(omid, 'manage-contact');
  await dated.getByLabel(t('manage-contact')).fill(today);
  await dated.getByRole('button', { name: t('manage-save') }).click();
  await omid.page.locator('.case-head').getByText(t('inbox-flag-contact-due')).waitFor();
  await comesBack(mara);
  assert.ok((await line(mara, told)).includes(t('inbox-flag-contact-due')));
  assert.ok(!(await line(mara, phoned)).includes(t('inbox-flag-contact-due')));
  const later = await changes(omid, 'manage-contact');
  await later.getByLabel(t('manage-contact')).fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 10));
  await later.getByRole('button', { name: t('manage-save') }).click();
  await omid.page.locator('.case-head').getByText(t('inbox-flag-contact-due')).waitFor({ state: 'detached' });
  done('a day of contact that has come stands in the list, for everybody');

  // Less urgent: one asks, with a reason, and another decides.
  const afraid = await Reporter.at(house.base, browser);
  await afraid.report(GRAVE, { danger: '3days' });
  const grave = await arrived(lead, [told, phoned]);
  await comesBack(mara);
  await opens(mara, GRAVE, grave);
  const lowering = await changes(mara, 'manage-urgency');
  await lowering.getByLabel(t('manage-urgency')).selectOption('routine');
  await lowering.getByRole('button', { name: t('manage-save') }).click();
  await lowering.getByText(t('urgency-why-empty')).waitFor();
  await lowering.getByLabel(t('urgency-why')).fill(WHY);
  await lowering.getByRole('button', { name: t('manage-save') }).click();
  await mara.seen(t('lowered-mine'));
  assert.equal(await mara.page.getByRole('button', { name: t('lowered-confirm') }).count(), 0, 'nobody agrees with themselves');
  assert.equal((await detail(lead, grave)).line.urgency, 'critical', 'until then it stays as urgent as it was');
  await comesBack(omid);
  assert.ok((await line(omid, grave)).includes(t('inbox-flag-lowered')));
  await opens(omid, WHY, grave);
  await shoot(omid.page, 'day-lowered');
  await omid.page.getByRole('button', { name: t('lowered-confirm') }).click();
  await omid.page.locator('.case-head .pill').getByText(t('case-level-routine')).waitFor();
  assert.equal((await detail(lead, grave)).line.urgency, 'routine');
  done('an urgency is lowered by two people, with the reason in the case');

  // Junk.
  const rogue = await Rogue.start(house.base);
  const known = (await listed(lead)).map(({ id }) => id);
  const junk = [];
  for (const words of ['buy now', 'buy today', 'buy tomorrow ‹day-not-junk›']) junk.push((await rogue.report({ narrative: words })).caseId);
  await until('all three', async () => (await listed(lead)).length === known.length + 3);
  await comesBack(mara);
  for (const id of junk.slice(0, 2)) await mara.page.locator(`li[data-id="${id}"] input[type=checkbox]`).check();
  await mara.page.getByRole('button', { name: t('inbox-close-spam') }).click();
  await shoot(mara.page, 'day-junk');
  await mara.page.locator('dialog[open]').getByRole('button', { name: t('inbox-bulk-yes') }).click();
  for (const id of junk.slice(0, 2)) await mara.page.locator(`li[data-id="${id}"]`).waitFor({ state: 'detached' });
  const closed = (await listed(lead)).filter(({ status }) => status === 'closed');
  assert.deepEqual(closed.map(({ id, reason }) => [id, reason]).sort(), junk.slice(0, 2).map((id) => [id, 'spam']).sort());
  done('junk is closed together, and nothing else with it');

  // The end of a shift. One of hers is for named people, and whoever takes over is not among them.
  for (const [id, words] of [[phoned, PHONED], [told, STORY], [grave, GRAVE]]) await takes(mara, words, id);
  await comesBack(lead);
  await opens(lead, GRAVE, grave);
  const restricting = await begins(lead, 'manage-restrict');
  await restricting.getByRole('checkbox', { name: 'Mara', exact: true }).check();
  await restricting.getByRole('button', { name: t('restrict-yes'), exact: true }).click();
  await lead.page.locator('.case-head').getByText(t('inbox-flag-restricted')).waitFor();
  await comesBack(mara);
  await mara.page.getByRole('button', { name: t('inbox-handover') }).click();
  await mara.page.getByLabel(t('case-colleague')).selectOption({ label: 'Omid' });
  await mara.page.getByLabel(t('shift-note')).fill(WORD);
  await mara.page.locator('dialog .acts button.main').click();
  await mara.seen(`2 cases passed on to Omid`);
  await mara.seen(t('shift-stay', { alias: 'Omid', numbers: (await detail(mara, grave)).line.number }));
  await shoot(mara.page, 'day-shift');
  const [account] = (await Promise.all([omid.api('me')])).map(({ text }) => JSON.parse(text).account);
  for (const id of [phoned, told]) {
    assert.equal((await detail(lead, id)).line.assignee, account);
    await comesBack(omid);
    await opens(omid, WORD, id);
  }
  assert.notEqual((await detail(lead, grave)).line.assignee, account);
  done('everything of hers goes to a colleague with a word in each case; what he may not read stays, and is said');

  // Practice.
  await lead.go('team');
  await lead.page.getByRole('button', { name: t('desk-practice-make') }).click();
  await lead.seen(t('desk-practice-made'));
  const practice = (await listed(lead)).find((made) => made.practice === true)?.id;
  assert.ok(practice && (await line(lead, practice)).includes(t('inbox-flag-practice')));
  await lead.go(`case/${practice}`);
  await lead.seen(t('case-practice'));
  done('a practice report is in the list, and says on its page what it is');

  // The next day Omid is away.
  const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const absence = ['--data', house.data, '--alias', 'Omid', '--from', day(1), '--until', day(4)];
  house.tocsin('alerts', 'on-call', 'away', ...absence);
  house.tocsin('alerts', 'on-call', 'swap', ...absence, '--stand-in', 'Lena');
  assert.equal((await detail(lead, told)).line.assignee, account, 'today they are his');
  await house.later(36);
  await until('the practice report to be destroyed', () => house.tocsin('audit', 'show', '--data', house.data).split('\n').some((entry) => /destroyed/.test(entry) && entry.includes(practice)));
  await lead.page.goto(`${house.base}/desk`);
  await lead.signIn();
  await lead.heading('inbox-title');
  assert.ok(!(await listed(lead)).some(({ id }) => id === practice), 'the practice report deleted itself');
  const mine = JSON.parse((await lead.api('me')).text).account;
  await until('his cases to be looked after', async () => (await detail(lead, told)).line.assignee === mine && (await detail(lead, phoned)).line.assignee === mine);
  assert.ok((await line(lead, told)).includes(t('inbox-flag-contact-due')), 'and the day of contact has come');
  assert.ok((await reporter.mailbox()).includes(OTHER_ANSWER));
  done('the next day the practice report is gone, and what somebody looked after who is away is with whoever stands in');

  const sent = house.relay.taken();
  for (const person of people) {
    person.neverSent(sent);
    person.silent();
  }
  for (const words of [PHONED, ANSWER, OTHER_ANSWER, WHY, WORD]) assert.equal(found(sent, words), undefined, `“${words}” was sent`);
  for (const [where, bytes] of house.traces()) for (const words of [PHONED, STORY, GRAVE, ANSWER, WHY, WORD]) assert.equal(found(bytes, words), undefined, where);
  done('no request and no file held what anybody wrote, and no page complained');
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

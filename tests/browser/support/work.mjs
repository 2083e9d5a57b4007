// What people at the desk do with its pages, each by pressing what a person reads there.
import assert from 'node:assert/strict';
import { until } from '../house.mjs';
import { Person } from './person.mjs';
import { like, t } from './words.mjs';

/** Somebody new: invited, with an account of their own. */
export async function joins(house, browser, alias, roles, options = {}, way = undefined) {
  const person = await Person.at(house, browser, alias, options);
  await person.enrol(house.invite(alias, ...roles), way);
  return person;
}

/** A lead gives somebody the team's key; wrong digits are refused first. */
export async function grants(lead, member) {
  await lead.go('inbox');
  await lead.go('team');
  await lead.page.getByRole('button', { name: t('desk-grant-named', { alias: member.alias }) }).click();
  const dialog = lead.page.locator('dialog');
  await dialog.getByLabel(t('desk-grant-heard')).fill('0000 0000 0000 0000');
  await dialog.getByRole('button', { name: t('desk-grant') }).click();
  await dialog.getByText(t('desk-grant-differs')).waitFor();
  await dialog.getByLabel(t('desk-grant-heard')).fill(member.fingerprint);
  await dialog.getByRole('button', { name: t('desk-grant') }).click();
  await lead.seen(t('desk-granted', { alias: member.alias }));
}

/** Loads the list again, in which there is a case, and opens the keys there. */
export async function comesBack(person) {
  await person.go('inbox');
  await person.heading('inbox-title');
  await person.page.reload();
  await person.page.getByRole('button', { name: t('inbox-unlock') }).click();
  await person.unlock();
  await person.page.getByRole('button', { name: t('desk-lock'), exact: true }).waitFor();
  await person.heading('inbox-title');
}

/** Opens the one case, or that of `id`; waits for `words` on its page. */
export async function opens(person, words, id) {
  const { page } = person;
  await person.go('inbox');
  await person.heading('inbox-title');
  const link = page.locator(id ? `a[href="#case/${id}"]` : 'a[href^="#case/"]').first();
  await link.click();
  await person.seen(words);
  return page.url().split('#case/')[1];
}

export async function notes({ page }, words) {
  await page.getByLabel(t('note-new')).fill(words);
  await page.getByRole('button', { name: t('note-send') }).click();
  await page.getByText(t('note-done')).waitFor();
  await page.locator('article').getByText(words).waitFor();
}

/** Answers in a language that they read. */
export async function answers({ page }, words) {
  await page.getByLabel(like('answer-text')).fill(words);
  const safe = page.getByRole('checkbox', { name: t('answer-safe-tick') });
  if (await safe.count() > 0) await safe.check();
  await page.getByRole('button', { name: t('answer-send') }).click();
  await page.locator('.ours').getByText(words).waitFor();
}

/** The change of one line of “Work on it”: what opens is the dialog. */
export async function changes({ page }, term) {
  const line = page.locator('.manage dt', { hasText: t(term) }).first();
  await line.locator('xpath=following-sibling::dd[1]').getByRole('button', { name: t('manage-change') }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.waitFor();
  return dialog;
}

export async function closes(person, reason = 'done') {
  const dialog = await changes(person, 'manage-status');
  await dialog.getByLabel(t('manage-status')).selectOption('closed');
  await dialog.getByLabel(t('status-reason')).selectOption(reason);
  await dialog.getByRole('button', { name: t('manage-save') }).click();
  await person.page.locator('.case-head').getByText(t('case-status-closed')).waitFor();
}

/** A button of the case and the dialog that it opens. */
export async function begins({ page }, button) {
  await page.locator('.case-side').getByRole('button', { name: t(button), exact: true }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.waitFor();
  return dialog;
}

/** What the list shows of a case. */
export async function line(person, id) {
  await person.go('inbox');
  await person.heading('inbox-title');
  const row = person.page.locator(`li[data-id="${id}"]`);
  await row.waitFor();
  return (await row.innerText()).replaceAll(/[\u2066-\u2069]/g, '');
}

/** The cases in a person's list, as the server gives them. */
export async function listed(person) {
  const { status, text } = await person.api('cases');
  assert.equal(status, 200);
  return JSON.parse(text).cases;
}

/** A new case is there: its id, which none of `before` is. */
export async function arrived(person, before) {
  let found;
  await until('a new case', async () => { found = (await listed(person)).find(({ id }) => !before.includes(id)); return found !== undefined; });
  return found.id;
}

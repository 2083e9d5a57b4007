// Somebody who reports without script: the form, the receipt, the mailbox, as a browser without script sends them.
import assert from 'node:assert/strict';
import { openPage } from '../house.mjs';

export class Reporter {
  static async at(base, browser) {
    const reporter = new Reporter();
    reporter.base = base;
    reporter.page = await openPage(browser, { javaScriptEnabled: false });
    return reporter;
  }

  /** Sends a report; `choices`: what is ticked besides, by name and value. */
  async report(words, { language = 'en', danger, choices = [], texts = {}, files = [] } = {}) {
    const { page } = this;
    this.language = language;
    await page.goto(`${this.base}/${language}/report`);
    await page.fill('[name=narrative]', words);
    if (danger) await page.check(`[name=danger][value="${danger}"]`);
    const folded = page.locator('main form > details > summary');
    for (let at = 0; at < await folded.count(); at += 1) await folded.nth(at).click();
    for (const [name, value] of choices) await page.check(`[name=${name}][value="${value}"]`);
    for (const [name, text] of Object.entries(texts)) await page.fill(`[name=${name}]`, text);
    if (files.length > 0) await page.locator('[name=files]').first().setInputFiles(files);
    await page.locator('form[action$="/report"] button').first().click();
    this.receipt = (await page.locator('#receipt-digits').textContent()).trim();
    assert.match(this.receipt, /^\d{4}( \d{4}){9}$/);
    return this.receipt;
  }

  /** Opens the mailbox; resolves to the words on its page, without the marks that isolate directions. */
  async mailbox() {
    const { page } = this;
    await page.goto(`${this.base}/${this.language}/mailbox`);
    await page.fill('[name=receipt]', this.receipt);
    await page.locator('form[action$="/mailbox"] button').first().click();
    return (await page.locator('body').textContent()).replaceAll(/[\u2066-\u2069]/g, '');
  }

  /** Adds a message from the open mailbox. */
  async add(words) {
    const { page } = this;
    await page.fill('[name=text]', words);
    await page.locator('form[action$="/mailbox/add"] button').first().click();
    return page.locator('body').textContent();
  }

  close() {
    return this.page.context().close();
  }
}

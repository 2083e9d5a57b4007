// How quick the desk is with many cases: a real server, a real browser, every report sealed, every summary sealed to the team.
// Prints the rows of "The desk with 10,000 cases" in docs/performance.md, and ends with 1 if a limit is broken.
// node tests/campaign/desk.mjs [CASES]
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { openBrowser, root, until } from '../browser/house.mjs';
import { House } from '../browser/support/desk.mjs';
import { Person } from '../browser/support/person.mjs';
import { t } from '../browser/support/words.mjs';

const { base64, desk } = await import(path.join(root, 'browser/test/support/installation.mjs'));
const CASES = Number(process.argv[2] ?? 10_000);
const AT_ONCE = 6;
const PLACES = ['the landlord', 'my cousin', 'the consulate', 'a man from home', 'my old school', 'the airline'];
let [house, browser, failed] = [undefined, undefined, false];

const words = (at) => `${PLACES[at % PLACES.length]} asked about me again, number ${at}, in street ${at % 97}`;

function row(what, figure, most) {
  if (most !== undefined && figure > most) failed = true;
  console.log(`| ${what} | ${Math.round(figure)} ms | ${most === undefined ? '' : `at most ${most.toLocaleString('en')}`} |`);
}

/** Runs `work` for each of `count` numbers, some at a time. */
async function some(count, work) {
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (next < count) await work(next++); }));
}

/** A report without script, as a browser sends it. */
async function report(at) {
  const base = `http://127.0.0.1:${house.port}`;
  const page = await (await fetch(`${base}/en/report`)).text();
  const form = new FormData();
  form.set('token', page.match(/name="?token"? value="([^"]+)"/)[1]);
  form.set('narrative', words(at));
  form.set('danger', at % 1_000 === 7 ? 'now' : at % 10 === 3 ? '2weeks' : 'no');
  const answer = await fetch(`${base}/en/report`, { method: 'POST', body: form });
  await answer.arrayBuffer();
  assert.equal(answer.status, 200);
}

/** Writes what every list shows, as whoever opens a case does: made with the lead's own keys, sent by their own page. */
async function summarise(lead) {
  const ask = (call, body) => lead.page.evaluate(async ([to, given]) => {
    const answer = await fetch(`/desk/api/v1/${to}`, given && { method: 'POST', headers: { 'Content-Type': 'application/json', 'x-desk': '1' }, body: JSON.stringify(given) });
    if (!answer.ok) throw new Error(`${to}: ${answer.status}`);
    return answer.json();
  }, [call, body]);
  const me = await ask('me');
  const { wraps } = await ask('fresh', { kind: 'kit', auth: desk.authOf(me.account, lead.words.kit) });
  const { identity } = desk.unwrap(me.account, wraps.find(({ kind }) => kind === 'kit'), { kind: 'kit', words: lead.words.kit });
  const team = desk.openGrant(base64.decode(me.team.at(-1).identity), identity);
  const ids = [];
  for (let next = ''; next !== null;) {
    const page = await ask(`cases${next && `?after=${next}`}`);
    ids.push(...page.cases.map(({ id }) => id));
    next = page.next;
  }
  assert.equal(ids.length, CASES);
  const sealed = ids.map((id, at) => [id, Buffer.from(desk.sealSummary({ kind: '', text: words(at), who: '', labels: at % 50 === 0 ? ['fifty'] : [] }, team, id, (length) => new Uint8Array(randomBytes(length)))).toString('base64')]);
  for (let from = 0; from < sealed.length; from += 500) {
    await lead.page.evaluate(async ([some, epoch, most]) => {
      const rest = some.values();
      await Promise.all(Array.from({ length: most }, async () => {
        for (const [id, summary] of rest) {
          const answer = await fetch(`/desk/api/v1/cases/${id}/summary`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'x-desk': '1' }, body: JSON.stringify({ epoch, sealed: summary }) });
          if (!answer.ok) throw new Error(`${answer.status}`);
        }
      }));
    }, [sealed.slice(from, from + 500), me.team.at(-1).epoch, AT_ONCE]);
  }
}

/** Milliseconds until `there` holds in the page after `act`, looked at in every frame. */
async function timed(page, act, there) {
  await page.evaluate((condition) => {
    window.there = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`never: ${condition}`)), 60_000);
      const holds = new Function(`return ${condition}`);
      const look = () => (holds() ? resolve(performance.now()) : requestAnimationFrame(look));
      window.begins = performance.now();
      requestAnimationFrame(look);
    });
  }, there);
  await act();
  return page.evaluate(async () => (await window.there) - window.begins);
}

const ROWS = "document.querySelector('.cases > li')";
const WORDS = "document.querySelector('.cases > li .line-text bdi')";
const counted = (text) => `document.querySelector('main > [role=status]')?.textContent.replace(/[\\u2066-\\u2069]/g, '').startsWith('${text}')`;

/** The list asked for as the page asks, without the page. */
const asked = (page) => page.evaluate(async () => {
  const times = [];
  let next = '';
  do {
    const began = performance.now();
    const answer = await (await fetch(`/desk/api/v1/cases${next && `?after=${next}`}`)).json();
    times.push(performance.now() - began);
    next = answer.next;
  } while (next !== null);
  return times;
});

try {
  house = await House.start();
  browser = await openBrowser();
  const lead = await Person.at(house, browser, 'Lena');
  await lead.enrol(house.invite('Lena', 'lead', 'caseworker'));
  await lead.firstTeam();
  const { page } = lead;
  let began = Date.now();
  await some(CASES, report);
  console.error(`${CASES} reports in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  const number = await page.evaluate(async () => { const from = performance.now(); await (await fetch('/desk/api/v1/cases')).json(); return performance.now() - from; });
  began = Date.now();
  await summarise(lead);
  console.error(`and their summaries in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  // As after a night: the server knows nothing of any list.
  await house.halt();
  await house.serve();

  row('the very first list of all, which gives every case its number', number);
  await page.goto(`${house.base}/en/desk#security`);
  await lead.heading('desk-security');
  row('first page of the list, from the server just started', (await asked(page))[0], 1_000);
  const warm = await asked(page);
  row('a page of the list afterwards, median of all', warm.sort((a, b) => a - b)[warm.length >> 1], 300);
  row('all pages, one after the other', warm.reduce((sum, one) => sum + one, 0));

  await page.goto(`${house.base}/en/desk`);
  await lead.press('desk-sign-out');
  await lead.heading('desk-in-title');
  await until('the passkey', () => page.getByRole('button', { name: t('desk-passkey-in') }).isEnabled());
  row('signing in: from the press of the passkey to the first cases with their words', await timed(page, () => lead.press('desk-passkey-in'), WORDS), 2_000);
  const whole = counted(`${CASES.toLocaleString('en')} cases`);
  await until('the whole list', () => page.evaluate((condition) => Boolean(new Function(`return ${condition}`)()), whole), 60_000);

  await page.reload();
  const shown = await timed(page, () => undefined, ROWS);
  row('a page that is loaded anew: to the first cases, from the moment its script may look', shown, 1_000);
  row('and to the last of all', await timed(page, () => undefined, whole));
  await page.getByRole('button', { name: t('inbox-unlock') }).click();
  row('opening the keys: to the words of the first cases', await timed(page, () => lead.unlock(), WORDS), 2_000);
  const search = (text) => page.evaluate((words) => { const field = document.querySelector('input[type=search]'); field.value = words; field.dispatchEvent(new Event('input')); }, text);
  row('all summaries opened: the last word is found', await timed(page, () => search('fifty'), counted(`${Math.ceil(CASES / 50)} cases of`)), 10_000);
  await search('');
  await page.waitForTimeout(1_000);
  row('searching among all', await timed(page, () => search('landlord'), counted(`${Math.ceil(CASES / PLACES.length).toLocaleString('en')} cases of`)), 300);
  await search('');
  await page.waitForTimeout(500);
  const urgent = await page.evaluate(() => { const select = document.querySelector('.narrowing select'); window.choose = (value) => { select.value = value; select.dispatchEvent(new Event('change')); }; return select.options.length; });
  assert.ok(urgent > 1);
  row('filtering by urgency', await timed(page, () => page.evaluate(() => window.choose('critical')), counted(`${CASES / 1_000} cases of`)), 300);
  await page.evaluate(() => window.choose(''));
  await page.waitForTimeout(500);
  row('scrolling from the first to the last within 3 s, longest frame', await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const end = document.documentElement.scrollHeight;
    let longest = 0;
    await frame();
    for (let last = performance.now(), from = last; last - from < 3_000;) {
      scrollTo(0, (end * (last - from)) / 3_000);
      await frame();
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }
    scrollTo(0, 0);
    return longest;
  }), 200);
  await page.waitForTimeout(500);
  row('opening a case: from the press to its words', await timed(page, () => page.evaluate(() => document.querySelector('.cases > li a').click()), "document.querySelector('#conversation')"), 1_000);
  row('back to the list', await timed(page, () => page.evaluate(() => { location.hash = '#inbox'; }), WORDS), 300);
  const again = await timed(page, () => page.keyboard.press('r'), `document.querySelector('.said-softly').textContent !== ''`);
  row('looking again at everything', again);
} finally {
  await browser?.close();
  house?.stop();
}
process.exitCode = failed ? 1 : 0;

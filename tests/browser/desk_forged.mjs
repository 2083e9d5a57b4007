// Words that pretend to be the team's: an answer and a note, well made but for the signature, written straight into the
// database, into an exported and an imported folder, sent to the interface by somebody who is signed in, and shown by a server
// that is no longer ours. Each must be refused wherever somebody would read it, and said in words. `--screenshots DIR` keeps pictures.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { openBrowser, root, shoot, until } from './house.mjs';
import { House } from './support/desk.mjs';
import { Reporter } from './support/reporter.mjs';
import { like, t } from './support/words.mjs';
import { answers, arrived, comesBack, joins, notes, opens } from './support/work.mjs';
import { Forger, tipOf } from '../hostile/desk/forger.mjs';
import { Rogue } from '../hostile/desk/rogue.mjs';

const begun = Date.now();
let [browser, house, lead, passed] = [undefined, undefined, undefined, 0];
const STORY = 'Two men ask my neighbours for me ‹forged-story›';
const ANSWER = 'We have read it ‹forged-true-answer›';
const NOTE = 'She is known to us ‹forged-true-note›';
const TRAP = 'Come to the station at six, a friend will wait ‹forged-trap›';
const SLANDER = 'She works for them, trust nothing ‹forged-slander›';

function done(promise) {
  passed += 1;
  console.log(`ok  ${promise} (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
}

/** Nothing of the forger's is in these words. */
function trueWords(text, where) {
  for (const words of [TRAP, SLANDER]) assert.ok(!text.includes(words), `${where} shows “${words}”`);
}

/** The case as its page shows it when it is opened anew. */
async function looks(id) {
  await comesBack(lead);
  await lead.go(`case/${id}`);
  await until('the case or its refusal', async () => (await lead.page.locator('#conversation').count()) > 0 || like('desk-refused-hostile').test(await lead.text()), 20_000);
  return lead.text();
}

/** An export that is opened by a member of the team: the code, what was said, and every word that was written. */
function offline(key, folder, ...more) {
  const out = house.fresh('opened');
  const { status, said } = house.tried('tocsin-desk', 'open', '--identity', key, folder, '--out', out, ...more);
  const files = fs.existsSync(out) ? fs.readdirSync(out, { recursive: true }).map((name) => path.join(out, name)).filter((file) => fs.statSync(file).isFile()) : [];
  return { status, said, words: files.map((file) => fs.readFileSync(file, 'utf8')).join('\n') };
}

/** Puts a forged part into a folder as the offline desk would, or as a server would export it, with its sum in the manifest. */
function puts(folder, id, kind, seq, { body, statement }) {
  const to = path.join(folder, `case-${id}`);
  fs.mkdirSync(path.join(to, kind), { recursive: true });
  const name = `${kind}/${String(seq).padStart(4, '0')}`;
  const manifest = path.join(to, 'manifest.json');
  const said = fs.existsSync(manifest) ? JSON.parse(fs.readFileSync(manifest)) : undefined;
  for (const [file, bytes] of [[`${name}.age`, body], [`${name}.statement.json`, statement]]) {
    fs.writeFileSync(path.join(to, file), bytes);
    if (said) said.files[file] = createHash('sha256').update(bytes).digest('hex');
  }
  if (said) fs.writeFileSync(manifest, JSON.stringify(said));
}

try {
  house = await House.start();
  browser = await openBrowser();
  lead = await joins(house, browser, 'Lena', ['lead', 'caseworker']);
  await lead.firstTeam();
  const rogue = await Rogue.start(house.base);
  const desk = await import(path.join(root, 'browser/build/desk.mjs'));
  const key = await lead.keyFile(desk);
  const report = await rogue.report({ narrative: STORY });
  const id = await arrived(lead, []);
  const reporter = await Reporter.at(house.base, browser);
  Object.assign(reporter, { receipt: report.receipt, language: 'en' });
  await opens(lead, STORY, id);
  await notes(lead, NOTE);
  await answers(lead, ANSWER);
  const forger = new Forger(rogue.lib, desk, report, rogue.roster);
  const detail = JSON.parse((await lead.api(`cases/${id}`)).text);
  const [answered, noted] = ['reply', 'note'].map((kind) => tipOf(rogue.lib, detail, kind));
  assert.ok(answered.part && noted.part && detail.staff_recipient);

  // What is there, before anybody forges: the same looks find it, or they prove nothing.
  const clean = house.exported();
  const whole = offline(key, clean);
  assert.ok(whole.status === 0 && [STORY, ANSWER, NOTE].every((words) => whole.words.includes(words)), whole.said);
  assert.ok((await reporter.mailbox()).includes(ANSWER));
  for (const words of [STORY, ANSWER, NOTE]) assert.ok((await looks(id)).includes(words));
  done('a true answer and a true note are read at the desk, in the mailbox and offline');

  // Into the database: in the place of true ones, and beside them.
  const first = { seq: 0, hash: null };
  const forged = { reply: forger.reply(first, TRAP), note: forger.note(first, SLANDER, detail.staff_recipient) };
  const hex = (bytes) => Buffer.from(bytes).toString('hex');
  assert.equal(house.sql(
    ['CREATE TABLE kept AS SELECT id, body FROM parts', []],
    ['INSERT INTO parts (id, case_id, key_id, version, sealed, body) SELECT randomblob(16), case_id, key_id, version, sealed, ? FROM parts WHERE id = ?', [hex(forged.reply.body), answered.part]],
    ['INSERT INTO parts (id, case_id, key_id, version, sealed, body) SELECT randomblob(16), case_id, key_id, version, sealed, ? FROM parts WHERE id = ?', [hex(forged.note.body), noted.part]],
  ), 2);
  trueWords(await looks(id), 'the desk');
  trueWords(await reporter.mailbox(), 'the mailbox');
  // The export names the case, leaves out what is nobody's, and is whole otherwise.
  const folder = house.fresh('beside');
  const written = house.tried('tocsin', 'export', '--data', house.data, '--out', folder);
  assert.ok(written.status === 1 && written.said.includes(`case ${id}: 2 rows and files left out`), written.said);
  const beside = offline(key, folder);
  trueWords(beside.words, 'the offline desk');
  assert.ok(beside.status === 0 && [STORY, ANSWER, NOTE].every((words) => beside.words.includes(words)), beside.said);
  done('rows added to the database beside true ones are nobody’s: no page, no mailbox and no export shows them');

  assert.equal(house.sql(['DELETE FROM parts WHERE id NOT IN (SELECT id FROM kept)', []], ['UPDATE parts SET body = ? WHERE id = ?', [hex(forged.reply.body), answered.part]]), 3);
  const page = await looks(id);
  trueWords(page, 'the desk');
  assert.match(page, like('desk-refused-hostile'));
  await shoot(lead.page, 'forged-reply');
  const box = await reporter.mailbox();
  trueWords(box, 'the mailbox');
  assert.ok(box.includes('1 answer is not shown, because we could not prove that it comes from us'), box);
  const bent = house.exported();
  for (const one of [offline(key, bent), house.tried('tocsin-desk', 'verify', bent)]) {
    assert.equal(one.status, 1, one.said);
    assert.match(one.said, new RegExp(`case-${id}: .*repl`));
    trueWords(one.words ?? '', 'the offline desk');
  }
  done('an answer forged in the database is refused at the desk, in the mailbox without script and offline, each in words');

  house.sql(['UPDATE parts SET body = (SELECT body FROM kept WHERE kept.id = parts.id)', []], ['UPDATE parts SET body = ? WHERE id = ?', [hex(forged.note.body), noted.part]]);
  const second = await looks(id);
  trueWords(second, 'the desk');
  assert.ok(second.includes(t('case-hostile-title')) && (second.includes(t('warning-grant-mismatch')) || second.includes(t('warning-unread-message'))), second);
  await shoot(lead.page, 'forged-note');
  const unharmed = await reporter.mailbox();
  assert.ok(unharmed.includes(ANSWER) && !unharmed.includes('not shown'), 'notes are no matter of the reporter');
  const bentNote = house.exported();
  const opened = offline(key, bentNote);
  trueWords(opened.words, 'the offline desk');
  assert.match(opened.said, new RegExp(`case-${id}: (?:what staff wrote|.*note)`));
  house.sql(['UPDATE parts SET body = (SELECT body FROM kept WHERE kept.id = parts.id)', []], ['DROP TABLE kept', []]);
  for (const words of [STORY, ANSWER, NOTE]) assert.ok((await looks(id)).includes(words), 'all is as it was');
  done('a forged note is shown nowhere, which the desk and the offline desk say; with the true rows back in place the case is whole again');

  // Behind the true ones: the next number, sealed and placed as it must be, by the hand of somebody else.
  const next = { reply: forger.reply(answered, TRAP), note: forger.note(noted, SLANDER, detail.staff_recipient) };
  const reasons = [];
  for (const [kind, folder, tip] of [['reply', 'replies', answered], ['note', 'notes', noted]]) {
    const bring = house.fresh('bring');
    puts(bring, id, folder, tip.seq + 1, next[kind]);
    const brought = house.tried('tocsin', 'import', '--data', house.data, '--from', bring);
    assert.equal(brought.status, 1, brought.said);
    assert.match(brought.said, /refused: .*is not signed/);
    const grown = house.fresh('grown');
    fs.cpSync(clean, grown, { recursive: true });
    puts(grown, id, folder, tip.seq + 1, next[kind]);
    for (const one of [offline(key, grown), house.tried('tocsin-desk', 'verify', grown)]) {
      assert.equal(one.status, 1, one.said);
      trueWords(one.words ?? '', 'the offline desk');
      reasons.push(one.said);
    }
  }
  assert.ok(reasons.every((said) => said.includes(`case-${id}: `) && /sign/.test(said)), reasons.join('\n'));
  done('forged parts in a folder are refused by the import and by the offline desk, which name the case and the signature');

  const { actor } = desk.unwrap(JSON.parse((await lead.api('me')).text).account, lead.wraps.find(({ kind }) => kind === 'kit'), { kind: 'kit', words: lead.words.kit });
  for (const [kind, action] of [['reply', 'replied'], ['note', 'noted']]) {
    const { head, now } = JSON.parse((await lead.api('me')).text);
    const audit = desk.signEntry(actor, head, { at: now, action, subject: id, details: {} });
    const sent = await lead.api(`cases/${id}/parts`, { statement: next[kind].statement.toString('base64'), body: next[kind].body.toString('base64'), audit });
    assert.equal(sent.status, 400, `${kind}: ${sent.status} ${sent.text}`);
    assert.deepEqual(JSON.parse((await lead.api('me')).text).head, head, 'nor is anything in the log');
  }
  done('somebody who is signed in, with a true entry for the log, cannot send them');

  // A server that is somebody else's now, and shows them as if they had been taken.
  const parts = `**/desk/api/v1/cases/${id}/parts/*`;
  for (const kind of ['reply', 'note']) {
    const { statement, body } = next[kind];
    await lead.page.route(`**/desk/api/v1/cases/${id}`, async (route) => {
      const answer = await route.fetch();
      const bentDetail = await answer.json();
      bentDetail.parts.push({ id: 'f0'.repeat(16), received: bentDetail.line.last, statement: statement.toString('base64'), size: body.length });
      await route.fulfill({ response: answer, json: bentDetail });
    });
    await lead.page.route(parts, (route) => (route.request().url().endsWith('f0'.repeat(16)) ? route.fulfill({ body, contentType: 'application/octet-stream' }) : route.continue()));
    const shown = await looks(id);
    trueWords(shown, 'the desk');
    // An answer that is not the team's shuts the case; a note is named, and what colleagues wrote before stays readable.
    assert.match(shown, like(kind === 'reply' ? 'desk-refused-hostile' : 'warning-unread-message'));
    assert.match(shown, /signature/);
    await lead.page.unrouteAll({ behavior: 'wait' });
  }
  await shoot(lead.page, 'forged-server');
  assert.ok((await looks(id)).includes(ANSWER));
  lead.silent();
  done('a server that shows them as taken is found out by the page: the signature is not the team’s');
} catch (error) {
  if (lead) {
    await shoot(lead.page, 'failed').catch(() => {});
    console.error(lead.page.complaints, (await lead.text().catch(() => '')).replaceAll('\n', ' | ').slice(0, 1200));
  }
  console.error(house?.log.slice(-1500));
  throw error;
} finally {
  await browser?.close();
  house?.stop();
}
console.log(`${passed} passed, 0 failed`);

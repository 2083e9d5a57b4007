// A case at the desk: opened, answered, noted, translated, restricted, given on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, base64, Case, desk, installation, lib, NOW, random, utf8 } from "./support/installation.mjs";

const FORM = {
  narrative: "昨天有两个人来了\r\nThey know my name.",
  method: "travel.lure",
  danger: "3days",
  contact: "Signal, evenings",
  never_contact: "my old number",
  not_my_community: "yes",
  at_risk_who: "my sister",
};

test("a case is opened, answered and read by the reporter", async () => {
  const { place, lead, worker: li } = installation();
  const one = await Case.report(place, FORM);
  const robin = place.sitDown(lead);
  const opened = one.open(robin);
  assert.deepEqual([opened.id, opened.level, opened.warnings], [one.id, "critical", []]);
  assert.deepEqual(opened.rules.map(({ id }) => id), ["D2", "M.travel.lure"]);
  const { report } = opened;
  assert.deepEqual([report.seq, report.at, report.language, report.danger, report.methods], [0, NOW, "zh-Hans", "3days", ["travel.lure"]]);
  assert.equal(report.text, "昨天有两个人来了\nThey know my name.");
  assert.equal(report.facts.at_risk_who, "my sister");
  assert.deepEqual(opened.safe, [
    { field: "never_contact", value: "my old number" },
    { field: "contact", value: "Signal, evenings" },
    { field: "not_my_community", value: "yes" },
  ]);

  place.clock += 100;
  one.take(ask(robin, "reply", { case: one.id, text: "Do not go.\r\nWe are here.  \n", author: " Robin " }));
  // The same place again: only the case read anew has the next one.
  assert.equal(lib.claimedStatement(text(ask(robin, "reply", { case: one.id, text: "x", author: "Robin" }))).seq, 1);
  await one.message("Thank you", { fields: { at_door: "yes" } });
  const second = place.sitDown(li);
  const again = one.open(second);
  assert.deepEqual(again.replies.map(({ seq, author, at, text }) => ({ seq, author, at, text })), [{ seq: 1, author: "Robin", at: NOW + 100, text: "Do not go.\nWe are here." }]);
  assert.deepEqual(again.messages.map(({ seq, text, facts }) => [seq, text, facts.at_door]), [[1, "Thank you", "yes"]]);
  assert.deepEqual(again.rules.map(({ id }) => id), ["D2", "M.travel.lure", "C2"], "the reasons of all that was said, each once");
  one.take(ask(second, "reply", { case: one.id, text: "Good.", author: "Li" }));

  const mailbox = await one.mailbox();
  assert.deepEqual(mailbox.replies.map(({ number, author, text }) => [number, author, text]), [[1, "Robin", "Do not go.\nWe are here."], [2, "Li", "Good."]]);
  assert.deepEqual([mailbox.troubled, mailbox.gaps], [0, false]);
});

const text = ({ statement }) => lib.fromUtf8(base64.decode(statement));

test("a reply that its reader deleted stays a place in the chain", async () => {
  const { place, lead } = installation();
  const one = await Case.report(place, FORM);
  const worker = place.sitDown(lead);
  for (const words of ["one", "two"]) {
    one.open(worker);
    one.take(ask(worker, "reply", { case: one.id, text: words, author: "Robin" }));
  }
  const part = one.parts[1];
  part.size = 0;
  one.bodies.delete(part.id);
  const opened = one.open(worker);
  assert.deepEqual(opened.replies.map((reply) => reply.deleted ?? reply.text), [true, "two"]);
  assert.equal(lib.claimedStatement(text(ask(worker, "reply", { case: one.id, text: "three", author: "Robin" }))).seq, 3);
});

test("what staff write for each other is read by the team, and by no key of the case", async () => {
  const { place, lead, worker: other } = installation();
  const one = await Case.report(place, FORM);
  const [robin, li] = [place.sitDown(lead), place.sitDown(other)];
  const { report } = one.open(robin);
  const first = ask(robin, "note", { case: one.id, author: "Robin", about: "note", text: "Called the lawyer." });
  assert.ok(first.staff, "the first note brings an identity");
  one.take(first);
  one.open(li);
  const of = report.hash;
  const translation = { case: one.id, author: "Li", of, source: report.text, from: "zh-Hans", to: "en", text: "Yesterday two came" };
  for (const [errand, given] of [
    ["translation", translation],
    ["labels", { case: one.id, author: "Li", labels: ["家", " airport ", "家"] }],
    ["draft", { case: one.id, author: "Li", text: "别去", translation: "Do not go", language: "zh-Hans" }],
    ["labels", { case: one.id, author: "Li", labels: ["airport"] }],
    ["note", { case: one.id, author: "Li", about: "handover", text: "Watch the flight." }],
  ]) {
    const part = ask(li, errand, given);
    assert.equal(part.staff, undefined, "one identity for all");
    one.take(part);
    one.open(li);
  }
  const opened = one.open(robin);
  assert.deepEqual(opened.warnings, []);
  assert.deepEqual(opened.notes.map(({ seq, author, about, text }) => [seq, author, about, text]), [[1, "Robin", "note", "Called the lawyer."], [6, "Li", "handover", "Watch the flight."]]);
  const [translated] = opened.translations;
  assert.deepEqual([translated.of, translated.from, translated.to, translated.text, translated.by, translated.matches], [of, "zh-Hans", "en", "Yesterday two came", "Li", true]);
  assert.deepEqual(opened.drafts.map(({ text, translation, language }) => [text, translation, language]), [["别去", "Do not go", "zh-Hans"]]);
  assert.deepEqual(opened.labels, ["airport"]);

  const identity = desk.caseIdentity(one.grants, [teamOf(place, lead)]);
  for (const part of one.parts.slice(1)) assert.throws(() => identity.open(one.bodies.get(part.id), 1), { message: "not sealed to this identity" }, "the reporter made the case key");
  const mailbox = await one.mailbox();
  assert.deepEqual([mailbox.replies, mailbox.sent.length, mailbox.sentTroubled], [[], 1, false], "nothing of it is in the mailbox");
});

/** The team identity, as somebody of the team holds it. */
function teamOf(place, person) {
  const { identity } = desk.unwrap(person.account, person.wraps[0], { kind: "passphrase", words: person.words });
  return desk.openGrant(base64.decode(person.team.at(-1).identity), identity);
}

test("words are bounded, and names pretend to be nothing else", async () => {
  const { place, lead } = installation();
  const one = await Case.report(place, FORM);
  const worker = place.sitDown(lead);
  const { report } = one.open(worker);
  const common = { case: one.id, author: "Robin" };
  const draft = { ...common, text: "x", translation: "", language: "en" };
  const translation = { ...common, of: report.hash, source: report.text, from: "zh-Hans", to: "en", text: "x" };
  for (const [errand, given, code] of [
    ["reply", { ...common, text: " \n" }, "text"],
    ["reply", { ...common, text: "a\0b" }, "text"],
    ["reply", { ...common, text: "x".repeat(100_001) }, "text"],
    ["reply", { ...common, text: "x", author: "" }, "author"],
    ["reply", { ...common, text: "x", author: "x".repeat(61) }, "author"],
    ["reply", { ...common, text: "x", author: "Rob\u202ein" }, "author"],
    ["reply", { ...common, text: "x", author: "Rob\nin" }, "author"],
    ["reply", { ...common, text: "x", case: "0".repeat(32) }, "unknown_case"],
    ["note", { ...common, text: "x", about: "restricted" }, "text"],
    ["note", { ...common, text: "x", about: "anything" }, "text"],
    ["labels", { ...common, labels: [""] }, "text"],
    ["labels", { ...common, labels: ["x".repeat(61)] }, "text"],
    ["labels", { ...common, labels: Array.from({ length: 33 }, (_, at) => `l${at}`) }, "text"],
    ["draft", { ...draft, language: "<b>" }, "text"],
    ["translation", { ...translation, source: "another text" }, "text"],
    ["translation", { ...translation, of: "0".repeat(64) }, "text"],
    ["translation", { ...translation, to: "" }, "text"],
  ])
    assert.throws(() => ask(worker, errand, given), { code }, `${errand} ${JSON.stringify(given).slice(0, 100)}`);
  for (const [errand, given] of [
    ["reply", { ...common, text: "𝒳".repeat(100_000), author: "x".repeat(60) }],
    ["reply", { ...common, text: "می\u200cخواهم", author: "مریم\u200cجان" }],
    ["draft", draft],
    ["translation", translation],
    ["labels", { ...common, labels: [] }],
  ])
    ask(worker, errand, given);
});

test("a restricted case is read by those who are named, old notes and all, and by nobody else of the team", async () => {
  const { place, lead, worker: other } = installation();
  const guest = place.enrol("Noor");
  const one = await Case.report(place, FORM);
  const robin = place.sitDown(lead);
  one.open(robin);
  for (const words of ["first", "second"]) {
    one.take(ask(robin, "note", { case: one.id, author: "Robin", about: "note", text: words }));
    one.open(robin);
  }
  const former = one.detail();
  const to = [lead, guest].map(({ account, member }) => ({ to: account, recipient: member.recipient }));
  const made = ask(robin, "grants", { case: one.id, author: "Robin", to, fresh: true });
  assert.deepEqual(made.grants.map(({ kind, to }) => [kind, to]), ["case", "staff"].flatMap((kind) => [lead, guest].map(({ member }) => [kind, desk.recipientFingerprint(member.recipient)])));
  assert.notEqual(made.staff_recipient, former.staff_recipient);
  one.regrant(made, true);

  assert.throws(() => one.open(place.sitDown(other)), { code: "no_grant" });
  for (const person of [lead, guest]) {
    const opened = one.open(place.sitDown(person));
    assert.deepEqual(opened.warnings, [], person.alias);
    assert.deepEqual(opened.notes.map(({ about, text }) => [about, text]), [["note", "first"], ["note", "second"], ["restricted", ""]]);
  }
  // Who had the former identity opens nothing with it, neither what is new nor what was there.
  const [old] = desk.granted(former.grants, "staff", [teamOf(place, other)]);
  assert.equal(old.recipient, former.staff_recipient);
  for (const part of one.parts.slice(1)) assert.throws(() => old.open(one.bodies.get(part.id), 1), { message: "not sealed to this identity" });
  assert.throws(() => ask(robin, "summary", { case: former.line.id }) && one.open(robin) && ask(robin, "summary", { case: one.id }), { code: "restricted" });

  // On with the work, then restricted once more, then open to the team again.
  one.open(robin);
  one.take(ask(robin, "note", { case: one.id, author: "Robin", about: "note", text: "third" }));
  one.open(robin);
  one.regrant(ask(robin, "grants", { case: one.id, author: "Robin", to: to.slice(0, 1), fresh: true }), true);
  assert.throws(() => one.open(place.sitDown(guest)), { code: "no_grant" });
  one.open(robin);
  one.regrant(ask(robin, "grants", { case: one.id, author: "Robin", to: [], fresh: true }), false);
  const opened = one.open(place.sitDown(other));
  assert.deepEqual([opened.notes.map(({ text }) => text), opened.warnings], [["first", "second", "", "third", "", ""], []]);
});

test("a guest reads one case, and its notes if there are any", async () => {
  const { place, lead } = installation();
  const guest = place.enrol("Noor");
  const one = await Case.report(place, FORM);
  const worker = place.sitDown(lead);
  one.open(worker);
  const to = [{ to: guest.account, recipient: guest.member.recipient }];
  const bare = ask(worker, "grants", { case: one.id, author: "", to, fresh: false });
  assert.deepEqual([bare.staff_recipient, bare.grants.map(({ kind }) => kind), bare.note, bare.resealed], ["", ["case"], undefined, []]);
  one.take(ask(worker, "note", { case: one.id, author: "Robin", about: "note", text: "for Noor" }));
  one.open(worker);
  one.grants.push(...ask(worker, "grants", { case: one.id, author: "", to, fresh: false }).grants);
  const opened = one.open(place.sitDown(guest));
  assert.deepEqual([opened.notes.map(({ text }) => text), opened.warnings], [["for Noor"], []]);
  assert.throws(() => ask(worker, "grants", { case: one.id, author: "Robin", to: [{ to: "x", recipient: "age1pq1x" }], fresh: false }), { code: "recipient" });
});

test("files are given out whole and as announced, or not at all", async () => {
  const { place, lead } = installation();
  const one = await Case.report(place, FORM);
  const small = utf8("%PDF-1.7 small");
  const large = new Uint8Array(300_000).map((_, at) => (at * 7) & 0xff);
  const [a, b, c] = await one.message("see", { files: { "../../evil\u202egpj.exe": small, "film.mp4": large, "empty.txt": new Uint8Array() } });
  const worker = place.sitDown(lead);
  const opened = one.open(worker);
  const [first] = opened.messages[0].files;
  assert.deepEqual([first.safe_name, first.length, first.sealed_length], ["evilgpj.exe", small.length, one.files.get(a.id).length]);
  for (const [{ id }, bytes] of [[a, small], [b, large], [c, new Uint8Array()]]) {
    const { bytes: found } = ask(worker, "file", { case: one.id, file: id, sealed: one.files.get(id).slice() });
    assert.deepEqual(found, bytes, id);
  }
  const sealed = one.files.get(b.id);
  const altered = sealed.slice();
  altered[sealed.length - 1] ^= 1;
  for (const bytes of [altered, sealed.subarray(0, sealed.length - 1), one.files.get(a.id), new Uint8Array()])
    assert.throws(() => ask(worker, "file", { case: one.id, file: b.id, sealed: bytes }), { code: "file", values: { why: "not_signed" } });
  assert.throws(() => ask(worker, "file", { case: one.id, file: "0".repeat(32), sealed }), { code: "file", values: { why: "unknown" } });
});

test("a file that its sender announced falsely is not given out", () => {
  const identity = new desk.Identity(random(32));
  const content = utf8("words");
  const padded = (bytes, tail = 0) => {
    const whole = new Uint8Array(lib.padme(bytes.length)).fill(tail, bytes.length);
    whole.set(bytes);
    return whole;
  };
  const announced = (plain, change = {}) => {
    const sealed = lib.seal(plain, [identity.recipient], random);
    return [{ length: content.length, sha256: lib.hashOf(content), sealedLength: sealed.length, sealedSha256: lib.hashOf(sealed), ...change }, sealed, identity];
  };
  assert.deepEqual(desk.openFile(...announced(padded(content))), content);
  for (const [name, given] of Object.entries({
    longer: announced(padded(content), { length: content.length + 1 }),
    shorter: announced(padded(content), { length: content.length - 1 }),
    "of other bytes": announced(padded(content), { sha256: "0".repeat(64) }),
    "with something behind": announced(padded(content, 1)),
    unpadded: announced(content),
    "of another size": announced(padded(content), { length: 5000 }),
  }))
    assert.throws(() => desk.openFile(...given), { code: "file", values: { why: "not_announced" } }, name);
  const other = new desk.Identity(random(32));
  const [file, sealed] = announced(padded(content));
  assert.throws(() => desk.openFile(file, sealed, other), { code: "file", values: { why: "unreadable" } });
});

test("names of files are as safe as those of the desk without a browser", () => {
  const long = "x".repeat(4000);
  for (const [name, safe] of [
    ["photo.jpg", "photo.jpg"], ["照片.png", "照片.png"], ["سۈرەت.png", "سۈرەت.png"], ["two words.txt", "two words.txt"],
    ["../../etc/passwd", "passwd"], ["..\\..\\boot.ini", "boot.ini"], ["C:\\a\\b.txt", "b.txt"], ["/", "file"], ["..", "file"], [".", "file"],
    ["...", "file"], ["", "file"], ["   ", "file"], ["\0", "file"], ["a/", "a"], ["a/..", "file"], [".bashrc", "bashrc"], ["name.", "name"],
    ["name. . ", "name"], ["a\r\nb\0.txt", "ab.txt"], ["evil\u202egpj.exe", "evilgpj.exe"], ["\u2067a\u2069\ufeff\u200f.txt", "a.txt"],
    ["a\u{e0041}.txt", "a.txt"], ["CON", "_CON"], ["con.txt", "_con.txt"], ["nul .txt", "_nul .txt"], ["COM1", "_COM1"], ["lpt9.log", "_lpt9.log"],
    ["com10", "com10"], ["console", "console"], ['a:b*c?d"e<f>g|h', "a_b_c_d_e_f_g_h"], ["file.txt:stream", "file.txt_stream"], ["=cmd.csv", "=cmd.csv"],
    [long, long.slice(0, 99)], [`${long}.jpeg`, `${long.slice(0, 94)}.jpeg`],
  ])
    assert.equal(desk.safeName(name), safe, JSON.stringify(name).slice(0, 60));
  const tibetan = desk.safeName(`${"བོད".repeat(60)}.jpeg`);
  assert.ok(utf8(tibetan).length <= 100 && tibetan.endsWith(".jpeg") && !tibetan.includes("\ufffd"), tibetan);
});

test("the urgency is computed again, and every difference is said", async () => {
  const { place, lead } = installation();
  const worker = place.sitDown(lead);
  const codes = ({ warnings }) => warnings.map(({ code }) => code);
  // Sealed as routine by a sender that lies, or by other rules.
  const low = await Case.report(place, FORM, { decision: { urgency: "routine", wakes: false } });
  const opened = low.open(worker);
  assert.deepEqual([opened.level, codes(opened)], ["critical", ["urgency_differs"]]);
  assert.deepEqual(opened.warnings[0].values, { what: "report", sealed: "routine", computed: "critical" });
  const old = await Case.report(place, { narrative: "hello" }, { decision: { urgency: "critical", ruleSet: "tocsin.triage/1 \u202e2020" } });
  assert.deepEqual([old.open(worker).level, codes(old.open(worker))], ["critical", ["urgency_differs", "old_rules"]]);
  assert.equal(old.open(worker).warnings[1].values.rules, "tocsin.triage/1 ?2020");
  const odd = await Case.report(place, { narrative: "hello" }, { decision: { urgency: "<b>" } });
  odd.line.urgency = "routine";
  assert.deepEqual(odd.open(worker).warnings, [{ code: "urgency_differs", values: { what: "report", sealed: "none", computed: "routine" } }]);
  // The server claims another level than was sealed, and no member of staff changed it.
  const one = await Case.report(place, FORM);
  one.line.urgency = "routine";
  assert.deepEqual(one.open(worker).warnings, [{ code: "server_urgency", values: { claimed: "routine", sealed: "critical", computed: "critical" } }]);
  one.timeline.push({ at: NOW, seq: 3, action: "lowering_confirmed", actor: "x", details: {} });
  assert.deepEqual(one.open(worker).warnings, []);
  // A later message counts, and files that come behind the words are no lie.
  const late = await Case.report(place, { narrative: "hello" });
  await late.message("They are here", { fields: { safe_now: "no" } });
  assert.deepEqual([late.open(worker).level, codes(late.open(worker))], ["critical", ["server_urgency"]]);
  const files = await Case.report(place, { narrative: " " , contact: "x" }, { decision: { urgency: "urgent" } });
  files.line.urgency = "urgent";
  assert.deepEqual(codes(files.open(worker)), [], "a file and no text, the file to follow");
});

test("signs of junk, and that no answer is wanted, are said", async () => {
  const { place, lead } = installation();
  const one = await Case.report(place, { ...FORM, answer_here: "no" });
  one.line.junk = ["same-text"];
  const opened = one.open(place.sitDown(lead));
  assert.deepEqual(opened.warnings, [{ code: "junk", values: { sign: "same-text" } }, { code: "no_answer_wanted", values: {} }]);
  assert.deepEqual(opened.safe.at(-1), { field: "answer_here", value: "no" });
});

test("fields with strange names are facts like others", async () => {
  const { place, lead } = installation();
  const one = await Case.report(place, { narrative: "x", __proto__x: "1", 10: "ten" });
  await one.message("x", { fields: JSON.parse('{"__proto__":"p","constructor":"c","method":" travel.lure  online.hack "}') });
  const opened = one.open(place.sitDown(lead));
  assert.equal(opened.report.facts["10"], "ten");
  const { facts, methods } = opened.messages[0];
  assert.deepEqual(Object.entries(facts).filter(([name]) => name !== "method"), [["__proto__", "p"], ["constructor", "c"]].filter(([name]) => Object.hasOwn(facts, name)));
  assert.deepEqual(methods, ["travel.lure", "online.hack"]);
  assert.ok(Object.hasOwn(facts, "__proto__"));
});

test("a summary holds the first words, and fits whatever they are", async () => {
  const { place, lead, worker: li } = installation();
  const worker = place.sitDown(lead);
  for (const narrative of ["short", "昨天有".repeat(500), `"\\\u0001${"\u2028".repeat(300)}`, "🜂".repeat(200)]) {
    const one = await Case.report(place, { ...FORM, narrative, at_risk_who: narrative.slice(0, 2_000) });
    one.open(worker);
    one.take(ask(worker, "labels", { case: one.id, author: "R", labels: Array.from({ length: 12 }, (_, at) => `label ${at} 家`) }));
    one.open(worker);
    const { epoch, sealed } = ask(worker, "summary", { case: one.id });
    assert.equal(base64.decode(sealed).length, 284);
    const [summary] = ask(place.sitDown(li), "summaries", [{ case: one.id, epoch, sealed }]);
    assert.equal(summary.kind, "travel.lure");
    assert.ok(summary.labels.length >= 8 && summary.labels[0] === "label 0 家");
    assert.ok(!/[\n\u2028\ufffd]/.test(summary.text) && narrative.replace(/[\u2028\u0001]+/g, " ").trim().startsWith(summary.text), summary.text);
    assert.deepEqual(ask(worker, "summaries", [{ case: "0".repeat(32), epoch, sealed }, { case: one.id, epoch: 9, sealed }, { case: "?", epoch, sealed: "?" }]), [null, null, null]);
  }
});

test("chosen parts are handed to a body outside, sealed or as a page, and nothing of staff goes along", async () => {
  const { place, lead } = installation();
  const one = await Case.report(place, FORM);
  const [a, b] = await one.message("see", { files: { "letter.PDF": utf8("%PDF-"), "other.txt": utf8("not chosen") } });
  const worker = place.sitDown(lead);
  const { report } = one.open(worker);
  for (const [errand, given] of [
    ["note", { about: "note", text: "SECRET NOTE" }],
    ["reply", { text: "our answer" }],
    ["translation", { of: report.hash, source: report.text, from: "zh-Hans", to: "en", text: "in English" }],
    ["labels", { labels: ["SECRET LABEL"] }],
  ]) {
    one.take(ask(worker, errand, { case: one.id, author: "ROBIN", ...given }));
    one.open(worker);
  }
  const opened = one.open(worker);
  const parts = [opened.report.part, "contact", opened.messages[0].part, opened.replies[0].part, opened.translations[0].part, a.id];
  const files = [a, b].map(({ id }) => ({ id, sealed: one.files.get(id).slice() }));
  const given = { case: one.id, parts, files, note: "For the court.\r\n" };
  const body = new desk.Identity(random(32));
  const sealed = ask(worker, "share", { ...given, to: body.recipient });
  const page = ask(worker, "share", given);
  assert.deepEqual([sealed.name, page.name], ["case-4711-29.tar.age", "case-4711-29.html"]);
  const archive = lib.fromUtf8(body.open(sealed.bytes, 1));
  const html = lib.fromUtf8(page.bytes);
  for (const [what, shown] of [["archive", archive], ["page", html]]) {
    for (const there of ["They know my name.", "never_contact:\nmy old number", "our answer", "in English", "For the court.", "letter.PDF", '"not_my_community"'.replaceAll('"', what === "page" ? "&quot;" : '"'), "danger: 3days"])
      assert.ok(shown.includes(there), `${what}: ${there}`);
    for (const never of ["SECRET", "ROBIN", one.id, "not chosen", report.hash]) assert.ok(!shown.includes(never), `${what}: ${never}`);
  }
  assert.ok(!/<script|\son\w+=|javascript:/i.test(html));
  assert.ok(html.includes(Buffer.from("%PDF-").toString("base64")));
  const { manifest, signature } = JSON.parse(archive.slice(512, archive.indexOf("\0", 512)));
  assert.ok(lib.verifies(place.newest().teamSigningKey, "tocsin/bundle/1", utf8(lib.canonical(manifest)), signature));
  assert.deepEqual(manifest.parts.map(({ path }) => path), ["001-report.txt", "002-contact.txt", "003-message-1.txt", "004-reply-1.txt", "005-translation-3.txt", "006-file.pdf"].map((name) => `parts/${name}`.replace("translation-3", "translation-2")));

  const noteId = opened.notes[0].part;
  for (const [change, code] of [
    [{ parts: [] }, "text"],
    [{ parts: [noteId] }, "text"],
    [{ parts: ["0".repeat(32)] }, "text"],
    [{ parts: [parts[0], parts[0]] }, "text"],
    [{ parts: [b.id], files: [] }, "file"],
    [{ parts: [a.id], files: [{ id: a.id, sealed: one.files.get(b.id) }] }, "file"],
    [{ to: "age1pq1" }, "recipient"],
    [{ note: "x".repeat(20_001) }, "text"],
    [{ case: "0".repeat(32) }, "unknown_case"],
  ])
    assert.throws(() => ask(worker, "share", { ...given, ...change }), { code }, JSON.stringify(change).slice(0, 80));
  // The server says what the case's number is: it is not to smuggle anything out under that name.
  one.line.number = "<b>";
  one.open(worker);
  assert.throws(() => ask(worker, "share", given), { code: "hostile" });
});

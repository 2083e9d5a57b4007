// Stands in for the desk's worker where a test is about pages: opens nothing, but answers every errand with made-up words
// that fit the made-up server beside it.
"use strict";
const utf8 = new TextDecoder();
const bytes = (text) => new TextEncoder().encode(text);
const base64 = (text) => btoa(String.fromCharCode(...bytes(text)));
let cases = new Map();

const open = ({ detail, bodies }) => {
  const said = [];
  const made = { notes: [], translations: [], drafts: [], labels: [], replies: [], messages: [] };
  for (const { id } of detail.parts) {
    const body = bodies.get(id);
    if (!body) continue;
    const part = JSON.parse(utf8.decode(body));
    const { kind, ...rest } = part;
    if (kind === "report") said.push({ ...rest, part: id });
    else if (kind === "message") made.messages.push({ ...rest, part: id });
    else if (kind === "labels") made.labels = rest.labels;
    else made[{ reply: "replies", note: "notes", translation: "translations", draft: "drafts" }[kind]].push({ ...rest, part: id });
  }
  const [report] = said;
  const safe = ["never_contact", "contact"].flatMap((field) => (report.facts[field] ? [{ field, value: report.facts[field] }] : []));
  const opened = { id: detail.line.id, level: detail.line.urgency, rules: report.rules, warnings: report.warnings, report, unread: report.unread, safe, ...made };
  cases.set(opened.id, { detail, opened, seq: detail.parts.length });
  return opened;
};

const part = (id, fields) => {
  const known = cases.get(id);
  known.seq++;
  return { statement: base64(JSON.stringify({ seq: known.seq })), body: base64(JSON.stringify({ ...fields, seq: known.seq, at: Math.floor(Date.now() / 1000) })) };
};

const errands = {
  derive: () => ({ auth: base64("auth") }),
  unlock: ({ me }) => ({ fingerprint: me.fingerprint, epochs: [1], false_teams: [], rosters: [], roster_keys: [] }),
  refresh: ({ me }) => ({ fingerprint: me.fingerprint, epochs: [1], false_teams: [], rosters: [], roster_keys: [] }),
  keep: (entries) => entries.map(({ words }) => base64(words)),
  unsent: (entries) => entries.map(({ sealed }) => utf8.decode(Uint8Array.from(atob(sealed), (letter) => letter.charCodeAt(0)))),
  summaries: (all) => all.map(({ sealed }) => (sealed === "" ? null : JSON.parse(utf8.decode(Uint8Array.from(atob(sealed), (letter) => letter.charCodeAt(0)))))),
  open,
  file: ({ sealed }) => ({ bytes: sealed }),
  reply: ({ case: id, text, author }) => part(id, { kind: "reply", text, author, hash: String(Math.random()).slice(2).padEnd(64, "0") }),
  note: ({ case: id, author, about, text }) => part(id, { kind: "note", author, about, text }),
  translation: ({ case: id, author, of, from, to, text }) => part(id, { kind: "translation", author, of, from, to, text, by: author, matches: true }),
  labels: ({ case: id, labels }) => part(id, { kind: "labels", labels }),
  draft: ({ case: id, author, text, translation, language }) => part(id, { kind: "draft", author, text, translation, language }),
  summary: ({ case: id }) => {
    const { opened } = cases.get(id);
    return { epoch: 1, sealed: base64(JSON.stringify({ kind: opened.report.methods[0] ?? "", text: opened.report.text.slice(0, 80), who: "", labels: opened.labels }).padEnd(256)) };
  },
  grants: ({ to }) => ({ staff_recipient: "age1pq1made", grants: to.map(({ to: account }) => ({ kind: "case", to: account, grant: "" })), resealed: [], left: [] }),
  let_in: ({ member }) => ({ grants: [{ kind: "case", to: member.account, grant: "" }] }),
  share: ({ to }) => ({ name: to ? "handed-over.tocsin" : "handed-over.html", bytes: bytes("made up") }),
  sign: ({ head, action, subject, details }) => base64(JSON.stringify({ entry: { seq: head.seq + 1, action, subject, details }, signature: "" })),
};

onmessage = ({ data: { number, errand, with: request } }) => {
  const answer = errands[errand];
  if (!answer) return postMessage({ number, refused: "failed" });
  postMessage({ number, ok: answer(request) });
};

// Made-up cases: the same for the same number, in the languages and with the traps that real ones have. No words of anybody.
import { deflateSync, crc32 as crc } from 'node:zlib';

const crc32 = crc ?? ((bytes) => {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (0xedb88320 & -(value & 1));
  }
  return ~value >>> 0;
});

export const PEOPLE = [
  { account: '0a'.repeat(16), alias: 'Heron', roles: ['caseworker', 'lead'], away: false },
  { account: '0b'.repeat(16), alias: 'Otter', roles: ['caseworker'], away: false },
  { account: '0c'.repeat(16), alias: 'Wren', roles: ['caseworker'], away: true },
  { account: '0d'.repeat(16), alias: 'Lynx', roles: ['interpreter'], away: false },
];

const TEXTS = [
  ['en', 'Two men in plain clothes asked my landlord about me on Monday. They showed a card, but would not let him read it. I am afraid to go home.', 'person.asking_around'],
  ['ug', 'ئانامغا ساقچىلار تېلېفون قىلدى. ئۇلار مېنىڭ قەيەردە تۇرىدىغانلىقىمنى سوراپتۇ. مەن نېمە قىلىشىم كېرەك؟', 'family.police_visit'],
  ['zh-Hans', '家乡的警察给我打电话，说如果我不回国，就要带走我弟弟。他们知道我的地址。', 'contact.officials'],
  ['zh-Hant', '有人在大學門口拍我，已經是第三次了。我不知道他是誰。', 'person.followed'],
  ['fa', 'به پدرم گفته‌اند اگر برنگردم، پاسپورت خانواده را نمی‌دهند. از من خواسته‌اند به کنسولگری بروم.', 'family.punished'],
  ['ru', 'Мне пришло приглашение на встречу в третьей стране. Организаторов я не знаю, билеты они уже купили.', 'travel.lure'],
  ['bo', 'ང་ལ་ཁ་པར་ཞིག་བྱུང་། ཁོང་ཚོས་ངའི་ཕ་མའི་སྐོར་བཤད་བྱུང་།', 'contact.threat'],
];
const LEVELS = ['critical', 'urgent', 'urgent', 'routine', 'routine', 'routine', 'routine', 'routine'];
const STATUSES = ['new', 'new', 'acknowledged', 'working', 'working', 'referred', 'closed'];
const LABELS = ['travel', 'minor child', 'lawyer', 'press'];

const hex = (number, length = 32) => number.toString(16).padStart(8, '0').repeat(4).slice(0, length);

export function line(at, now) {
  const [language] = TEXTS[at % TEXTS.length];
  const urgency = LEVELS[at % LEVELS.length];
  const created = now - 120 - at * 613;
  const status = at < 3 ? 'new' : STATUSES[at % STATUSES.length];
  const summary = { kind: TEXTS[at % TEXTS.length][2], text: [...TEXTS[at % TEXTS.length][1]].slice(0, 70).join(''), who: '', labels: at % 3 === 0 ? [LABELS[at % LABELS.length]] : [] };
  return {
    id: hex(at + 1), version: 1, number: `${1000 + ((at * 37) % 9000)}-${10 + (at % 90)}`, urgency, wakes: at === 0 || at === 8, created, last: created,
    status, language, unread: at % 4 === 0, answered: at % 5 === 2, answer_here: at % 11 !== 10, messages: at % 3, files: at % 2 ? 2 : 0,
    restricted: at % 29 === 28, readable: at % 58 !== 57, withdrawn: at === 6, lowered: at === 5, junk: at % 17 === 16 ? ['same-text'] : [],
    ...(status === 'closed' ? { reason: 'done' } : {}),
    ...(at % 3 === 1 ? { assignee: PEOPLE[at % 2].account } : {}),
    ...(at % 7 === 3 ? { next_contact: now + (at % 2 ? -3600 : 90_000) } : {}),
    ...(at % 29 === 28 || at === 2 ? {} : { summary: { epoch: 1, sealed: Buffer.from(Buffer.from(JSON.stringify(summary)).toString('latin1').padEnd(284), 'latin1').toString('base64') } }),
  };
}

/** Everything of one case: its parts as the made-up worker reads them, and its files. */
export function contents(at, one, now) {
  const [language, text, method] = TEXTS[at % TEXTS.length];
  const rules = [{ id: 'U3', sentence: 'Officials have contacted the family.' }, { id: 'U7', sentence: 'Somebody asks around where the reporter lives.' }];
  const facts = {
    safe_now: 'unsure', knows_address: 'yes', at_risk: 'both', travel_when: '3 days',
    ...(at % 2 === 0 ? { never_contact: language === 'ug' ? 'تېلېفون قىلماڭلار. ۋىچاتتا يازماڭلار.' : 'No calls. Nothing on WeChat. Not through my family.', not_my_community: 'yes' } : {}),
    consent_count: 'yes', ...(at % 4 === 0 ? { consent_pass_on: 'yes' } : {}),
  };
  const hostile = at === 4;
  const report = {
    kind: 'report', seq: 0, at: one.created, language, danger: at % 8 === 0 ? 'now' : 'later', methods: [method, 'other.unsure'], facts, hash: hex(at + 1, 32).repeat(2), rules,
    text: hostile ? `${text}\n\n<img src=x onerror=alert(1)><script>alert(1)</script>\njavascript:alert(1)\nABC\u202eDEF\u2066 \u200b hidden \u{e0041}\n${'long'.repeat(300)}` : `${text}\n\n${text}`,
    warnings: hostile
      ? [{ code: 'grant_mismatch', values: { what: 'case' } }, { code: 'server_urgency', values: { sealed: 'critical', claimed: 'routine' } }, { code: 'urgency_differs', values: { sealed: 'urgent', computed: 'critical' } }]
      : one.junk.map((sign) => ({ code: 'junk', values: { sign } })),
    unread: hostile ? [{ seq: 2, reason: 'signature' }] : [],
    files: one.files === 0 ? [] : files(at).map(({ id, name, safe_name, type, bytes }) => ({ id, name, safe_name, type, length: bytes.length, sealed_length: bytes.length })),
  };
  const parts = [report];
  for (let seq = 1; seq <= one.messages; seq++)
    parts.push({ kind: 'message', seq, at: one.created + seq * 3600, language, text, danger: 'unknown', methods: [], facts: {}, files: [], hash: hex(at * 100 + seq, 32).repeat(2) });
  if (one.answered) parts.push({ kind: 'reply', seq: 1, at: one.created + 7_200, author: 'Heron', text: text.slice(0, 60), hash: hex(at * 100 + 50, 32).repeat(2) });
  if (at % 3 === 0) {
    parts.push({ kind: 'note', seq: 1, at: one.created + 600, author: 'Otter', about: 'note', text: 'Called the lawyer. She can see them on Thursday.' });
    parts.push({ kind: 'translation', seq: 2, at: one.created + 900, author: 'Lynx', of: report.hash, from: language, to: 'en', text: 'Made-up translation of the words beside it, as long as they are, so that both stand side by side and can be compared line by line.', by: 'Lynx', matches: true });
    parts.push({ kind: 'labels', labels: ['travel', 'minor child'] });
  }
  if (at % 4 === 1) parts.push({ kind: 'draft', seq: 3, at: one.created + 1_000, author: 'Otter', text: TEXTS[at % TEXTS.length][1].slice(0, 50), translation: 'We have read it. Please wait before you buy a ticket.', language });
  const bodies = parts.map((part, index) => [hex((at + 1) * 1000 + index, 32), part]);
  return {
    bodies: new Map(bodies),
    detail: {
      line: one, version: one.version, epoch: 1, mailbox: hex(7), case_recipient: 'age1pq1x', receipt_key: 'tocsinpub1x', roster_hash: 'f'.repeat(64), expires: now + 90 * 86_400, grants: [],
      staff_recipient: 'age1pq1y', parts: bodies.map(([id]) => ({ id, received: one.created, statement: '', size: 4096 })), files: files(at).map(({ id, bytes }) => ({ id, size: bytes.length })),
      links: at === 0 ? [hex(4)] : [], ...(one.lowered ? { lowered: { from: 'critical', to: one.urgency, by: PEOPLE[1].account, at: one.created + 50 } } : {}),
      people: PEOPLE.slice(0, 2), guests: at === 0 ? [{ account: PEOPLE[3].account, until: now + 86_400 }] : [],
      timeline: [
        { at: one.created + 100, seq: 5, action: 'case_opened', actor: PEOPLE[0].account, details: {} },
        { at: one.created + 200, seq: 6, action: 'status', actor: PEOPLE[0].account, details: { status: 'working' } },
        { at: one.created + 300, seq: 7, action: 'assigned', actor: PEOPLE[1].account, details: { to: PEOPLE[0].account } },
      ],
    },
  };
}

export function files(at) {
  return [
    { name: 'photo \u202egpj.exe', bytes: png(800, 520) },
    { name: `${'very long name '.repeat(1_300)}.docx`, bytes: Buffer.from('PK\x03\x04 made up') },
    { name: 'voice.wav', bytes: wav(2) },
    { name: 'bomb.png', bytes: huge() },
    { name: 'drawing.svg', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>') },
  ].map((file, index) => ({ id: hex((at + 1) * 7000 + index, 32), type: 'application/octet-stream', safe_name: [...file.name.replaceAll('\u202e', '')].slice(-200).join('').trim(), ...file }));
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, sum]);
}

function png(width, height) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows.set([(x * 255) / width, (y * 255) / height, ((x >> 5) + (y >> 5)) % 2 ? 180 : 60], y * (1 + width * 3) + 1 + x * 3);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

/** A few bytes that say they are four thousand million pixels. */
function huge() {
  const bytes = Buffer.from(png(1, 1));
  bytes.writeUInt32BE(65_000, 16);
  bytes.writeUInt32BE(65_000, 20);
  return bytes;
}

function wav(seconds) {
  const samples = 8_000 * seconds;
  const bytes = Buffer.alloc(44 + samples);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8_000, 24);
  bytes.writeUInt32LE(8_000, 28);
  bytes.writeUInt16LE(1, 32);
  bytes.writeUInt16LE(8, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples, 40);
  for (let at = 0; at < samples; at++) bytes[44 + at] = 128 + 60 * Math.sin(at / 4);
  return bytes;
}

// A made-up server that answers as wire.ts says, with made-up cases: for looking at the desk's pages and measuring them
// without an installation. It checks nothing and keeps what it is told in memory, so that pages can be tried.
// By itself: node tests/browser/support/made_up/server.mjs [--cases 10000] [--port 8090]
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { PEOPLE, contents, files, line } from './cases.mjs';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../../../..');
const read = (name) => fs.readFileSync(path.join(root, name), 'utf8');
const PAGE = 2_000;

export class MadeUp {
  /** What was changed, in order: [path, body]. */
  changes = [];

  static start({ cases = 60, port = 0, roles = ['caseworker', 'lead'] } = {}) {
    return new Promise((resolve) => {
      const made = new MadeUp();
      made.now = Math.floor(Date.now() / 1000);
      made.roles = roles;
      made.lines = Array.from({ length: cases }, (_, at) => ({ ...line(at, made.now), at }));
      made.rooms = new Map();
      const rank = { critical: 0, urgent: 1, routine: 2 };
      made.lines.sort((a, b) => rank[a.urgency] - rank[b.urgency] || b.last - a.last);
      made.server = http.createServer((request, response) => void made.#answer(request, response));
      made.server.listen(port, '127.0.0.1', () => {
        made.base = `http://localhost:${made.server.address().port}`;
        resolve(made);
      });
    });
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** A report arrives while somebody looks. */
  arrive(more = {}) {
    const at = this.lines.length;
    this.lines.unshift({ ...line(at, this.now), created: Math.floor(Date.now() / 1000), last: Math.floor(Date.now() / 1000), urgency: 'critical', wakes: true, unread: true, status: 'new', ...more, at });
  }

  room(id) {
    if (!this.rooms.has(id)) {
      const one = this.lines.find((found) => found.id === id);
      if (one) this.rooms.set(id, { ...contents(one.at, one, this.now), one });
    }
    return this.rooms.get(id);
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.base);
    let text = '';
    for await (const piece of request) text += piece;
    const send = (status, type, body, headers = {}) => response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...headers }).end(body);
    const json = (value, status = 200) => send(status, 'application/json', JSON.stringify(value));
    const { pathname } = url;
    const style = read('templates/desk/desk.css') + read('templates/desk/case.css');
    const hash = (words) => createHash('sha256').update(words).digest('base64');
    if (/^\/(?:[a-zA-Z-]+\/)?desk$/.test(pathname)) {
      const language = pathname.split('/').length > 2 ? pathname.split('/')[1] : 'en';
      const page = `<!doctype html><html lang="${language}" dir="${['ug', 'fa', 'ar'].includes(language) ? 'rtl' : 'ltr'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Desk</title><link rel="icon" href="data:,"><style>${style}</style></head><body class="desk"><main id="main"></main><script type="module" src="/desk/module.js" id="script" data-worker="/desk/worker.js" data-deployment="made-up" data-roster-key="made-up" data-texts="/${language}/desk/texts"></script></body></html>`;
      const policy = `default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'sha256-${hash(style)}'; img-src 'self' blob: data:; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types tocsin-desk`;
      return send(200, 'text/html; charset=utf-8', page, { 'Content-Security-Policy': policy });
    }
    if (pathname === '/desk/module.js') return send(200, 'text/javascript', read('browser/dist/desk.js'));
    if (pathname === '/desk/worker.js') return send(200, 'text/javascript', read('tests/browser/support/made_up/worker.js'));
    if (pathname === '/desk/frame') {
      const [script, look] = [read('templates/desk/frame.js'), read('templates/desk/frame.css')];
      const policy = `default-src 'none'; sandbox allow-scripts; script-src 'sha256-${hash(script)}'; style-src 'sha256-${hash(look)}'; media-src blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types 'none'`;
      return send(200, 'text/html; charset=utf-8', `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sound or film</title><style>${look}</style></head><body><script>${script}</script></body></html>`, { 'Content-Security-Policy': policy });
    }
    if (pathname.endsWith('/desk/texts')) return json(texts());
    if (pathname.endsWith('/api/v1/kit')) return json(kit(pathname.split('/')[1]));
    const call = pathname.replace('/desk/api/v1/', '');
    if (request.method === 'GET') return this.#get(call, url, json, send);
    this.changes.push([call, JSON.parse(text || '{}')]);
    return this.#post(call, JSON.parse(text || '{}'), json);
  }

  #me() {
    const { account, alias } = PEOPLE[0];
    const now = Math.floor(Date.now() / 1000);
    return {
      account, alias, roles: this.roles, recipient: 'age1pq1x', actor: 'tocsinpub1x', fingerprint: '0123456789abcdef', granted_epoch: 1,
      session: { until: now + 40_000, fresh_until: now + 600, by: 'kit', shared: true }, rosters: [], team: [], head: { seq: this.changes.length, hash: '0'.repeat(64) }, daily_code: '4711', kit_used: [], ways: { passkey: true, opens: true, passphrase: true }, now,
    };
  }

  #get(call, url, json, send) {
    if (call === 'start') return json({ deployment: 'made-up', roster_key: 'made-up', demo: false, name: 'Made up', languages: ['en'], now: Math.floor(Date.now() / 1000) });
    if (call === 'me') return json(this.#me());
    if (call === 'team') return json({ members: PEOPLE.map(({ account, alias, roles }) => ({ account, alias, roles, recipient: 'age1pq1x', actor: 'tocsinpub1x', fingerprint: '0123456789abcdef', granted: true, proof: '' })), regrant: { missing: 0, cases: [] } });
    if (call === 'cases') {
      const from = Number(url.searchParams.get('after') ?? 0);
      const next = from + PAGE < this.lines.length ? String(from + PAGE) : null;
      return json({ cases: this.lines.slice(from, from + PAGE), next, people: PEOPLE });
    }
    const [, id, kind, name] = /^cases\/([0-9a-f]{32})(?:\/(parts|files)\/([0-9a-f]{32}))?$/.exec(call) ?? [];
    const room = this.room(id);
    if (!room) return json({ error: 'forbidden' }, 403);
    if (!kind) return json(room.detail);
    if (kind === 'parts') return send(200, 'application/octet-stream', Buffer.from(JSON.stringify(room.bodies.get(name))));
    const file = files(room.one.at).find((one) => one.id === name);
    return file ? send(200, 'application/octet-stream', file.bytes) : json({ error: 'forbidden' }, 403);
  }

  #post(call, body, json) {
    if (call === 'fresh') this.stale = false;
    if (call === 'fresh') return json({ fresh_until: Math.floor(Date.now() / 1000) + 600, wraps: [{ kind: 'kit', sealed: '' }, { kind: 'passphrase', sealed: '' }] });
    const [, id, act] = /^cases\/([0-9a-f]{32})\/([a-z]+)$/.exec(call) ?? [];
    const room = id && this.room(id);
    if (!room) return json({ cases: [] });
    if (this.stale && (act === 'guest' || act === 'grants')) return json({ error: 'not_fresh' }, 403);
    const { detail } = room;
    const seen = (changes) => {
      detail.version++;
      Object.assign(detail.line, changes, { version: detail.version });
    };
    if (act === 'parts') {
      const made = JSON.parse(Buffer.from(body.body, 'base64').toString());
      const name = createHash('sha256').update(body.body + detail.parts.length).digest('hex').slice(0, 32);
      room.bodies.set(name, made);
      detail.parts.push({ id: name, received: made.at, statement: body.statement, size: 4096 });
      seen({});
      return json({ seq: made.seq }, 201);
    }
    if (act === 'state') {
      const { status, reason, assignee, next_contact, urgency } = body;
      seen({ ...(status ? { status } : {}), ...(reason ? { reason } : {}), ...(urgency ? { urgency } : {}) });
      if (assignee !== undefined) seen({ assignee: assignee ?? undefined });
      if (next_contact !== undefined) seen({ next_contact: next_contact ?? undefined });
      return json({ version: detail.version });
    }
    if (act === 'acknowledge') seen({ wakes: false, status: 'acknowledged' });
    if (act === 'read') seen({ unread: false });
    return json({ version: detail.version });
  }
}

/** The words as the server sends them: texts, and forms by sample number. */
export function texts() {
  const found = {};
  const source = `${read('templates/locale/en/desk.ftl')}\n${read('templates/locale/en/desk-case.ftl')}`;
  for (const [, id, words] of source.matchAll(/^([a-z][\w-]*) = ?(.*(?:\n[ \t]+.*|\n\})*)/gm)) {
    const forms = [...words.matchAll(/^\s*\*?\[(\w+)\] (.*)$/gm)];
    const place = (text) => text.replace(/\{ \$([\w-]+) \}/g, '\u2068{$1}\u2069').replace(/\{ "([^"]*)" \}/g, '$1');
    if (forms.length === 0) found[id] = place(words.split('\n').map((one) => one.trim()).join('\n').trim());
    else found[id] = Object.fromEntries(forms.map(([, key, text]) => [{ one: '1', other: '2' }[key] ?? key, place(text)]));
  }
  return found;
}

function kit(language) {
  const guidance = {};
  for (const [, id, label] of read('templates/locale/en/categories.ftl').matchAll(/^method-([\w-]+) = (.+)$/gm)) {
    const [group, ...rest] = id.split('-');
    guidance[`${group}.${rest.join('_')}`] = { label };
  }
  return { format: 'tocsin.kit/1', language, guidance, methods: Object.keys(guidance), rule_sentences: { U3: ['Officials have contacted the family.'] }, rules: { rule_set: 'made up', rules: [] }, deployment: 'made-up', roster_key: 'made-up', rosters: [] };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const value = (name, other) => Number(process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : other);
  const made = await MadeUp.start({ cases: value('--cases', 60), port: value('--port', 0) });
  console.log(`${made.base}/desk`);
}

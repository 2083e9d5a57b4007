// An installation without a server: rosters, people with their keys, and cases as the server answers them. Time stands still.
import * as desk from "../../build/desk.mjs";
import { lib } from "../vectors.mjs";

export { desk, lib };
export const random = lib.secureRandom;
export const NOW = 1_795_500_000;
export const ZEROS = "0".repeat(64);
export const { base64, hex, utf8, fromUtf8 } = lib;
const encode = (text) => base64.encode(utf8(text));

/** The answer of an errand, or its refusal as an error with `code` and `values`. */
export function ask(worker, errand, given) {
  const { ok, refused, values } = desk.answer(worker, { number: 1, errand, with: given });
  if (refused !== undefined) throw Object.assign(new Error(`${errand}: ${refused} ${JSON.stringify(values)}`), { code: refused, values });
  return structuredClone(ok);
}

export class Installation {
  deployment = `d-${hex(random(16))}`;
  admin = new desk.SecretSigning(random(32));
  rosters = [];
  /** By account: me, wraps, words. */
  people = new Map();
  clock = NOW;

  worker() {
    return new desk.Desk({ random, now: () => this.clock });
  }

  get rosterKey() {
    return this.admin.publicKey;
  }

  /** Somebody enrols; nobody has granted them anything. */
  enrol(alias) {
    const account = hex(random(16));
    const worker = this.worker();
    const { words } = ask(worker, "words", { account, count: 9 });
    const { recipient, actor, proof, wraps } = ask(worker, "enrol", { account, under: [{ kind: "passphrase", words }] });
    const fingerprint = desk.personFingerprint(recipient, actor);
    const member = { account, alias, roles: ["caseworker"], recipient, actor, fingerprint, granted: false, proof };
    const person = { account, alias, member, words, wraps, team: [] };
    this.people.set(account, person);
    return person;
  }

  me(person) {
    const { account, alias, member, team } = person;
    return {
      ...{ account, alias, roles: member.roles, recipient: member.recipient, actor: member.actor, fingerprint: member.fingerprint },
      ...{ granted_epoch: team.at(-1)?.epoch ?? 0, team, rosters: this.rosters.map(encode), head: { seq: 0, hash: ZEROS }, now: this.clock },
    };
  }

  unlocking(person, change = {}) {
    const { account, wraps, words } = person;
    const by = { kind: "passphrase", words };
    return { account, wrap: wraps[0], by, me: this.me(person), deployment: this.deployment, roster_key: this.rosterKey, ...change };
  }

  /** A worker with this person's keys open. */
  sitDown(person) {
    const worker = this.worker();
    ask(worker, "unlock", this.unlocking(person));
    return worker;
  }

  /** Administrators sign what a lead made, and the grants arrive. */
  install({ epoch, roster, team_signature, grants }) {
    const inner = JSON.parse(fromUtf8(base64.decode(roster)));
    const admin = this.admin.sign("tocsin/roster/1", base64.decode(roster));
    this.rosters.push(lib.canonical({ roster: inner, signatures: { admin, previous_team: team_signature ?? null } }));
    for (const { to, identity, signing } of grants) this.people.get(to)?.team.push({ epoch, identity, signing });
  }

  /** Administrators replace the roster key. */
  succeed(more = {}) {
    const [last, old, next] = [this.newest(), this.admin, new desk.SecretSigning(random(32))];
    const { keys } = lib.followChain(this.rosters, this.rosterKey, this.deployment);
    const said = { deployment: this.deployment, epoch: last.epoch, expires: this.clock + 86_400, format: "tocsin.roster-key/1", new: next.publicKey, number: keys.length, old: old.publicKey, roster: last.hash, signed_at: this.clock, ...more };
    const by = (key) => key.sign("tocsin/roster-key/1", utf8(lib.canonical(said)));
    this.rosters.push(lib.canonical({ signatures: { new: by(next), old: by(old) }, succession: said }));
    this.admin = next;
    return old;
  }

  newTeam(lead, members, more = {}) {
    const made = ask(this.sitDown(lead), "team", { members: members.map(({ member }) => member), days: 90, now: this.clock, ...more });
    this.install(made);
    return made;
  }

  chain() {
    return lib.verifySignatures(this.rosters, this.rosterKey, this.deployment);
  }

  newest() {
    return this.chain().at(-1);
  }
}

/** With a lead and a caseworker of the first team. */
export function installation() {
  const place = new Installation();
  const lead = place.enrol("Robin");
  const worker = place.enrol("Li");
  place.newTeam(lead, [lead, worker]);
  return { place, lead, worker };
}

/** A case as the server keeps it. */
export class Case {
  parts = [];
  bodies = new Map();
  files = new Map();
  line = { number: "4711-29", restricted: false, junk: [], answer_here: true };
  timeline = [];

  static async report(place, fields, more = {}) {
    const one = new Case();
    one.place = place;
    const roster = place.newest();
    const draft = lib.reportDraft(Object.entries(fields), { methods: ["travel.lure", "online.hack"] }, false);
    const decision = { ...lib.decideReport(desk.rules, draft, false, place.clock), ...more.decision };
    const sealing = { draft, decision, language: "zh-Hans", roster, deployment: place.deployment, entropy: random(16), now: place.clock, random };
    const sealed = await lib.sealReport(sealing);
    const [, , statement, grant, body] = sections(sealed.bytes);
    one.keys = sealed.keys;
    one.capsule = sealed.capsule;
    one.tip = sealed.tip;
    one.draft = draft;
    one.line.id = sealed.caseId;
    one.line.urgency = decision.urgency;
    one.line.answer_here = draft.answerHere;
    one.rows = {
      ...{ version: 1, epoch: roster.epoch, mailbox: sealed.keys.mailboxId, case_recipient: sealed.caseRecipient },
      ...{ receipt_key: sealed.keys.publicKey, roster_hash: roster.hash, expires: place.clock + 10_000_000, links: [], people: [], guests: [] },
    };
    one.grants = [{ kind: "case", to: desk.recipientFingerprint(roster.teamRecipient), grant: base64.encode(grant) }];
    one.put(base64.encode(statement), body);
    return one;
  }

  get id() {
    return this.line.id;
  }

  put(statement, body) {
    const id = hex(random(16));
    this.parts.push({ id, received: this.place.clock, statement, size: body.length });
    this.bodies.set(id, body);
    return id;
  }

  /** The reporter writes once more, with files by name. */
  async message(text, { files = {}, fields = {}, decision = {} } = {}) {
    const sealed = [];
    for (const [name, bytes] of Object.entries(files)) {
      const file = lib.sealFile(Object.assign(new Blob([bytes]), { name }), this.capsule.caseRecipient, random);
      const chunks = [];
      for await (const chunk of file.chunks()) chunks.push(chunk);
      this.files.set(file.id, lib.concat(...chunks));
      sealed.push(file.attachment());
    }
    const draft = { ...lib.messageDraft([["text", text]], sealed.length > 0), facts: new Map(Object.entries(fields)) };
    const decided = { ...lib.decideMessage(desk.rules, draft, sealed.length > 0, this.place.clock), ...decision };
    const roster = this.place.newest();
    const words = { draft, decision: decided, files: sealed, language: "zh-Hans", roster, now: this.place.clock, challenge: "c", random };
    const { bytes, tip } = await lib.sealAddition({ keys: this.keys, capsule: this.capsule, tip: this.tip, ...words });
    const [, statement, body] = sections(bytes);
    this.tip = tip;
    this.put(base64.encode(statement), body);
    return sealed;
  }

  /** What the server does with a new part. */
  take({ statement, body, staff }) {
    if (staff) {
      this.staffRecipient = staff.recipient;
      this.grants.push(...staff.grants);
    }
    return this.put(statement, base64.decode(body));
  }

  /** What the server does when a case is restricted or opened again. */
  regrant({ staff_recipient, grants, note, resealed }, restricted) {
    this.staffRecipient = staff_recipient;
    this.grants = grants;
    this.line.restricted = restricted;
    for (const { part, body } of resealed) {
      const bytes = base64.decode(body);
      this.bodies.set(part, bytes);
      this.parts.find(({ id }) => id === part).size = bytes.length;
    }
    this.take(note);
  }

  detail() {
    const files = [...this.files].map(([id, bytes]) => ({ id, size: bytes.length }));
    const staff = this.staffRecipient === undefined ? {} : { staff_recipient: this.staffRecipient };
    return structuredClone({ line: this.line, ...this.rows, grants: this.grants, parts: this.parts, files, timeline: this.timeline, ...staff });
  }

  /** As the page asks for it. `change` alters what the server answers. */
  open(worker, change = () => {}) {
    const given = { detail: this.detail(), bodies: new Map([...this.bodies].map(([id, bytes]) => [id, bytes.slice()])) };
    change(given);
    return ask(worker, "open", given);
  }

  /** What the reporter's own page reads. */
  mailbox() {
    const ofKind = (kinds) => this.parts.map((part) => ({ part, text: fromUtf8(base64.decode(part.statement)) })).filter(({ text }) => kinds.includes(lib.claimedStatement(text).kind));
    const replies = ofKind(["reply"]);
    const sent = ofKind(["report", "message"]);
    const answer = {
      ...{ format: "tocsin.mailbox/1", capsule: base64.encode(lib.sealCapsule(this.keys, this.capsule)), answer_here: true, ends: "2027-01-01", tip: this.tip },
      ...{ team: replies.length, sent: sent.map(({ text }) => ({ day: "2026-11-24", collected: true, statement: text })) },
      replies: replies.map(({ part, text }) => ({ id: part.id, statement: text, body: base64.encode(this.bodies.get(part.id)), collected: false })),
      rosters: this.place.rosters,
    };
    return lib.openMailbox(JSON.stringify(answer), this.keys, this.place.deployment, this.place.rosterKey);
  }
}

function sections(bytes) {
  const found = [];
  for (let at = bytes.indexOf(10) + 1; at < bytes.length; ) {
    const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0);
    found.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}

// The desk's keys in memory and the errands that are done with them. One `Desk` per worker: what it holds is gone when the worker
// is ended. Nothing that it gives back is a key.
import { base64, fromUtf8, hashOf, utf8, type Random } from "../../lib/bytes.ts";
import { followChain, RosterError, type Chain, type Roster } from "../../lib/roster.ts";
import { keyFingerprint } from "../../lib/signing.ts";
import { evenLines } from "../../lib/text.ts";
import type { Errands, Unlocked } from "../errands.ts";
import type { CaseDetail, Me } from "../wire.ts";
import { readLog, signEntry } from "./audit.ts";
import { openFile } from "./files.ts";
import { caseIdentity, granted } from "./grants.ts";
import { grant, openGrant, openSigningGrant, recipientFingerprint, soundRecipient, type Identity, type SecretSigning } from "./identity.ts";
import { openCase, type OpenedCase } from "./open_case.ts";
import { bundleFile, signBundle } from "./outside/bundle.ts";
import { cautionsOf, chosen, numberOf } from "./outside/choose.ts";
import { authOf, checkMember, newKeys, personFingerprint, prove, unwrap, wrap, type PersonKeys } from "./person.ts";
import { hostile, Refusal } from "./refusal.ts";
import { filesOf, shown, textsOf } from "./show.ts";
import { openSummary, sealSummary, summaryOf } from "./summary.ts";
import { grantTeam, newTeam, stateAt, type TeamKey } from "./team.ts";
import { openUnsent, sealUnsent } from "./unsent.ts";
import { newWords, readWords } from "./words.ts";
import { Pen } from "./write.ts";

/** Identities of the staff that a server takes for one case. */
const STAFF_KEYS = 50;

/** What a desk needs of the world. */
export interface World {
  random: Random;
  /** Unix seconds. */
  now(): number;
}

export type Doing = { [K in keyof Errands]: (errand: Errands[K]["takes"]) => Errands[K]["gives"] };

interface Room {
  person: PersonKeys;
  deployment: string;
  rosterKey: string;
  rosters: Roster[];
  /** Roster keys, as they followed one another. */
  keys: string[];
  /** The same as they are written. */
  documents: string[];
  teams: TeamKey[];
  falseTeams: number[];
  cases: Map<string, OpenedCase>;
}

export class Desk implements Doing {
  readonly #world: World;
  #open: Room | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  enrol({ account, under }: Errands["enrol"]["takes"]): Errands["enrol"]["gives"] {
    const { random } = this.#world;
    const keys = newKeys(account, random);
    const wraps = under.map((one) => wrap(keys, one, random));
    const made = { recipient: keys.identity.recipient, actor: keys.actor.publicKey, proof: prove(keys), wraps };
    keys.identity.forget();
    keys.actor.forget();
    return made;
  }

  words({ account, count }: Errands["words"]["takes"]): Errands["words"]["gives"] {
    const words = newWords(count, this.#world.random);
    return { words, auth: authOf(account, words) };
  }

  derive({ account, words }: Errands["derive"]["takes"]): Errands["derive"]["gives"] {
    return { auth: authOf(account, readWords(words).words) };
  }

  unlock({ account, wrap: sealed, by, me, deployment, roster_key }: Errands["unlock"]["takes"]): Unlocked {
    const person = unwrap(account, sealed, by);
    const theirs = me.account === account && me.recipient === person.identity.recipient && me.actor === person.actor.publicKey;
    const room: Room = { person, deployment, rosterKey: roster_key, rosters: [], keys: [], documents: [], teams: [], falseTeams: [], cases: new Map() };
    try {
      if (!theirs) throw new Refusal("keys");
      furnish(room, me);
    } catch (error) {
      person.identity.forget();
      person.actor.forget();
      throw error;
    }
    this.#open = room;
    return this.#unlocked(room);
  }

  rewrap({ under }: Errands["rewrap"]["takes"]): Errands["rewrap"]["gives"] {
    return wrap(this.#room().person, under, this.#world.random);
  }

  refresh({ me }: Errands["refresh"]["takes"]): Unlocked {
    const room = this.#room();
    if (me.account !== room.person.account) throw new Refusal("keys");
    furnish(room, me);
    return this.#unlocked(room);
  }

  keep(entries: Errands["keep"]["takes"]): Errands["keep"]["gives"] {
    const { person } = this.#room();
    return entries.map(({ name, words }) => base64.encode(sealUnsent(words, name, person, this.#world.random)));
  }

  unsent(entries: Errands["unsent"]["takes"]): Errands["unsent"]["gives"] {
    const { person } = this.#room();
    return entries.map(({ name, sealed }) => openUnsent(base64.decode(sealed), name, person));
  }

  summaries(lines: Errands["summaries"]["takes"]): Errands["summaries"]["gives"] {
    const teams = new Map(this.#room().teams.map((team) => [team.roster.epoch, team.identity]));
    return lines.map((line) => {
      const team = teams.get(line.epoch);
      try {
        return team ? openSummary(base64.decode(line.sealed), team, line.case) : null;
      } catch {
        return null;
      }
    });
  }

  open({ detail, bodies }: Errands["open"]["takes"]): Errands["open"]["gives"] {
    const room = this.#room();
    const { id } = detail.line;
    let opened: OpenedCase;
    try {
      opened = openCase(detail, bodies, holders(room), room.rosters, room.cases.get(id));
    } catch (error) {
      // Of another form than any server of ours answers in.
      throw error instanceof Refusal ? error : hostile("case", "malformed");
    }
    // A shorter chain than the one that was seen is shown with a warning, and remembered as the longer one.
    for (const hash of room.cases.get(id)?.seen ?? []) opened.seen.add(hash);
    if (junkToNewest(room, detail, opened)) opened.warnings.push({ code: "grant_mismatch", values: { kind: "case", why: "newest" } });
    room.cases.set(id, opened);
    return shown(opened);
  }

  file({ case: id, file, sealed }: Errands["file"]["takes"]): Errands["file"]["gives"] {
    const opened = this.#case(id);
    const attachment = filesOf(opened).find((one) => one.id === file);
    if (!attachment) throw new Refusal("file", { why: "unknown" });
    return { bytes: openFile(attachment, sealed, opened.identity) };
  }

  reply({ case: id, text, author }: Errands["reply"]["takes"]): Errands["reply"]["gives"] {
    return this.#pen(id).reply(author, text);
  }

  note({ case: id, author, about, text }: Errands["note"]["takes"]): Errands["note"]["gives"] {
    return this.#pen(id).note(author, about, text);
  }

  translation({ case: id, author, of, source, from, to, text }: Errands["translation"]["takes"]): Errands["translation"]["gives"] {
    const texts = textsOf(this.#case(id)).get(of);
    if (!texts?.includes(source)) throw new Refusal("text", { why: "source" });
    return this.#pen(id).translation(author, { of, sourceSha256: hashOf(utf8(source)), from, to, text });
  }

  labels({ case: id, author, labels }: Errands["labels"]["takes"]): Errands["labels"]["gives"] {
    return this.#pen(id).labels(author, labels);
  }

  draft({ case: id, author, text, translation, language }: Errands["draft"]["takes"]): Errands["draft"]["gives"] {
    return this.#pen(id).draft(author, { text, translation, language });
  }

  summary({ case: id }: Errands["summary"]["takes"]): Errands["summary"]["gives"] {
    const opened = this.#case(id);
    if (opened.restricted) throw new Refusal("restricted");
    const { roster, identity } = newestTeam(this.#room());
    const sealed = sealSummary(summaryOf(opened), identity, id, this.#world.random);
    return { epoch: roster.epoch, sealed: base64.encode(sealed) };
  }

  grants({ case: id, author, to, fresh }: Errands["grants"]["takes"]): Errands["grants"]["gives"] {
    const recipients = to.length > 0 ? to.map(({ recipient }) => soundRecipient(recipient)) : [newestRoster(this.#room()).teamRecipient];
    return this.#pen(id).grants(recipients, fresh ? author : undefined);
  }

  let_in({ case: id, member }: Errands["let_in"]["takes"]): Errands["let_in"]["gives"] {
    checkMember(member);
    const { grants } = this.#pen(id).grants([soundRecipient(member.recipient)], undefined);
    return { grants };
  }

  share({ case: id, parts, to, note, files }: Errands["share"]["takes"]): Errands["share"]["gives"] {
    const room = this.#room();
    const opened = this.#case(id);
    const { roster, signing, now } = this.#signs(room);
    const recipient = to === undefined ? undefined : soundRecipient(to);
    const items = chosen(opened, parts, new Map((files ?? []).map(({ id, sealed }) => [id, sealed])));
    const about = { case: numberOf(opened), at: now, note: evenLines(note).replace(/\p{White_Space}+$/u, ""), cautions: cautionsOf(opened), to: recipient };
    const bundle = signBundle(about, items, roster, room.documents, signing);
    return { ...bundleFile(bundle, recipient, this.#world.random), sealed_to: recipient === undefined ? "page" : recipientFingerprint(recipient) };
  }

  sign({ head, ...act }: Errands["sign"]["takes"]): string {
    return signEntry(this.#room().person.actor, head, act);
  }

  grant({ member }: Errands["grant"]["takes"]): Errands["grant"]["gives"] {
    return grantTeam(newestTeam(this.#room()), member, this.#world.random);
  }

  team({ members, recovery, days, now }: Errands["team"]["takes"]): Errands["team"]["gives"] {
    const room = this.#room();
    const before = room.rosters.length > 0 ? newestTeam(room) : undefined;
    return newTeam({ deployment: room.deployment, before, members, recovery, days, now }, this.#world.random);
  }

  regrant({ detail }: Errands["regrant"]["takes"]): Errands["regrant"]["gives"] {
    const room = this.#room();
    // Named people read a restricted case; the team does not.
    if (detail.line.restricted) return [];
    const { random } = this.#world;
    const { teamRecipient } = newestRoster(room);
    const to = recipientFingerprint(teamRecipient);
    const identity = caseIdentity(detail.grants, holders(room), detail.case_recipient);
    if (identity.recipient !== detail.case_recipient) throw hostile("grant", "other_key");
    // What was written to former identities of the staff stays readable by them alone; the one of now comes first.
    const named = (one: Identity): number => Number(one.recipient !== detail.staff_recipient);
    const staff = detail.staff_recipient === undefined ? [] : granted(detail.grants, "staff", holders(room)).sort((a, b) => named(a) - named(b)).slice(0, STAFF_KEYS);
    const kinds: ["case" | "staff", Identity][] = [["case", identity], ...staff.map((one): ["staff", Identity] => ["staff", one])];
    const newest = room.teams.find(({ roster }) => roster === newestRoster(room));
    const there = ([kind, { recipient }]: ["case" | "staff", Identity]): boolean =>
      newest ? granted(detail.grants, kind, [newest.identity]).some((one) => one.recipient === recipient) : detail.grants.some((one) => one.kind === kind && one.to === to);
    // All of them or none: one that is there may be what somebody put in its place.
    return kinds.every(there) ? [] : kinds.map(([kind, one]) => ({ kind, to, grant: base64.encode(grant(one, teamRecipient, random)) }));
  }

  audit({ documents, after, until, actors }: Errands["audit"]["takes"]): Errands["audit"]["gives"] {
    return readLog(documents, after, actors, until);
  }

  #room(): Room {
    if (!this.#open) throw new Refusal("locked");
    return this.#open;
  }

  #case(id: string): OpenedCase {
    const opened = this.#room().cases.get(id);
    if (!opened) throw new Refusal("unknown_case");
    return opened;
  }

  #pen(id: string): Pen {
    const { roster, signing, now } = this.#signs(this.#room());
    return new Pen(this.#case(id), roster, signing, now, this.#world.random);
  }

  /** The newest team's signing key, while its roster may be sealed under. */
  #signs(room: Room): { roster: Roster; signing: SecretSigning; now: number } {
    const roster = newestRoster(room);
    const now = this.#world.now();
    if (stateAt(roster, now) === "refused") throw new Refusal("roster_refused");
    const signing = room.teams.find((team) => team.roster === roster)?.signing;
    if (!signing) throw new Refusal("no_team", { epoch: String(roster.epoch) });
    return { roster, signing, now };
  }

  #unlocked({ person, rosters, keys, teams, falseTeams }: Room): Unlocked {
    const now = this.#world.now();
    return {
      fingerprint: personFingerprint(person.identity.recipient, person.actor.publicKey),
      epochs: teams.map(({ roster }) => roster.epoch),
      false_teams: [...falseTeams],
      roster_keys: keys.map((key) => ({ key, fingerprint: keyFingerprint(key) })),
      rosters: rosters.map((roster) => ({
        epoch: roster.epoch,
        hash: roster.hash,
        expires: roster.expires,
        state: stateAt(roster, now),
        team: recipientFingerprint(roster.teamRecipient),
        signing_key: roster.teamSigningKey,
        recovery: roster.recovery,
        ...(roster.recoveryRecipient === undefined ? {} : { recovery_key: { recipient: roster.recoveryRecipient, fingerprint: recipientFingerprint(roster.recoveryRecipient) } }),
      })),
    };
  }
}

/** Checks all rosters, and every team grant against its roster; one that does not hold is none. After an error nothing has changed. */
function furnish(room: Room, me: Me): void {
  const { rosters, keys, documents } = checkedRosters(room, me.rosters);
  const falseTeams: number[] = [];
  const teams = me.team.flatMap(({ epoch, identity, signing }): TeamKey[] => {
    const roster = rosters.find((one) => one.epoch === epoch);
    // Its roster is on its way, or was never signed: nothing is done with it.
    if (!roster) return [];
    try {
      const opens = openGrant(base64.decode(identity), room.person.identity);
      const signs = signing === "" ? undefined : openSigningGrant(base64.decode(signing), room.person.identity);
      if (opens?.recipient !== roster.teamRecipient) throw new Error("another key than the roster names");
      if (signing !== "" && signs?.publicKey !== roster.teamSigningKey) throw new Error("another key than the roster names");
      return [{ roster, identity: opens, signing: signs }];
    } catch {
      // Whoever made it for us must not be able to shut us out of everything else.
      falseTeams.push(epoch);
      return [];
    }
  });
  for (const former of room.teams) {
    former.identity.forget();
    former.signing?.forget();
  }
  Object.assign(room, { rosters, keys, documents, teams, falseTeams });
}

/** All rosters under one key, of one installation, and continuing those that were seen since unlocking. */
function checkedRosters({ rosterKey, deployment, rosters: seen, keys: seenKeys }: Room, encoded: readonly string[]): Pick<Room, "rosters" | "keys" | "documents"> {
  let documents: string[];
  let chain: Chain;
  try {
    documents = encoded.map((document) => fromUtf8(base64.decode(document)));
    chain = followChain(documents, rosterKey, deployment);
  } catch (error) {
    throw new Refusal("rosters", { problem: error instanceof RosterError ? error.code : "malformed" });
  }
  const { rosters, keys } = chain;
  if (seen.some(({ hash }, at) => rosters[at]?.hash !== hash) || seenKeys.some((key, at) => keys[at] !== key)) throw new Refusal("rosters", { problem: "chain" });
  return { rosters, keys, documents };
}

/** Whether this case was sealed on to the newest team with something else than its key: colleagues who came later cannot open it. */
function junkToNewest(room: Room, { grants, line }: CaseDetail, { identity }: OpenedCase): boolean {
  const newest = room.rosters.at(-1);
  const team = room.teams.find(({ roster }) => roster === newest);
  if (!newest || !team || line.restricted) return false;
  const to = recipientFingerprint(newest.teamRecipient);
  const theirs = grants.filter((one) => one.kind === "case" && one.to === to);
  return theirs.length > 0 && granted(theirs, "case", [team.identity]).every(({ recipient }) => recipient !== identity.recipient);
}

/** Everything that may open a grant of a case: team keys, newest first, and the person's own. */
function holders({ teams, person }: Room): Identity[] {
  return [...teams.map(({ identity }) => identity).reverse(), person.identity];
}

function newestRoster({ rosters }: Room): Roster {
  const newest = rosters[rosters.length - 1];
  if (!newest) throw new Refusal("no_team");
  return newest;
}

/** The newest team key, if it was granted to us. */
function newestTeam(room: Room): TeamKey {
  const roster = newestRoster(room);
  const team = room.teams.find((one) => one.roster === roster);
  if (!team) throw new Refusal("no_team", { epoch: String(roster.epoch) });
  return team;
}

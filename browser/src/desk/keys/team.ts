// A new team: keys of the next epoch, made by a lead, granted to every member; the roster that says so, signed by the team before.
// Administrators sign it last: what is made here is no roster yet.
import { base64, utf8, type Random } from "../../lib/bytes.ts";
import { canonical } from "../../lib/canonical.ts";
import { CONTEXT, GRACE_SECONDS, type Roster } from "../../lib/roster.ts";
import type { Errands, Unlocked } from "../errands.ts";
import type { Member } from "../wire.ts";
import { grant, grantSigning, Identity, SecretSigning, soundRecipient } from "./identity.ts";
import { checkMember } from "./person.ts";
import { Refusal } from "./refusal.ts";

const DAY = 86_400;
/** Longest time of a team, as the command has it. */
const MAX_DAYS = 366;

/** A team key of one epoch, as far as it was granted to us. */
export interface TeamKey {
  roster: Roster;
  identity: Identity;
  /** None for the recovery key: it opens and signs nothing. */
  signing: SecretSigning | undefined;
}

type State = Unlocked["rosters"][number]["state"];

export function stateAt({ notBefore, expires }: Roster, now: number): State {
  if (now < notBefore) return "early";
  if (now <= expires) return "current";
  return now <= expires + GRACE_SECONDS ? "late" : "refused";
}

export interface NewTeam {
  deployment: string;
  /** The newest team so far; none for the first. */
  before: TeamKey | undefined;
  members: readonly Member[];
  recovery: string | undefined;
  days: number;
  now: number;
}

export function newTeam({ deployment, before, members, recovery, days, now }: NewTeam, random: Random): Errands["team"]["gives"] {
  if (!Number.isSafeInteger(now) || !Number.isSafeInteger(days) || days < 1 || days > MAX_DAYS) throw new Refusal("failed");
  if (members.length === 0) throw new Refusal("member", { account: "" });
  const recipients = new Set<string>();
  for (const member of members) {
    checkMember(member);
    if (recipients.has(member.recipient)) throw new Refusal("member", { account: member.account });
    recipients.add(member.recipient);
  }
  // A recovery key is nobody's own.
  if (recovery !== undefined && recipients.has(soundRecipient(recovery))) throw new Refusal("recipient");
  if (before && !before.signing) throw new Refusal("no_team", { epoch: String(before.roster.epoch) });
  const identity = new Identity(random(32));
  const signing = new SecretSigning(random(32));
  const epoch = (before?.roster.epoch ?? 0) + 1;
  const roster = canonical({
    deployment,
    epoch,
    expires: now + days * DAY,
    format: "tocsin.roster/1",
    not_before: now,
    previous: before?.roster.hash ?? null,
    recovery: recovery !== undefined,
    ...(recovery === undefined ? {} : { recovery_recipient: recovery }),
    team_recipient: identity.recipient,
    team_signing_key: signing.publicKey,
  });
  const signature = before?.signing?.sign(CONTEXT, utf8(roster));
  const grants = members.map(({ account, recipient }) => ({ to: account, ...grantsTo(identity, signing, recipient, random) }));
  if (recovery !== undefined) {
    grants.push({ to: "recovery", identity: base64.encode(grant(identity, recovery, random)), signing: "" });
  }
  identity.forget();
  signing.forget();
  return { epoch, roster: base64.encode(utf8(roster)), ...(signature === undefined ? {} : { team_signature: signature }), grants };
}

/** The team key for one more member. */
export function grantTeam({ roster, identity, signing }: TeamKey, member: Member, random: Random): Errands["grant"]["gives"] {
  checkMember(member);
  if (!signing) throw new Refusal("no_team", { epoch: String(roster.epoch) });
  return { epoch: roster.epoch, ...grantsTo(identity, signing, member.recipient, random) };
}

function grantsTo(identity: Identity, signing: SecretSigning, recipient: string, random: Random): { identity: string; signing: string } {
  return { identity: base64.encode(grant(identity, recipient, random)), signing: base64.encode(grantSigning(signing, recipient, random)) };
}

//! The roster: the public, signed statement of which team key is current.
//!
//! The administrators' roster key and, from the second epoch on, the previous epoch's team signing
//! key must both have signed: neither an administrator nor the team nor somebody who can write to
//! the database adds a reader alone. A [`SignedRoster`] exists only after these checks.

use crate::canonical::{self, MAX_SAFE};
use crate::ids::{DeploymentId, Hash32};
use crate::keys::Recipient;
use crate::signing::{PublicKey, Signature, SigningKey};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "tocsin.roster/1";
/// Context of both signatures.
const CONTEXT: &str = "tocsin/roster/1";
/// How long after its expiry a roster may still be sealed to, in seconds: an exile's form must not
/// close because a volunteer is late.
pub const GRACE_SECONDS: i64 = 30 * 24 * 3600;
/// Longer than any roster is.
const MAX_BYTES: usize = 16 * 1024;

/// What a roster says. Becomes a [`SignedRoster`] through [`sign_roster`] and
/// [`SignedRoster::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// The installation.
    pub deployment: DeploymentId,
    /// 1, 2, 3, … without gaps.
    pub epoch: u32,
    /// First second (Unix time) at which it may be used.
    pub not_before: i64,
    /// Last second (Unix time) at which it is current.
    pub expires: i64,
    /// Reports are sealed to this.
    pub team_recipient: Recipient,
    /// Verifies what the team says.
    pub team_signing_key: PublicKey,
    /// Who besides the members holds a grant of the team key, for the last resort.
    pub recovery: Recovery,
    /// Hash of the roster before; absent in epoch 1.
    pub previous: Option<Hash32>,
}

/// The recovery key of a team: held offline by trustees, it opens what the team can, and signs nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// There is none.
    None,
    /// There is one, and the roster does not say which: so did rosters of the first versions.
    Unnamed,
    /// This one: signed by administrators and team, so that no other counts.
    Key(Recipient),
}

impl Recovery {
    /// Whether there is one.
    pub const fn is_there(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// The one that the roster names.
    pub const fn recipient(&self) -> Option<&Recipient> {
        match self {
            Self::Key(recipient) => Some(recipient),
            Self::None | Self::Unnamed => None,
        }
    }
}

impl From<Option<Recipient>> for Recovery {
    fn from(recipient: Option<Recipient>) -> Self {
        recipient.map_or(Self::None, Self::Key)
    }
}

/// Why a roster is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// Not a roster document in canonical form.
    #[error("not a roster of this version in its canonical form")]
    Malformed,
    /// Contradicts itself (epoch 0, expires before it begins, …).
    #[error("the roster contradicts itself")]
    Inconsistent,
    /// The administrators' signature is missing or wrong.
    #[error("the roster is not signed by the administrators' roster key")]
    AdminSignature,
    /// A succession of the roster key that the old key or the new one did not sign.
    #[error("the succession of the roster key is not signed by the old key and the new one")]
    KeySignature,
    /// The signature of the team before is missing or wrong.
    #[error("the roster is not signed by the team before it")]
    TeamSignature,
    /// Does not follow the roster before it (epoch, hash, deployment).
    #[error("the roster does not follow the one before it")]
    Chain,
}

/// How a roster stands at a certain time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RosterState {
    /// Its time has not come.
    NotYet,
    /// To be used.
    Current,
    /// Expired for at most 30 days: to be used, with a warning to the staff.
    Late,
    /// Expired for longer: nothing may be sealed to it.
    Refused,
}

// The wire structs declare their fields in sorted order: that is the canonical form.

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireRoster {
    deployment: DeploymentId,
    epoch: u32,
    expires: i64,
    format: String,
    not_before: i64,
    previous: Option<Hash32>,
    recovery: bool,
    // Absent in rosters of the first versions, which said only that there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recovery_recipient: Option<Recipient>,
    team_recipient: Recipient,
    team_signing_key: PublicKey,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSignatures {
    admin: Signature,
    previous_team: Option<Signature>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDocument {
    roster: WireRoster,
    signatures: WireSignatures,
}

impl From<&Roster> for WireRoster {
    fn from(r: &Roster) -> Self {
        Self {
            deployment: r.deployment.clone(),
            epoch: r.epoch,
            expires: r.expires,
            format: FORMAT.to_owned(),
            not_before: r.not_before,
            previous: r.previous,
            recovery: r.recovery.is_there(),
            recovery_recipient: r.recovery.recipient().cloned(),
            team_recipient: r.team_recipient.clone(),
            team_signing_key: r.team_signing_key,
        }
    }
}

impl TryFrom<WireRoster> for Roster {
    type Error = RosterError;

    fn try_from(w: WireRoster) -> Result<Self, RosterError> {
        let recovery = match (w.recovery, w.recovery_recipient) {
            (false, None) => Recovery::None,
            (true, None) => Recovery::Unnamed,
            (true, Some(recipient)) => Recovery::Key(recipient),
            (false, Some(_)) => return Err(RosterError::Inconsistent),
        };
        Ok(Self {
            deployment: w.deployment,
            epoch: w.epoch,
            not_before: w.not_before,
            expires: w.expires,
            team_recipient: w.team_recipient,
            team_signing_key: w.team_signing_key,
            recovery,
            previous: w.previous,
        })
    }
}

impl Roster {
    /// The unsigned roster in its canonical form: what leads hand to administrators.
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::to_bytes(&WireRoster::from(self))
    }

    /// Reads an unsigned roster back. Proves nothing: only [`SignedRoster::verify`] does.
    pub fn parse(bytes: &[u8]) -> Result<Self, RosterError> {
        let wire: WireRoster = canonical::from_bytes(bytes, MAX_BYTES).ok_or(RosterError::Malformed)?;
        if wire.format != FORMAT {
            return Err(RosterError::Malformed);
        }
        wire.try_into()
    }

    /// Whether the team before made this signature.
    pub fn is_signed_by_team(&self, team: &PublicKey, signature: &Signature) -> bool {
        team.verify_in(CONTEXT, &self.to_bytes(), signature)
    }

    /// The signature of the team before, which a lead makes when the administrators sign elsewhere.
    pub fn sign_as_previous_team(&self, team: &SigningKey) -> Signature {
        team.sign_in(CONTEXT, &self.to_bytes())
    }
}

/// Signs a roster; the document has the form `{"roster":…,"signatures":…}`. `previous_team` is the
/// signing key of the epoch before, absent in epoch 1. Checks nothing: [`SignedRoster::verify`] does.
pub fn sign_roster(roster: &Roster, admin: &SigningKey, previous_team: Option<&SigningKey>) -> Vec<u8> {
    sign_roster_with(roster, admin, previous_team.map(|key| roster.sign_as_previous_team(key)))
}

/// The same with a signature that the team before made elsewhere.
pub fn sign_roster_with(roster: &Roster, admin: &SigningKey, previous_team: Option<Signature>) -> Vec<u8> {
    let roster = WireRoster::from(roster);
    let admin = admin.sign_in(CONTEXT, &canonical::to_bytes(&roster));
    canonical::to_bytes(&WireDocument { roster, signatures: WireSignatures { admin, previous_team } })
}

/// A roster whose signatures and place in the chain were checked.
#[derive(Clone, Debug)]
pub struct SignedRoster {
    roster: Roster,
    roster_key: PublicKey,
    hash: Hash32,
    bytes: Vec<u8>,
}

impl SignedRoster {
    /// Checks a document against the administrators' public roster key and the roster before it
    /// (absent for epoch 1 only), which was signed with the same key. A [`Chain`](crate::chain::Chain) follows a new one.
    pub fn verify(bytes: &[u8], roster_key: &PublicKey, previous: Option<&Self>) -> Result<Self, RosterError> {
        let roster = Self::verify_under(bytes, roster_key, previous)?;
        match previous {
            Some(before) if before.roster_key != *roster_key => Err(RosterError::Chain),
            _ => Ok(roster),
        }
    }

    /// The same whoever signed the roster before.
    pub(crate) fn verify_under(bytes: &[u8], roster_key: &PublicKey, previous: Option<&Self>) -> Result<Self, RosterError> {
        let document: WireDocument = canonical::from_bytes(bytes, MAX_BYTES).ok_or(RosterError::Malformed)?;
        if document.roster.format != FORMAT {
            return Err(RosterError::Malformed);
        }
        let message = canonical::to_bytes(&document.roster);
        let signatures = document.signatures;
        if !roster_key.verify_in(CONTEXT, &message, &signatures.admin) {
            return Err(RosterError::AdminSignature);
        }
        let roster = Roster::try_from(document.roster)?;
        consistent(&roster)?;
        match (previous, signatures.previous_team) {
            (None, None) if roster.epoch == 1 => {}
            (None, _) => return Err(RosterError::Chain),
            (Some(before), signature) => {
                let follows = before.roster.epoch.checked_add(1) == Some(roster.epoch)
                    && roster.previous == Some(before.hash)
                    && roster.deployment == before.roster.deployment;
                if !follows {
                    return Err(RosterError::Chain);
                }
                let team = before.roster.team_signing_key;
                if !signature.is_some_and(|s| team.verify_in(CONTEXT, &message, &s)) {
                    return Err(RosterError::TeamSignature);
                }
            }
        }
        let hash = Hash32::of(&message);
        Ok(Self { roster, roster_key: *roster_key, hash, bytes: bytes.to_vec() })
    }

    /// SHA-256 of the canonical roster, signatures not included.
    pub fn hash(&self) -> Hash32 {
        self.hash
    }

    /// What it says.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The administrators' key it was verified with.
    pub fn roster_key(&self) -> PublicKey {
        self.roster_key
    }

    /// Its number.
    pub fn epoch(&self) -> u32 {
        self.roster.epoch
    }

    /// Last second (Unix time) at which it is current.
    pub fn expires(&self) -> i64 {
        self.roster.expires
    }

    /// The installation.
    pub fn deployment(&self) -> &DeploymentId {
        &self.roster.deployment
    }

    /// Reports are sealed to this.
    pub fn team_recipient(&self) -> &Recipient {
        &self.roster.team_recipient
    }

    /// Verifies what the team says.
    pub fn team_signing_key(&self) -> &PublicKey {
        &self.roster.team_signing_key
    }

    /// The document as it was verified.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How it stands at `now` (Unix seconds).
    pub fn state(&self, now: i64) -> RosterState {
        if now < self.roster.not_before {
            RosterState::NotYet
        } else if now <= self.roster.expires {
            RosterState::Current
        } else if now <= self.roster.expires.saturating_add(GRACE_SECONDS) {
            RosterState::Late
        } else {
            RosterState::Refused
        }
    }
}

fn consistent(roster: &Roster) -> Result<(), RosterError> {
    let times = [roster.not_before, roster.expires];
    let ok = roster.epoch >= 1
        && roster.recovery.recipient() != Some(&roster.team_recipient)
        && (roster.epoch == 1) == roster.previous.is_none()
        && roster.not_before < roster.expires
        && times.iter().all(|t| u64::try_from(*t).is_ok_and(|t| t <= MAX_SAFE));
    ok.then_some(()).ok_or(RosterError::Inconsistent)
}

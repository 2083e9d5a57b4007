//! The audit log: what staff and the service did, one signed entry each, every one naming the hash of the one before. Whoever
//! remembers the head sees when entries were taken out, changed or put in; who acted is proved by the actor's own key.
//!
//! Entries hold machine words alone: no content, no names, no addresses.

use crate::canonical::{self, MAX_SAFE};
use crate::ids::{Hash32, unhex};
use crate::signing::{PublicKey, Signature, SigningKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

const FORMAT: &str = "tocsin.audit/1";
/// Context of the signature.
const CONTEXT: &str = "tocsin/audit/1";
/// Longer than any entry is.
pub const MAX_BYTES: usize = 4 * 1024;
/// Details that one entry may have.
pub const MAX_DETAILS: usize = 12;
/// Characters of a detail's name, and of its value.
const MAX_NAME: usize = 32;
const MAX_VALUE: usize = 100;
/// How far an entry's time may be from the clock of who takes it, in seconds.
pub const SKEW_SECONDS: i64 = 600;

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Act { $($(#[$doc])* $name,)* }

        impl Act {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The machine word in entries.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

acts! {
    /// Somebody made keys and is known by them from now on.
    Enrolled = "enrolled",
    /// Somebody signed in with the printed kit alone.
    SignedInByKit = "signed_in_by_kit",
    /// Somebody who is signed in proved with the printed kit that it is they, or opened their keys with it.
    ConfirmedByKit = "confirmed_by_kit",
    /// Somebody was invited.
    Invited = "invited",
    /// Somebody who lost everything was invited anew.
    Reinvited = "reinvited",
    /// Somebody's roles changed.
    Roles = "roles",
    /// Somebody may not sign in any more.
    Disabled = "disabled",
    /// A device may sign in.
    DeviceAdded = "device_added",
    /// A device may not sign in any more.
    DeviceRevoked = "device_revoked",
    /// A new passphrase.
    PassphraseSet = "passphrase_set",
    /// A new printed kit.
    KitSet = "kit_set",
    /// Somebody was given the team key.
    Granted = "granted",
    /// A new team waits for the administrators' signature.
    RosterDrafted = "roster_drafted",
    /// A roster is in force.
    RosterSigned = "roster_signed",
    /// A person read a case for the first time.
    CaseOpened = "case_opened",
    /// The reporter was answered.
    Replied = "replied",
    /// A note to the team.
    Noted = "noted",
    /// A translation.
    Translated = "translated",
    /// Labels were set.
    Labelled = "labelled",
    /// A reply waits for a second look.
    Drafted = "drafted",
    /// The state of the work changed.
    Status = "status",
    /// A case was given to somebody, or to nobody.
    Assigned = "assigned",
    /// The urgency is to be lowered.
    Lowered = "lowered",
    /// A colleague confirmed that.
    LoweringConfirmed = "lowering_confirmed",
    /// The urgency was raised.
    Raised = "raised",
    /// A date to come back to it.
    NextContact = "next_contact",
    /// Two cases are of one person.
    Linked = "linked",
    /// They are not.
    Unlinked = "unlinked",
    /// A case is readable for named people alone.
    Restricted = "restricted",
    /// A case is readable for the team again.
    OpenedToTeam = "opened_to_team",
    /// The former readers of a case read it again.
    FormerReaders = "former_readers",
    /// The keys of former readers, kept for a time, are gone.
    FormerDropped = "former_dropped",
    /// Somebody may read one case for a time.
    Guest = "guest",
    /// That time is over.
    GuestEnded = "guest_ended",
    /// Parts were handed to a body outside.
    Shared = "shared",
    /// Several cases were closed at once.
    BulkClosed = "bulk_closed",
    /// All cases of one person were given to another.
    Handover = "handover",
    /// A call was answered.
    Acknowledged = "acknowledged",
    /// A call was passed on.
    Passed = "passed",
    /// The reporter took a case back.
    Withdrawn = "withdrawn",
    /// Staff stopped the destruction of a case.
    Kept = "kept",
    /// A case is to be held: it must not end. It waits for a second person.
    HoldAsked = "hold_asked",
    /// A second person confirmed that: it is held.
    HoldConfirmed = "hold_confirmed",
    /// The wish to hold it was taken back before it was confirmed.
    HoldDropped = "hold_dropped",
    /// A hold is to be let go; it waits for a second person.
    ReleaseAsked = "release_asked",
    /// A second person confirmed that: it is held no longer.
    HoldReleased = "hold_released",
    /// The wish to let go was taken back: it stays held.
    ReleaseDropped = "release_dropped",
    /// A case is gone.
    Destroyed = "destroyed",
    /// Cases of a former team were sealed on to the new one.
    Regranted = "regranted",
    /// Data keys, or the master key, were replaced.
    KeysRotated = "keys_rotated",
    /// Data keys are gone.
    KeysDestroyed = "keys_destroyed",
    /// The destruction of a month's keys was put off.
    KeysPutOff = "keys_put_off",
    /// A backup was made.
    Backup = "backup",
    /// A backup was brought back.
    Restored = "restored",
    /// Cases were written to a folder.
    Exported = "exported",
    /// A desk's work was taken in.
    Imported = "imported",
    /// A practice report.
    Practice = "practice",
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Act {
    type Err = AuditError;

    fn from_str(text: &str) -> Result<Self, AuditError> {
        Self::ALL.iter().copied().find(|act| act.word() == text).ok_or(AuditError::Malformed)
    }
}

crate::ids::serde_as_text!(Act);

/// Where a log ends: what everybody remembers who wants to see that nothing is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Number of the last entry; 0 for an empty log.
    pub seq: u64,
    /// SHA-256 of its document; zeros for an empty log.
    pub hash: Hash32,
}

impl Head {
    /// That of a log in which nothing stands.
    pub const EMPTY: Self = Self { seq: 0, hash: Hash32::from_bytes([0; 32]) };
}

/// `SEQ:HASH`, as people keep it and commands take it.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl FromStr for Head {
    type Err = AuditError;

    fn from_str(text: &str) -> Result<Self, AuditError> {
        let (seq, hash) = text.split_once(':').ok_or(AuditError::Malformed)?;
        let head = Self { seq: seq.parse().map_err(|_| AuditError::Malformed)?, hash: hash.parse().map_err(|_| AuditError::Malformed)? };
        // One spelling, and the empty log has one hash.
        (head.to_string() == text && (head.seq == 0) == (head == Self::EMPTY)).then_some(head).ok_or(AuditError::Malformed)
    }
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was done.
    pub act: Act,
    /// Whose key signs.
    pub actor: PublicKey,
    /// Unix seconds.
    pub at: i64,
    /// More about it: names and machine words.
    pub details: BTreeMap<String, String>,
    /// Hash of the document before; zeros for the first.
    pub prev: Hash32,
    /// 1, 2, 3, … without gaps.
    pub seq: u64,
    /// The case or person it is about.
    pub subject: Option<[u8; 16]>,
}

/// Why an entry is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    /// Not a signed entry in canonical form.
    #[error("not a signed audit entry of this version in its canonical form")]
    Malformed,
    /// Signed by another key, or altered.
    #[error("the signature is not the actor's")]
    Signature,
    /// Not the next one: something is missing, repeated or out of order.
    #[error("the entry does not follow the one before")]
    Order,
}

// Fields in sorted order: that is the canonical form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireEntry {
    action: Act,
    actor: PublicKey,
    at: i64,
    details: BTreeMap<String, String>,
    format: String,
    prev: Hash32,
    seq: u64,
    subject: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDocument {
    entry: WireEntry,
    signature: Signature,
}

impl From<&Entry> for WireEntry {
    fn from(entry: &Entry) -> Self {
        Self {
            action: entry.act,
            actor: entry.actor,
            at: entry.at,
            details: entry.details.clone(),
            format: FORMAT.to_owned(),
            prev: entry.prev,
            seq: entry.seq,
            subject: entry.subject.map_or_else(String::new, |id| crate::ids::hex(&id)),
        }
    }
}

impl Entry {
    /// The entry that follows `head`.
    pub fn after(head: Head, act: Act, subject: Option<[u8; 16]>, details: &[(&str, &str)], actor: PublicKey, at: i64) -> Self {
        let details = details.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { act, actor, at, details, prev: head.hash, seq: head.seq.saturating_add(1), subject }
    }

    /// Signs it; [`AuditError::Malformed`] if it is not such as every reader takes.
    pub fn sign(&self, key: &SigningKey) -> Result<SignedEntry, AuditError> {
        let wire = WireEntry::from(self);
        let signature = key.sign_in(CONTEXT, &canonical::to_bytes(&wire));
        let signed = SignedEntry::parse(&canonical::to_bytes(&WireDocument { entry: wire, signature }))?;
        (key.public() == self.actor).then_some(signed).ok_or(AuditError::Signature)
    }

    fn sound(&self) -> bool {
        let name = |text: &str| {
            let mut bytes = text.bytes();
            text.len() <= MAX_NAME
                && bytes.next().is_some_and(|b| b.is_ascii_lowercase())
                && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        let value = |text: &str| text.len() <= MAX_VALUE && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.,:/+=-".contains(&b));
        (1..=MAX_SAFE).contains(&self.seq)
            && (self.seq == 1) == (self.prev == Head::EMPTY.hash)
            && u64::try_from(self.at).is_ok_and(|at| at <= MAX_SAFE)
            && self.details.len() <= MAX_DETAILS
            && self.details.iter().all(|(n, v)| name(n) && value(v))
    }
}

/// An entry with its signature, not yet verified: `{"entry":…,"signature":…}`.
#[derive(Clone, Debug)]
pub struct SignedEntry {
    claimed: Entry,
    message: Vec<u8>,
    signature: Signature,
    bytes: Vec<u8>,
}

impl SignedEntry {
    /// Reads one in canonical form. The signature is not looked at.
    pub fn parse(bytes: &[u8]) -> Result<Self, AuditError> {
        let document: WireDocument = canonical::from_bytes(bytes, MAX_BYTES).ok_or(AuditError::Malformed)?;
        let wire = document.entry;
        if wire.format != FORMAT {
            return Err(AuditError::Malformed);
        }
        let message = canonical::to_bytes(&wire);
        let subject = match wire.subject.as_str() {
            "" => None,
            id => Some(unhex::<16>(id).map_err(|_| AuditError::Malformed)?),
        };
        let WireEntry { action: act, actor, at, details, prev, seq, .. } = wire;
        let claimed = Entry { act, actor, at, details, prev, seq, subject };
        if !claimed.sound() {
            return Err(AuditError::Malformed);
        }
        Ok(Self { claimed, message, signature: document.signature, bytes: bytes.to_vec() })
    }

    /// The document.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What it claims, unverified.
    pub fn claimed(&self) -> &Entry {
        &self.claimed
    }

    /// What it says, if the key that it names signed it. Whose key that is must be known otherwise.
    pub fn verify(&self) -> Result<&Entry, AuditError> {
        let signed = self.claimed.actor.verify_in(CONTEXT, &self.message, &self.signature);
        signed.then_some(&self.claimed).ok_or(AuditError::Signature)
    }

    /// The log's head once this entry is its last.
    pub fn head(&self) -> Head {
        Head { seq: self.claimed.seq, hash: Hash32::of(&self.bytes) }
    }

    /// The log's head once this entry is its last; [`AuditError::Order`] if it does not follow `head`.
    pub fn follows(&self, head: Head) -> Result<Head, AuditError> {
        let next = head.seq.checked_add(1) == Some(self.claimed.seq) && self.claimed.prev == head.hash;
        next.then(|| self.head()).ok_or(AuditError::Order)
    }
}

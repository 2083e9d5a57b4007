//! The log, as each may see it. Everybody gets a number and a hash of every entry, which is what the chain is checked with; what an
//! entry says, only whom it concerns.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use std::collections::HashMap;
use tocsin_domain::role::Role;
use tocsin_seal::audit::Entry;
use tocsin_seal::{Act, Hash32, Head, PublicKey, SignedEntry};

use super::{Fault, SignedIn, accounts};
use crate::app::App;
use crate::store::Tx;
use crate::vault::hex;

/// Entries in one answer.
const PAGE: u16 = 500;

/// A piece of the audit log.
#[derive(Serialize)]
pub struct LogPage {
    entries: Vec<Shown>,
    /// The entry behind which it begins, as it stands in the log now: whoever remembers another sees that the log was rewritten, were
    /// all that follows hidden from them. Left out if there is none of this number.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Head>,
    head: Head,
    service: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Shown {
    /// The document, base64.
    Whole(String),
    /// What is none of this person's business.
    Hidden { hash: Hash32 },
}

/// Whom entries of an act concern, besides leads and whoever did it or is named in it.
enum Concerns {
    /// People, keys, backups: administrators.
    House,
    /// Who is given the team key: administrators, and the team.
    Team,
    /// The case that is its subject: whoever reads all of it.
    Case,
    /// Several cases that it does not name: whoever reads cases.
    Cases,
}

fn concerns(act: Act) -> Concerns {
    match act {
        Act::Enrolled
        | Act::SignedInByKit
        | Act::ConfirmedByKit
        | Act::Invited
        | Act::Reinvited
        | Act::Roles
        | Act::Disabled
        | Act::DeviceAdded
        | Act::DeviceRevoked
        | Act::PassphraseSet
        | Act::KitSet
        | Act::KeysRotated
        | Act::KeysDestroyed
        | Act::KeysPutOff
        | Act::Backup
        | Act::Restored
        | Act::Exported
        | Act::Imported => Concerns::House,
        Act::Granted | Act::RosterDrafted | Act::RosterSigned => Concerns::Team,
        Act::CaseOpened
        | Act::Replied
        | Act::Noted
        | Act::Translated
        | Act::Labelled
        | Act::Drafted
        | Act::Status
        | Act::Assigned
        | Act::Lowered
        | Act::LoweringConfirmed
        | Act::Raised
        | Act::NextContact
        | Act::Linked
        | Act::Unlinked
        | Act::Restricted
        | Act::OpenedToTeam
        | Act::FormerReaders
        | Act::FormerDropped
        | Act::Guest
        | Act::GuestEnded
        | Act::Shared
        | Act::Acknowledged
        | Act::Passed
        | Act::Withdrawn
        | Act::Kept
        | Act::HoldAsked
        | Act::HoldConfirmed
        | Act::HoldDropped
        | Act::ReleaseAsked
        | Act::HoldReleased
        | Act::ReleaseDropped
        | Act::Destroyed
        | Act::Regranted => Concerns::Case,
        Act::BulkClosed | Act::Handover | Act::Practice => Concerns::Cases,
    }
}

/// Somebody who reads the log.
struct Eye<'a> {
    who: &'a SignedIn,
    account: String,
    /// All keys that their entries were ever signed with.
    keys: Vec<PublicKey>,
    /// Cases that were looked at for this page: whether they read all of it.
    reads: HashMap<[u8; 16], bool>,
}

impl App {
    /// The log behind an entry, as this person may see it.
    pub async fn desk_log(&self, who: &SignedIn, after: Option<&str>) -> Result<LogPage, Fault> {
        let after: u64 = after.map_or(Ok(0), |text| text.parse().map_err(|_| Fault::Bad))?;
        // The one before as well, for what it is by now.
        let before = if after == 0 { None } else { self.audit_after(after - 1, 1).await?.pop() };
        let begins = match before {
            None if after == 0 => Some(Head::EMPTY),
            None => None,
            Some(document) => Some(Head { seq: after, hash: Hash32::of(&document) }),
        };
        let documents = self.audit_after(after, PAGE).await?;
        let mut tx = self.store().read().await?;
        let account = accounts::find(&mut tx, self.ring(), who.account()).await?.ok_or(Fault::SignedOut)?;
        let keys = account.former.into_iter().chain([who.actor()]).collect();
        let mut eye = Eye { who, account: hex(who.account()), keys, reads: HashMap::new() };
        let mut entries = Vec::new();
        for document in documents {
            // What is no entry everybody shall see: it is somebody's who wrote to the database.
            let shows = match SignedEntry::parse(&document) {
                Ok(signed) => self.may_see(&mut tx, &mut eye, signed.claimed()).await?,
                Err(_) => true,
            };
            entries.push(if shows { Shown::Whole(STANDARD.encode(document)) } else { Shown::Hidden { hash: Hash32::of(&document) } });
        }
        drop(tx);
        Ok(LogPage { entries, after: begins, head: self.audit_head().await?, service: self.audit_key().to_string() })
    }

    async fn may_see(&self, tx: &mut Tx, eye: &mut Eye<'_>, entry: &Entry) -> Result<bool, Fault> {
        let roles = eye.who.roles();
        let named = entry.subject.as_ref() == Some(eye.who.account()) || entry.details.values().any(|value| *value == eye.account);
        if roles.has(Role::Lead) || named || eye.keys.contains(&entry.actor) {
            return Ok(true);
        }
        let (administers, reads) = (roles.has(Role::Administrator), roles.reads());
        Ok(match (concerns(entry.act), entry.subject) {
            (Concerns::House, _) => administers,
            (Concerns::Team, _) => administers || reads,
            (Concerns::Cases, _) => reads,
            (Concerns::Case, None) => false,
            (Concerns::Case, Some(case)) if reads => match eye.reads.get(&case) {
                Some(known) => *known,
                None => {
                    let whole = self.reads_all_of(tx, eye.who, case).await?;
                    eye.reads.insert(case, whole);
                    whole
                }
            },
            (Concerns::Case, Some(_)) => false,
        })
    }
}

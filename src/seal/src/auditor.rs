//! Reads an audit log from its beginning and finds what is not as it must be: numbers, links, signatures, and actors whom
//! nobody introduced.
//!
//! An actor's key is introduced by an `enrolled` entry: of the service, which saw the key's proof and names it (`actor`), or
//! signed by the key itself. Whoever works on cases must have been given the
//! team key by an entry that names the same fingerprint (`granted`), or been made a guest of a case (`guest`).

use crate::audit::{Act, AuditError, Head, SignedEntry};
use crate::ids::{Hash32, hex};
use crate::signing::PublicKey;
use std::collections::{HashMap, HashSet};

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is no entry.
    Broken,
    /// It is not signed by the actor that it names.
    Signature,
    /// It does not follow the entry before: one is missing, was changed, or was put in.
    Order,
    /// Nobody introduced its actor.
    Stranger,
    /// Its actor worked on cases before anybody gave them the team key.
    NotGranted,
    /// A key was introduced twice, or introduces itself without a fingerprint.
    Introduction,
    /// The remembered head is not in the log.
    Head,
}

impl Fault {
    /// In words, for the administrator.
    pub fn words(self) -> &'static str {
        match self {
            Self::Broken => "is no entry of this log, or does not open",
            Self::Signature => "is not signed by the actor that it names",
            Self::Order => "does not follow the entry before it: one is missing, was changed, or was put in",
            Self::Stranger => "was signed by somebody whom nobody introduced",
            Self::NotGranted => "was signed by somebody to whom nobody had given the team key",
            Self::Introduction => "introduces a key that was introduced before, or says no fingerprint",
            Self::Head => "is not the one whose hash was remembered, or is not there: the log was set back or rewritten",
        }
    }
}

/// An actor as the log shows them.
struct Known {
    fingerprint: String,
    account: Option<[u8; 16]>,
}

/// Reads documents in their order.
pub struct Auditor {
    service: PublicKey,
    head: Head,
    remembered: Option<Head>,
    known: HashMap<PublicKey, Known>,
    granted: HashSet<String>,
    guests: HashSet<String>,
    faults: Vec<(u64, Fault)>,
    by_service: u64,
}

impl Auditor {
    /// For the log of the installation whose service signs with this key. `remembered`: a head that somebody noted earlier.
    pub fn new(service: PublicKey, remembered: Option<Head>) -> Self {
        Self {
            service,
            head: Head::EMPTY,
            remembered,
            known: HashMap::new(),
            granted: HashSet::new(),
            guests: HashSet::new(),
            faults: Vec::new(),
            by_service: 0,
        }
    }

    /// Reads the next document. After a fault it goes on behind the document as it is, so that one fault is not a thousand.
    pub fn read(&mut self, document: &[u8]) {
        let expected = self.head.seq.saturating_add(1);
        let Ok(signed) = SignedEntry::parse(document) else {
            self.faults.push((expected, Fault::Broken));
            return self.step(Head { seq: expected, hash: Hash32::of(document) });
        };
        let seq = signed.claimed().seq;
        if signed.follows(self.head) == Err(AuditError::Order) {
            self.faults.push((seq, Fault::Order));
        }
        if signed.verify().is_ok() {
            self.actor(&signed);
        } else {
            self.faults.push((seq, Fault::Signature));
        }
        self.step(signed.head());
    }

    fn step(&mut self, head: Head) {
        self.head = head;
        if self.remembered.is_some_and(|remembered| remembered.seq == head.seq && remembered != head) {
            self.faults.push((head.seq, Fault::Head));
        }
    }

    fn actor(&mut self, signed: &SignedEntry) {
        let entry = signed.claimed();
        if entry.act == Act::Enrolled {
            let by_service = entry.actor == self.service;
            self.by_service += u64::from(by_service);
            let key = if by_service { entry.details.get("actor").and_then(|text| text.parse().ok()) } else { Some(entry.actor) };
            match (key, entry.details.get("fingerprint")) {
                (Some(key), Some(fingerprint)) if key != self.service && !self.known.contains_key(&key) => {
                    self.known.insert(key, Known { fingerprint: fingerprint.clone(), account: entry.subject });
                }
                _ => self.faults.push((entry.seq, Fault::Introduction)),
            }
            return;
        }
        if entry.actor == self.service {
            self.by_service += 1;
        } else {
            match self.known.get(&entry.actor) {
                None => return self.faults.push((entry.seq, Fault::Stranger)),
                Some(known) if needs_grant(entry.act) && !self.may_read(known) => {
                    return self.faults.push((entry.seq, Fault::NotGranted));
                }
                Some(_) => {}
            }
        }
        match entry.act {
            Act::Granted => self.granted.extend(entry.details.get("fingerprint").cloned()),
            Act::Guest => self.guests.extend(entry.details.values().cloned()),
            _ => {}
        }
    }

    fn may_read(&self, known: &Known) -> bool {
        self.granted.contains(&known.fingerprint) || known.account.is_some_and(|account| self.guests.contains(&hex(&account)))
    }

    /// Where the log ends.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Entries of the service itself.
    pub fn by_service(&self) -> u64 {
        self.by_service
    }

    /// Keys that were introduced, each with whether anybody gave them the team key: fingerprints.
    pub fn people(&self) -> Vec<(&str, bool)> {
        let mut people: Vec<_> =
            self.known.values().map(|known| (known.fingerprint.as_str(), self.granted.contains(&known.fingerprint))).collect();
        people.sort_unstable();
        people
    }

    /// What was found; the log is sound if nothing was. A remembered head beyond the log's end is a fault.
    pub fn finish(&self) -> Vec<(u64, Fault)> {
        let mut faults = self.faults.clone();
        if let Some(remembered) = self.remembered.filter(|remembered| remembered.seq > self.head.seq) {
            faults.push((remembered.seq, Fault::Head));
        }
        faults
    }
}

/// What only somebody can do who reads cases. Administrators invite and lead without the team key, and the first team is made
/// by a lead who has none yet.
fn needs_grant(act: Act) -> bool {
    matches!(
        act,
        Act::Granted
            | Act::CaseOpened
            | Act::Replied
            | Act::Noted
            | Act::Translated
            | Act::Labelled
            | Act::Drafted
            | Act::Restricted
            | Act::OpenedToTeam
            | Act::FormerReaders
            | Act::Guest
            | Act::Shared
            | Act::Regranted
    )
}

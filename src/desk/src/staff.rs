//! What staff wrote for each other in one case, opened and checked.
//!
//! The reporter made the case key and may be the adversary, so none of it is sealed to that but to a *staff identity*.
//! Anybody can grant a key to the team's public recipient, nobody but the team signs: an identity is believed if the
//! newest part of the chain, signed by the team, opens with it. Where it does not, the next part brings an identity of its own.

use std::collections::BTreeMap;

use tocsin_seal::{
    Hash32, Identity, Kind, SignedRoster, Statement, open,
    staff::{Draft, Labels, Note, StaffPayload, Translation},
    statement::Chain,
};

use crate::{
    case_files::{CaseFiles, Part, label},
    desk::Desk,
    error::DeskError,
};

/// The staff's side of a case.
pub struct Staff {
    /// What the next part is sealed to; `None` if there is none yet, or if what was granted is not what staff wrote to.
    pub identity: Option<Identity>,
    /// False: what staff wrote last does not open with what is granted. That might be a stranger's: the next part is sealed to a
    /// fresh identity, and no key is handed on.
    pub sound: bool,
    /// The chain so far, for the next part.
    pub chain: Chain,
    /// Notes in order.
    pub notes: Vec<Note>,
    /// Translations in order, each with the hash of its statement.
    pub translations: Vec<Translation>,
    /// Drafts of replies in order.
    pub drafts: Vec<Draft>,
    /// The labels of the case.
    pub labels: Vec<String>,
    /// What a person must know.
    pub warnings: Vec<String>,
    /// Parts there are.
    pub parts: usize,
}

impl Staff {
    /// Opens the staff chain of a case. `since` is the epoch of the case.
    ///
    /// # Errors
    /// A statement that is not the team's, or out of its place.
    pub fn open(desk: &Desk, case: &CaseFiles, rosters: &[SignedRoster], since: u32) -> Result<Self, DeskError> {
        let mut staff = Self::empty(Chain::of_staff(case.id, case.mailbox()));
        let mut statements = Vec::with_capacity(case.notes.len());
        for part in &case.notes {
            statements.push(staff.next(part, rosters, since)?);
        }
        staff.parts = statements.len();
        if statements.is_empty() {
            return Ok(staff);
        }
        let (candidates, junk) = desk.staff_identities(case);
        staff.warnings.extend(junk);
        let mut again: BTreeMap<u32, Hash32> = BTreeMap::new();
        let mut parts = Vec::with_capacity(statements.len());
        let (mut opened, mut newest) = (false, None);
        // From the newest on, since later notes say what was sealed again. Each with whatever key opens it: whoever could not
        // open the one before began anew.
        for (part, statement) in case.notes.iter().zip(&statements).rev() {
            let again_as = again.get(&statement.seq).copied();
            let mut found = Err(DeskError::refused(format!("{} is not for a key of yours", label(Kind::Note, statement.seq))));
            for (at, identity) in candidates.iter().enumerate() {
                found = payload(part, statement, identity, again_as).map(|words| (at, words));
                if found.is_ok() {
                    break;
                }
            }
            if parts.is_empty() {
                newest = found.as_ref().ok().map(|(at, _)| *at);
            }
            opened |= found.is_ok();
            // What does not open, or is not what was signed, is told: it must not keep anybody from the rest.
            let words = match found {
                Ok((_, words)) => words.ok_or_else(|| {
                    format!("{} cannot be read: whoever wrote it did not write as this program does", label(Kind::Note, statement.seq))
                }),
                Err(error) => Err(error.to_string()),
            };
            if let Ok(StaffPayload::Note(note)) = &words {
                for resealed in note.resealed.iter().filter(|resealed| resealed.seq < statement.seq) {
                    again.entry(resealed.seq).or_insert(resealed.sha256);
                }
            }
            parts.push(words);
        }
        staff.identity = newest.and_then(|at| candidates.into_iter().nth(at));
        if staff.identity.is_none() {
            staff.sound = false;
            staff.warnings.push(
                "what staff wrote last in this case does not open with what is granted to you: either it was not granted to you, or somebody exchanged the grant, or wrote nothing; what you write next makes a new key for notes"
                    .to_owned(),
            );
            // Where nothing opens at all, that is said once.
            if !opened {
                return Ok(staff);
            }
        }
        for words in parts.into_iter().rev() {
            match words {
                Ok(words) => staff.take(words),
                Err(why) => staff.warnings.push(why),
            }
        }
        Ok(staff)
    }

    fn empty(chain: Chain) -> Self {
        Self {
            identity: None,
            sound: true,
            chain,
            notes: Vec::new(),
            translations: Vec::new(),
            drafts: Vec::new(),
            labels: Vec::new(),
            warnings: Vec::new(),
            parts: 0,
        }
    }

    fn next(&mut self, part: &Part, rosters: &[SignedRoster], since: u32) -> Result<Statement, DeskError> {
        let claimed = part.statement.claimed();
        let wrong = |reason: &str| DeskError::refused(format!("{}: {reason}", label(claimed.kind, claimed.seq)));
        let roster = rosters.iter().find(|roster| roster.hash() == claimed.roster_hash);
        let roster = roster.ok_or_else(|| wrong("names a roster that is not in the chain"))?;
        // Whoever left that team kept its key.
        if roster.epoch() < since {
            return Err(wrong("is signed by a team from before the report"));
        }
        self.chain.accept(&part.statement, roster.team_signing_key()).map_err(|error| wrong(&error.to_string()))
    }

    fn take(&mut self, words: StaffPayload) {
        match words {
            StaffPayload::Note(note) => self.notes.push(note),
            StaffPayload::Translation(translation) => self.translations.push(translation),
            StaffPayload::Draft(draft) => self.drafts.push(draft),
            StaffPayload::Labels(Labels { labels, .. }) => self.labels = labels,
        }
    }
}

/// One part. `Ok(None)`: its bytes are those that were signed, and hold no words of their place.
///
/// # Errors
/// Other bytes than were signed, or than a later note says that it was sealed again to; another identity.
fn payload(part: &Part, statement: &Statement, identity: &Identity, again: Option<Hash32>) -> Result<Option<StaffPayload>, DeskError> {
    let what = label(Kind::Note, statement.seq);
    let sealed = part.sealed.as_ref().ok_or_else(|| DeskError::refused(format!("{what} is missing")))?;
    let right = again.map_or(!part.again, |hash| Hash32::of(sealed) == hash);
    if !right {
        return Err(DeskError::refused(format!("{what} is not the one that was signed")));
    }
    let padded = open(sealed, identity, 1).map_err(|error| DeskError::refused(format!("{what}: {error}")))?;
    Ok(StaffPayload::parse(&padded).ok().filter(|words| words.common().agrees_with(statement)))
}

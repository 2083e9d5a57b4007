//! A new case in one step.

use crate::age_file::SealError;
use crate::grant::grant;
use crate::ids::{CaseId, RandomFailed};
use crate::keys::{Identity, Recipient};
use crate::mailbox::Capsule;
use crate::roster::SignedRoster;
use ring::rand::SecureRandom;

/// Making a case failed; nothing was made.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomFailed),
    /// The grant could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// A case as its reporter (or the server in the reporter's place) makes it.
pub struct NewCase {
    /// Its name.
    pub case_id: CaseId,
    /// Opens the report, the messages and the attachments. The maker forgets it.
    pub identity: Identity,
    /// The same identity, sealed to the team.
    pub grant: Vec<u8>,
    /// For the mailbox.
    pub capsule: Capsule,
}

impl NewCase {
    /// Makes a case for the team of `roster`. Whether the roster may still be used is the
    /// caller's to check ([`SignedRoster::state`]), who has the clock.
    pub fn create(rng: &dyn SecureRandom, roster: &SignedRoster) -> Result<Self, CaseError> {
        let case_id = CaseId::random(rng)?;
        let identity = Identity::generate(rng)?;
        let grant = grant(&identity, roster.team_recipient())?;
        let capsule =
            Capsule { case_id, case_recipient: identity.recipient().clone(), roster_key: roster.roster_key(), epoch: roster.epoch() };
        Ok(Self { case_id, identity, grant, capsule })
    }

    /// Reports, messages and attachments are sealed to this.
    pub fn recipient(&self) -> &Recipient {
        self.identity.recipient()
    }
}

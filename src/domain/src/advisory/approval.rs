//! Two people's yes to one advisory.

use serde::{Deserialize, Serialize};
use tocsin_seal::{Hash32, PublicKey, Signature, SigningKey};

use super::Advisory;

/// The format of an approval.
pub const APPROVAL: &str = "tocsin.approval/1";
/// The context of its signature.
const CONTEXT: &str = "tocsin/approval/1";
/// Most bytes of one.
const MAX_BYTES: usize = 1024;

/// One person's signature over the hash of an advisory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    advisory: Hash32,
    by: PublicKey,
    format: String,
    signature: Signature,
}

/// Why an advisory is not approved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalError {
    /// Not one of this format.
    #[error("not an approval of this version")]
    Malformed,
    /// The signature does not hold.
    #[error("the signature of an approval does not hold: it was changed, or made for something else")]
    Signature,
    /// For another text.
    #[error("the approval by {0} is for another text than this one: whoever approved must read this one and approve it")]
    Other(String),
    /// Too few people.
    #[error("approved by {0} of the {1} people it takes who are named as approvers")]
    TooFew(usize, usize),
}

impl Approval {
    /// How many people it takes: who wrote it, and one more.
    pub const PEOPLE: usize = 2;

    /// Approves an advisory.
    pub fn sign(advisory: &Advisory, key: &SigningKey) -> Self {
        let hash = advisory.hash();
        let signature = key.sign_in(CONTEXT, hash.as_bytes());
        Self { advisory: hash, by: key.public(), format: APPROVAL.to_owned(), signature }
    }

    /// Reads one. The signature is not looked at.
    ///
    /// # Errors
    /// [`ApprovalError::Malformed`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ApprovalError> {
        let small = bytes.len() <= MAX_BYTES;
        let read = small.then(|| serde_json::from_slice::<Self>(bytes).ok()).flatten();
        read.filter(|approval| approval.format == APPROVAL).ok_or(ApprovalError::Malformed)
    }

    /// As JSON.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Whose it says it is.
    pub fn by(&self) -> &PublicKey {
        &self.by
    }

    /// Whether it is this person's yes to exactly this advisory.
    ///
    /// # Errors
    /// [`ApprovalError::Signature`] or [`ApprovalError::Other`].
    pub fn verify(&self, advisory: &Advisory) -> Result<(), ApprovalError> {
        if !self.by.verify_in(CONTEXT, self.advisory.as_bytes(), &self.signature) {
            return Err(ApprovalError::Signature);
        }
        if self.advisory != advisory.hash() {
            return Err(ApprovalError::Other(self.by.fingerprint()));
        }
        Ok(())
    }

    /// The approvers of an advisory, if they are enough: each one of `approvers`, nobody counted twice.
    ///
    /// # Errors
    /// What is wrong with one of them, or that they are too few.
    pub fn enough(advisory: &Advisory, approvals: &[Self], approvers: &[PublicKey]) -> Result<Vec<PublicKey>, ApprovalError> {
        let mut people: Vec<PublicKey> = Vec::new();
        for approval in approvals {
            approval.verify(advisory)?;
            if approvers.contains(&approval.by) && !people.contains(&approval.by) {
                people.push(approval.by);
            }
        }
        if people.len() < Self::PEOPLE {
            return Err(ApprovalError::TooFew(people.len(), Self::PEOPLE));
        }
        Ok(people)
    }
}

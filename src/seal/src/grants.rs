//! A grant that was made at the offline desk, vouched for by the team: who may open what from now on.
//!
//! Anybody can seal a key to somebody; so the server takes a grant that comes in a folder only with this document beside
//! it, signed by the team of the roster in force.

use crate::canonical::{self, MAX_SAFE};
use crate::ids::{CaseId, Hash32};
use crate::signing::{PublicKey, Signature, SigningKey};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "tocsin.grants/1";
/// Context of the signature.
const CONTEXT: &str = "tocsin/grants/1";
const MAX_BYTES: usize = 4 * 1024;

/// What a granted file opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Opens {
    /// A case.
    Case,
    /// What staff wrote in it.
    Staff,
    /// What is sealed to the team.
    Identity,
    /// Nothing: it signs for the team.
    Signing,
}

/// One sealed key.
// Fields in sorted order: that is the canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Granted {
    /// What it opens.
    pub opens: Opens,
    /// SHA-256 of the age file.
    pub sha256: Hash32,
}

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grants {
    /// The case; absent for the team key.
    pub case_id: Option<CaseId>,
    /// Epoch of the roster whose team signs; of the team key that is granted, if no case is.
    pub epoch: u32,
    /// `tocsin.grants/1`.
    format: String,
    /// The sealed keys.
    pub grants: Vec<Granted>,
    /// The roster whose team signs.
    pub roster_hash: Hash32,
    /// Fingerprint of the recipient, 16 hexadecimal digits.
    pub to: String,
    /// Unix seconds after which a case is closed again to them; absent for the team key.
    pub until: Option<i64>,
    /// Unix seconds.
    pub written_at: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    grants: Grants,
    signature: Signature,
}

/// A document is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantsError {
    /// Not such a document in its one spelling, or it contradicts itself.
    #[error("not a signed grant of this version")]
    Malformed,
    /// Signed by another key, or altered.
    #[error("the grant is not signed by the team")]
    Signature,
}

impl Grants {
    /// The team key for somebody: what opens, and what signs.
    pub fn of_team(epoch: u32, roster_hash: Hash32, to: String, identity: &[u8], signing: &[u8], now: i64) -> Self {
        let grants = vec![
            Granted { opens: Opens::Identity, sha256: Hash32::of(identity) },
            Granted { opens: Opens::Signing, sha256: Hash32::of(signing) },
        ];
        Self { case_id: None, epoch, format: FORMAT.to_owned(), grants, roster_hash, to, until: None, written_at: now }
    }

    /// One case for somebody, for a time: what the reporter said, and what staff wrote if there is anything.
    pub fn of_case(
        case: CaseId,
        epoch: u32,
        roster_hash: Hash32,
        to: String,
        case_grant: &[u8],
        staff: Option<&[u8]>,
        times: (i64, i64),
    ) -> Self {
        let mut grants = vec![Granted { opens: Opens::Case, sha256: Hash32::of(case_grant) }];
        grants.extend(staff.map(|sealed| Granted { opens: Opens::Staff, sha256: Hash32::of(sealed) }));
        let (now, until) = times;
        Self { case_id: Some(case), epoch, format: FORMAT.to_owned(), grants, roster_hash, to, until: Some(until), written_at: now }
    }

    /// The signed document.
    pub fn sign(&self, team: &SigningKey) -> Vec<u8> {
        let signature = team.sign_in(CONTEXT, &canonical::to_bytes(self));
        canonical::to_bytes(&Document { grants: self.clone(), signature })
    }

    /// Reads a document that the team signed.
    pub fn verify(bytes: &[u8], team: &PublicKey) -> Result<Self, GrantsError> {
        let document: Document = canonical::from_bytes(bytes, MAX_BYTES).ok_or(GrantsError::Malformed)?;
        let grants = document.grants;
        if !grants.sound() {
            return Err(GrantsError::Malformed);
        }
        let signed = team.verify_in(CONTEXT, &canonical::to_bytes(&grants), &document.signature);
        if signed { Ok(grants) } else { Err(GrantsError::Signature) }
    }

    /// Whether `sealed` is the file that was granted to open this.
    pub fn names(&self, opens: Opens, sealed: &[u8]) -> bool {
        self.grants.contains(&Granted { opens, sha256: Hash32::of(sealed) })
    }

    fn sound(&self) -> bool {
        let opens: Vec<_> = self.grants.iter().map(|granted| granted.opens).collect();
        let time = |at: i64| u64::try_from(at).is_ok_and(|at| at <= MAX_SAFE);
        let fits = match (&self.case_id, self.until) {
            (None, None) => opens == [Opens::Identity, Opens::Signing],
            (Some(_), Some(until)) => time(until) && (opens == [Opens::Case] || opens == [Opens::Case, Opens::Staff]),
            _ => false,
        };
        let to = self.to.len() == 16 && self.to.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        self.format == FORMAT && self.epoch >= 1 && to && time(self.written_at) && fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> (Grants, SigningKey) {
        let grants = Grants::of_case(
            CaseId::from_bytes([1; 16]),
            2,
            Hash32::of(b"roster"),
            "0123456789abcdef".to_owned(),
            b"case",
            Some(b"staff"),
            (7, 9),
        );
        (grants, SigningKey::from_seed([3; 32]))
    }

    #[test]
    fn a_changed_bit_and_another_team_are_refused() {
        let (grants, team) = made();
        let document = grants.sign(&team);
        assert_eq!(Grants::verify(&document, &team.public()), Ok(grants));
        for at in 0..document.len() {
            let mut bent = document.clone();
            bent[at] ^= 1;
            assert!(Grants::verify(&bent, &team.public()).is_err(), "{at}");
        }
        assert_eq!(Grants::verify(&document, &SigningKey::from_seed([4; 32]).public()), Err(GrantsError::Signature));
    }

    #[test]
    fn a_grant_that_contradicts_itself_is_refused_whoever_signed() {
        let (grants, team) = made();
        let refused = |grants: Grants| Grants::verify(&grants.sign(&team), &team.public()) == Err(GrantsError::Malformed);
        assert!(refused(Grants { until: None, ..grants.clone() }), "a case without an end");
        assert!(refused(Grants { case_id: None, ..grants.clone() }), "an end without a case");
        assert!(refused(Grants { to: "../../etc/passwd0".into(), ..grants.clone() }), "a name that is a path");
        assert!(refused(Grants { epoch: 0, ..grants.clone() }));
        assert!(refused(Grants { grants: Vec::new(), ..grants.clone() }));
        assert!(grants.names(Opens::Staff, b"staff") && !grants.names(Opens::Case, b"staff"));
    }
}

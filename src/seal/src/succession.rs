//! Succession of the roster key: the old key names the one that signs rosters from now on.
//!
//! Whoever pinned the old key follows without being told by hand; whoever pinned the new one knows by its own signature that
//! the rosters before it are those that it follows. So both sign. It stands in the chain of rosters, behind the last one that the
//! old key signed, and names that roster's hash: it cannot be moved to another chain or another place.

use crate::canonical::{self, MAX_SAFE};
use crate::ids::{DeploymentId, Hash32};
use crate::roster::RosterError;
use crate::signing::{PublicKey, Signature, SigningKey};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "tocsin.roster-key/1";
/// Context of both signatures.
const CONTEXT: &str = "tocsin/roster-key/1";
/// Longer than any succession is.
const MAX_BYTES: usize = 2 * 1024;
/// Longest time between signing and the last day on which it may be brought in, in seconds.
const LONGEST: i64 = 366 * 86_400;

/// What a succession says. Becomes a [`SignedSuccession`] through [`sign_succession`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// The installation.
    pub deployment: DeploymentId,
    /// 1, 2, 3, … without gaps.
    pub number: u32,
    /// Signed rosters so far.
    pub old: PublicKey,
    /// Signs them from now on.
    pub new: PublicKey,
    /// The last roster that the old key signed.
    pub epoch: u32,
    /// Its hash.
    pub roster: Hash32,
    /// When it was signed, Unix seconds.
    pub signed_at: i64,
    /// Until when the service takes it up, Unix seconds. Whoever follows the chain later does not ask: it was taken up by then.
    pub expires: i64,
}

// Fields in sorted order: that is the canonical form.

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSuccession {
    deployment: DeploymentId,
    epoch: u32,
    expires: i64,
    format: String,
    new: PublicKey,
    number: u32,
    old: PublicKey,
    roster: Hash32,
    signed_at: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSignatures {
    new: Signature,
    old: Signature,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDocument {
    signatures: WireSignatures,
    succession: WireSuccession,
}

/// Signs with both keys; `{"signatures":…,"succession":…}`. Checks nothing: [`SignedSuccession::verify`] does.
pub fn sign_succession(said: &Succession, old: &SigningKey, new: &SigningKey) -> Vec<u8> {
    let succession = WireSuccession {
        deployment: said.deployment.clone(),
        epoch: said.epoch,
        expires: said.expires,
        format: FORMAT.to_owned(),
        new: said.new,
        number: said.number,
        old: said.old,
        roster: said.roster,
        signed_at: said.signed_at,
    };
    let message = canonical::to_bytes(&succession);
    let signatures = WireSignatures { new: new.sign_in(CONTEXT, &message), old: old.sign_in(CONTEXT, &message) };
    canonical::to_bytes(&WireDocument { signatures, succession })
}

/// A succession that both of its keys signed. Whether it follows is the [chain's](crate::chain::Chain) to say.
#[derive(Clone, Debug)]
pub struct SignedSuccession {
    said: Succession,
    bytes: Vec<u8>,
}

impl SignedSuccession {
    /// Checks form and both signatures.
    pub fn verify(bytes: &[u8]) -> Result<Self, RosterError> {
        let document: WireDocument = canonical::from_bytes(bytes, MAX_BYTES).ok_or(RosterError::Malformed)?;
        let wire = document.succession;
        if wire.format != FORMAT {
            return Err(RosterError::Malformed);
        }
        let message = canonical::to_bytes(&wire);
        let signed = |key: &PublicKey, signature: &Signature| key.verify_in(CONTEXT, &message, signature);
        if !signed(&wire.old, &document.signatures.old) || !signed(&wire.new, &document.signatures.new) {
            return Err(RosterError::KeySignature);
        }
        let said = Succession {
            deployment: wire.deployment,
            number: wire.number,
            old: wire.old,
            new: wire.new,
            epoch: wire.epoch,
            roster: wire.roster,
            signed_at: wire.signed_at,
            expires: wire.expires,
        };
        let times = said.signed_at >= 0
            && said.signed_at < said.expires
            && u64::try_from(said.expires).is_ok_and(|expires| expires <= MAX_SAFE)
            && said.expires - said.signed_at <= LONGEST;
        if !times || said.number == 0 || said.epoch == 0 || said.old == said.new {
            return Err(RosterError::Inconsistent);
        }
        Ok(Self { said, bytes: bytes.to_vec() })
    }

    /// What it says.
    pub fn said(&self) -> &Succession {
        &self.said
    }

    /// The document as it was verified.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Whether the document has the form of a succession, whoever signed it; and behind which epoch it belongs.
pub(crate) fn claimed(bytes: &[u8]) -> Option<(u32, PublicKey)> {
    let document: WireDocument = canonical::from_bytes(bytes, MAX_BYTES)?;
    Some((document.succession.epoch, document.succession.old))
}

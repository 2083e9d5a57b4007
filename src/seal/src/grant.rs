//! Grants: a secret key sealed to a recipient, in a file that stock `age` opens and uses as an
//! identity file. Exactly one key line of the kind expected; a file with several keys, a plugin
//! line or a comment is refused, because each of them would make a reader's tool do something else.

use crate::age_file::{OpenError, SealError, open, seal};
use crate::ids::RandomFailed;
use crate::keys::{Identity, KeyError, Recipient};
use crate::signing::SigningKey;
use ring::rand::SecureRandom;
use zeroize::Zeroizing;

/// A grant was refused.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// The file did not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Opened, but not exactly one key of the expected kind.
    #[error("the grant does not hold exactly one key of the right kind")]
    Content,
}

impl From<KeyError> for GrantError {
    fn from(_: KeyError) -> Self {
        Self::Content
    }
}

/// The intake team's keys for one roster epoch.
pub struct TeamKey {
    /// Opens what is sealed to the team.
    pub identity: Identity,
    /// Signs what the team says.
    pub signing: SigningKey,
}

impl TeamKey {
    /// Fresh keys.
    pub fn generate(rng: &dyn SecureRandom) -> Result<Self, RandomFailed> {
        Ok(Self { identity: Identity::generate(rng)?, signing: SigningKey::generate(rng)? })
    }
}

/// Seals `identity` to `to`.
pub fn grant(identity: &Identity, to: &Recipient) -> Result<Vec<u8>, SealError> {
    seal_line(&identity.to_secret(), to)
}

/// Opens a grant of an age identity.
pub fn open_grant(sealed: &[u8], with: &Identity) -> Result<Identity, GrantError> {
    Ok(Identity::parse(line(&open(sealed, with, 1)?)?)?)
}

/// Seals a signing key to `to`.
pub fn grant_signing(key: &SigningKey, to: &Recipient) -> Result<Vec<u8>, SealError> {
    seal_line(&key.to_secret(), to)
}

/// Opens a grant of a signing key.
pub fn open_signing_grant(sealed: &[u8], with: &Identity) -> Result<SigningKey, GrantError> {
    Ok(SigningKey::parse(line(&open(sealed, with, 1)?)?)?)
}

fn seal_line(secret: &str, to: &Recipient) -> Result<Vec<u8>, SealError> {
    let mut text = Zeroizing::new(String::with_capacity(secret.len() + 1));
    text.push_str(secret);
    text.push('\n');
    seal(text.as_bytes(), &[to])
}

/// The one line of a grant, without its line feed.
fn line(plain: &[u8]) -> Result<&str, GrantError> {
    let text = std::str::from_utf8(plain).map_err(|_| GrantError::Content)?;
    text.strip_suffix('\n').ok_or(GrantError::Content)
}

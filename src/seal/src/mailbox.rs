//! What a receipt opens: the mailbox's name, the reporter's age identity and signing key, and the
//! capsule by which the mailbox proves which case it belongs to.

use crate::canonical;
use crate::ids::{CaseId, DeploymentId, MailboxId};
use crate::keys::{Identity, Recipient};
use crate::receipt::Receipt;
use crate::signing::{PublicKey, Signature, SigningKey};
use crate::statement::{SignedStatement, Statement};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ring::{hkdf, hmac};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const FORMAT: &str = "tocsin.capsule/1";
/// Context of the capsule's MAC.
const CONTEXT: &[u8] = b"tocsin/capsule/1\0";
/// Longer than any capsule is.
const MAX_BYTES: usize = 8 * 1024;

/// Keys derived from a receipt, for one installation. Neither printable nor copyable.
pub struct MailboxKeys {
    mailbox_id: MailboxId,
    identity: Identity,
    signing: SigningKey,
    mac: Zeroizing<[u8; 32]>,
}

/// What a mailbox row tells its owner, under a MAC that only the owner can make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capsule {
    /// The case.
    pub case_id: CaseId,
    /// Later messages are sealed to this.
    pub case_recipient: Recipient,
    /// The administrators' key that rosters must be signed with.
    pub roster_key: PublicKey,
    /// The roster epoch at sending; an older one is a replay.
    pub epoch: u32,
}

/// A capsule is not one that this receipt made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the mailbox's capsule was not made by this receipt")]
pub struct CapsuleError;

// Fields in sorted order: that is the canonical form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCapsule {
    case_id: CaseId,
    case_recipient: Recipient,
    epoch: u32,
    format: String,
    roster_key: PublicKey,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDocument {
    capsule: WireCapsule,
    mac: String,
}

impl Capsule {
    /// What a capsule claims, without the receipt that could prove it: good for comparing, not for believing.
    pub fn claimed(bytes: &[u8]) -> Result<Self, CapsuleError> {
        let document: WireDocument = canonical::from_bytes(bytes, MAX_BYTES).ok_or(CapsuleError)?;
        let capsule = document.capsule;
        let mac = BASE64.decode(&document.mac).map_err(|_| CapsuleError)?;
        if capsule.format != FORMAT || mac.len() != 32 {
            return Err(CapsuleError);
        }
        let WireCapsule { case_id, case_recipient, epoch, roster_key, .. } = capsule;
        Ok(Self { case_id, case_recipient, roster_key, epoch })
    }
}

impl MailboxKeys {
    pub(crate) fn derive(receipt: &Receipt, deployment: &DeploymentId) -> Self {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, deployment.as_str().as_bytes());
        let prk = salt.extract(receipt.entropy());
        let mut mailbox_id = [0; 16];
        expand(&prk, b"tocsin/receipt/1/mailbox-id", &mut mailbox_id);
        let mut seed = Zeroizing::new([0; 32]);
        expand(&prk, b"tocsin/receipt/1/age-seed", seed.as_mut());
        let identity = Identity::from_seed(*seed);
        expand(&prk, b"tocsin/receipt/1/sign", seed.as_mut());
        let signing = SigningKey::from_seed(*seed);
        let mut mac = Zeroizing::new([0; 32]);
        expand(&prk, b"tocsin/receipt/1/mac", mac.as_mut());
        Self { mailbox_id: MailboxId::from_bytes(mailbox_id), identity, signing, mac }
    }

    /// The mailbox's name. A secret towards everybody but the server that keeps the mailbox.
    pub fn mailbox_id(&self) -> MailboxId {
        self.mailbox_id
    }

    /// Opens replies.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Replies are sealed to this.
    pub fn recipient(&self) -> &Recipient {
        self.identity.recipient()
    }

    /// Verifies the reporter's statements.
    pub fn public(&self) -> PublicKey {
        self.signing.public()
    }

    /// Signs a statement as the reporter.
    pub fn sign(&self, statement: &Statement) -> SignedStatement {
        self.signing.sign(statement)
    }

    /// Signs something else than a statement as the reporter, under a context of its own.
    pub fn sign_in(&self, context: &str, message: &[u8]) -> Signature {
        self.signing.sign_in(context, message)
    }

    /// Writes a capsule with its MAC (not encrypted: the vault does that).
    pub fn seal_capsule(&self, capsule: &Capsule) -> Vec<u8> {
        let capsule = WireCapsule {
            case_id: capsule.case_id,
            case_recipient: capsule.case_recipient.clone(),
            epoch: capsule.epoch,
            format: FORMAT.to_owned(),
            roster_key: capsule.roster_key,
        };
        let mut context = self.mac_context();
        context.update(&canonical::to_bytes(&capsule));
        let mac = BASE64.encode(context.sign());
        canonical::to_bytes(&WireDocument { capsule, mac })
    }

    /// Reads a capsule if this receipt made it.
    pub fn open_capsule(&self, bytes: &[u8]) -> Result<Capsule, CapsuleError> {
        let document: WireDocument = canonical::from_bytes(bytes, MAX_BYTES).ok_or(CapsuleError)?;
        let mac = BASE64.decode(&document.mac).map_err(|_| CapsuleError)?;
        let message = [CONTEXT, &canonical::to_bytes(&document.capsule)].concat();
        hmac::verify(&self.mac_key(), &message, &mac).map_err(|_| CapsuleError)?;
        let capsule = document.capsule;
        if capsule.format != FORMAT {
            return Err(CapsuleError);
        }
        Ok(Capsule {
            case_id: capsule.case_id,
            case_recipient: capsule.case_recipient,
            roster_key: capsule.roster_key,
            epoch: capsule.epoch,
        })
    }

    fn mac_key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, self.mac.as_slice())
    }

    fn mac_context(&self) -> hmac::Context {
        let mut context = hmac::Context::with_key(&self.mac_key());
        context.update(CONTEXT);
        context
    }
}

/// HKDF-SHA256's expansion to `out`, whose length is at most 255 × 32 bytes by construction.
pub(crate) fn expand(prk: &hkdf::Prk, info: &[u8], out: &mut [u8]) {
    struct Length(usize);
    impl hkdf::KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    #[expect(clippy::expect_used, reason = "fails only for outputs beyond 8,160 bytes")]
    prk.expand(&[info], Length(out.len())).and_then(|okm| okm.fill(out)).expect("short output");
}

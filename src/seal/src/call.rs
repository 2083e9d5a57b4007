//! A call: something that a mailbox is asked to do, signed by its receipt's key, so that the receipt itself never has to
//! leave the machine it was typed on.
//!
//! `{"call":{"action":…,"challenge":…,"format":"tocsin.call/1",…,"mailbox_id":…},"signature":…}` in canonical form. The
//! challenge is the server's: it says when, so that a recorded call is worth nothing later. Every action may come twice
//! without harm, because within that time a recorded call can be sent again.

use crate::canonical::{self, MAX_SAFE};
use crate::ids::{MailboxId, PartId};
use crate::mailbox::MailboxKeys;
use crate::signing::{PublicKey, Signature};
use crate::submission::level;
use serde::{Deserialize, Serialize};

const FORMAT: &str = "tocsin.call/1";
/// Context of the signature.
pub const CONTEXT: &str = "tocsin/call/1";
/// The longest call.
pub const MAX_BYTES: usize = 1024;
/// The longest challenge.
const MAX_CHALLENGE: usize = 128;

/// What is asked, with what the action needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Everything that is in the mailbox.
    Read,
    /// An answer was read: its words go.
    Delete {
        /// Which.
        part: PartId,
    },
    /// The report is taken back.
    Withdraw,
    /// A sealed file comes, in pieces.
    File {
        /// Its name within the case.
        id: PartId,
        /// Bytes of the sealed file.
        len: u64,
    },
    /// A message comes with this call.
    Message {
        /// `routine`, `urgent` or `critical`: a claim, which the desk computes anew.
        urgency: String,
        /// Whether it is to wake somebody: a claim too.
        wakes: bool,
    },
}

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The server's challenge.
    pub challenge: String,
    /// The mailbox.
    pub mailbox_id: MailboxId,
    /// What is asked of it.
    pub action: Action,
}

/// Why a call is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Not the one spelling of a call of this version.
    #[error("not a signed call of this version in its canonical form")]
    Malformed,
    /// Signed by another key, or altered.
    #[error("the call is not signed by the mailbox's key")]
    Signature,
}

// Fields in sorted order: that is the canonical form. Each action has its own and no others.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCall {
    action: String,
    challenge: String,
    format: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<PartId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    len: Option<u64>,
    mailbox_id: MailboxId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<PartId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    urgency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wakes: Option<bool>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDocument {
    call: WireCall,
    signature: Signature,
}

impl From<&Call> for WireCall {
    fn from(call: &Call) -> Self {
        let mut wire = Self {
            action: String::new(),
            challenge: call.challenge.clone(),
            format: FORMAT.to_owned(),
            id: None,
            len: None,
            mailbox_id: call.mailbox_id,
            part: None,
            urgency: None,
            wakes: None,
        };
        let action = match &call.action {
            Action::Read => "read",
            Action::Withdraw => "withdraw",
            Action::Delete { part } => {
                wire.part = Some(*part);
                "delete"
            }
            Action::File { id, len } => {
                (wire.id, wire.len) = (Some(*id), Some(*len));
                "file"
            }
            Action::Message { urgency, wakes } => {
                (wire.urgency, wire.wakes) = (Some(urgency.clone()), Some(*wakes));
                "message"
            }
        };
        action.clone_into(&mut wire.action);
        wire
    }
}

impl WireCall {
    fn action(&self) -> Option<Action> {
        let own = (self.id, self.len, self.part, self.urgency.as_deref(), self.wakes);
        Some(match (self.action.as_str(), own) {
            ("read", (None, None, None, None, None)) => Action::Read,
            ("withdraw", (None, None, None, None, None)) => Action::Withdraw,
            ("delete", (None, None, Some(part), None, None)) => Action::Delete { part },
            ("file", (Some(id), Some(len), None, None, None)) if len <= MAX_SAFE => Action::File { id, len },
            ("message", (None, None, None, Some(urgency), Some(wakes))) if level(urgency, wakes) => {
                Action::Message { urgency: urgency.to_owned(), wakes }
            }
            _ => return None,
        })
    }
}

/// A call with its signature, not yet verified.
#[derive(Clone, Debug)]
pub struct SignedCall {
    claimed: Call,
    message: Vec<u8>,
    signature: Signature,
}

impl SignedCall {
    /// Signs a call with the receipt's key.
    pub fn sign(keys: &MailboxKeys, challenge: &str, action: Action) -> Self {
        let claimed = Call { challenge: challenge.to_owned(), mailbox_id: keys.mailbox_id(), action };
        let message = canonical::to_bytes(&WireCall::from(&claimed));
        let signature = keys.sign_in(CONTEXT, &message);
        Self { claimed, message, signature }
    }

    /// Reads one in canonical form. The signature is not looked at.
    pub fn parse(bytes: &[u8]) -> Result<Self, CallError> {
        let document: WireDocument = canonical::from_bytes(bytes, MAX_BYTES).ok_or(CallError::Malformed)?;
        let WireDocument { call, signature } = document;
        let action = call.action().ok_or(CallError::Malformed)?;
        if call.format != FORMAT || call.challenge.len() > MAX_CHALLENGE {
            return Err(CallError::Malformed);
        }
        let message = canonical::to_bytes(&call);
        Ok(Self { claimed: Call { challenge: call.challenge, mailbox_id: call.mailbox_id, action }, message, signature })
    }

    /// The document.
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::to_bytes(&WireDocument { call: WireCall::from(&self.claimed), signature: self.signature })
    }

    /// What it claims, unverified: good for finding the key to verify it with, nothing else.
    pub fn claimed(&self) -> &Call {
        &self.claimed
    }

    /// What it says, if `receipt_key` signed it.
    pub fn verify(&self, receipt_key: &PublicKey) -> Result<Call, CallError> {
        if !receipt_key.verify_in(CONTEXT, &self.message, &self.signature) {
            return Err(CallError::Signature);
        }
        Ok(self.claimed.clone())
    }
}

//! Signed calls: what a page with script, or a program, asks of its mailbox. The receipt stays where it was typed; its
//! key signs each call over a challenge of ours.
//!
//! An unknown mailbox, a wrong signature, a case that was taken back and one that is over are one and the same refusal at
//! the same cost. A call may come twice within its 30 minutes: no action does more the second time than the first.
use base64::{Engine, engine::general_purpose::STANDARD};
use tocsin_seal::{
    Capsule, CaseId, MailboxId, SignedCall,
    call::{Action, Call},
};

use super::{
    App, AppError,
    rows::{self, CaseState},
    submit::hostile,
};
use crate::store::{MailboxRow, Tx};
use crate::vault::Class;

/// Why a call is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallRefusal {
    /// Not a call, or not for this use.
    #[error("not a signed call of this version for this use")]
    Malformed,
    /// Its challenge is none of ours, or older than 30 minutes.
    #[error("its challenge is none of this installation's, or older than 30 minutes: sign again with a fresh one")]
    ChallengeOld,
    /// There is no such mailbox, or the call is not signed by its receipt, or its case was taken back or is over.
    #[error("there is no such mailbox")]
    UnknownMailbox,
}

impl CallRefusal {
    /// Every refusal.
    pub const ALL: [Self; 3] = [Self::Malformed, Self::ChallengeOld, Self::UnknownMailbox];

    /// The word that programs go by; it never changes.
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "bad_call",
            Self::ChallengeOld => "challenge_old",
            Self::UnknownMailbox => "unknown_mailbox",
        }
    }
}

/// Who signed a call with the key of a mailbox that lives. Only [`App::called`] makes it.
pub(super) struct Caller {
    /// What is asked.
    pub action: Action,
    /// The case behind the mailbox.
    pub found: CalledCase,
}

/// A case as its rows say. The caller's own machine holds the key that vouches for the capsule: nothing may be sealed to
/// its recipient here.
pub(super) struct CalledCase {
    pub case: CaseId,
    pub mailbox: MailboxId,
    pub state: CaseState,
    pub version: i64,
    pub key_id: i64,
    pub capsule: Vec<u8>,
}

impl App {
    /// A challenge for calls of the next 30 minutes, good on every server of this installation.
    pub fn call_challenge(&self) -> String {
        self.inner.parts.token_key.call_challenge(self.now())
    }

    /// Whose call `bytes` are. Which action it asks for is the caller's to look at.
    pub(super) async fn called(&self, bytes: &[u8]) -> Result<Result<Caller, CallRefusal>, AppError> {
        match SignedCall::parse(bytes) {
            Ok(signed) => self.called_by(&signed).await,
            Err(_) => Ok(Err(CallRefusal::Malformed)),
        }
    }

    /// The same for a call that is read already.
    pub(super) async fn called_by(&self, signed: &SignedCall) -> Result<Result<Caller, CallRefusal>, AppError> {
        let Call { challenge, mailbox_id, .. } = signed.claimed();
        if !self.inner.parts.token_key.is_call_challenge(challenge, self.now()) {
            return Ok(Err(CallRefusal::ChallengeOld));
        }
        let found = self.behind(*mailbox_id).await?;
        // Verified in any case, so that it costs the same whether there is such a mailbox or not.
        let key = found.as_ref().map_or(self.inner.decoy.receipt_key, |found| found.state.receipt_key);
        let verified = signed.verify(&key);
        let living = found.filter(|found| !found.state.is_closed(self.now()));
        Ok(match (living, verified) {
            (Some(found), Ok(call)) => {
                self.as_it_should_be(&found)?;
                Ok(Caller { action: call.action, found })
            }
            _ => Err(CallRefusal::UnknownMailbox),
        })
    }

    /// The case behind a mailbox under every live key, taken back or not; at one cost whether it is there or not.
    pub(super) async fn behind(&self, mailbox_id: MailboxId) -> Result<Option<CalledCase>, AppError> {
        let ring = self.ring();
        let (mut tx, row) = self.mailbox_row(mailbox_id).await?;
        let Some(row) = row else {
            // What a found one costs, so that the clock tells nothing.
            tx.case(&self.inner.decoy.id).await?;
            self.inner.decoy.open(ring)?;
            return Ok(None);
        };
        let mailbox = rows::open_mailbox(ring, &row)?;
        let case = tx.case(&row.case_id).await?.ok_or_else(|| AppError::Internal("a mailbox leads to no case".into()))?;
        let state = rows::open_case(ring, &case)?;
        let capsule = STANDARD.decode(&mailbox.capsule).map_err(|_| hostile())?;
        if mailbox.mailbox_id != mailbox_id || state.mailbox_id != mailbox_id {
            return Err(hostile());
        }
        let (id, version, key_id) = (CaseId::from_bytes(case.id), case.version, case.key_id);
        Ok(Some(CalledCase { case: id, mailbox: mailbox_id, state, version, key_id, capsule }))
    }

    /// The row of a mailbox, and the view of the database in which it was found. A case that moves to a month that has no key
    /// yet would be missed by whoever took the keys before and looked after: then it is looked for once more.
    pub(super) async fn mailbox_row(&self, mailbox_id: MailboxId) -> Result<(Tx, Option<MailboxRow>), AppError> {
        let ring = self.ring();
        loop {
            let lookup = ring.lookup(Class::Case, "mailbox", mailbox_id.as_bytes())?;
            let keys = ring.live();
            let mut tx = self.store().read().await?;
            let found = tx.find_mailbox(&lookup).await?;
            // Looked at in any case, so that it costs the same. Keys come a few times a month: it is not done more than twice.
            let others = ring.has_other_keys(&keys);
            if found.is_some() || !others {
                return Ok((tx, found));
            }
        }
    }

    /// Whether the rows agree with each other as far as the server can see.
    fn as_it_should_be(&self, found: &CalledCase) -> Result<(), AppError> {
        let capsule = Capsule::claimed(&found.capsule).map_err(|_| hostile())?;
        let agrees =
            capsule.case_id == found.case && self.signed_for(&capsule) && capsule.case_recipient.to_string() == found.state.case_recipient;
        if agrees { Ok(()) } else { Err(hostile()) }
    }
}

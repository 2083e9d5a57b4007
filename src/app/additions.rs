//! A message that arrives already sealed, for a case that is here: checked as far as that goes without opening it, then
//! kept like any other.
use tocsin_domain::{alert::Lane, urgency::Urgency};
use tocsin_seal::{Addition, AdditionError, CaseId, Hash32, PartId, SignedStatement, Statement};
use tokio::time::Instant;

use super::{
    App, AppError,
    call::{CallRefusal, CalledCase, Caller},
    incoming::ClaimedFile,
    rows::{self, PartState, Tip},
    submit::{TRIES, TRY_FOR, internal, text},
};
use crate::store::BlobRow;

pub use tocsin_seal::addition::{MAX_BYTES, MEDIA_TYPE};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A new message.
    New,
    /// It had come before: nothing was added.
    Repeated,
}

/// Why it is refused. Nothing of it was stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdditionRefusal {
    /// A part has not the shape it must have, or does not belong to the others.
    #[error("{0}")]
    Part(#[from] AdditionError),
    /// Its envelope is not the call of a mailbox that lives.
    #[error("{0}")]
    Call(#[from] CallRefusal),
    /// It names a roster that is none of ours.
    #[error("it names a roster that is none of this installation's")]
    RosterUnknown,
    /// It names the roster of a team that is no longer the one.
    #[error("it names a roster that is no longer taken: seal it again under the current one")]
    RosterOld,
    /// It does not follow the reporter's last statement, which is this one.
    #[error("it does not follow the last statement of this mailbox")]
    OutOfOrder {
        /// Number of the last statement.
        seq: u32,
        /// Its hash.
        hash: Hash32,
    },
    /// Files it names did not come, are not whole or are others.
    #[error("files that it names are not here")]
    MissingFile(Vec<PartId>),
    /// The case holds as much as one may.
    #[error("the mailbox is full: a new report must be begun")]
    Full,
}

impl AdditionRefusal {
    /// The word that programs go by; it never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Part(AdditionError::Truncated) => "truncated",
            Self::Part(AdditionError::Malformed) => "malformed",
            Self::Part(AdditionError::Envelope) => "bad_envelope",
            Self::Part(AdditionError::Message) => "bad_message",
            Self::Part(AdditionError::NotPadded) => "not_padded",
            Self::Part(AdditionError::Statement) => "bad_statement",
            Self::Part(AdditionError::Signature) => "wrong_signature",
            Self::Part(AdditionError::Mismatch) => "parts_mismatch",
            Self::Call(refusal) => refusal.code(),
            Self::RosterUnknown => "roster_unknown",
            Self::RosterOld => "roster_old",
            Self::OutOfOrder { .. } => "out_of_order",
            Self::MissingFile(_) => "missing_file",
            Self::Full => "full",
        }
    }

    /// Whether sealing it again under the roster in force would help.
    pub fn wants_roster(&self) -> bool {
        matches!(self, Self::RosterUnknown | Self::RosterOld)
    }

    /// One of each, for what must know every code.
    pub fn each() -> Vec<Self> {
        let parts = [
            AdditionError::Truncated,
            AdditionError::Malformed,
            AdditionError::Envelope,
            AdditionError::Message,
            AdditionError::NotPadded,
            AdditionError::Statement,
            AdditionError::Signature,
            AdditionError::Mismatch,
        ];
        let mut each: Vec<Self> = parts.map(Self::Part).into();
        each.extend(CallRefusal::ALL.map(Self::Call));
        each.extend([Self::RosterUnknown, Self::RosterOld, Self::MissingFile(Vec::new()), Self::Full]);
        each.push(Self::OutOfOrder { seq: 0, hash: Hash32::of(b"") });
        each
    }
}

/// A sealed message, checked.
pub(super) struct SealedWords<'a> {
    pub signed: &'a SignedStatement,
    pub body: &'a [u8],
    pub urgency: Urgency,
    pub lane: Lane,
}

/// How a file of a message came here.
pub(super) enum Brought {
    /// In pieces, over the network.
    Sent(ClaimedFile),
    /// With the message itself: it is durable, and no row names it yet.
    Carried(BlobRow),
}

impl App {
    /// Takes a sealed message. Once this returns `Ok(Ok(_))`, the message and its alert are durable.
    pub async fn take_addition(&self, bytes: &[u8]) -> Result<Result<Taken, AdditionRefusal>, AppError> {
        let addition = match Addition::parse(bytes) {
            Ok(addition) => addition,
            Err(error) => return Ok(Err(error.into())),
        };
        let app = self.clone();
        self.to_the_end(async move { app.add_sealed(&addition).await }).await
    }

    async fn add_sealed(&self, addition: &Addition) -> Result<Result<Taken, AdditionRefusal>, AppError> {
        let begun = Instant::now();
        for _ in 0..TRIES {
            match self.try_sealed(addition).await {
                Err(AppError::Busy) if begun.elapsed() < TRY_FOR => {}
                Err(AppError::Full) => return Ok(Err(AdditionRefusal::Full)),
                other => return other,
            }
        }
        Err(AppError::Busy)
    }

    async fn try_sealed(&self, addition: &Addition) -> Result<Result<Taken, AdditionRefusal>, AppError> {
        let Caller { found, .. } = match self.called_by(addition.call()).await? {
            Ok(caller) => caller,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let statement = match addition.verify(&found.state.receipt_key, found.case) {
            Ok(statement) => statement,
            Err(error) => return Ok(Err(error.into())),
        };
        let Tip { seq, hash } = found.state.reporter;
        if seq.checked_add(1) != Some(statement.seq) || statement.prev != Some(hash) {
            // What came before is known again however old its roster is by now.
            let known = statement.seq <= seq && self.stands_in(found.case, &addition.signed().hash()).await?;
            return Ok(if known { Ok(Taken::Repeated) } else { Err(AdditionRefusal::OutOfOrder { seq, hash }) });
        }
        if let Err(refusal) = self.current_enough(statement.roster_hash)? {
            return Ok(Err(refusal));
        }
        let claimed = match self.claim(found.case, &statement.attachments).await? {
            Ok(claimed) => claimed,
            Err(missing) => return Ok(Err(AdditionRefusal::MissingFile(missing))),
        };
        let urgency: Urgency = addition.urgency().parse().map_err(internal)?;
        let lane = Lane::of(urgency, addition.wakes());
        let words = SealedWords { signed: addition.signed(), body: addition.message(), urgency, lane };
        self.append_sealed(words, &statement, found, claimed.into_iter().map(Brought::Sent).collect()).await?;
        self.inner.queued.notify_one();
        Ok(Ok(Taken::New))
    }

    /// Whether the message may name this roster.
    fn current_enough(&self, roster: Hash32) -> Result<Result<(), AdditionRefusal>, AppError> {
        use super::sealed::{Age, Way};
        let rosters = self.current_roster()?;
        Ok(match self.age_of(&rosters, roster, Way::Uploaded) {
            Age::Fresh(_) => Ok(()),
            Age::Old(_) => Err(AdditionRefusal::RosterOld),
            Age::Unknown => Err(AdditionRefusal::RosterUnknown),
        })
    }

    /// Whether this very statement was taken before.
    pub(super) async fn stands_in(&self, case: CaseId, hash: &Hash32) -> Result<bool, AppError> {
        let rows = self.store().read().await?.part_heads(case.as_bytes()).await?;
        Ok(rows.iter().any(|row| rows::open_part(self.ring(), row).is_ok_and(|(_, known)| known.hash() == *hash)))
    }

    /// Fills `marks` up to one for the words or one for each file, however the message came. Otherwise the length of the
    /// case's row would tell how it was made.
    pub(super) fn filled(&self, mut marks: Vec<Hash32>, signed: &SignedStatement) -> Vec<Hash32> {
        let (claimed, hash) = (signed.claimed(), signed.hash());
        let token_key = &self.inner.parts.token_key;
        let mark = |n: usize| token_key.mark(&claimed.mailbox_id, &[b"statement", hash.as_bytes(), &(n as u64).to_be_bytes()]);
        marks.extend((marks.len()..claimed.attachments.len().max(1)).map(mark));
        marks
    }

    /// The message, the rows of its files, the case's new end and the alert, in one transaction: however the message was
    /// sealed, the rows are alike.
    pub(super) async fn append_sealed(
        &self,
        words: SealedWords<'_>,
        statement: &Statement,
        found: CalledCase,
        files: Vec<Brought>,
    ) -> Result<(), AppError> {
        let CalledCase { case, mut state, version, key_id, .. } = found;
        let SealedWords { signed, body, urgency, lane } = words;
        let now = self.now();
        state.hold(body.len())?;
        state.hear(Tip { seq: statement.seq, hash: signed.hash() }, urgency, self.terms(), now);
        state.remember(self.filled(Vec::new(), signed));
        let (ring, key) = (self.ring(), self.key_of(key_id, &state)?);
        let part =
            PartState { received: now - now.rem_euclid(60), statement: text(signed)?, collected: false, deleted: false, aside: None };
        let part = rows::part_row(ring, super::mailbox::part_id(&self.inner.rng)?, case, key, 1, &part, Some(body.to_vec()))?;
        let row = rows::case_row(ring, case, key, version + 1, &state)?;
        let app = self.clone();
        let stored = self.store().commit(move |tx| {
            Box::pin(async move {
                tx.update_case(&row, version).await?;
                app.follow(tx, case.as_bytes(), key_id, key).await?;
                tx.insert_part(&part).await?;
                for file in &files {
                    match file {
                        Brought::Sent(file) => file.take(tx).await?,
                        Brought::Carried(row) => tx.insert_blob(row).await?,
                    }
                }
                app.queue_alert(tx, lane, case, now).await
            })
        });
        stored.await
    }
}

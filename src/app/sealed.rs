//! A report that arrives already sealed: checked as far as that goes without opening it, then kept like any other.
use base64::{Engine, engine::general_purpose::STANDARD};
use tocsin_domain::{alert::Lane, urgency::Urgency};
use tocsin_seal::{Hash32, MailboxId, RosterState, SignedRoster, Submission, SubmissionError};
use tokio::time::Instant;

use super::{
    App, AppError,
    junk::{Origin, Sign},
    rows::{self, CaseState, GrantKind, GrantState, MailboxState, PartState, Status, Tip},
    submit::{TRIES, TRY_FOR, internal, no_random, text},
    work::Work,
};
use crate::store::{CaseRow, GrantRow, MailboxRow, PartRow, Tx};

pub use tocsin_seal::submission::{MAX_BYTES, MEDIA_TYPE};

/// So long after its successor came into force a roster is still taken from the network, in seconds: a page or a
/// roster file may be a few days old. Whoever left the team can open what is sealed to the team before.
pub const EPOCH_GRACE: i64 = 7 * 86_400;

/// How a sealed report came here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Over the network: whoever sends it can be told to seal it again.
    Uploaded,
    /// In somebody's hands, and brought in by an administrator: its writer cannot be asked, so that any roster is good
    /// that may be used by its own dates.
    Carried,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A new case.
    New,
    /// It had come before: nothing was added.
    Repeated,
}

/// Why it is refused. Nothing of it was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealedRefusal {
    /// A part has not the shape it must have, or does not belong to the others.
    #[error("{0}")]
    Part(#[from] SubmissionError),
    /// Sealed to a roster that is none of ours.
    #[error("it is sealed to a roster that is none of this installation's")]
    RosterUnknown,
    /// Sealed to a team that is no longer the one.
    #[error("it is sealed to a team key that is no longer taken: seal it again to the current roster")]
    RosterOld,
    /// Another report has this case id.
    #[error("another report has this case id")]
    CaseTaken,
    /// Another case has this mailbox.
    #[error("another case has this mailbox")]
    MailboxTaken,
}

impl SealedRefusal {
    /// Every refusal.
    pub const ALL: [Self; 13] = [
        Self::Part(SubmissionError::Truncated),
        Self::Part(SubmissionError::Malformed),
        Self::Part(SubmissionError::Envelope),
        Self::Part(SubmissionError::Grant),
        Self::Part(SubmissionError::Report),
        Self::Part(SubmissionError::NotPadded),
        Self::Part(SubmissionError::Statement),
        Self::Part(SubmissionError::Signature),
        Self::Part(SubmissionError::Mismatch),
        Self::RosterUnknown,
        Self::RosterOld,
        Self::CaseTaken,
        Self::MailboxTaken,
    ];

    /// The word that programs go by; it never changes.
    pub fn code(self) -> &'static str {
        match self {
            Self::Part(SubmissionError::Truncated) => "truncated",
            Self::Part(SubmissionError::Malformed) => "malformed",
            Self::Part(SubmissionError::Envelope) => "bad_envelope",
            Self::Part(SubmissionError::Grant) => "bad_grant",
            Self::Part(SubmissionError::Report) => "bad_report",
            Self::Part(SubmissionError::NotPadded) => "not_padded",
            Self::Part(SubmissionError::Statement) => "bad_statement",
            Self::Part(SubmissionError::Signature) => "wrong_signature",
            Self::Part(SubmissionError::Mismatch) => "parts_mismatch",
            Self::RosterUnknown => "roster_unknown",
            Self::RosterOld => "roster_old",
            Self::CaseTaken => "case_taken",
            Self::MailboxTaken => "mailbox_taken",
        }
    }

    /// Whether sealing it again to the roster in force would help.
    pub fn wants_roster(self) -> bool {
        matches!(self, Self::RosterUnknown | Self::RosterOld)
    }
}

/// What the server adds to a sealed report when it keeps it.
pub(super) struct Keeping<'a> {
    pub roster: &'a SignedRoster,
    pub urgency: Urgency,
    pub lane: Lane,
    pub mark: Hash32,
    pub noticed: Vec<Sign>,
    /// The row of a closed mailbox that has to make way.
    pub displaced: Option<MailboxRow>,
    /// Made by staff to learn with: the number of the entry in the log that says so. Nobody is alerted, and it goes after a
    /// day.
    pub practice: Option<u64>,
}

/// The rows of a new case.
pub(super) struct NewRows {
    displaced: Option<MailboxRow>,
    case: CaseRow,
    mailbox: MailboxRow,
    part: PartRow,
    grant: GrantRow,
}

impl NewRows {
    pub(super) async fn insert(&self, tx: &mut Tx) -> Result<(), AppError> {
        if let Some(row) = &self.displaced {
            tx.update_mailbox(row, row.version - 1).await?;
        }
        tx.insert_case(&self.case).await?;
        tx.insert_mailbox(&self.mailbox).await?;
        tx.insert_part(&self.part).await?;
        Ok(tx.insert_grant(&self.grant).await?)
    }
}

/// How long a practice report stays, seconds.
const PRACTICE: i64 = 86_400;

/// How a roster stands to the one in force.
pub(super) enum Age<'a> {
    /// None of ours.
    Unknown,
    /// No longer taken.
    Old(&'a SignedRoster),
    /// Taken.
    Fresh(&'a SignedRoster),
}

/// What is here of a report that comes.
enum Known {
    /// Its case or its mailbox.
    Answered(Result<Kept, SealedRefusal>),
    /// Nothing that anybody may know of.
    Free(Option<MailboxRow>),
}

impl App {
    /// Takes a sealed report. Once this returns `Ok(Ok(_))`, the report and its alert are durable.
    pub async fn take_sealed(&self, origin: Origin, way: Way, bytes: &[u8]) -> Result<Result<Kept, SealedRefusal>, AppError> {
        let submission = match Submission::parse(bytes) {
            Ok(submission) => submission,
            Err(error) => return Ok(Err(error.into())),
        };
        let app = self.clone();
        self.to_the_end(async move { app.take_whole(origin, way, &submission).await }).await
    }

    async fn take_whole(&self, origin: Origin, way: Way, submission: &Submission) -> Result<Result<Kept, SealedRefusal>, AppError> {
        let rosters = self.current_roster()?;
        let roster = match self.taken_roster(&rosters, submission, way) {
            Ok(roster) => roster,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let urgency: Urgency = submission.urgency().parse().map_err(internal)?;
        let lane = Lane::of(urgency, submission.wakes());
        let statement = submission.signed().hash();
        let mark = self.inner.parts.token_key.mark(&submission.mailbox_id(), &[b"sealed", statement.as_bytes()]);
        let mut noticed: Option<Vec<Sign>> = None;
        let begun = Instant::now();
        for _ in 0..TRIES {
            let displaced = match self.known(submission).await? {
                Known::Answered(answer) => return Ok(answer),
                Known::Free(displaced) => displaced,
            };
            // Its words cannot be seen, so that only the side it comes from can be striking.
            let noticed = noticed.get_or_insert_with(|| self.inner.lately.signs(origin, "", self.now())).clone();
            match self.keep_case(submission, Keeping { roster, urgency, lane, mark, noticed, displaced, practice: None }).await {
                Err(AppError::Busy) if begun.elapsed() < TRY_FOR => {}
                Err(other) => return Err(other),
                Ok(()) => {
                    self.inner.queued.notify_one();
                    return Ok(Ok(Kept::New));
                }
            }
        }
        Err(AppError::Busy)
    }

    /// Why it would be refused, looked at before anything is done for it.
    pub(super) async fn refusal_of(&self, submission: &Submission, way: Way) -> Result<Option<SealedRefusal>, AppError> {
        if let Err(refusal) = self.taken_roster(&self.current_roster()?, submission, way) {
            return Ok(Some(refusal));
        }
        Ok(match self.known(submission).await? {
            Known::Answered(answer) => answer.err(),
            Known::Free(_) => None,
        })
    }

    /// The roster it was sealed under, if it is one that may still be used.
    fn taken_roster<'a>(&self, rosters: &'a [SignedRoster], submission: &Submission, way: Way) -> Result<&'a SignedRoster, SealedRefusal> {
        let (roster, old) = match self.age_of(rosters, submission.roster_hash(), way) {
            Age::Unknown => return Err(SealedRefusal::RosterUnknown),
            Age::Old(roster) => (roster, true),
            Age::Fresh(roster) => (roster, false),
        };
        let capsule = submission.capsule();
        if capsule.epoch != roster.epoch() || capsule.roster_key != roster.roster_key() {
            return Err(SubmissionError::Mismatch.into());
        }
        if old { Err(SealedRefusal::RosterOld) } else { Ok(roster) }
    }

    /// Whether what names the roster of this hash may still come in.
    pub(super) fn age_of<'a>(&self, rosters: &'a [SignedRoster], hash: Hash32, way: Way) -> Age<'a> {
        let mut following = rosters.iter().skip_while(|roster| roster.hash() != hash);
        let Some(roster) = following.next() else { return Age::Unknown };
        let now = self.now();
        let followed = following.next().is_some_and(|next| now > next.roster().not_before.saturating_add(EPOCH_GRACE));
        match self.roster_state(roster) {
            RosterState::Refused => Age::Old(roster),
            _ if followed && way == Way::Uploaded => Age::Old(roster),
            _ => Age::Fresh(roster),
        }
    }

    /// What to answer if its case or its mailbox is here already. A case that was withdrawn answers like one that was
    /// not: whoever sends a captured report again learns nothing. And a mailbox whose case was withdrawn, or is over, is
    /// no mailbox: whoever sends another report for its receipt finds what they find behind one that was never used.
    async fn known(&self, submission: &Submission) -> Result<Known, AppError> {
        let case = submission.case_id();
        let ring = self.ring();
        let (mut tx, mailbox) = self.mailbox_row(submission.mailbox_id()).await?;
        if tx.case(case.as_bytes()).await?.is_some() {
            let parts = tx.part_heads(case.as_bytes()).await?;
            let same = |row| rows::open_part(ring, row).is_ok_and(|(_, signed)| signed.hash() == submission.signed().hash());
            let repeated = parts.iter().any(same);
            return Ok(Known::Answered(if repeated { Ok(Kept::Repeated) } else { Err(SealedRefusal::CaseTaken) }));
        }
        let Some(row) = mailbox else { return Ok(Known::Free(None)) };
        let case = tx.case(&row.case_id).await?.ok_or_else(|| AppError::Internal("a mailbox leads to no case".into()))?;
        if !rows::open_case(ring, &case)?.is_closed(self.now()) {
            return Ok(Known::Answered(Err(SealedRefusal::MailboxTaken)));
        }
        Ok(Known::Free(Some(self.moved_away(&row)?)))
    }

    /// The row of a mailbox that its receipt opens no more, under an id that belongs to no receipt.
    fn moved_away(&self, row: &MailboxRow) -> Result<MailboxRow, AppError> {
        let (ring, key) = (self.ring(), rows::key_to_write(self.ring(), row.key_id)?);
        let mailbox_id = MailboxId::from_bytes(self.row_id()?);
        let state = MailboxState { mailbox_id, ..rows::open_mailbox(ring, row)? };
        Ok(MailboxRow {
            key_id: key.as_i64(),
            version: row.version + 1,
            lookup: ring.index(key, "mailbox", mailbox_id.as_bytes())?,
            sealed: rows::seal(ring, key, &row.id, &row.case_id, row.version + 1, &state)?,
            ..row.clone()
        })
    }

    /// Case, mailbox, report, grant and alert, in one transaction: however the report was sealed, the rows are alike.
    pub(super) async fn keep_case(&self, submission: &Submission, keeping: Keeping<'_>) -> Result<(), AppError> {
        let (app, lane, case) = (self.clone(), keeping.lane, submission.case_id());
        let rows = self.rows_of(submission, keeping)?;
        let stored = self.store().commit(move |tx| {
            Box::pin(async move {
                rows.insert(tx).await?;
                app.queue_alert(tx, lane, case, app.now()).await
            })
        });
        stored.await
    }

    /// Everything that stands in the database about a new case.
    pub(super) fn rows_of(&self, submission: &Submission, keeping: Keeping<'_>) -> Result<NewRows, AppError> {
        let Keeping { roster, urgency, mark, noticed, displaced, practice, .. } = keeping;
        let (ring, now) = (self.ring(), self.now());
        let expires = if practice.is_some() { now + PRACTICE } else { self.expires(now) };
        let key = rows::case_key(ring, expires)?;
        let minute = now - now.rem_euclid(60);
        let (case, mailbox_id, signed) = (submission.case_id(), submission.mailbox_id(), submission.signed());
        let state = CaseState {
            created: minute,
            expires,
            withdrawn: None,
            kept: false,
            unnoted: false,
            urgency,
            language: submission.language().to_owned(),
            status: Status::New,
            answer_here: submission.answer_here(),
            case_recipient: submission.capsule().case_recipient.to_string(),
            mailbox_id,
            receipt_key: submission.receipt_key(),
            roster_hash: roster.hash(),
            epoch: roster.epoch(),
            reporter: Tip { seq: 0, hash: signed.hash() },
            team: None,
            taken: vec![mark],
            noticed,
            words: submission.report().len() as u64,
            work: Work { practice: practice.is_some(), entries: practice.into_iter().collect(), ..Work::default() },
        };
        let part = PartState { received: minute, statement: text(signed)?, collected: false, deleted: false, aside: None };
        let body = Some(submission.report().to_vec());
        let part = rows::part_row(ring, super::mailbox::part_id(&self.inner.rng)?, case, key, 1, &part, body)?;
        let capsule = MailboxState { mailbox_id, capsule: STANDARD.encode(submission.capsule_bytes()) };
        let id = self.row_id()?;
        let mailbox = MailboxRow {
            id,
            case_id: *case.as_bytes(),
            key_id: key.as_i64(),
            version: 1,
            lookup: ring.index(key, "mailbox", mailbox_id.as_bytes())?,
            sealed: rows::seal(ring, key, &id, case.as_bytes(), 1, &capsule)?,
        };
        let grant = GrantState {
            kind: GrantKind::Case,
            to: roster.team_recipient().fingerprint(),
            grant: STANDARD.encode(submission.grant()),
            by: None,
            aside: None,
        };
        let id = self.row_id()?;
        let grant = GrantRow {
            id,
            case_id: *case.as_bytes(),
            key_id: key.as_i64(),
            version: 1,
            sealed: rows::seal(ring, key, &id, case.as_bytes(), 1, &grant)?,
        };
        let row = rows::case_row(ring, case, key, 1, &state)?;
        Ok(NewRows { displaced, case: row, mailbox, part, grant })
    }

    pub(super) fn row_id(&self) -> Result<[u8; 16], AppError> {
        Ok(ring::rand::generate::<[u8; 16]>(&self.inner.rng).map_err(no_random)?.expose())
    }
}

//! What staff say in a case, signed by the team: replies to the reporter, and what staff write for each other. One check for
//! all of it, whether a desk in a browser sends it or an offline desk's folder brings it.
use base64::{Engine, engine::general_purpose::STANDARD};
use tocsin_seal::{CaseId, Kind, Recipient, SignedStatement, Statement};

use super::{
    App, AppError,
    import::Refusal,
    rows::{self, CaseState, GrantKind, GrantState, PartState, Tip},
    submit::text,
    work::NOTES,
};
use crate::store::{CaseRow, GrantRow, Tx};

/// Largest sealed part that is taken, bytes.
pub(super) const PART_LIMIT: u64 = 4 * 1024 * 1024;
/// A sealed key is shorter than this whatever its grease.
const GRANT_LIMIT: usize = 4 * 1024;

/// Grants of staff identities that one case may have; restricting it or opening it again begins anew.
const STAFF_GRANTS: usize = 200;

/// What became of it.
pub(super) enum Said {
    /// It is part of the case; the case's row is the caller's to write.
    Taken,
    /// It was part of it before.
    Known,
}

/// A staff identity that the first desk to write in a case made.
pub(super) struct StaffIdentity {
    /// What staff seal to.
    pub recipient: Recipient,
    /// The identity, sealed to those who read.
    pub grants: Vec<NewGrant>,
}

/// A key of a case, sealed to somebody.
pub(super) struct NewGrant {
    /// Which key.
    pub kind: GrantKind,
    /// Fingerprint of the recipient.
    pub to: String,
    /// Age file.
    pub sealed: Vec<u8>,
}

impl NewGrant {
    /// `None` unless it looks like one key sealed to one recipient with such a fingerprint. What is inside only its reader sees.
    pub fn new(kind: GrantKind, to: &str, sealed: Vec<u8>) -> Option<Self> {
        let fingerprint = to.len() == 16 && to.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        let one_key = sealed.len() <= GRANT_LIMIT && tocsin_seal::check_header(&sealed, 1).is_ok();
        (fingerprint && one_key).then(|| Self { kind, to: to.to_owned(), sealed })
    }
}

impl App {
    /// Adds a part that the team signed to a case that this transaction holds, and moves the chain it belongs to. After a
    /// refusal nothing was changed.
    pub(super) async fn say(
        &self,
        tx: &mut Tx,
        row: &CaseRow,
        state: &mut CaseState,
        signed: &SignedStatement,
        body: Vec<u8>,
    ) -> Result<Result<Said, Refusal>, AppError> {
        let case = CaseId::from_bytes(row.id);
        let statement = match self.check_said(signed, &body) {
            Ok(statement) => statement,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if statement.case_id != case || statement.mailbox_id != state.mailbox_id {
            return Ok(Err(Refusal::OtherCase));
        }
        let note = statement.kind == Kind::Note;
        // A case that was taken back and is kept has no reader of answers any more; staff go on writing for each other.
        if !state.is_staffs(self.now()) || (!note && state.withdrawn.is_some()) {
            return Ok(Err(Refusal::NoCase));
        }
        if !note && !state.answer_here {
            return Ok(Err(Refusal::NoAnswerWanted));
        }
        let before = if note { state.work.staff } else { state.team };
        if before.is_some_and(|tip| statement.seq <= tip.seq) && self.stands(tx, case, signed).await? {
            return Ok(Ok(Said::Known));
        }
        if before.map_or(0, |tip| tip.seq).checked_add(1) != Some(statement.seq) || statement.prev != before.map(|tip| tip.hash) {
            return Ok(Err(Refusal::OutOfOrder));
        }
        if note && (state.work.staff_recipient.is_none() || statement.seq > NOTES) {
            return Ok(Err(Refusal::NoStaffIdentity));
        }
        let tip = Tip { seq: statement.seq, hash: signed.hash() };
        state.work.changes += 1;
        if note {
            state.work.staff = Some(tip);
        } else {
            state.settle();
            state.answer(tip);
        }
        let now = self.now();
        let key = rows::key_to_write(self.ring(), row.key_id)?;
        let part =
            PartState { received: now - now.rem_euclid(60), statement: text(signed)?, collected: false, deleted: false, aside: None };
        tx.insert_part(&rows::part_row(self.ring(), super::mailbox::part_id(&self.inner.rng)?, case, key, 1, &part, Some(body))?).await?;
        Ok(Ok(Said::Taken))
    }

    /// What can be seen of a part without its case: who signed it, and that the bytes are the sealed ones.
    fn check_said(&self, signed: &SignedStatement, body: &[u8]) -> Result<Statement, Refusal> {
        if body.len() as u64 > PART_LIMIT {
            return Err(Refusal::TooLarge);
        }
        let rosters = self.rosters();
        let roster = rosters.last().ok_or(Refusal::Signature)?;
        let statement = signed.verify(roster.team_signing_key()).map_err(|_| Refusal::Signature)?;
        if statement.roster_hash != roster.hash() {
            return Err(Refusal::Signature);
        }
        // A reply to the mailbox and the case; staff's own to the staff identity alone: the reporter knows the case's.
        let readers = match statement.kind {
            Kind::Reply => 2,
            Kind::Note => 1,
            Kind::Report | Kind::Message => return Err(Refusal::Altered),
        };
        let header = tocsin_seal::check_header(body, readers).map_err(|_| Refusal::Altered)?;
        tocsin_seal::check_sealed_size(body.len() as u64, header as u64).map_err(|_| Refusal::Altered)?;
        if !statement.attachments.is_empty() || !statement.covers(body) {
            return Err(Refusal::Altered);
        }
        Ok(statement)
    }

    /// Whether this very part was taken before.
    async fn stands(&self, tx: &mut Tx, case: CaseId, signed: &SignedStatement) -> Result<bool, AppError> {
        let rows = tx.part_heads(case.as_bytes()).await?;
        Ok(rows.iter().any(|row| rows::open_part(self.ring(), row).is_ok_and(|(_, known)| known.hash() == signed.hash())))
    }

    /// Gives a case its staff identity. Where staff have written already, it takes the place of the one they wrote to: whoever
    /// cannot open the last note writes to a fresh identity, and never to one that somebody may have put there. The former
    /// keys stay beside it and open what was written to them. [`Refusal::OutOfOrder`] if that was done too often.
    pub(super) async fn begin_staff(
        &self,
        tx: &mut Tx,
        row: &CaseRow,
        state: &mut CaseState,
        staff: StaffIdentity,
    ) -> Result<Result<(), Refusal>, AppError> {
        let recipient = staff.recipient.to_string();
        match &state.work.staff_recipient {
            Some(known) if *known == recipient => return Ok(Ok(())),
            Some(_) => {
                let (standing, _) = self.standing_grants(tx, &row.id).await?;
                if standing.iter().filter(|(_, grant)| grant.kind == GrantKind::Staff).count() + staff.grants.len() > STAFF_GRANTS {
                    return Ok(Err(Refusal::OutOfOrder));
                }
            }
            None => {}
        }
        state.work.staff_recipient = Some(recipient);
        for grant in &staff.grants {
            self.add_grant(tx, row, grant).await?;
        }
        Ok(Ok(()))
    }

    /// Adds a grant to a case that this transaction holds.
    pub(super) async fn add_grant(&self, tx: &mut Tx, row: &CaseRow, grant: &NewGrant) -> Result<(), AppError> {
        let (to, sealed) = (grant.to.clone(), STANDARD.encode(&grant.sealed));
        self.put_grant(tx, row, &GrantState { kind: grant.kind, to, grant: sealed, by: None, aside: None }).await
    }

    /// The grants of a case that somebody may be handed, and how many rows do not open: those keep nobody from the others.
    pub(super) async fn standing_grants(&self, tx: &mut Tx, case: &[u8; 16]) -> Result<(Vec<(GrantRow, GrantState)>, usize), AppError> {
        let (mut standing, mut damaged) = (Vec::new(), 0);
        for row in tx.grants(case).await? {
            match rows::open_grant(self.ring(), &row) {
                Ok(state) if state.aside.is_none() => standing.push((row, state)),
                Ok(_) => {}
                Err(_) => damaged += 1,
            }
        }
        Ok((standing, damaged))
    }

    /// Writes a grant of a case that this transaction holds.
    pub(super) async fn put_grant(&self, tx: &mut Tx, row: &CaseRow, state: &GrantState) -> Result<(), AppError> {
        let id = self.row_id()?;
        let key = rows::key_to_write(self.ring(), row.key_id)?;
        let sealed = rows::seal(self.ring(), key, &id, &row.id, 1, state)?;
        Ok(tx.insert_grant(&GrantRow { id, case_id: row.id, key_id: key.as_i64(), version: 1, sealed }).await?)
    }

    /// What the team of the newest roster reads with.
    pub(super) fn team_fingerprint(&self) -> Option<String> {
        self.rosters().last().map(|roster| roster.team_recipient().fingerprint())
    }
}

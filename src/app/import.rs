//! What an offline desk made comes back: replies, what staff wrote for each other, grants. Everything is checked against
//! roster, case and order before anything is stored, by the same functions that the desk in a browser meets.
use std::{
    fs,
    path::{Path, PathBuf},
};

use tocsin_seal::{Act, CaseId, Kind, Recipient, SignedStatement};

use super::{
    App, AppError,
    rows::{self, CaseState, GrantKind},
    said::{NewGrant, PART_LIMIT, Said, StaffIdentity},
};
use crate::store::{CaseRow, StoreError, Tx};

mod grants;

/// What an import did.
#[derive(Default)]
pub struct Imported {
    /// Replies now in mailboxes.
    pub taken: usize,
    /// Notes, translations, labels and drafts that are now part of their cases.
    pub notes: usize,
    /// Keys that are now granted.
    pub grants: usize,
    /// What was there already.
    pub known: usize,
    /// What was refused, with the reason.
    pub refused: Vec<(PathBuf, Refusal)>,
}

/// Why something was refused. Nothing of it was stored.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(std::io::Error),
    /// Too large.
    #[error("is larger than 4 MiB")]
    TooLarge,
    /// No statement stands beside it, or a broken one.
    #[error("has no signed statement beside it")]
    NoStatement,
    /// Not signed by the team of the roster in force.
    #[error("is not signed by the team of the roster in force; answer again with the current team key")]
    Signature,
    /// The bytes are not those that were signed, or not one sealed reply or note.
    #[error("is not the sealed reply or note that its statement names")]
    Altered,
    /// No such case, or withdrawn, or over.
    #[error("is for a case that is not here (any more)")]
    NoCase,
    /// For another conversation.
    #[error("is for another conversation")]
    OtherCase,
    /// Another reply or note came first.
    #[error("does not follow the last one: export again and write it anew")]
    OutOfOrder,
    /// A note for a case in which staff have no key of their own yet, or one note too many.
    #[error("is a note for a case that has no key for notes yet, or too many of them")]
    NoStaffIdentity,
    /// The reporter asked for none.
    #[error("is an answer to a reporter who wants none")]
    NoAnswerWanted,
    /// A grant that is not what the team signed for.
    #[error("holds other keys than the team signed for")]
    OtherGrant,
    /// A grant for somebody who has no account, or whose roles do not let them read.
    #[error("is for a key with which nobody of the staff reads here: invite them first (`tocsin people invite`), or give them a role")]
    NoReader,
    /// A grant for somebody outside of those whom a case was restricted to after it was signed.
    #[error(
        "lets somebody into a case whose readers were changed after it was signed: let somebody who may read the case now make it anew"
    )]
    Restricted,
    /// A grant for longer than a guest may stay, or one that is over.
    #[error("is over, or for longer than 30 days, or of guests too many")]
    Until,
}

enum Step {
    Taken,
    Known,
}

impl App {
    /// Takes every `case-<id>/replies/<number>.age`, `case-<id>/notes/<number>.age`, `team-<key>` and `guest-<case>-<key>`
    /// below `from`.
    pub async fn import(&self, from: &Path) -> Result<Imported, AppError> {
        let mut done = Imported::default();
        for (case, kind, file) in parts(from)? {
            match self.import_part(case, kind, &file).await? {
                Ok(Step::Taken) if kind == Kind::Note => done.notes += 1,
                Ok(Step::Taken) => done.taken += 1,
                Ok(Step::Known) => done.known += 1,
                Err(refusal) => done.refused.push((file, refusal)),
            }
        }
        for folder in grants::folders(from)? {
            match self.import_grants(&folder).await? {
                Ok(Step::Taken) => done.grants += 1,
                Ok(Step::Known) => done.known += 1,
                Err(refusal) => done.refused.push((folder, refusal)),
            }
        }
        Ok(done)
    }

    async fn import_part(&self, case: CaseId, kind: Kind, file: &Path) -> Result<Result<Step, Refusal>, AppError> {
        let (body, signed) = match read(file) {
            Ok(read) => read,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if signed.claimed().kind != kind {
            return Ok(Err(Refusal::Altered));
        }
        let mut tx = self.store().write().await?;
        let Some(row) = tx.lock_case(case.as_bytes()).await? else { return Ok(Err(Refusal::NoCase)) };
        let mut state = rows::open_case(self.ring(), &row)?;
        if kind == Kind::Note
            && (signed.claimed().seq == 1 || begins_anew(file, signed.claimed().seq))
            && state.work.staff.map_or(0, |tip| tip.seq) + 1 == signed.claimed().seq
            && let Err(refusal) = self.staff_of_folder(&mut tx, &row, &mut state, file).await?
        {
            return Ok(Err(refusal));
        }
        match self.say(&mut tx, &row, &mut state, &signed, body).await? {
            Ok(Said::Taken) => {}
            Ok(Said::Known) => return Ok(Ok(Step::Known)),
            Err(refusal) => return Ok(Err(refusal)),
        }
        let number = signed.claimed().seq.to_string();
        let act = if kind == Kind::Note { Act::Noted } else { Act::Replied };
        let head = self.note_service(&mut tx, act, Some(row.id), &[("seq", &number), ("by", "import")]).await?;
        state.work.note(head.seq);
        if !self.write_case_back(&mut tx, &row, &state).await? {
            return Ok(Err(Refusal::OutOfOrder));
        }
        tx.commit().await?;
        Ok(Ok(Step::Taken))
    }

    /// The first of the staff to write makes the identity: its recipient and its grant to the team lie beside the notes. So
    /// does whoever cannot open the last note. What the row names before anybody has written is vouched for by nobody.
    async fn staff_of_folder(
        &self,
        tx: &mut Tx,
        row: &CaseRow,
        state: &mut CaseState,
        note: &Path,
    ) -> Result<Result<(), Refusal>, AppError> {
        let found = note.parent().and_then(Path::parent).map(|case| case.join("staff"));
        let Some((recipient, sealed)) = found.zip(self.team_fingerprint()).and_then(|(folder, team)| {
            let recipient: Recipient = fs::read_to_string(folder.join("key.pub")).ok()?.trim().parse().ok()?;
            let sealed = fs::read(folder.join(format!("{team}.age"))).ok()?;
            Some((recipient, NewGrant::new(GrantKind::Staff, &team, sealed)?))
        }) else {
            return Ok(Err(Refusal::NoStaffIdentity));
        };
        // Of a restricted case the team has no grant, and must not get one by the way.
        if state.work.restricted_to.is_some() {
            return Ok(Err(Refusal::NoStaffIdentity));
        }
        if state.work.staff.is_none() && state.work.staff_recipient.take().is_some() {
            for (grant, _) in self.standing_grants(tx, &row.id).await?.0.into_iter().filter(|(_, known)| known.kind == GrantKind::Staff) {
                tx.delete_grant(&row.id, &grant.id).await?;
            }
        }
        self.begin_staff(tx, row, state, StaffIdentity { recipient, grants: vec![sealed] }).await
    }

    /// Writes a case as it is now; false if somebody else changed it meanwhile.
    async fn write_case_back(&self, tx: &mut Tx, row: &CaseRow, state: &CaseState) -> Result<bool, AppError> {
        let key = rows::key_to_write(self.ring(), row.key_id)?;
        let fresh = rows::case_row(self.ring(), CaseId::from_bytes(row.id), key, row.version + 1, state)?;
        match tx.update_case(&fresh, row.version).await {
            Err(StoreError::Conflict) => Ok(false),
            other => Ok(other.map(|()| true)?),
        }
    }
}

/// Whether this note is the one that a later identity of the staff was made for: its number lies beside that.
fn begins_anew(note: &Path, seq: u32) -> bool {
    let number = note.parent().and_then(Path::parent).map(|case| case.join("staff").join("seq"));
    number.and_then(|path| fs::read_to_string(path).ok()).is_some_and(|text| text.trim() == seq.to_string())
}

fn read(file: &Path) -> Result<(Vec<u8>, SignedStatement), Refusal> {
    if fs::metadata(file).map_err(Refusal::Unreadable)?.len() > PART_LIMIT {
        return Err(Refusal::TooLarge);
    }
    let body = fs::read(file).map_err(Refusal::Unreadable)?;
    let statement = fs::read(file.with_extension("statement.json")).map_err(|_| Refusal::NoStatement)?;
    Ok((body, SignedStatement::parse(&statement).map_err(|_| Refusal::NoStatement)?))
}

/// Every reply and note below `from`, in the order of their chains.
fn parts(from: &Path) -> Result<Vec<(CaseId, Kind, PathBuf)>, AppError> {
    let mut found = Vec::new();
    for (name, path) in entries(from)? {
        let Some(Ok(case)) = name.strip_prefix("case-").map(str::parse::<CaseId>) else { continue };
        for (folder, kind) in [("replies", Kind::Reply), ("notes", Kind::Note)] {
            let Ok(files) = fs::read_dir(path.join(folder)) else { continue };
            for file in files {
                let file = file.map_err(|e| unreadable(from, &e))?.path();
                if file.extension().is_some_and(|e| e == "age") {
                    found.push((case, kind, file));
                }
            }
        }
    }
    found.sort_unstable_by(|a, b| a.2.cmp(&b.2));
    Ok(found)
}

/// Names and paths in a folder.
fn entries(from: &Path) -> Result<Vec<(String, PathBuf)>, AppError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(from).map_err(|e| unreadable(from, &e))? {
        let path = entry.map_err(|e| unreadable(from, &e))?.path();
        found.push((path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned(), path));
    }
    found.sort_unstable();
    Ok(found)
}

fn unreadable(path: &Path, error: &std::io::Error) -> AppError {
    AppError::Internal(format!("{}: {error}", path.display()))
}

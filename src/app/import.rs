//! Replies made at the offline desk come back: checked against roster, case and order before anything is stored.
use std::{
    fs,
    path::{Path, PathBuf},
};

use tocsin_seal::{Act, CaseId, SignedStatement};

use super::{
    App, AppError, rows,
    said::{PART_LIMIT, Said},
};
use crate::store::StoreError;

/// What an import did.
#[derive(Default)]
pub struct Imported {
    /// Replies now in mailboxes.
    pub taken: usize,
    /// Replies that were there already.
    pub known: usize,
    /// What was refused, with the reason.
    pub refused: Vec<(PathBuf, Refusal)>,
}

/// Why a reply was refused. Nothing of it was stored.
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
    /// The bytes are not those that were signed, or not one sealed reply.
    #[error("is not the sealed reply that its statement names")]
    Altered,
    /// No such case, or withdrawn, or over.
    #[error("is for a case that is not here (any more)")]
    NoCase,
    /// For another conversation.
    #[error("is for another conversation")]
    OtherCase,
    /// Another reply came first.
    #[error("does not follow the last reply: export again and answer anew")]
    OutOfOrder,
    /// A note for a case in which staff have no key of their own yet, or one note too many.
    #[error("is a note for a case that has no key for notes yet, or too many of them")]
    NoStaffIdentity,
    /// The reporter asked for none.
    #[error("is an answer to a reporter who wants none")]
    NoAnswerWanted,
}

enum Step {
    Taken,
    Known,
}

impl App {
    /// Takes every `case-<id>/replies/<number>.age` below `from`.
    pub async fn import(&self, from: &Path) -> Result<Imported, AppError> {
        let mut done = Imported::default();
        for (case, file) in replies(from)? {
            match self.import_reply(case, &file).await? {
                Ok(Step::Taken) => done.taken += 1,
                Ok(Step::Known) => done.known += 1,
                Err(refusal) => done.refused.push((file, refusal)),
            }
        }
        Ok(done)
    }

    async fn import_reply(&self, case: CaseId, file: &Path) -> Result<Result<Step, Refusal>, AppError> {
        let (body, signed) = match read(file) {
            Ok(read) => read,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut tx = self.store().write().await?;
        let Some(row) = tx.lock_case(case.as_bytes()).await? else { return Ok(Err(Refusal::NoCase)) };
        let mut state = rows::open_case(self.ring(), &row)?;
        match self.say(&mut tx, &row, &mut state, &signed, body).await? {
            Ok(Said::Taken) => {}
            Ok(Said::Known) => return Ok(Ok(Step::Known)),
            Err(refusal) => return Ok(Err(refusal)),
        }
        let key = rows::key_to_write(self.ring(), row.key_id)?;
        match tx.update_case(&rows::case_row(self.ring(), case, key, row.version + 1, &state)?, row.version).await {
            Err(StoreError::Conflict) => return Ok(Err(Refusal::OutOfOrder)),
            other => other?,
        }
        let number = signed.claimed().seq.to_string();
        self.note_service(&mut tx, Act::Replied, Some(row.id), &[("seq", &number), ("by", "import")]).await?;
        tx.commit().await?;
        Ok(Ok(Step::Taken))
    }
}

fn read(file: &Path) -> Result<(Vec<u8>, SignedStatement), Refusal> {
    if fs::metadata(file).map_err(Refusal::Unreadable)?.len() > PART_LIMIT {
        return Err(Refusal::TooLarge);
    }
    let body = fs::read(file).map_err(Refusal::Unreadable)?;
    let statement = fs::read(file.with_extension("statement.json")).map_err(|_| Refusal::NoStatement)?;
    Ok((body, SignedStatement::parse(&statement).map_err(|_| Refusal::NoStatement)?))
}

/// Every reply file below `from`, in the order of the conversation.
fn replies(from: &Path) -> Result<Vec<(CaseId, PathBuf)>, AppError> {
    let unreadable = |e: std::io::Error| AppError::Internal(format!("{}: {e}", from.display()));
    let mut found = Vec::new();
    for entry in fs::read_dir(from).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let Some(Ok(case)) = name.strip_prefix("case-").map(str::parse::<CaseId>) else { continue };
        let Ok(files) = fs::read_dir(path.join("replies")) else { continue };
        for file in files {
            let file = file.map_err(unreadable)?.path();
            if file.extension().is_some_and(|e| e == "age") {
                found.push((case, file));
            }
        }
    }
    found.sort_unstable_by(|a, b| a.1.cmp(&b.1));
    Ok(found)
}

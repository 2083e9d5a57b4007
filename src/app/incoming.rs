//! Sealed files that come before the message that names them.
use tocsin_seal::{MailboxId, PartId, SealedRef};

use super::{App, AppError};

/// A file that is here, whole, and named by nobody yet. Dropped without [`ClaimedFile::keep`] it stays as it was.
pub(super) struct ClaimedFile;

impl ClaimedFile {
    /// A row names it now.
    pub(super) fn keep(self) {}
}

impl App {
    /// The files of these names, lengths and hashes that were sent for this mailbox, or the names of those that are not
    /// here, not whole or not the same. Nobody can send files ahead of their message yet, so that none is here.
    pub(super) async fn claim(&self, _mailbox: MailboxId, wanted: &[SealedRef]) -> Result<Result<Vec<ClaimedFile>, Vec<PartId>>, AppError> {
        Ok(if wanted.is_empty() { Ok(Vec::new()) } else { Err(wanted.iter().map(|file| file.id).collect()) })
    }
}

//! Files on their way in: sealed as a stream, durable before any row speaks of them, gone if nobody claims them.
use std::time::Duration;

use ring::rand::SystemRandom;
use tocsin_seal::{CaseId, PartId, Recipient, SealWriter, payload::Attachment};
use tokio_util::compat::{Compat, TokioAsyncWriteCompatExt};

use super::{App, AppError, mailbox::part_id, submit::internal, token::Session};
use crate::store::{BlobRow, BlobWriter, Blobs, HeldBlob};

/// A file that nobody names for so long is removed by the sweep of orphans, on whatever server it is seen.
pub(super) const UNNAMED_FOR: Duration = Duration::from_secs(24 * 3600);

/// The room left on the disk is looked at anew after so many bytes.
pub(super) const LOOK_EVERY: u64 = 4 << 20;

/// An open way in for files of one case.
pub struct Upload {
    app: App,
    blobs: Blobs,
    recipient: Recipient,
    rng: SystemRandom,
}

/// One file on its way in; dropping it leaves nothing behind.
pub struct FileSink {
    id: PartId,
    clean_copy_of: Option<PartId>,
    name: String,
    media_type: String,
    writer: SealWriter<Compat<BlobWriter>>,
    blobs: Blobs,
    app: App,
    unlooked: u64,
}

/// A file that is sealed and durable, and goes again unless a message takes it.
pub struct SealedFile {
    pub(crate) attachment: Attachment,
    blobs: Option<Blobs>,
    held: HeldBlob,
}

impl App {
    /// Opens the way in; `None` if the mailbox is gone. [`AppError::NoRoom`] long before words find no room.
    pub async fn upload(&self, session: &Session) -> Result<Option<Upload>, AppError> {
        if !self.room_for_files() {
            return Err(AppError::NoRoom);
        }
        let found = self.found(&self.keys(session)).await?;
        Ok(found.map(|f| Upload {
            app: self.clone(),
            blobs: self.store().blobs().clone(),
            recipient: f.capsule.case_recipient,
            rng: SystemRandom::new(),
        }))
    }
}

impl Upload {
    /// Starts a file. Name and type are sealed with the words; outside they are never kept.
    pub async fn file(&self, name: &str, media_type: &str) -> Result<FileSink, AppError> {
        self.sink(name, media_type, None).await
    }

    /// Starts the clean copy of a photograph that is on its way under the id `original`.
    pub async fn clean_copy(&self, original: PartId, name: &str, media_type: &str) -> Result<FileSink, AppError> {
        self.sink(name, media_type, Some(original)).await
    }

    async fn sink(&self, name: &str, media_type: &str, clean_copy_of: Option<PartId>) -> Result<FileSink, AppError> {
        let id = part_id(&self.rng)?;
        let blob = self.blobs.writer(id.as_bytes());
        let writer = SealWriter::new(blob.compat_write(), &[&self.recipient]).await.map_err(internal)?;
        let (name, media_type) = (name.to_owned(), media_type.to_owned());
        Ok(FileSink { id, clean_copy_of, name, media_type, writer, blobs: self.blobs.clone(), app: self.app.clone(), unlooked: 0 })
    }
}

impl FileSink {
    /// The file's id.
    pub fn id(&self) -> PartId {
        self.id
    }

    /// Takes the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), AppError> {
        self.unlooked += bytes.len() as u64;
        if self.unlooked >= LOOK_EVERY {
            self.unlooked = 0;
            if !self.app.room_for_files() {
                return Err(AppError::NoRoom);
            }
        }
        self.writer.write(bytes).await.map_err(fault)
    }

    /// Ends the file; on return it is durable.
    pub async fn finish(self) -> Result<SealedFile, AppError> {
        let (blob, sums) = self.writer.finish().await.map_err(fault)?;
        let held = blob.into_inner().finish().await?;
        let attachment = Attachment {
            id: self.id,
            name: self.name,
            media_type: self.media_type,
            length: sums.true_len,
            sha256: sums.true_sha256,
            sealed_sha256: sums.sealed_sha256,
            sealed_length: sums.sealed_len,
            clean_copy_of: self.clean_copy_of,
        };
        Ok(SealedFile { attachment, blobs: Some(self.blobs), held })
    }
}

impl SealedFile {
    /// A row names it now: it stays.
    pub(super) fn keep(&mut self) {
        self.blobs = None;
    }

    /// Whether another server may be about to sweep it as an orphan; then no row may name it any more.
    pub(super) fn too_old(&self) -> bool {
        self.held.age() > UNNAMED_FOR / 2
    }
}

impl Drop for SealedFile {
    fn drop(&mut self) {
        if let (Some(blobs), Ok(runtime)) = (self.blobs.take(), tokio::runtime::Handle::try_current()) {
            let id = *self.attachment.id.as_bytes();
            runtime.spawn(async move {
                if blobs.delete(&id).await.is_err() {
                    tracing::warn!("a file that nobody claimed could not be removed");
                }
            });
        }
    }
}

/// The row that names a blob.
pub(super) fn blob_row(case: CaseId, file: &Attachment) -> BlobRow {
    BlobRow { id: *file.id.as_bytes(), case_id: *case.as_bytes(), size: i64::try_from(file.sealed_length).unwrap_or(i64::MAX) }
}

fn fault(error: impl std::fmt::Display + 'static) -> AppError {
    let text = error.to_string();
    // The stream's error comes through two libraries that keep only its text: no space, quota; I/O, read-only.
    let any = |codes: &[u8]| codes.iter().any(|code| text.contains(&format!("(os error {code})")));
    if any(&[28, 122]) {
        AppError::NoRoom
    } else if any(&[5, 30]) {
        AppError::Busy
    } else {
        AppError::Internal(text)
    }
}

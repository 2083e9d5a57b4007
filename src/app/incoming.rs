//! Files that come in pieces, sealed before they left their sender: begun with a call that the receipt's key signed,
//! continued by whoever knows the id, over as many connections as it takes, and taken into the case by a message.
//!
//! The server opens nothing. Once the last byte is there it looks whether the file has the one shape that is taken, and
//! sums it up; a message that names it must name that very sum. What no message takes within a day is removed.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tocsin_seal::{CaseId, PartId, SealedRef, call::Action, check_header, check_sealed_size, header::max_header_len, padding};
use tokio::time::Instant;

use super::{App, AppError, arriving::Connection, call::CallRefusal, upload::LOOK_EVERY};
use crate::store::{BlobRow, Growing, StoreError, Tx, UploadRow, Way};

/// How long a file may take, and wait for its message: so long, rounded up to an hour.
const KEPT_FOR: i64 = 24 * 3600;
const HOUR: i64 = 3600;
/// Files of one mailbox that no message has taken yet.
pub const MOST_FILES: usize = 32;
/// Bytes of them together, in files of the largest size.
const MOST_BYTES: u64 = 4;
/// Files of all mailboxes together that no message has taken yet: what is begun costs a row and an entry in a folder.
pub const MOST_BEGUN: i64 = 10_000;
/// Where there are so many, those without a byte after so long make room; they are looked for once in a minute.
const EMPTY_FOR: i64 = HOUR;
/// How long a new connection waits for an older one to give way.
const GIVE_WAY: Duration = Duration::from_secs(3);
/// How long a message waits for files that are just being summed up, for all of them together: it holds a seat meanwhile.
const SUMMING: Duration = Duration::from_secs(30);

/// Why a file or a piece of it is not taken. Nothing of that piece was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileRefusal {
    /// No such file.
    Unknown,
    /// Its time is over, or a message has taken it.
    Gone,
    /// Larger than files may be, or more bytes than were announced.
    TooLarge,
    /// The mailbox has as many files waiting as it may.
    TooMany,
    /// The id is another's.
    Taken,
    /// The piece does not begin where the file ends.
    Offset,
    /// Another connection is adding to it.
    Busy,
    /// Not an age file of one recipient. It is removed.
    Shape,
    /// Not padded. It is removed.
    NotPadded,
}

impl FileRefusal {
    /// Every refusal.
    pub const ALL: [Self; 9] =
        [Self::Unknown, Self::Gone, Self::TooLarge, Self::TooMany, Self::Taken, Self::Offset, Self::Busy, Self::Shape, Self::NotPadded];

    /// The word that programs go by; it never changes.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "not_found",
            Self::Gone => "gone",
            Self::TooLarge => "too_large",
            Self::TooMany => "too_many_files",
            Self::Taken => "id_taken",
            Self::Offset => "wrong_offset",
            Self::Busy => "locked",
            Self::Shape => "bad_file",
            Self::NotPadded => "not_padded",
        }
    }
}

/// Why a file is not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartRefusal {
    /// Nobody's to begin.
    Call(CallRefusal),
    /// Somebody's, and not taken.
    File(FileRefusal),
}

/// How far a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that it will have.
    pub length: u64,
    /// Bytes that are durable.
    pub offset: u64,
    /// Unix seconds after which it is removed.
    pub until: i64,
}

/// A file that is being added to by one connection.
pub struct Incoming {
    app: App,
    row: UploadRow,
    growing: Growing,
    connection: Arc<Connection>,
    unlooked: u64,
}

/// A whole file that a message may take. Until [`ClaimedFile::take`] is committed it stays as it is.
pub(super) struct ClaimedFile {
    row: BlobRow,
    sha256: [u8; 32],
}

/// The longest sealed form of a file of so many bytes.
pub fn sealed_limit(true_bytes: u64) -> u64 {
    padding::sealed_size(padding::padme(true_bytes), max_header_len(1) as u64)
}

impl App {
    /// Begins the file that a signed call names; it has `length` sealed bytes, at most `limit`.
    pub async fn start_file(&self, call: &[u8], length: u64, limit: u64) -> Result<Result<(PartId, Progress), StartRefusal>, AppError> {
        let caller = match self.called(call).await? {
            Ok(caller) => caller,
            Err(refusal) => return Ok(Err(StartRefusal::Call(refusal))),
        };
        let Action::File { id, len } = caller.action else { return Ok(Err(StartRefusal::Call(CallRefusal::Malformed))) };
        if len != length {
            return Ok(Err(StartRefusal::Call(CallRefusal::Malformed)));
        }
        let begun = self.begin_file(caller.found.case, id, length, limit).await?;
        Ok(begun.map(|progress| (id, progress)).map_err(StartRefusal::File))
    }

    /// Begins a file of `length` sealed bytes for a case, or finds it where it was left. The largest that is taken has
    /// `limit` bytes.
    async fn begin_file(&self, case: CaseId, id: PartId, length: u64, limit: u64) -> Result<Result<Progress, FileRefusal>, AppError> {
        if length > limit {
            return Ok(Err(FileRefusal::TooLarge));
        }
        if let Some(row) = self.store().read().await?.upload(id.as_bytes()).await? {
            let same = row.case_id == *case.as_bytes() && row.size == size(length);
            return if same { self.file_progress(id).await } else { Ok(Err(FileRefusal::Taken)) };
        }
        if !self.room_for_files() || self.store().free_bytes().is_some_and(|free| free < self.inner.parts.reserve.saturating_add(length)) {
            return Err(AppError::NoRoom);
        }
        if self.store().read().await?.upload_count().await? >= MOST_BEGUN && !self.make_room_for_files().await? {
            return Err(AppError::NoRoom);
        }
        let held = match self.store().blobs().begin_growing(id.as_bytes()).await {
            Ok(held) => held,
            Err(StoreError::Duplicate) => return Ok(Err(FileRefusal::Taken)),
            Err(other) => return Err(other.into()),
        };
        let until = (self.now() + KEPT_FOR + HOUR - 1).div_euclid(HOUR) * HOUR;
        let row = UploadRow { id: *id.as_bytes(), case_id: *case.as_bytes(), size: size(length), due_at: until, sha256: None };
        let most = limit.saturating_mul(MOST_BYTES);
        let begun = self.store().commit(move |tx| {
            Box::pin(async move {
                // So that two at once are counted one after the other.
                if tx.lock_case(&row.case_id).await?.is_none() {
                    return Ok(Err(FileRefusal::Gone));
                }
                if tx.upload(&row.id).await?.is_some() {
                    return Err(StoreError::Duplicate);
                }
                if tx.blob(&row.id).await?.is_some() {
                    return Ok(Err(FileRefusal::Taken));
                }
                let others = tx.uploads(&row.case_id).await?;
                let bytes = others.iter().fold(length, |sum, other| sum.saturating_add(bytes(other.size)));
                if others.len() >= MOST_FILES || bytes > most {
                    return Ok(Err(FileRefusal::TooMany));
                }
                tx.insert_upload(&row).await?;
                Ok(Ok(()))
            })
        });
        let begun: Result<Result<(), FileRefusal>, StoreError> = begun.await;
        match begun {
            Ok(Ok(())) => {
                drop(held);
                Ok(Ok(Progress { length, offset: 0, until }))
            }
            // The same beginning came twice at once.
            Err(StoreError::Duplicate) => self.file_progress(id).await,
            Ok(Err(refusal)) => {
                self.store().blobs().remove_all(id.as_bytes()).await?;
                Ok(Err(refusal))
            }
            Err(other) => Err(other.into()),
        }
    }

    /// How far a file has come. A silent connection that is still adding to it gives way first, so that what it brought
    /// is counted.
    pub async fn file_progress(&self, id: PartId) -> Result<Result<Progress, FileRefusal>, AppError> {
        let row = match self.upload_row(id).await? {
            Ok(row) => row,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (length, until) = (bytes(row.size), row.due_at);
        if row.sha256.is_some() {
            return Ok(Ok(Progress { length, offset: length, until }));
        }
        let offset = match self.way(id, Duration::ZERO).await? {
            Way::Open(mut growing) => {
                let offset = growing.settle().await?;
                if offset >= length {
                    return self.whole(row, growing).await;
                }
                Some(offset)
            }
            Way::Busy => self.store().blobs().grown(id.as_bytes()).await?,
            Way::Gone => None,
        };
        match offset {
            Some(offset) => Ok(Ok(Progress { length, offset, until })),
            None => self.lost(row).await,
        }
    }

    /// The way in for the next bytes of a file, which begin at `offset`.
    pub async fn continue_file(&self, id: PartId, offset: u64) -> Result<Result<Incoming, FileRefusal>, AppError> {
        if !self.room_for_files() {
            return Err(AppError::NoRoom);
        }
        let row = match self.upload_row(id).await? {
            Ok(row) => row,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if row.sha256.is_some() {
            return Ok(Err(FileRefusal::Offset));
        }
        let growing = match self.way(id, Duration::ZERO).await? {
            Way::Open(growing) => growing,
            Way::Busy => return Ok(Err(FileRefusal::Busy)),
            Way::Gone => return Ok(self.lost(row).await?.and(Err(FileRefusal::Offset))),
        };
        if growing.length() != offset {
            return Ok(Err(FileRefusal::Offset));
        }
        let connection = self.inner.arriving.enter(row.id);
        Ok(Ok(Incoming { app: self.clone(), row, growing, connection, unlooked: 0 }))
    }

    /// The sender does not want to send it any more. What a message has taken stays.
    pub async fn forget_file(&self, id: PartId) -> Result<Result<(), FileRefusal>, AppError> {
        if let Err(refusal) = self.upload_row(id).await? {
            return Ok(Err(refusal));
        }
        if matches!(self.way(id, Duration::ZERO).await?, Way::Busy) {
            return Ok(Err(FileRefusal::Busy));
        }
        self.remove_upload(*id.as_bytes()).await?;
        Ok(Ok(()))
    }

    /// The files that a message names, if every one is whole and just so; else those that are not.
    pub(super) async fn claim(&self, case: CaseId, wanted: &[SealedRef]) -> Result<Result<Vec<ClaimedFile>, Vec<PartId>>, AppError> {
        let (mut claimed, mut missing) = (Vec::new(), Vec::new());
        let until = Instant::now() + SUMMING;
        for file in wanted {
            match self.claimed(case, file, until).await? {
                Some(one) => claimed.push(one),
                None => missing.push(file.id),
            }
        }
        Ok(if missing.is_empty() { Ok(claimed) } else { Err(missing) })
    }

    async fn claimed(&self, case: CaseId, file: &SealedRef, until: Instant) -> Result<Option<ClaimedFile>, AppError> {
        let Ok(mut row) = self.upload_row(file.id).await? else { return Ok(None) };
        if row.case_id != *case.as_bytes() || row.size != size(file.len) {
            return Ok(None);
        }
        if row.sha256.is_none() {
            // Its last byte may have come a moment ago, on a connection that broke before the file was summed up. What still
            // grows is not waited for: its sender could make it last for ever.
            let whole = self.store().blobs().grown(file.id.as_bytes()).await?.is_some_and(|came| came >= file.len);
            let patience = if whole { until.saturating_duration_since(Instant::now()) } else { Duration::ZERO };
            match self.way(file.id, patience).await? {
                Way::Open(mut growing) => {
                    if growing.settle().await? >= file.len {
                        let _ = self.whole(row, growing).await?;
                    }
                }
                Way::Gone => {
                    let _ = self.lost(row).await?;
                }
                Way::Busy => {}
            }
            match self.upload_row(file.id).await? {
                Ok(now) => row = now,
                Err(_) => return Ok(None),
            }
        }
        let Some(sha256) = row.sha256.filter(|sum| sum == file.sha256.as_bytes()) else { return Ok(None) };
        Ok(Some(ClaimedFile { row: BlobRow { id: row.id, case_id: row.case_id, size: row.size }, sha256 }))
    }

    /// Removes uploads whose time is over; how many. One that cannot be removed does not keep the others.
    pub(super) async fn sweep_uploads(&self) -> Result<usize, AppError> {
        let now = self.now();
        let mut removed = 0;
        for row in self.store().read().await?.all_uploads().await? {
            if row.due_at <= now && self.remove_upload(row.id).await.is_ok() {
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Whether a file can be begun once those went that were begun long ago and never got a byte. Their rows go at once; the empty
    /// files go with the orphans.
    async fn make_room_for_files(&self) -> Result<bool, AppError> {
        let (now, minute) = (self.now(), self.now().div_euclid(60));
        if self.inner.emptied.swap(minute, Ordering::Relaxed) == minute {
            return Ok(false);
        }
        let mut empty = Vec::new();
        for row in self.store().read().await?.all_uploads().await? {
            let long_ago = row.due_at <= now + KEPT_FOR - EMPTY_FOR;
            if long_ago && row.sha256.is_none() && self.store().blobs().grown(&row.id).await?.unwrap_or(0) == 0 {
                empty.push(row.id);
            }
        }
        for some in empty.chunks(500) {
            let ids = some.to_vec();
            let forgotten: Result<(), StoreError> = self
                .store()
                .commit(move |tx| {
                    Box::pin(async move {
                        for id in &ids {
                            match tx.delete_upload(id).await {
                                // A message took it, or somebody else was quicker.
                                Ok(()) | Err(StoreError::Conflict) => {}
                                Err(other) => return Err(other),
                            }
                        }
                        Ok(())
                    })
                })
                .await;
            forgotten?;
        }
        Ok(self.store().read().await?.upload_count().await? < MOST_BEGUN)
    }

    /// First the row, then the file: what is left of a file without a row goes with the orphans.
    async fn remove_upload(&self, id: [u8; 16]) -> Result<(), AppError> {
        let forgotten: Result<(), StoreError> = self.store().commit(move |tx| Box::pin(async move { tx.delete_upload(&id).await })).await;
        match forgotten {
            Ok(()) => Ok(self.store().blobs().remove_all(&id).await?),
            // A message took it, or somebody else was quicker.
            Err(StoreError::Conflict) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    async fn upload_row(&self, id: PartId) -> Result<Result<UploadRow, FileRefusal>, AppError> {
        let mut tx = self.store().read().await?;
        Ok(match tx.upload(id.as_bytes()).await? {
            Some(row) if row.due_at > self.now() => Ok(row),
            Some(_) => Err(FileRefusal::Gone),
            None if tx.blob(id.as_bytes()).await?.is_some() => Err(FileRefusal::Gone),
            None => Err(FileRefusal::Unknown),
        })
    }

    /// The way to a file; a silent connection of this process is asked to leave it, and waited for.
    async fn way(&self, id: PartId, patience: Duration) -> Result<Way, AppError> {
        let begun = Instant::now();
        loop {
            let way = self.store().blobs().growing(id.as_bytes()).await?;
            let asked = matches!(way, Way::Busy) && self.inner.arriving.ask_to_leave(id.as_bytes());
            let patience = if asked { patience.max(GIVE_WAY) } else { patience };
            if !matches!(way, Way::Busy) || begun.elapsed() >= patience {
                return Ok(way);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// There is a row, and no file that grows: it has its name already, or it is lost.
    async fn lost(&self, row: UploadRow) -> Result<Result<Progress, FileRefusal>, AppError> {
        let id = row.id;
        if let Some((head, found, sha256)) = self.store().blobs().summed(&id, max_header_len(1)).await?
            && shape(&head, found, bytes(row.size)).is_ok()
        {
            return self.note_whole(row, sha256).await;
        }
        self.remove_upload(id).await?;
        Ok(Err(FileRefusal::Gone))
    }

    /// The last byte is there: the file is looked at, summed up, and gets its name; or it is removed.
    async fn whole(&self, row: UploadRow, growing: Growing) -> Result<Result<Progress, FileRefusal>, AppError> {
        let app = self.clone();
        self.to_the_end(async move { app.sum_up(row, growing).await }).await
    }

    async fn sum_up(&self, row: UploadRow, growing: Growing) -> Result<Result<Progress, FileRefusal>, AppError> {
        let (id, length) = (row.id, bytes(row.size));
        let (head, sha256) = growing.summed(max_header_len(1)).await?;
        if let Err(refusal) = shape(&head, growing.length(), length) {
            drop(growing);
            self.remove_upload(id).await?;
            return Ok(Err(refusal));
        }
        // First the name, then the row: should the server stop in between, `lost` finds the file under its name.
        growing.finish().await?;
        self.note_whole(row, sha256).await
    }

    async fn note_whole(&self, row: UploadRow, sha256: [u8; 32]) -> Result<Result<Progress, FileRefusal>, AppError> {
        let (id, length) = (row.id, bytes(row.size));
        let noted: Result<(), StoreError> =
            self.store().commit(move |tx| Box::pin(async move { tx.upload_is_whole(&id, &sha256).await })).await;
        match noted {
            Ok(()) => {}
            // Somebody else noted it, or it was removed meanwhile.
            Err(StoreError::Conflict) => {
                if let Err(refusal) = self.upload_row(PartId::from_bytes(id)).await? {
                    return Ok(Err(refusal));
                }
            }
            Err(other) => return Err(other.into()),
        }
        Ok(Ok(Progress { length, offset: length, until: row.due_at }))
    }
}

impl Incoming {
    /// Bytes that are still to come.
    pub fn missing(&self) -> u64 {
        bytes(self.row.size).saturating_sub(self.growing.length())
    }

    /// Takes the next bytes; [`FileRefusal::TooLarge`] if there are more than were announced.
    pub async fn write(&mut self, piece: &[u8]) -> Result<Result<(), FileRefusal>, AppError> {
        self.connection.came();
        if piece.len() as u64 > self.missing() {
            return Ok(Err(FileRefusal::TooLarge));
        }
        self.unlooked += piece.len() as u64;
        if self.unlooked >= LOOK_EVERY {
            self.unlooked = 0;
            if !self.app.room_for_files() {
                return Err(AppError::NoRoom);
            }
        }
        Ok(Ok(self.growing.write(piece).await?))
    }

    /// Ends when another connection of the same sender wants to go on.
    pub async fn give_way(&self) {
        self.connection.asked_to_leave().await;
    }

    /// Makes what came durable, and says how far the file is; if nothing is missing, it is looked at and summed up.
    pub async fn settle(mut self) -> Result<Result<Progress, FileRefusal>, AppError> {
        let offset = self.growing.settle().await?;
        let (app, row) = (self.app.clone(), self.row.clone());
        let (length, until) = (bytes(row.size), row.due_at);
        if offset < length {
            return Ok(Ok(Progress { length, offset, until }));
        }
        app.inner.arriving.leave(&row.id, &self.connection);
        let Self { growing, .. } = self;
        app.whole(row, growing).await
    }
}

impl ClaimedFile {
    /// Makes it the case's, in the transaction of the message that names it.
    pub(super) async fn take(&self, tx: &mut Tx) -> Result<(), StoreError> {
        tx.claim_upload(&self.row, &self.sha256).await
    }
}

fn shape(head: &[u8], found: u64, announced: u64) -> Result<(), FileRefusal> {
    let header = check_header(head, 1).map_err(|_| FileRefusal::Shape)?;
    if found != announced {
        return Err(FileRefusal::Shape);
    }
    check_sealed_size(found, header as u64).map_err(|_| FileRefusal::NotPadded).map(drop)
}

fn size(length: u64) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn bytes(size: i64) -> u64 {
    u64::try_from(size).unwrap_or_default()
}

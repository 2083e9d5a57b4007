//! A sealed report with files that somebody carried here: words first, as for every report, then a message with the
//! files. Whatever stops it, it can be brought in again, and goes on where it was.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use ring::digest;
use tocsin_domain::alert::Lane;
use tocsin_seal::{
    Hash32, Parcel, ParcelError, PartId, SealedRef,
    header::max_header_len,
    parcel::{check_file, read_end, read_file_head},
};
use tokio::time::Instant;

use super::{
    App, AppError,
    additions::{Brought, SealedWords},
    call::CalledCase,
    junk::Origin,
    rows::Tip,
    sealed::{Kept, SealedRefusal, Way},
    submit::{TRIES, TRY_FOR, internal},
    upload::LOOK_EVERY,
};
use crate::store::{BlobRow, Growing, HeldBlob, Way as FileWay};

/// Bytes read at once.
const STEP: usize = 256 * 1024;

/// The first line of a parcel.
pub use tocsin_seal::parcel::MAGIC;

/// Why a parcel is refused. If anything of it is here, it was here before.
#[derive(Debug, thiserror::Error)]
pub enum ParcelRefusal {
    /// A part has not the shape it must have, or does not belong to the others.
    #[error("{0}")]
    Part(ParcelError),
    /// Its report is refused.
    #[error("{0}")]
    Report(#[from] SealedRefusal),
    /// Something else has the id of one of its files.
    #[error("something else has the id of one of its files")]
    FileTaken,
    /// Its report is here, and other words followed it.
    #[error("its report is here already, and the conversation went on without these files")]
    OutOfOrder,
    /// Its report is here, and was taken back or is over.
    #[error("its report was here, and was taken back or is over")]
    Over,
}

impl ParcelRefusal {
    /// The word that programs go by; it never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Part(ParcelError::Io(_)) => "unreadable",
            Self::Part(ParcelError::Truncated) => "truncated",
            Self::Part(ParcelError::Malformed) => "malformed",
            Self::Part(ParcelError::Report(error)) => SealedRefusal::Part(*error).code(),
            Self::Part(ParcelError::Message) => "bad_message",
            Self::Part(ParcelError::Statement) => "bad_statement",
            Self::Part(ParcelError::Signature) => "wrong_signature",
            Self::Part(ParcelError::Mismatch) => "parts_mismatch",
            Self::Part(ParcelError::File) => "bad_file",
            Self::Report(refusal) => refusal.code(),
            Self::FileTaken => "id_taken",
            Self::OutOfOrder => "out_of_order",
            Self::Over => "over",
        }
    }
}

/// What became of a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unpacked {
    /// New where anything of it was new.
    pub kept: Kept,
    /// Files in it.
    pub files: usize,
}

/// Files that are here and durable, and named by no row yet. Dropped, they go with the orphans.
#[derive(Default)]
struct Copied {
    rows: Vec<BlobRow>,
    held: Vec<HeldBlob>,
}

impl App {
    /// Takes a parcel from a file. First everything is looked at and copied, then the report is taken, then the message
    /// with the files: whoever stops it in between brings it in again.
    pub async fn take_parcel(&self, origin: Origin, path: &Path) -> Result<Result<Unpacked, ParcelRefusal>, AppError> {
        let file = File::open(path).map_err(|error| internal(format_args!("{}: {error}", path.display())))?;
        let mut from = BufReader::with_capacity(STEP, file);
        let read = blocking(move || Ok(Parcel::read(&mut from).map(|parcel| (parcel, from)))).await?;
        let (parcel, from) = match read {
            Ok(read) => read,
            Err(error) => return Ok(Err(ParcelRefusal::Part(error))),
        };
        let files = parcel.files().len();
        if self.is_here(&parcel).await? {
            return Ok(Ok(Unpacked { kept: Kept::Repeated, files }));
        }
        if let Some(refusal) = self.refusal_of(parcel.submission(), Way::Carried).await? {
            return Ok(Err(refusal.into()));
        }
        let mut copied = Copied::default();
        let done = self.unpack(origin, &parcel, from, &mut copied).await;
        if !matches!(done, Ok(Ok(_))) {
            self.throw_away(copied).await;
        }
        Ok(done?.map(|kept| Unpacked { kept, files }))
    }

    async fn unpack(
        &self,
        origin: Origin,
        parcel: &Parcel,
        from: BufReader<File>,
        copied: &mut Copied,
    ) -> Result<Result<Kept, ParcelRefusal>, AppError> {
        if let Err(refusal) = self.copy_files(parcel, from, copied).await? {
            return Ok(Err(refusal));
        }
        if let Err(refusal) = self.take_sealed(origin, Way::Carried, &parcel.submission().to_bytes()).await? {
            return Ok(Err(refusal.into()));
        }
        let begun = Instant::now();
        for _ in 0..TRIES {
            match self.append_files(parcel, &copied.rows).await {
                Err(AppError::Busy) if begun.elapsed() < TRY_FOR => {}
                other => return other,
            }
        }
        Err(AppError::Busy)
    }

    /// Whether the message of this parcel was taken before.
    async fn is_here(&self, parcel: &Parcel) -> Result<bool, AppError> {
        self.stands_in(parcel.submission().case_id(), &parcel.message().signed.hash()).await
    }

    async fn append_files(&self, parcel: &Parcel, rows: &[BlobRow]) -> Result<Result<Kept, ParcelRefusal>, AppError> {
        let found = self.behind(parcel.submission().mailbox_id()).await?;
        let ours = |found: &CalledCase| found.case == parcel.submission().case_id() && !found.state.is_closed(self.now());
        let Some(found) = found.filter(ours) else { return Ok(Err(ParcelRefusal::Over)) };
        let Tip { seq, hash } = found.state.reporter;
        if seq != 0 || hash != parcel.submission().signed().hash() {
            let known = self.is_here(parcel).await?;
            return Ok(if known { Ok(Kept::Repeated) } else { Err(ParcelRefusal::OutOfOrder) });
        }
        // As for files that follow the words of a form.
        let decision = self.decide(&[], "unknown", &Default::default(), true, true, self.now());
        let lane = Lane::of(decision.urgency, decision.wakes);
        let message = parcel.message();
        let words = SealedWords { signed: &message.signed, body: &message.body, urgency: decision.urgency, lane };
        self.append_sealed(words, parcel.statement(), found, rows.iter().cloned().map(Brought::Carried).collect()).await?;
        self.inner.queued.notify_one();
        Ok(Ok(Kept::New))
    }

    async fn copy_files(
        &self,
        parcel: &Parcel,
        mut from: BufReader<File>,
        copied: &mut Copied,
    ) -> Result<Result<(), ParcelRefusal>, AppError> {
        for file in parcel.files() {
            let Some((mut growing, held)) = self.fresh_file(file.id).await? else { return Ok(Err(ParcelRefusal::FileTaken)) };
            copied.held.push(held);
            copied.rows.push(BlobRow {
                id: *file.id.as_bytes(),
                case_id: *parcel.submission().case_id().as_bytes(),
                size: i64::try_from(file.len).unwrap_or(i64::MAX),
            });
            let (back, outcome) = self.copy_one(file.clone(), from, &mut growing).await?;
            if let Err(error) = outcome {
                return Ok(Err(ParcelRefusal::Part(error)));
            }
            from = back;
            growing.settle().await?;
            growing.finish().await?;
        }
        Ok(blocking(move || Ok(read_end(&mut from))).await?.map_err(ParcelRefusal::Part))
    }

    async fn copy_one(
        &self,
        file: SealedRef,
        mut from: BufReader<File>,
        to: &mut Growing,
    ) -> Result<(BufReader<File>, Result<(), ParcelError>), AppError> {
        let (mut head, mut sum) = (Vec::new(), digest::Context::new(&digest::SHA256));
        let (mut left, mut unlooked) = (file.len, LOOK_EVERY);
        let announced = file.clone();
        let (back, begun) = blocking(move || {
            Ok({
                let begun = read_file_head(&mut from, &announced);
                (from, begun)
            })
        })
        .await?;
        from = back;
        if begun.is_err() {
            return Ok((from, begun));
        }
        while left > 0 {
            let want = usize::try_from(left).unwrap_or(STEP).min(STEP);
            let (back, piece) = blocking(move || {
                Ok({
                    let mut piece = vec![0; want];
                    let read = from.read_exact(&mut piece).map(|()| piece);
                    (from, read)
                })
            })
            .await?;
            from = back;
            let piece = match piece {
                Ok(piece) => piece,
                Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok((from, Err(ParcelError::Truncated))),
                Err(error) => return Ok((from, Err(ParcelError::Io(error)))),
            };
            if unlooked >= LOOK_EVERY {
                unlooked = 0;
                if !self.room_for_files() {
                    return Err(AppError::NoRoom);
                }
            }
            unlooked += piece.len() as u64;
            let wanted = max_header_len(1).saturating_sub(head.len()).min(piece.len());
            head.extend_from_slice(piece.get(..wanted).unwrap_or_default());
            sum.update(&piece);
            to.write(&piece).await?;
            left -= piece.len() as u64;
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(sum.finish().as_ref());
        Ok((from, check_file(&file, &head, &Hash32::from_bytes(hash))))
    }

    /// An empty file of this id, whatever an import that was stopped has left; `None` if the id is in use.
    async fn fresh_file(&self, id: PartId) -> Result<Option<(Growing, HeldBlob)>, AppError> {
        let mut tx = self.store().read().await?;
        if tx.blob(id.as_bytes()).await?.is_some() || tx.upload(id.as_bytes()).await?.is_some() {
            return Ok(None);
        }
        drop(tx);
        let blobs = self.store().blobs();
        match blobs.growing(id.as_bytes()).await? {
            FileWay::Busy => return Err(AppError::Busy),
            FileWay::Open(_) | FileWay::Gone => blobs.remove_all(id.as_bytes()).await?,
        }
        let held = blobs.begin_growing(id.as_bytes()).await?;
        match blobs.growing(id.as_bytes()).await? {
            FileWay::Open(growing) => Ok(Some((growing, held))),
            FileWay::Busy | FileWay::Gone => Err(AppError::Busy),
        }
    }

    async fn throw_away(&self, copied: Copied) {
        for row in &copied.rows {
            // A file that a row names meanwhile is not ours to remove.
            let named = match self.store().read().await {
                Ok(mut tx) => tx.blob(&row.id).await.map_or(true, |row| row.is_some()),
                Err(_) => true,
            };
            if !named && self.store().blobs().remove_all(&row.id).await.is_err() {
                tracing::warn!("a file of a parcel that was refused could not be removed");
            }
        }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, AppError> + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(internal)?
}

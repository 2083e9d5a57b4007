//! Files of a form, each sealed as it streams in; a file that fails costs nothing but itself.

use tocsin_domain::report::MessageDraft;

use super::WebState;
use super::form::{FileHead, FormError, FormReader};
use super::photos::{Copied, Copying};
use super::stack::Visit;
use super::uploads::Place;
use crate::app::AppError;
use crate::app::token::Session;
use crate::app::upload::{SealedFile, Upload};
use crate::pages::FileOutcome;

/// What became of the files of one form.
#[derive(Default)]
pub(super) struct Arrived {
    /// Sealed and durable, not yet named by a message: dropped, they are gone again.
    sealed: Vec<SealedFile>,
    /// One line per file, in the order they came.
    pub report: Vec<FileOutcome>,
    /// Whether the form broke off, so that there may have been more.
    pub broken: bool,
}

/// Why a file was not taken, as the id of a sentence; and whether the form goes on after it.
enum Lost {
    One(&'static str),
    Rest(&'static str),
}

/// Takes `first`, which the reader has just announced, and every file after it, as far as there is a place for them; with
/// `clean`, photographs get a clean copy beside them.
pub(super) async fn take(
    web: &WebState,
    visit: &Visit,
    session: &Session,
    reader: &mut FormReader,
    first: Option<FileHead>,
    clean: bool,
) -> Arrived {
    let mut arrived = Arrived::default();
    let (mut way, mut sought) = (None, false);
    let mut next = first;
    while let Some(head) = next {
        // A name without content is not worth waiting for a place.
        if !head.empty && !std::mem::replace(&mut sought, true) {
            way = place(web, visit, session).await;
        }
        match one(web, way.as_ref(), reader, &head, clean).await {
            Ok((sealed, copied)) => {
                arrived.sealed.push(sealed);
                arrived.report.push(FileOutcome { name: head.name, ok: true, reason: copied.sentence().map(str::to_owned) });
                arrived.sealed.extend(copied.sealed());
            }
            Err(lost) => {
                let (Lost::One(reason) | Lost::Rest(reason)) = lost;
                arrived.report.push(FileOutcome { name: head.name, ok: false, reason: Some(reason.into()) });
                if matches!(lost, Lost::Rest(_)) {
                    arrived.broken = true;
                    return arrived;
                }
            }
        }
        next = match between(&mut way, reader.next_file()).await {
            Ok(next) => next,
            Err(error) => {
                arrived.broken = error != FormError::FilesTooLarge;
                return arrived;
            }
        };
    }
    arrived
}

async fn place(web: &WebState, visit: &Visit, session: &Session) -> Option<(Upload, Place)> {
    let place = web.frame.uploads.place(&visit.visitor).await.ok()?;
    let upload = web.app.upload(session).await.inspect_err(|error| web.note(error)).ok().flatten()?;
    Some((upload, place))
}

/// Puts the files, and `draft` if there is one, into the case. Where that fails, the files are reported as lost.
/// Returns whether the mailbox is still there and took it.
pub(super) async fn add(web: &WebState, visit: &Visit, session: &Session, draft: Option<MessageDraft>, arrived: &mut Arrived) -> bool {
    let sealed = std::mem::take(&mut arrived.sealed);
    if sealed.is_empty() && draft.is_none() {
        return true;
    }
    // In turn, at the front: what arrived, maybe for hours, is not given up for want of a seat.
    let _seat = web.frame.queue.seat(&visit.visitor, true).await;
    let added = web.app.add_message(session, draft, sealed, &visit.lang.code).await.inspect_err(|error| web.note(error));
    let taken = matches!(added, Ok(Some(_)));
    if !taken {
        for file in arrived.report.iter_mut().filter(|file| file.ok) {
            file.ok = false;
            file.reason = Some("file-reason-refused".into());
        }
    }
    taken
}

/// Reads what stands between two files. Whoever is slow on purpose there gives up their place like a slow file, but goes on
/// being read: there may be words.
async fn between<T>(way: &mut Option<(Upload, Place)>, read: impl Future<Output = T>) -> T {
    let mut read = std::pin::pin!(read);
    if let Some((_, place)) = way {
        tokio::select! {
            read = &mut read => return read,
            () = place.cut() => {}
        }
    }
    *way = None;
    read.await
}

async fn one(
    web: &WebState,
    way: Option<&(Upload, Place)>,
    reader: &mut FormReader,
    head: &FileHead,
    clean: bool,
) -> Result<(SealedFile, Copied), Lost> {
    if head.empty {
        return Err(Lost::One("file-reason-empty"));
    }
    let refused = |error: AppError| {
        web.note(&error);
        Lost::One("file-reason-refused")
    };
    let Some((way, place)) = way else { return Err(Lost::One("file-reason-refused")) };
    let mut sink = way.file(&head.name, &head.media_type).await.map_err(refused)?;
    let mut copying = clean.then(|| Copying::new(head));
    loop {
        let chunk = tokio::select! {
            chunk = reader.file_chunk() => chunk,
            () = place.cut() => return Err(Lost::Rest("file-reason-broken")),
        };
        match chunk {
            Ok(Some(bytes)) => {
                place.count(bytes.len() as u64).map_err(|_| Lost::One("file-reason-refused"))?;
                sink.write(&bytes).await.map_err(refused)?;
                if let Some(copying) = &mut copying {
                    copying.write(way, sink.id(), &bytes).await.unwrap_or_else(|error| web.note(&error));
                }
            }
            Ok(None) => {
                let sealed = sink.finish().await.map_err(refused)?;
                let Some(copying) = copying else { return Ok((sealed, Copied::Unasked)) };
                let copied = copying.finish().await.inspect_err(|error| web.note(error));
                return Ok((sealed, copied.unwrap_or(Copied::NotMade)));
            }
            Err(FormError::FilesTooLarge) => return Err(Lost::One("file-reason-too-large")),
            Err(_) => return Err(Lost::Rest("file-reason-broken")),
        }
    }
}

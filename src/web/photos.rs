//! The clean copy of a photograph, made and sealed while the photograph itself streams in.
//!
//! It costs the memory of a second file on its way, whatever the photograph's size: nobody can hold a photograph's worth of
//! memory by sending it slowly, and nobody's photograph goes without a clean copy because others hold it. Whatever happens
//! to the copy, the photograph is taken as it is.

use tocsin_domain::fields;
use tocsin_domain::photo::{Cleaner, Verdict, clean_name};
use tocsin_seal::PartId;

use super::form::{FileHead, Typed};
use crate::app::AppError;
use crate::app::upload::{FileSink, SealedFile, Upload};

/// The box beside the question for files. A hidden field of this name stands before it, so that a box left empty can be told
/// from a page or a program that knows no such box.
const FIELD: &str = "clean_photos";

/// Whether photographs get a clean copy: unless the box was there and was left empty.
pub(super) fn wanted(typed: &Typed) -> bool {
    let mut said = typed.all().iter().filter(|(name, _)| name == FIELD).map(|(_, value)| fields::choice(value)).peekable();
    said.peek().is_none() || said.any(|value| value == Some("yes"))
}

/// A file that may be a photograph, and its clean copy on the way in.
pub(super) struct Copying {
    cleaner: Cleaner,
    name: String,
    /// Sent as a picture or film.
    looks_like_one: bool,
    gained: Vec<u8>,
    sink: Option<FileSink>,
    lost: bool,
}

/// What came of it.
pub(super) enum Copied {
    /// Nobody asked for it, or it is no picture.
    Unasked,
    /// The clean copy, sealed and durable.
    Made(Box<SealedFile>),
    /// A picture that has no clean copy.
    NotMade,
}

impl Copying {
    /// For a file of which nothing was read yet.
    pub(super) fn new(head: &FileHead) -> Self {
        let kind = head.media_type.split('/').next().unwrap_or_default();
        Self {
            cleaner: Cleaner::new(),
            name: clean_name(&head.name),
            looks_like_one: matches!(kind, "image" | "video"),
            gained: Vec::new(),
            sink: None,
            lost: false,
        }
    }

    /// The next bytes of the file, which is on its way as `original`. An error ends the copy alone.
    pub(super) async fn write(&mut self, way: &Upload, original: PartId, bytes: &[u8]) -> Result<(), AppError> {
        if self.lost {
            return Ok(());
        }
        self.cleaner.push(bytes, &mut self.gained);
        let written = self.pass_on(way, original).await;
        if written.is_err() || self.cleaner.hopeless() {
            self.lost = true;
            self.sink = None;
        }
        self.gained.clear();
        written
    }

    async fn pass_on(&mut self, way: &Upload, original: PartId) -> Result<(), AppError> {
        let Some(kind) = self.cleaner.kind().filter(|_| !self.gained.is_empty()) else { return Ok(()) };
        let sink = match &mut self.sink {
            Some(sink) => sink,
            None => self.sink.insert(way.clean_copy(original, &self.name, kind.media_type()).await?),
        };
        sink.write(&self.gained).await
    }

    /// The file has come to its end and is kept.
    pub(super) async fn finish(self) -> Result<Copied, AppError> {
        let photo = self.cleaner.kind().is_some() || self.looks_like_one;
        match (self.cleaner.finish(), self.sink) {
            (Verdict::Clean(_), Some(sink)) => Ok(Copied::Made(Box::new(sink.finish().await?))),
            _ if photo => Ok(Copied::NotMade),
            _ => Ok(Copied::Unasked),
        }
    }
}

impl Copied {
    /// The id of what the reporter is told.
    pub(super) fn sentence(&self) -> Option<&'static str> {
        match self {
            Copied::Unasked => None,
            Copied::Made(_) => Some("file-clean"),
            Copied::NotMade => Some("file-not-clean"),
        }
    }

    /// The copy, if there is one.
    pub(super) fn sealed(self) -> Option<SealedFile> {
        match self {
            Copied::Made(sealed) => Some(*sealed),
            Copied::Unasked | Copied::NotMade => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_left_empty_is_told_from_a_page_without_one() {
        let typed = |values: &[&str]| Typed(values.iter().map(|value| (FIELD.to_owned(), (*value).to_owned())).collect());
        assert!(wanted(&typed(&[])) && wanted(&typed(&["no", "yes"])) && wanted(&typed(&["yes"])));
        assert!(!wanted(&typed(&["no"])) && !wanted(&typed(&[""])));
    }
}

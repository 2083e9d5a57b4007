//! Files sealed along with a report: each as a stream beside the result, then all in one parcel. A file's name and type
//! stand inside the sealed message alone.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use ring::rand::SystemRandom;
use tocsin_domain::{
    clock::day_of,
    triage::{RuleSet, TriageInput},
};
use tocsin_seal::{
    MailboxKeys, Parcel, PartId, SignedRoster, Submission,
    addition::{Place, SealedMessage, Words},
    parcel::{MOST_FILES, file_head},
    payload::Attachment,
    seal_stream,
};

use crate::{
    error::DeskError,
    files::{self, Partial},
    seal::urgency,
    visible::visible_path,
};

/// Endings whose type a browser would name; anything else is just bytes.
const TYPES: [(&str, &str); 22] = [
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("heic", "image/heic"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
    ("3gp", "video/3gpp"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("ogg", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("wav", "audio/wav"),
    ("amr", "audio/amr"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("zip", "application/zip"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
];

/// Sealed files in a folder of their own, which goes when this is dropped.
pub struct Sealed {
    folder: Partial,
    attachments: Vec<Attachment>,
}

impl Sealed {
    /// Seals each of `paths` to the report's case, in a folder beside `out`; in constant memory.
    ///
    /// # Errors
    /// A path is no regular file, cannot be read, or there are too many.
    pub fn of(paths: &[PathBuf], submission: &Submission, out: &Path) -> Result<Self, DeskError> {
        if paths.len() > MOST_FILES {
            return Err(DeskError::asked(format!("at most {MOST_FILES} files go along with one report")));
        }
        let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = Partial::inside(parent)?;
        let mut attachments = Vec::new();
        for (at, path) in paths.iter().enumerate() {
            let from = files::open_regular(path)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let to = sealed_path(&folder, at);
            let mut file = BufWriter::new(files::create(&to)?);
            let sums = seal_stream(from, &mut file, &submission.capsule().case_recipient)
                .map_err(|error| DeskError::asked(format!("{} cannot be sealed: {error}", visible_path(path))))?;
            file.flush().map_err(DeskError::io("write", &to))?;
            attachments.push(Attachment {
                id: PartId::random(&SystemRandom::new()).map_err(|error| DeskError::asked(error.to_string()))?,
                media_type: media_type(&name).to_owned(),
                name,
                length: sums.true_len,
                sha256: sums.true_sha256,
                sealed_sha256: sums.sealed_sha256,
                sealed_length: sums.sealed_len,
                clean_copy_of: None,
            });
        }
        Ok(Self { folder, attachments })
    }

    /// Writes the parcel of `submission` and these files to `out`, durably; how many bytes.
    ///
    /// # Errors
    /// Nothing is left at `out`.
    pub fn write(
        self,
        submission: Submission,
        keys: &MailboxKeys,
        language: &str,
        roster: &SignedRoster,
        now: i64,
        out: &Path,
    ) -> Result<u64, DeskError> {
        let attachments = self.attachments.clone();
        let message = message(&submission, keys, language, roster, now, attachments)?;
        // What the server would refuse must not leave this machine as if it were sealed.
        let parcel =
            Parcel::new(submission, message).map_err(|error| DeskError::asked(format!("the server would not take this: {error}")))?;
        let mut file = files::create(out)?;
        let written = self.write_to(&parcel, &mut file, out);
        if written.is_err() {
            std::fs::remove_file(out).map_err(DeskError::io("remove", out))?;
        }
        written
    }

    fn write_to(&self, parcel: &Parcel, file: &mut File, out: &Path) -> Result<u64, DeskError> {
        let head = parcel.head();
        file.write_all(&head).map_err(DeskError::io("write", out))?;
        let mut total = head.len() as u64;
        for (at, sealed) in parcel.files().iter().enumerate() {
            let from = sealed_path(&self.folder, at);
            file.write_all(&file_head(sealed)).map_err(DeskError::io("write", out))?;
            let mut source = files::open_regular(&from)?;
            let copied = io::copy(&mut source, file).map_err(DeskError::io("write", out))?;
            if copied != sealed.len {
                return Err(DeskError::refused(format!("{} was changed meanwhile", visible_path(&from))));
            }
            total += 8 + copied;
        }
        file.sync_all().map_err(DeskError::io("write", out))?;
        Ok(total)
    }
}

/// The message that takes the files, as the form makes it: no words of its own.
fn message(
    submission: &Submission,
    keys: &MailboxKeys,
    language: &str,
    roster: &SignedRoster,
    now: i64,
    attachments: Vec<Attachment>,
) -> Result<SealedMessage, DeskError> {
    let facts = BTreeMap::new();
    let input = TriageInput { methods: &[], danger: "unknown", facts: &facts, has_text: true, has_files: true, today: day_of(now) };
    let place = Place {
        case_id: submission.case_id(),
        case_recipient: &submission.capsule().case_recipient,
        seq: 1,
        prev: submission.signed().hash(),
        roster_hash: roster.hash(),
    };
    let words = Words {
        written_at: now,
        language,
        text: "",
        danger: "unknown",
        urgency: urgency(RuleSet::builtin().evaluate(&input)),
        facts,
        attachments,
    };
    SealedMessage::seal(keys, &place, words).map_err(|error| DeskError::asked(format!("the files cannot be sealed: {error}")))
}

fn sealed_path(folder: &Partial, at: usize) -> PathBuf {
    folder.path().join(format!("{at}.age"))
}

fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    TYPES.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_a_claim_from_the_ending_alone() {
        for (name, kind) in [
            ("a.JPG", "image/jpeg"),
            ("a.b.pdf", "application/pdf"),
            ("a", "application/octet-stream"),
            (".png", "image/png"),
            ("a.exe", "application/octet-stream"),
        ] {
            assert_eq!(media_type(name), kind);
        }
    }
}

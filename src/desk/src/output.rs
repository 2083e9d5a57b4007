//! Writes an opened case: a folder of its own that appears whole or not at all.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::BufWriter,
    path::{Path, PathBuf},
};

use serde::Serialize;
use serde_json::{Map, Value, json};
use tocsin_domain::photo::clean_name;
use tocsin_seal::{Hash32, staff::Translation};
use zeroize::Zeroizing;

use crate::{
    case::{Answer, OpenedCase, Unopened},
    copies,
    error::DeskError,
    files::{self, Partial},
    text,
    visible::visible_line,
};

/// A file as it was written.
pub struct Saved {
    /// Its name in the folder of files.
    pub name: String,
    /// The name of the photograph whose clean copy it was found to be.
    pub clean_copy_of: Option<String>,
}

/// Writes `OUT/case-<id>` and returns it. With `attachments`, the files too, each verified to its last byte.
///
/// # Errors
/// Whatever fails, nothing of the case is left.
pub fn write(case: &mut OpenedCase, out: &Path, attachments: bool, replace: bool) -> Result<PathBuf, DeskError> {
    let target = out.join(format!("case-{}", case.id));
    if !replace && files::exists(&target) {
        return Err(DeskError::asked(format!(
            "{} exists already; use --force to replace it, or another --out",
            crate::visible::visible_path(&target)
        )));
    }
    let partial = Partial::inside(out)?;
    let (saved, warnings) = if attachments { write_files(case, partial.path())? } else { Default::default() };
    case.warnings.extend(warnings);
    let document = Zeroizing::new(serde_json::to_vec_pretty(&document(case, &saved)?).map_err(unwritable)?);
    files::write_new(&partial.path().join("report.json"), &document)?;
    let page = Zeroizing::new(text::page(case, &saved));
    files::write_new(&partial.path().join("report.txt"), page.as_bytes())?;
    partial.finish(&target, replace)?;
    Ok(target)
}

/// The files under safe, distinct names, by attachment id; and what a person must know of clean copies that are none.
fn write_files(case: &OpenedCase, folder: &Path) -> Result<(BTreeMap<String, Saved>, Vec<String>), DeskError> {
    let (mut saved, mut warnings) = (BTreeMap::new(), Vec::new());
    let (mut taken, mut made) = (BTreeSet::new(), false);
    let folder = folder.join("files");
    // Photographs before their copies, which are compared with them.
    let (copies, originals): (Vec<_>, Vec<_>) =
        case.attachments().map(|(_, attachment)| attachment).partition(|attachment| attachment.clean_copy_of.is_some());
    for attachment in originals.into_iter().chain(copies) {
        if !std::mem::replace(&mut made, true) {
            files::create_dir(&folder)?;
        }
        let (wanted, copy) = match copies::check(attachment, &saved, &folder)? {
            None => (attachment.safe_name(), None),
            Some(Ok(original)) => (clean_name(&original), Some(original)),
            Some(Err(reason)) => {
                warnings.push(format!("{}: {reason}", visible_line(&attachment.name)));
                (attachment.safe_name(), None)
            }
        };
        let name = distinct(&wanted, &mut taken);
        let path = folder.join(&name);
        let file = files::create(&path)?;
        match case.open_attachment(attachment, BufWriter::new(&file)) {
            Ok(()) => {}
            // Whoever sent it announced another file: their lie costs this file, and not the words and files beside it.
            Err(Unopened::Sender(reason)) => {
                std::fs::remove_file(&path).map_err(DeskError::io("remove", &path))?;
                warnings.push(format!("{}: {reason}; it is left out", visible_line(&attachment.name)));
                continue;
            }
            Err(Unopened::Failed(error)) => return Err(error),
        }
        file.sync_all().map_err(DeskError::io("write", &path))?;
        saved.insert(attachment.id.to_string(), Saved { name, clean_copy_of: copy });
    }
    if made {
        files::sync_dir(&folder)?;
    }
    Ok((saved, warnings))
}

/// A name nobody has yet, whatever the case of its letters: `photo.jpg`, `photo-2.jpg`, ….
fn distinct(name: &str, taken: &mut BTreeSet<String>) -> String {
    let (stem, ending) = match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    };
    let mut candidate = name.to_owned();
    let mut number = 1;
    while !taken.insert(candidate.to_lowercase()) {
        number += 1;
        candidate = format!("{stem}-{number}{ending}");
    }
    candidate
}

/// `report.json`: the report's payload, then messages, replies, checks and warnings.
fn document(case: &OpenedCase, saved: &BTreeMap<String, Saved>) -> Result<Value, DeskError> {
    let mut document = object(&case.report)?;
    document.insert("payload_format".to_owned(), document.get("format").cloned().unwrap_or_default());
    document.insert("format".to_owned(), json!("tocsin.opened/1"));
    let messages: Result<Vec<_>, _> = case.messages.iter().map(|message| object(message).map(Value::Object)).collect();
    document.insert("messages".to_owned(), Value::Array(messages?));
    let unread: Vec<_> = case.unread.iter().map(|unread| json!({ "seq": unread.seq, "reason": unread.reason })).collect();
    document.insert("unread_messages".to_owned(), Value::Array(unread));
    let replies: Result<Vec<_>, _> = case.replies.iter().map(answer).collect();
    document.insert("replies".to_owned(), Value::Array(replies?));
    document.insert("staff".to_owned(), staff(case)?);
    document.insert("computed_urgency".to_owned(), json!({ "level": case.urgency.level, "rules": case.urgency.rules }));
    let names: BTreeMap<_, _> = saved.iter().map(|(id, file)| (id, &file.name)).collect();
    document.insert("saved_files".to_owned(), json!(names));
    let copies: BTreeMap<_, _> = saved.values().filter_map(|file| Some((&file.name, file.clean_copy_of.as_ref()?))).collect();
    document.insert("clean_copies".to_owned(), json!(copies));
    document.insert("checks".to_owned(), json!(case.checks));
    document.insert("warnings".to_owned(), json!(case.warnings));
    Ok(Value::Object(document))
}

/// What staff wrote for each other; of each translation, whether its source is still a text of what it names.
fn staff(case: &OpenedCase) -> Result<Value, DeskError> {
    let staff = &case.staff;
    let all = |values: Vec<Result<Map<String, Value>, DeskError>>| -> Result<Value, DeskError> {
        values.into_iter().map(|value| value.map(Value::Object)).collect::<Result<Vec<_>, _>>().map(Value::Array)
    };
    let texts = case.texts();
    let translation = |translation: &Translation| {
        let mut value = object(translation)?;
        value.insert("matches".to_owned(), json!(is_of(translation, &texts)));
        Ok(value)
    };
    Ok(json!({
        "notes": all(staff.notes.iter().map(object).collect())?,
        "translations": all(staff.translations.iter().map(translation).collect())?,
        "drafts": all(staff.drafts.iter().map(object).collect())?,
        "labels": staff.labels,
    }))
}

/// Whether a translation is of a text that stands beside the statement it names.
pub fn is_of(translation: &Translation, texts: &BTreeMap<Hash32, Vec<&str>>) -> bool {
    let there = texts.get(&translation.of);
    there.is_some_and(|texts| texts.iter().any(|text| Hash32::of(text.as_bytes()) == translation.source_sha256))
}

fn answer(reply: &Answer) -> Result<Value, DeskError> {
    match reply {
        Answer::Kept(reply) => object(reply).map(Value::Object),
        Answer::Deleted(seq) => Ok(json!({ "seq": seq, "deleted": true })),
        Answer::Unread(unread) => Ok(json!({ "seq": unread.seq, "unread": unread.reason })),
    }
}

fn object<T: Serialize>(payload: &T) -> Result<Map<String, Value>, DeskError> {
    match serde_json::to_value(payload).map_err(unwritable)? {
        Value::Object(map) => Ok(map),
        _ => Ok(Map::new()),
    }
}

fn unwritable(error: serde_json::Error) -> DeskError {
    DeskError::refused(format!("the case cannot be written as JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_files_never_get_one_name() {
        let mut taken = BTreeSet::new();
        let names = ["a.jpg", "A.JPG", "a-2.jpg", "a.jpg", "file", "file", ".x"].map(|name| distinct(name, &mut taken));
        assert_eq!(names, ["a.jpg", "A-2.JPG", "a-2-2.jpg", "a-3.jpg", "file", "file-2", ".x"]);
    }
}

//! A warning from text files, and people's yes to it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use ring::rand::{SecureRandom as _, SystemRandom};
use serde_json::json;
use tocsin_domain::advisory::{Advisory, AdvisoryId, Approval, MAX_BYTES, Text};

use super::{keys, print, today};
use crate::{
    cli::{Approve, Draft, LanguageFile},
    error::DeskError,
    files,
    visible::visible_path,
};

/// `advisory draft`.
pub fn draft(options: &Draft, json: bool) -> Result<ExitCode, DeskError> {
    let mut texts = BTreeMap::new();
    for given in &options.texts {
        if texts.insert(given.language.clone(), text(given)?).is_some() {
            return Err(DeskError::asked(format!("two texts are given for {}", given.language)));
        }
    }
    let (id, revision) = match &options.instead_of {
        Some(path) => {
            let before = read(path)?;
            (before.id, before.revision.saturating_add(1))
        }
        None => (new_id()?, 1),
    };
    let advisory = Advisory::new(id, revision, today(), options.until, options.withdraw, texts)
        .map_err(|error| DeskError::asked(error.to_string()))?;
    files::write_new(&options.out, &advisory.bytes())?;
    if json {
        println!("{}", json!({ "draft": options.out, "id": advisory.id.to_string(), "revision": revision, "sha256": advisory.hash() }));
    } else {
        print(&advisory);
        println!("Written to {}. Now two people read and approve it: tocsin-desk advisory approve", visible_path(&options.out));
    }
    Ok(ExitCode::SUCCESS)
}

/// `advisory approve`.
pub fn approve(options: &Approve, json: bool) -> Result<ExitCode, DeskError> {
    let advisory = read(&options.draft)?;
    let key = keys::open_approver(&options.key)?;
    let approval = Approval::sign(&advisory, &key);
    let fingerprint = key.public().fingerprint();
    let mut path = options.draft.as_os_str().to_owned();
    path.push(format!(".{fingerprint}.approval"));
    let path = PathBuf::from(path);
    if !json {
        print(&advisory);
    }
    files::write_new(&path, &approval.bytes())?;
    if json {
        println!("{}", json!({ "approval": path, "by": fingerprint, "sha256": advisory.hash() }));
    } else {
        println!("Approved by {fingerprint}: {}", visible_path(&path));
        println!("If you do not stand by this text, delete that file.");
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a draft.
pub fn read(path: &Path) -> Result<Advisory, DeskError> {
    let bytes = files::read_up_to(path, MAX_BYTES as u64)?;
    Advisory::parse(&bytes).map_err(|error| DeskError::refused(format!("{}: {error}", visible_path(path))))
}

/// The approvals that lie beside a draft.
pub fn approvals(draft: &Path) -> Result<Vec<Approval>, DeskError> {
    let folder = match draft.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let name = draft.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut approvals = Vec::new();
    for file in files::names(folder)? {
        if file.strip_prefix(name).is_some_and(|rest| rest.starts_with('.') && rest.ends_with(".approval")) {
            let path = folder.join(&file);
            let approval = Approval::parse(&files::read_up_to(&path, 4096)?);
            approvals.push(approval.map_err(|error| DeskError::refused(format!("{}: {error}", visible_path(&path))))?);
        }
    }
    Ok(approvals)
}

fn text(given: &LanguageFile) -> Result<Text, DeskError> {
    let name = visible_path(&given.file);
    let bytes = files::read_up_to(&given.file, MAX_BYTES as u64)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| DeskError::asked(format!("{name} is no text in UTF-8")))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    let (title, body) =
        text.split_once('\n').ok_or_else(|| DeskError::asked(format!("{name} needs a title in its first line and a text below")))?;
    Ok(Text { body: body.to_owned(), title: title.to_owned() })
}

fn new_id() -> Result<AdvisoryId, DeskError> {
    let mut bytes = [0; 4];
    SystemRandom::new().fill(&mut bytes).map_err(|_| DeskError::asked("this system gives no randomness"))?;
    Ok(AdvisoryId::from_bytes(bytes))
}

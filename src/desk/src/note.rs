//! `tocsin-desk note`, `translate` and `labels`: what staff write for each other, sealed to the staff identity of the case.

use std::{collections::BTreeSet, path::Path, process::ExitCode};

use ring::rand::SystemRandom;
use serde_json::json;
use tocsin_seal::{
    Hash32, Identity, Kind, grant,
    payload::Payload,
    staff::{Labels as LabelsPayload, Note as NotePayload, Translation},
};

use crate::{
    case_files::STAFF_KEY,
    cli::{Labels, Note, Source, StaffPart, Translate},
    compose::{Writing, alias, placed, words},
    error::DeskError,
    files,
    visible::{visible_line, visible_path},
};

/// So many labels a case may have, of so many characters.
const LABELS: usize = 32;
const LABEL: usize = 60;

/// Writes a note.
pub fn note(options: &Note, json: bool) -> Result<ExitCode, DeskError> {
    let author = alias(&options.part.author, "author")?;
    let at = begin(&options.part)?;
    let text = words(options.text.as_deref(), options.file.as_deref(), "note")?;
    let note = placed!(NotePayload, at, place(&at), author, {
        text: (*text).clone(),
        about: options.about.into(),
        resealed: Vec::new(),
    });
    write(&at, &options.part, &note, "Note", json)
}

/// Writes a translation of a report, a message or a reply.
pub fn translate(options: &Translate, json: bool) -> Result<ExitCode, DeskError> {
    let author = alias(&options.part.author, "author")?;
    let by = options.by.as_deref().map_or_else(|| Ok(author.clone()), |by| alias(by, "by"))?;
    let (from, to) = (tag(&options.from, "from")?, tag(&options.to, "to")?);
    let at = begin(&options.part)?;
    let (of, source_sha256) = source(&at, options.of)?;
    let text = words(options.text.as_deref(), options.file.as_deref(), "translation")?;
    let translation = placed!(Translation, at, place(&at), author, {
        of,
        source_sha256,
        from,
        to,
        text: (*text).clone(),
        by,
    });
    write(&at, &options.part, &translation, "Translation", json)
}

/// Sets all labels of a case.
pub fn labels(options: &Labels, json: bool) -> Result<ExitCode, DeskError> {
    let author = alias(&options.part.author, "author")?;
    let mut seen = BTreeSet::new();
    let labels: Vec<String> =
        options.labels.iter().map(|label| label.trim().to_owned()).filter(|label| seen.insert(label.clone())).collect();
    let plain = |label: &String| !label.is_empty() && label.chars().count() <= LABEL && visible_line(label) == *label;
    if labels.len() > LABELS || !labels.iter().all(plain) {
        return Err(DeskError::asked(format!("a case has at most {LABELS} labels, each of 1 to {LABEL} plain characters on one line")));
    }
    let at = begin(&options.part)?;
    let payload = placed!(LabelsPayload, at, place(&at), author, {
        labels,
    });
    write(&at, &options.part, &payload, "Labels", json)
}

fn begin(part: &StaffPart) -> Result<Writing, DeskError> {
    let at = Writing::begin(&part.identity, &part.folder, part.roster_key, part.case)?;
    if at.case.staff.identity.is_none() && !at.case.of_team {
        return Err(DeskError::asked(
            "the key for notes of this case must be made, and it is for named people alone: let a lead restrict it anew in the desk, which knows their keys",
        ));
    }
    Ok(at)
}

fn place(at: &Writing) -> (u32, Option<Hash32>) {
    (at.case.staff.chain.next_seq(), at.case.staff.chain.last())
}

/// Of the first part, and where the last one does not open, a new staff identity goes along: its recipient, and its grant to the
/// team.
fn write<T: Payload>(at: &Writing, part: &StaffPart, payload: &T, what: &str, json: bool) -> Result<ExitCode, DeskError> {
    let file = match &at.case.staff.identity {
        Some(identity) => at.seal(payload, Kind::Note, place(at), &[identity.recipient()])?.write(&part.out, &part.folder, at.case.id)?,
        None => {
            let fresh = Identity::generate(&SystemRandom::new()).map_err(|error| DeskError::asked(error.to_string()))?;
            let sealed = at.seal(payload, Kind::Note, place(at), &[fresh.recipient()])?;
            new_identity(at, part, &fresh)?;
            sealed.write(&part.out, &part.folder, at.case.id)?
        }
    };
    let seq = at.case.staff.chain.next_seq();
    if json {
        println!("{}", json!({ "case": at.case.id.to_string(), "seq": seq, "file": file }));
    } else {
        println!("{what} {seq} of case {} is written to {}", at.case.id, visible_path(&file));
        println!("Next, at the server: tocsin import --data DATA --from {}", visible_path(&part.out));
    }
    Ok(ExitCode::SUCCESS)
}

fn new_identity(at: &Writing, part: &StaffPart, fresh: &Identity) -> Result<(), DeskError> {
    crate::compose::apart(&part.out, &part.folder)?;
    let team = at.roster().team_recipient();
    let sealed = grant(fresh, team).map_err(|error| DeskError::asked(format!("it cannot be granted: {error}")))?;
    let folder = part.out.join(format!("case-{}", at.case.id)).join("staff");
    if files::exists(&folder.join(STAFF_KEY)) {
        return Err(DeskError::asked(format!(
            "{} holds a first note already: import it and export again, or delete it with {}",
            visible_path(&part.out),
            visible_path(&folder)
        )));
    }
    files::create_dirs(&folder)?;
    // Of a later one it is said for which part it was made.
    if at.case.staff.chain.next_seq() > 1 {
        files::write_new(&folder.join("seq"), format!("{}\n", at.case.staff.chain.next_seq()).as_bytes())?;
    }
    write_pair(
        &folder.join(format!("{}.age", team.fingerprint())),
        &sealed,
        &folder.join(STAFF_KEY),
        format!("{}\n", fresh.recipient()).as_bytes(),
    )
}

/// Two files; if the second cannot be written, the first goes too.
pub fn write_pair(one: &Path, bytes: &[u8], other: &Path, more: &[u8]) -> Result<(), DeskError> {
    files::write_new(one, bytes)?;
    if let Err(error) = files::write_new(other, more) {
        std::fs::remove_file(one).map_err(DeskError::io("remove", one))?;
        return Err(error);
    }
    one.parent().map_or(Ok(()), files::sync_dir)
}

/// The statement and the hash of the words that are translated.
fn source(at: &Writing, of: Source) -> Result<(Hash32, Hash32), DeskError> {
    let (kind, seq) = of.place();
    let missing = || DeskError::asked(format!("there is no {of} in this case that can be read"));
    let hash = at.case.statement_hash(kind, seq).ok_or_else(missing)?;
    let texts = at.case.texts();
    let text = texts.get(&hash).and_then(|texts| texts.first()).ok_or_else(missing)?;
    Ok((hash, Hash32::of(text.as_bytes())))
}

/// `en`, `zh-Hans`.
fn tag(text: &str, option: &str) -> Result<String, DeskError> {
    let piece = |piece: &str| (1..=8).contains(&piece.len()) && piece.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let fits = text.split('-').count() <= 4 && text.split('-').all(piece);
    if fits { Ok(text.to_owned()) } else { Err(DeskError::asked(format!("--{option} must be the tag of a language: en, ug, zh-Hans"))) }
}

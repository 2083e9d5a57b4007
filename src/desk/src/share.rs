//! `tocsin-desk share`: chosen parts of a case for a body outside, sealed to its key or as one page.

use std::{path::PathBuf, process::ExitCode};

use serde_json::json;
use tocsin_seal::{
    Bundle, Recipient,
    bundle::{About, Item, ItemKind, NOT_MY_COMMUNITY, contact_words, message_words, report_words},
};
use zeroize::Zeroizing;

use crate::{
    case::{Answer, OpenedCase, Unopened},
    cli::{Chosen, Share, Source},
    compose::{Writing, words},
    error::DeskError,
    files, identity,
    visible::{counted, visible_path},
};

/// The form's field in which a reporter allows it.
const CONSENT: &str = "consent_pass_on";

/// Puts the parts together, signs, and writes one file.
pub fn run(options: &Share, json: bool) -> Result<ExitCode, DeskError> {
    if files::exists(&options.out) {
        return Err(DeskError::asked(format!(
            "{} exists already and is never overwritten; choose another name",
            visible_path(&options.out)
        )));
    }
    let to = options.to.as_deref().map(recipient).transpose()?;
    let at = Writing::begin(&options.identity, &options.folder, options.roster_key, options.case)?;
    allowed(&at.case, options.without_consent)?;
    let cautions = cautions(&at.case, options.mindful)?;
    let number = number(options, &at.case)?;
    let note = match options.note.is_some() || options.note_file.is_some() {
        true => words(options.note.as_deref(), options.note_file.as_deref(), "note")?,
        false => Zeroizing::default(),
    };
    let items = options.parts.iter().map(|part| item(&at, part)).collect::<Result<Vec<_>, _>>()?;
    let count = items.len();
    let about = About { case: &number, at: at.now, note: &note, cautions, to: to.as_ref() };
    let bundle = Bundle::sign(about, items, &at.desk.folder.rosters, &at.signing).map_err(|error| DeskError::asked(error.to_string()))?;
    let bundle = bundle.with_chain(&at.desk.folder.rosters);
    let bytes = match &to {
        Some(to) => bundle.seal(to),
        None => bundle.to_html().map(String::into_bytes),
    };
    files::write_new(&options.out, &bytes.map_err(|error| DeskError::asked(error.to_string()))?)?;
    let readers = to.as_ref().map(Recipient::fingerprint);
    if json {
        println!("{}", json!({ "case": options.case.to_string(), "number": number, "file": options.out, "parts": count, "to": readers }));
        return Ok(ExitCode::SUCCESS);
    }
    println!("{} of case {number}, signed by the team, in {}", counted(count, "part", "parts"), visible_path(&options.out));
    match readers {
        Some(fingerprint) => println!("Only the key {fingerprint} opens it; compare that fingerprint with its owner by another way"),
        None => println!("It is NOT sealed: whoever gets this file reads it. Hand it over on a stick, or by a way that is sealed"),
    }
    println!("They check it with: tocsin-desk verify-bundle FILE --roster-key {}", at.roster().roster_key());
    println!("Not logged: say it in a note (tocsin-desk note --about shared)");
    Ok(ExitCode::SUCCESS)
}

/// Nothing leaves that the reporter did not allow, unless somebody says that they answer for it.
fn allowed(case: &OpenedCase, without_consent: bool) -> Result<(), DeskError> {
    let said = std::iter::once(&case.report.facts).chain(case.messages.iter().map(|message| &message.facts));
    if without_consent || said.filter_map(|facts| facts.get(CONSENT)).next_back().is_some_and(|consent| consent == "yes") {
        return Ok(());
    }
    Err(DeskError::asked(
        "the reporter DID NOT AGREE that anything is passed on; ask them first. If they agreed in their own words, or a life hangs on it, add --without-consent",
    ))
}

/// The reporter's wish stands before anything is written.
fn cautions(case: &OpenedCase, mindful: bool) -> Result<Vec<String>, DeskError> {
    let wished = case.report.facts.contains_key(NOT_MY_COMMUNITY) || case.messages.iter().any(|m| m.facts.contains_key(NOT_MY_COMMUNITY));
    match (wished, mindful) {
        (false, _) => Ok(Vec::new()),
        (true, true) => Ok(vec![NOT_MY_COMMUNITY.to_owned()]),
        (true, false) => Err(DeskError::asked(
            "the reporter asks that NOBODY FROM THEIR OWN COMMUNITY sees this; make sure of who reads it there, then add --mindful; the wish goes along",
        )),
    }
}

fn number(options: &Share, case: &OpenedCase) -> Result<String, DeskError> {
    let claimed =
        case.number().filter(|number| number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && (1..=32).contains(&number.len()));
    options.number.as_deref().or(claimed).map(str::to_owned).ok_or_else(|| {
        DeskError::asked("this case has no number yet that could be told outside: give one with --number, never the case's id")
    })
}

fn recipient(text: &str) -> Result<Recipient, DeskError> {
    match text.starts_with("age1") {
        true => text.trim().parse().map_err(|error| DeskError::asked(format!("--to: {error}"))),
        false => identity::read_public(&PathBuf::from(text)),
    }
}

fn item(at: &Writing, part: &Chosen) -> Result<Item, DeskError> {
    let case = &at.case;
    let missing = || DeskError::asked(format!("there is no {part} in this case that can be read"));
    let words = |kind, number, at, language: &str, bytes| Item {
        kind,
        number,
        at,
        language: language.to_owned(),
        name: String::new(),
        media_type: "text/plain".to_owned(),
        bytes,
    };
    let report = &case.report;
    Ok(match part {
        Chosen::Said(Source::Report) => words(ItemKind::Report, 0, report.written_at, &report.language, report_words(report)),
        Chosen::Contact => words(ItemKind::Contact, 0, report.written_at, "", contact_words(report).ok_or_else(missing)?),
        Chosen::Said(Source::Message(seq)) => {
            let message = case.messages.iter().find(|message| message.seq == *seq).ok_or_else(missing)?;
            words(ItemKind::Message, *seq, message.written_at, &message.language, message_words(message))
        }
        Chosen::Said(Source::Reply(seq)) => {
            let reply = case.replies.iter().find_map(|reply| match reply {
                Answer::Kept(reply) if reply.seq == *seq => Some(reply),
                _ => None,
            });
            let reply = reply.ok_or_else(missing)?;
            words(ItemKind::Reply, *seq, reply.written_at, "", Zeroizing::new(reply.text.clone().into_bytes()))
        }
        Chosen::Translation(seq) => {
            let translation = case.staff.translations.iter().find(|translation| translation.seq == *seq).ok_or_else(missing)?;
            let bytes = Zeroizing::new(translation.text.clone().into_bytes());
            words(ItemKind::Translation, *seq, translation.written_at, &translation.to, bytes)
        }
        Chosen::File(id) => {
            let (number, file) = case.attachments().find(|(_, file)| file.id == *id).ok_or_else(missing)?;
            let written_at =
                case.messages.iter().find(|message| message.seq == number).map_or(report.written_at, |message| message.written_at);
            let mut bytes =
                Zeroizing::new(Vec::with_capacity(usize::try_from(file.length).unwrap_or_default().min(tocsin_seal::bundle::MAX_SEALED)));
            case.open_attachment(file, &mut *bytes).map_err(|error| match error {
                Unopened::Sender(reason) => DeskError::refused(reason),
                Unopened::Failed(error) => error,
            })?;
            Item {
                kind: ItemKind::File,
                number,
                at: written_at,
                language: String::new(),
                name: file.safe_name(),
                media_type: file.media_type.clone(),
                bytes,
            }
        }
    })
}

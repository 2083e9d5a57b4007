//! `tocsin-desk reply`: a signed answer, sealed to the reporter's mailbox and to the case.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde_json::json;
use tocsin_domain::{
    clock::{Clock as _, SystemClock},
    fields::NARRATIVE_LIMIT,
};
use tocsin_seal::{
    Hash32, Kind, RosterState, SignedRoster, SigningKey, Statement,
    payload::{Format, Reply as ReplyPayload, seal_payload},
    sign_statement,
};
use zeroize::Zeroizing;

use crate::{
    case::OpenedCase,
    case_files::CaseFiles,
    cli::Reply,
    desk::Desk,
    error::DeskError,
    files,
    folder::Folder,
    identity::KeyFile,
    visible::{visible_line, visible_path},
};

/// Longest alias, in characters.
const ALIAS_LIMIT: usize = 60;

/// Verifies the case and writes the answer for `tocsin import`.
pub fn run(options: &Reply, json: bool) -> Result<ExitCode, DeskError> {
    let author = alias(&options.author)?;
    let key = KeyFile::read(&options.identity)?;
    let folder = Folder::for_member(&options.folder, &key, options.roster_key)?;
    for warning in &folder.warnings {
        eprintln!("warning: {warning}");
    }
    if let Some(epoch) = folder.older_than {
        return Err(DeskError::refused(format!("an answer needs the newest roster, of epoch {epoch} or later; export again")));
    }
    let path = folder.case_path(options.case);
    if !files::exists(&path) {
        return Err(DeskError::asked(format!("case {} is not in this folder; export again", options.case)));
    }
    let desk = Desk::sit_down(folder, key)?;
    let case = OpenedCase::open(&desk, CaseFiles::read(&path, options.case)?)?;
    let roster = desk.folder.newest();
    let now = SystemClock.now();
    in_force(roster, now)?;
    let signing = desk.signing_key(roster)?;
    let text = answer_text(options)?;
    if !case.report.answer_here {
        eprintln!("warning: the reporter asked for no answer here; the server will not take this one");
    }
    let sealed = seal(&case, roster, &signing, now, author, &text)?;
    let file = write(options, &case, &sealed)?;
    let language = visible_line(&case.report.language);
    let seq = case.team_chain.next_seq();
    if json {
        println!(
            "{}",
            json!({ "case": case.id.to_string(), "seq": seq, "file": file, "language": language, "answer_wanted": case.report.answer_here })
        );
    } else {
        println!("Reply {seq} to case {} is written to {}", case.id, visible_path(&file));
        println!("The reporter writes in: {language}");
        println!("Next, at the server: tocsin import --data DATA --from {}", visible_path(&options.out));
    }
    Ok(ExitCode::SUCCESS)
}

struct Sealed {
    body: Vec<u8>,
    statement: Vec<u8>,
}

fn seal(case: &OpenedCase, roster: &SignedRoster, signing: &SigningKey, now: i64, author: String, text: &str) -> Result<Sealed, DeskError> {
    let report = &case.report;
    let (seq, prev) = (case.team_chain.next_seq(), case.team_chain.last());
    let reply = ReplyPayload {
        format: Format::default(),
        case_id: case.id,
        mailbox_id: report.mailbox_id,
        seq,
        prev,
        roster_hash: roster.hash(),
        written_at: now,
        author,
        text: text.to_owned(),
    };
    let body = seal_payload(&reply, &[&report.mailbox_recipient, &report.case_recipient])
        .map_err(|error| DeskError::asked(format!("the answer cannot be sealed: {error}")))?;
    let statement = Statement {
        kind: Kind::Reply,
        case_id: case.id,
        mailbox_id: report.mailbox_id,
        seq,
        prev,
        roster_hash: roster.hash(),
        sealed_sha256: Hash32::of(&body),
        sealed_len: body.len() as u64,
        attachments: Vec::new(),
    };
    let statement = sign_statement(&statement, signing).bytes().to_vec();
    Ok(Sealed { body, statement })
}

/// Both files, or neither. The body comes last: `import` looks for it.
fn write(options: &Reply, case: &OpenedCase, sealed: &Sealed) -> Result<PathBuf, DeskError> {
    if same_place(&options.out, &options.folder) {
        return Err(DeskError::asked("--out must be another folder than the exported one: what lies there must stay as exported"));
    }
    let folder = options.out.join(format!("case-{}", case.id)).join("replies");
    files::create_dirs(&folder)?;
    let seq = case.team_chain.next_seq();
    let body = folder.join(format!("{seq:04}.age"));
    let statement = folder.join(format!("{seq:04}.statement.json"));
    if files::exists(&body) || files::exists(&statement) {
        return Err(DeskError::asked(format!("{} exists already: import that answer and export again, or delete it", visible_path(&body))));
    }
    files::write_new(&statement, &sealed.statement)?;
    if let Err(error) = files::write_new(&body, &sealed.body) {
        for left in [&body, &statement] {
            if files::exists(left) {
                fs::remove_file(left).map_err(DeskError::io("remove", left))?;
            }
        }
        return Err(error);
    }
    files::sync_dir(&folder)?;
    Ok(body)
}

fn same_place(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

fn in_force(roster: &SignedRoster, now: i64) -> Result<(), DeskError> {
    match roster.state(now) {
        RosterState::Current => {}
        RosterState::NotYet => eprintln!("warning: the roster is not in force yet; is this machine's clock right?"),
        RosterState::Late => eprintln!("warning: the roster has expired; a lead must run `tocsin-desk team new` soon"),
        RosterState::Refused => {
            return Err(DeskError::refused(
                "the roster expired more than 30 days ago; a lead must run `tocsin-desk team new` first (or is this machine's clock wrong?)",
            ));
        }
    }
    Ok(())
}

fn alias(typed: &str) -> Result<String, DeskError> {
    let alias = typed.trim();
    if alias.is_empty() || alias.chars().count() > ALIAS_LIMIT || visible_line(alias) != alias {
        return Err(DeskError::asked(format!("--author must be 1 to {ALIAS_LIMIT} plain characters on one line")));
    }
    Ok(alias.to_owned())
}

fn answer_text(options: &Reply) -> Result<Zeroizing<String>, DeskError> {
    let bytes = match (&options.text, &options.file) {
        (Some(text), _) => Zeroizing::new(text.clone().into_bytes()),
        (None, Some(file)) => files::read(file)?,
        (None, None) => {
            let mut bytes = Zeroizing::new(Vec::new());
            let read = std::io::stdin().take(files::MEMORY_LIMIT).read_to_end(&mut bytes);
            read.map_err(DeskError::io("read", Path::new("standard input")))?;
            bytes
        }
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| DeskError::asked("the answer is not UTF-8 text; save it as UTF-8"))?;
    let text = Zeroizing::new(text.replace("\r\n", "\n").replace('\r', "\n"));
    let text = Zeroizing::new(text.trim_end().to_owned());
    if text.trim().is_empty() {
        return Err(DeskError::asked("the answer is empty"));
    }
    if text.contains('\0') {
        return Err(DeskError::asked("the answer holds a NUL character"));
    }
    let length = text.chars().count();
    if length > NARRATIVE_LIMIT {
        return Err(DeskError::asked(format!("the answer has {length} characters; at most {NARRATIVE_LIMIT} are taken")));
    }
    Ok(text)
}

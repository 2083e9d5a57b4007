//! What writing has in common, whatever is written: the case verified anew, the roster in force, an alias, words within
//! bounds, and two files that appear together or not at all.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use tocsin_domain::{
    clock::{Clock as _, SystemClock},
    fields::NARRATIVE_LIMIT,
};
use tocsin_seal::{
    CaseId, Hash32, Kind, PublicKey, Recipient, RosterState, SignedRoster, SigningKey, Statement,
    payload::{Payload, seal_payload},
    sign_statement,
};
use zeroize::Zeroizing;

use crate::{
    case::OpenedCase,
    case_files::{CaseFiles, label},
    desk::Desk,
    error::DeskError,
    files,
    folder::Folder,
    identity::KeyFile,
    visible::{visible_line, visible_path},
};

/// A payload of ours at its place in a case: the fields that every one has, and its own.
macro_rules! placed {
    ($payload:ident, $at:expr, $place:expr, $author:expr, { $($own:tt)* }) => {
        $payload {
            format: ::tocsin_seal::payload::Format::default(),
            case_id: $at.case.id,
            mailbox_id: $at.case.report.mailbox_id,
            seq: $place.0,
            prev: $place.1,
            roster_hash: $at.roster().hash(),
            written_at: $at.now,
            author: $author,
            $($own)*
        }
    };
}
pub(crate) use placed;

/// Longest alias, in characters.
const ALIAS_LIMIT: usize = 60;

/// A case at the desk of somebody who may sign for the team today.
pub struct Writing {
    /// The member, and the folder.
    pub desk: Desk,
    /// The case, verified whole.
    pub case: OpenedCase,
    /// The newest team's signing key.
    pub signing: SigningKey,
    /// Unix seconds.
    pub now: i64,
}

impl Writing {
    /// Sits down, and verifies the case as `open` does.
    ///
    /// # Errors
    /// Whatever `open` refuses; an old export; a roster too old; no signing grant.
    pub fn begin(identity: &Path, folder: &Path, roster_key: Option<PublicKey>, case: CaseId) -> Result<Self, DeskError> {
        let desk = sit_down(identity, folder, roster_key)?;
        let path = desk.folder.case_path(case);
        if desk.folder.withdrawn.contains(&case) {
            return Err(DeskError::refused(format!("case {case} was taken back by its reporter; nothing more is written in it")));
        }
        if !files::exists(&path) {
            return Err(DeskError::asked(format!("case {case} is not in this folder; export again")));
        }
        let case = OpenedCase::open(&desk, CaseFiles::read(&path, case)?)?;
        let now = SystemClock.now();
        in_force(desk.folder.newest(), now)?;
        let signing = desk.signing_key(desk.folder.newest())?;
        Ok(Self { desk, case, signing, now })
    }

    /// The roster in force.
    pub fn roster(&self) -> &SignedRoster {
        self.desk.folder.newest()
    }

    /// Seals a payload and signs the statement beside it.
    pub fn seal<T: Payload>(&self, payload: &T, kind: Kind, place: (u32, Option<Hash32>), to: &[&Recipient]) -> Result<Sealed, DeskError> {
        let body = seal_payload(payload, to).map_err(|error| DeskError::asked(format!("it cannot be sealed: {error}")))?;
        let (seq, prev) = place;
        let statement = Statement {
            kind,
            case_id: self.case.id,
            mailbox_id: self.case.report.mailbox_id,
            seq,
            prev,
            roster_hash: self.roster().hash(),
            sealed_sha256: Hash32::of(&body),
            sealed_len: body.len() as u64,
            attachments: Vec::new(),
        };
        Ok(Sealed { kind, seq, body, statement: sign_statement(&statement, &self.signing).bytes().to_vec() })
    }
}

/// A member at an exported folder that ends with the newest roster they have seen.
pub fn sit_down(identity: &Path, folder: &Path, roster_key: Option<PublicKey>) -> Result<Desk, DeskError> {
    let key = KeyFile::read(identity)?;
    let folder = Folder::for_member(folder, &key, roster_key)?;
    for warning in &folder.warnings {
        eprintln!("warning: {warning}");
    }
    if let Some(epoch) = folder.older_than {
        return Err(DeskError::refused(format!("an answer needs the newest roster, of epoch {epoch} or later; export again")));
    }
    Desk::sit_down(folder, key)
}

/// A sealed part with its statement, to be written.
pub struct Sealed {
    kind: Kind,
    /// Its number.
    pub seq: u32,
    body: Vec<u8>,
    statement: Vec<u8>,
}

impl Sealed {
    /// Both files, or neither, below `out`; the body comes last: `import` looks for it.
    ///
    /// # Errors
    /// What lies in `out` is newer than what the export knows.
    pub fn write(&self, out: &Path, exported: &Path, case: CaseId) -> Result<PathBuf, DeskError> {
        apart(out, exported)?;
        let folder = out.join(format!("case-{case}")).join(if self.kind == Kind::Reply { "replies" } else { "notes" });
        files::create_dirs(&folder)?;
        let seq = self.seq;
        let body = folder.join(format!("{seq:04}.age"));
        let statement = folder.join(format!("{seq:04}.statement.json"));
        if let Some(newer) = newest(&folder)?.filter(|newest| *newest > seq) {
            return Err(DeskError::refused(format!(
                "this export is stale: {} lies in {} and this one would be number {seq}; import what lies there, export again, and write it anew",
                label(self.kind, newer),
                visible_path(out)
            )));
        }
        if files::exists(&body) || files::exists(&statement) {
            return Err(DeskError::asked(format!(
                "{} exists already: import that answer and export again, or delete it",
                visible_path(&body)
            )));
        }
        files::write_new(&statement, &self.statement)?;
        if let Err(error) = files::write_new(&body, &self.body) {
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
}

/// The highest number among the parts in a folder.
fn newest(folder: &Path) -> Result<Option<u32>, DeskError> {
    let names = files::names(folder)?;
    Ok(names.iter().filter_map(|name| name.strip_suffix(".age")?.parse().ok()).max())
}

/// What was exported stays as it is.
pub fn apart(out: &Path, exported: &Path) -> Result<(), DeskError> {
    match (fs::canonicalize(out), fs::canonicalize(exported)) {
        (Ok(one), Ok(other)) if one == other => {
            Err(DeskError::asked("--out must be another folder than the exported one: what lies there must stay as exported"))
        }
        _ => Ok(()),
    }
}

/// Whether the roster may still be written under.
pub fn in_force(roster: &SignedRoster, now: i64) -> Result<(), DeskError> {
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

/// A name within bounds, for the option of that name.
pub fn alias(typed: &str, option: &str) -> Result<String, DeskError> {
    let alias = typed.trim();
    if alias.is_empty() || alias.chars().count() > ALIAS_LIMIT || visible_line(alias) != alias {
        return Err(DeskError::asked(format!("--{option} must be 1 to {ALIAS_LIMIT} plain characters on one line")));
    }
    Ok(alias.to_owned())
}

/// Words from an option, a file or standard input; `what` names them in refusals.
pub fn words(text: Option<&str>, file: Option<&Path>, what: &str) -> Result<Zeroizing<String>, DeskError> {
    let bytes = match (text, file) {
        (Some(text), _) => Zeroizing::new(text.as_bytes().to_vec()),
        (None, Some(file)) => files::read(file)?,
        (None, None) => {
            let mut bytes = Zeroizing::new(Vec::new());
            let read = std::io::stdin().take(files::MEMORY_LIMIT).read_to_end(&mut bytes);
            read.map_err(DeskError::io("read", Path::new("standard input")))?;
            bytes
        }
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| DeskError::asked(format!("the {what} is not UTF-8 text; save it as UTF-8")))?;
    let text = Zeroizing::new(text.replace("\r\n", "\n").replace('\r', "\n"));
    let text = Zeroizing::new(text.trim_end().to_owned());
    if text.trim().is_empty() {
        return Err(DeskError::asked(format!("the {what} is empty")));
    }
    if text.contains('\0') {
        return Err(DeskError::asked(format!("the {what} holds a NUL character")));
    }
    let length = text.chars().count();
    if length > NARRATIVE_LIMIT {
        return Err(DeskError::asked(format!("the {what} has {length} characters; at most {NARRATIVE_LIMIT} are taken")));
    }
    Ok(text)
}

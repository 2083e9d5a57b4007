//! One case's folder, checked as far as that goes without a key: every file is listed and has its hash, every sealed
//! file has the shape and size an honest sealer gives it, and the three chains of statements are whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use ring::digest;
use serde::Deserialize;
use tocsin_seal::{
    CaseId, Hash32, Kind, MailboxId, PartId, Recipient, SealedRef, SignedRoster, SignedStatement, check_header, check_sealed_size,
    header::max_header_len,
};
use zeroize::Zeroizing;

use crate::{error::DeskError, files, visible::visible_line};

const FORMAT: &str = "tocsin.export/1";
const MANIFEST: &str = "manifest.json";
/// What staff write to, in the folder of its grants.
pub const STAFF_KEY: &str = "key.pub";

#[derive(Deserialize)]
struct Manifest {
    format: String,
    case_id: CaseId,
    epoch: u32,
    urgency: String,
    files: BTreeMap<String, Hash32>,
    #[serde(default)]
    noticed: Vec<String>,
    #[serde(default)]
    number: Option<String>,
    #[serde(default)]
    kept: bool,
}

/// A sealed payload and what was signed about it.
pub struct Part {
    /// The age file; `None` for a reply that its reader deleted.
    pub sealed: Option<Zeroizing<Vec<u8>>>,
    /// The statement, its signature not yet checked.
    pub statement: SignedStatement,
    /// Whether the file is other bytes than the statement's: of what staff wrote, it may have been sealed again, which a
    /// later note of theirs then says.
    pub again: bool,
}

/// A case's folder, structure checked, nothing opened.
pub struct CaseFiles {
    /// From the folder's name and the manifest, which agree.
    pub id: CaseId,
    /// The roster epoch the server claims it was sealed in.
    pub epoch: u32,
    /// The urgency the server claims.
    pub urgency: String,
    /// Signs of junk that the server noticed.
    pub noticed: Vec<String>,
    /// How the case is called on the telephone, as the server claims.
    pub number: Option<String>,
    /// The server says that the reporter took it back and that staff stopped its destruction.
    pub kept: bool,
    /// Grants of the case by file name.
    pub grants: Vec<(String, Zeroizing<Vec<u8>>)>,
    /// Grants of what staff write, by file name.
    pub staff_grants: Vec<(String, Zeroizing<Vec<u8>>)>,
    /// The report.
    pub report: Part,
    /// Messages 1, 2, ….
    pub messages: Vec<Part>,
    /// Replies 1, 2, ….
    pub replies: Vec<Part>,
    /// What staff wrote for each other, 1, 2, ….
    pub notes: Vec<Part>,
    /// Sealed attachments, each named by exactly one statement.
    pub attachments: BTreeMap<PartId, PathBuf>,
}

/// What a file of the folder is, by its relative name.
enum Name {
    Sealed(Kind, u32),
    Statement(Kind, u32),
    Grant,
    StaffGrant,
    StaffKey,
    Attachment(PartId),
}

/// Files by what they are.
#[derive(Default)]
struct Found {
    sealed: BTreeMap<(u8, u32), Zeroizing<Vec<u8>>>,
    statements: BTreeMap<(u8, u32), SignedStatement>,
    grants: Vec<(String, Zeroizing<Vec<u8>>)>,
    staff_grants: Vec<(String, Zeroizing<Vec<u8>>)>,
    attachments: BTreeMap<PartId, (PathBuf, SealedRef)>,
}

impl CaseFiles {
    /// Reads `folder`, whose name says the case.
    ///
    /// # Errors
    /// The first mismatch, naming the file.
    pub fn read(folder: &Path, id: CaseId) -> Result<Self, DeskError> {
        let manifest = manifest(folder, id)?;
        same_names(folder, &manifest)?;
        let mut found = Found::default();
        for (name, hash) in &manifest.files {
            found.take(folder, name, hash)?;
        }
        let report = found.part(Kind::Report, 0)?.ok_or_else(|| DeskError::refused("report.statement.json is missing"))?;
        let messages = found.chain(Kind::Message)?;
        let replies = found.chain(Kind::Reply)?;
        let notes = found.chain(Kind::Note)?;
        let case = Self {
            id,
            epoch: manifest.epoch,
            urgency: manifest.urgency,
            noticed: manifest.noticed,
            number: manifest.number,
            kept: manifest.kept,
            grants: found.grants,
            staff_grants: found.staff_grants,
            report,
            messages,
            replies,
            notes,
            attachments: found.attachments.iter().map(|(id, (path, _))| (*id, path.clone())).collect(),
        };
        case.linked()?;
        case.all_attachments_named(found.attachments)?;
        Ok(case)
    }

    /// The conversation's mailbox, as the report's statement claims it.
    pub fn mailbox(&self) -> MailboxId {
        self.report.statement.claimed().mailbox_id
    }

    /// Verifies the team's signatures, each with the key of the roster the statement names.
    pub fn signed_by_team(&self, rosters: &[SignedRoster]) -> Result<(), DeskError> {
        for part in self.replies.iter().chain(&self.notes) {
            let claimed = part.statement.claimed();
            let wrong = |reason: String| DeskError::refused(format!("{}: {reason}", label(claimed.kind, claimed.seq)));
            let named = part.statement.claimed().roster_hash;
            let roster = rosters.iter().find(|roster| roster.hash() == named);
            let roster = roster.ok_or_else(|| wrong("names a roster that is not in the chain".to_owned()))?;
            part.statement.verify(roster.team_signing_key()).map_err(|error| wrong(error.to_string()))?;
        }
        Ok(())
    }

    /// Case, mailbox, number and link of every statement.
    fn linked(&self) -> Result<(), DeskError> {
        let mut before = None;
        for part in std::iter::once(&self.report).chain(&self.messages) {
            before = Some(self.follows(part, before)?);
        }
        for chain in [&self.replies, &self.notes] {
            let mut before = None;
            for part in chain {
                before = Some(self.follows(part, before)?);
            }
        }
        Ok(())
    }

    fn follows(&self, part: &Part, before: Option<Hash32>) -> Result<Hash32, DeskError> {
        let claimed = part.statement.claimed();
        let what = label(claimed.kind, claimed.seq);
        if claimed.case_id != self.id || claimed.mailbox_id != self.mailbox() {
            return Err(DeskError::refused(format!("{what}: the statement belongs to another conversation")));
        }
        if claimed.prev != before {
            return Err(DeskError::refused(format!("{what}: does not follow the one before it")));
        }
        Ok(part.statement.hash())
    }

    /// Every sealed attachment is named by exactly one statement, with its length and hash, and none is missing.
    fn all_attachments_named(&self, mut there: BTreeMap<PartId, (PathBuf, SealedRef)>) -> Result<(), DeskError> {
        for part in std::iter::once(&self.report).chain(&self.messages).chain(&self.replies).chain(&self.notes) {
            for named in &part.statement.claimed().attachments {
                let what = format!("attachment {}", named.id);
                let (_, found) = there.remove(&named.id).ok_or_else(|| DeskError::refused(format!("{what} is missing or named twice")))?;
                if found != *named {
                    return Err(DeskError::refused(format!("{what} is not the one that was signed")));
                }
            }
        }
        match there.keys().next() {
            Some(id) => Err(DeskError::refused(format!("attachment {id} belongs to no message"))),
            None => Ok(()),
        }
    }
}

impl Found {
    fn take(&mut self, folder: &Path, name: &str, hash: &Hash32) -> Result<(), DeskError> {
        let shown = visible_line(name);
        let altered = || DeskError::refused(format!("{shown} is not the file the manifest lists"));
        let path = folder.join(name);
        let kind = parse_name(name).ok_or_else(|| DeskError::refused(format!("{shown} is no file of a case")))?;
        if let Name::Attachment(id) = kind {
            let sealed = attachment(&path, id).map_err(|error| prefixed(&shown, &error))?;
            if sealed.sha256 != *hash {
                return Err(altered());
            }
            self.attachments.insert(id, (path, sealed));
            return Ok(());
        }
        let bytes = files::read(&path)?;
        if Hash32::of(&bytes) != *hash {
            return Err(altered());
        }
        match kind {
            Name::Grant => self.grants.push((shown, bytes)),
            Name::StaffGrant => self.staff_grants.push((shown, bytes)),
            // For those who only write; whoever opens believes the grants alone.
            Name::StaffKey => {
                let key = std::str::from_utf8(&bytes).ok().and_then(|text| text.trim().parse::<Recipient>().ok());
                key.ok_or_else(|| DeskError::refused(format!("{shown} is no recipient")))?;
            }
            Name::Sealed(kind, seq) => {
                let stanzas = if kind == Kind::Reply { 2 } else { 1 };
                shape(&bytes, bytes.len() as u64, stanzas).map_err(|error| prefixed(&shown, &error))?;
                self.sealed.insert((rank(kind), seq), bytes);
            }
            Name::Statement(kind, seq) => {
                let statement = SignedStatement::parse(&bytes).map_err(|error| prefixed(&shown, &DeskError::refused(error.to_string())))?;
                if (statement.claimed().kind, statement.claimed().seq) != (kind, seq) {
                    return Err(DeskError::refused(format!(
                        "{shown} is the statement of {}",
                        label(statement.claimed().kind, statement.claimed().seq)
                    )));
                }
                self.statements.insert((rank(kind), seq), statement);
            }
            Name::Attachment(_) => {}
        }
        Ok(())
    }

    /// A statement with the file it speaks of. Only a reply's file may be gone: its reader may delete it.
    fn part(&mut self, kind: Kind, seq: u32) -> Result<Option<Part>, DeskError> {
        let key = (rank(kind), seq);
        let what = label(kind, seq);
        let sealed = self.sealed.remove(&key);
        let Some(statement) = self.statements.remove(&key) else {
            return if sealed.is_none() { Ok(None) } else { Err(DeskError::refused(format!("{what} has no signed statement"))) };
        };
        let other = sealed.as_ref().is_some_and(|bytes| {
            statement.claimed().sealed_sha256 != Hash32::of(bytes) || statement.claimed().sealed_len != bytes.len() as u64
        });
        match &sealed {
            None if kind != Kind::Reply => Err(DeskError::refused(format!("{what} is missing, its statement is there"))),
            Some(_) if other && kind != Kind::Note => Err(DeskError::refused(format!("{what} is not the one that was signed"))),
            _ => Ok(Some(Part { sealed, statement, again: other })),
        }
    }

    /// Parts 1, 2, … of one kind; a gap is refused.
    fn chain(&mut self, kind: Kind) -> Result<Vec<Part>, DeskError> {
        let mut parts = Vec::new();
        let mut seq = 1;
        while let Some(part) = self.part(kind, seq)? {
            parts.push(part);
            seq += 1;
        }
        let of_kind = |key: &(u8, u32)| key.0 == rank(kind);
        match self.statements.keys().chain(self.sealed.keys()).find(|key| of_kind(key)) {
            Some(_) => Err(DeskError::refused(format!("{} is missing, a later one is there", label(kind, seq)))),
            None => Ok(parts),
        }
    }
}

fn manifest(folder: &Path, id: CaseId) -> Result<Manifest, DeskError> {
    let bytes = files::read(&folder.join(MANIFEST))?;
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|_| DeskError::refused("manifest.json is no manifest of this version"))?;
    if manifest.format != FORMAT {
        return Err(DeskError::refused("manifest.json is of another format; use the tocsin-desk that came with the server"));
    }
    if manifest.case_id != id {
        return Err(DeskError::refused(format!("manifest.json is of case {}", manifest.case_id)));
    }
    Ok(manifest)
}

/// The files there are exactly those listed.
fn same_names(folder: &Path, manifest: &Manifest) -> Result<(), DeskError> {
    let mut there = BTreeSet::new();
    for name in files::names(folder)? {
        let path = folder.join(&name);
        let is_folder = std::fs::symlink_metadata(&path).map_err(DeskError::io("read", &path))?.is_dir();
        if is_folder {
            there.extend(files::names(&path)?.into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            there.insert(name);
        }
    }
    there.remove(MANIFEST);
    let listed: BTreeSet<String> = manifest.files.keys().cloned().collect();
    if let Some(name) = listed.difference(&there).next() {
        return Err(DeskError::refused(format!("{} is listed and not there", visible_line(name))));
    }
    if let Some(name) = there.difference(&listed).next() {
        return Err(DeskError::refused(format!("{} is not listed in manifest.json", visible_line(name))));
    }
    Ok(())
}

fn parse_name(name: &str) -> Option<Name> {
    match name {
        "report.age" => return Some(Name::Sealed(Kind::Report, 0)),
        "report.statement.json" => return Some(Name::Statement(Kind::Report, 0)),
        _ => {}
    }
    let (folder, file) = name.split_once('/')?;
    let kind = match folder {
        "messages" => Kind::Message,
        "replies" => Kind::Reply,
        "notes" => Kind::Note,
        "staff" if file == STAFF_KEY => return Some(Name::StaffKey),
        "grants" | "staff" => {
            let stem = file.strip_suffix(".age")?;
            let plain = !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            return plain.then_some(if folder == "grants" { Name::Grant } else { Name::StaffGrant });
        }
        "attachments" => return file.strip_suffix(".age")?.parse().ok().map(Name::Attachment),
        _ => return None,
    };
    let number = |stem: &str| stem.parse::<u32>().ok().filter(|seq| *seq >= 1 && format!("{seq:04}") == stem);
    match file.strip_suffix(".statement.json") {
        Some(stem) => number(stem).map(|seq| Name::Statement(kind, seq)),
        None => number(file.strip_suffix(".age")?).map(|seq| Name::Sealed(kind, seq)),
    }
}

/// Header and size of a sealed file.
fn shape(head: &[u8], length: u64, stanzas: usize) -> Result<(), DeskError> {
    let header = check_header(head, stanzas).map_err(|error| DeskError::refused(error.to_string()))?;
    check_sealed_size(length, header as u64).map_err(|error| DeskError::refused(error.to_string()))?;
    Ok(())
}

/// Shape, length and hash of a sealed attachment, read as a stream.
fn attachment(path: &Path, id: PartId) -> Result<SealedRef, DeskError> {
    let mut file: File = files::open_regular(path)?;
    let mut head = Vec::new();
    let mut sum = digest::Context::new(&digest::SHA256);
    let mut buffer = vec![0; 256 * 1024];
    let mut length = 0_u64;
    loop {
        let n = file.read(&mut buffer).map_err(DeskError::io("read", path))?;
        let Some(chunk) = buffer.get(..n).filter(|chunk| !chunk.is_empty()) else { break };
        let wanted = max_header_len(1).saturating_sub(head.len()).min(chunk.len());
        head.extend_from_slice(chunk.get(..wanted).unwrap_or_default());
        sum.update(chunk);
        length += chunk.len() as u64;
    }
    shape(&head, length, 1)?;
    let mut hash = [0; 32];
    hash.copy_from_slice(sum.finish().as_ref());
    Ok(SealedRef { id, len: length, sha256: Hash32::from_bytes(hash) })
}

fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Report => 0,
        Kind::Message => 1,
        Kind::Reply => 2,
        Kind::Note => 3,
    }
}

/// A part's name in messages.
pub fn label(kind: Kind, seq: u32) -> String {
    match kind {
        Kind::Report => "report".to_owned(),
        Kind::Message => format!("message {seq}"),
        Kind::Reply => format!("reply {seq}"),
        Kind::Note => format!("note {seq}"),
    }
}

fn prefixed(name: &str, error: &DeskError) -> DeskError {
    DeskError::refused(format!("{name}: {error}"))
}

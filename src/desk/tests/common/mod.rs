//! A small installation made with the seal library: a member, a team, rosters, cases, and the folder that an export
//! would write.
#![allow(dead_code, reason = "each test program uses its part")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use ring::rand::SystemRandom;
use tempfile::TempDir;
use tocsin_seal::{
    CaseId, DeploymentId, Hash32, Identity, Kind, MailboxKeys, PartId, Receipt, Recipient, Roster, SealedRef, SignedRoster, SigningKey,
    Statement, TeamKey, grant, grant_signing, padme,
    payload::{Attachment, Format, Message, Reply, Report, SealedRule, SealedUrgency, seal_payload},
    seal, sign_roster, sign_statement,
};

pub fn rng() -> SystemRandom {
    SystemRandom::new()
}

pub fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// Runs the program; returns what it said.
pub fn desk<I: AsRef<std::ffi::OsStr>>(arguments: &[I]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tocsin-desk")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// One epoch's team.
pub struct Team {
    pub keys: TeamKey,
    pub roster: SignedRoster,
}

pub struct World {
    pub dir: TempDir,
    pub admin: SigningKey,
    pub member: Identity,
    pub deployment: DeploymentId,
    pub teams: Vec<Team>,
    /// Whom the coming teams are granted to for the last resort.
    pub recovery: Option<Recipient>,
}

impl World {
    /// A member's key file (with the roster key in it), one roster, an export folder without cases.
    pub fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let admin = SigningKey::generate(&rng()).unwrap();
        let member = Identity::generate(&rng()).unwrap();
        let mut world = Self { dir, admin, member, deployment: DeploymentId::random(&rng()).unwrap(), teams: Vec::new(), recovery: None };
        world.write_key(Some(&world.admin.public().to_string()));
        world.next_team();
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn folder(&self) -> PathBuf {
        self.path("export")
    }

    pub fn write_key(&self, roster_key: Option<&str>) {
        use std::os::unix::fs::PermissionsExt as _;
        let comment = roster_key.map_or(String::new(), |key| format!("# roster-key: {key}\n"));
        let path = self.path("me.key");
        fs::write(&path, format!("# a member\n{comment}{}\n", self.member.to_secret().as_str())).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// A new epoch, its roster and the member's grants in the folder.
    pub fn next_team(&mut self) -> &Team {
        let keys = TeamKey::generate(&rng()).unwrap();
        let before = self.teams.last();
        let roster = Roster {
            deployment: self.deployment.clone(),
            epoch: before.map_or(0, |team| team.roster.epoch()) + 1,
            not_before: now() - 1_000,
            expires: now() + 90 * 86_400,
            team_recipient: keys.identity.recipient().clone(),
            team_signing_key: keys.signing.public(),
            recovery: self.recovery.clone().into(),
            previous: before.map(|team| team.roster.hash()),
        };
        let document = sign_roster(&roster, &self.admin, before.map(|team| &team.keys.signing));
        let roster = SignedRoster::verify(&document, &self.admin.public(), before.map(|team| &team.roster)).unwrap();
        let epoch = roster.epoch();
        let fingerprint = self.member.recipient().fingerprint();
        write(&self.folder().join(format!("roster/{epoch}.json")), &document);
        let team = self.folder().join(format!("team/{epoch}"));
        write(&team.join(format!("{fingerprint}.age")), &grant(&keys.identity, self.member.recipient()).unwrap());
        write(&team.join(format!("{fingerprint}.sign.age")), &grant_signing(&keys.signing, self.member.recipient()).unwrap());
        if let Some(recovery) = &self.recovery {
            write(&team.join(format!("{}.age", recovery.fingerprint())), &grant(&keys.identity, recovery).unwrap());
        }
        self.teams.push(Team { keys, roster });
        self.team()
    }

    pub fn team(&self) -> &Team {
        self.teams.last().unwrap()
    }

    /// A case with a report, two messages, one attachment each in the report and the second message, and one reply.
    pub fn case(&self) -> Case {
        let mut case = Case::new(self);
        let photo = case.attach("photo.jpg", b"\xff\xd8 not really a picture");
        case.report(self, "They called my mother.\nCanary-3f9.", vec![photo]);
        case.message("A second call.", Vec::new());
        let letter = case.attach("../../escape.txt", b"letter");
        case.message("With a letter.", vec![letter]);
        case.reply(self, "We are here.");
        case.manifest("urgent");
        case
    }

    pub fn open(&self, more: &[&str]) -> Output {
        let mut arguments = vec!["open", "--identity"];
        let (key, folder, out) = (self.path("me.key"), self.folder(), self.path("out"));
        arguments.extend([key.to_str().unwrap(), folder.to_str().unwrap(), "--out", out.to_str().unwrap()]);
        arguments.extend(more);
        desk(&arguments)
    }

    /// Opens and expects one refusal with this reason, exit code 1, and nothing left behind.
    pub fn refused(&self, reason: &str) {
        let output = self.open(&["--attachments"]);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "not refused: {said}");
        let lines: Vec<_> = said.lines().filter(|line| !line.starts_with("warning:")).collect();
        assert_eq!(lines.len(), 1, "one line expected: {said}");
        assert!(lines[0].contains(reason), "expected {reason:?}: {said}");
        assert!(!self.path("out").exists(), "something was left");
        assert!(!said.contains("Canary"), "words in an error: {said}");
    }

    /// Opens and expects success.
    pub fn opened(&self, more: &[&str]) -> Output {
        let output = self.open(more);
        assert!(output.status.success(), "{}", stderr(&output));
        output
    }
}

pub fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A conversation as its two sides make it.
pub struct Case {
    pub id: CaseId,
    pub identity: Identity,
    pub mailbox: MailboxKeys,
    pub folder: PathBuf,
    pub roster_hash: Hash32,
    pub epoch: u32,
    pub seq: u32,
    pub prev: Option<Hash32>,
    pub reply_seq: u32,
    pub reply_prev: Option<Hash32>,
}

impl Case {
    pub fn new(world: &World) -> Self {
        let id = CaseId::random(&rng()).unwrap();
        let identity = Identity::generate(&rng()).unwrap();
        let folder = world.folder().join(format!("case-{id}"));
        let team = world.team();
        let sealed = grant(&identity, team.keys.identity.recipient()).unwrap();
        write(&folder.join(format!("grants/{}.age", team.keys.identity.recipient().fingerprint())), &sealed);
        Self {
            id,
            identity,
            mailbox: Receipt::generate(&rng()).unwrap().keys(&world.deployment),
            folder,
            roster_hash: team.roster.hash(),
            epoch: team.roster.epoch(),
            seq: 0,
            prev: None,
            reply_seq: 0,
            reply_prev: None,
        }
    }

    pub fn attach(&self, name: &str, content: &[u8]) -> Attachment {
        let mut padded = content.to_vec();
        padded.resize(usize::try_from(padme(content.len() as u64)).unwrap(), 0);
        let sealed = seal(&padded, &[self.identity.recipient()]).unwrap();
        let id = PartId::random(&rng()).unwrap();
        write(&self.folder.join(format!("attachments/{id}.age")), &sealed);
        Attachment {
            id,
            name: name.to_owned(),
            media_type: "application/octet-stream".to_owned(),
            length: content.len() as u64,
            sha256: Hash32::of(content),
            sealed_sha256: Hash32::of(&sealed),
            sealed_length: sealed.len() as u64,
            clean_copy_of: None,
        }
    }

    /// The report's payload, for tests that bend it before sealing.
    pub fn report_payload(&self, narrative: &str, attachments: Vec<Attachment>) -> Report {
        let facts = [("never_contact", "Never by phone"), ("deadline", "yes"), ("held_who", "nobody \u{202e}drawkcab")];
        Report {
            format: Format::default(),
            case_id: self.id,
            case_recipient: self.identity.recipient().clone(),
            mailbox_id: self.mailbox.mailbox_id(),
            mailbox_recipient: self.mailbox.recipient().clone(),
            receipt_key: self.mailbox.public(),
            roster_hash: self.roster_hash,
            written_at: now(),
            language: "ug".to_owned(),
            narrative: narrative.to_owned(),
            danger: "unknown".to_owned(),
            answer_here: true,
            methods: vec!["contact.officials".to_owned()],
            facts: facts.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            urgency: urgency("urgent"),
            attachments,
        }
    }

    pub fn report(&mut self, _world: &World, narrative: &str, attachments: Vec<Attachment>) {
        let payload = self.report_payload(narrative, attachments);
        let recipient = self.identity.recipient().clone();
        self.store_report(&payload, &[&recipient]);
    }

    /// Seals a report to any recipients, signs it with the receipt and writes both files.
    pub fn store_report(&mut self, payload: &Report, recipients: &[&Recipient]) {
        let sealed = seal_payload(payload, recipients).unwrap();
        let statement = self.statement(Kind::Report, 0, None, &sealed, &payload.attachments);
        let signed = self.mailbox.sign(&statement);
        write(&self.folder.join("report.age"), &sealed);
        write(&self.folder.join("report.statement.json"), signed.bytes());
        (self.seq, self.prev) = (0, Some(signed.hash()));
    }

    pub fn message(&mut self, text: &str, attachments: Vec<Attachment>) {
        let seq = self.seq + 1;
        let payload = Message {
            format: Format::default(),
            case_id: self.id,
            mailbox_id: self.mailbox.mailbox_id(),
            seq,
            prev: self.prev.unwrap(),
            roster_hash: self.roster_hash,
            written_at: now(),
            language: "ug".to_owned(),
            text: text.to_owned(),
            danger: "unknown".to_owned(),
            facts: BTreeMap::new(),
            urgency: urgency("routine"),
            attachments,
        };
        let sealed = seal_payload(&payload, &[self.identity.recipient()]).unwrap();
        let statement = self.statement(Kind::Message, seq, self.prev, &sealed, &payload.attachments);
        let signed = self.mailbox.sign(&statement);
        write(&self.folder.join(format!("messages/{seq:04}.age")), &sealed);
        write(&self.folder.join(format!("messages/{seq:04}.statement.json")), signed.bytes());
        (self.seq, self.prev) = (seq, Some(signed.hash()));
    }

    /// A message whose sealed bytes are whatever they are, signed by the receipt.
    pub fn message_of(&mut self, sealed: &[u8]) {
        let seq = self.seq + 1;
        let signed = self.mailbox.sign(&self.statement(Kind::Message, seq, self.prev, sealed, &[]));
        write(&self.folder.join(format!("messages/{seq:04}.age")), sealed);
        write(&self.folder.join(format!("messages/{seq:04}.statement.json")), signed.bytes());
        (self.seq, self.prev) = (seq, Some(signed.hash()));
    }

    pub fn reply(&mut self, world: &World, text: &str) {
        let signing = SigningKey::parse(&world.team().keys.signing.to_secret()).unwrap();
        self.reply_signed_by(&signing, world.team().roster.hash(), text);
    }

    pub fn reply_signed_by(&mut self, signing: &SigningKey, roster_hash: Hash32, text: &str) {
        let seq = self.reply_seq + 1;
        let payload = Reply {
            format: Format::default(),
            case_id: self.id,
            mailbox_id: self.mailbox.mailbox_id(),
            seq,
            prev: self.reply_prev,
            roster_hash,
            written_at: now(),
            author: "Team".to_owned(),
            text: text.to_owned(),
        };
        let sealed = seal_payload(&payload, &[self.mailbox.recipient(), self.identity.recipient()]).unwrap();
        let mut statement = self.statement(Kind::Reply, seq, self.reply_prev, &sealed, &[]);
        statement.roster_hash = roster_hash;
        let signed = sign_statement(&statement, signing);
        write(&self.folder.join(format!("replies/{seq:04}.age")), &sealed);
        write(&self.folder.join(format!("replies/{seq:04}.statement.json")), signed.bytes());
        (self.reply_seq, self.reply_prev) = (seq, Some(signed.hash()));
    }

    pub fn statement(&self, kind: Kind, seq: u32, prev: Option<Hash32>, sealed: &[u8], attachments: &[Attachment]) -> Statement {
        let sealed_ref = |a: &Attachment| SealedRef { id: a.id, len: a.sealed_length, sha256: a.sealed_sha256 };
        Statement {
            kind,
            case_id: self.id,
            mailbox_id: self.mailbox.mailbox_id(),
            seq,
            prev,
            roster_hash: self.roster_hash,
            sealed_sha256: Hash32::of(sealed),
            sealed_len: sealed.len() as u64,
            attachments: attachments.iter().map(sealed_ref).collect(),
        }
    }

    /// Lists what lies in the folder now, as whoever owns the server can.
    pub fn manifest(&self, urgency: &str) {
        let mut files = BTreeMap::new();
        list(&self.folder, "", &mut files);
        files.remove("manifest.json");
        let manifest = serde_json::json!({
            "format": "tocsin.export/1", "case_id": self.id, "epoch": self.epoch, "urgency": urgency, "files": files,
        });
        write(&self.folder.join("manifest.json"), manifest.to_string().as_bytes());
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The one grant file.
    pub fn grant(&self) -> PathBuf {
        fs::read_dir(self.folder.join("grants")).unwrap().next().unwrap().unwrap().path()
    }

    /// Puts something else in place of the grant.
    pub fn grant_plain(&self, world: &World, plain: &str) {
        let sealed = seal(plain.as_bytes(), &[world.team().keys.identity.recipient()]).unwrap();
        fs::write(self.grant(), sealed).unwrap();
    }

    pub fn swap(&self, one: &str, other: &str) {
        let (one, other) = (self.file(one), self.file(other));
        let (first, second) = (fs::read(&one).unwrap(), fs::read(&other).unwrap());
        fs::write(one, second).unwrap();
        fs::write(other, first).unwrap();
    }
}

fn list(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            list(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, Hash32::of(&fs::read(entry.path()).unwrap()).to_string());
        }
    }
}

pub fn urgency(level: &str) -> SealedUrgency {
    SealedUrgency {
        level: level.to_owned(),
        wakes: false,
        rules: vec![SealedRule { id: "U2".to_owned(), sentence: "There is a deadline.".to_owned() }],
        rule_set: tocsin_domain::triage::RuleSet::builtin().name().to_owned(),
    }
}

/// Changes a case, lists its files anew, and expects this refusal.
pub fn tampered(change: impl FnOnce(&mut World, &mut Case), reason: &str) {
    let mut world = World::new();
    let mut case = world.case();
    change(&mut world, &mut case);
    case.manifest("urgent");
    world.refused(reason);
}

/// A conversation of a report alone.
pub fn only_report(case: &mut Case, payload: &Report) {
    for folder in ["messages", "replies", "attachments"] {
        fs::remove_dir_all(case.file(folder)).unwrap();
    }
    let recipient = case.identity.recipient().clone();
    case.store_report(payload, &[&recipient]);
}

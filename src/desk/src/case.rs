//! A case opened: every payload compared with its statement, its neighbours and the roster. What the rows and the
//! manifest say beside it is believed in nothing.

use std::{collections::BTreeMap, io::Write, path::PathBuf};

use tocsin_seal::{
    CaseId, Hash32, Identity, Kind, MailboxId, OpenError, SignedRoster, Statement,
    payload::{Attachment, Message, Payload, Reply, Report, open_payload},
    statement::Chain,
};

use crate::{
    case_files::{CaseFiles, Part, label},
    desk::{CaseKey, Desk},
    error::DeskError,
    files, review,
    staff::Staff,
    visible::counted,
};

/// Seconds that the files of a report may take to arrive.
const LONGEST_UPLOAD: i64 = 6 * 3600;

/// A reply, or that its reader deleted it.
pub enum Answer {
    /// As written.
    Kept(Reply),
    /// Number of the reply.
    Deleted(u32),
    /// Signed by the team, in its place, and not to be read.
    Unread(Unread),
}

/// A message that the receipt signed, in its place, and that cannot be read or contradicts itself.
pub struct Unread {
    /// Its number.
    pub seq: u32,
    /// Why.
    pub reason: String,
}

/// A verified case.
pub struct OpenedCase {
    /// The case.
    pub id: CaseId,
    /// The report.
    pub report: Report,
    /// Messages in order, but for those that cannot be read.
    pub messages: Vec<Message>,
    /// Messages that cannot be read. Only the receipt can make one: whoever took it from the reporter must not be able to
    /// shut us out of everything that was said before.
    pub unread: Vec<Unread>,
    /// Replies in order.
    pub replies: Vec<Answer>,
    /// What was verified, in sentences.
    pub checks: Vec<String>,
    /// What a person must know.
    pub warnings: Vec<String>,
    /// The highest urgency: sealed, or computed again.
    pub urgency: review::Verdict,
    /// The team's chain so far, for the next reply.
    pub team_chain: Chain,
    /// What staff wrote for each other.
    pub staff: Staff,
    /// Opens what the reporter said.
    pub identity: Identity,
    /// Readable for the team, and not for named people alone.
    pub of_team: bool,
    files: CaseFiles,
}

impl OpenedCase {
    /// Opens and verifies a case.
    ///
    /// # Errors
    /// The first mismatch, in one line.
    pub fn open(desk: &Desk, case_files: CaseFiles) -> Result<Self, DeskError> {
        let rosters = &desk.folder.rosters;
        case_files.signed_by_team(rosters)?;
        let (CaseKey { identity, of_team }, report, stray) = own_key(desk, &case_files)?;
        let mut chain = Chain::of_reporter(case_files.id, report.mailbox_id);
        let statement = next(&mut chain, &case_files.report, &report)?;
        as_signed(&statement, report.roster_hash, &report.attachments)?;
        let (mut messages, mut unread) = (Vec::with_capacity(case_files.messages.len()), Vec::new());
        for part in &case_files.messages {
            let statement = next(&mut chain, part, &report)?;
            match message(part, &statement, &identity, rosters) {
                Ok(message) => messages.push(message),
                Err(error) => unread.push(Unread { seq: statement.seq, reason: error.to_string() }),
            }
        }
        let mut team_chain = Chain::of_team(case_files.id, report.mailbox_id);
        let mut replies = Vec::with_capacity(case_files.replies.len());
        for part in &case_files.replies {
            replies.push(answer(&mut team_chain, part, &identity, rosters, case_files.epoch)?);
        }
        let staff = Staff::open(desk, &case_files, rosters, case_files.epoch)?;
        let (urgency, mut warnings) = review::review(&report, &messages, &case_files.urgency);
        warnings.extend(unread.iter().map(|unread| {
            format!("{}; whoever made it has the receipt: what comes from the receipt since then may not be the reporter's", unread.reason)
        }));
        warnings.extend(replies.iter().filter_map(|reply| match reply {
            Answer::Unread(unread) => Some(format!("{}; it is signed as ours: whoever made it has the team's key", unread.reason)),
            Answer::Kept(_) | Answer::Deleted(_) => None,
        }));
        warnings.extend(review::junk(&case_files.noticed));
        warnings.extend(stray);
        warnings.extend(staff.warnings.iter().cloned());
        if case_files.kept {
            warnings.push("the reporter took this back, and staff stopped its destruction: nobody reads answers to it".to_owned());
        }
        if !report.answer_here {
            warnings.push("the reporter asked for no answer here".to_owned());
        }
        let mut checks = checks(&case_files, rosters, &replies);
        if staff.parts > 0 {
            checks.push(format!(
                "{} of the staff signed by the team, in order, none missing",
                counted(staff.parts, "note, translation or label", "notes, translations, labels and drafts")
            ));
        }
        Ok(Self {
            id: case_files.id,
            report,
            messages,
            unread,
            replies,
            checks,
            warnings,
            urgency,
            team_chain,
            staff,
            identity,
            of_team,
            files: case_files,
        })
    }

    /// How the case is called on the telephone, as the server claims.
    pub fn number(&self) -> Option<&str> {
        self.files.number.as_deref()
    }

    /// Everything that can be translated, by the hash of the statement beside it: first the words, then every answer on the form.
    pub fn texts(&self) -> BTreeMap<Hash32, Vec<&str>> {
        let mut texts = BTreeMap::new();
        let report = std::iter::once(self.report.narrative.as_str()).chain(self.report.facts.values().map(String::as_str));
        texts.insert(self.files.report.statement.hash(), report.collect());
        for message in &self.messages {
            let said = std::iter::once(message.text.as_str()).chain(message.facts.values().map(String::as_str));
            texts.extend(statement_of(&self.files.messages, message.seq).map(|hash| (hash, said.collect())));
        }
        for reply in &self.replies {
            if let Answer::Kept(reply) = reply {
                texts.extend(statement_of(&self.files.replies, reply.seq).map(|hash| (hash, vec![reply.text.as_str()])));
            }
        }
        texts
    }

    /// The hash of the statement beside the report (number 0), a message or a reply.
    pub fn statement_hash(&self, kind: Kind, seq: u32) -> Option<Hash32> {
        match kind {
            Kind::Report => Some(self.files.report.statement.hash()),
            Kind::Message => statement_of(&self.files.messages, seq),
            Kind::Reply => statement_of(&self.files.replies, seq),
            Kind::Note => statement_of(&self.files.notes, seq),
        }
    }

    /// Whether this message is but the files that came with the report: the server keeps them as one, since the words are
    /// stored before the first byte of a file.
    pub fn came_with_report(&self, message: &Message) -> bool {
        let wordless = message.text.trim().is_empty() && message.facts.is_empty() && message.danger == "unknown";
        let soon = message.written_at.saturating_sub(self.report.written_at) <= LONGEST_UPLOAD;
        message.seq == 1 && wordless && soon && !message.attachments.is_empty()
    }

    /// The messages that say something, or came later than the report.
    pub fn later_messages(&self) -> usize {
        self.messages.iter().filter(|message| !self.came_with_report(message)).count()
    }

    /// Every attachment with the number of the message it came with (0: the report).
    pub fn attachments(&self) -> impl Iterator<Item = (u32, &Attachment)> {
        let first = self.report.attachments.iter().map(|attachment| (0, attachment));
        let later = self.messages.iter().flat_map(|message| message.attachments.iter().map(|attachment| (message.seq, attachment)));
        first.chain(later)
    }

    /// Opens one attachment into `out`; use what was written only after `Ok`.
    pub fn open_attachment(&self, attachment: &Attachment, out: impl Write) -> Result<(), Unopened> {
        let what = format!("attachment {}", attachment.id);
        let path: &PathBuf =
            self.files.attachments.get(&attachment.id).ok_or_else(|| Unopened::Failed(DeskError::refused(format!("{what} is missing"))))?;
        let sealed = files::open_regular(path).map_err(Unopened::Failed)?;
        // Its sealed bytes are those that were signed: what is wrong inside is its sender's doing.
        tocsin_seal::open_attachment(sealed, &self.identity, attachment.length, &attachment.sha256, out).map_err(|error| match error {
            OpenError::Io(_) => Unopened::Failed(DeskError::refused(format!("{what}: {error}"))),
            _ => Unopened::Sender(format!("{what}: {error}")),
        })
    }
}

/// Of the keys that were granted the one that opens the report and that it names; and what is false beside it.
fn own_key(desk: &Desk, case_files: &CaseFiles) -> Result<(CaseKey, Report, Vec<String>), DeskError> {
    let (keys, junk) = desk.case_keys(case_files)?;
    let several = keys.len() > 1;
    let mut first = None;
    for key in keys {
        let report = payload(&case_files.report, &key.identity, 1).and_then(|report: Report| {
            self_description(&report, case_files, &key.identity, &desk.folder.rosters)?;
            Ok(report)
        });
        match report {
            Ok(report) => {
                let mut stray: Vec<String> = junk
                    .iter()
                    .map(|why| format!("{why}; whoever made it gave nothing: let somebody seal the case on again at the desk"))
                    .collect();
                if several {
                    stray.push(
                        "a grant holds another key than the case's; it is not used: let somebody seal the case on again at the desk"
                            .to_owned(),
                    );
                }
                return Ok((key, report, stray));
            }
            Err(error) => {
                first.get_or_insert(error);
            }
        }
    }
    Err(first.unwrap_or_else(|| DeskError::refused("no grant of this case holds its key")))
}

fn statement_of(chain: &[Part], seq: u32) -> Option<Hash32> {
    chain.iter().find(|part| part.statement.claimed().seq == seq).map(|part| part.statement.hash())
}

/// Why a file is not opened.
pub enum Unopened {
    /// It is not what its sender announced.
    Sender(String),
    /// Reading or writing failed.
    Failed(DeskError),
}

fn payload<T: Payload>(part: &Part, identity: &Identity, stanzas: usize) -> Result<T, DeskError> {
    let what = label(part.statement.claimed().kind, part.statement.claimed().seq);
    let sealed = part.sealed.as_ref().ok_or_else(|| DeskError::refused(format!("{what} is missing")))?;
    open_payload(sealed, identity, stanzas).map_err(|error| DeskError::refused(format!("{what}: {error}")))
}

/// What the report says about itself, against the folder and the granted identity.
fn self_description(report: &Report, case_files: &CaseFiles, identity: &Identity, rosters: &[SignedRoster]) -> Result<(), DeskError> {
    if report.case_id != case_files.id {
        return Err(DeskError::refused(format!("the report says it is case {}", report.case_id)));
    }
    if report.case_recipient != *identity.recipient() {
        return Err(DeskError::refused("the grant holds another key than the report names"));
    }
    if report.mailbox_id != case_files.mailbox() {
        return Err(DeskError::refused("the report names another mailbox than its statement"));
    }
    let roster = rosters.iter().find(|roster| roster.hash() == report.roster_hash);
    let roster = roster.ok_or_else(|| DeskError::refused("the report names a roster that is not in the chain"))?;
    if roster.epoch() != case_files.epoch {
        return Err(DeskError::refused(format!("the manifest says roster epoch {}, the report {}", case_files.epoch, roster.epoch())));
    }
    Ok(())
}

/// The next statement of the reporter, signed by the receipt's key.
fn next(chain: &mut Chain, part: &Part, report: &Report) -> Result<Statement, DeskError> {
    let claimed = part.statement.claimed();
    chain
        .accept(&part.statement, &report.receipt_key)
        .map_err(|error| DeskError::refused(format!("{}: {error}", label(claimed.kind, claimed.seq))))
}

/// A message, if what stands inside is what was signed outside.
fn message(part: &Part, statement: &Statement, identity: &Identity, rosters: &[SignedRoster]) -> Result<Message, DeskError> {
    let message: Message = payload(part, identity, 1)?;
    as_signed(statement, message.roster_hash, &message.attachments)?;
    let told = (message.case_id, message.mailbox_id, message.seq, Some(message.prev));
    agrees(statement, told, message.roster_hash, rosters)?;
    Ok(message)
}

/// The statement is of this roster and of exactly these attachments.
fn as_signed(statement: &Statement, roster_hash: Hash32, attachments: &[Attachment]) -> Result<(), DeskError> {
    let wrong = |reason: &str| Err(DeskError::refused(format!("{}: {reason}", label(statement.kind, statement.seq))));
    if statement.roster_hash != roster_hash {
        return wrong("names another roster than its statement");
    }
    let named = attachments.iter().map(|a| (a.id, a.sealed_sha256, a.sealed_length));
    if !named.eq(statement.attachments.iter().map(|a| (a.id, a.sha256, a.len))) {
        return wrong("names other attachments than its statement");
    }
    Ok(())
}

fn answer(chain: &mut Chain, part: &Part, identity: &Identity, rosters: &[SignedRoster], since: u32) -> Result<Answer, DeskError> {
    let claimed = part.statement.claimed();
    let wrong = |reason: &str| DeskError::refused(format!("{}: {reason}", label(Kind::Reply, claimed.seq)));
    let roster = rosters.iter().find(|roster| roster.hash() == claimed.roster_hash);
    let roster = roster.ok_or_else(|| wrong("names a roster that is not in the chain"))?;
    // Whoever left that team kept its key.
    if roster.epoch() < since {
        return Err(wrong("is signed by a team from before the report"));
    }
    let statement = chain.accept(&part.statement, roster.team_signing_key()).map_err(|error| wrong(&error.to_string()))?;
    if part.sealed.is_none() {
        return Ok(Answer::Deleted(statement.seq));
    }
    // One of the team must not be able to shut the others out of the case with an answer of which nothing can be read.
    Ok(match reply(part, &statement, identity, rosters) {
        Ok(reply) => Answer::Kept(reply),
        Err(error) => Answer::Unread(Unread { seq: statement.seq, reason: error.to_string() }),
    })
}

/// A reply, if what stands inside is what was signed outside.
fn reply(part: &Part, statement: &Statement, identity: &Identity, rosters: &[SignedRoster]) -> Result<Reply, DeskError> {
    let reply: Reply = payload(part, identity, 2)?;
    agrees(statement, (reply.case_id, reply.mailbox_id, reply.seq, reply.prev), reply.roster_hash, rosters)?;
    Ok(reply)
}

/// What a payload says about its place is what its statement says.
fn agrees(
    statement: &Statement,
    told: (CaseId, MailboxId, u32, Option<Hash32>),
    roster_hash: Hash32,
    rosters: &[SignedRoster],
) -> Result<(), DeskError> {
    let wrong = |reason: &str| DeskError::refused(format!("{}: {reason}", label(statement.kind, statement.seq)));
    if told != (statement.case_id, statement.mailbox_id, statement.seq, statement.prev) {
        return Err(wrong("says another place in the conversation than its statement"));
    }
    if roster_hash != statement.roster_hash || rosters.iter().all(|roster| roster.hash() != roster_hash) {
        return Err(wrong("names another roster than its statement, or one that is not in the chain"));
    }
    Ok(())
}

fn checks(case_files: &CaseFiles, rosters: &[SignedRoster], replies: &[Answer]) -> Vec<String> {
    let mut checks = vec![
        "every file is listed in the manifest and has its hash".to_owned(),
        format!("{}, signed by the administrators and each team before", counted(rosters.len(), "roster", "rosters")),
        "the grant holds the key the report names".to_owned(),
        format!(
            "the report and {} signed by the reporter's receipt, in order, none missing",
            counted(case_files.messages.len(), "message", "messages")
        ),
        format!("{} signed by the team, in order, none missing", counted(replies.len(), "reply", "replies")),
        format!("{} as signed", counted(case_files.attachments.len(), "attachment", "attachments")),
    ];
    let deleted = replies.iter().filter(|reply| matches!(reply, Answer::Deleted(_))).count();
    if deleted > 0 {
        checks.push(format!("{deleted} of the replies deleted by the reader; their signed statements are there"));
    }
    checks
}

//! What a receipt opens: replies, what was sent, further words and files.
use std::sync::{PoisonError, RwLock};

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::rand::SecureRandom;
use tocsin_domain::{
    clock::{date_string, day_of},
    report::MessageDraft,
    triage::Decision,
};
use tocsin_seal::{
    CaseId, Hash32, Kind, MailboxKeys, PartId, PublicKey, Receipt, SignedRoster, SignedStatement, SigningKey, Statement,
    payload::{self, Reply},
};
use tokio::time::Instant;

use super::{
    App, AppError, Parts,
    rows::{self, PartState},
    submit::{Found, FoundCase, TRIES, TRY_FOR, Words, internal, no_random},
    token::Session,
    upload::SealedFile,
};
use crate::{
    store::{PartRow, StoreError},
    vault::{Class, KeyId, KeyRing, RowRef, VaultError},
};

/// What the mailbox page shows.
pub struct MailboxView {
    /// Verified replies, oldest first.
    pub replies: Vec<ReplyView>,
    /// Replies that failed a check and are not shown.
    pub troubled: u32,
    /// A reply is missing in the order.
    pub gaps: bool,
    /// What the reporter sent, oldest first.
    pub sent: Vec<SentView>,
    /// False if no answer was wanted.
    pub answer_here: bool,
    /// `YYYY-MM-DD`, UTC: from this day on the receipt opens nothing and the case is destroyed.
    pub ends: String,
    /// A fresh session token.
    pub session: String,
}

/// A verified reply.
pub struct ReplyView {
    /// For "delete it".
    pub id: PartId,
    /// Its number in the conversation.
    pub number: u32,
    /// `YYYY-MM-DD`, UTC, when it was written.
    pub day: String,
    /// The alias of who wrote it.
    pub author: String,
    /// The words.
    pub text: String,
}

/// Something the reporter sent.
pub struct SentView {
    /// 0 is the report.
    pub number: u32,
    /// `YYYY-MM-DD`, UTC, when it arrived.
    pub day: String,
    /// Files that came with it.
    pub files: u32,
    /// Caseworkers took it to their desk.
    pub collected: bool,
}

/// What became of a message.
pub struct Added {
    /// `None` if there was nothing new in it.
    pub decision: Option<Decision>,
}

/// A row of junk that is opened when a receipt is unknown, so that it costs what a known one costs.
pub(crate) struct Decoy {
    pub id: [u8; 16],
    /// Nobody's, for calls to mailboxes that are not there.
    pub receipt_key: PublicKey,
    sealed: RwLock<(KeyId, Vec<u8>)>,
}

impl Decoy {
    pub fn new(parts: &Parts, rng: &dyn SecureRandom) -> Result<Self, AppError> {
        let mut id = [0; 16];
        rng.fill(&mut id).map_err(no_random)?;
        let sealed = RwLock::new(Self::seal(&id, &parts.ring)?);
        let receipt_key = SigningKey::generate(rng).map_err(internal)?.public();
        Ok(Self { id, receipt_key, sealed })
    }

    fn seal(id: &[u8; 16], ring: &KeyRing) -> Result<(KeyId, Vec<u8>), AppError> {
        let key = ring.current(Class::Account, 0)?;
        let row = RowRef { table: "decoy", column: "sealed", row: id, case: id, version: 1 };
        Ok((key, ring.seal(key, &row, &[0; 2048])?))
    }

    pub fn open(&self, ring: &KeyRing) -> Result<(), AppError> {
        let row = RowRef { table: "decoy", column: "sealed", row: &self.id, case: &self.id, version: 1 };
        for _ in 0..2 {
            let opened = {
                let sealed = self.sealed.read().unwrap_or_else(PoisonError::into_inner);
                ring.open(sealed.0, &row, &sealed.1)
            };
            match opened {
                Ok(_) => {}
                // Its key was rotated and destroyed since; it is in no table, so nobody moved it.
                Err(VaultError::UnknownKey(_)) => {
                    *self.sealed.write().unwrap_or_else(PoisonError::into_inner) = Self::seal(&self.id, ring)?;
                }
                Err(other) => return Err(other.into()),
            }
        }
        Ok(())
    }
}

pub(super) fn part_id(rng: &dyn SecureRandom) -> Result<PartId, AppError> {
    PartId::random(rng).map_err(internal)
}

impl App {
    /// A session for a receipt; `None` if it is wrong, withdrawn or over, all at the same cost.
    pub async fn open_mailbox(&self, receipt: &Receipt) -> Result<Option<String>, AppError> {
        match self.find(&receipt.keys(&self.inner.parts.deployment)).await? {
            Found::Open(_) => Ok(Some(self.session_for(receipt)?)),
            Found::Nothing | Found::Gone => Ok(None),
        }
    }

    /// The session behind a token; `None` if it is not ours or older than 30 minutes.
    pub fn session(&self, token: &str) -> Option<Session> {
        self.inner.parts.token_key.open_session(token, self.now())
    }

    pub(super) fn keys(&self, session: &Session) -> MailboxKeys {
        session.receipt.keys(&self.inner.parts.deployment)
    }

    pub(super) async fn found(&self, keys: &MailboxKeys) -> Result<Option<FoundCase>, AppError> {
        Ok(match self.find(keys).await? {
            Found::Open(found) => Some(*found),
            Found::Nothing | Found::Gone => None,
        })
    }

    /// Everything the mailbox page shows; marks replies as read.
    pub async fn mailbox(&self, session: &Session) -> Result<Option<MailboxView>, AppError> {
        let keys = self.keys(session);
        let Some(found) = self.found(&keys).await? else { return Ok(None) };
        let rows = self.conversation(found.case).await?;
        let view = self.view(&keys, &found, &rows, &session.receipt)?;
        self.mark_read(&rows).await?;
        Ok(Some(view))
    }

    /// Notes that the reporter has seen the answers.
    pub(super) async fn mark_read(&self, rows: &[PartRow]) -> Result<(), AppError> {
        match self.mark_collected(rows, |kind| kind == Kind::Reply).await {
            // Answers can be read while nothing can be written; that they were is noted another time.
            Ok(()) | Err(AppError::Busy | AppError::NoRoom) => Ok(()),
            Err(other) => Err(other),
        }
    }

    /// All parts of a case, with the bodies of answers alone: somebody may have filled their mailbox with more than memory
    /// holds, and what they wrote is not shown here.
    pub(super) async fn conversation(&self, case: CaseId) -> Result<Vec<PartRow>, AppError> {
        let case = case.as_bytes();
        let mut tx = self.store().read().await?;
        let mut rows = tx.part_heads(case).await?;
        for row in &mut rows {
            let shown = |(state, signed): (PartState, SignedStatement)| signed.claimed().kind == Kind::Reply && !state.deleted;
            if rows::open_part(self.ring(), row).is_ok_and(shown)
                && let Some(whole) = tx.part(case, &row.id).await?
            {
                *row = whole;
            }
        }
        Ok(rows)
    }

    fn view(&self, keys: &MailboxKeys, found: &FoundCase, rows: &[PartRow], receipt: &Receipt) -> Result<MailboxView, AppError> {
        let rosters = self.rosters();
        let mut view = MailboxView {
            replies: Vec::new(),
            troubled: 0,
            gaps: false,
            sent: Vec::new(),
            answer_here: found.state.answer_here,
            ends: date_string(day_of(found.state.expires)),
            session: self.session_for(receipt)?,
        };
        let mut chain: Vec<(u32, Option<Hash32>, Hash32)> = Vec::new();
        for row in rows {
            let Ok((state, signed)) = rows::open_part(self.ring(), row) else {
                view.troubled += 1;
                continue;
            };
            // The staff's own: for the reporter it is not there, whoever wrote it.
            if signed.claimed().kind == Kind::Note {
                continue;
            }
            if let Ok(statement) = signed.verify(&keys.public()) {
                view.sent.push(SentView {
                    number: statement.seq,
                    day: date_string(day_of(state.received)),
                    files: u32::try_from(statement.attachments.len()).unwrap_or(u32::MAX),
                    collected: state.collected,
                });
                continue;
            }
            let Some(statement) = rosters.iter().find_map(|r| by_team(&signed, r)) else {
                view.troubled += 1;
                continue;
            };
            let ours = statement.case_id == found.case && statement.mailbox_id == keys.mailbox_id();
            if statement.kind != Kind::Reply || !ours {
                view.troubled += 1;
                continue;
            }
            chain.push((statement.seq, statement.prev, signed.hash()));
            if state.deleted {
                continue;
            }
            match open_reply(keys, row, &statement) {
                Some(reply) => view.replies.push(ReplyView {
                    id: PartId::from_bytes(row.id),
                    number: statement.seq,
                    day: date_string(day_of(reply.written_at)),
                    author: reply.author,
                    text: reply.text,
                }),
                None => view.troubled += 1,
            }
        }
        chain.sort_unstable_by_key(|(seq, ..)| *seq);
        view.gaps = broken(&chain) || chain.len() as u32 != found.state.team.map_or(0, |t| t.seq);
        view.replies.sort_unstable_by_key(|r| r.number);
        view.sent.sort_unstable_by_key(|s| s.number);
        Ok(view)
    }

    /// Notes on rows of the kinds named that the other side has seen them. Their bodies are neither needed nor touched.
    pub(super) async fn mark_collected(&self, rows: &[PartRow], which: impl Fn(Kind) -> bool) -> Result<(), AppError> {
        let mut changed = Vec::new();
        for row in rows {
            let Ok((mut state, signed)) = rows::open_part(self.ring(), row) else { continue };
            if !state.collected && which(signed.claimed().kind) {
                state.collected = true;
                changed.push(self.rewritten(row, &state, None)?);
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        let noted = self.store().commit(move |tx| {
            Box::pin(async move {
                for row in changed {
                    match tx.update_part_head(&row, row.version - 1).await {
                        // Somebody else noted it first.
                        Ok(()) | Err(StoreError::Conflict) => {}
                        Err(other) => return Err(other),
                    }
                }
                Ok(())
            })
        });
        Ok(noted.await?)
    }

    fn rewritten(&self, row: &PartRow, state: &PartState, body: Option<Vec<u8>>) -> Result<PartRow, AppError> {
        rows::part_row(
            self.ring(),
            PartId::from_bytes(row.id),
            CaseId::from_bytes(row.case_id),
            rows::key_to_write(self.ring(), row.key_id)?,
            row.version + 1,
            state,
            body,
        )
    }

    /// Adds words and files. `Ok(None)` if the mailbox is gone; the files are then gone too.
    pub async fn add_message(
        &self,
        session: &Session,
        draft: Option<MessageDraft>,
        files: Vec<SealedFile>,
        language: &str,
    ) -> Result<Option<Added>, AppError> {
        let keys = self.keys(session);
        let (app, language, once) = (self.clone(), language.to_owned(), session.once);
        self.to_the_end(async move { app.add_whole(&keys, &once, draft, files, &language).await }).await
    }

    async fn add_whole(
        &self,
        keys: &MailboxKeys,
        once: &[u8; 16],
        draft: Option<MessageDraft>,
        mut files: Vec<SealedFile>,
        language: &str,
    ) -> Result<Option<Added>, AppError> {
        if files.iter().any(SealedFile::too_old) {
            return Err(AppError::Internal("an upload took so long that its file may be swept as an orphan".into()));
        }
        let begun = Instant::now();
        for _ in 0..TRIES {
            let Some(found) = self.found(keys).await? else { return Ok(None) };
            let mut marks = Vec::new();
            // The same page sent twice, or the same file again, counts once.
            let draft = draft.as_ref().filter(|d| {
                let mark = self.message_mark(keys, once, d);
                marks.push(mark);
                !found.state.taken.contains(&mark)
            });
            let mut fresh: Vec<payload::Attachment> = Vec::new();
            for file in files.iter().map(|file| &file.attachment) {
                // A clean copy shares the fate of its photograph: none is ever named without it.
                if let Some(original) = file.clean_copy_of {
                    if fresh.iter().any(|kept| kept.id == original) {
                        fresh.push(file.clone());
                    }
                    continue;
                }
                let copied = files.iter().any(|other| other.attachment.clean_copy_of == Some(file.id));
                let mark = self.file_mark(keys, file, copied);
                if !found.state.taken.contains(&mark) && !marks.contains(&mark) {
                    marks.push(mark);
                    fresh.push(file.clone());
                }
            }
            if draft.is_none() && fresh.is_empty() {
                return Ok(Some(Added { decision: None }));
            }
            let empty = std::collections::BTreeMap::new();
            let facts = draft.map_or(&empty, |d| &d.facts);
            let danger = draft.map_or("unknown", |d| d.danger.as_str());
            // Files after the words of a report are no empty report: the case has its text.
            let decision = self.decide(&[], danger, facts, true, !fresh.is_empty(), self.now());
            let words = Words { text: draft.map_or("", |d| d.text.as_str()), danger, facts: facts.clone(), language };
            let kept: Vec<PartId> = fresh.iter().map(|f| f.id).collect();
            match self.append(keys, found, words, fresh, marks, &decision).await {
                Ok(()) => {}
                Err(AppError::Busy) if begun.elapsed() < TRY_FOR => continue,
                Err(other) => return Err(other),
            }
            for file in &mut files {
                if kept.contains(&file.attachment.id) {
                    file.keep();
                }
            }
            return Ok(Some(Added { decision: Some(decision) }));
        }
        Err(AppError::Busy)
    }

    fn message_mark(&self, keys: &MailboxKeys, once: &[u8; 16], draft: &MessageDraft) -> Hash32 {
        let facts: Vec<String> = draft.facts.iter().map(|(k, v)| format!("{k}\0{v}")).collect();
        let mut pieces: Vec<&[u8]> = vec![b"message", once, draft.text.as_bytes(), draft.danger.as_str().as_bytes()];
        pieces.extend(facts.iter().map(String::as_bytes));
        self.inner.parts.token_key.mark(&keys.mailbox_id(), &pieces)
    }

    /// A photograph that comes again, now with a clean copy, is something new.
    fn file_mark(&self, keys: &MailboxKeys, file: &payload::Attachment, copied: bool) -> Hash32 {
        let kind: &[u8] = if copied { b"photo" } else { b"file" };
        self.inner.parts.token_key.mark(&keys.mailbox_id(), &[kind, file.name.as_bytes(), file.sha256.as_bytes()])
    }

    /// "I have read it, delete it": the words go, the signed statement stays so that the order can still be checked.
    pub async fn delete_reply(&self, session: &Session, id: PartId) -> Result<bool, AppError> {
        let Some(found) = self.found(&self.keys(session)).await? else { return Ok(false) };
        self.delete_part(found.case, id).await
    }

    /// The same for a case that was found by other means.
    pub(super) async fn delete_part(&self, case: CaseId, id: PartId) -> Result<bool, AppError> {
        let app = self.clone();
        let deleted = self.store().commit(move |tx| {
            Box::pin(async move {
                let Some(row) = tx.part(case.as_bytes(), id.as_bytes()).await? else { return Ok(false) };
                let (mut state, signed) = rows::open_part(app.ring(), &row)?;
                if signed.claimed().kind != Kind::Reply {
                    return Ok(false);
                }
                if state.deleted {
                    return Ok(true);
                }
                state.deleted = true;
                state.collected = true;
                tx.update_part(&app.rewritten(&row, &state, None)?, row.version).await?;
                Ok(true)
            })
        });
        deleted.await
    }
}

/// The statement, if this roster's team signed it for this roster.
fn by_team(signed: &SignedStatement, roster: &SignedRoster) -> Option<Statement> {
    let statement = signed.verify(roster.team_signing_key()).ok()?;
    (statement.roster_hash == roster.hash()).then_some(statement)
}

/// Opens a reply and holds what stands inside against what was signed outside.
fn open_reply(keys: &MailboxKeys, row: &PartRow, statement: &Statement) -> Option<Reply> {
    let body = row.body.as_deref()?;
    if body.len() as u64 != statement.sealed_len || Hash32::of(body) != statement.sealed_sha256 {
        return None;
    }
    let plain = tocsin_seal::open(body, keys.identity(), 2).ok()?;
    let reply: Reply = payload::parse(&plain).ok()?;
    let same = reply.case_id == statement.case_id
        && reply.mailbox_id == statement.mailbox_id
        && reply.seq == statement.seq
        && reply.prev == statement.prev
        && reply.roster_hash == statement.roster_hash;
    same.then_some(reply)
}

/// Whether a chain that should start at 1 has a hole or a wrong link.
fn broken(chain: &[(u32, Option<Hash32>, Hash32)]) -> bool {
    let mut before: (u32, Option<Hash32>) = (0, None);
    chain.iter().any(|(seq, prev, hash)| {
        let bad = *seq != before.0 + 1 || *prev != before.1;
        before = (*seq, Some(*hash));
        bad
    })
}

/// Reads base64 that we wrote ourselves.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, AppError> {
    STANDARD.decode(text).map_err(internal)
}

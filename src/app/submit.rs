//! A report arrives without script: sealed in memory, stored, its alert queued, all in one transaction.
use std::time::Duration;

use tocsin_domain::{
    alert::Lane,
    clock::day_of,
    report::ReportDraft,
    triage::{Decision, TriageInput},
};
use tocsin_seal::{
    CaseId, Hash32, MailboxKeys, Receipt, SignedStatement, Submission,
    addition::{self, SealedMessage},
    payload::{self, SealedRule, SealedUrgency},
    submission,
};
use tokio::time::Instant;

use super::{
    App, AppError, alert,
    call::CalledCase,
    junk::{Origin, Sign},
    rows::{self, CaseState, PartState, Tip},
    sealed::Keeping,
};
use crate::store::Tx;

/// How often an optimistic write is tried anew when somebody else was quicker.
pub(super) const TRIES: usize = 8;
/// After so long nothing is tried anew: the visitor is waiting, and the text is kept for them.
pub(super) const TRY_FOR: Duration = Duration::from_secs(5);

/// What the reporter gets back.
pub struct Submitted {
    /// `None` if no answer is wanted.
    pub receipt: Option<Receipt>,
    /// Opens the mailbox for 30 minutes, for "add files".
    pub session: String,
    /// Why it is as urgent as it is.
    pub decision: Decision,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A new case.
    New,
    /// The same form with the same content had come before: nothing was added.
    Repeated,
    /// The same form with other content: a further message of the same case.
    Added,
}

impl App {
    /// A token for a new form.
    pub fn form_token(&self) -> Result<String, AppError> {
        self.inner.parts.token_key.form_token(&self.inner.rng).map_err(no_random)
    }

    /// Takes a report. Once this returns `Ok`, the report and its alert are durable. A token that is missing or not
    /// ours counts as a new form.
    pub async fn submit(
        &self,
        origin: Origin,
        token: Option<&str>,
        draft: ReportDraft,
        files_follow: bool,
        language: &str,
    ) -> Result<Submitted, AppError> {
        let bits = token.and_then(|t| self.inner.parts.token_key.form_bits(t));
        let (app, language) = (self.clone(), language.to_owned());
        self.to_the_end(async move { app.submit_whole(origin, bits, &draft, files_follow, &language).await }).await
    }

    async fn submit_whole(
        &self,
        origin: Origin,
        bits: Option<[u8; 16]>,
        draft: &ReportDraft,
        files_follow: bool,
        language: &str,
    ) -> Result<Submitted, AppError> {
        let mut bits = match bits {
            Some(bits) => bits,
            None => ring::rand::generate::<[u8; 16]>(&self.inner.rng).map_err(no_random)?.expose(),
        };
        let mut noticed = None;
        let begun = Instant::now();
        for _ in 0..TRIES {
            let receipt = self.inner.parts.token_key.receipt(&bits);
            let keys = receipt.keys(&self.inner.parts.deployment);
            let attempt = match self.find(&keys).await? {
                Found::Nothing => {
                    let signs = noticed.get_or_insert_with(|| self.inner.lately.signs(origin, &draft.narrative, self.now()));
                    self.new_case(&keys, draft, files_follow, language, signs).await
                }
                Found::Open(found) => self.same_form(&keys, *found, draft, files_follow, language).await,
                // The case behind this form is withdrawn or over: what is written now starts a case of its own, which the
                // same form, sent again, finds again.
                Found::Gone => {
                    bits = self.inner.parts.token_key.following(&bits);
                    continue;
                }
            };
            let (decision, outcome) = match attempt {
                Err(AppError::Busy) if begun.elapsed() < TRY_FOR => continue,
                other => other?,
            };
            self.inner.queued.notify_one();
            let session = self.session_for(&receipt)?;
            return Ok(Submitted { receipt: draft.answer_here.then_some(receipt), session, decision, outcome });
        }
        Err(AppError::Busy)
    }

    async fn new_case(
        &self,
        keys: &MailboxKeys,
        draft: &ReportDraft,
        files_follow: bool,
        language: &str,
        noticed: &[Sign],
    ) -> Result<(Decision, Outcome), AppError> {
        let rosters = self.current_roster()?;
        let roster = rosters.last().ok_or(AppError::Closed("there is no roster"))?;
        let now = self.now();
        let decision = self.decide(&draft.methods, draft.danger.as_str(), &draft.facts, !draft.narrative.is_empty(), files_follow, now);
        let words = submission::Words {
            written_at: now,
            language,
            narrative: &draft.narrative,
            danger: draft.danger.as_str(),
            answer_here: draft.answer_here,
            methods: &draft.methods,
            facts: &draft.facts,
            urgency: sealed_urgency(&decision),
        };
        let sealed = Submission::seal(&self.inner.rng, keys, roster, words).map_err(internal)?;
        let (urgency, lane, mark) = (decision.urgency, lane(&decision), self.report_mark(keys, draft));
        self.keep_case(&sealed, Keeping { roster, urgency, lane, mark, noticed: noticed.to_vec(), displaced: None, practice: None })
            .await?;
        Ok((decision, Outcome::New))
    }

    /// The same form again: nothing to do if the content was taken before, else a further message of the case.
    async fn same_form(
        &self,
        keys: &MailboxKeys,
        found: FoundCase,
        draft: &ReportDraft,
        files_follow: bool,
        language: &str,
    ) -> Result<(Decision, Outcome), AppError> {
        let mark = self.report_mark(keys, draft);
        let decision =
            self.decide(&draft.methods, draft.danger.as_str(), &draft.facts, !draft.narrative.is_empty(), files_follow, self.now());
        if found.state.taken.contains(&mark) {
            return Ok((decision, Outcome::Repeated));
        }
        let mut facts = draft.facts.clone();
        if !draft.methods.is_empty() {
            facts.insert("method".into(), draft.methods.join(" "));
        }
        let words = Words { text: &draft.narrative, danger: draft.danger.as_str(), facts, language };
        self.append(keys, found, words, Vec::new(), vec![mark], &decision).await?;
        Ok((decision, Outcome::Added))
    }

    /// Adds one message of the reporter to a case, raises its urgency, opens it again and queues the
    /// alert: one transaction. `Busy` if somebody else changed the case meanwhile.
    pub(super) async fn append(
        &self,
        keys: &MailboxKeys,
        found: FoundCase,
        words: Words<'_>,
        files: Vec<payload::Attachment>,
        marks: Vec<Hash32>,
        decision: &Decision,
    ) -> Result<(), AppError> {
        let FoundCase { case, mut state, version, key_id, capsule } = found;
        let now = self.now();
        let rosters = self.current_roster()?;
        let roster = rosters.last().ok_or(AppError::Closed("there is no roster"))?;
        let seq = state.reporter.seq + 1;
        let place = addition::Place {
            case_id: case,
            case_recipient: &capsule.case_recipient,
            seq,
            prev: state.reporter.hash,
            roster_hash: roster.hash(),
        };
        let said = addition::Words {
            written_at: now,
            language: words.language,
            text: words.text,
            danger: words.danger,
            facts: words.facts,
            urgency: sealed_urgency(decision),
            attachments: files.clone(),
        };
        let SealedMessage { signed: statement, body } = SealedMessage::seal(keys, &place, said).map_err(internal)?;
        state.hold(body.len())?;
        state.hear(Tip { seq, hash: statement.hash() }, decision.urgency, self.terms(), now);
        state.remember(self.filled(marks, &statement));
        let ring = self.ring();
        let key = self.key_of(key_id, &state)?;
        let part =
            PartState { received: now - now.rem_euclid(60), statement: text(&statement)?, collected: false, deleted: false, aside: None };
        let part = rows::part_row(ring, super::mailbox::part_id(&self.inner.rng)?, case, key, 1, &part, Some(body))?;
        let row = rows::case_row(ring, case, key, version + 1, &state)?;

        let blobs: Vec<_> = files.iter().map(|file| super::upload::blob_row(case, file)).collect();
        let (app, lane) = (self.clone(), lane(decision));
        let stored = self.store().commit(move |tx| {
            Box::pin(async move {
                tx.update_case(&row, version).await?;
                app.follow(tx, case.as_bytes(), key_id, key).await?;
                tx.insert_part(&part).await?;
                for blob in &blobs {
                    tx.insert_blob(blob).await?;
                }
                app.queue_alert(tx, lane, case, now).await
            })
        });
        stored.await?;
        self.inner.queued.notify_one();
        Ok(())
    }

    pub(super) async fn queue_alert(&self, tx: &mut Tx, lane: Lane, case: CaseId, now: i64) -> Result<(), AppError> {
        Ok(alert::queue(tx, self.ring(), lane, *case.as_bytes(), now, self.alert_settings()).await?)
    }

    /// Looks a receipt's mailbox up under every live key, and opens what it leads to.
    pub(super) async fn find(&self, keys: &MailboxKeys) -> Result<Found, AppError> {
        let Some(behind) = self.behind(keys.mailbox_id()).await? else { return Ok(Found::Nothing) };
        if behind.state.is_closed(self.now()) {
            return Ok(Found::Gone);
        }
        let CalledCase { case, state, version, key_id, capsule, .. } = behind;
        let capsule = keys.open_capsule(&capsule).map_err(|_| hostile())?;
        // The row is only believed as far as the receipt vouches for it: a redirected conversation ends here.
        if capsule.case_id != case
            || !self.signed_for(&capsule)
            || capsule.case_recipient.to_string() != state.case_recipient
            || state.receipt_key != keys.public()
        {
            return Err(hostile());
        }
        Ok(Found::Open(Box::new(FoundCase { case, state, version, key_id, capsule })))
    }

    pub(super) fn decide(
        &self,
        methods: &[String],
        danger: &str,
        facts: &std::collections::BTreeMap<String, String>,
        has_text: bool,
        has_files: bool,
        now: i64,
    ) -> Decision {
        self.inner.parts.rules.evaluate(&TriageInput { methods, danger, facts, has_text, has_files, today: day_of(now) })
    }

    pub(super) fn expires(&self, now: i64) -> i64 {
        self.terms().end(now)
    }

    pub(super) fn session_for(&self, receipt: &Receipt) -> Result<String, AppError> {
        self.inner.parts.token_key.session(receipt, self.now(), &self.inner.rng).map_err(no_random)
    }

    fn report_mark(&self, keys: &MailboxKeys, draft: &ReportDraft) -> Hash32 {
        let methods = draft.methods.join("\0");
        let facts: Vec<String> = draft.facts.iter().map(|(k, v)| format!("{k}\0{v}")).collect();
        let mut pieces: Vec<&[u8]> = vec![
            b"report",
            draft.narrative.as_bytes(),
            draft.danger.as_str().as_bytes(),
            methods.as_bytes(),
            if draft.answer_here { b"answer" } else { b"none" },
        ];
        pieces.extend(facts.iter().map(String::as_bytes));
        self.inner.parts.token_key.mark(&keys.mailbox_id(), &pieces)
    }
}

/// What a receipt leads to.
pub(super) enum Found {
    /// No such mailbox.
    Nothing,
    /// Withdrawn or over: for the visitor the same as nothing.
    Gone,
    /// A case that lives.
    Open(Box<FoundCase>),
}

/// A case that the receipt's own key vouches for.
pub(super) struct FoundCase {
    pub case: CaseId,
    pub state: CaseState,
    pub version: i64,
    pub key_id: i64,
    pub capsule: tocsin_seal::Capsule,
}

/// What a message says.
pub(super) struct Words<'a> {
    pub text: &'a str,
    pub danger: &'a str,
    pub facts: std::collections::BTreeMap<String, String>,
    pub language: &'a str,
}

pub(super) fn sealed_urgency(decision: &Decision) -> SealedUrgency {
    SealedUrgency {
        level: decision.urgency.to_string(),
        wakes: decision.wakes,
        rules: decision.rules.iter().map(|r| SealedRule { id: r.id.clone(), sentence: r.sentence.clone() }).collect(),
        rule_set: decision.rule_set.clone(),
    }
}

pub(super) fn text(statement: &SignedStatement) -> Result<String, AppError> {
    String::from_utf8(statement.bytes().to_vec()).map_err(internal)
}

pub(super) fn internal(error: impl std::fmt::Display) -> AppError {
    AppError::Internal(error.to_string())
}

pub(super) fn no_random(_: ring::error::Unspecified) -> AppError {
    AppError::Internal("the system gives no random bytes".into())
}

fn lane(decision: &Decision) -> Lane {
    Lane::of(decision.urgency, decision.wakes)
}

/// A row that the receipt does not vouch for.
pub(super) fn hostile() -> AppError {
    AppError::Internal("a mailbox row was altered: its receipt does not vouch for it".into())
}

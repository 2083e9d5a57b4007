//! A report to learn with: made and sealed by the service as the form without script makes one, marked where no reader can
//! take the mark off, and gone after a day. It wakes nobody, and its receipt is nobody's.
use std::collections::BTreeMap;

use tocsin_domain::alert::Lane;
use tocsin_seal::{Act, CaseId, Submission, submission};

use super::super::{Fault, Lead};
use crate::app::{
    App, people,
    sealed::Keeping,
    submit::{internal, no_random, sealed_urgency},
};

/// What it says: whoever reads it must know at once that nobody is in danger.
const NARRATIVE: &str = "THIS IS A PRACTICE REPORT: nobody sent it, and it goes after a day.\n\n\
    On Tuesday two men who said they were from the consulate asked my landlord when I come home. On the same evening my \
    mother was called to the police station and asked for my address. I do not open the door any more. What should I do?";
/// How soon somebody would be in danger.
const DANGER: &str = "3days";

impl App {
    /// Makes one in this language; its case.
    pub async fn desk_practice(&self, who: &Lead, language: &str, audit: Option<&str>) -> Result<CaseId, Fault> {
        if !people::LANGUAGES.contains(&language) {
            return Err(Fault::Bad);
        }
        let rosters = self.current_roster()?;
        let roster = rosters.last().ok_or(Fault::Busy)?;
        let now = self.now();
        let facts = BTreeMap::new();
        let decision = self.decide(&[], DANGER, &facts, true, false, now);
        let bits = ring::rand::generate::<[u8; 16]>(&self.inner.rng).map_err(no_random)?.expose();
        let keys = self.inner.parts.token_key.receipt(&bits).keys(&self.inner.parts.deployment);
        let words = submission::Words {
            written_at: now,
            language,
            narrative: NARRATIVE,
            danger: DANGER,
            answer_here: true,
            methods: &[],
            facts: &facts,
            urgency: sealed_urgency(&decision),
        };
        let sealed = Submission::seal(&self.inner.rng, &keys, roster, words).map_err(internal)?;
        let mark = self.inner.parts.token_key.mark(&keys.mailbox_id(), &[b"practice"]);
        let mut tx = self.store().write().await?;
        let entry = self.signed_or_noted(&mut tx, who, audit, Act::Practice, None, &[("language", language)]).await?;
        let keeping = Keeping {
            roster,
            urgency: decision.urgency,
            lane: Lane::Daily,
            mark,
            noticed: Vec::new(),
            displaced: None,
            practice: Some(entry),
        };
        self.rows_of(&sealed, keeping)?.insert(&mut tx).await?;
        tx.commit().await?;
        Ok(sealed.case_id())
    }
}

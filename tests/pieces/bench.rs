//! A service with one case whose receipt is in our hands.

use std::collections::BTreeMap;
use std::sync::Arc;

use ring::rand::SystemRandom;
use tocsin::app::Origin;
use tocsin::app::sealed::{Kept, Way};
use tocsin_domain::clock::day_of;
use tocsin_domain::triage::{RuleSet, TriageInput};
use tocsin_seal::payload::SealedUrgency;
use tocsin_seal::{CaseId, Hash32, MailboxKeys, PartId, Receipt, Recipient, Submission, submission::Words};

use crate::http::Answer;
use crate::pieces::{begin, sealed};
use crate::server::{MovedClock, Service, Setup};

pub struct Bench {
    pub service: Service,
    pub clock: Arc<MovedClock>,
    pub keys: MailboxKeys,
    pub recipient: Recipient,
    pub case: CaseId,
    /// Hash of the report's statement.
    pub report: Hash32,
}

/// A case, and what its reporter knows.
pub struct Case {
    pub keys: MailboxKeys,
    report: Submission,
}

impl Bench {
    pub async fn on(url: Option<String>) -> Self {
        Self::made(Setup { url, ..Setup::usual() }).await
    }

    pub async fn made(setup: Setup) -> Self {
        let clock = Arc::new(MovedClock::default());
        let service = Service::made(Setup { clock: clock.clone(), ..setup }).await;
        let Case { keys, report } = a_case(&service).await;
        let (recipient, case) = (report.capsule().case_recipient.clone(), report.case_id());
        Self { service, clock, keys, recipient, case, report: report.signed().hash() }
    }

    pub async fn file(&self, length: usize) -> Vec<u8> {
        sealed(&self.recipient, &crate::pieces::noise(length)).await.0
    }

    pub async fn begin(&self, id: PartId, length: usize) -> Answer {
        begin(self.service.at, &self.keys, &self.service.app.call_challenge(), id, length).await
    }
}

/// A case of somebody.
pub async fn a_case(service: &Service) -> Case {
    let roster = service.app.rosters().last().unwrap().clone();
    let keys = Receipt::generate(&SystemRandom::new()).unwrap().keys(roster.deployment());
    let facts = BTreeMap::new();
    let now = service.app.now();
    let input = TriageInput { methods: &[], danger: "no", facts: &facts, has_text: true, has_files: true, today: day_of(now) };
    let decision = RuleSet::builtin().evaluate(&input);
    let urgency =
        SealedUrgency { level: decision.urgency.to_string(), wakes: decision.wakes, rules: Vec::new(), rule_set: decision.rule_set };
    let words = Words {
        written_at: now,
        language: "en",
        narrative: "words",
        danger: "no",
        answer_here: true,
        methods: &[],
        facts: &facts,
        urgency,
    };
    let report = Submission::seal(&SystemRandom::new(), &keys, &roster, words).unwrap();
    let kept = service.app.take_sealed(Origin(None), Way::Uploaded, &report.to_bytes()).await;
    assert!(matches!(kept, Ok(Ok(Kept::New))));
    Case { keys, report }
}

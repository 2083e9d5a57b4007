//! Targets of this ring; see `crate::fuzzing`: what a row may hold once it opens, and sequences of events against the
//! whole service in a folder of its own, held after each step against a model of what was promised.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use ring::rand::SystemRandom;
use tocsin_domain::clock::Clock;
use tocsin_domain::report::{Danger, MessageDraft, ReportDraft};
use tocsin_domain::taxonomy::Taxonomy;
use tocsin_domain::triage::RuleSet;
use tocsin_seal::payload::{self, Message, Report};
use tocsin_seal::{CaseId, DeploymentId, Identity, Kind, Receipt, Recovery, Roster, SigningKey, sign_roster};
use tokio::runtime::{Builder, Runtime};

use super::alert::{self, AlertSettings, Deliver, HookLetter, Letter, Undelivered};
use super::people::{self, NewPerson};
use super::roster::MemberGrant;
use super::rows::{self, AuditState, CaseState, GrantState, MailboxState, PartState, TeamGrantState};
use super::submit::Outcome;
use super::{App, Origin, Parts, TokenKey, setup};
use crate::fuzzing::{Script, memory, seeds};
use crate::store::{Store, StoreOptions};
use crate::vault::{Class, KeyId, KeyRing, MasterKey, RowRef};

pub(crate) static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap());

struct Rows {
    ring: KeyRing,
    key: KeyId,
}

static ROWS: LazyLock<Rows> = LazyLock::new(|| {
    let folder = tempfile::tempdir_in(memory()).unwrap();
    let master = MasterKey::create(folder.path().join("master.key")).unwrap();
    let ring = KeyRing::create(folder.path().join("ring.json"), &master, "d-0123456789abcdef0123456789abcdef").unwrap();
    let key = ring.current(Class::Case, 202_611).unwrap();
    // Its key is in memory now; the folder goes.
    Rows { ring, key }
});

/// A row that opens may still hold what another version wrote: it is read as what its column holds, or refused.
pub(crate) fn row_content(data: &[u8]) {
    let (id, case) = ([1; 16], [2; 16]);
    read_as::<CaseState>(data, "cases", &id, &case);
    read_as::<MailboxState>(data, "mailboxes", &id, &case);
    read_as::<PartState>(data, "parts", &id, &case);
    read_as::<GrantState>(data, "grants", &id, &case);
    read_as::<TeamGrantState>(data, "team_grants", &id, &case);
    read_as::<AuditState>(data, "audit", &id, &case);
}

fn read_as<T: rows::Sealed>(data: &[u8], table: &'static str, id: &[u8], case: &[u8]) {
    let Rows { ring, key, .. } = &*ROWS;
    let sealed = ring.seal(*key, &RowRef { table, column: "sealed", row: id, case, version: 1 }, data).unwrap();
    if let Ok(state) = rows::open::<T>(ring, key.as_i64(), id, case, 1, &sealed) {
        let again = rows::seal(ring, *key, id, case, 1, &state).unwrap();
        assert!(rows::open::<T>(ring, key.as_i64(), id, case, 1, &again).is_ok(), "what is written is not read");
    }
}

pub(crate) fn row_seeds() -> Vec<Vec<u8>> {
    seeds(&[
        r#"{"format":"tocsin.part/1","value":{"received":1700000000,"statement":"{}","collected":false,"deleted":true}}"#,
        r#"{"format":"tocsin.grant/1","value":{"to":"0011223344556677","grant":"AAAA"}}"#,
        r#"{"format":"tocsin.team-grant/1","value":{"to":"0011223344556677","identity":"AAAA","signing":"AAAA"}}"#,
        r#"{"format":"tocsin.mailbox/1","value":{"mailbox_id":"00112233445566778899aabbccddeeff","capsule":"AAAA"}}"#,
        r#"{"format":"tocsin.audit-row/1","value":{"document":"{}"}}"#,
        r#"{"format":"tocsin.case/1","value":{}}"#,
        r#"{"format":"tocsin.part/2","value":{"received":9e99}}"#,
    ])
}

/// Runs `data` as a sequence of events, each a byte for what and a byte or two for whom.
pub(crate) fn events(data: &[u8]) {
    RUNTIME.block_on(async {
        let mut play = Play::begin().await;
        let mut script = Script(data);
        for _ in 0..24 {
            if script.is_over() {
                break;
            }
            play.step(&mut script).await;
            play.holds().await;
        }
        play.ends().await;
    });
}

pub(crate) fn event_seeds() -> Vec<Vec<u8>> {
    vec![
        vec![0, 1, 3, 0, 9, 3, 0, 7, 1, 0, 2, 0, 5, 10, 0],
        vec![0, 0, 0, 1, 1, 0, 1, 1, 7, 0, 0, 9, 8, 9, 8, 9, 8, 8, 1, 0],
        vec![0, 1, 10, 1, 9, 0, 10, 0, 3, 0, 4, 4, 0, 4, 0, 11, 0, 5, 0, 6, 0],
        vec![0, 2, 7, 0, 1, 0, 2, 0, 3, 0, 8, 9, 8, 9, 8, 9, 8, 8, 0, 1],
        // Found by the fuzzer in this model: a withdrawn case's form sent again, and again.
        vec![0, 2, 7, 2, 1, 0, 2, 1, 3, 0, 8, 9, 8, 8, 0, 1],
        vec![0, 129, 2, 0, 1, 2, 0, 2, 2, 0, 1, 1, 0, 12, 0, 12, 1, 3, 0, 1],
    ]
}

struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A mail server that can be switched off.
struct Post {
    broken: bool,
    sent: AtomicI64,
}

impl Deliver for Post {
    async fn call(&self, _: &HookLetter<'_>) -> Result<(), Undelivered> {
        unreachable!("nobody has a webhook")
    }

    async fn deliver(&self, _: &Letter<'_>) -> Result<(), Undelivered> {
        if self.broken {
            return Err(Undelivered::Passing("the mail server is down".into()));
        }
        self.sent.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// What was promised to one reporter.
struct Told {
    /// None: a case behind a form whose first case is withdrawn, which leads to it by `next`.
    token: Option<String>,
    /// Which case the form leads to while this one is withdrawn.
    next: Option<usize>,
    /// None: no answer wanted.
    words: Option<String>,
    session: String,
    texts: Vec<String>,
    /// How the form was first filled in beside its words.
    kind: u8,
    withdrawn: Option<i64>,
    gone: bool,
}

impl Told {
    fn lives(&self) -> bool {
        self.withdrawn.is_none() && !self.gone
    }
}

/// The service, and the model it is held against.
struct Play {
    _folder: tempfile::TempDir,
    app: App,
    clock: Arc<Hand>,
    team: Identity,
    told: Vec<Told>,
    /// Events since the outbox was last seen empty.
    unheard: u32,
}

const BEGIN: i64 = 1_764_000_000;

impl Play {
    async fn begin() -> Self {
        let folder = tempfile::tempdir_in(memory()).unwrap();
        let (keys, data, rng) = (folder.path().join("keys"), folder.path().join("data"), SystemRandom::new());
        std::fs::create_dir_all(&data).unwrap();
        let deployment = DeploymentId::random(&rng).unwrap();
        let (admin, signing, team) = (SigningKey::from_seed([1; 32]), SigningKey::from_seed([2; 32]), Identity::from_seed([3; 32]));
        setup::create_keys(&keys, &deployment, &rng).unwrap();
        let options = StoreOptions {
            statement_timeout: Duration::from_secs(10),
            ..StoreOptions::new(format!("sqlite:{}", data.join("tocsin.db").display()), data.join("blobs"))
        };
        let clock = Arc::new(Hand(AtomicI64::new(BEGIN)));
        let app = App::open(Parts {
            store: Store::open(&options).await.unwrap(),
            ring: KeyRing::load(keys.join("ring.json"), MasterKey::load(keys.join("master.key")).unwrap(), &deployment.to_string())
                .unwrap(),
            token_key: TokenKey::load(&keys.join("token.key")).unwrap(),
            deployment: deployment.clone(),
            roster_key: admin.public(),
            epoch_file: keys.join("epoch"),
            desk: None,
            alerts: AlertSettings::quick(),
            terms: super::ending::Terms { case_days: 180, grace_days: 60, closed_days: Vec::new() },
            reserve: 0,
            rules: RuleSet::builtin(),
            taxonomy: Taxonomy::builtin(),
            clock: clock.clone(),
        });
        let app = app.await.unwrap();
        let roster = Roster {
            deployment,
            epoch: 1,
            not_before: BEGIN - 1,
            expires: BEGIN + 400 * 86_400,
            team_recipient: team.recipient().clone(),
            team_signing_key: signing.public(),
            recovery: Recovery::None,
            previous: None,
        };
        let member = Identity::from_seed([4; 32]);
        let grant = MemberGrant {
            to: member.recipient().fingerprint(),
            identity: tocsin_seal::grant(&team, member.recipient()).unwrap(),
            signing: tocsin_seal::grant_signing(&signing, member.recipient()).unwrap(),
        };
        app.install_roster(&sign_roster(&roster, &admin, None), &[grant]).await.unwrap();
        people::add(app.store(), app.ring(), NewPerson::parse("A1", "a1@example.net", true).unwrap()).await.unwrap();
        Self { _folder: folder, app, clock, team, told: Vec::new(), unheard: 0 }
    }

    async fn step(&mut self, script: &mut Script<'_>) {
        let (what, whom) = (script.byte() % 13, script.byte());
        match what {
            0 => self.submit(whom).await,
            1 | 2 => self.same_form(whom, what == 2, script.byte()).await,
            3 => self.message(whom, script.byte(), false).await,
            4 => self.message(whom, 0, true).await,
            5 => self.bad_message(whom).await,
            6 => self.wrong_receipt(whom).await,
            7 => self.withdraw(whom).await,
            8 => self.sweep().await,
            // At most 2.9 days at once: a clock that jumps further is doubted, and nothing is destroyed by it.
            9 => drop(self.clock.0.fetch_add(1 + i64::from(whom) * 980, Ordering::Relaxed)),
            10 => self.deliver(whom % 2 == 1).await,
            11 => self.late_session(whom).await,
            _ => self.look(whom).await,
        }
    }

    /// The one meant, if anybody wrote yet.
    fn whom(&self, byte: u8) -> Option<usize> {
        (!self.told.is_empty()).then(|| usize::from(byte) % self.told.len())
    }

    async fn submit(&mut self, kind: u8) {
        let token = self.app.form_token().unwrap();
        let text = format!("report {}", self.told.len());
        let draft = draft(&text, kind);
        let sent = self.app.submit(Origin::default(), Some(&token), draft, false, "en").await.unwrap();
        assert_eq!(sent.outcome, Outcome::New);
        let words = sent.receipt.map(|receipt| receipt.digits().to_string());
        assert_eq!(words.is_some(), kind < 128);
        let token = Some(token);
        self.told.push(Told { token, next: None, words, session: sent.session, texts: vec![text], kind, withdrawn: None, gone: false });
        self.unheard += 1;
    }

    /// The form is sent again: as it was, or with other words.
    async fn same_form(&mut self, whom: u8, other: bool, kind: u8) {
        let Some(first) = self.whom(whom) else { return };
        let Some(token) = self.told[first].token.clone() else { return };
        // Where a case is withdrawn, its form leads to the next one behind it.
        let mut at = first;
        while self.told[at].withdrawn.is_some() && !self.told[at].gone {
            let Some(next) = self.told[at].next else { break };
            at = next;
        }
        let told = &self.told[at];
        let (lived, had) = (told.lives(), told.texts.len());
        let text = if other { format!("form {at} again {had}") } else { told.texts[0].clone() };
        let kind = if other { told.kind / 128 * 128 + kind % 128 } else { told.kind };
        let sent = self.app.submit(Origin::default(), Some(&token), draft(&text, kind), false, "en").await.unwrap();
        let words = sent.receipt.map(|receipt| receipt.digits().to_string());
        if lived {
            assert_eq!(sent.outcome, if other { Outcome::Added } else { Outcome::Repeated });
            assert_eq!(words, self.told[at].words, "one form, two receipts");
            if other {
                self.told[at].texts.push(text);
                self.unheard += 1;
            }
        } else if self.told[at].gone {
            // Nothing is left of it: the form begins anew, under the same receipt.
            assert_eq!(sent.outcome, Outcome::New);
            let told = &mut self.told[at];
            assert!(told.words.is_none() || words == told.words);
            (told.session, told.texts, told.kind, told.withdrawn, told.gone) = (sent.session, vec![text], kind, None, false);
            self.unheard += 1;
        } else {
            // The case behind the form is withdrawn: what is written now is a case of its own.
            assert_eq!(sent.outcome, Outcome::New);
            assert!(words.is_none() || words != self.told[at].words);
            self.told[at].next = Some(self.told.len());
            let token = None;
            self.told.push(Told { token, next: None, words, session: sent.session, texts: vec![text], kind, withdrawn: None, gone: false });
            self.unheard += 1;
        }
    }

    /// A message through the session that the last page gave; `twice`, and the page is sent again.
    async fn message(&mut self, whom: u8, kind: u8, twice: bool) {
        let Some(at) = self.whom(whom) else { return };
        self.refresh(at).await;
        let Some(session) = self.app.session(&self.told[at].session) else { return };
        let text = format!("message {} of {at}", self.told[at].texts.len());
        let said = |text: &str| MessageDraft { text: text.to_owned(), danger: danger(kind), facts: Default::default() };
        let added = self.app.add_message(&session, Some(said(&text)), Vec::new(), "en").await.unwrap();
        assert_eq!(added.is_some(), self.told[at].lives());
        if added.is_none() {
            return;
        }
        self.told[at].texts.push(text.clone());
        self.unheard += 1;
        if twice {
            let again = self.app.add_message(&session, Some(said(&text)), Vec::new(), "en").await.unwrap();
            assert!(again.is_some_and(|added| added.decision.is_none()), "the same page sent twice counted twice");
        }
    }

    /// An entirely empty message, and one with a NUL.
    async fn bad_message(&mut self, whom: u8) {
        for value in ["", " \r\n ", "a\0b"] {
            assert!(MessageDraft::parse(&[("text".into(), value.into())], false).is_err());
        }
        let Some(at) = self.whom(whom) else { return };
        assert!(self.app.session(&format!("{}A", self.told[at].session)).is_none());
    }

    async fn wrong_receipt(&mut self, whom: u8) {
        assert!(self.app.open_mailbox(&Receipt::from_entropy([whom; 16])).await.unwrap().is_none());
    }

    async fn withdraw(&mut self, whom: u8) {
        let Some(at) = self.whom(whom) else { return };
        self.refresh(at).await;
        let Some(session) = self.app.session(&self.told[at].session) else { return };
        assert_eq!(self.app.withdraw(&session).await.unwrap(), self.told[at].lives());
        if self.told[at].lives() {
            self.told[at].withdrawn = Some(self.clock.now());
            self.unheard += 1;
        }
    }

    async fn sweep(&mut self) {
        let swept = self.app.sweep().await.unwrap();
        assert_eq!((swept.damaged, swept.left), (0, 0));
        let now = self.clock.now();
        if swept.doubt.is_some() {
            assert_eq!(swept.cases, 0, "something was destroyed by a clock that is doubted");
            return;
        }
        let mut over = 0;
        for told in &mut self.told {
            if !told.gone && told.withdrawn.is_some_and(|at| at + 7 * 86_400 <= now) {
                told.gone = true;
                over += 1;
            }
        }
        assert_eq!(swept.cases, over, "seven days after the withdrawal, and no sooner");
    }

    async fn deliver(&mut self, broken: bool) {
        let post = Post { broken, sent: AtomicI64::new(0) };
        while alert::run_for(&self.app, &post).await.unwrap().any() && !broken {}
        let status = alert::status(&self.app).await.unwrap();
        assert_eq!((status.damaged, status.dead, status.unassigned), (0, 0, 0));
        if broken {
            assert_eq!(post.sent.load(Ordering::Relaxed), 0);
        } else if status.waiting == 0 {
            self.unheard = 0;
        }
    }

    /// A page that lay open for too long opens nothing.
    async fn late_session(&mut self, whom: u8) {
        let Some(at) = self.whom(whom) else { return };
        let old = self.told[at].session.clone();
        self.clock.0.fetch_add(31 * 60, Ordering::Relaxed);
        assert!(self.app.session(&old).is_none());
    }

    async fn look(&mut self, whom: u8) {
        let Some(at) = self.whom(whom) else { return };
        self.refresh(at).await;
        let Some(session) = self.app.session(&self.told[at].session) else { return };
        let view = self.app.mailbox(&session).await.unwrap();
        assert_eq!(view.is_some(), self.told[at].lives());
        if let Some(view) = view {
            assert_eq!((view.troubled, view.gaps, view.replies.len()), (0, false, 0));
            let numbers: Vec<u32> = view.sent.iter().map(|sent| sent.number).collect();
            let expected: Vec<u32> = (0..self.told[at].texts.len() as u32).collect();
            assert_eq!(numbers, expected, "what was acknowledged is not there");
            assert!(self.app.session(&view.session).is_some());
        }
    }

    /// A fresh session by the receipt; whoever wanted no answer has only the page they came from.
    async fn refresh(&mut self, at: usize) {
        let Some(words) = &self.told[at].words else { return };
        let opened = self.app.open_mailbox(&Receipt::parse(words).unwrap()).await.unwrap();
        assert_eq!(opened.is_some(), self.told[at].lives(), "a receipt opens what lives, and nothing else");
        if let Some(session) = opened {
            self.told[at].session = session;
        }
    }

    /// What holds after every step.
    async fn holds(&mut self) {
        let lines = self.app.cases().await.unwrap();
        assert_eq!(lines.len(), self.told.iter().filter(|told| told.lives()).count(), "cases that live");
        let mut messages: Vec<usize> = lines.iter().map(|line| line.messages as usize + 1).collect();
        let mut texts: Vec<usize> = self.told.iter().filter(|told| told.lives()).map(|told| told.texts.len()).collect();
        messages.sort_unstable();
        texts.sort_unstable();
        assert_eq!(messages, texts, "words that were acknowledged");
        let rows = self.app.store().read().await.unwrap().cases().await.unwrap();
        assert_eq!(rows.len(), self.told.iter().filter(|told| !told.gone).count(), "cases that are stored");
        let status = alert::status(&self.app).await.unwrap();
        assert_eq!(status.damaged, 0);
        assert!(self.unheard == 0 || status.waiting > 0, "an event of which nobody will be told");
        assert!(status.waiting <= 2 * (self.unheard as usize).max(1), "{} alerts for {} events", status.waiting, self.unheard);
    }

    /// Everything that lives is opened with the team's key, as a caseworker's desk does.
    async fn ends(mut self) {
        for at in 0..self.told.len() {
            self.look(u8::try_from(at).unwrap()).await;
        }
        let mut found = Vec::new();
        let mut tx = self.app.store().read().await.unwrap();
        for row in tx.cases().await.unwrap() {
            let state = rows::open_case(self.app.ring(), &row).unwrap();
            if state.withdrawn.is_none() {
                let [grant] = &tx.grants(&row.id).await.unwrap()[..] else { panic!("not one grant") };
                let grant: GrantState =
                    rows::open(self.app.ring(), grant.key_id, &grant.id, &row.id, grant.version, &grant.sealed).unwrap();
                let case = tocsin_seal::open_grant(&super::mailbox::decode(&grant.grant).unwrap(), &self.team).unwrap();
                found.push(texts(&self.app, &tx.parts(&row.id).await.unwrap(), &case, CaseId::from_bytes(row.id)));
            }
        }
        drop(tx);
        let mut told: Vec<Vec<String>> = self.told.into_iter().filter(Told::lives).map(|told| told.texts).collect();
        found.sort_unstable();
        told.sort_unstable();
        assert_eq!(found, told, "a caseworker reads what was written, in its order");
        self.app.close().await;
    }
}

/// The words of a case in the order of its chain, which must have no gap.
fn texts(app: &App, parts: &[crate::store::PartRow], case: &Identity, id: CaseId) -> Vec<String> {
    let mut read: Vec<_> = parts
        .iter()
        .map(|part| {
            let (_, signed) = rows::open_part(app.ring(), part).unwrap();
            let claimed = signed.claimed().clone();
            let body = part.body.as_ref().expect("nothing was deleted");
            assert!(claimed.case_id == id && claimed.covers(body));
            let text = match claimed.kind {
                Kind::Report => payload::open_payload::<Report>(body, case, 1).unwrap().narrative,
                _ => payload::open_payload::<Message>(body, case, 1).unwrap().text,
            };
            (claimed.seq, claimed.prev, signed.hash(), text)
        })
        .collect();
    read.sort_unstable_by_key(|one| one.0);
    for (at, one) in read.iter().enumerate() {
        assert_eq!((one.0 as usize, one.1), (at, at.checked_sub(1).map(|before| read[before].2)), "a gap in the chain");
    }
    read.into_iter().map(|one| one.3).collect()
}

fn danger(kind: u8) -> Danger {
    [Danger::Unknown, Danger::Now, Danger::No, Danger::Weeks2, Danger::Later, Danger::Days3][usize::from(kind) % 6]
}

fn draft(text: &str, kind: u8) -> ReportDraft {
    ReportDraft {
        narrative: text.to_owned(),
        danger: danger(kind % 128),
        answer_here: kind < 128,
        methods: Vec::new(),
        facts: Default::default(),
    }
}

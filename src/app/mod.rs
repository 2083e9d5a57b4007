//! What the service does: one file per use case, one transaction each.
pub mod additions;
pub mod advise;
pub mod alert;
mod arriving;
pub mod audit;
pub mod backup;
mod begun;
pub mod call;
pub mod cases;
pub mod contents;
pub mod desk;
pub mod destroy;
pub mod ending;
pub mod export;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
pub mod hold;
pub mod import;
pub mod incoming;
pub mod junk;
pub mod keys;
pub mod line;
pub mod mailbox;
mod moved;
pub mod parcel;
pub mod people;
pub mod retention;
pub mod roster;
pub mod rota;
pub mod rotate;
pub mod rows;
mod said;
pub mod sealed;
pub mod setup;
pub mod submit;
pub mod sweep;
pub mod token;
pub mod upload;
pub mod withdraw;
mod withdrawn;
pub mod work;

use std::{
    path::PathBuf,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicI64, Ordering},
    },
};

use ring::rand::SystemRandom;
use tocsin_domain::{clock::Clock, desk_address::DeskAddress, taxonomy::Taxonomy, triage::RuleSet};
use tocsin_seal::{Chain, DeploymentId, PublicKey, RosterState};
use tokio::sync::Notify;

use crate::{
    observe::{self, Cause},
    store::{Store, StoreError},
    vault::{KeyRing, VaultError},
};
use alert::AlertError;
use ending::Terms;
use people::PeopleError;
use rota::RotaError;

pub use alert::AlertSettings;
pub use junk::Origin;
pub use line::Line;
pub use token::TokenKey;

/// The service. Clones share one state.
#[derive(Clone)]
pub struct App {
    pub(crate) inner: Arc<Inner>,
}

/// What the service works with; made by [`App::open`] from its parts.
pub struct Parts {
    /// Rows and blobs.
    pub store: Store,
    /// Keys of the rows.
    pub ring: KeyRing,
    /// Key of form tokens, script-less receipts and sessions.
    pub token_key: TokenKey,
    /// Who we are, towards our keys.
    pub deployment: DeploymentId,
    /// Public half of the administrators' roster key, from the configuration.
    pub roster_key: PublicKey,
    /// File that remembers the highest roster epoch outside the database.
    pub epoch_file: PathBuf,
    /// Where staff work; without it there is no desk.
    pub desk: Option<DeskAddress>,
    /// Slots and the like.
    pub alerts: AlertSettings,
    /// How long cases are kept.
    pub terms: Terms,
    /// Bytes of the disk that files must leave free, for words.
    pub reserve: u64,
    /// Triage rules.
    pub rules: RuleSet,
    /// Categories.
    pub taxonomy: Taxonomy,
    /// The time.
    pub clock: Arc<dyn Clock + Send + Sync>,
}

pub(crate) struct Inner {
    pub parts: Parts,
    pub rng: SystemRandom,
    pub rosters: RwLock<Arc<Chain>>,
    pub queued: Arc<Notify>,
    pub decoy: mailbox::Decoy,
    pub lately: junk::Lately,
    begun: begun::Begun,
    arriving: arriving::Arriving,
    retention: retention::Steps,
    /// When this process last handed a mail over, Unix seconds; 0: not yet.
    mailed: AtomicI64,
    regrants: desk::team::Counted,
    doorkeeper: desk::signin::Doorkeeper,
    unnoted: withdrawn::Unnoted,
}

/// Why something could not be done. Visitors see a sentence and a number, never the cause.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Too many writers at once: the same thing may be tried again.
    #[error("too busy, to be tried again")]
    Busy,
    /// No space for more.
    #[error("no room left on the disk")]
    NoRoom,
    /// The case holds as much as one may.
    #[error("a case holds as many words as one may")]
    Full,
    /// There is no roster to seal to, or it is too old.
    #[error("the form is closed: {0}")]
    Closed(&'static str),
    /// Anything else; the text is for the log and holds nobody's words.
    #[error("{0}")]
    Internal(String),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        if error.is_full() {
            return Self::NoRoom;
        }
        if !error.is_passing() {
            return Self::Internal(error.to_string());
        }
        // What visitors hear is one word; what a fault of disk or database was, the administrator must be able to read.
        if !matches!(error, StoreError::Conflict | StoreError::Duplicate | StoreError::Interrupted) {
            observe::warn("the store does not do its work; it is tried again", &[("cause", &Cause(&error.to_string()))]);
        }
        Self::Busy
    }
}

impl From<VaultError> for AppError {
    fn from(error: VaultError) -> Self {
        if let VaultError::Io { source, .. } = &error {
            // A key of a new month could not be written: the next try may.
            observe::warn("the key ring cannot be read or written; it is tried again", &[("cause", &Cause(&error.to_string()))]);
            return match source.kind() {
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::NoRoom,
                _ => Self::Busy,
            };
        }
        Self::Internal(error.to_string())
    }
}

impl From<AlertError> for AppError {
    fn from(error: AlertError) -> Self {
        match error {
            AlertError::Store(error) | AlertError::People(PeopleError::Store(error)) | AlertError::Rota(RotaError::Store(error)) => {
                error.into()
            }
            AlertError::Vault(error) | AlertError::People(PeopleError::Vault(error)) | AlertError::Rota(RotaError::Vault(error)) => {
                error.into()
            }
            other => Self::Internal(other.to_string()),
        }
    }
}

impl alert::Outbox for App {
    fn store(&self) -> &Store {
        Self::store(self)
    }
    fn ring(&self) -> &KeyRing {
        Self::ring(self)
    }
    fn settings(&self) -> &AlertSettings {
        self.alert_settings()
    }
    fn now(&self) -> i64 {
        Self::now(self)
    }
    fn queued(&self) -> Arc<Notify> {
        Self::queued(self)
    }
    fn code(&self, day: i64, person: &[u8; 16]) -> String {
        self.inner.parts.token_key.daily_code(day, person)
    }
    fn sent(&self, at: i64) {
        self.inner.mailed.store(at, Ordering::Relaxed);
    }
}

impl App {
    /// Puts the parts together and reads the roster, which must verify, and must not be older than the highest
    /// epoch remembered outside the database.
    pub async fn open(parts: Parts) -> Result<Self, AppError> {
        let rng = SystemRandom::new();
        let rosters = roster::load(&parts).await?;
        let decoy = mailbox::Decoy::new(&parts, &rng)?;
        let doorkeeper = desk::signin::Doorkeeper::new(&parts);
        let lately = junk::Lately::new(&rng).map_err(submit::no_random)?;
        Ok(Self {
            inner: Arc::new(Inner {
                parts,
                rng,
                rosters: RwLock::new(Arc::new(rosters)),
                queued: Arc::new(Notify::new()),
                decoy,
                lately,
                begun: begun::Begun::new(),
                arriving: arriving::Arriving::default(),
                retention: retention::Steps::default(),
                mailed: AtomicI64::new(0),
                regrants: desk::team::Counted::default(),
                doorkeeper,
                unnoted: withdrawn::Unnoted::default(),
            }),
        })
    }

    /// Unix seconds.
    pub fn now(&self) -> i64 {
        self.inner.parts.clock.now()
    }

    /// When this process last handed an alert mail over, Unix seconds; `None`: not since it was started.
    pub fn last_mail(&self) -> Option<i64> {
        Some(self.inner.mailed.load(Ordering::Relaxed)).filter(|at| *at > 0)
    }

    /// Rung after every commit that queued an alert.
    pub fn queued(&self) -> Arc<Notify> {
        self.inner.queued.clone()
    }

    /// Rows and blobs, for jobs and commands.
    pub(crate) fn store(&self) -> &Store {
        &self.inner.parts.store
    }

    /// Keys of the rows, for jobs and commands.
    pub(crate) fn ring(&self) -> &KeyRing {
        &self.inner.parts.ring
    }

    /// Slots and the like.
    pub(crate) fn alert_settings(&self) -> &AlertSettings {
        &self.inner.parts.alerts
    }

    /// The categories that the form offers.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.inner.parts.taxonomy
    }

    /// The rules that reports are judged by.
    pub fn rules(&self) -> &RuleSet {
        &self.inner.parts.rules
    }

    /// Where staff work, if they do so here.
    pub fn desk_address(&self) -> Option<&DeskAddress> {
        self.inner.parts.desk.as_ref()
    }

    /// The deployment's id, in its text form.
    pub fn deployment(&self) -> String {
        self.inner.parts.deployment.to_string()
    }

    /// The public half of the roster key that is in force, in its text form: that of the configuration, or one that took its place.
    pub fn roster_key(&self) -> String {
        self.rosters().key().to_string()
    }

    /// The hash of the newest roster, in hexadecimal.
    pub fn newest_roster_hash(&self) -> Option<String> {
        self.rosters().last().map(|roster| roster.hash().to_string())
    }

    /// All rosters, oldest first, and the keys that signed them; verified.
    pub fn rosters(&self) -> Arc<Chain> {
        self.inner.rosters.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The roster that reports are sealed to today.
    pub(crate) fn current_roster(&self) -> Result<Arc<Chain>, AppError> {
        let rosters = self.rosters();
        match rosters.last().map(|roster| self.roster_state(roster)) {
            Some(RosterState::Current | RosterState::Late) => Ok(rosters),
            Some(RosterState::NotYet) => Err(AppError::Closed("the roster is not valid yet: check the clock")),
            Some(RosterState::Refused) => Err(AppError::Closed("the roster expired more than 30 days ago: `tocsin roster sign`")),
            None => Err(AppError::Closed("there is no roster yet: `tocsin roster sign`")),
        }
    }

    /// Whether a form's token is one of ours.
    pub fn knows_form(&self, token: &str) -> bool {
        self.inner.parts.token_key.form_bits(token).is_some()
    }

    /// Whether files leave enough of the disk for words. Where the system does not tell, they are taken, and a full
    /// disk is found by writing.
    pub fn room_for_files(&self) -> bool {
        self.store().free_bytes().is_none_or(|free| free > self.inner.parts.reserve)
    }

    /// Proofs of having waited, and of work.
    pub fn line(&self) -> &Line {
        self.inner.parts.token_key.line()
    }

    /// Whether the form can take reports, for `/healthz` and `doctor`.
    pub fn form_open(&self) -> bool {
        self.current_roster().is_ok()
    }
}

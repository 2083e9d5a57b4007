//! The roster: loaded, verified, and never an older one than was seen before.
use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use tocsin_seal::{Act, Capsule, Chain, Recovery, RosterError, SignedRoster, SignedSuccession, chain::in_order};

use super::{
    App, AppError, Parts,
    desk::team::drop_draft,
    rows::{self, TeamGrantState},
    submit::no_random,
};
use crate::{
    store::{Store, StoreError, TeamGrantRow, Tx},
    vault::{Class, KeyRing, hand_to_owner},
};

/// One member's grants for the new epoch, as `tocsin-desk team new` writes them.
pub struct MemberGrant {
    /// The member's fingerprint: the name of the files.
    pub to: String,
    /// `<fingerprint>.age`
    pub identity: Vec<u8>,
    /// `<fingerprint>.sign.age`; empty for the recovery key, which signs nothing.
    pub signing: Vec<u8>,
}

/// Why a roster was not taken.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// Signatures, order or dates are wrong.
    #[error("the roster is refused: {0}")]
    Roster(#[from] RosterError),
    /// It is for somebody else.
    #[error("the roster is for another installation")]
    OtherDeployment,
    /// Nobody could read what is sealed to it.
    #[error("the roster comes without a grant for any member: bring the whole folder that `tocsin-desk team new` wrote")]
    NoMember,
    /// The roster names the recovery key, if there is one; the grants must be so.
    #[error("the roster {} a recovery key, and the grants are not so: make the team anew with `tocsin-desk team new`", if *.0 { "has" } else { "has not" })]
    Recovery(bool),
    /// A roster of an earlier program, whose recovery key anybody could exchange.
    #[error("the roster does not say which recovery key it has: make the team anew with `tocsin-desk team new` of this version")]
    UnnamedRecovery,
    /// A new roster key that was named too long ago, or by a clock that is ahead.
    #[error("the time to bring this new roster key in is over, or has not come: sign it anew, and look at the clock")]
    NotItsTime,
    /// A grant is not one sealed file.
    #[error("the grant for {0} is not an age file of the kind that is used here")]
    Grant(String),
    /// The database or the disk.
    #[error(transparent)]
    App(#[from] AppError),
}

/// Reads and verifies all rosters of the database, and the successions of the key that signs them, against the key in the
/// configuration and what is remembered outside the database.
pub(super) async fn load(parts: &Parts) -> Result<Chain, AppError> {
    let mut tx = parts.store.read().await?;
    let rosters = tx.rosters().await?.into_iter().map(|row| (u32::try_from(row.epoch).unwrap_or(u32::MAX), row.doc)).collect();
    let mut successions = Vec::new();
    while let Some(document) = tx.meta(&place_of(successions.len() + 1)).await? {
        successions.push(document);
    }
    drop(tx);
    let rosters = Chain::verify(&in_order(rosters, successions), &parts.roster_key).map_err(|e| {
        AppError::Internal(format!("the roster in the database is refused: {e}; compare deployment.roster_key with who signed it"))
    })?;
    if rosters.iter().any(|r| *r.deployment() != parts.deployment) {
        return Err(AppError::Internal("the roster in the database is for another installation".into()));
    }
    let (highest, keys) = (rosters.last().map_or(0, SignedRoster::epoch), count(rosters.successions().len()));
    let (remembered, known_keys) = remembered(&parts.epoch_file)?;
    if keys < known_keys {
        return Err(AppError::Internal(format!(
            "the database knows {keys} successions of the roster key, but {known_keys} were in force here before: it was set back; \
             restore a later copy"
        )));
    }
    if highest < remembered {
        return Err(AppError::Internal(format!(
            "the database knows roster epoch {highest}, but epoch {remembered} was in force here before: \
             it was set back; bring the later roster with `tocsin roster sign` or restore a later copy"
        )));
    }
    if highest > remembered || keys > known_keys {
        remember(&parts.epoch_file, highest, keys)?;
    }
    Ok(rosters)
}

impl App {
    /// Takes over rosters that another process installed. Keeps the old ones if the new do not verify. Looks at the clock
    /// as well, so that one that jumped ahead closes the form for no longer than until here.
    pub async fn refresh_rosters(&self) -> Result<(), AppError> {
        self.clock_doubt().await?;
        let fresh = load(&self.inner.parts).await?;
        *self.inner.rosters.write().unwrap_or_else(std::sync::PoisonError::into_inner) = std::sync::Arc::new(fresh);
        Ok(())
    }

    /// Verifies a signed roster as the next one and stores it with its members' grants.
    pub async fn install_roster(&self, doc: &[u8], grants: &[MemberGrant]) -> Result<SignedRoster, InstallError> {
        let mut chain = Chain::clone(&self.rosters());
        let before = chain.len();
        chain.push(doc)?;
        let roster = chain.get(before).cloned().ok_or(RosterError::Malformed)?;
        if *roster.deployment() != self.inner.parts.deployment {
            return Err(InstallError::OtherDeployment);
        }
        let reads_alone: Vec<&str> = grants.iter().filter(|grant| grant.signing.is_empty()).map(|grant| grant.to.as_str()).collect();
        let named = match &roster.roster().recovery {
            Recovery::None => Vec::new(),
            Recovery::Unnamed => return Err(InstallError::UnnamedRecovery),
            Recovery::Key(key) => vec![key.fingerprint()],
        };
        if reads_alone != named {
            return Err(InstallError::Recovery(!named.is_empty()));
        }
        if grants.len() == named.len() {
            return Err(InstallError::NoMember);
        }
        for grant in grants {
            for sealed in [&grant.identity, &grant.signing].into_iter().filter(|sealed| !sealed.is_empty()) {
                tocsin_seal::check_header(sealed, 1).map_err(|_| InstallError::Grant(grant.to.clone()))?;
            }
        }
        // Written beforehand: once the roster is stored, a full disk must not keep us from remembering it.
        let ready = ReadyEpoch::write(&self.inner.parts.epoch_file, roster.epoch(), count(chain.successions().len()))?;
        let mut tx = self.store().write().await.map_err(AppError::from)?;
        tx.insert_roster(i64::from(roster.epoch()), doc).await.map_err(taken)?;
        for grant in grants {
            let row = self.team_grant_row(roster.epoch(), grant)?;
            tx.insert_team_grant(&row).await.map_err(AppError::from)?;
        }
        drop_draft(&mut tx).await.map_err(AppError::from)?;
        self.note_new_team(&mut tx, &roster, grants).await?;
        tx.commit().await.map_err(AppError::from)?;
        ready.take_effect();
        self.refresh_rosters().await?;
        Ok(roster)
    }

    /// Takes a new roster key, which the old one named: from now on it signs the rosters. Desks and sealers follow.
    pub async fn install_succession(&self, doc: &[u8]) -> Result<SignedSuccession, InstallError> {
        let mut chain = Chain::clone(&self.rosters());
        let before = chain.successions().len();
        chain.push(doc)?;
        let signed = chain.successions().get(before).cloned().ok_or(RosterError::Malformed)?;
        let (said, now) = (signed.said(), self.now());
        if now > said.expires || said.signed_at > now + 86_400 {
            return Err(InstallError::NotItsTime);
        }
        let ready = ReadyEpoch::write(&self.inner.parts.epoch_file, said.epoch, said.number)?;
        let mut tx = self.store().write().await.map_err(AppError::from)?;
        let place = place_of(before + 1);
        if tx.meta(&place).await.map_err(AppError::from)?.is_some() {
            return Err(RosterError::Chain.into());
        }
        tx.put_meta(&place, doc).await.map_err(AppError::from)?;
        let (epoch, key) = (said.epoch.to_string(), said.new.fingerprint());
        self.note_service(&mut tx, Act::RosterSigned, None, &[("epoch", &epoch), ("roster_key", &key)]).await?;
        tx.commit().await.map_err(AppError::from)?;
        ready.take_effect();
        self.refresh_rosters().await?;
        Ok(signed)
    }

    /// Whether a receipt's capsule names the key that signed the roster it was made under. The reporter's device knew that key;
    /// those that took its place follow from it.
    pub(super) fn signed_for(&self, capsule: &Capsule) -> bool {
        self.rosters().iter().any(|roster| roster.epoch() == capsule.epoch && roster.roster_key() == capsule.roster_key)
    }

    /// The log tells which roster is in force, and who of the staff with accounts was given its team key.
    async fn note_new_team(&self, tx: &mut Tx, roster: &SignedRoster, grants: &[MemberGrant]) -> Result<(), AppError> {
        let (epoch, hash) = (roster.epoch().to_string(), roster.hash().to_string());
        self.note_service(tx, Act::RosterSigned, None, &[("epoch", &epoch), ("roster", &hash)]).await?;
        let members: Vec<&str> = grants.iter().filter(|grant| !grant.signing.is_empty()).map(|grant| grant.to.as_str()).collect();
        let behind = self.accounts_behind(tx, &members).await;
        for (account, fingerprint) in behind.map_err(|fault| AppError::Internal(fault.to_string()))? {
            self.note_service(tx, Act::Granted, Some(account), &[("epoch", &epoch), ("fingerprint", &fingerprint)]).await?;
        }
        Ok(())
    }

    pub(super) fn team_grant_row(&self, epoch: u32, grant: &MemberGrant) -> Result<TeamGrantRow, AppError> {
        let key = self.ring().current(Class::Account, 0)?;
        let id = ring::rand::generate::<[u8; 16]>(&self.inner.rng).map_err(no_random)?.expose();
        let state =
            TeamGrantState { to: grant.to.clone(), identity: STANDARD.encode(&grant.identity), signing: STANDARD.encode(&grant.signing) };
        let sealed = rows::seal(self.ring(), key, &id, &[], 1, &state)?;
        Ok(TeamGrantRow { id, epoch: i64::from(epoch), key_id: key.as_i64(), version: 1, sealed })
    }

    /// The members' grants of every epoch.
    pub(super) async fn team_grants(&self) -> Result<Vec<(i64, MemberGrant)>, AppError> {
        self.team_grants_in(&mut self.store().read().await?).await
    }

    /// The same in a transaction of the caller's. A row that somebody damaged is left out: it must not keep everybody from
    /// signing in.
    pub(super) async fn team_grants_in(&self, tx: &mut Tx) -> Result<Vec<(i64, MemberGrant)>, AppError> {
        let rows = tx.team_grants().await?;
        let opened = rows.iter().map(|row| -> Result<_, AppError> {
            let state: TeamGrantState = rows::open(self.ring(), row.key_id, &row.id, &[], row.version, &row.sealed)?;
            let (identity, signing) = (super::mailbox::decode(&state.identity)?, super::mailbox::decode(&state.signing)?);
            Ok((row.epoch, MemberGrant { to: state.to, identity, signing }))
        });
        Ok(opened.filter_map(Result::ok).collect())
    }

    /// All rosters' documents, oldest first.
    pub fn roster_documents(&self) -> Vec<(u32, Vec<u8>)> {
        self.rosters().iter().map(|r| (r.epoch(), r.bytes().to_vec())).collect()
    }

    /// The whole chain as text, for programs: rosters, and between them what names a new roster key.
    pub fn roster_texts(&self) -> Vec<String> {
        // Canonical JSON is text; anything else did not verify.
        self.rosters().documents().into_iter().filter_map(|document| String::from_utf8(document).ok()).collect()
    }

    /// Whole days until the roster in force expires (negative: since it did); `None` without a roster.
    pub fn roster_days_left(&self) -> Option<i64> {
        self.rosters().last().map(|r| (r.expires() - self.now()).div_euclid(86_400))
    }
}

fn taken(error: StoreError) -> AppError {
    match error {
        StoreError::Duplicate => {
            AppError::Internal("somebody installed this epoch at the same moment: look with `tocsin roster show`".into())
        }
        other => other.into(),
    }
}

/// Where a succession lies among the settings: public, like rosters.
fn place_of(number: usize) -> String {
    format!("roster_key_{number}")
}

fn count(successions: usize) -> u32 {
    u32::try_from(successions).unwrap_or(u32::MAX)
}

/// The highest epoch, and how often the roster key was replaced.
fn remembered(file: &Path) -> Result<(u32, u32), AppError> {
    match fs::read_to_string(file) {
        Ok(text) => {
            let (epoch, keys) = text.trim().split_once(' ').unwrap_or((text.trim(), "0"));
            let read = epoch.parse().ok().zip(keys.parse().ok());
            read.ok_or_else(|| AppError::Internal(format!("{} does not hold an epoch number", file.display())))
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok((0, 0)),
        Err(e) => Err(AppError::Internal(format!(
            "{} cannot be read: {e}; it must belong to the user that the service runs as: chown it",
            file.display()
        ))),
    }
}

fn remember(file: &Path, epoch: u32, keys: u32) -> Result<(), AppError> {
    ReadyEpoch::write(file, epoch, keys)?.put_in_place().map_err(|e| unwritable(file, &e))
}

fn unwritable(file: &Path, error: &std::io::Error) -> AppError {
    AppError::Internal(format!("{} cannot be written: {error}", file.display()))
}

/// An epoch on the disk beside the one remembered, not in force yet; dropped, it is gone again.
struct ReadyEpoch<'a> {
    file: &'a Path,
    fresh: PathBuf,
}

impl<'a> ReadyEpoch<'a> {
    fn write(file: &'a Path, epoch: u32, keys: u32) -> Result<Self, AppError> {
        let ready = Self { file, fresh: file.with_extension("new") };
        let write = || {
            // What an earlier try left, or somebody put there.
            match fs::remove_file(&ready.fresh) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut out = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&ready.fresh)?;
            hand_to_owner(&out, &ready.fresh);
            match keys {
                0 => writeln!(out, "{epoch}")?,
                keys => writeln!(out, "{epoch} {keys}")?,
            }
            out.sync_all()
        };
        write().map_err(|e| unwritable(file, &e))?;
        Ok(ready)
    }

    fn put_in_place(self) -> std::io::Result<()> {
        fs::rename(&self.fresh, self.file)?;
        self.file.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
    }

    /// Where a running server was quicker, it has remembered the epoch already, or will.
    fn take_effect(self) {
        let _ = self.put_in_place();
    }
}

impl Drop for ReadyEpoch<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.fresh);
    }
}

/// Refuses a ring that is not the one this database was written with.
pub async fn check_ring(store: &Store, ring: &KeyRing) -> Result<(), AppError> {
    let mut tx = store.read().await?;
    let known = tx.meta("ring").await?;
    let keys: Vec<i64> = match known {
        None => Vec::new(),
        Some(_) => {
            let mut keys = tx.case_keys().await?;
            keys.extend(tx.people().await?.iter().map(|r| r.key_id));
            keys.extend(tx.team_grants().await?.iter().map(|r| r.key_id));
            keys.sort_unstable();
            keys.dedup();
            keys
        }
    };
    drop(tx);
    match known {
        Some(fingerprint) if fingerprint == ring.fingerprint() => {
            for key in keys {
                let key = rows::key(key)?;
                if ring.was_destroyed(key) {
                    // An older copy of the database: its rows under this key are gone for good, as they were to be.
                    continue;
                }
                ring.index(key, "known", b"").map_err(|_| {
                    AppError::Internal(format!(
                        "the key ring has no key {key}, but rows need it: it is an older copy; bring the latest ring.json back"
                    ))
                })?;
            }
            Ok(())
        }
        Some(_) => Err(AppError::Internal(
            "this key ring is not the one the database was written with; bring the right ring.json back, nothing was changed".into(),
        )),
        None => {
            let mut tx = store.write().await?;
            tx.put_meta("ring", &ring.fingerprint()).await?;
            Ok(tx.commit().await?)
        }
    }
}

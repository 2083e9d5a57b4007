//! Signing in, and proving once more that it is still the same person.
//!
//! An unknown name, a wrong secret, a wrong code and somebody who may not come in any more are one refusal: everybody's
//! accounts are read in any case, the same hashes are made over made-up values, and the web answers on the beat.

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::hmac;
use serde::Deserialize;
use serde_json::Value;
use tocsin_seal::Hash32;
use tocsin_seal::audit::Act;
use zeroize::Zeroizing;

use super::accounts::{self, Account, Enrolled, State, Wrap};
use super::passkeys::{Passkeys, Showing, Shown};
use super::sessions::{By, SessionToken};
use super::tries::{Pair, Tries};
use super::{Fault, SignedIn, ceremony, totp};
use crate::app::{App, Origin, Parts, people};
use crate::vault::hex;

/// Wrong codes within an hour, with the right passphrase before them, after which no code counts. Only whoever has the
/// passphrase gets so far, so that nobody else can shut the person out; the kit and passkeys go on working.
const WRONG_CODES: usize = 10;
const HOUR: i64 = 3_600;
/// Ceremonies that one person may end within [`SPENT_FOR`].
const SPENT: usize = 32;
/// Longer than any ceremony of showing a passkey lasts.
const SPENT_FOR: i64 = 10 * 60;

/// What the desk needs besides rows.
pub(in crate::app) struct Doorkeeper {
    passkeys: Option<Passkeys>,
    tries: Tries,
}

impl Doorkeeper {
    pub(in crate::app) fn new(parts: &Parts) -> Self {
        Self { passkeys: parts.desk.as_ref().and_then(Passkeys::new), tries: Tries::default() }
    }
}

/// Words that were typed, as their browser sends them: what is derived of them, never themselves.
#[derive(Deserialize)]
pub struct Typed {
    /// Passphrase or kit.
    pub kind: TypedKind,
    /// The derived sign-in secret, 32 bytes in base64.
    pub auth: Zeroizing<String>,
    /// With a passphrase: a code of the person's app.
    pub code: Option<String>,
}

/// Which words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TypedKind {
    /// Nine words, with a code.
    Passphrase,
    /// Twelve words on paper.
    Kit,
}

/// A passkey that was shown, as its browser sends it.
#[derive(Deserialize)]
pub struct ShownPasskey {
    /// What [`App::ask_for_passkey`] gave.
    pub state: String,
    /// AuthenticationResponseJSON.
    pub credential: Value,
}

/// What somebody proves who they are with.
pub enum Claim {
    /// Words.
    Typed(Typed),
    /// A passkey.
    Shown(ShownPasskey),
}

/// Somebody came in.
pub struct Entered {
    /// What their browser holds from now on.
    pub token: SessionToken,
    /// The sealed copies of their keys.
    pub wraps: Vec<Wrap>,
}

/// A claim that was read.
enum Read {
    Typed { kind: TypedKind, auth: Zeroizing<[u8; 32]>, code: String },
    Shown { shown: Box<Shown>, showing: Box<Showing>, mark: Hash32 },
}

/// What a claim comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Judged {
    Right(By),
    /// The passphrase is right, its code is not.
    WrongCode,
    Wrong,
}

impl App {
    /// The account's id, which what is typed is derived with; for an unknown name one made up, always the same.
    pub async fn salt(&self, alias: &str) -> Result<[u8; 16], Fault> {
        let named = self.account_named(alias).await?.map(|account| account.id);
        let made_up = hmac::sign(self.desk_key(), format!("tocsin/salt/1|{}", alias.to_ascii_lowercase()).as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&made_up.as_ref()[..16]);
        Ok(named.unwrap_or(id))
    }

    /// What a browser asks its owner's passkeys, and what must come back with the answer.
    pub fn ask_for_passkey(&self) -> Result<(Value, String), Fault> {
        let (options, showing) = self.passkeys()?.ask()?;
        Ok((options, self.begun(showing)?))
    }

    /// Signs in. `alias` comes with typed words; a passkey says itself whose it is.
    pub async fn sign_in(&self, visitor: Origin, alias: Option<&str>, claim: &Claim, shared: bool) -> Result<Entered, Fault> {
        let read = self.read(claim)?;
        let (named, account) = match (&read, alias) {
            (Read::Shown { shown, .. }, _) => (hex(&shown.account), self.account_of(&shown.account).await?),
            (Read::Typed { .. }, Some(alias)) => (alias.to_ascii_lowercase(), self.account_named(alias).await?),
            (Read::Typed { .. }, None) => return Err(Fault::Bad),
        };
        let pair = Pair::of(self.desk_key(), visitor, named.as_bytes());
        self.counted(pair, async {
            if self.judge(account.as_ref().and_then(Account::enrolled), account.as_ref().map(|a| a.id), &read) == Judged::Wrong {
                return Err(Fault::Wrong);
            }
            let account = account.ok_or(Fault::Wrong)?;
            self.again_if_moved(|| self.admit(&account.id, &read, shared)).await
        })
        .await
    }

    /// Proves once more that it is still they; until when that counts, and the sealed copies of their keys.
    pub async fn prove_again(&self, who: &SignedIn, visitor: Origin, claim: &Claim) -> Result<(i64, Vec<Wrap>), Fault> {
        let read = self.read(claim)?;
        if matches!(&read, Read::Shown { shown, .. } if shown.account != *who.account()) {
            return Err(Fault::Wrong);
        }
        let pair = Pair::of(self.desk_key(), visitor, hex(who.account()).as_bytes());
        self.counted(pair, self.again_if_moved(|| self.confirm(who, &read))).await
    }

    async fn counted<T>(&self, pair: Pair, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        let tries = &self.inner.doorkeeper.tries;
        tries.check(pair, self.now()).map_err(|seconds| Fault::TooMany { seconds })?;
        let done = work.await;
        match &done {
            Ok(_) => tries.passed(pair),
            Err(Fault::Wrong) => tries.failed(pair, self.now()),
            Err(_) => {}
        }
        done
    }

    /// Two tries at once change one row: the second is judged anew.
    async fn again_if_moved<T, F: Future<Output = Result<T, Fault>>>(&self, work: impl Fn() -> F) -> Result<T, Fault> {
        for _ in 0..3 {
            match work().await {
                Err(Fault::Moved) => {}
                done => return done,
            }
        }
        Err(Fault::Busy)
    }

    async fn admit(&self, id: &[u8; 16], read: &Read, shared: bool) -> Result<Entered, Fault> {
        let mut tx = self.store().write().await?;
        let mut account = accounts::find(&mut tx, self.ring(), id).await?.ok_or(Fault::Wrong)?;
        let active = people::find(&mut tx, self.ring(), id).await?.is_some_and(|person| person.active);
        let State::Enrolled(enrolled) = &mut account.state else { return Err(Fault::Wrong) };
        if !active {
            return Err(Fault::Wrong);
        }
        let by = match self.take(enrolled, *id, read) {
            Judged::Right(by) => by,
            Judged::WrongCode => {
                accounts::keep(&mut tx, self.ring(), &mut account).await?;
                tx.commit().await?;
                return Err(Fault::Wrong);
            }
            Judged::Wrong => return Err(Fault::Wrong),
        };
        let wraps = enrolled.wraps.clone();
        let (token, session) = self.begin_session(&mut tx, *id, by, shared).await?;
        if by == By::Kit {
            enrolled.kit_is_used(self.now(), session);
        }
        accounts::keep(&mut tx, self.ring(), &mut account).await?;
        if by == By::Kit {
            self.note_service(&mut tx, Act::SignedInByKit, Some(*id), &[]).await?;
        }
        tx.commit().await?;
        Ok(Entered { token, wraps })
    }

    async fn confirm(&self, who: &SignedIn, read: &Read) -> Result<(i64, Vec<Wrap>), Fault> {
        let mut tx = self.store().write().await?;
        let mut account = accounts::find(&mut tx, self.ring(), who.account()).await?.ok_or(Fault::SignedOut)?;
        let State::Enrolled(enrolled) = &mut account.state else { return Err(Fault::SignedOut) };
        let judged = self.take(enrolled, *who.account(), read);
        let wraps = enrolled.wraps.clone();
        let fresh = match judged {
            Judged::Right(_) => Some(self.refresh_session(&mut tx, who.session()).await?),
            Judged::WrongCode => None,
            Judged::Wrong => return Err(Fault::Wrong),
        };
        let by_kit = judged == Judged::Right(By::Kit);
        if by_kit {
            enrolled.kit_is_used(self.now(), *who.session());
        }
        accounts::keep(&mut tx, self.ring(), &mut account).await?;
        if by_kit {
            self.note_service(&mut tx, Act::ConfirmedByKit, Some(*who.account()), &[]).await?;
        }
        tx.commit().await?;
        fresh.map(|fresh| (fresh, wraps)).ok_or(Fault::Wrong)
    }

    fn read(&self, claim: &Claim) -> Result<Read, Fault> {
        match claim {
            Claim::Typed(Typed { kind, auth, code }) => {
                Ok(Read::Typed { kind: *kind, auth: secret(auth)?, code: code.clone().unwrap_or_default() })
            }
            Claim::Shown(ShownPasskey { state, credential }) => {
                let showing = Box::new(self.ended(state).ok_or(Fault::Wrong)?);
                let shown = Box::new(self.passkeys()?.shown(credential)?);
                Ok(Read::Shown { shown, showing, mark: ceremony::mark(state) })
            }
        }
    }

    /// What a claim comes to, at one cost whoever is named.
    fn judge(&self, enrolled: Option<&Enrolled>, id: Option<[u8; 16]>, read: &Read) -> Judged {
        let now = self.now();
        match read {
            Read::Typed { kind: TypedKind::Kit, auth, .. } => {
                let kept = enrolled.map_or(Hash32::from_bytes([0; 32]), |enrolled| enrolled.kit);
                let right = self.knows(id, TypedKind::Kit, auth, &kept);
                if right && enrolled.is_some() { Judged::Right(By::Kit) } else { Judged::Wrong }
            }
            Read::Typed { kind: TypedKind::Passphrase, auth, code } => {
                let passphrase = enrolled.and_then(|enrolled| enrolled.passphrase.as_ref());
                let kept = passphrase.map_or(Hash32::from_bytes([0; 32]), |passphrase| passphrase.auth);
                let right = self.knows(id, TypedKind::Passphrase, auth, &kept);
                let (seed, last) = passphrase.map_or(([0; 20], 0), |passphrase| (passphrase.totp, passphrase.last_step));
                let step = totp::step_of(&seed, code, last, now);
                let lately = |at: &&i64| now - **at < HOUR;
                let worn = passphrase.is_some_and(|passphrase| passphrase.wrong_codes.iter().filter(lately).count() >= WRONG_CODES);
                match (passphrase.is_some() && right, step) {
                    (true, Some(_)) if !worn => Judged::Right(By::Passphrase),
                    (true, _) => Judged::WrongCode,
                    (false, _) => Judged::Wrong,
                }
            }
            Read::Shown { shown, showing, mark } => {
                let Some(enrolled) = enrolled else { return Judged::Wrong };
                let spent = enrolled.spent.iter().any(|(known, _)| known == mark);
                let verified = self.passkeys().and_then(|passkeys| passkeys.verify(shown, showing, &mut enrolled.devices.clone()));
                if verified.is_ok() && !spent { Judged::Right(By::Passkey) } else { Judged::Wrong }
            }
        }
    }

    /// The same on an account that is written afterwards: steps and ceremonies count once.
    fn take(&self, enrolled: &mut Enrolled, id: [u8; 16], read: &Read) -> Judged {
        let now = self.now();
        let judged = self.judge(Some(enrolled), Some(id), read);
        match (judged, read, &mut enrolled.passphrase) {
            (Judged::Right(By::Passphrase), Read::Typed { code, .. }, Some(passphrase)) => {
                passphrase.wrong_codes.clear();
                passphrase.last_step = totp::step_of(&passphrase.totp, code, passphrase.last_step, now).unwrap_or(passphrase.last_step);
            }
            (Judged::WrongCode, _, Some(passphrase)) => {
                passphrase.wrong_codes.retain(|at| now - at < HOUR);
                if passphrase.wrong_codes.len() < WRONG_CODES {
                    passphrase.wrong_codes.push(now);
                }
            }
            (Judged::Right(By::Passkey), Read::Shown { shown, showing, mark }, _) => {
                enrolled.spent.retain(|(_, until)| *until > now);
                if enrolled.spent.len() >= SPENT {
                    return Judged::Wrong;
                }
                enrolled.spent.push((*mark, now + SPENT_FOR));
                // Verified above; this notes the counter.
                if self.passkeys().and_then(|passkeys| passkeys.verify(shown, showing, &mut enrolled.devices)).is_err() {
                    return Judged::Wrong;
                }
            }
            _ => {}
        }
        judged
    }

    fn knows(&self, id: Option<[u8; 16]>, kind: TypedKind, auth: &[u8; 32], kept: &Hash32) -> bool {
        hmac::verify(self.desk_key(), &said(id.unwrap_or_default(), kind, auth), kept.as_bytes()).is_ok()
    }

    /// What is kept of a sign-in secret.
    pub(super) fn kept(&self, id: [u8; 16], kind: TypedKind, auth: &[u8; 32]) -> Hash32 {
        let mut kept = [0; 32];
        kept.copy_from_slice(hmac::sign(self.desk_key(), &said(id, kind, auth)).as_ref());
        Hash32::from_bytes(kept)
    }

    pub(super) fn desk_key(&self) -> &hmac::Key {
        self.inner.parts.token_key.desk_key()
    }

    pub(super) fn passkeys(&self) -> Result<&Passkeys, Fault> {
        self.inner.doorkeeper.passkeys.as_ref().ok_or(Fault::Forbidden)
    }

    /// The enrolled account of an active person of that name. Everybody's are read, whoever is asked for.
    async fn account_named(&self, alias: &str) -> Result<Option<Account>, Fault> {
        let mut tx = self.store().read().await?;
        let people = people::load(&mut tx, self.ring()).await?;
        let accounts = accounts::all(&mut tx, self.ring()).await?;
        let named = people.iter().find(|person| person.active && person.alias.as_str().eq_ignore_ascii_case(alias)).map(|person| person.id);
        Ok(accounts.into_iter().find(|account| Some(account.id) == named && account.enrolled().is_some()))
    }

    async fn account_of(&self, id: &[u8; 16]) -> Result<Option<Account>, Fault> {
        let mut tx = self.store().read().await?;
        let active = people::find(&mut tx, self.ring(), id).await?.is_some_and(|person| person.active);
        Ok(accounts::find(&mut tx, self.ring(), id).await?.filter(|_| active))
    }
}

fn said(id: [u8; 16], kind: TypedKind, auth: &[u8; 32]) -> Zeroizing<Vec<u8>> {
    let kind: &[u8] = match kind {
        TypedKind::Passphrase => b"passphrase",
        TypedKind::Kit => b"kit",
    };
    Zeroizing::new([b"tocsin/sign-in/1|", &id[..], kind, b"|", auth].concat())
}

/// 32 bytes in base64, as browsers send what they derive.
pub(super) fn secret(text: &str) -> Result<Zeroizing<[u8; 32]>, Fault> {
    let bytes = Zeroizing::new(STANDARD.decode(text).map_err(|_| Fault::Bad)?);
    let mut secret = Zeroizing::new([0; 32]);
    if bytes.len() != secret.len() {
        return Err(Fault::Bad);
    }
    secret.copy_from_slice(&bytes);
    Ok(secret)
}

//! Sessions: who is signed in. The browser holds 256 random bits in a cookie that no script reads; the server keeps their
//! hash, whose first half is the row's id, so that a look-up compares nothing secret.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{digest, rand::SecureRandom};
use serde::{Deserialize, Serialize};
use tocsin_seal::Hash32;
use zeroize::Zeroizing;

use super::accounts;
use super::{Fault, SignedIn};
use crate::app::{App, people, submit::no_random};
use crate::store::{SessionRow, Tx};
use crate::vault::{Class, KeyId, KeyRing, RowRef};

const FORMAT: &str = "tocsin.session/1";
/// The longest a session lasts.
pub const LONGEST: i64 = 12 * 3_600;
/// A session that asks nothing for so long is over. The page locks much earlier; this is for one that was left behind.
pub const IDLE: i64 = 4 * 3_600;
/// The same on a computer that others use too.
pub const IDLE_SHARED: i64 = 30 * 60;
/// How long a check counts as fresh.
pub const FRESH: i64 = 10 * 60;
/// How exactly it is noted when a session was last used.
const NOTED: i64 = 60;
const HOUR: i64 = 3_600;
/// Every record is padded to this size.
const RECORD_BYTES: usize = 512;

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// With a passkey.
    Passkey,
    /// With passphrase and one-time code.
    Passphrase,
    /// With the printed kit.
    Kit,
}

impl By {
    /// The word for it, in JSON and in the audit log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::Passphrase => "passphrase",
            Self::Kit => "kit",
        }
    }
}

/// A session as it is stored. One of an earlier version may hold more.
#[derive(Serialize, Deserialize)]
pub struct Session {
    format: String,
    token: Hash32,
    account: [u8; 16],
    /// Since when, Unix seconds.
    pub since: i64,
    /// When it was last used, to the minute.
    pub seen: i64,
    /// When the person last proved that it is they.
    pub checked: i64,
    /// How they signed in.
    pub by: By,
    /// Whether others use the computer too.
    pub shared: bool,
}

impl Session {
    fn until(&self) -> i64 {
        self.since + LONGEST
    }

    fn is_over(&self, now: i64) -> bool {
        let idle = if self.shared { IDLE_SHARED } else { IDLE };
        now >= self.until() || now - self.seen >= idle || now < self.since - NOTED
    }
}

/// What goes into the cookie; the server forgets it.
pub struct SessionToken(Zeroizing<String>);

impl SessionToken {
    /// As it stands in the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl App {
    /// Who holds this cookie. Writes at most once a minute that the session is used.
    pub async fn signed_in(&self, cookie: Option<&str>) -> Result<SignedIn, Fault> {
        let (id, token) = cookie.and_then(parts).ok_or(Fault::SignedOut)?;
        let (ring, now) = (self.ring(), self.now());
        let mut tx = self.store().read().await?;
        let row = tx.session(&id).await?.ok_or(Fault::SignedOut)?;
        // A row that somebody else wrote opens nothing.
        let session = open(ring, &row).map_err(|_| Fault::SignedOut)?;
        // Of a hash, what the clock could tell of the comparison leads to no token.
        if session.token != token || session.is_over(now) {
            return Err(Fault::SignedOut);
        }
        let account = accounts::find(&mut tx, ring, &session.account).await?.ok_or(Fault::SignedOut)?;
        let person = people::find(&mut tx, ring, &session.account).await?.filter(|person| person.active).ok_or(Fault::SignedOut)?;
        drop(tx);
        let enrolled = account.enrolled().ok_or(Fault::SignedOut)?;
        let signed_in = SignedIn {
            account: account.id,
            alias: person.alias.to_string(),
            roles: account.roles.clone(),
            recipient: enrolled.recipient.clone(),
            actor: enrolled.actor,
            session: id,
            by: session.by,
            shared: session.shared,
            kit_used: enrolled.kit_used_lately(now).map(|used| (used.at, used.session == id)).collect(),
            ways: enrolled.ways(),
            until: session.until(),
            fresh_until: session.checked + FRESH,
            now,
        };
        if now - session.seen >= NOTED {
            self.note_seen(&row, Session { seen: now, ..session }).await?;
        }
        Ok(signed_in)
    }

    async fn note_seen(&self, before: &SessionRow, session: Session) -> Result<(), Fault> {
        let row = seal(self.ring(), before.id, before.version + 1, &session)?;
        let expected = before.version;
        match self.store().commit(move |tx| Box::pin(async move { tx.update_session(&row, expected).await })).await {
            // Another request of the same page was quicker.
            Ok(()) | Err(crate::store::StoreError::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Begins a session of this account in a transaction of the caller's; its token and its id.
    pub(super) async fn begin_session(
        &self,
        tx: &mut Tx,
        account: [u8; 16],
        by: By,
        shared: bool,
    ) -> Result<(SessionToken, [u8; 16]), Fault> {
        let mut secret = Zeroizing::new([0; 32]);
        self.inner.rng.fill(&mut *secret).map_err(no_random)?;
        let token = SessionToken(Zeroizing::new(URL_SAFE_NO_PAD.encode(*secret)));
        let (id, hash) = parts(token.as_str()).ok_or_else(|| Fault::Internal("a token was not made well".to_owned()))?;
        let now = self.now();
        let session = Session { format: FORMAT.to_owned(), token: hash, account, since: now, seen: now, checked: now, by, shared };
        tx.insert_session(&seal(self.ring(), id, 1, &session)?).await?;
        Ok((token, id))
    }

    /// Notes that somebody proved just now that it is they.
    pub(super) async fn refresh_session(&self, tx: &mut Tx, id: &[u8; 16]) -> Result<i64, Fault> {
        let row = tx.session(id).await?.ok_or(Fault::SignedOut)?;
        let now = self.now();
        let session = Session { seen: now, checked: now, ..open(self.ring(), &row)? };
        tx.update_session(&seal(self.ring(), row.id, row.version + 1, &session)?, row.version).await?;
        Ok(now + FRESH)
    }

    /// The living sessions of an account, with their ids.
    pub async fn sessions_of(&self, tx: &mut Tx, account: &[u8; 16]) -> Result<Vec<([u8; 16], Session)>, Fault> {
        let now = self.now();
        let rows = tx.sessions().await?;
        let opened = rows.into_iter().filter_map(|row| open(self.ring(), &row).ok().map(|session| (row.id, session)));
        Ok(opened.filter(|(_, session)| session.account == *account && !session.is_over(now)).collect())
    }

    /// Ends all sessions of an account but one; how many.
    pub async fn end_sessions(&self, tx: &mut Tx, account: &[u8; 16], but: Option<&[u8; 16]>) -> Result<usize, Fault> {
        let mut ended = 0;
        for (id, _) in self.sessions_of(tx, account).await? {
            if Some(&id) != but {
                tx.delete_session(&id).await?;
                ended += 1;
            }
        }
        Ok(ended)
    }

    /// Ends the session that the cookie names, if it names one.
    pub async fn sign_out(&self, who: &SignedIn) -> Result<(), Fault> {
        let mut tx = self.store().write().await?;
        tx.delete_session(&who.session).await?;
        Ok(tx.commit().await?)
    }

    /// Removes sessions that are over; how many.
    pub async fn sweep_sessions(&self) -> Result<u64, Fault> {
        let mut tx = self.store().write().await?;
        let swept = tx.delete_old_sessions(self.now()).await?;
        tx.commit().await?;
        Ok(swept)
    }
}

/// Id of the row and hash of the whole, of what a cookie holds.
fn parts(cookie: &str) -> Option<([u8; 16], Hash32)> {
    if cookie.len() != 43 {
        return None;
    }
    let secret = Zeroizing::new(URL_SAFE_NO_PAD.decode(cookie).ok()?);
    let hash = digest::digest(&digest::SHA256, &secret);
    let mut whole = [0; 32];
    whole.copy_from_slice(hash.as_ref());
    let mut id = [0; 16];
    id.copy_from_slice(&whole[..16]);
    Some((id, Hash32::from_bytes(whole)))
}

fn address<'a>(id: &'a [u8; 16], version: i64) -> RowRef<'a> {
    RowRef { table: "sessions", column: "sealed", row: id, case: b"", version }
}

fn seal(ring: &KeyRing, id: [u8; 16], version: i64, session: &Session) -> Result<SessionRow, Fault> {
    let mut plain = Zeroizing::new(serde_json::to_vec(session).map_err(|_| damaged())?);
    let size = RECORD_BYTES.max(plain.len());
    plain.resize(size, b' ');
    let key = ring.current(Class::Account, 0)?;
    let sealed = ring.seal(key, &address(&id, version), &plain)?;
    let due_at = session.until().div_euclid(HOUR) * HOUR + HOUR;
    Ok(SessionRow { id, due_at, key_id: key.as_i64(), version, sealed })
}

fn open(ring: &KeyRing, row: &SessionRow) -> Result<Session, Fault> {
    let key = KeyId::from_i64(row.key_id).ok_or_else(damaged)?;
    let plain = ring.open(key, &address(&row.id, row.version), &row.sealed)?;
    let session: Session = serde_json::from_slice(&plain).map_err(|_| damaged())?;
    if session.format == FORMAT { Ok(session) } else { Err(damaged()) }
}

fn damaged() -> Fault {
    Fault::Internal("the record of a session is damaged".to_owned())
}

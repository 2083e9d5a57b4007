//! The people who are alerted: their alias, their mail address, whether they are always on call, how they are reached.
//!
//! Each is one sealed row of the table `people`; nothing about them stands in clear but a random id.

mod reach;

pub use reach::{LANGUAGES, Reach, Webhook};

use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use std::fmt;
use tocsin_domain::mail_address::{AddressError, MailAddress};

use super::rota::LocalError;
use crate::mail::KeyFault;
use crate::store::{PersonRow, Store, StoreError, Tx};
use crate::vault::{Class, KeyId, KeyRing, RowRef, VaultError};

const FORMAT: &str = "tocsin.person/2";
/// What an earlier version wrote: without `lead` and `reach`.
const FIRST_FORMAT: &str = "tocsin.person/1";
/// Every record is padded to this size, so that a row tells neither the length of an address nor who has an OpenPGP key.
const RECORD_BYTES: usize = 10_240;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The alias is empty, too long or holds other signs.
    #[error("an alias has 1 to 32 ASCII letters, digits, spaces, dots or hyphens, and begins and ends with a letter or digit")]
    Alias,
    /// The address cannot be used.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// Somebody has that alias, or one that can be mistaken for it.
    #[error("somebody has this alias already, or one that looks like it: choose another")]
    AliasTaken,
    /// Somebody, perhaps disabled, has that address.
    #[error("somebody has this mail address already (a disabled person keeps theirs)")]
    AddressTaken,
    /// The address that wakes is somebody's, or their own ordinary one.
    #[error("the address that wakes must get nothing else: nobody, not even the same person, may have it as another address")]
    WakeAddressTaken,
    /// No mail is written in that language.
    #[error("alert mail is written in en, zh-Hans, zh-Hant, ug, fa and ru")]
    Language,
    /// The webhook cannot be called.
    #[error(
        "a webhook is https://… (http:// only on this machine: 127.0.0.1, [::1], localhost), its token visible ASCII, its body JSON that holds {{text}}"
    )]
    Webhook,
    /// The OpenPGP key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// The time zone does not exist.
    #[error(transparent)]
    Zone(#[from] LocalError),
    /// Nobody has that alias.
    #[error("nobody has this alias: see the list of people")]
    Unknown,
    /// A stored record is not what this version writes.
    #[error("the record of a person is damaged")]
    Damaged,
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    Random,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// What a person is called among the staff and in commands. ASCII, so that look-alikes can be told apart.
#[derive(Clone, PartialEq, Eq)]
pub struct Alias(String);

impl Alias {
    /// Parses `text` as it stands.
    pub fn parse(text: &str) -> Result<Self, PeopleError> {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || b" .-".contains(&byte);
        let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        let good = (1..=32).contains(&text.len()) && text.bytes().all(inner) && edge(text.bytes().next()) && edge(text.bytes().last());
        if good { Ok(Self(text.to_owned())) } else { Err(PeopleError::Alias) }
    }

    /// The alias.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Two aliases with one skeleton can be mistaken for each other (after the idea of Unicode UTS 39, for ASCII).
    fn skeleton(&self) -> String {
        let plain: String = self.0.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        plain.replace("rn", "m").replace("vv", "w").replace('0', "o").replace(['1', 'i'], "l").replace('5', "s")
    }
}

impl fmt::Display for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One of the staff. Has no `Debug`: names and addresses belong in no log.
#[derive(Clone)]
pub struct Person {
    /// Random id.
    pub id: [u8; 16],
    /// What they are called.
    pub alias: Alias,
    /// Where their alerts go.
    pub email: MailAddress,
    /// Whether they are always on call, besides what the rota says.
    pub on_call: bool,
    /// Whether they lead: woken when those on call do not answer.
    pub lead: bool,
    /// Whether they are alerted at all.
    pub active: bool,
    /// How else they are reached.
    pub reach: Reach,
    version: i64,
}

impl Person {
    /// Where mail goes that must wake them.
    pub fn wake_address(&self) -> &MailAddress {
        self.reach.wake_email.as_ref().unwrap_or(&self.email)
    }
}

/// A person to be added; they are active from the start.
pub struct NewPerson {
    /// What they are called.
    pub alias: Alias,
    /// Where their alerts go.
    pub email: MailAddress,
    /// Whether they are woken for what cannot wait.
    pub on_call: bool,
}

impl NewPerson {
    /// From text as it was typed.
    pub fn parse(alias: &str, email: &str, on_call: bool) -> Result<Self, PeopleError> {
        Ok(Self { alias: Alias::parse(alias)?, email: MailAddress::parse(email)?, on_call })
    }
}

/// Adds a person; refuses an alias or address that somebody has, whatever its case.
pub async fn add(store: &Store, ring: &KeyRing, new: NewPerson) -> Result<Person, PeopleError> {
    let mut tx = locked(store).await?;
    let person = add_in(&mut tx, ring, new).await?;
    tx.commit().await?;
    Ok(person)
}

/// The same in a transaction of the caller's that excludes every other change of the people.
pub(super) async fn add_in(tx: &mut Tx, ring: &KeyRing, new: NewPerson) -> Result<Person, PeopleError> {
    for other in load(tx, ring).await? {
        if other.alias.skeleton() == new.alias.skeleton() {
            return Err(PeopleError::AliasTaken);
        }
        if has_address(&other, &new.email) {
            return Err(PeopleError::AddressTaken);
        }
    }
    let mut id = [0; 16];
    SystemRandom::new().fill(&mut id).map_err(|_| PeopleError::Random)?;
    let person = Person {
        id,
        alias: new.alias,
        email: new.email,
        on_call: new.on_call,
        lead: false,
        active: true,
        reach: Reach::default(),
        version: 1,
    };
    tx.insert_person(&seal(ring, &person)?).await?;
    Ok(person)
}

/// Stores a person as they are now, in such a transaction.
pub(super) async fn keep_in(tx: &mut Tx, ring: &KeyRing, mut person: Person) -> Result<(), PeopleError> {
    let before = person.version;
    person.version += 1;
    Ok(tx.update_person(&seal(ring, &person)?, before).await?)
}

/// Everybody, disabled ones included, by alias.
pub async fn list(store: &Store, ring: &KeyRing) -> Result<Vec<Person>, PeopleError> {
    let mut people = load(&mut store.read().await?, ring).await?;
    people.sort_by(|a, b| a.alias.as_str().cmp(b.alias.as_str()));
    Ok(people)
}

/// Stops every alert to this person from now on; what waits for them goes to the others.
pub async fn disable(store: &Store, ring: &KeyRing, alias: &str) -> Result<Person, PeopleError> {
    change(store, ring, alias, |person| {
        person.active = false;
        Ok(())
    })
    .await
}

/// Alerts a disabled person again.
pub async fn enable(store: &Store, ring: &KeyRing, alias: &str) -> Result<Person, PeopleError> {
    change(store, ring, alias, |person| {
        person.active = true;
        Ok(())
    })
    .await
}

/// Puts a person on call day and night, or leaves it to the rota.
pub async fn set_on_call(store: &Store, ring: &KeyRing, alias: &str, on_call: bool) -> Result<Person, PeopleError> {
    change(store, ring, alias, |person| {
        person.on_call = on_call;
        Ok(())
    })
    .await
}

/// Makes a person a lead, or no longer one.
pub async fn set_lead(store: &Store, ring: &KeyRing, alias: &str, lead: bool) -> Result<Person, PeopleError> {
    change(store, ring, alias, |person| {
        person.lead = lead;
        Ok(())
    })
    .await
}

/// Changes how a person is reached. Nothing is changed if `change` fails.
pub async fn set_reach(
    store: &Store,
    ring: &KeyRing,
    alias: &str,
    change_reach: impl FnOnce(&mut Reach) -> Result<(), PeopleError>,
) -> Result<Person, PeopleError> {
    change(store, ring, alias, |person| change_reach(&mut person.reach)).await
}

/// The person of that alias, whatever its case.
pub async fn named(store: &Store, ring: &KeyRing, alias: &str) -> Result<Person, PeopleError> {
    let people = load(&mut store.read().await?, ring).await?;
    people.into_iter().find(|person| person.alias.as_str().eq_ignore_ascii_case(alias)).ok_or(PeopleError::Unknown)
}

/// The person with this id, read in a transaction of the caller's; none if their row was tampered with.
pub async fn find(tx: &mut Tx, ring: &KeyRing, id: &[u8; 16]) -> Result<Option<Person>, PeopleError> {
    match tx.person(id).await?.map(|row| open(ring, &row)) {
        None | Some(Err(PeopleError::Damaged | PeopleError::Vault(VaultError::Broken { .. }))) => Ok(None),
        Some(Ok(person)) => Ok(Some(person)),
        Some(Err(other)) => Err(other),
    }
}

/// Everybody, read in a transaction of the caller's. A row that was tampered with is left out: it must not keep a
/// report from being taken or the others from being alerted. [`damaged`] counts such rows.
pub async fn load(tx: &mut Tx, ring: &KeyRing) -> Result<Vec<Person>, PeopleError> {
    Ok(load_counting(tx, ring).await?.0)
}

/// How many rows of people do not open.
pub async fn damaged(store: &Store, ring: &KeyRing) -> Result<usize, PeopleError> {
    Ok(load_counting(&mut store.read().await?, ring).await?.1)
}

async fn load_counting(tx: &mut Tx, ring: &KeyRing) -> Result<(Vec<Person>, usize), PeopleError> {
    let (mut people, mut damaged) = (Vec::new(), 0);
    for row in tx.people().await? {
        match open(ring, &row) {
            Ok(person) => people.push(person),
            Err(PeopleError::Damaged | PeopleError::Vault(VaultError::Broken { .. })) => damaged += 1,
            Err(other) => return Err(other),
        }
    }
    Ok((people, damaged))
}

async fn change(
    store: &Store,
    ring: &KeyRing,
    alias: &str,
    change: impl FnOnce(&mut Person) -> Result<(), PeopleError>,
) -> Result<Person, PeopleError> {
    let mut tx = locked(store).await?;
    let mut people = load(&mut tx, ring).await?;
    let at = people.iter().position(|person| person.alias.as_str().eq_ignore_ascii_case(alias)).ok_or(PeopleError::Unknown)?;
    let mut person = people.swap_remove(at);
    change(&mut person)?;
    if let Some(address) = &person.reach.wake_email {
        let own = person.email.as_str().eq_ignore_ascii_case(address.as_str());
        if own || people.iter().any(|other| has_address(other, address)) {
            return Err(PeopleError::WakeAddressTaken);
        }
    }
    let before = person.version;
    person.version += 1;
    tx.update_person(&seal(ring, &person)?, before).await?;
    tx.commit().await?;
    Ok(person)
}

fn has_address(person: &Person, address: &MailAddress) -> bool {
    let has = |own: &MailAddress| own.as_str().eq_ignore_ascii_case(address.as_str());
    has(&person.email) || person.reach.wake_email.as_ref().is_some_and(has)
}

/// A transaction that excludes every other change of the people, so that what was compared stays true: SQLite has
/// one writer anyway, PostgreSQL holds the row of this value until the end.
pub(super) async fn locked(store: &Store) -> Result<Tx, PeopleError> {
    let mut tx = store.write().await?;
    tx.put_meta("people-lock", b"1").await?;
    Ok(tx)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    format: String,
    alias: String,
    email: String,
    on_call: bool,
    #[serde(default)]
    lead: bool,
    active: bool,
    #[serde(default)]
    reach: reach::Stored,
}

fn address<'a>(id: &'a [u8; 16], version: i64) -> RowRef<'a> {
    RowRef { table: "people", column: "sealed", row: id, case: b"", version }
}

fn seal(ring: &KeyRing, person: &Person) -> Result<PersonRow, PeopleError> {
    let record = Record {
        format: FORMAT.to_owned(),
        alias: person.alias.to_string(),
        email: person.email.to_string(),
        on_call: person.on_call,
        lead: person.lead,
        active: person.active,
        reach: reach::Stored::of(&person.reach),
    };
    let mut plain = zeroize::Zeroizing::new(serde_json::to_vec(&record).map_err(|_| PeopleError::Damaged)?);
    let size = RECORD_BYTES.max(plain.len());
    plain.resize(size, b' ');
    let key = ring.current(Class::Account, 0)?;
    let sealed = ring.seal(key, &address(&person.id, person.version), &plain)?;
    Ok(PersonRow { id: person.id, key_id: key.as_i64(), version: person.version, sealed })
}

fn open(ring: &KeyRing, row: &PersonRow) -> Result<Person, PeopleError> {
    let key = KeyId::from_i64(row.key_id).ok_or(PeopleError::Damaged)?;
    let plain = ring.open(key, &address(&row.id, row.version), &row.sealed)?;
    let record: Record = serde_json::from_slice(&plain).map_err(|_| PeopleError::Damaged)?;
    if ![FORMAT, FIRST_FORMAT].contains(&record.format.as_str()) {
        return Err(PeopleError::Damaged);
    }
    Ok(Person {
        id: row.id,
        alias: Alias::parse(&record.alias).map_err(|_| PeopleError::Damaged)?,
        email: MailAddress::parse(&record.email).map_err(|_| PeopleError::Damaged)?,
        on_call: record.on_call,
        lead: record.lead,
        active: record.active,
        reach: record.reach.opened()?,
        version: row.version,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_holds_nothing_that_could_end_a_line_or_pose_as_another_sign() {
        for bad in ["", " ", "a\r\nb", "a\nb", "a\0", "-a", "a-", " a", "а", "ａ", "a\u{200b}b", "a@b", "a<b", &"a".repeat(33)] {
            assert!(Alias::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Alias::parse("Night desk 2").is_ok() && Alias::parse("k").is_ok());
    }

    #[test]
    fn aliases_that_look_alike_have_one_skeleton() {
        let skeleton = |text: &str| Alias::parse(text).map(|alias| alias.skeleton()).unwrap_or_default();
        for (a, b) in [("Ilona", "llona"), ("marn", "mam"), ("b0b", "Bob"), ("night desk", "Night-Desk"), ("vv5", "ws")] {
            assert_eq!(skeleton(a), skeleton(b), "{a} {b}");
        }
        assert_ne!(skeleton("alice"), skeleton("bob"));
    }
}

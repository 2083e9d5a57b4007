//! Accounts: how one of the staff signs in, their public keys, and the sealed copies of their secret ones.
//!
//! One sealed row of the table `accounts` each, under the id of the person it belongs to; all have one size. Of what is
//! typed to sign in only keyed hashes are kept, of passkeys the public halves; the server opens no wrap.

use serde::{Deserialize, Serialize};
use tocsin_domain::role::Roles;
pub use tocsin_seal::person::WrapKind;
use tocsin_seal::{Hash32, PublicKey, Recipient};
use webauthn_rs::prelude::Passkey;
use zeroize::Zeroizing;

use super::Fault;
use crate::store::{AccountRow, Tx};
use crate::vault::{Class, KeyId, KeyRing, RowRef};

const FORMAT: &str = "tocsin.account/1";
/// Every record is padded to this size: a row tells neither how many devices somebody has nor whether they enrolled.
const RECORD_BYTES: usize = 24 << 10;
/// Most passkeys of one person.
pub const DEVICES: usize = 8;

/// An account.
pub struct Account {
    /// Id of the person.
    pub id: [u8; 16],
    /// What they may do.
    pub roles: Roles,
    /// Where it stands.
    pub state: State,
    /// Public keys that this person's entries in the audit log were signed with before these.
    pub former: Vec<PublicKey>,
    version: i64,
}

/// Where an account stands.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// A link was made and is waiting.
    Invited(Invitation),
    /// It has keys, and can sign in.
    Enrolled(Box<Enrolled>),
    /// No way in.
    Disabled,
}

/// A link that was made.
#[derive(Clone, Serialize, Deserialize)]
pub struct Invitation {
    /// SHA-256 of what stands in the link.
    pub token: Hash32,
    /// Unix seconds after which it opens nothing.
    pub until: i64,
}

/// Everything of somebody who enrolled.
#[derive(Clone, Serialize, Deserialize)]
pub struct Enrolled {
    /// What is sealed to them.
    #[serde(with = "text")]
    pub recipient: Recipient,
    /// What their entries in the audit log are signed with.
    #[serde(with = "text")]
    pub actor: PublicKey,
    /// Their own signature over account and recipient, base64.
    pub proof: String,
    /// Passkeys.
    pub devices: Vec<Device>,
    /// Passphrase and one-time codes, if they chose that way.
    pub passphrase: Option<Passphrase>,
    /// Keyed hash of the kit's sign-in secret.
    pub kit: Hash32,
    /// Sealed copies of the person's keys.
    pub wraps: Vec<Wrap>,
    /// Ceremonies that were ended once, until they are too old anyway: hash, Unix seconds.
    pub spent: Vec<(Hash32, i64)>,
    /// When the kit was used, of the last weeks; what an earlier version kept of it is forgotten.
    #[serde(default)]
    pub kit_uses: Vec<KitUse>,
}

/// That somebody used the printed kit, to sign in or to show that it is they.
#[derive(Clone, Serialize, Deserialize)]
pub struct KitUse {
    /// When, Unix seconds.
    pub at: i64,
    /// In which session.
    pub session: [u8; 16],
}

/// So long it is said at every sign-in that the kit was used, in seconds: whoever it was taken from may be away for weeks.
const KIT_TOLD: i64 = 30 * 86_400;
/// So many uses are remembered; the last takes the place of the one before, so that many cannot push the first out.
const KIT_USES: usize = 32;

impl Enrolled {
    /// The uses of the kit that are still to be told, the oldest first.
    pub fn kit_used_lately(&self, now: i64) -> impl Iterator<Item = &KitUse> {
        self.kit_uses.iter().filter(move |used| used.at > now - KIT_TOLD)
    }

    /// Remembers one more.
    pub(super) fn kit_is_used(&mut self, at: i64, session: [u8; 16]) {
        self.kit_uses.retain(|used| used.at > at - KIT_TOLD);
        self.kit_uses.truncate(KIT_USES - 1);
        self.kit_uses.push(KitUse { at, session });
    }
}

/// Which ways somebody has, besides the kit, which everybody has. Only the person's own desk hears it: nobody is to be asked
/// for what they never had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Ways {
    /// A passkey.
    passkey: bool,
    /// One that also opens the keys.
    opens: bool,
    /// A passphrase with one-time codes.
    passphrase: bool,
}

impl Enrolled {
    /// Which ways they have.
    pub(super) fn ways(&self) -> Ways {
        Ways {
            passkey: !self.devices.is_empty(),
            opens: self.wraps.iter().any(|wrap| wrap.credential.is_some()),
            passphrase: self.passphrase.is_some(),
        }
    }
}

/// A passkey.
#[derive(Clone, Serialize, Deserialize)]
pub struct Device {
    /// Its public half.
    pub passkey: Passkey,
    /// What the person calls it.
    pub name: String,
    /// When it was added, Unix seconds, the day.
    pub added: i64,
}

/// The way in without a passkey.
#[derive(Clone, Serialize, Deserialize)]
pub struct Passphrase {
    /// Keyed hash of the sign-in secret that the browser derives.
    pub auth: Hash32,
    /// Secret of the one-time codes (RFC 6238).
    pub totp: [u8; 20],
    /// The last step that was taken; none is taken twice.
    pub last_step: i64,
    /// When codes were wrong although the passphrase was right, Unix seconds, of the last hour.
    pub wrong_codes: Vec<i64>,
}

/// A sealed copy of a person's keys, as the browser made it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wrap {
    /// What opens it.
    pub kind: WrapKind,
    /// With a passkey: which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// Base64.
    pub sealed: String,
}

impl Account {
    /// An account that was not stored yet.
    pub(super) fn new(id: [u8; 16], roles: Roles, invitation: Invitation) -> Self {
        Self { id, roles, state: State::Invited(invitation), former: Vec::new(), version: 0 }
    }

    /// Takes every way in, keys included, and remembers what past entries of the audit log were signed with.
    pub(super) fn forget_keys(&mut self, state: State) {
        if let State::Enrolled(enrolled) = std::mem::replace(&mut self.state, state) {
            self.former.push(enrolled.actor);
        }
    }

    /// What they enrolled with, if they did.
    pub fn enrolled(&self) -> Option<&Enrolled> {
        match &self.state {
            State::Enrolled(enrolled) => Some(enrolled),
            State::Invited(_) | State::Disabled => None,
        }
    }
}

/// The account of a person, if there is one.
pub async fn find(tx: &mut Tx, ring: &KeyRing, id: &[u8; 16]) -> Result<Option<Account>, Fault> {
    tx.account(id).await?.map(|row| open(ring, &row)).transpose()
}

/// All accounts. A row that was tampered with is left out.
pub async fn all(tx: &mut Tx, ring: &KeyRing) -> Result<Vec<Account>, Fault> {
    Ok(tx.accounts().await?.iter().filter_map(|row| open(ring, row).ok()).collect())
}

/// Stores an account as it is now; [`Fault::Moved`] if somebody else changed it since it was read, [`Fault::Bad`] if it
/// holds more than a record may.
pub(super) async fn keep(tx: &mut Tx, ring: &KeyRing, account: &mut Account) -> Result<(), Fault> {
    let before = account.version;
    account.version += 1;
    let row = seal(ring, account)?;
    if before == 0 {
        tx.insert_account(&row).await?
    } else {
        tx.update_account(&row, before).await?
    }
    Ok(())
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    format: String,
    roles: Roles,
    state: State,
    #[serde(with = "texts")]
    former: Vec<PublicKey>,
}

#[derive(Serialize)]
struct RecordRef<'a> {
    format: &'static str,
    roles: &'a Roles,
    state: &'a State,
    #[serde(with = "texts")]
    former: &'a Vec<PublicKey>,
}

fn address<'a>(id: &'a [u8; 16], version: i64) -> RowRef<'a> {
    RowRef { table: "accounts", column: "sealed", row: id, case: b"", version }
}

fn seal(ring: &KeyRing, account: &Account) -> Result<AccountRow, Fault> {
    let record = RecordRef { format: FORMAT, roles: &account.roles, state: &account.state, former: &account.former };
    let mut plain = Zeroizing::new(serde_json::to_vec(&record).map_err(|_| damaged())?);
    if plain.len() > RECORD_BYTES {
        return Err(Fault::Bad);
    }
    plain.resize(RECORD_BYTES, b' ');
    let key = ring.current(Class::Account, 0)?;
    let sealed = ring.seal(key, &address(&account.id, account.version), &plain)?;
    Ok(AccountRow { id: account.id, key_id: key.as_i64(), version: account.version, sealed })
}

fn open(ring: &KeyRing, row: &AccountRow) -> Result<Account, Fault> {
    let key = KeyId::from_i64(row.key_id).ok_or_else(damaged)?;
    let plain = ring.open(key, &address(&row.id, row.version), &row.sealed)?;
    let record: Record = serde_json::from_slice(&plain).map_err(|_| damaged())?;
    if record.format != FORMAT {
        return Err(damaged());
    }
    Ok(Account { id: row.id, roles: record.roles, state: record.state, former: record.former, version: row.version })
}

fn damaged() -> Fault {
    Fault::Internal("the record of an account is damaged".to_owned())
}

/// Values whose text is their form in a record.
mod text {
    use std::{fmt::Display, str::FromStr};

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<T: Display, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>, T>(from: D) -> Result<T, D::Error>
    where
        T: FromStr,
        T::Err: Display,
    {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// Lists of public keys, as texts.
mod texts {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use tocsin_seal::PublicKey;

    pub fn serialize<S: Serializer>(keys: &[PublicKey], to: S) -> Result<S::Ok, S::Error> {
        keys.iter().map(ToString::to_string).collect::<Vec<_>>().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<PublicKey>, D::Error> {
        Vec::<String>::deserialize(from)?.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
    }
}

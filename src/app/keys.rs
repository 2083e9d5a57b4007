//! How the keys stand: what each protects, how many rows are on it, what is due. For commands and `doctor`.

use std::collections::HashMap;

use tocsin_domain::clock::month_of;

use super::{
    App, AppError,
    destroy::{BACKUP_DAYS, WAIT},
};
use crate::vault::{Class, KeyId, KeyStanding};

const DAY: i64 = 86_400;

/// Everything about the keys that an administrator may see: no key, no content.
pub struct KeyReport {
    /// Public name of the master key.
    pub master: String,
    /// Since when it is in force, Unix seconds; `None` until the service has looked.
    pub master_since: Option<i64>,
    /// Every data key.
    pub keys: Vec<KeyLine>,
    /// Whether the master key is older than it may become.
    pub master_is_old: bool,
    /// Classes with keys that are.
    pub old: Vec<Class>,
    /// What somebody has to do, each with its command.
    pub due: Vec<String>,
    /// What will happen by itself and can still be stopped.
    pub announced: Vec<String>,
}

/// One data key.
pub struct KeyLine {
    /// Its id; shown as class, bucket and generation.
    pub id: KeyId,
    /// Since when it is used, Unix seconds.
    pub created: Option<i64>,
    /// Rows on it.
    pub rows: u64,
    /// What it is used for now.
    pub state: KeyState,
}

/// What a data key is used for now; Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It seals whatever is new in its bucket.
    Seals,
    /// A newer generation seals; rows are still on this one.
    Moving,
    /// No row is on it; it opens what backups bring back, until it is destroyed.
    Retired {
        /// Not before this time.
        until: i64,
    },
    /// Its bucket is over, and its destruction is announced.
    Announced {
        /// Not before this time.
        until: i64,
    },
}

impl KeyState {
    /// The word that lists show.
    pub fn word(self) -> &'static str {
        match self {
            Self::Seals => "seals",
            Self::Moving => "moving",
            Self::Retired { .. } => "retired",
            Self::Announced { .. } => "announced",
        }
    }

    /// When it may be destroyed, if that is foreseen.
    pub fn until(self) -> Option<i64> {
        match self {
            Self::Retired { until } | Self::Announced { until } => Some(until),
            Self::Seals | Self::Moving => None,
        }
    }
}

/// What a class of keys protects, in words.
pub fn protects(class: Class) -> &'static str {
    match class {
        Class::Case => "records of cases, mailboxes, parts and grants that end in that month",
        Class::Account => "who is alerted and when, accounts and sessions of staff, grants of the team key",
        Class::Outbox => "alert mails that wait",
        Class::Audit => "audit details",
    }
}

impl App {
    /// How the keys stand. `every_days`: how old a key may become.
    pub async fn key_report(&self, every_days: u32) -> Result<KeyReport, AppError> {
        let standing = self.ring().standing()?;
        let rows = self.rows_by_key().await?;
        let (now, most) = (self.now(), i64::from(every_days) * DAY);
        let keys: Vec<KeyLine> = standing
            .keys
            .iter()
            .map(|key| KeyLine { id: key.id, created: key.created, rows: rows.get(&key.id).copied().unwrap_or(0), state: state(key) })
            .collect();
        let (mut due, mut old) = (Vec::new(), Vec::new());
        let master_age = standing.master_since.map_or(0, |since| now - since);
        if master_age > most {
            due.push(format!("the master key is {} days old: `tocsin keys rotate-master`", master_age / DAY));
        }
        if self.ring().master_is_unsettled() {
            due.push("a rotation of the master key was broken off; the ring opens all the same: `tocsin keys rotate-master`".to_owned());
        }
        if self.ring().copy_is_current() == Some(false) {
            due.push("the copy of the key ring is not the ring as it is: is its folder there, and the service's to write?".to_owned());
        }
        for key in keys.iter().filter(|key| key.state == KeyState::Moving && !standing.rotating.contains(&key.id.class())) {
            due.push(format!(
                "{} rows on the retired key {} do not open, so it stays: somebody wrote to the database, or it is damaged",
                key.rows, key.id
            ));
        }
        for class in Class::ALL {
            let word = class.word();
            if standing.rotating.contains(&class) {
                due.push(format!("a rotation of the {word} keys is not finished: `tocsin keys rotate-data --class {word}`"));
            } else if let Some(age) = oldest(&keys, class, now).filter(|age| *age > most) {
                old.push(class);
                due.push(format!("{word} keys are {} days old: `tocsin keys rotate-data --class {word}`", age / DAY));
            }
        }
        Ok(KeyReport {
            master: standing.master,
            master_since: standing.master_since,
            master_is_old: master_age > most,
            announced: announced(&keys),
            keys,
            old,
            due,
        })
    }

    /// How many rows are on each key.
    pub(super) async fn rows_by_key(&self) -> Result<HashMap<KeyId, u64>, AppError> {
        let mut rows = HashMap::new();
        for (_, key, count) in self.store().read().await?.rows_by_key().await? {
            // What names no key at all was written by somebody else; `doctor` and the sweep count such rows.
            if let Some(key) = KeyId::from_i64(key) {
                *rows.entry(key).or_insert(0) += count.unsigned_abs();
            }
        }
        Ok(rows)
    }
}

fn state(key: &KeyStanding) -> KeyState {
    match (key.doomed, key.retired, key.emptied) {
        (Some(doomed), ..) => KeyState::Announced { until: doomed.saturating_add(WAIT) },
        (None, None, _) => KeyState::Seals,
        (None, Some(_), None) => KeyState::Moving,
        (None, Some(_), Some(emptied)) => KeyState::Retired { until: emptied.saturating_add(BACKUP_DAYS * DAY) },
    }
}

/// Age of the oldest key of a class that seals and has rows. A bucket that ends this month ends with its keys.
fn oldest(keys: &[KeyLine], class: Class, now: i64) -> Option<i64> {
    let lives = |id: KeyId| class != Class::Case || i64::from(id.parts().1) > month_of(now);
    let sealing = keys.iter().filter(|key| key.id.class() == class && key.state == KeyState::Seals && key.rows > 0 && lives(key.id));
    sealing.filter_map(|key| key.created).map(|created| now - created).max()
}

fn announced(keys: &[KeyLine]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for key in keys {
        if let KeyState::Announced { until } = key.state {
            let bucket = key.id.parts().1;
            let line = format!(
                "every case of {bucket} is over; the keys of that month are destroyed after {}: \
                 `tocsin keys destroy --bucket {bucket} --cancel` puts it off",
                moment(until)
            );
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

/// `YYYY-MM-DD HH:MM UTC`.
pub fn moment(at: i64) -> String {
    let day = tocsin_domain::clock::date_string(tocsin_domain::clock::day_of(at));
    let minutes = at.rem_euclid(DAY) / 60;
    format!("{day} {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

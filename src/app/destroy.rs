//! Keys are destroyed: those of months whose cases are all over, and generations that a rotation emptied. Every
//! destruction rotates the master key as well, so that no older copy of the ring brings a key back.
//!
//! The keys of a month wait 48 hours between announcement and destruction, in which `keys status` and `doctor` show it and
//! one command puts it off. By the calendar the service announces and destroys by itself; a person's command does the same.

use std::collections::BTreeSet;

use tocsin_domain::clock::month_of;
use tocsin_seal::Act;

use super::{App, AppError, rotate::Pace, rows, sweep};
use crate::{
    observe::{self, Cause},
    vault::{Class, KeyId},
};

/// So long a retired generation still opens what a backup brings back.
pub const BACKUP_DAYS: i64 = 35;
/// Seconds between announcement and destruction of a month's keys.
pub const WAIT: i64 = 48 * 3600;
/// Seconds in which whoever chose a key before it was retired has committed what was sealed with it, or given up.
pub const SETTLE: i64 = 120;
/// Rows per second that the sweep moves where a rotation was left unfinished.
const BY_THE_WAY: Pace = Pace { rows_per_second: Some(500) };

/// What became of the wish to destroy a month's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destruction {
    /// It is known from now on and not done before this time.
    Announced(i64),
    /// It was announced, and is not done before this time.
    Waits(i64),
    /// So many keys are gone.
    Done(usize),
}

/// Why keys stay.
#[derive(Debug, thiserror::Error)]
pub enum Kept {
    /// There are no keys of that month.
    #[error("there are no keys of {0}: `tocsin keys status` shows which there are")]
    Unknown(u32),
    /// The month is not over.
    #[error("{0} is not over: its keys are destroyed when every case in it is")]
    NotOver(u32),
    /// A case in it lives.
    #[error("{1} cases of {0} are not over: nothing was changed")]
    Inside(u32, usize),
    /// The clock is not to be trusted.
    #[error("the clock is in doubt (`tocsin doctor` says why), and nothing is destroyed by a clock in doubt")]
    Clock,
    /// Rows stand where they should not.
    #[error("{1} rows that belong to no case of {0} name its keys: somebody wrote to the database; nothing was changed")]
    Strange(u32, u64),
    /// Something failed.
    #[error(transparent)]
    App(#[from] AppError),
}

/// What the sweep did with keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tended {
    /// Keys destroyed.
    pub destroyed: usize,
    /// Months whose destruction was announced.
    pub announced: usize,
    /// Rows moved for a rotation that somebody left unfinished.
    pub moved: u64,
}

impl App {
    /// Announces the destruction of a month's keys, or, 48 hours later, does it.
    pub async fn destroy_bucket(&self, bucket: u32) -> Result<Destruction, Kept> {
        if self.clock_doubt().await?.is_some() {
            return Err(Kept::Clock);
        }
        let now = self.now();
        let keys = self.keys_of(bucket)?;
        let Some(doomed) = keys.first().map(|(_, doomed)| *doomed) else { return Err(Kept::Unknown(bucket)) };
        if i64::from(bucket) >= month_of(now) {
            return Err(Kept::NotOver(bucket));
        }
        let inside = self.cases_of(&keys, now).await?;
        if inside.living > 0 {
            return Err(Kept::Inside(bucket, inside.living));
        }
        match doomed {
            None => {
                self.ring().announce(Class::Case, bucket, Some(now)).map_err(AppError::from)?;
                Ok(Destruction::Announced(now + WAIT))
            }
            Some(doomed) if now < doomed.saturating_add(WAIT) => Ok(Destruction::Waits(doomed + WAIT)),
            Some(_) => {
                for case in inside.over {
                    self.purge(&case, false).await?;
                }
                let ids: Vec<KeyId> = keys.iter().map(|(id, _)| *id).collect();
                match self.rows_on(&ids).await? {
                    0 => Ok(Destruction::Done(self.destroy_keys(&ids).await?)),
                    strange => Err(Kept::Strange(bucket, strange)),
                }
            }
        }
    }

    /// Puts the destruction of a month's keys off; the calendar announces it again at the next sweep after `WAIT`.
    pub async fn put_off(&self, bucket: u32) -> Result<(), Kept> {
        if self.keys_of(bucket)?.is_empty() {
            return Err(Kept::Unknown(bucket));
        }
        self.ring().announce(Class::Case, bucket, None).map_err(AppError::from)?;
        self.note_service_alone(Act::KeysPutOff, vec![("month", bucket.to_string())]).await?;
        Ok(())
    }

    /// Destroys retired generations on which no row is: those older than every backup, or all of them because there is no
    /// backup. Gives their number, and in how many seconds the next one can be.
    pub async fn destroy_retired(&self, no_backup: bool) -> Result<(usize, i64), AppError> {
        let now = self.now();
        let mut wait = 0;
        let mut due = Vec::new();
        for key in self.ring().standing()?.keys {
            let (Some(retired), Some(emptied), None) = (key.retired, key.emptied, key.doomed) else { continue };
            let old = emptied.saturating_add(BACKUP_DAYS * 86_400) <= now;
            if no_backup || old {
                let settled = retired.max(emptied).saturating_add(SETTLE) - now;
                if settled <= 0 { due.push(key.id) } else { wait = wait.max(settled) }
            }
        }
        let rows = self.rows_by_key().await?;
        // Sealed with the old key just before it was retired, stored after the rows were read: they move first.
        for id in due.iter().filter(|id| rows.contains_key(id)) {
            self.ring().note_not_empty(*id)?;
        }
        due.retain(|id| !rows.contains_key(id));
        Ok((self.destroy_keys(&due).await?, wait))
    }

    /// What the sweep does with keys: dates them, finishes rotations, announces and destroys by the calendar.
    pub async fn tend_keys(&self) -> Result<Tended, AppError> {
        let mut tended = Tended::default();
        self.ring().date(self.now())?;
        if self.ring().copy_is_current() == Some(false)
            && let Err(error) = self.ring().renew_copy()
        {
            observe::error("the copy of the key ring cannot be written", &[("cause", &Cause(&error.to_string()))]);
        }
        for class in self.ring().standing()?.rotating {
            tended.moved += self.finish_rotation(class, BY_THE_WAY).await?;
        }
        if self.clock_doubt().await?.is_some() {
            return Ok(tended);
        }
        tended.destroyed += self.destroy_retired(false).await?.0;
        let buckets: BTreeSet<u32> = self.ring().live().iter().filter(|id| id.class() == Class::Case).map(|id| id.parts().1).collect();
        for bucket in buckets {
            match self.destroy_bucket(bucket).await {
                Ok(Destruction::Announced(_)) => tended.announced += 1,
                Ok(Destruction::Done(count)) => tended.destroyed += count,
                Ok(Destruction::Waits(_)) | Err(Kept::NotOver(_) | Kept::Unknown(_) | Kept::Clock) => {}
                Err(Kept::App(error)) => return Err(error),
                Err(Kept::Inside(..) | Kept::Strange(..)) => {
                    observe::warn("keys of a month that is over stay: `tocsin keys destroy --bucket` says why", &[]);
                }
            }
        }
        Ok(tended)
    }

    async fn destroy_keys(&self, ids: &[KeyId]) -> Result<usize, AppError> {
        if ids.is_empty() {
            return Ok(0);
        }
        // Before it is done: a destruction without an entry is worse than an entry whose destruction is tried again.
        for id in ids {
            self.note_service_alone(Act::KeysDestroyed, vec![("key", id.to_string())]).await?;
        }
        if !self.ring().destroy(ids, self.now())? {
            return Ok(0);
        }
        observe::info("data keys are destroyed and the master key is rotated", &[("keys", &(ids.len() as u64))]);
        Ok(ids.len())
    }

    /// The keys of a month, each with the time of its announcement.
    fn keys_of(&self, bucket: u32) -> Result<Vec<(KeyId, Option<i64>)>, AppError> {
        let keys = self.ring().standing()?.keys.into_iter();
        let of = keys.filter(|key| key.id.class() == Class::Case && key.id.parts().1 == bucket);
        Ok(of.map(|key| (key.id, key.doomed)).collect())
    }

    async fn cases_of(&self, keys: &[(KeyId, Option<i64>)], now: i64) -> Result<Inside, AppError> {
        let mut inside = Inside { living: 0, over: Vec::new() };
        for row in self.store().read().await?.cases().await? {
            if !keys.iter().any(|(id, _)| id.as_i64() == row.key_id) {
                continue;
            }
            match rows::open_case(self.ring(), &row) {
                Ok(state) if !sweep::over(&state, now) => inside.living += 1,
                // One that does not open cannot be read by anybody; its month is over like that of the others.
                Ok(_) | Err(_) => inside.over.push(row.id),
            }
        }
        Ok(inside)
    }

    async fn rows_on(&self, ids: &[KeyId]) -> Result<u64, AppError> {
        let rows = self.rows_by_key().await?;
        Ok(ids.iter().filter_map(|id| rows.get(id)).sum())
    }
}

struct Inside {
    living: usize,
    over: Vec<[u8; 16]>,
}

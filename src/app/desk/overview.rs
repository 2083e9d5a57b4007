//! What administrators see of the whole: people, roster, mail, keys, room, backups, dates. Figures and machine words; no
//! content, and no case's id. Each figure is made by the function whose result the command of that name prints.

use std::path::PathBuf;

use serde::Serialize;
use tocsin_domain::clock::{add_months, day_of_date};
use tocsin_domain::role::Role;
use tocsin_seal::RosterState;

use super::accounts::{Account, State};
use super::{Administrator, Fault};
use crate::app::people::Person;
use crate::app::{App, alert, backup, ending, keys};
use crate::vault::hex;

const DAY: i64 = 86_400;

/// What the configuration says of looking after the installation.
#[derive(Clone, Default)]
pub struct Upkeep {
    /// The folder of the configuration, where notes about backups lie.
    pub folder: Option<PathBuf>,
    /// How old a key may become, in days.
    pub rotate_every_days: u32,
}

/// Everything at a glance.
#[derive(Serialize)]
pub struct Overview {
    people: Vec<Who>,
    roster: Option<RosterNow>,
    draft: Option<DraftNow>,
    mail: MailNow,
    keys: Vec<KeyNow>,
    storage: StorageNow,
    backup: BackupNow,
    retention: RetentionNow,
    form_open: bool,
}

#[derive(Serialize)]
struct Who {
    account: String,
    alias: String,
    roles: Vec<Role>,
    state: &'static str,
    granted: bool,
    on_call: bool,
    /// Key of their entries in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<String>,
    /// When the printed kit was last used, lately.
    #[serde(skip_serializing_if = "Option::is_none")]
    kit_used: Option<i64>,
}

#[derive(Serialize)]
struct RosterNow {
    epoch: u32,
    expires: i64,
    state: &'static str,
}

#[derive(Serialize)]
struct DraftNow {
    epoch: u32,
    at: i64,
}

#[derive(Serialize)]
struct MailNow {
    waiting: usize,
    dead: usize,
    last_sent: Option<i64>,
}

#[derive(Serialize)]
struct KeyNow {
    id: String,
    protects: &'static str,
    age_days: i64,
    rows: u64,
    state: &'static str,
}

#[derive(Serialize)]
struct StorageNow {
    cases: i64,
    blobs: i64,
    bytes: i64,
    free: Option<u64>,
}

#[derive(Serialize)]
struct BackupNow {
    at: Option<i64>,
    verified: bool,
}

#[derive(Serialize)]
struct RetentionNow {
    next: Option<i64>,
    case_days: u32,
    grace_days: u32,
    /// Cases that end within two weeks.
    ending: usize,
    /// Cases that two people hold.
    held: usize,
    /// Holds, or wishes to let go, that wait for a second person.
    wishes: usize,
}

impl App {
    /// Looks at everything.
    pub async fn overview(&self, _: &Administrator, upkeep: &Upkeep) -> Result<Overview, Fault> {
        let alerts = alert::status(self).await.map_err(crate::app::AppError::from)?;
        let (storage, first_month) = self.stored().await?;
        Ok(Overview {
            people: self.who_there_is().await?,
            roster: self.rosters().last().map(|roster| RosterNow {
                epoch: roster.epoch(),
                expires: roster.expires(),
                state: word(self.roster_state(roster)),
            }),
            draft: self.draft_that_waits().await?,
            mail: MailNow { waiting: alerts.waiting, dead: alerts.dead, last_sent: self.last_mail() },
            keys: self.keys_by_age(upkeep.rotate_every_days).await?,
            storage,
            backup: last_backup(upkeep)?,
            retention: self.retention_now(first_month).await?,
            form_open: self.form_open(),
        })
    }

    async fn who_there_is(&self) -> Result<Vec<Who>, Fault> {
        let newest = self.rosters().last().map(|roster| i64::from(roster.epoch()));
        let granted: Vec<String> =
            self.team_grants().await?.into_iter().filter(|(epoch, _)| Some(*epoch) == newest).map(|(_, grant)| grant.to).collect();
        Ok(self.staff().await?.iter().map(|(person, account)| who(person, account.as_ref(), &granted, self.now())).collect())
    }

    async fn draft_that_waits(&self) -> Result<Option<DraftNow>, Fault> {
        // One that the log does not vouch for is nothing to sign: `tocsin roster draft` says why.
        let draft = self.waiting_draft().await.ok().flatten();
        Ok(draft.map(|draft| DraftNow { epoch: draft.roster.epoch, at: draft.at }))
    }

    async fn keys_by_age(&self, every_days: u32) -> Result<Vec<KeyNow>, Fault> {
        let (report, now) = (self.key_report(every_days).await?, self.now());
        let key = |key: &keys::KeyLine| KeyNow {
            id: key.id.to_string(),
            protects: keys::protects(key.id.class()),
            age_days: key.created.map_or(0, |created| (now - created).max(0) / DAY),
            rows: key.rows,
            state: key.state.word(),
        };
        Ok(report.keys.iter().map(key).collect())
    }

    async fn retention_now(&self, first_month: Option<i64>) -> Result<RetentionNow, Fault> {
        let ending = self.ending_cases(ending::NOTICE_DAYS).await?.len();
        let (held, wishes) = self.held_cases().await?;
        Ok(RetentionNow {
            next: first_month.and_then(end_of_month),
            case_days: self.terms().case_days,
            grace_days: self.terms().grace_days,
            ending,
            held,
            wishes,
        })
    }

    async fn stored(&self) -> Result<(StorageNow, Option<i64>), Fault> {
        let mut tx = self.store().read().await?;
        let (cases, first_month) = tx.case_totals().await?;
        let (blobs, bytes) = tx.blob_totals().await?;
        Ok((StorageNow { cases, blobs, bytes, free: self.store().free_bytes() }, first_month))
    }
}

fn who(person: &Person, account: Option<&Account>, granted: &[String], now: i64) -> Who {
    let state = match account.map(|account| &account.state) {
        _ if !person.active => "disabled",
        None => "added",
        Some(State::Invited(_)) => "invited",
        Some(State::Enrolled(_)) => "enrolled",
        Some(State::Disabled) => "disabled",
    };
    let enrolled = account.and_then(Account::enrolled);
    Who {
        account: hex(&person.id),
        alias: person.alias.to_string(),
        roles: account.map(|account| account.roles.all().to_vec()).unwrap_or_default(),
        state,
        granted: enrolled.is_some_and(|enrolled| granted.contains(&enrolled.recipient.fingerprint())),
        on_call: person.on_call,
        actor: enrolled.map(|enrolled| enrolled.actor.to_string()),
        kit_used: enrolled.and_then(|enrolled| enrolled.kit_used_lately(now).map(|used| used.at).max()),
    }
}

/// A backup is noted only after it was read again and found the same.
fn last_backup(upkeep: &Upkeep) -> Result<BackupNow, Fault> {
    let noted = upkeep.folder.as_deref().map(backup::last).transpose();
    let noted = noted.map_err(|error| Fault::Internal(format!("the note of the last backup cannot be read: {error}")))?.flatten();
    Ok(BackupNow { at: noted.as_ref().map(|noted| noted.made), verified: noted.is_some() })
}

/// The words of the desk's own pages.
fn word(state: RosterState) -> &'static str {
    match state {
        RosterState::NotYet => "early",
        RosterState::Current => "current",
        RosterState::Late => "late",
        RosterState::Refused => "refused",
    }
}

/// The first second behind a month `YYYYMM`: from then on its cases are over.
fn end_of_month(month: i64) -> Option<i64> {
    let next = add_months(month, 1);
    day_of_date(next / 100, next % 100, 1).map(|day| day * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_with_the_first_second_of_the_next() {
        assert_eq!(end_of_month(202_612), Some(1_798_761_600));
        assert_eq!(end_of_month(197_001), Some(31 * DAY));
    }
}

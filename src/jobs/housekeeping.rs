//! Fresh rosters are taken up, and what is over is destroyed.

use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::app::App;
use crate::app::desk::cases::Tidied;
use crate::app::destroy::Tended;
use crate::app::retention::ClockDoubt;
use crate::app::sweep::Swept;
use crate::observe::{self, Cause};

/// How often rosters installed by another process are taken up.
const ROSTERS: Duration = Duration::from_secs(20);
/// How often it is noted that reports were taken back.
const WITHDRAWALS: Duration = Duration::from_secs(10);
/// How often the sweep runs.
const SWEEP: Duration = Duration::from_secs(3600);

pub(super) async fn rosters(app: App, mut stopped: watch::Receiver<bool>) {
    let mut trouble = false;
    while !rest(&mut stopped, ROSTERS).await {
        app.tend_lists();
        match app.refresh_rosters().await {
            Ok(()) => trouble = false,
            Err(error) if !trouble => {
                trouble = true;
                let why = error.to_string();
                observe::error("the roster in the database is refused; the one known before stays in force", &[("cause", &Cause(&why))]);
            }
            Err(_) => {}
        }
    }
}

/// Notes what was taken back, many at once; the last time when it is stopped.
pub(super) async fn withdrawals(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        let over = rest(&mut stopped, WITHDRAWALS).await;
        if let Err(error) = app.note_withdrawals().await {
            observe::error("that reports were taken back cannot be noted in the audit log yet", &[("cause", &Cause(&error.to_string()))]);
        }
        if over {
            return;
        }
    }
}

pub(super) async fn sweep(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        match app.sweep().await {
            Ok(swept) => tell(&swept),
            Err(error) => observe::error("the sweep of what is over failed", &[("cause", &Cause(&error.to_string()))]),
        }
        if let Err(error) = app.sweep_sessions().await {
            observe::error("the sweep of sessions that are over failed", &[("cause", &Cause(&error.to_string()))]);
        }
        match app.tidy_desk().await {
            Ok(tidied) => {
                tell_desk(tidied);
                tell_desk_more(tidied);
            }
            Err(error) => observe::error("guests and absences at the desk cannot be seen to", &[("cause", &Cause(&error.to_string()))]),
        }
        if let Err(error) = app.prepare_keys() {
            observe::error("the key of a coming month cannot be made", &[("cause", &Cause(&error.to_string()))]);
        }
        match app.tend_keys().await {
            Ok(tended) => tell_keys(&tended),
            Err(error) => observe::error("the keys cannot be seen to", &[("cause", &Cause(&error.to_string()))]),
        }
        if rest(&mut stopped, SWEEP).await {
            return;
        }
    }
}

/// Rotates by the calendar what has become older than so many days.
pub(super) async fn rotation(app: App, every_days: u32, mut stopped: watch::Receiver<bool>) {
    loop {
        match app.rotate_what_is_old(every_days).await {
            Ok(0) => {}
            Ok(rows) => observe::info("keys that had become old are rotated", &[("rows", &rows)]),
            Err(error) => observe::error("keys that have become old cannot be rotated", &[("cause", &Cause(&error.to_string()))]),
        }
        if rest(&mut stopped, SWEEP).await {
            return;
        }
    }
}

/// Notes what was done without the audit log at hand.
pub(super) async fn notices(app: App, folder: PathBuf, mut stopped: watch::Receiver<bool>) {
    loop {
        if let Err(error) = app.notice(&folder).await {
            observe::error("backups and new master keys cannot be noted in the audit log", &[("cause", &Cause(&error.to_string()))]);
        }
        if rest(&mut stopped, SWEEP).await {
            return;
        }
    }
}

fn tell_desk(tidied: Tidied) {
    if tidied.guests > 0 {
        observe::info("guests of cases whose time was over have lost their keys", &[("guests", &u64::from(tidied.guests))]);
    }
    if tidied.cases > 0 {
        observe::info("cases of people who are away are somebody else's or everybody's", &[("cases", &u64::from(tidied.cases))]);
    }
}

/// What became of former keys, and what could not be seen to.
fn tell_desk_more(tidied: Tidied) {
    if tidied.former > 0 {
        observe::info("keys of former readers that were kept for two weeks are gone", &[("changes", &u64::from(tidied.former))]);
    }
    if tidied.damaged > 0 {
        observe::error("cases cannot be seen to at the desk: something in them does not open", &[("cases", &u64::from(tidied.damaged))]);
    }
}

fn tell_keys(tended: &Tended) {
    if tended.announced > 0 {
        observe::info(
            "every case of a month is over: its keys are destroyed in 48 hours, `tocsin keys status` shows them",
            &[("months", &(tended.announced as u64))],
        );
    }
    if tended.moved > 0 {
        observe::info("a rotation that was broken off went on", &[("rows", &tended.moved)]);
    }
}

/// Counts, never names.
fn tell(swept: &Swept) {
    let count = |number: usize| number as u64;
    if swept.cases > 0 {
        observe::info("cases that were over are destroyed", &[("cases", &u64::from(swept.cases))]);
    }
    if swept.held > 0 {
        observe::info("cases that two people hold go on: their end is moved on", &[("cases", &u64::from(swept.held))]);
    }
    if swept.uploads > 0 {
        observe::info("sealed files that no message took within a day are removed", &[("files", &count(swept.uploads))]);
    }
    if swept.files.removed > 0 {
        observe::info("sealed files that no case names are removed", &[("files", &count(swept.files.removed))]);
    }
    let left = count(swept.files.failed) + u64::from(swept.left);
    if left > 0 {
        observe::error("sealed files could not be removed; they are tried again", &[("files", &left)]);
    }
    if swept.damaged > 0 {
        observe::error("cases do not open and are left as they are", &[("cases", &u64::from(swept.damaged))]);
    }
    match swept.doubt {
        None => {}
        Some(ClockDoubt::Ahead { days, hours_left }) => observe::error(
            "the clock is far ahead of when the service last ran; if that is wrong, set it right: nothing is destroyed until then",
            &[("days", &days.unsigned_abs()), ("hours_until_believed", &hours_left.unsigned_abs())],
        ),
        Some(ClockDoubt::Apart(seconds)) => observe::error(
            "the clock is not the database's: set it right; nothing is destroyed until then",
            &[("seconds", &seconds.unsigned_abs())],
        ),
    }
}

/// Waits, but not past the word to stop; true if stopped.
async fn rest(stopped: &mut watch::Receiver<bool>, time: Duration) -> bool {
    tokio::select! {
        () = sleep(time) => false,
        _ = stopped.wait_for(|s| *s) => true,
    }
}

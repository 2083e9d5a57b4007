//! Fresh rosters are taken up, and what is over is destroyed.

use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::app::App;
use crate::observe::{self, Cause};

/// How often rosters installed by another process are taken up.
const ROSTERS: Duration = Duration::from_secs(20);
/// How often the sweep runs.
const SWEEP: Duration = Duration::from_secs(3600);

pub(super) async fn rosters(app: App, mut stopped: watch::Receiver<bool>) {
    let mut trouble = false;
    while !rest(&mut stopped, ROSTERS).await {
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

pub(super) async fn sweep(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        match app.sweep().await {
            Ok(0) => {}
            Ok(removed) => observe::info("cases that were over are destroyed", &[("cases", &u64::from(removed))]),
            Err(error) => observe::error("the sweep of what is over failed", &[("cause", &Cause(&error.to_string()))]),
        }
        if rest(&mut stopped, SWEEP).await {
            return;
        }
    }
}

/// Waits, but not past the word to stop; true if stopped.
async fn rest(stopped: &mut watch::Receiver<bool>, time: Duration) -> bool {
    tokio::select! {
        () = sleep(time) => false,
        _ = stopped.wait_for(|s| *s) => true,
    }
}

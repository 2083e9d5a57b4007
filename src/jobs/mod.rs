//! The loops that run beside the web server: alerts, the sweep of what is over, fresh rosters. Each ends when told to.
use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinHandle, time::{sleep, timeout}};

use crate::{
    app::{App, alert::{self, Deliver, Undelivered}},
    mail::{Alert, MailError, Mailer},
    observe::{self, Cause},
};

/// How often the outbox is looked at without being rung.
const LOOK: Duration = Duration::from_secs(1);
/// The longest wait while database or vault fail.
const LONGEST: Duration = Duration::from_secs(60);
/// How often rosters installed by another process are taken up.
const ROSTERS: Duration = Duration::from_secs(20);
/// How often the sweep runs.
const SWEEP: Duration = Duration::from_secs(3600);

impl Deliver for Mailer {
    async fn deliver(&self, to: &str, message_id: [u8; 16], at: i64) -> Result<(), Undelivered> {
        self.send(&Alert { to, message_id, at }).await.map_err(|error| match error {
            MailError::Passing(reason) => Undelivered::Passing(reason.to_string()),
            MailError::Permanent(reason) => Undelivered::Permanent(reason.to_string()),
        })
    }
}

/// The running loops.
pub struct Jobs {
    stop: watch::Sender<bool>,
    running: Vec<JoinHandle<()>>,
}

impl Jobs {
    /// Starts all loops.
    pub fn start(app: &App, mailer: Arc<Mailer>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let running = vec![
            tokio::spawn(alerts(app.clone(), mailer, stopped.clone())),
            tokio::spawn(rosters(app.clone(), stopped.clone())),
            tokio::spawn(sweep(app.clone(), stopped)),
        ];
        Self { stop, running }
    }

    /// Lets each loop finish what it has begun, for at most `patience` together.
    pub async fn stop(self, patience: Duration) {
        let _ = self.stop.send(true);
        let all = futures::future::join_all(self.running);
        if timeout(patience, all).await.is_err() {
            observe::warn("a job did not end in time; what it held is tried again after the next start", &[]);
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

async fn alerts(app: App, mailer: Arc<Mailer>, mut stopped: watch::Receiver<bool>) {
    let (queued, mut trouble, mut wait) = (app.queued(), false, LOOK);
    loop {
        match alert::run_due(app.store(), app.ring(), mailer.as_ref(), app.alert_settings(), app.now()).await {
            Ok(progress) => {
                wait = LOOK;
                let failing = progress.failed + progress.dead + progress.unassigned > 0;
                // One line when mail begins to fail and one when it goes again, not one for each try.
                if failing && !trouble {
                    let why = progress.trouble.clone().unwrap_or_default();
                    observe::error("alerts do not go out; `tocsin doctor` says why", &[("cause", &Cause(&why))]);
                } else if trouble && progress.sent > 0 {
                    observe::info("alerts go out again", &[]);
                }
                trouble = failing || (trouble && progress.sent == 0);
                if progress.any() && !*stopped.borrow() {
                    continue;
                }
            }
            Err(error) => {
                if !trouble {
                    observe::error("alerts cannot be read from the database", &[("cause", &Cause(&error.to_string()))]);
                }
                trouble = true;
                wait = (wait * 2).min(LONGEST);
            }
        }
        tokio::select! {
            () = queued.notified(), if !trouble => {}
            ended = rest(&mut stopped, wait) => if ended { return },
        }
        if *stopped.borrow() {
            return;
        }
    }
}

async fn rosters(app: App, mut stopped: watch::Receiver<bool>) {
    let mut trouble = false;
    while !rest(&mut stopped, ROSTERS).await {
        match app.refresh_rosters().await {
            Ok(()) => trouble = false,
            Err(error) if !trouble => {
                trouble = true;
                observe::error("the roster in the database is refused; the one known before stays in force", &[("cause", &Cause(&error.to_string()))]);
            }
            Err(_) => {}
        }
    }
}

async fn sweep(app: App, mut stopped: watch::Receiver<bool>) {
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

//! The loops that run beside the web server: alerts, the sweep of what is over, fresh rosters. Each ends when told to.
pub mod alerts;

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinHandle, time::{sleep, timeout}};

use crate::{
    app::App,
    mail::Mailer,
    observe::{self, Cause},
};

/// How often rosters installed by another process are taken up.
const ROSTERS: Duration = Duration::from_secs(20);
/// How often the sweep runs.
const SWEEP: Duration = Duration::from_secs(3600);

/// The running loops.
pub struct Jobs {
    stop: watch::Sender<bool>,
    running: Vec<JoinHandle<()>>,
}

impl Jobs {
    /// Starts all loops.
    pub fn start(app: &App, mailer: Arc<Mailer>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut running = alerts::start(app, &mailer, &stopped);
        running.push(tokio::spawn(rosters(app.clone(), stopped.clone())));
        running.push(tokio::spawn(sweep(app.clone(), stopped)));
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

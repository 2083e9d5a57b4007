//! The loops that run beside the web server, and how they stop.

mod alerts;
mod housekeeping;

use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{App, alert::Outbox};
use crate::mail::Mailer;

/// So many workers send alerts side by side: a server that keeps one waiting does not hold up the next alert.
const ALERT_WORKERS: usize = 2;

/// The running loops. Dropping it stops them at their next step without waiting; [`Jobs::stop`] waits.
pub struct Jobs {
    stop: watch::Sender<bool>,
    running: Vec<JoinHandle<()>>,
}

impl Jobs {
    /// Starts sending alerts from this outbox: at every ring of [`Outbox::queued`], and every second at least.
    pub fn start(outbox: impl Outbox, mailer: Arc<Mailer>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let health = Arc::default();
        let running = (0..ALERT_WORKERS)
            .map(|_| {
                let worker = alerts::Worker::new(outbox.clone(), Arc::clone(&mailer), Arc::clone(&health));
                tokio::spawn(worker.run(stopped.clone()))
            })
            .collect();
        Self { stop, running }
    }

    /// Also takes up rosters that another process installed, notes what was taken back, and destroys what is over.
    pub fn with_housekeeping(mut self, app: &App) -> Self {
        self.running.push(tokio::spawn(housekeeping::rosters(app.clone(), self.stop.subscribe())));
        self.running.push(tokio::spawn(housekeeping::withdrawals(app.clone(), self.stop.subscribe())));
        self.running.push(tokio::spawn(housekeeping::sweep(app.clone(), self.stop.subscribe())));
        self
    }

    /// Also rotates keys that are older than so many days.
    pub fn with_key_rotation(mut self, app: &App, every_days: u32) -> Self {
        self.running.push(tokio::spawn(housekeeping::rotation(app.clone(), every_days, self.stop.subscribe())));
        self
    }

    /// Also notes in the audit log what was done without it: backups, a restore, a new master key. `folder`: that of the
    /// configuration.
    pub fn with_notices(mut self, app: &App, folder: PathBuf) -> Self {
        self.running.push(tokio::spawn(housekeeping::notices(app.clone(), folder, self.stop.subscribe())));
        self
    }

    /// Lets every loop finish what it has in hand (at most about 45 seconds, if a mail server hangs) and ends it.
    pub async fn stop(self) {
        // Fails only if every loop has ended already.
        let _ = self.stop.send(true);
        for job in self.running {
            // A loop catches its own panics; one that was lost some other way has nothing left to wait for.
            let _ = job.await;
        }
    }
}

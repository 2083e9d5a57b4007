//! The alert worker: sends what is due, survives outages, and says so once.

use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

use crate::app::alert::{AlertError, Deliver, HookLetter, Letter, Outbox, Progress, Undelivered, run_for};
use crate::mail::{Alert, HookCall, MailError, Mailer};
use crate::observe::{self, Cause};

/// The outbox is looked at so often even if nobody rings: other servers and commands queue alerts too.
const TICK: Duration = Duration::from_secs(1);
/// The longest wait after repeated faults of the database.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl Deliver for Mailer {
    async fn deliver(&self, letter: &Letter<'_>) -> Result<(), Undelivered> {
        let Letter { to, message_id, at, language, code, private } = *letter;
        self.send(&Alert { to, message_id, at, language, code, private }).await.map_err(in_words)
    }

    async fn call(&self, letter: &HookLetter<'_>) -> Result<(), Undelivered> {
        let HookLetter { hook, at, language, code } = *letter;
        let (bearer, template) = (hook.bearer.as_ref().map(|text| text.as_str()), hook.body.as_deref());
        let call = HookCall { url: &hook.url, secret: &hook.secret, bearer, template, language, code, at };
        Mailer::call(self, &call).await.map_err(in_words)
    }
}

/// The reasons are sentences of ours, without address, name or text of the mail server.
fn in_words(error: MailError) -> Undelivered {
    match error {
        MailError::Passing(reason) => Undelivered::Passing(reason.to_string()),
        MailError::Permanent(reason) => Undelivered::Permanent(reason.to_string()),
    }
}

/// What was last said in the log, shared by all workers, so that a lasting state is said once.
#[derive(Default)]
pub(super) struct Health {
    mail: Option<String>,
    outbox: Option<String>,
}

pub(super) struct Worker<O> {
    outbox: O,
    mailer: Arc<Mailer>,
    health: Arc<Mutex<Health>>,
}

impl<O: Outbox> Worker<O> {
    pub(super) fn new(outbox: O, mailer: Arc<Mailer>, health: Arc<Mutex<Health>>) -> Self {
        Self { outbox, mailer, health }
    }

    pub(super) async fn run(self, mut stopped: watch::Receiver<bool>) {
        let queued = self.outbox.queued();
        let mut pause = TICK;
        while !*stopped.borrow() {
            let pass = AssertUnwindSafe(run_for(&self.outbox, &*self.mailer)).catch_unwind().await;
            match pass {
                Ok(Ok(progress)) => {
                    pause = TICK;
                    self.note(&progress);
                    if progress.any() {
                        continue;
                    }
                }
                Ok(Err(error)) => {
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    self.note_fault(&error);
                }
                Err(_) => {
                    // The panic hook has said where; the loop must live.
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
            // While the database is out, ringing does not shorten the wait.
            let rung = async { if pause > TICK { std::future::pending().await } else { queued.notified().await } };
            tokio::select! {
                () = rung => {}
                () = tokio::time::sleep(pause) => {}
                // An error means that whoever could stop us is gone: so do we.
                changed = stopped.changed() => if changed.is_err() { return },
            }
        }
    }

    fn note(&self, progress: &Progress) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        if health.outbox.take().is_some() {
            observe::info("alerts can be read from the database again", &[]);
        }
        if progress.dead > 0 {
            let count = progress.dead as u64;
            observe::error("alerts were given up; `tocsin alerts status` shows them", &[("alerts", &count)]);
        }
        if progress.sent > 0 {
            if health.mail.take().is_some() {
                observe::info("alerts go out again", &[]);
            }
        } else if progress.failed + progress.unassigned > 0
            && let Some(why) = &progress.trouble
            && health.mail.as_ref() != Some(why)
        {
            observe::error("alerts do not go out and wait; `tocsin doctor` says why", &[("cause", &Cause(why))]);
            health.mail = Some(why.clone());
        }
    }

    fn note_fault(&self, error: &AlertError) {
        let why = error.to_string();
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        if health.outbox.as_ref() != Some(&why) {
            observe::error("alerts cannot be read from the database; trying again", &[("cause", &Cause(&why))]);
            health.outbox = Some(why);
        }
    }
}

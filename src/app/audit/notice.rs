//! What is done where database or keys are not at hand (a backup, a restore, a new master key) is noted when the service next
//! looks: at its start, and every hour.

use std::path::Path;

use tocsin_seal::Act;

use super::super::{App, AppError, backup};

/// How it is told that something was noted before.
#[derive(Clone, Copy)]
struct Known {
    /// By what was noted last and what is looked at now.
    is: fn(&[u8], &[u8]) -> bool,
    /// The first one is remembered and not noted.
    quiet_first: bool,
}

impl App {
    /// Notes what was done since it was last looked. `folder`: that of the configuration, where backups leave their notes.
    pub async fn notice(&self, folder: &Path) -> Result<(), AppError> {
        let odd = |error: backup::BackupError| AppError::Internal(error.to_string());
        let master = self.ring().standing()?.master;
        // Where nothing was remembered yet, this is the first key and not a new one.
        let same = Known { is: |noted, now| noted == now, quiet_first: true };
        let details = [("class", "master".to_owned()), ("key", master.clone())];
        self.notice_once("audit-master", master.into_bytes(), same, Act::KeysRotated, details).await?;
        // Moments, of which several servers may each know another: what is older than the newest that was noted is known.
        let past = Known { is: |noted, now| noted >= now, quiet_first: false };
        let moment = |at: i64| at.to_be_bytes().to_vec();
        if let Some(last) = backup::last(folder).map_err(odd)? {
            let details = [("made", last.made.to_string()), ("sha256", last.sha256.to_string())];
            self.notice_once("audit-backup", moment(last.made), past, Act::Backup, details).await?;
        }
        let parts = &self.inner.parts;
        if let Some(made) = backup::check_origin(folder, &parts.token_key, &parts.roster_key).map_err(odd)? {
            self.notice_once("audit-restored", moment(made), past, Act::Restored, [("made", made.to_string())]).await?;
        }
        Ok(())
    }

    /// One entry for `what`, unless it is known by what was noted under this name.
    async fn notice_once(
        &self,
        name: &'static str,
        what: Vec<u8>,
        known: Known,
        act: Act,
        details: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<(), AppError> {
        if self.store().read().await?.meta(name).await?.is_some_and(|noted| (known.is)(&noted, &what)) {
            return Ok(());
        }
        let (app, details): (Self, Vec<(&str, String)>) = (self.clone(), details.into_iter().collect());
        let noted = self.store().commit(move |tx| {
            Box::pin(async move {
                tx.lock_audit().await?;
                let before = tx.meta(name).await?;
                if before.as_ref().is_some_and(|noted| (known.is)(noted, &what)) {
                    return Ok::<_, AppError>(());
                }
                tx.put_meta(name, &what).await?;
                if before.is_some() || !known.quiet_first {
                    let details: Vec<(&str, &str)> = details.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    app.note_service(tx, act, None, &details).await?;
                }
                Ok(())
            })
        });
        noted.await
    }
}

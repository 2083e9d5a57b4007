//! What is done where database or keys are not at hand (a backup, a restore, a new master key) is noted when the service next
//! looks: at its start, and every hour.

use std::path::Path;

use tocsin_seal::Act;

use super::super::{App, AppError, backup};

impl App {
    /// Notes what was done since it was last looked. `folder`: that of the configuration, where backups leave their notes.
    pub async fn notice(&self, folder: &Path) -> Result<(), AppError> {
        let odd = |error: backup::BackupError| AppError::Internal(error.to_string());
        let standing = self.ring().standing()?;
        if let Some(since) = standing.master_since {
            // Where nothing was remembered yet, this is the first key and not a new one.
            self.notice_once("audit-master", since, true, Act::KeysRotated, [("class", "master".to_owned()), ("key", standing.master)])
                .await?;
        }
        if let Some(last) = backup::last(folder).map_err(odd)? {
            let details = [("made", last.made.to_string()), ("sha256", last.sha256.to_string())];
            self.notice_once("audit-backup", last.made, false, Act::Backup, details).await?;
        }
        let parts = &self.inner.parts;
        if let Some(made) = backup::check_origin(folder, &parts.token_key, &parts.roster_key).map_err(odd)? {
            self.notice_once("audit-restored", made, false, Act::Restored, [("made", made.to_string())]).await?;
        }
        Ok(())
    }

    /// One entry for what happened at `moment`, unless that or something later was noted under this name.
    async fn notice_once(
        &self,
        name: &'static str,
        moment: i64,
        quiet_first: bool,
        act: Act,
        details: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<(), AppError> {
        let seen = |value: Option<Vec<u8>>| value.and_then(|bytes| Some(i64::from_be_bytes(bytes.try_into().ok()?)));
        if seen(self.store().read().await?.meta(name).await?).is_some_and(|noted| noted >= moment) {
            return Ok(());
        }
        let (app, details): (Self, Vec<(&str, String)>) = (self.clone(), details.into_iter().collect());
        let noted = self.store().commit(move |tx| {
            Box::pin(async move {
                tx.lock_audit().await?;
                let before = seen(tx.meta(name).await?);
                if before.is_some_and(|noted| noted >= moment) {
                    return Ok::<_, AppError>(());
                }
                tx.put_meta(name, &moment.to_be_bytes()).await?;
                if before.is_some() || !quiet_first {
                    let details: Vec<(&str, &str)> = details.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    app.note_service(tx, act, None, &details).await?;
                }
                Ok(())
            })
        });
        noted.await
    }
}

//! Mails as `.eml` files in a folder.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::message::hex;
use super::{Alert, Finding, MailError, Reason, Sender, compose};
use tocsin_domain::mail_address::MailAddress;

/// Writes each mail to a file of its own, `NNNNNNNN-<random>.eml`, readable by the owner only.
pub struct DirectoryMailer {
    folder: Arc<Path>,
    sender: Sender,
    next: AtomicU64,
}

impl DirectoryMailer {
    /// Makes the folder (0700) where it is missing; numbers go on after the highest one in it.
    pub fn open(folder: PathBuf, from: MailAddress) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let mut highest = 0;
        for entry in fs::read_dir(&folder)? {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.split_once('-')).and_then(|(number, _)| number.parse().ok());
            highest = highest.max(number.unwrap_or(0));
        }
        Ok(Self { folder: folder.into(), sender: Sender::new(from, None), next: AtomicU64::new(highest + 1) })
    }

    /// Where the mails are written.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) async fn send(&self, alert: &Alert<'_>) -> Result<(), MailError> {
        let bytes = compose(&self.sender, alert)?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let name = format!("{number:08}-{}.eml", hex(&alert.message_id[..8]));
        let folder = Arc::clone(&self.folder);
        let written = tokio::task::spawn_blocking(move || write_whole(&folder, &name, &bytes)).await;
        match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(MailError::Passing(Reason::Folder)),
        }
    }

    pub(super) async fn check(&self) -> Vec<Finding> {
        let folder = Arc::clone(&self.folder);
        let tried = tokio::task::spawn_blocking(move || {
            let probe = folder.join(".check.part");
            create(&probe).and_then(|_| fs::remove_file(&probe))
        })
        .await;
        let ok = matches!(tried, Ok(Ok(())));
        let folder = self.folder.display();
        let what = if ok {
            format!("Mail is written as files to {folder}. Nobody is alerted by that: for real use set [alerts.smtp].")
        } else {
            format!("Mail cannot be written to {folder}: make the folder writable for this program, or free some space.")
        };
        vec![Finding { ok, what }]
    }
}

/// The file appears under its name complete and durable, or not at all.
fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let part = folder.join(format!(".{name}.part"));
    let result = create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, folder.join(name))?;
        File::open(folder)?.sync_all()
    });
    if result.is_err() {
        let _ = fs::remove_file(&part);
    }
    result
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

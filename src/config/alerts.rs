//! `[alerts]`: how caseworkers are told that something waits.
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::mail::SmtpSettings;

/// `[alerts]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alerts {
    /// Where mail goes: an SMTP server, or a folder of `.eml` files (the demo).
    pub transport: Transport,
    /// Folder for `transport = "directory"`.
    #[serde(default)]
    pub directory: Option<PathBuf>,
    /// Server for `transport = "smtp"`.
    #[serde(default)]
    pub smtp: Option<SmtpSettings>,
    /// Seconds between the fixed slots in which everything but the waking alerts goes out.
    #[serde(default = "two_hours")]
    pub slot_seconds: i64,
    /// A mail in every slot, and one every day, whether or not something came, so that mail tells an observer nothing.
    #[serde(default = "yes")]
    pub every_slot: bool,
    /// The time zone of the daily mail and the drills, as the IANA database names it.
    #[serde(default = "utc")]
    pub zone: String,
    /// The local hour of the daily mail.
    #[serde(default = "eight")]
    pub daily_hour: u8,
    /// The local hours within which one drill a week rings; empty: no drills.
    #[serde(default = "office_hours")]
    pub drills: String,
}

/// The ways mail can leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// A mail server, with TLS.
    Smtp,
    /// `.eml` files in a folder.
    Directory,
}

impl Alerts {
    pub(super) fn resolve(&mut self, folder: &Path) {
        if let Some(directory) = &mut self.directory {
            *directory = folder.join(&directory);
        }
        if let Some(smtp) = &mut self.smtp {
            for file in [&mut smtp.password_file, &mut smtp.ca_file].into_iter().flatten() {
                *file = folder.join(&file);
            }
        }
    }

    /// What of the example was left as it is: `serve` refuses it.
    pub fn placeholders(&self) -> Vec<&'static str> {
        let Some(smtp) = self.smtp.as_ref().filter(|_| self.transport == Transport::Smtp) else { return Vec::new() };
        [("alerts.smtp.host", &smtp.host), ("alerts.smtp.from", &smtp.from)]
            .into_iter()
            .filter_map(|(name, text)| text.contains("EXAMPLE").then_some(name))
            .collect()
    }

    pub(super) fn check(&self) -> Result<(), String> {
        match (self.transport, &self.directory, &self.smtp) {
            (Transport::Directory, None, _) => Err("alerts.directory is missing: the folder for mail".into()),
            (Transport::Smtp, _, None) => Err("[alerts.smtp] is missing: host, port, tls, from".into()),
            _ if self.daily_hour > 23 => Err("alerts.daily_hour must be from 0 to 23".into()),
            _ if !(1..=86_400).contains(&self.slot_seconds) => Err("alerts.slot_seconds must be from 1 to 86400".into()),
            _ => Ok(()),
        }
    }
}

fn two_hours() -> i64 {
    7200
}

fn utc() -> String {
    "UTC".to_owned()
}

fn eight() -> u8 {
    8
}

fn office_hours() -> String {
    "Mon-Fri 10:00-16:00".to_owned()
}

fn yes() -> bool {
    true
}

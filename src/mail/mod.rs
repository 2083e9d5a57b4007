//! Alerts by mail: one constant message, three ways to hand it over; and the same words to a webhook.
//!
//! The mailer is told an address, a language and the code of the day, and nothing else: neither urgency nor lane nor
//! case reaches this module, so no mail, file name or SMTP command can tell them. Every message of a deployment has the
//! same number of bytes ([`MESSAGE_BYTES`]) whoever receives it. Queueing, repeating and giving up are [`crate::app::alert`]'s business.

mod directory;
mod doctor;
mod domain;
mod hook;
mod message;
mod openpgp;
mod smtp;
mod text;

pub use directory::DirectoryMailer;
pub use domain::check_domain;
pub use hook::{HookCall, HookUrl, HookUrlError, Hooks, hook_body};
pub use message::{MESSAGE_BYTES, Sender, compose};
pub use openpgp::{Certificate, KeyFault, PRIVATE_BYTES, Signer};
pub use smtp::{Security, SettingsError, SmtpMailer, SmtpSettings};

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use tocsin_domain::mail_address::MailAddress;

/// One alert to one person.
pub struct Alert<'a> {
    /// Where it goes; must be a [`MailAddress`], else the send is refused for good.
    pub to: &'a str,
    /// Fresh random bytes: the Message-ID, and part of the file name in a folder of mails.
    pub message_id: [u8; 16],
    /// The time for the `Date:` header in Unix seconds; written to the whole minute, in +0000.
    pub at: i64,
    /// Language of subject and text.
    pub language: &'a str,
    /// Code of the day.
    pub code: &'a str,
    /// Signed and encrypted to this key, with words that only its owner reads; else the constant text goes.
    pub private: Option<(&'a Certificate, &'a str)>,
}

/// Why a mail did not go out, and whether trying again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Try again later: the server, the network or our settings are at fault, not this address.
    #[error("not sent yet: {0}")]
    Passing(Reason),
    /// The server refused this recipient or message for good (5xx), or the address is no address.
    #[error("refused: {0}")]
    Permanent(Reason),
}

/// What went wrong, without any address, name or text from the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The address cannot be used in a mail.
    Address,
    /// The server's name has no address.
    Dns,
    /// Nobody accepts connections there.
    Unreachable,
    /// The server did not answer in time.
    Timeout,
    /// The connection broke, or what came was not SMTP.
    Protocol,
    /// The server offers no STARTTLS; mail in the clear is never sent.
    NoTls,
    /// Bytes came in the clear after STARTTLS: somebody on the way is forging answers.
    Injected,
    /// The certificate is for another name.
    CertificateName,
    /// The certificate has expired.
    CertificateExpired,
    /// The certificate is not valid yet, or our clock is late.
    CertificateNotYet,
    /// The certificate's issuer is unknown.
    CertificateIssuer,
    /// TLS failed in another way.
    Tls,
    /// The user name or password was refused (the reply code), or no common way to sign in exists (0).
    Auth(u16),
    /// The password file cannot be read or others may read it.
    PasswordFile,
    /// The server's reply code.
    Code(u16),
    /// The folder of mails cannot be written.
    Folder,
    /// The recipient's OpenPGP key cannot be used.
    Key,
    /// What a webhook answered, as the status code of HTTP.
    Http(u16),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => f.write_str("the address cannot be used"),
            Self::Dns => f.write_str("the mail server's name was not found"),
            Self::Unreachable => f.write_str("the mail server accepts no connection"),
            Self::Timeout => f.write_str("the mail server did not answer in time"),
            Self::Protocol => f.write_str("the connection broke or did not speak SMTP"),
            Self::NoTls => f.write_str("the mail server offers no encryption"),
            Self::Injected => f.write_str("forged answers before encryption began"),
            Self::CertificateName => f.write_str("the certificate is for another name"),
            Self::CertificateExpired => f.write_str("the certificate has expired"),
            Self::CertificateNotYet => f.write_str("the certificate is not valid yet"),
            Self::CertificateIssuer => f.write_str("the certificate's issuer is unknown"),
            Self::Tls => f.write_str("encryption could not be set up"),
            Self::Auth(0) => f.write_str("the mail server offers no way to sign in that we know"),
            Self::Auth(code) => write!(f, "user name or password refused ({code})"),
            Self::PasswordFile => f.write_str("the password file cannot be read or is readable by others"),
            Self::Code(code) => write!(f, "the mail server answered {code}: {}", doctor::in_words(*code)),
            Self::Folder => f.write_str("the folder for mails cannot be written"),
            Self::Key => f.write_str("the OpenPGP key cannot be used"),
            Self::Http(code) => write!(f, "the webhook answered {code}"),
        }
    }
}

/// One line of `doctor`: a plain sentence, with the next step when something is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether this is as it should be.
    pub ok: bool,
    /// What was seen and, if wrong, what to do.
    pub what: String,
}

/// The way mails leave.
pub enum Mailer {
    /// To a mail server, over TLS only.
    Smtp(SmtpMailer),
    /// As `.eml` files in a folder: the demo.
    Directory(DirectoryMailer),
    /// Into memory: tests.
    Memory(MemoryMailer),
}

impl Mailer {
    /// Sends one alert. `Ok` means that the server accepted it, or that the file is durable.
    pub async fn send(&self, alert: &Alert<'_>) -> Result<(), MailError> {
        match self {
            Self::Smtp(mailer) => mailer.send(alert).await,
            Self::Directory(mailer) => mailer.send(alert).await,
            Self::Memory(mailer) => mailer.send(alert),
        }
    }

    /// Calls a webhook. `Ok` means that it answered with success.
    pub async fn call(&self, call: &HookCall<'_>) -> Result<(), MailError> {
        match self {
            Self::Smtp(mailer) => mailer.hooks().call(call).await,
            // Whoever tries a demo may try a webhook too.
            Self::Directory(_) => Hooks::new(None).map_err(|_| MailError::Passing(Reason::Tls))?.call(call).await,
            Self::Memory(mailer) => mailer.call(call),
        }
    }

    /// Looks at everything on the way to a sent mail, without sending one; `to` are names and addresses that it would go to.
    pub async fn check(&self, to: &[(String, MailAddress)]) -> Vec<Finding> {
        match self {
            Self::Smtp(mailer) => mailer.check(to).await,
            Self::Directory(mailer) => mailer.check().await,
            Self::Memory(_) => vec![Finding { ok: true, what: "Mail is kept in memory only.".into() }],
        }
    }
}

/// A mail that [`MemoryMailer`] took.
pub struct MemoryMail {
    /// The envelope's recipient.
    pub to: String,
    /// The message as it would stand on the wire.
    pub bytes: Vec<u8>,
}

/// Keeps mails in memory and fails on demand.
pub struct MemoryMailer {
    sender: Sender,
    inner: Mutex<MemoryState>,
}

#[derive(Default)]
struct MemoryState {
    sent: Vec<MemoryMail>,
    faults: BTreeMap<String, MailError>,
    outage: Option<MailError>,
}

impl MemoryMailer {
    /// A mailer with this sender.
    pub fn new(from: MailAddress) -> Self {
        Self { sender: Sender::new(from, None), inner: Mutex::default() }
    }

    /// From now on every mail to `to` fails like this; `None` cures it.
    pub fn fail_for(&self, to: &str, fault: Option<MailError>) {
        let mut state = self.state();
        match fault {
            Some(fault) => state.faults.insert(to.to_owned(), fault),
            None => state.faults.remove(to),
        };
    }

    /// From now on every mail fails like this; `None` ends the outage.
    pub fn fail_all(&self, fault: Option<MailError>) {
        self.state().outage = fault;
    }

    /// Takes out what was sent so far, oldest first.
    pub fn take(&self) -> Vec<MemoryMail> {
        std::mem::take(&mut self.state().sent)
    }

    fn send(&self, alert: &Alert<'_>) -> Result<(), MailError> {
        let bytes = compose(&self.sender, alert)?;
        let mut state = self.state();
        if let Some(fault) = state.outage.or(state.faults.get(alert.to).copied()) {
            return Err(fault);
        }
        state.sent.push(MemoryMail { to: alert.to.to_owned(), bytes });
        Ok(())
    }

    /// A call shows as a mail to the webhook's address.
    fn call(&self, call: &HookCall<'_>) -> Result<(), MailError> {
        let to = call.url.as_str().to_owned();
        let mut state = self.state();
        if let Some(fault) = state.outage.or(state.faults.get(&to).copied()) {
            return Err(fault);
        }
        state.sent.push(MemoryMail { to, bytes: Vec::new() });
        Ok(())
    }

    fn state(&self) -> std::sync::MutexGuard<'_, MemoryState> {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

//! Why mail fails, in words and with the next step; nothing is sent.

use std::time::Duration;
use tokio::time::timeout;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use tocsin_domain::mail_address::MailAddress;

use super::smtp::{Security, SmtpMailer};
use super::{Finding, Reason};

/// So many recipients are asked for.
const MOST_ASKED: usize = 20;

impl SmtpMailer {
    /// Goes the way of an alert as far as the recipients and stops at the first thing that is wrong.
    pub(super) async fn check(&self, to: &[(String, MailAddress)]) -> Vec<Finding> {
        let mut found = Vec::new();
        if let Err(reason) = self.walk(to, &mut found).await {
            found.push(Finding { ok: false, what: self.advice(reason) });
        }
        found
    }

    async fn walk(&self, to: &[(String, MailAddress)], found: &mut Vec<Finding>) -> Result<(), Reason> {
        let mut note = |what: String| found.push(Finding { ok: true, what });
        let (host, port) = (&self.host, self.port);
        let addresses = self.resolve().await?;
        note(format!("The mail server's name {host} is known ({} addresses).", addresses.len()));
        let tcp = self.dial(&addresses).await?;
        note(format!("The mail server accepts connections on port {port}."));
        let stream = self.encrypt(tcp).await?;
        note(format!("The connection is encrypted and the certificate is valid for {host}."));
        let mut session = self.introduce(stream).await?;
        if self.signs_in() {
            note("User name and password are accepted.".into());
        }
        self.begin(&mut session).await?;
        note("The mail server accepts our sender address.".into());
        for (name, address) in to.iter().take(MOST_ASKED) {
            found.push(self.asked(&mut session, name, address).await?);
        }
        let _ = timeout(Duration::from_secs(2), session.quit()).await;
        Ok(())
    }

    /// Whether the server would take mail to this person. Many servers say only here that they want somebody to sign in.
    async fn asked(&self, session: &mut AsyncSmtpConnection, name: &str, address: &MailAddress) -> Result<Finding, Reason> {
        let host = &self.host;
        Ok(match self.name(session, address).await {
            Ok(()) => Finding { ok: true, what: format!("The mail server takes mail to {name}.") },
            Err(Reason::Code(code @ 400..500)) => {
                Finding { ok: true, what: format!("{host} takes no mail to {name} for now ({code}: {}).", in_words(code)) }
            }
            Err(Reason::Code(code)) => {
                let next = match code {
                    530..540 | 550 | 554 if !self.signs_in() => {
                        "it may want us to sign in: set alerts.smtp.username and alerts.smtp.password_file"
                    }
                    _ => "correct the address (tocsin people), or ask whoever runs the mail server",
                };
                Finding { ok: false, what: format!("{host} refuses mail to {name} ({code}: {}): {next}.", in_words(code)) }
            }
            Err(other) => return Err(other),
        })
    }

    fn advice(&self, reason: Reason) -> String {
        let (host, port) = (&self.host, self.port);
        match reason {
            Reason::Address => "The sender address cannot be used: correct alerts.smtp.from.".into(),
            Reason::Dns => format!(
                "The mail server's name {host} was not found: check alerts.smtp.host for a typing error, and that this machine can resolve names."
            ),
            Reason::Unreachable => format!(
                "Nobody accepts connections at {host} port {port}: check alerts.smtp.port (587 for starttls, 465 for implicit), the server itself, and whether a firewall or the hosting company blocks outgoing mail."
            ),
            Reason::Timeout => format!(
                "{host} port {port} did not answer in time: a firewall may swallow the packets, or alerts.smtp.tls does not fit the port (587 starttls, 465 implicit)."
            ),
            Reason::Protocol => format!(
                "What answers at {host} port {port} broke off or does not speak SMTP: check alerts.smtp.port and alerts.smtp.tls (587 starttls, 465 implicit)."
            ),
            Reason::NoTls => format!(
                "{host} port {port} offers no STARTTLS. Alerts are never sent in the clear: turn TLS on at the mail server, or use its port 465 with tls = \"implicit\"."
            ),
            Reason::Injected => format!(
                "Somebody between here and {host} sends forged answers before encryption begins. Do not use this network path: try port 465 with tls = \"implicit\", or another network."
            ),
            Reason::CertificateName => format!(
                "The certificate of the mail server is not for {host}: set alerts.smtp.host to the name that stands in the certificate. If that name is right, somebody may be posing as your mail server."
            ),
            Reason::CertificateExpired => {
                format!("The certificate of {host} has expired: renew it at the mail server (and check this machine's clock).")
            }
            Reason::CertificateNotYet => format!("The certificate of {host} is not valid yet: check this machine's clock."),
            Reason::CertificateIssuer => format!(
                "The certificate of {host} was issued by somebody unknown: for a mail server of your own set alerts.smtp.ca_file to its authority's certificate; else somebody may be posing as your mail server."
            ),
            Reason::Tls if self.security == Security::Implicit => format!(
                "Encryption with {host} port {port} failed: the server may expect tls = \"starttls\" on this port, or know only TLS versions before 1.2."
            ),
            Reason::Tls => format!(
                "Encryption with {host} port {port} failed after STARTTLS: the server may know only TLS versions before 1.2, or its certificate is malformed."
            ),
            Reason::Auth(0) => format!(
                "{host} offers no way to sign in that we know (PLAIN or LOGIN): enable one, or remove alerts.smtp.username and alerts.smtp.password_file."
            ),
            Reason::Auth(code) => format!(
                "{host} refused our user name or password ({code}: {}). Alerts wait until this is repaired: check alerts.smtp.username and the first line of alerts.smtp.password_file.",
                in_words(code)
            ),
            Reason::PasswordFile => {
                "The password file cannot be used: it must exist, hold the password in one line, and have mode 0600 (chmod 600).".into()
            }
            Reason::Code(code @ (550 | 554)) if !self.signs_in() => format!(
                "{host} answered {code}: {}. It may want us to sign in: set alerts.smtp.username and alerts.smtp.password_file; if not, ask whoever runs the mail server. Alerts wait and are sent later.",
                in_words(code)
            ),
            Reason::Code(code) => format!(
                "{host} answered {code}: {}. Alerts wait and are sent later; if it stays, ask whoever runs the mail server.",
                in_words(code)
            ),
            Reason::Folder | Reason::Http(_) | Reason::Key => reason.to_string(),
        }
    }
}

/// What an SMTP reply code means (RFC 5321, 4.2; RFC 4954).
pub(super) fn in_words(code: u16) -> &'static str {
    match code {
        421 => "the server is closing or too busy",
        432 => "the password must be changed first",
        450 => "the mailbox is busy, or the server delays unknown senders (greylisting)",
        451 => "a passing fault at the server",
        452 => "the server has no room, or too many recipients",
        454 => "signing in or encryption is out of order at the server for now",
        400..500 => "the server cannot take it for now",
        500..505 => "the server does not understand us",
        521 => "this server takes no mail",
        530 => "the server wants us to sign in: set alerts.smtp.username and alerts.smtp.password_file",
        534 | 538 => "the server wants another way to sign in",
        535 => "wrong user name or password",
        550 => "there is no such mailbox, or the server's rules forbid it",
        551 => "the recipient is not here",
        552 => "the mailbox is full",
        553 => "the address is not allowed",
        554 => "the server refuses the mail or us",
        556 => "the recipient's domain takes no mail",
        505..600 => "the server refuses for good",
        _ => "an answer that does not fit here",
    }
}

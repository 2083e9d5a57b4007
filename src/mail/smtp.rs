//! Mail by SMTP, over TLS or not at all.
//!
//! The steps up to encryption are made here, not by lettre: its reader keeps what arrived before the handshake, so
//! that somebody on the way could send `250 ok` in the clear and have an alert counted as delivered. Here a single
//! byte after the answer to STARTTLS ends the attempt.

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use serde::Deserialize;
use std::fmt;
use std::fs;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, CertificateError, ClientConfig, RootCertStore};
use zeroize::Zeroizing;

use super::{Alert, Hooks, MailError, Reason, Sender, Signer, compose};
use tocsin_domain::mail_address::{AddressError, MailAddress, is_host_name};

/// The whole of one send takes at most this long, however slowly the server answers: less than an outbox lease.
const SEND_LIMIT: Duration = Duration::from_secs(45);
/// What a server may say before encryption.
const GREETING_LIMIT: usize = 8192;

/// How encryption begins. There is no third way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// In the clear up to STARTTLS, which must follow (usually port 587).
    StartTls,
    /// From the first byte (usually port 465).
    Implicit,
}

/// The section `[alerts.smtp]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// The mail server's name, as its certificate has it, or its IP address.
    pub host: String,
    /// The port; 587 for STARTTLS, 465 for implicit TLS.
    pub port: u16,
    /// `"starttls"` or `"implicit"`.
    pub tls: Security,
    /// The user to sign in as; without one nobody signs in.
    #[serde(default)]
    pub username: Option<String>,
    /// The file (0600) with the password in its first line.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// The sender of every alert; its domain also stands in the Message-ID.
    pub from: String,
    /// Where answers go, which nobody should write: an address that your mail server refuses. `no-reply@` the sender's
    /// domain if it is not set.
    #[serde(default)]
    pub reply_to: Option<String>,
    /// The selector with which your mail server signs (DKIM): `tocsin doctor --dns` looks its key up.
    #[serde(default)]
    pub dkim_selector: Option<String>,
    /// What we call ourselves in EHLO; never the machine's own name.
    #[serde(default = "default_hello")]
    pub hello_name: String,
    /// A PEM file of further certificate authorities, for a mail server or webhook of one's own.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// How long each step may take, in seconds (1 to 40).
    #[serde(default = "default_timeout")]
    pub timeout_seconds: u64,
}

fn default_hello() -> String {
    "localhost".to_owned()
}

fn default_timeout() -> u64 {
    20
}

/// What is wrong with `[alerts.smtp]`; the text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The host is neither a name nor an address.
    #[error("alerts.smtp.host is neither a host name nor an IP address")]
    Host,
    /// The address for answers is none.
    #[error("alerts.smtp.reply_to: {0}")]
    ReplyTo(AddressError),
    /// The sender is no address.
    #[error("alerts.smtp.from: {0}")]
    From(AddressError),
    /// The EHLO name is no host name.
    #[error("alerts.smtp.hello_name must be a host name, for example localhost")]
    Hello,
    /// Outside 1 to 40.
    #[error("alerts.smtp.timeout_seconds must be between 1 and 40")]
    Timeout,
    /// One of user name and password file without the other.
    #[error("alerts.smtp.username and alerts.smtp.password_file belong together: set both or neither")]
    Half,
    /// The password file is missing, empty, too long or readable by others.
    #[error("alerts.smtp.password_file cannot be used: it must exist, hold the password in one line, and have mode 0600 (chmod 600)")]
    Password,
    /// The file of authorities holds none.
    #[error("alerts.smtp.ca_file holds no certificate in PEM form, or cannot be read")]
    Authorities,
    /// The TLS library refused.
    #[error("encryption cannot be set up for alerts.smtp")]
    Tls,
}

/// Sends to one mail server.
pub struct SmtpMailer {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    sign_in: Option<(String, PathBuf)>,
    sender: Sender,
    hooks: Hooks,
    hello: ClientId,
    hello_name: String,
    tls: TlsConnector,
    server: ServerName<'static>,
    step: Duration,
}

impl SmtpMailer {
    /// Checks the settings and reads the files they name; nothing is sent. The password is read again at every
    /// connection, so that it can be changed while we run.
    pub fn new(settings: &SmtpSettings) -> Result<Self, SettingsError> {
        let server = ServerName::try_from(settings.host.clone()).map_err(|_| SettingsError::Host)?;
        let from = MailAddress::parse(&settings.from).map_err(SettingsError::From)?;
        let reply_to = settings.reply_to.as_deref().map(MailAddress::parse).transpose().map_err(SettingsError::ReplyTo)?;
        if !is_host_name(&settings.hello_name) && settings.hello_name.parse::<IpAddr>().is_err() {
            return Err(SettingsError::Hello);
        }
        if !(1..=40).contains(&settings.timeout_seconds) {
            return Err(SettingsError::Timeout);
        }
        let sign_in = match (&settings.username, &settings.password_file) {
            (Some(user), Some(file)) => Some((user.clone(), file.clone())),
            (None, None) => None,
            _ => return Err(SettingsError::Half),
        };
        if let Some((_, file)) = &sign_in {
            read_password(file).map_err(|_| SettingsError::Password)?;
        }
        let hello = match settings.hello_name.parse::<IpAddr>() {
            Ok(IpAddr::V4(ip)) => ClientId::Ipv4(ip),
            Ok(IpAddr::V6(ip)) => ClientId::Ipv6(ip),
            Err(_) => ClientId::Domain(settings.hello_name.clone()),
        };
        Ok(Self {
            host: settings.host.clone(),
            port: settings.port,
            security: settings.tls,
            sign_in,
            sender: Sender::new(from, reply_to),
            hooks: Hooks::new(settings.ca_file.as_deref())?,
            hello_name: hello.to_string(),
            hello,
            tls: connector(settings.ca_file.as_deref())?,
            server,
            step: Duration::from_secs(settings.timeout_seconds),
        })
    }

    pub(super) async fn send(&self, alert: &Alert<'_>) -> Result<(), MailError> {
        let message = compose(&self.sender, alert)?;
        let to: Address = alert.to.parse().map_err(|_| MailError::Permanent(Reason::Address))?;
        match timeout(SEND_LIMIT, self.hand_over(to, &message)).await {
            Ok(result) => result,
            Err(_) => Err(MailError::Passing(Reason::Timeout)),
        }
    }

    async fn hand_over(&self, to: Address, message: &[u8]) -> Result<(), MailError> {
        let mut session = self.sign_in().await.map_err(MailError::Passing)?;
        self.begin(&mut session).await.map_err(MailError::Passing)?;
        // From here on a 5xx is about this recipient or this message, before it was about us or the server.
        self.step(session.command(Rcpt::new(to, vec![]))).await.map_err(about_recipient)?;
        self.step(session.command(Data)).await.map_err(final_answer)?;
        // lettre ends the last line itself.
        let message = message.strip_suffix(b"\r\n").unwrap_or(message);
        self.step(session.message(message)).await.map_err(final_answer)?;
        // The server has taken it; how it says good-bye changes nothing.
        let _ = timeout(Duration::from_secs(2), session.quit()).await;
        Ok(())
    }

    /// `MAIL FROM`, whose refusal is about our settings.
    pub(super) async fn begin(&self, session: &mut AsyncSmtpConnection) -> Result<(), Reason> {
        let from: Address = self.sender.from().as_str().parse().map_err(|_| Reason::Address)?;
        self.step(session.command(Mail::new(Some(from), vec![]))).await.map(drop)
    }

    /// `RCPT TO`, without a mail to follow.
    pub(super) async fn name(&self, session: &mut AsyncSmtpConnection, to: &MailAddress) -> Result<(), Reason> {
        let to: Address = to.as_str().parse().map_err(|_| Reason::Address)?;
        self.step(session.command(Rcpt::new(to, vec![]))).await.map(drop)
    }

    /// An encrypted connection after EHLO, signed in where a user is set.
    pub(super) async fn sign_in(&self) -> Result<AsyncSmtpConnection, Reason> {
        let addresses = self.resolve().await?;
        let tcp = self.dial(&addresses).await?;
        let stream = self.encrypt(tcp).await?;
        self.introduce(stream).await
    }

    pub(super) async fn resolve(&self) -> Result<Vec<SocketAddr>, Reason> {
        let found = timeout(self.step, tokio::net::lookup_host((self.host.as_str(), self.port))).await;
        let addresses: Vec<_> = found.map_err(|_| Reason::Timeout)?.map_err(|_| Reason::Dns)?.collect();
        if addresses.is_empty() { Err(Reason::Dns) } else { Ok(addresses) }
    }

    pub(super) async fn dial(&self, addresses: &[SocketAddr]) -> Result<TcpStream, Reason> {
        match timeout(self.step, TcpStream::connect(addresses)).await {
            Ok(Ok(tcp)) => Ok(tcp),
            Ok(Err(_)) => Err(Reason::Unreachable),
            Err(_) => Err(Reason::Timeout),
        }
    }

    /// TLS, after STARTTLS where that is how the server begins.
    pub(super) async fn encrypt(&self, mut tcp: TcpStream) -> Result<Greeted, Reason> {
        let greeting: &'static [u8] = match self.security {
            Security::Implicit => b"",
            Security::StartTls => {
                timeout(self.step, self.ask_for_tls(&mut tcp)).await.map_err(|_| Reason::Timeout)??;
                // No second greeting comes after STARTTLS (RFC 3207); lettre expects one at the start of a session.
                b"220 -\r\n"
            }
        };
        let handshake = timeout(self.step, self.tls.connect(self.server.clone(), tcp)).await;
        let inner = handshake.map_err(|_| Reason::Timeout)?.map_err(|error| tls_reason(&error))?;
        Ok(Greeted { greeting, inner })
    }

    async fn ask_for_tls(&self, tcp: &mut TcpStream) -> Result<(), Reason> {
        let mut pending = Vec::new();
        expect(read_reply(tcp, &mut pending).await?, 220)?;
        write(tcp, &format!("EHLO {}\r\n", self.hello_name)).await?;
        let reply = expect(read_reply(tcp, &mut pending).await?, 250)?;
        if !reply.lines.iter().any(|line| line.trim().eq_ignore_ascii_case("STARTTLS")) {
            return Err(Reason::NoTls);
        }
        write(tcp, "STARTTLS\r\n").await?;
        expect(read_reply(tcp, &mut pending).await?, 220).map_err(|_| Reason::NoTls)?;
        if pending.is_empty() { Ok(()) } else { Err(Reason::Injected) }
    }

    pub(super) async fn introduce(&self, stream: Greeted) -> Result<AsyncSmtpConnection, Reason> {
        let connect = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello);
        let mut session = self.step(connect).await?;
        let Some((user, file)) = &self.sign_in else { return Ok(session) };
        let password = read_password(file)?;
        let credentials = Credentials::new(user.clone(), password.as_str().to_owned());
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        if session.server_info().get_auth_mechanism(&mechanisms).is_none() {
            return Err(Reason::Auth(0));
        }
        match self.step(session.auth(&mechanisms, &credentials)).await {
            Ok(_) => Ok(session),
            Err(Reason::Code(code)) => Err(Reason::Auth(code)),
            Err(other) => Err(other),
        }
    }

    /// One step of the conversation within its time.
    async fn step<T>(&self, work: impl Future<Output = Result<T, lettre::transport::smtp::Error>>) -> Result<T, Reason> {
        match timeout(self.step, work).await {
            Err(_) => Err(Reason::Timeout),
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(match error.status() {
                Some(code) => Reason::Code(code.into()),
                None if error.is_timeout() => Reason::Timeout,
                None => Reason::Protocol,
            }),
        }
    }

    /// With the server's own OpenPGP key, for those who have one on file.
    pub fn with_signer(mut self, signer: Signer) -> Self {
        self.sender = self.sender.with_signer(signer);
        self
    }

    /// The sender's address.
    pub fn from(&self) -> &MailAddress {
        self.sender.from()
    }

    pub(super) fn hooks(&self) -> &Hooks {
        &self.hooks
    }

    pub(super) fn signs_in(&self) -> bool {
        self.sign_in.is_some()
    }
}

/// 554 is no answer about a mailbox (RFC 5321, 4.3.2): servers that relay only for whoever signs in refuse us so, and
/// nobody's alert is to be given up for that.
fn about_recipient(reason: Reason) -> MailError {
    if reason == Reason::Code(554) { MailError::Passing(reason) } else { final_answer(reason) }
}

/// 5xx about the recipient or the message is final; "sign in first" (530 to 538) is about us.
fn final_answer(reason: Reason) -> MailError {
    match reason {
        Reason::Code(code) if code >= 500 && !(530..540).contains(&code) => MailError::Permanent(reason),
        other => MailError::Passing(other),
    }
}

pub(super) fn connector(ca_file: Option<&Path>) -> Result<TlsConnector, SettingsError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(path) = ca_file {
        let certificates = CertificateDer::pem_file_iter(path).map_err(|_| SettingsError::Authorities)?;
        let mut count = 0;
        for certificate in certificates {
            let certificate = certificate.map_err(|_| SettingsError::Authorities)?;
            roots.add(certificate).map_err(|_| SettingsError::Authorities)?;
            count += 1;
        }
        if count == 0 {
            return Err(SettingsError::Authorities);
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| SettingsError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// The first line of a file that nobody else may read.
fn read_password(path: &Path) -> Result<Zeroizing<String>, Reason> {
    let read = || -> io::Result<Option<Zeroizing<String>>> {
        let facts = fs::metadata(path)?;
        if facts.mode() & 0o077 != 0 || facts.len() > 1024 {
            return Ok(None);
        }
        let text = Zeroizing::new(fs::read_to_string(path)?);
        let line = text.trim_end_matches(['\r', '\n']);
        let usable = !line.is_empty() && !line.contains(['\r', '\n', '\0']);
        Ok(usable.then(|| Zeroizing::new(line.to_owned())))
    };
    read().ok().flatten().ok_or(Reason::PasswordFile)
}

pub(super) fn tls_reason(error: &io::Error) -> Reason {
    let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match cause {
        Some(rustls::Error::InvalidCertificate(fault)) => match fault {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Reason::CertificateName,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Reason::CertificateExpired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Reason::CertificateNotYet,
            // A bad signature: an authority that borrows the name of one we trust.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => Reason::CertificateIssuer,
            _ => Reason::Tls,
        },
        _ => Reason::Tls,
    }
}

struct Reply {
    code: u16,
    lines: Vec<String>,
}

fn expect(reply: Reply, code: u16) -> Result<Reply, Reason> {
    if reply.code == code { Ok(reply) } else { Err(Reason::Code(reply.code)) }
}

async fn write(tcp: &mut TcpStream, text: &str) -> Result<(), Reason> {
    tcp.write_all(text.as_bytes()).await.map_err(|_| Reason::Protocol)
}

/// Reads one reply (RFC 5321, 4.2); what came after it stays in `pending`.
async fn read_reply(tcp: &mut TcpStream, pending: &mut Vec<u8>) -> Result<Reply, Reason> {
    let mut lines = Vec::new();
    loop {
        while let Some(end) = pending.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = pending.drain(..=end).collect();
            let line = std::str::from_utf8(&line).map_err(|_| Reason::Protocol)?.trim_end_matches(['\r', '\n']);
            let code = line.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
            let code: u16 = code.and_then(|code| code.parse().ok()).ok_or(Reason::Protocol)?;
            lines.push(line.get(4..).unwrap_or_default().to_owned());
            match line.as_bytes().get(3) {
                Some(b'-') if lines.len() < 100 => {}
                None | Some(b' ') => return Ok(Reply { code, lines }),
                _ => return Err(Reason::Protocol),
            }
        }
        if pending.len() > GREETING_LIMIT {
            return Err(Reason::Protocol);
        }
        match tcp.read_buf(pending).await {
            Ok(0) | Err(_) => return Err(Reason::Protocol),
            Ok(_) => {}
        }
    }
}

/// An encrypted stream that begins with `greeting`.
pub(super) struct Greeted {
    greeting: &'static [u8],
    inner: TlsStream<TcpStream>,
}

impl fmt::Debug for Greeted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Greeted")
    }
}

impl AsyncTokioStream for Greeted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Greeted {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.greeting.is_empty() {
            return Pin::new(&mut self.inner).poll_read(context, into);
        }
        let (now, later) = self.greeting.split_at(self.greeting.len().min(into.remaining()));
        into.put_slice(now);
        self.greeting = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Greeted {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

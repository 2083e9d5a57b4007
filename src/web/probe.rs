//! Our own doors tried from outside, as a visitor or a tor would: for `doctor`.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use tokio_rustls::rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as RustlsError, NamedGroup, RootCertStore, SignatureScheme,
};

/// How long a door may take for anything.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than any page of ours.
const LONGEST: u64 = 1 << 20;
/// What tor would write before a connection, with a circuit that no tor gives so soon.
pub const AS_TOR: &str = "PROXY TCP6 fc00:dead:beef:4dad::ffff:fffe ::1 65534 80\r\n";

/// Why a door could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum Silence {
    /// Nobody listens there.
    #[error("nobody listens there")]
    Nobody,
    /// The connection was closed without an answer.
    #[error("the connection was closed without an answer")]
    Closed,
    /// Nothing came in time.
    #[error("no answer came within five seconds")]
    TooSlow,
    /// TLS could not be agreed on.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// What came is no HTTP.
    #[error("what answers there does not speak HTTP")]
    NotHttp,
}

/// An answer.
pub struct Reply {
    /// The status code.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

impl Reply {
    /// The first header of that lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// What a TLS handshake showed.
pub struct Handshake {
    /// The key exchange, by its registered name.
    pub group: String,
    /// Whether that group stands against a quantum computer.
    pub post_quantum: bool,
    chain: Vec<CertificateDer<'static>>,
}

/// GET of `path` at the door, after `before` has been written.
pub async fn get(at: SocketAddr, before: &str, path: &str) -> Result<Reply, Silence> {
    in_time(async {
        let stream = connect(at).await?;
        ask(stream, before, path).await
    })
    .await
}

/// GET of `path` over TLS for `name`; any certificate is taken, and shown.
pub async fn get_tls(at: SocketAddr, name: &str, path: &str) -> Result<(Reply, Handshake), Silence> {
    in_time(async {
        let name = ServerName::try_from(name.to_owned()).map_err(|_| Silence::Tls(format!("{name} is not a host name")))?;
        let config = config().map_err(|e| Silence::Tls(e.to_string()))?;
        let stream = connect(at).await?;
        let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|e| Silence::Tls(e.to_string()))?;
        let shown = stream.get_ref().1;
        let group = shown.negotiated_key_exchange_group().map(|group| group.name());
        let handshake = Handshake {
            group: group.map_or("none".to_owned(), |group| format!("{group:?}")),
            post_quantum: group == Some(NamedGroup::X25519MLKEM768),
            chain: shown.peer_certificates().unwrap_or_default().iter().map(|c| c.clone().into_owned()).collect(),
        };
        Ok((ask(stream, "", path).await?, handshake))
    })
    .await
}

impl Handshake {
    /// When the certificate ends, in Unix seconds; None if it cannot be read.
    pub fn expires(&self) -> Option<i64> {
        // A certificate is asked for its own dates before anything else: looked at from the far future, it says when it ended.
        let far = UnixTime::since_unix_epoch(Duration::from_secs(1 << 40));
        match self.verify(&RootCertStore::empty(), far) {
            Err(RustlsError::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => not_after.as_secs().try_into().ok(),
            _ => None,
        }
    }

    /// Whether the certificate is for `name`.
    pub fn is_for(&self, name: &str) -> bool {
        let (Some(leaf), Ok(name)) = (self.chain.first(), ServerName::try_from(name)) else { return false };
        ParsedCertificate::try_from(leaf).is_ok_and(|leaf| verify_server_name(&leaf, &name).is_ok())
    }

    /// Whether browsers know the authority it comes from, at `now`.
    pub fn is_trusted(&self, now: i64) -> bool {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let now = UnixTime::since_unix_epoch(Duration::from_secs(now.unsigned_abs()));
        self.verify(&roots, now).is_ok()
    }

    fn verify(&self, roots: &RootCertStore, now: UnixTime) -> Result<(), RustlsError> {
        let (leaf, between) = self.chain.split_first().ok_or(RustlsError::NoCertificatesPresented)?;
        verify_server_cert_signed_by_trust_anchor(&ParsedCertificate::try_from(leaf)?, roots, between, now, algorithms().all)
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, Silence>>) -> Result<T, Silence> {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or(Err(Silence::TooSlow))
}

async fn connect(at: SocketAddr) -> Result<TcpStream, Silence> {
    TcpStream::connect(at).await.map_err(|_| Silence::Nobody)
}

async fn ask<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, before: &str, path: &str) -> Result<Reply, Silence> {
    let request = format!("{before}GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut bytes = Vec::new();
    let heard: io::Result<()> = async {
        stream.write_all(request.as_bytes()).await?;
        stream.flush().await?;
        (&mut stream).take(LONGEST).read_to_end(&mut bytes).await.map(drop)
    }
    .await;
    match heard {
        _ if bytes.is_empty() => Err(Silence::Closed),
        // A connection may be cut behind a whole answer.
        _ => reply(&bytes).ok_or(Silence::NotHttp),
    }
}

fn reply(bytes: &[u8]) -> Option<Reply> {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(':')).map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned())).collect();
    Some(Reply { status, headers, body: body.to_owned() })
}

fn algorithms() -> WebPkiSupportedAlgorithms {
    aws_lc_rs::default_provider().signature_verification_algorithms
}

fn config() -> Result<ClientConfig, RustlsError> {
    let kx_groups = vec![aws_lc_rs::kx_group::X25519MLKEM768, aws_lc_rs::kx_group::X25519, aws_lc_rs::kx_group::SECP256R1];
    let provider = CryptoProvider { kx_groups, ..aws_lc_rs::default_provider() };
    let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Onlooker))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Takes any certificate: it is our own, nothing secret is sent, and what is wrong with it is to be found out.
#[derive(Debug)]
struct Onlooker;

impl ServerCertVerifier for Onlooker {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, RustlsError> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, RustlsError> {
        verify_tls12_signature(message, certificate, signed, &algorithms())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, RustlsError> {
        verify_tls13_signature(message, certificate, signed, &algorithms())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        algorithms().supported_schemes()
    }
}

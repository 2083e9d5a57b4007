//! TLS of our own: post-quantum key exchange first (X25519 with ML-KEM-768), since what is recorded today may be opened
//! later; nothing that would let a seized machine open what was recorded before: no session is ever resumed, which
//! would also tell one visitor's visits apart from another's.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ring::digest;
use tokio::net::TcpStream;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs::{self, cipher_suite, kx_group};
use tokio_rustls::rustls::crypto::{CryptoProvider, SupportedKxGroup};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{Acceptor, ClientHello, NoServerSessionStorage, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{Error as RustlsError, InconsistentKeys, NamedGroup, ServerConfig, SupportedCipherSuite, version};
use tokio_rustls::server::TlsStream;
use zeroize::Zeroizing;

use crate::observe::{self, Cause};

/// In this order: the first that the client knows is used, whatever it would like best.
const GROUPS: [&dyn SupportedKxGroup; 4] = [kx_group::X25519MLKEM768, kx_group::X25519, kx_group::SECP256R1, kx_group::SECP384R1];
/// Authenticated encryption and forward secrecy, nothing else.
const SUITES: [SupportedCipherSuite; 9] = [
    cipher_suite::TLS13_AES_256_GCM_SHA384,
    cipher_suite::TLS13_CHACHA20_POLY1305_SHA256,
    cipher_suite::TLS13_AES_128_GCM_SHA256,
    cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    cipher_suite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    cipher_suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    cipher_suite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    cipher_suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
];
/// Many times more than any certificate chain.
const LARGEST_FILE: u64 = 1 << 20;

/// Where certificate and key lie.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// PEM: the certificate, then those between it and the authority.
    pub certificate: PathBuf,
    /// PEM: its private key, readable by nobody else.
    pub key: PathBuf,
}

/// Why certificate and key cannot be used. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file is not there or not readable.
    #[error("{0} cannot be read: {1}; check web.tls and who may read the file")]
    Unreadable(PathBuf, std::io::Error),
    /// Others could read the key.
    #[error("{0} is readable by others; run: chmod 600 {0}")]
    OpenKey(PathBuf),
    /// No certificate in the file.
    #[error("{0} holds no certificate in PEM form: web.tls.certificate is the full chain that the authority gave (certbot: fullchain.pem)")]
    NoCertificate(PathBuf),
    /// No key in the file.
    #[error("{0} holds no private key in PEM form (certbot: privkey.pem)")]
    NoKey(PathBuf),
    /// A key for another certificate.
    #[error("{0} is not the key of the certificate in {1}")]
    Mismatch(PathBuf, PathBuf),
    /// Anything else that the TLS library does not like.
    #[error("certificate and key of web.tls cannot be used: {0}")]
    Unusable(RustlsError),
}

/// Certificate and key in use, taken anew when their files change.
#[derive(Clone)]
pub struct TlsKeys {
    files: TlsFiles,
    current: Arc<Current>,
    /// One for each group: with several the library takes what the client names first.
    by_group: Vec<(NamedGroup, Arc<ServerConfig>)>,
    loaded: Print,
}

/// The hash of both files; None when one cannot be read.
type Print = Option<[u8; 32]>;

struct Current(RwLock<Arc<CertifiedKey>>);

impl std::fmt::Debug for Current {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the certificate in use")
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl TlsKeys {
    /// Reads both files. Errors when they cannot be used together.
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let (key, loaded) = read(&files);
        let current = Arc::new(Current(RwLock::new(Arc::new(key?))));
        let by_group =
            GROUPS.iter().map(|group| Ok((group.name(), Arc::new(config(&current, *group)?)))).collect::<Result<_, RustlsError>>();
        Ok(Self { files, current, by_group: by_group.map_err(TlsError::Unusable)?, loaded })
    }

    /// The server's side of a handshake.
    pub(super) async fn accept(&self, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        let begun = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        let hello = begun.client_hello();
        let known = hello.named_groups().unwrap_or_default();
        let agreed = self.by_group.iter().find(|(group, _)| known.contains(group)).or(self.by_group.last());
        let (_, config) = agreed.ok_or(std::io::ErrorKind::InvalidInput)?;
        begun.into_stream(Arc::clone(config)).await
    }

    /// Looks at the files every `every` and takes a new pair that can be used; a pair that cannot leaves the old one in
    /// use and is named in the log, once it has been seen twice: files are seldom replaced in the same moment.
    pub(super) async fn follow(self, every: Duration) {
        let (mut known, mut doubted, mut reported) = (self.loaded, None, None);
        loop {
            tokio::time::sleep(every).await;
            let files = self.files.clone();
            let Ok((key, print)) = tokio::task::spawn_blocking(move || read(&files)).await else { continue };
            if print == known && print.is_some() {
                continue;
            }
            match key {
                Ok(key) => {
                    *self.current.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
                    (known, doubted, reported) = (print, None, None);
                    observe::info("a new certificate is in use", &[]);
                }
                Err(error) => {
                    if doubted == Some(print) && reported != Some(print) {
                        let cause = error.to_string();
                        observe::warn("a new certificate cannot be used; the old one stays in use", &[("cause", &Cause(&cause))]);
                        reported = Some(print);
                    }
                    doubted = Some(print);
                }
            }
        }
    }
}

fn config(current: &Arc<Current>, group: &'static dyn SupportedKxGroup) -> Result<ServerConfig, RustlsError> {
    let provider = CryptoProvider { cipher_suites: SUITES.to_vec(), kx_groups: vec![group], ..aws_lc_rs::default_provider() };
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])?
        .with_no_client_auth()
        .with_cert_resolver(Arc::clone(current) as Arc<dyn ResolvesServerCert>);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.ignore_client_order = true;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn read(files: &TlsFiles) -> (Result<CertifiedKey, TlsError>, Print) {
    let (chain, key) = match (bytes_of(&files.certificate), bytes_of(&files.key)) {
        (Ok(chain), Ok(key)) => (chain, key),
        (Err(error), _) | (_, Err(error)) => return (Err(error), None),
    };
    let mut hash = digest::Context::new(&digest::SHA256);
    for bytes in [&chain, &key] {
        hash.update(digest::digest(&digest::SHA256, bytes).as_ref());
    }
    (pair(files, &chain, &key), hash.finish().as_ref().try_into().ok())
}

fn bytes_of(file: &PathBuf) -> Result<Zeroizing<Vec<u8>>, TlsError> {
    let unreadable = |error| TlsError::Unreadable(file.clone(), error);
    if std::fs::metadata(file).map_err(unreadable)?.len() > LARGEST_FILE {
        return Err(unreadable(std::io::ErrorKind::FileTooLarge.into()));
    }
    std::fs::read(file).map(Zeroizing::new).map_err(unreadable)
}

fn pair(files: &TlsFiles, chain: &[u8], key: &[u8]) -> Result<CertifiedKey, TlsError> {
    let mode = std::fs::metadata(&files.key).map_err(|e| TlsError::Unreadable(files.key.clone(), e))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(TlsError::OpenKey(files.key.clone()));
    }
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(chain).collect::<Result<_, _>>().map_err(|_| TlsError::NoCertificate(files.certificate.clone()))?;
    if chain.is_empty() {
        return Err(TlsError::NoCertificate(files.certificate.clone()));
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::NoKey(files.key.clone()))?;
    CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()).map_err(|error| match error {
        RustlsError::InconsistentKeys(InconsistentKeys::KeyMismatch) => TlsError::Mismatch(files.key.clone(), files.certificate.clone()),
        other => TlsError::Unusable(other),
    })
}

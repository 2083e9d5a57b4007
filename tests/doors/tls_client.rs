//! A real TLS client that says what it agreed on, and certificates for the server.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tocsin::web::TlsFiles;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};

pub const NAME: &str = "tips.example.org";

/// A self-signed certificate for `name`, in two files.
pub struct Pair {
    pub certificate: String,
    pub key: String,
}

impl Pair {
    pub fn new(name: &str) -> Self {
        Self::until(name, 2099)
    }

    pub fn until(name: &str, year: i32) -> Self {
        let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { certificate: certificate.pem(), key: key.serialize_pem() }
    }

    pub fn write(&self, folder: &Path) -> TlsFiles {
        use std::os::unix::fs::PermissionsExt as _;
        let files = TlsFiles { certificate: folder.join("fullchain.pem"), key: folder.join("privkey.pem") };
        std::fs::write(&files.certificate, &self.certificate).unwrap();
        std::fs::write(&files.key, &self.key).unwrap();
        std::fs::set_permissions(&files.key, std::fs::Permissions::from_mode(0o600)).unwrap();
        files
    }

    pub fn der(&self) -> CertificateDer<'static> {
        CertificateDer::from_pem_slice(self.certificate.as_bytes()).unwrap()
    }
}

/// How a client comes.
pub struct Client {
    config: ClientConfig,
}

impl Client {
    /// Trusts this pair alone and offers these groups.
    pub fn new(trusts: &Pair, groups: &[&'static dyn SupportedKxGroup], versions: &[&'static SupportedProtocolVersion]) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(trusts.der()).unwrap();
        let provider = CryptoProvider { kx_groups: groups.to_vec(), ..aws_lc_rs::default_provider() };
        let config = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { config }
    }

    pub fn speaking(mut self, protocol: &str) -> Self {
        self.config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        self
    }

    pub async fn connect(&self, to: SocketAddr) -> std::io::Result<TlsStream<TcpStream>> {
        self.over(TcpStream::connect(to).await?).await
    }

    pub async fn over(&self, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        TlsConnector::from(Arc::new(self.config.clone())).connect(ServerName::try_from(NAME).unwrap(), stream).await
    }
}

//! Mail servers for the tests: certificates, and a server that misbehaves as it is told.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use tokio_rustls::rustls::{self, ServerConfig};

/// A certificate authority and one certificate of it, as PEM files in `folder`.
pub struct Certificates {
    pub ca: PathBuf,
    pub chain: PathBuf,
    pub key: PathBuf,
}

impl Certificates {
    /// For the host `name`; `expired` ones ended in the year 2001.
    pub fn make(folder: &Path, name: &str, expired: bool) -> Self {
        let mut params = rcgen::CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, "authority of a test");
        let authority_key = rcgen::KeyPair::generate().expect("key");
        let authority = params.self_signed(&authority_key).expect("authority");
        let issuer = rcgen::Issuer::new(params, authority_key);
        let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).expect("parameters");
        if expired {
            params.not_before = rcgen::date_time_ymd(2000, 1, 1);
            params.not_after = rcgen::date_time_ymd(2001, 1, 1);
        }
        let key_pair = rcgen::KeyPair::generate().expect("key");
        let leaf = params.signed_by(&key_pair, &issuer).expect("certificate");
        let stem = format!("{name}-{expired}");
        let files = Self {
            ca: folder.join(format!("{stem}-ca.pem")),
            chain: folder.join(format!("{stem}-chain.pem")),
            key: folder.join(format!("{stem}-key.pem")),
        };
        std::fs::write(&files.ca, authority.pem()).expect("write");
        std::fs::write(&files.chain, leaf.pem()).expect("write");
        std::fs::write(&files.key, key_pair.serialize_pem()).expect("write");
        files
    }

    fn acceptor(&self) -> TlsAcceptor {
        let chain = CertificateDer::pem_file_iter(&self.chain).expect("chain").collect::<Result<Vec<_>, _>>().expect("chain");
        let key = PrivateKeyDer::from_pem_file(&self.key).expect("key");
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("certificate");
        TlsAcceptor::from(Arc::new(config))
    }
}

/// A mail the server took.
#[derive(Clone)]
pub struct Taken {
    pub to: String,
    pub hello: String,
    pub bytes: Vec<u8>,
}

/// How the server behaves; may be changed while it runs.
#[derive(Clone)]
pub struct Rules {
    pub implicit: bool,
    pub offers_starttls: bool,
    /// Sent in the clear right after the answer to STARTTLS.
    pub injected: &'static str,
    pub greeting: &'static str,
    /// `user, password`; mail without them is refused.
    pub login: Option<(&'static str, &'static str)>,
    pub mail_answer: &'static str,
    /// Recipient and answer; others get 250.
    pub rcpt_answers: Vec<(String, &'static str)>,
    pub end_answer: &'static str,
    /// Takes the message and then says nothing for a long time.
    pub hangs_after_data: bool,
    /// Closes the connection when this command comes.
    pub closes_at: Option<&'static str>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            implicit: false,
            offers_starttls: true,
            injected: "",
            greeting: "220 ready",
            login: None,
            mail_answer: "250 ok",
            rcpt_answers: Vec::new(),
            end_answer: "250 taken",
            hangs_after_data: false,
            closes_at: None,
        }
    }
}

/// The server's shared state.
#[derive(Clone)]
pub struct Server {
    pub port: u16,
    rules: Arc<Mutex<Rules>>,
    taken: Arc<Mutex<Vec<Taken>>>,
    /// Every line that came in the clear.
    clear: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Listens on `port` of the loopback address (0: any) until the runtime ends.
    pub async fn start(port: u16, certificates: &Certificates, rules: Rules) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("bind");
        let server = Self {
            port: listener.local_addr().expect("address").port(),
            rules: Arc::new(Mutex::new(rules)),
            taken: Arc::default(),
            clear: Arc::default(),
        };
        let acceptor = certificates.acceptor();
        let shared = server.clone();
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let (shared, acceptor) = (shared.clone(), acceptor.clone());
                tokio::spawn(async move { shared.serve(tcp, acceptor).await });
            }
        });
        server
    }

    pub fn change(&self, change: impl FnOnce(&mut Rules)) {
        change(&mut lock(&self.rules));
    }

    pub fn taken(&self) -> Vec<Taken> {
        lock(&self.taken).clone()
    }

    pub fn seen_in_the_clear(&self) -> String {
        lock(&self.clear).join("\n")
    }

    async fn serve(&self, tcp: TcpStream, acceptor: TlsAcceptor) -> Option<()> {
        let rules = lock(&self.rules).clone();
        if rules.implicit {
            let tls = acceptor.accept(tcp).await.ok()?;
            return self.talk(tls, &rules, true).await;
        }
        let mut tcp = tcp;
        tcp.write_all(format!("{}\r\n", rules.greeting).as_bytes()).await.ok()?;
        let mut reader = BufReader::new(tcp);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            lock(&self.clear).push(line.clone());
            let verb = line.trim_end().to_ascii_uppercase();
            if rules.closes_at.is_some_and(|at| verb.starts_with(at)) {
                return None;
            }
            if verb.starts_with("EHLO") {
                let offer = if rules.offers_starttls { "250-test\r\n250 STARTTLS\r\n" } else { "250-test\r\n250 AUTH PLAIN\r\n" };
                reader.get_mut().write_all(offer.as_bytes()).await.ok()?;
            } else if verb == "STARTTLS" {
                let answer = format!("220 go on\r\n{}", rules.injected);
                reader.get_mut().write_all(answer.as_bytes()).await.ok()?;
                let tls = acceptor.accept(reader.into_inner()).await.ok()?;
                return self.talk(tls, &rules, false).await;
            } else {
                reader.get_mut().write_all(b"250 in the clear\r\n").await.ok()?;
            }
        }
    }

    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S, rules: &Rules, greet: bool) -> Option<()> {
        let mut reader = BufReader::new(stream);
        if greet {
            reader.get_mut().write_all(format!("{}\r\n", rules.greeting).as_bytes()).await.ok()?;
        }
        let (mut hello, mut to, mut signed_in) = (String::new(), String::new(), rules.login.is_none());
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_owned();
            let verb = line.to_ascii_uppercase();
            if rules.closes_at.is_some_and(|at| verb.starts_with(at)) {
                return None;
            }
            let answer = if verb.starts_with("EHLO") {
                hello = line[5..].to_owned();
                if rules.login.is_some() { "250-test\r\n250 AUTH PLAIN LOGIN" } else { "250 test" }.to_owned()
            } else if let Some(given) = line.strip_prefix("AUTH PLAIN ") {
                use base64::Engine;
                let given = base64::engine::general_purpose::STANDARD.decode(given).unwrap_or_default();
                let wanted = rules.login.map(|(user, password)| format!("\0{user}\0{password}"));
                signed_in = wanted.is_some_and(|wanted| wanted.as_bytes() == given);
                if signed_in { "235 welcome" } else { "535 no" }.to_owned()
            } else if verb.starts_with("MAIL") {
                if signed_in { rules.mail_answer } else { "530 sign in" }.to_owned()
            } else if verb.starts_with("RCPT") {
                to = line.trim_start_matches("RCPT TO:<").trim_end_matches('>').to_owned();
                rules.rcpt_answers.iter().find(|(who, _)| *who == to).map_or("250 ok", |(_, answer)| answer).to_owned()
            } else if verb == "DATA" {
                reader.get_mut().write_all(b"354 go on\r\n").await.ok()?;
                let bytes = read_message(&mut reader).await?;
                if rules.hangs_after_data {
                    tokio::time::sleep(Duration::from_secs(600)).await;
                }
                if rules.end_answer.starts_with('2') {
                    lock(&self.taken).push(Taken { to: to.clone(), hello: hello.clone(), bytes });
                }
                rules.end_answer.to_owned()
            } else if verb == "QUIT" {
                "221 bye".to_owned()
            } else {
                "502 what".to_owned()
            };
            reader.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        }
    }
}

async fn read_message<S: AsyncRead + Unpin>(reader: &mut BufReader<S>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n.\r\n") {
        bytes.push(reader.read_u8().await.ok()?);
    }
    bytes.truncate(bytes.len() - b".\r\n".len());
    Some(bytes)
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tocsin::web::{Door, TlsError, TlsFiles, TlsKeys, Transport};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::rustls::crypto::aws_lc_rs::kx_group::{SECP256R1, SECP384R1, X25519, X25519MLKEM768};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{HandshakeKind, NamedGroup, ProtocolVersion};

use crate::house::{House, listener, until_closed};
use crate::http::raw;
use crate::server::some_limits;
use crate::tls_client::{Client, NAME, Pair};

struct TlsHouse {
    house: House,
    folder: TempDir,
    pair: Pair,
}

async fn tls_house(transport: Transport) -> TlsHouse {
    let (folder, pair) = (tempfile::tempdir().unwrap(), Pair::new(NAME));
    let keys = TlsKeys::load(pair.write(folder.path())).unwrap();
    let house = House::open(vec![Door::tls(listener().await, keys)], some_limits(true), transport).await;
    TlsHouse { house, folder, pair }
}

async fn page(client: &Client, at: std::net::SocketAddr) -> String {
    let mut stream = client.connect(at).await.unwrap();
    stream.write_all(b"GET /report HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_can_gets_a_post_quantum_key_exchange_and_another_the_best_it_knows() {
    let TlsHouse { house, pair, folder: _folder } = tls_house(Transport::default()).await;
    for (offered, agreed) in [
        (vec![X25519MLKEM768, X25519, SECP256R1], NamedGroup::X25519MLKEM768),
        (vec![SECP256R1, X25519, X25519MLKEM768], NamedGroup::X25519MLKEM768),
        (vec![SECP256R1, X25519], NamedGroup::X25519),
        (vec![SECP384R1, SECP256R1], NamedGroup::secp256r1),
        (vec![SECP384R1], NamedGroup::secp384r1),
    ] {
        let stream = Client::new(&pair, &offered, &[&TLS13]).speaking("http/1.1").connect(house.at[0]).await.unwrap();
        let shown = stream.get_ref().1;
        assert_eq!(shown.negotiated_key_exchange_group().unwrap().name(), agreed);
        assert_eq!((shown.protocol_version(), shown.alpn_protocol()), (Some(ProtocolVersion::TLSv1_3), Some(&b"http/1.1"[..])));
    }
    let old = Client::new(&pair, &[X25519], &[&TLS12]).connect(house.at[0]).await.unwrap();
    assert_eq!(old.get_ref().1.protocol_version(), Some(ProtocolVersion::TLSv1_2));
    let http2 = Client::new(&pair, &[X25519], &[&TLS13]).speaking("h2").connect(house.at[0]).await;
    assert!(http2.is_err(), "HTTP/2 is not spoken, and nobody is left to believe so");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn openssl_agrees_on_x25519_and_old_versions_are_refused() {
    let TlsHouse { house, folder: _folder, .. } = tls_house(Transport::default()).await;
    let at = house.at[0].to_string();
    let openssl = |arguments: &[&'static str]| {
        let mut command = Command::new("openssl");
        command.args(["s_client", "-connect", &at, "-brief"]).args(arguments).stdin(std::process::Stdio::null());
        tokio::task::spawn_blocking(move || {
            let output = command.output().expect("openssl is installed");
            (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
        })
    };
    let (good, said) = openssl(&["-groups", "X25519"]).await.unwrap();
    assert!(good && said.contains("X25519") && said.contains("TLSv1.3"), "{said}");
    for refused in [&["-tls1_1"][..], &["-tls1"], &["-tls1_2", "-cipher", "AES128-SHA:AES256-SHA256:@SECLEVEL=0"], &["-groups", "P-521"]] {
        let (good, said) = openssl(refused).await.unwrap();
        assert!(!good, "{refused:?}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_tls_answers_tell_browsers_to_come_by_tls_alone() {
    let TlsHouse { house, pair, folder: _folder } = tls_house(Transport::default()).await;
    let text = page(&Client::new(&pair, &[X25519], &[&TLS13]), house.at[0]).await;
    assert!(text.starts_with("HTTP/1.1 200") && text.ends_with("form"), "{text}");
    assert!(text.contains("\r\nstrict-transport-security: max-age=63072000\r\n"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_session_is_ever_taken_up_again() {
    let TlsHouse { house, pair, folder: _folder } = tls_house(Transport::default()).await;
    for version in [&TLS13, &TLS12] {
        let client = Client::new(&pair, &[X25519], &[version]);
        for _ in 0..3 {
            let mut stream = client.connect(house.at[0]).await.unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
            stream.read_to_end(&mut Vec::new()).await.unwrap();
            assert_eq!(stream.get_ref().1.handshake_kind(), Some(HandshakeKind::Full));
            assert_eq!(stream.get_ref().1.tls13_tickets_received(), 0);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_certificate_is_taken_while_serving_and_a_broken_one_is_not() {
    let transport = Transport { certificate_look: Duration::from_millis(50), ..Transport::default() };
    let TlsHouse { house, pair, folder } = tls_house(transport).await;
    let is_served = |pair: &Pair| {
        let client = Client::new(pair, &[X25519], &[&TLS13]);
        let at = house.at[0];
        async move { client.connect(at).await.is_ok() }
    };
    assert!(is_served(&pair).await);

    let second = Pair::new(NAME);
    second.write(folder.path());
    let begun = Instant::now();
    while !is_served(&second).await {
        assert!(begun.elapsed() < Duration::from_secs(10), "the new certificate is not taken");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!is_served(&pair).await);

    let third = Pair::new(NAME);
    let files = TlsFiles { certificate: folder.path().join("fullchain.pem"), key: folder.path().join("privkey.pem") };
    let stays = |what: &'static str| {
        let served = is_served(&second);
        async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert!(served.await, "{what}");
        }
    };
    fs::write(&files.certificate, &third.certificate).unwrap();
    stays("a certificate without its key").await;
    fs::write(&files.key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").unwrap();
    stays("a key that is none").await;
    fs::remove_file(&files.certificate).unwrap();
    stays("no certificate").await;
    third.write(folder.path());
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(&files.key, &third.key).unwrap();
    let begun = Instant::now();
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o600)).unwrap();
    while !is_served(&third).await {
        assert!(begun.elapsed() < Duration::from_secs(10), "the repaired pair is not taken");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[test]
fn a_pair_that_cannot_be_used_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (Pair::new(NAME), Pair::new(NAME));
    let files = one.write(folder.path());
    assert!(TlsKeys::load(files.clone()).is_ok());
    let why = || TlsKeys::load(files.clone()).err();
    fs::write(&files.key, &other.key).unwrap();
    assert!(matches!(why(), Some(TlsError::Mismatch(..))));
    one.write(folder.path());
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o640)).unwrap();
    let open = why().unwrap();
    assert!(matches!(open, TlsError::OpenKey(_)) && open.to_string().contains("chmod 600"));
    one.write(folder.path());
    fs::write(&files.certificate, &one.key).unwrap();
    assert!(matches!(why(), Some(TlsError::NoCertificate(_))));
    one.write(folder.path());
    fs::write(&files.key, &one.certificate).unwrap();
    assert!(matches!(why(), Some(TlsError::NoKey(_))));
    one.write(folder.path());
    fs::write(&files.certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
    assert!(matches!(why(), Some(TlsError::Unusable(_))));
    fs::write(&files.certificate, vec![b'x'; 2 << 20]).unwrap();
    assert!(matches!(why(), Some(TlsError::Unreadable(..))));
    fs::remove_file(&files.key).unwrap();
    assert!(matches!(why(), Some(TlsError::Unreadable(..))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_handshake_is_cut_and_plain_http_gets_no_page() {
    let transport = Transport { header_time: Duration::from_millis(400), ..Transport::default() };
    let TlsHouse { house, pair, folder: _folder } = tls_house(transport).await;
    let mut silent = TcpStream::connect(house.at[0]).await.unwrap();
    let mut half = TcpStream::connect(house.at[0]).await.unwrap();
    half.write_all(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc").await.unwrap();
    let mut quiet = Client::new(&pair, &[X25519], &[&TLS13]).connect(house.at[0]).await.unwrap();
    for stream in [&mut silent, &mut half] {
        assert!(until_closed(stream).await.1 < Duration::from_secs(3));
    }
    let after = tokio::time::timeout(Duration::from_secs(3), quiet.read_to_end(&mut Vec::new())).await;
    assert!(after.is_ok(), "a handshake without a request is cut too");
    assert!(raw(house.at[0], b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.is_none());
    assert!(page(&Client::new(&pair, &[X25519], &[&TLS13]), house.at[0]).await.starts_with("HTTP/1.1 200"));
}

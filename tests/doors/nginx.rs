//! The example configuration in a real nginx: what passes through it is written nowhere, and limits see who is who.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tocsin::web::Site;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;
use tokio_rustls::rustls::crypto::aws_lc_rs::kx_group::X25519;
use tokio_rustls::rustls::version::TLS13;

use crate::command::free;
use crate::http::{BOUNDARY, multipart};
use crate::server::{Service, Setup, a_site, proxied_limits};
use crate::tls_client::{Client, NAME, Pair};

const EXAMPLE: &str = include_str!("../../config/nginx.conf.example");
const CANARY: &str = "canary-5c1f-through-nginx";

/// A running nginx; dropped, it ends.
struct Nginx {
    at: SocketAddr,
    plain: SocketAddr,
    pair: Pair,
    folder: TempDir,
    child: Child,
}

impl Nginx {
    /// The very example, its placeholders replaced: names, files, addresses, and the account it runs under.
    fn start(behind: SocketAddr, change: impl FnOnce(String) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (at, pair) = (free(2), Pair::new(NAME));
        let files = pair.write(folder.path());
        let account = if rustix::process::geteuid().is_root() { "user root;" } else { "" };
        let mut config = EXAMPLE.to_owned();
        for (from, to) in [
            ("user www-data;", account),
            ("tips.EXAMPLE.org", NAME),
            (&format!("/etc/letsencrypt/live/{NAME}/fullchain.pem"), files.certificate.to_str().unwrap()),
            (&format!("/etc/letsencrypt/live/{NAME}/privkey.pem"), files.key.to_str().unwrap()),
            ("/run/nginx", &format!("{}/run-nginx", folder.path().display())),
            ("http://127.0.0.1:8080", &format!("http://{behind}")),
            ("listen 443", &format!("listen {}", at[0])),
            ("listen 80", &format!("listen {}", at[1])),
            ("listen [::]:443", "# listen"),
            ("listen [::]:80", "# listen"),
        ] {
            assert!(config.contains(from), "{from} is not in the example");
            config = config.replace(from, to);
        }
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, change(config)).unwrap();
        let child = Command::new("/usr/sbin/nginx")
            .args(["-g", "daemon off;", "-e"])
            .arg(folder.path().join("early-errors"))
            .arg("-p")
            .arg(folder.path())
            .arg("-c")
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::from(std::fs::File::create(folder.path().join("stderr")).unwrap()))
            .spawn()
            .expect("nginx is installed");
        let mut nginx = Self { at: at[0], plain: at[1], pair, folder, child };
        let begun = Instant::now();
        while std::net::TcpStream::connect(nginx.at).is_err() {
            let said = || std::fs::read_to_string(nginx.folder.path().join("stderr")).unwrap();
            assert!(begun.elapsed() < Duration::from_secs(20), "nginx does not start: {}", said());
            assert!(nginx.child.try_wait().unwrap().is_none(), "nginx ended: {}", said());
            std::thread::sleep(Duration::from_millis(50));
        }
        nginx
    }

    /// A request from `from`, sent in pieces with a pause after each; the whole answer as text.
    async fn ask(&self, from: [u8; 4], head: &str, body: &[u8], pause: Duration) -> String {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::from(from)), 0)).unwrap();
        let client = Client::new(&self.pair, &[X25519], &[&TLS13]);
        let mut stream = client.over(socket.connect(self.at).await.unwrap()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        for piece in body.chunks(64 * 1024) {
            stream.write_all(piece).await.unwrap();
            stream.flush().await.unwrap();
            tokio::time::sleep(pause).await;
        }
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// A request that holds its connection for two seconds between header and body.
    async fn ask_slowly(&self, from: [u8; 4], head: &str, body: &[u8]) -> String {
        let (first, rest) = (head.as_bytes(), body);
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::from(from)), 0)).unwrap();
        let client = Client::new(&self.pair, &[X25519], &[&TLS13]);
        let mut stream = client.over(socket.connect(self.at).await.unwrap()).await.unwrap();
        stream.write_all(first).await.unwrap();
        stream.flush().await.unwrap();
        tokio::time::sleep(Duration::from_secs(2)).await;
        stream.write_all(rest).await.unwrap();
        stream.flush().await.unwrap();
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        String::from_utf8_lossy(&bytes).into_owned()
    }

    async fn page(&self, from: [u8; 4], headers: &str) -> String {
        let head = format!("GET /en/report HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n{headers}\r\n");
        self.ask(from, &head, b"", Duration::ZERO).await
    }

    /// A report with a 3 MB file, and how many files nginx was seen to hold while it came.
    async fn report(&self) -> (String, usize) {
        let body = multipart(&[("narrative", None, CANARY.as_bytes()), ("files", Some("photo.bin"), &vec![7; 3_000_000])]);
        let head = format!(
            "POST /en/report?{CANARY} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\nUser-Agent: {CANARY}\r\n\
             Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let over = Arc::new(AtomicBool::new(false));
        let watch = {
            let (over, master) = (Arc::clone(&over), self.child.id());
            std::thread::spawn(move || {
                let mut most = 0;
                while !over.load(Ordering::Relaxed) {
                    most = most.max(spooled(master));
                    std::thread::sleep(Duration::from_millis(2));
                }
                most
            })
        };
        let answer = self.ask([127, 0, 0, 1], &head, &body, Duration::from_millis(10)).await;
        over.store(true, Ordering::Relaxed);
        (answer, watch.join().unwrap())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Asked, so that it ends its workers too.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}

/// Files that nginx and its workers hold open in the folders where they put bodies. They have no names: nginx takes
/// the name away as soon as it has the file.
fn spooled(master: u32) -> usize {
    let children = std::fs::read_to_string(format!("/proc/{master}/task/{master}/children")).unwrap_or_default();
    let all = children.split_whitespace().map(str::to_owned).chain([master.to_string()]);
    let open = all.flat_map(|pid| std::fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten());
    open.filter_map(|fd| std::fs::read_link(fd.path()).ok())
        .filter(|file| ["/run-nginx-body/", "/run-nginx-proxy/"].iter().any(|folder| file.to_string_lossy().contains(folder)))
        .count()
}

async fn service() -> Service {
    Service::made(Setup { limits: proxied_limits(), site: Site { file_limit: 10_000_000, ..a_site() }, ..Setup::usual() }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_with_a_file_passes_and_is_written_nowhere() {
    let service = service().await;
    let nginx = Nginx::start(service.at, |config| config);
    let page = nginx.page([127, 0, 0, 1], &format!("User-Agent: {CANARY}\r\n")).await;
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("<form"), "{page}");
    assert!(page.to_lowercase().contains("strict-transport-security: max-age=63072000"), "{page}");
    assert!(page.to_lowercase().contains("\r\nserver: nginx\r\n"), "no version");

    let (answer, spooled) = nginx.report().await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("id=\"receipt-words\""), "{answer}");
    assert_eq!((service.cases().await, service.blobs()), (1, 1), "the file arrived");
    assert_eq!(spooled, 0, "a body was put on the disk");

    // What nginx could complain of: an upstream that is gone, a body too large, a request that is none.
    drop(service);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(nginx.page([127, 0, 0, 1], "").await.starts_with("HTTP/1.1 502"));
    let large = format!("POST /{CANARY} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\nContent-Length: 2000000000\r\n\r\n");
    assert!(nginx.ask([127, 0, 0, 1], &large, b"", Duration::ZERO).await.starts_with("HTTP/1.1 413"));
    nginx.ask([127, 0, 0, 1], &format!("{CANARY}\r\n\r\n"), b"", Duration::ZERO).await;
    for file in files_below(nginx.folder.path()) {
        if file.ends_with("nginx.conf") || file.extension().is_some_and(|e| e == "pem") {
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        for told in [CANARY, "/en/report", "client: 127"] {
            assert!(!text.contains(told), "{told} in {}: {text}", file.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_watch_for_bodies_on_the_disk_sees_them_where_they_are() {
    let service = service().await;
    let nginx = Nginx::start(service.at, |config| config.replace("proxy_request_buffering off;", ""));
    let (answer, spooled) = nginx.report().await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(spooled > 0, "nginx's own way is to write bodies down");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_tell_two_visitors_apart_whatever_they_claim() {
    let service = service().await;
    let nginx = Nginx::start(service.at, |config| config);
    let (flood, other) = ([127, 0, 0, 5], [127, 0, 0, 6]);
    let mut slowed = false;
    for n in 0..300 {
        let claim = format!("X-Real-IP: 192.0.2.{}\r\nX-Forwarded-For: 198.51.100.{}\r\n", n % 250, n % 250);
        if nginx.page(flood, &claim).await.starts_with("HTTP/1.1 429") {
            slowed = true;
            break;
        }
    }
    assert!(slowed, "300 pages in no time are too many for one visitor");
    assert!(nginx.page(other, "").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_a_whole_network_of_addresses_holds_no_more_connections_than_others() {
    let service = service().await;
    // The limit made small, and a header to play addresses with that this machine does not have.
    let nginx = Nginx::start(service.at, |config| {
        config.replace("limit_conn each 64;", "limit_conn each 1; set_real_ip_from 127.0.0.0/8; real_ip_header X-Test;")
    });
    for (holder, neighbour, stranger) in [
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff:4:5:6", "2001:db8:1:3::3"),
        ("2001:db8::1", "2001:db8::2:3:4:5", "2001:db8:0:1::1"),
        ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
    ] {
        let from = [127, 0, 0, 7];
        let head = format!(
            "POST /en/mailbox HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\nX-Test: {holder}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nreceipt"
        );
        let page = async |address: &str| {
            tokio::time::sleep(Duration::from_millis(500)).await;
            nginx.page(from, &format!("X-Test: {address}\r\n")).await.get(9..12).map(str::to_owned)
        };
        let asked = async { (page(neighbour).await, page(stranger).await) };
        let (held, asked) = tokio::join!(nginx.ask_slowly(from, &head, b"=x"), asked);
        assert_eq!(asked, (Some("503".to_owned()), Some("200".to_owned())), "{holder} {neighbour} {stranger}");
        assert!(held.starts_with("HTTP/1.1 4") || held.starts_with("HTTP/1.1 2"), "{held}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plain_http_leads_to_tls_and_repeats_nothing_of_what_was_asked() {
    let service = service().await;
    let nginx = Nginx::start(service.at, |config| config);
    let request = format!("GET /{CANARY}?{CANARY} HTTP/1.1\r\nHost: {CANARY}.example\r\nConnection: close\r\n\r\n");
    let answer = crate::http::raw(nginx.plain, request.as_bytes()).await.unwrap();
    assert_eq!((answer.status, answer.header("location")), (301, Some(format!("https://{NAME}/").as_str())));
}

//! A running demo that is attacked: after each attack it must stand as before, and take the next honest report.

use std::fs;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::demo::{Demo, files, receipt};
use super::http::{self, Answer};

/// Kilobytes that an attack may cost beyond what the idle program has.
const MORE_MEMORY: u64 = 64 * 1024;

/// How long one attack may keep us: hundreds of megabytes are sealed in it, by a program built for tests.
const PATIENCE: Duration = Duration::from_secs(180);

/// The demo, and what must be stored in it.
pub struct Siege {
    pub demo: Demo,
    idle: u64,
    cases: usize,
    honest: usize,
}

/// How much of an attack the other side let us send, and its answer.
pub struct Poured {
    pub sent: u64,
    pub answer: Option<Answer>,
}

impl Siege {
    /// A demo that has taken a report already, so that everything it allocates once is allocated.
    pub async fn start() -> Self {
        let demo = Demo::start();
        let mut siege = Self { demo, idle: 0, cases: 0, honest: 0 };
        siege.honest_report().await;
        siege.idle = siege.kilobytes("VmRSS:");
        siege.forget_peak();
        siege
    }

    pub fn at(&self) -> SocketAddr {
        self.demo.at
    }

    /// After an attack that may have left `cases` more cases: memory was bounded, nothing is half-stored, no thread
    /// died of it, and the next honest report is taken.
    pub async fn stands_after(&mut self, attack: &str, cases: usize) {
        self.cases += cases;
        let peak = self.kilobytes("VmHWM:");
        assert!(peak < self.idle + MORE_MEMORY, "{attack}: {peak} kB at the peak, {} kB idle", self.idle);
        self.honest_report().await;
        self.nothing_half_stored(attack).await;
        assert!(!self.demo.log().contains("panic"), "{attack}: {}", self.demo.log());
        self.forget_peak();
    }

    async fn honest_report(&mut self) {
        let text = format!("honest report {}", self.honest);
        let file = vec![b'h'; 20_000];
        let parts: [http::Part<'_>; 2] = [("narrative", None, text.as_bytes()), ("files", Some("honest.bin"), &file)];
        let answer = self.demo.send("en", &parts).await;
        receipt(&answer);
        assert!(answer.text().contains("honest.bin"), "its file is on the list");
        self.honest += 1;
        self.cases += 1;
    }

    /// As many cases as there should be, each honest one with its file, and as many blobs as rows that name one.
    async fn nothing_half_stored(&self, attack: &str) {
        let cases = self.demo.cases();
        assert_eq!(cases.len(), self.cases, "{attack}: cases");
        let named: u64 = cases.iter().map(|case| case["files"].as_u64().unwrap()).sum();
        assert!(named >= self.honest as u64, "{attack}: an honest file is missing");
        // What nobody claimed is removed beside the answer, not before it.
        let begun = Instant::now();
        loop {
            let blobs = files(&self.demo.path("data/blobs"));
            let staged = blobs.iter().filter(|path| path.to_string_lossy().contains('#')).count();
            if blobs.len() as u64 == named && staged == 0 {
                break;
            }
            assert!(begun.elapsed() < Duration::from_secs(10), "{attack}: {} blobs ({staged} staged), {named} named", blobs.len());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(files(&self.demo.path("tmp")).is_empty(), "{attack}: a temporary file");
    }

    fn kilobytes(&self, line: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.demo.process())).unwrap();
        let found = status.lines().find_map(|l| l.strip_prefix(line)).unwrap_or_else(|| panic!("no {line}"));
        found.trim().trim_end_matches(" kB").parse().unwrap()
    }

    fn forget_peak(&self) {
        fs::write(format!("/proc/{}/clear_refs", self.demo.process()), "5").unwrap();
    }
}

/// Sends `start`, then `filler` again and again up to `total` bytes, then `end`, reading the answer meanwhile; goes on
/// sending until it is refused, as somebody does who means harm.
pub async fn pour(to: SocketAddr, start: &[u8], filler: &[u8], total: u64, end: &[u8]) -> Poured {
    let (mut from, mut into) = TcpStream::connect(to).await.unwrap().into_split();
    let read = tokio::spawn(async move { http::read_answer_within(&mut from, false, PATIENCE).await });
    let mut sent = 0;
    let sending = async {
        into.write_all(start).await?;
        sent += start.len() as u64;
        while sent < total {
            into.write_all(filler).await?;
            sent += filler.len() as u64;
        }
        into.write_all(end).await
    };
    let _ = tokio::time::timeout(PATIENCE, sending).await.expect("it is cut, or taken, in time");
    let answer = read.await.unwrap();
    Poured { sent, answer }
}

/// The head of a POST with these header lines.
pub fn head(path: &str, lines: &[&str]) -> Vec<u8> {
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    format!("POST {path} HTTP/1.1\r\nHost: x\r\n{lines}\r\n").into_bytes()
}

/// The content type of [`http::multipart`] as a header line.
pub fn multipart_line() -> String {
    format!("Content-Type: multipart/form-data; boundary={}", http::BOUNDARY)
}

/// A part without its end.
pub fn open_part(disposition: &str) -> Vec<u8> {
    format!("--{}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n", http::BOUNDARY).into_bytes()
}

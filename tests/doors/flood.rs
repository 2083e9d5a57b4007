//! Connections that hold on: honest visitors are served meanwhile. The figures are printed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tocsin::web::{Door, Transport};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::house::{House, listener, until_closed};
use crate::http;
use crate::server::some_limits;

/// Opens `count` connections that begin with `first` and then send a byte now and then. Those that are closed come
/// back at once if `again`.
struct Flood {
    holders: JoinSet<()>,
    opened: Arc<AtomicUsize>,
}

impl Flood {
    fn start(at: SocketAddr, count: u32, again: bool, first: impl Fn(u32) -> String) -> Self {
        more_files();
        let opened = Arc::new(AtomicUsize::new(0));
        let mut holders = JoinSet::new();
        for number in 0..count {
            let (first, opened) = (first(number), Arc::clone(&opened));
            holders.spawn(async move {
                loop {
                    if let Ok(mut stream) = TcpStream::connect(at).await
                        && stream.write_all(first.as_bytes()).await.is_ok()
                    {
                        opened.fetch_add(1, Ordering::Relaxed);
                        hold(&mut stream).await;
                    }
                    if !again {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            });
        }
        Self { holders, opened }
    }

    async fn is_up(&self, count: usize) {
        let begun = Instant::now();
        while self.opened.load(Ordering::Relaxed) < count {
            assert!(begun.elapsed() < Duration::from_secs(60), "{} of {count} connected", self.opened.load(Ordering::Relaxed));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn end(mut self) {
        self.holders.shutdown().await;
    }
}

/// A byte now and then, until the other side closes.
async fn hold(stream: &mut TcpStream) {
    let mut byte = [0];
    loop {
        match tokio::time::timeout(Duration::from_secs(5), stream.read(&mut byte)).await {
            Ok(Ok(1..)) => {}
            Ok(_) => return,
            Err(_) => {
                if stream.write_all(b"y").await.is_err() {
                    return;
                }
            }
        }
    }
}

fn more_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).unwrap();
}

/// `count` honest visitors one after the other; how long each took, shortest first.
async fn honest(at: SocketAddr, count: usize, path: &str) -> Vec<Duration> {
    let mut took = Vec::new();
    for _ in 0..count {
        let begun = Instant::now();
        let answer = tokio::time::timeout(Duration::from_secs(30), http::get(at, path, &[])).await.expect("an honest visitor is kept out");
        assert_eq!(answer.status, 200);
        took.push(begun.elapsed());
    }
    took.sort();
    took
}

/// The same, but one every 700 ms whatever became of those before: none of them profits from a moment when many seats
/// happen to be free.
async fn spaced(at: SocketAddr, count: u32, path: &'static str) -> Vec<Duration> {
    let mut visits = JoinSet::new();
    for number in 0..count {
        visits.spawn(async move {
            tokio::time::sleep(Duration::from_millis(700) * number).await;
            honest(at, 1, path).await[0]
        });
    }
    let mut took = visits.join_all().await;
    took.sort();
    took
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_slow_connections_keep_nobody_out() {
    let transport = Transport::default();
    assert_eq!(transport.connections, 1024);
    let house = House::open(vec![Door::plain(listener().await)], some_limits(true), transport).await;
    let flood = Flood::start(house.at[0], 2_000, true, |n| format!("GET /report HTTP/1.1\r\nHost: x\r\nX-{n}: "));
    flood.is_up(2_000).await;
    let took = spaced(house.at[0], 20, "/report").await;
    println!("2,000 slow connections that come back, 1,024 seats: honest p50 {:?}, longest {:?}", took[10], took[19]);
    assert!(took[10] < Duration::from_secs(6) && took[19] < Duration::from_secs(12), "{took:?}");
    flood.end().await;
    assert!(honest(house.at[0], 1, "/report").await[0] < Duration::from_secs(10));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_on_the_onion_door_is_not_felt_at_the_others() {
    let doors = vec![Door::onion(listener().await), Door::plain(listener().await), Door::staff(listener().await)];
    let house = House::open(doors, some_limits(true), Transport::default()).await;
    let first = |n: u32| format!("PROXY TCP6 fc00:dead:beef:4dad::{:x}:{:x} ::1 1 80\r\nGET / HTTP/1.1\r\nX-", n >> 16, n & 0xffff);
    let flood = Flood::start(house.at[0], 2_000, true, first);
    flood.is_up(1_500).await;
    for (at, path) in [(house.at[1], "/report"), (house.at[2], "/desk")] {
        let took = honest(at, 20, path).await;
        println!("a flood of 2,000 on another door: honest p50 {:?}, longest {:?}", took[10], took[19]);
        assert!(took[19] < Duration::from_secs(3), "{took:?}");
    }
    flood.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_circuit_holds_a_few_connections_and_no_more() {
    let house = House::open(vec![Door::onion(listener().await)], some_limits(true), Transport::default()).await;
    let mut held = Vec::new();
    for _ in 0..40 {
        let mut stream = TcpStream::connect(house.at[0]).await.unwrap();
        stream
            .write_all(b"PROXY TCP6 fc00:dead:beef:4dad::0:7 ::1 7 80\r\nGET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .await
            .unwrap();
        held.push(stream);
    }
    let mut answered = 0;
    for stream in &mut held {
        answered += usize::from(until_closed(stream).await.0.starts_with(b"HTTP/1.1 200"));
    }
    assert_eq!(answered, 1024 / 64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_and_answers_that_crawl_make_room_too() {
    let transport = Transport { connections: 32, ..Transport::default() };
    let house = House::open(vec![Door::plain(listener().await)], some_limits(true), transport).await;
    let flood = Flood::start(house.at[0], 100, true, |_| "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n".to_owned());
    flood.is_up(100).await;
    let took = honest(house.at[0], 3, "/report").await;
    println!("100 crawling bodies, 32 seats: honest longest {:?}", took[2]);
    assert!(took[2] < Duration::from_secs(12), "{took:?}");
    flood.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_keep_just_above_the_floor_hold_their_seats_no_longer_than_others_need() {
    let transport = Transport { connections: 32, ..Transport::default() };
    let house = House::open(vec![Door::plain(listener().await)], some_limits(true), transport).await;
    let at = house.at[0];
    let mut crawling = JoinSet::new();
    for _ in 0..40 {
        crawling.spawn(async move {
            loop {
                if let Ok(mut stream) = TcpStream::connect(at).await {
                    let _ = stream.write_all(b"POST /swallow HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n").await;
                    while stream.write_all(&[b'x'; 768]).await.is_ok() {
                        tokio::time::sleep(Duration::from_millis(500)).await;
                    }
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
    }
    // Until all that hold a seat have proved themselves.
    tokio::time::sleep(Duration::from_secs(8)).await;
    let took = spaced(at, 8, "/report").await;
    println!("40 bodies of 1.5 KiB/s, 32 seats: honest p50 {:?}, longest {:?}", took[4], took[7]);
    assert!(took[7] < Duration::from_secs(20), "{took:?}");
    crawling.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_moves_is_not_sacrificed_to_a_flood() {
    let transport = Transport { connections: 16, ..Transport::default() };
    let house = House::open(vec![Door::plain(listener().await)], some_limits(true), transport).await;
    let mut upload = TcpStream::connect(house.at[0]).await.unwrap();
    let (piece, pieces) = (vec![b'x'; 4_096], 40);
    let head = format!("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", piece.len() * pieces);
    upload.write_all(head.as_bytes()).await.unwrap();
    let flood = Flood::start(house.at[0], 100, true, |_| "GET / HTTP/1.1\r\nX-".to_owned());
    for _ in 0..pieces {
        upload.write_all(&piece).await.expect("the upload goes on");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(http::read_answer(&mut upload, false).await.expect("an answer").status, 200);
    flood.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_closes_every_door_finishes_what_was_begun_and_waits_for_nobody_idle() {
    let doors = vec![Door::plain(listener().await), Door::onion(listener().await), Door::staff(listener().await)];
    let house = House::open(doors, some_limits(true), Transport::default()).await;
    let at = house.at.clone();
    let begun = tokio::spawn({
        let at = at[0];
        async move { http::get(at, "/slow", &[]).await }
    });
    let mut half = TcpStream::connect(at[0]).await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nX-").await.unwrap();
    let mut silent = TcpStream::connect(at[1]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let told = Instant::now();
    house.stop().await;
    assert!(told.elapsed() < Duration::from_secs(5), "half-open connections hold nothing up: {:?}", told.elapsed());
    assert_eq!(begun.await.unwrap().text(), "finished");
    for door in at {
        assert!(TcpStream::connect(door).await.is_err(), "{door}");
    }
    for stream in [&mut half, &mut silent] {
        assert!(until_closed(stream).await.1 < Duration::from_secs(1));
    }
}

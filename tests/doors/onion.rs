use std::time::Duration;

use tocsin::web::{Door, Transport};
use tocsin_domain::onion::OnionAddress;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream, UdpSocket};

use crate::house::{House, listener, until_closed};
use crate::http::{self, Answer, raw};
use crate::server::some_limits;

fn as_tor(circuit: u32) -> String {
    format!("PROXY TCP6 fc00:dead:beef:4dad::{:x}:{:x} ::1 {} 80\r\n", circuit >> 16, circuit & 0xffff, circuit & 0xffff)
}

async fn get(house: &House, circuit: u32, path: &str, headers: &str) -> Answer {
    let request = format!("{}GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n", as_tor(circuit));
    raw(house.at[0], request.as_bytes()).await.expect("an answer")
}

async fn onion(limited: bool) -> House {
    let doors = vec![Door::onion(listener().await), Door::plain(listener().await)];
    House::open(doors, some_limits(!limited), Transport::default()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_circuit_is_a_visitor_and_what_it_says_of_itself_changes_nothing() {
    let house = onion(false).await;
    let one = get(&house, 7, "/who", "").await.text();
    assert_eq!(one, get(&house, 7, "/who", "").await.text());
    assert_eq!(one, get(&house, 7, "/who", "X-Real-IP: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.1\r\n").await.text());
    assert_ne!(one, get(&house, 8, "/who", "").await.text());
    assert_ne!(one, get(&house, 0x0001_0007, "/who", "").await.text(), "all 32 bits count");
    assert!(one.contains("shared: false"), "{one}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_from_one_circuit_is_slowed_and_the_next_circuit_is_served() {
    let house = onion(true).await;
    let mut slowed = false;
    for _ in 0..200 {
        if get(&house, 7, "/", "").await.status == 429 {
            slowed = true;
            break;
        }
    }
    assert!(slowed, "200 pages in no time are too many for one circuit");
    assert_eq!(get(&house, 8, "/", "").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_header_in_pieces_is_whole_in_the_end_and_all_requests_of_a_connection_are_one_circuits() {
    let house = onion(false).await;
    let mut stream = TcpStream::connect(house.at[0]).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for byte in as_tor(7).bytes() {
        stream.write_all(&[byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    let mut said = Vec::new();
    for _ in 0..2 {
        stream.write_all(b"GET /who HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        said.push(http::read_answer(&mut stream, false).await.unwrap().text());
    }
    assert_eq!(said[0], said[1]);
    assert_eq!(said[0], get(&house, 7, "/who", "").await.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_does_not_come_as_tor_does_is_closed_without_a_word() {
    let house = onion(false).await;
    for first in [
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "PROXY UNKNOWN\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "PROXY TCP6 2001:db8::1 ::1 1 80\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::1:2 ::1 1 80\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\r\n\r\n\0\r\nQUIT\n",
        &format!("PROXY TCP6 {}", "f".repeat(200)),
    ] {
        let mut stream = TcpStream::connect(house.at[0]).await.unwrap();
        stream.write_all(first.as_bytes()).await.unwrap();
        let (heard, took) = until_closed(&mut stream).await;
        assert!(heard.is_empty(), "{first:?}: {}", String::from_utf8_lossy(&heard));
        assert!(took < Duration::from_secs(5), "{first:?}");
    }
    let twice = format!("{0}{0}GET / HTTP/1.1\r\nHost: x\r\n\r\n", as_tor(7));
    assert!(raw(house.at[0], twice.as_bytes()).await.is_none_or(|a| a.status == 400), "a second header is no HTTP");
    assert_eq!(get(&house, 9, "/", "").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_header_is_cut_in_time() {
    let transport = Transport { header_time: Duration::from_millis(300), ..Transport::default() };
    let house = House::open(vec![Door::onion(listener().await)], some_limits(true), transport).await;
    let mut stream = TcpStream::connect(house.at[0]).await.unwrap();
    stream.write_all(b"PROXY TCP6 fc00").await.unwrap();
    let (heard, took) = until_closed(&mut stream).await;
    assert!(heard.is_empty() && took < Duration::from_secs(3), "{took:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tors_header_at_another_door_is_bad_http() {
    let house = onion(false).await;
    let request = format!("{}GET /who HTTP/1.1\r\nHost: x\r\n\r\n", as_tor(7));
    assert!(raw(house.at[1], request.as_bytes()).await.is_none_or(|answer| answer.status == 400));
    assert!(http::get(house.at[1], "/who", &[]).await.text().contains("shared: true"));
}

/// The address under which other machines would reach this one, if it is in a network at all.
async fn own_address() -> Option<std::net::IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").await.ok()?;
    socket.connect("192.0.2.1:9").await.ok()?;
    socket.local_addr().ok().map(|at| at.ip()).filter(|ip| !ip.is_loopback() && !ip.is_unspecified())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_onion_door_opens_to_this_machine_alone_even_if_misconfigured() {
    // On a machine without a network there is nobody else to try it with; the rule itself is tested beside the code.
    let Some(own) = own_address().await else { return };
    let open = TcpListener::bind((own, 0)).await.unwrap();
    let house = House::open(vec![Door::onion(open)], some_limits(true), Transport::default()).await;
    let request = format!("{}GET / HTTP/1.1\r\nHost: x\r\n\r\n", as_tor(7));
    assert!(raw(house.at[0], request.as_bytes()).await.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_web_names_the_onion_service_for_pages_and_for_nothing_else() {
    let address = OnionAddress::of_key(&[7; 32]);
    let doors = vec![Door::onion(listener().await), Door::plain(listener().await)];
    let house = House::known(doors, Some(address.clone()), some_limits(true), Transport::default()).await;
    let plain = house.at[1];
    for (path, place) in
        [("/", "/"), ("/report", "/report"), ("/zh-Hans/report", "/zh-Hans/report"), ("/report?receipt=abandon", "/report")]
    {
        let answer = http::get(plain, path, &[]).await;
        assert_eq!(answer.header("onion-location"), Some(format!("http://{address}{place}").as_str()), "{path}");
    }
    for path in ["/healthz", "/robots.txt", "/nothing", "/desk", "/en/desk", "/admin"] {
        assert_eq!(http::get(plain, path, &[]).await.header("onion-location"), None, "{path}");
    }
    assert_eq!(http::request(plain, "POST", "/report", &[], b"x").await.header("onion-location"), None);
    assert_eq!(get(&house, 7, "/report", "").await.header("onion-location"), None, "whoever is there need not be told");
    for path in ["/", "/report"] {
        assert_eq!(http::get(plain, path, &[]).await.header("strict-transport-security"), None, "only TLS may say so");
    }
}

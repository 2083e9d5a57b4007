//! Files and pieces that are not taken, each for its own reason, with nothing left behind.

use crate::bench::{Bench, a_case};
use crate::http;
use crate::pieces::{KIND, VERSION, add, begin, begin_with, call, head, new_id, offset, path};
use crate::protocol::said;
use crate::server::{Setup, a_site};
use tocsin::app::incoming::{MOST_BEGUN, MOST_FILES};
use tocsin::store::{Store, UploadRow};
use tocsin::web::{Bounds, Site, UploadBounds};
use tocsin_seal::{Identity, Receipt, seal};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_receipt_can_begin_a_file_and_only_as_it_signed() {
    let bench = Bench::made(Setup::usual()).await;
    let (at, id, challenge) = (bench.service.at, new_id(), bench.service.app.call_challenge());
    let deployment = bench.service.app.rosters().last().unwrap().deployment().clone();
    let stranger = Receipt::generate(&ring::rand::SystemRandom::new()).unwrap().keys(&deployment);
    let good = call(&bench.keys, &challenge, id, 10_000);
    let mut altered = good.clone().into_bytes();
    *altered.last_mut().unwrap() ^= 1;
    let old = call(&bench.keys, "c1.made.up", id, 10_000);
    for (what, call, length, status, code) in [
        ("an unknown mailbox", call(&stranger, &challenge, id, 10_000), "10000", 404, "unknown_mailbox"),
        ("another length", good.clone(), "10001", 422, "bad_call"),
        ("a challenge that is none of ours", old, "10000", 409, "challenge_old"),
        ("no call", String::new(), "10000", 422, "bad_call"),
        ("no base64", "%%%".into(), "10000", 400, "bad_request"),
        ("a length that is no number", good.clone(), "1e4", 400, "bad_request"),
        ("a negative length", good.clone(), "-1", 400, "bad_request"),
        ("a call beyond all bounds", "A".repeat(4_000), "10000", 400, "bad_request"),
    ] {
        let answer = begin_with(at, &call, length).await;
        assert_eq!((answer.status, said(&answer).as_str()), (status, code), "{what}");
    }
    let forged = begin_with(at, std::str::from_utf8(&altered).unwrap(), "10000").await;
    assert!([400, 404, 422].contains(&forged.status), "{}", forged.status);
    for more in [("Upload-Metadata", "filename Y2FuYXJ5"), ("Upload-Defer-Length", "1")] {
        let mut headers = vec![VERSION, ("Tocsin-Call", &good), more];
        if more.0 == "Upload-Metadata" {
            headers.push(("Upload-Length", "10000"));
        }
        assert_eq!(http::request(at, "POST", "/api/v1/files", &headers, b"").await.status, 400, "{}", more.0);
    }
    let body = [VERSION, ("Tocsin-Call", &good), ("Upload-Length", "10000")];
    assert_eq!(http::request(at, "POST", "/api/v1/files", &body, b"bytes").await.status, 400);
    let elsewhere = [VERSION, ("Tocsin-Call", &good), ("Upload-Length", "10000"), ("Sec-Fetch-Site", "cross-site")];
    assert_eq!(http::request(at, "POST", "/api/v1/files", &elsewhere, b"").await.status, 403);
    assert_eq!(bench.service.blobs(), 0);
    assert_eq!(begin_with(at, &good, "10000").await.status, 201, "and the good one is still taken");
    assert_eq!(begin(at, &stranger, &challenge, id, 10_000).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_not_sealed_as_it_must_be_is_refused_and_removed() {
    let bench = Bench::made(Setup::usual()).await;
    let at = bench.service.at;
    let stranger = Identity::generate(&ring::rand::SystemRandom::new()).unwrap();
    let good = bench.file(10_000).await;
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("not sealed at all", vec![b'x'; 10_000], "bad_file"),
        ("nothing", Vec::new(), "bad_file"),
        ("a header that is cut off", good[..1_000].to_vec(), "bad_file"),
        ("a second reader", seal(&[0; 4096], &[&bench.recipient, stranger.recipient()]).unwrap(), "bad_file"),
        ("a key that no quantum computer would stop at", x25519(), "bad_file"),
        ("unpadded", seal(&[0; 5_000], &[&bench.recipient]).unwrap(), "not_padded"),
        ("one byte short", good[..good.len() - 1].to_vec(), "not_padded"),
    ];
    for (what, file, code) in cases {
        let id = new_id();
        assert_eq!(bench.begin(id, file.len()).await.status, 201, "{what}");
        let answer = add(at, id, 0, &file).await;
        assert_eq!((answer.status, said(&answer).as_str()), (422, code), "{what}");
        assert_eq!((head(at, id).await.status, bench.service.blobs()), (404, 0), "{what}");
    }
}

/// As an ordinary age file for an ordinary key begins.
fn x25519() -> Vec<u8> {
    let stanza = "-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\nEmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n";
    let mut file = format!("age-encryption.org/v1\n{stanza}-> g-grease\n\n--- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0\n").into_bytes();
    file.resize(6_000, 1);
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_piece_out_of_place_or_of_another_kind_changes_nothing() {
    let bench = Bench::made(Setup::usual()).await;
    let (at, id, file) = (bench.service.at, new_id(), bench.file(10_000).await);
    bench.begin(id, file.len()).await;
    assert_eq!(add(at, id, 0, &file[..4_000]).await.status, 204);
    let send = |kind: (&'static str, &'static str), offset: &'static str, more: &[(&'static str, &'static str)], body: Vec<u8>| {
        let headers = [&[VERSION, kind, ("Upload-Offset", offset)], more].concat();
        async move {
            let length = body.len().to_string();
            let headers = [&headers[..], &[("Content-Length", length.as_str())]].concat();
            let head = http::written("localhost", "PATCH", &path(id), &headers, b"");
            http::raw(at, &[head, body].concat()).await.unwrap()
        }
    };
    let rest = file[4_000..].to_vec();
    for (kind, offset, more, body, status, code) in [
        (KIND, "0", vec![], rest.clone(), 409, "wrong_offset"),
        (KIND, "4001", vec![], rest.clone(), 409, "wrong_offset"),
        (KIND, "04000", vec![], rest.clone(), 400, "bad_request"),
        (KIND, "", vec![], rest.clone(), 400, "bad_request"),
        (KIND, "4000", vec![], [&rest[..], b"x"].concat(), 413, "too_large"),
        (KIND, "4000", vec![("Content-Encoding", "gzip")], rest.clone(), 415, "wrong_type"),
        (("Content-Type", "application/octet-stream"), "4000", vec![], rest.clone(), 415, "wrong_type"),
    ] {
        let answer = send(kind, offset, &more, body).await;
        assert_eq!((answer.status, said(&answer).as_str()), (status, code), "{offset} {kind:?}");
        assert_eq!(answer.header("tus-resumable"), Some("1.0.0"));
    }
    // More than was announced, without saying so before.
    let mut long =
        http::written("localhost", "PATCH", &path(id), &[VERSION, KIND, ("Upload-Offset", "4000"), ("Transfer-Encoding", "chunked")], b"");
    long.extend_from_slice(format!("{:x}\r\n", 20_000).as_bytes());
    long.extend_from_slice(&[1; 20_000]);
    long.extend_from_slice(b"\r\n0\r\n\r\n");
    let answer = http::raw(at, &long).await.unwrap();
    assert_eq!((answer.status, said(&answer).as_str()), (413, "too_large"));
    let at_most = offset(&head(at, id).await).unwrap();
    assert!(at_most <= file.len());
    for id in ["", "..", "%2e%2e", "00", &"z".repeat(32), &"A".repeat(32), &"0".repeat(32)] {
        let answer = http::request(at, "HEAD", &format!("/api/v1/files/{id}"), &[VERSION], b"").await;
        assert!([404, 405].contains(&answer.status), "{id}: {}", answer.status);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_mailbox_has_so_many_files_waiting_and_another_still_has_room() {
    let bench = Bench::made(Setup::usual()).await;
    let at = bench.service.at;
    let length = bench.file(5_000).await.len();
    for _ in 0..MOST_FILES {
        assert_eq!(bench.begin(new_id(), length).await.status, 201);
    }
    let answer = bench.begin(new_id(), length).await;
    assert_eq!((answer.status, said(&answer).as_str()), (409, "too_many_files"));
    assert_eq!(bench.service.blobs(), MOST_FILES, "what is refused leaves no file");
    let other = a_case(&bench.service).await.keys;
    let challenge = bench.service.app.call_challenge();
    assert_eq!(begin(at, &other, &challenge, new_id(), length).await.status, 201);
    let large = begin(at, &other, &challenge, new_id(), 500_000_000).await;
    assert_eq!((large.status, said(&large).as_str()), (413, "too_large"));
    for _ in 0..3 {
        assert_eq!(begin(at, &other, &challenge, new_id(), 400_000_000).await.status, 201);
    }
    let together = begin(at, &other, &challenge, new_id(), 400_000_000).await;
    assert_eq!(together.status, 201);
    let together = begin(at, &other, &challenge, new_id(), 400_000_000).await;
    assert_eq!((together.status, said(&together).as_str()), (409, "too_many_files"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hours_budget_and_the_reserve_of_the_disk_stop_pieces_and_lose_none() {
    let uploads = UploadBounds { megabytes_per_hour: 1, ..UploadBounds::USUAL };
    let site = Site { bounds: Bounds { uploads, ..Bounds::default() }, ..a_site() };
    let bench = Bench::made(Setup { site, ..Setup::usual() }).await;
    let (at, id, file) = (bench.service.at, new_id(), bench.file(3_000_000).await);
    bench.begin(id, file.len()).await;
    let answer = add(at, id, 0, &file).await;
    assert_eq!((answer.status, said(&answer).as_str(), answer.header("retry-after")), (503, "busy", Some("60")));
    let came = offset(&head(at, id).await).unwrap();
    assert!((1..=1_000_000).contains(&came), "{came}");
    assert_eq!(offset(&answer), Some(came));
    let full = Bench::made(Setup { reserve: u64::MAX, ..Setup::usual() }).await;
    assert_eq!((full.begin(new_id(), 10_000).await.status, full.service.blobs()), (503, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_nobody_goes_on_with_are_bounded_over_all_mailboxes_and_make_room_for_who_comes() {
    let bench = Bench::made(Setup::usual()).await;
    let (service, at) = (&bench.service, bench.service.at);
    let begin_one = async || begin(at, &bench.keys, &service.app.call_challenge(), new_id(), 10_000).await.status;
    let kept = new_id();
    assert_eq!(begin(at, &bench.keys, &service.app.call_challenge(), kept, 10_000).await.status, 201);
    assert_eq!(add(at, kept, 0, &[b'x'; 100]).await.status, 204);
    // As many as mailboxes of a hostile crowd would hold, begun now and left empty.
    let store = Store::open(&service.options).await.unwrap();
    let mut tx = store.write().await.unwrap();
    let first = tx.all_uploads().await.unwrap().remove(0);
    for number in 1..MOST_BEGUN {
        let mut id = [7; 16];
        id[..8].copy_from_slice(&number.to_be_bytes());
        tx.insert_upload(&UploadRow { id, ..first.clone() }).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(begin_one().await, 503, "there is room for no more");
    bench.clock.jump(2 * 3_600);
    assert_eq!(begin_one().await, 201, "what nobody went on with for an hour has gone");
    let left = store.read().await.unwrap().all_uploads().await.unwrap();
    assert_eq!(left.len(), 2);
    assert!(left.iter().any(|row| row.id == *kept.as_bytes()), "and a file on its way has not");
}

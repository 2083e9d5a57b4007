//! Networks and servers that break.

use crate::bench::Bench;
use crate::http;
use crate::pieces::{Breaking, add, below, head, new_id, offset, patch, path, send};
use crate::server::Setup;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_cut_five_times_at_random_arrives_whole() {
    let bench = Bench::made(Setup::usual()).await;
    let (id, file) = (new_id(), bench.file(40_000_000).await);
    let cuts: Vec<u64> = (0..5).map(|_| 1_000 + below(file.len() as u64 / 6)).collect();
    let network = Breaking::before(bench.service.at, &cuts).await;
    assert_eq!(bench.begin(id, file.len()).await.status, 201);
    let attempts = send(network.at, id, &file).await;
    assert_eq!((network.left(), attempts >= 5), (0, true), "cut after {cuts:?}");
    let stored = bench.service.data.join("blobs").join(&id.to_string()[..2]).join(id.to_string());
    assert!(std::fs::read(stored).unwrap() == file, "another file than was sent; cut after {cuts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_before_a_connection_broke_is_not_sent_again() {
    let bench = Bench::made(Setup::usual()).await;
    let (at, id, file) = (bench.service.at, new_id(), bench.file(900_000).await);
    bench.begin(id, file.len()).await;
    let request = patch(id, 0, &file);
    let mut connection = TcpStream::connect(at).await.unwrap();
    connection.write_all(&request[..request.len() - 300_000]).await.unwrap();
    connection.flush().await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    drop(connection);
    let came = reaches(&bench, id, file.len() - 300_000).await;
    assert_eq!(came, file.len() - 300_000);
    assert_eq!(add(at, id, came, &file[came..]).await.status, 204);
}

/// Waits until so much is durable, or for five seconds.
async fn reaches(bench: &Bench, id: tocsin_seal::PartId, wanted: usize) -> usize {
    for _ in 0..50 {
        if offset(&head(bench.service.at, id).await) == Some(wanted) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    offset(&head(bench.service.at, id).await).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_connections_never_mix_their_bytes_and_a_silent_one_gives_way() {
    let bench = Bench::made(Setup::usual()).await;
    let (at, id, file) = (bench.service.at, new_id(), bench.file(600_000).await);
    bench.begin(id, file.len()).await;
    let request = patch(id, 0, &file);
    let mut first = TcpStream::connect(at).await.unwrap();
    first.write_all(&request[..request.len() - 500_000]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    // It is busy: the second one neither writes nor waits for ever.
    let second = add(at, id, 0, &file).await;
    assert_eq!((second.status, second.header("retry-after")), (423, Some("2")));
    assert_eq!(http::request(at, "DELETE", &path(id), &[crate::pieces::VERSION], b"").await.status, 423);
    // Its circuit is gone without a word: whoever comes next goes on from what came.
    tokio::time::sleep(Duration::from_millis(2_200)).await;
    let asked = head(at, id).await;
    let came = offset(&asked).unwrap();
    assert_eq!(came, file.len() - 500_000, "asking alone makes the silent one leave");
    assert_eq!(add(at, id, came, &file[came..]).await.status, 204);
    let answer = http::read_answer(&mut first, false).await.unwrap();
    assert_eq!((answer.status, offset(&answer)), (423, Some(came)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_server_on_the_same_folder_goes_on_where_the_first_stopped() {
    let bench = Bench::made(Setup::usual()).await;
    let (id, file) = (new_id(), bench.file(200_000).await);
    bench.begin(id, file.len()).await;
    assert_eq!(add(bench.service.at, id, 0, &file[..100_000]).await.status, 204);
    let other = tocsin::store::Store::open(&bench.service.options).await.unwrap();
    let tocsin::store::Way::Open(mut growing) = other.blobs().growing(id.as_bytes()).await.unwrap() else { panic!("locked") };
    assert_eq!(growing.length(), 100_000);
    assert_eq!(add(bench.service.at, id, 100_000, &file[100_000..]).await.status, 423, "the other one is at it");
    growing.write(&file[100_000..150_000]).await.unwrap();
    drop(growing);
    assert_eq!(reaches(&bench, id, 150_000).await, 150_000);
    assert_eq!(add(bench.service.at, id, 100_000, &file[100_000..]).await.status, 409);
    assert_eq!(add(bench.service.at, id, 150_000, &file[150_000..]).await.status, 204);
}

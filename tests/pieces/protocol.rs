//! What tus 1.0 promises.

use crate::bench::Bench;
use crate::http;
use crate::pieces::{KIND, VERSION, add, begin, head, new_id, offset, path};
use crate::server::Setup;
use std::os::unix::fs::MetadataExt as _;

on_both!(
    a_file_comes_in_pieces_and_each_answer_says_how_far_it_is,
    a_file_goes_on_after_the_server_was_started_again,
    a_beginning_that_came_twice_begins_once,
    what_nobody_wants_is_removed_at_once,
);

async fn a_file_comes_in_pieces_and_each_answer_says_how_far_it_is(url: Option<String>) {
    let bench = Bench::on(url).await;
    let (at, id, file) = (bench.service.at, new_id(), bench.file(300_000).await);
    let begun = bench.begin(id, file.len()).await;
    assert_eq!((begun.status, begun.header("location")), (201, Some(path(id).as_str())));
    let until = begun.header("upload-expires").unwrap().to_owned();
    assert!(until.ends_with(":00:00 GMT"), "{until}: no finer than the hour");
    let mut sent = 0;
    for piece in file.chunks(100_000) {
        let asked = head(at, id).await;
        assert_eq!((asked.status, offset(&asked)), (200, Some(sent)));
        assert_eq!(asked.header("upload-length"), Some(file.len().to_string().as_str()));
        assert_eq!((asked.header("cache-control"), asked.header("tus-resumable")), (Some("no-store"), Some("1.0.0")));
        let added = add(at, id, sent, piece).await;
        sent += piece.len();
        assert_eq!((added.status, offset(&added), added.header("upload-expires")), (204, Some(sent), Some(until.as_str())));
    }
    assert_eq!(offset(&head(at, id).await), Some(file.len()));
    let stored = bench.service.data.join("blobs").join(&id.to_string()[..2]).join(id.to_string());
    assert_eq!(std::fs::read(&stored).unwrap(), file);
    let about = std::fs::metadata(&stored).unwrap();
    assert_eq!((about.mode() & 0o777, about.mtime() % 86_400), (0o600, 0));
    assert_eq!(std::fs::metadata(stored.parent().unwrap()).unwrap().mtime() % 86_400, 0);
}

async fn a_file_goes_on_after_the_server_was_started_again(url: Option<String>) {
    let bench = Bench::on(url).await;
    let (id, file) = (new_id(), bench.file(50_000).await);
    assert_eq!(bench.begin(id, file.len()).await.status, 201);
    assert_eq!(add(bench.service.at, id, 0, &file[..20_000]).await.status, 204);
    // As the next process opens it: alone, with a sweep at once.
    let part = bench.service.data.join("blobs").join(&id.to_string()[..2]).join(format!("{id}.part"));
    assert_eq!(std::fs::metadata(&part).unwrap().mtime() % 86_400, 0);
    let store = tocsin::store::Store::open(&bench.service.options).await.unwrap();
    store.sweep_blobs(std::time::Duration::ZERO).await.unwrap();
    assert_eq!(std::fs::read(&part).unwrap(), &file[..20_000]);
    assert_eq!(offset(&head(bench.service.at, id).await), Some(20_000));
    assert_eq!(add(bench.service.at, id, 20_000, &file[20_000..]).await.status, 204);
    store.sweep_blobs(std::time::Duration::ZERO).await.unwrap();
    assert_eq!(std::fs::read(part.with_extension("")).unwrap(), file);
}

async fn a_beginning_that_came_twice_begins_once(url: Option<String>) {
    let bench = Bench::on(url).await;
    let (at, id, file) = (bench.service.at, new_id(), bench.file(10_000).await);
    let (one, two) = tokio::join!(bench.begin(id, file.len()), bench.begin(id, file.len()));
    assert_eq!((one.status, two.status), (201, 201));
    assert_eq!(add(at, id, 0, &file[..4_000]).await.status, 204);
    assert_eq!(bench.begin(id, file.len()).await.status, 201);
    assert_eq!(offset(&head(at, id).await), Some(4_000), "what came is still there");
    // Another length, another mailbox: another file.
    assert_eq!(bench.begin(id, file.len() + 1).await.status, 409);
    let other = crate::bench::a_case(&bench.service).await.keys;
    let taken = begin(at, &other, &bench.service.app.call_challenge(), id, file.len()).await;
    assert_eq!((taken.status, said(&taken).as_str()), (409, "id_taken"));
    assert_eq!(bench.service.blobs(), 1);
}

async fn what_nobody_wants_is_removed_at_once(url: Option<String>) {
    let bench = Bench::on(url).await;
    let (at, file) = (bench.service.at, bench.file(10_000).await);
    for came in [0, 5_000, file.len()] {
        let id = new_id();
        assert_eq!(bench.begin(id, file.len()).await.status, 201);
        assert_eq!(add(at, id, 0, &file[..came]).await.status, 204);
        assert_eq!(bench.service.blobs(), 1);
        assert_eq!(http::request(at, "DELETE", &path(id), &[VERSION], b"").await.status, 204);
        assert_eq!((head(at, id).await.status, bench.service.blobs()), (404, 0));
        assert_eq!(http::request(at, "DELETE", &path(id), &[VERSION], b"").await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_message_takes_is_removed_after_a_day() {
    let bench = Bench::made(Setup::usual()).await;
    let (at, half, whole, file) = (bench.service.at, new_id(), new_id(), bench.file(10_000).await);
    for (id, came) in [(half, 5_000), (whole, file.len())] {
        assert_eq!(bench.begin(id, file.len()).await.status, 201);
        assert_eq!(add(at, id, 0, &file[..came]).await.status, 204);
    }
    bench.clock.jump(23 * 3600);
    assert_eq!((bench.service.app.sweep().await.unwrap().uploads, bench.service.blobs()), (0, 2));
    bench.clock.jump(2 * 3600);
    assert_eq!((head(at, half).await.status, add(at, half, 5_000, &file[5_000..]).await.status), (410, 410));
    assert_eq!((bench.service.app.sweep().await.unwrap().uploads, bench.service.blobs()), (2, 0));
    assert_eq!((head(at, half).await.status, head(at, whole).await.status), (404, 404));
}

pub fn said(answer: &http::Answer) -> String {
    let answer: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    answer["error"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_says_what_it_speaks_and_refuses_other_versions() {
    let bench = Bench::made(Setup::usual()).await;
    let at = bench.service.at;
    for path in ["/api/v1/files".to_owned(), path(new_id())] {
        let told = http::request(at, "OPTIONS", &path, &[], b"").await;
        assert_eq!((told.status, told.header("tus-version")), (204, Some("1.0.0")));
        assert_eq!(told.header("tus-extension"), Some("creation,expiration,termination"));
        let most: u64 = told.header("tus-max-size").unwrap().parse().unwrap();
        assert!((400_000_000..450_000_000).contains(&most), "{most}");
    }
    for method in ["HEAD", "PATCH", "DELETE"] {
        for version in [&[][..], &[("Tus-Resumable", "0.2.2")]] {
            let answer = http::request(at, method, &path(new_id()), version, b"").await;
            assert_eq!((answer.status, answer.header("tus-version")), (412, Some("1.0.0")), "{method}");
        }
    }
    assert_eq!(http::request(at, "POST", "/api/v1/files", &[], b"").await.status, 412);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_only_get_and_post_pass_the_method_stands_in_a_header() {
    let bench = Bench::made(Setup::usual()).await;
    let (at, id, file) = (bench.service.at, new_id(), bench.file(5_000).await);
    bench.begin(id, file.len()).await;
    let instead = |method, more: &[(&'static str, &'static str)]| {
        let headers = [&[VERSION, ("X-HTTP-Method-Override", method)], more].concat();
        let body = if method == "PATCH" { file.clone() } else { Vec::new() };
        async move { http::request(at, "POST", &path(id), &headers, &body).await }
    };
    assert_eq!(instead("PATCH", &[KIND, ("Upload-Offset", "0")]).await.status, 204);
    assert_eq!(offset(&instead("HEAD", &[]).await), Some(file.len()));
    assert_eq!(instead("DELETE", &[]).await.status, 204);
    for other in ["GET", "PUT", "patch", ""] {
        assert_eq!(instead(other, &[]).await.status, 405);
    }
}

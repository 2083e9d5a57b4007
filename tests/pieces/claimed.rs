//! Messages that take files which came before them, on both databases.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tocsin::app::additions::{AdditionRefusal, Taken};
use tocsin::store::{Store, UploadRow};
use tocsin_seal::addition::{Place, SealedMessage, Words};
use tocsin_seal::payload::{Attachment, SealedUrgency};
use tocsin_seal::{Addition, Hash32, PartId, SignedCall, call::Action};

use crate::bench::{Bench, a_case};
use crate::pieces::{add, begin, head, new_id, noise, patch, sealed};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

on_both!(a_message_takes_its_files_and_only_such_as_are_whole_its_own_and_the_same,);

async fn said(bench: &Bench, files: &[(PartId, Hash32, usize)]) -> Result<Taken, AdditionRefusal> {
    let roster = bench.service.app.rosters().last().unwrap().hash();
    let place = Place { case_id: bench.case, case_recipient: &bench.recipient, seq: 1, prev: bench.report, roster_hash: roster };
    let attachment = |(id, sum, length): &(PartId, Hash32, usize)| Attachment {
        id: *id,
        name: "x".into(),
        media_type: "x/y".into(),
        length: 1,
        sha256: *sum,
        sealed_sha256: *sum,
        sealed_length: *length as u64,
        clean_copy_of: None,
    };
    let words = Words {
        written_at: bench.service.app.now(),
        language: "en",
        text: "",
        danger: "unknown",
        facts: BTreeMap::new(),
        urgency: SealedUrgency { level: "routine".into(), wakes: false, rules: Vec::new(), rule_set: "test".into() },
        attachments: files.iter().map(attachment).collect(),
    };
    let message = SealedMessage::seal(&bench.keys, &place, words).unwrap();
    let challenge = bench.service.app.call_challenge();
    let addition = Addition::new(&bench.keys, &challenge, "routine", false, message).to_bytes();
    bench.service.app.take_addition(&addition).await.unwrap()
}

async fn sent(bench: &Bench, came: usize) -> (PartId, Hash32, usize) {
    let (id, (file, sums)) = (new_id(), sealed(&bench.recipient, &noise(20_000)).await);
    assert_eq!(bench.begin(id, file.len()).await.status, 201);
    assert_eq!(add(bench.service.at, id, 0, &file[..came.min(file.len())]).await.status, 204);
    (id, sums.sealed_sha256, file.len())
}

async fn a_message_takes_its_files_and_only_such_as_are_whole_its_own_and_the_same(url: Option<String>) {
    let bench = Bench::on(url).await;
    let (one, two, half) = (sent(&bench, usize::MAX).await, sent(&bench, usize::MAX).await, sent(&bench, 9_000).await);
    // Whole, and another mailbox's.
    let theirs = a_case(&bench.service).await;
    let (id, (file, sums)) = (new_id(), sealed(&bench.recipient, b"theirs").await);
    begin(bench.service.at, &theirs.keys, &bench.service.app.call_challenge(), id, file.len()).await;
    assert_eq!(add(bench.service.at, id, 0, &file).await.status, 204);
    let theirs = (id, sums.sealed_sha256, file.len());
    let absent = (new_id(), one.1, one.2);
    let other_sum = (two.0, one.1, two.2);
    let longer = (two.0, two.1, two.2 + 1);
    for wrong in [half, theirs, absent, other_sum, longer] {
        assert_eq!(said(&bench, &[one, wrong]).await, Err(AdditionRefusal::MissingFile(vec![wrong.0])));
    }
    assert_eq!(bench.service.blobs(), 4, "whoever was refused still has their files");
    assert_eq!(said(&bench, &[one, two]).await, Ok(Taken::New));
    assert_eq!((head(bench.service.at, one.0).await.status, head(bench.service.at, half.0).await.status), (410, 200));
    assert!(matches!(said(&bench, &[one]).await, Err(AdditionRefusal::OutOfOrder { .. })));
    assert_eq!(bench.begin(one.0, one.2).await.status, 409, "a file of the case is not begun again");
    let check = bench.service.app.check_blobs().await.unwrap();
    assert_eq!((check.named, check.missing, check.wrong_size, check.unnamed), (2, 0, 0, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_is_destroyed_takes_its_waiting_files_along() {
    let bench = Bench::on(None).await;
    let (taken, _, _) = (sent(&bench, usize::MAX).await, sent(&bench, usize::MAX).await, sent(&bench, 9_000).await);
    assert_eq!(said(&bench, &[taken]).await, Ok(Taken::New));
    let withdraw = SignedCall::sign(&bench.keys, &bench.service.app.call_challenge(), Action::Withdraw).to_bytes();
    assert!(bench.service.app.follow_call(&withdraw).await.unwrap().is_ok());
    // Destroyed after seven days; what waited went after one.
    bench.clock.jump(6 * 86_400);
    let swept = bench.service.app.sweep().await.unwrap();
    assert_eq!((swept.cases, swept.uploads, bench.service.blobs()), (0, 2, 1));
    // Begun anew by nobody, since the mailbox is shut; so is the case, in which another server's file may still be waiting.
    let row = UploadRow { id: [9; 16], case_id: *bench.case.as_bytes(), size: 10, due_at: i64::MAX, sha256: None };
    let store = Store::open(&bench.service.options).await.unwrap();
    store.commit(move |tx| Box::pin(async move { tx.insert_upload(&row).await })).await.unwrap();
    drop(store.blobs().begin_growing(&[9; 16]).await.unwrap());
    bench.clock.jump(2 * 86_400);
    let swept = bench.service.app.sweep().await.unwrap();
    assert_eq!((swept.cases, bench.service.blobs()), (1, 0));
    assert_eq!(store.read().await.unwrap().all_uploads().await.unwrap(), []);
}

/// Somebody keeps several files of theirs under way for ever, and lets a message name them all: it must not wait for one
/// after the other while it holds a seat that words need.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_does_not_wait_for_files_that_are_still_on_their_way() {
    let bench = Bench::on(None).await;
    let mut named = Vec::new();
    let mut trickles = Vec::new();
    for _ in 0..3 {
        let (id, (file, sums)) = (new_id(), sealed(&bench.recipient, &noise(20_000)).await);
        assert_eq!(bench.begin(id, file.len()).await.status, 201);
        let at = bench.service.at;
        trickles.push(tokio::spawn(async move {
            let request = patch(id, 0, &file);
            let head = request.len() - file.len();
            let mut stream = TcpStream::connect(at).await.unwrap();
            stream.write_all(&request[..head + 5_000]).await.unwrap();
            for byte in file[5_000..].chunks(2_000) {
                tokio::time::sleep(Duration::from_millis(900)).await;
                if stream.write_all(byte).await.is_err() {
                    return;
                }
            }
        }));
        named.push((id, sums.sealed_sha256, file_len(&sums)));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let begun = Instant::now();
    let ids = named.iter().map(|(id, _, _)| *id).collect();
    assert_eq!(said(&bench, &named).await, Err(AdditionRefusal::MissingFile(ids)));
    let took = begun.elapsed();
    trickles.iter().for_each(tokio::task::JoinHandle::abort);
    assert!(took < Duration::from_secs(1), "the message held its seat for {took:?}");
}

fn file_len(sums: &tocsin_seal::SealedSums) -> usize {
    usize::try_from(sums.sealed_len).unwrap()
}

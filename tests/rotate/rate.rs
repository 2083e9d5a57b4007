//! How fast rows move beside the bare work of reading, decrypting, encrypting and writing them, and what whoever reports
//! meanwhile feels. Run by `tests/campaign/run rotate`; figures are in docs/performance.md.

use std::time::{Duration, Instant};

use tocsin::app::alert::Outbox as _;
use tocsin::app::rotate::Pace;
use tocsin::store::{GrantRow, MailboxRow, PartRow, SealedTable, StoreError};
use tocsin::vault::{Class, KeyId, RowRef};

use crate::http;
use crate::rows::Inside;

/// Four rows each.
const CASES: usize = 5_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes; tests/campaign/run rotate"]
async fn rows_move_at_half_the_bare_speed_at_least_on_sqlite() {
    measure(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes; tests/campaign/run rotate"]
async fn rows_move_at_half_the_bare_speed_at_least_on_postgresql() {
    measure(Some(crate::postgres::fresh_schema().await)).await;
}

async fn measure(url: Option<String>) {
    let name = if url.is_some() { "PostgreSQL" } else { "SQLite" };
    let inside = Inside::with(url, 1).await;
    let app = inside.service.app.clone();
    multiply(&inside).await;
    let (rows, bare) = bare(&inside).await;
    let begun = Instant::now();
    let quick = app.rotate_data(Class::Case, Pace::default(), &mut |_| {}).await.unwrap();
    let alone = quick.moved as f64 / begun.elapsed().as_secs_f64();
    assert_eq!((quick.moved, quick.read, quick.damaged), (rows, rows, 0));
    let calm = reports(&inside, None).await;
    let rotation = tokio::spawn(async move {
        let begun = Instant::now();
        let proof = app.rotate_data(Class::Case, Pace::default(), &mut |_| {}).await.unwrap();
        proof.moved as f64 / begun.elapsed().as_secs_f64()
    });
    let busy = reports(&inside, Some(&rotation)).await;
    let beside = rotation.await.unwrap();
    println!(
        "{name}: {rows} rows; bare {bare:.0}/s; rotated with proof {alone:.0}/s ({:.0} %), beside reports {beside:.0}/s; \
         reports p50/p99 calm {}/{} ms, meanwhile {}/{} ms ({} of them)",
        100.0 * alone / bare,
        calm.at(50),
        calm.at(99),
        busy.at(50),
        busy.at(99),
        busy.0.len(),
    );
    assert!(alone > bare / 2.0, "{alone:.0} rows a second, bare {bare:.0}");
}

/// Many cases like the one there is.
async fn multiply(inside: &Inside) {
    let (store, ring) = (inside.service.app.store(), inside.service.app.ring());
    let (case, mailbox, part, grant) = {
        let mut tx = store.read().await.unwrap();
        let case = tx.cases().await.unwrap().remove(0);
        let mailbox = tx.mailbox_of(&case.id).await.unwrap().unwrap();
        (case.clone(), mailbox, tx.parts(&case.id).await.unwrap().remove(0), tx.grants(&case.id).await.unwrap().remove(0))
    };
    let key = KeyId::from_i64(case.key_id).unwrap();
    let again = |table, row: &[u8; 16], in_case: &[u8; 16], sealed: &[u8], id: &[u8; 16], new: &[u8; 16]| {
        let at = |row, case, version| RowRef { table, column: "sealed", row, case, version };
        let plain = ring.open(key, &at(row, in_case, 1), sealed).unwrap();
        let mut record: serde_json::Value = serde_json::from_slice(&plain).unwrap();
        // No two mailboxes have one receipt.
        if let Some(mailbox) = record["value"].get_mut("mailbox_id") {
            *mailbox = tocsin::vault::hex(id).into();
        }
        ring.seal(key, &at(id, new, 1), &serde_json::to_vec(&record).unwrap()).unwrap()
    };
    for first in (1..CASES).step_by(100) {
        let mut tx = store.write().await.unwrap();
        for number in first..(first + 100).min(CASES) {
            let id = *blake(number).first_chunk::<16>().unwrap();
            let sealed = again("cases", &case.id, &case.id, &case.sealed, &id, &id);
            tx.insert_case(&tocsin::store::CaseRow { id, version: 1, sealed, ..case.clone() }).await.unwrap();
            let sealed = again("mailboxes", &mailbox.id, &case.id, &mailbox.sealed, &id, &id);
            let lookup = blake(number + 1_000_000);
            tx.insert_mailbox(&MailboxRow { id, case_id: id, sealed, lookup, ..mailbox.clone() }).await.unwrap();
            let sealed = again("parts", &part.id, &case.id, &part.sealed, &id, &id);
            tx.insert_part(&PartRow { id, case_id: id, sealed, ..part.clone() }).await.unwrap();
            let sealed = again("grants", &grant.id, &case.id, &grant.sealed, &id, &id);
            tx.insert_grant(&GrantRow { id, case_id: id, sealed, ..grant.clone() }).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

/// Ids in no order, as those of real rows.
fn blake(number: usize) -> [u8; 32] {
    ring::digest::digest(&ring::digest::SHA256, &number.to_be_bytes()).as_ref().try_into().unwrap()
}

/// The mere work: no rest, no proof, nobody else.
async fn bare(inside: &Inside) -> (u64, f64) {
    let (store, ring) = (inside.service.app.store(), inside.service.app.ring());
    let (begun, mut count) = (Instant::now(), 0);
    for table in [SealedTable::Cases, SealedTable::Mailboxes, SealedTable::Parts, SealedTable::Grants] {
        let mut after = None;
        loop {
            let rows = store.read().await.unwrap().sealed_rows(table, after, 128).await.unwrap();
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
            count += rows.len() as u64;
            let fresh: Vec<_> = rows
                .into_iter()
                .map(|mut row| {
                    let key = KeyId::from_i64(row.key_id).unwrap();
                    let case = row.case_id.unwrap();
                    let at = |version| RowRef { table: table.name(), column: "sealed", row: &row.id, case: &case, version };
                    let plain = ring.open(key, &at(row.version), &row.sealed).unwrap();
                    let sealed = ring.seal(key, &at(row.version + 1), &plain).unwrap();
                    row.version += 1;
                    row.sealed = sealed;
                    row
                })
                .collect();
            let written = store.commit(move |tx| {
                Box::pin(async move {
                    for row in &fresh {
                        assert!(tx.reseal(table, row, row.version - 1).await?);
                    }
                    Ok::<_, StoreError>(())
                })
            });
            written.await.unwrap();
        }
    }
    (count, count as f64 / begun.elapsed().as_secs_f64())
}

struct Times(Vec<Duration>);

impl Times {
    fn at(&self, percent: usize) -> u128 {
        self.0[(self.0.len() * percent / 100).min(self.0.len() - 1)].as_millis()
    }
}

/// One report after the other, so many, or as long as the rotation lasts.
async fn reports(inside: &Inside, rotation: Option<&tokio::task::JoinHandle<f64>>) -> Times {
    let mut times = Vec::new();
    while rotation.map_or(times.len() < 200, |rotation| !rotation.is_finished()) {
        let begun = Instant::now();
        let sent = http::post_form(inside.service.at, "/en/report", &[("narrative", None, b"a report meanwhile")]).await;
        assert_eq!(sent.status, 200);
        times.push(begun.elapsed());
    }
    times.sort();
    Times(times)
}

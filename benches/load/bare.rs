//! The limit of what a submission can cost: the very rows it leaves behind, committed by the store alone, with no HTTP, no
//! sealing and no client.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use ring::rand::{SecureRandom as _, SystemRandom};
use tocsin::store::{CaseRow, GrantRow, MailboxRow, PartRow, Store, StoreOptions, Tx};
use tokio::task::JoinSet;

use super::station::Station;

/// Reports per second.
pub struct Bare {
    /// Each in a commit of its own.
    pub alone: f64,
    /// As many in a commit as are sent at once.
    pub shared: f64,
}

/// One report's rows.
#[derive(Clone)]
struct Rows {
    case: CaseRow,
    mailbox: MailboxRow,
    part: PartRow,
    grant: GrantRow,
}

/// Commits copies of a real report's rows, `count` times, into a database of its own beside the real one.
pub async fn commits(station: &Station, together: usize, count: usize) -> Bare {
    let real = open(station, "data/tocsin.db", "data/blobs").await;
    let rows = Arc::new(taken(&real).await);
    real.close().await;
    let fresh = |name: String| async move { open(station, &format!("{name}.db"), &format!("{name}-blobs")).await };
    let store = fresh(format!("bare-alone-{together}")).await;
    let alone = alone(&store, &rows, together, count).await;
    store.close().await;
    let store = fresh(format!("bare-shared-{together}")).await;
    let shared = shared(&store, &rows, together, count).await;
    store.close().await;
    Bare { alone, shared }
}

async fn alone(store: &Store, rows: &Arc<Rows>, together: usize, count: usize) -> f64 {
    let done = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut writers = JoinSet::new();
    for _ in 0..together {
        let (store, rows, done) = (store.clone(), Arc::clone(rows), Arc::clone(&done));
        writers.spawn(async move {
            while done.fetch_add(1, Ordering::Relaxed) < count {
                let mut tx = store.write().await.expect("a transaction");
                insert(&mut tx, &rows).await;
                tx.commit().await.expect("a commit");
            }
        });
    }
    writers.join_all().await;
    count as f64 / begun.elapsed().as_secs_f64()
}

async fn shared(store: &Store, rows: &Rows, together: usize, count: usize) -> f64 {
    let begun = Instant::now();
    for _ in 0..count.div_ceil(together) {
        let mut tx = store.write().await.expect("a transaction");
        for _ in 0..together {
            insert(&mut tx, rows).await;
        }
        tx.commit().await.expect("a commit");
    }
    (count.div_ceil(together) * together) as f64 / begun.elapsed().as_secs_f64()
}

async fn insert(tx: &mut Tx, rows: &Rows) {
    let Rows { mut case, mut mailbox, mut part, mut grant } = rows.clone();
    (case.id, mailbox.id, part.id, grant.id, mailbox.lookup) = (random(), random(), random(), random(), random());
    for of in [&mut mailbox.case_id, &mut part.case_id, &mut grant.case_id] {
        *of = case.id;
    }
    tx.insert_case(&case).await.expect("a case");
    tx.insert_mailbox(&mailbox).await.expect("a mailbox");
    tx.insert_part(&part).await.expect("a part");
    tx.insert_grant(&grant).await.expect("a grant");
}

/// The rows of a report without files, as the service left them.
async fn taken(store: &Store) -> Rows {
    let mut tx = store.read().await.expect("a transaction");
    for case in tx.cases().await.expect("cases") {
        let (mut parts, mut grants) = (tx.parts(&case.id).await.expect("parts"), tx.grants(&case.id).await.expect("grants"));
        let mailbox = tx.mailbox_of(&case.id).await.expect("a mailbox");
        if let (1, 1, Some(mailbox), Some(part), Some(grant)) = (parts.len(), grants.len(), mailbox, parts.pop(), grants.pop()) {
            return Rows { case, mailbox, part, grant };
        }
    }
    panic!("no report without files was sent")
}

async fn open(station: &Station, database: &str, blobs: &str) -> Store {
    let url = format!("sqlite:{}", station.path(database).display());
    Store::open(&StoreOptions::new(url, station.path(blobs))).await.expect("the store opens")
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("random bytes");
    bytes
}

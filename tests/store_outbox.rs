//! What the outbox promises, run against SQLite and against a real PostgreSQL server.

mod support;

use std::collections::HashSet;
use std::time::Duration;
use support::{Place, on_both_databases};
use tocsin::store::*;

on_both_databases! {
    the_same_event_is_queued_once,
    a_job_is_claimed_once_by_eight_workers,
    a_lease_runs_out_and_its_former_holder_can_do_nothing,
    a_dead_job_waits_until_it_is_revived,
    leases_and_times_of_a_clock_that_ran_ahead_do_not_hold_an_alert_back,
    an_event_never_leans_on_an_alert_that_leaves_before_it_is_committed,
    an_alert_that_keeps_its_mark_stands_for_what_comes_while_it_is_sent,
    what_is_dropped_must_be_as_it_was_read,
}

fn id(n: u8) -> [u8; 16] {
    [n; 16]
}

fn job(n: u8, due_at: i64) -> OutboxRow {
    let dedupe = Some([n; 32]);
    OutboxRow { id: id(n), key_id: 5, version: 1, due_at, leased_until: 0, state: 0, attempts: 0, dedupe, sealed: vec![n] }
}

fn at(now: i64, lease_until: i64) -> Claim {
    Claim { now, lease_until, latest_due: now + 100_000, keeps_mark: false }
}

/// One committed transaction.
macro_rules! commit {
    ($store:expr, |$tx:ident| $body:expr) => {{
        let mut $tx = $store.write().await.unwrap();
        let out = $body;
        $tx.commit().await.unwrap();
        out
    }};
}

async fn the_same_event_is_queued_once(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| {
        assert!(tx.enqueue(&job(1, 0)).await.unwrap());
        let again = OutboxRow { id: id(2), ..job(1, 50) };
        assert!(!tx.enqueue(&again).await.unwrap());
        for n in [3, 4] {
            assert!(tx.enqueue(&OutboxRow { dedupe: None, ..job(n, 60) }).await.unwrap());
        }
    });
    let ids: Vec<_> = store.read().await.unwrap().outbox().await.unwrap().iter().map(|row| row.id).collect();
    assert_eq!(ids, [id(1), id(3), id(4)]);
}

async fn a_job_is_claimed_once_by_eight_workers(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| {
        for n in 0..60 {
            tx.enqueue(&job(n, 10)).await.unwrap();
        }
    });
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        workers.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let claimed = commit!(store, |tx| tx.claim(&at(20, 80)).await.unwrap());
                let Some(row) = claimed else {
                    if store.read().await.unwrap().outbox().await.unwrap().iter().all(|row| row.leased_until > 20) {
                        return mine;
                    }
                    continue;
                };
                assert_eq!(row.leased_until, 80);
                mine.push(row.id);
            }
        });
    }
    let claimed: Vec<_> = workers.join_all().await.concat();
    assert_eq!(claimed.len(), 60);
    assert_eq!(claimed.iter().collect::<HashSet<_>>().len(), 60);
}

async fn a_lease_runs_out_and_its_former_holder_can_do_nothing(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| tx.enqueue(&job(1, 100)).await.unwrap());
    assert_eq!(commit!(store, |tx| tx.claim(&at(99, 160)).await.unwrap()), None);
    let first = commit!(store, |tx| tx.claim(&at(100, 160)).await.unwrap()).unwrap();
    assert_eq!(first, OutboxRow { leased_until: 160, dedupe: None, ..job(1, 100) });
    assert_eq!(commit!(store, |tx| tx.claim(&at(159, 219)).await.unwrap()), None);
    let second = commit!(store, |tx| tx.claim(&at(160, 220)).await.unwrap()).unwrap();
    commit!(store, |tx| {
        assert!(!tx.finish_outbox(&first.id, first.leased_until).await.unwrap());
        assert!(!tx.reschedule_outbox(&first, first.leased_until).await.unwrap());
        assert!(tx.finish_outbox(&second.id, second.leased_until).await.unwrap());
        assert!(!tx.finish_outbox(&second.id, second.leased_until).await.unwrap());
    });
    assert_eq!(store.read().await.unwrap().outbox().await.unwrap(), []);
}

async fn a_dead_job_waits_until_it_is_revived(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| tx.enqueue(&job(1, 0)).await.unwrap());
    let held = commit!(store, |tx| tx.claim(&at(10, 70)).await.unwrap()).unwrap();
    let later = OutboxRow { due_at: 500, attempts: 1, version: 2, sealed: vec![9], key_id: 6, ..held.clone() };
    assert!(commit!(store, |tx| tx.reschedule_outbox(&later, held.leased_until).await.unwrap()));
    assert_eq!(commit!(store, |tx| tx.claim(&at(499, 600)).await.unwrap()), None);
    let held = commit!(store, |tx| tx.claim(&at(500, 600)).await.unwrap()).unwrap();
    assert_eq!(held, OutboxRow { leased_until: 600, ..later });
    let dead = OutboxRow { state: 1, attempts: 2, dedupe: None, ..held.clone() };
    assert!(commit!(store, |tx| tx.reschedule_outbox(&dead, 600).await.unwrap()));
    assert_eq!(commit!(store, |tx| tx.claim(&at(10_000, 10_060)).await.unwrap()), None);
    assert_eq!(store.read().await.unwrap().outbox().await.unwrap(), [OutboxRow { leased_until: 0, ..dead.clone() }]);
    assert_eq!(commit!(store, |tx| tx.retry_dead(20_000).await.unwrap()), 1);
    assert_eq!(commit!(store, |tx| tx.retry_dead(20_000).await.unwrap()), 0);
    let revived = commit!(store, |tx| tx.claim(&at(20_000, 20_060)).await.unwrap()).unwrap();
    assert_eq!(revived, OutboxRow { state: 0, attempts: 0, due_at: 20_000, leased_until: 20_060, ..dead });
}

async fn leases_and_times_of_a_clock_that_ran_ahead_do_not_hold_an_alert_back(place: Place) {
    let store = place.open().await;
    let year = 365 * 86_400;
    commit!(store, |tx| {
        tx.enqueue(&job(1, 50)).await.unwrap();
        tx.enqueue(&job(2, year)).await.unwrap();
    });
    let lost = commit!(store, |tx| tx.claim(&at(year - 10_000, year - 10_000 + 60)).await.unwrap()).unwrap();
    assert_eq!(lost.id, id(1));
    // The clock is set right, and whoever held the lease is dead.
    for n in [1, 2] {
        assert_eq!(commit!(store, |tx| tx.claimable(&at(100, 160)).await.unwrap()), 3 - n);
        assert_eq!(commit!(store, |tx| tx.claim(&at(100, 160)).await.unwrap()).unwrap().id, id(n as u8));
    }
    assert_eq!(commit!(store, |tx| tx.claim(&at(100, 160)).await.unwrap()), None);
    // A server whose clock is half a minute behind does not take what another has just claimed.
    assert_eq!(commit!(store, |tx| tx.claim(&at(70, 130)).await.unwrap()), None);
}

async fn an_event_never_leans_on_an_alert_that_leaves_before_it_is_committed(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| tx.enqueue(&job(1, 0)).await.unwrap());
    let mut event = store.write().await.unwrap();
    assert!(!event.enqueue(&OutboxRow { id: id(2), ..job(1, 0) }).await.unwrap());
    let worker = store.clone();
    let mut taken = tokio::spawn(async move { worker.commit(|tx| Box::pin(async move { tx.claim(&at(10, 70)).await })).await });
    let early = tokio::time::timeout(Duration::from_millis(300), &mut taken).await;
    assert!(early.is_err(), "the mail is taken while an event that leans on it may still fail or hide");
    event.commit().await.unwrap();
    assert_eq!(taken.await.unwrap().unwrap().map(|row| row.id), Some(id(1)));
    // And the other way round: what comes while it is being taken makes an alert of its own.
    commit!(store, |tx| tx.enqueue(&job(3, 0)).await.unwrap());
    let mut worker = store.write().await.unwrap();
    assert_eq!(worker.claim(&at(10, 70)).await.unwrap().unwrap().id, id(3));
    let event = store.clone();
    let again = OutboxRow { id: id(4), ..job(3, 0) };
    let event = tokio::spawn(async move { event.commit(move |tx| Box::pin(async move { tx.enqueue(&again).await })).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    worker.commit().await.unwrap();
    assert!(event.await.unwrap().unwrap(), "it merged with an alert that is on its way");
}

async fn an_alert_that_keeps_its_mark_stands_for_what_comes_while_it_is_sent(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| assert!(tx.enqueue(&job(1, 10)).await.unwrap()));
    let held = commit!(store, |tx| tx.claim(&Claim { keeps_mark: true, ..at(10, 70) }).await.unwrap()).unwrap();
    assert_eq!(held.dedupe, Some([1; 32]));
    let again = OutboxRow { id: id(2), ..job(1, 50) };
    assert!(!commit!(store, |tx| tx.enqueue(&again).await.unwrap()));
    assert!(commit!(store, |tx| tx.finish_outbox(&held.id, held.leased_until).await.unwrap()));
    assert!(commit!(store, |tx| tx.enqueue(&again).await.unwrap()), "and no longer than that");
}

async fn what_is_dropped_must_be_as_it_was_read(place: Place) {
    let store = place.open().await;
    commit!(store, |tx| assert!(tx.enqueue(&job(1, 10)).await.unwrap()));
    let seen = store.read().await.unwrap().outbox().await.unwrap().remove(0);
    let held = commit!(store, |tx| tx.claim(&at(10, 70)).await.unwrap()).unwrap();
    assert!(!commit!(store, |tx| tx.drop_outbox(&seen).await.unwrap()), "somebody is sending it");
    let back = OutboxRow { version: 2, ..held.clone() };
    assert!(commit!(store, |tx| tx.reschedule_outbox(&back, held.leased_until).await.unwrap()));
    assert!(!commit!(store, |tx| tx.drop_outbox(&seen).await.unwrap()), "it is another by now");
    let seen = store.read().await.unwrap().outbox().await.unwrap().remove(0);
    assert!(commit!(store, |tx| tx.drop_outbox(&seen).await.unwrap()));
    assert!(store.read().await.unwrap().outbox().await.unwrap().is_empty());
}

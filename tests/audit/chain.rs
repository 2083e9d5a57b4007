//! Numbers, links and signatures.

use ring::rand::SystemRandom;
use tocsin::app::alert::Outbox as _;
use tocsin::app::audit::AuditRefusal;
use tocsin::app::rotate::Pace;
use tocsin::vault::Class;
use tocsin_seal::auditor::Fault;
use tocsin_seal::{Act, Hash32, Head, PersonKeys};

use crate::writer::write;
use crate::{House, NONE, signed};

on_both! {
    eight_writers_at_once_leave_no_gap_and_no_fork,
    of_two_desks_at_once_one_is_told_the_new_head_and_succeeds_the_second_time,
    an_entry_for_another_act_subject_actor_or_time_is_refused_and_so_is_one_that_comes_twice,
    what_is_taken_out_or_changed_in_the_database_is_found_and_the_service_goes_on,
    a_log_that_was_set_back_is_seen_by_whoever_remembers_its_head,
    a_new_key_for_the_log_changes_no_entry_of_it,
    an_act_that_is_not_committed_leaves_no_entry,
}

fn person() -> PersonKeys {
    PersonKeys::generate(&SystemRandom::new()).unwrap()
}

async fn eight_writers_at_once_leave_no_gap_and_no_fork(url: Option<String>) {
    let house = House::open(url).await;
    let before = house.service.app.audit_head().await.unwrap().seq;
    let mut writers = Vec::new();
    for number in 0..8_u64 {
        let app = house.service.app.clone();
        writers.push(tokio::spawn(async move {
            let (keys, mut moved) = (person(), 0_u32);
            for turn in 0..6_u64 {
                if number % 2 == 0 {
                    app.note_service_alone(Act::Backup, vec![("turn", turn.to_string())]).await.unwrap();
                    continue;
                }
                // A desk signs behind the head that it knows, and again when somebody was quicker.
                let mut head = app.audit_head().await.unwrap();
                loop {
                    let document = signed(&keys, head, Act::KitSet, None, app.now());
                    let mut tx = app.store().write().await.unwrap();
                    match app.take_signed(&mut tx, &document, &keys.actor.public(), Act::KitSet, None, app.now()).await.unwrap() {
                        Ok(_) => break tx.commit().await.unwrap(),
                        Err(AuditRefusal::Moved(newer)) => (head, moved) = (newer, moved + 1),
                        Err(AuditRefusal::Bad) => panic!("a good entry is refused"),
                    }
                }
            }
            moved
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let found = house.service.app.verify_audit(None).await.unwrap();
    assert_eq!(found.head.seq, before + 48);
    // What is to be seen of it is that nobody introduced these people; every number and link is right.
    assert!(found.faults.iter().all(|(_, fault)| *fault == Fault::Stranger), "{:?}", found.faults);
    assert_eq!((found.faults.len(), found.by_service), (24, before + 24));
}

async fn of_two_desks_at_once_one_is_told_the_new_head_and_succeeds_the_second_time(url: Option<String>) {
    let house = House::open(url).await;
    let (app, now) = (&house.service.app, house.service.app.now());
    let (one, other) = (person(), person());
    let head = app.audit_head().await.unwrap();
    let take = async |keys: &PersonKeys, head| {
        let mut tx = app.store().write().await.unwrap();
        let document = signed(keys, head, Act::KitSet, None, now);
        let taken = app.take_signed(&mut tx, &document, &keys.actor.public(), Act::KitSet, None, now).await.unwrap();
        if taken.is_ok() {
            tx.commit().await.unwrap();
        }
        taken
    };
    let first = take(&one, head).await.unwrap();
    assert_eq!(take(&other, head).await, Err(AuditRefusal::Moved(first)));
    let second = take(&other, first).await.unwrap();
    assert_eq!((second.seq, app.audit_head().await.unwrap()), (first.seq + 1, second));
}

async fn an_entry_for_another_act_subject_actor_or_time_is_refused_and_so_is_one_that_comes_twice(url: Option<String>) {
    let house = House::open(url).await;
    let (app, now) = (&house.service.app, house.service.app.now());
    let (keys, other, case) = (person(), person(), Some([7; 16]));
    let head = app.audit_head().await.unwrap();
    let take = async |document: Vec<u8>, keys: &PersonKeys, act, subject| {
        let mut tx = app.store().write().await.unwrap();
        let taken = app.take_signed(&mut tx, &document, &keys.actor.public(), act, subject, now).await.unwrap();
        if taken.is_ok() {
            tx.commit().await.unwrap();
        }
        taken
    };
    let entry = |at| signed(&keys, head, Act::Noted, case, at);
    assert_eq!(take(entry(now), &other, Act::Noted, case).await, Err(AuditRefusal::Bad));
    assert_eq!(take(entry(now), &keys, Act::Replied, case).await, Err(AuditRefusal::Bad));
    assert_eq!(take(entry(now), &keys, Act::Noted, Some([8; 16])).await, Err(AuditRefusal::Bad));
    assert_eq!(take(entry(now), &keys, Act::Noted, None).await, Err(AuditRefusal::Bad));
    assert_eq!(take(entry(now - 601), &keys, Act::Noted, case).await, Err(AuditRefusal::Bad));
    assert_eq!(take(entry(now + 601), &keys, Act::Noted, case).await, Err(AuditRefusal::Bad));
    let mut altered = entry(now);
    let at = altered.len() - 10;
    altered[at] ^= 1;
    assert_eq!(take(altered, &keys, Act::Noted, case).await, Err(AuditRefusal::Bad));
    assert_eq!(take(b"{}".to_vec(), &keys, Act::Noted, case).await, Err(AuditRefusal::Bad));
    let taken = take(entry(now - 599), &keys, Act::Noted, case).await.unwrap();
    assert_eq!(take(entry(now - 599), &keys, Act::Noted, case).await, Err(AuditRefusal::Moved(taken)), "it is not taken twice");
}

async fn what_is_taken_out_or_changed_in_the_database_is_found_and_the_service_goes_on(url: Option<String>) {
    let house = House::open(url).await;
    let app = &house.service.app;
    for turn in 0..6 {
        app.note_service_alone(Act::Backup, vec![("turn", turn.to_string())]).await.unwrap();
    }
    assert_eq!(house.faults(None).await, NONE);
    let last = app.audit_head().await.unwrap().seq;
    let id = |seq: u64| match house.service.options.url.starts_with("sqlite:") {
        true => format!("X'{:032x}'", u128::from(seq)),
        false => format!("'\\x{:032x}'::bytea", u128::from(seq)),
    };
    let tamper = async |text: String| write(&house.service.options, text).await;
    // One in the middle with the content of another: it opens under its own number only.
    let (three, four) = (id(last - 3), id(last - 2));
    tamper(format!("UPDATE audit SET sealed = (SELECT sealed FROM audit WHERE id = {four}) WHERE id = {three}")).await;
    assert_eq!(house.faults(None).await, [last - 3, last - 2], "it is broken, and the next does not follow it");
    tamper(format!("DELETE FROM audit WHERE id = {}", id(last - 4))).await;
    assert!(house.faults(None).await.contains(&(last - 4)));
    // The newest: what the service does goes on behind it, and is seen to.
    tamper(format!("UPDATE audit SET sealed = (SELECT sealed FROM audit WHERE id = {four}) WHERE id = {}", id(last))).await;
    let next = app.note_service_alone(Act::Backup, Vec::new()).await.unwrap();
    assert_eq!(next.seq, last + 1);
    let faults = house.faults(None).await;
    assert!(faults.contains(&last) && !faults.contains(&(last + 1)), "{faults:?}");
    // A number that nobody reaches does not stop it either.
    let high = id(1 << 60);
    tamper(format!("INSERT INTO audit (id, key_id, version, sealed) SELECT {high}, key_id, version, sealed FROM audit WHERE id = {four}"))
        .await;
    assert_eq!(app.note_service_alone(Act::Backup, Vec::new()).await.unwrap().seq, last + 2);
    assert!(house.faults(None).await.len() > faults.len());
}

async fn a_log_that_was_set_back_is_seen_by_whoever_remembers_its_head(url: Option<String>) {
    let house = House::open(url).await;
    let app = &house.service.app;
    app.note_service_alone(Act::Backup, Vec::new()).await.unwrap();
    let head = app.note_service_alone(Act::Exported, Vec::new()).await.unwrap();
    assert_eq!(house.faults(Some(head)).await, NONE);
    let newest = "DELETE FROM audit WHERE id = (SELECT id FROM audit ORDER BY id DESC LIMIT 1)";
    write(&house.service.options, newest.to_owned()).await;
    assert_eq!(house.faults(None).await, NONE, "by itself it looks whole");
    assert_eq!(house.faults(Some(head)).await, [head.seq]);
    app.note_service_alone(Act::Backup, Vec::new()).await.unwrap();
    assert_eq!(house.faults(Some(head)).await, [head.seq], "another in its place is not it");
    assert_eq!(house.faults(Some(Head { seq: 1, hash: Hash32::of(b"") })).await, [1]);
}

async fn a_new_key_for_the_log_changes_no_entry_of_it(url: Option<String>) {
    let house = House::open(url).await;
    let app = &house.service.app;
    for _ in 0..5 {
        app.note_service_alone(Act::Backup, Vec::new()).await.unwrap();
    }
    let (head, before) = (app.audit_head().await.unwrap(), app.audit_after(0, 100).await.unwrap());
    let proof = app.rotate_data(Class::Audit, Pace::default(), &mut |_| {}).await.unwrap();
    assert_eq!((proof.moved, proof.damaged), (head.seq, 0));
    let after = app.audit_after(0, 100).await.unwrap();
    assert_eq!(after[..before.len()], before[..]);
    assert_eq!(house.faults(Some(head)).await, NONE);
    // And the rotation itself is the newest entry.
    let details = [("class", "audit".to_owned()), ("rows", head.seq.to_string())];
    let (act, _, said) = house.log().await.pop().unwrap();
    assert_eq!((act, said), (Act::KeysRotated, details.map(|(name, value)| (name.to_owned(), value)).to_vec()));
    app.note_service_alone(Act::Backup, Vec::new()).await.unwrap();
    assert_eq!(house.faults(Some(head)).await, NONE);
}

async fn an_act_that_is_not_committed_leaves_no_entry(url: Option<String>) {
    let house = House::open(url).await;
    let app = &house.service.app;
    let head = app.audit_head().await.unwrap();
    let mut tx = app.store().write().await.unwrap();
    app.note_service(&mut tx, Act::Kept, Some([1; 16]), &[]).await.unwrap();
    drop(tx);
    assert_eq!(app.audit_head().await.unwrap(), head);
    let noted = app.note_service_alone(Act::Backup, Vec::new()).await.unwrap();
    assert_eq!((noted.seq, house.faults(None).await), (head.seq + 1, vec![]));
}

//! The people who are alerted.

use crate::desk::{Desk, demo};
use tocsin::app::people::{self, NewPerson, PeopleError};

#[tokio::test]
async fn people_with_the_same_address_or_a_look_alike_name_are_refused() {
    let desk = Desk::with(demo(), &[("ilona", true)]).await;
    let add = async |alias: &str, email: &str| {
        let new = NewPerson::parse(alias, email, false)?;
        people::add(&desk.store, &desk.ring, new).await.map(drop)
    };
    assert!(matches!(add("llona", "other@desk.example").await, Err(PeopleError::AliasTaken)));
    assert!(matches!(add("ILONA", "other@desk.example").await, Err(PeopleError::AliasTaken)));
    assert!(matches!(add("bob", "Ilona@Desk.EXAMPLE").await, Err(PeopleError::AddressTaken)));
    assert!(matches!(add("bob", "bob@desk.example\r\nBcc: x@y").await, Err(PeopleError::Address(_))));
    assert!(matches!(add("bob\r\n", "bob@desk.example").await, Err(PeopleError::Alias)));
    people::disable(&desk.store, &desk.ring, "ilona").await.expect("disabled");
    assert!(matches!(add("bob", "ilona@desk.example").await, Err(PeopleError::AddressTaken)));
    assert!(add("bob", "bob@desk.example").await.is_ok());
    assert!(matches!(people::disable(&desk.store, &desk.ring, "zoe").await, Err(PeopleError::Unknown)));
    let all = people::list(&desk.store, &desk.ring).await.expect("list");
    let seen: Vec<_> = all.iter().map(|p| (p.alias.as_str(), p.email.as_str(), p.on_call, p.active)).collect();
    assert_eq!(seen, [("bob", "bob@desk.example", false, true), ("ilona", "ilona@desk.example", true, false)]);
}

#[tokio::test]
async fn two_who_add_the_same_person_at_once_make_one() {
    let desk = Desk::new(demo()).await;
    let add = || people::add(&desk.store, &desk.ring, NewPerson::parse("ann", "ann@desk.example", true).expect("person"));
    let (one, two) = tokio::join!(add(), add());
    assert!(one.is_ok() != two.is_ok());
    assert_eq!(people::list(&desk.store, &desk.ring).await.expect("list").len(), 1);
}

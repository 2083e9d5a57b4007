use super::*;

const TOTAL: usize = 64;

fn address(last: u8) -> Crowd {
    Crowd::of(IpAddr::from([192, 0, 2, last]), &[])
}

fn taken(outcome: Outcome) -> Seat {
    match outcome {
        Outcome::Seated(seat) => seat,
        Outcome::TooMany => panic!("too many"),
        Outcome::Full(_) => panic!("full"),
    }
}

/// Somebody new with each call.
fn strangers() -> impl FnMut() -> Crowd {
    let mut number = 0;
    move || {
        number += 1;
        Crowd::Circuit(Circuit::test(number))
    }
}

fn fill(seats: &Arc<Seats>, door: usize, mut who: impl FnMut() -> Crowd) -> Vec<Seat> {
    std::iter::from_fn(|| match seats.try_take(door, who()) {
        Outcome::Seated(seat) => Some(seat),
        Outcome::TooMany | Outcome::Full(_) => None,
    })
    .collect()
}

fn dismissed(seat: &Seat) -> bool {
    seat.occupant.standing().dismissed
}

#[test]
fn a_flood_on_one_door_leaves_the_others_their_seats() {
    let seats = Seats::new(TOTAL, 4);
    let mut who = strangers();
    let flood = fill(&seats, 0, &mut who);
    assert_eq!(flood.len(), TOTAL - 3 * (TOTAL / 8));
    for door in 1..4 {
        assert_eq!(fill(&seats, door, &mut who).len(), TOTAL / 8, "door {door}");
    }
    assert_eq!(fill(&Seats::new(TOTAL, 1), 0, strangers()).len(), TOTAL, "a single door has all");
}

#[test]
fn whoever_kept_us_waiting_longest_makes_room_and_nobody_who_waits_for_us() {
    let seats = Seats::new(TOTAL, 1);
    let mut who = strangers();
    let all = fill(&seats, 0, &mut who);
    assert!(all[0].our_turn() && all[1].our_turn());
    for (at, seat) in all.iter().enumerate().skip(2) {
        seat.their_turn(Wait::Header, Instant::now() - Duration::from_millis(if at == 7 { 2_001 } else { 1_000 }));
    }
    let newcomer = taken(seats.try_take(0, who()));
    let gone: Vec<usize> = (0..all.len()).filter(|at| dismissed(&all[*at])).collect();
    assert_eq!(gone, [7]);
    assert!(!all[7].our_turn(), "who was sent away is told so if its request comes just then");
    assert!(matches!(seats.try_take(0, who()), Outcome::Full(left) if left <= Duration::from_secs(1)), "the others have their patience");
    drop(newcomer);
    taken(seats.try_take(0, who()));
}

#[test]
fn an_idle_connection_goes_before_one_that_is_still_asking() {
    let seats = Seats::new(TOTAL, 1);
    let mut who = strangers();
    let all = fill(&seats, 0, &mut who);
    for seat in &all {
        seat.their_turn(Wait::Body, Instant::now() - Duration::from_secs(4));
    }
    all[3].their_turn(Wait::Next, Instant::now() - Duration::from_secs(1));
    let _first = taken(seats.try_take(0, who()));
    assert!(dismissed(&all[3]) && !dismissed(&all[4]));
    all[9].blocked(Some(Instant::now() - Duration::from_secs(6)));
    taken(seats.try_take(0, who()));
    assert!(dismissed(&all[9]), "whoever takes nothing of an answer goes too");
}

#[test]
fn one_peer_holds_an_eighth_and_gives_its_own_seats_for_more() {
    let seats = Seats::new(256, 1);
    let held: Vec<Seat> = (0..32).map(|_| taken(seats.try_take(0, address(1)))).collect();
    for seat in &held {
        assert!(seat.our_turn());
    }
    assert!(matches!(seats.try_take(0, address(1)), Outcome::TooMany), "all of its own are being served");
    held[5].their_turn(Wait::Header, Instant::now());
    assert!(matches!(seats.try_take(0, address(1)), Outcome::TooMany), "nor does a neighbour lose a seat just taken");
    held[5].their_turn(Wait::Header, Instant::now() - Duration::from_secs(3));
    let more = taken(seats.try_take(0, address(1)));
    assert!(dismissed(&held[5]));
    assert!(more.our_turn());
    taken(seats.try_take(0, address(2)));
    drop(held);
    taken(seats.try_take(0, address(1)));
}

#[test]
fn those_behind_a_proxy_are_never_counted_as_one_peer() {
    let seats = Seats::new(TOTAL, 1);
    let proxy: IpAddr = [198, 51, 100, 9].into();
    assert!(Crowd::of(proxy, &[proxy]) == Crowd::Shared && Crowd::of([127, 0, 0, 1].into(), &[]) == Crowd::Shared);
    assert_eq!(fill(&seats, 0, || Crowd::Shared).len(), TOTAL);
}

#[test]
fn a_crowd_with_many_seats_loses_them_first_and_at_once() {
    let seats = Seats::new(TOTAL, 1);
    let mut who = strangers();
    let _greedy: Vec<Seat> = (0..8).map(|_| taken(seats.try_take(0, address(1)))).collect();
    let all = fill(&seats, 0, &mut who);
    for seat in &all {
        seat.their_turn(Wait::Header, Instant::now() - Duration::from_millis(1_500));
    }
    assert!(matches!(seats.try_take(0, who()), Outcome::Full(_)), "eight are not many");

    let seats = Seats::new(1024, 1);
    let greedy: Vec<Seat> = (0..17).map(|_| taken(seats.try_take(0, address(1)))).collect();
    // No more than there is room for: a newcomer beyond would take a seat of the greedy already.
    let all: Vec<Seat> = (0..1024 - greedy.len()).map(|_| taken(seats.try_take(0, who()))).collect();
    for seat in &all {
        seat.their_turn(Wait::Header, Instant::now() - Duration::from_secs(1));
    }
    let _honest = taken(seats.try_take(0, who()));
    assert_eq!(greedy.iter().filter(|s| dismissed(s)).count(), 1);
    assert!(all.iter().all(|s| !dismissed(s)));
}

/// Fills all seats with bodies that move, of which we heard 20 s, at `pace(number)` bytes a second.
fn bodies_that_move(seats: &Arc<Seats>, who: impl FnMut() -> Crowd, pace: impl Fn(usize) -> usize) -> Vec<Seat> {
    let all = fill(seats, 0, who);
    for (at, seat) in all.iter().enumerate() {
        seat.body_came(Duration::from_secs(20), 20 * pace(at));
        seat.their_turn(Wait::Body, Instant::now());
    }
    all
}

fn starved(seats: &Seats, since: Duration) {
    seats.room().scarcity.sought_since = Some(Instant::now() - since);
}

#[test]
fn where_bodies_hold_every_seat_the_slowest_of_those_heard_long_enough_makes_room() {
    let seats = Seats::new(TOTAL, 1);
    let mut who = strangers();
    let all = bodies_that_move(&seats, &mut who, |at| 1_100 + at);
    all[0].occupant.standing().body = Flow { waited: Duration::from_secs(9), bytes: 9 };
    assert!(all[1].our_turn());
    assert!(matches!(seats.try_take(0, who()), Outcome::Full(_)), "not before it is plain that nobody else leaves");
    starved(&seats, SCARCE);
    let _newcomers = [taken(seats.try_take(0, who())), taken(seats.try_take(0, who()))];
    let gone: Vec<usize> = (0..all.len()).filter(|at| dismissed(&all[*at])).collect();
    assert_eq!(gone, [2, 3], "not one that is new, nor one that waits for us");
}

#[test]
fn seats_that_others_will_leave_cost_no_upload_its_own() {
    let seats = Seats::new(TOTAL, 1);
    let mut who = strangers();
    let all = bodies_that_move(&seats, &mut who, |_| 1_100);
    for seat in all.iter().skip(10) {
        seat.their_turn(Wait::Header, Instant::now() - Duration::from_millis(1_900));
    }
    for since in [Duration::ZERO, Duration::from_millis(2_000)] {
        starved(&seats, since);
        assert!(matches!(seats.try_take(0, who()), Outcome::Full(_)));
    }
    drop(all);
    taken(seats.try_take(0, who()));
    let _all = bodies_that_move(&seats, &mut who, |_| 1_100);
    assert!(matches!(seats.try_take(0, who()), Outcome::Full(_)), "whoever was seated ended the want");
}

#[test]
fn whoever_holds_more_than_a_fair_share_is_turned_away_instead_of_holding_up_the_door() {
    let seats = Seats::new(1024, 1);
    let mut who = strangers();
    let own: Vec<Seat> = (0..17).map(|_| taken(seats.try_take(0, address(1)))).collect();
    let rest: Vec<Seat> = (0..1024 - own.len()).map(|_| taken(seats.try_take(0, who()))).collect();
    for seat in own.iter().chain(&rest) {
        assert!(seat.our_turn());
    }
    assert!(matches!(seats.try_take(0, address(1)), Outcome::TooMany));
    assert!(matches!(seats.try_take(0, who()), Outcome::Full(_)), "a stranger waits for a seat");
}

#[test]
fn a_circuit_known_late_counts_from_then_on() {
    let seats = Seats::new(TOTAL, 1);
    let circuit = Crowd::Circuit(Circuit::test(7));
    let mut held = Vec::new();
    for at in 0..10 {
        let seat = taken(seats.try_take(0, Crowd::Shared));
        assert_eq!(seat.belongs_to(circuit), at < 8, "connection {at}");
        if at < 8 {
            held.push(seat);
        }
    }
    held.pop();
    assert!(taken(seats.try_take(0, Crowd::Shared)).belongs_to(circuit));
    drop(held);
    let room = seats.room();
    assert!(room.taken.is_empty() && room.by_crowd.is_empty() && room.by_door == [0], "the books are even");
}

#[tokio::test]
async fn a_newcomer_waits_until_patience_ends_or_a_seat_is_freed() {
    let seats = Seats::new(8, 1);
    let mut who = strangers();
    let mut all = fill(&seats, 0, &mut who);
    let begun = Instant::now();
    let first = seats.take(0, who()).await.unwrap();
    assert!((Duration::from_secs(2)..Duration::from_secs(4)).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    assert!(all.iter().filter(|s| dismissed(s)).count() == 1 && first.our_turn());
    for seat in &all {
        seat.our_turn();
    }
    let waiting = {
        let seats = Arc::clone(&seats);
        let new = who();
        tokio::spawn(async move { seats.take(0, new).await.is_some() })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished(), "all are being served");
    let at = all.iter().position(|s| !dismissed(s)).unwrap();
    drop(all.remove(at));
    assert!(tokio::time::timeout(Duration::from_millis(100), waiting).await.unwrap().unwrap());
}

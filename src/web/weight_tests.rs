use http::HeaderMap;
use http_body_util::BodyExt as _;
use ring::rand::SystemRandom;

use super::super::peer::{Peer, VisitorKey};
use super::*;

const BRIEFLY: Duration = Duration::from_millis(50);

fn scales(patience: Duration) -> Scales {
    Scales::new(TextBounds { patience, ..TextBounds::USUAL })
}

fn visitors(count: u8) -> Vec<Visitor> {
    let key = VisitorKey::new(&SystemRandom::new(), None).unwrap();
    (0..count).map(|n| key.visitor(&Peer::new([192, 0, 2, n].into()), &HeaderMap::new())).collect()
}

async fn a_long_text(mut weight: Weight) -> Weight {
    weight.grow_to(1 << 20, 1 << 20).await.unwrap();
    weight
}

#[tokio::test]
async fn short_texts_weigh_nothing_and_long_ones_wait_until_others_are_sent() {
    let scales = scales(BRIEFLY);
    let mut long = Vec::new();
    for _ in 0..(TextBounds::USUAL.together / (960 * ON_A_PAGE)) {
        let mut weight = scales.nothing();
        weight.grow_to(512 << 10, 512 << 10).await.unwrap();
        weight.grow_to(1 << 20, 1 << 20).await.unwrap();
        long.push(weight);
    }
    let mut next = scales.nothing();
    assert!(next.grow_to(1 << 20, 1 << 20).await.is_err());
    assert!(scales.nothing().grow_to(FREE, 1 << 20).await.is_ok());

    let answer = long.pop().unwrap().on(Response::new(Body::empty()));
    let carrying = answer.extensions().get::<Carried>().cloned();
    drop(answer);
    let mut body = carried(Bytes::from_static(b"page"), carrying);
    assert!(next.grow_to(1 << 20, 1 << 20).await.is_err(), "the answer is still on its way");
    let page = body.frame().await;
    drop(body);
    assert!(next.grow_to(1 << 20, 1 << 20).await.is_err(), "the server holds the page for as long as it is not taken");
    drop(page);
    assert!(next.grow_to(1 << 20, 1 << 20).await.is_ok());

    let mut last = scales.nothing();
    assert!(last.grow_to(1 << 20, 1 << 20).await.is_err());
    next.give_back();
    assert!(last.grow_to(1 << 20, 1 << 20).await.is_ok(), "what is stored weighs no longer, whatever files follow");
}

#[tokio::test]
async fn one_visitor_holds_an_eighth_and_another_finds_room() {
    let (scales, who) = (scales(BRIEFLY), visitors(2));
    let mut own = Vec::new();
    for _ in 0..4 {
        own.push(a_long_text(scales.of(&who[0])).await);
    }
    assert!(scales.of(&who[0]).grow_to(1 << 20, 1 << 20).await.is_err());
    let _others = a_long_text(scales.of(&who[1])).await;
    drop(own.pop());
    let _again = a_long_text(scales.of(&who[0])).await;
    assert_eq!(scales.holders().len(), 5, "the books are even");
}

#[tokio::test]
async fn who_keeps_a_long_text_going_is_cut_when_others_wait_and_not_before() {
    let bounds = TextBounds { together: 6 << 10, patience: Duration::from_secs(5), reading: BRIEFLY, ..TextBounds::USUAL };
    let scales = Scales::new(bounds);
    let slow = a_long_text(scales.nothing()).await;
    assert!(slow.while_it_sends(tokio::time::sleep(BRIEFLY * 4)).await.is_ok(), "nobody waits");
    let crawl = async {
        let cut = slow.while_it_sends(std::future::pending::<()>()).await;
        assert!(cut.is_err());
        drop(slow);
    };
    let ((), _taken) = tokio::join!(crawl, a_long_text(scales.nothing()));
}

#[tokio::test]
async fn a_long_text_that_waits_for_us_is_never_cut() {
    let bounds = TextBounds { together: 6 << 10, patience: Duration::from_millis(1_200), reading: BRIEFLY, ..TextBounds::USUAL };
    let scales = Scales::new(bounds);
    let ours = a_long_text(scales.nothing()).await;
    tokio::time::sleep(BRIEFLY * 2).await;
    assert!(scales.nothing().grow_to(1 << 20, 1 << 20).await.is_err());
    assert!(ours.while_it_sends(async {}).await.is_ok());
}

#[tokio::test]
async fn a_page_that_nobody_takes_is_taken_away_when_others_wait() {
    let bounds = TextBounds { together: 6 << 10, patience: Duration::from_secs(5), answer: BRIEFLY * 4, ..TextBounds::USUAL };
    let scales = Scales::new(bounds);
    let mut answer = a_long_text(scales.nothing()).await.on(Response::new(Body::empty()));
    let carrying = answer.extensions_mut().remove::<Carried>().unwrap();
    let connection = Arc::new(Mutex::new(Some(carrying.clone())));
    let closed = Arc::downgrade(&connection);
    carrying.ended_by(move || drop(closed.upgrade().map(|connection| connection.lock().unwrap().take())));
    tokio::time::sleep(BRIEFLY * 8).await;
    assert!(connection.lock().unwrap().is_some(), "nobody waits");
    let _taken = a_long_text(scales.nothing()).await;
}

#[tokio::test]
async fn what_a_text_may_need_is_taken_at_once_and_what_it_did_not_need_given_back() {
    let bounds = TextBounds { together: 6 << 10, patience: BRIEFLY, ..TextBounds::USUAL };
    let scales = Scales::new(bounds);
    let mut first = scales.nothing();
    first.grow_to(FREE + 1, 1 << 20).await.unwrap();
    let mut second = scales.nothing();
    assert!(second.grow_to(FREE + 1, 1 << 20).await.is_err(), "two halves would wait for each other");
    first.grow_to(1 << 20, 1 << 20).await.unwrap();
    first.shrink_to(100 << 10);
    assert!(second.grow_to(512 << 10, 512 << 10).await.is_ok());
}

#[tokio::test]
async fn a_flood_of_long_texts_uses_up_their_hour_and_takes_nothing_from_shorter_ones() {
    let scales = Scales::new(TextBounds { each_hour: 3_000, patience: BRIEFLY, ..TextBounds::USUAL });
    for _ in 0..3 {
        let mut weight = a_long_text(scales.nothing()).await;
        // Counted once, however often it is asked for.
        weight.grow_to(1 << 20, 1 << 20).await.unwrap();
    }
    assert!(scales.nothing().grow_to(1 << 20, 1 << 20).await.is_err(), "the hour's budget is used up, though nothing weighs");
    assert!(scales.nothing().grow_to(FREE, 1 << 20).await.is_ok());
}

//! The line before costly work: so many at once, the others in turn, and whoever waited before goes first.
//!
//! Sealing and storing cost a few milliseconds each. Without a bound a flood would make everybody wait for everybody;
//! with a plain refusal the honest would lose to whoever knocks most often. So there are a bounded number of seats, a
//! line that is served in order, no more than a few places in it for one visitor, and a front line for those who can
//! show that they waited before (see [`crate::app::line`]) or did a proof of work.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use super::peer::Visitor;

/// The bounds of a line.
#[derive(Clone, Copy)]
pub struct QueueBounds {
    /// How many are served at once.
    pub seats: usize,
    /// How many may wait, in the front and in the back line each.
    pub line: usize,
    /// How many of one visitor may wait. A visitor that stands for many is not bounded.
    pub each: usize,
    /// How long somebody stands in line before the page comes back with the text.
    pub patience: Duration,
}

impl QueueBounds {
    /// 64 at once (they share commits), 1,000 waiting for at most 20 s, 4 of one visitor.
    pub const USUAL: QueueBounds = QueueBounds { seats: 64, line: 1_000, each: 4, patience: Duration::from_secs(20) };
}

/// The line. Clones are one line.
#[derive(Clone)]
pub struct Queue(Arc<Shared>);

struct Shared {
    bounds: QueueBounds,
    state: Mutex<State>,
}

struct State {
    free: usize,
    front: VecDeque<Waiting>,
    back: VecDeque<Waiting>,
    /// Who waits how often.
    waiting: HashMap<Visitor, usize>,
    /// Since when the front line was preferred this often in a row.
    favours: u8,
}

struct Waiting {
    visitor: Visitor,
    called: oneshot::Sender<Seat>,
}

/// Leave to do costly work; given back when dropped.
pub struct Seat(Option<Arc<Shared>>);

/// No seat within the time, or the line is full: please wait and come again.
#[derive(Debug, PartialEq, Eq)]
pub struct NoSeat;

impl Queue {
    /// An empty line.
    pub fn new(bounds: QueueBounds) -> Self {
        let state = State { free: bounds.seats, front: VecDeque::new(), back: VecDeque::new(), waiting: HashMap::new(), favours: 0 };
        Self(Arc::new(Shared { bounds, state: Mutex::new(state) }))
    }

    /// A seat, at once or in turn. `first`: waited before, so goes to the front line.
    pub async fn seat(&self, visitor: &Visitor, first: bool) -> Result<Seat, NoSeat> {
        let called = {
            let mut state = self.0.lock();
            if state.free > 0 && state.front.is_empty() && state.back.is_empty() {
                state.free -= 1;
                return Ok(Seat(Some(Arc::clone(&self.0))));
            }
            state.stand(visitor, first, &self.0.bounds)?
        };
        // Dropped while waiting, by the time limit or because the visitor left, the place is passed over.
        match tokio::time::timeout(self.0.bounds.patience, called).await {
            Ok(Ok(seat)) => Ok(seat),
            Ok(Err(_)) | Err(_) => Err(NoSeat),
        }
    }

    /// How many stand in line now.
    pub fn waiting(&self) -> usize {
        let state = self.0.lock();
        state.front.len() + state.back.len()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a seat that became free to the next in line.
    fn pass_on(self: &Arc<Self>) {
        loop {
            let next = {
                let mut state = self.lock();
                let Some(next) = state.next() else {
                    state.free += 1;
                    return;
                };
                next
            };
            // Outside the lock: a seat that nobody takes is dropped here, and must not come back to this very function.
            match next.called.send(Seat(Some(Arc::clone(self)))) {
                Ok(()) => return,
                Err(mut unused) => drop(unused.0.take()),
            }
        }
    }
}

impl State {
    fn stand(&mut self, visitor: &Visitor, first: bool, bounds: &QueueBounds) -> Result<oneshot::Receiver<Seat>, NoSeat> {
        self.forget_the_gone(bounds);
        let line = if first { &mut self.front } else { &mut self.back };
        if line.len() >= bounds.line {
            return Err(NoSeat);
        }
        let mine = self.waiting.entry(visitor.clone()).or_default();
        if *mine >= bounds.each && !visitor.is_shared() {
            return Err(NoSeat);
        }
        *mine += 1;
        let (called, call) = oneshot::channel();
        line.push_back(Waiting { visitor: visitor.clone(), called });
        Ok(call)
    }

    /// Places whose visitors left would fill the line until they are reached.
    fn forget_the_gone(&mut self, bounds: &QueueBounds) {
        if self.front.len().max(self.back.len()) < bounds.line {
            return;
        }
        let waiting = &mut self.waiting;
        for line in [&mut self.front, &mut self.back] {
            line.retain(|place| {
                let gone = place.called.is_closed();
                if gone {
                    left(waiting, &place.visitor);
                }
                !gone
            });
        }
    }

    /// Three of the front line, then one of the back line, so that neither stands still.
    fn next(&mut self) -> Option<Waiting> {
        let from_front = !self.front.is_empty() && (self.favours < 3 || self.back.is_empty());
        let next = if from_front {
            self.favours = self.favours.saturating_add(1);
            self.front.pop_front()
        } else {
            self.favours = 0;
            self.back.pop_front()
        }?;
        left(&mut self.waiting, &next.visitor);
        Some(next)
    }
}

fn left(waiting: &mut HashMap<Visitor, usize>, visitor: &Visitor) {
    if let Some(count) = waiting.get_mut(visitor) {
        *count -= 1;
        if *count == 0 {
            waiting.remove(visitor);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(shared) = self.0.take() {
            shared.pass_on();
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use ring::rand::SystemRandom;

    use super::super::peer::{Peer, VisitorKey};
    use super::*;

    fn visitors(count: u8) -> Vec<Visitor> {
        let key = VisitorKey::new(&SystemRandom::new(), None).unwrap();
        (0..count).map(|n| key.visitor(&Peer::new([192, 0, 2, n].into()), &HeaderMap::new())).collect()
    }

    fn queue(seats: usize, line: usize) -> Queue {
        Queue::new(QueueBounds { seats, line, each: 2, patience: Duration::from_millis(400) })
    }

    #[tokio::test]
    async fn as_many_as_there_are_seats_are_served_at_once_and_the_next_when_one_leaves() {
        let (queue, who) = (queue(2, 10), visitors(3));
        let one = queue.seat(&who[0], false).await.unwrap();
        let _two = queue.seat(&who[1], false).await.unwrap();
        let next = tokio::spawn({
            let (queue, visitor) = (queue.clone(), who[2].clone());
            async move { queue.seat(&visitor, false).await.is_ok() }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(queue.waiting(), 1);
        drop(one);
        assert!(next.await.unwrap());
        assert_eq!(queue.waiting(), 0);
    }

    #[tokio::test]
    async fn who_waits_too_long_is_sent_back_and_leaves_nothing_behind() {
        let (queue, who) = (queue(1, 10), visitors(2));
        let held = queue.seat(&who[0], false).await.unwrap();
        assert!(queue.seat(&who[1], false).await.is_err());
        drop(held);
        assert!(queue.seat(&who[1], false).await.is_ok(), "the seat went past the one who left, and is free");
    }

    #[tokio::test]
    async fn one_visitor_cannot_fill_the_line() {
        let (queue, who) = (queue(1, 10), visitors(2));
        let _held = queue.seat(&who[0], false).await.unwrap();
        let crowd: Vec<_> = (0..2)
            .map(|_| {
                let (queue, visitor) = (queue.clone(), who[0].clone());
                tokio::spawn(async move { queue.seat(&visitor, false).await.map(drop) })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(queue.seat(&who[0], false).await.map(drop), Err(NoSeat));
        assert_eq!(queue.waiting(), 2);
        let other = tokio::spawn({
            let (queue, visitor) = (queue.clone(), who[1].clone());
            async move { queue.seat(&visitor, false).await.map(drop) }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(queue.waiting(), 3, "another visitor still finds a place");
        for waiting in crowd {
            let _ = waiting.await;
        }
        let _ = other.await;
    }

    #[tokio::test]
    async fn who_waited_before_goes_first_but_the_others_do_not_stand_still() {
        let (queue, who) = (queue(1, 100), visitors(20));
        let order = Arc::new(Mutex::new(Vec::new()));
        let held = queue.seat(&who[0], false).await.unwrap();
        let mut tasks = Vec::new();
        for (n, visitor) in who.iter().enumerate().skip(1).take(10) {
            let (queue, visitor, order, first) = (queue.clone(), visitor.clone(), Arc::clone(&order), n > 5);
            tasks.push(tokio::spawn(async move {
                let seat = queue.seat(&visitor, first).await.unwrap();
                order.lock().unwrap().push(first);
                drop(seat);
            }));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        drop(held);
        for task in tasks {
            task.await.unwrap();
        }
        let order = order.lock().unwrap().clone();
        assert_eq!(order[..5], [true, true, true, false, true], "{order:?}");
        assert_eq!(order.len(), 10);
    }

    #[tokio::test]
    async fn a_full_line_of_people_who_left_is_cleared_for_those_who_come() {
        let (queue, who) = (queue(1, 3), visitors(5));
        let held = queue.seat(&who[0], false).await.unwrap();
        for visitor in &who[1..4] {
            let left = tokio::time::timeout(Duration::from_millis(5), queue.seat(visitor, false)).await;
            assert!(left.is_err());
        }
        assert_eq!(queue.waiting(), 3);
        let next = tokio::spawn({
            let (queue, visitor) = (queue.clone(), who[4].clone());
            async move { queue.seat(&visitor, false).await.is_ok() }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        drop(held);
        assert!(next.await.unwrap());
    }
}

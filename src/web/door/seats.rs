//! Who may sit: a bounded number of connections, shared so that nobody who is slow on purpose keeps others out.
//!
//! * Half of all seats are reserved, in equal parts, for each door, and can be taken through that door alone: a flood
//!   on one door leaves the others theirs.
//! * A peer or circuit that can be told apart holds an eighth of the seats (a circuit a 64th) and no more.
//! * When a newcomer finds no seat, somebody who keeps us waiting gives up theirs: whoever has been waited for longest
//!   past the patience for what they are at ([`Wait::patience`]). Those who hold many seats get no patience. Nobody who
//!   waits for us is ever sent away.
//! * If all are within their patience, the newcomer waits in the system's queue, seconds at most. If that takes longer
//!   than any header may, the seats are held by bodies that move, and for a while the slowest of those that had ten
//!   seconds makes room ([`Scarcity`]).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::proxy::Circuit;

/// Connections that belong together: one household's network, or one circuit.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Crowd {
    /// An IPv4 address.
    V4([u8; 4]),
    /// An IPv6 network of 64 bits.
    V6([u8; 8]),
    /// A circuit of tor.
    Circuit(Circuit),
    /// Everybody behind a proxy of ours or a tor that names no circuits: they cannot be told apart, so that no limit by
    /// peer may fall on them.
    Shared,
}

impl Crowd {
    /// The crowd of a peer's address; `shared` are the addresses of our own proxies beside loopback.
    pub(super) fn of(address: IpAddr, shared: &[IpAddr]) -> Self {
        let address = address.to_canonical();
        if address.is_loopback() || shared.iter().any(|proxy| proxy.to_canonical() == address) {
            return Self::Shared;
        }
        match address {
            IpAddr::V4(v4) => Self::V4(v4.octets()),
            IpAddr::V6(v6) => {
                let [a, b, c, d, e, f, g, h, ..] = v6.octets();
                Self::V6([a, b, c, d, e, f, g, h])
            }
        }
    }
}

/// What we wait for the other side to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wait {
    /// To finish the handshake and its first header.
    Header,
    /// To ask something else, after an answer.
    Next,
    /// To send more of a body.
    Body,
    /// To take more of an answer.
    Room,
}

impl Wait {
    /// How long it may take while others have no seat. The time-outs that hold without need are longer.
    const fn patience(self) -> Duration {
        match self {
            Self::Header => Duration::from_secs(2),
            Self::Next => Duration::from_millis(500),
            Self::Body | Self::Room => Duration::from_secs(5),
        }
    }
}

/// How long a newcomer waits before bodies that move are asked for seats: longer than anybody but they may be waited for,
/// so that a flood of anything else ends no upload.
const SCARCE: Duration = Duration::from_millis(2_500);

/// How long a newcomer waits at most before the seats are looked at again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How long seats count as scarce once they were: newcomers that follow do not wait anew.
const SCARCE_FOR: Duration = Duration::from_secs(30);

/// A body keeps its seat this long whatever its pace: a report without files is over by then.
const HEARD: Duration = Duration::from_secs(10);

/// All seats of one server.
pub(super) struct Seats {
    room: Mutex<Room>,
    freed: Notify,
    total: usize,
    reserved: usize,
}

struct Room {
    taken: HashMap<u64, Arc<Occupant>>,
    by_door: Vec<usize>,
    by_crowd: HashMap<Crowd, usize>,
    next: u64,
    scarcity: Scarcity,
}

/// Whether newcomers find seats.
#[derive(Default)]
struct Scarcity {
    /// The first newcomer since the last one seated that found none.
    sought_since: Option<Instant>,
    until: Option<Instant>,
}

impl Scarcity {
    /// Somebody found no seat. Whether this has gone on for so long that bodies make room.
    fn felt(&mut self, now: Instant) -> bool {
        if *self.sought_since.get_or_insert(now) + SCARCE <= now {
            self.until = Some(now + SCARCE_FOR);
        }
        self.until.is_some_and(|until| now < until)
    }
}

struct Occupant {
    door: usize,
    standing: Mutex<Standing>,
    leave: Notify,
}

struct Standing {
    crowd: Crowd,
    reading: Option<(Wait, Instant)>,
    writing: Option<Instant>,
    body: Flow,
    dismissed: bool,
}

/// A body so far.
#[derive(Clone, Copy, Default)]
struct Flow {
    /// How long we waited for it.
    waited: Duration,
    bytes: u64,
}

impl Flow {
    /// Bytes a second of waiting; None before it was heard long enough.
    fn pace(self) -> Option<u64> {
        (self.waited >= HEARD).then(|| self.bytes * 1_000 / u64::try_from(self.waited.as_millis()).unwrap_or(u64::MAX).max(1))
    }
}

/// A seat; dropped, it is free.
pub(super) struct Seat {
    number: u64,
    occupant: Arc<Occupant>,
    seats: Arc<Seats>,
}

enum Outcome {
    Seated(Seat),
    TooMany,
    Full(Duration),
}

impl Seats {
    /// `total` seats for `doors` doors.
    pub(super) fn new(total: usize, doors: usize) -> Arc<Self> {
        let reserved = if doors > 1 { total / (2 * doors) } else { 0 };
        let room =
            Room { taken: HashMap::new(), by_door: vec![0; doors], by_crowd: HashMap::new(), next: 0, scarcity: Scarcity::default() };
        Arc::new(Self { room: Mutex::new(room), freed: Notify::new(), total, reserved })
    }

    /// Waits for a seat at `door`; None if `crowd` holds too many and none of them can be given up.
    pub(super) async fn take(self: &Arc<Self>, door: usize, crowd: Crowd) -> Option<Seat> {
        loop {
            let mut freed = std::pin::pin!(self.freed.notified());
            freed.as_mut().enable();
            match self.try_take(door, crowd) {
                Outcome::Seated(seat) => return Some(seat),
                Outcome::TooMany => return None,
                Outcome::Full(until) => {
                    let _ = tokio::time::timeout(until, freed).await;
                }
            }
        }
    }

    /// Sends away everybody who asked nothing yet or nothing more.
    pub(super) fn dismiss_the_idle(&self) {
        let mut room = self.room();
        let idle: Vec<u64> = room
            .taken
            .iter()
            .filter(|(_, o)| matches!(o.standing().reading, Some((Wait::Header | Wait::Next, _))))
            .map(|(number, _)| *number)
            .collect();
        for number in idle {
            room.dismiss(number);
        }
    }

    fn try_take(self: &Arc<Self>, door: usize, crowd: Crowd) -> Outcome {
        let mut room = self.room();
        if room.held_by(crowd) >= self.most_of(crowd) && !room.one_past_patience_leaves(crowd) {
            return Outcome::TooMany;
        }
        if !self.admits(&room, door) {
            let greedy = |room: &Room, crowd: Crowd| room.held_by(crowd) > self.fair_for(crowd);
            let newcomer_is_greedy = greedy(&room, crowd);
            let may_go = |room: &Room, o: &Occupant, c: Crowd| {
                // Where every seat beyond the reserves is taken, a door that holds more than its own may lose one.
                let within = o.door == door || room.by_door.get(o.door).is_some_and(|held| *held > self.reserved);
                within && (!newcomer_is_greedy || c == crowd)
            };
            let victim = room.longest_past_patience(|o, c| may_go(&room, o, c).then(|| greedy(&room, c)));
            let victim = match victim {
                Some((number, None)) => number,
                // Whoever holds more than a fair share does not keep the others at this door waiting for one more.
                _ if newcomer_is_greedy => return Outcome::TooMany,
                within_patience => {
                    let scarce = room.scarcity.felt(Instant::now());
                    match room.slowest_body(|o, c| may_go(&room, o, c)).filter(|_| scarce) {
                        Some(number) => number,
                        None => return Outcome::Full(within_patience.and_then(|(_, ends)| ends).unwrap_or(LOOK_AGAIN).min(LOOK_AGAIN)),
                    }
                }
            };
            room.dismiss(victim);
        }
        room.scarcity.sought_since = None;
        Outcome::Seated(self.seat(&mut room, door, crowd))
    }

    /// Whether a seat at `door` leaves the other doors what is theirs.
    fn admits(&self, room: &Room, door: usize) -> bool {
        let free = self.total.saturating_sub(room.taken.len());
        let held = |at: usize| room.by_door.get(at).copied().unwrap_or_default();
        let kept_for_others: usize =
            (0..room.by_door.len()).filter(|at| *at != door).map(|at| self.reserved.saturating_sub(held(at))).sum();
        free > kept_for_others
    }

    fn seat(self: &Arc<Self>, room: &mut Room, door: usize, crowd: Crowd) -> Seat {
        let standing =
            Standing { crowd, reading: Some((Wait::Header, Instant::now())), writing: None, body: Flow::default(), dismissed: false };
        let occupant = Arc::new(Occupant { door, standing: Mutex::new(standing), leave: Notify::new() });
        let number = room.next;
        room.next += 1;
        room.taken.insert(number, Arc::clone(&occupant));
        room.count(door, crowd);
        Seat { number, occupant, seats: Arc::clone(self) }
    }

    /// The most seats of one crowd.
    fn most_of(&self, crowd: Crowd) -> usize {
        match crowd {
            Crowd::V4(_) | Crowd::V6(_) => (self.total / 8).max(8),
            Crowd::Circuit(_) => (self.total / 64).max(8),
            Crowd::Shared => usize::MAX,
        }
    }

    /// What a crowd may hold without being the first to lose seats. A browser opens six.
    fn fair_for(&self, crowd: Crowd) -> usize {
        match crowd {
            Crowd::Shared => usize::MAX,
            Crowd::V4(_) | Crowd::V6(_) | Crowd::Circuit(_) => (self.total / 64).max(8),
        }
    }

    fn room(&self) -> MutexGuard<'_, Room> {
        // Nothing here panics half-way through a change.
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Room {
    fn held_by(&self, crowd: Crowd) -> usize {
        self.by_crowd.get(&crowd).copied().unwrap_or_default()
    }

    fn count(&mut self, door: usize, crowd: Crowd) {
        if let Some(held) = self.by_door.get_mut(door) {
            *held += 1;
        }
        *self.by_crowd.entry(crowd).or_default() += 1;
    }

    /// Takes a seat out of the books, if it is still in them.
    fn free(&mut self, number: u64) -> Option<Arc<Occupant>> {
        let occupant = self.taken.remove(&number)?;
        if let Some(held) = self.by_door.get_mut(occupant.door) {
            *held = held.saturating_sub(1);
        }
        let crowd = occupant.standing().crowd;
        self.leave_crowd(crowd);
        Some(occupant)
    }

    fn leave_crowd(&mut self, crowd: Crowd) {
        if let Some(held) = self.by_crowd.get_mut(&crowd) {
            *held = held.saturating_sub(1);
            if *held == 0 {
                self.by_crowd.remove(&crowd);
            }
        }
    }

    /// Whether somebody of a crowd that has its share kept us waiting past patience; they leave.
    fn one_past_patience_leaves(&mut self, crowd: Crowd) -> bool {
        match self.longest_past_patience(|_, c| (c == crowd).then_some(false)) {
            Some((number, None)) => {
                self.dismiss(number);
                true
            }
            _ => false,
        }
    }

    fn dismiss(&mut self, number: u64) {
        if let Some(occupant) = self.free(number) {
            occupant.standing().dismissed = true;
            occupant.leave.notify_one();
        }
    }

    /// Among those for whom `greedy` says anything, the one who has kept us waiting longest past patience; greedy ones,
    /// who get none, come first. With it: how long until its patience ends, None if it has ended.
    fn longest_past_patience(&self, greedy: impl Fn(&Occupant, Crowd) -> Option<bool>) -> Option<(u64, Option<Duration>)> {
        let now = Instant::now();
        let ends = self.taken.iter().filter_map(|(number, occupant)| {
            let standing = occupant.standing();
            let (wait, since) = standing.writing.map(|since| (Wait::Room, since)).or(standing.reading)?;
            let greedy = greedy(occupant, standing.crowd)?;
            Some((!greedy, if greedy { since } else { since + wait.patience() }, *number))
        });
        let (_, ends, number) = ends.min()?;
        Some((number, ends.checked_duration_since(now).filter(|left| !left.is_zero())))
    }

    /// Among those who `may_go`, the one whose body we wait for and who had the lowest pace so far.
    fn slowest_body(&self, may_go: impl Fn(&Occupant, Crowd) -> bool) -> Option<u64> {
        let slow = self.taken.iter().filter_map(|(number, occupant)| {
            let standing = occupant.standing();
            let awaited = matches!(standing.reading, Some((Wait::Body, _)));
            let pace = standing.body.pace().filter(|_| awaited && may_go(occupant, standing.crowd))?;
            Some((pace, *number))
        });
        slow.min().map(|(_, number)| number)
    }
}

impl Occupant {
    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Resolves when somebody else needs this seat more.
    pub(super) async fn wanted_back(&self) {
        self.occupant.leave.notified().await;
    }

    /// What sends this one away, whoever else may need the seat. It holds no seat itself.
    pub(super) fn dismissal(&self) -> impl Fn() + Send + Sync + use<> {
        let occupant = Arc::clone(&self.occupant);
        move || occupant.leave.notify_one()
    }

    /// It is our turn now; false if the seat was given to somebody else meanwhile.
    pub(super) fn our_turn(&self) -> bool {
        let mut standing = self.occupant.standing();
        standing.reading = None;
        !standing.dismissed
    }

    /// We wait for the other side, since `since`.
    pub(super) fn their_turn(&self, wait: Wait, since: Instant) {
        self.occupant.standing().reading = Some((wait, since));
    }

    /// More of a body came, after we waited for it.
    pub(super) fn body_came(&self, waited: Duration, bytes: usize) {
        let body = &mut self.occupant.standing().body;
        body.waited += waited;
        body.bytes += bytes as u64;
    }

    /// The other side takes nothing of our answer, since `since`; None: it does.
    pub(super) fn blocked(&self, since: Option<Instant>) {
        self.occupant.standing().writing = since;
    }

    /// Known only now: whose connection this is. False if they hold too many already.
    pub(super) fn belongs_to(&self, crowd: Crowd) -> bool {
        let mut room = self.seats.room();
        if room.held_by(crowd) >= self.seats.most_of(crowd) && !room.one_past_patience_leaves(crowd) {
            return false;
        }
        if room.taken.contains_key(&self.number) {
            let before = std::mem::replace(&mut self.occupant.standing().crowd, crowd);
            room.leave_crowd(before);
            *room.by_crowd.entry(crowd).or_default() += 1;
        }
        true
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.room().free(self.number);
        self.seats.freed.notify_waiters();
    }
}

#[cfg(test)]
#[path = "seats_tests.rs"]
mod tests;

//! What long texts may weigh together in memory, from reading them to the last byte of the page that gives them back.
//!
//! A form of up to [`FREE`] bytes weighs nothing: so much is there for every connection. What is longer is counted six
//! times, since an escaped text may be that much longer on the page, and waits while others of its kind are there. It
//! takes all it may need at once: texts that each hold a part would wait for each other. One visitor holds an eighth. While others wait, whoever has been read for longest beyond [`TextBounds::reading`] gets
//! their page early, and a page that is not taken within [`TextBounds::answer`] is taken away. All long texts together have
//! a budget of an hour, so that a flood of them cannot fill the disk; shorter ones are taken all the same.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use governor::{DefaultDirectRateLimiter, Quota};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::peer::Visitor;

/// A text as long as this, 20 pages in Latin script, is always taken.
pub const FREE: usize = 64 << 10;
/// A page may be so many times as long as the text on it.
const ON_A_PAGE: usize = 6;
/// How often those who wait look for somebody who held their room long enough.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// The bounds of long texts.
#[derive(Clone, Copy)]
pub struct TextBounds {
    /// Kilobytes that longer texts may weigh together.
    pub together: usize,
    /// Kilobytes that those of one visitor may weigh together, unless that visitor stands for many.
    pub each: usize,
    /// Kilobytes beyond [`FREE`] that longer texts of all visitors may have in an hour: what is stored of them fills the disk.
    pub each_hour: u32,
    /// How long a long text waits for others to be done.
    pub patience: Duration,
    /// How long the client may keep us waiting for the rest of a text while others have no room…
    pub reading: Duration,
    /// …and for it to take the page that answers; a sixth of that after it was cut for being slow.
    pub answer: Duration,
}

impl TextBounds {
    /// 192 MB, an eighth of it for one visitor; a gigabyte an hour; 30 s of patience; 15 s to send, 60 s to take the page. Whoever is slow on
    /// purpose is gone before an honest text that came with them loses patience.
    pub const USUAL: TextBounds = TextBounds {
        together: 192 << 10,
        each: 24 << 10,
        each_hour: 1 << 20,
        patience: Duration::from_secs(30),
        reading: Duration::from_secs(15),
        answer: Duration::from_secs(60),
    };
}

/// The scales of one process. Clones are the same.
#[derive(Clone)]
pub struct Scales(Arc<Shared>);

struct Shared {
    bounds: TextBounds,
    room: Arc<Semaphore>,
    hourly: DefaultDirectRateLimiter,
    holders: Mutex<Vec<Arc<Holder>>>,
    lighter: Notify,
}

/// Somebody whose text weighs.
struct Holder {
    /// None: somebody who cannot be told apart from others.
    visitor: Option<Visitor>,
    state: Mutex<Holding>,
    cut: Notify,
}

struct Holding {
    kilobytes: usize,
    /// How long we waited for more of the text, without the wait that is going on.
    read: Duration,
    turn: Turn,
    cut: bool,
    hang_up: Option<HangUp>,
}

/// Ends the connection that an answer goes out on.
type HangUp = Box<dyn Fn() + Send + Sync>;

/// Whom we wait for.
#[derive(Clone, Copy)]
enum Turn {
    /// Ourselves.
    Ours,
    /// The client, to send more of its text.
    Reading(Instant),
    /// The client, to take its page.
    Answer(Instant),
}

/// What one form weighs.
pub struct Weight {
    scales: Scales,
    visitor: Option<Visitor>,
    held: Option<Held>,
    /// Kilobytes that were taken from the hour's budget.
    counted: u32,
}

/// Room that is held; dropped, it is there for others.
struct Held {
    permit: OwnedSemaphorePermit,
    holder: Arc<Holder>,
    scales: Scales,
}

/// There are too many long texts at once.
#[derive(Debug)]
pub struct TooHeavy;

impl Default for Scales {
    fn default() -> Self {
        Self::new(TextBounds::USUAL)
    }
}

impl Scales {
    /// Empty scales.
    pub fn new(bounds: TextBounds) -> Self {
        let room = Arc::new(Semaphore::new(bounds.together));
        let hourly = DefaultDirectRateLimiter::direct(Quota::per_hour(NonZeroU32::new(bounds.each_hour).unwrap_or(NonZeroU32::MIN)));
        Self(Arc::new(Shared { bounds, room, hourly, holders: Mutex::new(Vec::new()), lighter: Notify::new() }))
    }

    /// A form of `visitor` that holds nothing yet.
    pub fn of(&self, visitor: &Visitor) -> Weight {
        Weight { visitor: Some(visitor.clone()).filter(|visitor| !visitor.is_shared()), ..self.nothing() }
    }

    /// A form that holds nothing yet, of somebody who cannot be told apart from others.
    pub fn nothing(&self) -> Weight {
        Weight { scales: self.clone(), visitor: None, held: None, counted: 0 }
    }

    /// Room for so many kilobytes more, once there is any.
    async fn room(&self, visitor: Option<&Visitor>, more: usize) -> Option<OwnedSemaphorePermit> {
        loop {
            let mut lighter = std::pin::pin!(self.0.lighter.notified());
            lighter.as_mut().enable();
            if visitor.is_none_or(|visitor| self.held_by(visitor) + more <= self.0.bounds.each) {
                break;
            }
            self.ask_one_to_leave(visitor);
            let _ = tokio::time::timeout(LOOK_AGAIN, lighter).await;
        }
        let mut acquired = std::pin::pin!(Arc::clone(&self.0.room).acquire_many_owned(u32::try_from(more).ok()?));
        loop {
            tokio::select! {
                biased;
                got = &mut acquired => return got.ok(),
                () = tokio::time::sleep(LOOK_AGAIN) => self.ask_one_to_leave(None),
            }
        }
    }

    fn held_by(&self, visitor: &Visitor) -> usize {
        let holders = self.holders();
        holders.iter().filter(|holder| holder.visitor.as_ref() == Some(visitor)).map(|holder| holder.state().kilobytes).sum()
    }

    /// Ends the turn of whoever kept us waiting furthest beyond their time, of `visitor`'s own if one is named.
    fn ask_one_to_leave(&self, visitor: Option<&Visitor>) {
        let latest = {
            let holders = self.holders();
            let asked = holders.iter().filter(|holder| visitor.is_none() || holder.visitor.as_ref() == visitor);
            let late = asked.filter_map(|holder| Some((holder.state().beyond(&self.0.bounds)?, holder)));
            late.max_by_key(|(beyond, _)| *beyond).map(|(_, holder)| Arc::clone(holder))
        };
        // Outside the lock: whoever leaves takes it to give the room back.
        if let Some(holder) = latest {
            holder.leave();
        }
    }

    fn holders(&self) -> MutexGuard<'_, Vec<Arc<Holder>>> {
        self.0.holders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Holder {
    fn state(&self) -> MutexGuard<'_, Holding> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(&self) {
        let mut state = self.state();
        state.cut = true;
        match state.turn {
            Turn::Answer(_) => state.hang_up.iter().for_each(|hang_up| hang_up()),
            Turn::Ours | Turn::Reading(_) => self.cut.notify_one(),
        }
    }

    fn turn(&self, turn: Turn) {
        let mut state = self.state();
        if let Turn::Reading(since) = state.turn {
            state.read += since.elapsed();
        }
        state.turn = turn;
    }
}

impl Holding {
    /// How far the client is beyond its time; None if it is not, was told already, or waits for us.
    fn beyond(&self, bounds: &TextBounds) -> Option<Duration> {
        match self.turn {
            Turn::Ours => None,
            Turn::Reading(_) if self.cut => None,
            Turn::Reading(since) => (self.read + since.elapsed()).checked_sub(bounds.reading),
            Turn::Answer(since) => since.elapsed().checked_sub(if self.cut { bounds.answer / 6 } else { bounds.answer }),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.scales.holders().retain(|holder| !Arc::ptr_eq(holder, &self.holder));
        self.scales.0.lighter.notify_waiters();
    }
}

impl Weight {
    /// Notes that the form holds `bytes` now and will hold `at_most` so many, waiting if others must be done first.
    pub async fn grow_to(&mut self, bytes: usize, at_most: usize) -> Result<(), TooHeavy> {
        self.count(bytes)?;
        let held = self.held.as_ref().map_or(0, |held| held.permit.num_permits());
        if kilobytes(bytes) <= held {
            return Ok(());
        }
        let more = kilobytes(bytes.max(at_most)) - held;
        let room = self.scales.room(self.visitor.as_ref(), more);
        let got = tokio::time::timeout(self.scales.0.bounds.patience, room).await.ok().flatten().ok_or(TooHeavy)?;
        match &mut self.held {
            Some(held) => held.permit.merge(got),
            None => {
                let holding = Holding { kilobytes: 0, read: Duration::ZERO, turn: Turn::Ours, cut: false, hang_up: None };
                let holder = Arc::new(Holder { visitor: self.visitor.clone(), state: Mutex::new(holding), cut: Notify::new() });
                self.scales.holders().push(Arc::clone(&holder));
                self.held = Some(Held { permit: got, holder, scales: self.scales.clone() });
            }
        }
        if let Some(held) = &self.held {
            held.holder.state().kilobytes = held.permit.num_permits();
        }
        Ok(())
    }

    /// Takes what a long text has more than it had from the hour's budget.
    fn count(&mut self, bytes: usize) -> Result<(), TooHeavy> {
        let long = u32::try_from(bytes.saturating_sub(FREE).div_ceil(1024)).unwrap_or(u32::MAX);
        let Some(more) = long.checked_sub(self.counted).and_then(NonZeroU32::new) else { return Ok(()) };
        match self.scales.0.hourly.check_n(more) {
            Ok(Ok(())) => self.counted = long,
            Ok(Err(_)) | Err(_) => return Err(TooHeavy),
        }
        Ok(())
    }

    /// Waits for the client to send more. An error: others need the room that its text holds.
    pub async fn while_it_sends<T>(&self, sent: impl Future<Output = T>) -> Result<T, TooHeavy> {
        let Some(held) = &self.held else { return Ok(sent.await) };
        held.holder.turn(Turn::Reading(Instant::now()));
        let sent = tokio::select! {
            biased;
            sent = sent => Ok(sent),
            () = held.holder.cut.notified() => Err(TooHeavy),
        };
        held.holder.turn(Turn::Ours);
        sent
    }

    /// The text is complete at `bytes`: what was taken beyond it is there for others.
    pub fn shrink_to(&mut self, bytes: usize) {
        let needed = kilobytes(bytes);
        let Some(held) = &mut self.held else { return };
        drop(held.permit.num_permits().checked_sub(needed).and_then(|spare| held.permit.split(spare)));
        held.holder.state().kilobytes = held.permit.num_permits();
        self.scales.0.lighter.notify_waiters();
    }

    /// The text is no longer held: the weight is there for others.
    pub fn give_back(&mut self) {
        self.held = None;
    }

    /// Puts the weight on the answer, which carries it until it is sent.
    pub fn on(self, mut response: Response) -> Response {
        if let Some(held) = self.held {
            held.holder.turn(Turn::Answer(Instant::now()));
            response.extensions_mut().insert(Carried(Arc::new(held)));
        }
        response
    }
}

/// What a text of so many bytes weighs.
fn kilobytes(bytes: usize) -> usize {
    (bytes.saturating_sub(FREE) * ON_A_PAGE).div_ceil(1024)
}

/// The weight that an answer carries.
#[derive(Clone)]
pub(super) struct Carried(Arc<Held>);

impl Carried {
    /// What ends the connection, should this answer be taken too slowly while others wait.
    pub(super) fn ended_by(self, hang_up: impl Fn() + Send + Sync + 'static) {
        self.0.holder.state().hang_up = Some(Box::new(hang_up));
    }
}

/// A body whose bytes hold a weight until the last of them is sent or given up: they stay in memory long after the body
/// itself is done, for as long as the other side does not take them.
pub(super) fn carried(bytes: Bytes, weight: Option<Carried>) -> Body {
    match weight {
        None => Body::from(bytes),
        Some(weight) => Body::from(Bytes::from_owner(Weighed { bytes, _until_sent: weight })),
    }
}

struct Weighed {
    bytes: Bytes,
    _until_sent: Carried,
}

impl AsRef<[u8]> for Weighed {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
#[path = "weight_tests.rs"]
mod tests;

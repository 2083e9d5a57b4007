//! Files on their way in, on a budget of their own: words are never refused for the sake of files.
//!
//! So many uploads at once, two of one visitor; so many megabytes an hour, of one visitor and of all. Where all places
//! are taken, the slowest upload that has had its ten seconds makes room for whoever waits, however fast it is: a few
//! dozen circuits that keep to some floor must not keep everybody else's evidence out. What is cut loses little: a file in
//! pieces goes on where it stopped, and a form's answer says which files arrived.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::{DefaultDirectRateLimiter, Quota};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::limits::{Action, Limits};
use super::peer::Visitor;

/// The unit of the hourly budgets.
const MEGABYTE: u64 = 1_000_000;

/// The bounds of uploads.
#[derive(Clone, Copy)]
pub struct UploadBounds {
    /// Uploads at once; each holds about two megabytes of memory, and as much again for a clean copy.
    pub at_once: usize,
    /// Uploads at once of one visitor, unless that visitor stands for many.
    pub each: usize,
    /// While others wait, the slowest may be cut that is older than this.
    pub grace: Duration,
    /// How long an upload waits for a place. Its words are stored before.
    pub patience: Duration,
    /// Megabytes of all visitors together in an hour.
    pub megabytes_per_hour: u32,
}

impl UploadBounds {
    /// 32 at once, 2 of one visitor; after ten seconds the slowest makes room; 4 GB an hour. Whoever comes waits longer than
    /// that, so that nobody is turned away for want of a place while only others' uploads are old.
    pub const USUAL: UploadBounds =
        UploadBounds { at_once: 32, each: 2, grace: Duration::from_secs(10), patience: Duration::from_secs(20), megabytes_per_hour: 4_000 };
}

/// All uploads of one process. Clones are the same.
#[derive(Clone)]
pub struct Uploads(Arc<Shared>);

struct Shared {
    bounds: UploadBounds,
    limits: Limits,
    hourly: DefaultDirectRateLimiter,
    /// Milliseconds since `begun` until which the hourly budget is known to be used up.
    closed_until: AtomicU64,
    begun: Instant,
    places: Mutex<Vec<Arc<Running>>>,
    freed: Notify,
}

struct Running {
    visitor: Visitor,
    since: Instant,
    bytes: AtomicU64,
    cut: Notify,
}

/// A place for one visitor's files; given back when dropped.
pub struct Place {
    shared: Arc<Shared>,
    running: Arc<Running>,
}

/// Files are not taken now.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused;

impl Uploads {
    /// No uploads yet. `limits` counts what one visitor may send.
    pub fn new(bounds: UploadBounds, limits: Limits) -> Self {
        let hourly =
            DefaultDirectRateLimiter::direct(Quota::per_hour(NonZeroU32::new(bounds.megabytes_per_hour).unwrap_or(NonZeroU32::MIN)));
        Self(Arc::new(Shared {
            bounds,
            limits,
            hourly,
            closed_until: AtomicU64::new(0),
            begun: Instant::now(),
            places: Mutex::new(Vec::new()),
            freed: Notify::new(),
        }))
    }

    /// Whether the hourly budget was used up a moment ago, so that a page can say beforehand that files are not taken.
    pub fn closed(&self) -> bool {
        self.0.since_begun() < self.0.closed_until.load(Ordering::Relaxed)
    }

    /// A place for this visitor's files, waiting a little where all are taken.
    pub async fn place(&self, visitor: &Visitor) -> Result<Place, Refused> {
        let until = Instant::now() + self.0.bounds.patience;
        loop {
            let freed = self.0.freed.notified();
            if let Some(place) = self.0.take(visitor)? {
                return Ok(place);
            }
            // Looks again now and then: an upload may have become old enough to be cut.
            let _ = tokio::time::timeout(Duration::from_secs(1).min(self.0.bounds.patience), freed).await;
            if Instant::now() >= until {
                return Err(Refused);
            }
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Running>>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn since_begun(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// A place, or none yet; refused where this visitor has its share.
    fn take(self: &Arc<Self>, visitor: &Visitor) -> Result<Option<Place>, Refused> {
        let mut places = self.lock();
        if !visitor.is_shared() && places.iter().filter(|running| running.visitor == *visitor).count() >= self.bounds.each {
            return Err(Refused);
        }
        if places.len() >= self.bounds.at_once {
            if let Some(slowest) = self.slowest(&places) {
                slowest.cut.notify_one();
            }
            return Ok(None);
        }
        let running = Arc::new(Running { visitor: visitor.clone(), since: Instant::now(), bytes: AtomicU64::new(0), cut: Notify::new() });
        places.push(Arc::clone(&running));
        Ok(Some(Place { shared: Arc::clone(self), running }))
    }

    fn slowest<'a>(&self, places: &'a [Arc<Running>]) -> Option<&'a Arc<Running>> {
        let old = places.iter().filter(|running| running.since.elapsed() >= self.bounds.grace);
        old.min_by_key(|running| running.pace())
    }
}

impl Running {
    /// Bytes a second since it began.
    fn pace(&self) -> u64 {
        let milliseconds = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        self.bytes.load(Ordering::Relaxed).saturating_mul(1_000) / milliseconds
    }
}

impl Place {
    /// Counts bytes that came. An error: the hour's budget of this visitor or of all is used up.
    pub fn count(&self, bytes: u64) -> Result<(), Refused> {
        let before = self.running.bytes.fetch_add(bytes, Ordering::Relaxed);
        let begun = |total: u64| total.div_ceil(MEGABYTE);
        for _ in begun(before)..begun(before + bytes) {
            if self.shared.limits.check(Action::Megabyte, &self.running.visitor).is_err() {
                return Err(Refused);
            }
            if self.shared.hourly.check().is_err() {
                self.shared.closed_until.store(self.shared.since_begun() + 60_000, Ordering::Relaxed);
                return Err(Refused);
            }
        }
        Ok(())
    }

    /// Ends when this upload must make room for others.
    pub async fn cut(&self) {
        self.running.cut.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shared.lock().retain(|running| !Arc::ptr_eq(running, &self.running));
        self.shared.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use ring::rand::SystemRandom;

    use super::super::peer::{Peer, VisitorKey};
    use super::*;

    fn uploads(at_once: usize, patience: Duration, megabytes_per_hour: u32) -> Uploads {
        let bounds = UploadBounds { at_once, patience, grace: Duration::from_millis(10), megabytes_per_hour, ..UploadBounds::USUAL };
        Uploads::new(bounds, Limits::new(&SystemRandom::new(), None, false).unwrap())
    }

    fn visitors(count: u8) -> Vec<Visitor> {
        let key = VisitorKey::new(&SystemRandom::new(), None).unwrap();
        (0..count).map(|n| key.visitor(&Peer::new([192, 0, 2, n].into()), &HeaderMap::new())).collect()
    }

    #[tokio::test]
    async fn one_visitor_has_two_places_and_another_still_finds_one() {
        let (uploads, who) = (uploads(8, Duration::from_millis(50), 100), visitors(2));
        let _one = uploads.place(&who[0]).await.unwrap();
        let two = uploads.place(&who[0]).await.unwrap();
        assert!(uploads.place(&who[0]).await.is_err());
        assert!(uploads.place(&who[1]).await.is_ok());
        drop(two);
        assert!(uploads.place(&who[0]).await.is_ok());
    }

    #[tokio::test]
    async fn the_slowest_makes_room_for_who_waits_and_a_quick_one_does_not() {
        let (uploads, who) = (uploads(2, Duration::from_secs(10), 4_000), visitors(3));
        let quick = uploads.place(&who[0]).await.unwrap();
        let slow = uploads.place(&who[1]).await.unwrap();
        quick.count(10_000_000).unwrap();
        slow.count(10).unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
        let cut = async {
            tokio::select! { () = quick.cut() => panic!("the quick one was cut"), () = slow.cut() => drop(slow) }
        };
        let ((), third) = tokio::join!(cut, uploads.place(&who[2]));
        assert!(third.is_ok());
    }

    #[tokio::test]
    async fn steady_uploads_at_any_pace_cannot_keep_a_newcomer_out() {
        let (uploads, who) = (uploads(2, Duration::from_secs(10), 4_000), visitors(3));
        let (fast, faster) = (uploads.place(&who[0]).await.unwrap(), uploads.place(&who[1]).await.unwrap());
        fast.count(50_000_000).unwrap();
        faster.count(60_000_000).unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
        let cut = async {
            tokio::select! { () = faster.cut() => panic!("the faster one was cut"), () = fast.cut() => drop(fast) }
        };
        let ((), third) = tokio::join!(cut, uploads.place(&who[2]));
        assert!(third.is_ok());
    }

    #[tokio::test]
    async fn an_upload_that_has_just_begun_is_not_cut() {
        let bounds =
            UploadBounds { at_once: 1, patience: Duration::from_millis(100), grace: Duration::from_secs(10), ..UploadBounds::USUAL };
        let uploads = Uploads::new(bounds, Limits::new(&SystemRandom::new(), None, false).unwrap());
        let who = visitors(2);
        let young = uploads.place(&who[0]).await.unwrap();
        tokio::select! {
            () = young.cut() => panic!("a young upload was cut"),
            place = uploads.place(&who[1]) => assert!(place.is_err()),
        }
    }

    #[tokio::test]
    async fn the_hours_budget_of_all_closes_files_and_says_so() {
        let (uploads, who) = (uploads(8, Duration::from_millis(50), 3), visitors(2));
        let place = uploads.place(&who[0]).await.unwrap();
        assert!(!uploads.closed());
        for _ in 0..30 {
            assert_eq!(place.count(100_000), Ok(()));
        }
        assert_eq!(place.count(1), Err(Refused));
        assert!(uploads.closed());
    }

    #[tokio::test]
    async fn the_hours_budget_of_one_visitor_is_not_anothers() {
        let (uploads, who) = (uploads(8, Duration::from_millis(50), 100_000), visitors(2));
        let (one, other) = (uploads.place(&who[0]).await.unwrap(), uploads.place(&who[1]).await.unwrap());
        assert_eq!(one.count(u64::from(Action::Megabyte.rate().burst) * MEGABYTE), Ok(()));
        assert_eq!(one.count(MEGABYTE), Err(Refused));
        assert_eq!(other.count(MEGABYTE), Ok(()));
        assert!(!uploads.closed());
    }
}

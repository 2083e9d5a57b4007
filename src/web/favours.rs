//! Which forms went to the front line already: a place or a proof of work is worth one turn there. Otherwise a second of
//! work would buy ten minutes, and a minute of waiting an hour, of going before everybody else.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ring::digest;
use tokio::time::Instant;

/// As long as a place is good at most, so that one that is forgotten is worth nothing.
const KEPT: Duration = Duration::from_secs(60 * 60);
/// Most forms kept in a period; beyond it the oldest are forgotten early.
const MOST: usize = 100_000;

/// The forms that went first. Clones are the same.
#[derive(Clone)]
pub(super) struct Favours {
    used: Arc<Mutex<Used>>,
    kept: Duration,
}

struct Used {
    lately: HashSet<Mark>,
    before: HashSet<Mark>,
    since: Instant,
}

/// Half a hash of a form's token.
type Mark = [u8; 16];

/// One turn in the front line. Dropped before [`Favour::spend`], or after [`Favour::regret`], the form has it again.
pub(super) struct Favour {
    favours: Favours,
    mark: Mark,
    spent: bool,
}

impl Default for Used {
    fn default() -> Self {
        Self { lately: HashSet::new(), before: HashSet::new(), since: Instant::now() }
    }
}

impl Default for Favours {
    fn default() -> Self {
        Self { used: Arc::default(), kept: KEPT }
    }
}

impl Favours {
    /// The turn of the form with this token; None if it is used up or being used.
    pub(super) fn take(&self, token: &str) -> Option<Favour> {
        let mut mark = [0; 16];
        mark.copy_from_slice(&digest::digest(&digest::SHA256, token.as_bytes()).as_ref()[..16]);
        let mut used = self.used();
        if used.since.elapsed() >= self.kept || used.lately.len() >= MOST {
            *used = Used { before: std::mem::take(&mut used.lately), ..Used::default() };
        }
        let fresh = !used.before.contains(&mark) && used.lately.insert(mark);
        fresh.then(|| Favour { favours: self.clone(), mark, spent: false })
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Favour {
    /// Its turn has come.
    pub(super) fn spend(&mut self) {
        self.spent = true;
    }

    /// It came for nothing: the report could not be stored.
    pub(super) fn regret(&mut self) {
        self.spent = false;
    }
}

impl Drop for Favour {
    fn drop(&mut self) {
        if !self.spent {
            let mut used = self.favours.used();
            used.lately.remove(&self.mark);
            used.before.remove(&self.mark);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_goes_first_once_and_another_form_is_another() {
        let favours = Favours::default();
        let mut one = favours.take("one").unwrap();
        assert!(favours.take("one").is_none(), "not twice at the same time");
        assert!(favours.take("another").is_some());
        one.spend();
        drop(one);
        assert!(favours.take("one").is_none());
    }

    #[test]
    fn a_turn_that_never_came_or_came_for_nothing_is_not_lost() {
        let favours = Favours::default();
        drop(favours.take("one").unwrap());
        let mut again = favours.take("one").unwrap();
        again.spend();
        again.regret();
        drop(again);
        assert!(favours.take("one").is_some());
    }

    #[tokio::test]
    async fn what_is_kept_is_bounded_in_number_and_in_time() {
        let kept = Duration::from_millis(20);
        let favours = Favours::default();
        let spend = |token: &str| favours.take(token).map(|mut favour| favour.spend()).is_some();
        (0..2 * MOST).for_each(|n| assert!(spend(&n.to_string())));
        let (lately, before) = {
            let used = favours.used();
            (used.lately.len(), used.before.len())
        };
        assert!(lately <= MOST && before <= MOST, "{lately} {before}");
        assert!(!spend(&(2 * MOST - 1).to_string()));

        let favours = Favours { kept, ..Favours::default() };
        let spend = |token: &str| favours.take(token).map(|mut favour| favour.spend()).is_some();
        assert!(spend("one"));
        tokio::time::sleep(kept).await;
        assert!(!spend("one"), "for as long as its place is good it is known");
        tokio::time::sleep(kept).await;
        assert!(spend("one"));
    }
}

//! What the list knows of cases whose rows it opened before. A list of 10,000 comes in pages, and every page has to look at
//! every case: opening all of them for each would keep whoever looks waiting.
//!
//! Held is what the rows say (no words: the server has none), in memory that is locked and wiped like all of the process's.
//! A row that has another version or another key than the one held is opened anew, so a case that was changed, taken back
//! or moved to another key is never shown as it was. What is held ends with its key, with its row, and when nobody has
//! looked at a list for some minutes.
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use super::super::Fault;
use crate::app::{
    App,
    rows::{self, CaseState},
};
use crate::store::{CaseHead, CaseRow, Tx};
use crate::vault::KeyId;

/// So many cases are held at most, about a kilobyte each; those beyond are opened for every page.
const MOST: usize = 30_000;
/// Seconds without a look at any list after which nothing is held. Open lists ask twice a minute.
const IDLE: i64 = 300;
/// Rows in memory at once.
const ROWS: u16 = 500;
/// If so many of [`ROWS`] have to be read, they are read together.
const TOGETHER: usize = 50;

/// A case whose row was opened.
pub(super) struct OpenedCase {
    key: i64,
    version: i64,
    /// Without what no list shows: its recipient, and the marks of what was taken.
    pub(super) state: CaseState,
}

type Known = HashMap<[u8; 16], Arc<OpenedCase>>;

/// What is held.
#[derive(Default)]
pub(in crate::app) struct OpenedLines {
    known: Mutex<Known>,
    /// Grows whenever something must be let go: what was read before is not put back then.
    lost: AtomicU64,
    /// When a list was last asked for, Unix seconds.
    looked: AtomicI64,
}

impl OpenedLines {
    fn take(&self) -> (Known, u64) {
        let known = self.lock();
        (known.clone(), self.lost.load(Ordering::Relaxed))
    }

    /// Holds `known` from now on, unless something was let go since it was taken at `lost`.
    fn put(&self, known: Known, lost: u64) {
        let mut held = self.lock();
        if self.lost.load(Ordering::Relaxed) == lost {
            *held = known;
        }
    }

    /// Lets go of a case that was taken back or destroyed.
    pub(in crate::app) fn forget(&self, case: &[u8; 16]) {
        let mut known = self.lock();
        self.lost.fetch_add(1, Ordering::Relaxed);
        known.remove(case);
    }

    /// Lets go of everything if nobody looked for some minutes, else of what lies under keys that are not `live` any more.
    fn tend(&self, now: i64, live: &[KeyId]) {
        let idle = now.saturating_sub(self.looked.load(Ordering::Relaxed)) >= IDLE;
        let mut known = self.lock();
        let before = known.len();
        known.retain(|_, case| !idle && live.iter().any(|id| id.as_i64() == case.key));
        if known.len() < before {
            self.lost.fetch_add(1, Ordering::Relaxed);
            known.shrink_to_fit();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        // Whoever panicked while holding it left whole entries behind: each is put in one step.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Every case by id, opened or as it was opened before. One that does not open is left out: it keeps nobody from the
    /// others, and `doctor` and the sweep speak of it.
    pub(super) async fn opened_cases(&self, tx: &mut Tx) -> Result<Vec<([u8; 16], Arc<OpenedCase>)>, Fault> {
        self.inner.opened.looked.store(self.now(), Ordering::Relaxed);
        let live: HashSet<i64> = self.ring().live().into_iter().map(KeyId::as_i64).collect();
        let (before, lost) = self.inner.opened.take();
        let (mut all, mut last) = (Vec::with_capacity(before.len()), None);
        loop {
            let heads = tx.case_heads_after(last.as_ref(), ROWS).await?;
            let Some(end) = heads.last() else { break };
            let held = |head: &CaseHead| {
                let case = before.get(&head.id)?;
                let same = case.version == head.version && case.key == head.key_id && live.contains(&head.key_id);
                same.then(|| case.clone())
            };
            let missing = heads.iter().filter(|head| held(head).is_none()).count();
            let mut fresh: Known = HashMap::new();
            if missing >= TOGETHER {
                for row in tx.cases_after(last.as_ref(), ROWS).await? {
                    if before.get(&row.id).is_none_or(|case| case.version != row.version || case.key != row.key_id) {
                        fresh.extend(self.opened(&row).map(|case| (row.id, case)));
                    }
                }
            } else {
                for head in heads.iter().filter(|head| held(head).is_none()) {
                    if let Some(row) = tx.case(&head.id).await? {
                        fresh.extend(self.opened(&row).map(|case| (row.id, case)));
                    }
                }
            }
            last = Some(end.id);
            all.extend(heads.iter().filter_map(|head| Some((head.id, fresh.remove(&head.id).or_else(|| held(head))?))));
        }
        self.inner.opened.put(all.iter().take(MOST).cloned().collect(), lost);
        Ok(all)
    }

    fn opened(&self, row: &CaseRow) -> Option<Arc<OpenedCase>> {
        let mut state = rows::open_case(self.ring(), row).ok()?;
        state.case_recipient = String::new();
        state.taken = Vec::new();
        Some(Arc::new(OpenedCase { key: row.key_id, version: row.version, state }))
    }

    /// Lets go of what lists held, if it is over; called again and again while the service runs.
    pub fn tend_lists(&self) {
        self.inner.opened.tend(self.now(), &self.ring().live());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::rows::{Status, Tip};
    use crate::app::work::Work;
    use crate::vault::Class;
    use ring::rand::SystemRandom;
    use tocsin_domain::urgency::Urgency;
    use tocsin_seal::{Hash32, MailboxId, SigningKey};

    fn opened(keys: &[(u8, KeyId)], looked: i64) -> OpenedLines {
        let rng = SystemRandom::new();
        let state = || CaseState {
            created: 0,
            expires: 1,
            withdrawn: None,
            kept: false,
            urgency: Urgency::Routine,
            language: "en".into(),
            status: Status::New,
            answer_here: true,
            case_recipient: String::new(),
            mailbox_id: MailboxId::random(&rng).unwrap(),
            receipt_key: SigningKey::generate(&rng).unwrap().public(),
            roster_hash: Hash32::of(b""),
            epoch: 1,
            reporter: Tip { seq: 0, hash: Hash32::of(b"") },
            team: None,
            taken: Vec::new(),
            noticed: Vec::new(),
            words: 0,
            unnoted: false,
            work: Work::default(),
        };
        let held = OpenedLines::default();
        held.looked.store(looked, Ordering::Relaxed);
        held.put(
            keys.iter().map(|(id, key)| ([*id; 16], Arc::new(OpenedCase { key: key.as_i64(), version: 1, state: state() }))).collect(),
            0,
        );
        held
    }

    #[test]
    fn what_lay_under_a_key_that_is_destroyed_is_held_no_longer() {
        let (stays, goes) = (KeyId::new(Class::Case, 202_705, 1).unwrap(), KeyId::new(Class::Case, 202_704, 1).unwrap());
        let held = opened(&[(1, stays), (2, goes)], 1_000);
        held.tend(1_000, &[stays, goes]);
        assert_eq!(held.take().0.len(), 2);
        held.tend(1_000, &[stays]);
        assert_eq!(held.take().0.into_keys().collect::<Vec<_>>(), [[1; 16]]);
    }

    #[test]
    fn a_list_that_was_begun_before_a_case_was_taken_back_does_not_bring_it_back() {
        let key = KeyId::new(Class::Case, 202_705, 1).unwrap();
        let held = opened(&[(1, key), (2, key)], 1_000);
        let (read, lost) = held.take();
        held.forget(&[1; 16]);
        held.put(read, lost);
        assert_eq!(held.take().0.into_keys().collect::<Vec<_>>(), [[2; 16]]);
    }

    #[test]
    fn nothing_is_held_once_nobody_has_looked_for_some_minutes() {
        let key = KeyId::new(Class::Case, 202_705, 1).unwrap();
        let held = opened(&[(1, key)], 1_000);
        held.tend(1_000 + IDLE - 1, &[key]);
        assert_eq!(held.take().0.len(), 1);
        held.tend(1_000 + IDLE, &[key]);
        assert!(held.take().0.is_empty());
    }
}

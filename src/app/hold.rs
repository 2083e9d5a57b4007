//! A hold: for a court or for somebody's safety a case must not end. One person asks for it and another confirms; it is let
//! go in the same way. Whoever changes their mind before the second person came needs nobody.
//!
//! At the desk each of the two is somebody who is signed in and whose own key signs the entry in the audit log. At the
//! command line nobody is authenticated but the shell's user: the two aliases are what that user says, the service's key
//! signs, and the entries say `by command`. The two can be one of each.
use serde::{Deserialize, Serialize};
use tocsin_seal::{Act, CaseId};

use super::{
    App, AppError, people,
    people::PeopleError,
    rows::{self, CaseState},
    work::{Account, Work},
};

/// What a case is held for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HoldFor {
    /// A court, an investigation, a duty to keep.
    Legal,
    /// Somebody's safety.
    Safety,
}

impl HoldFor {
    /// The word in commands, in the log and on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Legal => "legal",
            Self::Safety => "safety",
        }
    }
}

impl std::str::FromStr for HoldFor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Legal, Self::Safety].into_iter().find(|why| why.word() == text).ok_or("a hold is legal or safety")
    }
}

/// Who took a step, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Who.
    pub by: Account,
    /// Unix seconds.
    pub at: i64,
}

/// A hold as it stands in the case's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// What for.
    pub why: HoldFor,
    /// Who asked for it.
    pub asked: Step,
    /// Who confirmed it; `None`: it holds nothing yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Step>,
    /// Who asked to let go; it waits for another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<Step>,
}

/// A hold as lists show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HeldNow {
    /// What for.
    pub why: HoldFor,
    /// `asked`, `held` or `release`.
    pub state: &'static str,
    /// Whose wish waits for a second person, or who confirmed it.
    pub by: Account,
    /// Since when, Unix seconds.
    pub at: i64,
}

impl HeldNow {
    /// That of a case, if it has one.
    pub fn of(work: &Work) -> Option<Self> {
        let hold = work.hold?;
        let (state, step) = match (hold.confirmed, hold.release) {
            (None, _) => ("asked", hold.asked),
            (Some(step), None) => ("held", step),
            (Some(_), Some(step)) => ("release", step),
        };
        Some(Self { why: hold.why, state, by: step.by, at: step.at })
    }
}

/// What somebody wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The case must not end.
    Hold(HoldFor),
    /// It may.
    Release,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Asked for; it holds once another person confirms.
    Asked,
    /// It is held from now on.
    Held,
    /// The wish was taken back before anybody confirmed it.
    Dropped,
    /// To let go was asked; it is held until another person confirms.
    ReleaseAsked,
    /// It is held no longer.
    Released,
    /// The wish to let go was taken back: it stays held.
    StaysHeld,
}

impl Holding {
    /// What the audit log says of it.
    pub fn act(self) -> Act {
        match self {
            Self::Asked => Act::HoldAsked,
            Self::Held => Act::HoldConfirmed,
            Self::Dropped => Act::HoldDropped,
            Self::ReleaseAsked => Act::ReleaseAsked,
            Self::Released => Act::HoldReleased,
            Self::StaysHeld => Act::ReleaseDropped,
        }
    }
}

/// Why nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotHeld {
    /// One person cannot be two.
    #[error("a hold is asked for by one person and confirmed by another, and let go in the same way: this was the same person")]
    SamePerson,
    /// It is held already.
    #[error("it is held already")]
    Already,
    /// It is not held.
    #[error("it is not held, and nobody asked for that")]
    Nothing,
}

impl Work {
    /// Whether two people hold it.
    pub fn is_held(&self) -> bool {
        self.hold.is_some_and(|hold| hold.confirmed.is_some())
    }

    /// What `by` wants, done as far as one person can.
    pub fn wish(&mut self, wish: Wish, by: Account, at: i64) -> Result<Holding, NotHeld> {
        let step = Step { by, at };
        match (wish, &mut self.hold) {
            (Wish::Hold(why), hold @ None) => {
                *hold = Some(Hold { why, asked: step, confirmed: None, release: None });
                Ok(Holding::Asked)
            }
            (Wish::Hold(_), Some(hold)) if hold.confirmed.is_none() => {
                if hold.asked.by == by {
                    return Err(NotHeld::SamePerson);
                }
                hold.confirmed = Some(step);
                Ok(Holding::Held)
            }
            (Wish::Hold(_), Some(hold)) => hold.release.take().map(|_| Holding::StaysHeld).ok_or(NotHeld::Already),
            (Wish::Release, None) => Err(NotHeld::Nothing),
            (Wish::Release, hold @ Some(Hold { confirmed: None, .. })) => {
                *hold = None;
                Ok(Holding::Dropped)
            }
            (Wish::Release, Some(hold)) => match hold.release {
                None => {
                    hold.release = Some(step);
                    Ok(Holding::ReleaseAsked)
                }
                Some(first) if first.by == by => Err(NotHeld::SamePerson),
                Some(_) => {
                    self.hold = None;
                    Ok(Holding::Released)
                }
            },
        }
    }
}

/// Why a command changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// There is no such case.
    #[error("case {0} is not here (any more): `tocsin cases list` shows what is")]
    NoCase(CaseId),
    /// The person is disabled.
    #[error("{0} is disabled: a hold needs two people who work here")]
    Disabled(String),
    /// It stands otherwise.
    #[error(transparent)]
    Not(#[from] NotHeld),
    /// The alias is nobody's.
    #[error(transparent)]
    Person(#[from] PeopleError),
    /// Something failed.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<crate::store::StoreError> for HoldError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::App(error.into())
    }
}

/// What became of a wish at the command line.
pub struct Wished {
    /// Of the wish.
    pub outcome: Holding,
    /// When the case ends once nobody holds it, Unix seconds.
    pub ends: i64,
}

impl App {
    /// What the person of this alias wants, as somebody at the shell says. `dry`: nothing is written.
    pub async fn wish_by_command(&self, case: CaseId, wish: Wish, alias: &str, dry: bool) -> Result<Wished, HoldError> {
        let person = people::named(self.store(), self.ring(), alias).await?;
        if !person.active {
            return Err(HoldError::Disabled(person.alias.to_string()));
        }
        let mut tx = self.store().write().await?;
        let row = tx.lock_case(case.as_bytes()).await?.ok_or(HoldError::NoCase(case))?;
        let mut state = rows::open_case(self.ring(), &row)?;
        if super::sweep::over(&state, self.now()) {
            return Err(HoldError::NoCase(case));
        }
        let by = Account(person.id);
        let outcome = state.work.wish(wish, by, self.now())?;
        self.end_after(&mut state, outcome);
        let wished = Wished { outcome, ends: state.expires };
        if dry {
            return Ok(wished);
        }
        let (by, why) = (by.to_string(), state.work.hold.map_or("", |hold| hold.why.word()));
        let details = [("way", "command"), ("by", by.as_str()), ("why", why)];
        let entry = self.note_service(&mut tx, outcome.act(), Some(row.id), &details).await?;
        state.work.changes += 1;
        state.work.note(entry.seq);
        self.put_case(&mut tx, &row, &state).await?;
        tx.commit().await?;
        Ok(wished)
    }

    /// Whoever lets go leaves the others the time of a notice to think of it.
    pub(super) fn end_after(&self, state: &mut CaseState, outcome: Holding) {
        if outcome == Holding::Released {
            let notice = i64::from(super::ending::NOTICE_DAYS) * tocsin_domain::clock::DAY;
            state.expires = state.expires.max(self.now().saturating_add(notice));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Account = Account([1; 16]);
    const TWO: Account = Account([2; 16]);
    const HOLD: Wish = Wish::Hold(HoldFor::Legal);

    #[test]
    fn one_person_alone_neither_holds_a_case_nor_lets_it_go() {
        let mut work = Work::default();
        assert_eq!(work.wish(Wish::Release, ONE, 0), Err(NotHeld::Nothing));
        assert_eq!(work.wish(HOLD, ONE, 1), Ok(Holding::Asked));
        assert!(!work.is_held());
        assert_eq!(work.wish(HOLD, ONE, 2), Err(NotHeld::SamePerson));
        assert!(!work.is_held());
        assert_eq!(work.wish(HOLD, TWO, 3), Ok(Holding::Held));
        assert!(work.is_held());
        assert_eq!(work.wish(HOLD, TWO, 4), Err(NotHeld::Already));
        assert_eq!(work.wish(Wish::Release, TWO, 5), Ok(Holding::ReleaseAsked));
        assert_eq!(work.wish(Wish::Release, TWO, 6), Err(NotHeld::SamePerson));
        assert!(work.is_held());
        assert_eq!(work.wish(Wish::Release, ONE, 7), Ok(Holding::Released));
        assert!(!work.is_held() && work.hold.is_none());
    }

    #[test]
    fn a_wish_nobody_confirmed_is_taken_back_by_anybody_and_on_the_safe_side() {
        let mut work = Work::default();
        work.wish(HOLD, ONE, 1).unwrap();
        assert_eq!(work.wish(Wish::Release, ONE, 2), Ok(Holding::Dropped));
        work.wish(HOLD, ONE, 3).unwrap();
        work.wish(HOLD, TWO, 4).unwrap();
        work.wish(Wish::Release, ONE, 5).unwrap();
        assert_eq!(work.wish(HOLD, ONE, 6), Ok(Holding::StaysHeld));
        assert_eq!(work.wish(Wish::Release, TWO, 7), Ok(Holding::ReleaseAsked), "it begins anew");
        assert!(work.is_held());
    }
}

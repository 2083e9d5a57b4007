//! What staff do with a case, as far as the server must know it: where it stands, whose it is, who has seen what. All of
//! it stands inside the case's sealed row.
use serde::{Deserialize, Serialize};
use tocsin_domain::urgency::Urgency;
use tocsin_seal::CaseId;

use super::{hold::Hold, rows::Tip};

/// So many entries of the audit log a case remembers as its own; older ones are in the log all the same.
const ENTRIES: usize = 200;
/// So many people's reading marks a case keeps.
const MARKS: usize = 100;
/// So many openings a case remembers; whoever opens it again after so many others is in the log once more.
const OPENINGS: usize = 24;
/// Digits of a session's id by which it is known again.
const SESSION: usize = 16;
/// Of one conversation so many of the staff's own parts are taken.
pub const NOTES: u32 = 5_000;

/// An account's id: the id of its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account(pub [u8; 16]);

impl Account {
    /// From 32 hexadecimal digits in lower case.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        super::rota::unhex(text).filter(|_| plain).map(Self)
    }
}

impl std::fmt::Display for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::vault::hex(&self.0))
    }
}

impl Serialize for Account {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an account's id"))
    }
}

/// Where the work on a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nobody has taken it up.
    New,
    /// Somebody has seen it and looks after it.
    Acknowledged,
    /// Somebody works on it. What an earlier version called answered is this.
    #[serde(alias = "answered")]
    Working,
    /// Handed to a body outside; the case stays open.
    Referred,
    /// Done; a new message of the reporter opens it again.
    Closed,
}

impl Status {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::New, Self::Acknowledged, Self::Working, Self::Referred, Self::Closed];

    /// The word that lists show.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Acknowledged => "acknowledged",
            Self::Working => "working",
            Self::Referred => "referred",
            Self::Closed => "closed",
        }
    }

    /// Whether staff may set `next` from here. Nothing becomes new again but by a new message of the reporter, and what
    /// was worked on is more than acknowledged. A closed case is opened again by working on it.
    pub fn may_become(self, next: Self) -> bool {
        use Status::{Acknowledged, Closed, New, Referred, Working};
        match (self, next) {
            (_, New) => false,
            (Closed, next) => matches!(next, Working | Closed),
            (New, Acknowledged) => true,
            (_, Acknowledged) => self == Acknowledged,
            (New | Acknowledged | Working | Referred, Working | Referred | Closed) => true,
        }
    }
}

/// Why a case was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// What could be done was done.
    Done,
    /// Not a report.
    Spam,
    /// The same as another case.
    Duplicate,
    /// Nothing this team can do anything about.
    OutOfScope,
    /// Somebody tried the form.
    Test,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 5] = [Self::Done, Self::Spam, Self::Duplicate, Self::OutOfScope, Self::Test];

    /// The word in the log and on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Spam => "spam",
            Self::Duplicate => "duplicate",
            Self::OutOfScope => "out_of_scope",
            Self::Test => "test",
        }
    }
}

impl std::str::FromStr for Reason {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|reason| reason.word() == text).ok_or("a reason is done, spam, duplicate, out_of_scope or test")
    }
}

/// Up to which of the reporter's words somebody has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Who.
    pub by: Account,
    /// Number of the last of the reporter's statements that they saw.
    pub reporter: u32,
}

/// In which session somebody opened a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Who.
    pub by: Account,
    /// The first half of the session's id.
    pub session: String,
    /// When, Unix seconds.
    pub at: i64,
}

/// Somebody who may read one case until a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guest {
    /// Who.
    pub account: Account,
    /// Unix seconds.
    pub until: i64,
}

/// Who could read a case before its rights were changed. Their keys are kept aside, so that nobody destroys a case by
/// granting nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Former {
    /// The [`Work::changes`] at which it was; what was set aside then carries the same number.
    pub set: u64,
    /// When, Unix seconds.
    pub at: i64,
    /// Who changed the rights.
    pub by: Account,
    /// Those who could read it; `None`: the team.
    pub restricted_to: Option<Vec<Account>>,
    /// Guests of that time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<Guest>,
    /// What staff wrote to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff_recipient: Option<String>,
}

/// The wish of one person that a case be less urgent; it waits for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lowered {
    /// What it is until somebody else agrees.
    pub from: Urgency,
    /// What it would be.
    pub to: Urgency,
    /// Who asked.
    pub by: Account,
    /// When, Unix seconds.
    pub at: i64,
}

/// A summary for lists, sealed to the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedSummary {
    /// Epoch of the team key.
    pub epoch: u32,
    /// Nonce and box, base64.
    pub sealed: String,
}

/// What staff have done with a case. Every field may be missing: earlier versions knew none of them.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Work {
    /// How often somebody changed what others decide by. Whoever only reads, or sums up, changes nothing.
    #[serde(skip_serializing_if = "is_none_yet")]
    pub changes: u64,
    /// Six digits to be said on the telephone, random; given when staff first see the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Unix seconds, the minute, of the reporter's last message; `None`: there is none behind the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<i64>,
    /// Number of the reporter's last statement when the team last answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<u32>,
    /// Why it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Account>,
    /// When somebody should get in touch again: the start of a day in UTC, Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_contact: Option<i64>,
    /// Who has read how far.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<Seen>,
    /// In which sessions it was opened, the newest last: each stands in the log once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub opened: Vec<Opening>,
    /// End of the staff's own chain: notes, translations, labels, drafts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<Tip>,
    /// What those are sealed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff_recipient: Option<String>,
    /// For lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<SealedSummary>,
    /// Only these may read it; `None`: the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted_to: Option<Vec<Account>>,
    /// Who may read it for a time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<Guest>,
    /// A lowering of the urgency that waits for another person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lowered: Option<Lowered>,
    /// Other cases of the same person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<CaseId>,
    /// Numbers of the audit entries about this case, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<u64>,
    /// Epochs of later teams that the case was granted to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub granted: Vec<u32>,
    /// When somebody last changed who may read it, Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights_at: Option<i64>,
    /// Who could read it before, as long as their keys are kept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Former>,
    /// Who has opened the case, and what staff wrote in it, with the keys of the last change of rights.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub opens: Vec<Account>,
    /// Made by staff to learn with: alerts nobody outside, and goes after a day.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub practice: bool,
    /// The end that it had before closing set another; Unix seconds. It has it again when it is opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_end: Option<i64>,
    /// That it must not end, asked for or confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
}

fn is_none_yet(changes: &u64) -> bool {
    *changes == 0
}

impl Work {
    /// Remembers an entry of the audit log as one about this case.
    pub fn note(&mut self, entry: u64) {
        self.entries.push(entry);
        let surplus = self.entries.len().saturating_sub(ENTRIES);
        self.entries.drain(..surplus);
    }

    /// Up to which of the reporter's statements somebody has read.
    pub fn seen_by(&self, who: Account) -> Option<u32> {
        self.seen.iter().find(|seen| seen.by == who).map(|seen| seen.reporter)
    }

    /// Notes that somebody has read up to this statement; whether that is their first time in this case.
    pub fn see(&mut self, who: Account, reporter: u32) -> bool {
        if let Some(seen) = self.seen.iter_mut().find(|seen| seen.by == who) {
            seen.reporter = seen.reporter.max(reporter);
            return false;
        }
        self.seen.push(Seen { by: who, reporter });
        let surplus = self.seen.len().saturating_sub(MARKS);
        self.seen.drain(..surplus);
        true
    }

    /// Whether the case was opened in this session before.
    pub fn is_open_in(&self, session: &str) -> bool {
        self.opened.iter().any(|opening| session.starts_with(&opening.session))
    }

    /// Notes that somebody opened it in this session; whether they never did before, as far as the case remembers.
    pub fn open_in(&mut self, session: &str, by: Account, at: i64) -> bool {
        let first = self.seen_by(by).is_none() && !self.opened.iter().any(|opening| opening.by == by);
        let session = session.chars().take(SESSION).collect();
        self.opened.push(Opening { by, session, at });
        let surplus = self.opened.len().saturating_sub(OPENINGS);
        self.opened.drain(..surplus);
        first
    }

    /// Whether somebody is a guest of the case at this time.
    pub fn has_guest(&self, who: Account, now: i64) -> bool {
        self.guests.iter().any(|guest| guest.account == who && guest.until > now)
    }

    /// Whether somebody but whoever last changed the rights has opened the case with the keys of that change.
    pub fn proved(&self) -> bool {
        let by = self.former.last().map(|former| former.by);
        self.opens.iter().any(|who| Some(*who) != by && self.lets(*who))
    }

    /// Whether somebody is among those who may read it, were it for restriction alone.
    pub fn lets(&self, who: Account) -> bool {
        self.restricted_to.as_ref().is_none_or(|named| named.contains(&who))
    }
}

/// A number as it is said: `4711-29`.
pub fn sayable(number: u32) -> String {
    format!("{:04}-{:02}", number / 100 % 10_000, number % 100)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_status() -> impl Strategy<Value = Status> {
        prop::sample::select(Status::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn whatever_staff_do_no_case_becomes_new_again_and_each_can_always_be_worked_on_and_closed(steps in prop::collection::vec(any_status(), 0..24)) {
            let mut now = Status::New;
            let mut touched = false;
            for step in steps {
                if now.may_become(step) {
                    touched = true;
                    if now == Status::Closed {
                        prop_assert!(matches!(step, Status::Working | Status::Closed), "a closed case became {step:?} unopened");
                    }
                    now = step;
                }
                prop_assert!(!touched || now != Status::New);
                prop_assert!(now.may_become(Status::Working) && now.may_become(Status::Closed));
            }
        }
    }

    #[test]
    fn acknowledging_never_takes_work_back() {
        let from: Vec<Status> = Status::ALL.into_iter().filter(|from| from.may_become(Status::Acknowledged)).collect();
        assert_eq!(from, [Status::New, Status::Acknowledged]);
    }

    #[test]
    fn what_an_earlier_version_called_answered_reads_as_worked_on() {
        assert_eq!(serde_json::from_str::<Status>("\"answered\"").unwrap(), Status::Working);
        assert_eq!(serde_json::to_string(&Status::Working).unwrap(), "\"working\"");
        assert!(serde_json::from_str::<Work>("{}").unwrap().number.is_none());
    }

    #[test]
    fn a_number_is_said_in_four_and_two_digits() {
        assert_eq!(sayable(471_129), "4711-29");
        assert_eq!(sayable(7), "0000-07");
    }

    #[test]
    fn an_account_is_named_in_one_way_only() {
        let id = "00ff00ff00ff00ff00ff00ff00ff00ff";
        assert_eq!(Account::parse(id).unwrap().to_string(), id);
        for bad in ["", "00", "00FF00ff00ff00ff00ff00ff00ff00ff", "+0ff00ff00ff00ff00ff00ff00ff00ff", "00ff00ff00ff00ff00ff00ff00ff00ffff"]
        {
            assert_eq!(Account::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_case_knows_in_which_sessions_it_was_opened_and_who_never_opened_it_before() {
        let (mut work, one, two) = (Work::default(), Account([1; 16]), Account([2; 16]));
        let session = |n: usize| format!("{n:032x}").chars().rev().collect::<String>();
        assert!(work.open_in(&session(1), one, 1));
        assert!(!work.open_in(&session(2), one, 2) && work.open_in(&session(3), two, 3));
        assert!((1..4).all(|n| work.is_open_in(&session(n))) && !work.is_open_in(&session(4)));
        (4..40).for_each(|n| assert!(!work.open_in(&session(n), two, 4)));
        assert_eq!((work.opened.len(), work.is_open_in(&session(3)), work.is_open_in(&session(39))), (OPENINGS, false, true));
    }

    #[test]
    fn the_first_reading_is_told_from_later_ones_and_nothing_is_ever_unread() {
        let (mut work, one) = (Work::default(), Account([1; 16]));
        assert!(work.see(one, 3));
        assert!(!work.see(one, 1));
        assert_eq!(work.seen_by(one), Some(3));
        assert_eq!(work.seen_by(Account([2; 16])), None);
    }
}

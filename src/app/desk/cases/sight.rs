//! What of a case somebody may see.

use super::super::SignedIn;
use crate::app::{rows::CaseState, work::Account};

/// What somebody may see; each more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sight {
    /// Not even that it is there.
    Nothing,
    /// That there is one, and how urgent it is: so that none is lost in silence because those who may read it are not there.
    Line,
    /// What was said and the files, for a time; nothing about who else has to do with it.
    Guest,
    /// Everything.
    Whole,
}

/// What this person may see of a case. Whoever is closed out of a restricted case can still be its guest.
pub(super) fn of(state: &CaseState, who: &SignedIn) -> Sight {
    seen(state, Account(*who.account()), who.roles().reads(), who.now())
}

fn seen(state: &CaseState, account: Account, reads: bool, now: i64) -> Sight {
    if !state.is_staffs(now) {
        return Sight::Nothing;
    }
    match (reads && state.work.lets(account), state.work.has_guest(account, now)) {
        (true, _) => Sight::Whole,
        (false, true) => Sight::Guest,
        (false, false) if reads => Sight::Line,
        (false, false) => Sight::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::rows::{Status, Tip};
    use crate::app::work::{Guest, Work};
    use ring::rand::SystemRandom;
    use tocsin_domain::urgency::Urgency;
    use tocsin_seal::{Hash32, MailboxId, SigningKey};

    const ME: Account = Account([1; 16]);
    const NOW: i64 = 1_800_000_000;

    fn case(work: Work) -> CaseState {
        let rng = SystemRandom::new();
        CaseState {
            created: NOW - 60,
            expires: NOW + 60,
            withdrawn: None,
            kept: false,
            unnoted: false,
            urgency: Urgency::Critical,
            language: "ug".into(),
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
            work,
        }
    }

    #[test]
    fn the_team_sees_everything_and_who_is_not_of_it_nothing() {
        let state = case(Work::default());
        assert_eq!(seen(&state, ME, true, NOW), Sight::Whole);
        assert_eq!(seen(&state, ME, false, NOW), Sight::Nothing);
    }

    #[test]
    fn of_a_restricted_case_the_others_see_that_it_is_there_and_no_more() {
        let named = |account| case(Work { restricted_to: Some(vec![account]), ..Work::default() });
        assert_eq!(seen(&named(ME), ME, true, NOW), Sight::Whole);
        assert_eq!(seen(&named(ME), ME, false, NOW), Sight::Nothing, "a name without the role");
        assert_eq!(seen(&named(Account([2; 16])), ME, true, NOW), Sight::Line);
    }

    #[test]
    fn a_guest_sees_it_until_the_day_and_not_a_second_longer() {
        let guests = vec![Guest { account: ME, until: NOW + 10 }];
        let state = case(Work { guests, restricted_to: Some(vec![Account([2; 16])]), ..Work::default() });
        assert_eq!(seen(&state, ME, false, NOW + 9), Sight::Guest);
        assert_eq!(seen(&state, ME, false, NOW + 10), Sight::Nothing);
        assert_eq!(seen(&state, ME, true, NOW + 9), Sight::Guest);
        assert_eq!(seen(&state, ME, true, NOW + 10), Sight::Line);
    }

    #[test]
    fn what_was_taken_back_or_is_over_nobody_sees_unless_it_is_kept() {
        let mut state = case(Work { guests: vec![Guest { account: ME, until: NOW + 1000 }], ..Work::default() });
        assert_eq!(seen(&state, ME, true, NOW + 60), Sight::Nothing, "over");
        state.withdrawn = Some(NOW - 5);
        assert_eq!((seen(&state, ME, true, NOW), seen(&state, ME, false, NOW)), (Sight::Nothing, Sight::Nothing));
        state.kept = true;
        assert_eq!((seen(&state, ME, true, NOW), seen(&state, ME, false, NOW)), (Sight::Whole, Sight::Guest));
    }
}

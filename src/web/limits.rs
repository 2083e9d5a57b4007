//! How often somebody may do something: one enum of actions, so that a new action cannot exist without its numbers.

use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::NoOpMiddleware;
use ring::rand::SecureRandom;
use tower_governor::governor::{GovernorConfig, GovernorConfigBuilder};
use tower_governor::key_extractor::KeyExtractor as _;

use super::peer::{TrustedProxy, Visitor, VisitorKey};

/// What is limited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Any request at all.
    Page,
    /// A report that is ready to be stored; asked after its text was read, so that the page can show the text again.
    Submit,
    /// Opening or changing a mailbox.
    Mailbox,
    /// A message with files.
    Upload,
    /// A megabyte of files.
    Megabyte,
    /// Any request of the desk.
    Desk,
    /// A try to sign in, to enrol, or to prove once more that it is still they.
    SignIn,
}

/// `burst` at once, then one more each `every`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    /// How many may come at once; at least 1.
    pub burst: u32,
    /// The time after which one more is allowed; not zero.
    pub every: Duration,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 7] =
        [Action::Page, Action::Submit, Action::Mailbox, Action::Upload, Action::Megabyte, Action::Desk, Action::SignIn];

    /// The limit of this action for one visitor. Generous: behind one address there may be a whole dormitory.
    pub const fn rate(self) -> Rate {
        match self {
            Action::Page => Rate { burst: 120, every: Duration::from_millis(250) },
            Action::Submit => Rate { burst: 20, every: Duration::from_secs(10) },
            Action::Mailbox => Rate { burst: 30, every: Duration::from_secs(5) },
            Action::Upload => Rate { burst: 20, every: Duration::from_secs(10) },
            // 600 MB an hour: three of the largest sendings.
            Action::Megabyte => Rate { burst: 600, every: Duration::from_secs(6) },
            // A case of two hundred messages with their files, opened at once.
            Action::Desk => Rate { burst: 1_000, every: Duration::from_millis(50) },
            Action::SignIn => Rate { burst: 20, every: Duration::from_secs(10) },
        }
    }
}

/// The answer to one request too many: whole seconds, at least 1, after which another try will be let through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RetryAfter(pub u64);

/// The limits of one process. Cheap to clone; all clones count together.
#[derive(Clone)]
pub struct Limits {
    key: VisitorKey,
    configs: Option<Arc<[Config; Action::ALL.len()]>>,
}

type Config = GovernorConfig<VisitorKey, NoOpMiddleware>;

impl Limits {
    /// Limits that count by `proxy`'s header where it is trusted, else by peer; with `off`, nothing is counted.
    pub fn new(random: &dyn SecureRandom, proxy: Option<TrustedProxy>, off: bool) -> Result<Self, ring::error::Unspecified> {
        let key = VisitorKey::new(random, proxy)?;
        let configs = if off {
            None
        } else {
            let [page, submit, mailbox, upload, megabyte, desk, sign_in] = Action::ALL.map(|action| config(&key, action.rate()));
            Some(Arc::new([page?, submit?, mailbox?, upload?, megabyte?, desk?, sign_in?]))
        };
        Ok(Self { key, configs })
    }

    /// Who asks.
    pub fn visitor<T>(&self, request: &http::Request<T>) -> Visitor {
        self.key.extract(request).unwrap_or_else(|_| self.key.nobody())
    }

    /// Counts one `action` of `visitor`, or says when to come back. A visitor that stands for many is let through: one
    /// of them could close the door to all others. What they may do together is bounded by the line before costly work.
    pub fn check(&self, action: Action, visitor: &Visitor) -> Result<(), RetryAfter> {
        let Some(configs) = self.configs.as_ref().filter(|_| !visitor.is_shared()) else { return Ok(()) };
        let config = match action {
            Action::Page => &configs[0],
            Action::Submit => &configs[1],
            Action::Mailbox => &configs[2],
            Action::Upload => &configs[3],
            Action::Megabyte => &configs[4],
            Action::Desk => &configs[5],
            Action::SignIn => &configs[6],
        };
        config.limiter().check_key(visitor).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            RetryAfter(wait.as_secs() + 1)
        })
    }

    /// Forgets visitors whose allowance is whole again, every minute, until dropped. Without it the table of keyed
    /// hashes would grow for ever.
    pub async fn forget_the_quiet(self) {
        loop {
            tokio::time::sleep(Duration::from_secs(60)).await;
            self.forget_now();
        }
    }

    fn forget_now(&self) {
        for config in self.configs.iter().flat_map(|configs| configs.iter()) {
            config.limiter().retain_recent();
            config.limiter().shrink_to_fit();
        }
    }
}

fn config(key: &VisitorKey, rate: Rate) -> Result<Config, ring::error::Unspecified> {
    // None only for a zero burst or period, and the table above has neither (tested below).
    GovernorConfigBuilder::default()
        .key_extractor(key.clone())
        .period(rate.every)
        .burst_size(rate.burst)
        .finish()
        .ok_or(ring::error::Unspecified)
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use ring::rand::SystemRandom;

    use super::super::peer::Peer;
    use super::*;

    fn limits(off: bool) -> Limits {
        Limits::new(&SystemRandom::new(), None, off).unwrap()
    }

    fn visitor(limits: &Limits, address: &str) -> Visitor {
        limits.key.visitor(&Peer::new(address.parse().unwrap()), &HeaderMap::new())
    }

    #[test]
    fn every_action_has_a_limit_that_lets_something_through() {
        for action in Action::ALL {
            assert!(action.rate().burst > 0 && !action.rate().every.is_zero(), "{action:?}");
        }
    }

    #[test]
    fn the_burst_is_let_through_and_the_next_is_told_when_to_return() {
        let limits = limits(false);
        let one = visitor(&limits, "192.0.2.1");
        for _ in 0..Action::Submit.rate().burst {
            assert_eq!(limits.check(Action::Submit, &one), Ok(()));
        }
        let RetryAfter(seconds) = limits.check(Action::Submit, &one).unwrap_err();
        assert!((1..=11).contains(&seconds), "{seconds}");
    }

    #[test]
    fn one_visitors_flood_closes_nothing_for_another_nor_another_action() {
        let limits = limits(false);
        let flood = visitor(&limits, "192.0.2.1");
        while limits.check(Action::Mailbox, &flood).is_ok() {}
        assert_eq!(limits.check(Action::Mailbox, &visitor(&limits, "192.0.2.2")), Ok(()));
        assert_eq!(limits.check(Action::Submit, &flood), Ok(()));
    }

    #[test]
    fn nobody_is_shut_out_by_others_who_come_through_the_same_machine() {
        let limits = limits(false);
        let everybody = visitor(&limits, "127.0.0.1");
        assert!((0..1_000).all(|_| limits.check(Action::Submit, &everybody).is_ok()));
    }

    #[test]
    fn switched_off_nothing_is_limited() {
        let limits = limits(true);
        let one = visitor(&limits, "192.0.2.1");
        assert!((0..1_000).all(|_| limits.check(Action::Submit, &one).is_ok()));
    }

    #[test]
    fn forgetting_keeps_those_who_are_still_limited() {
        let limits = limits(false);
        let flood = visitor(&limits, "192.0.2.1");
        while limits.check(Action::Upload, &flood).is_ok() {}
        limits.forget_now();
        assert!(limits.check(Action::Upload, &flood).is_err());
    }
}

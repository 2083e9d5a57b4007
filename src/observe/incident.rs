//! Incidents: a panic leaves a number in the log and on the page, and nothing else of itself.

use std::cell::RefCell;
use std::fmt;
use std::sync::Once;

use ring::rand::{SecureRandom, SystemRandom};

/// Letters and digits that cannot be mistaken for each other when read out over a telephone.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Eight random characters (40 bits) by which a visitor and an administrator can speak of the same fault.
#[derive(Clone, PartialEq, Eq)]
pub struct Incident(String);

impl Incident {
    /// A fresh number. Should the system have no randomness left, the number is `00000000`: an incident is no secret
    /// and must not fail.
    pub fn new(random: &dyn SecureRandom) -> Self {
        let mut bytes = [0u8; 8];
        if random.fill(&mut bytes).is_err() {
            return Self("00000000".into());
        }
        Self(bytes.iter().map(|b| char::from(ALPHABET[usize::from(b & 31)])).collect())
    }

    /// The eight characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

thread_local! {
    static LAST: RefCell<Option<Incident>> = const { RefCell::new(None) };
}

/// Replaces the panic hook: a line with an incident number and the place in the source; the message is never written,
/// because it may hold what somebody typed. Idempotent.
pub fn log_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let incident = Incident::new(&SystemRandom::new());
            let (file, line) = panic.location().map_or(("unknown", 0), |l| (l.file(), l.line()));
            tracing::error!(target: "tocsin", "incident {incident} at {}:{line}", shortened(file));
            LAST.with(|last| *last.borrow_mut() = Some(incident));
        }));
    });
}

/// The incident of the panic that was just caught on this thread, or a fresh one that is logged here, where the panic
/// hook is not ours (in tests). A panic unwinds on the thread that caught it, so that the two belong together.
pub fn incident_of_this_panic() -> Incident {
    LAST.with(|last| last.borrow_mut().take()).unwrap_or_else(|| {
        let incident = Incident::new(&SystemRandom::new());
        tracing::error!(target: "tocsin", "incident {incident}");
        incident
    })
}

/// The path from the package on: the home directory of whoever built the program is nobody's business.
fn shortened(file: &str) -> &str {
    file.rfind("/src/").map_or(file, |at| file[..at].rfind('/').map_or(file, |from| &file[from + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incident_numbers_are_eight_plain_characters_and_differ() {
        let random = SystemRandom::new();
        let (one, two) = (Incident::new(&random), Incident::new(&random));
        assert_eq!(one.as_str().len(), 8);
        assert!(one.as_str().bytes().all(|b| ALPHABET.contains(&b)));
        assert!(one != two);
    }

    #[test]
    fn a_place_in_the_source_does_not_show_the_builder() {
        assert_eq!(shortened("/home/someone/.cargo/registry/src/x/serde-1.0/src/lib.rs"), "serde-1.0/src/lib.rs");
        assert_eq!(shortened("src/web/form.rs"), "src/web/form.rs");
    }

    #[test]
    fn a_caught_panic_hands_its_number_on_once() {
        log_panics();
        let caught = std::panic::catch_unwind(|| panic!("the words of a person"));
        assert!(caught.is_err());
        let first = incident_of_this_panic();
        let second = incident_of_this_panic();
        assert!(first != second);
    }
}

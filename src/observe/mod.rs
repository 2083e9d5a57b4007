//! What the process says about itself: a sentence and a few fields per line, no person in either.
//!
//! Two doors lead to the log. [`info`], [`warn`] and [`error`] take a fixed sentence and fields that implement
//! [`Loggable`]; that trait is sealed, so what may be written is a list in this file. Events that other parts raise
//! through `tracing` pass only when their target is ours (`tocsin…`), whatever the libraries below us trace.
//! There is no access log.

mod incident;
mod lines;

pub use incident::{Incident, incident_of_this_panic, log_panics};
pub use lines::{LineLayer, utc};

use std::io::Write as _;

use tracing_subscriber::layer::SubscriberExt as _;

/// A value that may stand in a log line. Sealed: the whole list is below.
///
/// ```compile_fail
/// // What a person typed is a `String`, and a `String` cannot be logged.
/// tocsin::observe::info("a report came", &[("text", &String::from("my words"))]);
/// ```
pub trait Loggable: sealed::Sealed {
    /// The text written after `field=`; never more than one line.
    fn text(&self) -> String;
}

/// A number of bytes.
pub struct Bytes(pub u64);

/// The id of a data key: a number that stands beside what the key encrypted, no secret.
pub struct KeyNumber(pub i64);

/// The cause of a fault as an error type of ours words it. Errors never carry a person's words, by the rule that every
/// error enum of this program follows; control characters are replaced and the length is bounded all the same.
pub struct Cause<'a>(pub &'a str);

mod sealed {
    pub trait Sealed {}
}

macro_rules! loggable {
    ($($type:ty => $text:expr),+ $(,)?) => {$(
        impl sealed::Sealed for $type {}
        impl Loggable for $type {
            fn text(&self) -> String {
                let text: fn(&$type) -> String = $text;
                text(self)
            }
        }
    )+};
}

loggable! {
    u64 => |n| n.to_string(),
    &'static str => |s| lines::one_line(s, 200),
    Incident => |i| i.as_str().to_owned(),
    Bytes => |b| format!("{}B", b.0),
    KeyNumber => |k| format!("{:016x}", k.0),
    Cause<'_> => |c| lines::one_line(c.0, 200),
}

/// Writes a line that tells of normal work.
pub fn info(sentence: &'static str, fields: &[(&'static str, &dyn Loggable)]) {
    tracing::info!(target: "tocsin", "{sentence}{}", joined(fields));
}

/// Writes a line about something an administrator should look at soon.
pub fn warn(sentence: &'static str, fields: &[(&'static str, &dyn Loggable)]) {
    tracing::warn!(target: "tocsin", "{sentence}{}", joined(fields));
}

/// Writes a line about something that failed.
pub fn error(sentence: &'static str, fields: &[(&'static str, &dyn Loggable)]) {
    tracing::error!(target: "tocsin", "{sentence}{}", joined(fields));
}

/// Starts logging to standard error and makes panics log an incident number and a place in the source, never their
/// message. Called once by each command; a second call changes nothing.
pub fn start() {
    // A log that nobody reads any more must not end the service.
    let layer = LineLayer::new(|line: &str| drop(writeln!(std::io::stderr(), "{line}")));
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer));
    log_panics();
}

fn joined(fields: &[(&'static str, &dyn Loggable)]) -> String {
    fields.iter().map(|(name, value)| format!(" {name}={}", value.text())).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    fn lines_of(work: impl FnOnce()) -> Vec<String> {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let layer = LineLayer::new(move |line: &str| sink.lock().unwrap().push(line.to_owned()));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
        std::mem::take(&mut *seen.lock().unwrap())
    }

    #[test]
    fn a_line_is_a_sentence_and_its_fields() {
        let lines = lines_of(|| info("an attachment was stored", &[("size", &Bytes(12)), ("tries", &3u64)]));
        assert_eq!(lines.len(), 1);
        assert!(lines[0].ends_with("INFO an attachment was stored size=12B tries=3"), "{lines:?}");
        assert_eq!(&lines[0][10..11], "T");
    }

    #[test]
    fn what_libraries_say_is_not_written() {
        let lines = lines_of(|| {
            tracing::info!(target: "hyper::server", "connection from 203.0.113.9");
            tracing::error!(target: "sqlx", "select narrative");
            tracing::warn!(target: "tocsinish", "not us");
        });
        assert!(lines.is_empty(), "{lines:?}");
    }

    #[test]
    fn our_own_parts_are_heard_whatever_their_module() {
        let lines = lines_of(|| tracing::warn!(target: "tocsin::jobs", waiting = 4, "mail is late"));
        assert!(lines[0].ends_with("WARN mail is late waiting=4"), "{lines:?}");
    }

    #[test]
    fn no_field_can_start_a_second_line() {
        let lines = lines_of(|| error("a write failed", &[("cause", &Cause("one\nINFO forged\r\u{1b}[2J"))]));
        assert_eq!(lines[0].lines().count(), 1);
        assert!(!lines[0].contains('\u{1b}'));
    }
}

//! `[retention]`: how long cases are kept.

use serde::Deserialize;

/// How long a case lives.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days from a report to the end of its case.
    pub case_days: u32,
    /// Days that a case has at least from a new message or file of the reporter on.
    pub grace_days: u32,
    /// Days from closing a case to its end, by the reason of closing.
    pub closed_days: ClosedDays,
}

/// Days from closing a case to its end; a reason without a number changes nothing about the end.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClosedDays {
    /// What could be done was done.
    pub done: Option<u32>,
    /// Not a report.
    pub spam: Option<u32>,
    /// The same as another case.
    pub duplicate: Option<u32>,
    /// Nothing this team can do anything about.
    pub out_of_scope: Option<u32>,
    /// Somebody tried the form.
    pub test: Option<u32>,
}

impl Default for Retention {
    fn default() -> Self {
        Self { case_days: 180, grace_days: 60, closed_days: ClosedDays::default() }
    }
}

impl ClosedDays {
    /// Every reason that has a number, by the word of the reason.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, u32)> {
        let Self { done, spam, duplicate, out_of_scope, test } = self;
        let all = [("done", done), ("spam", spam), ("duplicate", duplicate), ("out_of_scope", out_of_scope), ("test", test)];
        all.into_iter().filter_map(|(reason, days)| days.map(|days| (reason, days)))
    }
}

impl Retention {
    pub(super) fn check(&self) -> Result<(), String> {
        if !(1..=3650).contains(&self.case_days) {
            return Err("retention.case_days must be from 1 to 3650".into());
        }
        if self.grace_days > 3650 {
            return Err("retention.grace_days must be from 0 to 3650".into());
        }
        // A day at least, so that a slip of the hand can be taken back before the sweep comes by.
        match self.closed_days.all().find(|(_, days)| !(1..=3650).contains(days)) {
            Some((reason, _)) => Err(format!("retention.closed_days.{reason} must be from 1 to 3650")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_cannot_end_the_moment_it_is_closed() {
        let read = |text: &str| toml::from_str::<Retention>(text).map_err(|e| e.to_string()).and_then(|read| read.check());
        assert_eq!(read("case_days = 30\ngrace_days = 0\n[closed_days]\nspam = 1"), Ok(()));
        for bad in
            ["[closed_days]\nspam = 0", "[closed_days]\ntest = 4000", "grace_days = 4000", "case_days = 0", "[closed_days]\nmistake = 3"]
        {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}

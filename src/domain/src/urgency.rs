//! How soon a person must look: three levels, ordered.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How soon a person must look. Ordered: `Routine < Urgent < Critical`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// Read within days.
    #[default]
    Routine,
    /// Read within hours.
    Urgent,
    /// Read within the hour.
    Critical,
}

impl Urgency {
    /// The word used in payloads, rules and pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Routine => "routine",
            Self::Urgent => "urgent",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Urgency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is none of `routine`, `urgent`, `critical`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an urgency is one of routine, urgent, critical")]
pub struct NotAnUrgency;

impl FromStr for Urgency {
    type Err = NotAnUrgency;

    fn from_str(word: &str) -> Result<Self, NotAnUrgency> {
        match word {
            "routine" => Ok(Self::Routine),
            "urgent" => Ok(Self::Urgent),
            "critical" => Ok(Self::Critical),
            _ => Err(NotAnUrgency),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Urgency;

    #[test]
    fn critical_outranks_urgent_outranks_routine() {
        assert!(Urgency::Critical > Urgency::Urgent && Urgency::Urgent > Urgency::Routine);
    }

    #[test]
    fn every_word_reads_back_as_itself_and_others_are_refused() {
        for level in [Urgency::Routine, Urgency::Urgent, Urgency::Critical] {
            assert_eq!(level.to_string().parse(), Ok(level));
        }
        assert!("Critical ".parse::<Urgency>().is_err());
    }
}

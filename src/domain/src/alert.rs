//! Three ways for an alert to leave: at once, with the next slot, or with the daily mail.

use crate::urgency::Urgency;

/// When an alert is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Within minutes, to the person on call.
    Wake,
    /// In the next fixed slot, to those on call, at one size, whether or not anything came.
    Slot,
    /// With the daily mail at a fixed hour, to everyone, at one size, whether or not anything came.
    Daily,
}

impl Lane {
    /// Only what is critical *and* came from a rule that wakes goes at once; what can wait for days waits for the daily mail.
    #[must_use]
    pub fn of(urgency: Urgency, wakes: bool) -> Self {
        match urgency {
            Urgency::Critical if wakes => Self::Wake,
            Urgency::Critical | Urgency::Urgent => Self::Slot,
            Urgency::Routine => Self::Daily,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lane;
    use crate::urgency::Urgency;

    #[test]
    fn nobody_is_woken_for_anything_less_than_a_waking_critical() {
        assert_eq!(Lane::of(Urgency::Critical, true), Lane::Wake);
        assert_eq!(Lane::of(Urgency::Critical, false), Lane::Slot);
        assert_eq!(Lane::of(Urgency::Urgent, true), Lane::Slot);
        assert_eq!(Lane::of(Urgency::Routine, false), Lane::Daily);
        assert_eq!(Lane::of(Urgency::Routine, true), Lane::Daily);
    }
}

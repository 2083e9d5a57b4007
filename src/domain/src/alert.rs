//! Two ways for an alert to leave: at once, or with the next slot.

use crate::urgency::Urgency;

/// When an alert is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// At once, to the person on call.
    Wake,
    /// In the next fixed slot, to everyone, at one size, whether or not anything came.
    Slot,
}

impl Lane {
    /// Only what is critical *and* came from a rule that wakes goes at once.
    #[must_use]
    pub fn of(urgency: Urgency, wakes: bool) -> Self {
        if wakes && urgency == Urgency::Critical { Self::Wake } else { Self::Slot }
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
        assert_eq!(Lane::of(Urgency::Routine, false), Lane::Slot);
    }
}

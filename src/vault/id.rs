//! Data key ids: (class, bucket, generation) in one whole number, which stands beside everything the key encrypted.

use super::VaultError;
use std::fmt;

/// What a data key is for. Cases die by the calendar, the others by rotation, so they never share keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// Cases, mailboxes, parts and grants; bucketed by the month in which the case expires.
    Case = 1,
    /// Staff accounts and their grants.
    Account = 2,
    /// Queued alerts.
    Outbox = 3,
    /// Audit details.
    Audit = 4,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 4] = [Self::Case, Self::Account, Self::Outbox, Self::Audit];

    /// The class of this number.
    pub(super) fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|class| *class as i64 == number)
    }

    /// The word for it in commands and lists.
    pub fn word(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Account => "account",
            Self::Outbox => "outbox",
            Self::Audit => "audit",
        }
    }
}

impl std::str::FromStr for Class {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|class| class.word() == text).ok_or("a class is one of: case, account, outbox, audit")
    }
}

/// Id of a data key; stored as BIGINT beside what it encrypted. Ordered by class, bucket, generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(i64);

const GENERATION_BITS: u32 = 24;
const BUCKET_BITS: u32 = 24;

impl KeyId {
    /// An id from its parts. `bucket` is a month as YYYYMM for [`Class::Case`] and 0 for all others; generations count from 1.
    pub fn new(class: Class, bucket: u32, generation: u32) -> Result<Self, VaultError> {
        let month = (1..=12).contains(&(bucket % 100)) && (1970..=9999).contains(&(bucket / 100));
        let fits = if class == Class::Case { month } else { bucket == 0 };
        if !fits || generation == 0 || generation >= 1 << GENERATION_BITS {
            return Err(VaultError::BadBucket);
        }
        let id = (class as i64) << (BUCKET_BITS + GENERATION_BITS) | i64::from(bucket) << GENERATION_BITS | i64::from(generation);
        Ok(Self(id))
    }

    /// Reads the number of a database column; `None` if no key can have it.
    pub fn from_i64(id: i64) -> Option<Self> {
        let class = Class::from_number(id >> (BUCKET_BITS + GENERATION_BITS))?;
        let bucket = (id >> GENERATION_BITS & ((1 << BUCKET_BITS) - 1)) as u32;
        let generation = (id & ((1 << GENERATION_BITS) - 1)) as u32;
        Self::new(class, bucket, generation).ok()
    }

    /// The number for a database column.
    pub fn as_i64(self) -> i64 {
        self.0
    }

    /// The parts: class, bucket, generation.
    pub fn parts(self) -> (Class, u32, u32) {
        let class = match self.0 >> (BUCKET_BITS + GENERATION_BITS) {
            1 => Class::Case,
            2 => Class::Account,
            3 => Class::Outbox,
            _ => Class::Audit,
        };
        let bucket = (self.0 >> GENERATION_BITS & ((1 << BUCKET_BITS) - 1)) as u32;
        (class, bucket, (self.0 & ((1 << GENERATION_BITS) - 1)) as u32)
    }

    /// The class.
    pub fn class(self) -> Class {
        self.parts().0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (class, bucket, generation) = self.parts();
        write!(f, "{}/{bucket}/{generation}", class.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_bucket_is_a_month_for_cases_and_zero_for_all_else() {
        for (class, bucket, generation, good) in [
            (Class::Case, 202612, 1, true),
            (Class::Case, 202600, 1, false),
            (Class::Case, 202613, 1, false),
            (Class::Case, 0, 1, false),
            (Class::Case, 999912, (1 << 24) - 1, true),
            (Class::Case, 202601, 1 << 24, false),
            (Class::Case, 202601, 0, false),
            (Class::Outbox, 0, 1, true),
            (Class::Outbox, 202601, 1, false),
        ] {
            assert_eq!(KeyId::new(class, bucket, generation).is_ok(), good, "{class:?} {bucket} {generation}");
        }
    }

    proptest! {
        #[test]
        fn an_id_survives_its_column(class in 1u8..=4, year in 1970u32..=9999, month in 1u32..=12, generation in 1u32..1 << 24) {
            let class = [Class::Case, Class::Account, Class::Outbox, Class::Audit][class as usize - 1];
            let bucket = if class == Class::Case { year * 100 + month } else { 0 };
            let id = KeyId::new(class, bucket, generation).unwrap();
            prop_assert_eq!(KeyId::from_i64(id.as_i64()), Some(id));
            prop_assert_eq!(id.parts(), (class, bucket, generation));
        }

        #[test]
        fn any_number_is_one_id_or_none(number in any::<i64>()) {
            if let Some(id) = KeyId::from_i64(number) {
                prop_assert_eq!(id.as_i64(), number);
            }
        }
    }
}

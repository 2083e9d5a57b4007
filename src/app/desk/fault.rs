//! Why something asked at the desk is not done. The codes are those of `browser/src/desk/wire.ts`.

use crate::app::AppError;
use crate::app::people::PeopleError;
use crate::store::StoreError;
use crate::vault::VaultError;

/// Why something asked at the desk is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is no session, or it is over.
    #[error("signed out")]
    SignedOut,
    /// It needs a check within the last ten minutes.
    #[error("needs a fresh check")]
    NotFresh,
    /// The role or the case does not allow it; also where there is no such thing.
    #[error("not allowed")]
    Forbidden,
    /// Signing in is refused, whatever the reason.
    #[error("sign-in refused")]
    Wrong,
    /// Too often.
    #[error("too often")]
    TooMany {
        /// Seconds after which it is worth trying again.
        seconds: u64,
    },
    /// Not what this address takes.
    #[error("not what is taken here")]
    Bad,
    /// The audit log went on meanwhile: the entry must be signed again behind this head.
    #[error("the audit log went on")]
    AuditMoved {
        /// Number of the last entry.
        seq: u64,
        /// Hash of its document, lower-case hexadecimal.
        hash: String,
    },
    /// Somebody else changed it meanwhile.
    #[error("changed by somebody else")]
    Moved,
    /// Somebody has this alias or address.
    #[error("taken")]
    Taken,
    /// There is no such invitation, or it was used, or it is over.
    #[error("no such invitation")]
    UnknownInvite,
    /// Nobody would be left who administers from the desk.
    #[error("the last administrator: make somebody else one first")]
    LastAdministrator,
    /// The person has no account with keys.
    #[error("not enrolled")]
    NotEnrolled,
    /// To be tried again.
    #[error("busy")]
    Busy,
    /// Anything else; the text is for the log and holds nobody's words.
    #[error("{0}")]
    Internal(String),
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Busy | AppError::NoRoom | AppError::Closed(_) => Self::Busy,
            AppError::Full => Self::Bad,
            AppError::Internal(cause) => Self::Internal(cause),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict | StoreError::Duplicate => Self::Moved,
            other => AppError::from(other).into(),
        }
    }
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        AppError::from(error).into()
    }
}

impl From<PeopleError> for Fault {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::AliasTaken | PeopleError::AddressTaken | PeopleError::WakeAddressTaken => Self::Taken,
            PeopleError::Alias
            | PeopleError::Address(_)
            | PeopleError::Language
            | PeopleError::Webhook
            | PeopleError::Key(_)
            | PeopleError::Zone(_) => Self::Bad,
            PeopleError::Unknown => Self::Forbidden,
            PeopleError::Store(error) => error.into(),
            PeopleError::Vault(error) => error.into(),
            PeopleError::Damaged | PeopleError::Random => Self::Internal(error.to_string()),
        }
    }
}

//! The rows as they lie in the tables. `sealed` is always a vault value under `key_id` and `version`; ids are random.
//! What each column shows to a thief of the database is listed in `docs/leak-table.md`.

use sqlx::error::BoxDynError;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

/// A column type of a row struct and what the drivers read it as.
trait Column: Sized {
    type Wire;
    fn from_wire(wire: Self::Wire) -> Result<Self, BoxDynError>;
}

macro_rules! plain_column {
    ($($type:ty),*) => {$(
        impl Column for $type {
            type Wire = Self;
            fn from_wire(wire: Self) -> Result<Self, BoxDynError> {
                Ok(wire)
            }
        }
    )*};
}
plain_column!(i64, Vec<u8>, Option<Vec<u8>>);

impl<const N: usize> Column for [u8; N] {
    type Wire = Vec<u8>;
    fn from_wire(wire: Vec<u8>) -> Result<Self, BoxDynError> {
        let length = wire.len();
        wire.try_into().map_err(|_| format!("{N} bytes expected, {length} found").into())
    }
}

impl<const N: usize> Column for Option<[u8; N]> {
    type Wire = Option<Vec<u8>>;
    fn from_wire(wire: Self::Wire) -> Result<Self, BoxDynError> {
        wire.map(Column::from_wire).transpose()
    }
}

/// One struct, read by column name from either driver.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
        row!(@read SqliteRow $name $($field: $type,)*);
        row!(@read PgRow $name $($field: $type,)*);
    };
    (@read $row:ident $name:ident $($field:ident: $type:ty,)*) => {
        impl FromRow<'_, $row> for $name {
            fn from_row(row: &$row) -> sqlx::Result<Self> {
                Ok(Self {
                    $($field: {
                        let wire = row.try_get::<<$type as Column>::Wire, _>(stringify!($field))?;
                        <$type as Column>::from_wire(wire).map_err(|source| sqlx::Error::ColumnDecode {
                            index: stringify!($field).to_owned(),
                            source,
                        })?
                    },)*
                })
            }
        }
    };
}

row! {
    /// One case.
    CaseRow {
        /// Random case id.
        id: [u8; 16],
        /// Data key of `sealed`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// Month in which the case is purged, YYYYMM.
        purge_month: i64,
        /// The case's record.
        sealed: Vec<u8>,
    }
}
row! {
    /// Which row of a case there is.
    CaseHead {
        /// Random case id.
        id: [u8; 16],
        /// Data key of `sealed`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
    }
}
row! {
    /// How one of the staff signs in.
    AccountRow {
        /// Id of the person.
        id: [u8; 16],
        /// Data key of `sealed`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// The record.
        sealed: Vec<u8>,
    }
}
row! {
    /// One signed entry about what staff did.
    AuditRow {
        /// Its number, big-endian.
        id: [u8; 16],
        /// Data key of `sealed`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// The record.
        sealed: Vec<u8>,
    }
}
row! {
    /// What waits for a second person.
    DraftRow {
        /// Random id.
        id: [u8; 16],
        /// Data key of `sealed`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// The record.
        sealed: Vec<u8>,
    }
}
row! {
    /// Somebody who is signed in.
    SessionRow {
        /// First half of the SHA-256 of what the browser holds.
        id: [u8; 16],
        /// Unix seconds after which it is swept, whole hours.
        due_at: i64,
        /// Data key of `sealed`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// The record.
        sealed: Vec<u8>,
    }
}
row! {
    /// What a receipt opens.
    MailboxRow {
        /// Random row id; not the mailbox id, which stands only in `sealed`.
        id: [u8; 16],
        /// Its case.
        case_id: [u8; 16],
        /// Data key of `sealed` and `lookup`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// Blind index of the mailbox id.
        lookup: [u8; 32],
        /// The mailbox's record.
        sealed: Vec<u8>,
    }
}
row! {
    /// One sealed piece of a case: report, message, reply, note.
    PartRow {
        /// Random part id.
        id: [u8; 16],
        /// Its case.
        case_id: [u8; 16],
        /// Data key of `sealed`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// What the server must know of the part.
        sealed: Vec<u8>,
        /// The age file; none once it was deleted.
        body: Option<Vec<u8>>,
    }
}
row! {
    /// A case's identity, sealed to those who may open it.
    GrantRow {
        /// Random grant id.
        id: [u8; 16],
        /// Its case.
        case_id: [u8; 16],
        /// Data key of `sealed`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// The grant.
        sealed: Vec<u8>,
    }
}
row! {
    /// An attachment's place.
    BlobRow {
        /// Id of the blob.
        id: [u8; 16],
        /// Its case.
        case_id: [u8; 16],
        /// Bytes of the padded, sealed file.
        size: i64,
    }
}
row! {
    /// A sealed file on its way in.
    UploadRow {
        /// Id of the blob that it becomes.
        id: [u8; 16],
        /// The case it is sealed to.
        case_id: [u8; 16],
        /// Bytes that it will have.
        size: i64,
        /// Removed at this time if no message took it: Unix seconds, a whole hour.
        due_at: i64,
        /// SHA-256 of the sealed file; none while bytes are missing.
        sha256: Option<[u8; 32]>,
    }
}
row! {
    /// A roster, public.
    RosterRow {
        /// Its epoch.
        epoch: i64,
        /// The signed document.
        doc: Vec<u8>,
    }
}
row! {
    /// A team key, sealed to one member.
    TeamGrantRow {
        /// Random grant id.
        id: [u8; 16],
        /// The epoch of the team key.
        epoch: i64,
        /// Data key of `sealed`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// The grant and its member.
        sealed: Vec<u8>,
    }
}
row! {
    /// One member of the staff.
    PersonRow {
        /// Random person id.
        id: [u8; 16],
        /// Data key of `sealed`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// The person's record.
        sealed: Vec<u8>,
    }
}
row! {
    /// One entry of the rota.
    RotaRow {
        /// Random id.
        id: [u8; 16],
        /// Data key of `sealed`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// The entry.
        sealed: Vec<u8>,
    }
}
row! {
    /// A queued alert.
    OutboxRow {
        /// Random id.
        id: [u8; 16],
        /// Data key of `sealed`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// Not before this time, Unix seconds.
        due_at: i64,
        /// Nobody else may take it before this time, Unix seconds; 0 if nobody has it.
        leased_until: i64,
        /// 0 waiting, 1 dead (given up until retried by hand).
        state: i64,
        /// Failed attempts so far.
        attempts: i64,
        /// Blind index by which a second one of the same event is recognised.
        dedupe: Option<[u8; 32]>,
        /// What to send.
        sealed: Vec<u8>,
    }
}
row! {
    /// A row of any table as a change of keys sees it.
    SealedRow {
        /// Its random id.
        id: [u8; 16],
        /// Its case; none where rows belong to no case.
        case_id: Option<[u8; 16]>,
        /// Data key of `sealed` and `mark`.
        key_id: i64,
        /// Counts changes of the row.
        version: i64,
        /// The row's record.
        sealed: Vec<u8>,
        /// The blind index of the row, if it has one.
        mark: Option<[u8; 32]>,
    }
}

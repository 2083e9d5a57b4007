//! Sealing end to end: everything that makes a report readable only for the team, and an answer
//! believable only from it.
//!
//! The file format is [age v1](https://age-encryption.org/v1) with post-quantum hybrid recipients
//! (`mlkem768x25519`), so that stock `age` (1.3 and later) opens every file. On top of it stand
//! Ed25519 signatures, because age does not say who sealed. This crate does no input or output of
//! its own and reads no clock: randomness and the time are arguments (the age and HPKE libraries
//! draw their own randomness from the operating system).
//!
//! In order of dependency:
//! - [`ids`]: identifiers and hashes with one text form each
//! - [`padding`]: Padmé sizes
//! - [`header`]: the strict check of an age header, done before anything is opened
//! - [`keys`]: recipients and identities
//! - [`age_file`], [`writer`]: seal and open, in memory and as a stream
//! - [`signing`]: Ed25519 keys and domain-separated signatures
//! - [`grant`]: an identity sealed to a recipient
//! - [`roster`]: the signed statement of the current team key
//! - [`succession`], [`chain`]: a new key that signs rosters; all of them in their order
//! - [`receipt`], [`mailbox`]: the reporter's secret code and what it opens
//! - [`statement`]: who said what, in which order
//! - [`payload`]: what is inside the sealed files
//! - [`case`]: a new case in one step
//! - [`submission`]: a sealed report with all its parts, in one file
//! - [`call`]: what a mailbox is asked to do, signed by its receipt's key
//! - [`addition`]: a sealed message with all its parts, in one file
//! - [`parcel`]: a report with files, in one file
//! - [`grants`]: who may open what, as the team vouches for it
//! - [`bundle`]: parts of a case, for a body outside
//! - [`person`]: one of the staff: keys, their sealed copies, fingerprint
//! - [`staff`]: what staff write for each other
//! - [`summary`]: what a list shows of a case
//! - [`audit`]: what was done, signed and chained
//! - [`auditor`]: reads that from its beginning and finds what is wrong

mod bech;
mod canonical;
mod sections;

pub mod addition;
pub mod age_file;
pub mod asked;
pub mod audit;
pub mod auditor;
pub mod bundle;
pub mod call;
pub mod case;
pub mod chain;
pub mod grant;
pub mod grants;
pub mod header;
pub mod ids;
pub mod keys;
pub mod mailbox;
pub mod padding;
pub mod parcel;
pub mod payload;
pub mod person;
pub mod receipt;
pub mod roster;
pub mod signing;
pub mod staff;
pub mod statement;
pub mod submission;
pub mod succession;
pub mod summary;
pub mod writer;

pub use addition::{Addition, AdditionError};
pub use age_file::{OpenError, SealError, open, open_attachment, open_reader, seal};
pub use audit::{Act, AuditError, Head, SignedEntry};
pub use auditor::Auditor;
pub use bundle::{Bundle, BundleError};
pub use call::{CallError, SignedCall};
pub use case::NewCase;
pub use chain::{Chain, verify_chain};
pub use grant::{GrantError, TeamKey, grant, grant_signing, open_grant, open_signing_grant};
pub use grants::{Grants, GrantsError};
pub use header::{HeaderError, check_header};
pub use ids::{CaseId, DeploymentId, Hash32, IdError, MailboxId, PartId, RandomFailed};
pub use keys::{Identity, KeyError, Recipient};
pub use mailbox::{Capsule, CapsuleError, MailboxKeys};
pub use padding::{SizeError, check_sealed_size, pad_json, padme};
pub use parcel::{Parcel, ParcelError};
pub use person::{PersonKeys, WrapKind};
pub use receipt::{Receipt, ReceiptError, WordList};
pub use roster::{Recovery, Roster, RosterError, RosterState, SignedRoster, sign_roster, sign_roster_with};
pub use signing::{PublicKey, Signature, SigningKey};
pub use staff::StaffPayload;
pub use statement::{Kind, SealedRef, SignedStatement, Statement, StatementError, sign_statement};
pub use submission::{Submission, SubmissionError};
pub use succession::{SignedSuccession, Succession, sign_succession};
pub use summary::Summary;
pub use writer::{SealWriter, SealedSums, seal_stream};

//! Tocsin: the map. Modules in order of dependency, one line each.
//! The crates `tocsin-seal` (sealing end to end) and `tocsin-domain` (pure types, triage) stand below all of these.
pub mod app; // what the service does: one file per use case
pub mod cli; // one file per command
pub mod config; // one file per section
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing; // a target for every decoder: no part of the service
pub mod i18n; // message catalogues
pub mod jobs; // the loops: alerts, retention
pub mod mail; // Mailer: SMTP, directory, memory
pub mod observe; // filtered logs
pub mod pages; // one struct per template
pub mod process; // memory: locked, never dumped; what the machine does with it
pub mod store; // all SQL and all blobs
pub mod vault; // data at rest: one authenticated value per row, the key ring
pub mod web; // HTTP only

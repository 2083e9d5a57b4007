//! What the service does: one file per use case.
pub mod alert;
pub mod people;

//! What staff do at the desk: who they are, how they sign in, and what the service does for them.
//!
//! Whoever asks is one of the values of [`proof`], which only a checked session gives; functions that need a role take the
//! value, so that forgetting the check does not compile. Whatever is refused is one [`Fault`].

pub mod accounts;
pub mod cases;
mod ceremony;
pub mod enrol;
mod fault;
pub mod invites;
pub mod log;
pub mod me;
mod newcomers;
mod noted;
pub mod overview;
mod passkeys;
pub mod proof;
pub mod security;
pub mod sessions;
pub mod signin;
pub mod team;
mod totp;
mod tries;

pub use fault::Fault;
pub use noted::{Noted, is_bound};
pub use proof::{Administrator, CaseParty, Lead, Reader, SignedIn};
pub use sessions::By;

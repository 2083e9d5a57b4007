//! Pure types of the service, in order of dependency: no I/O, no global clock, no randomness.
//!
//! * [`clock`]: the time as an argument, and coarse calendar arithmetic (days, months)
//! * [`hours`]: when somebody reads
//! * [`urgency`]: routine, urgent, critical
//! * [`alert`]: at once, or in the next slot
//! * [`mail_address`]: where an alert goes
//! * [`role`]: what one of the staff may do
//! * [`desk_address`]: where staff work
//! * [`onion`]: the address of an onion service
//! * [`taxonomy`]: the methods a report can name
//! * [`fields`]: the names and kinds of the form's fields
//! * [`photo`]: clean copies of photographs
//! * [`report`]: a report or message as typed, checked and bounded
//! * [`advisory`]: public warnings and the signed set of them
//! * [`triage`]: the rules that turn a report into an urgency
//! * [`travel`]: what is known about a journey, from dated facts
pub mod advisory;
pub mod alert;
pub mod clock;
pub mod desk_address;
pub mod fields;
pub mod hours;
pub mod mail_address;
pub mod onion;
pub mod photo;
pub mod report;
pub mod role;
pub mod taxonomy;
pub mod travel;
pub mod triage;
mod triage_parse;
mod triage_write;
pub mod urgency;

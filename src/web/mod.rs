//! HTTP only: parse, call the service, show a page.
//!
//! * `server`: the accept loop and its bounds
//! * `stack`: everything between a connection and a handler, in one function
//! * `inflow`, `form`, `disposition`: bodies and forms, read strictly and within bounds
//! * `peer`, `limits`: who asks, as a keyed hash, and how often
//! * `frame`: what every page needs
//! * `public`, `report`, `mailbox`, `files`: the handlers

mod disposition;
mod form;
mod frame;
mod inflow;
mod limits;
mod peer;
mod server;
mod stack;

pub use form::{FormError, FormLimits, FormReader, Typed};
pub use frame::{Frame, Now, Site};
pub use inflow::{Inflow, InflowError, Pace};
pub use limits::{Action, Limits, Rate, RetryAfter};
pub use peer::{Peer, TrustedProxy, Visitor, VisitorKey};
pub use server::{Transport, serve};
pub use stack::stack;

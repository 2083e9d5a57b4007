//! HTTP only: parse, call the service, show a page.

mod disposition;
mod form;
mod inflow;
mod limits;
mod peer;
mod server;

pub use form::{FormError, FormLimits, FormReader, Typed};
pub use inflow::{Inflow, InflowError, Pace};
pub use limits::{Action, Limits, Rate, RetryAfter};
pub use peer::{Peer, TrustedProxy, Visitor, VisitorKey};
pub use server::{Transport, serve};

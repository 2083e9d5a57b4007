//! The desk: what staff's browsers ask. One table says every address, who may ask it, whether it changes something, and
//! whether that needs a fresh check; the router is made of it, and a test walks it.
//!
//! A handler gets its proof of who asks from its line in the table: `Lead::change(…)` calls it with a [`Lead`] and with
//! nobody else. What it may do in one case is looked at further in, in `app`.

mod admin;
mod call;
mod cases;
mod fault;
mod phone;
mod route;
mod security;
mod session;
mod shell;
mod team;

use axum::Router;

pub(super) use call::{Answer, Call};
pub(super) use fault::in_codes;
pub use route::{Access, RouteFacts, Size};
use route::{Proof as _, Route, page};

use super::WebState;
use crate::app::desk::{Administrator, CaseParty, Lead, Reader, SignedIn};

/// Every address of the desk. `fresh` at the end of a line: only within ten minutes of a check.
fn routes() -> Vec<Route> {
    use Size::{Parts, Usual};
    vec![
        // Pages and files, the same for everybody.
        page("/desk", shell::desk),
        page("/admin", shell::desk),
        page("/desk/module.js", shell::module),
        page("/desk/worker.js", shell::worker),
        page("/desk/frame", shell::frame),
        page("/desk/texts", shell::texts),
        // Signing in and out.
        <()>::read("/desk/api/v1/start", session::start),
        <()>::change("/desk/api/v1/invite", Usual, session::invite),
        <()>::change("/desk/api/v1/enrol", Usual, session::enrol),
        <()>::change("/desk/api/v1/salt", Usual, session::salt),
        <()>::change("/desk/api/v1/code", Usual, session::code),
        <()>::change("/desk/api/v1/passkey/begin", Usual, session::begin_passkey),
        <()>::change("/desk/api/v1/passkey/finish", Usual, session::finish_passkey),
        SignedIn::change("/desk/api/v1/fresh", Usual, session::fresh),
        SignedIn::change("/desk/api/v1/sign-out", Usual, session::sign_out),
        // Whoever is signed in.
        SignedIn::read("/desk/api/v1/me", session::me),
        SignedIn::read("/desk/api/v1/security", security::list),
        SignedIn::change_fresh("/desk/api/v1/security/device", Usual, security::device),
        SignedIn::change_fresh("/desk/api/v1/security/revoke", Usual, security::revoke),
        SignedIn::change("/desk/api/v1/security/end", Usual, security::end),
        SignedIn::change_fresh("/desk/api/v1/security/passphrase", Usual, security::passphrase),
        SignedIn::change_fresh("/desk/api/v1/security/kit", Usual, security::kit),
        // Cases.
        CaseParty::read("/desk/api/v1/cases", cases::list),
        CaseParty::read("/desk/api/v1/cases/{case}", cases::detail),
        CaseParty::read("/desk/api/v1/cases/{case}/parts/{part}", cases::part),
        CaseParty::read("/desk/api/v1/cases/{case}/files/{file}", cases::file),
        CaseParty::change("/desk/api/v1/cases/{case}/parts", Parts, cases::say),
        Reader::change("/desk/api/v1/cases/{case}/state", Usual, cases::change),
        CaseParty::change("/desk/api/v1/cases/{case}/read", Usual, cases::read),
        Reader::change("/desk/api/v1/cases/{case}/acknowledge", Usual, cases::acknowledge),
        Reader::change("/desk/api/v1/cases/{case}/pass", Usual, cases::pass),
        Reader::change("/desk/api/v1/cases/{case}/summary", Usual, cases::summary),
        Lead::change_fresh("/desk/api/v1/cases/{case}/grants", Parts, cases::grants),
        Lead::change_fresh("/desk/api/v1/cases/{case}/former", Usual, cases::former),
        Reader::change_fresh("/desk/api/v1/cases/{case}/guest", Usual, cases::guest),
        Reader::change("/desk/api/v1/cases/{case}/shared", Usual, cases::shared),
        Reader::change("/desk/api/v1/cases/bulk", Usual, cases::several),
        Reader::change("/desk/api/v1/handover", Usual, cases::handover),
        Lead::change("/desk/api/v1/practice", Usual, cases::practice),
        // What somebody tells on the telephone.
        Reader::read("/desk/api/v1/kit", phone::kit),
        Reader::change("/desk/api/v1/reports", Parts, phone::report),
        // Team and log.
        Reader::read("/desk/api/v1/team", team::team),
        Lead::change_fresh("/desk/api/v1/team/grant", Usual, team::grant),
        Lead::change_fresh("/desk/api/v1/team/draft", Usual, team::draft),
        Reader::change("/desk/api/v1/team/regrant", Usual, team::regrant),
        SignedIn::read("/desk/api/v1/audit", team::log),
        // Administrators.
        Administrator::read("/admin/api/v1/overview", admin::overview),
        Administrator::change_fresh("/admin/api/v1/invite", Usual, admin::invite),
        Administrator::change_fresh("/admin/api/v1/reinvite", Usual, admin::reinvite),
        Administrator::change_fresh("/admin/api/v1/roles", Usual, admin::roles),
        Administrator::change_fresh("/admin/api/v1/disable", Usual, admin::disable),
    ]
}

/// The table as facts, for whoever checks it.
pub fn desk_routes() -> Vec<RouteFacts> {
    routes().iter().map(Route::facts).collect()
}

/// The router of the table.
pub(super) fn router() -> Router<WebState> {
    routes().into_iter().fold(Router::new(), Route::put_in)
}

//! Before a session, and its end.

use serde_json::json;

use super::{Answer, Call};
use crate::app::desk::{Fault, SignedIn};
use crate::web::WebState;

/// What the page needs before anybody signs in; the same for everyone.
pub(super) async fn start(web: WebState, (): (), _: Call) -> Result<Answer, Fault> {
    Answer::json(&json!({
        "deployment": web.app.deployment(),
        "roster_key": web.app.roster_key(),
        "demo": web.frame.site.demo,
        "name": web.frame.site.name,
        "languages": web.frame.site.languages,
        "now": web.app.now(),
    }))
}

/// Ends the session, and what the browser keeps of it.
pub(super) async fn sign_out(web: WebState, who: SignedIn, _: Call) -> Result<Answer, Fault> {
    web.app.sign_out(&who).await?;
    Ok(Answer::done().signed_out())
}

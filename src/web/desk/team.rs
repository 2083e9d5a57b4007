//! The team and the log: each handler parses, asks the service once and answers.

use serde_json::json;

use super::{Answer, Call};
use crate::app::desk::{Fault, Lead, Reader, SignedIn};
use crate::web::WebState;

/// Who belongs to it, what waits, what is left to seal on.
pub(super) async fn team(web: WebState, who: Reader, _: Call) -> Result<Answer, Fault> {
    Answer::json(&web.app.desk_team(&who).await?)
}

/// The team key for one more.
pub(super) async fn grant(web: WebState, who: Lead, call: Call) -> Result<Answer, Fault> {
    web.app.desk_grant(&who, call.json()?).await?;
    Ok(Answer::done())
}

/// A new team, to be signed by the administrators.
pub(super) async fn draft(web: WebState, who: Lead, call: Call) -> Result<Answer, Fault> {
    web.app.desk_draft(&who, call.json()?).await?;
    Ok(Answer::done())
}

/// A case of a former team, sealed on to the new one.
pub(super) async fn regrant(web: WebState, who: Reader, call: Call) -> Result<Answer, Fault> {
    let missing = web.app.desk_regrant(&who, call.json()?).await?;
    Answer::json(&json!({ "missing": missing }))
}

/// The log behind an entry.
pub(super) async fn log(web: WebState, who: SignedIn, call: Call) -> Result<Answer, Fault> {
    Answer::json(&web.app.desk_log(&who, call.query("after")).await?)
}

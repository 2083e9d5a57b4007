//! What somebody tells a caseworker on the telephone: the caseworker's browser seals it as the form does. Both addresses
//! are the public ones' twins under `/desk`, because a door for staff shows nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Answer, Call};
use crate::app::desk::{Fault, Reader};
use crate::app::sealed::{Kept, Way};
use crate::web::{WebState, script};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    /// A `tocsin.sealed/1` in base64.
    sealed: String,
}

/// The form's words, rules and rosters.
pub(super) async fn kit(web: WebState, _: Reader, call: Call) -> Result<Answer, Fault> {
    Answer::json(&Value::Object(script::kit_in(&web, &call.lang)))
}

/// A report like any other: once it is sealed, nobody can tell who typed it.
pub(super) async fn report(web: WebState, _: Reader, call: Call) -> Result<Answer, Fault> {
    let Told { sealed } = call.json()?;
    let sealed = STANDARD.decode(sealed).map_err(|_| Fault::Bad)?;
    let outcome = match web.app.take_sealed(call.visitor.origin(), Way::Uploaded, &sealed).await? {
        Ok(Kept::New) => "new",
        Ok(Kept::Repeated) => "repeated",
        Err(_) => return Err(Fault::Bad),
    };
    Answer::json(&json!({ "outcome": outcome }))
}

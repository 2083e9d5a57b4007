//! Somebody's own ways in: devices, passphrase, kit, sessions.

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{hex, id};
use super::{Answer, Call};
use crate::app::desk::{Fault, SignedIn};
use crate::web::WebState;

/// The list.
pub(super) async fn list(web: WebState, who: SignedIn, _: Call) -> Result<Answer, Fault> {
    let security = web.app.security(&who).await?;
    let devices = security
        .devices
        .iter()
        .map(|device| json!({ "credential": device.credential, "name": device.name, "added": device.added, "prf": device.prf }));
    let sessions = security.sessions.iter().map(|(id, session)| {
        json!({
            "id": hex(id), "since": session.since, "seen": session.seen, "by": session.by, "shared": session.shared,
            "current": id == who.session(),
        })
    });
    Answer::json(&json!({
        "devices": devices.collect::<Vec<Value>>(),
        "passphrase": security.passphrase,
        "sessions": sessions.collect::<Vec<Value>>(),
    }))
}

/// Whether a body only asks for what its change begins with.
fn begins(call: &Call) -> Result<bool, Fault> {
    Ok(call.json::<Value>()?["begin"] == true)
}

/// One more passkey: first its options, then itself.
pub(super) async fn device(web: WebState, who: SignedIn, call: Call) -> Result<Answer, Fault> {
    if begins(&call)? {
        let (options, state) = web.app.begin_device(&who).await?;
        return Answer::json(&json!({ "options": options, "state": state }));
    }
    web.app.add_device(&who, &call.json()?).await?;
    Ok(Answer::done())
}

#[derive(Deserialize)]
struct Revoke {
    credential: String,
    audit: String,
}

/// A passkey less.
pub(super) async fn revoke(web: WebState, who: SignedIn, call: Call) -> Result<Answer, Fault> {
    let Revoke { credential, audit } = call.json()?;
    web.app.revoke_device(&who, &credential, &audit).await?;
    Ok(Answer::done())
}

#[derive(Deserialize)]
struct End {
    session: String,
}

/// Ends one of their sessions.
pub(super) async fn end(web: WebState, who: SignedIn, call: Call) -> Result<Answer, Fault> {
    let End { session } = call.json()?;
    web.app.end_session(&who, &id(&session).ok_or(Fault::Forbidden)?).await?;
    Ok(Answer::done())
}

/// A new passphrase; first, for an app that makes other codes, its secret.
pub(super) async fn passphrase(web: WebState, who: SignedIn, call: Call) -> Result<Answer, Fault> {
    if begins(&call)? {
        let (secret, uri, state) = web.app.begin_passphrase(&who)?;
        return Answer::json(&json!({ "totp": { "secret": secret, "uri": uri }, "state": state }));
    }
    web.app.set_passphrase(&who, &call.json()?).await?;
    Ok(Answer::done())
}

/// A new kit.
pub(super) async fn kit(web: WebState, who: SignedIn, call: Call) -> Result<Answer, Fault> {
    web.app.set_kit(&who, &call.json()?).await?;
    Ok(Answer::done())
}

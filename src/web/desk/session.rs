//! Before a session: invitations and signing in. And its end.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::call::hex;
use super::{Answer, Call};
use crate::app::desk::accounts::Wrap;
use crate::app::desk::signin::{Claim, Entered, ShownPasskey, Typed};
use crate::app::desk::{Fault, SignedIn};
use crate::web::WebState;
use crate::web::limits::{Action, RetryAfter};
use crate::web::mailbox::on_the_beat;

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

#[derive(Deserialize)]
struct Token {
    token: Zeroizing<String>,
}

/// Who is invited.
pub(super) async fn invite(web: WebState, (): (), call: Call) -> Result<Answer, Fault> {
    let token: Token = call.json()?;
    let invited = at_the_door(&web, &call, web.app.invited(&token.token)).await?;
    let (secret, uri) = invited.totp;
    Answer::json(&json!({
        "account": hex(&invited.account),
        "alias": invited.alias,
        "roles": invited.roles,
        "passkey": invited.passkey,
        "state": invited.state,
        "totp": { "secret": secret, "uri": uri },
    }))
}

/// Enrols, and signs in.
pub(super) async fn enrol(web: WebState, (): (), call: Call) -> Result<Answer, Fault> {
    let enrol = call.json()?;
    let entered = at_the_door(&web, &call, web.app.enrol(&enrol)).await?;
    welcomed(&web, entered).await
}

/// Options for showing a passkey.
pub(super) async fn begin_passkey(web: WebState, (): (), call: Call) -> Result<Answer, Fault> {
    let (options, state) = at_the_door(&web, &call, async { web.app.ask_for_passkey() }).await?;
    Answer::json(&json!({ "options": options, "state": state }))
}

#[derive(Deserialize)]
struct WithPasskey {
    #[serde(flatten)]
    passkey: ShownPasskey,
    shared: bool,
}

/// Signs in with a passkey.
pub(super) async fn finish_passkey(web: WebState, (): (), call: Call) -> Result<Answer, Fault> {
    let WithPasskey { passkey, shared } = call.json()?;
    let claim = Claim::Shown(passkey);
    let entered = at_the_door(&web, &call, web.app.sign_in(call.visitor.origin(), None, &claim, shared)).await?;
    welcomed(&web, entered).await
}

#[derive(Deserialize)]
struct Alias {
    alias: String,
}

/// The account's id, for what is derived of typed words.
pub(super) async fn salt(web: WebState, (): (), call: Call) -> Result<Answer, Fault> {
    let Alias { alias } = call.json()?;
    let account = at_the_door(&web, &call, web.app.salt(&alias)).await?;
    Answer::json(&json!({ "account": hex(&account) }))
}

#[derive(Deserialize)]
struct WithWords {
    alias: String,
    #[serde(flatten)]
    typed: Typed,
    shared: bool,
}

/// Signs in with passphrase and code, or with the kit.
pub(super) async fn code(web: WebState, (): (), call: Call) -> Result<Answer, Fault> {
    let WithWords { alias, typed, shared } = call.json()?;
    let claim = Claim::Typed(typed);
    let entered = at_the_door(&web, &call, web.app.sign_in(call.visitor.origin(), Some(&alias), &claim, shared)).await?;
    welcomed(&web, entered).await
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Again {
    Passkey { passkey: ShownPasskey },
    Words(Typed),
}

/// Proves once more that it is still they.
pub(super) async fn fresh(web: WebState, who: SignedIn, call: Call) -> Result<Answer, Fault> {
    let claim = match call.json()? {
        Again::Passkey { passkey } => Claim::Shown(passkey),
        Again::Words(typed) => Claim::Typed(typed),
    };
    let (until, wraps) = at_the_door(&web, &call, web.app.prove_again(&who, call.visitor.origin(), &claim)).await?;
    Answer::json(&json!({ "fresh_until": until, "wraps": wraps }))
}

/// Who is signed in, and what their desk needs.
pub(super) async fn me(web: WebState, who: SignedIn, _: Call) -> Result<Answer, Fault> {
    Answer::json(&about(&web, &who).await?)
}

/// Ends the session, and what the browser keeps of it.
pub(super) async fn sign_out(web: WebState, who: SignedIn, _: Call) -> Result<Answer, Fault> {
    web.app.sign_out(&who).await?;
    Ok(Answer::done().signed_out())
}

/// What anybody may try: counted for each visitor, in line behind what is being done, and answered on the beat, so that
/// nothing of what was tried shows in the time it took.
async fn at_the_door<T>(web: &WebState, call: &Call, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    if let Err(RetryAfter(seconds)) = web.frame.limits.check(Action::SignIn, &call.visitor) {
        return Err(Fault::TooMany { seconds });
    }
    let begun = Instant::now();
    let done = match web.frame.queue.seat(&call.visitor, false).await {
        Ok(_seat) => work.await,
        Err(_) => Err(Fault::Busy),
    };
    on_the_beat(begun).await;
    done
}

async fn welcomed(web: &WebState, entered: Entered) -> Result<Answer, Fault> {
    let who = web.app.signed_in(Some(entered.token.as_str())).await?;
    let wraps: &[Wrap] = &entered.wraps;
    let answer = Answer::json(&json!({ "me": about(web, &who).await?, "wraps": wraps }))?;
    answer.signed_in(entered.token.as_str())
}

async fn about(web: &WebState, who: &SignedIn) -> Result<Value, Fault> {
    let me = web.app.me(who).await?;
    let team = me.team.iter().map(
        |(epoch, identity, signing)| json!({ "epoch": epoch, "identity": STANDARD.encode(identity), "signing": STANDARD.encode(signing) }),
    );
    Ok(json!({
        "account": hex(who.account()),
        "alias": who.alias(),
        "roles": who.roles(),
        "recipient": who.recipient().to_string(),
        "actor": who.actor().to_string(),
        "fingerprint": me.fingerprint,
        "granted_epoch": me.granted_epoch,
        "session": { "until": who.until(), "fresh_until": who.fresh_until(), "by": who.by(), "shared": who.shared() },
        "rosters": me.rosters.iter().map(|document| STANDARD.encode(document)).collect::<Vec<_>>(),
        "team": team.collect::<Vec<_>>(),
        "head": { "seq": me.head.seq, "hash": me.head.hash.to_string() },
        "daily_code": me.daily_code,
        "kit_used": who.kit_used().iter().map(|(at, here)| json!({ "at": at, "here": here })).collect::<Vec<_>>(),
        "ways": who.ways(),
        "now": who.now(),
    }))
}

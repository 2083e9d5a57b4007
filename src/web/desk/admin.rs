//! Administrators: figures, and who may come in. Each handler parses, asks the service once and answers.

use serde::Deserialize;
use serde_json::json;
use tocsin_domain::role::{Role, Roles};

use super::call::id;
use super::{Answer, Call};
use crate::app::desk::invites::Invite;
use crate::app::desk::{Administrator, Fault, Noted};
use crate::app::people::NewPerson;
use crate::web::WebState;

/// Everything at a glance.
pub(super) async fn overview(web: WebState, who: Administrator, _: Call) -> Result<Answer, Fault> {
    Answer::json(&web.app.overview(&who, &web.frame.site.upkeep).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invited {
    alias: String,
    email: String,
    roles: Vec<Role>,
    /// 16 random bytes: the entry names the hash of all this, of which nobody who reads the log shall guess the address.
    salt: String,
    audit: String,
}

/// A link for somebody new.
pub(super) async fn invite(web: WebState, who: Administrator, call: Call) -> Result<Answer, Fault> {
    let Invited { alias, email, roles, salt, audit } = call.json()?;
    id(&salt).ok_or(Fault::Bad)?;
    let new = NewPerson::parse(&alias, &email, false)?;
    link(&web.app.invite(&Noted::By(&who, &audit), new, parsed(roles)?).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Somebody {
    account: String,
    audit: String,
}

/// A new link for who lost everything.
pub(super) async fn reinvite(web: WebState, who: Administrator, call: Call) -> Result<Answer, Fault> {
    let Somebody { account, audit } = call.json()?;
    link(&web.app.reinvite(&Noted::By(&who, &audit), &named(&account)?).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OtherRoles {
    account: String,
    roles: Vec<Role>,
    audit: String,
}

/// Other roles for somebody.
pub(super) async fn roles(web: WebState, who: Administrator, call: Call) -> Result<Answer, Fault> {
    let OtherRoles { account, roles, audit } = call.json()?;
    web.app.set_roles(&Noted::By(&who, &audit), &named(&account)?, parsed(roles)?).await?;
    Ok(Answer::done())
}

/// No way in any more.
pub(super) async fn disable(web: WebState, who: Administrator, call: Call) -> Result<Answer, Fault> {
    let Somebody { account, audit } = call.json()?;
    web.app.disable_account(&Noted::By(&who, &audit), &named(&account)?).await?;
    Ok(Answer::done())
}

/// What stands in a link is shown this once.
fn link(invite: &Invite) -> Result<Answer, Fault> {
    Answer::json(&json!({ "link_token": invite.token.as_str(), "until": invite.until }))
}

/// What is no id names nobody, and nobody is not to be changed.
fn named(account: &str) -> Result<[u8; 16], Fault> {
    id(account).ok_or(Fault::Forbidden)
}

fn parsed(roles: Vec<Role>) -> Result<Roles, Fault> {
    Roles::new(roles).map_err(|_| Fault::Bad)
}

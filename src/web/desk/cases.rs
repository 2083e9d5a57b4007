//! Cases at the desk: each handler parses, asks the service once and answers.

use serde::Deserialize;
use serde_json::json;

use super::{Answer, Call};
use crate::app::desk::cases::{Change, FormerReaders, Handed, NewGuest, NewPart, Rights, Sealed, Seen, Several, Shift};
use crate::app::desk::{CaseParty, Fault, Lead, Reader};
use crate::app::work::Account;
use crate::web::WebState;

/// One that a locked page can ask for: it cannot sign.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MaybeSigned {
    audit: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Passed {
    to: Account,
    audit: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Practised {
    language: String,
    audit: Option<String>,
}

/// A page of the list.
pub(super) async fn list(web: WebState, who: CaseParty, call: Call) -> Result<Answer, Fault> {
    Answer::json(&web.app.desk_cases(&who, call.query("after")).await?)
}

/// One case.
pub(super) async fn detail(web: WebState, who: CaseParty, call: Call) -> Result<Answer, Fault> {
    let opened = web.app.desk_open(&who, call.id("case")?).await?;
    Answer::json(&web.app.desk_case(&opened).await?)
}

/// The sealed body of a part.
pub(super) async fn part(web: WebState, who: CaseParty, call: Call) -> Result<Answer, Fault> {
    let opened = web.app.desk_open(&who, call.id("case")?).await?;
    Ok(Answer::octets(web.app.desk_part(&opened, call.id("part")?).await?))
}

/// A sealed file, as a stream.
pub(super) async fn file(web: WebState, who: CaseParty, call: Call) -> Result<Answer, Fault> {
    let opened = web.app.desk_open(&who, call.id("case")?).await?;
    let file = web.app.desk_file(&opened, call.id("file")?).await?;
    Ok(Answer::stream(file.size, file.reader))
}

/// A reply, or what staff write for each other.
pub(super) async fn say(web: WebState, who: CaseParty, call: Call) -> Result<Answer, Fault> {
    let part: NewPart = call.json()?;
    let seq = web.app.desk_say(&who, call.id("case")?, part).await?;
    Ok(Answer::json(&json!({ "seq": seq }))?.created())
}

/// State, assignee, urgency, links.
pub(super) async fn change(web: WebState, who: Reader, call: Call) -> Result<Answer, Fault> {
    let change: Change = call.json()?;
    let version = web.app.desk_change(&who, call.id("case")?, change).await?;
    Answer::json(&json!({ "version": version }))
}

/// Everything up to now was seen.
pub(super) async fn read(web: WebState, who: CaseParty, call: Call) -> Result<Answer, Fault> {
    let seen: Seen = call.json()?;
    web.app.desk_read(&web.app.desk_open(&who, call.id("case")?).await?, &seen).await?;
    Ok(Answer::done())
}

/// The call is answered.
pub(super) async fn acknowledge(web: WebState, who: Reader, call: Call) -> Result<Answer, Fault> {
    let signed: MaybeSigned = call.json()?;
    web.app.desk_acknowledge(&who, call.id("case")?, signed.audit.as_deref()).await?;
    Ok(Answer::done())
}

/// The call is somebody else's.
pub(super) async fn pass(web: WebState, who: Reader, call: Call) -> Result<Answer, Fault> {
    let passed: Passed = call.json()?;
    web.app.desk_pass(&who, call.id("case")?, passed.to, passed.audit.as_deref()).await?;
    Ok(Answer::done())
}

/// What lists show.
pub(super) async fn summary(web: WebState, who: Reader, call: Call) -> Result<Answer, Fault> {
    let summary: Sealed = call.json()?;
    web.app.desk_summary(&who, call.id("case")?, summary).await?;
    Ok(Answer::done())
}

/// Who may read it.
pub(super) async fn grants(web: WebState, who: Lead, call: Call) -> Result<Answer, Fault> {
    let rights: Rights = call.json()?;
    let version = web.app.desk_grants(&who, call.id("case")?, rights).await?;
    Answer::json(&json!({ "version": version }))
}

/// The former readers again.
pub(super) async fn former(web: WebState, who: Lead, call: Call) -> Result<Answer, Fault> {
    let wish: FormerReaders = call.json()?;
    let version = web.app.desk_former(&who, call.id("case")?, wish).await?;
    Answer::json(&json!({ "version": version }))
}

/// Somebody who may read it for a time.
pub(super) async fn guest(web: WebState, who: Reader, call: Call) -> Result<Answer, Fault> {
    let guest: NewGuest = call.json()?;
    web.app.desk_guest(&who, call.id("case")?, guest).await?;
    Ok(Answer::done())
}

/// Parts were handed to a body outside.
pub(super) async fn shared(web: WebState, who: Reader, call: Call) -> Result<Answer, Fault> {
    let handed: Handed = call.json()?;
    web.app.desk_shared(&who, call.id("case")?, &handed).await?;
    Ok(Answer::done())
}

/// Junk, closed together.
pub(super) async fn several(web: WebState, who: Reader, call: Call) -> Result<Answer, Fault> {
    let several: Several = call.json()?;
    web.app.desk_close_several(&who, several).await?;
    Ok(Answer::done())
}

/// Everything of one person's is another's.
pub(super) async fn handover(web: WebState, who: Reader, call: Call) -> Result<Answer, Fault> {
    let shift: Shift = call.json()?;
    let cases = web.app.desk_handover(&who, shift).await?;
    Answer::json(&json!({ "cases": cases }))
}

/// A report to learn with.
pub(super) async fn practice(web: WebState, who: Lead, call: Call) -> Result<Answer, Fault> {
    let practised: Practised = call.json()?;
    let case = web.app.desk_practice(&who, &practised.language, practised.audit.as_deref()).await?;
    Answer::json(&json!({ "case": case }))
}

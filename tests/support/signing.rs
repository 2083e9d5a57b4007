//! Entries of the log as a desk signs them: when the request is there in which they travel, since they name its hash. What else an
//! entry must say of each act is written here once more, apart from the server.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tocsin_seal::asked::{many, request_hash};
use tocsin_seal::audit::Entry;
use tocsin_seal::{Act, Hash32, Head, Recipient, SignedStatement, SigningKey};

const MARK: &str = "to be signed ";

/// An entry that [`signed`] will sign. Without details it says what the request says.
pub fn to_sign(key: &SigningKey, head: Head, act: Act, subject: Option<[u8; 16]>, details: Option<&[(&str, &str)]>, at: i64) -> String {
    let details =
        details.map(|details| details.iter().map(|(name, value)| (name.to_string(), json!(value))).collect::<serde_json::Map<_, _>>());
    let rest = json!({ "key": *key.to_secret(), "head": head, "act": act, "subject": subject, "details": details, "at": at });
    format!("{MARK}{rest}")
}

/// The request with its entry signed, if it carries one that waits for that.
pub fn signed(body: &Value) -> Value {
    let mut body = body.clone();
    let Some(rest) = body["audit"].as_str().and_then(|text| text.strip_prefix(MARK)) else { return body };
    let rest: Value = serde_json::from_str(rest).unwrap();
    let key = SigningKey::parse(rest["key"].as_str().unwrap()).unwrap();
    let act: Act = serde_json::from_value(rest["act"].clone()).unwrap();
    let said = match &rest["details"] {
        Value::Null => said(act, &body),
        given => given.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect(),
    };
    let head: Head = serde_json::from_value(rest["head"].clone()).unwrap();
    let subject: Option<[u8; 16]> = serde_json::from_value(rest["subject"].clone()).unwrap();
    let request = request_hash(&body).unwrap().to_string();
    let details: Vec<(&str, &str)> =
        said.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("request", request.as_str())]).collect();
    let entry = Entry::after(head, act, subject, &details, key.public(), rest["at"].as_i64().unwrap()).sign(&key).unwrap();
    body["audit"] = STANDARD.encode(entry.bytes()).into();
    body
}

/// What an entry of this act says of this request, besides its hash.
pub fn said(act: Act, body: &Value) -> Vec<(String, String)> {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let texts =
        |name: &str| body[name].as_array().into_iter().flatten().map(|one| one.as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>();
    let one = |name: &str, value: String| vec![(name.to_owned(), value)];
    let named = |count: &str, ids: Vec<String>, hash: &str| {
        vec![(count.to_owned(), ids.len().to_string()), (hash.to_owned(), many(ids).to_string())]
    };
    match act {
        Act::Status => {
            let reason = body["reason"].as_str().map(|reason| ("reason".to_owned(), reason.to_owned()));
            one("status", text("status")).into_iter().chain(reason).collect()
        }
        Act::Assigned => one("to", body["assignee"].as_str().unwrap_or("nobody").to_owned()),
        Act::NextContact => one(
            "day",
            body["next_contact"].as_i64().map_or("none".to_owned(), |at| tocsin_domain::clock::date_string(at.div_euclid(86_400))),
        ),
        Act::Raised | Act::Lowered => one("urgency", text("urgency")),
        // What is let go says again what for; in tests that is a court.
        Act::HoldAsked | Act::HoldConfirmed | Act::HoldDropped | Act::ReleaseAsked | Act::HoldReleased | Act::ReleaseDropped => {
            one("why", body["hold"].as_str().unwrap_or("legal").to_owned())
        }
        Act::LoweringConfirmed => one("urgency", "routine".to_owned()),
        Act::Linked => one("other", text("link")),
        Act::Unlinked => one("other", text("unlink")),
        Act::Passed => one("to", text("to")),
        Act::Practice => one("language", text("language")),
        Act::Guest => vec![("account".to_owned(), text("account")), ("until".to_owned(), body["until"].to_string())],
        Act::Restricted | Act::OpenedToTeam => named("people", texts("to"), "named"),
        Act::BulkClosed => {
            let ids = body["cases"].as_array().into_iter().flatten().map(|seen| seen["id"].as_str().unwrap_or_default().to_owned());
            named("count", ids.collect(), "cases").into_iter().chain(one("reason", text("reason"))).collect()
        }
        Act::Handover => named("count", texts("cases"), "cases"),
        Act::Shared => {
            let to = body["to"]
                .as_str()
                .map_or("page".to_owned(), |to| to.parse::<Recipient>().map_or_else(|_| to.to_owned(), |to| to.fingerprint()));
            let more = [("to".to_owned(), to), ("bundle".to_owned(), text("bundle"))];
            named("count", texts("parts"), "parts").into_iter().chain(more).collect()
        }
        Act::Replied | Act::Noted | Act::Translated | Act::Labelled | Act::Drafted => {
            let Ok(statement) = SignedStatement::parse(&STANDARD.decode(text("statement")).unwrap_or_default()) else { return Vec::new() };
            let staff =
                body["staff"]["recipient"].as_str().map(|staff| ("staff".to_owned(), staff.parse::<Recipient>().unwrap().fingerprint()));
            let part = [("seq".to_owned(), statement.claimed().seq.to_string()), ("statement".to_owned(), statement.hash().to_string())];
            part.into_iter().chain(staff).collect()
        }
        Act::Roles | Act::Invited => one("roles", texts("roles").join(",")),
        Act::DeviceAdded => one("device", Hash32::of(text_of(&body["credential"]["id"]).as_bytes()).to_string()),
        Act::DeviceRevoked => one("device", Hash32::of(text("credential").as_bytes()).to_string()),
        Act::PassphraseSet => one("codes", if body["state"].is_string() { "new" } else { "kept" }.to_owned()),
        _ => Vec::new(),
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

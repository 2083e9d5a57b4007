//! The open interface for programs: reports that were sealed before they came, and the roster to seal to. Answers are
//! JSON with a code that never changes, and hold no words of anybody. `docs/api.md` explains it, `openapi.json`
//! describes it, and the tests below hold the description true.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use http_body::Body as _;
use http_body_util::BodyExt as _;
use ring::digest;
use serde_json::{Value, json};

use super::WebState;
use super::door::is_for_staff;
use super::favours::Favour;
use super::form::{encoded, is_type};
use super::inflow::InflowError;
use super::limits::{Action, RetryAfter};
use super::stack::{Visit, prefix};
use super::weight::Weight;
use crate::app::AppError;
use crate::app::line::WAIT_SECONDS;
use crate::app::sealed::{Kept, MAX_BYTES, MEDIA_TYPE, SealedRefusal, Way};
use crate::observe::{self, Cause, Incident};

/// Where everything of this page stands.
const PREFIX: &str = "/api/";
/// A place in line that a busy answer gave, given back.
const PLACE: HeaderName = HeaderName::from_static("tocsin-place");
/// The description.
const OPENAPI: &str = include_str!("openapi.json");

/// What can be wrong besides the report itself: status, code.
const FAULTS: [(StatusCode, &str); 13] = [
    (StatusCode::BAD_REQUEST, "bad_request"),
    (StatusCode::FORBIDDEN, "cross_site"),
    (StatusCode::NOT_FOUND, "not_found"),
    (StatusCode::METHOD_NOT_ALLOWED, "wrong_method"),
    (StatusCode::REQUEST_TIMEOUT, "too_slow"),
    (StatusCode::PRECONDITION_FAILED, "wrong_version"),
    (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
    (StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_type"),
    (StatusCode::URI_TOO_LONG, "bad_request"),
    (StatusCode::TOO_MANY_REQUESTS, "too_many"),
    (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "bad_request"),
    (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
    (StatusCode::SERVICE_UNAVAILABLE, "busy"),
];

/// Where the report went, as its sender may know: nothing but whether it is here.
pub(super) async fn report(State(web): State<WebState>, visit: Visit) -> Response {
    let mut weight = web.frame.scales.of(&visit.visitor);
    let response = match taken(&web, &visit, &mut weight).await {
        Ok(Kept::New) => said(StatusCode::CREATED, &json!({ "outcome": "new" })),
        Ok(Kept::Repeated) => said(StatusCode::OK, &json!({ "outcome": "repeated" })),
        Err(refusal) => refusal,
    };
    weight.on(response)
}

async fn taken(web: &WebState, visit: &Visit, weight: &mut Weight) -> Result<Kept, Response> {
    let kind = visit.headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if !is_type(kind, MEDIA_TYPE.as_bytes()) || encoded(&visit.headers) {
        return Err(fault(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    if let Err(wait) = web.frame.limits.check(Action::Submit, &visit.visitor) {
        return Err(wait.on(fault(StatusCode::TOO_MANY_REQUESTS)));
    }
    let bytes = body(visit, weight, MAX_BYTES).await?;
    let mut place = place_for(web, visit, &bytes);
    let Ok(_seat) = web.frame.queue.seat(&visit.visitor, place.favour.is_some()).await else {
        return Err(turned_away(web, &place));
    };
    place.favour.iter_mut().for_each(Favour::spend);
    match web.app.take_sealed(visit.visitor.origin(), Way::Uploaded, &bytes).await {
        Ok(Ok(kept)) => Ok(kept),
        Ok(Err(refusal)) => Err(refused(web, refusal)),
        Err(error) => {
            place.favour.iter_mut().for_each(Favour::regret);
            Err(failed(web, error))
        }
    }
}

/// Where in line these very bytes are.
pub(super) struct InLine {
    /// What a place is bound to: their hash.
    bytes: String,
    /// The place that came with them, if it is theirs.
    given: Option<String>,
    /// Their turn in the front line, if they waited for it.
    pub favour: Option<Favour>,
}

/// Looks at the place that came with `bytes`. It is good for the same bytes alone, so that one place is worth one report.
pub(super) fn place_for(web: &WebState, visit: &Visit, bytes: &[u8]) -> InLine {
    let bytes = hash(bytes);
    let given = visit.headers.get(PLACE).and_then(|value| value.to_str().ok());
    let waited = given.and_then(|place| web.app.line().waited(place, &bytes, web.app.now()));
    let favour = waited.filter(|waited| *waited >= WAIT_SECONDS).and_then(|_| web.frame.favours.take(&bytes));
    InLine { given: given.filter(|_| waited.is_some()).map(str::to_owned), bytes, favour }
}

/// The line was too long: the same bytes go first if they come back with this place a little later.
pub(super) fn turned_away(web: &WebState, place: &InLine) -> Response {
    let kept = place.given.clone().unwrap_or_else(|| web.app.line().place(&place.bytes, web.app.now()));
    RetryAfter(60).on(said(StatusCode::SERVICE_UNAVAILABLE, &json!({ "error": "busy", "place": kept })))
}

fn hash(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The whole body: it is bounded, and weighs what a long text weighs.
pub(super) async fn body(visit: &Visit, weight: &mut Weight, limit: usize) -> Result<Vec<u8>, Response> {
    let mut body = visit.body.clone();
    let mut bytes = Vec::new();
    let at_most = body.size_hint().upper().map_or(limit, |most| usize::try_from(most).unwrap_or(limit).min(limit));
    loop {
        let frame = weight.while_it_sends(body.frame()).await.map_err(|_| RetryAfter(60).on(fault(StatusCode::SERVICE_UNAVAILABLE)))?;
        let Some(frame) = frame else { return Ok(bytes) };
        let frame = frame.map_err(|error| match error {
            InflowError::TooSlow => fault(StatusCode::REQUEST_TIMEOUT),
            InflowError::Broken => fault(StatusCode::BAD_REQUEST),
        })?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            return Err(fault(StatusCode::PAYLOAD_TOO_LARGE));
        }
        let heavy = weight.grow_to(bytes.len() + data.len(), at_most).await.is_err();
        if heavy {
            return Err(RetryAfter(60).on(fault(StatusCode::SERVICE_UNAVAILABLE)));
        }
        bytes.extend_from_slice(&data);
    }
}

/// The chain of rosters, oldest first, each as the very text that was signed.
pub(super) async fn roster(State(web): State<WebState>) -> Response {
    said(StatusCode::OK, &json!({ "format": "tocsin.rosters/1", "rosters": rosters(&web) }))
}

/// What this interface is, for programs.
pub(super) async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

/// Answers that the layers around the handlers made are pages; programs get the code.
pub(super) async fn in_json(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // "/desk/api/…" is no language's; the desk has codes of its own.
    let under_language = prefix(path).is_some_and(|(_, rest)| rest.starts_with(PREFIX));
    let ours = path.starts_with(PREFIX) || under_language && !is_for_staff(path);
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if !ours || response.status().is_success() || is_type(kind, b"application/json") {
        return response;
    }
    let mut answer = fault(response.status());
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

pub(super) fn rosters(web: &WebState) -> Vec<Value> {
    web.app.roster_texts().into_iter().map(Value::from).collect()
}

fn refused(web: &WebState, refusal: SealedRefusal) -> Response {
    let mut answer = json!({ "error": refusal.code() });
    if refusal.wants_roster()
        && let Some(answer) = answer.as_object_mut()
    {
        answer.insert("rosters".to_owned(), rosters(web).into());
    }
    said(status(refusal), &answer)
}

fn status(refusal: SealedRefusal) -> StatusCode {
    match refusal {
        SealedRefusal::Part(_) => StatusCode::UNPROCESSABLE_ENTITY,
        SealedRefusal::RosterUnknown | SealedRefusal::RosterOld | SealedRefusal::CaseTaken | SealedRefusal::MailboxTaken => {
            StatusCode::CONFLICT
        }
    }
}

/// What the service could not do. What passes may be tried again; what is broken gets a number.
pub(super) fn failed(web: &WebState, error: AppError) -> Response {
    match error {
        AppError::Busy | AppError::NoRoom => {
            web.note(&error);
            RetryAfter(60).on(fault(StatusCode::SERVICE_UNAVAILABLE))
        }
        AppError::Full => said(StatusCode::CONFLICT, &json!({ "error": "full" })),
        AppError::Closed(_) => {
            web.note(&error);
            said(StatusCode::SERVICE_UNAVAILABLE, &json!({ "error": "closed" }))
        }
        AppError::Internal(cause) => {
            let incident = Incident::new(&ring::rand::SystemRandom::new());
            observe::error("a request failed", &[("incident", &incident), ("cause", &Cause(&cause))]);
            said(StatusCode::INTERNAL_SERVER_ERROR, &json!({ "error": "internal", "incident": incident.to_string() }))
        }
    }
}

pub(super) fn fault(status: StatusCode) -> Response {
    let code = FAULTS.iter().find(|(known, _)| *known == status).map_or("internal", |(_, code)| code);
    said(status, &json!({ "error": code }))
}

pub(super) fn said(status: StatusCode, what: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], format!("{what}\n")).into_response()
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::app::additions::AdditionRefusal;
    use crate::app::incoming::FileRefusal;
    use crate::web::API_ROUTES;

    pub(in crate::web) fn described() -> Value {
        serde_json::from_str(OPENAPI).unwrap()
    }

    pub(in crate::web) fn codes_described() -> BTreeSet<String> {
        words(&described()["components"]["schemas"]["Refusal"]["properties"]["error"]["enum"])
    }

    pub(in crate::web) fn statuses_described(path: &str) -> BTreeSet<u16> {
        let answers = described()["paths"][path]["post"]["responses"].as_object().unwrap().clone();
        answers.keys().map(|status| status.parse().unwrap()).collect()
    }

    fn words(value: &Value) -> BTreeSet<String> {
        value.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_description_names_every_route_and_no_other() {
        let paths = described()["paths"].as_object().unwrap().clone();
        let named: BTreeSet<(String, String)> = paths
            .iter()
            .flat_map(|(path, item)| item.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone())))
            .collect();
        let served = API_ROUTES.iter().map(|(method, path)| ((*method).to_owned(), (*path).to_owned())).collect();
        assert_eq!(named, served);
    }

    #[test]
    fn the_description_names_every_code_and_no_other() {
        let mut known: BTreeSet<String> = FAULTS.iter().map(|(_, code)| (*code).to_owned()).collect();
        known.extend(SealedRefusal::ALL.map(|refusal| refusal.code().to_owned()));
        known.extend(AdditionRefusal::each().iter().map(|refusal| refusal.code().to_owned()));
        known.extend(FileRefusal::ALL.map(|refusal| refusal.code().to_owned()));
        known.extend(["closed", "unknown_part"].map(str::to_owned));
        assert_eq!(codes_described(), known);
        assert_eq!(words(&described()["components"]["schemas"]["Taken"]["properties"]["outcome"]["enum"]).len(), 2);
    }

    #[test]
    fn the_description_names_every_status_that_a_report_can_have() {
        let described = described();
        let statuses: BTreeSet<String> =
            described["paths"]["/api/v1/reports"]["post"]["responses"].as_object().unwrap().keys().cloned().collect();
        let mut known: BTreeSet<String> = ["200", "201"].map(str::to_owned).into();
        known.extend(SealedRefusal::ALL.map(|refusal| status(refusal).as_str().to_owned()));
        let elsewhere = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED, StatusCode::PRECONDITION_FAILED];
        known.extend(FAULTS.iter().filter(|(status, _)| !elsewhere.contains(status)).map(|(status, _)| status.as_str().to_owned()));
        assert_eq!(statuses, known);
    }

    #[test]
    fn the_description_names_the_media_type_and_the_limit_that_are_checked() {
        let described = described();
        let content = described["paths"]["/api/v1/reports"]["post"]["requestBody"]["content"].as_object().unwrap();
        assert_eq!(content.keys().collect::<Vec<_>>(), [MEDIA_TYPE]);
        assert_eq!(content[MEDIA_TYPE]["schema"]["maxLength"], MAX_BYTES);
    }
}

//! Sending a report: words first, durable before the first byte of a file is looked at, then the files.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode};
use tocsin_domain::report::{FieldProblem, MessageDraft, ProblemKind, ReportDraft};
use tocsin_seal::WordList;

use super::WebState;
use super::favours::Favour;
use super::files::{self, Arrived};
use super::form::{FileHead, FormError, FormReader, Typed};
use super::limits::{Action, RetryAfter};
use super::photos;
use super::stack::Visit;
use crate::app::line::WAIT_SECONDS;
use crate::app::{AppError, submit};
use crate::pages::{AnswerPage, FormValues, MessageKind, Outcome, Problem, ReceiptView, ReportPage, Retry};

/// Fields that pages never echo.
pub(super) const SILENT: [&str; 8] = ["token", "session", "receipt", "id", "place", "work", "work_nonce", "clean_photos"];

/// Asks a program for a proof of work, see [`crate::app::line`].
const WORK: HeaderName = HeaderName::from_static("tocsin-work");

/// What the form shows when it is shown again.
#[derive(Default)]
pub(super) struct Again<'a> {
    pub typed: Option<&'a Typed>,
    pub problems: Vec<Problem>,
    pub retry: Option<Retry>,
}

pub(super) async fn send(State(web): State<WebState>, visit: Visit) -> Response {
    let mut reader = match FormReader::new(&visit.headers, visit.body.clone(), web.form_limits(), web.frame.scales.of(&visit.visitor)) {
        Ok(reader) => reader,
        Err(error) => return web.frame.message(&visit.lang, kind(error), None),
    };
    let response = sent(&web, &visit, &mut reader).await;
    reader.answered(response)
}

async fn sent(web: &WebState, visit: &Visit, reader: &mut FormReader) -> Response {
    let first = match reader.next_file().await {
        Ok(first) => first,
        Err(error) => return unreadable(web, visit, reader.typed(), error),
    };
    let typed = reader.typed();
    if let Err(wait) = web.frame.limits.check(Action::Submit, &visit.visitor) {
        return wait.on(again(web, visit, StatusCode::TOO_MANY_REQUESTS, retry(typed, Retry::TooMany { wait_minutes: wait.minutes() })));
    }
    let has_files = first.as_ref().is_some_and(|file| !file.empty);
    let draft = match ReportDraft::parse(typed.all(), web.app.taxonomy(), has_files) {
        Ok(draft) => draft,
        Err(found) => return again(web, visit, StatusCode::UNPROCESSABLE_ENTITY, problems(typed, &found)),
    };
    let mut favour = goes_first(web, typed);
    let Ok(seat) = web.frame.queue.seat(&visit.visitor, favour.is_some()).await else { return turned_away(web, visit, typed) };
    favour.iter_mut().for_each(Favour::spend);
    let methods = draft.methods.clone();
    let submitted = web.app.submit(visit.visitor.origin(), typed.first("token"), draft, has_files, &visit.lang.code).await;
    drop(seat);
    match submitted {
        Err(error) => {
            favour.iter_mut().for_each(Favour::regret);
            refused(web, visit, typed, error)
        }
        Ok(sent) => {
            let clean = photos::wanted(reader.typed());
            let arrived = follow(web, visit, &sent.session, reader, first, clean).await;
            answer(web, visit, sent, methods, arrived, clean)
        }
    }
}

/// Whether this form waited before, or a program did the work that was asked for instead. Both are bound to the form's
/// token, which must be ours, so that one place is worth one case, and one turn in the front line.
fn goes_first(web: &WebState, typed: &Typed) -> Option<Favour> {
    let token = typed.first("token").filter(|token| web.app.knows_form(token))?;
    let (line, now) = (web.app.line(), web.app.now());
    let waited = typed.first("place").and_then(|place| line.waited(place, token, now)).is_some_and(|waited| waited >= WAIT_SECONDS);
    let worked = || typed.first("work").zip(typed.first("work_nonce")).is_some_and(|(asked, nonce)| line.worked(asked, nonce, token, now));
    (waited || worked()).then(|| web.frame.favours.take(token)).flatten()
}

/// The line was too long: the form comes back with everything typed and a place in the front line, for a little later.
fn turned_away(web: &WebState, visit: &Visit, typed: &Typed) -> Response {
    let page = match form(web, visit, retry(typed, Retry::Queue { wait_minutes: 1 })) {
        Ok(page) => page,
        Err(error) => return web.fault(&visit.lang, error, None),
    };
    let (line, now) = (web.app.line(), web.app.now());
    let kept = typed.first("place").filter(|place| line.waited(place, &page.token, now).is_some());
    let page = ReportPage { place: Some(kept.map_or_else(|| line.place(&page.token, now), str::to_owned)), ..page };
    let mut response = RetryAfter(60).on(web.frame.show(StatusCode::SERVICE_UNAVAILABLE, &page));
    // Visible ASCII by its making. People never see it; a script may work while a person waits.
    if let Ok(work) = HeaderValue::from_str(&line.challenge(&page.token, now)) {
        response.headers_mut().insert(WORK, work);
    }
    response
}

/// The form for a new report, or for the one that was typed.
pub(super) fn form(web: &WebState, visit: &Visit, again: Again<'_>) -> Result<ReportPage, AppError> {
    let token = match again.typed.and_then(|typed| typed.first("token")).filter(|token| web.app.knows_form(token)) {
        Some(token) => token.to_owned(),
        None => web.app.form_token()?,
    };
    let mut chrome = web.frame.chrome(&visit.lang, "/report");
    chrome.script = web.script();
    Ok(ReportPage {
        chrome,
        token,
        values: again.typed.map(values).unwrap_or_default(),
        intro: again.typed.is_none(),
        problems: again.problems,
        file_limit_mb: web.frame.file_limit_mb(),
        clean_photos: again.typed.is_none_or(photos::wanted),
        files_refused: web.files_refused(),
        retry: again.retry,
        place: None,
        groups: web.frame.methods.clone(),
    })
}

/// What was typed, as pages may show it again.
pub(super) fn values(typed: &Typed) -> FormValues {
    let echoed = typed.all().iter().filter(|(name, _)| !SILENT.contains(&name.as_str()));
    FormValues::new(echoed.cloned().collect())
}

/// The sentence beside a field.
pub(super) fn problem(found: &FieldProblem, empty: &str) -> Problem {
    match found.kind {
        ProblemKind::Empty => Problem::new(found.field, empty),
        ProblemKind::TooLong { limit, length } => Problem::too_long(found.field, length as u64, limit as u64),
        ProblemKind::Control => Problem::new(found.field, "problem-unreadable"),
    }
}

/// The message about a form that could not be read at all.
pub(super) fn kind(error: FormError) -> MessageKind {
    match error {
        FormError::WrongType => MessageKind::Unsupported,
        FormError::NoBoundary | FormError::Truncated | FormError::Malformed | FormError::InvalidText => MessageKind::BadRequest,
        FormError::TextTooLarge | FormError::TooManyFields | FormError::FilesTooLarge => MessageKind::TooLarge,
        FormError::TooSlow => MessageKind::Timeout,
        FormError::TooHeavy => MessageKind::Busy,
    }
}

fn again(web: &WebState, visit: &Visit, status: StatusCode, again: Again<'_>) -> Response {
    match form(web, visit, again) {
        Ok(page) => web.frame.show(status, &page),
        Err(error) => web.fault(&visit.lang, error, None),
    }
}

fn retry(typed: &Typed, retry: Retry) -> Again<'_> {
    Again { typed: Some(typed), problems: Vec::new(), retry: Some(retry) }
}

fn problems<'a>(typed: &'a Typed, found: &[FieldProblem]) -> Again<'a> {
    Again { typed: Some(typed), problems: found.iter().map(|one| problem(one, "problem-empty")).collect(), retry: None }
}

/// The text broke off, or is no text: nothing was stored, and the form comes back with what was read of it.
fn unreadable(web: &WebState, visit: &Visit, typed: &Typed, error: FormError) -> Response {
    let shown = match error {
        // Whatever the reason, a part is missing: nobody may be told that all their words are still here, and send a half.
        FormError::InvalidText
        | FormError::Malformed
        | FormError::WrongType
        | FormError::NoBoundary
        | FormError::TooManyFields
        | FormError::Truncated
        | FormError::TooSlow
        | FormError::TooHeavy => retry(typed, Retry::Unreadable),
        FormError::FilesTooLarge => retry(typed, Retry::FilesTooLarge),
        FormError::TextTooLarge => {
            let limit = tocsin_domain::fields::NARRATIVE_LIMIT as u64;
            let longest = typed.all().iter().max_by_key(|(_, value)| value.len());
            let (name, length) = longest.map_or(("", 0), |(name, value)| (name.as_str(), value.chars().count() as u64));
            Again { typed: Some(typed), problems: vec![Problem::too_long(name, length.max(limit + 1), limit)], retry: None }
        }
    };
    again(web, visit, error.status(), shown)
}

/// The service could not take it. What passes is said beside the form; what is broken gets a number.
fn refused(web: &WebState, visit: &Visit, typed: &Typed, error: AppError) -> Response {
    match error {
        AppError::Internal(_) | AppError::Full => web.fault(&visit.lang, error, typed.first("narrative").map(str::to_owned)),
        AppError::Busy | AppError::NoRoom | AppError::Closed(_) => {
            web.note(&error);
            again(web, visit, StatusCode::SERVICE_UNAVAILABLE, retry(typed, Retry::Busy))
        }
    }
}

/// Takes the files, and whatever text came behind them, as one message of the case that was just made.
async fn follow(web: &WebState, visit: &Visit, token: &str, reader: &mut FormReader, first: Option<FileHead>, clean: bool) -> Arrived {
    reader.stored();
    let Some(session) = web.app.session(token) else { return Arrived::default() };
    let mut arrived = files::take(web, visit, &session, reader, first, clean).await;
    let late = MessageDraft::parse(reader.typed().all(), false).ok();
    files::add(web, visit, &session, late, &mut arrived).await;
    arrived
}

fn answer(web: &WebState, visit: &Visit, sent: submit::Submitted, methods: Vec<String>, arrived: Arrived, clean: bool) -> Response {
    let list = WordList::for_language(&visit.lang.code);
    let receipt = sent.receipt.as_ref().map(|receipt| ReceiptView {
        words_first: visit.lang.receipt_words && list.is_some(),
        words: receipt.words(list.unwrap_or(WordList::ENGLISH)).to_string(),
        digits: receipt.digits().to_string(),
    });
    let page = AnswerPage {
        chrome: web.frame.chrome(&visit.lang, "/report"),
        receipt,
        outcome: match sent.outcome {
            submit::Outcome::New => Outcome::New,
            submit::Outcome::Repeated => Outcome::Repeated,
            submit::Outcome::Added => Outcome::Added,
        },
        session: sent.session,
        rules: sent.decision.rules.into_iter().map(|rule| rule.id).collect(),
        methods,
        file_report: arrived.report,
        upload_broken: arrived.broken,
        file_limit_mb: web.frame.file_limit_mb(),
        clean_photos: clean,
    };
    web.frame.show(StatusCode::OK, &page)
}

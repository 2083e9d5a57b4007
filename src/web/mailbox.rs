//! Coming back with a receipt: reading, checking again, adding, deleting, taking back, locking. Sessions stand in bodies alone.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use tocsin_domain::report::MessageDraft;
use tocsin_seal::{Receipt, ReceiptError};
use tokio::time::Instant;

use super::WebState;
use super::files::{self, Arrived};
use super::form::{FormReader, Typed};
use super::limits::Action;
use super::photos;
use super::public::FORGET;
use super::queue::{NoSeat, Seat};
use super::report::{kind, problem, values};
use super::small_form::read_urlencoded;
use super::stack::Visit;
use crate::app::AppError;
use crate::app::mailbox::MailboxView;
use crate::app::token::Session;
use crate::pages::{
    FileOutcome, FormValues, LockedPage, MailboxEntryPage, MailboxPage, MessageKind, OPENED, Problem, ReceiptProblem, ReplyView, SentView,
    WithdrawPage, WithdrawnPage,
};

/// Most bytes of the small forms.
const SMALL_FORM: usize = 16 << 10;

/// Answers to a receipt leave at whole multiples of this after it came.
const BEAT: Duration = Duration::from_millis(250);

/// What the mailbox page says besides the answers.
#[derive(Default)]
struct Said {
    notices: Vec<String>,
    problems: Vec<Problem>,
    values: FormValues,
    files: Vec<FileOutcome>,
    /// Whether the box for clean copies was left empty.
    unclean: bool,
}

impl Said {
    fn notice(id: &str) -> Self {
        Self { notices: vec![id.into()], ..Self::default() }
    }
}

/// Opens the mailbox of a typed receipt. What is mistyped is said before anything is looked up; a wrong, a withdrawn and
/// an expired receipt give one and the same page, of the size and after the time of a right one.
pub(super) async fn open(State(web): State<WebState>, visit: Visit) -> Response {
    let typed = match small(&web, &visit).await {
        Ok(typed) => typed,
        Err(refusal) => return refusal,
    };
    let begun = Instant::now();
    let answer = match web.frame.queue.seat(&visit.visitor, false).await {
        Ok(_seat) => opened(&web, &visit, typed.first("receipt").unwrap_or_default()).await,
        Err(NoSeat) => web.frame.message_of(&visit.lang, MessageKind::Busy, OPENED),
    };
    on_the_beat(begun).await;
    answer
}

async fn opened(web: &WebState, visit: &Visit, typed: &str) -> Response {
    let receipt = match Receipt::parse(typed) {
        Ok(receipt) => receipt,
        Err(error) => return wrong(web, visit, StatusCode::UNPROCESSABLE_ENTITY, mistyped(&error)),
    };
    let session = match web.app.open_mailbox(&receipt).await {
        Ok(Some(token)) => web.app.session(&token),
        Ok(None) => None,
        Err(error) => return failed(web, visit, error),
    };
    let Some(session) = session else { return wrong(web, visit, StatusCode::OK, ReceiptProblem::NotFound) };
    match web.app.mailbox(&session).await {
        Ok(Some(view)) => match page(web, visit, view, Said::default()).fitted() {
            Ok(page) => web.frame.show(StatusCode::OK, &page),
            Err(error) => failed(web, visit, AppError::Internal(error.to_string())),
        },
        Ok(None) => wrong(web, visit, StatusCode::OK, ReceiptProblem::NotFound),
        Err(error) => failed(web, visit, error),
    }
}

/// What went wrong behind a receipt, in the size of every answer to one: some of it happens behind a right one alone.
fn failed(web: &WebState, visit: &Visit, error: AppError) -> Response {
    web.frame.message_of(&visit.lang, web.blamed(error), OPENED)
}

/// Waits for the next whole beat since `begun`: how long the work took does not show within a beat.
pub(super) async fn on_the_beat(begun: Instant) {
    let beats = begun.elapsed().as_millis() / BEAT.as_millis() + 1;
    tokio::time::sleep_until(begun + BEAT * u32::try_from(beats).unwrap_or(1)).await;
}

/// "Check again".
pub(super) async fn check(State(web): State<WebState>, visit: Visit) -> Response {
    match small_in_turn(&web, &visit).await {
        Ok((typed, _seat)) => shown(&web, &visit, session(&web, &typed), Said::notice("notice-checked")).await,
        Err(refusal) => refusal,
    }
}

/// "I have read it, delete it".
pub(super) async fn delete(State(web): State<WebState>, visit: Visit) -> Response {
    let (typed, _seat) = match small_in_turn(&web, &visit).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let Some(open) = session(&web, &typed) else { return entry(&web, &visit, StatusCode::OK, ReceiptProblem::Locked) };
    let deleted = match typed.first("id").and_then(|id| id.parse().ok()) {
        Some(id) => web.app.delete_reply(&open, id).await,
        None => Ok(false),
    };
    match deleted {
        Ok(true) => shown(&web, &visit, Some(open), Said::notice("notice-deleted")).await,
        Ok(false) => shown(&web, &visit, Some(open), Said::notice("notice-not-deleted")).await,
        Err(error) => web.fault(&visit.lang, error, None),
    }
}

/// "Lock now": the page with the answers is replaced by one without. The session in it ends by itself.
pub(super) async fn lock(State(web): State<WebState>, visit: Visit) -> Response {
    let page = LockedPage { chrome: web.frame.chrome(&visit.lang, "/mailbox") };
    ([FORGET], web.frame.show(StatusCode::OK, &page)).into_response()
}

/// "Take my report back": says what happens, and asks once more.
pub(super) async fn ask_withdraw(State(web): State<WebState>, visit: Visit) -> Response {
    let typed = match small(&web, &visit).await {
        Ok(typed) => typed,
        Err(refusal) => return refusal,
    };
    match typed.first("session").filter(|token| web.app.session(token).is_some()) {
        Some(token) => {
            let page = WithdrawPage { chrome: web.frame.chrome(&visit.lang, "/mailbox"), session: token.to_owned() };
            web.frame.show(StatusCode::OK, &page)
        }
        None => entry(&web, &visit, StatusCode::OK, ReceiptProblem::Locked),
    }
}

/// The second press. The page after it is the same if the report was gone before, and leads nowhere.
pub(super) async fn withdraw(State(web): State<WebState>, visit: Visit) -> Response {
    let (typed, _seat) = match small_in_turn(&web, &visit).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let Some(open) = session(&web, &typed) else { return entry(&web, &visit, StatusCode::OK, ReceiptProblem::Locked) };
    match web.app.withdraw(&open).await {
        Ok(_) => {
            let page = WithdrawnPage { chrome: web.frame.chrome(&visit.lang, "/mailbox") };
            ([FORGET], web.frame.show(StatusCode::OK, &page)).into_response()
        }
        Err(error) => web.fault(&visit.lang, error, None),
    }
}

/// A further message: its words first, then its files.
pub(super) async fn add(State(web): State<WebState>, visit: Visit) -> Response {
    let mut reader = match FormReader::new(&visit.headers, visit.body.clone(), web.form_limits(), web.frame.scales.of(&visit.visitor)) {
        Ok(reader) => reader,
        Err(error) => return web.frame.message(&visit.lang, kind(error), None),
    };
    let response = added(&web, &visit, &mut reader).await;
    reader.answered(response)
}

async fn added(web: &WebState, visit: &Visit, reader: &mut FormReader) -> Response {
    let first = match reader.next_file().await {
        Ok(first) => first,
        // Whatever the reason, the form was not read to its end.
        Err(error) => return web.frame.cut_short(&visit.lang, kind(error), words(reader.typed())),
    };
    if let Err(wait) = web.frame.limits.check(Action::Upload, &visit.visitor) {
        return web.frame.too_many(&visit.lang, wait, words(reader.typed()));
    }
    let Ok(seat) = web.frame.queue.seat(&visit.visitor, false).await else {
        return web.frame.message(&visit.lang, MessageKind::Busy, words(reader.typed()));
    };
    let Some(open) = session(web, reader.typed()) else { return too_late(web, visit, reader.typed()) };
    let wordless = reader.typed().is_empty_but_for(&["session", "clean_photos"]);
    let has_files = first.as_ref().is_some_and(|file| !file.empty);
    let draft = match MessageDraft::parse(reader.typed().all(), has_files) {
        Ok(draft) => draft,
        Err(found) => {
            let problems = found.iter().map(|one| problem(one, "problem-message-empty")).collect();
            let unclean = !photos::wanted(reader.typed());
            let said = Said { problems, values: values(reader.typed()), unclean, ..Said::default() };
            return with_status(StatusCode::UNPROCESSABLE_ENTITY, shown(web, visit, Some(open), said).await);
        }
    };
    if !wordless {
        match web.app.add_message(&open, Some(draft), Vec::new(), &visit.lang.code).await {
            Ok(Some(_)) => {}
            Ok(None) => return entry(web, visit, StatusCode::OK, ReceiptProblem::NotFound),
            Err(error) => return web.fault(&visit.lang, error, words(reader.typed())),
        }
    }
    drop(seat);
    let clean = photos::wanted(reader.typed());
    reader.stored();
    let mut arrived = files::take(web, visit, &open, reader, first, clean).await;
    let late = MessageDraft::parse(reader.typed().all(), false).ok();
    let late_words = late.is_some();
    let taken = files::add(web, visit, &open, late, &mut arrived).await;
    shown(web, visit, Some(open), done(!wordless || (late_words && taken), arrived, !clean)).await
}

fn done(words: bool, arrived: Arrived, unclean: bool) -> Said {
    let mut notices = Vec::new();
    if words {
        notices.push("notice-message-sent".to_owned());
    }
    if arrived.report.iter().any(|file| file.ok) {
        notices.push("notice-files-sent".to_owned());
    }
    Said { notices, files: arrived.report, unclean, ..Said::default() }
}

/// Counts the visit and reads the small form in its body.
async fn small(web: &WebState, visit: &Visit) -> Result<Typed, Response> {
    if let Err(wait) = web.frame.limits.check(Action::Mailbox, &visit.visitor) {
        return Err(web.frame.too_many(&visit.lang, wait, None));
    }
    let typed = read_urlencoded(&visit.headers, visit.body.clone(), SMALL_FORM).await;
    typed.map_err(|error| web.frame.message(&visit.lang, kind(error), None))
}

/// The same, and a seat for what it asks: opening and sealing costs as much here as for a report.
async fn small_in_turn(web: &WebState, visit: &Visit) -> Result<(Typed, Seat), Response> {
    let typed = small(web, visit).await?;
    match web.frame.queue.seat(&visit.visitor, false).await {
        Ok(seat) => Ok((typed, seat)),
        Err(NoSeat) => Err(web.frame.message(&visit.lang, MessageKind::Busy, None)),
    }
}

fn session(web: &WebState, typed: &Typed) -> Option<Session> {
    typed.first("session").and_then(|token| web.app.session(token))
}

async fn shown(web: &WebState, visit: &Visit, session: Option<Session>, said: Said) -> Response {
    let Some(session) = session else { return entry(web, visit, StatusCode::OK, ReceiptProblem::Locked) };
    let view = match web.app.mailbox(&session).await {
        Ok(Some(view)) => view,
        Ok(None) => return entry(web, visit, StatusCode::OK, ReceiptProblem::NotFound),
        Err(error) => return web.fault(&visit.lang, error, None),
    };
    web.frame.show(StatusCode::OK, &page(web, visit, view, said))
}

fn page(web: &WebState, visit: &Visit, view: MailboxView, said: Said) -> MailboxPage {
    let replies = view.replies.into_iter();
    let sent = view.sent.into_iter();
    MailboxPage {
        chrome: web.frame.chrome(&visit.lang, "/mailbox"),
        session: view.session,
        ends: view.ends,
        replies: replies
            .map(|r| ReplyView { id: r.id.to_string(), number: r.number, day: r.day, author: r.author, text: r.text })
            .collect(),
        troubled: view.troubled,
        gaps: view.gaps,
        sent: sent.map(|s| SentView { number: s.number, day: s.day, files: s.files, collected: s.collected }).collect(),
        values: said.values,
        problems: said.problems,
        notices: said.notices,
        file_report: said.files,
        file_limit_mb: web.frame.file_limit_mb(),
        clean_photos: !said.unclean,
        can_answer: true,
        older: false,
    }
}

/// The page that asks for the receipt again, of the size of every answer to one.
fn wrong(web: &WebState, visit: &Visit, status: StatusCode, problem: ReceiptProblem) -> Response {
    let mut page = MailboxEntryPage { chrome: web.frame.chrome(&visit.lang, "/mailbox"), problem: Some(problem) };
    page.chrome.pad_to = Some(OPENED);
    page.chrome.script = web.script();
    web.frame.show(status, &page)
}

fn entry(web: &WebState, visit: &Visit, status: StatusCode, problem: ReceiptProblem) -> Response {
    let mut page = MailboxEntryPage { chrome: web.frame.chrome(&visit.lang, "/mailbox"), problem: Some(problem) };
    page.chrome.script = web.script();
    web.frame.show(status, &page)
}

/// The 30 minutes were over when the message came: its words are given back.
fn too_late(web: &WebState, visit: &Visit, typed: &Typed) -> Response {
    match words(typed) {
        Some(words) => web.frame.message(&visit.lang, MessageKind::Timeout, Some(words)),
        None => entry(web, visit, StatusCode::OK, ReceiptProblem::Locked),
    }
}

fn words(typed: &Typed) -> Option<String> {
    typed.first("text").or_else(|| typed.first("narrative")).filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

fn with_status(status: StatusCode, mut response: Response) -> Response {
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

fn mistyped(error: &ReceiptError) -> ReceiptProblem {
    match error {
        ReceiptError::Empty => ReceiptProblem::Empty,
        ReceiptError::WordCount(count) => ReceiptProblem::WordCount(*count),
        ReceiptError::UnknownWord(place) => ReceiptProblem::UnknownWord(*place),
        ReceiptError::DigitCount(count) => ReceiptProblem::DigitCount(*count),
        ReceiptError::Checksum => ReceiptProblem::Checksum,
    }
}

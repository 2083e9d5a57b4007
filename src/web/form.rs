//! Reading forms: strictly, within bounds, and without losing what was typed when something breaks.
//!
//! `multer` does the parsing. Around it stands a meter, because multer by itself buffers an endless part header up to the
//! whole body, reads further ahead than it needs, and decodes bad UTF-8 silently.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::response::Response;
use bytes::Bytes;
use futures::Stream;
use http::{HeaderMap, StatusCode, header};
use http_body::Body as _;
use zeroize::{Zeroize as _, Zeroizing};

use super::disposition::{self, Disposition};
use super::inflow::{Inflow, InflowError};
use super::weight::Weight;

/// Bounds of one form.
#[derive(Clone, Copy)]
pub struct FormLimits {
    /// Bytes of everything that is not a file's content: names, texts, headers, boundaries.
    pub text: u64,
    /// Parts, of either kind.
    pub parts: usize,
    /// Bytes of a field's name.
    pub name: usize,
    /// Bytes of one part's headers.
    pub part_header: u64,
    /// True bytes of all files together.
    pub files: u64,
}

impl FormLimits {
    /// 1 MiB of text, 400 parts, names of 64 bytes, part headers of 20 KiB (a file name of 4,000 characters fits), and
    /// `files` bytes of files.
    pub fn with_files(files: u64) -> Self {
        Self { text: 1 << 20, parts: 400, name: 64, part_header: 20 << 10, files }
    }
}

/// What is wrong with a form. What was read before it stands in [`Typed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// The content type is another one.
    #[error("not the content type of this form")]
    WrongType,
    /// Multipart without a usable boundary.
    #[error("no boundary")]
    NoBoundary,
    /// The body ends before its closing boundary.
    #[error("the form ends before its end")]
    Truncated,
    /// Parts or their headers make no sense.
    #[error("not a well-formed form")]
    Malformed,
    /// A text is no UTF-8, or holds NUL characters.
    #[error("a text is not valid UTF-8")]
    InvalidText,
    /// More text than a form may hold.
    #[error("too much text")]
    TextTooLarge,
    /// More parts than a form may have, or a name or part header too long.
    #[error("too many or too long fields")]
    TooManyFields,
    /// The files together exceed their bound; the words are not concerned.
    #[error("the files are too large")]
    FilesTooLarge,
    /// The body came too slowly.
    #[error("the form came too slowly")]
    TooSlow,
    /// There are too many long texts in memory at once.
    #[error("too many long texts at once")]
    TooHeavy,
}

impl FormError {
    /// The status of an answer that says so.
    pub fn status(self) -> StatusCode {
        match self {
            FormError::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            FormError::NoBoundary | FormError::Truncated | FormError::Malformed | FormError::InvalidText => StatusCode::BAD_REQUEST,
            FormError::TextTooLarge | FormError::TooManyFields | FormError::FilesTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            FormError::TooSlow => StatusCode::REQUEST_TIMEOUT,
            FormError::TooHeavy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl From<InflowError> for FormError {
    fn from(error: InflowError) -> Self {
        match error {
            InflowError::TooSlow => FormError::TooSlow,
            InflowError::Broken => FormError::Truncated,
        }
    }
}

/// The text fields of a form in the order they came, a name possibly several times. Wiped on drop; no Debug.
#[derive(Default)]
pub struct Typed(pub(super) Vec<(String, String)>);

impl Typed {
    /// All fields.
    pub fn all(&self) -> &[(String, String)] {
        &self.0
    }

    /// The first value of `name`.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether nothing was typed or chosen in any field but those in `ignored`.
    pub fn is_empty_but_for(&self, ignored: &[&str]) -> bool {
        self.0.iter().all(|(name, value)| ignored.contains(&name.as_str()) || value.trim().is_empty())
    }
}

impl Drop for Typed {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(|(_, value)| value.zeroize());
    }
}

/// A file of a form whose first bytes were seen.
pub struct FileHead {
    /// Sanitised, see [`disposition::file_name`].
    pub name: String,
    /// `type/subtype`.
    pub media_type: String,
    /// Whether the file has a name but no content.
    pub empty: bool,
}

/// A `multipart/form-data` body being read. Text fields gather in [`FormReader::typed`]; files are handed out one after
/// the other as streams.
pub struct FormReader {
    multipart: multer::Multipart<'static>,
    meter: Meter,
    limits: FormLimits,
    typed: Typed,
    parts: usize,
    file: Option<OpenFile>,
    file_bytes: u64,
    discarded: u64,
    broken: Option<FormError>,
    weight: Weight,
    text_bytes: usize,
    /// How many bytes of text there can be.
    most_text: usize,
}

struct OpenFile {
    field: multer::Field<'static>,
    /// The bytes read to find out whether the part is more than an input left empty.
    first: Option<Bytes>,
    bytes: u64,
}

impl FormReader {
    /// Starts reading; nothing is taken from `body` yet. `weight` holds nothing yet.
    pub fn new(headers: &HeaderMap, body: Inflow, limits: FormLimits, weight: Weight) -> Result<Self, FormError> {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).ok_or(FormError::WrongType)?;
        if !is_type(content_type.as_bytes(), b"multipart/form-data") || encoded(headers) {
            return Err(FormError::WrongType);
        }
        let boundary = multer::parse_boundary(content_type).map_err(|_| FormError::NoBoundary)?;
        if boundary.is_empty() || boundary.len() > 200 {
            return Err(FormError::NoBoundary);
        }
        let length = body.size_hint().upper().unwrap_or(u64::MAX);
        let most_text = usize::try_from(limits.text.min(length)).unwrap_or(usize::MAX);
        let meter = Meter::new(limits);
        let stream = Metered { body, meter: meter.clone() };
        let multipart = multer::Multipart::new(stream, boundary);
        Ok(Self {
            multipart,
            meter,
            limits,
            typed: Typed::default(),
            parts: 0,
            file: None,
            file_bytes: 0,
            discarded: 0,
            broken: None,
            weight,
            text_bytes: 0,
            most_text,
        })
    }

    /// The text fields read so far, the last of them incomplete if reading it failed.
    pub fn typed(&self) -> &Typed {
        &self.typed
    }

    /// Wipes the text read so far, since it is stored, and gives its weight back: files that follow may take hours, and
    /// others' long texts must not wait for them.
    pub fn stored(&mut self) {
        self.typed = Typed::default();
        self.text_bytes = 0;
        self.weight.give_back();
    }

    /// Gives up body and text; `response`, which may show the text again, carries its weight until it is sent.
    pub fn answered(mut self, response: Response) -> Response {
        self.weight.shrink_to(self.text_bytes);
        self.weight.on(response)
    }

    /// Takes text fields in until a file starts (Some) or the form is complete (None). What is left of an earlier file
    /// is skipped. A file input left empty is no file.
    pub async fn next_file(&mut self) -> Result<Option<FileHead>, FormError> {
        match self.broken {
            Some(error) => Err(error),
            None => self.advance().await.inspect_err(|error| self.broken = Some(*error)),
        }
    }

    /// The next bytes of the file that [`FormReader::next_file`] announced; None at its end.
    /// [`FormError::FilesTooLarge`] concerns this file alone: a smaller one may follow.
    pub async fn file_chunk(&mut self) -> Result<Option<Bytes>, FormError> {
        let Some(file) = &mut self.file else { return Ok(None) };
        let chunk = match file.first.take() {
            Some(first) => Some(first),
            None => next_chunk(&mut file.field, &self.meter).await.inspect_err(|error| self.broken = Some(*error))?,
        };
        let Some(chunk) = chunk else {
            self.file_bytes += file.bytes;
            self.file = None;
            return Ok(None);
        };
        file.bytes += chunk.len() as u64;
        if self.file_bytes + file.bytes > self.limits.files {
            self.discarded += file.bytes;
            file.bytes = 0;
            return Err(FormError::FilesTooLarge);
        }
        Ok(Some(chunk))
    }

    async fn advance(&mut self) -> Result<Option<FileHead>, FormError> {
        self.skip_file().await?;
        loop {
            self.meter.expect(Expected::PartHeader);
            let next = self.weight.while_it_sends(self.multipart.next_field()).await.map_err(|_| FormError::TooHeavy)?;
            let Some(field) = next.map_err(|error| self.meter.cause(&error))? else {
                return Ok(None);
            };
            self.parts += 1;
            if self.parts > self.limits.parts {
                return Err(FormError::TooManyFields);
            }
            let about = field
                .headers()
                .get(header::CONTENT_DISPOSITION)
                .and_then(|v| Disposition::parse(v.as_bytes()))
                .ok_or(FormError::Malformed)?;
            if about.name.len() > self.limits.name || about.name.chars().any(char::is_control) {
                return Err(FormError::TooManyFields);
            }
            match about.file_name {
                None => self.take_text(field, about.name).await?,
                Some(sent) => {
                    if let Some(head) = self.open_file(field, &sent).await? {
                        return Ok(Some(head));
                    }
                }
            }
        }
    }

    async fn skip_file(&mut self) -> Result<(), FormError> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        self.file_bytes += file.bytes;
        while let Some(chunk) = next_chunk(&mut file.field, &self.meter).await? {
            self.discarded += chunk.len() as u64;
            if self.discarded > self.limits.files {
                return Err(FormError::FilesTooLarge);
            }
        }
        Ok(())
    }

    async fn take_text(&mut self, mut field: multer::Field<'static>, name: String) -> Result<(), FormError> {
        self.meter.expect(Expected::Text);
        let mut bytes = Zeroizing::new(Vec::new());
        let end = loop {
            let next = self.weight.while_it_sends(next_chunk(&mut field, &self.meter)).await;
            match next.unwrap_or(Err(FormError::TooHeavy)) {
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
                Ok(Some(chunk)) => {
                    bytes.extend_from_slice(&chunk);
                    self.text_bytes += chunk.len();
                    if let Err(error) = self.meter.text_taken(chunk.len()) {
                        break Err(error);
                    }
                    if self.weight.grow_to(self.text_bytes, self.most_text).await.is_err() {
                        break Err(FormError::TooHeavy);
                    }
                }
            }
        };
        let strict = std::str::from_utf8(&bytes).ok().filter(|text| !text.contains('\0'));
        let checked = if strict.is_some() { Ok(()) } else { Err(FormError::InvalidText) };
        // What cannot be taken is still shown again, as far as it can be read.
        let kept = strict.map_or_else(|| String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}"), str::to_owned);
        self.typed.0.push((name, kept));
        end.and(checked)
    }

    async fn open_file(&mut self, mut field: multer::Field<'static>, sent: &str) -> Result<Option<FileHead>, FormError> {
        self.meter.expect(Expected::File);
        let first = async {
            loop {
                let chunk = next_chunk(&mut field, &self.meter).await;
                if !matches!(&chunk, Ok(Some(bytes)) if bytes.is_empty()) {
                    return chunk;
                }
            }
        };
        let first = self.weight.while_it_sends(first).await.unwrap_or(Err(FormError::TooHeavy))?;
        if first.is_none() && sent.is_empty() {
            return Ok(None);
        }
        let media_type = disposition::media_type(field.headers().get(header::CONTENT_TYPE).map(http::HeaderValue::as_bytes));
        let empty = first.is_none();
        self.file = Some(OpenFile { field, first, bytes: 0 });
        Ok(Some(FileHead { name: disposition::file_name(sent), media_type, empty }))
    }
}

async fn next_chunk(field: &mut multer::Field<'static>, meter: &Meter) -> Result<Option<Bytes>, FormError> {
    meter.lock().hold = true;
    let chunk = field.chunk().await.map_err(|error| meter.cause(&error))?;
    let mut state = meter.lock();
    if state.expected == Expected::File {
        state.file_taken += chunk.as_ref().map_or(0, |c| c.len() as u64);
    }
    Ok(chunk)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    PartHeader,
    Text,
    File,
}

/// Counts what multer is given, by what it is looking for.
#[derive(Clone)]
struct Meter(Arc<Mutex<MeterState>>);

struct MeterState {
    limits: FormLimits,
    expected: Expected,
    received: u64,
    received_for_header: u64,
    file_taken: u64,
    text_taken: u64,
    /// Answer "not yet" once before reading on: multer asks for more before it looks at what it has.
    hold: bool,
    failure: Option<FormError>,
}

impl Meter {
    fn new(limits: FormLimits) -> Self {
        let state = MeterState {
            limits,
            expected: Expected::PartHeader,
            received: 0,
            received_for_header: 0,
            file_taken: 0,
            text_taken: 0,
            hold: false,
            failure: None,
        };
        Self(Arc::new(Mutex::new(state)))
    }

    fn lock(&self) -> MutexGuard<'_, MeterState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn expect(&self, expected: Expected) {
        let mut state = self.lock();
        state.expected = expected;
        state.received_for_header = 0;
        // Before the first boundary multer reads twice before it looks: there nothing is held back.
        state.hold = state.received > 0;
    }

    fn text_taken(&self, bytes: usize) -> Result<(), FormError> {
        let mut state = self.lock();
        state.text_taken += bytes as u64;
        if state.text_taken > state.limits.text { Err(FormError::TextTooLarge) } else { Ok(()) }
    }

    /// Our own reason where the meter stopped the stream, else multer's.
    fn cause(&self, error: &multer::Error) -> FormError {
        self.lock().failure.unwrap_or(match error {
            multer::Error::IncompleteFieldData { .. } | multer::Error::IncompleteStream | multer::Error::StreamReadFailed(_) => {
                FormError::Truncated
            }
            _ => FormError::Malformed,
        })
    }
}

impl MeterState {
    /// Whether more may be read, now that all that was read is used up.
    fn may_read(&self) -> Result<(), FormError> {
        if self.expected == Expected::File {
            return Ok(());
        }
        if self.expected == Expected::PartHeader && self.received_for_header > self.limits.part_header {
            return Err(FormError::TooManyFields);
        }
        if self.received.saturating_sub(self.file_taken) > self.limits.text {
            return Err(FormError::TextTooLarge);
        }
        Ok(())
    }
}

struct Metered {
    body: Inflow,
    meter: Meter,
}

impl Stream for Metered {
    type Item = Result<Bytes, FormError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let mut state = this.meter.lock();
        if std::mem::take(&mut state.hold) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if let Err(error) = state.may_read() {
            state.failure = Some(error);
            return Poll::Ready(Some(Err(error)));
        }
        loop {
            return match Pin::new(&mut this.body).poll_frame(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => {
                    state.failure = Some(error.into());
                    Poll::Ready(Some(Err(error.into())))
                }
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => {
                        state.received += data.len() as u64;
                        state.received_for_header += data.len() as u64;
                        state.hold = true;
                        Poll::Ready(Some(Ok(data)))
                    }
                    Err(_trailers) => continue,
                },
            };
        }
    }
}

pub(super) fn is_type(content_type: &[u8], wanted: &[u8]) -> bool {
    let kind = content_type.split(|b| *b == b';').next().unwrap_or_default();
    kind.trim_ascii().eq_ignore_ascii_case(wanted)
}

/// No browser compresses a form. Taken as it is, its packing would be read as a person's words.
pub(super) fn encoded(headers: &HeaderMap) -> bool {
    headers.get_all(header::CONTENT_ENCODING).iter().any(|encoding| !encoding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"))
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;

//! What long texts may weigh together in memory, from reading them to the last byte of the page that gives them back.
//!
//! A form of up to [`FREE`] bytes weighs nothing: so much is there for every connection. What is longer is counted six
//! times, since an escaped text may be that much longer on the page, and waits while others of its kind are there.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A text as long as this, 20 pages in Latin script, is always taken.
pub const FREE: usize = 64 << 10;
/// Kilobytes that longer texts may weigh together.
const TOGETHER: usize = 192 << 10;
/// How long a long text waits for others to be done.
const PATIENCE: Duration = Duration::from_secs(20);
/// A page may be so many times as long as the text on it.
const ON_A_PAGE: usize = 6;

/// The scales of one process. Clones are the same.
#[derive(Clone)]
pub struct Scales {
    room: Arc<Semaphore>,
    patience: Duration,
}

impl Default for Scales {
    fn default() -> Self {
        Self { room: Arc::new(Semaphore::new(TOGETHER)), patience: PATIENCE }
    }
}

/// What one form weighs.
pub struct Weight {
    scales: Scales,
    held: Option<OwnedSemaphorePermit>,
}

/// There are too many long texts at once.
#[derive(Debug)]
pub struct TooHeavy;

impl Scales {
    /// A form that holds nothing yet.
    pub fn nothing(&self) -> Weight {
        Weight { scales: self.clone(), held: None }
    }
}

impl Weight {
    /// Notes that the form holds `bytes` now, waiting if others must be done first.
    pub async fn grow_to(&mut self, bytes: usize) -> Result<(), TooHeavy> {
        let kilobytes = (bytes.saturating_sub(FREE) * ON_A_PAGE).div_ceil(1024);
        let more = kilobytes.saturating_sub(self.held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits));
        let Some(more) = u32::try_from(more).ok().filter(|more| *more > 0) else { return Ok(()) };
        let got = tokio::time::timeout(self.scales.patience, Arc::clone(&self.scales.room).acquire_many_owned(more)).await;
        let got = got.map_err(|_| TooHeavy)?.map_err(|_| TooHeavy)?;
        match &mut self.held {
            Some(held) => held.merge(got),
            None => self.held = Some(got),
        }
        Ok(())
    }

    /// The text is no longer held: the weight is there for others.
    pub fn give_back(&mut self) {
        self.held = None;
    }

    /// Puts the weight on the answer, which carries it until it is sent.
    pub fn on(self, mut response: Response) -> Response {
        if let Some(held) = self.held {
            response.extensions_mut().insert(Carried(Arc::new(held)));
        }
        response
    }
}

/// The weight that an answer carries.
#[derive(Clone)]
pub(super) struct Carried(#[expect(dead_code, reason = "dropping it is its use")] Arc<OwnedSemaphorePermit>);

/// A body whose bytes hold a weight until the last of them is sent or given up: they stay in memory long after the body
/// itself is done, for as long as the other side does not take them.
pub(super) fn carried(bytes: Bytes, weight: Option<Carried>) -> Body {
    match weight {
        None => Body::from(bytes),
        Some(weight) => Body::from(Bytes::from_owner(Weighed { bytes, _until_sent: weight })),
    }
}

struct Weighed {
    bytes: Bytes,
    _until_sent: Carried,
}

impl AsRef<[u8]> for Weighed {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn short_texts_weigh_nothing_and_long_ones_wait_until_others_are_sent() {
        let scales = Scales { patience: Duration::from_millis(50), ..Scales::default() };
        let mut long = Vec::new();
        for _ in 0..(TOGETHER / (960 * ON_A_PAGE)) {
            let mut weight = scales.nothing();
            weight.grow_to(512 << 10).await.unwrap();
            weight.grow_to(1 << 20).await.unwrap();
            long.push(weight);
        }
        let mut next = scales.nothing();
        assert!(next.grow_to(1 << 20).await.is_err());
        assert!(scales.nothing().grow_to(FREE).await.is_ok());

        let answer = long.pop().unwrap().on(Response::new(Body::empty()));
        let carrying = answer.extensions().get::<Carried>().cloned();
        drop(answer);
        let mut body = carried(Bytes::from_static(b"page"), carrying);
        assert!(next.grow_to(1 << 20).await.is_err(), "the answer is still on its way");
        let page = body.frame().await;
        drop(body);
        assert!(next.grow_to(1 << 20).await.is_err(), "the server holds the page for as long as it is not taken");
        drop(page);
        assert!(next.grow_to(1 << 20).await.is_ok());

        let mut last = scales.nothing();
        assert!(last.grow_to(1 << 20).await.is_err());
        next.give_back();
        assert!(last.grow_to(1 << 20).await.is_ok(), "what is stored weighs no longer, whatever files follow");
    }
}

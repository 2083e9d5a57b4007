//! What pages say of who is on call: looked up once a minute, whoever asks, and never for longer than a page may wait.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::Mutex;

use super::WebState;
use crate::app::rota::{Moment, OnCall, Zone};
use crate::pages::OnCallView;

/// How long one visitor in a minute waits for a database that is slow.
const PATIENCE: Duration = Duration::from_secs(1);
/// So long what was last known is told where the rota cannot be read.
const BELIEVED: i64 = 15 * 60;

/// What was last looked up.
#[derive(Default)]
pub(super) struct Duty {
    /// The minute of the last try. Held while somebody looks.
    tried: Mutex<Option<i64>>,
    known: RwLock<Option<Known>>,
}

#[derive(Clone, Copy)]
struct Known {
    at: i64,
    told: Option<OnCall>,
}

impl Duty {
    /// What is told now, as long as it is believed.
    pub(super) fn told(&self, now: i64) -> Option<OnCall> {
        let known = *self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.filter(|known| (0..BELIEVED).contains(&now.saturating_sub(known.at))).and_then(|known| known.told)
    }

    fn know(&self, known: Option<Known>) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
    }

    fn forget_before(&self, oldest: i64) {
        let known = *self.known.read().unwrap_or_else(PoisonError::into_inner);
        self.know(known.filter(|known| known.at >= oldest));
    }
}

/// A layer in front of the pages: the first request of each minute looks at the rota, the others do not wait for it.
pub(super) async fn looked_at(State(web): State<WebState>, request: Request, next: Next) -> Response {
    let duty = &web.frame.duty;
    if let Ok(mut tried) = duty.tried.try_lock() {
        let now = web.app.now();
        if *tried != Some(now.div_euclid(60)) {
            *tried = Some(now.div_euclid(60));
            let (detail, zone) = (web.frame.site.on_call, &web.frame.site.on_call_zone);
            match tokio::time::timeout(PATIENCE, web.app.on_call_told(detail, zone)).await {
                Ok(Ok(told)) => duty.know(Some(Known { at: now, told })),
                Ok(Err(_)) | Err(_) => duty.forget_before(now - BELIEVED),
            }
        }
    }
    next.run(request).await
}

/// As pages say it.
pub(super) fn on_call(told: OnCall, zone: &Zone) -> OnCallView {
    match told {
        OnCall::Now => OnCallView::Now,
        OnCall::Partly => OnCallView::Partly,
        OnCall::Nobody => OnCallView::Nobody,
        OnCall::Next(next) => {
            let name = zone.name();
            let place = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
            match next.from {
                Moment::Part(part) => OnCallView::Part { weekday: next.weekday, part, place },
                Moment::Time(hour, minute) => OnCallView::Time { weekday: next.weekday, time: format!("{hour:02}:{minute:02}"), place },
            }
        }
    }
}

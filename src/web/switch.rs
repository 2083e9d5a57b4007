//! The site behind open doors can be exchanged for another: that of a locked service for that of an open one.

use std::convert::Infallible;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use tower::ServiceExt as _;

/// What the doors lead to at the moment. Clones share it.
#[derive(Clone)]
pub struct Switch(Arc<RwLock<Router>>);

impl Switch {
    /// Leads to this site first.
    pub fn new(site: Router) -> Self {
        Self(Arc::new(RwLock::new(site)))
    }

    /// Leads to another site from the next request on; what is under way ends where it began.
    pub fn turn(&self, site: Router) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = site;
    }

    /// What doors are given.
    pub fn router(&self) -> Router {
        let switch = self.clone();
        Router::new().fallback_service(tower::service_fn(move |request: Request| {
            let site = switch.0.read().unwrap_or_else(PoisonError::into_inner).clone();
            async move { Ok::<Response, Infallible>(site.oneshot(request).await.unwrap_or_else(|never| match never {})) }
        }))
    }
}

//! Which pages a door shows, and what it adds to answers.

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use tocsin_domain::onion::OnionAddress;

/// What a request's door shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::web) enum Shows {
    /// Everything: staff have no door of their own.
    All,
    /// What is for everybody.
    Public,
    /// What is for staff.
    Staff,
}

/// A path of no page.
const NOWHERE: &str = "/-";
const ONION_LOCATION: HeaderName = HeaderName::from_static("onion-location");
/// Two years, as browsers' lists ask for.
const TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// A layer behind the one that takes the language off the path: where staff have a door of their own, their pages do
/// not exist on the others, nor the others' pages on theirs. What is hidden is asked for as [`NOWHERE`], so that the
/// answer is to the byte the one for a page that never was.
pub(in crate::web) async fn gated(mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let shown = match request.extensions().get::<Shows>().unwrap_or(&Shows::All) {
        Shows::All => true,
        Shows::Public => !is_for_staff(path),
        Shows::Staff => is_for_staff(path) || path == "/healthz",
    };
    if !shown {
        *request.uri_mut() = Uri::from_static(NOWHERE);
    }
    next.run(request).await
}

/// Whether `path`, without its language, is a page for staff.
pub(in crate::web) fn is_for_staff(path: &str) -> bool {
    let first = path.strip_prefix('/').and_then(|rest| rest.split('/').next());
    matches!(first, Some("desk" | "admin"))
}

/// What a door adds to its answers.
#[derive(Clone, Default)]
pub(super) struct Sign {
    /// The onion service that shows the same pages.
    pub(super) onion: Option<OnionAddress>,
    /// Whether browsers are to come by TLS alone from now on.
    pub(super) tls_only: bool,
}

/// What of a request must be known when its answer is there.
pub(super) struct Asked(Option<String>);

impl Sign {
    /// Looks at a request: only a page that was asked for with GET has a place at the onion service. Its query is left out.
    pub(super) fn asked(&self, request: &Request) -> Asked {
        let path = request.uri().path();
        // Under a language the staff's pages are one step further down.
        let for_staff = path.splitn(4, '/').skip(1).take(2).any(|step| matches!(step, "desk" | "admin"));
        Asked((self.onion.is_some() && request.method() == Method::GET && !for_staff).then(|| path.to_owned()))
    }

    /// Adds what belongs on the answer.
    pub(super) fn put_on(&self, response: &mut Response<Body>, asked: Asked) {
        if self.tls_only {
            response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, TLS_ONLY);
        }
        let is_page = response.status() == StatusCode::OK
            && response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if let (true, Some(onion), Some(path)) = (is_page, &self.onion, asked.0)
            && let Ok(place) = HeaderValue::try_from(format!("http://{onion}{path}"))
        {
            response.headers_mut().insert(ONION_LOCATION, place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_pages_are_known_by_their_first_step_alone() {
        for path in ["/desk", "/desk/", "/desk/cases/1", "/admin", "/admin/people"] {
            assert!(is_for_staff(path), "{path}");
        }
        for path in ["/", "", "/report", "/desks", "/x/desk", "//desk", "/Desk", "desk", "/healthz"] {
            assert!(!is_for_staff(path), "{path}");
        }
    }
}

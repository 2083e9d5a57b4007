//! A line of the table: it cannot be written without saying who may ask.

use std::future::Future;

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, on};
use http::{HeaderMap, Method, header};

use super::call::{Answer, Call};
use super::fault::refused;
use crate::app::desk::{Administrator, CaseParty, Fault, Lead, Reader, SignedIn};
use crate::web::WebState;
use crate::web::form::{encoded, is_type};
use crate::web::stack::Visit;

/// Who may ask.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Whoever comes by.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Caseworkers and leads.
    Reader,
    /// Leads.
    Lead,
    /// Administrators.
    Administrator,
    /// Caseworkers, leads, and interpreters, each only in cases that are theirs to see.
    Case,
}

/// How much a change may bring.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Size {
    /// 1 MiB of JSON; 64 KiB from somebody who is not signed in.
    Usual,
    /// 6 MiB of JSON: sealed parts.
    Parts,
}

impl Size {
    fn bytes(self, access: Access) -> usize {
        match (self, access) {
            (_, Access::Anyone) => 64 << 10,
            (Self::Usual, _) => 1 << 20,
            (Self::Parts, _) => 6 << 20,
        }
    }
}

/// What a line of the table says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RouteFacts {
    /// GET or POST.
    pub method: Method,
    /// Address, with `{names}` where ids stand.
    pub path: &'static str,
    /// Who may ask.
    pub access: Access,
    /// Whether it changes something.
    pub changes: bool,
    /// Whether it needs a check within ten minutes.
    pub fresh: bool,
}

/// A line of the table.
pub(super) struct Route {
    facts: RouteFacts,
    handler: MethodRouter<WebState>,
}

impl Route {
    pub(super) fn facts(&self) -> RouteFacts {
        self.facts.clone()
    }

    pub(super) fn put_in(router: Router<WebState>, route: Self) -> Router<WebState> {
        router.route(route.facts.path, route.handler)
    }
}

/// A page or file that is the same for everybody.
pub(super) fn page<H, T>(path: &'static str, handler: H) -> Route
where
    H: Handler<T, WebState>,
    T: 'static,
{
    let facts = RouteFacts { method: Method::GET, path, access: Access::Anyone, changes: false, fresh: false };
    Route { facts, handler: get(handler) }
}

/// Who asks, as a value; each makes its own lines of the table.
pub(super) trait Proof: Sized + Send + 'static {
    /// What the table says of it.
    const ACCESS: Access;

    /// From what the session says, or from nothing.
    fn of(who: Result<SignedIn, Fault>) -> Result<Self, Fault>;

    /// The session behind it.
    fn session(&self) -> Option<&SignedIn>;

    /// A line that only reads.
    fn read<H, F>(path: &'static str, handler: H) -> Route
    where
        H: Fn(WebState, Self, Call) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Answer, Fault>> + Send + 'static,
    {
        line(Method::GET, path, None, false, handler)
    }

    /// A line that changes something.
    fn change<H, F>(path: &'static str, size: Size, handler: H) -> Route
    where
        H: Fn(WebState, Self, Call) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Answer, Fault>> + Send + 'static,
    {
        line(Method::POST, path, Some(size), false, handler)
    }

    /// A line that changes something and needs a check within ten minutes.
    fn change_fresh<H, F>(path: &'static str, size: Size, handler: H) -> Route
    where
        H: Fn(WebState, Self, Call) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Answer, Fault>> + Send + 'static,
    {
        line(Method::POST, path, Some(size), true, handler)
    }
}

impl Proof for () {
    const ACCESS: Access = Access::Anyone;

    fn of(_: Result<SignedIn, Fault>) -> Result<Self, Fault> {
        Ok(())
    }

    fn session(&self) -> Option<&SignedIn> {
        None
    }
}

macro_rules! proof {
    ($($kind:ty, $access:ident, $check:expr;)*) => { $(
        impl Proof for $kind {
            const ACCESS: Access = Access::$access;

            fn of(who: Result<SignedIn, Fault>) -> Result<Self, Fault> {
                who.and_then($check)
            }

            fn session(&self) -> Option<&SignedIn> {
                Some(self)
            }
        }
    )* };
}
proof! {
    SignedIn, SignedIn, Ok;
    Reader, Reader, SignedIn::reader;
    Lead, Lead, SignedIn::lead;
    Administrator, Administrator, SignedIn::administrator;
    CaseParty, Case, SignedIn::case_party;
}

fn line<P, H, F>(method: Method, path: &'static str, size: Option<Size>, fresh: bool, handler: H) -> Route
where
    P: Proof,
    H: Fn(WebState, P, Call) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Answer, Fault>> + Send + 'static,
{
    let facts = RouteFacts { method, path, access: P::ACCESS, changes: size.is_some(), fresh };
    let serve = move |State(web): State<WebState>, visit: Visit, request: Request| {
        let handler = handler.clone();
        async move {
            match answered(&web, visit, request, size, fresh, handler).await {
                Ok(answer) => answer.into_response(),
                Err(fault) => refused(&web, &fault),
            }
        }
    };
    let handler = match facts.changes {
        false => get(serve),
        true => on(axum::routing::MethodFilter::POST, serve),
    };
    Route { facts, handler }
}

/// What every line does before its handler: the headers that no other site can send, who asks, whether the check is fresh,
/// and only then the body.
async fn answered<P, H, F>(
    web: &WebState,
    visit: Visit,
    request: Request,
    size: Option<Size>,
    fresh: bool,
    handler: H,
) -> Result<Answer, Fault>
where
    P: Proof,
    H: Fn(WebState, P, Call) -> F,
    F: Future<Output = Result<Answer, Fault>>,
{
    if size.is_some() {
        sent_by_us(web, &visit.headers)?;
    }
    let cookie = call::cookie(&visit.headers);
    let who = match P::ACCESS {
        Access::Anyone => Err(Fault::SignedOut),
        _ => web.app.signed_in(cookie.as_deref()).await,
    };
    let who = P::of(who)?;
    if fresh && who.session().is_none_or(|session| !session.is_fresh()) {
        return Err(Fault::NotFresh);
    }
    let bytes = size.map_or(0, |size| size.bytes(P::ACCESS));
    let call = Call::read(visit, request, bytes).await?;
    call.is_bound()?;
    handler(web.clone(), who, call).await
}

use super::call;

/// Whether a change was asked by a page of ours. Another site's page can send neither the header nor this type of content
/// without being asked first, which nobody answers; what browsers say of where it came from is looked at besides.
fn sent_by_us(web: &WebState, headers: &HeaderMap) -> Result<(), Fault> {
    let is = |name: &str, wanted: &[u8]| headers.get(name).is_some_and(|value| value.as_bytes() == wanted);
    let site = headers.get("sec-fetch-site").is_none_or(|site| site.as_bytes() == b"same-origin");
    let origin = headers.get(header::ORIGIN).is_none_or(|origin| {
        let Ok(origin) = origin.to_str() else { return false };
        let here = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let named = web.app.desk_address().is_some_and(|address| address.origin() == origin);
        // Under another name than the configured one (an onion service, a tunnel) it is the name that was asked.
        named || origin.split_once("://").is_some_and(|(_, place)| Some(place) == here)
    });
    if !is("x-desk", b"1") || !site || !origin {
        return Err(Fault::Forbidden);
    }
    let kind = headers.get(header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    if is_type(kind, b"application/json") && !encoded(headers) { Ok(()) } else { Err(Fault::Bad) }
}

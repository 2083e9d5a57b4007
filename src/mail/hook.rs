//! Webhooks: a signed call with the same constant text, for a push service or a gateway to a messenger.
//!
//! Over TLS, or in the clear to this very machine. No redirect is followed, no cookie is kept, the answer's body is not
//! read. The signature is HMAC-SHA256 over `<Unix seconds>.<body>`, in the header `Tocsin-Signature: t=…,v1=<hex>`.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use http::{Request, StatusCode, Uri};
use http_body_util::Full;
use hyper_util::rt::TokioIo;
use ring::hmac;
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::message::hex;
use super::smtp::{SettingsError, connector, tls_reason};
use super::text::words;
use super::{MailError, Reason};

/// One call takes at most this long: less than an outbox lease.
const LIMIT: Duration = Duration::from_secs(40);

/// An address that a webhook may have.
#[derive(Clone, PartialEq, Eq)]
pub struct HookUrl {
    text: String,
    uri: Uri,
}

/// The text is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a webhook is https://…, or http:// on this machine")]
pub struct HookUrlError;

impl HookUrl {
    /// `https://host[:port]/path`; `http://` for this machine alone. No user name, no fragment.
    pub fn parse(text: &str) -> Result<Self, HookUrlError> {
        let uri: Uri = text.parse().map_err(|_| HookUrlError)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Err(HookUrlError) };
        let here = ["localhost", "127.0.0.1", "[::1]"].contains(&authority.host());
        let secure = scheme == "https" || (scheme == "http" && here);
        let plain = !authority.as_str().contains('@') && !authority.host().is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if secure && plain { Ok(Self { text: text.to_owned(), uri }) } else { Err(HookUrlError) }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn is_secure(&self) -> bool {
        self.uri.scheme_str() == Some("https")
    }

    fn host(&self) -> &str {
        self.uri.host().unwrap_or_default().trim_matches(['[', ']'])
    }

    fn port(&self) -> u16 {
        self.uri.port_u16().unwrap_or(if self.is_secure() { 443 } else { 80 })
    }
}

/// One call.
pub struct HookCall<'a> {
    /// Where.
    pub url: &'a HookUrl,
    /// Key of the signature, as its owner has it: the bytes of its hex text.
    pub secret: &'a str,
    /// Goes as `Authorization: Bearer …`.
    pub bearer: Option<&'a str>,
    /// JSON in which `{text}` stands for the text.
    pub template: Option<&'a str>,
    /// Language of the text.
    pub language: &'a str,
    /// Code of the day.
    pub code: &'a str,
    /// The time, Unix seconds.
    pub at: i64,
}

/// The body of a call: the text, or a JSON template with the text in place of `{text}`; `None` if that is no JSON.
pub fn hook_body(template: Option<&str>, text: &str) -> Option<String> {
    let Some(template) = template else { return Some(text.to_owned()) };
    let quoted = serde_json::to_string(text).ok()?;
    let body = template.replace("{text}", &quoted[1..quoted.len() - 1]);
    let valid = serde_json::from_str::<serde_json::Value>(&body).is_ok();
    (valid && template.contains("{text}")).then_some(body)
}

/// Calls webhooks.
pub struct Hooks {
    tls: TlsConnector,
}

impl Hooks {
    /// `ca_file` holds further certificate authorities.
    pub fn new(ca_file: Option<&Path>) -> Result<Self, SettingsError> {
        Ok(Self { tls: connector(ca_file)? })
    }

    /// `Ok` means that the server answered with 2xx.
    pub async fn call(&self, call: &HookCall<'_>) -> Result<(), MailError> {
        match timeout(LIMIT, self.try_call(call)).await {
            Ok(Ok(status)) => verdict(status),
            Ok(Err(reason)) => Err(MailError::Passing(reason)),
            Err(_) => Err(MailError::Passing(Reason::Timeout)),
        }
    }

    async fn try_call(&self, call: &HookCall<'_>) -> Result<StatusCode, Reason> {
        let request = request(call)?;
        let host = call.url.host();
        let found: Vec<_> = tokio::net::lookup_host((host, call.url.port())).await.map_err(|_| Reason::Dns)?.collect();
        let tcp = TcpStream::connect(&found[..]).await.map_err(|_| Reason::Unreachable)?;
        if !call.url.is_secure() {
            return talk(tcp, request).await;
        }
        let name = ServerName::try_from(host.to_owned()).map_err(|_| Reason::Address)?;
        let tls = self.tls.connect(name, tcp).await.map_err(|error| tls_reason(&error))?;
        talk(tls, request).await
    }
}

fn request(call: &HookCall<'_>) -> Result<Request<Full<Bytes>>, Reason> {
    let (subject, text) = words(call.language, call.code);
    let body = hook_body(call.template, &format!("{subject}\n{text}")).ok_or(Reason::Address)?;
    let signed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, call.secret.as_bytes()), format!("{}.{body}", call.at).as_bytes());
    let path = call.url.uri.path_and_query().map_or("/", |path| path.as_str());
    let kind = if call.template.is_some() { "application/json" } else { "text/plain; charset=utf-8" };
    let mut request = Request::post(path)
        .header(HOST, call.url.uri.authority().map_or("", |authority| authority.as_str()))
        .header(USER_AGENT, "-")
        .header(CONTENT_TYPE, kind)
        .header("tocsin-signature", format!("t={},v1={}", call.at, hex(signed.as_ref())));
    if let Some(bearer) = call.bearer {
        request = request.header(AUTHORIZATION, format!("Bearer {bearer}"));
    }
    request.body(Full::new(Bytes::from(body))).map_err(|_| Reason::Address)
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(stream: S, request: Request<Full<Bytes>>) -> Result<StatusCode, Reason> {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|_| Reason::Protocol)?;
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(|_| Reason::Protocol);
    connection.abort();
    Ok(answer?.status())
}

/// A refusal of the call itself is final; "sign in", "too many" and everything on the server's side may pass.
fn verdict(status: StatusCode) -> Result<(), MailError> {
    let reason = Reason::Http(status.as_u16());
    match status.as_u16() {
        200..300 => Ok(()),
        400 | 404 | 405 | 410 | 413 | 415 | 422 => Err(MailError::Permanent(reason)),
        _ => Err(MailError::Passing(reason)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_or_this_machine_is_called() {
        for good in [
            "https://push.example/topic",
            "https://push.example:8443/a?b=c",
            "http://127.0.0.1:8080/v2/send",
            "http://localhost/x",
            "http://[::1]:9/",
        ] {
            assert!(HookUrl::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "push.example",
            "http://push.example/",
            "ftp://push.example/",
            "https://user:password@push.example/",
            "https://",
            "http://localhost.evil.example/",
            "http://127.0.0.1@evil.example/",
            "https://a b/",
            "file:///etc/passwd",
        ] {
            assert!(HookUrl::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_template_stays_json_whatever_the_text_and_one_that_is_none_is_refused() {
        let text = "line \"one\"\n{text} \\ two";
        let body = hook_body(Some(r#"{"message":"{text}","n":1}"#), text).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&body).unwrap()["message"], text);
        assert!(hook_body(Some("{\"message\":{text}}"), "a").is_none());
        assert!(hook_body(Some("{\"message\":\"a\"}"), "a").is_none(), "without a place for the text");
        assert_eq!(hook_body(None, text).unwrap(), text);
    }
}

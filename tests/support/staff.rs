//! One of the staff with a browser: keys, words, a cookie, and what the page does with them.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::net::SocketAddr;

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::hmac;
use ring::rand::SystemRandom;
use serde_json::{Value, json};
use tocsin::app::App;
use tocsin::app::desk::Noted;
use tocsin::app::people::NewPerson;
use tocsin_domain::role::{Role, Roles};
use tocsin_seal::audit::Act;
use tocsin_seal::person::{PersonKeys, WrapKind, derive};
use tocsin_seal::{Hash32, Head, SignedEntry};

use crate::http::{self, Answer};
use crate::softkey::SoftKey;

#[path = "signing.rs"]
pub mod signing;

/// Where the tests' desk is, as browsers name it.
pub const ORIGIN: &str = "http://localhost:1";
/// What every change of the desk's page wears.
pub const OURS: [(&str, &str); 4] =
    [("Content-Type", "application/json"), ("X-Desk", "1"), ("Origin", ORIGIN), ("Sec-Fetch-Site", "same-origin")];

/// One of the staff.
pub struct Staff {
    pub account: [u8; 16],
    pub alias: String,
    pub keys: PersonKeys,
    pub kit: String,
    pub passphrase: String,
    pub totp: [u8; 20],
    pub cookie: String,
    pub at: SocketAddr,
}

/// Bytes in base64, as the desk sends them.
pub fn b64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// An id as the desk writes it.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The answer's JSON.
pub fn read(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body)))
}

/// POST of the desk's page, with or without a session.
pub async fn post(at: SocketAddr, path: &str, cookie: Option<&str>, body: &Value) -> Answer {
    let cookie = cookie.map(|cookie| format!("a=b; __Host-desk={cookie}"));
    // Not every desk of the tests is at one address; whether the origin is looked at has tests of its own.
    let mut headers: Vec<(&str, &str)> = OURS.into_iter().filter(|(name, _)| *name != "Origin").collect();
    headers.extend(cookie.as_deref().map(|cookie| ("Cookie", cookie)));
    http::request(at, "POST", path, &headers, signing::signed(body).to_string().as_bytes()).await
}

/// GET of the desk's page, with or without a session.
pub async fn get(at: SocketAddr, path: &str, cookie: Option<&str>) -> Answer {
    let cookie = cookie.map(|cookie| format!("__Host-desk={cookie}"));
    let headers: Vec<(&str, &str)> = cookie.as_deref().map(|cookie| ("Cookie", cookie)).into_iter().collect();
    http::get(at, path, &headers).await
}

/// The cookie that an answer sets.
pub fn cookie_of(answer: &Answer) -> Option<String> {
    let set = answer.header("set-cookie")?.strip_prefix("__Host-desk=")?;
    Some(set.split(';').next().unwrap_or_default().to_owned()).filter(|value| !value.is_empty())
}

/// The one-time code of that moment.
pub fn code_at(secret: &[u8; 20], at: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &at.div_euclid(30).to_be_bytes());
    let tag = tag.as_ref();
    let from = usize::from(tag[19] & 15);
    let word = u32::from_be_bytes(tag[from..from + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", word % 1_000_000)
}

/// The bytes of a secret in base32.
pub fn from_base32(text: &str) -> [u8; 20] {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = text.chars().map(|c| format!("{:05b}", letters.find(c).unwrap())).collect();
    let bytes: Vec<u8> = bits.as_bytes().chunks(8).map(|b| u8::from_str_radix(std::str::from_utf8(b).unwrap(), 2).unwrap()).collect();
    bytes.try_into().unwrap()
}

/// An invitation, made as a command makes it; what stands in the link.
pub async fn invite(app: &App, alias: &str, roles: &[Role]) -> String {
    let address = format!("{}@example.org", alias.replace(' ', "-"));
    let new = NewPerson::parse(alias, &address, false).unwrap();
    let invite = app.invite(&Noted::Service, new, Roles::new(roles.iter().copied()).unwrap()).await.unwrap();
    invite.token.as_str().to_owned()
}

/// What an enrolment begins with: the invitation as the page reads it, and fresh secrets.
pub struct Enrolling {
    pub token: String,
    pub invited: Value,
    pub account: [u8; 16],
    pub keys: PersonKeys,
    pub kit: String,
    pub passphrase: String,
    pub totp: [u8; 20],
}

impl Enrolling {
    pub async fn begin(at: SocketAddr, token: &str) -> Self {
        let answer = post(at, "/desk/api/v1/invite", None, &json!({ "token": token })).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let invited = read(&answer);
        let account = unhex(invited["account"].as_str().unwrap());
        let words = |name: &str| format!("{name} of {}", hex(&account));
        let totp = from_base32(invited["totp"]["secret"].as_str().unwrap());
        let keys = PersonKeys::generate(&SystemRandom::new()).unwrap();
        Self { token: token.to_owned(), account, keys, kit: words("kit"), passphrase: words("passphrase"), totp, invited }
    }

    /// The keys sealed under what is derived of `secret`.
    pub fn wrap(&self, kind: WrapKind, secret: &[u8], credential: Option<&str>) -> Value {
        wrap(&self.keys, &self.account, kind, secret, credential)
    }

    /// What is sent besides the ways to sign in.
    pub fn body(&self, wraps: Vec<Value>) -> Value {
        let kit = derive(&self.account, self.kit.as_bytes());
        json!({
            "token": self.token,
            "state": self.invited["state"],
            "recipient": self.keys.identity.recipient().to_string(),
            "actor": self.keys.actor.public().to_string(),
            "proof": self.keys.prove(&self.account).to_string(),
            "kit": b64(*kit.auth),
            "wraps": wraps,
            "shared": false,
        })
    }

    /// With a passphrase, at that time.
    pub fn by_passphrase(&self, now: i64) -> Value {
        let auth = derive(&self.account, self.passphrase.as_bytes()).auth;
        let wraps =
            vec![self.wrap(WrapKind::Passphrase, self.passphrase.as_bytes(), None), self.wrap(WrapKind::Kit, self.kit.as_bytes(), None)];
        let mut body = self.body(wraps);
        body["passphrase"] = json!({ "auth": b64(*auth), "code": code_at(&self.totp, now) });
        body
    }

    /// With a passkey that has a PRF.
    pub fn by_passkey(&self, key: &SoftKey) -> Value {
        let credential = key.credential_id();
        let wraps = vec![self.wrap(WrapKind::Passkey, &[9; 32], Some(&credential)), self.wrap(WrapKind::Kit, self.kit.as_bytes(), None)];
        let mut body = self.body(wraps);
        body["passkey"] = json!({ "credential": key.created(&self.invited["passkey"], ORIGIN), "name": "Laptop" });
        body
    }

    pub async fn send(self, at: SocketAddr, body: &Value) -> Staff {
        let answer = post(at, "/desk/api/v1/enrol", None, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let alias = read(&answer)["me"]["alias"].as_str().unwrap().to_owned();
        let Self { account, keys, kit, passphrase, totp, .. } = self;
        Staff { account, alias, keys, kit, passphrase, totp, cookie: cookie_of(&answer).unwrap(), at }
    }
}

/// Keys sealed under what is derived of `secret`.
pub fn wrap(keys: &PersonKeys, account: &[u8; 16], kind: WrapKind, secret: &[u8], credential: Option<&str>) -> Value {
    let sealed = keys.wrap(account, kind, &derive(account, secret).unwrap, &SystemRandom::new()).unwrap();
    let mut wrap = json!({ "kind": kind.word(), "sealed": b64(sealed) });
    if let Some(credential) = credential {
        wrap["credential"] = credential.into();
    }
    wrap
}

impl Staff {
    /// Invited and enrolled with a passphrase.
    pub async fn enrolled(app: &App, at: SocketAddr, alias: &str, roles: &[Role]) -> Self {
        let token = invite(app, alias, roles).await;
        let enrolling = Enrolling::begin(at, &token).await;
        let body = enrolling.by_passphrase(app.now());
        enrolling.send(at, &body).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        get(self.at, path, Some(&self.cookie)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        post(self.at, path, Some(&self.cookie), body).await
    }

    /// Who the server says they are.
    pub async fn me(&self) -> Value {
        let answer = self.get("/desk/api/v1/me").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        read(&answer)
    }

    /// The audit log, as it is given to whoever is signed in.
    pub async fn log(&self) -> Vec<SignedEntry> {
        let page = read(&self.get("/desk/api/v1/audit").await);
        let documents = page["entries"].as_array().unwrap().iter().map(|text| STANDARD.decode(text.as_str().unwrap()).unwrap());
        documents.map(|document| SignedEntry::parse(&document).unwrap()).collect()
    }

    /// An entry of the audit log behind the present head, to be signed when it is sent; without details it says what is sent.
    pub async fn entry(&self, act: Act, subject: Option<[u8; 16]>, details: &[(&str, &str)]) -> String {
        let me = self.me().await;
        let head = Head { seq: me["head"]["seq"].as_u64().unwrap(), hash: me["head"]["hash"].as_str().unwrap().parse::<Hash32>().unwrap() };
        self.entry_after(head, act, subject, details, me["now"].as_i64().unwrap())
    }

    /// The same behind a head of the test's.
    pub fn entry_after(&self, head: Head, act: Act, subject: Option<[u8; 16]>, details: &[(&str, &str)], now: i64) -> String {
        signing::to_sign(&self.keys.actor, head, act, subject, Some(details).filter(|details| !details.is_empty()), now)
    }

    /// What is sent to sign in with typed words.
    pub fn typed(&self, kind: &str, code: Option<String>) -> Value {
        let words = if kind == "kit" { &self.kit } else { &self.passphrase };
        let auth = derive(&self.account, words.as_bytes()).auth;
        let mut body = json!({ "alias": self.alias, "kind": kind, "auth": b64(*auth), "shared": false });
        if let Some(code) = code {
            body["code"] = code.into();
        }
        body
    }

    /// Signs in once more with the kit.
    pub async fn again(&mut self) {
        let answer = post(self.at, "/desk/api/v1/code", None, &self.typed("kit", None)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.cookie = cookie_of(&answer).unwrap();
    }
}

/// An id from its digits.
pub fn unhex(text: &str) -> [u8; 16] {
    let bytes: Vec<u8> = (0..16).map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap()).collect();
    bytes.try_into().unwrap()
}

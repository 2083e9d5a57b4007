//! How somebody is reached besides their ordinary address: in which language, in which time zone, and what wakes them.

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use tocsin_domain::mail_address::MailAddress;
use zeroize::Zeroizing;

use super::PeopleError;
use crate::app::rota::{Zone, unhex};
use crate::mail::{Certificate, HookUrl, hook_body};
use crate::vault::hex;

/// Languages that alert mail is written in.
pub const LANGUAGES: [&str; 6] = ["en", "zh-Hans", "zh-Hant", "ug", "fa", "ru"];

/// How somebody is reached. Everything is optional.
#[derive(Clone, Default)]
pub struct Reach {
    /// An address that gets nothing but what wakes, and drills; without one the ordinary address is used.
    pub wake_email: Option<MailAddress>,
    /// Language of the mail; English without one.
    pub language: Option<String>,
    /// Time zone of the daily mail; that of the installation without one.
    pub zone: Option<String>,
    /// Called besides the mail by what wakes, and drills.
    pub webhook: Option<Webhook>,
    /// Their OpenPGP key: mail to them is signed, encrypted, and says more.
    pub openpgp: Option<Certificate>,
}

/// A program of the operator's that wakes somebody: a push service, a gateway to a messenger.
#[derive(Clone)]
pub struct Webhook {
    /// Where it is called.
    pub url: HookUrl,
    /// Key of the signature that every call carries, in hex.
    pub secret: Zeroizing<String>,
    /// Goes as `Authorization: Bearer …`.
    pub bearer: Option<Zeroizing<String>>,
    /// JSON in which `{text}` stands for the constant text; without it the text itself is sent.
    pub body: Option<String>,
}

impl Webhook {
    /// A webhook with a fresh secret.
    pub fn new(url: &str, bearer: Option<&str>, body: Option<&str>) -> Result<Self, PeopleError> {
        let url = HookUrl::parse(url).map_err(|_| PeopleError::Webhook)?;
        let visible = |text: &str| !text.is_empty() && text.len() <= 200 && text.bytes().all(|byte| byte.is_ascii_graphic());
        let fits = body.is_none_or(|body| body.len() <= 400 && hook_body(Some(body), "").is_some());
        if !bearer.is_none_or(visible) || !fits || url.as_str().len() > 300 {
            return Err(PeopleError::Webhook);
        }
        let mut secret = [0; 16];
        SystemRandom::new().fill(&mut secret).map_err(|_| PeopleError::Random)?;
        Ok(Self {
            url,
            secret: Zeroizing::new(hex(&secret)),
            bearer: bearer.map(|text| Zeroizing::new(text.to_owned())),
            body: body.map(str::to_owned),
        })
    }
}

impl Reach {
    /// Sets the address that wakes; an empty text removes it.
    pub fn set_wake_email(&mut self, text: &str) -> Result<(), PeopleError> {
        self.wake_email = if text.is_empty() { None } else { Some(MailAddress::parse(text)?) };
        Ok(())
    }

    /// Sets the language of the mail.
    pub fn set_language(&mut self, text: &str) -> Result<(), PeopleError> {
        if !LANGUAGES.contains(&text) {
            return Err(PeopleError::Language);
        }
        self.language = Some(text.to_owned());
        Ok(())
    }

    /// Sets the time zone of the daily mail; an empty text removes it.
    pub fn set_zone(&mut self, text: &str) -> Result<(), PeopleError> {
        self.zone = if text.is_empty() { None } else { Some(Zone::parse(text)?.name().to_owned()) };
        Ok(())
    }

    /// The language of the mail.
    pub fn language(&self) -> &str {
        self.language.as_deref().unwrap_or("en")
    }
}

/// [`Reach`] as it is stored.
#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Stored {
    wake_email: Option<String>,
    language: Option<String>,
    zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook: Option<StoredHook>,
    #[serde(skip_serializing_if = "Option::is_none")]
    openpgp: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredHook {
    url: String,
    secret: String,
    bearer: Option<String>,
    body: Option<String>,
}

impl Stored {
    pub(super) fn of(reach: &Reach) -> Self {
        Self {
            wake_email: reach.wake_email.as_ref().map(ToString::to_string),
            language: reach.language.clone(),
            zone: reach.zone.clone(),
            webhook: reach.webhook.as_ref().map(|hook| StoredHook {
                url: hook.url.as_str().to_owned(),
                secret: hook.secret.to_string(),
                bearer: hook.bearer.as_ref().map(|text| text.to_string()),
                body: hook.body.clone(),
            }),
            openpgp: reach.openpgp.as_ref().map(|key| STANDARD.encode(key.bytes())),
        }
    }

    pub(super) fn opened(self) -> Result<Reach, PeopleError> {
        let wake_email = self.wake_email.as_deref().map(MailAddress::parse).transpose().map_err(|_| PeopleError::Damaged)?;
        let webhook = self.webhook.map(StoredHook::opened).transpose()?;
        let openpgp = self.openpgp.map(|text| STANDARD.decode(text)).transpose().map_err(|_| PeopleError::Damaged)?;
        Ok(Reach { wake_email, language: self.language, zone: self.zone, webhook, openpgp: openpgp.map(Certificate::stored) })
    }
}

impl StoredHook {
    fn opened(self) -> Result<Webhook, PeopleError> {
        unhex(&self.secret).ok_or(PeopleError::Damaged)?;
        Ok(Webhook {
            url: HookUrl::parse(&self.url).map_err(|_| PeopleError::Damaged)?,
            secret: Zeroizing::new(self.secret),
            bearer: self.bearer.map(Zeroizing::new),
            body: self.body,
        })
    }
}

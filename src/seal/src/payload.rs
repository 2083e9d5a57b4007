//! What is inside the sealed files: UTF-8 JSON, then spaces up to a padded size. Reading is
//! strict: the format's name, no unknown fields, nothing but spaces behind, a padded size.
//!
//! Opened text has neither `Debug` nor `Display`: it must not end in a log by accident.

use crate::age_file::{OpenError, SealError, open, seal};
use crate::ids::{CaseId, Hash32, MailboxId, PartId};
use crate::keys::{Identity, Recipient};
use crate::padding::{padme, padme_usize};
use crate::signing::PublicKey;
use crate::statement::SealedRef;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::marker::PhantomData;
use zeroize::Zeroizing;

/// A payload was refused.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    /// Not JSON of the expected format, or with unknown fields.
    #[error("not a payload of the expected format")]
    Malformed,
    /// Not padded as every honest sealer pads.
    #[error("the payload is not padded as it must be")]
    Padding,
    /// The sealed file did not open.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// A kind of payload.
pub trait Payload: Serialize + DeserializeOwned {
    /// The format's name and version, the value of the field `format`.
    const FORMAT: &'static str;
}

/// The field `format` of a payload: always the payload's own format. Written as
/// `format: Default::default()`.
pub struct Format<T>(PhantomData<fn() -> T>);

impl<T> Default for Format<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T: Payload> Serialize for Format<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(T::FORMAT)
    }
}

impl<'de, T: Payload> Deserialize<'de> for Format<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let found = String::deserialize(d)?;
        if found == T::FORMAT { Ok(Self::default()) } else { Err(D::Error::custom("format")) }
    }
}

/// The reporter's first words. The desk believes only these, not the rows beside them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// `tocsin.report/1`.
    pub format: Format<Report>,
    /// The case.
    pub case_id: CaseId,
    /// Later messages and attachments are sealed to this; its identity is in the grant.
    pub case_recipient: Recipient,
    /// The mailbox.
    pub mailbox_id: MailboxId,
    /// Replies are sealed to this.
    pub mailbox_recipient: Recipient,
    /// Verifies the reporter's statements.
    pub receipt_key: PublicKey,
    /// The roster whose team it was sealed to.
    pub roster_hash: Hash32,
    /// Unix seconds.
    pub written_at: i64,
    /// Language tag of the form.
    pub language: String,
    /// What happened, as typed.
    pub narrative: String,
    /// Whether somebody is in danger: `now`, `3days`, `2weeks`, `later`, `no`, `unknown`.
    pub danger: String,
    /// Whether the reporter wants answers in the mailbox.
    pub answer_here: bool,
    /// Codes of the taxonomy.
    pub methods: Vec<String>,
    /// Every other field of the form by its name, as typed.
    pub facts: BTreeMap<String, String>,
    /// The urgency and its reasons, as the sealer computed them.
    pub urgency: SealedUrgency,
    /// Files that came with it.
    pub attachments: Vec<Attachment>,
}

impl Payload for Report {
    const FORMAT: &'static str = "tocsin.report/1";
}

/// The reporter's later words.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// `tocsin.message/1`.
    pub format: Format<Message>,
    /// The case.
    pub case_id: CaseId,
    /// The mailbox.
    pub mailbox_id: MailboxId,
    /// Place in the reporter's chain, from 1.
    pub seq: u32,
    /// Hash of the statement before.
    pub prev: Hash32,
    /// The roster in force.
    pub roster_hash: Hash32,
    /// Unix seconds.
    pub written_at: i64,
    /// Language tag of the form.
    pub language: String,
    /// What was written, as typed.
    pub text: String,
    /// As in [`Report::danger`].
    pub danger: String,
    /// As in [`Report::facts`].
    pub facts: BTreeMap<String, String>,
    /// The urgency and its reasons, as the sealer computed them.
    pub urgency: SealedUrgency,
    /// Files that came with it.
    pub attachments: Vec<Attachment>,
}

impl Payload for Message {
    const FORMAT: &'static str = "tocsin.message/1";
}

/// The team's answer; sealed to the mailbox, then to the case.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// `tocsin.reply/1`.
    pub format: Format<Reply>,
    /// The case.
    pub case_id: CaseId,
    /// The mailbox.
    pub mailbox_id: MailboxId,
    /// Place in the team's chain, from 1.
    pub seq: u32,
    /// Hash of the statement before; absent for the first.
    pub prev: Option<Hash32>,
    /// The roster in force.
    pub roster_hash: Hash32,
    /// Unix seconds.
    pub written_at: i64,
    /// The caseworker's alias.
    pub author: String,
    /// The answer.
    pub text: String,
}

impl Payload for Reply {
    const FORMAT: &'static str = "tocsin.reply/1";
}

/// The urgency as the sealer computed it; the desk computes it again and warns on a difference.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedUrgency {
    /// `routine`, `urgent` or `critical`.
    pub level: String,
    /// Whether it wakes somebody.
    pub wakes: bool,
    /// The rules that matched.
    pub rules: Vec<SealedRule>,
    /// Version of the rule set.
    pub rule_set: String,
}

/// A triage rule that matched.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedRule {
    /// Its id.
    pub id: String,
    /// Its sentence for people.
    pub sentence: String,
}

/// A file as the reporter sent it, and where its sealed form is.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its name within the case.
    pub id: PartId,
    /// The file's name as sent. Never use it as a path: see [`Attachment::safe_name`].
    pub name: String,
    /// The media type as sent. A claim, nothing more.
    pub media_type: String,
    /// Bytes of the true file.
    pub length: u64,
    /// SHA-256 of the true file.
    pub sha256: Hash32,
    /// SHA-256 of the sealed file.
    pub sealed_sha256: Hash32,
    /// Bytes of the sealed file.
    pub sealed_length: u64,
    /// Of a photograph's clean copy: the attachment it says it was made of. A claim, as name and type are: whoever has both
    /// files can make the copy again and compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clean_copy_of: Option<PartId>,
}

impl Attachment {
    /// A name that is safe as a file's on every system: no path, no control or direction
    /// characters, no reserved or hidden name, at most 100 bytes of UTF-8, never empty.
    pub fn safe_name(&self) -> String {
        safe_name(&self.name)
    }

    /// What the statement says of it: the sealed file alone.
    pub fn sealed_ref(&self) -> SealedRef {
        SealedRef { id: self.id, len: self.sealed_length, sha256: self.sealed_sha256 }
    }
}

/// Writes a payload and pads it. The buffer is wiped when dropped and never grows.
pub fn to_padded<T: Payload>(payload: &T) -> Zeroizing<Vec<u8>> {
    let mut counter = Counter(0);
    let counted = serde_json::to_writer(&mut counter, payload);
    let mut bytes = Zeroizing::new(Vec::with_capacity(padme_usize(counter.0)));
    let written = serde_json::to_writer(&mut *bytes, payload);
    debug_assert!(counted.is_ok() && written.is_ok(), "payloads are maps with text keys");
    let padded = padme_usize(bytes.len());
    bytes.resize(padded, b' ');
    bytes
}

/// Reads a padded payload.
pub fn parse<T: Payload>(padded: &[u8]) -> Result<T, PayloadError> {
    if u64::try_from(padded.len()).map(padme) != Ok(padded.len() as u64) {
        return Err(PayloadError::Padding);
    }
    if padded.first() != Some(&b'{') {
        return Err(PayloadError::Malformed);
    }
    let mut reader = serde_json::Deserializer::from_slice(padded).into_iter::<T>();
    let payload = reader.next().and_then(Result::ok).ok_or(PayloadError::Malformed)?;
    let rest = padded.get(reader.byte_offset()..).unwrap_or_default();
    if rest.iter().any(|b| *b != b' ') {
        return Err(PayloadError::Padding);
    }
    Ok(payload)
}

/// [`to_padded`], then [`seal`].
pub fn seal_payload<T: Payload>(payload: &T, recipients: &[&Recipient]) -> Result<Vec<u8>, SealError> {
    seal(&to_padded(payload), recipients)
}

/// [`open`], then [`parse`].
pub fn open_payload<T: Payload>(sealed: &[u8], identity: &Identity, stanzas: usize) -> Result<T, PayloadError> {
    parse(&open(sealed, identity, stanzas)?)
}

struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Longest safe name in bytes.
const MAX_NAME: usize = 100;
/// Longest ending that is kept when a name is shortened, dot included.
const MAX_ENDING: usize = 12;

fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !direction(*c))
        .map(|c| if matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c })
        .collect();
    let trim = |c: char| c == '.' || c.is_whitespace();
    let clean = clean.trim_matches(trim);
    let short = shorten(clean);
    let short = short.trim_end_matches(trim);
    if short.is_empty() {
        return "file".to_owned();
    }
    if reserved(short) { format!("_{short}") } else { short.to_owned() }
}

/// Characters that change how the rest of a name reads: directions, joiners, line separators,
/// tags, variation selectors.
fn direction(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Cuts at a character's boundary and keeps a short ending.
fn shorten(name: &str) -> String {
    const ROOM: usize = MAX_NAME - 1; // for the underscore before a reserved name
    if name.len() <= ROOM {
        return name.to_owned();
    }
    let ending = match name.rfind('.') {
        Some(dot) if name.len() - dot <= MAX_ENDING => name.get(dot..).unwrap_or_default(),
        _ => "",
    };
    let mut end = ROOM - ending.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", name.get(..end).unwrap_or_default())
}

/// Names that mean a device on Windows, with any ending.
fn reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| {
            let mut chars = rest.chars();
            matches!(chars.next(), Some('0'..='9' | '¹' | '²' | '³')) && chars.next().is_none()
        })
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CLOCK$" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

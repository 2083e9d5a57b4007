//! Parts of a case handed to a body outside: a lawyer, a court, the United Nations.
//!
//! What is handed over (`tocsin.bundle/1`) is a tar archive that stock `tar` unpacks, signed by the team, and made in one
//! of two ways: sealed to the body's key, so that stock `age` opens it, or as one page of HTML ([`html`]) for people
//! without tools. Both hold, in this order:
//!
//! 1. `manifest.json`: `{"manifest":…,"signature":…}`, canonical; what every part is, its hash, and the case's number
//! 2. `rosters/1.json`, …: the signed rosters, so that whoever knows the administrators' roster key can check the team's
//! 3. the parts as the manifest names them
//!
//! Neither the case's id nor a person of the team stands in it. Reading is strict: what was read is written again and
//! must be the same bytes.

mod html;
mod tar;
mod words;

use crate::age_file::{OpenError, SealError, open, seal};
use crate::canonical::{self, MAX_SAFE};
use crate::chain::{Chain, verify_chain};
use crate::ids::Hash32;
use crate::keys::{Identity, Recipient};
use crate::padding::padme_usize;
use crate::roster::SignedRoster;
use crate::signing::{PublicKey, Signature, SigningKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use zeroize::Zeroizing;

pub use words::{contact_words, message_words, report_words};

const FORMAT: &str = "tocsin.bundle/1";
/// Context of the signature.
const CONTEXT: &str = "tocsin/bundle/1";
/// Most parts in one bundle.
pub const MAX_ITEMS: usize = 500;
/// Longest note to the body, in bytes.
pub const MAX_NOTE: usize = 20_000;
/// Bytes of all parts together in a sealed bundle: it is made in memory, here and in browsers.
pub const MAX_SEALED: usize = 200_000_000;
/// The same in a page: browsers do not save larger files out of one.
pub const MAX_PAGE: usize = 20_000_000;
const MAX_DOCUMENT: usize = 1024 * 1024;
const MAX_NAME: usize = 255;
/// The reporter's wish that goes along with whatever is handed over.
pub const NOT_MY_COMMUNITY: &str = "not_my_community";

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// The reporter's first words.
    Report,
    /// Later words.
    Message,
    /// An answer of the team.
    Reply,
    /// A translation that the team made.
    Translation,
    /// How the reporter can be reached safely.
    Contact,
    /// A file.
    File,
}

impl ItemKind {
    /// The word that stands in paths.
    pub fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Message => "message",
            Self::Reply => "reply",
            Self::Translation => "translation",
            Self::Contact => "contact",
            Self::File => "file",
        }
    }
}

/// A part as the manifest names it.
// Fields in sorted order: that is the canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// When it was written, Unix seconds.
    pub at: i64,
    /// What it is.
    pub kind: ItemKind,
    /// Language tag, as the writer claims; empty for files.
    pub language: String,
    /// Bytes.
    pub length: u64,
    /// Media type, as the sender claims; `text/plain` for words.
    pub media_type: String,
    /// A safe name of a file; empty for words.
    pub name: String,
    /// Its number in its own chain; of a file, that of the message it came with (0: the report).
    pub number: u32,
    /// Where it lies in the archive.
    pub path: String,
    /// SHA-256 of the true bytes.
    pub sha256: Hash32,
}

/// What is signed.
// Fields in sorted order: that is the canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// When it was made, Unix seconds.
    pub at: i64,
    /// The case's number as people say it.
    pub case: String,
    /// Wishes of the reporter that bind whoever reads on: [`NOT_MY_COMMUNITY`].
    pub cautions: Vec<String>,
    /// `tocsin.bundle/1`.
    pub format: String,
    /// From the team to the body.
    pub note: String,
    /// The parts, in their order.
    pub parts: Vec<Named>,
    /// The roster whose team signed.
    pub roster_hash: Hash32,
    /// Fingerprint of the recipient it was sealed to; empty for a page.
    pub to: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    manifest: Manifest,
    signature: Signature,
}

/// A part, before it is named.
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// As in [`Named::number`].
    pub number: u32,
    /// As in [`Named::at`].
    pub at: i64,
    /// As in [`Named::language`].
    pub language: String,
    /// As in [`Named::name`].
    pub name: String,
    /// As in [`Named::media_type`].
    pub media_type: String,
    /// The true bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// What a bundle says beside its parts.
pub struct About<'a> {
    /// The case's number.
    pub case: &'a str,
    /// Unix seconds.
    pub at: i64,
    /// To the body.
    pub note: &'a str,
    /// As in [`Manifest::cautions`].
    pub cautions: Vec<String>,
    /// Whom it will be sealed to; `None` for a page.
    pub to: Option<&'a Recipient>,
}

/// Why a bundle cannot be made, or is refused.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Not such a bundle in its one spelling.
    #[error("not a bundle of this version, or changed since it was made")]
    Malformed,
    /// A number, note, name or part beyond its bounds, or no part at all.
    #[error("the bundle has no part, or something in it is longer than it may be")]
    Bounds,
    /// Too large for this way.
    #[error("the parts are too large together for this way of handing over")]
    TooLarge,
    /// A part is not the one that was signed.
    #[error("{0} is not the part that was signed")]
    Part(String),
    /// The rosters are not those of this administration.
    #[error("the rosters in it are not signed by this roster key")]
    Rosters,
    /// Signed by no team of these rosters.
    #[error("it is not signed by the team that it names")]
    Signature,
    /// Sealed to somebody else than it says: passed on by whoever got it.
    #[error("it was made for another recipient and passed on")]
    PassedOn,
    /// Does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// A bundle whose parts have the hashes that its manifest names. Who signed it: [`Bundle::verify`].
pub struct Bundle {
    manifest: Manifest,
    document: Vec<u8>,
    signature: Signature,
    rosters: Vec<Vec<u8>>,
    items: Vec<Zeroizing<Vec<u8>>>,
}

impl Bundle {
    /// Puts parts together and signs them with the key of the newest roster's team.
    pub fn sign(about: About<'_>, items: Vec<Item>, rosters: &[SignedRoster], team: &SigningKey) -> Result<Self, BundleError> {
        let newest = rosters.last().filter(|roster| *roster.team_signing_key() == team.public()).ok_or(BundleError::Signature)?;
        let parts = items.iter().enumerate().map(|(at, item)| named(at, item)).collect();
        let manifest = Manifest {
            at: about.at,
            case: about.case.to_owned(),
            cautions: about.cautions,
            format: FORMAT.to_owned(),
            note: about.note.to_owned(),
            parts,
            roster_hash: newest.hash(),
            to: about.to.map(Recipient::fingerprint).unwrap_or_default(),
        };
        let readable = items.iter().all(|item| is_readable(item.kind, &item.bytes));
        within_bounds(&manifest).filter(|()| readable).ok_or(BundleError::Bounds)?;
        let size: usize = items.iter().map(|item| item.bytes.len()).sum();
        if size > if about.to.is_some() { MAX_SEALED } else { MAX_PAGE } {
            return Err(BundleError::TooLarge);
        }
        let signature = team.sign_in(CONTEXT, &canonical::to_bytes(&manifest));
        Ok(Self {
            document: canonical::to_bytes(&Document { manifest: manifest.clone(), signature }),
            manifest,
            signature,
            rosters: rosters.iter().map(|roster| roster.bytes().to_vec()).collect(),
            items: items.into_iter().map(|item| item.bytes).collect(),
        })
    }

    /// With every document of the chain beside it: also where the roster key was replaced, whoever knows one of its keys can check it.
    pub fn with_chain(mut self, chain: &Chain) -> Self {
        self.rosters = chain.documents();
        self
    }

    /// The archive, with zeros behind it up to a padded size, which `tar` passes over.
    pub fn to_tar(&self) -> Zeroizing<Vec<u8>> {
        let mut files = vec![("manifest.json".to_owned(), self.document.as_slice())];
        files.extend(self.rosters.iter().enumerate().map(|(at, roster)| (format!("rosters/{}.json", at + 1), roster.as_slice())));
        files.extend(self.manifest.parts.iter().zip(&self.items).map(|(part, bytes)| (part.path.clone(), bytes.as_slice())));
        let mut archive = Zeroizing::new(Vec::with_capacity(padme_usize(tar::length(&files))));
        tar::write(&files, &mut archive);
        let padded = padme_usize(archive.len());
        archive.resize(padded, 0);
        archive
    }

    /// Sealed to the recipient it was made for.
    pub fn seal(&self, to: &Recipient) -> Result<Vec<u8>, BundleError> {
        if self.manifest.to != to.fingerprint() {
            return Err(BundleError::PassedOn);
        }
        Ok(seal(&self.to_tar(), &[to])?)
    }

    /// One page with everything in it.
    pub fn to_html(&self) -> Result<String, BundleError> {
        if !self.manifest.to.is_empty() {
            return Err(BundleError::PassedOn);
        }
        Ok(html::write(self))
    }

    /// Opens a sealed bundle. One that was made for somebody else and sealed anew by them is refused.
    pub fn open(sealed: &[u8], identity: &Identity) -> Result<Self, BundleError> {
        let bundle = Self::from_tar(&open(sealed, identity, 1)?)?;
        if bundle.manifest.to == identity.recipient().fingerprint() { Ok(bundle) } else { Err(BundleError::PassedOn) }
    }

    /// Reads the archive, as stock `age` gives it.
    pub fn from_tar(archive: &[u8]) -> Result<Self, BundleError> {
        let mut files = tar::read(archive).ok_or(BundleError::Malformed)?.into_iter();
        let document = files.next().filter(|(name, _)| name == "manifest.json").ok_or(BundleError::Malformed)?.1;
        let (mut rosters, mut items) = (Vec::new(), Vec::new());
        for (name, bytes) in files {
            match name.starts_with("rosters/") {
                true => rosters.push(bytes.to_vec()),
                false => items.push(Zeroizing::new(bytes.to_vec())),
            }
        }
        let bundle = Self::whole(document, rosters, items)?;
        if *bundle.to_tar() == archive { Ok(bundle) } else { Err(BundleError::Malformed) }
    }

    /// Reads a page.
    pub fn from_html(page: &str) -> Result<Self, BundleError> {
        let (document, rosters, items) = html::read(page).ok_or(BundleError::Malformed)?;
        let bundle = Self::whole(&document, rosters, items)?;
        if bundle.to_html()? == page { Ok(bundle) } else { Err(BundleError::Malformed) }
    }

    /// What it says, if these administrators' teams signed it. Gives the roster's epoch too.
    pub fn verify(&self, roster_key: &PublicKey) -> Result<u32, BundleError> {
        let rosters = verify_chain(&self.rosters, roster_key).map_err(|_| BundleError::Rosters)?;
        let roster = rosters.iter().find(|roster| roster.hash() == self.manifest.roster_hash).ok_or(BundleError::Rosters)?;
        let signed = roster.team_signing_key().verify_in(CONTEXT, &canonical::to_bytes(&self.manifest), &self.signature);
        if signed { Ok(roster.epoch()) } else { Err(BundleError::Signature) }
    }

    /// What it says; proved by [`Bundle::verify`] alone.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The parts with their bytes, in order.
    pub fn items(&self) -> impl Iterator<Item = (&Named, &[u8])> {
        self.manifest.parts.iter().zip(self.items.iter().map(|bytes| bytes.as_slice()))
    }

    /// A bundle of these pieces, if every part is the one its manifest names.
    fn whole(document: &[u8], rosters: Vec<Vec<u8>>, items: Vec<Zeroizing<Vec<u8>>>) -> Result<Self, BundleError> {
        let read: Document = canonical::from_bytes(document, MAX_DOCUMENT).ok_or(BundleError::Malformed)?;
        let manifest = read.manifest;
        let fits = within_bounds(&manifest).is_some() && manifest.parts.len() == items.len() && !rosters.is_empty();
        if !fits {
            return Err(BundleError::Malformed);
        }
        for (at, (part, bytes)) in manifest.parts.iter().zip(&items).enumerate() {
            let same = part.length == bytes.len() as u64 && part.sha256 == Hash32::of(bytes) && part.path == path(at, part);
            if !same || !is_readable(part.kind, bytes) {
                return Err(BundleError::Part(part.path.clone()));
            }
        }
        Ok(Self { manifest, document: document.to_vec(), signature: read.signature, rosters, items })
    }
}

fn named(at: usize, item: &Item) -> Named {
    let mut part = Named {
        at: item.at,
        kind: item.kind,
        language: if is_tag(&item.language) { item.language.clone() } else { String::new() },
        length: item.bytes.len() as u64,
        media_type: if is_media_type(&item.media_type) { item.media_type.clone() } else { "application/octet-stream".to_owned() },
        name: item.name.clone(),
        number: item.number,
        path: String::new(),
        sha256: Hash32::of(&item.bytes),
    };
    part.path = path(at, &part);
    part
}

/// `parts/001-report.txt`, `parts/002-message-1.txt`, `parts/003-file.jpg`: nothing of a sender's name but a harmless ending.
fn path(at: usize, part: &Named) -> String {
    let (at, word) = (at + 1, part.kind.word());
    match part.kind {
        ItemKind::Report | ItemKind::Contact => format!("parts/{at:03}-{word}.txt"),
        ItemKind::Message | ItemKind::Reply | ItemKind::Translation => format!("parts/{at:03}-{word}-{}.txt", part.number),
        ItemKind::File => {
            let ending = part.name.rsplit_once('.').map_or("", |(_, ending)| ending);
            let plain = (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
            format!("parts/{at:03}-{word}.{}", if plain { ending.to_ascii_lowercase() } else { "bin".to_owned() })
        }
    }
}

/// Words are text.
fn is_readable(kind: ItemKind, bytes: &[u8]) -> bool {
    kind == ItemKind::File || std::str::from_utf8(bytes).is_ok()
}

/// A language tag as one may be; anything else that a writer claims is left out.
fn is_tag(text: &str) -> bool {
    (1..=35).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A media type as one may be; anything else that a sender claims is `application/octet-stream`.
fn is_media_type(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-'));
    text.len() <= MAX_NAME && text.split_once('/').is_some_and(|(kind, sub)| part(kind) && part(sub))
}

fn within_bounds(manifest: &Manifest) -> Option<()> {
    let time = |at: i64| u64::try_from(at).is_ok_and(|at| at <= MAX_SAFE);
    let case = (1..=32).contains(&manifest.case.len()) && manifest.case.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let to =
        manifest.to.is_empty() || (manifest.to.len() == 16 && manifest.to.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    let parts = manifest.parts.iter().all(|part| {
        let words = part.kind != ItemKind::File;
        time(part.at)
            && (part.language.is_empty() || is_tag(&part.language))
            && is_media_type(&part.media_type)
            && part.name.len() <= MAX_NAME
            && !part.name.chars().any(html::is_hidden)
            && (!words || (part.name.is_empty() && part.media_type == "text/plain"))
    });
    let paths: BTreeSet<_> = manifest.parts.iter().map(|part| &part.path).collect();
    let fits = manifest.format == FORMAT
        && case
        && to
        && parts
        && time(manifest.at)
        && manifest.note.len() <= MAX_NOTE
        && manifest.cautions.iter().all(|caution| caution == NOT_MY_COMMUNITY)
        && manifest.cautions.len() <= 1
        && (1..=MAX_ITEMS).contains(&manifest.parts.len())
        && paths.len() == manifest.parts.len();
    fits.then_some(())
}

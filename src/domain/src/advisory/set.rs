//! A whole set of advisories: read, checked to the last byte, and made.

use std::collections::BTreeMap;

use minisign_verify::{PublicKey as MinisignKey, Signature as MinisignSignature};
use tocsin_seal::Hash32;

use super::index::FORMAT;
use super::{Advisory, Day, Index, Listed, Named, addresses, bundle, feed, page, text_of};

/// The name of the list.
pub const INDEX: &str = "index.json";
/// Most files of a set, signatures included.
pub const MAX_FILES: usize = 4_000;
/// Most bytes of a set.
pub const MAX_SET: usize = 16 << 20;
/// What a file's signature is called after it.
const SIGNATURE: &str = ".minisig";
/// How long what was taken back stays, with the reason, and what has ended stays readable.
const KEEP_DAYS: i64 = 90;

/// The public key that signs advisories, as minisign writes it: `RW…`, 56 letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteKey(String);

impl SiteKey {
    /// Reads it from its line, or from the two lines of minisign's public key file.
    ///
    /// # Errors
    /// [`SetError::Key`].
    pub fn parse(text: &str) -> Result<Self, SetError> {
        let line = text.trim().lines().last().unwrap_or_default().trim();
        MinisignKey::from_base64(line).map_err(|_| SetError::Key)?;
        Ok(Self(line.to_owned()))
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn checks(&self, bytes: &[u8], signature: &str, comment: &str) -> bool {
        let key = MinisignKey::from_base64(&self.0);
        let signature = MinisignSignature::decode(signature);
        matches!((key, signature), (Ok(key), Ok(signature)) if signature.trusted_comment() == comment && key.verify(bytes, &signature, false).is_ok())
    }
}

/// Why a set is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// Not a public key.
    #[error("this is no public key of minisign: its second line, which begins with RW, is meant")]
    Key,
    /// A file that must be there is not.
    #[error("the file {0} is missing")]
    Missing(String),
    /// A file that the list does not know.
    #[error("the file {0} does not belong to these advisories")]
    Stray(String),
    /// A name that is no such file's.
    #[error("a file has a name that no such file has")]
    Name,
    /// A signature that does not hold.
    #[error("the signature of {0} does not hold: the file was changed, or signed with another key or for another place")]
    Signature(String),
    /// A file that is another than the list says.
    #[error("the file {0} is not the one that the list names")]
    Changed(String),
    /// The list or an advisory cannot be read.
    #[error("{0} cannot be read: {1}")]
    Malformed(String, String),
    /// More than there can be.
    #[error("these are more or larger files than advisories have")]
    TooLarge,
    /// An advisory is twice there, or an older one came after a newer.
    #[error("the advisory {0} is there already with this revision or a later one")]
    Revision(String),
}

/// A set whose every file is named by a signed list.
#[derive(Clone, Debug)]
pub struct Set {
    /// The list.
    pub index: Index,
    /// The advisories of the list, in its order.
    pub advisories: Vec<Advisory>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Set {
    /// Checks a folder's files under `key`: the list's signature, every other file's hash and signature, and that nothing is
    /// missing or besides.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(files: BTreeMap<String, Vec<u8>>, key: &SiteKey) -> Result<Self, SetError> {
        if files.len() > MAX_FILES || files.values().map(Vec::len).sum::<usize>() > MAX_SET {
            return Err(SetError::TooLarge);
        }
        if !files.keys().all(|name| file_name_is_safe(name)) {
            return Err(SetError::Name);
        }
        let list = files.get(INDEX).ok_or_else(|| SetError::Missing(INDEX.into()))?;
        let index: Index = serde_json::from_slice(list).map_err(|e| SetError::Malformed(INDEX.into(), e.to_string()))?;
        if index.format != FORMAT {
            return Err(SetError::Malformed(INDEX.into(), format!("its format is not {FORMAT}")));
        }
        let signed = |name: &str, bytes: &[u8]| {
            let signature = files.get(&format!("{name}{SIGNATURE}")).ok_or_else(|| SetError::Missing(format!("{name}{SIGNATURE}")))?;
            let signature = std::str::from_utf8(signature).unwrap_or_default();
            if key.checks(bytes, signature, &comment(index.serial, name)) { Ok(()) } else { Err(SetError::Signature(name.to_owned())) }
        };
        signed(INDEX, list)?;
        for (name, named) in &index.files {
            let bytes = files.get(name).ok_or_else(|| SetError::Missing(name.clone()))?;
            if *named != Named::of(bytes) {
                return Err(SetError::Changed(name.clone()));
            }
            signed(name, bytes)?;
        }
        for name in files.keys() {
            let of = name.strip_suffix(SIGNATURE).unwrap_or(name);
            if of != INDEX && !index.files.contains_key(of) {
                return Err(SetError::Stray(name.clone()));
            }
        }
        let mut advisories = Vec::new();
        for listed in &index.advisories {
            let name = format!("{}.json", listed.id);
            let bytes = files.get(&name).ok_or_else(|| SetError::Missing(name.clone()))?;
            let advisory = Advisory::parse(bytes).map_err(|e| SetError::Malformed(name.clone(), e.to_string()))?;
            if Listed::of(&advisory) != *listed {
                return Err(SetError::Changed(name));
            }
            advisories.push(advisory);
        }
        Ok(Self { index, advisories, files })
    }

    /// One of its files.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// All of its files by name.
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// Whether it should have been renewed before `today`.
    pub fn is_stale(&self, today: Day) -> bool {
        today > self.index.expires
    }

    /// The advisories that follow `before` with what is `new`: later revisions take the place of earlier ones, and what ended
    /// or was taken back long ago goes. Newest first.
    ///
    /// # Errors
    /// [`SetError::Revision`].
    pub fn follow(before: &[Advisory], new: Vec<Advisory>, today: Day) -> Result<Vec<Advisory>, SetError> {
        let mut all = before.to_vec();
        for advisory in new {
            if all.iter().any(|other| other.id == advisory.id && other.revision >= advisory.revision) {
                return Err(SetError::Revision(advisory.id.to_string()));
            }
            all.retain(|other| other.id != advisory.id);
            all.push(advisory);
        }
        all.retain(|advisory| {
            let last = if advisory.withdrawn { advisory.written } else { advisory.expires };
            today.number() - last.number() <= KEEP_DAYS
        });
        all.sort_by_key(|advisory| std::cmp::Reverse((advisory.written, advisory.id)));
        Ok(all)
    }

    /// Every file of a set but the signatures, the list included: what is to be signed, and under which comment.
    pub fn compose(index: Index, advisories: &[Advisory], key: &SiteKey) -> Vec<(String, Vec<u8>, String)> {
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut languages: Vec<&str> = advisories.iter().flat_map(|a| a.texts.keys().map(String::as_str)).collect();
        languages.push("en");
        languages.sort_unstable();
        languages.dedup();
        for advisory in advisories {
            files.insert(format!("{}.json", advisory.id), advisory.bytes());
            for language in advisory.texts.keys() {
                files.insert(format!("{}.{language}.txt", advisory.id), text_of(advisory, language, &index).into_bytes());
                files.insert(format!("{}.{language}.html", advisory.id), page(advisory, language, &index).into_bytes());
            }
        }
        for language in languages {
            files.insert(format!("all.{language}.txt"), bundle(advisories, language, &index).into_bytes());
            files.insert(format!("feed.{language}.xml"), feed(advisories, language, &index).into_bytes());
        }
        files.insert("addresses.txt".into(), addresses(&index, key).into_bytes());
        files.insert(
            "minisign.pub".into(),
            format!("untrusted comment: public warnings of {}\n{}\n", one_line(&index.organisation), key.as_str()).into_bytes(),
        );
        let serial = index.serial;
        let named = files.iter().map(|(name, bytes)| (name.clone(), Named::of(bytes))).collect();
        let listed = advisories.iter().map(Listed::of).collect();
        let index = Index { advisories: listed, files: named, format: FORMAT.into(), ..index };
        files.insert(INDEX.into(), serde_json::to_vec(&index).unwrap_or_default());
        files
            .into_iter()
            .map(|(name, bytes)| (comment(serial, &name), name, bytes))
            .map(|(comment, name, bytes)| (name, bytes, comment))
            .collect()
    }
}

impl Named {
    fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.len() as u64, sha256: Hash32::of(bytes) }
    }
}

impl Listed {
    fn of(advisory: &Advisory) -> Self {
        Self {
            expires: advisory.expires,
            id: advisory.id,
            languages: advisory.texts.keys().cloned().collect(),
            revision: advisory.revision,
            withdrawn: advisory.withdrawn,
        }
    }
}

/// What the signature of a file says of it: a file of another set, or under another name, does not pass for this one.
fn comment(serial: u64, name: &str) -> String {
    format!("tocsin advisories {serial} {name}")
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Whether this can be the name of a file of a set: it names no folder and hides nothing.
pub fn file_name_is_safe(name: &str) -> bool {
    (1..=80).contains(&name.len())
        && !name.starts_with('.')
        && !name.contains("..")
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
}

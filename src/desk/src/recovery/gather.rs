//! Shares put together: which are good, which are not, and the key that they make.

use std::{collections::BTreeMap, path::PathBuf};

use tocsin_seal::{Hash32, Identity, Recipient};
use vsss_rs::Gf256;
use zeroize::Zeroizing;

use super::share::Share;
use crate::{error::DeskError, files, visible::visible_path};

/// More than any key is split into: every choice of them can be tried.
pub const MOST: u8 = 16;

/// The public file of a recovery key: its recipient, and a mark of each share.
pub struct Public {
    /// What team keys are granted to.
    pub recipient: Recipient,
    /// By number.
    pub marks: BTreeMap<u8, Hash32>,
}

/// What came out of a number of shares.
pub struct Gathered {
    /// The key.
    pub identity: Identity,
    /// Shares that fit, by name.
    pub good: Vec<String>,
    /// Shares that do not, each with what is wrong.
    pub bad: Vec<String>,
}

/// Reads shares and makes the key of `public` from them.
///
/// # Errors
/// Too few good ones: says how many are missing, and names each that is not good.
pub fn gather(paths: &[PathBuf], public: &Public) -> Result<Gathered, DeskError> {
    let (mut shares, mut bad) = (BTreeMap::new(), Vec::new());
    for path in paths {
        let name = visible_path(path);
        match read(path, public) {
            Ok(share) => match shares.get(&share.number) {
                Some((_, other)) => bad.push(format!("{name}: the same share as {other}")),
                None => drop(shares.insert(share.number, (share, name))),
            },
            Err(error) => bad.push(format!("{name}: {error}")),
        }
    }
    let shares: Vec<(Share, String)> = shares.into_values().collect();
    let needed = shares.first().map(|(share, _)| usize::from(share.needed));
    let Some(needed) = needed.filter(|needed| shares.len() >= *needed) else {
        let missing = needed.map_or_else(|| "no good share".to_owned(), |needed| format!("{} good of {needed} needed", shares.len()));
        return Err(DeskError::refused(format!("{missing}{}", listed(&bad))));
    };
    let (fits, identity) = choose(&shares, needed, &public.recipient).ok_or_else(|| {
        DeskError::refused(format!("no {needed} of these shares make the key {}{}", public.recipient.fingerprint(), listed(&bad)))
    })?;
    let mut good = Vec::new();
    for (at, (share, name)) in shares.iter().enumerate() {
        // One of those that made the key is exchanged for it: the same key, or it is not a share of it.
        let tried: Vec<&Share> = fits.iter().skip(1).filter_map(|at| shares.get(*at)).map(|(share, _)| share).chain([share]).collect();
        if fits.contains(&at) || combined(&tried).is_some_and(|key| key.recipient() == &public.recipient) {
            good.push(name.clone());
        } else {
            bad.push(format!("{name}: does not make the key with the others"));
        }
    }
    Ok(Gathered { identity, good, bad })
}

fn listed(bad: &[String]) -> String {
    bad.iter().map(|line| format!("; {line}")).collect()
}

fn read(path: &std::path::Path, public: &Public) -> Result<Share, DeskError> {
    let bytes = files::read(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| DeskError::refused("it is no text"))?;
    let share = Share::parse(text).map_err(|error| DeskError::refused(error.to_string()))?;
    if share.key != start(&public.recipient) {
        return Err(DeskError::refused("it is a share of another key"));
    }
    match public.marks.get(&share.number) {
        Some(mark) if *mark != share.mark() => {
            Err(DeskError::refused(format!("it is not the share {} that was made: somebody changed it", share.number)))
        }
        _ => Ok(share),
    }
}

/// The start of a key's fingerprint.
pub fn start(recipient: &Recipient) -> [u8; 4] {
    let mut start = [0; 4];
    start.copy_from_slice(&Hash32::of(recipient.as_bytes()).as_bytes()[..4]);
    start
}

/// The first choice of `needed` shares that makes the key.
fn choose(shares: &[(Share, String)], needed: usize, recipient: &Recipient) -> Option<(Vec<usize>, Identity)> {
    let mut choice: Vec<usize> = (0..needed).collect();
    loop {
        let chosen: Vec<&Share> = choice.iter().filter_map(|at| shares.get(*at)).map(|(share, _)| share).collect();
        if let Some(identity) = combined(&chosen).filter(|identity| identity.recipient() == recipient) {
            return Some((choice, identity));
        }
        // The next choice in order.
        let at = (0..needed).rev().find(|at| choice.get(*at).is_some_and(|place| *place + needed < shares.len() + at))?;
        let next = choice.get(at)? + 1;
        for (offset, place) in choice.iter_mut().skip(at).enumerate() {
            *place = next + offset;
        }
    }
}

fn combined(shares: &[&Share]) -> Option<Identity> {
    let shares: Vec<Vec<u8>> = shares.iter().map(|share| share.for_library().to_vec()).collect();
    let secret = Zeroizing::new(Gf256::combine_bytes(&shares).ok()?);
    drop(shares.into_iter().map(Zeroizing::new).collect::<Vec<_>>());
    Some(Identity::from_seed(*secret.first_chunk::<32>()?))
}

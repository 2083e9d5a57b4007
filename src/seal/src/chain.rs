//! The chain of an installation: its rosters from the first on, and the successions of the key that signs them, each in its place.

use std::ops::Deref;

use crate::roster::{RosterError, SignedRoster};
use crate::signing::PublicKey;
use crate::succession::{SignedSuccession, claimed};

/// A chain whose every signature and link was checked. It stands for its rosters, oldest first.
#[derive(Clone, Debug)]
pub struct Chain {
    rosters: Vec<SignedRoster>,
    successions: Vec<SignedSuccession>,
    keys: Vec<PublicKey>,
}

impl Chain {
    /// Checks all documents of an installation, oldest first. `pinned` is a roster key that is known from elsewhere: the first,
    /// or any that took its place, as far as the chain goes. None at all is valid and has no current roster.
    ///
    /// An older key than the pinned one is believed, since each succession is signed by the key that it names as well, and holds
    /// the hash of all that was before.
    pub fn verify(documents: &[Vec<u8>], pinned: &PublicKey) -> Result<Self, RosterError> {
        let first = documents.iter().find_map(|document| claimed(document)).map_or(*pinned, |(_, old)| old);
        let mut chain = Self { rosters: Vec::with_capacity(documents.len()), successions: Vec::new(), keys: vec![first] };
        for document in documents {
            chain.push(document)?;
        }
        // Here it is decided whether any of this was signed by whom we know.
        if chain.keys.contains(pinned) { Ok(chain) } else { Err(RosterError::AdminSignature) }
    }

    /// Takes the next roster or succession, if it follows.
    pub fn push(&mut self, document: &[u8]) -> Result<(), RosterError> {
        if claimed(document).is_none() {
            let roster = SignedRoster::verify_under(document, self.key(), self.rosters.last())?;
            self.rosters.push(roster);
            return Ok(());
        }
        let succession = SignedSuccession::verify(document)?;
        let (said, last) = (succession.said(), self.rosters.last().ok_or(RosterError::Chain)?);
        let follows = said.old == *self.key()
            && usize::try_from(said.number) == Ok(self.successions.len() + 1)
            && said.epoch == last.epoch()
            && said.roster == last.hash()
            && said.deployment == *last.deployment()
            // A key that was given up once does not come back.
            && !self.keys.contains(&said.new);
        if !follows {
            return Err(RosterError::Chain);
        }
        self.keys.push(said.new);
        self.successions.push(succession);
        Ok(())
    }

    /// The key that signs the next roster.
    pub fn key(&self) -> &PublicKey {
        // There is one from the beginning.
        self.keys.last().unwrap_or_else(|| unreachable!("a chain has a key"))
    }

    /// Every roster key, oldest first; the last one is in force.
    pub fn keys(&self) -> &[PublicKey] {
        &self.keys
    }

    /// The successions, oldest first.
    pub fn successions(&self) -> &[SignedSuccession] {
        &self.successions
    }

    /// The rosters, oldest first.
    pub fn rosters(&self) -> &[SignedRoster] {
        &self.rosters
    }

    /// All documents in their order, as [`Chain::verify`] takes them.
    pub fn documents(&self) -> Vec<Vec<u8>> {
        let rosters = self.rosters.iter().map(|roster| (roster.epoch(), roster.bytes().to_vec())).collect();
        in_order(rosters, self.successions.iter().map(|one| one.bytes().to_vec()).collect())
    }

    /// The rosters alone.
    pub fn into_rosters(self) -> Vec<SignedRoster> {
        self.rosters
    }
}

impl Deref for Chain {
    type Target = [SignedRoster];

    fn deref(&self) -> &[SignedRoster] {
        &self.rosters
    }
}

/// Puts each succession, oldest first, behind the roster of the epoch that it names. Proves nothing; what has no place comes
/// last, where it is refused.
pub fn in_order(rosters: Vec<(u32, Vec<u8>)>, successions: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut placed: Vec<(u32, bool, Vec<u8>)> = rosters.into_iter().map(|(epoch, document)| (epoch, false, document)).collect();
    placed.extend(successions.into_iter().map(|document| (claimed(&document).map_or(u32::MAX, |(epoch, _)| epoch), true, document)));
    // Stable: those of one place stay in their order.
    placed.sort_by_key(|(epoch, succession, _)| (*epoch, *succession));
    placed.into_iter().map(|(.., document)| document).collect()
}

/// Checks all documents of an installation ([`Chain::verify`]) for whoever wants the rosters alone.
pub fn verify_chain(documents: &[Vec<u8>], pinned: &PublicKey) -> Result<Vec<SignedRoster>, RosterError> {
    Chain::verify(documents, pinned).map(Chain::into_rosters)
}

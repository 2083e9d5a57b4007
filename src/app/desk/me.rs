//! What a desk needs to know of whoever works at it.

use tocsin_domain::clock::day_of;
use tocsin_seal::{Head, person};

use super::{Fault, SignedIn};
use crate::app::App;

/// Whoever works at a desk, as their desk needs to know.
pub struct Me {
    /// Of both public keys: what a lead compares.
    pub fingerprint: String,
    /// Newest epoch whose team key was given to them; 0: none.
    pub granted_epoch: u32,
    /// Rosters, oldest first.
    pub rosters: Vec<Vec<u8>>,
    /// Their grants of team keys: epoch, identity, signing key.
    pub team: Vec<(u32, Vec<u8>, Vec<u8>)>,
    /// End of the audit log.
    pub head: Head,
    /// What stands in today's mail to them.
    pub daily_code: String,
}

impl App {
    /// Reads it.
    pub async fn me(&self, who: &SignedIn) -> Result<Me, Fault> {
        let own = who.recipient().fingerprint();
        let grants = self.team_grants().await?.into_iter().filter(|(_, grant)| grant.to == own);
        let team: Vec<_> = grants.filter_map(|(epoch, grant)| Some((u32::try_from(epoch).ok()?, grant.identity, grant.signing))).collect();
        Ok(Me {
            fingerprint: person::fingerprint(who.recipient(), &who.actor()),
            granted_epoch: team.iter().map(|(epoch, ..)| *epoch).max().unwrap_or(0),
            rosters: self.rosters().documents(),
            team,
            head: self.audit_head().await?,
            daily_code: self.inner.parts.token_key.daily_code(day_of(who.now()), who.account()),
        })
    }
}

//! Whoever enrolled and has no team key yet. In a demo the team key lies on the machine, and its process gives it to them; in an
//! installation a lead does, from their own desk.

use tocsin_seal::audit::Act;
use tocsin_seal::{Recipient, person};

use super::{Fault, accounts};
use crate::app::App;
use crate::app::people;
use crate::app::roster::MemberGrant;

/// Somebody who may read and cannot yet.
pub(in crate::app) struct Newcomer {
    pub account: [u8; 16],
    pub recipient: Recipient,
    fingerprint: String,
}

impl App {
    /// Everybody who may read what the team reads, with keys, and not disabled; with `but`, only those who have no grant of that
    /// epoch.
    pub(in crate::app) async fn readers_without(&self, but: Option<u32>) -> Result<Vec<Newcomer>, Fault> {
        let granted = self.team_grants().await?;
        let has = |recipient: &Recipient| {
            let own = recipient.fingerprint();
            granted.iter().any(|(epoch, grant)| but.is_some_and(|but| i64::from(but) == *epoch) && grant.to == own)
        };
        let mut tx = self.store().read().await?;
        let people = people::load(&mut tx, self.ring()).await?;
        let mut newcomers = Vec::new();
        for account in accounts::all(&mut tx, self.ring()).await? {
            let active = people.iter().any(|person| person.id == account.id && person.active);
            let Some(enrolled) = account.enrolled().filter(|_| active && account.roles.reads()) else { continue };
            if !has(&enrolled.recipient) {
                let fingerprint = person::fingerprint(&enrolled.recipient, &enrolled.actor);
                newcomers.push(Newcomer { account: account.id, recipient: enrolled.recipient.clone(), fingerprint });
            }
        }
        Ok(newcomers)
    }

    /// Stores the team key of an epoch for a newcomer, noted by the service: only where the team key lies beside it.
    pub(in crate::app) async fn give_team_key(&self, newcomer: &Newcomer, epoch: u32, grant: &MemberGrant) -> Result<(), Fault> {
        let mut tx = self.store().write().await?;
        tx.insert_team_grant(&self.team_grant_row(epoch, grant)?).await?;
        let details = [("fingerprint", newcomer.fingerprint.as_str()), ("epoch", &epoch.to_string())];
        self.note_service(&mut tx, Act::Granted, Some(newcomer.account), &details).await?;
        Ok(tx.commit().await?)
    }
}

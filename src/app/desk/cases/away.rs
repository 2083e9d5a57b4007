//! What the service does by itself at the desk: guests whose time is over lose their keys, and what somebody looked after who
//! is away or gone falls to whoever stands in for them, or back to everybody. Each with an entry in the log.
use std::collections::BTreeMap;

use tocsin_seal::Act;

use super::super::{Fault, accounts};
use super::{Held, former};
use crate::app::{
    App, AppError, alert, people, rota,
    rows::{self, Status},
    work::Account,
};
use crate::store::Tx;
use tocsin_seal::CaseId;

const ROWS: u16 = 500;

/// What was done; counts only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Guests whose time was over.
    pub guests: u32,
    /// Cases that got another caseworker, or none.
    pub cases: u32,
    /// Changes of rights whose former keys are gone.
    pub former: u32,
    /// Cases that could not be seen to, as something of them does not open.
    pub damaged: u32,
}

impl App {
    /// Ends what is over. One case that cannot be changed does not keep the others.
    pub async fn tidy_desk(&self) -> Result<Tidied, Fault> {
        let absent = self.absent().await?;
        let now = self.now();
        let mut due = Vec::new();
        let mut tx = self.store().read().await?;
        let mut last = None;
        loop {
            let rows = tx.cases_after(last.as_ref(), ROWS).await?;
            let Some(end) = rows.last() else { break };
            last = Some(end.id);
            due.extend(rows.iter().filter_map(|row| {
                let state = rows::open_case(self.ring(), row).ok()?;
                let over = state.work.guests.iter().any(|guest| guest.until <= now);
                let orphaned = state.status != Status::Closed && state.work.assignee.is_some_and(|who| absent.contains_key(&who));
                (over || orphaned || former::is_over(&state.work, now)).then_some(row.id)
            }));
        }
        drop(tx);
        let mut tidied = Tidied::default();
        for case in due {
            match self.tidy_case(case, &absent).await {
                Ok(one) => {
                    tidied.guests += one.guests;
                    tidied.cases += one.cases;
                    tidied.former += one.former;
                }
                // It keeps no other case: whoever damaged it must not keep guests in the others.
                Err(Fault::Internal(_)) => tidied.damaged += 1,
                // Somebody works on it this moment: the next time.
                Err(_) => {}
            }
        }
        Ok(tidied)
    }

    async fn tidy_case(&self, case: [u8; 16], absent: &BTreeMap<Account, Option<Account>>) -> Result<Tidied, Fault> {
        let mut tx = self.store().write().await?;
        let Some(row) = tx.lock_case(&case).await? else { return Ok(Tidied::default()) };
        let state = rows::open_case(self.ring(), &row)?;
        let mut held = Held { id: CaseId::from_bytes(case), row, state };
        let mut tidied = Tidied::default();
        let now = self.now();
        let over: Vec<_> = held.state.work.guests.iter().filter(|guest| guest.until <= now).map(|guest| guest.account).collect();
        for guest in over {
            self.end_guest(&mut tx, &mut held, guest).await?;
            tidied.guests += 1;
        }
        let orphaned = held.state.work.assignee.filter(|_| held.state.status != Status::Closed);
        if let Some((who, stand_in)) = orphaned.and_then(|who| Some((who, *absent.get(&who)?))) {
            let next = stand_in.filter(|next| held.state.work.lets(*next));
            held.state.work.assignee = next;
            let (from, to) = (who.to_string(), next.map(|next| next.to_string()));
            let details = [("from", from.as_str()), ("to", to.as_deref().unwrap_or("nobody")), ("why", "away")];
            let head = self.note_service(&mut tx, Act::Assigned, Some(case), &details).await?;
            held.state.work.note(head.seq);
            tidied.cases += 1;
        }
        tidied.former += self.drop_former(&mut tx, &mut held).await?;
        self.keep_held(&mut tx, &mut held).await?;
        tx.commit().await?;
        Ok(tidied)
    }

    async fn end_guest(&self, tx: &mut Tx, held: &mut Held, guest: Account) -> Result<(), Fault> {
        let work = &mut held.state.work;
        work.guests.retain(|known| known.account != guest);
        let named = work.restricted_to.as_ref().is_some_and(|named| named.contains(&guest));
        let theirs = accounts::find(tx, self.ring(), &guest.0).await?.and_then(|account| {
            let enrolled = account.enrolled()?;
            Some(enrolled.recipient.fingerprint())
        });
        if let Some(fingerprint) = theirs.filter(|_| !named) {
            self.drop_grants(tx, held, |grant| grant.to == fingerprint).await?;
        }
        let account = guest.to_string();
        let head = self.note_service(tx, Act::GuestEnded, Some(held.row.id), &[("account", &account)]).await?;
        held.state.work.note(head.seq);
        Ok(())
    }

    /// Who is away, or does not read any more, and who stands in for them.
    async fn absent(&self) -> Result<BTreeMap<Account, Option<Account>>, Fault> {
        let now = self.now();
        let mut tx = self.store().read().await?;
        let people = people::load(&mut tx, self.ring()).await?;
        let rota = rota::load(&mut tx, self.ring()).await.map_err(|error| Fault::from(AppError::from(alert::AlertError::from(error))))?;
        let reads: Vec<Account> = accounts::all(&mut tx, self.ring())
            .await?
            .iter()
            .filter(|account| account.enrolled().is_some() && account.roles.reads())
            .filter(|account| people.iter().any(|person| person.id == account.id && person.active))
            .map(|account| Account(account.id))
            .collect();
        let there = |who: &Account| reads.contains(who) && !rota.is_away(who.0, now);
        let stand_in = |who: [u8; 16]| {
            rota.entries.iter().find_map(|entry| match &entry.what {
                rota::What::Swap { out, stand_in, span } if *out == who && span.holds(now) => Some(Account(*stand_in)).filter(&there),
                _ => None,
            })
        };
        let gone = people.iter().map(|person| Account(person.id)).filter(|who| !there(who));
        Ok(gone.map(|who| (who, stand_in(who.0))).collect())
    }
}

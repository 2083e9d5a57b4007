//! What whoever looks after a case does besides writing: read it, answer its call or pass it on, sum it up, hand parts outside.
use serde::{Deserialize, Deserializer, de::Error as _};
use tocsin_seal::asked::many;
use tocsin_seal::{Act, Hash32, PartId, Recipient};

use super::super::{Fault, Reader};
use super::bytes;
use super::reading::Opened;
use super::sight::{self, Sight};
use crate::app::{
    App, AppError, alert, people,
    rows::Status,
    submit::TRIES,
    work::{Account, SealedSummary},
};

/// Parts of one case that are handed out at once.
const PARTS: usize = 500;
/// What stands for how the reporter can be reached, among the parts that are handed out.
const CONTACT: &str = "contact";
/// Longest sealed summary, bytes.
const SUMMARY: usize = 1_024;

/// A summary as the desk sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    epoch: u32,
    sealed: String,
}

/// Parts that leave the house, as the desk that made the bundle names them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handed {
    /// Ids of parts and files, and `contact`.
    parts: Vec<String>,
    way: HandedAs,
    /// Whom it is sealed to; none of a page.
    #[serde(default, deserialize_with = "recipient")]
    to: Option<Recipient>,
    /// SHA-256 of the file that was made.
    bundle: Hash32,
    audit: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum HandedAs {
    Sealed,
    Html,
}

fn recipient<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Recipient>, D::Error> {
    Option::<String>::deserialize(from)?.map(|text| text.parse().map_err(D::Error::custom)).transpose()
}

/// What somebody's desk says of a case that it opened.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seen {
    /// Every key that was granted to them is what it must be, that of the staff included.
    opens: bool,
}

impl App {
    /// This person has read everything up to now. Where rights were changed, it is a proof that the new keys open.
    pub async fn desk_read(&self, opened: &Opened, seen: &Seen) -> Result<(), Fault> {
        let (who, case) = (&opened.who, opened.case);
        let mut tx = self.store().write().await?;
        let mut held = self.hold(&mut tx, who, case, Sight::Guest).await?;
        let (me, last) = (who.as_account(), held.state.reporter.seq);
        let whole = sight::of(&held.state, who) == Sight::Whole;
        let work = &mut held.state.work;
        let proves = seen.opens && whole && !work.former.is_empty() && !work.opens.contains(&me);
        if proves {
            work.opens.push(me);
        } else if work.seen_by(me) == Some(last) {
            return Ok(());
        }
        held.state.work.see(me, last);
        self.keep_quietly(&mut tx, &held).await?;
        Ok(tx.commit().await?)
    }

    /// This person looks after the case: its call rings nobody else. Also from a locked page, where nobody can sign: then
    /// the service notes who it was. Whoever is closed out of a restricted case can do so as well: it is they who are woken.
    pub async fn desk_acknowledge(&self, who: &Reader, case: [u8; 16], audit: Option<&str>) -> Result<(), Fault> {
        for _ in 0..TRIES {
            let mut tx = self.store().write().await?;
            let mut held = self.hold(&mut tx, who, case, Sight::Line).await?;
            let which = alert::Which::Case(case);
            let done = alert::acknowledge_in(&mut tx, self.ring(), *who.account(), which, self.now()).await.map_err(AppError::from)?;
            // A worker changed the same call this very moment.
            let Some(done) = done else { continue };
            let fresh = held.state.status == Status::New;
            if done.is_empty() && !fresh {
                return Ok(());
            }
            held.state.settle();
            if fresh {
                held.state.status = Status::Acknowledged;
            }
            let entry = self.signed_or_noted(&mut tx, who, audit, Act::Acknowledged, Some(case), &[]).await?;
            held.state.work.note(entry);
            self.keep_held(&mut tx, &mut held).await?;
            tx.commit().await?;
            self.queued().notify_one();
            return Ok(());
        }
        Err(Fault::Busy)
    }

    /// Somebody else is woken for the case, now. [`Fault::Moved`] if nothing is open for it any more.
    pub async fn desk_pass(&self, who: &Reader, case: [u8; 16], to: Account, audit: Option<&str>) -> Result<(), Fault> {
        for _ in 0..TRIES {
            let mut tx = self.store().write().await?;
            let mut held = self.hold(&mut tx, who, case, Sight::Line).await?;
            self.colleague(&mut tx, to).await?;
            if !held.state.work.lets(to) {
                return Err(Fault::Bad);
            }
            let people = people::load(&mut tx, self.ring()).await?;
            let person = people.iter().find(|person| person.id == to.0 && person.active).ok_or(Fault::NotEnrolled)?;
            let open = alert::is_open(&mut tx, self.ring(), case).await.map_err(AppError::from)?;
            if !open {
                return Err(Fault::Moved);
            }
            if !alert::pass_in(&mut tx, self.ring(), person, case, self.now()).await.map_err(AppError::from)? {
                continue;
            }
            let name = to.to_string();
            let entry = self.signed_or_noted(&mut tx, who, audit, Act::Passed, Some(case), &[("to", &name)]).await?;
            held.state.work.note(entry);
            self.keep_held(&mut tx, &mut held).await?;
            tx.commit().await?;
            self.queued().notify_one();
            return Ok(());
        }
        Err(Fault::Busy)
    }

    /// What lists show of the case from now on, sealed to the team. Not of a restricted case: the team must not read it.
    pub async fn desk_summary(&self, who: &Reader, case: [u8; 16], summary: Sealed) -> Result<(), Fault> {
        bytes(&summary.sealed, SUMMARY)?;
        if !self.rosters().iter().any(|roster| roster.epoch() == summary.epoch) {
            return Err(Fault::Bad);
        }
        let mut tx = self.store().write().await?;
        let mut held = self.hold(&mut tx, who, case, Sight::Whole).await?;
        if held.state.work.restricted_to.is_some() {
            return Err(Fault::Forbidden);
        }
        held.state.work.summary = Some(SealedSummary { epoch: summary.epoch, sealed: summary.sealed });
        self.keep_quietly(&mut tx, &held).await?;
        Ok(tx.commit().await?)
    }

    /// Notes that parts of the case were handed to a body outside: which, how, to which key, and the hash of what was made.
    pub async fn desk_shared(&self, who: &Reader, case: [u8; 16], shared: &Handed) -> Result<(), Fault> {
        let (count, parts, bundle) = (shared.parts.len().to_string(), many(&shared.parts).to_string(), shared.bundle.to_string());
        let sealed = shared.way == HandedAs::Sealed;
        let fits = |id: &String| id == CONTACT || id.parse::<PartId>().is_ok();
        if shared.parts.is_empty() || shared.parts.len() > PARTS || !shared.parts.iter().all(fits) || sealed != shared.to.is_some() {
            return Err(Fault::Bad);
        }
        let to = shared.to.as_ref().map_or_else(|| "page".to_owned(), Recipient::fingerprint);
        let said = [("count", count.as_str()), ("parts", &parts), ("to", &to), ("bundle", &bundle)];
        let mut tx = self.store().write().await?;
        let mut held = self.hold(&mut tx, who, case, Sight::Whole).await?;
        self.signed_about(&mut tx, who, &shared.audit, Act::Shared, &mut held, &said).await?;
        self.keep_held(&mut tx, &mut held).await?;
        Ok(tx.commit().await?)
    }
}

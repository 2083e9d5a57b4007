//! What goes by the clock alone, so that it says nothing: a mail in every slot, a mail every day, a drill every week.
//!
//! One mark in the database says up to which time everything was queued; whoever comes first moves it on, a few minutes
//! ahead. A server that was down makes up for the last daily mail and the last slot, and for no more.

use super::record::{Call, Kind};
use super::{AlertError, AlertSettings, Staff, chance, enqueue, open_call};
use crate::app::people::Person;
use crate::app::rota::Zone;
use crate::store::{Store, Tx};
use crate::vault::KeyRing;

/// Up to which time (big-endian Unix seconds) everything is queued.
const MARK: &str = "alert-train";
/// This week's drill: its week, its time, and 1 once it rang; big-endian.
const DRILL_MARK: &str = "alert-drill";
/// How far ahead mail is queued.
const AHEAD: i64 = 600;
/// A mail leaves up to so much later than its slot begins, by a chance drawn when it is queued: how busy the server is
/// at that moment does not show.
const SPREAD: i64 = 60;
const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Queues what goes by the clock, up to some minutes ahead, once for all servers.
pub(super) async fn prepare(store: &Store, ring: &KeyRing, settings: &AlertSettings, now: i64) -> Result<(), AlertError> {
    if !settings.every_slot && settings.drills.is_none() {
        return Ok(());
    }
    if is_far_enough(believed(store.read().await?.meta(MARK).await?, now), now) {
        return Ok(());
    }
    let mut tx = store.write().await?;
    // Taken before it is read: two servers do this one after the other.
    tx.put_meta("alert-train-lock", b"1").await?;
    let mark = believed(tx.meta(MARK).await?, now);
    if is_far_enough(mark, now) {
        return Ok(());
    }
    let (from, until) = (mark.unwrap_or(now), now + AHEAD);
    let staff = Staff::load(&mut tx, ring).await?;
    if settings.every_slot {
        slots(&mut tx, ring, settings, &staff, from.max(now - settings.slot_seconds), until, now).await?;
        days(&mut tx, ring, settings, &staff, from, until, now).await?;
    }
    drill(&mut tx, ring, settings, now).await?;
    tx.put_meta(MARK, &until.to_be_bytes()).await?;
    Ok(tx.commit().await?)
}

/// Rings a drill now: the way of a critical report, to whoever is on call.
pub async fn ring_drill(store: &Store, ring: &KeyRing, settings: &AlertSettings, now: i64) -> Result<(), AlertError> {
    let mut tx = store.write().await?;
    open_call(&mut tx, ring, Call::default(), now, settings).await?;
    Ok(tx.commit().await?)
}

fn number(bytes: &[u8]) -> Option<i64> {
    bytes.try_into().ok().map(i64::from_be_bytes)
}

/// A mark further ahead than any that is ever set was set by a clock that ran ahead.
fn believed(mark: Option<Vec<u8>>, now: i64) -> Option<i64> {
    mark.and_then(|bytes| number(&bytes)).filter(|mark| *mark <= now + 2 * AHEAD)
}

fn is_far_enough(mark: Option<i64>, now: i64) -> bool {
    mark.is_some_and(|mark| mark > now + AHEAD / 2)
}

/// A mail for each slot that begins after `from`, to those who are then on call.
async fn slots(
    tx: &mut Tx,
    ring: &KeyRing,
    settings: &AlertSettings,
    staff: &Staff,
    from: i64,
    until: i64,
    now: i64,
) -> Result<(), AlertError> {
    for slot in settings.slot(from) + 1..=settings.slot(until) {
        let begins = settings.begins(slot);
        for person in staff.on_call(begins) {
            enqueue(tx, ring, Some(person.id), Kind::Slot(slot), begins + spread(settings)?, now).await?;
        }
    }
    Ok(())
}

/// The daily mails whose hour comes after `from`; of those already past only the last.
async fn days(
    tx: &mut Tx,
    ring: &KeyRing,
    settings: &AlertSettings,
    staff: &Staff,
    from: i64,
    until: i64,
    now: i64,
) -> Result<(), AlertError> {
    for person in staff.active() {
        let zone = zone_of(person, settings);
        let (first, last) = (zone.local(now).div_euclid(DAY) - 2, zone.local(until).div_euclid(DAY));
        let hours = (first..=last).filter_map(|day| Some((day, zone.hour_of(day, settings.daily_hour)?)));
        let due: Vec<(i64, i64)> = hours.filter(|(_, at)| (from + 1..=until).contains(at)).collect();
        let past = due.iter().rposition(|(_, at)| *at <= now).unwrap_or(0);
        for (day, at) in &due[past..] {
            enqueue(tx, ring, Some(person.id), Kind::Daily(*day), at + spread(settings)?, now).await?;
        }
    }
    Ok(())
}

fn spread(settings: &AlertSettings) -> Result<i64, AlertError> {
    chance(SPREAD.min(settings.slot_seconds / 2))
}

fn zone_of(person: &Person, settings: &AlertSettings) -> Zone {
    person.reach.zone.as_deref().and_then(|name| Zone::parse(name).ok()).unwrap_or_else(|| settings.zone.clone())
}

/// One a week, at a moment that is drawn when the week begins. One that was slept through is drawn again.
async fn drill(tx: &mut Tx, ring: &KeyRing, settings: &AlertSettings, now: i64) -> Result<(), AlertError> {
    let Some(hours) = &settings.drills else { return Ok(()) };
    // Day 0 was a Thursday; weeks begin on Monday.
    let week = (hours.zone().local(now).div_euclid(DAY) + 3).div_euclid(7);
    let mark = tx.meta(DRILL_MARK).await?;
    let known = mark
        .as_deref()
        .filter(|bytes| bytes.len() == 17)
        .and_then(|bytes| Some((number(&bytes[..8])?, number(&bytes[8..16])?, bytes[16] == 1)));
    let (at, rang) = match known {
        Some((its_week, at, rang)) if its_week == week && (rang || now < at + HOUR) => (at, rang),
        _ => {
            let left: Vec<i64> = (0..7 * 24 * 60)
                .map(|minute| now + minute * MINUTE)
                .take_while(|at| (hours.zone().local(*at).div_euclid(DAY) + 3).div_euclid(7) == week)
                .filter(|at| hours.hold(*at))
                .collect();
            let Some(last) = left.len().checked_sub(1) else { return Ok(()) };
            let drawn = usize::try_from(chance(i64::try_from(last).unwrap_or(0))?).unwrap_or(0);
            (left[drawn], false)
        }
    };
    let rings = !rang && at <= now;
    if rings {
        open_call(tx, ring, Call::default(), now, settings).await?;
    }
    let mark = [&week.to_be_bytes()[..], &at.to_be_bytes(), &[u8::from(rang || rings)]].concat();
    Ok(tx.put_meta(DRILL_MARK, &mark).await?)
}

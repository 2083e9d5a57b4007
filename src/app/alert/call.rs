//! A call: one critical report, or one drill, from its first ring to the answer to the reporter.

use std::collections::HashSet;

use super::record::{Call, Cause, Item, Kind, Wake};
use super::{AlertError, Staff, wake};
use crate::app::people::Person;
use crate::app::rota::{self, Drill};
use crate::app::rows;
use crate::store::{OutboxRow, Store, StoreError, Tx};
use crate::vault::KeyRing;

/// Unacknowledged for so long after the first ring: the leads are woken.
const TO_LEADS: i64 = 3_600;
/// So much later everybody is.
const TO_EVERYBODY: i64 = 1_800;
/// And then again and again,
const AGAIN: i64 = 3_600;
/// for a day; what is not acknowledged by then stays in the list.
const LAST_STAGE: i64 = 27;
/// So long after the first ring the reporter should have an answer; and again as much later.
const TO_ANSWER: i64 = 7_200;
/// How soon a call that has nobody to ring looks again.
const NOBODY_THERE: i64 = 10;
/// How soon a call that has said all it can looks whether it is over.
const LOOK_AGAIN: i64 = 3_600;
/// How often an acknowledgement is tried anew against workers that change the same rows.
const TRIES: usize = 16;

/// What a call asks for now.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// Nothing any more.
    Over,
    /// To be looked at again at this time, as it then is.
    Wait(i64, Call),
    /// These are woken; then it is looked at again at this time.
    Ring(Whom, i64, Call),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    OnCall,
    Leads,
    LeadsAnd([u8; 16]),
    Everybody,
}

/// What became of one step of a call.
pub(super) enum Step {
    /// It rang, waits or is over.
    Done,
    /// There is nobody to ring.
    Nobody,
}

/// Which calls are acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Everything that rings.
    All,
    /// That of one case.
    Case([u8; 16]),
}

/// A call that was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// Its case; `None`: a drill.
    pub case: Option<[u8; 16]>,
    /// Seconds since it first rang; `None`: it had not rung yet.
    pub after: Option<i64>,
}

/// Does what is due for a call that this worker holds, in one transaction.
pub(super) async fn step(store: &Store, ring: &KeyRing, row: &OutboxRow, item: &Item, call: &Call, now: i64) -> Result<Step, AlertError> {
    let mut tx = store.write().await?;
    let staff = Staff::load(&mut tx, ring).await?;
    let over = is_over(&mut tx, ring, call, now).await?;
    let (whom, due_at, next) = match decide(call, now, over) {
        Next::Over => {
            if !tx.finish_outbox(&row.id, row.leased_until).await? {
                return Ok(Step::Done);
            }
            if call.case.is_none() && call.acknowledged.is_none() {
                let rang = call.first.unwrap_or(now);
                rota::note_drill(&mut tx, ring, Drill { rang, acknowledged: None }).await?;
            }
            if call.acknowledged.is_none() && call.first.is_some() {
                settle(&mut tx, ring).await?;
            }
            tx.commit().await?;
            return Ok(Step::Done);
        }
        Next::Wait(due_at, next) => (None, due_at, next),
        Next::Ring(whom, due_at, next) => (Some(whom), due_at, next),
    };
    let cause = if call.acknowledged.is_some() { Cause::Unanswered } else { cause_of(call) };
    if let Some(whom) = whom {
        let people = match whom {
            Whom::OnCall => staff.on_call(now),
            Whom::Leads => staff.leads(now),
            Whom::LeadsAnd(person) => {
                let mut people = staff.leads(now);
                people.extend(staff.person(person).filter(|person| !people.iter().any(|other| other.id == person.id)));
                people
            }
            Whom::Everybody => staff.everybody(now),
        };
        if people.is_empty() {
            let again = OutboxRow { due_at: now + NOBODY_THERE, ..row.clone() };
            tx.reschedule_outbox(&again, row.leased_until).await?;
            tx.commit().await?;
            return Ok(Step::Nobody);
        }
        wake(&mut tx, ring, &people, Wake { cause, ..Wake::default() }, item.queued).await?;
    }
    let changed = Item { version: item.version + 1, kind: Kind::Call(next), ..item.clone() };
    if tx.reschedule_outbox(&changed.seal(ring, due_at, None)?, row.leased_until).await? {
        tx.commit().await?;
    }
    // Else somebody acknowledged it meanwhile: nothing of this happened.
    Ok(Step::Done)
}

/// Notes that a person looks after these calls: nobody else is woken for them.
pub async fn acknowledge(store: &Store, ring: &KeyRing, person: [u8; 16], which: Which, now: i64) -> Result<Vec<Acknowledged>, AlertError> {
    for _ in 0..TRIES {
        let mut tx = store.write().await?;
        if let Some(done) = acknowledge_in(&mut tx, ring, person, which, now).await? {
            tx.commit().await?;
            return Ok(done);
        }
    }
    Err(StoreError::Conflict.into())
}

/// The same in a transaction of the caller's, which must not be committed after `None`: a worker changed the same rows, and
/// it is worth trying again.
pub async fn acknowledge_in(
    tx: &mut Tx,
    ring: &KeyRing,
    person: [u8; 16],
    which: Which,
    now: i64,
) -> Result<Option<Vec<Acknowledged>>, AlertError> {
    let mut done = Vec::new();
    for row in tx.outbox().await? {
        let Some((item, call)) = opened_call(ring, &row)? else { continue };
        let meant = match which {
            Which::All => true,
            Which::Case(case) => call.case == Some(case),
        };
        // A drill shows that somebody was woken: before it has rung there is nothing to show.
        let too_early = call.case.is_none() && call.first.is_none();
        if !meant || too_early || call.acknowledged.is_some() {
            continue;
        }
        let after = call.first.map(|first| (now - first).max(0));
        let taken = if call.case.is_none() {
            rota::note_drill(tx, ring, Drill { rang: call.first.unwrap_or(now), acknowledged: Some((person, after.unwrap_or(0))) }).await?;
            tx.finish_outbox(&row.id, row.leased_until).await?
        } else {
            let call = Call { acknowledged: Some((person, now)), first: Some(call.first.unwrap_or(now)), ..call.clone() };
            let changed = Item { version: item.version + 1, kind: Kind::Call(call), ..item };
            tx.reschedule_outbox(&changed.seal(ring, now, None)?, row.leased_until).await?
        };
        if !taken {
            // A worker was quicker; what it did is seen at the next try.
            return Ok(None);
        }
        done.push(Acknowledged { case: call.case, after });
    }
    settle(tx, ring).await?;
    Ok(Some(done))
}

/// Somebody cannot look after a case and names who shall: that person is woken now, and the call begins anew with them,
/// however often they were woken lately. False where nothing is open for this case, or a worker holds it this very moment;
/// the transaction must not be committed then.
pub async fn pass_in(tx: &mut Tx, ring: &KeyRing, to: &Person, case: [u8; 16], now: i64) -> Result<bool, AlertError> {
    let mut passed = false;
    for row in tx.outbox().await? {
        let Some((item, call)) = opened_call(ring, &row)?.filter(|(_, call)| call.case == Some(case)) else { continue };
        let anew = Call { stage: 1, first: Some(now), last: Some(now), acknowledged: None, late: 0, ..call };
        let changed = Item { version: item.version + 1, kind: Kind::Call(anew), ..item };
        if !tx.reschedule_outbox(&changed.seal(ring, now + TO_LEADS, None)?, row.leased_until).await? {
            return Ok(false);
        }
        passed = true;
    }
    if passed {
        spare_no_longer(tx, ring, to.id).await?;
        wake(tx, ring, &[to], Wake::default(), now).await?;
    }
    Ok(passed)
}

/// Whether a call for this case is open, acknowledged or not.
pub async fn is_open(tx: &mut Tx, ring: &KeyRing, case: [u8; 16]) -> Result<bool, AlertError> {
    for row in tx.outbox().await? {
        if opened_call(ring, &row)?.is_some_and(|(_, call)| call.case == Some(case)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes away the marks by which this person would be spared another mail about reports.
async fn spare_no_longer(tx: &mut Tx, ring: &KeyRing, person: [u8; 16]) -> Result<(), AlertError> {
    for row in tx.outbox().await?.iter().filter(|row| row.state == 0) {
        match Item::open(ring, row) {
            Ok(Item { person: Some(whose), kind: Kind::Rung(Wake { cause: Cause::Report, .. }), .. }) if whose == person => {
                tx.drop_outbox(row).await?;
            }
            Ok(_) | Err(AlertError::Damaged) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// Cases whose call rings, or is about to, and that nobody has acknowledged.
pub async fn ringing(tx: &mut Tx, ring: &KeyRing) -> Result<HashSet<[u8; 16]>, AlertError> {
    let mut ringing = HashSet::new();
    for row in tx.outbox().await? {
        let open = opened_call(ring, &row)?.filter(|(_, call)| call.acknowledged.is_none());
        ringing.extend(open.and_then(|(_, call)| call.case));
    }
    Ok(ringing)
}

/// Whoever was woken can be woken anew; and mail that would wake for something that rings no more is not sent.
async fn settle(tx: &mut Tx, ring: &KeyRing) -> Result<(), AlertError> {
    let rows = tx.outbox().await?;
    let (mut rings, mut waking) = (Vec::new(), Vec::new());
    for row in rows.iter().filter(|row| row.state == 0) {
        match Item::open(ring, row).map(|item| item.kind) {
            Ok(Kind::Call(call)) if is_ringing(&call) => rings.push(cause_of(&call)),
            Ok(Kind::Rung(wake)) if wake.cause != Cause::Unanswered => {
                tx.drop_outbox(row).await?;
            }
            Ok(Kind::Wake(wake)) if row.leased_until == 0 && wake.cause != Cause::Unanswered => waking.push((row, wake.cause)),
            Ok(_) | Err(AlertError::Damaged) => {}
            Err(other) => return Err(other),
        }
    }
    for (row, _) in waking.into_iter().filter(|(_, cause)| !rings.contains(cause)) {
        tx.drop_outbox(row).await?;
    }
    Ok(())
}

/// Whether whoever was woken for this cause is still to be spared another mail: while something rings that nobody has
/// acknowledged. For what nobody has answered, always.
pub(super) async fn still_rings(tx: &mut Tx, ring: &KeyRing, cause: Cause) -> Result<bool, AlertError> {
    if cause == Cause::Unanswered {
        return Ok(true);
    }
    for row in tx.outbox().await? {
        if opened_call(ring, &row)?.is_some_and(|(_, call)| is_ringing(&call) && cause_of(&call) == cause) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_ringing(call: &Call) -> bool {
    call.first.is_some() && call.acknowledged.is_none()
}

fn cause_of(call: &Call) -> Cause {
    if call.case.is_none() { Cause::Drill } else { Cause::Report }
}

/// The call in a row; `None` if it holds something else or was tampered with.
pub(super) fn opened_call(ring: &KeyRing, row: &OutboxRow) -> Result<Option<(Item, Call)>, AlertError> {
    match Item::open(ring, row) {
        Ok(item) => Ok(match &item.kind {
            Kind::Call(call) if row.state == 0 => {
                let call = call.clone();
                Some((item, call))
            }
            _ => None,
        }),
        Err(AlertError::Damaged) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Whether a case needs nobody any more: answered, closed, taken back, over. A case that cannot be found or read needs
/// somebody all the more. A drill that nobody acknowledged reaches the leads, the way of a report, and ends there.
async fn is_over(tx: &mut Tx, ring: &KeyRing, call: &Call, now: i64) -> Result<bool, AlertError> {
    let Some(case) = &call.case else { return Ok(call.stage > 1 && call.last.is_none_or(|last| now >= last + TO_EVERYBODY)) };
    let Some(row) = tx.case(case).await? else { return Ok(false) };
    let Ok(state) = rows::open_case(ring, &row) else { return Ok(false) };
    let nobody_waits = !state.answer_here && call.acknowledged.is_some();
    Ok(!state.is_staffs(now) || !state.waits() || nobody_waits)
}

/// What is to be done at this time. Nothing else is asked, so that it can be tried with any clock.
fn decide(call: &Call, now: i64, over: bool) -> Next {
    if over {
        return Next::Over;
    }
    let (Some(first), Some(last)) = (call.first, call.last.or(call.first)) else {
        let rung = Call { stage: 1, first: Some(now), last: Some(now), ..call.clone() };
        return Next::Ring(Whom::OnCall, now + TO_LEADS, rung);
    };
    if last > now || first > now {
        // Set down by a clock that ran ahead.
        let again = Call { first: Some(first.min(now)), last: Some(last.min(now)), ..call.clone() };
        return Next::Wait(now + TO_EVERYBODY, again);
    }
    if let Some((person, _)) = call.acknowledged {
        return match call.late {
            0 if now < first + TO_ANSWER => Next::Wait(first + TO_ANSWER, call.clone()),
            0 => Next::Ring(Whom::LeadsAnd(person), now + TO_ANSWER, Call { late: 1, last: Some(now), ..call.clone() }),
            1 if now < last + TO_ANSWER => Next::Wait(last + TO_ANSWER, call.clone()),
            1 => Next::Ring(Whom::Everybody, now + LOOK_AGAIN, Call { late: 2, last: Some(now), ..call.clone() }),
            _ => Next::Wait(now + LOOK_AGAIN, call.clone()),
        };
    }
    let pause = match call.stage {
        1 => TO_LEADS,
        2 => TO_EVERYBODY,
        _ => AGAIN,
    };
    if call.stage >= LAST_STAGE {
        return Next::Wait(now + LOOK_AGAIN, call.clone());
    }
    if now < last + pause {
        return Next::Wait(last + pause, call.clone());
    }
    let (whom, next) = match call.stage {
        1 => (Whom::Leads, TO_EVERYBODY),
        _ => (Whom::Everybody, AGAIN),
    };
    Next::Ring(whom, now + next, Call { stage: call.stage + 1, last: Some(now), ..call.clone() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CASE: [u8; 16] = [7; 16];
    const START: i64 = 1_800_000_000;

    fn fresh() -> Call {
        Call { case: Some(CASE), ..Call::default() }
    }

    /// Every ring with the minute in which it came, if somebody looks once a minute.
    fn rings(mut call: Call, minutes: i64, acknowledged_at: Option<i64>, answered_at: Option<i64>) -> Vec<(i64, Whom)> {
        let (mut rings, mut due) = (Vec::new(), START);
        for minute in 0..minutes {
            let now = START + minute * 60;
            if acknowledged_at == Some(minute) {
                call.acknowledged = Some(([1; 16], now));
                due = now;
            }
            if now < due {
                continue;
            }
            match decide(&call, now, answered_at.is_some_and(|at| at <= minute)) {
                Next::Over => return rings,
                Next::Wait(at, next) => (due, call) = (at, next),
                Next::Ring(whom, at, next) => {
                    rings.push((minute, whom));
                    (due, call) = (at, next);
                }
            }
            assert!(due > now, "it would spin");
        }
        rings
    }

    #[test]
    fn unacknowledged_it_goes_to_the_lead_after_60_minutes_to_all_after_90_and_on_for_a_day() {
        let all = rings(fresh(), 3 * 24 * 60, None, None);
        assert_eq!(all[..4], [(0, Whom::OnCall), (60, Whom::Leads), (90, Whom::Everybody), (150, Whom::Everybody)]);
        assert_eq!((all.len(), all[26].0), (27, 90 + 24 * 60));
    }

    #[test]
    fn acknowledged_it_rings_nobody_until_two_hours_have_passed_without_an_answer() {
        assert_eq!(rings(fresh(), 600, Some(20), Some(119)), [(0, Whom::OnCall)]);
        let acknowledger = Whom::LeadsAnd([1; 16]);
        assert_eq!(rings(fresh(), 6_000, Some(20), None), [(0, Whom::OnCall), (120, acknowledger), (240, Whom::Everybody)]);
        assert_eq!(rings(fresh(), 6_000, Some(70), Some(200)), [(0, Whom::OnCall), (60, Whom::Leads), (120, acknowledger)]);
    }

    #[test]
    fn answered_or_taken_back_it_is_over_whether_acknowledged_or_not() {
        assert_eq!(rings(fresh(), 600, None, Some(30)), [(0, Whom::OnCall)]);
        assert_eq!(rings(fresh(), 600, None, Some(0)), []);
    }

    #[test]
    fn a_server_that_was_down_for_hours_goes_on_where_it_was_without_skipping_a_step() {
        let Next::Ring(Whom::OnCall, _, call) = decide(&fresh(), START, false) else { panic!() };
        let Next::Ring(Whom::Leads, due, call) = decide(&call, START + 5 * 3600, false) else { panic!() };
        assert_eq!(due, START + 5 * 3600 + TO_EVERYBODY);
        assert!(matches!(decide(&call, due, false), Next::Ring(Whom::Everybody, ..)));
    }

    proptest! {
        #[test]
        fn however_the_clock_jumps_it_never_spins_never_waits_longer_than_two_hours_and_always_ends_at_everybody(jumps in prop::collection::vec(-1_000_000_i64..1_000_000, 0..12)) {
            let (mut call, mut now, mut loudest) = (fresh(), START, 0);
            let looks = jumps.len() + 40;
            for look in 0..looks {
                now += jumps.get(look).copied().unwrap_or(3_600);
                match decide(&call, now, false) {
                    Next::Over => prop_assert!(false, "nobody answered"),
                    Next::Wait(due, next) => {
                        prop_assert!(due > now && due <= now + TO_ANSWER);
                        call = next;
                    }
                    Next::Ring(whom, due, next) => {
                        prop_assert!(due > now && due <= now + TO_ANSWER);
                        prop_assert!(next.stage == call.stage + 1);
                        loudest = loudest.max(match whom { Whom::OnCall => 1, Whom::Leads => 2, _ => 3 });
                        call = next;
                    }
                }
            }
            prop_assert_eq!(loudest, 3);
        }
    }
}

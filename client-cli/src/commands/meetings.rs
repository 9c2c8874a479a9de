//! When two people meet: the rule, and what becomes of one meeting.

use agenda::{Cadence, Occurrence, Rule};
use client::{Additional, Arranged, Entre, Exit, PersonRef, Which};
use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ZonedDateTime};
use language::say;
use serde_json::json;

use crate::args;
use crate::calendar::{date, moment, repetition};
use crate::desk::Desk;
use crate::fail::Fail;
use crate::screens;

pub(crate) fn every(desk: &Desk, args: &args::Every) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(&args.person))?;
    let now = desk.now();
    let known = entre.cadence(&person)?;
    let changes = [&args.rule, &args.tz, &args.from, &args.until].into_iter().any(Option::is_some);
    if !changes && args.minutes.is_none() {
        return show_cadence(desk, &mut entre, &person, known.as_ref(), &now);
    }
    let wanted = match args.rule.as_deref().map(str::trim) {
        Some("never" | "nie") => None,
        rule => Some(cadence(rule, args, known.as_ref(), &now)?),
    };
    let arranged = entre.set_cadence(&person, wanted.clone(), &now)?;
    desk.out.result("cadence", &json!({ "cadence": wanted, "arranged": arranged }), || {
        screens::cadence_set(&arranged, wanted.as_ref(), &now)
    });
    Ok(())
}

pub(crate) fn skip(desk: &Desk, args: &args::CallOff) -> Result<(), Fail> {
    let (mut entre, person, now) = begin(desk, &args.person)?;
    let arranged =
        entre.skip(&person, which(args.date.as_deref(), now.date())?, args.why.as_deref(), &now)?;
    shown(desk, "skipped", &arranged, &now);
    Ok(())
}

pub(crate) fn cancel(desk: &Desk, args: &args::CallOff) -> Result<(), Fail> {
    let (mut entre, person, now) = begin(desk, &args.person)?;
    let which = which(args.date.as_deref(), now.date())?;
    let arranged = entre.cancel(&person, which, args.why.as_deref(), &now)?;
    shown(desk, "cancelled", &arranged, &now);
    Ok(())
}

pub(crate) fn reschedule(desk: &Desk, args: &args::Reschedule) -> Result<(), Fail> {
    let (mut entre, person, now) = begin(desk, &args.person)?;
    let which = which(args.of.as_deref(), now.date())?;
    // "thu" alone keeps the time that the meeting has.
    let usual = entre.meeting(&person, which, now.date())?.starts.time();
    let to = starts(&mut entre, &person, &args.to, Some(usual), &now)?;
    let arranged = entre.reschedule(&person, which, to, args.why.as_deref(), &now)?;
    shown(desk, "moved", &arranged, &now);
    Ok(())
}

pub(crate) fn overflow(desk: &Desk, args: &args::Overflow) -> Result<(), Fail> {
    let (mut entre, person, now) = begin(desk, &args.person)?;
    let of = match &args.of {
        Some(text) => Which::On(date(text, now.date())?),
        None => Which::Id(latest(&mut entre, &person, &now)?.id),
    };
    let more = Additional {
        starts: starts(&mut entre, &person, &args.starts, None, &now)?,
        minutes: args.minutes,
        reason: args.why.clone(),
    };
    let arranged = entre.overflow(&person, of, &more, &now)?;
    shown(desk, "planned", &arranged, &now);
    Ok(())
}

pub(crate) fn extra(desk: &Desk, args: &args::Extra) -> Result<(), Fail> {
    let (mut entre, person, now) = begin(desk, &args.person)?;
    let more = Additional {
        starts: starts(&mut entre, &person, &args.starts, None, &now)?,
        minutes: args.minutes,
        reason: args.why.clone(),
    };
    let arranged = entre.extra(&person, &more, &now)?;
    shown(desk, "planned", &arranged, &now);
    Ok(())
}

fn begin(desk: &Desk, person: &str) -> Result<(Entre, PersonRef, ZonedDateTime), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(person))?;
    Ok((entre, person, desk.now()))
}

fn shown(desk: &Desk, kind: &str, arranged: &Arranged, now: &ZonedDateTime) {
    desk.out.result(kind, arranged, || screens::arranged(arranged, now));
}

pub(crate) fn which(date_given: Option<&str>, today: Date) -> Result<Which, Fail> {
    match date_given {
        None => Ok(Which::Next),
        Some(text) => match text.parse() {
            Ok(id) => Ok(match id {
                agenda::OccurrenceId::Regular(day) => Which::On(day),
                other => Which::Id(other),
            }),
            Err(_) => date(text, today).map(Which::On),
        },
    }
}

/// The meeting that ran over: today's, else the last one of two weeks.
fn latest(entre: &mut Entre, person: &PersonRef, now: &ZonedDateTime) -> Result<Occurrence, Fail> {
    let from = now.date().saturating_sub(Span::new().days(14));
    let near = entre.meetings(person, from, now.date())?;
    let took_place = |meeting: &&Occurrence| meeting.id.slot().is_some() && !is_called_off(meeting);
    near.iter().rfind(took_place).cloned().ok_or_else(|| {
        Fail::new(Exit::NotFound, "no_meeting", say!("no-meeting-lately"))
            .attempt("entre overflow PERSON WHEN --of DATE")
            .attempt("entre extra PERSON WHEN")
    })
}

fn is_called_off(meeting: &Occurrence) -> bool {
    matches!(meeting.state, agenda::MeetingState::Skipped | agenda::MeetingState::Cancelled)
}

/// When a meeting begins, in the zone of the pair. A time that is said is meant where it is typed; the usual one stays
/// the usual one.
fn starts(
    entre: &mut Entre,
    person: &PersonRef,
    text: &str,
    usual: Option<Time>,
    now: &ZonedDateTime,
) -> Result<DateTime, Fail> {
    let usual = match usual {
        Some(usual) => Some(usual),
        None => entre.cadence(person)?.map(|cadence| cadence.time),
    };
    match (moment(text, now.date())?, usual) {
        ((day, Some(time)), _) => match day.to_datetime(time).to_zoned_datetime(now.time_zone().clone()) {
            Ok(here) => entre.in_pair_zone(person, &here),
            Err(_) => Err(Fail::new(Exit::Usage, "bad_date", say!("bad-moment", text = text))),
        },
        ((day, None), Some(usual)) => Ok(day.to_datetime(usual)),
        ((_, None), None) => Err(Fail::new(Exit::Usage, "bad_date", say!("bad-moment", text = text))
            .because(say!("forms-of-moments"))),
    }
}

/// The rule that is wanted: what is not said stays as it is, or is as this machine has it.
fn cadence(
    rule: Option<&str>,
    args: &args::Every,
    known: Option<&Cadence>,
    now: &ZonedDateTime,
) -> Result<Cadence, Fail> {
    let said = rule.map(repetition).transpose()?;
    let from = args.from.as_deref().map(|text| date(text, now.date())).transpose()?;
    let until = args.until.as_deref().map(|text| date(text, now.date())).transpose()?;
    let zone = args.tz.clone().or_else(|| known.map(|known| known.time_zone.clone()));
    let zone = zone.or_else(|| now.time_zone().iana_name().map(str::to_owned));
    let zone = zone.ok_or_else(|| {
        Fail::new(Exit::Usage, "bad_zone", say!("zone-unknown"))
            .attempt("entre every PERSON RULE --tz Europe/Berlin")
    })?;
    if jiff::tz::TimeZone::get(&zone).is_err() {
        return Err(
            Fail::new(Exit::Usage, "bad_zone", say!("bad-zone", zone = zone)).because(say!("forms-of-zones"))
        );
    }
    let (mut rule, time) = match (said, known) {
        (Some(said), _) => (said.rule, said.time),
        (None, Some(known)) => (known.rule.clone(), known.time),
        (None, None) => {
            return Err(Fail::new(Exit::Usage, "bad_cadence", say!("rule-missing"))
                .attempt("entre every PERSON \"weekly tue 10:00\""));
        }
    };
    if until.is_some() {
        rule.until = until;
    }
    let starts_on = from.unwrap_or_else(|| first_day(known, &rule, time, &zone, now.date()));
    let minutes = args.minutes.or_else(|| known.map(|known| known.minutes)).unwrap_or(MINUTES_USUAL);
    Ok(Cadence { rule, time, time_zone: zone, minutes, starts_on })
}

/// From when a rule counts that was not given a first day: the same slots go on as they were, the same days at another
/// time go on with the next one, so that every second week stays the same week; any other rule begins today.
fn first_day(known: Option<&Cadence>, rule: &Rule, time: Time, zone: &str, today: Date) -> Date {
    let same = |known: &&Cadence| {
        let before = &known.rule;
        before.frequency == rule.frequency && before.interval == rule.interval && before.by_day == rule.by_day
    };
    let Some(known) = known.filter(same) else { return today };
    if known.time == time && known.time_zone == zone {
        return known.starts_on;
    }
    let ahead = known.slots_until(today.saturating_add(Span::new().days(AHEAD_DAYS)));
    ahead.into_iter().find(|slot| *slot >= today).unwrap_or(today)
}

fn show_cadence(
    desk: &Desk,
    entre: &mut Entre,
    person: &PersonRef,
    cadence: Option<&Cadence>,
    now: &ZonedDateTime,
) -> Result<(), Fail> {
    let ahead =
        entre.meetings(person, now.date(), now.date().saturating_add(Span::new().days(AHEAD_DAYS)))?;
    let next: Vec<&Occurrence> = ahead.iter().take(SHOWN).collect();
    desk.out.result("cadence", &json!({ "person": person, "cadence": cadence, "meetings": next }), || {
        screens::cadence(person, cadence, &next, now)
    });
    Ok(())
}

const MINUTES_USUAL: u32 = 30;
const AHEAD_DAYS: i64 = 120;
const SHOWN: usize = 6;

//! Who talks and who brings topics. No microphone: two whole numbers for each meeting, once both have switched it on.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::lens::Lens;
use crate::{Member, OccurrenceId, Pair};

/// How talk time was split, against what the two aim for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TalkView {
    /// Whether both have switched it on.
    pub on: bool,
    /// Of all talk time, how much should be the report's, in percent.
    pub aim_percent: Option<u8>,
    /// All meetings with talk time up to the day, the last one first.
    pub meetings: Vec<TalkOfMeeting>,
    /// The last ten of them together.
    pub together: Option<TalkSplit>,
}

/// The talk time of one meeting.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TalkOfMeeting {
    /// Which.
    pub occurrence: OccurrenceId,
    /// Its day.
    pub on: Date,
    /// How it was split.
    #[serde(flatten)]
    pub split: TalkSplit,
}

/// Talk time of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TalkSplit {
    /// Seconds of the manager.
    pub manager_seconds: u64,
    /// Seconds of the report.
    pub report_seconds: u64,
    /// The report's share in whole percent, rounded to the nearest.
    pub report_percent: u8,
}

/// How many topics each of them brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AuthorShare {
    /// Topics of the manager.
    pub manager: u32,
    /// Topics of the report.
    pub report: u32,
    /// The report's share in whole percent, rounded to the nearest; none without topics.
    pub report_percent: Option<u8>,
}

impl TalkSplit {
    /// The split of these seconds; none if nobody talked.
    pub fn of(seconds: &BTreeMap<Member, u32>) -> Option<Self> {
        let of = |member| seconds.get(&member).copied().map_or(0, u64::from);
        Self::between(of(Member::Manager), of(Member::Report))
    }

    fn between(manager_seconds: u64, report_seconds: u64) -> Option<Self> {
        let report_percent = share_of(report_seconds, manager_seconds + report_seconds)?;
        Some(Self { manager_seconds, report_seconds, report_percent })
    }
}

/// How talk time was split up to a day.
pub fn talk(pair: &Pair, today: Date) -> TalkView {
    let lens = Lens::new(pair, today, None);
    let split = |id: &OccurrenceId| TalkSplit::of(&pair.meeting(id)?.1.talk_seconds);
    let past = lens.occurrences.iter().rev().filter(|occurrence| occurrence.date() <= today);
    let meetings: Vec<TalkOfMeeting> = past
        .filter_map(|meeting| {
            Some(TalkOfMeeting { occurrence: meeting.id, on: meeting.date(), split: split(&meeting.id)? })
        })
        .collect();
    let last = meetings.iter().take(TOGETHER).map(|meeting| meeting.split);
    let (manager, report) = last.fold((0, 0), |(manager, report), split| {
        (manager + split.manager_seconds, report + split.report_seconds)
    });
    TalkView {
        on: pair.core.takes_talk_time(),
        aim_percent: pair.core.talk_aim,
        together: TalkSplit::between(manager, report),
        meetings,
    }
}

/// How many of the topics that were written from a day on, or ever, each of them brought.
pub fn author_share(pair: &Pair, since: Option<Date>) -> AuthorShare {
    let zone = crate::occurrence::pair_zone(pair);
    let mut share = AuthorShare::default();
    for topic in pair.quarters.values().flat_map(|model| model.topics.values()).filter(|topic| topic.alive) {
        if since.is_some_and(|since| topic.at.to_zoned_datetime(zone.clone()).date() < since) {
            continue;
        }
        match topic.author {
            Some(Member::Manager) => share.manager += 1,
            Some(Member::Report) => share.report += 1,
            None => {}
        }
    }
    share.report_percent = share_of(share.report.into(), u64::from(share.manager) + u64::from(share.report));
    share
}

fn share_of(part: u64, whole: u64) -> Option<u8> {
    let rounded = part.checked_mul(200)?.checked_add(whole)?.checked_div(whole.checked_mul(2)?)?;
    u8::try_from(rounded).ok()
}

const TOGETHER: usize = 10;

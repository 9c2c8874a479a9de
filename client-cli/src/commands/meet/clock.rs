//! The clock of a meeting: how long it has gone on, and who talks, switched by hand. No microphone.

use std::time::{Duration, Instant};

use agenda::Member;
use client::PersonRef;
use language::say;

use crate::screens::who;

/// How long, and who.
pub(super) struct Clock {
    began: Instant,
    minutes: u32,
    /// Whether both want talk time to be counted.
    counts: bool,
    talking: Option<(Member, Instant)>,
    manager: Duration,
    report: Duration,
}

impl Clock {
    pub(super) fn start(minutes: u32, counts: bool) -> Self {
        let zero = Duration::ZERO;
        Self { began: Instant::now(), minutes, counts, talking: None, manager: zero, report: zero }
    }

    pub(super) fn minutes(&self) -> u32 {
        self.minutes
    }

    pub(super) fn gone_minutes(&self) -> u64 {
        (self.began.elapsed().as_secs() + 30) / 60
    }

    /// The other one talks now; at first, the one who reports.
    pub(super) fn switch(&mut self, person: &PersonRef) -> String {
        if !self.counts {
            return say!("talk-not-counted");
        }
        self.add();
        let now = match self.talking {
            None => Member::Report,
            Some((member, _)) => member.other(),
        };
        self.talking = Some((now, Instant::now()));
        say!("talk-now", who = who(Some(now), person))
    }

    /// How long it has gone on, and who talked how much.
    pub(super) fn told(&mut self, person: &PersonRef) -> String {
        self.add();
        let gone = say!("meet-gone", gone = self.gone_minutes(), minutes = self.minutes);
        let both = self.manager + self.report;
        if both.is_zero() {
            return gone;
        }
        let percent = (self.report.as_millis() * 100 + both.as_millis() / 2) / both.as_millis().max(1);
        let percent = u64::try_from(percent).unwrap_or(100);
        let report = who(Some(Member::Report), person);
        format!("{gone} {}", say!("talk-so-far", who = report, percent = percent))
    }

    /// The seconds of each, if anything was counted.
    pub(super) fn stop(&mut self) -> Option<[(Member, u32); 2]> {
        self.add();
        self.talking = None;
        let seconds = |time: Duration| u32::try_from(time.as_secs()).unwrap_or(u32::MAX);
        let counted = !(self.manager + self.report).is_zero();
        counted.then(|| [(Member::Manager, seconds(self.manager)), (Member::Report, seconds(self.report))])
    }

    fn add(&mut self) {
        let Some((member, since)) = self.talking else { return };
        let now = Instant::now();
        match member {
            Member::Manager => self.manager += now - since,
            Member::Report => self.report += now - since,
        }
        self.talking = Some((member, now));
    }
}

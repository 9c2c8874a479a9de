//! Options of the commands about when two people meet, and of what waits for another meeting.

use clap::Args;

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre every sam \"weekly tue 10:00\" --minutes 30
  entre every sam \"every 2 weeks thu 14:30\" --tz Europe/Lisbon
  entre every sam                            when you meet, and the next dates")]
pub(crate) struct Every {
    /// Any unique part of the name
    pub(crate) person: String,
    /// How often, on which day, and when; or `never`
    #[arg(value_name = "RULE")]
    pub(crate) rule: Option<String>,
    /// The zone in which the time stays the same, by its IANA name
    #[arg(long, value_name = "ZONE")]
    pub(crate) tz: Option<String>,
    /// How long, in minutes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub(crate) minutes: Option<u32>,
    /// The first day from which the rule counts
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// The last day on which you may meet
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre skip sam                             the next meeting
  entre skip sam 2026-07-21 --why \"on leave\"")]
pub(crate) struct CallOff {
    /// Any unique part of the name
    pub(crate) person: String,
    /// The day of the meeting; the next one without it
    #[arg(value_name = "DATE")]
    pub(crate) date: Option<String>,
    /// A reason; both of you see it
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre reschedule sam \"thu 15:00\"           the next meeting
  entre reschedule sam \"2026-03-19 10:00\" --of 2026-03-17 --why \"at a customer\"")]
pub(crate) struct Reschedule {
    /// Any unique part of the name
    pub(crate) person: String,
    /// The new day and time; without a time, the usual one
    #[arg(value_name = "WHEN")]
    pub(crate) to: String,
    /// The day of the meeting; the next one without it
    #[arg(long, value_name = "DATE")]
    pub(crate) of: Option<String>,
    /// A reason; both of you see it
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre overflow sam \"thu 15:00\" --minutes 45
  entre overflow sam \"2026-06-18 15:00\" --of 2026-06-16")]
pub(crate) struct Overflow {
    /// Any unique part of the name
    pub(crate) person: String,
    /// The day and time
    #[arg(value_name = "WHEN")]
    pub(crate) starts: String,
    /// How long, in minutes; else as long as usual
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub(crate) minutes: Option<u32>,
    /// The day of the meeting that ran over; today's or the last one without it
    #[arg(long, value_name = "DATE")]
    pub(crate) of: Option<String>,
    /// A reason; both of you see it
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre extra sam \"fri 9:00\" --why \"before the review\"")]
pub(crate) struct Extra {
    /// Any unique part of the name
    pub(crate) person: String,
    /// The day and time
    #[arg(value_name = "WHEN")]
    pub(crate) starts: String,
    /// How long, in minutes; else as long as usual
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub(crate) minutes: Option<u32>,
    /// A reason; both of you see it
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre park ba ki                           the overflow of this meeting takes them up")]
pub(crate) struct Park {
    /// The short names of topics
    #[arg(value_name = "REF", required = true)]
    pub(crate) items: Vec<String>,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre snooze ba 2w
  entre snooze ba 2027-01-08
  entre snooze ba now                        back on the agenda")]
pub(crate) struct Snooze {
    /// The short name, or words of the title
    #[arg(value_name = "REF")]
    pub(crate) item: String,
    /// The first day on which it is back: 2026-11-27, fri, 3d, 2w, now
    #[arg(value_name = "DATE")]
    pub(crate) until: String,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

//! Options of reminders.

use std::time::Duration;

use clap::Args;
use language::say;

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre remind                               a line if a meeting begins within 15 minutes, else nothing
  entre remind --within 1h --names
  entre remind --once                        one line for each meeting, however often it is asked
Exit codes: 0 a meeting is near, 1 none is, 6 the store is locked. How to run it: entre help reminders")]
pub(crate) struct Remind {
    /// How near: 1m to 7d
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = span)]
    pub(crate) within: Duration,
    /// Say with whom; without it nothing tells who meets
    #[arg(long)]
    pub(crate) names: bool,
    /// Say nothing of a meeting that was spoken of before
    #[arg(long)]
    pub(crate) once: bool,
}

/// "90m", "12h", "2d" as a duration.
fn span(text: &str) -> Result<Duration, String> {
    let wrong = || say!("within-form");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let number = text.strip_suffix(unit).ok_or_else(wrong)?;
    let seconds = match unit {
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = number.checked_mul(seconds).filter(|seconds| (60..=604_800).contains(seconds));
    seconds.map(Duration::from_secs).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_near_has_a_unit_and_an_end() {
        let check = |text: &str, seconds: Option<u64>| {
            assert_eq!(span(text).ok().map(|time| time.as_secs()), seconds, "{text}");
        };
        check("15m", Some(900));
        check("2d", Some(172_800));
        check("0m", None);
        check("8d", None);
        check("15", None);
        check("m", None);
        check("", None);
        check("99999999999999999999h", None);
    }
}

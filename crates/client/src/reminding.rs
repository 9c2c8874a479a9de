//! Reminders: which meeting begins soon. Only moments come in here and only numbers go out, so nothing that anybody wrote can
//! stand in a reminder, on a lock screen or in a log: no document, no model, no name is imported, and a test reads this
//! file for that.

use jiff::{SignedDuration, Timestamp};

/// The meeting that begins next. A copy of numbers: nothing that somebody wrote fits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Which of the lists of moments it stands in.
    pub with: usize,
    /// When it begins.
    pub starts: Timestamp,
    /// Whole minutes until then, rounded up.
    pub minutes: i64,
}

/// The first moment that is not over yet and not further away than `within`, in any of the lists.
#[must_use]
pub fn reminder(starts: &[Vec<Timestamp>], now: Timestamp, within: SignedDuration) -> Option<Reminder> {
    let all = starts.iter().enumerate().flat_map(|(with, starts)| starts.iter().map(move |at| (*at, with)));
    let ahead = |(at, _): &(Timestamp, usize)| {
        let left = at.duration_since(now);
        !left.is_negative() && left <= within
    };
    let (starts, with) = all.filter(ahead).min()?;
    let seconds = starts.duration_since(now).as_secs();
    Some(Reminder { with, starts, minutes: seconds.div_euclid(60) + i64::from(seconds.rem_euclid(60) > 0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A type with a text of somebody in it is no `Copy`.
    const fn holds_no_text<T: Copy>() {}
    const _: () = holds_no_text::<Reminder>();

    #[test]
    fn the_first_that_is_near_and_not_over_is_meant() {
        let at = |minutes: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        let check = |starts: &[&[i64]], within: i64, expected: Option<(usize, i64)>| {
            let starts: Vec<Vec<Timestamp>> =
                starts.iter().map(|list| list.iter().map(|minutes| at(*minutes)).collect()).collect();
            let now = at(100) - SignedDuration::from_secs(30);
            let found = reminder(&starts, now, SignedDuration::from_mins(within));
            assert_eq!(found.map(|one| (one.with, one.minutes)), expected, "{starts:?}");
        };
        check(&[&[50, 100], &[110]], 15, Some((0, 1)));
        check(&[&[99], &[110]], 15, Some((1, 11)));
        check(&[&[99], &[116]], 15, None);
        check(&[&[], &[200, 110]], 15, Some((1, 11)));
        check(&[], 15, None);
    }
}

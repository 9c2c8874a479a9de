//! A time zone with each of its changes in a span of years, so that a calendar needs to know nothing of it (RFC 5545 §3.6.5).

use jiff::civil::Date;
use jiff::tz::{Dst, Offset, TimeZone};

use super::lines::{Lines, local};

/// The zone from before the first day to behind the last.
pub(super) fn write(lines: &mut Lines, zone: &TimeZone, name: &str, first: Date, last: Date) {
    let begin = first.to_datetime(jiff::civil::Time::midnight()).to_zoned_datetime(TimeZone::UTC);
    let end = last.to_datetime(jiff::civil::Time::midnight()).to_zoned_datetime(TimeZone::UTC);
    let (Ok(begin), Ok(end)) = (begin, end) else { return };
    let (begin, end) = (begin.timestamp(), end.timestamp());
    lines.add("BEGIN", "VTIMEZONE");
    lines.add("TZID", name);
    // What holds on the first day began with a change before it, or always was so.
    let before = zone.preceding(begin).next();
    let from = before.as_ref().map_or(begin, |change| change.timestamp());
    let info = zone.to_offset_info(from);
    let mut offset = info.offset();
    let start = offset.to_datetime(from);
    part(lines, info.dst(), start, (offset, offset), info.abbreviation());
    for change in zone.following(from).take_while(|change| change.timestamp() <= end) {
        let start = offset.to_datetime(change.timestamp());
        part(lines, change.dst(), start, (offset, change.offset()), change.abbreviation());
        offset = change.offset();
    }
    lines.add("END", "VTIMEZONE");
}

/// From a local moment, by the offset before, until the next part.
fn part(
    lines: &mut Lines,
    dst: Dst,
    start: jiff::civil::DateTime,
    (before, after): (Offset, Offset),
    name: &str,
) {
    let kind = if dst.is_dst() { "DAYLIGHT" } else { "STANDARD" };
    lines.add("BEGIN", kind);
    lines.add("DTSTART", &local(start));
    lines.add("TZOFFSETFROM", &written(before));
    lines.add("TZOFFSETTO", &written(after));
    lines.add_text("TZNAME", name);
    lines.add("END", kind);
}

/// `+0100`, with seconds where there are any.
fn written(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{rest:02}")
    }
}

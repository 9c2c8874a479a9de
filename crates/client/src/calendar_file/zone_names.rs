//! The zone that a calendar means by a name: one of the tz database, the same behind a maker's path, what the file says of
//! it, or the name that Windows has for it (Unicode CLDR, windowsZones). A zone that never changes is made of its offset.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::{Offset, TimeZone};

use super::content::Component;

/// The zones of a file.
#[derive(Default)]
pub(super) struct Zones {
    described: BTreeMap<String, TimeZone>,
    /// Names that nobody here understands.
    pub(super) unknown: BTreeSet<String>,
}

impl Zones {
    /// The zones that the calendars describe.
    pub(super) fn of(calendars: &[Component]) -> Self {
        let mut zones = Self::default();
        let parts = calendars.iter().flat_map(|calendar| &calendar.children);
        for part in parts.filter(|part| part.name == "VTIMEZONE") {
            let Some(name) = part.line("TZID").map(|line| line.value.trim()) else { continue };
            let place = part.line("X-LIC-LOCATION").map(|line| line.value.trim());
            let known = known(name).or_else(|| place.and_then(known)).or_else(|| fixed(part));
            if let Some(zone) = known {
                zones.described.insert(name.to_owned(), zone);
            }
        }
        zones
    }

    /// The zone of a name.
    pub(super) fn named(&mut self, name: &str) -> Option<TimeZone> {
        let name = name.trim();
        let zone = self.described.get(name).cloned().or_else(|| known(name));
        if zone.is_none() {
            self.unknown.insert(name.chars().filter(|sign| !sign.is_control()).take(NAME_CHARS).collect());
        }
        zone
    }
}

fn known(name: &str) -> Option<TimeZone> {
    if let Ok(zone) = TimeZone::get(name) {
        return Some(zone);
    }
    // `/mozilla.org/20050126_1/Europe/Berlin`, `/freeassociation.sourceforge.net/America/Argentina/Salta`.
    let behind_a_path = name.match_indices('/').find_map(|(at, _)| {
        let place = name.get(at + 1..)?;
        place.contains('/').then(|| TimeZone::get(place).ok()).flatten()
    });
    behind_a_path.or_else(|| {
        let (_, place) = WINDOWS.iter().find(|(windows, _)| windows.eq_ignore_ascii_case(name))?;
        TimeZone::get(place).ok()
    })
}

/// A zone that is described without any change.
fn fixed(part: &Component) -> Option<TimeZone> {
    let [only] = &part.children[..] else { return None };
    if only.line("RRULE").is_some() {
        return None;
    }
    let text = only.line("TZOFFSETTO")?.value.trim();
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let part = |from: usize| digits.get(from..from + 2)?.parse::<i32>().ok();
    let seconds = part(0)? * 3600 + part(2)? * 60 + part(4).unwrap_or(0);
    Some(Offset::from_seconds(sign * seconds).ok()?.to_time_zone())
}

/// The zones in which people meet most, by the names that Windows and Outlook have for them.
const WINDOWS: &[(&str, &str)] = &[
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("Alaskan Standard Time", "America/Anchorage"),
    ("Arab Standard Time", "Asia/Riyadh"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("Argentina Standard Time", "America/Buenos_Aires"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("Canada Central Standard Time", "America/Regina"),
    ("Cen. Australia Standard Time", "Australia/Adelaide"),
    ("Central America Standard Time", "America/Guatemala"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("Central Standard Time", "America/Chicago"),
    ("Central Standard Time (Mexico)", "America/Mexico_City"),
    ("China Standard Time", "Asia/Shanghai"),
    ("E. Africa Standard Time", "Africa/Nairobi"),
    ("E. Australia Standard Time", "Australia/Brisbane"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Eastern Standard Time", "America/New_York"),
    ("Egypt Standard Time", "Africa/Cairo"),
    ("FLE Standard Time", "Europe/Kiev"),
    ("GMT Standard Time", "Europe/London"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
    ("Hawaiian Standard Time", "Pacific/Honolulu"),
    ("India Standard Time", "Asia/Calcutta"),
    ("Israel Standard Time", "Asia/Jerusalem"),
    ("Korea Standard Time", "Asia/Seoul"),
    ("Mountain Standard Time", "America/Denver"),
    ("New Zealand Standard Time", "Pacific/Auckland"),
    ("Newfoundland Standard Time", "America/St_Johns"),
    ("Pacific SA Standard Time", "America/Santiago"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("SA Pacific Standard Time", "America/Bogota"),
    ("SE Asia Standard Time", "Asia/Bangkok"),
    ("Singapore Standard Time", "Asia/Singapore"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("Taipei Standard Time", "Asia/Taipei"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("US Mountain Standard Time", "America/Phoenix"),
    ("UTC", "UTC"),
    ("W. Australia Standard Time", "Australia/Perth"),
    ("W. Central Africa Standard Time", "Africa/Lagos"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("West Asia Standard Time", "Asia/Tashkent"),
];
const NAME_CHARS: usize = 64;

#[cfg(test)]
mod tests {
    use super::super::content::read;
    use super::*;

    #[test]
    fn zones_are_known_by_the_names_of_all_makers() {
        let text = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Unser Büro\nX-LIC-LOCATION:Europe/Lisbon\nEND:VTIMEZONE\n\
                    BEGIN:VTIMEZONE\nTZID:GMT+0530\nBEGIN:STANDARD\nTZOFFSETTO:+0530\nEND:STANDARD\nEND:VTIMEZONE\n\
                    END:VCALENDAR\n";
        let mut zones = Zones::of(&read(text).unwrap());
        let mut check = |name: &str, zone: Option<&str>| {
            let found = zones.named(name);
            assert_eq!(found.as_ref().and_then(|zone| zone.iana_name()), zone, "{name}");
        };
        check("Europe/Berlin", Some("Europe/Berlin"));
        check("/mozilla.org/20050126_1/Europe/Berlin", Some("Europe/Berlin"));
        check("/x.example/America/Argentina/Salta", Some("America/Argentina/Salta"));
        check("W. Europe Standard Time", Some("Europe/Berlin"));
        check("Unser Büro", Some("Europe/Lisbon"));
        check("Mittwoch", None);
        let offset = zones.named("GMT+0530").unwrap().to_offset(jiff::Timestamp::UNIX_EPOCH);
        assert_eq!(offset.seconds(), 19_800);
        assert_eq!(zones.unknown.into_iter().collect::<Vec<_>>(), ["Mittwoch"]);
        assert!(WINDOWS.iter().all(|(_, place)| TimeZone::get(place).is_ok()));
    }
}

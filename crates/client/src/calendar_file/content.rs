//! Reading a calendar file of any maker: unfolded lines with their parameters, in components (RFC 5545 §3.1, §3.4). What a
//! line means is looked at later.

/// A line: `DTSTART;TZID=Europe/Berlin:20261124T100000`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// In capitals.
    pub(super) name: String,
    /// Names in capitals, values without their quotation marks.
    parameters: Vec<(String, String)>,
    /// As it stands there.
    pub(super) value: String,
}

impl Line {
    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A component: `VCALENDAR`, `VEVENT`, `VTIMEZONE`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Component {
    /// In capitals.
    pub(super) name: String,
    /// Its lines, in order.
    pub(super) lines: Vec<Line>,
    /// What stands in it.
    pub(super) children: Vec<Self>,
}

impl Component {
    /// The first line of a name.
    pub(super) fn line(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    /// The lines of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.name == name)
    }
}

/// Why a text is no calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ContentError {
    /// It does not begin as one.
    #[error("this is no calendar file")]
    NotACalendar,
    /// A line is none of a calendar.
    #[error("line {line} is none of a calendar")]
    Line {
        /// Its number from 1; a folded line counts where it begins.
        line: usize,
    },
    /// More events with one name than two people can have.
    #[error("there are too many dates in it")]
    TooMany,
    /// A part does not end, or ends as another one.
    #[error("a part that begins before line {line} does not end")]
    Open {
        /// Where that was noticed.
        line: usize,
    },
}

/// The calendars of a file.
pub(super) fn read(text: &str) -> Result<Vec<Component>, ContentError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut open: Vec<Component> = Vec::new();
    let mut calendars = Vec::new();
    for (number, raw) in unfolded(text) {
        if raw.trim().is_empty() {
            continue;
        }
        let line = line(&raw).ok_or(if calendars.is_empty() && open.is_empty() {
            ContentError::NotACalendar
        } else {
            ContentError::Line { line: number }
        })?;
        match (line.name.as_str(), open.last_mut()) {
            ("BEGIN", above) => {
                let name = line.value.trim().to_ascii_uppercase();
                if above.is_none() && name != "VCALENDAR" {
                    return Err(ContentError::NotACalendar);
                }
                if open.len() >= DEPTH_MAX {
                    return Err(ContentError::Line { line: number });
                }
                open.push(Component { name, ..Component::default() });
            }
            ("END", _) => {
                let done = open.pop().filter(|done| done.name == line.value.trim().to_ascii_uppercase());
                let done = done.ok_or(ContentError::Open { line: number })?;
                match open.last_mut() {
                    Some(above) => above.children.push(done),
                    None => calendars.push(done),
                }
            }
            (_, Some(inside)) => inside.lines.push(line),
            (_, None) => return Err(ContentError::NotACalendar),
        }
    }
    if !open.is_empty() {
        return Err(ContentError::Open { line: text.lines().count() });
    }
    if calendars.is_empty() { Err(ContentError::NotACalendar) } else { Ok(calendars) }
}

/// Whole lines with the number of their first part: a line that begins with a blank goes on with the one before.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (index, raw) in text.split('\n').enumerate() {
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        match (raw.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some((_, line))) => line.push_str(more),
            _ => lines.push((index + 1, raw.to_owned())),
        }
    }
    lines
}

/// `NAME;PARAMETER=value;OTHER="a:b":value`. A colon inside quotation marks is part of a parameter.
fn line(raw: &str) -> Option<Line> {
    let end = raw.find([';', ':'])?;
    let (name, mut rest) = raw.split_at(end);
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if !is_name(name) {
        return None;
    }
    let mut parameters = Vec::new();
    while let Some(parameter) = rest.strip_prefix(';') {
        let (key, value) = parameter.split_once('=')?;
        if !is_name(key) {
            return None;
        }
        let mut quoted = false;
        let end = value.find(|character| {
            quoted ^= character == '"';
            !quoted && matches!(character, ';' | ':')
        })?;
        let (value, after) = value.split_at(end);
        parameters.push((key.to_ascii_uppercase(), value.replace('"', "")));
        rest = after;
    }
    let value = rest.strip_prefix(':')?.to_owned();
    Some(Line { name: name.to_ascii_uppercase(), parameters, value })
}

/// A calendar holds events, and these hold alarms; nothing of a calendar is deeper than that.
const DEPTH_MAX: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_unfolded_and_their_parameters_read() {
        let text = "begin:vcalendar\r\nX-A;LANGUAGE=de;CN=\"Mara: Oduya; x\":on\r\n e \r\n\ttwo\r\nEND:VCALENDAR\r\n";
        let calendars = read(text).unwrap();
        let line = calendars[0].line("X-A").unwrap();
        assert_eq!(line.value, "one two");
        assert_eq!(line.parameter("CN"), Some("Mara: Oduya; x"));
        assert_eq!(line.parameter("TZID"), None);
        let bare = "\u{feff}BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\nEND:VCALENDAR";
        assert_eq!(read(bare).unwrap()[0].children[0].line("UID").unwrap().value, "a");
    }

    #[test]
    fn what_is_no_calendar_is_refused_by_its_defect() {
        let check = |text: &str, error| assert_eq!(read(text).unwrap_err(), error, "{text}");
        for text in ["", "hello", "UID:a", "BEGIN:VEVENT\nEND:VEVENT", "{\"v\":1}"] {
            check(text, ContentError::NotACalendar);
        }
        check("BEGIN:VCALENDAR\nno line\nEND:VCALENDAR", ContentError::Line { line: 2 });
        check("BEGIN:VCALENDAR\nA;B:c\nEND:VCALENDAR", ContentError::Line { line: 2 });
        check("BEGIN:VCALENDAR\nA;B=\"c:d\nEND:VCALENDAR", ContentError::Line { line: 2 });
        check("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR", ContentError::Open { line: 3 });
        check("BEGIN:VCALENDAR\nBEGIN:VEVENT", ContentError::Open { line: 2 });
        check(&"BEGIN:VCALENDAR\n".repeat(9), ContentError::Line { line: 9 });
    }

    /// Whatever the bytes are, there is an end and no panic.
    #[test]
    fn any_text_is_a_calendar_or_refused() {
        let sound = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:ä\r\nDTSTART;TZID=\"a:b\":20261124T1\r\n 00000\r\n\
                     END:VEVENT\r\nEND:VCALENDAR\r\n";
        assert!(read(sound).is_ok());
        let signs: Vec<char> = sound.chars().collect();
        for place in 0..signs.len() {
            let cut: String = signs.iter().take(place).collect();
            drop(read(&cut));
            for other in ['"', ';', ':', '=', '\r', '\n', ' ', '\0', '👩'] {
                let mut changed = signs.clone();
                changed[place] = other;
                drop(read(&changed.iter().collect::<String>()));
            }
        }
    }
}

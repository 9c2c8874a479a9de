//! Lines of a calendar file: ended by CR LF, folded at 75 bytes between characters (RFC 5545 §3.1), texts escaped (§3.3.11).

use jiff::Timestamp;
use jiff::civil::DateTime;

/// The lines so far.
#[derive(Default)]
pub(super) struct Lines {
    text: String,
}

impl Lines {
    /// A property whose value needs no escaping.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for character in name.chars().chain([':']).chain(value.chars()) {
            if length + character.len_utf8() > LINE_BYTES {
                self.text.push_str("\r\n ");
                length = 1;
            }
            self.text.push(character);
            length += character.len_utf8();
        }
        self.text.push_str("\r\n");
    }

    /// A property whose value is a text.
    pub(super) fn add_text(&mut self, name: &str, text: &str) {
        let escaped = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n");
        self.add(name, &escaped);
    }

    pub(super) fn text(self) -> String {
        self.text
    }
}

/// `20261124T100000`.
pub(super) fn local(moment: DateTime) -> String {
    moment.strftime("%Y%m%dT%H%M%S").to_string()
}

/// `20261124T090000Z`.
pub(super) fn utc(moment: Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

const LINE_BYTES: usize = 75;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters_and_texts_are_escaped() {
        let mut lines = Lines::default();
        lines.add_text("SUMMARY", &format!("a,b;c\\{}", "ü".repeat(60)));
        let text = lines.text();
        assert!(text.starts_with("SUMMARY:a\\,b\\;c\\\\ü"), "{text}");
        assert!(text.split("\r\n").all(|line| line.len() <= LINE_BYTES), "{text}");
        assert_eq!(text.replace("\r\n ", "").matches('ü').count(), 60);
    }
}

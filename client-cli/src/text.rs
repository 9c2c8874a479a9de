//! Where a text comes from (an argument, stdin, a question, the editor) and what it may be. Sizes are limited before
//! anything is read to its end, and refusals repeat nothing of the text. What a text may be is not decided here.

use std::io::Read;

use agenda::NOTE_BYTES_MAX;
use client::io_words;
use language::say;

use crate::fail::{Exit, Fail};

/// What stands on the command line for a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// The text itself.
    Argument(String),
    /// `-`: it comes on stdin.
    Stdin,
    /// Nothing: it is asked for.
    Nothing,
}

impl Given {
    /// The words after a command; several are one text, so quotes can be left out.
    pub(crate) fn new(words: &[String]) -> Self {
        match words {
            [] => Self::Nothing,
            [dash] if dash == "-" => Self::Stdin,
            words => Self::Argument(words.join(" ")),
        }
    }
}

/// Reads a text to its end, but not beyond what any text may have.
pub(crate) fn read(reader: &mut impl Read) -> Result<String, Fail> {
    let mut bytes = Vec::new();
    let limit = NOTE_BYTES_MAX as u64 + SLACK;
    reader.take(limit + 1).read_to_end(&mut bytes).map_err(|error| {
        Fail::new(Exit::Failed, "input_failed", say!("text-unreadable", error = io_words(&error)))
    })?;
    if bytes.len() as u64 > limit {
        return Err(Fail::new(Exit::Usage, "bad_text", say!("text-over-note", size = NOTE_BYTES_MAX / 1024))
            .because(say!("nothing-kept")));
    }
    let text = decode(bytes)?;
    // Files of other systems end their lines with two characters.
    let text = if text.contains('\r') { text.replace("\r\n", "\n") } else { text };
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}

/// Bytes as text, with a sentence for what is not.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<String, Fail> {
    String::from_utf8(bytes).map_err(|error| {
        let bytes = error.as_bytes();
        let at = error.utf8_error().valid_up_to();
        // Half of a surrogate pair, as WTF-8 and CESU-8 write it: ED A0 80 to ED BF BF.
        let surrogate = bytes.get(at) == Some(&0xed) && bytes.get(at + 1).is_some_and(|next| *next >= 0xa0);
        if surrogate {
            Fail::new(Exit::Usage, "lone_surrogate", say!("half-character", at = at + 1))
                .because(say!("half-character-why"))
        } else {
            Fail::new(Exit::Usage, "not_utf8", say!("text-not-utf8", at = at + 1))
                .because(say!("nothing-kept"))
                .attempt(say!("try-iconv"))
        }
    })
}

/// Line ends and a byte order mark are not counted too closely; [`check`] decides.
const SLACK: u64 = 1024;

/// Writes what only its owner may read into a new file.
pub(crate) fn write_private(path: &std::path::Path, text: &str) -> Result<(), Fail> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        Fail::new(
            Exit::Failed,
            "output_failed",
            say!("path-was-not-written", path = path.display().to_string(), error = io_words(&error)),
        )
    })
}

#[cfg(test)]
mod tests {
    use agenda::{TextUse, check_text};

    use super::*;

    fn code_of(bytes: &[u8]) -> &'static str {
        match read(&mut &*bytes) {
            Ok(text) if check_text(&text, TextUse::Note).is_ok() => "fine",
            Ok(_) => "left to the rules of texts",
            Err(fail) => {
                assert_eq!(fail.exit, Exit::Usage);
                fail.code
            }
        }
    }

    #[test]
    fn texts_on_stdin_are_refused_with_a_reason() {
        assert_eq!(code_of(b"two\r\nlines\n"), "fine");
        assert_eq!(code_of(b"bell \x07"), "left to the rules of texts");
        assert_eq!(code_of(b"half \xed\xa0\xbd"), "lone_surrogate");
        assert_eq!(code_of(b"pair \xed\xa0\xbd\xed\xb8\x80"), "lone_surrogate");
        assert_eq!(code_of(b"latin \xe9t\xe9"), "not_utf8");
        assert_eq!(code_of(&[b'x'; NOTE_BYTES_MAX]), "fine");
        assert_eq!(code_of(&[b'x'; NOTE_BYTES_MAX + 1]), "left to the rules of texts");
        assert_eq!(code_of(&[b'x'; NOTE_BYTES_MAX + 2048]), "bad_text");
    }

    #[test]
    fn an_endless_text_is_not_read_to_its_end() {
        let fail = read(&mut std::io::repeat(b'x')).unwrap_err();
        assert_eq!(fail.code, "bad_text");
    }

    #[test]
    fn several_words_are_one_text_and_a_dash_is_stdin() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(Given::new(&[]), Given::Nothing);
        assert_eq!(Given::new(&words("-")), Given::Stdin);
        assert_eq!(Given::new(&words("travel - budget")), Given::Argument("travel - budget".to_owned()));
    }
}

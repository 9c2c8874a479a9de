//! Questions, one line each: text, yes or no, a numbered choice, a hidden passphrase. Without a terminal, or with
//! `--no-input`, every question becomes a failure that names the option to give instead.

use std::io::{BufRead, IsTerminal, stderr, stdin};

use language::say;
use zeroize::Zeroizing;

use crate::fail::{Exit, Fail};
use crate::output::Output;
use crate::page::{Page, faint, plain, strong};

/// Asks the person at the terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    output: Output,
    allowed: bool,
}

/// What a script has to give where a person would be asked.
#[derive(Clone, Debug)]
pub(crate) struct Instead {
    /// What is missing: "no name given".
    missing: String,
    /// Commands that give it.
    tries: Vec<String>,
}

impl Ask {
    pub(crate) fn new(output: Output, no_input: bool) -> Self {
        Self {
            output,
            allowed: !no_input && !output.is_json() && stdin().is_terminal() && stderr().is_terminal(),
        }
    }

    /// Whether anybody can be asked.
    pub(crate) fn is_possible(&self) -> bool {
        self.allowed
    }

    /// One line of text. Enter takes what stands in brackets; without that the question comes again.
    pub(crate) fn line(
        &self,
        question: &str,
        default: Option<&str>,
        instead: Instead,
    ) -> Result<String, Fail> {
        self.check(instead)?;
        loop {
            let mut spans = vec![strong(question)];
            if let Some(default) = default {
                spans.push(faint(format!(" [{default}]")));
            }
            self.output.prompt(spans);
            let answer = read_line(&mut stdin().lock())?;
            match (answer.trim(), default) {
                ("", Some(default)) => return Ok(default.to_owned()),
                ("", None) => {}
                (answer, _) => return Ok(answer.to_owned()),
            }
        }
    }

    /// One line of text that may stay empty.
    pub(crate) fn optional_line(&self, question: &str, instead: Instead) -> Result<Option<String>, Fail> {
        self.check(instead)?;
        self.output.prompt(vec![strong(question)]);
        let answer = read_line(&mut stdin().lock())?;
        Ok(Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty()))
    }

    /// One of several, by its number. Enter takes the default (from 0).
    pub(crate) fn pick(
        &self,
        question: &str,
        choices: &[String],
        default: usize,
        instead: Instead,
    ) -> Result<usize, Fail> {
        self.check(instead)?;
        let numbered: Vec<String> =
            choices.iter().enumerate().map(|(index, choice)| format!("{} {choice}", index + 1)).collect();
        loop {
            self.output.prompt(vec![
                strong(question),
                plain(format!("  {}", numbered.join("  "))),
                faint(format!("  [{}]", default + 1)),
            ]);
            let answer = read_line(&mut stdin().lock())?;
            if let Some(index) = choice(answer.trim(), choices.len(), default) {
                return Ok(index);
            }
            self.output.question(&Page::sentence(say!("number-please", count = choices.len())));
        }
    }

    /// Yes, no, or neither: Enter alone gives `None`.
    pub(crate) fn yes_or_no(&self, question: &str, instead: Instead) -> Result<Option<bool>, Fail> {
        self.check(instead)?;
        loop {
            self.output.prompt(vec![strong(question), plain(say!("yes-no-later"))]);
            if let Some(answer) = yes_no_later(read_line(&mut stdin().lock())?.trim()) {
                return Ok(answer);
            }
        }
    }

    /// A secret that is not shown while it is typed.
    pub(crate) fn secret(&self, question: &str, instead: Instead) -> Result<Zeroizing<String>, Fail> {
        self.check(instead)?;
        self.output.prompt(vec![strong(question)]);
        rpassword::read_password().map(Zeroizing::new).map_err(|_| interrupted())
    }

    fn check(&self, instead: Instead) -> Result<(), Fail> {
        if self.allowed { Ok(()) } else { Err(instead.fail()) }
    }
}

impl Instead {
    pub(crate) fn new<T: Into<String>>(missing: String, tries: impl IntoIterator<Item = T>) -> Self {
        Self { missing, tries: tries.into_iter().map(Into::into).collect() }
    }

    /// The failure of a script that did not give it.
    pub(crate) fn fail(self) -> Fail {
        let what = say!("nobody-to-ask", missing = self.missing);
        self.tries.into_iter().fold(Fail::new(Exit::Usage, "input_needed", what), Fail::attempt)
    }
}

/// A line without its end; the end of the input counts as walking away.
fn read_line(reader: &mut impl BufRead) -> Result<String, Fail> {
    let mut bytes = Vec::new();
    match reader.read_until(b'\n', &mut bytes) {
        Ok(0) | Err(_) => Err(interrupted()),
        Ok(_) => String::from_utf8(bytes)
            .map(|line| line.trim_end_matches(['\n', '\r']).to_owned())
            .map_err(|_| Fail::new(Exit::Usage, "not_utf8", say!("line-not-utf8"))),
    }
}

/// Yes, no, or later (Enter alone), in the words of the language or in English; nothing for another answer.
fn yes_no_later(answer: &str) -> Option<Option<bool>> {
    let answer = answer.to_lowercase();
    let says = |words: &str| words.split(' ').any(|word| word == answer);
    match answer.as_str() {
        "" => Some(None),
        "y" | "yes" => Some(Some(true)),
        "n" | "no" => Some(Some(false)),
        _ if says(&say!("answers-yes")) => Some(Some(true)),
        _ if says(&say!("answers-no")) => Some(Some(false)),
        _ => None,
    }
}

fn choice(answer: &str, choices: usize, default: usize) -> Option<usize> {
    if answer.is_empty() {
        return Some(default);
    }
    let number: usize = answer.parse().ok()?;
    number.checked_sub(1).filter(|index| *index < choices)
}

fn interrupted() -> Fail {
    Fail::new(Exit::Interrupted, "interrupted", say!("stopped-unchanged"))
}

#[cfg(test)]
mod tests {
    use language::{Language, speaking};

    use super::*;

    #[test]
    fn enter_takes_the_default_and_wrong_numbers_take_nothing() {
        assert_eq!(choice("", 2, 1), Some(1));
        assert_eq!(choice("1", 2, 1), Some(0));
        assert_eq!(choice("0", 2, 1), None);
        assert_eq!(choice("3", 2, 1), None);
    }

    #[test]
    fn yes_and_no_are_taken_in_the_language_and_in_english() {
        let check = |language, answer: &str, expected| {
            assert_eq!(speaking(language, || yes_no_later(answer)), expected, "{answer}");
        };
        for language in Language::ALL {
            check(language, "y", Some(Some(true)));
            check(language, "NO", Some(Some(false)));
            check(language, "", Some(None));
            check(language, "maybe", None);
        }
        check(Language::German, "J", Some(Some(true)));
        check(Language::German, "nein", Some(Some(false)));
        check(Language::English, "j", None);
    }

    #[test]
    fn walking_away_from_a_question_changes_nothing() {
        let fail = read_line(&mut [].as_slice()).unwrap_err();
        assert_eq!((fail.code, fail.exit), ("interrupted", Exit::Interrupted));
    }
}

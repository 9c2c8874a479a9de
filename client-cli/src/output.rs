//! The only module that prints. Results go to stdout, talk to stderr; with `--json` stdout is one object and stderr is
//! silent. A closed pipe ends the printing, not the program.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use language::say;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::fail::Fail;
use crate::locale;
use crate::page::{Look, Page, Tone, plain};
use crate::page::{Span, strong};

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal that shows them, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Also in pipes and files
    Always,
    /// Not at all
    Never,
}

impl Colour {
    /// As it is written.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }
}

/// How results are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
    colour: ColorChoice,
    look: Look,
    talks: bool,
}

impl Output {
    pub(crate) fn new(json: bool, quiet: bool, ascii: bool, colour: Colour) -> Self {
        let colour = match colour {
            Colour::Auto => ColorChoice::Auto,
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        };
        let width = terminal_size::terminal_size().map_or(WIDTH_UNKNOWN, |(width, _)| width.0.into());
        let look = Look { width: width.clamp(WIDTH_MIN, WIDTH_MAX), ascii: ascii || !locale::is_utf8() };
        Self { json, colour, look, talks: stderr().is_terminal() && !quiet && !json }
    }

    /// Whether results are JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether signs have to be spelled in ASCII.
    pub(crate) fn is_ascii(&self) -> bool {
        self.look.ascii
    }

    /// Prints a result: as one JSON object with `v` and `kind`, or as a page.
    pub(crate) fn result(&self, kind: &str, value: &impl Serialize, page: impl FnOnce() -> Page) {
        if self.json {
            self.object(kind, value);
        } else {
            self.page(&page());
        }
    }

    /// Prints a page on stdout, whatever was asked for; for help and the parts of a long result.
    pub(crate) fn page(&self, page: &Page) {
        self.write_stdout(&page.render(self.look));
    }

    /// Prints text that is already laid out, such as the help; as JSON it is one string.
    pub(crate) fn laid_out(&self, kind: &str, text: &str) {
        if self.json {
            self.object(kind, &json!({ "text": text }));
        } else {
            self.raw(text);
        }
    }

    /// Prints text that is already laid out, as it is.
    pub(crate) fn raw(&self, text: &str) {
        self.write_stdout(text);
    }

    /// Prints advice or a remark on stderr: only for people at a terminal who did not ask for silence.
    pub(crate) fn hint(&self, page: &Page) {
        if self.talks {
            self.write_stderr(&page.render(self.look));
        }
    }

    /// Prints text that is laid out already on stderr, for people at a terminal who did not ask for silence.
    pub(crate) fn aside(&self, text: &str) {
        if self.talks {
            self.write_stderr(text);
        }
    }

    /// Prints on stderr what belongs to a question and has to be read before answering.
    pub(crate) fn question(&self, page: &Page) {
        self.write_stderr(&page.render(self.look));
    }

    /// Prints the start of a line on stderr and leaves the cursor behind it.
    pub(crate) fn prompt(&self, spans: Vec<Span>) {
        let mut page = Page::default();
        page.line(spans);
        let text = page.render(Look { width: usize::MAX, ..self.look });
        self.write_stderr(text.trim_end_matches('\n'));
        self.write_stderr(" ");
    }

    /// Prints what could not be done: on stdout as JSON, else on stderr.
    pub(crate) fn fail(&self, fail: &Fail) {
        if self.json {
            self.object("error", &fail_fields(fail));
        } else {
            self.write_stderr(&fail_page(fail).render(self.look));
        }
    }

    /// Shows that something takes a while, but only when it does and somebody watches.
    pub(crate) fn waiting(&self, what: &str) -> Waiting {
        if !self.talks {
            return Waiting { stop: None, thread: None };
        }
        let (stop, stopped) = channel::<()>();
        let (what, ascii) = (what.to_owned(), self.look.ascii);
        let thread = std::thread::spawn(move || {
            if stopped.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let mut bar = indicatif::ProgressBar::new_spinner();
            if ascii {
                bar = bar.with_style(indicatif::ProgressStyle::default_spinner().tick_chars("-\\|/ "));
            }
            bar.set_message(what);
            bar.enable_steady_tick(Duration::from_millis(120));
            // Returns when the other end is dropped.
            stopped.recv().ok();
            bar.finish_and_clear();
        });
        Waiting { stop: Some(stop), thread: Some(thread) }
    }

    fn object(&self, kind: &str, value: &impl Serialize) {
        let mut object = Map::new();
        match serde_json::to_value(value) {
            Ok(Value::Object(fields)) => object.extend(fields),
            Ok(Value::Null) | Err(_) => {}
            Ok(other) => {
                object.insert("value".to_owned(), other);
            }
        }
        // Last, so that no field of a value can take their place.
        object.insert("v".to_owned(), json!(1));
        object.insert("kind".to_owned(), json!(kind));
        self.write_stdout(&format!("{}\n", Value::Object(object)));
    }

    // A reader that has gone away (`entre agenda | head`) is no failure of the command.
    fn write_stdout(&self, text: &str) {
        let mut stream = AutoStream::new(stdout().lock(), self.choice(&stdout()));
        drop(stream.write_all(text.as_bytes()).and_then(|()| stream.flush()));
    }

    fn write_stderr(&self, text: &str) {
        let mut stream = AutoStream::new(stderr().lock(), self.choice(&stderr()));
        drop(stream.write_all(text.as_bytes()).and_then(|()| stream.flush()));
    }

    fn choice(&self, stream: &impl anstream::stream::RawStream) -> ColorChoice {
        match self.colour {
            ColorChoice::Auto => AutoStream::choice(stream),
            chosen => chosen,
        }
    }
}

/// A spinner that starts late and ends when this is dropped.
pub(crate) struct Waiting {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// What went wrong, why, and what to try; the last line is the one to act on.
pub(crate) fn fail_page(fail: &Fail) -> Page {
    let mut page = Page::default();
    let word = if matches!(fail.code, "keys_changed" | "words_differ") {
        say!("word-stopped")
    } else {
        say!("word-error")
    };
    page.hanging(0, 2, [Span::new(Tone::Wrong, &word), plain(" "), strong(&fail.what)]);
    for why in &fail.why {
        page.hanging(2, 4, [plain(why)]);
    }
    for advice in &fail.tries {
        let word = say!("word-try");
        page.hanging(2, 2 + word.chars().count(), [plain(word), plain(advice)]);
    }
    page
}

fn fail_fields(fail: &Fail) -> Value {
    let mut fields = json!({
        "code": fail.code,
        "what": fail.what,
        "why": fail.why,
        "try": fail.tries,
        "exit": fail.exit as u8,
    });
    if let Some(fields) = fields.as_object_mut() {
        for (name, value) in &fail.fields {
            fields.entry(name).or_insert_with(|| value.clone());
        }
    }
    fields
}

const WIDTH_UNKNOWN: usize = 80;
const WIDTH_MIN: usize = 30;
const WIDTH_MAX: usize = 110;
const PATIENCE: Duration = Duration::from_millis(400);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fail::Exit;

    fn unknown_person() -> Fail {
        Fail::new(Exit::NotFound, "unknown_person", "there is no one called \"smm\"")
            .because("people here: Sam Okoro, Ines Duarte, Noor Haddad")
            .attempt("entre agenda sam")
    }

    #[test]
    fn a_failure_says_what_why_and_what_to_try() {
        insta::assert_snapshot!(fail_page(&unknown_person()).render_plain(Look { width: 80, ascii: true }), @r#"
        error: there is no one called "smm"
          people here: Sam Okoro, Ines Duarte, Noor Haddad
          try: entre agenda sam
        "#);
    }

    #[test]
    fn a_failure_is_complete_as_json() {
        insta::assert_snapshot!(fail_fields(&unknown_person()), @r#"{"code":"unknown_person","exit":3,"try":["entre agenda sam"],"what":"there is no one called \"smm\"","why":["people here: Sam Okoro, Ines Duarte, Noor Haddad"]}"#);
    }
}

//! What every command works with: the output, the questions, the home, the clock, and where a text comes from.

use std::io::stdin;
use std::path::{Path, PathBuf};

use client::{Entre, Home, PersonRef, io_words};
use jiff::{Timestamp, ZonedDateTime};
use language::say;
use zeroize::Zeroizing;

use crate::args::Global;
use crate::ask::{Ask, Instead};
use crate::config::{Config, Key};
use crate::editor::{self, Buffer, Edited};
use crate::fail::{Exit, Fail};
use crate::output::Output;
use crate::text::{self, Given};

/// One run of the program.
pub(crate) struct Desk {
    pub(crate) out: Output,
    pub(crate) ask: Ask,
    pub(crate) home: Home,
    /// The file of settings.
    pub(crate) config: Config,
    /// Options of every command, as they were given.
    pub(crate) global: Global,
    /// Why the file of settings cannot be used.
    defect: Option<Fail>,
}

/// A text that was given, and the editor's file until it is saved.
pub(crate) struct Written {
    pub(crate) text: String,
    edited: Option<Edited>,
}

/// How a text is asked for.
pub(crate) struct Wanted<'a> {
    /// The question at the terminal.
    pub(crate) question: &'a str,
    /// A word for the editor's file.
    pub(crate) name: &'a str,
    /// Who reads it: the first line in the editor.
    pub(crate) readers: String,
}

impl Desk {
    pub(crate) fn new(
        global: &Global,
        out: Output,
        config: Config,
        defect: Option<Fail>,
    ) -> Result<Self, Fail> {
        let given = global.home.clone().or_else(|| set("ENTRE_HOME").map(PathBuf::from));
        let (ask, home) = (Ask::new(out, global.no_input), Home::locate(given)?);
        Ok(Self { out, ask, home, config, global: global.clone(), defect })
    }

    /// Fails if the file of settings has a mistake: nobody should work for weeks in a language they did not choose.
    pub(crate) fn usable_config(&self) -> Result<(), Fail> {
        self.defect.clone().map_or(Ok(()), Err)
    }

    /// The store, opened; asks for the passphrase if it has one.
    pub(crate) fn open(&self) -> Result<Entre, Fail> {
        Entre::open(&self.home, &mut || self.passphrase())
    }

    /// The passphrase of an existing store.
    pub(crate) fn passphrase(&self) -> Result<Zeroizing<String>, Fail> {
        match passphrase_file()? {
            Some(words) => Ok(words),
            None if self.ask.is_possible() => self.ask.secret(&say!("ask-passphrase"), locked()),
            None => Err(Fail::new(Exit::Locked, "locked", say!("locked-nobody"))
                .because(say!("locked-nobody-why"))
                .attempt(say!("locked-try-unlock"))
                .attempt(say!("try-passphrase-file"))),
        }
    }

    /// The person a command is about: as named, or `ENTRE_PERSON`, or as the file of settings says, or the only one there is.
    pub(crate) fn person(&self, entre: &mut Entre, name: Option<&str>) -> Result<PersonRef, Fail> {
        let usual = set("ENTRE_PERSON");
        entre.find(name.or(usual.as_deref()).or(self.config.value(Key::Person)))
    }

    /// A text from the argument, stdin, the editor, or a question.
    pub(crate) fn text(
        &self,
        words: &[String],
        in_editor: bool,
        wanted: &Wanted<'_>,
    ) -> Result<Option<Written>, Fail> {
        if in_editor {
            let header = vec![wanted.readers.clone(), say!("editor-header")];
            let buffer = Buffer { name: wanted.name, header, text: "" };
            return Ok(editor::edit(&buffer, self.home.folder(), self.config.value(Key::Editor))?
                .map(|edited| Written { text: edited.text.clone(), edited: Some(edited) }));
        }
        let text = match Given::new(words) {
            Given::Argument(text) => text,
            Given::Stdin => text::read(&mut stdin().lock())?,
            Given::Nothing => self.ask.line(wanted.question, None, no_text())?,
        };
        Ok(Some(Written { text, edited: None }))
    }

    /// Opens the editor on a text that is there already.
    pub(crate) fn edit(&self, name: &str, readers: &str, text: &str) -> Result<Option<Edited>, Fail> {
        let header = vec![readers.to_owned(), say!("editor-header")];
        editor::edit(&Buffer { name, header, text }, self.home.folder(), self.config.value(Key::Editor))
    }

    /// Runs something that needs the network.
    pub(crate) fn block<T>(&self, work: impl Future<Output = Result<T, Fail>>) -> Result<T, Fail> {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
                Fail::new(Exit::Failed, "runtime", say!("no-network", error = error.to_string()))
            })?;
        runtime.block_on(work)
    }

    pub(crate) fn now(&self) -> ZonedDateTime {
        ZonedDateTime::now()
    }

    pub(crate) fn moment(&self) -> Timestamp {
        Timestamp::now()
    }
}

impl Written {
    /// Says what became of the text: the editor's file goes only when it was saved.
    pub(crate) fn finish<T>(self, saved: Result<T, Fail>) -> Result<T, Fail> {
        match self.edited {
            Some(edited) => edited.finish(saved),
            None => saved,
        }
    }
}

/// The passphrase from the file that `ENTRE_PASSPHRASE_FILE` names, if it names one.
pub(crate) fn passphrase_file() -> Result<Option<Zeroizing<String>>, Fail> {
    set("ENTRE_PASSPHRASE_FILE").map(|path| passphrase_in(Path::new(&path))).transpose()
}

/// The passphrase that a file holds: its text without the line's end.
pub(crate) fn passphrase_in(path: &Path) -> Result<Zeroizing<String>, Fail> {
    let text = std::fs::read_to_string(path).map(Zeroizing::new).map_err(|error| {
        let what = say!("passphrase-file-unreadable", path = path.display().to_string());
        Fail::new(Exit::Locked, "passphrase_file", what).because(io_words(&error))
    })?;
    Ok(Zeroizing::new(text.trim_end_matches(['\n', '\r']).to_owned()))
}

/// A variable of the environment that is set to something.
pub(crate) fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn no_text() -> Instead {
    Instead::new(say!("missing-text"), [say!("try-text-behind"), say!("try-text-stdin")])
}

fn locked() -> Instead {
    Instead::new(say!("missing-passphrase"), [say!("try-passphrase-file")])
}

//! Settings of this program on this machine: a file of a few lines in TOML. Nothing secret is in it, and nothing in it changes
//! what is written or sent. An option counts before the environment, the environment before the file, the file before the system.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use client::io_words;
use language::say;
use toml::de::{DeTable, DeValue};

use crate::fail::{Exit, Fail};

/// What can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// What the program speaks.
    Language,
    /// When it uses colours.
    Color,
    /// Whether signs are spelled in ASCII.
    Ascii,
    /// Whether it gives no hints.
    Quiet,
    /// Whom a command is about that names nobody.
    Person,
    /// What texts are written in.
    Editor,
}

impl Key {
    pub(crate) const ALL: [Self; 6] =
        [Self::Language, Self::Color, Self::Ascii, Self::Quiet, Self::Person, Self::Editor];

    /// As it stands in the file.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Color => "color",
            Self::Ascii => "ascii",
            Self::Quiet => "quiet",
            Self::Person => "person",
            Self::Editor => "editor",
        }
    }

    /// The values that there are; none where it is a text.
    pub(crate) fn values(self) -> &'static [&'static str] {
        match self {
            Self::Language => &["en", "de"],
            Self::Color => &["auto", "always", "never"],
            Self::Ascii | Self::Quiet => &["true", "false"],
            Self::Person | Self::Editor => &[],
        }
    }

    fn is_switch(self) -> bool {
        matches!(self, Self::Ascii | Self::Quiet)
    }

    /// The key of this name, or which one is nearest to it.
    pub(crate) fn named(word: &str) -> Result<Self, Self> {
        let word = word.trim().to_lowercase();
        let exact = Self::ALL.into_iter().find(|key| key.word() == word);
        exact.ok_or_else(|| {
            let near = Self::ALL.into_iter().min_by_key(|key| distance(key.word(), &word));
            near.unwrap_or(Self::Language)
        })
    }

    /// Whether a value is one for this key.
    pub(crate) fn takes(self, value: &str) -> bool {
        let values = self.values();
        let is_line = !value.trim().is_empty() && !value.chars().any(char::is_control);
        if values.is_empty() { is_line } else { values.contains(&value) }
    }

    fn written(self, value: &str) -> String {
        if self.is_switch() { value.to_owned() } else { toml::Value::from(value).to_string() }
    }
}

/// The settings of the file, and where each stands in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Config {
    path: Option<PathBuf>,
    text: String,
    found: BTreeMap<Key, Found>,
}

#[derive(Clone, Debug)]
struct Found {
    value: String,
    entry: Range<usize>,
}

/// What is wrong with the file. It has no words yet: in which language they are may stand in the file.
#[derive(Debug)]
pub(crate) enum Defect {
    /// It cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// It is no TOML.
    Syntax(PathBuf, usize, String),
    /// There is no such key.
    Unknown(PathBuf, usize, String, Key),
    /// The key has no such value.
    Value(PathBuf, usize, Key),
}

impl Config {
    /// Reads the file, if there is one.
    pub(crate) fn load() -> Result<Self, Defect> {
        let Some(path) = place() else { return Ok(Self::default()) };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Defect::Unreadable(path, error)),
        };
        Self::parse(path, text)
    }

    /// The place of the file without what stands in it, where that cannot be used.
    pub(crate) fn unread() -> Self {
        let path = place();
        let text = path.as_ref().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        Self { path, text, found: BTreeMap::new() }
    }

    fn parse(path: PathBuf, text: String) -> Result<Self, Defect> {
        let line = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        let table = match DeTable::parse(&text) {
            Ok(table) => table,
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                return Err(Defect::Syntax(path, line(at), error.message().to_owned()));
            }
        };
        let mut found = BTreeMap::new();
        for (name, value) in table.get_ref() {
            let at = line(name.span().start);
            let key = match Key::named(name.get_ref()) {
                Ok(key) if key.word() == name.get_ref().as_ref() => key,
                Ok(near) | Err(near) => {
                    return Err(Defect::Unknown(path, at, name.get_ref().to_string(), near));
                }
            };
            let word = match value.get_ref() {
                DeValue::String(word) if !key.is_switch() => Some(word.to_string()),
                DeValue::Boolean(on) if key.is_switch() => Some(on.to_string()),
                _ => None,
            };
            let Some(word) = word.filter(|word| key.takes(word)) else {
                return Err(Defect::Value(path, at, key));
            };
            let entry = name.span().start..value.span().end;
            found.insert(key, Found { value: word, entry });
        }
        Ok(Self { path: Some(path), text, found })
    }

    /// What the file says of a key.
    pub(crate) fn value(&self, key: Key) -> Option<&str> {
        self.found.get(&key).map(|found| found.value.as_str())
    }

    /// Whether the file switches something on.
    pub(crate) fn is_on(&self, key: Key) -> bool {
        self.value(key) == Some("true")
    }

    /// Where the file is, or would be.
    pub(crate) fn path(&self) -> Result<&Path, Fail> {
        self.path.as_deref().ok_or_else(|| {
            Fail::new(Exit::Failed, "no_config", say!("config-nowhere")).attempt(say!("config-nowhere-try"))
        })
    }

    /// All of the file.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The file with another value for one key, or without it; everything else in it stays.
    pub(crate) fn with(&self, key: Key, value: Option<&str>) -> String {
        let mut text = self.text.clone();
        match (self.found.get(&key), value) {
            (Some(found), Some(value)) => {
                let written = format!("{} = {}", key.word(), key.written(value));
                text.replace_range(found.entry.clone(), &written);
            }
            (Some(found), None) => {
                let end = text.get(found.entry.end..).and_then(|rest| rest.find('\n'));
                let end = end.map_or(text.len(), |at| found.entry.end + at + 1);
                text.replace_range(found.entry.start..end, "");
            }
            (None, Some(value)) => {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                text.push_str(&format!("{} = {}\n", key.word(), key.written(value)));
            }
            (None, None) => {}
        }
        text
    }

    /// Writes the file anew, after it has been read once: what cannot be used is not written.
    pub(crate) fn write(&self, text: &str) -> Result<(), Fail> {
        let path = self.path()?;
        Self::parse(path.to_owned(), text.to_owned()).map_err(|defect| defect.fail())?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let written = std::fs::create_dir_all(folder)
            .and_then(|()| tempfile::NamedTempFile::new_in(folder))
            .and_then(|mut file| {
                std::io::Write::write_all(&mut file, text.as_bytes())?;
                file.persist(path).map_err(|error| error.error)
            });
        written.map(drop).map_err(|error| {
            let (path, error) = (path.display().to_string(), io_words(&error));
            Fail::new(Exit::Failed, "output_failed", say!("path-was-not-written", path = path, error = error))
        })
    }
}

impl Defect {
    /// In words, with the place.
    pub(crate) fn fail(self) -> Fail {
        let (what, why) = match self {
            Self::Unreadable(path, error) => {
                (say!("config-unreadable", path = path.display().to_string()), io_words(&error))
            }
            Self::Syntax(path, line, message) => {
                (say!("config-syntax", path = path.display().to_string(), line = line), message)
            }
            Self::Unknown(path, line, key, near) => {
                let path = path.display().to_string();
                (say!("config-unknown", path = path, line = line, key = key), nearest(near))
            }
            Self::Value(path, line, key) => {
                let path = path.display().to_string();
                (say!("config-value", path = path, line = line, key = key.word()), allowed(key))
            }
        };
        Fail::new(Exit::Usage, "bad_config", what).because(why).attempt("entre config edit")
    }
}

/// Which values a key takes.
pub(crate) fn allowed(key: Key) -> String {
    match key.values() {
        [] => say!("config-takes-line"),
        values => say!("it-can-be", valid = values.join(", ")),
    }
}

/// Which key may have been meant.
pub(crate) fn nearest(near: Key) -> String {
    say!("config-nearest", key = near.word())
}

/// `ENTRE_CONFIG`, else where the system keeps such files.
fn place() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("ENTRE_CONFIG").or_else(|| {
        let folder = set("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
        let folder = folder.or_else(|| set("HOME").map(|home| home.join(".config")))?;
        Some(folder.join("entre/config.toml"))
    })
}

/// How many letters have to be put in, taken out or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut next = vec![index + 1];
        for (place, wanted) in other.iter().enumerate() {
            let changed = row.get(place).copied().unwrap_or(0) + usize::from(letter != *wanted);
            let gone = row.get(place + 1).copied().unwrap_or(0) + 1;
            let new = next.last().copied().unwrap_or(0) + 1;
            next.push(changed.min(gone).min(new));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Config, Defect> {
        Config::parse(PathBuf::from("config.toml"), text.to_owned())
    }

    #[test]
    fn a_mistake_is_named_with_its_line_and_the_nearest_key() {
        let check = |text: &str, words: &[&str]| {
            let fail = parsed(text).unwrap_err().fail();
            let said = format!("{} {}", fail.what, fail.why.join(" "));
            assert!(words.iter().all(|word| said.contains(word)), "{said}");
        };
        check("# mine\nlangauge = \"de\"\n", &["line 2", "langauge", "language"]);
        check("ascii = true\ncolour = \"auto\"", &["line 2", "color"]);
        check("language = \"fr\"", &["line 1", "en, de"]);
        check("ascii = \"yes\"", &["line 1", "true, false"]);
        check("quiet = 1", &["true, false"]);
        check("person = \"\"", &["one line"]);
        check("[person]\nname = 1", &["line 1"]);
        check("ascii = true\nlanguage = ", &["line 2"]);
        check("ascii = true\nascii = false", &["line 2"]);
    }

    #[test]
    fn one_value_is_changed_and_the_rest_of_the_file_stays() {
        let config = parsed("# mine\nlanguage = \"de\"  # for a while\n\nascii = true\n").unwrap();
        assert_eq!(config.value(Key::Language), Some("de"));
        assert_eq!(
            config.with(Key::Language, Some("en")),
            "# mine\nlanguage = \"en\"  # for a while\n\nascii = true\n"
        );
        assert_eq!(config.with(Key::Language, None), "# mine\n\nascii = true\n");
        let text = config.with(Key::Person, Some("Sam \"O.\" Okoro"));
        assert_eq!(parsed(&text).unwrap().value(Key::Person), Some("Sam \"O.\" Okoro"));
        assert_eq!(
            parsed("quiet = true").unwrap().with(Key::Color, Some("never")),
            "quiet = true\ncolor = \"never\"\n"
        );
    }
}

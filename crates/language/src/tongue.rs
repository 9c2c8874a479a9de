//! Which language the program speaks. One process speaks one language: it is chosen once, before the first sentence.

use std::cell::Cell;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// A language in which every message exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// `en`
    #[default]
    English,
    /// `de`
    German,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The subtag of RFC 5646.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language of a locale such as `de_AT.UTF-8`; English for one that there are no messages for.
    pub fn of_locale(locale: &str) -> Self {
        let subtag = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        subtag.parse().unwrap_or_default()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.tag())
    }
}

/// There are no messages in that language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag)).ok_or(UnknownLanguage)
    }
}

/// Chooses the language. The first choice holds; returns the one that holds.
pub fn speak(language: Language) -> Language {
    *SPOKEN.get_or_init(|| language)
}

/// The language that the program speaks; English if nobody chose.
pub fn current() -> Language {
    HERE.get().or_else(|| SPOKEN.get().copied()).unwrap_or_default()
}

/// From now on the signs in messages are spelled in ASCII. What goes into a message is somebody's text and stays as it is.
pub fn spell_in_ascii() {
    ASCII.store(true, Ordering::Relaxed);
}

/// Whether signs are spelled in ASCII.
pub(crate) fn is_ascii() -> bool {
    ASCII.load(Ordering::Relaxed)
}

/// Does something in a given language, whatever the program speaks elsewhere. It holds for this thread and until the
/// work is done; tests of all languages run in one process so.
pub fn speaking<T>(language: Language, work: impl FnOnce() -> T) -> T {
    let _before = Before(HERE.replace(Some(language)));
    work()
}

/// Brings back the language of before, also after a panic.
struct Before(Option<Language>);

impl Drop for Before {
    fn drop(&mut self) {
        HERE.set(self.0);
    }
}

static ASCII: AtomicBool = AtomicBool::new(false);
static SPOKEN: OnceLock<Language> = OnceLock::new();

thread_local! {
    static HERE: Cell<Option<Language>> = const { Cell::new(None) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language_and_every_other_one_is_english() {
        for (locale, expected) in [
            ("de_DE.UTF-8", Language::German),
            ("de", Language::German),
            ("de-AT", Language::German),
            ("DE@euro", Language::German),
            ("en_GB.UTF-8", Language::English),
            ("C.UTF-8", Language::English),
            ("den_CA", Language::English),
            ("fr_FR", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::of_locale(locale), expected, "{locale}");
        }
    }
}

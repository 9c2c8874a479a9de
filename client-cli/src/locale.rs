//! Which language this run speaks: `--lang`, else `ENTRE_LANG`, else the file of settings, else the system's locale. Chosen before the command line
//! is read, because mistakes in it are said in that language too.

use std::ffi::OsString;

use language::{Language, speak};

/// Chooses the language once for this run.
pub(crate) fn choose(arguments: &[OsString], usual: Option<&str>) {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let wanted = given(arguments).or_else(|| set("ENTRE_LANG").and_then(|tag| tag.parse().ok()));
    let wanted = wanted.or_else(|| usual.and_then(|tag| tag.parse().ok()));
    // The order of POSIX: LC_ALL rules, LC_MESSAGES is for sentences, LANG is what else there is.
    let locale = || set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
    speak(
        wanted.unwrap_or_else(|| locale().map_or(Language::default(), |locale| Language::of_locale(&locale))),
    );
}

/// Whether signs have to be spelled in ASCII: `--ascii`, or a locale that knows nothing else.
pub(crate) fn wants_ascii(arguments: &[OsString]) -> bool {
    let mut words = arguments.iter().map_while(|word| word.to_str().filter(|word| *word != "--"));
    words.any(|word| word == "--ascii") || !is_utf8()
}

/// Whether the locale says that the terminal shows more than ASCII.
pub(crate) fn is_utf8() -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
    // Without any setting the terminal of today is UTF-8; `C` and `POSIX` say that it is not.
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// What `--lang` says, if it says something that there is. Another word is refused when the command line is read.
fn given(arguments: &[OsString]) -> Option<Language> {
    // What follows `--` is text.
    let mut words = arguments.iter().map_while(|word| word.to_str().filter(|word| *word != "--"));
    let word = words.find_map(|word| word.strip_prefix("--lang"))?;
    match word.strip_prefix('=') {
        Some(tag) => tag.parse().ok(),
        None if word.is_empty() => words.next()?.parse().ok(),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_counts_in_both_spellings_and_not_behind_the_dashes() {
        let check = |line: &str, expected| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(given(&words), expected, "{line}");
        };
        check("entre agenda --lang de", Some(Language::German));
        check("entre --lang=en agenda", Some(Language::English));
        check("entre agenda --lang fr", None);
        check("entre add sam -- --lang de", None);
        check("entre --language de", None);
        check("entre agenda --lang", None);
    }
}

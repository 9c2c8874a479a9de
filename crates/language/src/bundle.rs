//! The messages of one language, read once when the first of them is needed.

use std::borrow::Cow;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::Language;
use crate::tongue::{current, is_ascii};

/// What goes into a message.
#[derive(Clone, Debug)]
pub enum Value {
    /// Words.
    Text(String),
    /// A number; messages choose between one and many by it.
    Number(i64),
}

/// A message in the language that the program speaks, with what goes into it. Use [`crate::say`], whose names are checked.
///
/// A name that there is no message for is answered with itself: a sentence that is missing must not stop what a person does.
pub fn message(name: &str, values: &[(&str, Value)]) -> String {
    find(name, values).unwrap_or_else(|| name.to_owned())
}

/// A message in the language that the program speaks, if there is one of that name.
pub fn find(name: &str, values: &[(&str, Value)]) -> Option<String> {
    in_language(current(), name, values)
}

/// A message in a given language; nothing if it has none of that name.
pub(crate) fn in_language(language: Language, name: &str, values: &[(&str, Value)]) -> Option<String> {
    let bundle = bundle(language);
    let pattern = bundle.get_message(name)?.value()?;
    let mut arguments = FluentArgs::with_capacity(values.len());
    for (key, value) in values {
        arguments.set(*key, FluentValue::from(value));
    }
    // What is missing among the values shows as its name; a test keeps that from happening.
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned())
}

fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static ENGLISH: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
    static GERMAN: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
    static ENGLISH_ASCII: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
    static GERMAN_ASCII: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
    let ascii = is_ascii();
    let made = match (language, ascii) {
        (Language::English, false) => &ENGLISH,
        (Language::English, true) => &ENGLISH_ASCII,
        (Language::German, false) => &GERMAN,
        (Language::German, true) => &GERMAN_ASCII,
    };
    made.get_or_init(|| match language {
        Language::English => read(language, &EN, ascii),
        Language::German => read(language, &[&DE[..], &[COMMANDS]].concat(), ascii),
    })
}

fn read(language: Language, texts: &[&str], ascii: bool) -> FluentBundle<FluentResource> {
    // Both tags are well formed; were one not, only the choice between one and many would go astray.
    let locale: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // The marks that keep scripts of two directions apart would be copied along with a command or a title.
    bundle.set_use_isolating(false);
    if ascii {
        bundle.set_transform(Some(spelled));
    }
    for text in texts {
        // What can be read of a text with a mistake is used; a test reads all of them.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(partial, _)| partial);
        drop(bundle.add_resource(resource));
    }
    bundle
}

/// Signs in ASCII; letters of a language are no signs.
fn spelled(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '…' => out.push_str("..."),
            '→' => out.push_str("->"),
            '„' | '“' | '”' => out.push('"'),
            '’' | '‘' => out.push('\''),
            '–' | '—' => out.push('-'),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

/// One list of files for all languages, so that none can lack a file.
macro_rules! files {
    ($($file:literal),+ $(,)?) => {
        const EN: [&str; [$($file),+].len()] = [$(include_str!(concat!("../messages/en/", $file))),+];
        const DE: [&str; [$($file),+].len()] = [$(include_str!(concat!("../messages/de/", $file))),+];
    };
}

/// Help on the command line: in English it stands beside the commands and options (client-cli, args/translated.rs).
const COMMANDS: &str = include_str!("../messages/de/commands.ftl");

files![
    "agenda.ftl",
    "asking.ftl",
    "bank.ftl",
    "changes.ftl",
    "config.ftl",
    "demo.ftl",
    "devices.ftl",
    "doctor.ftl",
    "errors.ftl",
    "files.ftl",
    "handover.ftl",
    "help.ftl",
    "internal.ftl",
    "leaving.ftl",
    "meetings.ftl",
    "pairing.ftl",
    "practice.ftl",
    "questions.ftl",
    "running.ftl",
    "safety.ftl",
    "space.ftl",
    "syncing.ftl",
    "templates.ftl",
    "time.ftl",
];

impl From<&Value> for FluentValue<'static> {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => FluentValue::from(text.clone()),
            Value::Number(number) => FluentValue::from(*number),
        }
    }
}

/// What can go into a message. It is looked at and not taken, as in `format!`.
pub trait Shown {
    /// As it goes in.
    fn shown(&self) -> Value;
}

impl<T: Shown + ?Sized> Shown for &T {
    fn shown(&self) -> Value {
        (*self).shown()
    }
}

impl Shown for str {
    fn shown(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl Shown for String {
    fn shown(&self) -> Value {
        self.as_str().shown()
    }
}

impl Shown for std::path::Display<'_> {
    fn shown(&self) -> Value {
        Value::Text(self.to_string())
    }
}

/// Whole numbers; one beyond the range of `i64` is shown as its end, which no count reaches.
macro_rules! numbers {
    ($($type:ty),+) => {
        $(impl Shown for $type {
            fn shown(&self) -> Value {
                Value::Number(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        })+
    };
}

numbers!(i8, i16, i32, i64, u8, u16, u32, u64, usize);

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use fluent_bundle::FluentError;

    use super::*;

    #[test]
    fn signs_are_spelled_in_ascii_and_letters_stay() {
        assert_eq!(spelled("„Wörter“ … → –"), "\"Wörter\" ... -> -");
        for (file, text) in EN.iter().enumerate() {
            let said = text.lines().filter(|line| !line.starts_with('#')).map(spelled);
            assert!(said.clone().all(|line| line.is_ascii()), "file {file}: {:?}", said.collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_file_reads_whole_and_no_name_stands_twice() {
        for (language, texts) in [("en", EN.to_vec()), ("de", [&DE[..], &[COMMANDS]].concat())] {
            let mut bundle = FluentBundle::new_concurrent(vec![language.parse().unwrap()]);
            for text in texts {
                let resource = FluentResource::try_new((*text).to_owned());
                let resource =
                    resource.unwrap_or_else(|(_, errors)| panic!("{language}: {errors:?}\n{text}"));
                bundle.add_resource(resource).unwrap_or_else(|errors: Vec<FluentError>| panic!("{errors:?}"));
            }
        }
    }

    #[test]
    fn both_languages_say_the_same_things_with_the_same_values() {
        let said = |texts: &[&str]| texts.iter().flat_map(|text| names(text)).collect::<BTreeMap<_, _>>();
        let (english, german) = (said(&EN), said(&DE));
        for (name, values) in &english {
            assert_eq!(german.get(name), Some(values), "{name} in German");
        }
        for name in german.keys() {
            assert!(english.contains_key(name), "{name} is only in German");
        }
    }

    /// The names in a file, each with the values that it takes.
    fn names(text: &str) -> BTreeMap<String, Vec<String>> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut name = String::new();
        for line in text.lines() {
            if let Some((first, _)) =
                line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()))
            {
                name = first.to_owned();
                found.entry(name.clone()).or_default();
            }
            for part in line.split('$').skip(1).filter(|_| !line.starts_with('#')) {
                let value: String =
                    part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                let values = found.entry(name.clone()).or_default();
                if !values.contains(&value) {
                    values.push(value);
                    values.sort();
                }
            }
        }
        found
    }
}

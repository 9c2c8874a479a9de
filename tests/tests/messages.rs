//! Every sentence that the code asks for exists, takes what it is given, and is asked for. That both languages have the
//! same messages is tested in `crates/language`.

#![expect(clippy::expect_used, reason = "the readers below run only inside tests")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use entrenous_tests::{
    code::{arguments, files},
    workspace_root,
};

/// Where sentences are said.
const SPEAKERS: &[&str] = &["client-cli/src", "crates/client/src"];

/// Messages whose names are put together in the code, by their beginning.
const PUT_TOGETHER: &[&str] = &[
    "weekday-",
    "month-",
    "part-",
    "subject-",
    "question-",
    "template-",
    "field-",
    "sort-",
    "became-",
    "config-from-",
];

#[test]
fn every_message_that_the_code_names_exists_and_takes_what_it_is_given() {
    let messages = messages();
    let mut used = BTreeSet::new();
    for (place, name, values) in uses() {
        let expected = messages.get(&name);
        assert_eq!(Some(&values), expected, "{place}: \"{name}\" takes {expected:?}");
        used.insert(name);
    }
    for name in messages.keys().filter(|name| !PUT_TOGETHER.iter().any(|start| name.starts_with(start))) {
        assert!(used.contains(name), "nothing says \"{name}\"");
    }
}

/// The English messages, each with the values that it takes.
fn messages() -> BTreeMap<String, BTreeSet<String>> {
    let folder = workspace_root().join("crates/language/messages/en");
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("there are messages") {
        let text =
            fs::read_to_string(entry.expect("an entry can be read").path()).expect("messages are text");
        let mut name = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                name = line.split_once(" =").expect("a message has a name").0.to_owned();
                found.entry(name.clone()).or_default();
            }
            for part in line.split('$').skip(1) {
                found.entry(name.clone()).or_default().insert(identifier(part));
            }
        }
    }
    found
}

/// Every `say!` in the code: where, which message, and the values that go into it.
fn uses() -> Vec<(String, String, BTreeSet<String>)> {
    let mut found = Vec::new();
    for folder in SPEAKERS {
        for (path, text) in files(folder).expect("code is text") {
            for (index, _) in text.match_indices("say!(") {
                let line = text[..index].lines().count();
                let inside = arguments(&text[index + "say!(".len()..]);
                let mut parts = inside.into_iter();
                let name = parts.next().expect("a message is named").trim().trim_matches('"').to_owned();
                let values = parts.filter(|part| !part.trim().is_empty()).map(|part| identifier(part.trim()));
                found.push((format!("{}:{line}", path.display()), name, values.collect()));
            }
        }
    }
    assert!(found.len() > 10, "the code says something");
    found
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// Files whose texts nobody reads as a sentence, each with the reason.
const NO_SENTENCES: &[(&str, &str)] = &[
    ("client-cli/src/args", "English help stands beside the commands"),
    ("client-cli/src/demo/", "what the two people of the demo write, and where it is looked for"),
    ("client-cli/src/editor.rs", "settings of editors"),
    ("client-cli/src/screens/german.rs", "tests"),
    ("client-cli/src/kit_page.rs", "a page around its sentences"),
    ("client-cli/src/picture.rs", "a picture"),
    ("crates/client/src/calendar_file/zone_names.rs", "names that Windows has for zones"),
    ("crates/client/src/fuzzing.rs", "what a fuzzer is stopped with, and files that it begins with"),
    ("crates/client/src/redaction.rs", "tests"),
    ("crates/client/src/ledger.rs", "marks that are stored, and compared with each other"),
];

#[test]
fn no_sentence_is_left_in_the_code() {
    let mut left = Vec::new();
    for folder in SPEAKERS {
        for (path, text) in files(folder).expect("code is text") {
            let path = path.to_string_lossy();
            if NO_SENTENCES.iter().any(|(file, _)| path.starts_with(file)) || path.ends_with("tests.rs") {
                continue;
            }
            for literal in literals(text.split("#[cfg(test)]").next().unwrap_or(&text)) {
                if is_sentence(&literal) {
                    left.push(format!("{path}: {literal:?}"));
                }
            }
        }
    }
    assert!(left.is_empty(), "these belong into crates/language/messages: {left:#?}");
}

/// Whether a text holds two words beside each other that are no command of ours.
fn is_sentence(text: &str) -> bool {
    let mut said = String::new();
    let mut rest = text;
    // What is filled in is said elsewhere.
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    said.push_str(rest);
    let command = said.trim_start_matches([' ', ':']).starts_with("entre ") || said.starts_with("ENTRE_");
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(char::is_alphabetic);
    let words: Vec<&str> =
        said.split(' ').map(|word| word.trim_matches(['.', ',', ':', ';', '?', '"'])).collect();
    !command && words.windows(2).any(|pair| pair.iter().all(is_word))
}

/// The strings in code, without those in comments and attributes.
fn literals(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in joined(code).lines() {
        let line = line.trim_start();
        if line.starts_with("//") || line.starts_with('#') {
            continue;
        }
        let (mut literal, mut inside, mut characters) = (String::new(), false, line.chars().peekable());
        let mut before = ' ';
        while let Some(character) = characters.next() {
            match (character, inside) {
                ('\\', true) => literal.extend(characters.next()),
                ('"', true) => {
                    // Bytes are nobody's sentence.
                    let text = std::mem::take(&mut literal);
                    found.extend(Some(text).filter(|_| before != 'b'));
                    inside = false;
                }
                ('"', false) => inside = true,
                // A quotation mark by itself is a character.
                ('\'', false) if characters.peek() == Some(&'"') => drop(characters.next()),
                (character, false) if characters.peek() == Some(&'"') => before = character,
                ('/', false) if characters.peek() == Some(&'/') => break,
                (character, true) => literal.push(character),
                _ => {}
            }
        }
    }
    found
}

/// Strings over several lines as one line.
fn joined(code: &str) -> String {
    let mut pieces = code.split("\\\n");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |joined, piece| joined + piece.trim_start())
}

#[test]
fn the_reader_of_sentences_knows_them_from_commands_and_marks() {
    for sentence in ["nothing was changed", "{name} is here already", "  words not compared"] {
        assert!(is_sentence(sentence), "{sentence}");
    }
    for other in
        ["entre device add", ": entre verify \"{}\"", "{title} ({place})", "no_such_person", "%H:%M", "Setup"]
    {
        assert!(!is_sentence(other), "{other}");
    }
    assert!(literals("KEY: &[u8] = b\"root key\"; let it = \"a b\";") == ["a b"]);
    let code = "#[command(name = \"a b\")]\n// \"in a comment\"\nlet a = '\"'; say(\"one \\\n    two\"); // \"c d\"\n";
    assert_eq!(literals(code), ["one two"]);
}

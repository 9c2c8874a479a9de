//! Every sentence that the code asks for exists, takes what it is given, and is asked for. That both languages have the
//! same messages is tested in `crates/language`.

#![expect(clippy::expect_used, reason = "the readers below run only inside tests")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use entrenous_tests::workspace_root;

/// Where sentences are said.
const SPEAKERS: &[&str] = &["client-cli/src", "crates/client/src"];

/// Messages whose names are put together in the code, by their beginning.
const PUT_TOGETHER: &[&str] = &["weekday-", "month-", "part-", "subject-", "question-", "template-"];

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
        visit(&workspace_root().join(folder), &mut |path, text| {
            for (index, _) in text.match_indices("say!(") {
                let line = text[..index].lines().count();
                let inside = arguments(&text[index + "say!(".len()..]);
                let mut parts = inside.into_iter();
                let name = parts.next().expect("a message is named").trim().trim_matches('"').to_owned();
                let values = parts.filter(|part| !part.trim().is_empty()).map(|part| identifier(part.trim()));
                found.push((format!("{}:{line}", path.display()), name, values.collect()));
            }
        });
    }
    assert!(found.len() > 10, "the code says something");
    found
}

fn visit(folder: &Path, see: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).expect("a folder of the workspace can be read") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            visit(&path, see);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            see(&path, &fs::read_to_string(&path).expect("code is text"));
        }
    }
}

/// The arguments of a call up to the parenthesis that ends it, split at the commas between them.
fn arguments(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut depth, mut quoted, mut escaped) =
        (Vec::new(), String::new(), 0, false, false);
    for character in text.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(character);
    }
    parts.push(part);
    parts
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

#[test]
fn the_reader_of_calls_knows_strings_and_parentheses() {
    let found = arguments("\"name\", a = f(1, \"),\"), b = [1, 2],) rest");
    assert_eq!(found, ["\"name\"", " a = f(1, \"),\")", " b = [1, 2]", ""]);
}

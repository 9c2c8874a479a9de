//! Every `kind` that the code gives an answer has a schema in docs/json, and every schema there is of a kind that the code gives.

#![expect(clippy::expect_used, reason = "the readers below run only inside tests")]

use std::collections::{BTreeMap, BTreeSet};

use entrenous_tests::code::{arguments, files};
use entrenous_tests::schema::Schemas;

/// Where answers are printed.
const PRINTS: &str = "client-cli/src";

/// The methods that print an object; its kind comes first.
const METHODS: &[&str] = &["result", "laid_out", "object"];

/// Where a kind is chosen before it is handed on under a name of its own, and what it can be.
const CHOSEN: &[(&str, &[&str])] = &[
    ("client-cli/src/commands/items.rs", &["done", "reopened"]),
    ("client-cli/src/main.rs", &["help", "version"]),
];

#[test]
fn every_kind_has_a_schema_and_every_schema_a_kind() {
    let schemas = Schemas::read().expect("the schemas can be read");
    let described: BTreeSet<&str> = schemas.kinds().collect();
    let printed = printed();
    for (kind, place) in &printed {
        assert!(described.contains(kind.as_str()), "{place}: docs/json/{kind}.json is missing");
    }
    for kind in described {
        assert!(printed.contains_key(kind), "docs/json/{kind}.json: nothing prints this kind");
    }
}

/// The kinds that the code names, each with a file that does.
fn printed() -> BTreeMap<String, String> {
    let code: Vec<(String, String)> = files(PRINTS)
        .expect("code is text")
        .into_iter()
        .map(|(path, text)| (path.to_string_lossy().into_owned(), before_tests(&text).to_owned()))
        .collect();
    let everywhere: BTreeSet<&str> = code.iter().flat_map(|(_, text)| handing_on(text, true)).collect();
    let (mut found, mut chosen) = (BTreeMap::new(), BTreeSet::new());
    for (path, text) in &code {
        let functions = everywhere.iter().copied().chain(handing_on(text, false)).collect();
        let (kinds, names) = named(text, &functions);
        found.extend(kinds.into_iter().map(|kind| (kind, path.clone())));
        if names.is_empty() {
            continue;
        }
        let known = CHOSEN.iter().find(|(file, _)| file == path);
        assert!(known.is_some(), "{path}: which kinds can this be? {names:?}");
        let (file, kinds) = known.expect("it is there");
        for kind in *kinds {
            assert!(text.contains(&format!("\"{kind}\"")), "{path} names no \"{kind}\"");
            found.insert((*kind).to_owned(), path.clone());
        }
        chosen.insert(*file);
    }
    assert_eq!(chosen.len(), CHOSEN.len(), "each of {CHOSEN:?} is needed");
    found
}

fn before_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

/// The functions of a file that take the desk and a kind, and print; all of them, or those that other files can call.
fn handing_on(text: &str, elsewhere: bool) -> Vec<&str> {
    let mut found = Vec::new();
    for (index, _) in text.match_indices("(desk: &Desk, kind: &str,") {
        let (before, name) = text[..index].rsplit_once("fn ").unwrap_or_default();
        if !elsewhere || before.ends_with("pub(crate) ") {
            found.push(name);
        }
    }
    found
}

/// The kinds that are named where something is printed, and what else stands in their place there.
fn named(text: &str, handing_on: &BTreeSet<&str>) -> (Vec<String>, Vec<String>) {
    let (mut kinds, mut names) = (Vec::new(), Vec::new());
    let mut take = |index: usize, kind: &str, always: bool| {
        if let Some(literal) = kind.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            kinds.push(literal.to_owned());
        } else if (always || kind == "kind") && !is_given(&text[..index]) {
            names.push(kind.to_owned());
        }
    };
    for method in METHODS {
        let call = format!(".{method}(");
        for (index, _) in text.match_indices(&call) {
            let inside = arguments(&text[index + call.len()..]);
            take(index, inside.first().map_or("", |kind| kind.trim()), true);
        }
    }
    for function in handing_on {
        let call = format!("{function}(");
        for (index, _) in text.match_indices(&call) {
            let inside = arguments(&text[index + call.len()..]);
            // Other functions have these names, too, in other files.
            if let [desk, kind, ..] = inside.as_slice()
                && desk.trim() == "desk"
                && text[..index].ends_with([' ', ':', '{', '('])
            {
                take(index, kind.trim(), false);
            }
        }
    }
    (kinds, names)
}

/// Whether the function in which this text ends was given the kind.
fn is_given(text: &str) -> bool {
    text.rfind("fn ").is_some_and(|start| {
        let signature = text[start..].split_once('(').map_or("", |(_, rest)| rest);
        arguments(signature).iter().any(|part| part.trim() == "kind: &str")
    })
}

#[test]
fn the_reader_finds_kinds_over_lines_through_functions_and_under_other_names() {
    let code = r#"
fn shown(desk: &Desk, kind: &str, value: &Value) {
    desk.out.result(kind, value, || Page::default());
}
fn list(desk: &Desk) {
    desk.out
        .result(
            "one",
            &json!({ "kind": "none" }), Page::default);
    shown(desk, "two", &value);
    shown(desk, person);
    out.laid_out("three", "text");
}
fn other(desk: &Desk) {
    let kind = if so { "four" } else { "five" };
    shown(desk, kind, &value);
    desk.out.result(word, &value, Page::default);
}
"#;
    assert_eq!((handing_on(code, false), handing_on(code, true)), (vec!["shown"], vec![]));
    let (kinds, names) = named(code, &BTreeSet::from(["shown"]));
    assert_eq!(
        (kinds, names),
        (["one", "three", "two"].map(str::to_owned).to_vec(), ["word", "kind"].map(str::to_owned).to_vec(),)
    );
}

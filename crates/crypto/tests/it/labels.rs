//! The label registry (docs/protocol.md §1): one list, no label for two purposes, and none beside the list.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

type Registry = BTreeMap<String, BTreeSet<String>>;

#[test]
fn labels_in_the_sources_are_exactly_those_of_the_protocol_and_no_label_has_two_kinds() {
    let registry = registry();
    let mut used: Registry = BTreeMap::new();
    for source in sources() {
        collect(&source, &mut used);
    }
    for (label, kinds) in &registry {
        assert_eq!(kinds.len(), 1, "{label} stands under several kinds in docs/protocol.md §1: {kinds:?}");
    }
    for (label, kinds) in &used {
        let listed = registry.get(label);
        assert_eq!(
            listed,
            Some(kinds),
            "{label}: the sources use it for {kinds:?}, docs/protocol.md §1 differs"
        );
    }
    for label in registry.keys() {
        assert!(used.contains_key(label), "{label} stands in docs/protocol.md §1, but nothing uses it");
    }
    assert!(registry.len() > 40, "{} labels: was the table read?", registry.len());
}

/// The lints name the library's functions one by one; this looks for any of them. Ours that are methods take no argument.
#[test]
fn a_signature_is_verified_in_one_file_and_nowhere_else() {
    let library =
        ["verify_strict", "verify_batch", "verify_prehashed", "verify_stream", "verify_digest", "raw_verify"];
    let mut places = 0;
    for source in sources() {
        if source.starts_with("//! SIGN and VERIFY") {
            places += 1;
            assert_eq!(source.matches("verify_strict(").count(), 1);
            continue;
        }
        for name in library {
            assert!(!source.contains(name), "{name} in {}", source.lines().next().unwrap());
        }
        for (at, call) in source.match_indices(".verify(") {
            let ours = source[at + call.len()..].starts_with(')');
            assert!(ours, "a call of the library's verify in {}", source.lines().next().unwrap());
        }
    }
    assert_eq!(places, 1, "the one file was found");
}

/// Label → kinds, from the table in §1.
fn registry() -> Registry {
    let mut registry = Registry::new();
    let docs = root().join("docs");
    for name in ["protocol.md"] {
        let Some(text) = read(&docs.join(name)) else { continue };
        for line in text.lines() {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [_, kind @ ("KDF" | "HASH" | "SIGN" | "HPKE"), labels, ..] = cells.as_slice() else {
                continue;
            };
            for label in labels.split('`').skip(1).step_by(2) {
                registry.entry(label.to_owned()).or_default().insert((*kind).to_owned());
            }
        }
    }
    registry
}

/// Every source file that is not a test, up to its test module.
fn sources() -> Vec<String> {
    let mut folders: Vec<PathBuf> = ["wire", "crypto", "agenda", "sync", "store", "client"]
        .iter()
        .map(|name| root().join("crates").join(name).join("src"))
        .collect();
    folders.push(root().join("server/src"));
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let text = read(&path).unwrap();
                let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
                sources.push(text[..end].to_owned());
            }
        }
    }
    sources
}

/// The string literals within each call that takes a label.
fn collect(source: &str, used: &mut Registry) {
    let calls = [
        ("hash(", "HASH"),
        ("kdf(", "KDF"),
        ("derived_key(", "KDF"),
        ("sign(", "SIGN"),
        ("verify(", "SIGN"),
        ("label_prefix(", "HPKE"),
        ("RECEIPT_LABEL: &str = (", "SIGN"),
    ];
    let source =
        source.replace("RECEIPT_LABEL: &str = \"", "RECEIPT_LABEL: &str = (\"").replace("\";", "\");");
    for (call, kind) in calls {
        for (at, _) in source.match_indices(call) {
            let before = source[..at].chars().next_back();
            if before.is_some_and(|character| character.is_alphanumeric() || character == '_') {
                continue;
            }
            let arguments = up_to_closing(&source[at + call.len()..]);
            for literal in arguments.split('"').skip(1).step_by(2).filter(|literal| is_label(literal)) {
                used.entry(literal.to_owned()).or_default().insert(kind.to_owned());
            }
        }
    }
}

fn up_to_closing(text: &str) -> &str {
    let mut depth = 1;
    for (index, character) in text.char_indices() {
        depth += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            return &text[..index];
        }
    }
    text
}

fn is_label(literal: &str) -> bool {
    !literal.is_empty()
        && literal
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-/".contains(&byte))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[expect(clippy::disallowed_methods, reason = "this test reads the sources and the protocol")]
fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

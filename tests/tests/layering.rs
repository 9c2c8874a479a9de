//! The arrows between our crates, and the one that matters most: the relay links nothing that could open an envelope.
//! `deny.toml` says the same to cargo-deny; this test needs cargo only (ARCHITECTURE.md, "Arrows").

#![expect(clippy::expect_used, reason = "the readers below run only inside tests")]

use std::{collections::BTreeSet, fs};

use entrenous_tests::{cargo, workspace_root};

/// Which of ours each of ours may depend on, for whatever purpose.
const ARROWS: &[(&str, &[&str])] = &[
    ("entrenous-wire", &[]),
    ("entrenous-crypto", &["entrenous-wire"]),
    ("entrenous-agenda", &[]),
    ("entrenous-store", &["entrenous-wire"]),
    // Sentences know nothing of what they are about.
    ("entrenous-language", &[]),
    ("entrenous-sync", &["entrenous-wire", "entrenous-crypto", "entrenous-agenda"]),
    (
        "entrenous-client",
        &[
            "entrenous-wire",
            "entrenous-crypto",
            "entrenous-agenda",
            "entrenous-sync",
            "entrenous-store",
            "entrenous-language",
        ],
    ),
    ("entrenous-relay", &["entrenous-wire"]),
    // The demo runs a relay of its own; the views that commands print are agenda's.
    ("entrenous", &["entrenous-client", "entrenous-agenda", "entrenous-language", "entrenous-relay"]),
    // Development only: a network of people and a relay in one process.
    (
        "entrenous-simulator",
        &["entrenous-wire", "entrenous-crypto", "entrenous-agenda", "entrenous-sync", "entrenous-relay"],
    ),
];

/// They may look at everything: nothing depends on them.
const ON_TOP: &[&str] = &["entrenous-tests", "entrenous-schedules", "entrenous-benches"];

/// Without files, sockets, clock or randomness of their own.
const PURE: &[(&str, &str)] = &[
    ("entrenous-wire", "crates/wire"),
    ("entrenous-crypto", "crates/crypto"),
    ("entrenous-agenda", "crates/agenda"),
    ("entrenous-sync", "crates/sync"),
    ("entrenous-language", "crates/language"),
];

/// What a pure crate may not name.
const IMPURE: &[&str] =
    &["tokio", "rusqlite", "getrandom", "keyring", "tokio-tungstenite", "hyper", "axum", "rand"];

/// Ciphers, KEMs, password hashes, TLS, the document engine and HTML templates: what a relay has no use for.
/// A name ending in `*` stands for everything that begins so.
const NOT_IN_A_RELAY: &[&str] = &[
    "aead",
    "cipher",
    "aes*",
    "ascon*",
    "chacha20*",
    "xchacha*",
    "poly1305",
    "polyval",
    "ghash",
    "salsa20*",
    "xsalsa20*",
    "crypto_box",
    "crypto_secretbox",
    "libsodium*",
    "sodiumoxide",
    "dryoc",
    "orion",
    "age",
    "age-core",
    "rage",
    "hpke*",
    "x-wing",
    "xwing",
    "kem",
    "ml-kem*",
    "libcrux*",
    "pqcrypto*",
    "x25519-dalek",
    "p256",
    "rsa",
    "snow",
    "vodozemac",
    "openmls*",
    "spake2",
    "hkdf",
    "argon2",
    "scrypt",
    "pbkdf2",
    "bcrypt",
    "bip39",
    "keyring*",
    "secret-service",
    "ring",
    "aws-lc*",
    "boring*",
    "openssl*",
    "native-tls",
    "schannel",
    "security-framework*",
    "rustls*",
    "tokio-rustls",
    "webpki*",
    "automerge*",
    "hexane",
    "autosurgeon",
    "samod*",
    "yrs",
    "loro*",
    "maud*",
    "askama*",
    "tera",
    "handlebars",
    "minijinja*",
    "horrorshow",
    "leptos*",
    "yew*",
];

/// What in this tree the relay may not link. The text is that of `cargo tree --prefix none`: one package a line, name first.
fn not_in_a_relay(tree: &str) -> BTreeSet<String> {
    tree.lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| {
            let ours =
                name.starts_with("entrenous") && !matches!(*name, "entrenous-relay" | "entrenous-wire");
            ours || NOT_IN_A_RELAY.iter().any(|banned| match banned.strip_suffix('*') {
                Some(beginning) => name.starts_with(beginning),
                None => name == banned,
            })
        })
        .map(str::to_owned)
        .collect()
}

fn relay_tree() -> String {
    let output = cargo()
        .args(["tree", "--locked", "-p", "entrenous-relay", "-e", "normal", "--prefix", "none"])
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

/// Our packages with the names of all that they name in their manifests, for whatever purpose.
fn manifests() -> Vec<(String, BTreeSet<String>)> {
    let output = cargo()
        .args(["metadata", "--locked", "--no-deps", "--format-version", "1"])
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("metadata lists packages");
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("a package lists its dependencies");
            (
                package["name"].as_str().expect("a package has a name").to_owned(),
                dependencies.iter().filter_map(|one| one["name"].as_str()).map(str::to_owned).collect(),
            )
        })
        .collect()
}

/// The manifest entries of ours that no arrow allows, as `from -> to`.
fn wrong_arrows(manifests: &[(String, BTreeSet<String>)]) -> BTreeSet<String> {
    let mut wrong = BTreeSet::new();
    for (name, dependencies) in manifests {
        if ON_TOP.contains(&name.as_str()) {
            continue;
        }
        let Some((_, allowed)) = ARROWS.iter().find(|(ours, _)| ours == name) else {
            wrong.insert(format!("{name} stands in no arrow"));
            continue;
        };
        for to in dependencies.iter().filter(|to| to.starts_with("entrenous")) {
            if !allowed.contains(&to.as_str()) {
                wrong.insert(format!("{name} -> {to}"));
            }
        }
    }
    wrong
}

#[test]
fn the_relay_links_nothing_that_could_open_an_envelope() {
    let tree = relay_tree();
    assert!(tree.contains("entrenous-wire v"), "this is not the relay's tree:\n{tree}");
    let found = not_in_a_relay(&tree);
    assert!(found.is_empty(), "the relay must not link {found:?}");
}

#[test]
fn a_planted_cipher_or_crate_of_ours_is_found_in_the_tree() {
    let honest = relay_tree();
    for planted in [
        "chacha20poly1305 v0.11.0",
        "hpke v0.15.1",
        "x-wing v0.1.1",
        "ml-kem v0.3.4 (*)",
        "argon2 v0.6.0",
        "automerge v0.12.0",
        "tokio-rustls v0.26.6",
        "aws-lc-rs v1.14.0",
        "maud v0.28.0",
        "entrenous-crypto v0.1.0 (crates/crypto)",
        "entrenous-agenda v0.1.0 (crates/agenda)",
    ] {
        let found = not_in_a_relay(&format!("{honest}{planted}\n"));
        let name = planted.split(' ').next().expect("a name");
        assert_eq!(found, BTreeSet::from([name.to_owned()]), "planted {planted}");
    }
}

#[test]
fn what_is_built_for_people_shares_nothing_with_the_simulated_network() {
    // As `cargo build --release` does it: the default members, and no tests.
    let output = cargo()
        .args(["tree", "--locked", "-e", "normal", "--prefix", "none", "-f", "{p} {f}"])
        .current_dir(workspace_root())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    assert!(tree.contains("entrenous-relay v") && tree.contains("tokio v"), "this is not the tree:\n{tree}");
    for foreign in ["turmoil", "test-util"] {
        assert!(!tree.contains(foreign), "what people run is built with {foreign}");
    }
}

#[test]
fn our_crates_depend_on_each_other_only_along_the_arrows() {
    let wrong = wrong_arrows(&manifests());
    assert!(wrong.is_empty(), "no arrow allows {wrong:?}");
}

#[test]
fn a_planted_arrow_is_found() {
    let mut planted = manifests();
    for (name, dependencies) in &mut planted {
        if name == "entrenous-relay" {
            dependencies.insert("entrenous-crypto".to_owned());
        }
        if name == "entrenous-wire" {
            dependencies.insert("entrenous-agenda".to_owned());
        }
    }
    planted.push(("entrenous-new".to_owned(), BTreeSet::new()));
    let expected = [
        "entrenous-new stands in no arrow",
        "entrenous-relay -> entrenous-crypto",
        "entrenous-wire -> entrenous-agenda",
    ];
    assert_eq!(wrong_arrows(&planted), expected.map(str::to_owned).into());
}

#[test]
fn pure_crates_name_no_input_or_output_and_lint_against_the_clock() {
    let manifests = manifests();
    for (name, folder) in PURE {
        let (_, dependencies) =
            manifests.iter().find(|(ours, _)| ours == name).expect("a pure crate is a member");
        let impure: Vec<_> = IMPURE.iter().filter(|one| dependencies.contains(**one)).collect();
        assert!(impure.is_empty(), "{name} is pure and names {impure:?}");
        let lints = fs::read_to_string(workspace_root().join(folder).join("clippy.toml"))
            .expect("a pure crate has a clippy.toml of its own");
        for banned in
            ["std::time::SystemTime::now", "std::time::Instant::now", "getrandom::fill", "std::fs::read"]
        {
            assert!(lints.contains(banned), "{folder}/clippy.toml does not ban {banned}");
        }
    }
}

#[test]
fn only_crypto_names_a_cipher_and_only_agenda_the_document_engine() {
    for (name, dependencies) in manifests() {
        for cipher in ["chacha20poly1305", "hpke", "x25519-dalek", "hkdf", "hmac", "argon2", "bip39"] {
            assert!(!dependencies.contains(cipher) || name == "entrenous-crypto", "{name} names {cipher}");
        }
        assert!(!dependencies.contains("automerge") || name == "entrenous-agenda", "{name} names automerge");
    }
}

/// What the first part of a source file, before its tests, brings in.
fn brought_in(source: &str) -> BTreeSet<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let uses = code.lines().filter_map(|line| line.trim().strip_prefix("use "));
    uses.map(|path| path.split([':', ';']).next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn what_makes_a_reminder_knows_moments_and_no_text() {
    let path = workspace_root().join("crates/client/src/reminding.rs");
    let source = fs::read_to_string(path).expect("reminders are made in a file of their own");
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    assert_eq!(brought_in(&source), BTreeSet::from(["jiff".to_owned()]));
    for text in ["String", "&str", "crate::", "agenda::", "PersonRef", "Topic", "say!"] {
        let named = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        assert!(!named.clone().any(|line| line.contains(text)), "a reminder is made from {text}");
    }
    assert_eq!(brought_in("use agenda::Topic;\nuse jiff::Span;").len(), 2, "what is brought in is found");
}

//! Housekeeping that a reader relies on: citations lead somewhere, the README's commands exist, nothing half done or
//! tied to one machine is left in a file.

#![expect(clippy::expect_used, reason = "the readers below run only inside tests")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use entrenous_tests::{cargo, program, workspace_root};

/// Every text file of ours, with its path from the root.
fn files() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of the workspace can be read") {
            let path = entry.expect("an entry can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // In a second work tree, .git is a file.
            if matches!(name.as_str(), "target" | ".git" | "node_modules" | "corpus") {
                continue;
            }
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let root = workspace_root();
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| {
            let text = fs::read_to_string(&path).ok()?;
            Some((path.strip_prefix(&root).expect("below the root").to_path_buf(), text))
        })
        .collect()
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

/// The numbers after each `§` of a line: `§8`, `§5.2`. Sections of other people's standards are not ours.
fn sections_cited(line: &str) -> Vec<String> {
    if ["RFC", "FIPS", "draft-", "NIST"].iter().any(|other| line.contains(other)) {
        return Vec::new();
    }
    line.split('§')
        .skip(1)
        .filter_map(|rest| {
            let rest = rest.trim_start();
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number = rest[..end].trim_end_matches('.');
            number.starts_with(|c: char| c.is_ascii_digit()).then(|| number.to_owned())
        })
        .collect()
}

/// The numbers of the headings of `docs/protocol.md`.
fn sections_of_the_protocol() -> BTreeSet<String> {
    let mut sections = BTreeSet::new();
    for (path, text) in files() {
        let name = path.to_string_lossy();
        if !(name.starts_with("docs/protocol") && has_extension(&path, "md")) {
            continue;
        }
        for heading in text.lines().filter(|line| line.starts_with('#')) {
            let title = heading.trim_start_matches('#').trim_start().trim_start_matches('§');
            let number = title.split_whitespace().next().unwrap_or_default().trim_end_matches('.');
            if number.starts_with(|c: char| c.is_ascii_digit()) {
                sections.insert(number.to_owned());
            }
        }
    }
    sections
}

/// The command lines in the README's `sh` blocks, without prompts, comments and continuation marks.
fn readme_commands() -> Vec<String> {
    let readme = fs::read_to_string(workspace_root().join("README.md")).expect("there is a README.md");
    let mut inside = false;
    let mut commands = Vec::new();
    for line in readme.lines() {
        if let Some(language) = line.strip_prefix("```") {
            inside = !inside && language == "sh";
        } else if inside && !line.trim().is_empty() && !line.starts_with('#') {
            let command = line.split(" # ").next().unwrap_or(line).trim();
            commands.push(command.to_owned());
        }
    }
    commands
}

#[test]
fn every_section_cited_in_the_sources_exists_in_the_protocol() {
    let sections = sections_of_the_protocol();
    let mut lost = BTreeSet::new();
    for (path, text) in files() {
        let cites = has_extension(&path, "rs") || has_extension(&path, "toml");
        // This file's own examples cite nothing.
        if !cites || path.ends_with("tests/tests/tidy.rs") {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            for section in sections_cited(line) {
                if !sections.contains(&section) {
                    lost.insert(format!("{}:{}: §{section}", path.display(), index + 1));
                }
            }
        }
    }
    assert!(lost.is_empty(), "no such section in docs/protocol.md:\n{lost:#?}");
}

#[test]
fn sections_of_other_standards_are_not_taken_for_ours() {
    assert_eq!(sections_cited("//! frames (docs/protocol.md, §1, §8.3 and §5.)"), ["1", "8.3", "5"]);
    assert!(sections_cited("// RFC 8032 §5.1.7, strict").is_empty());
    assert!(sections_cited("the sign § alone").is_empty());
}

#[test]
fn no_file_is_half_done_or_tied_to_one_machine() {
    // Written in two parts, so that this file passes its own test.
    let forbidden = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("unimpl", "emented!"),
        concat!("/ro", "ot/"),
        concat!("/wo", "rk/"),
    ];
    let mut found = BTreeSet::new();
    for (path, text) in files() {
        if path == Path::new("Cargo.lock") {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            for word in forbidden {
                if line.contains(word) {
                    found.insert(format!("{}:{}: {word}", path.display(), index + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_source_file_says_first_what_it_is_for() {
    let mut silent = BTreeSet::new();
    for (path, text) in files() {
        if has_extension(&path, "rs") && !text.starts_with("//!") {
            silent.insert(path.display().to_string());
        }
    }
    assert!(silent.is_empty(), "no //! in the first line: {silent:#?}");
}

/// `fuzz/` is not built here, so a target could be forgotten there, or in the list that the tests replay.
#[test]
fn every_fuzz_target_is_replayed_and_has_its_program() {
    let files = files();
    let mut targets = BTreeSet::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with("src/fuzzing.rs")) {
        let crate_name = path.components().nth(1).expect("crates/NAME").as_os_str().to_string_lossy();
        let (_, all) = text.split_once("pub const ALL").expect("a list of all");
        let all = all.split(';').next().unwrap_or_default();
        for rest in text.split("pub const ").skip(1) {
            let Some((constant, _)) = rest.split_once(": Decoder = ") else { continue };
            let replayed =
                all.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|one| one == constant);
            assert!(replayed, "{constant} is not in ALL of {crate_name}");
            let line = format!("entrenous_fuzz::target!({crate_name}::fuzzing::{constant});");
            targets.insert((PathBuf::from(format!("fuzz/src/bin/{}.rs", constant.to_lowercase())), line));
        }
    }
    assert!(targets.len() > 25, "{} targets: were the lists read?", targets.len());
    for (program, line) in &targets {
        let found = files.iter().find(|(path, _)| path == program);
        assert!(found.is_some_and(|(_, text)| text.contains(line)), "{} does not fuzz it", program.display());
    }
    let programs = files.iter().filter(|(path, _)| path.starts_with("fuzz/src/bin")).count();
    assert_eq!(programs, targets.len(), "a program without a target");
}

#[test]
fn every_link_between_our_documents_leads_to_a_file() {
    let root = workspace_root();
    let mut broken = BTreeSet::new();
    for (path, text) in files() {
        if !has_extension(&path, "md") {
            continue;
        }
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = target.split('#').next().unwrap_or_default();
            let local = !target.is_empty() && !target.contains("://") && !target.contains(' ');
            if local && !root.join(&path).parent().expect("a folder").join(target).exists() {
                broken.insert(format!("{}: {target}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "these links lead nowhere: {broken:#?}");
}

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let model =
        fs::read_to_string(workspace_root().join("docs/threat-model.md")).expect("there is a threat model");
    let sources: Vec<String> =
        files().into_iter().filter(|(path, _)| has_extension(path, "rs")).map(|(_, text)| text).collect();
    let names: BTreeSet<&str> = model
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| {
            word.matches('_').count() >= 2 && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
        .collect();
    assert!(names.len() > 20, "the threat model names {} tests", names.len());
    let missing: Vec<_> = names
        .iter()
        .filter(|name| !sources.iter().any(|text| text.contains(&format!("fn {name}("))))
        .collect();
    assert!(missing.is_empty(), "no such tests: {missing:#?}");
}

#[test]
fn the_readme_claims_nothing_that_the_design_does_not_give() {
    let readme =
        fs::read_to_string(workspace_root().join("README.md")).expect("there is a README.md").to_lowercase();
    for claim in [
        "zero knowledge",
        "zero-knowledge",
        "metadata-free",
        "military",
        "perfect forward secrecy",
        "anonymous",
        "audited",
        "quantum-safe",
        "unbreakable",
        "post-compromise",
    ] {
        assert!(!readme.contains(claim), "the README says {claim:?}");
    }
}

#[test]
fn every_command_in_the_readme_exists() {
    let root = workspace_root();
    let justfile = fs::read_to_string(root.join("justfile")).expect("there is a justfile");
    let output = cargo()
        .args(["metadata", "--locked", "--no-deps", "--format-version", "1"])
        .output()
        .expect("cargo starts");
    let metadata = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let commands = readme_commands();
    assert!(commands.contains(&"cargo run --release --bin entre -- demo".to_owned()), "{commands:?}");
    assert!(commands.contains(&"bash .ci/run".to_owned()), "{commands:?}");

    for command in commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        match words.as_slice() {
            ["cargo", "run", rest @ ..] => {
                let binary = rest.iter().skip_while(|word| **word != "--bin").nth(1).expect("a --bin");
                assert!(
                    metadata.contains(&format!("\"name\":\"{binary}\"")),
                    "no binary {binary}: {command}"
                );
            }
            ["bash", script, ..] => assert!(root.join(script).is_file(), "no {script}: {command}"),
            ["just", recipe, ..] => {
                assert!(justfile.lines().any(|line| line == format!("{recipe}:")), "no recipe {recipe}");
            }
            [name @ ("entre" | "entre-relay"), rest @ ..] => {
                // Options before the command take one value each: `--home DIR`.
                let rest = if rest.first() == Some(&"--home") { &rest[2..] } else { rest };
                let subcommand = rest.first().expect("a command");
                let help = std::process::Command::new(program(name).expect("the program builds"))
                    .args([subcommand, "--help"])
                    .output()
                    .expect("the program starts");
                assert!(help.status.success(), "{name} knows no {subcommand}: {command}");
                let help = String::from_utf8_lossy(&help.stdout).into_owned();
                for option in rest.iter().filter(|word| word.starts_with("--")) {
                    let option = option.split('=').next().unwrap_or(option);
                    assert!(help.contains(option), "{name} {subcommand} knows no {option}: {command}");
                }
            }
            ["git" | "cd" | "export" | "cargo" | "kill", ..] => {}
            _ => assert!(command.is_empty(), "which program is this? {command}"),
        }
    }
}

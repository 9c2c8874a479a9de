//! The file of settings with the real program: what counts before what, what a mistake in it does, and that changing one line
//! leaves the others.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::path::{Path, PathBuf};

use scene::{command, entre, json, ok, refused};

fn file_of(home: &Path) -> PathBuf {
    home.with_extension("config.toml")
}

#[test]
fn an_option_counts_before_the_environment_the_environment_before_the_file_the_file_before_the_system() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let german = |words: &[&str], language: Option<&str>| {
        let mut command = command(&home, words);
        command
            .env_remove("ENTRE_LANG")
            .env("LANG", "en_GB.UTF-8")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES");
        if let Some(language) = language {
            command.env("ENTRE_LANG", language);
        }
        String::from_utf8(command.output().unwrap().stdout).unwrap().contains("Zwiegespräche")
    };
    assert!(!german(&[], None));
    ok(&home, &["config", "set", "language", "de"]);
    assert!(german(&[], None), "the file counts before the system");
    assert!(!german(&[], Some("en")), "the environment counts before the file");
    assert!(german(&["--lang", "de"], Some("en")), "an option counts before the environment");
    let from = |words: &[&str]| json(&home, words)["from"].as_str().unwrap().to_owned();
    assert_eq!(from(&["config", "get", "language"]), "environment");
    assert_eq!(from(&["config", "get", "language", "--lang", "en"]), "option");
    assert_eq!(from(&["config", "get", "ascii"]), "system");
    ok(&home, &["config", "set", "ascii", "true"]);
    let ascii = json(&home, &["config", "get", "ascii"]);
    assert_eq!((&ascii["value"], &ascii["from"]), (&true.into(), &"file".into()));
    assert_eq!(json(&home, &["config", "unset", "language"])["changed"], true);
    assert_eq!(std::fs::read_to_string(file_of(&home)).unwrap(), "ascii = true\n");
    assert_eq!(json(&home, &["config"])["settings"].as_array().unwrap().len(), 6);
    assert_eq!(json(&home, &["config", "path"])["path"], file_of(&home).to_str().unwrap());
}

#[test]
fn the_usual_person_and_signs_come_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    ok(&home, &["init", "--name", "Alex", "--relay", "ws://127.0.0.1:1", "--unlock", "file"]);
    for name in ["Sam Okoro", "Ines Duarte"] {
        ok(&home, &["invite", name, "--role", "manager"]);
    }
    ok(&home, &["add", "ines", "Budget"]);
    assert_eq!(refused(&home, &["agenda"]), (3, "ambiguous".to_owned()));
    ok(&home, &["config", "set", "person", "ines"]);
    assert!(ok(&home, &["agenda"]).contains("○"));
    ok(&home, &["config", "set", "ascii", "true"]);
    let said = ok(&home, &["agenda"]);
    assert!(said.contains("Budget") && said.is_ascii(), "{said}");
    assert!(ok(&home, &["agenda", "sam"]).contains("Sam Okoro"), "whoever is named counts first");
}

#[test]
fn a_mistake_is_named_with_its_place_and_nothing_is_done_before_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    assert_eq!(refused(&home, &["config", "set", "colour", "never"]), (3, "no_such_setting".to_owned()));
    assert_eq!(refused(&home, &["config", "set", "color", "blue"]), (2, "bad_value".to_owned()));
    assert!(!file_of(&home).exists(), "what is refused writes nothing");
    std::fs::write(file_of(&home), "# mine\nlangauge = \"de\"\n").unwrap();
    assert_eq!(refused(&home, &["status"]), (2, "bad_config".to_owned()));
    let told = String::from_utf8(entre(&home, &["status"]).stderr).unwrap();
    assert!(told.contains("line 2") && told.contains("langauge") && told.contains("language"), "{told}");
    let before = std::fs::read_to_string(file_of(&home)).unwrap();
    assert_eq!(refused(&home, &["config", "set", "quiet", "true"]), (2, "bad_config".to_owned()));
    assert_eq!(std::fs::read_to_string(file_of(&home)).unwrap(), before);
    // Help, the place of the file and the editor are there all the same.
    assert!(ok(&home, &["help", "config"]).contains("ENTRE_CONFIG"));
    ok(&home, &["config", "path"]);
    let mend = |words: &str| {
        let editor = folder.path().join("editor.sh");
        std::fs::write(&editor, format!("#!/bin/sh\nsed -i '{words}' \"$1\"\n")).unwrap();
        let mut set = std::fs::metadata(&editor).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut set, 0o700);
        std::fs::set_permissions(&editor, set).unwrap();
        command(&home, &["config", "edit"]).env("EDITOR", &editor).output().unwrap()
    };
    assert!(!mend("s/langauge/lingo/").status.success(), "another mistake is not written");
    assert_eq!(std::fs::read_to_string(file_of(&home)).unwrap(), before);
    assert!(mend("s/langauge/language/").status.success());
    assert_eq!(std::fs::read_to_string(file_of(&home)).unwrap(), "# mine\nlanguage = \"de\"\n");
}

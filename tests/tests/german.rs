//! Two people who read German: every screen is in their language and fits, what scripts read is the same as ever.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::path::Path;

use scene::{Two, command, entre, json, ok, paired, refused};

/// A command in German: everything it prints.
fn said(home: &Path, line: &str) -> String {
    let words: Vec<&str> = ["--lang", "de"].into_iter().chain(line.split_whitespace()).collect();
    let output = entre(home, &words);
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

#[test]
fn every_screen_is_in_german_and_fits_eighty_columns() {
    let Two { folder: _folder, alex, sam, relay } = paired();
    ok(&alex, &["add", "sam", "Budget der Tagung", "--under", "aspirations"]);
    ok(&alex, &["action", "sam", "Das Budget schicken", "--due", "2026-03-01"]);
    ok(&alex, &["note", "sam", "Erst zuhören"]);
    for home in [&alex, &sam, &alex] {
        ok(home, &["sync"]);
    }
    ok(&alex, &["comment", "budget der", "Ines kann es durchsehen"]);
    let mut wrong = Vec::new();
    for (line, words) in [
        ("", &["1 von dir", "nicht verglichen", "1 Änderung wartet hier"][..]),
        (
            "agenda sam",
            &["Sam Okoro und du", "Zuerst:", "Entwicklung", "Noch offen", "überfällig", "Nur du: 1 Notiz"],
        ),
        ("agenda sam -p", &["nur du ("]),
        ("people", &["du führst", "Wörter nicht verglichen", "gehört"]),
        (
            "people show sam",
            &["Wer lesen kann", "(dieses)", "Geprüft", "Keine Wörter, Titel oder Namen", "Was kein Programm"],
        ),
        ("status", &["Du ", "Personen", "versiegelte Umschläge für dich", "Vorsorge", "abgeglichen"]),
        (
            "log",
            &[
                "Thema „Budget der Tagung“",
                "eine private Notiz aufgehoben",
                "Sam hat es",
                "noch nicht gesendet",
            ],
        ),
        ("device", &["dieses", "Noch kein Wiederherstellungs-Set"]),
        ("verify --show sam", &["Deine Wörter", "Die Wörter von Sam", "niemand zwischen euch"]),
        (
            "undo",
            &["Zurückgenommen: zu „Budget der Tagung“ kommentiert. Es hatte dieses Gerät nicht verlassen."],
        ),
        ("add sam Noch etwas", &["Hinzugefügt (", "Sam sieht es nach dem nächsten Abgleich."]),
        ("sync", &["gesendet", "bekommen"]),
        ("relay", &["Deine eigenen Notizen, und neue Notizbücher:"]),
        (
            "doctor --no-network",
            &["Ordner", "nur für den Eigentümer", "versiegelte Werte lassen sich öffnen"],
        ),
        ("backup kit", &["Dein Wiederherstellungs-Set", "Wer diese Wörter hat, ist du"]),
        ("lock", &["Fehler: dieser Speicher lässt sich nicht sperren", "Tipp: entre passphrase set"]),
        (
            "agenda smm",
            &["Fehler: hier heißt niemand „smm“", "Personen hier: Sam Okoro", "Tipp: entre agenda sam"],
        ),
        ("add sam", &["Fehler: kein Text angegeben, und niemand ist da"]),
        ("agneda", &["Fehler: es gibt keinen Befehl „agneda“"]),
        ("help words", &["sechs Wörter für dich"]),
    ] {
        let text = said(&alex, line);
        let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = line.starts_with("help") || text.lines().all(|line| line.chars().count() <= 80);
        if !fits || words.iter().any(|word| !plain.contains(word.trim())) {
            wrong.push(format!("{line}: {words:?}\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    relay.kill();
    let text = said(&alex, "sync");
    assert!(
        text.contains("antwortet nicht (Verbindung abgelehnt)") && text.contains("Tipp: entre sync"),
        "{text}"
    );
}

#[test]
fn scripts_read_the_same_in_every_language() {
    let Two { folder: _folder, alex, sam: _sam, relay: _relay } = paired();
    ok(&alex, &["add", "sam", "Budget der Tagung"]);
    let german = |words: &[&str]| json(&alex, &[&["--lang", "de"], words].concat());
    assert_eq!(german(&["agenda", "sam"]), json(&alex, &["agenda", "sam"]));
    assert_eq!(german(&["people"]), json(&alex, &["people"]));
    assert_eq!(refused(&alex, &["agenda", "smm"]), refused(&alex, &["--lang", "de", "agenda", "smm"]));
    let unknown = german(&["agenda", "smm"]);
    assert_eq!(
        (&unknown["code"], &unknown["what"]),
        (&"no_such_person".into(), &"hier heißt niemand „smm“".into())
    );
    assert_eq!(german(&["log"])["log"][0]["what"], "Thema „Budget der Tagung“ hinzugefügt");
    assert_eq!(json(&alex, &["log"])["log"][0]["what"], "added topic \"Budget der Tagung\"");
}

#[test]
fn the_language_comes_from_the_option_the_environment_or_the_locale() {
    let folder = tempfile::tempdir().unwrap();
    let said = |words: &[&str], environment: &[(&str, &str)]| {
        let mut command = command(folder.path(), words);
        for name in ["ENTRE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"] {
            command.env_remove(name);
        }
        command.envs(environment.iter().copied());
        String::from_utf8(command.output().unwrap().stdout).unwrap().contains("Zwiegespräche")
    };
    assert!(!said(&[], &[]));
    assert!(said(&["--lang", "de"], &[("ENTRE_LANG", "en")]));
    assert!(said(&[], &[("ENTRE_LANG", "de"), ("LANG", "en_GB.UTF-8")]));
    assert!(said(&[], &[("LANG", "de_AT.UTF-8")]));
    assert!(said(&["help"], &[("LC_ALL", "de_DE.UTF-8"), ("LANG", "en_GB.UTF-8")]));
    assert!(!said(&["--lang=en"], &[("LANG", "de_AT.UTF-8")]));
}

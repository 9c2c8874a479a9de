//! What every command shows, at 80 columns, with the sample year on a fixed day: in English, in German, in plain ASCII, and
//! that colours are only laid over it. The screens lie beside this file, to be read; `INSTA_UPDATE=always` writes them anew.
//!
//! It needs the program `faketime`, so it runs when it is asked for: `cargo test --test screens -- --ignored`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, Weak};

use entrenous_tests::household::{Person, Relay, copy_folder, pair};
use unicode_width::UnicodeWidthStr;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/agenda/sample/sample_1on1.md");
const DAY: &str = "2026-11-24 08:00:00";

/// Every command that only shows something.
const READING: &[&str] = &[
    "",
    "agenda",
    "agenda -p",
    "agenda --on 2026-06-16",
    "prep sam",
    "recap --on 2026-11-17",
    "history -n 3",
    "search carrier",
    "search carrier -p",
    "actions",
    "actions --late",
    "overview",
    "goals",
    "goals show label",
    "feedback",
    "win",
    "lesson",
    "checkin sam",
    "talk sam",
    "off",
    "priorities sam",
    "ask sam",
    "ask sam --under aspirations --all",
    "template list",
    "template show weekly",
    "every sam",
    "headings sam",
    "title sam",
    "place sam",
    "changes 'two carriers from'",
    "changes 2026-11-17",
    "config list",
    "remind --within 3h",
    "people",
    "device list",
    "relay",
    "status",
    "log",
    "help",
    "help privacy",
    "help reminders",
    "help config",
    "help exit-codes",
    "-h",
    "add --help",
];

/// Commands that change something, in an order in which each has something to do; and those that are refused.
const WRITING: &[&str] = &[
    "add sam 'Conference budget for spring'",
    "add sam 'Who may free the load tests?' --kind roadblock --under progress",
    "note sam 'Ask about the travel freeze before promising'",
    "comment conference 'Ines can review it'",
    "action sam 'Draft the rollback plan' --who sam --due fri",
    "done conference",
    "done conference --undo",
    "move conference aspirations",
    "snooze conference 2026-12-15",
    "carry conference",
    "park conference",
    "decide sam 'Sam leads the migration'",
    "reschedule sam '2026-12-03 09:30'",
    "skip sam 2026-12-08 --why 'at a customer'",
    "extra sam '2026-12-10 15:00' --minutes 20",
    "overflow sam '2026-11-26 15:00' --minutes 45",
    "cancel sam 2026-12-15",
    "off add sam 2026-12-21 2026-12-31",
    "win sam 'Carrier 10 is through'",
    "lesson sam 'Ask before the plan is made'",
    "checkin sam --mood 4 --workload 3 --word 'tired but proud'",
    "feedback draft sam 'You kept calm when the labels failed'",
    "headings sam alignment Direction",
    "place sam 'Room 4'",
    "title sam 'Between us'",
    "blocked 'load tests' 'the platform team'",
    "react 'load tests' heart",
    "link 'load tests' 'label service'",
    "log -n 5",
    "undo",
    "undo 2",
    "redo",
    "handover sam",
    "people archive sam",
    "add sam 'Too late'",
    "people restore sam",
    // What is refused.
    "agenda smm",
    "done carrier",
    "done nothing-fits-this",
    "add sam",
    "snooze conference yesterday",
    "every sam sometimes",
    "overflow sam '2020-01-01 10:00'",
    "accept entre1qqqq",
    "edit conference",
    "relay set nonsense",
    "relay set ws://127.0.0.1:9",
    "import nosuchfile",
    "export .",
    "undo 900",
    "frobnicate",
];

struct Home {
    folder: tempfile::TempDir,
    relay: Relay,
}

/// A pair with the sample year, made once for the tests that run at a time. The last of them ends the relay.
fn home() -> Arc<Home> {
    static HOME: Mutex<Weak<Home>> = Mutex::new(Weak::new());
    let mut shared = HOME.lock().unwrap();
    if let Some(home) = shared.upgrade() {
        return home;
    }
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let [alex, sam] = ["alex", "sam"].map(|name| person(&folder, name));
    pair(&alex, &sam, &relay).unwrap();
    alex.json(&["import", "sam", SAMPLE]).unwrap();
    for device in [&alex, &sam, &alex] {
        device.json(&["sync"]).unwrap();
    }
    let home = Arc::new(Home { folder, relay });
    *shared = Arc::downgrade(&home);
    home
}

fn person(folder: &tempfile::TempDir, name: &str) -> Person {
    Person::new(folder.path(), name).within("Europe/Madrid").at(DAY)
}

/// What a person sees, and the exit code if it is not 0.
fn shown(person: &Person, line: &str, options: &[&str]) -> String {
    let output = person.run(&[options, &words(line)].concat(), "").unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    text.push_str(&String::from_utf8(output.stderr).unwrap());
    if let Some(code @ 1..) = output.status.code() {
        writeln!(text, "[{code}]").unwrap();
    }
    text
}

/// Without what is different in every run: the port, the folder, the short names of new items.
fn settled(text: &str, Home { folder, relay }: &Home) -> String {
    let text =
        text.replace(folder.path().to_str().unwrap(), "(folder)").replace(&relay.address, "127.0.0.1:8787");
    let mut settled = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('(') {
        settled.push_str(before);
        let name = after.split_once(')').filter(|(name, _)| is_short_name(name));
        match name {
            Some((_, behind)) => {
                settled.push_str("(ref)");
                rest = behind;
            }
            None => {
                settled.push('(');
                rest = after;
            }
        }
    }
    settled + rest
}

/// Sentences on one line: where they are wrapped depends on how long a short name is.
fn unwrapped(text: &str) -> String {
    let mut whole = String::new();
    let mut goes_on = false;
    for line in text.lines() {
        let sentence = line.starts_with(char::is_alphabetic);
        if goes_on && sentence {
            whole.push(' ');
        } else if !whole.is_empty() {
            whole.push('\n');
        }
        whole.push_str(line);
        goes_on = sentence;
    }
    whole
}

/// A line without the short names of its columns, and of the command that it advises.
fn without_names(line: &str) -> String {
    let advice = ["  try: the same command with ", "  Tipp: derselbe Befehl mit "];
    if let Some(advice) =
        advice.into_iter().find(|advice| line.strip_prefix(advice).is_some_and(is_short_name))
    {
        return format!("{advice}ref");
    }
    let last = line.split("  ").count() - 1;
    let cells: Vec<String> = line
        .split("  ")
        .enumerate()
        .map(|(index, cell)| {
            let (before, word) = cell.rsplit_once(' ').unwrap_or(("", cell));
            if index < last && word != "note" && is_short_name(word) {
                format!("{before} ref").trim_start().to_owned()
            } else {
                cell.to_owned()
            }
        })
        .collect();
    cells.join("  ")
}

fn is_short_name(name: &str) -> bool {
    let vowel = |letter: char| "aeiou".contains(letter);
    name.len() >= 2
        && name.len().is_multiple_of(2)
        && name.chars().all(|letter| letter.is_ascii_lowercase())
        && name.chars().enumerate().all(|(index, letter)| vowel(letter) == (index % 2 == 1))
}

/// Words as a shell gives them: what stands between quotation marks is one.
fn words(line: &str) -> Vec<&str> {
    let parts = line.split('\'').enumerate();
    parts
        .flat_map(|(index, part)| if index % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
        .collect()
}

fn screens(lines: &[&str], person: &Person, options: &[&str]) -> String {
    let mut all = String::new();
    for line in lines {
        writeln!(all, "$ entre {line}").unwrap();
        let text = shown(person, line, options);
        for row in text.lines() {
            assert!(
                row.width() <= 80 || row.contains('/') || line.starts_with("recap"),
                "{line}: too wide: {row}"
            );
        }
        all.push_str(&text);
        all.push('\n');
    }
    all
}

fn compare(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("screens");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
#[ignore = "needs the program faketime"]
fn every_screen_is_as_it_was_looked_at() {
    let home = home();
    let alex = person(&home.folder, "alex");
    let ways: [(&str, &[&str]); 3] = [
        ("english", &["--lang", "en"]),
        ("german", &["--lang", "de"]),
        ("ascii", &["--lang", "en", "--ascii"]),
    ];
    for (name, options) in ways {
        compare(name, &settled(&screens(READING, &alex, options), &home));
    }
}

#[test]
#[ignore = "needs the program faketime"]
fn what_a_command_says_is_as_it_was_looked_at() {
    let home = home();
    // What is typed into a meeting: a note, an action, a decision, the next topic, the end.
    let typed =
        "It needs two more weeks\na Ask the contract owner again @sam fri\nd The date stays\nn\nt\nq\n";
    for (language, name) in [("en", "english-done"), ("de", "german-done")] {
        let copy = format!("alex {language}");
        let from = person(&home.folder, "alex");
        copy_folder(&from.home, &person(&home.folder, &copy).home).unwrap();
        let alex = person(&home.folder, &copy);
        let met = alex.run(&["--lang", language, "meet", "sam"], typed).unwrap();
        let met = [met.stdout, met.stderr].concat();
        let met = String::from_utf8(met).unwrap();
        // An action that is written down is told with its short name.
        let named = |line: &str| match line.split_once(", ") {
            Some((begin, rest)) if begin.rsplit(' ').next().is_some_and(is_short_name) => {
                format!("{} ref, {rest}", begin.rsplit_once(' ').unwrap_or_default().0)
            }
            _ => line.to_owned(),
        };
        let met: Vec<String> = met.lines().map(named).collect();
        let said = format!("$ entre meet sam\n{}\n\n", met.join("\n"));
        let said = said + &screens(WRITING, &alex, &["--lang", language]);
        let said = unwrapped(&settled(&said, &home));
        compare(name, &said.lines().map(without_names).collect::<Vec<_>>().join("\n"));
    }
}

#[test]
#[ignore = "needs the program faketime"]
fn colours_are_laid_over_the_same_words_and_no_color_takes_them_away() {
    let home = home();
    let alex = person(&home.folder, "alex");
    let mut coloured = 0;
    for line in READING.iter().filter(|line| **line != "config list") {
        let plain = shown(&alex, line, &["--lang", "en"]);
        let bright = shown(&alex, line, &["--lang", "en", "--color", "always"]);
        coloured += usize::from(bright.contains('\u{1b}'));
        assert_eq!(strip(&bright), plain, "{line}");
        let none = alex.command(&[&["--lang", "en"][..], &words(line)].concat());
        let output = none.unwrap().env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1").output().unwrap();
        assert!(!output.stdout.contains(&0x1b), "{line}");
    }
    assert!(coloured > READING.len() / 2, "{coloured} screens have colours");
}

/// Without escape sequences.
fn strip(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::new();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}

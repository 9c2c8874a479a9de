//! What a person does on one device without any network: everything works, and nothing leaves the folder.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::path::Path;

use agenda::{Category, Member, TopicKind};
use entrenous_client::{
    AgendaOptions, Entre, Exit, ExportFormat, ExportOptions, ExportedFile, Home, Invite, NoteTarget, Reach,
    Reorder, Setup, TopicText, Unlock,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use zeroize::Zeroizing;

fn now() -> ZonedDateTime {
    let moment: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
    moment.to_zoned_datetime(TimeZone::UTC)
}

fn setup(unlock: Unlock) -> Setup {
    Setup {
        name: "Mara Oduya".to_owned(),
        device_name: "laptop".to_owned(),
        relay: Some("ws://127.0.0.1:1".parse().unwrap()),
        vouchers: Vec::new(),
        unlock,
    }
}

fn mara(folder: &Path) -> Entre {
    let home = Home::locate(Some(folder.join("mara"))).unwrap();
    let mut entre = Entre::init(&home, &setup(Unlock::File), now().timestamp()).unwrap();
    let invite = Invite {
        name: "Jonas Feld".to_owned(),
        role: Member::Manager,
        valid: SignedDuration::from_hours(24),
        words: false,
        fresh: false,
        again: false,
        time_zone: Some("Europe/Berlin".to_owned()),
    };
    entre.invite(&invite, now().timestamp()).unwrap();
    entre
}

fn topic(title: &str) -> TopicText {
    TopicText { title: title.to_owned(), category: Category::General, kind: TopicKind::Topic }
}

fn never() -> Result<Zeroizing<String>, entrenous_client::Fail> {
    panic!("a store with a key file asks for no passphrase")
}

fn titles(entre: &mut Entre) -> Vec<String> {
    let person = entre.find(None).unwrap();
    let screen = entre.agenda(&person, &AgendaOptions::default(), &now()).unwrap();
    screen.agenda.topics.into_iter().map(|topic| topic.title).collect()
}

#[test]
fn what_was_added_is_there_after_opening_again_and_undo_takes_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut entre = mara(folder.path());
    let jonas = entre.find(Some("jon")).unwrap();
    entre.add(&jonas, &topic("First"), &now()).unwrap();
    let second = entre.add(&jonas, &topic("Second"), &now()).unwrap();
    assert!(second.shared && second.waiting > 0);
    drop(entre);

    let home = Home::locate(Some(folder.path().join("mara"))).unwrap();
    let mut entre = Entre::open(&home, &mut never).unwrap();
    assert_eq!(titles(&mut entre), ["First", "Second"]);
    let found = entre.resolve(None, "second").unwrap();
    entre.reorder(&found, &Reorder::Up, &now()).unwrap();
    assert_eq!(titles(&mut entre), ["Second", "First"]);
    let undone = entre.undo(2, &now()).unwrap();
    assert_eq!(undone[0].what, "moved \"Second\"");
    assert!(undone.iter().all(|undone| undone.reach == Reach::Here));
    assert_eq!(titles(&mut entre), ["First"]);
    assert_eq!(entre.log(1).unwrap().log[0].what, "took back: added topic \"Second\"");
}

#[test]
fn an_editors_text_is_merged_with_what_was_written_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let mut entre = mara(folder.path());
    let jonas = entre.find(None).unwrap();
    entre.add(&jonas, &topic("Plan"), &now()).unwrap();
    let found = entre.resolve(None, "plan").unwrap();
    let slow = entre.open_for_editing(&found).unwrap();
    let quick = entre.open_for_editing(&found).unwrap();
    entre.save_edited(&quick, "Plan\n\nquick line\n", &now()).unwrap().unwrap();
    entre.save_edited(&slow, "Plan of the slow one\n\nslow line\n", &now()).unwrap().unwrap();
    let found = entre.resolve(None, "plan of").unwrap();
    let both = entre.open_for_editing(&found).unwrap();
    let mut lines: Vec<&str> = both.body.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["quick line", "slow line"], "each stays a line");
    assert!(
        entre.save_edited(&both, &both.text(), &now()).unwrap().is_none(),
        "unchanged means nothing happens"
    );
}

#[test]
fn private_notes_stand_in_no_shared_export_and_only_where_they_were_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut entre = mara(folder.path());
    let jonas = entre.find(None).unwrap();
    entre.add(&jonas, &topic("Shared thing"), &now()).unwrap();
    entre.note(&NoteTarget::Person(jonas.clone()), "SECRET thought", &now()).unwrap();
    let hidden = entre.agenda(&jonas, &AgendaOptions::default(), &now()).unwrap();
    assert_eq!((hidden.private.count, hidden.private.notes.len()), (1, 0));
    assert!(!serde_json::to_string(&hidden).unwrap().contains("SECRET"));
    assert!(!format!("{hidden:?}").contains("SECRET"));
    for format in [ExportFormat::Markdown, ExportFormat::Json] {
        let options = ExportOptions { person: None, format, with_private: true };
        let files = entre.export(&options, &now()).unwrap();
        let holds = |file: &ExportedFile, words: &str| {
            file.bytes.windows(words.len()).any(|bytes| bytes == words.as_bytes())
        };
        for file in &files {
            assert_eq!(holds(file, "SECRET"), file.private, "{}", file.name);
            assert!(!(file.private && holds(file, "Shared thing")), "{}", file.name);
        }
        let shared = files.iter().filter(|file| holds(file, "Shared thing")).count();
        assert_eq!(shared, 1);
        let options = ExportOptions { person: None, format, with_private: false };
        assert!(entre.export(&options, &now()).unwrap().iter().all(|file| !file.private));
    }
}

#[test]
fn the_sample_year_is_imported_once_and_shows_what_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let mut entre = mara(folder.path());
    let jonas = entre.find(None).unwrap();
    let report = entre.import_sample(&jonas, agenda::import::SAMPLE, true, false, &now()).unwrap();
    assert!(report.topics >= 48 && report.actions == 23 && report.private_notes > 0, "{report:?}");
    let again = entre.import_sample(&jonas, agenda::import::SAMPLE, true, false, &now()).unwrap();
    assert_eq!((again.topics, again.actions, again.meetings, again.private_notes), (0, 0, 0, 0));
    let screen = entre.agenda(&jonas, &AgendaOptions { private: true, on: None }, &now()).unwrap();
    assert_eq!(screen.agenda.view.overdue.len(), 1, "only A-21 is overdue");
    let json = serde_json::to_string(&screen).unwrap();
    assert!(json.contains("PRIVATE-M") && !json.contains("PRIVATE-J"));
}

#[test]
fn a_wrong_passphrase_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::locate(Some(folder.path().join("mara"))).unwrap();
    let unlock = Unlock::Passphrase(Zeroizing::new("four unrelated words here".to_owned()));
    drop(Entre::init(&home, &setup(unlock), now().timestamp()).unwrap());
    let wrong = Entre::open(&home, &mut || Ok(Zeroizing::new("four unrelated words".to_owned())));
    assert_eq!(wrong.err().map(|fail| fail.exit), Some(Exit::Locked));
    let right = Entre::open(&home, &mut || Ok(Zeroizing::new("four unrelated words here".to_owned())));
    assert_eq!(right.unwrap().name(), "Mara Oduya");
}

#[test]
fn a_setup_that_cannot_keep_its_key_leaves_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::locate(Some(folder.path().join("mara"))).unwrap();
    let short = Unlock::Passphrase(Zeroizing::new("short".to_owned()));
    let fail = Entre::init(&home, &setup(short), now().timestamp()).err().unwrap();
    assert_eq!((fail.exit, fail.code), (Exit::Usage, "passphrase_short"));
    assert!(!home.folder().exists());
}

#[test]
fn a_damaged_store_says_so_and_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    drop(mara(folder.path()));
    let path = folder.path().join("mara/entre.db");
    for suffix in ["-wal", "-shm"] {
        std::fs::remove_file(folder.path().join(format!("mara/entre.db{suffix}"))).ok();
    }
    std::fs::write(&path, b"this is no database at all, just some text that is long enough to be one")
        .unwrap();
    let home = Home::locate(Some(folder.path().join("mara"))).unwrap();
    let fail = Entre::open(&home, &mut never).err().unwrap();
    assert_eq!(fail.code, "store_unreadable");
    assert!(std::fs::read(&path).unwrap().starts_with(b"this is no database"));
}

#[test]
fn bad_texts_and_unknown_names_get_their_sentence_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut entre = mara(folder.path());
    let jonas = entre.find(None).unwrap();
    for (text, code) in [
        ("", "empty_text"),
        (" \n ", "empty_text"),
        ("bell \u{7}", "bad_text"),
        ("turned \u{202e}", "bad_text"),
        (&*"long".repeat(200), "bad_text"),
    ] {
        let fail = entre.add(&jonas, &topic(text), &now()).unwrap_err();
        assert_eq!((fail.exit, fail.code), (Exit::Usage, code), "{fail:?}");
        assert!(
            !fail.why.iter().chain([&fail.what]).any(|line| line.contains("long")),
            "the text is not repeated"
        );
    }
    assert_eq!(entre.find(Some("nobody")).unwrap_err().exit, Exit::NotFound);
    assert_eq!(entre.resolve(None, "nothing").unwrap_err().code, "not_found");
    assert!(titles(&mut entre).is_empty());
}

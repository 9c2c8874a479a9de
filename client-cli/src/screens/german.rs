//! The main screens in German, on a terminal of 80 columns.

use std::path::Path;

use ::agenda::{Category, Member, TopicKind};
use client::{
    ActionText, AgendaOptions, Entre, Exit, Fail, Home, Invite, NoteTarget, PersonRef, Setup, TopicText,
    Unlock,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use language::{Language, speaking};

use super::{agenda, log, people, readers, status, today, welcome};
use crate::kit_page;
use crate::output::fail_page;
use crate::page::{Look, Page};

fn at(moment: &str) -> ZonedDateTime {
    moment.parse::<Timestamp>().unwrap().to_zoned_datetime(TimeZone::UTC)
}

fn now() -> ZonedDateTime {
    at("2026-11-24T09:00:00Z")
}

/// Alex, who has invited Sam and written before there was an answer.
fn alex(folder: &Path) -> (Entre, PersonRef) {
    let home = Home::locate(Some(folder.join("alex"))).unwrap();
    let setup = Setup {
        name: "Alex Marin".to_owned(),
        device_name: "laptop".to_owned(),
        relay: Some("wss://relay.example.org".parse().unwrap()),
        vouchers: Vec::new(),
        unlock: Unlock::File,
    };
    let before = at("2026-11-21T09:00:00Z");
    let mut entre = Entre::init(&home, &setup, before.timestamp()).unwrap();
    let invite = Invite {
        name: "Sam Okoro".to_owned(),
        role: Member::Manager,
        valid: SignedDuration::from_hours(24),
        words: false,
        fresh: false,
        again: false,
        time_zone: Some("UTC".to_owned()),
    };
    entre.invite(&invite, before.timestamp()).unwrap();
    let sam = entre.find(None).unwrap();
    let topic = |title: &str, category, kind| TopicText { title: title.to_owned(), category, kind };
    entre
        .add(&sam, &topic("Budget für die Konferenz", Category::Aspirations, TopicKind::Topic), &before)
        .unwrap();
    entre
        .add(&sam, &topic("Rufbereitschaft im Dezember", Category::General, TopicKind::Topic), &now())
        .unwrap();
    let action =
        ActionText { text: "Das Budget schicken".to_owned(), owner: sam.you, due: Some(before.date()) };
    entre.action(&sam, &action, &before).unwrap();
    let found = entre.resolve(None, "rufbereitschaft").unwrap();
    entre.note(&NoteTarget::Item(found.clone()), "Erst zuhören.", &now()).unwrap();
    entre.comment(&found, "Ines kann es durchsehen", &now()).unwrap();
    entre.undo(1, &now()).unwrap();
    (entre, sam)
}

fn shown(page: impl FnOnce() -> Page) -> String {
    let text = page().render_plain(Look { width: 80, ascii: false });
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    text
}

#[test]
fn the_agenda() {
    let folder = tempfile::tempdir().unwrap();
    speaking(Language::German, || {
        let (mut entre, sam) = alex(folder.path());
        let mut screen = |private| {
            let mut screen = entre.agenda(&sam, &AgendaOptions { private, on: None }, &now()).unwrap();
            // Short names follow from random ids.
            let topics = screen.agenda.topics.iter_mut().map(|topic| &mut topic.reference);
            let actions = screen.agenda.actions.iter_mut().map(|action| &mut action.reference);
            let notes = screen.private.notes.iter_mut().map(|note| &mut note.reference);
            for (reference, short) in topics.chain(actions).chain(notes).zip(["ba", "be", "bi", "bo"]) {
                short.clone_into(reference);
            }
            shown(|| agenda(&screen, &now(), false))
        };
        insta::assert_snapshot!(screen(false), @r#"
        Sam Okoro und du.

        Allgemeines
          ba  ○  Rufbereitschaft im Dezember  du, heute

        Entwicklung
          be  ○  Budget für die Konferenz     du, Sa

        Noch offen
          bi  ☐  Das Budget schicken          du, 3 Tage überfällig

        Noch nichts unter Erwartungen, Fortschritt, Zusammenarbeit: entre ask sam

        Nur du: 1 Notiz nicht gezeigt. Du siehst sie mit -p.

        6 Änderungen warten hier auf den nächsten Abgleich.
        "#);
        insta::assert_snapshot!(screen(true), @r#"
        Sam Okoro und du.

        Allgemeines
          ba  ○  Rufbereitschaft im Dezember  du, heute
                 ┊ nur du (bo)  Erst zuhören.

        Entwicklung
          be  ○  Budget für die Konferenz     du, Sa

        Noch offen
          bi  ☐  Das Budget schicken          du, 3 Tage überfällig

        Noch nichts unter Erwartungen, Fortschritt, Zusammenarbeit: entre ask sam

        6 Änderungen warten hier auf den nächsten Abgleich.
        "#);
    });
}

#[test]
fn today_people_and_status() {
    let folder = tempfile::tempdir().unwrap();
    speaking(Language::German, || {
        let (mut entre, sam) = alex(folder.path());
        let lines = entre.people().unwrap();
        let standing = entre.status().unwrap();
        let screen = entre.agenda(&sam, &AgendaOptions::default(), &now()).unwrap();
        insta::assert_snapshot!(shown(|| people(&lines, &now())), @r#"
        Sam Okoro  du führst  eingeladen, noch nicht dazugekommen
        "#);
        let rows: Vec<_> = lines.into_iter().map(|line| (line, screen.clone())).collect();
        insta::assert_snapshot!(shown(|| today(&rows, &standing, &now())), @r#"
        Di, 24. Nov.

          Sam Okoro    eingeladen, noch nicht dazugekommen

        noch nicht auf einem Stand mit dem Relay, 9 Änderungen warten hier
        "#);
        insta::assert_snapshot!(shown(|| status(&standing, &now())), @r#"
        Du         Alex Marin: laptop (dieses), Schlüssel: in der Datei store.key neben
                   dem Speicher
        Personen   0 geprüft, 1 nicht: Sam Okoro
        Abgleich   noch nicht auf einem Stand mit dem Relay, 9 Änderungen warten hier
        Relay      relay.example.org; bewahrt 0 versiegelte Umschläge für dich auf, 0
                   KiB
                   es sieht, wann und wie viel du abgleichst, und deine IP-Adresse;
                   keine Wörter, Titel oder Namen
        Vorsorge   kein Wiederherstellungs-Set. Geht dieses Gerät verloren, sind deine
                   privaten Notizen verloren: entre backup kit
        "#);
        insta::assert_snapshot!(shown(welcome), @r#"
        Private Zwiegespräche. Notizen bleiben auf deinen Geräten; das Relay trägt nur
        versiegelte Umschläge.

          entre demo                         zwei Menschen und ein Relay auf diesem
                                             Rechner, eine Minute
          entre init                         einrichten, um jemanden einzuladen
          entre accept                       wenn dir jemand einen Code geschickt hat
        "#);
    });
}

#[test]
fn who_can_read_it() {
    let folder = tempfile::tempdir().unwrap();
    speaking(Language::German, || {
        let (mut entre, sam) = alex(folder.path());
        let mut screen = entre.readers(&sam).unwrap();
        screen.you.devices.iter_mut().for_each(|device| device.fingerprint = "1a2b 3c4d".to_owned());
        insta::assert_snapshot!(shown(|| readers(&screen, &now())), @r#"
        Wer lesen kann, was du mit Sam Okoro teilst

        Du   laptop (dieses)             1a2b 3c4d  seit 21. Nov.
             Wiederherstellungs-Set                 wer seine 24 Wörter hat, liest alles
        Sam  hat noch nicht geantwortet

        Geprüft    noch nicht: niemand hat gezeigt, dass es Sam ist. Wenn ihr euch
                   trefft: entre verify
        Relay      relay.example.org bewahrt 0 versiegelte Umschläge dieses Notizbuchs
                   auf, 0 KiB.
                   Es sieht deine IP-Adresse, wann und wie viel du abgleichst, und wie
                   viele Geräte schreiben. Keine Wörter, Titel oder Namen.
        Andere     Es gibt keine Verwaltung, und niemand sonst hat einen Schlüssel:
                   weder deine Firma noch der Betreiber des Relays.
        Nur du     ┊ Deine privaten Notizen über Sam gehen an deine eigenen Geräte und
                   dein Set. Die Schlüssel von Sam sind nicht darunter.

        Was kein Programm versprechen kann
          - Sam kann kopieren oder fotografieren, was du teilst, und deine Unterschrift
            zeigt, dass du es geschrieben hast.
          - Was ihr beide aufschreibt, kann in einem Rechtsstreit verlangt werden, auch
            deine privaten Notizen.
          - Ein Gerät, das dein Arbeitgeber verwaltet, ist nicht privat: Wer es
            betreibt, kann sehen, was du siehst.
          - Ein verlorenes Gerät liest weiter, bis es entfernt ist, und behält, was es
            bis dahin hatte.
        "#);
    });
}

#[test]
fn what_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let mut entre = alex(folder.path()).0;
    let mut screen = |language| speaking(language, || shown(|| log(&entre.log(10).unwrap(), &now())));
    insta::assert_snapshot!(screen(Language::German), @r#"
    1  gerade eben  zurückgenommen: zu „Rufbereitschaft   Sam  noch nicht gesendet
                    im Dezember“ kommentiert
    2  gerade eben  zu „Rufbereitschaft im Dezember“      Sam  noch nicht gesendet
                    kommentiert (zurückgenommen)
    3  gerade eben  eine private Notiz aufgehoben         Sam  noch nicht gesendet
    4  Sa           Aufgabe „Das Budget schicken“         Sam  noch nicht gesendet
                    aufgeschrieben
    5  gerade eben  Thema „Rufbereitschaft im Dezember“   Sam  noch nicht gesendet
                    hinzugefügt
    6  Sa           Thema „Budget für die Konferenz“      Sam  noch nicht gesendet
                    hinzugefügt
    7  Sa           Sam Okoro eingeladen                  Sam  noch nicht gesendet
    "#);
    // The log keeps no language.
    insta::assert_snapshot!(screen(Language::English), @r#"
    1  just now  took back: commented on "Rufbereitschaft im     Sam  not sent yet
                 Dezember"
    2  just now  commented on "Rufbereitschaft im Dezember"      Sam  not sent yet
                 (taken back)
    3  just now  kept a private note                             Sam  not sent yet
    4  Sat       wrote down action "Das Budget schicken"         Sam  not sent yet
    5  just now  added topic "Rufbereitschaft im Dezember"       Sam  not sent yet
    6  Sat       added topic "Budget für die Konferenz"          Sam  not sent yet
    7  Sat       invited Sam Okoro                               Sam  not sent yet
    "#);
}

#[test]
fn a_failure() {
    let folder = tempfile::tempdir().unwrap();
    speaking(Language::German, || {
        let mut entre = alex(folder.path()).0;
        let unknown = entre.find(Some("smm")).unwrap_err();
        insta::assert_snapshot!(shown(|| fail_page(&unknown)), @r#"
        Fehler: hier heißt niemand „smm“
          Personen hier: Sam Okoro
          Tipp: entre agenda sam
        "#);
        let stopped = Fail::new(Exit::Safety, "words_differ", "die Wörter sind verschieden");
        insta::assert_snapshot!(shown(|| fail_page(&stopped)), @r#"
        angehalten: die Wörter sind verschieden
        "#);
    });
}

#[test]
fn the_page_to_print() {
    let folder = tempfile::tempdir().unwrap();
    speaking(Language::German, || {
        let kit = alex(folder.path()).0.kit().unwrap();
        let page = kit_page::page(&kit, now().date()).unwrap();
        assert!(
            page.contains("<html lang=\"de\">") && page.contains("Wiederherstellungs-Set von Alex Marin")
        );
        for word in ["Recovery", "Whoever", "Known by", "Made", "To use it"] {
            assert!(!page.contains(word), "{word}");
        }
    });
}

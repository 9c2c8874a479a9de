//! What the two people of the demo do: the same calls that the commands make, on two homes.

use std::path::Path;

use agenda::{Category, Member, TopicKind};
use client::{
    AgendaOptions, AgendaScreen, Entre, Home, ImportReport, Invite, NoteTarget, PersonRef, Reorder, Setup,
    TopicText, Unlock, check_invitation,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::room::Room;
use super::search::Needles;
use crate::fail::{Exit, Fail};
use crate::page::{Page, Span, Tone, faint, plain, strong};

/// The two, paired.
pub(crate) struct Two {
    mara: Entre,
    jonas: Entre,
    with_jonas: PersonRef,
    with_mara: PersonRef,
    keys: Vec<Vec<u8>>,
}

/// The private texts that were written, one by each.
pub(crate) struct Written {
    of_mara: &'static str,
    of_jonas: &'static str,
}

/// Both agendas, found equal.
pub(crate) struct Agreed {
    of_mara: AgendaScreen,
    of_jonas: AgendaScreen,
}

/// Sets both up and lets Mara invite Jonas.
pub(crate) async fn pair(room: &Room) -> Result<Two, Fail> {
    let relay = format!("ws://{}", room.address());
    let mut mara = set_up(&room.home("mara"), "Mara Oduya", Some(&relay))?;
    let invite = Invite {
        name: "Jonas Feld".to_owned(),
        role: Member::Manager,
        valid: SignedDuration::from_hours(1),
        words: false,
        fresh: false,
        again: false,
        time_zone: Some("Europe/Berlin".to_owned()),
    };
    let invitation = mara.invite(&invite, Timestamp::now())?;
    mara.sync(Timestamp::now()).await?;
    let checked = check_invitation(&invitation.code, None, Timestamp::now()).await?;
    let mut jonas = set_up(&room.home("jonas"), "Jonas Feld", None)?;
    jonas.accept(&checked, Timestamp::now()).await?;
    // Four messages: each side's sync moves the handshake on.
    for _ in 0..2 {
        mara.sync(Timestamp::now()).await?;
        jonas.sync(Timestamp::now()).await?;
    }
    let (with_jonas, with_mara) = (mara.find(None)?, jonas.find(None)?);
    let (hers, his) = (mara.words(&with_jonas)?, jonas.words(&with_mara)?);
    if (hers.yours, hers.theirs) != (his.theirs, his.yours) {
        return Err(Fail::new(Exit::Safety, "words_differ", "the two do not see the same words"));
    }
    mara.set_compared(&with_jonas, true, Timestamp::now())?;
    jonas.set_compared(&with_mara, true, Timestamp::now())?;
    let key = |name: &str| {
        let file = room.home(name).join("store.key");
        std::fs::read(&file)
            .map_err(|error| Fail::new(Exit::Failed, "disk", format!("{}: {error}", file.display())))
    };
    let keys = vec![key("mara")?, key("jonas")?];
    let (with_jonas, with_mara) = (mara.find(None)?, jonas.find(None)?);
    Ok(Two { mara, jonas, with_jonas, with_mara, keys })
}

/// Mara brings the shared year and her own notes, Jonas his.
pub(crate) async fn import(two: &mut Two) -> Result<ImportReport, Fail> {
    let report = two.mara.import_sample(&two.with_jonas, agenda::import::SAMPLE, true, &now())?;
    two.jonas.import_sample(&two.with_mara, agenda::import::SAMPLE, false, &now())?;
    both_sync(two).await?;
    Ok(report)
}

/// Without any network: new topics, and one conflict of each kind that two people can make from the terminal.
pub(crate) fn write_apart(two: &mut Two) -> Result<Written, Fail> {
    let now = now();
    let topic = |title: &str, category: Category, kind: TopicKind| TopicText {
        title: title.to_owned(),
        category,
        kind,
    };

    // Both add: both stay, in one order.
    let from_mara =
        topic("Who covers the label service in January?", Category::Alignment, TopicKind::Question);
    two.mara.add(&two.with_jonas, &from_mara, &now)?;
    let from_jonas =
        topic("The unkind listener for the rehearsal: Devi?", Category::Aspirations, TopicKind::Question);
    two.jonas.add(&two.with_mara, &from_jonas, &now)?;

    // Both edit one text: merged by character.
    let carriers = "carrier 10";
    append(&mut two.mara, carriers, "Mara: bring the contract, page 4.", &now)?;
    append(&mut two.jonas, carriers, "Jonas: the new screen runs on my laptop.", &now)?;

    // Set by both: one value wins on both sides, the other is shown until somebody settles it.
    retitle(
        &mut two.mara,
        "drop two carriers",
        "Drop two carriers from G-4, or move the date to January?",
        &now,
    )?;
    retitle(&mut two.jonas, "drop two carriers", "Drop two carriers from G-4, or get help for them?", &now)?;

    // Moved here, edited there: both hold. Moved by both: one place.
    let found = two.mara.resolve(None, "rehearse the panel talk")?;
    two.mara.reorder(&found, &Reorder::Category(Category::NextSteps), &now)?;
    let found = two.jonas.resolve(None, "rehearse the panel talk")?;
    two.jonas.reorder(&found, &Reorder::Category(Category::Progress), &now)?;
    append(&mut two.jonas, "rehearse the panel talk", "Twenty minutes are enough.", &now)?;

    // One deletes what the other edits: the edit wins.
    let found = two.mara.resolve(None, "slides for the panel talk")?;
    two.mara.drop_item(&found, &now)?;
    append(&mut two.jonas, "slides for the panel talk", "First half is done.", &now)?;

    // Both tick the same: done once.
    for entre in [&mut two.mara, &mut two.jonas] {
        let found = entre.resolve(None, "ask the contract owner")?;
        entre.done(&found, false, &now)?;
    }

    let written = Written {
        of_mara: "MARA-ONLY: take two carriers off him before he asks for it",
        of_jonas: "JONAS-ONLY: ask about pay once the panel has spoken, not before",
    };
    two.mara.note(&NoteTarget::Person(two.with_jonas.clone()), written.of_mara, &now)?;
    two.jonas.note(&NoteTarget::Person(two.with_mara.clone()), written.of_jonas, &now)?;
    Ok(written)
}

/// Both sync until nothing is new, and both see the same.
pub(crate) async fn come_together(two: &mut Two) -> Result<Agreed, Fail> {
    both_sync(two).await?;
    let options = AgendaOptions { private: false, on: None };
    let of_mara = two.mara.agenda(&two.with_jonas, &options, &now())?;
    let of_jonas = two.jonas.agenda(&two.with_mara, &options, &now())?;
    let values = |screen: &AgendaScreen| {
        serde_json::to_value((&screen.agenda.topics, &screen.agenda.actions))
            .map_err(|_| broken("an agenda cannot be written down"))
    };
    if values(&of_mara)? != values(&of_jonas)? {
        return Err(broken("the two agendas differ"));
    }
    let conflict = of_mara.agenda.topics.iter().any(|topic| !topic.conflicts.is_empty());
    let revived = of_mara.agenda.actions.iter().any(|action| action.edited_after_deletion);
    let merged = of_mara
        .agenda
        .topics
        .iter()
        .any(|topic| topic.notes.contains("page 4") && topic.notes.contains("new screen"));
    if !(conflict && revived && merged) {
        return Err(broken("an edit was lost, or a conflict is not shown"));
    }
    Ok(Agreed { of_mara, of_jonas })
}

/// Each private note is where it was written and nowhere else.
pub(crate) fn private_at_home(two: &mut Two, written: &Written) -> Result<(), Fail> {
    let options = AgendaOptions { private: true, on: None };
    let of_mara = json(&two.mara.agenda(&two.with_jonas, &options, &now())?)?;
    let of_jonas = json(&two.jonas.agenda(&two.with_mara, &options, &now())?)?;
    let right = of_mara.contains(written.of_mara)
        && of_jonas.contains(written.of_jonas)
        && !of_mara.contains(written.of_jonas)
        && !of_jonas.contains(written.of_mara)
        && !of_mara.contains("PRIVATE-J")
        && !of_jonas.contains("PRIVATE-M");
    if right { Ok(()) } else { Err(broken("a private note is not where it belongs")) }
}

/// Everything that was written, with the names and the keys: what must stand nowhere at the relay.
pub(crate) fn needles(two: &mut Two, written: &Written) -> Result<Needles, Fail> {
    let mut texts: Vec<Vec<u8>> = vec![
        written.of_mara.as_bytes().to_vec(),
        written.of_jonas.as_bytes().to_vec(),
        b"Mara Oduya".to_vec(),
        b"Jonas Feld".to_vec(),
    ];
    texts.extend(two.keys.iter().cloned());
    for line in agenda::import::SAMPLE.lines() {
        texts.push(line.trim().as_bytes().to_vec());
    }
    let options = AgendaOptions { private: true, on: None };
    for screen in [
        two.mara.agenda(&two.with_jonas, &options, &now())?,
        two.jonas.agenda(&two.with_mara, &options, &now())?,
    ] {
        for topic in &screen.agenda.topics {
            texts.push(topic.title.clone().into_bytes());
            texts.extend(topic.notes.lines().map(|line| line.as_bytes().to_vec()));
        }
        texts.extend(screen.agenda.actions.iter().map(|action| action.text.clone().into_bytes()));
        texts.extend(screen.private.notes.iter().map(|note| note.text.clone().into_bytes()));
    }
    Ok(Needles::new(&texts))
}

/// Both agendas beside each other.
pub(crate) fn side_by_side(agreed: &Agreed) -> Page {
    let mut page = Page::default();
    page.blank();
    page.indented(2, [strong(format!("{:<38}", "Mara sees")), strong("Jonas sees")]);
    let rows =
        |screen: &AgendaScreen| -> Vec<(String, bool)> {
            let topics =
                screen.agenda.topics.iter().map(|topic| {
                    (format!("{} {}", topic.reference, topic.title), !topic.conflicts.is_empty())
                });
            let actions = screen.agenda.actions.iter().map(|action| {
                (format!("{} {}", action.reference, action.text), action.edited_after_deletion)
            });
            topics.chain(actions).collect()
        };
    for ((left, marked), (right, _)) in rows(&agreed.of_mara).into_iter().zip(rows(&agreed.of_jonas)) {
        let tone = if marked { Tone::Wrong } else { Tone::Plain };
        page.indented(2, [Span::new(tone, &format!("{:<38}", cut(&left))), Span::new(tone, &cut(&right))]);
    }
    page.indented(
        2,
        [faint("red: set by both (the other value is kept and shown), or edited after deletion")],
    );
    let marked = agreed.of_mara.agenda.topics.iter().find(|topic| !topic.conflicts.is_empty());
    if let Some(topic) = marked {
        for conflict in &topic.conflicts {
            page.hanging(
                2,
                4,
                [plain(format!("{} also set to: {}", topic.reference, conflict.values.join(" | ")))],
            );
        }
    }
    page.blank();
    page
}

async fn both_sync(two: &mut Two) -> Result<(), Fail> {
    two.mara.sync(Timestamp::now()).await?;
    two.jonas.sync(Timestamp::now()).await?;
    two.mara.sync(Timestamp::now()).await?;
    two.jonas.sync(Timestamp::now()).await?;
    Ok(())
}

fn set_up(folder: &Path, name: &str, relay: Option<&str>) -> Result<Entre, Fail> {
    let relay = relay.map(str::parse).transpose().map_err(|_| broken("the relay's address is none"))?;
    let setup = Setup {
        name: name.to_owned(),
        device_name: "demo".to_owned(),
        relay,
        vouchers: Vec::new(),
        unlock: Unlock::File,
    };
    Entre::init(&Home::locate(Some(folder.to_path_buf()))?, &setup, Timestamp::now())
}

fn append(entre: &mut Entre, words: &str, line: &str, now: &ZonedDateTime) -> Result<(), Fail> {
    let found = entre.resolve(None, words)?;
    let editable = entre.open_for_editing(&found)?;
    let text = format!("{}\n{line}\n", editable.text().trim_end());
    let text = if editable.body.is_empty() { text.replacen('\n', "\n\n", 1) } else { text };
    entre.save_edited(&editable, &text, now)?;
    Ok(())
}

fn retitle(entre: &mut Entre, words: &str, title: &str, now: &ZonedDateTime) -> Result<(), Fail> {
    let found = entre.resolve(None, words)?;
    let editable = entre.open_for_editing(&found)?;
    entre.save_edited(&editable, &format!("{title}\n\n{}", editable.body), now)?;
    Ok(())
}

/// The morning for which the sample was written: its agenda is about this day.
fn now() -> ZonedDateTime {
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
    Timestamp::from_second(MORNING).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned_datetime(zone)
}

fn cut(text: &str) -> String {
    let short: String = text.chars().take(COLUMN).collect();
    if short.len() < text.len() { format!("{}..", short.trim_end()) } else { short }
}

fn json(screen: &AgendaScreen) -> Result<String, Fail> {
    serde_json::to_string(screen).map_err(|_| broken("an agenda cannot be written down"))
}

fn broken(what: &str) -> Fail {
    Fail::new(Exit::Failed, "demo_failed", format!("the demo found that {what}"))
        .because("this must never happen: please report it")
}

/// 2026-11-24, 09:00 in Berlin.
const MORNING: i64 = 1_795_507_200;
const COLUMN: usize = 34;

//! What the two people of the demo do: the same calls that the commands make, on two homes.

use std::path::Path;

use agenda::Member;
use client::{
    AgendaOptions, AgendaScreen, Entre, Home, ImportReport, Invite, NoteTarget, PersonRef, Setup, Unlock,
    check_invitation,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use language::say;

use super::conflicts::{self, Outcome};
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
        return Err(Fail::new(Exit::Safety, "words_differ", say!("demo-words-differ")));
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
    let report = two.mara.import_sample(&two.with_jonas, agenda::import::SAMPLE, true, false, &now())?;
    two.jonas.import_sample(&two.with_mara, agenda::import::SAMPLE, false, false, &now())?;
    both_sync(two).await?;
    Ok(report)
}

/// Topics that both know before they part.
pub(crate) async fn agree_on_topics(two: &mut Two) -> Result<(), Fail> {
    conflicts::common(&mut two.mara, &two.with_jonas, &now())?;
    both_sync(two).await
}

/// Without any network: one conflict of each kind, and a private note each.
pub(crate) fn write_apart(two: &mut Two) -> Result<Written, Fail> {
    let now = now();
    let Two { mara, jonas, with_jonas, with_mara, .. } = two;
    conflicts::apart((mara, with_jonas), (jonas, with_mara), &now)?;
    // Both tick the same action: done once.
    for entre in [&mut *mara, &mut *jonas] {
        let found = entre.resolve(None, "ask the contract owner")?;
        entre.done(&found, false, &now)?;
    }
    let written = Written {
        of_mara: "MARA-ONLY: take two carriers off him before he asks for it",
        of_jonas: "JONAS-ONLY: ask about pay once the panel has spoken, not before",
    };
    mara.note(&NoteTarget::Person(with_jonas.clone()), written.of_mara, &now)?;
    jonas.note(&NoteTarget::Person(with_mara.clone()), written.of_jonas, &now)?;
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
            .map_err(|_| broken(&say!("demo-not-written-down")))
    };
    if values(&of_mara)? != values(&of_jonas)? {
        return Err(broken(&say!("demo-agendas-differ")));
    }
    Ok(Agreed { of_mara, of_jonas })
}

/// What came of each kind of conflict, found so on both sides.
pub(crate) fn outcomes(two: &mut Two, agreed: &Agreed) -> Result<Vec<Outcome>, Fail> {
    let now = now();
    let hers = conflicts::outcomes(&mut two.mara, &two.with_jonas, &agreed.of_mara, &now)?;
    let his = conflicts::outcomes(&mut two.jonas, &two.with_mara, &agreed.of_jonas, &now)?;
    if hers == his { Ok(hers) } else { Err(broken(&say!("demo-settled-differently"))) }
}

/// Mara chooses one of the values that both set, and that is the end of the conflict on both sides.
pub(crate) async fn settle(two: &mut Two) -> Result<Outcome, Fail> {
    conflicts::settle(&mut two.mara, &now())?;
    let agreed = come_together(two).await?;
    let settled = conflicts::is_settled(&agreed.of_mara) && conflicts::is_settled(&agreed.of_jonas);
    if settled { Ok(conflicts::settled_outcome()) } else { Err(broken(&say!("demo-not-settled"))) }
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
    if right { Ok(()) } else { Err(broken(&say!("demo-private-astray"))) }
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
    texts.extend(conflicts::TEXTS.iter().map(|text| text.as_bytes().to_vec()));
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
    page.indented(2, [strong(format!("{:<38}", say!("demo-mara-sees"))), strong(say!("demo-jonas-sees"))]);
    let rows = |screen: &AgendaScreen| -> Vec<(String, bool)> {
        let topics = screen.agenda.topics.iter().map(|topic| {
            (
                format!("{} {}", topic.reference, topic.title),
                !topic.conflicts.is_empty() || topic.edited_after_deletion,
            )
        });
        let actions =
            screen.agenda.actions.iter().map(|action| {
                (format!("{} {}", action.reference, action.text), action.edited_after_deletion)
            });
        topics.chain(actions).collect()
    };
    for ((left, marked), (right, _)) in rows(&agreed.of_mara).into_iter().zip(rows(&agreed.of_jonas)) {
        let tone = if marked { Tone::Wrong } else { Tone::Plain };
        page.indented(2, [Span::new(tone, &format!("{:<38}", cut(&left))), Span::new(tone, &cut(&right))]);
    }
    page.indented(2, [faint(say!("demo-red"))]);
    for topic in &agreed.of_mara.agenda.topics {
        for conflict in &topic.conflicts {
            let (field, values) = (crate::screens::field(&conflict.field), conflict.values.join(" | "));
            page.hanging(
                2,
                4,
                [plain(say!("demo-also-set", reference = &topic.reference, field = field, values = values))],
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
    let relay = relay.map(str::parse).transpose().map_err(|_| broken(&say!("demo-no-address")))?;
    let setup = Setup {
        name: name.to_owned(),
        device_name: "demo".to_owned(),
        relay,
        vouchers: Vec::new(),
        unlock: Unlock::File,
    };
    Entre::init(&Home::locate(Some(folder.to_path_buf()))?, &setup, Timestamp::now())
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
    serde_json::to_string(screen).map_err(|_| broken(&say!("demo-not-written-down")))
}

pub(crate) fn broken(what: &str) -> Fail {
    Fail::new(Exit::Failed, "demo_failed", say!("demo-found", what = what)).because(say!("demo-report"))
}

/// 2026-11-24, 09:00 in Berlin.
const MORNING: i64 = 1_795_507_200;
const COLUMN: usize = 34;

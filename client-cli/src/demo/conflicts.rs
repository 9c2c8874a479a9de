//! One conflict of each kind that two people who write apart can have, and what has to come of it on both sides.
//! Both know six topics before they part; `apart` is what they do without a network, `outcomes` what must hold after.

use agenda::{Category, OccurrenceId, TopicKind};
use client::{AgendaOptions, AgendaScreen, Entre, Found, PersonRef, Reorder, TopicText};
use jiff::ZonedDateTime;
use language::say;

use super::story::broken;
use crate::fail::Fail;

/// What came of one kind of conflict, in words; made only when it was found so on both sides.
pub(crate) type Outcome = String;

/// Topics that both know before they part, besides those of the sample.
pub(crate) fn common(mara: &mut Entre, with_jonas: &PersonRef, now: &ZonedDateTime) -> Result<(), Fail> {
    for title in [MOVED_BY_BOTH, MOVED_AND_EDITED, DELETED_AND_EDITED, TICKED_BY_BOTH] {
        let topic =
            TopicText { title: title.to_owned(), category: Category::General, kind: TopicKind::Topic };
        mara.add(with_jonas, &topic, now)?;
    }
    Ok(())
}

/// Without any network: each kind once.
pub(crate) fn apart(
    (mara, with_jonas): (&mut Entre, &PersonRef),
    (jonas, with_mara): (&mut Entre, &PersonRef),
    now: &ZonedDateTime,
) -> Result<(), Fail> {
    let topic =
        |title: &str, category| TopicText { title: title.to_owned(), category, kind: TopicKind::Question };
    mara.add(with_jonas, &topic(ADDED_BY_MARA, Category::Alignment), now)?;
    jonas.add(with_mara, &topic(ADDED_BY_JONAS, Category::Aspirations), now)?;

    append(mara, EDITED_BY_BOTH, LINE_OF_MARA, now)?;
    append(jonas, EDITED_BY_BOTH, LINE_OF_JONAS, now)?;

    retitle(mara, SET_BY_BOTH, TITLE_OF_MARA, now)?;
    retitle(jonas, SET_BY_BOTH, TITLE_OF_JONAS, now)?;

    put_under(mara, MOVED_BY_BOTH, Category::NextSteps, now)?;
    put_under(jonas, MOVED_BY_BOTH, Category::Progress, now)?;

    put_under(mara, MOVED_AND_EDITED, Category::Relationships, now)?;
    append(jonas, MOVED_AND_EDITED, LINE_AFTER_MOVE, now)?;

    let found = mara.resolve(None, DELETED_AND_EDITED)?;
    mara.drop_item(&found, now)?;
    append(jonas, DELETED_AND_EDITED, LINE_AFTER_DELETION, now)?;

    for entre in [mara, jonas] {
        let found = entre.resolve(None, TICKED_BY_BOTH)?;
        entre.done(&found, false, now)?;
    }
    Ok(())
}

/// Looks at one side; the other one is equal, which was found before.
pub(crate) fn outcomes(
    entre: &mut Entre,
    person: &PersonRef,
    screen: &AgendaScreen,
    now: &ZonedDateTime,
) -> Result<Vec<Outcome>, Fail> {
    let topics = &screen.agenda.topics;
    let one = |title: &str| {
        let mut found = topics.iter().filter(|topic| topic.title == title);
        found.next().filter(|_| found.next().is_none()).ok_or_else(|| broken(&say!("demo-topic-wrong")))
    };
    let holds = |it: bool, what: &str| if it { Ok(()) } else { Err(broken(what)) };
    let mut outcomes = Vec::new();

    one(ADDED_BY_MARA)?;
    one(ADDED_BY_JONAS)?;
    outcomes.push(say!("demo-both-added"));

    let merged = topics.iter().find(|topic| topic.title.contains(EDITED_BY_BOTH));
    let merged = merged
        .is_some_and(|topic| [LINE_OF_MARA, LINE_OF_JONAS].iter().all(|line| topic.notes.contains(line)));
    holds(merged, &say!("demo-line-missing"))?;
    outcomes.push(say!("demo-both-edited"));

    let set = topics.iter().find(|topic| [TITLE_OF_MARA, TITLE_OF_JONAS].contains(&topic.title.as_str()));
    let other =
        if set.is_some_and(|topic| topic.title == TITLE_OF_MARA) { TITLE_OF_JONAS } else { TITLE_OF_MARA };
    let shown = set.is_some_and(|topic| {
        topic
            .conflicts
            .iter()
            .any(|conflict| conflict.field == "title" && conflict.values.iter().any(|value| value == other))
    });
    holds(shown, &say!("demo-title-hidden"))?;
    outcomes.push(say!("demo-both-set"));

    let topic = one(MOVED_BY_BOTH)?;
    let places = screen.agenda.sections.iter().filter(|section| section.topics.contains(&topic.id)).count();
    let chosen = [Category::NextSteps, Category::Progress].contains(&topic.category);
    holds(chosen && places == 1, &say!("demo-not-in-place"))?;
    outcomes.push(say!("demo-both-moved"));

    let topic = one(MOVED_AND_EDITED)?;
    holds(
        topic.category == Category::Relationships && topic.notes.contains(LINE_AFTER_MOVE),
        &say!("demo-move-lost"),
    )?;
    outcomes.push(say!("demo-moved-edited"));

    let topic = one(DELETED_AND_EDITED)?;
    holds(topic.edited_after_deletion && topic.notes.contains(LINE_AFTER_DELETION), &say!("demo-edit-lost"))?;
    outcomes.push(say!("demo-deleted-edited"));

    let occurrence = OccurrenceId::Regular(now.date());
    let options = AgendaOptions { private: false, on: Some(occurrence) };
    let meeting = entre.agenda(person, &options, now)?.agenda;
    let ticked: Vec<_> = meeting.topics.iter().filter(|topic| topic.title == TICKED_BY_BOTH).collect();
    let once = matches!(ticked.as_slice(), [topic] if topic.state == "discussed" && topic.occurrence == Some(occurrence));
    holds(once && !topics.iter().any(|topic| topic.title == TICKED_BY_BOTH), &say!("demo-ticked-wrong"))?;
    outcomes.push(say!("demo-both-ticked"));
    Ok(outcomes)
}

/// Settles the title that both set.
pub(crate) fn settle(entre: &mut Entre, now: &ZonedDateTime) -> Result<(), Fail> {
    retitle(entre, SET_BY_BOTH, SETTLED, now)
}

/// Whether the settled title stands alone.
pub(crate) fn is_settled(screen: &AgendaScreen) -> bool {
    screen.agenda.topics.iter().any(|topic| {
        topic.title == SETTLED && topic.conflicts.iter().all(|conflict| conflict.field != "title")
    })
}

/// Everything that is written here: none of it may be found at the relay.
pub(crate) const TEXTS: [&str; 13] = [
    ADDED_BY_MARA,
    ADDED_BY_JONAS,
    LINE_OF_MARA,
    LINE_OF_JONAS,
    TITLE_OF_MARA,
    TITLE_OF_JONAS,
    SETTLED,
    MOVED_BY_BOTH,
    MOVED_AND_EDITED,
    LINE_AFTER_MOVE,
    DELETED_AND_EDITED,
    LINE_AFTER_DELETION,
    TICKED_BY_BOTH,
];

/// The same on both sides, said once more after the title was settled.
pub(crate) fn settled_outcome() -> Outcome {
    say!("demo-settled")
}

fn append(entre: &mut Entre, words: &str, line: &str, now: &ZonedDateTime) -> Result<(), Fail> {
    let found = found(entre, words)?;
    let editable = entre.open_for_editing(&found)?;
    let text = format!("{}\n{line}\n", editable.text().trim_end());
    let text = if editable.body.is_empty() { text.replacen('\n', "\n\n", 1) } else { text };
    entre.save_edited(&editable, &text, now)?;
    Ok(())
}

fn retitle(entre: &mut Entre, words: &str, title: &str, now: &ZonedDateTime) -> Result<(), Fail> {
    let found = found(entre, words)?;
    let editable = entre.open_for_editing(&found)?;
    entre.save_edited(&editable, &format!("{title}\n\n{}", editable.body), now)?;
    Ok(())
}

fn put_under(entre: &mut Entre, words: &str, category: Category, now: &ZonedDateTime) -> Result<(), Fail> {
    let found = found(entre, words)?;
    entre.reorder(&found, &Reorder::Category(category), now)?;
    Ok(())
}

fn found(entre: &mut Entre, words: &str) -> Result<Found, Fail> {
    entre.resolve(None, words)
}

const ADDED_BY_MARA: &str = "Who covers the label service in January?";
const ADDED_BY_JONAS: &str = "The unkind listener for the rehearsal: Devi?";
/// Of the sample.
const EDITED_BY_BOTH: &str = "Carrier 10";
const LINE_OF_MARA: &str = "Mara: bring the contract, page 4.";
const LINE_OF_JONAS: &str = "Jonas: the new screen runs on my laptop.";
/// Of the sample.
const SET_BY_BOTH: &str = "drop two carriers";
const TITLE_OF_MARA: &str = "Drop two carriers from G-4, or move the date to January?";
const TITLE_OF_JONAS: &str = "Drop two carriers from G-4, or get help for them?";
const SETTLED: &str = "Drop two carriers from G-4: settled on January";
const MOVED_BY_BOTH: &str = "Desks after the move: who sits beside whom";
const MOVED_AND_EDITED: &str = "Thank the night shift for the label outage";
const LINE_AFTER_MOVE: &str = "Jonas: three of them were in on a Sunday.";
const DELETED_AND_EDITED: &str = "Try the short estimate sheet for one sprint";
const LINE_AFTER_DELETION: &str = "Jonas: the first half is filled in already.";
const TICKED_BY_BOTH: &str = "Swap the on-call week before Christmas";

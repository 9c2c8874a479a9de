//! Writing: topics, notes, actions, comments, and editing what is there. What was typed is never repeated in a failure.

use std::io::stdin;

use agenda::{Category, Member, TopicKind};
use client::{ActionText, Done, Entre, Exit, Found, NoteTarget, PersonRef, TopicText};
use language::say;

use crate::args;
use crate::calendar::date;
use crate::desk::{Desk, Wanted};
use crate::fail::Fail;
use crate::page::{Page, Span, Tone, plain, strong};
use crate::screens;
use crate::text::{self, Given};

pub(crate) fn add(desk: &Desk, args: &args::Add) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(&args.person))?;
    let category = entre.category(&person, &args.under)?;
    let first = person.first_name();
    let wanted = Wanted {
        question: &say!("ask-topic", first = first),
        name: "topic",
        readers: say!("both-read", first = first),
    };
    let Some(written) = desk.text(&args.text, args.editor, &wanted)? else { return nothing(desk) };
    let topic = TopicText { title: written.text.clone(), category, kind: kind(args.kind) };
    let added = entre.add(&person, &topic, &desk.now());
    let done = written.finish(added)?;
    show(desk, "added", &done, &say!("verb-added"), &sees(&done));
    Ok(())
}

pub(crate) fn note(desk: &Desk, args: &args::Note) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let target = note_target(desk, &mut entre, args)?;
    let wanted = Wanted { question: &say!("ask-note"), name: "note", readers: say!("only-you-read") };
    let Some(written) = desk.text(&args.text, args.editor, &wanted)? else { return nothing(desk) };
    let kept = entre.note(&target, &written.text, &desk.now());
    let done = written.finish(kept)?;
    desk.out.result("kept", &done, || {
        let mut page = Page::default();
        page.line([
            plain(say!("kept-before")),
            Span::new(Tone::Private, &say!("only-you")),
            plain(" ("),
            strong(&done.reference),
            plain(")."),
        ]);
        page
    });
    if matches!(Given::new(&args.text), Given::Argument(_)) {
        desk.out.hint(&Page::sentence(say!("typed-stays")));
    }
    Ok(())
}

pub(crate) fn action(desk: &Desk, args: &args::Action) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(&args.person))?;
    let first = person.first_name();
    let owner = owner(&mut entre, &person, &args.who)?;
    let due = args.due.as_deref().map(|text| date(text, desk.now().date())).transpose()?;
    let wanted = Wanted {
        question: &say!("ask-action", first = first),
        name: "action",
        readers: say!("both-read", first = first),
    };
    let Some(written) = desk.text(&args.text, args.editor, &wanted)? else { return nothing(desk) };
    let action = ActionText { text: written.text.clone(), owner, due };
    let added = entre.action(&person, &action, &desk.now());
    let done = written.finish(added)?;
    show(desk, "added", &done, &say!("verb-written-down"), &sees(&done));
    Ok(())
}

pub(crate) fn comment(desk: &Desk, args: &args::Comment) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let found = found(desk, &mut entre, args.person.as_deref(), &args.item)?;
    let first = found.person.first_name().to_owned();
    let wanted = Wanted {
        question: &say!("ask-comment", first = first),
        name: "comment",
        readers: say!("both-read", first = first),
    };
    let Some(written) = desk.text(&args.text, args.editor, &wanted)? else { return nothing(desk) };
    let said = entre.comment(&found, &written.text, &desk.now());
    let done = written.finish(said)?;
    show(desk, "commented", &done, &say!("verb-commented"), &sees(&done));
    Ok(())
}

pub(crate) fn edit(desk: &Desk, args: &args::Edit) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let found = found(desk, &mut entre, args.person.as_deref(), &args.item)?;
    let editable = entre.open_for_editing(&found)?;
    let saved = match Given::new(&args.text) {
        Given::Argument(text) => entre.save_edited(&editable, &text, &desk.now())?,
        Given::Stdin => {
            let text = text::read(&mut stdin().lock())?;
            entre.save_edited(&editable, &text, &desk.now())?
        }
        Given::Nothing => {
            let readers = if editable.shared {
                say!("both-read-title", first = found.person.first_name())
            } else {
                say!("only-you-read-short")
            };
            match desk.edit(&found.item.reference, &readers, &editable.text())? {
                None => None,
                Some(edited) => {
                    let saved = entre.save_edited(&editable, &edited.text, &desk.now());
                    edited.finish(saved)?
                }
            }
        }
    };
    match saved {
        Some(done) => {
            show(desk, "edited", &done, &say!("verb-saved"), &sees(&done));
            Ok(())
        }
        None => nothing(desk),
    }
}

/// The item that a short name or words of a title mean.
pub(crate) fn found(desk: &Desk, entre: &mut Entre, person: Option<&str>, item: &str) -> Result<Found, Fail> {
    let person = match person {
        Some(name) => Some(desk.person(entre, Some(name))?),
        None => None,
    };
    entre.resolve(person.as_ref(), item)
}

/// What was done, in one line, and who sees it.
pub(crate) fn show(desk: &Desk, kind: &str, done: &Done, verb: &str, sees: &str) {
    desk.out.result(kind, done, || {
        let mut page = Page::default();
        let mut spans = vec![plain(format!("{verb} ("))];
        spans.push(strong(&done.reference));
        spans.push(plain(format!("). {sees}")));
        page.line(spans);
        page
    });
}

/// Who sees what was done to an item.
pub(crate) fn sees(done: &Done) -> String {
    screens::sees(&done.person, done.shared, done.changed)
}

fn note_target(desk: &Desk, entre: &mut Entre, args: &args::Note) -> Result<NoteTarget, Fail> {
    match entre.find(Some(&args.about)) {
        Ok(person) => Ok(NoteTarget::Person(person)),
        Err(nobody) => match found(desk, entre, args.person.as_deref(), &args.about) {
            Ok(found) => Ok(NoteTarget::Item(found)),
            Err(fail) if fail.code == "ambiguous" => Err(fail),
            Err(_) => Err(nobody),
        },
    }
}

pub(crate) fn owner(entre: &mut Entre, person: &PersonRef, who: &str) -> Result<Member, Fail> {
    if who.eq_ignore_ascii_case("me") {
        return Ok(person.you);
    }
    let named = entre.find(Some(who))?;
    if named == *person {
        Ok(person.you.other())
    } else {
        Err(Fail::new(Exit::Usage, "not_in_pair", say!("not-in-pair", name = named.name))
            .because(say!("not-in-pair-why", name = person.name)))
    }
}

fn nothing(desk: &Desk) -> Result<(), Fail> {
    desk.out.result("unchanged", &serde_json::json!({ "changed": false }), || {
        Page::sentence(say!("nothing-has-changed"))
    });
    Ok(())
}

pub(crate) fn heading(heading: args::Heading) -> Category {
    match heading {
        args::Heading::General => Category::General,
        args::Heading::Alignment => Category::Alignment,
        args::Heading::Progress => Category::Progress,
        args::Heading::Relationships => Category::Relationships,
        args::Heading::Aspirations => Category::Aspirations,
        args::Heading::Next => Category::NextSteps,
    }
}

fn kind(kind: args::Kind) -> TopicKind {
    match kind {
        args::Kind::Topic => TopicKind::Topic,
        args::Kind::Question => TopicKind::Question,
        args::Kind::Concern => TopicKind::Concern,
        args::Kind::Roadblock => TopicKind::Roadblock,
        args::Kind::Update => TopicKind::Update,
        args::Kind::Idea => TopicKind::Idea,
        args::Kind::Lesson => TopicKind::Lesson,
        args::Kind::Win => TopicKind::Win,
        args::Kind::Feedback => TopicKind::Feedback,
    }
}

//! The people you meet: all of them, who can read what, and what you call them.

use client::{Arranged, PersonRef};
use language::say;
use serde_json::json;

use crate::args::PeopleCommand;
use crate::ask::Instead;
use crate::desk::Desk;
use crate::fail::{Exit, Fail};
use crate::page::{Page, Span, Tone, faint, plain};
use crate::screens;

pub(crate) fn people(desk: &Desk, command: Option<&PeopleCommand>) -> Result<(), Fail> {
    match command {
        None => list(desk),
        Some(PeopleCommand::Show { person }) => show(desk, person.as_deref()),
        Some(PeopleCommand::Rename { person, name }) => rename(desk, person, name),
        Some(PeopleCommand::Archive { person }) => archive(desk, person),
        Some(PeopleCommand::Restore { person }) => restore(desk, person),
        Some(PeopleCommand::Remove { person, confirm }) => remove(desk, person, confirm.as_deref()),
    }
}

fn list(desk: &Desk) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let people = entre.people()?;
    let now = desk.now();
    desk.out.result("people", &json!({ "people": people }), || screens::people(&people, &now));
    Ok(())
}

fn show(desk: &Desk, person: Option<&str>) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, person)?;
    let screen = entre.readers(&person)?;
    let now = desk.now();
    let mut value = serde_json::to_value(&screen).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("relay_sees".to_owned(), json!(screens::relay_sees()));
        fields.insert("limits".to_owned(), json!(screens::limits(person.first_name())));
    }
    desk.out.result("readers", &value, || screens::readers(&screen, &now));
    Ok(())
}

fn rename(desk: &Desk, person: &str, name: &str) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(person))?;
    let name = entre.rename_person(&person, name, desk.moment())?;
    desk.out.result("renamed", &json!({ "from": person.name, "name": name }), || {
        Page::sentence(say!("you-call-them", name = name))
    });
    Ok(())
}

fn archive(desk: &Desk, person: &str) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(person))?;
    let arranged = entre.archive(&person, &desk.now())?;
    said(desk, "archived", &arranged, &say!("archived", name = &person.name));
    Ok(())
}

fn restore(desk: &Desk, person: &str) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(person))?;
    let arranged = entre.unarchive(&person, &desk.now())?;
    said(desk, "unarchived", &arranged, &say!("unarchived", name = &person.name));
    Ok(())
}

fn said(desk: &Desk, kind: &str, arranged: &Arranged, text: &str) {
    let sees = screens::sees(&arranged.person, true, arranged.changed);
    let value = json!({ "person": arranged.person, "changed": arranged.changed });
    desk.out.result(kind, &value, || {
        let mut page = Page::default();
        page.line(if arranged.changed {
            vec![plain(text), plain(" "), faint(sees)]
        } else {
            vec![plain(sees)]
        });
        page
    });
}

/// What cannot be taken back is done only by the whole name.
fn remove(desk: &Desk, person: &str, confirm: Option<&str>) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(person))?;
    let typed = match confirm {
        Some(typed) => Some(typed.to_owned()),
        None => {
            let mut page = Page::default();
            page.line([plain(say!("person-remove-told", name = &person.name))]);
            page.line([plain(say!("person-remove-keeps", first = person.first_name()))]);
            let waiting = entre.waiting(&person)?;
            if waiting > 0 {
                let first = person.first_name();
                let unsent = say!("person-remove-unsent", count = waiting, first = first);
                page.line([Span::new(Tone::Wrong, &unsent)]);
            }
            desk.out.question(&page);
            let command =
                format!("entre people remove {} --confirm \"{}\"", first_word(&person), person.name);
            let instead = Instead::new(say!("person-remove-missing-name"), [command]);
            desk.ask.optional_line(&say!("person-remove-question", name = &person.name), instead)?
        }
    };
    let Some(typed) = typed else {
        desk.out
            .result("unchanged", &json!({ "changed": false }), || Page::sentence(say!("person-not-removed")));
        return Ok(());
    };
    if typed.trim() != person.name {
        let what = say!("person-remove-other-name", typed = typed, name = &person.name);
        return Err(Fail::new(Exit::Usage, "other_name", what).because(say!("person-not-removed")));
    }
    entre.remove_person(&person, &desk.now())?;
    desk.out.result("removed", &json!({ "person": person }), || {
        Page::sentence(say!("person-removed", name = &person.name))
    });
    Ok(())
}

fn first_word(person: &PersonRef) -> String {
    person.first_name().to_lowercase()
}

//! The people you meet: all of them, who can read what, and what you call them.

use language::say;
use serde_json::json;

use crate::args::PeopleCommand;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::Page;
use crate::screens;

pub(crate) fn people(desk: &Desk, command: Option<&PeopleCommand>) -> Result<(), Fail> {
    match command {
        None => list(desk),
        Some(PeopleCommand::Show { person }) => show(desk, person.as_deref()),
        Some(PeopleCommand::Rename { person, name }) => rename(desk, person, name),
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

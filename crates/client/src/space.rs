//! What the two call the things around them: the title of their notebook, the usual place, the six headings. The ids of
//! headings stay; a name of the pair's own is the same in every language, the usual ones are translated.

use agenda::{Category, Edit, MeetingEdit, Pair, TextUse, check_text};
use jiff::ZonedDateTime;
use language::say;
use serde::Serialize;

use crate::acts::one_line;
use crate::editing::Deed;
use crate::entre::{Entre, text_fail};
use crate::fail::{Exit, Fail};
use crate::headings::heading;
use crate::meetings::{Arranged, Which};
use crate::people::PersonRef;
use crate::what::Practice;

/// One of the six headings.
#[derive(Clone, Debug, Serialize)]
pub struct HeadingLine {
    /// Its word, which never changes.
    pub category: Category,
    /// The name: the pair's own, else the usual one in English.
    pub heading: String,
    /// Whether the name is the pair's own.
    pub own_heading: bool,
}

impl Entre {
    /// The six headings of a notebook.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn headings(&mut self, person: &PersonRef) -> Result<Vec<HeadingLine>, Fail> {
        let shared = self.models(person)?.shared;
        let line = |category: Category| {
            let own = shared.core.headings.get(&category);
            HeadingLine {
                heading: own.map_or(category.heading(), String::as_str).to_owned(),
                own_heading: own.is_some(),
                category,
            }
        };
        Ok(Category::ALL.into_iter().map(line).collect())
    }

    /// The category that a word means: its own word, the pair's name for it, or the usual name.
    ///
    /// # Errors
    /// If no heading is called so, or more than one.
    pub fn category(&mut self, person: &PersonRef, word: &str) -> Result<Category, Fail> {
        category(&self.models(person)?.shared, word)
    }

    /// Gives a heading a name of the pair's own; without one, the usual name is back.
    ///
    /// # Errors
    /// If it is no name, or another heading is called so already.
    pub fn rename_heading(
        &mut self,
        person: &PersonRef,
        category: &Category,
        name: Option<&str>,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        let name = name.map(|name| name_of(name, "heading")).transpose()?;
        let shared = self.models(person)?.shared;
        if let Some(name) = &name {
            let other =
                Category::ALL.into_iter().find(|other| other != category && is_called(&shared, other, name));
            if other.is_some() {
                return Err(Fail::new(Exit::Failed, "name_taken", say!("heading-name-taken", name = name))
                    .because(say!("nothing-was-changed")));
            }
        }
        let what = Practice::HeadingNamed { category: category.clone(), name: name.clone() };
        let edit = Edit::Heading { category: category.clone(), heading: name };
        self.arrange(person, None, &Deed::shared(what, vec![edit]), now)
    }

    /// What the notebook is called and where the two usually meet.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn title_and_place(&mut self, person: &PersonRef) -> Result<(Option<String>, Option<String>), Fail> {
        let core = self.models(person)?.shared.core;
        Ok((core.title, core.place))
    }

    /// Gives the notebook a title, or takes it away.
    ///
    /// # Errors
    /// If it is no line.
    pub fn set_title(
        &mut self,
        person: &PersonRef,
        title: Option<&str>,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        let title = title.map(|title| one_line(title, "title")).transpose()?;
        let what = Practice::TitleSet(title.clone());
        self.arrange(person, None, &Deed::shared(what, vec![Edit::Title { title }]), now)
    }

    /// Says where the two meet: usually, or this once. Without a place: nowhere in particular, or as usual.
    ///
    /// # Errors
    /// If it is no name, or there is no such meeting.
    pub fn set_place(
        &mut self,
        person: &PersonRef,
        which: Option<Which>,
        place: Option<&str>,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        let place = place.map(|place| name_of(place, "place")).transpose()?;
        let what = Practice::PlaceSet(place.clone());
        let Some(which) = which else {
            return self.arrange(person, None, &Deed::shared(what, vec![Edit::Place { place }]), now);
        };
        let meeting = self.meeting(person, which, now.date())?;
        let edit = MeetingEdit::Place { place };
        let edit = Edit::Meeting { quarter: meeting.quarter, id: meeting.id, edit };
        self.arrange(person, Some(meeting.id), &Deed::shared(what, vec![edit]), now)
    }
}

/// What the pair calls a category.
pub(crate) fn heading_of(shared: &Pair, category: &Category) -> String {
    shared.core.headings.get(category).cloned().unwrap_or_else(|| heading(category))
}

fn category(shared: &Pair, word: &str) -> Result<Category, Fail> {
    let wanted = word.trim().to_lowercase();
    let exact = Category::ALL.into_iter().find(|category| is_called(shared, category, &wanted));
    if let Some(exact) = exact {
        return Ok(exact);
    }
    let part = |category: &Category| {
        !wanted.is_empty() && heading_of(shared, category).to_lowercase().contains(&wanted)
    };
    let fitting: Vec<Category> = Category::ALL.into_iter().filter(part).collect();
    match fitting.as_slice() {
        [only] => Ok(only.clone()),
        _ => {
            let names = Category::ALL.map(|category| {
                let (word, name) = (category.to_string(), heading_of(shared, &category));
                if word == name.to_lowercase() { word } else { format!("{word} ({name})") }
            });
            Err(Fail::new(Exit::Usage, "no_such_heading", say!("no-such-heading", word = word))
                .because(say!("headings-are", names = names.join(", "))))
        }
    }
}

/// Whether a category goes by this name, in capitals or not. Its word counts before anything that a pair makes up.
fn is_called(shared: &Pair, category: &Category, name: &str) -> bool {
    let name = name.trim().to_lowercase();
    let own = shared.core.headings.get(category);
    let usual = [category.heading().to_owned(), heading(category)];
    let called = usual.iter().chain(own).any(|known| known.to_lowercase() == name);
    category.as_str() == name || called
}

fn name_of(text: &str, what: &str) -> Result<String, Fail> {
    let text = text.trim();
    check_text(text, TextUse::Name).map_err(|error| text_fail(what, &error))?;
    Ok(text.to_owned())
}

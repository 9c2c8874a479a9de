//! Templates for an agenda: seven of ours and one's own, as text that can be handed to anybody. A template becomes
//! topics in one step; a meeting becomes a template.
//!
//! The text: a name behind `#`, headings behind `##`, and a line `- kind: title` for each topic; without a kind it is a topic.

use std::fmt;

use agenda::{
    Category, Edit, ItemId, ItemKind, NewTopic, OccurrenceId, Quarter, TemplateEdit, TextUse, TopicEdit,
    TopicKind, agenda, check_text, position_between,
};
use jiff::ZonedDateTime;
use language::{message, say};
use serde::Serialize;

use crate::acts::Done;
use crate::devices::personal;
use crate::editing::{Deed, write_personal};
use crate::entre::{Entre, text_fail};
use crate::fail::{Exit, Fail};
use crate::people::PersonRef;
use crate::random::random;
use crate::what::Practice;

/// A template that can be applied.
#[derive(Clone, PartialEq, Serialize)]
pub struct AgendaTemplate {
    /// The name by which it is called.
    pub name: String,
    /// What it is called on a screen.
    pub title: String,
    /// The whole text.
    pub text: String,
    /// How many topics it has.
    pub topics: usize,
    /// Whether it is one's own.
    pub own: bool,
}

impl fmt::Debug for AgendaTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AgendaTemplate({}, …)", if self.own { "own" } else { &self.name })
    }
}

/// What became of a template.
#[derive(Clone, Debug, Serialize)]
pub struct Applied {
    /// With whom.
    pub person: PersonRef,
    /// The topics that were added.
    pub topics: Vec<Done>,
}

impl Entre {
    /// All templates: one's own, then ours.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn templates(&mut self) -> Result<Vec<AgendaTemplate>, Fail> {
        let own = self.stream;
        let personal = personal(&self.store.read()?, &own)?;
        let mut all: Vec<AgendaTemplate> = personal
            .templates
            .values()
            .filter(|template| template.alive)
            .map(|template| AgendaTemplate {
                name: call_name(&template.name),
                title: template.name.clone(),
                text: template.text.clone(),
                topics: read(&template.text).map_or(0, |(_, lines)| lines.len()),
                own: true,
            })
            .collect();
        all.sort_by(|left, right| left.name.cmp(&right.name));
        all.extend(OURS.iter().filter_map(|name| {
            let text = message(&format!("template-{name}"), &[]);
            let (title, lines) = read(&text).ok()?;
            Some(AgendaTemplate {
                name: (*name).to_owned(),
                title: title.unwrap_or_default(),
                text: format!("{text}\n"),
                topics: lines.len(),
                own: false,
            })
        }));
        Ok(all)
    }

    /// The template of a name.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if there is none.
    pub fn template(&mut self, name: &str) -> Result<AgendaTemplate, Fail> {
        let wanted = call_name(name);
        let all = self.templates()?;
        all.iter().find(|template| template.name == wanted).cloned().ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|template| template.name.as_str()).collect();
            Fail::new(Exit::NotFound, "not_found", say!("no-such-template", name = name))
                .because(say!("templates-are", names = names.join(", ")))
        })
    }

    /// Puts the topics of a template onto the agenda. One step: one undo takes all of them back.
    ///
    /// # Errors
    /// If there is no such template, or the store refuses.
    pub fn apply_template(
        &mut self,
        person: &PersonRef,
        name: &str,
        now: &ZonedDateTime,
    ) -> Result<Applied, Fail> {
        let template = self.template(name)?;
        let (_, lines) = read(&template.text)?;
        let models = self.models(person)?;
        let quarter = Quarter::from_date(now.date());
        let mut position = models.shared.last_topic_position().map(str::to_owned);
        let mut edits = Vec::new();
        let mut ids = Vec::new();
        for line in lines {
            let id = ItemId::random(&mut random());
            let next = position_between(&mut random(), position.as_deref(), None);
            let topic = NewTopic {
                category: line.category,
                kind: line.kind,
                title: line.title,
                author: person.you,
                at: now.timestamp(),
                position: next.clone(),
            };
            position = Some(next);
            ids.push(id);
            edits.push(Edit::Topic { quarter, id, edit: TopicEdit::Add(topic) });
        }
        let deed = Deed::shared(Practice::TemplateApplied(template.title), edits);
        self.write(person, &deed, now.timestamp())?;
        let topics = ids
            .into_iter()
            .map(|id| self.told(person, ItemKind::Topic, id, true, true))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Applied { person: person.clone(), topics })
    }

    /// Keeps a text as a template of one's own, under the name in its first line or another one.
    ///
    /// # Errors
    /// If the text is not a template, it has no name, or the store refuses.
    pub fn keep_template(&mut self, name: Option<&str>, text: &str) -> Result<AgendaTemplate, Fail> {
        let (title, lines) = read(text)?;
        let title = name.map(str::to_owned).or(title).filter(|title| !call_name(title).is_empty());
        let title = title.ok_or_else(|| {
            Fail::new(Exit::Usage, "bad_template", say!("template-without-name"))
                .because(say!("nothing-was-changed"))
        })?;
        let title = title.trim().to_owned();
        check_text(&title, TextUse::Name).map_err(|error| text_fail("template", &error))?;
        let called = call_name(&title);
        if OURS.contains(&called.as_str()) {
            return Err(Fail::new(Exit::Usage, "bad_template", say!("template-name-is-ours", name = called))
                .because(say!("nothing-was-changed")));
        }
        let own = self.stream;
        let known = {
            let personal = personal(&self.store.read()?, &own)?;
            let same = personal.templates.iter().find(|(_, known)| call_name(&known.name) == called);
            same.map(|(id, _)| *id)
        };
        let id = known.unwrap_or_else(|| ItemId::random(&mut random()));
        let edit = TemplateEdit::Put { name: title.clone(), text: written(&title, &lines) };
        self.store.write(|writer| write_personal(writer, own, vec![Edit::Template { id, edit }]))?;
        self.template(&called)
    }

    /// Makes a template of what is, or was, on the agenda of a meeting; of the next one if none is named.
    ///
    /// # Errors
    /// If nothing is on it, or the store refuses.
    pub fn template_of(
        &mut self,
        person: &PersonRef,
        on: Option<&OccurrenceId>,
        name: &str,
        now: &ZonedDateTime,
    ) -> Result<AgendaTemplate, Fail> {
        let models = self.models(person)?;
        let view = agenda(&models.shared, now.date(), person.you, on);
        if view.topics.is_empty() {
            return Err(Fail::new(Exit::NotFound, "nothing_there", say!("template-of-nothing"))
                .because(say!("nothing-was-changed")));
        }
        let mut lines: Vec<Line> = view
            .topics
            .iter()
            .map(|topic| Line {
                category: topic.category.clone(),
                kind: topic.kind.clone(),
                title: topic.title.clone(),
            })
            .collect();
        lines.sort_by_key(|line| Category::ALL.iter().position(|category| *category == line.category));
        self.keep_template(Some(name), &written(name, &lines))
    }

    /// Takes a template of one's own away.
    ///
    /// # Errors
    /// If there is no such template of one's own, or the store refuses.
    pub fn remove_template(&mut self, name: &str) -> Result<AgendaTemplate, Fail> {
        let template = self.template(name)?;
        let own = self.stream;
        let known = {
            let personal = personal(&self.store.read()?, &own)?;
            let same = personal
                .templates
                .iter()
                .find(|(_, known)| known.alive && call_name(&known.name) == template.name);
            same.map(|(id, _)| *id)
        };
        let Some(id) = known.filter(|_| template.own) else {
            return Err(Fail::new(Exit::Usage, "not_possible", say!("template-is-ours"))
                .because(say!("nothing-was-changed")));
        };
        let edit = Edit::Template { id, edit: TemplateEdit::Delete };
        self.store.write(|writer| write_personal(writer, own, vec![edit]))?;
        Ok(template)
    }
}

/// One topic of a template.
#[derive(Clone, PartialEq)]
struct Line {
    category: Category,
    kind: TopicKind,
    title: String,
}

/// The name and the topics of a text.
fn read(text: &str) -> Result<(Option<String>, Vec<Line>), Fail> {
    let (mut name, mut category, mut lines) = (None, Category::General, Vec::new());
    for (index, raw) in text.lines().enumerate() {
        let number = index + 1;
        let line = raw.trim();
        if line.is_empty() {
            continue;
        }
        if let Some(heading) = line.strip_prefix("##") {
            category = category_of(heading).ok_or_else(|| {
                bad_line(number, &say!("template-bad-heading")).because(say!(
                    "headings-are",
                    names = Category::ALL.map(|category| category.to_string()).join(", ")
                ))
            })?;
        } else if let Some(title) = line.strip_prefix('#') {
            name = Some(title.trim().to_owned());
        } else if let Some(topic) = line.strip_prefix('-') {
            lines.push(topic_of(topic, &category).map_err(|why| bad_line(number, &why))?);
        } else {
            return Err(bad_line(number, &say!("template-bad-line")));
        }
    }
    if lines.is_empty() {
        return Err(Fail::new(Exit::Usage, "bad_template", say!("template-without-topics"))
            .because(say!("nothing-was-changed")));
    }
    if lines.len() > TOPICS_MAX {
        return Err(Fail::new(Exit::Usage, "bad_template", say!("template-too-long", count = TOPICS_MAX))
            .because(say!("nothing-was-changed")));
    }
    Ok((name, lines))
}

fn bad_line(number: usize, why: &str) -> Fail {
    Fail::new(Exit::Usage, "bad_template", say!("template-line", number = number, why = why))
        .because(say!("nothing-was-changed"))
}

/// A heading by its word or as it stands on screens, in either language.
fn category_of(text: &str) -> Option<Category> {
    let wanted = text.trim().to_lowercase();
    let english = |category: &Category| category.heading().to_lowercase() == wanted;
    Category::ALL.into_iter().find(|category| category.as_str() == wanted || english(category))
}

fn topic_of(text: &str, category: &Category) -> Result<Line, String> {
    let text = text.trim();
    let (kind, title) = match text.split_once(':') {
        Some((word, title)) if KINDS.contains(&word.trim()) => {
            // Reading a word cannot fail: unknown ones are kept.
            let Ok(kind) = word.trim().parse::<TopicKind>();
            (kind, title.trim())
        }
        _ => (TopicKind::Topic, text),
    };
    check_text(title, TextUse::Title).map_err(|_| say!("template-bad-title"))?;
    Ok(Line { category: category.clone(), kind, title: title.to_owned() })
}

fn written(name: &str, lines: &[Line]) -> String {
    let mut text = format!("# {}\n", name.trim());
    let mut heading = None;
    for line in lines {
        if heading != Some(&line.category) {
            text.push_str(&format!("## {}\n", line.category));
            heading = Some(&line.category);
        }
        text.push_str(&format!("- {}: {}\n", line.kind, line.title));
    }
    text
}

/// How a template is called: its name in lower case, with hyphens.
fn call_name(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}

const OURS: [&str; 7] = ["weekly", "first", "career", "mid-year", "skip-level", "after-leave", "hard-week"];
const KINDS: [&str; 9] =
    ["topic", "question", "concern", "roadblock", "update", "idea", "lesson", "win", "feedback"];
/// More than anybody talks about in one meeting, and well within one change of a document.
const TOPICS_MAX: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_ours_reads_and_is_written_as_it_was() {
        for name in OURS {
            let text = message(&format!("template-{name}"), &[]);
            let (title, lines) = read(&text).unwrap_or_else(|fail| panic!("{name}: {}", fail.what));
            assert!(lines.len() >= 4, "{name}");
            assert_eq!(written(&title.unwrap(), &lines), format!("{text}\n"), "{name}");
        }
    }

    #[test]
    fn a_mistake_in_a_template_names_its_line() {
        let check = |text: &str, said: &str| match read(text) {
            Err(fail) => assert!(fail.what.contains(said) && fail.code == "bad_template", "{}", fail.what),
            Ok(_) => panic!("{text} was read"),
        };
        check("# Name\n", "no topic");
        check("# Name\n## nowhere\n- a\n", "line 2");
        check("# Name\nwords\n", "line 2");
        check("- \n", "line 1");
        check(&"- a\n".repeat(TOPICS_MAX + 1), "60");
        let (name, lines) = read("- idea: a: b\n## Next steps\n- c: d\n").unwrap();
        assert_eq!((name, lines.len()), (None, 2));
        assert_eq!((lines[0].kind.clone(), lines[0].title.as_str()), (TopicKind::Idea, "a: b"));
        assert_eq!((lines[1].category.clone(), lines[1].title.as_str()), (Category::NextSteps, "c: d"));
    }
}

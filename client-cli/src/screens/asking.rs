//! Questions and templates as lists.

use agenda::{AnsweredBy, Member};
use client::{AgendaTemplate, Applied, BankQuestion, PersonRef};
use language::say;

use crate::page::{Page, Table, faint, plain, strong};

/// Questions with their names and headings.
pub(crate) fn questions(person: &PersonRef, questions: &[BankQuestion]) -> Page {
    let mut page = Page::default();
    let mut table = Table::new(0, 1);
    for question in questions {
        let who = match (&question.answered_by, person.you) {
            (AnsweredBy::Both, _) => say!("both-answer"),
            (AnsweredBy::Manager, Member::Manager) | (AnsweredBy::Report, Member::Report) => {
                say!("you-answer")
            }
            (AnsweredBy::Manager | AnsweredBy::Report, _) => {
                say!("they-answer", name = person.first_name())
            }
            (AnsweredBy::Other(word), _) => word.clone(),
        };
        table.row([vec![strong(&question.name)], vec![plain(&question.text)], vec![faint(who)]]);
    }
    if table.is_empty() {
        page.line([plain(say!("all-asked-lately"))]);
    } else {
        page.table(table);
    }
    page
}

/// Templates with their names.
pub(crate) fn templates(all: &[AgendaTemplate]) -> Page {
    let mut table = Table::new(0, 1);
    for template in all {
        let whose = if template.own { say!("template-yours") } else { String::new() };
        table.row([
            vec![strong(&template.name)],
            vec![plain(&template.title)],
            vec![faint(say!("topics-count", count = template.topics))],
            vec![faint(whose)],
        ]);
    }
    let mut page = Page::default();
    page.table(table);
    page
}

/// The topics that a template brought.
pub(crate) fn applied(applied: &Applied) -> Page {
    let mut page = Page::default();
    let mut table = Table::new(2, 1);
    for topic in &applied.topics {
        table.row([vec![strong(&topic.reference)], vec![plain(topic.title.as_deref().unwrap_or_default())]]);
    }
    page.line([plain(say!("template-applied", count = applied.topics.len()))]);
    page.table(table);
    page
}

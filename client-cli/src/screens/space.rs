//! Headings, what belongs to what, and signs.

use std::collections::BTreeMap;

use agenda::{ItemId, Member, TopicView};
use client::{HeadingLine, PersonRef, section_heading};
use language::say;

use crate::page::{Page, Sign, Span, Table, Tone, faint, plain, strong};
use crate::screens::who;

/// The six headings.
pub(crate) fn headings(all: &[HeadingLine]) -> Page {
    let mut page = Page::default();
    let mut table = Table::new(2, 0);
    for line in all {
        let word = line.category.as_str();
        let about = match line.own_heading {
            true => say!("heading-is-own", word = word),
            false => say!("heading-line", word = word),
        };
        let name = section_heading(word, &line.heading);
        table.row([vec![strong(name)], vec![faint(about)]]);
    }
    page.table(table);
    page
}

/// What a topic is a part of, what it is for, who can free it: a line each.
pub(crate) fn belongs(topic: &TopicView, titles: &BTreeMap<ItemId, String>) -> Vec<Span> {
    let title = |id: &Option<ItemId>| id.and_then(|id| titles.get(&id)).cloned();
    let mut lines = Vec::new();
    lines.extend(title(&topic.parent).map(|title| faint(say!("part-of", title = title))));
    lines.extend(goal(topic.goal.as_ref(), titles));
    lines.extend(topic.blocked_by.as_ref().map(|by| plain(say!("waits-for", by = by))));
    lines
}

/// What something is for.
pub(crate) fn goal(goal: Option<&ItemId>, titles: &BTreeMap<ItemId, String>) -> Option<Span> {
    goal.and_then(|id| titles.get(id)).map(|title| faint(say!("for-goal", title = title)))
}

/// The signs that members gave, with who: nothing if there is none.
pub(crate) fn signs(reactions: &BTreeMap<Member, String>, person: &PersonRef) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (member, word) in reactions {
        if !spans.is_empty() {
            spans.push(faint(", "));
        }
        spans.push(match sign(word) {
            Some(sign) => Span::sign(Tone::Plain, sign),
            None => plain(word),
        });
        spans.push(faint(format!(" {}", who(Some(*member), person))));
    }
    spans
}

/// Signs of other programs are texts of people and stay as they are.
fn sign(word: &str) -> Option<Sign> {
    Some(match word {
        "+1" => Sign::PlusOne,
        "heart" => Sign::Heart,
        "laugh" => Sign::Laugh,
        "party" => Sign::Party,
        "thanks" => Sign::Thanks,
        "eyes" => Sign::Eyes,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_that_can_be_given_has_a_picture() {
        for word in client::REACTIONS {
            assert!(sign(word).is_some(), "{word}");
        }
    }
}

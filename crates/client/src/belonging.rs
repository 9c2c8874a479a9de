//! What belongs to what: a topic that is a part of another one, what a topic or an action is for, who can free a roadblock;
//! and the signs that the two give.

use std::collections::BTreeMap;

use agenda::{ActionEdit, Edit, ItemId, ItemKind, Pair, TextUse, TopicEdit, TopicKind, check_text};
use jiff::ZonedDateTime;
use language::say;

use crate::acts::{Done, Found, topic_edit};
use crate::editing::Deed;
use crate::entre::{Entre, text_fail};
use crate::entries::NamedEntry;
use crate::fail::{Exit, Fail};
use crate::people::PersonRef;
use crate::what::Practice;

/// The signs that can be given. Another program may write others; they are shown as they are.
pub const REACTIONS: [&str; 6] = ["+1", "heart", "laugh", "party", "thanks", "eyes"];

/// What became of a sign.
#[derive(Clone, Debug)]
pub struct Reacted {
    /// Whether it is there now; otherwise it was taken away.
    pub given: bool,
    /// What was done.
    pub done: Done,
}

impl Entre {
    /// Makes a topic a part of another one, or lets it stand alone.
    ///
    /// # Errors
    /// If one of them is no topic, they are of two notebooks, or one would be a part of itself.
    pub fn put_under(
        &mut self,
        found: &Found,
        parent: Option<&Found>,
        now: &ZonedDateTime,
    ) -> Result<Done, Fail> {
        for one in [Some(found), parent].into_iter().flatten() {
            if one.item.kind != ItemKind::Topic {
                return Err(not_possible(say!("only-topics-under")));
            }
        }
        if let Some(parent) = parent {
            same_notebook(&found.person, &parent.person)?;
            let shared = self.models(&found.person)?.shared;
            if is_part_of(&shared, parent.item.id, found.item.id) {
                return Err(not_possible(say!("under-itself")));
            }
        }
        let what = Practice::PutUnder {
            title: found.item.title.clone(),
            parent: parent.map(|parent| parent.item.title.clone()),
        };
        let edit = TopicEdit::Parent { parent: parent.map(|parent| parent.item.id) };
        self.change_topic(found, what, edit, now)
    }

    /// Says for which goal a topic or an action is, or takes that away.
    ///
    /// # Errors
    /// If it is a private note, or the goal is of another notebook.
    pub fn put_for_goal(
        &mut self,
        found: &Found,
        goal: Option<&NamedEntry>,
        now: &ZonedDateTime,
    ) -> Result<Done, Fail> {
        if let Some(goal) = goal {
            same_notebook(&found.person, &goal.person)?;
        }
        let what = Practice::Linked {
            title: found.item.title.clone(),
            goal: goal.map(|goal| goal.entry.title.clone()),
        };
        let goal = goal.map(|goal| goal.entry.id);
        let edit = match found.item.kind {
            ItemKind::Topic => topic_edit(found, TopicEdit::Goal { goal })?,
            ItemKind::Action => Edit::Action { id: found.item.id, edit: ActionEdit::Goal { goal } },
            ItemKind::Note => return Err(not_possible(say!("only-shared-linked"))),
        };
        self.finish(&found.person, &Deed::shared(what, vec![edit]), found.item.kind, found.item.id, now)
    }

    /// Says who or what can free a topic, which is a roadblock then; or that it is free.
    ///
    /// # Errors
    /// If it is no topic, or the text is no name.
    pub fn block(&mut self, found: &Found, by: Option<&str>, now: &ZonedDateTime) -> Result<Done, Fail> {
        if found.item.kind != ItemKind::Topic {
            return Err(not_possible(say!("only-topics-blocked")));
        }
        let by = by.map(str::trim);
        if let Some(by) = by {
            check_text(by, TextUse::Name).map_err(|error| text_fail("blocked", &error))?;
        }
        let by = by.map(|by| self.called(&found.person, by));
        let kind = if by.is_some() { TopicKind::Roadblock } else { TopicKind::Topic };
        let shared = self.models(&found.person)?.shared;
        let was = shared.topic(&found.item.id).map(|(_, topic)| topic.kind.clone());
        let mut edits = vec![topic_edit(found, TopicEdit::BlockedBy { blocked_by: by.clone() })?];
        // Who frees a question leaves it a question.
        if by.is_some() || was == Some(TopicKind::Roadblock) {
            edits.push(topic_edit(found, TopicEdit::Kind { kind })?);
        }
        let what = Practice::Blocked { title: found.item.title.clone(), by };
        self.finish(&found.person, &Deed::shared(what, edits), ItemKind::Topic, found.item.id, now)
    }

    /// Gives a topic or an action a sign; the same one again takes it away, another one takes its place.
    ///
    /// # Errors
    /// If it is a private note.
    pub fn react(&mut self, found: &Found, sign: &str, now: &ZonedDateTime) -> Result<Reacted, Fail> {
        let you = found.person.you;
        let shared = self.models(&found.person)?.shared;
        let id = found.item.id;
        let before = match found.item.kind {
            ItemKind::Topic => shared.topic(&id).and_then(|(_, topic)| topic.reactions.get(&you)),
            ItemKind::Action => shared.core.actions.get(&id).and_then(|action| action.reactions.get(&you)),
            ItemKind::Note => return Err(not_possible(say!("only-shared-reacted"))),
        };
        let reaction = Some(sign.to_owned()).filter(|sign| before != Some(sign));
        let given = reaction.is_some();
        let what = Practice::Reacted { title: found.item.title.clone(), sign: reaction.clone() };
        let edit = match found.item.kind {
            ItemKind::Topic => topic_edit(found, TopicEdit::React { member: you, reaction })?,
            _ => Edit::Action { id, edit: ActionEdit::React { member: you, reaction } },
        };
        let done = self.finish(&found.person, &Deed::shared(what, vec![edit]), found.item.kind, id, now)?;
        Ok(Reacted { given, done })
    }

    /// A name as both read it: "me" is nobody for the other one.
    fn called(&self, person: &PersonRef, by: &str) -> String {
        let wanted = by.to_lowercase();
        if wanted == "me" {
            self.me.name.clone()
        } else if person.first_name().to_lowercase() == wanted {
            person.name.clone()
        } else {
            by.to_owned()
        }
    }
}

/// What is called how, by its id: topics, actions and goals of one notebook.
pub(crate) fn titles(shared: &Pair) -> BTreeMap<ItemId, String> {
    let goals = shared.core.goals.iter().map(|(id, goal)| (*id, goal.title.clone()));
    let actions = shared.core.actions.iter().map(|(id, action)| (*id, action.text.clone()));
    let topics = shared.quarters.values().flat_map(|model| &model.topics);
    goals.chain(actions).chain(topics.map(|(id, topic)| (*id, topic.title.clone()))).collect()
}

/// Whether `part` is `whole`, or a part of it at any depth. Two people can have made a circle; it is walked once.
fn is_part_of(shared: &Pair, part: ItemId, whole: ItemId) -> bool {
    let (mut at, mut seen) = (Some(part), std::collections::BTreeSet::new());
    while let Some(id) = at.filter(|id| seen.insert(*id)) {
        if id == whole {
            return true;
        }
        at = shared.topic(&id).and_then(|(_, topic)| topic.parent);
    }
    false
}

fn same_notebook(one: &PersonRef, other: &PersonRef) -> Result<(), Fail> {
    if one.key == other.key { Ok(()) } else { Err(not_possible(say!("of-two-notebooks"))) }
}

fn not_possible(what: String) -> Fail {
    Fail::new(Exit::Usage, "not_possible", what).because(say!("nothing-was-changed"))
}

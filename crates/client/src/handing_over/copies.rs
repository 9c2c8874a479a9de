//! Copies of what goes on: new items with new ids, by the one who reports. A shared copy is made of shared texts and a private
//! copy of private ones; neither function has the other's type.

use std::collections::BTreeMap;

use agenda::{
    About, Action, ActionEdit, Edit, Goal, GoalCheckIn, GoalCheckInEdit, GoalEdit, ItemId, KeyResultEdit,
    Member, NewAction, NewGoal, NewTopic, NoteEdit, Pair, PrivateModel, Quarter, Splice, Topic, TopicEdit,
    position_between,
};
use jiff::ZonedDateTime;
use language::say;

use super::{Picked, PrivateCopy, SharedCopy};
use crate::people::PersonRef;
use crate::random::random;
use crate::reading::Models;

/// All copies, and the edits that write them.
pub(super) struct Copies {
    pub(super) shared: Vec<SharedCopy>,
    pub(super) private: Vec<PrivateCopy>,
    pub(super) shared_edits: Vec<Edit>,
    pub(super) private_edits: Vec<Edit>,
}

impl Copies {
    pub(super) fn of(
        from: &PersonRef,
        old: &Models,
        new: &Pair,
        picked: &Picked,
        now: &ZonedDateTime,
    ) -> Self {
        let picked_items = picked.topics.iter().chain(&picked.actions).chain(&picked.goals);
        let ids = picked_items.map(|id| (*id, ItemId::random(&mut random()))).collect();
        let mut copier =
            Copier { ids, with_notes: picked.with_notes, now, made: Vec::new(), edits: Vec::new() };
        let mut last = new.last_goal_position().map(str::to_owned);
        for (id, goal) in old.shared.core.goals.iter().filter(|(id, _)| picked.goals.contains(id)) {
            copier.goal(*id, goal, &mut last);
        }
        let mut last = new.last_topic_position().map(str::to_owned);
        for id in &picked.topics {
            if let Some((_, topic)) = old.shared.topic(id) {
                copier.topic(*id, topic, &mut last);
            }
        }
        let mut last = new.last_action_position().map(str::to_owned);
        for (id, action) in old.shared.core.actions.iter().filter(|(id, _)| picked.actions.contains(id)) {
            copier.action(*id, action, &mut last);
        }
        let Copier { made: shared, edits: shared_edits, .. } = copier;
        let mut private_edits: Vec<Edit> = shared.iter().map(|copy| link(copy, from, now)).collect();
        let (private, copied) = private_copies(&old.private, &picked.notes);
        private_edits.extend(copied);
        Self { shared, private, shared_edits, private_edits }
    }
}

/// Makes shared copies.
struct Copier<'a> {
    /// What gets which id.
    ids: BTreeMap<ItemId, ItemId>,
    with_notes: bool,
    now: &'a ZonedDateTime,
    made: Vec<SharedCopy>,
    edits: Vec<Edit>,
}

impl Copier<'_> {
    fn topic(&mut self, of: ItemId, topic: &Topic, last: &mut Option<String>) {
        let Some(id) = self.ids.get(&of).copied() else { return };
        let text = self.below(&topic.notes);
        let quarter = Quarter::from_date(self.now.date());
        let mut push = |edit| self.edits.push(Edit::Topic { quarter, id, edit });
        push(TopicEdit::Add(NewTopic {
            category: topic.category.clone(),
            kind: topic.kind.clone(),
            title: topic.title.clone(),
            author: Member::Report,
            at: self.now.timestamp(),
            position: behind(last),
        }));
        push(TopicEdit::Notes { splices: vec![Splice::append("", text.clone())] });
        // What it belonged to is told only where that goes along.
        let along = |other: &Option<ItemId>| other.and_then(|other| self.ids.get(&other).copied());
        if let Some(parent) = along(&topic.parent) {
            push(TopicEdit::Parent { parent: Some(parent) });
        }
        if let Some(goal) = along(&topic.goal) {
            push(TopicEdit::Goal { goal: Some(goal) });
        }
        self.made.push(SharedCopy { item: "topic", id, of, title: topic.title.clone(), text });
    }

    fn action(&mut self, of: ItemId, action: &Action, last: &mut Option<String>) {
        let Some(id) = self.ids.get(&of).copied() else { return };
        let text = self.below(&action.note);
        let along = |other: &Option<ItemId>| other.and_then(|other| self.ids.get(&other).copied());
        let mut push = |edit| self.edits.push(Edit::Action { id, edit });
        push(ActionEdit::Add(NewAction {
            text: action.text.clone(),
            // The next manager has promised nothing.
            owner: action.owner.filter(|owner| *owner == Member::Report),
            due: action.due,
            by: Member::Report,
            at: self.now.timestamp(),
            position: behind(last),
            from_topic: along(&action.from_topic),
            from_occurrence: None,
        }));
        push(ActionEdit::Note { splices: vec![Splice::append("", text.clone())] });
        if let Some(goal) = along(&action.goal) {
            push(ActionEdit::Goal { goal: Some(goal) });
        }
        let due = action.due.map(|due| say!("copied-due", date = due.to_string()));
        let text = due.into_iter().chain([text]).collect::<Vec<_>>().join("\n");
        self.made.push(SharedCopy { item: "action", id, of, title: action.text.clone(), text });
    }

    fn goal(&mut self, of: ItemId, goal: &Goal, last: &mut Option<String>) {
        let Some(id) = self.ids.get(&of).copied() else { return };
        let text = self.below(&goal.why);
        let at = self.now.timestamp();
        let mut told: Vec<String> =
            goal.due.map(|due| say!("copied-due", date = due.to_string())).into_iter().collect();
        let mut push = |edit| self.edits.push(Edit::Goal { id, edit });
        push(GoalEdit::Add(NewGoal {
            title: goal.title.clone(),
            kind: goal.kind.clone(),
            owner: Some(Member::Report),
            due: goal.due,
            by: Member::Report,
            at,
            position: behind(last),
        }));
        push(GoalEdit::Why { splices: vec![Splice::append("", text.clone())] });
        let mut values = BTreeMap::new();
        for (old, measure) in &goal.key_results {
            let key_result = ItemId::random(&mut random());
            push(GoalEdit::KeyResult { id: key_result, edit: KeyResultEdit::Add(measure.clone()) });
            let unit = measure.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
            let mut line = format!("{}: {} -> {}{unit}", measure.name, measure.start, measure.target);
            let said = goal.check_ins.values().filter(|said| said.values.contains_key(old));
            if let Some(now) =
                said.max_by_key(|said| (said.on, said.at)).and_then(|said| said.values.get(old))
            {
                values.insert(key_result, *now);
                line = say!("copied-stands", measure = line, value = now.to_string());
            }
            told.push(line);
        }
        if !values.is_empty() {
            let on = self.now.date();
            let said = GoalCheckIn { by: Some(Member::Report), at, on, confidence: None, note: None, values };
            let edit = GoalCheckInEdit::Add(said);
            push(GoalEdit::CheckIn { id: ItemId::random(&mut random()), edit });
        }
        told.push(text);
        let text = told.join("\n");
        self.made.push(SharedCopy { item: "goal", id, of, title: goal.title.clone(), text });
    }

    /// What stands below a title: the shared text if it goes along, and that it was taken over. From whom is not said.
    fn below(&self, notes: &str) -> String {
        let line = say!("taken-over", date = self.now.date().to_string());
        match notes.trim_end() {
            notes if self.with_notes && !notes.is_empty() => format!("{notes}\n\n{line}"),
            _ => line,
        }
    }
}

/// Where a copy came from, for its author alone.
fn link(copy: &SharedCopy, from: &PersonRef, now: &ZonedDateTime) -> Edit {
    let about = match copy.item {
        "topic" => About::Topic(copy.id),
        "action" => About::Action(copy.id),
        _ => About::Goal(copy.id),
    };
    let text = say!("taken-over-from", name = &from.name, id = copy.of.to_string());
    Edit::Note { id: ItemId::random(&mut random()), edit: NoteEdit::Put { about, at: now.timestamp(), text } }
}

/// Copies of one's own notes: in one's own document about the next notebook, and nowhere else.
fn private_copies(own: &PrivateModel, picked: &[ItemId]) -> (Vec<PrivateCopy>, Vec<Edit>) {
    let wanted = own.notes.iter().filter(|(id, note)| note.alive && picked.contains(id));
    let copy = |(of, note): (&ItemId, &agenda::PrivateNote)| {
        let id = ItemId::random(&mut random());
        let edit = NoteEdit::Put { about: About::Pair, at: note.at, text: note.text.clone() };
        (PrivateCopy { id, of: *of, text: note.text.clone() }, Edit::Note { id, edit })
    };
    wanted.map(copy).unzip()
}

/// The position behind the last one, which it becomes.
fn behind(last: &mut Option<String>) -> String {
    let position = position_between(&mut random(), last.as_deref(), None);
    *last = Some(position.clone());
    position
}

//! Topics, actions, meetings and comments as they are shown.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::lens::Lens;
use crate::occurrence::Occurrence;
use crate::redact::redacted_debug;
use crate::{
    Action, Category, CheckIn, Comment, Conflict, ItemId, Member, OccurrenceId, Pair, Quarter, TopicKind,
    short_references,
};

/// A meeting with what was written about it.
#[derive(Clone, PartialEq, Serialize)]
pub struct MeetingView {
    /// When and what became of it.
    #[serde(flatten)]
    pub occurrence: Occurrence,
    /// The shared notes.
    pub notes: String,
    /// The comments, oldest first.
    pub comments: Vec<CommentView>,
    /// Talk time in seconds.
    pub talk_seconds: BTreeMap<Member, u32>,
    /// How a member is, where they shared it.
    pub check_ins: BTreeMap<Member, CheckIn>,
    /// Questions of the bank that were asked, by their ids, and who asked.
    pub asked: BTreeMap<String, Member>,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

/// A topic.
#[derive(Clone, PartialEq, Serialize)]
pub struct TopicView {
    /// The short name, unique among what is open.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The full id.
    pub id: ItemId,
    /// The quarter whose document holds it.
    pub quarter: Quarter,
    /// One line.
    pub title: String,
    /// What sort.
    pub kind: TopicKind,
    /// Under which heading.
    pub category: Category,
    /// Who brought it.
    pub by: Option<Member>,
    /// `open`, `discussed`, `dropped`, `parked` or `other`.
    pub state: String,
    /// The meeting in which it was discussed or parked.
    pub occurrence: Option<OccurrenceId>,
    /// In how many held meetings it was still open at the end.
    pub carried: u32,
    /// The day on which its author wrote it, there.
    pub added: Date,
    /// When it was written.
    pub at: Timestamp,
    /// Not before this day.
    pub snooze_until: Option<Date>,
    /// The topic that it is a part of.
    pub parent: Option<ItemId>,
    /// The goal that it is about.
    pub goal: Option<ItemId>,
    /// Who or what can free a roadblock.
    pub blocked_by: Option<String>,
    /// A sign that a member gave it.
    pub reactions: BTreeMap<Member, String>,
    /// The comments, oldest first.
    pub comments: Vec<CommentView>,
    /// The shared notes.
    pub notes: String,
    /// One deleted it, the other edited it at the same time: the edit won.
    pub edited_after_deletion: bool,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

/// A promise.
#[derive(Clone, PartialEq, Serialize)]
pub struct ActionView {
    /// The short name, unique among what is open.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The full id.
    pub id: ItemId,
    /// What was promised.
    pub text: String,
    /// Who promised.
    pub owner: Option<Member>,
    /// Until when.
    pub due: Option<Date>,
    /// `open`, `done`, `dropped` or `other`.
    pub state: String,
    /// Who wrote it down.
    pub by: Option<Member>,
    /// When it was written down.
    pub at: Timestamp,
    /// The topic it came from.
    pub from_topic: Option<ItemId>,
    /// The meeting it came from.
    pub from_occurrence: Option<OccurrenceId>,
    /// The shared note.
    pub note: String,
    /// The goal that it serves.
    pub goal: Option<ItemId>,
    /// A sign that a member gave it.
    pub reactions: BTreeMap<Member, String>,
    /// One deleted it, the other edited it at the same time: the edit won.
    pub edited_after_deletion: bool,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

/// A remark.
#[derive(Clone, PartialEq, Serialize)]
pub struct CommentView {
    /// The full id.
    pub id: ItemId,
    /// Who wrote it.
    pub by: Option<Member>,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

redacted_debug!(MeetingView, TopicView, ActionView, CommentView);

/// One topic, open or not.
pub fn topic_view(pair: &Pair, today: Date, id: &ItemId) -> Option<TopicView> {
    let (quarter, topic) =
        pair.quarters.iter().find_map(|(quarter, model)| Some((*quarter, model.topics.get(id)?)))?;
    let closed_in = topic.state.occurrence().and_then(|occurrence| occurrence.slot());
    Some(Lens::new(pair, today, closed_in).topic_view(quarter, *id, topic))
}

/// One action, open or not.
pub fn action_view(pair: &Pair, today: Date, id: &ItemId) -> Option<ActionView> {
    let action = pair.core.actions.get(id)?;
    Some(Lens::new(pair, today, None).action_view(*id, action))
}

/// Whether an open action is late: its day is before today.
pub fn is_overdue(action: &Action, today: Date) -> bool {
    action.alive && action.state.is_unresolved() && action.due.is_some_and(|due| due < today)
}

/// The short names of everything open that both share. Private notes take no part, so both see the same.
pub fn shared_references(pair: &Pair) -> BTreeMap<ItemId, String> {
    short_references(open_items(pair))
}

fn open_items(pair: &Pair) -> impl Iterator<Item = ItemId> {
    let topics = pair.quarters.values().flat_map(|model| &model.topics);
    let open_topics =
        topics.filter(|(_, topic)| topic.alive && topic.state.is_unresolved()).map(|(id, _)| *id);
    let actions = pair.core.actions.iter().filter(|(_, action)| action.alive && action.state.is_unresolved());
    open_topics.chain(actions.map(|(id, _)| *id))
}

/// Comments, oldest first.
pub(super) fn comment_views(comments: &BTreeMap<ItemId, Comment>) -> Vec<CommentView> {
    let view = |(id, comment): (&ItemId, &Comment)| CommentView {
        id: *id,
        by: comment.by,
        at: comment.at,
        text: comment.text.clone(),
    };
    let mut views: Vec<CommentView> = comments.iter().map(view).collect();
    views.sort_by_key(|comment| (comment.at, comment.id));
    views
}

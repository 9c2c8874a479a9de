//! What an agenda is made of. Status is not the point of a 1:1; whoever fills it with status gets a gentle hint.

use serde::Serialize;

use crate::{Category, Topic, TopicKind};

/// What the open topics of an agenda are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgendaMix {
    /// How many there are.
    pub topics: u32,
    /// Of these, how many are for information or stand under Progress.
    pub status: u32,
    /// Whether these are more than half.
    pub mostly_status: bool,
}

impl AgendaMix {
    pub(super) fn of<'a>(topics: impl Iterator<Item = &'a Topic>) -> Self {
        let mut mix = Self::default();
        for topic in topics.filter(|topic| topic.state.is_unresolved()) {
            mix.topics += 1;
            let status = topic.category == Category::Progress || topic.kind == TopicKind::Update;
            mix.status += u32::from(status);
        }
        mix.mostly_status = mix.status * 2 > mix.topics;
        mix
    }
}

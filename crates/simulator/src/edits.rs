//! What people do: random edits on the documents as a device has them, of every kind that two people make.

use agenda::{
    ActionEdit, ActionState, Category, CommentEdit, Deletion, Document, DocumentName, Edit, ItemId,
    MeetingEdit, MeetingState, Member, Model, NewAction, NewTopic, OccurrenceId, Quarter, Splice, TextTarget,
    TopicEdit, TopicKind, TopicState, position_after, position_between,
};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::dice::Dice;

/// Who writes, and when.
pub(crate) struct Hand<'a> {
    pub(crate) member: Member,
    pub(crate) now_ms: u64,
    pub(crate) dice: &'a mut Dice,
}

/// The documents that the people write in.
pub(crate) fn document_names() -> Vec<DocumentName> {
    let quarters = DAYS
        .iter()
        .map(|(year, month, day)| DocumentName::Quarter(Quarter::from_date(date(*year, *month, *day))));
    quarters.chain([DocumentName::Core]).collect()
}

impl Hand<'_> {
    /// What this person does to a document now, all at once.
    pub(crate) fn edits(&mut self, document: &Document) -> Vec<Edit> {
        let count = 1 + self.dice.below(3);
        let model = document.model();
        (0..count)
            .map(|_| match (&model, document.name()) {
                (Model::Quarter(quarter), DocumentName::Quarter(name)) => {
                    let topics: Vec<ItemId> = quarter.topics.keys().copied().collect();
                    if self.dice.happens(150) {
                        self.meeting(document, *name)
                    } else {
                        self.topic(document, *name, &topics)
                    }
                }
                (Model::Core(core), _) => {
                    let actions: Vec<ItemId> = core.actions.keys().copied().collect();
                    self.core(document, &actions)
                }
                _ => self.priorities(document),
            })
            .collect()
    }

    fn topic(&mut self, document: &Document, quarter: Quarter, topics: &[ItemId]) -> Edit {
        let by = self.member;
        let known = topics.get(self.dice.below(topics.len())).copied();
        let (id, edit) = match (known, self.dice.below(14)) {
            (None, _) | (_, 0..=2) => {
                let new = NewTopic {
                    category: Category::Progress,
                    kind: TopicKind::Question,
                    title: self.words(),
                    author: by,
                    at: self.now(),
                    position: self.position(document),
                };
                (ItemId::random(self.dice.rng()), TopicEdit::Add(new))
            }
            (Some(id), 3) => (id, TopicEdit::Retitle { title: self.words() }),
            (Some(id), 4..=6) => {
                (id, TopicEdit::Notes { splices: self.splices(document, TextTarget::Topic(id)) })
            }
            (Some(id), 7) => (id, TopicEdit::Move { position: self.position(document) }),
            (Some(id), 8) => {
                let on = self.day();
                let states = [TopicState::Open, TopicState::Dropped { on, by }];
                let state = states.into_iter().nth(self.dice.below(2)).unwrap_or(TopicState::Open);
                (id, TopicEdit::State { state })
            }
            (Some(id), 9) => (id, TopicEdit::Snooze { until: self.dice.happens(500).then(|| self.day()) }),
            (Some(id), 10) => (id, TopicEdit::Delete(Deletion { on: self.day(), by })),
            (Some(id), 11) => (id, TopicEdit::Restore),
            (Some(id), 12) => (id, TopicEdit::Kind { kind: TopicKind::Roadblock }),
            (Some(id), _) => {
                (id, TopicEdit::Comment { id: ItemId::random(self.dice.rng()), edit: self.comment() })
            }
        };
        Edit::Topic { quarter, id, edit }
    }

    fn meeting(&mut self, document: &Document, quarter: Quarter) -> Edit {
        let id = OccurrenceId::Regular(self.day_of(quarter));
        let edit = match self.dice.below(4) {
            0 => MeetingEdit::State { state: MeetingState::Held },
            1 => MeetingEdit::Place { place: Some(self.words()) },
            2 => MeetingEdit::Comment { id: ItemId::random(self.dice.rng()), edit: self.comment() },
            _ => MeetingEdit::Notes { splices: self.splices(document, TextTarget::Meeting(id)) },
        };
        Edit::Meeting { quarter, id, edit }
    }

    fn core(&mut self, document: &Document, actions: &[ItemId]) -> Edit {
        let by = self.member;
        let known = actions.get(self.dice.below(actions.len())).copied();
        let (id, edit) = match (known, self.dice.below(12)) {
            (_, 0) => return self.priorities(document),
            (_, 1) => return Edit::MemberName { member: by, name: Some(self.words()) },
            (None, _) | (_, 2..=4) => {
                let new = NewAction {
                    text: self.words(),
                    owner: self.dice.happens(700).then_some(by),
                    due: self.dice.happens(500).then(|| self.day()),
                    by,
                    at: self.now(),
                    position: self.position(document),
                    from_topic: None,
                    from_occurrence: None,
                };
                (ItemId::random(self.dice.rng()), ActionEdit::Add(new))
            }
            (Some(id), 5) => (id, ActionEdit::Retitle { text: self.words() }),
            (Some(id), 6) => (id, ActionEdit::Owner { owner: Some(by.other()) }),
            (Some(id), 7) => (id, ActionEdit::State { state: ActionState::Done { on: self.day(), by } }),
            (Some(id), 8) => (id, ActionEdit::Delete(Deletion { on: self.day(), by })),
            (Some(id), 9) => (id, ActionEdit::Move { position: self.position(document) }),
            (Some(id), _) => {
                (id, ActionEdit::Note { splices: self.splices(document, TextTarget::Action(id)) })
            }
        };
        Edit::Action { id, edit }
    }

    fn priorities(&mut self, document: &Document) -> Edit {
        Edit::Priorities { splices: self.splices(document, TextTarget::Priorities) }
    }

    fn comment(&mut self) -> CommentEdit {
        CommentEdit::Add { by: self.member, at: self.now(), text: self.words() }
    }

    /// One place in the text is rewritten; somewhere else a line is added.
    fn splices(&mut self, document: &Document, target: TextTarget) -> Vec<Splice> {
        let text = document.text(&target).unwrap_or_default();
        let len = text.encode_utf16().count();
        let at = self.dice.below(len + 1);
        let delete = self.dice.below(len - at + 1).min(5);
        vec![
            Splice { at, delete, insert: self.words() },
            Splice { at: 0, delete: 0, insert: "\n- ".to_owned() },
        ]
    }

    fn position(&mut self, document: &Document) -> String {
        let mut positions: Vec<String> = match document.model() {
            Model::Core(core) => core.actions.into_values().map(|action| action.position).collect(),
            Model::Quarter(quarter) => quarter.topics.into_values().map(|topic| topic.position).collect(),
            _ => Vec::new(),
        };
        positions.sort_unstable();
        if self.dice.happens(500) {
            return position_after(positions.last().map(String::as_str));
        }
        let place = self.dice.below(positions.len() + 1);
        let before = place.checked_sub(1).and_then(|place| positions.get(place)).map(String::as_str);
        let after = positions.get(place).map(String::as_str);
        position_between(self.dice.rng(), before, after)
    }

    fn words(&mut self) -> String {
        WORDS.get(self.dice.below(WORDS.len())).copied().unwrap_or_default().to_owned()
    }

    fn now(&self) -> Timestamp {
        let second = BEGAN_SECOND.saturating_add(i64::try_from(self.now_ms / 1000).unwrap_or_default());
        Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn day(&mut self) -> Date {
        let (year, month, day) = DAYS.get(self.dice.below(DAYS.len())).copied().unwrap_or(DAYS[0]);
        date(year, month, day)
    }

    fn day_of(&mut self, quarter: Quarter) -> Date {
        let month = (quarter.number() - 1) * 3 + 1;
        let day = i8::try_from(1 + self.dice.below(4) * 7).unwrap_or(1);
        date(quarter.year(), month, day)
    }
}

fn date(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap_or_default()
}

const DAYS: [(i16, i8, i8); 2] = [(2026, 3, 23), (2026, 4, 6)];
const WORDS: [&str; 6] =
    ["Über den Plan", "What blocks the launch?", "👩‍👩‍👧 leave", "x", "raise: when, how much", "Q2\nlate"];
/// 2026-03-30T00:00:00Z.
const BEGAN_SECOND: i64 = 1_774_828_800;

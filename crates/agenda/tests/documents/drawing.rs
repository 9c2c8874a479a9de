//! Edits drawn at random: any edit that there is, by any of three devices, of things that are there.

use entrenous_agenda::{
    About, ActionEdit, ActionState, AnsweredBy, Category, CheckIn, CommentEdit, Confidence, Deletion,
    DeviceEntry, DraftEdit, DraftKind, Edit, FeedbackEdit, GoalCheckIn, GoalCheckInEdit, GoalEdit, GoalKind,
    GoalState, ItemId, KeepsakeEdit, KeyResult, KeyResultEdit, Looked, MeetingEdit, MeetingState, Member,
    NewAction, NewFeedback, NewGoal, NewKeepsake, NewTimeOff, NewTopic, NoteEdit, Number, OccurrenceId, Pair,
    PairEntry, PersonalModel, PrivateModel, Quarter, QuestionEdit, Splice, TemplateEdit, TimeOffEdit,
    TopicEdit, TopicKind, TopicState, position_between,
};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand_core::SeedableRng;

use crate::support::Replica;

pub(crate) const TODAY: Date = date(2026, 11, 24);

/// So many runs, or AGENDA_RUNS of them, from AGENDA_SEED on.
#[expect(clippy::disallowed_methods, reason = "count and seed are the caller's choice")]
pub(crate) fn runs(few: u32) -> ProptestConfig {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("AGENDA_SEED").unwrap_or(20_261_124);
    let cases = number("AGENDA_RUNS").and_then(|runs| u32::try_from(runs).ok()).unwrap_or(few);
    println!("AGENDA_SEED={seed} AGENDA_RUNS={cases}");
    let rng_seed = RngSeed::Fixed(seed);
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

/// One draw: which edit, of which thing, with which numbers in it.
#[derive(Clone, Debug)]
pub(crate) struct Draw {
    pub(crate) kind: u16,
    pub(crate) number: u16,
}

pub(crate) fn draw() -> impl Strategy<Value = Draw> {
    (any::<u16>(), any::<u16>()).prop_map(|(kind, number)| Draw { kind, number })
}

pub(crate) fn quarter() -> Quarter {
    Quarter::from_date(TODAY)
}

/// The slots that edits are about: Tuesdays of one quarter.
pub(crate) fn slot(number: u16) -> Date {
    date(2026, 10, 6).saturating_add((7 * i64::from(number % 4)).days())
}

/// A character that no other edit of the run writes.
pub(crate) fn mark(number: usize) -> char {
    char::from_u32(0x4e00 + u32::try_from(number).unwrap()).unwrap()
}

/// What a device knows.
pub(crate) struct Known {
    actor: u8,
    pair: Pair,
    private: PrivateModel,
    personal: PersonalModel,
}

impl Known {
    pub(crate) fn by(replica: &Replica) -> Self {
        let (pair, private, personal) = (replica.pair(), replica.private(), replica.personal());
        Self { actor: replica.actor[0], pair, private, personal }
    }
}

/// What a draw comes to on a device: nothing, if it is about what is not there.
pub(crate) fn edit_of(draw: &Draw, known: &Known, mark: char) -> Option<Edit> {
    let who = if known.actor == 2 { Member::Report } else { Member::Manager };
    let hand = Hand { draw: draw.clone(), who, actor: known.actor, mark };
    match draw.kind % 10 {
        0..=2 => hand.topic(&known.pair),
        3 => hand.action(&known.pair),
        4 => hand.meeting(&known.pair),
        5 => hand.goal(&known.pair),
        6 => hand.kept(&known.pair),
        7 => Some(hand.space(&known.pair)),
        8 => hand.private(&known.private),
        _ => hand.personal(&known.personal),
    }
}

struct Hand {
    draw: Draw,
    who: Member,
    actor: u8,
    mark: char,
}

impl Hand {
    fn sort(&self, many: u16) -> u16 {
        self.draw.kind / 10 % many
    }

    fn one_of<'a, T>(&self, all: impl ExactSizeIterator<Item = &'a T>) -> Option<&'a T> {
        let mut all = all;
        let many = all.len();
        (many > 0).then(|| all.nth(usize::from(self.draw.number) % many)).flatten()
    }

    /// An id that this device alone gives.
    fn new_id(&self, sort: &str) -> ItemId {
        ItemId::derived(&format!("{sort} {} {}", self.actor, self.draw.number % 5))
    }

    fn words(&self) -> String {
        format!("{} {}", ["Über", "What next?", "👩‍👩‍👧", "x"][usize::from(self.draw.number % 4)], self.mark)
    }

    fn maybe<T>(&self, value: T) -> Option<T> {
        (!self.draw.number.is_multiple_of(3)).then_some(value)
    }

    fn position(&self) -> String {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(self.draw.number.into());
        position_between(&mut rng, None, None)
    }

    fn at(&self) -> Timestamp {
        Timestamp::from_second(1_788_000_000 + i64::from(self.draw.number) * 60).unwrap()
    }

    fn day(&self) -> Date {
        date(2026, 10, 1).saturating_add(i64::from(self.draw.number % 90).days())
    }

    fn deletion(&self) -> Deletion {
        Deletion { on: self.day(), by: self.who }
    }

    fn number(&self) -> Number {
        Number::from_thousandths(i64::from(self.draw.number) * 37 - 600_000).unwrap()
    }

    fn occurrence(&self) -> OccurrenceId {
        let day = slot(self.draw.number);
        match self.draw.number % 7 {
            5 => OccurrenceId::Overflow(day),
            6 => OccurrenceId::Extra(ItemId::derived("extra")),
            _ => OccurrenceId::Regular(day),
        }
    }

    fn check_in(&self) -> CheckIn {
        let number = u8::try_from(self.draw.number % 5).unwrap() + 1;
        CheckIn { mood: Some(number), workload: self.maybe(number), word: self.maybe(self.words()) }
    }

    /// Inserts the mark somewhere, and takes nothing away: so what somebody wrote has to be there in the end.
    fn splices(&self, text: &str) -> Vec<Splice> {
        let place = usize::from(self.draw.number) % (text.chars().count() + 1);
        let at = text.chars().take(place).map(char::len_utf16).sum();
        vec![Splice { at, delete: 0, insert: self.mark.to_string() }]
    }

    fn comment<'a>(&self, there: impl ExactSizeIterator<Item = &'a ItemId>) -> Option<(ItemId, CommentEdit)> {
        let text = self.words();
        Some(match self.draw.number % 3 {
            0 => (self.new_id("comment"), CommentEdit::Add { by: self.who, at: self.at(), text }),
            1 => (*self.one_of(there)?, CommentEdit::Reword { text }),
            _ => (*self.one_of(there)?, CommentEdit::Delete),
        })
    }

    fn topic(&self, pair: &Pair) -> Option<Edit> {
        let all: Vec<(Quarter, &ItemId)> = pair
            .quarters
            .iter()
            .flat_map(|(quarter, model)| model.topics.keys().map(move |id| (*quarter, id)))
            .collect();
        let sort = self.sort(20);
        if sort < 3 || all.is_empty() {
            let new = NewTopic {
                category: Category::ALL[usize::from(self.draw.number % 6)].clone(),
                kind: TopicKind::Question,
                title: self.words(),
                author: self.who,
                at: Timestamp::from_second(1_780_000_000).unwrap(),
                position: self.position(),
            };
            let id = self.new_id("topic");
            return Some(Edit::Topic { quarter: quarter(), id, edit: TopicEdit::Add(new) });
        }
        let (quarter, id) = *self.one_of(all.iter())?;
        let topic = &pair.quarters[&quarter].topics[id];
        let (occurrence, by) = (OccurrenceId::Regular(slot(self.draw.number)), self.who);
        let edit = match sort {
            3 => TopicEdit::Retitle { title: self.words() },
            4..=6 => TopicEdit::Notes { splices: self.splices(&topic.notes) },
            7 => TopicEdit::Move { position: self.position() },
            8 => TopicEdit::Category { category: Category::NextSteps },
            9 => TopicEdit::Kind { kind: TopicKind::Roadblock },
            10 => TopicEdit::State { state: TopicState::Discussed { occurrence, by } },
            11 => TopicEdit::State { state: TopicState::Parked { occurrence, by } },
            12 => TopicEdit::State {
                state: self.maybe(TopicState::Open).unwrap_or(TopicState::Dropped { on: self.day(), by }),
            },
            13 => TopicEdit::Snooze { until: self.maybe(self.day()) },
            14 => TopicEdit::Delete(self.deletion()),
            15 => TopicEdit::Restore,
            16 => TopicEdit::Parent { parent: self.maybe(*all[0].1) },
            17 => match self.draw.number % 2 {
                0 => TopicEdit::Goal { goal: self.maybe(self.new_id("goal")) },
                _ => TopicEdit::BlockedBy { blocked_by: self.maybe(self.words()) },
            },
            18 => TopicEdit::React { member: by, reaction: self.maybe("👍".to_owned()) },
            _ => {
                let (id, edit) = self.comment(topic.comments.keys())?;
                TopicEdit::Comment { id, edit }
            }
        };
        Some(Edit::Topic { quarter, id: *id, edit })
    }

    fn action(&self, pair: &Pair) -> Option<Edit> {
        let sort = self.sort(12);
        if sort < 2 || pair.core.actions.is_empty() {
            let new = NewAction {
                text: self.words(),
                owner: self.maybe(self.who),
                due: self.maybe(self.day()),
                by: self.who,
                at: self.at(),
                position: self.position(),
                from_topic: self.maybe(self.new_id("topic")),
                from_occurrence: self.maybe(self.occurrence()),
            };
            return Some(Edit::Action { id: self.new_id("action"), edit: ActionEdit::Add(new) });
        }
        let id = *self.one_of(pair.core.actions.keys())?;
        let edit = match sort {
            2 => ActionEdit::Retitle { text: self.words() },
            3 => ActionEdit::Owner { owner: self.maybe(self.who.other()) },
            4 => ActionEdit::Due { due: self.maybe(self.day()) },
            5 => ActionEdit::State { state: ActionState::Done { on: self.day(), by: self.who } },
            6 => ActionEdit::Move { position: self.position() },
            7 => ActionEdit::Goal { goal: self.maybe(self.new_id("goal")) },
            8 => ActionEdit::React { member: self.who, reaction: self.maybe("👀".to_owned()) },
            9 => ActionEdit::Delete(self.deletion()),
            10 => ActionEdit::Restore,
            _ => ActionEdit::Note { splices: self.splices(&pair.core.actions[&id].note) },
        };
        Some(Edit::Action { id, edit })
    }

    fn meeting(&self, pair: &Pair) -> Option<Edit> {
        let id = self.occurrence();
        let quarter = quarter();
        let written = pair.meeting(&id).map(|(_, meeting)| meeting);
        let member = self.who;
        let states =
            [MeetingState::Held, MeetingState::Skipped, MeetingState::Cancelled, MeetingState::Planned];
        let edit = match self.sort(13) {
            0..=1 => MeetingEdit::State { state: states[usize::from(self.draw.number / 7 % 4)].clone() },
            2 => MeetingEdit::Reason { reason: self.maybe(self.words()) },
            3 => MeetingEdit::Starts { starts: self.maybe(self.day().at(15, 0, 0, 0)) },
            4 => MeetingEdit::Minutes { minutes: self.maybe(45) },
            5 => MeetingEdit::Place { place: self.maybe(self.words()) },
            6 => match self.draw.number % 2 {
                0 => MeetingEdit::Started { at: self.maybe(self.at()) },
                _ => MeetingEdit::Ended { at: self.maybe(self.at()) },
            },
            7 => MeetingEdit::TalkSeconds { member, seconds: self.maybe(self.draw.number.into()) },
            8 => MeetingEdit::CheckIn { member, check_in: self.maybe(self.check_in()) },
            9 => MeetingEdit::Asked { question: "Q-03".to_owned(), by: self.maybe(member) },
            10 => {
                let none = std::collections::BTreeMap::new();
                let there = written.map_or(&none, |meeting| &meeting.comments);
                let (id, edit) = self.comment(there.keys())?;
                MeetingEdit::Comment { id, edit }
            }
            _ => MeetingEdit::Notes {
                splices: self.splices(written.map_or("", |meeting| meeting.notes.as_str())),
            },
        };
        Some(Edit::Meeting { quarter, id, edit })
    }

    fn goal(&self, pair: &Pair) -> Option<Edit> {
        let sort = self.sort(16);
        if sort < 2 || pair.core.goals.is_empty() {
            let new = NewGoal {
                title: self.words(),
                kind: GoalKind::Development,
                owner: self.maybe(self.who),
                due: self.maybe(self.day()),
                by: self.who,
                at: self.at(),
                position: self.position(),
            };
            return Some(Edit::Goal { id: self.new_id("goal"), edit: GoalEdit::Add(new) });
        }
        let id = *self.one_of(pair.core.goals.keys())?;
        let goal = &pair.core.goals[&id];
        let edit = match sort {
            2 => GoalEdit::Retitle { title: self.words() },
            3 => GoalEdit::Kind { kind: GoalKind::Career },
            4 => GoalEdit::Owner { owner: self.maybe(self.who) },
            5 => GoalEdit::Due { due: self.maybe(self.day()) },
            6 => GoalEdit::State { state: GoalState::Reached { on: self.day(), by: self.who } },
            7 => GoalEdit::Move { position: self.position() },
            8 => GoalEdit::Why { splices: self.splices(&goal.why) },
            9 => GoalEdit::KeyResult {
                id: self.new_id("key result"),
                edit: KeyResultEdit::Add(KeyResult {
                    name: self.words(),
                    unit: self.maybe("%".to_owned()),
                    start: self.number(),
                    target: Number::from(100),
                    position: self.position(),
                }),
            },
            10 => GoalEdit::KeyResult {
                id: *self.one_of(goal.key_results.keys())?,
                edit: match self.draw.number % 6 {
                    0 => KeyResultEdit::Rename { name: self.words() },
                    1 => KeyResultEdit::Unit { unit: self.maybe("ms".to_owned()) },
                    2 => KeyResultEdit::Start { start: self.number() },
                    3 => KeyResultEdit::Target { target: self.number() },
                    4 => KeyResultEdit::Move { position: self.position() },
                    _ => KeyResultEdit::Remove,
                },
            },
            11 => GoalEdit::CheckIn {
                id: self.new_id("check-in"),
                edit: GoalCheckInEdit::Add(GoalCheckIn {
                    by: Some(self.who),
                    at: self.at(),
                    on: self.day(),
                    confidence: self.maybe(Confidence::Medium),
                    note: self.maybe(self.words()),
                    values: goal.key_results.keys().map(|id| (*id, self.number())).collect(),
                }),
            },
            12 => {
                GoalEdit::CheckIn { id: *self.one_of(goal.check_ins.keys())?, edit: GoalCheckInEdit::Remove }
            }
            13 => {
                let (id, edit) = self.comment(goal.comments.keys())?;
                GoalEdit::Comment { id, edit }
            }
            14 => GoalEdit::Delete(self.deletion()),
            _ => GoalEdit::Restore,
        };
        Some(Edit::Goal { id, edit })
    }

    fn kept(&self, pair: &Pair) -> Option<Edit> {
        let core = &pair.core;
        let keepsake = |there: Option<ItemId>| {
            let add = || {
                KeepsakeEdit::Add(NewKeepsake {
                    text: self.words(),
                    author: self.who,
                    about: self.maybe(self.who),
                    occurrence: self.maybe(self.occurrence()),
                    at: self.at(),
                })
            };
            match (self.draw.number % 6, there) {
                (0..=1, _) | (_, None) => (self.new_id("kept"), add()),
                (2, Some(id)) => (id, KeepsakeEdit::Reword { text: self.words() }),
                (3, Some(id)) => (id, KeepsakeEdit::About { about: self.maybe(self.who.other()) }),
                (4, Some(id)) => (id, KeepsakeEdit::Delete(self.deletion())),
                (_, Some(id)) => (id, KeepsakeEdit::Restore),
            }
        };
        match self.sort(11) {
            0..=1 => {
                let (id, edit) = keepsake(self.one_of(core.wins.keys()).copied());
                Some(Edit::Win { id, edit })
            }
            2..=3 => {
                let (id, edit) = keepsake(self.one_of(core.lessons.keys()).copied());
                Some(Edit::Lesson { id, edit })
            }
            4 => {
                let new = NewFeedback {
                    from: self.who,
                    at: self.at(),
                    text: self.words(),
                    situation: self.maybe(self.words()),
                    behaviour: None,
                    impact: self.maybe(self.words()),
                    corrects: self.one_of(core.feedback.keys()).copied(),
                };
                Some(Edit::Feedback { id: self.new_id("feedback"), edit: FeedbackEdit::Give(new) })
            }
            5 => {
                let edit = FeedbackEdit::Acknowledge { member: self.who, at: self.maybe(self.at()) };
                Some(Edit::Feedback { id: *self.one_of(core.feedback.keys())?, edit })
            }
            6 => {
                Some(Edit::Feedback { id: *self.one_of(core.feedback.keys())?, edit: FeedbackEdit::Withdraw })
            }
            7 => {
                let from = self.day();
                let to = from.saturating_add(i64::from(self.draw.number % 9).days());
                let new = NewTimeOff { member: self.who, from, to, note: self.maybe(self.words()) };
                Some(Edit::TimeOff { id: self.new_id("time off"), edit: TimeOffEdit::Add(new) })
            }
            sort => {
                let id = *self.one_of(core.time_off.keys())?;
                let edit = match (sort, self.draw.number % 2) {
                    (8, _) => TimeOffEdit::Days { from: self.day(), to: date(2027, 1, 1) },
                    (9, _) => TimeOffEdit::Note { note: self.maybe(self.words()) },
                    (_, 0) => TimeOffEdit::Delete(self.deletion()),
                    _ => TimeOffEdit::Restore,
                };
                Some(Edit::TimeOff { id, edit })
            }
        }
    }

    fn space(&self, pair: &Pair) -> Edit {
        let member = self.who;
        match self.sort(13) {
            0 => Edit::MemberName { member, name: self.maybe(self.words()) },
            1 => Edit::MemberTimeZone { member, time_zone: self.maybe("Europe/Lisbon".to_owned()) },
            2 => {
                let rule =
                    ["FREQ=WEEKLY;BYDAY=TU", "FREQ=DAILY;INTERVAL=3"][usize::from(self.draw.number % 2)];
                let cadence = format!("{rule}|10:00|Europe/Berlin|30|2026-10-06").parse().unwrap();
                Edit::Cadence { cadence: Some(cadence) }
            }
            3 => Edit::Relay { address: self.maybe("wss://relay.example".to_owned()) },
            4 => Edit::Title { title: self.maybe(self.words()) },
            5 => Edit::Place { place: self.maybe(self.words()) },
            6 => {
                let category = Category::ALL[usize::from(self.draw.number % 6)].clone();
                Edit::Heading { category, heading: self.maybe(self.words()) }
            }
            7 => Edit::PrioritiesOn { looked: self.maybe(Looked { on: self.day(), by: member }) },
            8 => Edit::TalkTime { member, on: self.draw.number.is_multiple_of(2) },
            9 => Edit::TalkAim { percent: self.maybe(90) },
            10 => Edit::PutAway { since: self.maybe(Looked { on: self.day(), by: member }) },
            11 => Edit::BroughtIn { member, on: self.maybe(self.day()) },
            _ => Edit::Priorities { splices: self.splices(&pair.core.priorities) },
        }
    }

    fn private(&self, own: &PrivateModel) -> Option<Edit> {
        let (at, text) = (self.at(), self.words());
        Some(match self.sort(9) {
            0..=1 => {
                let about =
                    [About::Pair, About::Goal(self.new_id("goal"))][usize::from(self.draw.number % 2)];
                Edit::Note { id: self.new_id("note"), edit: NoteEdit::Put { about, at, text } }
            }
            2 => {
                let id = *self.one_of(own.notes.keys())?;
                let splices = self.splices(&own.notes[&id].text);
                Edit::Note { id, edit: NoteEdit::Text { splices } }
            }
            3 => {
                let edit = self.maybe(NoteEdit::Delete { on: self.day() }).unwrap_or(NoteEdit::Restore);
                Edit::Note { id: *self.one_of(own.notes.keys())?, edit }
            }
            4..=5 => {
                let (kind, target) = (DraftKind::Feedback, About::Topic(self.new_id("topic")));
                Edit::Draft { id: self.new_id("draft"), edit: DraftEdit::Put { kind, target, at, text } }
            }
            6 => {
                let id = *self.one_of(own.drafts.keys())?;
                let splices = self.splices(&own.drafts[&id].text);
                Edit::Draft { id, edit: DraftEdit::Text { splices } }
            }
            7 => {
                let edit = self.maybe(DraftEdit::Delete).unwrap_or(DraftEdit::Restore);
                Edit::Draft { id: *self.one_of(own.drafts.keys())?, edit }
            }
            _ => Edit::CheckIn { occurrence: self.occurrence(), check_in: self.maybe(self.check_in()) },
        })
    }

    fn personal(&self, own: &PersonalModel) -> Option<Edit> {
        let (text, name) = (self.words(), self.words());
        Some(match self.sort(7) {
            0 => Edit::Question {
                id: self.new_id("question"),
                edit: QuestionEdit::Put {
                    text,
                    category: Category::Progress,
                    answered_by: AnsweredBy::Both,
                    language: self.maybe("de".to_owned()),
                },
            },
            1 => {
                let edit = self.maybe(QuestionEdit::Delete).unwrap_or(QuestionEdit::Restore);
                Edit::Question { id: *self.one_of(own.questions.keys())?, edit }
            }
            2 => Edit::Template { id: self.new_id("template"), edit: TemplateEdit::Put { name, text } },
            3 => {
                let edit = self.maybe(TemplateEdit::Delete).unwrap_or(TemplateEdit::Restore);
                Edit::Template { id: *self.one_of(own.templates.keys())?, edit }
            }
            4 => {
                let relay = "ws://127.0.0.1:1".to_owned();
                let entry = PairEntry { name, role: Some(self.who), relay, added: Some(self.at()) };
                Edit::PairEntry { stream: "00ff".to_owned(), entry: self.maybe(entry) }
            }
            5 => {
                let entry = DeviceEntry { name, since: Some(self.at()) };
                Edit::DeviceEntry { device: "01ab".to_owned(), entry: self.maybe(entry) }
            }
            _ => Edit::Setting { key: "colour".to_owned(), value: self.maybe(text) },
        })
    }
}

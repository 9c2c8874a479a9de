//! Goals: set one, say how it is measured, say how it stands, close it. A goal is about work, never a score of a person.

use std::collections::BTreeMap;

use agenda::{
    Confidence, Edit, EntryKind, GoalCheckIn, GoalCheckInEdit, GoalEdit, GoalKind, GoalState, GoalView,
    ItemId, KeyResult, KeyResultEdit, Member, NewGoal, Number, TextUse, check_text, goal_view, goals,
    position_between,
};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use language::say;

use crate::acts::one_line;
use crate::belonging::titles;
use crate::editing::Deed;
use crate::entre::{Entre, text_fail};
use crate::entries::{EntryDone, NamedEntry};
use crate::fail::{Exit, Fail};
use crate::people::PersonRef;
use crate::random::random;
use crate::what::Practice;

/// A new goal.
#[derive(Clone, Debug)]
pub struct GoalText {
    /// One line.
    pub title: String,
    /// What sort.
    pub kind: GoalKind,
    /// Whose it is.
    pub owner: Member,
    /// Until when.
    pub due: Option<Date>,
}

/// How a goal is measured.
#[derive(Clone, Debug)]
pub struct Measure {
    /// What is counted or measured.
    pub name: String,
    /// In what.
    pub unit: Option<String>,
    /// The number to begin with.
    pub start: Number,
    /// The number to reach; may be below the start.
    pub target: Number,
}

/// How a goal stands.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// The numbers, each with words of the measure's name; without a name it is the only measure.
    pub values: Vec<(Option<String>, Number)>,
    /// How sure one is.
    pub confidence: Option<Confidence>,
    /// A few words.
    pub note: Option<String>,
}

impl Entre {
    /// The goals with one person, open ones first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn goals(&mut self, person: &PersonRef, today: Date) -> Result<Vec<GoalView>, Fail> {
        Ok(goals(&self.models(person)?.shared, today))
    }

    /// What topics, actions and goals with one person are called, by their ids.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn titles(&mut self, person: &PersonRef) -> Result<BTreeMap<ItemId, String>, Fail> {
        Ok(titles(&self.models(person)?.shared))
    }

    /// One goal.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn goal(&mut self, named: &NamedEntry, today: Date) -> Result<GoalView, Fail> {
        let models = self.models(&named.person)?;
        goal_view(&models.shared, today, &named.entry.id)
            .ok_or_else(|| crate::facts::internal(say!("internal-goal-gone")))
    }

    /// Sets a goal.
    ///
    /// # Errors
    /// If the text is not acceptable, or the store refuses.
    pub fn add_goal(
        &mut self,
        person: &PersonRef,
        goal: &GoalText,
        now: &ZonedDateTime,
    ) -> Result<EntryDone, Fail> {
        let title = one_line(&goal.title, "goal")?;
        let models = self.models(person)?;
        let last =
            models.shared.core.goals.values().map(|goal| goal.position.as_str()).max().map(str::to_owned);
        let id = ItemId::random(&mut random());
        let edit = GoalEdit::Add(NewGoal {
            title: title.clone(),
            kind: goal.kind.clone(),
            owner: Some(goal.owner),
            due: goal.due,
            by: person.you,
            at: now.timestamp(),
            position: position_between(&mut random(), last.as_deref(), None),
        });
        let deed = Deed::shared(Practice::GoalSet(title), vec![Edit::Goal { id, edit }]);
        self.finish_entry(person, &deed, EntryKind::Goal, id, now)
    }

    /// Says how a goal is measured.
    ///
    /// # Errors
    /// If start and target are the same, a text is not acceptable, or the store refuses.
    pub fn measure_goal(
        &mut self,
        named: &NamedEntry,
        measure: &Measure,
        now: &ZonedDateTime,
    ) -> Result<EntryDone, Fail> {
        let name = measure.name.trim().to_owned();
        check_text(&name, TextUse::Name).map_err(|error| text_fail("measure", &error))?;
        if measure.start == measure.target {
            return Err(Fail::new(Exit::Usage, "bad_measure", say!("measure-without-way"))
                .because(say!("nothing-was-changed")));
        }
        let view = self.goal(named, now.date())?;
        let models = self.models(&named.person)?;
        let known = models.shared.core.goals.get(&named.entry.id).map(|goal| &goal.key_results);
        let last = known.and_then(|known| known.values().map(|known| known.position.clone()).max());
        let key_result = KeyResult {
            name: name.clone(),
            unit: measure.unit.clone(),
            start: measure.start,
            target: measure.target,
            position: position_between(&mut random(), last.as_deref(), None),
        };
        let edit =
            GoalEdit::KeyResult { id: ItemId::random(&mut random()), edit: KeyResultEdit::Add(key_result) };
        self.change_goal(named, Practice::GoalMeasured(view.title), edit, now)
    }

    /// Says how a goal stands.
    ///
    /// # Errors
    /// If a number fits no measure, nothing is said, or the store refuses.
    pub fn check_in_goal(
        &mut self,
        named: &NamedEntry,
        progress: &Progress,
        now: &ZonedDateTime,
    ) -> Result<EntryDone, Fail> {
        let view = self.goal(named, now.date())?;
        let note = progress.note.as_deref().map(|note| one_line(note, "note")).transpose()?;
        if progress.values.is_empty() && note.is_none() && progress.confidence.is_none() {
            return Err(Fail::new(Exit::Usage, "argument_missing", say!("progress-of-nothing"))
                .attempt("entre goals progress REF 60")
                .attempt("entre goals progress REF latency=420 errors=0.9 --confidence medium"));
        }
        let mut values = BTreeMap::new();
        for (name, value) in &progress.values {
            values.insert(measure_of(&view, name.as_deref())?, *value);
        }
        let check_in = GoalCheckIn {
            by: Some(named.person.you),
            at: now.timestamp(),
            on: now.date(),
            confidence: progress.confidence.clone(),
            note,
            values,
        };
        let edit =
            GoalEdit::CheckIn { id: ItemId::random(&mut random()), edit: GoalCheckInEdit::Add(check_in) };
        self.change_goal(named, Practice::GoalProgress(view.title), edit, now)
    }

    /// Closes a goal, or opens it again.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn close_goal(
        &mut self,
        named: &NamedEntry,
        state: GoalState,
        now: &ZonedDateTime,
    ) -> Result<EntryDone, Fail> {
        let reached = match state {
            GoalState::Reached { .. } => Some(true),
            GoalState::Dropped { .. } => Some(false),
            _ => None,
        };
        let what = Practice::GoalClosed { title: named.entry.title.clone(), reached };
        self.change_goal(named, what, GoalEdit::State { state }, now)
    }

    pub(crate) fn change_goal(
        &mut self,
        named: &NamedEntry,
        what: Practice,
        edit: GoalEdit,
        now: &ZonedDateTime,
    ) -> Result<EntryDone, Fail> {
        let id = named.entry.id;
        let deed = Deed::shared(what, vec![Edit::Goal { id, edit }]);
        self.finish_entry(&named.person, &deed, EntryKind::Goal, id, now)
    }
}

/// The measure that some words mean, or the only one.
fn measure_of(goal: &GoalView, words: Option<&str>) -> Result<ItemId, Fail> {
    let wanted = words.map(str::to_lowercase);
    let fits = |name: &str| wanted.as_ref().is_none_or(|wanted| name.to_lowercase().contains(wanted));
    let fitting: Vec<&agenda::KeyResultView> =
        goal.key_results.iter().filter(|measure| fits(&measure.name)).collect();
    match fitting.as_slice() {
        [one] => Ok(one.id),
        [] if goal.key_results.is_empty() => {
            Err(Fail::new(Exit::Usage, "no_measure", say!("goal-without-measure"))
                .because(say!("nothing-was-changed"))
                .attempt("entre goals measure REF \"p95 latency\" --from 900 --to 300 --unit ms"))
        }
        _ => {
            let names: Vec<&str> = goal.key_results.iter().map(|measure| measure.name.as_str()).collect();
            Err(Fail::new(Exit::NotFound, "ambiguous", say!("which-measure"))
                .because(say!("measures-are", names = names.join(", ")))
                .attempt("entre goals progress REF NAME=60"))
        }
    }
}

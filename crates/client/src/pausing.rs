//! Persons with whom nothing is exchanged: the words differ, or somebody known came with other keys. A calm stop, which
//! ends when the words have been compared and match (docs/protocol.md §9.3).

use jiff::Timestamp;
use jiff::tz::TimeZone;
use language::{message, say};
use store::{Reader, RecordKind};

use crate::entre::Entre;
use crate::facts::{self, PairFacts, PauseReason, PausedFacts, Phase};
use crate::fail::{Exit, Fail};
use crate::people::pairs;
use crate::what::What;

impl Entre {
    /// The stop for the first person with whom nothing is exchanged, if there is one.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(crate) fn stop_of_paused(&mut self) -> Result<Option<Fail>, Fail> {
        Ok(self.paused_pairs()?.iter().find_map(pause_fail))
    }

    /// Whether nothing is exchanged in this stream now: another command may have said so since.
    pub(crate) fn is_paused(&mut self, stream: &wire::StreamId) -> Result<bool, Fail> {
        let stream = stream.to_string();
        Ok(self.paused_pairs()?.iter().any(|facts| facts.stream.as_ref() == Some(&stream)))
    }

    /// Everybody with whom nothing is exchanged.
    pub(crate) fn paused_pairs(&mut self) -> Result<Vec<PairFacts>, Fail> {
        let reader = self.store.read()?;
        let all = pairs(&reader)?.into_iter().map(|(_, facts)| facts);
        Ok(all.filter(|facts| facts.paused.is_some() && facts.phase != Phase::Ended).collect())
    }

    /// Calls somebody otherwise on this person's devices; the other person never learns of it.
    ///
    /// # Errors
    /// If it is no name or somebody is called that already, or the store refuses.
    pub fn rename_person(
        &mut self,
        person: &crate::people::PersonRef,
        name: &str,
        now: Timestamp,
    ) -> Result<String, Fail> {
        let name = crate::entre::display_name(name)?.as_str().to_owned();
        let taken = {
            let reader = self.store.read()?;
            let mut others = pairs(&reader)?.into_iter().filter(|(key, _)| *key != person.key);
            others.any(|(_, facts)| facts.phase != Phase::Ended && same_name(&facts.name, &name))
        };
        if taken {
            return Err(Fail::new(Exit::Failed, "name_taken", say!("person-name-taken", name = name))
                .because(say!("nothing-changed"))
                .attempt(say!("try-another-name")));
        }
        let mut facts = self.pair_facts(person)?;
        facts.name.clone_from(&name);
        let (own, stream) = (self.stream, person.stream);
        self.store.write(|writer| -> Result<(), Fail> {
            facts::write(writer, RecordKind::Pair, &person.key, &facts)?;
            let Some(stream) = stream else { return Ok(()) };
            let entry = crate::invite::pair_entry(&facts, stream.to_string(), facts.since);
            let deed = crate::editing::Deed {
                undoable: false,
                ..crate::editing::Deed::private(What::Renamed(name.to_owned()), vec![entry])
            };
            crate::editing::write_live(writer, own, stream, person, &deed, now).map(drop)
        })?;
        Ok(name)
    }
}

/// What our other devices are told of a comparison, in the own personal document.
pub(crate) fn outcome_edit(stream: &wire::StreamId, facts: &PairFacts) -> agenda::Edit {
    let value = match (facts.paused.map(|paused| paused.why), facts.verified) {
        (Some(PauseReason::WordsDiffer), _) => Some(DIFFER.to_owned()),
        (Some(PauseReason::KeysChanged { .. }), _) => Some(CHANGED.to_owned()),
        (None, verified) => verified.map(|moment| moment.to_string()),
    };
    agenda::Edit::Setting { key: outcome_key(&stream.to_string()), value }
}

/// The facts of a pair after one of our devices has compared, or found other keys; `None` if that is known.
pub(crate) fn with_outcome(
    facts: &PairFacts,
    settings: &std::collections::BTreeMap<String, String>,
    now: Timestamp,
) -> Option<PairFacts> {
    let told = settings.get(&outcome_key(facts.stream.as_deref()?))?;
    let pause = |why| Some(PausedFacts { at: now, why });
    let (verified, paused) = match told.as_str() {
        DIFFER => (None, pause(PauseReason::WordsDiffer)),
        CHANGED => (None, pause(PauseReason::KeysChanged { compared: None })),
        moment => (Some(moment.parse().ok()?), None),
    };
    let known = facts.verified == verified && facts.paused.is_some() == paused.is_some();
    (!known).then(|| PairFacts { verified, paused, ..facts.clone() })
}

fn outcome_key(stream: &str) -> String {
    format!("compared-{}", stream.get(..OUTCOME_KEY_DIGITS).unwrap_or(stream))
}

/// As much of a stream's id as the name of a setting has room for.
const OUTCOME_KEY_DIGITS: usize = 48;
const DIFFER: &str = "differ";
const CHANGED: &str = "keys_changed";

/// Whether the newcomer of this name is known here under other keys; then what the pairing becomes.
pub(crate) fn known_otherwise(
    reader: &Reader<'_>,
    own_key: &[u8],
    name: &str,
    root: &str,
    now: Timestamp,
) -> Result<Option<(String, PausedFacts)>, Fail> {
    let all = pairs(reader)?;
    let known = all.iter().find(|(key, facts)| {
        let other_root = facts.root.as_deref().is_some_and(|known| known != root);
        key.as_slice() != own_key && facts.phase != Phase::Ended && other_root && same_name(&facts.name, name)
    });
    let Some((_, known)) = known else { return Ok(None) };
    let taken = |name: &str| all.iter().any(|(_, facts)| same_name(&facts.name, name));
    // Two of one name could not be told apart.
    let mut new = say!("person-new", name = name);
    let mut number = 2;
    while taken(&new) {
        new = say!("person-new-number", name = name, number = number);
        number += 1;
    }
    let why = PauseReason::KeysChanged { compared: known.verified };
    Ok(Some((new, PausedFacts { at: now, why })))
}

/// The stop in words.
pub(crate) fn pause_fail(facts: &PairFacts) -> Option<Fail> {
    let PausedFacts { at, why } = facts.paused?;
    let name = &facts.name;
    let first = name.split_whitespace().next().unwrap_or(name);
    let verify = say!("verify-again", name = name);
    Some(match why {
        PauseReason::WordsDiffer => {
            let what = say!("paused-words-differ", name = name, day = day(at));
            Fail::new(Exit::Safety, "words_differ", what)
                .because(say!("paused-between"))
                .because(say!("paused-nothing-sent", first = first))
                .attempt(verify)
                .attempt(say!("paused-pair-anew", name = name, first = first))
        }
        PauseReason::KeysChanged { compared } => {
            let since = match compared {
                Some(compared) => say!("since-compared", day = day(compared)),
                None => say!("since-paired"),
            };
            Fail::new(Exit::Safety, "keys_changed", say!("keys-changed", first = first, since = since))
                .because(say!("keys-changed-why"))
                .because(say!("keys-changed-device"))
                .because(say!("keys-changed-unsent"))
                .attempt(verify)
        }
    })
}

fn same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn day(moment: Timestamp) -> String {
    let date = moment.to_zoned_datetime(TimeZone::system()).date();
    let month = message(&format!("month-{}", date.month()), &[]);
    say!("date-short-year", day = date.day(), month = month, year = date.year())
}

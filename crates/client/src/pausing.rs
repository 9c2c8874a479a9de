//! Persons with whom nothing is exchanged: the words differ, or somebody known came with other keys. A calm stop, which
//! ends when the words have been compared and match (docs/protocol.md §9.3).

use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::{Reader, RecordKind};

use crate::entre::Entre;
use crate::facts::{self, PairFacts, PauseReason, PausedFacts, Phase};
use crate::fail::{Exit, Fail};
use crate::people::pairs;

impl Entre {
    /// The stop for the first person with whom nothing is exchanged, if there is one.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(crate) fn stop_of_paused(&mut self) -> Result<Option<Fail>, Fail> {
        Ok(self.paused_pairs()?.iter().find_map(pause_fail))
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
            return Err(Fail::new(
                Exit::Failed,
                "name_taken",
                format!("somebody is called {name} here already"),
            )
            .because("nothing was changed")
            .attempt("use another name, so that the two can be told apart"));
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
                ..crate::editing::Deed::private(format!("called somebody {name}"), vec![entry])
            };
            crate::editing::write_live(writer, own, stream, person, &deed, now).map(drop)
        })?;
        Ok(name)
    }
}

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
    let mut new = format!("{name} (new)");
    let mut number = 2;
    while taken(&new) {
        new = format!("{name} (new {number})");
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
    let verify = format!("entre verify \"{name}\"     side by side or by phone");
    Some(match why {
        PauseReason::WordsDiffer => {
            let what = format!("nothing is exchanged with {name}: the words differed on {}", day(at));
            Fail::new(Exit::Safety, "words_differ", what)
                .because("somebody may stand between you, or one of you looked at another notebook")
                .because(format!(
                    "nothing is sent to the keys that this device holds for {first}; what you write waits here"
                ))
                .attempt(verify)
                .attempt(format!("entre people rename \"{name}\" \"{first} before\", then entre invite \"{name}\"     a new pairing, in the room"))
        }
        PauseReason::KeysChanged { compared } => {
            let since = match compared {
                Some(compared) => format!("since you compared words on {}", day(compared)),
                None => "since you paired".to_owned(),
            };
            Fail::new(Exit::Safety, "keys_changed", format!("{first}'s keys changed {since}"))
                .because(
                    "usual reason: set up anew, without the recovery kit. Unusual reason: someone in between.",
                )
                .because("another device of the same person would not change them")
                .because("nothing was sent to the new keys")
                .attempt(verify)
        }
    })
}

fn same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn day(moment: Timestamp) -> String {
    moment.to_zoned_datetime(TimeZone::system()).strftime("%-d %b %Y").to_string()
}

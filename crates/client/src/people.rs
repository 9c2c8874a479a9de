//! The people we meet: who they are, how far pairing has come, and finding one by a part of the name.

use agenda::Member;
use jiff::Timestamp;
use language::say;
use serde::Serialize;
use store::{Reader, RecordKind};
use wire::StreamId;

use crate::entre::Entre;
use crate::facts::{self, PairFacts, Phase, internal};
use crate::fail::{Exit, Fail};

/// One person we meet, as other commands name them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonRef {
    /// The pair's id on this device, in hex.
    #[serde(skip)]
    pub(crate) key: Vec<u8>,
    /// Their name.
    pub name: String,
    /// Our own role with them.
    pub you: Member,
    /// How far pairing has come.
    pub phase: Phase,
    /// Whether the words were compared and matched.
    pub checked: bool,
    /// Whether nothing is exchanged with them until the words match.
    pub paused: bool,
    /// The stream, once it is known.
    #[serde(skip)]
    pub(crate) stream: Option<StreamId>,
}

impl PersonRef {
    pub(crate) fn of(key: &[u8], facts: &PairFacts) -> Result<Self, Fail> {
        let stream = facts.stream.as_deref().map(str::parse).transpose();
        Ok(Self {
            key: key.to_vec(),
            name: facts.name.clone(),
            you: facts.role,
            phase: facts.phase,
            checked: facts.verified.is_some(),
            paused: facts.paused.is_some(),
            stream: stream.map_err(|_| internal(say!("internal-stream-id")))?,
        })
    }

    /// Whether the two meet: the invitation is not over, and the notebook was not put away.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.phase != Phase::Ended
    }

    /// The first word of the name, as sentences use it.
    #[must_use]
    pub fn first_name(&self) -> &str {
        // Until the answer names them, a person is called by what they are, in the language of that day.
        let called = ["your ", "dein "].iter().find_map(|whose| self.name.strip_prefix(whose));
        let name = called.unwrap_or(&self.name);
        name.split_whitespace().next().unwrap_or(name)
    }
}

/// What a list of people shows about one.
#[derive(Debug, Clone, Serialize)]
pub struct PersonLine {
    /// Who.
    #[serde(flatten)]
    pub person: PersonRef,
    /// Since when.
    pub since: Timestamp,
    /// The relay of the pair.
    pub relay: String,
    /// Until when an unanswered invitation can be used.
    pub expires: Option<Timestamp>,
    /// When the words were compared.
    pub verified: Option<Timestamp>,
    /// When something of theirs last came in.
    pub heard: Option<Timestamp>,
}

impl Entre {
    /// Everybody we meet or invited, by name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn people(&mut self) -> Result<Vec<PersonLine>, Fail> {
        let reader = self.store.read()?;
        let mut lines = Vec::new();
        for (key, facts) in pairs(&reader)? {
            let person = PersonRef::of(&key, &facts)?;
            let heard = match &person.stream {
                Some(stream) => crate::reading::summary(&reader, stream)?.heard,
                None => None,
            };
            let PairFacts { since, relay, expires, verified, .. } = facts;
            lines.push(PersonLine { person, since, relay, expires, verified, heard });
        }
        lines.sort_by(|left, right| left.person.name.cmp(&right.person.name));
        Ok(lines)
    }

    /// The person that any unique part of a name means; without a name, the only one there is.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if nobody or more than one fits.
    pub fn find(&mut self, part: Option<&str>) -> Result<PersonRef, Fail> {
        let reader = self.store.read()?;
        let people = pairs(&reader)?;
        let mut people =
            people.iter().map(|(key, facts)| PersonRef::of(key, facts)).collect::<Result<Vec<_>, _>>()?;
        people.retain(|person| person.phase != Phase::Ended);
        people.sort_by(|left, right| left.name.cmp(&right.name));
        let names = people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ");
        if people.is_empty() {
            return Err(Fail::new(Exit::NotFound, "no_people", say!("no-people"))
                .attempt("entre invite NAME --role manager|report")
                .attempt(say!("try-accept")));
        }
        let Some(part) = part else {
            return match people.as_slice() {
                [only] => Ok(only.clone()),
                _ => Err(Fail::new(Exit::NotFound, "ambiguous", say!("name-the-person"))
                    .because(say!("people-here", names = &names))),
            };
        };
        let wanted = part.trim().to_lowercase();
        let exact: Vec<&PersonRef> =
            people.iter().filter(|person| person.name.to_lowercase() == wanted).collect();
        let fits = |person: &&PersonRef| !wanted.is_empty() && person.name.to_lowercase().contains(&wanted);
        let found: Vec<&PersonRef> =
            if exact.is_empty() { people.iter().filter(fits).collect() } else { exact };
        match found.as_slice() {
            [only] => Ok((*only).clone()),
            [] => {
                let mut fail =
                    Fail::new(Exit::NotFound, "no_such_person", say!("no-such-person", part = part))
                        .because(say!("people-here", names = &names));
                if let Some(first) = people.first() {
                    fail = fail.attempt(format!("entre agenda {}", first.first_name().to_lowercase()));
                }
                Err(fail)
            }
            several => {
                let names = several.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ");
                Err(Fail::new(
                    Exit::NotFound,
                    "ambiguous",
                    say!("person-ambiguous", part = part, count = several.len()),
                )
                .because(names)
                .attempt(say!("try-more-name")))
            }
        }
    }
}

/// All pairs as stored.
pub(crate) fn pairs(reader: &Reader<'_>) -> Result<Vec<(Vec<u8>, PairFacts)>, Fail> {
    facts::read_all(reader, RecordKind::Pair)
}

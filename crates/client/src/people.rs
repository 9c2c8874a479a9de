//! The people we meet: who they are, how far pairing has come, and finding one by a part of the name.

use agenda::Member;
use jiff::Timestamp;
use jiff::civil::Date;
use language::say;
use serde::Serialize;
use store::{Reader, RecordKind};
use wire::StreamId;

use crate::archive;
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
    /// Since when the notebook is put away, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub put_away: Option<Date>,
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
            put_away: None,
            stream: stream.map_err(|_| internal(say!("internal-stream-id")))?,
        })
    }

    /// The same with what is known here of the notebook.
    pub(crate) fn read(reader: &Reader<'_>, key: &[u8], facts: &PairFacts) -> Result<Self, Fail> {
        let mut person = Self::of(key, facts)?;
        if let Some(stream) = &person.stream {
            person.put_away = archive::mark(reader, stream)?;
        }
        Ok(person)
    }

    /// Whether the two meet: the invitation is not over, and the notebook was not put away.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.phase != Phase::Ended && self.put_away.is_none()
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
    /// Whether they ever joined.
    #[serde(skip)]
    pub met: bool,
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
            let person = PersonRef::read(&reader, &key, &facts)?;
            let met = facts.root.is_some();
            let heard = match &person.stream {
                Some(stream) => crate::reading::summary(&reader, stream)?.heard,
                None => None,
            };
            let PairFacts { since, relay, expires, verified, .. } = facts;
            lines.push(PersonLine { person, since, relay, expires, verified, heard, met });
        }
        lines.sort_by(|left, right| left.person.name.cmp(&right.person.name));
        Ok(lines)
    }

    /// Everybody whom we meet: without those whose notebook is put away or whose invitation is over.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn people_met(&mut self) -> Result<Vec<PersonRef>, Fail> {
        let people = self.people()?.into_iter().map(|line| line.person);
        Ok(people.filter(PersonRef::is_met).collect())
    }

    /// The person that any unique part of a name means; without a name, the only one there is.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if nobody or more than one fits.
    pub fn find(&mut self, part: Option<&str>) -> Result<PersonRef, Fail> {
        let reader = self.store.read()?;
        let people = pairs(&reader)?;
        let mut people = people
            .iter()
            .map(|(key, facts)| PersonRef::read(&reader, key, facts))
            .collect::<Result<Vec<_>, _>>()?;
        people.retain(|person| person.phase != Phase::Ended);
        people.sort_by(|left, right| left.name.cmp(&right.name));
        let names = people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ");
        if people.is_empty() {
            return Err(Fail::new(Exit::NotFound, "no_people", say!("no-people"))
                .attempt("entre invite NAME --role manager|report")
                .attempt(say!("try-accept")));
        }
        let Some(part) = part else {
            let met: Vec<&PersonRef> = people.iter().filter(|person| person.is_met()).collect();
            return match met.as_slice() {
                [only] => Ok((*only).clone()),
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
        // Whom one meets is meant before whose notebook is put away.
        let met: Vec<&PersonRef> = found.iter().copied().filter(|person| person.is_met()).collect();
        let found = if met.is_empty() { found } else { met };
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

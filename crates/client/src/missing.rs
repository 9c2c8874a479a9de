//! Envelopes that a frontier names and that are not here. For a while that is ordinary: what others read may be on its
//! way. What stays away is said by name, and everything that does not depend on it goes on (docs/protocol.md §8.7).

use std::collections::BTreeMap;

use crypto::{Audience, RootId};
use jiff::{SignedDuration, Timestamp};
use language::say;
use store::Writer;
use sync::Replica;
use wire::StreamId;

use crate::exchange::keep_summary;
use crate::facts::{MissingFacts, hex};
use crate::fail::Fail;
use crate::notices::{SafetyEvent, envelopes};

/// Notes what is missing now, and gives what has to be said of it.
pub(crate) fn note_missing<S: Audience>(
    writer: &mut Writer<'_>,
    stream: &StreamId,
    replica: &Replica<S>,
    root: &RootId,
    person: Option<&str>,
    now: Timestamp,
) -> Result<Vec<SafetyEvent>, Fail> {
    let missing = replica.missing();
    let mut overdue = Vec::new();
    let mut noted = BTreeMap::new();
    keep_summary(writer, stream, |summary| {
        for (author, count) in &missing {
            let key = hex(author.as_bytes());
            let since = summary.missing.get(&key).map_or(now, |known| known.since);
            if now.duration_since(since) >= GRACE {
                overdue.push((*author, *count));
            }
            noted.insert(key, MissingFacts { count: *count, since });
        }
        summary.missing = noted;
    })?;
    let say = |(author, count)| {
        let own = replica.author_device(&author).is_some_and(|(theirs, _)| theirs == *root);
        let whose = match person {
            Some(name) if !own => say!("one-of-their-devices", name = name),
            _ => say!("another-own-device"),
        };
        let text = say!("envelopes-missing", envelopes = envelopes(count), whose = whose, count = count);
        SafetyEvent { at: now, code: "missing".to_owned(), person: person.map(str::to_owned), text }
    };
    Ok(overdue.into_iter().map(say).collect())
}

/// For how long something may be on its way.
const GRACE: SignedDuration = SignedDuration::from_mins(10);

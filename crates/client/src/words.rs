//! Comparing words in the room (docs/protocol.md §9.3): six words stand for each person's identity and for nothing else.

use crypto::{RootId, fingerprint_words};
use jiff::Timestamp;
use language::say;
use serde::Serialize;
use store::RecordKind;

use crate::editing::{Deed, write_live};
use crate::entre::{Entre, unhex_array};
use crate::facts::{self, PairFacts, PauseReason, PausedFacts, internal};
use crate::fail::{Exit, Fail};
use crate::notices::{SafetyEvent, keep_event};
use crate::pausing::outcome_edit;
use crate::people::PersonRef;
use crate::what::What;

/// The words that two people compare.
#[derive(Debug, Clone, Serialize)]
pub struct Words {
    /// Those of our identity.
    pub yours: [&'static str; 6],
    /// Those of the identity that we hold for the other person.
    pub theirs: [&'static str; 6],
    /// Both identities and the notebook in one: equal on both sides. Base32, for a camera. None before the notebook is
    /// known.
    pub code: Option<String>,
}

impl Entre {
    /// The words of both. Takes more than half a second on purpose: each half is a slow hash.
    ///
    /// # Errors
    /// If the other person's identity is not known yet.
    pub fn words(&mut self, person: &PersonRef) -> Result<Words, Fail> {
        let facts = self.pair_facts(person)?;
        let theirs = facts.root.ok_or_else(|| {
            Fail::new(Exit::Failed, "pending", say!("not-answered", name = &facts.name)).attempt("entre sync")
        })?;
        let theirs = RootId::from(unhex_array::<32>(&theirs)?);
        let yours = self.root()?;
        let code = person.stream.map(|stream| {
            data_encoding::BASE32_NOPAD.encode(&crypto::verification_code(&yours, &theirs, &stream))
        });
        Ok(Words { yours: fingerprint_words(&yours), theirs: fingerprint_words(&theirs), code })
    }

    /// Keeps the outcome of a comparison. If the words differ, nothing is exchanged with this person any more until
    /// they have been compared again and match; if they match, whatever had stopped the exchange is settled.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn set_compared(&mut self, person: &PersonRef, matched: bool, now: Timestamp) -> Result<(), Fail> {
        let mut facts = self.pair_facts(person)?;
        let own = self.stream;
        facts.verified = matched.then_some(now);
        let why = PauseReason::WordsDiffer;
        facts.paused = (!matched).then(|| facts.paused.unwrap_or(PausedFacts { at: now, why }));
        self.store.write(|writer| -> Result<(), Fail> {
            if !matched {
                let text = say!("words-did-not-match", name = &facts.name);
                let event = SafetyEvent {
                    at: now,
                    code: "words_differ".to_owned(),
                    person: Some(facts.name.clone()),
                    text,
                };
                keep_event(writer, &event)?;
            }
            facts::write(writer, RecordKind::Pair, &person.key, &facts)?;
            // Our other devices have to stop, or may go on, as well.
            let Some(stream) = person.stream else { return Ok(()) };
            let deed = Deed::private(What::Compared(facts.name.clone()), vec![outcome_edit(&stream, &facts)]);
            write_live(writer, own, stream, person, &Deed { undoable: false, ..deed }, now).map(drop)
        })
    }

    pub(crate) fn pair_facts(&mut self, person: &PersonRef) -> Result<PairFacts, Fail> {
        let reader = self.store.read()?;
        facts::read(&reader, RecordKind::Pair, &person.key)?
            .ok_or_else(|| internal(say!("internal-person-unknown")))
    }
}

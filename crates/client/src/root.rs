//! The root of a person on this device (docs/protocol.md §2, §10): it lies here under a key of its own until the
//! recovery kit is confirmed, and is then destroyed with that key. Afterwards only the 24 words bring it back, for the
//! length of one command.

use crypto::{KitError, RootSeed, fingerprint_words};
use jiff::{SignedDuration, Timestamp};
use language::say;
use rand_core::Rng;
use serde::{Deserialize, Serialize};
use store::RecordKind;
use zeroize::Zeroizing;

use crate::entre::Entre;
use crate::facts;
use crate::fail::{Exit, Fail};
use crate::keys::{erase_root, read_root};
use crate::random::random;
use crate::unlock::{fetch_root_key, forget_root_key};

/// What stands on the paper.
pub struct Kit {
    /// The 24 words, in their order, with one space between them.
    pub words: Zeroizing<String>,
    /// Six words by which the kit can be recognised without showing it.
    pub fingerprint: [&'static str; 6],
    /// The relay that holds the own stream.
    pub relay: Option<String>,
    /// Whose it is.
    pub name: String,
    /// Which three of the words are asked for afterwards, counted from 1, ascending.
    pub asked: [usize; 3],
}

/// Where the root is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Custody {
    /// Whether it still lies on this device.
    pub here: bool,
    /// When the kit was confirmed on this device.
    pub confirmed: Option<Timestamp>,
    /// Since when this device is set up.
    pub since: Timestamp,
}

impl Custody {
    /// Whether it is time to ask for the kit: the root has been here for a week, or there are several devices.
    #[must_use]
    pub fn is_overdue(&self, devices: usize, now: Timestamp) -> bool {
        self.here && (devices > 1 || now.duration_since(self.since) >= SignedDuration::from_hours(7 * 24))
    }
}

/// What is remembered of the kit: never a word of it.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct KitFacts {
    asked: Option<[usize; 3]>,
    confirmed: Option<Timestamp>,
}

impl Entre {
    /// Where the root is.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn custody(&mut self) -> Result<Custody, Fail> {
        let reader = self.store.read()?;
        let facts: KitFacts = facts::read(&reader, RecordKind::Person, KIT)?.unwrap_or_default();
        Ok(Custody { here: read_root(&reader)?.is_some(), confirmed: facts.confirmed, since: self.me.since })
    }

    /// The recovery kit, to be written down. Remembers which words will be asked for.
    ///
    /// # Errors
    /// If the root is not on this device any more, or its key cannot be had.
    pub fn kit(&mut self) -> Result<Kit, Fail> {
        let confirmed = self.custody()?.confirmed.is_some();
        let seed = self.root_here()?.ok_or_else(|| {
            let fail = Fail::new(Exit::Failed, "no_root", say!("no-root"));
            if confirmed {
                fail.because(say!("no-root-on-paper"))
            } else {
                fail.because(say!("no-root-elsewhere")).attempt(say!("no-root-try"))
            }
        })?;
        let mut asked: Vec<usize> = Vec::new();
        while asked.len() < 3 {
            let position = usize::try_from(random().next_u32() % 24).unwrap_or(0) + 1;
            if !asked.contains(&position) {
                asked.push(position);
            }
        }
        asked.sort_unstable();
        let asked = [asked[0], asked[1], asked[2]];
        self.keep_kit(&KitFacts { asked: Some(asked), confirmed: None })?;
        Ok(Kit {
            words: seed.words(),
            fingerprint: fingerprint_words(&seed.id()),
            relay: self.me.relay.clone(),
            name: self.me.name.clone(),
            asked,
        })
    }

    /// Which words of the kit are to be typed back, if it has been shown.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn kit_question(&mut self) -> Result<Option<[usize; 3]>, Fail> {
        let facts: Option<KitFacts> = facts::read(&self.store.read()?, RecordKind::Person, KIT)?;
        Ok(facts.and_then(|facts| facts.asked))
    }

    /// Takes the three words that were asked for. If they fit, the root is destroyed on this device.
    ///
    /// # Errors
    /// If the kit was not shown, a word is wrong (nothing is changed then), or the root's key cannot be destroyed.
    pub fn confirm_kit(&mut self, answers: &str, now: Timestamp) -> Result<(), Fail> {
        let asked = self.kit_question()?.ok_or_else(|| {
            Fail::new(Exit::Usage, "kit_not_shown", say!("kit-not-shown")).attempt("entre backup kit")
        })?;
        let Some(seed) = self.root_here()? else {
            return Err(Fail::new(Exit::Failed, "no_root", say!("root-gone")).because(say!("root-gone-why")));
        };
        let words = seed.words();
        let words: Vec<&str> = words.split(' ').collect();
        let answers = Zeroizing::new(answers.to_lowercase());
        let answers: Vec<&str> = answers.split_whitespace().collect();
        if answers.len() != asked.len() {
            let fail = Fail::new(Exit::Usage, "kit_answer", say!("kit-answers-count", count = answers.len()));
            return Err(fail.because(say!("kit-asked", one = asked[0], two = asked[1], three = asked[2])));
        }
        let wrong =
            asked.iter().zip(&answers).find(|(position, answer)| words.get(**position - 1) != Some(*answer));
        if let Some((position, _)) = wrong {
            return Err(Fail::new(Exit::Safety, "kit_answer", say!("kit-word-wrong", position = position))
                .because(say!("kit-word-wrong-why"))
                .attempt(say!("kit-word-wrong-try")));
        }
        self.erase_root(now)
    }

    /// The root: from this device while it is here, else from the words of the kit. Another person's kit is refused.
    ///
    /// # Errors
    /// If neither is there, or the words are not those of this identity.
    pub(crate) fn root_from(&mut self, kit: Option<&str>) -> Result<RootSeed, Fail> {
        if let Some(text) = kit {
            let seed = kit_seed(text)?;
            if seed.id() != self.root()? {
                return Err(Fail::new(Exit::Safety, "other_kit", say!("kit-of-another"))
                    .because(say!("nothing-written")));
            }
            return Ok(seed);
        }
        self.root_here()?.ok_or_else(|| {
            Fail::new(Exit::Usage, "kit_needed", say!("kit-needed"))
                .because(say!("kit-needed-why"))
                .attempt(say!("kit-needed-try"))
        })
    }

    /// The root while it lies here.
    pub(crate) fn root_here(&mut self) -> Result<Option<RootSeed>, Fail> {
        let Some(sealed) = read_root(&self.store.read()?)? else { return Ok(None) };
        let key = fetch_root_key(&self.home)?;
        let opened = key.table("root").open(b"root", "seed", &sealed);
        let seed: Option<[u8; 32]> = opened.ok().and_then(|seed| seed.as_slice().try_into().ok());
        seed.map(|seed| Some(RootSeed::from_bytes(seed))).ok_or_else(|| {
            Fail::new(Exit::Failed, "store_unreadable", say!("root-closed")).because(say!("root-closed-why"))
        })
    }

    /// First the key that opens it, then what it opens: after either, the root is gone from this device.
    fn erase_root(&mut self, now: Timestamp) -> Result<(), Fail> {
        forget_root_key(&self.home)?;
        self.store.write(|writer| -> Result<(), Fail> {
            erase_root(writer)?;
            facts::write(writer, RecordKind::Person, KIT, &KitFacts { asked: None, confirmed: Some(now) })
        })?;
        // Until here the write-ahead log still holds the sealed root.
        store::Store::drop_restore_points(&self.home.database())?;
        Ok(self.store.checkpoint()?)
    }

    fn keep_kit(&mut self, kit: &KitFacts) -> Result<(), Fail> {
        self.store.write(|writer| facts::write(writer, RecordKind::Person, KIT, kit))
    }
}

/// The seed that 24 words stand for.
///
/// # Errors
/// If they are not a kit; the sentence never repeats one.
pub(crate) fn kit_seed(text: &str) -> Result<RootSeed, Fail> {
    RootSeed::from_words(text).map_err(|error| {
        let fail = Fail::new(Exit::Usage, "bad_kit", say!("bad-kit"));
        let fail = match error {
            KitError::Count { found } => fail.because(say!("bad-kit-count", found = found)),
            KitError::Unknown { position } => fail.because(say!("bad-kit-word", position = position)),
            KitError::Checksum => fail.because(say!("bad-kit-checksum")),
        };
        fail.because(say!("nothing-written"))
    })
}

const KIT: &[u8] = b"kit";

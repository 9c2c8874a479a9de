//! Stands in front of every change that comes from outside. The document engine panics, hangs or
//! overflows its stack on well-formed changes that no honest program writes, so nothing reaches it
//! before our own reader has understood every byte. Decides soundness, not permission: who may
//! write what in a document is for the views to say. docs/protocol.md §12.6

mod admission;
mod branches;
mod change;
mod check;
mod chunk;
mod column;
mod index;
pub(crate) mod quiet;

use automerge::{Automerge, ChangeHash};
use thiserror::Error;

pub use branches::{Beside, Branch, Said, Told, beside};
pub use chunk::{change_hash, split_chunks};

use change::ParsedChange;
use check::Roots;
use index::Index;

/// Who may have made the changes of one envelope, as the receiver knows it.
pub struct Author<'a> {
    /// The actor of the envelope's author in this document.
    pub actor: [u8; 16],
    /// For a change that claims to be one with a fixed actor (genesis, slot, note): the bytes that
    /// everybody derives for it; none for any other change. Such a change is sound only if its bytes
    /// are these, and then the actor does not matter.
    pub rederive: &'a dyn Fn(&[u8]) -> Option<Vec<u8>>,
}

/// A change from outside, and who may have made it.
#[derive(Clone, Copy)]
pub struct Offer<'a> {
    /// The actor, in this document, of the author of the envelope that held the change.
    pub actor: [u8; 16],
    /// The raw chunk.
    pub change: &'a [u8],
}

/// What the guard knows of one document, kept beside it: names of changes, objects and elements,
/// never their content.
///
/// Making one reads the whole document once; after that, keep the one that [`Guard::admit`] gives
/// back, and tell it of local changes with [`Guard::record`].
pub struct Guard {
    index: Index,
}

/// What became of the changes, by their places in the list given to [`Guard::admit`].
pub struct Admitted {
    /// The document with the sound changes; none if nothing was applied.
    pub document: Option<Automerge>,
    /// The guard that belongs to that document.
    pub guard: Guard,
    /// The changes now in the document that were not before, in the order of their application.
    pub applied: Vec<usize>,
    /// The changes that wait, each with the dependencies that are neither in the document nor
    /// applied here: not yet arrived, waiting themselves, or refused. A derived change with none of these
    /// waits because the document has too many heads; the next local change makes room. Any other one waits
    /// behind a change that was said before it for the same place.
    pub parked: Vec<(usize, Vec<[u8; 32]>)>,
    /// The changes that can never be applied here, and why.
    pub refused: Vec<(usize, Refusal)>,
    /// The changes that the document already had, and repetitions within the list.
    pub known: Vec<usize>,
}

impl Guard {
    /// Reads a document that is trusted: our own, from our own storage.
    #[must_use]
    pub fn new(document: &Automerge) -> Self {
        let mut guard = Self { index: Index::default() };
        guard.catch_up(document);
        guard
    }

    /// Notes changes that were made here and are in the document already. Changes that are known,
    /// or do not belong to the document, are passed over.
    pub fn record(&mut self, changes: &[Vec<u8>]) {
        for change in changes {
            self.note(change);
        }
        self.index.seal();
    }

    /// Judges the changes of one author, in any order as long as each place has one, and applies what is
    /// sound to a copy of the document. The document itself and this guard stay as they are.
    ///
    /// See [`Guard::admit_all`] for the cost, which is by the call.
    #[must_use]
    pub fn admit(&self, document: &Automerge, author: &Author<'_>, changes: &[Vec<u8>]) -> Admitted {
        let offers = changes.iter().map(|change| Offer { actor: author.actor, change }).collect::<Vec<_>>();
        self.admit_all(document, author.rederive, &offers)
    }

    /// Like [`Guard::admit`], for changes of several authors: what came in one catch-up belongs in
    /// one call.
    ///
    /// What comes back was saved, loaded and compared once. With a thousand topics of a paragraph
    /// each (118,000 operations) a call takes about 150 ms for one change and 470 ms for a thousand;
    /// with the topics of a quarter it is a tenth of that.
    #[must_use]
    pub fn admit_all(
        &self,
        document: &Automerge,
        rederive: &dyn Fn(&[u8]) -> Option<Vec<u8>>,
        offers: &[Offer<'_>],
    ) -> Admitted {
        let mut guard = Self { index: self.index.fork() };
        guard.catch_up(document);
        admission::admit(guard, document, rederive, offers)
    }

    /// Brings the index to the document's heads, if it is not there: after local changes that were
    /// not recorded, or when it belongs to a document that was not kept.
    fn catch_up(&mut self, document: &Automerge) {
        if self.is_at_heads_of(document) {
            return;
        }
        let heads = self.index.heads();
        let known = heads.iter().map(|head| ChangeHash(*head)).collect::<Vec<_>>();
        let is_ahead = known.iter().any(|head| document.get_change_meta_by_hash(head).is_none());
        let known = if is_ahead {
            self.index = Index::default();
            Vec::new()
        } else {
            known
        };
        for change in document.get_changes(&known) {
            self.note(change.raw_bytes());
        }
        self.index.seal();
    }

    fn is_at_heads_of(&self, document: &Automerge) -> bool {
        let heads = document.get_heads();
        let known = self.index.heads();
        heads.len() == known.len() && heads.iter().all(|head| known.contains(&head.0))
    }

    /// A change of our own that we cannot read is left out; then nothing can build upon it from
    /// outside, but nothing breaks.
    fn note(&mut self, chunk: &[u8]) {
        if let Ok(change) = ParsedChange::read(chunk)
            && self.index.number(&change.hash).is_none()
        {
            let _verdict = check::check(&mut self.index, &change, Roots::Allowed);
        }
    }
}

/// Why a change can never be applied. Whoever made it used another program, or means harm.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// It does not begin as a stored change does.
    #[error("not a change")]
    NotAChange,
    /// A whole document, a compressed change, a bundle or something unknown.
    #[error("chunk of type {found}, where only plain changes are taken")]
    ChunkType {
        /// The type byte.
        found: u8,
    },
    /// More than 64 KiB.
    #[error("change longer than 64 KiB")]
    TooLarge,
    /// It ends too early.
    #[error("change cut short")]
    Truncated,
    /// Something follows its end.
    #[error("bytes after the end of a change")]
    TrailingBytes,
    /// The checksum is not that of its bytes.
    #[error("wrong checksum")]
    Checksum,
    /// A number or a run that is not in its shortest form.
    #[error("not in the one accepted encoding")]
    Encoding,
    /// Text that is not UTF-8.
    #[error("text that is not UTF-8")]
    NotUtf8,
    /// More than 512 dependencies.
    #[error("too many dependencies")]
    TooManyDependencies,
    /// A dependency is named twice.
    #[error("a dependency named twice")]
    RepeatedDependency,
    /// An actor that is not 16 bytes long.
    #[error("an actor of the wrong length")]
    ActorLength,
    /// Actors out of order, not used, or used but not listed.
    #[error("a wrong list of actors")]
    Actors,
    /// A counter that is zero or beyond 31 bits.
    #[error("a counter out of range")]
    Counter,
    /// A time; we write none.
    #[error("a time in a change")]
    Time,
    /// A message; we write none.
    #[error("a message in a change")]
    Message,
    /// Bytes after the columns, where the engine keeps an author.
    #[error("a footer in a change")]
    Footer,
    /// A column that is unknown, compressed, empty, out of order, or of a kind we never write.
    #[error("column {specification:#x} not accepted")]
    Column {
        /// The column's number, type bits included.
        specification: u64,
    },
    /// More than 5,000 operations, or a column longer than there are operations.
    #[error("too many rows")]
    TooManyRows,
    /// Columns whose lengths do not agree.
    #[error("columns of different lengths")]
    RowCount,
    /// No operations at all.
    #[error("a change without operations")]
    Empty,
    /// A kind of operation that we never write: lists, marks, counters, characters of several signs.
    #[error("an operation of a kind not accepted")]
    Operation,
    /// A value of a type that we never write, or longer than it says.
    #[error("a value of a kind not accepted")]
    Value,
    /// A key where an element belongs, or the other way round.
    #[error("a key that does not fit its object")]
    Key,
    /// Made by another actor than the author of the envelope.
    #[error("made by another actor than its author")]
    WrongActor,
    /// It claims a fixed actor, but is not what everybody derives for it.
    #[error("not the derived change that it claims to be")]
    NotDerived,
    /// It builds upon nothing, so it could belong to any document.
    #[error("not bound to this document")]
    Unbound,
    /// It does not follow its actor's last change.
    #[error("a gap in the sequence of its actor")]
    SequenceGap,
    /// Its actor's sequence number is taken by another change.
    #[error("a sequence number used twice")]
    SequenceReused,
    /// Its counters do not follow those of its dependencies.
    #[error("counters that do not follow its dependencies")]
    StartOperation,
    /// It names an actor that has made nothing it could know.
    #[error("an unknown actor")]
    UnknownActor,
    /// It writes to an object that it cannot know.
    #[error("an unknown object")]
    UnknownObject,
    /// It names an element that is not in that text.
    #[error("an unknown element")]
    UnknownElement,
    /// It does not replace exactly what it found at that place.
    #[error("wrong predecessors")]
    Predecessors,
    /// Objects in objects, more than 16 deep.
    #[error("objects nested too deep")]
    TooDeep,
    /// The engine refused it or panicked, or the document could not be saved and loaded with it.
    #[error("not accepted by the document engine")]
    Engine,
}

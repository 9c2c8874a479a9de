//! A document: an automerge document with its id and name, edited only through `Edit`.
//! Changes from outside do not enter here but through the guard. docs/protocol.md §12.

mod beside;
mod check;
mod history;
mod plan;
mod read;
mod rederive;
mod retake;
mod write;

pub use history::{Subject, Touch};
pub use retake::RetakeError;

use automerge::{
    ActorId, Automerge, AutomergeError, Change, ChangeHash, LoadOptions, ObjId, PatchAction, ROOT, ReadDoc,
};

use crate::fields::{child, root};
use crate::schema::{self, key};
use crate::splice::{Followed, SpliceError, apply_splices, difference};
use crate::text::{TextError, check_controls, check_note_len};
use crate::{DocumentId, DocumentName, Edit, Model, Splice, Target, TextTarget};

/// One automerge document with its id and name.
#[derive(Clone)]
pub struct Document {
    name: DocumentName,
    id: DocumentId,
    automerge: Automerge,
}

impl core::fmt::Debug for Document {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { name, id, automerge: _ } = self;
        formatter.debug_struct("Document").field("name", name).field("id", id).finish_non_exhaustive()
    }
}

/// Why a document could not be loaded from what this device stored.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The stored bytes are damaged.
    #[error("the stored document is damaged")]
    Snapshot(#[source] AutomergeError),
    /// A stored change is damaged.
    #[error("a stored change of the document is damaged")]
    Change(#[source] automerge::LoadChangeError),
    /// The stored changes do not follow each other.
    #[error("the stored changes of the document do not fit together")]
    Apply(#[source] AutomergeError),
    /// A change that another one needs is missing.
    #[error("a stored change needs another that is missing")]
    MissingChanges,
    /// The bytes are those of another document.
    #[error("the stored document is another one")]
    OtherDocument,
}

/// Why an edit was refused. The document is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The text breaks a rule.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A change of a text does not fit the text.
    #[error(transparent)]
    Splice(#[from] SpliceError),
    /// The edit belongs to another document.
    #[error("this belongs to another document")]
    OtherDocument,
    /// The item is not in the document.
    #[error("there is no such item")]
    NoSuchItem,
    /// The comment is not there.
    #[error("there is no such comment")]
    NoSuchComment,
    /// The position is not one.
    #[error("not a position in a list")]
    Position,
    /// The length is out of range.
    #[error("the length is 1 to 1440 minutes")]
    Minutes,
    /// The time zone is not one.
    #[error("there is no time zone of this name")]
    TimeZone,
    /// Mood and workload are 1 to 5.
    #[error("mood and workload are 1 to 5")]
    Rating,
    /// A share is more than all.
    #[error("a share is 0 to 100 percent")]
    Percent,
    /// The last day comes before the first.
    #[error("the last day comes before the first")]
    Days,
    /// A topic would be a part of itself.
    #[error("a topic cannot be a part of itself")]
    OwnParent,
    /// More numbers than a goal has key results.
    #[error("a check-in has at most 64 numbers")]
    Values,
    /// A meeting lives in the quarter of its original date.
    #[error("the meeting belongs to another quarter")]
    OtherQuarter,
    /// The key of a setting or the id of a stream has another form.
    #[error("not the name of a setting or a pair")]
    Key,
    /// The document refuses the operation.
    #[error("the document could not be changed")]
    Document(#[from] AutomergeError),
}

/// Why an edited text could not be brought onto the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RebaseError {
    /// The text is not in the document.
    #[error("there is no such text")]
    NoSuchText,
    /// The document does not know the state that the text was read at.
    #[error("the state that the text was read at is unknown")]
    UnknownHeads,
    /// A change does not fit the text that it was made for.
    #[error(transparent)]
    Splice(#[from] SpliceError),
}

impl Edit {
    /// The rules that need no document: lengths, characters, numbers.
    ///
    /// # Errors
    /// The first rule that the edit breaks.
    pub fn check(&self) -> Result<(), EditError> {
        check::check(self)?;
        for splice in self.splices().map(|(_, splices)| splices).unwrap_or_default() {
            check_controls(&splice.insert)?;
            check_note_len(splice.insert.len())?;
        }
        Ok(())
    }
}

impl Document {
    /// A document that holds its genesis and nothing else: the same bytes for everybody.
    pub fn genesis(name: DocumentName, id: DocumentId) -> Self {
        #[expect(clippy::expect_used, reason = "puts into maps that the same function created cannot fail")]
        let automerge = schema::genesis(&name, &id).expect("a genesis writes into fresh maps").automerge;
        Self { name, id, automerge }
    }

    /// The raw genesis change, which is the first of every document.
    pub fn genesis_change(&self) -> Vec<u8> {
        schema::genesis(&self.name, &self.id).map(|derived| derived.change).unwrap_or_default()
    }

    /// Loads what this device saved: a snapshot (empty: the genesis) and the raw changes after it, in any order.
    /// Never for bytes from others.
    ///
    /// # Errors
    /// The bytes are damaged, incomplete, or those of another document.
    pub fn load<'a>(
        name: DocumentName,
        id: DocumentId,
        snapshot: &[u8],
        tail: impl Iterator<Item = &'a [u8]>,
    ) -> Result<Self, LoadError> {
        let mut document = if snapshot.is_empty() {
            Self::genesis(name, id)
        } else {
            let options = LoadOptions::new().text_encoding(schema::ENCODING);
            let automerge = Automerge::load_with_options(snapshot, options).map_err(LoadError::Snapshot)?;
            Self { name, id, automerge }
        };
        let bound = matches!(
            document.automerge.get(ROOT, key::DOCUMENT),
            Ok(Some((value, _))) if value.as_bytes() == Some(id.as_bytes().as_slice())
        );
        if !bound {
            return Err(LoadError::OtherDocument);
        }
        let changes: Vec<Change> = tail
            .map(|bytes| Change::from_bytes(bytes.to_vec()).map_err(LoadError::Change))
            .collect::<Result<_, _>>()?;
        document.automerge.apply_changes(changes).map_err(LoadError::Apply)?;
        if !document.automerge.get_missing_deps(&[]).is_empty() {
            return Err(LoadError::MissingChanges);
        }
        Ok(document)
    }

    /// All of it as bytes, for this device alone. Not canonical: two equal documents may save differently.
    pub fn save(&self) -> Vec<u8> {
        self.automerge.save()
    }

    /// The hashes of the last changes, sorted. Equal heads mean equal documents.
    pub fn heads(&self) -> Vec<[u8; 32]> {
        let mut heads: Vec<[u8; 32]> = self.automerge.get_heads().into_iter().map(|hash| hash.0).collect();
        heads.sort_unstable();
        heads
    }

    /// Whether everything that these heads stand for is in the document.
    pub fn knows(&self, heads: &[[u8; 32]]) -> bool {
        self.known(heads).len() == heads.len()
    }

    /// The name.
    pub const fn name(&self) -> &DocumentName {
        &self.name
    }

    /// The id.
    pub const fn id(&self) -> &DocumentId {
        &self.id
    }

    /// The automerge document, for the guard.
    pub const fn automerge(&self) -> &Automerge {
        &self.automerge
    }

    /// Takes over what the guard returned: this document with admitted changes.
    pub fn replace(&mut self, admitted: Automerge) {
        self.automerge = admitted;
    }

    /// The raw bytes of all changes that are not in the history of these heads; all changes for none.
    /// Heads that the document does not know count as nothing.
    pub fn changes_since(&self, heads: &[[u8; 32]]) -> Vec<Vec<u8>> {
        let known = self.known(heads);
        self.automerge.get_changes(&known).iter().map(|change| change.raw_bytes().to_vec()).collect()
    }

    /// Whether a change, given as its hash, is in the document.
    #[must_use]
    pub fn holds(&self, hash: &[u8; 32]) -> bool {
        self.automerge.get_change_by_hash(&ChangeHash(*hash)).is_some()
    }

    /// Whether one of these changes comes right behind the last one that this actor has here, and is not here itself: what the
    /// actor writes next would take its place. Bytes that are no change are passed over.
    #[must_use]
    pub fn is_behind<'a>(&self, actor: &[u8; 16], changes: impl IntoIterator<Item = &'a Vec<u8>>) -> bool {
        let actor = ActorId::from(actor.as_slice());
        let by_it = |change: &Change| *change.actor_id() == actor;
        let last = self.automerge.get_changes(&[]).into_iter().filter(by_it).max_by_key(Change::seq);
        let next = |change: &Change| match &last {
            None => change.seq() == 1,
            Some(last) => change.seq() == last.seq() + 1 && change.deps().contains(&last.hash()),
        };
        let changes = changes.into_iter().filter_map(|bytes| Change::from_bytes(bytes.clone()).ok());
        changes.filter(by_it).any(|change| next(&change))
    }

    /// The changes that are here and not in `other`, each with its actor, in an order in which they can be applied there.
    pub fn beyond(&self, other: &Self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let changes = self.automerge.get_changes(&[]);
        let beyond =
            changes.iter().filter(|change| other.automerge.get_change_by_hash(&change.hash()).is_none());
        beyond.map(|change| (change.actor_id().to_bytes().to_vec(), change.raw_bytes().to_vec())).collect()
    }

    /// Everything that is in the document.
    pub fn model(&self) -> Model {
        match &self.name {
            DocumentName::Core => Model::Core(read::core(&self.automerge)),
            DocumentName::Quarter(_) => Model::Quarter(read::quarter(&self.automerge)),
            DocumentName::Private(_) => Model::Private(read::private(&self.automerge)),
            DocumentName::Personal => Model::Personal(read::personal(&self.automerge)),
        }
    }

    /// Does one edit as this actor. Returns the raw changes made, in order: first the derived slot of a meeting or
    /// a note where it was missing, then the edit, in several changes if it is long. Empty if nothing changed.
    ///
    /// # Errors
    /// The edit does not fit the document or breaks a rule; nothing was changed.
    pub fn apply(&mut self, actor: &[u8; 16], edit: &Edit) -> Result<Vec<Vec<u8>>, EditError> {
        self.apply_all(actor, std::slice::from_ref(edit))
    }

    /// Does several edits as one action: in one change, as long as it stays within 64 KiB and 5,000 operations.
    ///
    /// # Errors
    /// One of the edits does not fit the document or breaks a rule; nothing was changed.
    pub fn apply_all(&mut self, actor: &[u8; 16], edits: &[Edit]) -> Result<Vec<Vec<u8>>, EditError> {
        if edits.iter().any(|edit| edit.target() != Target::of(&self.name)) {
            return Err(EditError::OtherDocument);
        }
        let batches = plan::batches(self, edits)?;
        // On a copy, so that an edit that fails halfway leaves nothing behind.
        let mut changed = self.clone();
        let mut changes = changed.add_slots(edits)?;
        changed.automerge.set_actor(ActorId::from(actor));
        for batch in &batches {
            changes.extend(write::batch(&mut changed.automerge, batch)?);
        }
        *self = changed;
        Ok(changes)
    }

    /// Adds the derived slots that these edits write into, and returns their changes.
    fn add_slots(&mut self, edits: &[Edit]) -> Result<Vec<Vec<u8>>, EditError> {
        let mut changes = Vec::new();
        for edit in edits {
            let (map, key) = match edit {
                Edit::Meeting { id, .. } => (key::MEETINGS, id.to_string()),
                Edit::Note { id, edit: crate::NoteEdit::Put { .. } } => (key::NOTES, id.to_string()),
                _ => continue,
            };
            let there =
                root(&self.automerge, map).is_some_and(|map| child(&self.automerge, &map, &key).is_some());
            if there {
                continue;
            }
            let derived = match (edit, &self.name) {
                (Edit::Meeting { id, .. }, DocumentName::Quarter(quarter)) => {
                    schema::slot(*quarter, &self.id, id)?
                }
                (Edit::Note { id, .. }, name) => schema::note(name, &self.id, id)?,
                _ => return Err(EditError::OtherDocument),
            };
            let change =
                Change::from_bytes(derived.change.clone()).map_err(|_defect| AutomergeError::Fail)?;
            self.automerge.apply_changes([change])?;
            changes.push(derived.change);
        }
        Ok(changes)
    }

    /// A text as it is now.
    pub fn text(&self, target: &TextTarget) -> Option<String> {
        self.automerge.text(self.text_object(target)?).ok()
    }

    /// A text as it was at these heads.
    pub fn text_at(&self, target: &TextTarget, heads: &[[u8; 32]]) -> Option<String> {
        let known = self.known(heads);
        if known.len() != heads.len() {
            return None;
        }
        self.automerge.text_at(self.text_object(target)?, &known).ok()
    }

    /// The splices that bring an edited copy onto the text as it is now. The copy was read at `heads`;
    /// what others wrote since then stays.
    ///
    /// # Errors
    /// The text or the heads are unknown.
    pub fn rebase_splices(
        &self,
        target: &TextTarget,
        heads: &[[u8; 32]],
        edited: &str,
    ) -> Result<Vec<Splice>, RebaseError> {
        let object = self.text_object(target).ok_or(RebaseError::NoSuchText)?;
        let old = self.text_at(target, heads).ok_or(RebaseError::UnknownHeads)?;
        let splices = difference(&old, edited);
        if heads == self.heads() {
            return Ok(splices);
        }
        let mut followed = Followed::new(crate::splice::utf16_len(&old));
        let patches = self
            .automerge
            .diff_obj(&object, &self.known(heads), &self.automerge.get_heads(), false)
            .map_err(|_defect| RebaseError::UnknownHeads)?;
        for patch in patches {
            match patch.action {
                PatchAction::SpliceText { index, value, .. } => {
                    followed.insert(index, crate::splice::utf16_len(&value.make_string()));
                }
                PatchAction::DeleteSeq { index, length } => followed.delete(index, length),
                _ => {}
            }
        }
        Ok(followed.move_splices(&splices))
    }

    /// An edit that was meant for the document at `heads`, for the document as it is now: the splices of a text move
    /// with what others wrote since then, everything else stays. For undo, drafts, and redoing under a new actor.
    ///
    /// # Errors
    /// The text or the heads are unknown, or the splices did not fit there.
    pub fn rebase_edit(&self, edit: &Edit, heads: &[[u8; 32]]) -> Result<Edit, RebaseError> {
        let Some((target, splices)) = edit.splices() else { return Ok(edit.clone()) };
        if heads == self.heads() {
            return Ok(edit.clone());
        }
        let then = self.text_at(&target, heads).ok_or(RebaseError::UnknownHeads)?;
        let edited = apply_splices(&then, splices)?;
        Ok(edit.with_splices(self.rebase_splices(&target, heads, &edited)?))
    }

    /// The bytes of a change derived again, if it claims to be one that every device derives for itself
    /// (the genesis, the slot of a meeting of this quarter, the slot of a note). For the guard, which compares them.
    pub fn rederive(&self, change: &[u8]) -> Option<Vec<u8>> {
        rederive::rederive(&self.name, &self.id, change)
    }

    fn text_object(&self, target: &TextTarget) -> Option<ObjId> {
        let document = &self.automerge;
        let below = |map: &str, key: String, text: &str| {
            let item = beside::item_of(document, &root(document, map)?, &key)?;
            child(document, &item, text)
        };
        match target {
            TextTarget::Priorities => child(document, &root(document, key::NOTES)?, key::PRIORITIES),
            TextTarget::Action(id) => below(key::ACTIONS, id.to_string(), key::NOTE),
            TextTarget::Topic(id) => below(key::TOPICS, id.to_string(), key::NOTES),
            TextTarget::Meeting(id) => below(key::MEETINGS, id.to_string(), key::NOTES),
            TextTarget::Note(id) => below(key::NOTES, id.to_string(), key::BODY),
            TextTarget::Goal(id) => below(key::GOALS, id.to_string(), key::WHY),
            TextTarget::Draft(id) => below(key::DRAFTS, id.to_string(), key::BODY),
        }
    }

    /// automerge takes unknown heads for no heads at all, so they are left out here and counted by the callers.
    fn known(&self, heads: &[[u8; 32]]) -> Vec<ChangeHash> {
        let known = |head: &[u8; 32]| {
            let hash = ChangeHash(*head);
            self.automerge.get_change_meta_by_hash(&hash).map(|_| hash)
        };
        heads.iter().filter_map(known).collect()
    }
}

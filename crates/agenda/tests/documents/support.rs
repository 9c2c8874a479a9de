//! A person's documents in memory, for tests: edits go to the right document, changes travel between replicas.

use std::collections::BTreeMap;

use automerge::Change;
use entrenous_agenda::guard::{Guard, Offer};
use entrenous_agenda::{
    Document, DocumentId, DocumentName, Edit, EditError, Model, Pair, PersonalModel, PrivateModel, Target,
};

pub(crate) const PAIR: &str = "00aa";

pub(crate) fn person_actor(number: u8) -> [u8; 16] {
    [number; 16]
}

pub(crate) fn document_id(name: &DocumentName) -> DocumentId {
    let mut bytes = [0x5a_u8; 16];
    for (index, byte) in name.to_string().bytes().enumerate() {
        bytes[index % 16] = bytes[index % 16].wrapping_mul(31).wrapping_add(byte);
    }
    DocumentId::from_bytes(bytes)
}

#[derive(Clone)]
pub(crate) struct Replica {
    pub(crate) actor: [u8; 16],
    pub(crate) documents: BTreeMap<DocumentName, Document>,
}

impl Replica {
    pub(crate) fn new(actor: [u8; 16]) -> Self {
        Self { actor, documents: BTreeMap::new() }
    }

    pub(crate) fn document(&mut self, name: &DocumentName) -> &mut Document {
        self.documents
            .entry(name.clone())
            .or_insert_with(|| Document::genesis(name.clone(), document_id(name)))
    }

    #[track_caller]
    pub(crate) fn edit(&mut self, edit: &Edit) -> Vec<Vec<u8>> {
        self.try_edit(edit).unwrap()
    }

    pub(crate) fn try_edit(&mut self, edit: &Edit) -> Result<Vec<Vec<u8>>, EditError> {
        let actor = self.actor;
        self.document(&edit.target().document_name(PAIR)).apply(&actor, edit)
    }

    pub(crate) fn model_of(&mut self, edit: &Edit) -> Model {
        self.document(&edit.target().document_name(PAIR)).model()
    }

    /// Takes over what both share.
    pub(crate) fn pull(&mut self, other: &Self) {
        self.take(other, |target| matches!(target, Target::Core | Target::Quarter(_)));
    }

    /// Takes over what one person keeps alone, from another device of that person.
    pub(crate) fn pull_own(&mut self, other: &Self) {
        self.take(other, |target| matches!(target, Target::Private | Target::Personal));
    }

    fn take(&mut self, other: &Self, wanted: impl Fn(Target) -> bool) {
        for (name, theirs) in &other.documents {
            if !wanted(Target::of(name)) {
                continue;
            }
            let ours = self.document(name);
            let changes = theirs.changes_since(&ours.heads());
            if changes.is_empty() {
                continue;
            }
            // Everything that our own edits make must pass the guard that stands before other people's changes.
            let actors: Vec<[u8; 16]> = changes
                .iter()
                .map(|bytes| {
                    Change::from_bytes(bytes.clone()).unwrap().actor_id().to_bytes().try_into().unwrap()
                })
                .collect();
            let fixed = |actor: &[u8; 16]| actor.iter().any(|byte| *byte != actor[0]);
            let offers: Vec<Offer<'_>> = changes
                .iter()
                .zip(&actors)
                .map(|(change, actor)| Offer {
                    actor: if fixed(actor) { other.actor } else { *actor },
                    change,
                })
                .collect();
            let guard = Guard::new(ours.automerge());
            let admitted = guard.admit_all(ours.automerge(), &|change| ours.rederive(change), &offers);
            assert!(
                admitted.refused.is_empty() && admitted.parked.is_empty(),
                "{name}: {:?}",
                admitted.refused
            );
            if let Some(document) = admitted.document {
                ours.replace(document);
            }
        }
    }

    pub(crate) fn pair(&self) -> Pair {
        let mut pair = Pair::default();
        for (name, document) in &self.documents {
            match (name, document.model()) {
                (DocumentName::Core, Model::Core(core)) => pair.core = core,
                (DocumentName::Quarter(quarter), Model::Quarter(model)) => {
                    pair.quarters.insert(*quarter, model);
                }
                _ => {}
            }
        }
        pair
    }

    pub(crate) fn private(&self) -> PrivateModel {
        match self.documents.get(&Target::Private.document_name(PAIR)).map(Document::model) {
            Some(Model::Private(model)) => model,
            _ => PrivateModel::default(),
        }
    }

    pub(crate) fn personal(&self) -> PersonalModel {
        match self.documents.get(&DocumentName::Personal).map(Document::model) {
            Some(Model::Personal(model)) => model,
            _ => PersonalModel::default(),
        }
    }

    pub(crate) fn save(&mut self, name: &DocumentName) -> Vec<u8> {
        self.document(name).save()
    }

    pub(crate) fn all_shared_json(&self) -> String {
        serde_json::to_string(&self.pair()).unwrap()
    }
}

/// Both see everything of both.
pub(crate) fn exchange(one: &mut Replica, other: &mut Replica) {
    one.pull(other);
    other.pull(one);
}

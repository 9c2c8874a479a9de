//! Read models: everything that read commands and references need, without loading a document.

use std::collections::BTreeMap;

use agenda::{DocumentName, Edit, Model, Pair, PrivateModel, Target};
use store::{Reader, RecordKind};
use sync::document_id;
use wire::StreamId;

use crate::documents;
use crate::entre::Entre;
use crate::exchange::branches;
use crate::facts::{self, Summary, decode};
use crate::fail::Fail;
use crate::people::PersonRef;

/// What one pair holds, shared and private apart.
pub(crate) struct Models {
    pub(crate) shared: Pair,
    pub(crate) private: PrivateModel,
}

impl Entre {
    pub(crate) fn models(&mut self, person: &PersonRef) -> Result<Models, Fail> {
        let own = self.stream;
        let reader = self.store.read()?;
        models(&reader, &own, person)
    }
}

pub(crate) fn models(reader: &Reader<'_>, own: &StreamId, person: &PersonRef) -> Result<Models, Fail> {
    let Some(stream) = &person.stream else { return drafted(reader, person) };
    let mut shared = Pair::default();
    let names: BTreeMap<[u8; 16], String> = reader.documents(stream)?.into_iter().collect();
    for (document, bytes) in reader.views(stream)? {
        match decode::<Model>(&bytes)? {
            Model::Core(core) => shared.core = core,
            Model::Quarter(model) => {
                if let Some(Ok(DocumentName::Quarter(quarter))) =
                    names.get(&document).map(|name| name.parse())
                {
                    shared.quarters.insert(quarter, model);
                }
            }
            Model::Private(_) | Model::Personal(_) => {}
        }
    }
    Ok(Models { shared, private: private(reader, own, stream)? })
}

/// Our private document about a pair.
pub(crate) fn private(reader: &Reader<'_>, own: &StreamId, pair: &StreamId) -> Result<PrivateModel, Fail> {
    let name = DocumentName::Private(pair.to_string());
    match documents::view(reader, own, &document_id(own, &name))? {
        Some(Model::Private(model)) => Ok(model),
        _ => Ok(PrivateModel::default()),
    }
}

/// What the last exchange taught about a stream.
pub(crate) fn summary(reader: &Reader<'_>, stream: &StreamId) -> Result<Summary, Fail> {
    Ok(facts::read(reader, RecordKind::Summary, stream.as_bytes())?.unwrap_or_default())
}

/// What a stream's relay has not got of this device: changes that are not sealed yet, sealed envelopes that it has not
/// stored and cannot take from inside of others, and what a copy took back and has not said again. An envelope counts as
/// one, whatever it carries; so does a document of which something was taken back.
pub(crate) fn waiting(reader: &Reader<'_>, stream: &StreamId) -> Result<u64, Fail> {
    let sealed = branches::unstored(reader, stream)?;
    let ours =
        sealed.iter().filter(|stored| stored.own && stored.envelope.header().kind == wire::Kind::Content);
    let ours = u64::try_from(ours.count()).unwrap_or(u64::MAX);
    let Summary { unquoted, aside, .. } = summary(reader, stream)?;
    let beside = unquoted.saturating_add(aside);
    Ok(reader.outbox_count(stream)?.saturating_add(ours).saturating_add(beside))
}

/// While the answer is out there is no document yet: what was written so far, replayed onto empty ones.
fn drafted(reader: &Reader<'_>, person: &PersonRef) -> Result<Models, Fail> {
    let mut documents: BTreeMap<Target, agenda::Document> = BTreeMap::new();
    for edit in drafts(reader, person)? {
        let document = documents.entry(edit.target()).or_insert_with(|| {
            let name = edit.target().document_name("draft");
            agenda::Document::genesis(name, agenda::DocumentId::from_bytes([0; 16]))
        });
        // A draft was applied once already when it was written; it cannot fail here.
        drop(document.apply(&[1; 16], &edit));
    }
    let mut models = Models { shared: Pair::default(), private: PrivateModel::default() };
    for (target, document) in documents {
        match (target, document.model()) {
            (_, Model::Core(core)) => models.shared.core = core,
            (Target::Quarter(quarter), Model::Quarter(model)) => {
                models.shared.quarters.insert(quarter, model);
            }
            (_, Model::Private(model)) => models.private = model,
            _ => {}
        }
    }
    Ok(models)
}

/// What was written for a person whose answer is out, oldest first.
pub(crate) fn drafts(reader: &Reader<'_>, person: &PersonRef) -> Result<Vec<Edit>, Fail> {
    let rows = reader.records_under(RecordKind::Draft, &person.key)?;
    rows.iter().map(|(_, bytes)| decode(bytes)).collect()
}

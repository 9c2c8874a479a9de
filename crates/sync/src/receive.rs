//! Taking envelopes in: into the known set, then into the documents (docs/protocol.md §7, §12.6).
//!
//! Accepted is not applied: acceptance moves the frontier, and the guard of the document decides a second time. What it
//! refuses is quarantined and said; only what depends on it waits.

use std::collections::{BTreeMap, BTreeSet};

use agenda::guard::{self, Guard, Offer};
use agenda::{Document, DocumentId};
use crypto::Audience;
use wire::{AuthorId, EnvelopeId, StreamId, Verified};

use crate::chains::Absorbed;
use crate::ledger::{Ledger, OutboxRow};
use crate::names::actor_of;
use crate::replica::{Delivery, Replica, StreamEvent};
use crate::standing::{Standing, Waiting};

/// What taking in brought.
#[derive(Debug, Default)]
pub struct Received {
    /// Envelopes that were new.
    pub new: usize,
    /// Envelopes whose changes took effect now.
    pub applied: Vec<(AuthorId, EnvelopeId)>,
    /// Documents that changed.
    pub documents: BTreeSet<DocumentId>,
    /// Envelopes that were refused by the guard, wholly or in part.
    pub quarantined: Vec<EnvelopeId>,
    /// Envelopes that had taken effect and lost to another branch of their author's forked chain.
    pub superseded: Vec<EnvelopeId>,
    /// For the person to see.
    pub events: Vec<StreamEvent>,
}

/// Why envelopes could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError<E> {
    /// Storage failed; nothing of this transaction counts.
    #[error("storage failed")]
    Storage(#[source] E),
    /// An envelope came without its predecessor, or for another stream.
    #[error("an envelope came out of order")]
    Gap,
    /// What was written here and waits to be sealed cannot be read, so documents made anew would lack it.
    #[error("what waits to be sealed cannot be read")]
    Unsealed,
}

/// Takes envelopes into the set and applies whatever has become possible. Call it with none to try again what waits.
///
/// # Errors
/// [`ReceiveError`]; the caller drops the transaction and rebuilds the replica from what is stored.
pub fn receive<S: Audience, L: Ledger>(
    replica: &mut Replica<S>,
    ledger: &mut L,
    envelopes: &[Verified],
) -> Result<Received, ReceiveError<L::Error>> {
    let mut received = Received::default();
    for envelope in envelopes {
        match replica.absorb(envelope, false) {
            Absorbed::Known => {}
            Absorbed::Gap => return Err(ReceiveError::Gap),
            Absorbed::New | Absorbed::Fork => {
                received.new += 1;
                ledger.keep(envelope, false).map_err(ReceiveError::Storage)?;
            }
        }
    }
    let settled = replica.settle();
    received.events = settled.events;
    if settled.superseded.is_empty() {
        apply(replica, ledger, settled.deliveries, Vec::new(), &mut received)?;
    } else {
        start_anew(replica, ledger, settled.superseded, &mut received)?;
    }
    for (id, why) in settled.waiting {
        ledger.mark(&id, Standing::Waiting(why)).map_err(ReceiveError::Storage)?;
    }
    Ok(received)
}

/// Makes the documents again from their genesis, from all that counts, and from what is not sealed yet: what they would be
/// if nothing but envelopes and outbox were here. The replica has to know everything that is stored.
///
/// # Errors
/// [`ReceiveError`]; the caller drops the transaction.
pub fn rebuild<S: Audience, L: Ledger>(
    replica: &mut Replica<S>,
    ledger: &mut L,
) -> Result<Received, ReceiveError<L::Error>> {
    let mut received = Received::default();
    start_anew(replica, ledger, Vec::new(), &mut received)?;
    Ok(received)
}

/// The branch of a fork that was in the documents has lost: they are made again from their genesis and what counts, and
/// what is not sealed yet is put on top.
fn start_anew<S: Audience, L: Ledger>(
    replica: &mut Replica<S>,
    ledger: &mut L,
    superseded: Vec<EnvelopeId>,
    received: &mut Received,
) -> Result<(), ReceiveError<L::Error>> {
    let stored = ledger.envelopes().map_err(ReceiveError::Storage)?;
    for envelope in stored.iter().filter(|envelope| superseded.contains(&envelope.id())) {
        let changes = replica.reread(envelope);
        replica.mark_waiting(&envelope.id(), changes);
        ledger.mark(&envelope.id(), Standing::Waiting(Waiting::Author)).map_err(ReceiveError::Storage)?;
    }
    received.superseded = superseded;
    ledger.forget_documents().map_err(ReceiveError::Storage)?;
    let unsealed = ledger.outbox().map_err(ReceiveError::Storage)?;
    let history = replica.history(&stored);
    apply(replica, ledger, history, unsealed, received)
}

/// What became of the changes of one envelope so far.
struct Fate {
    author: AuthorId,
    refused: bool,
    waits: Option<Waiting>,
    changes: Vec<([u8; 16], Vec<u8>)>,
}

/// One change chunk on its way into a document.
struct Pending {
    /// Zero for what is not sealed yet.
    envelope: EnvelopeId,
    author: AuthorId,
    chunk: Vec<u8>,
}

fn apply<S: Audience, L: Ledger>(
    replica: &mut Replica<S>,
    ledger: &mut L,
    deliveries: Vec<Delivery>,
    unsealed: Vec<OutboxRow>,
    received: &mut Received,
) -> Result<(), ReceiveError<L::Error>> {
    let mut fates = BTreeMap::new();
    let mut order = Vec::new();
    let mut queues: BTreeMap<DocumentId, Vec<Pending>> = BTreeMap::new();
    for Delivery { envelope, author, changes } in deliveries {
        let mut refused = false;
        let mut fate = Fate { author, refused: false, waits: None, changes };
        for (document, bytes) in &fate.changes {
            match guard::split_chunks(bytes) {
                // A record without changes asks nothing of its document.
                Ok(chunks) if chunks.is_empty() => {}
                Ok(chunks) => {
                    let queue = queues.entry(DocumentId::from_bytes(*document)).or_default();
                    let pending =
                        chunks.into_iter().map(|chunk| Pending { envelope, author, chunk: chunk.to_vec() });
                    queue.extend(pending);
                }
                Err(_) => refused = true,
            }
        }
        fate.refused = refused;
        order.push(envelope);
        fates.insert(envelope, fate);
    }
    let own = replica.keys().author();
    for row in unsealed {
        let chunks = guard::split_chunks(&row.chunks).map_err(|_| ReceiveError::Unsealed)?;
        let pending = chunks.into_iter().map(|chunk| Pending {
            envelope: EnvelopeId::ZERO,
            author: own,
            chunk: chunk.to_vec(),
        });
        queues.entry(DocumentId::from_bytes(row.document)).or_default().extend(pending);
    }
    for (id, pending) in queues {
        let Some(name) = ledger.document_name(&id) else {
            for chunk in &pending {
                if let Some(fate) = fates.get_mut(&chunk.envelope) {
                    fate.waits = Some(Waiting::Document);
                }
            }
            continue;
        };
        let mut document = ledger.document(&id, &name).map_err(ReceiveError::Storage)?;
        let applied = merge(&replica.keys().stream, &mut document, &pending, &mut fates);
        if !applied.is_empty() {
            ledger.merged(&document, &applied).map_err(ReceiveError::Storage)?;
            received.documents.insert(id);
        }
    }
    for id in order {
        let Some(fate) = fates.remove(&id) else { continue };
        let standing = match (fate.refused, fate.waits) {
            (true, _) => Standing::Quarantined,
            (false, Some(why)) => Standing::Waiting(why),
            (false, None) => Standing::Applied,
        };
        ledger.mark(&id, standing).map_err(ReceiveError::Storage)?;
        match standing {
            // Only what is news: when documents are made anew, most of it took effect before.
            Standing::Quarantined if !replica.is_applied(&id) => received.quarantined.push(id),
            Standing::Applied if !replica.is_applied(&id) => received.applied.push((fate.author, id)),
            Standing::Quarantined | Standing::Applied => {}
            Standing::New | Standing::Waiting(_) => {
                replica.mark_waiting(&id, fate.changes);
                continue;
            }
        }
        replica.mark_applied(&id);
    }
    Ok(())
}

/// Merges what came for one document in one call of the guard; gives the chunks that took effect, in their order.
fn merge(
    stream: &StreamId,
    document: &mut Document,
    pending: &[Pending],
    fates: &mut BTreeMap<EnvelopeId, Fate>,
) -> Vec<Vec<u8>> {
    let actor = |chunk: &Pending| actor_of(stream, document.id(), &chunk.author);
    let offers: Vec<Offer<'_>> =
        pending.iter().map(|chunk| Offer { actor: actor(chunk), change: &chunk.chunk }).collect();
    let index = Guard::new(document.automerge());
    let admitted = index.admit_all(document.automerge(), &|change| document.rederive(change), &offers);
    let of = |place: usize| pending.get(place).map(|chunk| chunk.envelope);
    for (place, _) in &admitted.refused {
        if let Some(fate) = of(*place).and_then(|id| fates.get_mut(&id)) {
            fate.refused = true;
        }
    }
    for (place, _) in &admitted.parked {
        if let Some(fate) = of(*place).and_then(|id| fates.get_mut(&id)) {
            fate.waits = Some(Waiting::Changes);
        }
    }
    let applied =
        admitted.applied.iter().filter_map(|place| pending.get(*place)).map(|chunk| chunk.chunk.clone());
    let applied = applied.collect();
    if let Some(merged) = admitted.document {
        document.replace(merged);
    }
    applied
}

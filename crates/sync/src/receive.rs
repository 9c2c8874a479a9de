//! Taking envelopes in: into the known set, then into the documents (docs/protocol.md §7, §12.6).
//!
//! Accepted is not applied: acceptance moves the frontier, and the guard of the document decides a second time. What it
//! refuses is quarantined and said; only what depends on it waits.

use std::collections::{BTreeMap, BTreeSet};

use agenda::guard::{self, Guard, Offer};
use agenda::{Document, DocumentId};
use crypto::Audience;
use wire::{AuthorId, EnvelopeId, Verified};

use crate::branches::{Branches, NO_ENVELOPE, Told};
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
    /// Envelopes that were refused by the guard, wholly or in part; again, as long as the rest of one waits.
    pub quarantined: Vec<EnvelopeId>,
    /// Envelopes in our own name that others quote and that are not here: this device is a copy of one that wrote more.
    pub claimed: Vec<Verified>,
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
    replica.advance();
    loop {
        let quoted = replica.take_quoted();
        if quoted.is_empty() {
            break;
        }
        for envelope in &quoted {
            received.new += 1;
            ledger.keep(envelope, false).map_err(ReceiveError::Storage)?;
        }
        replica.advance();
    }
    received.claimed = replica.claimed();
    let settled = replica.settle();
    received.events = settled.events;
    let branches = replica.branches();
    if branches.is_empty() {
        apply(replica, ledger, &branches, settled.deliveries, Vec::new(), &mut received)?;
    } else {
        apply_beside(replica, ledger, &branches, settled.deliveries, &mut received)?;
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
    let branches = replica.branches();
    let told = tell(replica, ledger, &branches)?;
    start_anew(replica, ledger, &branches, told, &mut received)?;
    Ok(received)
}

/// Where several branches of a chain count: what goes by another name now, and is in the documents by a former one, makes
/// it necessary to make them again.
fn apply_beside<S: Audience, L: Ledger>(
    replica: &mut Replica<S>,
    ledger: &mut L,
    branches: &Branches,
    deliveries: Vec<Delivery>,
    received: &mut Received,
) -> Result<(), ReceiveError<L::Error>> {
    let told = tell(replica, ledger, branches)?;
    for (id, former) in told.former.iter().filter(|(_, former)| !former.is_empty()) {
        let Some(name) = ledger.document_name(id) else { continue };
        let document = ledger.document(id, &name).map_err(ReceiveError::Storage)?;
        if former.iter().any(|hash| document.holds(hash)) {
            return start_anew(replica, ledger, branches, told, received);
        }
    }
    let mut told: BTreeMap<EnvelopeId, Delivery> =
        told.deliveries.into_iter().map(|delivery| (delivery.envelope, delivery)).collect();
    let deliveries =
        deliveries.into_iter().map(|delivery| told.remove(&delivery.envelope).unwrap_or(delivery)).collect();
    apply(replica, ledger, branches, deliveries, Vec::new(), received)
}

/// All that counts and all that is not sealed yet, under the names that it has in the documents.
fn tell<S: Audience, L: Ledger>(
    replica: &Replica<S>,
    ledger: &mut L,
    branches: &Branches,
) -> Result<Told, ReceiveError<L::Error>> {
    let stored = ledger.envelopes().map_err(ReceiveError::Storage)?;
    let unsealed = ledger.outbox().map_err(ReceiveError::Storage)?;
    let history = replica.history(&stored);
    if branches.is_empty() {
        return Ok(Told { deliveries: history, unsealed, ..Told::default() });
    }
    Ok(branches.tell(&replica.keys().stream, history, &replica.keys().author(), unsealed))
}

/// Makes the documents again from their genesis and what counts, and puts on top what is not sealed yet.
fn start_anew<S: Audience, L: Ledger>(
    replica: &mut Replica<S>,
    ledger: &mut L,
    branches: &Branches,
    told: Told,
    received: &mut Received,
) -> Result<(), ReceiveError<L::Error>> {
    ledger.forget_documents().map_err(ReceiveError::Storage)?;
    apply(replica, ledger, branches, told.deliveries, told.unsealed, received)
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
    /// `NO_ENVELOPE` for what is not sealed yet.
    envelope: EnvelopeId,
    actor: [u8; 16],
    chunk: Vec<u8>,
}

fn apply<S: Audience, L: Ledger>(
    replica: &mut Replica<S>,
    ledger: &mut L,
    branches: &Branches,
    deliveries: Vec<Delivery>,
    unsealed: Vec<OutboxRow>,
    received: &mut Received,
) -> Result<(), ReceiveError<L::Error>> {
    let stream = replica.keys().stream;
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
                    let id = DocumentId::from_bytes(*document);
                    let actor = branches.actor(&stream, &id, &author, &envelope);
                    let pending =
                        chunks.into_iter().map(|chunk| Pending { envelope, actor, chunk: chunk.to_vec() });
                    queues.entry(id).or_default().extend(pending);
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
        let id = DocumentId::from_bytes(row.document);
        let actor = actor_of(&stream, &id, &own);
        let pending =
            chunks.into_iter().map(|chunk| Pending { envelope: NO_ENVELOPE, actor, chunk: chunk.to_vec() });
        queues.entry(id).or_default().extend(pending);
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
        let applied = merge(&mut document, &pending, &mut fates);
        if !applied.is_empty() {
            ledger.merged(&document, &applied).map_err(ReceiveError::Storage)?;
            received.documents.insert(id);
        }
    }
    for id in order {
        let Some(fate) = fates.remove(&id) else { continue };
        // What is refused stays so. What waits may still stand, so it is not set aside with that.
        let standing = match (fate.waits, fate.refused) {
            (Some(why), _) => Standing::Waiting(why),
            (None, true) => Standing::Quarantined,
            (None, false) => Standing::Applied,
        };
        ledger.mark(&id, standing).map_err(ReceiveError::Storage)?;
        // Only what is news: when documents are made anew, most of it took effect before.
        let news = !replica.is_applied(&id);
        if fate.refused && news {
            received.quarantined.push(id);
        }
        match standing {
            Standing::Applied if news => received.applied.push((fate.author, id)),
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
    document: &mut Document,
    pending: &[Pending],
    fates: &mut BTreeMap<EnvelopeId, Fate>,
) -> Vec<Vec<u8>> {
    let offers: Vec<Offer<'_>> =
        pending.iter().map(|chunk| Offer { actor: chunk.actor, change: &chunk.chunk }).collect();
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

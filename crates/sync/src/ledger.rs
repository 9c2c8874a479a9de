//! What the engine needs of storage: one transaction's worth of reads and writes. SQLite in the client, memory in the
//! simulator. Whoever implements it makes everything between begin and commit atomic.

use agenda::{Document, DocumentId, DocumentName};
use wire::{EnvelopeId, Verified};

use crate::names::DocumentDigest;
use crate::standing::Standing;

/// A change that is committed on this device and not sealed yet.
#[derive(Debug, Clone)]
pub struct OutboxRow {
    /// Its place in the outbox.
    pub row: i64,
    /// The document it belongs to.
    pub document: [u8; 16],
    /// Change chunks, one after the other.
    pub chunks: Vec<u8>,
}

/// One open transaction on one stream.
pub trait Ledger {
    /// Why storage failed.
    type Error;

    /// Keeps an envelope as received or as sealed. `own` says that this device wrote it.
    ///
    /// # Errors
    /// When storage fails; the transaction must then be dropped.
    fn keep(&mut self, envelope: &Verified, own: bool) -> Result<(), Self::Error>;

    /// Notes what became of an envelope.
    ///
    /// # Errors
    /// When storage fails.
    fn mark(&mut self, id: &EnvelopeId, standing: Standing) -> Result<(), Self::Error>;

    /// The unsealed changes of this stream, oldest first.
    ///
    /// # Errors
    /// When storage fails.
    fn outbox(&mut self) -> Result<Vec<OutboxRow>, Self::Error>;

    /// Removes outbox rows up to `through`: they are now part of our envelope `seq`.
    ///
    /// # Errors
    /// When storage fails.
    fn sealed(&mut self, through: i64, seq: u64) -> Result<(), Self::Error>;

    /// The name behind a document id, if this stream can have such a document.
    fn document_name(&self, id: &DocumentId) -> Option<DocumentName>;

    /// The document as stored, or its genesis.
    ///
    /// # Errors
    /// When storage fails or the stored document cannot be read.
    fn document(&mut self, id: &DocumentId, name: &DocumentName) -> Result<Document, Self::Error>;

    /// Each document of this stream that is stored, with the [`crate::heads_digest`] of its heads.
    ///
    /// # Errors
    /// When storage fails or a stored document cannot be read.
    fn digests(&mut self) -> Result<Vec<DocumentDigest>, Self::Error>;

    /// Every envelope of this stream as stored, in any order.
    ///
    /// # Errors
    /// When storage fails.
    fn envelopes(&mut self) -> Result<Vec<Verified>, Self::Error>;

    /// Puts every document of this stream back to its genesis. The outbox stays as it is.
    ///
    /// # Errors
    /// When storage fails.
    fn forget_documents(&mut self) -> Result<(), Self::Error>;

    /// Stores a document after foreign changes were merged into it.
    ///
    /// # Errors
    /// When storage fails.
    fn merged(&mut self, document: &Document, chunks: &[Vec<u8>]) -> Result<(), Self::Error>;
}

//! What became of an envelope on this device, as it is stored beside it.

/// Why an envelope is kept but not applied yet. It blocks only what depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Waiting {
    /// The key of its epoch is not here yet.
    Epoch,
    /// An envelope that its author had accepted is missing here.
    Frontier,
    /// Its author is not (or no longer) somebody whose writing counts.
    Author,
    /// A change that one of its changes builds on is missing, or what was said before it for the same place waits itself.
    Changes,
    /// It belongs to a document this device does not know yet.
    Document,
    /// A newer version of the program wrote it.
    Newer,
}

/// The standing of an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Stored as received; nothing decided yet.
    New,
    /// Everything in it took effect.
    Applied,
    /// Kept, to be tried again when something new is learnt.
    Waiting(Waiting),
    /// Refused for good, in whole or in part, and said so. Nothing in it waits any more.
    Quarantined,
}

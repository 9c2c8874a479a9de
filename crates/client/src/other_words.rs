//! What other crates could not do, in words. They speak in types; their own sentences are for whoever repairs them.

use std::io::{Error, ErrorKind};

use agenda::import::ImportError;
use agenda::{EditError, SpliceError, TextError};
use crypto::{PairingError, WordsError};
use language::say;
use store::StoreError;
use sync::PairingRefused;
use wire::{OriginError, ParcelError};

/// What the system refused. Most often a file is not there or not for us; what is rarer comes in the system's words.
#[must_use]
pub fn io_words(error: &Error) -> String {
    let Some(number) = error.raw_os_error() else { return error.to_string() };
    match error.kind() {
        ErrorKind::NotFound => say!("io-not-found", number = number),
        ErrorKind::PermissionDenied => say!("io-denied", number = number),
        ErrorKind::AlreadyExists => say!("io-exists", number = number),
        ErrorKind::IsADirectory => say!("io-is-folder", number = number),
        ErrorKind::NotADirectory => say!("io-no-folder", number = number),
        _ => error.to_string(),
    }
}

/// Why a text is refused, without repeating it.
pub(crate) fn text_error(error: &TextError) -> String {
    match error {
        TextError::Empty => say!("text-empty"),
        TextError::TooLong { length, limit } => say!("text-too-long", length = *length, limit = *limit),
        TextError::NoteTooLong { length, limit } => say!("note-too-long", length = *length, limit = *limit),
        TextError::ControlCharacter { code } => say!("text-control", code = format!("{code:04X}")),
        TextError::LineBreak => say!("text-line-break"),
        TextError::DirectionOverride { code } => say!("text-direction", code = format!("{code:04X}")),
    }
}

/// Why an edit does not fit.
pub(crate) fn edit_error(error: &EditError) -> String {
    match error {
        EditError::Text(error) => text_error(error),
        EditError::Splice(SpliceError::PastEnd) => say!("splice-past-end"),
        EditError::Splice(SpliceError::CutsCharacter) => say!("splice-cuts"),
        EditError::OtherDocument => say!("edit-other-document"),
        EditError::NoSuchItem => say!("edit-no-item"),
        EditError::NoSuchComment => say!("edit-no-comment"),
        EditError::Position => say!("edit-position"),
        EditError::Minutes => say!("edit-minutes"),
        EditError::TimeZone => say!("edit-time-zone"),
        EditError::OtherQuarter => say!("edit-other-quarter"),
        EditError::Key => say!("edit-key"),
        EditError::Rating => say!("edit-rating"),
        EditError::Percent => say!("edit-percent"),
        EditError::Days => say!("edit-days"),
        EditError::OwnParent => say!("edit-own-parent"),
        EditError::Values => say!("edit-values"),
        EditError::Document(_) => say!("edit-document"),
    }
}

/// Why a year of meetings cannot be read.
pub(crate) fn import_error(error: &ImportError) -> String {
    match error {
        ImportError::Members => say!("import-members"),
        ImportError::Cadence => say!("import-cadence"),
        ImportError::Line { line } => say!("import-line", line = *line),
    }
}

/// Why six words are no code.
pub(crate) fn words_error(error: &WordsError) -> String {
    match error {
        WordsError::Count { found } => say!("words-count", found = *found),
        WordsError::Unknown { position } => say!("words-unknown", position = *position),
    }
}

/// Why an address is no relay's.
#[must_use]
pub fn origin_error(error: OriginError) -> String {
    match error {
        OriginError::Scheme => say!("origin-scheme"),
        OriginError::Host => say!("origin-host"),
        OriginError::Port => say!("origin-port"),
        OriginError::Trailing => say!("origin-trailing"),
    }
}

/// What is wrong with a sealed file that is one of ours.
pub(crate) fn parcel_error(error: &ParcelError) -> String {
    match error {
        ParcelError::Truncated => say!("parcel-cut-off"),
        ParcelError::Trailing => say!("parcel-trailing"),
        ParcelError::Envelope { number, .. } => say!("parcel-envelope", number = *number),
        error => error.to_string(),
    }
}

/// Why a handshake cannot go on.
pub(crate) fn refused_error(error: &PairingRefused) -> String {
    match error {
        PairingRefused::Message(error) => pairing_error(error),
        PairingRefused::SameRole => say!("pairing-same-role"),
        PairingRefused::OwnInvitation => say!("pairing-own"),
        PairingRefused::Roster => say!("pairing-roster"),
        PairingRefused::Expired => say!("invitation-expired"),
    }
}

fn pairing_error(error: &PairingError) -> String {
    match error {
        PairingError::Malformed => say!("pairing-malformed"),
        PairingError::Secret => say!("pairing-secret"),
        PairingError::Refused => say!("pairing-refused"),
        PairingError::Role => say!("pairing-role"),
        PairingError::Signature => say!("pairing-signature"),
        PairingError::Newer(field) => say!("pairing-newer", field = format!("{field:#04x}")),
        PairingError::Contents => say!("pairing-contents"),
        PairingError::NotCertified => say!("pairing-uncertified"),
        PairingError::TooLong { len, max } => say!("pairing-too-long", len = *len, max = *max),
        // What the message carries is unsound in itself; which byte, only a programmer asks.
        error => say!("pairing-unsound", error = error.to_string()),
    }
}

/// What is wrong with the store, where no failure of ours has a name for it.
pub(crate) fn store_error(error: &StoreError) -> String {
    match error {
        StoreError::Missing => say!("store-missing"),
        StoreError::Exists => say!("store-exists"),
        StoreError::NoDocument => say!("store-no-document"),
        StoreError::DocumentExists => say!("store-document-exists"),
        StoreError::NoEnvelope => say!("store-no-envelope"),
        StoreError::NoEntry => say!("store-no-entry"),
        StoreError::Undone => say!("store-undone"),
        StoreError::Disk(_) => say!("store-disk"),
        StoreError::Database(_) => say!("store-database"),
        error => error.to_string(),
    }
}

//! How the store hides what it keeps (docs/protocol.md §11): the key stays with the caller, the place of a value is
//! bound to it.

/// Seals values for the disk and opens them again.
///
/// Table, row and column are the value's place. An implementation authenticates them, so that a value that somebody
/// moved to another place of the file does not open.
pub trait Seal: Send + Sync {
    /// Hides `plain`. Two calls with the same arguments may give different bytes.
    fn seal(&self, table: &str, row: &[u8], column: &str, plain: &[u8]) -> Vec<u8>;

    /// Gives the plain bytes back; erasing them from memory is up to whoever asked for them.
    ///
    /// # Errors
    /// [`Unsealable`] if the bytes were altered, moved, or sealed under another key.
    fn open(&self, table: &str, row: &[u8], column: &str, sealed: &[u8]) -> Result<Vec<u8>, Unsealable>;
}

/// A sealed value does not open: altered, moved, or of another key. There is one way to fail, so that nothing is
/// learnt from the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the value does not open")]
pub struct Unsealable;

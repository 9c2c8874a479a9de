//! A handshake, with a person or with a new device, as this program last saw it on the disk. Two programs of one home may
//! move it on at the same moment, and each draws its own keys for it: whoever comes second to the disk lets go, before
//! anything of that has left it.

use language::say;
use store::{RecordKind, Writer};
use zeroize::Zeroizing;

use crate::fail::{Exit, Fail};

/// One handshake under way.
pub(crate) struct Held {
    pub(crate) key: Vec<u8>,
    seen: Zeroizing<Vec<u8>>,
}

impl Held {
    pub(crate) fn new(key: &[u8], seen: Zeroizing<Vec<u8>>) -> Self {
        Self { key: key.to_vec(), seen }
    }

    /// The transaction in which it was written is on the disk.
    pub(crate) fn saw(&mut self, bytes: Zeroizing<Vec<u8>>) {
        self.seen = bytes;
    }

    /// Fails if another program moved it on since, or ended it.
    pub(crate) fn check(&self, writer: &Writer<'_>) -> Result<(), Fail> {
        let there = writer.record(RecordKind::Pairing, &self.key)?.map(Zeroizing::new);
        match there {
            Some(there) if *there == *self.seen => Ok(()),
            _ => Err(Fail::new(Exit::Failed, MOVED_ELSEWHERE, say!("handshake-elsewhere"))
                .attempt(say!("try-same-again"))),
        }
    }
}

/// Whether somebody else takes care of the handshake.
pub(crate) fn is_moved_elsewhere(fail: &Fail) -> bool {
    fail.code == MOVED_ELSEWHERE
}

const MOVED_ELSEWHERE: &str = "moved_elsewhere";

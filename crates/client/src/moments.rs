//! When the changes of a document were written on this device, or came in: a change itself holds no time (docs/protocol.md
//! §12.1), so this is what this device saw, and other devices saw something else.

use std::collections::BTreeMap;

use agenda::{DocumentId, change_hash};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Reader, RecordKind, Writer};

use crate::entre::unhex_array;
use crate::facts::{self, decode, hex};
use crate::fail::Fail;

/// What happened to a change on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// It was written here.
    Written,
    /// It came from another device.
    Arrived,
}

/// Changes that were written or came in together.
#[derive(Serialize, Deserialize)]
struct Noted {
    at: Timestamp,
    what: Moment,
    /// In hex.
    changes: Vec<String>,
}

/// Notes when these changes were written or came in.
pub(crate) fn note(
    writer: &mut Writer<'_>,
    document: &DocumentId,
    at: Timestamp,
    what: Moment,
    changes: &[Vec<u8>],
) -> Result<(), Fail> {
    let hashes: Vec<[u8; 32]> = changes.iter().map(|change| change_hash(change)).collect();
    let Some(first) = hashes.first() else { return Ok(()) };
    let noted = Noted { at, what, changes: hashes.iter().map(|hash| hex(hash)).collect() };
    // No change is taken in twice, so the first of them is a name for all.
    let key = [document.as_bytes().as_slice(), first].concat();
    facts::write(writer, RecordKind::Moment, &key, &noted)
}

/// When each change of a document was written or came in, as far as this device has seen it.
pub(crate) fn of_document(
    reader: &Reader<'_>,
    document: &DocumentId,
) -> Result<BTreeMap<[u8; 32], (Timestamp, Moment)>, Fail> {
    let mut moments = BTreeMap::new();
    for (_, bytes) in reader.records_under(RecordKind::Moment, document.as_bytes())? {
        let Noted { at, what, changes } = decode(&bytes)?;
        for change in changes {
            moments.insert(unhex_array(&change)?, (at, what));
        }
    }
    Ok(moments)
}

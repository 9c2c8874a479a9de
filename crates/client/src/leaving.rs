//! A copy of a device must not write under the names of the original: two envelopes for one place would look like a
//! betrayal. So a restored copy leaves its pseudonyms behind before it writes (docs/protocol.md §10.4).

use crypto::{KemKey, RootId};
use jiff::Timestamp;
use language::say;
use store::{RecordKind, Writer};
use wire::StreamId;

use crate::entre::{ME, unhex_array};
use crate::facts::{self, EnterFacts, Me, StreamFacts, internal};
use crate::fail::Fail;
use crate::keys::{StreamSecrets, random_signing_key, read_device, read_former, write_former};
use crate::random::random;
use crate::streams::{all, own_binding};

/// A new pseudonym and a new sealing key in every stream.
pub(crate) fn leave_former_selves(writer: &mut Writer<'_>, now: Timestamp) -> Result<(), Fail> {
    for (stream, _) in all(writer)? {
        leave_former_self(writer, stream, now)?;
    }
    Ok(())
}

/// A new pseudonym and a new sealing key in one stream. The former pseudonym lets the new one in, and is then erased.
pub(crate) fn leave_former_self(
    writer: &mut Writer<'_>,
    stream: StreamId,
    now: Timestamp,
) -> Result<(), Fail> {
    let device = read_device(writer)?;
    let me: Option<Me> = facts::read(writer, RecordKind::Person, ME)?;
    let me = me.ok_or_else(|| internal(say!("internal-nobody")))?;
    let root = RootId::from(unhex_array::<32>(&me.root)?);
    let mut facts = StreamFacts::read(writer, &stream)?;
    let mut secrets = StreamSecrets::read(writer, &stream)?;
    // Where nothing was sealed in this name, it can be on its way to being let in: it stays until somebody else is
    // seen to use it.
    let unused = writer.head(&stream, &crypto::author_of(&secrets.pseudonym))?.is_none();
    if facts.enter == Some(EnterFacts::Reader) || (unused && facts.enter.is_none()) {
        return Ok(());
    }
    let former = std::mem::replace(&mut secrets.pseudonym, random_signing_key());
    // The one that the relay knows is the oldest.
    if facts.enter != Some(EnterFacts::FormerSelf) || read_former(writer, &stream)?.is_none() {
        write_former(writer, &stream, &former)?;
    }
    let generation = secrets.kems.last().map_or(1, |(generation, _)| generation.saturating_add(1));
    secrets.kems.push((generation, KemKey::random(&mut random())));
    secrets.write(writer, &stream)?;
    facts.add_binding(&own_binding(stream, root, &device, &secrets)?);
    facts.kem_since = Some(now);
    facts.enter = Some(EnterFacts::FormerSelf);
    facts.write(writer, &stream)
}

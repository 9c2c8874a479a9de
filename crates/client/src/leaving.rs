//! A copy of a device must not write under the names of the original: two envelopes for one place would look like a
//! betrayal. So a restored copy leaves its pseudonyms behind before it writes (docs/protocol.md §10.4).

use crypto::{KemKey, RootId};
use jiff::Timestamp;
use store::{RecordKind, Writer};

use crate::entre::{ME, unhex_array};
use crate::facts::{self, EnterFacts, Me, internal};
use crate::fail::Fail;
use crate::keys::{StreamSecrets, random_signing_key, read_device, read_former, write_former};
use crate::random::random;
use crate::streams::{all, own_binding};

/// A new pseudonym and a new sealing key in every stream. The former pseudonym lets the new one in, and is then erased.
pub(crate) fn leave_former_selves(writer: &mut Writer<'_>, now: Timestamp) -> Result<(), Fail> {
    let device = read_device(writer)?;
    let me: Option<Me> = facts::read(writer, RecordKind::Person, ME)?;
    let me = me.ok_or_else(|| internal("the store belongs to nobody"))?;
    let root = RootId::from(unhex_array::<32>(&me.root)?);
    for (stream, mut facts) in all(writer)? {
        // Where this device was never let in, nobody knows its pseudonym: it is new already.
        if facts.enter == Some(EnterFacts::Reader) {
            continue;
        }
        let mut secrets = StreamSecrets::read(writer, &stream)?;
        let former = std::mem::replace(&mut secrets.pseudonym, random_signing_key());
        if facts.enter != Some(EnterFacts::FormerSelf) || read_former(writer, &stream)?.is_none() {
            write_former(writer, &stream, &former)?;
        }
        let generation = secrets.kems.last().map_or(1, |(generation, _)| generation.saturating_add(1));
        secrets.kems.push((generation, KemKey::random(&mut random())));
        secrets.write(writer, &stream)?;
        facts.add_binding(&own_binding(stream, root, &device, &secrets)?);
        facts.kem_since = Some(now);
        facts.enter = Some(EnterFacts::FormerSelf);
        facts.write(writer, &stream)?;
    }
    Ok(())
}

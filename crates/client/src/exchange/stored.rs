//! The engine over one stream, made of what is stored.

use crypto::{Audience, DeviceId, KemKey, RootId};
use store::Reader;
use sync::{Replica, StreamEvent};
use wire::StreamId;

use super::Taught;
use crate::fail::Fail;
use crate::streams::stream_keys;

/// The replica of a stream before it has read anything.
pub(super) fn empty<S: Taught>(
    reader: &Reader<'_>,
    stream: StreamId,
    (root, device): (RootId, DeviceId),
    kit: Option<KemKey>,
) -> Result<Replica<S>, Fail> {
    let mut keys = stream_keys::<S>(reader, stream, root, device)?;
    // While the kit is at hand, it opens what the old devices could open.
    keys.kems.splice(0..0, kit.map(|kit| (0, kit)));
    Ok(Replica::new(keys))
}

/// Absorbs what was stored since `row`, by this process or another, with what became of it: that is part of the state.
/// Gives back what the stream shows by that; whoever only looks may drop it, as the next exchange sees it again.
pub(crate) fn refresh<S: Audience>(
    reader: &Reader<'_>,
    stream: &StreamId,
    replica: &mut Replica<S>,
    row: &mut i64,
) -> Result<Vec<StreamEvent>, Fail> {
    let newer = reader.envelopes(stream, *row)?;
    if newer.is_empty() {
        return Ok(Vec::new());
    }
    for stored in newer {
        let applied = stored.own
            || matches!(stored.standing, store::Standing::Applied | store::Standing::Quarantined(_));
        replica.absorb(&stored.envelope.verified_before(), applied);
        *row = (*row).max(stored.row);
    }
    Ok(replica.settle().events)
}

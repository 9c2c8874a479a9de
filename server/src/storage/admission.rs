//! Which envelope may join a stream (docs/protocol.md §8.2): one rule for every storage.

use std::collections::BTreeMap;

use wire::{AccessError, AccessList, AuthorId, EnvelopeId, Kind, RefusalCode, Rights, Verified};

use super::{Reason, Rules};

/// What has to be known of a stream to judge the next envelope.
#[derive(Debug, Clone)]
pub(super) struct StreamState {
    pub(super) access: AccessList,
    pub(super) heads: BTreeMap<AuthorId, (u64, EnvelopeId)>,
    pub(super) bytes: u64,
}

/// The outcome for one envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It continues its author's chain and is counted in the state already.
    New,
    /// The relay has it.
    Held,
    /// It may not join; the state is unchanged.
    Refused(Reason),
}

impl StreamState {
    /// A stream that holds its genesis and nothing else.
    pub(super) fn open(genesis: &Verified) -> Result<Self, Reason> {
        let access = AccessList::open(genesis).map_err(access_reason)?;
        let mut heads = BTreeMap::new();
        heads.insert(genesis.header().author, (1, genesis.id()));
        Ok(Self { access, heads, bytes: len_u64(genesis) })
    }

    /// Judges `envelope` and takes it in if it may join. `held` gives the id stored under a sequence number of its
    /// author that lies below the head.
    pub(super) fn admit<E>(
        &mut self,
        rules: &Rules,
        envelope: &Verified,
        held: impl FnOnce(u64) -> Result<Option<EnvelopeId>, E>,
    ) -> Result<Verdict, E> {
        let header = envelope.header();
        let head = self.heads.get(&header.author).copied();
        if let Some((head_seq, head_id)) = head
            && header.seq <= head_seq
        {
            let stored = if header.seq == head_seq { Some(head_id) } else { held(header.seq)? };
            let same = stored == Some(envelope.id());
            return Ok(if same { Verdict::Held } else { Verdict::Refused(Reason::plain(RefusalCode::Fork)) });
        }
        Ok(match self.extend(rules, envelope, head) {
            Ok(()) => Verdict::New,
            Err(reason) => Verdict::Refused(reason),
        })
    }

    fn extend(
        &mut self,
        rules: &Rules,
        envelope: &Verified,
        head: Option<(u64, EnvelopeId)>,
    ) -> Result<(), Reason> {
        let header = envelope.header();
        if self.access.is_closed() {
            return Err(Reason::plain(RefusalCode::Closed));
        }
        // A step of the access list needs the right that its kind of step asks for; everything else is an append.
        let enrolled = match header.kind {
            Kind::Access => self.access.rights(&header.author).is_some(),
            _ => self.access.allows(&header.author, Rights::APPEND),
        };
        if !enrolled {
            return Err(Reason::plain(RefusalCode::NotEnrolled));
        }
        let (head_seq, head_id) = head.unwrap_or((0, EnvelopeId::ZERO));
        if header.seq != head_seq + 1 {
            return Err(Reason::plain(RefusalCode::Gap));
        }
        if header.prev != head_id {
            return Err(Reason::plain(RefusalCode::Fork));
        }
        self.check_room(rules, envelope, head.is_none())?;
        if header.kind == Kind::Access {
            self.access.apply(envelope).map_err(access_reason)?;
        }
        self.bytes += len_u64(envelope);
        self.heads.insert(header.author, (header.seq, envelope.id()));
        Ok(())
    }

    fn check_room(&self, rules: &Rules, envelope: &Verified, new_author: bool) -> Result<(), Reason> {
        if new_author && self.heads.len() >= AUTHORS_MAX {
            return Err(Reason { code: RefusalCode::StreamFull, limit: AUTHORS_MAX as u64 });
        }
        let limits = &rules.limits;
        // Who has filled a stream must still be able to shut someone out of it and to change its keys.
        let limit = match envelope.header().kind {
            Kind::Content => limits.stream_bytes_max,
            Kind::Rekey | Kind::Grant | Kind::Access => {
                limits.stream_bytes_max.saturating_add(limits.stream_reserve)
            }
        };
        if self.bytes.saturating_add(len_u64(envelope)) > limit {
            return Err(Reason { code: RefusalCode::StreamFull, limit });
        }
        Ok(())
    }
}

fn access_reason(error: AccessError) -> Reason {
    Reason::plain(match error {
        AccessError::NotAccess | AccessError::Genesis | AccessError::Indispensable => RefusalCode::Malformed,
        AccessError::NotAllowed => RefusalCode::NotEnrolled,
        AccessError::Proof => RefusalCode::Signature,
        AccessError::Closed => RefusalCode::Closed,
    })
}

fn len_u64(envelope: &Verified) -> u64 {
    u64::try_from(envelope.as_bytes().len()).unwrap_or(u64::MAX)
}

/// Chains that a stream may have, so that its heads fit one frame.
const AUTHORS_MAX: usize = 4096;

//! Letting a new key of ours into a stream by another key of ours that the relay knows: a recovery reader, the genesis
//! key of the kit, or the pseudonym that a restored device leaves behind (docs/protocol.md §10).
//!
//! The enrolment is the one envelope that is not kept before it is sent: two copies of one device may try at the same
//! moment, and whatever the relay refuses must exist nowhere. What the relay took comes back with the next pull.

use crypto::{Place, author_of, enroll_envelope};
use language::say;
use wire::{
    AccessOp, EnvelopeId, Frame, Origin, RefusalCode, Rights, SigningKey, StreamId, auth_message, sign,
};

use crate::facts::internal;
use crate::fail::Fail;
use crate::mailbox::{answer, not_understood, wrong_origin};
use crate::notices::refusal_fail;
use crate::socket::{Socket, unreachable_fail};

/// How the relay answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entrance {
    /// The new key is in.
    Open,
    /// The relay does not know the enrolling key (yet, or any more), or not the stream.
    Closed,
}

/// Enrolls `subject` by `enroller`. Done twice, it changes nothing the second time.
pub(crate) async fn enrol_through(
    origin: &Origin,
    stream: &StreamId,
    enroller: &SigningKey,
    subject: &SigningKey,
    rights: Rights,
) -> Result<Entrance, Fail> {
    for _ in 0..ATTEMPTS {
        let mut socket = Socket::dial(origin).await?;
        let outcome = attempt(&mut socket, origin, stream, enroller, subject, rights).await;
        socket.close().await;
        if let Some(entrance) = outcome? {
            return Ok(entrance);
        }
        // Another copy of the enrolling key was faster: once more, behind what it wrote.
    }
    Err(unreachable_fail(origin, &say!("others-keep-writing")))
}

async fn attempt(
    socket: &mut Socket,
    origin: &Origin,
    stream: &StreamId,
    enroller: &SigningKey,
    subject: &SigningKey,
    rights: Rights,
) -> Result<Option<Entrance>, Fail> {
    let nonce = match answer(socket, origin).await? {
        Frame::Hello { origin: named, nonce, .. } if named == origin.as_str() => nonce,
        Frame::Hello { origin: named, .. } => return Err(wrong_origin(origin, &named)),
        _ => return Err(not_understood(origin)),
    };
    let author = author_of(enroller);
    let message = auth_message(origin.as_str(), stream, &nonce);
    let signature = sign(enroller, "relay-auth", &message);
    socket.send(Frame::Auth { stream: *stream, author, signature }.encode()).await?;
    let heads = match answer(socket, origin).await? {
        Frame::Heads { heads } => heads,
        Frame::Refused(refusal)
            if matches!(refusal.code, RefusalCode::NotEnrolled | RefusalCode::UnknownStream) =>
        {
            return Ok(Some(Entrance::Closed));
        }
        Frame::Refused(refusal) => return Err(refusal_fail(origin, &refusal)),
        _ => return Err(not_understood(origin)),
    };
    let head = heads.into_iter().find(|(head, _, _)| *head == author);
    let (seq, prev) = head.map_or((1, EnvelopeId::ZERO), |(_, seq, id)| (seq + 1, id));
    let proof = AccessOp::prove(subject, stream, &author, rights);
    let place = Place { stream: *stream, author, seq, prev };
    let envelope = enroll_envelope(&place, author_of(subject), rights, proof, enroller)
        .map_err(|_| internal(say!("internal-enrolment")))?;
    socket.send(Frame::Put { envelope: envelope.as_bytes().to_vec() }.encode()).await?;
    match answer(socket, origin).await? {
        Frame::Stored { id } if id == envelope.id() => Ok(Some(Entrance::Open)),
        Frame::Refused(refusal) if matches!(refusal.code, RefusalCode::Fork | RefusalCode::Gap) => Ok(None),
        Frame::Refused(refusal) if refusal.code == RefusalCode::NotEnrolled => Ok(Some(Entrance::Closed)),
        Frame::Refused(refusal) => Err(refusal_fail(origin, &refusal)),
        _ => Err(not_understood(origin)),
    }
}

const ATTEMPTS: usize = 8;

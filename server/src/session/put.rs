//! Putting an envelope: what is checked before the storage is asked (docs/protocol.md §8.2), and the hourly rate.

use wire::{AuthorId, Envelope, EnvelopeError, EnvelopeId, Frame, OVERHEAD, RefusalCode, StreamId};

use super::refusal::{failure, refused, refused_until};
use super::{Output, Pending, Session};
use crate::storage::{Answer, Reason, Request, Write};

/// New envelopes of the connection's own author within the current hour.
#[derive(Debug, Default)]
pub(super) struct Rate {
    hour_began_ms: u64,
    stored: u32,
    in_flight: u32,
}

impl Rate {
    /// Seconds to wait, if one more would be too many.
    fn wait_seconds(&mut self, now_ms: u64, max: u32) -> Option<u32> {
        if now_ms.saturating_sub(self.hour_began_ms) >= HOUR_MS {
            self.hour_began_ms = now_ms;
            self.stored = 0;
        }
        if self.stored.saturating_add(self.in_flight) < max {
            return None;
        }
        let left_ms = self.hour_began_ms.saturating_add(HOUR_MS).saturating_sub(now_ms);
        Some(u32::try_from(left_ms.div_ceil(1000)).unwrap_or(u32::MAX))
    }
}

impl Session {
    pub(super) fn put(
        &mut self,
        now_ms: u64,
        bytes: &[u8],
        stream: StreamId,
        author: Option<AuthorId>,
        out: &mut Vec<Output>,
    ) {
        let limits = self.terms.limits;
        let subject = claimed_id(bytes);
        let refuse = |code, limit: u32, out: &mut Vec<Output>| {
            out.push(refused(subject, Reason { code, limit: u64::from(limit) }));
        };
        if bytes.len().saturating_sub(OVERHEAD) > usize::try_from(limits.body_max).unwrap_or(usize::MAX) {
            return refuse(RefusalCode::TooLong, limits.body_max, out);
        }
        let envelope = match Envelope::parse(bytes) {
            Ok(envelope) if envelope.header().stream == stream => envelope,
            Err(EnvelopeError::TooLong { .. }) => return refuse(RefusalCode::TooLong, limits.body_max, out),
            Ok(_) | Err(_) => return refuse(RefusalCode::Malformed, 0, out),
        };
        if self.puts_in_flight >= limits.puts_in_flight_max {
            return refuse(RefusalCode::Busy, limits.puts_in_flight_max, out);
        }
        // Somebody else's envelope proves itself and can only refill what the relay lost.
        let own = Some(envelope.header().author) == author;
        if own && let Some(seconds) = self.rate.wait_seconds(now_ms, limits.author_hourly_max) {
            let reason = Reason { code: RefusalCode::TooMany, limit: u64::from(limits.author_hourly_max) };
            return out.push(refused_until(subject, reason, seconds));
        }
        let Ok(envelope) = envelope.verify() else {
            return refuse(RefusalCode::Signature, 0, out);
        };
        self.puts_in_flight += 1;
        self.rate.in_flight += u32::from(own);
        let id = envelope.id();
        self.ask(Pending::Put { id, own }, Request::Write(Write::Put { envelope }), out);
    }

    pub(super) fn put_answered(&mut self, id: EnvelopeId, own: bool, answer: &Answer, out: &mut Vec<Output>) {
        self.puts_in_flight = self.puts_in_flight.saturating_sub(1);
        self.rate.in_flight = self.rate.in_flight.saturating_sub(u32::from(own));
        match answer {
            Answer::Stored(news) => {
                if own && news.is_some() {
                    self.rate.stored = self.rate.stored.saturating_add(1);
                }
                out.push(Output::Send(Frame::Stored { id }));
            }
            other => out.push(refused(*id.as_bytes(), failure(other))),
        }
    }
}

/// The id that these bytes would have, so that a refusal can be matched to what was sent; zero if they are too short.
fn claimed_id(bytes: &[u8]) -> [u8; 32] {
    match bytes.len().checked_sub(wire::SIGNATURE_BYTES) {
        Some(end) if end >= wire::HEADER_BYTES => {
            let (header, body) = bytes[..end].split_at(wire::HEADER_BYTES);
            wire::hash("envelope-id", &[header, body])
        }
        _ => [0; 32],
    }
}

const HOUR_MS: u64 = 3_600_000;

//! Putting an envelope: what is checked before the storage is asked (docs/protocol.md §8.2), and the hourly rate.

use wire::{AuthorId, Envelope, EnvelopeError, EnvelopeId, Frame, Limits, OVERHEAD, RefusalCode, StreamId};

use super::refusal::{failure, refused, refused_until};
use super::{Output, Pending, Session};
use crate::storage::{Answer, Reason, Request, Write};

/// What one connection has put: in flight, and of its own author within the current hour.
#[derive(Debug, Default)]
pub(super) struct Flow {
    puts: u32,
    bytes: usize,
    own_puts: u32,
    own_stored: u32,
    hour_began_ms: u64,
}

impl Flow {
    pub(super) fn new(now_ms: u64) -> Self {
        Self { hour_began_ms: now_ms, ..Self::default() }
    }

    /// The limit that one more put of so many bytes would break. Alone, a put may be longer than the window.
    fn limit_met(&self, len: usize, limits: &Limits) -> Option<u32> {
        let window = usize::try_from(limits.window_bytes).unwrap_or(usize::MAX);
        if self.puts >= limits.puts_in_flight_max {
            Some(limits.puts_in_flight_max)
        } else if self.puts > 0 && self.bytes.saturating_add(len) > window {
            Some(limits.window_bytes)
        } else {
            None
        }
    }

    /// Seconds to wait, if one more of the own author's would be too many for this hour.
    fn wait_seconds(&mut self, now_ms: u64, max: u32) -> Option<u32> {
        if now_ms.saturating_sub(self.hour_began_ms) >= HOUR_MS {
            self.hour_began_ms = now_ms;
            self.own_stored = 0;
        }
        if self.own_stored.saturating_add(self.own_puts) < max {
            return None;
        }
        let left_ms = self.hour_began_ms.saturating_add(HOUR_MS).saturating_sub(now_ms);
        Some(u32::try_from(left_ms.div_ceil(1000)).unwrap_or(u32::MAX))
    }

    fn begin(&mut self, len: usize, own: bool) {
        self.puts += 1;
        self.bytes += len;
        self.own_puts += u32::from(own);
    }

    fn end(&mut self, len: usize, own: bool, new: bool) {
        self.puts = self.puts.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(len);
        self.own_puts = self.own_puts.saturating_sub(u32::from(own));
        self.own_stored = self.own_stored.saturating_add(u32::from(own && new));
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
        if let Some(limit) = self.flow.limit_met(bytes.len(), &limits) {
            return refuse(RefusalCode::Busy, limit, out);
        }
        // Somebody else's envelope proves itself and can only refill what the relay lost.
        let own = Some(envelope.header().author) == author;
        if own && let Some(seconds) = self.flow.wait_seconds(now_ms, limits.author_hourly_max) {
            let reason = Reason { code: RefusalCode::TooMany, limit: u64::from(limits.author_hourly_max) };
            return out.push(refused_until(subject, reason, seconds));
        }
        let Ok(envelope) = envelope.verify() else {
            return refuse(RefusalCode::Signature, 0, out);
        };
        let (id, len) = (envelope.id(), bytes.len());
        self.flow.begin(len, own);
        self.ask(Pending::Put { id, len, own }, Request::Write(Write::Put { envelope }), out);
    }

    pub(super) fn put_answered(
        &mut self,
        id: EnvelopeId,
        len: usize,
        own: bool,
        answer: &Answer,
        out: &mut Vec<Output>,
    ) {
        self.flow.end(len, own, answer.news().is_some());
        out.push(match answer {
            Answer::Stored(_) => Output::Send(Frame::Stored { id }),
            other => refused(*id.as_bytes(), failure(other)),
        });
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

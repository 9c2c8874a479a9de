//! Coming in: opening a stream, proving a key, heads, and the news from then on (docs/protocol.md §8.1, §8.2).

use wire::{
    AuthorId, ByeCode, Credential, Envelope, EnvelopeError, EnvelopeId, Frame, RefusalCode, Rights, StreamId,
};

use super::refusal::{busy, failure, refused};
use super::{ATTEMPTS_MAX, Output, Pending, Phase, RECEIPT_LABEL, Session};
use crate::storage::{Answer, Entitlement, Read, Reason, Request, Write};

impl Session {
    pub(super) fn open(&mut self, credential: Credential, genesis: &[u8], out: &mut Vec<Output>) {
        let mut subject = [0; 32];
        if let Some(bytes) = genesis.get(8..40) {
            subject.copy_from_slice(bytes);
        }
        if !self.may_try() {
            return out.push(refused(subject, busy()));
        }
        let envelope = match Envelope::parse(genesis).and_then(Envelope::verify) {
            Ok(envelope) => envelope,
            Err(EnvelopeError::Signature(_)) => {
                return out.push(refused(subject, Reason::plain(RefusalCode::Signature)));
            }
            Err(_) => return out.push(refused(subject, Reason::plain(RefusalCode::Malformed))),
        };
        let stream = envelope.header().stream;
        let entitlement = self.entitlement(credential, &stream);
        let request = Request::Write(Write::Open { genesis: envelope, entitlement });
        self.ask(Pending::Open { stream }, request, out);
    }

    fn may_try(&mut self) -> bool {
        let may = self.attempts < ATTEMPTS_MAX;
        self.attempts += u32::from(may);
        may
    }

    fn entitlement(&self, credential: Credential, stream: &StreamId) -> Entitlement {
        if self.terms.open {
            return Entitlement::Free;
        }
        match credential {
            Credential::Nothing => Entitlement::Missing,
            Credential::Voucher(code) => Entitlement::Voucher(crate::Voucher::from(code).hash()),
            Credential::Receipt(receipt) => {
                let key = self.terms.receipt_key.verifying_key().to_bytes();
                match wire::verify(&key, RECEIPT_LABEL, stream.as_bytes(), &receipt) {
                    Ok(()) => Entitlement::Free,
                    Err(_) => Entitlement::Invalid,
                }
            }
        }
    }

    pub(super) fn auth(
        &mut self,
        stream: StreamId,
        author: AuthorId,
        signature: &[u8; 64],
        out: &mut Vec<Output>,
    ) {
        if !self.may_try() {
            return out.push(refused(*stream.as_bytes(), busy()));
        }
        let message = wire::auth_message(&self.terms.origin, &stream, &self.nonce);
        if wire::verify(author.as_bytes(), "relay-auth", &message, signature).is_err() {
            return self.close(ByeCode::Denied, out);
        }
        self.phase = Phase::Joining { stream, author };
        // Interest first, then the reading: nothing can fall between the heads and the wake-ups.
        out.push(Output::Subscribe(stream));
        self.ask(Pending::Join, Request::Read(Read::Join { stream }), out);
    }

    pub(super) fn joined(&mut self, answer: Answer, out: &mut Vec<Output>) {
        let Phase::Joining { stream, author } = self.phase else { return };
        let reason = match answer {
            Answer::Joined { access, heads } => match access.rights(&author) {
                Some(rights) if rights.contains(Rights::READ) => {
                    self.phase = Phase::Live { stream, author };
                    self.go_live(heads, out);
                    return;
                }
                Some(_) => return self.close(ByeCode::Denied, out),
                None => Reason::plain(RefusalCode::NotEnrolled),
            },
            other => failure(&other),
        };
        self.phase = Phase::Before;
        self.early_wakes.clear();
        out.push(Output::Unsubscribe);
        out.push(refused(*stream.as_bytes(), reason));
    }

    fn go_live(&mut self, heads: Vec<(AuthorId, u64, EnvelopeId)>, out: &mut Vec<Output>) {
        self.told = heads.iter().map(|(author, seq, _)| (*author, *seq)).collect();
        out.push(Output::Send(Frame::Heads { heads }));
        for (author, seq) in std::mem::take(&mut self.early_wakes) {
            self.wake(author, seq, out);
        }
    }

    fn wake(&mut self, author: AuthorId, seq: u64, out: &mut Vec<Output>) {
        let told = self.told.entry(author).or_default();
        if *told < seq {
            *told = seq;
            out.push(Output::Send(Frame::Wake { author, seq }));
        }
    }

    pub(super) fn woken(&mut self, author: AuthorId, seq: u64, out: &mut Vec<Output>) {
        match self.phase {
            Phase::Joining { .. } => {
                let latest = self.early_wakes.entry(author).or_default();
                *latest = seq.max(*latest);
            }
            Phase::Live { .. } => self.wake(author, seq, out),
            Phase::Before | Phase::Closed => {}
        }
    }

    /// A retired key loses its connection, too, not only the next one.
    pub(super) fn recheck(&mut self, out: &mut Vec<Output>) {
        let (Phase::Live { stream, .. } | Phase::Joining { stream, .. }) = self.phase else { return };
        if self.pending.values().any(|pending| matches!(pending, Pending::Recheck)) {
            self.recheck_again = true;
        } else {
            self.ask(Pending::Recheck, Request::Read(Read::Access { stream }), out);
        }
    }

    pub(super) fn rechecked(&mut self, answer: &Answer, out: &mut Vec<Output>) {
        // A storage that cannot be read right now says nothing about rights.
        if let (Answer::Access(access), Phase::Live { author, .. }) = (answer, self.phase)
            && !access.allows(&author, Rights::READ)
        {
            self.close(ByeCode::Denied, out);
        } else if std::mem::take(&mut self.recheck_again) {
            self.recheck(out);
        }
    }
}

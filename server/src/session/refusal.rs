//! What a client hears when something was not done (docs/protocol.md §8.2).

use wire::{Frame, Refusal, RefusalCode};

use super::Output;
use crate::storage::{Answer, Reason};

/// The reason in an answer that is no success.
pub(super) fn failure(answer: &Answer) -> Reason {
    match answer {
        Answer::Refused(reason) => *reason,
        Answer::Busy => busy(),
        _ => Reason::plain(RefusalCode::Storage),
    }
}

pub(super) fn busy() -> Reason {
    Reason::plain(RefusalCode::Busy)
}

pub(super) fn refused(subject: [u8; 32], reason: Reason) -> Output {
    let retry_after_seconds = match reason.code {
        RefusalCode::Busy => 1,
        RefusalCode::Storage => 30,
        _ => 0,
    };
    refused_until(subject, reason, retry_after_seconds)
}

pub(super) fn refused_until(subject: [u8; 32], reason: Reason, retry_after_seconds: u32) -> Output {
    Output::Send(Frame::Refused(Refusal {
        subject,
        code: reason.code,
        retryable: is_retryable(reason.code),
        limit: reason.limit,
        retry_after_seconds,
    }))
}

/// Whether the same request may succeed later, without being changed.
fn is_retryable(code: RefusalCode) -> bool {
    match code {
        RefusalCode::UnknownStream
        | RefusalCode::NotEnrolled
        | RefusalCode::Gap
        | RefusalCode::StreamFull
        | RefusalCode::TooMany
        | RefusalCode::MailboxFull
        | RefusalCode::Storage
        | RefusalCode::Busy => true,
        RefusalCode::Malformed
        | RefusalCode::Signature
        | RefusalCode::Fork
        | RefusalCode::TooLong
        | RefusalCode::VoucherNeeded
        | RefusalCode::VoucherInvalid
        | RefusalCode::SlotTaken
        | RefusalCode::Closed => false,
    }
}

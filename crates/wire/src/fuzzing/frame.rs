//! Frames: what decodes encodes back to the same bytes.

use crate::{
    AuthorId, ByeCode, Credential, EnvelopeId, Frame, Limits, MailboxName, Refusal, RefusalCode, Slot,
    StreamId,
};

pub(super) fn run(bytes: &[u8]) {
    if let Ok(Some(frame)) = Frame::decode(bytes) {
        assert_eq!(frame.encode(), bytes, "one frame, one form");
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let author = |byte| AuthorId::from([byte; 32]);
    let id = EnvelopeId::from([3; 32]);
    let (name, slot) = (MailboxName::from([4; 32]), Slot::new(2).expect("a slot"));
    [
        Frame::Hello { origin: "wss://relay.example".to_owned(), nonce: [5; 32], limits: Limits::default() },
        Frame::Open { credential: Credential::Nothing, genesis: vec![6; 40] },
        Frame::Open { credential: Credential::Voucher([7; 16]), genesis: Vec::new() },
        Frame::Open { credential: Credential::Receipt([8; 64]), genesis: vec![6; 3] },
        Frame::Opened { receipt: [8; 64] },
        Frame::Auth { stream: StreamId::from([9; 32]), author: author(1), signature: [8; 64] },
        Frame::Heads { heads: vec![(author(1), 1, id), (author(2), u64::MAX, id)] },
        Frame::Get { author: author(1), after: 7, budget: 1 << 20 },
        Frame::Envelopes { author: author(1), done: true, page: vec![vec![1; 9], Vec::new(), vec![2; 3]] },
        Frame::Put { envelope: vec![6; 40] },
        Frame::Stored { id },
        Frame::Refused(Refusal {
            subject: [1; 32],
            code: RefusalCode::TooMany,
            retryable: true,
            limit: 600,
            retry_after_seconds: 60,
        }),
        Frame::Wake { author: author(1), seq: 3 },
        Frame::MailboxPut { name, slot, seconds: 3600, content: vec![1; 20] },
        Frame::MailboxGet { name, slot },
        Frame::Mailbox { name, slot, content: Some(vec![1; 20]) },
        Frame::Mailbox { name, slot, content: None },
        Frame::MailboxStored { name, slot },
        Frame::Ping(1),
        Frame::Pong(u64::MAX),
        Frame::Bye(ByeCode::Draining),
    ]
    .map(|frame| frame.encode())
    .into_iter()
    // A type from the range that is skipped, and lengths that promise more than there is.
    .chain([vec![0x80, 1, 2], vec![0x08, 0xff, 0xff, 0xff, 0xff, 0], vec![0x05, 0xff, 0xff, 0xff, 0xff]])
    .collect()
}

//! A relay that is busy is given the time that it asks for, and then everything goes out all the same.

use wire::{
    Credential, Envelope, EnvelopeId, EpochId, Frame, Header, Kind, Limits, PAD_FLOOR, Refusal, RefusalCode,
    SigningKey, StreamId, Verified,
};

use crate::{Conversation, Dial, Effect, Event, Notice, Put};

/// Three envelopes of one author, as they wait to be handed over.
fn chain(key: &SigningKey, stream: StreamId) -> Vec<Verified> {
    let mut prev = EnvelopeId::ZERO;
    (1..=3)
        .map(|seq| {
            let author = key.verifying_key().to_bytes().into();
            let epoch = EpochId::from([7; 32]);
            let header = Header { kind: Kind::Content, stream, author, seq, prev, epoch, nonce: [9; 24] };
            let envelope = Envelope::seal(&header, &[0xC0; PAD_FLOOR + 16], key).unwrap();
            prev = envelope.id();
            envelope
        })
        .collect()
}

fn put(envelope: &Verified) -> Put {
    let header = envelope.header();
    Put { author: header.author, seq: header.seq, id: envelope.id(), bytes: envelope.as_bytes().to_vec() }
}

fn busy(envelope: &Verified, retry_after_seconds: u32) -> Event {
    let subject = *envelope.id().as_bytes();
    let code = RefusalCode::Busy;
    let refusal = Refusal { subject, code, retryable: true, limit: 64, retry_after_seconds };
    Event::Frame(Frame::Refused(refusal).encode())
}

fn stored(envelope: &Verified) -> Event {
    Event::Frame(Frame::Stored { id: envelope.id() }.encode())
}

fn sends(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Send(_))).count()
}

/// A conversation that has just handed over its first envelopes.
fn begun() -> (Conversation, Vec<Verified>) {
    let key = SigningKey::from_bytes(&[3; 32]);
    let stream = StreamId::from([5; 32]);
    let envelopes = chain(&key, stream);
    let origin = "ws://127.0.0.1:1".to_owned();
    let mut conversation = Conversation::new(Dial {
        stream,
        key,
        origin: origin.clone(),
        genesis: Vec::new(),
        credential: Credential::Nothing,
        opened: true,
        local: Vec::new(),
        recorded: Vec::new(),
        let_in: std::collections::BTreeSet::new(),
    });
    let hello = Frame::Hello { origin, nonce: [1; 32], limits: Limits::default() };
    assert_eq!(sends(&conversation.handle(Event::Frame(hello.encode()))), 1);
    let effects = conversation.handle(Event::Frame(Frame::Heads { heads: Vec::new() }.encode()));
    assert!(matches!(effects.last(), Some(Effect::Publish)));
    let effects = conversation.handle(Event::Published(envelopes.iter().map(put).collect()));
    assert_eq!(sends(&effects), 3);
    (conversation, envelopes)
}

#[test]
fn a_busy_relay_is_waited_for_and_then_gets_everything() {
    let (mut conversation, envelopes) = begun();
    assert!(matches!(conversation.handle(stored(&envelopes[0]))[..], [Effect::Stored(_)]));
    assert!(conversation.handle(busy(&envelopes[1], 2)).is_empty());
    let effects = conversation.handle(busy(&envelopes[2], 1));
    assert!(matches!(effects[..], [Effect::Wait(2)]), "nobody is troubled with it, and nothing is settled");
    // What happens meanwhile changes nothing.
    assert!(conversation.handle(Event::Changed).is_empty());
    assert!(matches!(conversation.handle(Event::Waited)[..], [Effect::Publish]));
    let effects = conversation.handle(Event::Published(envelopes[1..].iter().map(put).collect()));
    assert!(matches!(effects[..], [Effect::Publish]), "what was written meanwhile goes out as well");
    let effects = conversation.handle(Event::Published(envelopes[1..].iter().map(put).collect()));
    assert_eq!(sends(&effects), 2);
    assert!(matches!(conversation.handle(stored(&envelopes[1]))[..], [Effect::Stored(_)]));
    let effects = conversation.handle(stored(&envelopes[2]));
    assert!(matches!(effects[..], [Effect::Stored(_), Effect::Send(_)]), "one last pull");
}

#[test]
fn a_relay_that_is_busy_for_ever_or_for_long_is_not_waited_for() {
    let (mut conversation, envelopes) = begun();
    for round in 1..=10 {
        assert!(conversation.handle(busy(&envelopes[0], 1)).is_empty());
        assert!(conversation.handle(busy(&envelopes[1], 1)).is_empty());
        assert!(matches!(conversation.handle(busy(&envelopes[2], 1))[..], [Effect::Wait(1)]), "{round}");
        conversation.handle(Event::Waited);
        let effects = conversation.handle(Event::Published(envelopes.iter().map(put).collect()));
        assert_eq!(sends(&effects), 3);
    }
    let effects = conversation.handle(busy(&envelopes[0], 1));
    let [Effect::Notice(Notice::Refused(refusal))] = &effects[..] else { panic!("it is said") };
    assert_eq!(refusal.code, RefusalCode::Busy);

    let (mut conversation, envelopes) = begun();
    let effects = conversation.handle(busy(&envelopes[0], 3600));
    assert!(matches!(effects[..], [Effect::Notice(Notice::Refused(_))]));
}

//! Conversations with an honest relay that had a bad day, and homes on which two programs work at once.

use std::collections::BTreeSet;

use crypto::{Place, author_of};
use wire::{
    AuthorId, Credential, EnvelopeId, Frame, Limits, Refusal, RefusalCode, SigningKey, StreamId, Verified,
};

use crate::{Conversation, Defect, Dial, Effect, Event, Head, Notice, Put};

const ORIGIN: &str = "wss://relay.example";

fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

fn stream() -> StreamId {
    StreamId::from([7; 32])
}

/// Where a chain goes on.
fn place(key: &SigningKey, last: Option<&Verified>) -> Place {
    let (seq, prev) = last.map_or((1, EnvelopeId::ZERO), |last| (last.header().seq + 1, last.id()));
    Place { stream: stream(), author: author_of(key), seq, prev }
}

fn shut_out(by: &SigningKey, last: Option<&Verified>, subject: &SigningKey) -> Verified {
    crypto::retire_envelope(&place(by, last), author_of(subject), by).unwrap()
}

fn head(envelope: &Verified) -> Head {
    let header = envelope.header();
    Head { author: header.author, seq: header.seq, id: envelope.id() }
}

fn put(envelope: &Verified) -> Put {
    let Head { author, seq, id } = head(envelope);
    Put { author, seq, id, bytes: envelope.as_bytes().to_vec() }
}

/// Has said hello and proved its key.
fn entering(recorded: Vec<Head>, credential: Credential) -> Conversation {
    let mut conversation = Conversation::new(Dial {
        stream: stream(),
        key: key(1),
        origin: ORIGIN.to_owned(),
        genesis: vec![0],
        credential,
        opened: true,
        local: Vec::new(),
        recorded,
        let_in: [key(2), key(3)].iter().map(author_of).collect(),
    });
    let hello = Frame::Hello { origin: ORIGIN.to_owned(), nonce: [0; 32], limits: Limits::default() };
    conversation.handle(Event::Frame(hello.encode()));
    conversation
}

fn hears(conversation: &mut Conversation, frame: &Frame) -> Vec<Effect> {
    conversation.handle(Event::Frame(frame.encode()))
}

fn notices(effects: &[Effect]) -> Vec<Notice> {
    let notice = |effect: &Effect| match effect {
        Effect::Notice(notice) => Some(notice.clone()),
        _ => None,
    };
    effects.iter().filter_map(notice).collect()
}

fn page(author: AuthorId, envelopes: &[&Verified]) -> Frame {
    let page = envelopes.iter().map(|envelope| envelope.as_bytes().to_vec()).collect();
    Frame::Envelopes { author, done: true, page }
}

/// Found by a seed of the simulator: what another program on the same home had just stored was taken for known, and the
/// relay's answer to the question before for a lie.
#[test]
fn a_relay_is_not_blamed_for_an_answer_that_another_program_had_already() {
    let (first, second) = (key(2), key(3));
    let (ours, theirs) = (shut_out(&first, None, &key(9)), shut_out(&second, None, &key(9)));
    let mut conversation = entering(Vec::new(), Credential::Nothing);
    let heads = [&ours, &theirs].map(head).map(|head| (head.author, head.seq, head.id)).to_vec();
    hears(&mut conversation, &Frame::Heads { heads });
    let effects = hears(&mut conversation, &page(author_of(&first), &[&ours]));
    assert!(matches!(effects.as_slice(), [Effect::Stored(_), Effect::Receive(_)] | [Effect::Receive(_)]));
    // The other program has stored the second one meanwhile.
    conversation.handle(Event::Received { heads: vec![head(&ours), head(&theirs)], let_in: BTreeSet::new() });
    let effects = hears(&mut conversation, &page(author_of(&second), &[&theirs]));
    assert_eq!(notices(&effects), []);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Receive(_))));
}

#[test]
fn a_page_that_does_not_begin_where_it_was_asked_to_is_still_a_lie() {
    let first = key(2);
    let one = shut_out(&first, None, &key(9));
    let two = shut_out(&first, Some(&one), &key(8));
    let mut conversation = entering(Vec::new(), Credential::Nothing);
    let Head { author, seq, id } = head(&two);
    hears(&mut conversation, &Frame::Heads { heads: vec![(author, seq, id)] });
    assert_eq!(notices(&hears(&mut conversation, &page(author, &[&two]))), [Notice::BadRelay(Defect::Place)]);
}

fn not_enrolled() -> Frame {
    Frame::Refused(Refusal {
        subject: *stream().as_bytes(),
        code: RefusalCode::NotEnrolled,
        retryable: true,
        limit: 0,
        retry_after_seconds: 0,
    })
}

/// Was told that it is not enrolled, and has handed over everything that it holds once more.
fn refilled(recorded: Vec<Head>) -> Conversation {
    let mut conversation = entering(recorded, Credential::Receipt([0; 64]));
    let effects = hears(&mut conversation, &not_enrolled());
    assert!(matches!(effects.as_slice(), [Effect::Send(_)]), "it opens the stream once more");
    let effects = hears(&mut conversation, &Frame::Opened { receipt: [0; 64] });
    assert!(matches!(effects.last(), Some(Effect::Backlog)));
    let effects = conversation.handle(Event::Published(Vec::new()));
    assert!(matches!(effects.as_slice(), [Effect::Send(_)]), "it proves its key");
    conversation
}

/// Found by a seed of the simulator: the relay came back from a copy older than our enrolment, was filled up again, and
/// nobody was told.
#[test]
fn a_relay_that_forgot_our_enrolment_is_said_to_be_behind() {
    let own = Head { author: author_of(&key(1)), seq: 4, id: EnvelopeId::from([4; 32]) };
    let heads = Frame::Heads { heads: vec![(own.author, own.seq, own.id)] };
    let effects = hears(&mut refilled(vec![own]), &heads);
    assert_eq!(notices(&effects), [Notice::RelayBehind { missing: 4 }]);
    // An enrolment that had never got there is no loss.
    assert_eq!(notices(&hears(&mut refilled(Vec::new()), &heads)), []);
}

/// Found by a seed of the simulator: somebody removed this device while it was away, and it said that the relay had lost
/// what the device had written.
#[test]
fn a_relay_that_was_told_to_shut_us_out_has_lost_nothing() {
    let own = Head { author: author_of(&key(1)), seq: 4, id: EnvelopeId::from([4; 32]) };
    let effects = hears(&mut refilled(vec![own]), &not_enrolled());
    assert_eq!(notices(&effects), [Notice::NotEnrolled]);
    assert!(matches!(effects.last(), Some(Effect::Close(None))));
}

/// Found by a seed of the simulator: with one envelope of a removed device that the relay takes no more, every exchange
/// ended with an error and was begun again, for ever.
#[test]
fn a_refusal_of_somebody_elses_envelope_is_no_refusal_of_ours() {
    for (author, told) in [(2, false), (1, true)] {
        let written = shut_out(&key(author), None, &key(9));
        let mut conversation = entering(Vec::new(), Credential::Nothing);
        hears(&mut conversation, &Frame::Heads { heads: Vec::new() });
        conversation.handle(Event::Published(vec![put(&written)]));
        let refusal = Refusal {
            subject: *written.id().as_bytes(),
            code: RefusalCode::NotEnrolled,
            retryable: true,
            limit: 0,
            retry_after_seconds: 0,
        };
        let effects = hears(&mut conversation, &Frame::Refused(refusal));
        assert_eq!(notices(&effects).len(), usize::from(told), "author {author}");
    }
}

/// Found by a schedule: a copy that had sealed further than the relay's heads went, for a file, was refused for ever.
#[test]
fn a_copy_that_sealed_further_than_the_relay_is_shown_what_took_its_place() {
    let us = key(1);
    let first = shut_out(&us, None, &key(9));
    let ours = shut_out(&us, Some(&first), &key(8));
    let further = shut_out(&us, Some(&ours), &key(7));
    let theirs = shut_out(&us, Some(&first), &key(6));
    for honest in [true, false] {
        let mut conversation = entering(Vec::new(), Credential::Nothing);
        let let_in: BTreeSet<AuthorId> = [author_of(&us)].into();
        conversation.handle(Event::Received { heads: vec![head(&further)], let_in: let_in.clone() });
        let chain: &[&Verified] = if honest { &[&first, &theirs] } else { &[&first] };
        let Head { author, seq, id } = head(chain[chain.len() - 1]);
        hears(&mut conversation, &Frame::Heads { heads: vec![(author, seq, id)] });
        conversation.handle(Event::Published(vec![put(&ours), put(&further)]));
        let refused = |envelope: &Verified| {
            Frame::Refused(Refusal {
                subject: *envelope.id().as_bytes(),
                code: RefusalCode::Fork,
                retryable: false,
                limit: 0,
                retry_after_seconds: 0,
            })
        };
        let mut effects = hears(&mut conversation, &refused(&ours));
        let asked = Frame::Get { author, after: 0, budget: 1024 * 1024 }.encode();
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Send(bytes) if *bytes == asked)));
        effects.extend(hears(&mut conversation, &refused(&further)));
        effects.extend(hears(&mut conversation, &page(author, chain)));
        effects.extend(conversation.handle(Event::Received { heads: vec![head(&further)], let_in }));
        effects.extend(conversation.handle(Event::Published(Vec::new())));
        for _ in 0..2 {
            effects.extend(hears(&mut conversation, &page(author, &[])));
        }
        let told = notices(&effects);
        assert!(told.iter().any(|notice| matches!(notice, Notice::RelayDiffers { seq: 2, .. })), "{told:?}");
        let refused = told.iter().any(|notice| matches!(notice, Notice::Refused(_)));
        assert_eq!(refused, !honest, "{told:?}");
    }
}

//! The state machine by itself: order of its outputs, and no panic whatever comes.

use std::sync::Arc;

use proptest::prelude::*;
use relay::{
    Answer, Config, Entitlement, Input, Memory, Output, Read, Request, Rules, Session, Storage, Terms,
    Ticket, Write,
};
use wire::{ByeCode, Credential, Frame, MailboxName, RefusalCode, SigningKey, Slot};

use crate::author::Stream;
use crate::dice::Dice;

fn terms(change: impl FnOnce(&mut Terms)) -> Arc<Terms> {
    let mut terms = Terms {
        origin: "ws://127.0.0.1:1".to_owned(),
        limits: wire::Limits::default(),
        open: true,
        receipt_key: SigningKey::from_bytes(&[8; 32]),
        mailbox_puts_max: 64,
        ping_after_ms: 60_000,
        silence_max_ms: 180_000,
    };
    change(&mut terms);
    Arc::new(terms)
}

fn memory() -> Memory {
    let config = Config::default();
    Memory::new(Rules { limits: config.limits, mailbox_bytes_max: config.mailbox_bytes_max })
}

/// A storage that holds the stream, its members and one envelope of Alex's.
fn stocked(stream: &mut Stream) -> Memory {
    let mut memory = memory();
    let open = Write::Open { genesis: stream.first[0].clone(), entitlement: Entitlement::Free };
    let mut writes = vec![open];
    let one = stream.alex.content(stream.id, 1);
    writes.extend(stream.first[1..].iter().cloned().chain([one]).map(|envelope| Write::Put { envelope }));
    let answers = memory.apply(0, &writes).unwrap();
    assert!(answers.iter().all(|answer| matches!(answer, Answer::Opened | Answer::Stored(Some(_)))));
    memory
}

fn auth(stream: &Stream, nonce: &[u8; 32]) -> Input {
    let message = wire::auth_message("ws://127.0.0.1:1", &stream.id, nonce);
    let signature = wire::sign(&stream.alex.key, "relay-auth", &message);
    Input::Frame(Frame::Auth { stream: stream.id, author: stream.alex.id, signature }.encode())
}

fn asked(outputs: &[Output]) -> Vec<(Ticket, Request)> {
    outputs
        .iter()
        .filter_map(|output| match output {
            Output::Ask { ticket, request } => Some((*ticket, request.clone())),
            _ => None,
        })
        .collect()
}

/// A session that has sent its heads.
fn live(stream: &Stream, memory: &mut Memory, terms: Arc<Terms>) -> Session {
    let (mut session, _hello) = Session::new(terms, [1; 32], 0);
    let outputs = session.handle(0, auth(stream, &[1; 32]));
    let [(ticket, request)] = &asked(&outputs)[..] else { panic!("{outputs:?}") };
    let answer = memory.answer(0, request);
    let outputs = session.handle(0, Input::Answer { ticket: *ticket, answer });
    assert!(matches!(&outputs[..], [Output::Send(Frame::Heads { .. })]), "{outputs:?}");
    session
}

#[test]
fn interest_is_registered_before_the_heads_are_read_and_early_news_waits_for_them() {
    let mut stream = Stream::new(1);
    let mut memory = stocked(&mut stream);
    let (mut session, hello) = Session::new(terms(|_| ()), [1; 32], 0);
    assert!(matches!(&hello[..], [Output::Send(Frame::Hello { .. })]));
    let outputs = session.handle(0, auth(&stream, &[1; 32]));
    let [Output::Subscribe(to), Output::Ask { ticket, request }] = &outputs[..] else {
        panic!("{outputs:?}")
    };
    assert_eq!((*to, request), (stream.id, &Request::Read(Read::Join { stream: stream.id })));
    let (alex, sam) = (stream.alex.id, stream.sam.id);
    assert!(session.handle(0, Input::Woken { author: sam, seq: 4 }).is_empty());
    assert!(session.handle(0, Input::Woken { author: alex, seq: 1 }).is_empty());
    let answer = memory.answer(0, request);
    let outputs = session.handle(0, Input::Answer { ticket: *ticket, answer });
    let [Output::Send(Frame::Heads { .. }), Output::Send(wake)] = &outputs[..] else { panic!("{outputs:?}") };
    assert_eq!(wake, &Frame::Wake { author: sam, seq: 4 }, "what the heads hold is no news");
}

#[test]
fn more_puts_than_the_window_are_told_to_wait() {
    let mut stream = Stream::new(1);
    let mut memory = stocked(&mut stream);
    let mut session = live(&stream, &mut memory, terms(|terms| terms.limits.puts_in_flight_max = 2));
    let puts: Vec<_> = (0..3).map(|mark| stream.alex.content(stream.id, mark)).collect();
    let frame =
        |index: usize| Input::Frame(Frame::Put { envelope: puts[index].as_bytes().to_vec() }.encode());
    assert_eq!(asked(&session.handle(0, frame(0))).len(), 1);
    let second = asked(&session.handle(0, frame(1)));
    let outputs = session.handle(0, frame(2));
    let [Output::Send(Frame::Refused(refusal))] = &outputs[..] else { panic!("{outputs:?}") };
    assert_eq!((refusal.code, refusal.retryable), (RefusalCode::Busy, true));
    assert!(refusal.retry_after_seconds > 0);
    session.handle(0, Input::Answer { ticket: second[0].0, answer: Answer::Busy });
    assert_eq!(asked(&session.handle(0, frame(2))).len(), 1);
}

#[test]
fn an_accepted_opening_lets_its_connection_refill_the_stream_and_not_read_it() {
    let mut stream = Stream::new(1);
    let mut memory = memory();
    let (mut session, _hello) = Session::new(terms(|_| ()), [1; 32], 0);
    let put = |envelope: &wire::Verified| {
        Input::Frame(Frame::Put { envelope: envelope.as_bytes().to_vec() }.encode())
    };
    let genesis = stream.first[0].as_bytes().to_vec();
    let open = Frame::Open { credential: Credential::Nothing, genesis }.encode();
    let (ticket, request) = asked(&session.handle(0, Input::Frame(open))).remove(0);
    let answer = memory.answer(0, &request);
    let outputs = session.handle(0, Input::Answer { ticket, answer });
    assert!(matches!(&outputs[..], [Output::Send(Frame::Opened { .. })]), "{outputs:?}");

    // Longer than a frame may be before an opening, and by somebody else than who will authenticate.
    let long = stream.sam.seal(stream.id, wire::Kind::Content, &vec![0xC0; wire::padded_len(20_000) + 16]);
    let enrolments = stream.first[1..].to_vec();
    for envelope in enrolments.iter().chain([&long]) {
        let (ticket, request) = asked(&session.handle(0, put(envelope))).remove(0);
        let answer = memory.answer(0, &request);
        let outputs = session.handle(0, Input::Answer { ticket, answer });
        assert_eq!(outputs, [Output::Send(Frame::Stored { id: envelope.id() })]);
    }
    let stranger = Stream::new(2);
    let outputs = session.handle(0, put(&stranger.first[0]));
    let [Output::Send(Frame::Refused(refusal))] = &outputs[..] else { panic!("{outputs:?}") };
    assert_eq!(refusal.code, RefusalCode::Malformed, "the opening is for one stream");

    let outputs = session.handle(0, auth(&stream, &[1; 32]));
    let (ticket, request) = asked(&outputs).remove(0);
    let answer = memory.answer(0, &request);
    let outputs = session.handle(0, Input::Answer { ticket, answer });
    let [Output::Send(Frame::Heads { heads })] = &outputs[..] else { panic!("{outputs:?}") };
    assert_eq!(heads.len(), 2, "the opener's chain and Sam's");

    let (mut session, _hello) = Session::new(terms(|_| ()), [1; 32], 0);
    let genesis = stream.first[0].as_bytes().to_vec();
    let open = Frame::Open { credential: Credential::Nothing, genesis }.encode();
    let (ticket, request) = asked(&session.handle(0, Input::Frame(open))).remove(0);
    let answer = memory.answer(0, &request);
    session.handle(0, Input::Answer { ticket, answer });
    let get = Frame::Get { author: stream.sam.id, after: 0, budget: 10 }.encode();
    assert_eq!(session.handle(0, Input::Frame(get)), [Output::Close(ByeCode::Protocol)]);
}

#[test]
fn pages_are_read_one_at_a_time() {
    let mut stream = Stream::new(1);
    let mut memory = stocked(&mut stream);
    let mut session = live(&stream, &mut memory, terms(|_| ()));
    let get = || Input::Frame(Frame::Get { author: stream.alex.id, after: 0, budget: 10 }.encode());
    let first = asked(&session.handle(0, get()));
    assert!(session.handle(0, get()).is_empty());
    let answer = memory.answer(0, &first[0].1);
    let outputs = session.handle(0, Input::Answer { ticket: first[0].0, answer });
    assert!(
        matches!(&outputs[..], [Output::Send(Frame::Envelopes { .. }), Output::Ask { .. }]),
        "{outputs:?}"
    );
}

#[test]
fn draining_waits_for_what_was_begun_and_takes_nothing_new() {
    let mut stream = Stream::new(1);
    let mut memory = stocked(&mut stream);
    let mut session = live(&stream, &mut memory, terms(|_| ()));
    let envelope = stream.alex.content(stream.id, 2);
    let put = Input::Frame(Frame::Put { envelope: envelope.as_bytes().to_vec() }.encode());
    let asks = asked(&session.handle(0, put.clone()));
    assert!(session.handle(0, Input::Drain).is_empty());
    assert!(session.handle(0, put).is_empty());
    let answer = memory.answer(0, &asks[0].1);
    let outputs = session.handle(0, Input::Answer { ticket: asks[0].0, answer });
    let stored = Output::Send(Frame::Stored { id: envelope.id() });
    assert_eq!(outputs, [stored, Output::Close(ByeCode::Draining)]);
}

#[test]
fn a_silent_client_is_asked_once_and_then_dropped() {
    let mut stream = Stream::new(1);
    let mut memory = stocked(&mut stream);
    let mut session = live(&stream, &mut memory, terms(|_| ()));
    assert!(session.handle(59_999, Input::Tick).is_empty());
    assert!(matches!(&session.handle(60_000, Input::Tick)[..], [Output::Send(Frame::Ping(_))]));
    assert!(session.handle(70_000, Input::Tick).is_empty());
    session.handle(80_000, Input::Frame(Frame::Pong(60_000).encode()));
    assert!(matches!(&session.handle(140_000, Input::Tick)[..], [Output::Send(Frame::Ping(_))]));
    assert_eq!(session.handle(260_000, Input::Tick), [Output::Close(ByeCode::Timeout)]);
}

#[test]
fn before_a_key_is_proved_ping_and_pong_are_no_sign_of_life() {
    let (mut session, _hello) = Session::new(terms(|_| ()), [1; 32], 0);
    let name = MailboxName::from([1; 32]);
    let get = Frame::MailboxGet { name, slot: Slot::new(1).unwrap() };
    session.handle(50_000, Input::Frame(get.encode()));
    for now_ms in (60_000..230_000).step_by(1000) {
        session.handle(now_ms, Input::Frame(Frame::Pong(0).encode()));
        session.handle(now_ms, Input::Frame(Frame::Ping(0).encode()));
        session.handle(now_ms, Input::Frame(vec![0x80]));
        session.handle(now_ms, Input::Tick);
        assert!(!session.is_closed(), "{now_ms}");
    }
    assert_eq!(session.handle(230_000, Input::Tick), [Output::Close(ByeCode::Timeout)]);
}

#[test]
fn frames_out_of_place_end_the_connection() {
    let stream = Stream::new(1);
    let envelope = stream.first[0].as_bytes().to_vec();
    let long = Frame::Open { credential: Credential::Nothing, genesis: vec![0; 8 * 1024] };
    let frames = [
        Frame::Put { envelope }.encode(),
        Frame::Get { author: stream.alex.id, after: 0, budget: 1 }.encode(),
        Frame::Opened { receipt: [0; 64] }.encode(),
        Frame::Wake { author: stream.alex.id, seq: 1 }.encode(),
        Frame::Bye(ByeCode::Busy).encode(),
        long.encode(),
        vec![0x13],
        vec![],
    ];
    for bytes in frames {
        let (mut session, _hello) = Session::new(terms(|_| ()), [1; 32], 0);
        let outputs = session.handle(0, Input::Frame(bytes.clone()));
        assert_eq!(outputs, [Output::Close(ByeCode::Protocol)], "type {:?}", bytes.first());
        assert!(
            session.handle(0, Input::Frame(Frame::Ping(1).encode())).is_empty(),
            "nothing follows a goodbye"
        );
    }
    let (mut session, _hello) = Session::new(terms(|_| ()), [1; 32], 0);
    assert!(
        session.handle(0, Input::Frame(vec![0x80, 1, 2])).is_empty(),
        "types of later versions are skipped"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_frames_answers_and_wakes_breaks_a_session(seed: u64, steps in 1usize..60) {
        let mut dice = Dice::new(seed);
        let mut stream = Stream::new(1);
        let mut memory = stocked(&mut stream);
        let mut sam = stream.sam.clone();
        let (mut session, _hello) = Session::new(terms(|_| ()), [1; 32], 0);
        let mut open: Vec<(Ticket, Request)> = Vec::new();
        let mut closed = false;
        for step in 0..steps {
            let now_ms = u64::try_from(step).unwrap() * 1000;
            let input = match dice.below(8) {
                0 | 1 if !open.is_empty() => {
                    let (ticket, request) = open.swap_remove(dice.below(open.len()));
                    let answer = match dice.below(6) {
                        0 => Answer::Failed,
                        1 => Answer::Busy,
                        2 => Answer::Done,
                        _ => memory.answer(now_ms / 1000, &request),
                    };
                    Input::Answer { ticket, answer }
                }
                2 => Input::Woken { author: stream.sam.id, seq: dice.roll() },
                3 => Input::AccessChanged,
                4 => Input::Tick,
                5 => auth(&stream, &[1; 32]),
                6 if step > 40 => Input::Drain,
                _ => Input::Frame(some_frame(&mut dice, &stream, &mut sam)),
            };
            let outputs = session.handle(now_ms, input);
            prop_assert!(!closed || outputs.is_empty(), "something followed a goodbye");
            closed |= matches!(outputs.last(), Some(Output::Close(_)));
            prop_assert_eq!(closed, session.is_closed());
            open.extend(asked(&outputs));
        }
    }
}

fn some_frame(dice: &mut Dice, stream: &Stream, sam: &mut crate::author::Author) -> Vec<u8> {
    let name = MailboxName::from([u8::try_from(dice.below(3)).unwrap(); 32]);
    let slot = Slot::new(u8::try_from(dice.below(4)).unwrap() + 1).unwrap();
    let frame = match dice.below(9) {
        0 => Frame::Open { credential: Credential::Nothing, genesis: stream.first[0].as_bytes().to_vec() },
        1 => Frame::Get { author: stream.alex.id, after: dice.roll() % 3, budget: 100 },
        2 | 3 => Frame::Put { envelope: sam.content(stream.id, dice.roll()).as_bytes().to_vec() },
        4 => Frame::MailboxPut { name, slot, seconds: 60, content: vec![1; dice.below(100)] },
        5 => Frame::MailboxGet { name, slot },
        6 => Frame::Ping(dice.roll()),
        7 => Frame::Pong(dice.roll()),
        _ => Frame::Put { envelope: vec![0x45; dice.below(400)] },
    };
    let mut bytes = frame.encode();
    if dice.below(12) == 0 && !bytes.is_empty() {
        let index = dice.below(bytes.len());
        bytes[index] ^= 1 << dice.below(8);
    }
    bytes
}

//! Until a relay has let us in: its greeting, opening a stream, its heads against what is here and on record.

use wire::{ByeCode, Credential, EnvelopeId, Frame, RefusalCode};

use super::line::{
    Done, Line, author, chain, get, greeted, head, heads, put_frame, refusal, said, stream_refused,
};
use crate::{Defect, Head, Notice};

const RECEIPT: [u8; 64] = [5; 64];

fn opened() -> Frame {
    Frame::Opened { receipt: RECEIPT }
}

#[test]
fn a_stream_that_was_never_opened_is_opened_filled_and_entered() {
    let ours = chain(1, 1);
    let mut line = greeted(|dial| dial.opened = false);
    let done = line.hears(&opened());
    assert_eq!(done, [Done::Receipt(RECEIPT), Done::OnRecord(vec![]), Done::Backlog], "it holds nothing yet");
    assert_eq!(line.published(&[&ours[0]]), [put_frame(&ours[0])]);
    let done = line.stored(&ours[0]);
    assert!(matches!(done[..], [Done::Stored(_), Done::Sent(Frame::Auth { .. })]), "{done:?}");
}

#[test]
fn a_relay_that_does_not_open_a_stream_says_why() {
    let mut line = greeted(|dial| dial.opened = false);
    let refused = refusal(*super::line::stream().as_bytes(), RefusalCode::VoucherNeeded);
    let done = line.hears(&Frame::Refused(refused));
    assert_eq!(done, [Done::Told(Notice::Refused(refused)), Done::Closed(None)]);
    assert_eq!(line.hears(&Frame::Ping(1)), [], "it is over");
}

#[test]
fn a_relay_that_is_busy_while_it_is_filled_is_given_time_and_asked_for_nothing_else() {
    let ours = chain(1, 1);
    let mut line = greeted(|dial| dial.opened = false);
    line.hears(&opened());
    line.published(&[&ours[0]]);
    assert_eq!(line.refused(&ours[0], RefusalCode::Busy), [Done::Wait(1)]);
    assert_eq!(line.handle(crate::Event::Changed), [], "we do not enter before it has everything");
    assert_eq!(line.handle(crate::Event::Waited), [Done::Backlog]);
}

#[test]
fn whoever_did_not_open_a_stream_waits_for_somebody_who_did() {
    let mut line = greeted(|dial| dial.genesis = Vec::new());
    let done = line.hears(&stream_refused(RefusalCode::UnknownStream));
    assert_eq!(done, [Done::Told(Notice::NotEnrolled), Done::Closed(None)]);
}

#[test]
fn a_relay_that_lost_the_stream_is_behind_by_what_was_on_record() {
    let record = |seq| vec![Head { author: author(2), seq, id: EnvelopeId::from([2; 32]) }];
    for (recorded, missing) in [(record(3), Some(3)), (Vec::new(), None)] {
        let mut line = greeted(|dial| dial.recorded = recorded);
        let mut done = line.hears(&stream_refused(RefusalCode::UnknownStream));
        assert!(matches!(done.pop(), Some(Done::Sent(Frame::Open { .. }))));
        let told: Vec<Done> =
            missing.into_iter().map(|missing| Done::Told(Notice::RelayBehind { missing })).collect();
        assert_eq!(done, told);
        // Said once: what is handed over now is not missing.
        line.hears(&opened());
        line.published(&[]);
        let done = line.hears(&heads(&[]));
        assert!(!done.iter().any(|done| matches!(done, Done::Told(_))), "{done:?}");
    }
}

#[test]
fn a_relay_that_does_not_know_what_it_has_just_opened_is_not_asked_again() {
    for credential in [Credential::Nothing, Credential::Receipt([0; 64])] {
        for code in [RefusalCode::UnknownStream, RefusalCode::NotEnrolled] {
            let mut line = greeted(|dial| (dial.opened, dial.credential) = (false, credential));
            line.hears(&opened());
            line.published(&[]);
            let done = line.hears(&stream_refused(code));
            let told = match code {
                RefusalCode::NotEnrolled => Notice::NotEnrolled,
                _ => Notice::Refused(refusal(*super::line::stream().as_bytes(), code)),
            };
            assert_eq!(done, [Done::Told(told), Done::Closed(None)]);
        }
    }
}

#[test]
fn what_is_on_record_with_a_relay_is_what_it_need_not_show_any_more() {
    let (short, long) = (chain(2, 2), chain(3, 4));
    let record = head(&long[1]);
    // The first chain is here as far as the relay names it; the second is not, and was on record to its second envelope.
    let mut line = greeted(|dial| {
        dial.local = vec![head(&short[1])];
        dial.recorded = vec![head(&long[1]), head(&short[0])];
    });
    let done = line.hears(&heads(&[&short[0], &long[3]]));
    let mut on_record = vec![head(&short[0]), record];
    on_record.sort_by_key(|head| head.author);
    assert_eq!(done, [Done::OnRecord(on_record), get(3, 0)]);
    // A record that goes further than the relay's own word is worth nothing, and it is behind.
    let mut line = greeted(|dial| dial.recorded = vec![head(&long[3])]);
    let done = line.hears(&heads(&[&long[1]]));
    assert_eq!(done, [Done::Told(Notice::RelayBehind { missing: 2 }), Done::OnRecord(vec![]), get(3, 0)]);
    // As far as the record, and not here: the record counts.
    let mut line = greeted(|dial| dial.recorded = vec![record]);
    assert_eq!(line.hears(&heads(&[&long[1]])), [Done::OnRecord(vec![record]), get(3, 0)]);
}

#[test]
fn only_chains_that_go_further_at_the_relay_are_asked_for() {
    let chain = chain(2, 3);
    for (theirs, asked) in [(0, false), (1, false), (2, true)] {
        let mut line = greeted(|dial| dial.local = vec![head(&chain[1])]);
        let done = line.hears(&heads(&[&chain[theirs]]));
        assert_eq!(done.contains(&get(2, 2)), asked, "{done:?}");
        assert_eq!(done.contains(&Done::Publish), !asked, "{done:?}");
    }
}

#[test]
fn another_envelope_at_our_place_is_said_at_once_and_read_from_the_beginning() {
    let first = said(2, None, 0);
    let (ours, theirs) = (said(2, Some(&first), 1), said(2, Some(&first), 2));
    let mut line = greeted(|dial| dial.local = vec![head(&ours)]);
    let done = line.hears(&heads(&[&theirs]));
    let told = Done::Told(Notice::RelayDiffers { author: author(2), seq: 2 });
    assert_eq!(done, [Done::OnRecord(vec![head(&theirs)]), told, get(2, 0)]);
}

#[test]
fn a_stream_has_no_more_than_so_many_authors() {
    for (count, sound) in [(4096_u32, true), (4097, false)] {
        let heads = (0..count).map(|number| {
            let mut author = [0; 32];
            author[..4].copy_from_slice(&number.to_be_bytes());
            (wire::AuthorId::from(author), 1, EnvelopeId::from([1; 32]))
        });
        let done = greeted(|_| {}).hears(&Frame::Heads { heads: heads.collect() });
        assert_eq!(done.contains(&Done::Told(Notice::BadRelay(Defect::TooMany))), !sound, "{count}");
    }
}

#[test]
fn a_question_whether_we_are_there_is_answered_at_any_time() {
    for mut line in [Line::dialled(|_| {}), greeted(|_| {}), Line::settled(&[])] {
        assert_eq!(line.hears(&Frame::Ping(42)), [Done::Sent(Frame::Pong(42))]);
        assert_eq!(line.hears(&Frame::Pong(42)), []);
        assert_eq!(line.hears(&Frame::Bye(ByeCode::Draining)), [Done::Closed(Some(ByeCode::Draining))]);
        assert_eq!(line.hears(&Frame::Ping(42)), [], "nobody is there any more");
    }
}

#[test]
fn what_no_relay_may_say_ends_the_conversation() {
    let told = [Done::Told(Notice::BadRelay(Defect::Frame)), Done::Closed(None)];
    assert_eq!(greeted(|_| {}).hears_bytes(&[0x7f]), told, "a frame of no known type");
    assert_eq!(greeted(|_| {}).hears_bytes(&[0xff, 1, 2]), [], "one that may be passed over");
    assert_eq!(Line::dialled(|_| {}).hears(&heads(&[])), told, "heads before the greeting");
    assert_eq!(
        greeted(|_| {}).hears(&Frame::Stored { id: EnvelopeId::ZERO }),
        told,
        "an answer to no question"
    );
}

//! What is handed over to a relay: in which order, how much at once, and what a refusal holds up.

use wire::{Frame, Limits, RefusalCode, Verified};

use super::line::{Done, Line, author, chain, get, head, heads, page, put_frame, refusal, said};
use crate::{Event, Notice};

fn live() -> Line {
    Line::live(Limits::default(), &[])
}

fn all(chain: &[Verified]) -> Vec<&Verified> {
    chain.iter().collect()
}

#[test]
fn no_more_is_under_way_than_the_relay_allows() {
    let ours = chain(1, 4);
    let size = u32::try_from(ours[0].as_bytes().len()).unwrap();
    let of_count = |count| Limits { puts_in_flight_max: count, ..Limits::default() };
    let of_bytes = |bytes| Limits { window_bytes: bytes, ..Limits::default() };
    for (limits, expected) in [
        (of_count(1), 1),
        (of_count(3), 3),
        (of_count(0), 1),
        (of_bytes(2 * size), 2),
        (of_bytes(3 * size - 1), 2),
        // One always goes out.
        (of_bytes(1), 1),
    ] {
        let mut line = Line::live(limits, &[]);
        let sent = line.published(&all(&ours));
        assert_eq!(sent, ours[..expected].iter().map(put_frame).collect::<Vec<_>>(), "{limits:?}");
        assert_eq!(line.stored(&ours[0]), [Done::Stored(head(&ours[0])), put_frame(&ours[expected])]);
    }
}

#[test]
fn what_is_under_way_is_not_sent_a_second_time() {
    let ours = chain(1, 3);
    let mut line = live();
    line.published(&all(&ours[..2]));
    assert_eq!(line.handle(Event::Changed), [Done::Publish]);
    assert_eq!(line.published(&all(&ours)), [put_frame(&ours[2])]);
    for envelope in &ours[..2] {
        assert_eq!(line.stored(envelope), [Done::Stored(head(envelope))]);
    }
    assert_eq!(line.stored(&ours[2]), [Done::Stored(head(&ours[2])), get(1, 3)], "one last look");
    assert_eq!(line.hears(&page(author(1), &[])), [Done::Settled]);
    // Nobody asked for these answers.
    assert_eq!(line.stored(&ours[0]), []);
    let stray = refusal([9; 32], RefusalCode::Storage);
    assert_eq!(line.hears(&Frame::Refused(stray)), [Done::Told(Notice::Refused(stray))]);
}

#[test]
fn what_this_device_wrote_is_not_read_back() {
    let ours = chain(1, 3);
    let mut line = live();
    line.published(&all(&ours));
    let wake = |seq| Frame::Wake { author: author(1), seq };
    assert_eq!(line.hears(&wake(2)), []);
    assert_eq!(line.hears(&wake(3)), []);
    assert_eq!(line.hears(&wake(4)), [get(1, 3)], "another program of this device wrote that");
}

#[test]
fn of_two_branches_that_are_here_the_one_that_was_here_first_is_read_on() {
    let first = said(2, None, 0);
    let (one, other) = (said(2, Some(&first), 1), said(2, Some(&first), 2));
    let behind = said(2, Some(&one), 0);
    let mut line = Line::live(Limits::default(), &[&one]);
    assert_eq!(line.published(&[&other]), [put_frame(&other)]);
    assert_eq!(line.hears(&Frame::Wake { author: author(2), seq: 3 }), [get(2, 2)]);
    let done = line.hears(&page(author(2), &[&behind]));
    assert_eq!(done, [Done::Stored(head(&behind)), Done::TookIn(vec![behind.id()])]);
}

#[test]
fn a_refusal_holds_up_its_own_chain_and_no_other() {
    let (ours, theirs) = (chain(1, 3), chain(2, 1));
    let two = Limits { puts_in_flight_max: 2, ..Limits::default() };
    let mut line = Line::live(two, &[]);
    let puts = [&ours[0], &ours[1], &ours[2], &theirs[0]];
    assert_eq!(line.published(&puts), [put_frame(&ours[0]), put_frame(&ours[1])]);
    let refused = refusal(*ours[0].id().as_bytes(), RefusalCode::StreamFull);
    let done = line.hears(&Frame::Refused(refused));
    assert_eq!(done, [Done::Told(Notice::Refused(refused)), put_frame(&theirs[0])]);
    // What was sent behind it is refused as well, and that says nothing new.
    assert_eq!(line.refused(&ours[1], RefusalCode::Gap), []);
    assert_eq!(line.stored(&theirs[0]), [Done::Stored(head(&theirs[0])), get(2, 1)]);
    assert_eq!(line.hears(&page(author(2), &[])), [Done::Settled]);
    // Nor is it tried again on this connection.
    assert_eq!(line.handle(Event::Changed), [Done::Publish]);
    assert_eq!(line.published(&all(&ours)), [get(2, 1)]);
}

#[test]
fn what_may_be_due_to_the_order_is_tried_once_more_if_the_relay_took_anything() {
    let (ours, theirs) = (chain(1, 1), chain(2, 1));
    for code in [RefusalCode::NotEnrolled, RefusalCode::Gap] {
        let mut line = live();
        line.published(&[&ours[0], &theirs[0]]);
        assert_eq!(line.refused(&ours[0], code), []);
        assert_eq!(line.stored(&theirs[0]), [Done::Stored(head(&theirs[0])), Done::Publish]);
        assert_eq!(line.published(&[&ours[0]]), [put_frame(&ours[0])]);
        let done = line.refused(&ours[0], code);
        assert!(matches!(done[..], [Done::Told(Notice::Refused(_)), Done::Sent(_)]), "{done:?}");
    }
    // It took nothing, so nothing has changed.
    let mut line = live();
    line.published(&[&ours[0]]);
    let done = line.refused(&ours[0], RefusalCode::Gap);
    assert!(matches!(done[..], [Done::Told(Notice::Refused(_)), Done::Settled]), "{done:?}");
}

#[test]
fn a_relay_is_waited_for_as_long_as_it_asks_if_that_is_not_long() {
    let ours = chain(1, 1);
    for (asked, waits) in [(0, Some(1)), (1, Some(1)), (5, Some(5)), (6, None)] {
        let mut line = live();
        line.published(&[&ours[0]]);
        let mut busy = refusal(*ours[0].id().as_bytes(), RefusalCode::Busy);
        busy.retry_after_seconds = asked;
        let done = line.hears(&Frame::Refused(busy));
        match waits {
            Some(seconds) => assert_eq!(done, [Done::Wait(seconds)]),
            None => assert_eq!(done, [Done::Told(Notice::Refused(busy)), Done::Settled]),
        }
    }
}

#[test]
fn a_relay_that_took_something_is_waited_for_anew() {
    let ours = chain(1, 30);
    let mut line = live();
    line.published(&all(&ours));
    for (at, envelope) in ours.iter().enumerate() {
        for follower in &ours[at..] {
            line.refused(follower, RefusalCode::Busy);
        }
        line.handle(Event::Waited);
        line.published(&all(&ours[at..]));
        assert_eq!(line.stored(envelope)[0], Done::Stored(head(envelope)), "{at}");
    }
}

#[test]
fn a_copy_of_our_device_that_wrote_first_is_read_and_nothing_of_ours_is_sent_beside_it() {
    let first = said(1, None, 0);
    let (ours, theirs) = (said(1, Some(&first), 1), said(1, Some(&first), 2));
    let behind = said(1, Some(&ours), 0);
    let mut line = Line::live(Limits::default(), &[&first]);
    line.published(&[&ours, &behind]);
    let done = line.refused(&ours, RefusalCode::Fork);
    let told = Done::Told(Notice::RelayDiffers { author: author(1), seq: 2 });
    assert_eq!(done, [told, get(1, 0)]);
    // The second refusal of the same chain says nothing new.
    assert_eq!(line.refused(&behind, RefusalCode::Gap), []);
    let done = line.hears(&page(author(1), &[&first, &theirs]));
    assert_eq!(done, [Done::Stored(head(&theirs)), Done::TookIn(vec![first.id(), theirs.id()])]);
    assert_eq!(line.received(&[&behind]), [Done::Publish]);
    assert_eq!(line.published(&[&ours, &behind]), [get(1, 2)], "only the last look");
    assert_eq!(line.hears(&page(author(1), &[])), [Done::Settled]);
}

#[test]
fn a_fork_that_shows_while_the_relay_is_filled_is_read_once_we_are_in() {
    let first = said(1, None, 0);
    let (ours, theirs) = (said(1, Some(&first), 1), said(1, Some(&first), 2));
    let other = chain(2, 1);
    let two = Limits { puts_in_flight_max: 2, ..Limits::default() };
    let mut line = Line::greeted(two, |dial| (dial.opened, dial.local) = (false, vec![head(&ours)]));
    line.hears(&Frame::Opened { receipt: [0; 64] });
    let behind = said(1, Some(&ours), 0);
    line.published(&[&first, &ours, &behind, &other[0]]);
    line.stored(&first);
    let done = line.refused(&ours, RefusalCode::Fork);
    assert_eq!(done, [put_frame(&other[0])], "others' chains go on, and ours stops");
    line.refused(&behind, RefusalCode::Gap);
    let done = line.stored(&other[0]);
    assert!(matches!(done[..], [Done::Stored(_), Done::Sent(Frame::Auth { .. })]), "{done:?}");
    let done = line.hears(&heads(&[&theirs, &other[0]]));
    let told = Done::Told(Notice::RelayDiffers { author: author(1), seq: 2 });
    assert!(done.contains(&told) && done.contains(&get(1, 0)), "{done:?}");
    assert_eq!(done.iter().filter(|done| matches!(done, Done::Sent(_))).count(), 1, "asked once");
}

#[test]
fn a_chain_that_turns_out_to_differ_is_taken_from_among_what_waits_and_no_other() {
    let first = said(2, None, 0);
    let (ours, theirs) = (said(2, Some(&first), 1), said(2, Some(&first), 2));
    let (mine, third) = (chain(1, 1), chain(3, 1));
    let one = Limits { puts_in_flight_max: 1, ..Limits::default() };
    let mut line = Line::live(one, &[&first]);
    assert_eq!(line.published(&[&mine[0], &ours, &third[0]]), [put_frame(&mine[0])]);
    assert_eq!(line.hears(&Frame::Wake { author: author(2), seq: 3 }), [get(2, 2)]);
    let behind = said(2, Some(&theirs), 0);
    let done = line.hears(&page(author(2), &[&behind]));
    assert_eq!(done, [Done::Told(Notice::RelayDiffers { author: author(2), seq: 2 }), get(2, 0)]);
    // Asked from the beginning, it shows nothing any more.
    line.hears(&page(author(2), &[]));
    assert_eq!(line.stored(&mine[0]), [Done::Stored(head(&mine[0])), put_frame(&third[0])]);
}

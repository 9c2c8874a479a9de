//! Conversations with an honest relay that had a bad day, and homes on which two programs work at once.

use std::collections::BTreeSet;

use wire::{AuthorId, Credential, EnvelopeId, Frame, Limits, RefusalCode, Verified};

use super::line::{Done, Line, author, get, greeted, head, heads, page, put_frame, said, stream_refused};
use crate::{Defect, Event, Head, Notice};

fn notices(done: &[Done]) -> Vec<&Notice> {
    let mut notices = Vec::new();
    for done in done {
        if let Done::Told(notice) = done {
            notices.push(notice);
        }
    }
    notices
}

/// Found by a seed of the simulator: what another program on the same home had just stored was taken for known, and the
/// relay's answer to the question before for a lie.
#[test]
fn a_relay_is_not_blamed_for_an_answer_that_another_program_had_already() {
    let (ours, theirs) = (said(2, None, 0), said(3, None, 0));
    let mut line = greeted(|_| {});
    line.hears(&heads(&[&ours, &theirs]));
    let done = line.hears(&page(author(2), &[&ours]));
    assert_eq!(done, [Done::Stored(head(&ours)), Done::TookIn(vec![ours.id()])]);
    // The other program has stored the second one meanwhile.
    line.received(&[&ours, &theirs]);
    let done = line.hears(&page(author(3), &[&theirs]));
    assert!(notices(&done).is_empty() && done.contains(&Done::TookIn(vec![theirs.id()])), "{done:?}");
}

#[test]
fn a_page_that_does_not_begin_where_it_was_asked_to_is_still_a_lie() {
    let one = said(2, None, 0);
    let two = said(2, Some(&one), 0);
    let mut line = greeted(|_| {});
    line.hears(&heads(&[&two]));
    let done = line.hears(&page(author(2), &[&two]));
    assert_eq!(done, [Done::Told(Notice::BadRelay(Defect::Place)), Done::Closed(None)]);
}

/// Was told that it is not enrolled, and has handed over everything that it holds once more.
fn refilled(recorded: Vec<Head>) -> Line {
    let credential = Credential::Receipt([0; 64]);
    let mut line = greeted(|dial| (dial.recorded, dial.credential) = (recorded, credential));
    let done = line.hears(&stream_refused(RefusalCode::NotEnrolled));
    assert!(matches!(done[..], [Done::Sent(Frame::Open { .. })]), "it opens the stream once more: {done:?}");
    let done = line.hears(&Frame::Opened { receipt: [0; 64] });
    assert_eq!(done.last(), Some(&Done::Backlog));
    let done = line.published(&[]);
    assert!(matches!(done[..], [Done::Sent(Frame::Auth { .. })]), "it proves its key: {done:?}");
    line
}

/// What was on record of this device.
fn ours() -> Head {
    Head { author: author(1), seq: 4, id: EnvelopeId::from([4; 32]) }
}

/// Found by a seed of the simulator: the relay came back from a copy older than our enrolment, was filled up again, and
/// nobody was told.
#[test]
fn a_relay_that_forgot_our_enrolment_is_said_to_be_behind() {
    let Head { author, seq, id } = ours();
    let heads = Frame::Heads { heads: vec![(author, seq, id)] };
    let done = refilled(vec![ours()]).hears(&heads);
    assert_eq!(notices(&done), [&Notice::RelayBehind { missing: 4 }]);
    // An enrolment that had never got there is no loss.
    let done = refilled(Vec::new()).hears(&heads);
    assert!(notices(&done).is_empty(), "{done:?}");
}

/// Found by a seed of the simulator: somebody removed this device while it was away, and it said that the relay had lost
/// what the device had written.
#[test]
fn a_relay_that_was_told_to_shut_us_out_has_lost_nothing() {
    let done = refilled(vec![ours()]).hears(&stream_refused(RefusalCode::NotEnrolled));
    assert_eq!(done, [Done::Told(Notice::NotEnrolled), Done::Closed(None)]);
}

/// Found by a seed of the simulator: with one envelope of a removed device that the relay takes no more, every exchange
/// ended with an error and was begun again, for ever.
#[test]
fn a_refusal_of_somebody_elses_envelope_is_no_refusal_of_ours() {
    for (by, told) in [(2, 0), (1, 1)] {
        let written = said(by, None, 0);
        let mut line = Line::live(Limits::default(), &[]);
        assert_eq!(line.published(&[&written]), [put_frame(&written)]);
        let done = line.refused(&written, RefusalCode::NotEnrolled);
        assert_eq!(notices(&done).len(), told, "author {by}");
    }
}

/// Found by a schedule: a copy that had sealed further than the relay's heads went, for a file, was refused for ever.
#[test]
fn a_copy_that_sealed_further_than_the_relay_is_shown_what_took_its_place() {
    let first = said(1, None, 0);
    let (ours, theirs) = (said(1, Some(&first), 1), said(1, Some(&first), 2));
    let further = said(1, Some(&ours), 0);
    for honest in [true, false] {
        let mut line = greeted(|_| {});
        let let_in: BTreeSet<AuthorId> = [author(1)].into();
        line.handle(Event::Received { heads: vec![head(&further)], let_in: let_in.clone() });
        let chain: &[&Verified] = if honest { &[&first, &theirs] } else { &[&first] };
        line.hears(&heads(&chain[chain.len() - 1..]));
        line.published(&[&ours, &further]);
        let mut done = line.refused(&ours, RefusalCode::Fork);
        assert!(done.contains(&get(1, 0)), "{done:?}");
        done.extend(line.refused(&further, RefusalCode::Fork));
        done.extend(line.hears(&page(author(1), chain)));
        done.extend(line.handle(Event::Received { heads: vec![head(&further)], let_in }));
        done.extend(line.published(&[]));
        for _ in 0..2 {
            done.extend(line.hears(&page(author(1), &[])));
        }
        let told = notices(&done);
        assert!(told.iter().any(|notice| matches!(notice, Notice::RelayDiffers { seq: 2, .. })), "{told:?}");
        let refused = told.iter().any(|notice| matches!(notice, Notice::Refused(_)));
        assert_eq!(refused, !honest, "{told:?}");
    }
}

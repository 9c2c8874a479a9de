//! What a relay holds, page by page: what is taken in, what is asked next, and what is said of it.

use wire::{AuthorId, EnvelopeId, Frame, Limits, RefusalCode, StreamId, Verified};

use super::line::{
    Done, Line, author, chain, get, greeted, head, heads, key, lets_in, page, put_frame, said, said_in,
    stream_refused,
};
use crate::{Defect, Notice};

/// The question for the first envelope alone.
fn look(by: u8) -> Done {
    Done::Sent(Frame::Get { author: author(by), after: 0, budget: 1 })
}

fn ids(envelopes: &[Verified]) -> Vec<EnvelopeId> {
    envelopes.iter().map(|envelope| envelope.id()).collect()
}

fn part(author: AuthorId, envelopes: &[&Verified]) -> Frame {
    let page = envelopes.iter().map(|envelope| envelope.as_bytes().to_vec()).collect();
    Frame::Envelopes { author, done: false, page }
}

fn bad(defect: Defect) -> [Done; 2] {
    [Done::Told(Notice::BadRelay(defect)), Done::Closed(None)]
}

#[test]
fn a_chain_is_read_page_by_page_and_then_it_is_our_turn() {
    let theirs = chain(2, 3);
    let mut line = greeted(|_| {});
    assert_eq!(line.hears(&heads(&[&theirs[2]])), [Done::OnRecord(vec![]), get(2, 0)]);
    let done = line.hears(&part(author(2), &[&theirs[0], &theirs[1]]));
    let took_in = Done::TookIn(ids(&theirs[..2]));
    assert_eq!(done, [Done::Stored(head(&theirs[1])), took_in, get(2, 2)]);
    assert_eq!(line.received(&[&theirs[1]]), [], "the next page is under way");
    let done = line.hears(&page(author(2), &[&theirs[2]]));
    assert_eq!(done, [Done::Stored(head(&theirs[2])), Done::TookIn(ids(&theirs[2..]))]);
    assert_eq!(line.received(&[&theirs[2]]), [Done::Publish]);
    // One last look at what came meanwhile.
    assert_eq!(line.published(&[]), [get(2, 3)]);
    assert_eq!(line.hears(&page(author(2), &[])), [Done::Settled]);
}

#[test]
fn nothing_is_written_before_everything_that_was_read_is_on_disk() {
    let (one, other) = (chain(2, 1), chain(3, 1));
    let mut line = greeted(|_| {});
    line.hears(&heads(&[&one[0], &other[0]]));
    line.hears(&page(author(2), &[&one[0]]));
    line.hears(&page(author(3), &[&other[0]]));
    assert_eq!(line.received(&[&one[0]]), [], "one of two");
    assert_eq!(line.received(&[&one[0], &other[0]]), [Done::Publish]);
}

#[test]
fn a_wake_is_followed_up_once_and_only_if_it_brings_something() {
    let theirs = chain(2, 4);
    let mut line = Line::settled(&[&theirs[1]]);
    let wake = |seq| Frame::Wake { author: author(2), seq };
    assert_eq!(line.hears(&wake(1)), [Done::Settled]);
    assert_eq!(line.hears(&wake(2)), [Done::Settled], "all of it is here");
    assert_eq!(line.hears(&wake(3)), [get(2, 2)]);
    // News of more, while the page is under way that may have been read before it; the older word comes last.
    assert_eq!(line.hears(&wake(4)), []);
    assert_eq!(line.hears(&wake(3)), []);
    let done = line.hears(&page(author(2), &[&theirs[2]]));
    assert_eq!(done, [Done::Stored(head(&theirs[2])), Done::TookIn(ids(&theirs[2..3])), get(2, 3)]);
    line.received(&[&theirs[2]]);
    let done = line.hears(&page(author(2), &[&theirs[3]]));
    assert_eq!(done, [Done::Stored(head(&theirs[3])), Done::TookIn(ids(&theirs[3..]))]);
    assert_eq!(line.received(&[&theirs[3]]), [Done::Publish]);
}

#[test]
fn what_a_relay_names_and_does_not_hand_out_is_counted_each_time() {
    let theirs = chain(2, 2);
    let mut line = Line::settled(&[&theirs[1]]);
    assert_eq!(line.hears(&Frame::Wake { author: author(2), seq: 5 }), [get(2, 2)]);
    let withheld = |missing| Done::Told(Notice::Withheld { missing });
    assert_eq!(line.hears(&page(author(2), &[])), [withheld(3), Done::Settled]);
    // An older word takes nothing back.
    assert_eq!(line.hears(&Frame::Wake { author: author(2), seq: 4 }), [get(2, 2)]);
    assert_eq!(line.hears(&page(author(2), &[])), [withheld(3), Done::Settled]);
    assert_eq!(line.hears(&Frame::Wake { author: author(3), seq: 1 }), [get(3, 0)]);
    assert_eq!(line.hears(&page(author(3), &[])), [withheld(4), Done::Settled]);
}

#[test]
fn a_wake_does_not_make_a_relays_heads_forgotten() {
    let theirs = chain(2, 2);
    let named = said(2, Some(&theirs[0]), 9);
    let mut line = greeted(|_| {});
    line.hears(&heads(&[&named]));
    line.hears(&Frame::Wake { author: author(2), seq: 2 });
    line.hears(&part(author(2), &[&theirs[0], &theirs[1]]));
    let done = line.hears(&page(author(2), &[]));
    assert_eq!(done, bad(Defect::Heads), "it named another one");
}

#[test]
fn a_page_that_no_honest_relay_would_send_is_not_taken_in() {
    let theirs = chain(2, 3);
    let begun = |asked: &Verified| {
        let mut line = greeted(|_| {});
        line.hears(&heads(&[asked]));
        line
    };
    let mut elsewhere = begun(&theirs[0]);
    let foreign = said_in(StreamId::from([8; 32]), 2, None, 0);
    assert_eq!(elsewhere.hears(&page(author(2), &[&foreign])), bad(Defect::Place), "of another stream");
    let other = said(3, None, 0);
    assert_eq!(begun(&theirs[0]).hears(&page(author(2), &[&other])), bad(Defect::Place), "of another author");
    let done = begun(&theirs[2]).hears(&page(author(2), &[&theirs[0], &theirs[2]]));
    assert_eq!(done, bad(Defect::Place), "one is left out");
    assert_eq!(begun(&theirs[0]).hears(&page(author(3), &[])), bad(Defect::Frame), "nobody asked for it");
    assert_eq!(
        begun(&theirs[0]).hears(&part(author(2), &[])),
        bad(Defect::Page),
        "nothing, and more to come"
    );
    let mut changed = theirs[0].as_bytes().to_vec();
    *changed.last_mut().unwrap() ^= 1;
    let page = Frame::Envelopes { author: author(2), done: true, page: vec![changed] };
    assert_eq!(begun(&theirs[0]).hears(&page), bad(Defect::Envelope), "its author did not sign that");
}

#[test]
fn a_chain_that_parts_from_ours_is_a_fork_and_one_that_parts_from_itself_a_lie() {
    let (first, second) = (said(2, None, 0), said(2, None, 1));
    let (ours, theirs) = (said(2, Some(&first), 0), said(2, Some(&second), 0));
    let further = said(2, Some(&theirs), 0);
    // Here is the first; behind it the relay shows what follows another one.
    let mut line = greeted(|dial| dial.local = vec![head(&first)]);
    assert!(line.hears(&heads(&[&theirs])).contains(&get(2, 1)));
    let told = Done::Told(Notice::RelayDiffers { author: author(2), seq: 1 });
    assert_eq!(line.hears(&page(author(2), &[&theirs])), [told, get(2, 0)]);
    // Nothing of this author is handed over, and the relay's branch is read to its end.
    let done = line.hears(&page(author(2), &[&second, &theirs]));
    assert_eq!(done, [Done::Stored(head(&theirs)), Done::TookIn(vec![second.id(), theirs.id()])]);
    assert_eq!(line.received(&[&ours]), [Done::Publish]);
    let mine = said(1, None, 0);
    assert_eq!(line.published(&[&ours, &mine]), [put_frame(&mine)]);
    // Within a page, and behind one that was read, it is a lie.
    let mut line = greeted(|_| {});
    line.hears(&heads(&[&theirs]));
    assert_eq!(line.hears(&page(author(2), &[&first, &theirs])), bad(Defect::Chain));
    let mut line = greeted(|_| {});
    line.hears(&heads(&[&further]));
    line.hears(&part(author(2), &[&first, &ours]));
    assert_eq!(line.hears(&page(author(2), &[&further])), bad(Defect::Chain));
}

#[test]
fn what_is_on_record_is_not_noted_again_when_a_branch_is_read_from_its_beginning() {
    let first = said(2, None, 0);
    let (ours, theirs) = (said(2, Some(&first), 1), said(2, Some(&first), 2));
    let mut line = greeted(|dial| dial.local = vec![head(&ours)]);
    assert!(line.hears(&heads(&[&theirs])).contains(&Done::OnRecord(vec![head(&theirs)])));
    let done = line.hears(&part(author(2), &[&first]));
    assert_eq!(done, [Done::TookIn(vec![first.id()]), get(2, 1)], "nor does it go back");
    let done = line.hears(&page(author(2), &[&theirs]));
    assert_eq!(done, [Done::TookIn(vec![theirs.id()])]);
}

#[test]
fn whoever_is_let_in_by_what_is_read_is_read_as_well() {
    let ours = lets_in(2, None, 9);
    let theirs = chain(9, 2);
    let mut line = greeted(|_| {});
    let done = line.hears(&heads(&[&ours, &theirs[1]]));
    assert_eq!(done, [Done::OnRecord(vec![]), get(2, 0)], "nobody has let the other one in yet");
    let done = line.hears(&page(author(2), &[&ours]));
    assert_eq!(done[1..], [Done::TookIn(vec![ours.id()])]);
    assert_eq!(line.received(&[&ours]), [get(9, 0)]);
    let done = line.hears(&page(author(9), &[&theirs[0], &theirs[1]]));
    assert_eq!(done[1..], [Done::TookIn(ids(&theirs))]);
}

#[test]
fn whoever_is_let_in_by_us_is_read_as_well() {
    let mine = lets_in(1, None, 9);
    let theirs = chain(9, 1);
    let mut line = Line::live(Limits::default(), &[]);
    assert_eq!(line.published(&[&mine]), [put_frame(&mine)]);
    line.stored(&mine);
    let done = line.hears(&Frame::Wake { author: author(9), seq: 1 });
    assert_eq!(done, [get(9, 0)]);
    assert!(line.hears(&page(author(9), &[&theirs[0]])).contains(&Done::TookIn(ids(&theirs))));
}

#[test]
fn whom_nobody_let_in_is_looked_at_once_and_said_once() {
    let strangers = chain(9, 3);
    let mut line = greeted(|_| {});
    let done = line.hears(&heads(&[&strangers[2]]));
    assert_eq!(done, [Done::OnRecord(vec![]), look(9)], "does the chain begin the stream?");
    let done = line.hears(&part(author(9), &[&strangers[0]]));
    assert_eq!(done, [Done::Publish], "it does not, and nothing is taken in");
    let told = |count| Done::Told(Notice::Strangers { count });
    assert_eq!(line.published(&[]), [told(1), Done::Settled], "and it lacks nothing that counts");
    assert_eq!(line.hears(&Frame::Wake { author: author(9), seq: 4 }), [Done::Settled], "that was said");
    // Of the next one, those who could let it in may have said so meanwhile: they are read once more.
    assert_eq!(line.hears(&Frame::Wake { author: author(8), seq: 1 }), [look(8)]);
    let mut asked = line.hears(&page(author(8), &[&said(8, None, 0)]));
    let mut everybody = vec![get(1, 0), get(2, 0), get(3, 0)];
    for gets in [&mut asked, &mut everybody] {
        gets.sort_by_key(|get| format!("{get:?}"));
    }
    assert_eq!(asked, everybody);
    for number in [1, 2] {
        assert_eq!(line.hears(&page(author(number), &[])), []);
    }
    assert_eq!(line.hears(&page(author(3), &[])), [told(2), Done::Settled]);
}

#[test]
fn a_stranger_who_is_let_in_after_all_is_read_and_not_spoken_of_again() {
    let begun = said(2, None, 0);
    let theirs = chain(9, 1);
    let mut line = Line::live(Limits::default(), &[&begun]);
    assert_eq!(line.published(&[]), [get(2, 1)]);
    line.hears(&page(author(2), &[]));
    assert_eq!(line.hears(&Frame::Wake { author: author(9), seq: 1 }), [look(9)]);
    let asked = line.hears(&page(author(9), &[&theirs[0]]));
    assert_eq!(asked.len(), 3, "everybody once more: {asked:?}");
    for number in [1, 3] {
        assert_eq!(line.hears(&page(author(number), &[])), []);
    }
    let told = Done::Told(Notice::Strangers { count: 1 });
    assert_eq!(line.hears(&page(author(2), &[])), [told, Done::Settled]);

    let step = lets_in(2, Some(&begun), 9);
    assert_eq!(line.hears(&Frame::Wake { author: author(2), seq: 2 }), [get(2, 1)]);
    line.hears(&page(author(2), &[&step]));
    assert_eq!(line.received(&[&step]), [get(9, 0)]);
    line.hears(&page(author(9), &[&theirs[0]]));
    assert_eq!(line.received(&[&step, &theirs[0]]), [Done::Publish]);
    let asked = line.published(&[]);
    assert!(asked.len() == 2 && asked.contains(&get(2, 2)) && asked.contains(&get(9, 1)), "{asked:?}");
    let done: Vec<Done> = [2, 9].iter().flat_map(|by| line.hears(&page(author(*by), &[]))).collect();
    assert_eq!(done, [Done::Settled]);
}

#[test]
fn whom_another_program_on_this_home_has_let_in_is_read_as_well() {
    let mut line = Line::settled(&[]);
    let theirs = chain(2, 1);
    assert_eq!(line.hears(&Frame::Wake { author: author(2), seq: 1 }), [get(2, 0)]);
    line.hears(&page(author(2), &[&theirs[0]]));
    let let_in = [author(2), author(9)].into();
    let done = line.handle(crate::Event::Received { heads: vec![head(&theirs[0])], let_in });
    assert_eq!(done, [Done::Publish]);
    assert_eq!(line.hears(&Frame::Wake { author: author(9), seq: 1 }), [get(9, 0)]);
}

#[test]
fn the_chain_that_begins_the_stream_is_read_and_one_that_says_so_is_not() {
    let genesis = crypto::genesis_envelope(&key(9), [3; 32]).unwrap();
    let stream = genesis.header().stream;
    let mut line = greeted(|dial| dial.stream = stream);
    assert!(line.hears(&heads(&[&genesis])).contains(&look(9)));
    let done = line.hears(&page(author(9), &[&genesis]));
    assert_eq!(done, [Done::Stored(head(&genesis)), Done::TookIn(vec![genesis.id()])]);
    // Another key says that it began the stream, and that is not the key of which the stream has its name.
    let step = wire::AccessOp::Genesis { nonce: [3; 32] };
    let (kind, epoch) = (wire::Kind::Access, wire::EpochId::ZERO);
    let prev = EnvelopeId::ZERO;
    let header = wire::Header { kind, stream, author: author(8), seq: 1, prev, epoch, nonce: [0; 24] };
    let claims = wire::Envelope::seal(&header, &step.encode(), &key(8)).unwrap();
    let mut line = greeted(|dial| dial.stream = stream);
    assert!(line.hears(&heads(&[&claims])).contains(&look(8)));
    assert_eq!(line.hears(&page(author(8), &[&claims])), [Done::Publish]);
}

#[test]
fn a_question_that_is_refused_ends_the_conversation() {
    let theirs = chain(2, 1);
    let mut line = greeted(|_| {});
    line.hears(&heads(&[&theirs[0]]));
    let done = line.hears(&stream_refused(RefusalCode::Storage));
    assert!(matches!(done[..], [Done::Told(Notice::Refused(_)), Done::Closed(None)]), "{done:?}");
}

//! A relay that is busy is given the time that it asks for, and then everything goes out all the same.

use wire::{Frame, Limits, RefusalCode, Verified};

use super::line::{Done, Line, chain, get, head, put_frame, refusal};
use crate::{Event, Notice};

fn busy(line: &mut Line, envelope: &Verified, seconds: u32) -> Vec<Done> {
    let mut refused = refusal(*envelope.id().as_bytes(), RefusalCode::Busy);
    refused.retry_after_seconds = seconds;
    line.hears(&Frame::Refused(refused))
}

/// A conversation that has just handed over its first envelopes.
fn begun(ours: &[Verified]) -> Line {
    let mut line = Line::live(Limits::default(), &[]);
    assert_eq!(published(&mut line, ours), all_put(ours));
    line
}

fn published(line: &mut Line, ours: &[Verified]) -> Vec<Done> {
    line.published(&ours.iter().collect::<Vec<_>>())
}

fn all_put(ours: &[Verified]) -> Vec<Done> {
    ours.iter().map(put_frame).collect()
}

#[test]
fn a_busy_relay_is_waited_for_and_then_gets_everything() {
    let ours = chain(1, 3);
    let mut line = begun(&ours);
    assert_eq!(line.stored(&ours[0]), [Done::Stored(head(&ours[0]))]);
    assert_eq!(busy(&mut line, &ours[1], 2), []);
    let done = busy(&mut line, &ours[2], 1);
    assert_eq!(done, [Done::Wait(2)], "nobody is troubled with it, and nothing is settled");
    // What happens meanwhile changes nothing.
    assert_eq!(line.handle(Event::Changed), []);
    assert_eq!(line.handle(Event::Waited), [Done::Publish]);
    let done = published(&mut line, &ours[1..]);
    assert_eq!(done, [Done::Publish], "what was written meanwhile goes out as well");
    assert_eq!(published(&mut line, &ours[1..]), all_put(&ours[1..]));
    assert_eq!(line.stored(&ours[1]), [Done::Stored(head(&ours[1]))]);
    assert_eq!(line.stored(&ours[2]), [Done::Stored(head(&ours[2])), get(1, 3)], "one last pull");
}

#[test]
fn a_relay_that_is_busy_for_ever_or_for_long_is_not_waited_for() {
    let ours = chain(1, 3);
    let mut line = begun(&ours);
    for round in 1..=10 {
        assert_eq!(busy(&mut line, &ours[0], 1), []);
        assert_eq!(busy(&mut line, &ours[1], 1), []);
        assert_eq!(busy(&mut line, &ours[2], 1), [Done::Wait(1)], "{round}");
        line.handle(Event::Waited);
        assert_eq!(published(&mut line, &ours), all_put(&ours));
    }
    let done = busy(&mut line, &ours[0], 1);
    let [Done::Told(Notice::Refused(refusal))] = &done[..] else { panic!("it is said: {done:?}") };
    assert_eq!(refusal.code, RefusalCode::Busy);

    let done = busy(&mut begun(&ours), &ours[0], 3600);
    assert!(matches!(done[..], [Done::Told(Notice::Refused(_))]), "{done:?}");
}

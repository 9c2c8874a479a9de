//! Feedback, wins, lessons and time off of the core document. docs/protocol.md §12.2.

use automerge::ObjId;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{by_member, conflicts, items};
use crate::fields::{Read, is_alive, line, parsed, string, timestamp};
use crate::schema::key;
use crate::{CoreModel, Feedback, Keepsake, Member, TimeOff};

pub(super) fn kept(document: &impl Read, model: &mut CoreModel) {
    model.feedback = items(document, key::FEEDBACK, |object| feedback(document, object));
    model.wins = items(document, key::WINS, |object| keepsake(document, object));
    model.lessons = items(document, key::LESSONS, |object| keepsake(document, object));
    model.time_off = items(document, key::TIME_OFF, |object| time_off(document, object));
}

fn feedback(document: &impl Read, object: &ObjId) -> Feedback {
    let from: Option<Member> = parsed(document, object, key::FROM);
    Feedback {
        from,
        to: parsed(document, object, key::TO).or(from.map(Member::other)),
        at: timestamp(document, object, key::AT).unwrap_or(Timestamp::UNIX_EPOCH),
        text: string(document, object, key::TEXT).unwrap_or_default(),
        situation: string(document, object, key::SITUATION),
        behaviour: string(document, object, key::BEHAVIOUR),
        impact: string(document, object, key::IMPACT),
        corrects: parsed(document, object, key::CORRECTS),
        acknowledged: by_member(key::ACKNOWLEDGED_PREFIX, |key| timestamp(document, object, key)),
    }
}

fn keepsake(document: &impl Read, object: &ObjId) -> Keepsake {
    Keepsake {
        text: string(document, object, key::TEXT).unwrap_or_default(),
        author: parsed(document, object, key::BY),
        about: parsed(document, object, key::ABOUT),
        occurrence: parsed(document, object, key::OCCURRENCE),
        at: timestamp(document, object, key::AT).unwrap_or(Timestamp::UNIX_EPOCH),
        alive: is_alive(document, object),
        deleted: parsed(document, object, key::DELETED),
        conflicts: conflicts(document, object, &[key::TEXT, key::ABOUT]),
    }
}

/// A day that cannot be read is the other one; where neither can, it is one day long ago.
fn time_off(document: &impl Read, object: &ObjId) -> TimeOff {
    let day = |name| -> Option<Date> { parsed(document, object, name) };
    let (from, to) = (day(key::FROM), day(key::TO));
    let long_ago = Date::constant(1970, 1, 1);
    TimeOff {
        member: parsed(document, object, key::MEMBER),
        from: from.or(to).unwrap_or(long_ago),
        to: to.or(from).unwrap_or(long_ago),
        note: line(document, object, key::NOTE),
        alive: is_alive(document, object),
        deleted: parsed(document, object, key::DELETED),
        conflicts: conflicts(document, object, &[key::FROM, key::TO, key::NOTE]),
    }
}

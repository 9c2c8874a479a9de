//! What can be done to a meeting. docs/protocol.md §12.3.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::CommentEdit;
use crate::redact::redacted_debug;
use crate::{CheckIn, ItemId, MeetingState, Member, Splice};

/// What can be done to a meeting.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingEdit {
    /// What became of it.
    State {
        /// The state.
        state: MeetingState,
    },
    /// Why it was skipped, cancelled or moved.
    Reason {
        /// The reason; nothing takes it away.
        reason: Option<String>,
    },
    /// When it begins, for a moved slot, an overflow or an extra meeting.
    Starts {
        /// The start, local in the zone of the cadence; nothing takes it back to the rule.
        starts: Option<DateTime>,
    },
    /// How long it is planned.
    Minutes {
        /// 1 to 1,440; nothing takes it back to the cadence.
        minutes: Option<u32>,
    },
    /// Where.
    Place {
        /// The place; nothing takes it away.
        place: Option<String>,
    },
    /// When it began.
    Started {
        /// The moment.
        at: Option<Timestamp>,
    },
    /// When it ended.
    Ended {
        /// The moment.
        at: Option<Timestamp>,
    },
    /// How long a member talked.
    TalkSeconds {
        /// Who.
        member: Member,
        /// Seconds; nothing takes it away.
        seconds: Option<u32>,
    },
    /// How a member is, where they share it.
    CheckIn {
        /// Who.
        member: Member,
        /// How; nothing takes it away.
        check_in: Option<CheckIn>,
    },
    /// A question of the bank was asked.
    Asked {
        /// The id of the question.
        question: String,
        /// Who asked; nobody takes it away.
        by: Option<Member>,
    },
    /// The shared notes of the meeting.
    Notes {
        /// Changes of the text.
        splices: Vec<Splice>,
    },
    /// Something about a comment.
    Comment {
        /// Which.
        id: ItemId,
        /// What.
        edit: CommentEdit,
    },
}

redacted_debug!(MeetingEdit);

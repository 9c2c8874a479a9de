//! What the relay and the streams have to say, in words: refusals, and events that are kept until somebody looks.

use jiff::{SignedDuration, Timestamp};
use language::say;
use serde::{Deserialize, Serialize};
use store::Writer;
use sync::{Defect, Notice, Received, StreamEvent};
use wire::{Origin, Refusal, RefusalCode};

use crate::facts::encode;
use crate::fail::{Exit, Fail};
use crate::socket::short;

/// Something that a person should know about, kept in the store and shown by `status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafetyEvent {
    /// When it was noticed.
    pub at: Timestamp,
    /// Stable word for scripts.
    pub code: String,
    /// The person whose stream it concerns; none for our own.
    pub person: Option<String>,
    /// In words.
    pub text: String,
}

/// Keeps an event; says whether it is new.
pub(crate) fn keep_event(writer: &mut Writer<'_>, event: &SafetyEvent) -> Result<bool, Fail> {
    let encoded = encode(event)?;
    // The same thing is said once a day, however often it is noticed. If it comes back later, that is news.
    let same = |known: &SafetyEvent| {
        known.code == event.code
            && known.person == event.person
            && known.text == event.text
            && event.at.duration_since(known.at) < SAME_FOR
    };
    let mut known = writer.events()?.into_iter().filter_map(|(_, bytes)| crate::facts::decode(&bytes).ok());
    if known.any(|known| same(&known)) {
        return Ok(false);
    }
    writer.push_event(&encoded)?;
    Ok(true)
}

/// Keeps events, and gives back those that nobody was told yet.
pub(crate) fn keep_noticed(
    writer: &mut Writer<'_>,
    events: Vec<SafetyEvent>,
) -> Result<Vec<SafetyEvent>, Fail> {
    let mut new = Vec::new();
    for event in events {
        if keep_event(writer, &event)? {
            new.push(event);
        }
    }
    Ok(new)
}

/// Everything that a person has to be told of what came in.
pub(crate) fn received_events(received: &Received, person: Option<&str>, at: Timestamp) -> Vec<SafetyEvent> {
    let mut events: Vec<_> = received.events.iter().map(|event| stream_event(event, person, at)).collect();
    let whose = whose(person);
    let mut keep = |code: &str, text: String| {
        events.push(SafetyEvent { at, code: code.to_owned(), person: person.map(str::to_owned), text });
    };
    if !received.quarantined.is_empty() {
        keep("quarantined", say!("quarantined", whose = &whose));
    }
    events
}

/// An event for a key whose request to be let in names another device than this one.
pub(crate) fn not_let_in(person: Option<&str>, at: Timestamp) -> SafetyEvent {
    let text = say!("not-let-in", whose = whose(person));
    SafetyEvent { at, code: "not_let_in".to_owned(), person: person.map(str::to_owned), text }
}

/// An event for what a stream showed.
pub(crate) fn stream_event(event: &StreamEvent, person: Option<&str>, at: Timestamp) -> SafetyEvent {
    let whose = whose(person);
    let (code, text) = match event {
        StreamEvent::Fork { seq, .. } => ("fork", say!("fork-seen", whose = whose, seq = *seq)),
        StreamEvent::Broken { envelope } => {
            ("broken_envelope", say!("broken-envelope", whose = whose, envelope = format!("{envelope:?}")))
        }
        StreamEvent::Newer { .. } => ("newer_envelope", say!("newer-envelope", whose = &whose)),
    };
    SafetyEvent { at, code: code.to_owned(), person: person.map(str::to_owned), text }
}

/// An event for what the relay showed, with its code; `None` for what is ordinary.
pub(crate) fn notice_event(
    notice: &Notice,
    origin: &Origin,
    person: Option<&str>,
    at: Timestamp,
) -> Option<(&'static str, SafetyEvent)> {
    let relay = short(origin);
    let whose = whose(person);
    let (code, text) = match notice {
        Notice::WrongOrigin => ("wrong_origin", say!("notice-wrong-origin", relay = relay)),
        Notice::BadRelay(defect) => {
            ("bad_relay", say!("notice-bad-relay", relay = relay, what = defect_words(*defect)))
        }
        Notice::RelayBehind { missing } => {
            ("relay_behind", say!("relay-behind", relay = relay, missing = envelopes(*missing)))
        }
        Notice::RelayDiffers { seq, .. } => {
            ("relay_differs", say!("relay-differs", relay = relay, seq = *seq))
        }
        Notice::Withheld { missing } => {
            ("withheld", say!("withheld", relay = relay, missing = envelopes(*missing), whose = &whose))
        }
        Notice::Strangers { count } => (
            "stranger",
            say!("strangers", relay = relay, who = say!("strangers-count", count = *count), whose = &whose),
        ),
        Notice::NotEnrolled | Notice::Refused(_) => return None,
    };
    Some((code, SafetyEvent { at, code: code.to_owned(), person: person.map(str::to_owned), text }))
}

/// With whom a notebook is shared, to stand after "with".
pub(crate) fn whose(person: Option<&str>) -> String {
    person.map_or_else(|| say!("own-devices"), str::to_owned)
}

fn defect_words(defect: Defect) -> String {
    match defect {
        Defect::Frame => say!("defect-frame"),
        Defect::Envelope => say!("defect-envelope"),
        Defect::Place => say!("defect-place"),
        Defect::Chain => say!("defect-chain"),
        Defect::Page => say!("defect-page"),
        Defect::Heads => say!("defect-heads"),
        Defect::TooMany => say!("defect-too-many"),
    }
}

/// Counted; whoever names more than anybody could write gets no number.
pub(crate) fn envelopes(count: u64) -> String {
    match count {
        1..=1_000_000 => say!("envelopes", count = count),
        _ => say!("envelopes-beyond"),
    }
}

/// A refusal in words.
pub(crate) fn refusal_fail(origin: &Origin, refusal: &Refusal) -> Fail {
    let relay = short(origin);
    let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
    let safe = say!("wrote-is-safe-goes-out");
    match refusal.code {
        RefusalCode::StreamFull => Fail::new(Exit::Failed, "relay_full", say!("relay-full", relay = relay))
            .because(say!("relay-full-limit", size = mib(refusal.limit)))
            .because(safe)
            .attempt(say!("relay-full-try")),
        RefusalCode::TooMany => Fail::new(Exit::Failed, "relay_rate", say!("relay-rate", relay = relay))
            .because(say!("relay-rate-limit", limit = refusal.limit))
            .because(safe)
            .attempt(say!("try-sync-later")),
        RefusalCode::TooLong => Fail::new(Exit::Failed, "relay_limit", say!("relay-too-long", relay = relay))
            .because(say!("relay-too-long-limit", limit = refusal.limit))
            .because(safe),
        RefusalCode::Storage => {
            Fail::new(Exit::Failed, "relay_storage", say!("relay-storage", relay = relay))
                .because(safe)
                .attempt(say!("relay-storage-try"))
        }
        RefusalCode::Busy => Fail::new(Exit::Failed, "relay_busy", say!("relay-busy", relay = relay))
            .because(safe)
            .attempt(say!("relay-busy-try")),
        RefusalCode::VoucherNeeded => {
            Fail::new(Exit::Failed, "voucher_needed", say!("voucher-needed", relay = relay))
                .because(safe)
                .attempt(say!("voucher-needed-try"))
        }
        RefusalCode::VoucherInvalid => {
            Fail::new(Exit::Failed, "voucher_invalid", say!("voucher-invalid", relay = relay))
                .because(say!("voucher-invalid-why"))
                .because(safe)
        }
        RefusalCode::MailboxFull => {
            Fail::new(Exit::Failed, "relay_full", say!("relay-no-room", relay = relay))
                .attempt(say!("try-later"))
        }
        RefusalCode::Closed => {
            Fail::new(Exit::Failed, "closed", say!("notebook-closed")).because(say!("notebook-closed-why"))
        }
        RefusalCode::UnknownStream | RefusalCode::NotEnrolled => {
            Fail::new(Exit::Failed, "not_enrolled", say!("not-enrolled", relay = relay))
                .because(say!("not-enrolled-why"))
                .attempt(say!("not-enrolled-try"))
        }
        RefusalCode::Malformed
        | RefusalCode::Signature
        | RefusalCode::Gap
        | RefusalCode::Fork
        | RefusalCode::SlotTaken => {
            Fail::new(Exit::Safety, "relay_refused", say!("relay-refused", relay = relay))
                .because(say!("relay-refused-why", code = format!("{:?}", refusal.code)))
                .because(safe)
        }
    }
}

const SAME_FOR: SignedDuration = SignedDuration::from_hours(24);

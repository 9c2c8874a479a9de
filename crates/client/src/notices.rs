//! What the relay and the streams have to say, in words: refusals, and events that are kept until somebody looks.

use jiff::{SignedDuration, Timestamp};
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
    let whose = person.unwrap_or("your own devices");
    let mut say = |code: &str, text: String| {
        events.push(SafetyEvent { at, code: code.to_owned(), person: person.map(str::to_owned), text });
    };
    if !received.quarantined.is_empty() {
        say(
            "quarantined",
            format!("a change in the notebook with {whose} was refused as unsound and is kept apart"),
        );
    }
    if !received.superseded.is_empty() {
        say(
            "branch_lost",
            format!(
                "a device wrote two versions of one thing in the notebook with {whose}; the one shown here so far \
                 gave way to the other"
            ),
        );
    }
    events
}

/// An event for a key whose request to be let in names another device than this one.
pub(crate) fn not_let_in(person: Option<&str>, at: Timestamp) -> SafetyEvent {
    let whose = person.unwrap_or("your own devices");
    let text = format!(
        "a device in the notebook with {whose} could not be let in, since it asked another one that is gone: let it in again"
    );
    SafetyEvent { at, code: "not_let_in".to_owned(), person: person.map(str::to_owned), text }
}

/// An event for what a stream showed.
pub(crate) fn stream_event(event: &StreamEvent, person: Option<&str>, at: Timestamp) -> SafetyEvent {
    let whose = person.unwrap_or("your own devices");
    let (code, text) = match event {
        StreamEvent::Fork { seq, .. } => (
            "fork",
            format!(
                "one device in the notebook with {whose} signed two different envelopes in place {seq}; both are kept"
            ),
        ),
        StreamEvent::Broken { envelope } => (
            "broken_envelope",
            format!("an envelope in the notebook with {whose} does not open ({envelope:?})"),
        ),
        StreamEvent::Newer { .. } => (
            "newer_envelope",
            format!(
                "a newer version of entre wrote in the notebook with {whose}: update this one to read it"
            ),
        ),
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
    let whose = person.unwrap_or("your own devices");
    let (code, text) = match notice {
        Notice::WrongOrigin => {
            ("wrong_origin", format!("{relay} calls itself something else; nothing was sent"))
        }
        Notice::BadRelay(defect) => {
            ("bad_relay", format!("{relay} sent {}; nothing of it was taken in", defect_words(*defect)))
        }
        Notice::RelayBehind { missing } => (
            "relay_behind",
            format!(
                "{relay} has lost {} that it had (restored from a copy?); they are put back",
                envelopes(*missing)
            ),
        ),
        Notice::RelayDiffers { seq, .. } => {
            ("relay_differs", format!("{relay} shows another envelope than this device holds in place {seq}"))
        }
        Notice::Withheld { missing } => (
            "withheld",
            format!(
                "{relay} names {} of the notebook with {whose} and does not hand them out; everything else goes on",
                envelopes(*missing)
            ),
        ),
        Notice::Strangers { count } => (
            "stranger",
            format!(
                "{relay} shows {} whom nobody let into the notebook with {whose}; nothing of them was taken in",
                if *count == 1 { "somebody".to_owned() } else { format!("{count} keys") }
            ),
        ),
        Notice::NotEnrolled | Notice::Refused(_) => return None,
    };
    Some((code, SafetyEvent { at, code: code.to_owned(), person: person.map(str::to_owned), text }))
}

fn defect_words(defect: Defect) -> &'static str {
    match defect {
        Defect::Frame => "something that no relay may send",
        Defect::Envelope => "an envelope that its author did not sign, or that is none",
        Defect::Place => "an envelope of another place than was asked for",
        Defect::Chain => "an envelope that does not follow the one before it",
        Defect::Page => "an answer that brings nothing and promises more, without end",
        Defect::Heads => "two answers that contradict each other",
        Defect::TooMany => "more authors than a notebook may have",
    }
}

/// Counted; whoever names more than anybody could write gets no number.
pub(crate) fn envelopes(count: u64) -> String {
    match count {
        1 => "1 envelope".to_owned(),
        2..=1_000_000 => format!("{count} envelopes"),
        _ => "more envelopes than there can be".to_owned(),
    }
}

/// A refusal in words.
pub(crate) fn refusal_fail(origin: &Origin, refusal: &Refusal) -> Fail {
    let relay = short(origin);
    let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
    let safe = "what you wrote is safe on this device and goes out when the relay takes it";
    match refusal.code {
        RefusalCode::StreamFull => {
            Fail::new(Exit::Failed, "relay_full", format!("{relay} is full for this notebook"))
                .because(format!("it allows {} MiB", mib(refusal.limit)))
                .because(safe)
                .attempt("ask its operator for more room")
        }
        RefusalCode::TooMany => {
            Fail::new(Exit::Failed, "relay_rate", format!("{relay} takes no more within this hour"))
                .because(format!("it allows {} envelopes an hour", refusal.limit))
                .because(safe)
                .attempt("entre sync     later")
        }
        RefusalCode::TooLong => {
            Fail::new(Exit::Failed, "relay_limit", format!("{relay} does not take anything that long"))
                .because(format!("its limit is {} bytes", refusal.limit))
                .because(safe)
        }
        RefusalCode::Storage => {
            Fail::new(Exit::Failed, "relay_storage", format!("{relay} cannot write to its disk"))
                .because(safe)
                .attempt("tell its operator; then: entre sync")
        }
        RefusalCode::Busy => Fail::new(Exit::Failed, "relay_busy", format!("{relay} is busy"))
            .because(safe)
            .attempt("entre sync     in a minute"),
        RefusalCode::VoucherNeeded => {
            Fail::new(Exit::Failed, "voucher_needed", format!("{relay} opens a notebook only with a voucher"))
                .because(safe)
                .attempt("ask its operator for one; then: entre init … --voucher-file F")
        }
        RefusalCode::VoucherInvalid => {
            Fail::new(Exit::Failed, "voucher_invalid", format!("{relay} does not accept the voucher"))
                .because("it was used already, or is another relay's")
                .because(safe)
        }
        RefusalCode::MailboxFull => {
            Fail::new(Exit::Failed, "relay_full", format!("{relay} has no room for invitations now"))
                .attempt("try again later")
        }
        RefusalCode::Closed => Fail::new(Exit::Failed, "closed", "this notebook was closed at the relay")
            .because("your copy stays on this device"),
        RefusalCode::UnknownStream | RefusalCode::NotEnrolled => {
            Fail::new(Exit::Failed, "not_enrolled", format!("{relay} does not let this device in"))
                .because("the other side has not let you in yet, or has shut this device out")
                .attempt("entre sync     after they have synced")
        }
        RefusalCode::Malformed
        | RefusalCode::Signature
        | RefusalCode::Gap
        | RefusalCode::Fork
        | RefusalCode::SlotTaken => {
            Fail::new(Exit::Safety, "relay_refused", format!("{relay} refuses an envelope of this notebook"))
                .because(format!("its reason: {:?}", refusal.code))
                .because(safe)
        }
    }
}

const SAME_FOR: SignedDuration = SignedDuration::from_hours(24);

//! How a member of a pair is called on a screen.

use agenda::Member;
use client::PersonRef;
use language::say;

/// "you", the other's first name, or "somebody" where a newer version wrote something else.
pub(crate) fn who(member: Option<Member>, person: &PersonRef) -> String {
    match member {
        Some(member) if member == person.you => say!("you"),
        Some(_) => person.first_name().to_owned(),
        None => say!("somebody"),
    }
}

//! How a member of a pair is called on a screen.

use agenda::Member;
use client::PersonRef;
use jiff::civil::Date;
use language::say;

/// "you", the other's first name, or "somebody" where a newer version wrote something else.
pub(crate) fn who(member: Option<Member>, person: &PersonRef) -> String {
    match member {
        Some(member) if member == person.you => say!("you"),
        Some(_) => person.first_name().to_owned(),
        None => say!("somebody"),
    }
}

/// Whose word it is who said what, in a notebook that came from a file.
pub(crate) fn brought_in(member: Member, on: Date, person: &PersonRef) -> String {
    let date = on.to_string();
    if member == person.you {
        say!("brought-in-by-you", date = date)
    } else {
        say!("export-brought-in", name = person.first_name(), date = date)
    }
}

//! Who sees a change, and when: nothing is claimed that is not known.

use client::{PersonRef, Phase};
use language::say;

/// One sentence about who sees a change.
pub(crate) fn sees(person: &PersonRef, shared: bool, changed: bool) -> String {
    if !changed {
        return say!("was-so");
    }
    match (shared, person.phase) {
        (false, _) => say!("sees-only-you"),
        (true, Phase::Live) => say!("sees-after-sync", first = person.first_name()),
        (true, _) => say!("waits-until-joined"),
    }
}

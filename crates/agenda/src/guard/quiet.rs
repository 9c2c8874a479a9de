//! Runs code of the document engine so that a panic in it stays inside and prints nothing.
//! The hook is global to the process, because the standard library has no other: it is set once,
//! and steps aside for every panic that happens outside [`contained`].

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::OnceLock;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

static HOOK: OnceLock<()> = OnceLock::new();

/// The engine panicked. What it wanted to say is dropped unread: it may quote a note.
#[derive(Debug)]
pub(crate) struct Panicked;

/// Runs `work`; a panic becomes an error. Whatever `work` was changing must be thrown away then.
pub(crate) fn contained<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    HOOK.get_or_init(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |information| {
            // A thread that is going down has no flag any more: then nobody asked for silence.
            if !QUIET.try_with(Cell::get).unwrap_or(false) {
                previous(information);
            }
        }));
    });
    let _restore = Restore(QUIET.replace(true));
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| Panicked)
}

/// Gives the flag back as it was, also while unwinding.
struct Restore(bool);

impl Drop for Restore {
    fn drop(&mut self) {
        QUIET.set(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_and_the_next_one_is_loud_again() {
        assert!(contained(|| panic!("what a note says")).is_err());
        assert!(!QUIET.get());
        let nested = contained(|| {
            let inner = contained(|| panic!("what a note says"));
            (inner.is_err(), QUIET.get())
        });
        assert!(matches!(nested, Ok((true, true))));
    }
}

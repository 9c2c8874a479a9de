//! Every sentence that a person reads, in English and German: `messages/<language>/*.ftl` in the syntax of Project Fluent.
//! Code names a message and what goes into it; how it is said is written here and nowhere else. No files, no
//! environment: the texts are part of the program, and whoever starts it says which language it speaks.

mod bundle;
mod tongue;

pub use bundle::{Shown, Value, find, message};
pub use tongue::{Language, UnknownLanguage, current, speak, speaking, spell_in_ascii};

/// A message in the language that the program speaks: `say!("topic-added", title = title, count = 3)`.
///
/// The name is a literal, so that a test can compare every use with the messages that there are, and with what each of
/// them takes (tests/tests/messages.rs).
#[macro_export]
macro_rules! say {
    ($name:literal $(,)?) => {
        $crate::message($name, &[])
    };
    ($name:literal, $($key:ident = $value:expr),+ $(,)?) => {
        $crate::message($name, &[$((stringify!($key), $crate::Shown::shown(&$value))),+])
    };
}

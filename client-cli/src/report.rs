//! A report of an internal error, for whoever mends the program: where it was, in which version, and in which command. It
//! holds no argument, no name, and no text of anybody, and it goes nowhere by itself.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::fail::Fail;
use crate::text::write_private;

/// Keeps a report of a failure that is a fault of the program; gives its file. Of other failures there is none, and none
/// where it cannot be written.
pub(crate) fn keep(fail: &Fail, command: &str) -> Option<PathBuf> {
    if fail.code != "internal" {
        return None;
    }
    write(&folder()?, &text(&fail.what, command), Timestamp::now())
}

/// The same for a program that stopped at a place in its code.
pub(crate) fn keep_panic(place: &str, command: &str) -> Option<PathBuf> {
    write(&folder()?, &text(place, command), Timestamp::now())
}

fn text(what: &str, command: &str) -> String {
    format!(
        "entre {}, {} {}\ncommand: {command}\n{what}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
    )
}

fn write(folder: &Path, text: &str, now: Timestamp) -> Option<PathBuf> {
    std::fs::create_dir_all(folder).ok()?;
    let file = folder.join(format!("report-{}.txt", now.strftime("%Y%m%d-%H%M%S")));
    write_private(&file, text).ok().map(|()| file)
}

/// Where a program keeps what is neither settings nor anybody's data.
fn folder() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || std::env::home_dir().map(|home| home.join(".local").join("state"));
    Some(state.or_else(home)?.join("entre"))
}

#[cfg(test)]
mod tests {
    use crate::fail::Exit;

    use super::*;

    #[test]
    fn a_report_says_where_and_holds_no_word_of_anybody() {
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::from_second(1_795_500_000).unwrap();
        let below = folder.path().join("state").join("entre");
        let file = write(&below, &text("internal error: a stored id is damaged", "add"), now).unwrap();
        assert_eq!(file.file_name().unwrap(), "report-20261124-060000.txt");
        let kept = std::fs::read_to_string(&file).unwrap();
        assert!(kept.contains("command: add\ninternal error: a stored id is damaged\n"), "{kept}");
        assert_eq!(kept.lines().count(), 3);
        // A second one in the same moment writes over nothing.
        assert_eq!(write(&below, "another", now), None);
    }

    #[test]
    fn of_what_is_no_fault_of_the_program_there_is_no_report() {
        assert_eq!(
            keep(&Fail::new(Exit::NotFound, "not_found", "nothing fits \"secret words\""), "done"),
            None
        );
    }
}

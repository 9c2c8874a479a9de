//! `help`: a command's own help, or a subject in a few plain sentences.

use language::{message, say};

use crate::args::{self, command, printed};
use crate::desk::Desk;
use crate::fail::{Exit, Fail};
use crate::page::{Page, plain};

pub(crate) fn help(desk: &Desk, args: &args::Help) -> Result<(), Fail> {
    let mut command = command();
    let Some(subject) = args.subject.as_deref() else {
        desk.out.laid_out("help", &printed(&command.render_help().to_string()));
        return Ok(());
    };
    if SUBJECTS.contains(&subject) {
        let text = message(&format!("subject-{subject}"), &[]);
        if desk.out.is_json() {
            desk.out.laid_out("help", &format!("{text}\n"));
        } else {
            desk.out.page(&paragraphs(&text));
        }
        return Ok(());
    }
    match command.find_subcommand_mut(subject) {
        Some(found) => {
            let mut found = found.clone().bin_name(format!("entre {subject}"));
            desk.out.laid_out("help", &printed(&found.render_help().to_string()));
            Ok(())
        }
        None => Err(Fail::new(Exit::NotFound, "no_help", say!("no-help", subject = subject))
            .because(say!("help-subjects", subjects = SUBJECTS.join(", ")))
            .attempt("entre help")),
    }
}

/// Each line is a paragraph; what is indented stays so.
fn paragraphs(text: &str) -> Page {
    let mut page = Page::default();
    for line in text.lines() {
        let words = line.trim_start();
        page.indented(line.len() - words.len(), [plain(words)]);
    }
    page
}

/// What there is help on besides the commands; each is a message.
const SUBJECTS: [&str; 9] =
    ["privacy", "offline", "devices", "words", "keys", "reminders", "config", "json", "exit-codes"];

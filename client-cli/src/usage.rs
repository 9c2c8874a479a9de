//! What is wrong with a command line, in our own words and form.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use language::say;

use crate::fail::{Exit, Fail};

/// The failure for an error of the parser.
pub(crate) fn explain(error: &clap::Error) -> Fail {
    let text = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        Some(ContextValue::StyledStr(text)) => Some(text.to_string()),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg).unwrap_or_default();
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let command = text(ContextKind::InvalidSubcommand).unwrap_or_default();
    let usage = usage_line(error);
    let name = usage.as_deref().map_or("entre", command_of);
    let (what, code) = match error.kind() {
        ErrorKind::InvalidSubcommand => (say!("no-such-command", command = command), "unknown_command"),
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            (say!("no-such-option", name = name, argument = argument), "unknown_option")
        }
        ErrorKind::UnknownArgument => {
            (say!("not-here", name = name, argument = argument), "too_many_arguments")
        }
        ErrorKind::MissingRequiredArgument => {
            (say!("argument-missing", argument = argument), "argument_missing")
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            (say!("command-missing"), "argument_missing")
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            (say!("needs-value", argument = argument), "argument_missing")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            (say!("value-unfit", value = value, argument = argument), "bad_value")
        }
        ErrorKind::ArgumentConflict => {
            let other = text(ContextKind::PriorArg).unwrap_or_else(|| say!("another-one"));
            (say!("not-together", argument = argument, other = other), "conflict")
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            (say!("values-count", argument = argument), "bad_value")
        }
        ErrorKind::NoEquals => (say!("needs-value-after", argument = argument), "bad_value"),
        ErrorKind::InvalidUtf8 => (say!("argument-not-utf8"), "not_utf8"),
        _ => (first_line(error), "usage"),
    };
    let mut fail = Fail::new(Exit::Usage, code, what);
    if error.kind() == ErrorKind::ValueValidation
        && let Some(source) = std::error::Error::source(error)
    {
        fail = fail.because(source.to_string());
    }
    if let Some(valid) = text(ContextKind::ValidValue).filter(|valid| !valid.is_empty()) {
        fail = fail.because(say!("it-can-be", valid = valid));
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return examples(error).into_iter().fold(fail, Fail::attempt);
    }
    if let Some(meant) = text(ContextKind::SuggestedSubcommand).or_else(|| text(ContextKind::SuggestedArg)) {
        let meant = meant.split(", ").next().unwrap_or(&meant).to_owned();
        let whole = if meant.starts_with('-') { format!("{name} {meant}") } else { format!("entre {meant}") };
        fail = fail.attempt(whole);
    } else if let Some(meant) = text(ContextKind::SuggestedValue) {
        fail = fail.attempt(format!("{argument} {meant}"));
    } else if let Some(usage) = usage {
        fail = fail.attempt(usage);
    } else {
        fail = fail.attempt("entre -h");
    }
    fail
}

/// `entre add [OPTIONS] <PERSON> [TEXT]...` without the options.
fn usage_line(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) else { return None };
    let usage = usage.to_string();
    let line = usage.lines().next()?.trim_start_matches("Usage:").trim();
    Some(line.replace(" [OPTIONS]", "")).filter(|line| !line.is_empty())
}

/// `entre add` of `entre add <PERSON>`.
fn command_of(usage: &str) -> &str {
    let is_name = |word: &str| word.chars().all(|character| character.is_ascii_lowercase());
    let end =
        usage.split_inclusive(' ').take_while(|word| is_name(word.trim_end())).map(str::len).sum::<usize>();
    usage.get(..end).map_or("entre", str::trim_end)
}

/// Where a command says nothing by itself, the parser gives its help, which begins with examples.
fn examples(error: &clap::Error) -> Vec<String> {
    let help = error.to_string();
    let lines = help.lines().skip(1).map(str::trim).take_while(|line| line.starts_with("entre "));
    lines.map(str::to_owned).collect()
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::Cli;

    fn said(line: &str) -> String {
        let words = std::iter::once("entre").chain(line.split_whitespace());
        let fail = explain(&Cli::try_parse_from(words).unwrap_err());
        assert_eq!(fail.exit, Exit::Usage);
        format!("{} | {} | {}", fail.what, fail.why.join(" / "), fail.tries.join(" / "))
    }

    #[test]
    fn mistakes_are_said_in_one_form() {
        insta::assert_snapshot!(said("agneda sam"), @r#"there is no command "agneda" |  | entre agenda"#);
        insta::assert_snapshot!(said("add"), @"<PERSON> is missing |  | entre add <PERSON> [TEXT]...");
        insta::assert_snapshot!(said("agenda sam --jsn"), @"entre agenda has no option --jsn |  | entre agenda --json");
        insta::assert_snapshot!(said("invite sam --role boss"), @r#""boss" does not fit --role <manager|report> | it can be: manager, report | entre -h"#);
        insta::assert_snapshot!(said("invite sam --expires 9d"), @r#""9d" does not fit --expires <TIME> | a code can be used for 5 minutes to 7 days | entre -h"#);
        insta::assert_snapshot!(said("invite sam --role"), @"--role <manager|report> needs a value | it can be: manager, report | entre -h");
        insta::assert_snapshot!(said("people sam"), @r#"there is no command "sam" |  | entre people [COMMAND]"#);
        insta::assert_snapshot!(said("people show sam ines"), @r#"entre people show does not take "ines" here |  | entre people show [PERSON]"#);
        insta::assert_snapshot!(said("off"), @r#"a command is missing |  | entre off list sam / entre off add sam 2026-12-21 2026-12-31 / entre off add sam fri --who sam --note "requested" / entre off remove ba"#);
        insta::assert_snapshot!(said("undo 0"), @r#""0" does not fit [N] | 0 is not in 1..=100 | entre -h"#);
        insta::assert_snapshot!(said("add sam text -e"), @"[TEXT]... and --editor do not go together |  | entre add <PERSON> <TEXT>...");
    }
}

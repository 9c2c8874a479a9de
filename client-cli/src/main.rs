//! `entre`: private one-to-ones, from the terminal. Reads the command line, asks, and shows; what is done is done by
//! the client, and nothing here knows a key, a socket or a document.

mod args;
mod ask;
mod calendar;
mod commands;
mod config;
mod demo;
mod desk;
mod editor;
mod fail;
mod kit_page;
mod locale;
mod memory;
mod output;
mod page;
mod picture;
mod report;
mod screens;
mod text;
mod usage;
mod when;

use std::process::ExitCode;

use clap::ValueEnum;
use clap::error::ErrorKind;
use language::say;

use crate::args::{Cli, printed};
use crate::config::{Config, Defect, Key};
use crate::desk::Desk;
use crate::output::{Colour, Output};

fn main() -> ExitCode {
    quiet_panics();
    memory::keep_off_the_disk();
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let (config, defect) = match Config::load() {
        Ok(config) => (config, None),
        Err(defect) => (Config::unread(), Some(defect)),
    };
    locale::choose(&arguments, config.value(Key::Language));
    if config.is_on(Key::Ascii) || locale::wants_ascii(&arguments) {
        language::spell_in_ascii();
    }
    let cli = match Cli::read(&arguments) {
        Ok(cli) => cli,
        Err(error) => return usage_error(&error, &arguments, &config),
    };
    let colour = cli.global.color.unwrap_or_else(|| usual_colour(&config));
    let quiet = cli.global.quiet || config.is_on(Key::Quiet);
    let output = Output::new(cli.global.json, quiet, cli.global.ascii || config.is_on(Key::Ascii), colour);
    let done = Desk::new(&cli.global, output, config, defect.map(Defect::fail))
        .and_then(|desk| commands::run(&desk, cli.command));
    match done {
        Ok(code) => code,
        Err(fail) => {
            let fail = match report::keep(&fail, &command_of(&arguments)) {
                Some(file) => fail
                    .because(say!("report-kept", file = file.display().to_string()))
                    .attempt("entre doctor"),
                None => fail,
            };
            output.fail(&fail);
            ExitCode::from(fail.exit as u8)
        }
    }
}

/// The name of the command, and nothing that anybody gave it.
fn command_of(arguments: &[std::ffi::OsString]) -> String {
    let known = args::command();
    let mut words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    words.find(|word| known.find_subcommand(word).is_some()).unwrap_or("none").to_owned()
}

/// Help and version go to stdout; everything else comes in our own form.
fn usage_error(error: &clap::Error, arguments: &[std::ffi::OsString], config: &Config) -> ExitCode {
    // What follows `--` is text.
    let given: Vec<&str> =
        arguments.iter().map_while(|word| word.to_str().filter(|word| *word != "--")).collect();
    let has = |option: &str| given.contains(&option);
    let colour = colour_given(&given).unwrap_or_else(|| usual_colour(config));
    let output = Output::new(has("--json"), false, has("--ascii") || config.is_on(Key::Ascii), colour);
    let shown = match error.kind() {
        ErrorKind::DisplayHelp => Some("help"),
        ErrorKind::DisplayVersion => Some("version"),
        _ => None,
    };
    if let Some(kind) = shown {
        output.laid_out(kind, &printed(&error.render().to_string()));
        return ExitCode::SUCCESS;
    }
    let fail = usage::explain(error);
    output.fail(&fail);
    ExitCode::from(fail.exit as u8)
}

/// The colours that a command line with a mistake elsewhere asks for.
fn colour_given(arguments: &[&str]) -> Option<Colour> {
    let mut words = arguments.iter();
    let word = words.find_map(|word| match word.strip_prefix("--color")? {
        "" => Some(None),
        value => value.strip_prefix('=').map(Some),
    })?;
    Colour::from_str(word.or_else(|| words.next().copied())?, false).ok()
}

/// What the environment says, else the file of settings.
fn usual_colour(config: &Config) -> Colour {
    let word = |word: &str| Colour::from_str(word, false).ok();
    let environment = std::env::var("ENTRE_COLOR").ok().and_then(|value| word(&value));
    environment.or_else(|| config.value(Key::Color).and_then(word)).unwrap_or_default()
}

/// A bug must not print what it was working on: the place is enough to report it.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        use std::io::Write;
        let place = panic
            .location()
            .map_or_else(String::new, |place| format!(" ({}:{})", place.file(), place.line()));
        let mut text = format!("{}\n  {}\n", say!("panic-stopped", place = place), say!("panic-unharmed"));
        let command = command_of(&std::env::args_os().collect::<Vec<_>>());
        if let Some(file) = report::keep_panic(&place, &command) {
            text.push_str(&format!("  {}\n", say!("report-kept", file = file.display().to_string())));
        }
        // There is nowhere left to report that stderr is gone.
        drop(std::io::stderr().write_all(text.as_bytes()));
    }));
}
